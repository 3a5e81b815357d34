"""What the heads of a row and of a column say together: name, unit, period, change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import regex

from jqreport import tabletext as words
from jqreport.tablegrid import Column, Row, Segment


@dataclass(slots=True)
class RowHead:
    """What the row heads of one row say."""

    name: str = ""
    unit: str | None = None
    period: str | None = None
    change: words.Head | None = None
    total: bool = False
    among: bool = False


@dataclass(slots=True)
class ColumnHead:
    """What the column heads of one column say."""

    name: str = ""
    unit: str | None = None
    period: str | None = None
    change: words.Head | None = None
    dropped: str = ""
    bare: bool = False  # no head at all, beside others without one


def joined(row: RowHead, top: ColumnHead) -> str:
    """Row indicator + column group; what one repeats of the other stands once."""
    if not row.name:
        return top.name or top.dropped
    if not top.name:
        return row.name
    if row.total:
        return top.name
    if top.name in row.name:
        return row.name
    return top.name if row.name in top.name else row.name + top.name


def whole_period(top: str | None, row: str | None, title: str | None) -> str | None:
    """The column's period, else the row's, else the title's; a month or a quarter takes its year from the next one out."""
    found: str | None = None
    for period in (top, row, title):
        if period is None or (found is not None and words.has_year(found)):
            continue
        if found is None:
            found = period
        elif (
            words.has_year(period)
            and (year := regex.match(r"(?:19|20)\d{2}年?", period))
            and regex.match(r"[\d上下前第一二三四全]", found)
        ):
            found = year.group().removesuffix("年") + "年" + found
    return found


def column_heads(segment: Segment, columns: Iterable[Column]) -> Mapping[int, ColumnHead]:
    """The column heads; a generic word (数量, 金额) stays where two columns would else say the same."""
    columns = list(columns)
    paths = {c.number: segment.path(c.number) for c in columns}
    shared = {t for n in paths for t in paths[n] if len(columns) > 1 and all(t in p for p in paths.values())}
    tops = {
        n: _top([t for t in path if not (t in shared and t.endswith(("情况", "名称", "内容")))]) for n, path in paths.items()
    }
    groups = {c.number: c.group for c in columns}
    says = {n: (groups[n], t.name, t.period, t.change and t.change.change) for n, t in tops.items()}
    seen = Counter(says.values())
    for number, top in tops.items():
        if seen[says[number]] > 1:
            top.bare = not paths[number]
            if words.COUNTED.fullmatch(top.dropped):
                top.name += top.dropped
    return tops


def _top(path: Sequence[str]) -> ColumnHead:
    top = ColumnHead()
    names: list[str] = []
    for text in path:
        head = words.head(words.bare(text))
        top.unit = head.unit or top.unit
        if head.period:
            top.period = whole_period(head.period, None, top.period)
        if head.change:
            top.change = head
        if words.TOTAL.fullmatch(head.rest) or words.GENERIC.fullmatch(head.rest):
            top.dropped = head.rest or top.dropped
        elif head.rest not in names:
            names.append(head.rest)
    top.name = "".join(names)
    return top


def row_head(segment: Segment, row: Row, group: int) -> RowHead:
    """What the row heads of one row say, outermost first."""
    found = RowHead()
    names: list[str] = []
    for text in segment.labels(row, group):
        squeezed = words.squeeze(text)
        found.among = found.among or words.AMONG.match(squeezed) is not None
        head = words.head(words.bare(squeezed))
        found.unit = head.unit or found.unit
        found.period = head.period or found.period
        if head.change:
            found.change = head
        if words.TOTAL.fullmatch(head.rest):
            found.total = True
        elif head.rest and head.rest not in names:
            names.append(head.rest)
    found.unit = segment.unit(row, group) or found.unit
    found.total = found.total and not names
    found.name = "".join(names) or ("合计" if found.total else "")
    return found


def tell_apart(segment: Segment, rows: Mapping[Row, Mapping[int, RowHead]]) -> None:
    """Rows of one name under different titles inside the table take the title into their names."""
    for group in segment.groups:
        under: dict[str, set[str]] = {}
        for row, heads in rows.items():
            under.setdefault(heads[group].name, set()).add(segment.title(row))
        for row, heads in rows.items():
            title = words.head(words.bare(words.squeeze(segment.title(row)))).rest
            if len(under[heads[group].name]) > 1 and heads[group].name and title:
                name = "" if heads[group].total else heads[group].name
                heads[group].name, heads[group].total = title + name, False
