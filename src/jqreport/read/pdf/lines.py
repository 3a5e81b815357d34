"""Characters of a page -> printed lines in reading order, and the texts of table cells."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from jqreport.read.pdf.marks import find_marks
from jqreport.read.pdf.page import Page, Run
from jqreport.read.pdf.pieces import Piece, cut_pieces, drawn_again, is_space, overlapping
from jqreport.read.pdf.tables import Grid

_STRAY = re.compile("[\x00-\x01\x03-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printed(page: Page, grids: Sequence[Grid] = (), superscripts: bool = True) -> tuple[list[Run], list[list[Run]]]:
    """Return the lines of prose in reading order, and for each grid the runs of its cells that hold text.

    Gaps of less than 0.45 em beside a Chinese character are justification and leave no space. What is drawn twice is read once.
    """
    text = _STRAY.sub("\ufffd", page.text)
    pieces, cells, doubled = cut_pieces(page, text, grids)
    if doubled or overlapping(pieces):
        gone = drawn_again(page, text)
        pieces, cells, _ = cut_pieces(page, text, grids, gone)
    prose = [_run(page, text, piece, superscripts) for group in _reading_order(pieces) for piece in _rows(page, text, group)]
    tables: list[list[Run]] = [[] for _ in grids]
    for (grid, cell), inside in sorted(cells.items()):
        rows = _rows(page, text, inside)
        tables[grid].append(_cell(page, text, rows, cell, grids[grid].cells[cell][0]))
    return prose, tables


# ------------------------------------------------------------------------------------------------ pieces -> lines


def _reading_order(pieces: list[Piece]) -> list[list[Piece]]:
    """Group pieces so that reading group by group, and each from top to bottom, is reading the page.

    Two columns are seen by a gutter in the middle third that no line crosses but those as wide as the page, with at least five
    lines on either side, half of them full.
    """
    if len(pieces) < 10:
        return [pieces]
    left, right = min(p.left for p in pieces), max(p.right for p in pieces)
    width = right - left
    low, high = min(p.top for p in pieces), max(p.bottom for p in pieces)
    edge = 0.06 * (high - low)
    narrow = [
        p
        for p in pieces
        if p.right - p.left < 0.55 * width and not ((p.bottom < low + edge or p.top > high - edge) and len(p.at) <= 12)
    ]
    if len(narrow) < 10:
        return [pieces]
    gutter = _gutter(narrow, left + 0.33 * width, right - 0.33 * width)
    if gutter is None:
        return [pieces]
    one, two = [p for p in narrow if p.right <= gutter], [p for p in narrow if p.left >= gutter]
    if not (_full(one, width) and _full(two, width)):
        return [pieces]
    groups: list[list[Piece]] = []
    crossing = sorted((p for p in pieces if p.left < gutter < p.right), key=lambda p: p.top)
    crossing_ids = {id(p) for p in crossing}
    rest = sorted((p for p in pieces if id(p) not in crossing_ids), key=lambda p: p.top)
    for wall in [*crossing, None]:
        above = rest if wall is None else [p for p in rest if p.top < wall.top]
        rest = rest[len(above) :]
        groups.append([p for p in above if p.left < gutter])
        groups.append([p for p in above if p.left >= gutter])
        if wall is not None:
            groups.append([wall])
    return [group for group in groups if group]


def _gutter(narrow: list[Piece], low: float, high: float) -> float | None:
    size = min(p.size for p in narrow)
    reach, best = low, (0.0, 0.0)
    for piece in sorted(narrow, key=lambda p: p.left):
        if piece.left > reach and reach < high:
            best = max(best, (piece.left - reach, (piece.left + reach) / 2))
        reach = max(reach, piece.right)
    return best[1] if best[0] >= 0.8 * size else None


def _full(column: list[Piece], span: float) -> bool:
    """Whether the pieces are lines of prose: at least five, a third of the page wide, half of them reaching the right side."""
    if len(column) < 5:
        return False
    width = max(p.right for p in column) - min(p.left for p in column)
    return width >= 0.3 * span and 2 * sum(p.right - p.left >= 0.8 * width for p in column) >= len(column)


def _rows(page: Page, text: str, pieces: list[Piece]) -> list[Piece]:
    """Put pieces on one baseline together, from left to right, and the rows from top to bottom."""
    if all(b.top > a.top + 0.5 * min(a.size, b.size) for a, b in zip(pieces, pieces[1:], strict=False)):
        return pieces
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.top + p.bottom, p.left)):
        row = next((r for r in reversed(rows[-3:]) if _level(r[0], piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return [_merged(page, text, sorted(row, key=lambda p: p.left)) for row in rows]


def _level(one: Piece, two: Piece) -> bool:
    high = min(one.bottom - one.top, two.bottom - two.top)
    return min(one.bottom, two.bottom) - max(one.top, two.top) >= 0.5 * high


def _merged(page: Page, text: str, row: list[Piece]) -> Piece:
    if len(row) == 1:
        return row[0]
    size = max(p.size for p in row)
    at: list[int] = list(row[0].at)
    for a, b in zip(row, row[1:], strict=False):
        if is_space(b.left - a.right, text[a.at[-1]], text[b.at[0]], min(a.size, b.size)):
            at.append(-1)
        at.extend(b.at)
    big = [p for p in row if p.size >= 0.8 * size]
    return Piece(at, row[0].left, row[-1].right, min(p.top for p in big), max(p.bottom for p in big), size)


# ------------------------------------------------------------------------------------------------ pieces -> runs


def _run(page: Page, text: str, piece: Piece, superscripts: bool = True) -> Run:
    at = piece.at
    if isinstance(at, range):
        a, b = at[0], at[-1] + 1
        words, x0, x1 = text[a:b], list(page.x0[a:b]), list(page.x1[a:b])
    else:
        words = "".join(" " if i < 0 else text[i] for i in at)
        x0 = [math.nan if i < 0 else page.x0[i] for i in at]
        x1 = [math.nan if i < 0 else page.x1[i] for i in at]
    words = words.replace("\x02", "-")
    marks: list[tuple[int, int]] = []
    if superscripts:
        words, marks = find_marks(page, words, at, piece.bottom, piece.size)
    return Run(words, x0, x1, piece.top, piece.bottom, piece.size, marks)


def _cell(page: Page, text: str, rows: list[Piece], cell: int, box: tuple[float, float, float, float]) -> Run:
    """Join the printed lines of a cell: Chinese text without a space, a number only where its line was full."""
    whole = _run(page, text, rows[0])
    whole.cell, whole.parts = cell, [(0, whole.top, whole.bottom)]
    for row in rows[1:]:
        run = _run(page, text, row)
        plain = whole.text[-1] < "\u2e80" and run.text[0] < "\u2e80"
        if plain and whole.x1[-1] < box[2] - 1.2 * whole.size:
            whole.text += " "
            whole.x0.append(math.nan)
            whole.x1.append(math.nan)
        shift = len(whole.text)
        whole.parts.append((shift, run.top, run.bottom))
        whole.text += run.text
        whole.x0 += run.x0
        whole.x1 += run.x1
        whole.marks += [(a + shift, b + shift) for a, b in run.marks]
        whole.bottom = max(whole.bottom, run.bottom)
    return whole
