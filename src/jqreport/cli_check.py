"""The commands `jqreport check` and `jqreport compare`: parse, call, render, exit; registered by `add` with the words of their help."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from jqreport.cli_options import Debug, Lang, RuleFiles
from jqreport.cli_verify import at_least, use_rules, write
from jqreport.errors import InputError, UsageError
from jqreport.messages import HELP_ZH, word
from jqreport.output import say, target

if TYPE_CHECKING:
    from jqreport.model import Report

_HELP = {
    "Check that a report's own figures agree with each other; exit code 1 where they do not.": (
        "核对报告自身的指标是否相互一致；不一致时退出码为 1。"
    ),
    "Compare an older report with newer ones: growth, targets, what has vanished.": "对照新旧报告：增速、目标完成、消失的指标。",
    "Reports to check; - is standard input.": "要核对的报告；- 为标准输入。",
    "Reports to compare, two or more.": "要对照的报告，两份以上。",
    "List the checks.": "列出核对项。",
    "Say what a check does.": "说明一项核对的内容。",
    "Leave out this check; may be given again.": "不作此项核对；可多次给出。",
    "Fewer figures in a report are an error (exit code 2).": "报告中的指标少于此数即为错误（退出码 2）。",
    "text, json, junit, sarif, github, gitlab or xlsx; else by the ending of -o, else text.": (
        "text、json、junit、sarif、github、gitlab 或 xlsx；不写时看 -o 的后缀，否则为 text。"
    ),
    "text, csv, json, xlsx, html, svg or png; else by the ending of -o, else text.": (
        "text、csv、json、xlsx、html、svg 或 png；不写时看 -o 的后缀，否则为 text。"
    ),
    "Write the findings to this file, whole or not at all.": "发现写入此文件，要么完整，要么不写。",
    "Names that mean one indicator, a TOML file of your own.": "自备的别名文件（TOML），同一行为同一指标。",
    "Encoding of the reports, if it is known: utf-8, utf-16, gb18030, …": "报告的编码（若已知）：utf-8、utf-16、gb18030 等。",
}


def add(app: typer.Typer) -> None:
    """Register the commands and their help in Chinese."""
    app.command("check")(check)
    app.command("compare")(compare)
    for en, zh in _HELP.items():
        HELP_ZH.setdefault(en, zh)


def _names() -> list[str]:
    from jqreport.check import CHECKS

    return list(CHECKS)


Encoding = Annotated[
    str | None, typer.Option(metavar="NAME", help="Encoding of the reports, if it is known: utf-8, utf-16, gb18030, …")
]


def check(
    context: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="REPORT", help="Reports to check; - is standard input.", show_default=False)
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the checks.")] = False,
    explain: Annotated[str | None, typer.Option(metavar="ID", help="Say what a check does.", autocompletion=_names)] = None,
    off: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Leave out this check; may be given again.", autocompletion=_names),
    ] = None,
    min_figures: Annotated[
        str | None, typer.Option(metavar="N", help="Fewer figures in a report are an error (exit code 2).")
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            *("-f", "--format"),
            metavar="FORMAT",
            help="text, json, junit, sarif, github, gitlab or xlsx; else by the ending of -o, else text.",
        ),
    ] = None,
    out: Annotated[
        str | None, typer.Option("-o", "--output", metavar="OUT", help="Write the findings to this file, whole or not at all.")
    ] = None,
    encoding: Encoding = None,
    rules: RuleFiles = None,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Check that a report's own figures agree with each other; exit code 1 where they do not."""
    from jqreport.check import known, rules_of, run
    from jqreport.findings import choose, exit_code
    from jqreport.settings import load
    from jqreport.verify.core import few

    said = str(context.obj)
    if listed or explain is not None:
        _tell(explain, said)
        return 0
    if not files:
        raise UsageError("name a report to check, or --list", "请写出要核对的报告，或用 --list")
    chosen, settings = choose(format, out), load()
    demanded = at_least(settings, min_figures)
    left_out = {known(name) for name in off or ()} | {known(n) for n in settings.off if n.startswith("check.")}
    use_rules(settings, rules)
    reports, failed = _read(files, encoding, said)
    for report in reports:
        error = few(report, demanded)
        if error is not None:
            raise error
    findings = run(reports, left_out)
    write(findings, chosen.name, out, said, dict(rules_of()), list(files))
    return 2 if failed else exit_code(findings)


def compare(
    context: typer.Context,
    files: Annotated[
        list[str], typer.Argument(metavar="OLD NEW [MORE…]", help="Reports to compare, two or more.", show_default=False)
    ],
    format: Annotated[
        str | None,
        typer.Option(
            "-f",
            "--format",
            metavar="FORMAT",
            help="text, csv, json, xlsx, html, svg or png; else by the ending of -o, else text.",
        ),
    ] = None,
    out: Annotated[
        str | None, typer.Option("-o", "--output", metavar="OUT", help="Write to this file, whole or not at all.")
    ] = None,
    aliases: Annotated[
        list[str] | None,
        typer.Option("--aliases", metavar="FILE", help="Names that mean one indicator, a TOML file of your own."),
    ] = None,
    encoding: Encoding = None,
    rules: RuleFiles = None,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Compare an older report with newer ones: growth, targets, what has vanished."""
    from jqreport.compare import compare as run
    from jqreport.compare import load_aliases
    from jqreport.compare.render import BINARY, choose, render
    from jqreport.findings import Options, exit_code
    from jqreport.settings import load

    chosen, settings = choose(format, out), load()
    if len(files) < 2:
        raise UsageError("compare needs two reports or more", "compare 需要两份以上报告")
    use_rules(settings, rules)
    names = load_aliases([*settings.aliases, *(aliases or ())])
    reports, failed = _read(files, encoding, str(context.obj))
    places = {r.header.place for r in reports if r.header.place}
    if len(places) > 1:
        several = sorted(places)
        said = ", ".join(several), "、".join(several)
        say(f"the reports are of several places: {said[0]}", f"各报告的地区不同：{said[1]}", str(context.obj))
    comparison = run(reports, names)
    terminal = out in (None, "-") and sys.stdout is not None and sys.stdout.isatty()
    if terminal and chosen in BINARY:
        raise UsageError(
            f"-f {chosen} is nothing to look at; name a file with -o", f"-f {chosen} 不能在终端显示；请用 -o 指定文件"
        )
    color = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size().columns if terminal else 120
    with target(out, files) as sink:
        if terminal and chosen == "text":
            sink.encoding = sys.stdout.encoding
        for piece in render(chosen, comparison, Options(lang=str(context.obj), width=width, color=bool(color))):
            sink.write(piece)
    return 2 if failed else exit_code(comparison.findings)


def _read(files: Sequence[str], encoding: str | None, lang: str) -> tuple[list[Report], int]:
    """The reports that can be read, and how many cannot; an InputError where a single one, or none, can."""
    from jqreport.pipeline import extract

    if list(files).count("-") > 1:
        raise UsageError("- (standard input) can be named once only", "-（标准输入）只能写一次")
    reports, failed = [], 0
    for file in files:
        try:
            reports.append(extract(file, encoding=encoding))
        except InputError as error:
            if len(files) == 1:
                raise
            failed += 1
            say(word("error", "en") + error.en, word("error", "zh") + error.zh, lang)
    if failed == len(files):
        counts = {"bad": failed, "n": failed}
        raise InputError(word("failed", "en").format(**counts), word("failed", "zh").format(**counts), code="failed")
    return reports, failed


def _tell(explain: str | None, lang: str) -> None:
    """The list of the checks, a line each, or what one of them does."""
    from jqreport.check import CHECKS, documentation, known

    zh = lang == "zh"
    with target(None) as sink:
        if explain is not None:
            sink.write(documentation(known(explain))[zh] + "\n")
            return
        for name in CHECKS:
            text = documentation(name)[zh]
            first = text.split("。", 1)[0] + "。" if zh else text.split("\n\n", 1)[0]
            sink.write(f"{name:<13} {first}\n")
