"""Where each character of a PDF's text stands: compact, picklable, and asked only where a figure stands."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right

from jqreport.model import Box


class CharBoxes:
    """Call it with a span of `Document.text` for one box per printed line that the span touches.

    Holds two floats a character (its sides; NaN for what is not printed) and four numbers a printed line.
    """

    __slots__ = ("_bottom", "_page", "_start", "_top", "_x0", "_x1")

    def __init__(self) -> None:
        self._x0, self._x1 = array("f"), array("f")
        self._start, self._page = array("l"), array("l")
        self._top, self._bottom = array("f"), array("f")

    def line(self, page: int, top: float, bottom: float) -> None:
        """Begin a printed line at the characters that follow."""
        self._start.append(len(self._x0))
        self._page.append(page)
        self._top.append(top)
        self._bottom.append(bottom)

    def add(self, x0: list[float], x1: list[float]) -> None:
        """Append characters to the printed line."""
        self._x0.extend(x0)
        self._x1.extend(x1)

    def skip(self, count: int = 1) -> None:
        """Append characters that have no place on paper."""
        self._x0.extend([math.nan] * count)
        self._x1.extend([math.nan] * count)

    def __call__(self, start: int, end: int) -> list[Box]:
        """Return (page, x0, top, x1, bottom) in points from the top left, to a hundredth, for each line touched."""
        found: list[Box] = []
        starts = self._start
        i = max(bisect_right(starts, start) - 1, 0)
        while i < len(starts) and starts[i] < end:
            line_end = starts[i + 1] if i + 1 < len(starts) else len(self._x0)
            a, b = max(start, starts[i]), min(end, line_end)
            left = [x for x in self._x0[a:b] if x == x]
            right = [x for x in self._x1[a:b] if x == x]
            if left and right:
                box = (min(left), self._top[i], self._side(left[-1], max(right), b, line_end), self._bottom[i])
                x0, top, x1, bottom = (round(v, 2) for v in box)
                found.append((self._page[i], x0, top, x1, bottom))
            i += 1
        return found

    def _side(self, left: float, right: float, after: int, line_end: int) -> float:
        """The right side, not beyond where the next character begins: typesetters close up the blank half of ） before 。"""
        following = next((x for x in self._x0[after:line_end] if x == x), right)
        return following if left + 0.3 * (right - left) < following < right else right

    def __getstate__(self) -> tuple[array[float] | array[int], ...]:
        return (self._x0, self._x1, self._start, self._page, self._top, self._bottom)

    def __setstate__(self, state: tuple[array[float] | array[int], ...]) -> None:
        self._x0, self._x1, self._start, self._page, self._top, self._bottom = state  # type: ignore[assignment]
