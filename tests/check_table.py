"""The table of checks: `python -m tests.check_table` prints it for README (check, seeded, found, false)."""

from __future__ import annotations

from pathlib import Path

from jqreport import extract
from jqreport.check import CHECKS, outcomes

HERE = Path(__file__).parent / "check"
SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.txt"))


def fails(path: Path) -> list[str]:
    """The checks that fail on a text, one entry a failed comparison."""
    return [name for name, outcome in outcomes(extract(path)) if outcome.verdict == "fail"]


def row(name: str) -> tuple[int, int, int]:
    """Seeded errors of a check, how many of them are found, and false fails: on the clean twin, on samples, or by another check."""
    bad, good = fails(HERE / f"{name}.bad.txt"), fails(HERE / f"{name}.good.txt")
    false = len(good) + sum(f != name for f in bad) + sum(f == name for path in SAMPLES for f in fails(path))
    return 1, min(1, bad.count(name)), false


def main() -> None:
    """Print the table in Markdown."""
    print("| check | seeded | found | false |\n|---|---:|---:|---:|")
    for name in CHECKS:
        print("| `{}` | {} | {} | {} |".format(name, *row(name)))


if __name__ == "__main__":
    main()
