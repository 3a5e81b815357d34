"""No pattern backtracks badly: on hostile text every rule, and every pattern of the code, takes time in proportion to its length.

Measured is a ratio, the time of a text against that of one half as long, so that a slow machine fails nothing; a pattern that
grows with the square of the text would take four times as long, one that backtracks without bound would never end.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from time import process_time

import pytest
import regex

import jqreport
from jqreport import figures, rules, units
from jqreport.link import changes, segments, status, wording
from jqreport.pipeline import extract
from jqreport.read.limits import Limits

TEXTS: dict[str, Callable[[int], str]] = {
    **{f"only {c}": lambda n, c=c: c * n for c in "1一零十万年月第每、，。（“《-至.:[［?A年的了\\"},  # type: ignore[misc]
    "digits and points": lambda n: "12.5," * (n // 5),
    "groups of digits": lambda n: "1,234" * (n // 5),
    "一十": lambda n: "一十" * (n // 2),
    "nested brackets": lambda n: "（" * (n // 2) + "）" * (n // 2),
    "nested quotes": lambda n: "“1《2" * (n // 4),
    "list": lambda n: "税收、" * (n // 3),
    "verbs": lambda n: "增长提高" * (n // 4),
    "ranges": lambda n: "3-5至" * (n // 4),
    "parts": lambda n: "百分之" * (n // 3),
    "escapes": lambda n: "\\n\\r" * (n // 4),
}
SENTENCES = (
    "从1",
    "近1",
    "1个",
    "1年1月1日",
    "（1个",
    "年达1",
    "由1个到1个",
    "65岁以上1人",
    "项目1个的",
    "1亿元，其中",
    "2024年1个，",
    "1-1个",
)
LINES = (
    "甲村 2021\n",
    "甲村\n2021\n",
    "甲村\n12\n",
    "甲 乙 丙\n丁 1 2\n",
    "甲 2021 2022\n",
    "表1\n甲 乙\n",
    "表1\n甲\n乙\n",
    " " * 30 + "3\n甲乙\n",
    "①甲\n",
    "甲①\n",
)
LENGTH, BEST = 10_000, 5
FLOOR = 0.004  # seconds, below which the clock says nothing


def patterns() -> Iterator[tuple[str, regex.Pattern[str] | re.Pattern[str]]]:
    """Every rule's pattern and every one that a module or a stage has made."""
    for file in rules.FILES:
        for rule in rules.table(file).rules:
            yield rule.id, rule.pattern
    for info in pkgutil.walk_packages(jqreport.__path__, "jqreport."):
        if info.name.split(".")[1] in (
            "layout",
            "link",
            "sourcemap",
            "figures",
            "quantities",
            "units",
            "numerals",
            "assemble",
            "context",
        ):
            for name, value in vars(importlib.import_module(info.name)).items():
                if isinstance(value, regex.Pattern | re.Pattern):
                    yield f"{info.name}.{name}", value
    for name in wording._sources():
        yield f"names.{name}", wording.pattern(name)
    made = units.patterns()
    yield from (("arabic", made.arabic), ("chinese", made.chinese))
    for function in (
        segments._openers,
        segments._verb,
        status._group,
        status._counted,
        status._sized,
        figures._verbs,
        figures._idiom,
    ):
        yield function.__name__, function()
    yield from ((f"basis.{kind}", pattern) for kind, pattern in changes._basis())


def ratio(work: Callable[[str], object], make: Callable[[int], str], length: int) -> float:
    """How much longer twice the length takes, the best of several runs; 1 where neither takes any time to speak of."""
    best = 9.9
    for _ in range(BEST):
        times = []
        for n in (length, 2 * length):
            text = make(n)
            start = process_time()
            work(text)
            times.append(process_time() - start)
        best = min(best, times[1] / max(times[0], FLOOR))
        if best < 3:
            return best
    return best


def consume(pattern: regex.Pattern[str] | re.Pattern[str]) -> Callable[[str], object]:
    return lambda text: sum(1 for _ in pattern.finditer(text))


@pytest.fixture(scope="module")
def every() -> dict[str, regex.Pattern[str] | re.Pattern[str]]:
    return dict(patterns())


def test_all_patterns_are_found(every: dict[str, regex.Pattern[str] | re.Pattern[str]]) -> None:
    assert len(every) > 200


@pytest.mark.parametrize("kind", TEXTS)
def test_a_pattern_takes_time_in_proportion(kind: str, every: dict[str, regex.Pattern[str] | re.Pattern[str]]) -> None:
    assert [name for name, pattern in every.items() if ratio(consume(pattern), TEXTS[kind], LENGTH) >= 3] == []


@pytest.mark.parametrize("kind", [kind for kind in TEXTS if kind != "only  "])
def test_a_report_takes_time_in_proportion(kind: str) -> None:
    limits = Limits(digits=10_000)  # the texts of digits alone are one numeral
    assert ratio(lambda text: extract("x", data=text.encode(), limits=limits), TEXTS[kind], 4_000) < 3


@pytest.mark.parametrize("line", LINES)
def test_lines_take_time_in_proportion(line: str) -> None:
    assert ratio(lambda text: extract("x", data=text.encode()), lambda n: line * (n // len(line)), 6_000) < 3


@pytest.mark.parametrize("unit", SENTENCES)
def test_a_sentence_without_end_takes_time_in_proportion(unit: str) -> None:
    assert ratio(lambda text: extract("x", data=text.encode()), lambda n: unit * (n // len(unit)), 2_000) < 3


# ---- long sentences are read as well as short ones ---------------------------------------------------------------

TOWNS = [a + b + "镇" for a in "东西南北上下左右前后大小" for b in "河山林田湖桥路石沙岭坡"]


@pytest.mark.parametrize("count", [40, 120])
def test_a_list_of_a_hundred_values_keeps_its_names(count: int) -> None:
    names_ = TOWNS[:count]
    values = "、".join(f"{i + 1}.5" for i in range(count))
    text = f"云溪县2024年政府工作报告\n\n2024年，{'、'.join(names_)}粮食产量分别为{values}万吨。\n"
    found = extract("a.txt", data=text.encode()).figures
    assert [(f.name, str(f.value)) for f in found] == [(f"{n}粮食产量", f"{i + 1}.5") for i, n in enumerate(names_)]


@pytest.mark.parametrize("count", [40, 120])
def test_a_sentence_of_a_hundred_clauses_keeps_its_names(count: int) -> None:
    names_ = TOWNS[:count]
    clauses = "，".join(f"{n}粮食产量{i + 1}.5万吨、增长{i + 1}.1%" for i, n in enumerate(names_))
    found = extract("a.txt", data=f"云溪县2024年政府工作报告\n\n2024年，{clauses}。\n".encode()).figures
    assert [(f.name, str(f.value), str(f.changes[0].value)) for f in found] == [
        (f"{n}粮食产量", f"{i + 1}.5", f"{i + 1}.1") for i, n in enumerate(names_)
    ]
