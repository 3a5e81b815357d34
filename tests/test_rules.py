"""Every rule proves itself: its examples run, its file loads, and a wrong file is refused with file, rule and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from jqreport.context import candidates
from jqreport.errors import RuleError
from jqreport.rules import FILES, Example, Rule, table, use

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
[[context.rule]]
id = "a"
why = "because"
pattern = "x"
role = "label"
examples = [{ text = "x", yields = "x" }, { text = "y", silent = true }]
"""
STATUS = 'status = "target"\nscope = "clause"\nfuture = true'
UNIT = """
[[units.unit]]
quantity = "jars"
base = ""
factors = { "甏" = 1 }
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
        ("[[context.rule]\n", "own.toml: TOML:"),
        ("[colours]\nred = 1\n", "own.toml: colours: no such table"),
        ("[context.colours]\nred = 1\n", "own.toml: colours: unknown table"),
        ("context = 1\n", "own.toml: context: not a table"),
        ("[context]\nwords = 1\n", "own.toml: words: not a table"),
        ("[context]\nrule = 1\n", "own.toml: rule: not a list of tables"),
        ("[units]\nunit = [1]\n", "own.toml: unit: not a table"),
        (GOOD.replace('"label"', '"figure"'), "own.toml: a: role: not one of date, ordinal"),
        (GOOD.replace('role = "label"\n', ""), "own.toml: a: role is missing"),
        (GOOD + "digit = 1\n", "own.toml: a: digit: not true or false"),
        (GOOD + "among = [1]\n", "own.toml: a: among: not a list of words"),
        (GOOD.replace("context", "layout").replace('role = "label"', 'kind = "heading"'), "own.toml: a: kind needs level"),
        (GOOD.replace("context", "status").replace('role = "label"', STATUS), "own.toml: a: future needs (?P<year>)"),
        (UNIT.replace('"甏" = 1', '"甏" = "one"'), "own.toml: unit jars: factors: not a table of units"),
        (UNIT.replace('"甏" = 1', '"甏" = 0'), "own.toml: unit jars: factors: not a table of units"),
        (UNIT.replace('"甏" = 1', '"甏" = "1/0"'), "own.toml: unit jars: factors: not a table of units"),
        (UNIT.replace('base = ""', "base = 1"), "own.toml: unit jars: base: not a string"),
        (UNIT.replace('base = ""', ""), "own.toml: unit jars: base is missing"),
        (UNIT + 'classifiers = "甏"\n', "own.toml: unit jars: classifiers: not a list of words"),
        (UNIT + "factor = 1\n", "own.toml: unit jars: unknown key factor"),
        (UNIT.replace('quantity = "jars"\n', ""), "own.toml: unit: quantity is missing"),
        ("[context.fragments]\na = 1\n", "own.toml: fragments.a: not a string"),
        (GOOD.replace('"x"', '"["', 1), "own.toml: rule a: pattern: "),
        (
            GOOD.replace('pattern = "x"', f'pattern = "{"x" * 130}"'),
            "own.toml: a: pattern: a line is longer than 120 characters",
        ),
    ],
)
def test_a_wrong_file_is_refused(wrong: str, says: str, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(wrong, "utf-8")
    with pytest.raises(RuleError) as caught:
        use([own])
    assert says in caught.value.en


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
