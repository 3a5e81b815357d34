"""The patterns that names are cut with, from the words of rules/names.toml."""

from __future__ import annotations

import regex

from jqreport.cache import compiled
from jqreport.rules import any_of, derived, escape, kept, table


def _either(list_name: str, backwards: bool = False) -> str:
    """A regex of the words of a list, the longest first, each with its guards (names.toml, `guard`).

    `backwards` is for a regex that is read from its end. Either way the word comes first and its guards next, so that a search
    looks for what the words begin with and for nothing else.
    """
    names = table("names")
    guards = {g["word"]: g for g in names.entries["guard"] if g["list"] == list_name}

    def guarded(word: str) -> str:
        guard = guards.get(word, {})
        before = f"(?!{guard['before']})" if "before" in guard else ""
        if "after" not in guard:
            return escape(word) + before
        if backwards:
            return f"(?<!{guard['after']}){escape(word)}{before}"
        return f"{escape(word)}(?<!(?:{guard['after']}){escape(word)}){before}"

    ordered = sorted(set(names.words[list_name]), key=lambda w: (-len(w), w))
    return "(?:" + "|".join(map(guarded, ordered)) + ")"


@derived
def _sources() -> dict[str, str]:
    return kept("names", _written, __file__)


def _written() -> dict[str, str]:
    """What each pattern is compiled from."""
    names = table("names")
    words = names.words
    verbs = any_of(
        w
        for w in (*words["shared"], *words["light"], *words["opens"], *words["predicate"], "建立", "通过", "进行")
        if len(w) > 1
    )
    return {
        "light": f"(?r){_either('light', True)}$",
        "lead": f"^{_either('lead')}",
        "anywhere": f"{any_of(words['anywhere'])}(?![^“”]{{0,24}}”)",
        "adverb": f"{_either('adverb')}(?={verbs}(?!率|[村点区站镇户]$))",
        "achieved": (
            f"(?<=.{{2}})(?:实现|(?<!投资)完成)(?={any_of((*words['measure'], '地区生产总值', '国内生产总值', '生产总值'))})"
        ),
        "indicator": f"{any_of((*words['measure'], *words['dependent']))}$",
        "measure": f"{any_of(words['measure'])}$",
        "verbs": f"(?:新?{any_of((*words['shared'], *words['opens'], *words['acts']))})+",
        "verb": (  # not the verb inside a noun: 服务业, 覆盖率, 投资额
            f"{any_of((*words['shared'], *words['opens'], *words['acts']))}"
            "(?!率|户|会(?![议计员客])|所$|(?<=转移)支付|(?<=安置)房|员(?!工)|师(?!生|资)|业(?!务)|额(?!度)|度|型|者|(?<=开发)区|(?<=服务)(?:贸易|消费|中心|平台|质量))"
        ),
        "le": names.fragments["strip_le"],
        "carry": f"^(?:{any_of(words['carry'])}|(?!税收占)(?:{any_of(words['dependent'])})占)(?!用(?![水电能])|地面|地\\d)",
        "dependent_head": any_of(words["dependent"]),
        "dependent": f"^(?:{any_of((*words['dependent'], *words['each']))})$",
        "each": any_of(words["each"]),
        "act": any_of(words["acts_on"]),
        "joint_verbs": f"(?:{any_of(words['shared'])}[、和及与])+{any_of(words['shared'])}",
        "acts_on": rf"^\p{{Han}}{{2,8}}?{any_of(words['acts_on'])}+(?![及和与费])(?=\p{{Han}}{{2}})",
        "alone": f"^{any_of(words['alone'])}(?!率|户|员|[点站机器车价费权物]|中心|基地|平台)",
        "opens": f"^(?:{any_of(words['adverb'])})?{any_of(words['opens'])}",
        "tail_verb": any_of(w for w in words["shared"] if len(w) > 1 and w.startswith("新")) + "$",
        "tail_verb_head": any_of(w for w in words["shared"] if len(w) > 1 and w.startswith("新")),
        "shared": f"^{any_of(words['shared'])}",
        "predicate": any_of(words["predicate"]),
        "group": rf"^\p{{Han}}{{0,8}}?{any_of(w for w in words['group'] if len(w) > 1)}(?!集团|家)",
        "edges": r"^[\s，、；。：:,;·“”\-—–]+(?=[^“”]*$)|^[\s，、；。：:,;·\-—–]+|[\s，、；。：:,;·\-—–]+$",
        "number": (
            r"^(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]|[（(]?[一二三四五六七八九十]+[)）、.．](?![二三][、产])|[一二三四五六七八九十]+是|[①-⑳]|[?？]+"
            r"|(?:[“\"]?十[一二三四五六]五[”\"]?|[“\"](?:十|[八九])五[”\"])(?:末|期末|期间|时期|以来|初)|(?:[两三四五六七八九十]|\d+)年(?:来|间|内)?(?:累计|(?!行动|计划|期|级|规划|制|攻坚|一贯|巩固|毛入|免费|义务|过渡)(?=\p{Han}{3}))"
            r"|[^，。；“”]{2,8}(?:提出|要求)(?=\p{Han}{4})|\p{Han}{2,10}(?:核定|核准|批准|下达|安排|分配)我[省市县区州旗镇乡]"
            r"|[^，。；]{2,20}(?:会议|人大|常委会)(?:审[议查])?(?:批准|通过)的?(?=\p{Han}{4})|加上?(?=上[级解划年]|调入|动用|地方政府|转移|债务|中央|[省市]补)|[^，。；]{2,20}(?:是指|系指)(?=\p{Han}{2}|[A-Z])"
            r"|前[\d一二三四五六七八九十]{1,2}[位名大]的?\p{Han}{2,8}?(?:分别|依次)?[为是](?=\p{Han}{3})|按照?[^，。；、]{0,10}汇率(?:计算)?|[\[［〔【]\d{1,3}[\]］〕】]|\d{1,2}[.．、](?=\p{Han}{2})|(?:接近|达到)或|在(?!校|园|职|岗|建|册|营|地)[^，。；中]{2,14}中有)"
        ),
    }


@derived
def pattern(name: str) -> regex.Pattern[str]:
    """One of this stage's compiled patterns."""
    return compiled(_sources()[name])
