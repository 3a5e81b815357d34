"""HTML: bytes -> Document; the page's text and tables, without menus, scripts and what is not shown.

Parsed by lxml.html's parser (libxml2): it caps nesting and says so, takes time in proportion to the bytes on the pages that
made selectolax 1.0 (lexbor) take half a minute (100,000 unclosed <font>, 1.5 MB), and frees its memory safely. It is given
the decoded text, never an address, and fetches nothing. `Document.text` is what is extracted here, and offsets count in it.

A block element is one Line (hint "paragraph", h1 to h6 "heading"), <br> ends a line, lines of <pre> have no hint; white space
is one blank, and none where a line of the source broke between Chinese characters. Cells of a data table are Lines with a
Cell, merged ones once, empty ones too; a table that lays out the page or the article is no data table. <sup> and links to notes
give marks. Menus are known by element, role, class, and by being little else than links. List numbers are not written.
"""

from __future__ import annotations

import codecs
import re

import lxml.etree as etree

from jqreport.errors import InputError, UsageError
from jqreport.model import Cell, Document
from jqreport.read.collect import Pad
from jqreport.read.dom import GONE, SPACE, data_cells, menus, tag_of, text_of
from jqreport.read.limits import Limits, over

_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr
    ul""".split()  # noqa: SIM905
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HAN = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_WRAP = re.compile(rf"(?<={_HAN})[ \t]*[\r\n][ \t\r\n\f]*(?={_HAN})")
_NOTE = re.compile(r"[\[［〔【(（]?\s*(?:注\s*)?\d{1,3}\s*[\]］〕】)）]?|[①-⑳㉑-㊿]")
_FRAGMENT = re.compile(r"#_?(?:ftn|edn|fn|en|note|ref|cite|zhu)", re.IGNORECASE)
_META = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,30})|<\?xml[^>]{0,100}encoding=[\"']([\w.-]{2,30})",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[A-Za-z][^<>]{20000,}")
_LONG = 60  # a line longer than this is no heading
_ATTRIBUTES = 2_000  # in one tag: libxml2 compares each with all before it


def read_html(data: bytes, name: str, encoding: str | None = None, limits: Limits | None = None) -> Document:
    """Read a web page; InputError where it cannot be decoded, has no text or goes over a limit."""
    limits = limits or Limits()
    text, used = _decode(data, name, encoding)
    for tag in _TAG.finditer(text):
        if len(re.findall(r"\s\w", tag.group())) > _ATTRIBUTES:
            raise _nested(name)
    pad = Pad(name, limits)
    root = _parse(text, name, limits)
    if root is not None:
        page = _Page(pad, root)
        page.write(root)
    return pad.document(data, "html", used)


def _nested(name: str) -> InputError:
    return InputError(
        f"{name}: the HTML is nested too deeply or has a tag with thousands of attributes; save the page again from a browser",
        f"{name}：HTML 嵌套过深或标签属性过多；请用浏览器重新保存网页",
        code="limit",
    )


def _decode(data: bytes, name: str, encoding: str | None) -> tuple[str, str]:
    """By --encoding, byte order mark, what is valid UTF-8, the page's own word, GB18030, in this order."""
    declared = None
    if match := _META.search(data[:8192]):
        declared = (match[1] or match[2]).decode("ascii").lower()
    if encoding:
        tries = [encoding]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tries = ["utf-16"]
    else:
        tries = ["utf-8-sig", *([declared] if declared else []), "gb18030"]
    failed: list[str] = []
    for attempt in tries:
        try:
            codec = codecs.lookup("gb18030" if attempt in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else attempt)
            if not getattr(codec, "_is_text_encoding", True):
                raise LookupError(attempt)
            return data.decode(codec.name).removeprefix("\ufeff"), codec.name.removesuffix("-sig")
        except LookupError:
            if encoding:
                raise UsageError(
                    f"--encoding: {encoding} is no known text encoding; try utf-8, utf-16 or gb18030",
                    f"--encoding：没有名为 {encoding} 的文字编码；可用 utf-8、utf-16 或 gb18030",
                ) from None
        except UnicodeError as error:
            failed.append(f"{attempt.removesuffix('-sig')} (byte {getattr(error, 'start', 0)})")
    raise InputError(
        f"{name}: not valid {', nor '.join(failed)}; save the page as UTF-8 or name its encoding with --encoding",
        f"{name}：不合 {'、'.join(failed)} 编码；请把网页存为 UTF-8，或用 --encoding 指明编码",
        code="encoding",
    )


def _parse(text: str, name: str, limits: Limits) -> etree._Element | None:
    if len(text) > 20 * limits.characters:
        raise over(name, "characters", limits)
    clean = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", " ", text)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(clean.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise _nested(name)
    return root


class _Page:
    """Writes a page on the pad, without recursion: a page may be nested 2,000 deep."""

    def __init__(self, pad: Pad, root: etree._Element) -> None:
        self.pad = pad
        self.gone = menus(root, pad)
        self.cells = data_cells(root)
        self.cell: Cell | None = None
        self.hint: str | None = "paragraph"
        self.space = False

    def write(self, root: etree._Element) -> None:
        """Write all that is shown below `root`, in order."""
        pre = 0
        opened: list[tuple[Cell | None, str | None, int]] = []
        stack: list[tuple[etree._Element, bool]] = [(root, False)]
        while stack:
            node, done = stack.pop()
            tag = tag_of(node)
            if done:
                if tag in _BLOCKS:
                    self.close()
                    if node in self.cells and opened[-1][2] == len(self.pad.lines):
                        self.pad.end("cell", self.cell)
                    self.cell, self.hint, _ = opened.pop()
                    pre -= tag == "pre"
                self.text(node.tail, pre)
                continue
            if tag in GONE or node in self.gone:
                if tag in _BLOCKS:
                    self.close()
                self.text(node.tail, pre)
                continue
            if tag == "br":
                self.close()
                self.text(node.tail, pre)
                continue
            if self.mark(node, tag):
                self.text(node.tail, pre)
                continue
            if tag in _BLOCKS:
                self.close()
                opened.append((self.cell, self.hint, len(self.pad.lines)))
                pre += tag == "pre"
                if node in self.cells:
                    self.cell, self.hint = self.cells[node], "cell"
                elif self.cell is None:
                    inherited = self.hint if tag in ("div", "p") else "paragraph"
                    self.hint = None if pre else "heading" if tag in _HEADINGS else inherited
            stack.append((node, True))
            self.text(node.text, pre)
            stack.extend((child, False) for child in reversed(node))

    def text(self, text: str | None, pre: int) -> None:
        """Put text on the line with white space as a browser shows it."""
        if not text:
            return
        if pre:
            first, *rest = re.split(r"\r\n|\r|\n", text)
            self.put(first)
            for line in rest:
                self.close()
                self.put(line)
            return
        text = SPACE.sub(" ", _WRAP.sub("", text))
        if text.startswith(" "):
            self.space, text = True, text[1:]
        if not text:
            return
        ends = text.endswith(" ")
        self.put(text[:-1] if ends else text)
        self.space = ends

    def put(self, text: str) -> None:
        if text and self.space and not self.pad.empty:
            self.pad.put(" ")
        if text:
            self.space = False
        self.pad.put(text)

    def close(self) -> None:
        """End the line if anything stands on it."""
        self.space = False
        if not self.pad.empty:
            self.pad.end("paragraph" if self.hint == "heading" and self.pad.width > _LONG else self.hint, self.cell)

    def mark(self, node: etree._Element, tag: str) -> bool:
        """Write a superscript or a link to a note; False where the node is neither."""
        is_note = tag == "a" and _FRAGMENT.match(node.get("href") or "") is not None
        if tag != "sup" and not is_note:
            return False
        whole = text_of(node)
        if len(whole) > 12 or (is_note and not _NOTE.fullmatch(whole.strip())) or not whole.strip():
            return False
        self.pad.raise_(SPACE.sub("", whole))
        return True
