"""A block's text -> sentences -> segments: the stretches within which a name and its number belong together.

A segment is a clause between ，；：, cut again at the 、和及 that separate two quantities. A bracket that holds a quantity is a
segment of its own, and the text around it reads on as if it were not there. A quantity is read with at most REACH characters
on either side, so that the time for a text is in proportion to its length, whatever stands in it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

import regex

from jqreport.cache import compiled
from jqreport.link import status
from jqreport.model import Mention
from jqreport.rules import any_of, derived, table

Span = tuple[int, int]

_END = compiled(r"(?:[。！？!]|\?(?=[?\s”]|$))(?:[。！？!]|\?(?=[?\s”]|$))*+[”’」』）)]*+")
_CLAUSE = compiled(r"[，,；;：:（(）)《》“”「」]|——|\.{3,}|…+|(?=其中[^，。；]{1,30}\d)(?<![，。；：:、（(,])")
EACH = "(?:每[人户亩年月天日]){1,2}"  # 分别提高到每人每月438元、每人每年2760元
PER = "(?:[/／]10{0,3}万)?"  # 9.8/10万、3.2‰
_LIST = compiled(rf"{PER}(?:[、,，/和及与或至到]|以及|、和)(?:(?:世界|全国|全省|全市|全球)?第|{EACH})?$")
_JOIN = compiled(
    r"以及|[、暨]|和(?!谐|平)|(?<![惠普涉遍触波])及(?!时|格|其|早)|(?<!参)与(?!会)|(?<![合兼归吞])并(?!网|购|轨|发)"
)
_COUNTS = frozenset({"count", "people"})
_HAN = compiled(r"\p{Han}")
NOUN = compiled(r"(?![的等以左])\p{Han}{2}")  # what is counted, right behind the quantity
_STEPS = frozenset({"大关", "台阶", "新台阶", "的台阶", "关口", "新关口"})  # 突破2万元大关、达20562元
RATIO = frozenset(":：∶")
OPEN, CLOSE = "（(", "）)"
REACH = 200  # characters before or behind a quantity that can name it; the longest real clause has fewer
_START, _STOP, _OPENS = attrgetter("start"), attrgetter("end"), itemgetter(0)
Placed = TypeVar("Placed", bound=tuple[Any, ...])  # a span: where it opens, where it ends, and what else is known of it


@dataclass(slots=True)
class Segment:
    """A stretch of text with its mentions; `text` slices are read through `between`, which leaves out `holes` (disjoint, sorted).

    `mark` is what stands before it (，；：、 or （ for a bracket, "" at the sentence's beginning); `clause` counts the
    clauses of the sentence, so that 、-separated items of one clause share it.
    """

    start: int
    end: int
    mark: str
    clause: int
    mentions: list[Mention] = field(default_factory=list)
    holes: list[Span] = field(default_factory=list)
    host: Segment | None = None

    def between(self, text: str, start: int, end: int) -> str:
        """text[start:end] without holes (dates, bracketed quantities)."""
        if not self.holes:
            return text[start:end]
        parts, at = [], start
        for a, b in self.holes[max(0, bisect_left(self.holes, start, key=_OPENS) - 1) :]:
            if a >= end:
                break
            if b > at:
                parts.append(text[at : max(a, at)])
                at = min(b, end)
        parts.append(text[at:end])
        return "".join(parts)

    def ahead(self, text: str, at: int, start: int | None = None, items: int = 1) -> str:
        """What stands before `at`, from `start` or the segment's beginning, as far as it can name that many items."""
        start = self.start if start is None else start
        if at - start > REACH * items:
            start = at - REACH * items
        return self.between(text, start, at) if self.holes else text[start:at]

    def behind(self, text: str, at: int, end: int | None = None) -> str:
        """What stands from `at` to `end` or the segment's end, as far as it can name one item."""
        end = self.end if end is None else end
        if end - at > REACH:
            end = at + REACH
        return self.between(text, at, end) if self.holes else text[at:end]


@dataclass(slots=True)
class Sentence:
    """A sentence of a block and its segments in order of place."""

    start: int
    end: int
    segments: list[Segment]


@derived
def _openers() -> regex.Pattern[str]:
    """What may begin a new item after 、: a verb, a dependent noun, a change word."""
    names, changes = table("names").words, table("changes").words
    words = [*names["shared"], *names["dependent"], *names["carry"], *changes["up"], *changes["down"], *names["opens"]]
    return compiled(any_of(w for w in words if len(w) > 1 or w in "占居达超"))


@derived
def _base() -> regex.Pattern[str]:
    """The base of a comparison, which begins an item of its own: 按4%安排、比上年提高1个百分点."""
    words = table("changes").words
    return compiled(any_of([*words["yoy"], *words["mom"], *words["average"]]))


@derived
def _verb() -> regex.Pattern[str]:
    words = table("names").words
    return compiled(f"(?:{any_of(words['adverb'])})?{any_of([*words['shared'], *words['opens']])}")


def beginning(mentions: Sequence[Mention], low: int, high: int) -> Sequence[Mention]:
    """The mentions, in order of place, that begin in [low, high)."""
    return mentions[bisect_left(mentions, low, key=_START) : bisect_left(mentions, high, key=_START)]


def sentences(text: str, mentions: Sequence[Mention], holes: Sequence[Span]) -> Iterator[Sentence]:
    """Yield the sentences that hold a mention; `holes` are the date spans to read past."""
    start = first = i = 0
    last = len(mentions)
    marks = [mark.span() for mark in _END.finditer(text)]
    for at, end in [*marks, (len(text), len(text))]:
        while i < last and mentions[i].end <= at:
            i += 1
        if i < last and mentions[i].start <= at:  # inside a quantity
            continue
        if i > first:
            yield Sentence(start, end, _segments(text, start, end, mentions[first:i], _disjoint(opening(holes, start, end))))
        start, first = end, i


def opening(spans: Sequence[Placed], low: int, high: int) -> Sequence[Placed]:
    """The spans, in order of place, that open in [low, high)."""
    return spans[bisect_left(spans, low, key=_OPENS) : bisect_left(spans, high, key=_OPENS)]


def _disjoint(spans: Sequence[Span]) -> list[Span]:
    """Sorted spans without what an earlier one covers."""
    found: list[Span] = []
    for a, b in spans:
        a = max(a, found[-1][1]) if found else a
        if a < b:
            found.append((a, b))
    return found


def _segments(text: str, start: int, end: int, mentions: Sequence[Mention], holes: Sequence[Span]) -> list[Segment]:
    """Cut a sentence at its clause marks, then each clause at the list marks between quantities."""
    cuts: list[tuple[int, int, str]] = []
    brackets: list[Span] = []
    stack: list[int] = []
    quoted = i = 0
    last = len(mentions)
    for mark in _CLAUSE.finditer(text, start, end):
        sign, at = mark.group(), mark.start()
        while i < last and mentions[i].end <= at:
            i += 1
        if i < last and mentions[i].start <= at:  # 1,500元
            continue
        if sign and sign in OPEN:
            stack.append(at)
        elif sign and sign in CLOSE:
            if stack:
                begin = stack.pop()
                if not stack and beginning(mentions, begin + 1, at):
                    brackets.append((begin, at + 1))
        elif sign and sign in "《“「":
            quoted += 1
        elif sign and sign in "》”」":
            quoted = max(0, quoted - 1)
        elif not stack and not quoted and (sign not in RATIO or not _ratio_mark(at, mentions)):
            cuts.append((at, mark.end(), sign))
    found: list[Segment] = []
    at, sign, i, j = start, "", 0, 0
    for clause, (cut_start, cut_end, cut_sign) in enumerate([*cuts, (end, end, "")], 1):
        inner = opening(brackets, at, cut_start) if brackets else ()
        first, opened = i, j
        while i < last and mentions[i].start < cut_start:
            i += 1
        while j < len(holes) and holes[j][0] < cut_start:
            j += 1
        own, past = list(mentions[first:i]), list(holes[opened:j])
        if inner:
            own, past = [m for m in own if not covered(m.start, inner)], _disjoint(sorted([*past, *inner]))
        base = Segment(at, cut_start, sign, clause, own, past)
        pieces = _pieces(text, base) if len(own) > 1 else [base]
        found.extend(pieces)
        for a, b in inner:
            host = pieces[bisect_left(pieces, a, key=_STOP)]
            if host.start > a:
                host = base
            sub = _segments(text, a + 1, b - 1, beginning(mentions, a + 1, b), opening(holes, a + 1, b))
            for piece in sub:
                piece.host, piece.clause = host, clause
                piece.mark = piece.mark or "（"
            found.extend(sub)
        at, sign = cut_end, cut_sign
    return sorted(found, key=lambda s: (s.start, s.host is not None)) if brackets else found


def covered(position: int, spans: Sequence[Span]) -> bool:
    """Whether one of the spans, which are disjoint and in order of place, holds the position."""
    i = bisect_right(spans, position, key=_OPENS)
    return i > 0 and position < spans[i - 1][1]


def _ratio_mark(at: int, mentions: Sequence[Mention]) -> bool:
    """True for the colon of 5.2:45.3:49.5."""
    i = bisect_right(mentions, at, key=_START)
    return 0 < i < len(mentions) and mentions[i - 1].end == at and mentions[i].start == at + 1


def _pieces(text: str, clause: Segment) -> list[Segment]:
    """Cut a clause between two quantities where 、和及 separates their items."""
    if not clause.mentions:
        return [clause]
    pieces: list[Segment] = []
    start, mark = clause.start, clause.mark
    held: list[Mention] = []
    for left, right in zip(clause.mentions, [*clause.mentions[1:], None], strict=True):
        held.append(left)
        cut = None if right is None else _cut(text, clause, left, right)
        if right is None or cut is not None:
            end = clause.end if cut is None else cut[0]
            pieces.append(Segment(start, end, mark, clause.clause, held, clause.holes))
            if cut is not None:
                start, mark, held = cut[1], "、", []
    return pieces


def _cut(text: str, clause: Segment, left: Mention, right: Mention) -> Span | None:
    """Where the item of `left` ends and that of `right` begins, None where both share one item."""
    a, b = left.right, right.left
    for hole_start, hole_end in opening(clause.holes, a, a + 1) if clause.holes else ():
        if hole_end <= b and text[hole_start] in OPEN:  # a bracket belongs to the item before it
            a = hole_end
    gap = text[a:b]
    if gap == "、" and left.unit and status.criterion(text, right, False) and not status.criterion(text, left, False):
        return a, b  # 养牛大户28户、50只以上养羊大户45户
    if gap == "、" and left.quantity == "share" and right.quantity != "share" and right.left < right.start:
        return a, b  # 增长8%以上、突破20亿元
    if gap == "、" and _two_counts(text, clause, left, right):
        return a, b
    unlike = gap == "、" and right.quantity == "share" and left.unit and left.quantity != "share"
    if unlike and "分别" not in text[clause.start : left.left]:
        return a, b  # 占比超过10%的有44种、超过20%的有23种: no list of like things
    if not gap.strip() or _LIST.fullmatch(gap) or gap in (":", "：", "∶"):
        return None
    joint = _JOIN.match(gap)
    if joint:
        return a, a + joint.end()
    marks = list(_JOIN.finditer(gap))
    if not marks or "分别" in gap and status.criterion(text, left, False):  # 亿元以上项目开工率、投产率分别达70%、50%
        return None
    if marks[-1].end() == len(gap):
        return a + marks[-1].start(), b
    for mark in reversed(marks):
        rest = gap[mark.end() :]
        if _base().match(rest) or gap[: mark.start()] in _STEPS:
            return a + mark.start(), a + mark.end()
        if _verb().fullmatch(gap[: mark.start()]):  # 新修和改造道路: two verbs, one item
            continue
        if mark.group() != "与" and (
            _openers().match(rest)
            or (
                text[right.right : right.right + 1] not in "，,；;。、）)"
                and left.quantity == "count"
                and right.quantity == "count"
            )
        ):
            return a + mark.start(), a + mark.end()
    return None


def _two_counts(text: str, clause: Segment, left: Mention, right: Mention) -> bool:
    """减少贫困人口115万人、1450个贫困村出列: the first count has its noun before it, the second behind it."""
    counts = left.quantity in _COUNTS and right.quantity in _COUNTS and left.unit != right.unit
    if not counts or left.left == clause.start or not NOUN.match(text, right.right) or not _HAN.match(text, left.left - 1):
        return False
    return not _verb().fullmatch(text, clause.start, left.left)
