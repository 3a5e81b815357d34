"""Which figure of the report is which entry of the expectation: by what figures say, never by where they stand.

Entries of an extract are matched by name, kind of unit, status, period and basis. Among equals: the same sentence first, then
the same sentence with other numbers, then equal values, then the nearest values. What is left over is looked for under another
status or period, another unit, a name with another number in it (5亿元以上项目), or another name in the same sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from jqreport.verify.compare import compare
from jqreport.verify.expectation import Expected
from jqreport.verify.stated import Stated, distance, fold

_NUMERAL = re.compile(r"[0-9][0-9,.]*")
_NEAR = 60  # figures of one name beyond which nearest values are taken in order


class Pair(NamedTuple):
    """An entry and the figure that it is (an index), with how it was found: "key", "identity", "unit" or "name"."""

    entry: int
    figure: int
    how: str


@lru_cache(maxsize=8192)
def skeleton(sentence: str) -> str:
    """A sentence without its numbers."""
    return _NUMERAL.sub("#", fold(sentence))


class Matcher:
    """Pairs the entries of an extract with the figures of a report."""

    def __init__(self, entries: Sequence[Expected], figures: Sequence[Stated]) -> None:
        self.entries, self.figures = entries, figures
        self.left = list(range(len(entries)))
        self.free = list(range(len(figures)))
        self.pairs: list[Pair] = []
        self._paired: set[int] = set()
        self._taken: set[int] = set()
        self._old = [skeleton(e.said.sentence) for e in entries]
        self._new = [skeleton(f.sentence) for f in figures]

    def run(self) -> list[Pair]:
        """All pairs, in the order of the entries."""
        self._grouped("key", lambda s: s.key, self._assign)
        self._grouped("identity", lambda s: (fold(s.name), s.kind), self._assign)
        self._grouped("unit", lambda s: (fold(s.name), s.status, s.period, s.basis, s.member), self._same_sentence)
        self._grouped("name", lambda s: (skeleton(s.name), s.kind, s.status, s.period, s.basis, s.member), self._renamed)
        self._grouped("name", lambda s: (s.kind, s.basis, skeleton(s.sentence)) if s.sentence else None, self._renamed)
        return sorted(self.pairs)

    def _grouped(
        self, how: str, key: Callable[[Stated], Hashable], assign: Callable[[list[int], list[int], str], None]
    ) -> None:
        """Assign within groups of equal keys; a key of None is no group."""
        old, new = _groups(self.left, lambda i: key(self.entries[i].said)), _groups(self.free, lambda i: key(self.figures[i]))
        for value, mine in old.items():
            if value is not None and value in new:
                assign(mine, new[value], how)
        self.left, self.free = self._rest(self.left, self.free)

    def _pair(self, entry: int, figure: int, how: str) -> None:
        self.pairs.append(Pair(entry, figure, how))
        self._paired.add(entry)
        self._taken.add(figure)

    def _assign(self, mine: list[int], theirs: list[int], how: str) -> None:
        mine, theirs = self._by(
            mine, theirs, how, lambda i: fold(self.entries[i].said.sentence), lambda i: fold(self.figures[i].sentence)
        )
        mine, theirs = self._by(mine, theirs, how, self._old.__getitem__, self._new.__getitem__)
        mine, theirs = self._equal(mine, theirs, how)
        if how == "key":
            self._nearest(mine, theirs, how)

    def _same_sentence(self, mine: list[int], theirs: list[int], how: str) -> None:
        mine, theirs = self._by(mine, theirs, how, self._old.__getitem__, self._new.__getitem__)
        if len(mine) == len(theirs) == 1:
            self._pair(mine[0], theirs[0], how)

    def _renamed(self, mine: list[int], theirs: list[int], how: str) -> None:
        self._equal(mine, theirs, how)

    def _by(
        self, mine: list[int], theirs: list[int], how: str, old: Callable[[int], str], new: Callable[[int], str]
    ) -> tuple[list[int], list[int]]:
        """Pair those of one sentence in order, where it has as many on either side; return the rest."""
        before, after = _groups(mine, old), _groups(theirs, new)
        for text, some in before.items():
            others = after.get(text, [])
            if text and len(some) == len(others):
                for e, f in zip(some, others, strict=True):
                    self._pair(e, f, how)
        return self._rest(mine, theirs)

    def _equal(self, mine: list[int], theirs: list[int], how: str) -> tuple[list[int], list[int]]:
        """Pair those that say the same, in order; return the rest."""
        for e in mine:
            entry = self.entries[e]
            f = next((f for f in theirs if f not in self._taken and _agrees(entry, self.figures[f])), None)
            if f is not None:
                self._pair(e, f, how)
        return self._rest(mine, theirs)

    def _nearest(self, mine: list[int], theirs: list[int], how: str) -> None:
        """Pair the nearest values, order deciding between equal distances."""
        if len(mine) * len(theirs) > _NEAR**2:
            for e, f in zip(mine, theirs, strict=False):
                self._pair(e, f, how)
            return
        ranked = sorted(
            (distance(self.entries[e].said, self.figures[f]), abs(i - j), i, j)
            for i, e in enumerate(mine)
            for j, f in enumerate(theirs)
        )
        for _, _, i, j in ranked:
            if mine[i] not in self._paired and theirs[j] not in self._taken:
                self._pair(mine[i], theirs[j], how)

    def _rest(self, mine: list[int], theirs: list[int]) -> tuple[list[int], list[int]]:
        return [i for i in mine if i not in self._paired], [i for i in theirs if i not in self._taken]


def _agrees(entry: Expected, figure: Stated) -> bool:
    """True where value and changes agree; status, period and name are not looked at."""
    return not [d for d in compare(entry.said, figure, entry.tolerance) if d.field not in ("status", "period")]


def _groups(indices: Iterable[int], key: Callable[[int], Hashable]) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for i in indices:
        groups[key(i)].append(i)
    return groups


def contradictions(
    entries: Sequence[Expected], figures: Sequence[Stated], pairs: Sequence[Pair]
) -> dict[int, tuple[int, bool]]:
    """Figures that no entry is, but that say something else of what an entry is about: entry -> figure, and whether the sentence
    is the one of the entry's figure but for its numbers (a passage that is printed twice and changed once)."""
    own = {p.entry: figures[p.figure] for p in pairs}
    taken = {p.figure for p in pairs}
    by_key = _groups(own, lambda i: entries[i].said.key)
    found: dict[int, tuple[int, bool]] = {}
    for i, figure in enumerate(figures):
        mine = by_key.get(figure.key, []) if i not in taken else []
        if not mine or any(not compare(entries[e].said, figure, entries[e].tolerance) for e in mine):
            continue
        sentence = skeleton(figure.sentence)
        same = [e for e in mine if sentence and skeleton(own[e].sentence) == sentence]
        free = next((e for e in (same or mine) if e not in found), None)
        if free is not None:
            found[free] = (i, bool(same))
    return found
