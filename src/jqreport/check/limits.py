"""What cannot be by itself: rates out of their bounds, falls by more than 100%, ranges upside down."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from jqreport import indicators
from jqreport.check.outcome import Outcome, judge, passed, span, unchecked
from jqreport.check.view import View, dimension, exact, exact_change, level, percent, plain, unit_factor
from jqreport.intervals import INFINITY, Interval
from jqreport.model import Figure, Source

_FREE = regex.compile(
    r"增长|增速|增幅|涨幅|降幅|完成|达产|负债|拨备|充足率|毛入|杠杆|利率|汇率|收益|回报|同比|相当于|目标|周转|产销|换手|自给|毛利"
)
_LOWER = regex.compile(
    r"(?<![\d.,:：/年月日第A-Za-z])(?P<n>\d+(?:\.\d+)?)(?P<unit>%|[万亿]{0,2}[元人个家户]?)(?P<dash>[-－–—─~～]+|至|到)$"
)
_MOVING = regex.compile(r"(?:从|由|自)[^，。；]{0,20}$")


def bounds(view: View) -> Iterator[Outcome]:
    """A rate lies where it can: 合格率, 占比, 城镇化率 between 0 and 100%, other indicators in the bounds of the table; no fall is above 100%.

    Rates that may pass 100% (完成率, 毛入学率, 增长率 …) are left alone; other names in …率 above 100% are for review. What may
    turn negative (利润, 净…) may fall by more than 100%.

    比率在其可能范围之内：合格率、占比、城镇化率等在 0 至 100% 之间，其他指标以指标表为准；降幅不超过 100%。
    完成率、毛入学率、增长率等可超过 100% 的不核；其他“…率”超过 100% 的列为待核。利润、净额等可为负的，降幅可超过 100%。
    """
    for figure in view.figures:
        value = level(figure)
        allowed, certain = _allowed(figure)
        if value is not None and allowed is not None and figure.status != "criterion":
            text = _shown(figure, allowed)
            yield judge(
                *((figure,), figure.source, value.meets(allowed), False, certain and exact(figure)),
                en=f"{figure.name} is {plain(figure.source)}, which it cannot be.",
                zh=f"“{figure.name}”为{plain(figure.source)}，超出可能范围。",
                expected=text,
                actual=plain(figure.source),
            )
        for change in figure.changes:
            rate = percent(change)
            if rate is None or change.direction != "down" or change.unit != "%":
                continue
            if indicators.holds(figure.name, "signed"):
                yield unchecked(figure)
                continue
            yield judge(
                *((figure,), change.source, rate.high >= -100, False, exact_change(change) and not figure.ocr),
                en=f"{figure.name} is said to fall by {plain(change.source)}, by more than all there was.",
                zh=f"“{figure.name}”下降{plain(change.source)}，超过 100%。",
                expected="≤ 100%",
                actual=plain(change.source),
            )


def _allowed(figure: Figure) -> tuple[Interval | None, bool]:
    """Where the figure's value, in its base unit, may lie, and whether that is certain; None where nothing is known."""
    known = indicators.of(figure)
    if known is not None and (known.low is not None or known.high is not None):
        low = -INFINITY if known.low is None else known.low
        high = INFINITY if known.high is None else known.high
        factor = unit_factor(known.units[0])[0] if known.units else Decimal(1)  # bounds are in the first of its units
        return Interval(low * factor, high * factor), True
    if not dimension(figure.unit).startswith("share") or _FREE.search(figure.name):
        return None, False
    hundred = Interval(Decimal(0), Decimal(100))
    if indicators.suffix(figure.name, "bounded"):
        return hundred, True
    return (hundred, False) if figure.name.endswith("率") else (None, False)


def _shown(figure: Figure, allowed: Interval) -> str:
    factor = unit_factor(figure.unit)[0]
    return span(Interval(allowed.low / factor, allowed.high / factor), 0, figure.unit or "")


def order(view: View) -> Iterator[Outcome]:
    """A range begins with its smaller number: 5%—6%, not 6%—5%.

    A range is two numbers with nothing but a dash, 至 or 到 between them, the unit standing once or twice. A movement (从10个到5个)
    is none. It fails where both numbers are shares or amounts with a dash between them.

    区间由小到大：5%—6%，而非 6%—5%。
    两数之间只有连接号或“至”“到”的为区间；“从10个到5个”是变动，不是区间。
    """
    for figure in view.figures:
        for high in (figure.high, *(c.high for c in figure.changes)):
            if high is not None:
                yield passed(figure)
        places = [(c.source, c.digits, c.unit, exact_change(c)) for c in figure.changes]
        if figure.value is not None and figure.digits is not None and figure.base is None:
            places.append((figure.source, figure.digits, figure.unit, exact(figure)))
        for source, digits, unit, certain in places:
            yield from _order(view, figure, source, digits, unit, certain)


def _order(view: View, figure: Figure, source: Source, digits: str, unit: str | None, certain: bool) -> Iterator[Outcome]:
    before = view.text(max(0, source.start - 40), source.start)
    match = _LOWER.search(before)
    if match is None or unit is None or "/" in digits or (match["unit"] and match["unit"] != unit):
        return
    if _MOVING.search(before[: match.start()]):
        return
    text = f"{match['n']}{match['unit']}{match['dash']}{plain(source)}"
    dash = match["dash"] not in ("至", "到")
    yield judge(
        *((figure,), source, Decimal(match["n"]) <= Decimal(digits), False),
        certain=certain and dash and (unit == "%" or dimension(unit).startswith("money")),
        en=f"The range {text} begins with its larger number.",
        zh=f"区间“{text}”大数在前。",
        expected=f"{match['n']} ≤ {digits}",
        actual=text,
    )
