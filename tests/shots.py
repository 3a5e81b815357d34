"""The pictures in README, made from the samples: the audit page on a desk and on a phone, and a marked PDF.

    python -m tests.shots [FOLDER]

Writes audit-page.png and audit-marked.png to samples/ (each under 150 KB); with a FOLDER, these and all others that are looked
at before a release: phone, print, page of a PDF, findings, terminal table at 80 and 200 columns, chart.
"""

from __future__ import annotations

import base64
import json
import sys
import tempfile
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from jqreport import extract
from jqreport.audit import found, marked, page, sheets
from jqreport.cli import main as jqreport
from jqreport.formats import FORMATS, Options, render
from jqreport.read.limits import Limits
from tests import browser, make_forms

SAMPLES = Path(__file__).parents[1] / "samples"
_MOST = 150_000


def small(image: Image.Image, path: Path) -> None:
    """Write a PNG of few colours, small enough for a repository."""
    image.convert("RGB").quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < _MOST, f"{path}: {path.stat().st_size} bytes"


def shot(driver: Any, page_path: Path, width: int, height: int, *scripts: str) -> Image.Image:
    """The page as a picture, after some lines of script."""
    browser.size(driver, width, height)
    driver.get(page_path.as_uri())
    for script in scripts:
        driver.execute_script(script)
    return Image.open(BytesIO(base64.b64decode(driver.get_screenshot_as_base64())))


def audit(folder: Path, name: str, findings: found.Found | None = None) -> Path:
    """The audit page of a sample."""
    report = extract(SAMPLES / f"{name}.txt")
    path = folder / f"{name}.html"
    path.write_text(page.render(report, findings or found.Found(), sheets.Sheets(), "zh"), "utf-8")
    return path


def typeset(folder: Path, name: str) -> Path:
    """The sample as PDF, printed by Chromium."""
    html, pdf = folder / f"{name}-print.html", folder / f"{name}.pdf"
    html.write_text(make_forms.to_html(make_forms.paragraphs((SAMPLES / f"{name}.txt").read_bytes(), name)), "utf-8")
    make_forms.chromium_pdf(html, pdf)
    return pdf


def marked_page(folder: Path, pdf: Path) -> Image.Image:
    """The upper part of a marked page."""
    data = pdf.read_bytes()
    report = extract(pdf, data=data)
    out = folder / "marked.pdf"
    out.write_bytes(marked.render(report, data, "zh"))
    image: Image.Image = pypdfium2.PdfDocument(out)[1].render(scale=1.4).to_pil()
    return image.crop((30, 60, image.width - 30, int(image.height * 0.52)))


def checked(folder: Path, name: str, made_up: bool = False) -> found.Found:
    """What `jqreport check` finds in a sample; for the picture of findings, one that is made up."""
    out, report = folder / "findings.json", extract(SAMPLES / f"{name}.txt")
    jqreport(["check", str(SAMPLES / f"{name}.txt"), "-f", "json", "-o", str(out), "--lang", "zh"])
    if made_up:
        one = {"rule": "example", "verdict": "review", "message": "示例：此数待核", "figures": [report.figures[9].id]}
        out.write_text(json.dumps({"findings": [one]}), "utf-8")
    return found.load([str(out)], report)


def table(folder: Path, name: str, width: int) -> Path:
    """The terminal table as a page, cell for cell."""
    text = "".join(map(str, render(FORMATS["table"], [extract(SAMPLES / f"{name}.txt")], Options(lang="zh", width=width))))
    path = folder / f"table-{width}.html"
    style = "body{background:#111;color:#ddd;font:14px/1.25 'Noto Sans Mono CJK SC',monospace;white-space:pre}"
    path.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{escape(text)}", "utf-8")
    return path


def main() -> None:
    """Make the pictures."""
    why = browser.missing()
    if why:
        sys.exit(why)
    every = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as name, browser.chromium(Path(name)) as driver:
        folder = Path(name)
        desk = audit(folder, "yunxi-2024", checked(folder, "yunxi-2024"))
        small(shot(driver, desk, 1180, 700, "select(rows[7].key)"), SAMPLES / "audit-page.png")
        pdf = typeset(folder, "linchuan-2023h1")
        small(marked_page(folder, pdf), SAMPLES / "audit-marked.png")
        if every is None:
            return
        every.mkdir(parents=True, exist_ok=True)
        phone = audit(folder, "linchuan-2023h1")
        shot(driver, phone, 390, 800).save(every / "phone-table.png")
        shot(driver, phone, 390, 800, "document.querySelector('#figures tbody tr:nth-child(6)').click()").save(
            every / "phone-report.png"
        )
        flagged = audit(folder, "yunxi-2024", checked(folder, "yunxi-2024", True))
        shot(driver, flagged, 1360, 850, "document.querySelector('[data-show=findings]').click()").save(every / "findings.png")
        paged = folder / "paged.html"
        data = pdf.read_bytes()
        drawn = sheets.draw(data, str(pdf), Limits())
        paged.write_text(page.render(extract(pdf, data=data), found.Found(), drawn, "en"), "utf-8")
        shot(driver, paged, 1600, 900, "select(rows[9].key)").save(every / "pages.png")
        shot(driver, paged, 390, 800, "view('report'); pane('pages'); select(rows[9].key)").save(every / "phone-pages.png")
        driver.get(phone.as_uri())
        printed = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
        document = pypdfium2.PdfDocument(printed)
        for i in (0, len(document) - 1):
            document[i].render(scale=1.2).to_pil().save(every / f"print-{i + 1}.png")
        for width in (80, 200):
            shot(driver, table(folder, "yunxi-2024", width), 8 * width + 40, 900).save(every / f"table-{width}.png")


if __name__ == "__main__":
    main()
