"""A block's text -> sentences -> segments: the stretches within which a name and its number belong together.

A segment is a clause between ，；：, cut again at the 、和及 that separate two quantities. A bracket that holds a quantity is a
segment of its own, and the text around it reads on as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from jqreport.cache import compiled
from jqreport.model import Mention
from jqreport.rules import any_of, derived, table

Span = tuple[int, int]

_END = compiled(r"(?:[。！？!]|\?(?=[?\s”]|$))+[”’」』）)]*")
_CLAUSE = compiled(r"[，,；;：:（(）)《》“”「」]|——|\.{3,}|…+|(?<![，。；：:、（(,])(?=其中[^，。；]{1,30}\d)")
_LIST = compiled(r"(?:[、,，/和及与或至到]|以及|、和)(?:(?:世界|全国|全省|全市|全球)?第)?$")
_JOIN = compiled(r"以及|[、暨]|和(?!谐|平)|(?<![惠普涉遍触波])及(?!时|格|其|早)|(?<!参)与(?!会)|并(?!网|购|轨|发)")
_CONNECT = compiled(r"(?:以及|、和|[、，,/和及与或至到:：∶])(?:(?:世界|全国|全省|全市|全球)?第)?")
_MULTIPLIER = frozenset({"万", "亿", "万亿", "千", "百"})
RATIO = frozenset(":：∶")
OPEN, CLOSE = "（(", "）)"


@dataclass(slots=True)
class Segment:
    """A stretch of text with its mentions; `text` slices are read through `between`, which leaves out `holes`.

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
        parts, at = [], start
        for a, b in self.holes:
            if b <= at or a >= end:
                continue
            parts.append(text[at : max(a, at)])
            at = min(b, end)
        parts.append(text[at:end])
        return "".join(parts)


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
def _verb() -> regex.Pattern[str]:
    words = table("names").words
    return compiled(f"(?:{any_of(words['adverb'])})?{any_of([*words['shared'], *words['opens']])}")


def sentences(text: str, mentions: Sequence[Mention], holes: Sequence[Span]) -> Iterator[Sentence]:
    """Yield the sentences that hold a mention; `holes` are the date spans to read past."""
    start, i = 0, 0
    ends = [m.end() for m in _END.finditer(text) if not _inside(m.start(), mentions)] or []
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    for end in ends:
        inside = []
        while i < len(mentions) and mentions[i].start < end:
            inside.append(mentions[i])
            i += 1
        if inside:
            yield Sentence(start, end, _segments(text, start, end, inside, [h for h in holes if start <= h[0] < end]))
        start = end


def _inside(position: int, mentions: Sequence[Mention]) -> bool:
    return any(m.start <= position < m.end for m in mentions) if len(mentions) < 8 else False


def _segments(text: str, start: int, end: int, mentions: list[Mention], holes: list[Span]) -> list[Segment]:
    """Cut a sentence at its clause marks, then each clause at the list marks between quantities."""
    cuts: list[tuple[int, int, str]] = []
    brackets: list[Span] = []
    stack: list[int] = []
    quoted = 0
    for mark in _CLAUSE.finditer(text, start, end):
        sign, at = mark.group(), mark.start()
        if any(m.start <= at < m.end for m in mentions):
            continue
        if sign and sign in OPEN:
            stack.append(at)
        elif sign and sign in CLOSE:
            if stack:
                begin = stack.pop()
                if not stack and any(begin < m.start < at for m in mentions):
                    brackets.append((begin, at + 1))
        elif sign and sign in "《“「":
            quoted += 1
        elif sign and sign in "》”」":
            quoted = max(0, quoted - 1)
        elif not stack and not quoted and not _ratio_mark(sign, at, mentions):
            cuts.append((at, mark.end(), sign))
    found: list[Segment] = []
    at, sign = start, ""
    for clause, (cut_start, cut_end, cut_sign) in enumerate([*cuts, (end, end, "")], 1):
        inner = [b for b in brackets if at <= b[0] < cut_start]
        own = [m for m in mentions if at <= m.start < cut_start and not any(a < m.start < b for a, b in inner)]
        base = Segment(at, cut_start, sign, clause, own, sorted([h for h in holes if at <= h[0] < cut_start] + inner))
        pieces = _pieces(text, base)
        found.extend(pieces)
        for a, b in inner:
            held = [m for m in mentions if a < m.start < b]
            host = next((p for p in pieces if p.start <= a <= p.end), base)
            sub = _segments(text, a + 1, b - 1, held, [h for h in holes if a < h[0] < b])
            for piece in sub:
                piece.host, piece.clause = host, clause
                piece.mark = piece.mark or "（"
            found.extend(sub)
        at, sign = cut_end, cut_sign
    return sorted(found, key=lambda s: (s.start, s.host is not None))


def _ratio_mark(sign: str, at: int, mentions: Sequence[Mention]) -> bool:
    """True for the colon of 5.2:45.3:49.5."""
    return sign in ":：" and any(m.end == at for m in mentions) and any(m.start == at + 1 for m in mentions)


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
    for hole_start, hole_end in clause.holes:
        if hole_start == a and hole_end <= b and text[hole_start] in OPEN:  # a bracket belongs to the item before it
            a = hole_end
    gap = text[a:b]
    if not gap.strip() or _LIST.fullmatch(gap) or gap in (":", "：", "∶"):
        return None
    joint = _JOIN.match(gap)
    if joint:
        return a, a + joint.end()
    marks = list(_JOIN.finditer(gap))
    if not marks:
        return None
    if marks[-1].end() == len(gap):
        return a + marks[-1].start(), b
    for mark in reversed(marks):
        rest = gap[mark.end() :]
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


def runs_of(text: str, segment: Segment) -> list[list[Mention]]:
    """Mentions that stand in one list (26.8亿元、50.9亿元、26.6亿元; 5:45:50) make one run; a missing unit comes from the next."""
    runs: list[list[Mention]] = []
    for mention in segment.mentions:
        gap = text[runs[-1][-1].right : mention.left] if runs else None
        if gap and len(gap) > 2 and "分别" not in text[segment.start : runs[-1][0].left]:
            gap = None  # 全省第9位、全市第1位: each rank has its own scope
        if gap is not None and _CONNECT.fullmatch(gap) and (gap not in "至到" or runs[-1][-1].unit is None):
            runs[-1].append(mention)
        else:
            runs.append([mention])
    for run in runs:
        for a, b in zip(reversed(run[:-1]), reversed(run[1:]), strict=True):
            if b.unit and (
                a.unit is None or (a.unit in _MULTIPLIER and b.unit not in _MULTIPLIER and text[a.right : b.left] not in RATIO)
            ):
                a.unit = b.unit if a.unit is None or b.unit.startswith(a.unit) else a.unit + b.unit.lstrip("万亿千百")
                a.quantity = b.quantity
        if len(run) > 1:
            behind = run[-1].bound if run[-1].right > run[-1].end else "exact"
            ahead = run[0].bound if run[0].left < run[0].start else "exact"
            for mention in run:
                if mention.bound == "exact":
                    mention.bound = behind if behind != "exact" else ahead
    return runs
