"""Start-up: the whole command on a text report, against `python -c "import typer, regex"` in the same run."""

from __future__ import annotations

import statistics
import sys
import tempfile

from tests.benchmarks.command import COMMAND, SAMPLES, Result, timed

AIM = 1.5


def measure(runs: int = 15) -> list[Result]:
    """The two turn by turn; medians count. A report of 9 kB, read from and written to files."""
    report = str(SAMPLES / "linchuan-2023h1.txt")
    commands = {
        "python": (sys.executable, "-c", "pass"),
        "imports": (sys.executable, "-c", "import typer, regex"),
        "version": (*COMMAND, "--version"),
        "extract": (*COMMAND, "extract", report, "-f", "json", "-o", "/dev/null"),
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as cache:  # one of its own: a developer's holds the patterns of many versions
        for turn in range(runs + 1):
            for name, command in commands.items():
                taken = timed(command, JQREPORT_CACHE=cache).wall
                if turn:  # the first fills the caches, the disk's and our own
                    times[name].append(taken)
    middle = {name: statistics.median(taken) for name, taken in times.items()}
    ratio = middle["extract"] / middle["imports"]
    numbers = {f"{name}_ms": round(1000 * taken, 1) for name, taken in middle.items()} | {"ratio": round(ratio, 2)}
    shown = f"{1000 * middle['extract']:.0f} ms, {ratio:.2f} × import typer, regex ({1000 * middle['imports']:.0f} ms)"
    return [Result("one text report of 9 kB, whole command", shown, f"≤ {AIM} ×", ratio <= AIM, numbers)]
