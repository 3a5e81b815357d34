"""The table of promises in README: promise, how it is tested, last result. `python -m tests.reliability` prints it.

    python -m tests.reliability --run                 run the tests of each promise anew
    python -m tests.reliability --fuzz 5000 --seed 3  try mutants (a quarter of each kind) and add them to the account
    python -m tests.reliability --atheris 600         fuzz guided by coverage, so many seconds shared by the targets
    python -m tests.reliability --new                 begin the account of mutants and hours anew, with what else is asked for

The last result is kept in tests/reliability.json, with the commit that it is of; a change of the code after it is said.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).with_suffix(".json")
# the share of the time that each target of atheris gets; the whole of extract is what counts
SHARES = {"text": 1, "layout": 1, "numerals": 2, "rules": 1, "whole": 5}


class Promise(NamedTuple):
    """A promise, how it is tested in words, and the tests as arguments of pytest, run one list after the other."""

    key: str
    promise: str
    how: str
    tests: tuple[tuple[str, ...], ...]


PROMISES = (
    Promise(
        "limits",
        "Limits on bytes, pages, characters, memory, time, expansion, digits and one call of a rule are on; a document that hits one ends alone",
        "each limit with its option and sentence; readers that hang, eat memory or crash; a batch that goes on",
        (
            ("tests/test_faults.py", "-k", "limit"),
            ("tests/test_badpdf.py", "-k", "limits or child"),
            ("tests/test_read_docx.py", "-k", "limits"),
            ("tests/test_batch.py", "-k", "hangs or limit"),
        ),
    ),
    Promise(
        "time",
        "Time grows no faster than the file",
        "every pattern and hostile sentences at growing lengths; 1 s + 50 µs a byte + 200 µs a character in every fuzz run",
        (("tests/test_adversarial.py",),),
    ),
    Promise(
        "bytes",
        "Any bytes give a result that holds, or one sentence: every numeral accounted for, every quote re-cut, valid by the schema, "
        "the same bytes twice",
        "seeded mutants of text, HTML, DOCX and PDF; atheris; every file that once failed",
        (("tests/test_fuzz_short.py",), ("tests/test_badpdf.py", "-k", "outcome or truncated or no_pdf")),
    ),
    Promise(
        "faults",
        "Nothing half-written, no lost row, exit codes right",
        "full disk, kill -9, read-only target, closed pipe, output = input, two writers, locales, terminals, clock, hash seed, newlines",
        (
            ("tests/test_faults.py", "-k", "not limit"),
            (
                "tests/test_cli.py",
                "-k",
                "failure or devices or processes or read_only or permissions or reader or closed or seed or words",
            ),
            ("tests/test_batch.py", "-k", "resume or journal or stopped or reader or dies"),
        ),
    ),
    Promise(
        "injection",
        "Nothing in a report acts on a spreadsheet, terminal, browser or CI, or leads to a path",
        "a hostile report through every command and format, a pseudo-terminal, a browser; entities; names inside DOCX",
        (
            ("tests/test_injection.py", "-k", "not socket and not network"),
            ("tests/test_findings.py", "-k", "acts or valid or escaped"),
            ("tests/test_formats.py", "-k", "run_nothing or hostile or acts"),
            ("tests/test_audit_browser.py", "-k", "hostile"),
            ("tests/test_audit.py", "-k", "hostile or policy"),
        ),
    ),
    Promise(
        "fetch",
        "Nothing is fetched, ever",
        "sockets counted by strace, by audit hooks in every process, and the same bytes without a network",
        (
            ("tests/test_injection.py", "-k", "socket or network"),
            ("tests/test_badpdf.py", "-k", "fetched"),
            ("tests/test_read_docx.py", "-k", "fetch"),
            ("tests/test_read_html.py", "-k", "fetched"),
        ),
    ),
    Promise(
        "supply",
        "What is installed has no hole known to us, and installs alone",
        "lower bounds, a lock for CI, wheel and sdist in an empty environment outside the source, types and rules shipped",
        (("tests/test_supply.py",),),
    ),
    Promise(
        "proof",
        "A result that contradicts itself is not given",
        "reports and outputs that lie; numerals counted by a second definition; all shared reports",
        (("tests/test_fuzz_short.py", "-k", "lies or compared or definitions"), ("tests/test_reports.py",)),
    ),
)


def run(promise: Promise) -> dict[str, Any]:
    """Run the tests of a promise and count how they ended."""
    counts = {"passed": 0, "failed": 0, "skipped": 0, "known": 0}
    failures: list[str] = []
    began = time.monotonic()
    for arguments in promise.tests:
        with tempfile.NamedTemporaryFile(suffix=".xml") as file:
            subprocess.run(
                [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={file.name}", *arguments],
                cwd=ROOT, capture_output=True, check=False,
            )  # fmt: skip
            cases = list(ElementTree.parse(file.name).iter("testcase"))
        if not cases:
            raise SystemExit(f"no test is meant by {' '.join(arguments)}")
        for case in cases:
            skipped = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                counts["failed"] += 1
                failures.append(f"{case.get('classname')}::{case.get('name')}")
            elif skipped is not None:
                counts["known" if skipped.get("type") == "pytest.xfail" else "skipped"] += 1
            else:
                counts["passed"] += 1
    return {**counts, "failures": failures, "seconds": round(time.monotonic() - began)}


def fuzz(mutants: int, seed: int) -> dict[str, Any]:
    """Try mutants, a quarter of each kind."""
    from tests.fuzz.run import fuzz as trial
    from tests.fuzz.seeds import KINDS

    tallies = trial(KINDS, mutants // len(KINDS), seed)
    return {
        "commit": commit(),
        "seed": seed,
        "mutants": sum(t.mutants for t in tallies),
        "seconds": round(sum(t.seconds for t in tallies)),
        "failures": [f"{f['name']}: {f['broken'][0][:200]}" for t in tallies for f in t.failures],
    }


def atheris(seconds: int) -> list[dict[str, Any]]:
    """Run each target for its share of the time, on the samples."""
    found = []
    for target, share in SHARES.items():
        most = max(1, seconds * share // sum(SHARES.values()))
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-m", "tests.fuzz.target", target, f"-max_total_time={most}", f"-artifact_prefix={folder}/"],
                cwd=ROOT, capture_output=True, text=True, errors="replace", check=False,
            )  # fmt: skip
        runs = re.findall(r"^(?:Done |#)(\d+)", done.stderr, re.MULTILINE)
        if not runs:
            raise SystemExit(f"atheris did not run: {done.stderr[-300:]}")
        failed = re.findall(r"=== Uncaught Python exception: ===\n(.*)", done.stderr)
        took = re.search(r"Done \d+ runs in (\d+)", done.stderr)
        found.append(
            {
                "commit": commit(),
                "target": target,
                "runs": int(runs[-1]),
                "seconds": int(took[1]) if took else most,
                "failures": failed,
            }
        )
    return found


def commit() -> str:
    """The commit of the source, with + where it has been changed since."""
    git = ["git", "-C", str(ROOT)]
    head = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    changed = subprocess.run([*git, "status", "--porcelain", "src"], capture_output=True, text=True, check=False).stdout.strip()
    return (head or "unknown") + ("+" if changed else "")


def table(kept: dict[str, Any]) -> str:
    """The promises with the last result of each, as Markdown."""
    lines = ["| promise | how it is tested | last result |", "|---|---|---|"]
    for promise in PROMISES:
        got = kept["promises"].get(promise.key)
        lines.append(f"| {promise.promise} | {promise.how} | {_result(got)}{_fuzzed(kept) if promise.key == 'bytes' else ''} |")
    tests = list(kept["promises"].values())
    failed = sum(got["failed"] for got in tests) + len(_failures(kept))
    known = sum(got["known"] for got in tests)
    commits = sorted({got["commit"] for got in (*tests, *kept["mutants"], *kept["atheris"])})
    lines += [
        "",
        f"{sum(got['passed'] for got in tests):,} tests, {failed} failures, {known} known misses; at commit {', '.join(commits)}.",
    ]
    lines += [f"- fails: {failure}" for failure in [*(f for got in tests for f in got["failures"]), *_failures(kept)][:20]]
    return "\n".join(lines) + "\n"


def _result(got: dict[str, Any] | None) -> str:
    if got is None:
        return "not run yet"
    extra = "".join(f", {got[key]} {word}" for key, word in (("skipped", "skipped"), ("known", "known misses")) if got[key])
    return f"{got['passed']} tests, {got['failed']} failures{extra}"


def _fuzzed(kept: dict[str, Any]) -> str:
    mutants = sum(r["mutants"] for r in kept["mutants"])
    seconds = sum(r["seconds"] for r in (*kept["mutants"], *kept["atheris"]))
    runs = sum(r["runs"] for r in kept["atheris"])
    failed = len(_failures(kept))
    return f"; {mutants:,} mutants and {runs:,} runs of atheris in {seconds / 3600:.2f} hours, {failed} failures"


def _failures(kept: dict[str, Any]) -> list[str]:
    return [f for r in (*kept["mutants"], *kept["atheris"]) for f in r["failures"]]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", action="store_true", help="run the tests of each promise")
    parser.add_argument("--only", help="with --run: the promises of these keys, parted by commas")
    parser.add_argument("--fuzz", type=int, default=0, metavar="MUTANTS")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", type=int, default=0, metavar="SECONDS")
    parser.add_argument("--new", action="store_true", help="forget mutants and hours of earlier commits")
    options = parser.parse_args(arguments)
    empty: dict[str, Any] = {"promises": {}, "mutants": [], "atheris": []}
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else empty
    if options.new:
        kept["mutants"], kept["atheris"] = [], []
    for promise in PROMISES if options.run else ():
        if options.only is None or promise.key in options.only.split(","):
            kept["promises"][promise.key] = {"commit": commit(), **run(promise)}
            print(f"{promise.key}: {_result(kept['promises'][promise.key])}", file=sys.stderr)
    if options.fuzz:
        kept["mutants"].append(fuzz(options.fuzz, options.seed))
    if options.atheris:
        kept["atheris"] += atheris(options.atheris)
    if options.run or options.fuzz or options.atheris or options.new:
        KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(table(kept), end="")
    return 1 if _failures(kept) or any(got["failed"] for got in kept["promises"].values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
