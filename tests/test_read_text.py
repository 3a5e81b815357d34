"""Bytes to text: encodings in order, newlines untouched, one clear sentence where it cannot be done."""

from __future__ import annotations

import codecs
import io
import sys
from pathlib import Path

import pytest

from jqreport.errors import InputError, UsageError
from jqreport.read import read
from tests.shared import reports, shared

TEXT = "柳河镇政府工作报告\r\n全年税收１２.５亿元。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("gb18030"), "gb18030"),
    ],
)
def test_encodings_are_told_by_content(data: bytes, encoding: str) -> None:
    document = read("x.txt", data=data)
    assert (document.text, document.encoding, document.format, document.file) == (TEXT, encoding, "text", "x.txt")
    assert [line.number for line in document.lines] == [1, 2]


def test_an_encoding_can_be_forced() -> None:
    assert read("x", data=TEXT.encode("big5", "ignore"), encoding="big5").encoding == "big5"
    with pytest.raises(InputError, match="byte 0 is not valid ascii"):
        read("x", data=TEXT.encode(), encoding="ascii")


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13"])
def test_an_unknown_encoding_is_a_wrong_request(name: str) -> None:
    with pytest.raises(UsageError, match=name):
        read("x", data=TEXT.encode(), encoding=name)


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "empty"),
        (codecs.BOM_UTF8 + b" \n", "empty", "empty"),
        (b"abc\0def", "binary", "byte 3"),
        (b"%PDF-1.7 \xff\xfe", "broken", "PDF"),
        (b"PK\x03\x04rest", "damaged", "damaged zip file"),
        (b"\xff\xff\xff", "encoding", "neither UTF-8 .byte 0. nor GB18030 .byte 0."),
        (TEXT.encode() * 5 + b"\xe7\xa8", "encoding", "byte 305 is not valid UTF-8"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x01", "encoding", "UTF-16"),
        (b"\x01\x02\x03 text", "binary", "byte 0"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(data: bytes, code: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read("x.txt", data=data)
    assert caught.value.code == code
    assert caught.value.en.startswith("x.txt: ")
    assert caught.value.zh.startswith("x.txt：")
    assert "\n" not in caught.value.en


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "no.txt")
    with pytest.raises(InputError, match="folder"):
        read(tmp_path)


def test_standard_input_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    document = read("-")
    assert (document.file, document.text) == ("-", TEXT)


def test_doubts_are_said() -> None:
    codes = [w.code for w in read("x", data=(TEXT + "税\ufffd收").encode()).warnings]
    assert codes == ["lost-characters"]
    odd = ("珏璟瑄琮" * 100).encode("gb18030")
    assert [w.code for w in read("x", data=odd).warnings] == ["encoding-doubtful"]


@pytest.mark.parametrize("path", reports() or ["reports/jinqiao-2023h1.txt"])
def test_real_reports_are_read_without_loss(path: str) -> None:
    raw = shared(path).read_bytes()
    document = read(shared(path))
    codec = {"utf-8": "utf-8-sig"}.get(document.encoding or "", document.encoding or "")
    assert document.text == raw.decode(codec)
    assert not document.warnings
