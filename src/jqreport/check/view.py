"""A report as the checks see it: figures by sentence, printed numbers as intervals, subjects that can be compared, words around."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import regex

from jqreport import indicators
from jqreport.intervals import Interval, printed
from jqreport.model import Base, Change, Figure, Number, Report, Source
from jqreport.units import scaled

_SPACE = regex.compile(r"\s+")
_SUMMED = regex.compile(r"累计|[三四五六十]年(?:来|间|共|新|累)|“十[一二三四五]五”|五年")
_REAL = regex.compile(r"实际增|实际同比|可比|不变价|扣除|剔除|同口径|同比口径|还原|名义|自然口径")
_LINKING = regex.compile(
    r"^(?:余|多|左右|以上)?[，,、（(；;]*(?:同比|环比|比上年末|比上年同期|比上年|较上年末|较上年同期|较上年|比去年同期|比去年|较去年|比年初|较年初|年均|每年|平均|分别|各|"
    r"累计|净|多|约|近|超|了|达|达到|为|比\d{4}年|较\d{4}年|增长率|增长|增加|增幅|增产|减产|减少|下降|提高|提升|上升|上涨|回落|降低|增|降|扩大|[，,、]|\d[\d.]*(?:%|个百分点|亿元|万元|[一-龥]{1,4}))*$"
)
_PLACES = {
    "国": ("全国", "我国"),
    "省": ("全省", "我省"),
    "市": ("全市", "我市", "本市", "市域"),
    "县": ("全县", "我县", "县域"),
}
_PLACES |= {"区": ("全区", "我区"), "镇": ("全镇",), "乡": ("全乡",), "州": ("全州",), "旗": ("全旗",), "盟": ("全盟",)}
_WHOLE_COUNTS = frozenset({"count", "people"})

_TITLE = regex.compile(r"(?m)^[^\n，。；]{0,24}?((?:19|20)\d{2})年?[^\n，。；]{0,24}(?:统计公报|工作报告)[ \t\u3000]*\r?$")

Subject = tuple[str, str]  # scope, indicator id or name


class View:
    """One report with what the checks look up in it."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.file = report.document.file
        self.figures: Sequence[Figure] = sorted(report.figures, key=lambda f: f.source.start)
        self.by_id = {f.id: f for f in report.figures}

    # ---- what stands beside what -----------------------------------------------------------------------------------

    @cached_property
    def sentences(self) -> list[list[Figure]]:
        """The figures of each sentence, in order of place."""
        found: dict[tuple[str, tuple[str, ...]], list[Figure]] = defaultdict(list)
        for figure in self.figures:
            found[figure.sentence, figure.section].append(figure)
        return list(found.values())

    @cached_property
    def _sentence_of(self) -> dict[str, list[Figure]]:
        return {f.id: group for group in self.sentences for f in group}

    def beside(self, figure: Figure) -> list[Figure]:
        """The figures of the same sentence, itself included."""
        return self._sentence_of[figure.id]

    def text(self, start: int, end: int) -> str:
        """The text between two places without spaces and line breaks."""
        return _SPACE.sub("", self.report.document.text[start:end]) if start < end else ""

    def between(self, a: Source, b: Source) -> str:
        """The text from the end of one place to the beginning of another."""
        return self.text(a.end, b.start)

    def clause(self, figure: Figure) -> str:
        """What stands before a figure in its sentence, back to the last ；."""
        before = self.text(max(0, figure.source.start - 80), figure.source.start)
        return before[max(before.rfind(c) for c in "。；;！？") + 1 :]

    def summed(self, figure: Figure) -> bool:
        """True where the words before a figure make it a sum over years (五年来累计)."""
        return bool(_SUMMED.search(self.clause(figure)))

    def adjacent(self, figure: Figure, change: Change) -> bool:
        """True where only words of comparison stand between the value and its change: 685家，同比增长|376%."""
        if figure.value is None or change.source.start < figure.source.end:
            return False
        return bool(_LINKING.match(self.between(figure.source, change.source)))

    def real(self, change: Change) -> bool:
        """True where the words before a change, or in brackets behind it, say that prices or scope are adjusted for."""
        before = self.text(max(0, change.source.start - 24), change.source.start)
        after = self.text(change.source.end, change.source.end + 14)
        cut = max(before.rfind(c) for c in "。；")
        return bool(_REAL.search(before[cut + 1 :]) or (after[:1] in "（(" and _REAL.search(after)))

    @cached_property
    def _starts(self) -> list[int]:
        """Where a further report begins in the same file: a line that is a title with another year."""
        found: list[tuple[int, str]] = [(m.start(), m[1]) for m in _TITLE.finditer(self.report.document.text)]
        return [a for (_, old), (a, new) in zip(found, found[1:], strict=False) if old != new]

    def volume(self, figure: Figure) -> int:
        """In which of the reports of a file a figure stands; 0 in all but collections."""
        return bisect_right(self._starts, figure.source.start)

    # ---- what is said of what --------------------------------------------------------------------------------------

    @cached_property
    def _own(self) -> frozenset[str]:
        head = self.report.header
        place = head.place or ("国" if "中华人民共和国" in (head.title or "") else "")
        return frozenset(_PLACES.get(place[-1:], ()))

    def subject(self, figure: Figure) -> Subject:
        """The scope and the indicator (or the plain name) of a figure; the report's own place is the scope ""."""
        if (found := self._subjects.get(figure.id)) is not None and self.by_id.get(figure.id) is figure:
            return found
        return self._subject(figure)

    @cached_property
    def _subjects(self) -> dict[str, Subject]:
        return {f.id: self._subject(f) for f in self.figures}

    @cached_property
    def by_subject(self) -> dict[Subject, list[Figure]]:
        """The figures of each subject, in order of place."""
        found: dict[Subject, list[Figure]] = defaultdict(list)
        for figure in self.figures:
            found[self.subject(figure)].append(figure)
        return found

    def behind(self, figure: Figure, reach: int) -> list[Figure]:
        """The figures that begin within so many characters behind a figure."""
        first = bisect_left(self._begins, figure.source.end)
        return list(self.figures[first : bisect_right(self._begins, figure.source.end + reach)])

    @cached_property
    def _begins(self) -> list[int]:
        return [f.source.start for f in self.figures]

    def _subject(self, figure: Figure) -> Subject:
        region, rest = indicators.split(figure.name)
        known = indicators.of(figure)
        return ("" if region in self._own else region, known.id if known else rest)

    def dated(self, figure: Figure) -> tuple[str, str] | None:
        """First and last day of a figure's period."""
        return (figure.period.start, figure.period.end) if figure.period else None


def plain(source: Source) -> str:
    """A quantity as printed, on one line; of one that is broken by a page only its first and last lines."""
    lines = [line for part in source.text.splitlines() if (line := _SPACE.sub("", part))]
    return "".join(lines if len(lines) < 3 else (lines[0], lines[-1]))


def exact(figure: Figure) -> bool:
    """True for one printed number without bound words, read by no OCR, standing in running text."""
    plainly = figure.value is not None and not isinstance(figure.value, Fraction) and figure.bound == "exact"
    return plainly and figure.high is None and not figure.ocr and figure.source.cell is None


def exact_change(change: Change) -> bool:
    """The same of a change."""
    return (
        change.bound == "exact"
        and change.high is None
        and not isinstance(change.value, Fraction)
        and change.source.cell is None
    )


def level(figure: Figure, loose: bool = False) -> Interval | None:
    """The interval of a figure's value in the base unit of its quantity; in the printed one where the unit is not known."""
    if figure.value is None:
        return None
    return amount(figure.value, figure.high, figure.decimals or 0, figure.unit, figure.bound, loose)


def amount_of(figure: Figure, loose: bool = False) -> Interval:
    """`level` of a figure that has a value."""
    found = level(figure, loose)
    assert found is not None  # asked only where there is a value
    return found


def amount(
    value: Number, high: Number | None, decimals: int, unit: str | None, bound: str = "exact", loose: bool = False
) -> Interval:
    """The interval of a printed quantity in base units; a count in whole units is itself."""
    factor, quantity = unit_factor(unit)
    whole = decimals == 0 and factor == 1 and quantity in _WHOLE_COUNTS
    return printed(value, decimals, high=high, bound=bound, factor=factor, whole=whole, loose=loose)


def base_of(start: Base, figure: Figure, loose: bool = False) -> Interval | None:
    """The interval of the value moved from; None where it is measured in something else."""
    unit = start.unit or figure.unit
    if dimension(unit) != dimension(figure.unit):
        return None
    return amount(start.value, None, start.decimals, unit, loose=loose)


def constant(figure: Figure) -> bool:
    """True where the growth of the indicator is at constant prices."""
    known = indicators.of(figure)
    return (known is not None and known.price == "constant") or "增加值" in figure.name or "生产总值" in figure.name


def unit_factor(unit: str | None) -> tuple[Decimal, str]:
    """The factor of a unit to its base unit, and its quantity; 1 and the unit itself where it is not known."""
    known = scaled(Decimal(1), None, unit)
    if known is None:
        return Decimal(1), unit or ""
    return Decimal(str(known.value)), known.quantity


def dimension(unit: str | None) -> str:
    """What a unit measures and in which base unit, so that two amounts may be added: money|元, count|家."""
    known = scaled(Decimal(1), None, unit)
    return f"{known.quantity}|{known.unit}" if known else f"|{unit or ''}"


def percent(change: Change, loose: bool = False, bound: str | None = None) -> Interval | None:
    """The signed interval of a change in percent (倍 and 成 brought to it); None for another unit. `bound` replaces its own."""
    factor, quantity = unit_factor(change.unit)
    if quantity == "multiple" and change.unit == "倍":
        factor = Decimal(100)
    elif quantity != "share":
        return None
    return _signed(change, factor, loose, bound=bound)


def points(change: Change, loose: bool = False, bound: str | None = None) -> Interval | None:
    """The signed interval of a change in percentage points; None for another unit."""
    factor, quantity = unit_factor(change.unit)
    return _signed(change, factor, loose, bound=bound) if quantity == "points" else None


def increase(change: Change, figure: Figure, loose: bool = False) -> Interval | None:
    """The signed interval of an absolute change in the figure's base unit; None where it is measured in something else."""
    if figure.unit is None or dimension(change.unit) != dimension(figure.unit) or dimension(change.unit).startswith("share"):
        return None
    factor, quantity = unit_factor(change.unit)
    return _signed(change, factor, loose, change.decimals == 0 and factor == 1 and quantity in _WHOLE_COUNTS)


def _signed(change: Change, factor: Decimal, loose: bool, whole: bool = False, bound: str | None = None) -> Interval:
    known = bound or change.bound
    found = printed(change.value, change.decimals, high=change.high, bound=known, factor=factor, whole=whole, loose=loose)
    return -found if change.direction == "down" and change.value >= 0 else found
