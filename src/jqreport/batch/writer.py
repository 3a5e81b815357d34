"""One output from many reports: what stands there once (a header), what parts two reports, the rows of failures, the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from jqreport.batch.work import Job
from jqreport.errors import JqreportError
from jqreport.formats.safe import json_safe

Piece = str | bytes

#: Formats with one row after the other, for any number of reports; those with room for a failure among them.
ROWS = frozenset({"jsonl", "csv", "parquet"})
FAILURES = frozenset({"jsonl", "parquet"})


class Writer:
    """Puts the parts of an output in one of ROWS together, in the order of the calls."""

    def __init__(self, job: Job) -> None:
        self.format, self.first = job.format, True
        self.table = None
        if job.format == "parquet":
            from jqreport.formats.parquet import Table

            self.table = Table()

    def report(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The rows of a report, from the pieces that `work.pieces` made of it."""
        first, self.first = self.first, False
        if self.table is not None:
            for piece in pieces:
                yield from self.table.add(bytes(piece) if isinstance(piece, bytes) else piece.encode())
        elif first or self.format == "jsonl":
            yield from pieces
        else:
            source = iter(pieces)
            yield from chain([_after_line(next(source))], source)

    def failure(self, file: str, error: JqreportError) -> Iterator[Piece]:
        """The row of a file that failed, in formats that have one."""
        if self.table is not None:
            from jqreport import arrow

            yield from self.table.add(arrow.packed_failure(file, error))
        elif self.format == "jsonl":
            import json

            row = {"file": file, "error": {"code": error.code, "message": error.en}}
            yield json_safe(json.dumps(row, ensure_ascii=False, separators=(",", ":"))) + "\n"

    def end(self) -> Iterator[Piece]:
        """What closes the output."""
        if self.table is not None:
            yield from self.table.end()


def _after_line(piece: Piece) -> Piece:
    """The piece without its first line, the header."""
    return piece.partition("\n")[2] if isinstance(piece, str) else piece.partition(b"\n")[2]
