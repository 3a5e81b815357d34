"""A text that is longer than any paragraph is read in stretches, so that no rule ever searches more than a few thousand characters.

A web page without line breaks is one line of a hundred thousand characters; a hostile file has one of millions.
"""

from __future__ import annotations

from jqreport.cache import compiled

LONGEST = 4_000  # characters; the longest paragraph of our reports has 1,253
_NUMBER = r"\d.,%‰．，零〇一二两三四五六七八九十百千万亿点分之"  # what a number may be made of
_WORD = rf"[^{_NUMBER}]"
_ANY = rf"{_WORD}|[,，](?=\D|\d{{1,2}}\D)"  # 1，234 is a number, 1，23 is two
_SEAMS = tuple(compiled(f"(?r){seam}") for seam in (r"[。！？!?]", r"[；;]", r"[，、：](?=\D)", f"{_WORD}(?={_WORD})", _ANY))
_NEXT = compiled(_ANY)


def stretches(text: str) -> list[tuple[int, int]]:
    """[start, end) of the stretches that the text is read in, one where it is no longer than LONGEST.

    Each ends with a sentence, else a clause, else between two words or before a number, wherever the last such place in its second half is, or
    where the first one behind it is; never inside a number.
    """
    found, start = [], 0
    while len(text) - start > LONGEST:
        stop = start + LONGEST
        ends = (seam.search(text, start + LONGEST // 2, stop) for seam in _SEAMS)
        end = next((m for m in ends if m), None) or _NEXT.search(text, stop - 1)
        if end is None or end.end() == len(text):
            break
        found.append((start, end.end()))
        start = end.end()
    return [*found, (start, len(text))]
