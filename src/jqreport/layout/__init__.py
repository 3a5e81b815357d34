"""Lines -> blocks: headings, paragraphs, footnotes, page furniture; what is no report is labelled, never deleted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from jqreport.cache import compiled
from jqreport.layout.header import header as _header
from jqreport.layout.header import restarts
from jqreport.layout.join import Para, breaks_off, join
from jqreport.layout.junk import label_furniture, label_junk, label_numbers, ranges
from jqreport.layout.marks import inline_marks, leading_mark
from jqreport.layout.notes import find_notes
from jqreport.layout.rows import Row, blanks_apart, build_rows, lone_numbers, numbers_apart, wrapping
from jqreport.layout.sections import Place, place
from jqreport.layout.stretches import LONGEST, stretches
from jqreport.model import Block, Document, Header, Warning
from jqreport.sourcemap import fold_spans

__all__ = ["blocks", "header", "restarts"]

_LOST = compiled(r"\?{2,}")


def blocks(document: Document) -> tuple[list[Block], list[Warning]]:
    """Cut a document into blocks in reading order, and say what was skipped.

    Every character that prints stands in exactly one block, in its text (at `offsets`) or in one of its `marks`.
    """
    rows, borders = _tables(document, build_rows(document))
    warnings = label_junk(rows)
    label_furniture(rows)
    wrap = wrapping(rows)
    notes = find_notes(document, rows, wrap)
    if wrap.width:
        label_numbers(rows)
    paras = [*join(rows, wrap), *_hinted(rows)]
    paras.sort(key=lambda p: p.rows[0].start)
    _give_lone_marks(rows, paras)
    body = [p for p in paras if p.kind in (None, "heading")]
    places = dict(zip(map(id, body), place(body, _year(document, paras)), strict=True))
    paras += [Para(group, "footnote") for group in notes.groups]
    paras += [Para([row], row.kind) for row in rows if row.kind in ("skipped", "furniture")]
    spans = sorted({*notes.marks, *document.marks})
    paras += [Para([row], "furniture") for row in borders]
    made = [block for para in paras for block in _blocks(document, para, places.get(id(para)), spans)]
    made.sort(key=lambda b: b.extent[0])
    return made, [*warnings, *_lost(document, made)]


def header(document: Document, made: Iterable[Block]) -> Header:
    """Title, place, date (ISO) and reviewed period of a report from its blocks; None where it does not say."""
    return _header(made)


def _tables(document: Document, rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The rows with the tables of plain text cut into cells, and what is drawn between these; most texts have none of them."""
    if document.format == "pdf":  # its reader finds its tables
        return rows, []
    if lone_numbers(rows):
        from jqreport.layout.stacked import stacked

        stacked(rows)
    borders: list[Row] = []
    hits = numbers_apart(document.text, rows)
    if len(hits) > 1:
        from jqreport.layout.aligned import aligned

        rows, borders = aligned(document, rows, hits)
    if blanks_apart(document.text, rows):
        from jqreport.layout.spaced import spaced

        rows = spaced(document, rows)
    return rows, borders


def _hinted(rows: list[Row]) -> list[Para]:
    """Rows whose kind the file itself gave: cells and notes of several lines are put together."""
    paras: list[Para] = []
    last: Row | None = None
    prose: Para | None = None
    for row in rows:
        if row.hint and row.kind is None:
            if row.hint == "paragraph" and prose is not None and breaks_off(prose.text, row.text):
                prose.add(row)
                continue
            printed = (
                row.hint == "cell" and row.page is not None
            )  # a PDF's cell is wrapped; elsewhere each paragraph is its own
            same_cell = printed and last and last.hint == "cell" and last.cell == row.cell and row.cell
            note_goes_on = row.hint == "footnote" and last and last.hint == "footnote" and not leading_mark(row.text)
            if same_cell or note_goes_on:
                paras[-1].add(row)
            else:
                paras.append(Para([row], None if row.hint == "paragraph" else row.hint, text=row.text))
                prose = paras[-1] if row.hint == "paragraph" else prose
        last = row
    return paras


def _give_lone_marks(rows: list[Row], paras: list[Para]) -> None:
    """A mark on a line of its own belongs to the paragraph above it."""
    starts = [p.rows[0].start for p in paras]
    for row in rows:
        if row.kind == "mark":
            i = max(bisect_left(starts, row.start) - 1, 0)
            paras[i].rows.append(row)
            paras[i].rows.sort(key=lambda r: r.start)


def _year(document: Document, paras: list[Para]) -> int | None:
    """The report's year, from the lines at its head."""
    head = [Block("skipped" if p.kind else "paragraph", p.text, (), line=p.rows[0].line) for p in paras[:40]]
    date = _header(head).date
    return int(date[:4]) if date else None


def _blocks(document: Document, para: Para, spot: Place | None, spans: list[tuple[int, int]]) -> Iterator[Block]:
    """The block of a paragraph; several, where it is longer than any paragraph."""
    rows = para.rows
    text, offsets = _words(document.text, rows)
    kind = spot.kind if spot else para.kind or "paragraph"
    cuts = _cuts(kind, text, offsets, spans)
    marks = tuple((offsets[a], offsets[b - 1] + 1) for a, b in cuts)
    if cuts:
        text, offsets = _without(text, offsets, cuts)
    section, part = (spot.section, spot.part) if spot else ((), None)
    whole = kind == "cell" or len(text) <= LONGEST
    for start, end in [(0, len(text))] if whole else stretches(text):
        places: Sequence[int] = offsets[start:end]
        if places and places[-1] - places[0] == len(places) - 1:  # the text as it is printed: a range takes no memory
            places = range(places[0], places[-1] + 1)
        here = marks if end == len(text) else marks[: bisect_left(marks, (offsets[end], 0))]
        marks = marks[len(here) :]
        first = places[0] if places else here[0][0]
        line = next((row.line for row in reversed(rows) if row.start <= first), rows[0].line)
        yield Block(kind, text[start:end], places, section, part, line, here, rows[0].cell)


def _words(text: str, rows: list[Row]) -> tuple[str, Sequence[int]]:
    """What rows say, read as one, and where each character stands; a row with no blank inside says it already."""
    if len(rows) == 1:
        row = rows[0]
        printed = text[row.start : row.end].lstrip()
        if len(printed.rstrip()) == len(row.text):
            first = row.end - len(printed)
            return row.text, range(first, first + len(row.text))
    return fold_spans(text, [(row.start, row.end) for row in rows])


def _cuts(kind: str, text: str, offsets: Sequence[int], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of the text that are marks, as sorted index pairs that do not overlap."""
    if kind in ("skipped", "furniture"):
        return []
    cuts = inline_marks(text)
    if kind == "footnote" and (lead := leading_mark(text)):
        cuts.append((0, lead))
    if spans and offsets:
        for start, end in spans[max(bisect_left(spans, (offsets[0], 0)) - 1, 0) : bisect_left(spans, (offsets[-1] + 1, 0))]:
            a, b = bisect_left(offsets, start), bisect_left(offsets, end)
            if a < b:
                cuts.append((a, b))
    kept: list[tuple[int, int]] = []
    for a, b in sorted(cuts):
        if not kept or a >= kept[-1][1]:
            kept.append((a, b))
    return kept


def _without(text: str, offsets: Sequence[int], cuts: list[tuple[int, int]]) -> tuple[str, Sequence[int]]:
    out: list[str] = []
    places: list[int] = []
    at = 0
    for a, b in [*cuts, (len(text), len(text))]:
        piece = text[at:a]
        if out and piece and out[-1][-1:].isascii() and out[-1][-1:].isalnum() and piece[0].isascii() and piece[0].isalnum():
            out.append(" ")
            places.append(places[-1] + 1)
        if piece:
            out.append(piece)
            places.extend(offsets[at:a])
        at = b
    return "".join(out), places


def _lost(document: Document, made: list[Block]) -> list[Warning]:
    if "??" not in document.text:
        return []
    text = document.text
    found = [b.line for b in made if b.kind != "skipped" and b.offsets and _LOST.search(text, b.offsets[0], b.offsets[-1] + 1)]
    if not found:
        return []
    words = f"runs of ? stand where characters were lost; they are read as spaces: {ranges(sorted(set(found)))}"
    return [Warning("question-marks", words, found[0])]
