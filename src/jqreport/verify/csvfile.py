"""An expectation as CSV: an extract (every row says all) or written by hand; rewritten in place, what is untouched byte for byte."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jqreport.errors import InputError
from jqreport.formats.columns import COLUMNS
from jqreport.formats.columns import Row as FigureRow
from jqreport.formats.safe import defused
from jqreport.verify.expectation import Expectation, Expected, Place, wrong
from jqreport.verify.rows import Row, header, of_file, undo

_COMPLETE = {"id", "name", "value", "unit", "status", "period_start", "period_end", "change", "basis"}
_FIELDS = {"high": "high", "bound": "bound", "from": "from_value"}
_OWN_NAMES = {"basis": "change_basis"}


@dataclass(frozen=True, slots=True)
class Record:
    """A row as it stands in the file, its end of line included; `cells` is None for comments, blank lines and other reports' rows."""

    raw: str
    line: int
    cells: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Table:
    """The whole file: its records, the English names of its columns, its delimiter and line end, and the records of each entry."""

    records: tuple[Record, ...]
    head: int
    columns: tuple[str, ...]
    delimiter: str
    newline: str
    entries: tuple[tuple[int, ...], ...]


def read(text: str, path: str, report: str, encoding: str) -> Expectation:
    """Read a CSV expectation; InputError names the line and the column that is wrong."""
    delimiter = _delimiter(text)
    try:
        records = list(_records(text, delimiter))
    except csv.Error as error:
        raise InputError(f"{path}: no valid CSV: {error}", f"{path}：不是有效的 CSV：{error}", code="expectation") from None
    head = next((i for i, r in enumerate(records) if r.cells is not None), None)
    if head is None:
        raise InputError(f"{path}: is empty; it needs a header", f"{path}：是空的，须有表头", code="expectation")
    where = f"line {records[head].line}"
    first = records[head].cells or ()
    columns = header([first[0].removeprefix("\ufeff"), *first[1:]], path, where)
    if "name" not in columns or not {"value", "change"} & {*columns}:
        raise wrong(
            path,
            where,
            "the header needs name and value (or change)",
            "表头须有 name（指标名称）和 value（数值）或 change（增减）",
        )
    rows: list[tuple[int, dict[str, str]]] = []
    for i, record in enumerate(records[head + 1 :], head + 1):
        if record.cells is None:
            continue
        if len(record.cells) > len(columns) and any(c.strip() for c in record.cells[len(columns) :]):
            en = f"has {len(record.cells)} cells, the header {len(columns)}"
            raise wrong(path, f"line {record.line}", en, f"有 {len(record.cells)} 格，表头只有 {len(columns)} 格")
        rows.append((i, dict(zip(columns, record.cells, strict=False))))
    mine = of_file([undo(c.get("file", "")) for _, c in rows], [True] * len(rows), path, report)
    rows = [row for row, keep in zip(rows, mine, strict=True) if keep]
    absent = frozenset(f for f, c in _FIELDS.items() if c not in columns) if {*columns} >= _COMPLETE else None
    entries, groups = _entries(rows, records, path, absent)
    newline = "\r\n" if records[head].raw.endswith("\r\n") else "\n"
    table = Table(tuple(records), head, tuple(columns), delimiter, newline, tuple(groups))
    return Expectation(path, "csv", absent is not None, tuple(entries), table, None, encoding)


def _delimiter(text: str) -> str:
    lines = (line for line in text.removeprefix("\ufeff").splitlines() if line.strip() and not line.lstrip().startswith("#"))
    first = next(lines, "")
    return max(",\t;", key=first.count)


def _records(text: str, delimiter: str) -> Iterator[Record]:
    """Yield every record with its raw text; a line that begins with # where a record could is a comment."""
    pending: list[str] = []
    aside: list[tuple[str, int]] = []
    number = 0
    begins = True

    def lines() -> Iterator[str]:
        nonlocal number, begins
        for line in io.StringIO(text, newline=""):
            number += 1
            if begins and (line.lstrip("\ufeff \t").startswith("#") or not line.strip("\ufeff \t\r\n")):
                aside.append((line, number))
                continue
            begins = False
            pending.append(line)
            yield line

    for cells in csv.reader(lines(), delimiter=delimiter, strict=True):
        yield from (Record(raw, at, None) for raw, at in aside)
        aside.clear()
        blank = not any(c.strip() for c in cells)
        yield Record("".join(pending), number - len(pending) + 1, None if blank else tuple(cells))
        pending.clear()
        begins = True
    yield from (Record(raw, at, None) for raw, at in aside)


def _entries(
    rows: Sequence[tuple[int, dict[str, str]]], records: Sequence[Record], path: str, absent: frozenset[str] | None
) -> tuple[list[Expected], list[tuple[int, ...]]]:
    groups: list[list[tuple[int, dict[str, str]]]] = []
    for i, cells in rows:  # a figure with two changes has two rows with one id
        if absent is not None and groups and cells.get("id") and groups[-1][0][1].get("id") == cells["id"]:
            groups[-1].append((i, cells))
        else:
            groups.append([(i, cells)])
    entries = []
    for index, group in enumerate(groups):
        where = f"line {records[group[0][0]].line}"
        first, *more = [Row(cells, path, where) for _, cells in group]
        entries.append(
            Expected(
                said=first.stated(absent, more),
                index=index,
                where=where,
                id=first.text("id"),
                tolerance=first.tolerance(),
                reason=first.text("reason"),
                places=_places(group[0][1]),
            )
        )
    return entries, [tuple(i for i, _ in group) for group in groups]


def _places(cells: Mapping[str, str]) -> tuple[Place, ...]:
    start, end, text, line = (cells.get(c, "") for c in ("start", "end", "text", "line"))
    if not (start.isdecimal() and end.isdecimal() and text):
        return ()
    return (Place(int(start), int(end), undo(text), int(line) if line.isdecimal() else None),)


def cells_of(row: FigureRow, table: Table, own: Mapping[str, str]) -> str:
    """A row of an extract's columns for a figure, with the columns that a reviewer has added."""
    cells = []
    for name in table.columns:
        column = COLUMNS.get(_OWN_NAMES.get(name, name))
        if column is None:
            cells.append(own.get(name, ""))
            continue
        cell = column.cell(row)
        cells.append("" if cell is None else str(cell) if column.numeric else defused(str(cell)))
    return line_of(cells, table)


def line_of(cells: Sequence[str], table: Table) -> str:
    """One line of CSV, cells quoted where they need it."""
    special = re.compile(f'["\r\n{re.escape(table.delimiter)}]|^ | $|^#')
    line = table.delimiter.join('"' + c.replace('"', '""') + '"' if special.search(c) else c for c in cells)
    return (line or '""') + table.newline


def own_cells(expectation: Expectation, entry: Expected) -> dict[str, str]:
    """What a reviewer has added to an entry: the cells of columns that no extract has."""
    table: Table = expectation.data
    cells = dict(zip(table.columns, table.records[table.entries[entry.index][0]].cells or (), strict=False))
    return {k: v for k, v in cells.items() if _OWN_NAMES.get(k, k) not in COLUMNS}


def edited(table: Table, edits: Mapping[int, Mapping[str, str] | None], added: Sequence[Mapping[str, str]]) -> str:
    """The file with some cells of some entries changed (None: the entry goes), and rows added at its end."""
    changed = {table.entries[i][0]: edit for i, edit in edits.items()}
    out = []
    for i, record in enumerate(table.records):
        edit = changed.get(i, {})
        if edit is None:
            continue
        if not edit or record.cells is None:
            out.append(record.raw)
            continue
        cells = [*record.cells, *[""] * (len(table.columns) - len(record.cells))]
        for name, value in edit.items():
            cells[table.columns.index(name)] = value
        out.append(line_of(cells, table))
    if added and out and not out[-1].endswith(("\n", "\r")):
        out.append(table.newline)
    out += [line_of([row.get(c, "") for c in table.columns], table) for row in added]
    return "".join(out)


def replaced(table: Table, rows: Sequence[str]) -> str:
    """The file with the rows of the report that was verified replaced by others; comments and other reports stay."""
    mine = {i for group in table.entries for i in group}
    first = min(mine, default=len(table.records))
    out: list[str] = []
    for i, record in enumerate(table.records):
        if i == first:
            out += rows
        if i not in mine:
            out.append(record.raw)
    return "".join([*out, *(rows if first == len(table.records) else ())])
