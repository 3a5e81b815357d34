"""Findings of verify, check and compare as the page shows them: read from their JSON, sorted to figures and lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from jqreport.errors import InputError
from jqreport.model import Report

VERDICTS = ("fail", "review", "note")  # the worst first
_MOST = 64 * 2**20


class Card(NamedTuple):
    """One finding: what it says, of which figures of this report, and where."""

    rule: str
    verdict: str
    message: str
    figures: tuple[str, ...]
    expected: str | None
    actual: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """All findings about one report; `worst` is the gravest verdict per figure, `elsewhere` counts those of other reports."""

    cards: tuple[Card, ...] = ()
    worst: dict[str, str] = field(default_factory=dict)
    lines: frozenset[int] = frozenset()
    elsewhere: int = 0


def load(paths: Iterable[str], report: Report) -> Found:
    """Read findings files (JSON, `jqreport-findings/1`); InputError where one is no such file."""
    ids = {f.id for f in report.figures}
    cards: list[Card] = []
    elsewhere = 0
    for path in paths:
        for raw in _read(path):
            card = _card(path, raw, ids)
            if card.figures or _about(raw, report.document.file):
                cards.append(card)
            else:
                elsewhere += 1
    worst: dict[str, str] = {}
    for card in cards:
        for key in card.figures:
            worst[key] = min(worst.get(key, card.verdict), card.verdict, key=VERDICTS.index)
    lines = frozenset(c.line for c in cards if c.line is not None and not c.figures)
    return Found(tuple(cards), worst, lines, elsewhere)


def _about(raw: dict[str, Any], file: str) -> bool:
    named = raw.get("file")
    return not isinstance(named, str) or not named or Path(named).name == Path(file).name


def _read(path: str) -> list[dict[str, Any]]:
    try:
        with open(path, "rb") as file:
            data = json.loads(file.read(_MOST))
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise InputError(f"{path}: {why}", f"{path}：无法读取（{why}）", code="findings") from None
    except (ValueError, RecursionError):
        raise _wrong(path) from None
    items = data.get("findings") if isinstance(data, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise _wrong(path)
    return items


def _wrong(path: str) -> InputError:
    return InputError(
        f"{path}: is no findings file; make one with jqreport check REPORT -f json",
        f"{path}：不是核验结果文件；可用 jqreport check REPORT -f json 生成",
        code="findings",
    )


def _card(path: str, raw: dict[str, Any], ids: set[str]) -> Card:
    verdict, figures, source = raw.get("verdict"), raw.get("figures"), raw.get("source")
    if verdict not in VERDICTS or not isinstance(figures, list):
        raise _wrong(path)
    line = source.get("line") if isinstance(source, dict) else None
    return Card(
        rule=str(raw.get("rule") or ""),
        verdict=str(verdict),
        message=str(raw.get("message") or ""),
        figures=tuple(f for f in figures if isinstance(f, str) and f in ids),
        expected=_text(raw.get("expected")),
        actual=_text(raw.get("actual")),
        line=line if isinstance(line, int) else None,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
