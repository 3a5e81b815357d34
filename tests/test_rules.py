"""Every rule proves itself: its examples run, its file loads, and a wrong file is refused with file, rule and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from jqreport.context import candidates
from jqreport.errors import RuleError
from jqreport.rules import FILES, Example, Rule, parse, table

SAMPLES = Path(__file__).resolve().parents[1] / "samples"

CASES = [
    pytest.param(
        rule,
        example,
        id=f"{name}-{rule.id}-{i}",
        marks=[pytest.mark.xfail(reason=example.xfail, strict=True)] if example.xfail else [],
    )
    for name in FILES
    for rule in table(name).rules
    for i, example in enumerate(rule.examples)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_rule_examples(rule: Rule, example: Example) -> None:
    match = rule.pattern.search(example.text)
    if example.yields is None:
        assert match is None
    else:
        assert match is not None
        named = "n" in rule.pattern.groupindex and match["n"] is not None
        assert example.yields in ((match.group(), match["n"]) if named else (match.group(),))


GOOD = """
[[rule]]
id = "a"
why = "because"
pattern = "x"
role = "label"
examples = [{ text = "x", yields = "x" }, { text = "y", silent = true }]
"""


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (GOOD.replace('role = "label"', 'colour = "red"'), "own.toml: a: unknown key colour"),
        (GOOD + GOOD, "own.toml: a: id stands twice"),
        (
            GOOD.replace(', { text = "y", silent = true }', ""),
            "own.toml: a: examples: one that fires and one that stays silent",
        ),
        (GOOD.replace('why = "because"', ""), "own.toml: a: why is missing"),
        (GOOD.replace('yields = "x"', 'yields = "x", silent = true'), "own.toml: a: examples: give yields or silent"),
        ("[[rule]\n", "own.toml: TOML:"),
        ("[colours]\nred = 1\n", "own.toml: colours: unknown table"),
        (
            GOOD.replace('pattern = "x"', f'pattern = "{"x" * 130}"'),
            "own.toml: a: pattern: a line is longer than 120 characters",
        ),
    ],
)
def test_a_wrong_file_is_refused(wrong: str, says: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(wrong, "own.toml", frozenset({"role"}), frozenset(), {})
    assert says in caught.value.en


def test_a_pattern_that_is_no_regex_is_refused() -> None:
    made = parse(GOOD.replace('pattern = "x"', 'pattern = "("'), "own.toml", frozenset({"role"}), frozenset(), {})
    with pytest.raises(RuleError, match=r"own\.toml: rule a: pattern"):
        _ = made.rules[0].pattern


def test_what_a_rule_is_not_tried_on_it_does_not_match() -> None:
    """What saves time only saves time: no example and no line of a sample that a pattern matches is passed over."""
    lines = [line for path in sorted(SAMPLES.glob("*.json")) for line in path.read_text("utf-8").split('"')]
    lines += [param.values[1].text for param in CASES if isinstance(param.values[1], Example)]
    for rule in (rule for name in ("periods", "status") for rule in table(name).rules):
        for line in lines:
            needs = frozenset(rule.sets.get("needs", line))
            assert not needs.isdisjoint(line) or rule.pattern.search(line) is None, f"{rule.id} is not tried on {line}"
    for line in lines:
        tried = {rule.id for rule in candidates(line)}
        for rule in table("context").rules:
            assert rule.id in tried or rule.pattern.search(line) is None, f"{rule.id} is not tried on {line}"
