"""Tables whose cells stand on a line each, as text copied from a web page has them.

A table is a head of words and at least three rows of the same number of lines below it: a name (and a unit), then numbers. A cell that
the copy has left out breaks the rhythm, and what comes behind it stays prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jqreport.cache import compiled
from jqreport.layout.pieces import is_empty, is_named, is_number, is_title, is_year
from jqreport.layout.rows import Row
from jqreport.model import Cell

_ROWS = 3  # rows of numbers at least
_WIDEST = 8  # columns
_LONGEST = 30  # characters of a cell
_GAP = 2  # empty lines between two cells at most
_SENTENCE = compiled("[。；！？]|[，：:]$")


def stacked(rows: Sequence[Row]) -> None:
    """Mark the rows that are cells of such tables, and keep the titles above them apart."""
    tables = max((row.cell.table for row in rows if row.cell), default=0)
    at = 0
    for start, end in _runs(rows):
        at = max(at, start)
        while at < end:
            width, words = _shape(rows, at, end)
            if not width or (width == 2 and not (at and is_title(rows[at - 1].text))):
                at += 1
                continue
            count = _count(rows, at + width, end, width, words)
            tables += 1
            for i in range((count + 1) * width):
                row = rows[at + i]
                row.hint, row.cell = "cell", Cell(tables, i // width + 1, i % width + 1, i < width)
            _titles(rows, at)
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


def _shape(rows: Sequence[Row], at: int, end: int) -> tuple[int, int]:
    """How many columns a table that begins here would have, and how many of them hold words; (0, 0) where none can begin."""
    first = at
    while first < min(end, at + _WIDEST + 3) and not _value(rows[first].text):
        first += 1
    for words in (1, 2):
        width = first - at - words
        if 2 <= width <= _WIDEST and width > words and _count(rows, at + width, end, width, words, _ROWS) == _ROWS:
            return width, words
    return 0, 0


def _count(rows: Sequence[Row], at: int, end: int, width: int, words: int, most: int = 10**9) -> int:
    """How many rows of a table follow one another from here, up to so many."""
    count = 0
    while at + width <= end and count < most:
        cells = [row.text for row in rows[at : at + width]]
        named = is_named(cells[0]) and not any(_value(cell) for cell in cells[:words])
        if not named or not all(_value(cell) or is_empty(cell) for cell in cells[words:]):
            break
        at, count = at + width, count + 1
    return count


def _value(text: str) -> bool:
    return is_number(text) and not is_year(text)


def _titles(rows: Sequence[Row], first: int) -> None:
    """Keep 表1 and 单位 apart from what stands above."""
    for row in reversed(rows[max(0, first - 3) : first]):
        if not row.free or not is_title(row.text):
            return
        row.hint = "paragraph"
