"""Which column each cell of a table in plain text stands in: by bars and tabs, else by its count, else by its place on the screen."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from jqreport.cache import compiled
from jqreport.layout.pieces import Piece, Split, is_empty, is_named, is_number, is_year
from jqreport.layout.rows import ordinal

_CONTENTS = compiled(r"目[录次]|(?:起始|所在)?页[码数]?")
_CODES = compiled(r"电话|传真|手机|邮编|热线|[账帐]号|邮箱|网址|地址|文号|座机|QQ|微信")
_REMARKS = compiled(r"备注|说明|(?:责任|牵头|主管|负责)(?:单位|部门|人)|联系人|完成时[限间]|时间节点")
_OPEN = compiled(r"[(（][^(（)）]{0,40}$")
_ONWARD = compiled(r"[)）、/／]")


class Placed(NamedTuple):
    """A line with the 0-based columns of its cells, the 1-based row that it is (part of), and whether it is head."""

    line: Split
    slots: tuple[int, ...]
    row: int
    head: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    """The columns of a table: `edges` are their places on the screen, () where only counting tells them apart.

    `fields` are the fields that are columns, () where tabs or blanks of any number part two cells; `words` is the number of
    columns on the left that name the rows.
    """

    count: int
    edges: tuple[tuple[int, int], ...]
    fields: tuple[int, ...]
    words: int

    def near(self, piece: Piece) -> list[int]:
        """The columns that the piece stands over or under, or the one that it is next to."""
        over = [j for j, (a, b) in enumerate(self.edges) if piece.left < b and a < piece.right]
        if over or not self.edges:
            return over
        apart = [max(a - piece.right, piece.left - b) for a, b in self.edges]
        least = min(apart)
        return [apart.index(least)] if apart.count(least) == 1 else []


def places(style: str, heads: Sequence[Split], lines: Sequence[Split]) -> list[Placed]:
    """The lines with their columns, from top to bottom; none where a line does not fit the others."""
    tops = {head.row.text for head in heads}
    lines = [line if line.row.text in tops else _spaced(line) for line in lines]
    body = [line for line in lines if len(line.pieces) > 1 and line.row.text not in tops]
    return next(filter(None, (_placed(frame, [*heads, *lines], tops) for frame in _frames(style, heads, body))), [])


def _placed(frame: _Frame, lines: Sequence[Split], tops: Set[str]) -> list[Placed]:
    placed: list[Placed] = []
    for line in lines:
        top = line.row.text in tops
        slots = _head(frame, line, placed) if top else _slots(frame, line)
        if slots is None or any(a > b - bool(frame.fields) for a, b in pairwise(slots)):
            return []
        new = not placed or not _continues(placed[-1], line, slots, top, frame)
        placed.append(_merged(line, slots, (placed[-1].row if placed else 0) + new, top))
    return placed


def sound(placed: Sequence[Placed]) -> bool:
    """Whether what has columns is a table of numbers: rows with names, most cells behind them numbers, no table of contents."""
    body = [p for p in placed if not p.head and len(p.slots) > 1]
    heads = [piece.text for p in placed if p.head for piece in p.line.pieces]
    if len(body) < 2 or not heads or any(map(_CONTENTS.fullmatch, ("".join(heads), *heads))):
        return False
    rows = [list(zip(p.slots, (piece.text for piece in p.line.pieces), strict=True)) for p in body]
    names = [[text for slot, text in row if slot < 2 and is_named(text) and not (slot and is_number(text))] for row in rows]
    if 3 * sum(map(bool, names)) < 2 * len(rows) or any(_CODES.search(name) for row in names for name in row):
        return False
    values = [slot for row in rows for slot, text in row if slot and is_number(text)]
    first = min((slot for slot, count in Counter(values).items() if 3 * count > len(rows)), default=1)
    remarks = {
        slot for p in placed if p.head for slot, piece in zip(p.slots, p.line.pieces, strict=True) if _REMARKS.match(piece.text)
    }
    cells = [text for row in rows for slot, text in row if slot >= first and slot not in remarks]
    others = sum(not is_number(text) and not is_empty(text) for text in cells)
    return sum(map(is_number, cells)) > max(1, others) and not _contents(body)


def _contents(body: Sequence[Placed]) -> bool:
    """Whether the rows are headings with the numbers of their pages."""
    last = [p.line.pieces[-1].text for p in body]
    values = sum(is_number(piece.text) for p in body for piece in p.line.pieces[1:])
    if values > len(body) or not all(n.isdigit() and len(n) < 4 for n in last):
        return False
    rising = all(int(a) <= int(b) for a, b in pairwise(last))
    return rising and 2 * sum(ordinal(p.line.pieces[0].text)[0] > 0 for p in body) >= len(body)


def _frames(style: str, heads: Sequence[Split], body: Sequence[Split]) -> Iterator[_Frame]:
    """The columns that the lines of numbers may agree on, the likeliest first."""
    if not body:
        return
    used = sorted({p.field for line in body for p in line.pieces})
    counts = Counter(len(line.pieces) for line in body)
    most = max(counts)
    if style == "bars" or (style == "tabs" and (len({line.fields for line in body}) == 1 or len(used) == most)):
        whole = {p.field for line in heads if line.fields == body[0].fields for p in line.pieces}
        fields = tuple(sorted({*used, *whole}))
        if len(fields) > 1:
            yield _Frame(
                len(fields), (), fields, _words([[p.text for x in body for p in x.pieces if p.field == f] for f in fields])
            )
        return
    for count in dict.fromkeys((most, max(counts, key=lambda n: (counts[n], n)))):
        columns = list(zip(*(line.pieces for line in body if len(line.pieces) == count), strict=True))
        edges = tuple((min(p.left for p in c), max(p.right for p in c)) for c in columns)
        apart = all(a[1] <= b[0] for a, b in pairwise(edges))
        yield _Frame(count, edges if apart else (), (), _words([[p.text for p in c] for c in columns]))


def _words(columns: Sequence[Sequence[str]]) -> int:
    """How many columns on the left hold no values: a serial number before the names is none."""
    values = [2 * sum(is_number(t) or is_empty(t) for t in c) > len(c) and not all(map(is_year, c)) for c in columns]
    if len(values) > 2 and values[0] and not values[1]:
        values[0] = False
    return values.index(True) if True in values else len(values)


def _slots(frame: _Frame, line: Split) -> list[int] | None:
    """The columns of the cells of a line of numbers, or of a lone cell."""
    pieces = line.pieces
    if frame.fields:
        return [max(bisect_right(frame.fields, p.field) - 1, 0) for p in pieces] if line.fields > 1 else [0]
    if len(pieces) == 1:
        return [0] if not frame.edges or 0 in frame.near(pieces[0]) else None
    extra = len(pieces) - frame.count
    if extra >= 0:  # a name with blanks inside is several pieces
        slots = [0] * extra + list(range(frame.count))
        plain = all(is_number(p.text) or is_empty(p.text) for p, slot in zip(pieces, slots, strict=True) if slot >= frame.words)
        if (extra and not frame.words) or any(is_number(p.text) for p in pieces[1 : extra + 1]):
            return None
        return slots if frame.edges or plain else None
    found = [frame.near(p) for p in pieces]
    return [near[0] for near in found] if all(len(near) == 1 for near in found) else None


def _head(frame: _Frame, line: Split, above: Sequence[Placed]) -> list[int] | None:
    """The columns of the cells of a head; one over several columns stands in the first of them."""
    pieces = line.pieces
    if frame.fields and line.fields > frame.fields[-1]:
        return [max(bisect_right(frame.fields, p.field) - 1, 0) for p in pieces]
    if len(pieces) == frame.count:
        return list(range(frame.count))
    near = [frame.near(p) for p in pieces]
    single = [n[0] for n in near] if all(len(n) == 1 for n in near) else None
    if len(pieces) > frame.count or (above and above[-1].head and len(above[-1].slots) == frame.count):
        return single
    room = frame.count - frame.words
    if frame.edges:
        leads = [n for n in range(frame.words + 1) if all(i in near[i] for i in range(min(n, len(near))))]
    elif line.style == "tabs":
        leads = [frame.words if pieces[0].field == 0 else 0]
    else:
        leads = []
    for lead in sorted(leads, reverse=True, key=lambda n: len(pieces) - n == room):
        rest = len(pieces) - lead
        step = room // rest if rest > 0 and room % rest == 0 else 0
        slots = [frame.words + i * step for i in range(rest)]
        if step and all(_over(frame, p, slot, step) for p, slot in zip(pieces[lead:], slots, strict=True)):
            return [*range(lead), *slots]
    return single


def _over(frame: _Frame, piece: Piece, slot: int, step: int) -> bool:
    """Whether a head stands over the columns from `slot` on: its middle lies above them, or it begins where they do."""
    if not frame.edges:
        return True
    left, right = frame.edges[slot][0], frame.edges[slot + step - 1][1]
    middle = (piece.left + piece.right) / 2
    return left - 4 <= middle <= right + 4


def _continues(above: Placed, line: Split, slots: Sequence[int], top: bool, frame: _Frame) -> bool:
    """Whether the line is the second half of the cells above: a wrapped head, a name in two lines."""
    if top or above.head:
        return top and above.head and len(above.slots) == frame.count and len(slots) < frame.count
    name = above.line.pieces[0].text if above.slots[0] == 0 else ""
    if len(slots) == 1:
        return bool(_OPEN.search(name) or _ONWARD.match(line.pieces[0].text))
    return len(above.slots) == 1 and (slots[0] > 0 or bool(_OPEN.search(name)))


def _spaced(line: Split) -> Split:
    """The line with 合  计 as one cell, where blanks part the characters of its first word."""
    size = 0
    while size < len(line.pieces) and len(line.pieces[size].text) == 1 and is_named(line.pieces[size].text):
        size += 1
    if size < 2 or line.style != "blanks":
        return line
    return _merged(line, [0] * size + list(range(1, len(line.pieces) - size + 1)), 0, False).line


def _merged(line: Split, slots: Sequence[int], row: int, head: bool) -> Placed:
    """The line with what stands in one column as one cell."""
    pieces: list[Piece] = []
    kept: list[int] = []
    for piece, slot in zip(line.pieces, slots, strict=True):
        if kept and kept[-1] == slot:
            first = pieces[-1]
            pieces[-1] = first._replace(end=piece.end, right=piece.right, text=first.text + piece.text)
        else:
            pieces.append(piece)
            kept.append(slot)
    return Placed(line._replace(pieces=tuple(pieces)), tuple(kept), row, head)
