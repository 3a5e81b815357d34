"""The marked PDF, read back with another library: a highlight over each figure, its record in the note, the report untouched."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

pikepdf = pytest.importorskip("pikepdf")
pypdfium2 = pytest.importorskip("pypdfium2")

from jqreport import extract  # noqa: E402
from jqreport.audit import marked, places  # noqa: E402
from jqreport.cli import main  # noqa: E402
from jqreport.model import Report  # noqa: E402
from tests.shared import shared  # noqa: E402

PDFS = ("jinqiao-libreoffice.pdf", "jinqiao-chromium.pdf", "jinqiao-reportlab.pdf", "gov_2024_huaian_disclosure_wps.pdf")


def annotations(data: bytes) -> list[tuple[int, dict[str, Any]]]:
    with pikepdf.open(BytesIO(data)) as pdf:
        found = []
        for number, page in enumerate(pdf.pages, 1):
            for one in page.obj.get("/Annots", []):
                if str(one.get("/T", "")) == "jqreport":
                    kept = {k: str(one[k]) for k in ("/Subtype", "/NM", "/Contents", "/Subj")}
                    kept["quads"] = [float(v) for v in one.QuadPoints]
                    kept["rect"] = [float(v) for v in one.Rect]
                    found.append((number, kept))
        return found


def read(name: str) -> tuple[bytes, Report]:
    path = shared(f"reports/pdf/{name}")
    data = path.read_bytes()
    return data, extract(path, data=data)


@pytest.mark.parametrize("name", PDFS)
def test_each_figure_has_its_highlight(name: str) -> None:
    data, report = read(name)
    found = annotations(marked.render(report, data, "zh"))
    names = {a["/NM"] for _, a in found if a["/Subtype"] == "/Highlight"}
    assert {f.id for f in report.figures if f.source.boxes} <= names
    context = {a["/NM"] for _, a in found if a["/Subtype"] == "/Underline"}
    assert len(context) == len({c.source.start for c in report.context if c.source.boxes})
    notes = {a["/NM"]: a["/Contents"] for _, a in found}
    for f in report.figures:
        if f.source.boxes:
            assert f.name in notes[f.id].replace(" ", "") or f.name.split()[0] in notes[f.id]
            assert f.id in notes[f.id]


@pytest.mark.parametrize("name", PDFS)
def test_highlights_lie_on_the_words(name: str) -> None:
    """What PDFium reads under the quadrilaterals are the characters of the figure."""
    data, report = read(name)
    made = marked.render(report, data, "en")
    document = pypdfium2.PdfDocument(made)
    boxes = places.Boxes(report)
    texts = {n: document[n - 1].get_textpage() for n in range(1, len(document) + 1)}
    wanted = {f.id: f for f in report.figures}
    looked = bad = 0
    read_back: dict[str, str] = {}
    for number, a in annotations(made):
        if a["/NM"] in wanted:
            quads = [a["quads"][i : i + 8] for i in range(0, len(a["quads"]), 8)]
            under = "".join(texts[number].get_text_bounded(q[0], q[5], q[2], q[1]) for q in quads)
            read_back[a["/NM"]] = read_back.get(a["/NM"], "") + under
    for key, under in read_back.items():
        looked += 1
        digits = [c for c in wanted[key].source.text if c.isdigit()]
        bad += [c for c in under if c.isdigit()] != digits and len(boxes(wanted[key].source)) == len(wanted[key].source.boxes)
    assert looked
    assert bad <= looked * 0.02, (bad, looked)


def turned_pdf(data: bytes, turn: int) -> bytes:
    """Three pages whose content lies on its side and whose /Rotate sets it upright, cropped a little."""
    with pikepdf.open(BytesIO(data)) as pdf:
        del pdf.pages[3:]
        for page in pdf.pages:
            _, _, wide, high = (float(v) for v in page.mediabox)
            matrix = {0: "1 0 0 1 0 0", 90: f"0 1 -1 0 {high} 0", 180: f"-1 0 0 -1 {wide} {high}", 270: f"0 -1 1 0 0 {wide}"}[
                turn
            ]
            page.contents_add(f"q {matrix} cm\n".encode(), prepend=True)
            page.contents_add(b"\nQ")
            wide, high = (high, wide) if turn in (90, 270) else (wide, high)
            page.obj.MediaBox = pikepdf.Array([0, 0, wide, high])
            page.obj.CropBox = pikepdf.Array([20, 30, wide - 10, high - 15])
            page.obj.Rotate = turn
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_and_cropped_pages(turn: int) -> None:
    data, _ = read("jinqiao-libreoffice.pdf")
    turned = turned_pdf(data, turn)
    report = extract("turned.pdf", data=turned)
    made = marked.render(report, turned, "en")
    document = pypdfium2.PdfDocument(made)
    good = 0
    ones = {f.id: f for f in report.figures if len(f.source.boxes) == 1}
    for number, a in annotations(made):
        if a["/NM"] in ones:
            q = a["quads"]
            text = document[number - 1].get_textpage()
            under = text.get_text_bounded(min(q[::2]), min(q[1::2]), max(q[::2]), max(q[1::2]))
            good += "".join(under.split()) == "".join(ones[a["/NM"]].source.text.split())
    assert good >= 0.9 * len(ones) > 20, (good, len(ones))


def test_the_report_itself_is_untouched() -> None:
    data, report = read("jinqiao-libreoffice.pdf")
    made = marked.render(report, data, "zh")
    assert made == marked.render(report, data, "zh")
    before, after = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument(made)
    assert len(before) == len(after)
    for i in range(len(before)):
        assert before[i].get_textpage().get_text_range() == after[i].get_textpage().get_text_range()
        plain, again = (d[i].render(scale=0.5, draw_annots=False).to_pil() for d in (before, after))
        assert plain.tobytes() == again.tobytes()
    again_read = extract("again.pdf", data=made)
    assert [(f.id, f.name, f.value) for f in again_read.figures] == [(f.id, f.name, f.value) for f in report.figures]


def test_highlights_are_drawn_and_words_stay_readable() -> None:
    data, report = read("jinqiao-libreoffice.pdf")
    image = pypdfium2.PdfDocument(marked.render(report, data, "zh"))[0].render(scale=1).to_pil().convert("RGB")
    colors = {c for _, c in image.getcolors(1 << 20)}
    assert any(b > 240 and r < 160 for r, g, b in colors), "a blue highlight"
    assert any(max(c) < 60 for c in colors), "black text over it"


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "marked.pdf"
    assert main(["audit", str(shared("reports/pdf/jinqiao-chromium.pdf")), "-o", str(out)]) == 0
    assert annotations(out.read_bytes())
    assert capsys.readouterr().err == ""


def test_notes_hold_no_acting_characters() -> None:
    data, report = read("jinqiao-libreoffice.pdf")

    evil = report.figures[0]._replace(name="\u202e=cmd|'/C calc'!A0\x1b[31m<script>", unit="\x07")
    made = marked.render(report._replace(figures=(evil, *report.figures[1:])), data, "en")
    note = next(a["/Contents"] for _, a in annotations(made) if a["/NM"] == evil.id)
    assert not set(note) & {"\u202e", "\x1b", "\x07"}
    assert "<U+202E>" in note
