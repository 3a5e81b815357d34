"""Tables: from the cells of a report to what each numeric cell says: name, unit, period, change.

Everything is read from the content, since a PDF tells no head from a body: rows without numbers at the top are head rows,
columns of words are row heads. Conventions of the field: the unit stands in the column head (产值（万元）), else in the row
head or a unit column, else in a line 单位：万元 above the table; the name is row indicator + column group, without units,
periods and 合计.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import regex

from jqreport import tabletext as words
from jqreport.cache import compiled
from jqreport.model import Block
from jqreport.tablegrid import Column, Grid, Place, Segment, grids
from jqreport.tablenames import ColumnHead, RowHead, column_heads, joined, row_head, tell_apart, whole_period

__all__ = ["Reading", "readings"]

_DIGIT = compiled(r"[0-9]")
_POWERS = frozenset({"百", "千", "万", "亿", "万亿"})
_HAN = compiled(r"\p{Han}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell with a digit in it says.

    role: "figure" (`start`, `end` span the quantity in the block's text), "ordinal" (序号), "date", "label" (heads, codes),
    "prose" (a sentence: read it as one) or "note". `reason` is given where a cell that should be a figure cannot be read;
    it is then a label, and worth a warning. `value` is signed as printed; `direction` is set for a change only. `of` is the
    block with the level that a change belongs to, `part_of` the one with the whole that an 其中 row is a part of.
    """

    role: str
    rule: str
    start: int | None = None
    end: int | None = None
    name: str = ""
    unit: str | None = None
    period_text: str | None = None
    change: bool = False
    basis: str | None = None
    base: str | None = None
    direction: str | None = None
    status: str | None = None
    value: Decimal | None = None
    decimals: int = 0
    bound: str = "exact"
    of: int | None = None
    part_of: int | None = None
    reason: str | None = None

    @property
    def span(self) -> tuple[int, int] | None:
        """The quantity in the block's text, None for what is no figure."""
        return None if self.start is None or self.end is None else (self.start, self.end)


@dataclass(slots=True)
class _Around:
    """What stands over a table: units of its 单位 line, and the period of its title."""

    units: tuple[str, ...] = ()
    period: str | None = None


@dataclass(frozen=True, slots=True)
class _Level:
    """A level that was read: its block (None: there is none), its name, and the period of its column."""

    block: int | None
    name: str
    period: str | None


@dataclass(slots=True)
class _State:
    """The readings made so far, and where: (row, column) -> block."""

    blocks: Sequence[Block]
    made: dict[int, Reading] = field(default_factory=dict)


def readings(blocks: Sequence[Block]) -> dict[int, Reading]:
    """Read every table cell that has a digit: index of its block in `blocks` -> Reading."""
    state = _State(blocks)
    for grid in grids(blocks):
        around = _around(grid)
        for segment in grid.segments:
            _segment(state, grid, segment, around)
        for place, texts in grid.cells.items():
            for index in texts:
                if index not in state.made and _DIGIT.search(blocks[index].text):
                    state.made[index] = _label(grid, place, blocks[index].text)
    return dict(sorted(state.made.items()))


def _around(grid: Grid) -> _Around:
    found = _Around()
    for text in [*grid.titles, *reversed(grid.above)]:
        found.units = found.units or words.unit_line(text)
        found.period = found.period or words.period_in(text)
    return found


def _label(grid: Grid, place: Place, text: str) -> Reading:
    """A cell with a digit that is no figure by its place: heads, titles, notes."""
    if words.is_period(text):
        return Reading("date", "table.period")
    if place[0] in grid.ordinals:
        return Reading("ordinal", "table.ordinals")
    if words.NOTE.match(text):
        return Reading("note", "table.note")
    if len(text) > 30 and regex.search("[。；，]", text):
        return Reading("prose", "table.prose")
    return Reading("label", "table.head")


def _segment(state: _State, grid: Grid, segment: Segment, around: _Around) -> None:
    tops = column_heads(segment, [c for c in segment.columns if c.kind == "value"])
    rows = {row: {group: row_head(segment, row, group) for group in segment.groups} for row in segment.rows}
    tell_apart(segment, rows)
    above: dict[int, _Level] = {}  # column -> the last level that was no 其中
    for row in segment.rows:
        beside: list[_Level] = []  # of the row so far
        for column in segment.columns:
            inside = segment.cells.get((row, column.number), ())
            several = sum(1 for i in inside if _DIGIT.search(state.blocks[i].text)) > 1
            for index in inside:
                text = state.blocks[index].text
                if not _DIGIT.search(text) or index in state.made:
                    continue
                if column.kind != "value":
                    if reading := _aside(column, text):
                        state.made[index] = reading
                    continue
                if several and words.numeric(text):
                    state.made[index] = Reading("label", "table.unread", reason="not one number")
                    continue
                row_ = rows[row].get(column.group, RowHead())
                top = tops[column.number]
                made = _figure(text, row_, top, around, _level(row_, top, above.get(column.number), beside))
                if made.role == "figure" and not made.change:
                    level = _Level(index, made.name, top.period)
                    beside.append(level)
                    if row_.among and column.number in above:
                        made = replace(made, part_of=above[column.number].block)
                    elif not row_.among:
                        above[column.number] = level
                state.made[index] = made


def _level(row: RowHead, top: ColumnHead, above: _Level | None, beside: Sequence[_Level]) -> _Level:
    """The level that a change belongs to: the row above (同比增长 as a row), or a column to the left, the latest."""
    name = joined(row, top)
    if row.change and not top.change and above and row.name == "":
        return above
    if row.change or top.change:
        same = [level for level in beside if level.name == name]
        if same:
            return max(same, key=lambda x: (x.period == top.period, words.recency(x.period), x.block or 0))
        if beside and beside[-1].name.startswith(name):
            return beside[-1]
    return _Level(None, name, None)


def _aside(column: Column, text: str) -> Reading | None:
    """A digit in a column that holds no values; None where the cell is a row head."""
    if column.kind == "serial":
        return Reading("ordinal", "table.serial")
    if column.kind == "code":
        return Reading("label", "table.code")
    if column.kind == "day":
        return Reading("date", "table.day")
    if column.kind in ("names", "remark"):
        if not _HAN.search(text) and not words.is_period(text):
            return Reading("label", "table.unread", reason="a number in a column of words")
        if column.kind == "remark" and _HAN.search(text):
            return Reading("prose", "table.prose")
    return None


def _figure(text: str, row: RowHead, top: ColumnHead, around: _Around, level: _Level) -> Reading:
    number = words.number(text)
    name = level.name
    if number is None:
        if words.is_period(text):
            return Reading("date", "table.day")
        if _HAN.search(text):
            return Reading("prose", "table.prose", name=name)
        return Reading("label", "table.unread", reason="not one number")
    change = top.change or row.change
    if not name or top.bare:
        return Reading("label", "table.unread", reason="no head names this number")
    unit = top.unit or row.unit or _line_unit(around, change, name)
    if number.unit:  # 12万 under 人 is 12 万人
        bare = number.unit in _POWERS and unit is not None
        unit = (unit if unit and unit[0] in _POWERS else f"{number.unit}{unit}") if bare else number.unit
    direction = None
    if change is not None:
        fall = (number.value < 0) != change.fall if number.fall is None else number.fall
        direction = "flat" if number.value == 0 else "down" if fall else "up"
    return Reading(
        role="figure",
        rule="table.change" if change else "table.cell",
        start=number.start,
        end=number.end,
        name=name,
        unit=unit,
        period_text=whole_period(top.period or level.period, row.period, around.period),
        change=change is not None,
        basis=change.change if change else None,
        base=change.base if change else None,
        direction=direction,
        value=number.value,
        decimals=number.decimals,
        bound=number.bound,
        of=level.block,
    )


def _line_unit(around: _Around, change: words.Head | None, name: str) -> str | None:
    """The unit of the 单位 line; % for a change that names none; nothing where the line cannot mean this indicator."""
    shares = [u for u in around.units if u in ("%", "‰")]
    others = [u for u in around.units if u not in ("%", "‰")]
    if change is not None:
        return shares[0] if shares else "%"
    if words.is_ratio(name) or not others:
        return shares[0] if shares else None
    money = others[0].endswith("元")
    return others[0] if len(others) == 1 and not (money and words.is_count(name)) else None
