"""-f table: for people at a terminal; sections as group heads, aligned numbers, nothing of the report acts on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from rich.cells import cell_len

from jqreport.formats import grid, numbers
from jqreport.formats.columns import COLUMNS, Row
from jqreport.formats.options import Options
from jqreport.formats.period import short
from jqreport.formats.safe import flat
from jqreport.messages import word
from jqreport.model import Change, Figure, Period, Report

_MARK = {"approx": "≈", "over": "≥", "under": "≤"}  # over is > or ≥, so ≥ is never wrong
_WIDE = 100  # cells from which inherited periods are shown, too
_INDENT = "  "


class Shown(NamedTuple):
    """A column of the table: its heading, its cell as lines, and how it is laid out; `least` is its smallest width."""

    name: str
    heading: str
    cell: Callable[[Figure], list[str]]
    right: bool = False
    least: int = 0
    most: int = 60
    style: str = ""


def render(reports: Iterable[Report], options: Options) -> Iterator[str]:
    """Yield the table of each report, a blank line between two."""
    for i, report in enumerate(reports):
        yield "\n" * (i > 0) + "\n".join(_report(report, options)) + "\n"


def _report(report: Report, options: Options) -> Iterator[str]:
    lang, color = options.lang, options.color
    yield from _head(report, options)
    columns = _picked(report, options) if options.columns else _own(report, options)
    cells = [[[flat(line) for line in c.cell(f)] for c in columns] for f in report.figures]
    columns, cells, widths = _fit(columns, cells, options)
    right, styles = [c.right for c in columns], [c.style for c in columns]
    if cells:
        head = grid.row([[c.heading] for c in columns], widths, right, [grid.BOLD] * len(columns), color)
        yield from (_INDENT + line for line in head)
    section: tuple[str, ...] = ()
    for figure, row in zip(report.figures, cells, strict=True):
        if figure.section != section:
            yield from _section(section, figure.section, options)
            section = figure.section
        yield from (_INDENT + line for line in grid.row(row, widths, right, styles, color))
    if options.context:
        yield from _context(report, options)
    yield ""
    counts = Counter(f.status for f in report.figures)
    kinds = word("list", lang).join(f"{word(s, lang)} {counts[s]}" for s in ("actual", "target", "criterion"))
    c = report.coverage
    yield from grid.fold(word("total", lang).format(n=len(report.figures), kinds=kinds), options.width)
    line = word("coverage", lang).format(n=c.numerals, figures=c.figures, context=c.context, rest=c.unaccounted)
    yield from (grid.paint(part, grid.WARN, color and c.unaccounted > 0) for part in grid.fold(line, options.width))


def _head(report: Report, options: Options) -> Iterator[str]:
    h = report.header
    for line in grid.fold(flat(h.title or report.document.file), options.width):
        yield grid.paint(line, grid.BOLD, options.color)
    period = short(Period(None, h.start, h.end, True)) if h.start and h.end else None
    facts = [flat(f) for f in (h.place, h.date, period, report.document.file if h.title else None) if f]
    if facts:
        yield from (grid.paint(line, grid.DIM, options.color) for line in grid.fold(" · ".join(facts), options.width))
    yield ""


def _section(before: tuple[str, ...], section: tuple[str, ...], options: Options) -> Iterator[str]:
    same = 0
    while same < min(len(before), len(section)) and before[same] == section[same]:
        same += 1
    yield ""
    for heading in section[min(same, max(len(section) - 1, 0)) :]:
        for line in grid.fold(flat(heading), options.width):
            yield grid.paint(line, grid.BOLD, options.color)


def _fit(
    columns: list[Shown], cells: list[list[list[str]]], options: Options
) -> tuple[list[Shown], list[list[list[str]]], list[int]]:
    """Choose the columns that fit and their widths; columns that were asked for are never left out."""
    room = max(options.width - len(_INDENT), 20)
    widest = [max([cell_len(c.heading), *(cell_len(line) for row in cells for line in row[i])]) for i, c in enumerate(columns)]
    natural = [min(w, c.most) for w, c in zip(widest, columns, strict=True)]
    least = [min(n, c.least or n) for n, c in zip(natural, columns, strict=True)]
    kept = list(range(len(columns)))
    for name in () if options.columns else ("quote", "id", "period", "status"):
        if grid.fits([least[i] for i in kept], room):
            break
        kept = [i for i in kept if columns[i].name != name]
    if not grid.fits([least[i] for i in kept], room):
        least = [min(n, 4) for n in least]
    widths = grid.share([natural[i] for i in kept], [least[i] for i in kept], room)
    return [columns[i] for i in kept], [[row[i] for i in kept] for row in cells], widths


def _own(report: Report, options: Options) -> list[Shown]:
    """The table's own columns; those at the end need a wide terminal."""
    lang, wide = options.lang, options.width >= _WIDE
    paged = any(f.source.page is not None for f in report.figures)
    columns = [
        Shown("name", word("name", lang), lambda f: [f.name], least=20, most=48 if wide else 60),
        Shown("value", word("value", lang), lambda f: [_value(f)], right=True, most=24),
        Shown("unit", word("unit", lang), lambda f: [f.unit or ""], least=6, most=16),
        Shown("change", word("change", lang), lambda f: _changes(f, lang), least=14, most=30),
        Shown(
            "status", word("status", lang), lambda f: ["" if f.status == "actual" else word(f.status, lang)], style=grid.WARN
        ),
        Shown("period", word("period", lang), lambda f: [_shown_period(f.period, wide)], style=grid.DIM),
        Shown("line", word("at" if paged else "line", lang), _place, right=True, style=grid.DIM),
    ]
    if wide:
        columns.append(Shown("id", word("id", lang), lambda f: [f.id], style=grid.DIM))
        columns.append(Shown("quote", word("quote", lang), _quote, least=30, most=72, style=grid.DIM))
    return columns


def _picked(report: Report, options: Options) -> list[Shown]:
    """The columns of --columns, as CSV has them; a figure with several changes has several lines in one row."""

    def cell(name: str) -> Callable[[Figure], list[str]]:
        def lines(figure: Figure) -> list[str]:
            values = [COLUMNS[name].cell(Row(report, figure, change)) for change in figure.changes or (None,)]
            texts = ["" if v is None else str(v) for v in values]
            return texts[:1] if len(set(texts)) == 1 and not name.startswith("change") else texts

        return lines

    return [
        Shown(
            *(name, COLUMNS[name].zh if (options.headers or options.lang) == "zh" else name, cell(name)),
            *(COLUMNS[name].numeric, 0 if COLUMNS[name].numeric else 8, 80),
        )
        for name in options.columns or ()
    ]


def _value(f: Figure) -> str:
    value = numbers.value(f)
    if value is None:
        return "—"
    high = numbers.printed(f.high, f.high_digits)
    return _MARK.get(f.bound, "") + value + (f"–{high}" if high else "")


def _changes(f: Figure, lang: str) -> list[str]:
    start = (
        [] if f.base is None else [f"{word('from', lang)} {numbers.printed(f.base.value, f.base.digits)}{f.base.unit or ''}"]
    )
    return start + [_change(c, lang) for c in f.changes] or [""]


def _change(c: Change, lang: str) -> str:
    basis = f"{word('since', lang)} {c.base or '?'}" if c.basis == "since" else word(c.basis, lang)
    if c.direction == "flat":
        return f"{word('flat', lang)} {basis}".rstrip()
    low, high = numbers.printed(c.value, c.digits), numbers.printed(c.high, c.high_digits)
    sign = "-" if c.direction == "down" else "+"
    amount = sign + _MARK.get(c.bound, "") + (low or "") + (f"–{high}" if high else "")
    return f"{amount}{c.unit or ''} {basis}".rstrip()


def _shown_period(p: Period | None, inherited: bool) -> str:
    if p is None or not (p.stated or inherited):
        return ""
    return short(p) if p.stated else f"({short(p)})"


def _place(f: Figure) -> list[str]:
    s = f.source
    return [str(s.line) if s.page is None else f"{s.page}:{s.line}"]


def _quote(f: Figure) -> list[str]:
    s = f.source
    return [f"{flat(s.prefix)[-14:]}【{flat(s.text)}】{flat(s.suffix)[:12]}"]


def _context(report: Report, options: Options) -> Iterator[str]:
    lang = options.lang
    yield ""
    yield grid.paint(word("contexts", lang), grid.BOLD, options.color)
    cells = [[[word(c.role, lang)], [flat(c.text)], [flat(c.rule)], [str(c.source.line)]] for c in report.context]
    if not cells:
        return
    natural = [min(max(cell_len(row[i][0]) for row in cells), 40) for i in range(4)]
    widths = grid.share(natural, [6, 10, 8, natural[3]], options.width - len(_INDENT))
    for row in cells:
        yield from (
            _INDENT + x for x in grid.row(row, widths, [False, False, False, True], ["", "", grid.DIM, grid.DIM], options.color)
        )
