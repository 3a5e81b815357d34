"""Status and period of a draft, from the words of its sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence, Set
from operator import attrgetter

from jqreport.cache import compiled
from jqreport.link import periods, status
from jqreport.link.draft import Draft
from jqreport.link.segments import Sentence, opening
from jqreport.model import Header, Mention

_QUARTERS = {"一": "01-01/03-31", "二": "04-01/06-30", "三": "07-01/09-30", "四": "10-01/12-31"}
_YEAR = compiled(r"\d{4}年")
_TIMES = compiled(r"(?:全年|底|末)?的?[^，。；\d]{0,8}(?:\d[\d.]*|[一二两三四五六七八九十]+)[多余]?倍")
_AIM = compiled(r"(?:目标|任务|计划|预算|指标)(?:任务|数)?的[约近超]?\d")
_AGAINST = ("是", "为", "于", "达到")
Spans = Sequence[tuple[int, int, str]]
FAR = 600  # characters before a quantity that still speak of it; the longest real sentence has 472
_START = attrgetter("start")


def settle(drafts: Sequence[Draft], text: str, sentence: Sentence, spans: Spans, header: Header, part: str | None) -> None:
    """Set `status` and `period` of a sentence's drafts; a threshold is a criterion whatever the part of the report."""
    rules = status.applying(text[sentence.start : sentence.end], part)
    year = periods.year_of(header, None) if rules else None
    bases = {d.base.left for d in drafts if d.base is not None}  # where a movement starts from: no dates of the figures
    for draft in drafts:
        mention = draft.mention
        at = mention.left
        if rules:
            start = max(sentence.start, at - FAR)
            start = max(start, text.rfind("；", start, at), text.rfind(";", start, at))
            i = bisect_right(sentence.segments, mention.start, key=_START)
            clause = max(sentence.segments[i - 1].start, at - FAR) if i else start
            draft.status = status.status(text, rules, part, start, clause, at, year)
        elif part == "plan":
            draft.status = "target"
        if status.criterion(text, mention, draft.level is None):
            draft.status, draft.rule = "criterion", "criterion"
        if draft.quarter:
            draft.period = periods.by_word(f"{draft.quarter}季度", _QUARTERS[draft.quarter], header, part, None)
        elif spans:
            draft.period = _period(mention, text, sentence, spans, header, "plan" if draft.status == "target" else part, bases)


def _period(
    mention: Mention,
    text: str,
    sentence: Sentence,
    spans: Spans,
    header: Header,
    part: str | None,
    bases: Set[int],
) -> periods.Resolved | None:
    """The period stated last before the mention in its sentence, or behind it in its own clause."""
    found: periods.Resolved | None = None
    year: int | None = None
    for a, b, word in opening(spans, mention.start - FAR, sentence.end):
        if not bases.isdisjoint((b, b + 1, b + 2)):  # the date of what a movement starts from (由2016年的68家增加到236家)
            continue
        if a >= mention.start and (found is not None or not _same_clause(sentence, a, mention)):
            break
        if text[max(0, a - 2) : a].endswith(_AGAINST) and _TIMES.match(text, b):  # 是2011年的1.7倍: a base, not a period
            continue
        if word and _AIM.match(text, b) and not _same_clause(sentence, a, mention):
            continue  # 占全年目标的54%，…; 其中: the aim is the year's, the figures behind it need not be
        if word == "years" and a > sentence.start + 4 and "；" in text[b : mention.start]:  # 五年累计 speaks of its own item
            continue
        if word:
            got = periods.by_word(text[a:b], word, header, part, year)
        else:
            got = periods.by_date(text[a:b], text[max(0, a - 3) : a], header, part)
            year = int(got[1][:4]) if got and _YEAR.fullmatch(text, a, b) else None
        found = got or found
    return found


def _same_clause(sentence: Sentence, position: int, mention: Mention) -> bool:
    first, last = (bisect_right(sentence.segments, at, key=_START) for at in (mention.start - FAR, mention.start))
    return any(s.start <= position < s.end and mention.start < s.end for s in sentence.segments[first:last])
