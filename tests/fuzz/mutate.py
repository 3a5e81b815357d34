"""Seeded mutations of a report in each kind of file; the same seed gives the same bytes on every machine."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from tests.fuzz.seeds import ENDINGS, seeds, texts

#: Pieces that mean something to some stage.
PIECES = (
    *("1", "0", "00", "1,", "1,000", "1,0000", "1.", "1.2.3", ".5", "-1", "−1", "－１", "１２", "１，２３４．５", "+1", "1-2", "1—2", "1～2"),
    *("1至2", "5%—6%", "2到3个", "9" * 30, "9" * 300, "0." + "0" * 50 + "1", "1e9", "1/3", "1:2:3", "1∶2", "10³", "m²", "1×2"),
    *("亿元", "万人次", "个百分点", "%", "‰", "％", "成五", "倍", "番", "位", "吨标准煤", "元/平方米", "米㎡", "克每立方米", "哩"),
    *("三分之一", "百分之", "百分之五", "零分之零", "三分之零", "两", "几", "半", "数十", "上百", "十几", "一千二百", "二〇二三", "万亿"),
    *("增长", "同比增长", "下降", "比上年", "比2019年", "翻", "提高到", "从1到", "由15%提高至20%", "其中：", "分别为", "均为", "占", "居全省第"),
    *("超过", "不低于", "近", "以上", "左右", "余", "多", "达", "完成", "力争", "目标", "预计", "年均", "环比", "较年初", "净增"),
    *("2023年", "1-6月份", "13月45日", "99999年", "0年0月0日", "2023年2月30日", "截至", "上半年", "“十四五”", "第3季度"),
    *("第一部分", "一、", "（一）", "1．", "①", "[1]", "^[1]", "〔3〕", "【4】", "— 3 —", "- 1 -", "3/15", "注：", "附件1", "目录"),
    *("。", "，", "；", "：", "、", "（", "）", "(", ")", "“", "”", "《", "》", "——", "……", "？", "!", "?", "??", "\\n", "\\r\\n", "&nbsp;"),
    *("\n", "\r", "\r\n", "\r\r\n", "\n\n", "\f", "\v", "\t", " ", "　", "\xa0", "\u200b", "\ufeff", "\u2028", "\u2029", "\x85", "\xad"),
    *("\u202e", "\u2066", "\u200f", "\x1b[31m", "\x07", "\x00", "\x7f", "\ufffd", "\U000e0041", "\U0001f600", "1️⃣", "⽉", "ａ", "A", "GB/T 1"),
    *("=1+1", "@SUM(1)", "::error::x", "<script>", "</td>", "&#x30;", "]]>", "http://a.b/1?c=2", "0312-1234567", "a@b.c", "3G", "1+1+3"),
)  # fmt: skip


def mutant(kind: str, seed: int, number: int) -> tuple[str, bytes]:
    """Name and bytes of mutant `number` of a run with this seed."""
    random = Random(f"{seed}/{kind}/{number}")
    data = random.choice(seeds(kind))
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        data = _OF[kind](random, data) or b" "
    return f"{kind}-{seed}-{number}{ENDINGS[kind]}", data[: 2**20]


# ---- text ------------------------------------------------------------------------------------------------------------


def _cut(random: Random, size: int, most: int = 200) -> tuple[int, int]:
    a = random.randrange(size + 1)
    return a, min(size, a + random.randrange(min(most, size + 1) + 1))


def words(random: Random, text: str) -> str:
    """One change to a text that a person might have typed."""
    a, b = _cut(random, len(text), random.choice((3, 20, 200)))
    how = random.randrange(9)
    if how == 0:  # something put in
        return text[:a] + "".join(random.choice(PIECES) for _ in range(random.choice((1, 1, 2, 4)))) + text[a:]
    if how == 1:  # something in the place of something
        return text[:a] + random.choice(PIECES) + text[b:]
    if how == 2:  # something left out
        return text[:a] + text[b:]
    if how == 3:  # something again, elsewhere
        at = random.randrange(len(text) + 1)
        return text[:at] + text[a:b] + text[at:]
    if how == 4:  # the same over and over
        piece = random.choice((random.choice(PIECES), text[a : min(b, a + 20)])) or "1"
        return text[:a] + piece * random.choice((2, 10, 100, 600 // len(piece) + 1)) + text[a:]
    if how == 5:  # numbers
        return re.sub(
            r"\d+", lambda m: random.choice((m[0], m[0], random.choice(PIECES[:29]), str(random.randrange(10**6)))), text
        )
    if how == 6:  # line ends
        new = random.choice(("\n", "\r", "\r\n", "\r\r\n", "\n\n", "\f", "", " ", "\u2028"))
        return text.replace("\n", new) if random.random() < 0.5 else text[:a] + text[a:b].replace("\n", new) + text[b:]
    if how == 7:  # a stretch of another report
        other = random.choice(texts())
        c, d = _cut(random, len(other), 300)
        return text[:a] + other[c:d] + text[b:]
    width = random.choice((1, 2, 3, 7, 20, 40))  # wrapped anew
    return "\n".join(text[i : i + width] for i in range(0, min(len(text), 4000), width))


def raw(random: Random, data: bytes) -> bytes:
    """One change to bytes, whatever they mean."""
    a, b = _cut(random, len(data), random.choice((2, 30, 500)))
    how = random.randrange(6)
    if how == 0:
        changed = bytearray(data)
        for _ in range(random.choice((1, 2, 8, 40))):
            changed[random.randrange(len(changed))] = random.randrange(256)
        return bytes(changed)
    if how == 1:
        return data[:a] + data[b:]
    if how == 2:
        return data[:b] + data[a:]
    if how == 3:
        return data[: random.randrange(len(data)) + 1]
    if how == 4:
        return data[:a] + random.randbytes(random.choice((1, 4, 30))) + data[a:]
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def _text(random: Random, data: bytes) -> bytes:
    if random.random() < 0.1:
        return raw(random, data)
    try:
        changed = words(random, data.decode("utf-8"))
    except UnicodeDecodeError:
        return raw(random, data)
    if random.random() < 0.06:
        encoding = random.choice(("gb18030", "utf-16", "utf-8-sig", "utf-16-le", "utf-16-be", "big5", "utf-32"))
        return changed.encode(encoding, "replace")
    return changed.encode("utf-8", "replace")


# ---- HTML ------------------------------------------------------------------------------------------------------------

_TAGS = (
    *("<table>", "</table>", "<tr>", "<td>", "</td>", "<td rowspan=99999 colspan=99999>", "<td colspan=-1>", "<th>", "<p>", "</p>", "<pre>"),
    *("<div>", "</div>", "<sup>", "</sup>", "<br>", "<h1>", "<li>", "<ol start=99>", "<span style='display:none'>", "<svg>", "<math>", "<!--"),
    *("-->", "<![CDATA[", "]]>", "<script>", "</script>", "<style>", "<template>", "<iframe src=http://a.b/>", "<img src=http://a.b/1.png>"),
    *("<base href=http://a.b/>", "<meta charset=utf-16>", "<meta charset=gb2312>", "<meta http-equiv=refresh content='0;url=http://a.b'>"),
    *("&nbsp;", "&#0;", "&#x110000;", "&#xD800;", "&lt;", "&unknown;", "&", "<", ">", '"', "</body>", "</html>", "<body>", "<noscript>", "\x00"),
)  # fmt: skip


def _html(random: Random, data: bytes) -> bytes:
    how = random.randrange(8)
    if how == 0:
        return raw(random, data)
    text = data.decode("utf-8", "replace")
    a, b = _cut(random, len(text), 60)
    if how < 3:
        text = text[:a] + "".join(random.choice(_TAGS) for _ in range(random.choice((1, 2, 5)))) + text[a:]
    elif how == 3:
        text = text[:a] + random.choice(_TAGS) * random.choice((10, 100, 1000)) + text[a:]
    elif how == 4:
        text = re.sub(r"</?\w+[^>]*>", lambda m: m[0] if random.random() < 0.8 else random.choice((*_TAGS, "")), text)
    elif how == 5:
        text = text[:a] + text[b:]
    else:
        text = words(random, text)
    return text.encode("utf-8", "replace")


# ---- DOCX ------------------------------------------------------------------------------------------------------------

_XML = (
    *("<w:p>", "</w:p>", "<w:r>", "<w:t>", "</w:t>", "<w:tbl>", "<w:tr>", "<w:tc>", "</w:tc>", "<w:br/>", "<w:tab/>", "<w:del>", "<w:ins>"),
    *('<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="99999"/>', '<w:gridSpan w:val="-1"/>', "<w:txbxContent>"),
    *('<w:footnoteReference w:id="7"/>', '<w:footnoteReference w:id="-9"/>', '<w:sym w:font="W" w:char="F0FE"/>', "<w:vanish/>"),
    *('<w:vertAlign w:val="superscript"/>', "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "<![CDATA[1]]>", "<?x?>", "<!--", "-->", "<w:sdt>"),
    *('<w:fldChar w:fldCharType="begin"/>', "<w:instrText>PAGE</w:instrText>", '<w:numPr><w:numId w:val="1"/></w:numPr>', "<m:oMath>"),
)  # fmt: skip


def _docx(random: Random, data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except Exception:  # an earlier change broke the zip
        return raw(random, data)
    how = random.randrange(10)
    if how < 2 or not parts:
        return raw(random, data)
    name = (
        random.choice(sorted(parts))
        if random.random() < 0.4
        else next((n for n in parts if "document.xml" in n), sorted(parts)[0])
    )
    text = parts[name].decode("utf-8", "replace")
    a, b = _cut(random, len(text), 60)
    if how < 5:
        texts_ = re.split(r"(?<=<w:t xml:space=\"preserve\">)|(?=</w:t>)", text)
        at = random.randrange(len(texts_))
        if not texts_[at].startswith("<"):
            texts_[at] = words(random, texts_[at]).replace("&", "").replace("<", "")
        text = "".join(texts_)
    elif how < 7:
        tags = [m.start() for m in re.finditer("<", text)] or [0]
        at = random.choice(tags)
        text = text[:at] + random.choice(_XML) * random.choice((1, 1, 1, 3, 150)) + text[at:]
    elif how == 7:
        text = re.sub(r"<[^>]*>", lambda m: m[0] if random.random() < 0.97 else random.choice((*_XML, "")), text)
    elif how == 8:
        text = text[:a] + text[b:]
    else:
        target = random.choice(
            ("../../etc/passwd", "http://a.b/c", "\\\\host\\share", "/word/document.xml", "file:///etc/passwd", "")
        )
        text = re.sub(
            r'(Target|Type|Id|w:id|w:val)="[^"]*"', lambda m: f'{m[1]}="{target}"' if random.random() < 0.3 else m[0], text
        )
        if random.random() < 0.3:
            parts[random.choice(("../../x", "/abs", "C:\\x", "word/../word/document.xml", "WORD/DOCUMENT.XML", "a\x00b"))] = (
                b"1"
            )
    parts[name] = text.encode("utf-8", "replace")
    return _packed(random, parts)


def _packed(random: Random, parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()


# ---- PDF -------------------------------------------------------------------------------------------------------------

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_TOKENS = (
    *(b"0", b"-1", b"99999999999", b"1e30", b"1 0 R", b"2 0 R", b"3 0 R", b"10 0 R", b"11 0 R", b"999 0 R", b"null", b"[]", b"<<>>", b"[[[["),
    *(b"/Name", b"(string", b"<FEFF", b"true", b"/Pages", b"/Page", b"/Type0", b"/Identity-H", b"/FlateDecode", b"/LZWDecode", b"/ASCIIHexDecode"),
    *(b"endobj", b"endstream", b"stream", b"%%EOF", b"xref", b"trailer", b"/Encrypt<</Filter/Standard/V 9>>", b"/Rotate 45", b"/UserUnit 1e9"),
    *(b"BT", b"ET", b"Tj", b"q", b"Q", b"1 0 0 1 0 0 cm", b"0 0 0 0 0 0 Tm", b"3 Tr", b"/F 0 Tf", b"/X Do", b"99 TL", b"re f", b"1e9 Tc"),
)  # fmt: skip


def _pdf(random: Random, data: bytes) -> bytes:
    how = random.randrange(8)
    if how < 2:
        return raw(random, data)
    if how < 5:  # a token outside or inside of streams as they are
        tokens = [m.span() for m in re.finditer(rb"[^\s/<>\[\]()]+|/[A-Za-z0-9]+", data[: 2**18])]
        if not tokens:
            return raw(random, data)
        a, b = random.choice(tokens)
        return data[:a] + random.choice(_TOKENS) + data[b if random.random() < 0.7 else a :]
    found = list(_STREAM.finditer(data))
    if not found:
        return raw(random, data)
    match = random.choice(found)
    try:
        inner = zlib.decompress(match[1])
    except zlib.error:
        return raw(random, data)
    lines = inner.split(b"\n")
    at = random.randrange(len(lines))
    if how == 5:
        lines[at] = raw(random, lines[at] or b" ")
    elif how == 6:
        lines[at:at] = [random.choice(_TOKENS)] * random.choice((1, 2, 50))
    else:
        lines[at] = re.sub(rb"<([0-9a-f]{8,})>", lambda m: b"<" + _glyphs(random, m[1]) + b">", lines[at])
    packed = zlib.compress(b"\n".join(lines))
    return data[: match.start(1)] + packed + data[match.end(1) :]


def _glyphs(random: Random, hexes: bytes) -> bytes:
    try:
        text = bytes.fromhex(hexes.decode()).decode("utf-16-be", "replace")
    except ValueError:
        return hexes
    return words(random, text)[:60].encode("utf-16-be", "replace").hex().encode()


_OF: dict[str, Callable[[Random, bytes], bytes]] = {"text": _text, "html": _html, "docx": _docx, "pdf": _pdf}
