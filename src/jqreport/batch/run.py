"""One run over the files of a command: in this process or by workers, in order of input, with what is said at the end."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING

from jqreport import formats
from jqreport.batch.find import Found
from jqreport.batch.work import Answer, Job, Streamed, Task, as_error, pieces, read
from jqreport.batch.writer import FAILURES, ROWS, Piece, Writer
from jqreport.errors import InputError, JqreportError, UsageError
from jqreport.formats.safe import defused
from jqreport.messages import notices, word
from jqreport.model import Report, Warning
from jqreport.output import say, target

if TYPE_CHECKING:
    from jqreport.batch.journal import Entry, Journal

_FEW = 8  # so many named files are read in this process: workers would take longer to start
_SAID = 20  # files whose errors or warnings are said one by one


def run(
    found: Found,
    job: Job,
    *,
    out: str | None = None,
    jobs: int | None = None,
    resume: bool = False,
    lang: str = "en",
    encoding: str | None = None,
) -> int:
    """Write the figures of the files found and return the exit code: 0, or 2 where a file failed.

    The bytes written are the same whatever `jobs`. A file that fails alone is an error; one among several is a row (jsonl,
    parquet) or a line of OUT.errors.csv (csv), and a line on standard error. `encoding` is that of a terminal.
    """
    out = None if out == "-" else out
    _check(job, out, jobs, resume)
    few = len(found.files) <= _FEW and not found.folders
    this: _Run
    workers = resume or jobs is not None or (job.format in ROWS and not few)
    this = _Workers(found, job, lang, out, jobs, resume) if workers else _Here(found, job, lang, out)
    try:
        with target(out, found.files) as sink:
            sink.encoding = encoding
            with closing(this.output()) as output:
                for piece in output:
                    sink.write(piece)
        this.close(True)
    except _NothingGood:
        pass
    except KeyboardInterrupt:
        this.stopped()
        raise
    finally:
        this.close(False)
    return this.tell()


def _check(job: Job, out: str | None, jobs: int | None, resume: bool) -> None:
    if resume and out is None:
        raise UsageError(
            "--resume needs -o OUT: what is done is kept beside it", "--resume 须与 -o OUT 同用：已完成的记在它旁边"
        )
    option = "--resume" if resume else "--jobs"
    if (resume or jobs is not None) and job.format not in ROWS:
        raise UsageError(
            f"{option} does not go with -f {job.format}; use -f jsonl, -f csv or -f parquet",
            f"{option} 不能与 -f {job.format} 同用；请用 -f jsonl、-f csv 或 -f parquet",
        )


class _NothingGood(Exception):
    """Every file failed, and the format has no rows for failures: nothing is written, and what stood there stays."""


class _Run:
    """What both ways have in common: failures and warnings, counted and said."""

    def __init__(self, found: Found, job: Job, lang: str, out: str | None) -> None:
        self.files, self.left, self.job, self.lang, self.out = found.files, found.left, job, lang, out
        self.strict = len(found.files) == 1 and not found.folders  # one file: its error is the command's
        self.good = self.failed = self.warnings = 0
        self.errors: list[tuple[str, JqreportError]] = []  # all of them with csv, else those that are said
        self.warned: list[tuple[str, tuple[Warning, ...]]] = []
        self.codes: Counter[str] = Counter()

    def output(self) -> Generator[Piece, None, None]:
        """The pieces of the output, in order of input."""
        raise NotImplementedError

    def close(self, finished: bool) -> None:
        """Let go of what the run holds; `finished` once the output is in its place."""

    def stopped(self) -> None:
        """Say how to go on after Ctrl-C."""

    def fail(self, file: str, error: JqreportError) -> None:
        """Count a failure; raise it where it is not this file's among others (one file, a wrong option or rule)."""
        if self.strict or not isinstance(error, InputError):
            raise error
        self.failed += 1
        if self.job.format == "csv" or len(self.errors) < _SAID:
            self.errors.append((file, error))

    def succeed(self, file: str, warnings: tuple[Warning, ...]) -> None:
        """Count a document and its warnings."""
        self.good += 1
        if warnings:
            self.warnings += 1
            self.codes.update({w.code for w in warnings})
            if len(self.warned) < _SAID:
                self.warned.append((file, warnings))

    def end(self, writer: Writer) -> Iterator[Piece]:
        """What closes the output, and the failures of a csv beside it."""
        if self.out is not None and self.job.format == "csv" and not self.strict:
            self._list_errors(self.out)
        if not self.good and self.job.format not in FAILURES:
            raise _NothingGood
        yield from writer.end()

    def tell(self) -> int:
        """Say what the output does not, and return the exit code."""
        for _, error in self.errors[:_SAID]:
            _say(error.en, error.zh, self.lang)
        if self.failed > _SAID:
            more = self.failed - _SAID
            _say(f"and {more} more files failed; the output lists them", f"另有 {more} 个文件失败，输出中列出", self.lang)
        self._tell_warnings()
        if self.left:
            kinds = ", ".join(f"{ending} {count}" for ending, count in sorted(self.left.items()))
            total = sum(self.left.values())
            say(f"{total} files of other kinds were left out ({kinds})", f"略过其他类型的文件 {total} 个（{kinds}）", self.lang)
        if not self.failed:
            return 0
        counts = {"bad": self.failed, "n": len(self.files)}
        _say(word("failed", "en").format(**counts), word("failed", "zh").format(**counts), self.lang)
        return 2

    def _tell_warnings(self) -> None:
        if self.warnings > _SAID and self.job.format in ROWS:
            codes = ", ".join(f"{code} {count}" for code, count in sorted(self.codes.items()))
            say(f"{self.warnings} files have warnings ({codes})", f"{self.warnings} 个文件有警告（{codes}）", self.lang)
            return
        for file, warnings in self.warned:
            for en, zh in notices(file, warnings, self.job.format):
                say(en, zh, self.lang)

    def _list_errors(self, out: str) -> None:
        """Write the failures of a csv beside it, so that its columns stay what they are; without failures, the header alone."""
        name = (out[:-4] if out.lower().endswith(".csv") else out) + ".errors.csv"
        with target(name, self.files) as sink:
            sink.write("file,code,message\n")
            for file, error in self.errors:
                sink.write(
                    ",".join('"' + defused(cell).replace('"', '""') + '"' for cell in (file, error.code, error.en)) + "\n"
                )


class _Here(_Run):
    """One file or a few, one after the other in this process; a long report is written while it is made."""

    def output(self) -> Generator[Piece, None, None]:
        writer = Writer(self.job)
        if self.job.format not in ROWS:
            reports = (result for _, result in self._results() if isinstance(result, Report))
            yield from formats.render(formats.FORMATS[self.job.format], reports, self.job.options)
        else:
            for file, result in self._results():
                if isinstance(result, JqreportError):
                    yield from writer.failure(file, result)
                else:
                    yield from writer.report(pieces(self.job, result))
        yield from self.end(writer)

    def _results(self) -> Iterator[tuple[str, Report | Streamed | JqreportError]]:
        tests = self.job.tests()
        for index, file in enumerate(self.files):
            try:
                report = read(self.job, tests, Task(index, file))
            except Exception as error:
                if self.strict:
                    raise
                known = as_error(file, error, self.job.limits)
                self.fail(file, known)
                yield file, known
                continue
            self.succeed(file, report.warnings)
            yield file, report


class _Workers(_Run):
    """Many files by worker processes; results that are early wait on disk, and a journal keeps them for --resume."""

    def __init__(self, found: Found, job: Job, lang: str, out: str | None, jobs: int | None, resume: bool) -> None:
        super().__init__(found, job, lang, out)
        from jqreport.batch.pool import cores

        self.jobs, self.resume = min(jobs or cores(), len(found.files)), resume
        self.journal: Journal | None = None
        self.results: dict[int, Entry | Answer] = {}  # those whose turn has not come
        self.position = 0

    def output(self) -> Generator[Piece, None, None]:
        from jqreport.batch.pool import Pool
        from jqreport.batch.progress import progress

        writer, done = Writer(self.job), 0
        self.journal = self._journal()
        with progress(len(self.files), self.lang) as show:
            tasks = self._tasks(self.journal)
            first = next(tasks, None)
            answers = iter(()) if first is None else Pool(self.jobs, self.job).run(chain([first], tasks))
            for answer in chain(answers, [None]):
                if answer is not None:
                    self._take(answer)
                while self.position in self.results:
                    yield from self._written(writer, self.results.pop(self.position))
                    self.position += 1
                done = self.good + self.failed + len(self.results)
                show(done, self.failed)
        assert done == len(self.files), "a document has no answer"
        yield from self.end(writer)

    def close(self, finished: bool) -> None:
        """Keep the journal of a run that was stopped, and of every run with --resume."""
        if self.journal is not None:
            self.journal.close(remove=not self.journal.done or (finished and not self.resume))
            self.journal = None

    def stopped(self) -> None:
        if self.journal is not None and self.journal.done:
            n, total = len(self.journal.done), len(self.files)
            _say(
                f"stopped; {n} of {total} reports are kept, the same command with --resume goes on from there",
                f"已停止；{total} 份中已存 {n} 份，同一命令加 --resume 可继续",
                self.lang,
            )

    def _journal(self) -> Journal:
        from jqreport.batch.journal import Journal

        device = self.out is None or (os.path.exists(self.out) and not os.path.isfile(self.out))
        path = None if device else f"{self.out}.journal"
        journal = Journal(path, self.job, resume=self.resume)
        if journal.old:
            say(
                f"{path}: made by another version or with other options; all is done anew",
                f"{path}：由其他版本或其他选项生成，全部重做",
                self.lang,
            )
        return journal

    def _tasks(self, journal: Journal) -> Iterator[Task]:
        """The documents still to do; those in the journal are noted as done on the way."""
        from jqreport.batch.journal import digest, key

        for index, file in enumerate(self.files):
            data = sys.stdin.buffer.read() if file == "-" else None
            if self.resume and journal.done:
                entry = journal.done.get(key(file, digest(file, data)))
                if entry is not None:
                    self.results[index] = entry
                    continue
            yield Task(index, file, data)

    def _take(self, answer: Answer) -> None:
        """Keep an answer: rows on disk, but for those without a journal whose turn it is."""
        kept: Entry | Answer = answer
        if answer.error is None and self.journal is not None:
            now = answer.place == self.position
            if self.journal.path is not None or not now:
                entry = self.journal.put(answer)
                kept = answer if now else entry
        self.results[answer.place] = kept

    def _written(self, writer: Writer, result: Entry | Answer) -> Iterator[Piece]:
        file = self.files[self.position]
        if isinstance(result, Answer) and result.error is not None:
            self.fail(file, result.error)
            yield from writer.failure(file, result.error)
            return
        self.succeed(file, tuple(Warning(code, "") for code in result.codes))
        assert self.journal is not None
        yield from writer.report([result.payload if isinstance(result, Answer) else self.journal.get(result)])


def _say(en: str, zh: str, lang: str) -> None:
    say(word("error", "en") + en, word("error", "zh") + zh, lang)
