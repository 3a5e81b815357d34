"""Formats of findings: each valid by its schema, each says how many were compared, none lets a report's text act."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jqreport.errors import UsageError
from jqreport.findings import FORMATS, Options, choose, exit_code, render
from jqreport.findings.sarif import uri
from jqreport.formats.schema import schema
from jqreport.model import Finding, Findings
from jqreport.verify.rules import RULES
from tests.test_formats import HOSTILE, source

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is in the test extra")
etree = pytest.importorskip("lxml.etree", reason="lxml is in the test extra")

SCHEMAS = Path(__file__).parent / "schemas"
TEXTS = [name for name in FORMATS if name != "xlsx"]
FAIL = Finding(
    "verify.changed",
    "fail",
    "税收: expected 19.66亿元, the report says 19.67亿元",
    "税收：预期 19.66亿元，报告为 19.67亿元",
    ("F-3c1a09",),
    "19.66亿元",
    "19.67亿元",
    "reports/报告 1.txt",
    source("19.67亿元", 10, 46),
    "0f" * 16,
)
REVIEW = FAIL._replace(rule="verify.ambiguous", verdict="review", source=None, figures=(), fingerprint="1f" * 16)
NOTE = FAIL._replace(rule="verify.moved", verdict="note", expected=None, actual=None, fingerprint="2f" * 16)
ATTACK = (
    "\r\n::error file=x::pwned\n##[error]x%0A::set-output name=a::b\x1b[31m\u202e]]><x a='\"'>&\ufffe\x00\ud800\U0001f600, a: b"
)


def findings(*found: Finding, passed: int = 7, other: int = 1) -> Findings:
    fails, reviews = (sum(f.verdict == v for f in found) for v in ("fail", "review"))
    return Findings("verify", passed, fails, reviews, other, found)


ALL = findings(FAIL, REVIEW, NOTE)
NOTHING = Findings("verify", 0, 0, 0, 0, ())


def hostile(text: str) -> Findings:
    place = source(text, 10, 46)._replace(prefix=text, suffix=text)
    every = [
        f._replace(message=text, zh=text, file=text or "-", expected=text, actual=text, source=place)
        for f in (FAIL, REVIEW, NOTE)
    ]
    return findings(*every, *every)  # and each twice, with one fingerprint


def shown(format: str, found: Findings, **options: Any) -> str:
    pieces = list(render(FORMATS[format], found, Options(**{"width": 100} | options), RULES))
    assert all(isinstance(p, str) for p in pieces)
    return "".join(map(str, pieces))


# ------------------------------------------------------------------ by their schemas

FINDINGS_SCHEMA = {
    "type": "object",
    "required": ["schema", "command", "summary", "findings"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": "jqreport-findings/1"},
        "command": {"enum": ["verify", "check", "compare"]},
        "summary": {
            "type": "object",
            "required": ["pass", "fail", "review", "not_checkable"],
            "additionalProperties": {"type": "integer", "minimum": 0},
        },
        "findings": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["rule", "verdict", "message", "figures", "expected", "actual", "file", "source", "fingerprint"],
                "additionalProperties": False,
                "properties": {
                    "rule": {"type": "string"},
                    "verdict": {"enum": ["fail", "review", "note"]},
                    "message": {"type": "string"},
                    "figures": {"type": "array", "items": {"type": "string"}},
                    "expected": {"type": ["string", "null"]},
                    "actual": {"type": ["string", "null"]},
                    "file": {"type": "string"},
                    "source": {"anyOf": [{"$ref": "#/$defs/place"}, {"type": "null"}]},
                    "fingerprint": {"type": "string", "minLength": 1},
                },
            },
        },
    },
    "$defs": schema()["$defs"],
}
GITLAB_SCHEMA = {  # the fields that GitLab documents for a Code Quality report
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def validate(format: str, text: str) -> None:
    """Hold an output to its published schema."""
    if format == "sarif":
        sarif = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
        jsonschema.Draft4Validator(sarif, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER).validate(json.loads(text))
    elif format == "junit":
        etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd")).assertValid(etree.fromstring(text.encode("utf-8")))
    elif format == "json":
        jsonschema.Draft202012Validator(FINDINGS_SCHEMA).validate(json.loads(text))
    elif format == "gitlab":
        jsonschema.Draft202012Validator(GITLAB_SCHEMA).validate(json.loads(text))
    elif format == "github":
        for line in text.splitlines()[:-1]:
            assert re.fullmatch(r"::(error|warning|notice) ([A-Za-z]+=[^:,\r\n]*,)*[A-Za-z]+=[^:,\r\n]*::[^\r\n]*", line), line


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("found", [ALL, NOTHING, findings(), hostile(ATTACK), hostile(HOSTILE), hostile("")], ids=range(6))
@pytest.mark.parametrize("format", TEXTS)
def test_every_format_is_valid(format: str, found: Findings, lang: str) -> None:
    text = shown(format, found, lang=lang)
    validate(format, text)
    assert text.endswith("\n")
    text.encode("utf-8")
    assert shown(format, found, lang=lang) == text


@pytest.mark.parametrize("format", TEXTS)
@given(text=st.text(max_size=60))
def test_no_text_acts_on_its_reader(format: str, text: str) -> None:
    out = shown(format, hostile(text))
    validate(format, out)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", out)


def test_the_schemas_refuse_what_is_wrong() -> None:
    log = json.loads(shown("sarif", ALL))
    log["runs"][0]["columnKind"] = "bytes"
    with pytest.raises(jsonschema.ValidationError):
        validate("sarif", json.dumps(log))
    with pytest.raises(etree.DocumentInvalid):
        validate("junit", shown("junit", ALL).replace("<testcase", "<case").replace("</testcase", "</case"))


# ------------------------------------------------------------------ what they say


def test_every_format_says_how_many_were_compared() -> None:
    numbers = {"pass": 7, "fail": 1, "review": 1, "not_checkable": 1}
    assert shown("text", ALL).endswith("\n10 compared: 7 pass, 1 fail, 1 review, 1 not checkable\n")
    assert shown("github", ALL).endswith("\n10 compared: 7 pass, 1 fail, 1 review, 1 not checkable\n")
    assert json.loads(shown("json", ALL))["summary"] == numbers
    assert json.loads(shown("sarif", ALL))["runs"][0]["properties"]["summary"] == numbers
    suite = etree.fromstring(shown("junit", ALL).encode())[0]
    assert {p.get("name"): int(p.get("value")) for p in suite.iter("property")} == numbers


def test_an_empty_run_looks_like_one() -> None:
    assert shown("text", NOTHING) == "0 compared: 0 pass, 0 fail, 0 review, 0 not checkable\n"
    assert "0 compared" in json.loads(shown("gitlab", NOTHING))[0]["description"]
    assert json.loads(shown("gitlab", findings())) == []
    suite = etree.fromstring(shown("junit", NOTHING).encode())[0]
    assert (suite.get("tests"), suite.get("skipped")) == ("1", "1")


def test_text() -> None:
    text = shown("text", ALL)
    assert text.startswith(
        "FAIL  税收: expected 19.66亿元, the report says 19.67亿元\n"
        "  reports/报告 1.txt:46:1  累计完 成税收【19.67亿元】，同比\n"
        "  [verify.changed] The report says something else of this figure than was expected.\n\nREVIEW  "
    )
    assert "\x1b[1;31mFAIL\x1b[0m" in shown("text", ALL, color=True)
    assert shown("text", ALL, lang="zh").startswith("不符  税收：预期")
    other = findings(FAIL._replace(message="they do not agree", expected="1", actual=None))
    assert "  expected: 1\n  report:   (nothing)\n" in shown("text", other)
    assert all(len(line) <= 60 for line in shown("text", hostile("x" * 500), width=60).splitlines())


def test_json_is_the_contract() -> None:
    data = json.loads(shown("json", ALL))
    first = data["findings"][0]
    assert list(first) == ["rule", "verdict", "message", "figures", "expected", "actual", "file", "source", "fingerprint"]
    assert (first["figures"], first["source"]["line"]) == (["F-3c1a09"], 46)
    assert data["findings"][1]["source"] is None


def test_sarif_counts_columns_in_code_points_and_explains_its_rules() -> None:
    run = json.loads(shown("sarif", ALL))["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == list(RULES)
    assert all(r["help"]["text"] and r["shortDescription"]["text"] for r in rules)
    first, second, third = run["results"]
    assert (first["level"], second["level"], third["level"]) == ("error", "warning", "note")
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "reports/%E6%8A%A5%E5%91%8A%201.txt"
    assert (place["region"]["startLine"], place["region"]["startColumn"], place["region"]["charLength"]) == (46, 1, 7)
    assert "region" not in second["locations"][0]["physicalLocation"]
    twice = json.loads(shown("sarif", findings(FAIL, FAIL)))["runs"][0]["results"]
    assert twice[0]["partialFingerprints"] != twice[1]["partialFingerprints"]


@pytest.mark.parametrize(
    ("file", "expected"),
    [("-", "stdin"), ("a/b.txt", "a/b.txt"), ("a:b c.txt", "a%3Ab%20c.txt"), ("/a/报.txt", "file:///a/%E6%8A%A5.txt")],
)
def test_uris(file: str, expected: str) -> None:
    assert uri(file) == expected


def test_junit_counts_what_it_holds() -> None:
    suite = etree.fromstring(shown("junit", ALL).encode())[0]
    assert suite.get("tests") == str(len(suite.findall("testcase"))) == "5"
    assert (suite.get("failures"), suite.get("skipped"), suite.get("errors")) == ("1", "2", "0")
    failure = suite.find("testcase/failure")
    assert failure.get("message") == FAIL.message
    assert "reports/报告 1.txt:46:1" in failure.text


def test_github_commands_are_escaped() -> None:
    line = shown("github", findings(FAIL._replace(message="100% ::x\n::error::y", file="a,b:c%.txt"))).splitlines()[0]
    assert line == (
        "::error file=a%2Cb%3Ac%25.txt,title=jqreport verify.changed,line=46,endLine=46,col=1,endColumn=8::100%25 ::x ::error::y"
    )
    assert shown("github", ALL).splitlines()[1].startswith("::warning ")
    assert shown("github", ALL).splitlines()[2].startswith("::notice ")
    wide = findings(FAIL._replace(source=source("1", 1, 3)._replace(end_line=4)))
    assert "col=" not in shown("github", wide)


def test_gitlab_fingerprints_are_unique() -> None:
    issues = json.loads(shown("gitlab", findings(FAIL, FAIL, REVIEW)))
    assert len({i["fingerprint"] for i in issues}) == 3
    assert [i["severity"] for i in issues] == ["major", "major", "minor"]


def test_xlsx() -> None:
    pytest.importorskip("xlsxwriter", reason="xlsxwriter is in the xlsx extra")
    data = b"".join(bytes(p) for p in render(FORMATS["xlsx"], ALL, Options(), RULES) if isinstance(p, bytes))
    assert data.startswith(b"PK")


# ------------------------------------------------------------------ choosing


def test_a_format_is_chosen_by_name_then_by_ending() -> None:
    assert choose("junit", "x.json").name == "junit"
    endings = {"x.json": "json", "x.sarif": "sarif", "X.SARIF.JSON": "sarif", "x.xml": "junit", "x.txt": "text", "x": "text"}
    assert {name: choose(None, name).name for name in endings} == endings
    assert choose(None, None).name == "text"
    with pytest.raises(UsageError, match="--format: pdf is not one of text, json, junit, sarif, github, gitlab"):
        choose("pdf", None)


def test_only_a_fail_is_exit_code_1() -> None:
    assert [exit_code(f) for f in (ALL, NOTHING, findings(REVIEW, NOTE))] == [1, 0, 0]


def test_rules_have_two_languages_and_a_first_sentence() -> None:
    for rule, (en, zh) in RULES.items():
        assert rule.startswith("verify.")
        assert en.endswith(".")
        assert zh.endswith("。")
        assert len(en.split(". ")[0]) < 130
