"""The samples' expected outputs, byte for byte; made by tests/make_samples.py."""

from __future__ import annotations

import csv
import difflib
import io
import json
from decimal import Decimal
from typing import Any

import pytest

from tests.make_samples import OUTPUTS, ROOT, SAMPLES, make, names

REMAKE = (
    "If each change below is reviewed and right, run `python -m tests.make_samples`, "
    "and list the change in CHANGELOG.md under 'Figures changed'."
)


def golden(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_bytes(), parse_float=Decimal)


def _differences(old: bytes, new: bytes, most: int = 40) -> str:
    lines = difflib.unified_diff(
        old.decode("utf-8").splitlines(), new.decode("utf-8").splitlines(), "expected", "now", lineterm="", n=1
    )
    shown = [line if len(line) < 400 else line[:400] + " …" for line in lines]
    return "\n".join(shown[:most] + [f"… and {len(shown) - most} lines more"] * (len(shown) > most))


@pytest.mark.parametrize("ending", OUTPUTS)
@pytest.mark.parametrize("name", names())
def test_expected_output(name: str, ending: str) -> None:
    path = SAMPLES / f"{name}{ending}"
    assert path.exists(), f"{path.relative_to(ROOT)} is missing; run `python -m tests.make_samples`"
    old, new = path.read_bytes(), make(name, ending)
    if old != new:
        pytest.fail(
            f"{path.relative_to(ROOT)} is not what extract writes now. {REMAKE}\n{_differences(old, new)}", pytrace=False
        )


def test_differences_are_shown_in_short() -> None:
    same = "".join(f"{n}\n" for n in range(100))
    assert _differences(same.encode(), same.replace("50\n", "x\n").encode()).splitlines()[2:] == [
        "@@ -50,3 +50,3 @@",
        *(" 49", "-50", "+x", " 51"),
    ]
    long = _differences(same.encode(), b"x").splitlines()
    assert len(long) == 41
    assert "lines more" in long[-1]


def test_no_expected_output_without_its_sample() -> None:
    assert {path.stem for ending in OUTPUTS for path in SAMPLES.glob(f"*{ending}")} - {"linchuan-audited"} == set(names())


def test_the_changelog_has_the_place_for_changes() -> None:
    assert "### Figures changed" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("name", names())
def test_expected_outputs_hold_together(name: str) -> None:
    """Checked on the files themselves: full account, each quote re-cut from the sample, JSON and CSV of one mind."""
    report = golden(name)
    text = (SAMPLES / f"{name}.txt").read_bytes().decode(report["source"]["encoding"])
    figures, counts = report["figures"], report["coverage"]
    assert counts["unaccounted"] == 0
    assert counts["numerals"] == counts["figures"] + counts["context"]
    places = [f["source"] for f in figures] + [c["source"] for f in figures for c in f["changes"]]
    places += [c["source"] for c in report["context"]] + [f["from"]["source"] for f in figures if f["from"]]
    assert [p for p in places if text[p["start"] : p["end"]] != p["text"]] == []
    ids = {f["id"] for f in figures}
    assert len(ids) == len(figures)
    assert {f[key] for f in figures for key in ("part_of", "group")} <= {*ids, None}
    rows = list(csv.DictReader(io.StringIO((SAMPLES / f"{name}.csv").read_text("utf-8"))))
    wanted = [(f["id"], f["name"], f["unit"] or "") for f in figures for _ in f["changes"] or [None]]
    assert [(row["id"], row["name"], row["unit"]) for row in rows] == wanted
