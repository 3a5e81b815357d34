"""What a rule file says, checked, its fragments put in their places, as plain data; an error names file, rule and key.

A rule file has `[fragments]` (named pieces of regex, used in patterns as {name}), `[words]` (lists of words, usable as
fragments too) and `[[rule]]` entries: `id`, `why`, `pattern` (verbose regex), what it sets, and `examples`. An example is
`{ text = "…", yields = "…" }` (the rule fires and takes that much of the text) or `{ text = "…", silent = true }`;
`xfail = "reason"` marks a known miss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, TypedDict, cast

import regex

from jqreport.cache import compiled
from jqreport.errors import RuleError

MAX_PATTERN_LINE = 120
_SIGNS = ("needs", "begins", "ends", "after")  # characters without which a rule is not tried
_NAMED = compiled(r"\{([a-z_]+)\}")
_FACTOR = compiled(r"[0-9]+(?:\.[0-9]+)?/0*[1-9][0-9]*")

# of a value: str, int, float (any number), bool, list (of words), tuple (of lists of words), dict (of factors), or one of these words
Kind = type | tuple[str, ...]


class Keys(NamedTuple):
    """The keys that a rule or an entry must have, those that it may have, and what else it must have where a key has a value."""

    must: Mapping[str, Kind]
    may: Mapping[str, Kind] = MappingProxyType({})
    along: Mapping[tuple[str, object], str] = MappingProxyType({})  # (key, value) -> a key, or (?P<group>) in the pattern


_AT: dict[str, Kind] = {"needs": str, "begins": str, "ends": str}
_LINES = ("heading", "part", "speech", "announced", "stop", "lead", "furniture", "meta", "summary", "menu", "notice")
_ROLES = ("date", "ordinal", "label", "note", "level")

#: What the rules of each table set.
RULES: dict[str, Keys] = {
    "layout": Keys(
        {"kind": _LINES},
        {"level": int, "part": ("review", "plan", "none")},
        {("kind", "heading"): "level", ("kind", "part"): "part", ("kind", "announced"): "part"},
    ),
    "units": Keys({}),
    "bounds": Keys({"bound": ("approx", "over", "under")}, _AT),
    "context": Keys({"role": _ROLES}, {**_AT, "after": str, "among": list, "hint": str, "digit": bool}),
    "changes": Keys({"direction": ("up", "down", "to")}, {**_AT, "share": bool}),
    "periods": Keys({"span": str}, {"needs": str}),
    "status": Keys(
        {"status": ("actual", "target", "criterion"), "scope": ("clause", "sentence")},
        {"future": bool, "review": bool, "needs": str},
        {("future", True): "(?P<year>)"},
    ),
    "names": Keys({}),
    "indicators": Keys({}),
}
#: The plain tables beside rules, [[entry]] by [[entry]].
ENTRIES: dict[str, dict[str, Keys]] = {
    "units": {"unit": Keys({"quantity": str, "base": str}, {"factors": dict, "classifiers": list})},
    "names": {
        "guard": Keys({"list": str, "word": str}, {"after": str, "before": str}),
        "kin": Keys({"words": list}),
        "kindred": Keys({"nouns": list}),
        "pair": Keys({"word": str, "parts": list}),
    },
    "indicators": {
        "indicator": Keys(
            {"id": str, "name": str, "quantity": str},
            {**dict.fromkeys(("aliases", "units", "share_of"), list), "parts": tuple}
            | {"price": ("constant", "current", "none"), "additive": bool, "low": float, "high": float},
        )
    },
}


class PlainRule(TypedDict):
    """A rule: its pattern with all fragments in their places, and its examples as (text, what it takes or None, known miss)."""

    id: str
    why: str
    source: str
    sets: dict[str, Any]
    examples: list[tuple[str, str | None, str | None]]


class Plain(TypedDict):
    """A rule file."""

    rules: list[PlainRule]
    words: dict[str, tuple[str, ...]]
    fragments: dict[str, str]
    entries: dict[str, list[dict[str, Any]]]


def checked(data: object, name: str, file: str, shared: Mapping[str, str]) -> Plain:
    """What TOML gives for the table of that name, checked; `shared` are fragments that its patterns may use beside its own."""
    tables = ENTRIES.get(name, {})
    given = _table(data, file, name)
    unknown = set(given) - {"fragments", "words", "rule", *tables}
    if unknown:
        raise wrong(file, sorted(unknown)[0], "unknown table", "不认识的表")
    words = {k: tuple(_value(list, v, file, f"words.{k}")) for k, v in _table(given.get("words", {}), file, "words").items()}
    own = {k: _value(str, v, file, f"fragments.{k}") for k, v in _table(given.get("fragments", {}), file, "fragments").items()}
    fragments = {**shared, **of_words(words), **own}
    for key, piece in own.items():
        _regex(expand(piece, fragments), file, f"fragments.{key}")
    rules = [_rule(file, raw, name, fragments) for raw in _tables(given, "rule", file)]
    seen: set[str] = set()
    for rule in rules:
        if rule["id"] in seen:
            raise wrong(file, rule["id"], "id stands twice", "id 重复")
        seen.add(rule["id"])
    entries = {key: [_entry(file, key, raw, keys) for raw in _tables(given, key, file)] for key, keys in tables.items()}
    return {"rules": rules, "words": words, "fragments": fragments, "entries": entries}


def escape(word: str) -> str:
    """A regex that matches just the word."""
    return word if word.isalnum() else regex.escape(word, special_only=True)


def any_of(words: Iterable[str]) -> str:
    """A regex that matches any of the words, the longest first."""
    ordered = sorted(sorted(set(words)), key=len, reverse=True)
    return "(?:" + "|".join(ordered if "".join(ordered).isalnum() else map(escape, ordered)) + ")"


def expand(pattern: str, fragments: Mapping[str, str]) -> str:
    """Replace {name} by its fragment, until none is left; a brace with digits stays the quantifier it is."""
    for _ in range(8):
        new = _NAMED.sub(lambda m: fragments.get(m[1], m[0]), pattern)
        if new == pattern:
            return new
        pattern = new
    return pattern


def wrong(file: str, place: str, en: str, zh: str) -> RuleError:
    """What is wrong at a place of a rule file."""
    return RuleError(f"{file}: {place}: {en}", f"{file}：{place}：{zh}")


def _table(value: object, file: str, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong(file, place, "not a table", "不是表")
    return value


def _tables(data: Mapping[str, Any], key: str, file: str) -> list[dict[str, Any]]:
    """What stands as [[key]] in a file."""
    value = data.get(key, [])
    if not isinstance(value, list):
        raise wrong(file, key, f"not a list of tables: write [[{key}]]", f"不是一组表：请写 [[{key}]]")
    return [_table(one, file, key) for one in value]


def _rule(file: str, raw: dict[str, Any], table: str, fragments: Mapping[str, str]) -> PlainRule:
    name = raw.get("id")
    if not isinstance(name, str) or not name:
        raise wrong(file, "rule", "id is missing", "缺 id")
    if table == "bounds" and not name.endswith((".before", ".after")):
        raise wrong(file, name, "id must end in .before or .after", "id 须以 .before 或 .after 结尾")
    keys = Keys(
        {"why": str, "pattern": str, **RULES[table].must}, {"id": str, "examples": list, **RULES[table].may}, RULES[table].along
    )
    sets = _keys(file, name, raw, keys)
    why, pattern = sets.pop("why"), sets.pop("pattern")
    if any(len(line) > MAX_PATTERN_LINE for line in pattern.splitlines()):
        raise wrong(file, name, f"pattern: a line is longer than {MAX_PATTERN_LINE} characters", "pattern：行超过 120 字")
    given = raw.get("examples", [])
    examples = [_example(file, name, e) for e in given] if isinstance(given, list) else []
    if {yields is None for _, yields, _ in examples} != {True, False}:
        raise wrong(file, name, "examples: one that fires and one that stays silent", "examples：须有命中与不命中各一例")
    sets = {k: expand(v, fragments) if k in _SIGNS else v for k, v in sets.items() if k not in ("id", "examples")}
    return {"id": name, "why": why, "source": expand(pattern, fragments), "sets": sets, "examples": examples}


def _example(file: str, rule: str, raw: object) -> tuple[str, str | None, str | None]:
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise wrong(file, rule, "examples: each needs a text", "examples：每例须有 text")
    unknown = set(raw) - {"text", "yields", "silent", "xfail"}
    if unknown or ("yields" in raw) == ("silent" in raw) or raw.get("silent", True) is not True:
        raise wrong(
            file, rule, f"examples: give yields or silent, and no {sorted(unknown)}", "examples：yields 与 silent 二者取一"
        )
    return raw["text"], raw.get("yields"), raw.get("xfail")


def _entry(file: str, key: str, raw: dict[str, Any], keys: Keys) -> dict[str, Any]:
    first = raw.get(next(iter(keys.must)))  # says which one it is
    place = f"{key} {first}" if isinstance(first, str) else key
    entry = _keys(file, place, raw, keys)
    for side in ("after", "before"):
        _regex(f"(?<!{entry.get(side, '')})", file, f"{place}: {side}")
    return entry


def _regex(source: str, file: str, place: str) -> None:
    try:
        regex.compile(source, regex.VERSION0)
    except regex.error as error:
        raise wrong(file, place, f"no regex: {error}", f"不是正则：{error}") from None


def _keys(file: str, place: str, raw: dict[str, Any], keys: Keys) -> dict[str, Any]:
    """What is given, which has all keys that must be there and none that is unknown, each of its kind."""
    kinds = {**keys.must, **keys.may}
    for key in raw:
        if key not in kinds:
            raise wrong(file, place, f"unknown key {key}", f"不认识的键 {key}")
    for key in keys.must:
        if key not in raw or key != "base" and isinstance(raw[key], str) and not raw[key].strip():
            raise wrong(file, place, f"{key} is missing", f"缺 {key}")
    for (key, value), other in keys.along.items():
        if raw.get(key) == value and other not in raw and other.rstrip(")") not in raw.get("pattern", ""):
            raise wrong(file, place, f"{key} needs {other}", f"{key} 须有 {other}")
    return {key: raw[key] if key == "examples" else _value(kinds[key], raw[key], file, f"{place}: {key}") for key in raw}


def _value(kind: Kind, value: Any, file: str, place: str) -> Any:
    """The value, which must be of that kind."""
    if isinstance(kind, tuple):
        fits, en, zh = value in kind, f"not one of {', '.join(kind)}", f"不在 {'、'.join(kind)} 之中"
    else:
        test, en, zh = _KINDS[kind]
        fits = test(value)
    if not fits:
        raise wrong(file, place, en, zh)
    return value


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(w, str) and w for w in value)


def _is_unit(name: str) -> bool:
    return name == name.strip() != "" and not name[0].isdigit()


def _is_factor(value: object) -> bool:
    if isinstance(value, str):
        return _FACTOR.fullmatch(value) is not None
    return type(value) in (int, float) and 0 < cast(float, value) < float("inf")


_KINDS: dict[type, tuple[Callable[[Any], bool], str, str]] = {
    str: (lambda v: isinstance(v, str), "not a string", "不是字符串"),
    int: (lambda v: type(v) is int, "not a whole number", "不是整数"),
    float: (lambda v: type(v) in (int, float), "not a number", "不是数"),
    bool: (lambda v: isinstance(v, bool), "not true or false", "不是 true 或 false"),
    list: (_is_words, "not a list of words", "不是词表"),
    tuple: (lambda v: isinstance(v, list) and all(map(_is_words, v)), "not a list of lists of words", "不是一组词表"),
    dict: (
        lambda v: isinstance(v, dict) and all(map(_is_unit, v)) and all(map(_is_factor, v.values())),
        'not a table of units, each with its factor: a number above 0, or two as "2000/3"',
        '不是单位与换算系数的表：系数是大于 0 的数，或如 "2000/3"',
    ),
}


def of_words(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What patterns can name of a list of words: any of them; for `begins` and `ends` their first and last characters."""
    found = {k: any_of(v) for k, v in words.items()}
    found |= {f"{k}_first": "".join(sorted({w[0] for w in v})) for k, v in words.items()}
    return found | {f"{k}_last": "".join(sorted({w[-1] for w in v})) for k, v in words.items()}
