"""What a check says of one comparison, and how verdicts are come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from hashlib import sha256

from jqreport.intervals import INFINITY, Interval
from jqreport.model import Figure, Finding, Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """One comparison: pass, fail, review, not_checkable, or note (something to know, no comparison)."""

    verdict: str
    figures: tuple[Figure, ...]
    source: Source | None = None
    en: str = ""
    zh: str = ""
    expected: str | None = None
    actual: str | None = None


def passed(*figures: Figure) -> Outcome:
    """The numbers agree."""
    return Outcome("pass", figures)


def unchecked(*figures: Figure) -> Outcome:
    """The numbers belong together, but nothing follows for the one from the others."""
    return Outcome("not_checkable", figures)


def judge(
    figures: Sequence[Figure],
    source: Source,
    agree: bool,
    loosely: bool,
    certain: bool,
    en: str,
    zh: str,
    expected: str,
    actual: str,
) -> Outcome:
    """pass where the numbers agree; else fail only where the reading is certain and cutting off instead of rounding saves nothing."""
    if agree:
        return passed(*figures)
    verdict = "fail" if certain and not loosely else "review"
    if loosely:
        en += " Cut off instead of rounded they would agree."
        zh += "若为截尾而非四舍五入，则相符。"
    return Outcome(verdict, tuple(figures), source, en, zh, expected, actual)


def finding(rule: str, outcome: Outcome, file: str) -> Finding:
    """The record of an outcome that people should see."""
    return Finding(
        rule,
        outcome.verdict,
        outcome.en,
        outcome.zh,
        tuple(f.id for f in outcome.figures),
        outcome.expected,
        outcome.actual,
        file,
        outcome.source,
        fingerprint(rule, outcome),
    )


def fingerprint(rule: str, outcome: Outcome) -> str:
    """A hash of the rule and of what the figures say (name, digits, unit, status, period, changes), never of places."""
    parts = [rule, outcome.expected or "", outcome.actual or ""]
    for f in outcome.figures:
        period = f"{f.period.start}/{f.period.end}" if f.period else ""
        moves = ";".join(f"{c.direction} {c.digits} {c.unit} {c.basis}" for c in f.changes)
        parts += [f.name, f.digits or "", f.unit or "", f.status, period, moves]
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def span(interval: Interval, decimals: int = 2, unit: str = "") -> str:
    """An interval for people, its ends rounded outwards: 62.9–63.1%."""
    low, high = _digits(interval.low, decimals, ROUND_FLOOR), _digits(interval.high, decimals, ROUND_CEILING)
    if interval.low == -INFINITY:
        return f"≤{high}{unit}" if interval.high != INFINITY else "?"
    if interval.high == INFINITY:
        return f"≥{low}{unit}"
    return f"{low}{unit}" if low == high else f"{low}～{high}{unit}"


def _digits(number: Decimal, decimals: int, rounding: str) -> str:
    if abs(number) == INFINITY:
        return "∞"
    return f"{number.quantize(Decimal(1).scaleb(-decimals), rounding=rounding):f}"
