"""How far a printed number may lie from the expected one and still agree with it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

_TOLERANCE = re.compile(r"(?:±|\+/-|\+-)?\s*([0-9]{1,18}(?:\.[0-9]{1,18})?)\s*(%?)")


@dataclass(frozen=True, slots=True)
class Tolerance:
    """An absolute tolerance in the expected figure's own unit, or one in percent of the expected value."""

    amount: Fraction
    percent: bool = False

    @classmethod
    def parse(cls, text: str) -> Tolerance | None:
        """Read 0.5, ±0.5 or 1%; None where it is none of these."""
        match = _TOLERANCE.fullmatch(unicodedata.normalize("NFKC", text).strip())
        return None if match is None else cls(Fraction(Decimal(match[1])), bool(match[2]))

    def limit(self, expected: Fraction, factor: Fraction) -> Fraction:
        """The largest difference allowed, in base units; `expected` in base units, `factor` that of the expected unit."""
        return abs(expected) * self.amount / 100 if self.percent else self.amount * factor
