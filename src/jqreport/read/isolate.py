"""Read an untrusted file in a child process that can be stopped: limits on memory, processor time and wall time.

The child is the same Python with one argument; it gets what to call on standard input and answers on standard output. The
answer is unpickled by a reader that knows the names of our own nouns and errors and nothing else, so that a child taken
over by a malicious file cannot run code here.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any, TypeVar, cast

from jqreport import model
from jqreport.errors import InputError, JqreportError
from jqreport.model import Document
from jqreport.read.limits import Limits, over

T = TypeVar("T")

_KNOWN = {
    ("array", "_array_reconstructor"),
    ("array", "array"),
    ("builtins", "bytearray"),
    ("copyreg", "_reconstructor"),
    ("copyreg", "__newobj__"),
    ("decimal", "Decimal"),
    ("fractions", "Fraction"),
    ("jqreport.errors", "_rebuild"),
    ("jqreport.errors", "InputError"),
    ("jqreport.errors", "JqreportError"),
    ("jqreport.errors", "RuleError"),
    ("jqreport.errors", "UsageError"),
    ("jqreport.read.boxes", "CharBoxes"),
}
_MEMORY_FOR_OCR = 8 * 2**30  # address space: the recogniser maps more than it uses


def isolated(function: Callable[..., T] | str, data: bytes, name: str, *, limits: Limits, **options: Any) -> T:
    """Call `function(data, name, limits=limits, **options)` in a child process and return what it returns.

    `function` is a public function of a jqreport module that returns jqreport nouns, or its name as "module:function", so
    that the libraries it needs are loaded in the child alone. Its JqreportErrors are raised here; a child that goes over a
    limit or crashes gives an InputError (code "limit" or "crashed"), never a traceback.
    """
    called = function if isinstance(function, str) else f"{function.__module__}:{function.__qualname__}"
    task = pickle.dumps((called, data, name, limits, options))
    command = [sys.executable, "-P", "-c", "from jqreport.read.isolate import child; child()"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        try:
            answer, _ = process.communicate(task, timeout=limits.seconds + 1)
        except subprocess.TimeoutExpired:
            process.kill()
            raise over(name, "seconds", limits) from None
        except BaseException:
            process.kill()
            raise
    kind, value = _answer(answer)
    if kind == "done":
        return cast(T, value)
    if kind == "error" and isinstance(value, JqreportError):
        raise value
    if kind == "memory":
        raise over(name, "memory", limits)
    if process.returncode == -getattr(signal, "SIGXCPU", 24):
        raise over(name, "seconds", limits)
    raise InputError(
        f"{name}: the reader crashed on this file; it may be damaged, ask for another copy",
        f"{name}：读取该文件时程序崩溃，文件可能已损坏；请换一份文件",
        code="crashed",
    )


def _answer(answer: bytes) -> tuple[str, Any]:
    try:
        kind, value = _Reader(io.BytesIO(answer)).load()
    except Exception:  # cut short or not ours
        return "nothing", None
    return str(kind), value


def read_pdf(
    data: bytes,
    name: str,
    encoding: str | None = None,
    *,
    password: str | None = None,
    ocr: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Document:
    """Read a PDF as `jqreport.read.pdf.read_pdf` does, in a child process: the PDF libraries are never loaded here.

    Costs about 0.15 s a file. `encoding` is for text files and is not looked at.
    """
    if len(data) > limits.bytes:
        raise over(name, "bytes", limits)
    document: Document = isolated("jqreport.read.pdf:read_pdf", data, name, limits=limits, password=password, ocr=ocr)
    return document


class _Reader(pickle.Unpickler):
    """Unpickles our own nouns and errors, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _KNOWN:
            return super().find_class(module, name)
        noun = vars(model).get(name) if module == model.__name__ else None
        if isinstance(noun, type) and noun.__module__ == model.__name__:
            return noun
        raise pickle.UnpicklingError(f"{module}.{name} is not ours")


def child() -> None:
    """Do one task from standard input under its limits; the answer goes to standard output, words nowhere."""
    called, data, file, limits, options = pickle.loads(sys.stdin.buffer.read())
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # libraries that print must not spoil the answer
    _limit(limits, bool(options.get("ocr")))
    answer: tuple[str, Any]
    try:
        module, _, function_name = called.partition(":")
        function = getattr(importlib.import_module(module), function_name)
        answer = ("done", function(data, file, limits=limits, **options))
        packed = pickle.dumps(answer)
    except JqreportError as error:
        packed = pickle.dumps(("error", error))
    except (MemoryError, RecursionError) as error:
        del data
        packed = pickle.dumps(("memory" if isinstance(error, MemoryError) else "crashed", None))
    except Exception:
        packed = pickle.dumps(("crashed", None))
    with contextlib.suppress(BrokenPipeError):
        out.write(packed)
        out.flush()
    os._exit(0)  # libraries need not be taken down


def _limit(limits: Limits, ocr: bool) -> None:
    try:
        import resource
    except ImportError:  # Windows: the wall time alone
        return
    memory = max(limits.memory, _MEMORY_FOR_OCR) if ocr else limits.memory
    seconds = max(int(limits.seconds), 1) * (4 if ocr else 1)  # the recogniser runs in threads
    for what, allowed in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            _, hard = resource.getrlimit(what)
            allowed = allowed if hard == resource.RLIM_INFINITY else min(allowed, hard)
            resource.setrlimit(what, (allowed, hard))
