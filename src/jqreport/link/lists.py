"""Names that a list shares: one name and several values behind 分别 -> a name for each value."""

from __future__ import annotations

from os.path import commonprefix

from jqreport.cache import compiled
from jqreport.link.names import common_suffix, pattern
from jqreport.rules import derived, table

_SPLIT = compiled(r"(?:以及|、和|[、和与]|及(?!以[上下]))(?![^（()）]{0,12}[)）])")


_KINDS = compiled(r"(?:[两三四五六七八九十]|\d++)[项个大](?:主要)?指标$")  # A、B、C三项指标分别下降
_HALVES = compiled("(?<=存)、(?=贷款)|(?<=进)、(?=出口)")  # 存、贷款余额 is 存贷款余额


@derived
def expand(text: str, count: int, respective: bool = True) -> list[str] | None:
    """Hand a shared name to `count` values: 城镇、农村居民收入 -> 城镇居民收入, 农村居民收入. None where the parts do not fit.

    The last part holds the shared tail; how long its own word is, the parts before tell (parallel words have equal length, or
    end alike). `respective`: 分别 stands there, so that one word may name two things (进出口总额分别达…).
    """
    text = _HALVES.sub("", _KINDS.sub("", text))
    text = _RECAP.sub(lambda m: "" if "两三四五六七八九十".find(m["n"]) + 2 == count else m[0], text)
    parts = _split(text)
    if respective:
        for pair in table("names").entries["pair"]:
            if len(pair["parts"]) == count and pair["word"] in text and (len(parts) < 2 or "、" in pair["word"]):
                return [text.replace(pair["word"], part, 1) for part in pair["parts"]]
    if count < 2 or len(parts) < count:
        return None
    if len(parts) > count:
        parts = _split(text, "、") if len(_split(text, "、")) == count else []
        if not parts:
            return None
    tally = _TALLY.search(parts[0])
    if tally and tally.start() >= 2 and all(_TALLY.fullmatch(p) for p in parts[1:]):  # 集体访批次、人次
        return [parts[0], *(parts[0][: tally.start()] + p for p in parts[1:])]
    if kindred := _kindred(parts):
        return kindred
    last = parts[-1]
    noun = pattern("indicator").search(last)
    if noun and all(p.endswith(_undivided()) for p in (*parts[:-1], last[: noun.start()])):  # 化学需氧量、二氧化硫排放量
        return [*(p + noun.group() for p in parts[:-1]), last]
    if (ages := _AGES.match(last)) and all(map(_AGES.fullmatch, parts[:-1])):  # 60—69岁、80岁及以上人群接种率
        return [*(p + last[ages.end() :] for p in parts[:-1]), last]
    if limit := _AGED.match(last):  # 孕产妇、5岁以下儿童死亡率
        aged = expand("、".join([*parts[:-1], last[limit.end() :]]), count)
        return [*aged[:-1], last] if aged else None
    ends = [common_suffix(part, last) for part in parts[:-1]]
    same = max(ends)
    whole = same == 1 and (all(len(p) == len(last) for p in parts) or min(ends) == 1 and last[-1] in "率额量数值比")
    verb = pattern("tail_verb").search(last)
    if (
        verb and verb.start() >= 2 and not any(p.endswith(verb.group()) for p in parts[:-1])
    ):  # A、B分别新增: the verb is every part's
        return [*(p + verb.group() for p in parts[:-1]), last]
    opens = pattern("shared").match(parts[0])
    if (
        opens
        and len(opens.group()) > 1
        and len(parts[0]) > len(opens.group()) + 2
        and same < 2
        and not pattern("verb").match(last)
    ):
        bare = expand(text[opens.end() :], count)
        return [opens.group() + p for p in bare] if bare else None
    if all(pattern("indicator").search(p) for p in parts):  # 税收、工业投资: nothing is shared
        return parts
    if same < 2 and not whole and (cut := _aligned(parts[:-1], last)):
        return [*(p + last[cut:] for p in parts[:-1]), last]
    if same >= 2 or whole or len(parts[-2]) >= len(last):
        return parts
    if parts[0].startswith("第") and not last.startswith("第"):  # 第一、二、三产业
        parts = [p if p.startswith("第") else "第" + p for p in parts]
        last = parts[-1]
    own = len(parts[-2]) if len(parts) > 2 else len(_without_region(parts[0]))
    rest = last[own:] if len(last) > own + 2 or last[-1] != "率" else last[-3:]
    mean = _MEAN.search(last, own)
    if mean and mean.start() > own and not (_PEOPLE.fullmatch(last[own : mean.start()]) and not _PEOPLE.search(parts[-2])):
        return [*(p + last[mean.start() :] for p in parts[:-1]), last]  # 居民医保、公共卫生服务人均补助标准
    density = _DENSITY.search(last)
    if (
        density and density.start() >= 2 and not any(density.group()[:2] in p for p in parts[:-1])
    ):  # 二氧化硫、可吸入颗粒物年均浓度: names of matter are of any length
        return [*(p + density.group() for p in parts[:-1]), last]
    for n in (2, 3):  # 生活补贴、护理补贴标准: the parts end alike where the shared noun begins
        if noun is None and len(last) > n + 2 and all(common_suffix(p, last[:-n]) >= 2 for p in parts[:-1]):
            return [*(p + last[-n:] for p in parts[:-1]), last]
    if noun is None and own >= 4 and len(rest) <= 3:  # two whole names of nearly the same length
        return parts
    unlike = len({len(p) for p in parts[:-1]}) > 1  # 新能源汽车、光伏、集成电路产量: how long a word is says nothing
    if noun and (
        last[: noun.start()] in _undivided()
        or noun.start()
        and (unlike or _noun_alone(parts[:-1], last[: noun.start()], len(rest) - len(noun.group())))
    ):
        rest = noun.group()
    return [*(p + rest for p in parts[:-1]), last]


@derived
def _undivided() -> tuple[str, ...]:
    """Words that no list parts."""
    return tuple(table("names").words["undivided"])


def _kindred(parts: list[str]) -> list[str] | None:
    """省属企业资产总额、营业收入、利润总额: measures of one kind are of what stands before the first of them."""
    above = _ABOVE.match(parts[0])
    if above and all(p.startswith("全") for p in parts[1:]):  # 增速高于全国、全省平均水平
        return [parts[0], *(above.group() + p for p in parts[1:])]
    alike = len(commonprefix(parts))
    for kind in table("names").entries["kindred"]:
        if alike >= 3 and all(p[alike:] in kind["nouns"] for p in parts):  # 单位GDP能耗、单位GDP二氧化碳排放
            return parts
        first = next((n for n in kind["nouns"] if parts[0].endswith(n)), "")
        stem = parts[0].removesuffix(first)
        if first and len(stem) >= 2 and all(p in kind["nouns"] for p in parts[1:]):
            return [parts[0], *(stem + p for p in parts[1:])]
    return None


_MEAN = compiled(
    "[年月日]?(?:人均|户均|亩均|均)(?!衡)"
)  # begins what is shared, but for people of both: 城镇、农村居民人均收入
_PEOPLE = compiled("(?:常住|户籍|在职|从业)?(?:居民|人口|职工|人员|农民|家庭|住户|学生|老人)$")
_DENSITY = compiled(
    "(?:年均|月均|日均|平均|年平均|月平均)?(?:浓度|排放量|排放总量|排放强度)(?:均值)?$|专利(?:申请|授权)?[量数]?$"
)
_ABOVE = compiled(r"[^，]{0,12}?(?:高于|低于|快于|慢于|好于|优于|高出)(?=全)")
_AGED = compiled(r"\d+周?岁(?:以[上下]|及以[上下])")
_AGES = compiled(r"(?:\d+[-–—~～至到])?\d+周?岁(?:及?以[上下])?")
_TALLY = compiled("(?:批次|批数|起数|件数|件次|户数|人数|人次|次数)$")
_CODE = compiled(r"[A-Za-z][A-Za-z\d.]*")
_RECAP = compiled(
    r"(?<=[、和及与].{1,12})(?P<n>[两三四五六七八九十])(?:个|大|类|项|种)(?=\p{Han}{2})"
)  # 装备、食品三个产业产值分别达…


def _aligned(others: list[str], last: str) -> int:
    """Where the own word of the last part ends, if it ends like the word before it; 0 where nothing says so.

    先进制造业、高技术制造业增加值: 制造业 ends both, so that 增加值 is shared; 农业、工业、服务业用电量: 业 ends all.
    """
    word = others[-1]
    code = _CODE.match(last)
    if code and code.end() < len(last) and word[-1:].isascii() and word[-1:].isalnum():  # PM10、PM2.5平均浓度
        return code.end()
    for size in (4, 3, 2):
        at = last.find(word[-size:]) if len(word) > size else -1
        if at >= 1 and at + size < len(last):
            return at + size
    kind = word[-1] if all(w[-1] == word[-1] for w in others) else ""
    return last.find(kind, 1) + 1 if kind and kind in "业类税险费" else 0


def _noun_alone(parts: list[str], stem: str, between: int) -> bool:
    """Whether a list shares the noun of measure alone: nothing or one character stands between, or its words end alike.

    居民医保、养老保险参保率; 小麦、玉米和红薯播种面积; 采矿业、制造业、供应业增加值.
    """
    return between in (1,) or between < 0 or all(p[-1] == stem[-1] for p in parts)


_REGION = compiled(r"^(?:全[国省市县区镇乡州旗盟]|我[省市县区]|新增|新建)")


def _without_region(text: str) -> str:
    cut = _REGION.match(text)
    return text[cut.end() :] if cut else text


def _split(text: str, marks: str = "") -> list[str]:
    parts = text.split(marks) if marks else _SPLIT.split(text)
    return [p for p in parts if p]


def heads(subject: str, count: int) -> list[str] | None:
    """The listed words at the beginning of a subject: 橡胶机带、生态涂装产业集群 -> 橡胶机带, 生态涂装."""
    parts = _split(subject)
    if count < 2 or len(parts) < count:
        return None
    return [*parts[: count - 1], parts[count - 1][: len(parts[count - 2])]]
