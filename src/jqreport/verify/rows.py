"""Rows of a table (CSV or TOML): their columns by English or Chinese name, and what a row says.

A row of an extract says all; a row written by hand leaves open what it does not name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import PurePath

from jqreport.errors import InputError
from jqreport.formats.columns import COLUMNS
from jqreport.formats.where import STATUS
from jqreport.verify.expectation import wrong
from jqreport.verify.period import read_period
from jqreport.verify.stated import Amount, Move, Stated
from jqreport.verify.tolerance import Tolerance

#: Columns of an expectation besides those of an extract, and other names of columns.
MORE = {"period": "报告期", "basis": "比较基准", "tolerance": "容差", "reason": "理由"}
_ALSO = {
    **{
        "名称": "name",
        "指标": "name",
        "indicator": "name",
        "值": "value",
        "单位": "unit",
        "基准": "basis",
        "增减幅度": "change",
    },
    **{"误差": "tolerance", "允许误差": "tolerance", "原因": "reason", "说明": "reason", "change_basis": "basis"},
}
BASIS = {
    **{"同比": "yoy", "环比": "mom", "年均": "average", "较": "since", "比": "since", "未注明": "unstated"},
    **{b: b for b in ("yoy", "mom", "average", "since", "unstated")},
}
BOUNDS = {"约": "approx", "超过": "over", "以内": "under", **{b: b for b in ("exact", "approx", "over", "under")}}
_QUANTITY = re.compile(r"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?|[+-]?[0-9]+/[0-9]+)\s*(\D*)")
_GROUPS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DEFUSED = re.compile("'(?:[\t\r\n]|[\\s\u200b\u2060\ufeff]*[-=+@−＝＋－＠﹢﹣﹦﹫])", re.DOTALL)


def header(names: Sequence[str], path: str, where: str) -> list[str]:
    """The columns by their English names; unknown ones keep theirs and are ignored. InputError for a slip of the pen or a double."""
    known = {
        **{c.zh: n for n, c in COLUMNS.items()},
        **{zh: n for n, zh in MORE.items()},
        **{n: n for n in (*COLUMNS, *MORE)},
        **_ALSO,
    }
    found = []
    for raw in names:
        name = raw.strip()
        column = known.get(name) or known.get(name.lower().replace("-", "_").replace(" ", "_"))
        if column is None and name.isascii() and (close := get_close_matches(name.lower(), known, 1, 0.85)):
            raise wrong(
                path, where, f"there is no column {name}; did you mean {close[0]}", f"没有名为 {name} 的列；是不是 {close[0]}"
            )
        if column is not None and column in found:
            raise wrong(path, where, f"the column {column} stands twice", f"列 {column} 出现两次")
        found.append(column or name)
    return found


def of_file(files: Sequence[object], entries: Sequence[bool], path: str, report: str) -> list[bool]:
    """Which entries of a file of several reports are of the report that is verified; InputError where that cannot be told."""
    named = {str(f) for f, entry in zip(files, entries, strict=True) if entry and f}
    if len(named) < 2:
        return list(entries)
    base = PurePath(report).name
    chosen = [n for n in named if n == report] or [n for n in named if PurePath(n).name == base]
    if len(chosen) != 1:
        raise InputError(
            f"{path}: holds figures of {len(named)} reports, and {report} is {'none' if not chosen else 'more than one'} of them",
            f"{path}：含 {len(named)} 份报告的指标，无法确定哪些属于 {report}",
            code="expectation",
        )
    return [entry and str(f) == chosen[0] for f, entry in zip(files, entries, strict=True)]


def undo(cell: str) -> str:
    """A text cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if _DEFUSED.match(cell) else cell


class Row:
    """One row by column name; empty cells count as not there."""

    def __init__(self, cells: Mapping[str, str], path: str, where: str) -> None:
        self.cells = {k: v for k, v in cells.items() if v.strip()}
        self.path, self.where = path, where

    def text(self, column: str) -> str | None:
        """A text cell."""
        cell = self.cells.get(column)
        return None if cell is None else undo(cell).strip()

    def choice(self, column: str, known: Mapping[str, str]) -> str | None:
        """A cell that holds one of a few words, in English or Chinese."""
        cell = self.text(column)
        if cell is None:
            return None
        if cell.lower() not in known:
            words = ", ".join(dict.fromkeys(known.values()))
            raise wrong(self.path, f"{self.where}: {column}", f"{cell} is not one of {words}", f"{cell} 不在 {words} 之中")
        return known[cell.lower()]

    def amount(self, column: str) -> tuple[Amount, str | None] | None:
        """A number, and the unit that stands in its cell, if one does."""
        cell = self.text(column)
        if cell is None:
            return None
        plain = unicodedata.normalize("NFKC", cell).replace("−", "-").replace("－", "-").strip()
        match = _QUANTITY.fullmatch(plain)
        if match and ("," not in match[1] or _GROUPS.fullmatch(match[1])):
            read = Amount.read(match[1].replace(",", "").removeprefix("+"))
            if read is not None:
                return read, match[2].strip() or None
        raise wrong(self.path, f"{self.where}: {column}", f"{cell} is no number", f"{cell} 不是数字")

    def number(self, column: str) -> Amount | None:
        """A number without a unit."""
        found = self.amount(column)
        return found[0] if found else None

    def tolerance(self) -> Tolerance | None:
        """The row's own tolerance."""
        cell = self.text("tolerance")
        read = None if cell is None else Tolerance.parse(cell)
        if cell is not None and read is None:
            raise wrong(
                self.path, f"{self.where}: tolerance", f"{cell} is none; write 0.5 or 1%", f"{cell} 不是误差；应写作 0.5 或 1%"
            )
        return read

    def move(self, complete: bool) -> Move | None:
        """The change of the row."""
        found = self.amount("change")
        if found is None:
            return None
        amount, unit = found
        named = self.text("change_unit")
        return Move(
            amount=amount,
            high=self.number("change_high"),
            unit=named or unit,
            basis=self.choice("basis", BASIS),
            base=self.text("change_base"),
            bound=self.choice("change_bound", BOUNDS) if complete else None,
        )

    def stated(self, absent: frozenset[str] | None = None, more: Sequence[Row] = ()) -> Stated:
        """What the row says; `more` are rows of the same figure with further changes.

        `absent` are the fields that an extract has no columns for; None means a row written by hand.
        """
        complete = absent is not None
        name = self.text("name")
        if name is None:
            raise wrong(self.path, f"{self.where}: name", "is missing", "缺失")
        value = self.amount("value")
        unit = self.text("unit") or (value[1] if value else None)
        moves = tuple(m for m in (row.move(complete) for row in (self, *more)) if m is not None)
        period = self._period()
        base = self.amount("from_value")
        given = {
            "value": value is not None,
            "unit": unit is not None,
            "bound": "bound" in self.cells,
            "status": "status" in self.cells,
            "period": period is not None,
            "high": "high" in self.cells,
            "from": base is not None,
            "changes": bool(moves),
        }
        left = absent if absent is not None else frozenset({"row", *(k for k, there in given.items() if not there)})
        return Stated(
            name=name,
            amount=value[0] if value else None,
            high=self.number("high"),
            unit=unit,
            bound=self.choice("bound", BOUNDS) or ("exact" if complete else None),
            status=self.choice("status", STATUS),
            period=period,
            base=base[0] if base else None,
            base_unit=self.text("from_unit") or (base[1] if base else None),
            moves=moves,
            sentence=self.text("sentence") or "",
            left=left,
        )

    def _period(self) -> tuple[str, str] | None:
        start, end = self.text("period_start"), self.text("period_end")
        if start and end:
            return start, end
        cell = self.text("period")
        if cell is None:
            return None
        period = read_period(cell)
        if period is None:
            en = f"{cell} is no period; write 2023, 2023-06, 2023-01/06, 2023H1 or 2023-01-01/2023-06-30"
            raise wrong(
                self.path, f"{self.where}: period", en, f"{cell} 不是报告期；可写 2023、2023-06、2023年上半年、2023年1-6月"
            )
        return period
