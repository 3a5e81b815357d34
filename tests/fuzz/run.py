"""Try mutants of reports and prove the promises on each: `python -m tests.fuzz.run --mutants 5000 --seed 1`.

Mutants are tried in a process of their own; one that hangs or dies is noted and the next goes on in a new process. Failures are
kept as files with `--keep FOLDER`; `--shrink FILE` makes a failing text file as small as it goes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.fuzz.invariants import hold
from tests.fuzz.mutate import mutant
from tests.fuzz.seeds import KINDS

HANG = 30.0  # seconds after which a mutant counts as hung
MEMORY = 4 * 2**30
CHILD_EVERY = 20  # each so many mutants that are no text are read in a child process, as a user reads them


@dataclass
class Tally:
    """What came of the mutants of one kind."""

    kind: str
    mutants: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    figures: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)
    slowest: float = 0.0
    seconds: float = 0.0


def trial(name: str, data: bytes, number: int) -> dict[str, Any]:
    """Try one mutant here; what comes back is plain data."""
    try:
        child = number % CHILD_EVERY == 0 and not name.startswith("text")
        outcome = hold(data, name, child=child)
    except Exception as error:  # the promise: JqreportError and nothing else
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
        return {"end": "exception", "broken": [what], "trace": traceback.format_exc(limit=-4), "figures": 0, "seconds": 0.0}
    return {"end": outcome.end, "broken": outcome.broken, "figures": outcome.figures, "seconds": outcome.seconds}


def _serve(link: Connection) -> None:
    import os
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    while (task := link.recv()) is not None:
        link.send(trial(*task))


class Bench:
    """A process for trials, replaced when it hangs or dies."""

    def __init__(self, hang: float = HANG) -> None:
        self.context = multiprocessing.get_context("fork")
        self.hang, self.process, self.link = hang, None, None

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.link.close()
            self.process = None

    def run(self, name: str, data: bytes, number: int) -> dict[str, Any]:
        """The result of one trial."""
        if self.process is None:
            self.link, theirs = self.context.Pipe()
            self.process = self.context.Process(target=_serve, args=(theirs,), daemon=True)
            self.process.start()
            theirs.close()
        self.link.send((name, data, number))
        began = time.monotonic()
        try:
            if self.link.poll(self.hang):
                return self.link.recv()
            end = {"end": "hang", "broken": [f"no answer in {self.hang:g} s"]}
        except (EOFError, OSError):
            self.process.join(1)
            end = {"end": "crash", "broken": [f"the process died ({self.process.exitcode})"]}
        self._stop()
        return {**end, "figures": 0, "seconds": time.monotonic() - began}


def mutants(kind: str, seed: int, first: int, count: int, until: float | None) -> Iterator[tuple[str, bytes, int]]:
    """The mutants of a kind, until there are enough or time is up."""
    for number in range(first, first + count):
        if until is not None and time.monotonic() > until:
            return
        yield (*mutant(kind, seed, number), number)


def fuzz(
    kinds: tuple[str, ...], count: int, seed: int, *, first: int = 0, minutes: float | None = None, keep: Path | None = None
) -> list[Tally]:
    """Try `count` mutants of each kind; failures go to `keep` as files."""
    tallies = []
    share = None if minutes is None else 60 * minutes / len(kinds)
    with Bench() as bench:
        for kind in kinds:
            tally, began = Tally(kind), time.monotonic()
            for name, data, number in mutants(kind, seed, first, count, None if share is None else began + share):
                result = bench.run(name, data, number)
                tally.mutants += 1
                tally.ends[result["end"]] += 1
                tally.figures += result["figures"]
                tally.slowest = max(tally.slowest, result["seconds"])
                if result["broken"]:
                    tally.failures.append({"name": name, "bytes": len(data), **result})
                    if keep is not None:
                        keep.mkdir(parents=True, exist_ok=True)
                        (keep / name).write_bytes(data)
                        (keep / f"{name}.why").write_text("\n".join([*result["broken"], result.get("trace", "")]), "utf-8")
            tally.seconds = time.monotonic() - began
            tallies.append(tally)
    return tallies


def shrink(data: bytes, name: str, most: float = 120.0) -> bytes:
    """The smallest text found that fails in the same way, by leaving out stretches."""
    text, until = data.decode("utf-8", "replace"), time.monotonic() + most
    with Bench(hang=5.0) as bench:

        def why(candidate: str) -> str:
            result = bench.run(name, candidate.encode(), 1)
            return result["end"] + "".join(b.partition(":")[0][:24] for b in result["broken"][:1]) if result["broken"] else ""

        wanted, size = why(text), max(1, len(text) // 2)
        while wanted and size and time.monotonic() < until:
            at, shorter = 0, False
            while at < len(text) and time.monotonic() < until:
                candidate = text[:at] + text[at + size :]
                if candidate and why(candidate) == wanted:
                    text, shorter = candidate, True
                else:
                    at += size
            size = size if shorter and size == 1 else size // 2
    return text.encode()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--mutants", type=int, default=1250, help="of each kind (4 kinds: 5,000 a run)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first mutant")
    parser.add_argument("--minutes", type=float, help="stop after so long")
    parser.add_argument("--keep", type=Path, help="folder for mutants that broke a promise")
    parser.add_argument("--json", type=Path, help="write the result to this file")
    parser.add_argument("--shrink", type=Path, help="a text file that breaks a promise: print the smallest part that does")
    options = parser.parse_args(arguments)
    if options.shrink:
        sys.stdout.buffer.write(shrink(options.shrink.read_bytes(), options.shrink.name))
        return 0
    kinds = tuple(options.kinds.split(","))
    tallies = fuzz(kinds, options.mutants, options.seed, first=options.first, minutes=options.minutes, keep=options.keep)
    for t in tallies:
        ends = ", ".join(f"{end} {n}" for end, n in t.ends.most_common())
        print(f"{t.kind}: {t.mutants} mutants in {t.seconds:.0f} s, slowest {t.slowest:.2f} s, {t.figures} figures; {ends}")
        for failure in t.failures[:40]:
            print(f"  {failure['name']} ({failure['bytes']} bytes): {failure['end']}: {failure['broken'][0][:300]}")
    failures = sum(len(t.failures) for t in tallies)
    print(f"{sum(t.mutants for t in tallies)} mutants, seed {options.seed}: {failures} failures")
    if options.json:
        options.json.write_text(json.dumps([vars(t) for t in tallies], ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
