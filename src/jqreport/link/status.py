"""状态: is a figure done, planned, or a criterion that describes a group?"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from jqreport.cache import compiled
from jqreport.model import Mention
from jqreport.rules import Rule, any_of, derived, holds, last_match, table


@derived
def _group() -> regex.Pattern[str]:
    words = table("names").words["group"]
    long, short = any_of(w for w in words if len(w) > 1), any_of(w for w in words if len(w) == 1)
    return compiled(
        rf"^(?:(?:的[^，。；“”]{{0,18}}?|[^，。；、“”]{{0,10}}?){long}+(?!建设|改造|就业|数)|的?{short}(?!\p{{Han}}?(?:路|场|份))"
        r"|(?:及|或)?的\p{Han}{1,12}(?:[、和]\p{Han}{1,12}){0,3}业(?!务|主|绩|态|\p{Han}{0,2}(?:增加值|收入|产值|投资|贷款|税收|利润|产出)))"
    )


_LIFE = compiled(r"(?:寿命|平均年龄)[^，。；]*$")  # an age that is measured, no threshold


@derived
def _counted() -> regex.Pattern[str]:
    """How many of a group there are, right behind its threshold: 养牛大户28户, 的专业村达到4个, 的有5个村, 5家."""
    words = table("names").words
    verbs = any_of(w for w in (*words["opens"], *words["shared"]) if len(w) > 1)
    reach = "(?:达到|达|[共已仅还尚仍只]?有|共|仅|发展到|增加到|增至)?(?:约|近|超|超过)?"
    return compiled(
        rf"^(?!的?{verbs})(?P<group>的(?=[共还尚仍只]?有|达|{_NUMBER})|的?\p{{Han}}{{2,9}}?)?{reach}{_NUMBER}[多余]?{_COUNT}"
    )


@derived
def _sized() -> regex.Pattern[str]:
    """A round amount that only sizes what is counted behind it: 10亿元项目1个."""
    return compiled(rf"^级?的?(?:重大|产业|工业|龙头|大){{0,2}}(?:项目|企业){_NUMBER}[个家]")


_SETTLED = compiled(r"的?\p{Han}{0,4}?(?:自然[村屯]|行政村|村组|居民点|聚居点|安置点)")  # 30户以上自然村
_RULED = compiled(r"(?:[（(]含[^（()）]{0,8}[)）])?的[，,]")  # 月销售额10万元以下（含本数）的，免征增值税
_SCOPE = compiled(
    r"(?:(?:规模|限额)以上|[规限]上|资质)[^（()），。；]{0,12}[（(][^（()）]{0,40}(?:年(?:主营业务|营业|销售)|主营业务收入)[^（()）]{0,60}(?<!达到|突破|实现|完成)$"
)
_CALIBRE = compiled(r"(?:城镇|农村)?固定资产投资(?!\p{Han})")  # 500万元以上固定资产投资: what is counted at all
_COUNT = "[个家户项座处条名人所栋幢]"
_NUMBER = r"(?:\d++|[一两二三四五六七八九十]{1,3})"
_TALLY = compiled(rf"(?<!\d){_NUMBER}[多余]?{_COUNT}的?$")
_MANY = compiled(r"(?<![0-9.])[0-9][0-9.]*+(?![，。；、）)]|$)")  # 5000万元以上9个; no footnote mark
_REACHED = compiled(rf"的[共已仅还尚仍只]?[有达](?:约|近|超|超过)?{_NUMBER}[多余]?[{_COUNT[1:-1]}种类款]")
_TOP = compiled(r"(?<![目日此年月以之会提天])前$")
_NOUN = compiled(r"的?\p{Han}{2}")
_RATE = compiled(r"(?:[率比重幅速度量值额]|份额|增长|下降|占)(?:达到|达|为|在)?$")
_ROUND = compiled(r"[125]0*")
_BARE = frozenset({"岁", "周岁", "位", "名", "家"})  # units of thresholds that need no bound: 前10位企业
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
    """True for a threshold: an age, or a bounded measure that describes the group named behind it (10万元以上企业).

    A count is one too where another count says how many reach it (20户以上自然村9个, 9个20户以上自然村).
    """
    plain = mention.right == mention.end and mention.left == mention.start  # no bound word stands beside it
    if plain and mention.quantity != "money" and mention.unit not in _BARE:
        return False
    if mention.left and text[mention.left - 1] in "从由":  # 从一个月以上缩短至4个工作日: where a movement starts
        return False
    rest = text[mention.right : mention.right + 24]
    if mention.unit in ("岁", "周岁"):
        if _LIFE.search(text, max(0, mention.left - 16), mention.left):
            return False
        return mention.bound in ("over", "under") or mention.high is not None or bool(_group().match(rest))
    if change:
        return False
    if mention.unit in ("位", "名", "家") and _TOP.search(text, max(0, mention.left - 2), mention.left):  # 前10位企业
        return bool(_NOUN.match(rest))
    measure = mention.quantity in _MEASURES or (mention.unit or "").endswith("户") and bool(_SETTLED.match(rest))
    share = mention.quantity in ("share", "points")
    if mention.right > mention.end and not share:  # 以上, 以下 behind the unit
        if mention.unit and mention.unit.endswith("名"):  # 培养1万名以上大学生: so many are trained
            return False
        if mention.unit == "万元" and _CALIBRE.match(rest):
            return True
        if measure and (_RULED.match(rest) or rest[:1] in "，、）)" and _in_scope(text, mention.left)):
            return True
        if measure and (_MANY.match(rest) or (bool(_group().match(rest)) and rest[:1] not in "，。；、,;")):
            return True
        tallied = _TALLY.search(text, max(0, mention.left - 8), mention.left)
        return bool(_counted().match(rest)) or (bool(tallied) and bool(_group().match(rest)))
    if mention.left < mention.start and mention.bound in ("over", "under"):
        if share and _REACHED.match(rest):  # 占比超过10%的有44种、超过20%的有23种
            return True
        if share and not _RATE.search(text, max(0, mention.left - 8), mention.left):  # 超过三分之一的村: a share of the group
            return False
        counted = _counted().match(rest) if measure and not share else None
        return (measure and rest.startswith("的") and bool(_group().match(rest))) or counted is not None
    return mention.quantity == "money" and bool(_ROUND.fullmatch(mention.digits)) and bool(_sized().match(rest))


def _in_scope(text: str, at: int) -> bool:
    """Whether a place lies in a bracket that says which units a group takes in: 规模以上工业（年主营业务收入2000万元及以上）."""
    return bool(_SCOPE.search(text, max(0, at - 120), at))


@derived
def _rules(review: bool) -> tuple[tuple[str, Rule], ...]:
    """Each rule of that part of a report, with the characters of which it needs one."""
    rules = (r for r in table("status").rules if not review or r.sets.get("review") is not False)
    return tuple((r.sets.get("needs", ""), r) for r in rules)


def applying(text: str, part: str | None) -> list[Rule]:
    """The rules that may tell the status of a figure of this sentence."""
    return [rule for needs, rule in _rules(part == "review") if not needs or holds(text, needs)]


def status(text: str, rules: Sequence[Rule], part: str | None, start: int, clause: int, at: int, year: int | None) -> str:
    """Status of a figure at `at`: by the wording since `start` (the sentence's or the last ；) or `clause`, else by the part.

    `year` is the year under report: 到2030年 announces an aim only where it lies behind it.
    """
    for rule in rules:
        found = last_match(rule.pattern, text, clause if rule.sets["scope"] == "clause" else start, at)
        if not found or rule.sets.get("future") and year is not None and int(found["year"]) <= year:
            continue
        if part != "plan" or rule.sets["status"] != "actual" or at - found.end() < 40:
            return str(rule.sets["status"])
    return "target" if part == "plan" else "actual"


def group_noun(text: str, mention: Mention) -> str:
    """The group that a threshold describes: 老年人 in 65岁以上老年人, 养牛大户 in 10头以上养牛大户28户."""
    rest = text[mention.right : mention.right + 24]
    match, counted = _group().match(rest) or _CALIBRE.match(rest), _counted().match(rest)
    if counted and (not match or match.end() > counted.end("group")):
        return (counted["group"] or "").removeprefix("的")
    return match.group().removeprefix("的") if match else ""
