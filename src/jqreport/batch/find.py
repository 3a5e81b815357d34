"""The files a command means: those named, and the reports in folders that are named, in one order on every machine."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence

from jqreport.errors import InputError, UsageError

#: What is taken from a folder, by ending. Kinds that cannot be read stand here too: they must fail by name, not vanish.
ENDINGS = frozenset(
    (
        ".txt",
        ".text",
        ".md",
        ".pdf",
        ".docx",
        ".htm",
        ".html",
        ".xhtml",
        ".mht",
        ".mhtml",
        ".doc",
        ".wps",
        ".rtf",
        ".odt",
        ".ofd",
    )
)


class Found:
    """The files in order, whether a folder was among what was named, and how many files of folders were left, by ending."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.folders = False
        self.left: Counter[str] = Counter()


def find(named: Sequence[str], out: str | None = None) -> Found:
    """Return what `named` means; a file named is taken whatever its ending, a folder gives its reports in order of path.

    Hidden files and folders, links to folders and the output itself are no reports. InputError where a folder holds none or
    cannot be listed, UsageError where standard input is named twice.
    """
    if named.count("-") > 1:
        raise UsageError("- (standard input) can be named once only", "-（标准输入）只能写一次")
    found = Found()
    target = None if out in (None, "-") else os.path.realpath(str(out))
    for name in named:
        if name == "-" or not os.path.isdir(name):
            found.files.append(name)
            continue
        found.folders = True
        before = len(found.files)
        for path in _walk(name):
            ending = os.path.splitext(path)[1].lower()
            if ending not in ENDINGS:
                found.left[ending or "?"] += 1
            elif target is None or os.path.realpath(path) != target:
                found.files.append(path)
        if len(found.files) == before:
            raise InputError(
                f"{name}: there are no reports in this folder (.txt, .pdf, .docx, .html)",
                f"{name}：文件夹里没有报告（.txt、.pdf、.docx、.html）",
                code="folder",
            )
    return found


def _walk(folder: str) -> Iterator[str]:
    """Regular files below a folder, each folder's entries sorted by name; one level is in memory at a time."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda e: e.name)
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise InputError(f"{folder}: {why}", f"{folder}：无法读取（{why}）", code="unreadable") from None
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)
        elif entry.is_file():
            yield entry.path
