"""Shares and ratios: share × whole = part, and compositions whose members make 100."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from jqreport import indicators
from jqreport.check.outcome import Outcome, judge, span, unchecked
from jqreport.check.view import View, amount_of, dimension, exact, plain
from jqreport.intervals import Interval, point, printed, total
from jqreport.model import Figure

_SHARE = regex.compile(r"^(?P<part>.*?)(?:约|仅|均)?占(?!地)(?P<whole>.*?)(?:的?(?:比重|比例|份额|百分比|比))?$")
_COMPOSITION = regex.compile(r"三次产业|产业结构|一二三产|三产业|三产结构|结构比|结构$|结构调整|构成")
_THREE = regex.compile(r"三次产业|一二三产|第一产业")
_HUNDRED = point(100)


def share(view: View) -> Iterator[Outcome]:
    """A share times its whole is the part: 城镇就业人员47345万人，占全国就业人员比重为64.5% of 73439万人.

    Part and whole are the figures of those very names, the part in the same sentence, or those that the indicator table names
    (城镇化率 = 城镇常住人口 / 常住人口). It fails where all stand in one sentence or one section, or the whole is a standard
    indicator given once for the period.

    比重乘以整体等于部分。
    部分与整体须为同名指标，部分在同一句内；或为指标表所定（城镇化率＝城镇常住人口÷常住人口）。同在一句或一节，或整体为同期唯一的标准指标时，才判“不符”。
    """
    for figure in view.figures:
        known = indicators.of(figure)
        if known is not None and known.share_of and figure.value is not None and figure.status != "criterion":
            yield _by_table(view, figure, known.share_of)
            continue
        match = _SHARE.match(figure.name)
        if match is None or figure.value is None or not dimension(figure.unit).startswith("share") or len(match["part"]) < 2:
            continue
        part = _part(view, figure, match["part"])
        whole, certain = _whole(view, figure, match["whole"], part)
        if part is None or whole is None or dimension(part.unit) != dimension(whole.unit) or whole is part:
            yield unchecked(figure)
            continue
        yield _share(figure, part, whole, certain and part.status == whole.status == figure.status)


def _share(figure: Figure, part: Figure, whole: Figure, certain: bool) -> Outcome:
    hundred = _HUNDRED if figure.unit is not None else point(1)
    implied = amount_of(part) / amount_of(whole) * hundred
    loosely = amount_of(part, True) / amount_of(whole, True) * hundred
    expected = span(implied, max(2, (figure.decimals or 0) + 1), "%" if figure.unit is not None else "")
    return judge(
        *((part, whole, figure), figure.source, implied.meets(amount_of(figure)), loosely.meets(amount_of(figure, True))),
        certain=certain and exact(figure) and exact(part) and exact(whole),
        en=f"{part.name} ({plain(part.source)}) is {expected} of {whole.name} ({plain(whole.source)}); the report says {plain(figure.source)}.",
        zh=f"“{part.name}”{plain(part.source)}占“{whole.name}”{plain(whole.source)}的 {expected}，而文中为{plain(figure.source)}。",
        expected=expected,
        actual=plain(figure.source),
    )


def _by_table(view: View, figure: Figure, names: Sequence[str]) -> Outcome:
    """A share or ratio of the indicator table, beside the two indicators whose quotient it is."""
    if view.subject(figure)[0]:
        return unchecked(figure)
    pair = []
    for name in names:
        found = [f for f in view.by_subject.get(("", name), ()) if f.value is not None and f.status == figure.status]
        found = [f for f in found if view.dated(f) == view.dated(figure) and view.volume(f) == view.volume(figure)]
        if not found or len({f.digits for f in found}) > 1 or (found[0].unit is None) or found[0].source.cell is not None:
            return unchecked(figure)
        pair.append(found[0])
    if dimension(pair[0].unit) != dimension(pair[1].unit):
        return unchecked(figure)
    return _share(figure, pair[0], pair[1], pair[0].section == pair[1].section == figure.section)


def _part(view: View, figure: Figure, name: str) -> Figure | None:
    """The figure of that name before its share in the same sentence."""
    wanted = indicators.split(name)
    before = [f for f in view.beside(figure) if f.source.end <= figure.source.start and f.value is not None]
    return next((f for f in reversed(before) if indicators.split(f.name) == wanted and not _is_share(f)), None)


def _whole(view: View, figure: Figure, name: str, part: Figure | None) -> tuple[Figure | None, bool]:
    """The figure that a share is of, and whether that is certain."""
    if not name:
        return (view.by_id.get(part.part_of or "") if part is not None else None), False  # 占16.4%: of what is understood
    wanted, known = indicators.split(name), indicators.canonical(name)
    near = [
        f
        for f in view.beside(figure)
        if f is not part and not _is_share(f) and f.value is not None and f.source.start < figure.source.start
    ]
    here = [f for f in near if _alike(f, wanted, known)]
    if here:
        return here[-1], len(here) == 1 and (part is None or view.dated(here[-1]) == view.dated(part))
    if part is None or known is None:
        return None, False
    far = [f for f in view.by_subject.get(("", known), ()) if f.value is not None and _alike(f, wanted, known)]
    far = [f for f in far if view.dated(f) == view.dated(part)]
    far = [f for f in far if f.status == figure.status and view.volume(f) == view.volume(part)]
    far = [f for f in far if dimension(f.unit) == dimension(part.unit)]
    return (far[0], len(far) == 1) if far else (None, False)


def _alike(figure: Figure, wanted: tuple[str, str], known: str | None) -> bool:
    region, rest = indicators.split(figure.name)
    if known is not None:
        return indicators.canonical(figure.name) == known and (region == wanted[0] or "" in (region, wanted[0]))
    return rest == wanted[1]


def _is_share(figure: Figure) -> bool:
    return dimension(figure.unit).startswith(("share", "points", "multiple", "rank"))


def ratio(view: View) -> Iterator[Outcome]:
    """The members of a composition make 100: 三次产业结构 7.5:38.5:54.0, or three shares that are all of a whole.

    It fails for a structure (三次产业结构 …比); of other ratios of three or more members only those near 100 are compared, for
    review. Where the structure moved (由7.6:38.8:53.6), what it moved from is compared, too.

    构成比各项之和为 100。
    “三次产业结构”之类判“不符”；其他三项以上、合计接近 100 的比例列为待核。“由…调整为…”的前后两组都核对。
    """
    groups: dict[str, list[Figure]] = defaultdict(list)
    for figure in view.figures:
        if figure.group is not None:
            groups[figure.group].append(figure)
    for members in (*groups.values(), *_listed(view)):
        if len(members) < 3:
            continue
        yield from _makes_100(members, [amount_of(f) for f in members], [plain(f.source) for f in members])
        if all(f.base is not None for f in members):
            bases = [b for f in members if (b := f.base) is not None]
            yield from _makes_100(members, [printed(b.value, b.decimals) for b in bases], [plain(b.source) for b in bases])


def _makes_100(members: Sequence[Figure], values: Sequence[Interval], shown: Sequence[str]) -> Iterator[Outcome]:
    found, first = total(values), members[0]
    known = bool(_COMPOSITION.search(first.name)) or bool(_THREE.search(first.name))
    if not known and not found.meets(Interval(Decimal(95), Decimal(105))):
        return
    names = first.name if len({f.name for f in members}) == 1 else "、".join(f.name for f in members)
    expected, text = span(found, 2), ":".join(shown)
    loosely = found + Interval(Decimal(0), sum((v.high - v.low for v in values), Decimal(0)))
    yield judge(
        *(members, first.source, found.meets(_HUNDRED), loosely.meets(_HUNDRED)),
        certain=known and all(exact(f) for f in members) and len(members) == 3,
        en=f"The members of {names} ({text}) make {expected}, not 100.",
        zh=f"“{names}”各项（{text}）合计 {expected}，不为 100。",
        expected="100",
        actual=expected,
    )


def _listed(view: View) -> Iterator[list[Figure]]:
    """Three shares in one sentence of the three industries, by one name or by their own."""
    for sentence in view.sentences:
        shares = [f for f in sentence if f.value is not None and f.group is None and f.unit == "%" and f.status != "criterion"]
        by_name: dict[str, list[Figure]] = defaultdict(list)
        for figure in shares:
            by_name[figure.name].append(figure)
        for name, members in by_name.items():
            if len(members) == 3 and _THREE.search(name) and regex.search("比|占|结构", name):
                yield members
        known = {view.subject(f)[1]: f for f in shares}
        wanted = ("primary-share", "secondary-share", "tertiary-share")
        if all(w in known for w in wanted):
            yield [known[w] for w in wanted]
