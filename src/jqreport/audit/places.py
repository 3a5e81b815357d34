"""Marks over printed lines: spans of the text -> HTML of each line, every mark opened once with its own attributes.

A mark that runs over a line end, or crosses another, is closed and opened again as a piece (`more`), so that a count of first
pieces is a count of marks. Text goes out escaped, with acting characters shown.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from jqreport.assemble import NUMERAL
from jqreport.formats.safe import visible
from jqreport.model import Box, Context, Figure, Line, Report, Source

_ACTING = {ord(c): shown for c, shown in zip("\n\r\v\f\u2028\u2029", "␊␍␋␌␤␤", strict=True)}


class Mark(NamedTuple):
    """A span of the text and the attributes of its first piece and of further ones."""

    start: int
    end: int
    first: str
    more: str


def text(raw: str) -> str:
    """HTML text of a stretch of the report: nothing in it acts."""
    return escape(visible(raw).translate(_ACTING), quote=True)


def marks(report: Report, flagged: dict[str, str]) -> list[Mark]:
    """Marks of all figures, changes, starting values and context numerals, and of numerals that are in none of them.

    `flagged` gives the worst verdict of the findings per figure id.
    """
    found = [m for f in report.figures for m in _figure(f, flagged.get(f.id))]
    found += [_context(c) for c in report.context]
    if report.coverage.unaccounted:
        found += _lost(report.document.text, found)
    return sorted(found, key=lambda m: (m.start, -m.end))


def spoken(figure: Figure) -> Iterator[tuple[str, int, Source]]:
    """Every place of a figure with what it is (value, change, from) and its number; a place twice in a figure comes once."""
    seen = {(figure.source.start, figure.source.end)}
    yield "value", 0, figure.source
    others = [("change", i, c.source) for i, c in enumerate(figure.changes)]
    if figure.base is not None:
        others.append(("from", 0, figure.base.source))
    for kind, i, source in others:
        if (source.start, source.end) not in seen:
            seen.add((source.start, source.end))
            yield kind, i, source


class Boxes:
    """Boxes of places on the paper, without those of page numbers and running heads that a place runs across."""

    def __init__(self, report: Report) -> None:
        notes = [c.source for c in report.context if c.rule == "furniture" and c.source.boxes]
        self._notes = sorted(notes, key=lambda s: s.start)
        self._starts = [s.start for s in self._notes]

    def __call__(self, source: Source) -> tuple[Box, ...]:
        """The boxes of a place."""
        if len(source.boxes) < 2:
            return source.boxes
        inside = self._notes[bisect_left(self._starts, source.start) : bisect_left(self._starts, source.end)]
        aside = [box for note in inside for box in note.boxes]
        return tuple(b for b in source.boxes if not any(_over(b, a) for a in aside))


def _over(box: Box, other: Box) -> bool:
    return box[0] == other[0] and box[2] < other[4] and other[2] < box[4]


def _figure(figure: Figure, verdict: str | None) -> Iterator[Mark]:
    key, status = escape(figure.id), escape(figure.status)
    for kind, _, source in spoken(figure):
        style = f"{kind} {status}" + (f" flag {escape(verdict)}" if verdict and kind == "value" else "")
        more = f' class="{style}" data-more="{key}"'
        first = f' class="{style}" data-figure="{key}" id="m-{key}"' if kind == "value" else ""
        yield Mark(source.start, source.end, first or f' class="{style}" data-{kind}="{key}"', more)


def _context(context: Context) -> Mark:
    role, rule = escape(context.role), escape(context.rule)
    common = f' class="context {role}"'
    first = f'{common} data-context="{role}" data-rule="{rule}" id="c-{context.source.start}"'
    return Mark(context.source.start, context.source.end, first, f'{common} data-piece="{role}"')


def _lost(raw: str, held: Iterable[Mark]) -> list[Mark]:
    """Numerals that nothing holds: there should be none, so they are made to stand out."""
    ends = sorted((m.start, m.end) for m in held)
    lost, i, reach = [], 0, 0
    for match in NUMERAL.finditer(raw):
        while i < len(ends) and ends[i][0] <= match.start():
            reach, i = max(reach, ends[i][1]), i + 1
        if reach <= match.start():
            lost.append(Mark(match.start(), match.end(), ' class="lost" data-lost', ' class="lost"'))
    return lost


def lines(raw: str, printed: Sequence[Line], ordered: Sequence[Mark]) -> Iterator[str]:
    """Yield the HTML of each printed line; `ordered` marks stand by start, the longer first."""
    todo, stack, opened = 0, list[Mark](), set[int]()

    def tag(mark: Mark) -> str:
        first = id(mark) not in opened
        opened.add(id(mark))
        return f"<mark{mark.first if first else mark.more}>"

    for line in printed:
        out: list[str] = []
        at = line.start
        stack = [m for m in stack if m.end > at]
        out.extend(map(tag, stack))
        while True:
            ends = min((m.end for m in stack), default=line.end)
            begins = max(ordered[todo].start, at) if todo < len(ordered) else line.end
            stop = min(ends, begins, line.end)
            out.append(text(raw[at:stop]))
            at = stop
            if at >= line.end:
                break
            if ends <= at:
                _close(stack, at, out, tag)
                continue
            out.append(tag(ordered[todo]))
            stack.append(ordered[todo])
            todo += 1
        out.append("</mark>" * len(stack))
        yield "".join(out)


def _close(stack: list[Mark], at: int, out: list[str], tag: Callable[[Mark], str]) -> None:
    """Close marks that end here; those above them that go on are opened again."""
    lowest = next(i for i, m in enumerate(stack) if m.end <= at)
    out.append("</mark>" * (len(stack) - lowest))
    again = [m for m in stack[lowest:] if m.end > at]
    del stack[lowest:]
    for mark in again:
        out.append(tag(mark))
        stack.append(mark)
