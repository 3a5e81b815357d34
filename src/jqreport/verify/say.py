"""The sentences of verify's findings, in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from jqreport.verify.compare import Difference, show_period
from jqreport.verify.expectation import Expected
from jqreport.verify.places import Moved
from jqreport.verify.stated import Stated

_SHOWN = 3
_FIELDS = {
    "value": ("", ""),
    "bound": ("", ""),
    "from": ("start ", "起始值 "),
    "change": ("change ", "增减 "),
    "status": ("status ", "状态 "),
    "period": ("period ", "报告期 "),
}


class Words(NamedTuple):
    """A sentence in English and in Chinese."""

    en: str
    zh: str


def sides(differences: Sequence[Difference]) -> tuple[str | None, str | None]:
    """What was expected and what the report says, in the fields that differ."""
    old = ", ".join(_FIELDS[d.field][0] + d.expected for d in differences if d.expected is not None)
    new = ", ".join(_FIELDS[d.field][0] + d.actual for d in differences if d.actual is not None)
    return old or None, new or None


def _which(s: Stated) -> str:
    parts = [s.status if s.status != "actual" else None, show_period(s.period)]
    told = ", ".join(p for p in parts if p)
    return f" ({told})" if told else ""


def changed(entry: Expected, said: Stated, differences: Sequence[Difference], how: str, among: int) -> Words:
    """The report says something else."""
    en = "; ".join(_difference(d, 0) for d in differences)
    zh = "；".join(_difference(d, 1) for d in differences)
    name = entry.said.name
    words = Words(f"{name}: {en}", f"{name}：{zh}")
    if among > 1:
        words = Words(
            f"{words.en} (the nearest of {among} figures that {entry.where} can mean)",
            f"{words.zh}（{among} 个可能所指的指标中最接近者）",
        )
    return _found(words, said, how)


def _difference(d: Difference, zh: int) -> str:
    label = _FIELDS[d.field][zh]
    nothing = ("nothing", "无")[zh]
    if zh:
        return f"{label}预期 {d.expected or nothing}，报告为 {d.actual or nothing}"
    return f"{label}expected {d.expected or nothing}, the report says {d.actual or nothing}"


def repeated(words: Words) -> Words:
    """The same sentence stands in the report twice, with different numbers."""
    return Words(f"{words.en} where it repeats the sentence", f"{words.zh}（该句在报告中重复出现）")


def _found(words: Words, said: Stated, how: str) -> Words:
    """Add by what the figure was found, where that is not its very name."""
    if how == "part":
        return Words(f"{words.en}; found in the longer name {said.name}", f"{words.zh}；按较长的名称 {said.name} 找到")
    if how == "canonical":
        return Words(
            f"{words.en}; found as {said.name}, a name of that indicator", f"{words.zh}；按同一指标的名称 {said.name} 找到"
        )
    if how == "renamed":
        return Words(f"{words.en}; it is now read as {said.name}", f"{words.zh}；现读作 {said.name}")
    return words


def loosely(entry: Expected, said: Stated, how: str) -> Words:
    """A row that was matched by less than its very name."""
    return _found(Words(f"{entry.said.name}: agrees", f"{entry.said.name}：相符"), said, how)


def missing(entry: Expected, others: Sequence[Stated]) -> Words:
    """No figure is it; `others` are those that come near."""
    e = entry.said
    numbers = f" {e.words}" if e.words else ""
    en = f"{e.name}: expected{numbers}{_which(e)}, and the report has no such figure"
    zh = f"{e.name}：预期{numbers}{_which(e)}，报告中没有这一指标"
    if others:
        near = "; ".join(f"{o.name} {o.words}{_which(o)}" for o in others[:_SHOWN]) + (" …" if len(others) > _SHOWN else "")
        return Words(f"{en}; it has {near}", f"{zh}；有的是 {near}")
    return Words(en, zh)


def added(said: Stated) -> Words:
    """A figure that nobody expected."""
    which = _which(said)
    return Words(f"{said.name}: {said.words}{which} is expected by nobody", f"{said.name}：{said.words}{which} 在预期之外")


def ambiguous(entry: Expected, figures: Sequence[Stated], why: str) -> Words:
    """Several figures can be meant, and at least one of them agrees."""
    near = "; ".join(f"{f.name} {f.words}{_which(f)}" for f in figures[:5]) + (" …" if len(figures) > 5 else "")
    e = entry.said
    if why == "part":
        return Words(
            f"{e.name}: {len(figures)} figures hold this name in theirs, write the full one: {near}",
            f"{e.name}：有 {len(figures)} 个指标的名称含此名，请写全称：{near}",
        )
    return Words(
        f"{e.name}: the report says both what is expected and something else of it: {near}",
        f"{e.name}：报告既有预期的说法，也有别的说法：{near}",
    )


def renamed(e: Stated, a: Stated) -> Words:
    """The same number in the same sentence under another name."""
    return Words(f"{e.name}: {a.words} is now read as {a.name}", f"{e.name}：{a.words} 现读作 {a.name}")


def reprinted(e: Stated, a: Stated) -> Words:
    """An agreeing value with other digits."""
    return Words(f"{e.name}: {e.level} is now printed as {a.level}", f"{e.name}：{e.level} 现印作 {a.level}")


def unused(entry: Expected, said: Stated) -> Words:
    """A reason that explains nothing any more."""
    return Words(
        f"{said.name}: {said.words} agrees, the reason of {entry.where} can go ({entry.reason})",
        f"{said.name}：{said.words} 相符，{entry.where} 的理由可以删去（{entry.reason}）",
    )


def accepted(words: Words, reason: str) -> Words:
    """A known finding."""
    return Words(f"{words.en}; accepted: {reason}", f"{words.zh}；已接受：{reason}")


def moved(n: int, total: int, first: Moved) -> Words:
    """Quotes that stand elsewhere."""
    old = first.place.line
    en, zh = (
        (f"line {old}", f"第 {old} 行") if old is not None else (f"offset {first.place.start}", f"偏移 {first.place.start}")
    )
    now, name = first.now.line, first.figure.name
    return Words(
        f"{n} of {total} agreeing figures do not stand where they were found before (first: {name}, {en}, now line {now})",
        f"{total} 个相符的指标中有 {n} 个不在原处（首个：{name}，原{zh}，现第 {now} 行）",
    )
