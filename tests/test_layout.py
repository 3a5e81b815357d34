"""Blocks of texts about made-up places, the rules' own examples, and the invariants on every real report."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jqreport.layout import blocks, header
from jqreport.layout.join import breaks_off
from jqreport.layout.stretches import LONGEST, stretches
from jqreport.model import Block, Cell, Document, Line
from jqreport.pipeline import extract, extract_document
from jqreport.read import read
from jqreport.rules import Example, Rule, table
from jqreport.sourcemap import BLANK, FOLD, split_lines
from tests.shared import reports, shared


def make(text: str) -> Document:
    return read("x.txt", data=text.encode())


def cut(text: str) -> list[Block]:
    return blocks(make(text))[0]


def texts(text: str, kind: str = "paragraph") -> list[str]:
    return [b.text for b in cut(text) if b.kind == kind]


def marks(document: Document, block: Block) -> list[str]:
    return [document.text[a:b] for a, b in block.marks]


EXAMPLES = [
    pytest.param(r, e, id=f"{r.id}-{i}", marks=[pytest.mark.xfail(reason=e.xfail, strict=True)] if e.xfail else [])
    for r in table("layout").rules
    for i, e in enumerate(r.examples)
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_rule_examples(rule: Rule, example: Example) -> None:
    found = rule.pattern.search(example.text)
    assert (found[0] if found else None) == example.yields


# ---------------------------------------------------------------------------------------- paragraphs

WRAPPED = """政 府 工 作 报 告
—2031年 7月 18日在柳河镇第九届人民代表大会第四次会议上
各位代表：
现在，我代表柳河镇人民政府，向大会报告工作，
请予审议。并请各位列席人员提出宝贵的意见。
第一部分 上半年工作回顾
一、坚持经济为先，发展步履坚实
招商引资全面发力。年初以来奔赴各地开展招商推
介活动，新签项目 12个。实现固定资产投资 15.
29亿元，整合闲置资源 20
处，累计完成税收 19.66亿元，同比增长 48.2%。
营商环境持续优化。领导班子成员带头走访重点企
业 236家次，听取并办结企业诉求 200多条，满意
率达到 98%。
第二部分 下半年工作安排
一、更加统筹规模与效益
全力开展招商引资。全年税收目标超过 31.2亿元，
我们自我加压，把目标从 15%提高至 20%。
"""


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\r\r\n"])
def test_hard_wrapped_lines_become_paragraphs(gap: str) -> None:
    made = cut(WRAPPED.replace("\n", gap))
    assert [b.text for b in made if b.kind == "heading"] == [
        "政府工作报告",
        "第一部分上半年工作回顾",
        "一、坚持经济为先，发展步履坚实",
        "第二部分下半年工作安排",
        "一、更加统筹规模与效益",
    ]
    body = [b for b in made if b.part]
    leads = [b for b in body if b.kind == "paragraph"]
    assert "实现固定资产投资15.29亿元，整合闲置资源20处，累计" in leads[0].text
    assert leads[0].section == ("第一部分 上半年工作回顾", "一、坚持经济为先，发展步履坚实", "招商引资全面发力")
    assert leads[1].section[-1] == "营商环境持续优化"
    assert leads[1].text.endswith("满意率达到98%。")
    assert [b.part for b in leads] == ["review", "review", "plan"]
    assert leads[2].section == ("第二部分 下半年工作安排", "一、更加统筹规模与效益", "全力开展招商引资")


def test_one_paragraph_a_line_stays_so() -> None:
    text = "一、综合\n全年生产总值104.3亿元，增长5%。\n粮食产量49.9万吨。\n棉花产量3万吨，下降2%\n二、农业\n全年造林5800亩。\n"
    assert texts(text) == ["全年生产总值104.3亿元，增长5%。", "粮食产量49.9万吨。", "棉花产量3万吨，下降2%", "全年造林5800亩。"]
    assert [b.part for b in cut(text)] == [None] * 6


def test_sentences_cut_by_inline_elements_are_joined() -> None:
    text = (
        "一、工作回顾\n各类市场发展到48个，连锁企业加快，市场管理开始纳入\n法制\n化轨道。\n"
        "五、民主\n法制\n建设进一步加强。坚持依法治县，办结案件120件。\n"
        "空气质量持续改善，以PM\n2.5\n浓度下降为主线，优良天数增加12天，位居\n全县第一\n，比上年前移3位。\n"
        "二、促进农民增收，壮大集体经济\n全面建设\n，重点在农村，难点也在农村，今年增收200元。\n"
        "发展民主政治，建设政治文明，促进三大文明协调，是\n全面建设\n的重要目标。\n"
        "加强政府\n法制\n工作，自觉接受监督，办理建议35件。\n"
    )
    made = cut(text)
    assert [b.text for b in made if b.kind == "heading"] == ["一、工作回顾", "二、促进农民增收，壮大集体经济"]
    assert [b.text for b in made if b.kind == "paragraph"] == [
        "各类市场发展到48个，连锁企业加快，市场管理开始纳入法制化轨道。",
        "五、民主法制建设进一步加强。坚持依法治县，办结案件120件。",
        "空气质量持续改善，以PM2.5浓度下降为主线，优良天数增加12天，位居全县第一，比上年前移3位。",
        "全面建设，重点在农村，难点也在农村，今年增收200元。",
        "发展民主政治，建设政治文明，促进三大文明协调，是全面建设的重要目标。",
        "加强政府法制工作，自觉接受监督，办理建议35件。",
    ]


def test_escapes_written_out_are_line_ends() -> None:
    made = cut("各位代表：\\r\\n一、2031年工作回顾\\r\\n全年税收12亿元。\\n增长5%。")
    assert [b.text for b in made] == ["各位代表：", "一、2031年工作回顾", "全年税收12亿元。", "增长5%。"]


def test_a_sentence_runs_on_across_a_page_break() -> None:
    lines = WRAPPED.split("\n")
    at = lines.index("处，累计完成税收 19.66亿元，同比增长 48.2%。")
    paged = "\n".join([*lines[:at], "— 1 —", "\f" + lines[at], *lines[at + 1 :]])
    made = cut(paged)
    assert any("整合闲置资源20处，累计完成税收" in b.text for b in made if b.kind == "paragraph")
    assert [b.text for b in made if b.kind == "furniture"] == ["—1—"]


# ---------------------------------------------------------------------------------------- headings


def test_leads_of_numbered_paragraphs_are_sections() -> None:
    text = (
        "二、2031年工作安排\n（一）着力扩大投资。全年计划投资30亿元。\n推动项目落地。新开工12个。\n1.盯紧重点。完成5个。\n"
        "——民生得到改善。新增就业929人。\n做好其他工作，完成税收3亿元。\n（二）加快转型\n1.5亿元资金到位。\n"
    )
    found = {b.text[:8]: b.section for b in cut(text)}
    top = "二、2031年工作安排"
    assert found["（一）着力扩大投"] == (top, "（一）着力扩大投资")
    assert found["推动项目落地。新"] == (top, "（一）着力扩大投资", "推动项目落地")
    assert found["1.盯紧重点。完"] == (top, "（一）着力扩大投资", "1.盯紧重点")
    assert found["——民生得到改善"] == (top, "（一）着力扩大投资", "1.盯紧重点", "民生得到改善")
    assert found["做好其他工作，完"] == (top, "（一）着力扩大投资", "1.盯紧重点")
    assert found["1.5亿元资金到"] == (top, "（二）加快转型")


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("一、2030年工作回顾", "review"),
        ("一、过去五年政府工作的回顾", "review"),
        ("一、2030年主要目标任务完成情况", "review"),
        ("一、2030年重点工作", "review"),
        ("二、2031年重点工作", "plan"),
        ("二、2031年工作安排", "plan"),
        ("二、今后五年的奋斗目标", "plan"),
        ("三、对2031年政府工作的建议", "plan"),
        ("附件1", None),
        ("一、综合", None),
    ],
)
def test_review_and_plan(heading: str, part: str | None) -> None:
    text = f"——2031年1月8日在柳河县第九届人民代表大会第二次会议上\n{heading}\n全县完成税收12亿元，增长5%。\n"
    assert cut(text)[-1].part == part


@pytest.mark.parametrize("title", ["2030年工作总结", "2030年工作总结及2031年工作打算"])
def test_a_title_above_the_headings_does_not_keep_the_plan_out(title: str) -> None:
    text = f"{title}\n一、2030年工作开展情况\n税收12亿元，增长5%。\n二、2031年工作打算\n税收13亿元，增长6%。\n"
    assert [b.part for b in cut(text) if b.kind == "paragraph"] == ["review", "plan"]


def test_plan_stays_until_told_otherwise_and_ends_with_the_annex() -> None:
    text = "一、2030年工作回顾\n税收12亿元。\n二、2031年工作安排\n税收13亿元。\n三、加强自身建设\n办件5件。\n附件1\n项目3个。\n"
    assert [b.part for b in cut(text) if b.kind == "paragraph"] == ["review", "plan", "plan", None]


# ---------------------------------------------------------------------------------------- footnotes

FOOT = """一、坚持经济为先，发展步履更加坚实
深入推进集体房产租税联动1，1-5月实现税收 9236万元。集体企业
实施“三化”管理2加快推进，全部完成
1指促进集体经济壮大发展、扩大税源税基的举措之一，主要是摸清镇集体资产的厂房、仓库、
商铺等底数，按时缴纳租金。
2指规模化、市场化、区域化。
绩效考核，根据企业的主责和主业合理设置考核指标和考核重点，确
保“1+1+3服务”
3
落地见效，完成物业选聘 12个，新增岗位 929个，整合资源 20处，
实现集体总资产 37.52亿元，同比增长 9.26%，安置就业 15人。
3 指1次咨询、1次指导、3次推荐。
"""


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_glued_marks_and_notes_at_the_foot(gap: str) -> None:
    document = make(FOOT.replace("\n", gap))
    made = blocks(document)[0]
    notes = [b for b in made if b.kind == "footnote"]
    assert [marks(document, b) for b in notes] == [["1"], ["2"], ["3"]]
    assert notes[0].text.endswith("商铺等底数，按时缴纳租金。")
    assert notes[2].text == "指1次咨询、1次指导、3次推荐。"
    (body,) = [b for b in made if b.kind == "paragraph"]
    assert marks(document, body) == ["1", "2", "3"]
    assert "租税联动，1-5月实现" in body.text
    assert "“三化”管理加快推进，全部完成绩效考核" in body.text
    assert "“1+1+3服务”落地见效" in body.text


FEET = """2031年政府工作报告

一、工作回顾
    全镇完成生产总值12.6亿元，同比增长9.2%；农民人均
纯收入21260元，增长8.3%1。建成“阳光驿站”21个，服务
居民3600人；全年治安警情、刑事警情同比分别下

1  按最终核定数为准。
2  “阳光驿站”：指为户外劳动者提供休息、饮水、充电的
场所。
                         1

2031年政府工作报告

降12%、15%，调解纠纷86件。企业实施“腾笼”3，技改投资

3  “腾笼”：指淘汰落后产能，腾出空间。
                         2

2031年政府工作报告

增长21%，新修道路8公里，改造农房46户，发放各类补贴
36万元。
                         3
"""


def test_page_numbers_in_the_middle_are_no_marks() -> None:
    document = make(FEET)
    made = blocks(document)[0]
    assert [b.text for b in made if b.kind == "furniture"] == ["1", "2031年政府工作报告", "2", "2031年政府工作报告", "3"]
    notes = [b for b in made if b.kind == "footnote"]
    assert [marks(document, b) for b in notes] == [["1"], ["2"], ["3"]]
    assert notes[1].text.endswith("充电的场所。")
    (body,) = [b for b in made if b.kind == "paragraph"]
    assert marks(document, body) == ["1", "2", "3"]
    assert "增长8.3%。建成“阳光驿站”1个，服务居民3600人；全年治安警情、刑事警情同比分别下降12%、15%" in body.text
    assert body.text.endswith("“腾笼”，技改投资增长21%，新修道路8公里，改造农房46户，发放各类补贴36万元。")


@pytest.mark.parametrize("sign", ["①", "¹"])
@pytest.mark.parametrize("head", ["名词解释\n", ""])
def test_marks_behind_a_unit_or_a_percentage(sign: str, head: str) -> None:
    """The notes stand below 名词解释 or at the foot of the page; the mark may follow a unit or %."""
    text = f"拆除违建26处{sign}，入学率100%②，新增床位60张。\n{head}{sign}指无证建筑。\n②按户籍人口计算。\n"
    document = make(text)
    made = blocks(document)[0]
    (body,) = [b for b in made if b.kind == "paragraph"]
    assert body.text == "拆除违建26处，入学率100%，新增床位60张。"
    assert marks(document, body) == [sign, "②"]
    assert [b.text for b in made if b.kind == "footnote"] == ["指无证建筑。", "按户籍人口计算。"]


@pytest.mark.parametrize("number", ["{:>22}", "{}\f"])
def test_page_numbers_of_a_short_report(number: str) -> None:
    """Two pages suffice where the number stands in the middle of its line or before a form feed."""
    line = "全镇新修道路86公里，改造农房326户，新建水池27口，发放各类补贴136万元，培"
    text = f"{line}\n{number.format(1)}\n训农民230人，新增床位60张，硬化道路8公里，安装路灯86盏，调解纠纷9起，排\n"
    text += f"查隐患31处，全部整改到位，新建改建公共厕所19座，完成投资260万元，铺设管\n{number.format(2)}\n网3公里。\n"
    assert "培训农民230人" in "".join(texts(text))
    assert texts(text, "furniture") == ["1", "2"]


def test_without_a_note_text_a_glued_digit_stays() -> None:
    document = make("租税联动1，1-5月实现税收9236万元。获评“名师”10人。\n")
    (block,) = blocks(document)[0]
    assert not block.marks
    assert block.text == "租税联动1，1-5月实现税收9236万元。获评“名师”10人。"


@pytest.mark.parametrize("mark", ["[2]", "［2］", "〔3〕", "【4】", "^[1]", "²", "[1][2]", "[注1]"])
def test_bracketed_marks_need_no_note(mark: str) -> None:
    document = make(f"全年“总产值”{mark}1349亿元，增长5%。\n")
    (block,) = blocks(document)[0]
    assert block.text == "全年“总产值”1349亿元，增长5%。"
    assert "".join(marks(document, block)) == mark


@pytest.mark.parametrize(
    "text", ["依据〔2031〕5号文件。", "面积12m²。", "约10^3次。", "参见[附件]。", "任务：①修路3公里。②建桥2座。"]
)
def test_what_is_no_mark(text: str) -> None:
    (block,) = cut(text + "\n")
    assert not block.marks
    assert block.text == text


def test_circled_marks_have_a_note() -> None:
    document = make("实施“双百行动”①以来，帮扶12户。任务包括：①修路；②架桥。\n①指百人帮百户。\n")
    made = blocks(document)[0]
    assert [b.kind for b in made] == ["paragraph", "footnote"]
    assert document.text[slice(*made[0].marks[0])] == "①"
    assert made[0].text == "实施“双百行动”以来，帮扶12户。任务包括：①修路；②架桥。"


def test_circled_marks_whose_notes_stand_below_a_heading() -> None:
    document = make("一、综合\n年末户籍人口44.67万人①，比上年增长6.8%②。\n注释：\n①为年报数。\n②按可比口径计算。\n")
    made = cut(document.text)
    prose = next(b for b in made if b.text.startswith("年末"))
    assert prose.text == "年末户籍人口44.67万人，比上年增长6.8%。"
    assert [document.text[slice(*m)] for m in prose.marks] == ["①", "②"]


def test_end_notes() -> None:
    text = (
        "一、2030年工作回顾\n新增“独角兽”[1]企业3家，整治“十乱”[2]12处。\n"
        "※名词解释※\n[1]“独角兽”：估值超过10亿元的企业。\n[2]“十乱”：乱贴、乱倒。\n"
    )
    document = make(text)
    notes = [b for b in blocks(document)[0] if b.kind == "footnote"]
    assert [(b.text[:5], marks(document, b), b.part) for b in notes] == [
        ("“独角兽”", ["[1]"], None),
        ("“十乱”：", ["[2]"], None),
    ]


def test_terms_explained_on_the_line_below() -> None:
    text = "全年税收3亿元。\n附件2\n名词解释\n1.“四上”企业：\n达到规模的单位。\n2.“双百”：\n百校联百县。\n附件3\n项目5个。\n"
    assert texts(text, "footnote") == ["“四上”企业：达到规模的单位。", "“双百”：百校联百县。"]
    assert texts(text)[-1] == "项目5个。"


def test_a_line_longer_than_any_paragraph_is_read_in_stretches() -> None:
    sentence = "2023年全县完成税收19.66亿元，同比增长48.2%；新建公路12.5公里、桥梁3座。"
    line = sentence * 500
    made, _ = blocks(make(line))
    assert "".join(b.text for b in made) == line
    assert all(b.text.endswith("。") and len(b.text) <= LONGEST for b in made)
    assert [b.offsets[0] for b in made][1:] == [b.offsets[-1] + 1 for b in made][:-1]
    figures = extract_document(make(line)).figures
    expected = extract_document(make(sentence)).figures
    assert [(f.name, f.value, f.unit) for f in figures] == [(f.name, f.value, f.unit) for f in expected] * 500


@pytest.mark.parametrize("unit", ["从1", "1,234.5、", "一百二十三万", "税收", "，1", "5%"])
def test_stretches_hold_the_text_and_cut_no_number(unit: str) -> None:
    text = unit * (3 * LONGEST // len(unit))
    found = stretches(text)
    assert "".join(text[a:b] for a, b in found) == text
    assert not any(re.search(r"[\d.,]$", text[:b]) and re.match(r"[\d.,%]", text[b:]) for _, b in found)
    assert len(found) > 2 or unit in ("一百二十三万", "5%")


# ---------------------------------------------------------------------------------------- furniture and junk


@pytest.mark.parametrize("number", ["— {} —", "- {} -", "-{}-", "第{}页 共3页", "{}/3", "{}"])
def test_page_numbers(number: str) -> None:
    pages = [f"全年第{word}项完成税收{n}2亿元，增长5%。\n" + number.format(n) + "\n" for n, word in enumerate("一二三", 1)]
    made = cut("\f".join(pages))
    assert len([b for b in made if b.kind == "furniture"]) == 3
    assert len([b for b in made if b.kind == "paragraph"]) == 3


def test_running_heads() -> None:
    pages = [f"柳河县2031年预算草案\n全年第{word}项完成税收12亿元。\n" for word in "一二三四"]
    made = cut("\f".join(pages))
    assert [b.text for b in made if b.kind == "furniture"] == ["柳河县2031年预算草案"] * 4


def test_web_junk_is_labelled_and_named_once_a_kind() -> None:
    opening = "现在，我代表柳河县人民政府，向大会报告工作，请予审议，并请政协委员提出意见。"
    text = (
        "2031年柳河县政府工作报告\n时间：2032-01-24????\t作者：某某网????\t阅读：\n229\n评论：\n0\n内容摘要：\n"
        f"政 府 工 作 报 告（2031年1月9日在柳河县第九届人民代表大会第四次会议上）??各位代表：{opening}...\n"
        "政 府 工 作 报 告\n（2031年1月9日在柳河县第九届人民代表大会第四次会议上）\n柳河县县长?? 周??安\n各位代表：\n"
        f"{opening}\n一、2030年工作回顾\n全年税收12亿元，增长5%。\n（责任编辑：甲乙）\n分享到：\n某某空间\n上一篇：\n"
        "2030年清溪县政府工作报告\n相关文章\n01-24\n2029年清溪县政府工作报告\n"
    )
    document = make(text)
    made, warnings = blocks(document)
    kept = [b.text for b in made if b.kind != "skipped"]
    assert kept == [
        "2031年柳河县政府工作报告",
        "政府工作报告",
        "（2031年1月9日在柳河县第九届人民代表大会第四次会议上）",
        "柳河县县长周安",
        "各位代表：",
        opening,
        "一、2030年工作回顾",
        "全年税收12亿元，增长5%。",
    ]
    codes = [w.code for w in warnings]
    assert sorted(codes) == ["question-marks", "skipped-header", "skipped-menu", "skipped-notice", "skipped-summary"]
    assert next(w for w in warnings if w.code == "skipped-summary").message.endswith("lines 6-7")
    said = header(document, made)
    assert (said.title, said.place, said.date) == ("2031年柳河县政府工作报告", "柳河县", "2031-01-09")


def test_a_summary_that_says_something_else_is_kept() -> None:
    text = (
        "内容摘要：本报告讲述柳河县全年经济运行的基本情况和若干要点。\n全年完成税收12亿元，其中工业税收3亿元，比上年多一成。\n"
    )
    assert not [b for b in cut(text) if b.kind == "skipped"]


def test_a_second_copy_is_skipped() -> None:
    body = [f"（{word}）狠抓项目建设。全年完成第{word}批项目12个，总投资38.8亿元，同比增长5%。" for word in "一二三四五六"]
    text = "\n".join(["一、2030年工作回顾", *body, "首页", "当前位置：", "一、2030年工作回顾", *body]) + "\n"
    made, warnings = blocks(make(text))
    assert len([b for b in made if b.kind == "paragraph"]) == 6
    assert "skipped-repeat" in [w.code for w in warnings]


@pytest.mark.parametrize(
    "tail",
    [
        "附件1\n项目名称\n总投资\n5亿元\n启动\n农业局\n周安\n教育局\n李平\n水利局\n王平\n",
        "柳河县人民政府\n2031年1月8日\n",
        "道路建设\n12公里\n绿化\n30亩\n水厂\n2座\n学校\n5所\n医院\n1家\n桥梁\n3座\n",
    ],
)
def test_real_text_at_the_end_is_no_menu(tail: str) -> None:
    made = cut("一、2030年工作回顾\n全年完成税收12亿元，同比增长5%，各项工作取得新的进展。\n" + tail)
    assert not [b for b in made if b.kind == "skipped"]


# ---------------------------------------------------------------------------------------- hints of other readers


def test_hints_are_followed() -> None:
    words = ["一、工作回顾", "全年税收", "12亿元", "1 指税收收入", "的总和。", "指标", "数值"]
    hints = ["heading", "paragraph", "paragraph", "footnote", "footnote", "cell", "cell"]
    text = "\n".join(words) + "\n"
    lines = tuple(
        Line(x.number, x.start, x.end, 1, hint, Cell(1, 1, i) if hint == "cell" else None)
        for i, (x, hint) in enumerate(zip(split_lines(text), hints, strict=True))
    )
    at = text.index("税收")
    document = Document("x.docx", text, lines, "docx", "", marks=((at + 1, at + 2),))
    made = blocks(document)[0]
    assert [(b.kind, b.text) for b in made] == [
        ("heading", "一、工作回顾"),
        ("paragraph", "全年税"),
        ("paragraph", "12亿元"),
        ("footnote", "指税收收入的总和。"),
        ("cell", "指标"),
        ("cell", "数值"),
    ]
    assert made[1].marks == ((at + 1, at + 2),)
    assert made[4].cell == Cell(1, 1, 5)


# ---------------------------------------------------------------------------------------- what the report says of itself


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WRAPPED, ("政府工作报告", "柳河镇", "2031-07-18", "2031-01-01", "2031-06-30")),
        (
            "柳河县2030年国民经济和社会发展统计公报\n柳河县统计局\n2031年2月28日\n一、综合\n全年生产总值3亿元。\n",
            ("柳河县2030年国民经济和社会发展统计公报", "柳河县", "2031-02-28", "2030-01-01", "2030-12-31"),
        ),
        (
            "政府工作报告\n（二〇三一年一月二十日）\n各位代表：\n全年税收12亿元。\n",
            ("政府工作报告", None, "2031-01-20", "2030-01-01", "2030-12-31"),
        ),
        (
            "在柳河市清溪区第二届人民代表大会第二次会议上\n各位代表：\n一、2030年工作回顾\n税收3亿元。\n",
            (None, "柳河市清溪区", None, "2030-01-01", "2030-12-31"),
        ),
        ("全年税收12亿元。\n", (None, None, None, None, None)),
        (
            "柳河镇政府工作报告\n——2031年12月20日在柳河镇第九届人民代表大会第六次会议上\n一、2031年工作回顾\n税收3亿元。\n",
            ("柳河镇政府工作报告", "柳河镇", "2031-12-20", "2031-01-01", "2031-12-31"),
        ),
    ],
)
def test_header(text: str, expected: tuple[str | None, ...]) -> None:
    document = make(text)
    said = header(document, blocks(document)[0])
    assert (said.title, said.place, said.date, said.start, said.end) == expected


# ---------------------------------------------------------------------------------------- invariants


def covered(document: Document) -> None:
    """Each printed character stands in exactly one block, and each text character at its offset."""
    made = blocks(document)[0]
    text = document.text
    hidden = {i for m in BLANK.finditer(text) for i in range(*m.span())}
    seen: list[int] = []
    for block in made:
        assert len(block.text) == len(block.offsets)
        assert list(block.offsets) == sorted(set(block.offsets))
        for char, offset in zip(block.text, block.offsets, strict=True):
            if char != " ":
                assert char == text[offset].translate(FOLD)
                seen.append(offset)
        seen += [i for start, end in block.marks for i in range(start, end) if i not in hidden]
    assert sorted(seen) == [i for i in range(len(text)) if i not in hidden]
    firsts = [min([*b.offsets[:1], *(m[0] for m in b.marks[:1])]) for b in made]
    assert firsts == sorted(firsts)
    assert blocks(document) == blocks(document)


LINES = st.sampled_from(
    [
        "一、2031年工作回顾",
        "（一）抓项目。完成5个。",
        "1指税收",
        "2 指“三化”",
        "3",
        "— 3 —",
        "[1]“四上”：单位。",
        "税收[1]12亿元，",
        "法制",
    ]
    + [
        "联动1，1-5月完成税收9236万元，新增企业12家，",
        "”，继续",
        "各位代表：",
        "\f",
        "",
        "①修路",
        "行动①以来",
        "名词解释",
        "1.“四上”：",
        "5亿元",
    ]
    + [
        "附件1",
        "标题：报告",
        "正文：",
        "首页",
        "分享到：",
        "内容摘要：",
        "&nbsp;",
        "????",
        "2/3",
        "柳河县政府工作报告",
        "a\\r\\nb",
        "&#160;3",
        "²",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(LINES, max_size=40), st.sampled_from(["\n", "\r\n", "\n\n", "\r"]))
def test_nothing_is_lost_or_doubled(lines: list[str], end: str) -> None:
    covered(make("一" + end + end.join(lines)))


@pytest.mark.parametrize("path", reports() or ["reports/jinqiao-2023h1.txt"])
def test_nothing_is_lost_in_real_reports(path: str) -> None:
    covered(read(shared(path)))


def test_jinqiao() -> None:
    """The report that started the project: eight notes, one of which goes on at the foot of the next page."""
    document = read(shared("reports/jinqiao-2023h1.txt"))
    made, warnings = blocks(document)
    assert not warnings
    notes = [b for b in made if b.kind == "footnote"]
    assert [marks(document, b) for b in notes] == [[str(n)] for n in range(1, 9)]
    called = sorted(m for b in made if b.kind == "paragraph" for m in marks(document, b))
    assert called == [str(n) for n in range(1, 9)]
    assert all(b.text[-1] in "。！：；上" for b in made if b.kind == "paragraph")
    assert all(b.part for b in made if b.section)


@pytest.mark.parametrize(
    ("path", "codes"),
    [("prov_2003_hebei_webdump", {"skipped-repeat", "skipped-menu"}), ("county_2020_dingxing", {"skipped-summary"})],
)
def test_web_dumps_name_what_they_skip(path: str, codes: set[str]) -> None:
    made, warnings = blocks(read(shared(f"reports/wild/{path}.txt")))
    assert codes <= {w.code for w in warnings}
    assert all(w.line and "line" in w.message for w in warnings)
    assert len({b.text for b in made if b.kind == "paragraph" and len(b.text) > 60}) == sum(
        b.kind == "paragraph" and len(b.text) > 60 for b in made
    )


@pytest.mark.parametrize("change", ["no empty lines", "pages", "CRLF"])
def test_jinqiao_printed_otherwise(change: str) -> None:
    """The same eight notes where the empty lines, or the traces of page breaks, look different."""
    text = shared("reports/jinqiao-2023h1.txt").read_text("utf-8")
    if change == "CRLF":
        text = text.replace("\n", "\r\n")
    else:
        text = text.replace("\n\n", "\n").replace("\n ", "\n\f" if change == "pages" else "\n")
    document = make(text)
    made = blocks(document)[0]
    lengths = [(marks(document, b)[0], len(b.text)) for b in made if b.kind == "footnote"]
    assert lengths == [("1", 138), ("2", 118), ("3", 96), ("4", 19), ("5", 22), ("6", 24), ("7", 55), ("8", 46)]
    assert sum(b.kind == "paragraph" for b in made) == 33


def test_a_second_report_in_a_file_has_its_own_year() -> None:
    def communique(year: int) -> str:
        body = "".join(f"\n第{n}个方面的情况，详见各部门年报，这里从略，不再一一列出。\n" for n in range(45))
        return f"{year}年云溪市国民经济和社会发展统计公报\n\n全年地区生产总值612.3亿元，比上年增长5.1%。\n{body}"

    report = extract("two.txt", data=(communique(2024) + "\n" + communique(2023)).encode())
    years = [f.period.start[:4] for f in report.figures if f.name == "地区生产总值" and f.period]
    assert years == ["2024", "2023"]


def test_an_annex_headed_by_the_coming_year_is_a_plan() -> None:
    text = (
        "政府工作报告\n——2031年1月10日在云溪市第九届人民代表大会第四次会议上\n\n一、2030年工作回顾\n\n全年新增学位1200个。\n\n"
        "附件1\n\n2031年市十件民生实事\n\n一、改善办学条件，让更多的孩子在家门口上好学，满足群众对优质教育的期盼和需求。\n\n新增公办学位2600个。\n\n"
        "附件2\n\n名词解释\n\n1.“一老一小”：\n\n指养老和托育服务。\n"
    )
    report = extract("annex.txt", data=text.encode())
    assert [(str(f.value), f.status) for f in report.figures if f.unit == "个"] == [("1200", "actual"), ("2600", "target")]


@pytest.mark.parametrize(
    ("text", "after", "goes_on"),
    [
        (
            "全市共有婚姻登记机构62个，办理结婚登记3.2万对。结婚率为5.2‰，依法办理离婚手续1.1万对，比上年下降",
            "0.4个千分点。",
            True,
        ),
        (
            "全市共有婚姻登记机构62个，办理结婚登记3.2万对。结婚率为5.2‰，依法办理离婚手续1.1万对。",
            "离婚率下降，登记减少。",
            False,
        ),
        ("表3 婚姻登记情况", "0.4个千分点。", False),
        (
            "全市共有婚姻登记机构62个，办理结婚登记3.2万对。结婚率为5.2‰，依法办理离婚手续1.1万对，比上年下降",
            "二、殡葬服务，全市概况",
            False,
        ),
    ],
)
def test_prose_that_breaks_off_goes_on(text: str, after: str, goes_on: bool) -> None:
    assert breaks_off(text, after) is goes_on


@pytest.mark.parametrize(
    ("date", "months", "planned"),
    [
        ("", "2024年", ("2025-01-01", "2025-12-31")),
        ("——2025年1月8日\n", "2024年", ("2025-01-01", "2025-12-31")),
        ("——2024年12月28日\n", "2024年", ("2025-01-01", "2025-12-31")),
        ("——2024年7月8日\n", "2024年上半年", ("2024-07-01", "2024-12-31")),
    ],
)
def test_what_a_plan_without_a_year_of_its_own_is_of(date: str, months: str, planned: tuple[str, str]) -> None:
    text = f"云溪县{months}政府工作报告\n{date}\n一、{months}工作回顾\n\n税收5亿元。\n\n二、下一步工作打算\n\n税收增长5%。\n"
    period = extract("a.txt", data=text.encode()).figures[-1].period
    assert period is not None
    assert (period.start, period.end) == planned
