"""The progress of a long run, on standard error and only on a terminal: documents done, rate, time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_WORDS = {
    "en": ("{task.completed}/{task.total} reports", "{task.fields[failed]} failed", "{rate} a second", "left"),
    "zh": ("{task.completed}/{task.total} 份", "失败 {task.fields[failed]}", "每秒 {rate} 份", "剩余"),
}


def _silent(done: int, failed: int) -> None:
    pass


@contextmanager
def progress(total: int, lang: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to be called with the number of documents done and failed; rich is loaded on a terminal alone."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    count, bad, each, left = _WORDS["zh" if lang == "zh" else "en"]

    class Rate(ProgressColumn):
        """Documents a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(each.format(rate="–" if speed is None else f"{speed:.1f}"))

    columns = (BarColumn(), TextColumn(count), TextColumn(bad), Rate(), TimeRemainingColumn(), TextColumn(left))
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=total, failed=0)
        yield lambda done, failed: bar.update(task, completed=done, failed=failed)
