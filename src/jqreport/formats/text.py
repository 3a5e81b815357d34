"""What `jqreport text` prints: the text as read, to the character; with numbers, for people, one line a line."""

from __future__ import annotations

from collections.abc import Iterator

from jqreport.formats.safe import visible
from jqreport.model import Document

_ACTING = {ord(c): shown for c, shown in zip("\r\v\f\u2028\u2029", "␍␋␌␤␤", strict=True)}


def render(document: Document, lines: bool, terminal: bool) -> Iterator[str]:
    """Yield the text untouched, so that offsets count in it; with `lines` or on a terminal, acting characters are shown."""
    if not lines and not terminal:
        yield document.text
        return
    width = len(str(len(document.lines))) if lines else 0
    page = None
    for line in document.lines:
        if lines and line.page != page:
            page = line.page
            yield f"{'':>{width}}  -- {page} --\n"
        shown = visible(document.text[line.start : line.end]).translate(_ACTING)
        yield (f"{line.number:>{width}}  {shown}".rstrip() if lines else shown) + "\n"
