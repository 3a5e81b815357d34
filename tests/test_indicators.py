"""The table of indicators: names of one thing, and never of two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jqreport import extract, indicators, rules
from jqreport.errors import RuleError
from jqreport.units import units


@pytest.fixture
def clean() -> Iterator[None]:
    yield
    rules.use([])


def test_the_table_is_large_and_sound() -> None:
    table = indicators.indicators()
    assert len(table) >= 200
    known = {u.quantity for u in units().values()} | {"rate", "none"}
    for entry in table.values():
        assert entry.quantity in known, entry.id
        assert entry.low is None or entry.high is None or entry.low < entry.high
        assert len(set(entry.aliases)) == len(entry.aliases), entry.id
        assert len(entry.share_of) in (0, 2)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("GDP", "gdp"),
        ("全市地区生产总值", "gdp"),
        ("我县生产总值", "gdp"),
        ("国内生产总值", "gdp"),
        ("全市公共财政预算收入", "budget-revenue"),
        ("地方一般预算收入", "budget-revenue"),
        ("全省完成固定资产投资", "fixed-investment"),
        ("全社会固定资产投资", "fixed-investment-all"),
        ("规上工业增加值", "industry-scale"),
        ("年末常住人口", "population"),
        ("细颗粒物(PM2.5)平均浓度", "pm25"),
        ("城乡 居民收入比", "income-ratio"),
    ],
)
def test_names(name: str, wanted: str) -> None:
    assert indicators.canonical(name) == wanted


@pytest.mark.parametrize(
    "name",
    [
        "限额以上消费品零售",
        "东部地区生产总值",
        "全国",
        "人均",
        "固定资产投资项目",
        "高新区一般公共预算收入",
        "",
        "全市",
        "民间固定资产投资额度",
    ],
)
def test_nothing_is_matched_loosely(name: str) -> None:
    assert indicators.canonical(name) is None


def test_what_a_name_opens_with() -> None:
    assert indicators.split("全省完成固定资产投资") == ("全省", "固定资产投资")
    assert indicators.split("全社会用电量") == ("", "全社会用电量")
    assert indicators.split("年末户籍人口") == ("", "年末户籍人口")
    assert indicators.split("累计") == ("", "累计")


def test_growth_at_constant_prices() -> None:
    table = indicators.indicators()
    assert {table[i].price for i in ("gdp", "industry-scale", "primary", "agri-output")} == {"constant"}
    assert {table[i].price for i in ("retail", "fixed-investment", "income", "budget-revenue")} == {"current"}
    assert not table["income"].additive
    assert table["gdp"].parts == (("primary", "secondary", "tertiary"),)


def test_figures_get_their_name() -> None:
    report = extract("x.txt", data="2023年，全县地区生产总值100.5亿元，第一产业就业人员2.1万人，粮食产量30万吨。\n".encode())
    bare = report._replace(figures=tuple(f._replace(canonical=None) for f in report.figures))
    assert [indicators.named(f).canonical for f in bare.figures] == ["gdp", None, "grain"]


def test_a_unit_of_something_else_is_another_indicator() -> None:
    figure = extract("x.txt", data="2023年，第一产业3.2万人。\n".encode()).figures[0]
    assert indicators.canonical(figure.name) == "primary"
    assert indicators.of(figure) is None


OWN = """
[[indicators.indicator]]
id = "silk"
name = "桑蚕茧产量"
aliases = ["蚕茧产量"]
quantity = "mass"
units = ["吨"]
"""


def test_indicators_of_ones_own(tmp_path: Path, clean: None) -> None:
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    rules.use([tmp_path / "own.toml"])
    assert indicators.canonical("全县蚕茧产量") == "silk"
    assert indicators.canonical("GDP") == "gdp"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (OWN.replace("桑蚕茧产量", "GDP"), "GDP is an alias of"),
        (OWN.replace('id = "silk"', 'id = "gdp"'), "gdp: id stands twice"),
        (OWN + 'colour = "red"\n', "silk: unknown key colour"),
        (OWN + 'price = "old"\n', "silk: price: not one of constant"),
        (OWN + 'parts = [["nobody"]]\n', "silk: there is no indicator nobody"),
        (OWN + 'parts = ["nobody"]\n', "silk: parts: not a list of lists of words"),
        (OWN + 'high = "much"\n', "silk: high: not a number"),
        (OWN.replace('quantity = "mass"\n', ""), "silk: quantity is missing"),
        (OWN.replace('["吨"]', '"吨"'), "silk: units: not a list of words"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, clean: None, wrong: str, says: str) -> None:
    (tmp_path / "own.toml").write_text(wrong, encoding="utf-8")

    def used() -> None:
        rules.use([tmp_path / "own.toml"])
        indicators.canonical("GDP")

    with pytest.raises(RuleError) as caught:
        used()
    assert says in caught.value.en
