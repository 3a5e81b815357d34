"""PDF files: bytes -> Document, with the lines as printed, table cells, footnote marks and a box for every character."""

from __future__ import annotations

import re
import time

import pypdfium2  # type: ignore[import-untyped]

from jqreport.digest import sha256
from jqreport.errors import InputError
from jqreport.model import Document, Line, Warning
from jqreport.read.boxes import CharBoxes
from jqreport.read.limits import Limits, over
from jqreport.read.ocr import Recogniser
from jqreport.read.pdf.lines import printed
from jqreport.read.pdf.page import Run
from jqreport.read.pdf.pdfium import PdfiumPage, picture
from jqreport.read.pdf.plumber import Plumber, PlumberPage
from jqreport.read.pdf.quality import wrong_share
from jqreport.read.pdf.roles import Sheet, hints, indented
from jqreport.read.pdf.tables import Grid, Tables, TooManyEdges, find_grids

__all__ = ["read_pdf"]

_DOUBT, _REFUSE = 0.005, 0.05  # share of wrong characters: try the other engine; do not trust the page
_OCR_SCALE = 200 / 72  # pixels a point: 200 dots an inch
_READABLE = re.compile(r"\w")


def read_pdf(
    data: bytes,
    name: str,
    *,
    password: str | None = None,
    ocr: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    engine: str = "auto",
) -> Document:
    """Read the text layer of a PDF; with `ocr` read the pictures of pages that have none, or a false one.

    `engine` forces "pdfium" or "pdfplumber" on every page (for tests). InputError with code empty, not-pdf, encrypted, broken,
    no-text-layer, mojibake or limit; UsageError where `ocr` lacks its packages. Nothing is ever fetched.
    """
    if len(data) > limits.bytes:
        raise over(name, "bytes", limits)
    _refuse(data, name)
    reading = _Reading(data, name, password, limits, engine, Recogniser() if ocr else None)
    try:
        reading.pages()
    finally:
        reading.close()
    if not any(sheet.runs and sheet.number not in reading.inked for sheet in reading.sheets):
        raise reading.no_text()
    reading.judge()
    return reading.document()


class _Reading:
    """What has been read of one PDF so far."""

    def __init__(
        self, data: bytes, name: str, password: str | None, limits: Limits, engine: str, recogniser: Recogniser | None
    ) -> None:
        self.data, self.name, self.limits, self.engine = data, name, limits, engine
        self.recogniser = recogniser
        self.pdf = _open(data, name, password)
        self.plumber = Plumber(data, password)
        self.sheets: list[Sheet] = []
        self.warnings: list[Warning] = []
        self.inked: list[int] = []
        self.bad: list[tuple[int, int, int]] = []  # page, characters on it, 1 if its text cannot be trusted
        self.confidence: dict[int, float] = {}  # by id of the run
        self.count = 0
        self.tables = Tables()

    def pages(self) -> None:
        """Read page after page, within the limits."""
        self.count = len(self.pdf)
        if self.count > self.limits.pages:
            raise over(self.name, "pages", self.limits)
        began, characters = time.monotonic(), 0
        for index in range(self.count):
            if time.monotonic() - began > self.limits.seconds:
                raise over(self.name, "seconds", self.limits)
            page, share = self._page(index)
            if page is None:
                self.sheets.append(Sheet(index + 1, 1.0, []))
                continue
            try:
                characters += len(page.text)
                if characters > self.limits.characters:
                    raise over(self.name, "characters", self.limits)
                self._read(page, share)
            finally:
                page.close()

    def _page(self, index: int) -> tuple[PdfiumPage | PlumberPage | None, float]:
        """Return the page, by PDFium unless the stated test doubts its text, and the share of its text that is wrong."""
        try:
            page = PdfiumPage(self.pdf, index)
        except pypdfium2.PdfiumError:
            self.warnings.append(Warning("page-unreadable", f"page {index + 1} is broken and was not read"))
            return None, 0.0
        share = wrong_share(page.text, page.lost)
        if self.engine == "pdfium" or (self.engine == "auto" and share <= _DOUBT):
            return page, share
        other = self.plumber.page(index + 1)
        if other is None:
            return page, share
        better = wrong_share(other.text)
        if self.engine == "auto" and (better >= share or len(other.text) < 0.5 * len(page.text)):
            other.close()
            return page, share
        page.close()
        return other, better

    def _read(self, page: PdfiumPage | PlumberPage, share: float) -> None:
        bare = not _READABLE.search(page.text)
        drawn = page.ink() if bare else len(page.text) < 40 and page.pictured()  # a scan with a stamped number
        if self.recogniser and (share > _REFUSE or drawn):
            self._recognise(page.number)
            return
        if drawn:
            self.inked.append(page.number)
        if bare:
            self.sheets.append(Sheet(page.number, page.height, []))
            return
        self.bad.append((page.number, len(page.text), int(share > _REFUSE)))
        grids: list[Grid] = []
        try:
            grids = find_grids(page.rulings())
        except TooManyEdges:
            self.warnings.append(Warning("drawing", f"page {page.number} has too many lines to look for tables"))
        prose, tables = printed(page, grids)
        real = [self.tables.is_table(grid, runs) for grid, runs in zip(grids, tables, strict=True)]
        if not all(real):  # frames around prose
            grids = [grid for grid, yes in zip(grids, real, strict=True) if yes]
            prose, tables = printed(page, grids)
        blocks = [(g.box[1], self.tables.add(g, runs, prose)) for g, runs in zip(grids, tables, strict=True)]
        self.sheets.append(Sheet(page.number, page.height, _placed(prose, blocks)))
        if not grids or _below(prose, grids[-1], page.height):
            self.tables.last = None

    def _recognise(self, number: int) -> None:
        """Read the picture of a page."""
        assert self.recogniser
        found = self.recogniser.page(number, *picture(self.pdf, number - 1, _OCR_SCALE))
        runs, _ = printed(found, superscripts=False)
        for run in runs:
            self.confidence[id(run)] = found.confidence(run.left - 1, run.top - 1, run.right + 1, run.bottom + 1)
        self.sheets.append(Sheet(number, found.height, runs))
        if not runs:
            self.warnings.append(Warning("ocr-nothing", f"no text was recognised on page {number}"))
        elif found.missed:
            words = f"ink of about {found.missed} lines on page {number} was not recognised; look at the page"
            self.warnings.append(Warning("ocr-missed", words))

    def no_text(self) -> InputError:
        """Return the error for a PDF without any text: pictures of pages, or nothing at all."""
        if not self.inked:
            return InputError(
                f"{self.name}: its pages are blank; give a report with text",
                f"{self.name}：各页都是空白，请提供有文字的报告",
                code="empty",
            )
        return InputError(
            f"{self.name}: no text layer, its pages are pictures; install jqreport[ocr] and read it with --ocr",
            f"{self.name}：没有文字层，各页是图片；请安装 jqreport[ocr] 并加 --ocr 识别",
            code="no-text-layer",
        )

    def judge(self) -> None:
        """Refuse a text layer that does not say what the pages show; warn of single pages."""
        total = sum(size for _, size, _ in self.bad)
        wrong = [number for number, _, bad in self.bad if bad]
        if 2 * sum(size for _, size, bad in self.bad if bad) > total:
            raise InputError(
                f"{self.name}: its text layer does not say what its pages show (page {wrong[0]} is mojibake); "
                "install jqreport[ocr] and read it with --ocr, or ask for another copy",
                f"{self.name}：文字层与页面所示不符（第{wrong[0]}页为乱码）；"
                "请安装 jqreport[ocr] 并加 --ocr 识别，或换一份文件",
                code="mojibake",
            )
        for number in wrong:
            self.warnings.append(Warning("mojibake", f"the text layer of page {number} does not say what the page shows"))
        for number in self.inked:
            self.warnings.append(Warning("page-without-text", f"page {number} has no text layer; --ocr reads pictures"))
        if b"%%EOF" not in self.data[-2048:]:
            self.warnings.append(Warning("truncated", "the file ends before its end mark; pages may be missing"))

    def document(self) -> Document:
        """Join the lines; a page begins with a form feed before its first line, which is no line of its own."""
        found, moved = hints(self.sheets), indented(self.sheets)
        out: list[str] = []
        lines: list[Line] = []
        marks: list[tuple[int, int]] = []
        boxes = CharBoxes()
        sure: dict[int, float] = {}
        at, feeds = 0, 0
        for sheet in self.sheets:
            for run in sheet.runs:
                lead = ("\n" if lines else "") + "\f" * feeds
                feeds = 0
                boxes.skip(len(lead))
                at += len(lead)
                cell = self.tables.cells.get(id(run))
                hint = "cell" if cell else found.get(id(run))
                indent = "\u3000\u3000" if hint is None and id(run) in moved else ""
                boxes.skip(len(indent))
                begin = at + len(indent)
                _box(boxes, sheet.number, run)
                end = begin + len(run.text)
                if id(run) in self.confidence:
                    sure[len(lines) + 1] = self.confidence[id(run)]
                lines.append(Line(len(lines) + 1, at, end, sheet.number, hint, cell))
                marks += [(begin + a, begin + b) for a, b in run.marks]
                out += (lead, indent, run.text)
                at = end
            feeds += 1
        return Document(
            file=self.name,
            text="".join(out),
            lines=tuple(lines),
            format="pdf",
            sha256=sha256(self.data).hexdigest(),
            pages=self.count,
            marks=tuple(marks),
            warnings=tuple(self.warnings),
            boxes=boxes,
            confidence=sure or None,
        )

    def close(self) -> None:
        """Close both engines' documents."""
        self.plumber.close()
        self.pdf.close()


def _refuse(data: bytes, name: str) -> None:
    if not data:
        raise InputError(
            f"{name}: the file is empty; give a report with text", f"{name}：文件是空的，请提供有文字的报告", code="empty"
        )
    if b"%PDF-" not in data[:1024]:
        raise InputError(f"{name}: this is no PDF file", f"{name}：不是 PDF 文件", code="not-pdf")


def _open(data: bytes, name: str, password: str | None) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            what = ("its password is wrong", "密码不对") if password else ("it is encrypted", "文件已加密")
            raise InputError(
                f"{name}: {what[0]}; give the password with --password",
                f"{name}：{what[1]}；请用 --password 给出密码",
                code="encrypted",
            ) from None
        raise InputError(
            f"{name}: the PDF is broken and cannot be opened; ask for another copy",
            f"{name}：PDF 文件已损坏，无法打开；请换一份文件",
            code="broken",
        ) from None


def _below(prose: list[Run], grid: Grid, height: float) -> bool:
    """Whether prose, other than a page number, stands below the table."""
    return any(run.top > grid.box[3] and (run.top < 0.86 * height or len(run.text) > 20) for run in prose)


def _placed(prose: list[Run], blocks: list[tuple[float, list[Run]]]) -> list[Run]:
    """Put each table before the first line that stands below its upper side and comes after all lines above it."""
    runs = list(prose)
    for top, cells in reversed(blocks):
        above = [i for i, run in enumerate(runs) if run.cell is None and run.bottom <= top + 2]
        place = above[-1] + 1 if above else 0
        runs[place:place] = cells
    return runs


def _box(boxes: CharBoxes, page: int, run: Run) -> None:
    if not run.parts:
        boxes.line(page, run.top, run.bottom)
        boxes.add(run.x0, run.x1)
        return
    ends = [start for start, _, _ in run.parts[1:]] + [len(run.text)]
    for (start, top, bottom), end in zip(run.parts, ends, strict=True):
        boxes.line(page, top, bottom)
        boxes.add(run.x0[start:end], run.x1[start:end])
