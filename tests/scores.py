"""The table of scores: `python -m tests.scores` prints it for README; `--misses NAME` lists the misses of a tuned text."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.goldtexts import score, texts

COLUMNS = ("found", "value", "unit", "bound", "status", "name", "period", "change", "link", "strict", "account", "context")


def main() -> None:
    """Print a Markdown table, tuned and unseen apart, or the misses of one text."""
    with tempfile.TemporaryDirectory() as folder:
        if "--misses" in sys.argv:
            name = sys.argv[-1]
            if texts()[name]["set"] != "tuned":
                raise SystemExit(f"{name} is unseen: it is scored, not looked at row by row")
            print("\n".join(score(name, Path(folder))[1]))
            return
        for kind, title in (("tuned", "tuned on"), ("unseen", "unseen")):
            print(f"\n| {title} | " + " | ".join(COLUMNS) + " |\n|---|" + "---:|" * len(COLUMNS))
            for name, spec in texts().items():
                if spec["set"] == kind:
                    scored = score(name, Path(folder))[0]
                    cells = ("–" if scored[c] is None else f"{scored[c]:.1f}" for c in COLUMNS)
                    print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
