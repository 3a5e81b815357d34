"""Does a figure still say what is expected? Field by field: value, upper end, bound, start, changes, status, period."""

from __future__ import annotations

from typing import NamedTuple

from jqreport.verify.stated import Amount, Move, Stated, near
from jqreport.verify.tolerance import Tolerance


class Difference(NamedTuple):
    """A field in which the two disagree, and what stands on either side; None is nothing."""

    field: str
    expected: str | None
    actual: str | None


def compare(e: Stated, a: Stated, tolerance: Tolerance | None = None) -> list[Difference]:
    """What `a` (the report) says otherwise than `e` (the expectation); the tolerance is that of the value and its ends."""
    found: list[Difference] = []
    unit = a.unit if "unit" in e.left else e.unit
    if not _value(e, a, unit, tolerance):
        found.append(Difference("value", e.level if e.amount else None, a.level if a.amount else None))
    elif "bound" not in e.left and (e.bound or "exact") != (a.bound or "exact") and a.amount is not None:
        found.append(Difference("bound", e.level, a.level))
    if "from" not in e.left and not _same(e.base, e.base_unit, a.base, a.base_unit, tolerance):
        found.append(Difference("from", _show(e.base, e.base_unit), _show(a.base, a.base_unit)))
    if "changes" not in e.left:
        found += _changes(e, a)
    if "status" not in e.left and e.status != a.status:
        found.append(Difference("status", e.status, a.status))
    if "period" not in e.left and not covers(e.period, a.period, "row" in e.left):
        found.append(Difference("period", show_period(e.period), show_period(a.period)))
    return found


def _value(e: Stated, a: Stated, unit: str | None, tolerance: Tolerance | None) -> bool:
    if "value" in e.left:
        return True
    if not _same(e.amount, unit, a.amount, a.unit, tolerance):
        return False
    return "high" in e.left or _same(e.high, unit, a.high, a.unit, tolerance)


def _same(
    e: Amount | None, e_unit: str | None, a: Amount | None, a_unit: str | None, tolerance: Tolerance | None = None
) -> bool:
    if e is None or a is None:
        return e is a
    return near(e, e_unit, a, a_unit, tolerance)


def _show(amount: Amount | None, unit: str | None) -> str | None:
    return None if amount is None else f"{amount.digits}{unit or ''}"


def _changes(e: Stated, a: Stated) -> list[Difference]:
    """Changes are paired where they agree, then in order; a row written by hand names some changes, not all."""
    rest = list(a.moves)
    lost: list[Move] = []
    for move in e.moves:
        agreeing = next((m for m in rest if _moved(move, m)), None)
        if agreeing is None:
            lost.append(move)
        else:
            rest.remove(agreeing)
    found = []
    for move in lost:
        other = next((m for m in rest if move.basis in (None, m.basis)), rest[0] if rest else None)
        if other is not None:
            rest.remove(other)
        found.append(Difference("change", move.words, other.words if other else None))
    if "row" not in e.left:
        found += [Difference("change", None, move.words) for move in rest]
    return found


def _moved(e: Move, a: Move) -> bool:
    unit = a.unit if e.unit is None else e.unit
    open_row = e.bound is None
    return (
        near(e.amount, unit, a.amount, a.unit)
        and (e.basis is None or e.basis == a.basis)
        and (open_row or (_same(e.high, unit, a.high, a.unit) and e.base == a.base and e.bound == a.bound))
    )


def covers(e: tuple[str, str] | None, a: tuple[str, str] | None, loose: bool) -> bool:
    """True for the same period; a period written by hand also covers its last day (2023 and what stood at its end)."""
    if e == a:
        return True
    return loose and e is not None and a is not None and a == (e[1], e[1])


def show_period(period: tuple[str, str] | None) -> str | None:
    """2023-01-01/2023-06-30."""
    return None if period is None else "/".join(dict.fromkeys(period))


def reprinted(e: Stated, a: Stated) -> bool:
    """True where an agreeing value is printed with other digits or another unit than before."""
    if "row" in e.left or e.amount is None or a.amount is None:
        return False
    return (e.amount.digits, e.unit) != (a.amount.digits, a.unit) and e.amount.value != a.amount.value
