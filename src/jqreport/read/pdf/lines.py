"""Characters of a page -> printed lines in reading order, and the texts of table cells."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from jqreport.read.pdf.marks import find_marks
from jqreport.read.pdf.page import Page, Run
from jqreport.read.pdf.tables import Grid

_LINE = re.compile(r"[^\r\n]+")
_GAP = re.compile("[ \t\u3000\xa0\u2002-\u200a]+|(?<=\x02)|(?<=-)(?=[^-])")
_SPACE = frozenset(" \t\u3000\xa0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a")
_HAN = re.compile("[\u3400-\u9fff\u2e80-\u2fd5\U00020000-\U0003ffff]")
_STRAY = re.compile("[\x00-\x01\x03-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WIDE = 2.0  # em: a gap this wide parts columns
_SAME = 0.15  # em: the same character this near is the same character drawn again (fake bold)


@dataclass(slots=True)
class Piece:
    """Characters that stand side by side: their places in the page's text, -1 for a space of ours."""

    at: Sequence[int]
    left: float
    right: float
    top: float
    bottom: float
    size: float


def printed(page: Page, grids: Sequence[Grid] = (), superscripts: bool = True) -> tuple[list[Run], list[list[Run]]]:
    """Return the lines of prose in reading order, and for each grid the runs of its cells that hold text.

    Gaps of less than 0.45 em beside a Chinese character are justification and leave no space. What is drawn twice is read once.
    """
    text = _STRAY.sub("\ufffd", page.text)
    pieces, cells, doubled = _pieces(page, text, grids)
    if doubled or _overlapping(pieces):
        gone = _drawn_again(page, text)
        pieces, cells, _ = _pieces(page, text, grids, gone)
    prose = [_run(page, text, piece, superscripts) for group in _reading_order(pieces) for piece in _rows(page, text, group)]
    tables: list[list[Run]] = [[] for _ in grids]
    for (grid, cell), inside in sorted(cells.items()):
        rows = _rows(page, text, inside)
        tables[grid].append(_cell(page, text, rows, cell, grids[grid].cells[cell][0]))
    return prose, tables


# ------------------------------------------------------------------------------------------------ characters -> pieces

Cells = dict[tuple[int, int], list[Piece]]
NONE: frozenset[int] = frozenset()


def _pieces(page: Page, text: str, grids: Sequence[Grid], gone: frozenset[int] = NONE) -> tuple[list[Piece], Cells, bool]:
    pieces: list[Piece] = []
    cells: Cells = {}
    doubled = False
    for match in _LINE.finditer(text):
        start, end = match.span()
        while start < end and text[start] in _SPACE:
            start += 1
        while start < end and text[end - 1] in _SPACE:
            end -= 1
        if start == end:
            continue
        for stretch in _stretches(page, start, end, gone):
            size = _size(page, text, stretch)
            for part, cell in _by_cell(page, text, stretch, grids):
                cut, back = _cut(page, text, part, size)
                doubled = doubled or back
                found = [_piece(page, text, at) for at in cut]
                if cell is None:
                    pieces += found
                else:
                    cells.setdefault(cell, []).extend(found)
    return pieces, cells, doubled and not gone


def _stretches(page: Page, start: int, end: int, gone: frozenset[int]) -> list[Sequence[int]]:
    """Cut where the engine ran two printed lines into one: the text goes back or jumps up or down."""
    x0, x1, top, bottom = page.x0, page.x1, page.top, page.bottom
    high = bottom[start] - top[start]
    sane = (
        max(x1[start:end]) <= x1[end - 1] + high
        and min(x0[start:end]) >= x0[start] - high
        and max(bottom[start:end]) - min(top[start:end]) < 2.2 * max(high, bottom[end - 1] - top[end - 1])
    )
    if sane and not gone:
        return [range(start, end)]
    found: list[Sequence[int]] = []
    current: list[int] = []
    last = -1
    for i in range(start, end):
        if i in gone:
            continue
        if page.text[i] in _SPACE:
            if current:
                current.append(i)
            continue
        if last >= 0:
            high = max(bottom[i] - top[i], bottom[last] - top[last])
            overlap = min(bottom[i], bottom[last]) - max(top[i], top[last])
            if x0[i] < x0[last] - 0.5 * high or overlap < -0.2 * high:
                found.append(current)
                current = []
        current.append(i)
        last = i
    found.append(current)
    for part in found:
        while part and page.text[part[-1]] in _SPACE:
            part.pop()  # type: ignore[attr-defined]
    return [part for part in found if part]


def _by_cell(
    page: Page, text: str, at: Sequence[int], grids: Sequence[Grid]
) -> list[tuple[Sequence[int], tuple[int, int] | None]]:
    if not grids:
        return [(at, None)]
    found: list[tuple[Sequence[int], tuple[int, int] | None]] = []
    current: list[int] = []
    where: tuple[int, int] | None = None
    for i in at:
        if text[i] in _SPACE:
            if current:
                current.append(i)
            continue
        here = _find_cell((page.x0[i] + page.x1[i]) / 2, (page.top[i] + page.bottom[i]) / 2, grids, where)
        if current and here != where:
            found.append((current, where))
            current = []
        where = here
        current.append(i)
    found.append((current, where))
    for part, _ in found:
        while part and text[part[-1]] in _SPACE:
            part.pop()  # type: ignore[attr-defined]
    return [item for item in found if item[0]]


def _find_cell(x: float, y: float, grids: Sequence[Grid], last: tuple[int, int] | None) -> tuple[int, int] | None:
    if last is not None:
        box = grids[last[0]].cells[last[1]][0]
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            return last
    for g, grid in enumerate(grids):
        box = grid.box
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            for c, (box, _, _) in enumerate(grid.cells):
                if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
                    return g, c
    return None


def _cut(page: Page, text: str, at: Sequence[int], size: float) -> tuple[list[Sequence[int]], bool]:
    """Cut at gaps as wide as between columns; keep a space where a gap is one, drop it where it is justification."""
    line = text[at[0] : at[-1] + 1] if isinstance(at, range) else "".join(text[i] for i in at)
    gaps = [m.span() for m in _GAP.finditer(line) if m.start() > 0 and m.end() < len(line)]
    if not gaps:
        return [at], False
    out: list[Sequence[int]] = []
    current: list[int] = []
    done, doubled = 0, False
    for start, end in gaps:
        before, after = at[start - 1], at[end]
        gap = page.x0[after] - page.x1[before]
        current.extend(at[done:start])
        done = end
        if gap > _WIDE * size or gap < -0.5 * size:
            out.append(current)
            current = []
            doubled = doubled or gap < -0.5 * size
        elif _is_space(gap, text[before], text[after], size):
            current.append(-1)
    current.extend(at[done:])
    out.append(current)
    return out, doubled


def _is_space(gap: float, before: str, after: str, size: float) -> bool:
    latin = before < "\u2e80" and after < "\u2e80"
    return gap >= (0.12 if latin else 0.45) * size


def _reference(text: str, at: Sequence[int]) -> int:
    """The character that stands for its line's size: the first Chinese one, else the first."""
    if isinstance(at, range):
        found = _HAN.search(text, at[0], at[-1] + 1)
        return found.start() if found else at[0]
    return next((i for i in at if i >= 0 and _HAN.match(text[i])), at[0])


def _size(page: Page, text: str, at: Sequence[int]) -> float:
    i = _reference(text, at)
    return page.font(i)[0] or page.bottom[i] - page.top[i] or 1.0


def _piece(page: Page, text: str, at: Sequence[int]) -> Piece:
    i = _reference(text, at)
    size, base = page.font(i)
    if size:
        top, bottom = base - 0.88 * size, base + 0.14 * size
    else:
        real = [j for j in at if j >= 0]
        top, bottom = min(page.top[j] for j in real), max(page.bottom[j] for j in real)
        size = page.bottom[i] - page.top[i]
    return Piece(at, page.x0[at[0]], page.x1[at[-1]], top, bottom, size or 1.0)


def _overlapping(pieces: list[Piece]) -> bool:
    """Whether pieces next to each other in the file stand on each other on paper."""
    for a, b in zip(pieces, pieces[1:], strict=False):
        high = min(a.bottom - a.top, b.bottom - b.top)
        down, across = min(a.bottom, b.bottom) - max(a.top, b.top), min(a.right, b.right) - max(a.left, b.left)
        if down > 0.6 * high and across > 0.5 * high:
            return True
    return False


def _drawn_again(page: Page, text: str) -> frozenset[int]:
    """Return the characters that repeat one drawn before at the same place."""
    seen: dict[str, list[tuple[float, float]]] = {}
    gone: set[int] = set()
    for i, sign in enumerate(text):
        if sign in _SPACE or sign in "\r\n":
            continue
        x, y, near = page.x0[i], page.top[i], _SAME * max(page.bottom[i] - page.top[i], 1.0)
        places = seen.setdefault(sign, [])
        if any(abs(x - a) <= near and abs(y - b) <= near for a, b in places):
            gone.add(i)
        else:
            places.append((x, y))
    return frozenset(gone)


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
        if _is_space(b.left - a.right, text[a.at[-1]], text[b.at[0]], min(a.size, b.size)):
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
