"""A comparison as a workbook: indicators by report, targets, findings, the reports' context numerals and warnings."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jqreport.compare.core import Comparison
from jqreport.compare.series import Point, Series
from jqreport.compare.targets import ZH
from jqreport.formats.numbers import plain, printed, signed
from jqreport.formats.options import Options
from jqreport.formats.xlsx import CONTEXT, FINDINGS, WARNINGS, Book, Cell, Column, amount
from jqreport.intervals import INFINITY
from jqreport.model import Report

_VERDICT = {"pass": "相符", "fail": "不符", "review": "待核", "not_checkable": "无法核对", "": None}
Item = tuple[Series, Point]


def _value(item: Item) -> Cell:
    series, point = item
    figure = point.figure
    if figure is None or figure.value is None or point.value is None:
        return None
    if figure.unit == series.unit:
        return amount(figure.value, printed(figure.value, figure.digits))
    return amount(point.value, plain(point.value))


def _stated(item: Item) -> Cell:
    change = item[1].stated
    low = None if change is None else signed(change)[0]
    return None if low is None or "/" in low else amount(Decimal(low), low)


def _implied(item: Item, end: str) -> Cell:
    interval = item[1].implied
    if interval is None or abs(getattr(interval, end)) == INFINITY:
        return None
    rounded: Decimal = getattr(interval, end).quantize(Decimal("0.0001"))
    return amount(rounded, f"{rounded:f}")


SERIES: tuple[Column, ...] = (
    Column("name", "指标名称", 30, lambda r, i: i[0].name),
    Column("unit", "计量单位", 10, lambda r, i: i[0].unit),
    Column("period_start", "报告期起", 12, lambda r, i: r.header.start),
    Column("period_end", "报告期止", 12, lambda r, i: r.header.end),
    Column("value", "数值", 13, lambda r, i: _value(i)),
    Column("growth", "所述增速", 10, lambda r, i: _stated(i)),
    Column("growth_unit", "增速单位", 9, lambda r, i: i[1].stated and i[1].stated.unit),
    Column("implied_low", "隐含增速下限", 13, lambda r, i: _implied(i, "low")),
    Column("implied_high", "隐含增速上限", 13, lambda r, i: _implied(i, "high")),
    Column("verdict", "结论", 9, lambda r, i: _VERDICT.get(i[1].verdict, i[1].verdict)),
    Column("why", "缘由", 24, lambda r, i: i[1].why[1]),
    Column("line", "行", 6, lambda r, i: i[1].figure and i[1].figure.source.line),
    Column("page", "页", 5, lambda r, i: i[1].figure and i[1].figure.source.page),
    Column("id", "编号", 11, lambda r, i: i[1].figure and i[1].figure.id),
    Column("indicator", "标准指标", 18, lambda r, i: i[0].indicator),
    Column("file", "文件", 24, lambda r, i: r.document.file),
)


TARGETS: tuple[Column, ...] = (
    Column("name", "指标名称", 30, lambda r, t: t.name),
    Column("aim", "目标", 20, lambda r, t: t.aim),
    Column("done", "结果", 20, lambda r, t: t.done),
    Column("state", "达成", 9, lambda r, t: ZH.get(t.state, t.state)),
    Column("file", "文件", 24, lambda r, t: t.file),
)


def render(comparison: Comparison, options: Options) -> Iterator[bytes]:
    """Yield the workbook; heads are Chinese unless `headers` is "en"."""
    book = Book(options.headers != "en")
    sheet = book.sheet("Comparison", "对照", SERIES)
    for series in comparison.series:
        for point in series.points:
            sheet.row(point.report, (series, point))
    goals = book.sheet("Targets", "目标", TARGETS)
    for target in comparison.targets:
        goals.row(None, target)
    found = book.sheet("Findings", "核验发现", FINDINGS)
    for finding in comparison.findings.findings:
        found.row(None, finding)
    _reports(book, comparison.reports)
    yield book.close()


def _reports(book: Book, reports: tuple[Report, ...]) -> None:
    context, warnings = book.sheet("Context", "语境", CONTEXT), book.sheet("Warnings", "提示", WARNINGS)
    for report in reports:
        for numeral in report.context:
            context.row(report, numeral)
        for warning in report.warnings:
            warnings.row(report, warning)
