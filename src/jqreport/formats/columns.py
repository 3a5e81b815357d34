"""The columns of a figure and change, by name: what CSV writes, and what --columns picks for CSV and table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import NamedTuple

from jqreport.errors import UsageError
from jqreport.formats import numbers
from jqreport.model import Base, Change, Figure, Period, Report, Rows, Scaled

ARROW = " > "  # between the headings of a section


class Row(NamedTuple):
    """A figure and one of its changes, or None where it has none."""

    report: Report | Rows
    figure: Figure
    change: Change | None


class Column(NamedTuple):
    """A column: its header in English and Chinese, whether its cells are numbers, and how a row fills it."""

    name: str
    zh: str
    numeric: bool
    cell: Callable[[Row], str | int | float | None]


def rows(report: Report | Rows) -> Iterator[Row]:
    """One row for a figure and change: two changes are two rows with one id, no change is one row."""
    for figure in report.figures:
        for change in figure.changes or (None,):
            yield Row(report, figure, change)


def _text(name: str, zh: str, cell: Callable[[Row], str | None]) -> Column:
    return Column(name, zh, False, cell)


def _number(name: str, zh: str, cell: Callable[[Row], str | int | float | None]) -> Column:
    return Column(name, zh, True, cell)


def _change(get: Callable[[Change], str | None]) -> Callable[[Row], str | None]:
    return lambda r: None if r.change is None else get(r.change)


def _period(get: Callable[[Period], str | None]) -> Callable[[Row], str | None]:
    return lambda r: None if r.figure.period is None else get(r.figure.period)


def _base(get: Callable[[Base], str | None]) -> Callable[[Row], str | None]:
    return lambda r: None if r.figure.base is None else get(r.figure.base)


def _scaled(get: Callable[[Scaled], str | None]) -> Callable[[Row], str | None]:
    return lambda r: None if r.figure.scaled is None else get(r.figure.scaled)


#: The columns of `-f csv`, in order: the contract.
CSV: tuple[Column, ...] = (
    _text("file", "文件", lambda r: r.report.document.file),
    _text("id", "编号", lambda r: r.figure.id),
    _text("name", "指标名称", lambda r: r.figure.name),
    _number("value", "数值", lambda r: numbers.value(r.figure)),
    _number("high", "上限", lambda r: numbers.printed(r.figure.high, r.figure.high_digits)),
    _text("unit", "计量单位", lambda r: r.figure.unit),
    _text("bound", "界限", lambda r: r.figure.bound),
    _text("status", "状态", lambda r: r.figure.status),
    _text("period_start", "报告期起", _period(lambda p: p.start)),
    _text("period_end", "报告期止", _period(lambda p: p.end)),
    _number("change", "增减", _change(lambda c: numbers.signed(c)[0])),
    _number("change_high", "增减上限", _change(lambda c: numbers.signed(c)[1])),
    _text("change_unit", "增减单位", _change(lambda c: c.unit)),
    _text("change_basis", "比较基准", _change(lambda c: c.basis)),
    _text("change_base", "基准期", _change(lambda c: c.base)),
    _text("change_bound", "增减界限", _change(lambda c: c.bound)),
    _number("from_value", "起始值", _base(lambda b: numbers.printed(b.value, b.digits))),
    _text("from_unit", "起始单位", _base(lambda b: b.unit)),
    _number("scaled_value", "换算值", _scaled(lambda s: numbers.plain(s.value))),
    _text("scaled_unit", "换算单位", _scaled(lambda s: s.unit)),
    _text("part_of", "所属", lambda r: r.figure.part_of),
    _text("section", "章节", lambda r: ARROW.join(r.figure.section)),
    _number("page", "页", lambda r: r.figure.source.page),
    _number("line", "行", lambda r: r.figure.source.line),
    _number("end_line", "止行", lambda r: r.figure.source.end_line),
    _number("start", "起", lambda r: r.figure.source.start),
    _number("end", "止", lambda r: r.figure.source.end),
    _text("text", "原文", lambda r: r.figure.source.text),
    _text("rule", "规则", lambda r: r.figure.rule),
)

#: Columns that --columns may pick besides.
EXTRA: tuple[Column, ...] = (
    _number("decimals", "小数位数", lambda r: r.figure.decimals),
    _number("scaled_high", "换算上限", _scaled(lambda s: None if s.high is None else numbers.plain(s.high))),
    _text("quantity", "量", _scaled(lambda s: s.quantity)),
    _text("period_text", "报告期原文", _period(lambda p: p.text)),
    _text("period_stated", "报告期明示", _period(lambda p: ("false", "true")[p.stated])),
    _text("change_text", "增减原文", _change(lambda c: c.source.text)),
    _text("change_rule", "增减规则", _change(lambda c: c.rule)),
    _number("column", "列", lambda r: r.figure.source.column),
    _number("end_column", "止列", lambda r: r.figure.source.end_column),
    _text("prefix", "前文", lambda r: r.figure.source.prefix),
    _text("suffix", "后文", lambda r: r.figure.source.suffix),
    _text("sentence", "句子", lambda r: r.figure.sentence),
    _text("canonical", "标准指标", lambda r: r.figure.canonical),
    _text("group", "组", lambda r: r.figure.group),
    _text("ocr", "文字识别", lambda r: ("false", "true")[r.figure.ocr]),
    _number("confidence", "识别置信度", lambda r: r.figure.confidence),
    _text("title", "标题", lambda r: r.report.header.title),
    _text("place", "地区", lambda r: r.report.header.place),
    _text("date", "日期", lambda r: r.report.header.date),
    _text("sha256", "校验和", lambda r: r.report.document.sha256),
)


COLUMNS: dict[str, Column] = {c.name: c for c in (*CSV, *EXTRA)}
_BY_ZH: dict[str, str] = {c.zh: c.name for c in COLUMNS.values()}


def split(picked: str, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Read a --columns list (names parted by commas, English or Chinese); UsageError names the one that does not exist.

    `more` are names that a format knows besides.
    """
    names = [part.strip() for part in picked.replace("，", ",").split(",") if part.strip()]
    if not names:
        raise UsageError(
            "--columns: name at least one column, as in --columns name,value,unit",
            "--columns：至少写出一列，如 --columns name,value,unit",
        )
    found = tuple(_BY_ZH.get(name, name) for name in names)
    for name in found:
        if name not in COLUMNS and name not in more:
            near = get_close_matches(name, [*COLUMNS, *more], 1)
            hint_en, hint_zh = (
                (f"did you mean {near[0]}", f"是不是 {near[0]}")
                if near
                else ("see jqreport extract --help", "见 jqreport extract --help")
            )
            raise UsageError(f"--columns: there is no column {name}; {hint_en}", f"--columns：没有名为 {name} 的列；{hint_zh}")
    return found
