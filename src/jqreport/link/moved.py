"""Questions about movements and levels that need no state: which belongs to which, what bounds one, what is left over."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from jqreport.cache import compiled
from jqreport.link import changes, names
from jqreport.link.carried import TOTALS
from jqreport.link.draft import Draft
from jqreport.link.naming import rest_of_clause
from jqreport.link.segments import Segment
from jqreport.model import Mention
from jqreport.numerals import base_unit
from jqreport.rules import any_of, derived, table

PER = "人|户|年|月|亩|天|日|生|位|平方米|立方米|千瓦时|度|公里|吨|公斤|斤|小时|次"  # what an amount may be for each of
_EVERY_ONE = compiled(rf"(?:每(?:{PER})){{1,3}}$")
_MOVE = compiled(r"[、和，](?:上升|下降|提高|降低|增加|减少|回落|上涨|下跌|提升|扩大|收窄|增长)")
_STRIVEN = compiled(r"(?:并|，)?(?:力争|争取|确保|奋斗目标为?|努力)(?:达到|实现|完成|突破|超过)*")
_POINT = compiled(r"点(?=$|[，。；、,;）)以左和])")
_AGAINST = compiled(r"(?:比|较|与|同|和)[^，。；、]{2,16}的$")
_COMPARED = compiled(r"(?:相比|比较|相比较)[，,]?")
_TOTALS = TOTALS | {"总规模", "规模"}
_STEP_UP = compiled(r"(?:的)?(?:新台阶|台阶|大关|关口|新关口)")


def rescued(text: str, mentions: Sequence[Mention], drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts for mentions that no draft holds, so that none is lost: named by their clause, rule `level.rescued`."""
    held = {id(d.level) for d in drafts} | {id(d.base) for d in drafts} | {id(m.mention) for d in drafts for m in d.moves}
    found = []
    for mention in mentions:
        if id(mention) not in held:
            start = max(text.rfind(c, 0, mention.start) for c in "，。；：、,;") + 1
            name = names.before(text[start : mention.left]) or "未名"
            found.append(Draft(name, level=mention, rule="level.rescued", sentence=(start, mention.end)))
    return found


def share_points(text: str, mentions: Sequence[Mention]) -> None:
    """下降0.4个、上升0.2个和上升0.6个百分点: 个 in a list of moves begins the unit that stands behind the last.

    下降3.2个点: said for short.
    """
    if "个点" in text:
        for a in mentions:
            brief = a.unit == "个" and a.right == a.end and _POINT.match(text, a.end)
            if brief and (a.decimals or changes.trigger(text[max(0, a.left - 8) : a.left], True)):
                a.unit, a.quantity, a.end, a.right = "点", "points", a.end + 1, a.right + 1
    for a, b in zip(mentions[-2::-1], mentions[:0:-1], strict=True):
        if a.unit == "个" and b.quantity == "points" and _MOVE.fullmatch(text, a.right, b.left):
            a.unit, a.quantity = b.unit, b.quantity


def counted_in(mention: Mention) -> str:
    """What two numbers must share to be of one thing: the unit without its multiplier, for shares that they are shares."""
    return base_unit(mention.unit) if mention.quantity != "share" else "share"


def twofold(text: str, runs: list[list[Mention]]) -> list[list[Mention]]:
    """由986户2410人减少到212户498人: what a movement in two units starts from and ends at are a list each."""
    for i in range(len(runs) - 3):
        a, b, c, d = (run[0] for run in runs[i : i + 4])
        if max(map(len, runs[i : i + 4])) > 1 or a.right != b.left or c.right != d.left:
            continue
        alike = base_unit(a.unit) == base_unit(c.unit) and base_unit(b.unit) == base_unit(d.unit)
        if alike and a.unit != b.unit and 0 < c.left - b.right <= 8 and text[c.left - 1] in "到至为":
            return [*runs[:i], [a, b], [c, d], *runs[i + 4 :]]
    return runs


def against(
    pre: str, post: str, unit: str | None, following: Mention | None, level: Mention | None = None
) -> tuple[str, changes.Basis | None] | None:
    """The subject of a number that a move is measured against, and the basis where the words before the move do not say it.

    粮食产量比2019年的312万吨|增加190万吨; 常住人口与第六次普查的86万人相比，|增加4万人. `level` is the figure before, which an item without a
    subject speaks of. None where the number is no such base.
    """
    found = _AGAINST.search(pre)
    if found is None:
        return None
    if not names.before(pre[: found.start()]):  # 为38万人，与2010年普查的40万人相比，减少2万人: of the item before
        alone = (
            level is not None and following is None and base_unit(level.unit) == base_unit(unit) and _COMPARED.fullmatch(post)
        )
        return ("", changes.basis(pre) or changes.Basis("since", None, "")) if alone else None
    if following is None:
        closed = _COMPARED.fullmatch(post)
        return (pre[: found.start()], changes.basis(pre) or changes.Basis("since", None, "")) if closed else None
    if counted_in(following) != (base_unit(unit)) and following.quantity not in ("share", "multiple", "points"):
        return None
    return (pre, None) if changes.basis(pre) is not None and changes.trigger(post, True) is not None else None


def own_words(source: regex.Match[str]) -> str:
    """The words between 由 and the number that it starts from, without those that only say when or for each of what."""
    return names.head(_EVERY_ONE.sub("", source["own"]))


@derived
def limit() -> regex.Pattern[str]:
    """A bound that stands before what the number is a part or a multiple of: 不低于最低生活保障标准的1.6倍."""
    words = table("bounds").words
    over, under = any_of(words["over_before"]), any_of(words["under_before"])
    return compiled(rf"(?<![不未])(?:(?P<under>{under})|(?P<over>{over})(?!额|级|高|市|前|低|大|标))[^，。；、\d]{{2,24}}的$")


def still_fronted(last: Draft, segment: Segment, mention: Mention, pre: str, post: str) -> bool:
    """压减会议15%、文件20%: the verb of the first item is the second's, too."""
    if last.level is not None or mention.quantity != "share":
        return False
    plain = not post.strip("。；， ") and 2 <= len(pre.strip()) <= 8 and not names.pattern("indicator").search(pre)
    return plain and last.moves[-1].rule == "change.fronted" and last.moves[-1].mention.end >= segment.start - 2


def strives(last: Draft, mention: Mention, pre: str) -> bool:
    """增长10%，力争11%: the pace that is striven for is one more move of what the item before moves."""
    if last.level is not None or mention.quantity != "share" or not _STRIVEN.fullmatch(pre.strip()):
        return False
    return last.moves[-1].mention.unit == mention.unit


def leads_to(last: Draft, mention: Mention, own: str, post: str) -> bool:
    """地区生产总值增长6%，总量达到4773亿元: the level that a movement has led to is the movement's own."""
    if last.level is not None or last.names or any(m.mention.quantity != "points" for m in last.moves[1:]):
        return False  # 年均增长11%，比上年快2个百分点，总量达到980亿元
    if rest_of_clause(post.strip(" 　、，；。”’）)")) and not _STEP_UP.match(post) or own and own not in _TOTALS:
        return False
    move = last.moves[0].mention
    if move.quantity == "points" and mention.quantity != "share" or mention.quantity in ("points", "multiple", "time"):
        return False
    if (mention.quantity == "rank") != (move.quantity == "rank"):  # 综合排名上升5位至第12位
        return False
    if move.quantity not in ("share", "points", "multiple") and counted_in(move) != counted_in(mention):
        return False
    return not (move.quantity in ("share", "multiple") and mention.quantity == "share")
