"""Drafts and context spans -> the report's records, part by part: places, ids, periods, scaled values, coverage, warnings."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from jqreport.cache import compiled
from jqreport.digest import sha256
from jqreport.link.draft import Draft, Move
from jqreport.model import (
    Base,
    Block,
    Change,
    Context,
    Coverage,
    Document,
    Figure,
    Header,
    Mention,
    Number,
    Part,
    Period,
    Source,
    Warning,
)
from jqreport.sourcemap import SourceMap
from jqreport.units import known, scaled

NUMERAL = compiled(r"[0-9０-９]+(?:,[0-9]{3}(?![0-9]))*(?:[.．][0-9０-９]+)?")
NAMELESS = "未名"  # a number that stands alone, as in a table dumped one cell a line
REACH = 4000  # no span is longer, so a look back over this many characters finds the span that holds a position


class Assembly:
    """Collects what the stages found in a document and gives it out in parts."""

    def __init__(self, document: Document, places: SourceMap, header: Header) -> None:
        self.document, self.places, self.header = document, places, header
        self._figures: list[tuple[Draft, Block]] = []
        self._headers: dict[int, Header] = {}  # by the block's identity, where a file holds several reports
        self._context: list[Context] = []
        self._warnings: list[Warning] = []
        self._unknown: dict[str, int] = {}
        self._unread: list[int] = []  # the lines of numerals that no stage took
        self._seen: Counter[tuple[str, ...]] = Counter()  # figures that say the same
        self._used: set[str] = set()  # ids
        self._numerals = NUMERAL.finditer(document.text)
        self._numeral = next(self._numerals, None)  # the first that no part has counted

    # ---- context --------------------------------------------------------------------------------------------------

    def context(self, role: str, rule: str, start: int, end: int) -> None:
        """Record a context numeral at raw offsets."""
        source = self.places.source(start, end)
        self._context.append(Context(role, source.text, rule, source))

    def block_context(self, role: str, rule: str, block: Block, start: int, end: int) -> None:
        """Record a context numeral at offsets of a block's text."""
        source = self._place(block, start, end)
        self._context.append(Context(role, source.text, rule, source))

    # ---- figures --------------------------------------------------------------------------------------------------

    def figures(self, block: Block, drafts: Iterable[Draft], header: Header) -> None:
        """Take a block's drafts; `header` is that of the report that the block is of."""
        self._headers[id(block)] = header
        self._figures.extend((d, block) for d in drafts)

    def cells(self, made: Iterable[tuple[Draft, Block]]) -> None:
        """Take the drafts of table cells, each with its block."""
        self._figures.extend(made)

    def warn(self, code: str, message: str, line: int) -> None:
        """Add a warning of the result's own."""
        self._warnings.append(Warning(code, message, line))

    def part(self, end: int) -> Part:
        """What has been taken since the last part, all of it before the offset `end`: figures in order of place, with ids."""
        taken, self._figures = self._figures, []
        ordered = sorted(taken, key=lambda pair: pair[1].offsets[pair[0].at])
        ids = self._ids(ordered)
        figures = tuple(self._figure(draft, block, ids) for draft, block in ordered)
        counted, lost = self._account(figures, end)
        context = tuple(sorted((*self._context, *lost), key=lambda c: (c.source.start, c.source.end)))
        self._context = []
        return Part(end, figures, context, counted)

    def warnings(self) -> tuple[Warning, ...]:
        """What the reader of all parts should know."""
        if self._unread:
            message = f"{len(self._unread)} numerals could not be read in their context; they are listed as labels"
            self.warn("unread-numerals", message, self._unread[0])
        for unit, line in self._unknown.items():
            self.warn("unknown-unit", f"unit {unit!r} is not in the table; kept as written", line)
        return tuple(self._warnings)

    def _account(self, figures: Sequence[Figure], end: int) -> tuple[Coverage, list[Context]]:
        """Each numeral of the text is in a figure or in context; one that no stage took is a label: nothing is dropped in silence."""
        held = [(s.start, s.end, True) for f in figures for s in _places(f)]
        held += [(c.source.start, c.source.end, False) for c in self._context]
        held.sort()
        begins = [span[0] for span in held]
        numerals = inside = far = 0
        lost: list[Context] = []
        match = self._numeral
        while match is not None and match.start() < end:
            numerals += 1
            at = match.start()
            i = bisect_right(begins, at) - 1
            while i >= 0 and held[i][1] <= at and at - begins[i] < REACH:
                i -= 1
            if i < 0 or held[i][1] <= at:
                source = self.places.source(at, match.end())
                lost.append(Context("label", source.text, "fallback.unread", source))
            elif at - begins[i] >= REACH:
                far += 1
            elif held[i][2]:
                inside += 1
            match = next(self._numerals, None)
        self._numeral = match
        self._unread += [c.source.line for c in lost]
        return Coverage(numerals, inside, numerals - inside - far, far), lost

    def _ids(self, ordered: Sequence[tuple[Draft, Block]]) -> dict[int, str]:
        """Ids by what a figure says: name, unit, status, period, basis, and a counter among equals; never its place."""
        seen, used = self._seen, self._used
        ids: dict[int, str] = {}
        for draft, _ in ordered:
            period = draft.period
            key = (
                draft.name,
                draft.mention.unit or "",
                draft.status,
                f"{period[1]}/{period[2]}" if period else "",
                "level" if draft.level else draft.moves[0].basis,
            )
            n = seen[key]
            seen[key] += 1
            digest = sha256("\x1f".join((*key, str(n))).encode("utf-8", "surrogatepass")).hexdigest()
            size = 6
            while f"F-{digest[:size]}" in used:
                size += 2
            used.add(f"F-{digest[:size]}")
            ids[id(draft)] = f"F-{digest[:size]}"
        return ids

    def _figure(self, draft: Draft, block: Block, ids: dict[int, str]) -> Figure:
        level, mention = draft.level, draft.mention
        changes = tuple([self._change(move, block) for move in draft.moves])
        source = self._source(block, mention)
        if not known(mention.unit):
            self._unknown.setdefault(mention.unit or "", source.line)
        sentence = block.text[draft.sentence[0] : draft.sentence[1]].strip() or block.text.strip()
        part, lines = draft.part_of, self.document.confidence
        return Figure(
            id=ids[id(draft)],
            name=draft.name or (block.section[-1] if block.section else "") or NAMELESS,
            value=level.value if level else None,
            digits=_digits(level) if level else None,
            decimals=level.decimals if level else None,
            high=level.high if level else None,
            high_digits=level.high_digits if level else None,
            unit=level.unit if level else None,
            bound=mention.bound if level else "exact",
            scaled=scaled(level.value, level.high, level.unit) if level else None,
            status=draft.status,
            period=self._period(draft, block),
            base=self._base(draft.base, block) if draft.base else None,
            changes=changes,
            part_of=ids.get(id(part)) if part is not None else None,
            section=block.section,
            sentence=sentence,
            rule=draft.rule,
            source=source,
            group=ids.get(id(draft.group)) if draft.group is not None else None,
            ocr=lines is not None,
            confidence=None if lines is None else lines.get(source.line),
        )

    def _change(self, move: Move, block: Block) -> Change:
        m = move.mention
        block = move.block or block
        return Change(
            direction=move.direction,
            value=m.value,
            digits=_digits(m),
            decimals=m.decimals,
            high=m.high,
            high_digits=m.high_digits,
            unit=m.unit,
            bound=m.bound,
            basis=move.basis,
            base=move.base,
            rule=move.rule,
            source=self._source(block, m),
        )

    def _base(self, mention: Mention, block: Block) -> Base:
        return Base(mention.value, _digits(mention), mention.decimals, mention.unit, self._source(block, mention))

    def _source(self, block: Block, mention: Mention) -> Source:
        return self._place(block, mention.start, mention.end)

    def _place(self, block: Block, start: int, end: int) -> Source:
        """The place of offsets of a block's text; in a line of plain text that holds several cells, the block knows which."""
        source = self.places.source(*_raw(block, start, end))
        return source if source.cell == block.cell else source._replace(cell=block.cell)

    def _period(self, draft: Draft, block: Block) -> Period | None:
        if draft.period is not None:
            return Period(*draft.period)
        header = self._headers.get(id(block), self.header)
        if block.part == "plan" and header.end:
            return _planned(header.end, header.date)
        if header.start and header.end:
            return Period(None, header.start, header.end, False)
        return None


def _planned(reviewed: str, dated: str | None) -> Period:
    """The time that a report plans: the year of its date, else the year behind the one it reviews, or the rest of that."""
    year = int(reviewed[:4])
    if dated and int(dated[:4]) > year:
        year = int(dated[:4])
    elif reviewed.endswith("12-31"):
        year += 1
    else:  # a half-year report
        return Period(None, f"{year}-{int(reviewed[5:7]) + 1:02d}-01", f"{year}-12-31", False)
    return Period(None, f"{year}-01-01", f"{year}-12-31", False)


def _digits(mention: Mention) -> str:
    """The digits for JSON: those printed, or the value of a Chinese numeral; a fraction as p/q."""
    return mention.digits if not mention.chinese else decimal(mention.value)


def decimal(value: Number) -> str:
    """A value as plain digits without exponent; a Fraction as p/q."""
    return f"{value:f}" if isinstance(value, Decimal) else f"{value.numerator}/{value.denominator}"


def _raw(block: Block, start: int, end: int) -> tuple[int, int]:
    return block.offsets[start], block.offsets[end - 1] + 1


def _places(figure: Figure) -> list[Source]:
    """Every place that a figure holds: level, changes, from."""
    found = [figure.source, *(c.source for c in figure.changes)]
    return [*found, figure.base.source] if figure.base else found
