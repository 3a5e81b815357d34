"""An expectation as TOML, written by hand: [[figure]] tables with name, value, unit …; edited line by line, comments stay."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jqreport.errors import InputError
from jqreport.verify.expectation import Expectation, Expected, wrong
from jqreport.verify.rows import Row, header

_TABLE = re.compile(r"\s*\[\[\s*figure\s*\]\]\s*(?:#.*)?")


class _Digits(str):
    """A TOML number by its digits."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The text, and for each entry the keys as written by their English names."""

    text: str
    keys: tuple[Mapping[str, str], ...]


def read(text: str, path: str, report: str, encoding: str) -> Expectation:
    """Read a TOML expectation; InputError names the figure and the key that is wrong."""
    try:
        data = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"), parse_float=_Digits)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path}: no valid TOML: {error}", f"{path}：不是有效的 TOML：{error}", code="expectation") from None
    unknown = sorted(set(data) - {"figure"})
    if unknown or not isinstance(data.get("figure"), list):
        en = f"{unknown[0]}: unknown; write [[figure]] tables" if unknown else "needs [[figure]] tables"
        raise InputError(f"{path}: {en}", f"{path}：须为 [[figure]] 表", code="expectation")
    entries, keys = [], []
    for index, table in enumerate(data["figure"]):
        where = f"figure {index + 1}"
        if not isinstance(table, dict):
            raise wrong(path, where, "must be a table", "应是一张表")
        names = header(list(table), path, where)
        row = Row(dict(zip(names, (_cell(v, path, f"{where}: {k}") for k, v in table.items()), strict=True)), path, where)
        said = row.stated()
        keys.append(dict(zip(names, table, strict=True)))
        entries.append(Expected(said, index, where, None, row.tolerance(), row.text("reason")))
    return Expectation(path, "toml", False, tuple(entries), Tables(text, tuple(keys)), None, encoding)


def _cell(value: object, path: str, where: str) -> str:
    if isinstance(value, bool | dict | list):
        raise wrong(path, where, "must be text or a number", "应是文字或数字")
    return str(value).replace("_", "") if isinstance(value, _Digits) else str(value)


def edited(tables: Tables, path: str, edits: Mapping[int, Mapping[str, str] | None], added: Sequence[Mapping[str, str]]) -> str:
    """The text with some values changed, tables taken out (None) and added; InputError where its layout is too free for that."""
    lines = io.StringIO(tables.text, newline="").readlines()
    starts = [i for i, line in enumerate(lines) if _TABLE.fullmatch(line.rstrip("\r\n"))]
    if len(starts) != len(tables.keys):
        raise _free(path)
    newline = "\r\n" if "\r\n" in tables.text else "\n"
    for index in sorted(edits, reverse=True):
        edit, start = edits[index], starts[index]
        stop = starts[index + 1] if index + 1 < len(starts) else len(lines)
        if edit is None:
            while stop > start + 1 and lines[stop - 1].lstrip().startswith("#"):
                stop -= 1  # a comment above the next table is that one's
            del lines[start:stop]
            continue
        for name, value in edit.items():
            _set(lines, start, stop, tables.keys[index].get(name, name), value, path)
    if added and lines and not lines[-1].endswith("\n"):
        lines.append(newline)
    for row in added:
        lines.append(newline + "[[figure]]" + newline + "".join(f"{k} = {_value(k, v)}{newline}" for k, v in row.items() if v))
    text = "".join(lines)
    _check(tables, text, edits, added, path)
    return text


def _set(lines: list[str], start: int, stop: int, key: str, value: str, path: str) -> None:
    quoted = re.escape(key)
    pattern = re.compile(
        rf'(\s*(?:{quoted}|"{quoted}"|\'{quoted}\')\s*=\s*)("(?:[^"\\]|\\.)*"|\'[^\']*\'|[^\s#"\']+)(\s*(?:#.*)?\s*)', re.DOTALL
    )
    for i in range(start + 1, stop):
        if match := pattern.fullmatch(lines[i]):
            quote = match[2][:1] in "\"'"
            lines[i] = match[1] + (_text(value) if quote else _value(key, value)) + match[3]
            return
    raise _free(path)


def _value(key: str, value: str) -> str:
    """A number bare where TOML has it, else text."""
    bare = re.fullmatch(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", value)
    return value if bare and key not in ("name", "unit", "status", "period", "reason") else _text(value)


def _text(value: str) -> str:
    shown = value.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}" for c in shown)
        + '"'
    )


def _check(
    tables: Tables, text: str, edits: Mapping[int, Mapping[str, str] | None], added: Sequence[Mapping[str, str]], path: str
) -> None:
    """The edited text must say what it said, but for what was to be changed."""
    try:
        before = _figures(tables.text)
        after = _figures(text)
    except (tomllib.TOMLDecodeError, KeyError):
        raise _free(path) from None
    wanted: list[dict[str, object]] = []
    for index, old in enumerate(before):
        edit = edits.get(index, {})
        if edit is not None:
            wanted.append({**old, **{tables.keys[index].get(k, k): v for k, v in edit.items()}})
    wanted += [{k: v for k, v in row.items() if v} for row in added]
    if [{k: _plain(v) for k, v in t.items()} for t in after] != [{k: _plain(v) for k, v in t.items()} for t in wanted]:
        raise _free(path)


def _figures(text: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"), parse_float=Decimal)[
        "figure"
    ]
    return found


def _plain(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _free(path: str) -> InputError:
    return InputError(
        f"{path}: its layout is too free to be rewritten; put each key of a [[figure]] on a line of its own, or edit it by hand",
        f"{path}：写法过于自由，无法自动改写；请让 [[figure]] 的每个键各占一行，或手工修改",
        code="expectation",
    )
