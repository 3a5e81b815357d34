"""A comparison as pictures: its series as panels of `jqreport.chart`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path

from jqreport import chart
from jqreport.chart import Dot, Panel, Range
from jqreport.check.view import percent, points
from jqreport.compare.core import Comparison
from jqreport.compare.series import Point
from jqreport.formats import numbers
from jqreport.formats.options import Options
from jqreport.formats.safe import flat
from jqreport.intervals import Interval
from jqreport.model import Change, Report


def html(comparison: Comparison, options: Options) -> Iterator[bytes]:
    """Yield a page of pictures; nothing in it runs or is loaded."""
    yield _render(comparison, "html", options)


def svg(comparison: Comparison, options: Options) -> Iterator[bytes]:
    """Yield one drawing."""
    yield _render(comparison, "svg", options)


def png(comparison: Comparison, options: Options) -> Iterator[bytes]:
    """Yield one image."""
    yield _render(comparison, "png", options)


def _render(comparison: Comparison, kind: str, options: Options) -> bytes:
    return chart.render(list(panels(comparison)), len(comparison.reports), kind, options.lang)


def panels(comparison: Comparison) -> Iterator[Panel]:
    """The series of a comparison as panels."""
    labels = _labels(comparison.reports)
    for series in comparison.series:
        dots = tuple(_dot(label, point, series.unit) for label, point in zip(labels, series.points, strict=True))
        if sum(d.value is not None for d in dots) > 1 or sum(d.stated is not None for d in dots) > 1:
            yield Panel(flat(series.name), flat(series.unit or ""), dots)


def _labels(reports: Sequence[Report]) -> list[str]:
    """Periods where they tell the reports apart, else file names."""
    ends = [_period(r) for r in reports]
    return ends if all(ends) and len(set(ends)) == len(ends) else [flat(Path(r.document.file).stem)[:12] for r in reports]


def _period(report: Report) -> str:
    start, end = report.header.start or "", report.header.end or ""
    return end[:4] if start.endswith("-01-01") and end.endswith("-12-31") else end[:7]


def _dot(label: str, point: Point, unit: str | None) -> Dot:
    shown = "" if point.figure is None else numbers.value(point.figure) or ""
    if point.figure is not None and point.value is not None and point.figure.unit != unit:
        shown = numbers.plain(point.value)
    return Dot(
        label,
        None if point.value is None else float(point.value),
        flat(shown),
        None if point.stated is None else _stated(point.stated),
        None if point.implied is None else _range(point.implied, ""),
        point.verdict in ("review", "fail"),
    )


def _stated(change: Change) -> Range | None:

    interval = percent(change) or points(change)
    low = numbers.signed(change)[0] or ""
    return None if interval is None else _range(interval, low if low.startswith("-") else "+" + low)


def _range(interval: Interval, shown: str) -> Range | None:
    low, high = float(interval.low), float(interval.high)
    if not (isfinite(low) and isfinite(high)):
        return None
    return Range(low, high, shown or f"{(low + high) / 2:+.1f}")
