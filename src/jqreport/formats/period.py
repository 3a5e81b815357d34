"""A period in as few characters as tell it."""

from __future__ import annotations

from calendar import monthrange

from jqreport.model import Period


def short(p: Period) -> str:
    """The shortest ISO form: 2023, 2023-06, 2023-01/06, 2019/2022, or the days."""
    start, end = p.start, p.end
    if start == end or len(start) != 10 or len(end) != 10:
        return start if start == end else f"{start}/{end}"
    if start.endswith("-01-01") and end.endswith("-12-31"):
        return start[:4] if start[:4] == end[:4] else f"{start[:4]}/{end[:4]}"
    if start.endswith("-01") and int(end[8:]) == monthrange(int(end[:4]), int(end[5:7]))[1]:
        if start[:7] == end[:7]:
            return start[:7]
        return f"{start[:7]}/{end[5:7] if start[:4] == end[:4] else end[:7]}"
    return f"{start}/{end}"
