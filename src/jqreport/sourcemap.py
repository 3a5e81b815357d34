"""Joined text <-> page, line, column and raw offset: the only place that does offset arithmetic."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from jqreport.cache import compiled
from jqreport.model import Document, Line, Source

CONTEXT = 32  # characters of prefix and suffix kept with a place

_NEWLINE = compiled(r"\r\r\n|\r\n|\n|\r")
_ZERO_WIDTH = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
#: What is printed as nothing: white space, zero-width characters, HTML space entities, escapes written out (\r\n, \n, \t),
#: and runs of question marks that a lossy conversion left where a space stood.
BLANK = compiled(
    rf"(?:[\s\x1c-\x1f{_ZERO_WIDTH}]+|&(?:nbsp|ensp|emsp|thinsp|zwnj|zwj);|\\r\\n(?![a-z])|\\[nrt](?![a-z])|\?{{2,}})+"
)
_BLANKISH = re.compile(
    rf"[\s&\\?{_ZERO_WIDTH}]"
)  # without any of these, as most lines are between their ends, nothing is blank
_BREAK = compiled(r"[\n\r\f\v\x85\u2028\u2029]|\\[nr]")
_NOTHING = compiled(rf"[{_ZERO_WIDTH}]+")
_SPACED = compiled(
    r"(?<![0-9A-Za-z.])[0-9](?:(?:[ \xa0\u3000][0-9.](?![0-9A-Za-z])){2,}|[ \xa0\u3000][0-9](?=[ \xa0\u3000]?[年月日]))"
)
_ALNUM = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DIGIT = frozenset("0123456789")

# CJK radicals that PDF fonts put in place of the character and for which Unicode gives no compatibility mapping
_RADICALS = dict(
    zip("⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰", "民西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙", strict=True)
)

_FOLDABLE = re.compile("[⺀-⿕\uf900-\ufaff０-９Ａ-Ｚａ-ｚ％．／＋－﹪]+")  # nothing else is folded


class _Fold(dict[int, str]):
    """What each character is folded to, looked up when it first comes up; outside of _FOLDABLE, to itself."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char) if _FOLDABLE.match(char) else char
        self[code] = plain if len(plain) == 1 else char
        return self[code]


FOLD = _Fold({ord(a): b for a, b in zip("％．／＋－﹪", "%./+-%", strict=True)})
FOLD.update({ord(radical): plain for radical, plain in _RADICALS.items()})


def plain(raw: str) -> str:
    """The text with full-width digits and letters, ％ ． ／ ＋ － and radicals folded one to one; blanks stay."""
    return _FOLDABLE.sub(_folded, raw)


def _folded(run: re.Match[str]) -> str:
    return run.group().translate(FOLD)


def split_lines(text: str) -> tuple[Line, ...]:
    """Cut at LF, CRLF, CR CR LF (one line end) and lone CR, as an editor does; form feeds only count pages."""
    paged = "\f" in text
    lines: list[Line] = []
    start, page = 0, 1
    for number, match in enumerate(_NEWLINE.finditer(text), 1):
        line, page = _line(text, number, start, match.start(), page, paged)
        lines.append(line)
        start = match.end()
    if start < len(text):
        lines.append(_line(text, len(lines) + 1, start, len(text), page, paged)[0])
    return tuple(lines)


def _line(text: str, number: int, start: int, end: int, page: int, paged: bool) -> tuple[Line, int]:
    if not paged:
        return Line(number, start, end), page
    body = text[start:end]
    lead = body[: len(body) - len(body.lstrip())].count("\f")
    return Line(number, start, end, page + lead), page + body.count("\f")


def squeeze(raw: str) -> str:
    """The folded text without any blank: for looking at a line, not for citing it."""
    folded = plain(raw.strip())
    return BLANK.sub("", folded) if _BLANKISH.search(folded) else folded


def fold(text: str, start: int, end: int) -> tuple[str, Sequence[int]]:
    """Clean text of a raw span, and for each of its characters the raw offset it stands at (see `fold_spans`)."""
    return fold_spans(text, ((start, end),))


def fold_spans(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, Sequence[int]]:
    """Clean text of raw spans read as one, as if they stood on lines of their own, and the raw offset of each character.

    Full-width digits and letters, ％ ． ／ ＋ － and radicals are folded one to one. Blanks go, but one space stays between
    two Latin letters or digits; digits printed apart (2 0 2 4) and what a line end cut next to a digit are joined. The
    offsets are a range where the text stands as it is printed, which takes no memory.
    """
    pieces = _merge(spans)
    if len(pieces) == 1:
        first, last = pieces[0]
        return _fold(plain(text[first:last]), range(first, last))
    where: list[int] = []
    for first, last in pieces:
        where.extend(range(first, last))
        where.append(last)  # the line end between two pieces
    return _fold(plain("\n".join(text[a:b] for a, b in pieces)), where)


def _merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _fold(folded: str, where: Sequence[int]) -> tuple[str, Sequence[int]]:
    """The text without blanks, and of `where`, the raw offset of each of its characters, what is left."""
    first, last = 0, len(folded)
    printed = folded.strip()
    if not _BLANKISH.search(printed):
        first = last - len(folded.lstrip())
        return printed, where[first : first + len(printed)]
    blanks = [match.span() for match in BLANK.finditer(folded)]
    if blanks and blanks[0][0] == 0:
        first = blanks.pop(0)[1]
    if blanks and blanks[-1][1] == last:
        last = blanks.pop()[0]
    apart = [m.span() for m in _SPACED.finditer(folded)]
    out: list[str] = []
    places: list[int] = []
    for start, end in blanks:
        out.append(folded[first:start])
        places.extend(where[first:start])
        if _keeps_space(folded, start, end, apart):
            out.append(" ")
            places.append(where[start])
        first = end
    out.append(folded[first:last])
    places.extend(where[first:last])
    return "".join(out), places


def _keeps_space(folded: str, start: int, end: int, apart: Sequence[tuple[int, int]]) -> bool:
    before, after = folded[start - 1], folded[end]
    if before not in _ALNUM or after not in _ALNUM:
        return False
    run = folded[start:end]
    if _NOTHING.fullmatch(run) or ((before in _DIGIT or after in _DIGIT) and _BREAK.search(run)):
        return False
    if not apart:
        return True
    i = bisect_right(apart, (start, len(folded))) - 1
    return not (i >= 0 and end <= apart[i][1])


class SourceMap:
    """Places in one document: raw offsets to line, column, page and the characters around."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._starts = [line.start for line in document.lines]
        by_feed = document.format == "text" and "\f" in document.text
        self._feeds = [m.start() for m in re.finditer("\f", document.text)] if by_feed else None

    def _at(self, offset: int) -> Line:
        lines = self.document.lines
        if not lines:
            return Line(1, 0, 0)
        return lines[max(bisect_right(self._starts, offset) - 1, 0)]

    def line(self, offset: int) -> int:
        """The 1-based number of the line that holds the raw offset."""
        return self._at(offset).number

    def page(self, offset: int) -> int | None:
        """The 1-based page of the raw offset, or None where the document has no pages."""
        if self._feeds is not None:
            return bisect_right(self._feeds, offset) + 1
        return self._at(offset).page

    def source(self, start: int, end: int) -> Source:
        """The place `text[start:end]`; `end_column` is the column just after its last character."""
        document, text = self.document, self.document.text
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"span {start}:{end} is outside the text of {len(text)} characters")
        first = last = self._at(start)
        if end > first.end:
            last = self._at(max(end - 1, start))
        return Source(
            start=start,
            end=end,
            text=text[start:end],
            line=first.number,
            column=start - first.start + 1,
            end_line=last.number,
            end_column=end - last.start + 1,
            page=first.page if self._feeds is None else self.page(start),
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
            boxes=tuple(document.boxes(start, end)) if document.boxes else (),
            cell=first.cell,
        )
