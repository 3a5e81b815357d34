"""-f junit: JUnit XML as Jenkins, GitLab and GitHub read it (schema: junit-10.xsd of the Jenkins xUnit plugin).

A fail is a failure, a review is skipped with its message, a note passes and says so; comparisons that passed or could not be
made are one test case each kind, which names their number. No clock, no host: the same findings give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from jqreport.findings import Rules
from jqreport.findings.words import counts, message, short
from jqreport.formats.options import Options
from jqreport.formats.safe import flat
from jqreport.model import Finding, Findings

_NOT_XML = re.compile("[\ufffe\uffff\U0001fffe\U0001ffff]")


def render(findings: Findings, options: Options, rules: Rules) -> Iterator[str]:
    """Yield one suite of test cases."""
    n, lang = counts(findings), options.lang
    cases = [_case(f, lang, rules) for f in findings.findings]
    if n["pass"] or not cases:
        told = f"比对相符 {n['pass']} 项" if lang == "zh" else f"{n['pass']} comparisons passed"
        cases.append(_open(told, findings.command) + ("/>\n" if n["pass"] else "><skipped/></testcase>\n"))
    if n["not_checkable"]:
        told = f"无法核对 {n['not_checkable']} 项" if lang == "zh" else f"{n['not_checkable']} comparisons could not be made"
        cases.append(_open(told, findings.command) + "><skipped/></testcase>\n")
    failed = sum(f.verdict == "fail" for f in findings.findings)
    skipped = sum("<skipped" in case for case in cases)
    sizes = f'tests="{len(cases)}" failures="{failed}" errors="0"'
    name = f"jqreport {findings.command}"
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="{name}" {sizes}>\n<testsuite name="{name}" {sizes} skipped="{skipped}">\n<properties>\n'
    yield from (f'<property name="{key}" value="{value}"/>\n' for key, value in n.items())
    yield "</properties>\n"
    yield from cases
    yield "</testsuite>\n</testsuites>\n"


def _case(f: Finding, lang: str, rules: Rules) -> str:
    told = message(f, lang)
    where = "" if f.source is None else f":{f.source.line}:{f.source.column}"
    lines = [told, f"{f.file}{where}"]
    if f.source is not None:
        lines.append(f"{flat(f.source.prefix)}【{flat(f.source.text)}】{flat(f.source.suffix)}")
    lines += [f"expected: {f.expected}", f"actual: {f.actual}", short(rules, f.rule, lang)]
    body = escape("\n".join(_clean(line) for line in lines))
    head = _open(told, f.rule)
    if f.verdict == "fail":
        return f"{head}><failure type={_attribute(f.rule)} message={_attribute(told)}>{body}</failure></testcase>\n"
    if f.verdict == "review":
        return f"{head}><skipped type={_attribute(f.rule)} message={_attribute(told)}>{body}</skipped></testcase>\n"
    return f"{head}><system-out>{body}</system-out></testcase>\n"


def _open(name: str, group: str) -> str:
    return f"<testcase name={_attribute(name)} classname={_attribute('jqreport.' + group)}"


def _clean(text: str) -> str:
    """One line of characters that XML 1.0 has."""
    return _NOT_XML.sub("\ufffd", flat(text))


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))
