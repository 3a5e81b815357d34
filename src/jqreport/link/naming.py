"""Names of levels: by the place of the words around a number, by deletion, and by what a clause leaves understood.

One `Namer` reads one sentence; its state is what a Chinese clause may leave out because the item before has said it: the
subject, the verb of a list, the whole of 其中, the head of a list after a colon.
"""

from __future__ import annotations

from jqreport.cache import compiled
from jqreport.link import lists, names, status
from jqreport.link.carried import AIM, PACES, SCOPE, TOTALS, Carrier
from jqreport.link.segments import NOUN, RATIO, REACH, Segment, beginning
from jqreport.model import Mention
from jqreport.numerals import base_unit

EVERY = compiled(r"(?<![人年日户平月])均")
_NEW = compiled("新[供建增招引开修种植购添铺架打挖扩拓设签投聘录评获认登立培育发推流上装]")
_ELLIPSIS = compiled(r"的(?:有|为|是|占|达|共有|分别为)?$")
_LAST_ITEM = compiled(r"^.*[、和及]")
_BRACKET = compiled(r"^[（(][^（()）]*[)）]")
_PLACE = compiled(r"\d|^全[国省市县区镇乡州旗盟]|范围$|内$|(?:^|引进|招引|引入|利用|争取)[国境省市县区域][内外]$")
_REACHES = compiled(r"^(?P<noun>\p{Han}{2,16}?)(?:共|累计|全年)*(?:实现|完成|合计|总计|总共)")
_COMPARED = compiled("^(?:同比|环比|占|增长|下降).*")  # 前10位同比增长…
_DIGIT = compiled(r"\d")
_FRONT = compiled("(?:位?居|位?列)?前$")  # 销售额居前|10位的企业
_DEFINED = compiled(r"^.*(?:是指|指|包括|范围(?:为|是)|标准为)(?=\p{Han}{2})")  # 限额以上单位是指年主营业务收入…
_HOLDS = compiled(r"^(?P<noun>\p{Han}{0,10}?)(?<![都均各])(?:(?:当?中|里)(?:已经|已|仍|还|尚|现)?|已经|已|仍|还|尚|现)?有$")
_RATED = compiled(r"\p{Han}{2,5}率")
_ANOTHER = compiled(r"[、，]|和(?!美|谐|平)|及(?!时|格)|以及|并(?!网|购|轨)")
_AMONG = compiled("(?<=[村县乡镇区户人业目位所家事道市州园校）])中$")
_CONTINUED = compiled(r"(?:已|已经)?连续")
_CLOSED = compiled(
    r"(?:大幅|明显|显著|稳步|持续|进一步|不断|逐步|较快|快速|稳中)(?:增加|减少|提高|下降|降低|提升|增长|扩大|缩小|回升|改善|优化|向好|加快)$"
)
_PUSHED = compiled(r"推进|推动|深化|实施|开展|加强|优化|完善|坚持|落实|加快|健全|强化")
_PEOPLE = compiled(r"职工|从业人员|在校生|在校学生")
_REACHED_BY = compiled(r"惠及|覆盖|服务|带动|培训|慰问|救助|帮扶|资助")
_REACHING = compiled("(?<=..)(?:涉及|惠及|覆盖|服务|辐射|包括|包含)$")
_DONE = compiled("(?:目前|现)?(?:已经|已)?完成(?:了)?")
_STAGED = compiled(
    r"^(?P<noun>\p{Han}{2,16}?)(?:全部|已|均|实际|新|提前|如期|顺利)*(?:开工|完工|竣工|投产|建成|开建|落地|签约|启动|封顶|达标|入库|入统|交付|整改|销号|解决|办复|化解|办结|通过验收|验收|投用|达产|搬迁|入住|脱贫){1,2}(?:了)?$"
)
_EMPLOYED = compiled("(?:人员|劳动力|群体|毕业生|对象|军人|人口)(?:实现|转移)?再?(?:就业|创业)$")
_HOUSES = compiled(r"^(?P<noun>\p{Han}{2,12}?)(?:累计|共)?(?:入驻|集聚|汇聚|吸纳|吸引|带动|招收|帮扶)(?:了)?\p{Han}{2,8}$")
_LEVEL = "(?:国家|省|市|县|区|镇|乡|村|部)级"
_GRADED = compiled(
    rf"(?P<grade>{_LEVEL})(?:[、和及](?:\d++|[一二三四五六七八九十两]+)[个家项名所处件]{_LEVEL})++(?P<noun>\p{{Han}}{{2,12}})"
)
_QUARTERS = compiled(r"[一二三四](?:[、和][一二三四]){0,3}")
_RATE = compiled(r"(?<=.{2})(?:网上|按时|限时|全程|综合|水质)?.{2}(?:率|比例|比重)$")
_WORKING = compiled(r"(?:和|及)?(?:新建|改造|扩建|改建|改扩建|提升|修复|建设|维修|养护|更新|整治|治理|升级|加固)+")
_BUILT = compiled(r".{2}(?:改造|修复|整治|治理|加固|维修|养护)$")
_STEP = compiled(
    r"^\d{1,2}$|^(?:安排|掌握|把握|考虑)$|^的(?:预期|年度|控制|调控)*(?:目标|范围)(?:以内|之内|内)?$|^[/／]10{0,3}万$|^的?(?:新台阶|台阶|大关|关口|新关口|新水平)$"
)
_OUT_OF = compiled(r"^[/／]10{0,3}万")  # 发病率234.6/10万
_PER = compiled(r"^(?:平均)?每(?:[^，]{1,6}(?:拥有|有)|[十百千万]+(?:常住人口|人口|居民|人|户))")


def rest_of_clause(rest: str) -> str:
    """What follows a number in its clause; a bracket, or another predicate after 、, is not part of it."""
    rest = rest.strip("”’ 。！？!?…")
    if not rest:
        return ""
    rest = _BRACKET.sub("", _OUT_OF.sub("", rest))
    rest = _STEP.sub("", rest)
    return "" if _ANOTHER.match(rest) and len(rest) > 1 else rest


def _sentence_end(rest: str) -> str:
    """Cut a second predicate off: 标准厂房完工、企业入驻."""
    head, mark, _ = rest.partition("、")
    found = names.pattern("predicate").search(head) if mark else None
    return head if found and found.start() >= 2 else rest


class Namer(Carrier):
    """Names the levels of one sentence. `last` is the figure before; `fresh` says that it stands in an earlier sentence."""

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
        rest = self._rest(segment, runs, i) if i + 1 < len(runs) else post
        self.segment = segment
        if len(run) > 1 and all(status.criterion(self.text, m, False) for m in run):  # 60—69岁、70—79岁、80岁及以上人群
            return [self._one(segment, run[-1], i, runs, pre, post, rest, following)] * len(run), ()
        if len(run) > 1:
            return self._shared_names(run, pre, rest)
        mention = run[0]
        name = self._one(segment, mention, i, runs, pre, post, rest, following)
        every = "均" in pre[-4:] and EVERY.search(pre, max(0, len(pre) - 4)) and not rest_of_clause(rest)
        if every and (parts := self.every(name)):
            return [parts[0]], tuple(parts)
        return [name], ()

    def _shared_names(self, run: list[Mention], pre: str, rest: str) -> tuple[list[str], tuple[str, ...]]:
        base = names.before(pre)
        if run[0].quantity == "rank":
            whole = self._rank(pre)
            scope = SCOPE.search(whole)
            listed = lists.expand(whole[: scope.start()], len(run)) if scope else None
            own = names.tail(names.head(names.inner(pre)).removesuffix("第"))
            paces = lists.expand(SCOPE.sub("", own), len(run)) or []
            if paces and all(p in PACES or p in TOTALS for p in paces):  # 总量、增速分别居全市第5、第2: of one subject
                return [self._rank(p + (scope.group() if scope else "")) for p in paces], ()
            if listed is None and len(self.run_drafts) >= len(run) and names.pattern("carry").match(own):
                return [d.name + own for d in self.run_drafts[-len(run) :]], ()
            tail = whole[scope.start() :] if scope else ""
            return [name + tail for name in listed] if listed else [whole] * len(run), ()
        rest = rest_of_clause(rest)
        if _QUARTERS.fullmatch(base):  # 一、二、三、四季度分别为: the quarters are dates, the last of them a hole
            base = ""
        counted = ("count", "people", "person-times", None)
        mixed = run[0].quantity in counted and run[0].unit is not None  # 推进6条、1350公里铁路建设
        if rest and (mixed or run[-1].quantity in counted):
            whole = names.clause(pre, rest)
            return [whole] * len(run), ()
        if self.text[run[0].right : run[1].left] in RATIO:
            return [self._carried(base, None) or self.phrase] * len(run), ()
        respective = "分别" in pre or self.moving  # 由39.2%、48.6%下降到35.1%、41.3%: one each
        alike = respective or base_unit(run[0].unit) == base_unit(run[-1].unit)  # 新建、改造道路58条、126公里
        listed = lists.expand(base, len(run), respective) if base and alike else None
        if not base and respective and self.last is not None and not self.fresh:  # 存贷款余额双双突破万亿元，分别达…
            listed = lists.expand(self.last.name, len(run), True)
        if not base and listed is None and self.phrase_new:  # 生产总值、财政收入，分别由36亿元、2.8亿元增加到…
            listed = lists.expand(self.phrase, len(run), True)
        known = self.run_drafts[-len(run) :]
        if base.endswith("率"):  # 办理建议118件、提案136件，办复率100%，满意率分别为…: the two that are no rates
            items = [d for d in self.run_drafts if d.level is not None and d.level.quantity != "share"][-len(run) :]
            known = items if len(items) == len(run) else known
        rates = _RATED.fullmatch(base) and all(d.level is not None and d.level.quantity != "share" for d in known)
        if (
            listed is None
            and alike  # 改造小区28个，惠及群众3600户、1.1万人: two counts of one thing
            and len(known) == len(run)
            and (
                not base
                or rates
                or names.pattern("dependent").match(base)
                or names.pattern("carry").match(base)
                or AIM.fullmatch(base)
            )
        ):
            base = "完成" + base if AIM.fullmatch(base) else base
            added = "累计" in pre or "总数" in pre or "总量" in pre
            stocks = [names.stock(d.name) if added else d.name for d in known]
            listed = [name + base for name in stocks]
        subject = self.last.name if self.last is not None and not self.fresh else self.phrase
        if self.phrase_new and "、" in self.phrase:  # 起数、死亡人数同比“双下降”，降幅分别为…
            subject = (names.subject(self.phrase) or self.phrase).partition("同比")[0]
        if listed is None and "分别" in pre and base and subject and (parts := lists.heads(subject, len(run))):
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
        if rest.endswith("中") and _AMONG.search(rest):  # 全镇33个村中，10个村…
            rest, pre = rest[:-1], pre.removeprefix("在")
        count = mention.quantity in ("count", "people", None, "rank", "person-times")
        behind = rest_of_clause(rest)
        if status.criterion(self.text, mention, False):
            own = _FRONT.sub("", _DEFINED.sub("", names.before(_LAST_ITEM.sub("", pre)).lstrip("对向将为")))
            if own.endswith("投资") and names.pattern("verbs").fullmatch(own):  # 实施投资千万元以上项目
                own = "投资"
            acts = own == "发展" or own != "投资" and names.pattern("verbs").fullmatch(own)
            named = not acts and not _PLACE.search(own)
            if own and named and mention.unit not in ("岁", "周岁"):
                act = names.pattern("act").match(own)
                self.attribute = own[act.end() :] if act and len(own) > act.end() + 1 else own
                self.attribute_in = mention.quantity
                return self.attribute
            if self.attribute_in == mention.quantity and names.pattern("indicator").search(
                self.attribute
            ):  # 收入2000万元以上的批发业企业、500万元以上的零售业企业
                return self.attribute
            return (
                status.group_noun(self.text, mention)
                or (self.attribute if mention.quantity == "share" else "")
                or self._measured(mention)
                or names.clause(_FRONT.sub("", pre), _COMPARED.sub("", _DIGIT.split(rest)[0]))
                or (self.last.name if self.last is not None else "")
            )
        if mention.quantity == "rank":
            streak = runs[i - 1][-1] if i else None
            if streak is not None and streak.quantity == "time" and not names.before(_CONTINUED.sub("", self._rank_of(pre))):
                whole = self._deleted(segment, segment.start, mention.left)  # 创新能力连续9年全国第一: the subject of both
                return self._rank(_CONTINUED.sub("", whole))
            scoped = SCOPE.search(pre)
            beyond = bool(i) and not self.moving and not (scoped and scoped.group())  # 位列全市24个乡镇第3
            return self._rank(self._ahead(segment, mention.left) if beyond else pre)
        cut = _ELLIPSIS.search(pre.strip("约近")) if not behind and "的" in pre else None
        if cut and self.last is not None and not self.fresh:
            item = names.head(names.inner(pre[: cut.start()]))
            whole = self.last.name if cut.group().endswith("占") else self.last.name.removesuffix("占")
            elliptic = "" if names.pattern("carry").match(item) else names.elliptic(item, whole, True)
            if elliptic and len(pre) <= 10:
                return elliptic
        if i and pre and names.pattern("opens").match(pre.lstrip("，、 ")) and not post.strip(" 　、，；。”’）)"):
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
            if not name and self.last is not None and not self.fresh and self._stocks(pre, mention):
                return names.stock(self.last.name)
            if not name and _DONE.fullmatch(pre.strip()) and (done := self._done(mention)):
                return done
            if segment.mark == "、" and self.previous is not None and name:
                name = self._shared_verb(segment, name)
            borrowed = self._borrow(segment, mention, name, following)
            return borrowed or self._carried(name, mention)
        if count and (graded := _GRADED.match(self.text, mention.right)):  # 1个国家级、3个省级、12个市级文明村镇
            rest = graded["grade"] + graded["noun"]
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
        if i and count and (held := _HOLDS.match(pre)):  # 19个行政村有16个达到标准
            noun = held["noun"] or names.before(self._ahead(segment, runs[i - 1][-1].left))
            whose = "" if rest.startswith(noun[-1:]) else noun
            return self._carried(names.clause(whose, rest), mention)
        if self.moving and names.before(pre) == names.before(rest):  # 由19个村合并为13个村
            return names.before(rest)
        staged = _STAGED.match(post) if count and i + 1 < len(runs) else None
        if (
            staged and runs[i + 1][0].unit == mention.unit and not names.pattern("verb").match(staged["noun"])
        ):  # 123个重点项目开工97个: the first counts the projects
            return self._carried(names.clause(outer, staged["noun"]), mention)
        houses = _HOUSES.match(post) if count and i + 1 < len(runs) and len(names.before(outer)) <= 4 else None
        if houses and not names.pattern("verb").match(houses["noun"]):  # 38家商务楼宇入驻企业2160家 counts the buildings
            return self._carried(names.clause(outer, houses["noun"]), mention)
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
        if len(own) <= 2 and i + 1 < len(runs) and runs[i + 1][0].quantity == "share":  # 首批1700项事项网上可办率达到100%
            group = names.pattern("group").match(rest)  # 9个中心城市|空气质量优良天数比率98%
            rest = (group.group() if group else _RATE.sub("", names.tail(rest))) or rest
        elif (
            (not own or own in ("带动", "帮助", "助力", "促进"))  # 带动1.2万户农户户均增收3200元
            and i + 1 < len(runs)
            and count
            and runs[i + 1][0].quantity in ("money", "money-usd", "area", "mass", "length", "volume", "power", "energy")
        ):
            rest = names.holder(rest)
        return self._carried(names.clause(outer, _sentence_end(rest)), mention)

    def _stocks(self, pre: str, mention: Mention) -> bool:
        """Whether an item without a name gives the stock of what the item before added: 新增6户，累计18户; 新增6户，达到58户."""
        last = self.last
        if "累计" in pre or "总数" in pre or "总量" in pre:
            return True
        added = (
            last is not None
            and last.level is not None
            and base_unit(last.level.unit) == base_unit(mention.unit)
            and "新增" in last.name
        )
        bare = pre.removesuffix("达").strip("，, ") in (
            "",
            "年末",
            "年底",
            "到年末",
            "到年底",
            "目前",
            "目前已",
        )  # 新增126户，年末达842户
        return added and bare and not self.phrase_new and self.text.endswith(("达到", "达"), 0, mention.left)

    def _done(self, mention: Mention) -> str:
        """认领微心愿1243个，完成1198个: how many of what the item before counts are done; "" where it counts other things."""
        last = self.last
        if last is None or self.fresh or self.phrase_new or last.level is None or mention.unit is None:
            return ""
        alike = last.level.unit == mention.unit and mention.quantity in ("count", "people")
        return last.name + "完成" if alike and not last.name.endswith(("完成", "率")) else ""

    def _own_part(self, pre: str) -> str:
        """The last predicate of a clause: 转移支付规模大幅增加、专项项目|减少三分之二, 推进分置改革、确权面积|超过80%."""
        head, mark, own = pre.rpartition("、")
        if not mark or len(head) < 6 or len(names.before(own)) < 4 or names.pattern("verb").match(names.head(own)):
            return pre
        closed = _CLOSED.search(head) is not None
        acts = _PUSHED.match(names.head(head)) is not None and names.pattern("indicator").search(names.before(own)) is not None
        return own if closed or acts else pre

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
            own = NOUN.match(self.text, mention.right) and before.mentions[-1].unit != mention.unit
            own = own and not names.pattern("predicate").match(self.text, mention.right)  # 保交楼项目12个、6800套全部交付
            if own and not post.strip() and len(name) > 3:  # 减少贫困人口115万人、1450个贫困村出列
                return ""
            if _REACHING.search(name):  # 老旧小区改造涉及11个小区、86栋楼
                return name
            return shared.group() if shared and post.strip() else (name if not post.strip() or shared else "")
        same = before.mentions and before.mentions[-1].unit == mention.unit
        rest = self.text[mention.right : min(segment.end, mention.right + REACH)]
        if same and len(name) >= 4 and segment.mark in "，,；;" and len(names.head(rest_of_clause(rest))) <= 6:
            return name
        return ""

    def _shared_verb(self, segment: Segment, name: str) -> str:
        """新增A 3家、B 5家: B shares the verb."""
        before, pre, post = self.previous or (segment, "", "")
        if before.clause != segment.clause or post.strip() or self.text.startswith(("实现", "完成"), segment.start):
            return name
        if self.last is not None and (kin := names.kin(name, self.last.name)):
            return kin
        if not pre and before.mentions:  # 新建道路36条58公里、桥梁22座: the verb stands before the first of two quantities
            pre = before.ahead(self.text, before.mentions[0].left)
        head = names.head(names.inner(pre))
        opens = names.pattern("verb").match(head)
        counted = segment.mentions[0].quantity not in ("share", "points")
        per = None if name.startswith("每") else _PER.match(names.inner(pre))
        shared = (
            per
            or (opens if opens and opens.end() < len(head) else None)  # 基本建成1240套、货币化安置612户: no object to part with
            or (counted and names.pattern("acts_on").match(head))
        )
        rate = not counted and name.endswith(("率", "度", "比例", "比重"))  # 整改问题73个、销号率92%
        own = bool(
            rate or _NEW.match(name) or _EMPLOYED.search(name) or AIM.fullmatch(name) or names.pattern("alone").match(name)
        ) or any(
            names.pattern(kind).match(n) for kind in ("verb", "carry", "dependent") for n in (name, name.removeprefix("新"))
        )
        if own and _PEOPLE.fullmatch(name) and shared and _REACHED_BY.match(shared.group()):  # 惠及企业1.2万家、职工28万人
            own = False
        if shared and any(shared.group() in kin["words"] and any(w in name for w in kin["words"]) for kin in names.kins()):
            own = True  # 集中供养36人、分散供养28人
        if shared and _BUILT.search(name) and _WORKING.fullmatch(shared.group()):  # 新建公路300公里、危桥改造21座
            own = True
        if shared and (per or not own) and len(shared.group()) > 1 and not name.endswith("级"):
            more = _WORKING.match(head, shared.end()) if head.startswith(shared.group()) else None  # 更新改造A 3公里、B 5公里
            self.inherited = shared.group() + (more.group() if more else "") + name
            return self.inherited
        return name

    def _borrow(self, segment: Segment, mention: Mention, name: str, following: Segment | None) -> str:
        """市定20件、县定10件民生实事: the noun stands behind the last item only."""
        if following is None or following.clause != segment.clause or following.mark != "、" or not following.mentions:
            return ""
        other = following.mentions[0]
        rest = rest_of_clause(following.behind(self.text, other.right))
        short = len(name) <= 4 and not names.pattern("dependent").match(name)
        if other.unit == mention.unit and rest.strip() and len(following.mentions) == 1 and short:
            return names.clause(name, rest)
        return ""
