"""Self-audit of one run: what the tests prove in general, proved for this report, without the extractor's own counting.

Numerals are found again by a scan of the characters, every quote is cut out of the text again, every value is read again
from its quote, and what JSON, JSON Lines and CSV say is parsed back and compared.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from jqreport.errors import InputError
from jqreport.model import Document, Figure, Part, Report, Source

SHOWN = 5  # problems of one kind that are listed; more are counted

_RUN = re.compile("[0-9０-９]+")
_END = re.compile("\r\r\n|\r\n|\n|\r")
_HALF = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_AROUND = 32  # characters of prefix and suffix (OUTPUT)
_NOT_DIGIT = re.compile("[^0-9.]")
_STEPS = re.compile("[0-9][万亿][0-9]")  # a number printed in steps
_BARE = str.maketrans("", "", "0.")


def check(report: Report, *, full: bool = True) -> list[str]:
    """Return what is wrong with a report as sentences; an empty list is a proof that nothing is (see the module).

    Costs a third of an extraction from text; without the parsing back of what is written (`full`), a fortieth (2.7%).
    """
    found = Proof(report.document).of(Part(len(report.document.text), report.figures, report.context, report.coverage))
    if full:
        from jqreport.readback import formats

        found += _some(formats(report))
    return found


def proved(report: Report, *, full: bool = False) -> Report:
    """Return the report, or raise InputError (code "self-check") where `check` finds something: no trustworthy result."""
    _refuse(report.document.file, check(report, full=full))
    return report


def proving(document: Document, parts: Iterable[Part]) -> Iterator[Part]:
    """The parts of a report one by one, each proved before it is given; InputError as `proved` raises it."""
    proof = Proof(document)
    for part in parts:
        _refuse(document.file, proof.of(part))
        yield part
    _refuse(document.file, proof.rest())


def _refuse(file: str, found: Sequence[str]) -> None:
    if not found:
        return
    more = f" (+{len(found) - 1})" if len(found) > 1 else ""
    raise InputError(
        f"{file}: the result contradicts itself and is not given: {found[0]}{more}; please report this file",
        f"{file}：结果自相矛盾，未予输出：{found[0]}{more}；请反馈此文件",
        code="self-check",
    )


class Proof:
    """Proves the parts of one report, in their order."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.starts = starts(document.text)
        self.lines = _line_starts(document.text) if document.format == "text" else [line.start for line in document.lines]
        self.ids: set[str] = set()
        self.counted = 0  # of starts

    def of(self, part: Part) -> list[str]:
        """What is wrong with the next part."""
        return [*self._numerals(part), *self._quotes(part)]

    def rest(self) -> list[str]:
        """What no part has held, once all have been asked about."""
        return self._lost(self.starts[self.counted :])

    def _lost(self, places: Iterable[int]) -> list[str]:
        return _some(f"no figure and no context holds the numeral at {p}: {self.text[p : p + 12]!r}" for p in places)

    def _numerals(self, part: Part) -> list[str]:
        """Each Arabic numeral is held by a figure or by context, and the coverage that is stated is the one counted here."""
        taken = _Held((s.start, s.end) for f in part.figures for s in places(f))
        aside = _Held((c.source.start, c.source.end) for c in part.context)
        lost: list[int] = []
        counts = {"numerals": 0, "figures": 0, "context": 0}
        last = bisect_left(self.starts, part.end, self.counted)
        for position in self.starts[self.counted : last]:
            counts["numerals"] += 1
            if taken.holds(position) and not aside.holds(position, within=taken):
                counts["figures"] += 1
            elif aside.holds(position):
                counts["context"] += 1
            else:
                lost.append(position)
        self.counted = last
        found = self._lost(lost)
        for what, n in (*counts.items(), ("unaccounted", len(lost))):
            if getattr(part.coverage, what) != n:
                found.append(f"coverage says {getattr(part.coverage, what)} {what}, counted anew there are {n}")
        known = len(self.ids)
        self.ids.update(f.id for f in part.figures)
        if len(self.ids) - known != len(part.figures):
            found.append("two figures have one id")
        return found

    def _quotes(self, part: Part) -> list[str]:
        """Each quote, cut out of the text again, is the same, stands on the line and column it names, and shows its value."""
        text, begins = self.text, self.lines
        wrong: list[str] = []

        def place(s: Source) -> None:
            if text[s.start : s.end] != s.text or not s.text:
                wrong.append(f"{s.start}:{s.end} is {text[s.start : s.end]!r}, quoted as {s.text!r}")
            elif s.prefix != text[max(0, s.start - _AROUND) : s.start] or s.suffix != text[s.end : s.end + _AROUND]:
                wrong.append(f"what stands around {s.start}:{s.end} is not what is quoted")
            elif not (0 < s.line <= len(begins) and 0 < s.end_line <= len(begins)):
                wrong.append(f"line {s.line} of {s.text!r} is outside the text")
            elif begins[s.line - 1] + s.column - 1 != s.start or begins[s.end_line - 1] + s.end_column - 1 != s.end:
                wrong.append(f"{s.text!r} does not stand at line {s.line}, column {s.column}")

        for figure in part.figures:
            place(figure.source)
            if figure.value is None and not figure.changes:
                wrong.append(f"figure {figure.id} says nothing")
            shown = [(figure.source, figure.digits), (figure.source, figure.high_digits)] if figure.value is not None else []
            for change in figure.changes:
                place(change.source)
                shown += [(change.source, change.digits), (change.source, change.high_digits)]
            if figure.base:
                place(figure.base.source)
                shown.append((figure.base.source, figure.base.digits))
            wrong.extend(f"{s.text!r} does not show {digits}" for s, digits in shown if digits and not _shows(s.text, digits))
        for context in part.context:
            place(context.source)
            if context.text != context.source.text:
                wrong.append(f"context {context.text!r} quotes {context.source.text!r}")
        return _some(wrong)


def starts(text: str) -> list[int]:
    """Where the Arabic numerals of a text begin: runs of digits, a point between two being inside one, and , before 3 digits."""
    found: list[int] = []
    end, grouped = -2, True  # where the numeral before ended; whether it may still go on with ,000
    for run in _RUN.finditer(text):
        a, b = run.span()
        joint = text[end] if a == end + 1 else ""
        if joint == "," and grouped and text[a : a + 3].isascii() and b - a == 3:
            end = b
        elif joint == "," and grouped and b - a > 3 and text[a : a + 3].isascii() and text[a + 3] not in "0123456789":
            # 1,234５: three digits, and what follows is in full width
            found.append(a + 3)
            end, grouped = b, True
        elif joint and joint in ".．" and not (found and _pointed(text, found[-1], end)):
            end, grouped = b, False
        else:
            found.append(a)
            end, grouped = b, True
    return found


def _pointed(text: str, start: int, end: int) -> bool:
    """Whether the numeral that stands at start has a decimal point already (1.2.3 is two numerals)."""
    return "." in text[start:end] or "．" in text[start:end]


def places(figure: Figure) -> list[Source]:
    """Every place that a figure cites: level, changes, from."""
    base = [figure.base.source] if figure.base else []
    return [figure.source, *(change.source for change in figure.changes), *base]


class _Held:
    """Spans asked by position; overlapping ones are merged."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.begins: list[int] = []
        self.ends: list[int] = []
        self.spans = sorted(spans)
        for start, end in self.spans:
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.begins.append(start)
                self.ends.append(end)

    def holds(self, position: int, within: _Held | None = None) -> bool:
        """Whether a span holds the position; `within`: and it is the inner one, as a page number that parts a quantity is."""
        i = bisect_right(self.begins, position) - 1
        held = i >= 0 and position < self.ends[i]
        return held and (within is None or self._last(position) > within._last(position))

    def _last(self, position: int) -> int:
        """The last begin of a span that holds the position."""
        return max(start for start, end in self.spans if start <= position < end)


def _line_starts(text: str) -> list[int]:
    return [0, *(m.end() for m in _END.finditer(text) if m.end() < len(text))]


def _shows(quote: str, digits: str) -> bool:
    """Whether the digits are printed in the quote; a Chinese numeral (no digit in the quote) shows what it is read as."""
    plain = quote.translate(_HALF)
    wanted = digits.lstrip("-")
    if wanted in plain:
        return True
    bare = _NOT_DIGIT.sub("", plain)
    if wanted in bare or not any("0" <= c <= "9" for c in bare):
        return True
    if _STEPS.search(plain):  # 1万6千多户 is 1.6 万户, 2万5百 2.05 万
        return bare.translate(_BARE) == wanted.translate(_BARE)
    rest = iter(bare)  # a footnote mark or a page number may stand between the digits
    return "/" in digits or all(c in rest for c in wanted)


def _some(problems: Iterable[str]) -> list[str]:
    """The first problems of a kind, and how many more there are."""
    source = iter(problems)
    first = list(islice(source, SHOWN))
    more = sum(1 for _ in source)
    return [*first, f"and {more} more like this"] if more else first
