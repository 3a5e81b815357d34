"""Nothing let in: what a report holds acts on no spreadsheet, terminal, browser or CI, leads to no path and fetches nothing.

Formats of findings have their own tests of this in test_findings.py, the audit page in test_audit_browser.py; here a hostile
report goes the whole way through the commands, and readers are watched by the system (strace, or a network that is not there).
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from jqreport import extract
from jqreport.errors import InputError
from tests.fuzz.seeds import pdf
from tests.hostile import PAYLOADS, text
from tests.test_badpdf import _with_links
from tests.test_faults import command, environment, run
from tests.test_read_docx import p, package, relations

ACTING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufff9-\ufffb]"
)
FORMULA = re.compile(r"[\s\u200b\ufeff]*[-=+@\t\r＝＋－＠]")
HOSTILE = text(1000).removeprefix("<script>")  # with it, this were a web page that is one script
AWAY = "http://127.0.0.1:9/x"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The hostile report under a hostile name."""
    path = tmp_path / "=cmd|'calc'!A0 \u202e::error::x.txt"
    path.write_text(HOSTILE, "utf-8")
    return path


# ---- spreadsheets ----------------------------------------------------------------------------------------------------


def test_no_cell_is_a_formula(report: Path) -> None:
    for arguments in ((), ("--headers", "zh", "--bom"), ("--columns", "name,prefix,suffix,sentence,section,file,text,title")):
        done = run("extract", report, "-f", "csv", *arguments)
        assert done.returncode == 0, done.stderr
        rows = list(csv.reader(io.StringIO(done.stdout.decode("utf-8-sig"), newline=""), strict=True))
        assert len(rows) > 20
        for row in rows[1:]:
            for cell in row:
                assert not FORMULA.match(cell) or re.fullmatch(r"-?\d+(\.\d+)?", cell), cell
                assert not ACTING.search(cell), cell


def test_no_workbook_cell_is_a_formula(report: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    target = tmp_path / "x.xlsx"
    done = run("extract", report, "-o", target)
    if b"xlsx" in done.stderr and done.returncode:
        pytest.skip("no xlsx")
    book = openpyxl.load_workbook(target)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    with zipfile.ZipFile(target) as parts:
        assert not any("externalLink" in name or "vbaProject" in name for name in parts.namelist())
        assert not any(b"<hyperlink" in parts.read(n) or b"<f>" in parts.read(n) for n in parts.namelist() if "sheet" in n)


# ---- terminals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [("-f", "table"), ("-f", "json"), ("-f", "jsonl"), ("-f", "csv"), ("-f", "table", "--context")]
)
def test_nothing_acts_on_a_terminal(report: Path, arguments: tuple[str, ...]) -> None:
    done = run("extract", report, *arguments)
    assert done.returncode == 0
    for out in (done.stdout, done.stderr):
        assert not ACTING.search(out.decode("utf-8"))


@pytest.mark.parametrize("given", [("extract",), ("extract", "-f", "table"), ("text",), ("text", "--lines"), ("check",)])
def test_nothing_acts_on_a_real_terminal(report: Path, given: tuple[str, ...]) -> None:
    """Through a pseudo-terminal: only colours of our own are left of what a terminal would do."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(*given, report),
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        env=environment(TERM="xterm", PAGER="cat"),
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    process.wait(60)
    os.close(ours)
    words = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode("utf-8")).replace("\r\n", "\n")
    assert len(words) > 50
    assert not ACTING.search(words), ACTING.search(words)
    assert "\r" not in words


def test_errors_are_one_safe_line(tmp_path: Path) -> None:
    for name in ("x\n::error::owned", "\x1b]0;owned\x07", "a\u202eb", "-" * 3000, "%s%n", "\udcff", "a\rb"):
        done = run("extract", "--", os.fsencode(tmp_path / name).decode("utf-8", "surrogateescape"))
        assert done.returncode == 2
        said = done.stderr.decode("utf-8")
        assert said.count("\n") == 1
        assert not ACTING.search(said)
        assert "\r" not in said
        assert not said.startswith("::")


# ---- CI, findings, pages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["github", "sarif", "gitlab", "junit", "json", "text"])
def test_findings_of_a_hostile_report(report: Path, format: str, tmp_path: Path) -> None:
    from tests.test_findings import validate

    lie = tmp_path / f"税收::error::{'x'} \u202e.txt"
    lie.write_text(HOSTILE + "".join(f"{x}三次产业比为90:20:30。今年税收12亿元，其中{x}20亿元。\n" for x in PAYLOADS), "utf-8")
    done = run("check", lie, "-f", format)
    assert done.returncode in (0, 1), done.stderr
    out = done.stdout.decode("utf-8")
    assert not ACTING.search(out)
    validate(format, out)
    if format == "github":
        for line in out.splitlines()[:-1]:
            assert re.match(r"::(error|warning|notice) ", line)
            assert line.count("::", 2) >= 1
    assert not any(line.lstrip().startswith("::error file=a") for line in out.splitlines())


def test_the_page_holds_no_markup_of_the_report(report: Path, tmp_path: Path) -> None:
    lxml = pytest.importorskip("lxml.html")
    page = tmp_path / "page.html"
    done = run("audit", report, "-o", page)
    assert done.returncode == 0, done.stderr
    source = page.read_text("utf-8")
    tree = lxml.document_fromstring(source)
    clean = tmp_path / "clean.txt"
    clean.write_text("县2023年政府工作报告\n税收12.5亿元。\n", "utf-8")
    other = tmp_path / "clean.html"
    assert run("audit", clean, "-o", other).returncode == 0
    plain = lxml.document_fromstring(other.read_text("utf-8"))
    for tag in ("script", "style", "iframe", "svg", "img", "link", "base", "object", "form", "meta"):
        assert len(tree.findall(f".//{tag}")) == len(plain.findall(f".//{tag}")), tag
    for element in tree.iter():
        if isinstance(element.tag, str):
            assert not [a for a in element.attrib if a.lower().startswith("on")], element.tag
            for where in ("src", "href", "action", "data"):
                assert not re.match(r"\s*(https?:|//|javascript:)", element.get(where, ""), re.IGNORECASE)
    assert "default-src 'none'" in source


# ---- paths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../../evil", "/tmp/evil", "..\\..\\evil", "C:\\evil", "word/../../evil", "a\x00b", "\u202eevil"]
)
def test_names_inside_a_docx_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    stream = io.BytesIO(package(p("税收3亿元。")))
    with zipfile.ZipFile(stream, "a") as parts:
        info = zipfile.ZipInfo("x")
        info.filename = name
        parts.writestr(info, b"evil")
    report = extract("x.docx", data=stream.getvalue())
    assert [f.source.text for f in report.figures] == ["3亿元"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "out", ["../out.json", "./../x/../out.json", "a\x00b.json", "x" * 300 + ".json", "no/such/folder/x.json", ""]
)
def test_output_goes_where_it_is_said_or_nowhere(tmp_path: Path, out: str) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    report = folder / "a.txt"
    report.write_text("税收3亿元。", "utf-8")
    code = "import sys; from jqreport.cli import main; sys.exit(main(['extract', 'a.txt', '-o', sys.stdin.read()]))"
    done = subprocess.run(
        [sys.executable, "-c", code], input=out.encode(), cwd=folder, env=environment(), capture_output=True, timeout=60
    )
    assert b"Traceback" not in done.stderr
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} - {"x/a.txt"}
    assert made == ({"out.json"} if done.returncode == 0 and "out.json" in out else set())


# ---- XML and entities ------------------------------------------------------------------------------------------------

ENTITIES = [
    '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    f'<!DOCTYPE w:document [<!ENTITY a SYSTEM "{AWAY}">]>',
    f'<!DOCTYPE w:document SYSTEM "{AWAY}">',
    f'<!DOCTYPE w:document [<!ENTITY % a SYSTEM "{AWAY}"> %a;]>',
    "<!DOCTYPE w:document [" + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "哈"}">' for i in range(10)) + "]>",
]


@pytest.mark.parametrize("doctype", ENTITIES, ids=range(len(ENTITIES)))
def test_entities_are_refused(doctype: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package(p("税收3亿元&a;。")))) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            new.writestr(name, part.replace("?>", "?>" + doctype, 1) if name == "word/document.xml" else part)
    with pytest.raises(InputError) as caught:
        extract("x.docx", data=stream.getvalue())
    assert caught.value.code == "entities"
    assert "root:" not in caught.value.en
    page = f"<?xml version='1.0'?>{doctype.replace('w:document', 'html')}<html><body><p>税收3亿元&a;。</p></body></html>"
    report = extract("x.html", data=page.encode())
    assert "root:" not in report.document.text
    assert report.document.text.count("哈") < 5


# ---- nothing is fetched ----------------------------------------------------------------------------------------------


def _files() -> dict[str, bytes]:
    """Files of each kind that ask for things elsewhere."""
    link = "".join(
        f'<Relationship Id="z{kind}" Type="t/{kind}" TargetMode="External" Target="{AWAY}"/>'
        for kind in ("styles", "attachedTemplate")
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package(p("税收3亿元。")))) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) if not name.endswith("document.xml.rels") else relations(extra=link))
    page = (
        f'<!DOCTYPE html SYSTEM "{AWAY}"><html><head><base href="{AWAY}"><link rel=stylesheet href="{AWAY}"><script src="{AWAY}"></script>'
        f'<meta http-equiv=refresh content="0;url={AWAY}"></head><body><img src="{AWAY}"><iframe src="{AWAY}"></iframe><p>税收3亿元。</p></body></html>'
    )
    reading = pdf(["税收3亿元。"], packed=False)
    action = f"/OpenAction<</S/URI/URI({AWAY})>>/AA<</O<</S/SubmitForm/F<</FS/URL/F({AWAY})>>>>>>/Names<</JavaScript 9 0 R>>"
    return {
        "a.docx": stream.getvalue(),
        "a.html": page.encode(),
        "a.pdf": reading.replace(b"/Type/Catalog", b"/Type/Catalog" + action.encode()),
        "links.pdf": _with_links(),
        "a.txt": f"税收3亿元，见{escape(AWAY)}。".encode(),
    }


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asking")
    for name, data in _files().items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def tracer() -> str:
    found = shutil.which("strace")
    if not found or subprocess.run([found, "-o", os.devnull, "true"], capture_output=True).returncode:
        pytest.skip("no strace, or no right to trace")
    return found


@pytest.mark.parametrize("name", sorted(_files()))
def test_no_socket_is_opened(asking: Path, tracer: str, tmp_path: Path, name: str) -> None:
    """Counted by the system, children included: sockets of any kind but local ones, and connections."""
    log = tmp_path / "log"
    watched = [tracer, "-f", "-qq", "-e", "trace=socket,connect,sendto,sendmsg", "-o", str(log)]
    done = subprocess.run([*watched, *command("extract", asking / name)], env=environment(), capture_output=True, timeout=120)
    assert done.returncode == (2 if name == "links.pdf" else 0), done.stderr
    calls = [line for line in log.read_text().splitlines() if "AF_INET" in line or "AF_INET6" in line or "connect(" in line]
    assert calls == []


@pytest.mark.parametrize("name", sorted(_files()))
def test_the_same_without_any_network(asking: Path, name: str) -> None:
    if not shutil.which("unshare") or subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode:
        pytest.skip("no network namespaces here")
    apart = subprocess.run(
        ["unshare", "-n", *command("extract", asking / name)], env=environment(), capture_output=True, timeout=120
    )
    usual = run("extract", asking / name)
    assert (apart.returncode, apart.stdout) == (usual.returncode, usual.stdout)
    if usual.returncode == 0:
        figures = json.loads(usual.stdout)["figures"]
        assert [f["source"]["text"] for f in figures][:1] == ["3亿元"]


def test_no_socket_by_the_interpreter_s_own_account(asking: Path) -> None:
    """An audit hook in the process and in every child: it sees socket, connect and getaddrinfo whatever the system."""
    code = (
        "import sys\n"
        "def watch(event, arguments):\n"
        "    if event.startswith(('socket.', 'urllib.', 'http.', 'ftplib.', 'smtplib.')): raise SystemError('network ' + event)\n"
        "sys.addaudithook(watch)\n"
    )
    hooks = asking / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "sitecustomize.py").write_text(code)
    env: dict[str, Any] = environment()
    env["PYTHONPATH"] = os.pathsep.join([str(hooks), env["PYTHONPATH"]])
    proof = subprocess.run([sys.executable, "-c", "import socket; socket.socket()"], env=env, capture_output=True)
    assert b"network socket" in proof.stderr
    for name in _files():
        done = subprocess.run(command("extract", asking / name), env=env, capture_output=True, timeout=120)
        assert done.returncode == (2 if name == "links.pdf" else 0), done.stderr
