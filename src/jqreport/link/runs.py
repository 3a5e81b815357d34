"""Runs: the quantities of a segment that stand in one list (26.8亿元、50.9亿元; 5:45:50), and what they share."""

from __future__ import annotations

from jqreport.cache import compiled
from jqreport.link.segments import EACH, PER, RATIO, Segment
from jqreport.model import Mention

_CONNECT = compiled(rf"{PER}(?:以及|、和|[、，,/和及与或至到:：∶])(?:(?:世界|全国|全省|全市|全球)?第|{EACH})?")
_MULTIPLIER = frozenset({"万", "亿", "万亿", "千", "百"})


def runs_of(text: str, segment: Segment) -> list[list[Mention]]:
    """Mentions that stand in one list (26.8亿元、50.9亿元、26.6亿元; 5:45:50) make one run; a missing unit comes from the next."""
    if len(segment.mentions) == 1:
        return [[segment.mentions[0]]]
    runs: list[list[Mention]] = []
    respective = text.find("分别", segment.start, segment.end)
    for mention in segment.mentions:
        gap = text[runs[-1][-1].right : mention.left] if runs else None
        if gap and len(gap) > 2 and not 0 <= respective <= runs[-1][0].left - 2:
            gap = None  # 全省第9位、全市第1位: each rank has its own scope
        if gap and runs[-1][-1].chinese and runs[-1][-1].unit in _MULTIPLIER and (mention.unit or "")[:1] not in _MULTIPLIER:
            gap = None  # 负荷破亿、4次刷新纪录: a bare multiplier takes its unit only from one that repeats it
        if gap is not None and _CONNECT.fullmatch(gap) and (gap[0] not in "至到" or runs[-1][-1].unit is None):
            runs[-1].append(mention)
        else:
            runs.append([mention])
    for run in runs:
        if len(run) == 1:
            continue
        for a, b in zip(reversed(run[:-1]), reversed(run[1:]), strict=True):
            if a.unit == "个" and b.quantity == "points":  # 1.4个和3个百分点
                a.unit, a.quantity = b.unit, b.quantity
            elif b.unit and (
                (a.unit is None and text[a.right] not in "/／")
                or (a.unit in _MULTIPLIER and b.unit not in _MULTIPLIER and text[a.right : b.left] not in RATIO)
            ):
                a.unit = b.unit if a.unit is None or b.unit.startswith(a.unit) else a.unit + b.unit.lstrip("万亿千百")
                a.quantity = b.quantity
        behind = run[-1].bound if run[-1].right > run[-1].end else "exact"
        ahead = run[0].bound if run[0].left < run[0].start else "exact"
        for mention in run:
            if mention.bound == "exact" and not (mention.high and mention.unit in ("岁", "周岁")):  # 60—69岁、80岁及以上
                mention.bound = behind if behind != "exact" else ahead
    return runs
