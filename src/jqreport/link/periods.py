"""报告期: dates and period words of a sentence -> first and last day, resolved with the report's own date."""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange

import regex

from jqreport.cache import compiled
from jqreport.model import Header
from jqreport.numerals import chinese
from jqreport.rules import derived, signs, table

Resolved = tuple[str | None, str, str, bool]

_YEAR = compiled(r"(?P<y>(?:19|20)\d{2}|[一二][〇零○九][〇零○一二三四五六七八九]{2})年?")
_SPAN = compiled(
    r"(?:(?P<y1>(?:19|20)\d{2})年?)?(?:(?P<m1>\d{1,2})月?(?:份)?)?(?:[-－–—─~～至到]+)(?:(?P<y2>(?:19|20)\d{2})年?)?(?:(?P<m2>\d{1,2})月)?"
)
_DAY = compiled(r"(?:(?P<y>(?:19|20)\d{2})年)?(?:(?P<m>\d{1,2})月)?(?:份)?(?:(?P<d>\d{1,2})[日号])?(?P<e>底|末|初)?")
_FIRST = compiled(r"前(\d{1,2})个月")
_UNTIL = compiled(r"(?:截至|截止|截止到|截至到|到|至)$")


@derived
def _rules() -> tuple[tuple[frozenset[str], regex.Pattern[str], str], ...]:
    """Each rule's signs, its pattern and its `span`."""
    return tuple((frozenset(r.sets.get("needs", "")), r.pattern, r.sets["span"]) for r in table("periods").rules)


@derived
def _signs() -> frozenset[str]:
    return signs(table("periods").rules)


def words(text: str) -> list[tuple[int, int, str]]:
    """Spans of period words (全年, 一季度, 年末) with their rule's `span`; the first rule in file order wins."""
    found: list[tuple[int, int, str]] = []
    present = {c for c in _signs() if c in text}
    for needs, pattern, span in _rules():
        if needs and needs.isdisjoint(present):
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            i = bisect_left(found, (start, end, span))
            if (i == 0 or found[i - 1][1] <= start) and (i == len(found) or found[i][0] >= end):
                found.insert(i, (start, end, span))
    return found


def _last(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}-{monthrange(year, month)[1]:02d}"


def year_of(header: Header, part: str | None) -> int | None:
    """The year a period word means: the reviewed year, or in a plan the coming one.

    The coming year is the year of the report's date; a report read in November or December plans the year after.
    """
    reviewed = int(header.end[:4]) if header.end else None
    dated = int(header.date[:4]) if header.date else None
    if part == "plan":
        if dated and header.date and int(header.date[5:7]) >= 11:
            return dated + 1
        return dated or (reviewed + 1 if reviewed and header.end and header.end.endswith("12-31") else reviewed)
    return reviewed or dated


def by_word(text: str, span: str, header: Header, part: str | None, year: int | None) -> Resolved | None:
    """Resolve a period word; `year` is a year named just before it (2023年上半年)."""
    base = year or year_of(header, part)
    if base is None:
        return None
    if text.startswith("今年") and header.date and part != "plan" and year is None:
        base = int(header.date[:4])
    if span == "last":
        start = base - 1 if text.startswith("上年") or not header.date else int(header.date[:4]) - 1
        return text, f"{start:04d}-01-01", f"{start:04d}-12-31", True
    if span == "next":
        end = int(header.date[:4]) + 1 if header.date else base + (part != "plan")
        return text, f"{end:04d}-01-01", f"{end:04d}-12-31", True
    if span == "years":
        n = next(int(chinese(c) or 0) for c in text if c in "三四五")
        base = year_of(header, part) or base
        return text, f"{base - n + 1:04d}-01-01", f"{base:04d}-12-31", True
    if span == "plan5":
        number = chinese(text.strip('“"').partition("五")[0])
        end = 1955 + 5 * int(number or 10)  # the tenth plan ended in 2005
        if text.endswith("末"):
            return text, f"{end:04d}-12-31", f"{end:04d}-12-31", True
        reviewed = header.end if text.endswith("以来") else None  # “十四五”以来 is up to the day under report
        until = reviewed if reviewed and end - 5 < int(reviewed[:4]) <= end else f"{end:04d}-12-31"
        return text, f"{end - 4:04d}-01-01", until, True
    if base > 9999 or base < 1:
        return None
    first, _, last = span.partition("/")
    return text, f"{base:04d}-{first}", f"{base:04d}-{last}", True


def by_date(text: str, before: str, header: Header, part: str | None) -> Resolved | None:
    """Resolve a date span of the text (2024年, 1-6月份, 6月底, 2020-2022年); `before` is what stands in front of it."""
    fallback = year_of(header, part)
    first = _FIRST.match(text)
    if first and fallback and 1 <= int(first[1]) <= 12:
        return text, f"{fallback:04d}-01-01", _last(fallback, int(first[1])), True
    span = _SPAN.match(text)
    if span and (span["y1"] or span["m1"]) and (span["y2"] or span["m2"]):
        y1 = int(span["y1"]) if span["y1"] else int(span["y2"]) if span["y2"] else fallback
        y2 = int(span["y2"]) if span["y2"] else y1
        m1, m2 = int(span["m1"] or 1), int(span["m2"] or 12)
        if y1 is None or y2 is None or not (1 <= m1 <= 12 and 1 <= m2 <= 12):
            return None
        return text, f"{y1:04d}-{m1:02d}-01", _last(y2, m2), True
    year = _YEAR.match(text)
    if year and not year["y"].isascii():
        digits = chinese(year["y"].replace("○", "〇"))
        text_year = str(digits) if digits is not None else ""
        text = text_year + "年" + text[year.end() :]
    day = _DAY.match(text)
    if day is None or not (day["y"] or day["m"]):
        return None
    y = int(day["y"]) if day["y"] else fallback
    if y is None:
        return None
    until = bool(_UNTIL.search(before))
    if day["m"] is None:
        if day["e"] in ("底", "末"):
            return text, f"{y:04d}-12-31", f"{y:04d}-12-31", True
        return text, f"{y:04d}-01-01", f"{y:04d}-12-31", True
    month = int(day["m"])
    if not 1 <= month <= 12:
        return None
    if day["d"]:
        if not 1 <= int(day["d"]) <= monthrange(y, month)[1]:
            return None
        whole = f"{y:04d}-{month:02d}-{int(day['d']):02d}"
        return text, whole, whole, True
    if day["e"] in ("底", "末") or until:
        return text, _last(y, month), _last(y, month), True
    return text, f"{y:04d}-{month:02d}-01", _last(y, month), True
