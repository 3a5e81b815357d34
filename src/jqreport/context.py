"""Numerals that are no figures: dates, ordinals, labels, notes -> a role and the id of the rule that says so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from jqreport.cache import compiled
from jqreport.rules import Rule, derived, holds, table

_BEHIND_DIGIT = compiled(r"\d(\D)")


@derived
def _rules(digits: bool) -> tuple[tuple[Rule, str, frozenset[str] | None, tuple[str, ...]], ...]:
    """The rules that a text with or without digits is tried on, each with what must stand in it (see context.toml)."""
    rules = (rule for rule in table("context").rules if digits or not rule.sets.get("digit"))
    return tuple((r, r.sets.get("needs", ""), _set(r.sets.get("after")), tuple(r.sets.get("among", ()))) for r in rules)


def _set(signs: str | None) -> frozenset[str] | None:
    return frozenset(signs) if signs else None


class Spans:
    """Non-overlapping spans of one block's text with role and rule, asked by position."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.spans: list[tuple[int, int, str, str]] = []

    def add(self, start: int, end: int, role: str, rule: str) -> None:
        """Add a span unless it overlaps one that is there already (the earlier rule wins)."""
        i = bisect_right(self.starts, start)
        if i and self.spans[i - 1][1] > start or i < len(self.spans) and self.spans[i][0] < end:
            return
        self.starts.insert(i, start)
        self.spans.insert(i, (start, end, role, rule))

    def at(self, position: int) -> tuple[int, int, str, str] | None:
        """The span that holds `position`, or None."""
        i = bisect_right(self.starts, position)
        if i and self.spans[i - 1][1] > position:
            return self.spans[i - 1]
        return None


def candidates(text: str) -> Iterator[Rule]:
    """The rules that may match in the text, in file order; all others lack what they need."""
    behind = frozenset(_BEHIND_DIGIT.findall(text))
    for rule, needs, after, among in _rules(bool(behind) or text[-1:].isdigit()):
        if after is not None and after.isdisjoint(behind) and not holds(text, among):
            continue
        if needs and not holds(text, needs):
            continue
        if rule.hint is None or rule.hint.search(text):
            yield rule


def context(text: str) -> Spans:
    """All context spans of a block's folded text, first rule in file order wins. Role "level" marks a figure to keep."""
    spans = Spans()
    for rule in candidates(text):
        named = "n" in rule.pattern.groupindex
        for match in rule.pattern.finditer(text):
            start, end = match.span("n") if named else match.span()
            if start < 0:  # the match has no part that the rule takes alone
                start, end = match.span()
            spans.add(start, end, rule.sets["role"], rule.id)
    return spans
