"""Printed numbers as intervals: arithmetic encloses, rounding is forgiven, a shift beyond it is not."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jqreport.intervals import INFINITY, Interval, base, grown, growth, increase_growth, point, printed, total

D = Decimal
NUMBERS = st.decimals(min_value="0.001", max_value="9999999", places=6)
ANY = st.decimals(min_value="-9999", max_value="9999", places=4)
PLACES = st.integers(0, 4)


def rounded(value: Decimal, decimals: int, rule: str = ROUND_HALF_UP) -> Decimal:
    return value.quantize(D(1).scaleb(-decimals), rounding=rule)


@given(NUMBERS, PLACES, st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]))
def test_a_printed_number_holds_what_was_rounded_to_it(value: Decimal, decimals: int, rule: str) -> None:
    assert printed(rounded(value, decimals, rule), decimals).holds(value)


@given(ANY, PLACES)
def test_cut_off_numbers_are_held_loosely(value: Decimal, decimals: int) -> None:
    cut = rounded(value, decimals, ROUND_DOWN)
    loose = printed(cut, decimals, loose=True)
    assert loose.holds(value) or cut == 0  # -0.4 is cut to 0, which has no sign


@given(NUMBERS, PLACES, PLACES)
def test_one_value_printed_twice_agrees(value: Decimal, a: int, b: int) -> None:
    assert printed(rounded(value, a), a).agrees(printed(rounded(value, b), b))


def test_neighbours_do_not_agree() -> None:
    assert not printed(D("19.66"), 2).agrees(printed(D("19.67"), 2))
    assert printed(D("19.66"), 2).meets(printed(D("19.67"), 2))
    assert printed(D("2.5"), 1).agrees(printed(D(3), 0))
    assert not printed(D(52), whole=True).agrees(printed(D(53), whole=True))


SHARES = st.fractions(0, 1, max_denominator=100)


def holds(interval: Interval, number: Fraction) -> bool:
    low = interval.low == -INFINITY or Fraction(interval.low) <= number
    return low and (interval.high == INFINITY or number <= Fraction(interval.high))


@given(st.tuples(ANY, ANY).map(sorted), st.tuples(ANY, ANY).map(sorted), SHARES, SHARES)
def test_arithmetic_encloses(a: list[Decimal], b: list[Decimal], s: Fraction, t: Fraction) -> None:
    x, y = Interval(*a), Interval(*b)
    p = Fraction(x.low) + Fraction(x.high - x.low) * s
    q = Fraction(y.low) + Fraction(y.high - y.low) * t
    assert holds(x + y, p + q)
    assert holds(x - y, p - q)
    assert holds(x * y, p * q)
    assert not q or holds(x / y, p / q)


@given(NUMBERS, NUMBERS, PLACES, PLACES, PLACES)
def test_growth_of_rounded_values_meets_the_rounded_growth(old: Decimal, new: Decimal, a: int, b: int, c: int) -> None:
    rate = (new / old - 1) * 100
    if abs(rate) > D("1e15"):
        return
    shown = printed(rounded(rate, c), c)
    x, y = printed(rounded(old, a), a), printed(rounded(new, b), b)
    assert growth(x, y).meets(shown)
    assert grown(x, shown).meets(y)
    assert increase_growth(y, printed(rounded(new - old, a), a)).meets(shown)


def test_growth_from_an_increase_is_tight() -> None:
    implied = increase_growth(printed(D(70650), 0), printed(D(1109), 0))
    assert implied.low > D("1.594")
    assert implied.high < D("1.596")
    assert increase_growth(printed(D(5), 0), printed(D(5), 0)) == Interval(-INFINITY, INFINITY)


def test_the_base_of_a_count() -> None:
    assert base(printed(D(685), whole=True), printed(D(376))).wholes()
    assert not base(printed(D(10), whole=True), printed(D(37))).wholes()


def test_bounds_widen() -> None:
    assert printed(D(40), bound="over").high == INFINITY
    assert printed(D(40), bound="under").low == -INFINITY
    assert printed(D(100), bound="approx") == Interval(D(90), D(110))
    assert printed(Fraction(1, 3)).holds(D("0.34"))
    assert printed(D(2), high=D(3)) == Interval(D("1.5"), D("3.5"))
    assert printed(D("1.5"), 1, factor=D(10**8)) == Interval(D(145000000), D(155000000))


def test_edges() -> None:
    assert (point(1) / Interval(D(-1), D(1))).high == INFINITY
    assert (Interval(D(1), INFINITY) / Interval(D(1), INFINITY)) == Interval(D(0), INFINITY)
    assert growth(printed(D(0)), point(5)) == Interval(-INFINITY, INFINITY)
    assert total([point(1), point(2)]) == point(3)
    assert total([]) == point(0)
    assert point(2) ** 3 == point(8)
    assert -Interval(D(1), D(2)) == Interval(D(-2), D(-1))
    with pytest.raises(ValueError, match="no interval"):
        Interval(D(2), D(1))
