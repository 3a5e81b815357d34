"""A table as a grid: head rows, titles, columns of words and of values; told from what the cells hold.

A grid cell may hold several blocks (paragraphs of one cell). Where all cells of a row hold as many blocks, as in tables
that were converted from PDF, each stands for a row of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jqreport import tabletext as words
from jqreport.cache import compiled
from jqreport.model import Block

Row = tuple[int, int]  # row, and the row inside a row
Place = tuple[Row, int]
_INDEX_WORDS = compiled(r"栏\s*次|行\s*次|[甲乙丙丁戊]|序号")
_ABOVE = 4  # how many blocks over a table may be its title and its 单位 line


@dataclass(frozen=True, slots=True)
class Column:
    """kind: value, names (row heads), serial, code, day, unit or remark; `group` numbers the row heads it goes with."""

    number: int
    kind: str
    group: int


@dataclass(slots=True)
class Segment:
    """Rows under one set of column heads."""

    texts: Mapping[Place, str]
    cells: Mapping[Place, list[int]]
    heads: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    titles: dict[Row, str] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    _starts: list[tuple[Row, list[int]]] = field(default_factory=list)
    _kinds: Mapping[int, str] = field(default_factory=dict)
    _labels: dict[tuple[Row, int], list[str]] = field(default_factory=dict)

    def title(self, row: Row) -> str:
        """The title inside the table that the row stands under, or ""."""
        return self.titles.get(row, "")

    def path(self, column: int) -> list[str]:
        """The heads over a column, top to bottom; a merged one covers the columns up to the next at its level or above."""
        path: list[str] = []
        border = 0  # the last column at or before this one where a head of a row above begins
        for row, starts in self._starts:
            i = bisect_right(starts, column)
            at = starts[i - 1] if i else 0
            if at == column or (at >= border and at and self._kinds.get(at) == "value"):
                text = self.texts[row, at]
                if not path or path[-1] != text:
                    path.append(text)
            border = max(border, at)
        return path

    def labels(self, row: Row, group: int) -> list[str]:
        """The row heads of a row in a group, outermost first; merged ones are carried down."""
        return self._labels.get((row, group), [])

    def unit(self, row: Row, group: int) -> str | None:
        """The unit in the row's unit column."""
        for column in self.columns:
            if column.kind == "unit" and column.group == group and (text := self.texts.get((row, column.number))):
                return "".join(text.split())
        return None

    def settle(self) -> None:
        """Tell the columns apart and carry the row heads down, once all rows are known."""
        mine = {*self.rows, *self.heads}
        numbers = sorted({c for r, c in self.texts if r in mine})
        kinds = {c: self._kind(c, i == 0) for i, c in enumerate(numbers)}
        groups = self._grouped(numbers, kinds)
        self._describing(numbers, kinds, groups)
        self._kinds = kinds
        self._starts = [(row, [c for c in numbers if (row, c) in self.texts]) for row in self.heads]
        self.columns = [Column(c, kinds[c], groups[c]) for c in numbers]
        self.groups = sorted(set(groups.values()))
        for group in self.groups:
            carried: dict[int, str] = {}
            members = [c.number for c in self.columns if c.kind == "names" and c.group == group]
            for row in self.rows:
                present = [c for c in members if (row, c) in self.texts]
                last = present[-1] if present else max(carried, default=0)
                first = present[0] if present else last
                for c in members:
                    if c in present:
                        carried[c] = self.texts[row, c]
                    elif c > first:
                        carried.pop(c, None)
                self._labels[row, group] = [carried[c] for c in members if c <= last and c in carried]

    def _kind(self, column: int, first: bool) -> str:
        name = "".join("".join(self._own_heads(column)).split())
        found = [self.texts[row, column] for row in self.rows if (row, column) in self.texts]
        filled = [t for t in found if not words.BLANK.fullmatch(t)]
        counts = [t for t in filled if words.number(t)]
        if words.SERIAL.fullmatch(name):
            return "serial"
        if filled and all(words.is_unit(t) for t in filled) and not counts:
            return "unit"
        if words.UNIT_HEAD.fullmatch(name) and not counts and 2 * sum(map(words.is_unit, filled)) > len(filled):
            return "unit"
        if words.REMARK.fullmatch(name):
            return "remark"
        if words.CODE.fullmatch(name) and len(counts) * 2 >= len(filled):
            return "code"
        if first and len(filled) > 1 and all(words.is_year(t) for t in filled) and len(set(filled)) == len(filled):
            return "names"
        if first and not name and len(counts) > 2 and [t.strip() for t in filled] == [str(n + 1) for n in range(len(filled))]:
            return "serial"
        if not counts and filled and words.DAY.fullmatch(name) and not first:
            return "day"
        values = sum(1 for t in filled if words.number(t) or words.numeric(t))
        return "value" if values and (2 if first else 3) * values >= len(filled) else "names"

    def _describing(self, numbers: Sequence[int], kinds: dict[int, str], groups: Mapping[int, int]) -> None:
        """Where the first column of words names every row by itself, further ones only describe (建设内容)."""
        for group in set(groups.values()):
            first, *others = [c for c in numbers if kinds[c] == "names" and groups[c] == group] or [0]
            keys = [self.texts.get((row, first), "") for row in self.rows]
            if others and len(keys) > 1 and all(keys) and len(set(keys)) == len(keys):
                for c in others:
                    if all((row, c) in self.texts for row in self.rows):
                        kinds[c] = "remark"

    def _own_heads(self, column: int) -> list[str]:
        return [self.texts[row, column] for row in self.heads if (row, column) in self.texts]

    def _grouped(self, numbers: Sequence[int], kinds: Mapping[int, str]) -> dict[int, int]:
        """Row heads go with the values to their right; a second set counts only where it repeats the first one's head."""
        groups: dict[int, int] = {}
        group, seen_value, first_head = 0, False, ""
        for c in numbers:
            head = "".join(self._own_heads(c))
            if kinds[c] == "names" and "names" not in {kinds[n] for n in groups}:
                first_head = head
            elif seen_value and kinds[c] == "names" and (head == first_head or words.GENERIC.fullmatch(head)):
                group += 1
            seen_value = kinds[c] == "value" or (seen_value and kinds[c] != "names")
            groups[c] = group
        return groups


@dataclass(slots=True)
class Grid:
    """One table: its cells, what stands above it, titles of its own, its segments, rows that number the columns."""

    texts: dict[Place, str]
    cells: dict[Place, list[int]]
    above: list[str]
    titles: list[str]
    segments: list[Segment]
    ordinals: set[Row]


def grids(blocks: Sequence[Block]) -> Iterator[Grid]:
    """The tables of a report in order; one without heads of its own right behind another is its continuation."""
    above: list[str] = []
    tables: dict[int, tuple[list[int], list[str], bool]] = {}
    near = False
    for index, block in enumerate(blocks):
        if block.cell is not None and block.kind not in ("furniture", "skipped"):
            if block.cell.table not in tables:
                tables[block.cell.table] = ([], [] if near else above[-_ABOVE:], near)
            tables[block.cell.table][0].append(index)
            above, near = [], True
        elif block.kind not in ("furniture", "skipped", "footnote"):
            if len(block.text) > 60 or block.text.endswith("。"):
                above = []
            else:
                above.append(block.text)
            near = False
    last: Segment | None = None
    for members, over, follows in tables.values():
        grid = _grid(blocks, members, over, last if follows else None)
        last = grid.segments[-1] if grid.segments else last
        yield grid


def _grid(blocks: Sequence[Block], members: Sequence[int], above: list[str], before: Segment | None) -> Grid:
    by_row: dict[int, dict[int, list[int]]] = {}
    flagged: set[int] = set()
    for index in members:
        cell = blocks[index].cell
        assert cell is not None  # members are the blocks that have one
        if blocks[index].text.strip():
            by_row.setdefault(cell.row, {}).setdefault(cell.column, []).append(index)
            if cell.head:
                flagged.add(cell.row)
    cells: dict[Place, list[int]] = {}
    for row, inner in sorted(by_row.items()):
        sizes = {len(found) for found in inner.values()}
        if len(inner) > 1 and len(sizes) == 1 and sizes != {1}:
            for c, found in inner.items():
                cells |= {((row, i), c): [index] for i, index in enumerate(found)}
        else:
            cells |= {((row, 0), c): found for c, found in inner.items()}
    texts = {place: _text(blocks, found) for place, found in cells.items()}
    grid = Grid(texts, cells, above, [], [], set())
    _cut(grid, flagged, before)
    for segment in grid.segments:
        segment.settle()
    return grid


def _text(blocks: Sequence[Block], found: Sequence[int]) -> str:
    text = ""
    for index in found:
        piece = blocks[index].text.strip()
        text += (" " if text and text[-1].isascii() and piece[:1].isascii() else "") + piece
    return text


def _cut(grid: Grid, flagged: set[int], before: Segment | None) -> None:
    """Cut the rows into segments: head rows begin one, a lone cell is a title, the rest is data."""
    rows: dict[Row, dict[int, str]] = {}
    for (row, column), text in grid.texts.items():
        rows.setdefault(row, {})[column] = text
    width = len({c for found in rows.values() for c in found})
    counted = {c for r, found in rows.items() if r[0] not in flagged for c, t in found.items() if words.counts(t)}
    segment = Segment(grid.texts, grid.cells)
    title, corner = "", ""
    for row, found in rows.items():
        lone = len(found) == 1 and width > 1
        column, text = next(iter(found.items()))
        if lone and words.NOTE.match(text):
            continue
        if not segment.rows and (_numbers_columns(found) and segment.heads or _indexes(found)):
            grid.ordinals.add(row)
        elif lone and not words.number(text) and (column == min(counted, default=1) or column == 1 or not counted - {column}):
            if not segment.heads and not segment.rows:
                grid.titles.append(text)
            title = text
        elif _is_head(found, row[0] in flagged, not segment.rows, counted, corner):
            if segment.rows:
                grid.segments.append(segment)
                segment = Segment(grid.texts, grid.cells)
            segment.heads.append(row)
            corner = corner or found.get(min(found), "")
        else:
            segment.rows.append(row)
            segment.titles[row] = title
    if segment.rows:
        grid.segments.append(segment)
    _continue(grid, before)


def _continue(grid: Grid, before: Segment | None) -> None:
    """A table without heads takes those of the table right before it, if that has as many columns."""
    if before is None or not grid.segments or grid.segments[0].heads or not before.heads:
        return
    first = grid.segments[0]
    columns = {c for r in first.rows for (row, c) in grid.texts if row == r}
    if max(columns, default=0) != max((c.number for c in before.columns), default=-1):
        return
    taken = {(r, c): t for (r, c), t in before.texts.items() if r in before.heads}
    offset = min(r for r, _ in taken)[0] + 10**6
    first.texts = {**{((r - offset, i), c): t for ((r, i), c), t in taken.items()}, **first.texts}
    first.heads = [(r - offset, i) for r, i in before.heads]


def _numbers_columns(found: Mapping[int, str]) -> bool:
    """A row such as 甲 | 乙 | 1 | 2 | 3 under the heads, which numbers the columns."""
    numerals = [t.strip() for t in found.values() if words.number(t)]
    others = [t for t in found.values() if not words.number(t)]
    named = bool(others) or len(numerals) >= 3
    return (
        named
        and len(numerals) >= 2
        and numerals == [str(n + 1) for n in range(len(numerals))]
        and all(_INDEX_WORDS.fullmatch(t.strip()) for t in others)
    )


def _indexes(found: Mapping[int, str]) -> bool:
    return len(found) > 1 and all(_INDEX_WORDS.fullmatch(t.strip()) and t.strip() != "序号" for t in found.values())


def _is_head(found: Mapping[int, str], flagged: bool, at_top: bool, counted: set[int], corner: str) -> bool:
    texts = list(found.values())
    if any(words.counts(t) for t in texts) or (not flagged and any(words.BLANK.fullmatch(t) for t in texts)):
        return False
    years = [t for t in texts if words.is_year(t)]
    if flagged:
        return True
    if at_top:
        over = [c for c in found if c in counted] or not counted
        return bool(over) and (len(years) < len(texts) or len(years) > 1)
    over_values = [c for c in found if c in counted]
    repeated = bool(corner) and found.get(min(found), "") == corner
    return bool(over_values) and not years and (repeated or len(over_values) >= 2)
