"""What else reads numbers in Chinese text, on the gold texts: how much of them is found, and how fast.

jionlp reads money and time; recognizers-text reads numbers, percentages, currencies and dimensions. Neither names an indicator,
links a change to it or tells a plan from a result, so only what all can do is scored: of the numbers that the labels say are
quantities, the share found with the right value (万, 亿 multiplied out), the share whose unit is covered, and, of those in
% or 百分点, the share found as what they are (一个百分点 is not 1%). These are shares of what there is to find; what is found beyond
it is not counted against anyone. Scored on the unseen texts alone, timed on all. Labels marked optional are left out.

The peers may live in another environment: --peers PYTHON names its interpreter, which runs this file with `--inside NAME`.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

Found = dict[str, Any]  # start, end (in the text), value, kind ("%", "百分点" or what the peer calls it)

_POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
PEERS = {"jionlp": ("jionlp", 3.0), "recognizers-text": ("recognizers_number", 40.0)}


def main() -> None:
    """Inside the peers' environment: texts from standard input as JSON, what is found to standard output."""
    reader = {"jionlp": _jionlp, "recognizers-text": _recognizers}[sys.argv[2]]()
    texts: dict[str, str] = json.load(sys.stdin)
    reader("全年完成12.5亿元，增长3.1%。")  # loads what is loaded late
    began = time.perf_counter()
    found = {name: list(_by_line(text, reader)) for name, text in texts.items()}
    seconds = time.perf_counter() - began
    json.dump({"seconds": seconds, "found": found}, sys.stdout)


def _by_line(text: str, reader: Callable[[str], list[Found]]) -> Iterator[Found]:
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            for one in reader(line):
                yield {**one, "start": one["start"] + at, "end": one["end"] + at}
        at += len(line)


def _jionlp() -> Callable[[str], list[Found]]:
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()):
        import jionlp  # type: ignore[import-not-found,import-untyped,unused-ignore]

    def read(line: str) -> list[Found]:
        jionlp.ner.extract_time(line)  # what it costs, and no quantity
        found = []
        for one in jionlp.ner.extract_money(line):
            value = one["detail"]["num"]
            start, end = one["offset"]
            found.append({"start": start, "end": end, "value": value[0] if isinstance(value, list) else value, "kind": "money"})
        return found

    return read


def _recognizers() -> Callable[[str], list[Found]]:
    from recognizers_number import Culture, recognize_number, recognize_percentage  # type: ignore
    from recognizers_number_with_unit import recognize_currency, recognize_dimension  # type: ignore

    kinds = {"number": recognize_number, "%": recognize_percentage, "money": recognize_currency, "unit": recognize_dimension}

    def read(line: str) -> list[Found]:
        found = []
        for kind, function in kinds.items():
            for one in function(line, Culture.Chinese):
                value = (one.resolution or {}).get("value") or ""
                found.append({"start": one.start, "end": one.end + 1, "value": str(value).rstrip("%"), "kind": kind})
        return found

    return read


# ------------------------------------------------------------------ the scores


def score(text: str, gold: list[dict[str, Any]], found: list[Found]) -> dict[str, list[int]]:
    """Right and all, for number, unit and percent."""
    marks = {"number": [0, 0], "unit": [0, 0], "percent": [0, 0]}
    for row in gold:
        start, end = row["start"], row["start"] + len(row["text"])
        unit = row.get("unit") or ""
        here = [f for f in found if f["start"] < end and f["end"] > start and _same(row["value"], unit, f["value"])]
        marks["number"][1] += 1
        marks["number"][0] += bool(here)
        if unit:
            stop = _unit_end(text, end, unit)
            marks["unit"][1] += 1
            marks["unit"][0] += any(f["end"] >= stop for f in here)
        if "百分点" in unit or unit in ("%", "％"):
            kind = "百分点" if "百分点" in unit else "%"
            marks["percent"][1] += 1
            marks["percent"][0] += any(f["kind"] == kind for f in here)
    return marks


def _same(value: str, unit: str, other: str) -> bool:
    try:
        mine, theirs = Decimal(str(value)), Decimal(str(other))
    except InvalidOperation:
        return str(value) == str(other)
    power = 0
    for character in unit:
        if character not in _POWERS:
            break
        power += _POWERS[character]
    return any(abs(mine * 10**p) == abs(theirs) for p in {0, power})


def _unit_end(text: str, at: int, unit: str) -> int:
    """Where the unit ends that begins at or a little after `at`; blanks and line breaks may stand in it."""
    rest = unit.replace("％", "%")
    for position in range(at, min(len(text), at + 4 * len(unit) + 8)):
        character = text[position].replace("％", "%")
        if rest and character == rest[0]:
            rest = rest[1:]
            if not rest:
                return position + 1
    return at


def ours(texts: dict[str, str]) -> tuple[float, dict[str, list[Found]]]:
    """What we find, in the same form, and the seconds for it through JSON."""
    from jqreport.formats import FORMATS, Options, render
    from jqreport.pipeline import extract

    def one(source: Any, value: Any, unit: str | None) -> Found:
        kind = "百分点" if "百分点" in (unit or "") else "%" if unit in ("%", "％") else "unit"
        return {"start": source.start, "end": source.end, "value": str(value), "kind": kind}

    for text in list(texts.values())[:1]:
        extract("warm.txt", data=text.encode())
    began = time.perf_counter()
    reports = {name: extract(f"{name}.txt", data=text.encode()) for name, text in texts.items()}
    for report in reports.values():
        for _ in render(FORMATS["json"], [report], Options()):
            pass
    seconds = time.perf_counter() - began
    found: dict[str, list[Found]] = {}
    for name, report in reports.items():
        rows = found.setdefault(name, [])
        for f in report.figures:
            if f.value is not None:
                rows.append(one(f.source, f.value, f.unit))
                if f.high is not None:
                    rows.append(one(f.source, f.high, f.unit))
            if f.base is not None:
                rows.append(one(f.base.source, f.base.value, f.base.unit))
            rows += [one(c.source, v, c.unit) for c in f.changes for v in (c.value, c.high) if v is not None]
    return seconds, found


def measure(python: str | None = None) -> list[Any]:
    """Rows for the table: ours first, then each peer that is installed."""
    from tests import goldtexts
    from tests.benchmarks.command import Result

    names = list(goldtexts.texts())
    try:
        texts = {name: goldtexts.stretch(name) for name in names}
    except BaseException as error:  # pytest's skip, where ../shared is missing
        return [Result("peers", f"not run: {error}")]
    gold = {name: [json.loads(line) for line in goldtexts.labels(name).read_text("utf-8").splitlines()] for name in names}
    gold = {n: [g for g in rows if g.get("value") is not None and not g.get("optional")] for n, rows in gold.items()}
    size = sum(len(t.encode()) for t in texts.values())
    specs = goldtexts.texts()
    gold = {name: rows for name, rows in gold.items() if specs[name]["set"] == "unseen"} or gold  # our rules saw the others
    numbers = sum(map(len, gold.values()))
    seconds, found = ours(texts)
    mine = size / seconds / 1e6
    results = [
        _row(
            f"jqreport, {numbers} labelled numbers of {len(gold)} texts not looked at while rules were written",
            mine,
            _sum(texts, gold, found),
            "",
            None,
        )
    ]
    for peer, (module, aim) in PEERS.items():
        answer = _ask(peer, module, python, texts)
        if answer is None:
            results.append(Result(peer, "not installed"))
            continue
        theirs = size / answer["seconds"] / 1e6
        ratio = mine / theirs
        row = _row(peer, theirs, _sum(texts, gold, answer["found"]), f"we ≥ {aim:g} × as fast", ratio >= aim)
        row.measured += f"; we are {ratio:.1f} × as fast"
        row.numbers["ratio"] = round(ratio, 2)
        results.append(row)
    return results


def _ask(peer: str, module: str, python: str | None, texts: dict[str, str]) -> Any:
    if python is None and importlib.util.find_spec(module) is None:
        return None
    command = [python or sys.executable, str(Path(__file__)), "--inside", peer]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1:], file=sys.stderr)
        return None
    return json.loads(done.stdout[done.stdout.index("{") :])


def _sum(texts: dict[str, str], gold: dict[str, Any], found: dict[str, list[Found]]) -> dict[str, list[int]]:
    total: dict[str, list[int]] = {}
    for name, rows in gold.items():
        for key, (right, of) in score(texts[name], rows, found[name]).items():
            mark = total.setdefault(key, [0, 0])
            mark[0] += right
            mark[1] += of
    return total


def _row(name: str, speed: float, marks: dict[str, list[int]], aim: str, met: bool | None) -> Any:
    from tests.benchmarks.command import Result

    shares = {key: round(100 * right / max(1, of), 1) for key, (right, of) in marks.items()}
    shown = ", ".join(f"{key} {share:.1f} %" for key, share in shares.items())
    return Result(f"peers: {name}", f"{shown}; {speed:.2f} MB/s", aim, met, {"MB_per_s": round(speed, 3)} | shares)


if __name__ == "__main__":
    main()
