"""Is a number a change? Its direction, its basis (同比, 环比, 年均, 比2019年), and the subject that is left."""

from __future__ import annotations

from typing import NamedTuple

import regex

from jqreport.cache import compiled
from jqreport.rules import Rule, any_of, derived, holds, last_match, table


class Trigger(NamedTuple):
    """The word that makes the next number a change (or, with direction "to", the end of a movement)."""

    direction: str
    rule: str
    start: int
    noun: str = ""  # what is counted, where it stands behind the word (净增市场主体)


class Basis(NamedTuple):
    """What a change is measured against: kind, base year where one is named, and the text without the basis words."""

    kind: str
    base: str | None
    rest: str


# what may stand between a change word and its number
_TAIL_WORDS = (
    *("约", "近", "超过", "超", "突破", "高达", "不低于", "不少于", "不超过", "控制在", "分别", "均", "各", "了"),
    *("达到", "达", "为", "：", ":", "将", "也", "目前", "平均"),
)
_TAIL = compiled(f"(?:{'|'.join(_TAIL_WORDS)})+$")
_TAIL_ENDS = frozenset(word[-1] for word in _TAIL_WORDS)  # without one of these at its end no text has a tail
_REACH = 40  # characters before a number that can make it a change
_POST = compiled(
    r"^的?(?:同比)?(?:(?P<up>增长|增速|增幅|增加|提升|提高|上涨)|(?P<down>下降|降幅|减少|下滑))(?=$|[，。；、)）])"
)
_YEAR = compiled(r"(?:19|20)\d{2}")
_REACHED = compiled("达|为")


@derived
def _basis() -> list[tuple[str, regex.Pattern[str]]]:
    t = table("changes")
    side = r"(?:[（(]下同[）)])?[，,]?"  # 比上年（下同）增长4.6%
    return [
        ("since", compiled(t.fragments["since"])),
        (
            "since",
            compiled(
                "(?<!连续|近|前|过去|每|第)(?:[两二三四五六七八九十]|(?<!\\d)\\d++)年(?:间|来)?(?:累计|(?:共|分别)?(?=净?[增减降翻]|下降|提[高升]|上升))"
            ),
        ),
        ("yoy", compiled(any_of(t.words["yoy"]) + side)),
        ("mom", compiled(any_of(t.words["mom"]) + side)),
        (
            "average",
            compiled(
                "(?:(?:[两二三四五六七八九十]|(?<!\\d)\\d++)年|(?:[两二三四五六七八九十]|(?<!\\d)\\d++)(?=年))?"
                + "(?<!每[人户亩生])"
                + any_of(t.words["average"])
                + "(?!工资|收入|产量|产值|浓度)"
            ),
        ),
    ]


@derived
def _triggers(last: str, share: bool, first: int, end: int | None) -> tuple[tuple[str, Rule], ...]:
    """The rules of changes, from the first to the end, that may fire on a text with this last character, and their signs."""
    rules = (r for r in table("changes").rules[first:end] if last in r.sets.get("ends", last))
    return tuple((r.sets.get("needs", ""), r) for r in rules if share or not r.sets.get("share"))


def _fired(text: str, share: bool, first: int, end: int | None) -> tuple[Rule, regex.Match[str]] | None:
    """The first of these rules that fires at the end of a text, and what it has taken."""
    start = max(0, len(text) - _REACH)
    near = text[start:]
    for needs, rule in _triggers(text[-1:], share, first, end):
        if needs and not holds(near, needs):
            continue
        if match := rule.pattern.search(text, start):
            return rule, match
    return None


def trigger(pre: str, share: bool) -> Trigger | None:
    """The trigger at the end of what stands before a number, None if it is a plain level; `share`: the number is a percentage."""
    if found := _fired(pre, True, 0, 2):
        rule, match = found
        return Trigger(rule.sets["direction"], rule.id, match.start())
    cut = _TAIL.search(pre, max(0, len(pre) - _REACH)) if pre[-1:] in _TAIL_ENDS else None
    tail = pre[: cut.start()] + ("了" if pre[cut.start()] == "了" else "") if cut else pre
    found = _fired(tail, share, 1 if cut else 2, None)  # the first two have been tried where nothing was cut
    if found is None:
        return None
    rule, match = found
    if cut and _REACHED.search(pre, cut.start()) and match.group().endswith(("速", "幅", "率")):
        return None
    noun = tail[match.end() :] if rule.id in ("change.net", "change.fronted") else ""
    return Trigger(rule.sets["direction"], rule.id, match.start(), noun)


def behind(post: str) -> Trigger | None:
    """实现8.5%的增长: the change word stands behind the number."""
    match = _POST.match(post)
    if not match:
        return None
    return Trigger("up" if match["up"] else "down", "change.behind", match.start())


@derived
def _basis_signs() -> frozenset[str]:
    """One of the characters that each of the patterns of `_basis` needs."""
    t = table("changes")
    return frozenset(w[0] for kind in ("yoy", "mom", "average") for w in t.words[kind]) | {"年", *t.fragments["since_first"]}


@derived
def basis(text: str) -> Basis | None:
    """The basis named in the text before a change; None where none is."""
    if _basis_signs().isdisjoint(text):
        return None
    for kind, pattern in _basis():
        match = last_match(pattern, text, 0, len(text))
        if match:
            year = _YEAR.search(match.group()) if kind == "since" else None
            return Basis(kind, year.group() if year else None, text[: match.start()] + text[match.end() :])
    return None
