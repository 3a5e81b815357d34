"""Numeral + multiplier + unit + bound + range -> Mention: what is printed, before anyone asks what it means.

Works on a block's folded text (full-width digits are ASCII, wraps are gone). Source of the conventions: GUIDE, "Fields of a
figure": the unit as written with its multiplier and without modifier words; a range's unit holds for both ends; 近 is
approx, 超过 over, 以内 under.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import regex

from jqreport.cache import compiled
from jqreport.model import Mention, Number, Scaled
from jqreport.numerals import ARABIC, CHINESE, arabic, chinese, fraction
from jqreport.rules import any_of, derived, fits, table

_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
RANGE = r"(?:[-－–—─~～至到]+|\.{2,})"
_INNER = "(?:余|多|来|几)"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the table: the quantity it measures, the base unit, and the factor to it."""

    quantity: str
    base: str
    factor: Decimal


@derived
def units() -> Mapping[str, Unit]:
    """Every unit of the table by its name."""
    found: dict[str, Unit] = {}
    for entry in table("units").entries["unit"]:
        for name, factor in entry.get("factors", {}).items():
            found.setdefault(name, Unit(entry["quantity"], entry["base"] or name, Decimal(str(factor))))
        for name in entry.get("classifiers", ()):
            found.setdefault(name, Unit(entry["quantity"], name, Decimal(1)))
    return found


class Patterns:
    """The compiled patterns, built once from the unit and bound tables."""

    def __init__(self) -> None:
        words = table("units").words
        mult = any_of(words["multiplier"]) + "(?!瓦|克|米(?!面)|伏|卡|帕|赫|焦|字|分)"
        unit = any_of(units())
        per = rf"(?:(?:/|／|每)(?:{any_of(('万', '百', '千'))})?(?:{unit}|人|户|平方公里|头|千瓦时)(?:·[天日年月])?)?"
        ge = f"(?:个多?(?={any_of(words['after_ge'])}))?"
        tail = (
            rf"(?:(?P<in{{n}}>{_INNER})?(?P<mult{{n}}>{mult})?(?P<in{{n}}b>{_INNER})?"
            rf"(?P<unit{{n}}>{ge}{unit}{per}(?:人民币)?(?:[（(](?:{unit}|、){{{{1,6}}}}[)）]次?)?)?)"
        )
        # 2到3个, 5%—6%, 20至30: two numerals with a dash or 至 between them
        arabic_pattern = (
            rf"(?P<sign>(?<![\d\p{{Latin}}%‰年月日号楼室个元人\)）-])[-−－](?=\d))?(?P<num>{ARABIC})"
            + tail.format(n="1")
            + rf"(?:{RANGE}(?P<num2>{ARABIC}){tail.format(n='2')})?"
        )
        han = rf"(?:{CHINESE}+(?:点[零〇一二三四五六七八九]+)?|半)"
        fractional = rf"(?P<fr>(?:百|千|万|{CHINESE}+)分之(?:{CHINESE}+(?:点[零〇一二三四五六七八九]+)?|{ARABIC}))"
        chinese_pattern = rf"(?P<cnum>{han})" + tail.format(n="3") + rf"(?:{RANGE}(?P<cnum2>{han}){tail.format(n='4')})?"
        self.arabic = compiled(arabic_pattern)
        self.chinese = compiled(rf"(?={CHINESE})(?:{fractional}|{chinese_pattern})")
        bounds = table("bounds").rules
        self.before = [r for r in bounds if r.id.endswith(".before")]
        self.after = [r for r in bounds if r.id.endswith(".after")]
        self.ge = compiled(f"^个多?(?={any_of(words['after_ge'])})")


@derived
def patterns() -> Patterns:
    """The patterns of this process."""
    return Patterns()


_TENTH = compiled("[一二三四五六七八九]")
_ARABIC_START = compiled(r"(?<![\d.])\d")
VAGUE = frozenset("几数半")
_UNDER_CONTROL = compiled(r"(?:控制|稳定|保持|降|限制|压缩|压减)(?:在|到|至)?[^，。；]{0,6}$")


def scan(text: str) -> Iterator[Mention]:
    """Yield every Arabic numeral of `text`, and every Chinese one that has a unit, as mentions in order of place."""
    found = [*_arabic(text), *_han(text)]
    found.sort(key=lambda m: m.start)
    last = -1
    for mention in found:
        if mention.number >= last:
            last = mention.end
            yield mention


def _arabic(text: str) -> Iterator[Mention]:
    position = 0
    pattern = patterns().arabic
    while start := _ARABIC_START.search(text, position):
        begin = start.start()
        match = (
            pattern.match(text, begin - 1) or pattern.match(text, begin)
            if begin and text[begin - 1] in "-−－"
            else pattern.match(text, begin)
        )
        assert match is not None  # the pattern begins with what was just found
        mention = _build(text, match, match["sign"] or "", "1", "2", match["num"], match["num2"], False)
        position = mention.end
        yield mention


def _han(text: str) -> Iterator[Mention]:
    for match in patterns().chinese.finditer(text):
        if match["fr"]:
            parsed = fraction(match["fr"])
            if parsed:
                value, unit = parsed
                share = _finish(text, match.start(), match.end("fr"), value, match["fr"], unit, "", match.start(), True)
                share.quantity = "share"
                yield share
            continue
        before = text[match.start() - 1] if match.start() else ""
        if before.isdigit() or before == ".":
            continue  # the multiplier of an Arabic numeral
        if before != "第" and not (match["unit3"] or match["mult3"] or match["unit4"] or match["cnum"][-1] in "万亿"):
            continue
        mention = _build(text, match, "", "3", "4", match["cnum"], match["cnum2"], True)
        if mention.unit is not None or before == "第":
            yield mention


def _build(text: str, match: regex.Match[str], sign: str, n1: str, n2: str, num: str, num2: str | None, han: bool) -> Mention:
    """One mention from a match of either pattern; a range keeps its second number as `high`."""
    kind = "cnum" if han else "num"
    end, high = match.end(), num2
    second = match.end(f"unit{n2}") if num2 and match[f"unit{n2}"] else match.end(kind + "2") if num2 else -1
    if num2 is not None and not _is_range(text, match, num, num2, n1, n2, han):
        high, end = None, _first_end(match, kind, n1)
    elif num2 is not None:
        end = max(second, match.end(f"mult{n2}"))
    else:
        end = _first_end(match, kind, n1)
    number_end = match.end(kind)
    mult, unit = match[f"mult{n1}"] or "", match[f"unit{n1}"]
    inner = (match[f"in{n1}"] or "") + (match[f"in{n1}b"] or "")
    if high is not None:
        inner += (match[f"in{n2}"] or "") + (match[f"in{n2}b"] or "")
        if match[f"unit{n2}"] or match[f"mult{n2}"]:
            mult, unit = match[f"mult{n2}"] or "", match[f"unit{n2}"] or unit
    if unit:
        cut = patterns().ge.match(unit)
        if cut:
            inner += "多" if "多" in cut.group() else ""
            unit = unit[cut.end() :]
    if han:
        return _han_mention(text, match, num, high, mult, unit, inner, end, number_end)
    value, digits, decimals = arabic(sign + num)
    mention = _finish(text, match.start(), end, value, digits, (mult + (unit or "")) or None, inner, match.start(kind), False)
    mention.decimals = decimals
    mention.number_end = number_end
    if high is not None:
        mention.high, mention.high_digits, _ = arabic(high)
        mention.high_at = match.start(kind + "2")
    return mention


def _first_end(match: regex.Match[str], kind: str, n: str) -> int:
    return max(match.end(kind), match.end(f"mult{n}"), match.end(f"unit{n}"), match.end(f"in{n}"), match.end(f"in{n}b"))


def _is_range(text: str, match: regex.Match[str], num: str, num2: str, n1: str, n2: str, han: bool) -> bool:
    """True where the second number is the upper end of the first: it is larger, or the unit binds the two."""
    if han:
        low, high = chinese(num), chinese(num2)
        return low is not None and high is not None and low < high
    low, high = arabic(num)[0], arabic(num2)[0]
    return low < high and not (match[f"unit{n1}"] in ("年", "月", "日", "号") or match[f"unit{n2}"] in ("号", "时"))


def _han_mention(
    text: str,
    match: regex.Match[str],
    num: str,
    high: str | None,
    mult: str,
    unit: str | None,
    inner: str,
    end: int,
    number_end: int,
) -> Mention:
    """A Chinese numeral: a trailing 万 or 亿 stays in the unit (千万元 is 1000 万元), 十 百 千 are value."""
    body, tail = num, mult
    while len(body) > 1 and body[-1] in "万亿":
        body, tail = body[:-1], body[-1] + tail
    if body in ("万", "亿"):
        body, tail = "一", body + tail
    value = chinese(body)
    whole = (tail + unit) if unit else (tail or None)
    if value is None:
        value, whole = Decimal(0), None
    vague = (any(c in VAGUE for c in num) and num != "半") or text[match.start() - 1 : match.start()] == "上"
    mention = _finish(text, match.start(), end, value, str(value), whole, inner, match.start(), True)
    mention.number_end = number_end
    if vague and mention.bound == "exact":
        mention.bound = "approx"
    if high is not None:
        top = chinese(high.rstrip("万亿") or high)
        if top is not None:
            mention.high, mention.high_digits, mention.high_at = top, str(top), match.start("cnum2")
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
    text: str, start: int, end: int, value: Number, digits: str, unit: str | None, inner: str, number: int, han: bool
) -> Mention:
    """Read the bound words around the quantity and make the mention."""
    bound, left, right = "exact", start, end
    if any(c in "余多" for c in inner):
        bound = "over"
    elif inner:
        bound = "approx"
    window = text[max(0, start - 8) : start]
    for rule in patterns().before:
        if not fits(rule, window):
            continue
        match = rule.pattern.search(text, max(0, start - 8), start)
        if match:
            left = match.start()
            if bound == "exact":
                bound = rule.sets["bound"]
            break
    for rule in patterns().after:
        begins = rule.sets.get("begins")
        if begins and text[end : end + 1] not in begins:
            continue
        match = rule.pattern.match(text[end : end + 8])
        if match and not _not_a_bound(text, match.group(), start, end, unit):
            right = end + match.end()
            if bound in ("exact", "approx"):
                bound = rule.sets["bound"]
            break
    known = units().get((unit or "").lstrip("十百千万亿")) or units().get(unit or "")
    quantity = known.quantity if known else None
    return Mention(
        start=start, end=end, value=value, digits=digits, decimals=0, unit=unit, bound=bound, left=left, right=right,
        number=number, number_end=end, chinese=han, quantity=quantity,
    )  # fmt: skip


def _not_a_bound(text: str, word: str, start: int, end: int, unit: str | None) -> bool:
    """内 alone is a bound only after 控制在; 多/余 behind a unit only where nothing hangs on it (5天多)."""
    if word == "内":
        return not _UNDER_CONTROL.search(text[:start]) or text[end + 1 : end + 2] not in ("", "，", "。", "；", "、")
    if word in ("多", "余", "许"):
        return unit is None or text[end + 1 : end + 2] in ("元", "种", "样", "名", "人", "个")
    return False


def scaled(value: Number | None, high: Number | None, unit: str | None) -> Scaled | None:
    """Bring a value to the base unit of its quantity: 19.66 亿元 -> 1966000000 元. None for an unknown or missing unit."""
    if value is None or unit is None:
        return None
    head, rest = "", unit
    while rest not in units() and rest and rest[0] in _POWERS:
        head, rest = head + rest[0], rest[1:]
    known = units().get(rest)
    top, _, per = rest.replace("／", "/").partition("/")
    if known is None and per and top in units():
        known = Unit("rate", f"{units()[top].base}/{per}", units()[top].factor)
    if known is None and rest:
        return None
    factor = known.factor if known else Decimal(1)
    for c in head:
        factor *= _POWERS[c]
    if known is None:
        known = Unit("count", "", Decimal(1))

    def times(number: Number) -> Number:
        if isinstance(number, Fraction):
            number = Decimal(number.numerator) / Decimal(number.denominator)
        return plain(number * factor)

    return Scaled(times(value), None if high is None else times(high), known.base, known.quantity)


def plain(number: Decimal) -> Decimal:
    """The number without exponent and trailing zeros."""
    number = number.normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral() and abs(number) < Decimal(10) ** 27 else number


_COMPOUND = compiled(r"[/／每].*$|[（(].*$")


def known(unit: str | None) -> bool:
    """True for a unit of the table, with or without multiplier."""
    if unit is None:
        return True
    rest = _COMPOUND.sub("", unit)
    while rest and rest not in units() and rest[0] in "十百千万亿":
        rest = rest[1:]
    return not rest or rest in units() or unit in units()
