"""What a printed line is by its place and size: page furniture (page numbers, running heads) or a footnote at the page foot."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from jqreport.read.pdf.page import Run

_TOP, _BOTTOM = 0.12, 0.86  # of the page's height: GB/T 9704 sets its margins at 37 and 35 of 297 mm
_OUTER = 3  # only the first and the last lines of a page can be furniture
_NUMBER = re.compile(
    r"[\s\-—–－―·•~～|]*(?:第\s*)?(?:Page\s*)?(\d{1,4})\s*页?(?:\s*(?:[/／,，]|of|共)?\s*共?\s*\d{1,4}\s*页?)?[\s\-—–－―·•~～|]*",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"[①-⑳㉑-㊿*＊]|[\[［〔【(（]\d{1,3}[\]］〕】)）]|注\s*\d*\s*[:：]|"
    r"\d{1,2}(?=[\u4e00-\u9fff“《‘「])(?![年月日%个万亿])"
)
_SMALL = 0.88


@dataclass(slots=True)
class Sheet:
    """A page's lines in reading order."""

    number: int
    height: float
    runs: list[Run]


def hints(sheets: Sequence[Sheet]) -> dict[int, str]:
    """Return for id(run) "furniture" or "footnote"; runs of table cells and plain lines have none."""
    found = dict.fromkeys(_furniture(sheets), "furniture")
    for key in _footnotes(sheets, found):
        found[key] = "footnote"
    return found


def body_size(sheets: Sequence[Sheet]) -> float:
    """Return the size, to half a point, that most characters of prose are printed in; 0 without prose."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for run in sheet.runs:
            if run.cell is None:
                sizes[round(2 * run.size) / 2] += len(run.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def indented(sheets: Sequence[Sheet]) -> set[int]:
    """Return the id of each run that begins about two characters to the right of the margin, as a paragraph does.

    The margin is where most lines of the page, or of the document, begin.
    """
    everywhere: Counter[int] = Counter(round(run.left) for sheet in sheets for run in sheet.runs if run.cell is None)
    found: set[int] = set()
    for sheet in sheets:
        here = Counter(round(run.left) for run in sheet.runs if run.cell is None)
        margins = {counter.most_common(1)[0][0] for counter in (everywhere, here) if counter}
        for run in sheet.runs:
            if run.cell is None and any(1.5 <= (run.left - margin) / run.size <= 2.6 for margin in margins):
                found.add(id(run))
    return found


def _furniture(sheets: Sequence[Sheet]) -> set[int]:
    found: set[int] = set()
    repeated: dict[tuple[str, int], list[tuple[int, Run]]] = defaultdict(list)
    shifts: Counter[int] = Counter()
    bare: list[tuple[int, int, Run, bool]] = []
    for sheet in sheets:
        lines = sorted((run for run in sheet.runs if run.cell is None), key=lambda run: run.top)
        edges = {id(run): run for run in [*lines[:_OUTER], *lines[-_OUTER:]]}
        for run in edges.values():
            if _TOP * sheet.height < run.bottom and run.top < _BOTTOM * sheet.height:
                continue
            same = re.sub(r"\d+", "#", run.text.replace(" ", ""))
            repeated[same, round(run.top / 6)].append((sheet.number, run))
            repeated[same, round(run.top / 6) + 1].append((sheet.number, run))
            if (match := _NUMBER.fullmatch(run.text)) and run in (lines[0], lines[-1]):
                shift = int(match[1]) - sheet.number
                shifts[shift] += 1
                bare.append((shift, sheet.number, run, run.text.strip() != match[1] or _apart(run, lines)))
    often = 2 if len(sheets) < 6 else 3
    for alike in repeated.values():
        if len({number for number, _ in alike}) >= often:
            found.update(id(run) for _, run in alike if len(run.text) <= 60)
    for shift, _, run, sure in bare:
        if sure or shifts[shift] >= 2:
            found.add(id(run))
    return found


def _apart(run: Run, lines: list[Run]) -> bool:
    """Whether the line stands alone: more than one and a half lines from its neighbours."""
    others = [abs(other.top - run.top) for other in lines if other is not run]
    return not others or min(others) > 2.5 * run.size


def _footnotes(sheets: Sequence[Sheet], furniture: dict[int, str]) -> set[int]:
    """Return the small lines at the foot of a page from the first that begins as a note does.

    Where the page before ended in a note, small lines above the first mark go on with it.
    """
    body = body_size(sheets)
    found: set[int] = set()
    open_note = False
    for sheet in sheets:
        lines = [run for run in sheet.runs if id(run) not in furniture]
        block: list[Run] = []
        for run in reversed(lines):
            if run.cell is not None or run.size > _SMALL * body:
                break
            block.append(run)
        block.reverse()
        if not open_note or len(block) == len(lines) == 0:
            first = next((i for i, run in enumerate(block) if _is_note(run)), len(block))
            block = block[first:]
        elif not any(_is_note(run) for run in block) and len(block) > 4:
            block = []  # a page of small print that no mark begins is no note
        found.update(id(run) for run in block)
        open_note = bool(block)
    return found


def _is_note(run: Run) -> bool:
    return any(start == 0 for start, _ in run.marks) or bool(_NOTE.match(run.text))
