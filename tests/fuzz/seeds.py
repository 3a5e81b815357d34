"""What mutants are made of: our sample reports, cut short, in each kind of file; small, so that thousands can be tried."""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from jqreport.read.text import read_text
from tests.make_forms import Paragraph, paragraphs, to_docx, to_html
from tests.test_read_docx import _sample as docx_sample

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
CORPUS = Path(__file__).parent / "corpus"
KINDS = ("text", "html", "docx", "pdf")
ENDINGS = {"text": ".txt", "html": ".html", "docx": ".docx", "pdf": ".pdf"}
TABLE = [["指标", "单位", "2023年", "增长%"], ["税收", "亿元", "19.66", "48.2"], ["粮食产量", "万吨", "1,234.5", "-3.1"]]


@cache
def texts() -> tuple[str, ...]:
    """The samples as text, each whole and in three stretches of about 1,500 characters."""
    found: list[str] = []
    for path in sorted(SAMPLES.glob("*.txt")):
        text = read_text(path.read_bytes(), path.name).text
        step = max(1, len(text) // 3)
        found += [text, *(text[i : i + 1500] for i in range(0, len(text) - 700, step))]
    return tuple(found)


@cache
def _reports() -> tuple[tuple[Paragraph, ...], ...]:
    return tuple(tuple(paragraphs(text.encode(), "a.txt")[:25]) for text in texts())


@cache
def seeds(kind: str) -> tuple[bytes, ...]:
    """The files of a kind that mutants are made of."""
    if kind == "text":
        return tuple(text.encode() for text in texts())
    if kind == "html":
        rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
        return tuple(to_html(list(r)).replace("</body>", f"<table>{rows}</table></body>").encode() for r in _reports())
    if kind == "docx":
        with TemporaryDirectory() as folder:
            made = [docx_sample()]
            for report in _reports():
                path = Path(folder) / "a.docx"
                to_docx(list(report), path)
                made.append(path.read_bytes())
        return tuple(made)
    return tuple(pdf(text[:900].splitlines()) for text in texts())


def pdf(lines: list[str], packed: bool = True) -> bytes:
    """A PDF of our own making: these lines, 32 a page, in a font that is not embedded, a ruled table on the last page."""
    pages = [[line for line in lines if line.strip()][i : i + 32] for i in range(0, max(1, len(lines)), 32)]
    kids = " ".join(f"{10 + 2 * i} 0 R" for i in range(len(pages)))
    objects: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        3: b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        4: b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
        b"/DW 1000/FontDescriptor 6 0 R>>",
        5: _stream(_TO_UNICODE, packed),
        6: b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 880/StemV 93>>",
    }
    for i, page in enumerate(pages):
        drawn = [
            f"BT /F 12 Tf 60 {780 - 20 * j} Td <{line[:48].encode('utf-16-be').hex()}> Tj ET" for j, line in enumerate(page)
        ]
        if i == len(pages) - 1:
            drawn += _table()
        objects[10 + 2 * i] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {11 + 2 * i} 0 R/Resources<</Font<</F 3 0 R>>>>>>".encode()
        )
        objects[11 + 2 * i] = _stream("\n".join(drawn).encode(), packed)
    return _file(objects)


def _table() -> list[str]:
    drawn = [f"{60 + 100 * i} 40 m {60 + 100 * i} 100 l S" for i in range(5)] + [
        f"60 {40 + 20 * i} m 460 {40 + 20 * i} l S" for i in range(4)
    ]
    for r, row in enumerate(TABLE):
        for c, cell in enumerate(row):
            drawn.append(f"BT /F 10 Tf {64 + 100 * c} {86 - 20 * r} Td <{cell.encode('utf-16-be').hex()}> Tj ET")
    return drawn


def _stream(data: bytes, packed: bool) -> bytes:
    if not packed:
        return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)
    data = zlib.compress(data)
    return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(data), data)


def _file(objects: dict[int, bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = max(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % places[i] if i in places else b"0000000000 65535 f \n" for i in range(size))
    return bytes(out) + b"xref\n0 %d\n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        table,
        size,
        len(out),
    )


_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap end end"""
