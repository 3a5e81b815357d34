"""What the benchmarks share: the samples made long or many, the command timed as a process of its own, rows of the table."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
COMMAND = (sys.executable, "-c", "import sys; from jqreport.__main__ import main; sys.exit(main())")
_QUANTITY = re.compile(r"\d+(?:\.\d+)?(?=[%％个万亿元吨户家人件项公平千])")


@dataclass
class Result:
    """A row of the table: what was measured, the aim beside it (text), whether it is met (None: no aim), all numbers."""

    name: str
    measured: str
    aim: str = ""
    met: bool | None = None
    numbers: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The row for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Timed:
    """A process that has run: wall seconds, processor seconds, peak memory in MB."""

    wall: float
    cpu: float
    memory: float


def environment() -> dict[str, str]:
    """That of the commands timed: this source tree first, messages in English, byte code kept as pip keeps a library's."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHONDONTWRITEBYTECODE"))}
    return kept | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *filter(None, [kept.get("PYTHONPATH")])])}


def timed(command: Sequence[str], **more: str) -> Timed:
    """Run a command whose output is thrown away; `more` goes to its environment.

    SystemExit where it fails (exit 2 is a batch with bad files).
    """
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment() | more)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 2):
        raise SystemExit(f"{' '.join(command)}: exit {process.returncode}")
    return Timed(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def sample_texts() -> list[str]:
    """The samples, decoded."""
    return [_decoded(p.read_bytes()) for p in sorted(SAMPLES.glob("*.txt"))]


def varied(text: str, turn: int) -> str:
    """The text with other digits in its quantities, as many as before.

    Without this, copies are no reports: a second copy of a text is known as one and skipped, and timing it times the skipping.
    """
    dice = random.Random(turn)

    def other(match: re.Match[str]) -> str:
        return "".join(c if c == "." else str(dice.randint(1, 9)) for c in match[0])

    return _QUANTITY.sub(other, text)


def long_text(size: int) -> bytes:
    """A report of at least `size` bytes of UTF-8: the samples again and again, each copy with digits of its own."""
    texts, parts, length, turn = sample_texts(), list[bytes](), 0, 0
    while length < size:
        part = varied(texts[turn % len(texts)], turn).encode("utf-8") + b"\n"
        parts.append(part)
        length += len(part)
        turn += 1
    return b"".join(parts)[:size].decode("utf-8", "ignore").encode("utf-8")


def many(folder: Path, count: int, characters: int = 3000) -> list[Path]:
    """Write `count` reports, stretches of the samples of about that many characters; each has a numbered last line of its own."""
    texts = sample_texts()
    made = []
    for i in range(count):
        text = varied(texts[i % len(texts)], i)
        head, _, body = text.partition("\n")
        start = (i * 397) % max(1, len(body) - characters)
        start = body.rfind("\n", 0, start) + 1
        cut = body[start : start + characters].rpartition("\n")[0] or body
        path = folder / f"report-{i:05}.txt"
        path.write_text(f"{head}\n{cut}\n第{i + 1}份。\n", "utf-8")
        made.append(path)
    return made


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")
