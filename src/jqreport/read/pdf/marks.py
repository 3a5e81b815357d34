"""Superscripts: footnote marks are told apart from exponents, and exponents are written so that 10³ cannot be read as 103."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jqreport.read.pdf.page import Page

_CANDIDATE = re.compile(r"[\[［〔【(（]?(?:\d{1,3}|[*＊†‡])[\]］〕】)）]?|[①-⑳㉑-㊿]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def find_marks(page: Page, text: str, at: Sequence[int], bottom: float, size: float) -> tuple[str, list[tuple[int, int]]]:
    """Return the line's text and the spans of its footnote marks.

    A mark is at most 0.8 of the line's size (usually about 0.6) and stands at least 0.15 em above its baseline. After a Latin
    letter (m², km²) or after the number 10 it is an exponent, and its digits become superscript characters, one to one.
    """
    marks: list[tuple[int, int]] = []
    base = bottom - 0.14 * size
    for match in _CANDIDATE.finditer(text):
        start, end = match.span()
        while start < end and not _raised(page, at[start], base, size):
            start += 1
        stop = start
        while stop < end and _raised(page, at[stop], base, size):
            stop += 1
        if start == stop:
            continue
        before = text[:start].rstrip()[-3:]
        if text[start:stop].isdecimal() and _is_base(before):
            text = text[:start] + text[start:stop].translate(_RAISED) + text[stop:]
        else:
            marks.append((start, stop))
    return text, marks


def _is_base(before: str) -> bool:
    """Whether a raised number after these characters is an exponent."""
    return before[-1:].isascii() and before[-1:].isalpha() or bool(re.search(r"(?<!\d)10$", before))


def _raised(page: Page, i: int, base: float, size: float) -> bool:
    if i < 0 or page.bottom[i] > base - 0.02 * size:
        return False
    own, baseline = page.font(i)
    return bool(own) and own <= 0.8 * size and baseline <= base - 0.15 * size
