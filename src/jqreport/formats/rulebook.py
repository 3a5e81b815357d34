"""What `jqreport rules` prints: every rule in a line, or one rule whole: why, what it sets, its pattern and its examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib.resources import files
from typing import Any

from jqreport.errors import UsageError
from jqreport.rules import FILES, Rule, Table, table


def render(name: str | None) -> Iterator[str]:
    """Yield the list of all rules, those of one file (context), or one rule (date.span); UsageError where there is none."""
    tables = [table(f) for f in FILES if (files("jqreport") / "rules" / f"{f}.toml").is_file()]
    if name is None:
        for i, one in enumerate(tables):
            yield "\n" * (i > 0) + _listing(one, False)
        return
    wanted = name.removesuffix(".toml")
    for one in tables:
        if one.name == wanted:
            yield _listing(one, True)
            return
    found = [rule for one in tables for rule in one.rules if rule.id == name]
    if not found:
        near = get_close_matches(name, [r.id for one in tables for r in one.rules] + [one.name for one in tables], 1)
        en, zh = (
            (f"did you mean {near[0]}", f"是不是 {near[0]}")
            if near
            else ("jqreport rules lists all", "jqreport rules 可列出全部")
        )
        raise UsageError(f"there is no rule {name}; {en}", f"没有规则 {name}；{zh}")
    yield "\n".join(map(_page, found))


def _listing(one: Table, entries: bool) -> str:
    width = max((len(rule.id) for rule in one.rules), default=0)
    lines = [f"{one.name}.toml"]
    lines += [f"  {rule.id:<{width}}  {rule.why}" for rule in one.rules]
    lines += [f"  [words] {key}: {len(words)}" for key, words in one.words.items()]
    for key, items in one.entries.items():
        lines += [_entry(item) for item in items] if entries else [f"  [[{key}]]: {len(items)}"]
    return "\n".join(lines) + "\n"


def _entry(item: Mapping[str, Any]) -> str:
    return "  " + "; ".join(f"{k}: {_value(v)}" for k, v in item.items())


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _page(rule: Rule) -> str:
    lines = [f"{rule.id}  ({rule.file})", rule.why, ""]
    lines += [f"{key} = {_value(value)}" for key, value in rule.sets.items()]
    lines += ["pattern:", *("  " + line.rstrip() for line in rule.source.strip("\n").splitlines()), "examples:"]
    for example in rule.examples:
        mark = f" (known miss: {example.xfail})" if example.xfail else ""
        lines.append(f"  {example.text}  ->  {'silent' if example.yields is None else example.yields}{mark}")
    return "\n".join(lines) + "\n"
