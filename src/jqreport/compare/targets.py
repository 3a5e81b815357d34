"""The targets of an older report beside the results of the newer one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jqreport.check.outcome import Outcome
from jqreport.check.view import amount, dimension, percent, plain, points
from jqreport.compare.series import Book
from jqreport.intervals import Interval
from jqreport.model import Change, Figure

MET, MISSED, NEAR = "met", "missed", "near"
ZH = {MET: "达到", MISSED: "未达到", NEAR: "相近"}


@dataclass(frozen=True, slots=True)
class Target:
    """A target, the result it is held against, and whether it is met; `near` where 左右 or bound words leave it open."""

    name: str
    target: Figure
    result: Figure
    aim: str
    done: str
    state: str
    file: str

    def outcome(self) -> Outcome:
        """The note of it."""
        en = f"{self.name}: the older report aimed at {self.aim}, the newer one reports {self.done} ({self.state})."
        zh = f"“{self.name}”：旧报告目标{self.aim}，新报告结果{self.done}（{ZH[self.state]}）。"
        return Outcome("note", (self.target, self.result), self.result.source, en, zh, self.aim, self.done)


def targets(old: Book, new: Book) -> Iterator[Target]:
    """Each target of the older report that the newer one has a result for, for the time that the target is for."""
    for subject, target in old.targets.items():
        if not _for_year(target, new):
            continue
        result, doubtful = new.figure(subject)
        if result is None or doubtful:
            continue
        found = _held(target, result, new.stated(subject))
        if found is not None:
            yield Target(result.name, target, result, *found, new.report.document.file)


def _for_year(target: Figure, new: Book) -> bool:
    """True where the target is for the whole time that the newer report reviews."""
    period, head = target.period, new.report.header
    if period is None or head.start is None or head.end is None:
        return False
    return period.start <= head.start and head.end <= period.end


def _held(target: Figure, result: Figure, stated: Change | None) -> tuple[str, str, str] | None:
    """Aim, result and state: growth against growth, or value against value of one unit."""
    if target.value is None:
        aim = target.changes[0]
        wanted, got = percent(aim) or points(aim), None if stated is None else percent(stated) or points(stated)
        if stated is None or wanted is None or got is None or (percent(aim) is None) != (percent(stated) is None):
            return None
        plainly = percent(aim, bound="exact") or points(aim, bound="exact")
        assert plainly is not None
        sign = "下降" if aim.direction == "down" else "增长"
        done = "下降" if stated.direction == "down" else "增长"
        state = _state(plainly, got, aim.bound, falling=aim.direction == "down")
        return sign + _text(aim.source.text, aim.bound), done + plain(stated.source), state
    if result.value is None or dimension(target.unit) != dimension(result.unit):
        return None
    wanted = amount(target.value, None, target.decimals or 0, target.unit)
    got = amount(result.value, result.high, result.decimals or 0, result.unit, result.bound)
    return _text(target.source.text, target.bound), plain(result.source), _state(wanted, got, target.bound, falling=False)


def _state(wanted: Interval, got: Interval, bound: str, falling: bool) -> str:
    """met, missed, or near where 左右 leaves it open; for a ceiling (控制在…以内) and for a fall less is better."""
    aim, done = (wanted.low + wanted.high) / 2, (got.low + got.high) / 2
    if not done.is_finite():
        return NEAR
    short = done - aim if bound == "under" or falling else aim - done
    if short <= 0:
        return MET
    return NEAR if bound == "approx" and short <= abs(aim) / 10 else MISSED


def _text(quote: str, bound: str) -> str:
    words = {"over": "以上", "under": "以内", "approx": "左右"}.get(bound, "")
    return "".join(quote.split()) + words
