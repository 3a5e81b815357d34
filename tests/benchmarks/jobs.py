"""Many reports: the rate of N workers against one, on 500 documents, and that the bytes are the same."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from jqreport.batch.pool import cores
from tests.benchmarks.command import COMMAND, Result, many, timed

AIM = 0.85


def measure(count: int = 500, rounds: int = 2, workers: int | None = None) -> list[Result]:
    """One worker and N (the cores), turn by turn; the best of each counts. Times are of whole commands, start-up included."""
    n = workers or cores()
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "in"
        folder.mkdir()
        size = sum(path.stat().st_size for path in many(folder, count))
        best: dict[int, float] = {}
        made = {}
        for _ in range(rounds):
            for jobs in sorted({1, n}):
                out = Path(room) / f"{jobs}.jsonl"
                taken = timed((*COMMAND, "extract", str(folder), "--jobs", str(jobs), "-o", str(out)))
                best[jobs] = min(best.get(jobs, taken.wall), taken.wall)
                made[jobs] = out.read_bytes()
        assert len(set(made.values())) == 1, "the bytes differ with the number of workers"
    rate = best[1] / best[n] / n
    numbers: dict[str, Any] = {"documents": count, "bytes": size, "workers": n, "share": round(rate, 3)}
    numbers |= {"seconds": {str(k): round(v, 2) for k, v in best.items()}, "rows": made[n].count(b"\n")}
    return [
        Result(
            f"{count} text reports of {size / count / 1000:.1f} kB, {n} workers on {cores()} cores",
            f"{count / best[n]:.1f} reports/s, {rate:.2f} of {n} × one worker ({count / best[1]:.1f}/s)",
            f"≥ {AIM}",
            rate >= AIM,
            numbers,
        )
    ]
