"""-f csv: one row for a figure and change, UTF-8, cells quoted by RFC 4180, rows ended by LF.

LF, where RFC 4180 has CRLF: every spreadsheet and CSV reader takes both, while sort, cut and diff would carry the CR along in
the last column. Text cells are defused and hold no control characters; JSON has the text untouched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jqreport.formats.columns import COLUMNS, CSV, Column, Row, rows
from jqreport.formats.options import Options
from jqreport.formats.safe import defused
from jqreport.model import Report, Rows

_QUOTED = re.compile('[",\r\n]|^ | $')
_STEP = 500  # rows in one piece of output


def render(reports: Iterable[Report | Rows], options: Options) -> Iterator[str]:
    """Yield the header with the first report, figures or not, then rows in pieces."""
    columns = CSV if options.columns is None else tuple(COLUMNS[name] for name in options.columns)
    first = True
    for report in reports:
        if first:
            names = [c.zh if options.headers == "zh" else c.name for c in columns]
            yield ("\ufeff" if options.bom else "") + ",".join(names) + "\n"
            first = False
        piece: list[str] = []
        for row in rows(report):
            piece.append(_line(row, columns))
            if len(piece) == _STEP:
                yield "".join(piece)
                piece = []
        yield "".join(piece)


def _line(row: Row, columns: tuple[Column, ...]) -> str:
    cells = []
    for column in columns:
        cell = column.cell(row)
        if cell is None:
            cells.append("")
        elif column.numeric:
            cells.append(str(cell))
        else:
            shown = defused(str(cell))
            cells.append('"' + shown.replace('"', '""') + '"' if _QUOTED.search(shown) else shown)
    line = ",".join(cells)
    return (line or '""') + "\n"  # a row of one empty cell must not look like no row
