"""What the report says of itself: title, place, date and the period that it reviews."""

from __future__ import annotations

import calendar
from collections.abc import Iterable

from jqreport.cache import compiled
from jqreport.layout.sections import part_of
from jqreport.model import Block, Header

_TITLE = compiled(r"(?:报告|公报|情况通报)(?:[（(][^）)]{1,12}[）)])?$")
_RUN_ON = compiled(r"([^，。；：]{0,20}工作报告)(?=[—(（])")
_LABEL = compiled(r"^标题[:：](.+)$")
_DATE = compiled(r"((?:19|20)\d\d)(?:年|-|/|\.)(\d{1,2})(?:月|-|/|\.)(\d{1,2})日?")
_HAN_DATE = compiled(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_HAN = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
_SESSION = compiled(r"在(.{2,20}?)第?[一二三四五六七八九十百]{1,4}届人民代表大会")
_TITLE_PLACE = compiled(
    r"^(?:关于)?(?:\d{4}年度?)?([^\d，。]{2,20}?)(?:\d{4}年度?|上半年|人民政府)*(?:政府工作|工作报告|国民经济|经济社会|经济运行)"
)
_SPEAKER = compiled(r"代表([^，。]{2,20}?(?:省|市|县|区|镇|乡|旗|州|街道))(?:人民政府|办事处)")
_PLACE = compiled(r"(?:省|市|县|区|镇|乡|旗|盟|州|街道|新区|开发区|中华人民共和国)$")
_YEAR = compiled(r"((?:19|20)\d\d)年")
_PAUSE = compiled(r"[，。；]")
_DATED = compiled("发文|发布|成文|时间|日期")
_MEETING = compiled(r"在.{2,40}(?:会议|大会)")
_WORK = compiled("政府工作报告|人大工作报告")
_YEARLY = compiled("公报|分析|通报|年度")
_NINE_MONTHS = compiled("前三季度|1-9月")
_HEAD_ROWS = 200
_APART = 40  # blocks: a title before them belongs to the head of the file


def header(blocks: Iterable[Block]) -> Header:
    """Title, place, date (ISO) and reviewed period of a report from its blocks; None where it does not say."""
    everything = list(blocks)
    head = _opening(everything)
    title = _title(head)
    place = _place(title, head, everything)
    date = _date(head)
    start, end = _period(title, date, everything)
    return Header(title, place, date, start, end)


def restarts(made: list[Block], first: Header) -> dict[int, Header]:
    """Where another report begins in the same file (a city's communiqués of two years): its header by the index of its title."""
    found: dict[int, Header] = {}
    year = _stated(first.title or "")
    for i, block in enumerate(made):
        if i < _APART or year is None or block.kind not in ("heading", "paragraph") or not 8 <= len(block.text) <= 40:
            continue
        own = _stated(block.text) if _TITLE.search(block.text) and not _PAUSE.search(block.text) else None
        if own is not None and own != year and _place_in(block.text) and _place_in(block.text) == _place_in(first.title or ""):
            found[i], year = header(made[i:]), own
    return found


def _opening(blocks: list[Block]) -> list[Block]:
    """The blocks before the first long paragraph; labels of web pages are among them."""
    head: list[Block] = []
    for block in blocks:
        if block.kind in ("paragraph", "cell") and len(block.text) > 90:
            break
        if block.kind not in ("furniture", "footnote"):
            head.append(block)
        if len(head) == _HEAD_ROWS:
            break
    return head


def _title(head: list[Block]) -> str | None:
    labelled = [m[1] for b in head if b.kind == "skipped" and (m := _LABEL.match(b.text))]
    shown = [b.text for b in head if b.kind in ("heading", "paragraph") and len(b.text) <= 60 and _TITLE.search(b.text)]
    shown = [t for t in shown if not _PAUSE.search(t)]
    shown += [m[1] for b in head if b.kind == "paragraph" and (m := _RUN_ON.match(b.text))]
    found = [t for t in [*shown, *labelled] if t not in ("工作报告",)]
    named = [t for t in found if _place_in(t)]
    return (named or found or [None])[0]


def _place_in(title: str) -> str | None:
    found = _TITLE_PLACE.match(title)
    return found[1] if found and _PLACE.search(found[1]) else None


def _place(title: str | None, head: list[Block], blocks: list[Block]) -> str | None:
    if title and (found := _place_in(title)):
        return found
    for block in head:
        session = _SESSION.search(block.text)
        if session and (place := session[1].removesuffix("第")) and _PLACE.search(place) and place not in ("全国",):
            return place
    for block in blocks[:60]:
        if block.kind == "paragraph" and (speaker := _SPEAKER.search(block.text)):
            return speaker[1]
    return None


def _dates(text: str) -> list[str]:
    found = [(m.start(), int(m[1]), int(m[2]), int(m[3])) for m in _DATE.finditer(text)]
    for m in _HAN_DATE.finditer(text):
        year = int("".join(str(_HAN[c]) for c in m[1]))
        found.append((m.start(), year, _han_number(m[2]), _han_number(m[3])))
    return [f"{y:04}-{m:02}-{d:02}" for _, y, m, d in sorted(found) if 1 <= m <= 12 and 1 <= d <= calendar.monthrange(y, m)[1]]


def _han_number(text: str) -> int:
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _HAN[text[0]]
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)


def _date(head: list[Block]) -> str | None:
    """The date of the session line, else of a line that is a date, else the last of the opening, else a web label's."""
    ranked: list[tuple[int, int, str]] = []
    for n, block in enumerate(head):
        for date in _dates(block.text)[:1]:
            if block.kind == "skipped":
                rank = 3 if _DATED.match(block.text) else 4
            elif _MEETING.search(block.text):
                rank = 0
            elif len(block.text) <= 16:
                rank = 1
            else:
                rank = 2
            if rank < 4:
                ranked.append((rank, -n if rank == 1 else n, date))
    return min(ranked)[2] if ranked else None


def _period(title: str | None, date: str | None, blocks: list[Block]) -> tuple[str | None, str | None]:
    """The period under review: the year of a communiqué's title; the year before a report of January to April; half a year."""
    year = int(date[:4]) if date else None
    month = int(date[5:7]) if date else None
    titled = int(m[1]) if title and (m := _YEAR.search(title)) else None
    headings = [b.text for b in blocks if b.kind == "heading"]
    reviews = [t for t in headings if part_of(t, None) == "review"]
    if title and not _WORK.search(title) and titled and _YEARLY.search(title):
        return _span(titled, title)
    for text in [title or "", *reviews]:
        if "上半年" in text and (y := _stated(text) or titled or year):
            return f"{y}-01-01", f"{y}-06-30"
    past = [y for t in reviews if (y := _stated(t)) and (year is None or y <= year)]
    if year and month:
        if month <= 4:
            return f"{year - 1}-01-01", f"{year - 1}-12-31"
        if past and (past[0] < year or month >= 10):
            return f"{past[0]}-01-01", f"{past[0]}-12-31"
        last = calendar.monthrange(year, month - 1)[1]
        return f"{year}-01-01", f"{year}-{month - 1:02}-{last}"
    if past:
        return f"{past[0]}-01-01", f"{past[0]}-12-31"
    if titled and title and "工作报告" in title:
        return f"{titled - 1}-01-01", f"{titled - 1}-12-31"
    return _span(titled, title or "") if titled else (None, None)


def _stated(text: str) -> int | None:
    years = [int(y) for y in _YEAR.findall(text)]
    return max(years) if years else None


def _span(year: int, title: str) -> tuple[str, str]:
    if "上半年" in title:
        return f"{year}-01-01", f"{year}-06-30"
    if _NINE_MONTHS.search(title):
        return f"{year}-01-01", f"{year}-09-30"
    return f"{year}-01-01", f"{year}-12-31"
