"""Parts and wholes: 其中, and the compositions that the indicator table knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import regex

from jqreport import indicators
from jqreport.check.outcome import Outcome, judge, passed, span, unchecked
from jqreport.check.view import View, amount_of, dimension, exact, level, plain
from jqreport.intervals import Interval, point, total
from jqreport.model import Figure

_RATES = regex.compile(r"率$|每|人均|平均|均价|比重|占比|系数|指数|强度|浓度|密度|增速|增幅|单产|比例")
_LEADS_IN = regex.compile("其中|包括|含|组成|构成|分为|分成")
_COMPLETE = regex.compile(r"组成|构成|分为|分成|两部分|三部分|合计|共计")
_NEAR = 600  # characters between a whole and its known parts


def parts(view: View) -> Iterator[Outcome]:
    """A part is not larger than its whole, and parts that are all of it add up to it.

    A part is an item of one flat list behind 其中. That parts are all of a whole is known of the compositions in the indicator
    table (地区生产总值 = 第一产业 + 第二产业 + 第三产业增加值) or said in so many words (由…组成, 分为). Other parts that add up to more
    than their whole are for review, for they may overlap. Each number counts with its rounding. Rates and averages do not add up.

    部分不大于整体；构成整体的全部分项之和等于整体。
    “其中”之后的并列各项为部分。指标表中的固定构成（地区生产总值＝三次产业增加值之和）或文中明言“由…组成”“分为”的，视为全部分项；其他分项之和超出整体的可能重叠，列为待核。各数均计修约误差；比率、均值不相加。
    """
    for whole, members in _wholes(view):
        if not _additive(whole) or not _listed_behind(view, whole, members):
            yield unchecked(whole, *members)
            continue
        for part in members:
            yield _within(view, whole, part)
        yield from _sum_of_parts(view, whole, members)
    yield from _known(view)


def _wholes(view: View) -> Iterator[tuple[Figure, list[Figure]]]:
    """Each whole with its parts that are measured in the same unit."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in view.figures:
        whole = view.by_id.get(figure.part_of or "")
        if whole is None or whole.value is None or figure.value is None or figure.status != whole.status:
            continue
        if dimension(whole.unit) == dimension(figure.unit) and figure.unit is not None and figure.status != "criterion":
            found[whole.id].append(figure)
    for whole_id, members in found.items():
        yield view.by_id[whole_id], members


def _additive(whole: Figure) -> bool:
    known = indicators.of(whole)
    if known is not None:
        return known.additive
    return not dimension(whole.unit).startswith(("share", "points", "multiple", "rate", "time", "rank")) and not _RATES.search(
        whole.name
    )


def _within(view: View, whole: Figure, part: Figure) -> Outcome:
    x, y = level(whole), level(part)
    loose_x, loose_y = level(whole, True), level(part, True)
    if x is None or y is None or loose_x is None or loose_y is None:
        return unchecked(whole, part)
    return judge(
        *((whole, part), part.source, y.low <= x.high, loose_y.low <= loose_x.high),
        certain=exact(whole) and exact(part) and view.dated(whole) == view.dated(part),
        en=f"{part.name} ({plain(part.source)}) is said to be part of {whole.name} ({plain(whole.source)}), but is more.",
        zh=f"“{part.name}”{plain(part.source)}列在“{whole.name}”{plain(whole.source)}之中，却大于它。",
        expected=f"≤ {plain(whole.source)}",
        actual=plain(part.source),
    )


def _listed_behind(view: View, whole: Figure, members: Sequence[Figure]) -> bool:
    """True where the parts are the items of one flat list behind 其中, in the whole's own sentence or the next.

    In a list parted by both ； and commas (村委会49.0万个，村民小组395.0万个；居委会…) what follows a comma may be a part's own part,
    and what follows ； the next whole.
    """
    if any(f.sentence != members[0].sentence or f.source.start < whole.source.end for f in members):
        return False
    first = view.between(whole.source, members[0].source)
    if whole.sentence != members[0].sentence:  # …。其中，: the sentence before must have one such value
        alone = sum(dimension(f.unit) == dimension(whole.unit) for f in view.beside(whole)) == 1
        first = first.replace("。其中", "，其中", 1) if alone else "。"
    if not _LEADS_IN.search(first) or regex.search("[；;。]", first):
        return False
    gaps = [view.between(a.source, b.source) for a, b in zip(members, members[1:], strict=False)]
    return all(regex.search("[；;]", gap) for gap in gaps) or not any(regex.search("[；;。（()）]", gap) for gap in gaps)


def _sum_of_parts(view: View, whole: Figure, members: Sequence[Figure]) -> Iterator[Outcome]:
    if len(members) < 2:
        return
    complete = bool(_COMPLETE.search(view.between(whole.source, members[0].source)))
    exceeds = total(amount_of(f) for f in members).low > amount_of(whole).high
    if not complete and not exceeds:
        yield passed(whole, *members)
        return
    yield _adds_up(whole, members, complete)


def _adds_up(whole: Figure, members: Sequence[Figure], certain: bool) -> Outcome:
    found, loosely = total(amount_of(f) for f in members), total(amount_of(f, True) for f in members)
    names, shown = "、".join(f.name for f in members), " + ".join(plain(f.source) for f in members)
    expected = _in_unit(found, whole)
    return judge(
        *((whole, *members), whole.source, found.meets(amount_of(whole)), loosely.meets(amount_of(whole, True))),
        certain=certain and exact(whole) and all(exact(f) for f in members),
        en=f"{names} add up to {expected} ({shown}); {whole.name} is {plain(whole.source)}.",
        zh=f"{names}合计 {expected}（{shown}），而“{whole.name}”为{plain(whole.source)}。",
        expected=expected,
        actual=plain(whole.source),
    )


def _known(view: View) -> Iterator[Outcome]:
    """Wholes of the indicator table beside all their parts."""
    for sentence in view.sentences:
        for whole in sentence:
            known = indicators.of(whole)
            if known is None or not known.parts or whole.value is None or whole.status == "criterion":
                continue
            for group in known.parts:
                members = _members(view, whole, group)
                if members is not None and not _other(known.parts, group, view, whole):
                    yield _adds_up(whole, members, True)
                    break


def _other(groups: Sequence[Sequence[str]], group: Sequence[str], view: View, whole: Figure) -> bool:
    """True where a larger composition of the same whole is there as well (夏粮, 早稻, 秋粮 besides 夏粮, 秋粮)."""
    return any(set(g) > set(group) and _members(view, whole, g) is not None for g in groups)


def _members(view: View, whole: Figure, group: Sequence[str]) -> list[Figure] | None:
    """The figures of a composition that stand behind their whole: same scope, period, status and unit; None where one is missing or twice there."""
    scope, _ = view.subject(whole)
    found: dict[str, Figure] = {}
    for figure in view.behind(whole, _NEAR):
        if figure.value is None:
            continue
        subject = view.subject(figure)
        if subject[1] not in group or subject[0] not in ("", scope) or subject[1] in found:
            if subject[1] in found and figure.sentence == whole.sentence:
                return None
            continue
        same = view.dated(figure) == view.dated(whole) and figure.status == whole.status and figure.section == whole.section
        if same and dimension(figure.unit) == dimension(whole.unit):
            found[subject[1]] = figure
    return [found[g] for g in group] if len(found) == len(group) else None


def _in_unit(interval: Interval, figure: Figure) -> str:
    """An interval in the unit that the figure is printed in."""
    scaled = figure.scaled
    if scaled is None or not figure.value or not scaled.value:
        return span(interval, (figure.decimals or 0) + 1)
    factor = point(scaled.value) / point(figure.value)
    return span(interval / factor, (figure.decimals or 0) + 1, figure.unit or "")
