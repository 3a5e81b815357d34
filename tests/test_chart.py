"""Pictures of a comparison: values as printed, intervals drawn, hostile names as text, the same bytes twice."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from io import BytesIO
from pathlib import Path

import pytest

from jqreport import extract
from jqreport.cli import main
from jqreport.compare import compare
from jqreport.compare.core import Comparison
from jqreport.compare.pictures import panels
from jqreport.compare.render import FORMATS
from jqreport.formats import Options

NEW = "{place}2023年政府工作报告\n——2024年1月5日\n一、2023年工作回顾\n{name}完成{a}亿元，同比增长{g}%。固定资产投资增长8.3%。\n"


def comparison(name: str = "税收收入") -> Comparison:
    texts = [
        NEW.format(place="云溪县", name=name, a="12.30", g="5.1")
        .replace("2024年", "2023年")
        .replace("2023年政", "2022年政")
        .replace("2023年工", "2022年工"),
        NEW.format(place="云溪县", name=name, a="13.50", g="4.0"),
    ]
    return compare([extract(f"r{i}.txt", data=t.encode()) for i, t in enumerate(texts)])


def drawn(made: Comparison, kind: str, lang: str = "en") -> bytes:
    return b"".join(FORMATS[kind](made, Options(lang=lang)))  # type: ignore[arg-type]


def test_panels_hold_what_the_reports_say() -> None:
    found = {p.name: p for p in panels(comparison())}
    panel = next(p for name, p in found.items() if "税收" in name)
    assert [d.shown for d in panel.dots] == ["12.30", "13.50"]
    assert panel.unit == "亿元"
    last = panel.dots[-1]
    assert last.stated is not None
    assert (round(last.stated.low, 2), round(last.stated.high, 2), last.stated.shown) == (3.95, 4.05, "+4.0")
    assert last.implied is not None
    assert last.implied.low < (13.5 / 12.3 - 1) * 100 < last.implied.high
    assert last.differ


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_svg_and_html(lang: str) -> None:
    made = comparison()
    svg = drawn(made, "svg", lang)
    root = ET.fromstring(svg)
    assert root.tag.endswith("svg")
    assert "13.50" in svg.decode()
    assert svg == drawn(comparison(), "svg", lang)
    html = drawn(made, "html", lang).decode()
    assert "<script" not in html
    assert not re.findall(r"(?:src|href)=\"(?!data:)", html)
    assert html.count("<figure>") == len(list(panels(made)))


def test_png() -> None:
    pytest.importorskip("resvg_py")
    assert drawn(comparison(), "png")[:8] == b"\x89PNG\r\n\x1a\n"


def test_hostile_names_are_text() -> None:
    made = comparison("<script>alert(1)</script>\u202e\"'&税收")
    for kind in ("svg", "html"):
        out = drawn(made, kind).decode()
        assert "<script" not in out
        assert "\u202e" not in out
        assert "\x1b" not in out
    ET.fromstring(drawn(made, "svg"))


def test_nothing_in_common(tmp_path: Path) -> None:
    made = compare([extract("a.txt", data="一段话。".encode()), extract("b.txt", data="另一段话。".encode())])
    assert "share no indicator" in drawn(made, "html").decode()
    ET.fromstring(drawn(made, "svg"))


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = []
    for i, r in enumerate(comparison().reports):
        names.append(str(tmp_path / f"r{i}.txt"))
        Path(names[-1]).write_text(r.document.text, "utf-8")
    for kind, head in (("html", b"<!doctype html>"), ("svg", b"<svg"), ("xlsx", b"PK")):
        out = tmp_path / f"out.{kind}"
        assert main(["compare", *names, "-o", str(out)]) in (0, 1)
        assert out.read_bytes().startswith(head)


def test_workbook() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    made = comparison("=cmd|'/C calc'!A0税收")
    read = openpyxl.load_workbook(BytesIO(drawn(made, "xlsx")))
    assert read.sheetnames == ["对照", "目标", "核验发现", "语境", "提示"]
    head, *body = list(read["对照"].iter_rows())
    rows = [dict(zip((c.value for c in head), row, strict=True)) for row in body]
    assert len(rows) == sum(len(s.points) for s in made.series)
    values = [(r["数值"].value, r["数值"].number_format) for r in rows if "税收" in r["指标名称"].value]
    assert values == [(12.3, "0.00"), (13.5, "0.00")]
    assert all(c.data_type in ("s", "n") for sheet in read for row in sheet.iter_rows() for c in row)
