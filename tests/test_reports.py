"""Invariants on every real text: nothing unaccounted, every quote re-cut, ids unique, the same bytes twice."""

from __future__ import annotations

import re

import pytest

from jqreport import Report, extract, pipeline, selfcheck
from jqreport.formats import FORMATS, Options, render
from tests.shared import reports, shared

NUMERAL = re.compile(r"[0-9０-９]+(?:,[0-9]{3}(?![0-9]))*(?:[.．][0-9０-９]+)?")
NAMES = reports() or ["reports/jinqiao-2023h1.txt"]


def invariants(report: Report) -> None:
    """What holds of every extraction, told without the extractor's own counting."""
    text = report.document.text
    places = [f.source for f in report.figures]
    places += [c.source for f in report.figures for c in f.changes]
    places += [f.base.source for f in report.figures if f.base]
    places += [c.source for c in report.context]
    assert all(text[p.start : p.end] == p.text for p in places)
    held = [(p.start, p.end) for p in places]
    starts = [m.start() for m in NUMERAL.finditer(text)]
    lost = [text[max(0, s - 12) : s + 8] for s in starts if not any(a <= s < b for a, b in held)]
    assert lost == []
    counts = report.coverage
    assert counts.numerals == len(starts) == counts.figures + counts.context
    assert counts.unaccounted == 0
    assert len({f.id for f in report.figures}) == len(report.figures)
    assert [f.source.start for f in report.figures] == sorted(f.source.start for f in report.figures)
    for figure in report.figures:
        assert figure.name
        assert figure.value is not None or figure.changes
        assert figure.high is None or figure.value is None or figure.high > figure.value


@pytest.mark.parametrize("name", NAMES)
def test_invariants(name: str) -> None:
    report = extract(shared(name))
    invariants(report)
    assert not [w for w in report.warnings if w.code == "unread-numerals"]


@pytest.mark.parametrize("name", NAMES)
def test_the_sum_of_small_parts_is_the_report(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = extract(shared(name))
    monkeypatch.setattr(pipeline, "_PART", 1)
    header, found = pipeline.parts(report.document)
    parts = list(selfcheck.proving(report.document, found))
    assert len(parts) > 10
    assert pipeline.whole(report.document, header, parts) == report


@pytest.mark.parametrize("name", NAMES)
def test_same_bytes_twice(name: str) -> None:
    path = shared(name)
    first, second = ("".join(render(FORMATS["json"], [extract(path)], Options(context=True))) for _ in range(2))
    assert first == second


def test_an_inserted_paragraph_changes_no_id() -> None:
    text = shared("reports/qingyuan-2013.txt").read_text("utf-8")
    lines = text.splitlines(keepends=True)
    moved = "".join([*lines[:5], "全县上下团结一心，开拓进取。\n", *lines[5:]])
    before = extract("a.txt", data=text.encode())
    after = extract("a.txt", data=moved.encode())
    assert [f.id for f in before.figures] == [f.id for f in after.figures]
