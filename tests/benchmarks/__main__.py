"""Run the benchmarks, print the table, write JSON.

    python -m tests.benchmarks [PART …] [--json OUT] [--peers PYTHON] [--budget SECONDS]

Parts are startup, text, pdf, jobs, peers; all of them by default. --peers names the interpreter of an environment with jionlp
and recognizers-text; --budget is how long the growth of text may take (sizes follow from it). It is no test: it judges nothing. Rates and the
row on jobs mean something only where nothing else runs: the load at start is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.benchmarks import jobs, peers, startup, text  # noqa: E402
from tests.benchmarks.command import Result, environment  # noqa: E402

_PDF = re.compile(r"^ +(.+?) +([\d.]+) pages/s", re.MULTILINE)
_PDF_AIM = "jqreport, reading"


def pdf() -> list[Result]:
    """tests/benchmarks/pdf.py, and what it printed for 200 pages."""
    command = [sys.executable, "-m", "tests.benchmarks.pdf"]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        return [Result("PDF pages", f"not run: {(done.stderr.strip().splitlines() or ['?'])[-1]}")]
    rates = {name: float(rate) for name, rate in _PDF.findall(done.stdout.partition("200 pages")[2])}
    bare, mine = rates.get("PDFium, bare text"), rates.get(_PDF_AIM)
    rows = [
        Result(f"PDF, 200 pages: {name}", f"{rate:.0f} pages/s", numbers={"pages_per_s": rate}) for name, rate in rates.items()
    ]
    for row, rate in zip(rows, rates.values(), strict=True):
        if bare and mine and rate != bare:
            row.measured += f", {bare / rate:.1f} × the time of bare text"
    return rows


def machine() -> dict[str, Any]:
    """What it ran on."""
    model = "?"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        model = next((x.partition(":")[2].strip() for x in cpuinfo.read_text().splitlines() if x.startswith("model name")), "?")
    from jqreport.batch.pool import cores

    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    fixed = {"cpu": model, "cores": cores(), "python": platform.python_version()}
    return {"date": time.strftime("%Y-%m-%d"), "load_at_start": load} | fixed


def main(arguments: list[str]) -> int:
    """Measure the parts and print them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--json", metavar="OUT")
    parser.add_argument("--peers", metavar="PYTHON")
    parser.add_argument("--budget", type=float, default=120.0)
    options = parser.parse_args(arguments)
    parts: dict[str, Callable[[], list[Result]]] = {
        "startup": startup.measure,
        "text": lambda: text.measure(options.budget),
        "pdf": pdf,
        "jobs": jobs.measure,
        "peers": lambda: peers.measure(options.peers),
    }
    unknown = set(options.parts) - set(parts)
    if unknown:
        parser.error(f"there is no part {sorted(unknown)[0]}; use {', '.join(parts)}")
    here = machine()
    print(
        f"{here['date']}, {here['cpu']}, {here['cores']} cores, Python {here['python']}, load at start {here['load_at_start']}\n"
    )
    print("| what | measured | aim | met |\n|---|---|---|---|", flush=True)
    results = []
    for name, measure in parts.items():
        if options.parts and name not in options.parts:
            continue
        for result in measure():
            met = "" if result.met is None else "yes" if result.met else "**no**"
            print(f"| {result.name} | {result.measured} | {result.aim} | {met} |", flush=True)
            results.append({"part": name} | result.plain())
    if options.json:
        Path(options.json).write_text(json.dumps({"machine": here, "results": results}, ensure_ascii=False, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
