"""Headings, lead sentences, review and plan: what each paragraph stands under."""

from __future__ import annotations

from dataclasses import dataclass, field

from jqreport.cache import compiled
from jqreport.layout.join import Para, is_heading
from jqreport.layout.rows import alone, ended, match, ordinal, starts

_YEAR = compiled(r"(?:19|20)\d\d(?=年|-|—|～|至)")
_SENTENCE = compiled(r"[。！？；;]")
_NUMBER = compiled(r"\d(?!\d{0,3}年)")
_PART_GAP = compiled(r"^第[一二三四五六七八九十百]{1,4}(?:部分|篇|章)")
_DASH = compiled(r"^[-—–―－─]{2,}")
_ITEM = compiled(r"(?:[一二三四五六七八九十]{1,2}是|这是)[^。！？；：0-9]{4,36}。$")
_LISTED, _OWN, _LEAD = 6, 7, 8  # levels of an item of a list, a heading without an ordinal, of a lead sentence
_PLAN_YEAR = compiled(r"工作|任务|目标|安排|思路|实事|(?:预算|计划)[（(]?草案|预算(?:编制|收支|$)")
_ANNEX = compiled(r"附[件表录]")
_BOTH = compiled(r"(?:总结|回顾|情况)[暨及和与、].{0,12}(?:打算|计划|安排|思路|要点|部署|任务|预算|草案)")
_COMING = compiled("打算|思路|计划|安排|下一?步|要点")
_AHEAD = compiled("今后|未来|下一|建议")
_HAN = compiled("[一-龥]")
_PAUSE = compiled("[；：:;]")


@dataclass(slots=True, eq=False)
class Place:
    """What a paragraph is and stands under."""

    kind: str
    section: tuple[str, ...]
    part: str | None


@dataclass(slots=True, eq=False)
class _Outline:
    year: int | None
    stack: list[tuple[int, str]] = field(default_factory=list)
    part: str | None = None
    part_level: int = _LEAD
    speech: bool = False  # a work report, not a communiqué
    titled: bool = False  # a title without an ordinal opened the part
    section: tuple[str, ...] = ()  # the titles of the stack

    def enter(self, level: int, title: str) -> None:
        while self.stack and self.stack[-1][0] >= level:
            self.stack.pop()
        if title:
            self.stack.append((level, title))
        self.section = tuple([title for _, title in self.stack])

    def turn(self, level: int, title: str) -> None:
        """Let a heading open the review or the plan, unless it lies inside the part that a higher heading opened."""
        part = part_of(title, self.year)
        inside = level > self.part_level and self.part_level < _LEAD
        coming = self.titled and self.part == "review" and part == "plan" and level == 2 and _COMING.search(title)
        if inside and not coming:  # 四、2032年工作思路 below the title 2031年工作总结 does turn
            return
        if part is not None:
            self.part = None if part == "none" else part
            # headings inside an annex speak for themselves (附件1, then 2032年民生实事); those of a glossary do not
            self.part_level = _LEAD if part == "none" and _ANNEX.match(title) else level
            self.titled = level == 1 and not ordinal(title)[0]


def part_of(title: str, year: int | None) -> str | None:
    """ "review", "plan" or "none" by the words of a heading, then by its year against the report's; None where neither says."""
    if _BOTH.search(title):  # 2031年工作总结及2032年工作打算 is the title of both
        return None
    rule = match("part", title)
    years = [int(y) for y in _YEAR.findall(title)]
    part = str(rule.sets["part"]) if rule else None
    if part == "plan" and year and years and max(years) < year and not _AHEAD.search(title):
        return "review"
    if part is None and year and years and max(years) >= year and _PLAN_YEAR.search(title):
        return "plan"
    return part


def place(paras: list[Para], year: int | None) -> list[Place]:
    """Kind, section and part of each paragraph; `year` is the report's."""
    outline = _Outline(year, speech=any(match("speech", p.text) for p in paras[:12]))
    numbered = {ordinal(p.text)[0] for p in paras if is_heading(p.text)}
    found: list[Place] = []
    for i, para in enumerate(paras):
        after = paras[i + 1].text if i + 1 < len(paras) else ""
        found.append(_place(para, after, outline, numbered))
    return found


def _place(para: Para, after: str, outline: _Outline, numbered: set[int]) -> Place:
    text = para.text
    level, length = ordinal(text)
    if outline.part != "plan" and (outline.part or outline.speech) and match("announced", text):
        outline.part = "plan"
    if alone(text) and not is_heading(text):
        rule = match("stop", text)
        kind = "heading" if rule and rule.id == "stop-title" else "paragraph"
        return Place(kind, outline.section, outline.part)
    if para.kind == "heading" or is_heading(text):
        level = level or _own_level(text, outline, numbered)
        above = level
        outline.enter(level, _title(para))
        outline.turn(above, text)
        return Place("heading", outline.section, outline.part)
    if _ITEM.match(text) and len(after) >= 40 and not ordinal(after)[0] and not _ITEM.match(after):
        outline.enter(_LISTED, text.rstrip("。"))
        return Place("heading", outline.section, outline.part)
    if not level and _is_own_heading(text, after):
        level = _own_level(text, outline, numbered)
        outline.enter(level, text.rstrip("：:"))
        outline.turn(level, text)
        return Place("heading", outline.section, outline.part)
    lead = _lead(text, level, length)
    if level:
        outline.enter(level, lead)
        outline.turn(level, lead)
        if level == 6 or not lead:  # a member of a list, or an ordinal that titles nothing
            section = outline.section
            outline.enter(level, "")
            return Place("paragraph", section, outline.part)
        return Place("paragraph", outline.section, outline.part)
    return Place("paragraph", (*outline.section, lead) if lead else outline.section, outline.part)


def _title(para: Para) -> str:
    """The heading's words; 第一部分 keeps the space that was printed after it."""
    text = para.text.rstrip("：:。")
    head = _PART_GAP.match(text)
    return f"{head[0]} {text[head.end() :]}" if head and head.end() < len(text) else text


def _own_level(text: str, outline: _Outline, numbered: set[int]) -> int:
    """A heading without an ordinal that opens review or plan stands above 一、, unless 一、 has opened a part before."""
    if part_of(text, outline.year) is None:
        return _OWN
    return 1 if not (1 in numbered or outline.part_level == 2) else _OWN


def _is_own_heading(text: str, after: str) -> bool:
    """A short line without an ordinal: no sentence, no quantity, and a real paragraph below it."""
    if not 2 <= len(text) <= 32 or ended(text.rstrip("：:")) or text.endswith(("，", ",", "、")) or _NUMBER.search(text):
        return False
    if _SENTENCE.search(text) or starts(text) or _HAN.search(text) is None or text.endswith(("：", ":")):
        return False
    if match("part", text) and (len(after) > 20 or ordinal(after)[0]):
        return True
    below = len(after) >= 40 or ordinal(after)[0] > 1
    return len(text) >= 4 and text.count("，") <= 1 and below and not after.startswith(("，", "。"))


def _lead(text: str, level: int, length: int) -> str:
    """The lead sentence of a paragraph without its full stop and without ——; "" where it has none."""
    body = text[length:]
    if level and level < 6:
        stop = body.find("。")
        first = body[: stop if stop >= 0 else len(body)]
        if stop < 0 or len(first) > 60 or _NUMBER.search(first) or _PAUSE.search(first):
            return ""
        return text[: length + stop]
    rule = match("lead", body)
    found = rule.pattern.search(body) if rule else None
    return found[0].rstrip("。") if found else ""
