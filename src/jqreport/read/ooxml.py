"""The package around a DOCX: its parts out of the zip within limits, and their XML without entities or a DTD.

Nothing is written to disk and nothing is fetched: a part's name is only looked up in the zip's own list, so a name such as
../../x leads nowhere, and targets outside the file are ignored. expat of the standard library is used bare: a document type,
where every entity attack begins, is refused at its first character, and depth and number of elements are counted as
the parser goes, before a tree has grown.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from jqreport.errors import InputError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = {  # the namespaces of ISO 29500 Strict, read as the usual ones
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/officeDocument/math": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}


@dataclass(frozen=True, slots=True)
class PackageLimits:
    """What a DOCX may ask for: members, bytes of one unpacked part, its ratio to the packed bytes, XML size."""

    members: int = 5_000
    part_bytes: int = 128 * 2**20
    ratio: int = 250
    elements: int = 3_000_000
    depth: int = 200


class BrokenPart(Exception):
    """A part is missing or cannot be read; the caller knows whether the text is safe without it."""


class Package:
    """The parts of an office file. InputError where the zip itself cannot be read or a limit is hit."""

    def __init__(self, data: bytes, name: str, limits: PackageLimits) -> None:
        self.name = name
        self.limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, OverflowError, IndexError) as error:
            raise self.damaged(f"the zip cannot be opened ({error})", "压缩包打不开") from None
        if len(infos) > limits.members:
            raise self.over(f"more than {limits.members} parts", f"部件超过 {limits.members} 个")
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._twice: set[str] = set()
        for info in infos:
            key = info.filename.replace("\\", "/").lstrip("/").lower()
            if key in self._infos:
                self._twice.add(key)
            self._infos[key] = info

    def damaged(self, en: str, zh: str) -> InputError:
        """The error for a file that cannot be trusted."""
        return InputError(
            f"{self.name}: the DOCX file is damaged: {en}; open it in Word, WPS or LibreOffice and save it again",
            f"{self.name}：DOCX 文件损坏：{zh}；请用 Word、WPS 或 LibreOffice 打开后另存",
            code="damaged",
        )

    def over(self, en: str, zh: str) -> InputError:
        """The error for a limit that was hit."""
        whole = f"{self.name}: a limit on DOCX files was hit: {en}"
        return InputError(whole, f"{self.name}：超出 DOCX 限额：{zh}", code="limit")

    def part(self, path: str) -> bytes:
        """The bytes of a part; BrokenPart where it is missing or damaged."""
        info = self._infos.get(path.lower())
        if info is None:
            raise BrokenPart(f"{path} is missing")
        if path.lower() in self._twice:
            raise BrokenPart(f"{path} stands twice in the file")
        if info.flag_bits & 0x1:
            raise InputError(
                f"{self.name}: the zip is encrypted; save the report without a password",
                f"{self.name}：压缩包已加密，请另存为无密码的文件",
                code="encrypted",
            )
        most = min(self.limits.part_bytes, max(2**20, info.compress_size * self.limits.ratio))
        try:
            with self._zip.open(info) as stream:
                data = stream.read(most + 1)
        except (
            zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, MemoryError
        ) as error:  # fmt: skip
            raise BrokenPart(f"{path} cannot be unpacked ({error})") from None
        except Exception as error:  # lzma.LZMAError and whatever else a codec that Word never uses may raise
            raise BrokenPart(f"{path} cannot be unpacked ({type(error).__name__})") from None
        if len(data) > most:
            raise self.over(
                f"{path} unpacks to more than {most} bytes ({self.limits.ratio} times its packed size at most); "
                "raise --max-ratio if you trust the file",
                f"{path} 解压后超过 {most} 字节（至多为压缩大小的 {self.limits.ratio} 倍）；如信任该文件，可提高 --max-ratio",
            )
        return data

    def xml(self, path: str) -> Element:
        """The root element of a part; BrokenPart where it is missing or no XML, InputError for a DTD or a limit."""
        return self._parse(self.part(path), path)

    def _parse(self, data: bytes, path: str) -> Element:
        builder = TreeBuilder()
        depth = count = 0
        names: dict[str, str] = {}

        def name(raw: str) -> str:
            known = names.get(raw)
            if known is None:
                space, _, local = raw.rpartition(" ")
                known = names[raw] = f"{{{_STRICT.get(space, space)}}}{local}" if space else local
            return known

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth, count
            depth, count = depth + 1, count + 1
            if depth > self.limits.depth:
                raise self.over(f"{path}: elements nested deeper than {self.limits.depth}", f"{path} 嵌套过深")
            if count > self.limits.elements:
                raise self.over(f"{path}: more than {self.limits.elements} elements", f"{path} 元素过多")
            builder.start(name(tag), {name(k): v for k, v in attributes.items()})

        def end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            builder.end(name(tag))

        def doctype(*_: Any) -> None:
            raise InputError(
                f"{self.name}: {path} declares a document type (entities), which no DOCX needs; it is refused",
                f"{self.name}：{path} 含文档类型声明（实体），DOCX 无此需要，已拒绝",
                code="entities",
            )

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = builder.data
        parser.StartDoctypeDeclHandler = doctype
        parser.EntityDeclHandler = doctype
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, UnicodeError, LookupError, ValueError) as error:
            raise BrokenPart(f"{path} is no well-formed XML ({error})") from None
        return builder.close()

    def related(self, path: str) -> dict[str, str]:
        """The parts that a part refers to: last word of the relation's type -> path; outside targets are left out."""
        folder, base = posixpath.split(path)
        found: dict[str, str] = {}
        for relation in self.xml(posixpath.join(folder, "_rels", base + ".rels")).iter(_RELATIONS):
            if relation.get("TargetMode") == "External":
                continue
            kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
            joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found.setdefault(kind, posixpath.normpath(joined))
        return found


def value(node: Element | None, default: str = "") -> str:
    """The w:val of an element, `default` where the element or its value is missing."""
    return default if node is None else node.get(W + "val", default)


def on(node: Element | None) -> bool:
    """Whether a switch such as w:vanish is there and not off."""
    return node is not None and node.get(W + "val", "1") not in ("0", "false", "off")


def count(node: Element | None, default: int) -> int:
    """The w:val as a number from 0 to 1000."""
    text = value(node)
    return max(0, min(int(text), 1000)) if text.isascii() and text.isdigit() else default


def is_raised(properties: Element | None) -> bool | None:
    """Whether a run is set as a superscript, by w:vertAlign or raised and made small (LibreOffice); None: it does not say."""
    if properties is None:
        return None
    align, height = value(properties.find(W + "vertAlign")), value(properties.find(W + "position"))
    if not align and height.isascii() and height.isdigit() and int(height[:4]) >= 6 and properties.find(W + "sz") is not None:
        return True
    return align == "superscript" if align else None


def wrapped(node: Element) -> Element:
    """A parent for one element, so that it can be walked as a child."""
    parent = Element("wrapped")
    parent.append(node)
    return parent
