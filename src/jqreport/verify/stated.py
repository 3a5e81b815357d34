"""What a figure says, apart from where it stands: the form in which expectation and report are compared, and how.

Units are brought to one scale with exact arithmetic. Two printed numbers agree where they differ by no more than half a unit
of the last printed place of the coarser one (GB/T 8170), unless a tolerance says otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from jqreport.formats import numbers
from jqreport.formats.safe import lines_kept
from jqreport.model import Change, Figure, Number
from jqreport.rules import derived
from jqreport.units import scaled
from jqreport.verify.tolerance import Tolerance

_BLANK = re.compile(r"\s+")
_NUMBER = re.compile(r"([+-]?)([0-9]+(?:\.[0-9]+)?)(?:[eE]([+-]?[0-9]{1,3}))?")
_FRACTION = re.compile(r"([+-]?[0-9]{1,18})/([1-9][0-9]{0,17})")
MARK = {"approx": "≈", "over": "≥", "under": "≤", "exact": "", None: ""}


class Scale(NamedTuple):
    """A unit's quantity, its base unit, and the factor to it; an unknown unit is its own base."""

    quantity: str
    base: str
    factor: Fraction

    @property
    def kind(self) -> tuple[str, str]:
        """Units of one kind can be brought to one scale."""
        return self.quantity, self.base


@derived
def scale(unit: str | None) -> Scale:
    """The scale of a unit as written (亿元, 万平方米, 个百分点)."""
    name = fold(unit or "")
    for candidate in dict.fromkeys((unit or "", name, name.removeprefix("个"))):
        known = scaled(Decimal(1), None, candidate) if candidate else None
        if known is not None:
            return Scale(known.quantity, known.unit, Fraction(known.value))
    return Scale("count", name, Fraction(1))


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """A name for comparing: without blanks, full and half width and upper and lower case as one."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", lines_kept(text))).casefold()


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its printed decimals and its digits as printed."""

    value: Number
    decimals: int
    digits: str

    @classmethod
    def read(cls, text: str) -> Amount | None:
        """Read the digits of a number (12.10, -3, 1/3); None where they are none."""
        if match := _FRACTION.fullmatch(text):
            return cls(Fraction(int(match[1]), int(match[2])), 0, text)
        if not _NUMBER.fullmatch(text) or len(text) > 60:
            return None
        value = Decimal(text)
        return cls(value, decimals(value), text if "e" not in text.lower() else format(value, "f"))

    @classmethod
    def of(cls, value: Number | None, digits: str | None) -> Amount | None:
        """The amount of a figure's value."""
        if value is None:
            return None
        return cls(value, decimals(value), numbers.printed(value, digits) or str(value))

    @property
    def step(self) -> Fraction:
        """Half a unit of the last printed place; a fraction in words is exact."""
        return Fraction(0) if isinstance(self.value, Fraction) else Fraction(1, 2 * 10**self.decimals)


def decimals(value: Number) -> int:
    """The decimals that a number is written with."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return max(-exponent, 0) if isinstance(exponent, int) else 0


@dataclass(frozen=True, slots=True)
class Move:
    """A change: its amount is signed; unit, basis and bound are None where an expectation leaves them open."""

    amount: Amount
    high: Amount | None
    unit: str | None
    basis: str | None
    base: str | None
    bound: str | None

    @property
    def words(self) -> str:
        """As people read it: +48.2% yoy."""
        sign = "" if self.amount.digits.startswith("-") else "+"
        high = f"–{self.high.digits}" if self.high else ""
        basis = "" if self.basis in (None, "unstated") else f" {self.basis}"
        return f"{MARK.get(self.bound, '')}{sign}{self.amount.digits}{high}{self.unit or ''}{basis}{self.base or ''}"


@dataclass(frozen=True, slots=True)
class Stated:
    """What is said of an indicator. `left` names what an expectation leaves open: value, unit, bound, status, period,
    high, from, changes; and "row" where it was written by hand."""

    name: str
    amount: Amount | None
    high: Amount | None
    unit: str | None
    bound: str | None
    status: str | None
    period: tuple[str, str] | None
    base: Amount | None
    base_unit: str | None
    moves: tuple[Move, ...]
    sentence: str = ""
    member: int = 0  # place in a ratio, whose members share one name
    left: frozenset[str] = frozenset()

    @property
    def kind(self) -> tuple[str, str]:
        """The kind of the unit."""
        return scale(self.unit).kind

    @property
    def basis(self) -> str:
        """ "level", or the basis of the change where there is no level."""
        return "level" if self.amount is not None or not self.moves else self.moves[0].basis or "unstated"

    @property
    def key(self) -> tuple[object, ...]:
        """What figures are matched by."""
        return (fold(self.name), self.kind, self.status, self.period, self.basis, self.member)

    @property
    def words(self) -> str:
        """The numbers as people read them."""
        parts = [self.level] if self.amount else []
        return ", ".join([*parts, *(m.words for m in self.moves)])

    @property
    def level(self) -> str:
        """The value with bound and unit; a dash where there is none."""
        if self.amount is None:
            return "—"
        return f"{MARK.get(self.bound, '')}{self.amount.digits}{f'–{self.high.digits}' if self.high else ''}{self.unit or ''}"


def of_figure(f: Figure, member: int = 0) -> Stated:
    """What a figure of a report says."""
    return Stated(
        name=f.name,
        amount=Amount.of(f.value, f.digits),
        high=Amount.of(f.high, f.high_digits),
        unit=f.unit,
        bound=f.bound,
        status=f.status,
        period=None if f.period is None else (f.period.start, f.period.end),
        base=None if f.base is None else Amount.of(f.base.value, f.base.digits),
        base_unit=None if f.base is None else f.base.unit,
        moves=tuple(map(_move, f.changes)),
        sentence=f.sentence,
        member=member,
    )


def _move(c: Change) -> Move:
    low, high = numbers.signed(c)
    sign = -1 if c.direction == "down" else 1
    amount = Amount(sign * c.value, decimals(c.value), low or "")
    top = None if c.high is None else Amount(sign * c.high, decimals(c.high), high or "")
    return Move(amount, top, c.unit, c.basis, c.base, c.bound)


def figures(found: tuple[Figure, ...], members: bool) -> list[Stated]:
    """What each figure says, with the `members` of a ratio counted."""
    counted: dict[str, int] = {}
    said = []
    for f in found:
        member = 0
        if members and f.group is not None:
            counted[f.group] = counted.get(f.group, 0) + 1
            member = counted[f.group]
        said.append(of_figure(f, member))
    return said


def near(e: Amount, e_unit: str | None, a: Amount, a_unit: str | None, tolerance: Tolerance | None = None) -> bool:
    """True where the amounts agree; units of different kinds never do."""
    mine, other = scale(e_unit), scale(a_unit)
    if mine.kind != other.kind:
        return False
    x, y = Fraction(e.value) * mine.factor, Fraction(a.value) * other.factor
    limit = tolerance.limit(x, mine.factor) if tolerance else max(e.step * mine.factor, a.step * other.factor)
    return abs(x - y) <= limit


def distance(e: Stated, a: Stated) -> Fraction:
    """How far apart the two values are, in base units; that of the first change where there is no value."""
    if e.amount is not None and a.amount is not None:
        return abs(Fraction(e.amount.value) * scale(e.unit).factor - Fraction(a.amount.value) * scale(a.unit).factor)
    if e.moves and a.moves:
        return abs(Fraction(e.moves[0].amount.value) - Fraction(a.moves[0].amount.value))
    return Fraction(10**30)
