"""verify: every entry of an expectation is looked for in the report, and every entry ends in exactly one verdict.

A finding fails where the report certainly does not say what is expected, and is for review only where it well may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from hashlib import sha256

from jqreport.errors import InputError
from jqreport.indicators import canonical
from jqreport.model import Figure, Finding, Findings, Report
from jqreport.verify import say
from jqreport.verify.compare import Difference, compare, reprinted
from jqreport.verify.expectation import Expectation, Expected
from jqreport.verify.loose import Candidates, Names
from jqreport.verify.match import Matcher, contradictions
from jqreport.verify.places import moved
from jqreport.verify.say import Words
from jqreport.verify.stated import Stated, distance, figures, fold
from jqreport.verify.tolerance import Tolerance


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one entry ended: the figure that it is (an index, None where there is none), its verdict, and the differences."""

    entry: Expected
    figure: int | None
    verdict: str  # pass, fail, review, not_checkable
    differences: tuple[Difference, ...] = ()
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Verification:
    """The findings, how each entry ended, and the figures (indices) that no entry is about."""

    findings: Findings
    outcomes: tuple[Outcome, ...]
    added: tuple[int, ...]

    @property
    def accepted(self) -> int:
        """How many entries pass for the reason that they carry."""
        return sum(o.accepted for o in self.outcomes)


def verify(
    report: Report, expectation: Expectation, *, strict: bool = False, tolerances: Mapping[str, Tolerance] | None = None
) -> Verification:
    """Compare a report with what is expected of it; InputError where there is nothing to compare.

    `tolerances` are those of indicators by name, for entries that have none of their own.
    """
    if not expectation.entries:
        en = "no figure is expected of this report, so nothing was compared"
        raise InputError(
            f"{expectation.path}: {en}", f"{expectation.path}：没有预期的指标，什么也没有比对", code="nothing-compared"
        )
    if not report.figures:
        en = "no figure was found in the report, so nothing was compared"
        raise InputError(
            f"{report.document.file}: {en}",
            f"{report.document.file}：报告中没有找到指标，什么也没有比对",
            code="nothing-compared",
        )
    return _Run(report, expectation, strict, tolerances or {}).result()


class _Run:
    def __init__(self, report: Report, expectation: Expectation, strict: bool, tolerances: Mapping[str, Tolerance]) -> None:
        self.report, self.expectation, self.strict = report, expectation, strict
        by_name = {fold(name): tolerance for name, tolerance in tolerances.items()}
        self.entries = [e if e.tolerance else replace(e, tolerance=by_name.get(fold(e.said.name))) for e in expectation.entries]
        self.said = figures(report.figures, expectation.members)
        self.findings: list[Finding] = []
        self.outcomes: list[Outcome] = []
        self.prints: Counter[str] = Counter()

    def result(self) -> Verification:
        """Go through the entries in their order, then through what nobody expected."""
        if self.expectation.complete:
            self._extract()
        else:
            self._rows()
        held = {o.figure for o in self.outcomes}
        added = tuple(i for i in range(len(self.said)) if i not in held)
        if self.strict:
            for i in added:
                self._find("verify.added", "fail", say.added(self.said[i]), None, self.said[i].words, [i], self.said[i])
        agreeing = [
            (o.entry, self.report.figures[o.figure]) for o in self.outcomes if o.figure is not None and not o.differences
        ]
        gone = moved(self.report, agreeing) if self.expectation.sha256 != self.report.document.sha256 else []
        if gone:
            words = say.moved(len(gone), len(agreeing), gone[0])
            marks = tuple(m.figure.id for m in gone)
            self._add(Finding("verify.moved", "note", *words, marks, None, None, self._file, gone[0].now, ""), "")
        tally = Counter(o.verdict for o in self.outcomes)
        findings = Findings(
            *("verify", tally["pass"], tally["fail"] + (len(added) if self.strict else 0), tally["review"]),
            *(tally["not_checkable"], tuple(self.findings)),
        )
        return Verification(findings, tuple(self.outcomes), added)

    # ---- an extract: every entry says all ---------------------------------------------------------------------------

    def _extract(self) -> None:
        found = Matcher(self.entries, self.said).run()
        pairs = {p.entry: p for p in found}
        rivals = contradictions(self.entries, self.said, found)
        for i, entry in enumerate(self.entries):
            pair = pairs.get(i)
            if pair is None:
                self._missing(entry, [])
                continue
            if i in rivals and not compare(entry.said, self.said[pair.figure], entry.tolerance):
                self._contradicted(entry, pair.figure, *rivals[i])
                continue
            renamed = fold(self.said[pair.figure].name) != fold(entry.said.name)
            self._paired(entry, pair.figure, "renamed" if renamed else "exact")

    # ---- rows written by hand ---------------------------------------------------------------------------------------

    def _rows(self) -> None:
        names = Names(self.said, [f.canonical or canonical(f.name) for f in self.report.figures])
        found = [names.candidates(entry) for entry in self.entries]
        mine: dict[int, int] = {}
        claimed: set[int] = set()
        for certain in (True, False):  # rows that agree choose first, then each of the others takes the nearest that is left
            for i, (entry, candidates) in enumerate(zip(self.entries, found, strict=True)):
                agreeing = self._agreeing(entry, candidates)
                if i in mine or not (agreeing if certain else candidates.figures):
                    continue
                some = agreeing or candidates.figures
                free = [f for f in some if f not in claimed] or some
                mine[i] = free[0] if certain else min(free, key=lambda f: (distance(entry.said, self.said[f]), f))
                claimed.add(mine[i])
        for i, (entry, candidates) in enumerate(zip(self.entries, found, strict=True)):
            self._row(entry, candidates, mine.get(i), claimed)

    def _agreeing(self, entry: Expected, candidates: Candidates) -> list[int]:
        return [f for f in candidates.figures if not compare(entry.said, self.said[f], entry.tolerance)]

    def _row(self, entry: Expected, candidates: Candidates, own: int | None, claimed: Set[int]) -> None:
        agreeing = self._agreeing(entry, candidates)
        names = {self.said[f].name for f in candidates.figures}
        if own is None:
            self._missing(entry, candidates.others)
        elif candidates.how == "part" and len(names) > 1:
            if agreeing:
                self._ambiguous(entry, candidates.figures, agreeing[0], "part")
            else:
                self._missing(entry, candidates.figures)
        elif not agreeing:
            self._paired(entry, own, candidates.how, len(candidates.figures))
        else:
            rest = [f for f in candidates.figures if f not in agreeing and f not in claimed]
            rivals = [f for f in rest if self.said[f].key == self.said[own].key]
            if rivals:
                self._ambiguous(entry, [own, *rivals], own, "rivals")
            else:
                self._paired(entry, own, candidates.how)

    # ---- how an entry ends ------------------------------------------------------------------------------------------

    def _paired(self, entry: Expected, figure: int, how: str, among: int = 1) -> None:
        said = self.said[figure]
        differences = tuple(compare(entry.said, said, entry.tolerance))
        if differences:
            words = say.changed(entry, said, differences, how, among)
            old, new = say.sides(differences)
            self._end(entry, figure, "verify.changed", "fail", words, old, new, differences)
            return
        if not entry.said.amount and not entry.said.moves and not entry.said.base:
            self.outcomes.append(Outcome(entry, figure, "not_checkable"))
            return
        if how == "renamed":
            words = say.renamed(entry.said, said)
            self._end(entry, figure, "verify.renamed", "review", words, entry.said.name, said.name, ())
            return
        self.outcomes.append(Outcome(entry, figure, "pass"))
        if entry.reason:
            self._find("verify.reason-unused", "note", say.unused(entry, said), said.words, said.words, [figure], entry.said)
        if how in ("part", "canonical"):
            self._find("verify.loose", "note", say.loosely(entry, said, how), entry.said.name, said.name, [figure], entry.said)
        elif reprinted(entry.said, said):
            self._find(
                "verify.reprinted", "note", say.reprinted(entry.said, said), entry.said.level, said.level, [figure], entry.said
            )

    def _missing(self, entry: Expected, others: Sequence[int]) -> None:
        words = say.missing(entry, [self.said[i] for i in others])
        self._end(entry, None, "verify.missing", "fail", words, entry.said.words or entry.said.name, None, ())

    def _contradicted(self, entry: Expected, figure: int, rival: int, repeated: bool) -> None:
        """The report says what is expected and, of the same indicator, something else besides."""
        if not repeated:
            self._ambiguous(entry, [figure, rival], rival, "rivals")
            return
        differences = tuple(compare(entry.said, self.said[rival], entry.tolerance))
        words = say.repeated(say.changed(entry, self.said[rival], differences, "exact", 1))
        self._end(entry, rival, "verify.changed", "fail", words, *say.sides(differences), differences)

    def _ambiguous(self, entry: Expected, figures: Sequence[int], figure: int, why: str) -> None:
        words = say.ambiguous(entry, [self.said[i] for i in figures], why)
        actual = "; ".join(self.said[i].words for i in figures[:5])
        self._end(entry, figure, "verify.ambiguous", "review", words, entry.said.words, actual, ())

    def _end(
        self, entry: Expected, figure: int | None, rule: str, verdict: str, words: Words, expected: str | None,
        actual: str | None, differences: tuple[Difference, ...],
    ) -> None:  # fmt: skip
        """An entry that did not pass; one with a reason is accepted, which is a note and counts as passed."""
        accepted = entry.reason is not None and verdict == "fail"
        self.outcomes.append(Outcome(entry, figure, "pass" if accepted else verdict, differences, accepted))
        if accepted:
            rule, verdict, words = "verify.accepted", "note", say.accepted(words, entry.reason or "")
        self._find(rule, verdict, words, expected, actual, [] if figure is None else [figure], entry.said)

    def _find(
        self,
        rule: str,
        verdict: str,
        words: Words,
        expected: str | None,
        actual: str | None,
        indices: Sequence[int],
        said: Stated,
    ) -> None:
        found = [self.report.figures[i] for i in indices]
        source = found[0].source if found else None
        key = "\x1f".join(map(str, (*said.key, expected)))
        ids = tuple(f.id for f in found)
        self._add(Finding(rule, verdict, *words, ids, expected, actual, self._file, source, ""), key)

    def _add(self, finding: Finding, key: str) -> None:
        """Record a finding with a fingerprint of the rule and of what figures say, never of places."""
        print = f"{finding.rule}\x1f{key}"
        again = self.prints[print]
        self.prints[print] += 1
        digest = sha256(f"{print}\x1f{again}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self.findings.append(finding._replace(fingerprint=digest))

    @property
    def _file(self) -> str:
        return self.report.document.file


def few(report: Report, least: int | None) -> InputError | None:
    """The error for a report with fewer figures than the project demands."""
    found = len(report.figures)
    if not least or found >= least:
        return None
    file = report.document.file
    return InputError(
        f"{file}: only {found} figures were found, and at least {least} are demanded (--min-figures)",
        f"{file}：只找到 {found} 个指标，少于要求的 {least} 个（--min-figures）",
        code="min-figures",
    )


def figure_of(report: Report, outcome: Outcome) -> Figure | None:
    """The figure that an entry is, if it is one."""
    return None if outcome.figure is None else report.figures[outcome.figure]
