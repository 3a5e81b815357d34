"""Rules are data: rules/*.toml (and a user's own file, see `use`) become frozen tables, from which the stages derive what they need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

import regex

from jqreport import rulefile
from jqreport.cache import compiled, made
from jqreport.errors import RuleError
from jqreport.rulefile import RULES, Plain, PlainRule, wrong
from jqreport.rulefile import any_of as any_of
from jqreport.rulefile import escape as escape
from jqreport.watched import watched

FILES = tuple(RULES)

SECONDS = 5.0  # that one call of a rule of the user's own may take, where nothing else is said (read.limits has the same)
_VERBOSE = int(regex.VERBOSE | regex.VERSION0)
_FOLDER = Path(__file__).with_suffix("")  # rules/, beside this module
P = ParamSpec("P")
T = TypeVar("T")


class Example(NamedTuple):
    """A text that a rule fires on (`yields` is what it takes) or stays silent on (`yields` is None)."""

    text: str
    yields: str | None
    xfail: str | None = None


class Rule:
    """One rule: why it exists, its verbose pattern, what it sets, and the examples that prove it.

    `seconds` is what one call may take; None for the built-in rules.
    """

    def __init__(self, plain: PlainRule, file: str, seconds: float | None = None) -> None:
        self.id, self.why, self.source, self.file, self.seconds = plain["id"], plain["why"], plain["source"], file, seconds
        self.sets: Mapping[str, Any] = MappingProxyType(plain["sets"])
        self.examples = tuple(map(Example._make, plain["examples"]))

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


def holds(text: str, parts: Iterable[str]) -> bool:
    """Whether one of the characters or words stands in the text."""
    for part in parts:  # noqa: SIM110  `any` takes twice as long, and this is asked for every rule in every block
        if part in text:
            return True
    return False


def last_match(pattern: regex.Pattern[str], text: str, start: int, end: int) -> regex.Match[str] | None:
    """The last match of a pattern in text[start:end]."""
    found = None
    for match in pattern.finditer(text, start, end):
        found = match
    return found


def _table(file: str, plain: Plain, seconds: float | None = None) -> Table:
    rules = tuple(Rule(rule, file, seconds) for rule in plain["rules"])
    words, fragments = MappingProxyType(plain["words"]), MappingProxyType(plain["fragments"])
    entries = {k: tuple(map(MappingProxyType, v)) for k, v in plain["entries"].items()}
    return Table(Path(file).stem, rules, words, fragments, MappingProxyType(entries))


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
    file = f"{name}.toml"

    def plain(written: bytes) -> Plain:
        import tomllib

        return rulefile.checked(tomllib.loads(written.decode("utf-8")), name, file, {})

    found = _table(file, made(_written(name), plain, rulefile.__file__))
    for data, own in reversed(_own):
        if name in data:
            found = _merge(_table(own, rulefile.checked(data[name], name, own, found.fragments), _seconds), found)
    return found


def kept(name: str, make: Callable[[], T], *code: str) -> T:
    """What `make` makes of the table of that name alone, plain data; kept from run to run where no rules of the user's own are in use.

    `code` are the module files that have all of `make`, besides that of `any_of` and `escape`.
    """
    return make() if _own else made(_written(name), lambda _: make(), rulefile.__file__, *code)


def _written(name: str) -> bytes:
    return (_FOLDER / f"{name}.toml").read_bytes()


def _merge(own: Table, base: Table) -> Table:
    """A user's rules go before the built-in ones (the first match wins); words and entries are added to theirs."""
    taken = {r.id for r in base.rules}
    for rule in own.rules:
        if rule.id in taken:
            raise wrong(rule.file, rule.id, "id is already a built-in rule's", "id 与内置规则重名")
    words = {**base.words, **{k: (*v, *base.words.get(k, ())) for k, v in own.words.items()}}
    entries = {k: (*own.entries.get(k, ()), *v) for k, v in base.entries.items()}
    fragments = {**base.fragments, **rulefile.of_words(words), **own.fragments}
    return Table(
        base.name, (*own.rules, *base.rules), MappingProxyType(words), MappingProxyType(fragments), MappingProxyType(entries)
    )


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
            raise wrong(name, "TOML", str(error), str(error)) from None
        unknown = set(data) - set(FILES)
        if unknown:
            en, zh = f"no such table; there are {', '.join(FILES)}", f"没有这张表；可用的有 {'、'.join(FILES)}"
            raise wrong(name, sorted(unknown)[0], en, zh)
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
            raise wrong(rule.file, rule.id, f"example {example.text!r} yields {got!r}", f"例 {example.text!r} 得到 {got!r}")
