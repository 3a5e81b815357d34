"""An earlier extract as JSON or JSON Lines: read with its very digits, and written back in the same layout."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring as quote
from typing import Any, NoReturn

from jqreport.errors import InputError
from jqreport.formats.json import SCHEMA
from jqreport.formats.safe import json_safe
from jqreport.formats.writer import FIGURE, OCR
from jqreport.verify.expectation import Expectation, Expected, Place, wrong
from jqreport.verify.rows import of_file
from jqreport.verify.stated import Amount, Move, Stated
from jqreport.verify.tolerance import Tolerance

_STATUS, _BOUNDS = ("actual", "target", "criterion"), ("exact", "approx", "over", "under")
FIGURE_KEYS = ("file", *FIGURE, *OCR)  # all others were added by a reviewer: reason, tolerance, notes


class Digits(str):
    """A JSON number by its digits."""


def loads(text: str) -> Any:
    """Parse JSON; numbers keep their digits, NaN and Infinity are refused. ValueError where it is none."""
    try:
        return json.loads(text, parse_float=Digits, parse_int=Digits, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def dumps(value: Any, wide: bool = True) -> str:
    """Write JSON on one line, in the layout of -f json (`wide`) or of -f jsonl."""
    comma, colon = (", ", ": ") if wide else (",", ":")
    if isinstance(value, Digits):
        return str(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, dict):
        return "{" + comma.join(f"{quote(k)}{colon}{dumps(v, wide)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + comma.join(dumps(v, wide) for v in value) + "]"
    return json.dumps(value)


def write(data: dict[str, Any]) -> str:
    """A whole extract in the layout of -f json."""
    parts = []
    for key, value in data.items():
        if key == "figures" and value:
            shown = "[\n" + ",\n".join(_wide(f) for f in value) + "\n  ]"
        elif key in ("context", "warnings") and value:
            shown = "[\n" + ",\n".join("    " + dumps(item) for item in value) + "\n  ]"
        else:
            shown = dumps(value)
        parts.append(f"  {quote(key)}: {shown}")
    return json_safe("{\n" + ",\n".join(parts) + "\n}\n")


def _wide(figure: dict[str, Any]) -> str:
    return "    {\n      " + ",\n      ".join(f"{quote(k)}: {dumps(v)}" for k, v in figure.items()) + "\n    }"


def read(text: str, path: str, report: str, encoding: str) -> Expectation:
    """Read an extract; InputError names the figure and the key that is wrong."""
    try:
        data = loads(text.removeprefix("\ufeff"))
    except ValueError as error:
        return _lines(text, path, report, encoding, error)
    if isinstance(data, dict) and "name" in data and "schema" not in data:
        return _lines(text, path, report, encoding, None)
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        found = data.get("schema") if isinstance(data, dict) else None
        en = f"is no extract of this jqreport: schema is {found or 'missing'}, not {SCHEMA}"
        raise InputError(f"{path}: {en}", f"{path}：不是本版 jqreport 的提取结果：schema 应为 {SCHEMA}", code="expectation")
    figures = data.get("figures")
    if not isinstance(figures, list):
        raise wrong(path, "figures", "must be a list", "应是列表")
    source = data.get("source")
    digest = source.get("sha256") if isinstance(source, dict) else None
    entries = list(_entries(((f, f"figure {i}") for i, f in enumerate(figures, 1)), path))
    return Expectation(path, "json", True, tuple(entries), data, digest if isinstance(digest, str) else None, encoding, True)


def _lines(text: str, path: str, report: str, encoding: str, error: ValueError | None) -> Expectation:
    """Read JSON Lines; of several reports, the lines of the one that is verified."""
    lines = text.removeprefix("\ufeff").split("\n")
    found: list[Any] = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(loads(line) if line.strip() else None)
        except ValueError as problem:
            whole = error if error is not None and "\n{" not in text.strip() else None  # one object over many lines
            where = f"line {number}" if whole is None else "JSON"
            raise wrong(path, where, f"not valid: {whole or problem}", f"无效：{whole or problem}") from None
    mine = of_file(
        [f.get("file") if isinstance(f, dict) else None for f in found], [f is not None for f in found], path, report
    )
    data = [(line, f if keep else None) for line, f, keep in zip(lines, found, mine, strict=True)]
    kept = [(f, f"line {i}") for i, (_, f) in enumerate(data, 1) if f is not None]
    return Expectation(path, "jsonl", True, tuple(_entries(kept, path)), data, None, encoding, True)


def _entries(figures: Iterable[tuple[Any, str]], path: str) -> Iterator[Expected]:
    members: dict[str, int] = {}
    for index, (f, where) in enumerate(figures):
        if not isinstance(f, dict):
            raise wrong(path, where, "must be an object", "应是对象")
        reader = _Reader(f, path, where)
        group = reader.text("group", True)
        if group is not None:
            members[group] = members.get(group, 0) + 1
        yield Expected(
            said=reader.stated(members[group] if group is not None else 0),
            index=index,
            where=where,
            id=reader.text("id", True),
            tolerance=reader.tolerance(),
            reason=reader.text("reason", True) or None,
            places=tuple(reader.places()),
        )


class _Reader:
    """Takes the fields of one figure and says which is wrong."""

    def __init__(self, figure: dict[str, Any], path: str, where: str) -> None:
        self.figure, self.path, self.where = figure, path, where

    def wrong(self, key: str, en: str, zh: str) -> InputError:
        return wrong(self.path, f"{self.where}: {key}", en, zh)

    def text(self, key: str, optional: bool = False, of: dict[str, Any] | None = None) -> str | None:
        value = (self.figure if of is None else of).get(key)
        if value is None and optional:
            return None
        if not isinstance(value, str) or isinstance(value, Digits):
            raise self.wrong(key, "must be text", "应是文字")
        return value

    def choice(self, key: str, known: tuple[str, ...], of: dict[str, Any] | None = None) -> str:
        value = self.text(key, False, of)
        if value not in known:
            raise self.wrong(key, f"{value} is not one of {', '.join(known)}", f"{value} 不在 {', '.join(known)} 之中")
        return value

    def amount(self, key: str, of: dict[str, Any] | None = None) -> Amount | None:
        value = (self.figure if of is None else of).get(key)
        if value is None:
            return None
        read = Amount.read(value) if isinstance(value, str) else None
        if read is None or (not isinstance(value, Digits) and "/" not in str(value)):
            raise self.wrong(key, "must be a number", "应是数字")
        return read

    def table(self, key: str) -> dict[str, Any] | None:
        value = self.figure.get(key)
        if value is not None and not isinstance(value, dict):
            raise self.wrong(key, "must be an object or null", "应是对象或 null")
        return value

    def changes(self) -> list[dict[str, Any]]:
        value = self.figure.get("changes", [])
        if not isinstance(value, list) or not all(isinstance(c, dict) for c in value):
            raise self.wrong("changes", "must be a list of objects", "应是对象的列表")
        return value

    def stated(self, member: int) -> Stated:
        period, base = self.table("period"), self.table("from")
        name = self.text("name")
        assert name is not None
        return Stated(
            name=name,
            amount=self.amount("value"),
            high=self.amount("high"),
            unit=self.text("unit", True),
            bound=self.choice("bound", _BOUNDS),
            status=self.choice("status", _STATUS),
            period=None if period is None else (self.text("start", False, period) or "", self.text("end", False, period) or ""),
            base=None if base is None else self.amount("value", base),
            base_unit=None if base is None else self.text("unit", True, base),
            moves=tuple(self.move(c) for c in self.changes()),
            sentence=self.text("sentence", True) or "",
            member=member,
        )

    def move(self, c: dict[str, Any]) -> Move:
        down = self.choice("direction", ("up", "down", "flat"), c) == "down"
        amount, high = self.amount("value", c), self.amount("high", c)
        if amount is None:
            raise self.wrong("changes.value", "is missing", "缺失")
        if down:
            amount, high = _negative(amount), None if high is None else _negative(high)
        basis, base = self.text("basis", False, c), self.text("base", True, c)
        return Move(amount, high, self.text("unit", True, c), basis, base, self.choice("bound", _BOUNDS, c))

    def tolerance(self) -> Tolerance | None:
        raw = self.figure.get("tolerance")
        if raw is None:
            return None
        read = Tolerance.parse(raw) if isinstance(raw, str) else None
        if read is None:
            raise self.wrong("tolerance", f"{raw} is no tolerance; write 0.5 or 1%", f"{raw} 不是误差；应写作 0.5 或 1%")
        return read

    def places(self) -> Iterator[Place]:
        base = self.table("from")
        for key, holder in [
            ("source", self.figure),
            *(("changes", c) for c in self.changes()),
            *((("from", base),) if base else ()),
        ]:
            source = holder.get("source")
            if source is None:
                continue
            try:
                start, end, text = int(source["start"]), int(source["end"]), source["text"]
                line = int(source["line"]) if "line" in source else None
            except (TypeError, KeyError, ValueError):
                raise self.wrong(key, "source must have start, end and text", "source 须有 start、end 与 text") from None
            if not isinstance(text, str) or not 0 <= start <= end:
                raise self.wrong(key, "source must have start, end and text", "source 须有 start、end 与 text")
            yield Place(start, end, text, line)


def _negative(amount: Amount) -> Amount:
    digits = amount.digits if amount.digits.startswith("-") or not amount.digits.strip("0./") else "-" + amount.digits
    return Amount(-amount.value, amount.decimals, digits)
