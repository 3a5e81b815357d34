"""Bad PDF files: each of ../shared/reports/badpdf gives what badpdf.toml says, within its limits; nothing is fetched."""

from __future__ import annotations

import os
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from jqreport.errors import InputError
from jqreport.model import Document, Line
from jqreport.read.isolate import isolated, read_pdf
from jqreport.read.limits import Limits
from tests.shared import shared

EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("badpdf.toml").read_text("utf-8"))
LIMITS = Limits(seconds=20, memory=2**30)


def read(name: str, password: str | None = None) -> Document:
    path = shared("reports/badpdf") / f"{name}.pdf"
    return read_pdf(path.read_bytes(), path.name, password=password, limits=LIMITS)


@pytest.mark.parametrize("name", EXPECTED)
def test_expected_outcome(name: str) -> None:
    expected = EXPECTED[name]
    began = time.monotonic()
    if "error" in expected:
        with pytest.raises(InputError) as caught:
            read(name)
        error = caught.value
        assert error.code == expected["error"]
        for sentence in (error.en, error.zh):
            assert sentence.startswith(f"{name}.pdf")
            assert "\n" not in sentence
    if "text" in expected:
        document = read(name, expected.get("password"))
        assert expected["text"] in document.text
        assert [w.code for w in document.warnings] == expected.get("warnings", [])
    assert time.monotonic() - began < 15


def test_every_file_has_an_outcome() -> None:
    assert {p.stem for p in shared("reports/badpdf").glob("*.pdf")} == set(EXPECTED)


def test_a_wrong_password_says_so() -> None:
    with pytest.raises(InputError, match="password is wrong") as caught:
        read("password_needed", "wrong")
    assert caught.value.code == "encrypted"


def test_no_text_layer_names_the_extra() -> None:
    with pytest.raises(InputError) as caught:
        read("scan_no_text_acrobat")
    assert "jqreport[ocr]" in caught.value.en
    assert "--ocr" in caught.value.zh


@pytest.mark.parametrize(
    "data", [b"", b"hello", bytes(5000), b"PK\x03\x04" + bytes(100), b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 9999]
)
def test_what_is_no_pdf(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_pdf(data, "a.pdf", limits=LIMITS)
    assert caught.value.code in ("empty", "not-pdf", "broken")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused_or_warned_of(share: float) -> None:
    data = shared("reports/pdf/jinqiao-libreoffice.pdf").read_bytes()
    try:
        codes = [w.code for w in read_pdf(data[: int(share * len(data))], "cut.pdf", limits=LIMITS).warnings]
    except InputError as error:
        codes = [error.code]
    assert {"broken", "empty", "no-text-layer", "truncated"} & set(codes)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(bytes=1000), "larger than 1000 bytes"),
        (Limits(pages=3), "more than 3 pages"),
        (Limits(characters=1000), "more than 1000 characters"),
        (Limits(seconds=0.0), "more than 0 seconds"),
    ],
)
def test_limits(limits: Limits, words: str) -> None:
    data = shared("reports/pdf/jinqiao-reportlab.pdf").read_bytes()
    with pytest.raises(InputError, match=words) as caught:
        read_pdf(data, "a.pdf", limits=limits)
    assert caught.value.code == "limit"
    assert "--max-" in caught.value.en
    assert "--max-" in caught.value.zh


# ---------------------------------------------------------------- the child process, with readers that misbehave


def hang(data: bytes, name: str, *, limits: Limits) -> None:
    time.sleep(60)


def spin(data: bytes, name: str, *, limits: Limits) -> None:
    while True:
        pass


def eat(data: bytes, name: str, *, limits: Limits) -> None:
    hoard = []
    while True:
        hoard.append(bytearray(2**24))


def die(data: bytes, name: str, *, limits: Limits) -> None:
    os.abort()


def chatter(data: bytes, name: str, *, limits: Limits) -> Line:
    print("words on standard output")
    os.write(1, b"and on its file")
    return Line(1, 0, 2)


class Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return (os.mkdir, (os.environ["JQREPORT_TEST_EVIL"],))


def evil(data: bytes, name: str, *, limits: Limits) -> Evil:
    return Evil()


@pytest.mark.parametrize(("function", "code"), [(hang, "limit"), (spin, "limit"), (eat, "limit"), (die, "crashed")])
def test_a_child_that_misbehaves_ends_alone(function: Any, code: str) -> None:
    began = time.monotonic()
    with pytest.raises(InputError) as caught:
        isolated(function, b"", "a.pdf", limits=Limits(seconds=1, memory=2**29))
    assert caught.value.code == code
    assert time.monotonic() - began < 10


def test_a_child_that_prints_spoils_nothing() -> None:
    assert isolated(chatter, b"", "a.pdf", limits=LIMITS) == Line(1, 0, 2)


def test_a_child_taken_over_runs_nothing_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "made"
    monkeypatch.setenv("JQREPORT_TEST_EVIL", str(target))
    with pytest.raises(InputError):
        isolated(evil, b"", "a.pdf", limits=LIMITS)
    assert not target.exists()


# ---------------------------------------------------------------- nothing is fetched

_sockets: list[str] = []
_watching = False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event.startswith(("socket.", "urllib.")):
        _sockets.append(event)


def test_nothing_is_fetched() -> None:
    global _watching
    from jqreport.read.pdf import read_pdf as read_here

    paths = [*shared("reports/pdf").glob("*.pdf")]
    sys.addaudithook(_watch)
    _watching = True
    try:
        for path in paths:
            read_here(path.read_bytes(), path.name)
        with pytest.raises(InputError):
            read_here(_with_links(), "links.pdf")
    finally:
        _watching = False
    assert _sockets == []


def _with_links() -> bytes:
    """A page whose picture and whose action stand on another machine."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(http://127.0.0.1:9/open)>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 5 0 R/Resources<</XObject<</I 4 0 R>>>>>>",
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 0"
        b"/F<</FS/URL/F(http://127.0.0.1:9/picture)>>>>stream\nendstream",
        b"<</Length 4>>stream\n/I Do\nendstream",
    ]
    body = b"".join(b"%d 0 obj%s endobj\n" % (i, o) for i, o in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"
