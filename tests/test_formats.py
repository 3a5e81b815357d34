"""Formats on reports made by hand: the contract's keys, the report's own digits, and nothing that acts on its reader."""

from __future__ import annotations

import csv
import io
import json
import time
from decimal import Decimal
from fractions import Fraction

import pytest
from rich.cells import cell_len

from jqreport.errors import UsageError
from jqreport.formats import FORMATS, Options, check, choose, render, safe, where
from jqreport.formats.columns import CSV, split
from jqreport.formats.text import render as render_text
from jqreport.model import (
    Base,
    Cell,
    Change,
    Context,
    Coverage,
    Document,
    Figure,
    Header,
    Line,
    Period,
    Report,
    Scaled,
    Source,
    Warning,
)

CSV_HEADER = (
    "file,id,name,value,high,unit,bound,status,period_start,period_end,change,change_high,change_unit,change_basis,"
    "change_base,change_bound,from_value,from_unit,scaled_value,scaled_unit,part_of,section,page,line,end_line,start,end,text,rule"
)
CSV_HEADER_ZH = (
    "文件,编号,指标名称,数值,上限,计量单位,界限,状态,报告期起,报告期止,增减,增减上限,增减单位,比较基准,基准期,增减界限,"
    "起始值,起始单位,换算值,换算单位,所属,章节,页,行,止行,起,止,原文,规则"
)
HALF = Period("1-6月份", "2023-01-01", "2023-06-30", True)
SECTION = ("第一部分 上半年工作回顾", "一、坚持经济为先")


def source(text: str, start: int = 0, line: int = 1) -> Source:
    return Source(start, start + len(text), text, line, 1, line, 1 + len(text), None, "累计完\n成税收 ", "，同比")


def change(digits: str, **more: object) -> Change:
    plain = Change(
        "up", Decimal(digits), digits, 1, None, None, "%", "exact", "yoy", None, "change.up", source(digits + "%", 20)
    )
    return plain._replace(**more)  # type: ignore[arg-type]


def figure(name: str = "税收", digits: str | None = "19.66", **more: object) -> Figure:
    plain = Figure(
        id="F-3c1a09",
        name=name,
        value=None if digits is None else Decimal(digits),
        digits=digits,
        decimals=None if digits is None else len(digits.partition(".")[2]),
        high=None,
        high_digits=None,
        unit="亿元",
        bound="exact",
        scaled=None if digits is None else Scaled(Decimal(digits) * 10**8, None, "元", "money"),
        status="actual",
        period=HALF,
        base=None,
        changes=(),
        part_of=None,
        section=SECTION,
        sentence="1-6月份，累计完成税收19.66亿元，同比增长48.2%。",
        rule="level",
        source=source(f"{digits}亿元", 10, 46),
    )
    return plain._replace(**more)  # type: ignore[arg-type]


def report(*figures: Figure, file: str = "report.txt", **more: object) -> Report:
    lines = tuple(Line(i, 0, 0) for i in range(1, 51))
    document = Document(file, "…", lines, "text", "0" * 64, "utf-8")
    plain = Report(document, Header("政府工作报告", "金桥镇"), figures, (), Coverage(len(figures), len(figures), 0, 0))
    return plain._replace(**more)  # type: ignore[arg-type]


def rich_report() -> Report:
    """A report with every kind of thing that the contract knows."""
    return report(
        figure(
            changes=(change("48.2"), change("3.10", direction="down", basis="since", base="2019", unit="百分点", decimals=2))
        ),
        figure(
            *("其中：个人所得税占比", "12.10"),
            id="F-000002",
            unit="%",
            scaled=None,
            high=Decimal("15"),
            high_digits="15",
            bound="approx",
            part_of="F-3c1a09",
            base=Base(Decimal("10.0"), "10.0", 1, "%", source("10.0%", 60)),
        ),
        figure("绿化覆盖", "1")._replace(
            id="F-000003", value=Fraction(1, 3), digits="1/3", unit=None, scaled=None, period=None
        ),
        figure(
            *("刑事发案数", None),
            id="F-000004",
            section=("第二部分 下半年主要工作安排",),
            status="target",
            unit=None,
            period=Period(None, "2023-01-01", "2023-12-31", False),
            changes=(change("20", direction="down", basis="unstated", bound="over", decimals=0),),
        ),
        figure(
            "失业率", "5", id="F-000005", status="criterion", section=(), source=source("5", 99)._replace(cell=Cell(1, 2, 3))
        ),
        context=(
            Context("label", "12345", "hotline", source("12345", 200, 48)),
            Context("date", "6月", "date.day", source("6月", 210)),
        ),
        coverage=Coverage(9, 7, 2, 0),
        header=Header("政府工作报告", "金桥镇", "2023-07-18", "2023-01-01", "2023-06-30"),
        warnings=(Warning("unit-unknown", "the unit 摞 is in no table", 46),),
    )


def written(name: str, *reports: Report, **options: object) -> str:
    return "".join(render(FORMATS[name], reports, Options(**options)))  # type: ignore[arg-type]


class Digits(str):
    """A JSON number by its digits."""


def loads(text: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(text, parse_float=Digits, parse_int=Digits)
    return loaded


# ------------------------------------------------------------------ JSON


def test_json_has_the_keys_of_the_contract_in_its_order() -> None:
    data = json.loads(written("json", rich_report(), context=True))
    assert list(data) == ["schema", "source", "report", "figures", "context", "coverage", "warnings"]
    assert data["source"] == {
        **{"file": "report.txt", "sha256": "0" * 64, "format": "text", "encoding": "utf-8", "pages": None, "lines": 50},
    }
    assert data["report"] == {
        **{"title": "政府工作报告", "place": "金桥镇", "date": "2023-07-18"},
        "period": {"start": "2023-01-01", "end": "2023-06-30"},
    }
    wanted = "id name value decimals high unit bound scaled status period from changes part_of section sentence rule source"
    for each in data["figures"]:
        assert [key for key in each if key not in ("canonical", "group")] == wanted.split()
    place = "page line column end_line end_column start end text prefix suffix boxes cell"
    assert list(data["figures"][0]["source"]) == place.split()
    assert list(data["figures"][0]["changes"][0]) == [
        "direction",
        "value",
        "decimals",
        "high",
        "unit",
        "bound",
        "basis",
        "base",
        "rule",
        "source",
    ]
    assert data["figures"][1]["from"]["value"] == 10
    assert data["figures"][4]["source"]["cell"] == {"table": 1, "row": 2, "column": 3, "head": False}
    assert data["context"][0] == {"role": "label", "text": "12345", "rule": "hotline", "source": data["context"][0]["source"]}
    assert data["coverage"] == {"numerals": 9, "figures": 7, "context": 2, "unaccounted": 0}
    assert data["warnings"] == [{"code": "unit-unknown", "message": "the unit 摞 is in no table", "line": 46}]


def test_json_without_context_has_no_context_and_a_report_without_anything_has_nulls() -> None:
    data = json.loads(written("json", report(header=Header())))
    assert "context" not in data
    assert (data["figures"], data["warnings"]) == ([], [])
    assert data["report"] == {"title": None, "place": None, "date": None, "period": None}
    assert json.loads(written("json", report(), context=True))["context"] == []


def test_numbers_are_the_digits_of_the_report() -> None:
    figures = loads(written("json", rich_report()))["figures"]
    assert isinstance(figures, list)
    assert [f["value"] for f in figures] == ["19.66", "12.10", "1/3", None, "5"]
    assert [type(f["value"]) for f in figures] == [Digits, Digits, str, type(None), Digits]
    assert figures[1]["high"] == "15"
    assert figures[1]["from"]["value"] == "10.0"
    assert [c["value"] for c in figures[0]["changes"]] == ["48.2", "3.10"]
    assert figures[0]["scaled"]["value"] == "1966000000"
    assert (figures[3]["value"], figures[3]["decimals"]) == (None, None)


@pytest.mark.parametrize(
    ("value", "digits", "json_text"),
    [
        (Decimal("12.10"), "12.10", "12.10"),
        (Decimal("-3"), "-3", "-3"),
        (Decimal("7"), "007", "7"),
        (Decimal("1234"), "1,234", "1234"),
        (Decimal("1E+20"), None, "100000000000000000000"),
        (Decimal("1E-7"), None, "0.0000001"),
        (Fraction(2, 3), "2/3", '"2/3"'),
    ],
)
def test_what_is_no_json_number_is_written_as_one(value: Decimal | Fraction, digits: str | None, json_text: str) -> None:
    text = written("json", report(figure()._replace(value=value, digits=digits)))
    assert f'"value": {json_text},\n' in text


def test_scaled_values_are_plain_decimals() -> None:
    scaled = Scaled(Decimal("1.50E+12"), Decimal("0.0500"), "元", "money")
    text = written("json", report(figure(scaled=scaled)))
    assert '"scaled": {"value": 1500000000000, "high": 0.05, "unit": "元", "quantity": "money"}' in text


def test_json_is_not_ascii_escaped_and_its_layout_stands() -> None:
    text = written("json", rich_report())
    assert text.startswith('{\n  "schema": "jqreport/1",\n  "source": {"file": "report.txt", ')
    assert '\n    {\n      "id": "F-3c1a09",\n      "name": "税收",\n' in text
    assert text.endswith("]\n}\n")


HOSTILE = '\x00\x1b[31m红\x07\x7f\x9b\u202e税\u2028收\u2029\x85\ud800\U000e0041"\\</script>\n\r\t\ufeff'


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_hostile_text_is_valid_json_and_comes_back(name: str) -> None:
    text = written(name, report(figure(HOSTILE), file="文\udce9.txt"))
    text.encode("utf-8")
    one = json.loads(text)
    back = one["name"] if name == "jsonl" else one["figures"][0]["name"]
    assert back == HOSTILE.replace("\ud800", "\ufffd")
    assert not set(text) & set("\x00\x1b\x07\x7f\x9b\u202e\u2028\u2029\x85\ud800\U000e0041")
    assert (one["file"] if name == "jsonl" else one["source"]["file"]) == "文\ufffd.txt"


def test_jsonl_is_one_compact_line_a_figure_with_its_file() -> None:
    text = written("jsonl", rich_report(), report(file="b.txt"), report(figure("a\u2028b\x85c"), file="c.txt"))
    lines = text.splitlines()
    assert len(lines) == 6
    assert [json.loads(line)["file"] for line in lines] == ["report.txt"] * 5 + ["c.txt"]
    assert lines[0].startswith('{"file":"report.txt","id":"F-3c1a09","name":"税收",')
    wide = json.loads(written("json", rich_report()))["figures"]
    assert [{k: v for k, v in json.loads(line).items() if k != "file"} for line in lines[:5]] == wide


def test_ocr_fields_belong_to_documents_read_by_ocr() -> None:
    plain = rich_report()
    assert "ocr" not in json.loads(written("json", plain))["figures"][0]
    scanned = report(figure(ocr=True, confidence=0.93))
    scanned = scanned._replace(document=scanned.document._replace(confidence={46: 0.93}))
    one = json.loads(written("json", scanned))["figures"][0]
    assert (one["ocr"], one["confidence"]) == (True, 0.93)


def test_ten_thousand_figures_in_well_under_a_second() -> None:
    many = report(*rich_report().figures * 2000)
    for name in ("json", "jsonl", "csv"):
        began = time.perf_counter()
        written(name, many)
        assert time.perf_counter() - began < 2, name  # measured 0.15 to 0.2; the machine may be busy


# ------------------------------------------------------------------ CSV


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_has_the_columns_of_the_contract_whatever_the_data() -> None:
    for one in (rich_report(), report()):
        assert written("csv", one).split("\n")[0] == CSV_HEADER
        assert written("csv", one, headers="zh").split("\n")[0] == CSV_HEADER_ZH
    assert written("csv", report()) == CSV_HEADER + "\n"
    assert written("csv", report(), bom=True) == "\ufeff" + CSV_HEADER + "\n"
    assert written("csv") == ""


def test_csv_has_a_row_for_a_figure_and_change() -> None:
    found = rows(written("csv", rich_report(), report(figure(), file="b.txt")))
    assert [r["id"][-1] for r in found] == ["9", "9", "2", "3", "4", "5", "9"]
    assert [r["change"] for r in found] == ["48.2", "-3.10", "", "", "-20", "", ""]
    assert [r["value"] for r in found] == ["19.66", "19.66", "12.10", "1/3", "", "5", "19.66"]
    assert (found[1]["change_basis"], found[1]["change_base"]) == ("since", "2019")
    assert (found[2]["high"], found[2]["from_value"], found[2]["part_of"]) == ("15", "10.0", "F-3c1a09")
    assert found[0]["section"] == "第一部分 上半年工作回顾 > 一、坚持经济为先"
    assert (found[0]["scaled_value"], found[0]["line"], found[0]["text"]) == ("1966000000", "46", "19.66亿元")
    assert found[6]["file"] == "b.txt"


def test_csv_change_keeps_its_range_signed_and_zero_unsigned() -> None:
    fall = change("5", direction="down", high=Decimal("6"), high_digits="6")
    none = change("0.0", direction="down")
    found = rows(written("csv", report(figure(changes=(fall, none)))))
    assert [(r["change"], r["change_high"]) for r in found] == [("-5", "-6"), ("0.0", "")]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1+2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        " =1",
        "\ufeff=1",
        "\u3000＝1",
        "=cmd|'/c calc'!A0",
    ],
)
def test_csv_text_cells_run_nothing(text: str) -> None:
    hostile = report(
        figure(text, unit=text, part_of=text, rule=text, section=(text,), source=source("x")._replace(text=text)), file=text
    )
    for row in rows(written("csv", hostile)):
        for name in ("file", "name", "unit", "part_of", "section", "text", "rule"):
            assert row[name].startswith("'"), (name, row[name])


def test_csv_numbers_stay_numbers() -> None:
    row = rows(written("csv", report(figure(digits="-3.5", changes=(change("2.0", direction="down"),)))))[0]
    assert (row["value"], row["change"], row["scaled_value"]) == ("-3.5", "-2.0", "-350000000")


def test_csv_quotes_and_holds_no_control_characters() -> None:
    text = written("csv", report(figure('a,"b"\r\nc', unit=HOSTILE, source=source("x")._replace(text="19.66\n\n亿元"))))
    row = rows(text)[0]
    assert row["name"] == 'a,"b"\r\nc'
    assert row["text"] == "19.66\n\n亿元"
    assert row["unit"] == '␀␛[31m红␇␡<U+009B><U+202E>税\ufffd收\ufffd<U+0085>\ufffd<U+E0041>"\\</script>\n\r\t\ufeff'


def test_csv_columns_are_picked_in_english_and_chinese() -> None:
    picked = split("指标名称, value，quantity")
    assert picked == ("name", "value", "quantity")
    assert written("csv", report(figure()), columns=picked) == "name,value,quantity\n税收,19.66,money\n"
    assert written("csv", report(figure()), columns=picked, headers="zh") == "指标名称,数值,量\n税收,19.66,money\n"
    assert written("csv", report(figure()), columns=("page",)) == 'page\n""\n'
    with pytest.raises(UsageError, match="--columns: there is no column nam; did you mean name"):
        split("id,nam")
    with pytest.raises(UsageError, match="name at least one column"):
        split(" , ")


def test_csv_chinese_headers_are_distinct() -> None:
    assert len({c.zh for c in CSV}) == len(CSV)


# ------------------------------------------------------------------ table


TABLE_80 = """\
政府工作报告
金桥镇 · 2023-07-18 · 2023-01/06 · report.txt

  指标名称                   数值  单位  增减               状态  报告期      行

第一部分 上半年工作回顾
一、坚持经济为先
  税收                      19.66  亿元  +48.2% 同比              2023-01/06  46
                                         -3.10百分点 较
                                         2019
  其中：个人所得税占比  ≈12.10–15  %     由 10.0%                 2023-01/06  46
  绿化覆盖                    1/3                                             46

第二部分 下半年主要工作安排
  刑事发案数                    —        -≥20%              目标              46

  失业率                        5  亿元                     标准  2023-01/06   1

不是指标的数字
  名号  12345  hotline   48
  日期  6月    date.day   1

共 5 个指标：实际 3，目标 1，标准 1
阿拉伯数字 9 个：入指标 7，属语境 2，未归类 0
"""

TABLE_200 = """\
政府工作报告
金桥镇 · 2023-07-18 · 2023-01/06 · report.txt

  indicator                 value  unit  change                  status     period      line  id        quote

第一部分 上半年工作回顾
一、坚持经济为先
  税收                      19.66  亿元  +48.2% yoy                         2023-01/06    46  F-3c1a09  累计完 成税收【19.66亿元】，同比
                                         -3.10百分点 since 2019
  其中：个人所得税占比  ≈12.10–15  %     from 10.0%                         2023-01/06    46  F-000002  累计完 成税收【12.10亿元】，同比
  绿化覆盖                    1/3                                                         46  F-000003  累计完 成税收【1亿元】，同比

第二部分 下半年主要工作安排
  刑事发案数                    —        -≥20%                   target     (2023)        46  F-000004  累计完 成税收【None亿元】，同比

  失业率                        5  亿元                          criterion  2023-01/06     1  F-000005  累计完 成税收【5】，同比

5 figures: actual 3, target 1, criterion 1
9 Arabic numerals: 7 in figures, 2 in context, 0 unaccounted for
"""


def test_table_snapshots() -> None:
    assert written("table", rich_report(), width=80, lang="zh", context=True) == TABLE_80
    assert written("table", rich_report(), width=200, lang="en") == TABLE_200


def test_table_at_80_and_200_columns() -> None:
    for width in (80, 200):
        for lang in ("zh", "en"):
            text = written("table", rich_report(), width=width, lang=lang, context=True)
            assert max(map(cell_len, text.splitlines())) <= width
            for word in ("税收", "19.66", "+48.2%", "-3.10百分点", "≈12.10–15", "1/3", "第二部分", "12345", "hotline"):
                assert word in text, (word, width)
    assert "F-3c1a09" in written("table", rich_report(), width=200)
    assert "【19.66亿元】" in written("table", rich_report(), width=200)


@pytest.mark.parametrize("width", [20, 30, 40, 60, 79])
def test_table_fits_narrow_terminals(width: int) -> None:
    text = written("table", report(figure("各类日常及节假日帮困资金和实物" * 3)), width=max(width, 40))
    assert max(map(cell_len, text.splitlines())) <= max(width, 40)


def test_table_numbers_are_aligned_behind_chinese_names() -> None:
    lines = written("table", report(figure(), figure("GDP", "1"), figure("固定资产投资", "152.9")), width=100).splitlines()
    ends = [cell_len(line[: line.index("  亿元")]) for line in lines if "亿元" in line and "【" not in line.split("亿元")[0]]
    assert len(ends) == 3
    assert len(set(ends)) == 1


def test_table_groups_by_section_and_counts() -> None:
    text = written("table", rich_report(), width=80, lang="zh")
    assert text.count("第一部分 上半年工作回顾") == 1
    assert text.count("第二部分 下半年主要工作安排") == 1
    assert "共 5 个指标：实际 3，目标 1，标准 1\n阿拉伯数字 9 个：入指标 7，属语境 2，未归类 0\n" in text
    assert "由 10.0%" in text
    assert "5 figures: actual 3, target 1, criterion 1" in written("table", rich_report(), width=80)


def test_table_shows_nothing_that_acts_on_the_terminal() -> None:
    hostile = report(
        figure(HOSTILE, unit="\x1b]0;x\x07", section=(HOSTILE,), source=source("x")._replace(text=HOSTILE, prefix=HOSTILE)),
        header=Header(HOSTILE, HOSTILE),
        file=HOSTILE,
        context=(Context("label", HOSTILE, HOSTILE, source("x")),),
    )
    for width in (80, 200):
        for columns in (None, ("name", "text", "file")):
            text = written("table", hostile, width=width, context=True, columns=columns)
            assert not set(text) & set("\x00\x1b\x07\x7f\x9b\u202e\u2028\u2029\x85\ud800\U000e0041\r\t")
            assert "␛" in text
            assert "<U+202E>" in text


def test_table_colour_only_on_request() -> None:
    assert "\x1b" not in written("table", rich_report(), width=80)
    assert "\x1b[1m" in written("table", rich_report(), width=80, color=True)


def test_table_columns_and_several_reports() -> None:
    text = written("table", rich_report(), report(figure(), file="b.txt"), columns=("id", "change", "rule"), width=80)
    assert "48.2" in text
    assert "-3.10" in text
    assert "19.66" not in text
    assert text.count("政府工作报告") == 2
    assert written("table", report(), width=80).endswith(
        "0 figures: actual 0, target 0, criterion 0\n0 Arabic numerals: 0 in figures, 0 in context, 0 unaccounted for\n"
    )


def test_table_periods_are_short() -> None:
    spans = {
        ("2023-01-01", "2023-12-31"): "2023",
        ("2023-06-01", "2023-06-30"): "2023-06",
        ("2023-01-01", "2023-06-30"): "2023-01/06",
        ("2019-01-01", "2022-12-31"): "2019/2022",
        ("2023-06-30", "2023-06-30"): "2023-06-30",
        ("2023-06-05", "2023-07-02"): "2023-06-05/2023-07-02",
        ("2023-01-01", "2023-03-30"): "2023-01-01/2023-03-30",
        ("2022-11-01", "2023-02-28"): "2022-11/2023-02",
    }
    for (start, end), short in spans.items():
        assert f" {short} " in written("table", report(figure(period=Period("x", start, end, True))), width=120)
    inherited = report(figure(period=Period(None, "2023-01-01", "2023-12-31", False)))
    assert "(2023)" in written("table", inherited, width=120)
    assert "2023" not in written("table", inherited, width=80)


# ------------------------------------------------------------------ choosing, checking, filtering, text


def test_format_by_name_by_ending_by_terminal() -> None:
    assert choose(None, None, True).name == "table"
    assert choose(None, None, False).name == "json"
    assert choose(None, "a.csv", True).name == "csv"
    assert choose(None, "a.JSONL", False).name == "jsonl"
    assert choose(None, "a.dat", True).name == "json"
    assert choose("jsonl", "a.csv", True).name == "jsonl"
    with pytest.raises(UsageError, match="--format: xml is not one of json, jsonl, csv, table"):
        choose("xml", None, True)


def test_options_that_a_format_would_ignore_are_refused() -> None:
    with pytest.raises(UsageError, match="-f json holds one report, and 2 are named; use -f jsonl or -f csv"):
        check(FORMATS["json"], Options(), 2)
    for name, options in (
        ("json", Options(bom=True)),
        ("json", Options(columns=("name",))),
        ("jsonl", Options(headers="zh")),
        ("csv", Options(context=True)),
        ("table", Options(bom=True)),
        ("csv", Options(headers="fr")),
    ):
        with pytest.raises(UsageError):
            check(FORMATS[name], options, 1)
    check(FORMATS["csv"], Options(columns=("name",), headers="zh", bom=True), 9)
    check(FORMATS["table"], Options(columns=("name",), context=True), 9)


@pytest.mark.parametrize(
    ("term", "kept"),
    [
        ("name~税", "92"),
        ("name=税收", "9"),
        ("name==税收", "9"),
        ("NAME!=税收", "2345"),
        ("name!~税", "345"),
        ("unit=亿元", "95"),
        ("unit=", "34"),
        ("unit = ％", "2"),
        ("status=target", "4"),
        ("状态=目标", "4"),
        ("status!=actual", "45"),
        ("section~回顾", "923"),
        ("section=一、坚持经济为先", "923"),
        ("section!~回顾", "45"),
        ("名称～税收", "9"),
    ],
)
def test_where(term: str, kept: str) -> None:
    whole = rich_report()
    left = where.keep(whole, [where.parse(term)])
    assert "".join(f.id[-1] for f in left.figures) == kept
    assert (left.coverage, left.warnings) == (whole.coverage, whole.warnings)


def test_several_where_are_and() -> None:
    tests = [where.parse("section~回顾"), where.parse("unit=%")]
    assert [f.id for f in where.keep(rich_report(), tests).figures] == ["F-000002"]
    assert where.keep(rich_report(), []) == rich_report()


@pytest.mark.parametrize("term", ["", "name", "name~", "~x", "foo=1", "status=done", "=x", "name=~x", "name~=x", "name<3"])
def test_where_says_what_is_wrong(term: str) -> None:
    with pytest.raises(UsageError, match="--where"):
        where.parse(term)


def test_text_is_untouched_in_a_pipe_and_shown_on_a_terminal() -> None:
    text = "一\x1b[31m\r\n二\x0c三\u202e"
    lines = (Line(1, 0, 6, 1), Line(2, 8, 9, 1), Line(3, 10, 12, 2))
    document = Document("a", text, lines, "text", "0" * 64)
    assert "".join(render_text(document, False, False)) == text
    assert "".join(render_text(document, False, True)) == "一␛[31m\n二\n三<U+202E>\n"
    assert "".join(render_text(document, True, False)) == "   -- 1 --\n1  一␛[31m\n2  二\n   -- 2 --\n3  三<U+202E>\n"


def test_visible_leaves_plain_text_alone() -> None:
    assert safe.visible("税收 19.66亿元\n，同比\t。") == "税收 19.66亿元\n，同比\t。"
    assert safe.flat(" a \n\r b\u2028c ") == "a b c"
