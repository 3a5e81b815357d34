"""The work on one document: read, extract, render; what comes of it is an Answer, never an exception."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from jqreport import formats
from jqreport.errors import InputError, JqreportError
from jqreport.model import Report
from jqreport.output import encoded
from jqreport.read.limits import Limits, confined, over

if TYPE_CHECKING:
    from jqreport.formats.where import Test


class Job(NamedTuple):
    """What is asked of every document alike; goes to the workers."""

    format: str
    options: formats.Options
    where: tuple[str, ...] = ()
    encoding: str | None = None
    rules: tuple[str, ...] = ()
    limits: Limits = Limits()
    password: str | None = None
    ocr: bool = False
    self_check: bool | None = None  # None: numerals and quotes; True: what is written, too; False: nothing

    def tests(self) -> list[Test]:
        """The conditions of --where; UsageError where one is wrong."""
        if not self.where:
            return []
        from jqreport.formats.where import parse

        return [parse(term) for term in self.where]


class Task(NamedTuple):
    """One document: its place among the inputs, its name, and its bytes where they cannot be read by that name."""

    place: int
    file: str
    data: bytes | None = None


class Answer(NamedTuple):
    """What came of a document: what it adds to the output, or the error; `codes` are those of its warnings."""

    place: int
    file: str
    payload: bytes = b""
    sha256: str = ""
    figures: int = 0
    codes: tuple[str, ...] = ()
    error: JqreportError | None = None


def pieces(job: Job, report: Report) -> Iterator[str | bytes]:
    """What a report adds to the output, piece by piece; with csv the first piece is the header."""
    if job.format == "parquet":
        from jqreport import arrow

        yield from arrow.packed(report)
    else:
        yield from formats.render(formats.FORMATS[job.format], [report], job.options)


def read(job: Job, tests: list[Test], task: Task) -> Report:
    """Extract the figures of a document and keep those asked for; JqreportError as the pipeline raises it."""
    from jqreport.pipeline import extract
    from jqreport.selfcheck import proved

    if task.data is None and task.file != "-":
        _weigh(task.file, job.limits)
    reading: dict[str, Any] = {"encoding": job.encoding, "password": job.password, "ocr": job.ocr, "limits": job.limits}
    try:
        with confined(job.limits):
            report = extract(task.file, data=task.data, **reading)
            if job.self_check is not False:
                proved(report, full=bool(job.self_check))
    except MemoryError:
        raise over(task.file, "memory", job.limits) from None
    if not tests:
        return report
    from jqreport.formats.where import keep

    return keep(report, tests)


def answer(job: Job, tests: list[Test], task: Task) -> Answer:
    """Do the whole work on a document; a bug, too, is an error of this document alone."""
    try:
        report = read(job, tests, task)
        payload = b"".join(p if isinstance(p, bytes) else encoded(p) for p in pieces(job, report))
    except Exception as error:
        return Answer(task.place, task.file, error=as_error(task.file, error, job.limits))
    codes = tuple(sorted({w.code for w in report.warnings}))
    return Answer(task.place, task.file, payload, report.document.sha256, len(report.figures), codes)


def as_error(file: str, error: Exception, limits: Limits) -> JqreportError:
    """The error a user is told for any exception on a document."""
    if isinstance(error, JqreportError):
        return error
    if isinstance(error, MemoryError):
        return over(file, "memory", limits)
    what = f"{type(error).__name__}: {error}"
    return InputError(
        f"{file}: internal error: {what} (please report; extract it alone with --debug for the traceback)",
        f"{file}：内部错误：{what}（请反馈；单独提取它并加 --debug 可见调用栈）",
        code="internal",
    )


def worker(job: Job) -> Callable[[Task], Answer]:
    """The work with all that can be loaded beforehand loaded: own rules, conditions."""
    if job.rules:
        from jqreport.rules import use

        use(job.rules, job.limits.match)
    tests = job.tests()
    return lambda task: answer(job, tests, task)


def _weigh(file: str, limits: Limits) -> None:
    try:
        status = os.stat(file)
    except (OSError, ValueError):
        return  # reading it says what is wrong
    if stat.S_ISREG(status.st_mode) and status.st_size > limits.bytes:
        raise over(file, "bytes", limits)
