"""DOCX reading on documents of our own making, and on the shared reports where they are at hand."""

from __future__ import annotations

import io
import random
import socket
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from jqreport.errors import InputError
from jqreport.model import Cell, Document
from jqreport.read.docx import read_docx
from jqreport.read.limits import Limits
from jqreport.read.ooxml import PackageLimits

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
REPORTS = Path(__file__).resolve().parents[2] / "shared" / "reports" / "docx"


def relations(*pairs: tuple[str, str], extra: str = "") -> str:
    inner = "".join(f'<Relationship Id="r{i}" Type="{R}/{kind}" Target="{to}"/>' for i, (kind, to) in enumerate(pairs))
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}{extra}</Relationships>'


def part(root: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {SPACES}>{inner}</w:{root}>'


def package(body: str, **parts: str) -> bytes:
    """A DOCX with this body; keywords are further parts of word/ (styles, footnotes, endnotes)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("_rels/.rels", relations(("officeDocument", "word/document.xml")))
        file.writestr("word/_rels/document.xml.rels", relations(*((name, name + ".xml") for name in parts)))
        file.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>"))
        for name, inner in parts.items():
            file.writestr(f"word/{name}.xml", part(name, inner))
    return stream.getvalue()


def p(*runs: str, style: str = "") -> str:
    head = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{head}{''.join(r if r.startswith('<') else run(r) for r in runs)}</w:p>"


def run(text: str, extra: str = "") -> str:
    return f'<w:r><w:rPr>{extra}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(*texts: str, pr: str = "") -> str:
    return f"<w:tc><w:tcPr>{pr}</w:tcPr>{''.join(p(t) for t in texts)}</w:tc>"


def tr(*cells: str, pr: str = "") -> str:
    return f"<w:tr><w:trPr>{pr}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def read(body: str, **parts: str) -> Document:
    return read_docx(package(body, **parts), "x.docx")


def shown(document: Document) -> list[tuple[str | None, str]]:
    return [(line.hint, document.text[line.start : line.end]) for line in document.lines]


def marked(document: Document) -> list[str]:
    return [document.text[a:b] for a, b in document.marks]


def test_paragraphs_are_lines() -> None:
    document = read(p("云岭镇完成", "税收3亿元。") + p() + p("　　末段"))
    assert document.text == "云岭镇完成税收3亿元。\n\n　　末段\n"
    assert [line.number for line in document.lines] == [1, 2, 3]
    assert {line.hint for line in document.lines} == {"paragraph"}
    assert document.format == "docx"
    assert len(document.sha256) == 64


def test_tabs_breaks_and_symbols() -> None:
    runs = [
        "图1", "<w:r><w:tab/></w:r>", "情况<!-- -->", "<w:r><w:br/></w:r>", "下行", '<w:r><w:br w:type="page"/></w:r>',
        "<w:r><w:noBreakHyphen/></w:r>", '<w:r><w:sym w:font="Symbol" w:char="F033"/></w:r>',
    ]  # fmt: skip
    document = read(p('<w:r><w:br w:type="page"/></w:r>', *runs, "<w:r><w:br/></w:r>") + p("a\nb"))
    assert [t for _, t in shown(document)] == ["图1\t情况", "下行", "-3", "a b"]


def test_headings_by_style_and_level_and_contents() -> None:
    styles = (
        '<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="2"><w:name w:val="其他"/><w:basedOn w:val="1"/></w:style>'
        '<w:style w:styleId="3"><w:name w:val="toc 1"/></w:style>'
        '<w:style w:styleId="a"><w:name w:val="x"/><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="y"/><w:basedOn w:val="a"/></w:style>'
    )
    level = '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr>' + run("二级") + "</w:p>"
    body = p("标题", style="1") + p("派生", style="2") + p("一、综合\t1", style="3") + level
    body += p("长" * 61, style="1") + p("文", style="a")
    hints = ["heading", "heading", "furniture", "heading", "paragraph", "paragraph"]
    assert [h for h, _ in shown(read(body, styles=styles))] == hints


def test_tracked_changes() -> None:
    gone = "<w:del><w:r><w:delText>11</w:delText></w:r></w:del>", f"<w:moveFrom>{run('旧')}</w:moveFrom>"
    body = p("税收", f"<w:ins>{run('12')}</w:ins>", *gone, f"<w:moveTo>{run('亿元')}</w:moveTo>")
    joined = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('前半')}</w:p>" + p("后半")
    assert read(body + joined).text == "税收12亿元\n前半后半\n"
    deleted = tbl(tr(tc("甲"), tc("1")), tr(tc("乙"), tc("2"), pr="<w:del/>"))
    assert "乙" not in read(deleted).text


def test_notes_stand_at_the_end() -> None:
    notes = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r>' + run(" 含税。") + "</w:p>" + p("第二段") + "</w:footnote>"
    )
    ends = '<w:endnote w:id="1">' + p("来源") + "</w:endnote>"
    foot, end = '<w:r><w:footnoteReference w:id="7"/></w:r>', '<w:r><w:endnoteReference w:id="1"/></w:r>'
    body = p("税收", foot, "3亿元", end, "。") + p("末")
    document = read(body, footnotes=notes, endnotes=ends)
    assert shown(document) == [
        ("paragraph", "税收[1]3亿元[2]。"), ("paragraph", "末"),
        ("footnote", "[1] 含税。"), ("footnote", "第二段"), ("footnote", "[2]来源"),
    ]  # fmt: skip
    assert marked(document) == ["[1]", "[2]", "[1]", "[2]"]
    assert not document.warnings


def test_missing_notes_are_a_warning() -> None:
    document = read(p("税收", '<w:r><w:footnoteReference w:id="7"/></w:r>'), footnotes="")
    assert document.text == "税收[1]\n"
    assert [w.code for w in document.warnings] == ["docx-note"]


def test_superscripts_are_marks_or_exponents() -> None:
    up = '<w:vertAlign w:val="superscript"/>'
    down = '<w:vertAlign w:val="subscript"/>'
    runs = [
        "完成3.2",
        run("1", up),
        "亿元，km",
        run("2", up),
        "，10",
        run("4", up),
        "，PM",
        run("2.5", down),
        "，人",
        run("③", up),
    ]
    document = read(p(*runs))
    assert document.text == "完成3.21亿元，km²，10⁴，PM2.5，人③\n"
    assert marked(document) == ["1", "③"]
    assert document.text[document.marks[0][0] - 1] == "2"
    lifted = read(p("完成3", run("4", '<w:position w:val="8"/><w:sz w:val="19"/>'), run("5", '<w:position w:val="1"/>')))
    assert marked(lifted) == ["4"]


def test_tables_with_merged_and_empty_cells() -> None:
    table = tbl(
        tr(tc("指标", pr='<w:vMerge w:val="restart"/>'), tc("2031年", pr='<w:gridSpan w:val="2"/>'), pr="<w:tblHeader/>"),
        tr(tc("", pr="<w:vMerge/>"), tc("绝对数"), tc("增长"), pr="<w:tblHeader/>"),
        tr(tc("税收"), tc("12"), tc("")),
        tr(tc("甲", "乙"), tc("5"), tc("6")),
    )
    document = read(p("前") + table + p("后"))
    cells = [(line.cell, document.text[line.start : line.end]) for line in document.lines if line.cell]
    assert cells == [
        (Cell(1, 1, 1, True), "指标"), (Cell(1, 1, 2, True), "2031年"),
        (Cell(1, 2, 2, True), "绝对数"), (Cell(1, 2, 3, True), "增长"),
        (Cell(1, 3, 1), "税收"), (Cell(1, 3, 2), "12"), (Cell(1, 3, 3), ""),
        (Cell(1, 4, 1), "甲"), (Cell(1, 4, 1), "乙"), (Cell(1, 4, 2), "5"), (Cell(1, 4, 3), "6"),
    ]  # fmt: skip
    assert [h for h, _ in shown(document)][0] == "paragraph" == [h for h, _ in shown(document)][-1]


def test_a_frame_is_no_table_and_tables_nest() -> None:
    assert shown(read(tbl(tr(tc("框内"))))) == [("paragraph", "框内")]
    inner = "<w:tc>" + tbl(tr(tc("内"), tc("1"))) + "<w:p/></w:tc>"
    cells = [(line.cell.table, line.cell.row, line.cell.column) for line in read(tbl(tr(tc("外"), inner))).lines if line.cell]
    assert cells == [(1, 1, 1), (2, 1, 1), (2, 1, 2), (1, 1, 2)]


def test_text_boxes_stand_once() -> None:
    box = f"<w:txbxContent>{p('框3')}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    both = f"<mc:AlternateContent>{choice}{fallback}</mc:AlternateContent>"
    assert read(p("前", f"<w:r>{both}</w:r>", "后")).text == "前后\n框3\n"
    old = f"<mc:AlternateContent><mc:Choice/><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    assert read(p("前", f"<w:r>{old}</w:r>")).text == "前\n框3\n"


def test_fields_controls_hidden_text_and_formulas() -> None:
    control = f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>"
    field = "<w:r><w:instrText>PAGE 9</w:instrText></w:r>"
    hidden = run("隐99", "<w:vanish/>")
    one, three = (f"<m:r><m:t>{n}</m:t></m:r>" for n in "13")
    formula = f"<m:oMath><m:f><m:fPr/><m:num>{one}</m:num><m:den>{three}</m:den></m:f></m:oMath>"
    document = read(control + p(field, "共", f"<w:hyperlink>{run('8')}</w:hyperlink>", hidden, formula))
    assert document.text == "控件\n共8 1/3\n"
    assert [w.code for w in document.warnings] == ["docx-hidden"]


def test_strict_namespaces() -> None:
    data = package(p("云岭"))
    source = zipfile.ZipFile(io.BytesIO(data))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name in source.namelist():
            text = source.read(name).decode().replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
            file.writestr(name, text)
    assert read_docx(stream.getvalue(), "x").text == "云岭\n"


def _changed(name: str, content: bytes | None, data: bytes | None = None) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(data or package(p("税收3亿元"), styles="")))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for member in source.namelist():
            if member != name:
                file.writestr(member, source.read(member))
        if content is not None:
            file.writestr(name, content)
    return stream.getvalue()


def test_a_broken_part_is_a_warning_where_the_text_is_safe() -> None:
    for content in (None, b"<broken"):
        document = read_docx(_changed("word/styles.xml", content), "x")
        assert document.text == "税收3亿元\n"
        assert [w.code for w in document.warnings] == ["docx-part"]
    for lost in ("_rels/.rels", "word/_rels/document.xml.rels"):
        assert read_docx(_changed(lost, None), "x").text == "税收3亿元\n"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("word/document.xml", None, "damaged"),
        ("word/document.xml", b"<w:document", "damaged"),
        ("word/document.xml", b"<a/>", "damaged"),
        ("word/document.xml", f'<!DOCTYPE d [<!ENTITY a "1">]><w:document xmlns:w="{W}"/>'.encode(), "entities"),
        ("word/document.xml", '<!DOCTYPE d SYSTEM "http://localhost/d"><w:document/>'.encode("utf-16"), "entities"),
        ("word/styles.xml", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>', "entities"),
        ("word/document.xml", part("document", "<w:body><w:p/></w:body>").encode(), "no-text"),
        ("word/document.xml", b"<a>" * 300, "limit"),
        ("word/document.xml", b" " * (8 * 2**20), "limit"),
    ],
)
def test_one_clear_error(name: str, content: bytes | None, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_docx(_changed(name, content), "x.docx")
    assert caught.value.code == code
    assert caught.value.en.startswith("x.docx: ")
    assert "\n" not in caught.value.en + caught.value.zh


def test_limits() -> None:
    data = package("".join(p("云岭镇") for _ in range(50)))
    for limits, inner in (
        (Limits(characters=100), None), (None, PackageLimits(members=3)), (None, PackageLimits(elements=60)),
        (None, PackageLimits(part_bytes=1000)),
    ):  # fmt: skip
        with pytest.raises(InputError) as caught:
            read_docx(data, "x", limits, inner)
        assert caught.value.code == "limit"


def test_no_fetch_and_no_path_leads_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.chdir(tmp_path)
    away = '<Relationship Id="z" Type="t/styles" TargetMode="External" Target="http://localhost/s.xml"/>'
    out = relations(("footnotes", "../../../../etc/passwd"), extra=away).encode()
    data = _changed("../../evil.txt", b"x", _changed("word/_rels/document.xml.rels", out))
    document = read_docx(data, "x")
    assert document.text == "税收3亿元\n"
    assert [w.code for w in document.warnings] == ["docx-part"]
    assert list(tmp_path.iterdir()) == []


def _sample() -> bytes:
    first, second = tc("税收", pr='<w:vMerge w:val="restart"/>'), tc("", pr="<w:vMerge/>")
    table = tbl(tr(tc("指标"), tc("2031年")), tr(first, tc("12.5")), tr(second, tc("3")))
    note = '<w:footnote w:id="7">' + p("注") + "</w:footnote>"
    styles = '<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    body = p("云岭镇工作报告", style="1") + p("税收3亿元", '<w:r><w:footnoteReference w:id="7"/></w:r>') + table
    return package(body, footnotes=note, styles=styles)


def test_mutants_raise_only_input_errors() -> None:
    data = _sample()
    source = zipfile.ZipFile(io.BytesIO(data))
    names = source.namelist()
    for seed in range(400):
        rng = random.Random(seed)
        if seed % 2:  # bytes of the zip itself
            mutant = bytearray(data)
            for _ in range(rng.randint(1, 8)):
                mutant[rng.randrange(len(mutant))] = rng.randrange(256)
            changed = bytes(mutant[: rng.randint(1, len(mutant))] if seed % 5 == 0 else mutant)
        else:  # the XML of a part
            name = rng.choice(names)
            xml = bytearray(source.read(name))
            for _ in range(rng.randint(1, 6)):
                a, b = sorted((rng.randrange(len(xml) + 1), rng.randrange(len(xml) + 1)))
                new = [b"", xml[a : a + 30], b"<w:p>", b"</w:tc>", b"&a;", bytes([rng.randrange(256)])]
                xml[a : min(b, a + 40)] = rng.choice(new)
                if not xml:
                    xml = bytearray(b" ")
            changed = _changed(name, bytes(xml), data)
        try:
            document = read_docx(changed, "m.docx")
        except InputError:
            continue
        assert all("\n" not in document.text[x.start : x.end] and document.text[x.end] == "\n" for x in document.lines)


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.docx")), ids=lambda path: path.stem)
def test_shared_reports(path: Path) -> None:
    data = path.read_bytes()
    document = read_docx(data, path.name)
    root = ElementTree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    plain = "".join("".join(t.text or "" for t in n.iter(f"{{{W}}}t")) + "\n" for n in root.iter(f"{{{W}}}p"))
    if next(root.iter(f"{{{W}}}tbl"), None) is None:
        assert document.text == plain
    else:
        assert "".join(document.text.split()) == "".join(plain.split())
    assert read_docx(data, path.name) == document
