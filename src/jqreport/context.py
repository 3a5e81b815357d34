"""Numerals that are no figures: dates, ordinals, labels, notes -> a role and the id of the rule that says so."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from jqreport.cache import compiled
from jqreport.rules import Rule, derived, signs, table

_BEHIND_DIGIT = compiled(r"\d(\D)")
_NUMERAL = r"(?=[\d零〇一二两三四五六七八九十百千])"


@dataclass(frozen=True, slots=True)
class _Tried:
    """A rule and what a text must have for it to be tried; see context.toml."""

    rule: Rule
    needs: frozenset[str]
    after: frozenset[str]
    before: frozenset[str]
    among: tuple[str, ...]
    hint: re.Pattern[str] | None

    def skips(self, text: str, present: frozenset[str], behind: frozenset[str], ahead: frozenset[str]) -> bool:
        """Whether the rule cannot match; the sets are what of signs the text has, and what stands behind and before numerals."""
        if self.needs and self.needs.isdisjoint(present):
            return True
        near = self.after or self.before or self.among
        if near and self.after.isdisjoint(behind) and self.before.isdisjoint(ahead) and not any(w in text for w in self.among):
            return True
        return self.hint is not None and not self.hint.search(text)


@derived
def _rules(digits: bool) -> tuple[_Tried, ...]:
    """The rules that a text with or without digits is tried on."""
    return tuple(
        _Tried(
            rule,
            frozenset(rule.sets.get("needs", "")),
            frozenset(rule.sets.get("after", "")),
            frozenset(rule.sets.get("before", "")),
            tuple(rule.sets.get("among", ())),
            rule.hint,
        )
        for rule in table("context").rules
        if digits or not rule.sets.get("digit")
    )


@derived
def _signs() -> re.Pattern[str]:
    return signs(table("context").rules)


@derived
def _ahead() -> re.Pattern[str]:
    return signs(table("context").rules, "before", _NUMERAL)


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


def candidates(text: str) -> list[Rule]:
    """The rules that may match in the text, in file order; all others lack what they need."""
    present = frozenset(_signs().findall(text))
    behind, ahead = frozenset(_BEHIND_DIGIT.findall(text)), frozenset(_ahead().findall(text))
    tried = _rules(bool(behind) or text[-1:].isdigit())
    return [t.rule for t in tried if not t.skips(text, present, behind, ahead)]


def context(text: str) -> Spans:
    """All context spans of a block's folded text, first rule in file order wins. Role "level" marks a figure to keep."""
    spans = Spans()
    for rule in candidates(text):
        for match in rule.pattern.finditer(text):
            named = "n" in rule.pattern.groupindex and match.start("n") >= 0
            start, end = match.span("n") if named else match.span()
            spans.add(start, end, rule.sets["role"], rule.id)
    return spans
