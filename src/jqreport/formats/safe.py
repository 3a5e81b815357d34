"""Text of a report on its way out: nothing in it may act on a terminal, a spreadsheet or a line-based reader."""

from __future__ import annotations

import re

# Invisible characters that change what others look like: bidi controls, interlinear marks, tags; and C1 controls.
_HIDDEN = "\x80-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f"
_SURROGATE = "\ud800-\udfff"
_UNSEEN = f"[\x00-\x08\x0e-\x1f\x7f{_HIDDEN}{_SURROGATE}]"
_BREAK = r"[\n\r\v\f\u2028\u2029]"
_SPACE = r"\s+"
_JSON = re.compile(f"[\x7f{_HIDDEN}\u2028\u2029{_SURROGATE}]")
# What spreadsheets take for a formula, also behind blanks or in full width; a first tab or line break counts too.
_FORMULA = "[\t\r\n]|[\\s\u200b\u2060\ufeff]*[-=+@−＝＋－＠﹢﹣﹦﹫]"


def _show(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else f"<U+{code:04X}>"


def visible(text: str) -> str:
    """Return `text` with control, bidi and other acting characters shown (␛, <U+202E>); blanks and line breaks stay."""
    return text if text.isascii() and text.isprintable() else re.sub(_UNSEEN, _show, text)


def flat(text: str) -> str:
    """Return `text` on one line: `visible`, and every run of blanks and line breaks one space."""
    return re.sub(_SPACE, " ", visible(text)).strip()


def lines_kept(text: str) -> str:
    """Return `text` as `visible` shows it, with line breaks other than CR and LF shown too."""
    return re.sub(_BREAK, lambda m: m[0] if m[0] in "\r\n" else "\ufffd", visible(text))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if code > 0xFFFF:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{code:04x}"


def json_safe(written: str) -> str:
    """Return JSON that says the same with acting characters and U+2028 escaped; a lone surrogate (no UTF-8) is U+FFFD."""
    return _JSON.sub(_escape, written)


def defused(text: str) -> str:
    """Return a text cell that no spreadsheet runs: an apostrophe before a formula. Source: OWASP, CSV injection."""
    shown = lines_kept(text)
    return "'" + shown if re.match(_FORMULA, text) and len(text) > 1 else shown
