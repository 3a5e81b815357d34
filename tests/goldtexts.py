"""The gold texts: which stretch of which report each label file of tests/gold speaks of, and how it scores.

The labels were made by reading, by people who did not look at the tool's output, with a second reader over every row. Texts
of the set "tuned" were looked at while rules were written, those of the set "unseen" only scored. Offsets in a label file
count in the stretch, which is cut here from ../shared; no sentence of it is kept in the project.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

from jqreport import extract
from jqreport.formats import FORMATS, Options, render
from tests.shared import ROOT, shared

HERE = Path(__file__).parent / "gold"
GIVEN = ("jinqiao-2023h1", "qingyuan-2013", "national-communique-2024")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def texts() -> dict[str, dict[str, Any]]:
    """Name of each gold text -> {source, set, lines}; the three that came with the project have no lines: they are whole."""
    found: dict[str, dict[str, Any]] = {n: {"source": f"{n}.txt", "set": "tuned", "lines": []} for n in GIVEN}
    found.update(tomllib.loads((HERE / "stretches.toml").read_text("utf-8")))
    return found


def tool(name: str) -> ModuleType:
    """A script of ../shared/gold as a module."""
    path = shared(f"gold/{name}.py")
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules.get(name)
    if module is None:
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return module


def _paragraphs(path: Path) -> str:
    """The plain text of a DOCX, a line a paragraph."""
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    return "".join("".join(t.text or "" for t in p.iter(_W + "t")) + "\n" for p in root.iter(_W + "p"))


@cache
def stretch(name: str) -> str:
    """The text that the labels of `name` speak of."""
    spec = texts()[name]
    path = shared(f"reports/{spec['source']}")
    text = _paragraphs(path) if path.suffix == ".docx" else tool("candidates").read(str(path))
    lines = text.splitlines(keepends=True)
    return "".join("".join(lines[a - 1 : b]) for a, b in spec["lines"]) if spec["lines"] else str(text)


def labels(name: str) -> Path:
    """The label file of a gold text."""
    return (ROOT / "gold" if name in GIVEN else HERE) / f"{name}.jsonl"


def score(name: str, folder: Path) -> tuple[dict[str, Any], list[str]]:
    """The scores of a gold text and its misses, by ../shared/gold/score.py as it stands."""
    report = folder / f"{name}.txt"
    report.write_bytes(stretch(name).encode("utf-8"))
    result = extract(report)
    prediction = folder / f"{name}.json"
    prediction.write_text("".join(render(FORMATS["json"], [result], Options(context=True))), "utf-8")
    json.loads(prediction.read_text("utf-8"))
    scored, misses = tool("score").score(str(report), str(labels(name)), str(prediction))
    return scored, misses
