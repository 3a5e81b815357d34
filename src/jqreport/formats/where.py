"""--where: which figures to keep. FIELD OP VALUE, several are AND.

FIELD is name, unit, section or status (名称, 单位, 章节, 状态); OP is = (is), != (is not), ~ (holds), !~ (does not hold).
Upper and lower case, full and half width count as one. A section matches by any of its headings. `unit=` is: without a unit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from jqreport.errors import UsageError
from jqreport.model import Figure, Report

Test = Callable[[Figure], bool]

FIELDS: dict[str, Callable[[Figure], tuple[str, ...]]] = {
    "name": lambda f: (f.name, f.canonical) if f.canonical else (f.name,),
    "unit": lambda f: (f.unit or "",),
    "section": lambda f: f.section,
    "status": lambda f: (f.status,),
}
CHINESE = {
    "名称": "name",
    "指标": "name",
    "指标名称": "name",
    "单位": "unit",
    "计量单位": "unit",
    "章节": "section",
    "状态": "status",
}
STATUS = {
    "实际": "actual",
    "目标": "target",
    "标准": "criterion",
    "actual": "actual",
    "target": "target",
    "criterion": "criterion",
}

_TERM = re.compile(r"\s*([^\s=＝~～!！]+)\s*([!！]?(?:[=＝]{1,2}|[~～]))(.*)", re.DOTALL)


def parse(term: str) -> Test:
    """Read one condition; UsageError says what is wrong with it."""
    match = _TERM.fullmatch(term)
    if match is None or match[3].lstrip().startswith(("=", "~")):
        raise _wrong(
            term,
            "write FIELD=VALUE, FIELD!=VALUE, FIELD~TEXT or FIELD!~TEXT, as in name~税收",
            "应写作 字段=值、字段!=值、字段~文字 或 字段!~文字，如 name~税收",
        )
    field, sign, value = CHINESE.get(match[1], match[1].lower()), _fold(match[2]).replace("==", "="), _fold(match[3].strip())
    if field not in FIELDS:
        raise _wrong(
            term,
            f"there is no field {match[1]}; use name, unit, section or status",
            f"没有字段 {match[1]}；可用 name、unit、section、status",
        )
    if field == "status" and sign in ("=", "!="):
        if value not in STATUS:
            raise _wrong(term, "status is actual, target or criterion", "status 只能是 actual、target 或 criterion")
        value = STATUS[value]
    if not value and "~" in sign:
        raise _wrong(term, "nothing stands after ~", "~ 后面没有文字")
    values = FIELDS[field]
    wanted = not sign.startswith("!")
    if sign.endswith("="):
        return lambda figure: any(_fold(v) == value for v in values(figure)) == wanted
    return lambda figure: any(value in _fold(v) for v in values(figure)) == wanted


def keep(report: Report, tests: Iterable[Test]) -> Report:
    """Return the report with the figures that pass every test; context, coverage and warnings stay those of the whole."""
    every = tuple(tests)
    return report._replace(figures=tuple(passing(report.figures, every))) if every else report


def passing(figures: Iterable[Figure], tests: Sequence[Test]) -> Iterator[Figure]:
    """The figures that pass every test."""
    return (figure for figure in figures if all(test(figure) for test in tests))


def _fold(text: str) -> str:
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def _wrong(term: str, en: str, zh: str) -> UsageError:
    return UsageError(f"--where {term}: {en}", f"--where {term}：{zh}")
