"""The careful engine: characters and rulings by pdfplumber (pdfminer), for pages whose text PDFium does not give."""

from __future__ import annotations

import logging
import unicodedata
from contextlib import suppress
from io import BytesIO
from typing import Any

from jqreport.read.pdf.page import Edge

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it has to say of a font helps no reader of figures

# Kangxi radicals that fonts of the same glyph give in place of the character, as PDFium reads it
_PLAIN = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | {0x2F3E: "户"}


class PlumberPage:
    """A page read by pdfplumber: characters in the order of the file; a line ends where the baseline moves."""

    def __init__(self, page: Any) -> None:
        self.number: int = page.page_number
        self._page = page
        self._left, self._top, self.width, self.height = _crop(page)
        text: list[str] = []
        boxes: list[tuple[float, float, float, float, float]] = []
        last: tuple[float, float, float, float, float] | None = None
        for char in page.chars:
            box = (
                float(char["x0"]) - self._left,
                float(char["x1"]) - self._left,
                float(char["top"]) - self._top,
                float(char["bottom"]) - self._top,
                float(char["size"]),
            )
            if last is not None:
                sign = _between(last, box)
                if sign:
                    text.append(sign)
                    boxes.append((0.0, 0.0, 0.0, 0.0, 0.0))
            for sign in char["text"].translate(_PLAIN):  # a ligature stands for several characters
                text.append(sign)
                boxes.append(box)
            if not char["text"].isspace():
                last = box
        self.text = "".join(text)
        self.x0, self.x1, self.top, self.bottom, self._size = (
            [list(side) for side in zip(*boxes, strict=True)] if boxes else ([], [], [], [], [])
        )

    def font(self, index: int) -> tuple[float, float]:
        """Return the em size of character `index` and the y of its baseline from the top."""
        size = self._size[index]
        return size, self.bottom[index] - 0.14 * size

    def ink(self) -> bool:
        """Tell whether anything but text is drawn on the page."""
        page = self._page
        return bool(page.images or page.rects or page.lines or page.curves)

    def pictured(self) -> bool:
        """Tell whether one picture covers half of the page or more."""
        return any(2 * image["width"] * image["height"] >= self.width * self.height for image in self._page.images)

    def rulings(self) -> list[Edge]:
        """Return the straight lines and the sides of rectangles on the page."""
        return [
            (
                edge["orientation"],
                float(edge["x0"]) - self._left,
                float(edge["top"]) - self._top,
                float(edge["x1"]) - self._left,
                float(edge["bottom"]) - self._top,
            )
            for edge in self._page.edges
            if edge.get("orientation") in ("h", "v")
        ]

    def close(self) -> None:
        """Give the page's memory back."""
        self._page.close()


def _crop(page: Any) -> tuple[float, float, float, float]:
    """Where the part of the page that is shown begins, and its width and height; pdfplumber counts from the whole page."""
    whole, shown = page.page_obj.mediabox, page.page_obj.cropbox
    left, bottom = max(float(shown[0] - whole[0]), 0.0), max(float(shown[1] - whole[1]), 0.0)
    right, top = max(float(whole[2] - shown[2]), 0.0), max(float(whole[3] - shown[3]), 0.0)
    margins = {90: (bottom, left, top, right), 180: (right, bottom, left, top), 270: (top, right, bottom, left)}
    x0, y0, x1, y1 = margins.get(int(page.rotation or 0) % 360, (left, top, right, bottom))
    return x0, y0, float(page.width) - x0 - x1, float(page.height) - y0 - y1


def _between(last: tuple[float, float, float, float, float], box: tuple[float, float, float, float, float]) -> str:
    """What stands between two characters that follow each other in the file: nothing, a gap or a line end."""
    height = min(last[3] - last[2], box[3] - box[2])
    overlap = min(last[3], box[3]) - max(last[2], box[2])
    size = max(last[4], box[4])
    if overlap < 0.5 * height or box[0] < last[0] - 0.5 * size:
        return "\n"
    return " " if box[0] - last[1] > 0.12 * size else ""


class Plumber:
    """A document opened by pdfplumber when the first page needs it."""

    def __init__(self, data: bytes, password: str | None) -> None:
        self._data, self._password = data, password
        self._document: Any = None

    def page(self, number: int) -> PlumberPage | None:
        """Return page `number` (1-based), or None where pdfplumber cannot read it."""
        try:
            if self._document is None:
                import pdfplumber

                self._document = pdfplumber.open(BytesIO(self._data), password=self._password or "")
            return PlumberPage(self._document.pages[number - 1])
        except MemoryError:
            raise
        except Exception:  # pdfminer lets any error out on a broken file; the page then stays with PDFium
            return None

    def close(self) -> None:
        """Give the document's memory back; pdfplumber reads pages anew to do so, and raises again what is broken in them."""
        if self._document is not None:
            with suppress(Exception):
                self._document.close()
