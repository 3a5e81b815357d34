"""Names of levels: by the place of the words around a number, by deletion, and by what a clause leaves understood.

One `Namer` reads one sentence; its state is what a Chinese clause may leave out because the item before has said it: the
subject, the verb of a list, the whole of 其中, the head of a list after a colon.
"""

from __future__ import annotations

from jqreport.cache import compiled
from jqreport.link import names, status
from jqreport.link.draft import Draft
from jqreport.link.segments import RATIO, REACH, Segment, beginning
from jqreport.model import Mention

EVERY = compiled(r"(?<![人年日户平月])均")
Runs = list[list[Mention]]
_NEW = compiled("新[供建增招引开修种植购添铺架打挖扩拓设签投聘录评获认登立培育发推流上装]")
_MODIFIER = compiled(
    r"^(?:其中)?(?:.{0,4}级|[在续新已拟]建|竣工|完工|投产|公办|民办|公立|私立|普惠性|国家|省|市|县|区|乡|男性?|女性?)$"
)
_ELLIPSIS = compiled(r"的(?:有|为|是|占|达|共有|分别为)?$")
_LAST_ITEM = compiled(r"^.*[、和及]")
_BRACKET = compiled(r"^[（(][^（()）]*[)）]")
_PLACE = compiled(r"\d|^全[国省市县区镇]|范围$|内$")
_STREAK = compiled(r"^连续(?:居|位居|稳居|保持|列|位列|排名|获|被|$)")
_STEP = compiled(r"^的?(?:新台阶|台阶|大关|关口|新关口|新水平)$")
_AIM = compiled(
    r"(?:(?:[省市县区镇乡州](?:委|政府)?|上级|国家)(?:下达|分配|确定|安排)?的?)?(?:年度|全年|年初|年)?(?:责任|考核)?(?:目标|计划|任务|预算|指标)(?:任务|数)?"
)
_REACHES = compiled(r"^(?P<noun>\p{Han}{2,16}?)(?:共|累计|全年)*(?:实现|完成|合计|总计|总共)")
_BUILDS = compiled(r"新建|建设|实施|改造|改扩建|扩建|建成|开工|启动|修建|完成")
_COMPARED = compiled("^(?:同比|环比|占|增长|下降).*")  # 前10位同比增长…
_DIGIT = compiled(r"\d")
_FRONT = compiled("(?:位?居|位?列)?前$")  # 销售额居前|10位的企业
_HOLDS = compiled(r"^(?P<noun>\p{Han}{1,10}?)(?:当?中|里)?(?:已经|已|仍|还|尚|现)有$")
_RATED = compiled(r"\p{Han}{2,5}率")
_RATE_OF = compiled(r"^(?P<rate>.{2,}率)\p{Han}{2,4}$")
_WORKS = compiled("(?:改造|提升|修复|整治|治理|扩建|改建|维修|加固|更新|竣工|投产|验收|完工|投用|交付|整改|销号){2}")
_GAP = compiled(r"(?:高于|低于|快于|高出)[^，]{2,12}$")
_GAINS = compiled(r"^(?:惠及|受益)\p{Han}{2}")
_POWERS = "十百千万亿"
_SIZE = r"(?<![\d.十百千万亿])[\d.]*+[十百千万亿]*+(?:美?元|亩|人|户|吨)"
_LIMIT = compiled(rf"(?:超过?|过|高于|不足){_SIZE}(?:以[上下内])?|{_SIZE}以[上下内]")
_ANOTHER = compiled(r"[、，]|和(?!美|谐|平)|及(?!时|格)|以及|并(?!网|购|轨)")
_THRESHOLD = compiled(rf"^(?:\d.*以[上下内]|(?:超过?|过|高于|不足){_SIZE})$")
_PER = compiled(r"^(?:平均)?每[^，]{1,6}(?:拥有|有)")
_SCOPE = compiled(
    r"(?:均|都|分别|双双|连续|继续|首次|持续|稳)?(?:重返|晋升|为|位居|位列|名列|排名|跃居|升至|跃升至|保持|稳居|居|列|排|达到|进入|位次)?(?:在)?"
    r"(?:全[国省市县区州球域]|世界|国内|同类\p{Han}{0,6}|[省市县区]内|全[省市县]\p{Han}{0,6}(?:（\p{Han}{1,4}）)?|[中西东北南]部(?:地区)?)?$"
)


def _rest_of_clause(rest: str) -> str:
    """What follows a number in its clause; a bracket, or another predicate after 、, is not part of it."""
    rest = _BRACKET.sub("", rest.strip("”’ 。！？!?…"))
    rest = _STEP.sub("", rest)
    return "" if _ANOTHER.match(rest) and len(rest) > 1 else rest


def _sentence_end(rest: str) -> str:
    """Cut a second predicate off: 标准厂房完工、企业入驻."""
    head, mark, _ = rest.partition("、")
    found = names.pattern("predicate").search(head) if mark else None
    return head if found and found.start() >= 2 else rest


class Namer:
    """Names the levels of one sentence. `last` is the figure before; `fresh` says that it stands in an earlier sentence."""

    def __init__(self, text: str, last: Draft | None) -> None:
        self.text = text
        self.last = last
        self.fresh = True
        self.run_drafts: list[Draft] = []
        self.phrase = ""
        self.phrase_new = False  # the phrase stands behind the last figure
        self.whole: Draft | None = None
        self.colon = ""
        self.previous: tuple[Segment, str, str] | None = None  # segment, pre, post of the item before
        self.inherited = ""
        self.joined = False
        self.leads = False  # the number opens its clause
        self.mark = ""  # what stands before the segment
        self.moving = False  # the number is the end of a movement, and `pre` all that stands before it
        self.stem = ""  # what the bare verb of the item before was said of

    def names(
        self,
        segment: Segment,
        run: list[Mention],
        i: int,
        runs: list[list[Mention]],
        pre: str,
        post: str,
        following: Segment | None,
    ) -> tuple[list[str], tuple[str, ...]]:
        """The name of each mention of a run, by the place of the words around it."""
        rest = self._rest(segment, runs, i)
        self.mark, self.leads = segment.mark, not names.before(segment.ahead(self.text, segment.mentions[0].left))
        if len(run) > 1:
            return self._shared_names(run, pre, rest)
        mention = run[0]
        name = self._one(segment, mention, i, runs, pre, post, rest, following)
        every = EVERY.search(pre[-4:]) and not _rest_of_clause(rest)
        parts = self.every(name) if every else None
        if parts:
            return [parts[0]], tuple(parts)
        return [name], ()

    def _shared_names(self, run: list[Mention], pre: str, rest: str) -> tuple[list[str], tuple[str, ...]]:
        base = names.before(pre)
        if run[0].quantity == "rank":
            whole = self._rank(pre)
            scope = _SCOPE.search(whole)
            listed = names.expand(whole[: scope.start()], len(run)) if scope else None
            own = names.tail(names.head(names.inner(pre)).removesuffix("第"))
            if listed is None and len(self.run_drafts) >= len(run) and names.pattern("carry").match(own):
                return [d.name + own for d in self.run_drafts[-len(run) :]], ()
            tail = whole[scope.start() :] if scope else ""
            return [name + tail for name in listed] if listed else [whole] * len(run), ()
        rest = _rest_of_clause(rest)
        if rest and run[-1].quantity == "count":
            whole = names.clause(pre, rest)
            return [whole] * len(run), ()
        if self.text[run[0].right : run[1].left] in RATIO:
            return [self._carried(base, None) or self.phrase] * len(run), ()
        listed = names.expand(base, len(run)) if base else None
        known = self.run_drafts[-len(run) :]
        if base.endswith("率"):  # 办理建议118件、提案136件，办复率100%，满意率分别为…: the two that are no rates
            items = [d for d in self.run_drafts if d.level is not None and d.level.quantity != "share"][-len(run) :]
            known = items if len(items) == len(run) else known
        rates = _RATED.fullmatch(base) and all(d.level is not None and d.level.quantity != "share" for d in known)
        if (
            listed is None
            and len(known) == len(run)
            and (not base or rates or names.pattern("dependent").match(base) or names.pattern("carry").match(base))
        ):
            stocks = [names.stock(d.name) if "累计" in pre else d.name for d in known]
            listed = [name + base for name in stocks]
        subject = self.last.name if self.last is not None and not self.fresh else self.phrase
        if self.phrase_new and "、" in self.phrase:  # 起数、死亡人数同比“双下降”，降幅分别为…
            subject = (names.subject(self.phrase) or self.phrase).partition("同比")[0]
        if listed is None and "分别" in pre and base and subject and (parts := names.heads(subject, len(run))):
            listed = [p + base for p in parts]
        return listed or [self._carried(base, None)] * len(run), ()

    def _one(
        self,
        segment: Segment,
        mention: Mention,
        i: int,
        runs: list[list[Mention]],
        pre: str,
        post: str,
        rest: str,
        following: Segment | None,
    ) -> str:
        bare = post.strip(" 　、，；。”’）)")
        count = mention.quantity in ("count", "people", None, "rank", "person-times")
        behind = _rest_of_clause(rest)
        if status.criterion(self.text, mention, False):
            own = _FRONT.sub("", names.before(_LAST_ITEM.sub("", pre)).lstrip("对向将为"))
            named = own != "发展" and not names.pattern("verbs").fullmatch(own) and not _PLACE.search(own)
            if own and named and mention.unit not in ("岁", "周岁"):
                act = names.pattern("act").match(own)
                return own[act.end() :] if act and len(own) > act.end() + 1 else own
            return (
                status.group_noun(self.text, mention)
                or self._measured(mention)
                or names.clause(_FRONT.sub("", pre), _COMPARED.sub("", _DIGIT.split(rest)[0]))
                or (self.last.name if self.last is not None else "")
            )
        if mention.quantity == "rank":
            scoped = _SCOPE.search(pre)
            beyond = bool(i) and not self.moving and not (scoped and scoped.group())  # 位列全市24个乡镇第3
            return self._rank(self._ahead(segment, mention.left) if beyond else pre)
        cut = _ELLIPSIS.search(pre.strip("约近"))
        if cut and not behind and self.last is not None and not self.fresh:
            item = names.head(names.inner(pre[: cut.start()]))
            elliptic = "" if names.pattern("carry").match(item) else names.elliptic(item, self.last.name, True)
            if elliptic and len(pre) <= 10:
                return elliptic
        if i and pre and names.pattern("opens").match(pre.lstrip("，、 ")) and not bare:
            return self._carried(names.before(pre), mention)
        if (
            i and pre.startswith("的") and count
        ):  # 总投资45亿元的8个项目: the amount describes the project, it does not name the count
            before = names.stripped(self._ahead(segment, runs[i - 1][-1].right))
            return self._carried(names.clause(before + pre[1:], rest), mention)
        if i and not behind and not self.moving:  # an item with two quantities: the last is named by all that stands before it
            if pre.startswith("的") or not names.pattern("opens").match(pre):
                whole = names.clause(self._ahead(segment, mention.left), "")
                own = names.before(pre.removeprefix("的"))
                if pre and mention.quantity in ("share", "points") and len(own) >= 4 and not pre.startswith(("的", "向", "对")):
                    return own
                if mention.quantity == "time":
                    return self._carried(whole, mention)
                return self._carried(whole.removesuffix("连续"), mention).removesuffix("连续")  # 连续九年超过1700万吨
            return self._carried(names.before(pre), mention)
        if not behind:
            name = names.before(pre)
            if not name and ("累计" in pre or "总数" in pre or "总量" in pre) and self.last is not None and not self.fresh:
                return names.stock(self.last.name)
            if segment.mark == "、" and self.previous is not None and name:
                name = self._shared_verb(segment, name)
            borrowed = self._borrow(segment, mention, name, following)
            return borrowed or self._carried(name, mention)
        if behind.startswith("的") and not count and mention.quantity != "share":
            return self._carried(names.clause(self._ahead(segment, mention.left) if i else pre, names.noun(rest)), mention)
        outer = self._ahead(segment, mention.left) if i else pre
        rest += self._owned(segment, following) if count and i + 1 == len(runs) else ""
        if not names.before(outer):
            verb = self._verb(segment, mention)
            if verb:
                self.inherited = verb
                return names.clause(verb, _sentence_end(rest))
        holds = _HOLDS.match(post) if count and i + 1 < len(runs) else None
        if holds:  # 18个行政村已有14个村通了水泥路 counts the villages
            return self._carried(names.clause(outer, holds["noun"]), mention)
        if i and count and _HOLDS.match(pre):
            return self._carried(names.clause("", rest), mention)
        if self.moving and names.before(pre) == names.before(rest):  # 由19个村合并为13个村
            return names.before(rest)
        reaches = _REACHES.match(post) if count and i + 1 < len(runs) else None
        if reaches and runs[i + 1][0].quantity != mention.quantity:  # 28家公司实现收入50亿元 counts the companies
            return self._carried(names.clause(outer, reaches["noun"]), mention)
        own = names.before(outer)
        more = i + 1 < len(runs) or not count
        if (
            more
            and len(own) >= (3 if count else 4)
            and not own.endswith(("投资", "融资"))
            and names.pattern("opens").match(behind)
        ):
            return self._carried(own, mention)
        if (
            not own
            and following is not None
            and following.mark == "、"
            and following.clause == segment.clause
            and following.mentions
        ):
            other = following.mentions[0]
            after = following.behind(self.text, other.right)
            if other.unit == mention.unit and not names.before(
                self.text[max(following.start, other.left - REACH) : other.left]
            ):
                rest = names.parallel(rest, after)
        return self._carried(names.clause(outer, _sentence_end(rest)), mention)

    def _measured(self, mention: Mention) -> str:
        """What a threshold without words of its own measures: the whole of 其中 if it has its unit, else the group that it counts."""
        of = self.whole or self.last
        if of is None or of.level is None or mention.unit in ("岁", "周岁", "位", "名", "家"):
            return ""
        if (of.level.unit or "").lstrip(_POWERS) == (mention.unit or "").lstrip(_POWERS):
            return of.name
        limit = _LIMIT.search(of.name)
        return of.name[limit.end() :] if limit else _bare(of.name)

    def _rest(self, segment: Segment, runs: list[list[Mention]], i: int) -> str:
        """What follows a run in its segment, later quantities deleted."""
        start = runs[i][-1].right
        return self._deleted(segment, start, min(segment.end, start + REACH))

    def _ahead(self, segment: Segment, end: int) -> str:
        """What stands before a place in its segment, earlier quantities deleted."""
        start = max(segment.start, end - REACH)
        cut = beginning(segment.mentions, segment.start, start)[-1:]
        return self._deleted(segment, max(start, cut[0].right) if cut else start, end)

    def _deleted(self, segment: Segment, start: int, end: int) -> str:
        parts, at = [], start
        for mention in beginning(segment.mentions, start, end):
            parts.append(segment.between(self.text, at, mention.left))
            at = mention.right
        if at < end:
            parts.append(segment.between(self.text, at, end))
        return "".join(parts)

    def _owned(self, segment: Segment, following: Segment | None) -> str:
        """What two counts have in common behind the second: 解决38个村、4.7万人的出行难问题."""
        if following is None or following.mark != "、" or following.clause != segment.clause or len(following.mentions) != 1:
            return ""
        item = following.mentions[0]
        if names.before(following.between(self.text, following.start, item.left)):
            return ""
        after = following.behind(self.text, item.right)
        return after[1:] if after.startswith("的") else ""

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
        rest = self.text[mention.right : min(segment.end, mention.right + REACH)]
        if same and len(name) >= 4 and segment.mark in "，,；;" and len(names.head(_rest_of_clause(rest))) <= 6:
            return name
        return ""

    def _shared_verb(self, segment: Segment, name: str) -> str:
        """新增A 3家、B 5家: B shares the verb."""
        before, pre, post = self.previous or (segment, "", "")
        if before.clause != segment.clause or post.strip():
            return name
        if not pre and before.mentions:  # 新建道路36条58公里、桥梁22座: the verb stands before the first of two quantities
            pre = before.ahead(self.text, before.mentions[0].left)
        head = names.head(names.inner(pre))
        opens = names.pattern("verb").match(head)
        counted = segment.mentions[0].quantity not in ("share", "points")
        shared = (
            _PER.match(names.inner(pre))
            or (opens if opens and opens.end() < len(head) else None)  # 基本建成1240套、货币化安置612户: no object to part with
            or (counted and names.pattern("acts_on").match(head))
        )
        own = bool(_NEW.match(name)) or any(
            names.pattern(kind).match(n) for kind in ("verb", "carry", "dependent") for n in (name, name.removeprefix("新"))
        )
        if shared and not own and len(shared.group()) > 1 and not name.endswith("级"):
            self.inherited = shared.group() + name
            return self.inherited
        return name

    def _borrow(self, segment: Segment, mention: Mention, name: str, following: Segment | None) -> str:
        """市定20件、县定10件民生实事: the noun stands behind the last item only."""
        if following is None or following.clause != segment.clause or following.mark != "、" or not following.mentions:
            return ""
        other = following.mentions[0]
        rest = _rest_of_clause(following.behind(self.text, other.right))
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
        if here is None and names.pattern("carry").match(name):
            subject = names.subject(self.phrase) or self.phrase
        if not name and self.phrase_new and names.measure(names.subject(self.phrase)):
            return names.subject(self.phrase)
        if not name or name == "人民币":
            return (names.subject(subject) if here is None else subject) or subject or (last.name if last is not None else "")
        if names.pattern("carry").match(name):
            if self.phrase_new and here is not None and names.measure(names.subject(self.phrase)):
                subject = names.subject(self.phrase)  # 三产比重偏低，仅占…
            if _GAINS.match(name):  # 惠及群众3000人 counts people, whatever reached them
                return name
            if names.pattern("dependent_head").match(name):
                return names.topic(subject) + name
            return names.joined(subject, name) if subject not in name else name
        if here is not None and _STREAK.match(name) and name not in here.name:
            return here.name + name
        if subject and _AIM.fullmatch(name.lstrip("为是")):  # 完成年度目标的54.7%
            aim = name.lstrip("为是")
            if mention is not None and mention.quantity not in ("share", "multiple"):
                return aim
            indicators = [d.name for d in self.run_drafts if not _AIM.fullmatch(d.name)]
            return (indicators[-1] if indicators else subject) + "完成" + aim
        if name.startswith("连续增"):
            name = name.removeprefix("连续")
        if here is not None:
            graded = names.regrade(name, here.name)
            alike = names.elliptic(name, here.name, False)
            if graded or alike:
                return graded or alike
            noun = names.measure(here.name)
            level = here.level
            if (
                noun
                and level is not None
                and mention is not None
                and self.joined
                and not names.measure(name)
                and mention.unit == level.unit
            ):
                return name + noun
        if subject and names.pattern("dependent").match(name):
            if self.phrase_new and _BUILDS.match(self.phrase):  # 新建农贸市场，面积2200平方米
                return names.joined(self.phrase, name)
            if here is None:
                return names.subject(subject) + name
            if names.pattern("each").fullmatch(name):
                return subject + name
            if (name == "投资" and self.mark in "；;") or names.pattern("dependent").match(subject):
                return name
            if names.pattern("measure").fullmatch(subject):
                return name
            if name in ("增速", "增幅", "涨幅", "降幅", "减幅"):
                return names.joined(subject, name)
            if name in ("总数", "总量", "总额"):
                return names.joined(names.stock(subject), name)
            others = here is not None and here.level is not None and here.level.quantity == "people"
            if others and names.people(name) and names.pattern("verb").match(subject):  # 培训驾驶员50人，从业人员80人
                return name
            if subject.endswith("率") and not name.endswith(("率", "度")):
                return name
            subject = names.of_people(subject, name)
            sibling = name.endswith(("率", "度")) and subject.endswith(("率", "度"))  # 办结率99%，满意率95%
            if not sibling and not (name.endswith(("率", "度")) and names.pattern("verb").match(subject)):
                return names.joined(names.topic(subject), name)
        listed = _RATE_OF.match(here.name) if here is not None and self.joined else None
        if listed and 2 <= len(name) <= 4 and mention is not None and mention.quantity == "share":
            return listed["rate"] + name  # 合格率小学100%、初中99%
        alien = self.leads and (here is None or here.level is None or mention is None or here.level.unit != mention.unit)
        paid = mention is not None and mention.quantity == "money"
        works = names.pattern("verb").fullmatch(name) or _WORKS.fullmatch(name)
        if subject and len(name) <= 4 and not alien and not paid and works:
            if not (self.stem and subject.startswith(self.stem)):
                self.stem = names.topic(subject) if subject.endswith("面积") else subject
            return self.stem + name
        whole = self.whole
        counted = [
            d for d in (whole, here) if d is not None and (mention is None or d.level is None or d.level.unit == mention.unit)
        ]
        if counted and _THRESHOLD.fullmatch(name):
            alike = counted[0].name
            limit = _LIMIT.search(alike)
            return alike[: limit.start()] + name + alike[limit.end() :] if limit else name + _bare(alike)
        if (
            whole is not None
            and whole.level is not None
            and mention is not None
            and mention.unit == whole.level.unit
            and _MODIFIER.match(name)
        ):
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
            return names.joined(_GAP.sub("", here), tail)
        if names.pattern("dependent_head").match(own) and here:
            grows = own.startswith(("增速", "增幅"))
            return (here if grows else names.topic(here)) + own + tail
        return own + tail

    def every(self, name: str) -> list[str] | None:
        """The names of a list that 均 gives one value to."""
        for count in range(2, 9):
            parts = names.expand(name, count)
            if parts:
                return parts
        return None


_HEAD_VERB = compiled(r"^(?:全[国省市县区镇乡州]|累计|新增|新建|引进|共有|拥有|建成|培育|创建|打造|认定|获评)+")
_TAIL_NOUN = compiled(r"(?:累计总数|总数|总量|数量|总额)$")


def _bare(name: str) -> str:
    """The counted noun of a whole: 全市各级工程技术研究中心累计总数 -> 工程技术研究中心."""
    name = _TAIL_NOUN.sub("", _HEAD_VERB.sub("", name))
    return name.removeprefix("各级").removeprefix("各类") or name
