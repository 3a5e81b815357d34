"""verify: what changed is found and nothing else is; what is rewritten verifies; what cannot be trusted is exit code 2."""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jqreport import cli, extract
from jqreport.errors import InputError
from jqreport.formats import FORMATS, Options, render
from jqreport.model import Report
from jqreport.verify import csvfile, jsonfile, tomlfile
from jqreport.verify.core import Verification, verify
from jqreport.verify.expectation import Expectation, load
from jqreport.verify.period import read_period
from jqreport.verify.stated import Amount, near, scale
from jqreport.verify.tolerance import Tolerance
from jqreport.verify.update import update
from tests.shared import reports, shared

SAMPLES = Path(__file__).parents[1] / "samples"
LINCHUAN = SAMPLES / "linchuan-2023h1.txt"
REAL = reports() or ["reports/jinqiao-2023h1.txt"]
READERS = {"json": jsonfile.read, "jsonl": jsonfile.read, "csv": csvfile.read, "toml": tomlfile.read}


def written(report: Report, format: str, **options: object) -> str:
    return "".join(str(piece) for piece in render(FORMATS[format], [report], Options(**options)))  # type: ignore[arg-type]


def expected(report: Report, format: str = "json", **options: object) -> Expectation:
    return READERS[format](written(report, format, **options), f"e.{format}", report.document.file, "utf-8")


def by_hand(text: str, format: str = "csv") -> Expectation:
    return READERS[format](text, f"hand.{format}", "report.txt", "utf-8")


def said(text: str) -> Report:
    return extract("report.txt", data=f"2023年政府工作报告\n\n{text}\n".encode())


def found(result: Verification, *verdicts: str) -> list[tuple[str, str | None, str | None]]:
    wanted = verdicts or ("fail", "review")
    return [(f.rule, f.expected, f.actual) for f in result.findings.findings if f.verdict in wanted]


def tally(result: Verification) -> tuple[int, int, int, int]:
    f = result.findings
    return f.passed, f.failed, f.review, f.not_checkable


# ------------------------------------------------------------------ an edited report against its extract


@pytest.mark.parametrize("format", ["json", "jsonl", "csv"])
@pytest.mark.parametrize("name", [p.name for p in sorted(SAMPLES.glob("*.txt"))])
def test_a_report_verifies_against_its_own_extract(name: str, format: str) -> None:
    report = extract(SAMPLES / name)
    result = verify(report, expected(report, format), strict=True)
    assert tally(result) == (len(report.figures), 0, 0, 0)
    assert result.findings.findings == ()
    assert result.added == ()


@pytest.mark.parametrize("name", REAL)
def test_real_reports_verify_against_their_own_extracts(name: str) -> None:
    report = extract(shared(name))
    for format in ("json", "csv"):
        result = verify(report, expected(report, format), strict=True)
        assert tally(result) == (len(report.figures), 0, 0, 0)
        assert found(result, "fail", "review", "note") == []


def edited(text: str, at: int) -> str:
    """The text with another digit at one place, Arabic, full width or not."""
    digit = "７" if text[at] != "７" else "３"
    if text[at].isascii():
        digit = "7" if text[at] != "7" else "3"
    return text[:at] + digit + text[at + 1 :]


def places(report: Report) -> list[tuple[str, int]]:
    """Every digit of every figure and change, with the id of the figure."""
    found = []
    for figure in report.figures:
        for source in (figure.source, *(c.source for c in figure.changes)):
            found += [(figure.id, i) for i in range(source.start, source.end) if report.document.text[i].isdecimal()]
    return found


def check_edits(path: Path, times: int, seed: int) -> None:
    report = extract(path)
    expectations = [expected(report, format) for format in ("json", "csv")]
    every = places(report)
    for id, at in random.Random(seed).sample(every, min(times, len(every))):
        text = edited(report.document.text, at)
        for expectation in expectations:
            result = verify(extract(path, data=text.encode()), expectation)
            fails = [o for o in result.outcomes if o.verdict == "fail"]
            assert [o.entry.id for o in fails] == [id], (text[at - 20 : at + 10], found(result))
            assert fails[0].figure is not None
            assert result.findings.failed == 1


@pytest.mark.parametrize("name", [p.name for p in sorted(SAMPLES.glob("*.txt"))])
def test_one_changed_digit_is_found_and_nothing_else(name: str) -> None:
    check_edits(SAMPLES / name, 12, 5)


@pytest.mark.parametrize(
    "name", ["reports/jinqiao-2023h1.txt", "reports/wild/prov_2024_hebei.txt", "reports/wild/county_2022_anguo.txt"]
)
def test_one_changed_digit_of_a_real_report_is_found_and_nothing_else(name: str) -> None:
    check_edits(shared(name), 8, 5)


@pytest.mark.parametrize("format", ["json", "jsonl", "csv"])
def test_a_moved_paragraph_and_a_new_wrap_are_no_findings(format: str) -> None:
    report = extract(SAMPLES / "yunxi-2024.txt")
    lines = report.document.text.split("\n")
    i = next(k for k, line in enumerate(lines) if line.startswith("（一）"))
    j = next(k for k, line in enumerate(lines) if line.startswith("（二）"))
    lines[i], lines[j] = lines[j], lines[i]  # the paragraphs change places
    lines[i] = lines[i][:40] + "\n" + lines[i][40:]  # and one is wrapped anew
    text = "\n".join(["封面", *lines])
    moved = verify(extract("yunxi-2024.txt", data=text.encode()), expected(report, format))
    assert moved.findings.failed == moved.findings.review == 0
    assert [f.rule for f in moved.findings.findings] == ["verify.moved"]
    changed = text.replace("262.0亿元", "263.0亿元")
    both = verify(extract("yunxi-2024.txt", data=changed.encode()), expected(report, format))
    assert found(both) == [("verify.changed", "262.0亿元", "263.0亿元")]


def test_the_issue_s_own_case() -> None:
    """One digit changed, a paragraph moved, a line re-wrapped: exactly the changed digit."""
    report = extract(LINCHUAN)
    text = report.document.text.replace("11.52亿元", "11.53亿元")
    start, stop, goal = text.index("公共服务提质扩容。"), text.index("社区治理走深走实。"), text.index("社会保障更加有力。")
    goal = text.rindex("\n", 0, goal) + 1
    text = text[:goal] + text[start:stop] + text[goal:start] + text[stop:]
    text = text.replace("镇级可用财力 3.46 亿元", "镇级可用财\n\n力 3.46 亿元")
    result = verify(extract("r.txt", data=text.encode()), expected(report))
    assert found(result, "fail") == [("verify.changed", "11.52亿元", "11.53亿元")]


# ------------------------------------------------------------------ what each finding is about

TEXT = "全年税收19.66亿元，同比增长48.2%。新增企业85家。财政支出达到30.5亿元左右。"


def edit(old: str, new: str, text: str = TEXT, strict: bool = False) -> list[tuple[str, str | None, str | None]]:
    return found(verify(said(text.replace(old, new)), expected(said(text)), strict=strict))


def test_what_is_changed() -> None:
    assert edit("19.66", "19.67") == [("verify.changed", "19.66亿元", "19.67亿元")]
    assert edit("48.2%", "48.3%") == [("verify.changed", "change +48.2% yoy", "change +48.3% yoy")]
    assert edit("增长48.2%", "下降48.2%") == [("verify.changed", "change +48.2% yoy", "change -48.2% yoy")]
    assert edit("，同比增长48.2%", "") == [("verify.changed", "change +48.2% yoy", None)]
    assert edit("30.5亿元左右", "30.5亿元") == [("verify.changed", "≈30.5亿元", "30.5亿元")]
    assert edit("19.66亿元", "19.66亿美元")[0][0] == "verify.changed"
    assert edit("19.66亿元", "19.66万元") == [("verify.changed", "19.66亿元", "19.66万元")]


def test_one_scale_for_all_units() -> None:
    assert edit("19.66亿元", "196600万元") == []
    assert edit("19.66亿元", "196700万元") == [("verify.changed", "19.66亿元", "196700万元")]
    result = verify(said(TEXT.replace("19.66亿元", "196600万元")), expected(said(TEXT)))
    assert ("verify.reprinted", "19.66亿元", "196600万元") in found(result, "note")


def test_what_is_missing_and_added() -> None:
    assert edit("新增企业85家。", "") == [("verify.missing", "85家", None)]
    assert edit("新增企业85家。", "新增企业85家。接待游客120万人次。") == []
    assert edit("新增企业85家。", "新增企业85家。接待游客120万人次。", strict=True) == [("verify.added", None, "120万人次")]


def test_a_passage_printed_twice_and_changed_once() -> None:
    twice = TEXT + "\n\n" + TEXT
    changed = twice[::-1].replace("19.66"[::-1], "19.67"[::-1], 1)[::-1]
    result = verify(said(changed), expected(said(TEXT)))
    assert ("verify.changed", "19.66亿元", "19.67亿元") in found(result, "fail")


def test_the_same_indicator_said_otherwise_elsewhere_is_for_review() -> None:
    result = verify(said(TEXT + "\n\n全年税收19.96亿元，再创新高。"), expected(said(TEXT)))
    assert [rule for rule, *_ in found(result)] == ["verify.ambiguous"]
    assert tally(result)[1:3] == (0, 1)


def test_equals_are_told_apart_by_sentence_value_and_order() -> None:
    text = "三次产业结构为7.5∶38.5∶54.0。银行3家向企业27家授信。"
    assert edit("38.5", "38.6", text) == [("verify.changed", "38.5", "38.6")]
    swapped = found(verify(said(text.replace("7.5∶38.5", "38.5∶7.5")), expected(said(text))))
    assert len(swapped) == 2


def test_a_number_in_a_name_is_a_review_beside_the_change() -> None:
    text = "签约5亿元以上项目11个。"
    result = found(verify(said(text.replace("5亿元", "6亿元")), expected(said(text))))
    assert {rule for rule, *_ in result} <= {"verify.changed", "verify.renamed"}
    assert ("verify.missing", "11个", None) not in result


def test_a_reason_makes_a_finding_pass_and_is_told_when_it_is_not_needed() -> None:
    report = said(TEXT)
    data = json.loads(written(report, "json"))
    data["figures"][0]["reason"] = "统计口径调整"
    expectation = jsonfile.read(json.dumps(data), "e.json", "report.txt", "utf-8")
    result = verify(said(TEXT.replace("19.66", "19.70")), expectation)
    assert result.accepted == 1
    assert tally(result) == (len(report.figures), 0, 0, 0)
    assert found(result, "note")[0][0] == "verify.accepted"
    assert "统计口径调整" in result.findings.findings[0].message
    assert ("verify.reason-unused", "19.66亿元, +48.2% yoy", "19.66亿元, +48.2% yoy") in found(
        verify(report, expectation), "note"
    )


def test_fingerprints_say_what_and_never_where() -> None:
    one = verify(said(TEXT.replace("19.66", "19.67")), expected(said(TEXT))).findings.findings
    other = verify(said("前言。\n\n" + TEXT.replace("19.66", "19.67")), expected(said(TEXT))).findings.findings
    assert one[0].fingerprint == other[0].fingerprint
    assert len({f.fingerprint for f in other}) == len(other)
    assert one[0].source is not None
    assert one[0].source.text == "19.67亿元"


# ------------------------------------------------------------------ rows written by hand


def row(text: str, report: str = TEXT) -> list[tuple[str, str | None, str | None]]:
    return found(verify(said(report), by_hand(text)))


@pytest.mark.parametrize(
    "cells",
    [
        "税收,19.66,亿元",
        "税收,196600,万元",
        "税收,19.66亿元,",
        "税收,１９.６６,亿元",
        '税收,"196,600万元",',
        "税收,19.66,",
        "企业,85,家",
    ],
)
def test_a_row_needs_name_and_value_only(cells: str) -> None:
    assert row(f"name,value,unit\n{cells}\n") == []
    assert row(f"\ufeff指标名称,数值,单位\r\n{cells}\r\n") == []


def test_rows_with_more_columns() -> None:
    head = "name,value,unit,status,period,basis,change,tolerance,reason\n"
    assert row(head + "税收,19.66,亿元,实际,2022,同比,48.2%,,\n") == []
    assert row(head + "税收,,,,,同比,48.3%,,\n") == [("verify.changed", "change +48.3% yoy", "change +48.2% yoy")]
    assert row(head + "税收,19.5,亿元,,,,,0.2,\n") == []
    assert row(head + "税收,19.5,亿元,,,,,1%,\n") == []
    assert row(head + "税收,19.5,亿元,,,,,0.1,\n") == [("verify.changed", "19.5亿元", "19.66亿元")]
    assert row(head + "税收,19.5,亿元,,,,,,口径不同\n") == []
    assert row(head + "税收,19.66,亿元,目标,,,,,\n") == [("verify.missing", "19.66亿元", None)]
    assert row(head + "税收,19.66,亿元,,2019,,,,\n") == [("verify.missing", "19.66亿元", None)]


def test_a_name_is_matched_loosely_only_where_one_name_holds_it() -> None:
    report = "一般公共预算收入20亿元。一般公共预算支出30亿元。"
    loose = verify(said(report), by_hand("name,value,unit\n预算收入,20,亿元\n"))
    assert found(loose, "fail", "review", "note") == [("verify.loose", "预算收入", "一般公共预算收入")]
    assert "longer name 一般公共预算收入" in loose.findings.findings[0].message
    assert row("name,value,unit\n公共预算,20,亿元\n", report)[0][0] == "verify.ambiguous"
    assert row("name,value,unit\n公共预算,25,亿元\n", report)[0][0] == "verify.missing"
    assert row("name,value,unit\n预算收入,21,亿元\n", report) == [("verify.changed", "21亿元", "20亿元")]
    assert row("name,value,unit\n预算收入,20,%\n", report)[0][0] == "verify.missing"


def test_a_row_may_name_a_standard_indicator_by_any_of_its_names() -> None:
    report = "全市地区生产总值1200亿元，增长5.2%。"
    result = verify(said(report), by_hand("name,value,unit\nGDP,0.12,万亿元\n"))
    assert found(result, "fail", "review", "note") == [("verify.loose", "GDP", said(report).figures[0].name)]
    assert row("name,value,unit\nGDP,1300,亿元\n", report) == [("verify.changed", "1300亿元", "1200亿元")]


def test_several_rows_of_one_name_take_a_figure_each() -> None:
    report = "银行授信企业3家。\n\n二期银行授信企业27家。\n\n银行授信企业30家。"
    assert [r for r, *_ in row("name,value,unit\n银行授信企业,3,家\n银行授信企业,30,家\n", report)] == []
    assert [r for r, *_ in row("name,value,unit\n银行授信企业,3,家\n", report)] == ["verify.ambiguous"]
    assert [r for r, *_ in row("name,value,unit\n银行授信企业,3,家\n银行授信企业,31,家\n", report)] == ["verify.changed"]


def test_a_row_without_a_number_is_not_checkable() -> None:
    result = verify(said(TEXT), by_hand("name,value\n税收,\n不存在,\n"))
    assert tally(result) == (0, 1, 0, 1)


def test_toml_by_hand() -> None:
    text = '# 审定数\n[[figure]]\nname = "税收"\nvalue = 19.70  # 决算\nunit = "亿元"\n\n[[figure]]\n"指标名称" = "企业"\n"数值" = "85家"\n'
    assert row_toml(text) == [("verify.changed", "19.70亿元", "19.66亿元")]
    assert row_toml(text.replace("19.70", "1.966e1")) == []


def row_toml(text: str) -> list[tuple[str, str | None, str | None]]:
    return found(verify(said(TEXT), by_hand(text, "toml")))


def test_a_file_of_several_reports_is_read_for_the_one_verified() -> None:
    a, b = said(TEXT), said(TEXT.replace("19.66", "20.66"))
    b = b._replace(document=b.document._replace(file="other.txt"))
    for format in ("jsonl", "csv"):
        text = "".join(str(p) for p in render(FORMATS[format], [a, b], Options()))
        result = verify(a, READERS[format](text, "e", "somewhere/report.txt", "utf-8"))
        assert found(result) == []
        assert len(result.outcomes) == len(a.figures)
        new = said(CHANGED)
        expectation = READERS[format](text, "e", "report.txt", "utf-8")
        made = update(new, expectation, verify(new, expectation), False).text
        assert made == "".join(str(p) for p in render(FORMATS[format], [new, b], Options()))
        with pytest.raises(InputError, match="holds figures of 2 reports"):
            READERS[format](text, "e", "third.txt", "utf-8")


WRONG = [
    ("x.csv", "", "is empty; it needs a header"),
    ("x.csv", "a,b\n1,2\n", "line 1: the header needs name and value"),
    ("x.csv", "name,value,tolerence\n", "line 1: there is no column tolerence; did you mean tolerance"),
    ("x.csv", "name,value,数值\n", "line 1: the column value stands twice"),
    ("x.csv", "name,value\n税收,abc\n", "line 2: value: abc is no number"),
    ("x.csv", 'name,value\n税收,"1,23"\n', "line 2: value: 1,23 is no number"),
    ("x.csv", "name,value\n,3\n", "line 2: name: is missing"),
    ("x.csv", "name,value,status\n税收,3,done\n", "line 2: status: done is not one of actual, target, criterion"),
    ("x.csv", "name,value,period\n税收,3,soon\n", "line 2: period: soon is no period"),
    ("x.csv", "name,value,tolerance\n税收,3,-1\n", "line 2: tolerance: -1 is none"),
    ("x.csv", "name,value\n税收,3,4,5\n", "line 2: has 4 cells, the header 2"),
    ("x.csv", 'name,value\n"税收,3\n', "no valid CSV"),
    ("x.toml", "[[figure]\n", "no valid TOML"),
    ("x.toml", "[figures]\n", "figures: unknown"),
    ("x.toml", '[[figure]]\nname = "a"\nvalue = true\n', "figure 1: value: must be text or a number"),
    ("x.toml", "[[figure]]\nvalue = nan\nname = 'a'\n", "figure 1: value: nan is no number"),
    ("x.json", "{}", "schema is missing"),
    ("x.json", "[1]", "schema is missing"),
    ("x.json", '{"schema": "jqreport/2"}', "schema is jqreport/2, not jqreport/1"),
    ("x.json", '{"schema": "jqreport/1", "figures": 3}', "figures: must be a list"),
    ("x.json", '{"schema": "jqreport/1", "figures": [{"name": 3}]}', "figure 1: name: must be text"),
    ("x.json", '{"schema": "jqreport/1", "figures": [{"name": "a", "value": true}]}', "figure 1: value: must be a number"),
    ("x.json", '{"schema": "jqreport/1", "figures": [{"name": "a", "value": NaN}]}', "NaN is no number"),
    ("x.json", "[" * 100_000, "nested too deeply"),
    ("x.jsonl", '{"name": "a"}\n{oops\n', "line 2: not valid"),
]


@pytest.mark.parametrize(("name", "text", "message"), WRONG)
def test_what_cannot_be_read_is_said_with_its_place(name: str, text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as error:
        load(str(path), "report.txt")
    assert message in error.value.en
    assert str(path) in error.value.en
    assert error.value.zh != error.value.en


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2023", ("2023-01-01", "2023-12-31")),
        ("2023年", ("2023-01-01", "2023-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2023-01/06", ("2023-01-01", "2023-06-30")),
        ("2023年1—6月", ("2023-01-01", "2023-06-30")),
        ("2023年上半年", ("2023-01-01", "2023-06-30")),
        ("2023H2", ("2023-07-01", "2023-12-31")),
        ("2023Q3", ("2023-07-01", "2023-09-30")),
        ("2023年第三季度", ("2023-07-01", "2023-09-30")),
        ("2021—2023年", ("2021-01-01", "2023-12-31")),
        ("2023-12-31", ("2023-12-31", "2023-12-31")),
        ("2023-01-01/2023-06-30", ("2023-01-01", "2023-06-30")),
        ("2023年12月31日", ("2023-12-31", "2023-12-31")),
        ("2023-13", None),
        ("2023-02-30", None),
        ("去年", None),
        ("0000", None),
        ("2023-06/01", None),
    ],
)
def test_periods_as_people_write_them(text: str, period: tuple[str, str] | None) -> None:
    assert read_period(text) == period


# ------------------------------------------------------------------ tolerance

NUMBERS = st.decimals(Decimal("-1e9"), Decimal("1e9"), places=6)
DECIMALS = st.integers(0, 5)


def rounded(number: Decimal, decimals: int) -> Amount:
    printed = round(number, decimals) if decimals else Decimal(round(number))
    return Amount(printed, decimals, format(printed, "f"))


@given(NUMBERS, DECIMALS, DECIMALS, st.sampled_from(["元", "万元", "亿元"]), st.sampled_from(["元", "万元", "亿元"]))
def test_one_value_rounded_in_two_ways_agrees_within_the_finer_rounding(n: Decimal, d: int, e: int, u: str, v: str) -> None:
    """A number and the same rounded again, to fewer places or a larger unit, always agree."""
    fine = rounded(n, d)
    in_base = Fraction(fine.value) * scale(u).factor
    coarse = rounded(Decimal((in_base / scale(v).factor).numerator) / Decimal((in_base / scale(v).factor).denominator), e)
    if coarse.step * scale(v).factor >= fine.step * scale(u).factor:
        assert near(fine, u, coarse, v)
        assert near(coarse, v, fine, u)


@given(NUMBERS, DECIMALS, st.integers(1, 10**6), st.booleans())
def test_a_shift_beyond_half_a_unit_of_the_last_place_never_agrees(n: Decimal, d: int, steps: int, down: bool) -> None:
    a = rounded(n, d)
    assert isinstance(a.value, Decimal)
    moved = a.value + (-1 if down else 1) * Decimal(steps).scaleb(-d)
    assert not near(a, "亿元", Amount(moved, d, str(moved)), "亿元")
    assert near(a, "亿元", a, "亿元")


@given(NUMBERS, NUMBERS, st.decimals(Decimal(0), Decimal(1000), places=3))
def test_a_tolerance_is_a_limit_and_no_more(x: Decimal, y: Decimal, limit: Decimal) -> None:
    a, b = Amount(x, 6, str(x)), Amount(y, 6, str(y))
    absolute, percent = Tolerance.parse(f"{limit:f}"), Tolerance.parse(f"±{limit:f}%")
    assert absolute is not None
    assert percent is not None
    assert near(a, "元", b, "元", absolute) == (abs(x - y) <= limit)
    assert near(a, "元", b, "元", percent) == (abs(Fraction(x) - Fraction(y)) <= abs(Fraction(x)) * Fraction(limit) / 100)
    assert near(a, "亿元", b, "亿元", absolute) == (abs(x - y) <= limit)


@pytest.mark.parametrize("text", ["", "x", "-1", "1%%", "1 %5", "nan", "1e3", "9" * 30])
def test_what_is_no_tolerance(text: str) -> None:
    assert Tolerance.parse(text) is None


def test_half_a_unit_of_the_coarser_place_and_fractions_exactly() -> None:
    def agree(a: str, u: str, b: str, v: str) -> bool:
        x, y = Amount.read(a), Amount.read(b)
        assert x is not None
        assert y is not None
        return near(x, u, y, v)

    assert agree("1.2", "万亿元", "12000", "亿元")
    assert agree("1.2", "万亿元", "12499", "亿元")
    assert agree("1.2", "万亿元", "12500", "亿元")
    assert not agree("1.2", "万亿元", "12501", "亿元")
    assert not agree("1/3", "", "2/3", "")
    assert not agree("3", "家", "3", "户")
    assert agree("6", "%", "6", "％")
    assert agree("0.3", "百分点", "0.3", "个百分点")


# ------------------------------------------------------------------ --update

CHANGED = TEXT.replace("19.66", "19.67").replace("新增企业85家。", "接待游客120万人次。")


@pytest.mark.parametrize("format", ["json", "jsonl", "csv"])
def test_an_updated_extract_is_the_new_extract_with_what_was_added_to_it(format: str) -> None:
    old, new = said(TEXT), said(CHANGED)
    expectation = expected(old, format)
    made = update(new, expectation, verify(new, expectation), False)
    assert made.text == written(new, format)
    assert (made.changed, made.removed, made.added, made.kept) == (1, 1, 1, 0)
    assert [line.en for line in made.lines] == [
        "~ 税收: 19.66亿元 -> 19.67亿元",
        "- 新增企业: 85家" if any(f.name == "新增企业" for f in old.figures) else "- 企业: 85家",
        next(line.en for line in made.lines if line.en.startswith("+")),
    ]
    again = verify(new, READERS[format](made.text, "e", "report.txt", "utf-8"), strict=True)
    assert found(again, "fail", "review", "note") == []


def test_an_updated_extract_keeps_reasons_and_accepted_entries() -> None:
    old, new = said(TEXT), said(CHANGED)
    data = jsonfile.loads(written(old, "json", context=True))
    data["figures"][0] |= {"reason": "口径", "reviewer": "王"}
    data["figures"][2] |= {"tolerance": "1%", "note": [1, {"a": None}]}
    data["audit"] = {"by": "李"}
    expectation = jsonfile.read(jsonfile.write(data), "e.json", "report.txt", "utf-8")
    made = jsonfile.loads(update(new, expectation, verify(new, expectation), False).text)
    assert made["figures"][0] == data["figures"][0]
    assert made["audit"] == {"by": "李"}
    assert "context" in made
    assert {"tolerance": "1%", "note": ["1", {"a": None}]}.items() <= next(f for f in made["figures"] if "note" in f).items()
    again = jsonfile.read(jsonfile.write(made), "e.json", "report.txt", "utf-8")
    assert found(verify(new, again, strict=True)) == []


@pytest.mark.parametrize("headers", ["en", "zh"])
def test_an_updated_csv_keeps_its_own_columns(headers: str) -> None:
    old, new = said(TEXT), said(CHANGED)
    lines = written(old, "csv", headers=headers, bom=True).splitlines()
    lines = [lines[0] + ",审核人,理由", *(line + f",王{i}," for i, line in enumerate(lines[1:]))]
    text = "# 基线\r\n" + "\r\n".join(lines) + "\r\n"
    expectation = csvfile.read(text, "e.csv", "report.txt", "utf-8")
    made = update(new, expectation, verify(new, expectation), False).text
    assert made.startswith("# 基线\r\n")
    assert ",王0,\r\n" in made
    assert "19.67" in made
    assert "19.66," not in made
    assert found(verify(new, csvfile.read(made, "e.csv", "report.txt", "utf-8"), strict=True)) == []


HAND = """# 审定数

name;value;unit;审核人;reason
税收;19.66;亿元;王;
# 企业数由工商局提供
企业;85家;;李;
财政支出;"30.5";亿元;"赵;钱";
"""


def test_an_updated_csv_by_hand_changes_only_what_changed() -> None:
    new = said(TEXT.replace("19.66亿元", "196700万元").replace("85家", "86家"))
    expectation = by_hand(HAND)
    made = update(new, expectation, verify(new, expectation), False)
    assert made.text == HAND.replace("19.66;亿元", "196700;万元").replace("85家", "86家")
    assert found(verify(new, by_hand(made.text)), "fail", "review") == []
    gone = said(CHANGED)
    made = update(gone, expectation, verify(gone, expectation), True)
    assert "企业;85家" not in made.text
    assert "# 企业数由工商局提供" in made.text
    assert "120;万人次" in made.text
    assert found(verify(gone, by_hand(made.text), strict=True), "fail", "review") == []


TOML = """# 审定数
[[figure]]  # 第一条
name = "税收"
value = 19.66   # 决算
unit = '亿元'
tolerance = "0.001"

# 企业数由工商局提供
[[figure]]
"name" = "企业"
value = "85家"

# 支出
[[figure]]
name = "财政支出"
value = 30.5
"""


def test_an_updated_toml_keeps_its_comments() -> None:
    new = said(TEXT.replace("19.66", "19.670").replace("85家", "86家"))
    expectation = by_hand(TOML, "toml")
    made = update(new, expectation, verify(new, expectation), False)
    assert made.text == TOML.replace("19.66 ", "19.670 ").replace("'亿元'", '"亿元"').replace("85家", "86家")
    gone = said(CHANGED)
    made = update(gone, expectation, verify(gone, expectation), True)
    assert "85家" not in made.text
    assert "# 支出" in made.text
    assert "# 企业数由工商局提供" in made.text
    assert found(verify(gone, by_hand(made.text, "toml"), strict=True)) == []
    inline = by_hand('figure = [{name = "税收", value = 1}]', "toml")
    with pytest.raises(InputError, match="too free"):
        update(new, inline, verify(new, inline), False)


@pytest.mark.parametrize("name", [p.name for p in sorted(SAMPLES.glob("*.txt"))])
def test_the_json_layout_is_that_of_extract(name: str) -> None:
    text = written(extract(SAMPLES / name), "json", context=True)
    assert jsonfile.write(jsonfile.loads(text)) == text


# ------------------------------------------------------------------ the command

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command line in a folder with r.txt (edited), old.txt and old.json."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    shutil.copy(LINCHUAN, "old.txt")
    text = LINCHUAN.read_text("utf-8")
    Path("r.txt").write_text(text.replace("11.52亿元", "11.53亿元"), "utf-8")
    Path("old.json").write_text(written(extract("old.txt"), "json"), "utf-8")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["verify", *arguments])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return call


def test_exit_codes_and_words(run: Run) -> None:
    n = len(extract("old.txt").figures)
    assert run("old.txt", "--expect", "old.json") == (0, f"{n} compared: {n} pass, 0 fail, 0 review, 0 not checkable\n", "")
    code, out, err = run("r.txt", "--expect", "old.json")
    assert (code, err) == (1, "")
    assert out.startswith("FAIL  税收: expected 11.52亿元, the report says 11.53亿元\n  r.txt:23:22 (p. 1)")
    assert "【11.53亿元】" in out
    assert out.endswith(f"\n{n} compared: {n - 1} pass, 1 fail, 0 review, 0 not checkable\n")
    code, out, _ = run("r.txt", "--expect", "old.json", "--lang", "zh")
    assert out.endswith(f"共比对 {n} 项：{n - 1} 相符，1 不符，0 待核，0 无法核对\n")
    assert "不符  税收：预期 11.52亿元，报告为 11.53亿元" in out


def test_no_result_is_exit_code_2_with_a_sentence(run: Run) -> None:
    Path("none.txt").write_text("全体同志：新年好！祝大家身体健康。\n", "utf-8")
    Path("none.csv").write_text("name,value\n", "utf-8")
    cases = [
        (("none.txt", "--expect", "old.json"), "none.txt: no figure was found in the report, so nothing was compared"),
        (("r.txt", "--expect", "none.csv"), "none.csv: no figure is expected of this report, so nothing was compared"),
        (("r.txt", "--expect", "gone.csv"), "gone.csv: No such file or directory"),
        (("gone.txt", "--expect", "old.json"), "gone.txt: no such file"),
        (("r.txt", "--expect", "old.json", "--min-figures", "9999"), "at least 9999 are demanded (--min-figures)"),
        (("r.txt", "--expect", "old.json", "--min-figures", "-1"), "--min-figures"),
        (("r.txt", "--expect", "old.json", "-f", "xml"), "--format: xml is not one of text, json, junit"),
        (("-", "--expect", "-"), "- (standard input) can be named once only"),
        (("r.txt", "--expect", "-", "--update"), "--update: name a file with --expect"),
        (("r.txt", "--expect", "old.json", "-o", "r.txt"), "is the report itself"),
        (("r.txt",), "FIGURES is missing; see jqreport verify --help"),
    ]
    for arguments, words in cases:
        code, out, err = run(*arguments)
        assert (code, out) == (2, ""), arguments
        assert words in err
        assert err.count("\n") == 1
    assert run("r.txt", "--expect", "old.json", "--min-figures", "20")[0] == 1


def test_update_rewrites_and_tells(run: Run) -> None:
    code, out, err = run("r.txt", "--expect", "old.json", "--update")
    assert code == 0
    assert "FAIL  税收" in out
    assert err == ("~ 税收: 11.52亿元 -> 11.53亿元\nold.json: rewritten; 1 changed, 0 removed, 0 added, 0 kept as they were\n")
    assert run("r.txt", "--expect", "old.json", "--strict")[0] == 0
    assert Path("old.json").read_text("utf-8") == written(extract("r.txt"), "json")
    assert {p.name for p in Path().iterdir()} == {"old.json", "old.txt", "r.txt", ".git"}


def test_a_gbk_expectation_stays_gbk(run: Run) -> None:
    Path("h.csv").write_text("指标名称,数值,单位\r\n税收,11.52,亿元\r\n", "gb18030", newline="")
    assert run("r.txt", "--expect", "h.csv", "--update")[0] == 0
    assert Path("h.csv").read_bytes() == "指标名称,数值,单位\r\n税收,11.53,亿元\r\n".encode("gb18030")


def test_settings_are_used(run: Run) -> None:
    Path("jqreport.toml").write_text("min-figures = 9999\n", "utf-8")
    assert run("r.txt", "--expect", "old.json")[0] == 2
    assert run("r.txt", "--expect", "old.json", "--min-figures", "1")[0] == 1
    Path("jqreport.toml").write_text('[tolerances]\n"税收" = "0.01"\n', "utf-8")
    assert run("r.txt", "--expect", "old.json")[0] == 0
    Path("jqreport.toml").write_text("strict = true\n", "utf-8")
    Path("h.csv").write_text("name,value,unit\n税收,11.53,亿元\n", "utf-8")
    code, out, _ = run("r.txt", "--expect", "h.csv")
    assert code == 1
    assert "verify.added" in out


def test_output_files(run: Run) -> None:
    assert run("r.txt", "--expect", "old.json", "-o", "out.sarif")[:2] == (1, "")
    assert json.loads(Path("out.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert run("r.txt", "--expect", "old.json", "-o", "out.xml")[0] == 1
    assert Path("out.xml").read_text("utf-8").startswith("<?xml")


@pytest.mark.parametrize("format", ["text", "github", "junit", "sarif", "gitlab", "json"])
def test_hostile_expectations_act_on_nothing(run: Run, format: str) -> None:
    name = "税\x1b[2J收\u202e%0A::error::x"
    Path("h.csv").write_text(
        f'name,value,unit,reason\n"{name}\r\n::error::y",1,亿元,\n税收,11,亿元,"\x1b]0;x\x07\n::z"\n', "utf-8"
    )
    code, out, err = run("r.txt", "--expect", "h.csv", "-f", format)
    assert code == 1
    assert not {*"\x1b\x07\u202e\r"} & {*(out + err)}
    assert not [
        line for line in out.splitlines() if line.startswith("::") and not re.match("::(error|notice) file=r.txt,", line)
    ]
    code, out, err = run("r.txt", "--expect", "h.csv", "--update", "-f", format)
    assert code == 0
    assert not {*"\x1b\x07\u202e\r"} & {*(out + err)}


def test_a_pdf_s_places_are_in_its_text(run: Run) -> None:
    pytest.importorskip("pypdfium2", reason="PDFium reads the PDF")
    path = str(shared("reports/pdf/gov_2024_huaian_disclosure_wps.pdf"))
    Path("p.json").write_text(written(extract(path), "json"), "utf-8")
    code, out, _ = run(path, "--expect", "p.json", "--strict")
    assert code == 0
    assert "0 fail, 0 review, 0 not checkable" in out
