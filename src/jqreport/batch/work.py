"""The work on one document: read, extract, render; what comes of it is an Answer, never an exception."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, NamedTuple

from jqreport import formats
from jqreport.errors import InputError, JqreportError, UsageError
from jqreport.model import Document, Figure, Report, Rows, Warning
from jqreport.output import encoded
from jqreport.read.limits import Limits, confined, over

if TYPE_CHECKING:
    from jqreport.formats.where import Test

_LONG = 400_000  # characters of a report that is written while it is read; the longest of our collection has 120,000
_CHUNK = 2**20  # bytes


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


class Streamed(NamedTuple):
    """A long report that was written while it was read: its rows wait in a file without a name."""

    document: Document
    warnings: tuple[Warning, ...]
    kept: int
    rows: IO[bytes]


def pieces(job: Job, report: Report | Streamed) -> Iterator[str | bytes]:
    """What a report adds to the output, piece by piece; with csv the first piece is the header."""
    if isinstance(report, Streamed):
        with report.rows as rows:
            yield from iter(lambda: rows.read(_CHUNK), b"")
    elif job.format == "parquet":
        from jqreport import arrow

        yield from arrow.packed(report)
    else:
        yield from formats.render(formats.FORMATS[job.format], [report], job.options)


def read(job: Job, tests: list[Test], task: Task) -> Report | Streamed:
    """Extract the figures of a document and keep those asked for; JqreportError as the pipeline raises it.

    A long report in a format that streams is never held whole: its rows go to a temporary file as they are made, and from there
    to the output once all of it is proved.
    """
    from jqreport.pipeline import Options, extract_document
    from jqreport.pipeline import read as read_document
    from jqreport.selfcheck import proved

    if task.data is None and task.file != "-":
        _weigh(task.file, job.limits)
    options = Options(job.encoding, job.password, job.ocr, job.limits)
    try:
        with confined(job.limits):
            document = read_document(task.file, data=task.data, options=options)
            if formats.FORMATS[job.format].streams and len(document.text) > _LONG and not job.self_check:
                return _streamed(job, tests, document)
            report = extract_document(document, job.limits)
            if job.self_check is not False:
                proved(report, full=bool(job.self_check))
    except MemoryError:
        raise over(task.file, "memory", job.limits) from None
    if not tests:
        return report
    from jqreport.formats.where import keep

    return keep(report, tests)


def _streamed(job: Job, tests: list[Test], document: Document) -> Streamed:
    """Write the rows of a document part by part; UsageError where there is no room for them."""
    import tempfile

    from jqreport.formats.where import passing
    from jqreport.pipeline import parts
    from jqreport.selfcheck import proving

    header, found = parts(document, job.limits)
    if job.self_check is not False:
        found = proving(document, found)
    warnings: list[Warning] = []
    kept = 0

    def figures() -> Iterator[Figure]:
        nonlocal kept
        for part in found:
            warnings.extend(part.warnings)
            for figure in passing(part.figures, tests):
                kept += 1
                yield figure

    rows = formats.render(formats.FORMATS[job.format], [Rows(document, header, figures())], job.options)
    try:
        spool = tempfile.TemporaryFile()  # noqa: SIM115 - `pieces` reads and closes it
        for piece in rows:
            spool.write(encoded(piece))
        spool.seek(0)
    except OSError as error:
        folder, why = tempfile.tempdir or "TMPDIR", error.strerror or type(error).__name__  # None: no folder would do
        raise UsageError(
            f"{folder}: no temporary file can be written: {why}; make room, or name another folder in TMPDIR",
            f"{folder}：无法写入临时文件（{why}）；请腾出空间，或用 TMPDIR 指定其他文件夹",
            code="output",
        ) from None
    return Streamed(document, tuple(warnings), kept, spool)


def answer(job: Job, tests: list[Test], task: Task) -> Answer:
    """Do the whole work on a document; a bug, too, is an error of this document alone."""
    try:
        report = read(job, tests, task)
        payload = b"".join(p if isinstance(p, bytes) else encoded(p) for p in pieces(job, report))
    except Exception as error:
        return Answer(task.place, task.file, error=as_error(task.file, error, job.limits))
    codes = tuple(sorted({w.code for w in report.warnings}))
    count = report.kept if isinstance(report, Streamed) else len(report.figures)
    return Answer(task.place, task.file, payload, report.document.sha256, count, codes)


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
