"""Output formats: one table that names them; each a module with one `render(reports, options)`, loaded when used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, NamedTuple, cast

from jqreport.errors import UsageError
from jqreport.formats.options import Options
from jqreport.model import Report, Rows

__all__ = ["FORMATS", "Format", "Options", "check", "choose", "pick", "render"]

Render = Callable[[Iterable[Any], Options], Iterator[Any]]  # str, or bytes of a format that is binary


class Format(NamedTuple):
    """A format: its module, whether it can hold several reports, the options that it takes, and whether it is bytes.

    `streams`: it asks for the figures one after the other and for nothing behind them, so that a long report need not be held.
    """

    name: str
    module: str
    many: bool
    takes: frozenset[str]
    suffix: str = ""
    binary: bool = False
    streams: bool = False


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("json", "jqreport.formats.json", False, frozenset({"context"}), ".json"),
        Format("jsonl", "jqreport.formats.jsonl", True, frozenset(), ".jsonl", streams=True),
        Format("csv", "jqreport.formats.csv", True, frozenset({"columns", "headers", "bom"}), ".csv", streams=True),
        Format("table", "jqreport.formats.table", True, frozenset({"context", "columns", "headers"})),
        Format("xlsx", "jqreport.formats.xlsx", True, frozenset({"headers"}), ".xlsx", True),
        Format("parquet", "jqreport.formats.parquet", True, frozenset(), ".parquet", True),
    )
}
_FLAGS = ("context", "columns", "headers", "bom")


def choose(name: str | None, output: str | None, terminal: bool) -> Format:
    """The format by its name, else by the ending of the output file, else table on a terminal and json in a pipe."""
    if name is not None:
        if name not in FORMATS:
            names = ", ".join(FORMATS)
            raise UsageError(f"--format: {name} is not one of {names}", f"--format：{name} 不在 {names} 之中")
        return FORMATS[name]
    if output is not None and output != "-":
        return next((f for f in FORMATS.values() if f.suffix and output.lower().endswith(f.suffix)), FORMATS["json"])
    return FORMATS["table" if terminal else "json"]


def pick(columns: str) -> tuple[str, ...]:
    """Read a --columns list; UsageError names the column that does not exist."""
    from jqreport.formats.columns import split

    return split(columns)


def check(format: Format, options: Options, files: int, terminal: bool = False) -> None:
    """UsageError where the format cannot hold so many reports, is nothing for a terminal, or would ignore an option."""
    if files > 1 and not format.many:
        raise UsageError(
            f"-f {format.name} holds one report, and {files} are named; use -f jsonl or -f csv",
            f"-f {format.name} 只装一份报告，而给了 {files} 份；请用 -f jsonl 或 -f csv",
        )
    if terminal and format.binary:
        raise UsageError(
            f"-f {format.name} is nothing to look at; name a file with -o", f"-f {format.name} 不能在终端显示；请用 -o 指定文件"
        )
    if options.headers not in (None, "en", "zh"):
        raise UsageError(f"--headers: {options.headers} is not one of en, zh", f"--headers：{options.headers} 不在 en、zh 之中")
    for flag in _FLAGS:
        if getattr(options, flag) not in (None, False) and flag not in format.takes:
            fitting = [f.name for f in FORMATS.values() if flag in f.takes]
            raise UsageError(
                f"--{flag} does not go with -f {format.name}; use -f {' or -f '.join(fitting)}",
                f"--{flag} 不能与 -f {format.name} 同用；请用 -f {' 或 -f '.join(fitting)}",
            )


def render(format: Format, reports: Iterable[Report | Rows], options: Options) -> Iterator[Any]:
    """Yield the reports in that format, piece by piece: text to be written in UTF-8, or bytes (parquet)."""
    function = cast(Render, getattr(import_module(format.module), "render"))  # noqa: B009
    return function(reports, options)
