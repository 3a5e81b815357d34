"""A comparison as JSON: the findings as every command writes them, and besides: reports, series, targets, vanished."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json.encoder import encode_basestring as quote

from jqreport.check.view import percent, plain, points
from jqreport.compare.core import RULES, Comparison
from jqreport.compare.render import ends, value
from jqreport.compare.series import Point, Series
from jqreport.findings import FORMATS as FINDINGS
from jqreport.findings import render as findings
from jqreport.formats.numbers import signed
from jqreport.formats.options import Options
from jqreport.formats.safe import json_safe


def render(comparison: Comparison, options: Options) -> Iterator[str]:
    """Yield one object."""
    body = "".join(map(str, findings(FINDINGS["json"], comparison.findings, options, RULES))).rstrip()
    reports = [
        _object(
            file=_string(r.document.file),
            title=_string(r.header.title),
            start=_string(r.header.start),
            end=_string(r.header.end),
        )
        for r in comparison.reports
    ]
    series = [
        _object(
            indicator=_string(s.indicator),
            name=_string(s.name),
            unit=_string(s.unit),
            points=_array([_json_point(s, p) for p in s.points], 8),
        )
        for s in comparison.series
    ]
    targets = [
        _object(
            name=quote(t.name),
            target=quote(t.target.id),
            result=quote(t.result.id),
            aim=quote(t.aim),
            done=quote(t.done),
            state=quote(t.state),
        )
        for t in comparison.targets
    ]
    lost = [_object(figure=quote(f.id), name=quote(f.name), value=quote(plain(f.source))) for f in comparison.vanished]
    more = {"reports": reports, "series": series, "targets": targets, "vanished": lost}
    parts = ",\n".join(f'  "{key}": {_array(items, 4)}' for key, items in more.items())
    yield json_safe(body.removesuffix("}").rstrip() + ",\n" + parts + "\n}\n")


def _json_point(series: Series, point: Point) -> str:
    change, figure = point.stated, point.figure
    low, high = ends(point.implied)
    kind = "null"
    if change is not None:
        kind = quote("points" if points(change) is not None else "percent" if percent(change) is not None else "amount")
    printed = value(series, point)
    return _object(
        file=quote(point.report.document.file),
        figure="null" if figure is None else quote(figure.id),
        value=_numeric(printed),
        stated=_numeric(signed(change)[0] if change is not None else None),
        stated_in=kind,
        implied="null" if point.implied is None else f"[{low or 'null'}, {high or 'null'}]",
        verdict=_string(point.verdict or None),
        why=_string(point.why[0] or None),
    )


def _numeric(text: str | None) -> str:
    return "null" if text is None else f'"{text}"' if "/" in text else text


def _string(text: str | None) -> str:
    return "null" if text is None else quote(text)


def _object(**fields: str) -> str:
    return "{" + ", ".join(f'"{key}": {value}' for key, value in fields.items()) + "}"


def _array(items: Sequence[str], indent: int) -> str:
    space = " " * indent
    return "[\n" + ",\n".join(space + i for i in items) + "\n" + " " * (indent - 2) + "]" if items else "[]"
