"""The short fuzz run, and every file that once broke a promise: `python -m tests.fuzz.run` is the long one.

A file of tests/fuzz/corpus that still breaks one is listed in KNOWN, strictly: the mending removes it from there.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from jqreport import readback, selfcheck
from jqreport.assemble import NUMERAL
from jqreport.errors import InputError
from jqreport.pipeline import extract
from tests.fuzz.mutate import mutant
from tests.fuzz.run import Bench, fuzz
from tests.fuzz.seeds import CORPUS, KINDS, pdf, seeds

EACH = 70  # mutants of each kind
KNOWN: dict[str, str] = {}
FILES = [
    pytest.param(p, id=p.name, marks=[pytest.mark.xfail(reason=KNOWN[p.name], strict=True)] if p.name in KNOWN else [])
    for p in sorted(CORPUS.iterdir())
]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Bench(hang=20) as found:
        yield found


@pytest.mark.parametrize("path", FILES)
def test_what_once_broke_a_promise(bench: Bench, path: Path) -> None:
    result = bench.run(path.name, path.read_bytes(), 1)
    assert result["broken"] == [], result.get("trace")


@pytest.mark.parametrize("kind", KINDS)
def test_mutants(kind: str) -> None:
    (tally,) = fuzz((kind,), EACH, seed=20241, minutes=0.7)
    assert [(f["name"], f["broken"]) for f in tally.failures] == []
    assert tally.mutants >= 20
    assert tally.ends["report"] > tally.mutants // 3  # mutants that no reader takes would prove nothing


def test_the_same_seed_gives_the_same_mutants() -> None:
    for kind in KINDS:
        first, again = mutant(kind, 7, 3), mutant(kind, 7, 3)
        assert first == again
        assert first != mutant(kind, 7, 4)
        assert first != mutant(kind, 8, 3)


def test_the_pdf_of_our_own_is_read() -> None:
    report = extract("a.pdf", data=pdf(["二〇二三年工作报告", "完成税收19.66亿元，同比增长48.2%。"]))
    assert [(f.name, str(f.value), f.unit) for f in report.figures if not f.source.cell] == [("税收", "19.66", "亿元")]
    assert {str(f.value) for f in report.figures if f.source.cell} >= {"19.66", "1234.5"}


# ---- the self-check finds what is wrong ------------------------------------------------------------------------------


def test_numerals_are_found_alike_by_two_definitions() -> None:
    rng = random.Random(5)
    for _ in range(30_000):
        text = "".join(rng.choice("0123456０９,.．，a") for _ in range(rng.randint(1, 14)))
        assert selfcheck.starts(text) == [m.start() for m in NUMERAL.finditer(text)], text


def test_a_report_that_lies_is_found_out() -> None:

    data = "2023年完成税收19.66亿元，同比增长48.2%。新增3家企业。".encode()
    report = extract("a.txt", data=data)
    assert selfcheck.check(report) == []
    assert selfcheck.proved(report) is report
    figure = report.figures[0]
    moved = figure._replace(source=figure.source._replace(start=figure.source.start + 1))
    column = figure._replace(source=figure.source._replace(column=99))
    value = figure._replace(digits="19.67")
    around = figure._replace(source=figure.source._replace(prefix="x"))
    for wrong in (moved, column, value, around):
        lie = report._replace(figures=(wrong, *report.figures[1:]))
        assert selfcheck.check(lie), wrong
        with pytest.raises(InputError, match="contradicts itself"):
            selfcheck.proved(lie)
    for lie in (
        report._replace(figures=report.figures[:-1]),
        report._replace(context=()),
        report._replace(coverage=report.coverage._replace(figures=9)),
        report._replace(figures=(figure, *report.figures)),
    ):
        assert selfcheck.check(lie, full=False)


def test_a_number_printed_in_steps_shows_its_value() -> None:
    report = extract("a.txt", data="共有1万6千多户、2万5百人，投资3亿2000万元。".encode())
    assert [f.digits for f in report.figures] == ["1.6", "2.05", "3.2"]
    assert selfcheck.check(report) == []
    lie = report._replace(figures=(report.figures[0]._replace(digits="1.7"), *report.figures[1:]))
    assert selfcheck.check(lie)


def test_what_is_written_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    from jqreport import formats

    report = extract("a.txt", data="完成税收19.66亿元，同比下降48.2%。".encode())
    honest = formats.render
    assert list(readback.formats(report)) == []
    for name, old, new in (
        ("csv", "-48.2", "48.2"),
        ("csv", "19.66亿元", "19.66 亿元"),
        ("jsonl", "19.66,", "19.67,"),
        ("json", '"unit": "亿元"', '"unit": "元"'),
    ):
        monkeypatch.setattr(
            formats,
            "render",
            lambda f, r, o, name=name, old=old, new=new: [
                "".join(honest(f, r, o)).replace(old, new) if f.name == name else "".join(honest(f, r, o))
            ],
        )
        assert list(readback.formats(report)), (name, old)


@pytest.mark.parametrize("kind", KINDS)
def test_seeds_keep_every_promise(bench: Bench, kind: str) -> None:
    for data in seeds(kind)[:3]:
        assert bench.run(f"seed.{kind}", data, 1)["broken"] == []
