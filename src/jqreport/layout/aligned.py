"""Tables in plain text: lines whose cells are parted by bars, tabs or blanks become rows that are table cells.

Reading has changed nothing, so the cells are places in the lines. A table is a head and at least two lines of numbers below it,
all of which split into the same columns, by their count or by where they stand; what cannot be told so stays prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jqreport.cache import compiled
from jqreport.layout.columns import places, sound
from jqreport.layout.pieces import Split, is_body, is_empty, is_head, is_named, is_number, is_rule, is_title, is_year, split
from jqreport.layout.rows import Row, ended, ordinal, tables_in
from jqreport.model import Cell, Document

_HEADS = 3  # lines of a head at most
_GAP = 2  # empty lines between two lines of a table at most
_LONE = 24  # characters of a line inside a table that is one cell
_PAGE = compiled(r"[-—－–]{0,2}\d{1,4}[-—－–]{0,2}|第\d{1,4}页.{0,8}")
_SENTENCE = compiled("[，。；！？]")


@dataclass(slots=True)
class _Run:
    """Lines that may be a table, as indices of rows: its head, then numbers with the lone cells between; `rules` are drawn lines."""

    style: str
    heads: list[Split] = field(default_factory=list)
    lines: list[Split] = field(default_factory=list)
    rules: list[Row] = field(default_factory=list)
    first: int = 0
    after: int = 0  # the row behind the last


def aligned(document: Document, rows: list[Row], hits: Sequence[int]) -> tuple[list[Row], list[Row]]:
    """The rows with the lines of tables cut into cells, and the drawn lines and bars between these.

    `hits` are the rows with a number where a cell may begin (rows.numbers_apart): only there a table is looked for.
    """
    return _Tables(document, rows).cut(hits)


class _Tables:
    """Finds the tables of one document and cuts them, from top to bottom; each row is split once."""

    def __init__(self, document: Document, rows: list[Row]) -> None:
        self.text, self.rows = document.text, rows
        self.number = tables_in(rows)
        self._splits: dict[int, Split | None] = {}

    def cut(self, hits: Sequence[int]) -> tuple[list[Row], list[Row]]:
        made: list[Row] = []
        borders: list[Row] = []
        done = 0  # the first row that no table has taken
        for hit in hits:
            if hit < done or not (line := self.split(hit)) or not is_body(line):
                continue
            run = self.run(hit, line, done)
            cells = self.cells(run) if run.heads and len(run.lines) > 1 else []
            if cells:
                self.titles(run.first, done)
                taken = {row.start for row in (*run.rules, *(line.row for line in (*run.heads, *run.lines)))}
                made += self.rows[done : run.first]
                inside = [row for row in self.rows[run.first : run.after] if row.start not in taken]
                made += sorted([*inside, *cells], key=lambda row: row.start)
                borders += [*run.rules, *_bars(self.text, run)]
                done = run.after
            elif run.after > hit:
                made += self.rows[done : run.after]
                done = run.after
        return [*made, *self.rows[done:]], borders

    def split(self, i: int) -> Split | None:
        if i not in self._splits:
            self._splits[i] = split(self.text, self.rows[i])
        return self._splits[i]

    def run(self, hit: int, line: Split, done: int) -> _Run:
        """The lines around the first line of numbers that look like it."""
        run = _Run(line.style, lines=[line], first=hit, after=hit + 1)
        self.up(run, done)
        heads = {head.row.text for head in run.heads}
        i, rules = hit + 1, []
        while i < len(self.rows) and self.rows[i].gap <= _GAP:
            row = self.rows[i]
            if row.free and is_rule(row.text):
                rules.append(row)
            elif not (_PAGE.fullmatch(row.text) and self.goes_on(i + 1, run.style)):
                found = self.split(i)
                if found is None or not (self.goes_on(i, run.style) or row.text in heads or self.lone(found, i, run.style)):
                    break
                run.lines.append(found)
                run.rules += rules
                run.after, rules = i + 1, []
            i += 1
        if rules and rules[0].start == (self.rows[run.after].start if run.after < len(self.rows) else -1):
            run.rules.append(rules[0])
            run.after += 1
        return run

    def up(self, run: _Run, done: int) -> None:
        """Take the head above the first line of numbers."""
        i = run.first - 1
        rules: list[Row] = []
        while i >= done and len(run.heads) < _HEADS and self.rows[i + 1].gap <= _GAP:
            row = self.rows[i]
            if row.free and is_rule(row.text):
                rules.append(row)
            else:
                found = self.split(i)
                if found is None or not _alike(found, run.style):
                    break
                if not run.heads and i > done and self.years(found, i):
                    run.lines.insert(0, found)
                elif is_head(found) or self.wrapped(found, i, done):
                    run.heads.insert(0, found)
                elif not run.heads and self.lone(found, i, run.style):
                    run.lines.insert(0, found)
                else:
                    break
                run.rules += rules
                run.first, rules = i, []
            i -= 1
        if rules and run.heads and rules[0] is self.rows[run.first - 1]:
            run.rules.append(rules[0])
            run.first -= 1

    def wrapped(self, line: Split, i: int, done: int) -> bool:
        """Whether a line of one cell is the second line of a head's cell: far to the right, right under a head."""
        above = self.split(i - 1) if i > done and not line.row.gap and len(line.pieces) == 1 else None
        piece = line.pieces[0]
        if above is None or not is_head(above) or is_title(line.row.text) or is_number(piece.text):
            return False
        return piece.left >= above.pieces[1].left - 4 and len(piece.text) <= 10

    def years(self, line: Split, i: int) -> bool:
        """Whether the numbers of a line, all of them like years, are values: a head of as many cells stands right above."""
        above = self.split(i - 1)
        values = len(line.pieces) > 1 and all(is_year(p.text) for p in line.pieces[1:]) and not is_year(line.pieces[0].text)
        return values and above is not None and is_head(above) and len(above.pieces) == len(line.pieces)

    def goes_on(self, i: int, style: str) -> bool:
        """Whether the row is a line of numbers, or of places left empty, that are parted as the table's are."""
        line = self.split(i) if i < len(self.rows) and self.rows[i].gap <= _GAP else None
        if line is None or line.style != style:
            return False
        return is_body(line) or (len(line.pieces) > 1 and all(is_number(p.text) or is_empty(p.text) for p in line.pieces[1:]))

    def lone(self, line: Split, i: int, style: str) -> bool:
        """Whether a line of one cell stands inside the table: a few words right above a line of numbers."""
        if len(line.pieces) != 1 or not self.goes_on(i + 1, style):
            return False
        text = line.pieces[0].text
        small = len(text) <= _LONE and not _SENTENCE.search(text) and is_named(text) and not is_number(text)
        return small and not is_title(text) and (style != "bars" or line.style == style)

    def titles(self, first: int, done: int) -> None:
        """Keep what stands over a table apart from the paragraph above: 表1 and 单位, and a short line between sentences."""
        for i in range(first - 1, max(done, first - 4) - 1, -1):
            row = self.rows[i]
            fresh = i == 0 or row.gap > 0 or ended(self.rows[i - 1].text)
            named = len(row.text) <= 40 and not ended(row.text) and not ordinal(row.text)[0] and fresh
            if not row.free or not (is_title(row.text) or named) or row.width > 130:
                return
            row.hint = "paragraph"

    def cells(self, run: _Run) -> list[Row]:
        """The cells of the table, none where it is no table."""
        found = places(run.style, run.heads, run.lines)
        while not found and len(run.heads) > 1 and _distinct(run.heads[1]):  # the first was no head, but a title in two parts
            run.heads.pop(0)
            while self.rows[run.first] is not run.heads[0].row:
                run.first += 1
            run.rules = [rule for rule in run.rules if rule.start > run.heads[0].row.start]
            found = places(run.style, run.heads, run.lines)
        if not sound(found):
            return []
        self.number += 1
        made: list[Row] = []
        for line, slots, number, is_top in found:
            row = line.row
            for piece, slot in zip(line.pieces, slots, strict=True):
                cell = Cell(self.number, number, slot + 1, is_top)
                made.append(Row(piece.start, piece.end, piece.text, row.line, row.page, "cell", cell, row.gap, row.indent))
        return made


def _distinct(head: Split) -> bool:
    """Whether the head says something else of each column, so that it needs none above it."""
    return len({piece.text for piece in head.pieces}) == len(head.pieces)


def _alike(line: Split, style: str) -> bool:
    """Whether a head goes with lines of this style: bars with bars; tabs and blanks may stand for each other."""
    return (line.style == "bars") == (style == "bars")


def _bars(text: str, run: _Run) -> Iterator[Row]:
    """The bars between the cells, each as a row of its own."""
    for line in (*run.heads, *run.lines):
        for at in line.bars:
            yield Row(at, at + 1, text[at], line.row.line, line.row.page)
