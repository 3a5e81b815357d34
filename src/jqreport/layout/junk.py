"""What is on the page but not in the report: labels, menus, summaries, second copies, page numbers, running heads."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import islice

from jqreport.cache import compiled
from jqreport.layout.rows import Row, alone, match, ordinal
from jqreport.model import Warning

_WORDS = re.compile(r"[^\w]+")
_DIGITS = compiled(r"[0-9]+")
_BARE = compiled(r"\d{1,4}$")
_OF = compiled(r"(\d{1,4})/(\d{1,4})$")
_SALUTATION = compiled(r"(?:各位代表|同志们|各位委员)")
_KEEP = compiled(r"报告|公报|会议|人民政府|统计局|[省市县区州乡镇]长|主任|\d{4}年")
_QUANTITY = compiled(r"\d(?!\d{0,3}[年-])")
_LISTED = compiled(r"\d\d-\d\d$|.{0,16}\d{4}年.{0,12}(?:报告|公报)?$")
_CENTRED = 10  # blanks before a page number in the middle of its line; a footnote mark stands at the margin
_MESSAGES = {
    "skipped-header": "labels of the web page or crawler, not of the report",
    "skipped-summary": "a summary that repeats the opening of the report",
    "skipped-menu": "menus and link lists of a web page",
    "skipped-notice": "imprint, licence or editor's note of a web page",
    "skipped-repeat": "a second copy of the text",
}


def label_junk(rows: list[Row]) -> list[Warning]:
    """Label junk rows as skipped; one warning per kind of thing names the lines."""
    _summary(rows)
    _repeats(rows)
    first = _body_start(rows)
    _head(rows[:first])
    _tail(rows)
    return warnings(rows)


def warnings(rows: list[Row]) -> list[Warning]:
    """One warning per code, with the lines that were skipped for it."""
    lines: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.kind == "skipped" and row.code:
            lines[row.code].append(row.line)
    return [Warning(code, f"skipped {_MESSAGES[code]}: {ranges(found)}", found[0]) for code, found in sorted(lines.items())]


def ranges(lines: list[int]) -> str:
    """The lines in words: "line 3", "lines 3-9, 14"."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line - runs[-1][1] <= 2:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    words = [str(a) if a == b else f"{a}-{b}" for a, b in runs]
    return ("line " if len(words) == 1 and "-" not in words[0] else "lines ") + ", ".join(words)


def _skip(rows: Iterable[Row], code: str) -> None:
    for row in rows:
        if row.free:
            row.kind, row.code = "skipped", code


def _summary(rows: list[Row]) -> None:
    for i, row in enumerate(rows[:40]):
        found = match("summary", row.text)
        if not (found and row.free):
            continue
        label = found.pattern.search(row.text)
        rest = row.text[label.end() :] if label else ""
        content, at = (rest, i) if rest else (rows[i + 1].text if i + 1 < len(rows) else "", i + 1)
        words = _WORDS.sub("", content)
        later = _WORDS.sub("", "".join(r.text for r in rows[at + 1 : at + 41]))[:20000]
        if len(words) >= 16 and words[:24] in later and words[-16:] in later:
            _skip(rows[i : at + 1], "skipped-summary")
        return


def _repeats(rows: list[Row]) -> None:
    """Label a second copy of the body: at least five long rows (and most of what lies between them) stood before."""
    first: dict[str, int] = {}
    again: list[int] = []
    for i, row in enumerate(rows):
        if row.free and first.setdefault(row.text, i) != i and row.width >= 60:
            again.append(i)
    if len(again) < 5:
        return
    start, end = again[0], again[-1] + 1
    known = [first.get(row.text, i) < i for i, row in enumerate(rows)]
    inside = rows[start:end]
    if sum(r.width for r, k in zip(inside, known[start:end], strict=True) if k) < 0.8 * sum(r.width for r in inside):
        return
    while start > 0 and known[start - 1] and rows[start - 1].free:
        start -= 1
    while end < len(rows) and known[end] and rows[end].free and not match("notice", rows[end].text):
        end += 1
    _skip((r for r, k in zip(rows[start:end], known[start:end], strict=True) if k), "skipped-repeat")


def _body_start(rows: list[Row]) -> int:
    """The index of the salutation or of the first row that is a whole long sentence."""
    for i, row in enumerate(rows[:150]):
        if row.free and (_SALUTATION.match(row.text) or (row.width >= 60 and ("。" in row.text or "，" in row.text))):
            return i
        if row.hint:
            return i
    return 0


def _head(rows: list[Row]) -> None:
    body = next((i for i, row in enumerate(rows) if row.text in ("正文：", "正文:")), None)
    if body is not None:
        _skip(rows[: body + 1], "skipped-header")
    for i, row in enumerate(rows):
        numeric = _BARE.match(row.text) and i and rows[i - 1].code == "skipped-header"
        if row.free and (numeric or match("meta", row.text)):
            _skip([row], "skipped-header")
    small = [row for row in rows if row.free and _is_menu(row)]
    if len(small) >= 4:
        _skip(small, "skipped-menu")


def _is_menu(row: Row) -> bool:
    text = row.text
    if alone(text) or ordinal(text)[0]:
        return False
    if match("menu", text) or not _WORDS.sub("", text):
        return True
    return len(text) <= 8 and not _DIGITS.search(text) and not _KEEP.search(text)


def _is_body(row: Row) -> bool:
    """A sentence of some length, or what only a report has: ordinals, notes, quantities in words."""
    text = row.text
    if row.hint:
        return True
    if match("notice", text) or match("menu", text):
        return False
    if ordinal(text)[0] or text[0] in "[［〔【①":
        return True
    return (row.width >= 50 and row.ended) or (row.width >= 16 and text.endswith("。")) or row.width >= 160


def _tail(rows: list[Row]) -> None:
    live = [i for i, row in enumerate(rows) if row.kind is None]
    licence = next((n for n, i in enumerate(live) if rows[i].text.startswith("本作品")), None)
    stop = licence if licence is not None and 2 * licence > len(live) else len(live)
    last = next((n for n in range(stop - 1, -1, -1) if _is_body(rows[live[n]])), -1)
    tail = [rows[i] for i in live[last + 1 :]]
    if last < 0 or not tail:
        return
    if stop < len(live):
        _skip([row for row in tail if row.start >= rows[live[stop]].start], "skipped-notice")
    marked = next((n for n, row in enumerate(tail) if match("menu", row.text) or match("notice", row.text)), None)
    plain = [len(row.text) <= 14 and not _QUANTITY.search(row.text) for row in tail]
    above = rows[live[last]]
    if marked is None:
        if len(plain) < 8 or not all(plain) or (ordinal(above.text)[0] and not above.ended):
            return
        marked = 0
    elif marked >= 8 and all(p or _LISTED.match(r.text) for p, r in zip(plain, tail[:marked], strict=False)):
        marked = 0
    rest = tail[marked:]
    if len(rest) <= 3 and not all(match("notice", r.text) or match("menu", r.text) for r in rest):
        rest = [r for r in rest if match("notice", r.text) or match("menu", r.text)]
    _skip((r for r in rest if match("notice", r.text)), "skipped-notice")
    _skip(rest, "skipped-menu")


# ------------------------------------------------------------------------------------------------ page furniture


def label_furniture(rows: list[Row]) -> None:
    """Label page numbers and running heads that the wording or the pages give away."""
    for row in rows:
        if row.kind is None and row.hint in (None, "paragraph") and len(row.text) <= 60 and match("furniture", row.text):
            row.kind = "furniture"
    slashed = [(row, m) for row in rows if row.free and (m := _OF.match(row.text)) and int(m[1]) <= int(m[2])]
    totals = Counter(m[2] for _, m in slashed)
    for row, m in slashed:
        if totals[m[2]] >= 2:
            row.kind = "furniture"
    paged = any(row.page is not None and row.page > 1 for row in rows)
    edges = _edges(rows) if paged else []
    _bare_numbers(edges)
    _centred_numbers(rows)
    _running_heads(rows, edges, paged)


def _centred_numbers(rows: list[Row]) -> None:
    """Numbers alone in the middle of a line that go on counting, or before a form feed that interrupts a sentence."""
    last: int | None = None
    for i, row in enumerate(rows):
        if not (row.free and (row.edge or row.indent >= _CENTRED) and _BARE.match(row.text)):
            continue
        number = int(row.text)
        follows = last is not None and number == last + 1
        interrupts = (
            row.edge and 0 < i < len(rows) - 1 and rows[i - 1].free and not rows[i - 1].ended and rows[i - 1].width >= 40
        )
        if follows or interrupts or any(r.text == str(number + 1) for r in _others(rows, i)):
            row.kind = "furniture"
        last = number


def _others(rows: list[Row], i: int) -> Iterable[Row]:
    """The next number that stands in the middle of a line."""
    after = (r for r in rows[i + 1 : i + 120] if (r.edge or r.indent >= _CENTRED) and _BARE.match(r.text))
    return islice(after, 1)


def label_numbers(rows: list[Row]) -> None:
    """Label the bare page numbers of a hard-wrapped file without page breaks; footnote marks have been claimed before."""
    if all(row.page is None for row in rows):
        _bare_numbers(rows)


def _edges(rows: list[Row]) -> list[Row]:
    """The first two and last two rows of each page."""
    pages: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.hint is None:
            pages[row.page or 0].append(row)
    found = {id(row): row for page in pages.values() for row in [*page[:2], *page[-2:]]}
    return sorted(found.values(), key=lambda r: r.start)


def _bare_numbers(rows: list[Row]) -> None:
    """Numbers alone on a line that count the pages: at least three (two with pages) in sequence."""
    bare = [row for row in rows if row.free and _BARE.match(row.text)]
    run: list[Row] = []
    for row in [*bare, None]:
        if row is not None and run and int(row.text) == int(run[-1].text) + 1 and _apart(run[-1], row):
            run.append(row)
            continue
        far = len(run) == 2 and run[1].start - run[0].start > 400  # the length of half a page
        if len(run) >= (2 if far or run and run[0].page is not None else 3):
            for member in run:
                member.kind = "furniture"
        if row is not None:
            run = [row]


def _apart(before: Row, row: Row) -> bool:
    return row.start - before.start > 60 if row.page is None else row.page != before.page


def _running_heads(rows: list[Row], edges: list[Row], paged: bool) -> None:
    if not paged:
        numbers = [row.start for row in rows if row.kind == "furniture"]
        edges = [
            row
            for before, row, after in zip([None, *rows], rows, [*rows[1:], None], strict=False)
            if numbers and ((before and before.kind == "furniture") or (after and after.kind == "furniture"))
        ]
        heads = {row.text for row in edges if row.free}
        edges = [row for row in rows[:3] if row.text in heads and row not in edges] + edges  # the title, repeated on each page
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in edges:
        if row.free and row.width <= 80 and not row.ended:
            groups[_DIGITS.sub("#", row.text)].append(row)
    pages = len({row.page for row in rows}) if paged else 1 + sum(row.kind == "furniture" for row in rows)
    for key, group in groups.items():
        few = not paged and len(group) == 2 and len({row.text for row in group}) == 1 and pages <= 4
        if (len(group) >= max(3, 0.4 * pages) or few) and _WORDS.sub("", key) not in ("", "#"):
            title_first = alone(group[0].text) and bisect_right([r.start for r in rows], group[0].start) <= 3
            for row in group[1:] if title_first else group:
                row.kind = "furniture"
