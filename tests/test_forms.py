"""The same report as text, PDF (LibreOffice, Chromium), DOCX and HTML gives the same figures; PDF boxes hold what they say."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from jqreport import Figure, Report, extract
from jqreport.sourcemap import fold
from tests import make_forms
from tests.shared import shared

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.txt"))
PDF = ("libreoffice", "chromium")
MADE = ("docx", "html", *PDF)

#: (sample, form) -> why the figures still differ; the fix has to take the line away
KNOWN: dict[tuple[str, str], str] = {}


def said(figure: Figure) -> tuple[object, ...]:
    """What a figure says, without its place: in other forms notes stand elsewhere, so that ids may count otherwise."""
    period = figure.period
    return (
        *(figure.name, figure.value, figure.digits, figure.high, figure.unit, figure.bound, figure.status),
        (period.text, period.start, period.end, period.stated) if period else None,
        tuple((c.direction, c.value, c.digits, c.high, c.unit, c.bound, c.basis, c.base) for c in figure.changes),
        (figure.base.value, figure.base.unit) if figure.base else None,
        figure.part_of is not None,
        figure.group is not None,
    )


def differences(one: Report, other: Report) -> list[str]:
    """The figures that only one of two reports has, as lines to read."""
    first, second = Counter(map(said, one.figures)), Counter(map(said, other.figures))
    return [f"{sign} {f}" for sign, more in (("-", first - second), ("+", second - first)) for f in more.elements()]


@cache
def of_text(path: Path) -> Report:
    return extract(path)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Path]]:
    """Sample -> form -> file, made in a temporary folder as far as the programs are here."""
    room = tmp_path_factory.mktemp("forms")
    return {name: make_forms.make_forms(SAMPLES / f"{name}.txt", room) for name in NAMES}


@cache
def _extracted(path: Path) -> Report:
    return extract(path)


def form_of(forms: dict[str, dict[str, Path]], name: str, form: str) -> Report:
    """The figures of a sample in a form; the test is skipped where the program is missing that makes it."""
    if form not in forms[name]:
        pytest.skip(f"no {form} PDF: {make_forms.missing()}")
    return _extracted(forms[name][form])


def known(reason: str | None) -> list[pytest.MarkDecorator]:
    """The mark of a test that a known fault fails; strictly: the fix has to take the reason away."""
    return [pytest.mark.xfail(reason=reason, strict=True)] if reason else []


@pytest.mark.parametrize(
    ("name", "form"), [pytest.param(n, f, marks=known(KNOWN.get((n, f))), id=f"{n}-{f}") for n in NAMES for f in MADE]
)
def test_all_forms_have_the_figures_of_the_text(forms: dict[str, dict[str, Path]], name: str, form: str) -> None:
    report = form_of(forms, name, form)
    assert differences(of_text(SAMPLES / f"{name}.txt"), report) == []


@pytest.mark.parametrize("form", MADE)
@pytest.mark.parametrize("name", NAMES)
def test_all_forms_are_accounted_for(forms: dict[str, dict[str, Path]], name: str, form: str) -> None:
    report, text = form_of(forms, name, form), of_text(SAMPLES / f"{name}.txt")
    assert report.coverage.unaccounted == 0
    assert {w.code for w in report.warnings} <= {w.code for w in text.warnings}
    for figure in report.figures:
        for place in (figure.source, *(c.source for c in figure.changes)):
            assert report.document.text[place.start : place.end] == place.text
            assert (place.page is None) == (form not in PDF)


# ---------------------------------------------------------------- boxes


Sign = tuple[str, float, float]  # a character and the middle of its box, from the top left


@cache
def _signs(path: Path) -> list[list[Sign]]:
    """The characters of each page, by PDFium."""
    pdf = pypdfium2.PdfDocument(path.read_bytes())
    pages = []
    for page in (pdf[i] for i in range(len(pdf))):
        text, height = page.get_textpage(), page.get_height()
        signs = []
        for i in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(i)
            signs.append((text.get_text_range(i, 1), (left + right) / 2, height - (top + bottom) / 2))
        pages.append(signs)
    return pages


def not_in_their_boxes(path: Path, report: Report) -> list[tuple[str, str]]:
    """(text of a place, text inside its boxes) wherever the two differ, blanks and full width apart."""
    pages = _signs(path)
    wrong = []
    for figure in report.figures:
        for place in (figure.source, *(c.source for c in figure.changes), *([figure.base.source] if figure.base else [])):
            inside = "".join(
                sign
                for page, x0, top, x1, bottom in place.boxes
                for sign, x, y in pages[page - 1]
                if x0 <= x <= x1 and top <= y <= bottom
            )
            if _bare(place.text) != _bare(inside):
                wrong.append((place.text, inside))
    return wrong


def _bare(text: str) -> str:
    return "".join(fold(text, 0, len(text))[0].split())


@pytest.mark.parametrize("form", PDF)
@pytest.mark.parametrize("name", NAMES)
def test_boxes_hold_the_text_of_their_figure(forms: dict[str, dict[str, Path]], name: str, form: str) -> None:
    report = form_of(forms, name, form)
    assert all(f.source.boxes for f in report.figures)
    assert not_in_their_boxes(forms[name][form], report) == []


# ---------------------------------------------------------------- the first real report, typeset three ways

JINQIAO: dict[str, str | None] = {"reportlab": None, "chromium": None, "libreoffice": None}


@pytest.mark.parametrize("producer", [pytest.param(p, marks=known(why), id=p) for p, why in JINQIAO.items()])
def test_the_first_report_typeset(producer: str) -> None:
    text = of_text(shared("reports/jinqiao-2023h1.txt"))
    report = _extracted(shared(f"reports/pdf/jinqiao-{producer}.pdf"))
    wrong = differences(text, report)
    lost = sum(line.startswith("-") for line in wrong)
    assert lost <= len(text.figures) // 100, wrong
    assert len(report.figures) == len(text.figures), wrong


@pytest.mark.parametrize("producer", list(JINQIAO))
def test_the_first_report_typeset_has_its_boxes(producer: str) -> None:
    path = shared(f"reports/pdf/jinqiao-{producer}.pdf")
    assert not_in_their_boxes(path, _extracted(path)) == []


# ---------------------------------------------------------------- real files

REAL = [
    "pdf/gov_2024_huaian_disclosure_wps.pdf",
    "docx/comm_2021_civil_affairs.docx",
    "docx/comm_2023_2024_dongguan.docx",
    "docx/prov_2025_shandong.docx",
    "docx/prov_2025_shanghai.docx",
]


@pytest.mark.parametrize("name", REAL)
def test_real_files_are_accounted_for(name: str) -> None:
    report = _extracted(shared(f"reports/{name}"))
    assert report.coverage.unaccounted == 0
    assert report.figures


def test_prose_and_tables_of_a_real_file() -> None:
    report = _extracted(shared("reports/pdf/gov_2024_huaian_disclosure_wps.pdf"))
    in_cells = [f for f in report.figures if f.source.cell]
    assert len(in_cells) > 100
    assert len(report.figures) - len(in_cells) > 10
    assert all(f.name for f in report.figures)


UNREAD: dict[str, str] = {}


@pytest.mark.parametrize("name", [pytest.param(n, marks=known(UNREAD.get(n)), id=n.rpartition("/")[2]) for n in REAL])
def test_no_numeral_of_a_real_file_is_unread(name: str) -> None:
    report = _extracted(shared(f"reports/{name}"))
    assert [w for w in report.warnings if w.code == "unread-numerals"] == []
    assert [c.text for c in report.context if c.rule == "fallback.unread"] == []


# ---------------------------------------------------------------- what the forms have taught


def test_notes_at_the_end_of_a_web_page_are_notes() -> None:
    """A paragraph that begins with a mark called above is a note: the plan that it stands below says nothing of it."""
    page = (
        "<p>2023年7月1日</p><h2>一、上半年工作回顾</h2><p>完成税收5亿元<sup>1</sup>，增长3%。</p><h2>二、下半年工作安排</h2>"
        "<p>新建道路3条<sup>[2]</sup>。</p><p><sup>1</sup>指本级税收，占8%。</p><p><sup>[2]</sup>含支路1条。</p>"
        "<p><sup>3</sup>新建桥梁2座。</p>"
    )
    report = extract("a.html", data=f"<html><body>{page}</body></html>".encode())
    hints = {report.document.text[x.start : x.end]: x.hint for x in report.document.lines}
    assert hints["1指本级税收，占8%。"] == "footnote"
    assert hints["[2]含支路1条。"] == "footnote"
    assert hints["3新建桥梁2座。"] == "paragraph"
    assert {f.source.text: f.status for f in report.figures} == {
        "5亿元": "actual", "3条": "target", "8%": "actual", "1条": "actual", "2座": "target",
    }  # fmt: skip
