"""The audit page: one self-contained HTML file of a report, its marks, its table of figures, and what was found in it.

Everything of the report goes out as escaped text or as JSON with `<` escaped; the page's own style and script are the only ones
that its Content-Security-Policy lets run, by their hashes, and nothing may be loaded from anywhere.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from importlib.resources import files
from json.encoder import encode_basestring as quote
from pathlib import Path
from string import Template
from typing import Any

from jqreport import __version__
from jqreport.audit import cells, places
from jqreport.audit.found import Found
from jqreport.audit.sheets import Sheets, panes
from jqreport.audit.words import words as words_in
from jqreport.formats.period import short
from jqreport.formats.safe import flat, json_safe
from jqreport.formats.writer import Writer, read_by_ocr
from jqreport.messages import word
from jqreport.model import Figure, Line, Period, Report
from jqreport.rules import FILES, table
from jqreport.sourcemap import squeeze

ROLES = ("date", "ordinal", "label", "note")
STATUSES = ("actual", "target", "criterion")
_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
#: What the script needs of the words; the rest stands in the page.
_SAID = (
    *("section", "status", "period", "rule", "why", "sentence", "scaled", "bound", "exact", "approx", "over", "under", "from"),
    *("change", "whole", "parts", "id", "canonical", "confidence", "right", "wrong", "remark", "should", "undo", "shown"),
    *("reviewed", "previous", "next", "close", "place", "stated", "inherited", "expected", "actual_value", "quote", "role"),
    *("actual", "target", "criterion", "date", "ordinal", "label", "role_note", "fail", "review", "note", "findings"),
    *("page_line", "at_line", "yoy", "mom", "average", "since", "flat", "unstated", "no_section", "value", "name"),
)


def render(report: Report, found: Found, sheets: Sheets, lang: str = "en") -> str:
    """Return the page as HTML, in "zh" or "en"; the same report gives the same page."""
    w = words_in(lang)
    css, js = _asset("audit.css"), _asset("audit.js") + _asset("review.js")
    counts = report.coverage
    listed = _sections(report)
    paged = bool(sheets.images or sheets.sizes)
    coverage = word("coverage", lang).format(
        n=counts.numerals, figures=counts.figures, context=counts.context, rest=counts.unaccounted
    )
    values: dict[str, Any] = {key: escape(said) for key, said in w.items()} | {
        "lang": "zh-CN" if lang == "zh" else "en",
        "policy": _policy(css, js),
        "version": __version__,
        "title": places.text(flat(report.header.title or report.document.file)),
        "facts": places.text(_facts(report)),
        "coverage": escape(coverage),
        "alarm": " alarm" if counts.unaccounted else "",
        "css": css,
        "js": js,
        "pane": "both" if paged else "text",
        "paged": " data-paged" if paged else "",
        "unpaged": "" if paged else " hidden",
        "no_findings": "" if found.cards or found.elsewhere else " hidden",
        "n_figures": len(report.figures),
        "n_contexts": len(report.context),
        "n_findings": len(found.cards),
        "chips": "\n".join(_chips(report, w)),
        "sheets": panes(report, sheets, w),
        "lines": "\n".join(_lines(report, found, w)),
        "sections": "".join(
            f'<option value="{i}">{places.text(s[-1] if s else w["no_section"])}</option>' for s, i in listed.items()
        ),
        "rows": "\n".join(_row(f, listed[f.section], found, w) for f in report.figures),
        "context_rows": "\n".join(_context_rows(report, w)),
        "finding_cards": "\n".join(_cards(found, w)),
        "made": escape(w["made"].format(version=__version__)),
        "meta": _meta(report, found, w),
        "records": _records(report),
    }
    return Template(_asset("page.html")).substitute(values)


def _asset(name: str) -> str:
    return (files("jqreport.audit") / name).read_text("utf-8")


def _policy(css: str, js: str) -> str:
    def hashed(source: str) -> str:
        return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; script-src {hashed(js)}; style-src {hashed(css)}; img-src data:; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _facts(report: Report) -> str:
    h = report.header
    period = short(Period(None, h.start, h.end, True)) if h.start and h.end else None
    return " · ".join(flat(f) for f in (h.place, h.date, period, Path(report.document.file).name) if f)


def _sections(report: Report) -> dict[tuple[str, ...], int]:
    return {section: i for i, section in enumerate(dict.fromkeys(f.section for f in report.figures))}


def _chips(report: Report, w: Mapping[str, str]) -> Iterator[str]:
    """What the marks mean and how many there are of each; buttons that show and hide them."""
    status = Counter(f.status for f in report.figures)
    roles = Counter(c.role for c in report.context)
    for kind, n, style, label in (
        *((s, status[s], s, w[s]) for s in STATUSES),
        *((r, roles[r], f"context {r}", w["role_note" if r == "note" else r]) for r in ROLES),
    ):
        yield (
            f'<button type="button" class="chip {style}" data-chip="{kind}" aria-pressed="true">{escape(label)} <b>{n}</b></button>'
        )
    if n := report.coverage.unaccounted:
        yield f'<span class="chip lost">{escape(w["unaccounted"])} <b>{n}</b></span>'


def _lines(report: Report, found: Found, w: Mapping[str, str]) -> Iterator[str]:
    """The report as printed: a line a line, with its number; a page head where a page begins."""
    document = report.document
    heads = {squeeze(heading) for f in report.figures for heading in f.section}
    page: int | None = None
    drawn = places.lines(document.text, document.lines, places.marks(report, found.worst))
    for line, html in zip(document.lines, drawn, strict=True):
        if line.page is not None and line.page != page:
            page = line.page
            yield f'<div class="p" id="p{page}">{escape(w["page"].format(n=page))}</div>'
        style = "l head" if _heading(document.text, line, heads) else "l"
        if line.number in found.lines:
            style += " found"
        role = ' role="heading" aria-level="2"' if style.startswith("l head") else ""
        yield f'<div class="{style}" data-line="{line.number}" id="l{line.number}"{role}><span>{html}</span></div>'


def _heading(text: str, line: Line, heads: set[str]) -> bool:
    return line.end - line.start < 200 and (line.hint == "heading" or squeeze(text[line.start : line.end]) in heads)


def _row(f: Figure, section: int, found: Found, w: Mapping[str, str]) -> str:
    key, status = escape(f.id), escape(f.status)
    badge = "" if f.status == "actual" else f'<span class="badge {status}">{escape(w.get(f.status, f.status))}</span>'
    if verdict := found.worst.get(f.id):
        badge += f'<span class="badge {verdict}">⚑ {escape(w[verdict])}</span>'
    whole = f' data-whole="{escape(f.part_of)}"' if f.part_of else ""
    said = (
        ("value", escape(cells.value(f))),
        ("unit", places.text(flat(f.unit or ""))),
        ("change", places.text(flat(cells.changes(f, w)))),
        ("period", places.text(short(f.period) if f.period else "")),
        ("section", places.text(flat(f.section[-1] if f.section else ""))),
        ("place", cells.place(f.source)),
    )
    return (
        f'<tr role="row" class="{status}" data-row="{key}" data-section="{section}" data-order="{cells.order(f)}"{whole}>'
        f'<td role="cell" class="c-name"><a href="#m-{key}">{places.text(flat(f.name)) or "—"}</a>{badge}</td>'
        + "".join(f'<td role="cell" class="c-{name}">{html}</td>' for name, html in said)
        + "</tr>"
    )


def _context_rows(report: Report, w: Mapping[str, str]) -> Iterator[str]:
    for c in report.context:
        role = w.get("role_note" if c.role == "note" else c.role, c.role)
        yield (
            f'<tr role="row" class="context" data-role="{escape(c.role)}"><td role="cell">{escape(role)}</td>'
            f'<td role="cell"><a href="#c-{c.source.start}">{places.text(flat(c.text))}</a></td>'
            f'<td role="cell">{places.text(c.rule)}</td><td role="cell" class="c-place">{cells.place(c.source)}</td></tr>'
        )


def _cards(found: Found, w: Mapping[str, str]) -> Iterator[str]:
    for card in found.cards:
        target = f' data-goto="{escape(card.figures[0])}"' if card.figures else ""
        line = f' data-line="{card.line}"' if card.line is not None else ""
        both = ""
        if card.expected is not None or card.actual is not None:
            both = f"<p>{w['expected']}: {places.text(card.expected or '—')} · {w['actual_value']}: {places.text(card.actual or '—')}</p>"
        where = f" · {w['line']} {card.line}" if card.line is not None else ""
        yield (
            f'<div class="card {card.verdict}" tabindex="0" role="button"{target}{line}><p><span class="badge {card.verdict}">'
            f"{escape(w[card.verdict])}</span> {places.text(flat(card.message))}</p>{both}"
            f"<small>{places.text(card.rule)}{where}</small></div>"
        )
    if found.elsewhere:
        yield f"<p>{escape(w['elsewhere'].format(n=found.elsewhere))}</p>"


def _meta(report: Report, found: Found, w: Mapping[str, str]) -> str:
    used = (
        {f.rule for f in report.figures}
        | {c.rule for f in report.figures for c in f.changes}
        | {c.rule for c in report.context}
    )
    whys = {rule.id: rule.why for name in FILES for rule in table(name).rules if rule.id in used}
    data = {
        "words": {key: w[key] for key in _SAID},
        "why": {key: whys[key] for key in sorted(whys)},
        "file": report.document.file,
        "sha256": report.document.sha256,
        "findings": [c._asdict() for c in found.cards],
    }
    return _script(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _records(report: Report) -> str:
    """Each figure as a line of -f jsonl, so that the review is written with the report's own digits."""
    writer = Writer(False, read_by_ocr(report.document))
    file = quote(report.document.file)
    return _script("\n".join(_one_line(writer.figure(f, file)) for f in report.figures))


def _one_line(written: str) -> str:
    return written.replace("\n", "\\n") if "\n" in written else written


def _script(data: str) -> str:
    return json_safe(data).translate(_HTML)
