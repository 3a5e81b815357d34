"""Footnote marks that need no evidence: in brackets, superscript, after a caret; and the number that a note begins with."""

from __future__ import annotations

import re

from jqreport.cache import compiled

HAN = "\u4e00-\u9fff"
OPEN = r"[\[［〔【]\s?"
SHUT = r"\s?[\]］〕】]"
LISTED_NOTE = compiled(
    rf"{OPEN}(?:注)?\d{{1,3}}{SHUT}|\d{{1,3}}\s?(?:[.、．:：)）](?!\d)|(?=[{HAN}“《]))|[（(]\d{{1,3}}[)）]|[①-⑳]|[¹²³⁰⁴-⁹]+"
)
_SMALL = "⁰¹²³⁴⁵⁶⁷⁸⁹"
#: marks that need no note text: [2], ［2］, 〔3〕, 【4】 after a word; ^[1], ^1; superscript digits; spaces written as numbers
MARKS = compiled(
    rf"(?<=[{HAN}A-Za-z0-9%‰”’」』》）)\]］〕】]){OPEN}(?:注\s?)?\d{{1,3}}(?:\s?[,，、-]\s?\d{{1,3}})*{SHUT}(?!号)"
    rf"|\^\s?{OPEN}\d{{1,3}}{SHUT}|\[\^\d{{1,3}}\]|(?<=[{HAN}”’」』》）)])\^(?:\{{\d{{1,3}}\}}|\d{{1,2}}(?!\d))"
    rf"|(?<=[{HAN}”’」』》）)%‰％])[{_SMALL}]+"
    r"|&#(?:\d{1,6}|x[0-9A-Fa-f]{1,5});|\\u[0-9A-Fa-f]{4}|\\xa0"
)
_SIGNS = re.compile(rf"[\[［〔【^&\\{_SMALL}]")  # no mark is without one of these
_SQUARE = compiled(r"[米里尺厘]$")


def leading_mark(text: str) -> int:
    """How many characters of a footnote's text are its number (with its brackets or its dot)."""
    found = LISTED_NOTE.match(text)
    return found.end() if found else 0


def inline_marks(text: str) -> list[tuple[int, int]]:
    """Spans of marks in a paragraph's text that need no further evidence."""
    if not _SIGNS.search(text):
        return []
    spans = [m.span() for m in MARKS.finditer(text)]
    return [(a, b) for a, b in spans if not (text[a] in _SMALL and _SQUARE.search(text[a - 1 : a]))]
