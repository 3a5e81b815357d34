"""Scores on the gold texts are floors: raised with every gain, never lowered (HOUSE, Habits)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.goldtexts import HERE, labels, score, stretch, texts, tool
from tests.shared import shared

FLOORS = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(texts()))
def test_labels_are_complete(name: str, tmp_path: Path) -> None:
    shared("gold")
    report = tmp_path / "report.txt"
    report.write_bytes(stretch(name).encode("utf-8"))
    assert list(tool("check_gold").problems(str(report), str(labels(name)))) == []


@pytest.mark.parametrize("name", sorted(texts()))
def test_scores_reach_their_floors(name: str, tmp_path: Path) -> None:
    shared("gold")
    scored, _ = score(name, tmp_path)
    short = {
        key: (scored[key], floor) for key, floor in FLOORS[name].items() if scored[key] is not None and scored[key] < floor
    }
    assert short == {}
