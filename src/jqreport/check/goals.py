"""Targets beside results: how much of a target is done, and whether the report's own 完成目标的…% says the same."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal

import regex

from jqreport.check.outcome import Outcome, judge, span
from jqreport.check.view import View, amount, amount_of, dimension, exact, plain
from jqreport.intervals import Interval, point
from jqreport.model import Figure

_DONE = regex.compile(
    r"完成(?:全年|年度|年初|预期|计划|年计划|全年计划|预算|任务|的)*(?:目标|计划|任务|预算)(?:任务|数)?的?(?=[\d.]+%)"
)
_AIM = regex.compile(r"(?:预期|奋斗|计划|年度|全年|增长)?(?:目标|计划|任务)$")
_ADDABLE = ("money", "count", "people", "person-times", "area", "length", "mass", "volume", "energy", "containers")


def goal(view: View) -> Iterator[Outcome]:
    """A result beside the target of its own year: 19.66 of 31.2亿元 is 63.0%. A note, for nothing is wrong with being on the way.

    Only where indicator, unit and year are the same and both are amounts. Where the report itself says 完成年度目标的63%, the two
    are compared.

    完成数与同年目标对照：19.66亿元为31.2亿元的63.0%。仅作提示。
    指标、单位、年份相同的数额才对照；文中自述“完成年度目标的63%”的，予以核对。
    """
    targets: dict[tuple[object, ...], Figure] = {}
    for figure in view.figures:
        if figure.status == "target" and figure.value is not None and _amount(figure):
            targets.setdefault(_key(view, figure), figure)
    for figure in view.figures:
        if figure.status != "actual" or figure.value is None or not _amount(figure) or figure.part_of is not None:
            continue
        target = targets.get(_key(view, figure))
        if target is None or not _covers(view, target, figure):
            continue
        yield _note(figure, target)
        yield from _said(view, figure, target)


def _key(view: View, figure: Figure) -> tuple[object, ...]:
    if figure.status == "target":  # 税收目标 is the target of 税收
        figure = figure._replace(name=_AIM.sub("", figure.name) or figure.name, canonical=None)
    year = figure.period.end[:4] if figure.period else ""
    return view.subject(figure), year, dimension(figure.unit)


def _covers(view: View, target: Figure, figure: Figure) -> bool:
    """True where the target is for a time that the result lies in; a plan's year is known only by the report's date."""
    if target.period is None or figure.period is None or not (target.period.stated or view.report.header.date):
        return False
    return target.period.start <= figure.period.start and figure.period.end <= target.period.end


def _amount(figure: Figure) -> bool:
    return figure.period is not None and dimension(figure.unit).startswith(_ADDABLE) and figure.group is None


def _done(figure: Figure, target: Figure, loose: bool = False) -> Interval:
    """The share of the target in percent; 以上 and 不超过 are left out, since a target is met at its number."""
    done, aim = (amount(f.value or Decimal(0), None, f.decimals or 0, f.unit, loose=loose) for f in (figure, target))
    return done / aim * point(100)


def _note(figure: Figure, target: Figure) -> Outcome:
    found = _done(figure, target)
    middle = (found.low + found.high) / 2
    text = f"{middle.quantize(Decimal('0.1'), ROUND_HALF_EVEN)}%" if middle.is_finite() else "?"
    return Outcome(
        "note",
        (figure, target),
        figure.source,
        f"{figure.name}: {plain(figure.source)} is {text} of the target {plain(target.source)} (line {target.source.line}).",
        f"“{figure.name}”{plain(figure.source)}，为目标{plain(target.source)}（第 {target.source.line} 行）的 {text}。",
        plain(target.source),
        plain(figure.source),
    )


def _said(view: View, figure: Figure, target: Figure) -> Iterator[Outcome]:
    """完成全年目标的63% in the sentence of the result."""
    for other in view.beside(figure):
        if other.unit != "%" or other.value is None or other.source.start < figure.source.end:
            continue
        between = view.between(figure.source, other.source)
        if not regex.search(_DONE.pattern.replace(r"(?=[\d.]+%)", "$"), between):
            continue
        stated, loosely = amount_of(other), amount_of(other, True)
        text = span(_done(figure, target), 2, "%")
        yield judge(
            *(
                (figure, target, other),
                other.source,
                _done(figure, target).meets(stated),
                _done(figure, target, True).meets(loosely),
            ),
            certain=exact(figure) and target.high is None and exact(other) and len(between) < 24,
            en=f"{figure.name}: {plain(figure.source)} is {text} of the target {plain(target.source)}; the report says {plain(other.source)}.",
            zh=f"“{figure.name}”{plain(figure.source)}为目标{plain(target.source)}的 {text}，而文中为{plain(other.source)}。",
            expected=text,
            actual=plain(other.source),
        )
        return
