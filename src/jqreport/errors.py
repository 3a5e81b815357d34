"""Errors that jqreport raises on purpose; everything else is a bug.

JqreportError
├── InputError    the report cannot be read, or a limit was hit
├── RuleError     a rule file is wrong; names file, rule and key
└── UsageError    the request itself cannot be met (options that exclude each other, unknown columns)

Each carries its sentence in Chinese and in English; `text(lang)` picks one.
"""

from __future__ import annotations


class JqreportError(Exception):
    """Base of all errors for a user: `zh` and `en` are one clear sentence each, with file, place and what to do."""

    code = "error"

    def __init__(self, en: str, zh: str | None = None, *, code: str | None = None) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh or en
        if code:
            self.code = code

    def text(self, lang: str) -> str:
        """Return the sentence in `lang` ("zh" or "en")."""
        return self.zh if lang == "zh" else self.en

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.en, self.zh, self.code))


def _rebuild(kind: type[JqreportError], en: str, zh: str, code: str) -> JqreportError:
    return kind(en, zh, code=code)


class InputError(JqreportError):
    """The report cannot be read with a trustworthy result; `code` says why (e.g. encoding, empty, encrypted, limit)."""

    code = "input"


class RuleError(JqreportError):
    """A rule file is wrong."""

    code = "rule"


class UsageError(JqreportError):
    """The request cannot be met."""

    code = "usage"
