"""DOCX: bytes -> Document; paragraphs, table cells, notes and text boxes as printed, in the order of the file.

A reader of our own over zipfile and expat (read/ooxml.py) rather than python-docx: version 1.2.0 refuses a whole report
for one missing part, has no footnotes, and leaves out text boxes, content controls and tracked insertions, while what we
need of the format is small.

- One Line a paragraph (hint "paragraph", or "heading" by outline level or style), its text the w:t runs joined; tabs
  are tabs, a line break (or a page break inside the text) ends a line. A table of contents is "furniture".
- One Line a paragraph of a table cell, with its Cell; a merged cell stands once, at its first row and column; an empty cell is
  an empty Line. A table of one cell is a frame, and its paragraphs are paragraphs.
- Footnotes and endnotes: [n] stands for the mark in the text, counted in the order of the marks, and leads the note's text
  at the end of the document (hint "footnote"). Superscript digits are marks unless they are exponents (km²).
- Tracked insertions and moves are in, deletions are out; a text box stands once, behind its paragraph.
- Left out: numbers that Word counts by itself for lists (they are not in the file's text), headers and footers, comments,
  field codes, hidden text (with a warning). Nothing outside the file is ever fetched.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from jqreport.model import Cell, Document
from jqreport.read.collect import Pad
from jqreport.read.limits import Limits
from jqreport.read.ooxml import BrokenPart, Package, PackageLimits, W, count, is_raised, on, value, wrapped

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
#: Properties, deletions, field codes and what the reader writes in its own way.
_NAMES = """del moveFrom delText delInstrText instrText pPr rPr sectPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr rt
footnoteRef endnoteRef separator continuationSeparator"""
_GONE = frozenset(W + x for x in _NAMES.split()) | {MC + "Fallback"}
_PLAIN = {W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
_LONG = 60  # a paragraph longer than this is no heading, whatever its style


def read_docx(data: bytes, name: str, limits: Limits | None = None, inner: PackageLimits | None = None) -> Document:
    """Read a DOCX; InputError where its main part cannot be trusted or a limit is hit, a Warning for any other part.

    `limits` hold for the text, `inner` for the zip and the XML in it.
    """
    package = Package(data, name, inner or PackageLimits(ratio=(limits or Limits()).ratio))
    pad = Pad(name, limits)
    try:
        main = package.related("").get("officeDocument", "word/document.xml")
    except BrokenPart:
        main = "word/document.xml"
    try:
        body = package.xml(main).find(W + "body")
    except BrokenPart as error:
        raise package.damaged(str(error), "正文部件读不出") from None
    if body is None:
        raise package.damaged(f"{main} has no body", "正文部件没有内容")
    try:
        parts = package.related(main)
    except BrokenPart:
        parts = {kind: f"word/{kind}.xml" for kind in ("styles", "footnotes", "endnotes")}
    roots: dict[str, Element] = {}
    for kind in ("styles", "footnotes", "endnotes"):
        if kind in parts:
            try:
                roots[kind] = package.xml(parts[kind])
            except BrokenPart as error:
                pad.warn("docx-part", f"{error}; the text is read without it")
    writer = _Writer(pad, _styles(roots.get("styles")))
    writer.blocks(body)
    _notes(writer, roots)
    return pad.document(data, "docx")


def _notes(writer: _Writer, roots: dict[str, Element]) -> None:
    """Write the notes that the text refers to, in the order of their marks."""
    known = {
        (kind, note.get(W + "id", "")): note for kind in ("footnote", "endnote") for note in roots.get(kind + "s", ()) if
        note.get(W + "type", "normal") == "normal"
    }  # fmt: skip
    writer.hint = "footnote"
    missing: list[str] = []
    for number, key in enumerate(writer.notes, 1):  # grows where a note refers to a note, each once
        if key not in known:
            missing.append(f"[{number}]")
            continue
        writer.pad.put(f"[{number}]", mark=True)
        writer.blocks(known[key])
        if not writer.pad.empty:
            writer.pad.end("footnote")
    if missing:
        shown = "".join(missing[:20]) + ("…" if missing[20:] else "")
        writer.pad.warn("docx-note", f"notes {shown} have marks in the text, but their own text is missing")


def _styles(root: Element | None) -> dict[str, tuple[str, bool]]:
    """Style id -> (hint of a paragraph in it or "", whether its text is raised), with what it is based on."""
    if root is None:
        return {}
    styles = {s.get(W + "styleId", ""): s for s in root.iter(W + "style")}

    def of(style: str) -> tuple[str, bool]:
        hint, raised = "", False
        seen: set[str] = set()
        while style in styles and style not in seen:
            seen.add(style)
            node = styles[style]
            name = value(node.find(W + "name")).lower()
            level = value(node.find(f"{W}pPr/{W}outlineLvl"))
            raised = raised or value(node.find(f"{W}rPr/{W}vertAlign")) == "superscript"
            if not hint and name.startswith(("toc ", "目录")) and name != "toc heading":
                hint = "furniture"
            elif not hint and level:
                hint = "heading" if level in "012345678" else "paragraph"
            elif not hint and (name in ("title", "subtitle", "标题", "副标题") or name.startswith(("heading ", "标题 "))):
                hint = "heading"
            style = value(node.find(W + "basedOn"))
        return hint, raised

    return {style: of(style) for style in styles}


def _chosen(node: Element) -> list[Element]:
    """What stands for mc:AlternateContent: its first choice that has text, or else the fallback."""
    options = [c for c in node if c.tag in (MC + "Choice", MC + "Fallback")]
    with_text = [c for c in options if next(c.iter(W + "t"), None) is not None]
    return (with_text or options)[:1]


class _Writer:
    """Walks the body and writes it on the pad; `hint` and `cell` say where it is."""

    def __init__(self, pad: Pad, styles: dict[str, tuple[str, bool]]) -> None:
        self.pad = pad
        self.styles = styles
        self.notes: list[tuple[str, str]] = []
        self.numbers: dict[tuple[str, str], int] = {}
        self.hint: str | None = None
        self.cell: Cell | None = None
        self.tables = 0
        self.line_hint = "paragraph"
        self.breaks: str | None = None
        self.boxes: list[Element] = []

    def blocks(self, parent: Element) -> None:
        """Write all paragraphs and tables below `parent`."""
        for child in parent:
            if child.tag == W + "p":
                self.paragraph(child)
            elif child.tag == W + "tbl":
                self.table(child)
            elif child.tag == MC + "AlternateContent":
                for choice in _chosen(child):
                    self.blocks(choice)
            elif child.tag not in _GONE:
                self.blocks(child)

    def paragraph(self, node: Element) -> None:
        style = value(node.find(f"{W}pPr/{W}pStyle"))
        level = value(node.find(f"{W}pPr/{W}outlineLvl"))
        hint = self.styles.get(style, ("", False))[0]
        if level:
            hint = "heading" if level in "012345678" else "" if hint == "heading" else hint
        if hint == "heading" and sum(len(t.text or "") for t in node.iter(W + "t")) > _LONG:
            hint = ""
        outer, self.boxes, self.breaks = self.boxes, [], None
        self.line_hint = self.hint or ("cell" if self.cell else hint or "paragraph")
        self.inline(node)
        # a paragraph whose own mark is deleted runs on into the next
        if node.find(f"{W}pPr/{W}rPr/{W}del") is None:
            self.pad.end(self.line_hint, self.cell)
        boxes, self.boxes = self.boxes, outer
        for box in boxes:
            if not self.pad.empty:
                self.pad.end(self.line_hint, self.cell)
            self.blocks(box)

    def inline(self, node: Element) -> None:
        for child in node:
            if child.tag == W + "r":
                self.run(child)
            elif child.tag == MC + "AlternateContent":
                for choice in _chosen(child):
                    self.inline(choice)
            elif child.tag == W + "txbxContent":
                self.boxes.append(child)
            elif child.tag in (W + "p", W + "tbl"):  # never valid here; its text is kept all the same
                self.boxes.append(wrapped(child))
            elif child.tag.startswith(M):
                if self.pad.tail[-1:].isdigit():
                    self.write(" ")
                self.math(child)
            elif child.tag not in _GONE:
                self.inline(child)

    def run(self, node: Element) -> None:
        if on(node.find(f"{W}rPr/{W}vanish")):
            if next(node.iter(W + "t"), None) is not None:
                self.pad.warn("docx-hidden", "hidden text, which is not printed, was left out")
            return
        lifted = is_raised(node.find(W + "rPr"))
        raised = self.styles.get(value(node.find(f"{W}rPr/{W}rStyle")), ("", False))[1] if lifted is None else lifted
        custom = False
        for child in node:
            if child.tag == W + "t":
                self.write(child.text or "", "custom" if custom else "raised" if raised else None)
            elif child.tag in _PLAIN:
                self.write(_PLAIN[child.tag])
            elif child.tag in (W + "br", W + "cr"):
                self.breaks = "page" if child.get(W + "type") in ("page", "column") and not self.breaks else "line"
            elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
                custom = child.get(W + "customMarkFollows", "0") in ("1", "true", "on")
                key = (child.tag[len(W) : -len("Reference")], child.get(W + "id", ""))
                if key not in self.numbers:
                    self.notes.append(key)
                    self.numbers[key] = len(self.notes)
                if not custom:
                    self.write(f"[{self.numbers[key]}]", "custom")
            elif child.tag == W + "sym":
                self.write(_symbol(child))
            elif child.tag not in _GONE:
                self.inline(wrapped(child))

    def write(self, text: str, how: str | None = None) -> None:
        """Put text on the line; a break before it ends the line first, if anything stands there."""
        if text and self.breaks:
            if not self.pad.empty:
                self.pad.end(self.line_hint, self.cell)
            self.breaks = None
        if how == "raised":
            self.pad.raise_(text)
        else:
            self.pad.put(text, mark=how == "custom")

    def math(self, node: Element) -> None:
        """A formula on one line: a/b, a^b; digits are never glued to those beside them."""
        if node.tag == M + "t":
            self.write(node.text or "")
            return
        between = {M + "f": "/", M + "sSup": "^", M + "sSub": "_"}.get(node.tag, "")
        written = 0
        for child in node:
            if child.tag == W + "r" or not child.tag.startswith(M):
                if child.tag not in _GONE:
                    self.inline(wrapped(child))
            elif not child.tag.endswith("Pr"):
                if between and written:
                    self.write(between)
                written += 1
                self.math(child)

    def table(self, node: Element) -> None:
        rows = list(_within(node, W + "tr"))
        cells = [(row, list(_within(row, W + "tc"))) for row in rows if row.find(f"{W}trPr/{W}del") is None]
        if sum(len(c) for _, c in cells) == 1:
            self.blocks(next(c for _, c in cells if c)[0])
            return
        outer, self.tables = self.cell, self.tables + 1
        number, merged = self.tables, set[int]()
        for r, (row, members) in enumerate(cells, 1):
            head = on(row.find(f"{W}trPr/{W}tblHeader"))
            column = 1 + count(row.find(f"{W}trPr/{W}gridBefore"), 0)
            for member in members:
                pr = member.find(W + "tcPr")
                pr = Element("none") if pr is None else pr
                down, across = pr.find(W + "vMerge"), value(pr.find(W + "hMerge"), "x")
                goes_on = down is not None and value(down) != "restart" and column in merged
                if goes_on or (across != "x" and across != "restart"):
                    if any((t.text or "").strip() for t in member.iter(W + "t")):
                        self.pad.warn("docx-merged", f"table {number}: text hidden under a merged cell was left out")
                else:
                    (merged.add if down is not None else merged.discard)(column)
                    self.cell = Cell(number, r, column, head)
                    before = len(self.pad.lines)
                    self.blocks(member)
                    self.cell = Cell(number, r, column, head)
                    if len(self.pad.lines) == before or not self.pad.empty:
                        self.pad.end(self.hint or "cell", self.cell)
                column += max(1, count(pr.find(W + "gridSpan"), 1))
        self.cell = outer


def _within(node: Element, tag: str) -> list[Element]:
    """The rows of a table or cells of a row, also those inside content controls and insertions."""
    found: list[Element] = []
    for child in node:
        if child.tag == tag:
            found.append(child)
        elif child.tag not in _GONE and child.tag not in (W + "p", W + "tbl", W + "tr", W + "tc"):
            found.extend(_within(child, tag))
    return found


def _symbol(node: Element) -> str:
    """The character of w:sym: fonts such as Symbol keep plain ones at F0xx; others have no text of their own."""
    try:
        code = int(node.get(W + "char", ""), 16)
    except ValueError:
        return ""
    if 0xF020 <= code <= 0xF07E and node.get(W + "font", "").lower() == "symbol":
        return chr(code - 0xF000)
    return "□" if 0xE000 <= code <= 0xF8FF or code < 0x20 or code > 0x10FFFF else chr(code)
