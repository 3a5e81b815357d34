"""Pages per second of our PDF reading, PDFium's bare text and pdfplumber's extract_text, in one run.

    python -m tests.benchmarks.pdf [REPORT.txt or REPORT.pdf] [--skip-pdfplumber] [--extract]

The report (a sample of ours by default) is typeset by LibreOffice or else Chromium; its pages are repeated to 20 and to 200.
Each reader runs three times (pdfplumber once); the best counts. It is no test: it prints, and judges nothing.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

from jqreport.read import isolate
from jqreport.read.pdf import read_pdf
from tests import make_forms

SAMPLE = Path(__file__).parents[2] / "samples" / "linchuan-2023h1.txt"


def repeated(data: bytes, count: int) -> bytes:
    """A PDF of `count` pages: those of `data` again and again."""
    source, made = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    while len(made) < count:
        made.import_pages(source, list(range(min(len(source), count - len(made)))))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def bare(data: bytes) -> int:
    """PDFium's text of every page, as its own helper gives it."""
    document = pypdfium2.PdfDocument(data)
    characters = 0
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        characters += len(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return characters


def plumber(data: bytes) -> int:
    """pdfplumber's extract_text of every page."""
    import pdfplumber

    with pdfplumber.open(BytesIO(data)) as document:
        characters = 0
        for page in document.pages:
            characters += len(page.extract_text())
            page.close()
    return characters


def extracted(data: bytes) -> int:
    """The whole extraction: figures of the report, read in this process."""
    from jqreport.pipeline import extract_document

    return len(extract_document(read_pdf(data, "report.pdf")).figures)


def best(reader: Callable[[bytes], object], data: bytes, runs: int) -> float:
    """Seconds of the fastest run."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        reader(data)
        times.append(time.perf_counter() - began)
    return min(times)


def typeset(report: Path) -> bytes:
    """The report as PDF."""
    if report.suffix.lower() == ".pdf":
        return report.read_bytes()
    with tempfile.TemporaryDirectory() as room:
        made = make_forms.make_forms(report, Path(room))
        form = made.get("libreoffice") or made.get("chromium")
        if form is None:
            raise SystemExit(make_forms.missing())
        return form.read_bytes()


def main(arguments: list[str]) -> int:
    """Run and print the table."""
    files = [Path(a) for a in arguments if not a.startswith("--")]
    report = files[0] if files else SAMPLE
    data = typeset(report)
    readers: list[tuple[str, Callable[[bytes], object], int]] = [
        ("PDFium, bare text", bare, 3),
        ("jqreport, reading", lambda d: read_pdf(d, "report.pdf"), 3),
        ("jqreport, reading in a child", lambda d: isolate.read_pdf(d, "report.pdf"), 3),
    ]
    if "--extract" in arguments:
        readers.append(("jqreport, figures", extracted, 3))
    if "--skip-pdfplumber" not in arguments:
        readers.append(("pdfplumber, extract_text", plumber, 1))
    print(report.name)
    for count in (20, 200):
        pages = repeated(data, count)
        print(f"{count} pages, {len(pages):,} bytes")
        first = 0.0
        for name, reader, runs in readers:
            seconds = best(reader, pages, runs)
            first = first or seconds
            print(f"  {name:<30} {count / seconds:8.1f} pages/s  {seconds:7.3f} s  {seconds / first:6.2f} x bare text")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
