"""The kind of a file is told by its content; what is not read gets one sentence that says what it is and what to do."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from jqreport.errors import InputError
from jqreport.read.kind import kind

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def _zip(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return stream.getvalue()


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        ("云岭镇完成税收3亿元".encode(), "a.txt", "text"),
        ("云岭镇完成税收3亿元".encode("gb18030"), "a.pdf", "text"),
        (b"%PDF-1.7\n", "a.txt", "pdf"),
        (b"\n\njunk %PDF-1.4\n", "a", "pdf"),
        (_zip("[Content_Types].xml", "word/document.xml"), "a.txt", "docx"),
        (_zip("[Content_Types].xml", "word/document.xml")[:150], "a.docx", "docx"),
        (b"<!DOCTYPE html><p>3", "a.txt", "html"),
        (b"\xef\xbb\xbf  <!-- saved -->\r\n<HTML lang=zh><body>", "a", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "a", "html"),
        ("<html><body>".encode("utf-16"), "a", "html"),
        (b"<div><p>1</p><p>2</p></div>", "a", "html"),
        ("云岭<p>".encode(), "a.shtml", "html"),
        ("比例 <3% 且 >1%".encode(), "a.html", "text"),
        ("<三>、税收".encode(), "a.txt", "text"),
    ],
)
def test_read_kinds(data: bytes, name: str, expected: str) -> None:
    assert kind(data, name) == expected


@pytest.mark.parametrize(
    ("data", "name", "code", "word"),
    [
        (b"", "a.docx", "empty", "空"),
        (b"\xef\xbb\xbf \r\n", "a.txt", "empty", "空"),
        (OLE + _utf16("WordDocument"), "a.docx", "kind", "soffice"),
        (OLE + _utf16("WordDocument"), "a.wps", "kind", "WPS"),
        (OLE + _utf16("Workbook"), "a.xls", "kind", "Excel"),
        (OLE + _utf16("EncryptedPackage"), "a.docx", "encrypted", "密码"),
        (OLE, "a", "kind", "旧版"),
        (b"{\\rtf1\\ansi", "a.doc", "kind", "RTF"),
        (_zip("OFD.xml", "Doc_0/Document.xml"), "a.ofd", "kind", "PDF"),
        (_zip("xl/workbook.xml"), "a.docx", "kind", "xlsx"),
        (_zip("ppt/presentation.xml"), "a.docx", "kind", "PowerPoint"),
        (_zip("mimetype", "content.xml"), "a.odt", "kind", "OpenDocument"),
        (_zip("report.txt"), "a.zip", "kind", "解压"),
        (_zip("report.txt")[:-30], "a.zip", "damaged", "损坏"),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", "kind", "--ocr"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "kind", "JPEG"),
        (gzip.compress(b"x"), "a.txt", "kind", "gzip"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "a", "kind", "7z"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x", "a.mht", "kind", "HTML"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', "a.doc", "kind", "docx"),
    ],
)
def test_other_kinds(data: bytes, name: str, code: str, word: str) -> None:
    with pytest.raises(InputError) as caught:
        kind(data, name)
    error = caught.value
    assert error.code == code
    assert word in error.zh
    assert error.en.startswith(name)
    assert error.zh.startswith(name)
    assert "\n" not in error.en + error.zh
