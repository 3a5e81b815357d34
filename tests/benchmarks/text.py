"""Text: megabytes a second and core through the command, growth from N to 2N, one line of 5 MB, memory."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.command import COMMAND, Result, Timed, long_text, timed

MB = 1_000_000
AIM, GROWTH = 3.0, 2.2


def _run(folder: Path, name: str, data: bytes, form: str) -> Timed:
    file = folder / name
    file.write_bytes(data)
    taken = timed((*COMMAND, "extract", str(file), "-f", form, "-o", "/dev/null"))
    file.unlink()
    return taken


def measure(budget: float = 120.0) -> list[Result]:
    """Sizes are 1, 16, 32 and 5 MB where `budget` seconds do for them by the speed of a first run, else less, as said."""
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        nothing = _run(folder, "empty.txt", "没有数字。\n".encode(), "json").wall
        size = 200_000
        first = _run(folder, "first.txt", long_text(size), "json")
        speed = size / (first.wall - nothing)
        if speed * budget > 4 * MB:
            size = MB
            first = _run(folder, "first.txt", long_text(size), "json")
            speed = size / (first.wall - nothing)
        results = [
            Result(
                f"text to JSON, {size / MB:g} MB",
                f"{speed / MB:.2f} MB/s and core",
                f"≥ {AIM:g} MB/s",
                speed / MB >= AIM,
                {"MB_per_s": round(speed / MB, 3), "seconds": round(first.wall, 2), "memory_MB": round(first.memory)},
            )
        ]
        most = 16 * MB
        while most > MB // 4 and (2 * most + most + most // 3) / speed > budget:
            most //= 2
        small, large = _run(folder, "a.txt", long_text(most), "jsonl"), _run(folder, "b.txt", long_text(2 * most), "jsonl")
        ratio = (large.wall - nothing) / (small.wall - nothing)
        results.append(
            Result(
                f"growth, {most / MB:g} to {2 * most / MB:g} MB (jsonl)",
                f"{ratio:.2f} × the time; peak memory {small.memory:.0f} and {large.memory:.0f} MB",
                f"≤ {GROWTH} ×",
                ratio <= GROWTH,
                {"ratio": round(ratio, 2), "seconds": [round(small.wall, 1), round(large.wall, 1)], "MB": most / MB}
                | {"memory_MB": [round(small.memory), round(large.memory)]},
            )
        )
        length = min(5 * MB, most)
        flat = _run(folder, "line.txt", long_text(length).replace(b"\n", b""), "jsonl")
        per = (flat.wall - nothing) / length / ((large.wall - nothing) / (2 * most))
        results.append(
            Result(
                f"one line of {length / MB:g} MB",
                f"{flat.wall:.1f} s, {per:.2f} × the time of as much text in lines; peak memory {flat.memory:.0f} MB",
                f"≤ {GROWTH} ×",
                per <= GROWTH,
                {"seconds": round(flat.wall, 2), "ratio": round(per, 2), "memory_MB": round(flat.memory)},
            )
        )
        return results
