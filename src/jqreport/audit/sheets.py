"""Pages of a PDF as images of bounded size, drawn in a child process, and the boxes of figures over them."""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from io import BytesIO

from jqreport.audit import places
from jqreport.errors import JqreportError
from jqreport.model import Box, Report
from jqreport.read.limits import Limits

MOST_PAGES = 300
_WIDTHS = ((12, 1240), (40, 1000), (120, 800), (MOST_PAGES, 640))  # up to so many pages, so many pixels wide
_MOST_BYTES = 24 * 2**20  # of all images together
_TALLEST = 4  # times the width: what is taller (a scroll of a web page) is drawn smaller

Drawn = tuple[bytes, float, float]  # WebP (empty where it would be too much), width and height in points


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages of a PDF: image bytes and sizes in points by page, and why there are none where there should be."""

    images: dict[int, bytes] = field(default_factory=dict)
    sizes: dict[int, tuple[float, float]] = field(default_factory=dict)
    missing: str | None = None


def draw(data: bytes, name: str, limits: Limits, password: str | None = None) -> Sheets:
    """Draw the pages of a PDF in a child with limits; where that fails the page has its text alone (`missing` says so)."""
    from jqreport.read.isolate import isolated

    try:
        drawn: list[Drawn] = isolated("jqreport.audit.sheets:painted", data, name, limits=limits, password=password)
    except JqreportError:
        return Sheets(missing="no_paint")
    images = {n: image for n, (image, _, _) in enumerate(drawn, 1) if image}
    sizes = {n: (width, height) for n, (_, width, height) in enumerate(drawn, 1)}
    return Sheets(images, sizes, "many_pages" if len(images) < len(sizes) else None)


def painted(data: bytes, name: str, *, limits: Limits, password: str | None = None) -> list[Drawn]:
    """Runs in the child: each page as WebP with its size; past the bound of bytes or pages, sizes alone."""
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(data, password=password)
    count = min(len(document), limits.pages)
    pixels = next((width for most, width in _WIDTHS if count <= most), _WIDTHS[-1][1])
    drawn: list[Drawn] = []
    left = _MOST_BYTES
    for index in range(count):
        page = document[index]
        width, height = page.get_size()
        image = b""
        if index < MOST_PAGES and left > 0 and width > 0 and height > 0:
            scale = pixels / width * min(1.0, _TALLEST * width / height)
            out = BytesIO()
            page.render(scale=scale).to_pil().convert("RGB").save(out, "WEBP", quality=55, method=2)
            image = out.getvalue() if out.tell() <= left else b""
            left -= out.tell()
        drawn.append((image, width, height))
        page.close()
    return drawn


def panes(report: Report, sheets: Sheets, w: Mapping[str, str]) -> str:
    """HTML of the pages with a rectangle over each printed line of each figure and context numeral; empty without pages."""
    if not sheets.sizes:
        if sheets.missing is None:
            return ""
        return f'<p class="notice">{escape(w["no_image"].format(why=w[sheets.missing]))}</p>'
    boxes = _boxes(report)
    out = [f'<div id="pages" tabindex="0" aria-label="{escape(w["pages"])}">']
    if sheets.missing is not None:
        why = w[sheets.missing].format(n=max(sheets.images, default=0))
        out.append(f'<p class="notice">{escape(w["no_image"].format(why=why))}</p>')
    for number, image in sheets.images.items():
        width, height = sheets.sizes[number]
        caption = escape(w["page"].format(n=number))
        out.append(
            f'<figure class="sheet" id="s{number}"><img alt="{caption}" width="{width:.0f}" height="{height:.0f}" '
            f'decoding="async" src="data:image/webp;base64,{b64encode(image).decode()}">'
            f'<svg viewBox="0 0 {width:.2f} {height:.2f}" preserveAspectRatio="none" role="presentation">'
            f"{''.join(boxes.get(number, ()))}</svg><figcaption>{caption}</figcaption></figure>"
        )
    return "\n".join([*out, "</div>"])


def _boxes(report: Report) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for c in report.context:
        for page, rect in _rects(c.source.boxes, f'class="context {escape(c.role)}" data-at="{c.source.start}"'):
            found[page].append(rect)
    boxes = places.Boxes(report)
    for f in report.figures:
        for kind, _, source in places.spoken(f):
            for page, rect in _rects(boxes(source), f'class="{kind} {escape(f.status)}" data-box="{escape(f.id)}"'):
                found[page].append(rect)
    return found


def _rects(boxes: tuple[Box, ...], attributes: str) -> Iterator[tuple[int, str]]:
    for page, x0, top, x1, bottom in boxes:
        yield page, f'<rect x="{x0 - 1:.2f}" y="{top:.2f}" width="{x1 - x0 + 2:.2f}" height="{bottom - top:.2f}" {attributes}/>'
