"""HTML reading: main text and tables, menus left out, encodings, marks; and nothing but InputError from damaged pages."""

from __future__ import annotations

import random
import socket
import time
from contextlib import suppress

import pytest

from jqreport.errors import InputError, UsageError
from jqreport.model import Cell, Document
from jqreport.read.html import read_html
from jqreport.read.limits import Limits


def read(body: str, head: str = "") -> Document:
    return read_html(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "x.html")


def shown(document: Document) -> list[tuple[str | None, str]]:
    return [(line.hint, document.text[line.start : line.end]) for line in document.lines]


def texts(document: Document) -> list[str]:
    return [t for _, t in shown(document)]


def marked(document: Document) -> list[str]:
    return [document.text[a:b] for a, b in document.marks]


def test_blocks_breaks_and_inline_elements() -> None:
    document = read(
        "<h1>云岭镇<br/>工作报告</h1><div>　　税收<b>12</b><span>.5</span>亿元，\n 同比 增长\r\n5%。<br>次行<p>段一<p>段二"
        "<ul><li>甲 3 个</li><li>乙</li></ul>尾"
    )
    assert shown(document) == [
        ("heading", "云岭镇"),
        ("heading", "工作报告"),
        ("paragraph", "　　税收12.5亿元，同比 增长 5%。"),
        ("paragraph", "次行"),
        ("paragraph", "段一"),
        ("paragraph", "段二"),
        ("paragraph", "甲 3 个"),
        ("paragraph", "乙"),
        ("paragraph", "尾"),
    ]
    assert document.format == "html"
    assert document.encoding == "utf-8"


def test_pre_keeps_its_lines() -> None:
    assert shown(read("<pre>一行  3\n二行</pre>后")) == [(None, "一行  3"), (None, "二行"), ("paragraph", "后")]


def test_entities_and_control_characters() -> None:
    assert texts(read("<p>A&nbsp;B&lt;3&#x5143;&#12;c&unknown;</p>")) == ["A\xa0B<3元 c&unknown;"]
    assert read_html(b"<p>1\x002\x0b3</p>", "x").text == "1 2 3\n"


def test_what_is_not_the_report_is_left_out() -> None:
    items = "".join(f'<li><a href="/{i}">通知{i}</a> 2031-01-0{i}</li>' for i in range(1, 6))
    document = read(
        "<script>var a=12</script><style>p{1}</style><nav>首页 1</nav>"
        "<div class='top-nav'>导航2</div><div id=breadcrumb>位置3</div>"
        f"<header role=banner>网站4</header><p>正文税收5亿元，另有项目若干个在建。全镇各项工作稳步推进。</p><ul>{items}</ul>"
        "<p hidden>隐6</p><div style='display: none'>隐7</div><select><option>8</select><footer>备案9号</footer><!-- 10 -->",
        "<title>题11</title>",
    )
    assert texts(document) == ["正文税收5亿元，另有项目若干个在建。全镇各项工作稳步推进。"]


def test_most_of_the_page_is_never_a_menu() -> None:
    document = read("<div class='main search' style='display:none'><p>正文税收5亿元。</p></div><p>短</p>")
    assert texts(document) == ["正文税收5亿元。", "短"]
    assert [w.code for w in document.warnings] == ["html-hidden"]
    with_links = "<p>见<a href=1>表一</a>、<a href=2>表二</a>、<a href=3>表三</a>，共12个、13户、14人。</p>"
    assert "共12个" in read("<p>" + "正文很长。" * 30 + "</p>" + with_links).text


def test_marks() -> None:
    document = read(
        "<p>税收3.2<sup>1</sup>亿元，km<sup>2</sup>，10<sup>4</sup>，CO<sub>2</sub>，户<sup><a href='#x'>[2]</a></sup>，"
        "人<a href='#_ftn3'>3</a>，见<a href='#top'>5</a>，GDP<sup>[6]</sup></p>"
    )
    assert document.text == "税收3.21亿元，km²，10⁴，CO2，户[2]，人3，见5，GDP[6]\n"
    assert marked(document) == ["1", "[2]", "3", "[6]"]


def test_tables() -> None:
    document = read(
        "<p>前</p><table><caption>单位：万元</caption><thead><tr><td rowspan=2>指标<td colspan=2>2031年<tr><td>绝对数<td>增长"
        "<tbody><tr><td>税收<td>12<td><tr><td rowspan=0>投资<td><p>3</p><p>4</p><td>-5<tr><td>6<td>7</table>后"
    )
    cells = [(line.cell, document.text[line.start : line.end]) for line in document.lines if line.cell]
    assert cells == [
        (Cell(1, 1, 1, True), "指标"),
        (Cell(1, 1, 2, True), "2031年"),
        (Cell(1, 2, 2, True), "绝对数"),
        (Cell(1, 2, 3, True), "增长"),
        (Cell(1, 3, 1), "税收"),
        (Cell(1, 3, 2), "12"),
        (Cell(1, 3, 3), ""),
        (Cell(1, 4, 1), "投资"),
        (Cell(1, 4, 2), "3"),
        (Cell(1, 4, 2), "4"),
        (Cell(1, 4, 3), "-5"),
        (Cell(1, 5, 2), "6"),
        (Cell(1, 5, 3), "7"),
    ]
    assert [t for h, t in shown(document) if h == "paragraph"] == ["前", "单位：万元", "后"]
    assert {line.hint for line in document.lines if line.cell} == {"cell"}


def test_layout_tables_are_no_tables() -> None:
    inner = "<table><tr><td>指标</td><td>数</td></tr><tr><td>税收</td><td>3</td></tr></table>"
    document = read(f"<table><tr><td>左栏</td><td><p>正文。</p>{inner}</td></tr></table><table><tr><td>独</td></tr></table>")
    assert [line.cell.table for line in document.lines if line.cell] == [1, 1, 1, 1]
    assert [t for h, t in shown(document) if h == "paragraph"] == ["左栏", "正文。", "独"]
    article = read(f"<table><tr><td>目录</td><td>{'税收完成3亿元。' * 60}</td></tr></table>")
    assert not [line for line in article.lines if line.cell]


@pytest.mark.parametrize(
    ("data", "encoding", "used"),
    [
        ("<meta charset=gb2312><p>税收3亿元镕</p>".encode("gb18030"), None, "gb18030"),
        ("<p>税收3亿元</p>".encode("gbk"), None, "gb18030"),
        ('<meta http-equiv=Content-Type content="text/html; charset=big5"><p>稅收3億元</p>'.encode("big5"), None, "big5"),
        ("<meta charset=gbk><p>税收3亿元</p>".encode(), None, "utf-8"),
        ("<p>税收3亿元</p>".encode("utf-8-sig"), None, "utf-8"),
        ("<p>税收3亿元</p>".encode("utf-16"), None, "utf-16"),
        ("<p>税收3亿元</p>".encode("utf-16-le"), "utf-16-le", "utf-16-le"),
        ("<meta charset=nonsense><p>税收3亿元</p>".encode("gbk"), None, "gb18030"),
    ],
)
def test_encodings(data: bytes, encoding: str | None, used: str) -> None:
    document = read_html(data, "x.html", encoding)
    assert document.encoding == used
    assert document.text[0] in "税稅"
    assert document.text.startswith(("税收3亿元", "稅收3億元"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<p>\xff\xff\xff</p>", "encoding"),
        (b"<p></p>", "no-text"),
        (b"<html>", "no-text"),
        (b"", "no-text"),
        (b"<div>" * 5000 + b"1", "limit"),
        (b"<p " + b" ".join(b"a%d=1" % i for i in range(5000)) + b">1", "limit"),
    ],
)
def test_one_clear_error(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_html(data, "x.html")
    assert caught.value.code == code
    assert caught.value.en.startswith("x.html: ")


def test_wrong_encoding_names_and_limits() -> None:
    for encoding in ("nonsense", "base64"):
        with pytest.raises(UsageError):
            read_html(b"<p>1", "x", encoding)
    with pytest.raises(InputError) as caught:
        read_html(b"<p>" + b"1" * 200, "x", None, Limits(characters=100))
    assert caught.value.code == "limit"


def test_time_is_bounded_by_the_bytes() -> None:
    many = 20_000
    started = time.process_time()
    for piece in (
        "<font size=1>",
        "<b><p>x",
        "<table><tr><td>1",
        "<td rowspan=60000 colspan=200>1",
        "<a><p>x",
        "<ul><li>x",
        "<sup>1",
    ):
        with suppress(InputError):
            read_html((piece * many).encode(), "x")
    assert time.process_time() - started < 30


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    data = b'<!DOCTYPE html SYSTEM "http://localhost/x.dtd"><base href="http://localhost/"><link href=a.css rel=stylesheet>'
    assert (
        read_html(data + b'<img src=a.png><iframe src=b></iframe><p>1&x;</p><object data="file:///etc/passwd">', "x").text
        == "1&x;\n"
    )


SAMPLE = (
    "<!DOCTYPE html><html><head><meta charset=utf-8></head><body><nav>首页</nav><h1>云岭镇报告</h1><p>税收3亿元<sup>1</sup>。"
    "<br>次行<table><thead><tr><th rowspan=2>指标<th colspan=2>2031年</thead><tr><td>税收<td>12<td>-3%</table>"
    "<pre>a\nb</pre></body></html>"
).encode()


def test_mutants_raise_only_input_errors() -> None:
    pieces = [
        b"<table>",
        b"</td>",
        b"<td rowspan=99>",
        b"<",
        b">",
        b"&#x0;",
        b"<!--",
        b"\xff",
        b"<svg>",
        b"</p>",
        b"<pre>",
        b"<sup>",
    ]
    for seed in range(600):
        rng = random.Random(seed)
        data = bytearray(SAMPLE)
        for _ in range(rng.randint(1, 12)):
            at = rng.randrange(len(data))
            how = rng.randrange(3)
            data[at : at + rng.randrange(20) * (how == 0)] = (rng.choice(pieces), bytes([rng.randrange(256)]), b"")[how]
            data = data or bytearray(b" ")
        try:
            document = read_html(bytes(data), "m.html")
        except InputError:
            continue
        assert all("\n" not in document.text[x.start : x.end] and document.text[x.end] == "\n" for x in document.lines)
        assert read_html(bytes(data), "m.html") == document
