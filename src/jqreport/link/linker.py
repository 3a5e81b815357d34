"""One block's mentions -> drafts of figures: levels and changes, their names, links, parts, periods and status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from os.path import commonprefix

from jqreport.cache import compiled
from jqreport.link import changes, names, status
from jqreport.link.carried import GAP
from jqreport.link.draft import Draft
from jqreport.link.moved import (
    PER,
    against,
    counted_in,
    leads_to,
    limit,
    own_words,
    rescued,
    share_points,
    still_fronted,
    strives,
    twofold,
)
from jqreport.link.mover import SHARES, Mover
from jqreport.link.runs import runs_of
from jqreport.link.segments import RATIO, Segment, Sentence, beginning, opening, sentences
from jqreport.link.settle import settle
from jqreport.link.times import holes, quarters_of
from jqreport.model import Header, Mention

_FROM = compiled(r"(?:从|由)(?P<own>[^，。；、]{0,12})$")
_TO = compiled(
    r"(?:(?:到|至|为|成)(?:了)?的?第?(?:近|约|超过|超|突破|不低于|以上)*|[转变]为净?(?:盈利?|盈余|利润|顺差|亏损?|逆差|流入|流出|结余))$"
)
_PART = compiled(r"其中[：:，,]?")
_OBJECT = compiled(r"(?![至到])\p{Han}{2,}(?<!以上|以下|以内|左右)")
_HEADS = compiled(r"(?:分别为|依次为|分别是|如下|为|是)$")
_ITEM = compiled("[一二三四五六七八九十]是")
_EACH = compiled(rf"(?<=到|至|为|达)(?:每[百千万]?(?:人口|平方公里|公里|{PER})){{1,3}}$")
_ABOUT = compiled(r"约占[^，]*$|^约(?![谈请束定])")


def link(
    text: str, mentions: Sequence[Mention], dates: Sequence[tuple[int, int]], header: Header, part: str | None
) -> list[Draft]:
    """The drafts of a block in order of place. `dates` are its date spans; part is "review", "plan" or None."""
    share_points(text, mentions)
    gaps, spans = holes(text, dates)
    drafts: list[Draft] = []
    last: Draft | None = None
    for sentence in sentences(text, mentions, gaps):
        linker = _Linker(text, sentence, header, part, spans, last)
        found = linker.run()
        drafts.extend(found)
        last = linker.last
    drafts.extend(rescued(text, mentions, drafts))
    return sorted(drafts, key=attrgetter("at"))


_AGAINST = compiled(r"^(?:与|同|和)[^，]{2,30}(?:相比|比较)$")  # 与第六次全国人口普查相比，
_CIRCUMSTANCE = compiled(r"^(?:按照?|根?据|受|由于|随着|因)[^，]{2,30}$|^在[^，]{2,24}(?:影响|带动|推动|作用)下$")
_WITHIN = compiled(r"^[^，]{0,3}在[^，]{2,24}(?:中|里)$")
_CONVERTED = compiled(r"折合|折算|折人民币")


class _Linker(Mover):
    """Reads one sentence from left to right; `last` is the figure that a subject-less change or share hangs on."""

    pending: tuple[list[Mention], str] | None = None  # what a movement starts from, and its subject
    held = ""  # the subject of a move whose base has closed the clause before
    stepped: tuple[Draft, list[Draft]] | None = None  # a whole, and the level before it

    def __init__(
        self,
        text: str,
        sentence: Sentence,
        header: Header,
        part: str | None,
        spans: list[tuple[int, int, str]],
        last: Draft | None,
    ) -> None:
        super().__init__(text, sentence, opening(spans, sentence.start, sentence.end), last)
        self.header, self.part = header, part
        self.opened: tuple[Segment | None, int] | None = None  # what the open bracket stands in, and how far it is read
        self.outer: tuple[Draft | None, list[Draft], tuple[Segment, str, str] | None, Draft | None, str] | None = None

    def run(self) -> list[Draft]:
        segments = self.sentence.segments
        for segment, following in zip(segments, [*segments[1:], None], strict=True):
            if not segment.mentions:
                self._phrase(segment, following)
                if self.opened is not None and segment.host is self.opened[0]:
                    self._inside(segment, following)
                continue
            if segment.host is not None:
                self._bracket(segment, following)
            else:
                self._segment(segment, following)
        self._share_bounds()
        settle(self.drafts, self.text, self.sentence, self.spans, self.header, self.part)
        return self.drafts

    def _share_bounds(self) -> None:
        """新增A 3家、B 50家以上: a bound behind the last item of a list under one predicate covers every item."""
        segments = [s for s in self.sentence.segments if s.mentions and s.host is None]
        for left, right in zip(reversed(segments[:-1]), reversed(segments[1:]), strict=True):
            a, b = left.mentions[-1], right.mentions[-1]
            joined = right.mark == "、" and left.clause == right.clause and len(right.mentions) == 1
            alike = a.bound == "exact" and a.quantity == b.quantity and a.role is None
            if not joined or not alike or b.right == b.end:
                continue
            closes = self.text[b.right : b.right + 1] in "，,；;。、）)"  # 65岁以上老年人: that bound is its own noun's
            if closes and changes.trigger(right.ahead(self.text, b.left), True) is None:  # 零售额增长15%、进出口增长8%以上
                a.bound = b.bound

    # ---- segments -------------------------------------------------------------------------------------------------

    def _phrase(self, segment: Segment, following: Segment | None) -> None:
        """A clause without numbers: it may be the subject of the next, the whole of 其中, or the head of a list after ："""
        plain = segment.ahead(self.text, segment.end)
        bare = plain.strip()
        if bare.startswith("其中"):
            self.whole = self.whole or (self.last if self.last and self.last.level else None)
            plain = _PART.sub("", bare)
            bare = plain.strip()
        if following is not None and following.mark in ":：":
            self.colon = _HEADS.sub("", plain) if plain.endswith(("分别为", "分别是", "依次为", "依次是")) else ""
        found = changes.basis(plain)
        if _AGAINST.match(bare) or found is not None and not names.before(found.rest.replace("相比", "")):
            found = found or changes.Basis("since", None, "")
            self.waiting = found
            return
        if _CIRCUMSTANCE.match(bare) and (self.phrase or not self.fresh):
            return
        if not plain.endswith(("中", "里")) or not _WITHIN.match(plain):
            self.heard.append(plain)
        self.phrase_new = True

    def _bracket(self, segment: Segment, following: Segment | None) -> None:
        """A bracket with numbers reads with the subject before it, and leaves the outer sentence's state as it was."""
        host = segment.host
        assert host is not None
        if self.opened is None or self.opened[0] is not host or segment.start > self.opened[1] + 1:
            self.outer = (self.last, self.run_drafts, self.previous, self.whole, self.phrase)
            before = [m for m in beginning(host.mentions, host.start, segment.start)[-2:] if m.end <= segment.start]
            if not before or self.text[before[-1].right : segment.start - 1].strip():
                self.phrase = names.before(host.ahead(self.text, segment.start - 1, before[-1].right if before else None))
                self.last = None
            elif segment.mark == "（":
                self.whole = self.last
        self._segment(segment, following)
        self._inside(segment, following)

    def _inside(self, segment: Segment, following: Segment | None) -> None:
        """The bracket goes on (其中工业8亿元，增长7%；建筑业2亿元), or closes."""
        host = segment.host
        if following is not None and following.host is host and following.start <= segment.end + 1:
            self.opened = (host, segment.end)
        elif self.outer is not None:
            self.last, self.run_drafts, self.previous, self.whole, self.phrase = self.outer
            self.opened = self.outer = None

    def _segment(self, segment: Segment, following: Segment | None) -> None:
        """Read a segment's quantities. A threshold (65岁以上老年人) is a figure of its own and part of the other names."""
        several = len(segment.mentions) > 1
        limits = [m for m in segment.mentions if status.criterion(self.text, m, False)] if several else []
        if limits and len(limits) < len(segment.mentions):
            taken = {id(m) for m in limits}
            others = [m for m in segment.mentions if id(m) not in taken]
            earlier = self.last
            self._quantities(replace(segment, mentions=others), following)
            kept = (self.last, self.run_drafts, self.previous, self.whole, self.phrase)
            self.last = earlier
            ahead = [m.right for m in others if m.right <= limits[0].left]  # 5个投资额10亿元以上项目: the attribute is 投资额
            self._quantities(replace(segment, start=max([segment.start, *ahead]), mentions=limits), following)
            self.last, self.run_drafts, self.previous, self.whole, self.phrase = kept
        else:
            self._quantities(segment, following)

    def _quantities(self, segment: Segment, following: Segment | None) -> None:
        runs = runs_of(self.text, segment)
        runs = twofold(self.text, runs) if len(runs) > 3 else runs
        start = segment.start
        self.mark, self.joined, self.resumed = segment.mark, segment.mark == "、", segment.mark in ("；", ";")
        self.item = segment.start if self.resumed else self.item
        head = self.text[segment.start : segment.mentions[0].left]
        if _ITEM.match(head):  # 今年办好十件实事：一是投资220万元: each item stands alone
            self.fresh, self.phrase, self.whole, self.previous, self.run_drafts = True, "", None, None, []
        if "其中" in head:
            self.whole = self.last if self.last is not None and self.last.level else self.whole
        pending, self.pending = self.pending, None
        held, self.held = self.held, ""
        for i, run in enumerate(runs):
            first, final = run[0], run[-1]
            pre, held = held + segment.ahead(self.text, first.left, start, len(run)), ""
            pre = self._own_part(pre) if not i else pre
            if first.chinese and pre.endswith("上") and first.bound == "approx":  # 上亿人: 上 is a bound word
                pre = pre[:-1]
            pre = _EACH.sub("", pre) if "每" in pre else pre
            post = segment.behind(self.text, final.right, runs[i + 1][0].left if i + 1 < len(runs) else None)
            start_of_run, start = start, final.right
            source = _FROM.search(pre) if "从" in pre or "由" in pre else None
            if source and i + 1 < len(runs) and _TO.search(_EACH.sub("", post)):
                pending = (run, pre[: source.start()] + own_words(source))
                continue
            if source and i + 1 == len(runs) and self._ends_in(following):  # 由41.9%，下降到35.4%
                self.pending = (run, pre[: source.start()] + own_words(source))
                return
            self.moving = pending is not None
            if pending is not None:
                noun = len(commonprefix([pre, post]))  # 从15个县扩大到57个县: the counted noun stands behind both
                pre = pending[1].removesuffix("的") + pre[noun:].removesuffix("的")
            if i + 1 < len(runs) and self.last is not None and self._compared(pre, segment, run, runs[i + 1]):
                self.last.base = run[0]
                held = pre
                continue
            then = runs[i + 1][0] if i + 1 < len(runs) else None
            like = pending is None and len(run) == 1 and pre.endswith("的")
            if like and (subject := against(pre, post, first.unit, then, self._stands())):
                self.compared, self.waiting = first, subject[1]
                if not subject[0] and self.last is not None:
                    self.last.base, self.compared = self.last.base or first, None
                if then is None:
                    self.held = subject[0]
                    return
                held = subject[0]
                continue
            found = changes.trigger(
                pre.removesuffix("第") if first.quantity == "rank" else pre, first.quantity in ("share", "points")
            )
            last = None if self.fresh else self.last
            fronted = last if self.joined else None
            if found is None and fronted is not None and still_fronted(fronted, segment, first, pre, post):
                found = changes.Trigger(fronted.moves[-1].direction, "change.fronted", 0, pre)
            elif last is not None and (found is None or found.direction == "to") and strives(last, first, pre):
                found = changes.Trigger(last.moves[-1].direction, "change.striven", 0)
            elif found is None and post and pending is None and first.quantity != "time":  # 连续3年增长 is a streak
                found = changes.behind(post)
                if found is not None:
                    self._change(segment, run, pre, len(pre), found, start_of_run)
                    continue
            if found is not None and found.direction != "to" and self._is_change(first, pre, post, found):
                self._change(segment, run, pre, found.start, found, start_of_run)
            else:
                cut = found.start if found is not None and found.direction == "to" and found.rule == "change.to" else len(pre)
                if pending is not None and not pending[1].rstrip().endswith("的"):  # 从15个扩大到57个: named by what moves
                    moved = [m for later in runs[i:] for m in later]
                    own = replace(segment, start=run[0].left, mentions=moved)
                    self._level(own, run, 0, runs[i:], pre[:cut], post, following)
                else:
                    self._level(segment, run, i, runs, pre[:cut], post, following)
                if pending is not None:
                    self._start_from(pending[0], run)
            pending = None

    def _is_change(self, mention: Mention, pre: str, post: str, found: changes.Trigger) -> bool:
        """Whether a change word makes its number a change; what it acts on may stand behind the number (增加6万亿元债务限额)."""
        if post.startswith(("位次", "名次")):  # 提升2个位次
            return True
        acts_on = mention.quantity not in SHARES and _OBJECT.match(post) and changes.basis(pre) is None
        return mention.role != "level" and not acts_on and self._moves(mention, pre, found)

    def _ends_in(self, following: Segment | None) -> bool:
        """Whether the movement that began in one clause ends in the next."""
        if following is None or not following.mentions or following.mark not in ("，", ","):
            return False
        return bool(_TO.search(following.ahead(self.text, following.mentions[0].left)))

    def _stands(self) -> Mention | None:
        """The level before in the sentence."""
        return None if self.fresh or self.last is None else self.last.level

    def _compared(self, pre: str, segment: Segment, run: list[Mention], following: list[Mention]) -> bool:
        """比上年190天增加19天: the first number is what the level is compared with, its base."""
        base = changes.basis(pre)
        if (
            base is None
            or names.before(base.rest)
            or self.last is None
            or self.last.level is None
            or self.last.base is not None
        ):
            return False
        gap = segment.between(self.text, run[-1].right, following[0].left)
        return len(run) == 1 and counted_in(run[0]) == counted_in(self.last.level) and changes.trigger(gap, False) is not None

    def _start_from(self, bases: list[Mention], run: list[Mention]) -> None:
        """Give each level of a run the value it started from: 由18.7:37.7:43.6调整为18.1:33.1:48.8."""
        for base, draft in zip(bases, self.drafts[-len(run) :], strict=False):
            draft.base = base

    # ---- levels ---------------------------------------------------------------------------------------------------

    def _level(
        self,
        segment: Segment,
        run: list[Mention],
        i: int,
        runs: list[list[Mention]],
        pre: str,
        post: str,
        following: Segment | None,
    ) -> None:
        listed, others = self.names(segment, run, i, runs, pre, post, following)
        if len(run) == 1 and self._reached(segment, run[0], pre, post, listed[0]):
            return
        drafts: list[Draft] = []
        before = None if self.fresh else self.last
        quarters = quarters_of(self.text, max(segment.start, run[0].left - 24), run[0].left) if len(run) > 1 else ""
        for mention, name in zip(run, listed, strict=True):
            if mention.bound == "exact" and "约" in pre and _ABOUT.search(pre):
                mention.bound = "approx"
            if mention.bound == "exact" and mention.quantity in ("share", "multiple") and pre.endswith("的"):
                said = limit().search(pre)
                mention.bound = (said.lastgroup if said else None) or "exact"
            draft = Draft(name, level=mention, names=others, rule="level", sentence=(self.sentence.start, self.sentence.end))
            if mention.quantity != "time":  # 总产连续两年突破800亿斤: the streak's word is the streak's
                draft.name = name.removesuffix("连续") or name
            draft.quarter = quarters[len(drafts)] if len(quarters) == len(run) else ""
            converted = _CONVERTED.search(pre) is not None
            if self.whole is not None and not converted:
                draft.part_of = self._whole(mention)
                if draft.part_of is not None and names.opposed(draft.part_of.name, name):
                    draft.part_of = self.whole = (
                        None  # 存款80亿元，其中住户存款50亿元；贷款60亿元: no part of what is deposited
                    )
            gap = mention.quantity == "points" and GAP.match(names.before(pre)) is not None
            times = mention.quantity == "multiple" and not names.before(pre)  # 是2007年的2.1倍
            if (converted or gap or times) and before is not None:
                draft.said_before = before.said_before or before
            drafts.append(draft)
        if len(run) > 1 and self.text[run[0].right : run[1].left] in RATIO:
            for draft in drafts:
                draft.group = drafts[0]
        self._keep(drafts)
        self.previous = (segment, self.inherited or pre, post)
        self.inherited = ""

    def _reached(self, segment: Segment, mention: Mention, pre: str, post: str, name: str) -> bool:
        """Give the movement before the level that it has led to; False where this level is not its."""
        last, own = self.last, names.before(pre)
        if last is None or self.fresh or self.phrase_new or segment.host is not None or not leads_to(last, mention, own, post):
            return False
        last.level, last.rule = mention, "level"
        last.name = name if own else last.name
        last.part_of = self._whole(mention)
        self.previous, self.inherited = (segment, self.inherited or pre, post), ""
        return True

    def _whole(self, mention: Mention) -> Draft | None:
        """The whole of an item behind 其中: the last level that counts the same thing, or the one before it; None where there is none.

        签约项目18个，总投资26.4亿元，其中5亿元以上项目2个: the two are of the eighteen. One step back is taken only where the part is not
        the larger.
        """
        if self.whole is None:
            return None
        for step, draft in enumerate((self.whole, *self._before_whole(self.whole))):
            level = draft.level
            if level is None or level is mention or counted_in(level) != counted_in(mention):
                continue
            if step == 0 or (mention.unit == level.unit and mention.value <= level.value):
                return draft
        return None

    def _before_whole(self, whole: Draft) -> list[Draft]:
        """The last level before the whole of 其中, looked for once."""
        if self.stepped is None or self.stepped[0] is not whole:
            levels = (d for d in self.drafts if d.level is not None and d.at < whole.at)
            self.stepped = whole, sorted(levels, key=attrgetter("at"))[-1:]  # a threshold stands before what it counts
        return self.stepped[1]
