"""Lines of a table in plain text: what parts their cells (bars, tabs, blanks), and whether a cell is a number.

Places on the screen are counted in columns of a Latin letter; a Chinese character is two of them wide, a tab goes to the next eighth.
"""

from __future__ import annotations

from typing import NamedTuple

import regex

from jqreport.cache import compiled
from jqreport.layout.rows import Row
from jqreport.rules import any_of, derived, table
from jqreport.sourcemap import squeeze

_LONGEST = 400  # characters of a line; no table is wider
_MOST = 30  # columns of a table
_BLANKS = compiled("[ \t\xa0\u2002\u2003\u3000]+")
_BARS = compiled("[|｜│┃║]")
_TAB = compiled("\t")
_RULE = compiled(r"[-—–―─━═=_+|│┃┼├┤┌┐└┘┬┴╋┠┨┏┓┗┛┳┻:]{3,}")
_LEADER = compiled(r"[.．·•]{4}|…{3}|(?:[.·] ){3}")
_SENTENCE = compiled(r"[。；！？]|，(?!\d{3}(?!\d))|(?<![一二三四五六七八九十])、$|(?<!其中)[：:]$")
_EMPTY = compiled(r"[-－‐-―─~～…⋯.·*/／]{1,6}|无|空|[Nn]/?[Aa]")
_YEAR = compiled(r"(?:19|20)\d\d")
_HAN = compiled("[㐀-鿿]")
_TITLE = compiled(r"^(?:[续附]表|表[\d一二三四五六七八九十])|单位[:：]")


class Piece(NamedTuple):
    """One cell as printed: raw offsets, columns of the screen, the words without blanks, and the field that it stands in."""

    start: int
    end: int
    left: int
    right: int
    text: str
    field: int


class Split(NamedTuple):
    """A line and its cells; `style` is what parts them: "bars", "tabs" or "blanks", `fields` into how many, empty ones too.

    `bars` are the places of the bars.
    """

    row: Row
    style: str
    pieces: tuple[Piece, ...]
    fields: int
    bars: tuple[int, ...] = ()


def split(text: str, row: Row) -> Split | None:
    """The cells of a line, several or one; None where it can be no line of a table: a sentence, dotted leaders, too long."""
    raw = text[row.start : row.end]
    if row.kind or row.hint or len(raw) > _LONGEST or _LEADER.search(raw):
        return None
    bars = [m.start() for m in _BARS.finditer(raw)]
    style = "bars" if bars else "tabs" if "\t" in raw.strip() else "blanks"
    cuts = [(a, a + 1) for a in bars] or [m.span() for m in (_TAB if style == "tabs" else _BLANKS).finditer(raw) if _parts(m)]
    ends = [0, *(b for _, b in cuts)]
    columns = _columns(raw)
    pieces: list[Piece] = []
    for field, (a, b) in enumerate(zip(ends, [*(a for a, _ in cuts), len(raw)], strict=True)):
        cell = raw[a:b]
        if words := squeeze(cell):
            a += len(cell) - len(cell.lstrip())
            b -= len(cell) - len(cell.rstrip())
            pieces.append(Piece(row.start + a, row.start + b, columns[a], columns[b], words, field))
    if not 0 < len(pieces) <= _MOST or (style == "blanks" and any(_SENTENCE.search(p.text) for p in pieces)):
        return None
    return Split(row, style, tuple(pieces), len(ends), tuple(row.start + a for a in bars))


def _parts(match: regex.Match[str]) -> bool:
    """Whether blanks are wide enough to part two cells."""
    blanks = match.group()
    return len(blanks) > 1 or blanks in "\t\u3000\u2003"


def _columns(raw: str) -> list[int]:
    """Where on the screen each character begins, and the last one ends."""
    found, at = [0], 0
    for char in raw:
        at += 8 - at % 8 if char == "\t" else 2 if char >= "\u1100" else 1
        found.append(at)
    return found


@derived
def _number() -> regex.Pattern[str]:
    """A number with the words and the unit that may stand in its cell."""
    names: set[str] = set()
    for entry in table("units").entries["unit"]:
        names.update(entry.get("factors", {}), entry.get("classifiers", ()))
    return compiled(
        r"[(（]?(?:[约近超逾≥≤＞＜><↑↓]|增长|上升|增加|提高|下降|减少|降低)?[-−－‐–—+±]?\d+(?:[,，]\d{3})*(?:\.\d+)?[余多]?(?![年月日号届章条])"
        rf"(?:个?[百千万亿]*(?:{any_of(names)})(?:/[\p{{Han}}]{{1,3}})?|[百千万亿]+)?(?:以[上下内]|左右)?[)）]?[①-⑳*]?"
    )


def is_number(text: str) -> bool:
    """Whether a cell is one number, with its unit or not."""
    return len(text) <= 24 and _number().fullmatch(text) is not None


def is_empty(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return _EMPTY.fullmatch(text) is not None


def is_year(text: str) -> bool:
    """Whether a cell is a bare year."""
    return _YEAR.fullmatch(text) is not None


def is_rule(text: str) -> bool:
    """Whether a line is drawn between the rows of a table."""
    return _RULE.fullmatch(text) is not None


def is_title(text: str) -> bool:
    """Whether a line is the title of a table or its 单位 line."""
    return _TITLE.search(text) is not None


def is_body(line: Split) -> bool:
    """Whether a line has a number behind its first cell, one that is no year."""
    return any(is_number(p.text) and not is_year(p.text) for p in line.pieces[1:])


def is_head(line: Split) -> bool:
    """Whether a line may be a head: words side by side, no numbers but years."""
    texts = [p.text for p in line.pieces]
    if len(texts) < 2 or is_title(line.row.text) or any(len(t) > 40 or t[-1] in "：:，。；、" for t in texts):
        return False
    if any((is_number(t) and not is_year(t)) or is_empty(t) for t in texts):
        return False
    return any(_HAN.search(t) for t in texts) or all(map(is_year, texts))


def is_named(text: str) -> bool:
    """Whether a cell can name a row."""
    return _HAN.search(text) is not None or is_year(text)
