"""Footnotes: rows that are note texts, and the marks in the text that call them; glued digits only with evidence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from jqreport.cache import compiled
from jqreport.layout.marks import HAN, LISTED_NOTE, OPEN, SHUT
from jqreport.layout.rows import Row, Wrap, ended, ordinal, starts
from jqreport.model import Document
from jqreport.sourcemap import fold

_UNIT = (
    "年月日号时分秒点个万亿千百十人家名项件次公处平米吨户元美台条所座亩张场起只头辆套艘架部类级批期岁倍成"
    "折位度层楼幢栋支对届种周天余多%‰％℃"
)
#: the beginning of a note text: 1指…, 7 指“…, 3在…; group 1 is the number
_GLUED_NOTE = compiled(rf"(\d{{1,2}})(?=[{HAN}“《‘「『（])(?![{_UNIT}])")
_DEFINES = compiled(r"\d{1,2}(?:是?指|即|系|[^，。；]{1,30}(?:是指|[:：]))")
_TERM = compiled(r"\d{1,2}(?P<term>“[^”]{2,20}”)")
_BRACKET_NOTE = compiled(rf"{OPEN}(?:注)?(\d{{1,3}}){SHUT}")
_REACH = 60_000  # characters between a mark and its note at most
_FAILURES = 300  # numbered rows without a mark, after which a file is taken to have no glued marks
_CIRCLED = compiled(r"[①-⑳]|[¹²³⁰⁴-⁹]{1,2}")
_NOTES = compiled("名词|注释|附注|尾注|用语说明")
_CALL = compiled(rf"(?<=[{HAN}”’」』》）)%‰％])(?:[①-⑳]|[¹²³⁰⁴-⁹]{{1,2}})")


@dataclass(slots=True, eq=False)
class Notes:
    """What was found: for each note its rows, and the raw spans of marks that need evidence (glued and circled digits)."""

    groups: list[list[Row]] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)


class _Stream(NamedTuple):
    """The free rows' words as one text, to look for marks across line ends."""

    rows: list[Row]
    begins: list[int]
    text: str
    lone: dict[str, list[int]]  # rows that are nothing but a number

    def place(self, document: Document, at: int, length: int) -> tuple[int, int]:
        """The raw span of `length` characters at `at`."""
        i = bisect_right(self.begins, at) - 1
        row = self.rows[i]
        want, seen = at - self.begins[i], 0
        clean, offsets = fold(document.text, row.start, row.end)
        for char, offset in zip(clean, offsets, strict=True):
            if char != " ":
                if seen == want:
                    return offset, _digits_end(document.text, offset, length)
                seen += 1
        return row.start, row.end


def _digits_end(text: str, start: int, length: int) -> int:
    at = start
    while length:
        if not text[at].isspace():
            length -= 1
        at += 1
    return at


def find_notes(document: Document, rows: list[Row], wrap: Wrap) -> Notes:
    """Label the rows of note texts as footnotes (and lone digits as marks); rows of pages and junk are labelled before."""
    notes = Notes()
    _sections(rows, notes)
    free = [row for row in rows if row.free]
    begins, at = [], 0
    for row in free:
        begins.append(at)
        at += len(row.text)
    lone: dict[str, list[int]] = {}
    for i, row in enumerate(free):
        if len(row.text) <= 2 and row.text.isdigit():
            lone.setdefault(row.text, []).append(i)
    stream = _Stream(free, begins, "".join(row.text for row in free), lone)
    _bracketed(free, stream, wrap, notes)
    _circled(document, free, stream, wrap, notes)
    _glued(document, free, stream, wrap, notes)
    notes.marks.sort()
    return notes


def _take(rows: list[Row], notes: Notes) -> None:
    for row in rows:
        row.kind = "footnote"
    notes.groups.append(rows)


def _sections(rows: list[Row], notes: Notes) -> None:
    """Everything below 名词解释 or 注释 is notes, up to the next appendix."""
    group: list[Row] | None = None
    for i, row in enumerate(rows):
        if not row.free:
            continue
        level, length = ordinal(row.text)
        if level == 1 or row.text in ("附件", "附表"):
            below = "".join(r.text for r in rows[i + 1 : i + 4] if r.free)
            heading = _NOTES.search(row.text) and length == len(row.text)
            group = [] if heading and LISTED_NOTE.match(below) else None
        elif group is not None:
            if LISTED_NOTE.match(row.text):
                group = []
            row.kind = "footnote"
            if not group:
                notes.groups.append(group)
            group.append(row)


def _bracketed(free: list[Row], stream: _Stream, wrap: Wrap, notes: Notes) -> None:
    """Rows that begin with [n] where [n] stands in the text before, or that follow one another."""
    found = [(i, m[1]) for i, row in enumerate(free) if row.free and (m := _BRACKET_NOTE.match(row.text))]
    if not found:
        return
    at_start = {stream.begins[i] for i, _ in found}
    inline: dict[str, int] = {}
    for m in _BRACKET_NOTE.finditer(stream.text):
        if m.start() not in at_start:
            inline.setdefault(m[1], m.start())
    where = {i for i, _ in found}
    for n, (i, number) in enumerate(found):
        called = inline.get(number, len(stream.text)) < stream.begins[i]
        paired = i + 1 in where or i - 1 in where
        if not called and (not paired or (wrap.width and i and not free[i - 1].ended)):
            continue
        end = found[n + 1][0] if n + 1 < len(found) else i + 1
        group = [free[i]]
        for row in free[i + 1 : end if end - i <= 12 else i + 1]:
            if starts(row.text):
                break
            group.append(row)
        if wrap.width:
            group += _unfinished(free, i + len(group), group[-1], set()) if len(group) == 1 or n + 1 == len(found) else []
        _take(group, notes)


def _unfinished(free: list[Row], i: int, last: Row, stop: set[int]) -> list[Row]:
    more: list[Row] = []
    while not last.ended and i < len(free) and i not in stop and free[i].page == last.page and len(more) < 10:
        if not free[i].free or starts(free[i].text):
            break
        last = free[i]
        more.append(last)
        i += 1
    return more


def _circled(document: Document, free: list[Row], stream: _Stream, wrap: Wrap, notes: Notes) -> None:
    """①… is a mark after a word where a row below begins with the same sign; list numbers follow punctuation."""
    calls: dict[str, int] = {}
    for m in _CALL.finditer(stream.text):
        i = bisect_right(stream.begins, m.start()) - 1
        if stream.begins[i] != m.start() or not free[i - 1].ended:
            calls.setdefault(m[0], m.start())
    for i, row in enumerate(free):
        sign = _CIRCLED.match(row.text)
        if row.free and sign and calls.get(sign[0], len(stream.text)) < stream.begins[i]:
            _take([row, *_unfinished(free, i + 1, row, set())] if wrap.width else [row], notes)
    for group in notes.groups:  # those of a section of notes, too
        if (sign := _CIRCLED.match(group[0].text)) and sign[0] in calls:
            mark = stream.place(document, calls[sign[0]], len(sign[0]))
            if mark[0] < group[0].start:
                notes.marks.append(mark)
                del calls[sign[0]]


# ------------------------------------------------------------------------------------------------ glued digits


def _glued(document: Document, free: list[Row], stream: _Stream, wrap: Wrap, notes: Notes) -> None:
    """Pair rows such as 1指… with the mark they explain: numbers in order, the mark before the note."""
    candidates = [i for i, row in enumerate(free) if row.free and _GLUED_NOTE.match(row.text)]
    taken: set[int] = set()
    after, expected, last = -1, 1, -1
    group: list[Row] = []
    breaks = any(_page_start(row, wrap) for row in free)
    failures, broken = 0, False
    for n, i in enumerate(candidates):
        if i in taken:
            continue
        if failures > _FAILURES:
            break
        row = free[i]
        number = int(found[1]) if (found := _GLUED_NOTE.match(row.text)) else 0
        if number not in (expected, expected + 1) and not (number == 1 and last >= 0):
            continue
        follows = number == expected and last >= 0 and i == last + len(group)
        defines = _DEFINES.match(row.text) is not None
        mark = _named(row.text, number, stream, after, i, taken) or _mark(number, stream, after, i, taken, follows or defines)
        if mark is None and follows and defines:  # its mark is lost; the note above and its own words say what it is
            mark = after, stream.rows[i]
        if mark is None:
            failures += 1
            continue
        at, alone = mark
        length = len(str(number))
        place = stream.place(document, at, length)
        if alone is not row:
            notes.marks.append(place)
            if alone is not None:
                alone.kind = "mark"
        orphan = _orphan(free, i, group, wrap)
        if orphan is not None:
            taken.add(orphan)
            free[orphan].kind = "footnote"
            group.append(free[orphan])
        if not group or i != last + len(group):  # not a note right below another: what does it interrupt?
            broken = i > 0 and not free[i - 1].ended
        extent = _extent(free, i, candidates[n + 1 : n + 41], number, wrap, breaks, broken)
        taken.update(range(i, i + len(extent)))
        group = extent
        _take(group, notes)
        after, expected, last = at, number + 1, i


def _named(text: str, number: int, stream: _Stream, after: int, i: int, taken: set[int]) -> tuple[int, Row | None] | None:
    """The mark right behind the quoted term that the note explains: “残疾人之家”5|1个, 5 “残疾人之家”：…; None where there is none."""
    term = _TERM.match(text)
    words = term["term"] + str(number) if term else ""
    at = stream.text.find(words, max(after + 1 - len(words), stream.begins[i] - _REACH, 0), stream.begins[i])
    k = bisect_right(stream.begins, at) - 1
    return (at + len(words) - len(str(number)), None) if words and at >= 0 and k not in taken and stream.rows[k].free else None


def _mark(number: int, stream: _Stream, after: int, i: int, taken: set[int], defines: bool) -> tuple[int, Row | None] | None:
    """The place in the stream of the mark that calls the note at row i, by the strongest evidence first."""
    end = stream.begins[i]
    page = stream.rows[i].page
    low = max(after + 1, end - _REACH)
    ranks: dict[int, tuple[int, Row | None]] = {}
    digits = str(number)
    lone = stream.lone.get(digits, [])
    for k in lone[bisect_left(lone, bisect_left(stream.begins, low)) : bisect_left(lone, i)]:
        if k not in taken and stream.rows[k].free:
            return stream.begins[k], stream.rows[k]
    at = stream.text.find(digits, low, end)
    while at >= 0:
        if (rank := _rank(stream.text, at, digits, stream, taken)) is not None:
            ranks.setdefault(rank, (at, None))
        at = stream.text.find(digits, at + 1, end)
    best = min(ranks, default=None)
    if best is None or (best > 2 and not defines) or (best == 4 and page is not None):
        return None
    return ranks[best]


def _rank(text: str, at: int, digits: str, stream: _Stream, taken: set[int]) -> int | None:
    before = text[at - 1] if at else ""
    after = text[at + len(digits)] if at + len(digits) < len(text) else ""
    if not before or before.isdigit() or before in ".-—~～第" or after.isdigit() or after in ".%‰％-—~":
        return None
    k = bisect_right(stream.begins, at) - 1
    if k in taken or stream.begins[k] == at or not stream.rows[k].free:
        return None
    quoted = before in "”’」』》"
    if quoted and after not in _UNIT:
        return 1
    if after in "，。；、：）”」":
        return 2 if ("\u4e00" <= before <= "\u9fff" or before in "）)%‰％") else None
    if quoted:
        return 3
    return 4 if "\u4e00" <= before <= "\u9fff" and "\u4e00" <= after <= "\u9fff" and after not in _UNIT else None


def _orphan(free: list[Row], i: int, group: list[Row], wrap: Wrap) -> int | None:
    """The end of the note before, where it went on at the foot of the next page, just above note row i."""
    words = "".join(row.text for row in group)
    if not words or ended(words) or i == 0 or not free[i - 1].free or not free[i - 1].ended:
        return None
    above = free[i - 1].text
    closes = above.count("”") > above.count("“") and words.count("“") > words.count("”")
    return i - 1 if closes or (wrap.gap > 0 and free[i].gap == 0) else None


def _page_start(row: Row, wrap: Wrap) -> bool:
    """A lone space without the usual empty line above it is what a page break leaves in text taken from a PDF."""
    return wrap.gap > 0 and row.gap == 0 and row.indent == 1


def _extent(free: list[Row], i: int, following: list[int], number: int, wrap: Wrap, breaks: bool, broken: bool) -> list[Row]:
    group = [free[i]]
    small = 1.25 * wrap.width
    nexts = {j for j in following if (m := _GLUED_NOTE.match(free[j].text)) and int(m[1]) in (number + 1, 1)}
    for j in range(i + 1, min(i + 14, len(free))):
        row, last = free[j], free[j - 1]
        if not row.free or j in nexts or row.page != last.page or _page_start(row, wrap) or starts(row.text):
            break
        if row.hint or (last.ended and (not wrap.width or row.width <= small)):
            break
        if broken and wrap.width and not wrap.full(last):
            break
        resumes = last.width > small and wrap.full(row) and row.width <= small and not (row.ended and j + 1 in nexts)
        if broken and wrap.width and not breaks and row.page is None and resumes:
            break
        group.append(row)
    return group
