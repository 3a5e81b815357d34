"""The standard indicators (rules/indicators.toml): a report's name for a figure -> the one it has in the yearbooks.

Names are matched exactly after normalisation, never loosely: 限额以上消费品零售额 is not 社会消费品零售总额.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import regex

from jqreport.cache import compiled
from jqreport.errors import RuleError
from jqreport.model import Figure
from jqreport.rules import any_of, derived, extended, kept, table
from jqreport.units import scaled

_NOISE = compiled(r"[\s“”\"'‘’、·\-—]+")
_BRACKETS = str.maketrans("()", "（）")


class Indicator(NamedTuple):
    """One standard indicator; `price` says at what prices its growth is measured, `low` and `high` what bounds it."""

    id: str
    name: str
    aliases: tuple[str, ...]
    quantity: str
    units: tuple[str, ...]
    price: str
    additive: bool
    low: Decimal | None
    high: Decimal | None
    parts: tuple[tuple[str, ...], ...]
    share_of: tuple[str, ...] = ()


@derived
def indicators() -> Mapping[str, Indicator]:
    """Every indicator by its id; RuleError where an entry is wrong or a name stands for two."""
    found: dict[str, Indicator] = {}
    for raw in table("indicators").entries["indicator"]:
        entry = _indicator(raw)
        if entry.id in found:
            raise _wrong(entry.id, "id stands twice", "id 重复")
        found[entry.id] = entry
    for entry in found.values():
        for other in (p for group in (*entry.parts, entry.share_of) for p in group):
            if other not in found:
                raise _wrong(entry.id, f"there is no indicator {other}", f"没有指标 {other}")
    return found


@derived
def canonical(name: str) -> str | None:
    """The id of the indicator that a name stands for: 全市公共财政预算收入 -> budget-revenue; None where no alias is just that."""
    return _aliases().get(split(name)[1])


def split(name: str) -> tuple[str, str]:
    """The words of place that a name opens with, and the rest, normalised: 全省完成固定资产投资 -> 全省, 固定资产投资.

    A name that is only such words, or that is an alias as it stands, keeps them.
    """
    rest = _NOISE.sub("", name).translate(_BRACKETS)
    known, region, lead = _aliases(), "", _pattern("lead")
    while rest not in known:
        found = _pattern("region").match(rest)
        if found and not region:
            region, rest = found.group(), rest[found.end() :]
            continue
        found = lead.match(rest)
        if not found or found.end() == len(rest):
            break
        rest = rest[found.end() :]
    return (region, rest) if rest else ("", name)


def of(figure: Figure) -> Indicator | None:
    """The indicator of a figure; None where its unit measures something else (第一产业 in 万人 is no value added)."""
    known = figure.canonical or canonical(figure.name)
    found = _entry(known) if known else None
    return found if found is not None and fits(found, figure) else None


@derived
def _entry(id: str) -> Indicator | None:
    """The indicator of that id: few of them are asked for in a report."""
    raw = next((raw for raw in table("indicators").entries["indicator"] if raw.get("id") == id), None)
    return None if raw is None else _indicator(raw)


def fits(indicator: Indicator, figure: Figure) -> bool:
    """True where the figure's unit can be the indicator's; a figure that gives only a movement always fits."""
    if figure.value is None:
        return True
    if figure.unit is None:
        return not indicator.units
    if figure.unit in indicator.units:
        return True
    measured = figure.scaled.quantity if figure.scaled else None
    return measured is not None and measured in {indicator.quantity, *_quantities(indicator.units)}


def named(figure: Figure) -> Figure:
    """The figure with its `canonical` name, where it has one."""
    found = of(figure)
    return figure if found is None else figure._replace(canonical=found.id)


def suffix(name: str, words: str) -> bool:
    """True where the name ends in one of the table's words of that list (bounded)."""
    return name.endswith(table("indicators").words[words])


def holds(name: str, words: str) -> bool:
    """True where the name has one of the table's words of that list in it (signed)."""
    return any(word in name for word in table("indicators").words[words])


@derived
def _aliases() -> Mapping[str, str]:
    """The id for each name of an indicator, normalised; RuleError as `indicators` where entries of the user's own are wrong."""
    if extended():
        indicators()
    return kept("indicators", _known, __file__)


def _known() -> dict[str, str]:
    known: dict[str, str] = {}
    for raw in table("indicators").entries["indicator"]:
        for name in (raw["name"], *raw.get("aliases", ())):
            plain = _NOISE.sub("", name).translate(_BRACKETS)
            if known.setdefault(plain, raw["id"]) != raw["id"]:
                raise _wrong(raw["id"], f"{name} is an alias of {known[plain]} too", f"{name} 也是 {known[plain]} 的别名")
    return known


@derived
def _pattern(words: str) -> regex.Pattern[str]:
    return compiled(any_of(table("indicators").words[words]))


@derived
def _quantities(units: tuple[str, ...]) -> frozenset[str]:
    known = (scaled(Decimal(1), None, unit) for unit in units)
    return frozenset(s.quantity for s in known if s is not None)


def _indicator(raw: Mapping[str, Any]) -> Indicator:
    return Indicator(
        raw["id"],
        raw["name"],
        tuple(raw.get("aliases", ())),
        raw["quantity"],
        tuple(raw.get("units", ())),
        raw.get("price", "none"),
        raw.get("additive", False),
        _bound(raw.get("low")),
        _bound(raw.get("high")),
        tuple(tuple(group) for group in raw.get("parts", ())),
        tuple(raw.get("share_of", ())),
    )


def _bound(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _wrong(name: str, en: str, zh: str) -> RuleError:
    return RuleError(f"indicators.toml: {name}: {en}", f"indicators.toml：{name}：{zh}")
