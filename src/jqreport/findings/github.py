"""-f github: workflow commands that GitHub Actions shows as annotations; nothing in a report can be a command of its own.

Values are escaped as actions/toolkit does it: % CR LF in a message, and : and , besides in a property. Every line begins with
a command of ours or is the summary, which holds numbers only.
"""

from __future__ import annotations

from collections.abc import Iterator

from jqreport.findings import Rules
from jqreport.findings.words import message, summary
from jqreport.formats.options import Options
from jqreport.formats.safe import flat
from jqreport.model import Finding, Findings

_COMMAND = {"fail": "error", "review": "warning", "note": "notice"}


def render(findings: Findings, options: Options, rules: Rules) -> Iterator[str]:
    """Yield one line for a finding, then the summary."""
    for finding in findings.findings:
        yield _line(finding, options.lang)
    yield summary(findings, options.lang) + "\n"


def _line(f: Finding, lang: str) -> str:
    properties = {"file": f.file, "title": f"jqreport {f.rule}"}
    if f.source is not None:
        s = f.source
        properties |= {"line": str(s.line), "endLine": str(s.end_line)}
        if s.line == s.end_line:  # columns are for one line only
            properties |= {"col": str(s.column), "endColumn": str(s.end_column)}
    listed = ",".join(f"{key}={escape_property(value)}" for key, value in properties.items())
    return f"::{_COMMAND.get(f.verdict, 'notice')} {listed}::{escape(flat(message(f, lang)))}\n"


def escape(text: str) -> str:
    """A message with %, CR and LF escaped."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """A property's value: : and , are escaped, too; other characters that act are shown."""
    return escape(flat(text)).replace(":", "%3A").replace(",", "%2C")
