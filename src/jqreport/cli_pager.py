"""--pager: what goes to the terminal goes through $PAGER (or less) instead; only where it is asked for."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def paged() -> Iterator[None]:
    """Send standard output to a pager until the block ends; as it is where there is none."""
    command = _command()
    if command is None:
        yield
        return
    environment = {**os.environ, "LESS": os.environ.get("LESS", "FRX"), "LESSCHARSET": os.environ.get("LESSCHARSET", "utf-8")}
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    except OSError:
        yield
        return
    assert process.stdin is not None
    sys.stdout.flush()
    terminal = os.dup(sys.stdout.fileno())
    try:
        os.dup2(process.stdin.fileno(), sys.stdout.fileno())
        process.stdin.close()
        yield
        with suppress(OSError):  # the reader has left the pager
            sys.stdout.flush()
    finally:
        os.dup2(terminal, sys.stdout.fileno())
        os.close(terminal)
        process.wait()


def _command() -> list[str] | None:
    """The user's own pager, else less, else more; None for cat and where there is none."""
    try:
        named = shlex.split(os.environ.get("PAGER", ""))
    except ValueError:
        named = []
    if named:
        return None if named[0] == "cat" else named
    found = shutil.which("less") or shutil.which("more")
    return [found] if found else None
