"""--update: the expectation rewritten in the format it had, so that the report verifies against it.

An extract becomes the new extract; what a reviewer added to its entries stays with them. Rows written by hand keep their place,
their columns and their comments; what changed in them is what they name. Entries that are accepted for a reason, and ambiguous
ones, stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jqreport.formats import FORMATS, Options, render
from jqreport.formats.columns import rows as figure_rows
from jqreport.formats.safe import json_safe
from jqreport.model import Figure, Report
from jqreport.verify import csvfile, jsonfile, tomlfile
from jqreport.verify.core import Outcome, Verification
from jqreport.verify.expectation import Expectation
from jqreport.verify.say import Words, sides
from jqreport.verify.stated import Amount, Move, Stated, of_figure


@dataclass(frozen=True, slots=True)
class Update:
    """The new content, and what is other than before: one line for an entry."""

    text: str
    lines: tuple[Words, ...]
    changed: int
    removed: int
    added: int
    kept: int


def update(report: Report, expectation: Expectation, verification: Verification, strict: bool) -> Update:
    """Make the new expectation. Figures that nobody expected come into an extract always, into hand-written rows with `strict`."""
    outcomes = verification.outcomes
    takes = expectation.complete or strict
    fresh = [report.figures[i] for i in verification.added] if takes else []
    changed = [o for o in outcomes if o.verdict == "fail" and o.figure is not None]
    removed = [o for o in outcomes if o.verdict == "fail" and o.figure is None]
    kept = sum(o.accepted or (o.verdict == "review" and not expectation.complete) for o in outcomes)
    if expectation.format in ("json", "jsonl"):
        text = _json(report, expectation, outcomes)
    elif expectation.complete:
        text = _csv(report, expectation, outcomes)
    else:
        text = _rows(report, expectation, changed, removed, fresh)
    lines = [*(_change(o) for o in changed)]
    lines += [
        Words(f"- {o.entry.said.name}: {o.entry.said.words}", f"- {o.entry.said.name}：{o.entry.said.words}") for o in removed
    ]
    for figure in fresh:
        said = of_figure(figure)
        lines.append(Words(f"+ {said.name}: {said.words}", f"+ {said.name}：{said.words}"))
    return Update(text, tuple(lines), len(changed), len(removed), len(fresh), kept)


def _change(o: Outcome) -> Words:
    old, new = sides(o.differences)
    name = o.entry.said.name
    return Words(f"~ {name}: {old or 'nothing'} -> {new or 'nothing'}", f"~ {name}：{old or '无'} -> {new or '无'}")


# ---- extracts -------------------------------------------------------------------------------------------------------


def _json(report: Report, expectation: Expectation, outcomes: Sequence[Outcome]) -> str:
    """The new extract as JSON or JSONL with what was added by hand, and with the accepted entries as they were."""
    data = expectation.data
    wide = expectation.format == "json"
    old = data["figures"] if wide else [f for _, f in data if f is not None]
    pieces = render(FORMATS[expectation.format], [report], Options(context=wide and "context" in data))
    written = "".join(map(str, pieces))  # text formats yield str
    whole: dict[str, Any] = jsonfile.loads(written) if wide else {}
    new = whole["figures"] if wide else [jsonfile.loads(line) for line in written.split("\n") if line]
    known = {*jsonfile.FIGURE_KEYS}
    at = {o.figure: o for o in outcomes if o.figure is not None}
    out: list[dict[str, Any]] = []
    for i, figure in enumerate(new):
        outcome = at.get(i)
        if outcome is not None and outcome.accepted:
            out.append(old[outcome.entry.index])
        elif outcome is not None:
            out.append({**figure, **{k: v for k, v in old[outcome.entry.index].items() if k not in known}})
        else:
            out.append(figure)
    for o in outcomes:  # an accepted entry that the report has not: beside those that stood around it
        if o.accepted and o.figure is None:
            before = {id(old[k]) for k in range(o.entry.index)}
            place = max((k + 1 for k, f in enumerate(out) if id(f) in before), default=min(o.entry.index, len(out)))
            out.insert(place, old[o.entry.index])
    if not wide:
        lines = [json_safe(jsonfile.dumps(f, False)) for f in out]
        return _spliced([(line, f is not None) for line, f in data], lines)
    extra = {k: v for k, v in data.items() if k not in whole}
    return jsonfile.write({**whole, "figures": out, **extra})


def _spliced(lines: Sequence[tuple[str, bool]], new: Sequence[str]) -> str:
    """Lines of a file with those of one report (True) replaced, where the first of them stood; a line end at the end."""
    first = next((i for i, (_, mine) in enumerate(lines) if mine), len(lines))
    kept = [line for line, mine in lines[:first] if not mine] + [*new] + [line for line, mine in lines[first:] if not mine]
    return "\n".join(line for line in kept if line.strip()) + "\n"


def _csv(report: Report, expectation: Expectation, outcomes: Sequence[Outcome]) -> str:
    """The rows of the new extract, in the columns of the old one; the cells of other columns stay with their figure."""
    table: csvfile.Table = expectation.data
    at = {o.figure: o for o in outcomes if o.figure is not None}
    raw = {o.entry.index: "".join(table.records[k].raw for k in table.entries[o.entry.index]) for o in outcomes if o.accepted}
    out: list[str] = []
    for i, figure in enumerate(report.figures):
        outcome = at.get(i)
        if outcome is not None and outcome.accepted:
            out.append(raw[outcome.entry.index])
            continue
        own = csvfile.own_cells(expectation, outcome.entry) if outcome else {}
        out += [csvfile.cells_of(row, table, own) for row in figure_rows(report._replace(figures=(figure,)))]
    out += [raw[o.entry.index] for o in outcomes if o.accepted and o.figure is None]
    return csvfile.replaced(table, out)


# ---- rows written by hand -------------------------------------------------------------------------------------------


def _rows(
    report: Report, expectation: Expectation, changed: Sequence[Outcome], removed: Sequence[Outcome], fresh: Sequence[Figure]
) -> str:
    edits: dict[int, dict[str, str] | None] = {o.entry.index: None for o in removed}
    for o in changed:
        assert o.figure is not None
        edits[o.entry.index] = _cells(o.entry.said, of_figure(report.figures[o.figure]), o, _names(expectation, o.entry.index))
    added = [_whole(of_figure(f), expectation) for f in fresh]
    if expectation.format == "toml":
        return tomlfile.edited(expectation.data, expectation.path, edits, added)
    return csvfile.edited(expectation.data, edits, added)


def _names(expectation: Expectation, index: int) -> set[str]:
    """The columns that the entry fills."""
    if expectation.format == "toml":
        return set(expectation.data.keys[index])
    table: csvfile.Table = expectation.data
    cells = table.records[table.entries[index][0]].cells or ()
    return {column for column, cell in zip(table.columns, cells, strict=False) if cell.strip()}


def _cells(e: Stated, a: Stated, outcome: Outcome, names: set[str]) -> dict[str, str]:
    """The cells of a row that must change for it to agree, each with the unit where the row has it."""
    fields = {d.field for d in outcome.differences}
    cells: dict[str, str] = {}
    if fields & {"value", "bound"} and "value" in names:
        own_unit = "unit" not in names and e.unit is not None
        cells["value"] = _digits(a.amount) + ((a.unit or "") if own_unit else "")
        if "unit" in names and a.unit:
            cells["unit"] = a.unit
        if "high" in names:
            cells["high"] = _digits(a.high)
        if "bound" in names:
            cells["bound"] = a.bound or ""
    if "from" in fields and "from_value" in names:
        cells["from_value"] = _digits(a.base) + ((a.base_unit or "") if "from_unit" not in names and e.base_unit else "")
        if "from_unit" in names:
            cells["from_unit"] = a.base_unit or ""
    if "change" in fields and e.moves:
        cells |= _move(e.moves[0], a.moves, names)
    return cells


def _move(e: Move, moves: Sequence[Move], names: set[str]) -> dict[str, str]:
    new = next((m for m in moves if e.basis in (None, m.basis)), moves[0] if moves else None)
    if new is None:
        return {k: "" for k in ("change", "change_unit", "basis") if k in names}
    cells = {"change": _digits(new.amount) + ((new.unit or "") if e.unit is not None and "change_unit" not in names else "")}
    if "change_unit" in names:
        cells["change_unit"] = new.unit or ""
    if "basis" in names:
        cells["basis"] = new.basis or ""
    return cells


def _digits(amount: Amount | None) -> str:
    return "" if amount is None else amount.digits


def _whole(a: Stated, expectation: Expectation) -> dict[str, str]:
    """A new row with what the file has columns for."""
    row = {"name": a.name, "value": _digits(a.amount), "unit": a.unit or "", "status": a.status or ""}
    row["period"] = "/".join(a.period) if a.period else ""
    if a.moves:
        row |= {"change": _digits(a.moves[0].amount), "change_unit": a.moves[0].unit or "", "basis": a.moves[0].basis or ""}
    columns = {"name", "value", "unit", "status", "period", "change", "basis"}
    if expectation.format == "csv":
        columns = {*expectation.data.columns}
    if "change_unit" not in columns and row.get("change"):
        row["change"] += row.pop("change_unit", "")
    return {k: v for k, v in row.items() if k in columns}
