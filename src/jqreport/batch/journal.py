"""What is done, kept on disk as it is done: `OUT.journal`, from which an interrupted run goes on, or a nameless spool.

The first line says for which program and options it was made. Each record is one line of JSON and the payload, in the order
in which documents were done, with a check sum: after kill -9, whatever is not whole at the end is cut off and done again.
Failures are not kept, so they are tried again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import jqreport
from jqreport.batch.work import Answer, Job
from jqreport.errors import UsageError

_NAME = "jqreport-journal"


class Entry(NamedTuple):
    """Where a payload stands, and what else is known of its document."""

    start: int
    length: int
    figures: int
    codes: tuple[str, ...]


def key(file: str, sha256: str) -> bytes:
    """What a document is known by: its content, and its name, which the output repeats."""
    return hashlib.sha256(f"{sha256}\0{file}".encode("utf-8", "surrogatepass")).digest()


def digest(file: str, data: bytes | None = None) -> str:
    """The content hash of a file, or of `data`; of a file that cannot be read, that of nothing: it is in no journal."""
    if data is not None:
        return hashlib.sha256(data).hexdigest()
    try:
        with open(file, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


def fingerprint(job: Job) -> str:
    """A hash of all that the output depends on besides the documents: the program with its rules, and the options."""
    made = hashlib.sha256(repr((jqreport.__version__, job.format, job.options, job.where, job.encoding, job.ocr)).encode())
    package = Path(jqreport.__file__).parent
    for path in sorted(p for ending in ("py", "toml") for p in package.rglob(f"*.{ending}")):
        made.update(f"\0{path.relative_to(package)}\0".encode() + path.read_bytes())
    for rules in job.rules:
        made.update(b"\0" + Path(rules).read_bytes())
    return made.hexdigest()


class Journal:
    """Payloads on disk. With a path, one run at a time holds it, and `resume` keeps what an earlier run has left there.

    `old` is True where the file was made by another version or with other options and was begun anew.
    """

    def __init__(self, path: str | None, job: Job, *, resume: bool = False) -> None:
        self.path, self.old = path, False
        self.done: dict[bytes, Entry] = {}
        self.stream: BinaryIO
        if path is None:
            self.stream = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed by close()
            return
        try:
            self.stream = open(path, "r+b" if os.path.exists(path) else "x+b", buffering=0)  # noqa: SIM115
        except OSError as error:
            raise _failed(path, error) from None
        try:
            self._lock(path)
            head = {_NAME: 1, "settings": fingerprint(job), "pid": os.getpid()}
            before = self._head()
            if before is not None:
                _sweep(os.path.dirname(os.path.abspath(path)), before.get("pid"))
            same = before is not None and before["settings"] == head["settings"]
            self.old = resume and before is not None and not same
            if resume and same:
                self._load()
            else:
                self._write(0, _line(head), truncate=True)
        except BaseException:
            self.stream.close()
            raise

    def put(self, answer: Answer) -> Entry:
        """Add what came of a document; it is safe from anything but a power cut when this returns."""
        name = key(answer.file, answer.sha256)
        sums = {"key": name.hex(), "bytes": len(answer.payload), "crc": zlib.crc32(answer.payload)}
        line = _line(sums | {"figures": answer.figures, "codes": answer.codes})
        start = self._write(None, line + answer.payload) + len(line)
        entry = Entry(start, len(answer.payload), answer.figures, answer.codes)
        if self.path is not None:
            self.done[name] = entry
        return entry

    def get(self, entry: Entry) -> bytes:
        """The payload of an entry."""
        self.stream.seek(entry.start)
        return _exactly(self.stream, entry.length)

    def close(self, *, remove: bool = False) -> None:
        """Close the file, and remove it if it is of no more use."""
        if remove and self.path is not None:
            with suppress(OSError):
                os.unlink(self.path)
        self.stream.close()

    def _write(self, at: int | None, data: bytes, *, truncate: bool = False) -> int:
        try:
            start = self.stream.seek(0, os.SEEK_END) if at is None else self.stream.seek(at)
            if truncate:
                self.stream.truncate(start)
            view = memoryview(data)
            while view:
                view = view[self.stream.write(view) or 0 :]
        except OSError as error:
            raise _failed(self.path or "temporary file", error) from None
        return start

    def _head(self) -> dict[str, Any] | None:
        """The first line, None where the file is new; a file that is no journal is never written to."""
        self.stream.seek(0)
        first = self.stream.read(4096)
        if not first:
            return None
        head = _parsed(first.partition(b"\n")[0])
        if head is None or head.get(_NAME) != 1:
            raise UsageError(
                f"{self.path}: is no journal of jqreport; move it away or choose another -o",
                f"{self.path}：不是 jqreport 的日志，请移走它，或换一个 -o",
                code="output",
            )
        return head

    def _load(self) -> None:
        """Index the records and cut off what is not whole."""
        good = 0
        with open(self.stream.fileno(), "rb", closefd=False) as reader:
            reader.seek(0)
            good += len(reader.readline())
            while line := reader.readline():
                head = _parsed(line)
                if head is None or not line.endswith(b"\n"):
                    break
                payload = reader.read(int(head["bytes"]))
                if len(payload) != head["bytes"] or zlib.crc32(payload) != head["crc"]:
                    break
                entry = Entry(good + len(line), len(payload), head["figures"], tuple(head["codes"]))
                self.done[bytes.fromhex(head["key"])] = entry
                good += len(line) + len(payload)
        self.stream.truncate(good)

    def _lock(self, path: str) -> None:
        try:
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(self.stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                f"{path}: another jqreport is writing to this output; wait for it, or choose another -o",
                f"{path}：另一个 jqreport 正在写这一输出，请等它结束，或换一个 -o",
                code="output",
            ) from None


def _exactly(stream: BinaryIO, length: int) -> bytes:
    parts: list[bytes] = []
    while length and (part := stream.read(length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _line(head: dict[str, Any]) -> bytes:
    return json.dumps(head).encode("ascii") + b"\n"


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        head = json.loads(line)
    except ValueError:
        return None
    return head if isinstance(head, dict) else None


def _failed(path: str, error: OSError) -> UsageError:
    why = error.strerror or type(error).__name__
    return UsageError(f"{path}: cannot be written: {why}", f"{path}：无法写入（{why}）", code="output")


def _sweep(folder: str, pid: object) -> None:
    """Remove the half-written outputs of the run that left the journal, which is over: its lock is ours."""
    if pid == os.getpid():  # this run's own number, in a container
        return
    for path in Path(folder).glob(f".jqreport-{pid}-*.tmp"):
        with suppress(OSError):
            path.unlink()
