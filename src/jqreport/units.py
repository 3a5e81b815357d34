"""The units of rules/units.toml: what each measures, values in base units, and the patterns of a numeral with multiplier and unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

import regex

from jqreport import numerals
from jqreport.cache import compiled
from jqreport.model import Number, Scaled
from jqreport.numerals import ARABIC, CHINESE, base_unit
from jqreport.rules import any_of, derived, escape, kept, table

POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
RANGE = r"(?:[-－–—─~～至到]+|\.{2,})"
_INNER = "(?:余|多|来|几)"


class Unit(NamedTuple):
    """A unit of the table: the quantity it measures, the base unit, and the factor to it, over a divisor (1 亩 is 2000/3 平方米)."""

    quantity: str
    base: str
    factor: Decimal = Decimal(1)
    divisor: Decimal = Decimal(1)


@derived
def units() -> Mapping[str, Unit]:
    """Every unit of the table by its name."""
    found: dict[str, Unit] = {}
    for entry in table("units").entries["unit"]:
        for name, factor in entry.get("factors", {}).items():
            found.setdefault(name, Unit(entry["quantity"], entry["base"] or name, *map(Decimal, str(factor).split("/"))))
        for name in entry.get("classifiers", ()):
            found.setdefault(name, Unit(entry["quantity"], name, Decimal(1)))
    return found


def _by_first(words: Iterable[str]) -> str:
    """What `any_of` matches, in fewer steps: words of one character that begin no other are a set, words that begin alike stand together."""
    rests: dict[str, list[str]] = {}
    for word in sorted(sorted(set(words)), key=len, reverse=True):
        rests.setdefault(word[0], []).append(escape(word[1:]))
    lone = "".join(c for c, rest in rests.items() if rest == [""])
    longer = [f"{escape(c)}(?:{'|'.join(rest)})" for c, rest in rests.items() if rest != [""]]
    return f"(?:{'|'.join([f'[{regex.escape(lone)}]', *longer] if lone else longer)})"


class Patterns:
    """The compiled patterns, made from the unit table."""

    def __init__(self) -> None:
        sources = kept("units", _sources, __file__, numerals.__file__)
        self.arabic = compiled(sources["arabic"])
        self.unit = compiled(sources["unit"])
        self.chinese = compiled(sources["chinese"])
        self.ge = compiled(sources["ge"])
        #: what may stand behind the numerals of a Chinese numeral that has a unit, a multiplier or is a fraction
        self.behind_han = frozenset(sources["behind_han"])


def _sources() -> dict[str, str]:
    """What each pattern is compiled from."""
    words = table("units").words
    # 千米, 千瓦 and 百帕 are units; 5.2万米 is a unit with its multiplier
    mult = any_of(words["multiplier"]) + "(?!分之|(?<=[千百])(?:瓦|克|米(?!面)|伏|卡|帕|赫|焦|字|分))"
    no_unit = tuple(words["no_unit"])
    whole = [unit for unit in units() if unit.startswith(no_unit)]  # 人民币, but 36人民代表
    unit = f"(?:{any_of(whole)}|(?!{any_of(no_unit)}){_by_first(units())})"
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
    han = rf"(?:{CHINESE}+(?!(?<=千)瓦)(?:点[零〇一二三四五六七八九]+)?|半)"
    fractional = rf"(?P<fr>(?:百|千|万|{CHINESE}+)分之(?:{CHINESE}+(?:点[零〇一二三四五六七八九]+)?|{ARABIC})|一半)"
    chinese_pattern = rf"(?P<cnum>{han})" + tail.format(n="3") + rf"(?:{RANGE}(?P<cnum2>{han}){tail.format(n='4')})?"
    return {
        "arabic": arabic_pattern,
        "unit": rf"{ge}{unit}{per}",
        "chinese": rf"(?={CHINESE})(?:{fractional}|{chinese_pattern})",
        "ge": f"^个多?(?={any_of(words['after_ge'])})",
        "behind_han": "".join(sorted({w[0] for w in (*units(), *words["multiplier"])})) + "个余多来几分点.-－–—─~～至到",
    }


@derived
def patterns() -> Patterns:
    """The patterns of this process."""
    return Patterns()


@derived
def quantity(unit: str | None) -> str | None:
    """What a unit measures, with or without its multiplier; None where the table does not know it."""
    unit = unit or ""
    known = units().get(base_unit(unit)) or units().get(unit)
    return known.quantity if known else None


def scaled(value: Number | None, high: Number | None, unit: str | None) -> Scaled | None:
    """Bring a value to the base unit of its quantity: 19.66 亿元 -> 1966000000 元. None for an unknown or missing unit."""
    if value is None or unit is None:
        return None
    known = _whole(unit)
    if known is None:
        return None
    return Scaled(_times(value, known), None if high is None else _times(high, known), known.base, known.quantity)


@derived
def _whole(unit: str) -> Unit | None:
    """A unit as it is printed, its multiplier in the factor."""
    head, rest = "", unit
    while rest not in units() and rest and rest[0] in POWERS:
        head, rest = head + rest[0], rest[1:]
    known = units().get(rest)
    top, _, per = rest.replace("／", "/").partition("/")
    if known is None and per and top in units():
        known = Unit("rate", f"{units()[top].base}/{per}", units()[top].factor, units()[top].divisor)
    if known is None and rest:
        return None
    known = known or Unit("count", "")
    factor = known.factor
    for c in head:
        factor *= POWERS[c]
    return Unit(known.quantity, known.base, factor, known.divisor)


def _times(number: Number, unit: Unit) -> Decimal:
    if not isinstance(number, Decimal):
        number = Decimal(number.numerator) / Decimal(number.denominator)
    exact = number * unit.factor / unit.divisor
    return plain(exact if unit.divisor == 1 or abs(exact) > 10**20 else round(exact, 6))


_LARGE = Decimal(10) ** 27


def plain(number: Decimal) -> Decimal:
    """The number without exponent and trailing zeros."""
    number = number.normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral() and abs(number) < _LARGE else number


_COMPOUND = compiled(r"[/／每].*$|[（(].*$")


@derived
def known(unit: str | None) -> bool:
    """True for a unit of the table, with or without multiplier."""
    if unit is None:
        return True
    rest = _COMPOUND.sub("", unit)
    while rest and rest not in units() and rest[0] in "十百千万亿":
        rest = rest[1:]
    return not rest or rest in units() or unit in units()
