"""Rows -> paragraphs: hard-wrapped lines and sentences cut by web pages are joined, everything else stays a line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from jqreport.cache import compiled
from jqreport.layout.rows import Row, Wrap, alone, ended, match, onward, ordinal, starts

_SENTENCE = compiled(r"[。！？；;]")
_CLAUSE = compiled(r"[，。；、！？,]")
_OPEN_END = compiled(r"[，、,“‘（《〈「『(和与及或的在对将把为是以于至到由从向约达近]$")
_HANGING = compiled(r"[，、的和与及“‘（《]$")
_PREDICATE = compiled(r"发展到|达到?|增加|提高|是|的|地|得|等|和|与|及|为|已|将|被|也|都|方面")
_SESSION_OPEN = compiled(r"^[（(]?[-—–―－─]{0,3}(?:\d{4}年\d{1,2}月\d{1,2}日)?在.{4,40}$")
_SESSION_END = compiled(r"会议上[）)]?$")
_SAYS = compiled(r"[。！？；：:0-9]")
_NUMBER = compiled(r"\d(?!\d{0,3}年)")


@dataclass(slots=True, eq=False)
class Para:
    """Rows that are read as one, with what they turned out to be."""

    rows: list[Row]
    kind: str | None = None
    marks: list[tuple[int, int]] = field(default_factory=list)
    text: str = ""

    def add(self, row: Row) -> None:
        """Append a row to the paragraph."""
        self.rows.append(row)
        self.text += row.text


def join(rows: list[Row], wrap: Wrap) -> list[Para]:
    """Paragraphs of the free rows, in order; labelled rows do not break a paragraph, skipped ones do."""
    paras: list[Para] = []
    short = Counter(row.text for row in rows if row.free and len(row.text) <= 12)
    fragments = {text for text, count in short.items() if count >= 2 and not starts(text)}
    dump = not wrap.width and _is_dump(rows)
    current: Para | None = None
    marked = False
    follower = _followers(rows)
    for i, row in enumerate(rows):
        if row.kind == "mark" and current is not None:
            marked = True
            continue
        if not row.free:
            if row.kind == "skipped" or row.hint in ("heading", "paragraph", "cell"):
                current = None
            continue
        if current is not None and (
            marked or (_wraps(current, row, wrap) if wrap.width else _runs_on(current, row, follower[i], fragments, dump))
        ):
            current.add(row)
        else:
            current = Para([row], text=row.text)
            paras.append(current)
        marked = False
    return paras


def _followers(rows: list[Row]) -> list[str]:
    """For each row the text of the next free row."""
    found, after = [""] * len(rows), ""
    for i in range(len(rows) - 1, -1, -1):
        found[i] = after
        if rows[i].free:
            after = rows[i].text
    return found


def is_heading(text: str) -> bool:
    """Whether the text is a numbered heading of its own: an ordinal and no sentence after it."""
    level, length = ordinal(text)
    body = text[length:]
    if not level:
        return False
    if level == 1:
        return len(text) <= 40 and not _SENTENCE.search(body)
    if level >= 4:
        return len(body) <= 34 and not _SAYS.search(body) and bool(body)
    if not _SENTENCE.search(body) and not body.endswith(("：", ":", "，")):
        return len(body) <= 60
    plain = _SENTENCE.search(body[:-1]) is None and body.endswith("。")
    return plain and len(body) <= 60 and not _NUMBER.search(body)


# ------------------------------------------------------------------------------------------------ hard-wrapped files


def _wraps(current: Para, row: Row, wrap: Wrap) -> bool:
    last = current.rows[-1]
    if onward(row.text) and not last.ended:
        return True
    if alone(current.text) and len(current.rows) == 1:
        return False
    full = wrap.full(last)
    if not last.ended and _SESSION_OPEN.match(current.text) and _SESSION_END.search(row.text):
        return True
    if starts(row.text):
        return full and not last.ended and not is_heading(current.text) and last.text[-1] in "，、" and not alone(row.text)
    level, length = ordinal(current.text)
    if level and not _SENTENCE.search(current.text) and not last.ended:
        if not full:
            return False
        return len(current.rows) < 3 and not _short_lead(row)
    if last.ended:
        indented = row.indent >= 3 and current.rows[-1].indent < 3
        return full and not indented and row.gap <= wrap.gap and not _short_lead(row) and last.text[-1] not in "：:"
    if not full and len(current.rows) == 1 and not _CLAUSE.search(current.text):
        return False
    return full or row.gap <= wrap.gap or row.page != last.page


def _short_lead(row: Row) -> bool:
    """The row begins with a bold lead: a few words, no comma, a full stop, more text."""
    stop = row.text.find("。")
    return 4 <= stop <= 12 and match("lead", row.text) is not None and "，" not in row.text[:stop]


# ------------------------------------------------------------------------------------------------ one paragraph a line


def breaks_off(text: str, after: str) -> bool:
    """Whether prose stops in mid-sentence and goes on in `after`: where a page ends, a PDF that was made a document breaks it."""
    prose = len(text) >= 40 and _SENTENCE.search(text) is not None and not ended(text)
    return prose and _CLAUSE.search(after) is not None and not starts(after)


def _is_dump(rows: list[Row]) -> bool:
    """A web page printed as text: again and again a long open line is followed by a line of a few words."""
    free = [row for row in rows if row.free]
    cuts = sum(
        a.width >= 30 and not a.ended and not starts(a.text) and (len(b.text) <= 12 or onward(b.text))
        for a, b in zip(free, free[1:], strict=False)
    )
    return cuts >= 3


def _runs_on(current: Para, row: Row, after: str, fragments: set[str], dump: bool) -> bool:
    last, text = current.rows[-1], current.text
    resumes = onward(after) or (len(after) >= 12 and bool(_SENTENCE.search(after)) and not starts(after))
    if row.text[0] in "，。、；：”’）」』》％%" and not alone(text):
        return True
    if ended(text):
        return False
    if starts(row.text):
        return False
    if _SESSION_OPEN.match(text) and _SESSION_END.search(row.text):
        return True
    if alone(text):
        return False
    level, length = ordinal(text)
    fragment = row.text in fragments
    if level and len(current.rows) == 1 and not _SENTENCE.search(text):
        return level < 6 and fragment and resumes and len(text) - length <= 8
    if len(current.rows) > 1 or _HANGING.search(text):
        return True
    if dump and len(text) <= 8 and _PREDICATE.match(row.text) and match("part", text) is None:
        return True
    if breaks_off(text, row.text):
        return True
    if _CLAUSE.search(text) and len(text) >= 12:
        return dump or fragment or len(row.text) <= 6 or bool(_OPEN_END.search(last.text))
    return fragment and dump and resumes and len(text) <= 30 and match("part", text) is None and text not in fragments
