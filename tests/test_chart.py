"""Pictures of a comparison: values as printed, intervals drawn, hostile names as text, the same bytes twice."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from jqreport import chart, extract

compare = pytest.importorskip("jqreport.compare").compare

NEW = "{place}2023年政府工作报告\n——2024年1月5日\n一、2023年工作回顾\n{name}完成{a}亿元，同比增长{g}%。固定资产投资增长8.3%。\n"


def comparison(name: str = "税收收入") -> object:
    texts = [
        NEW.format(place="云溪县", name=name, a="12.30", g="5.1")
        .replace("2024年", "2023年")
        .replace("2023年政", "2022年政")
        .replace("2023年工", "2022年工"),
        NEW.format(place="云溪县", name=name, a="13.50", g="4.0"),
    ]
    return compare([extract(f"r{i}.txt", data=t.encode()) for i, t in enumerate(texts)])


def test_panels_hold_what_the_reports_say() -> None:
    found = {p.name: p for p in chart.panels(comparison())}  # type: ignore[arg-type]
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
    svg = chart.render(made, "svg", lang)  # type: ignore[arg-type]
    root = ET.fromstring(svg)
    assert root.tag.endswith("svg")
    assert "13.50" in svg.decode()
    assert svg == chart.render(comparison(), "svg", lang)  # type: ignore[arg-type]
    html = chart.render(made, "html", lang).decode()  # type: ignore[arg-type]
    assert "<script" not in html
    assert not re.findall(r"(?:src|href)=\"(?!data:)", html)
    assert html.count("<figure>") == len(list(chart.panels(made)))  # type: ignore[arg-type]


def test_png() -> None:
    pytest.importorskip("resvg_py")
    assert chart.render(comparison(), "png")[:8] == b"\x89PNG\r\n\x1a\n"  # type: ignore[arg-type]


def test_hostile_names_are_text() -> None:
    made = comparison("<script>alert(1)</script>\u202e\"'&税收")
    for kind in ("svg", "html"):
        out = chart.render(made, kind).decode()  # type: ignore[arg-type]
        assert "<script" not in out
        assert "\u202e" not in out
        assert "\x1b" not in out
    ET.fromstring(chart.render(made, "svg"))  # type: ignore[arg-type]


def test_nothing_in_common(tmp_path: Path) -> None:
    made = compare([extract("a.txt", data="一段话。".encode()), extract("b.txt", data="另一段话。".encode())])
    assert "share no indicator" in chart.render(made, "html").decode()
    ET.fromstring(chart.render(made, "svg"))
