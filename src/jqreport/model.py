"""The nouns of jqreport: named tuples that every stage reads and writes. Imports nothing of the project.

Named tuples, not frozen dataclasses: they are made three times as fast, and a class of them is ready in a fifth of the time,
which counts at each start. For the latter, annotations are no strings here: each would be compiled again.

Offsets are code points of `Document.text` (the decoded file with its newlines untouched), half-open. Lines, columns and
pages are 1-based. Numbers are Decimal, or Fraction where the report prints one (三分之一).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

Number = Decimal | Fraction
Box = tuple[int, float, float, float, float]  # page, x0, top, x1, bottom in points from the top left


class Cell(NamedTuple):
    """The place of a table cell: table number in the document, row and column, all 1-based; head rows have `head`."""

    table: int
    row: int
    column: int
    head: bool = False


class Line(NamedTuple):
    """One line as printed: `text[start:end]` without its newline.

    `hint` is what the reader knows from the file itself (not from wording): "heading", "footnote", "furniture",
    "paragraph" (a whole paragraph of its own, as in DOCX), "cell" (a table cell) or None (a printed line, as in text
    files and PDF).
    """

    number: int
    start: int
    end: int
    page: int | None = None
    hint: str | None = None
    cell: Cell | None = None


class Warning(NamedTuple):
    """Something the reader of the result should know: a stable code, a sentence, and a line where there is one."""

    code: str
    message: str
    line: int | None = None


class Document(NamedTuple):
    """A report as read: the text, its lines, and what only the file knows.

    `marks` are spans of footnote marks that the file itself declares (superscripts, note references). `boxes(start, end)`
    gives the boxes of a span, one per printed line (PDF only). `confidence` is set per line number for OCR text.
    """

    file: str
    text: str
    lines: tuple[Line, ...]
    format: str
    sha256: str
    encoding: str | None = None
    pages: int | None = None
    marks: tuple[tuple[int, int], ...] = ()
    warnings: tuple[Warning, ...] = ()
    boxes: Callable[[int, int], list[Box]] | None = None
    confidence: dict[int, float] | None = None


class Block(NamedTuple):
    """A stretch of the report that is read as one: `text` without wraps and marks; `offsets[i]` is where text[i] stands.

    kind: "heading", "paragraph", "footnote", "furniture" (page numbers, running heads), "skipped" (web junk, repeats) or
    "cell". `part` is "review", "plan" or None, from the headings above.
    """

    kind: str
    text: str
    offsets: Sequence[int]
    section: tuple[str, ...] = ()
    part: str | None = None
    line: int = 1
    marks: tuple[tuple[int, int], ...] = ()
    cell: Cell | None = None

    @property
    def extent(self) -> tuple[int, int]:
        """Where it begins and ends in the report, its marks included; what interrupts it (a footnote) lies inside."""
        if not self.marks:
            return self.offsets[0], self.offsets[-1] + 1
        spans = [*self.marks, (self.offsets[0], self.offsets[-1] + 1)] if self.offsets else self.marks
        return min(spans)[0], max(end for _, end in spans)


@dataclass(slots=True, eq=False)
class Mention:
    """A numeral with its unit and bound, in offsets of its block's text: [start, end) is the quantity as printed.

    `left` and `right` widen it by the bound words around it (超过5000万元以上). `high` is the upper end of a range. `role` is
    None until a stage has decided; then level, change, from or a context role, with `rule` the id of the rule that did.
    """

    start: int
    end: int
    value: Number
    digits: str
    decimals: int
    unit: str | None
    bound: str
    left: int
    right: int
    number: int  # where the numeral itself begins
    number_end: int
    high: Number | None = None
    high_digits: str | None = None
    high_at: int | None = None
    chinese: bool = False
    quantity: str | None = None
    role: str | None = None
    rule: str = ""
    group: int | None = None


class Source(NamedTuple):
    """A place in the report; `text` equals `Document.text[start:end]`."""

    start: int
    end: int
    text: str
    line: int
    column: int
    end_line: int
    end_column: int
    page: int | None = None
    prefix: str = ""
    suffix: str = ""
    boxes: tuple[Box, ...] = ()
    cell: Cell | None = None


class Period(NamedTuple):
    """A 报告期: the words that state it (None if inherited) and its first and last day, ISO."""

    text: str | None
    start: str
    end: str
    stated: bool


class Scaled(NamedTuple):
    """The value brought to the base unit of its quantity."""

    value: Number
    high: Number | None
    unit: str
    quantity: str


class Base(NamedTuple):
    """The value a movement starts from (从15%提高至20%: 15)."""

    value: Number
    digits: str
    decimals: int
    unit: str | None
    source: Source


class Change(NamedTuple):
    """By how much the indicator moved: value is unsigned, `direction` up, down or flat; basis yoy, mom, average, since, unstated."""

    direction: str
    value: Number
    digits: str
    decimals: int
    high: Number | None
    high_digits: str | None
    unit: str | None
    bound: str
    basis: str
    base: str | None
    rule: str
    source: Source


class Figure(NamedTuple):
    """One indicator with what the report says of it. `value` is None where only a movement is given."""

    id: str
    name: str
    value: Number | None
    digits: str | None
    decimals: int | None
    high: Number | None
    high_digits: str | None
    unit: str | None
    bound: str
    scaled: Scaled | None
    status: str
    period: Period | None
    base: Base | None
    changes: tuple[Change, ...]
    part_of: str | None
    section: tuple[str, ...]
    sentence: str
    rule: str
    source: Source
    canonical: str | None = None
    group: str | None = None
    ocr: bool = False
    confidence: float | None = None


class Context(NamedTuple):
    """A numeral that is no figure: role date, ordinal, label or note, and the rule that says so."""

    role: str
    text: str
    rule: str
    source: Source


class Coverage(NamedTuple):
    """Arabic numerals of the report: how many stand in figures, how many in context, how many in neither."""

    numerals: int
    figures: int
    context: int
    unaccounted: int


class Header(NamedTuple):
    """What the report says of itself; None where it does not."""

    title: str | None = None
    place: str | None = None
    date: str | None = None
    start: str | None = None
    end: str | None = None


class Part(NamedTuple):
    """What a stretch of a report gives, all that begins before the offset `end`: the report is the sum of its parts."""

    end: int
    figures: tuple[Figure, ...]
    context: tuple[Context, ...]
    coverage: Coverage
    warnings: tuple[Warning, ...] = ()


class Report(NamedTuple):
    """The whole result of `extract`."""

    document: Document
    header: Header
    figures: tuple[Figure, ...]
    context: tuple[Context, ...]
    coverage: Coverage
    warnings: tuple[Warning, ...] = ()


class Rows(NamedTuple):
    """A report of which only the figures are wanted, one after the other (csv, jsonl); they can be asked for once."""

    document: Document
    header: Header
    figures: Iterable[Figure]


class Finding(NamedTuple):
    """What a comparison found: verdict fail, review or note. `message` is one sentence (`zh` the same in Chinese).

    `figures` are the ids of the figures compared; `fingerprint` is made of the rule and of what they say, never of places.
    """

    rule: str
    verdict: str
    message: str
    zh: str
    figures: tuple[str, ...]
    expected: str | None
    actual: str | None
    file: str
    source: Source | None
    fingerprint: str


class Findings(NamedTuple):
    """The result of verify, check or compare: how many comparisons ended in each verdict, and the findings."""

    command: str
    passed: int
    failed: int
    review: int
    not_checkable: int
    findings: tuple[Finding, ...]
