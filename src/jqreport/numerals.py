"""Digits and Chinese numerals to exact numbers: Decimal, or Fraction where the report prints one.

`value` of a Chinese numeral is what it says (两 2, 一千二百 1200, 二〇二三 2023, 三分之一 1/3, 百分之五 5 with unit %). Approximate ones
(数十, 十几, 上百, 几) give their lower end.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jqreport.cache import compiled

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0, "Ｏ": 0}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
VAGUE = frozenset("几数")
ARABIC = r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)?"
CHINESE = "[零〇一二两三四五六七八九十百千万亿半几数]"
MAX_DIGITS = 400


@lru_cache(maxsize=4096)
def base_unit(unit: str | None) -> str:
    """A unit without its multiplier: 万户 and 户 count the same."""
    return (unit or "").lstrip("十百千万亿")


def arabic(text: str) -> tuple[Decimal, str, int]:
    """Return (value, the digits as JSON writes them, printed decimals) of an Arabic numeral with separators.

    Leading zeros go (03 -> 3), trailing ones stay (12.10). Source: GUIDE, "value".
    """
    digits = text.replace(",", "")
    sign = "-" if digits[0] in "-−－" else ""
    digits = digits.lstrip("-−－+")
    whole, _, part = digits.partition(".")
    whole = whole.lstrip("0") or "0"
    digits = f"{sign}{whole}.{part}" if part else f"{sign}{whole}"
    return Decimal(digits), digits, len(part)


@lru_cache(maxsize=4096)
def chinese(text: str) -> Decimal | None:
    """Return the value of a Chinese numeral, None where it is none (万 alone, 百 alone is 100).

    Reads whole numbers (一千二百零五), positional ones (二〇二三), decimals (五点三), 半 (0.5), and 两.
    """
    if text == "半":
        return Decimal("0.5")
    whole, point, part = text.partition("点")
    if point:
        head, tail = chinese(whole), "".join(str(DIGITS.get(c, "x")) for c in part)
        return Decimal(f"{head}.{tail}") if head is not None and tail.isdigit() else None
    body = whole.removesuffix("半") if whole.endswith("半") and len(whole) > 1 else whole
    if all(c in DIGITS for c in body):
        if len(body) > 1 or body:
            return Decimal("".join(str(DIGITS[c]) for c in body))
        return None
    total = section = digit = 0
    vague = False
    for c in body:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in VAGUE:
            vague = True
        elif c in SMALL:
            section += (digit or 1) * SMALL[c]
            digit = 0
        elif c in LARGE:
            total = (
                (total + section + digit or 1) * LARGE[c] if LARGE[c] == 10**8 else total + (section + digit or 1) * LARGE[c]
            )
            section = digit = 0
    value = total + section + digit
    if vague and not value:
        return Decimal(1)
    return Decimal(value)


_PARTS = compiled(rf"(?P<base>百|千|万|{CHINESE}+)分之(?P<top>{CHINESE}+(?:点[零〇一二三四五六七八九]+)?|{ARABIC})")


_SLASH = compiled(r"(?P<top>\d{1,2})/(?P<base>\d{1,3})")


def fraction(text: str) -> tuple[Decimal | Fraction, str | None] | None:
    """Return (value, unit) of X分之Y: 百分之五 is (5, %), 千分之二 (2, ‰), 三分之一 (1/3, None), 一半 (1/2, None), 1/4 (1/4, None)."""
    if text == "一半":
        return Fraction(1, 2), None
    if slash := _SLASH.fullmatch(text):
        top_number, base_number = int(slash["top"]), int(slash["base"])
        return (Fraction(top_number, base_number), None) if 0 < top_number < base_number else None
    match = _PARTS.fullmatch(text)
    if not match:
        return None
    top = (
        Decimal(match["top"].replace(",", ""))
        if match["top"][0].isdigit() and match["top"][0].isascii()
        else chinese(match["top"])
    )
    if top is None:
        return None
    unit = {"百": "%", "千": "‰", "万": "‱"}.get(match["base"])
    if unit:
        return top, unit
    base = chinese(match["base"])
    if base is None or base < 2 or base != base.to_integral() or top != top.to_integral():
        return None  # 半分之二 is no fraction
    return Fraction(int(top), int(base)), None
