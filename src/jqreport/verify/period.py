"""报告期 as people write one in a table: 2023, 2023-06, 2023-01/06, 2023H1, 2023Q3, 2023年上半年, 2023年1-6月, days, spans."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange

_YEAR = re.compile(r"(\d{4})年?(?:全年|度)?")
_YEARS = re.compile(r"(\d{4})年?[/~—–-](\d{4})年?")
_MONTH = re.compile(r"(\d{4})(?:-|年)(\d{1,2})月?份?")
_MONTHS = re.compile(r"(\d{4})(?:-(?=\d+[/~])|年)(\d{1,2})月?[/~—–至-](\d{1,2})月?份?")
_PART = re.compile(r"(\d{4})年?(?:(上|下)半年|H([12])|Q([1-4])|第?([一二三四1-4])季度)", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(?:-|年)(\d{1,2})(?:-|月)(\d{1,2})日?")


def read_period(text: str) -> tuple[str, str] | None:
    """First and last day, ISO; None where the text is no period."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if match := _YEAR.fullmatch(plain):
        return _months(match[1], 1, 12)
    if (match := _YEARS.fullmatch(plain)) and match[1] < match[2]:
        return f"{match[1]}-01-01", f"{match[2]}-12-31"
    if match := _PART.fullmatch(plain):
        half = {"上": 1, "下": 2}.get(match[2] or "") or int(match[3] or 0)
        if half:
            return _months(match[1], 6 * half - 5, 6 * half)
        quarter = int(match[4]) if match[4] else "一二三四".find(match[5]) + 1 or int(match[5])
        return _months(match[1], 3 * quarter - 2, 3 * quarter)
    if match := _MONTH.fullmatch(plain):
        return _months(match[1], int(match[2]), int(match[2]))
    if match := _MONTHS.fullmatch(plain):
        return _months(match[1], int(match[2]), int(match[3]))
    days = [_day(part) for part in plain.split("/")]
    if len(days) == 1 and days[0]:
        return days[0], days[0]
    if len(days) == 2 and days[0] and days[1] and days[0] <= days[1]:
        return days[0], days[1]
    return None


def _months(year: str, first: int, last: int) -> tuple[str, str] | None:
    if not 1 <= first <= last <= 12 or year == "0000":
        return None
    return f"{year}-{first:02d}-01", f"{year}-{last:02d}-{monthrange(int(year), last)[1]:02d}"


def _day(text: str) -> str | None:
    match = _DAY.fullmatch(text)
    if not match or not 1 <= int(match[2]) <= 12 or match[1] == "0000":
        return None
    return (
        f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
        if 1 <= int(match[3]) <= monthrange(int(match[1]), int(match[2]))[1]
        else None
    )
