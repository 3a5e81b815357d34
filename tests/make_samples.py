"""Make the expected outputs of the samples: samples/NAME.json (with context) and samples/NAME.csv.

    python -m tests.make_samples [NAME…]

Run it after a change to the figures that was reviewed (git diff samples/), and list the change in CHANGELOG.md under
"Figures changed". The same command line as a user's makes the files, from the project's folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

from jqreport.cli import main as jqreport

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
#: ending of the expected output -> what is asked of `jqreport extract`
OUTPUTS = {".json": ("-f", "json", "--context"), ".csv": ("-f", "csv")}


def names() -> list[str]:
    """The names of the samples, without .txt."""
    return sorted(path.stem for path in SAMPLES.glob("*.txt"))


def make(name: str, ending: str) -> bytes:
    """What `jqreport extract samples/NAME.txt` writes now in the form of that ending."""
    with tempfile.TemporaryDirectory() as room, chdir(ROOT):
        out = os.path.join(room, f"out{ending}")
        code = jqreport(["extract", f"samples/{name}.txt", *OUTPUTS[ending], "--lang", "en", "-o", out])
        if code:
            raise RuntimeError(f"jqreport extract samples/{name}.txt: exit code {code}")
        return Path(out).read_bytes()


def main(arguments: list[str]) -> int:
    """Write the expected outputs and name those that changed."""
    for name in arguments or names():
        for ending in OUTPUTS:
            path = SAMPLES / f"{name}{ending}"
            old, new = path.read_bytes() if path.exists() else None, make(name, ending)
            if new != old:
                path.write_bytes(new)
                print(f"{'new' if old is None else 'changed'}\t{path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
