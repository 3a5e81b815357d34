"""One block's mentions -> drafts of figures: levels and changes, their names, links, parts, periods and status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from os.path import commonprefix

from jqreport.cache import compiled
from jqreport.link import changes, lists, names, status
from jqreport.link.draft import Draft, Move
from jqreport.link.moved import PER, counted_in, leads_to, limit, own_words, rescued, still_fronted, twofold
from jqreport.link.naming import EVERY, Namer
from jqreport.link.segments import RATIO, REACH, Segment, Sentence, beginning, opening, runs_of, sentences
from jqreport.link.settle import settle
from jqreport.link.times import holes, quarters_of
from jqreport.model import Header, Mention

_FROM = compiled(r"(?:从|由)(?P<own>[^，。；、]{0,12})$")
_TO = compiled(r"(?:到|至|为|成)(?:了)?的?第?(?:近|约|超过|超|突破|不低于|以上)*$")
_PART = compiled(r"其中[：:，,]?")
_ACTION = compiled(r"提升|提高|扩大|压减|拓展|缩短|延长|压缩|削减|加快|增强|增效|升级|增持|上升|回落")
_ABSTRACT = compiled(
    r"(?:能力|时间|时限|周期|面积|规模|收入|产量|总量|标准|水平|价格|成本|余额|浓度|天数|里程|寿命|距离|工期|亩产|单产|总产|人均|养老金|补贴|补助|补助金|津贴|工资|薪酬|待遇|低保金|[率额量值度数])(?:每[人户亩生](?:每?[年月])?|每[年月])?$"
)
_SHARES = frozenset({"share", "points", "multiple"})
_OBJECT = compiled(r"\p{Han}{2,}(?<!以上|以下|以内|左右)")
_HEADS = compiled(r"(?:分别为|依次为|分别是|如下|为|是)$")
_EACH = compiled(rf"(?<=到|至|为|达)(?:每[百千万]?(?:人口|平方公里|公里|{PER})){{1,3}}$")
_OF_AIM = compiled(r"(?:完成|占)[^，]{0,8}(?:目标|计划|任务|预算|指标)(?:任务|数)?$")
_YIELD = compiled(r"(?:平均)?(?:单产|亩产|总产|总产量)")
_PER_UNIT = compiled(r"(?:全[国省市县区])?单位(?:(?:国内|地区)?生产总值|GDP|工业增加值)")
_EMISSION = compiled(r"(?:二氧化碳|碳)排放量?|水耗|电耗|用水量")
_AGAINST = compiled(r"[比较](?:法定|预算|年初预算|目标|承诺|规定|原|国家|计划|常规|传统|以往|过去|平时|同类)[^，。；、]{0,10}")
_RECAPPED = compiled(r"(?:上述|以上)?[两三四五六七八九十][项个大](?:主要|事故|安全)*指标(?:数)?")
_PACE = compiled("增速|增幅|降幅|涨幅|跌幅|减幅")
_ABOUT = compiled(r"约占[^，]*$|^约(?![谈请束定])")


def link(
    text: str, mentions: Sequence[Mention], dates: Sequence[tuple[int, int]], header: Header, part: str | None
) -> list[Draft]:
    """The drafts of a block in order of place. `dates` are its date spans; part is "review", "plan" or None."""
    gaps, spans = holes(text, dates)
    drafts: list[Draft] = []
    last: Draft | None = None
    for sentence in sentences(text, mentions, gaps):
        linker = _Linker(text, sentence, header, part, spans, last)
        found = linker.run()
        drafts.extend(found)
        last = linker.last
    drafts.extend(rescued(text, mentions, drafts))
    return sorted(drafts, key=lambda d: d.at)


_WITHIN = compiled(r"^[^，]{0,3}在[^，]{2,24}(?:中|里)$")
_CONVERTED = compiled(r"折合|折算|折人民币")


class _Linker(Namer):
    """Reads one sentence from left to right; `last` is the figure that a subject-less change or share hangs on."""

    def __init__(
        self,
        text: str,
        sentence: Sentence,
        header: Header,
        part: str | None,
        spans: list[tuple[int, int, str]],
        last: Draft | None,
    ) -> None:
        super().__init__(text, last)
        self.sentence, self.header, self.part = sentence, header, part
        self.spans = opening(spans, sentence.start, sentence.end)
        self.drafts: list[Draft] = []
        self.pending: tuple[list[Mention], str] | None = None  # what a movement starts from, and its subject
        self.stepped: tuple[Draft, list[Draft]] | None = None  # a whole, and the level before it
        self.spread: tuple[int, list[Draft], str, str | None] | None = None  # the figures that a list behind 分别 moves
        self.waiting: changes.Basis | None = None  # 与上年同期相比， before the clause that it belongs to

    def run(self) -> list[Draft]:
        for i, segment in enumerate(self.sentence.segments):
            following = self.sentence.segments[i + 1] if i + 1 < len(self.sentence.segments) else None
            if not segment.mentions:
                self._phrase(segment, following)
                continue
            if segment.host is not None:
                self._bracket(segment, following)
            else:
                self._segment(segment, following)
        self._share_bounds()
        bases = frozenset(d.base.left for d in self.drafts if d.base is not None)
        for draft in self.drafts:
            settle(draft, self.text, self.sentence, self.spans, self.header, self.part, bases)
        return self.drafts

    def _share_bounds(self) -> None:
        """新增A 3家、B 50家以上: a bound behind the last item of a list under one predicate covers every item."""
        segments = [s for s in self.sentence.segments if s.mentions and s.host is None]
        for left, right in zip(reversed(segments[:-1]), reversed(segments[1:]), strict=True):
            a, b = left.mentions[-1], right.mentions[-1]
            joined = right.mark == "、" and left.clause == right.clause and len(right.mentions) == 1
            closes = self.text[b.right : b.right + 1] in "，,；;。、）)"  # 65岁以上老年人: that bound is its own noun's
            moves = changes.trigger(right.ahead(self.text, b.left), True) is not None  # 零售额增长15%、进出口增长8%以上
            if (
                joined
                and closes
                and not moves
                and b.right > b.end
                and a.bound == "exact"
                and a.quantity == b.quantity
                and a.role is None
            ):
                a.bound = b.bound

    # ---- segments -------------------------------------------------------------------------------------------------

    def _phrase(self, segment: Segment, following: Segment | None) -> None:
        """A clause without numbers: it may be the subject of the next, the whole of 其中, or the head of a list after ："""
        plain = segment.ahead(self.text, segment.end)
        if _PART.match(plain.strip()):
            self.whole = self.whole or (self.last if self.last and self.last.level else None)
            plain = _PART.sub("", plain.strip())
        if following is not None and following.mark in ":：":
            self.colon = _HEADS.sub("", plain) if plain.endswith(("分别为", "分别是", "依次为", "依次是")) else ""
        found = changes.basis(plain)
        if found is not None and not names.before(found.rest.replace("相比", "")):
            self.waiting = found
            return
        if not _WITHIN.match(plain):
            self.phrase = names.effort(names.before(plain)) or self.phrase
        self.phrase_new = True

    def _bracket(self, segment: Segment, following: Segment | None) -> None:
        """A bracket with numbers reads with the subject before it, and leaves the outer sentence's state as it was."""
        kept = (self.last, self.run_drafts, self.previous, self.whole, self.phrase)
        host = segment.host
        assert host is not None
        before = [m for m in beginning(host.mentions, host.start, segment.start)[-2:] if m.end <= segment.start]
        if not before or self.text[before[-1].right : segment.start - 1].strip():
            self.phrase = names.before(host.ahead(self.text, segment.start - 1, before[-1].right if before else None))
            outer, self.last = self.last, None
            self._segment(segment, following)
            self.last = outer
        else:
            if segment.mark == "（":
                self.whole = self.last
            self._segment(segment, following)
        following_inside = following is not None and following.host is host and following.start <= segment.end + 1
        if not following_inside:
            self.last, self.run_drafts, self.previous, self.whole, self.phrase = kept

    def _segment(self, segment: Segment, following: Segment | None) -> None:
        """Read a segment's quantities. A threshold (65岁以上老年人) is a figure of its own and part of the other names."""
        limits = [m for m in segment.mentions if status.criterion(self.text, m, False)]
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
        runs = twofold(self.text, runs_of(self.text, segment))
        start = segment.start
        self.joined, self.resumed = segment.mark == "、", segment.mark in ("；", ";")
        head = self.text[segment.start : segment.mentions[0].left]
        if _PART.search(head):
            self.whole = self.last if self.last is not None and self.last.level else self.whole
        pending, self.pending = self.pending, None
        held = ""
        for i, run in enumerate(runs):
            first, final = run[0], run[-1]
            pre, held = held + segment.ahead(self.text, first.left, start, len(run)), ""
            pre = self._own_part(pre) if not i else pre
            if first.chinese and pre.endswith("上") and first.bound == "approx":  # 上亿人: 上 is a bound word
                pre = pre[:-1]
            pre = _EACH.sub("", pre)
            post = segment.behind(self.text, final.right, runs[i + 1][0].left if i + 1 < len(runs) else None)
            start_of_run, start = start, final.right
            source = _FROM.search(pre)
            if source and i + 1 < len(runs) and _TO.search(post):
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
            found = changes.trigger(
                pre.removesuffix("第") if first.quantity == "rank" else pre, first.quantity in ("share", "points")
            )
            fronted = self.last if self.joined and not self.fresh else None
            if found is None and fronted is not None and still_fronted(fronted, segment, first, pre, post):
                found = changes.Trigger(fronted.moves[-1].direction, "change.fronted", 0, pre)
            elif found is None and pending is None and first.quantity != "time":  # 连续3年增长 is a streak
                found = changes.behind(post)
                if found is not None:
                    self._change(segment, run, pre, len(pre), found, start_of_run)
                    continue
            acts_on = (
                first.quantity not in _SHARES and _OBJECT.match(post) and changes.basis(pre) is None
            )  # 增加6万亿元债务限额
            moves = found is not None and found.direction != "to" and first.role != "level" and not acts_on
            places = found is not None and found.direction != "to" and post.startswith(("位次", "名次"))  # 提升2个位次
            if found is not None and (places or moves and self._moves(first, pre, found)):
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

    def _ends_in(self, following: Segment | None) -> bool:
        """Whether the movement that began in one clause ends in the next."""
        if following is None or not following.mentions or following.mark not in ("，", ","):
            return False
        return bool(_TO.search(following.ahead(self.text, following.mentions[0].left)))

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
        return len(run) == 1 and run[0].unit == self.last.level.unit and changes.trigger(gap, False) is not None

    def _start_from(self, bases: list[Mention], run: list[Mention]) -> None:
        """Give each level of a run the value it started from: 由18.7:37.7:43.6调整为18.1:33.1:48.8."""
        for base, draft in zip(bases, self.drafts[-len(run) :], strict=False):
            draft.base = base

    # ---- changes --------------------------------------------------------------------------------------------------

    def _moves(self, mention: Mention, pre: str, trigger: changes.Trigger) -> bool:
        """A change word directly before a number makes a change, but 减少排放3类 or 多5家 need a base or a subject."""
        if mention.quantity in ("share", "points", "multiple") or trigger.noun:
            return True
        subject = pre[: trigger.start]
        word = pre[trigger.start :]
        if changes.basis(pre) is not None:
            return True
        if mention.unit is None:
            return (
                self.last is not None
                and self.last.level is not None
                and self.last.level.unit is None
                and bool(mention.decimals)
            )
        bare = not names.before(subject)
        if _ACTION.match(word) or word[:1] in "多少快" or len(word.rstrip("了")) == 1:
            level = self.last.level if self.last is not None and not self.fresh else None
            if not bare and len(word.rstrip("了")) > 1 and _ABSTRACT.search(names.before(subject)):  # 处理能力提高2万吨
                return True
            return bare and level is not None and level.quantity == mention.quantity
        return not bare or self.last is not None

    def _change(self, segment: Segment, run: list[Mention], pre: str, cut: int, found: changes.Trigger, start: int) -> None:
        """Attach a change to the level it modifies, or make a figure that has only the change."""
        raw = pre[:cut]
        base = changes.basis(pre)
        if base is None and self.waiting is not None:
            base = changes.Basis(self.waiting.kind, self.waiting.base, pre)
        self.waiting = None
        rest = base.rest[: max(0, len(base.rest) - (len(pre) - cut))] if base else raw
        every = bool(EVERY.search(pre, max(0, cut - 3))) or "均" in pre[cut:]
        subject = names.before(rest + found.noun)
        if rest.endswith("、"):  # 税收止跌回升、增长3%
            subject = names.subject(subject)
        if _RECAPPED.fullmatch(subject) and 1 < len(run) <= len(self.run_drafts):  # 四项指标分别下降16%、25%、30%和11%
            subject = ""
        rated = self.last is not None and not self.fresh and bool(self.last.moves)
        if rated and base is not None and _PACE.fullmatch(subject):  # 下降2.6%，降幅比一季度收窄8.9个百分点
            subject = ""
        if _AGAINST.fullmatch(subject):  # 办理时限压缩到5天，比法定时限缩短25天
            subject = ""
        kind, year = (base.kind, base.base) if base else ("unstated", None)
        if not subject or subject in (
            "实际",
            "名义",
            "价格",
            "扣除价格因素",
            "按可比价格计算",
            "可比口径",
            "总体",
            "整体",
            "当月",
            "当季",
            "扣除不可比因素",
        ):
            self._hang(segment, run, found, kind, year, base is not None)
            return
        if names.pattern("carry").match(subject) and self.last is not None:
            subject = self.last.name + subject
        elif (
            self.joined
            and _EMISSION.fullmatch(subject)
            and self.previous
            and (per := _PER_UNIT.match(names.head(self.previous[1])))
        ):
            subject = per.group() + subject
        elif _YIELD.fullmatch(subject) and self.last is not None and not self.fresh:  # 粮食产量1325亿斤，单产提高2%
            subject = names.topic(self.last.name) + subject
        elif self.colon and segment.mark in "：；:;":
            subject = subject + self.colon
        listed = lists.expand(subject, len(run), "分别" in pre) if len(run) > 1 else None
        others: tuple[str, ...] = ()
        if listed is None and every and (parts := self.every(subject)):
            subject, others = parts[0], tuple(parts)
        drafts = []
        for i, mention in enumerate(run):
            draft = Draft(
                listed[i] if listed else subject,
                names=others,
                rule=found.rule,
                sentence=(self.sentence.start, self.sentence.end),
            )
            draft.moves.append(Move(mention, found.direction, kind, year, found.rule))
            drafts.append(draft)
        self._keep(drafts)
        self.previous = (segment, rest, "")

    def _hang(
        self, segment: Segment, run: list[Mention], found: changes.Trigger, kind: str, year: str | None, stated: bool
    ) -> None:
        """A change without a subject belongs to the figure before it; a new period (二季度增长4.7%) makes a figure of its own."""
        if len(run) == 1 and (shared := self._respective(segment, run[0], kind, year)):
            draft, kind, year = shared
            draft.moves.append(Move(run[0], found.direction, kind, year, found.rule))
            return
        target = self.last
        if self.phrase_new and names.measure(names.subject(self.phrase)):  # 服务业占比首次超过工业，提高9.3个百分点
            target = None
        own_period = bool(opening(self.spans, segment.start, run[0].left))
        if target is None:
            name = names.subject(self.phrase) or self.phrase or names.before(segment.ahead(self.text, run[0].left)) or "增减"
            drafts = [Draft(name, rule=found.rule, sentence=(self.sentence.start, self.sentence.end)) for _ in run]
            for draft, mention in zip(drafts, run, strict=True):
                draft.moves.append(Move(mention, found.direction, kind, year, found.rule))
            self._keep(drafts)
            return
        if not stated and target.moves and (own_period or not self.fresh):
            same = next((m for m in reversed(target.moves) if m.mention.unit == run[0].unit), target.moves[-1])
            if (own_period or same.mention.end >= segment.start - 30) and same.basis != "average" and kind == "unstated":
                kind, year = same.basis, same.base
        if own_period and target.level is None and not self.fresh:
            draft = Draft(target.name, rule=found.rule, sentence=(self.sentence.start, self.sentence.end))
            draft.moves.append(Move(run[0], found.direction, kind, year, found.rule))
            self._keep([draft])
            return
        target = self._moved(target, run[0])
        if target.level is not None and target.level.quantity == "share" and run[0].quantity not in (*_SHARES, None):
            drafts = [Draft(target.name, rule=found.rule, sentence=(self.sentence.start, self.sentence.end)) for _ in run]
            for draft, mention in zip(drafts, run, strict=True):  # 优良天数比例79.5%，增加12天: no part of the rate
                draft.moves.append(Move(mention, found.direction, kind, year, found.rule))
            self._keep(drafts)
            return
        targets = self.run_drafts[-len(run) :] if len(run) > 1 and len(self.run_drafts) >= len(run) else [target] * len(run)
        for draft, mention in zip(targets, run, strict=True):
            draft.moves.append(Move(mention, found.direction, kind, year, found.rule))

    def _respective(
        self, segment: Segment, mention: Mention, kind: str, year: str | None
    ) -> tuple[Draft, str, str | None] | None:
        """Of several moves behind 分别, each with its own word, the figure and the basis of this one (分别比上年增加4人、减少2人)."""
        if "分别" in segment.between(self.text, segment.start, mention.left):
            after = [s for s in self.sentence.segments if s.clause == segment.clause and s.start > segment.start]
            count = 1 + len(after)
            if after and all(s.mark == "、" and len(s.mentions) == 1 for s in after) and len(self.run_drafts) >= count:
                self.spread = (segment.clause, list(self.run_drafts[-count:]), kind, year)
        if self.spread is None or self.spread[0] != segment.clause or not self.spread[1]:
            return None
        return self.spread[1].pop(0), self.spread[2], self.spread[3]

    def _moved(self, target: Draft, mention: Mention) -> Draft:
        """The figure that a bare change moves: not the share of it that stands between (1126万元，占预算的108%，净增218万元)."""
        level = target.level
        if level is None or level.quantity != "share" or mention.quantity == "points" or self.fresh:
            return target
        same = mention.quantity == "share"
        if same and not _OF_AIM.search(target.name):
            return target
        for draft in reversed(self.drafts):
            aim = draft.name.endswith(("目标", "计划", "任务", "预算", "指标"))
            if draft.level is not None and draft.level.quantity != "share" and draft.at < target.at and not aim:
                return draft if same or counted_in(draft.level) == counted_in(mention) else target
        return target

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
        quarters = quarters_of(self.text, max(segment.start, run[0].left - 24), run[0].left)
        for mention, name in zip(run, listed, strict=True):
            if mention.bound == "exact" and _ABOUT.search(pre):
                mention.bound = "approx"
            if mention.bound == "exact" and mention.quantity in ("share", "multiple") and (said := limit().search(pre)):
                mention.bound = said.lastgroup or "exact"
            draft = Draft(name, level=mention, names=others, rule="level", sentence=(self.sentence.start, self.sentence.end))
            if mention.quantity != "time":  # 总产连续两年突破800亿斤: the streak's word is the streak's
                draft.name = name.removesuffix("连续") or name
            draft.quarter = quarters[len(drafts)] if len(quarters) == len(run) else ""
            draft.part_of = None if _CONVERTED.search(pre) else self._whole(mention)
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
            levels = (d for d in reversed(self.drafts) if d.level is not None and d.status != "criterion" and d.at < whole.at)
            self.stepped = whole, list(islice(levels, 1))
        return self.stepped[1]

    def _keep(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            draft.name = draft.name[: 2 * REACH]  # a name that takes up the one before it grows without end
        self.drafts.extend(drafts)
        self.run_drafts = drafts if len(drafts) > 1 else [*self.run_drafts[-4:], *drafts] if not self.fresh else drafts
        self.last = drafts[-1]
        self.fresh = self.phrase_new = False
