"""compare: indicators matched by what they are, growth implied and stated, targets and results, series; and both command lines."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from jqreport import extract
from jqreport.cli import main
from jqreport.compare import Comparison, compare, load_aliases
from jqreport.compare.core import Series
from jqreport.compare.render import COLUMNS, choose, line, render
from jqreport.errors import UsageError
from jqreport.formats.options import Options
from jqreport.model import Report
from tests.check_table import HERE

TEXT = """青岚县{year}年政府工作报告
——{year}年1月18日

一、{past}年工作回顾

{past}年，{body}

二、{year}年工作安排

今年的预期目标是：地区生产总值增长6%以上，一般公共预算收入增长5%左右，城镇登记失业率控制在4%以内，城镇新增就业2000人以上。
"""
BODIES = {
    2022: "全县地区生产总值200.1亿元，同比增长5.0%；地方一般预算收入17.36亿元，增长4.0%；固定资产投资91.9亿元，增长3.1%；"
    "社会消费品零售总额58.2亿元，增长2.0%；城镇化率54.2%，提高0.9个百分点；桑蚕茧收购量310吨。粮食产量41.4万吨，城镇新增就业1850人。",
    2023: "全县生产总值212.6亿元，同比增长5.6%；一般公共预算收入18.42亿元，增长6.1%；固定资产投资96.3亿元，增长7.8%；"
    "社会消费品零售总额622700万元，增长7.0%；城镇化率55.2%，提高1.0个百分点；桑蚕茧收购量330吨，增长6.5%。城镇新增就业2310人，城镇登记失业率3.2%。",
    2024: "全县GDP达到224.0亿元，同比增长5.2%；公共财政预算收入19.40亿元，增长5.3%；固定资产投资101.1万元，增长5.0%；"
    "社会消费品零售总额65.4亿元，增长5.0%；城镇化率56.0%，提高0.8个百分点；鲜茧收购量351吨，增长6.4%。城镇新增就业2150人，城镇登记失业率4.2%。",
}


def text(past: int) -> str:
    return TEXT.format(year=past + 1, past=past, body=BODIES[past])


def report(past: int) -> Report:
    return extract(f"{past}.txt", data=text(past).encode())


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return [report(past) for past in sorted(BODIES)]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for past in BODIES:
        (tmp_path / f"{past}.txt").write_text(text(past), encoding="utf-8")
    return [str(tmp_path / f"{past}.txt") for past in sorted(BODIES)]


def found(comparison: Comparison, name: str) -> Series:
    return next(s for s in comparison.series if s.name == name or s.indicator == name)


def shown(comparison: Comparison, name: str, lang: str = "en") -> str:
    return "".join(render(name, comparison, Options(lang=lang, width=120)))


@pytest.mark.parametrize(
    ("indicator", "verdict"),
    [
        ("gdp", "not_checkable"),  # growth at constant prices
        ("budget-revenue", "pass"),  # matched by an alias
        ("fixed-investment", "review"),
        ("retail", "pass"),  # 亿元 and 万元
        ("urbanisation", "pass"),  # percentage points
        ("new-jobs", "not_checkable"),  # no growth stated
        ("桑蚕茧收购量", "pass"),  # by its exact name
    ],
)
def test_two_reports(reports: list[Report], indicator: str, verdict: str) -> None:
    series = found(compare(reports[:2]), indicator)
    assert series.points[-1].verdict == verdict
    assert len(series.points) == 2


def test_values_come_in_one_unit(reports: list[Report]) -> None:
    series = found(compare(reports[:2]), "retail")
    assert series.unit == "万元"
    assert [p.value for p in series.points] == [582000, 622700]
    implied = series.points[1].implied
    assert implied is not None
    assert implied.low < 7 < implied.high


def test_the_order_is_that_of_the_periods(reports: list[Report]) -> None:
    assert compare(reports[1::-1]).findings == compare(reports[:2]).findings


def test_a_slip_of_units_fails(reports: list[Report]) -> None:
    result = compare(reports[1:])
    assert found(result, "fixed-investment").points[-1].verdict == "fail"
    assert [f.rule for f in result.findings.findings if f.verdict == "fail"] == ["compare.unit"]
    assert result.findings.failed == 1


def test_targets_and_results(reports: list[Report]) -> None:
    states = {(t.target.name, t.result.source.text): t.state for t in compare(reports).targets}
    assert list(states.values()) == ["missed", "met", "met", "met", "missed", "met", "missed", "met"]


def test_indicators_that_vanished(reports: list[Report]) -> None:
    result = compare(reports[:2])
    assert [f.name for f in result.vanished] == ["粮食产量"]
    assert "grain" in [s.indicator for s in result.series]


def test_names_of_ones_own(reports: list[Report], tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('"桑蚕茧收购量" = ["鲜茧收购量"]\n"地方财力" = "一般公共预算收入"\n', encoding="utf-8")
    aliases = load_aliases([tmp_path / "own.toml"])
    assert aliases["地方财力"] == "budget-revenue"
    bare = [s.name for s in compare(reports[1:]).series]
    assert not any("收购量" in name for name in bare)
    series = found(compare(reports[1:], aliases), "鲜茧收购量")
    assert [p.value for p in series.points] == [330, 351]
    assert series.points[-1].verdict == "pass"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('"a" = 3\n', 'write "name" ='),
        ("[\n", "no valid TOML"),
        ('"甲" = "乙"\n"丙" = ["乙"]\n', "乙 is given to two indicators"),
    ],
)
def test_a_wrong_alias_file(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "own.toml").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        load_aliases([tmp_path / "own.toml"])
    with pytest.raises(UsageError, match="cannot be read"):
        load_aliases([tmp_path / "none.toml"])


def test_one_report_is_none_to_compare(reports: list[Report]) -> None:
    with pytest.raises(UsageError, match="two reports or more"):
        compare(reports[:1])


def test_csv_has_a_row_for_an_indicator_and_report(reports: list[Report]) -> None:
    for some in (reports[:2], reports):
        result = compare(some)
        rows = list(csv.reader(io.StringIO(shown(result, "csv"))))
        assert tuple(rows[0]) == COLUMNS
        assert len(rows) == 1 + len(result.series) * len(some)
        assert all(len(r) == len(COLUMNS) for r in rows)
    budget = [dict(zip(COLUMNS, r, strict=True)) for r in rows if r[0] == "budget-revenue"]
    assert [r["value"] for r in budget] == ["17.36", "18.42", "19.40"]
    assert [r["growth"] for r in budget] == ["4.0", "6.1", "5.3"]


def test_json_is_the_contract_and_more(reports: list[Report]) -> None:
    data = json.loads(shown(compare(reports), "json"))
    assert data["schema"] == "jqreport-findings/1"
    assert data["command"] == "compare"
    assert sum(data["summary"].values()) > 10
    assert [r["start"] for r in data["reports"]] == ["2022-01-01", "2023-01-01", "2024-01-01"]
    assert {"indicator", "name", "unit", "points"} == set(data["series"][0])
    assert data["vanished"][0]["name"] == "粮食产量"
    empty = json.loads(shown(compare([extract("a.txt", data="无。\n".encode())] * 2), "json"))
    assert set(empty) == set(data)


def test_text_shows_a_line_for_many_and_growth_for_two(reports: list[Report]) -> None:
    two, many = shown(compare(reports[:2]), "text", "zh"), shown(compare(reports), "text", "zh")
    assert "不变价增速" in two
    assert "新报告未提及：粮食产量" in two
    assert "待核  “固定资产投资”" in two
    assert "▁▄█" in many
    assert "共比对" in many


def test_the_small_line(reports: list[Report]) -> None:
    points = found(compare(reports), "unemployment-registered").points
    assert line(points) == "·▁█"
    assert line(points[:1]) == ""
    assert line(points[1:2]) == "▄"


def test_formats_by_name_and_ending() -> None:
    assert (choose(None, None), choose(None, "a.csv"), choose(None, "a.JSON"), choose("csv", "a.json")) == (
        "text",
        "csv",
        "json",
        "csv",
    )
    with pytest.raises(UsageError, match="sarif is not one of"):
        choose("sarif", None)


# ---- the command lines -----------------------------------------------------------------------------------------------

Capture = pytest.CaptureFixture[str]


def run(capfd: Capture, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capfd.readouterr()
    return code, out, err


def test_compare_on_the_command_line(files: list[str], capfd: Capture, tmp_path: Path) -> None:
    assert run(capfd, "compare", *files[:2], "--lang", "en")[0] == 0
    code, out, _ = run(capfd, "compare", *files, "-f", "csv")
    assert (code, out.splitlines()[0]) == (1, ",".join(COLUMNS))
    target = tmp_path / "out.json"
    assert run(capfd, "compare", *files[:2], "-o", str(target)) == (0, "", "")
    assert json.loads(target.read_text("utf-8"))["command"] == "compare"
    code, out, err = run(capfd, "compare", files[0], "--lang", "en")
    assert (code, out, err) == (2, "", "jqreport: compare needs two reports or more\n")


def test_check_on_the_command_line(capfd: Capture, tmp_path: Path) -> None:
    bad, good = str(HERE / "ratio.bad.txt"), str(HERE / "ratio.good.txt")
    assert run(capfd, "check", good)[0] == 0
    code, out, _ = run(capfd, "check", bad, good, "-f", "json")
    assert (code, [f["rule"] for f in json.loads(out)["findings"]]) == (1, ["check.ratio"])
    assert run(capfd, "check", bad, "--off", "ratio")[0] == 0
    code, out, err = run(capfd, "check", bad, str(tmp_path / "none.txt"), "--lang", "en")
    assert code == 2
    assert "FAIL" in out
    assert "none.txt" in err
    assert run(capfd, "check", good, "--min-figures", "900")[0] == 2
    assert run(capfd, "check", "--lang", "en")[2] == "jqreport: name a report to check, or --list\n"
    assert "there is no check nix" in run(capfd, "check", good, "--off", "nix", "--lang", "en")[2]


def test_checks_are_listed_and_explained(capfd: Capture) -> None:
    code, out, _ = run(capfd, "check", "--list", "--lang", "en")
    assert (code, len(out.splitlines())) == (0, 14)
    assert "constant prices" in run(capfd, "check", "--explain", "together", "--lang", "en")[1]
    assert "不变价" in run(capfd, "check", "--explain", "check.together", "--lang", "zh")[1]
    assert run(capfd, "check", "--explain", "nix")[0] == 2


@pytest.mark.parametrize("name", ["text", "json", "junit", "sarif", "github", "gitlab"])
def test_every_format_of_findings(name: str, capfd: Capture) -> None:
    code, out, _ = run(capfd, "check", str(HERE / "share.bad.txt"), "-f", name, "--lang", "en")
    assert code == 1
    assert "share" in out
