"""Pictures of pages -> characters, by RapidOCR, whose models ship inside its package (extra `jqreport[ocr]`); never unasked.

The recogniser misses whole lines without a word, so the ink that no line covers is measured and reported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from statistics import median
from typing import Any

from jqreport.errors import UsageError

_STOP = re.compile(r"(?<=[\u4e00-\u9fff%％）”])°(?!C)")
_DARK = 128
_MISSED = 0.05  # share of a page's ink that lines may leave uncovered: stamps, rules and specks


def _repaired(words: str) -> str:
    """Put back, one to one, the stops that the model takes for others: 丶 is no word of a report, nor does ° end a clause."""
    return _STOP.sub("。", words.replace("丶", "、"))


class OcrPage:
    """A page as recognised, in the shape of a PDF page: boxes of single characters are cut out of their line evenly."""

    def __init__(self, number: int, width: float, height: float, found: Sequence[tuple[str, float, Sequence[float]]]) -> None:
        self.number, self.width, self.height = number, width, height
        self.missed = 0
        self.sure: list[tuple[float, float, float, float, float]] = []  # x0, top, x1, bottom, confidence of each line
        text: list[str] = []
        self.x0: list[float] = []
        self.x1: list[float] = []
        self.top: list[float] = []
        self.bottom: list[float] = []
        self._size: list[float] = []
        for words, sure, (left, top, right, bottom) in found:
            self.sure.append((left, top, right, bottom, sure))
            text += (words, "\n")
            weights = [1.0 if sign >= "\u2e80" else 0.5 for sign in words]
            step, x = (right - left) / (sum(weights) or 1.0), left
            for weight in weights:
                self._add(x, x + weight * step, top, bottom)
                x += weight * step
            self._add(right, right, top, bottom)
        self.text = "".join(text)

    def _add(self, x0: float, x1: float, top: float, bottom: float) -> None:
        self.x0.append(x0)
        self.x1.append(x1)
        self.top.append(top)
        self.bottom.append(bottom)
        self._size.append(0.9 * (bottom - top))

    def font(self, index: int) -> tuple[float, float]:
        """Return the em size of character `index`, guessed from its line's height, and its baseline."""
        return self._size[index], self.bottom[index] - 0.18 * self._size[index]

    def confidence(self, left: float, top: float, right: float, bottom: float) -> float:
        """Return the lowest confidence of the recognised lines whose middle lies in the box."""
        inside = [c for x0, t, x1, b, c in self.sure if left <= (x0 + x1) / 2 <= right and top <= (t + b) / 2 <= bottom]
        return round(min(inside, default=0.0), 4)

    def close(self) -> None:
        """Nothing to give back."""


class Recogniser:
    """RapidOCR, loaded once; UsageError where its package is not installed."""

    def __init__(self) -> None:
        try:
            engine: Any = import_module("rapidocr_onnxruntime")
        except ImportError:
            raise UsageError(
                "--ocr needs packages that are not installed; run pip install 'jqreport[ocr]'",
                "--ocr 所需的程序包未安装；请运行 pip install 'jqreport[ocr]'",
            ) from None
        # Its classifier of turned lines takes upright Chinese lines for upside-down ones and then drops them: 5 of 68 lines
        # of a clean three-page scan. Without it all 68 are found; a page scanned upside down is then not read.
        self._engine: Any = engine.RapidOCR(use_cls=False)

    def page(self, number: int, image: Any, scale: float) -> OcrPage:
        """Recognise a page; `image` is an array of rows of grey or RGB pixels, `scale` its pixels per point."""
        found: list[tuple[str, float, tuple[float, float, float, float]]] = []
        result, _ = self._engine(image)
        for corners, words, sure in result or []:
            xs, ys = [float(x) / scale for x, _ in corners], [float(y) / scale for _, y in corners]
            if words.strip():
                found.append((_repaired(words), float(sure), (min(xs), min(ys), max(xs), max(ys))))
        page = OcrPage(number, image.shape[1] / scale, image.shape[0] / scale, found)
        page.missed = self._missed(image, scale, [box for _, _, box in found])
        return page

    def _missed(self, image: Any, scale: float, boxes: Sequence[tuple[float, float, float, float]]) -> int:
        """Return how many lines' worth of rows have ink that no recognised line covers, 0 where it is little."""
        grey = image if image.ndim == 2 else image[:, :, :3].mean(axis=2)
        ink = grey < _DARK
        whole = int(ink.sum())
        if not whole:
            return 0
        for left, top, right, bottom in boxes:
            pad = 0.15 * (bottom - top)
            a, b = max(int((top - pad) * scale), 0), int((bottom + pad) * scale) + 1
            ink[a:b, max(int((left - pad) * scale), 0) : int((right + pad) * scale) + 1] = False
        if int(ink.sum()) < _MISSED * whole and boxes:
            return 0
        height = max(median([bottom - top for _, top, _, bottom in boxes] or [12.0]) * scale, 1.0)
        rows = ink.mean(axis=1) > 0.01
        return max(round(float(rows.sum()) / height), 1)
