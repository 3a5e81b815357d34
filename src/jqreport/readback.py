"""The self-check of what is written: JSON, JSON Lines and CSV, parsed back, say the same of every figure as the report does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from jqreport.model import Report


def formats(report: Report) -> Iterator[str]:
    """What JSON, JSON Lines and CSV, written and parsed back, do not say alike of a figure, or not as the report does."""
    import csv
    import io

    from jqreport.formats import FORMATS, Options, render

    options = Options(context=True)
    whole, lines, rows = ("".join(render(FORMATS[name], [report], options)) for name in ("json", "jsonl", "csv"))
    data = _parsed(whole)
    for what, n in (("figures", len(report.figures)), ("context", len(report.context)), ("warnings", len(report.warnings))):
        if len(data[what]) != n:
            yield f"JSON has {len(data[what])} {what}, the report {n}"
    yield from _differing(report, data["figures"])
    streamed = [_parsed(line) for line in lines.split("\n") if line]
    for line in streamed:
        line.pop("file", None)
    if streamed != data["figures"]:
        yield "JSON Lines and JSON differ"
    expected = chain([None], (row for figure in data["figures"] for row in _rows(figure)))
    got = csv.reader(io.StringIO(rows, newline=""), strict=True)
    count, wanted = 0, [1, *(max(1, len(f["changes"])) for f in data["figures"])]
    for count, (cells, row) in enumerate(zip(got, expected, strict=False), 1):
        if row is not None and [cells[i] for i in _PICKED] != row:
            yield f"CSV row {count} differs from JSON: {cells}"
            break
    if count != sum(wanted) or next(got, None) is not None:
        yield f"CSV has not the {sum(wanted)} rows of the JSON"


def _parsed(text: str) -> Any:
    import json

    return json.loads(text, parse_float=str, parse_int=str)  # numbers stay the digits that are written


def _differing(report: Report, figures: Sequence[dict[str, Any]]) -> Iterator[str]:
    for figure, got in zip(report.figures, figures, strict=False):
        source = got["source"]
        said = (got["id"], got["name"], got["unit"], got["status"], source["start"], source["end"], source["text"])
        meant = (
            *(figure.id, _written(figure.name), figure.unit and _written(figure.unit), figure.status),
            *(str(figure.source.start), str(figure.source.end), _written(figure.source.text)),
        )
        if said != meant:
            yield f"JSON says {said}, the report {meant}"


def _written(text: str) -> str:
    """A lone surrogate, which UTF-8 has no form for, is written as U+FFFD."""
    return text if text.isprintable() else "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


# the columns compared, by their places in the header of OUTPUT
_PICKED = (1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 16, 18, 20, 25, 26, 27)


def _rows(figure: dict[str, Any]) -> Iterator[list[str]]:
    """The rows of a figure as CSV must have them, told from its JSON."""
    from jqreport.formats.safe import defused

    source, base, scaled = figure["source"], figure["from"] or {}, figure["scaled"] or {}
    for change in figure["changes"] or [{}]:
        sign = "-" if change.get("direction") == "down" else ""
        cells = [
            *(figure["id"], figure["name"], figure["value"], figure["high"], figure["unit"], figure["bound"], figure["status"]),
            *(_signed(change.get("value"), sign), _signed(change.get("high"), sign), change.get("unit"), change.get("basis")),
            *(base.get("value"), scaled.get("value"), figure["part_of"], source["start"], source["end"], source["text"]),
        ]
        yield [
            "" if cell is None else defused(cell) if column in (2, 5, 12, 27) else cell
            for column, cell in zip(_PICKED, cells, strict=True)
        ]


def _signed(number: str | None, sign: str) -> str | None:
    if number is None or number.startswith("-") or not number.strip("0./"):
        return number
    return sign + number
