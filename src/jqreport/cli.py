"""The command line: parse, call, render, exit; no logic. Commands return the exit code; `main` turns every error into one line.

Exit codes: 0 done (also where the reader of standard output has had enough), 1 findings, 2 no trustworthy result, 130 after
Ctrl-C. A new command is one function with @app.command here, and its words in messages.HELP_ZH, or a module in cli_build.

Annotations are no strings here, in cli_limits and in cli_options: typer would compile each of them, twice, at every start (4 ms).
"""

import atexit
import gc
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from io import TextIOWrapper
from typing import Annotated, cast

import typer

from jqreport import __version__, cli_build, cli_limits
from jqreport.cli_options import Debug, Encoding, Lang, RuleFiles
from jqreport.errors import JqreportError
from jqreport.messages import language, usage, word
from jqreport.output import ReaderGone, say, silence, target
from jqreport.read.limits import Limits

# ClickException: typer brings it along or takes it from click, depending on its version
_LIBRARY_ERROR = cast(type[Exception], typer.BadParameter.__mro__[2])

app = typer.Typer(
    help="Extract every figure of a Chinese government report, with its exact place.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": cli_build.HELP_OPTIONS},
)


def _version(value: bool) -> None:
    if value:
        with target(None) as sink:
            sink.write(f"jqreport {__version__}\n")
        raise typer.Exit()


def _format_names() -> list[str]:
    from jqreport.formats import FORMATS

    return list(FORMATS)


File = Annotated[str, typer.Argument(metavar="FILE", help="Report to read; - is standard input.")]
Files = Annotated[list[str], typer.Argument(metavar="FILE", help="Reports to read, or folders of them; - is standard input.")]
Out = Annotated[str | None, typer.Option("-o", "--output", metavar="OUT", help="Write to this file, whole or not at all.")]


@app.callback()
def jqreport(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)] = False,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Extract every figure of a Chinese government report, with its exact place."""


@app.command("extract")
def extract(
    context: typer.Context,
    files: Files,
    format: Annotated[
        str | None,
        typer.Option(
            *("-f", "--format"),
            metavar="FORMAT",
            help="json, jsonl, csv, table, xlsx or parquet; else by the ending of -o, table on a terminal, json in a pipe.",
            autocompletion=_format_names,
        ),
    ] = None,
    out: Out = None,
    with_context: Annotated[
        bool, typer.Option("--context", help="Add the numerals that are no figures (json, table).")
    ] = False,
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TERM",
            help="Keep figures with FIELD=VALUE, !=, ~ (holds) or !~; FIELD: name, unit, section, status; several are AND.",
        ),
    ] = None,
    columns: Annotated[
        str | None, typer.Option(metavar="A,B", help="Columns of csv and table, parted by commas, in English or Chinese.")
    ] = None,
    headers: Annotated[str | None, typer.Option(metavar="LANG", help="Language of the csv header: en or zh.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin the csv with a byte order mark, for Excel.")] = False,
    jobs: Annotated[
        str | None, typer.Option(metavar="N", help="Worker processes; for a folder or many files as many as there are cores.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Skip what OUT.journal keeps from an earlier run.")] = False,
    password: cli_limits.Password = None,
    ocr: cli_limits.Ocr = False,
    self_check: cli_limits.SelfCheck = None,
    max_bytes: cli_limits.MaxBytes = None,
    max_pages: cli_limits.MaxPages = None,
    max_characters: cli_limits.MaxCharacters = None,
    max_seconds: cli_limits.MaxSeconds = None,
    max_memory: cli_limits.MaxMemory = None,
    max_ratio: cli_limits.MaxRatio = None,
    max_digits: cli_limits.MaxDigits = None,
    max_match: cli_limits.MaxMatch = None,
    pager: Annotated[bool, typer.Option("--pager", help="Read on the terminal through $PAGER (less).")] = False,
    encoding: Encoding = None,
    rules: RuleFiles = None,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Extract the figures of one or more reports."""
    from jqreport import batch, formats

    limits = cli_limits.limits(context)
    terminal = out in (None, "-") and _terminal()
    chosen = formats.choose(format, out, terminal)
    picked = None if columns is None else formats.pick(columns)
    width = shutil.get_terminal_size().columns
    options = formats.Options(with_context, picked, headers, bom, context.obj, width, _color(terminal))
    found = batch.find(files, out)
    formats.check(chosen, options, len(found.files), terminal)
    processes = None if jobs is None else int(cli_limits.number("--jobs", jobs))
    job = batch.Job(chosen.name, options, tuple(where or ()), encoding, tuple(rules or ()), limits, password, ocr, self_check)
    job.tests()
    _use(rules, limits.match)
    shown = sys.stdout.encoding if terminal and chosen.name == "table" else None
    with _paged(pager and terminal):
        return batch.run(found, job, out=out, jobs=processes, resume=resume, lang=context.obj, encoding=shown)


@app.command("text")
def text(
    context: typer.Context,
    file: File,
    lines: Annotated[bool, typer.Option("--lines", help="Put line numbers before the lines.")] = False,
    out: Out = None,
    encoding: Encoding = None,
    password: cli_limits.Password = None,
    ocr: cli_limits.Ocr = False,
    max_bytes: cli_limits.MaxBytes = None,
    max_pages: cli_limits.MaxPages = None,
    max_characters: cli_limits.MaxCharacters = None,
    max_seconds: cli_limits.MaxSeconds = None,
    max_memory: cli_limits.MaxMemory = None,
    max_ratio: cli_limits.MaxRatio = None,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Print a report's text as read; places in the output count in it."""
    from jqreport.formats import text as view
    from jqreport.read import Options, read

    document = read(file, options=Options(encoding, password, ocr, cli_limits.limits(context)))
    with target(out, [file]) as sink:
        for piece in view.render(document, lines, out in (None, "-") and _terminal()):
            sink.write(piece)


@app.command("rules")
def list_rules(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="A rule's id, or a rule file's name.")] = None,
    rules: RuleFiles = None,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """List the rules, or show one: why it is there, its pattern, its examples."""
    from jqreport.formats import rulebook

    _use(rules, Limits().match)
    with target(None) as sink:
        for piece in rulebook.render(id):
            sink.write(piece)


@app.command("schema")
def schema(lang: Lang = None, debug: Debug = False) -> None:
    """Print the JSON Schema of the output."""
    from jqreport.formats import schema as contract

    with target(None) as sink:
        sink.write(contract.render())


def _use(rules: Sequence[str] | None, seconds: float) -> None:
    if rules:
        from jqreport.rules import use

        use(rules, seconds)


def _keep() -> None:
    """Keep the patterns that were compiled, if any were, so that the next run starts faster."""
    cache = sys.modules.get("jqreport.cache")
    if cache is not None:
        cache.save()


def _terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _paged(wanted: bool) -> AbstractContextManager[None]:
    if not wanted:
        return nullcontext()
    from jqreport.cli_pager import paged

    return paged()


def _color(terminal: bool) -> bool:
    return bool(terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")


def _say(error: JqreportError, lang: str) -> None:
    say(word("error", "en") + error.en, word("error", "zh") + error.zh, lang)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; every error is one line on standard error, in the language asked for."""
    gc.set_threshold(200_000, 20, 100)  # records hold no cycles; the default looks at all of them again and again
    gc.enable()
    atexit.register(gc.freeze)  # the memory is about to be given back as a whole: a last look at all of it takes 20 ms
    args = list(sys.argv[1:] if arguments is None else arguments)
    lang = language(args)
    with suppress(AttributeError, ValueError):  # help and completion are printed by the library: UTF-8 like all data
        cast(TextIOWrapper, sys.stdout).reconfigure(encoding=None if _terminal() else "utf-8", errors="replace")
    command = None
    try:
        command = cli_build.command(app, lang, args[0] if args else "")
        code = command(args=args, prog_name="jqreport", standalone_mode=False, obj=lang)
        _keep()
        return code if isinstance(code, int) else 0
    except ReaderGone:
        return 0
    except JqreportError as error:
        _say(error, lang)
        return 2
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except SystemExit as stop:  # the library's own answer to a closed pipe is 1, which means findings here
        if "PacifyFlush" in type(sys.stdout).__name__:
            silence()
            return 0
        raise stop
    except _LIBRARY_ERROR as error:
        names = list(getattr(command, "commands", {}))
        say(word("error", "en") + usage(error, names, "en"), word("error", "zh") + usage(error, names, "zh"), lang)
        return 2
    except Exception as error:
        if "--debug" in args:
            from traceback import print_exc

            print_exc()
        what = f"{type(error).__name__}: {error}"
        _say(JqreportError(word("internal", "en").format(what=what), word("internal", "zh").format(what=what)), lang)
        return 2
