"""What must hold whatever the bytes are: `hold` gives the broken promises as sentences."""

from __future__ import annotations

import json
import time
from functools import cache
from typing import Any, NamedTuple

from jqreport import selfcheck
from jqreport.errors import JqreportError
from jqreport.formats import FORMATS, Options, render
from jqreport.formats.schema import schema
from jqreport.model import Document, Report
from jqreport.pipeline import extract, extract_document
from jqreport.read import limits
from jqreport.read.kind import kind

LIMITS = limits.Limits(seconds=20.0)
START = 1.0  # seconds of processor time that any file may take
PER_CHARACTER = 200e-6  # and for each character of text read; a plain report takes 8e-6
PER_BYTE = 50e-6  # and for each byte of the file


class Outcome(NamedTuple):
    """How it ended ("report" or the code of the error), what was broken, how large it was, and how long it took."""

    end: str
    broken: list[str]
    figures: int = 0
    characters: int = 0
    seconds: float = 0.0


@cache
def _validator() -> Any:
    jsonschema = __import__("jsonschema")
    return jsonschema.Draft202012Validator(schema())


def allowed(data: bytes, characters: int) -> float:
    """The processor time, in seconds, that a file of these bytes and characters may take."""
    return START + PER_BYTE * len(data) + PER_CHARACTER * characters


def read_here(data: bytes, name: str) -> Document:
    """Read as `jqreport.read.read` does, but without a child process: for a process that can itself be stopped."""
    found = kind(data, name)
    if found == "pdf":
        from jqreport.read.pdf import read_pdf

        return read_pdf(data, name, limits=LIMITS)
    if found == "docx":
        from jqreport.read.docx import read_docx

        return read_docx(data, name, limits=LIMITS)
    if found == "html":
        from jqreport.read.html import read_html

        return read_html(data, name, limits=LIMITS)
    from jqreport.read.text import read_text

    return read_text(data, name)


def hold(data: bytes, name: str = "fuzz.txt", *, child: bool = False, twice: bool = True) -> Outcome:
    """Extract from the bytes and prove the promises; with `child`, reading runs in its own process, as for a user.

    Exceptions other than JqreportError come out as they are.
    """
    began = time.process_time()
    try:
        report = _extract(data, name, child)
    except JqreportError as error:
        broken = [f"the sentence of an error has lines: {s!r}" for s in (error.en, error.zh) if "\n" in s]
        return _timed(Outcome(error.code, broken), data, 0, time.process_time() - began)
    seconds = time.process_time() - began
    broken = selfcheck.check(report)
    written = _written(report)
    broken += [e.message for e in _validator().iter_errors(_sample(json.loads(written)))][:3]
    if twice and _written(_extract(data, name, child)) != written:
        broken.append("the same input gave other bytes the second time")
    characters = len(report.document.text)
    return _timed(Outcome("report", broken, len(report.figures)), data, characters, seconds)


def _extract(data: bytes, name: str, child: bool) -> Report:
    if child:
        return extract(name, data=data, limits=LIMITS)
    return extract_document(read_here(data, name))


def _sample(data: dict[str, Any]) -> dict[str, Any]:
    """The output with at most 40 figures and 40 numerals of context, taken evenly: validating takes longer than extracting."""
    return data | {key: data[key][:: len(data[key]) // 40 + 1] for key in ("figures", "context")}


def _written(report: Report) -> str:
    return "".join(render(FORMATS["json"], [report], Options(context=True)))


def _timed(outcome: Outcome, data: bytes, characters: int, seconds: float) -> Outcome:
    most = allowed(data, characters)
    slow = (
        [f"took {seconds:.1f} s for {len(data)} bytes, {characters} characters; {most:.1f} s allowed"] if seconds > most else []
    )
    return Outcome(outcome.end, outcome.broken + slow, outcome.figures, characters, seconds)
