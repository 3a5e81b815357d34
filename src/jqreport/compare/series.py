"""Indicators over several reports: each one's main figure in each report, matched by what they are, brought to one unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jqreport import indicators
from jqreport.check.view import Subject, View, amount_of, dimension, unit_factor
from jqreport.compare.aliases import Aliases
from jqreport.intervals import Interval
from jqreport.model import Change, Figure, Report


@dataclass(frozen=True, slots=True)
class Point:
    """An indicator in one report: its figure (None where the report has none), the yearly growth stated, and what was found.

    `value` is in the unit of the series. `implied` is the growth from the report before, in percent or, for rates, in percentage points.
    """

    report: Report
    figure: Figure | None = None
    stated: Change | None = None
    value: Decimal | None = None
    implied: Interval | None = None
    verdict: str = ""
    why: tuple[str, str] = ("", "")
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator over all reports, in their order."""

    indicator: str | None
    name: str
    unit: str | None
    points: tuple[Point, ...]


class Book:
    """A report with its main figures by subject, and its targets."""

    def __init__(self, report: Report, aliases: Aliases) -> None:
        self.view, self.report, self.aliases = View(report), report, aliases
        self.main: dict[Subject, list[Figure]] = {}
        self.targets: dict[Subject, Figure] = {}
        for figure in report.figures:
            if figure.group is not None or self.view.volume(figure) or figure.status == "criterion":
                continue
            if figure.status == "target":
                self.targets.setdefault(self.subject(figure, target=True), figure)
            elif self._reported(figure):
                self.main.setdefault(self.subject(figure), []).append(figure)

    def subject(self, figure: Figure, target: bool = False) -> Subject:
        """What a figure is of, by the user's names first; 税收目标 is the target of 税收."""
        name = figure.name.removesuffix("目标") if target else figure.name
        scope, rest = self.view.subject(figure._replace(name=name or figure.name, canonical=None))
        return scope, self.aliases.get(indicators.split(name)[1], rest)

    def _reported(self, figure: Figure) -> bool:
        """True for what the report says of its own period, no part of a year and no sum of years."""
        head, period = self.report.header, figure.period
        if not figure.name or self.view.summed(figure) or any(c.basis == "average" for c in figure.changes):
            return False
        if head.end is None or period is None:
            return period is None or not period.stated
        return period.end == head.end and (period.start in (head.start, period.end))

    def figure(self, subject: Subject) -> tuple[Figure | None, bool]:
        """The main figure of a subject: one with a value before one without, no part before a part; and whether another contradicts it."""
        found = self.main.get(subject, [])
        if not found:
            return None, False
        best = min(found, key=lambda f: (f.value is None, f.part_of is not None, f.bound != "exact", f.source.start))
        same = [f for f in found if f.value is not None and dimension(f.unit) == dimension(best.unit)]
        return best, len({f.scaled.value if f.scaled else f.value for f in same}) > 1 and not _one(same)

    def stated(self, subject: Subject) -> Change | None:
        """The yearly growth that the report states for a subject."""
        for figure in self.main.get(subject, []):
            for change in figure.changes:
                if change.basis in ("yoy", "unstated") and not self.view.real(change):
                    return change
        return None


def _one(figures: Sequence[Figure]) -> bool:
    """True where all values can be one value, printed with more or fewer decimals."""
    first = amount_of(figures[0])
    return all(first.agrees(amount_of(f)) for f in figures[1:])


def ordered(reports: Sequence[Report]) -> list[Report]:
    """The reports by period where all state one, else as given."""
    if all(r.header.end for r in reports):
        return sorted(reports, key=lambda r: (r.header.end or "", r.header.start or ""))
    return list(reports)


def collect(books: Sequence[Book]) -> list[Series]:
    """A series for each subject of two reports or more, and for each standard indicator, in the order of the newest report.

    Of other names only those that the reports share are taken, since nothing says that an unknown name is worth following.
    """
    subjects: dict[Subject, None] = {}
    for book in reversed(books):
        for subject in book.main:
            subjects.setdefault(subject)
    found = []
    for subject in subjects:
        held = sum(subject in book.main for book in books)
        if held > 1 or subject[1] in indicators.indicators():
            series = _series(subject, books)
            if series is not None:
                found.append(series)
    return found


def _series(subject: Subject, books: Sequence[Book]) -> Series | None:
    points, unit = [], None
    for book in books:
        figure, doubtful = book.figure(subject)
        points.append(Point(book.report, figure, book.stated(subject), doubtful=doubtful))
        if figure is not None and figure.value is not None:
            unit = figure.unit  # that of the newest report which has a value
    measured = [dimension(p.figure.unit) for p in points if p.figure is not None and p.figure.value is not None]
    if len(set(measured)) > 1:  # 进出口总额 in 亿元 and in 亿美元: two series would be one too many
        return None
    known = indicators.indicators().get(subject[1])
    newest = next((p.figure.name for p in reversed(points) if p.figure is not None), subject[1])
    name = subject[0] + known.name if known else newest
    return Series(known.id if known else None, name, unit, tuple(replace(p, value=in_unit(p.figure, unit)) for p in points))


def in_unit(figure: Figure | None, unit: str | None) -> Decimal | None:
    """The figure's value in another unit of the same quantity."""
    if figure is None or figure.value is None:
        return None
    number = figure.value if isinstance(figure.value, Decimal) else Decimal(figure.value.numerator) / figure.value.denominator
    if figure.unit == unit:
        return number
    return number * unit_factor(figure.unit)[0] / unit_factor(unit)[0]
