"""What several formats of findings share: a rule's sentence, the summary line, a message in the language asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jqreport.model import Finding, Findings

_SENTENCE = re.compile(r"(?<=\.)\s|(?<=。)")
VERDICTS = {"fail": ("FAIL", "不符"), "review": ("REVIEW", "待核"), "note": ("note", "提示")}


def full(rules: Mapping[str, tuple[str, str]], rule: str, lang: str) -> str:
    """What the rule says; its own id where nothing is known of it."""
    en, zh = rules.get(rule, (rule, rule))
    return zh if lang == "zh" else en


def short(rules: Mapping[str, tuple[str, str]], rule: str, lang: str) -> str:
    """The first sentence of what the rule says."""
    return _SENTENCE.split(full(rules, rule, lang).strip(), maxsplit=1)[0]


def message(finding: Finding, lang: str) -> str:
    """The finding's sentence."""
    return finding.zh if lang == "zh" else finding.message


def verdict(finding: Finding, lang: str) -> str:
    """The verdict as people read it."""
    return VERDICTS.get(finding.verdict, (finding.verdict, finding.verdict))[lang == "zh"]


def counts(findings: Findings) -> dict[str, int]:
    """How many comparisons ended in each verdict."""
    return {
        "pass": findings.passed,
        "fail": findings.failed,
        "review": findings.review,
        "not_checkable": findings.not_checkable,
    }


def summary(findings: Findings, lang: str) -> str:
    """One line that always says how many comparisons there were, so that none cannot look like all is well."""
    n = counts(findings)
    if lang == "zh":
        return "共比对 {0} 项：{pass} 相符，{fail} 不符，{review} 待核，{not_checkable} 无法核对".format(sum(n.values()), **n)
    return "{0} compared: {pass} pass, {fail} fail, {review} review, {not_checkable} not checkable".format(sum(n.values()), **n)
