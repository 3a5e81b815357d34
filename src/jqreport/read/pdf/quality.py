"""The stated test that decides, page by page, whether PDFium's text can be trusted: a share of characters that are wrong."""

from __future__ import annotations

import re
from collections import Counter

# What Chinese reports are printed in: Latin, Greek, Cyrillic, punctuation, symbols, kana, Han, Hangul, full-width forms.
# Everything else (U+FFFD, private use, control characters, lone surrogates, scripts such as Batak) is suspect.
_WRONG = re.compile(
    "[^\t-\r -~\x02\xa0-\u02ff\u0370-\u052f\u1e00-\u1eff\u2000-\u2bff\u2e00-\u2fdf\u2ff0-\u4dbf\u4e00-\ua4cf"
    "\uac00-\ud7a3\uf900-\ufb06\ufe10-\ufe6f\uff01-\uffee\U0001f000-\U0003ffff]"
)
_OTHER = re.compile("[^\u4e00-\u9fff]")
_REPEATED = re.compile("([\u4e00-\u9fff])\\1{3,}")


def wrong_share(text: str, lost: int = 0) -> float:
    """Return the share of a page's printed characters that cannot be what the page shows, 0 (good) to 1.

    Counted: characters that the engine has no Unicode for (`lost`), U+FFFD, control characters, private-use characters where
    they are over a fiftieth (fewer are bullets), scripts that no Chinese report is printed in, half of the Latin-1 letters
    where they are over a fifth (GBK bytes read as Latin-1), and Han characters that stand for others: one repeated more than
    three times, or all of one that is over a fifth of thirty or more and stands between ever other characters (a font whose
    map sends many glyphs to one character; the unit in a column of amounts stands between the same ones).
    """
    if not lost and text.isascii():
        return 0.0
    counts = Counter(text)
    printed = len(text) + lost - sum(counts[blank] for blank in " \r\n\t\xa0\u3000")
    if not printed:
        return 0.0
    wrong = lost
    private = latin = han = most = 0
    often = ""
    for sign, count in counts.items():
        if "\u4e00" <= sign <= "\u9fff":
            han += count
            if count > most:
                most, often = count, sign
        elif sign < "\x7f" and (sign >= " " or sign in "\t\n\r\x02"):
            continue
        elif "\xa1" <= sign <= "\xff":
            latin += count
        elif "\ue000" <= sign <= "\uf8ff":
            private += count
        elif _WRONG.match(sign):
            wrong += count
    if private * 50 > printed:
        wrong += private
    if latin * 5 > printed and latin > 20:
        wrong += latin // 2
    if han >= 30 and most * 5 > han and _between(text, often) * 3 > most:
        wrong += most
    elif most > 3 and most * 12 > han:
        wrong += sum(m.end() - m.start() for m in _REPEATED.finditer(text))
    return min(wrong / printed, 1.0)


def _between(text: str, sign: str) -> int:
    """Between how many different pairs of characters the sign stands; all that is no Han character counts as one."""
    plain = _OTHER.sub(" ", f" {text} ")
    return len({plain[m.start() - 1] + plain[m.end()] for m in re.finditer(sign, plain)})
