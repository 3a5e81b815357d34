"""What the cells of a table say: made-up tables of the kinds that reports print."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from jqreport.model import Block, Cell
from jqreport.read.docx import read_docx
from jqreport.tables import Reading, readings
from jqreport.tabletext import Head, bare, head, number
from tests.shared import shared

Rows = Sequence[Sequence[str | tuple[str, ...]]]


def table(rows: Rows, *above: str, number: int = 1, heads: int = 0) -> list[Block]:
    """Blocks of a table; "" is a merged or blank cell, a tuple one cell of several paragraphs."""
    found = [Block("paragraph", text, tuple(range(len(text)))) for text in above]
    for r, row in enumerate(rows, 1):
        for c, cell in enumerate(row, 1):
            for text in (cell,) if isinstance(cell, str) else cell:
                if text:
                    found.append(Block("cell", text, tuple(range(len(text))), cell=Cell(number, r, c, r <= heads)))
    return found


def said(blocks: Sequence[Block]) -> dict[str, Reading]:
    """The readings by what is printed in the cell; every cell with a digit has one, and every span re-cuts."""
    found = readings(blocks)
    for index, block in enumerate(blocks):
        assert (index in found) == (block.cell is not None and any(c.isdigit() for c in block.text))
        if index in found and (span := found[index].span):
            assert any(c.isdigit() for c in block.text[slice(*span)])
    return {blocks[index].text: reading for index, reading in found.items()}


def names(blocks: Sequence[Block]) -> dict[str, str]:
    return {text: r.name for text, r in said(blocks).items() if r.role == "figure"}


def test_indicators_by_period_with_unit_column() -> None:
    rows = [
        ["指标", "计量单位", "2030年", "2031年", "比上年增长（%）"],
        ["地区生产总值", "亿元", "1,200.5", "1300.8", "5.2"],
        ["其中：第一产业", "亿元", "—", "12.3", "-3.1"],
        ["粮食产量", "万吨", "3", "4", "…"],
    ]
    found = said(table(rows, "表1 云岭县主要指标"))
    first, level, change = found["1,200.5"], found["1300.8"], found["5.2"]
    assert (first.name, first.unit, first.period_text, str(first.value)) == ("地区生产总值", "亿元", "2030年", "1200.5")
    assert (level.unit, level.period_text, level.change, level.status) == ("亿元", "2031年", False, None)
    assert (change.name, change.unit, change.change, change.basis, change.direction) == ("地区生产总值", "%", True, "yoy", "up")
    blocks = table(rows)
    assert change.of is not None
    assert [blocks[r.of].text for r in readings(blocks).values() if r.of is not None] == ["1300.8", "12.3"]
    assert (found["-3.1"].direction, found["-3.1"].name) == ("down", "第一产业")
    assert found["12.3"].part_of is not None
    assert found["3"].unit == "万吨"
    assert found["2030年"].role == "date"


def test_heads_of_two_rows() -> None:
    rows = [
        ["指标", "2031年", "", "2032年1-6月", ""],
        ["", "绝对数", "增长%", "绝对数", "环比增减%"],
        ["工业产值（亿元）", "12", "5", "7", "-1"],
        ["投资", "30", "", "20", "8"],
    ]
    found = said(table(rows, "单位：万元"))
    assert [(found[t].name, found[t].unit, found[t].period_text) for t in ("12", "7", "30")] == [
        ("工业产值", "亿元", "2031年"),
        ("工业产值", "亿元", "2032年1-6月"),
        ("投资", "万元", "2031年"),
    ]
    assert (found["5"].basis, found["-1"].basis, found["8"].unit) == ("unstated", "mom", "%")


def test_categories_join_and_totals_do_not() -> None:
    rows = [["地区", "户数（户）", "人口（人）"], ["合计", "100", "300"], ["甲镇", "40", "120"], ["乙镇", "60", "180"]]
    assert names(table(rows)) == {
        "100": "户数", "300": "人口", "40": "甲镇户数", "120": "甲镇人口", "60": "乙镇户数", "180": "乙镇人口",
    }  # fmt: skip
    assert {r.period_text for r in said(table(rows, "2031年各镇户籍情况")).values()} == {"2031年"}


def test_merged_heads_nest() -> None:
    rows = [
        ["（本表关系为：第一项加第二项，等于第三项）", "", "申请人情况", "", "", ""],
        ["", "", "自然人", "法人组织", "", "总计"],
        ["", "", "", "企业", "机构", ""],
        ["一、本年新收数量", "", "31", "5", "0", "36"],
        ["二、结果", "（一）公开", "11", "2", "3", "16"],
        ["", "（二）不公开（区分处理的，只计这一情形）", "7", "8", "9", "24"],
        ["", "（三）总计", "18", "10", "12", "40"],
    ]
    assert names(table(rows)) == {
        "31": "新收数量自然人", "5": "新收数量法人组织企业", "0": "新收数量法人组织机构", "36": "新收数量",
        "11": "结果公开自然人", "2": "结果公开法人组织企业", "3": "结果公开法人组织机构", "16": "结果公开",
        "7": "结果不公开自然人", "8": "结果不公开法人组织企业", "9": "结果不公开法人组织机构", "24": "结果不公开",
        "18": "自然人", "10": "法人组织企业", "12": "法人组织机构", "40": "结果",
    } | {t: f"结果{n}" for t, n in (("18", "自然人"), ("10", "法人组织企业"), ("12", "法人组织机构"))}  # fmt: skip


def test_no_row_heads_at_all() -> None:
    rows = [["复议", "", "诉讼", ""], ["维持", "总计", "维持", "总计"], ["72", "64", "178", "37"]]
    assert names(table(rows)) == {"72": "复议维持", "64": "复议", "178": "诉讼维持", "37": "诉讼"}


def test_heads_and_titles_inside_the_table() -> None:
    rows = [
        ["第二十条 第（一）项", "", ""],
        ["信息内容", "本年制发件数", "现行有效件数"],
        ["规章", "1", "11"],
        ["第二十条 第（八）项", "", ""],
        ["信息内容", "本年收费金额（单位：万元）", ""],
        ["行政收费", "96171.6", ""],
    ]
    found = said(table(rows))
    assert (found["1"].name, found["11"].name) == ("规章制发件数", "规章现行有效件数")
    assert (found["96171.6"].name, found["96171.6"].unit) == ("行政收费收费金额", "万元")
    grouped = [["指标", "数值"], ["一、城镇", ""], ["户数（户）", "12"], ["二、农村", ""], ["户数（户）", "5"]]
    assert names(table(grouped)) == {"12": "城镇户数", "5": "农村户数"}


def test_serial_numbers_codes_and_remarks() -> None:
    rows = [
        ["序号", "项目名称", "建设内容", "总投资（万元）", "邮政编码", "备注"],
        ["1", "一号路", "新建3.2公里", "1200", "223001", "3月开工，长5公里"],
        ["2", "二号路", "改造桥2座", "800", "223002", ""],
    ]
    found = said(table(rows))
    assert {t: r.role for t, r in found.items()} == {
        "1": "ordinal", "2": "ordinal", "新建3.2公里": "prose", "改造桥2座": "prose", "1200": "figure", "800": "figure",
        "223001": "label", "223002": "label", "3月开工，长5公里": "prose",
    }  # fmt: skip
    assert found["1200"].name == "一号路总投资"
    assert all(r.reason is None for r in found.values())


def test_rows_that_number_the_columns() -> None:
    rows = [["企业", "税收（万元）", "员工（人）"], ["甲", "1", "2"], ["某公司", "5", "6"]]
    found = said(table(rows))
    assert [found[t].role for t in ("1", "2", "5")] == ["ordinal", "ordinal", "figure"]
    assert found["5"].name == "某公司税收"


def test_two_tables_side_by_side_and_pairs_without_heads() -> None:
    rows = [["指标", "数量", "指标", "数量"], ["学校", "12", "医院", "3"], ["公园", "5", "桥梁", "8"]]
    found = said(table(rows, "单位:个"))
    assert {t: (r.name, r.unit) for t, r in found.items()} == {
        "12": ("学校", "个"), "3": ("医院", "个"), "5": ("公园", "个"), "8": ("桥梁", "个"),
    }  # fmt: skip
    pairs = said(table([["面积", "12平方公里"], ["人口", "3万人"]]))
    assert [(r.name, r.unit) for r in pairs.values()] == [("面积", "平方公里"), ("人口", "万人")]


def test_years_as_rows_and_as_heads() -> None:
    by_row = said(table([["年份", "产值（亿元）", "增速（%）"], ["2029", "10", "1.1"], ["2030", "12", "20.0"]]))
    assert (by_row["12"].name, by_row["12"].period_text, by_row["2030"].role) == ("产值", "2030", "date")
    assert (by_row["20.0"].name, by_row["20.0"].change) == ("产值", True)
    by_head = said(table([["指标", "2029", "2030"], ["产值（亿元）", "10", "12"], ["同比增长（%）", "3", "4"]]))
    assert (by_head["10"].period_text, by_head["4"].name, by_head["4"].basis) == ("2029", "产值", "yoy")
    months = said(table([["月份", "产量（吨）"], ["1月", "10"], ["2月", "12"]], "2031年各月产量"))
    assert (months["10"].period_text, months["1月"].role) == ("2031年1月", "date")


def test_a_change_belongs_to_the_latest_period() -> None:
    rows = [["项目", "本报告期", "上年同期", "本报告期比上年同期增减"], ["收入（元）", "90", "100", "-10%"]]
    blocks = table(rows)
    found = said(blocks)
    assert [blocks[r.of].text for r in found.values() if r.of is not None] == ["90"]
    assert (found["-10%"].name, found["-10%"].period_text, found["100"].period_text) == ("收入", "本报告期", "上年同期")
    turned = table([["指标", "2031年", "2030年", "增长（%）"], ["税收", "12", "11", "9.1"]])
    assert [(turned[r.of].text, r.period_text) for r in readings(turned).values() if r.of is not None] == [("12", "2031年")]


def test_row_heads_on_the_right_and_merged_ones() -> None:
    assert names(table([["产值（万元）", "镇名"], ["12", "甲镇"], ["13", "乙镇"]])) == {"12": "甲镇产值", "13": "乙镇产值"}
    rows = [["镇", "村", "户数"], ["甲镇", "东村", "12"], ["", "西村", "13"], ["乙镇", "南村", "14"]]
    assert names(table(rows)) == {"12": "甲镇东村户数", "13": "甲镇西村户数", "14": "乙镇南村户数"}


def test_units_in_their_order() -> None:
    rows = [["指标", "数值", "增减额（亿元）"], ["税收（万元）", "12", "1"], ["覆盖率", "95.5", "2"], ["投资", "8万元", "3"]]
    found = said(table(rows, "单位：元"))
    assert [found[t].unit for t in ("12", "95.5", "8万元", "1")] == ["万元", None, "万元", "亿元"]
    both = said(table([["项目", "数量", "金额"], ["低保", "12", "34.5"]], "单位：万元"))
    assert [(r.name, r.unit) for r in both.values()] == [("低保数量", None), ("低保金额", "万元")]
    several = said(table([["项目", "甲"], ["低保", "12"]], "单位：万元、人、%"))
    assert several["12"].unit is None
    people = said(table([["项目", "人口（人）"], ["甲镇", "3.2万"]]))
    assert people["3.2万"].unit == "万人"


def test_a_unit_column_may_hold_a_unit_that_nobody_knows() -> None:
    rows = [["产品", "单位", "产量"], ["原煤", "亿吨", "4"], ["水泥", "万吨", "3"], ["发电", "亿度时", "5"]]
    assert [r.unit for r in said(table(rows)).values()] == ["亿吨", "万吨", "亿度时"]
    owners = [["单位", "产值（万元）"], ["甲公司", "12"], ["乙公司", "13"]]
    assert names(table(owners)) == {"12": "甲公司产值", "13": "乙公司产值"}


def test_cells_that_cannot_be_read() -> None:
    rows = [
        ["项目", "金额（元）"],
        ["捐赠", "(12.5)"],
        ["收入", "完成3000余元，其中甲1000元"],
        ["支出", "12/34"],
        ["注：1.数据为快报数。", ""],
    ]
    found = said(table(rows))
    assert (str(found["(12.5)"].value), found["(12.5)"].span) == ("-12.5", (0, 6))
    assert (found["完成3000余元，其中甲1000元"].role, found["完成3000余元，其中甲1000元"].name) == ("prose", "收入")
    assert (found["12/34"].role, found["12/34"].reason) == ("label", "not one number")
    assert found["注：1.数据为快报数。"].role == "note"
    for lost in ([["1", "2"], ["3", "4"]], [["甲", "1", "2"]]):
        assert {(r.role, r.reason) for r in said(table(lost)).values()} == {("label", "no head names this number")}


def test_a_cell_of_several_paragraphs_is_several_rows() -> None:
    rows = [["指标", "机构（个）", "床位（张）"], [("合计", "养老院", "医院"), ("9", "5", "4"), ("90", "50", "40")]]
    assert names(table(rows)) == {
        "9": "机构",
        "5": "养老院机构",
        "4": "医院机构",
        "90": "床位",
        "50": "养老院床位",
        "40": "医院床位",
    }
    torn = [["指标", "机构（个）"], [("合计", "养老院"), ("9", "5", "4")]]
    assert {r.reason for r in said(table(torn)).values()} == {"not one number"}


def test_a_table_goes_on_over_the_page() -> None:
    first = table([["指标", "产值（亿元）"], ["工业", "12"]], "单位：万元")
    furniture = Block("furniture", "- 3 -", (0, 1, 2, 3, 4))
    second = table([["农业", "7"]], number=2)
    found = said([*first, furniture, *second])
    assert (found["7"].name, found["7"].unit) == ("农业产值", "亿元")
    apart = said([*first, Block("paragraph", "正文一段，说明情况。", ()), *second])
    assert apart["7"].unit is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产值（万元）", Head("产值", "万元")),
        ("2024年1-6月产值(亿元)", Head("产值", "亿元", "2024年1-6月")),
        ("工业增加值", Head("工业增加值")),
        ("比上年增长（%）", Head("", "%", None, "yoy")),
        ("同比±%", Head("", "%", None, "yoy")),
        ("增减（±%）", Head("", "%", None, "unstated")),
        ("工业比2023年增长（%）", Head("工业", "%", None, "since", "2023")),
        ("年均增长%", Head("", "%", None, "average")),
        ("较上月下降（个百分点）", Head("", "百分点", None, "mom", None, True)),
        ("年均气温（℃）", Head("年均气温", "℃")),
        ("上年结转数量", Head("上年结转数量")),
        ("街道（镇）", Head("街道（镇）")),
        ("床位（张）", Head("床位", "张")),
        ("总产值/万元", Head("总产值", "万元")),
        ("单价（元/吨）", Head("单价", "元/吨")),
        ("新增", Head("新增")),
        ("本年增加", Head("增加", None, "本年")),
        ("教育经费（不含民办）", Head("教育经费")),
    ],
)
def test_heads_are_taken_apart(text: str, expected: Head) -> None:
    assert head(text) == expected


@pytest.mark.parametrize(
    ("text", "value", "cut", "unit", "bound"),
    [
        ("1,234.50", "1234.50", "1,234.50", None, "exact"),
        (" -3.5% ", "-3.5", "-3.5%", "%", "exact"),
        ("（0.8）", "-0.8", "（0.8）", None, "exact"),
        ("约30", "30", "30", None, "approx"),
        ("≥95%", "95", "95%", "%", "over"),
        ("3000余人", "3000", "3000余人", "人", "over"),
        ("0.3个百分点", "0.3", "0.3个百分点", "百分点", "exact"),
        ("下降3.1%", "3.1", "3.1%", "%", "exact"),
        ("100.0①", "100.0", "100.0", None, "exact"),
    ],
)
def test_cells_of_one_number(text: str, value: str, cut: str, unit: str | None, bound: str) -> None:
    found = number(text)
    assert found is not None
    assert (str(found.value), text[found.start : found.end], found.unit, found.bound) == (value, cut, unit, bound)


@pytest.mark.parametrize(
    "text", ["", "—", "…", "12/34", "5-6", "1 234", "(3", "3)", "第3", "2031年", "1月", "12个和3个", "1" * 80]
)
def test_cells_that_are_not_one_number(text: str) -> None:
    assert number(text) is None


def test_bare_takes_ordinals_off() -> None:
    given = ["一、本年", "（三）甲", "1.属于", "1.5亿", "其中：乙", "（一）其中：丙", "#丁", "合计："]
    assert [bare(t) for t in given] == ["本年", "甲", "属于", "1.5亿", "乙", "丙", "丁", "合计"]


def test_any_table_is_read_without_an_error() -> None:
    stock = [
        "", "指标", "合计", "2031年", "2031", "12", "-3.5%", "—", "增长（%）", "产值（万元）", "序号", "1", "2",
        "其中：甲", "单位", "万元",
        "注：3", "12/34", "栏次", "甲", "3月", "完成3个，余2个。", "(", "5（6）", "第3项",
        "备注", "223001", "（一）", "同比", "1.", "#",
    ]  # fmt: skip
    for seed in range(600):
        rng = random.Random(seed)
        rows: list[list[str | tuple[str, ...]]] = []
        for _ in range(rng.randint(1, 7)):
            picked = [tuple(rng.choices(stock, k=rng.choice((1, 1, 1, 1, 2, 3)))) for _ in range(rng.randint(1, 6))]
            rows.append([*picked])
        blocks = [*table(rows, rng.choice(stock), heads=rng.randint(0, 2)), *table(rows[:2], number=2)]
        said(blocks)
        assert readings(blocks) == readings(blocks)


def test_real_tables_are_all_accounted_for() -> None:
    from jqreport.layout import blocks

    path = shared("reports/docx/comm_2021_civil_affairs.docx")
    made, _ = blocks(read_docx(path.read_bytes(), path.name))
    found = readings(made)
    cells = {i for i, block in enumerate(made) if block.cell and any(c.isdigit() for c in block.text)}
    assert set(found) == cells
    assert all(r.role == "figure" or r.reason for i, r in found.items() if made[i].text[0].isdigit())
