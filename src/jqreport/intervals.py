"""Printed numbers as intervals: every value that rounds to what is printed; Decimal arithmetic, rounded outwards.

A printed number holds all values that round to it under 四舍五入 or under GB/T 8170 (四舍六入五成双), whichever the authors use:
19.66 is [19.655, 19.665], both ends closed. The looser reading (`loose`) adds the values that are cut off to it: up to, and
short of, the next printed number (19.66 … 19.67). A count in whole units (685家) is that number and nothing else.
Bound words widen: 超 and 余 have no upper end, 以内 no lower one, 约 and 近 and fractions in words take a tenth on either side.

Two printed numbers agree where they share more than an end (`agrees`): no rule of rounding prints one value as 19.66 and as
19.67. A computed interval agrees with a printed one where they touch at all (`meets`), since an exact result may lie on an end.
Sources: GB/T 8170-2008 数值修约规则; interval checking as in the calculation spec of XBRL (Calc 1.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction

from jqreport.model import Number

INFINITY = Decimal("Infinity")
APPROX = Decimal("0.1")
_DIGITS = 60
_DOWN = Context(prec=_DIGITS, rounding=ROUND_FLOOR)
_UP = Context(prec=_DIGITS, rounding=ROUND_CEILING)
_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`, both included; an end may be infinite."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"no interval from {self.low} to {self.high}")

    @property
    def is_point(self) -> bool:
        """True where it holds one number only."""
        return self.low == self.high

    def holds(self, number: Decimal) -> bool:
        """True where the number lies in it."""
        return self.low <= number <= self.high

    def meets(self, other: Interval) -> bool:
        """True where the two share a number, an end included."""
        return self.low <= other.high and other.low <= self.high

    def agrees(self, other: Interval) -> bool:
        """True where two printed numbers can stand for one value: they share more than an end, or one is a point in the other."""
        if self.is_point or other.is_point:
            return self.meets(other)
        return self.low < other.high and other.low < self.high

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __add__(self, other: Interval) -> Interval:
        return Interval(_DOWN.add(self.low, other.low), _UP.add(self.high, other.high))

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        pairs = [(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(_times(_DOWN, a, b) for a, b in pairs), max(_times(_UP, a, b) for a, b in pairs))

    def __truediv__(self, other: Interval) -> Interval:
        """The quotients; an interval of all numbers where the divisor may be zero."""
        if other.low <= 0 <= other.high:
            return Interval(-INFINITY, INFINITY)
        pairs = [(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(_over(_DOWN, a, b) for a, b in pairs), max(_over(_UP, a, b) for a, b in pairs))

    def __pow__(self, n: int) -> Interval:
        """The nth power of an interval of positive numbers, n a whole number above zero."""
        found = point(_ONE)
        for _ in range(n):
            found = found * self
        return found

    def wholes(self) -> bool:
        """True where a whole number lies in it."""
        return self.high == INFINITY or self.low == -INFINITY or self.low.to_integral_value(ROUND_CEILING) <= self.high


def point(number: Number | int) -> Interval:
    """The interval of one number; a Fraction is enclosed."""
    if isinstance(number, Fraction):
        top, bottom = Decimal(number.numerator), Decimal(number.denominator)
        return Interval(_DOWN.divide(top, bottom), _UP.divide(top, bottom))
    return Interval(Decimal(number), Decimal(number))


def printed(
    value: Number,
    decimals: int = 0,
    *,
    high: Number | None = None,
    bound: str = "exact",
    factor: Decimal = _ONE,
    whole: bool = False,
    loose: bool = False,
) -> Interval:
    """The interval that a printed number stands for, times `factor` (10⁸ for 亿元).

    `high` is the upper end of a printed range; `whole` marks a count in whole units; `loose` lets the number be cut off
    instead of rounded. A range holds all that either end may stand for.
    """
    found = _one(value, decimals, bound, whole, loose)
    if high is not None:
        found = found.hull(_one(high, decimals, bound, whole, loose))
    return found * point(factor)


def _one(value: Number, decimals: int, bound: str, whole: bool, loose: bool) -> Interval:
    exact = point(value)
    step = _ONE.scaleb(-decimals)
    half = _ZERO if whole else step / 2
    low, high = _DOWN.subtract(exact.low, half), _UP.add(exact.high, half)
    if loose and not whole:
        low, high = (low, _UP.add(exact.high, step)) if value >= 0 else (_DOWN.subtract(exact.low, step), high)
    if bound == "approx" or isinstance(value, Fraction):
        width = max(half, abs(exact.low) * APPROX)
        low, high = min(low, exact.low - width), max(high, exact.high + width)
    elif bound == "over":
        high = INFINITY
    elif bound == "under":
        low = -INFINITY
    return Interval(low, high)


def total(parts: Iterable[Interval]) -> Interval:
    """The sum of the parts; zero for none."""
    found = point(0)
    for part in parts:
        found = found + part
    return found


def growth(old: Interval, new: Interval) -> Interval:
    """The growth from old to new in percent; all numbers where old may be zero or less."""
    if old.low <= 0:
        return Interval(-INFINITY, INFINITY)
    return (new / old - point(1)) * point(100)


def grown(old: Interval, percent: Interval) -> Interval:
    """What old has become after growing by so many percent."""
    return old * (point(1) + percent / point(100))


def base(new: Interval, percent: Interval) -> Interval:
    """What stood before a growth of so many percent; all numbers where the fall may be 100% or more."""
    return new / (point(1) + percent / point(100))


def increase_growth(new: Interval, increase: Interval) -> Interval:
    """The growth in percent that a value and its absolute increase imply together: increase / (value − increase).

    Tight: the two stand twice in the formula, so it is taken at the corners, where its ends lie while value − increase > 0.
    """
    corners = [(v, d) for v in (new.low, new.high) for d in (increase.low, increase.high)]
    if any(abs(x) == INFINITY for pair in corners for x in pair) or any(v - d <= 0 for v, d in corners):
        return Interval(-INFINITY, INFINITY)
    return Interval(
        min(_DOWN.multiply(_HUNDRED, _DOWN.divide(d, _near(_DOWN, _UP, v, d))) for v, d in corners),
        max(_UP.multiply(_HUNDRED, _UP.divide(d, _near(_UP, _DOWN, v, d))) for v, d in corners),
    )


def _near(quotient: Context, other: Context, v: Decimal, d: Decimal) -> Decimal:
    """v − d, rounded so that d / (v − d) errs outwards."""
    return (other if d >= 0 else quotient).subtract(v, d)


def _times(context: Context, a: Decimal, b: Decimal) -> Decimal:
    return _ZERO if a == 0 or b == 0 else context.multiply(a, b)


def _over(context: Context, a: Decimal, b: Decimal) -> Decimal:
    if abs(a) == INFINITY and abs(b) == INFINITY:
        return _ZERO if (context is _DOWN) == ((a > 0) == (b > 0)) else a.copy_sign(a * b)
    return context.divide(a, b)
