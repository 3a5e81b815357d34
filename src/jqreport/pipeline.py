"""extract(): a report goes in, and every printed numeral comes out exactly once, as a figure or as context.

read -> layout -> context -> quantities -> link -> assemble; each stage is a call below, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from jqreport import assemble, figures, indicators
from jqreport.assemble import NUMERAL
from jqreport.cache import compiled
from jqreport.context import Spans, context
from jqreport.layout import blocks as lay_out
from jqreport.layout import header as read_header
from jqreport.layout import restarts
from jqreport.link.linker import link
from jqreport.model import Block, Coverage, Document, Header, Mention, Part, Report, Warning
from jqreport.quantities import scan
from jqreport.read import Options, read
from jqreport.read.limits import Limits, numerals, over
from jqreport.sourcemap import SourceMap

if TYPE_CHECKING:
    from jqreport.tables import Reading

__all__ = ["Options", "extract", "extract_document", "parts", "read", "whole"]

_PART = 50_000  # characters of the report in one part, or a few more
_ANY = compiled(r"[0-9一二两三四五六七八九十百千万亿半几数]")


def extract(
    path: str | Path,
    *,
    data: bytes | None = None,
    encoding: str | None = None,
    password: str | None = None,
    ocr: bool = False,
    limits: Limits | None = None,
) -> Report:
    """Read a report and return its figures, its context numerals, and how they add up.

    `path` names the file ("-" is standard input); `data` gives its bytes instead. Raises InputError where there is no
    trustworthy result. Source of the definition of a figure: GUIDE; of the shape: OUTPUT.
    """
    options = Options(encoding, password, ocr, limits or Limits())
    return extract_document(read(path, data=data, options=options), options.limits)


def extract_document(document: Document, limits: Limits | None = None) -> Report:
    """The stages after reading, on a document that is in memory. InputError where a numeral or the time is over the limit."""
    header, found = parts(document, limits)
    return whole(document, header, found)


def whole(document: Document, header: Header, found: Iterable[Part]) -> Report:
    """The report that is the sum of its parts."""
    every = tuple(found)
    figures, context, warnings = (tuple(chain.from_iterable(map(attrgetter(name), every))) for name in _SUMS)
    counted = Coverage(*map(sum, zip(*(part.coverage for part in every), strict=True)))
    return Report(document, header, figures, context, counted, warnings)


_SUMS = ("figures", "context", "warnings")


def parts(document: Document, limits: Limits | None = None) -> tuple[Header, Iterator[Part]]:
    """What the report says of itself, and its parts, each made when it is asked for, so that none need be kept.

    InputError, also from the iterator, where a numeral or the time is over the limit.
    """
    limits, began = limits or Limits(), monotonic()
    blocks, warnings = lay_out(document)
    numerals(document.file, (block.text for block in blocks), limits)
    header = read_header(document, blocks)
    return header, _parts(document, blocks, header, (*document.warnings, *warnings), limits, began)


def _parts(
    document: Document,
    blocks: list[Block],
    header: Header,
    warnings: tuple[Warning, ...],
    limits: Limits,
    began: float,
) -> Iterator[Part]:
    result = assemble.Assembly(document, SourceMap(document), header)
    cells = _cells(result, blocks, header) if any(b.kind == "cell" for b in blocks) else {}
    others = restarts(blocks, header)
    given = reach = 0  # where the last part ended, and the end of what has been read since
    for index, block in enumerate(blocks):
        header = others.get(index, header)
        if monotonic() - began > limits.seconds:
            raise over(document.file, "seconds", limits)
        first, end = block.extent
        if first - given >= _PART and first >= reach and not cells:  # the figures of a table belong together
            yield _named(result.part(first))
            given = first
        reach = max(reach, end)
        for start, end in block.marks:
            result.context("note", "footnote.mark", start, end)
        if not _ANY.search(block.text):
            continue
        spans = context(block.text)
        if block.kind in ("furniture", "skipped"):
            _aside(result, block, spans)
        elif index in cells and cells[index].role != "prose":
            _cell(result, block, cells[index])
        else:
            mentions = sort_out(result, block, spans)
            dates = [(a, b) for a, b, role, rule in spans.spans if role == "date" or rule == "exchange"]
            result.figures(block, link(block.text, mentions, dates, header, block.part), header)
    last = _named(result.part(len(document.text)))
    yield last._replace(warnings=(*warnings, *result.warnings()))


def _named(part: Part) -> Part:
    """The part with `canonical` set on every figure that is a standard indicator."""
    return part._replace(figures=tuple(map(indicators.named, part.figures)))


def _cells(result: assemble.Assembly, blocks: Sequence[Block], header: Header) -> Mapping[int, Reading]:
    """The readings of table cells, whose figures go to the result; most texts have no tables, and need none of this."""
    from jqreport import tables
    from jqreport.link.cells import link_cells

    found = tables.readings(blocks)
    result.cells(link_cells(blocks, found, header))
    return found


def sort_out(result: assemble.Assembly, block: Block, spans: Spans) -> list[Mention]:
    """Hand the context numerals of a block to the result; return the mentions that are figures."""
    for start, end, role, rule in spans.spans:
        if role != "level" and _digit(block.text, start, end):
            result.block_context(role, rule, block, start, end)
    found = [m for m in scan(block.text) if _free(block.text, spans, m)]
    kept: list[Mention] = []
    for i, mention in enumerate(found):
        if mention.chinese:
            if mention.role == "level" or figures.han(block.text, mention):
                kept.append(mention)
            continue
        if mention.unit is None and mention.role != "level" and mention.quantity != "share":
            unit = figures.unknown_unit(block.text, mention)
            if unit is not None:
                mention.unit, mention.end = unit, mention.number_end + 1
                mention.right = max(mention.right, mention.end)
                kept.append(mention)
                continue
            taken = figures.unitless(block.text, mention, _listed(block.text, found, i))
            if taken is not None:
                result.block_context(taken[0], taken[1], block, mention.number, mention.number_end)
                continue
        kept.append(mention)
    return kept


def _free(text: str, spans: Spans, mention: Mention) -> bool:
    """True if no context rule has taken the mention; a rank's rule keeps it as a figure with its unit."""
    span = spans.at(mention.number)
    if span is None:
        return True
    if span[2] == "level":
        mention.role, mention.rule, mention.quantity = "level", span[3], "rank"
        if mention.high is None:
            printed = text[span[0] : span[1]]
            mention.end = mention.right = span[1]
            mention.unit = "位" if printed.endswith("位") else "名" if printed.endswith("名") else None
        return True
    return False


def _listed(text: str, found: Sequence[Mention], i: int) -> bool:
    """True for 70 in 70和50亿元 and for the members of a ratio."""
    near = []
    if i + 1 < len(found):
        near.append(text[found[i].right : found[i + 1].left])
    if i:
        near.append(text[found[i - 1].right : found[i].left])
    return any(gap in ("、", "和", "及", "，", ":", "：", "∶", "与", "至", "到", "/") for gap in near)


def _digit(text: str, start: int, end: int) -> bool:
    return any("0" <= c <= "9" for c in text[start:end])


def _cell(result: assemble.Assembly, block: Block, reading: Reading) -> None:
    """Numerals of a table cell beside its figure: context with the role that the table gives them."""
    role = reading.role if reading.role in ("ordinal", "date", "label", "note") else "label"
    start, end = reading.span or (0, 0)
    for match in NUMERAL.finditer(block.text):
        if not start <= match.start() < end:
            result.block_context(role, reading.rule, block, match.start(), match.end())
    if reading.reason:
        result.warn("unread-cell", f"a table cell cannot be read: {reading.reason}", block.line)


def _aside(result: assemble.Assembly, block: Block, spans: Spans) -> None:
    """Numerals of furniture and of skipped stretches: accounted for, never figures."""
    for match in NUMERAL.finditer(block.text):
        span = spans.at(match.start())
        if block.kind == "furniture":
            role, rule = "note", "furniture"
        elif span is not None and span[2] in ("date", "ordinal", "label"):
            role, rule = span[2], f"skipped.{span[3]}"
        else:
            role, rule = "label", "skipped"
        result.block_context(role, rule, block, match.start(), match.end())
