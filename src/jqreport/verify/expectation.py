"""What is expected of a report: entries read from an earlier extract (JSON, JSONL, CSV) or from a hand-written CSV or TOML."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, cast

from jqreport.errors import InputError
from jqreport.verify.stated import Stated
from jqreport.verify.tolerance import Tolerance

LARGEST = 256 * 1024 * 1024  # bytes of an expectation


class Place(NamedTuple):
    """Where an extract found something: half-open offsets and the text that stood there."""

    start: int
    end: int
    text: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """One entry: what it says, where it stands in its file, its tolerance, and the reason for which a finding is accepted."""

    said: Stated
    index: int  # among the entries of its file
    where: str  # line 3, figure 3
    id: str | None = None
    tolerance: Tolerance | None = None
    reason: str | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """All entries of one report. `complete`: an extract, in which nothing is left open; `data` is what rewriting it needs."""

    path: str
    format: str
    complete: bool
    entries: tuple[Expected, ...]
    data: Any
    sha256: str | None = None
    encoding: str = "utf-8"
    members: bool = False  # whether it tells the members of a ratio apart


Reader = Callable[[str, str, str, str], Expectation]
_MODULES = {"json": "jsonfile", "jsonl": "jsonfile", "csv": "csvfile", "toml": "tomlfile"}
_ENDINGS = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".toml": "toml"}


def load(path: str, report: str) -> Expectation:
    """Read an expectation for `report`; InputError names file, place and what is wrong. The kind is told by ending, then by content."""
    text, encoding = _decoded(_bytes(path), path)
    format = _ENDINGS.get(Path(path).suffix.lower()) or _told(text)
    if format == "json" and _told(text) == "jsonl":
        format = "jsonl"
    module = import_module(f"jqreport.verify.{_MODULES[format]}")
    return cast(Reader, module.read)(text, path, report, encoding)


def wrong(path: str, where: str, en: str, zh: str) -> InputError:
    """The error for something in an expectation that cannot be read."""
    return InputError(f"{path}: {where}: {en}", f"{path}：{where}：{zh}", code="expectation")


def _bytes(path: str) -> bytes:
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if path == "-" else _file(path)
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise InputError(f"{path}: {why}", f"{path}：无法读取（{why}）", code="expectation") from None
    if len(data) > LARGEST:
        raise InputError(f"{path}: is larger than {LARGEST >> 20} MiB", f"{path}：大于 {LARGEST >> 20} MiB", code="limit")
    return data


def _file(path: str) -> bytes:
    with open(path, "rb") as stream:
        return stream.read(LARGEST + 1)


def _decoded(data: bytes, path: str) -> tuple[str, str]:
    for encoding in ("utf-8", "gb18030"):  # Excel in China saves CSV as GBK
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path}: is neither UTF-8 nor GB18030", f"{path}：既不是 UTF-8 也不是 GB18030", code="encoding")


def _told(text: str) -> str:
    body = text.lstrip("\ufeff \t\r\n")
    if body.startswith("{"):
        first = body.split("\n", 1)[0].rstrip()
        return "jsonl" if first.endswith("}") and '"name"' in first else "json"
    lines = (line.strip() for line in body.splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    return "toml" if first.startswith("[[") or (first.split("=")[0].strip() in ("figure", "schema")) else "csv"
