"""Traps: numerals that are no figures, and figures that are hard to see; sentences of our own about made-up places.

A case marked `xfail` is a known miss: strict, so that the mending removes the mark.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from jqreport import Figure, Report, extract

HERE = Path(__file__).parent / "traps"


def cases(name: str) -> list[Any]:
    """The cases of a trap file as pytest parameters."""
    found = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))["case"]
    return [
        pytest.param(
            case,
            id=f"{case['kind']}-{i}",
            marks=[pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else [],
        )
        for i, case in enumerate(found)
    ]


def read(text: str) -> Report:
    return extract("trap.txt", data=text.encode("utf-8"))


def same(value: str | None, got: object) -> bool:
    """The same number, fractions included."""
    return (value is None) == (got is None) and (value is None or Fraction(value) == Fraction(str(got)))


def close(wanted: Sequence[str], core: Sequence[str], name: str) -> bool:
    """The name holds every core word and is neither padded nor cut: character F1 of 0.75 (GUIDE, `core`)."""
    if not all(word in name for word in core):
        return False
    if max(map(len, wanted)) > 20 and len(name) <= 30:
        return True
    return max(2 * sum((Counter(name) & Counter(w)).values()) / (len(name) + len(w)) for w in wanted) >= 0.75


@pytest.mark.parametrize("case", cases("not_figures"))
def test_no_figure(case: dict[str, Any]) -> None:
    report = read(case["text"])
    got = [(str(m.value), m.unit or "") for f in report.figures for m in ([f] if f.value is not None else f.changes[:1])]
    wanted = [(value, unit or "") for _, value, unit in case.get("figures", [])]
    assert got == wanted
    places = [(c.source.start, c.source.end, c.role) for c in report.context]
    text = report.document.text
    at = 0
    roles = []
    for numeral, _ in case["roles"]:
        at = text.index(numeral, at)
        roles.append((numeral, next((role for a, b, role in places if a <= at < b), None)))
        at += len(numeral)
    assert roles == [(numeral, role) for numeral, role in case["roles"]]


def changes(figure: Figure) -> list[tuple[Fraction, str | None, str, str]]:
    return [(Fraction(str(c.value)), c.unit, c.direction, c.basis) for c in figure.changes]


@pytest.mark.parametrize("case", cases("hard_figures"))
def test_hard_figure(case: dict[str, Any]) -> None:
    report = read(case["text"])
    wanted = case["figures"]
    shown = [(f.name, str(f.value), f.unit) for f in report.figures]
    assert len(report.figures) == len(wanted), shown
    for figure, want in zip(report.figures, wanted, strict=True):
        assert same(want.get("value"), figure.value), shown
        assert figure.unit == want.get("unit"), shown
        assert figure.bound == want.get("bound", "exact"), figure
        assert figure.status == want.get("status", "actual"), figure
        assert same(want.get("high"), figure.high), figure
        assert same(want.get("from"), figure.base.value if figure.base else None), figure
        moves = [
            (Fraction(c["value"]), c.get("unit"), c["direction"], c.get("basis", "unstated")) for c in want.get("changes", [])
        ]
        assert changes(figure) == moves, figure
        if "part_of" in want:
            whole = [f.name for f in report.figures if f.id == figure.part_of]
            assert whole == [want["part_of"]] if want["part_of"] else not whole, figure
        assert close([want["name"], *want.get("names", [])], want.get("core", []), figure.name), figure.name
