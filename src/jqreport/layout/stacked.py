"""Tables whose cells stand on a line each, as text copied from a web page has them.

A table is a head of words and at least three rows of the same number of lines below it: a name (and a unit), then numbers. A line that
begins with a bracket goes on with the cell above it. A cell that the copy has left out breaks the rhythm, and what comes behind it
stays prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jqreport.cache import compiled
from jqreport.layout.pieces import is_empty, is_named, is_number, is_title, is_year
from jqreport.layout.rows import Row, tables_in
from jqreport.model import Cell

_ROWS = 3  # rows of numbers at least
_WIDEST = 8  # columns
_LONGEST = 30  # characters of a cell
_GAP = 2  # empty lines between two cells at most
_SENTENCE = compiled("[。；！？]|[，：:]$")
_ONWARD = compiled("[（(]")


def stacked(rows: Sequence[Row]) -> None:
    """Mark the rows that are cells of such tables, and keep the titles above them apart."""
    tables = tables_in(rows)
    for start, end in _runs(rows):
        cells = _cells(rows, start, end)
        at = 0
        while at < len(cells):
            width, words = _shape(cells, at)
            if not width or (width == 2 and not (at == 0 and start and is_title(rows[start - 1].text))):
                at += 1
                continue
            tables += 1
            count = _count(cells, at + width, width, words)
            for i, cell in enumerate(cells[at : at + (count + 1) * width]):
                for row in cell:
                    row.hint, row.cell = "cell", Cell(tables, i // width + 1, i % width + 1, i < width)
            if at == 0:
                _titles(rows, start)
            at += (count + 1) * width


def _runs(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Where short lines stand together, the titles of tables left out."""
    start = 0
    for i, row in enumerate(rows):
        fits = row.free and len(row.text) <= _LONGEST and not _SENTENCE.search(row.text) and not is_title(row.text)
        if not fits or (i > start and row.gap > _GAP):
            if i - start > _ROWS:
                yield start, i
            start = i if fits else i + 1
    if len(rows) - start > _ROWS:
        yield start, len(rows)


def _cells(rows: Sequence[Row], start: int, end: int) -> list[list[Row]]:
    """The lines of each cell: most have one."""
    cells: list[list[Row]] = []
    for row in rows[start:end]:
        if cells and _ONWARD.match(row.text) and not is_number(row.text) and not is_number(cells[-1][0].text):
            cells[-1].append(row)
        else:
            cells.append([row])
    return cells


def _shape(cells: Sequence[list[Row]], at: int) -> tuple[int, int]:
    """How many columns a table that begins here would have, and how many of them hold words; (0, 0) where none can begin."""
    first = at
    while first < min(len(cells), at + _WIDEST + 3) and not _value(cells[first]):
        first += 1
    for words in (1, 2):
        width = first - at - words
        if words < width <= _WIDEST and _count(cells, at + width, width, words, _ROWS) == _ROWS:
            return width, words
    return 0, 0


def _count(cells: Sequence[list[Row]], at: int, width: int, words: int, most: int = 10**9) -> int:
    """How many rows of a table follow one another from here, up to so many."""
    count = 0
    while at + width <= len(cells) and count < most:
        line = cells[at : at + width]
        named = is_named(line[0][0].text) and not any(map(_value, line[:words]))
        if not named or not all(is_number(cell[0].text) or is_empty(cell[0].text) for cell in line[words:]):
            break
        at, count = at + width, count + 1
    return count


def _value(cell: Sequence[Row]) -> bool:
    return is_number(cell[0].text) and not is_year(cell[0].text)


def _titles(rows: Sequence[Row], first: int) -> None:
    """Keep 表1 and 单位 apart from what stands above."""
    for row in reversed(rows[max(0, first - 3) : first]):
        if not row.free or not is_title(row.text):
            return
        row.hint = "paragraph"
