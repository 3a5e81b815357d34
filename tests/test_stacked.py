"""Tables whose cells stand on a line each, or are parted by one blank: they say what the same tables say with tabs; what is no table stays prose."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jqreport.layout import blocks
from jqreport.model import Report
from jqreport.pipeline import extract
from jqreport.read import read
from jqreport.selfcheck import check
from tests.test_adversarial import ratio

Rows = Sequence[Sequence[str]]

HEAD = "云溪县2031年国民经济和社会发展统计公报\n\n2032年3月1日\n\n全年居民消费价格比上年上涨0.3%。\n"
PRICES = [
    ["指标", "全县", "城市"],
    ["消费价格", "0.2", "0.3"],
    ["其中：食品", "-0.1", "-0.2"],
    ["衣着", "1.1", "1.2"],
    ["居住", "…", "0.4"],
]
GROWTH = [
    ["产品名称", "单位", "产量", "比上年增长（%）"],
    ["粮食", "万吨", "25.38", "1.2"],
    ["油料", "吨", "1,460", "-3.1"],
    ["茶叶", "吨", "326", "8.6"],
]
PAIRS = [["指标", "绝对数"], ["户数（户）", "40"], ["人口（人）", "180"], ["面积（亩）", "9"]]


def told(text: str) -> list[tuple[object, ...]]:
    report: Report = extract("r.txt", data=text.encode())
    check(report)
    return [(f.name, f.value, f.unit, tuple((c.value, c.unit) for c in f.changes)) for f in report.figures]


def lines(rows: Rows, apart: str) -> str:
    return "".join(apart.join([*row, ""]) for row in rows)


@pytest.mark.parametrize("apart", ["\n", "\n\n"])
@pytest.mark.parametrize("rows", [PRICES, GROWTH, PAIRS])
def test_a_cell_a_line_says_what_tabs_say(rows: Rows, apart: str) -> None:
    tabs = "".join("\t".join(row) + "\n" for row in rows)
    for title in ("表1 主要指标\n", "表1 主要指标\n单位：%\n"):
        below = "年末常住人口31.2万人。\n"
        assert told(HEAD + title + lines(rows, apart) + below) == told(HEAD + title + tabs + below)


def test_a_left_out_cell_ends_the_table() -> None:
    torn = [*GROWTH, ["水果", "吨", "62"], ["蔬菜", "吨", "80", "1.5"]]
    assert told(HEAD + "表1 产量\n" + lines(torn, "\n"))[: len(GROWTH)] == told(HEAD + "表1 产量\n" + lines(GROWTH, "\n"))


@pytest.mark.parametrize(
    "text",
    [
        "首页\n新闻\n通知\n12\n公告\n5\n政策\n8\n",  # a menu with counts, no title above
        "一、综合\n1\n二、农业\n2\n三、工业\n3\n",
        "正文。\n1\n正文二。\n2\n正文三。\n3\n",
    ],
)
def test_what_is_no_table(text: str) -> None:
    assert [f for f in told(HEAD + text)[1:] if f[1] is not None] == []


def test_its_time_is_in_proportion_to_its_length() -> None:
    for title in ("表1 名录\n", ""):
        assert ratio(told, lambda n, title=title: HEAD + title + "甲乙\n12\n" * n, 400) < 3


def test_a_line_that_begins_with_a_bracket_goes_on_with_its_cell() -> None:
    torn = lines(GROWTH, "\n").replace("比上年增长（%）", "比上年增长\n（%）").replace("油料", "油料\n（折油）")
    whole = lines(GROWTH, "\n").replace("油料", "油料（折油）")
    assert told(HEAD + "表1 产量\n" + torn) == told(HEAD + "表1 产量\n" + whole)


@pytest.mark.parametrize("rows", [PRICES, GROWTH, PAIRS])
def test_one_blank_between_cells_says_what_tabs_say(rows: Rows) -> None:
    tabs, blanks = ("".join(part.join(row) + "\n" for row in rows) for part in ("\t", " "))
    below = "年末常住人口31.2万人。\n"
    for title in ("表1 主要指标\n", "")[: 1 if rows is PAIRS else 2]:  # two columns need a title above them
        assert told(HEAD + title + blanks.replace("其中：", "其中： ") + below) == told(HEAD + title + tabs + below)


@pytest.mark.parametrize(
    "text",
    [
        "全县 完成 投资\n其中 工业 12\n其中 农业 5，下降\n其中 商业 8\n",  # a comma: a sentence in pieces
        "一、工作 回顾\n产值 12\n二、农业\n产值 5\n",
    ],
)
def test_what_one_blank_does_not_part(text: str) -> None:
    document = read("r.txt", data=(HEAD + text).encode())
    assert [b.cell for b in blocks(document)[0] if b.cell] == []


@pytest.mark.parametrize("line", ["产值 12 3", "指标 产值 增速", "产值 12", " 3"])
def test_lines_with_one_blank_take_time_in_proportion(line: str) -> None:
    assert ratio(lambda text: blocks(read("x.txt", data=text.encode())), lambda n: f"指标 甲 乙\n{line}\n" * n, 3000) < 3
