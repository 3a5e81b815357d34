"""Indicators over several reports as pictures: values by year, and stated growth beside implied growth, intervals drawn.

HTML and SVG need nothing; PNG needs resvg-py (extra `chart`). Names and labels must hold no acting characters (`safe.flat`).
A picture shows what the reports say: values as printed, growth as the interval that the printed digits leave open.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from typing import NamedTuple

from jqreport.errors import UsageError

_W, _H = 460, 250  # of a panel
_LEFT, _RIGHT, _TOP, _MID, _BOTTOM = 34, 26, 52, 138, 222
_INK, _SOFT, _VALUE, _STATED, _IMPLIED, _BAD = "#1c1f23", "#5a626b", "#33414f", "#b3400b", "#1666b0", "#b3001b"
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
_MOST_LABELS = 8

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("{n} indicators over {reports} reports", "{reports} 份报告中的 {n} 个指标"),
    "value": ("value", "数值"),
    "stated": ("growth as stated", "报告所述增速"),
    "implied": ("growth that the values imply", "数值隐含的增速"),
    "note": (
        "A bar is the interval that rounding leaves open. A red ring: the two do not meet.",
        "竖条为四舍五入所允许的区间；红圈表示二者不相交。",
    ),
    "period": ("period", "报告期"),
    "none": ("The reports share no indicator with values.", "各报告没有共同的有数值的指标。"),
}


class Range(NamedTuple):
    """A growth in percent or percentage points: its ends and what is written beside it."""

    low: float
    high: float
    shown: str


class Dot(NamedTuple):
    """An indicator in one report."""

    label: str
    value: float | None
    shown: str
    stated: Range | None
    implied: Range | None
    differ: bool


class Panel(NamedTuple):
    """An indicator over the reports."""

    name: str
    unit: str
    dots: tuple[Dot, ...]


def render(found: Sequence[Panel], reports: int, kind: str, lang: str = "en") -> bytes:
    """The panels of so many reports as html, svg or png; UsageError where png cannot be made."""
    if kind == "html":
        return _html(found, reports, lang).encode("utf-8")
    svg = _sheet(found, reports, lang)
    return _png(svg) if kind == "png" else svg.encode("utf-8")


def _html(found: Sequence[Panel], reports: int, lang: str) -> str:
    words = {k: escape(zh if lang == "zh" else en) for k, (en, zh) in _WORDS.items()}
    css = (
        f"body{{margin:0;padding:16px;font:14px/1.5 {_FONT};color:{_INK};background:#f4f5f6}}"
        "h1{font-size:18px}ul{display:flex;flex-wrap:wrap;gap:4px 18px;padding:0;list-style:none}"
        "main{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,440px),1fr));gap:12px}"
        "figure{margin:0;background:#fff;border:1px solid #d6dade;border-radius:8px;padding:6px;break-inside:avoid}"
        "svg{width:100%;height:auto;display:block}li svg{width:14px;height:14px;display:inline;vertical-align:-2px}"
        "table{border-collapse:collapse;font-size:12px;margin:4px}td,th{padding:1px 8px;text-align:right}summary{font-size:12px;color:#5a626b}"
    )
    policy = f"default-src 'none'; style-src 'sha256-{b64encode(sha256(css.encode()).digest()).decode()}'; img-src data:; base-uri 'none'"
    title = words["title"].format(n=len(found), reports=reports)
    figures = "\n".join(
        f'<figure><svg viewBox="0 0 {_W} {_H}" role="img" aria-label="{escape(p.name)}">{_panel(p)}</svg>{_table(p, words)}</figure>'
        for p in found
    )
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><meta name="viewport" content="width=device-width">\n'
        f'<link rel="icon" href="data:,"><title>{title}</title><style>{css}</style></head>\n'
        f"<body><h1>{title}</h1>{_legend(words)}<p>{words['note'] if found else words['none']}</p>\n<main>\n{figures}\n</main></body></html>\n"
    )


def _legend(words: dict[str, str]) -> str:
    marks = (("value", _VALUE), ("stated", _STATED), ("implied", _IMPLIED))
    return "<ul>" + "".join(f"<li><svg viewBox='0 0 14 14'>{_key(7, 7, c)}</svg> {words[k]}</li>" for k, c in marks) + "</ul>"


def _key(x: float, y: float, color: str) -> str:
    if color == _IMPLIED:
        return f'<rect x="{x - 3}" y="{y - 6}" width="6" height="12" fill="{color}" fill-opacity=".35" stroke="{color}"/>'
    return f'<circle cx="{x}" cy="{y}" r="4" fill="{color}"/>'


def _table(panel: Panel, words: dict[str, str]) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(d.label)}</th><td>{escape(d.shown)}</td><td>{escape(d.stated.shown) if d.stated else ''}</td>"
        f"<td>{f'{d.implied.low:+.2f} … {d.implied.high:+.2f}' if d.implied else ''}</td></tr>"
        for d in panel.dots
    )
    head = "".join(f"<th scope='col'>{words[k]}</th>" for k in ("period", "value", "stated", "implied"))
    return f"<details><summary>{words['value']}</summary><table><tr>{head}</tr>{rows}</table></details>"


def _sheet(found: Sequence[Panel], reports: int, lang: str) -> str:
    """All panels in one SVG, two in a row."""
    words = {k: zh if lang == "zh" else en for k, (en, zh) in _WORDS.items()}
    high = 64 + max((len(found) + 1) // 2, 1) * _H
    title = words["title"].format(n=len(found), reports=reports)
    parts = [_text(16, 26, title, 17, _INK, weight=700)]
    x = 22.0
    for k, c in (("value", _VALUE), ("stated", _STATED), ("implied", _IMPLIED)):
        parts += [_key(x, 46, c), _text(x + 10, 50, words[k], 12, _SOFT)]
        x += 34 + 12 * len(words[k]) * (1 if lang == "zh" else 0.55)
    if not found:
        parts.append(_text(16, 90, words["none"], 13, _SOFT))
    parts += [f'<g transform="translate({i % 2 * _W} {64 + i // 2 * _H})">{_panel(p)}</g>' for i, p in enumerate(found)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * _W} {high}" width="{2 * _W}" height="{high}" '
        f'font-family="{_FONT}"><title>{escape(title)}</title><rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _panel(p: Panel) -> str:
    step = (_W - _LEFT - _RIGHT) / max(len(p.dots), 1)
    xs = [_LEFT + step * (i + 0.5) for i in range(len(p.dots))]
    name = p.name if len(p.name) <= 22 else p.name[:21] + "…"
    out = [_text(12, 24, name, 14, _INK, weight=700), _text(_W - 12, 24, p.unit, 12, _SOFT, "end")]
    every = 1 if len(p.dots) <= _MOST_LABELS else -(-len(p.dots) // _MOST_LABELS)
    out += [
        _text(x, _H - 10, d.label, 11, _SOFT, "middle")
        for i, (x, d) in enumerate(zip(xs, p.dots, strict=True))
        if i % every == 0
    ]
    out += _values(p, xs, every)
    out += _growths(p, xs, every)
    return "".join(out)


def _values(p: Panel, xs: Sequence[float], every: int) -> Iterator[str]:
    held = [(x, d.value, d.shown) for x, d in zip(xs, p.dots, strict=True) if d.value is not None]
    if not held:
        return
    y = _Scale([v for _, v, _ in held], _MID - 8, _TOP + 8)
    yield f'<polyline fill="none" stroke="{_VALUE}" stroke-width="1.5" points="{" ".join(f"{x:.1f},{y(v):.1f}" for x, v, _ in held)}"/>'
    for i, (x, v, shown) in enumerate(held):
        yield f'<circle cx="{x:.1f}" cy="{y(v):.1f}" r="3.5" fill="{_VALUE}"/>'
        if i % every == 0 or i == len(held) - 1:
            yield _text(x, y(v) - 8, shown, 11, _INK, "middle")


def _growths(p: Panel, xs: Sequence[float], every: int) -> Iterator[str]:
    ranges = [r for d in p.dots for r in (d.stated, d.implied) if r is not None]
    if not ranges:
        return
    y = _Scale([0.0, *(r.low for r in ranges), *(r.high for r in ranges)], _BOTTOM - 6, _MID + 22)
    yield f'<path d="M{_LEFT} {y(0):.1f}H{_W - _RIGHT}" stroke="#b9bfc6" stroke-dasharray="3 3"/>{_text(_LEFT - 4, y(0) + 4, "0", 10, _SOFT, "end")}'
    for i, (x, d) in enumerate(zip(xs, p.dots, strict=True)):
        if d.implied is not None:
            top, bottom = y(d.implied.high), y(d.implied.low)
            high = max(bottom - top, 2)
            yield f'<rect x="{x + 3:.1f}" y="{top:.1f}" width="7" height="{high:.1f}" fill="{_IMPLIED}" fill-opacity=".35" stroke="{_IMPLIED}"/>'
            if i % every == 0:
                yield _text(x + 13, (top + bottom) / 2 + 4, d.implied.shown, 10, _IMPLIED)
        if d.stated is not None:
            top, bottom = y(d.stated.high), y(d.stated.low)
            yield f'<path d="M{x - 6:.1f} {top:.1f}V{bottom:.1f}" stroke="{_STATED}" stroke-width="2"/>'
            yield f'<circle cx="{x - 6:.1f}" cy="{(top + bottom) / 2:.1f}" r="3.5" fill="{_STATED}"/>'
            if i % every == 0:
                yield _text(x - 12, (top + bottom) / 2 + 4, d.stated.shown, 10, _STATED, "end")
        if d.differ and (both := d.stated or d.implied):
            yield f'<circle cx="{x:.1f}" cy="{y((both.low + both.high) / 2):.1f}" r="17" fill="none" stroke="{_BAD}" stroke-width="1.5"/>'


class _Scale:
    """A number to a height: the lowest at `bottom`, the highest at `top`; all at one height in the middle."""

    def __init__(self, values: Iterable[float], bottom: float, top: float) -> None:
        found = list(values)
        self.low, self.high, self.bottom, self.top = min(found), max(found), bottom, top

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.bottom + self.top) / 2
        return self.bottom + (value - self.low) / (self.high - self.low) * (self.top - self.bottom)


def _text(x: float, y: float, said: str, size: int, color: str, anchor: str = "start", weight: int = 400) -> str:
    heavy = f' font-weight="{weight}"' if weight != 400 else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{color}" text-anchor="{anchor}"{heavy}>{escape(said)}</text>'
    )


def _png(svg: str) -> bytes:
    try:
        import resvg_py  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise UsageError(
            "PNG needs resvg-py; install it with pip install 'jqreport[chart]', or write .svg or .html",
            "PNG 需要 resvg-py；请运行 pip install 'jqreport[chart]'，或改写 .svg、.html",
        ) from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=2))
