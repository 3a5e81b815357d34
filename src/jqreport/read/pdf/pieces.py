"""Characters of a page -> pieces: stretches that stand side by side on one printed line, cut at gaps and at table cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jqreport.read.pdf.page import Page
from jqreport.read.pdf.tables import Grid

_LINE = re.compile(r"[^\r\n]+")
_GAP = re.compile("[ \t\u3000\xa0\u2002-\u200a]+|(?<=\x02)|(?<=-)(?=[^-])")
_SPACE = frozenset(" \t\u3000\xa0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a")
_HAN = re.compile("[\u3400-\u9fff\u2e80-\u2fd5\U00020000-\U0003ffff]")
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


Cells = dict[tuple[int, int], list[Piece]]
NONE: frozenset[int] = frozenset()


def cut_pieces(page: Page, text: str, grids: Sequence[Grid], gone: frozenset[int] = NONE) -> tuple[list[Piece], Cells, bool]:
    """Return the pieces of prose, those of table cells by (grid, cell), and whether something seems to be drawn twice.

    `gone` are characters to leave out, because they repeat others.
    """
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
        elif is_space(gap, text[before], text[after], size):
            current.append(-1)
    current.extend(at[done:])
    out.append(current)
    return out, doubled


def is_space(gap: float, before: str, after: str, size: float) -> bool:
    """Whether a gap is a space: 0.12 em between Latin characters, 0.45 em beside a Chinese one (less is justification)."""
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


def overlapping(pieces: list[Piece]) -> bool:
    """Tell whether pieces next to each other in the file stand on each other on paper."""
    for a, b in zip(pieces, pieces[1:], strict=False):
        high = min(a.bottom - a.top, b.bottom - b.top)
        down, across = min(a.bottom, b.bottom) - max(a.top, b.top), min(a.right, b.right) - max(a.left, b.left)
        if down > 0.6 * high and across > 0.5 * high:
            return True
    return False


def drawn_again(page: Page, text: str) -> frozenset[int]:
    """Return the characters that repeat one drawn before at the same place."""
    seen: dict[tuple[str, int, int], list[tuple[float, float]]] = {}
    gone: set[int] = set()
    for i, sign in enumerate(text):
        if sign in _SPACE or sign in "\r\n":
            continue
        x, y = page.x0[i], page.top[i]
        near = min(_SAME * max(page.bottom[i] - page.top[i], 1.0), 4.0)
        column, row = int(x // 4), int(y // 4)  # squares of 4 points, so that only neighbours are compared
        around = ((sign, column + a, row + b) for a in (-1, 0, 1) for b in (-1, 0, 1))
        if any(abs(x - a) <= near and abs(y - b) <= near for key in around for a, b in seen.get(key, ())):
            gone.add(i)
        else:
            seen.setdefault((sign, column, row), []).append((x, y))
    return frozenset(gone)
