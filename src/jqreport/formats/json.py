"""-f json: one object for one report, as the contract lays it out; one field of a figure a line, inner objects on one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jqreport.formats.options import Options
from jqreport.formats.safe import json_safe
from jqreport.formats.writer import COVERAGE, Writer, number, read_by_ocr, text
from jqreport.model import Report

SCHEMA = "jqreport/1"
_STEP = 500  # figures in one piece of output


def render(reports: Iterable[Report], options: Options) -> Iterator[str]:
    """Yield the JSON of each report in pieces."""
    for report in reports:
        yield from map(json_safe, _pieces(report, options))


def _pieces(report: Report, options: Options) -> Iterator[str]:
    writer = Writer(True, read_by_ocr(report.document))
    yield "{\n" + f'  "schema": "{SCHEMA}",\n  "source": {_source(report)},\n  "report": {_header(report)},\n  "figures": ['
    yield from _items([writer.figure(f) for f in report.figures[i : i + _STEP]] for i in range(0, len(report.figures), _STEP))
    if options.context:
        yield ',\n  "context": ['
        steps = range(0, len(report.context), _STEP)
        yield from _items(["    " + writer.context(c) for c in report.context[i : i + _STEP]] for i in steps)
    counts = report.coverage
    coverage = ", ".join(f'"{key}": {getattr(counts, key)}' for key in COVERAGE)
    yield f',\n  "coverage": {{{coverage}}},\n  "warnings": ['
    yield from _items([["    " + writer.warning(w) for w in report.warnings]] if report.warnings else [])
    yield "\n}\n"


def _items(groups: Iterable[list[str]]) -> Iterator[str]:
    """The items of a list and its closing bracket."""
    before = "\n"
    for group in groups:
        yield before + ",\n".join(group)
        before = ",\n"
    yield "]" if before == "\n" else "\n  ]"


def _source(report: Report) -> str:
    d = report.document
    return (
        f'{{"file": {text(d.file)}, "sha256": {text(d.sha256)}, "format": {text(d.format)}, '
        f'"encoding": {text(d.encoding)}, "pages": {number(d.pages)}, "lines": {len(d.lines)}}}'
    )


def _header(report: Report) -> str:
    h = report.header
    period = "null" if h.start is None and h.end is None else f'{{"start": {text(h.start)}, "end": {text(h.end)}}}'
    return f'{{"title": {text(h.title)}, "place": {text(h.place)}, "date": {text(h.date)}, "period": {period}}}'
