"""Offsets, lines, columns, pages, and the folding of characters one to one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jqreport.model import Document
from jqreport.read import read
from jqreport.sourcemap import BLANK, FOLD, SourceMap, fold, fold_spans, split_lines

PIECES = st.sampled_from(
    ["税收", "1", "２", "2 0 2 4", "年", " ", "\u3000", "\n", "\r\n", "\r\r\n", "\r", "\f", "&nbsp;", "\\r\\n", "\\n", "\u200b"]
    + [
        "12.5%",
        "％",
        "⽉",
        "GDP",
        "，",
        "。",
        "??",
        "“",
        "”",
        "(",
        "[3]",
        "\ufeff",
        "\xa0",
        "A",
        "①",
        "\t",
        "．",
        "-",
        "&",
        "\\",
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def document(text: str) -> Document:
    return Document("x", text, split_lines(text), "text", "")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("２０３１年，增长１２．５％", "2031年，增长12.5%"),
        ("2 0 3 1 年", "2031年"),
        ("1 2 月 ５ 日", "12月5日"),
        ("共 2 0 3 1 户", "共2031户"),
        ("1 10 100", "1 10 100"),
        ("3 号 楼", "3号楼"),
        ("GDP 增长 5 G 网络 AB CD", "GDP增长5 G网络AB CD"),
        ("37.\n5亿元", "37.5亿元"),
        ("完成12\n34户", "完成1234户"),
        ("完成12\\r\\n34户", "完成1234户"),
        ("以PM\n2.5为主，5\nG网络，Big\nData", "以PM2.5为主，5G网络，Big Data"),
        ("第\u200b1&nbsp;&nbsp;名", "第1名"),
        ("20\ufeff31", "2031"),
        ("县长??周????安", "县长周安"),
        ("⽉⻓ⅠⅢ10³㎡", "月长ⅠⅢ10³㎡"),
        ("一？？二?", "一？？二?"),
    ],
)
def test_fold_cleans(raw: str, clean: str) -> None:
    assert fold(raw, 0, len(raw))[0] == clean


@given(TEXTS, st.data())
def test_each_folded_character_stands_at_its_offset(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    clean, offsets = fold(text, start, end)
    assert len(clean) == len(offsets)
    assert list(offsets) == sorted(set(offsets))
    for char, offset in zip(clean, offsets, strict=True):
        assert start <= offset < end
        assert char == " " or text[offset].translate(FOLD) == char
    shown = "".join(c for c in clean if c != " ")
    assert shown == BLANK.sub("", text[start:end]).translate(FOLD)


@given(TEXTS, st.data())
def test_folding_spans_is_folding_what_lies_in_them(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4, unique=False)))
    spans = [(cuts[0], cuts[1]), (cuts[2], cuts[3])]
    clean, offsets = fold_spans(text, spans)
    assert len(clean) == len(offsets)
    for char, offset in zip(clean, offsets, strict=True):
        assert char == " " or text[offset].translate(FOLD) == char


def test_spans_are_joined_as_lines_are() -> None:
    text = "完成12\n— 3 —\n34户，Big\n|Data"
    assert fold_spans(text, [(0, 4), (11, 18), (20, 24)])[0] == "完成1234户，Big Data"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_lines_end_as_in_an_editor(end: str) -> None:
    text = f"一{end}{end}三{end}四"
    lines = split_lines(text)
    assert [(x.number, text[x.start : x.end]) for x in lines] == [(1, "一"), (2, ""), (3, "三"), (4, "四")]


def test_a_form_feed_starts_a_page_and_no_line() -> None:
    doc = document("第一\n\f第二\n第三\f第四\n")
    places = SourceMap(doc)
    assert [line.page for line in doc.lines] == [1, 2, 2]
    assert [places.page(doc.text.index(c)) for c in "一二三四"] == [1, 2, 2, 3]
    assert places.line(doc.text.index("四")) == 3


def test_a_source_over_two_lines() -> None:
    doc = document("完成税收 19.66\n亿元，同比增长48.2%。\n")
    source = SourceMap(doc).source(5, 13)
    assert (source.text, source.line, source.column, source.end_line, source.end_column) == ("19.66\n亿元", 1, 6, 2, 3)
    assert source.prefix == "完成税收 "
    assert source.suffix.startswith("，同比增长48.2%")


def test_a_span_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        SourceMap(document("一")).source(0, 2)


def test_boxes_are_asked_of_the_document() -> None:
    doc = Document("x", "一二", split_lines("一二"), "pdf", "", boxes=lambda a, b: [(1, float(a), 0.0, float(b), 9.0)])
    assert SourceMap(doc).source(0, 1).boxes == ((1, 0.0, 0.0, 1.0, 9.0),)


@given(TEXTS)
def test_lines_and_columns_lead_back_to_the_offset(text: str) -> None:
    doc = read("x", data=("一" + text).encode())
    places = SourceMap(doc)
    starts = {line.number: line.start for line in doc.lines}
    for at in range(len(doc.text)):
        source = places.source(at, at + 1)
        assert starts[source.line] + source.column - 1 == at
        assert source.text == doc.text[at]
