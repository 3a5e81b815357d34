"""The command line: exit codes, the very words in both languages, and output that is written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import jqreport
from jqreport import cli, cli_build, output
from jqreport.errors import InputError, UsageError
from jqreport.messages import HELP_ZH, language
from jqreport.model import Document, Report
from jqreport.read import Options
from tests.test_formats import CSV_HEADER, figure, report, rich_report

ROOT = Path(__file__).parents[1]
STUB = (
    "import sys, types; m = types.ModuleType('p'); sys.modules['jqreport.pipeline'] = m; "
    "from tests.test_cli import extracted, loaded; from jqreport.read import Options; "
    "m.read, m.extract_document, m.Options = loaded, extracted, Options; "
    "c = types.ModuleType('c'); sys.modules['jqreport.selfcheck'] = c; c.proved = lambda r, full: r"
)
MISSING = ("{0}: no such file; check the path", "{0}：没有这个文件，请检查路径")


def fake(path: str, **settings: Any) -> Report:
    """A pipeline that needs no file but for its name."""
    name = Path(path).name
    if name.startswith("missing"):
        raise InputError(MISSING[0].format(path), MISSING[1].format(path))
    if name.startswith("bug"):
        raise ZeroDivisionError("bad\x1b[31m luck\nindeed")
    return report(file=path) if name.startswith("empty") else rich_report()


def loaded(path: str, **settings: Any) -> Document:
    """Reading, where that alone is asked for."""
    return fake(path).document._replace(file=path)


def extracted(document: Document, limits: object) -> Report:
    """What comes of a document that was `loaded`."""
    return fake(document.file)


@pytest.fixture(autouse=True)
def pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("jqreport.pipeline")
    module.extract, module.extract_document = fake, extracted  # type: ignore[attr-defined]
    module.read, module.Options = loaded, Options  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "jqreport.pipeline", module)
    unproved = ModuleType("jqreport.selfcheck")  # what the fake pipeline gives has no text to be proved by
    unproved.proved = lambda report, full: report  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "jqreport.selfcheck", unproved)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run the command line here; gives exit code, standard output and standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(list(arguments))
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return call


def shell(
    *arguments: str, env: dict[str, str] | None = None, real: bool = False, **more: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own, with the fake pipeline unless `real`."""
    code = f"{'import sys' if real else STUB}; from jqreport.cli import main; sys.exit(main())"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))} | (env or {})
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    more.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([sys.executable, "-c", code, *arguments], stderr=subprocess.PIPE, env=environment, **more)


# ------------------------------------------------------------------ what is printed


def test_json_when_piped(run: Run) -> None:
    code, out, err = run("extract", "a.txt")
    assert (code, err) == (0, "")
    assert json.loads(out)["figures"][0]["name"] == "税收"
    assert "context" not in json.loads(out)
    assert len(json.loads(run("extract", "a.txt", "--context")[1])["context"]) == 2


def test_formats(run: Run) -> None:
    assert len(run("extract", "a.txt", "b.txt", "-f", "jsonl")[1].splitlines()) == 10
    assert run("extract", "a.txt", "-f", "csv")[1].startswith(CSV_HEADER + "\n")
    assert run("extract", "empty.txt", "-f", "csv")[1] == CSV_HEADER + "\n"
    assert run("extract", "empty.txt", "-f", "jsonl")[1] == ""
    assert run("extract", "a.txt", "-f", "csv", "--headers", "zh", "--bom", "--columns", "name,value")[1].startswith(
        "\ufeff指标名称,数值\n税收,19.66\n"
    )
    assert "5 figures: actual 3, target 1, criterion 1" in run("extract", "a.txt", "-f", "table")[1]
    assert "共 5 个指标：实际 3，目标 1，标准 1" in run("extract", "a.txt", "-f", "table", "--lang", "zh")[1]


def test_where(run: Run) -> None:
    code, out, _ = run("extract", "a.txt", "--where", "section~回顾", "--where", "unit=亿元")
    assert [f["name"] for f in json.loads(out)["figures"]] == ["税收"]
    assert code == 0
    assert json.loads(run("extract", "a.txt", "--where", "name=没有")[1])["figures"] == []


def test_warnings_go_where_the_format_has_no_room_for_them(run: Run) -> None:
    assert run("extract", "a.txt")[2] == ""
    assert run("extract", "a.txt", "-f", "table")[2] == "a.txt: line 46: the unit 摞 is in no table [unit-unknown]\n"
    assert (
        run("extract", "a.txt", "-f", "table", "--lang", "zh")[2]
        == "a.txt：第 46 行：the unit 摞 is in no table [unit-unknown]\n"
    )
    assert run("extract", "a.txt", "-f", "csv")[2] == "a.txt: 1 warnings (unit-unknown); -f json has them\n"


def test_version_schema_rules(run: Run) -> None:
    assert run("--version") == (0, f"jqreport {jqreport.__version__}\n", "")
    assert json.loads(run("schema")[1])["title"] == "jqreport extract"
    listing = run("rules")[1]
    assert "context.toml\n" in listing
    assert re.search(r"^  date\.span +A span of years", listing, re.MULTILINE)
    one = run("rules", "date.span")[1]
    assert one.startswith("date.span  (context.toml)\nA span of years or months is a date")
    assert "\nrole = date\npattern:\n" in one
    assert "\nexamples:\n" in one
    assert "  ->  silent\n" in one
    assert run("rules", "context")[1].startswith("context.toml\n")
    assert run("rules", "units.toml")[1].startswith("units.toml\n")


def test_a_rule_file_of_one_s_own(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr("jqreport.rules.use", lambda paths, seconds: seen.append(list(paths)))
    assert run("extract", "a.txt", "--rules", "x.toml", "--rules", "y.toml")[0] == 0
    assert run("rules", "context", "--rules", "x.toml")[0] == 0
    assert run("extract", "a.txt")[0] == 0
    assert seen == [["x.toml", "y.toml"], ["x.toml"]]
    monkeypatch.undo()
    code, out, err = run("rules", "--rules", str(tmp_path / "none.toml"))
    assert (code, out) == (2, "")
    assert err.startswith("jqreport: ")
    assert "none.toml" in err


def test_text(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("一、税收\r\n19.66亿元\x0c\r三".encode("gb18030"))
    assert run("text", str(file))[1] == "一、税收\r\n19.66亿元\x0c\r三"
    assert run("text", str(file), "--lines")[1].splitlines()[-1].endswith("三")
    assert run("text", str(file), "-o", str(tmp_path / "b.txt"))[:2] == (0, "")
    assert (tmp_path / "b.txt").read_bytes().decode() == "一、税收\r\n19.66亿元\x0c\r三"
    assert run("text", str(file), "--encoding", "utf-8")[0] == 2


def test_version_is_the_project_s() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == jqreport.__version__


def test_every_help_text_has_its_chinese() -> None:
    command = cli_build.command(cli.app, "en")
    parts = [command, *command.commands.values()]
    texts = {p.help for p in parts} | {q.help for p in parts for q in p.params}
    assert {t for t in texts if t and t not in HELP_ZH and "completion" not in t} == set()


def test_help_in_both_languages(run: Run) -> None:
    assert "Extract the figures of one or more reports." in run("extract", "--help")[1]
    assert "提取一份或多份报告的指标。" in run("extract", "-h", "--lang", "zh")[1]


# ------------------------------------------------------------------ what is refused

REFUSED = [
    (
        (),
        "name a command: extract, text, rules, schema, audit, verify, check, compare; see jqreport --help",
        "请写出命令：extract, text, rules, schema, audit, verify, check, compare；见 jqreport --help",
    ),
    (("extract",), "FILE is missing; see jqreport extract --help", "缺少 FILE；见 jqreport extract --help"),
    (
        ("extrct",),
        "there is no command extrct; use extract, text, rules, schema, audit, verify, check, compare; see jqreport --help",
        "没有命令 extrct；可用 extract, text, rules, schema, audit, verify, check, compare；见 jqreport --help",
    ),
    (
        ("extract", "a", "--contxt"),
        "there is no option --contxt; did you mean --context; see jqreport extract --help",
        "没有选项 --contxt；是不是 --context；见 jqreport extract --help",
    ),
    (("extract", "a", "-f"), "-f needs a value; see jqreport --help", "-f 后面要有值；见 jqreport --help"),
    (("text", "a", "b"), "one argument too many: b; see jqreport text --help", "多了一个参数：b；见 jqreport text --help"),
    (
        ("extract", "a", "-f", "xml"),
        "--format: xml is not one of json, jsonl, csv, table, xlsx, parquet",
        "--format：xml 不在 json, jsonl, csv, table, xlsx, parquet 之中",
    ),
    (
        ("extract", "a", "b"),
        "-f json holds one report, and 2 are named; use -f jsonl or -f csv",
        "-f json 只装一份报告，而给了 2 份；请用 -f jsonl 或 -f csv",
    ),
    (("extract", "a", "--bom"), "--bom does not go with -f json; use -f csv", "--bom 不能与 -f json 同用；请用 -f csv"),
    (
        ("extract", "a", "-f", "csv", "--columns", "nam"),
        "--columns: there is no column nam; did you mean name",
        "--columns：没有名为 nam 的列；是不是 name",
    ),
    (("extract", "a", "--headers", "fr", "-f", "csv"), "--headers: fr is not one of en, zh", "--headers：fr 不在 en、zh 之中"),
    (
        ("extract", "a", "--where", "foo=1"),
        "--where foo=1: there is no field foo; use name, unit, section or status",
        "--where foo=1：没有字段 foo；可用 name、unit、section、status",
    ),
    (("extract", "-", "-", "-f", "csv"), "- (standard input) can be named once only", "-（标准输入）只能写一次"),
    (("extract", "missing.txt"), MISSING[0].format("missing.txt"), MISSING[1].format("missing.txt")),
    (("rules", "date.spam"), "there is no rule date.spam; did you mean date.span", "没有规则 date.spam；是不是 date.span"),
    (
        ("extract", "a", "-o", "no/where/x.json"),
        "no/where/x.json: there is no folder no/where; make it first",
        "no/where/x.json：没有文件夹 no/where，请先建立",
    ),
    (("extract", "a", "-o", "."), ".: is a folder; name a file in it", ".：是文件夹，请写出其中的文件名"),
    (
        ("extract", "bug.txt"),
        "internal error: ZeroDivisionError: bad␛[31m luck indeed (please report; --debug shows the traceback)",
        "内部错误：ZeroDivisionError: bad␛[31m luck indeed（请反馈；加 --debug 可见调用栈）",
    ),
]


@pytest.mark.parametrize(("arguments", "en", "zh"), REFUSED, ids=lambda x: " ".join(x) if isinstance(x, tuple) else "")
def test_refusals_are_one_sentence_in_either_language(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], en: str, zh: str
) -> None:
    assert run(*arguments) == (2, "", f"jqreport: {en}\n")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert run(*arguments) == (2, "", f"jqreport：{zh}\n")


def test_language() -> None:
    assert language([], {}) == "en"
    assert language([], {"LANG": "zh_CN.UTF-8"}) == "zh"
    assert language([], {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}) == "en"
    assert language([], {"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "C"}) == "zh"
    assert language(["extract", "--lang", "zh"], {"LANG": "C"}) == "zh"
    assert language(["--lang=en"], {"LANG": "zh"}) == "en"
    assert language(["--", "--lang", "zh"], {}) == "en"


def test_lang_is_checked(run: Run) -> None:
    assert run("schema", "--lang", "fr") == (2, "", "jqreport: --lang: fr is not one of zh, en\n")


def test_debug_shows_the_traceback(run: Run) -> None:
    code, out, err = run("extract", "bug.txt", "--debug")
    assert (code, out) == (2, "")
    assert "Traceback (most recent call last)" in err
    assert "Traceback" not in run("extract", "bug.txt")[2]


def test_one_bad_file_among_several_does_not_stop_the_others(run: Run) -> None:
    code, out, err = run("extract", "a.txt", "missing.txt", "b.txt", "-f", "jsonl")
    assert code == 2
    lines = out.splitlines()
    assert len(lines) == 11
    assert lines[5] == '{"file":"missing.txt","error":{"code":"input","message":"missing.txt: no such file; check the path"}}'
    assert err.splitlines()[:1] == ["jqreport: missing.txt: no such file; check the path"]
    assert err.splitlines()[-1] == "jqreport: 1 of 3 files failed"
    code, out, err = run("extract", "missing1", "missing2", "-f", "csv")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == "jqreport: 2 of 2 files failed"


def test_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["jqreport.pipeline"], "read", stop)
    assert run("extract", "a.txt", "-o", str(tmp_path / "x.json"))[0] == 130
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ files, whole or not at all


def test_output_is_written_with_the_permissions_there_were(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    assert run("extract", "a.txt", "-o", str(target)) == (0, "", "a.txt: 1 warnings (unit-unknown); -f json has them\n")
    mask = os.umask(0)
    os.umask(mask)
    assert target.stat().st_mode & 0o777 == 0o666 & ~mask
    assert len(list(csv.DictReader(io.StringIO(target.read_text("utf-8"))))) == 6
    target.chmod(0o640)
    run("extract", "a.txt", "-o", str(target), "-f", "json")
    assert target.stat().st_mode & 0o777 == 0o640
    assert json.loads(target.read_text("utf-8"))["schema"] == "jqreport/1"
    assert list(tmp_path.iterdir()) == [target]


def test_output_through_a_link_keeps_the_link(run: Run, tmp_path: Path) -> None:
    target, link = tmp_path / "x.json", tmp_path / "link.json"
    link.symlink_to(target)
    assert run("extract", "a.txt", "-o", str(link))[0] == 0
    assert link.is_symlink()
    assert json.loads(target.read_text("utf-8"))["schema"] == "jqreport/1"


@pytest.mark.parametrize("kind", ["same", "link", "hard"])
def test_output_is_never_the_report(run: Run, tmp_path: Path, kind: str) -> None:
    report_file, target = tmp_path / "a.txt", tmp_path / "b.txt"
    report_file.write_text("税收19.66亿元")
    if kind == "same":
        target = report_file
    elif kind == "link":
        target.symlink_to(report_file)
    else:
        target.hardlink_to(report_file)
    assert run("extract", str(report_file), "-o", str(target)) == (
        2,
        "",
        f"jqreport: {target}: is the report itself; choose another name\n",
    )
    assert report_file.read_text() == "税收19.66亿元"


@pytest.mark.parametrize("call", ["write", "fsync", "replace", "bug", "input"])
def test_a_failure_leaves_what_was_there(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, call: str) -> None:
    target = tmp_path / "x.jsonl"
    target.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if call == "write":

        class Full(io.FileIO):
            def write(self, _: object) -> int:
                raise OSError(28, "No space left on device")

        monkeypatch.setattr(output.os, "fdopen", lambda handle, mode: Full(handle, mode))
    elif call in ("fsync", "replace"):
        monkeypatch.setattr(output.os, call, full)
    file = {"bug": "bug.txt", "input": "missing.txt"}.get(call, "a.txt")
    code, out, err = run("extract", file, "-o", str(target))
    assert (code, out) == (2, "")
    if call in ("write", "fsync", "replace"):
        assert err == f"jqreport: {target}: cannot be written: No space left on device; what stood there is untouched\n"
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_read_only_place_is_refused_in_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    target = tmp_path / "x.json"

    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:  # the tests may run as root, whom permissions do not stop
        patch.setattr(output.os, "open", denied)
        assert run("extract", "a", "-o", str(target)) == (
            *(2, ""),
            f"jqreport: {target}: cannot be written: Permission denied; what stood there is untouched\n",
        )
    target.write_text("old")
    with monkeypatch.context() as patch:
        patch.setattr(output.os, "access", lambda *_: False)
        assert run("extract", "a", "-o", str(target)) == (2, "", f"jqreport: {target}: must not be written (permissions)\n")
    assert target.read_text() == "old"


def test_two_processes_writing_the_same_output_leave_one_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "x.json"
    loop = "max(main(['extract', 'a', '-o', sys.argv[1]]) for _ in range(30))"
    code = f"{STUB}; from jqreport.cli import main; sys.exit({loop})"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    both = [subprocess.Popen([sys.executable, "-c", code, str(target)], env=environment) for _ in range(2)]
    assert [p.wait() for p in both] == [0, 0]
    assert json.loads(target.read_text("utf-8"))["schema"] == "jqreport/1"
    assert list(tmp_path.iterdir()) == [target]


def test_devices_are_written_to_and_full_ones_said() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    assert shell("extract", "a", "-o", "/dev/null").returncode == 0
    done = shell("extract", "a", "-o", "/dev/full")
    assert (done.returncode, done.stderr.decode()) == (
        2,
        "jqreport: /dev/full: cannot be written: No space left on device; what stood there is untouched\n",
    )
    with open("/dev/full", "wb") as full:
        done = shell("extract", "a", stdout=full)
    assert (done.returncode, done.stderr.decode()) == (2, "jqreport: stdout: cannot be written: No space left on device\n")


# ------------------------------------------------------------------ pipes, locales, terminals


@pytest.mark.parametrize("arguments", [("extract", "a", "-f", "jsonl"), ("schema",), ("rules",), ("--help",), ("--version",)])
def test_a_reader_that_has_had_enough_is_no_error(arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = shell(*arguments, stdout=write)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_closed_standard_output_is_an_error() -> None:
    done = shell("extract", "a", preexec_fn=lambda: os.close(1), stdout=None)
    assert (done.returncode, done.stderr.decode()) == (2, "jqreport: stdout: standard output is closed\n")


ENVIRONMENTS = [
    {"PYTHONHASHSEED": "1", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"PYTHONHASHSEED": "3", "LC_ALL": "zh_CN.GBK", "PYTHONIOENCODING": "gbk"},
    {"PYTHONHASHSEED": "4", "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "ascii"},
]


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "table"])
def test_same_bytes_whatever_the_seed_and_locale(format: str) -> None:
    results = {shell("extract", "a", "-f", format, "--lang", "zh", env=e | {"COLUMNS": "100"}).stdout for e in ENVIRONMENTS}
    assert len(results) == 1
    assert "税收" in results.pop().decode("utf-8")


def test_words_are_safe_where_the_terminal_lacks_them() -> None:
    done = shell("extract", "missing税\x1b[2J.txt", "--lang", "zh", env={"PYTHONIOENCODING": "ascii"})
    assert done.stderr == b"jqreport: missing\\u7a0e\\u241b[2J.txt: no such file; check the path\n"
    done = shell("extract", "missing.txt", "--lang", "zh", env={"PYTHONIOENCODING": "gbk"})
    assert done.stderr.decode("gbk") == "jqreport：missing.txt：没有这个文件，请检查路径\n"
    assert shell("--help", env={"LC_ALL": "zh_CN", "PYTHONIOENCODING": "ascii"}).returncode == 0


def test_a_table_on_a_terminal_with_colour_unless_no_color() -> None:
    pty = pytest.importorskip("pty", reason="terminals are tested on systems that have pty")
    seen = {}
    for name, env in (("colour", {}), ("none", {"NO_COLOR": "1"}), ("dumb", {"TERM": "dumb"})):
        master, slave = pty.openpty()
        done = shell("extract", "a", stdout=slave, env={"TERM": "xterm", "COLUMNS": "100"} | env)
        os.close(slave)
        seen[name] = os.read(master, 100_000).decode("utf-8")
        os.close(master)
        assert done.returncode == 0
    assert "\x1b[1m" in seen["colour"]
    assert "5 figures" in seen["none"]
    assert "\x1b" not in seen["none"] + seen["dumb"]


def test_completion() -> None:
    env = {"_JQREPORT_COMPLETE": "complete_bash", "COMP_WORDS": "jqreport extract -f ", "COMP_CWORD": "3"}
    assert shell(env=env).stdout.decode().split() == ["json", "jsonl", "csv", "table", "xlsx", "parquet"]


# ------------------------------------------------------------------ start-up and the Python side


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    heavy = {"rich", "pdfplumber", "pdfminer", "numpy", "lxml", "PIL"}
    aside = {"tomllib", "multiprocessing", "statistics", "_hashlib"}
    aside |= {f"jqreport.{m}" for m in ("tables", "cli_audit", "cli_check", "cli_pager", "batch.journal", "batch.pool")}
    if version("typer") < "0.29":  # from there on, which our bounds leave out, it loads pydantic and what that needs
        heavy.add("pydantic")
        aside |= {"tempfile", "zipfile", "csv"}

    def loaded(*arguments: str) -> set[str]:
        code = f"import sys; from jqreport.cli import main; main({list(arguments)!r}); print(*sys.modules, file=sys.stderr)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        return set(done.stderr.decode().split())

    assert loaded("--version") & {*heavy, "regex"} == set()
    assert loaded("schema") & {*heavy, "regex"} == set()
    text = ("extract", str(ROOT / "samples" / "linchuan-2023h1.txt"), "-f", "json", "-o", os.devnull)
    loaded(*text)  # fills the cache
    assert loaded(*text) & (heavy | aside) == set()
    code = "import sys, jqreport; print(*(m for m in sys.modules if m.startswith('jqreport')))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.split() == [b"jqreport"]


def test_the_package_runs_as_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "jqreport", "--version"], capture_output=True, check=True)
    assert done.stdout.decode() == f"jqreport {jqreport.__version__}\n"


def test_names_of_the_package_load_when_used() -> None:
    assert jqreport.Figure is type(figure())
    assert "extract" in dir(jqreport)
    assert jqreport.UsageError is UsageError
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = jqreport.nothing


def test_the_whole_way_on_a_real_file(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("2023年工作报告\n\n全年税收19.66亿元，同比增长48.2%。\n", "utf-8")
    done = shell("extract", str(file), real=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert '"value": 19.66' in done.stdout.decode()
    assert '"value": 48.2' in done.stdout.decode()
