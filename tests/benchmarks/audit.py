"""The audit page in Chromium: time to interactive and time of a filter, for reports of 300, 1,000 and 5,000 figures.

    python -m tests.benchmarks.audit [--json OUT]

The report is made of the samples, repeated. Each page is opened five times by one browser, the median counts; a filter is timed
from the key press to the next painted frame. It prints; it is no test. Aims: 1,000 figures, interactive under 1 s, filter under
100 ms.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from jqreport import extract
from jqreport.audit import found, page, sheets
from tests import browser

SAMPLES = Path(__file__).parents[2] / "samples"
_FILTER = """
const done = arguments[0], query = document.querySelector('#query'), took = [];
const words = ['税', '税收', '', '产业', '亿元', '', '没有这个', ''];
function next() {
  if (!words.length) return done(took);
  query.value = words.shift();
  const begun = performance.now();
  query.dispatchEvent(new Event('input'));
  requestAnimationFrame(() => { const channel = new MessageChannel();
    channel.port1.onmessage = () => { took.push(performance.now() - begun); next(); }; channel.port2.postMessage(0); });
}
requestAnimationFrame(next);
"""
_SELECT = """
const done = arguments[0], took = []; let left = 20;
function next() {
  if (!left--) return done(took);
  const begun = performance.now();
  select(rows[(left * 37) % rows.length].key);
  requestAnimationFrame(() => { const channel = new MessageChannel();
    channel.port1.onmessage = () => { took.push(performance.now() - begun); next(); }; channel.port2.postMessage(0); });
}
requestAnimationFrame(next);
"""


def report(figures: int) -> str:
    """A text of at least so many figures; the names of places differ, so that no paragraph is a repeat."""
    parts = [(SAMPLES / name).read_text("utf-8") for name in ("yunxi-2024.txt", "beiyuan-communique-2024.txt")]
    marks = "甲乙丙丁戊己庚辛壬癸"
    text, n, i = "", 0, 0
    while n < figures:
        part = parts[i % 2].replace("，", f"{marks[i // 10 % 10]}{marks[i % 10]}，")
        n += len(extract("r.txt", data=part.encode()).figures)
        text, i = text + part, i + 1
    return text


def measure(driver: Any, path: Path) -> dict[str, float]:
    """Milliseconds, medians of five loads; the slowest of eight filters."""
    ready, filters, selects = [], [], []
    for _ in range(5):
        driver.get(path.as_uri())
        timing = driver.execute_script(
            "const t = performance.getEntriesByType('navigation')[0]; return t.domContentLoadedEventEnd"
        )
        driver.set_script_timeout(60)
        ready.append(timing)
        filters.append(max(driver.execute_async_script(_FILTER)))
        selects.append(max(driver.execute_async_script(_SELECT)))
    return {
        "interactive_ms": round(statistics.median(ready), 1),
        "filter_ms": round(statistics.median(filters), 1),
        "select_ms": round(statistics.median(selects), 1),
    }


def main() -> None:
    """Measure and print."""
    why = browser.missing()
    if why:
        sys.exit(why)
    rows = []
    with tempfile.TemporaryDirectory() as name, browser.chromium(Path(name)) as driver:
        for wanted in (300, 1_000, 5_000):
            made = extract("r.txt", data=report(wanted).encode())
            begun = time.perf_counter()
            html = page.render(made, found.Found(), sheets.Sheets(), "zh")
            rendered = (time.perf_counter() - begun) * 1000
            path = Path(name) / f"{wanted}.html"
            path.write_text(html, "utf-8")
            row = {"figures": len(made.figures), "page_kb": path.stat().st_size // 1024, "made_ms": round(rendered, 1)}
            rows.append({**row, **measure(driver, path)})
            print("  ".join(f"{k} {v}" for k, v in rows[-1].items()), flush=True)
    if "--json" in sys.argv:
        Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(rows, indent=1), "utf-8")


if __name__ == "__main__":
    main()
