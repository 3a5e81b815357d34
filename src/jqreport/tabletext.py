"""What one cell of a table says by itself: a number, or a head that holds a name, a unit, a period or a change.

Conventions: GUIDE, "Fields of a figure" (name by deletion, unit as written), and the heads of the tables in the statistical
communiqués: 产值（万元）, 比上年增长（%）, 单位：亿元 above the table, … for a value that is too small or not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import regex

from jqreport.cache import compiled
from jqreport.numerals import arabic
from jqreport.rules import any_of, table

#: Units of the table that in a head are what is counted or a remark: 人口, 床位, 街道（镇）.
_NO_UNIT = frozenset([*"村镇星等路团营连排站员局行字代手服余面口头度时成折班组队课单票款页股船"]) | frozenset(
    [
        "户籍",
        "号段",
        "人口",
        "户数",
        "份额",
        "航次",
        "航班",
        "标段",
        "机位",
        "车位",
        "泊位",
        "床位",
        "学位",
        "席位",
        "座席",
        "标本",
    ]
)
_DIGIT = compiled("[0-9]")
_LETTER = compiled(r"\p{L}")
BLANK = compiled(r"[-‐-―－—─~～…⋯.·*/／\\\s]*|无|暂无|不详|缺|N/?A|n/?a|空")
GENERIC = compiled(
    r"(?:指标|项目|名称|内容|类别|分类|分组|信息内容|绝对[数额量值]|数值|数据|指标值|实[绩际](?:数|值|完成)?|完成(?:数|额|量|情况|值)?"
    r"|本[期年](?:数|实际|完成)?|单位|计量单位|数量|数额|总量|金额|值|数|累计(?:数|完成)?|情况|统计数|结果|水平|总值|规模)?"
)
COUNTED = compiled(r"数量|数额|金额|总量|规模|总值|完成.*|实.*")
TOTAL = compiled(r"(?:合|总|小|共|累)\s*计|总数|总和|总体|全部")
SERIAL = compiled(r"序\s*号|行\s*次|栏\s*次|排\s*[序名]号?|№|[Nn][Oo]\.?")
UNIT_HEAD = compiled(r"(?:计量)?单位")
CODE = compiled(r".*(?:代码|编码|编号|邮编|邮政编码|电话|号码|文号|证号|传真|网址|邮箱|地址|门牌)")
DAY = compiled(r".*(?:日期|时间|年月|年份|年度|届次)")
REMARK = compiled(r"备\s*注|说\s*明|依据|责任(?:单位|部门|人)|牵头单位|联系人")
NOTE = compiled(r"(?:注|备注|说明|注释|资料来源|数据来源|来源)\s*\d*\s*[:：]")
_RATIO = compiled(r"(?:率|比重|占比|比例|份额|指数)$")
_COUNT = compiled(r"(?:数量|[件个户人次家项]数|人次|宗数|起数)$")
_YEAR = r"(?:19|20)\d{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DASH = r"[-‐-―－—~～至到]+"
_QUARTER = r"第?[一二三四1-4]季度|前[一二三两]个?季度"
_PART = rf"(?:[上下]半年|全年|{_QUARTER}|(?:{_MONTH}(?:月份?)?{_DASH})?{_MONTH}月(?:份|末|底)?)"
_EXPLICIT = rf"(?:{_YEAR}年?{_DASH}{_YEAR}年|{_YEAR}年(?:度|末|底|初)?{_PART}?|{_YEAR}\.{_MONTH}(?!\d)|{_PART})"
_RELATIVE = (
    r"(?:(?:本|当|上|去|前)(?:年度?|月|季度?|(?:报告)?期)(?:同期|同月|末|底|初|期末)?|(?:报告期|年|期|季|月)[末初](?!常)"
    r"|报告期|本年累计|累计|今年|近期)"
)
PERIOD = compiled(rf"(?:截至|至|到)?(?:{_EXPLICIT}|{_YEAR}|{_RELATIVE})(?:止|数|值|实[绩际]数?|完成数?|累计|余额)?")
_DATE = compiled(rf"{_YEAR}[-./年]{_MONTH}(?:[-./月]\d{{1,2}}日?|月)")
_IN_TITLE = compiled(rf"{_YEAR}年?{_DASH}{_YEAR}年|{_YEAR}年(?:度|末|底)?{_PART}?")
_HAS_YEAR = compiled(rf"{_YEAR}|[本上去今当前]年")
_BARE_YEAR = compiled(rf"\s*{_YEAR}\s*")
_LEADING = compiled(
    rf"(?:截至|至)?(?P<p>{_EXPLICIT})|(?P<r>{_RELATIVE}(?=(?:数|值|实|完成|累计|同期|止)|$)|[本当今]年度?(?=\p{{Han}}{{2}}))"
)
_BASE_WORDS = (
    rf"(?P<yoy>同比|[比较](?:上年|去年)度?(?:同期|同月|末|底)?)|(?P<mom>环比|[比较]上(?:月|季度?|期|周))"
    rf"|[比较](?P<since>{_YEAR})年(?:末|底|同期)?|(?P<average>年均|年平均|平均每年)"
)
_VERB = r"(?:增减|升降|涨跌|增长|增加|减少|下降|上升|提高|降低|回落|增(?=[（(%±]|$)|±|\+-)"
_MOVE = rf"{_VERB}(?:变化|变动)?(?:率|幅度?|速度?|额|数|量|情况|百分比)?"
_MOVED = rf"(?:{_MOVE}|增[幅速]|涨幅|降幅|同比|环比)"
_NOT_MOVE = r"(?!值|税|排|贫|灾|持|资|殖|发|收|效)"
_CHANGE = compiled(rf"(?:{_BASE_WORDS})(?:的)?(?P<move>{_MOVED})?{_NOT_MOVE}")
_BARE_CHANGE = compiled(rf"(?<![新净])(?P<move>{_MOVED})$")
_SURE = compiled(r"增减|升降|涨跌|增长|增[幅速]|涨幅|降幅|±|\+-")
_FALL = compiled(r"下降|减少|降低|回落|降幅")
_ORDINAL = compiled(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]、?|\d{1,2}[、.．](?!\d)|[①-⑳]|[#＃*＊]+|[-—–]{1,2}(?=\p{Han}))\s*"
)
AMONG = compiled(r"(?:其\s*中|#|＃)\s*[:：、，]?\s*")
_ASIDE = compiled(r"[（(](?:[^（）()]*[，。；：:][^（）()]*|[^（）()]{12,}|不?含[^（）()]*|不?包括[^（）()]*|见?注\d*)[）)]")
_UNIT_LINE = compiled(r"单\s*位\s*[:：为]?\s*(?P<u>[^\s，。；;（）()]{1,16}(?:[，、][^\s，。；;（）()]{1,6})*)")


@dataclass(frozen=True, slots=True)
class Number:
    """A cell that is one number: the span of the quantity, its value as printed, unit and bound, and its direction."""

    start: int
    end: int
    value: Decimal
    decimals: int
    unit: str | None
    bound: str
    fall: bool | None  # 下降, ↓: True; 增长, ↑: False; None where the cell says neither


@dataclass(frozen=True, slots=True)
class Head:
    """A head taken apart; `change` is its basis (yoy, mom, since, average, unstated) or None, `base` the year compared with."""

    rest: str
    unit: str | None = None
    period: str | None = None
    change: str | None = None
    base: str | None = None
    fall: bool = False


@lru_cache(maxsize=1)
def _unit() -> str:
    names: set[str] = set()
    for entry in table("units").entries["unit"]:
        names.update(entry.get("factors", {}), entry.get("classifiers", ()))
    one = rf"(?:{any_of(table('units').words['multiplier'])})*(?:{any_of(names)})"
    return rf"(?:[±]?(?:个(?=百分点))?(?:{one}|[万亿千百]+)(?:[/／·]{one}|[/／][\p{{Han}}]{{1,4}}(?:·[日月年天])?)?)"


def _plain(unit: str) -> str:
    unit = unit.strip("±")
    return unit.removeprefix("个") if unit.endswith("百分点") else unit


@lru_cache(maxsize=1)
def _units() -> tuple[regex.Pattern[str], ...]:
    u = _unit()
    bracket = rf"[（(\[［]\s*(?:单位\s*[:：]?\s*)?(?P<u>{u})(?:\s*[、，,]\s*{u})*\s*[）)\]］]"
    whole = rf"(?:单位[:：])?(?P<u>{u})"
    tail = rf"(?:(?:[/／，,]\s*|单位\s*[:：]\s*)(?P<u>{u})|(?P<u>±?[%‰]))$"
    return compiled(bracket), compiled(whole), compiled(tail)


@lru_cache(maxsize=1)
def _number() -> regex.Pattern[str]:
    return compiled(
        r"\s*(?P<open>[（(])?\s*(?P<q>(?P<before>约|近|超过?|逾|[≥≤＞＜><]|不低于|不少于|高于|低于|不超过)?\s*"
        r"(?P<way>增长|上升|增加|提高|下降|减少|降低|[↑↓])?\s*(?P<n>(?P<sign>[-−－–+＋])?\s*(?P<num>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
        rf"\s*(?P<inner>余|多)?(?P<unit>{_unit()})?)(?P<after>左右|以上|以下|以内|余)?)\s*(?P<close>[）)])?\s*(?:[①-⑳*]|[\[［]\d+[\]］])?\s*"
    )


_OVER = frozenset({"超", "超过", "逾", "≥", "＞", ">", "不低于", "不少于", "高于", "以上", "余", "多"})
_UNDER = frozenset({"≤", "＜", "<", "低于", "不超过", "以下", "以内"})


@lru_cache(maxsize=4096)
def number(text: str) -> Number | None:
    """Read a cell that is one number with what belongs to it; None where it is anything else."""
    if len(text) > 60 or not (match := _number().fullmatch(text)) or (match["unit"] and is_period(text)):
        return None
    if (match["open"] is None) != (match["close"] is None):
        return None
    value, _, decimals = arabic(match["num"].replace("，", ","))
    negative = bool(match["sign"]) and match["sign"] not in "+＋" or bool(match["open"])
    words = {match["before"], match["inner"], match["after"]}
    bound = "over" if words & _OVER else "under" if words & _UNDER else "approx" if words & {"约", "近", "左右"} else "exact"
    unit = _plain(match["unit"]) if match["unit"] else None
    fall = None if match["way"] is None else match["way"] in ("下降", "减少", "降低", "↓")
    start = match.start("open") if match["open"] else match.start("n")
    end = match.end("close") if match["open"] else match.end("n")
    return Number(start, end, -value if negative else value, decimals, unit, bound, fall)


def is_period(text: str) -> bool:
    """Whether the cell is nothing but a period or a date."""
    text = "".join(text.split())
    return PERIOD.fullmatch(text) is not None or _DATE.fullmatch(text) is not None


def is_year(text: str) -> bool:
    """Whether the cell is a bare year."""
    return _BARE_YEAR.fullmatch(text) is not None


def counts(text: str) -> bool:
    """Whether the cell holds a value: a number that is no bare year, or several that nobody can tell apart."""
    return (number(text) is not None and not is_year(text)) or numeric(text)


def numeric(text: str) -> bool:
    """Whether the cell has digits and no letters, and is no period: 12/34, 1 234."""
    return bool(_DIGIT.search(text)) and not _LETTER.search(text) and not is_period(text)


def is_unit(text: str) -> bool:
    """Whether the cell is nothing but a unit."""
    return _units()[1].fullmatch(text) is not None


def squeeze(text: str) -> str:
    """The text of a head without blanks and the remarks in brackets that only explain it."""
    return _ASIDE.sub("", "".join(text.split()))


def bare(text: str) -> str:
    """A row head without its ordinal (一、（二）3.), 其中 and closing colon."""
    while match := _ORDINAL.match(text) or AMONG.match(text):
        if match.end() == len(text):
            break
        text = text[match.end() :]
    return text.strip(" \u3000:：")


@lru_cache(maxsize=1024)
def head(text: str) -> Head:
    """Take a head apart into name, unit, period and change."""
    text = "".join(text.split())
    text, unit = _without_unit(text)
    text = _ASIDE.sub("", text).strip(":：、，")
    text, basis, base, fall = _without_change(text, unit)
    text, period = _without_period(text)
    return Head(text.strip("的:：、，"), unit, period, basis, base, fall)


def _without_unit(text: str) -> tuple[str, str | None]:
    bracket, whole, tail = _units()
    match = (
        whole.fullmatch(text) or next((m for m in bracket.finditer(text) if m["u"] not in _NO_UNIT), None) or tail.search(text)
    )
    if match is None or match["u"] in _NO_UNIT:
        return text, None
    rest = text[: match.start()] + text[match.end() :]
    if "±" in match["u"] and not _SURE.search(rest):
        rest += "±"
    return rest, _plain(match["u"])


def _without_change(text: str, unit: str | None) -> tuple[str, str | None, str | None, bool]:
    match = _CHANGE.search(text)
    if match and match["average"] and not match["move"]:
        match = None
    if match:
        basis = next(k for k in ("yoy", "mom", "since", "average") if match[k])
        base = match["since"]
    else:
        match = _BARE_CHANGE.search(text)
        if match is None or not (_SURE.search(match["move"]) or unit in ("%", "‰", "百分点", "个百分点")):
            return text, None, None, False
        basis, base = {"同比": "yoy", "环比": "mom"}.get(match["move"], "unstated"), None
    rest = text[: match.start()] + text[match.end() :]
    return rest, basis, base, bool(match["move"] and _FALL.match(match["move"]))


def _without_period(text: str) -> tuple[str, str | None]:
    if PERIOD.fullmatch(text):
        return "", text
    match = _LEADING.match(text)
    if match is None:
        return text, None
    return text[match.end() :].removeprefix("份"), match["p"] or match["r"]


def period_in(text: str) -> str | None:
    """The first period with a year in a caption (2024年1-6月主要指标)."""
    match = _IN_TITLE.search(text)
    return match.group() if match else None


def recency(period: str | None) -> int:
    """How late a period is beside others of one table: its year, 0 for one of the past (上年同期, 期初), else between."""
    if period is None:
        return 1
    years = [int(y) for y in regex.findall(_YEAR, period)]
    return max(years) if years else 0 if regex.match(r"上|去|前[年期]|[年期]初", period) else 2


def has_year(period: str) -> bool:
    """Whether the period names its year."""
    return _HAS_YEAR.search(period) is not None


def unit_line(text: str) -> tuple[str, ...]:
    """The units named in a line such as 单位：万元、%; empty where there are none."""
    match = _UNIT_LINE.search(text)
    return tuple(u for u in regex.split("[、，,]|和", match["u"]) if u) if match else ()


def is_count(name: str) -> bool:
    """Whether the indicator is a count, which no amount of money can measure."""
    return _COUNT.search(name) is not None


def is_ratio(name: str) -> bool:
    """Whether the indicator is a ratio, which no 单位：万元 of the whole table can apply to."""
    return _RATIO.search(name) is not None
