"""The audit page as a file: marks are counted, text is text, the policy fits, the same report gives the same page."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from jqreport import extract
from jqreport.audit import cells, found, page, places, sheets
from jqreport.audit.words import _WORDS, words
from jqreport.cli import main
from jqreport.errors import InputError
from jqreport.model import Line, Report
from tests import hostile
from tests.shared import reports, shared
from tests.test_formats import rich_report

SAMPLES = Path(__file__).parents[1] / "samples"


class Reader(HTMLParser):
    """Collects what a browser would see: marks, elements, text of the report's lines, scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.figures: list[str] = []
        self.context: list[str] = []
        self.tags: dict[str, int] = {}
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.lines: list[str] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self.policy = ""
        self._raw: str | None = None
        self._line = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = dict(attrs)
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.handlers += [name for name in given if name.startswith("on")]
        self.addresses += [str(given[k]) for k in ("src", "href", "action", "data") if k in given]
        if "data-figure" in given:
            self.figures.append(given["data-figure"])
        if "data-context" in given:
            self.context.append(given["data-context"])
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if tag in self.inside:
            self._raw = tag
            self.inside[tag].append("")
        if tag == "div" and (given.get("id") or "")[:1] == "l":
            self._line = True
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self._raw = None
        if tag == "div":
            self._line = False

    def handle_data(self, data: str) -> None:
        if self._raw:
            self.inside[self._raw][-1] += data
        elif self._line:
            self.lines[-1] += data


def made(report: Report, lang: str = "zh") -> str:
    return page.render(report, found.Found(), sheets.Sheets(), lang)


@pytest.mark.parametrize("name", [*(str(p) for p in sorted(SAMPLES.glob("*.txt"))), *reports()])
def test_marks_are_figures_and_context(name: str) -> None:
    report = extract(name if name.startswith("/") else shared(name))
    read = Reader(made(report))
    assert sorted(read.figures) == sorted(f.id for f in report.figures)
    assert sorted(read.context) == sorted(c.role for c in report.context)
    text = report.document.text
    assert read.lines == [
        places.visible(text[line.start : line.end]).translate(places._ACTING) for line in report.document.lines
    ]


def test_policy_lets_only_the_page_itself_run() -> None:
    html = made(extract(SAMPLES / "linchuan-2023h1.txt"))
    read = Reader(html)
    for kind, sources in read.inside.items():
        source = sources[-1]
        assert f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'" in read.policy, kind
    assert "default-src 'none'" in read.policy
    assert "unsafe" not in read.policy
    assert "http" not in read.policy
    assert read.handlers == []
    assert all(a.startswith(("#", "data:")) for a in read.addresses), "nothing is loaded"
    assert html.count("<script") == 3


def test_same_report_same_page() -> None:
    path = SAMPLES / "linchuan-2023h1.txt"
    assert made(extract(path)) == made(extract(path))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words(lang: str) -> None:
    html = made(extract(SAMPLES / "linchuan-2023h1.txt"), lang)
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in html
    said = words(lang)
    assert said["figures"] in html
    assert not re.search(r"\$\{|\{(?:n|why|version)\}", html.split("<script")[0])
    fields = re.compile(r"\{(\w+)\}")
    for en, zh in _WORDS.values():
        assert sorted(fields.findall(en)) == sorted(fields.findall(zh))


def test_hostile_report_is_text() -> None:
    report = extract('a"><script>.txt', data=hostile.text().encode(), encoding="utf-8")
    html = made(report)
    read = Reader(html)
    assert read.tags["script"] == 3
    assert not {"img", "iframe", "svg", "b>"} & set(read.tags)
    assert read.handlers == []
    assert len(read.figures) == len(report.figures) > 1000
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", html)
    records = [json.loads(line) for line in read.inside["script"][1].split("\n")]
    assert [r["id"] for r in records] == [f.id for f in report.figures]
    assert [r["sentence"] for r in records] == [f.sentence for f in report.figures]
    assert json.loads(read.inside["script"][0])["file"] == 'a"><script>.txt'
    assert "$" not in (set(re.findall(r"\$\{?\w", html.split("<style>")[0])) or {""})


def test_every_kind_of_figure_renders() -> None:
    html = made(rich_report())
    for said in ("≈12.10–15", "1/3", "—", "-≥20%", "由 10.0%", "较 2019"):
        assert said in html, said
    assert cells.order(rich_report().figures[2]).startswith("0.333")


def test_marks_that_cross_and_run_over_lines() -> None:
    text = "甲12\n34乙56丙78丁"
    lines = (Line(1, 0, 3), Line(2, 4, len(text)))
    spans = [
        places.Mark(1, 6, " a", " a2"),
        places.Mark(5, 9, " b", " b2"),
        places.Mark(5, 9, " c", " c2"),
        places.Mark(8, 12, " d", " d2"),
    ]
    html = list(places.lines(text, lines, sorted(spans, key=lambda m: (m.start, -m.end))))
    assert html[0] == "甲<mark a>12</mark>"
    assert "".join(re.sub("<[^>]*>", "", h) for h in html) == text.replace("\n", "")
    joined = "".join(html)
    for name in "abcd":
        assert joined.count(f"<mark {name}>") == 1
    assert joined.count("<mark") == joined.count("</mark>")


def test_lost_numerals_stand_out() -> None:
    lost = places._lost("甲12乙34丙56", [places.Mark(1, 3, "", ""), places.Mark(7, 9, "", "")])
    assert [(m.start, m.end) for m in lost] == [(4, 6)]


def test_findings_are_read_and_refused(tmp_path: Path) -> None:
    report = extract(SAMPLES / "linchuan-2023h1.txt")
    path = tmp_path / "f.json"
    ids = [report.figures[0].id]
    path.write_text(
        json.dumps(
            {
                "findings": [
                    {"rule": "a", "verdict": "note", "message": "m", "figures": ids},
                    {"rule": "b", "verdict": "fail", "message": "m", "figures": ids},
                    {"rule": "c", "verdict": "fail", "message": "m", "figures": ["F-x"], "file": "other.txt"},
                ]
            }
        )
    )
    read = found.load([str(path)], report)
    assert read.worst == {ids[0]: "fail"}
    assert (len(read.cards), read.elsewhere) == (2, 1)
    for bad in ("[]", "{", '{"findings": [1]}', '{"findings": [{"verdict": "<b>", "figures": []}]}', "[" * 100_000):
        path.write_text(bad)
        with pytest.raises(InputError, match="is no findings file"):
            found.load([str(path)], report)
    with pytest.raises(InputError, match="No such file"):
        found.load([str(tmp_path / "none")], report)


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = str(SAMPLES / "linchuan-2023h1.txt")
    out = tmp_path / "audit.html"
    assert main(["audit", sample, "-o", str(out), "--lang", "zh"]) == 0
    assert out.read_text("utf-8").startswith("<!doctype html>")
    assert capsys.readouterr() == ("", "")
    for arguments, words_said in (
        ([sample], "-o is missing"),
        ([sample, "-o", str(tmp_path / "a.txt")], "its ending is neither .html nor .pdf"),
        ([sample, "-o", str(tmp_path / "a.pdf")], "is no PDF"),
        ([sample, "-f", "docx", "-o", "x"], "docx is not one of html, pdf"),
        ([str(tmp_path / "none.txt"), "-o", str(out)], "no such file"),
        ([sample, "-o", sample, "-f", "html"], "is the report itself"),
    ):
        assert main(["audit", *arguments, "--lang", "en"]) == 2
        assert words_said in capsys.readouterr().err
    assert not (tmp_path / "a.pdf").exists()


def test_pages_that_cannot_be_drawn_leave_the_text() -> None:
    from jqreport.read.limits import Limits

    drawn = sheets.draw(b"%PDF-1.4 nothing", "x.pdf", Limits())
    assert drawn.missing == "no_paint"
    html = page.render(extract(SAMPLES / "linchuan-2023h1.txt"), found.Found(), drawn, "en")
    assert "could not be drawn" in html


def test_page_images_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from jqreport.read.limits import Limits

    data = shared("reports/pdf/jinqiao-libreoffice.pdf").read_bytes()
    whole = sheets.painted(data, "x", limits=Limits())
    assert all(image[:4] == b"RIFF" for image, _, _ in whole)
    assert sum(len(image) for image, _, _ in whole) < 3_000_000
    monkeypatch.setattr(sheets, "_MOST_BYTES", 200_000)
    some = sheets.painted(data, "x", limits=Limits())
    assert 0 < sum(len(image) for image, _, _ in some) <= 200_000
    assert [s[1:] for s in some] == [s[1:] for s in whole]
