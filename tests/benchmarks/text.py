"""Text: megabytes a second and core through the command, growth from N to 2N, one line of 5 MB, memory.

Figures are counted in what is written: a text that gives fewer figures a megabyte than a short one has in part been skipped,
and its time says nothing. Such a row says so and judges nothing.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from jqreport.read.text import read_text
from tests.benchmarks.command import COMMAND, Result, long_text, timed
from tests.shared import ROOT, reports

MB = 1_000_000
AIM, GROWTH = 3.0, 2.2
_ALIKE = 0.95  # least share of the figures a megabyte that a short text gives
#: reads each file that is named and writes its JSON Lines to nowhere
_EACH = (
    sys.executable,
    "-c",
    "import sys; from jqreport import extract; from jqreport.formats import FORMATS, Options, render;"
    "[sum(map(len, render(FORMATS['jsonl'], [extract(file)], Options()))) for file in sys.argv[1:]]",
)


class _Taken(NamedTuple):
    """One run: seconds and processor seconds beyond those of an empty report, MB of memory, figures for a megabyte."""

    wall: float
    cpu: float
    memory: float
    figures: float


class _Room:
    """A folder for the texts, and the cost of a report without numbers, which is taken off."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.nothing = folder, (0.0, 0.0)
        empty = [self.run("没有数字。\n".encode(), "jsonl") for _ in range(3)]
        self.nothing = min(e.wall for e in empty), min(e.cpu for e in empty)

    def run(self, data: bytes, form: str) -> _Taken:
        file, out = self.folder / "in.txt", self.folder / "out"
        file.write_bytes(data)
        limits = ("--max-characters", str(10**9), "--max-seconds", "3600", "--max-memory", str(2**40))  # the texts go over them
        taken = timed((*COMMAND, "extract", str(file), "-f", form, "-o", str(out), *limits))
        with out.open("rb") as lines:
            figures = sum(b'"part_of":' in line for line in lines)
        file.unlink()
        out.unlink()
        return _Taken(taken.wall - self.nothing[0], taken.cpu - self.nothing[1], taken.memory, figures / len(data) * MB)


def measure(budget: float = 120.0) -> list[Result]:
    """Sizes are 1, 16, 32 and 5 MB where `budget` seconds do for them by the speed of a first run, else less, as said."""
    with tempfile.TemporaryDirectory() as folder:
        room = _Room(Path(folder))
        size = 200_000
        first = room.run(long_text(size), "json")
        if size / first.wall * budget > 4 * MB:
            size = MB
            first = room.run(long_text(size), "json")
        speed = size / first.cpu
        numbers = {"MB_per_cpu_s": round(speed / MB, 3), "MB_per_s": round(size / first.wall / MB, 3)}
        numbers |= {"memory_MB": round(first.memory), "figures_per_MB": round(first.figures)}
        shown = f"{speed / MB:.2f} MB a second of processor time ({first.figures:,.0f} figures/MB)"
        results = [
            Result(f"text to JSON, {size / MB:g} MB", shown, f"≥ {AIM:g} MB/s", speed / MB >= AIM, numbers),
            *_real(room),
        ]

        most = 16 * MB
        while most > MB // 8 and (3 * most + min(5 * MB, most)) * first.wall / size > budget:
            most //= 2
        small, large = (room.run(long_text(n), "jsonl") for n in (most, 2 * most))
        ratio = large.cpu / small.cpu
        shown = f"{ratio:.2f} × the processor time; peak memory {small.memory:.0f} and {large.memory:.0f} MB"
        numbers = {"ratio": round(ratio, 2), "wall_ratio": round(large.wall / small.wall, 2)}
        numbers |= {"small_memory_MB": round(small.memory), "large_memory_MB": round(large.memory), "MB": most / MB}
        name = f"growth, {most / MB:g} to {2 * most / MB:g} MB (jsonl)"
        results.append(_judged(Result(name, shown, f"≤ {GROWTH} ×", ratio <= GROWTH, numbers), first, small, large))

        length = min(5 * MB, most)
        flat = room.run(long_text(length).replace(b"\n", b""), "jsonl")
        per = (flat.cpu / length) / (small.cpu / most)
        shown = f"{flat.cpu:.1f} s, {per:.2f} × the time of as much text in lines; peak memory {flat.memory:.0f} MB"
        numbers = {"seconds": round(flat.cpu, 2), "ratio": round(per, 2), "memory_MB": round(flat.memory)}
        results.append(
            _judged(Result(f"one line of {length / MB:g} MB", shown, f"≤ {GROWTH} ×", per <= GROWTH, numbers), first, flat)
        )
        return results


def _real(room: _Room) -> list[Result]:
    """The real reports beside the repository, one after another in one process: fewer figures a line than the samples have."""
    files = [ROOT / name for name in reports()]
    if not files:
        return []
    size = sum(len(read_text(file.read_bytes(), file.name).text.encode()) for file in files)
    empty = room.folder / "empty.txt"
    empty.write_text("没有数字。\n", "utf-8")
    alone = min(timed((*_EACH, str(empty))).cpu for _ in range(3))
    speed = size / (min(timed((*_EACH, *map(str, files))).cpu for _ in range(3)) - alone)
    shown = f"{speed / MB:.2f} MB a second of processor time"
    return [
        Result(f"text to JSON Lines, {len(files)} real reports", shown, f"≥ {AIM:g} MB/s", speed / MB >= AIM, {"MB": size / MB})
    ]


def _judged(result: Result, first: _Taken, *runs: _Taken) -> Result:
    """The result, or, where a run gave too few figures, one that says that it is none."""
    shares = [run.figures / first.figures for run in runs]
    result.numbers["share_of_figures"] = round(min(shares), 3)
    if min(shares) < _ALIKE:
        result.met = None
        result.measured = f"not comparable: {100 * min(shares):.0f} % of the figures a MB of a short text ({result.measured})"
    return result
