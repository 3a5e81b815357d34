"""Words of movement against signs and ends: 下降-3.2%, 由120家增加到100家."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from jqreport.check.outcome import Outcome, judge, passed, unchecked
from jqreport.check.view import View, base_of, dimension, exact, exact_change, level, plain
from jqreport.model import Figure


def direction(view: View) -> Iterator[Outcome]:
    """The word of movement fits its number and its two ends: 下降 has no minus sign, 由120家增加到100家 is no increase.

    A minus behind 增长 (增长-3.2%) is a custom of statistics and passes.

    增减用词与数值、与起止两端相符。
    “下降-3.2%”“由120家增加到100家”不符；“增长-3.2%”为统计惯用写法，视为相符。
    """
    for figure in view.figures:
        for change in figure.changes:
            if change.value >= 0 or change.source.cell is not None:
                continue
            yield judge(
                *((figure,), change.source, change.direction != "down", False, exact_change(change) and not figure.ocr),
                en=f"{figure.name} is said to fall by {plain(change.source)}: word and sign contradict each other.",
                zh=f"“{figure.name}”下降{plain(change.source)}，用词与负号矛盾。",
                expected="≥ 0",
                actual=plain(change.source),
            )
        yield from _ends(view, figure)


_UP = regex.compile(r"(?:增加|增长|提高|提升|上升|扩大|增|升|上涨|发展|扩|跃升|攀升)(?:到|至|为)$")
_DOWN = regex.compile(r"(?:减少|下降|降低|缩小|减|降|回落|压减|压缩|缩短|下滑)(?:到|至|为)$")


def _ends(view: View, figure: Figure) -> Iterator[Outcome]:
    if figure.base is None or figure.value is None or figure.group is not None:
        return
    x, y = base_of(figure.base, figure), level(figure)
    if x is None or y is None or dimension(figure.unit).startswith("rank"):
        yield unchecked(figure)
        return
    words = regex.sub(r"\d{4}年(?:的|底的?|末的?)?$|(?:约|近|超过?|的)$", "", view.between(figure.base.source, figure.source))
    up, down = bool(_UP.search(words)), bool(_DOWN.search(words))
    if not up and not down:
        yield unchecked(figure)
        return
    agree = y.high >= x.low if up else y.low <= x.high
    if agree:
        yield passed(figure)
        return
    yield judge(
        *((figure,), figure.source, False, False, exact(figure) and figure.base.source.end <= figure.source.start),
        en=f"{figure.name} is said to {'rise' if up else 'fall'} from {plain(figure.base.source)} to {plain(figure.source)}.",
        zh=f"“{figure.name}”由{plain(figure.base.source)}{'升' if up else '降'}到{plain(figure.source)}，用词与数值矛盾。",
        expected=("≥ " if up else "≤ ") + plain(figure.base.source),
        actual=plain(figure.source),
    )
