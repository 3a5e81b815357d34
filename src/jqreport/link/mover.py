"""Changes: the level that each of them moves, or the figure that has only the change."""

from __future__ import annotations

from collections.abc import Sequence

from jqreport.cache import compiled
from jqreport.link import changes, lists, names
from jqreport.link.carried import TOTALS, subject_of
from jqreport.link.draft import Draft, Move
from jqreport.link.moved import counted_in
from jqreport.link.naming import EVERY, Namer
from jqreport.link.segments import REACH, Segment, Sentence, opening
from jqreport.model import Mention
from jqreport.rules import derived, table

SHARES = frozenset({"share", "points", "multiple"})
_ACTION = compiled(r"提升|提高|扩大|压减|拓展|缩短|延长|压缩|削减|加快|增强|增效|升级|增持|上升|回落")
_ABSTRACT = compiled(
    r"(?:能力|时间|时限|周期|面积|规模|收入|产量|总量|标准|水平|价格|成本|余额|浓度|天数|里程|寿命|距离|工期|亩产|单产|总产|人均|养老金|排名|位次|名次|排位|补贴|补助|补助金|津贴|工资|薪酬|待遇|低保金|[率额量值度数])(?:每[人户亩生](?:每?[年月])?|每[年月])?$"
)
_OF_PART = compiled(
    r"(?:完成|占)[^，]{0,8}(?:目标|计划|任务|预算|指标)(?:任务|数)?$|.占(?:全[国省市县]|总|世界)[^，]{0,8}(?<!比重?|比例|份额)$"
)
_YIELD = compiled(r"(?:平均)?(?:单产|亩产|总产|总产量)")
_PER_UNIT = compiled(r"(?:全[国省市县区])?单位(?:(?:国内|地区)?生产总值|GDP|工业增加值)")
_EMISSION = compiled(r"(?:二氧化碳|碳)排放量?|水耗|电耗|用水量")
# 减亏2300万元 behind 盘活资产3.6亿元 is of its own: what the word's object is must be in the name of what it moves
_OBJECTS = {"亏": frozenset("亏"), "支": frozenset("支"), "收": frozenset("收税费金款入财")}
_AMOUNTS = TOTALS | {"数量", "规模"}
_SHORTER = compiled("季度|半年|月")  # a year's level does not move with its quarters: 全年…86亿元，一季度增长5%
_FLAT = compiled(r"(?:分别|基本|均)*持平[、和，]$")  # 同比分别持平、下降4.0%: the first of those that 分别 moves
_YEAR = "01-01/12-31"
_PARTS = frozenset({"01-01/06-30", "07-01/12-31", "01-01/09-30", "01-01/03-31", "04-01/06-30", "07-01/09-30", "10-01/12-31"})
_NEARLY = compiled(r"[接将]?近翻(?:了)?$")  # 接近翻一番: the bound stands before the verb
_THAN = compiled(
    r"[比较](?:法定|初步核算数|快报数|预计数|预算|年初预算|目标|承诺|规定|原|国家|计划|常规|传统|以往|过去|平时|同类)[^，。；、]{0,10}"
)
_RECAPPED = compiled(r"(?:上述|以上)?[两三四五六七八九十][项个大](?:主要|事故|安全)*指标(?:数)?|收结案(?:数|件数)?")


@derived
def _no_subject() -> frozenset[str]:
    """What may stand before a change and is not what changes."""
    return frozenset(table("changes").words["no_subject"])


class Mover(Namer):
    """Attaches the changes of one sentence; `spans` are the times that it names, `last` is the figure before."""

    spread: tuple[int, list[Draft], str, str | None] | None = None  # the figures that a list behind 分别 moves
    compared: Mention | None = None  # the number that the next move is measured against (比2019年的312万吨)
    waiting: changes.Basis | None = None  # 与上年同期相比， before the clause that it belongs to

    def __init__(self, text: str, sentence: Sentence, spans: Sequence[tuple[int, int, str]], last: Draft | None) -> None:
        super().__init__(text, last)
        self.sentence, self.spans = sentence, spans
        self.drafts: list[Draft] = []

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
        if bare and (of := _OBJECTS.get(word.rstrip("了")[-1:])) and self.last is not None and of.isdisjoint(self.last.name):
            return False
        if _ACTION.match(word) or word[:1] in "多少快" or len(word.rstrip("了")) == 1:
            level = self.last.level if self.last is not None and not self.fresh else None
            if not bare and len(word.rstrip("了")) > 1 and _ABSTRACT.search(names.before(subject)):  # 处理能力提高2万吨
                return True
            return bare and level is not None and level.quantity == mention.quantity
        return not bare or self.last is not None

    def _change(self, segment: Segment, run: list[Mention], pre: str, cut: int, found: changes.Trigger, start: int) -> None:
        """Attach a change to the level it modifies, or make a figure that has only the change."""
        raw = pre[:cut]
        if run[0].unit == "番" and run[0].bound == "exact" and _NEARLY.search(pre):
            run[0].bound = "approx"
        base = changes.basis(pre)
        if base is None and self.waiting is not None:
            base = changes.Basis(self.waiting.kind, self.waiting.base, pre)
        else:
            self.waiting = None
        inside = pre.startswith("同比", cut)  # 工业投资同比+12.6%: 同比 is part of the word itself
        rest = base.rest[: max(0, len(base.rest) - (len(pre) - cut))] if base and not inside else raw
        rest = _FLAT.sub("", rest)
        every = bool(EVERY.search(pre, max(0, cut - 3))) or "均" in pre[cut:]
        subject = names.before(rest + found.noun)
        if rest.endswith("、"):  # 税收止跌回升、增长3%
            subject = names.subject(subject)
        if _RECAPPED.fullmatch(subject) and 1 < len(run) <= len(self.run_drafts):  # 四项指标分别下降16%、25%、30%和11%
            subject = ""
        if _THAN.fullmatch(subject):  # 办理时限压缩到5天，比法定时限缩短25天
            subject = ""
        kind, year = (base.kind, base.base) if base else ("unstated", None)
        amount = subject in _AMOUNTS and self.last is not None and not self.fresh  # 企业由28家增至63家，数量翻一番
        if not subject or amount or subject in _no_subject() or self.repeats(subject):
            self._hang(segment, run, found, kind, year, base is not None)
            return
        own = subject
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
        elif self.leans(subject):
            subject = self._carried(subject, run[0])
        listed = (self.paced(own, len(run)) or lists.expand(subject, len(run), "分别" in pre)) if len(run) > 1 else None
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
        drafts[0].base, self.compared = self.compared, None
        self._keep(drafts)
        self.previous = (segment, rest, "")

    def _hang(
        self, segment: Segment, run: list[Mention], found: changes.Trigger, kind: str, year: str | None, stated: bool
    ) -> None:
        """A change without a subject belongs to the figure before it; a new period (二季度增长4.7%) makes a figure of its own."""
        if shared := self._respective(segment, run, kind, year):
            drafts, kind, year = shared
            for draft, mention in zip(drafts, run, strict=True):
                draft.moves.append(Move(mention, found.direction, kind, year, found.rule))
            return
        target = self.last
        if self.phrase_new and names.measure(names.subject(self.phrase)):  # 服务业占比首次超过工业，提高9.3个百分点
            target = None
        times = opening(self.spans, segment.start, run[0].left)
        if target is None:
            name = names.subject(self.phrase) or self.phrase or names.before(segment.ahead(self.text, run[0].left)) or "增减"
            self._alone(name, run, found, kind, year)
            return
        moving = self._moved(target, run[0])
        moved = (moving.said_before or moving).moves
        if not stated and moved and (times or not self.fresh):
            same = next((m for m in reversed(moved) if m.mention.unit == run[0].unit), moved[-1])
            if (times or same.mention.end >= segment.start - 30) and same.basis != "average" and kind == "unstated":
                kind, year = same.basis, same.base
        if times and not self.fresh and target.level is None or self._of_another_time(times, target):
            self._alone(subject_of(target.said_before or target), run[:1], found, kind, year)
            return
        if found.rule == "change.net" and target.level is not None and names.stock(target.name) != target.name:
            self._alone(names.stock(target.name), run[:1], found, kind, year)
            return  # 新登记市场主体612户，净增398户: the stock has grown, not what was added
        target = moving.said_before or moving
        if target.group is not None and len(run) == 1:  # 收入比为1.83:1，比上年缩小0.05: the ratio is its first member
            target = target.group
        level, relative = target.level, run[0].quantity in SHARES
        name = subject_of(target) if relative else target.name
        apart = name != target.name or level is not None and level.quantity == "share" and not relative
        if apart and run[0].quantity is not None:  # 优良天数比例79.5%，增加12天: no part of the rate
            self._alone(name, run, found, kind, year)
            return
        targets = self.run_drafts[-len(run) :] if len(run) > 1 and len(self.run_drafts) >= len(run) else [target] * len(run)
        for draft, mention in zip(targets, run, strict=True):
            draft.moves.append(Move(mention, found.direction, kind, year, found.rule))

    def _alone(self, name: str, run: Sequence[Mention], found: changes.Trigger, kind: str, year: str | None) -> None:
        """Make figures of which nothing but the movement is said."""
        sentence = (self.sentence.start, self.sentence.end)
        moves = [Move(mention, found.direction, kind, year, found.rule) for mention in run]
        self._keep([Draft(name, rule=found.rule, sentence=sentence, moves=[move]) for move in moves])

    def _of_another_time(self, times: Sequence[tuple[int, int, str]], target: Draft) -> bool:
        """Whether a change is of another time than the level before it, which then has not moved by it.

        A month or a quarter (全年产量50万吨，二季度增长4%), where it is not the level's own said again; the year behind a part of it
        (下半年完成生产总值50亿元，全年增长14%).
        """
        earlier = opening(self.spans, self.sentence.start, target.at)
        if times and earlier and times[-1][2] == _YEAR and earlier[-1][2] in _PARTS:
            return True
        said = {self.text[a:b] for a, b, _ in earlier}
        return any(
            _SHORTER.search(self.text, a, b)
            and self.text[a - 1 : a] not in tuple("比较与同由从")
            and self.text[a:b] not in said
            for a, b, _ in times
        )

    def _respective(
        self, segment: Segment, run: list[Mention], kind: str, year: str | None
    ) -> tuple[list[Draft], str, str | None] | None:
        """Of several moves behind 分别 with words of their own (分别比上年增加4人、减少2人), the figures of these, and the basis."""
        flat = self.text.count("持平", segment.start, run[0].left)  # 分别持平、下降4.0%: the first did not move
        if "分别" in segment.between(self.text, segment.start, run[0].left):
            after = [s for s in self.sentence.segments if s.clause == segment.clause and s.start > segment.start]
            others = [self.text.count("持平", s.start, s.mentions[0].left) + len(s.mentions) for s in after if s.mentions]
            count = len(run) + flat + sum(others)
            listed = (after or flat) and len(others) == len(after) and all(s.mark == "、" for s in after)
            if listed and len(self.run_drafts) >= count:
                self.spread = (segment.clause, list(self.run_drafts[-count:]), kind, year)
        if self.spread is None or self.spread[0] != segment.clause or len(self.spread[1]) < flat + len(run):
            return None
        drafts = self.spread[1][flat : flat + len(run)]
        del self.spread[1][: flat + len(run)]
        return drafts, self.spread[2], self.spread[3]

    def _moved(self, target: Draft, mention: Mention) -> Draft:
        """The figure that a bare change moves: not the share of it that stands between (1126万元，占预算的108%，净增218万元)."""
        level = target.level
        if level is None or self.fresh:
            return target
        if mention.quantity not in (*SHARES, None) and level.quantity not in (*SHARES, None):
            return self._alike(target, mention)
        if level.quantity != "share" or mention.quantity == "points":
            return target
        same = mention.quantity == "share"
        if same and not _OF_PART.search(target.name):
            return target
        for draft in reversed(self.drafts):
            aim = draft.name.endswith(("目标", "计划", "任务", "预算", "指标"))
            if draft.level is not None and draft.level.quantity != "share" and draft.at < target.at and not aim:
                like = same or mention.quantity == "multiple" or counted_in(draft.level) == counted_in(mention)
                return draft if like else target
        return target

    def _alike(self, target: Draft, mention: Mention) -> Draft:
        """争取资金56亿元，支持项目86个，较上年增加8亿元: an amount moves the last level that is counted as it is."""
        counted = counted_in(mention)
        levels = (d for d in reversed(self.drafts[-4:]) if d.level is not None and d.status != "criterion")
        return next((d for d in levels if d.level is not None and counted_in(d.level) == counted), target)

    def _keep(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            draft.name = draft.name[: 2 * REACH]  # a name that takes up the one before it grows without end
        self.drafts.extend(drafts)
        self.run_drafts = drafts if len(drafts) > 1 else [*self.run_drafts[-8:], *drafts] if not self.fresh else drafts
        self.last = drafts[-1]
        self.fresh = self.phrase_new = False
