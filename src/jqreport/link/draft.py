"""What linking works on: drafts of figures, still in offsets of their block."""

from __future__ import annotations

from dataclasses import dataclass, field

from jqreport.model import Block, Mention


@dataclass(slots=True)
class Move:
    """A change in the making."""

    mention: Mention
    direction: str
    basis: str
    base: str | None
    rule: str
    block: Block | None = None  # where it stands, if not in the figure's own block (a table cell beside its level)


@dataclass(slots=True)
class Draft:
    """A figure in the making: a level, or the changes of an indicator whose level the text does not give."""

    name: str
    level: Mention | None = None
    moves: list[Move] = field(default_factory=list)
    base: Mention | None = None
    names: tuple[str, ...] = ()
    status: str = "actual"
    period: tuple[str | None, str, str, bool] | None = None
    quarter: str = ""  # its own of a list (一、二、三、四季度分别为…)
    part_of: Draft | None = None
    group: Draft | None = None
    said_before: Draft | None = None  # what this one says more of: in another unit (折合6011美元), against another place
    rule: str = ""
    sentence: tuple[int, int] = (0, 0)

    @property
    def at(self) -> int:
        """Where the figure stands: its level, or its first change."""
        return self.level.start if self.level else self.moves[0].mention.start

    @property
    def mention(self) -> Mention:
        """The level, or the first change."""
        return self.level or self.moves[0].mention
