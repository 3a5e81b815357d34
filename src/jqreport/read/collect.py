"""Pad: what the DOCX and HTML readers write a report's text on; it keeps text, lines and marks in step."""

from __future__ import annotations

import re

from jqreport.digest import sha256
from jqreport.errors import InputError
from jqreport.model import Cell, Document, Line, Warning
from jqreport.read.limits import Limits, over

#: Characters that would end a line, and control characters: a blank stands for each, so that no offset moves.
_BLANKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_MARK = re.compile(r"[\[［〔【(（]\s*(?:注\s*)?\d{1,3}\s*[\]］〕】)）]|\d{1,3}|注\s*\d{0,3}|[①-⑳㉑-㊿*＊†‡]{1,3}")
_BRACKETS = " []［］〔〕【】()（）注"
_BRACKETED = re.compile(r"[\[［〔【①-⑳㉑-㊿*＊†‡注]")
#: After a power of ten or a Latin unit of length a raised digit is an exponent: 10³, km².
_POWER = re.compile(r"(?:(?<![\d.,])10|(?<![A-Za-z])(?:[kcdmhKC]?m|KM|CM|M|s))\Z")
_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")


class Pad:
    """Text is put on it piece by piece; `end` closes a line. Offsets count code points of the finished text."""

    def __init__(self, name: str, limits: Limits | None = None) -> None:
        self.name = name
        self.limits = limits or Limits()
        self.lines: list[Line] = []
        self.warnings: list[Warning] = []
        self.marks: list[tuple[int, int]] = []
        self._parts: list[str] = []
        self._start = 0
        self._at = 0
        self._tail = ""

    @property
    def empty(self) -> bool:
        """Whether nothing stands on the line that is being written."""
        return self._at == self._start

    @property
    def width(self) -> int:
        """How many characters stand on the line that is being written."""
        return self._at - self._start

    @property
    def tail(self) -> str:
        """The last characters of the line that is being written, 12 at most."""
        return self._tail

    def put(self, text: str, *, mark: bool = False) -> None:
        """Append to the line; `mark` says that this is a footnote mark."""
        if not text:
            return
        if self._at + len(text) > self.limits.characters:
            raise over(self.name, "characters", self.limits)
        text = _BLANKS.sub(" ", text)
        if mark:
            self.marks.append((self._at, self._at + len(text)))
        self._parts.append(text)
        self._at += len(text)
        self._tail = (self._tail + text)[-12:]

    def raise_(self, text: str) -> None:
        """Append a superscript: a footnote mark stays as printed and is marked, an exponent takes raised digits (m²)."""
        bare = text.strip()
        if _MARK.fullmatch(bare) and (_BRACKETED.match(bare) or not _POWER.search(self._tail)):
            self.put(text, mark=True)
        else:
            self.put(text.translate(_RAISED) if _POWER.search(self._tail) or not bare.isdigit() else text)

    def end(self, hint: str | None, cell: Cell | None = None) -> None:
        """Close the line; an empty one counts too."""
        self.lines.append(Line(len(self.lines) + 1, self._start, self._at, hint=hint, cell=cell))
        self._parts.append("\n")
        self._at += 1
        self._start = self._at
        self._tail = ""

    def warn(self, code: str, message: str) -> None:
        """Add a warning, once for each code and message."""
        warning = Warning(code, message)
        if warning not in self.warnings:
            self.warnings.append(warning)

    def _noted(self, text: str) -> tuple[Line, ...]:
        """The lines; a paragraph that begins with a mark which stands inside a line above is that mark's note."""
        if not self.marks:
            return tuple(self.lines)
        begins = dict(self.marks)
        firsts = {line.start for line in self.lines}
        called: dict[str, int] = {}
        for a, b in self.marks:
            if a not in firsts:
                called.setdefault(text[a:b].strip(_BRACKETS), a)
        return tuple(
            line._replace(hint="footnote")
            if line.hint == "paragraph"
            and (end := begins.get(line.start)) is not None
            and end < line.end
            and called.get(text[line.start : end].strip(_BRACKETS), line.start) < line.start
            else line
            for line in self.lines
        )

    def document(self, data: bytes, kind: str, encoding: str | None = None) -> Document:
        """The finished document."""
        if not self.empty:
            self.end("paragraph")
        text = "".join(self._parts)
        if not text.strip():
            raise InputError(
                f"{self.name}: there is no text in the file; if it holds pictures of pages, save them as PDF and use --ocr",
                f"{self.name}：文件中没有文字；若是页面图片，请存为 PDF 并用 --ocr",
                code="no-text",
            )
        return Document(
            file=self.name,
            text=text,
            lines=self._noted(text),
            format=kind,
            sha256=sha256(data).hexdigest(),
            encoding=encoding,
            marks=tuple(self.marks),
            warnings=tuple(self.warnings),
        )
