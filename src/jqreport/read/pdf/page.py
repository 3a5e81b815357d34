"""One page as both engines give it: characters in the order of the file, each with its box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

Edge = tuple[str, float, float, float, float]  # "h" or "v", x0, top, x1, bottom in points from the top left


class Page(Protocol):
    """A page of characters. `text` has "\\n" or "\\r" where the engine sees a line end, and a space where it sees a gap.

    `x0`, `x1`, `top`, `bottom` are as long as `text`, in points from the top left of the page as shown; boxes of spaces and
    line ends mean nothing.
    """

    @property
    def text(self) -> str: ...
    @property
    def x0(self) -> Sequence[float]: ...
    @property
    def x1(self) -> Sequence[float]: ...
    @property
    def top(self) -> Sequence[float]: ...
    @property
    def bottom(self) -> Sequence[float]: ...

    def font(self, index: int) -> tuple[float, float]:
        """Return the em size of character `index` and the y of its baseline from the top; a size of 0 means unknown."""
        ...


@dataclass(slots=True)
class Run:
    """Characters that stand on one printed line: `x0[i]`, `x1[i]` are the sides of text[i], NaN for a space put in by us.

    `marks` are spans of superscript footnote marks. A run that holds a table cell of several printed lines lists them in
    `parts`: (first index, top, bottom) each.
    """

    text: str
    x0: list[float]
    x1: list[float]
    top: float
    bottom: float
    size: float
    marks: list[tuple[int, int]]
    cell: int | None = None
    parts: list[tuple[int, float, float]] | None = None

    @property
    def left(self) -> float:
        """The left side of its first character."""
        return self.x0[0]

    @property
    def right(self) -> float:
        """The right side of its last character."""
        return self.x1[-1]
