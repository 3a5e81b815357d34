"""What the table of the page says of a figure: the report's own digits, signs for changes, short periods."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from jqreport.formats import numbers
from jqreport.model import Change, Figure, Number, Source

_MARK = {"approx": "≈", "over": "≥", "under": "≤"}  # over is > or ≥, so ≥ is never wrong


def value(figure: Figure) -> str:
    """The value with its bound, and its upper end where it is a range; — where the report gives a movement only."""
    shown = numbers.value(figure)
    if shown is None:
        return "—"
    high = numbers.printed(figure.high, figure.high_digits)
    return _MARK.get(figure.bound, "") + shown + (f"–{high}" if high else "")


def changes(figure: Figure, words: Mapping[str, str]) -> str:
    """All changes of a figure, and what it started from, in a few words."""
    said = []
    if figure.base is not None:
        start = numbers.printed(figure.base.value, figure.base.digits)
        said.append(f"{words['from']} {start}{figure.base.unit or ''}")
    return "; ".join([*said, *(change(c, words) for c in figure.changes)])


def change(one: Change, words: Mapping[str, str]) -> str:
    """One change: sign, digits, unit and basis."""
    basis = f"{words['since']} {one.base or '?'}" if one.basis == "since" else words.get(one.basis, one.basis)
    if one.direction == "flat":
        return f"{words['flat']} {basis}".rstrip()
    low, high = numbers.printed(one.value, one.digits), numbers.printed(one.high, one.high_digits)
    amount = ("-" if one.direction == "down" else "+") + _MARK.get(one.bound, "") + (low or "") + (f"–{high}" if high else "")
    return f"{amount}{one.unit or ''} {basis}".rstrip()


def place(source: Source) -> str:
    """Line, or page and line."""
    return str(source.line) if source.page is None else f"{source.page}:{source.line}"


def order(figure: Figure) -> str:
    """A plain number to sort by: the scaled value where there is one; empty where there is no value."""
    number: Number | None = figure.scaled.value if figure.scaled is not None else figure.value
    if number is None:
        return ""
    if isinstance(number, Fraction):
        number = Decimal(number.numerator) / Decimal(number.denominator)
    return f"{number:f}"
