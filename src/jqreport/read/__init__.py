"""One reader per kind of input: bytes -> lines as printed. The kind is told by content, never by the file's name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from jqreport.errors import InputError
from jqreport.model import Document
from jqreport.read.limits import Limits, over


class Options(NamedTuple):
    """How to read: `encoding` of a text or HTML file, `password` of a PDF, `ocr` for scanned pages, limits per document."""

    encoding: str | None = None
    password: str | None = None
    ocr: bool = False
    limits: Limits = Limits()


def read(
    path: str | Path, *, data: bytes | None = None, encoding: str | None = None, options: Options | None = None
) -> Document:
    """Read a report from a file, from standard input ("-") or from `data`; `Document.file` is the name as given.

    PDF, DOCX and HTML are read in a child process that can be stopped (about 0.1 s). InputError where the file cannot be
    opened or read or goes over a limit, UsageError where the encoding is unknown.
    """
    name, options = str(path), options or Options(encoding=encoding)
    if data is None:
        data = _load(name, options.limits)
    if len(data) > options.limits.bytes:
        raise over(name, "bytes", options.limits)
    document = READERS[_kind(data, name, options)](data, name, options)
    if len(document.text) > options.limits.characters:
        raise over(name, "characters", options.limits)
    return document


def _kind(data: bytes, name: str, options: Options) -> str:
    if options.encoding is not None and data[:5] != b"%PDF-" and data[:2] != b"PK":
        head = data[:4096].lower()
        return "html" if b"<html" in head or b"<!doctype html" in head else "text"
    from jqreport.read.kind import kind

    return kind(data, name)


def _text(data: bytes, name: str, options: Options) -> Document:
    from jqreport.read.text import read_text

    return read_text(data, name, options.encoding)


def _pdf(data: bytes, name: str, options: Options) -> Document:
    from jqreport.read.isolate import read_pdf

    return read_pdf(data, name, password=options.password, ocr=options.ocr, limits=options.limits)


def _docx(data: bytes, name: str, options: Options) -> Document:
    from jqreport.read.isolate import isolated

    document: Document = isolated("jqreport.read.docx:read_docx", data, name, limits=options.limits)
    return document


def _html(data: bytes, name: str, options: Options) -> Document:
    from jqreport.read.isolate import isolated

    document: Document = isolated("jqreport.read.html:read_html", data, name, limits=options.limits, encoding=options.encoding)
    return document


#: Kind of file -> its reader. A reader's libraries are imported when its kind is met.
READERS: dict[str, Callable[[bytes, str, Options], Document]] = {"text": _text, "pdf": _pdf, "docx": _docx, "html": _html}


def _load(name: str, limits: Limits) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(limits.bytes + 1)
        with open(name, "rb") as file:
            return file.read(limits.bytes + 1)
    except FileNotFoundError:
        raise InputError(f"{name}: no such file; check the path", f"{name}：没有这个文件，请检查路径", code="missing") from None
    except IsADirectoryError:
        en, zh = f"{name}: is a folder; name the files in it", f"{name}：是文件夹，请给出其中的文件"
        raise InputError(en, zh, code="folder") from None
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise InputError(f"{name}: {why}", f"{name}：无法读取（{why}）", code="unreadable") from None
