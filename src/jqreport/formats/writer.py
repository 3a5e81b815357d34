"""The JSON of figures, context and warnings, written straight from templates: fixed key order, the report's own digits, fast.

`Writer(wide=True)` puts one field of a figure on a line (json), `Writer(wide=False)` all on one (jsonl), with the same keys.
The text is not yet safe for every reader: pass what is written through `safe.json_safe`.
"""

from __future__ import annotations

from json.encoder import encode_basestring as quote

from jqreport.formats import numbers
from jqreport.model import Base, Change, Context, Document, Figure, Period, Scaled, Source, Warning

FIGURE = (
    *("id", "name", "canonical", "value", "decimals", "high", "unit", "bound", "scaled", "status", "period", "from", "changes"),
    *("part_of", "group", "section", "sentence", "rule", "source"),
)
OCR = ("ocr", "confidence")  # only where the text was read by OCR: a property of the document, not of the figure
CHANGE = ("direction", "value", "decimals", "high", "unit", "bound", "basis", "base", "rule", "source")
SOURCE = (*("page", "line", "column", "end_line", "end_column", "start", "end", "text", "prefix", "suffix", "boxes", "cell"),)
PERIOD = ("text", "start", "end", "stated")
SCALED = ("value", "high", "unit", "quantity")
BASE = ("value", "decimals", "unit", "source")
CONTEXT = ("role", "text", "rule", "source")
WARNING = ("code", "message", "line")
CELL = ("table", "row", "column", "head")
COVERAGE = ("numerals", "figures", "context", "unaccounted")


def text(value: str | None) -> str:
    """A string or null."""
    return "null" if value is None else quote(value)


def number(value: float | None) -> str:
    """A whole number (or a coordinate) or null."""
    return "null" if value is None else repr(value)


class Writer:
    """Templates of one layout; methods return the JSON text of one object."""

    def __init__(self, wide: bool, ocr: bool = False) -> None:
        self.comma, self.colon = (", ", ": ") if wide else (",", ":")
        keys = FIGURE + (OCR if ocr else ())
        self.ocr = ocr
        if wide:
            self._figure = "    {\n      " + ",\n      ".join(f'"{k}": %s' for k in keys) + "\n    }"
        else:
            self._figure = self._template(keys)
            self._figure = '{"file":%s,' + self._figure[1:]
        self._change, self._source, self._period = self._template(CHANGE), self._template(SOURCE), self._template(PERIOD)
        self._scaled, self._base, self._context = self._template(SCALED), self._template(BASE), self._template(CONTEXT)
        self._warning, self._cell = self._template(WARNING), self._template(CELL)
        self._section: tuple[tuple[str, ...], str] = ((), "[]")
        self._sentence: tuple[str, str] = ("", '""')

    def _template(self, keys: tuple[str, ...]) -> str:
        return "{" + self.comma.join(f'"{key}"{self.colon}%s' for key in keys) + "}"

    def array(self, items: list[str]) -> str:
        """A list on one line."""
        return "[" + self.comma.join(items) + "]"

    def figure(self, f: Figure, file: str | None = None) -> str:
        """A figure; `file`, already quoted, comes first in the layout of jsonl."""
        if f.section != self._section[0]:
            self._section = (f.section, self.array([quote(s) for s in f.section]))
        if f.sentence != self._sentence[0]:
            self._sentence = (f.sentence, quote(f.sentence))
        values: tuple[str, ...] = (
            quote(f.id),
            quote(f.name),
            text(f.canonical),
            numbers.quoted(numbers.value(f)),
            "null" if f.value is None or f.decimals is None else str(f.decimals),
            numbers.quoted(numbers.printed(f.high, f.high_digits)),
            text(f.unit),
            quote(f.bound),
            "null" if f.scaled is None else self.scaled(f.scaled),
            quote(f.status),
            "null" if f.period is None else self.period(f.period),
            "null" if f.base is None else self.base(f.base),
            self.array([self.change(c) for c in f.changes]),
            text(f.part_of),
            text(f.group),
            self._section[1],
            self._sentence[1],
            quote(f.rule),
            self.source(f.source),
        )
        if self.ocr:
            values += ("true" if f.ocr else "false", number(f.confidence))
        return self._figure % (values if file is None else (file, *values))

    def source(self, s: Source) -> str:
        """A place; `boxes` is empty but for PDF, `cell` null but in a table."""
        boxes = self.array([self.array([repr(n) for n in box]) for box in s.boxes]) if s.boxes else "[]"
        cell = "null"
        if s.cell is not None:
            cell = self._cell % (s.cell.table, s.cell.row, s.cell.column, "true" if s.cell.head else "false")
        page = "null" if s.page is None else s.page
        words = quote(s.text), quote(s.prefix), quote(s.suffix)
        return self._source % (page, s.line, s.column, s.end_line, s.end_column, s.start, s.end, *words, boxes, cell)

    def change(self, c: Change) -> str:
        """A change; its value is unsigned, `direction` says which way."""
        return self._change % (
            quote(c.direction),
            numbers.quoted(numbers.printed(c.value, c.digits)),
            c.decimals,
            numbers.quoted(numbers.printed(c.high, c.high_digits)),
            text(c.unit),
            quote(c.bound),
            quote(c.basis),
            text(c.base),
            quote(c.rule),
            self.source(c.source),
        )

    def period(self, p: Period) -> str:
        """A 报告期."""
        return self._period % (text(p.text), quote(p.start), quote(p.end), "true" if p.stated else "false")

    def scaled(self, s: Scaled) -> str:
        """The value in the base unit, as a plain decimal."""
        high = None if s.high is None else numbers.plain(s.high)
        return self._scaled % (numbers.quoted(numbers.plain(s.value)), numbers.quoted(high), quote(s.unit), quote(s.quantity))

    def base(self, b: Base) -> str:
        """The value a movement starts from."""
        return self._base % (
            numbers.quoted(numbers.printed(b.value, b.digits)),
            b.decimals,
            text(b.unit),
            self.source(b.source),
        )

    def context(self, c: Context) -> str:
        """A numeral that is no figure."""
        return self._context % (quote(c.role), quote(c.text), quote(c.rule), self.source(c.source))

    def warning(self, w: Warning) -> str:
        """A warning of the report."""
        return self._warning % (quote(w.code), quote(w.message), number(w.line))


def read_by_ocr(document: Document) -> bool:
    """True where the text was read by OCR, so that figures carry `ocr` and `confidence`."""
    return document.confidence is not None
