"""Times in a text: the spans that names read past, those that a figure's period comes from, and the quarters of a list."""

from __future__ import annotations

from collections.abc import Sequence

from jqreport.cache import compiled
from jqreport.link import periods
from jqreport.link.segments import covered

_LASTED = compiled(r"\d{1,2}年(?:间|来)?(?:净?[增减降翻]|下降|提[高升]|上升)")  # 5年增加1.2万元: a basis, not a date
# 按2020年不变价计算, 是2012年的2.1倍: the year of the prices or of the base, not of the figure
_PRICES = compiled(r"(?:不变|可比|当年)?价(?:格)?|的[\d.．一二两三四五六七八九十]{1,6}多?倍")
_BOOK = compiled(r"《[^《》]*》")
_AHEAD = compiled("(?:最近|近|过去|今后|未来)$")
_BY = compiled("(?<=[底末月日])前(?!期|后|置|提)")  # 5月底前达到60%
_BASES = ("比", "较", "与", "同", "比前", "较前", "相比")
_LIKE = frozenset({"恢复到", "恢复至", "相当于"})  # 恢复到2019年的112%
_QUARTERS = compiled(r"(?P<each>[一二三四](?:[、和][一二三四]){1,3})季度(?:分别|依次)")


def holes(text: str, dates: Sequence[tuple[int, int]]) -> tuple[list[tuple[int, int]], list[tuple[int, int, str]]]:
    """Date spans and period words that names read past; those that are the base of a comparison (比2019年) stay in the text."""
    titles = [m.span() for m in _BOOK.finditer(text)] if "《" in text else []
    dates = [d for d in dates if not covered(d[0], titles)]  # a year in a title states no period
    found = periods.words(text)
    if not dates and not found:
        return [], []
    lasting = {a: w for a, _, w in found if w == "years"}  # 五年来 is a date whose word says which years
    spans = [(a, b, lasting.get(a, "")) for a, b in dates] + [(a, b, w) for a, b, w in found if not covered(a, dates)]
    spans.sort()
    gaps: list[tuple[int, int]] = []
    own: list[tuple[int, int, str]] = []
    for a, b, word in spans:
        ahead = text[max(0, a - 3) : a]
        if ahead.endswith(_BASES) and not text.startswith("年", a) or ahead == "相比于" or _LASTED.match(text, a):
            continue
        gaps.append((a - _ahead(text, a), b + 1 if _BY.match(text, b) else b))
        if ahead not in _LIKE and not _PRICES.match(text, b):
            own.append((a, b, word))
    return gaps, own


def _ahead(text: str, start: int) -> int:
    """How many characters of 近, 过去 before a span of years belong to it (近|两年营业收入)."""
    found = _AHEAD.search(text, max(0, start - 2), start)
    return len(found.group()) if found else 0


def quarters_of(text: str, start: int, end: int) -> str:
    """The quarters that a list before a number names (一、二、三、四季度分别为), as 一二三四; "" where there is none."""
    found = _QUARTERS.search(text, start, end)
    return found["each"].replace("、", "").replace("和", "") if found else ""
