"""One block's mentions -> drafts of figures: levels and changes, their names, links, parts, periods and status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from jqreport.link import changes, names, periods, status
from jqreport.link.draft import Draft, Move
from jqreport.link.segments import Segment, Sentence, sentences
from jqreport.model import Header, Mention
from jqreport.quantities import units

_CONNECT = regex.compile(r"(?:以及|、和|[、，,/和及与或至到:：∶])")
_RATIO = frozenset(":：∶")
_FROM = regex.compile(r"(?:从|由)(?P<own>[^，。；、]{0,12})$")
_TO = regex.compile(r"(?:到|至|为|成)(?:了)?(?:近|约|超过|超|突破|不低于|以上)*$")
_PART = regex.compile(r"其中[：:，,]?")
_MODIFIER = regex.compile(r"^(?:其中)?(?:.{0,4}级|国家|省|市|县|区|乡|男性?|女性?)$")
_EVERY = regex.compile(r"(?<![人年日户平月])均")
_MULTIPLIER = frozenset({"万", "亿", "万亿", "千", "百"})
_ACTION = regex.compile(r"提升|提高|扩大|压减|拓展|缩短|延长|压缩|削减|加快|增强|增效|升级|增持|上升|回落")
_ELLIPSIS = regex.compile(r"的(?:有|为|是|占|达|共有|分别为)?$")
_YEARS = regex.compile(r"(?:[两三四五六七八九十]|\d+)年(?:来|间)?(?:累计|共)?")


def link(text: str, mentions: Sequence[Mention], dates: Sequence[tuple[int, int]], header: Header, part: str | None) -> list[Draft]:
    """The drafts of a block in order of place. `dates` are its date spans; part is "review", "plan" or None."""
    holes, spans = _holes(text, dates)
    drafts: list[Draft] = []
    last: Draft | None = None
    for sentence in sentences(text, mentions, holes):
        linker = _Linker(text, sentence, header, part, spans, last)
        found = linker.run()
        drafts.extend(found)
        last = linker.last
    drafts.extend(rescued(text, mentions, drafts))
    return sorted(drafts, key=lambda d: d.at)


def rescued(text: str, mentions: Sequence[Mention], drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts for mentions that no draft holds, so that none is lost: named by their clause, rule `level.rescued`."""
    held = {id(m) for d in drafts for m in (d.level, d.base, *(move.mention for move in d.moves)) if m is not None}
    found = []
    for mention in mentions:
        if id(mention) not in held:
            start = max(text.rfind(c, 0, mention.start) for c in "，。；：、,;") + 1
            name = names.before(text[start : mention.left]) or "未名"
            found.append(Draft(name, level=mention, rule="level.rescued", sentence=(start, mention.end)))
    return found


def _holes(text: str, dates: Sequence[tuple[int, int]]) -> tuple[list[tuple[int, int]], list[tuple[int, int, str]]]:
    """Date spans and period words that names read past; those that are the base of a comparison (比2019年) stay in the text."""
    spans = [(a, b, "") for a, b in dates] + [(a, b, w) for a, b, w in periods.words(text) if not any(x <= a < y for x, y in dates)]
    spans.sort()
    kept = [(a, b, w) for a, b, w in spans if text[max(0, a - 1) : a] not in ("比", "较", "与", "同") or text[a:b].startswith("年")]
    kept = [(a, b, w) for a, b, w in kept if text[max(0, a - 3) : a] != "相比于"]
    return [(a, b) for a, b, _ in kept], kept


_SCOPE = regex.compile(
    r"(?:均|都|分别|双双|连续|继续|首次|持续|稳)?(?:位居|位列|名列|排名|跃居|升至|跃升至|保持|稳居|居|列|排|达到|进入|位次)?(?:在)?"
    r"(?:全[国省市县区州球域]|世界|国内|同类\\p{Han}{0,6}|[省市县区]内|全[省市]\\p{Han}{0,6}|[中西东北南]部(?:地区)?)?$"
)
_LAST_ITEM = regex.compile(r"^.*[、和及]")
_BRACKET = regex.compile(r"^[（(][^（()）]*[)）]")


def _rest_of_clause(rest: str) -> str:
    """What follows a number in its clause; a bracket, or another predicate after 、, is not part of it."""
    rest = _BRACKET.sub("", rest.strip("”’ 。！？!?…"))
    return "" if rest.startswith(("、", "和", "及", "以及", "并", "，")) and len(rest) > 1 else rest


def _sentence_end(rest: str) -> str:
    """Cut a second predicate off: 标准厂房完工、企业入驻."""
    head, mark, _ = rest.partition("、")
    found = names.pattern("predicate").search(head) if mark else None
    return head if found and found.start() >= 2 else rest


class _Linker:
    """Reads one sentence from left to right; `last` is the figure that a subject-less change or share hangs on."""

    def __init__(
        self, text: str, sentence: Sentence, header: Header, part: str | None, spans: list[tuple[int, int, str]], last: Draft | None
    ) -> None:
        self.text, self.sentence, self.header, self.part = text, sentence, header, part
        self.spans = [s for s in spans if sentence.start <= s[0] < sentence.end]
        self.last = last
        self.fresh = True  # no figure of this sentence yet
        self.run_drafts: list[Draft] = []
        self.phrase = ""
        self.whole: Draft | None = None
        self.colon = ""
        self.drafts: list[Draft] = []
        self.previous: tuple[Segment, str, str] | None = None  # segment, pre, post of the item before
        self.inherited = ""
        self.joined = False

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
        for draft in self.drafts:
            self._settle(draft)
        return self.drafts

    def _share_bounds(self) -> None:
        """新增A 3家、B 50家以上: a bound behind the last item of a list under one predicate covers every item."""
        segments = [s for s in self.sentence.segments if s.mentions and s.host is None]
        for left, right in zip(reversed(segments[:-1]), reversed(segments[1:]), strict=True):
            a, b = left.mentions[-1], right.mentions[-1]
            joined = right.mark == "、" and left.clause == right.clause and len(right.mentions) == 1
            if joined and b.right > b.end and a.bound == "exact" and a.quantity == b.quantity and a.role is None:
                a.bound = b.bound

    # ---- segments -------------------------------------------------------------------------------------------------

    def _phrase(self, segment: Segment, following: Segment | None) -> None:
        """A clause without numbers: it may be the subject of the next, the whole of 其中, or the head of a list after ："""
        plain = segment.between(self.text, segment.start, segment.end)
        if _PART.match(plain.strip()):
            self.whole = self.whole or (self.last if self.last and self.last.level else None)
            plain = _PART.sub("", plain.strip())
        if following is not None and following.mark in ":：":
            self.colon = regex.sub(r"(?:分别为|依次为|分别是|如下|为|是)$", "", plain) if regex.search(r"(?:分别|依次)(?:为|是)$", plain) else ""
        self.phrase = names.before(plain) or self.phrase

    def _bracket(self, segment: Segment, following: Segment | None) -> None:
        """A bracket with numbers reads with the subject before it, and leaves the outer sentence's state as it was."""
        kept = (self.last, self.run_drafts, self.previous, self.whole, self.phrase)
        host = segment.host
        assert host is not None
        before = [m for m in host.mentions if m.end <= segment.start]
        if not before or self.text[before[-1].right : segment.start - 1].strip():
            self.phrase = names.before(host.between(self.text, before[-1].right if before else host.start, segment.start - 1))
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
            others = [m for m in segment.mentions if m not in limits]
            self._quantities(replace(segment, mentions=others), following)
            kept = (self.last, self.run_drafts, self.previous, self.whole, self.phrase)
            self._quantities(replace(segment, mentions=limits), following)
            self.last, self.run_drafts, self.previous, self.whole, self.phrase = kept
        else:
            self._quantities(segment, following)

    def _quantities(self, segment: Segment, following: Segment | None) -> None:
        runs = self._runs(segment)
        start = segment.start
        self.joined = segment.mark == "、"
        head = self.text[segment.start : segment.mentions[0].left]
        if _PART.search(head):
            self.whole = self.last if self.last is not None and self.last.level else self.whole
        pending: tuple[list[Mention], str] | None = None
        for i, run in enumerate(runs):
            first, final = run[0], run[-1]
            pre = segment.between(self.text, start, first.left)
            stop = runs[i + 1][0].left if i + 1 < len(runs) else segment.end
            post = segment.between(self.text, final.right, stop)
            start_of_run, start = start, final.right
            source = _FROM.search(pre)
            if source and i + 1 < len(runs) and _TO.search(post):
                pending = (run, pre[: source.start()] + source["own"])
                continue
            if pending is not None:
                pre = pending[1] + pre
            found = changes.trigger(pre, first.quantity in ("share", "points"))
            if found is None and pending is None:
                found = changes.behind(post)
                if found is not None:
                    self._change(segment, run, pre, len(pre), found, start_of_run)
                    continue
            if found is not None and found.direction != "to" and first.role != "level" and self._moves(first, pre, found):
                self._change(segment, run, pre, found.start, found, start_of_run)
            else:
                cut = found.start if found is not None and found.direction == "to" and found.rule == "change.to" else len(pre)
                self._level(segment, run, i, runs, pre[:cut], post, following)
                if pending is not None:
                    self._start_from(pending[0], run)
            pending = None

    def _start_from(self, bases: list[Mention], run: list[Mention]) -> None:
        """Give each level of a run the value it started from: 由18.7:37.7:43.6调整为18.1:33.1:48.8."""
        drafts = [d for d in self.drafts if d.level is not None and any(d.level is m for m in run)]
        for base, draft in zip(bases, drafts, strict=False):
            draft.base = base

    def _runs(self, segment: Segment) -> list[list[Mention]]:
        """Mentions that stand in one list (26.8亿元、50.9亿元、26.6亿元; 5:45:50) make one run; a missing unit comes from the next."""
        runs: list[list[Mention]] = []
        for mention in segment.mentions:
            gap = self.text[runs[-1][-1].right : mention.left] if runs else None
            if gap is not None and _CONNECT.fullmatch(gap) and (gap not in "至到" or runs[-1][-1].unit is None):
                runs[-1].append(mention)
            else:
                runs.append([mention])
        for run in runs:
            for a, b in zip(reversed(run[:-1]), reversed(run[1:]), strict=True):
                if b.unit and (a.unit is None or (a.unit in _MULTIPLIER and b.unit not in _MULTIPLIER and self.text[a.right : b.left] not in _RATIO)):
                    a.unit = b.unit if a.unit is None or b.unit.startswith(a.unit) else a.unit + b.unit.lstrip("万亿千百")
                    a.quantity = b.quantity
            if len(run) > 1:
                behind = run[-1].bound if run[-1].right > run[-1].end else "exact"
                ahead = run[0].bound if run[0].left < run[0].start else "exact"
                for mention in run:
                    if mention.bound == "exact":
                        mention.bound = behind if behind != "exact" else ahead
        return runs

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
            return False
        bare = not names.before(subject)
        if _ACTION.match(word) or word[:1] in "多少快" or len(word.rstrip("了")) == 1:
            level = self.last.level if self.last is not None and not self.fresh else None
            return bare and level is not None and level.quantity == mention.quantity
        return not bare or self.last is not None

    def _change(self, segment: Segment, run: list[Mention], pre: str, cut: int, found: changes.Trigger, start: int) -> None:
        """Attach a change to the level it modifies, or make a figure that has only the change."""
        raw = pre[:cut]
        base = changes.basis(pre)
        rest = base.rest[: max(0, len(base.rest) - (len(pre) - cut))] if base else raw
        every = bool(_EVERY.search(pre[max(0, cut - 3) :] if cut == len(raw) else raw[-3:])) or "均" in pre[cut:]
        subject = names.before(rest + found.noun)
        kind, year = (base.kind, base.base) if base else ("unstated", None)
        if _YEARS.fullmatch(subject):  # 五年增加70%以上
            subject, kind = "", "since" if kind == "unstated" else kind
        if not subject or subject in ("实际", "名义", "价格", "扣除价格因素", "按可比价格计算", "可比口径", "总体", "整体", "扣除不可比因素"):
            self._hang(segment, run, found, kind, year, base is not None)
            return
        if names.pattern("carry").match(subject) and self.last is not None:
            subject = self.last.name + subject
        elif self.colon and segment.mark in "：；:;":
            subject = subject + self.colon
        listed = names.expand(subject, len(run)) if len(run) > 1 else None
        others: tuple[str, ...] = ()
        if listed is None and (every or "均" in raw[-2:]) and (parts := self._every(subject)):
            subject, others = parts[0], tuple(parts)
        drafts = []
        for i, mention in enumerate(run):
            draft = Draft(listed[i] if listed else subject, names=others, rule=found.rule, sentence=(self.sentence.start, self.sentence.end))
            draft.moves.append(Move(mention, found.direction, kind, year, found.rule))
            drafts.append(draft)
        self._keep(drafts)
        self.previous = (segment, rest, "")

    def _hang(self, segment: Segment, run: list[Mention], found: changes.Trigger, kind: str, year: str | None, stated: bool) -> None:
        """A change without a subject belongs to the figure before it; a new period (二季度增长4.7%) makes a figure of its own."""
        target = self.last
        own_period = any(segment.start <= a < run[0].left for a, _, _ in self.spans)
        if target is None:
            name = self.phrase or names.before(segment.between(self.text, segment.start, run[0].left)) or "增减"
            draft = Draft(name, rule=found.rule, sentence=(self.sentence.start, self.sentence.end))
            draft.moves.append(Move(run[0], found.direction, kind, year, found.rule))
            self._keep([draft])
            return
        if not stated and target.moves and (own_period or not self.fresh):
            same = target.moves[-1]
            if own_period or same.mention.end >= segment.start - 30:
                kind, year = same.basis, same.base
        if own_period and target.level is None and not self.fresh:
            draft = Draft(target.name, rule=found.rule, sentence=(self.sentence.start, self.sentence.end))
            draft.moves.append(Move(run[0], found.direction, kind, year, found.rule))
            self._keep([draft])
            return
        targets = self.run_drafts[-len(run) :] if len(run) > 1 and len(self.run_drafts) >= len(run) else [target] * len(run)
        for draft, mention in zip(targets, run, strict=True):
            draft.moves.append(Move(mention, found.direction, kind, year, found.rule))

    # ---- levels ---------------------------------------------------------------------------------------------------

    def _level(
        self, segment: Segment, run: list[Mention], i: int, runs: list[list[Mention]], pre: str, post: str, following: Segment | None
    ) -> None:
        listed, others = self._names(segment, run, i, runs, pre, post, following)
        drafts = []
        for mention, name in zip(run, listed, strict=True):
            if mention.bound == "exact" and regex.search(r"约占[^，]*$|^约", pre):
                mention.bound = "approx"
            draft = Draft(name, level=mention, names=others, rule="level", sentence=(self.sentence.start, self.sentence.end))
            if self.whole is not None and self.whole is not draft:
                draft.part_of = self.whole
            drafts.append(draft)
        if len(run) > 1 and self.text[run[0].right : run[1].left] in _RATIO:
            for draft in drafts:
                draft.group = drafts[0]
        self._keep(drafts)
        self.previous = (segment, self.inherited or pre, post)
        self.inherited = ""

    def _keep(self, drafts: list[Draft]) -> None:
        self.drafts.extend(drafts)
        self.run_drafts = drafts if len(drafts) > 1 else [*self.run_drafts[-4:], *drafts] if not self.fresh else drafts
        self.last = drafts[-1]
        self.fresh = False

    def _names(
        self, segment: Segment, run: list[Mention], i: int, runs: list[list[Mention]], pre: str, post: str, following: Segment | None
    ) -> tuple[list[str], tuple[str, ...]]:
        """The name of each mention of a run, by the place of the words around it."""
        rest = self._rest(segment, runs, i)
        if len(run) > 1:
            return self._shared_names(run, pre, rest)
        mention = run[0]
        name = self._one(segment, mention, i, runs, pre, post, rest, following)
        every = _EVERY.search(pre[-4:]) and not _rest_of_clause(rest)
        parts = self._every(name) if every else None
        if parts:
            return [parts[0]], tuple(parts)
        return [name], ()

    def _shared_names(self, run: list[Mention], pre: str, rest: str) -> tuple[list[str], tuple[str, ...]]:
        base = names.before(pre)
        if rest and run[-1].quantity == "count":
            whole = names.clause(pre, rest)
            return [whole] * len(run), ()
        if self.text[run[0].right : run[1].left] in _RATIO:
            return [self._carried(base, None) or self.phrase] * len(run), ()
        listed = names.expand(base, len(run)) if base else None
        if listed is None and not base and len(self.run_drafts) >= len(run):
            listed = [d.name for d in self.run_drafts[-len(run) :]]
        subject = self.last.name if self.last is not None and not self.fresh else self.phrase
        if listed is None and "分别" in pre and base and subject and (parts := names.heads(subject, len(run))):
            listed = [p + base for p in parts]
        return listed or [self._carried(base, None)] * len(run), ()

    def _one(
        self, segment: Segment, mention: Mention, i: int, runs: list[list[Mention]], pre: str, post: str, rest: str, following: Segment | None
    ) -> str:
        bare = post.strip(" 　、，；。”’）)")
        count = mention.quantity in ("count", "people", None, "rank", "person-times")
        behind = _rest_of_clause(rest)
        if status.criterion(self.text, mention, False):
            own = names.before(_LAST_ITEM.sub("", pre)).lstrip("对向将为")
            return own if own and mention.unit not in ("岁", "周岁") else status.group_noun(self.text, mention) or names.clause(pre, rest)
        if mention.quantity == "rank":
            return self._rank(pre)
        bare = _ELLIPSIS.search(pre.strip("约近"))
        if bare and not behind and self.last is not None and not self.fresh:
            elliptic = names.elliptic(names.head(names.inner(pre[: bare.start()])), self.last.name, True)
            if elliptic and len(pre) <= 10:
                return elliptic
        if i and pre and names.pattern("opens").match(pre.lstrip("，、 ")) and not bare:
            return self._carried(names.before(pre), mention)
        if i and not behind:  # an item with two quantities: the last is named by all that stands before it
            if pre.startswith("的") or not names.pattern("opens").match(pre):
                whole = names.clause(self._deleted(segment, segment.start, mention.left), "")
                own = names.before(pre.removeprefix("的"))
                if pre and mention.quantity in ("share", "points", "money") and len(own) >= 4 and not pre.startswith(("的", "向", "对")):
                    return own
                return whole
            return self._carried(names.before(pre), mention)
        if not behind:
            name = names.before(pre)
            if segment.mark == "、" and self.previous is not None and name:
                name = self._shared_verb(segment, name)
            borrowed = self._borrow(segment, mention, name, following)
            return borrowed or self._carried(name, mention)
        if behind.startswith("的") and not count:
            return self._carried(names.clause(pre if not i else self._deleted(segment, segment.start, mention.left), names.noun(rest)), mention)
        outer = pre if not i else self._deleted(segment, segment.start, mention.left)
        if not names.before(outer):
            verb = self._verb(segment, mention)
            if verb:
                self.inherited = verb
                return names.clause(verb, _sentence_end(rest))
        own = names.before(outer)
        more = i + 1 < len(runs) or not count
        if more and len(own) >= (3 if count else 4) and not own.endswith(("投资", "融资")) and names.pattern("opens").match(behind):
            return self._carried(own, mention)
        if not own and following is not None and following.mark == "、" and following.clause == segment.clause and following.mentions:
            other = following.mentions[0]
            after = following.between(self.text, other.right, following.end)
            if other.unit == mention.unit and not names.before(self.text[following.start : other.left]):
                rest = names.parallel(rest, after)
        return self._carried(names.clause(outer, _sentence_end(rest)), mention)

    def _rest(self, segment: Segment, runs: list[list[Mention]], i: int) -> str:
        """What follows a run in its segment, later quantities deleted."""
        return self._deleted(segment, runs[i][-1].right, segment.end)

    def _deleted(self, segment: Segment, start: int, end: int) -> str:
        parts, at = [], start
        for mention in segment.mentions:
            if mention.start < start or mention.left >= end:
                continue
            parts.append(segment.between(self.text, at, mention.left))
            at = mention.right
        if at < end:
            parts.append(segment.between(self.text, at, end))
        return "".join(parts)

    def _verb(self, segment: Segment, mention: Mention) -> str:
        """For an item that begins with its number: the verb, or the noun, that it shares with the item before."""
        if self.previous is None:
            return ""
        before, pre, post = self.previous
        name = names.head(names.inner(pre))
        shared = names.pattern("shared").match(name)
        if segment.mark == "、" and before.clause == segment.clause:
            return shared.group() if shared and post.strip() else (name if not post.strip() or shared else "")
        same = before.mentions and before.mentions[-1].unit == mention.unit
        rest = self.text[mention.right : segment.end]
        if same and len(name) >= 4 and segment.mark in "，,；;" and len(rest) <= 6:
            return name
        return ""

    def _shared_verb(self, segment: Segment, name: str) -> str:
        """新增A 3家、B 5家: B shares the verb."""
        before, pre, post = self.previous or (segment, "", "")
        if before.clause != segment.clause or post.strip():
            return name
        shared = names.pattern("shared").match(names.head(names.inner(pre)))
        own = names.pattern("shared").match(name) or names.pattern("carry").match(name) or names.pattern("dependent").match(name)
        if shared and not own and len(shared.group()) > 1 and not name.endswith("级"):
            return shared.group() + name
        return name

    def _borrow(self, segment: Segment, mention: Mention, name: str, following: Segment | None) -> str:
        """市定20件、县定10件民生实事: the noun stands behind the last item only."""
        if following is None or following.clause != segment.clause or following.mark != "、" or not following.mentions:
            return ""
        other = following.mentions[0]
        rest = following.between(self.text, other.right, following.end)
        short = len(name) <= 4 and not names.pattern("dependent").match(name)
        if other.unit == mention.unit and rest.strip() and len(following.mentions) == 1 and short:
            return names.clause(name, rest)
        return ""

    def _carried(self, name: str, mention: Mention | None) -> str:
        """Give a name without a subject the subject of the item before: 占全国比重, 总量, 国家级."""
        last = self.last
        if self.colon and name and len(name) <= 12:
            return name + names.before(self.colon)
        here = last if last is not None and not self.fresh else None
        subject = here.name if here is not None else self.phrase
        if not name:
            return subject or (last.name if last is not None else "")
        if names.pattern("carry").match(name):
            if names.pattern("dependent_head").match(name):
                return names.topic(subject) + name
            return (subject if subject not in name else "") + name
        if here is not None:
            graded = names.regrade(name, here.name)
            alike = names.elliptic(name, here.name, False)
            if graded or alike:
                return graded or alike
            noun = names.measure(here.name)
            level = here.level
            if noun and level is not None and mention is not None and self.joined and not names.measure(name) and mention.unit == level.unit:
                return name + noun
        if subject and names.pattern("dependent").match(name):
            if here is None:
                return names.subject(subject) + name
            if not (name.endswith(("率", "度")) and names.pattern("verb").match(subject)):
                return names.topic(subject) + name
        if subject and len(name) <= 4 and names.pattern("verb").match(name) and names.pattern("verb").fullmatch(name):
            return subject + name
        whole = self.whole
        if whole is not None and whole.level is not None and mention is not None and mention.unit == whole.level.unit and _MODIFIER.match(name):
            return name + _bare(whole.name)
        return name

    def _rank(self, pre: str) -> str:
        """A rank is named by its indicator: 增长6.5%，增速居全省第一 takes the subject of the item before."""
        name = names.balanced(names.head(names.inner(pre)).removesuffix("第").rstrip("的"))
        scope = _SCOPE.search(name)
        own = name[: scope.start()] if scope else name
        own = names.tail(own)
        tail = name[scope.start() :] if scope else ""
        here = self.last.name if self.last is not None and not self.fresh else self.phrase
        if not own:
            return here + tail
        if names.pattern("dependent_head").match(own) and here:
            return names.topic(here) + own + tail
        return own + tail

    def _every(self, name: str) -> list[str] | None:
        """The names of a list that 均 gives one value to."""
        for count in range(2, 9):
            parts = names.expand(name, count)
            if parts:
                return parts
        return None

    # ---- period, status -------------------------------------------------------------------------------------------

    def _settle(self, draft: Draft) -> None:
        """Set status and period of a draft from the words of its sentence."""
        mention = draft.mention
        start = self.sentence.start
        start = max(start, self.text.rfind("；", start, mention.left), self.text.rfind(";", start, mention.left))
        clause = max((s.start for s in self.sentence.segments if s.start <= mention.start), default=start)
        draft.status = status.status(self.text, self.part, start, clause, mention.left, periods.year_of(self.header, None))
        if status.criterion(self.text, mention, draft.level is None):
            draft.status, draft.rule = "criterion", "criterion"
        draft.period = self._period(mention)

    def _period(self, mention: Mention) -> periods.Resolved | None:
        found: periods.Resolved | None = None
        year: int | None = None
        for a, b, word in self.spans:
            if a >= mention.start and found is not None:
                break
            if a >= mention.start and not self._same_clause(a, mention):
                break
            if word:
                got = periods.by_word(self.text[a:b], word, self.header, self.part, year)
            else:
                got = periods.by_date(self.text[a:b], self.text[max(0, a - 3) : a], self.header, self.part)
                year = int(got[1][:4]) if got and regex.fullmatch(r"\d{4}年", self.text[a:b]) else None
            found = got or found
        return found

    def _same_clause(self, position: int, mention: Mention) -> bool:
        return any(s.start <= position < s.end and s.start <= mention.start < s.end for s in self.sentence.segments)


_COMPOUND = regex.compile(r"[/／每].*$|[（(].*$")
_HEAD_VERB = regex.compile(r"^(?:全[国省市县区镇乡州]|累计|新增|新建|引进|共有|拥有|建成)+")
_TAIL_NOUN = regex.compile(r"(?:累计总数|总数|总量|数量|总额)$")


def _bare(name: str) -> str:
    """The counted noun of a whole: 全市各级工程技术研究中心累计总数 -> 工程技术研究中心."""
    name = _TAIL_NOUN.sub("", _HEAD_VERB.sub("", name))
    return name.removeprefix("各级").removeprefix("各类") or name


def known(unit: str | None) -> bool:
    """True for a unit of the table, with or without multiplier."""
    if unit is None:
        return True
    bare = _COMPOUND.sub("", unit).lstrip("十百千万亿")
    return not bare or bare in units() or unit in units()
