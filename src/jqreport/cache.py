"""What takes long to make and is always the same is kept from run to run: compiled patterns and parsed rule files.

The `regex` library compiles the built-in rules in 0.15 s; from what a pattern pickles to it is made again in 0.03 ms. The
file lies in the user's own cache folder (JQREPORT_CACHE names another, empty means none). An entry is found by the whole
text that it was made from, and the file's name holds every version that matters, so nothing kept can be out of date. It is
written whole or not at all, and read only where nobody but its user can have written it; without it all is made anew.
"""

from __future__ import annotations

import copyreg
import marshal
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast
from zlib import crc32

import regex

from jqreport import __version__
from jqreport.digest import sha256

_LARGEST = 16 * 2**20  # bytes of the file
_MOST = 1000  # entries, twice what the built-in rules need; where more come together, only those of this run are kept
_SUM = 4  # bytes before all others, which tell a file that is cut short or damaged
_FORM = "5"  # of the file: each entry is packed by itself, so that a run unpacks what it uses and no more
T = TypeVar("T")
_make: Callable[..., regex.Pattern[str]]
_reduce: Callable[[regex.Pattern[str]], tuple[Callable[..., regex.Pattern[str]], tuple[Any, ...]]]
_reduce = copyreg.dispatch_table[regex.Pattern]  # type: ignore[assignment]
_make = _reduce(regex.compile(""))[0]

# source and flags -> the other parts of a pattern; bytes and what has made it -> what was made of them; as marshal writes them
_Kept = dict[tuple[str, int] | tuple[bytes, str], bytes]
_kept: _Kept | None = None
_new: _Kept = {}


def compiled(source: str, flags: int = 0) -> regex.Pattern[str]:
    """The compiled pattern; regex.error where it is none."""
    kept = _all().get((source, flags))
    if kept is not None:
        with suppress(Exception):  # the library refuses what it has not written itself
            return _make(source, *marshal.loads(kept))
    pattern = regex.compile(source, flags)
    with suppress(ValueError):  # parts that are not plain data are not kept
        _new[source, flags] = marshal.dumps(_reduce(pattern)[1][1:])  # the first is the source
    return pattern


def made(source: bytes, make: Callable[[bytes], T], *code: str) -> T:
    """What `make` makes of the bytes, plain data; made anew when one of the module files `code`, which have all that makes it, is another."""
    try:
        key = source, " ".join(f"{file} {os.stat(file).st_mtime_ns}" for file in code)
    except OSError:  # no file, as in a frozen program: nothing says whether it is another
        return make(source)
    kept = _all().get(key)
    if kept is not None:
        return cast(T, marshal.loads(kept))
    found = make(source)
    _new[key] = marshal.dumps(found)  # type: ignore[arg-type]
    return found


def save() -> None:
    """Keep what this run has made; where that cannot be done, nothing happens."""
    if not _new:
        return
    kept = {**_all(), **_new} if len(_all()) + len(_new) <= _MOST else _new
    name = _file()
    if name is None:
        return
    other = f"{name}.{os.getpid()}"
    with suppress(OSError):
        body = marshal.dumps(kept)
        os.makedirs(os.path.dirname(name), 0o700, exist_ok=True)
        if not _own(os.stat(os.path.dirname(name), follow_symlinks=False)):
            return
        handle = os.open(other, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_sum(body) + body)
            os.replace(other, name)
        except OSError:
            os.unlink(other)
            raise
        _new.clear()


def _all() -> _Kept:
    global _kept
    if _kept is None:
        _kept = _read()
    return _kept


def _file() -> str | None:
    """Where the file is, None where there is to be none."""
    folder = os.environ.get("JQREPORT_CACHE")
    if folder is None:
        base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/.cache")
        folder = os.path.join(base, "jqreport") if os.path.isabs(base) else ""
    if not folder:
        return None
    made_by = (_FORM, __version__, regex.__version__, sys.version, sys.platform, sys.byteorder, str(sys.maxsize))
    return os.path.join(folder, f"kept-{sha256(' '.join(made_by).encode()).hexdigest()[:16]}")


def _sum(body: bytes | memoryview) -> bytes:
    return crc32(body).to_bytes(_SUM, "big")


def _own(found: os.stat_result) -> bool:
    """True where nobody but this user can have written; a system without users' ids has a folder of each user's own."""
    return not hasattr(os, "geteuid") or (found.st_uid == os.geteuid() and not found.st_mode & 0o022)


def _read() -> _Kept:
    name = _file()
    if name is None:
        return {}
    with suppress(OSError, ValueError, EOFError, TypeError):
        if not _own(os.stat(os.path.dirname(name), follow_symlinks=False)):
            return {}
        handle = os.open(name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(handle)
            if not _own(found) or not stat.S_ISREG(found.st_mode):
                return {}
            data = file.read(_LARGEST)
        body = memoryview(data)[_SUM:]
        if _sum(body) == data[:_SUM]:
            kept = marshal.loads(body)
            return kept if isinstance(kept, dict) else {}
    return {}
