"""Text files: bytes -> Document, by strict decoding (UTF-8, UTF-16 with BOM, GB18030); newlines stay as they are."""

from __future__ import annotations

import codecs
import re
from typing import NoReturn

from jqreport.digest import sha256
from jqreport.errors import InputError, UsageError
from jqreport.model import Document, Warning
from jqreport.sourcemap import split_lines

_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
# only what is not UTF-8 asks for these, and compiling them takes 3 ms
_HAN = "[\u4e00-\u9fff]"
_COMMON = "[的一年和在了是不人大工作]"
_MAGIC = ((b"%PDF", "PDF"), (b"PK\x03\x04", "ZIP (docx, xlsx)"), (b"\xd0\xcf\x11\xe0", "OLE (doc, xls)"), (b"\x89PNG", "PNG"))


def read_text(data: bytes, name: str, encoding: str | None = None) -> Document:
    """Decode `data`; offsets count code points of the decoded text, a byte order mark is not part of it.

    InputError where it is empty, binary or in no known encoding; UsageError where `encoding` is not one.
    """
    if not data.strip(b"\xef\xbb\xbf \t\r\n\f\x00"):
        raise InputError(
            f"{name}: the file is empty; give a report with text", f"{name}：文件是空的，请提供有文字的报告", code="empty"
        )
    text, used = _forced(data, name, encoding) if encoding else _detected(data, name)
    text = text.removeprefix("\ufeff")
    _refuse_binary(text, used, name)
    return Document(
        file=name,
        text=text,
        lines=split_lines(text),
        format="text",
        sha256=sha256(data).hexdigest(),
        encoding=used,
        pages=text.count("\f") + 1 if "\f" in text else None,
        warnings=_doubts(text, used),
    )


def _detected(data: bytes, name: str) -> tuple[str, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not data.startswith(codecs.BOM_UTF32_LE):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            _fail(name, "UTF-16", error.start)
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind or b"\0" in data:
        _binary(name, 0 if kind else data.index(b"\0"), kind)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        place = error.start
    # Damaged UTF-8 often passes for GB18030, as nonsense: where nearly all of it is good UTF-8, say so instead.
    loose = data.decode("utf-8", "replace")
    if len(re.findall(_HAN, loose)) > 10 * loose.count("\ufffd"):
        _fail(name, "UTF-8", place)
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        other = error.start
    raise InputError(
        f"{name}: neither UTF-8 (byte {place}) nor GB18030 (byte {other}); convert it to UTF-8 or name it with --encoding",
        f"{name}：既不是 UTF-8（第 {place} 字节起）也不是 GB18030（第 {other} 字节起）；请转成 UTF-8 或用 --encoding 指明编码",
        code="encoding",
    )


def _forced(data: bytes, name: str, encoding: str) -> tuple[str, str]:
    try:
        codec = codecs.lookup(encoding)
        return data.decode(codec.name), codec.name
    except LookupError:
        raise UsageError(
            f"--encoding: {encoding} is no known text encoding; try utf-8, utf-16 or gb18030",
            f"--encoding：没有名为 {encoding} 的文字编码；可用 utf-8、utf-16 或 gb18030",
        ) from None
    except UnicodeError as error:
        _fail(name, encoding, getattr(error, "start", 0))


def _fail(name: str, encoding: str, place: int) -> NoReturn:
    raise InputError(
        f"{name}: byte {place} is not valid {encoding}; repair the file or name its encoding with --encoding",
        f"{name}：第 {place} 字节不合 {encoding} 编码；请修复文件，或用 --encoding 指明编码",
        code="encoding",
    ) from None


def _binary(name: str, place: int, kind: str | None = None) -> NoReturn:
    what = f"is a {kind} file" if kind else f"is binary (byte {place})"
    zh = f"是 {kind} 文件" if kind else f"第 {place} 字节起是二进制内容"
    raise InputError(
        f"{name}: {what}, not text; give its text instead", f"{name}：{zh}，不是文本；请改用其文字版", code="binary"
    )


def _refuse_binary(text: str, encoding: str, name: str) -> None:
    controls = [m.start() for m in _CONTROL.finditer(text)]
    nul = text.find("\0")
    if nul >= 0 or len(controls) * 200 > len(text):
        at = nul if nul >= 0 else controls[0]
        _binary(name, len(text[:at].encode(encoding, "replace")))


def _doubts(text: str, encoding: str) -> tuple[Warning, ...]:
    found: list[Warning] = []
    lost = text.find("\ufffd")
    if lost >= 0:
        line = next((x.number for x in split_lines(text) if x.end > lost), None)
        found.append(Warning("lost-characters", "the file holds U+FFFD where characters were lost before", line))
    if encoding == "gb18030" and (han := len(re.findall(_HAN, text))) > 200 and len(re.findall(_COMMON, text)) * 100 < han:
        found.append(Warning("encoding-doubtful", "read as GB18030, but the text does not look like Chinese; try --encoding"))
    return tuple(found)
