"""-f text: findings for people at a terminal; place, quote, both numbers and the rule; nothing of a report acts on the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from jqreport.findings import Rules
from jqreport.findings.words import message, short, summary, verdict
from jqreport.formats import grid
from jqreport.formats.options import Options
from jqreport.formats.safe import flat
from jqreport.model import Finding, Findings, Source

_STYLE = {"fail": "1;31", "review": "1;33", "note": "1;36"}
_INDENT = "  "
_BEFORE, _AFTER = 16, 14  # characters of the report shown around the quantity


def render(findings: Findings, options: Options, rules: Rules) -> Iterator[str]:
    """Yield each finding, then the summary, which is always there."""
    for finding in findings.findings:
        yield "\n".join(_finding(finding, options, rules)) + "\n\n"
    code = "1;31" if findings.failed else "1;33" if findings.review else "1;32"
    if not findings.passed and not findings.failed:
        code = "1;33"
    yield "\n".join(
        grid.paint(line, code, options.color) for line in grid.fold(summary(findings, options.lang), _width(options))
    )
    yield "\n"


def _finding(f: Finding, options: Options, rules: Rules) -> Iterator[str]:
    zh, color, width = options.lang == "zh", options.color, _width(options)
    head = verdict(f, options.lang)
    first, *rest = grid.fold(f"{head}  {flat(message(f, options.lang))}", width - len(_INDENT))
    yield grid.paint(head, _STYLE.get(f.verdict, grid.BOLD), color) + first[len(head) :]
    yield from (_INDENT + line for line in rest)
    told = message(f, options.lang)
    if any(value is not None and value not in told for value in (f.expected, f.actual)):
        labels = ("应为", "报告") if zh else ("expected", "report")
        nothing = "（无）" if zh else "(nothing)"
        for label, value in zip(labels, (f.expected, f.actual), strict=True):
            shown = nothing if value is None else flat(value)
            yield from _lines(f"{label + ('：' if zh else ':')}{'' if zh else ' ' * (9 - len(label))}{shown}", width)
    place = flat(f.file) if f.source is None else f"{flat(f.file)}:{_place(f.source)}"
    quote = "" if f.source is None else _quote(f.source)
    yield from _lines(f"{place}  {quote}".rstrip(), width)
    for line in grid.fold(f"[{f.rule}] {flat(short(rules, f.rule, options.lang))}", width - len(_INDENT)):
        yield _INDENT + grid.paint(line, grid.DIM, color)


def _width(options: Options) -> int:
    return max(options.width, 40)


def _lines(text: str, width: int) -> Iterator[str]:
    yield from (_INDENT + line for line in grid.fold(text, width - len(_INDENT)))


def _place(source: Source) -> str:
    return f"{source.line}:{source.column}" + (f" (p. {source.page})" if source.page is not None else "")


def _quote(s: Source) -> str:
    return f"{flat(s.prefix)[-_BEFORE:]}【{flat(s.text)}】{flat(s.suffix)[:_AFTER]}"
