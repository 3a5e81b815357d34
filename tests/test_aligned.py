"""Tables in plain text: what is one and what is not, and that they say what the same tables say as HTML and DOCX."""

from __future__ import annotations

import html
import random
from collections.abc import Callable, Sequence

import pytest

from jqreport.layout import blocks
from jqreport.model import Report
from jqreport.pipeline import extract
from jqreport.read import read
from jqreport.selfcheck import check
from tests.test_adversarial import ratio
from tests.test_layout import covered
from tests.test_read_docx import p, package, run, tbl, tc, tr

Rows = Sequence[Sequence[str]]

PRICES = [["指标", "全县", "城市", "农村"], ["消费价格", "0.2", "0.2", "0.3"], ["  其中：食品", "-0.1", "0.0", "-0.2"]]
GROWTH = [
    ["指标", "2031年", "比上年增长（%）"],
    ["地区生产总值（亿元）", "1,120.5", "5.2"],
    ["其中：第一产业", "20.1", "-3.1"],
    ["进出口（万美元）", "1200", "—"],
    ["户数（户）", "３４５", "…"],
]
UNITS = [["指标", "单位", "2030年", "2031年"], ["粮食产量", "万吨", "12", "13.5"], ["油料产量", "吨", "340", "350"]]
WIDE = [
    ["指标", "2030年", "", "2031年", ""],
    ["", "绝对数", "增长（%）", "绝对数", "增长（%）"],
    ["工业（亿元）", "120.5", "5.2", "130.1", "6.0"],
    ["农业（亿元）", "20.1", "3.1", "21.0", "-3.3"],
    ["合  计", "140.6", "4.9", "151.1", "4.7"],
]
HOLES = [
    ["镇名", "户数（户）", "人口（人）", "面积（亩）"],
    ["甲镇", "40", "", "9"],
    ["乙镇", "60", "180", "8"],
    ["丙镇", "", "70", "7"],
]
SERIAL = [["序号", "项目名称", "总投资（万元）"], ["1", "一号路", "1200"], ["2", "二号路", "800"], ["3", "三号路", "900"]]
YEARS = [["年份", "产值（亿元）", "增速（%）"], ["2029", "10", "1.1"], ["2030", "12", "20.0"], ["2031", "13", "8.3"]]
TABLES = {"prices": PRICES, "growth": GROWTH, "units": UNITS, "wide": WIDE, "holes": HOLES, "serial": SERIAL, "years": YEARS}
TITLE = "表1  2031年云岭县主要指标      单位：%"


def width(text: str) -> int:
    return sum(2 if c >= "\u1100" else 1 for c in text)


def tabs(rows: Rows) -> str:
    return "".join("\t".join(row) + "\n" for row in rows)


def bars(rows: Rows) -> str:
    lines = [f"| {' | '.join(row)} |\n" for row in rows]
    return "".join([lines[0], "|---" * len(rows[0]) + "|\n", *lines[1:]])


def aligned(rows: Rows, right: bool = False, blank: str = " ") -> str:
    sizes = [max(width(row[c]) for row in rows) + 2 for c in range(len(rows[0]))]
    sizes = [size + size % 2 for size in sizes]
    lines = []
    for row in rows:
        cells = []
        for c, (cell, size) in enumerate(zip(row, sizes, strict=True)):
            gap = size - width(cell)
            pad = " " * (gap % 2) + "\u3000" * (gap // 2) if blank == "\u3000" else " " * gap
            cells.append(pad + cell if right and c else cell + pad)
        lines.append("  ".join(cells).rstrip() + "\n")
    return "".join(lines)


def page(rows: Rows) -> bytes:
    cells = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><body><p>{TITLE}</p><table>{cells}</table><p>全年税收12亿元。</p></body></html>".encode()


def word(rows: Rows) -> bytes:
    cells = tbl(*(tr(*(tc(cell) for cell in row)) for row in rows))
    return package(p(run(TITLE)) + cells + p(run("全年税收12亿元。")))


def said(report: Report) -> list[tuple[object, ...]]:
    assert check(report) == []
    return [
        (f.name, str(f.value), f.unit, f.period and f.period[1:], f.part_of is None,
         tuple((c.direction, str(c.value), c.unit, c.basis) for c in f.changes))
        for f in report.figures
    ]  # fmt: skip


def of(text: str, encoding: str = "utf-8") -> Report:
    return extract("x.txt", data=text.encode(encoding))


def cells(text: str) -> list[str]:
    document = read("x.txt", data=text.encode())
    covered(document)
    assert check(extract("x.txt", data=text.encode())) == []
    return [b.text for b in blocks(document)[0] if b.kind == "cell"]


FORMS: dict[str, Callable[[Rows], str]] = {
    "tabs": tabs,
    "bars": bars,
    "blanks": aligned,
    "right": lambda rows: aligned(rows, right=True),
    "full-width": lambda rows: aligned(rows, blank="\u3000"),
    "indented": lambda rows: "".join(f"    {line}\n" for line in aligned(rows).splitlines()),
    "spaced out": lambda rows: aligned(rows).replace("\n", "\n\n"),
    "ruled": lambda rows: "-----\n" + aligned(rows).replace("\n", "\n======\n", 1) + "-----\n",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", TABLES)
def test_all_forms_say_the_same(name: str, form: str) -> None:
    rows = TABLES[name]
    text = f"{TITLE}\n{FORMS[form](rows)}\n全年税收12亿元。\n"
    expected = said(extract("x.html", data=page(rows)))
    assert len(expected) > 3
    assert said(extract("x.docx", data=word(rows))) == expected
    assert said(of(text)) == expected
    assert said(of(text.replace("\n", "\r\n"), "gb18030")) == expected
    assert not any(c.rule.startswith("fallback") for c in of(text).context)


def test_places_are_those_of_the_line() -> None:
    text = f"一、价格\n{TITLE}\n{aligned(PRICES)}"
    report = of(text)
    level = report.figures[3]
    assert (level.name, level.source.text, level.source.line, level.source.column) == ("食品全县", "-0.1", 5, 12)
    assert level.source.cell is not None
    assert (level.source.cell.table, level.source.cell.row, level.source.cell.column) == (1, 3, 2)
    assert text[level.source.start : level.source.end] == "-0.1"


ARE = {
    "not aligned, two blanks": "指标  全县  城市\n消费价格  0.2  0.2\n食品类  -0.1  0.0\n",
    "tabs that only align": "指标\t\t\t2030年\t2031年\n生产总值（亿元）\t120.5\t130.1\n税收\t\t\t5\t6\n",
    "merged heads by tabs": "指标\t2030年\t\t2031年\t\n\t产值\t增长%\t产值\t增长%\n工业\t1\t2\t3\t4\n农业\t5\t6\t7\t8\n",
    "bars without an edge": "指标|2031年\n产值（亿元）|12\n税收（亿元）|3\n",
    "drawn bars": "┌────┬──┐\n│指标│户│\n├────┼──┤\n│甲镇│12│\n├────┼──┤\n│乙镇│15│\n└────┴──┘\n",
    "a title in two parts": "   云岭县主要指标    2031年\n指标    产值    税收\n甲镇     12      3\n乙镇     13      4\n",
    "heads in two lines": "指标    2031年    比上年\n       （亿元）   增长%\n工业     12.5      3.0\n农业      2.5      1.0\n",
    "at the end without a line end": "指标    产值\n甲镇    12\n乙镇    13",
    "blanks in names": "指  标     2030年    2031年\n合  计     12        13\n工  业     10        11\n",
    "values like years": "指标    2030年    2031年\n户数    2010    2023\n人口    2024    2025\n面积    12    13\n",
    "remarks": "项目\t金额（万元）\t备注\n一号路\t12\t3月开工\n二号路\t13\t4月开工\n",
    "a head without a corner": "            全县    城市\n消费价格    0.2     0.3\n食品        0.1     0.4\n",
}


@pytest.mark.parametrize("kind", ARE)
def test_what_is_a_table(kind: str) -> None:
    report = of(f"一、综合\n全年税收12亿元。\n{ARE[kind]}")
    assert cells(f"一、综合\n全年税收12亿元。\n{ARE[kind]}")
    assert all(f.source.cell for f in report.figures[1:])
    assert len(report.figures) > 2
    assert not any(c.rule.startswith("fallback") for c in report.context)


def test_two_line_heads_and_names_are_put_together() -> None:
    (first, *_) = of(ARE["heads in two lines"]).figures
    assert (first.name, first.unit, first.changes[0].basis) == ("工业", "亿元", "yoy")
    text = "指标          2031年     增长（%）\n"
    text += "一、城镇\n户数（户）     12      1.1\n二、农村\n户数（户）     15      1.2\n企业（含\n个体）（家）   25      3\n"
    assert [(f.name, f.unit) for f in of(text).figures] == [("城镇户数", "户"), ("农村户数", "户"), ("企业", "家")]


def test_tables_one_after_the_other() -> None:
    text = "指标    2031年\n甲镇产值    12\n乙镇产值    13\n\n指标    户数（户）   人口（人）\n甲镇    120    300\n乙镇    130    310\n"
    report = of(text)
    assert [f.name for f in report.figures] == [
        "甲镇产值",
        "乙镇产值",
        "甲镇户数",
        "甲镇人口",
        "乙镇户数",
        "乙镇人口",
    ]
    over = "指标    产值（亿元）\n甲镇    12\n乙镇    13\n\n- 3 -\n\n丙镇    14\n丁镇    15\n"
    assert [(f.name, f.unit) for f in of(over).figures] == [(f"{n}镇产值", "亿元") for n in "甲乙丙丁"]


def test_a_hard_wrapped_report_keeps_its_paragraphs() -> None:
    wrapped = (
        "一、综合\n全年完成税收19.66亿元，比上年增长48.2%，其中镇级\n税收5.2亿元，增长3%；完成固定资产投资15.29亿元，增\n"
        "长6%，引进项目12个，整合闲置资源20处，走访企业236家\n次，办结诉求200多条，满意率达到98%，新增市场主体50\n0户，净增就业60人。\n"
    )
    plain = [b.text for b in blocks(read("x.txt", data=wrapped.encode()))[0]]
    mixed = blocks(read("x.txt", data=f"{wrapped}{TITLE}\n{aligned(PRICES)}{wrapped}".encode()))[0]
    assert [b.text for b in mixed if b.kind != "cell"] == [*plain, "表1 2031年云岭县主要指标单位：%", *plain]


ARE_NOT = {
    "justified lines": "全年完成税收  19.66  亿元同比增长\n全区实现产值  120.5  亿元同比增长\n招商引资到位  140.7  亿元同比下降\n",
    "justified with commas": "主要工作  如下\n完成税收  19.66亿元，  增长  5.2%，\n实现产值  20.66亿元，  增长  6.2%，\n",
    "a signature": "柳河县人民政府    县长\n2031年1月8日    周安\n第3号    印发\n",
    "telephones": "联系人    周安\n联系电话    62345678\n传真    62345679\n",
    "contents with leaders": "目    录\n一、工作回顾 ........ 3\n二、工作安排 ........ 12\n三、附件 ……… 15\n",
    "contents with blanks": "目　　录\n一、工作回顾　　　　　　　3\n　　（一）经济　　　　　　4\n二、工作安排　　　　　　12\n",
    "contents with a head": "内容    页码\n工作回顾    3\n工作安排    12\n附件    15\n",
    "contents without one": "工作报告    （草案）\n第一部分  工作回顾    3\n第二部分  工作安排    12\n第三部分  附件    15\n",
    "names": "周  安    李  四    王五\n赵六      孙七      周八\n吴九      郑十      王二\n",
    "numbered names": "1  周安    2  李四\n3  王五    4  赵六\n5  孙七    6  周八\n",
    "dates": "会议    时间\n第一次会议    2031年1月8日\n第二次会议    2031年2月8日\n第三次会议    2031-03-08\n",
    "a list": "1.  完成税收    12亿元\n2.  实现产值    13亿元\n3.  招商引资    14亿元\n",
    "no head": "生产总值    120.5亿元\n财政收入    12.3亿元\n社会消费    3.3亿元\n",
    "one line of numbers": "指标    2031年\n产值    12\n",
    "indented lines": "　　一、回顾\n　　2031年完成税收3亿元\n　　2032年完成税收3亿元\n　　2033年完成税收3亿元\n",
    "a menu": "首页 | 新闻 | 公开\n分享 | 12 | 打印\n分享 | 13 | 打印\n",
    "no columns": "指标    全县    城市\n消费价格     0.2\n食品  0.3     0.4    0.5    0.6\n",
    "one blank": "指标 全县 城市\n消费价格 0.2 0.3\n食品 0.1 0.4\n",
}


@pytest.mark.parametrize("kind", ARE_NOT)
def test_what_is_no_table(kind: str) -> None:
    assert cells(f"一、综合\n全年税收12亿元。\n{ARE_NOT[kind]}") == []


LINES = [
    *(line for rows in TABLES.values() for form in (tabs, bars, aligned) for line in form(rows).splitlines()),
    *(
        "",
        "------",
        "|",
        "||3||",
        "- 3 -",
        "3",
        "一、城镇",
        "企业（含",
        "个体）  3  4",
        "\f",
        "注：1.快报数。",
        "1指税收",
        "工业[1]  5  6",
    ),
    *("&nbsp;  税收  3  4", "????    5    6", "税收\\n3  4    5", "税收¹  1,234  -5%", "全年税收12亿元。", TITLE),
]


def test_nothing_is_lost_whatever_the_lines() -> None:
    chance = random.Random(7)
    for _ in range(150):
        stock = chance.sample(LINES, 7)
        text = "一" + chance.choice(["\n", "\r\n"]).join(["", *chance.choices(stock, k=chance.randint(3, 20))])
        cells(text)


@pytest.mark.parametrize(
    "line", ["税收  3  4", "税收\t3\t4", "|3", "|", "\t", "  3", "-----", "指标  产值", "一、城镇", " " * 300 + "3"]
)
def test_many_lines_take_time_in_proportion(line: str) -> None:
    def work(text: str) -> None:
        blocks(read("x.txt", data=("甲" + text).encode()))

    assert ratio(work, lambda n: f"{line}\n" * (n // 10), 20_000) < 3
