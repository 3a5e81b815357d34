"""Names by the guide's deletion rule: take the clause, delete quantity, light verbs, period, bound words and adverbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jqreport.cache import compiled
from jqreport.link.wording import pattern as pattern
from jqreport.rules import derived, table

_EDGES = frozenset("，、；。：:,;·“”-—–")
_SAID = ("提出", "批准", "通过", "要求", "是指", "系指", "我")
_NUMBERED = frozenset('[［〔【加按前（(一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳?？“"接达在0123456789两')


@derived
def _openings() -> frozenset[str]:
    """What the words begin with that `lead` deletes."""
    return frozenset(w[0] for w in table("names").words["lead"])


@derived
def _closings() -> frozenset[str]:
    """What the words end with that `light` deletes."""
    return frozenset(w[-1] for w in table("names").words["light"])


def _trimmed(text: str) -> str:
    """The text without punctuation at its edges."""
    if text[:1].isalnum() and text[-1].isalnum():
        return text
    if text and (text[0] in _EDGES or text[-1] in _EDGES or text[0].isspace() or text[-1].isspace()):
        return pattern("edges").sub("", text)
    return text


def head(text: str) -> str:
    """Delete what may open a clause before its name: connectives, period words, adverbs, light verbs."""
    lead, number, adverb = pattern("lead"), pattern("number"), pattern("adverb")
    opens = _openings()
    while True:
        new = _trimmed(text)
        if new[:1] in _NUMBERED or any(said in new for said in _SAID):
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


def inner(text: str) -> str:
    """Delete adverbs and 了 wherever they stand."""
    if "了" in text:
        text = pattern("le").sub("", text)
    if "全" in text:
        text = _EXISTS.sub("", text)
    if "除" in text:
        text = _QUALIFIED.sub("", text)
    if "现" in text or "成" in text or "生产总值" in text:
        text = pattern("achieved").sub("", text)
    if "每" in text or "集中" in text or "分散" in text:
        text = _TO_PER.sub("", text)
    text = _RINGED.sub("", text)
    if "”" in text:
        text = _MARKED.sub("", text)
    if "，" in text:
        text = _EXPLAINED.sub("", text)
    return pattern("anywhere").sub("", pattern("adverb").sub("", text))


_FIELD = compiled(r"在(?P<of>全[^，。；在]{2,12})中$")  # 在全市10个县区中: how many there are to compete with
_RINGED = compiled("[①-⑳]$")  # a mark whose note is not there
_FINAL_MARK = compiled(r"(?<=\p{Han})\d{1,2}$")  # 800个贫困村退出8
_MARKED = compiled(r"(?<=”)\d{1,2}(?=\p{Han})")  # “云州智造”1产业集群: a footnote mark
_QUALIFIED = compiled(r"(?:剔除|扣除)[^，。；]{1,14}?(?:因素(?:影响)?后?|后)(?:实际)?")
_TO_PER = compiled(
    r"(?:提高|提升|增加|上调|调整|增长|降低|下调|上升|达)(?:到|至|为)(?=每[人户亩月年]|集中|分散|散居)"
)  # 标准提高到每人每月138元
_EXPLAINED = compiled(r"[（(][^（()），]*，[^（()）]*[)）]")  # 性别比（以女性为100，男性对女性的比例）
_EXISTS = compiled(
    r"(?<=全[国省市县区镇乡州旗盟])(?:(?:共|累计|已)?(?:完成|实现)(?!率)|共有|累计|拥有|现有|共(?!享|同|产|青)|已有|有(?!色|机|线|关|效|限))"
)


@derived
def before(text: str) -> str:
    """The name that stands before a number."""
    if "使" in text:  # 税费改革使|农民人均减负86元: what causes it is no part of the name
        text = _CAUSE.sub("", text)
    return balanced(head(tail(inner(text))))


_CAUSE = compiled(r"^[^，。；、]{2,14}(?<![行大天特公领])使(?![用馆命者节得领])(?=\p{Han}{3})")


@derived
def clause(pre: str, post: str) -> str:
    """The name that a number divides: what stands before it, its own light verbs left out, and what follows."""
    left = head(tail(inner(pre)))
    right = _trimmed(pattern("le").sub("", inner(post)))
    if right.startswith("的"):
        right = right[1:]
    if right[-1:].isdigit():
        right = _FINAL_MARK.sub("", right)
    if not left:
        right = head(right)
    whole = tail(left + right)
    if whole.endswith("中"):
        field = _FIELD.search(whole)
        whole = field["of"] if field else whole[:-1] if pre.endswith("在") else whole
    return balanced(whole)


def noun(text: str) -> str:
    """The noun that an amount describes: what follows it up to the predicate (热电项目|顺利竣工)."""
    text = text.removeprefix("的").partition("等一批")[0]
    for match in pattern("predicate").finditer(text):
        if match.start() >= 3:
            return text[: match.start()]
    return text


_PAIRS = {"（": "）", "(": ")", "“": "”", "《": "》", "「": "」"}
_MARKS = frozenset("".join(_PAIRS) + "".join(_PAIRS.values()))


def balanced(text: str) -> str:
    """Drop a bracket or quote whose partner was deleted."""
    if _MARKS.isdisjoint(text):
        return text
    for a, b in _PAIRS.items():
        if a in text or b in text:
            if text.count(a) > text.count(b):
                i = text.rfind(a)
                text = text[:i] + text[i + 1 :]
            elif text.count(b) > text.count(a):
                text = text.replace(b, "", 1)
    return text.replace("（）", "").replace("()", "")


def common_suffix(a: str, b: str) -> int:
    """How many characters two names have in common at their ends."""
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
    part = rest.removeprefix("总")  # 公路总里程3260公里，其中高速公路68公里: a part is no total
    return part if plain and not name.endswith(("率", "比", "重", "度", "数", "额", "税", "费", "赔款")) else ""


_MEAN = compiled("(?<=..)[人户亩村]均")  # 1200名职工人均增资300元 counts the staff
_COMMON = compiled("(?<=.)集体(?:经济)?(?:经营性|可支配|年|总)*$")  # 159个村集体收入超过10万元 counts the villages


def opposed(name: str, other: str) -> bool:
    """Whether each name is of another side of a pair: 存款余额 and 贷款余额, 第二产业增加值 and 第三产业增加值."""
    pairs = table("names").entries["pair"]
    if any(pair["word"] in name for pair in pairs):  # 进出口总额 has both
        return False
    for pair in pairs:
        mine = [part for part in pair["parts"] if part in name]
        theirs = [part for part in pair["parts"] if part in other]
        if len(mine) == len(theirs) == 1 and mine != theirs:
            return True
    return False


def kins() -> Sequence[Mapping[str, Any]]:
    """The sets of words that take each other's place."""
    return table("names").entries["kin"]


def kin(name: str, other: str) -> str:
    """国际赛事金牌, 银牌 -> 国际赛事银牌: members of one set take each other's place behind what qualifies the first; "" for others."""
    for kin in table("names").entries["kin"]:
        words = kin["words"]
        last = next((w for w in words if other.endswith(w)), "") if name in words else ""
        if last and last != name and len(other) > len(last):
            return other.removesuffix(last) + name
    return ""


def sibling(subject: str, name: str) -> str:
    """外币存款余额, 贷款余额 -> 外币贷款余额: words that end alike before one noun of measure take each other's place; "" for others."""
    noun = measure(name)
    own, other = name.removesuffix(noun), subject.removesuffix(noun)
    if not noun or not own or other == subject or len(own) > 3 or other[-1:] != own[-1] or len(other) <= len(own):
        return ""
    return other[: -len(own)] + name


def rated(subject: str, name: str) -> str:
    """村庄污水有效管控率, 治理率 -> 村庄污水治理率: the rate takes the place of the one before in its list; "" for others."""
    rate = _RATE.search(subject) if name.endswith("率") else None
    return subject[: rate.start()] + name if rate and rate.start() >= 4 else ""


_RATE = compiled(r"(?:有效|综合|集中|按时|按期|规范化?|无害化)?\p{Han}{2}率$")


def holder(post: str) -> str:
    """Those who have what the next number measures: 1200家规上企业实现营业收入500亿元 counts 规上企业."""
    text = tail(post)
    noun = _MEAN.search(text) or pattern("indicator").search(text)
    own = tail(_COMMON.sub("", text[: noun.start()])) if noun else ""
    return own if (len(own) >= 2 or own in ("村", "县", "乡", "镇")) and not pattern("verb").match(own) else post


def bare(name: str) -> str:
    """A name without the verb that it opens with."""
    verb = pattern("shared").match(name)
    return name[verb.end() :] or name if verb else name


def effort(phrase: str) -> str:
    """What an effort is made for: 加大职业技能培训力度 -> 职业技能培训; any other phrase as it is."""
    found = _EFFORT.fullmatch(phrase)
    return found["of"] if found else phrase


_EFFORT = compiled(r"(?:不断|持续|进一步)?(?:加大|加强|强化)(?:对|了)?(?P<of>[^，、]{2,20}?)(?:力度)?")


def subject(phrase: str) -> str:
    """The subject of a clause without numbers, up to its predicate; "" where the clause opens with a verb."""
    if pattern("verb").match(phrase):
        return ""
    if phrase.endswith("”"):  # 养老金“十一连调”
        phrase = _STREAK.sub("", phrase)
    if pattern("indicator").search(phrase) or phrase.endswith(("率", "比重")):
        return phrase
    for match in pattern("predicate").finditer(phrase):
        if match.start() >= 2:
            return tail(phrase[: match.start()])
    return phrase


_STREAK = compiled(r"(?:实现)?“[一二三四五六七八九十]+连[^”]{1,2}”$")
_SHARE = compiled(r"(?:约|仅|均)?占(?!地(?![区方]))|(?:居|位居|位列|排名|排|列)全|贡献全")


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
_GRADE = compiled(
    r"(?:国家|自治[区州县旗]|省|市|县|区|州|盟|旗|乡镇|镇街|街镇|街道|苏木镇|乡|镇|苏木|村居|社区|村|嘎查|部|世界|\dA)级(?:及?以上)?"
)
_SIDE = compiled(r"城镇|城市|农村|乡村")
_ALL = compiled(r"^(?:全[国省市县区镇乡州])?(?:全体)?")


def regrade(name: str, other: str, like: bool) -> str:
    """培训县级骨干教师 + 市级 -> 培训市级骨干教师; "" where `name` is not a bare grade or side, or does not take its place in `other`.

    `like`: both count the same thing, so that the whole may name no side (居民恩格尔系数29.8%，其中城镇28.6%).
    """
    kind = _GRADE if _GRADE.fullmatch(name) else _SIDE if _SIDE.fullmatch(name) else None
    if kind is None:
        return ""
    old = kind.search(other)
    if old is None:
        return name + _ALL.sub("", other) if like and kind is _SIDE else ""
    return other[: old.start()] + name + other[old.end() :]


_BOUNDED = compiled("以[上下内]$|^(?:超|过|逾|不足|高于|低于)")
_OF = compiled(r"^(?P<head>[^的]{1,8})的(?P<tail>.*)$")


def elliptic(name: str, other: str, bare: bool) -> str:
    """持平的(为4个) after 价格上涨的城市个数: the part before 的 changes, the rest is understood. "" where it does not apply."""
    j = other.rfind("的")
    if j < 2:
        return ""
    if bare and (same := common_suffix(name, other[:j])) >= 2 and len(name) > same:  # 达标的占64%，未达标的占36%
        return other[: j - same] + name + other[j:]
    if bare and len(name) >= 4:  # 代表提出的建议…，列入计划解决的23件: a predicate of its own takes the place of the whole one
        return name + other[j:]
    if bare:
        return other[: max(0, j - len(name))] + name + other[j:]
    match = _OF.match(name)
    if match and _BOUNDED.search(match["head"]):  # 百万元以上的村 has its own threshold
        return ""
    if match and match["tail"] == other[j + 1 :]:
        head, old = match["head"], other[:j]
        same = common_suffix(head, old)
        if same and len(old) > len(head) and head[0] != old[0]:
            return old[: len(old) - same] + head + other[j:]
    return ""


def parallel(post: str, following: str) -> str:
    """5个地级市和5个县级城市获评…: the first noun takes over the predicate that stands behind the second."""
    end = following.find(post[-1:], 1) + 1 or following.find("的") + 1
    rest = following[end or len(post) :]
    if not end and not (pattern("predicate").match(rest) or pattern("verb").match(rest)):  # 26名干部、58名责任人与…
        return post
    acts = pattern("predicate").search(rest) or pattern("verb").search(rest) or "的" in following
    return post + rest if len(rest) > 3 and acts else post
