"""One reader per kind of input: bytes -> lines as printed. The kind is told by content, never by the file's name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, cast

from jqreport.errors import InputError
from jqreport.model import Document


class Reader(NamedTuple):
    """A kind of input: `sniff` looks at the bytes, `function` of `module` turns (data, name, encoding) into a Document."""

    name: str
    sniff: Callable[[bytes], bool]
    module: str
    function: str


#: Asked in order; the last takes whatever is left. A module is imported when its kind is met.
READERS: tuple[Reader, ...] = (
    Reader("pdf", lambda data: b"%PDF-" in data[:1024], "jqreport.read.isolate", "read_pdf"),
    Reader("text", lambda data: True, "jqreport.read.text", "read_text"),
)


def read(path: str | Path, *, data: bytes | None = None, encoding: str | None = None) -> Document:
    """Read a report from a file, from standard input ("-") or from `data`; `Document.file` is the name as given.

    InputError where it cannot be opened or read, UsageError where `encoding` is unknown.
    """
    name = str(path)
    if data is None:
        data = _load(name)
    reader = next(r for r in READERS if r.sniff(data))
    function = getattr(import_module(reader.module), reader.function)
    return cast(Document, function(data, name, encoding))


def _load(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except FileNotFoundError:
        raise InputError(f"{name}: no such file; check the path", f"{name}：没有这个文件，请检查路径", code="missing") from None
    except IsADirectoryError:
        en, zh = f"{name}: is a folder; name the files in it", f"{name}：是文件夹，请给出其中的文件"
        raise InputError(en, zh, code="folder") from None
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise InputError(f"{name}: {why}", f"{name}：无法读取（{why}）", code="unreadable") from None
