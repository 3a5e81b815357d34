"""Rows: the printed lines with what is seen at a glance (folded words, width, gap above), and how the file is wrapped."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import regex

from jqreport.cache import compiled
from jqreport.model import Cell, Document
from jqreport.rules import Rule, compile_pattern, derived, table
from jqreport.sourcemap import squeeze

_SEPARATORS = re.compile(r"[\f\v\x85\u2028\u2029\\]")
_SEPARATOR = compiled(r"[\f\v\x85\u2028\u2029]|\\r\\n(?![a-z])|\\[nr](?![a-z])")
_TERMINAL = compiled(r"(?:[。！？!?：:；;…]|(?<=[\u4e00-\u9fff])\.)(?:[”’」』）)》】\"]|[\[［〔【]\d{1,3}[\]］〕】])*$")
_ONWARD = compiled(r"[，。、；：！？,.;:!?%‰”’」』）)》】〉]")
_SALUTATION = compiled(r"各位代表|同志们|各位委员")
_PARTERS = "\t\u3000|｜│┃║"  # what parts the cells of a table in plain text, beside two blanks
_APART = re.compile(f"[ \xa0{_PARTERS}][-−－–—+±＋(（]?[0-9０-９]")
_LONE = re.compile(r"[-−－–]?[0-9０-９][0-9０-９,.．]*[%％]?")
_BLANK_ENDS = re.compile(r"[ \xa0\u3000][-−－–]?[0-9０-９][0-9０-９,.．]*[%％]?[ \xa0\u3000]*")
LONGEST = 200  # characters of a line of a table whose cells one blank parts
_HARD_WRAP = 130  # no printed line is wider, in columns of a Latin letter


@dataclass(slots=True, eq=False)
class Row:
    """One printed line, or a part of it between literal line ends. `kind` is what a stage has found it to be."""

    start: int
    end: int
    text: str
    line: int
    page: int | None = None
    hint: str | None = None
    cell: Cell | None = None
    gap: int = 0
    indent: int = 0
    kind: str | None = None
    code: str | None = None
    edge: bool = False  # a form feed ends it
    width: int = field(init=False)

    def __post_init__(self) -> None:
        self.width = len(self.text.encode("gb18030", "replace"))

    @property
    def free(self) -> bool:
        """No stage and no hint has spoken for it."""
        return self.kind is None and self.hint is None

    @property
    def ended(self) -> bool:
        """It ends as a sentence ends."""
        return ended(self.text)


def tables_in(rows: Iterable[Row]) -> int:
    """How many tables have been found in the rows; they are numbered from 1."""
    return max((row.cell.table for row in rows if row.cell), default=0)


def ended(text: str) -> bool:
    """Whether the text ends with the punctuation of a sentence or a colon."""
    return bool(_TERMINAL.search(text[-16:]))


def onward(text: str) -> bool:
    """Whether the text begins with punctuation, that is goes on from the line before."""
    return bool(_ONWARD.match(text))


@derived
def rules(kind: str) -> tuple[Rule, ...]:
    """The layout rules of one kind, in file order."""
    return tuple(rule for rule in table("layout").rules if rule.sets.get("kind") == kind)


@derived
def _any(kind: str) -> regex.Pattern[str]:
    """All rules of a kind as one pattern: where it finds nothing, none of them need be tried."""
    if any(_OWN_TERMS.search(rule.source) for rule in rules(kind) if rule.pattern):
        return compiled("")
    return compile_pattern("|".join(f"(?:{rule.source}\n)" for rule in rules(kind)), "layout.toml", kind)


_OWN_TERMS = compiled(r"\\[1-9]|\(\?[a-zA-OQ-Z0-9&]")  # flags, references and calls mean something else among other rules


def match(kind: str, text: str) -> Rule | None:
    """The first rule of the kind that fires on the text."""
    if _any(kind).search(text):
        for rule in rules(kind):
            if rule.pattern.search(text):
                return rule
    return None


@derived
def ordinal(text: str) -> tuple[int, int]:
    """Level of the heading ordinal that the text begins with, and its length; (0, 0) without one."""
    rule = match("heading", text)
    found = rule.pattern.search(text) if rule else None
    return (int(rule.sets["level"]), found.end()) if rule and found else (0, 0)


@derived
def starts(text: str) -> bool:
    """Whether a line with this text begins a block whatever stands above it."""
    return bool(ordinal(text[:80])[0]) or alone(text) or bool(_SALUTATION.match(text))


def alone(text: str) -> bool:
    """Whether the line is a title, a salutation, a session or a date line, and so ends its block."""
    return len(text) <= 80 and match("stop", text) is not None


def build_rows(document: Document) -> list[Row]:
    """The rows of a document that print anything; a line with literal escapes or inner page breaks gives several."""
    rows: list[Row] = []
    text, empty = document.text, 0
    for line in document.lines:
        raw = text[line.start : line.end]
        cuts = [m.span() for m in _SEPARATOR.finditer(raw)] if _SEPARATORS.search(raw) else []
        at, page = 0, line.page
        for cut, after in [*cuts, (len(raw), len(raw))]:
            piece = raw[at:cut]
            words = squeeze(piece)
            if words:
                indent = len(piece) - len(piece.lstrip(" \t\xa0\u3000")) + piece[:8].count("\u3000")
                start, end = line.start + at, line.start + cut
                rows.append(Row(start, end, words, line.number, page, line.hint, line.cell, empty, indent))
                empty = 0
                if raw[cut:after] == "\f":
                    rows[-1].edge = True
                    page = page + 1 if page is not None else None
            elif not cuts:
                empty += 1
            at = after
    return rows


def numbers_apart(text: str, rows: Sequence[Row]) -> list[int]:
    """The rows in which a number stands where the cell of a table may begin: behind a tab, a bar or two blanks; in order."""
    if not any(sign in text for sign in ("  ", "\xa0", *_PARTERS)):
        return []
    starts = [row.start for row in rows]
    found: list[int] = []
    for match in _APART.finditer(text):
        at = match.start()
        if text[at] in " \xa0" and (at == 0 or text[at - 1] not in f" \xa0{_PARTERS}"):  # one blank parts nothing
            continue
        i = bisect_right(starts, at) - 1
        if i >= 0 and (not found or found[-1] != i):
            found.append(i)
    return found


def lone_numbers(rows: Sequence[Row]) -> bool:
    """Whether three lines at least are nothing but a number, as the cells of a table are that stand on a line each."""
    found = (row for row in rows if row.width <= 16 and row.free and _LONE.fullmatch(row.text))
    return len(list(islice(found, 3))) == 3


def blanks_apart(text: str, rows: Sequence[Row]) -> bool:
    """Whether three lines at least end with a number behind a blank; most texts have none."""
    found = 0
    for row in rows:
        if (
            row.free
            and row.width <= 2 * LONGEST
            and (at := max(text.rfind(c, row.start, row.end - 1) for c in " \xa0\u3000")) > 0
        ):
            found += _BLANK_ENDS.fullmatch(text, at, row.end) is not None
            if found >= 3:
                return True
    return False


class Wrap(NamedTuple):
    """How the file is wrapped: `width` is that of a full line, 0 where a line is a paragraph; `gap` the empty lines between."""

    width: int = 0
    gap: int = 0

    def full(self, row: Row) -> bool:
        """Whether the row reaches the right margin."""
        return row.width >= 0.88 * self.width


def wrapping(rows: list[Row]) -> Wrap:
    """Tell a hard-wrapped file by its long lines: they end mid-sentence and are about equally wide."""
    free = [row for row in rows if row.free]
    total = sum(row.width for row in free)
    typical, seen = 0, 0
    for row in sorted(free, key=lambda r: r.width):
        seen += row.width
        typical = row.width
        if 2 * seen >= total:
            break
    long = [row for row in free if row.width >= 0.8 * typical]
    if len(long) < 3 or not 12 <= typical <= _HARD_WRAP:
        return Wrap()
    open_rows = [row for row in long if not row.ended and not starts(row.text)]
    if len(open_rows) < 0.4 * len(long) or len(open_rows) < 3:
        return Wrap()
    widths = sorted(row.width for row in open_rows)
    width = (widths[(len(widths) - 1) // 2] + widths[len(widths) // 2]) // 2  # the median
    near = sum(abs(row.width - width) <= max(4, 0.15 * width) for row in open_rows)
    stubs = sum(
        a.width >= 0.8 * typical and not a.ended and b.width <= 0.4 * width and not b.ended and not starts(b.text)
        for a, b in zip(free, free[1:], strict=False)
    )
    if near < 0.55 * len(open_rows) or stubs > 0.3 * len(open_rows):  # stubs: words that a web page set on their own line
        return Wrap()
    gaps = Counter(b.gap for a, b in zip(free, free[1:], strict=False) if not a.ended and abs(a.width - width) <= 0.15 * width)
    return Wrap(width, gaps.most_common(1)[0][0] if gaps else 0)
