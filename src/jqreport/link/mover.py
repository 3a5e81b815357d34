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
    r"(?:能力|时间|时限|周期|面积|规模|收入|产量|总量|标准|水平|价格|成本|余额|浓度|天数|里程|寿命|距离|工期|亩产|单产|总产|人均|养老金|补贴|补助|补助金|津贴|工资|薪酬|待遇|低保金|[率额量值度数])(?:每[人户亩生](?:每?[年月])?|每[年月])?$"
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
_NEARLY = compiled(r"[接将]?近翻(?:了)?$")  # 接近翻一番: the bound stands before the verb
_THAN = compiled(r"[比较](?:法定|预算|年初预算|目标|承诺|规定|原|国家|计划|常规|传统|以往|过去|平时|同类)[^，。；、]{0,10}")
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
        rest = base.rest[: max(0, len(base.rest) - (len(pre) - cut))] if base else raw
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
        level, relative = target.level, run[0].quantity in SHARES
        name = subject_of(target) if relative else target.name
        apart = name != target.name or level is not None and level.quantity == "share" and not relative
        if apart and run[0].quantity is not None:
            drafts = [Draft(name, rule=found.rule, sentence=(self.sentence.start, self.sentence.end)) for _ in run]
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
        self.run_drafts = drafts if len(drafts) > 1 else [*self.run_drafts[-4:], *drafts] if not self.fresh else drafts
        self.last = drafts[-1]
        self.fresh = self.phrase_new = False
