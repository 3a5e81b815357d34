"""Do the quotes of an extract still stand where it found them?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from jqreport.model import Figure, Report, Source
from jqreport.verify.expectation import Expected, Place


class Moved(NamedTuple):
    """A place that no longer holds its text, and where the figure says the same now."""

    place: Place
    figure: Figure
    now: Source


def moved(report: Report, pairs: Iterable[tuple[Expected, Figure]]) -> list[Moved]:
    """The first such place of each figure; `pairs` are entries and the figures that agree with them."""
    text = report.document.text
    gone = []
    for entry, figure in pairs:
        lost = [p for p in entry.places if text[p.start : p.end] != p.text]
        if lost:
            held = [figure.source, *(c.source for c in figure.changes), *((figure.base.source,) if figure.base else ())]
            now = next((s for s in held if s.text == lost[0].text), figure.source)
            gone.append(Moved(lost[0], figure, now))
    return gone
