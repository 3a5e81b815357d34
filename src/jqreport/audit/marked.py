"""A marked PDF: the report's own file with a highlight over each figure and a note that holds its record.

Nothing of the file is changed but its annotations. What the report says goes into notes as text, with acting characters shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from jqreport.audit import cells, places
from jqreport.audit.words import words as words_in
from jqreport.formats.period import short
from jqreport.formats.safe import flat
from jqreport.model import Box, Context, Figure, Report

_COLORS = {"actual": (0.55, 0.78, 1.0), "target": (1.0, 0.82, 0.3), "criterion": (0.8, 0.68, 1.0)}
_PALE = 0.55  # how far the colour of a change goes to white
_GREY = (0.45, 0.45, 0.45)
_MOST_WORDS = 2_000  # characters of a note
Rect = tuple[float, float, float, float]


class Note(NamedTuple):
    """An annotation to be: its kind, name, colour, words and boxes on one page."""

    kind: str  # Highlight or Underline
    name: str
    subject: str
    color: tuple[float, float, float]
    words: str
    boxes: tuple[Box, ...]


def render(report: Report, data: bytes, lang: str = "en") -> bytes:
    """Return the PDF with its marks; the same file gives the same bytes. ValueError or RuntimeError where it cannot be opened."""
    by_page: dict[int, list[Note]] = defaultdict(list)
    for note in notes(report, lang):
        for at in dict.fromkeys(box[0] for box in note.boxes):
            by_page[at].append(note._replace(boxes=tuple(b for b in note.boxes if b[0] == at)))
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            for number, page in enumerate(pdf.pages, 1):
                if number in by_page:
                    _annotate(pdf, page, by_page[number])
            out = BytesIO()
            pdf.save(out, deterministic_id=True)
    except pikepdf.PdfError as error:
        raise ValueError(flat(str(error)).removeprefix("unknown: ")) from None
    return out.getvalue()


def notes(report: Report, lang: str) -> Iterator[Note]:
    """The notes of all figures, their changes and starting values, and of the context numerals."""
    w = words_in(lang)
    boxes = places.Boxes(report)
    names = {f.id: f"{f.name} {cells.value(f)}{f.unit or ''}" for f in report.figures}
    for c in report.context:
        yield Note("Underline", f"context-{c.source.start}", f"context {c.role}", _GREY, _context(c, w), c.source.boxes)
    for f in report.figures:
        said = _record(f, names, w)
        color = _COLORS.get(f.status, _COLORS["actual"])
        for kind, i, source in places.spoken(f):
            if kind == "value":
                yield Note("Highlight", f.id, f.status, color, said, boxes(source))
            else:
                yield Note(
                    "Highlight", f"{f.id}-{kind}{i + 1}", kind, _pale(color), f"{w[kind]}: {said}"[:_MOST_WORDS], source.boxes
                )


def _pale(color: tuple[float, float, float]) -> tuple[float, float, float]:
    r, g, b = (c + (1 - c) * _PALE for c in color)
    return r, g, b


def _record(f: Figure, names: Mapping[str, str], w: Mapping[str, str]) -> str:
    lines = [
        f"{f.name}: {cells.value(f)}{f.unit or ''}",
        cells.changes(f, w),
        f"{w['status']}: {w.get(f.status, f.status)}",
        f"{w['period']}: {short(f.period)}" if f.period else "",
        f"{w['whole']}: {names.get(f.part_of, f.part_of)}" if f.part_of else "",
        f"{w['section']}: {' › '.join(f.section)}" if f.section else "",
        f"{w['rule']}: {f.rule}",
        f"{w['place']}: {w['page_line'].format(page=f.source.page, line=f.source.line)}",
        f"{w['id']}: {f.id}",
    ]
    return "\n".join(flat(line) for line in lines if line)[:_MOST_WORDS]


def _context(c: Context, w: Mapping[str, str]) -> str:
    role = w.get("role_note" if c.role == "note" else c.role, c.role)
    return f"{flat(role)}: {flat(c.text)}\n{w['rule']}: {flat(c.rule)}"[:_MOST_WORDS]


def _annotate(pdf: pikepdf.Pdf, page: pikepdf.Page, found: Sequence[Note]) -> None:
    # boxes count from the top left of the page as shown: cropped, and turned by /Rotate
    crop = [float(v) for v in page.cropbox]
    left, right = sorted((crop[0], crop[2]))
    low, high = sorted((crop[1], crop[3]))
    turn = int(_inherited(page.obj, "/Rotate", 0)) % 360
    made = [
        pdf.make_indirect(_annotation(pdf, note, [_to_page(b, (left, low, right, high), turn) for b in note.boxes]))
        for note in found
    ]
    held = page.obj.get("/Annots")
    page.obj.Annots = Array([*(held if isinstance(held, Array) else ()), *made])


def _inherited(node: Any, key: str, default: int) -> Any:
    for _ in range(64):  # a loop of parents must not hold us
        value = node.get(key)
        if isinstance(value, int):
            return value
        parent = node.get("/Parent")
        if parent is None:
            break
        node = parent
    return default


def _to_page(box: Box, crop: Rect, turn: int) -> Rect:
    """Bring a box of the page as shown to the page's own space, where y grows upwards."""
    _, x0, top, x1, bottom = box
    left, low, right, high = crop
    if turn == 90:
        return left + top, low + x0, left + bottom, low + x1
    if turn == 180:
        return right - x1, low + top, right - x0, low + bottom
    if turn == 270:
        return right - bottom, high - x1, right - top, high - x0
    return left + x0, high - bottom, left + x1, high - top


def _annotation(pdf: pikepdf.Pdf, note: Note, rects: Sequence[Rect]) -> Dictionary:
    around = (min(r[0] for r in rects), min(r[1] for r in rects), max(r[2] for r in rects), max(r[3] for r in rects))
    quads = [round(v, 2) for x0, y0, x1, y1 in rects for v in (x0, y1, x1, y1, x0, y0, x1, y0)]  # as Acrobat orders them
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name("/" + note.kind),
        Rect=Array([round(v, 2) for v in around]),
        QuadPoints=Array(quads),
        C=Array([round(c, 3) for c in note.color]),
        Contents=String(note.words),
        T=String("jqreport"),
        Subj=String(note.subject),
        NM=String(note.name),
        F=4,  # printed, too
        AP=Dictionary(N=_appearance(pdf, note, rects, around)),
    )


def _appearance(pdf: pikepdf.Pdf, note: Note, rects: Sequence[Rect], around: Rect) -> pikepdf.Object:
    """How it looks, drawn here so that every viewer shows the same: the text stays readable under the colour."""
    color = " ".join(f"{c:.3f}" for c in note.color)
    if note.kind == "Highlight":
        shapes = "".join(f"{x0:.2f} {y0:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f\n" for x0, y0, x1, y1 in rects)
        drawn = f"/G gs {color} rg\n{shapes}"
    else:
        shapes = "".join(f"{x0:.2f} {y0 + 0.5:.2f} m {x1:.2f} {y0 + 0.5:.2f} l S\n" for x0, y0, x1, _ in rects)
        drawn = f"{color} RG 0.6 w [1 1.5] 0 d\n{shapes}"
    form = pdf.make_stream(drawn.encode("ascii"))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([round(v, 2) for v in around])
    form.Resources = Dictionary(ExtGState=Dictionary(G=Dictionary(Type=Name.ExtGState, BM=Name.Multiply)))
    return form
