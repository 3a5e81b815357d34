"""Table cells -> drafts: what the table stage has read of each cell becomes a figure, or a change of the figure it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from jqreport.link import periods
from jqreport.link.draft import Draft, Move
from jqreport.model import Block, Header, Mention, Number
from jqreport.numerals import arabic


class CellReading(Protocol):
    """What linking asks of a cell's reading; see tables.Reading."""

    @property
    def role(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def period_text(self) -> str | None: ...
    @property
    def change(self) -> bool: ...
    @property
    def basis(self) -> str | None: ...
    @property
    def base(self) -> str | None: ...
    @property
    def direction(self) -> str | None: ...
    @property
    def value(self) -> Number | None: ...
    @property
    def decimals(self) -> int: ...
    @property
    def bound(self) -> str: ...
    @property
    def of(self) -> int | None: ...
    @property
    def part_of(self) -> int | None: ...


def link_cells(blocks: Sequence[Block], readings: Mapping[int, CellReading], header: Header) -> list[tuple[Draft, Block]]:
    """Drafts of the cells that are figures, with the block each stands in; a change hangs on the level it belongs to."""
    drafts: dict[int, Draft] = {}
    changes: list[tuple[int, CellReading]] = []
    for i, reading in readings.items():
        if reading.role != "figure":
            continue
        if reading.change:
            changes.append((i, reading))
        else:
            drafts[i] = _draft(reading, _mention(reading, blocks[i]), blocks[i], header)
    made = [(draft, blocks[i]) for i, draft in drafts.items()]
    for i, reading in changes:
        mention = _mention(reading, blocks[i])
        move = Move(
            mention,
            reading.direction or _direction(mention),
            reading.basis or "unstated",
            reading.base,
            reading.rule,
            blocks[i],
        )
        mention.value = -mention.value if mention.value < 0 else mention.value
        mention.digits = mention.digits.lstrip("-")
        if reading.of is not None and reading.of in drafts:
            drafts[reading.of].moves.append(move)
        else:
            draft = _draft(reading, None, blocks[i], header)
            draft.moves.append(move)
            made.append((draft, blocks[i]))
    for i, draft in drafts.items():
        part = readings[i].part_of
        draft.part_of = drafts.get(part) if part is not None else None
    return made


def _direction(mention: Mention) -> str:
    return "flat" if mention.value == 0 else "down" if mention.value < 0 else "up"


def _mention(reading: CellReading, block: Block) -> Mention:
    assert reading.start is not None  # a figure has its place
    assert reading.end is not None
    assert reading.value is not None
    digits = str(reading.value)
    printed = "".join(c for c in block.text[reading.start : reading.end] if c.isdigit() or c in ".,")
    if printed and printed[0].isdigit():
        digits = ("-" if reading.value < 0 else "") + arabic(printed.rstrip(".,"))[1]
    return Mention(
        start=reading.start,
        end=reading.end,
        value=reading.value,
        digits=digits,
        decimals=reading.decimals,
        unit=reading.unit,
        bound=reading.bound,
        left=reading.start,
        right=reading.end,
        number=reading.start,
        number_end=reading.end,
    )


def _draft(reading: CellReading, level: Mention | None, block: Block, header: Header) -> Draft:
    draft = Draft(reading.name or "未名", level=level, rule=reading.rule, sentence=(0, len(block.text)))
    draft.status = "target" if block.part == "plan" else "actual"
    draft.period = _period(reading.period_text, header, block.part)
    return draft


def _period(text: str | None, header: Header, part: str | None) -> periods.Resolved | None:
    if not text:
        return None
    dated = periods.by_date(text, "", header, part)
    if dated is not None:
        return dated
    for _, _, span in periods.words(text):
        return periods.by_word(text, span, header, part, None)
    return None
