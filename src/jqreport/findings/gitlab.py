"""-f gitlab: a Code Quality report (a JSON array of issues with description, check_name, fingerprint, severity, location)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from json import dumps

from jqreport.findings import Rules
from jqreport.findings.words import message, summary
from jqreport.formats.options import Options
from jqreport.formats.safe import flat, json_safe
from jqreport.model import Findings

_SEVERITY = {"fail": "major", "review": "minor", "note": "info"}


def render(findings: Findings, options: Options, rules: Rules) -> Iterator[str]:
    """Yield the array; where nothing passed and nothing was found it says so, since an empty list looks clean."""
    seen: Counter[str] = Counter()
    issues: list[dict[str, object]] = []
    for f in findings.findings:
        n = seen[f.fingerprint]
        seen[f.fingerprint] += 1
        issues.append(
            {
                "type": "issue",
                "description": flat(message(f, options.lang)),
                "check_name": f.rule,
                "fingerprint": f"{f.fingerprint}-{n}" if n else f.fingerprint,  # GitLab shows equal ones once
                "severity": _SEVERITY.get(f.verdict, "info"),
                "categories": ["Bug Risk"],
                "location": {"path": f.file, "lines": _lines(f.source.line, f.source.end_line) if f.source else _lines(1, 1)},
            }
        )
    if not findings.passed and not issues:
        issues.append(
            {
                "type": "issue",
                "description": summary(findings, options.lang),
                "check_name": f"{findings.command}.summary",
                "fingerprint": f"{findings.command}.summary",
                "severity": "info",
                "categories": ["Bug Risk"],
                "location": {"path": ".", "lines": _lines(1, 1)},
            }
        )
    yield json_safe(dumps(issues, ensure_ascii=False, indent=2)) + "\n"


def _lines(begin: int, end: int) -> dict[str, int]:
    return {"begin": begin, "end": max(begin, end)}
