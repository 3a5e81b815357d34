"""Faults of the machine: nothing half-written, no lost row, exit codes right. More of them stand in test_cli.py and test_batch.py.

Commands run as processes of their own, on files of our own.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jqreport import extract
from jqreport.formats import FORMATS, Options, render
from tests.fuzz.seeds import SAMPLES, pdf, seeds
from tests.test_read_docx import p, package

ROOT = Path(__file__).parents[1]
SAMPLE = SAMPLES / "yunxi-2024.txt"
FORMATS_OF_FILES = ("json", "jsonl", "csv")


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    return {**kept, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *filter(None, sys.path)]), **more}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", "import sys; from jqreport.cli import main; sys.exit(main())", *map(str, arguments)]


def run(*arguments: object, env: dict[str, str] | None = None, **more: Any) -> subprocess.CompletedProcess[bytes]:
    more.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(command(*arguments), stderr=subprocess.PIPE, env=environment(**(env or {})), timeout=120, **more)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report whose JSON fills many a pipe and takes a while to write."""
    text = SAMPLE.read_text("utf-8")
    path = tmp_path_factory.mktemp("long") / "long.txt"
    path.write_text("\n".join(text.replace("2024", str(2000 + i)) for i in range(12)), "utf-8")
    return path


def whole(target: Path, source: Path) -> None:
    """The file is complete, in its format."""
    report = extract(source)
    text = target.read_bytes().decode("utf-8")
    if target.suffix == ".json":
        assert len(json.loads(text)["figures"]) == len(report.figures)
    elif target.suffix == ".jsonl":
        assert [json.loads(line)["id"] for line in text.splitlines()] == [f.id for f in report.figures]
    else:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert len(rows) == 1 + sum(max(1, len(f.changes)) for f in report.figures)


# ---- limits ----------------------------------------------------------------------------------------------------------

_LIMITS = [
    pytest.param("bytes", "1000", "yunxi-2024.txt", "is larger than 1000 bytes"),
    pytest.param("characters", "100", "yunxi-2024.txt", "has more than 100 characters"),
    pytest.param("characters", "10", "a.docx", "has more than 10 characters"),
    pytest.param("characters", "10", "a.html", "has more than 10 characters"),
    pytest.param("pages", "1", "a.pdf", "has more than 1 pages"),
    pytest.param("memory", "1000000", "yunxi-2024.txt", "takes more than 1000000 bytes of memory"),
    pytest.param("memory", "1000000", "a.pdf", "takes more than 1000000 bytes of memory"),
    pytest.param("seconds", "0.001", "a.pdf", "takes more than 0.001 seconds"),
    pytest.param("ratio", "1", "bomb.docx", "at most); raise --max-ratio"),
    pytest.param("digits", "30", "digits.txt", "has a numeral of more than 30 digits"),
    pytest.param("seconds", "0.000001", "yunxi-2024.txt", "takes more than 1e-06 seconds"),
]


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small files of each kind, a part of a DOCX that unpacks to 40 MB, a numeral of 31 digits."""
    folder = tmp_path_factory.mktemp("kinds")
    shutil.copy(SAMPLE, folder)
    for kind in ("html", "docx"):
        (folder / f"a.{kind}").write_bytes(seeds(kind)[1])
    (folder / "a.pdf").write_bytes(pdf(SAMPLE.read_text("utf-8").splitlines()[:80]))
    (folder / "bomb.docx").write_bytes(package(p("3亿元" + " " * 40_000_000)))
    (folder / "digits.txt").write_text(f"税收{'1' * 31}元。", "utf-8")
    return folder


@pytest.mark.parametrize(("what", "value", "name", "sentence"), _LIMITS)
def test_each_limit_has_its_option_and_its_sentence(kinds: Path, what: str, value: str, name: str, sentence: str) -> None:
    began = time.monotonic()
    done = run("extract", kinds / name, f"--max-{what}", value)
    assert (done.returncode, done.stdout) == (2, b"")
    assert sentence in done.stderr.decode()
    assert f"raise --max-{what}" in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert time.monotonic() - began < 20
    assert f"--max-{what}" in run("extract", kinds / name, f"--max-{what}", value, "--lang", "zh").stderr.decode()


def test_a_rule_of_ones_own_has_a_time_limit(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        "[[context.rule]]\nid = 'own.slow'\nwhy = 'tries every way'\nrole = 'label'\npattern = '(?:税|税收|收)+号\\d'\n"
        "examples = [{ text = '税收号1', yields = '税收号1' }, { text = '税收', silent = true }]\n",
        "utf-8",
    )
    (tmp_path / "slow.txt").write_text("税收" * 40 + "为3号。", "utf-8")
    (tmp_path / "quick.txt").write_text("税收为3亿元。", "utf-8")
    alone = run("extract", tmp_path / "slow.txt", "--rules", tmp_path / "own.toml", "--max-match", "0.5")
    assert (alone.returncode, alone.stdout) == (2, b"")
    said = alone.stderr.decode()
    assert "own.toml: own.slow: takes more than 0.5 seconds on one paragraph" in said
    assert "raise --max-match" in said
    assert said.count("\n") == 1
    both = run("extract", tmp_path, "--rules", tmp_path / "own.toml", "--max-match", "0.5", "-f", "jsonl", "--jobs", "2")
    assert both.returncode == 2
    assert [json.loads(line).get("name") for line in both.stdout.splitlines() if b'"error"' not in line] == ["税收"]


def test_limits_are_on_by_default(kinds: Path) -> None:
    assert b"at most); raise --max-ratio" in run("extract", kinds / "bomb.docx").stderr
    for name in ("a.html", "a.docx", "a.pdf", "digits.txt"):
        assert run("extract", kinds / name).returncode == 0


def test_a_document_that_hits_a_limit_ends_alone(kinds: Path, tmp_path: Path) -> None:
    names = ("a.html", "bomb.docx", "a.pdf", "yunxi-2024.txt")
    for jobs in ((), ("--jobs", "2")):
        target = tmp_path / "x.jsonl"
        done = run("extract", *(kinds / n for n in names), "-o", target, "--max-bytes", "5000", *jobs)
        assert done.returncode == 2
        rows = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
        failed = {Path(row["file"]).name: row["error"]["code"] for row in rows if "error" in row}
        good = {Path(row["file"]).name for row in rows if "error" not in row}
        assert failed.keys() | good == set(names)
        assert set(failed.values()) == {"limit"}
        assert "a.pdf" in good


# ---- the disk --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS_OF_FILES)
def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path, long: Path, format: str) -> None:
    """A real file system of 256 KiB where that may be mounted, else a limit on the size of files (EFBIG in place of ENOSPC)."""
    disk, limit = tmp_path / "disk", None
    disk.mkdir()
    mounted = shutil.which("mount") and os.geteuid() == 0
    mounted = (
        mounted
        and not subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", disk], capture_output=True).returncode
    )
    try:
        target = disk / f"x.{format}"
        target.write_bytes(b"old")
        if mounted:
            (disk / "filler").write_bytes(bytes(200 * 1024))
        else:
            limit = _small_files
        done = run("extract", long, "-o", target, preexec_fn=limit)
        assert done.returncode == 2
        assert "cannot be written" in done.stderr.decode()
        assert "untouched" in done.stderr.decode()
        assert done.stderr.count(b"\n") == 1
        assert target.read_bytes() == b"old"
        assert {p.name for p in disk.iterdir()} - {"filler"} == {target.name}
    finally:
        if mounted:
            subprocess.run(["umount", disk], check=True)


def _small_files() -> None:
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_a_target_that_must_not_be_written(tmp_path: Path) -> None:
    """A file system mounted read-only where the tests run as root, whom permissions do not stop; else permissions."""
    folder = tmp_path / "locked"
    folder.mkdir()
    mounted = os.geteuid() == 0 and shutil.which("mount")
    if mounted and subprocess.run(["mount", "-t", "tmpfs", "none", folder], capture_output=True).returncode:
        pytest.skip("root in a container that may not mount")
    target = folder / "x.json"
    target.write_text("old")
    try:
        if mounted:
            subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        else:
            folder.chmod(0o555)
            target.chmod(0o444)
        for out in (target, folder / "new.json"):
            done = run("extract", SAMPLE, "-o", out)
            assert done.returncode == 2, done.stderr
            assert b"written" in done.stderr
            assert done.stderr.count(b"\n") == 1
        assert target.read_text() == "old"
        assert [p.name for p in folder.iterdir()] == ["x.json"]
    finally:
        if mounted:
            subprocess.run(["umount", folder], check=True)
        else:
            folder.chmod(0o755)


@pytest.mark.parametrize("format", FORMATS_OF_FILES)
@pytest.mark.parametrize("new", [True, False])
def test_killed_while_writing(tmp_path: Path, long: Path, format: str, new: bool) -> None:
    """kill -9 in the middle of writing, for certain: the process kills itself when half is written."""
    target = tmp_path / f"x.{format}"
    if not new:
        target.write_bytes(b"old")
    code = (
        "import os, signal; from jqreport import output; from jqreport.cli import main; real = output.Sink.write\n"
        "def write(self, data):\n"
        "    real(self, data[: len(data) // 2]); self.stream.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
        "output.Sink.write = write; main()"
    )
    done = subprocess.run([sys.executable, "-c", code, "extract", str(long), "-o", str(target)], env=environment(), timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert (target.read_bytes() == b"old") if not new else not target.exists()
    left = [p.name for p in tmp_path.iterdir() if p != target]
    assert all(name.startswith(".jqreport-") and name.endswith(".tmp") for name in left)
    assert run("extract", long, "-o", target).returncode == 0  # what is left behind stops nothing
    whole(target, long)


def test_killed_at_any_time(tmp_path: Path, long: Path) -> None:
    target = tmp_path / "x.json"
    ends = set()
    for i in range(12):
        target.write_bytes(b"old")
        process = subprocess.Popen(command("extract", long, "-o", target), env=environment(), stderr=subprocess.DEVNULL)
        time.sleep(0.12 * i)
        process.kill()
        process.wait()
        if target.read_bytes() != b"old":
            whole(target, long)
            ends.add("new")
        else:
            ends.add("old")
    assert "old" in ends


def test_two_processes_and_one_output(tmp_path: Path, long: Path) -> None:
    target = tmp_path / "x.csv"
    both = [subprocess.Popen(command("extract", one, "-o", target), env=environment()) for one in (long, SAMPLE) * 3]
    assert {p.wait(120) for p in both} == {0}
    rows = target.read_bytes().count(b"\n")
    texts = ["".join(render(FORMATS["csv"], [extract(str(p))], Options())) for p in (long, SAMPLE)]
    assert target.read_bytes().decode() in texts, rows
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("how", ["same", "link", "hard", "dots", "folder link"])
def test_output_is_never_the_input(tmp_path: Path, how: str) -> None:
    report = tmp_path / "a.txt"
    shutil.copy(SAMPLE, report)
    out = {"same": report, "dots": tmp_path / ".." / tmp_path.name / "a.txt"}.get(how, tmp_path / "b.json")
    if how == "link":
        out.symlink_to(report)
    elif how == "hard":
        out.hardlink_to(report)
    elif how == "folder link":
        (tmp_path / "again").symlink_to(tmp_path)
        out = tmp_path / "again" / "a.txt"
    done = run("extract", report, "-o", out)
    assert done.returncode == 2
    assert b"is the report itself" in done.stderr
    assert report.read_bytes() == SAMPLE.read_bytes()


# ---- pipes, locales, terminals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", [*FORMATS_OF_FILES, "table"])
@pytest.mark.parametrize("lines", [0, 1, 20])
def test_head(long: Path, format: str, lines: int) -> None:
    process = subprocess.Popen(
        command("extract", long, "-f", format), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    for _ in range(lines):
        process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == 0
    assert "Traceback" not in said
    assert "Broken pipe" not in said


LOCALES = [
    {},
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"LC_ALL": "xx_YY.nonsense"},
    {"LANG": "zh_CN.GB18030", "PYTHONIOENCODING": "gbk"},
    {"PYTHONIOENCODING": "ascii", "TERM": "dumb"},
    {"PYTHONIOENCODING": "cp1252:strict", "NO_COLOR": "1"},
    {"PYTHONHASHSEED": "0"},
    {"PYTHONHASHSEED": "123456"},
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"},
    {"PYTHONOPTIMIZE": "2"},
    {"PYTHONWARNINGS": "error"},
    {"PYTHONMALLOC": "debug"},
]


def test_same_bytes_everywhere(tmp_path: Path) -> None:
    """Locale, encoding of the terminal, hash seed, time zone, interpreter's switches, working directory: none is in the output.

    But for the name of a file as given: where Python is kept from UTF-8 by two switches, a Chinese one is shown as U+FFFD.
    """
    name = "yunxi.txt"
    shutil.copy(SAMPLE, tmp_path / name)
    (tmp_path / "sub").mkdir()
    shutil.copy(SAMPLE, tmp_path / "sub" / name)
    for format in FORMATS_OF_FILES:
        found = {run("extract", name, "-f", format, env=e, cwd=tmp_path).stdout for e in LOCALES}
        found.add(run("extract", name, "-f", format, cwd=tmp_path / "sub").stdout)
        assert len(found) == 1, format
        assert len(found.pop()) > 1000
    shutil.copy(SAMPLE, tmp_path / "云溪.txt")
    usual = [e for e in LOCALES if e.get("PYTHONUTF8") != "0"]
    assert len({run("extract", "云溪.txt", env=e, cwd=tmp_path).stdout for e in usual}) == 1


def test_the_clock_is_not_in_the_output(tmp_path: Path) -> None:
    code = (
        "import sys, time, datetime; t = float(sys.argv.pop(1)); time.time = lambda: t; time.time_ns = lambda: int(t * 1e9)\n"
        "class D(datetime.datetime):\n"
        "    @classmethod\n    def now(cls, tz=None): return cls(int(1900 + t / 1e8), 1, 1)\n"
        "    today = utcnow = now\n"
        "datetime.datetime = D\n"
        "from jqreport.cli import main; sys.exit(main())"
    )
    for arguments in (["-f", "json", "--context"], ["-f", "csv"]):
        found = {
            subprocess.run(
                [sys.executable, "-c", code, clock, "extract", str(SAMPLE), *arguments],
                env=environment(), stdout=subprocess.PIPE, timeout=60, check=True,
            ).stdout
            for clock in ("1", "1.7e9", "9e9")
        }  # fmt: skip
        assert len(found) == 1


def test_words_on_a_terminal_that_is_not_utf_8() -> None:
    for encoding in ("ascii", "gbk", "latin-1", "cp437", "utf-16"):
        for lang in ("zh", "en"):
            done = run("extract", "没有\x1b[31m.txt", "--lang", lang, env={"PYTHONIOENCODING": encoding})
            assert done.returncode == 2
            assert b"Traceback" not in done.stderr
            assert done.stderr.decode(encoding).count("\n") == 1
            assert "\x1b" not in done.stderr.decode(encoding)


# ---- Windows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\r\r\n"])
def test_newlines(newline: str) -> None:
    """The same figures on the same lines, whatever ends a line; offsets count what is in the file."""
    text = SAMPLE.read_bytes().decode("utf-8")
    other = text.replace("\n", newline)
    plain, report = extract("a.txt", data=text.encode()), extract("a.txt", data=other.encode())
    assert [(f.id, f.digits, f.unit, f.source.line, f.source.column) for f in plain.figures] == [
        (f.id, f.digits, f.unit, f.source.line, f.source.column) for f in report.figures
    ]
    assert all(other[f.source.start : f.source.end] == f.source.text for f in report.figures)
    assert report.coverage == plain.coverage


def test_output_has_unix_newlines_and_names_as_given(tmp_path: Path) -> None:
    for name in ("C:\\reports\\a.txt", "a\\b.txt", "\\\\server\\share\\a.txt", "con.txt", "a:b.txt", " a .txt", "-a.txt"):
        shutil.copy(SAMPLE, tmp_path / name)
        for format in FORMATS_OF_FILES:
            done = run("extract", "-f", format, "--", name, cwd=tmp_path)
            assert done.returncode == 0, done.stderr
            assert b"\r" not in done.stdout
            if format == "json":
                assert json.loads(done.stdout)["source"]["file"] == name


def test_standard_streams_that_are_closed() -> None:
    """Descriptors 0, 1 or 2 closed from the start: never a traceback, never a file opened in their place and written to."""
    for closed in (0, 1, 2):
        done = run("extract", SAMPLE, "-f", "csv", preexec_fn=lambda closed=closed: os.close(closed))
        assert done.returncode == (2 if closed == 1 else 0)
        assert b"Traceback" not in done.stderr
