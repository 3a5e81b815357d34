"""Numeral + multiplier + unit + bound + range -> Mention: what is printed, before anyone asks what it means.

Works on a block's folded text (full-width digits are ASCII, wraps are gone). Source of the conventions: GUIDE, "Fields of a
figure": the unit as written with its multiplier and without modifier words; a range's unit holds for both ends; 近 is
approx, 超过 over, 以内 under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

import regex

from jqreport.cache import compiled
from jqreport.model import Mention, Number
from jqreport.numerals import CHINESE, arabic, chinese, fraction
from jqreport.rules import derived, table
from jqreport.units import POWERS, patterns, plain, quantity

Bound = tuple[str, regex.Pattern[str], str]  # what the text must hold one character of, the pattern, and what it says


@derived
def _bounds_before(last: str) -> tuple[Bound, ...]:
    """The rules of bounds before a quantity that may fire where this character stands right before it."""
    return _bounds(".before", "ends", last)


@derived
def _bounds_after(first: str) -> tuple[Bound, ...]:
    """The rules of bounds behind a quantity that may fire where this character stands right behind it."""
    return _bounds(".after", "begins", first)


def _bounds(side: str, signs: str, sign: str) -> tuple[Bound, ...]:
    rules = (r for r in table("bounds").rules if r.id.endswith(side) and sign in r.sets.get(signs, sign))
    return tuple((r.sets.get("needs", ""), r.pattern, r.sets["bound"]) for r in rules)


_OUT_OF = frozenset("由从")
_STOPS = frozenset("，。；")
_LEAP = compiled(r"的?(?:历史性|重大|新|大)*(?:跨越|飞跃|转变|跃升|突破|提升|巨变|嬗变|蝶变|发展|增长)")
_TO_ZERO = compiled(r"[由从][^，。；]{0,12}\d[^，。；]{1,9}[降减少落]低?(?:至|到|为|成)$")  # 贫困发生率由13.1%降至零
_PAUSE = compiled(r"$|[，。；、,;）)！]")
_TENTH = compiled("[一二三四五六七八九]")
_HAN_RUN = re.compile(f"{CHINESE}+(?!(?<=千)瓦)")  # 百亿|千瓦时
_ARABIC_START = compiled(r"(?<![\d.])\d")
_MIXED = compiled(
    r"(?P<a>\d{1,4})(?:(?P<m>万)(?P<b>\d)(?P<n>[千百])(?P<more>[多余来])?|(?P<m>亿)(?P<b>\d{1,4})(?P<n>[千百])?(?P<more>[多余来])?万)"
)
_SLASH = compiled(
    r"(?<=[占约近超达为的过到足国省市球界了减降])\d{1,2}/\d{1,3}(?=以上|以下|左右|[，。；、）)的强弱]|$)"
)  # 约占全国1/4
VAGUE = frozenset("几数半")
_UNDER_CONTROL = compiled(r"(?:控制|稳定|保持|降|限制|压缩|压减)(?:在|到|至)?[^，。；]{0,6}$")


def scan(text: str) -> Iterator[Mention]:
    """Yield every Arabic numeral of `text`, and every Chinese one that has a unit, as mentions in order of place."""
    found = [*_arabic(text), *_han(text)]
    found.sort(key=_start)
    for mention, after in pairwise(found):  # 提高1.2个、0.8个百分点: 个 begins the unit that stands behind the last
        if mention.unit == "个" and after.quantity == "points" and text[mention.end : after.start] in _AND:
            mention.unit, mention.quantity = after.unit, "points"
    last = -1
    for mention in found:
        if mention.number >= last:
            last = mention.end
            yield mention


_start = attrgetter("start")
_AND = frozenset({"、", "和", "及", "或", "，"})


def _arabic(text: str) -> Iterator[Mention]:
    position = 0
    pattern, slashed = patterns().arabic, "/" in text
    while start := _ARABIC_START.search(text, position):
        begin = start.start()
        if slashed and (slash := _SLASH.match(text, begin)):
            parsed = fraction(slash.group())
            if parsed:
                share = _finish(text, begin, slash.end(), parsed[0], slash.group(), 0, None, "", begin, slash.end(), False)
                share.quantity = "share"
                position = slash.end()
                yield share
                continue
        if mixed := _MIXED.match(text, begin):
            whole = _mixed(text, mixed)
            position = whole.end
            yield whole
            continue
        match = (
            pattern.match(text, begin - 1) or pattern.match(text, begin)
            if begin and text[begin - 1] in "-−－"
            else pattern.match(text, begin)
        )
        assert match is not None  # the pattern begins with what was just found
        mention = _build(text, match, False)
        position = mention.end
        yield mention


def _mixed(text: str, match: regex.Match[str]) -> Mention:
    """1万6千多户 is 1.6 万户: two steps of one number, printed with digits and multipliers."""
    large = POWERS["万"] if match["m"] == "万" else POWERS["亿"]
    step = POWERS.get(match["n"] or "", 1) * (1 if match["m"] == "万" else POWERS["万"])
    value = plain(Decimal(match["a"]) + Decimal(match["b"]) * step / large)
    unit = patterns().unit.match(text, match.end())
    end = unit.end() if unit else match.end()
    decimals = max(0, -int(value.as_tuple().exponent))
    whole, inner = match["m"] + (unit.group() if unit else ""), match["more"] or ""
    return _finish(text, match.start(), end, value, str(value), decimals, whole, inner, match.start(), match.end(), False)


def _han(text: str) -> Iterator[Mention]:
    p = patterns()
    position = 0
    while run := _HAN_RUN.search(text, position):
        start, position = run.span()
        before = text[start - 1] if start else ""
        if run.group() == "零" and _TO_ZERO.search(text, max(0, start - 24), start) and _PAUSE.match(text, position):
            yield _finish(text, start, position, Decimal(0), "0", 0, None, "", start, position, True)
            continue
        counts = before == "第" or text[position - 1] in "万亿"
        if not counts and run.group() != "一半" and text[position : position + 1] not in p.behind_han:
            continue  # no unit, multiplier or fraction
        match = p.chinese.match(text, start)
        assert match is not None  # the pattern begins with what was just found
        position = match.end()
        printed, _, _, mult, _, unit, _, _, _, _, unit2 = match.groups()
        if printed:
            parsed = fraction(printed)
            if parsed:
                value, name = parsed
                share = _finish(text, start, position, value, printed, 0, name, "", start, position, True)
                share.quantity = "share"
                yield share
        elif before.isdigit() or before == ".":
            continue  # the multiplier of an Arabic numeral
        elif counts or unit or mult or unit2:
            mention = _build(text, match, True)
            if mention.unit is not None or before == "第":
                yield mention


def _build(text: str, match: regex.Match[str], han: bool) -> Mention:
    """One mention from a match of either pattern, whose groups are in one order; a range keeps its second number as `high`."""
    sign, num, in_a, mult, in_b, unit, high, in_c, mult2, in_d, unit2 = match.groups()
    inner = (in_a or "") + (in_b or "")
    end, high_at = match.end(), None
    if high is not None:
        if _is_range(num, high, unit, unit2, han) and not _moves(text, match.start(), match.end(), unit, unit2):
            end, high_at = max(match.end(7), match.end(9), match.end(11)), match.start(7)
            inner += (in_c or "") + (in_d or "")
            if unit2 or mult2:
                mult, unit = mult2, unit2 or unit
        else:
            end, high = max(match.end(group) for group in range(2, 7)), None
    if unit and unit[0] == "个" and (cut := patterns().ge.match(unit)):
        inner += "多" if "多" in cut.group() else ""
        unit = unit[cut.end() :]
    start, mult = match.start(), mult or ""
    if han:
        return _han_mention(text, start, num, high, high_at, mult, unit, inner, end)
    sign = sign or ""
    value, digits, decimals = arabic(sign + num)
    number = start + len(sign)
    mention = _finish(
        text, start, end, value, digits, decimals, (mult + (unit or "")) or None, inner, number, number + len(num), False
    )
    if high is not None:
        mention.high, mention.high_digits, _ = arabic(high)
        mention.high_at = high_at
    return mention


def _moves(text: str, start: int, end: int, unit: str | None, unit2: str | None) -> bool:
    """下降0.4个百分点至2.9%, 由10亿元到20亿元的跨越: the second number is where a movement ends, no upper end."""
    if unit and unit2 and quantity(unit.removeprefix("个")) != quantity(unit2.removeprefix("个")):
        return True
    if text[start - 1 : start] not in _OUT_OF:
        return False
    counted = unit and quantity(unit) in ("count", "people") and text[end : end + 1] in _STOPS  # 企业从12家到86家，
    return bool(counted or _LEAP.match(text, end))


def _is_range(num: str, num2: str, unit: str | None, unit2: str | None, han: bool) -> bool:
    """True where the second number is the upper end of the first: it is larger, or the unit binds the two."""
    if han:
        low, high = chinese(num), chinese(num2)
        return low is not None and high is not None and low < high
    return arabic(num)[0] < arabic(num2)[0] and not (unit in ("年", "月", "日", "号") or unit2 in ("号", "时"))


def _some(text: str, start: int) -> bool:
    """上亿元 is about so much; 以上亿元项目 ends a bound of its own."""
    return text[start - 1 : start] == "上" and text[start - 2 : start - 1] != "以"


def _steps(body: str, tail: str) -> Decimal | None:
    """The value of a Chinese numeral before the multiplier of its unit: 五亿四千 before 万亩 is 54000, as 四千 are of 万."""
    if "亿" not in body or not tail.startswith("万"):
        return chinese(body)
    whole = chinese(body + "万")
    return whole and whole / POWERS["万"]


def _han_mention(
    text: str,
    start: int,
    num: str,
    high: str | None,
    high_at: int | None,
    mult: str,
    unit: str | None,
    inner: str,
    end: int,
) -> Mention:
    """A Chinese numeral: a trailing 万 or 亿 stays in the unit (千万元 is 1000 万元), 十 百 千 are value."""
    body = num.rstrip("万亿") or num[0]
    tail = num[len(body) :] + mult
    if body in ("万", "亿"):
        body, tail = "一", body + tail
    value = _steps(body, tail)
    whole = (tail + unit) if unit else (tail or None)
    if value is None:
        value, whole = Decimal(0), None
    mention = _finish(text, start, end, value, str(value), 0, whole, inner, start, start + len(num), True)
    if mention.bound == "exact" and ((num != "半" and not VAGUE.isdisjoint(num)) or _some(text, start)):
        mention.bound = "approx"
    if high is not None:
        top = chinese(high.rstrip("万亿") or high)
        if top is not None:
            mention.high, mention.high_digits, mention.high_at = top, str(top), high_at
    if unit in ("成", "倍") and text.startswith("半", end) and mention.high is None:
        mention.value, mention.end = value + Decimal("0.5"), end + 1
        mention.digits = str(mention.value)
    elif unit == "成" and (five := _TENTH.match(text, end)):
        more = chinese(five.group())
        mention.value, mention.end = value + (more or Decimal(0)) / 10, end + 1
        mention.digits = str(mention.value)
    mention.right = max(mention.right, mention.end)
    return mention


def _finish(
    text: str,
    start: int,
    end: int,
    value: Number,
    digits: str,
    decimals: int,
    unit: str | None,
    inner: str,
    number: int,
    number_end: int,
    han: bool,
) -> Mention:
    """Read the bound words around the quantity and make the mention."""
    bound, left, right = "exact", start, end
    if inner:
        bound = "over" if "余" in inner or "多" in inner else "approx"
    if start:
        window = start - 8 if start > 8 else 0
        for needs, pattern, says in _bounds_before(text[start - 1]):
            if needs and not any(c in text[window:start] for c in needs):
                continue
            if match := pattern.search(text, window, start):
                left = match.start()
                if bound == "exact":
                    bound = says
                break
    for _, pattern, says in _bounds_after(text[end : end + 1]):
        match = pattern.match(text[end : end + 8])
        if match and not _not_a_bound(text, match.group(), start, end, unit):
            right = end + match.end()
            if bound in ("exact", "approx"):
                bound = says
            break
    return Mention(
        start, end, value, digits, decimals, unit, bound, left, right, number, number_end,
        chinese=han, quantity=quantity(unit),
    )  # fmt: skip


def _not_a_bound(text: str, word: str, start: int, end: int, unit: str | None) -> bool:
    """内 alone is a bound only after 控制在; 多/余 behind a unit only where nothing hangs on it (5天多)."""
    if word == "内":
        return not _UNDER_CONTROL.search(text[:start]) or text[end + 1 : end + 2] not in ("", "，", "。", "；", "、")
    if word in ("多", "余", "许"):
        return unit is None or text[end + 1 : end + 2] in ("元", "种", "样", "名", "人", "个")
    return False
