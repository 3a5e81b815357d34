"""Numerals that are no figures: dates, ordinals, labels, notes -> a role and the id of the rule that says so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import regex

from jqreport.cache import compiled
from jqreport.rules import Rule, derived, signs, table

_BEHIND_DIGIT = compiled(r"\d(\D)")
_NUMERAL = r"(?=[\d零〇一二两三四五六七八九十百千])"


class _Index(NamedTuple):
    """Which rules can match in a text, told by what stands in it (see context.toml); a set of rules is an int, one bit a rule."""

    rules: tuple[Rule, ...]
    needs: Mapping[str, int]  # by a character of the text
    after: Mapping[str, int]  # by what stands right behind a digit
    before: Mapping[str, int]  # by what stands right before a numeral
    among: tuple[tuple[tuple[str, ...], int], ...]  # by words
    needless: int
    anywhere: int


@derived
def _index(digits: bool) -> _Index:
    """The rules that a text with or without digits is tried on."""
    rules = tuple(rule for rule in table("context").rules if digits or not rule.sets.get("digit"))
    by: dict[str, dict[str, int]] = {"needs": {}, "after": {}, "before": {}}
    among: list[tuple[tuple[str, ...], int]] = []
    needless = anywhere = 0
    for i, rule in enumerate(rules):
        for key, found in by.items():
            for c in rule.sets.get(key, ""):
                found[c] = found.get(c, 0) | 1 << i
        if "among" in rule.sets:
            among.append((tuple(rule.sets["among"]), 1 << i))
        needless |= (not rule.sets.get("needs")) << i
        anywhere |= (not any(rule.sets.get(key) for key in ("after", "before", "among"))) << i
    return _Index(rules, by["needs"], by["after"], by["before"], tuple(among), needless, anywhere)


@derived
def _signs() -> frozenset[str]:
    return signs(table("context").rules)


@derived
def _ahead() -> regex.Pattern[str]:
    """What stands right before a numeral, of the characters that rules name."""
    named = "".join(sorted(signs(table("context").rules, "before")))
    return compiled(f"[{regex.escape(named)}]{_NUMERAL}")


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
    index = _index(bool(behind) or text[-1:].isdigit())
    tried, near = index.needless, index.anywhere
    for c in _signs().intersection(text):
        tried |= index.needs.get(c, 0)
    for c in behind:
        near |= index.after.get(c, 0)
    for c in frozenset(_ahead().findall(text)):
        near |= index.before.get(c, 0)
    for words, rule in index.among:
        if rule & tried & ~near and any(word in text for word in words):
            near |= rule
    tried &= near
    while tried:
        i = (tried & -tried).bit_length() - 1
        tried &= tried - 1
        hint = index.rules[i].hint
        if hint is None or hint.search(text):
            yield index.rules[i]


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
