"""Which numerals are figures: the last word on those that no context rule took.

An Arabic numeral without a unit is a figure only where the wording makes it one (排名56, 0扣分, 5:45:50); a Chinese numeral only
where it counts things or measures something (两家养老机构, 三成), never as wording (两个维护, 一批).
"""

from __future__ import annotations

import regex

from jqreport.cache import compiled
from jqreport.model import Mention
from jqreport.numerals import base_unit
from jqreport.rules import any_of, derived, table

_YEAR = compiled(r"(?:19[4-9]|20[0-4])\d$")
_ASKED = compiled(
    r"(?:排名?|名次|位次|得分|评分|指数|扣|比例|比重|比|为|达|达到|[：:]|至|到|值|分别|率|数|突破|超过|第|居|列|近|约|实现|完成|新增|系数|分|升至|增至|降至|均|从|由)$"
)
_MOVED = compiled(r"(?:缩小|扩大|下降|降低|提高|上升|增加|减少|收窄|提升)了?$")  # 城乡收入比1.92，比上年缩小0.04
_MOVES_ON = compiled(r"(?:上升|下降|提高|升|降|扩大|缩小|增加|减少|提升|回升|回落)(?:到|至|为)")  # 由2010年的1.93下降至1.89
_BASE = compiled(r"[由从][^，。；、]{2,14}的$")
_LEAD = compiled(r"(?:缩小|下降|提高|上升|降低|扩大|收窄|提升|优化|调整|改善|减小|回落|[降升])[到至为]")
_FOLK = compiled(r"人民|群众|百姓|居民|儿女|干部")  # 全县四十六万人民
_NOT_ONE = compiled(r"[第每这那哪同逐唯某各任另历首上下前后统万千百十两三四五六七八九半整十]$")
_BUILT = compiled(r"(?:新建|建成|建设|新增|设立|完成|打造|创建|获|荣获|成立|投资|改造|扩建|购置|配备)[^，。；]*$")
_POSTPOSED = frozenset("座家条所处个项支部件套辆台栋幢名")
_STREAK = compiled(r"(?:连续|提前|历时|缩短|压缩(?:到|至)?|延长|减少到?|为期|长达|超过|不到)$")
_BARE = frozenset("百千万亿")
# 四个特色产业增加值增长2.7%, 四个特色产业包括: the count belongs to the name of the group
_GROUPED = compiled(
    r"[^，。；、\d]{0,8}(?:产业|行业|领域|门类|板块)(?:包括|是指|即|(?:[^，。；、\d]{0,6}[值额量率润入比重税资])[^，。；、\d]{0,8}\d)"
)
_CONGRESS = compiled(r"中央|中全|[人全省市县区委政党次会常代学任一二三四五六七八九十]")
_QUOTED = frozenset("”’》")
_VAGUE = frozenset("几数")
_STEPS = frozenset("年月日天代次度番级步等层种样点面")
_LARGE = compiled(r"[十百千]?[万亿]{1,2}[级元斤吨]|[百千]亿")  # 两个万亿元台阶
_HAN = compiled(r"[零〇一二两三四五六七八九十百千万亿]")


@derived
def _words() -> tuple[frozenset[str], frozenset[str], regex.Pattern[str]]:
    words = table("context").words
    return frozenset(words["counted"]), frozenset(words["counted_many"]), compiled(any_of(words["abstract"]))


def unknown_unit(text: str, mention: Mention) -> str | None:
    """A classifier that the table does not know, where the wording shows it: one character between number and pause (35甏，)."""
    if medal := _MEDAL.match(text, mention.number_end):
        return medal.group()
    sign, after = text[mention.number_end : mention.number_end + 1], text[mention.number_end + 1 : mention.number_end + 2]
    if not "\u4e00" <= sign <= "\u9fff" or sign in _NO_UNIT or (after and after not in "，。；、,;！？!?）)"):
        return None
    return sign


_MEDAL = compiled(r"[金银铜](?=\d+[银铜]|[，。、；！）]|的?[^，。；]{0,4}[成佳][绩果])")  # 勇夺8金9银6铜
_NO_UNIT = frozenset("的等者后前中内外上下是为在和与及或期版线区路街院校厂店楼市县乡省国")


@derived
def _verbs() -> regex.Pattern[str]:
    words = table("names").words
    return compiled(any_of(w for w in (*words["shared"], *words["opens"]) if len(w) > 1) + "$")


@derived
def _idiom() -> regex.Pattern[str]:
    return compiled(any_of(table("context").words["idiom"]))


def unitless(text: str, mention: Mention, listed: bool) -> tuple[str, str] | None:
    """(role, rule) of an Arabic numeral without a unit; None where it is a figure. `listed`: it stands in a list of figures."""
    start, end = mention.number, mention.number_end
    before, after = text[max(0, start - 6) : start], text[end : end + 1]
    decimal = "." in mention.digits
    if before.endswith("的") and _BASE.search(text, max(0, start - 16), start) and _LEAD.match(text, end):
        return None  # 由“十三五”末的2.12缩小至1.96
    if listed or _ASKED.search(before) or decimal and (_MOVED.search(before) or _MOVES_ON.match(text, end)):
        return None
    if _YEAR.match(text[start:end]) and not after.isalpha():
        return "date", "fallback.year"
    if (before and before[-1].isascii() and before[-1].isalpha()) or (after.isascii() and after.isalpha()):
        return "label", "fallback.latin"
    if after == "大":  # 10大重点工程
        return None
    if after and "\u4e00" <= after <= "\u9fff":
        if before[-1:] in _QUOTED and len(text[start:end]) <= 2 and mention.digits.isdigit():
            return "note", "fallback.mark"  # “云州智造”1产业集群
        known = not before or not "\u4e00" <= before[-1] <= "\u9fff" or _verbs().search(before)
        return None if (known or before.endswith("等")) and len(text[start:end]) <= 4 else ("label", "fallback.code")
    if (
        mention.digits.isdigit()
        and len(mention.digits) <= 2
        and before
        and ("\u4e00" <= before[-1] <= "\u9fff" or before[-1] in "”》）)")
    ):
        return "note", "fallback.mark"
    return "label", "fallback.bare"


def han(text: str, mention: Mention) -> bool:
    """True where a Chinese numeral with a unit is a figure."""
    counted, many, abstract = _words()
    before, unit = text[max(0, mention.left - 12) : mention.left], mention.unit or ""
    printed = text[mention.number : mention.number_end]
    after = text[mention.end : mention.end + 4]
    if mention.left < mention.start:
        before = before or text[: mention.left]
    if printed in ("零", "〇"):
        return mention.unit is None and mention.digits == "0"
    if printed == "一半":
        if mention.start == 0 or text[mention.start - 1] in "，。；、：":  # 一半以上的村通了水泥路
            return after.startswith("以上")
        return text[mention.start - 1] in "少降减短低了近过占约到达" and after[:1] in "，。；、以"
    if mention.unit is None or "分之" in printed:
        return "分之" in printed
    vague = (len(printed) > 1 and any(c in _VAGUE for c in printed)) or (
        before.endswith("上") and not before.endswith("以上") and printed[0] in _BARE
    )
    if _NOT_ONE.search(before[-1:]) and mention.left == mention.start and not (vague and before[-1:] == "上"):
        return False
    if _quoted(text, mention) or _idiom().match(text, mention.number_end):
        return False
    base = base_unit(unit)
    if mention.quantity == "multiple" and all(c in _BARE for c in printed) and mention.bound == "exact":
        return False
    if unit == "成" and all(c in _BARE for c in printed):
        return False  # 成千成万
    if mention.quantity in ("share", "points", "multiple"):
        return unit != "分" and not after.startswith(("旧", "新", "熟", "功", "品", "色"))
    if mention.quantity == "time":
        started = before.endswith(("从", "由")) and base != "季度"  # 由一季度的16%回升到19%: a time, no amount
        return bool(_STREAK.search(before)) and printed != "一" or started
    if (
        vague
        and mention.quantity in ("count", "people", "person-times", "area", "length", "money")
        and unit.lstrip("万亿") != ""
    ):
        return base not in _STEPS and not _HAN.match(after)
    bare = all(c in _BARE for c in printed)
    if bare:
        return mention.bound != "exact" and (base in counted or not base) and not _HAN.match(after)
    if not base and _FOLK.match(after):
        return True
    if len(printed) >= 3 and base and ("万" in unit or "亿" in unit or "百" in printed) and not after.startswith("长征"):
        return True  # 三亿六千万株: so many are counted, whatever they are
    if (
        base not in counted
        and not (base in many and (mention.value >= 10 or base != unit))
        or (_HAN.match(after[:1]) and not _LARGE.match(after))
    ):
        return False
    if base == "届" and (mention.value > 5 or _CONGRESS.match(after)):
        return False
    if base == "个" and (abstract.match(after) or _GROUPED.match(text, mention.end)):
        return False
    if base in ("人", "口", "名", "位") and printed in ("一", "两", "二", "三") and after[:1] not in "，。；、":
        return False
    if mention.value == 1 and unit == base:
        return (
            unit in _POSTPOSED
            and (not after or after[0] in "，。；、,;")
            and bool(_BUILT.search(before))
            and before[-1:] not in "、，"
        )
    if mention.quantity in ("money",) and unit == base:
        return mention.value >= 10
    return True


def _quoted(text: str, mention: Mention) -> bool:
    """True inside short quotes or a title: “两个维护”, 《…九条措施》."""
    opening = max(
        text.rfind("《", max(0, mention.start - 60), mention.start),
        *(text.rfind(c, max(0, mention.start - 14), mention.start) for c in "“「"),
    )
    if opening < 0:
        return False
    closing = max(text.rfind(c, opening, mention.start) for c in "”》」")
    return closing < opening
