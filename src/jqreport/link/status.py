"""状态: is a figure done, planned, or a criterion that describes a group?"""

from __future__ import annotations

import regex

from jqreport.cache import compiled
from jqreport.model import Mention
from jqreport.rules import any_of, derived, fits, last_match, table


@derived
def _group() -> regex.Pattern[str]:
    words = table("names").words["group"]
    long, short = any_of(w for w in words if len(w) > 1), any_of(w for w in words if len(w) == 1)
    return compiled(rf"^的?(?:[^，。；、“”]{{0,10}}?{long}+(?!建设|改造|就业|数)|{short}(?!\\p{{Han}}?(?:路|场|份)))")


_OVER = compiled(r"(?:超过|超|高于|低于|不超过|不足|不满|大于|小于|达到|达|满)$")
_MEASURES = frozenset(
    {
        "money",
        "money-usd",
        "area",
        "length",
        "mass",
        "power",
        "share",
        "energy",
        "energy-coal",
        "time",
        "volume",
        "people",
        "points",
    }
)


def criterion(text: str, mention: Mention, change: bool) -> bool:
    """True for a threshold: an age, or a bounded measure that describes the group named behind it (10万元以上企业)."""
    rest = text[mention.right : mention.right + 24]
    if mention.unit in ("岁", "周岁"):
        return mention.bound in ("over", "under") or mention.high is not None or bool(_group().match(rest))
    if change or mention.quantity not in _MEASURES:
        return False
    if mention.right > mention.end and mention.quantity not in ("share", "points"):  # 以上, 以下 behind the unit
        return rest[:1].isdigit() or (bool(_group().match(rest)) and rest[:1] not in "，。；、,;")
    if mention.left < mention.start and mention.bound in ("over", "under"):
        return rest.startswith("的") and bool(_group().match(rest))
    return False


def status(text: str, part: str | None, start: int, clause: int, at: int, year: int | None) -> str:
    """Status of a figure at `at`: by the wording since `start` (the sentence's or the last ；) or `clause`, else by the part.

    `year` is the year under report: 到2030年 announces an aim only where it lies behind it.
    """
    for rule in table("status").rules:
        if rule.sets.get("review") is False and part == "review":
            continue
        begin = clause if rule.sets["scope"] == "clause" else start
        found = last_match(rule.pattern, text, begin, at) if fits(rule, text[begin:at]) else None
        if found and rule.sets.get("future") and year is not None and int(found["year"]) <= year:
            continue
        if found and (part != "plan" or rule.sets["status"] != "actual" or at - found.end() < 40):
            return str(rule.sets["status"])
    return "target" if part == "plan" else "actual"


def group_noun(text: str, mention: Mention) -> str:
    """The group that a threshold describes: 老年人 in 65岁以上老年人."""
    match = _group().match(text[mention.right : mention.right + 24])
    return match.group().removeprefix("的") if match else ""
