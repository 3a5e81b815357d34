"""分别: as many values as names."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from jqreport.check.outcome import Outcome, judge
from jqreport.check.view import View

_ITEM = r"(?:第|约|近|超过?|达到?|增长|下降|提高|增加)?[-−－]?\d+(?:,\d{3})*(?:\.\d+)?[^\d、，。；,;和及与]{0,8}"
_LIST = regex.compile(
    rf"分别(?P<verb>[^\d，。；、：−－-]{{0,14}}?)(?P<list>{_ITEM}(?:(?:、|和|及|与|以及|，(?=[-−－]?\d)){_ITEM})+)"
)
_CLAUSE = regex.compile(r"[^，。；：:,;！？—]*$")
_UNCLEAR = regex.compile(r"[“”《》（）()\d]|等$|[一二三四五六七八九十两双各数多]|城乡|上下|男女|进出|存贷|本外|东西|水电")
_SEPARATOR = regex.compile(r"、|以及|和|及|与")


def respectively(view: View) -> Iterator[Outcome]:
    """As many values as names stand about 分别: 甲、乙、丙分别增长5%、6%、7%.

    Names are what stands between 、 and 和 before it in its clause; 和 may also be part of a name, so every count between the two
    readings passes. Names that stand for several (三次产业, 城乡, 五个) or end in 等 are not compared. It fails where the
    names are parted by 、 alone.

    “分别”前后项数相等：甲、乙、丙分别增长5%、6%、7%。
    “和”可能是名称的一部分，两种读法之间的项数均视为相符；“三次产业”“城乡”“五个”“……等”不核。仅以顿号分隔的才判“不符”。
    """
    for sentence in view.sentences:
        text = sentence[0].sentence
        for match in _LIST.finditer(text):
            clause = _CLAUSE.search(text[: match.start()])
            names = (clause.group() if clause else "").strip()
            inside = [f for f in sentence if f.source.text and f.source.text[:4] in match["list"]]
            if not names or _UNCLEAR.search(names) or not inside or not _SEPARATOR.search(names):
                continue
            values = len(regex.findall(_ITEM, match["list"]))
            most = len(_SEPARATOR.findall(names)) + 1
            least = names.count("、") + 1 if "、" in names else 2
            shown, listed = names + "分别", match["list"]
            yield judge(
                *(tuple(inside), inside[0].source, least <= values <= most, False),
                certain=most == least and "、" in names and "，" not in listed and not inside[0].ocr,
                en=f"分别 hands out {values} values ({listed}) to {least} names ({names}).",
                zh=f"“{shown}”之前有 {least} 项，之后有 {values} 个数（{listed}）。",
                expected=str(least),
                actual=str(values),
            )
