"""compare: last year's report beside this year's, or many in a row; growth, targets, and what has vanished.

A disagreement is for review: statistics are revised, and a base may have changed between the reports. It fails only where two
values are 10⁴ or 10⁸ apart, which no revision explains. Growth at constant prices is shown beside what values imply, and not judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jqreport import indicators
from jqreport.check.outcome import Outcome, finding, span
from jqreport.check.same import slip
from jqreport.check.view import (
    amount_of,
    constant,
    dimension,
    exact,
    exact_change,
    increase,
    percent,
    plain,
    points,
    unit_factor,
)
from jqreport.compare.aliases import Aliases
from jqreport.compare.series import Book, Point, Series, collect, ordered
from jqreport.compare.targets import Target, targets
from jqreport.errors import UsageError
from jqreport.intervals import Interval, growth
from jqreport.model import Figure, Finding, Findings, Report

RULES: dict[str, tuple[str, str]] = {
    "compare.growth": (
        "The growth that two reports' values imply is the growth that the newer one states. Revised statistics may part them.",
        "两份报告的数值所隐含的增速与新报告所述增速相符。数据修订可致不一。",
    ),
    "compare.unit": (
        "Two reports' values of one indicator are not 10⁴ or 10⁸ apart.",
        "两份报告中同一指标的数值不相差一万倍或一亿倍。",
    ),
    "compare.target": (
        "The older report's target beside the newer report's result. A note.",
        "旧报告的目标与新报告的结果对照。仅作提示。",
    ),
    "compare.vanished": (
        "A standard indicator of the older report that the newer one does not give. A note.",
        "旧报告有而新报告没有的标准指标。仅作提示。",
    ),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Reports in order, the indicators over them, targets with results, and the findings."""

    reports: tuple[Report, ...]
    series: tuple[Series, ...]
    targets: tuple[Target, ...]
    vanished: tuple[Figure, ...]
    findings: Findings


def compare(reports: Sequence[Report], aliases: Aliases | None = None) -> Comparison:
    """Hold two reports or more against each other, by period where all state one."""
    if len(reports) < 2:
        raise UsageError("compare needs two reports or more", "compare 需要两份以上报告")
    books = [Book(r, aliases or {}) for r in ordered(reports)]
    series = tuple(_judged(s) for s in collect(books))
    counts: Counter[str] = Counter(p.verdict for s in series for p in s.points if p.verdict)
    found = [_finding(s, a, b) for s in series for a, b in pairwise(s.points) if b.verdict in ("fail", "review")]
    goals = tuple(t for old, new in pairwise(books) for t in targets(old, new))
    lost = [(f, new.report.document.file) for old, new in pairwise(books) for f in vanished(old, new)]
    found += [finding("compare.target", t.outcome(), t.file) for t in goals]
    found += [finding("compare.vanished", _lost(f), file) for f, file in lost]
    verdicts = (counts["pass"], counts["fail"], counts["review"], counts["not_checkable"])
    return Comparison(
        tuple(b.report for b in books), series, goals, tuple(f for f, _ in lost), Findings("compare", *verdicts, tuple(found))
    )


def vanished(old: Book, new: Book) -> list[Figure]:
    """The standard indicators that the newer report does not give, by the older one's figure."""
    known = indicators.indicators()
    return [found for s in old.main if s[1] in known and s not in new.main and (found := old.figure(s)[0]) is not None]


def _lost(figure: Figure) -> Outcome:
    return Outcome(
        "note",
        (figure,),
        None,
        f"{figure.name}, {plain(figure.source)} in the older report, is not in the newer one.",
        f"旧报告的“{figure.name}”{plain(figure.source)}，新报告未提及。",
        plain(figure.source),
        None,
    )


def _judged(series: Series) -> Series:
    first, *rest = series.points
    held = [first]
    for point in rest:
        held.append(_point(held[-1], point))
    return replace(series, points=tuple(held))


def _point(old: Point, new: Point) -> Point:
    """Judge a point against the one of the report before."""
    a, b = old.figure, new.figure
    if a is None or b is None:
        return new
    if a.value is None or b.value is None:
        return _no(new, "only a movement is given", "只有增减，没有数值")
    x, y = amount_of(a), amount_of(b)
    if not _year_apart(old, new):
        return _no(new, "the periods are not one year apart", "两期不相差一年")
    if dimension(b.unit).startswith(("share", "points")):
        implied = y - x
        stated = points(new.stated) if new.stated is not None else None
    else:
        implied = growth(x, y)
        stated = percent(new.stated) if new.stated is not None else None
        if new.stated is not None and stated is None and (rise := increase(new.stated, b)) is not None:
            implied, stated = y - x, rise
    new = replace(new, implied=implied)
    if slip(x, y) is not None:
        sure = exact(a) and exact(b) and not old.doubtful and not new.doubtful
        return replace(new, verdict="fail" if sure else "review", why=("about 10⁴ or 10⁸ apart", "相差约一万倍或一亿倍"))
    if stated is None:
        return _no(new, "no growth is stated", "未述增速")
    if constant(b):
        return _no(new, "growth at constant prices", "不变价增速")
    if not exact(a) or not exact(b) or new.stated is None or not exact_change(new.stated):
        agree = implied.meets(stated)
        return replace(new, verdict="pass") if agree else _no(new, "bound words", "带界限词")
    if implied.meets(stated):
        return replace(new, verdict="pass")
    if old.doubtful or new.doubtful:
        return _no(new, "a report gives two values", "同一报告有两个数值")
    return replace(new, verdict="review", why=("stated and implied growth differ; revised?", "所述与隐含增速不一，是否修订"))


def _no(point: Point, en: str, zh: str) -> Point:
    return replace(point, verdict="not_checkable", why=(en, zh))


def _year_apart(old: Point, new: Point) -> bool:
    a, b = old.report.header, new.report.header
    if not (a.start and a.end and b.start and b.end):
        return False
    return int(b.end[:4]) - int(a.end[:4]) == 1 and a.end[5:7] == b.end[5:7] and a.start[5:] == b.start[5:]


def _finding(series: Series, old: Point, new: Point) -> Finding:
    a, b = old.figure, new.figure
    assert a is not None  # only points with two values are judged
    assert b is not None
    said = plain(new.stated.source) if new.stated is not None else None
    place = new.stated.source if new.stated is not None else b.source
    values = f"{plain(a.source)} → {plain(b.source)}"
    if new.verdict == "fail" or said is None or new.implied is None:
        en, zh = f"{series.name}: {values}, about 10⁴ or 10⁸ apart.", f"“{series.name}”{values}，相差约一万倍或一亿倍。"
        outcome = Outcome(new.verdict, (a, b), b.source, en, zh, plain(a.source), plain(b.source))
        return finding("compare.unit", outcome, new.report.document.file)
    implied = shown(new)
    en = f"{series.name}: {values} implies {implied}; the newer report says {said}. Has the older value been revised?"
    zh = f"“{series.name}”{values}，隐含变动 {implied}，而新报告称{said}。旧数是否修订？"
    outcome = Outcome(new.verdict, (a, b), place, en, zh, implied, said)
    return finding("compare.growth", outcome, new.report.document.file)


def shown(point: Point) -> str:
    """The implied movement for people."""
    if point.implied is None or point.figure is None:
        return ""
    if dimension(point.figure.unit).startswith(("share", "points")):
        return span(point.implied, 2, "百分点")
    if point.stated is not None and percent(point.stated) is None and increase(point.stated, point.figure) is not None:
        factor = unit_factor(point.figure.unit)[0]
        scaled = Interval(point.implied.low / factor, point.implied.high / factor)
        return span(scaled, 2, point.figure.unit or "")
    return span(point.implied, 2, "%")
