"""Self-audit of one run: what the tests prove in general, proved for this report, without the extractor's own counting.

Numerals are found again by a scan of the characters, every quote is cut out of the text again, every value is read again
from its quote, and what JSON, JSON Lines and CSV say is parsed back and compared.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from jqreport.errors import InputError
from jqreport.model import Figure, Report, Source

SHOWN = 5  # problems of one kind that are listed; more are counted

_RUN = re.compile("[0-9０-９]+")
_END = re.compile("\r\r\n|\r\n|\n|\r")
_HALF = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_AROUND = 32  # characters of prefix and suffix (OUTPUT)
_NOT_DIGIT = re.compile("[^0-9.]")


def check(report: Report, *, full: bool = True) -> list[str]:
    """Return what is wrong with a report as sentences; an empty list is a proof that nothing is (see the module).

    Costs a third of an extraction from text; without the parsing back of what is written (`full`), a fortieth (2.7%).
    """
    return [*numerals(report), *quotes(report), *(formats(report) if full else ())]


def proved(report: Report, *, full: bool = False) -> Report:
    """Return the report, or raise InputError (code "self-check") where `check` finds something: no trustworthy result."""
    found = check(report, full=full)
    if not found:
        return report
    file, more = report.document.file, f" (+{len(found) - 1})" if len(found) > 1 else ""
    raise InputError(
        f"{file}: the result contradicts itself and is not given: {found[0]}{more}; please report this file",
        f"{file}：结果自相矛盾，未予输出：{found[0]}{more}；请反馈此文件",
        code="self-check",
    )


def starts(text: str) -> list[int]:
    """Where the Arabic numerals of a text begin: runs of digits, a point between two being inside one, and , before 3 digits."""
    found: list[int] = []
    end, grouped = -2, True  # where the numeral before ended; whether it may still go on with ,000
    for run in _RUN.finditer(text):
        a, b = run.span()
        joint = text[end] if a == end + 1 else ""
        if joint == "," and grouped and text[a : a + 3].isascii() and b - a == 3:
            end = b
        elif joint == "," and grouped and b - a > 3 and text[a : a + 3].isascii() and text[a + 3] not in "0123456789":
            # 1,234５: three digits, and what follows is in full width
            found.append(a + 3)
            end, grouped = b, True
        elif joint and joint in ".．" and not (found and _pointed(text, found[-1], end)):
            end, grouped = b, False
        else:
            found.append(a)
            end, grouped = b, True
    return found


def _pointed(text: str, start: int, end: int) -> bool:
    """Whether the numeral that stands at start has a decimal point already (1.2.3 is two numerals)."""
    return "." in text[start:end] or "．" in text[start:end]


def places(figure: Figure) -> list[Source]:
    """Every place that a figure cites: level, changes, from."""
    base = [figure.base.source] if figure.base else []
    return [figure.source, *(change.source for change in figure.changes), *base]


def numerals(report: Report) -> list[str]:
    """Each Arabic numeral is held by a figure or by context, and the coverage that the report states is the one counted here."""
    text = report.document.text
    taken = _Held((s.start, s.end) for f in report.figures for s in places(f))
    aside = _Held((c.source.start, c.source.end) for c in report.context)
    lost: list[int] = []
    counts = {"numerals": 0, "figures": 0, "context": 0}
    for position in starts(text):
        counts["numerals"] += 1
        if taken.holds(position) and not aside.holds(position, within=taken):
            counts["figures"] += 1
        elif aside.holds(position):
            counts["context"] += 1
        else:
            lost.append(position)
    found = _some(f"no figure and no context holds the numeral at {p}: {text[p : p + 12]!r}" for p in lost)
    stated = report.coverage
    for what, n in (*counts.items(), ("unaccounted", len(lost))):
        if getattr(stated, what) != n:
            found.append(f"coverage says {getattr(stated, what)} {what}, counted anew there are {n}")
    if len({f.id for f in report.figures}) != len(report.figures):
        found.append("two figures have one id")
    return found


class _Held:
    """Spans asked by position; overlapping ones are merged."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.begins: list[int] = []
        self.ends: list[int] = []
        self.spans = sorted(spans)
        for start, end in self.spans:
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.begins.append(start)
                self.ends.append(end)

    def holds(self, position: int, within: _Held | None = None) -> bool:
        """Whether a span holds the position; `within`: and it is the inner one, as a page number that parts a quantity is."""
        i = bisect_right(self.begins, position) - 1
        held = i >= 0 and position < self.ends[i]
        return held and (within is None or self._last(position) > within._last(position))

    def _last(self, position: int) -> int:
        """The last begin of a span that holds the position."""
        return max(start for start, end in self.spans if start <= position < end)


def quotes(report: Report) -> list[str]:
    """Each quote, cut out of the text again, is the same, stands on the line and column it names, and shows its value."""
    text, lines = report.document.text, report.document.lines
    begins = _line_starts(text) if report.document.format == "text" else [line.start for line in lines]
    wrong: list[str] = []

    def place(s: Source) -> None:
        if text[s.start : s.end] != s.text or not s.text:
            wrong.append(f"{s.start}:{s.end} is {text[s.start : s.end]!r}, quoted as {s.text!r}")
        elif s.prefix != text[max(0, s.start - _AROUND) : s.start] or s.suffix != text[s.end : s.end + _AROUND]:
            wrong.append(f"what stands around {s.start}:{s.end} is not what is quoted")
        elif not (0 < s.line <= len(begins) and 0 < s.end_line <= len(begins)):
            wrong.append(f"line {s.line} of {s.text!r} is outside the text")
        elif begins[s.line - 1] + s.column - 1 != s.start or begins[s.end_line - 1] + s.end_column - 1 != s.end:
            wrong.append(f"{s.text!r} does not stand at line {s.line}, column {s.column}")

    for figure in report.figures:
        place(figure.source)
        if figure.value is None and not figure.changes:
            wrong.append(f"figure {figure.id} says nothing")
        shown = [(figure.source, figure.digits), (figure.source, figure.high_digits)] if figure.value is not None else []
        for change in figure.changes:
            place(change.source)
            shown += [(change.source, change.digits), (change.source, change.high_digits)]
        if figure.base:
            place(figure.base.source)
            shown.append((figure.base.source, figure.base.digits))
        wrong.extend(f"{s.text!r} does not show {digits}" for s, digits in shown if digits and not _shows(s.text, digits))
    for context in report.context:
        place(context.source)
        if context.text != context.source.text:
            wrong.append(f"context {context.text!r} quotes {context.source.text!r}")
    return _some(wrong)


def _line_starts(text: str) -> list[int]:
    return [0, *(m.end() for m in _END.finditer(text) if m.end() < len(text))]


def _shows(quote: str, digits: str) -> bool:
    """Whether the digits are printed in the quote; a Chinese numeral (no digit in the quote) shows what it is read as."""
    plain = quote.translate(_HALF)
    wanted = digits.lstrip("-")
    if wanted in plain:
        return True
    bare = _NOT_DIGIT.sub("", plain)
    if wanted in bare or not any("0" <= c <= "9" for c in bare):
        return True
    rest = iter(bare)  # a footnote mark or a page number may stand between the digits
    return "/" in digits or all(c in rest for c in wanted)


# ---- what is written -------------------------------------------------------------------------------------------------


def formats(report: Report) -> list[str]:
    """JSON, JSON Lines and CSV, written and parsed back, say the same of every figure, and JSON says what the report does."""
    import csv
    import io

    from jqreport.formats import FORMATS, Options, render

    options = Options(context=True)
    whole, lines, rows = ("".join(render(FORMATS[name], [report], options)) for name in ("json", "jsonl", "csv"))
    data = _parsed(whole)
    found: list[str] = []
    for what, n in (("figures", len(report.figures)), ("context", len(report.context)), ("warnings", len(report.warnings))):
        if len(data[what]) != n:
            found.append(f"JSON has {len(data[what])} {what}, the report {n}")
    found += _some(_differing(report, data["figures"]))
    streamed = [_parsed(line) for line in lines.split("\n") if line]
    for line in streamed:
        line.pop("file", None)
    if streamed != data["figures"]:
        found.append("JSON Lines and JSON differ")
    expected = chain([None], (row for figure in data["figures"] for row in _rows(figure)))
    got = csv.reader(io.StringIO(rows, newline=""), strict=True)
    count, wanted = 0, [1, *(max(1, len(f["changes"])) for f in data["figures"])]
    for count, (cells, row) in enumerate(zip(got, expected, strict=False), 1):
        if row is not None and [cells[i] for i in _PICKED] != row:
            found.append(f"CSV row {count} differs from JSON: {cells}")
            break
    if count != sum(wanted) or next(got, None) is not None:
        found.append(f"CSV has not the {sum(wanted)} rows of the JSON")
    return found


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


def _some(problems: Iterable[str]) -> list[str]:
    """The first problems of a kind, and how many more there are."""
    source = iter(problems)
    first = list(islice(source, SHOWN))
    more = sum(1 for _ in source)
    return [*first, f"and {more} more like this"] if more else first
