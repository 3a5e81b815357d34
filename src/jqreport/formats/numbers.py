"""Numbers as text: the very digits of the report where they stand, else plain decimals; never a float or an exponent."""

from __future__ import annotations

import re
from fractions import Fraction

from jqreport.model import Change, Figure, Number

_DIGITS = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def plain(value: Number) -> str:
    """Return a Decimal without exponent and without zeros that say nothing (1966000000.00 -> 1966000000); a Fraction as n/d."""
    if isinstance(value, Fraction):
        return str(value)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def printed(value: Number | None, digits: str | None) -> str | None:
    """Return the digits as the report prints them if they are those of a number, else the value itself; None stays None."""
    if value is None:
        return None
    if digits is not None and type(value) is not Fraction and _DIGITS.fullmatch(digits):  # isinstance asks an abstract class
        return digits
    return str(value) if isinstance(value, Fraction) else format(value, "f")


def value(figure: Figure) -> str | None:
    """The figure's value as printed."""
    return printed(figure.value, figure.digits)


def signed(change: Change) -> tuple[str | None, str | None]:
    """The change and its upper end with the direction as sign: a fall is negative."""
    low, high = printed(change.value, change.digits), printed(change.high, change.high_digits)
    if change.direction != "down":
        return low, high
    return _negative(low), _negative(high)


def _negative(text: str | None) -> str | None:
    if text is None or text.startswith("-") or not text.strip("0./"):
        return text
    return "-" + text


def quoted(text: str | None) -> str:
    """A number as JSON: null, a number, or a string for a fraction (1/3), which JSON has no number for."""
    if text is None:
        return "null"
    return f'"{text}"' if "/" in text else text
