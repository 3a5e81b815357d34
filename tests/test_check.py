"""check: every seeded error found, silence on clean twins, samples and consistent figures; a shift beyond rounding always found."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jqreport import extract
from jqreport.check import CHECKS, documentation, outcomes, rules_of
from jqreport.check import run as check
from jqreport.errors import UsageError
from jqreport.model import Report
from tests.check_table import HERE, SAMPLES, fails
from tests.shared import reports, shared

D = Decimal
HEAD = "青岚县2024年政府工作报告\n——2024年1月18日\n\n一、2023年工作回顾\n\n"
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
PLACES = st.integers(0, 3)
# texts known to disagree with themselves: (file, check, line) of every fail, each looked at by hand
KNOWN: set[tuple[str, str, int]] = set()


def report(text: str, head: str = HEAD) -> Report:
    return extract("x.txt", data=(head + text + "\n").encode())


def verdicts(text: str, name: str, head: str = HEAD) -> list[str]:
    return [o.verdict for n, o in outcomes(report(text, head)) if n == name]


@pytest.mark.parametrize("name", CHECKS)
def test_a_seeded_error_is_found(name: str) -> None:
    assert fails(HERE / f"{name}.bad.txt") == [name]


@pytest.mark.parametrize("name", CHECKS)
def test_a_clean_twin_is_checked_and_passes(name: str) -> None:
    found = [(n, o.verdict) for n, o in outcomes(extract(HERE / f"{name}.good.txt"))]
    assert (name, "pass") in found
    assert {v for _, v in found} <= {"pass", "not_checkable", "note"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_the_samples_agree_with_themselves(path: object) -> None:
    findings = check([extract(str(path))])
    assert [f for f in findings.findings if f.verdict == "fail"] == []
    assert findings.passed > 20


@pytest.mark.parametrize("name", reports())
def test_real_reports(name: str) -> None:
    found = check([extract(shared(name))])
    assert {(name, f.rule, f.source.line if f.source else 0) for f in found.findings if f.verdict == "fail"} <= KNOWN
    assert found.failed == sum(f.verdict == "fail" for f in found.findings)


@pytest.mark.parametrize("name", CHECKS)
def test_each_check_is_documented_in_both_languages(name: str) -> None:
    en, zh = documentation(name)
    assert en.splitlines()[0].endswith((".", "%"))
    assert len(zh) > 10
    assert not any("\u4e00" <= c <= "\u9fff" for c in en[:1])
    assert "\u4e00" <= zh.lstrip("“")[0] <= "\u9fff"
    assert rules_of()[f"check.{name}"] == (en, zh)


def test_a_check_turned_off_is_not_run() -> None:
    bad = extract(HERE / "ratio.bad.txt")
    assert check([bad]).failed == 1
    assert check([bad], off=["check.ratio"]).failed == check([bad], off=["ratio"]).failed == 0
    with pytest.raises(UsageError, match="there is no check ration"):
        check([bad], off=["ration"])


def test_a_fingerprint_knows_no_place() -> None:
    text = (HERE / "together.bad.txt").read_text("utf-8")
    moved = text.replace("一、2023年工作回顾\n", "一、2023年工作回顾\n\n各位代表，过去一年成绩来之不易。\n")
    one, other = (check([extract("x.txt", data=t.encode())]).findings for t in (text, moved))
    assert [f.fingerprint for f in one] == [f.fingerprint for f in other]
    assert one[0].source != other[0].source


# ---- verdicts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        # bound words, adjusted growth, constant prices: never a fail
        ("城镇化率从15%提高到20%，提高5%。", "from-to", ["review"]),
        ("全年财政收入20.0亿元，比上年增加2.0亿元，增长15%（可比口径）。", "together", ["not_checkable"]),
        ("城镇居民人均可支配收入36000元，比上年增加1900元，实际增长5.1%。", "together", ["not_checkable"]),
        ("城镇居民人均可支配收入36000元，比上年增加1900元，增长5.1%。", "together", ["fail"]),
        ("全县工业增加值42.0亿元，比上年增加2.0亿元，增长9.9%。", "together", ["not_checkable"]),
        ("新增企业约10家，同比增长37%。", "whole-base", []),
        ("新增企业30家，同比增长15%。", "whole-base", ["pass"]),
        # 3.67 cut off to 3.6: for review
        ("全年粮食产量103.67万吨，比上年增加3.67万吨，增长3.6%。", "together", ["review"]),
        # rank, ratio of others, collective names
        ("城乡居民收入分别增长5.1%、6.2%。", "respectively", []),
        ("工业和信息化、教育分别投入5亿元、6亿元、7亿元。", "respectively", ["pass"]),
        ("公司利润同比下降120%。", "bounds", ["not_checkable"]),
        ("发案数同比下降120%。", "bounds", ["fail"]),
        ("高中阶段毛入学率102.5%，任务完成率110%。", "bounds", ["pass"]),
        ("办事时限由7个工作日减少到3个工作日。", "direction", ["pass"]),
        ("全县生产总值增长-1.5%。", "direction", ["pass"]),
        ("全县生产总值下降-1.5%。", "direction", ["fail"]),
        ("办事事项从10个到5个。", "order", []),
        ("居民人均可支配收入从2018年的20000元增加到2023年的26000元，年均增长5.4%。", "average", ["pass"]),
        ("居民人均可支配收入从2018年的20000元增加到2023年的26000元，年均增长7.4%。", "average", ["fail"]),
        ("三次产业增加值占比分别为7.5%、38.5%和55.0%。", "ratio", ["fail"]),
        ("三次产业结构为7.5:38.5:54.1。", "ratio", ["pass"]),
    ],
)  # fmt: skip
def test_verdicts(text: str, name: str, wanted: list[str]) -> None:
    assert verdicts(text, name) == wanted


def test_two_reports_in_one_file_are_not_held_against_each_other() -> None:
    second = HEAD.replace("2024", "2023").replace("2023年工作回顾", "2022年工作回顾")
    text = "全县粮食产量42.6万吨。\n\n" + second + "全县粮食产量40.1万吨。"
    assert verdicts(text, "same") == []


def test_a_sum_of_years_is_no_second_value() -> None:
    text = "五年来，城镇新增就业累计9.6万人。\n\n全年城镇新增就业1.9万人。"
    assert "fail" not in verdicts(text, "same")


# ---- properties ------------------------------------------------------------------------------------------------------


def shown(value: Decimal, decimals: int) -> str:
    return f"{value.quantize(D(1).scaleb(-decimals), rounding=ROUND_HALF_UP):f}"


def step(decimals: int) -> Decimal:
    return D(1).scaleb(-decimals)


VALUES = st.decimals(min_value="20", max_value="900", places=6)


@SLOW
@given(VALUES, st.decimals(min_value="0.5", max_value="9", places=6), PLACES, PLACES, st.integers(1, 2))
def test_increase_and_growth_that_belong_together(value: Decimal, rise: Decimal, a: int, b: int, c: int) -> None:
    text = "全年粮食产量{}万吨，比上年增加{}万吨，增长{}%。"
    rate = rise / (value - rise) * 100
    assume(D(shown(rise, b)) > 0)
    assert "fail" not in verdicts(text.format(shown(value, a), shown(rise, b), shown(rate, c)), "together")
    fine = text.format(shown(value, 6), shown(rise, 6), shown(rate + 3 * step(c), c))
    assert verdicts(fine, "together") == ["fail"]


@SLOW
@given(VALUES, VALUES, VALUES, PLACES, PLACES, PLACES, PLACES)
def test_parts_that_make_their_whole(x: Decimal, y: Decimal, z: Decimal, a: int, b: int, c: int, d: int) -> None:
    text = "全年地区生产总值{}亿元。其中，第一产业增加值{}亿元，第二产业增加值{}亿元，第三产业增加值{}亿元。"
    whole = x + y + z
    parts = [shown(v, n) for v, n in ((x, a), (y, b), (z, c))]
    assert "fail" not in verdicts(text.format(shown(whole, d), *parts), "parts")
    slack = (step(a) + step(b) + step(c) + step(d)) * 2
    assert "fail" in verdicts(text.format(shown(whole + slack, d), *parts), "parts")


@SLOW
@given(VALUES, st.decimals(min_value="5", max_value="95", places=6), PLACES, PLACES, PLACES)
def test_shares_of_a_whole(whole: Decimal, share: Decimal, a: int, b: int, c: int) -> None:
    text = "年末全县常住人口{}万人，其中城镇常住人口{}万人，占全县常住人口比重为{}%。"
    part = whole * share / 100
    assert "fail" not in verdicts(text.format(shown(whole, a), shown(part, b), shown(share, c)), "share")
    assert "fail" in verdicts(text.format(shown(whole, 6), shown(part, 6), shown(share + 3 * step(c), c)), "share")


@SLOW
@given(VALUES, VALUES, PLACES, PLACES, st.integers(0, 2))
def test_movements_from_one_value_to_another(old: Decimal, new: Decimal, a: int, b: int, c: int) -> None:
    assume(new > old * D("1.01"))
    text = "快递业务收入由{}亿元增加到{}亿元，增长{}%。"
    rate = (new / old - 1) * 100
    assert "fail" not in verdicts(text.format(shown(old, a), shown(new, b), shown(rate, c)), "from-to")
    assert verdicts(text.format(shown(old, 6), shown(new, 6), shown(rate + 3 * step(c), c)), "from-to") == ["fail"]


@SLOW
@given(VALUES, PLACES, PLACES)
def test_one_value_said_twice(value: Decimal, a: int, b: int) -> None:
    text = "全年全县社会消费品零售总额{}亿元，增长较快。\n\n消费持续回升，全年全县社会消费品零售总额{}亿元。"
    assert "fail" not in verdicts(text.format(shown(value, a), shown(value, b)), "same")
    slack = (step(a) + step(b)) * 2
    assert verdicts(text.format(shown(value, a), shown(value + slack, b)), "same") == ["fail"]


@SLOW
@given(st.integers(1, 900), st.integers(1, 900), PLACES)
def test_counts_come_from_whole_numbers(old: int, new: int, c: int) -> None:
    assume(new > old)
    rate = (D(new) / old - 1) * 100
    assert verdicts(f"全年新登记企业{new}家，同比增长{shown(rate, c)}%。", "whole-base") == ["pass"]


@SLOW
@given(st.decimals("1", "60", places=4), st.decimals("1", "38", places=4), st.integers(1, 2))  # 7:38:55 is a time of day
def test_members_of_a_composition(x: Decimal, y: Decimal, n: int) -> None:
    members = [x, y, 100 - x - y]
    text = "三次产业结构为{}:{}:{}。"
    assert "fail" not in verdicts(text.format(*(shown(m, n) for m in members)), "ratio")
    members[2] += 4 * step(n)
    assert verdicts(text.format(*(shown(m, n) for m in members)), "ratio") == ["fail"]
