"""Numerals that are no figures: dates, ordinals, labels, notes -> a role and the id of the rule that says so."""

from __future__ import annotations

import re
from bisect import bisect_right

from jqreport.cache import compiled
from jqreport.rules import Rule, derived, signs, table

_BEHIND_DIGIT = compiled(r"\d(\D)")


@derived
def _rules(digits: bool) -> tuple[tuple[Rule, frozenset[str], frozenset[str], re.Pattern[str] | None, bool], ...]:
    """The rules that a text with or without digits is tried on: each with the characters that it needs, those behind a digit,
    its hint, and whether its pattern has a group n."""
    return tuple(
        (
            rule,
            frozenset(rule.sets.get("needs", "")),
            frozenset(rule.sets.get("after", "")),
            rule.hint,
            "n" in rule.pattern.groupindex,
        )
        for rule in table("context").rules
        if digits or not rule.sets.get("digit")
    )


@derived
def _signs() -> re.Pattern[str]:
    return signs(table("context").rules)


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


def context(text: str) -> Spans:
    """All context spans of a block's folded text, first rule in file order wins. Role "level" marks a figure to keep."""
    spans = Spans()
    present = frozenset(_signs().findall(text))
    behind = set(_BEHIND_DIGIT.findall(text))
    for rule, needs, after, hint, named in _rules(bool(behind) or text[-1:].isdigit()):
        if needs and needs.isdisjoint(present) or after and after.isdisjoint(behind):
            continue
        if hint and not hint.search(text):
            continue
        for match in rule.pattern.finditer(text):
            start, end = match.span("n") if named and match.start("n") >= 0 else match.span()
            spans.add(start, end, rule.sets["role"], rule.id)
    return spans
