"""What a caller asks of a format, checked once before anything is rendered."""

from __future__ import annotations

from typing import NamedTuple


class Options(NamedTuple):
    """`columns` None means the format's own; `headers` and `lang` are "zh" or "en"; `width` and `color` are for the table."""

    context: bool = False
    columns: tuple[str, ...] | None = None
    headers: str | None = None
    bom: bool = False
    lang: str = "en"
    width: int = 80
    color: bool = False
