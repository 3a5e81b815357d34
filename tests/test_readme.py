"""README holds: its console blocks are run and their output compared, its commands and options are those of --help.

In a ```console block a line that begins with "$ " is run by bash in a new folder that has a copy of samples/; the lines below
it are its output, standard error included, and a line that is only … stands for any lines. `pip install … &&` is left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
WIDTH = "80"  # of the terminal on which README's tables were printed

_FENCE = re.compile(r"^(\s*)```+ *(\w*)[^\n]*\n(.*?)^\1```+ *$", re.MULTILINE | re.DOTALL)
_INSTALL = re.compile(r"^pip install [^&|;]*(?:&& *|$)")
_TESTS = re.compile(r"python3? -m pytest\b")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_OPTION = re.compile(r"(?<![\w-])--?[a-zA-Z][\w-]*")


@dataclass
class Command:
    """A command of a console block: README's line, what is typed, the lines shown below it."""

    line: int
    typed: str
    shown: list[str] = field(default_factory=list)

    @property
    def run(self) -> str:
        """What the test runs: nothing where it is only an installation."""
        return _INSTALL.sub("", self.typed)


def console(text: str) -> list[Command]:
    """The commands of all ```console blocks."""
    found: list[Command] = []
    for block in _FENCE.finditer(text):
        if block[2] != "console":
            continue
        first = text.count("\n", 0, block.start(3)) + 1
        last: Command | None = None
        for number, line in enumerate(block[3].splitlines(), first):
            line = line.removeprefix(block[1])
            if last and not last.shown and last.typed.endswith("\\"):
                last.typed = last.typed[:-1] + line.removeprefix("> ").strip()
            elif line.startswith("$ "):
                last = Command(number, line[2:].strip())
                found.append(last)
            elif last:
                last.shown.append(line)
            else:
                raise ValueError(f"line {number}: output before any command")
    return found


def agrees(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether the lines printed are those shown; … stands for any lines, also for none. Blanks at line ends do not count."""
    shown, printed = [x.rstrip() for x in shown], [x.rstrip() for x in printed]
    while shown and not shown[-1]:
        shown.pop()
    while printed and not printed[-1]:
        printed.pop()
    reach = {0}  # how many printed lines the lines shown so far may cover
    for line in shown:
        if line.strip() == "…":
            reach = set(range(min(reach), len(printed) + 1)) if reach else set()
        else:
            reach = {n + 1 for n in reach if n < len(printed) and printed[n] == line}
    return len(printed) in reach


def tools(command: str) -> set[str]:
    """The programs that a command line calls."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", command)
    return {words[0] for part in re.split(r"&&|\|\|?|;", bare) if (words := part.split())}


def run(command: str, room: Path) -> list[str]:
    """The lines that the command prints in a folder with a copy of samples/, where jqreport and python are those under test."""
    if not (room / "samples").exists():
        shutil.copytree(ROOT / "samples", room / "samples")
    programs = room / ".bin"
    programs.mkdir(exist_ok=True)
    here = f'exec "{sys.executable}"'
    for name, words in {"jqreport": "-c 'import sys; from jqreport.cli import main; sys.exit(main())'", "python": ""}.items():
        (programs / name).write_text(f'#!/bin/sh\n{here} {words} "$@"\n')
        (programs / name).chmod(0o755)
    settings = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "JQREPORT"))}
    settings |= {"PATH": f"{programs}:{os.environ.get('PATH', '')}", "LC_ALL": "C.UTF-8", "COLUMNS": WIDTH, "NO_COLOR": "1"}
    settings |= {"PYTHONPATH": str(ROOT / "src"), "LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=room,
        env=settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
    )
    return done.stdout.decode("utf-8").splitlines()


def problem(command: Command, room: Path) -> str | None:
    """What is wrong with a command of README, or None; pytest.skip where it cannot be run here."""
    if not command.run:
        pytest.skip("an installation; .ci/run does it")
    if _TESTS.search(command.run):
        pytest.skip("these very tests")
    if missing := sorted(t for t in tools(command.run) - {"jqreport", "python"} if shutil.which(t) is None):
        pytest.skip(f"{', '.join(missing)} not installed")
    printed = run(command.run, room)
    if any("Traceback (most" in line or "internal error" in line for line in printed):
        return f"README.md:{command.line}: {command.typed}\ncrashes:\n" + "\n".join(printed[-10:])
    if agrees(command.shown, printed):
        return None
    few = [*printed[:30], *([f"… {len(printed) - 30} lines more"] if len(printed) > 30 else [])]
    return f"README.md:{command.line}: {command.typed}\nREADME shows:\n" + "\n".join([*command.shown, "it prints:", *few])


# ---------------------------------------------------------------- commands and options


def code(text: str) -> list[tuple[int, str]]:
    """(line, code) of every line of a fenced block but Python and TOML, and of every `span`."""
    found = []
    for block in _FENCE.finditer(text):
        if block[2] in ("console", "sh", "bash", "shell", ""):
            first = text.count("\n", 0, block.start(3)) + 1
            found += [(first + i, line) for i, line in enumerate(block[3].splitlines())]
    bare = _FENCE.sub(lambda m: "\n" * m[0].count("\n"), text)
    for number, line in enumerate(bare.splitlines(), 1):
        found += [(number, m[2]) for m in _SPAN.finditer(line)]
    return sorted(found, key=lambda item: item[0])


@cache
def _help() -> dict[str, set[str]]:
    """Command -> its options, by what --help prints; "" is jqreport alone."""
    top = _printed("--help")
    names = re.findall(r"^  ([a-z][\w-]*)", top.partition("Commands:")[2], re.MULTILINE)
    return {"": set(_OPTION.findall(top)), **{name: set(_OPTION.findall(_printed(name, "--help"))) for name in names}}


def _printed(*arguments: str) -> str:
    words = "import sys; from jqreport.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", words, *arguments, "--lang", "en"], capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def unknown(text: str, known: dict[str, set[str]]) -> list[str]:
    """Commands and options of jqreport that README names and --help does not."""
    anywhere = set().union(*known.values())
    wrong = []
    for number, line in code(text):
        bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", line)
        for part in re.split(r"&&|\|\|?|;|#|\$\s", bare):
            words = part.split()
            if words and words[0] == "jqreport":
                name = words[1] if len(words) > 1 and re.fullmatch(r"[a-z][\w-]*", words[1]) else ""
                if name not in known:
                    wrong.append(f"README.md:{number}: no command jqreport {name}")
                    continue
                options = known[name] | (known[""] if not name else set())
                wrong += [f"README.md:{number}: {name} has no {o}" for o in _OPTION.findall(part) if o not in options]
            elif words and words[0].startswith("--") and (found := _OPTION.match(words[0])) and found[0] not in anywhere:
                wrong.append(f"README.md:{number}: no command has {found[0]}")
    return wrong


# ---------------------------------------------------------------- README

_TEXT = README.read_text("utf-8") if README.exists() else ""


@pytest.mark.parametrize("command", [pytest.param(c, id=f"line-{c.line}") for c in console(_TEXT)])
def test_console_block(command: Command, tmp_path: Path) -> None:
    if wrong := problem(command, tmp_path):
        pytest.fail(wrong, pytrace=False)


def test_commands_and_options_exist() -> None:
    assert unknown(_TEXT, _help()) == []


# ---------------------------------------------------------------- the checks themselves

SAMPLE = """
# a project

```sh
jqreport extract report.txt --context | head
```

   ```console
   $ pip install . && jqreport schema | head -n 1
   {
   $ echo one; \\
   > echo two
   one
   …
   ```

Use `--where`, `jqreport rules [ID]` or `pip --no-cache`.

```console
$ jqreport extract missing.txt --lang en
jqreport: missing.txt: no such file; check the path
```
"""


def test_blocks_are_found() -> None:
    assert [(c.line, c.run, c.shown) for c in console(SAMPLE)] == [
        (9, "jqreport schema | head -n 1", ["{"]),
        (11, "echo one; echo two", ["one", "…"]),
        (20, "jqreport extract missing.txt --lang en", ["jqreport: missing.txt: no such file; check the path"]),
    ]
    assert console("# nothing yet\n") == []


def test_right_blocks_pass_and_wrong_ones_fail(tmp_path: Path) -> None:
    commands = console(SAMPLE)
    assert [problem(c, tmp_path) for c in commands] == [None, None, None]
    wrong = [problem(c, tmp_path) for c in console(SAMPLE.replace("check the path", "ask your aunt").replace("   …\n", ""))]
    assert wrong[0] is None
    assert wrong[1] == "README.md:11: echo one; echo two\nREADME shows:\none\nit prints:\none\ntwo"
    assert wrong[2] is not None
    assert wrong[2].endswith("ask your aunt\nit prints:\njqreport: missing.txt: no such file; check the path")


def test_what_cannot_run_is_skipped(tmp_path: Path) -> None:
    for typed, why in (
        ("pip install .", "an installation"),
        ("pip install '.[test]' && python -m pytest", "these very tests"),
        ("jqreport schema | no-such-tool '.a | b'", "no-such-tool not installed"),
    ):
        with pytest.raises(pytest.skip.Exception, match=why):
            problem(Command(1, typed), tmp_path)


def test_samples_lie_beside_the_command(tmp_path: Path) -> None:
    assert problem(Command(1, "ls samples/linchuan-2023h1.txt", ["samples/linchuan-2023h1.txt"]), tmp_path) is None
    assert problem(Command(1, "python -c 'import jqreport; print(1)'", ["1"]), tmp_path) is None


@pytest.mark.parametrize(
    ("shown", "printed", "right"),
    [
        ([], [], True),
        ([], ["a"], False),
        (["a"], ["a", ""], True),
        (["a  "], ["a"], True),
        (["…"], [], True),
        (["…"], ["a", "b"], True),
        (["a", "…"], ["a"], True),
        (["a", "…", "d"], ["a", "b", "c", "d"], True),
        (["a", "…", "d"], ["a", "b", "d", "c"], False),
        (["…", "b", "…"], ["a", "b", "c"], True),
        (["…", "x", "…"], ["a", "b", "c"], False),
        (["a…"], ["a…"], True),
        (["a…"], ["ab"], False),
    ],
)
def test_agrees(shown: list[str], printed: list[str], right: bool) -> None:
    assert agrees(shown, printed) is right


def test_unknown_options_are_found() -> None:
    known = {"": {"--version"}, "extract": {"--context", "-f", "--lang"}, "rules": set(), "schema": set(), "text": {"--lines"}}
    assert unknown(SAMPLE, known) == ["README.md:17: no command has --where"]
    known["rules"] = {"--where"}
    assert unknown(SAMPLE, known) == []
    text = "`jqreport extract a -f csv --bom -o x`, `jqreport audit`, `jqreport --version`, `jqreport text a --context`"
    assert unknown(text, known) == [
        "README.md:1: extract has no --bom",
        "README.md:1: extract has no -o",
        "README.md:1: no command jqreport audit",
        "README.md:1: text has no --context",
    ]
    assert unknown("```python\njqreport.extract('a')  # --never\n```", known) == []
    assert unknown("the rule `--` and `jqreport rules ID`", known) == []


def test_help_is_read() -> None:
    known = _help()
    assert {"extract", "text", "rules", "schema"} <= set(known)
    assert {"--format", "-f", "--where", "--context"} <= known["extract"]
    assert "--version" in known[""]
