"""-f jsonl: one figure a line, each with its file; the form for many reports and for streaming."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from jqreport.formats.options import Options
from jqreport.formats.safe import json_safe
from jqreport.formats.writer import Writer, read_by_ocr, text
from jqreport.model import Report, Rows

_STEP = 500  # figures in one piece of output


def render(reports: Iterable[Report | Rows], options: Options) -> Iterator[str]:
    """Yield the lines of each report in pieces; a report without figures has none."""
    for report in reports:
        writer = Writer(False, read_by_ocr(report.document))
        file = text(report.document.file)
        figures = iter(report.figures)
        while lines := "".join([writer.figure(f, file) + "\n" for f in islice(figures, _STEP)]):
            yield json_safe(lines)
