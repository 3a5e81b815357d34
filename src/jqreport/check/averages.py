"""Yearly averages: 年均 growth against its end points."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from jqreport.check.outcome import Outcome, judge, span, unchecked
from jqreport.check.view import View, base_of, constant, exact, exact_change, increase, level, percent, plain
from jqreport.intervals import INFINITY, Interval, grown, point
from jqreport.model import Base, Change, Figure
from jqreport.numerals import chinese

_YEAR = regex.compile(r"((?:19|20)\d{2})年")
_YEARS = regex.compile(
    r"(?:过去|近|这|前|后)?([一二两三四五六七八九十]|\d{1,2})年(?:来|间|里|内)?(?=[，,]?(?:年均|平均每年|每年平均))"
)


def average(view: View) -> Iterator[Outcome]:
    """A yearly average of growth leads from the one end to the other: 从2018年的100亿元增加到2023年的150亿元，年均增长8.4%.

    The years are those named at the two ends, or said before 年均. Checked by growing the first value year by year; growth at
    constant prices is not recomputed. It fails where both years are named.

    年均增速由起点推得终点。
    年数取两端所写年份之差，或“年均”之前所写的年数；由起点逐年增长核对。不变价增速不予换算。两端年份齐全时才判“不符”。
    """
    for figure in view.figures:
        if figure.base is None or figure.value is None:
            continue
        for change in figure.changes:
            if change.basis != "average":
                continue
            n, named = _count(view, figure, figure.base, change)
            x, y, rate = base_of(figure.base, figure), level(figure), percent(change)
            loose_x, loose_y, loose_rate = base_of(figure.base, figure, True), level(figure, True), percent(change, True)
            if (
                x is None
                or y is None
                or loose_x is None
                or loose_y is None
                or n is None
                or constant(figure)
                or view.real(change)
            ):
                yield unchecked(figure)
                continue
            if rate is None or loose_rate is None:
                yield from _average_increase(view, figure, change, x, y, n, named)
                continue
            expected = _average(x, y, n)
            yield judge(
                *((figure,), change.source, _compound(x, rate, n).meets(y), _compound(loose_x, loose_rate, n).meets(loose_y)),
                certain=named and exact(figure) and exact_change(change) and view.adjacent(figure, change),
                en=f"{figure.name} from {plain(figure.base.source)} to {plain(figure.source)} in {n} years grew by {expected} a year;"
                f" the report says {plain(change.source)}.",
                zh=f"“{figure.name}”{n} 年间由{plain(figure.base.source)}到{plain(figure.source)}，年均增长应约为 {expected}，而文中为{plain(change.source)}。",
                expected=expected,
                actual=plain(change.source),
            )


def _average_increase(
    view: View, figure: Figure, change: Change, x: Interval, y: Interval, n: int, named: bool
) -> Iterator[Outcome]:
    """年均增加2053亿元: the difference of the ends over the years."""
    stated, loosely = increase(change, figure), increase(change, figure, True)
    if stated is None or loosely is None:
        yield unchecked(figure)
        return
    implied = (y - x) / point(n)
    yield judge(
        *((figure,), change.source, implied.meets(stated), implied.meets(loosely)),
        certain=named and exact(figure) and exact_change(change) and view.adjacent(figure, change),
        en=f"{figure.name} moved from its first to its last value in {n} years; the yearly average in the report is {plain(change.source)}.",
        zh=f"“{figure.name}”{n} 年间首末之差与文中年均{plain(change.source)}不合。",
        expected=span(implied),
        actual=plain(change.source),
    )


def _compound(x: Interval, rate: Interval, n: int) -> Interval:
    """x after n years of that growth; each end grows by itself, for the power of an interval is no product of intervals."""
    if rate.high.is_infinite() or rate.low <= -100:
        return Interval(-INFINITY, INFINITY)
    first, last = grown(point(1), point(rate.low)) ** n, grown(point(1), point(rate.high)) ** n
    return x * Interval(first.low, last.high)


def _average(x: Interval, y: Interval, n: int) -> str:
    """The yearly growth, to two decimals, for people."""
    if x.low <= 0 or y.low <= 0 or y.high.is_infinite():
        return "?"
    ratio = (y.low + y.high) / (x.low + x.high)
    return f"{(ratio ** (Decimal(1) / n) - 1) * 100:.2f}%"


def _count(view: View, figure: Figure, start: Base, change: Change) -> tuple[int | None, bool]:
    """Over how many years, and whether the years of both ends are named."""
    before = view.text(max(0, start.source.start - 16), start.source.start)
    first = _YEAR.findall(before)
    last = _YEAR.findall(view.between(start.source, figure.source))
    if first and last:
        n = int(last[-1]) - int(first[-1])
        return (n, True) if 0 < n <= 60 else (None, False)
    said = _YEARS.search(view.text(figure.source.end, change.source.start))
    if said:
        value = chinese(said[1]) if not said[1].isdigit() else Decimal(said[1])
        return (int(value), False) if value else (None, False)
    if first and figure.period is not None:
        n = int(figure.period.end[:4]) - int(first[-1])
        return (n, False) if 0 < n <= 60 else (None, False)
    return None, False
