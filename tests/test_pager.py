"""--pager: asked for and on a terminal, the output goes through the user's pager; never otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = str(Path(__file__).parents[1] / "samples" / "linchuan-2023h1.txt")
RUN = [sys.executable, "-c", "import sys; from jqreport.cli import main; sys.exit(main())", "extract", SAMPLE]


def on_terminal(arguments: list[str], pager: str) -> str:
    """What a terminal shows of the command."""
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    env = {**os.environ, "PAGER": pager, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen([*RUN, *arguments], stdout=slave, stderr=slave, stdin=slave, env=env)
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    assert process.wait(30) == 0
    return shown.decode("utf-8", "replace")


def test_only_on_request_and_on_a_terminal(tmp_path: Path) -> None:
    pager = "sed s/^/PAGED:/"
    assert "PAGED:" in on_terminal(["--pager"], pager)
    assert "PAGED:" not in on_terminal([], pager)
    piped = subprocess.run(
        [*RUN, "--pager", "-f", "table"], capture_output=True, env={**os.environ, "PAGER": pager}, check=True
    )
    assert b"PAGED:" not in piped.stdout


def test_a_pager_that_leaves_early_or_is_missing() -> None:
    assert "Traceback" not in on_terminal(["--pager"], "head -2")
    assert "Traceback" not in on_terminal(["--pager"], "no-such-pager-here")
    assert "临川" in on_terminal(["--pager"], "no-such-pager-here")
