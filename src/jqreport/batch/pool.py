"""Worker processes: one document at a time each; one that hangs or dies is replaced, and only its document fails.

The standard library's own pools cannot do this: there, one dead worker fails every waiting task, and a hung one cannot be
stopped. So these are its processes and pipes, without the pool. What workers send is JSON and bytes, never pickles: a worker
taken over by a malicious file cannot run code here.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from jqreport.batch.work import Answer, Job, Task, worker
from jqreport.errors import InputError, JqreportError, RuleError, UsageError
from jqreport.read.limits import over

_WARM = ["jqreport.batch.warm"]  # what the server that workers are forked from imports
_AHEAD = 2  # tasks a worker holds, so that it never waits for this process
_GRACE = 3.0  # seconds beyond the limit: a PDF's own child is stopped first, with its own sentence
_START = 120.0  # seconds a worker may take to load
_TRIES = 3  # workers in a row that may die before they are ready
_KINDS: dict[str, type[JqreportError]] = {k.__name__: k for k in (JqreportError, InputError, RuleError, UsageError)}


def cores() -> int:
    """The processor cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _context() -> Any:
    """Workers are forked from a server that has loaded the rules once; where there is none (Windows), each loads them itself."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_WARM)
        return context
    return multiprocessing.get_context("spawn")


class _Worker:
    """A process, the pipe to it, and the tasks it holds, the one it works on first."""

    def __init__(self, context: Any, job: Job) -> None:
        self.link, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, job), daemon=True)
        self.process.start()
        theirs.close()
        self.tasks: deque[Task] = deque()
        self.ready = False
        self.since = time.monotonic()

    def takes(self) -> bool:
        """True if another task may be sent: one with data only to a worker that is sure to be listening."""
        return len(self.tasks) < _AHEAD and not any(t.data is not None for t in self.tasks)

    def give(self, task: Task) -> None:
        """Send a task; a worker that is gone is noticed when its answer is fetched."""
        if not self.tasks and self.ready:
            self.since = time.monotonic()
        self.tasks.append(task)
        with suppress(OSError):
            self.link.send(task)

    def fetch(self) -> Answer | None:
        """The answer that is there, None if the worker has just become ready; EOFError or OSError where it is gone."""
        message = self.link.recv_bytes()
        self.since = time.monotonic()
        if not self.ready:
            self.ready = True
            return None
        return unpack(self.tasks.popleft(), message)

    def stop(self, gently: bool) -> None:
        """End the process: by closing its pipe, else by TERM (it stops its own child), in the end by KILL."""
        with suppress(OSError):
            self.link.close()
        if not gently:
            self.process.terminate()
        self.process.join(2.0 if gently else 1.0)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Pool:
    """`jobs` workers on the same Job."""

    def __init__(self, jobs: int, job: Job) -> None:
        self.jobs, self.job = jobs, job
        self.workers: list[_Worker] = []
        self.failures = 0
        self.context = _context()

    def run(self, tasks: Iterable[Task]) -> Iterator[Answer]:
        """Yield the answer to each task, in the order in which they come; tasks are taken as they are needed."""
        source, again = iter(tasks), deque[Task]()
        done = False
        try:
            self.workers = [_Worker(self.context, self.job) for _ in range(self.jobs)]
            while True:
                for held in range(_AHEAD):  # the first task to everyone before the second to anyone
                    for member in self.workers:
                        if len(member.tasks) == held and member.takes():
                            task = again.popleft() if again else next(source, None)
                            if task is None:
                                break
                            if task.data is not None and (held or not member.ready):
                                again.append(task)
                                continue
                            member.give(task)
                if not again and not any(w.tasks for w in self.workers):
                    done = True
                    return
                yield from self._answers(again)
        finally:
            for member in self.workers if not done else ():
                member.process.terminate()
            for member in self.workers:
                member.stop(done)

    def _answers(self, again: deque[Task]) -> Iterator[Answer]:
        """Wait for something to happen: answers, deaths, limits."""
        now = time.monotonic()
        listening = {w.link: w for w in self.workers if w.tasks or not w.ready}
        nearest = min((self._deadline(w) for w in listening.values()), default=now)
        for link in wait(list(listening), max(0.0, nearest - now)):
            member = listening[link]
            try:
                answer = member.fetch()
            except (EOFError, OSError):
                failed = self._replace(member, again)
                if failed is not None:
                    yield Answer(failed.place, failed.file, error=_crashed(failed.file, member.process.exitcode))
                continue
            self.failures = 0
            if answer is not None:
                yield answer
        now = time.monotonic()
        for member in [w for w in self.workers if (w.tasks or not w.ready) and self._deadline(w) <= now and not w.link.poll()]:
            member.process.kill()
            failed = self._replace(member, again)
            if failed is not None:
                yield Answer(failed.place, failed.file, error=over(failed.file, "seconds", self.job.limits))

    def _deadline(self, member: _Worker) -> float:
        return member.since + (self.job.limits.seconds + _GRACE if member.ready else _START)

    def _replace(self, member: _Worker, again: deque[Task]) -> Task | None:
        """Put a new worker in the place of one that is gone; return the task it failed on, its other tasks go to others."""
        member.stop(False)
        failed = member.tasks.popleft() if member.ready and member.tasks else None
        again.extend(member.tasks)
        member.tasks.clear()
        if not member.ready:
            self.failures += 1
            if self.failures >= _TRIES:
                raise InputError(
                    "the worker processes cannot start; try again with one file, without --jobs",
                    "工作进程无法启动；请去掉 --jobs，先用一个文件试",
                    code="workers",
                )
        self.workers[self.workers.index(member)] = _Worker(self.context, self.job)
        return failed


def _crashed(file: str, code: int | None) -> InputError:
    try:
        how = signal.Signals(-(code or 0)).name
    except ValueError:
        how = f"exit code {code}"
    return InputError(
        f"{file}: the worker process ended on this file ({how}); it may be damaged, or memory was short",
        f"{file}：处理该文件时工作进程中止（{how}），文件可能已损坏，或内存不足",
        code="crashed",
    )


def pack(answer: Answer) -> bytes:
    """An answer as one line of JSON and the payload."""
    e = answer.error
    error = None if e is None else [type(e).__name__, e.code, e.en, e.zh]
    head = {"sha256": answer.sha256, "figures": answer.figures, "codes": answer.codes, "error": error}
    return json.dumps(head).encode("ascii") + b"\n" + answer.payload


def unpack(task: Task, message: bytes) -> Answer:
    """The answer to `task`, from what `pack` made."""
    line, _, payload = message.partition(b"\n")
    head = json.loads(line)
    error = None
    if head["error"] is not None:
        kind, code, en, zh = head["error"]
        error = _KINDS.get(kind, InputError)(en, zh, code=code)
    return Answer(task.place, task.file, payload, head["sha256"], head["figures"], tuple(head["codes"]), error)


def serve(link: Connection, job: Job) -> None:
    """A worker's life: load, say so, answer one task after the other until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which ends its workers
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # unwinds, so that a PDF's child is stopped too
    with suppress(OSError):
        os.dup2(2, 1)  # libraries that print must not spoil the output
    work = worker(job)
    _limit(job.limits.memory)
    with suppress(EOFError, OSError):
        link.send_bytes(b"ready")
        while True:
            link.send_bytes(pack(work(link.recv())))


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:
        return
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard))  # soft: a PDF's child sets its own
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
