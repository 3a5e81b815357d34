"""SHA-256 from the interpreter itself; hashlib loads the whole of OpenSSL for it, which takes 3 ms of every start.

The standard library's own `random` does the same. Where the interpreter has none, hashlib's serves.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash


def _found() -> Callable[[bytes], _Hash]:
    for module in ("_sha2", "_sha256"):  # of Python 3.12 and later; of 3.11
        try:
            made: Callable[[bytes], _Hash] = import_module(module).sha256
        except ImportError:
            continue
        return made
    import hashlib

    return hashlib.sha256


sha256 = _found()
