"""Where output goes: files written whole or not at all, standard output as UTF-8 bytes, words to standard error."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO, TypeVar

from jqreport.errors import UsageError

_T = TypeVar("_T")
STDOUT = "stdout"


class ReaderGone(Exception):
    """Who reads standard output has closed it (| head); nothing is wrong, and nothing more can be said."""


def encoded(text: str) -> bytes:
    """UTF-8; a lone surrogate, which UTF-8 has no form for, is U+FFFD."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text).encode("utf-8")


def _refuse(name: str, en: str, zh: str) -> UsageError:
    return UsageError(f"{name}: {en}", f"{name}：{zh}", code="output")


def _failed(name: str, error: OSError) -> UsageError:
    why = error.strerror or type(error).__name__
    if name == STDOUT:
        return _refuse(name, f"cannot be written: {why}", f"无法写入（{why}）")
    return _refuse(name, f"cannot be written: {why}; what stood there is untouched", f"无法写入（{why}），原有内容未动")


class Sink:
    """An open output that takes text or bytes; its errors are UsageError, or ReaderGone where nobody reads on."""

    def __init__(self, name: str, stream: BinaryIO, encoding: str | None = None) -> None:
        self.name, self.stream, self.encoding = name, stream, encoding

    @contextmanager
    def closing(self) -> Iterator[Sink]:
        """Close the stream at the end of the block; what is lost then is an error like any other."""
        try:
            yield self
        except BaseException:
            with suppress(OSError):
                self.stream.close()
            raise
        with self.guarded():
            self.stream.close()

    def write(self, data: str | bytes) -> None:
        """Write text in UTF-8 (for a terminal with another encoding in that one, with ? for what it lacks)."""
        if isinstance(data, str):
            data = data.encode(self.encoding, "replace") if self.encoding else encoded(data)
        with self.guarded():
            self.stream.write(data)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn errors of the system while writing into what a user is told."""
        try:
            yield
        except BrokenPipeError:
            raise ReaderGone from None
        except OSError as error:
            raise _failed(self.name, error) from None


@contextmanager
def target(path: str | None, inputs: Sequence[str] = ()) -> Iterator[Sink]:
    """Open standard output (None or "-") or a file that appears, whole, when the block ends without an exception.

    The file is made beside its target, synced, and moved over it; the permissions of an existing target are kept, and a link
    stays a link, to the new content. UsageError where the target is an input, a folder, or cannot be written.
    """
    if path is None or path == "-":
        with _stdout() as sink:
            yield sink
        return
    real = os.path.realpath(path)
    old = _checked(path, real, inputs)
    if old is not None and not stat.S_ISREG(old.st_mode):  # a device or a pipe: there is nothing to replace
        with Sink(path, _opened(path, lambda: open(real, "wb"))).closing() as sink:
            yield sink
        return
    name, handle = _opened(path, lambda: _beside(real))
    try:
        with Sink(path, os.fdopen(handle, "wb")).closing() as sink:
            yield sink
            with sink.guarded():
                sink.stream.flush()
                os.fsync(sink.stream.fileno())
        with sink.guarded():
            if old is not None:
                os.chmod(name, stat.S_IMODE(old.st_mode))
            os.replace(name, real)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(os.path.dirname(real))


def _opened(path: str, opener: Callable[[], _T]) -> _T:
    try:
        return opener()
    except OSError as error:
        raise _failed(path, error) from None


def _checked(path: str, real: str, inputs: Sequence[str]) -> os.stat_result | None:
    """The stat of an existing target, None where there is none; UsageError where it must not be written."""
    try:
        old = os.stat(real)
    except (FileNotFoundError, NotADirectoryError):
        if path.endswith(("/", os.sep)):
            raise _refuse(path, "is a folder; name a file in it", "是文件夹，请写出其中的文件名") from None
        if not os.path.isdir(os.path.dirname(real)):
            folder = os.path.dirname(path)
            raise _refuse(path, f"there is no folder {folder}; make it first", f"没有文件夹 {folder}，请先建立") from None
        return None
    except (OSError, ValueError) as error:
        raise _refuse(path, f"is no file name to write to ({error})", f"不是可写的文件名（{error}）") from None
    if stat.S_ISDIR(old.st_mode):
        raise _refuse(path, "is a folder; name a file in it", "是文件夹，请写出其中的文件名")
    for name in inputs:
        with suppress(OSError, ValueError):
            if os.path.samestat(old, os.fstat(sys.stdin.fileno()) if name == "-" else os.stat(name)):
                raise _refuse(path, "is the report itself; choose another name", "就是报告本身，请换一个文件名")
    if not os.access(real, os.W_OK):
        raise _refuse(path, "must not be written (permissions)", "没有写入权限")
    return old


def _beside(real: str) -> tuple[str, int]:
    """Make a new file in the folder of `real`, with the permissions of a new file; two processes never share one."""
    for i in range(1000):
        name = os.path.join(os.path.dirname(real), f".jqreport-{os.getpid()}-{i}.tmp")
        with suppress(FileExistsError):
            return name, os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
    raise FileExistsError(17, "too many leftover .jqreport-*.tmp files")


def _sync_folder(folder: str) -> None:
    with suppress(OSError):
        handle = os.open(folder or ".", os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _stdout() -> Iterator[Sink]:
    if sys.stdout is None:
        raise _refuse(STDOUT, "standard output is closed", "标准输出已关闭")
    sink = Sink(STDOUT, sys.stdout.buffer)
    try:
        yield sink
        with sink.guarded():
            sink.stream.flush()
    except (ReaderGone, UsageError):
        silence()
        raise


def silence() -> None:
    """Point standard output at nothing, so that what is left in its buffer cannot fail again at exit."""
    with suppress(OSError, ValueError, AttributeError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def say(en: str, zh: str, lang: str) -> None:
    """Write one line to standard error, in English where it cannot show Chinese; nothing in it acts on the terminal."""
    from jqreport.formats.safe import flat

    if sys.stderr is None:
        return
    text = flat(zh if lang == "zh" else en)
    encoding = sys.stderr.encoding or "utf-8"
    if lang == "zh":
        try:
            "错误：".encode(encoding)
        except (UnicodeEncodeError, LookupError):
            text = flat(en)
    with suppress(OSError, ValueError):
        sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        sys.stderr.flush()
