"""atheris, guided by coverage: `python -m tests.fuzz.target whole -max_total_time=600 [FOLDER]`.

Targets: text (reading), layout, numerals, rules, whole (extract from bytes, with the promises of invariants.py). The folder holds
inputs to begin with; without one, the sample texts are used. What breaks a promise is written to crash-… by atheris.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

with atheris.instrument_imports(include=["jqreport"]):
    from jqreport.context import context
    from jqreport.errors import JqreportError
    from jqreport.layout import blocks
    from jqreport.quantities import scan
    from jqreport.read.text import read_text
    from jqreport.sourcemap import SourceMap
    from tests.fuzz.invariants import hold
    from tests.fuzz.seeds import texts


def text(data: bytes) -> None:
    """Reading: lines are the text, without gaps but for their ends."""
    try:
        document = read_text(data, "a.txt")
    except JqreportError:
        return
    at = 0
    for line in document.lines:
        assert document.text[at : line.start].strip("\r\n") == "", line
        assert "\n" not in document.text[line.start : line.end], line
        at = line.end
    assert document.text[at:].strip("\r\n") == ""
    places = SourceMap(document)
    for offset in range(0, len(document.text), 1 + len(document.text) // 50):
        source = places.source(offset, offset + 1)
        assert document.lines[source.line - 1].start + source.column - 1 == offset


def layout(data: bytes) -> None:
    """Layout: every digit stands in exactly one block, in its text or in one of its marks."""
    try:
        document = read_text(data, "a.txt")
    except JqreportError:
        return
    seen = [0] * len(document.text)
    for block in blocks(document)[0]:
        assert len(block.text) == len(block.offsets)
        for i in [*block.offsets, *(i for a, b in block.marks for i in range(a, b))]:
            seen[i] += 1
    assert all(seen[i] == 1 for i, c in enumerate(document.text) if c in "0123456789０１２３４５６７８９")


def numerals(data: bytes) -> None:
    """Numerals: every Arabic one becomes a mention, in order, with the value that its digits show."""
    folded = data.decode("utf-8", "ignore")[:2000]
    last = 0
    held = []
    for mention in scan(folded):
        assert 0 <= mention.start <= mention.number < mention.number_end <= mention.end <= len(folded)
        assert mention.start >= last
        last = mention.start
        held.append((mention.start, mention.end))
        if not mention.chinese:
            assert str(mention.value) or mention.digits
    for i, c in enumerate(folded):
        if c in "0123456789" and not (i and (folded[i - 1].isdigit() or folded[i - 1] in ".,")):
            assert any(a <= i < b for a, b in held), (folded, i)


def rules(data: bytes) -> None:
    """Rules of context: spans lie in the text and do not overlap."""
    folded = data.decode("utf-8", "ignore")[:2000]
    at = 0
    for start, end, role, rule in context(folded).spans:
        assert at <= start < end <= len(folded), rule
        assert role in ("date", "ordinal", "label", "note", "level"), rule
        at = end


def whole(data: bytes) -> None:
    """The whole of extract, with every promise."""
    found = hold(data[:20_000], "fuzz.txt", twice=False)
    assert not found.broken, found.broken


TARGETS: dict[str, Callable[[bytes], None]] = {f.__name__: f for f in (text, layout, numerals, rules, whole)}


def main(arguments: list[str]) -> None:
    """Run the target that is named, on a folder of inputs or on the samples."""
    target = TARGETS[arguments[1]] if arguments[1:] else whole
    rest = arguments[2:]
    if all(a.startswith("-") for a in rest):
        folder = Path(tempfile.mkdtemp(prefix="jqreport-fuzz-"))
        for i, sample in enumerate(texts()):
            (folder / f"{i}.txt").write_text(sample[:1500], "utf-8")
        rest = [*rest, str(folder)]
    hold("某县2023年税收1.5亿元，增长5%。".encode())  # rules and patterns are loaded before time is taken
    atheris.Setup([arguments[0], *rest], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
