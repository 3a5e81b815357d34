"""-f json: findings as the contract lays them out."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps
from json.encoder import encode_basestring as quote

from jqreport.findings import Rules
from jqreport.findings.words import counts, message
from jqreport.formats.options import Options
from jqreport.formats.safe import json_safe
from jqreport.formats.writer import Writer, text
from jqreport.model import Finding, Findings

SCHEMA = "jqreport-findings/1"


def render(findings: Findings, options: Options, rules: Rules) -> Iterator[str]:
    """Yield one object: schema, command, summary, findings."""
    head = f'{{\n  "schema": "{SCHEMA}",\n  "command": {quote(findings.command)},\n  "summary": {dumps(counts(findings))},\n'
    writer = Writer(True)
    items = [_finding(f, writer, options.lang) for f in findings.findings]
    body = "\n" + ",\n".join(items) + "\n  " if items else ""
    yield json_safe(f'{head}  "findings": [{body}]\n}}\n')


def _finding(f: Finding, writer: Writer, lang: str) -> str:
    fields = {
        "rule": quote(f.rule),
        "verdict": quote(f.verdict),
        "message": quote(message(f, lang)),
        "figures": writer.array([quote(i) for i in f.figures]),
        "expected": text(f.expected),
        "actual": text(f.actual),
        "file": quote(f.file),
        "source": "null" if f.source is None else writer.source(f.source),
        "fingerprint": quote(f.fingerprint),
    }
    return "    {\n      " + ",\n      ".join(f'"{k}": {v}' for k, v in fields.items()) + "\n    }"
