"""Many reports: the same bytes whatever the number of workers, failures by name, hung and dead workers, going on after a kill."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jqreport import cli, pipeline, selfcheck
from jqreport.batch import Job, find, journal, pool, work
from jqreport.batch.journal import Journal, digest, key
from jqreport.batch.work import Answer, Task, answer, as_error
from jqreport.errors import InputError, JqreportError, RuleError, UsageError
from jqreport.formats import Options
from jqreport.read.limits import Limits
from tests.test_schema import validator

ROOT = Path(__file__).parents[1]
TEXT = "2023年工作报告\n\n一、经济\n全年税收{0}.50亿元，同比增长48.2%。粮食产量{0}万吨。\n"
Run = Callable[..., tuple[int, str, str]]

#: A reader that hangs, dies or breaks on files of these names; any worker loads it in the place of the real one.
TROUBLE = """
import os, sys, time
import jqreport.pipeline as pipeline
real = pipeline.read
def read(path, **more):
    name = os.path.basename(str(path))
    if name.startswith("hang"): time.sleep(600)
    if name.startswith("deaf"):
        import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True: time.sleep(1)
    if name.startswith("die"): os._exit(3)
    if name.startswith("kill"): os.kill(os.getpid(), 9)
    if name.startswith("bug"): raise ZeroDivisionError("bad luck")
    if name.startswith("memory"): raise MemoryError
    if name.startswith("noise"): print("noise on standard output")
    if name.startswith("slow"): time.sleep(float(os.environ.get("SLOW", "0.3")))
    return real(path, **more)
pipeline.read = read
"""


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line here; gives exit code, standard output and standard error."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = cli.main(["extract", *map(str, arguments)])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return call


def reports(folder: Path, *names: str) -> Path:
    """A folder with a small report under each name."""
    folder.mkdir(exist_ok=True)
    for i, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TEXT.format(i + 1), "utf-8")
    return folder


@pytest.fixture
def troubled(tmp_path: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Start the command as a process of its own, whose workers meet TROUBLE."""
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "trouble.py").write_text(TROUBLE)
    warm = "import jqreport.batch.pool as p; p._WARM = ['trouble']; import sys; from jqreport.cli import main; sys.exit(main())"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path / "hook"), str(ROOT / "src")])

    def start(*arguments: object, **more: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", warm, "extract", *map(str, arguments)]
        env = environment | more.pop("env", {})
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=env, **more)

    return start


def rows(text: str) -> list[dict[str, Any]]:
    """The lines of jsonl."""
    return [json.loads(line) for line in text.splitlines()]


# ------------------------------------------------------------------ what is read


def test_folders_are_read_in_order_of_path_and_what_is_no_report_is_counted(tmp_path: Path) -> None:
    folder = reports(
        tmp_path / "in", "b.txt", "a/z.TXT", "a/b.pdf", "c.jpg", ".hidden.txt", ".git/x.txt", "out.txt", "~$a.docx"
    )
    (folder / "loop").symlink_to(folder)
    found = find([str(folder / "c.jpg"), str(folder)], str(folder / "out.txt"))
    assert [os.path.relpath(f, folder) for f in found.files] == ["c.jpg", "a/b.pdf", "a/z.TXT", "b.txt"]
    assert (found.folders, dict(found.left)) == (True, {".jpg": 1})
    assert find(["-", "nowhere"]).files == ["-", "nowhere"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="there are no reports in this folder"):
        find([str(tmp_path / "empty")])


def test_a_folder_with_other_files_says_so(run: Run, tmp_path: Path) -> None:
    folder = reports(tmp_path / "in", "a.txt", "b.jpg", "c.xlsx", "d.jpg")
    code, out, err = run(folder, "-f", "jsonl")
    assert (code, len(rows(out))) == (0, 2)
    assert err == "3 files of other kinds were left out (.jpg 2, .xlsx 1)\n"


# ------------------------------------------------------------------ the same bytes


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet"])
def test_the_same_bytes_whatever_the_number_of_workers(run: Run, tmp_path: Path, format: str) -> None:
    if format == "parquet":
        pytest.importorskip("pyarrow")
    names = [f"{i:02}.txt" for i in range(7)]
    folder = reports(tmp_path / "in", *names)
    (folder / "03.txt").write_bytes(b"")
    (folder / "05.txt").write_text("没有数字的报告。\n", "utf-8")
    paths = [folder / n for n in names]
    made = {}
    ways: dict[str, list[object]] = {
        "here": [*paths],
        "one": [*paths, "--jobs", "1"],
        "three": [*paths, "--jobs", "3"],
        "folder": [folder],
        "resume": [folder, "--resume"],
    }
    for key_, arguments in ways.items():
        out = tmp_path / f"{key_}.{format}"
        code, _, err = run(*arguments, "-o", out)
        assert (code, err.splitlines()[-1]) == (2, "jqreport: 1 of 7 files failed")
        assert "03.txt: the file is empty" in err
        made[key_] = out.read_bytes()
    assert len(set(made.values())) == 1
    if format == "csv":
        table = list(csv.DictReader(io.StringIO(made["here"].decode())))
        assert len(table) == 10
        errors = list(csv.reader(io.StringIO((tmp_path / "here.errors.csv").read_text("utf-8"))))
        assert errors[0] == ["file", "code", "message"]
        assert [(os.path.basename(e[0]), e[1]) for e in errors[1:]] == [("03.txt", "empty")]
    if format == "jsonl":
        lines = rows(made["here"].decode())
        assert [os.path.basename(r["file"]) for r in lines] == [f"{i:02}.txt" for i in (0, 0, 1, 1, 2, 2, 3, 4, 4, 6, 6)]
        assert lines[6]["error"]["code"] == "empty"
        validator("failure").validate(lines[6])


def test_standard_output_and_standard_input(tmp_path: Path) -> None:
    folder = reports(tmp_path / "in", "a.txt", "b.txt")
    command = [sys.executable, "-m", "jqreport.cli"]
    code = "import sys; from jqreport.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "extract", str(folder / "a.txt"), "-", str(folder / "b.txt"), "-f", "jsonl"]
    results = [
        subprocess.run([*command, *more], input=TEXT.format(9).encode(), capture_output=True, check=True).stdout
        for more in ([], ["--jobs", "2"])
    ]
    assert results[0] == results[1]
    assert [os.path.basename(r["file"]) for r in rows(results[0].decode())] == ["a.txt", "a.txt", "-", "-", "b.txt", "b.txt"]


def test_all_files_bad(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_bytes(b"")
    (tmp_path / "x.csv").write_text("old")
    assert run(folder, "-o", tmp_path / "x.csv")[0] == 2
    assert (tmp_path / "x.csv").read_text() == "old"
    assert len((tmp_path / "x.errors.csv").read_text().splitlines()) == 3
    assert run(folder, "-o", tmp_path / "x.jsonl")[0] == 2
    assert [r["error"]["code"] for r in rows((tmp_path / "x.jsonl").read_text())] == ["empty", "empty"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in", "x.csv", "x.errors.csv", "x.jsonl"]


def test_one_bad_file_alone_is_an_error_with_workers_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    code, out, err = run(tmp_path / "a.txt", "-f", "jsonl", "--jobs", "2")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert run(tmp_path / "a.txt", "-o", tmp_path / "o.jsonl", "--jobs", "2")[0] == 2
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


REFUSED = [
    (("a", "--jobs", "0"), "--jobs: 0 is not a number above 0"),
    (("a", "--jobs", "1.5"), "--jobs: 1.5 is not a number above 0"),
    (("a", "--max-seconds", "nan"), "--max-seconds: nan is not a number above 0"),
    (("a", "--jobs", "2", "-f", "table"), "--jobs does not go with -f table; use -f jsonl, -f csv or -f parquet"),
    (("a", "--resume", "-f", "csv"), "--resume needs -o OUT: what is done is kept beside it"),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_refusals(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    assert run(*arguments) == (2, "", f"jqreport: {sentence}\n")


def test_own_rules_and_conditions_reach_the_workers(run: Run, tmp_path: Path) -> None:
    folder = reports(tmp_path / "in", "a.txt", "b.txt")
    assert len(rows(run(folder, "-f", "jsonl", "--where", "unit=万吨")[1])) == 2
    (tmp_path / "own.toml").write_text("nonsense = 1\n")
    code, _, err = run(folder, "-f", "jsonl", "--rules", tmp_path / "own.toml")
    assert code == 2
    assert "own.toml" in err
    code, _, err = run(folder, "-f", "jsonl", "--encoding", "no-such-code")
    assert (code, len(err.splitlines())) == (2, 1)


# ------------------------------------------------------------------ workers that hang, die, break


def test_a_worker_that_hangs_or_dies_costs_its_document_alone(
    troubled: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    bad = ["bug.txt", "deaf.txt", "die.txt", "hang.txt", "kill.txt", "memory.txt"]
    good = ["a.txt", "c.txt", "e.txt", "i.txt", "l.txt", "noise.txt", "z.txt"]
    reports(tmp_path / "in", *bad, *good)
    done = troubled("in", "-f", "jsonl", "--jobs", "2", "--max-seconds", "0.5")
    out, err = (stream.decode() for stream in done.communicate(timeout=100))
    assert done.returncode == 2
    found: dict[str, Any] = {}
    for row in rows(out):
        found.setdefault(os.path.basename(row["file"]), row.get("error", {}).get("code"))
    assert list(found) == sorted(bad + good)
    codes = {"bug.txt": "internal", "die.txt": "crashed", "kill.txt": "crashed"}
    assert {name: code for name, code in found.items() if code} == dict.fromkeys(bad, "limit") | codes
    assert "in/hang.txt: takes more than 0.5 seconds" in err
    assert "(SIGKILL)" in err
    assert err.splitlines()[-1] == "jqreport: 6 of 13 files failed"


def test_workers_that_cannot_start_are_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job("jsonl", Options(), rules=("/no/such/rules.toml",))  # the command checks rules before; here each worker dies
    with pytest.raises(InputError, match="the worker processes cannot start"):
        list(pool.Pool(2, job).run([Task(0, "a"), Task(1, "b")]))


def test_what_goes_through_the_pipe_is_no_pickle() -> None:
    for error in (None, InputError("a\ud800", "乙", code="x"), UsageError("u"), RuleError("r")):
        sent = Answer(3, "f", b"\n\x00rows\n", "ab", 2, ("c", "d"), error)
        got = pool.unpack(Task(3, "f"), pool.pack(sent))
        assert type(got.error) is type(error)
        if error is not None and got.error is not None:
            assert (got.error.en, got.error.zh, got.error.code) == (error.en, error.zh, error.code)
        assert (got.place, got.file, got.payload, got.sha256, got.figures, got.codes) == (
            3,
            "f",
            sent.payload,
            "ab",
            2,
            ("c", "d"),
        )


# ---- long reports are written while they are read --------------------------------------------------------------------


@pytest.fixture
def streaming(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any report counts as long, and a part of it is a paragraph."""
    monkeypatch.setattr(work, "_LONG", 0)
    monkeypatch.setattr(pipeline, "_PART", 1)


def written(file: Path, format: str, *where: str) -> Answer:
    job = Job(format, Options(), where)
    got = answer(job, job.tests(), Task(0, str(file)))
    assert got.error is None
    return got


@pytest.mark.parametrize("where", [(), ("unit=亿元", "status!=target")])
@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_a_long_report_gives_the_same_rows(format: str, where: tuple[str, ...], request: pytest.FixtureRequest) -> None:
    files = sorted((ROOT / "samples").glob("*.txt"))
    before = [written(file, format, *where) for file in files]
    request.getfixturevalue("streaming")
    assert [written(file, format, *where) for file in files] == before
    assert all(got.figures > 10 for got in before)


def test_a_long_report_is_never_held_whole(tmp_path: Path, streaming: None, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    link, of = pipeline.link, selfcheck.Proof.of
    monkeypatch.setattr(pipeline, "link", lambda *a: order.append("read") or link(*a))
    monkeypatch.setattr(selfcheck.Proof, "of", lambda self, part: order.append("given") or of(self, part))
    file = reports(tmp_path, "a.txt") / "a.txt"
    file.write_text("2023年工作报告\n\n一、经济\n" + "全年税收12.50亿元，同比增长48.2%。\n\n" * 20, "utf-8")
    assert written(file, "jsonl").figures == 20
    assert order.count("given") >= 20
    assert "readreadread" not in "".join(order), "paragraphs are read ahead of what is written"


def test_a_long_report_that_contradicts_itself_is_not_given(
    tmp_path: Path, streaming: None, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selfcheck, "starts", lambda text: [m.start() for m in re.finditer(r"\d", text)])
    file = reports(tmp_path, "a.txt") / "a.txt"
    code, out, err = run(file, "-f", "jsonl")
    assert (code, out) == (2, "")
    assert "contradicts itself" in err
    (tmp_path / "out.csv").write_text("what stood there", "utf-8")
    assert run(file, "-o", tmp_path / "out.csv")[0] == 2
    assert (tmp_path / "out.csv").read_text("utf-8") == "what stood there"


def test_no_room_for_the_rows_of_a_long_report(
    tmp_path: Path, streaming: None, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    code, out, err = run(reports(tmp_path, "a.txt") / "a.txt", "-f", "csv")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        f"jqreport: {tempfile.gettempdir()}: no temporary file can be written: No space left on device; "
        "make room, or name another folder in TMPDIR"
    ]


def test_a_file_over_the_limit_of_bytes_is_not_read(tmp_path: Path) -> None:
    file = reports(tmp_path, "a.txt") / "a.txt"
    job = Job("jsonl", Options(), limits=Limits(bytes=10))
    got = answer(job, [], Task(0, str(file)))
    assert got.error is not None
    assert got.error.code == "limit"
    assert as_error("a", MemoryError(), Limits()).code == "limit"
    assert isinstance(as_error("a", RecursionError(), Limits()), JqreportError)


# ------------------------------------------------------------------ going on


def test_resume_skips_what_is_done_by_content(run: Run, tmp_path: Path) -> None:
    folder, out = reports(tmp_path / "in", "a.txt", "b.txt", "c.txt"), tmp_path / "o.jsonl"
    (folder / "bad.txt").write_bytes(b"")
    assert run(folder, "-o", out, "--resume")[0] == 2
    kept = Path(f"{out}.journal")
    size = kept.stat().st_size
    first = out.read_bytes()
    assert run(folder, "-o", out, "--resume")[0] == 2
    assert (kept.stat().st_size, out.read_bytes()) == (size, first)
    (folder / "b.txt").write_text(TEXT.format(77), "utf-8")
    (folder / "bad.txt").write_text(TEXT.format(88), "utf-8")
    (folder / "c.txt").unlink()
    assert run(folder, "-o", out, "--resume")[0] == 0
    assert kept.stat().st_size > size
    assert [(os.path.basename(r["file"]), r["value"]) for r in rows(out.read_text("utf-8")) if r["unit"] == "万吨"] == [
        *(("a.txt", 1), ("b.txt", 77), ("bad.txt", 88))
    ]
    code, _, err = run(folder, "-o", out, "--resume", "--where", "unit=万吨")
    assert (code, err) == (0, f"{kept}: made by another version or with other options; all is done anew\n")
    assert len(rows(out.read_text("utf-8"))) == 3
    assert run(folder, "-o", out)[0] == 0
    assert not kept.exists()


def job() -> Job:
    """A job for journals."""
    return Job("jsonl", Options())


@pytest.mark.parametrize("damage", ["cut", "flip", "garbage"])
def test_a_journal_cut_anywhere_gives_back_what_is_whole(tmp_path: Path, damage: str) -> None:
    path = str(tmp_path / "j")
    book = Journal(path, job())
    entries = [book.put(Answer(i, f"{i}", f"rows {i}\n".encode() * 50, f"{i}")) for i in range(5)]
    book.close()
    whole = Path(path).read_bytes()
    data = {
        "cut": whole[: entries[3].start + 7],
        "flip": whole[: entries[3].start] + b"X" + whole[entries[3].start + 1 :],
        "garbage": whole[: entries[2].start + entries[2].length] + b"\0" * 400,
    }[damage]
    Path(path).write_bytes(data)
    again = Journal(path, job(), resume=True)
    assert sorted(again.done) == sorted(key(f"{i}", f"{i}") for i in range(3))
    assert again.get(again.done[key("1", "1")]) == b"rows 1\n" * 50
    again.put(Answer(3, "3", b"new", "3"))
    again.close()
    last = Journal(path, job(), resume=True)
    assert last.get(last.done[key("3", "3")]) == b"new"
    last.close()


def test_a_journal_belongs_to_one_run_and_nothing_else_is_overwritten(tmp_path: Path) -> None:
    book = Journal(str(tmp_path / "j"), job())
    with pytest.raises(UsageError, match="another jqreport is writing"):
        Journal(str(tmp_path / "j"), job())
    book.close(remove=True)
    (tmp_path / "j").write_text("my diary\n")
    with pytest.raises(UsageError, match="is no journal of jqreport"):
        Journal(str(tmp_path / "j"), job())
    assert (tmp_path / "j").read_text() == "my diary\n"
    assert digest(str(tmp_path / "none")) == ""
    assert journal.fingerprint(job()) != journal.fingerprint(Job("jsonl", Options(), where=("unit=元",)))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_stopped_goes_on(troubled: Callable[..., subprocess.Popen[bytes]], tmp_path: Path, how: int) -> None:
    names = [f"slow{i:02}.txt" for i in range(16)]
    reports(tmp_path / "in", *names)
    process = troubled("in", "-o", "o.jsonl", "--jobs", "2", env={"SLOW": "0.5"}, start_new_session=True)
    kept = tmp_path / "o.jsonl.journal"
    until = time.monotonic() + 60
    while not (kept.exists() and kept.read_bytes().count(b'"key"') >= 3):
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.05)
    if how == signal.SIGINT:
        os.killpg(process.pid, how)  # as Ctrl-C does
    else:
        process.send_signal(how)
    _, err = process.communicate(timeout=30)
    done = kept.read_bytes().count(b'"key"')
    assert not (tmp_path / "o.jsonl").exists()
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert err.decode().startswith(f"jqreport: stopped; {done} of 16 reports are kept, the same command with --resume goes")
        assert list(tmp_path.glob(".jqreport-*")) == []
    second = troubled("in", "-o", "o.jsonl", "--jobs", "2", "--resume", env={"SLOW": "0"})
    assert (second.wait(60), second.communicate()[1]) == (0, b"")
    assert [r["value"] for r in rows((tmp_path / "o.jsonl").read_text("utf-8")) if r["unit"] == "万吨"] == list(range(1, 17))
    assert kept.read_bytes().count(b'"key"') == 16
    assert list(tmp_path.glob(".jqreport-*")) == []


def test_a_reader_that_has_had_enough_ends_the_workers(
    troubled: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    reports(tmp_path / "in", *(f"slow{i:02}.txt" for i in range(20)))
    process = troubled("in", "-f", "jsonl", "--jobs", "2")
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b'{"file":"in/slow00.txt"')
    process.stdout.close()
    assert process.wait(20) == 0


def test_progress_on_a_terminal_alone(tmp_path: Path, run: Run) -> None:
    pty = pytest.importorskip("pty", reason="terminals are tested on systems that have pty")
    folder = reports(tmp_path / "in", "a.txt", "b.txt")
    assert run(folder, "-o", tmp_path / "o.jsonl")[2] == ""
    master, slave = pty.openpty()
    code = "import sys; from jqreport.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "extract", str(folder), "-o", str(tmp_path / "p.jsonl")]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=slave, env=os.environ | {"TERM": "xterm", "COLUMNS": "100"})
    os.close(slave)
    shown = os.read(master, 100_000).decode("utf-8")
    os.close(master)
    assert done.returncode == 0
    assert "2/2 reports" in shown
    assert "a second" in shown
