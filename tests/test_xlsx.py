"""The workbook, read back with openpyxl: numbers are numbers with their printed decimals, and nothing is a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")

from jqreport import extract  # noqa: E402
from jqreport.cli import main  # noqa: E402
from jqreport.formats import Options  # noqa: E402
from jqreport.formats.xlsx import render, render_findings  # noqa: E402
from jqreport.model import Finding, Findings, Report  # noqa: E402
from tests import hostile  # noqa: E402
from tests.test_formats import figure, report, rich_report  # noqa: E402

SAMPLES = Path(__file__).parents[1] / "samples"


def book(*reports: Report, headers: str | None = None) -> tuple[bytes, Any]:
    data = b"".join(render(reports, Options(headers=headers)))
    return data, openpyxl.load_workbook(BytesIO(data))


def rows(sheet: Any) -> list[dict[str, Any]]:
    head, *body = list(sheet.iter_rows())
    return [dict(zip((c.value for c in head), row, strict=True)) for row in body]


def test_numbers_are_numbers_as_printed() -> None:
    made = extract(SAMPLES / "yunxi-2024.txt")
    _, read = book(made)
    sheet = read["指标"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions
    found = rows(sheet)
    assert len(found) == len(made.figures)
    for row, f in zip(found, made.figures, strict=True):
        cell = row["数值"]
        if f.value is None:
            assert cell.value is None
        elif isinstance(f.value, Decimal):
            assert cell.data_type == "n"
            assert Decimal(str(cell.value)) == f.value
            assert cell.number_format == ("0." + "0" * f.decimals if f.decimals else "0")
        assert row["指标名称"].value == f.name
        assert row["出处"].value.endswith(f"第{f.source.line}行")
        single = [c for c in f.changes if c.basis == "yoy"]
        if len(single) == 1 and single[0].unit == "%" and single[0].high is None and single[0].bound == "exact":
            sign = -1 if single[0].direction == "down" else 1
            assert Decimal(str(row["同比"].value)) == sign * single[0].value
            assert row["同比"].number_format.endswith('"%"')
    assert len(rows(read["语境"])) == len(made.context)
    assert len(rows(read["提示"])) == len(made.warnings)


def test_every_kind_of_figure() -> None:
    _, read = book(rich_report())
    found = rows(read["指标"])
    assert found[1]["数值"].value == 12.1
    assert found[1]["数值"].number_format == "0.00"
    assert found[1]["上限"].value == 15
    assert found[1]["界限"].value == "≈"
    assert found[2]["数值"].value == "1/3"
    assert found[2]["数值"].data_type == "s"
    assert found[3]["其他增减"].value == "-≥20%"


def test_long_numbers_keep_their_digits() -> None:
    _, read = book(report(figure(digits="1234567890123456.78"), figure(digits="0.000000000000000000012")))
    first, second = rows(read["指标"])
    assert first["数值"].value == "1234567890123456.78"
    assert second["数值"].value == pytest.approx(1.2e-20)


def test_same_bytes_and_english_heads() -> None:
    made = extract(SAMPLES / "linchuan-2023h1.txt")
    assert book(made)[0] == book(made)[0]
    assert [c.value for c in book(made, headers="en")[1]["Figures"][1]][:3] == ["name", "unit", "value"]


def test_no_formula_whatever_the_report_says() -> None:
    made = extract("=cmd|'/C calc'!A0.txt", data=hostile.text(5000).encode(), encoding="utf-8")
    evil = made.figures[0]._replace(name="=cmd|'/C calc'!A0", unit='"=1', sentence="@SUM(1)", section=("+1", "-1"), rule="\t=1")
    data, read = book(made._replace(figures=(evil, *made.figures[1:])))
    for sheet in read:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "inlineStr"), cell
                assert cell.hyperlink is None
                if cell.data_type == "s" and str(cell.value)[:1] in "=+-@\t" and len(str(cell.value)) > 1:
                    assert cell.quotePrefix, cell.value
    with zipfile.ZipFile(BytesIO(data)) as parts:
        for name in parts.namelist():
            text = parts.read(name).decode("utf-8")
            assert "<f>" not in text
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", text), name
            assert "Relationship/hyperlink" not in text
    first = rows(read["指标"])[0]
    assert first["指标名称"].value == "=cmd|'/C calc'!A0"
    assert first["计量单位"].value == '"=1'


def test_escapes_of_the_format_are_escaped() -> None:
    _, read = book(report(figure("_x003D_1+1_x0041_")))
    assert rows(read["指标"])[0]["指标名称"].value in ("_x003D_1+1_x0041_", "_x005F_x003D_1+1_x005F_x0041_")


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "figures.xlsx"
    names = [str(SAMPLES / n) for n in ("yunxi-2024.txt", "linchuan-2023h1.txt")]
    assert main(["extract", *names, "-o", str(out)]) == 0
    assert openpyxl.load_workbook(out)["指标"].max_row > 400
    plain = tmp_path / "figures.csv"
    assert main(["extract", names[0], "-o", str(plain)]) == 0
    ids = {r["id"] for r in csv.DictReader(io.StringIO(plain.read_text("utf-8")))}
    assert ids <= {row["编号"].value for row in rows(openpyxl.load_workbook(out)["指标"])}


def test_findings() -> None:
    one = Finding("sum", "fail", "no sum", "合计不符", ("F-1",), "100.50", "=1+1", "r.txt", None, "abc")
    data = b"".join(render_findings(Findings("check", 3, 1, 0, 2, (one,)), Options(), {}))
    read = openpyxl.load_workbook(BytesIO(data))
    row = rows(read["核验发现"])[0]
    assert (row["结论"].value, row["说明"].value, row["应为"].value, row["应为"].number_format) == (
        "不符",
        "合计不符",
        100.5,
        "0.00",
    )
    assert row["实为"].data_type == "s"
    assert [r["项数"].value for r in rows(read["汇总"])] == [3, 1, 0, 2]
