"""The audit page in a real Chromium: marks counted, clicked through, filtered, judged, saved, printed; nothing leaves it."""

from __future__ import annotations

import base64
import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jqreport import extract
from jqreport.audit import found, page, sheets
from jqreport.cli import main
from jqreport.model import Report
from tests import browser, hostile
from tests.shared import shared

pytestmark = pytest.mark.skipif(browser.missing() is not None, reason=str(browser.missing()))

SAMPLES = Path(__file__).parents[1] / "samples"
GOLD = ("jinqiao-2023h1.txt", "national-communique-2024.txt", "qingyuan-2013.txt")
NAMES = [*sorted(p.name for p in SAMPLES.glob("*.txt")), *GOLD]


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with browser.chromium(tmp_path_factory.mktemp("chromium")) as started:
        started.folder = Path(str(started.capabilities["chrome"]["userDataDir"])).parent
        yield started


def load(driver: Any, path: Path, width: int = 1360, height: int = 850) -> None:
    browser.size(driver, width, height)
    driver.get(path.as_uri())
    driver.execute_script("localStorage.clear()")
    driver.get_log("browser")
    browser.requests(driver)
    driver.get(path.as_uri())
    assert driver.execute_script("return document.body.dataset.ready") == ""


def made(driver: Any, folder: Path, report: Report, lang: str = "zh", findings: found.Found | None = None) -> Path:
    path = folder / "audit.html"
    path.write_text(page.render(report, findings or found.Found(), sheets.Sheets(), lang), "utf-8")
    load(driver, path)
    return path


def count(driver: Any, selector: str) -> int:
    return int(driver.execute_script("return document.querySelectorAll(arguments[0]).length", selector))


def text(driver: Any, selector: str) -> str:
    return str(driver.execute_script("return document.querySelector(arguments[0]).textContent", selector))


def key(driver: Any, keys: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(driver).send_keys(keys).perform()


def click(driver: Any, selector: str) -> None:
    driver.execute_script("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector)
    driver.find_element("css selector", selector).click()


def quiet(driver: Any, path: Path) -> None:
    """No word on the console, and nothing asked for but the page itself."""
    assert [e for e in driver.get_log("browser") if e["level"] in ("SEVERE", "WARNING")] == []
    assert set(browser.requests(driver)) <= {path.as_uri()}


def named(name: str) -> Path:
    return SAMPLES / name if (SAMPLES / name).exists() else shared(f"reports/{name}")


@pytest.mark.parametrize("name", NAMES)
def test_marks_are_the_extract(driver: Any, tmp_path: Path, name: str) -> None:
    report = extract(named(name))
    path = made(driver, tmp_path, report)
    marks = driver.execute_script("return [...document.querySelectorAll('[data-figure]')].map((m) => m.dataset.figure)")
    assert sorted(marks) == sorted(f.id for f in report.figures)
    roles = driver.execute_script("return [...document.querySelectorAll('[data-context]')].map((m) => m.dataset.context)")
    assert sorted(roles) == sorted(c.role for c in report.context)
    assert count(driver, "#figures tbody tr") == len(report.figures)
    assert count(driver, "[data-lost]") == report.coverage.unaccounted
    # every digit of the text stands in a mark
    bare = driver.execute_script(
        "const walk = document.createTreeWalker(document.querySelector('#text'), 4); const out = [];"
        "while (walk.nextNode()) if (/[0-9]/.test(walk.currentNode.data) && !walk.currentNode.parentElement.closest('mark, .p'))"
        " out.push(walk.currentNode.data); return out"
    )
    assert bare == [] or report.coverage.unaccounted
    quiet(driver, path)


def test_each_figure_is_reached(driver: Any, tmp_path: Path) -> None:
    """Click every 7th row: its mark lights up in view and its record opens; click every 7th mark: its row and record."""
    report = extract(SAMPLES / "yunxi-2024.txt")
    path = made(driver, tmp_path, report)
    for i, figure in enumerate(report.figures[::7]):
        row, mark = f"[data-row='{figure.id}']", f"[data-figure='{figure.id}']"
        click(driver, f"{row} .c-name" if i % 2 else mark)
        assert driver.execute_script("return now.key") == figure.id
        assert figure.name in text(driver, "#record h2")
        assert figure.id in text(driver, "#record")
        assert figure.rule in text(driver, "#record")
        seen = driver.execute_script(
            "const a = document.querySelector(arguments[0]).getBoundingClientRect(), b = text.getBoundingClientRect();"
            "return document.querySelector(arguments[0]).classList.contains('now') && a.top >= b.top - 1 && a.bottom <= b.bottom + 1",
            mark,
        )
        assert seen, figure
        assert driver.execute_script("return document.querySelector(arguments[0]).classList.contains('now')", row)
    quiet(driver, path)


def test_figures_of_one_place_take_turns(driver: Any, tmp_path: Path) -> None:
    plain = extract(SAMPLES / "linchuan-2023h1.txt")
    first, *rest = plain.figures
    report = plain._replace(figures=(first, first._replace(id="F-twin", name="其二"), *rest))
    made(driver, tmp_path, report)
    places: dict[tuple[int, int], list[str]] = {}
    for f in report.figures:
        places.setdefault((f.source.start, f.source.end), []).append(f.id)
    twins = [ids for ids in places.values() if len(ids) > 1]
    assert twins
    for ids in twins:
        inner = f"[data-figure='{ids[-1]}']"
        seen = []
        for _ in ids:
            click(driver, inner)
            seen.append(driver.execute_script("return now.key"))
        assert sorted(seen) == sorted(ids)


def test_filter_sort_and_search(driver: Any, tmp_path: Path) -> None:
    report = extract(SAMPLES / "yunxi-2024.txt")
    path = made(driver, tmp_path, report)
    shown = "#figures tbody tr:not([hidden])"
    click(driver, "[data-chip='actual']")
    assert count(driver, shown) == sum(f.status != "actual" for f in report.figures)
    click(driver, "[data-chip='actual']")
    query = driver.find_element("id", "query")
    query.send_keys("税收")
    wanted = {f.id for f in report.figures if "税收" in " ".join((f.name, f.sentence, *f.section))}
    rows = driver.execute_script("return [...document.querySelectorAll(arguments[0])].map((r) => r.dataset.row)", shown)
    assert wanted <= set(rows) < {f.id for f in report.figures}
    assert text(driver, "#count") == f"{len(rows)} / {len(report.figures)}"
    query.clear()
    query.send_keys(" ")
    driver.execute_script("document.querySelector('#section').value = '1'; filter()")
    sections = list(dict.fromkeys(f.section for f in report.figures))
    assert count(driver, shown) == sum(f.section == sections[1] for f in report.figures)
    driver.execute_script("document.querySelector('#section').value = ''; filter()")
    click(driver, "[data-sort='value']")
    order = driver.execute_script("return [...document.querySelectorAll('#figures tbody tr')].map((r) => r.dataset.order)")
    values = [float(v) for v in order if v]
    assert values == sorted(values)
    assert all(order[: len(values)])
    click(driver, "[data-sort='place']")
    first = driver.execute_script("return document.querySelector('#figures tbody tr').dataset.row")
    assert first == report.figures[0].id
    click(driver, "[data-show='contexts']")
    assert count(driver, "#contexts tbody tr:not([hidden])") == len(report.context)
    quiet(driver, path)


def test_keyboard_review_and_downloads(driver: Any, tmp_path: Path) -> None:
    report = extract(SAMPLES / "yunxi-2024.txt")
    path = made(driver, tmp_path, report)
    key(driver, "j")
    assert driver.execute_script("return now.key") == report.figures[0].id
    key(driver, "jjk")
    assert driver.execute_script("return now.key") == report.figures[1].id
    key(driver, "\ue015")  # arrow down
    assert driver.execute_script("return now.key") == report.figures[2].id
    key(driver, "r")
    driver.find_element("css selector", "#record .remark").send_keys('核对无误，"年鉴"')
    key(driver, "\ue00c")  # escape leaves the field
    key(driver, "j")
    key(driver, "w")
    key(driver, "121.5")
    driver.find_element("css selector", "#record .remark").send_keys("=1+1")
    key(driver, "\ue00c")
    assert text(driver, "#reviewed") == "已审 2，有误 1"
    driver.get(path.as_uri())  # kept in this browser
    assert text(driver, "#reviewed") == "已审 2，有误 1"
    folder = driver.folder / "downloads"
    for button, name in (("save-csv", "yunxi-2024-review.csv"), ("save-json", "yunxi-2024-review.json")):
        (folder / name).unlink(missing_ok=True)
        driver.find_element("id", button).click()
        until = time.monotonic() + 10
        while not (folder / name).exists() and time.monotonic() < until:
            time.sleep(0.05)
    quiet(driver, path)
    right, wrong = report.figures[2], report.figures[3]
    with open(folder / "yunxi-2024-review.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["id"], r["review"], r["remark"], r["reason"]) for r in rows] == [
        (right.id, "right", '核对无误，"年鉴"', ""),
        (wrong.id, "wrong", "'=1+1", ""),
    ]
    assert (rows[0]["value"], rows[1]["value"]) == (right.digits, "121.5")
    assert [r["change"] for r in rows] == [f.changes[0].digits for f in (right, wrong)]
    data = json.loads((folder / "yunxi-2024-review.json").read_text("utf-8"))
    assert [f["id"] for f in data["figures"]] == [right.id, wrong.id]
    assert data["source"]["sha256"] == report.document.sha256
    for name in ("yunxi-2024-review.csv", "yunxi-2024-review.json"):
        expected(folder / name, tmp_path)


def expected(path: Path, folder: Path) -> None:
    """`verify --expect` reads the review: the corrected figure fails, the other one passes."""
    out = folder / f"{path.suffix[1:]}-findings.json"
    report = str(SAMPLES / "yunxi-2024.txt")
    assert main(["verify", report, "--expect", str(path), "-f", "json", "-o", str(out)]) == 1
    read = json.loads(out.read_text("utf-8"))
    assert read["summary"] == {"pass": 1, "fail": 1, "review": 0, "not_checkable": 0}
    assert "121.5" in read["findings"][0]["expected"]


def test_all_figures_survive_the_download(driver: Any, tmp_path: Path) -> None:
    """Judge every figure right: the CSV has what -f csv has, cell for cell, and the JSON what -f jsonl has."""
    report = extract(SAMPLES / "linchuan-2023h1.txt")
    made(driver, tmp_path, report)
    driver.execute_script("rows.forEach((row) => reviews.set(row.key, {verdict: 'right', remark: '', should: ''}))")
    rows = list(csv.DictReader(driver.execute_script("return reviewCsv()").splitlines()))
    out = tmp_path / "own.csv"
    assert main(["extract", str(SAMPLES / "linchuan-2023h1.txt"), "-o", str(out)]) == 0
    with open(out, encoding="utf-8", newline="") as file:
        own = list(csv.DictReader(file))
    shared_columns = [c for c in rows[0] if c in own[0] and c not in ("text",)]
    assert [[r[c] for c in shared_columns] for r in rows] == [[r[c] for c in shared_columns] for r in own]
    figures = json.loads(driver.execute_script("return reviewJson()"), parse_float=str)["figures"]
    lines = tmp_path / "own.jsonl"
    assert main(["extract", str(SAMPLES / "linchuan-2023h1.txt"), "-o", str(lines)]) == 0
    plain = [json.loads(line, parse_float=str) for line in lines.read_text("utf-8").splitlines()]
    added = {"review": "right", "remark": ""}
    assert figures == [{**f, **added} for f in plain]


def test_findings_stand_at_their_places(driver: Any, tmp_path: Path) -> None:
    report = extract(SAMPLES / "yunxi-2024.txt")
    one = report.figures[4]
    items = [
        {"rule": "sum", "verdict": "fail", "message": "合计<b>不符", "figures": [one.id], "expected": "100", "actual": "99.9"},
        {
            "rule": "missing",
            "verdict": "review",
            "message": "缺",
            "figures": [],
            "source": {"line": 9},
            "file": "yunxi-2024.txt",
        },
        {"rule": "other", "verdict": "note", "message": "他", "figures": ["F-none"], "file": "b.txt"},
    ]
    path = tmp_path / "findings.json"
    path.write_text(json.dumps({"schema": "jqreport-findings/1", "findings": items}), "utf-8")
    page_path = made(driver, tmp_path, report, "zh", found.load([str(path)], report))
    click(driver, "[data-show='findings']")
    assert count(driver, "#findings .card") == 2
    click(driver, "#findings .card.fail")
    assert driver.execute_script("return now.key") == one.id
    assert "合计<b>不符" in text(driver, "#record")
    assert count(driver, "mark.flag.fail") == 1
    driver.execute_script("document.querySelector('#state').value = 'flag'; filter()")
    assert count(driver, "#figures tbody tr:not([hidden])") == 1
    click(driver, "#findings .card.review")
    assert driver.execute_script("return document.querySelector('#l9').classList.contains('now')")
    quiet(driver, page_path)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_phone(driver: Any, tmp_path: Path, lang: str) -> None:
    report = extract(SAMPLES / "linchuan-2023h1.txt")
    path = tmp_path / "audit.html"
    path.write_text(page.render(report, found.Found(), sheets.Sheets(), lang), "utf-8")
    load(driver, path, 390, 800)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= 390
    click(driver, "#figures tbody tr:nth-child(5) td")
    assert driver.execute_script("return document.body.dataset.view") == "report"
    box = driver.execute_script(
        "const b = document.querySelector('mark.now').getBoundingClientRect(); return [b.top, b.bottom]"
    )
    sheet = driver.execute_script("return document.querySelector('#record').getBoundingClientRect().top")
    assert 0 < box[0] < box[1] <= sheet, "the mark is not hidden by its record"
    quiet(driver, path)


def test_print(driver: Any, tmp_path: Path) -> None:
    """Printed, the page holds the whole text and the whole table."""
    pdfium = pytest.importorskip("pypdfium2")
    report = extract(SAMPLES / "linchuan-2023h1.txt")
    made(driver, tmp_path, report)
    data = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
    document = pdfium.PdfDocument(data)
    printed = "".join(p.get_textpage().get_text_range() for p in document)
    squeezed = "".join(printed.split())
    last = report.figures[-1]
    assert len(document) > 3
    assert "".join(last.source.text.split()) in squeezed
    assert squeezed.count("2023") >= report.document.text.count("2023")


def test_pdf_pages(driver: Any, tmp_path: Path) -> None:
    source = shared("reports/pdf/jinqiao-libreoffice.pdf")
    out = tmp_path / "audit.html"
    assert main(["audit", str(source), "-o", str(out), "--lang", "zh"]) == 0
    report = extract(source)
    load(driver, out, 1600, 900)
    assert count(driver, ".sheet img") == report.document.pages
    boxed = driver.execute_script("return [...new Set([...document.querySelectorAll('[data-box]')].map((r) => r.dataset.box))]")
    assert sorted(boxed) == sorted(f.id for f in report.figures)
    assert count(driver, "[data-figure]") == len(report.figures)
    loaded = driver.execute_async_script(
        "Promise.all([...document.images].map((i) => i.decode().then(() => i.naturalWidth > 0))).then(arguments[0])"
    )
    assert all(loaded)
    key = report.figures[20].id
    driver.execute_script("select(arguments[0])", key)
    assert count(driver, f"rect.now[data-box='{key}']") >= 1
    click(driver, ".switch [data-pane='text']")
    assert not driver.find_element("id", "pages").is_displayed()
    quiet(driver, out)


def test_hostile_report_is_text(driver: Any, tmp_path: Path) -> None:
    raw = hostile.text()
    report = extract("<img src=x onerror=alert(1)>.txt", data=raw.encode("utf-8"), encoding="utf-8")
    path = made(driver, tmp_path, report, "en")
    title = driver.title
    assert "owned" not in title.split("：")[0] or "<script>" in title
    assert count(driver, "img, iframe, svg, object, embed, b.evil, script:not([id]):not(:last-of-type)") == 0
    assert count(driver, "#text script, #text b, #text i, #figures b, #text svg") == 0
    assert count(driver, "[data-figure]") == len(report.figures) > 1000
    body = text(driver, "body")
    for acting in ("\u202e", "\u2066", "\x1b", "\x07", "\x85"):
        assert acting not in body
    for i in range(0, 60, 4):
        driver.execute_script("select(rows[arguments[0]].key)", i)
    record = text(driver, "#record")
    assert "\x1b" not in record
    assert "\u202e" not in record
    handlers = driver.execute_script(
        "return [...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => a.name.startsWith('on'))).length"
    )
    assert handlers == 0
    driver.execute_script("rows.forEach((row) => reviews.set(row.key, {verdict: 'right', remark: '', should: ''}))")
    for row in csv.reader(driver.execute_script("return reviewCsv()").splitlines()):
        assert not any(cell[:1] in ("=", "@", "\t") for cell in row)
    quiet(driver, path)
