"""-f sarif: SARIF 2.1.0 with columns in code points and stable fingerprints, for code scanning and editors.

review is level warning and note is level note, both of kind fail: by the standard any other kind has level none, which
code scanning hides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from json import dumps
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jqreport import __version__
from jqreport.findings import Rules
from jqreport.findings.words import counts, full, message, short
from jqreport.formats.options import Options
from jqreport.formats.safe import flat, json_safe
from jqreport.model import Finding, Findings, Source

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {"fail": "error", "review": "warning", "note": "note"}


def render(findings: Findings, options: Options, rules: Rules) -> Iterator[str]:
    """Yield one log with one run; its properties say how many comparisons ended in each verdict."""
    ids = list(dict.fromkeys([*rules, *(f.rule for f in findings.findings)]))
    seen: Counter[str] = Counter()
    results = []
    for finding in findings.findings:
        results.append(_result(finding, ids.index(finding.rule), seen[finding.fingerprint], options.lang))
        seen[finding.fingerprint] += 1
    driver = {"name": "jqreport", "version": __version__, "rules": [_rule(i, rules, options.lang) for i in ids]}
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"jqreport/{findings.command}/"},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"summary": counts(findings)},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    yield json_safe(dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _rule(rule: str, rules: Rules, lang: str) -> dict[str, Any]:
    return {
        "id": rule,
        "shortDescription": {"text": short(rules, rule, lang)},
        "fullDescription": {"text": full(rules, rule, lang)},
        "help": {"text": full(rules, rule, lang)},
    }


def _result(f: Finding, index: int, again: int, lang: str) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": uri(f.file)}}
    if f.source is not None:
        location["region"] = _region(f.source)
    found: dict[str, Any] = {
        "ruleId": f.rule,
        "ruleIndex": index,
        "level": _LEVEL.get(f.verdict, "note"),
        "message": {"text": flat(message(f, lang)) or f.rule},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"jqreport/v1": f"{f.fingerprint}:{again}" if again else f.fingerprint},
    }
    properties: dict[str, Any] = {"verdict": f.verdict, "figures": list(f.figures), "expected": f.expected, "actual": f.actual}
    if f.source is not None and f.source.page is not None:
        properties["page"] = f.source.page
    return found | {"properties": properties}


def _region(s: Source) -> dict[str, Any]:
    return {
        "startLine": s.line,
        "startColumn": s.column,
        "endLine": s.end_line,
        "endColumn": s.end_column,
        "charOffset": s.start,
        "charLength": s.end - s.start,
        "snippet": {"text": s.text},
    }


def uri(file: str) -> str:
    """A file's name as a URI: relative names stay relative, blanks and Chinese are percent-encoded; standard input is stdin."""
    if file == "-":
        return "stdin"
    path = Path(file)
    name = path.as_posix()
    try:
        data = name.encode("utf-8", "surrogateescape")  # a name that is not UTF-8 keeps its bytes
    except UnicodeEncodeError:
        data = name.encode("utf-8", "replace")
    lead = "" if not path.is_absolute() else "file://" if name.startswith("/") else "file:///"
    return lead + quote(data, safe="/")
