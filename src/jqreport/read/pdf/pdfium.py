"""The fast engine: characters, boxes and rulings by PDFium (pypdfium2)."""

from __future__ import annotations

import ctypes
import math
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from jqreport.read.pdf.page import Edge

_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5
_MOST_EDGES = 4_000
_DEEPEST = 4
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1, 0, 0, 1, 0, 0)


def _address(handle: Any) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _lean(function: Any, result: Any, *arguments: Any) -> Any:
    """The same PDFium function, called with plain addresses: half the cost of ctypes' checked pointers."""
    return ctypes.CFUNCTYPE(result, *arguments)(_address(function))


_ptr, _int = ctypes.c_void_p, ctypes.c_int
_char_box = _lean(raw.FPDFText_GetLooseCharBox, _int, _ptr, _int, _ptr)
_object = _lean(raw.FPDFPage_GetObject, _ptr, _ptr, _int)
_kind = _lean(raw.FPDFPageObj_GetType, _int, _ptr)
_font_size = _lean(raw.FPDFText_GetFontSize, ctypes.c_double, _ptr, _int)
_font_matrix = _lean(raw.FPDFText_GetMatrix, _int, _ptr, _int, _ptr)
_segments = _lean(raw.FPDFPath_CountSegments, _int, _ptr)
_segment = _lean(raw.FPDFPath_GetPathSegment, _ptr, _ptr, _int)
_point = _lean(raw.FPDFPathSegment_GetPoint, _int, _ptr, _ptr, _ptr)
_segment_kind = _lean(raw.FPDFPathSegment_GetType, _int, _ptr)
_closes = _lean(raw.FPDFPathSegment_GetClose, _int, _ptr)
_item_matrix = _lean(raw.FPDFPageObj_GetMatrix, _int, _ptr, _ptr)
_form_count = _lean(raw.FPDFFormObj_CountObjects, _int, _ptr)
_form_object = _lean(raw.FPDFFormObj_GetObject, _ptr, _ptr, ctypes.c_ulong)
_LINETO, _MOVETO = raw.FPDF_SEGMENT_LINETO, raw.FPDF_SEGMENT_MOVETO
_origin = _lean(raw.FPDFText_GetCharOrigin, _int, _ptr, _int, _ptr, _ptr)


class PdfiumPage:
    """A page read by PDFium; valid until `close`."""

    def __init__(self, document: pypdfium2.PdfDocument, index: int) -> None:
        self.number = index + 1
        self._page = document[index]
        self._textpage = self._page.get_textpage()
        self._handle = self._textpage.raw
        self._text_address, self._page_address = _address(self._handle), _address(self._page.raw)
        self._fonts: dict[int, tuple[float, float]] = {}
        self.width, self.height = self._page.get_size()
        crop = self._page.get_cropbox()
        self._turn = self._page.get_rotation() % 360
        self._crop = (float(crop[0]), float(crop[1]), float(crop[2]), float(crop[3]))
        self._characters()

    def _characters(self) -> None:
        count = raw.FPDFText_CountChars(self._handle)
        count = max(count, 0)
        buffer = (ctypes.c_ushort * (count + 1))()
        got = raw.FPDFText_GetText(self._handle, 0, count, buffer) if count else 1
        text = bytes(buffer)[: 2 * (got - 1)].decode("utf-16-le", "surrogatepass")
        rects = (raw.FS_RECTF * max(count, 1))()
        handle, place, size = self._text_address, ctypes.addressof(rects), ctypes.sizeof(raw.FS_RECTF)
        for i in range(count):
            _char_box(handle, i, place + i * size)
        flat: Any = memoryview(rects).cast("B").cast("f")  # left, top, right, bottom; y grows upwards
        left, up, right, down = (flat[k : 4 * count : 4].tolist() for k in range(4))
        self.lost = 0
        if len(text) == count and text.isprintable() is False and "\x00" in text:
            self.lost = text.count("\x00")
        self._index: list[int] | None = None
        if len(text) != count:  # beyond the BMP, or characters that PDFium has no Unicode for
            text = self._one_by_one(count)
            kept: list[int] = self._index or []
            left, up, right, down = ([side[i] for i in kept] for side in (left, up, right, down))
        self.text = text
        x, y, top = self._crop[0], self._crop[1], self._crop[3]
        if not self._turn:
            self.x0 = left if x == 0 else [v - x for v in left]
            self.x1 = right if x == 0 else [v - x for v in right]
            self.top = [top - v for v in up]
            self.bottom = [top - v for v in down]
        else:
            w, h = self._crop[2] - x, top - y
            sides = zip(left, down, right, up, strict=True)
            boxes = [_turned(self._turn, a - x, b - y, c - x, d - y, w, h) for a, b, c, d in sides]
            self.x0, self.top, self.x1, self.bottom = (
                [list(side) for side in zip(*boxes, strict=True)] if boxes else ([], [], [], [])
            )

    def _one_by_one(self, count: int) -> str:
        codes = [raw.FPDFText_GetUnicode(self._handle, i) for i in range(count)]
        out: list[str] = []
        index: list[int] = []
        high = 0
        for i, code in enumerate(codes):
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
            high = 0
            if code == 0:
                self.lost += 1
                continue
            out.append(chr(code))
            index.append(i)
        self._index = index
        return "".join(out)

    def font(self, index: int) -> tuple[float, float]:
        """Return the em size of character `index` and the y of its baseline from the top; a size of 0 means unknown."""
        if (known := self._fonts.get(index)) is None:
            known = self._fonts[index] = self._font(self._index[index] if self._index is not None else index)
        return known

    def _font(self, i: int) -> tuple[float, float]:
        matrix = (ctypes.c_float * 6)()
        point = (ctypes.c_double * 2)()
        place = ctypes.addressof(point)
        text = self._text_address
        if not _font_matrix(text, i, ctypes.addressof(matrix)) or not _origin(text, i, place, place + 8):
            return 0.0, 0.0
        a, b, c, d, _, _ = matrix
        x, y = point
        if self._turn:
            return _font_size(text, i) * math.hypot(c, d), self._shown(x, y, x, y)[1]
        if abs(b) > 0.1 * abs(a):  # slanted: the baseline is no horizontal
            return 0.0, 0.0
        return _font_size(text, i) * math.hypot(c, d), self._crop[3] - y

    def _shown(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Bring a box in page space (y up) to x0, top, x1, bottom of the page as shown."""
        left, low, right, high = self._crop
        return _turned(self._turn, x0 - left, y0 - low, x1 - left, y1 - low, right - left, high - low)

    def ink(self) -> bool:
        """Tell whether anything but text is drawn on the page."""
        page = self._page_address
        kinds = (_kind(_object(page, i)) for i in range(raw.FPDFPage_CountObjects(self._page.raw)))
        return any(kind in (_PATH, _IMAGE, _SHADING, _FORM) for kind in kinds)

    def pictured(self) -> bool:
        """Tell whether one picture covers half of the page or more."""
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        for i in range(raw.FPDFPage_CountObjects(self._page.raw)):
            item = raw.FPDFPage_GetObject(self._page.raw, i)
            if _kind(_address(item)) == _IMAGE and raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
                area = (right.value - left.value) * (top.value - bottom.value)
                if area >= 0.5 * self.width * self.height:
                    return True
        return False

    def rulings(self) -> list[Edge]:
        """Return the straight lines and the sides of rectangles on the page (at most 4,000, then it stops)."""
        edges: list[Edge] = []
        page = self._page_address
        for i in range(raw.FPDFPage_CountObjects(self._page.raw)):
            item = _object(page, i)
            what = _kind(item)
            if what == _PATH:
                self._path(item, _UNIT, edges)
            elif what == _FORM:
                self._form(item, _UNIT, edges, 0)
            if len(edges) > _MOST_EDGES:
                break
        return edges

    def _form(self, form: int, outer: Matrix, edges: list[Edge], depth: int) -> None:
        if depth > _DEEPEST:
            return
        inner = _times(_matrix(form), outer)
        for i in range(min(max(_form_count(form), 0), _MOST_EDGES)):
            item = _form_object(form, i)
            what = _kind(item)
            if what == _PATH:
                self._path(item, inner, edges)
            elif what == _FORM:
                self._form(item, inner, edges, depth + 1)
            if len(edges) > _MOST_EDGES:
                return

    def _path(self, item: int, outer: Matrix, edges: list[Edge]) -> None:
        a, b, c, d, e, f = _times(_matrix(item), outer)
        point = (ctypes.c_float * 2)()
        place = ctypes.addressof(point)
        first = last = (0.0, 0.0)
        for i in range(min(max(_segments(item), 0), _MOST_EDGES)):
            segment = _segment(item, i)
            _point(segment, place, place + 4)
            x, y = point
            here = (a * x + c * y + e, b * x + d * y + f)
            what = _segment_kind(segment)
            if what == _MOVETO:
                first = here
            elif what == _LINETO:
                self._edge(last, here, edges)
            last = here
            if _closes(segment):
                self._edge(last, first, edges)
                last = first

    def _edge(self, one: tuple[float, float], other: tuple[float, float], edges: list[Edge]) -> None:
        (x0, y0), (x1, y1) = one, other
        if abs(x1 - x0) >= 0.5 and abs(y1 - y0) >= 0.5:
            return
        left, top, right, bottom = self._shown(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        if bottom - top < 0.5 <= right - left:
            edges.append(("h", left, top, right, top))
        elif right - left < 0.5 <= bottom - top:
            edges.append(("v", left, top, left, bottom))

    def close(self) -> None:
        """Give the page's memory back."""
        self._textpage.close()
        self._page.close()


def picture(document: pypdfium2.PdfDocument, index: int, scale: float) -> tuple[Any, float]:
    """Render a page in grey: an array of rows of pixels, and the pixels a point (less than `scale` on a huge page)."""
    page = document[index]
    scale = min(scale, 5_000 / max(*page.get_size(), 1.0))
    image = page.render(scale=scale, grayscale=True).to_numpy()
    page.close()
    return image.reshape(image.shape[0], image.shape[1]), scale


def _matrix(item: int) -> Matrix:
    m = (ctypes.c_float * 6)()
    if not _item_matrix(item, ctypes.addressof(m)):
        return _UNIT
    a, b, c, d, e, f = m
    return a, b, c, d, e, f


def _times(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _turned(turn: int, x0: float, y0: float, x1: float, y1: float, w: float, h: float) -> tuple[float, float, float, float]:
    """Box with y up on a page of w by h, before turning by /Rotate -> x0, top, x1, bottom as shown."""
    if turn == 90:
        return y0, x0, y1, x1
    if turn == 180:
        return w - x1, y0, w - x0, y1
    if turn == 270:
        return h - y1, w - x1, h - y0, w - x0
    return x0, h - y1, x1, h - y0
