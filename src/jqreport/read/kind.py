"""What kind of file the bytes are: told by content, the name only settles what content leaves open."""

from __future__ import annotations

import io
import re

from jqreport.errors import InputError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (
    rb"(?is)\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,4000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|base|style|script)[\s>]"
)
_HTML_TAG = rb"(?i)<(?:html|body|p|div|table|br|span|h[1-6])[\s/>]"
_WORD_XML = rb"(?i)<\?mso-application\s+progid=\"Word|<w:wordDocument|<pkg:package"
_MAIL = rb"(?i)\s*(?:From:|MIME-Version:|Content-Type:\s*multipart)"
_SOFFICE = "soffice --headless --convert-to docx"
_TO_DOCX = f"convert it, e.g. {_SOFFICE} FILE", f"请先转换，例如 {_SOFFICE} 文件"
_TO_PDF = "save it as PDF, DOCX or text first", "请先另存为 PDF、DOCX 或文本"
_SHEET = "copy the report's text into a text file, or print it to PDF", "请把报告文字另存为文本，或打印成 PDF"
_UNPACK = "unpack it and give the report inside", "请先解压，再给出其中的报告"
_PICTURE = "put the page images into a PDF and read it with --ocr", "请把页面图片存为 PDF，再用 --ocr 读取"

# offset, bytes, what it is in English and in Chinese, what to do
_MAGIC: tuple[tuple[int, bytes, str, str, tuple[str, str]], ...] = (
    (0, b"{\\rtf", "an RTF document", "RTF 文档", _TO_DOCX),
    (0, b"\x89PNG", "a PNG image", "PNG 图片", _PICTURE),
    (0, b"\xff\xd8\xff", "a JPEG image", "JPEG 图片", _PICTURE),
    (0, b"GIF8", "a GIF image", "GIF 图片", _PICTURE),
    (0, b"II*\x00", "a TIFF image", "TIFF 图片", _PICTURE),
    (0, b"MM\x00*", "a TIFF image", "TIFF 图片", _PICTURE),
    (8, b"WEBP", "a WebP image", "WebP 图片", _PICTURE),
    (4, b"ftyphei", "a HEIC image", "HEIC 图片", _PICTURE),
    (4, b"ftypmif", "a HEIF image", "HEIF 图片", _PICTURE),
    (0, b"AT&TFORM", "a DjVu document", "DjVu 文档", _TO_PDF),
    (0, b"CAJ\x00", "a CAJ document of CNKI", "知网 CAJ 文档", _TO_PDF),
    (0, b"KDH", "a KDH document of CNKI", "知网 KDH 文档", _TO_PDF),
    (0, b"%!PS", "a PostScript file", "PostScript 文件", _TO_PDF),
    (0, b"\x1f\x8b", "a gzip archive", "gzip 压缩文件", _UNPACK),
    (0, b"BZh", "a bzip2 archive", "bzip2 压缩文件", _UNPACK),
    (0, b"\xfd7zXZ", "an xz archive", "xz 压缩文件", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive", "Zstandard 压缩文件", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", "7z 压缩文件", _UNPACK),
    (0, b"Rar!\x1a\x07", "a RAR archive", "RAR 压缩文件", _UNPACK),
    (257, b"ustar", "a tar archive", "tar 归档文件", _UNPACK),
    (0, b"SQLite format 3\x00", "an SQLite database", "SQLite 数据库", _SHEET),
    (0, b"\x7fELF", "a program", "程序文件", _TO_PDF),
)
# a member that tells a zip's kind; DOCX comes before
_MEMBERS: tuple[tuple[str, str, str, tuple[str, str]], ...] = (
    ("ofd.xml", "an OFD document", "OFD 版式文件", ("export it as PDF in the OFD reader", "请在 OFD 阅读器中导出为 PDF")),
    ("xl/", "an Excel workbook (xlsx)", "Excel 工作簿（xlsx）", _SHEET),
    ("ppt/", "a PowerPoint file (pptx)", "PowerPoint 演示文稿（pptx）", _TO_PDF),
    ("content.xml", "an OpenDocument file", "OpenDocument 文件", _TO_DOCX),
    ("meta-inf/container.xml", "an EPUB book", "EPUB 电子书", _TO_PDF),
)


def kind(data: bytes, name: str) -> str:
    """Return "text", "pdf", "docx" or "html".

    InputError with one sentence where it is some other kind of file: what it is and how to convert it.
    """
    head = data[:4096]
    body = next((data[len(mark) :] for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff") if data.startswith(mark)), data)
    if not body.strip(b" \t\r\n\f\x00"):
        raise InputError(
            f"{name}: the file is empty; give a report with text", f"{name}：文件是空的，请提供有文字的报告", code="empty"
        )
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(data, name)
    if head.startswith(_OLE[:4]):
        raise _ole(data, name)
    for offset, magic, en, zh, advice in _MAGIC:
        if head.startswith(magic, offset):
            raise _not_read(name, en, zh, advice)
    if head.startswith(b"BM") and b"\0" in data[:32]:
        raise _not_read(name, "a BMP image", "BMP 图片", _PICTURE)
    return _written(head, name)


def _written(head: bytes, name: str) -> str:
    """Text or HTML, by the first characters; UTF-16 is looked at as ASCII."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    head = head.removeprefix(b"\xef\xbb\xbf")
    marked_up = b"<" in head  # most texts are not, and need none of these patterns
    if marked_up and re.search(_WORD_XML, head):
        raise _not_read(name, "a Word document as one XML file", "Word XML 文档", _TO_DOCX)
    if b"multipart/related" in head and re.match(_MAIL, head):
        raise _not_read(name, "a web archive (MHT)", "网页归档（MHT）", ("save the page as HTML", "请把网页另存为 HTML"))
    if not marked_up:
        return "text"
    if re.match(_HTML, head):
        return "html"
    by_name = name.lower().endswith((".html", ".htm", ".shtml", ".xhtml", ".asp", ".aspx", ".jsp"))
    opens = re.match(rb"\s*<[a-zA-Z!]", head) is not None
    tags = len(re.findall(_HTML_TAG, head))
    if (by_name and tags) or (opens and tags >= 3):
        return "html"
    return "text"


def _zipped(data: bytes, name: str) -> str:
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = [m.lower().replace("\\", "/").lstrip("/") for m in package.namelist()]
    except Exception:  # the ways in which a zip's directory can be broken have no common base class
        if b"word/" in data:
            return "docx"  # whose reader says what is wrong with it
        raise InputError(
            f"{name}: is a damaged zip file (docx, xlsx or other); fetch it again or save it anew",
            f"{name}：是损坏的压缩文件（docx、xlsx 等），请重新下载或另存",
            code="damaged",
        ) from None
    if any(m.startswith("word/") for m in members):
        return "docx"
    for start, en, zh, advice in _MEMBERS:
        if any(m.startswith(start) for m in members):
            raise _not_read(name, en, zh, advice)
    raise _not_read(name, "a zip archive", "ZIP 压缩文件", _UNPACK)


def _ole(data: bytes, name: str) -> InputError:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        return InputError(
            f"{name}: is an encrypted Office document; open it with its password and save it without one",
            f"{name}：是加密的 Office 文档，请用密码打开后另存为无密码的文件",
            code="encrypted",
        )
    if name.lower().endswith((".wps", ".wpt")):
        return _not_read(name, "a WPS document (.wps)", "WPS 文档（.wps）", _TO_DOCX)
    if has("Workbook") or has("Book"):
        return _not_read(name, "an old Excel workbook (.xls)", "旧版 Excel 工作簿（.xls）", _SHEET)
    if has("PowerPoint Document"):
        return _not_read(name, "an old PowerPoint file (.ppt)", "旧版 PowerPoint 演示文稿（.ppt）", _TO_PDF)
    if has("WordDocument") or name.lower().endswith(".doc"):
        return _not_read(name, "an old Word document (.doc)", "旧版 Word 文档（.doc）", _TO_DOCX)
    return _not_read(name, "an old Office file (.doc, .wps, .xls)", "旧版 Office 文件（.doc、.wps、.xls）", _TO_DOCX)


def _not_read(name: str, en: str, zh: str, advice: tuple[str, str]) -> InputError:
    whole = f"{name}: is {en}, which is not read; {advice[0]}"
    return InputError(whole, f"{name}：是{zh}，不能直接读取；{advice[1]}", code="kind")
