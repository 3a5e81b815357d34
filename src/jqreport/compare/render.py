"""compare's own formats: a table for people, one CSV row for an indicator and report, JSON with the findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from importlib import import_module
from unicodedata import east_asian_width

from jqreport.check.view import plain
from jqreport.compare.core import Comparison, shown
from jqreport.compare.series import Point, Series
from jqreport.compare.targets import ZH
from jqreport.errors import UsageError
from jqreport.findings.words import VERDICTS, summary
from jqreport.formats import grid
from jqreport.formats.numbers import plain as digits
from jqreport.formats.numbers import printed, signed
from jqreport.formats.options import Options
from jqreport.formats.safe import defused, flat
from jqreport.intervals import INFINITY, Interval

COLUMNS = (
    *("indicator", "name", "unit", "file", "period_start", "period_end", "value", "growth", "growth_unit"),
    *("implied_low", "implied_high", "verdict", "why", "figure", "line"),
)
_BLOCKS = "▁▂▃▄▅▆▇█"
_QUOTED = re.compile('[",\r\n]|^ | $')
_STYLE = {"fail": "1;31", "review": "1;33"}


def render(name: str, comparison: Comparison, options: Options) -> Iterator[str] | Iterator[bytes]:
    """Yield a comparison in the format of that name."""
    return FORMATS[name](comparison, options)


def choose(name: str | None, output: str | None) -> str:
    """A format's name, else that of the output's ending, else text; UsageError where there is none of that name."""
    if name is None:
        ending = (output or "").lower().rpartition(".")[2]
        return ending if ending in FORMATS else "text"
    if name not in FORMATS:
        names = ", ".join(FORMATS)
        raise UsageError(f"--format: {name} is not one of {names}", f"--format：{name} 不在 {names} 之中")
    return name


# ---- text ------------------------------------------------------------------------------------------------------------


def _text(comparison: Comparison, options: Options) -> Iterator[str]:
    zh = options.lang == "zh"
    many = len(comparison.reports) > 2
    for report in comparison.reports:
        yield (
            f"{_period(report.header.start, report.header.end)}  {flat(report.document.file)}  {flat(report.header.title or '')}".rstrip()
            + "\n"
        )
    yield "\n"
    periods = [_short(r.header.start, r.header.end) or str(i + 1) for i, r in enumerate(comparison.reports)]
    if many:
        head = [["指标", "单位", *periods, "走势"], ["indicator", "unit", *periods, "line"]][not zh]
        rows = [[flat(s.name), s.unit or "", *(_number(p.value) for p in s.points), line(s.points)] for s in comparison.series]
        shown_rows = [
            (r, "") for r, s in zip(rows, comparison.series, strict=True) if sum(p.value is not None for p in s.points) > 1
        ]
    else:
        head = [
            ["指标", "单位", *periods, "隐含", "所述", "结论"],
            ["indicator", "unit", *periods, "implied", "stated", "verdict"],
        ][not zh]
        shown_rows = [(_pair(s, options.lang), s.points[-1].verdict) for s in comparison.series if _both(s)]
    yield from _grid(head, shown_rows, options)
    if comparison.targets:
        yield "\n"
        head = [["目标", "旧报告", "新报告", "结果"], ["target", "aim", "result", ""]][not zh]
        yield from _grid(
            head, [([flat(t.name), t.aim, t.done, ZH[t.state] if zh else t.state], "") for t in comparison.targets], options
        )
    if comparison.vanished:
        names = ("、" if zh else ", ").join(flat(f.name) for f in comparison.vanished)
        yield from _fold(("\n新报告未提及：" if zh else "\nnot in the newer report: ") + names, options)
    lines = [f for f in comparison.findings.findings if f.verdict in ("fail", "review")]
    for f in lines:
        head_word = VERDICTS[f.verdict][zh]
        yield from _fold(f"\n{head_word}  {flat(f.zh if zh else f.message)}  [{f.rule}]", options)
    yield "\n" + summary(comparison.findings, options.lang) + "\n"


def _both(series: Series) -> bool:
    a, b = series.points[-2], series.points[-1]
    return a.figure is not None and b.figure is not None


def _pair(series: Series, lang: str) -> list[str]:
    old, new = series.points[-2], series.points[-1]
    said = "" if new.stated is None else _stated(new)
    words = VERDICTS.get(
        new.verdict, (new.verdict.replace("_", " "), {"pass": "相符", "not_checkable": "—"}.get(new.verdict, ""))
    )
    why = new.why[lang == "zh"] if new.verdict == "not_checkable" else ""
    verdict = words[lang == "zh"] if new.verdict else ""
    cells = [flat(series.name), series.unit or "", _number(old.value), _number(new.value), shown(new), said]
    return [*cells, f"{verdict}{'：' if lang == 'zh' and why else ': ' if why else ''}{why}" if verdict != "—" else why]


def _stated(point: Point) -> str:
    change = point.stated
    if change is None:
        return ""
    sign = (
        "-" if change.direction == "down" and change.value > 0 else "+" if change.direction == "up" and change.value > 0 else ""
    )
    return sign + plain(change.source)


def _grid(head: Sequence[str], rows: Sequence[tuple[list[str], str]], options: Options) -> Iterator[str]:
    if not rows:
        return
    cells = [list(head), *(r for r, _ in rows)]
    widths = [max(_width(r[i]) for r in cells) for i in range(len(head))]
    least = [min(w, 16 if i == 0 else w) for i, w in enumerate(widths)]
    widths = grid.share(widths, least, max(options.width, 60))
    right = [2 <= i < len(head) - 1 for i in range(len(head))]
    for i, row in enumerate(cells):
        style = grid.BOLD if i == 0 else _STYLE.get(rows[i - 1][1], "")
        yield "\n".join(grid.row([[c] for c in row], widths, right, [style] * len(row), options.color)) + "\n"


def _width(text: str) -> int:
    """Cells on a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _fold(text: str, options: Options) -> Iterator[str]:
    start = "\n" if text.startswith("\n") else ""
    yield start + "\n".join(grid.fold(text.lstrip("\n"), max(options.width, 40))) + "\n"


def line(points_: Sequence[Point]) -> str:
    """A small line of blocks, one for a report; · where it has no value."""
    values = [p.value for p in points_ if p.value is not None]
    if not values:
        return ""
    low, high, top = min(values), max(values), len(_BLOCKS) - 1
    if low == high:
        return "".join("·" if p.value is None else _BLOCKS[top // 2] for p in points_)
    return "".join("·" if p.value is None else _BLOCKS[int((p.value - low) * top / (high - low))] for p in points_)


def _number(value: Decimal | None) -> str:
    return "" if value is None else digits(value.quantize(Decimal("0.0001")) if _long(value) else value)


def _long(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent < -4


def _period(start: str | None, end: str | None) -> str:
    return f"{start}/{end}" if start and end else "?"


def _short(start: str | None, end: str | None) -> str:
    """2023 for a whole year, else the last month of the period."""
    if not start or not end:
        return ""
    return end[:4] if start.endswith("-01-01") and end.endswith("-12-31") else f"{end[:7]}"


# ---- csv -------------------------------------------------------------------------------------------------------------


def _csv(comparison: Comparison, options: Options) -> Iterator[str]:
    """The header, then one row for an indicator and report."""
    yield ",".join(COLUMNS) + "\n"
    for series in comparison.series:
        for point in series.points:
            yield ",".join(_cell(c) for c in _row(series, point)) + "\n"


def _row(series: Series, point: Point) -> Iterator[tuple[str | None, bool]]:
    """Cells in the order of COLUMNS, each with whether it is a number."""
    head, figure, change = point.report.header, point.figure, point.stated
    low, high = ends(point.implied)
    yield from ((series.indicator, False), (series.name, False), (series.unit, False), (point.report.document.file, False))
    yield from ((head.start, False), (head.end, False), (value(series, point), True))
    yield (signed(change)[0] if change is not None else None), True
    yield (change.unit if change is not None else None), False
    yield from ((low, True), (high, True), (point.verdict or None, False), (point.why[0] or None, False))
    yield (figure.id if figure is not None else None), False
    yield (str(figure.source.line) if figure is not None else None), True


def value(series: Series, point: Point) -> str | None:
    """The value in the unit of the series: the report's own digits where it is printed in it."""
    figure = point.figure
    if figure is None or point.value is None:
        return None
    same = figure.unit == series.unit
    return printed(figure.value, figure.digits) if same else digits(point.value)


def ends(interval: Interval | None) -> tuple[str | None, str | None]:
    """The ends of an interval as digits; None where it has no end."""
    if interval is None:
        return None, None
    found = [None if abs(x) == INFINITY else digits(x.quantize(Decimal("0.0001"))) for x in (interval.low, interval.high)]
    return found[0], found[1]


def _cell(cell: tuple[str | None, bool]) -> str:
    text, number = cell
    if text is None or number:
        return text or ""
    safe = defused(text)
    return '"' + safe.replace('"', '""') + '"' if _QUOTED.search(safe) else safe


# ---- all of them --------------------------------------------------------------------------------------------------

Renderer = Callable[[Comparison, Options], Iterator[str] | Iterator[bytes]]


def _made(module: str, name: str) -> Renderer:
    """A format of another module, loaded when it is used."""

    def render(comparison: Comparison, options: Options) -> Iterator[str] | Iterator[bytes]:
        function: Renderer = getattr(import_module(module), name)
        return function(comparison, options)

    return render


FORMATS: dict[str, Renderer] = {
    "text": _text,
    "csv": _csv,
    "json": _made("jqreport.compare.jsonfile", "render"),
    **{kind: _made("jqreport.compare.pictures", kind) for kind in ("html", "svg", "png")},
    "xlsx": _made("jqreport.compare.workbook", "render"),
}
#: What is nothing for a terminal.
BINARY = frozenset({"png", "xlsx"})
