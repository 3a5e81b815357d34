"""Tables whose cells one blank parts, as text has them that went through a program which makes one blank of many.

One blank parts nothing by itself. Here it does: a head of words, and at least three lines below it that fall into as many pieces, a name
(and a unit) first, then nothing but numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from jqreport.cache import compiled
from jqreport.layout.pieces import is_empty, is_named, is_number, is_title, is_year
from jqreport.layout.rows import LONGEST, Row, tables_in
from jqreport.model import Cell, Document

_LINES = 3  # lines of numbers at least
_GAP = 2  # empty lines between two lines at most
_WORD = re.compile(r"[^ \xa0\u3000]+")
_SENTENCE = compiled("[。；！？]|，(?!\\d{3}(?!\\d))")
Pieces = list[tuple[int, int, str]]


def spaced(document: Document, rows: list[Row]) -> list[Row]:
    """The rows with the lines of such tables cut into cells."""
    made: list[Row] = []
    tables = tables_in(rows)
    at = 0
    while at < len(rows):
        head = _pieces(document.text, rows[at])
        titled = bool(made) and is_title(made[-1].text)
        lines = _lines(document.text, rows, at + 1, head) if _heads(head) and (len(head) > 2 or titled) else []
        if len(lines) < _LINES:
            made.append(rows[at])
            at += 1
            continue
        tables += 1
        if titled and made[-1].free:
            made[-1].hint = "paragraph"
        for i, pieces in enumerate([head, *lines]):
            row = rows[at + i]
            for j, (start, end, text) in enumerate(pieces):
                cell = Cell(tables, i + 1, j + 1, i == 0)
                made.append(Row(start, end, text, row.line, row.page, "cell", cell, row.gap, row.indent))
        at += 1 + len(lines)
    return made


def _pieces(text: str, row: Row) -> Pieces:
    """The stretches of a line that blanks part; none where it can be no line of a table."""
    if not row.free or row.end - row.start > LONGEST or _SENTENCE.search(row.text) or is_title(row.text):
        return []
    return [(m.start(), m.end(), m.group()) for m in _WORD.finditer(text, row.start, row.end)]


def _heads(pieces: Pieces) -> bool:
    """Whether the pieces may be a head: words, or a word and years that follow one another."""
    texts = [t for _, _, t in pieces]
    if len(texts) < 2 or is_number(texts[0]) or not all(is_named(t) and (is_year(t) or not is_number(t)) for t in texts):
        return False
    years = [int(t[:4]) for t in texts if is_year(t) and t[:4].isdigit()]
    return all(abs(b - a) == 1 for a, b in pairwise(years))


def _lines(text: str, rows: Sequence[Row], at: int, head: Pieces) -> list[Pieces]:
    """The lines of numbers that follow one another below a head."""
    found: list[Pieces] = []
    words = 0
    while at < len(rows) and rows[at].gap <= _GAP:
        pieces = _pieces(text, rows[at])
        extra = len(pieces) - len(head)
        if 0 < extra < 3 and not any(is_number(t) for _, _, t in pieces[: extra + 1]):  # 其中： 小麦
            pieces = [(pieces[0][0], pieces[extra][1], "".join(t for _, _, t in pieces[: extra + 1])), *pieces[extra + 1 :]]
        if len(pieces) != len(head) or not is_named(pieces[0][2]) or is_number(pieces[0][2]):
            break
        words = words or (1 if is_number(pieces[1][2]) or is_empty(pieces[1][2]) else 2)
        values = [t for _, _, t in pieces[words:]]
        if (
            not values
            or not all(is_number(t) or is_empty(t) for t in values)
            or any(is_number(t) for _, _, t in pieces[:words])
        ):
            break
        found.append(pieces)
        at += 1
    return found
