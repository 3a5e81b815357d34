"""Limits for reading one untrusted file: what they are, and the one sentence a file gets that goes over one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from jqreport.errors import InputError


class Limits(NamedTuple):
    """Limits per document, on by default; each has an option of the same name (`--max-pages` …).

    `bytes` of the file, `pages`, `characters` of the text read, `seconds` of wall time (and of processor time where the
    reading runs in a child), `memory` in bytes of address space, `ratio` of a DOCX part to its packed size, `digits` of one
    numeral, `match` in seconds for one call of a rule of the user's own on one paragraph. The largest report in our
    collection has 0.9 MB, 41 pages, 0.12 million characters, a ratio of 32 and a numeral of 14 digits.
    """

    bytes: int = 100 * 2**20
    pages: int = 2_000
    characters: int = 5_000_000
    seconds: float = 120.0
    memory: int = 2 * 2**30
    ratio: int = 250
    digits: int = 400
    match: float = 5.0


_WORDS = {
    "bytes": ("is larger than {0} bytes", "超过{0}字节"),
    "pages": ("has more than {0} pages", "超过{0}页"),
    "characters": ("has more than {0} characters", "超过{0}个字符"),
    "seconds": ("takes more than {0} seconds to read", "读取用时超过{0}秒"),
    "memory": ("takes more than {0} bytes of memory to read", "读取占用内存超过{0}字节"),
    "ratio": ("holds a part that unpacks to more than {0} times its size", "含有解压后超过原大小{0}倍的部件"),
    "digits": ("has a numeral of more than {0} digits", "含有超过{0}位的数字"),
}


def over(name: str, what: str, limits: Limits) -> InputError:
    """Return the error (code "limit") for file `name` that goes over limit `what` (a field of Limits)."""
    en, zh = _WORDS[what]
    allowed = getattr(limits, what)
    shown = f"{allowed:g}" if isinstance(allowed, float) else str(allowed)
    return InputError(
        f"{name}: {en.format(shown)}; raise --max-{what} if you trust the file",
        f"{name}：{zh.format(shown)}；如信任该文件，可提高 --max-{what}",
        code="limit",
    )


_NUMERAL = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万亿]+"
_OF = "[0-9.,零〇一二两三四五六七八九十百千万亿]"  # what a numeral is made of


def numerals(name: str, texts: Iterable[str], limits: Limits) -> None:
    """Raise the error for a text, wraps undone, that holds a longer numeral than `digits`; many programs read none such."""
    long = [text for text in texts if len(text) > limits.digits]
    if not long:
        return
    run = re.compile(f"(?<!{_OF}){_OF}{{{limits.digits + 1}}}")  # no numeral over the limit stands outside of such a run
    for text in long:
        if run.search(text) and any(m.end() - m.start() > limits.digits for m in re.finditer(_NUMERAL, text)):
            raise over(name, "digits", limits)


@contextmanager
def confined(limits: Limits) -> Iterator[None]:
    """Give this process `memory` bytes more than it has now while the block runs, then what it had; MemoryError beyond.

    Without effect where the system has no such limit (Windows), or a lower one is set.
    """
    try:
        import resource

        with open("/proc/self/statm", "rb") as status:
            now = int(status.read().split()[0]) * resource.getpagesize()
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = now + limits.memory
        if soft == resource.RLIM_INFINITY or soft > most:
            resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    except (ImportError, OSError, ValueError, IndexError):
        yield
        return
    try:
        yield
    finally:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
