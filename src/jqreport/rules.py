"""Rules are data: rules/*.toml (and a user's own file) become frozen tables; an error names file, rule and key.

A rule file has `[fragments]` (named pieces of regex, used in patterns as {name}), `[words]` (lists of words, usable as
fragments too) and `[[rule]]` entries: `id`, `why`, `pattern` (verbose regex), what it sets, and `examples`. An example is
`{ text = "…", yields = "…" }` (the rule fires and takes that much of the text) or `{ text = "…", silent = true }`;
`xfail = "reason"` marks a known miss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

import regex

from jqreport.cache import compiled, parsed
from jqreport.errors import RuleError
from jqreport.watched import watched

FILES = ("layout", "units", "bounds", "context", "changes", "periods", "status", "names", "indicators")
MAX_PATTERN_LINE = 120
SECONDS = 5.0  # that one call of a rule of the user's own may take, where nothing else is said (read.limits has the same)
_SIGNS = ("needs", "begins", "ends", "after")  # characters without which a rule is not tried
_NAMED = compiled(r"\{([a-z_]+)\}")
_VERBOSE = int(regex.VERBOSE | regex.VERSION0)
_FOLDER = Path(__file__).with_suffix("")  # rules/, beside this module
P = ParamSpec("P")
T = TypeVar("T")


class Example(NamedTuple):
    """A text that a rule fires on (`yields` is what it takes) or stays silent on (`yields` is None)."""

    text: str
    yields: str | None
    xfail: str | None = None


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule: why it exists, its verbose pattern, what it sets, and the examples that prove it."""

    id: str
    why: str
    source: str
    sets: Mapping[str, Any]
    examples: tuple[Example, ...]
    file: str
    seconds: float | None = None  # that one call may take; None for the built-in rules

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled pattern; where the rule says what its matches begin with, nothing else is tried."""
        begins = self.sets.get("begins")
        source = f"(?=[{begins}])(?:{self.source}\n)" if begins else self.source
        pattern = compile_pattern(source, self.file, self.id)
        return pattern if self.seconds is None else watched(pattern, f"{self.file}: {self.id}", self.seconds)

    @cached_property
    def hint(self) -> regex.Pattern[str] | None:
        """A short pattern that finds something wherever a built-in rule does."""
        return compiled(self.sets["hint"]) if "hint" in self.sets and self.seconds is None else None


class Table(NamedTuple):
    """One rule file: its rules in order, its word lists, its plain tables."""

    name: str
    rules: tuple[Rule, ...]
    words: Mapping[str, tuple[str, ...]]
    fragments: Mapping[str, str]
    entries: Mapping[str, tuple[Mapping[str, Any], ...]] = MappingProxyType({})


def compile_pattern(source: str, file: str, rule: str) -> regex.Pattern[str]:
    """Compile a verbose pattern; a RuleError names file and rule where it is not a regex."""
    try:
        return compiled(source, _VERBOSE)
    except regex.error as error:
        raise RuleError(f"{file}: rule {rule}: pattern: {error}", f"{file}：规则 {rule}：pattern 不是正则：{error}") from None


def signs(rules: Iterable[Rule], key: str = "needs") -> frozenset[str]:
    """All characters that rules name by the key."""
    return frozenset(c for rule in rules for c in rule.sets.get(key, ""))


def last_match(pattern: regex.Pattern[str], text: str, start: int, end: int) -> regex.Match[str] | None:
    """The last match of a pattern in text[start:end]."""
    found = None
    for match in pattern.finditer(text, start, end):
        found = match
    return found


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


def _fail(file: str, place: str, en: str, zh: str) -> RuleError:
    return RuleError(f"{file}: {place}: {en}", f"{file}：{place}：{zh}")


def _example(file: str, rule: str, raw: object) -> Example:
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise _fail(file, rule, "examples: each needs a text", "examples：每例须有 text")
    unknown = set(raw) - {"text", "yields", "silent", "xfail"}
    if unknown or ("yields" in raw) == ("silent" in raw):
        raise _fail(
            file, rule, f"examples: give yields or silent, and no {sorted(unknown)}", "examples：yields 与 silent 二者取一"
        )
    return Example(raw["text"], raw.get("yields"), raw.get("xfail"))


def _rule(file: str, raw: Mapping[str, Any], keys: frozenset[str], fragments: Mapping[str, str]) -> Rule:
    name = raw.get("id")
    if not isinstance(name, str) or not name:
        raise _fail(file, "rule", "id is missing", "缺 id")
    for key in ("why", "pattern"):
        if not isinstance(raw.get(key), str) or not raw[key].strip():
            raise _fail(file, name, f"{key} is missing", f"缺 {key}")
    unknown = set(raw) - {"id", "why", "pattern", "examples"} - keys
    if unknown:
        raise _fail(file, name, f"unknown key {sorted(unknown)[0]}", f"不认识的键 {sorted(unknown)[0]}")
    if any(len(line) > MAX_PATTERN_LINE for line in raw["pattern"].splitlines()):
        raise _fail(file, name, f"pattern: a line is longer than {MAX_PATTERN_LINE} characters", "pattern：行超过 120 字")
    examples = tuple(_example(file, name, e) for e in raw.get("examples", ()))
    if not any(e.yields is not None for e in examples) or not any(e.yields is None for e in examples):
        raise _fail(file, name, "examples: one that fires and one that stays silent", "examples：须有命中与不命中各一例")
    sets = {k: expand(v, fragments) if k in _SIGNS else v for k, v in raw.items() if k in keys}
    return Rule(name, raw["why"], expand(raw["pattern"], fragments), MappingProxyType(sets), examples, file)


def _words(file: str, key: str, raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(w, str) and w for w in raw):
        raise _fail(file, f"words.{key}", "not a list of words", "不是词表")
    return tuple(raw)


def _fragments(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What patterns can name of a list of words: any of them; for `begins` and `ends` their first and last characters."""
    found = {k: any_of(v) for k, v in words.items()}
    found |= {f"{k}_first": "".join(sorted({w[0] for w in v})) for k, v in words.items()}
    return found | {f"{k}_last": "".join(sorted({w[-1] for w in v})) for k, v in words.items()}


def parse(text: str, file: str, keys: frozenset[str], tables: frozenset[str], shared: Mapping[str, str]) -> Table:
    """Read one rule file; `keys` are what its rules may set, `tables` the plain tables it may hold."""
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _fail(file, "TOML", str(error), str(error)) from None
    return parse_data(data, file, keys, tables, shared)


def parse_data(
    data: Mapping[str, Any], file: str, keys: frozenset[str], tables: frozenset[str], shared: Mapping[str, str]
) -> Table:
    """Read one rule table that is already parsed TOML."""
    unknown = set(data) - {"fragments", "words", "rule"} - tables
    if unknown:
        raise _fail(file, sorted(unknown)[0], "unknown table", "不认识的表")
    words = {k: _words(file, k, v) for k, v in data.get("words", {}).items()}
    fragments = {**shared, **_fragments(words), **data.get("fragments", {})}
    rules = tuple(_rule(file, raw, keys, fragments) for raw in data.get("rule", ()))
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise _fail(file, rule.id, "id stands twice", "id 重复")
        seen.add(rule.id)
    entries = {k: tuple(MappingProxyType(e) for e in data.get(k, ())) for k in sorted(tables)}
    return Table(Path(file).stem, rules, MappingProxyType(words), MappingProxyType(fragments), MappingProxyType(entries))


KEYS: dict[str, frozenset[str]] = {
    "layout": frozenset({"kind", "level", "part"}),
    "context": frozenset({"role", "needs", "begins", "after", "among", "hint", "digit"}),
    "bounds": frozenset({"bound", "needs", "begins", "ends"}),
    "changes": frozenset({"direction", "basis", "share", "needs", "ends"}),
    "periods": frozenset({"span", "unit", "needs"}),
    "status": frozenset({"status", "scope", "future", "review", "needs"}),
    "names": frozenset({"drop"}),
    "units": frozenset(),
    "indicators": frozenset(),
}
TABLES: dict[str, frozenset[str]] = {
    "names": frozenset({"guard", "kin", "kindred", "pair"}),
    "units": frozenset({"unit"}),
    "indicators": frozenset({"indicator"}),
}


_CLEAR: list[Callable[[], None]] = []
_own: list[tuple[Mapping[str, Any], str]] = []
_seconds = SECONDS


def derived(make: Callable[P, T]) -> Callable[P, T]:
    """Cache what a stage derives from the tables (compiled patterns, sets); `use` clears it when a user's rules come in."""
    cached = lru_cache(maxsize=4096)(make)
    _CLEAR.append(cached.cache_clear)
    return wraps(make)(cast("Callable[P, T]", cached))


@derived
def table(name: str) -> Table:
    """The table of that name: a user's rules first, then the built-in ones; parsed once a process."""
    written = (_FOLDER / f"{name}.toml").read_bytes()
    built_in = parse_data(parsed(written), f"{name}.toml", KEYS[name], TABLES.get(name, frozenset()), {})
    for data, file in reversed(_own):
        if name in data:
            built_in = _merge(
                parse_data(data[name], file, KEYS[name], TABLES.get(name, frozenset()), built_in.fragments), built_in
            )
    return built_in


def _merge(own: Table, base: Table) -> Table:
    """A user's rules go before the built-in ones (the first match wins); words and entries are added to theirs."""
    taken = {r.id for r in base.rules}
    for rule in own.rules:
        if rule.id in taken:
            raise _fail(rule.file, rule.id, "id is already a built-in rule's", "id 与内置规则重名")
    words = {**base.words, **{k: (*v, *base.words.get(k, ())) for k, v in own.words.items()}}
    entries = {k: (*own.entries.get(k, ()), *v) for k, v in base.entries.items()}
    fragments = {**base.fragments, **_fragments(words), **own.fragments}
    rules = (*(replace(rule, seconds=_seconds) for rule in own.rules), *base.rules)
    return Table(base.name, rules, MappingProxyType(words), MappingProxyType(fragments), MappingProxyType(entries))


def use(paths: Iterable[str | Path], seconds: float = SECONDS) -> None:
    """Take rules from files of the user's own, before the built-in ones; an empty list goes back to the built-in ones alone.

    A file has a table for each built-in table that it adds to: `[[units.unit]]`, `[[context.rule]]`, `[names.words]` and so on.
    Raises RuleError, with file, rule and key, before anything is changed. One call of such a rule may take `seconds`.
    """
    global _seconds
    import tomllib

    read: list[tuple[Mapping[str, Any], str]] = []
    for path in paths:
        name = Path(path).name
        try:
            data = tomllib.loads(Path(path).read_text("utf-8"))
        except OSError as error:
            raise RuleError(f"{path}: cannot be read: {error.strerror}", f"{path}：读不了：{error.strerror}") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise _fail(name, "TOML", str(error), str(error)) from None
        unknown = set(data) - set(FILES)
        if unknown:
            en, zh = f"no such table; there are {', '.join(FILES)}", f"没有这张表；可用的有 {'、'.join(FILES)}"
            raise _fail(name, sorted(unknown)[0], en, zh)
        read.append((data, name))
    before = list(_own)
    _own[:], _seconds = read, seconds
    clear()
    try:
        for name in FILES:
            for rule in table(name).rules:
                if rule.file in {file for _, file in read}:
                    _proves_itself(rule)
    except RuleError:
        _own[:] = before
        clear()
        raise


def extended() -> bool:
    """Whether rules of the user's own are in use."""
    return bool(_own)


def clear() -> None:
    """Forget everything that was derived from the tables."""
    for forget in _CLEAR:
        forget()


def _proves_itself(rule: Rule) -> None:
    """Raise RuleError where a user's rule does not do what its examples say."""
    for example in rule.examples:
        match = rule.pattern.search(example.text)
        found = None if match is None else {match.group(), *(v for k, v in match.groupdict().items() if k == "n" and v)}
        if (found is None) != (example.yields is None) or (found is not None and example.yields not in found):
            got = "nothing" if match is None else match.group()
            raise _fail(rule.file, rule.id, f"example {example.text!r} yields {got!r}", f"例 {example.text!r} 得到 {got!r}")
