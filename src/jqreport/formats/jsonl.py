"""-f jsonl: one figure a line, each with its file; the form for many reports and for streaming."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jqreport.formats.options import Options
from jqreport.formats.safe import json_safe
from jqreport.formats.writer import Writer, read_by_ocr, text
from jqreport.model import Report

_STEP = 500  # figures in one piece of output


def render(reports: Iterable[Report], options: Options) -> Iterator[str]:
    """Yield the lines of each report in pieces; a report without figures has none."""
    for report in reports:
        writer = Writer(False, read_by_ocr(report.document))
        file = text(report.document.file)
        for i in range(0, len(report.figures), _STEP):
            yield json_safe("".join(writer.figure(f, file) + "\n" for f in report.figures[i : i + _STEP]))
