"""One indicator said twice: two values that no rounding makes one, and two units 10⁴ or 10⁸ apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

import regex

from jqreport import indicators
from jqreport.check.outcome import Outcome, judge, passed, unchecked
from jqreport.check.view import Subject, View, amount_of, dimension, exact, exact_change, level, percent, plain
from jqreport.intervals import Interval, point
from jqreport.model import Change, Figure
from jqreport.rules import any_of, derived, table

SLIPS = (Decimal(10**4), Decimal(10**8))
_AGO = regex.compile(
    r"(?:从|由)[^，。；]{0,24}$|原来的?|此前|上年同期|上年为|去年为|[一二三四五六七八九十\d]年前|预算(?!收|支)|预期|目标|计划"
)
_ELSEWHERE = regex.compile(
    r"[\u4e00-\u9fff](?:新区|开发区|高新区|园区|自贸区|自贸港|自贸试验区|示范区|大湾区|经济圈|经济带|都市圈|城市群|片区)"
)
_MANY = 12  # figures of one subject that are compared each with each


def same(view: View) -> Iterator[Outcome]:
    """One indicator stands twice in the report, for the same period and with the same status, with values that no rounding makes one.

    Both values and, where both state it, their growth are compared, for standard indicators and for names that end in a
    measure (…产量, …收入). It fails only in two sentences of one part of the report, for such a name only where both sentences
    state the period; a value in a 从…到… or with bound words is left for review. Two values 10⁴ or 10⁸ apart are a matter of the
    check `unit`.

    同一指标在同一报告期、同一状态下出现两次，而两个数值怎样修约也不能相同。
    数值与增速都比对；核对标准指标和以计量名词（产量、收入……）结尾的同名指标。须在报告同一部分的不同句子中，非标准指标还须两句都写明报告期，才判“不符”；带界限词或属“由…到…”的，列为待核。
    """
    for _, group in _groups(view):
        for a, b in combinations(group[:_MANY], 2):
            if a.sentence == b.sentence and a.section == b.section:
                continue
            if not _known(view.subject(a)) or not _comparable(view, a, b):
                yield unchecked(a, b)
                continue
            x, y = level(a), level(b)
            if x is not None and y is not None and dimension(a.unit) == dimension(b.unit):
                if slip(x, y) is None:
                    yield _values(view, a, b, x, y)
            elif a.value is None and b.value is None or x is None or y is None:
                yield from _growth(view, a, b)


def unit(view: View) -> Iterator[Outcome]:
    """One indicator stands twice with values that are 10⁴ or 10⁸ apart, as if 万元 and 亿元 had been mistaken for each other.

    It fails where the digits are the same and all else is too; a target and a result that are about so far apart are for review.

    同一指标出现两次，数值相差一万倍或一亿倍，像是“万元”与“亿元”写错。
    数字相同、其余也都相同时判“不符”；目标与完成数相差约如此之多的，列为待核。
    """
    for subject, group in _groups(view, any_status=True):
        for a, b in combinations(group[:_MANY], 2):
            x, y = level(a), level(b)
            if x is None or y is None or dimension(a.unit) != dimension(b.unit) or not dimension(a.unit).startswith("money"):
                continue
            factor = slip(x, y)
            if factor is None:
                if a.status == b.status and a.sentence != b.sentence:
                    yield passed(a, b)
                continue
            agree = any((x * point(f)).agrees(y) or x.agrees(y * point(f)) for f in SLIPS)
            certain = agree and a.status == b.status and a.period is not None and b.period is not None
            certain = certain and view.dated(a) == view.dated(b) and exact(a) and exact(b) and _known(subject)
            power = len(str(factor)) - 1
            yield judge(
                *((a, b), b.source, False, False, certain),
                f"{a.name} is {plain(a.source)} in line {a.source.line} and {plain(b.source)} in line {b.source.line}:"
                f" about 10^{power} apart, as two units are.",
                f"“{a.name}”第 {a.source.line} 行为{plain(a.source)}，第 {b.source.line} 行为{plain(b.source)}，相差约 10 的 {power} 次方，疑为计量单位有误。",
                *(plain(a.source), plain(b.source)),
            )


def _groups(view: View, any_status: bool = False) -> Iterator[tuple[Subject, list[Figure]]]:
    """Figures of one subject, by place; those of a period and a status unless any will do."""
    found: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in view.figures:
        subject = view.subject(figure)
        if figure.status == "criterion" or figure.group is not None or len(subject[1]) < 2 or figure.period is None:
            continue
        volume = view.volume(figure)
        found[(subject, volume) if any_status else (subject, volume, figure.status, view.dated(figure))].append(figure)
    for group in found.values():
        if len(group) > 1:
            yield view.subject(group[0]), group


def _values(view: View, a: Figure, b: Figure, x: Interval, y: Interval) -> Outcome:
    loose_x, loose_y = amount_of(a, True), amount_of(b, True)
    return judge(
        *((a, b), b.source, x.agrees(y), loose_x.agrees(loose_y)),
        certain=_certain(view, a, b, False) and exact(a) and exact(b),
        en=f"{a.name} is {plain(a.source)} in line {a.source.line} and {plain(b.source)} in line {b.source.line}; no rounding makes them one.",
        zh=f"“{a.name}”第 {a.source.line} 行为{plain(a.source)}，第 {b.source.line} 行为{plain(b.source)}，修约误差不能解释。",
        expected=plain(a.source),
        actual=plain(b.source),
    )


def _growth(view: View, a: Figure, b: Figure) -> Iterator[Outcome]:
    """Their yearly growth in percent, where each states one."""
    first, second = _yearly(view, a), _yearly(view, b)
    if first is None or second is None:
        return
    x, y = percent(first), percent(second)
    if x is None or y is None:
        return
    loose_x, loose_y = percent(first, True), percent(second, True)
    assert loose_x is not None
    assert loose_y is not None
    stated = first.basis == second.basis == "yoy" or indicators.of(a) is not None
    yield judge(
        *((a, b), second.source, x.agrees(y), loose_x.agrees(loose_y)),
        certain=stated and _certain(view, a, b, True) and exact_change(first) and exact_change(second),
        en=f"The growth of {a.name} is {plain(first.source)} in line {first.source.line} and {plain(second.source)} in line"
        f" {second.source.line}; no rounding makes them one.",
        zh=f"“{a.name}”的增速第 {first.source.line} 行为{plain(first.source)}，第 {second.source.line} 行为{plain(second.source)}，修约误差不能解释。",
        expected=plain(first.source),
        actual=plain(second.source),
    )


def _yearly(view: View, figure: Figure) -> Change | None:
    for change in figure.changes:
        if change.basis in ("yoy", "unstated") and percent(change) is not None and not view.real(change):
            return change
    return None


def _known(subject: Subject) -> bool:
    """True for an indicator; 召开座谈会3次, and again 5次, are two events."""
    name = subject[1]
    return name in indicators.indicators() or (len(name) >= 4 and not name[0].isdigit() and bool(_measures().search(name)))


def _comparable(view: View, a: Figure, b: Figure) -> bool:
    """False for two table cells (their columns tell them apart), and for a sum over years beside the value of one year."""
    if a.source.cell is not None and b.source.cell is not None:
        return False
    return view.summed(a) == view.summed(b)


def _certain(view: View, a: Figure, b: Figure, bare: bool) -> bool:
    """True where nothing in the words lets the two be different things; of a bare movement less is known than of a value."""
    if not _known(view.subject(a)) or a.section[:1] != b.section[:1] or a.base is not None or b.base is not None:
        return False
    if a.part_of is not None or b.part_of is not None or a.period is None or b.period is None:
        return False
    standard = view.subject(a)[1] in indicators.indicators()
    stated = standard and not bare or a.period.stated == b.period.stated and (standard or a.period.stated)
    before = [view.text(max(0, f.source.start - 120), f.source.start) for f in (a, b)]
    return stated and not any(_AGO.search(text[-40:]) or _ELSEWHERE.search(text) for text in before)


def slip(x: Interval, y: Interval) -> Decimal | None:
    """10⁴ or 10⁸ where the two are about so far apart."""
    if min(x.low, y.low) <= 0 or x.high == y.high:
        return None
    small, large = (x, y) if x.low < y.low else (y, x)
    if large.high.is_infinite() or small.high.is_infinite():
        return None
    for factor in SLIPS:
        if small.low * factor / 2 <= large.high and large.low <= small.high * factor * 2:
            return factor
    return None


@derived
def _measures() -> regex.Pattern[str]:
    return regex.compile(any_of(table("names").words["measure"]) + "$")
