"""Formats of findings (verify, check, compare): one table that names them; each a module with one render(), loaded when used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import NamedTuple, cast

from jqreport.errors import UsageError
from jqreport.formats.options import Options
from jqreport.model import Findings

__all__ = ["FORMATS", "Format", "Options", "Rules", "choose", "exit_code", "render"]

#: What a rule says, by its id: in English and Chinese; the first sentence is its short form.
Rules = Mapping[str, tuple[str, str]]
Render = Callable[[Findings, Options, Rules], Iterator[str | bytes]]


class Format(NamedTuple):
    """A format: its module, and the endings of an output file that choose it."""

    name: str
    module: str
    suffixes: tuple[str, ...] = ()


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("text", "jqreport.findings.text", (".txt",)),
        Format("json", "jqreport.findings.json", (".json",)),
        Format("junit", "jqreport.findings.junit", (".xml",)),
        Format("sarif", "jqreport.findings.sarif", (".sarif", ".sarif.json")),
        Format("github", "jqreport.findings.github"),
        Format("gitlab", "jqreport.findings.gitlab"),
        Format("xlsx", "jqreport.findings.xlsx", (".xlsx",)),
    )
}


def choose(name: str | None, output: str | None) -> Format:
    """The format by its name, else by the ending of the output file, else text; UsageError where there is none of that name."""
    if name is not None:
        if name not in FORMATS:
            names = ", ".join(FORMATS)
            raise UsageError(f"--format: {name} is not one of {names}", f"--format：{name} 不在 {names} 之中")
        return FORMATS[name]
    endings = sorted(((s, f) for f in FORMATS.values() for s in f.suffixes), key=lambda pair: -len(pair[0]))
    return next((f for s, f in endings if (output or "").lower().endswith(s)), FORMATS["text"])


def render(format: Format, findings: Findings, options: Options, rules: Rules) -> Iterator[str | bytes]:
    """Yield the findings in that format, text to be written in UTF-8 or bytes; `rules` says what each rule is about."""
    function = cast(Render, getattr(import_module(format.module), "render"))  # noqa: B009
    return function(findings, options, rules)


def exit_code(findings: Findings) -> int:
    """1 where a comparison failed, else 0."""
    return 1 if findings.failed else 0
