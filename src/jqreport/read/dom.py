"""What a parsed web page is made of: which elements are menus or hidden, and which are cells of a data table.

One pass over the tree each, whatever its depth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import lxml.etree as etree

from jqreport.model import Cell
from jqreport.read.collect import Pad

_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar", "complementary", "toolbar", "dialog"})
_MENU = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navi|navigation|menu|submenu|topmenu|breadcrumb|crumbs?|sidebar|footer|foot|copyright|share|bdshare\w*|"
    r"pagination|pager|toolbar|friendlinks?|links|search\w*|login|qrcode|erweima|dqwz|weizhi|daohang|related|hot-?news|comments?)"
    r"(?:$|[-_\s])"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NUMERAL = re.compile(r"\d+(?:\.\d+)?")
_DATE = re.compile(r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?|\d{1,2}[-/]\d{1,2}|\d{1,2}:\d{2}")
_LISTS = frozenset({"ul", "ol", "dl", "div", "table", "tbody", "tr", "td", "section", "header", "form", "p", "span"})
GONE = frozenset(
    """script style noscript template head nav footer aside select option button input textarea datalist iframe frame frameset
    noframes object embed applet svg canvas audio video map rp rt link meta base dialog menu""".split()  # noqa: SIM905
)
SPACE = re.compile(r"[ \t\n\r\f]+")


def tag_of(node: etree._Element) -> str:
    """The name of the element; what is none (a comment) counts as a script."""
    return node.tag if isinstance(node.tag, str) else "script"


def text_of(node: etree._Element) -> str:
    """All text below the element."""
    return "".join(str(piece) for piece in node.itertext())


@dataclass(slots=True)
class _Share:
    """What stands in an element: characters, those of them in links, links, and numerals outside links and dates."""

    characters: int = 0
    linked: int = 0
    links: int = 0
    numerals: int = 0
    stops: int = 0

    def add(self, other: _Share) -> None:
        self.characters += other.characters
        self.linked += other.linked
        self.links += other.links
        self.numerals += other.numerals
        self.stops += other.stops


def menus(root: etree._Element, pad: Pad) -> set[etree._Element]:
    """The elements that are menus or are not shown; none that holds half of the page's text."""
    shares: list[_Share] = [_Share()]
    found: list[tuple[etree._Element, int, bool]] = []
    anchors = skipped = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = tag_of(node)
        if event == "start":
            skipped += tag in GONE
            anchors += tag == "a" and node.get("href") is not None
            shares.append(_Share(links=int(tag == "a")))
            if not skipped:
                _count(shares[-1], node.text, anchors)
            continue
        skipped -= tag in GONE
        anchors -= tag == "a" and node.get("href") is not None
        share = shares.pop()
        shares[-1].add(share)
        if not skipped:
            _count(shares[-1], node.tail, anchors)
            hidden = _is_hidden(node)
            if hidden or _named_menu(node) or _is_links(tag, share):
                found.append((node, share.characters, hidden))
    most = shares[0].characters / 2
    if any(hidden and size > most for _, size, hidden in found):
        pad.warn("html-hidden", "most of the page's text is marked as hidden; it was read all the same")
    return {node for node, size, _ in found if size <= most}


def _count(share: _Share, text: str | None, anchors: int) -> None:
    if text and (bare := SPACE.sub("", _DATE.sub(" ", text))):
        share.characters += len(bare)
        if anchors:
            share.linked += len(bare)
        else:
            share.numerals += len(_NUMERAL.findall(bare))
            share.stops += bare.count("。") + bare.count("；")


def _is_links(tag: str, share: _Share) -> bool:
    return (
        tag in _LISTS
        and share.links >= 3
        and share.linked >= 0.7 * share.characters
        and share.numerals <= 2
        and not share.stops
    )


def _is_hidden(node: etree._Element) -> bool:
    style = node.get("style")
    return node.get("hidden") is not None or node.get("aria-hidden") == "true" or bool(style and _HIDDEN.search(style))


def _named_menu(node: etree._Element) -> bool:
    if node.get("role") in _ROLES:
        return True
    words = f"{node.get('id') or ''} {node.get('class') or ''}".strip().lower()
    return bool(words) and len(words) < 500 and bool(_MENU.search(words))


@dataclass(slots=True)
class _Grid:
    """A table as it is met: its rows of cells, and what tells a table of data from one that lays out a page."""

    node: etree._Element
    rows: list[tuple[bool, list[etree._Element]]]
    layout: bool
    heads: int = 0


def data_cells(root: etree._Element) -> dict[etree._Element, Cell]:
    """The cells of the data tables with their places: rowspan and colspan counted, a merged cell once."""
    tables: list[_Grid] = []
    opened: list[_Grid] = []
    for event, node in etree.iterwalk(root, events=("start", "end"), tag=("table", "thead", "tr", "td", "th")):
        tag = tag_of(node)
        if tag == "table" and event == "start":
            for outer in opened[-1:]:
                outer.layout = True
            opened.append(_Grid(node, [], node.get("role") in ("presentation", "none")))
            tables.append(opened[-1])
        elif opened and tag == "table":
            opened.pop()
        elif opened and tag == "thead":
            opened[-1].heads += 1 if event == "start" else -1
        elif opened and event == "start":
            if tag == "tr" or not opened[-1].rows:
                opened[-1].rows.append((opened[-1].heads > 0, []))
            if tag != "tr":
                opened[-1].rows[-1][1].append(node)
    found: dict[etree._Element, Cell] = {}
    number = 0
    for table in tables:
        if not _lays_out(table):
            number += 1
            _place(table, number, found)
    return found


def _lays_out(table: _Grid) -> bool:
    if table.layout or len(table.rows) * max((len(cells) for _, cells in table.rows), default=0) < 2:
        return True
    sizes = [len(SPACE.sub("", text_of(cell))) for _, cells in table.rows for cell in cells]
    return max(sizes) > 400 and max(sizes) > 0.6 * sum(sizes)


def _place(table: _Grid, number: int, found: dict[etree._Element, Cell]) -> None:
    taken: dict[int, int] = {}  # column -> the last row that a cell from above reaches to
    for r, (in_head, cells) in enumerate(table.rows, 1):
        head = in_head or (bool(cells) and all(tag_of(cell) == "th" for cell in cells))
        column = 1
        for cell in cells:
            while taken.get(column, 0) >= r:
                column += 1
            found[cell] = Cell(number, r, column, head)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            if down > 1 and column < 1_000:
                taken.update(dict.fromkeys(range(column, column + across), r + down - 1))
            column += across


def _span(cell: etree._Element, name: str) -> int:
    text = (cell.get(name) or "").strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    return max(1, min(int(text[:6]), 200 if name == "colspan" else 65_534)) if name == "colspan" or int(text[:6]) else 65_534
