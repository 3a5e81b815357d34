"""What an item leaves out, and where it stands: the subject of the item before, the whole of 其中, the head of a list.

A clause may leave out what the item before has said; `Carrier` keeps what has been said in the sentence, and completes a name by it.
"""

from __future__ import annotations

from jqreport.cache import compiled
from jqreport.link import lists, names
from jqreport.link.draft import Draft
from jqreport.link.segments import Segment
from jqreport.model import Mention
from jqreport.numerals import base_unit

_MODIFIER = compiled(
    r"^(?:其中)?(?:.{0,4}级|[在续新已拟]建|竣工|完工|投产|公办|民办|公立|私立|普惠性|[省市县区国境][内外]|国家|中央|省|市|县|市县|区|区县|乡|城镇|乡村|城市|农村|男性?|女性?)$"
)
AIM = compiled(
    r"(?:(?:[省市县区镇乡州](?:委|政府)?|上级|国家)(?:下达|分配|确定|安排)?的?)?(?:年度|全年|年初|年|调整后?的?|变动)?(?:责任|考核)?(?:目标|计划|任务|预算|指标)(?:任务|数)?"
)
_BUILDS = compiled(r"新建|建设|实施|改造|改扩建|扩建|建成|开工|启动|修建|完成")
_RATE_OF = compiled(r"^(?P<rate>.{2,}率)\p{Han}{2,4}$")
_WORKS = compiled("(?:改造|提升|修复|整治|治理|扩建|改建|维修|加固|更新|竣工|投产|验收|完工|投用|交付|整改|销号){2}")
_STANDS = "高于|低于|快于|慢于|高出"
_THAN = "[比较](?:全|所在|同)[^，]{1,8}(?:高|低|快|慢|多|少)"
_GAP = compiled(rf"(?:{_STANDS})[^，]{{2,12}}$|{_THAN}$")
GAP = compiled(rf"(?:增速|增幅|涨幅|降幅)?(?:{_STANDS}|好于|优于|低出|领先|{_THAN})")
_GAINS = compiled(r"^(?:惠及|受益)\p{Han}{2}")
_SIZE = r"(?<![\d.十百千万亿])[\d.]*+[十百千万亿]*+(?:美?元|亩|人|户|吨|%)"
_LIMIT = compiled(rf"(?:超过?|过|高于|不足){_SIZE}(?:以[上下内])?|{_SIZE}以[上下内]")
_THRESHOLD = compiled(rf"^(?:\d.*以[上下内]|(?:超过?|过|高于|不足){_SIZE})$")
_STREAK = compiled(r"^连续(?:快于|高于|低于|优于|领先|增长|提升|下降|超过|居|位居|稳居|保持|列|位列|排名|获|被|$)")
_PUPILS = compiled(r"(?:共)?(?:招生|毕业生|在校生|在校学生)(?:数|人数)?")
_ENROLLED = compiled(r"(?:共)?招生$")
_SCHOOL = compiled(r"(?:校|院|园|所|教育|高中|初中|小学|中专|职高|大学|中学)$")
_BUDGETED = compiled(r"(?:年初|调整|变动|年度)?预算(?:数|安排)?$")
_FUNDS = compiled("(?:债券|国债|资金|基金|贷款|债务|补助|专款|公债)$")  # a kind of money is no 投资, 收入 of the item before
_CONTRIBUTES = compiled(
    r"(?:拉动|带动|支撑)(?:$|(?:全[国省市县区])?(?:经济|GDP|(?:地区|国内)?生产总值|工业|规模|投资|固定资产|全部)\p{Han}{0,8}(?:增长)?$)"
    r"|对(?!世界|全球)\p{Han}{0,10}(?:经济|GDP|生产总值|工业|增加值|投资|增长)\p{Han}{0,6}的?贡献率"
)
_RATE_TO = compiled(r"(?<=..)对(?!世界|全球)[^，]{2,20}贡献率$")
_PHASE = compiled(r"(?:基本|新|全部)?(?:开工|竣工|建成|投产|完工|交付|入住|分配|启动|续建|封顶|达产|落地)$")
_CASE = compiled("[立结破办撤]案")  # a verb that holds its object: 检查企业500家次，立案12起
_UNDER_WAY = compiled("[在续新已拟]建")
_CAMPAIGN = compiled("(?:深入|扎实|大力|持续|集中)?(?:开展|实施|组织|推进|启动|打响)")
_OPENED = compiled(r"^新?(?:开工|续建|签约)(?:建设)?")
_STEPS = ("台阶", "大关", "关口")
_STEPPED = compiled(
    rf"(?<=.{{2}})[连接再首突]?[续连次]?(?:跨越?|迈上|跃上|登上|站上|突破|越过)[^，]{{0,8}}(?:{'|'.join(_STEPS)})$"
)
_EARLIER = compiled(
    r"[“\"](?:十[一二三四五六]?|[八九])五[”\"](?:时期|期间|末)?|上年(?:同期)?|去年(?:同期)?|上届|上一?个五年|(?:\d{1,2}|[一二三四五六七八九十]{1,2})年前"
)  # 是“十二五”的2.8倍
_NEW = compiled(r"新[建修植增]")
_WORK = compiled(r"(?:累计)?建成|改?扩?建|(?:改造|提升){1,2}|补植|维修|整修|迁建|续建")
_REGION = compiled(r"全[国省市县区州旗盟球]|世界|国内|[中西东北南]{1,2}部(?:地区)?")
_AMONG = compiled(rf"(?:{_REGION.pattern})$")
_RANKED = compiled("(?:总量|总额|规模|增速|增幅)?(?:位?居|位?列|排名?|稳居)全.*$")  # 总量居全市第三、增速居全市第五
_FIELD = compiled(r"在[^，。；]{2,14}中(?=排|位|列|居|名|$)")
_FIELD_END = compiled(r"在[^，。；]{2,14}中[^，。；]{0,4}$")
_OF_WHOLE = compiled(r"(?<=.{3})占[^，]{2,20}(?:比重|比例|份额)?$")
_INVOLVES = compiled(r"(?<=.{3})(?:涉及|惠及|覆盖)(?:小区|居民|群众|楼栋?|农户|村)?$")
_SITE = frozenset({"建筑面积", "总建筑面积", "占地面积", "占地", "总长", "全长", "总长度", "总里程", "床位", "总库容"})
_PACE = compiled(r"(?:连续)?(?:保持)?的?(?:增长速度|增速|增幅)$")
_EXTREMES = frozenset({"最高", "最低", "最多", "最少"})
PACES = frozenset({"增速", "增幅", "涨幅", "降幅", "跌幅", "减幅"})
TOTALS = frozenset({"总量", "总数", "存量", "总额", "户数", "家数"})
SCOPE = compiled(
    r"(?:均|都|分别|双双|连续|继续|首次|持续|稳)?(?:重返|晋升|为|位居|位列|名列|排名|跃居|升至|跃升至|保持|稳居|居|列|排|达到|进入|位次)?(?:在)?"
    r"(?:全[国省市县区州旗盟球域]|全国(?:同类|主要|重点|大中|省会|副省级|地级)?城市|世界|国内|同类\p{Han}{0,6}|[省市县区]内|全[省市县旗盟州]\p{Han}{0,6}(?:（\p{Han}{1,4}）)?|[中西东北南]{1,2}部(?:地区)?)?$"
)


class Carrier:
    """What the items of one sentence share. `last` is the figure before; `fresh` says that it stands in an earlier sentence."""

    fresh = True
    phrase_new = False  # the phrase stands behind the last figure
    whole: Draft | None = None
    colon = ""
    attribute = ""  # what the thresholds of the sentence measure
    attribute_in: str | None = None  # the quantity that it is measured in
    previous: tuple[Segment, str, str] | None = None  # segment, pre, post of the item before
    inherited = ""
    joined = False
    segment: Segment | None = None  # where the last level stands
    mark = ""  # what stands before the segment
    moving = False  # the number is the end of a movement, and `pre` all that stands before it
    stem = ""  # what the bare verb of the item before was said of
    resumed = False  # the segment stands behind ；
    item = 0  # where the text behind the last ； begins
    _last_heard = ""

    def __init__(self, text: str, last: Draft | None) -> None:
        self.text = text
        self.last = last
        self.run_drafts: list[Draft] = []
        self.heard: list[str] = []  # clauses without numbers that nobody has asked about yet
        self.acted: dict[str, str] = {}  # names that end in a bare verb -> what the verb is said of

    @property
    def phrase(self) -> str:
        """The name of the last clause without numbers that has one; made where it is asked for, since most never are."""
        while self.heard:
            if name := names.effort(names.before(self.heard.pop())):
                self.phrase = name
        return self._last_heard

    @phrase.setter
    def phrase(self, name: str) -> None:
        self._last_heard = name
        self.heard.clear()

    def _measured(self, mention: Mention) -> str:
        """What a threshold without words of its own measures: the whole of 其中 if it has its unit, else the group that it counts."""
        of = self.whole or self.last
        if of is None or of.level is None or mention.unit in ("岁", "周岁", "位", "名", "家"):
            return ""
        if base_unit(of.level.unit) == base_unit(mention.unit):
            return of.name
        limit = _LIMIT.search(of.name)
        return of.name[limit.end() :] if limit else _bare(of.name)

    def _whose(self, here: Draft, subject: str) -> str:
        """生产总值86亿元，增速高于全省2个百分点，居全市第3位，占全省的9%: what a gap and a rank are said of."""
        if here.level is None or here.said_before is None and here.level.quantity != "rank":
            return subject
        for draft in reversed(self.run_drafts):
            if draft.said_before is not None or draft.level is None or draft.level.quantity != "rank":
                return (draft.said_before or draft).name
        return subject

    def _stood(self, gap: Draft) -> str:
        """What a gap to another place is said of; "" where the figure is no gap."""
        if gap.said_before is not None:
            return gap.said_before.name
        cut = _GAP.search(gap.name)
        return gap.name[: cut.start()] if cut else ""

    def _outcome(self, planned: str, mention: Mention) -> str:
        """收入预算为8.6亿元，执行中调整为8.2亿元，实际完成8.3亿元: what was budgeted, and then what came of it."""
        if AIM.fullmatch(planned):  # 支出预算8亿元，调整预算9亿元，完成8.5亿元
            earlier = (d.name for d in reversed(self.run_drafts) if not AIM.fullmatch(d.name))
            planned = next(earlier, planned)
        if self.text.endswith(("调整为", "调整到", "调整至"), 0, mention.left):
            return planned
        return _BUDGETED.sub("", planned) or planned

    def _carried(self, name: str, mention: Mention | None) -> str:
        """Give a name without a subject the subject of the item before: 占全国比重, 总量, 国家级."""
        last = self.last
        if self.colon and name and len(name) <= 12:
            return name + names.before(self.colon)
        if self.phrase_new and 2 <= len(name) <= 3 and self.phrase.endswith(name):  # 养老金足额发放，共发放3亿元
            return self.phrase
        here = last if last is not None and not self.fresh else None
        subject = unstepped(here.name) if here is not None else self.phrase
        if here is None and names.pattern("carry").match(name):
            subject = names.subject(self.phrase) or self.phrase
        if not name and self.phrase_new and names.measure(names.subject(self.phrase)):
            return names.subject(self.phrase)
        if mention is not None and mention.quantity == "multiple" and _EARLIER.fullmatch(name):
            name = ""
        if not name and here is not None and here.level is not None and here.level.quantity == "time":
            subject = subject_of(here)
        unlike = mention is not None and mention.quantity not in ("share", "points", "multiple")
        if not name and unlike and here is not None and subject.endswith(("增速", "增幅", "增长速度")):
            subject = _PACE.sub("", subject) or subject  # 收入连续五年保持8%以上的增长速度，达到4280元: the income
        if not name or name == "人民币":
            if here is not None and _BUDGETED.search(subject) and mention is not None and mention.quantity == "money":
                subject = self._outcome(subject, mention)
            return (names.subject(subject) if here is None else subject) or subject or (last.name if last is not None else "")
        shares = mention is not None and mention.quantity in ("share", "points")
        if (
            shares and subject and here is not None and _CONTRIBUTES.match(name)
        ):  # 增长6%，对经济增长的贡献率为9%，拉动1.2个百分点
            subject = _RATE_TO.sub("", self.acted.get(subject, subject))
            self.acted[names.joined(subject, name)] = subject
            return names.joined(subject, name)
        if here is not None and GAP.match(name) and (stood := self._stood(here)):  # 比全省快1个百分点，比全国快0.5个百分点
            return names.joined(stood, name)
        if names.pattern("carry").match(name):
            if self.phrase_new and here is not None and names.measure(names.subject(self.phrase)):
                subject = names.subject(self.phrase)  # 三产比重偏低，仅占…
            if _GAINS.match(name):  # 惠及群众3000人 counts people, whatever reached them
                return name
            if names.pattern("dependent_head").match(name):
                whose = subject if name[:2] in PACES else names.topic(names.stock(subject))  # 纯收入…，增速高于: not 纯增速
                return names.joined(whose, name)
            if name.startswith(("惠及", "受益", "占", "贡献", "吸纳")):  # 占企业总数的95%，贡献全省52%的税收: of one subject
                if name.startswith("贡献"):  # 增加值占GDP的63%，贡献了72%的税收
                    subject = _OF_WHOLE.sub("", subject)
                acts = names.pattern("verb").match(self.phrase) or names.pattern("alone").match(self.phrase)
                acted = self.phrase_new and name == "惠及" and acts
                if name[0] == "占" and here is not None and not self.phrase_new:
                    subject = self._whose(here, subject)
                subject = self.phrase if acted else self.acted.get(subject, subject)  # 补助贫困学生生活费，惠及7万人
                self.acted[names.joined(subject, name)] = subject
            said = name.startswith(subject) if shares else subject in name  # 税收收入2亿元，占全县税收收入的8%
            part = name.startswith("占" + subject) and AIM.search(name)  # 税收2亿元，占税收任务的51%
            return name if said and not part else names.joined(subject, name)
        if here is not None and name.startswith("连续") and _STREAK.match(name) and name not in here.name:
            share = here.level is not None and here.level.quantity == "share"
            return (self.acted.get(here.name, here.name) if share else here.name) + name  # 占全国的38%，连续14年居首: the whole
        if subject and AIM.fullmatch(name.lstrip("为是")):  # 完成年度目标的54.7%
            aim = name.lstrip("为是")
            if mention is not None and mention.quantity not in ("share", "multiple", "points"):
                return aim
            indicators = [d.name for d in self.run_drafts if not AIM.fullmatch(d.name)]
            of = indicators[-1] if indicators else subject
            self.acted[of + "完成" + aim] = of  # 收入完成2.9亿元，为预算的112%；支出…: of what the income is of
            return of + "完成" + aim
        if here is not None and (kin := names.kin(name, here.name)):
            return kin
        if name.startswith("连续增"):
            name = name.removeprefix("连续")
        if subject and name in ("连续", "已连续"):  # 连续9年稳定在1300亿斤以上: what has lasted is the item before
            return subject.removesuffix("连续")
        if here is not None:
            same_unit = mention is not None and here.level is not None and mention.unit == here.level.unit
            graded = names.regrade(name, here.name, same_unit)
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
                and self.text[mention.right : mention.right + 1] != "的"
                and not names.measure(name)
                and not _FUNDS.search(name)
                and mention.unit == level.unit
                and len(names.bare(name)) <= len(names.bare(names.topic(here.name))) + 1
            ):
                return name + noun
        if subject and names.pattern("dependent").match(name):
            if self.phrase_new and _BUILDS.match(self.phrase):  # 新建农贸市场，面积2200平方米
                return names.joined(self.phrase, name)
            if self.phrase_new and name == "投资":  # 污水厂二期开工建设，完成投资3亿元: not of what stands before that clause
                built = names.subject(self.phrase)
                return built + name if len(built) > 3 else name
            if here is None:
                return names.subject(subject) + name
            if names.pattern("each").fullmatch(name):
                of = names.subject(self.phrase) if self.phrase_new else ""  # 养老金“十一连调”，月人均达2160元
                return (of if names.measure(of) or of.endswith(("金", "标准", "费")) else subject) + name
            if (name == "投资" and self.mark in "；;") or names.pattern("dependent").match(subject):
                return name
            if names.pattern("measure").fullmatch(subject):
                return name
            if self.resumed and self.whole is not None:  # 机构…其中医院5家；床位300张: the beds of the whole
                subject = self.whole.name
            elif self.whole is not None and self.mark in "，," and self._listed_parts(mention):
                subject = self.whole.name  # 项目412个，其中A 186个、B 6个，到位资金680亿元: the money is that of all
            subject = self.acted.get(subject, subject)
            if name in _EXTREMES:  # 亩均收入3.6万元，最高6万元，最低8000元: of the item before, not of its topic
                self.acted[subject + name] = subject
                return subject + name
            subject = _INVOLVES.sub("", subject)
            paid = here.level is not None and (here.level.quantity or "").startswith("money")
            if paid and self.previous is not None and name in _SITE:  # 争取资金120万元改造教学楼，建筑面积1600平方米
                subject = names.before(self.previous[2]) or subject
            if _PUPILS.fullmatch(name):  # 本专科招生3万人，在校生9万人
                subject = _ENROLLED.sub("", subject) or subject
            if name in PACES:
                return names.joined(subject, name)
            if name in TOTALS:
                return names.joined(names.stock(subject), name)
            others = here is not None and here.level is not None and here.level.quantity == "people"
            if others and names.people(name) and names.pattern("verb").match(subject):  # 培训驾驶员50人，从业人员80人
                return name
            if subject.endswith("率") and not name.endswith(("率", "度")):
                projects = [d.name for d in self.run_drafts[-3:] if d.level is not None and d.level.quantity == "count"]
                of = _PHASE.sub("", projects[-1]) if projects and name.endswith("投资") else ""
                plain = of.endswith(("项目", "工程")) and names.subject(names.bare(of)) == names.bare(of)
                return names.joined(of, name) if plain else name  # 项目开工97个，开工率79%，完成投资18亿元
            subject = names.of_people(subject, name)
            if here is not None and here.level is None and name.endswith(("率", "度")):  # 等候时间缩短6分钟，满意度99%
                return name
            if self.joined and (rate := names.rated(subject, name)):
                return rate
            sibling = name.endswith(("率", "度")) and subject.endswith(("率", "度"))  # 办结率99%，满意率95%
            if not sibling and not (name.endswith(("率", "度")) and names.pattern("verb").match(subject)):
                owner = names.topic(names.stock(subject) if name.startswith("总") else subject)  # 新增里程、总里程7000公里
                full = names.sibling(subject, name) or names.joined(owner, name)
                if not names.measure(name):
                    self.acted[full] = subject
                return full
        if here is not None and _PUPILS.fullmatch(name):
            school = self.acted.get(subject, subject)
            if _SCHOOL.search(school) or school != subject:
                self.acted[school + name] = school
                return school + name
        listed = _RATE_OF.match(here.name) if here is not None and self.joined else None
        if listed and 2 <= len(name) <= 4 and mention is not None and mention.quantity == "share":
            return listed["rate"] + name  # 合格率小学100%、初中99%
        like = here is not None and here.level is not None and mention is not None and mention.unit == here.level.unit
        measured = mention is not None and mention.quantity not in ("count", "people", "person-times", None)
        if here is not None and like and measured and (shared := names.echoed(name, here.name)):
            return name + shared
        whole = self.whole
        if subject and len(name) <= 4 and self._acts(name, mention, like):
            campaign = _CAMPAIGN.match(self.phrase) if self.phrase_new and here is not None and not like else None
            total = self._alike_whole(here) if here is not None and like else None
            if here is not None and total and _UNDER_WAY.fullmatch(here.name.removesuffix(_bare(total.name))):
                subject = total.name  # 其中投产8个、在建5个、签约2个: each is said of the whole
            elif (
                here is not None and like and _PHASE.search(name) and not self.resumed and (more := self._beyond(here, mention))
            ):
                subject = more
            elif campaign:  # 打通断头路2条；开展占道整治，拆除46处
                subject = self.phrase[campaign.end() :]
            elif here is not None and not like and mention is not None:
                levels = [d for d in self.run_drafts if d.level is not None and d.at >= self.item]
                same = (d.name for d in reversed(levels) if d.level is not None and d.level.unit == mention.unit)
                alone = _CASE.fullmatch(name) or (here.level is not None and here.level.quantity == "share")
                before = next(same, "" if alone else subject)  # 项目100个，总投资86亿元，新开工50个: the projects are
                # 火灾8起、死亡3人，溺水2起、死亡2人: those of the second are not of the first
                subject = subject if self.joined and before.endswith(name) else before
            if (new := _NEW.search(subject, 0, 4)) and _WORK.fullmatch(name):  # 新建学校3所，改扩建5所: no new ones
                subject = subject[new.end() :] if new.start() else names.bare(subject)
            if not (self.stem and subject.startswith(self.stem)):
                self.stem = names.topic(subject) if subject.endswith("面积") else subject
            stem = self.stem
            if _PHASE.search(name):  # 新开工项目28个、竣工15个; 改造开工8500套、建成9200套
                stem = _OPENED.sub("", _PHASE.sub("", stem)) or stem
            joint = names.pattern("joint_verbs").search(stem)
            if joint and name in joint.group():  # 新建和改造公路862公里，其中新建126公里
                return name + stem[joint.end() :]
            full = names.joined(stem, name)
            self.acted[full] = stem  # 项目28个，完工21个，投资2.6亿元: the money is the projects'
            return full
        if _THRESHOLD.fullmatch(name):
            counted = [
                d
                for d in (whole, here)
                if d is not None and (mention is None or d.level is None or d.level.unit == mention.unit)
            ]
            if not counted and mention is not None:  # 项目32个、总投资118亿元，其中20亿元以上2个
                counted = [d for d in reversed(self.run_drafts) if d.level is not None and d.level.unit == mention.unit]
            if counted:
                alike = counted[0].name
                limit = _LIMIT.search(alike)
                return alike[: limit.start()] + name + alike[limit.end() :] if limit else name + _bare(alike)
        if (
            whole is not None
            and mention is not None
            and _MODIFIER.match(name)
            and not (len(name) == 1 and name in whole.name)  # 县级行政区168个，其中县68个
        ):  # 项目126个，年度投资168亿元，其中省级12个
            counted_as = base_unit(mention.unit)
            same = (d.name for d in (whole, *reversed(self.run_drafts)) if d.level and base_unit(d.level.unit) == counted_as)
            of = next(same, "")
            return name + _bare(of) if of else name
        return name

    def _listed_parts(self, mention: Mention | None) -> bool:
        """Whether the two items before are parts of one whole, counted otherwise than what comes now."""
        parts = [d for d in self.run_drafts[-2:] if d.part_of is not None and d.level is not None and d.status != "criterion"]
        unit = mention.unit if mention is not None else None
        return len(parts) == 2 and all(
            d.level is not None and d.level.quantity == "count" and d.level.unit != unit for d in parts
        )

    def _alike_whole(self, part: Draft) -> Draft | None:
        """The whole of 其中, or the level before it that is counted as the part is (项目92个，年度投资76亿元，其中续建38个)."""
        if self.whole is None or part.level is None:
            return None
        levels = (d for d in (self.whole, *reversed(self.run_drafts)) if d.level is not None and d is not part)
        return next((d for d in levels if d.level and d.level.unit == part.level.unit and not d.part_of), None)

    def _beyond(self, part: Draft, mention: Mention | None) -> str:
        """其中超10亿元项目1个，开工5个: more than the part has is of the whole before it; "" where the part has as many."""
        whole = self.whole
        if whole is None or mention is None or part.level is None or mention.value <= part.level.value:
            return ""
        levels = (d for d in (whole, *reversed(self.run_drafts)) if d.level is not None and d is not part)
        return next((d.name for d in levels if d.level and d.level.unit == mention.unit and d.level.value >= mention.value), "")

    def _acts(self, name: str, mention: Mention | None, like: bool) -> bool:
        """Whether a name is nothing but a verb, whose object the item before has named (项目28个，完工21个)."""
        if mention is not None and mention.quantity == "money":
            return False
        if not (names.pattern("verb").fullmatch(name) or _WORKS.fullmatch(name) or self.whole is None and name == "在建"):
            return False
        segment = self.segment
        return like or segment is None or bool(names.before(segment.ahead(self.text, segment.mentions[0].left)))

    def leans(self, subject: str) -> bool:
        """企业42家，增加值增长6%: a noun of measure behind a count is of those that were counted; a pace is of what moves."""
        level = self.last.level if self.last is not None and not self.fresh else None
        if subject in PACES:
            return self.last is not None and not self.fresh
        return level is not None and level.quantity == "count" and names.pattern("dependent").match(subject) is not None

    def repeats(self, subject: str) -> bool:
        """增速为12%，增幅高于上年3个百分点: the pace of a pace is that pace."""
        last = self.last.name if self.last is not None and not self.fresh else ""
        return subject in PACES and last.endswith(tuple(PACES))

    def paced(self, subject: str, count: int) -> list[str] | None:
        """The paces of as many items as a list behind 分别 has; None where it is not about paces."""
        items = self.run_drafts[-count:]
        return [d.name + subject for d in items] if subject in PACES and len(items) == count else None

    @staticmethod
    def _rank_of(pre: str) -> str:
        """What a rank is of, by the words right before it; "" where they only say among whom (位列全国)."""
        name = names.head(names.inner(pre)).removesuffix("第")
        scope = SCOPE.search(name)
        return name[: scope.start()] if scope else name

    def _rank(self, pre: str) -> str:
        """A rank is named by its indicator: 增长6.5%，增速居全省第一 takes the subject of the item before."""
        name = names.balanced(names.head(names.inner(pre)).removesuffix("第").rstrip("的"))
        scope = SCOPE.search(name)
        own = name[: scope.start()] if scope else name
        own = names.tail(own)
        tail = name[scope.start() :] if scope else ""
        if _FIELD.match(name):  # 满意率98%，在全区13个街道中排名第3: the count is the field's
            before = [d.name for d in self.run_drafts if d is not self.last]
            return names.joined(_GAP.sub("", _FIELD_END.sub("", before[-1])) if before else names.subject(self.phrase), name)
        here = unstepped(self.last.name) if self.last is not None and not self.fresh else self.phrase
        if not own:
            if self.last is not None and self.last.level is not None and self.last.level.quantity == "time":
                here = here.partition("连续")[0] or here  # 连续15年排名世界第一: of what the streak is of
            among = _AMONG.search(here) if _REGION.fullmatch(tail) else None  # 居全国第8位、中部第2位
            return names.joined(_GAP.sub("", here[: among.start()] if among else here), tail)
        grows = own.startswith(("增速", "增幅"))
        if here and (grows or own.startswith(("总量", "数量", "规模")) or names.pattern("dependent").match(own)):
            return (_GAP.sub("", _RANKED.sub("", here)) if grows else names.topic(names.stock(here))) + own + tail
        return own + tail

    def every(self, name: str) -> list[str] | None:
        """The names of a list that 均 gives one value to."""
        for count in range(2, 9):
            parts = lists.expand(name, count)
            if parts:
                return parts
        return None


def unstepped(name: str) -> str:
    """A name without the step that its indicator has passed: 总量连跨两个千亿元台阶 -> 总量."""
    return _STEPPED.sub("", name) if name.endswith(_STEPS) else name


def subject_of(draft: Draft) -> str:
    """What a figure is said of, without its streak and the step it passed: 产量连续三年增长, 总量连跨两个千亿元台阶."""
    name = unstepped(draft.name)
    return name.partition("连续")[0] or name if draft.level is not None and draft.level.quantity == "time" else name


_GRADED = compiled(r"^(?:各级|各类|全体|(?:国家)?\d?A级|星级)")
_HEAD_VERB = compiled(
    r"^(?:全[国省市县区镇乡州旗盟]|累计|新增|新建|引进|实施|谋划|安排|推进|争取|申报|共有|拥有|建成|培育|创建|打造|认定|获评)+"
)
_TAIL_NOUN = compiled(r"(?:累计总数|总数|总量|数量|总额)$")


def _bare(name: str) -> str:
    """The counted noun of a whole: 全市各级工程技术研究中心累计总数 -> 工程技术研究中心."""
    name = _TAIL_NOUN.sub("", _HEAD_VERB.sub("", name))
    return _GRADED.sub("", name) or name
