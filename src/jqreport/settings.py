"""Settings of a project: [tool.jqreport] in pyproject.toml, or jqreport.toml, the nearest upward from the working directory.

    min-figures = 20                     # fewer figures in a report are an error
    strict = true                        # verify: figures that nobody expects fail, too
    off = ["check.id"]                   # checks that are not run, notes that are not shown
    rules = ["own-rules.toml"]           # rule files, as with --rules; from the folder of the settings
    aliases = ["aliases.toml"]           # names that mean one indicator
    [tolerances]                         # by indicator: in the row's unit, or in percent of what is expected
    "地区生产总值" = "0.5%"

The search ends at a repository's root. Unknown keys are refused, with file and key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jqreport.errors import UsageError
from jqreport.verify.tolerance import Tolerance

NAME = "jqreport.toml"
_ROOTS = (".git", ".hg", ".svn")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project has settled; `file` is None where it has no settings."""

    file: Path | None = None
    off: frozenset[str] = frozenset()
    tolerances: Mapping[str, Tolerance] = field(default_factory=lambda: MappingProxyType({}))
    aliases: tuple[Path, ...] = ()
    rules: tuple[Path, ...] = ()
    min_figures: int | None = None
    strict: bool = False


def load(start: str | Path | None = None) -> Settings:
    """Read the nearest settings upward from `start` (else the working directory); UsageError names file and key."""
    folder = Path.cwd() if start is None else Path(start).absolute()
    for where in (folder, *folder.parents):
        own, project = where / NAME, where / "pyproject.toml"
        if own.is_file():
            return parse(_toml(own), own)
        if project.is_file():
            table = _toml(project).get("tool", {})
            if isinstance(table, dict) and "jqreport" in table:
                return parse(table["jqreport"], project, "tool.jqreport.")
        if any((where / root).exists() for root in _ROOTS):
            break
    return Settings()


def parse(data: object, file: Path, prefix: str = "") -> Settings:
    """Check a table of settings; paths in it start from the folder of `file`."""
    if not isinstance(data, dict):
        raise _wrong(file, prefix.rstrip("."), "must be a table", "应是一张表")
    values: dict[str, Any] = {}
    for key, raw in data.items():
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, 1)
            known = near[0] if near else ", ".join(_KEYS)
            en, zh = ("did you mean", "是不是") if near else ("there are", "可用的有")
            raise _wrong(file, prefix + key, f"there is no such setting; {en} {known}", f"没有这项设置；{zh} {known}")
        values[key.replace("-", "_")] = _KEYS[key](raw, file, prefix + key)
    return Settings(file=file, **values)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{path}: no valid TOML: {error}", f"{path}：不是有效的 TOML：{error}", code="settings") from None
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise UsageError(f"{path}: {why}", f"{path}：无法读取（{why}）", code="settings") from None


def _wrong(file: Path, key: str, en: str, zh: str) -> UsageError:
    return UsageError(f"{file}: {key}: {en}", f"{file}：{key}：{zh}", code="settings")


def _texts(raw: object, file: Path, key: str) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(x, str) and x for x in raw):
        raise _wrong(file, key, 'must be a list of words, as in ["a", "b"]', '应是词表，如 ["a", "b"]')
    return raw


def _off(raw: object, file: Path, key: str) -> frozenset[str]:
    return frozenset(_texts(raw, file, key))


def _paths(raw: object, file: Path, key: str) -> tuple[Path, ...]:
    paths = tuple(file.parent / name for name in _texts(raw, file, key))
    for path in paths:
        if not path.is_file():
            raise _wrong(file, key, f"there is no file {path}", f"没有文件 {path}")
    return paths


def _count(raw: object, file: Path, key: str) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise _wrong(file, key, "must be a whole number, 0 or more", "应是不小于 0 的整数")
    return raw


def _flag(raw: object, file: Path, key: str) -> bool:
    if not isinstance(raw, bool):
        raise _wrong(file, key, "must be true or false", "应是 true 或 false")
    return raw


def _tolerances(raw: object, file: Path, key: str) -> Mapping[str, Tolerance]:
    if not isinstance(raw, dict):
        raise _wrong(file, key, "must be a table of indicators", "应是以指标名为键的表")
    found = {}
    for name, value in raw.items():
        tolerance = None if isinstance(value, bool) else Tolerance.parse(str(value))
        if tolerance is None:
            raise _wrong(
                file, f"{key}.{name}", f"{value} is no tolerance; write 0.5 or 1%", f"{value} 不是误差；应写作 0.5 或 1%"
            )
        found[name] = tolerance
    return MappingProxyType(found)


_KEYS: dict[str, Callable[[object, Path, str], object]] = {
    "min-figures": _count,
    "strict": _flag,
    "off": _off,
    "rules": _paths,
    "aliases": _paths,
    "tolerances": _tolerances,
}
