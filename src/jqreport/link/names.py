"""Names by the guide's deletion rule: take the clause, delete quantity, light verbs, period, bound words and adverbs."""

from __future__ import annotations

import re

import regex

from jqreport.cache import compiled
from jqreport.rules import any_of, derived, escape, table


def _either(list_name: str) -> str:
    """A regex of the words of a list, the longest first, each with its guards (names.toml, `guard`)."""
    names = table("names")
    guards = {g["word"]: g for g in names.entries["guard"] if g["list"] == list_name}

    def guarded(word: str) -> str:
        guard = guards.get(word, {})
        after = f"(?<!{guard['after']})" if "after" in guard else ""
        before = f"(?!{guard['before']})" if "before" in guard else ""
        return after + escape(word) + before

    ordered = sorted(set(names.words[list_name]), key=lambda w: (-len(w), w))
    return "(?:" + "|".join(map(guarded, ordered)) + ")"


@derived
def _patterns() -> dict[str, regex.Pattern[str]]:
    names = table("names")
    words = names.words
    verbs = any_of(
        w
        for w in (*words["shared"], *words["light"], *words["opens"], *words["predicate"], "建立", "通过", "进行")
        if len(w) > 1
    )
    return {
        "light": compiled(f"(?r){_either('light')}$"),
        "lead": compiled(f"^{_either('lead')}"),
        "anywhere": compiled(f"{any_of(words['anywhere'])}(?![^“”]{{0,24}}”)"),
        "adverb": compiled(f"{_either('adverb')}(?={verbs}(?!率|[村点区站镇户]$))"),
        "achieved": compiled(
            f"(?<=.{{2}})(?:实现|完成)(?={any_of((*words['measure'], '地区生产总值', '国内生产总值', '生产总值'))})"
        ),
        "indicator": compiled(f"{any_of((*words['measure'], *words['dependent']))}$"),
        "measure": compiled(f"{any_of(words['measure'])}$"),
        "verbs": compiled(f"(?:新?{any_of((*words['shared'], *words['opens'], *words['acts']))})+"),
        "verb": compiled(  # not the verb inside a noun: 服务业, 覆盖率, 投资额
            f"{any_of((*words['shared'], *words['opens'], *words['acts']))}"
            "(?!率|户|员(?!工)|师(?!生|资)|业(?!务)|额(?!度)|度|型|者|(?<=开发)区|(?<=服务)(?:贸易|消费|中心|平台|质量))"
        ),
        "le": compiled(names.fragments["strip_le"]),
        "carry": compiled(f"^(?:{any_of(words['carry'])}|(?!税收占)(?:{any_of(words['dependent'])})占)(?!用|地面|地\\d)"),
        "dependent_head": compiled(any_of(words["dependent"])),
        "dependent": compiled(f"^(?:{any_of((*words['dependent'], *words['each']))})$"),
        "each": compiled(any_of(words["each"])),
        "act": compiled(any_of(words["acts_on"])),
        "acts_on": compiled(rf"^\p{{Han}}{{2,8}}?{any_of(words['acts_on'])}+(?=\p{{Han}}{{2}})"),
        "alone": compiled(f"^{any_of(words['alone'])}(?!率|户|员|[点站机器车价费权物]|中心|基地|平台)"),
        "opens": compiled(f"^(?:{any_of(words['adverb'])})?{any_of(words['opens'])}"),
        "tail_verb": compiled(any_of(w for w in words["shared"] if len(w) > 1 and w.startswith("新")) + "$"),
        "tail_verb_head": compiled(any_of(w for w in words["shared"] if len(w) > 1 and w.startswith("新"))),
        "shared": compiled(f"^{any_of(words['shared'])}"),
        "predicate": compiled(any_of(words["predicate"])),
        "group": compiled(rf"^\p{{Han}}{{0,8}}?{any_of(w for w in words['group'] if len(w) > 1)}(?!集团|家)"),
        "edges": compiled(r"^[\s，、；。：:,;·“”\-—–]+(?=[^“”]*$)|^[\s，、；。：:,;·\-—–]+|[\s，、；。：:,;·\-—–]+$"),
        "number": compiled(
            r"^(?:[（(]?[一二三四五六七八九十]+[)）、.．]|[一二三四五六七八九十]+是|[①-⑳]|[?？]+"
            r"|(?:[“\"]?十[一二三四五六]五[”\"]?|[“\"](?:十|[八九])五[”\"])(?:末|期末|期间|时期|以来|初)|(?:[两三四五六七八九十]|\d+)年(?:来|间|内)?(?:累计|(?!行动|计划|期|级|规划|制|攻坚|一贯|巩固|毛入|免费|义务|过渡)(?=\p{Han}{3}))"
            r"|[^，。；“”]{2,8}(?:提出|要求)(?=\p{Han}{4})|(?:接近|达到)或)"
        ),
    }


def pattern(name: str) -> regex.Pattern[str]:
    """One of this stage's compiled patterns."""
    return _patterns()[name]


_EDGES = frozenset("，、；。：:,;·“”-—–")
_NUMBERED = frozenset('（(一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳?？“"接达0123456789两')


@derived
def _openings() -> frozenset[str]:
    """What the words begin with that `lead` deletes."""
    return frozenset(w[0] for w in table("names").words["lead"])


@derived
def _closings() -> frozenset[str]:
    """What the words end with that `light` deletes."""
    return frozenset(w[-1] for w in table("names").words["light"])


@derived
def _adverbs() -> re.Pattern[str]:
    """What the words begin with that `adverb` deletes."""
    return re.compile("[" + "".join(sorted({w[0] for w in table("names").words["adverb"]})) + "]")


def _trimmed(text: str) -> str:
    """The text without punctuation at its edges."""
    if text and (text[0] in _EDGES or text[-1] in _EDGES or text[0].isspace() or text[-1].isspace()):
        return pattern("edges").sub("", text)
    return text


@derived
def head(text: str) -> str:
    """Delete what may open a clause before its name: connectives, period words, adverbs, light verbs."""
    lead, number, adverb = pattern("lead"), pattern("number"), pattern("adverb")
    opens = _openings()
    while True:
        new = _trimmed(text)
        if new[:1] in _NUMBERED or "提出" in new or "要求" in new:
            cut = number.match(new)
            new = new[cut.end() :] if cut else new
        cut = lead.match(new) if new[:1] in opens else None
        if cut:
            new = new[cut.end() :]
        cut = adverb.match(new)
        if cut:
            new = new[cut.end() :]
        if new == text:
            return text
        text = new


@derived
def tail(text: str) -> str:
    """Delete the light verbs and bound words between a name and its number."""
    light, closes = pattern("light"), _closings()
    while True:
        new = _trimmed(text)
        cut = light.search(new) if new[-1:] in closes else None
        if cut:
            new = new[: cut.start()]
        if new == text:
            return text
        text = new


@derived
def inner(text: str) -> str:
    """Delete adverbs and 了 wherever they stand."""
    if "了" in text:
        text = pattern("le").sub("", text)
    if "全" in text:
        text = _EXISTS.sub("", text)
    if "除" in text:
        text = _QUALIFIED.sub("", text)
    if "现" in text:
        text = pattern("achieved").sub("", text)
    if "每" in text or "集中" in text or "分散" in text:
        text = _TO_PER.sub("", text)
    if _adverbs().search(text):
        text = pattern("adverb").sub("", text)
    return pattern("anywhere").sub("", text)


_QUALIFIED = compiled(r"(?:剔除|扣除)[^，。；]{1,14}?(?:因素(?:影响)?后?|后)(?:实际)?")
_TO_PER = compiled(
    r"(?:提高|提升|增加|上调|调整|增长|降低|下调|上升|达)(?:到|至|为)(?=每[人户亩月年]|集中|分散|散居)"
)  # 标准提高到每人每月138元
_EXISTS = compiled(r"(?<=全[国省市县区镇乡州])(?:共有|累计|拥有|现有|共(?!享|同|产|青)|已有|有(?!色|机|线|关|效|限))")


@derived
def before(text: str) -> str:
    """The name that stands before a number."""
    return balanced(head(tail(inner(text))))


@derived
def clause(pre: str, post: str) -> str:
    """The name that a number divides: what stands before it, its own light verbs left out, and what follows."""
    left = head(tail(inner(pre)))
    right = _trimmed(pattern("le").sub("", inner(post)))
    if right.startswith("的"):
        right = right[1:]
    if not left:
        right = head(right)
    return balanced(tail(left + right))


def noun(text: str) -> str:
    """The noun that an amount describes: what follows it up to the predicate (热电项目|顺利竣工)."""
    text = text.removeprefix("的").partition("等一批")[0]
    for match in pattern("predicate").finditer(text):
        if match.start() >= 3:
            return text[: match.start()]
    return text


_PAIRS = {"（": "）", "(": ")", "“": "”", "《": "》", "「": "」"}


def balanced(text: str) -> str:
    """Drop a bracket or quote whose partner was deleted."""
    for a, b in _PAIRS.items():
        if a in text or b in text:
            if text.count(a) > text.count(b):
                i = text.rfind(a)
                text = text[:i] + text[i + 1 :]
            elif text.count(b) > text.count(a):
                text = text.replace(b, "", 1)
    return text.replace("（）", "").replace("()", "")


_SPLIT = compiled(r"以及|、和|[、和与]|及(?!以[上下])")


_KINDS = compiled(r"(?:[两三四五六七八九十]|\d++)[项个大](?:主要)?指标$")  # A、B、C三项指标分别下降


@derived
def expand(text: str, count: int, respective: bool = True) -> list[str] | None:
    """Hand a shared name to `count` values: 城镇、农村居民收入 -> 城镇居民收入, 农村居民收入. None where the parts do not fit.

    The last part holds the shared tail; how long its own word is, the parts before tell (parallel words have equal length, or
    end alike). `respective`: 分别 stands there, so that one word may name two things (进出口总额分别达…).
    """
    text = _KINDS.sub("", text)
    text = _RECAP.sub(lambda m: "" if "两三四五六七八九十".find(m["n"]) + 2 == count else m[0], text)
    parts = _split(text)
    if len(parts) < 2 and respective:
        for pair in table("names").entries["pair"]:
            if len(pair["parts"]) == count and pair["word"] in text:
                return [text.replace(pair["word"], part, 1) for part in pair["parts"]]
    if count < 2 or len(parts) < count:
        return None
    if len(parts) > count:
        parts = _split(text, "、") if len(_split(text, "、")) == count else []
        if not parts:
            return None
    if kindred := _kindred(parts):
        return kindred
    last = parts[-1]
    if limit := _AGED.match(last):  # 孕产妇、5岁以下儿童死亡率
        aged = expand("、".join([*parts[:-1], last[limit.end() :]]), count)
        return [*aged[:-1], last] if aged else None
    same = max(_common_suffix(part, last) for part in parts[:-1])
    whole = same == 1 and (all(len(p) == len(last) for p in parts) or last[-1] in "率额量数值比")
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
    if same < 2 and not whole and (cut := _aligned(parts[-2], last)):
        return [*(p + last[cut:] for p in parts[:-1]), last]
    if same >= 2 or whole or len(parts[-2]) >= len(last):
        return parts
    if parts[0].startswith("第") and not last.startswith("第"):  # 第一、二、三产业
        parts = [p if p.startswith("第") else "第" + p for p in parts]
        last = parts[-1]
    own = len(parts[-2]) if len(parts) > 2 else len(_without_region(parts[0]))
    rest = last[own:] if len(last) > own + 2 or last[-1] != "率" else last[-3:]
    noun = pattern("indicator").search(last)
    for n in (2, 3):  # 生活补贴、护理补贴标准: the parts end alike where the shared noun begins
        if noun is None and len(last) > n + 2 and all(_common_suffix(p, last[:-n]) >= 2 for p in parts[:-1]):
            return [*(p + last[-n:] for p in parts[:-1]), last]
    if noun is None and own >= 4 and len(rest) <= 3:  # two whole names of nearly the same length
        return parts
    if noun and noun.start() and _noun_alone(parts[:-1], last[: noun.start()], len(rest) - len(noun.group())):
        rest = noun.group()
    return [*(p + rest for p in parts[:-1]), last]


def _kindred(parts: list[str]) -> list[str] | None:
    """省属企业资产总额、营业收入、利润总额: measures of one kind are of what stands before the first of them."""
    for kind in table("names").entries["kindred"]:
        first = next((n for n in kind["nouns"] if parts[0].endswith(n)), "")
        stem = parts[0].removesuffix(first)
        if first and len(stem) >= 2 and all(p in kind["nouns"] for p in parts[1:]):
            return [parts[0], *(stem + p for p in parts[1:])]
    return None


_AGED = compiled(r"\d+周?岁(?:以[上下]|及以[上下])")
_CODE = compiled(r"[A-Za-z][A-Za-z\d.]*")
_RECAP = compiled(
    r"(?<=[、和及与].{1,12})(?P<n>[两三四五六七八九十])(?:个|大|类|项|种)(?=\p{Han}{2})"
)  # 装备、食品三个产业产值分别达…


def _aligned(word: str, last: str) -> int:
    """Where the own word of the last part ends, if it ends like the word before it; 0 where nothing says so.

    先进制造业、高技术制造业增加值: 制造业 ends both, so that 增加值 is shared.
    """
    code = _CODE.match(last)
    if code and code.end() < len(last) and word[-1:].isascii() and word[-1:].isalnum():  # PM10、PM2.5平均浓度
        return code.end()
    for size in (4, 3, 2):
        at = last.find(word[-size:]) if len(word) > size else -1
        if at >= 1 and at + size < len(last):
            return at + size
    return 0


def _noun_alone(parts: list[str], stem: str, between: int) -> bool:
    """Whether a list shares the noun of measure alone: nothing or one character stands between, or its words end alike.

    居民医保、养老保险参保率; 小麦、玉米和红薯播种面积; 采矿业、制造业、供应业增加值.
    """
    return between in (1,) or between < 0 or all(p[-1] == stem[-1] for p in parts)


_REGION = compiled(r"^(?:全[国省市县区镇乡州]|我[省市县区]|新增|新建)")


def _without_region(text: str) -> str:
    cut = _REGION.match(text)
    return text[cut.end() :] if cut else text


def _split(text: str, marks: str = "") -> list[str]:
    parts = text.split(marks) if marks else _SPLIT.split(text)
    return [p for p in parts if p]


def _common_suffix(a: str, b: str) -> int:
    n = 0
    while n < min(len(a), len(b)) and a[-1 - n] == b[-1 - n]:
        n += 1
    return n


@derived
def topic(name: str) -> str:
    """What an indicator is of: its name without the noun of measure at its end (粮食播种面积 -> 粮食)."""
    share = _SHARE.search(name)
    if share and share.start() >= 2:
        name = name[: share.start()]
    cut = pattern("measure").search(name)
    return name[: cut.start()] if cut and cut.start() >= 2 else name


def people(name: str) -> bool:
    """Whether a name is nothing but a word for pupils, teachers or staff."""
    return bool(_PEOPLE.fullmatch(name))


def of_people(subject: str, name: str) -> str:
    """What pupils, teachers and staff are of: 普通小学在校生 + 专任教师 -> 普通小学."""
    return _PEOPLE.sub("", subject) if _PEOPLE.fullmatch(name) else subject


_PEOPLE = compiled(r"(?:教职工|专任教师|在校学?生|毕业生?|招生|职工|从业人员)$")


def joined(subject: str, name: str) -> str:
    """Subject and name, a word that ends the one and begins the other said once: 参保 + 参保率 -> 参保率."""
    for n in range(min(len(subject), len(name)), 1, -1):
        if subject.endswith(name[:n]):
            return subject + name[n:]
    return subject + name


def stock(name: str) -> str:
    """What has accumulated, after what was added: 新增公园 -> 公园 (…141座、累计达到973座)."""
    verb = pattern("tail_verb_head").match(name)
    if verb is None and (verb := pattern("tail_verb").search(name)):  # POS机新增5.4万台、累计达到9万台
        return name[: verb.start()] or name
    return (name[verb.end() :] or name) if verb else name.replace("新增", "", 1)


def echoed(name: str, other: str) -> str:
    """The noun of measure that an item leaves out which ends like the subject before: 全市居民恩格尔系数, 城镇居民 -> 恩格尔系数."""
    at = other.find(name[-2:]) + 2 if 3 <= len(name) <= 8 else 0
    rest = other[at:]
    plain = at >= 3 and 2 <= len(rest) <= 10 and not pattern("verb").match(name) and not pattern("indicator").search(name)
    return rest if plain and not name.endswith(("率", "比", "重", "度", "数", "额")) else ""


def kin(name: str, other: str) -> str:
    """国际赛事金牌, 银牌 -> 国际赛事银牌: members of one set take each other's place behind what qualifies the first; "" for others."""
    for kin in table("names").entries["kin"]:
        words = kin["words"]
        last = next((w for w in words if other.endswith(w)), "")
        if name in words and last and last != name and len(other) > len(last):
            return other.removesuffix(last) + name
    return ""


def sibling(subject: str, name: str) -> str:
    """外币存款余额, 贷款余额 -> 外币贷款余额: words that end alike before one noun of measure take each other's place; "" for others."""
    noun = measure(name)
    own, other = name.removesuffix(noun), subject.removesuffix(noun)
    if not noun or not own or other == subject or len(own) > 3 or other[-1:] != own[-1] or len(other) <= len(own):
        return ""
    return other[: -len(own)] + name


def holder(post: str) -> str:
    """Those who have what the next number measures: 1200家规上企业实现营业收入500亿元 counts 规上企业."""
    text = tail(post)
    noun = measure(text)
    own = tail(text.removesuffix(noun)) if noun else ""
    return own if len(own) >= 2 and not pattern("verb").match(own) else post


def bare(name: str) -> str:
    """A name without the verb that it opens with."""
    verb = pattern("shared").match(name)
    return name[verb.end() :] or name if verb else name


def subject(phrase: str) -> str:
    """The subject of a clause without numbers, up to its predicate; "" where the clause opens with a verb."""
    if pattern("verb").match(phrase):
        return ""
    if pattern("indicator").search(phrase) or phrase.endswith(("率", "比重")):
        return phrase
    for match in pattern("predicate").finditer(phrase):
        if match.start() >= 2:
            return tail(phrase[: match.start()])
    return phrase


_SHARE = compiled(r"(?:约|仅|均)?占(?!地)|(?:居|位居|位列|排名|排|列)全|贡献全")


@derived
def measure(name: str) -> str:
    """The noun of measure at the end of a name, or ""."""
    cut = pattern("measure").search(name)
    return cut.group() if cut else ""


def stripped(text: str) -> str:
    """The words before an amount without its noun of measure: 电子电器等总投资 -> 电子电器等."""
    name = before(text)
    cut = _ATTRIBUTE.search(name)
    return name[: cut.start()] if cut else name


_ATTRIBUTE = compiled(
    r"(?:总投资额?|投资额|投资|占地面积|占地|总?建筑面积|总规模|规模|注册资本|估值|年产值|总?里程|全长|总长)$"
)
_GRADE = compiled(r"(?:国家|省|市|县|区|乡镇|镇|村|街道|部|州|世界|\dA)级(?:及?以上)?")
_SIDE = compiled(r"城镇|城市|农村|乡村")


def regrade(name: str, other: str) -> str:
    """培训县级骨干教师 + 市级 -> 培训市级骨干教师; "" where `name` is not a bare grade or `other` has none."""
    kind = _GRADE if _GRADE.fullmatch(name) else _SIDE if _SIDE.fullmatch(name) else None
    if kind is None:
        return ""
    old = kind.search(other)
    return other[: old.start()] + name + other[old.end() :] if old else ""


_BOUNDED = compiled("以[上下内]$")
_OF = compiled(r"^(?P<head>[^的]{1,8})的(?P<tail>.*)$")


def elliptic(name: str, other: str, bare: bool) -> str:
    """持平的(为4个) after 价格上涨的城市个数: the part before 的 changes, the rest is understood. "" where it does not apply."""
    j = other.rfind("的")
    if j < 2:
        return ""
    if bare:
        return other[: max(0, j - len(name))] + name + other[j:]
    match = _OF.match(name)
    if match and _BOUNDED.search(match["head"]):  # 百万元以上的村 has its own threshold
        return ""
    if match and match["tail"] == other[j + 1 :]:
        head, old = match["head"], other[:j]
        same = _common_suffix(head, old)
        if same and len(old) > len(head):
            return old[: len(old) - same] + head + other[j:]
    return ""


def parallel(post: str, following: str) -> str:
    """5个地级市和5个县级城市获评…: the first noun takes over the predicate that stands behind the second."""
    rest = following[len(post) :]
    acts = pattern("predicate").search(rest) or pattern("verb").search(rest) or "的" in rest
    return post + rest if len(rest) > 3 and acts else post


def heads(subject: str, count: int) -> list[str] | None:
    """The listed words at the beginning of a subject: 橡胶机带、生态涂装产业集群 -> 橡胶机带, 生态涂装."""
    parts = _split(subject)
    if count < 2 or len(parts) < count:
        return None
    return [*parts[: count - 1], parts[count - 1][: len(parts[count - 2])]]
