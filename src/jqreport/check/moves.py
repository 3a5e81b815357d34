"""Values and their movements: from A to B, absolute increase and growth, counts whose base must be whole."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from jqreport.check.outcome import Outcome, judge, span, unchecked
from jqreport.check.view import (
    View,
    amount_of,
    base_of,
    constant,
    dimension,
    exact,
    exact_change,
    increase,
    level,
    percent,
    plain,
    points,
)
from jqreport.intervals import Interval, base, growth, increase_growth
from jqreport.model import Change, Figure


def from_to(view: View) -> Iterator[Outcome]:
    """What is said of a movement fits its two ends: 从60%提高到65%，提高5个百分点; 由100家增加到120家，增长20%.

    A change in 百分点 is the difference, one in % the growth, one in the figure's own unit the difference. Where % is printed
    and only the difference fits (从15%提高到20%，提高5%), it is for review: per cent and percentage points may be mistaken.

    “从甲到乙”与所述增减相符。
    以百分点计的是差，以 % 计的是增长率，以原单位计的是差额。印为 % 而只有差值相符的，疑为百分点，列为待核。
    """
    for figure in view.figures:
        if figure.base is None or figure.value is None:
            continue
        x, y = base_of(figure.base, figure), amount_of(figure)
        loose_x, loose_y = base_of(figure.base, figure, True), amount_of(figure, True)
        for change in figure.changes:
            if change.basis == "average" or x is None or loose_x is None or figure.group is not None or view.real(change):
                yield unchecked(figure)
                continue
            kind, stated, loosely = _stated(change, figure)
            if kind == "growth" and not constant(figure):
                implied, loose = growth(x, y), growth(loose_x, loose_y)
            elif kind == "difference":
                implied, loose = y - x, loose_y - loose_x
            else:
                yield unchecked(figure)
                continue
            assert stated is not None
            assert loosely is not None
            mistaken = kind == "growth" and dimension(figure.unit).startswith("share") and stated.meets(y - x)
            yield judge(
                *((figure,), change.source, implied.meets(stated), loose.meets(loosely) or mistaken),
                certain=exact(figure) and exact_change(change) and view.adjacent(figure, change),
                en=f"{figure.name} from {plain(figure.base.source)} to {plain(figure.source)} moves by {_show(implied, change)};"
                f" the report says {plain(change.source)}.",
                zh=f"“{figure.name}”由{plain(figure.base.source)}到{plain(figure.source)}，变动应为 {_show(implied, change)}，而文中为{plain(change.source)}。",
                expected=_show(implied, change),
                actual=plain(change.source),
            )


def _stated(change: Change, figure: Figure) -> tuple[str, Interval | None, Interval | None]:
    """How a change is measured, and its interval, strict and loose."""
    if (found := points(change)) is not None:
        return ("difference" if dimension(figure.unit).startswith("share") else ""), found, points(change, True)
    if (found := percent(change)) is not None:
        return "growth", found, percent(change, True)
    if (found := increase(change, figure)) is not None:
        return "difference", found, increase(change, figure, True)
    return "", None, None


def together(view: View) -> Iterator[Outcome]:
    """A value, its absolute increase and its growth fit together: 70650万吨，增加1109万吨，增产1.6%.

    The base is the value less the increase. Growth at constant prices (地区生产总值, 工业增加值) or called 实际, 可比, 扣除价格因素 is
    not recomputed. It fails where both changes follow the value directly and have one basis.

    数值、增量与增速三者相符。
    基数为数值减增量。不变价增速（地区生产总值、工业增加值）及“实际”“可比”“扣除价格因素”的增速不予换算。两个增减均紧接数值且比较基准相同时，才判“不符”。
    """
    for figure in view.figures:
        y, loose_y = level(figure), level(figure, True)
        if y is None or loose_y is None or len(figure.changes) < 2:
            continue
        rates = [c for c in figure.changes if percent(c) is not None and c.basis != "average"]
        for rise in figure.changes:
            d, loose_d = increase(rise, figure), increase(rise, figure, True)
            if d is None or loose_d is None or rise.basis == "average":
                continue
            known = [c for c in rates if not view.real(c) and _same_basis(rise, c)]
            if constant(figure) or not known:
                yield unchecked(figure)
                continue
            implied, loose = increase_growth(y, d), increase_growth(loose_y, loose_d)
            results = [_rate(view, figure, rise, c, implied, loose) for c in known]
            yield next((r for r in results if r.verdict == "pass"), results[0])


def _rate(view: View, figure: Figure, rise: Change, rate: Change, implied: Interval, loose: Interval) -> Outcome:
    stated, loosely = percent(rate), percent(rate, True)
    assert stated is not None
    assert loosely is not None
    certain = exact(figure) and exact_change(rise) and exact_change(rate)
    certain = certain and view.adjacent(figure, rise) and view.adjacent(figure, rate)
    expected = _show(implied, rate)
    return judge(
        *((figure,), rate.source, implied.meets(stated), loose.meets(loosely)),
        certain=certain,
        en=f"{figure.name} is {plain(figure.source)} and moved by {plain(rise.source)}, which is {expected}; the report says {plain(rate.source)}.",
        zh=f"“{figure.name}”{plain(figure.source)}，增减{plain(rise.source)}，增速应为 {expected}，而文中为{plain(rate.source)}。",
        expected=expected,
        actual=plain(rate.source),
    )


def _same_basis(a: Change, b: Change) -> bool:
    """True where two changes of one value have one basis; a bare one takes the other's."""
    return a.basis == b.basis and a.base == b.base or "unstated" in (a.basis, b.basis)


def whole_base(view: View) -> Iterator[Outcome]:
    """The base of a count is a whole number: 685家，增长376% comes from 144家; 10家，增长37% would come from 7.3.

    Only for counts in whole units whose growth follows directly; a fall of a third of a count is one of 3, 6, 9 …

    计数的基数应为整数。
    仅核对以个体为单位、增速紧接其后的计数：685家、增长376%，基数为144家；10家、增长37%，基数须为7.3家，不可能。
    """
    for figure in view.figures:
        y = level(figure)
        if y is None or not y.is_point or y.low <= 0 or figure.status != "actual":
            continue
        for change in figure.changes:
            rate, loose = percent(change), percent(change, True)
            if (
                rate is None
                or loose is None
                or change.basis not in ("yoy", "unstated")
                or change.unit != "%"
                or rate.low <= -100
            ):
                continue
            if loose.low <= -100:
                continue
            implied = base(y, rate)
            yield judge(
                *((figure,), change.source, implied.wholes(), base(y, loose).wholes()),
                certain=change.basis == "yoy" and exact(figure) and exact_change(change) and _directly(view, figure, change),
                en=f"{figure.name} is {plain(figure.source)} after a change of {plain(change.source)}: its base would be {span(implied, 3)}, no whole number.",
                zh=f"“{figure.name}”{plain(figure.source)}，增减{plain(change.source)}，则基数为 {span(implied, 3)}，不是整数。",
                expected=span(implied, 3),
                actual=plain(change.source),
            )


def _directly(view: View, figure: Figure, change: Change) -> bool:
    between = view.between(figure.source, change.source)
    return view.adjacent(figure, change) and not regex.search(r"\d", between) and not view.real(change)


def _show(interval: Interval, change: Change) -> str:
    """An interval in the unit of the change it is compared with."""
    if percent(change) is not None:
        return span(interval, max(2, change.decimals + 1), "%")
    if points(change) is not None:
        return span(interval, max(2, change.decimals + 1), "百分点")
    return span(interval)
