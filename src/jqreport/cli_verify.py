"""The command `jqreport verify`: parse, call, render, exit; registered by `add` with the words of its help."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from jqreport.cli_options import Debug, Lang, RuleFiles
from jqreport.errors import UsageError
from jqreport.messages import HELP_ZH
from jqreport.output import say, target

if TYPE_CHECKING:
    from jqreport.model import Findings
    from jqreport.settings import Settings
    from jqreport.verify.update import Update

_HELP = {
    "Check that a report still says what was audited; exit code 1 where it does not.": (
        "核对报告是否仍与审定的指标一致；不一致时退出码为 1。"
    ),
    "Report to verify; - is standard input.": "要核对的报告；- 为标准输入。",
    "What is expected: an earlier extract (json, jsonl, csv), or a csv or toml with name, value, unit.": (
        "预期的指标：先前的提取结果（json、jsonl、csv），或含指标名称、数值、单位的 csv 或 toml。"
    ),
    "Figures that nobody expects fail, too.": "预期之外的指标也算不符。",
    "Rewrite FIGURES so that the report verifies, and say what changed.": "改写 FIGURES 使报告与之相符，并说明改了什么。",
    "Fewer figures in the report are an error (exit code 2).": "报告中的指标少于此数即为错误（退出码 2）。",
    "text, json, junit, sarif, github, gitlab or xlsx; else by the ending of -o, else text.": (
        "text、json、junit、sarif、github、gitlab 或 xlsx；不写时看 -o 的后缀，否则为 text。"
    ),
    "Write the findings to this file, whole or not at all.": "发现写入此文件，要么完整，要么不写。",
    "Encoding of the report, if it is known: utf-8, utf-16, gb18030, …": "报告的编码（若已知）：utf-8、utf-16、gb18030 等。",
}


def add(app: typer.Typer) -> None:
    """Register the command and its help in Chinese."""
    app.command("verify")(verify)
    for en, zh in _HELP.items():
        HELP_ZH.setdefault(en, zh)


def _formats() -> list[str]:
    from jqreport.findings import FORMATS

    return list(FORMATS)


def verify(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="REPORT", help="Report to verify; - is standard input.")],
    expect: Annotated[
        str,
        typer.Option(
            metavar="FIGURES",
            help="What is expected: an earlier extract (json, jsonl, csv), or a csv or toml with name, value, unit.",
        ),
    ],
    strict: Annotated[bool | None, typer.Option("--strict", help="Figures that nobody expects fail, too.")] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Rewrite FIGURES so that the report verifies, and say what changed.")
    ] = False,
    min_figures: Annotated[
        str | None, typer.Option(metavar="N", help="Fewer figures in the report are an error (exit code 2).")
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            *("-f", "--format"),
            metavar="FORMAT",
            help="text, json, junit, sarif, github, gitlab or xlsx; else by the ending of -o, else text.",
            autocompletion=_formats,
        ),
    ] = None,
    out: Annotated[
        str | None, typer.Option("-o", "--output", metavar="OUT", help="Write the findings to this file, whole or not at all.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Encoding of the report, if it is known: utf-8, utf-16, gb18030, …")
    ] = None,
    rules: RuleFiles = None,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Check that a report still says what was audited; exit code 1 where it does not."""
    from jqreport.findings import choose, exit_code
    from jqreport.pipeline import extract
    from jqreport.settings import load as load_settings
    from jqreport.verify.core import few
    from jqreport.verify.core import verify as run
    from jqreport.verify.expectation import load
    from jqreport.verify.rules import RULES

    chosen = choose(format, out)
    _sense(file, expect, update, out)
    settings = load_settings()
    demanded = at_least(settings, min_figures)
    use_rules(settings, rules)
    expectation = load(expect, file)
    report = extract(file, encoding=encoding)
    error = few(report, demanded)
    if error is not None:
        raise error
    strict = settings.strict if strict is None else strict
    result = run(report, expectation, strict=strict, tolerances=settings.tolerances)
    lang = str(context.obj)
    made: Update | None = None
    if update:
        from jqreport.verify.update import update as make

        made = make(report, expectation, result, strict)
    write(_shown(result.findings, settings), chosen.name, out, lang, RULES, [file, expect])
    if result.accepted:
        n = result.accepted
        say(f"known findings accepted for their reasons: {n}", f"因注明理由而接受的已知发现：{n} 项", lang)
    if made is not None:
        with target(expect, [file]) as sink:
            sink.write(made.text.encode(expectation.encoding))
        _tell(made, expect, lang)
        return 0
    if result.added and not strict:
        n = len(result.added)
        say(
            f"figures of the report that nobody expects (see --strict): {n}",
            f"报告中在预期之外的指标（见 --strict）：{n} 个",
            lang,
        )
    return exit_code(result.findings)


def write(
    findings: Findings, format: str, out: str | None, lang: str, rules: dict[str, tuple[str, str]], inputs: list[str]
) -> None:
    """Write findings to a file or to standard output, in colour only on a terminal that shows it."""
    from jqreport.findings import FORMATS, Options, render

    terminal = out in (None, "-") and sys.stdout is not None and sys.stdout.isatty()
    color = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size().columns if terminal else 100
    with target(out, inputs) as sink:
        if terminal and format == "text":
            sink.encoding = sys.stdout.encoding
        for piece in render(FORMATS[format], findings, Options(lang=lang, width=width, color=bool(color)), rules):
            sink.write(piece)


def use_rules(settings: Settings, given: list[str] | None) -> None:
    """Take the rule files of the settings and of the command line."""
    paths = [*map(str, settings.rules), *(given or ())]
    if paths:
        from jqreport.rules import use

        use(paths)


def _sense(file: str, expect: str, update: bool, out: str | None) -> None:
    """UsageError for what cannot go together."""
    if file == "-" and expect == "-":
        raise UsageError("- (standard input) can be named once only", "-（标准输入）只能写一次")
    if update and expect == "-":
        raise UsageError("--update: name a file with --expect to be rewritten", "--update：请用 --expect 写出要改写的文件")
    if out not in (None, "-") and os.path.realpath(str(out)) == os.path.realpath(expect):
        raise UsageError("-o and --expect name the same file", "-o 与 --expect 是同一个文件")


def at_least(settings: Settings, given: str | None) -> int | None:
    """The number of figures demanded: that of the command line (its text), else that of the settings."""
    if given is None:
        return settings.min_figures
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise UsageError(f"--min-figures: {given} is not a whole number", f"--min-figures：{given} 不是不小于 0 的整数")
    return int(given)


def _shown(findings: Findings, settings: Settings) -> Findings:
    """The findings without notes that the project has turned off; fails and reviews always stay."""

    kept = tuple(f for f in findings.findings if f.verdict != "note" or f.rule not in settings.off)
    return findings._replace(findings=kept)


def _tell(made: Update, path: str, lang: str) -> None:
    for words in made.lines:
        say(words.en, words.zh, lang)
    say(
        f"{path}: rewritten; {made.changed} changed, {made.removed} removed, {made.added} added, {made.kept} kept as they were",
        f"{path}：已改写；{made.changed} 条更改，{made.removed} 条删去，{made.added} 条新增，{made.kept} 条保持原样",
        lang,
    )
