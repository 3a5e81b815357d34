"""-f xlsx: a workbook for statisticians; numbers as numbers with their printed decimals, texts as texts, never a formula.

Sheets: figures (one row each), context numerals, warnings. A cell is written as a number or as a string by name, so nothing in
it is taken for a formula or a link; a text that a spreadsheet would run when it is edited carries the quote-prefix style.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any, NamedTuple

from jqreport.errors import UsageError
from jqreport.formats import numbers
from jqreport.formats.columns import ARROW
from jqreport.formats.options import Options
from jqreport.formats.safe import defused, lines_kept
from jqreport.messages import word
from jqreport.model import Change, Figure, Findings, Number, Report

_LONGEST = 32_000  # characters in a cell; Excel takes 32,767
_ROWS = 1_048_576  # of a sheet, its header included
_DIGITS = 15  # that a spreadsheet keeps; longer numbers are written as text
_SUFFIXES = {"%": '"%"', "‰": '"‰"', "百分点": '"个百分点"', "个百分点": '"个百分点"', None: ""}
_MARK = {"approx": "≈", "over": "≥", "under": "≤"}
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class Amount(NamedTuple):
    """A cell that is a number, with the decimals and the suffix that it is shown with."""

    value: Decimal
    decimals: int
    suffix: str = ""


Cell = Amount | str | int | None


class Column(NamedTuple):
    """A column: its heads in English and Chinese, its width, and its cell."""

    name: str
    zh: str
    width: int
    cell: Callable[..., Cell]


def amount(value: Number | None, digits: str | None, suffix: str = "") -> Cell:
    """A cell: the number with its printed decimals where a spreadsheet keeps all its digits, else text; None is empty."""
    shown = numbers.printed(value, digits)
    if value is None or shown is None:
        return None
    if isinstance(value, Fraction) or not _PLAIN.fullmatch(shown) or len(re.sub(r"\D", "", shown).lstrip("0")) > _DIGITS:
        return shown
    return Amount(Decimal(shown), len(shown.partition(".")[2]), suffix)


def _moves(f: Figure, *bases: str) -> Cell:
    """The change on one of the bases: a number where there is one plain one, else words."""
    found = [c for c in f.changes if c.basis in bases]
    if not found:
        return None
    one = found[0]
    low, high = numbers.signed(one)
    if (
        len(found) == 1
        and high is None
        and one.bound == "exact"
        and one.unit in _SUFFIXES
        and low
        and bases[0] in ("yoy", "mom")
    ):
        value = -one.value if low.startswith("-") else one.value
        return amount(value, low, _SUFFIXES[one.unit])
    return "；".join(_words(c) for c in found)


def _words(c: Change) -> str:
    basis = f"{word('since', 'zh')}{c.base or ''}" if c.basis == "since" else word(c.basis, "zh")
    if c.direction == "flat":
        return f"{basis}{word('flat', 'zh')}"
    low, high = numbers.printed(c.value, c.digits), numbers.printed(c.high, c.high_digits)
    sign = "-" if c.direction == "down" else "+"
    return f"{basis}{sign}{_MARK.get(c.bound, '')}{low}{f'–{high}' if high else ''}{c.unit or ''}"


def _place(page: int | None, line: int) -> str:
    return f"第{line}行" if page is None else f"第{page}页第{line}行"


def _base(f: Figure) -> Cell:
    return None if f.base is None else amount(f.base.value, f.base.digits)


FIGURES: tuple[Column, ...] = (
    Column("name", "指标名称", 34, lambda r, f: f.name),
    Column("unit", "计量单位", 10, lambda r, f: f.unit),
    Column("value", "数值", 13, lambda r, f: amount(f.value, f.digits)),
    Column("high", "上限", 10, lambda r, f: amount(f.high, f.high_digits)),
    Column("bound", "界限", 6, lambda r, f: _MARK.get(f.bound)),
    Column("yoy", "同比", 11, lambda r, f: _moves(f, "yoy")),
    Column("mom", "环比", 11, lambda r, f: _moves(f, "mom")),
    Column("other_change", "其他增减", 16, lambda r, f: _moves(f, "unstated", "since", "average")),
    Column("from_value", "起始值", 10, lambda r, f: _base(f)),
    Column(
        "status", "状态", 7, lambda r, f: word(f.status, "zh") if f.status in ("actual", "target", "criterion") else f.status
    ),
    Column("period_start", "报告期起", 12, lambda r, f: f.period.start if f.period else None),
    Column("period_end", "报告期止", 12, lambda r, f: f.period.end if f.period else None),
    Column("place", "出处", 15, lambda r, f: _place(f.source.page, f.source.line)),
    Column("page", "页", 5, lambda r, f: f.source.page),
    Column("line", "行", 6, lambda r, f: f.source.line),
    Column("text", "原文", 16, lambda r, f: f.source.text),
    Column("section", "章节", 36, lambda r, f: ARROW.join(f.section)),
    Column("sentence", "句子", 60, lambda r, f: f.sentence),
    Column("canonical", "标准指标", 18, lambda r, f: f.canonical),
    Column("id", "编号", 11, lambda r, f: f.id),
    Column("part_of", "所属", 11, lambda r, f: f.part_of),
    Column("rule", "规则", 14, lambda r, f: f.rule),
    Column("file", "文件", 24, lambda r, f: r.document.file),
)
CONTEXT: tuple[Column, ...] = (
    Column("role", "类别", 8, lambda r, c: word(c.role, "zh") if c.role in ("date", "ordinal", "label", "note") else c.role),
    Column("text", "原文", 24, lambda r, c: c.text),
    Column("place", "出处", 15, lambda r, c: _place(c.source.page, c.source.line)),
    Column("page", "页", 5, lambda r, c: c.source.page),
    Column("line", "行", 6, lambda r, c: c.source.line),
    Column("prefix", "前文", 34, lambda r, c: c.source.prefix),
    Column("suffix", "后文", 34, lambda r, c: c.source.suffix),
    Column("rule", "规则", 18, lambda r, c: c.rule),
    Column("file", "文件", 24, lambda r, c: r.document.file),
)
WARNINGS: tuple[Column, ...] = (
    Column("code", "代码", 18, lambda r, w: w.code),
    Column("message", "说明", 80, lambda r, w: w.message),
    Column("line", "行", 6, lambda r, w: w.line),
    Column("file", "文件", 24, lambda r, w: r.document.file),
)
FINDINGS: tuple[Column, ...] = (
    Column("verdict", "结论", 8, lambda r, g: {"fail": "不符", "review": "待核", "note": "提示"}.get(g.verdict, g.verdict)),
    Column("message", "说明", 80, lambda r, g: g.zh or g.message),
    Column("expected", "应为", 18, lambda r, g: _said(g.expected)),
    Column("actual", "实为", 18, lambda r, g: _said(g.actual)),
    Column("place", "出处", 15, lambda r, g: g.source and _place(g.source.page, g.source.line)),
    Column("text", "原文", 18, lambda r, g: g.source and g.source.text),
    Column("rule", "规则", 22, lambda r, g: g.rule),
    Column("figures", "指标编号", 24, lambda r, g: ", ".join(g.figures)),
    Column("file", "文件", 24, lambda r, g: g.file),
    Column("fingerprint", "指纹", 18, lambda r, g: g.fingerprint),
)
_SUMMARY: tuple[Column, ...] = (
    Column("verdict", "结论", 14, lambda r, item: item[0]),
    Column("count", "项数", 10, lambda r, item: item[1]),
)


def _said(text: str | None) -> Cell:
    return amount(Decimal(text), text) if text is not None and _PLAIN.fullmatch(text) else text


def render(reports: Iterable[Report], options: Options) -> Iterator[bytes]:
    """Yield the workbook; heads are Chinese unless `headers` is "en"."""
    book = Book(options.headers != "en")
    figures, context, warnings = (
        book.sheet(*names)
        for names in (("Figures", "指标", FIGURES), ("Context", "语境", CONTEXT), ("Warnings", "提示", WARNINGS))
    )
    for report in reports:
        for sheet, items in ((figures, report.figures), (context, report.context), (warnings, report.warnings)):
            for item in items:
                sheet.row(report, item)
    yield book.close()


def render_findings(findings: Findings, options: Options, rules: Mapping[str, tuple[str, str]]) -> Iterator[bytes]:
    """Yield a workbook of findings, and the summary of how many comparisons ended how."""
    book = Book(options.headers != "en")
    sheet = book.sheet("Findings", "核验发现", FINDINGS)
    for finding in findings.findings:
        sheet.row(None, finding)
    summary = book.sheet("Summary", "汇总", _SUMMARY)
    for pair in zip(
        ("pass", "fail", "review", "not_checkable") if options.headers == "en" else ("相符", "不符", "待核", "无法核对"),
        (findings.passed, findings.failed, findings.review, findings.not_checkable),
        strict=True,
    ):
        summary.row(None, pair)
    yield book.close()


class Book:
    """A workbook in the making; the same rows give the same bytes."""

    def __init__(self, zh: bool) -> None:
        try:
            import xlsxwriter  # type: ignore[import-untyped,import-not-found,unused-ignore]
        except ImportError:
            raise UsageError(
                "-f xlsx needs xlsxwriter; install it with pip install 'jqreport[xlsx]'",
                "-f xlsx 需要 xlsxwriter；请运行 pip install 'jqreport[xlsx]'",
            ) from None
        self.zh = zh
        self._out = BytesIO()
        safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(self._out, safe)
        self._book.set_properties({"created": datetime(2000, 1, 1), "author": "jqreport"})
        self._formats: dict[tuple[str, ...], Any] = {}
        self._sheets: list[Sheet] = []

    def style(self, **settings: Any) -> Any:
        """The cell format with these settings; made once."""
        key = tuple(f"{k}={v}" for k, v in sorted(settings.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", **settings})
        return self._formats[key]

    def sheet(self, name: str, zh: str, columns: Sequence[Column]) -> Sheet:
        """A sheet with its head frozen."""
        made = Sheet(self, self._book.add_worksheet(zh if self.zh else name), columns)
        self._sheets.append(made)
        return made

    def close(self) -> bytes:
        """The whole file."""
        for sheet in self._sheets:
            sheet.finish()
        self._book.close()
        return self._out.getvalue()


class Sheet:
    """One sheet: a head, then rows."""

    def __init__(self, book: Book, sheet: Any, columns: Sequence[Column]) -> None:
        self._book, self._sheet, self._columns, self._rows = book, sheet, columns, 0
        head = book.style(bold=True, bg_color="#E8EDF2", border=1, border_color="#C5CCD3")
        for i, column in enumerate(columns):
            sheet.set_column(i, i, column.width)
            sheet.write_string(0, i, column.zh if book.zh else column.name, head)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def row(self, report: Report | None, item: object) -> None:
        """Write one row; UsageError where the sheet is full."""
        self._rows += 1
        if self._rows >= _ROWS:
            raise UsageError(
                f"-f xlsx: a sheet holds {_ROWS} rows; use -f csv or -f parquet",
                f"-f xlsx：工作表最多 {_ROWS} 行；请用 -f csv 或 -f parquet",
            )
        for i, column in enumerate(self._columns):
            self._write(i, column.cell(report, item))

    def _write(self, at: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, Amount):
            shown = "0" + ("." + "0" * cell.decimals if cell.decimals else "") + cell.suffix
            self._sheet.write_number(self._rows, at, cell.value, self._book.style(num_format=shown))
        elif isinstance(cell, int):
            self._sheet.write_number(self._rows, at, cell, self._book.style())
        else:
            acting = defused(cell) != lines_kept(cell)
            style = self._book.style(quote_prefix=True) if acting else self._book.style()
            self._sheet.write_string(self._rows, at, _fitting(cell), style)

    def finish(self) -> None:
        """Put the filter on the rows that there are."""
        self._sheet.autofilter(0, 0, self._rows, len(self._columns) - 1)


def _fitting(text: str) -> str:
    shown = lines_kept(text)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
