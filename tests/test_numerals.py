"""Numerals: printed digits kept, Chinese numerals exact, fractions as fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jqreport.numerals import arabic, chinese, fraction
from jqreport.quantities import scan
from jqreport.units import units

WHOLE = "零一二三四五六七八九"


def spell(n: int) -> str:
    """A whole number below 10¹² as a report spells it."""
    if n >= 10**8:
        rest = n % 10**8
        return spell(n // 10**8) + "亿" + (("零" if rest < 10**7 else "") + spell(rest) if rest else "")
    if n >= 10**4:
        rest = n % 10**4
        return spell(n // 10**4) + "万" + (("零" if rest < 10**3 else "") + spell(rest) if rest else "")
    text, zero = "", False
    for size, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, size)
        if digit:
            text += ("零" if zero and text else "") + WHOLE[digit] + mark
            zero = False
        else:
            zero = True
    return text or "零"


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_whole_numbers_read_back(n: int) -> None:
    assert chinese(spell(n)) == n


@given(st.decimals(min_value=0, max_value=10**15, allow_nan=False, allow_infinity=False, places=3))
def test_arabic_keeps_the_printed_digits(value: Decimal) -> None:
    printed = f"{value:,.3f}"
    read, digits, decimals = arabic(printed)
    assert (read, decimals) == (value, 3)
    assert digits == printed.replace(",", "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两", 2), ("十", 10), ("二十", 20), ("一百零五", 105), ("三千二百", 3200), ("一千二百", 1200), ("二〇二三", 2023), ("二○二三", 2023),
        ("五点三", Decimal("5.3")), ("半", Decimal("0.5")), ("十几", 10), ("数十", 10), ("几", 1), ("百", 100), ("一亿二千万", 120000000),
    ],
)  # fmt: skip
def test_chinese(text: str, value: object) -> None:
    assert chinese(text) == value


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("三分之一", Fraction(1, 3), None),
        ("百分之五", Decimal(5), "%"),
        ("千分之二", Decimal(2), "‰"),
        ("百分之十二点五", Decimal("12.5"), "%"),
        ("百分之80", Decimal(80), "%"),
    ],
)
def test_fractions(text: str, value: object, unit: str | None) -> None:
    assert fraction(text) == (value, unit)


def test_leading_zeros_go_and_trailing_zeros_stay() -> None:
    assert arabic("007.10") == (Decimal("7.10"), "7.10", 2)
    assert arabic("-0.99") == (Decimal("-0.99"), "-0.99", 2)


@pytest.mark.parametrize("quantity", sorted({u.quantity for u in units().values()}))
def test_every_unit_of_the_table_is_read_with_every_multiplier(quantity: str) -> None:
    for unit in (name for name, u in units().items() if u.quantity == quantity and not name.startswith("余")):
        for printed, multiplier in (("36", ""), ("5.2万", "万"), ("3亿", "亿"), ("5万多", "万"), ("120余", "")):
            found = [(m.unit, text[m.start : m.end]) for text in (f"项目{printed}{unit}，",) for m in scan(text)]
            assert found == [(multiplier + unit, printed + unit)]
