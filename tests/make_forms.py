"""Typeset a plain text report as HTML, DOCX, and PDF by two producers, so that tests can compare the figures of all forms.

    python -m tests.make_forms REPORT.txt FOLDER

HTML and DOCX are written here (notes are real footnotes in the DOCX); the PDFs come from LibreOffice (of the DOCX: footnotes at
the page foot, page numbers) and Chromium (of the HTML: notes at the end).
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from jqreport.layout import blocks
from jqreport.read.text import read_text

PACKAGES = "apt-get install libreoffice-writer-nogui chromium fonts-noto-cjk"
_FONT = "Noto Serif CJK SC"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as pieces of text and numbers of notes; kind "heading", "paragraph" or "footnote"."""

    kind: str
    pieces: tuple[str | int, ...]
    note: int | None = None


def soffice() -> str | None:
    """The LibreOffice command, or None."""
    return shutil.which("soffice")


def chromium() -> str | None:
    """The Chromium command, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def paragraphs(data: bytes, name: str) -> list[Paragraph]:
    """The report's paragraphs in order, wraps undone; page furniture is left out, a typesetter puts its own."""
    document = read_text(data, name)
    found: list[Paragraph] = []
    for block in blocks(document)[0]:
        if block.kind in ("furniture", "skipped"):
            continue
        marks = [(a, number) for a, b in block.marks if (number := _number(document.text[a:b])) is not None]
        note = None
        if block.kind == "footnote" and marks and (not block.offsets or marks[0][0] <= block.offsets[0]):
            note = marks.pop(0)[1]
        signs: list[tuple[int, str | int]] = [*zip(block.offsets, block.text, strict=True), *marks]
        pieces: list[str | int] = []
        for _, sign in sorted(signs, key=lambda item: item[0]):
            if isinstance(sign, str) and pieces and isinstance(last := pieces[-1], str):
                pieces[-1] = last + sign
            else:
                pieces.append(sign)
        found.append(Paragraph("heading" if block.kind == "heading" else block.kind, tuple(pieces), note))
    return found


def _number(mark: str) -> int | None:
    """The number of a note mark: 2, [2] or ②."""
    bare = mark.strip(" []［］〔〕【】()（）注")
    if bare.isdecimal() and int(bare) < 100:
        return int(bare)
    return ord(bare) - 0x245F if "①" <= bare <= "⑳" and len(bare) == 1 else None


def to_html(report: list[Paragraph]) -> str:
    """One page of HTML: marks are superscripts, notes stand at the end."""
    body, notes = [], []
    for paragraph in report:
        words = "".join(f"<sup>{p}</sup>" if isinstance(p, int) else html.escape(p) for p in paragraph.pieces)
        if paragraph.kind == "footnote":
            notes.append(f'<p class="note"><sup>{paragraph.note}</sup>{words}</p>' if paragraph.note else f"<p>{words}</p>")
        else:
            tag = "h2" if paragraph.kind == "heading" else "p"
            body.append(f"<{tag}>{words}</{tag}>")
    style = (
        f"@page{{size:A4;margin:37mm 26mm 35mm 28mm}} body{{font:16pt/28pt '{_FONT}'}} p{{text-indent:2em;margin:0}}"
        " h2{font-size:16pt;text-indent:2em;margin:0} .note{font-size:9pt;line-height:14pt;text-indent:0} sup{font-size:60%}"
    )
    title = html.escape("".join(p for p in report[0].pieces if isinstance(p, str))) if report else ""
    head = f'<head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>'
    return f'<!DOCTYPE html>\n<html lang="zh">{head}\n<body>\n' + "\n".join([*body, *notes]) + "\n</body></html>\n"


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def to_docx(report: list[Paragraph], path: Path) -> None:
    """A Word document with headings, real footnotes and a page number in the footer; same report, same bytes."""
    notes = {p.note: p for p in report if p.kind == "footnote" and p.note is not None}
    body = "".join(_docx_paragraph(p, notes) for p in report if not (p.kind == "footnote" and p.note is not None))
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" '
        'w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr>'
    )
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{i}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for i, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    footnotes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr><w:r>{_RAISED}<w:footnoteRef/></w:r>'
        f"{_docx_runs(note.pieces, {})}</w:p></w:footnote>"
        for number, note in sorted(notes.items())
    )
    number = (
        '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">- </w:t></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> -</w:t></w:r></w:p>'
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
        f'<Override PartName="/word/footnotes.xml" ContentType="{_WORD}.footnotes+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/footnotes" Target="footnotes.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_W} {_R}><w:body>{body}{section}</w:body></w:document>",
        "word/footnotes.xml": f"<w:footnotes {_W}>{separators}{footnotes}</w:footnotes>",
        "word/footer1.xml": f"<w:ftr {_W}>{number}</w:ftr>",
        "word/styles.xml": f"<w:styles {_W}>{_STYLES}</w:styles>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, _XML + text, zipfile.ZIP_DEFLATED)


_FONTS = f'<w:rFonts w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:eastAsia="{_FONT}" w:cs="{_FONT}"/>'
_STYLES = (
    f'<w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}<w:sz w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    "</w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr>'
    '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLine="640"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Note"><w:name w:val="footnote text"/><w:pPr>'
    '<w:spacing w:line="260" w:lineRule="exact"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr></w:style>'
)


def _docx_paragraph(paragraph: Paragraph, notes: dict[int, Paragraph]) -> str:
    style = '<w:pPr><w:pStyle w:val="Heading2"/></w:pPr>' if paragraph.kind == "heading" else ""
    return f"<w:p>{style}{_docx_runs(paragraph.pieces, notes)}</w:p>"


def _docx_runs(pieces: tuple[str | int, ...], notes: dict[int, Paragraph]) -> str:
    runs = []
    for piece in pieces:
        if isinstance(piece, str):
            runs.append(f'<w:r><w:t xml:space="preserve">{html.escape(piece, quote=False)}</w:t></w:r>')
        elif piece in notes:
            runs.append(f'<w:r>{_RAISED}<w:footnoteReference w:id="{piece}"/></w:r>')
        else:
            runs.append(f"<w:r>{_RAISED}<w:t>{piece}</w:t></w:r>")
    return "".join(runs)


def libreoffice_pdf(docx: Path, pdf: Path) -> None:
    """Typeset a DOCX by LibreOffice."""
    with tempfile.TemporaryDirectory() as room:
        command = [soffice() or "soffice", "--headless", f"-env:UserInstallation=file://{room}/profile", "--convert-to", "pdf"]
        _run([*command, "--outdir", room, str(docx)])
        shutil.move(Path(room) / f"{docx.stem}.pdf", pdf)


def chromium_pdf(page: Path, pdf: Path) -> None:
    """Print an HTML file by Chromium."""
    with tempfile.TemporaryDirectory() as room:
        command = [chromium() or "chromium", "--headless", "--disable-gpu", "--no-sandbox", f"--user-data-dir={room}"]
        command += ["--no-pdf-header-footer", f"--print-to-pdf={pdf.resolve()}", page.resolve().as_uri()]
        _run(command)


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        env={**os.environ, "HOME": tempfile.gettempdir()},
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr[-500:]}")


def make_forms(report: Path, folder: Path) -> dict[str, Path]:
    """Write what can be made here of html, docx, libreoffice (pdf) and chromium (pdf); return the files by these names."""
    folder.mkdir(parents=True, exist_ok=True)
    text = paragraphs(report.read_bytes(), report.name)
    made = {"html": folder / f"{report.stem}.html", "docx": folder / f"{report.stem}.docx"}
    made["html"].write_text(to_html(text), encoding="utf-8")
    to_docx(text, made["docx"])
    if soffice():
        made["libreoffice"] = folder / f"{report.stem}-libreoffice.pdf"
        libreoffice_pdf(made["docx"], made["libreoffice"])
    if chromium():
        made["chromium"] = folder / f"{report.stem}-chromium.pdf"
        chromium_pdf(made["html"], made["chromium"])
    return made


def missing() -> str:
    """Why a form cannot be made here, or an empty string."""
    lacking = [name for name, command in (("LibreOffice", soffice()), ("Chromium", chromium())) if not command]
    return f"{' and '.join(lacking)} not installed: {PACKAGES}" if lacking else ""


def main(arguments: list[str]) -> int:
    """Make the forms of one report."""
    if len(arguments) != 2:
        print(re.sub(r"\n\n.*", "", __doc__ or "", flags=re.DOTALL) + "\nusage: python -m tests.make_forms REPORT.txt FOLDER")
        return 2
    for name, path in make_forms(Path(arguments[0]), Path(arguments[1])).items():
        print(f"{name}\t{path}")
    if missing():
        print(missing(), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
