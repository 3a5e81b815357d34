"""Rows written by hand: which figures a row can mean, given the few fields that it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jqreport.indicators import canonical as standard
from jqreport.verify.compare import covers
from jqreport.verify.expectation import Expected
from jqreport.verify.stated import Stated, fold, scale


class Candidates(NamedTuple):
    """Figures (indices) that a row can mean; `how` is "exact", "canonical" or "part" (its name is part of theirs); others of that name."""

    figures: list[int]
    how: str
    others: list[int]


class Names:
    """The figures of a report by name."""

    def __init__(self, figures: Sequence[Stated], canonical: Sequence[str | None]) -> None:
        self.figures = figures
        self.by_name: dict[str, list[int]] = {}
        self.by_canonical: dict[str, list[int]] = {}
        for i, figure in enumerate(figures):
            self.by_name.setdefault(fold(figure.name), []).append(i)
            id = canonical[i]
            if id is not None:
                self.by_canonical.setdefault(id, []).append(i)

    def candidates(self, entry: Expected) -> Candidates:
        """Those of the very name that fit the row; else those that are the same standard indicator; else those whose name holds it."""
        wanted = fold(entry.said.name)
        others: list[int] = []
        same = self.by_canonical.get(standard(entry.said.name) or entry.said.name, [])
        for how, named in (("exact", self.by_name.get(wanted, [])), ("canonical", same)):
            fitting = self._fitting(entry.said, named)
            if fitting:
                return Candidates(fitting, how, [])
            others += [i for i in named if i not in others]
        if others or not wanted:
            return Candidates([], "exact", others)
        holding = [i for name, some in self.by_name.items() if wanted in name for i in some]
        fitting = self._fitting(entry.said, sorted(holding))
        return Candidates(fitting, "part", [] if fitting else sorted(holding))

    def _fitting(self, e: Stated, some: list[int]) -> list[int]:
        """Those that have the unit's kind, the status, the period and the basis that the row names; the very period first."""
        fitting = [i for i in some if _fits(e, self.figures[i])]
        if "period" not in e.left:
            return [i for i in fitting if self.figures[i].period == e.period] or fitting
        return fitting


def _fits(e: Stated, a: Stated) -> bool:
    if "value" not in e.left and a.amount is None:
        return False
    if "unit" not in e.left and a.amount is not None and scale(e.unit).kind != a.kind:
        return False
    if "status" not in e.left and e.status != a.status:
        return False
    return "period" in e.left or covers(e.period, a.period, True)
