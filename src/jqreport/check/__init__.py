"""check: do a report's own figures agree with each other? One table names the checks; each one's docstring is its documentation.

Every printed number is the interval of all values that round to it (intervals.py). A finding is raised only where no rounding
can save it; it fails only where the reading is certain, and it never says which number is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import cleandoc

from jqreport.check.averages import average
from jqreport.check.directions import direction
from jqreport.check.goals import goal
from jqreport.check.limits import bounds, order
from jqreport.check.lists import respectively
from jqreport.check.moves import from_to, together, whole_base
from jqreport.check.outcome import Outcome, finding
from jqreport.check.parts import parts
from jqreport.check.same import same, unit
from jqreport.check.shares import ratio, share
from jqreport.check.view import View
from jqreport.errors import UsageError
from jqreport.model import Findings, Report

Check = Callable[[View], Iterator[Outcome]]

PREFIX = "check."  # of a check's id in findings

CHECKS: dict[str, Check] = {
    "same": same,
    "unit": unit,
    "parts": parts,
    "share": share,
    "ratio": ratio,
    "from-to": from_to,
    "together": together,
    "average": average,
    "whole-base": whole_base,
    "direction": direction,
    "bounds": bounds,
    "order": order,
    "respectively": respectively,
    "goal": goal,
}


def documentation(name: str) -> tuple[str, str]:
    """What a check does, in English and in Chinese: the two halves of its docstring, paragraphs unwrapped."""
    paragraphs = cleandoc(CHECKS[known(name)].__doc__ or "").split("\n\n")
    chinese = [p for p in paragraphs if "\u4e00" <= p.lstrip("“")[:1] <= "\u9fff"]
    english = [" ".join(p.split("\n")) for p in paragraphs if p not in chinese]
    return "\n\n".join(english), "\n\n".join(chinese)


def rules_of() -> Mapping[str, tuple[str, str]]:
    """The documentation of every check by the id that its findings carry, as the formats of findings take it."""
    return {PREFIX + name: documentation(name) for name in CHECKS}


def known(name: str) -> str:
    """The name of a check, given as `same` or as `check.same`; UsageError where there is none of that name."""
    name = name.removeprefix(PREFIX)
    if name not in CHECKS:
        names = ", ".join(CHECKS)
        raise UsageError(f"there is no check {name}; there are {names}", f"没有检查项 {name}；可用的有 {names}")
    return name


def outcomes(report: Report, off: Iterable[str] = ()) -> Iterator[tuple[str, Outcome]]:
    """Every comparison of every check that is on, by check and place."""
    view, left_out = View(report), {known(name) for name in off}
    for name, function in CHECKS.items():
        if name not in left_out:
            for outcome in function(view):
                yield name, outcome


def run(reports: Iterable[Report], off: Iterable[str] = ()) -> Findings:
    """Check each report by itself; findings by report and place, and how many comparisons ended in each verdict."""
    counts: Counter[str] = Counter()
    found = []
    for report in reports:
        mine = []
        for name, outcome in outcomes(report, off):
            counts[outcome.verdict] += 1
            if outcome.verdict in ("fail", "review", "note"):
                mine.append(finding(PREFIX + name, outcome, report.document.file))
        mine.sort(key=lambda f: (f.source.start if f.source else 0, f.rule))
        found += mine
    return Findings("check", counts["pass"], counts["fail"], counts["review"], counts["not_checkable"], tuple(found))
