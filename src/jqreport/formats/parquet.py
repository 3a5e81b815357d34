"""-f parquet: the rows of jqreport.arrow.SCHEMA, compressed with zstd, written as they come; needs pyarrow.

Row groups are cut by the number of rows alone, so the same figures give the same bytes, whoever made them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import jqreport.arrow as arrow
from jqreport.formats.options import Options
from jqreport.model import Report

_GROUP = 50_000  # rows in a row group: what is held in memory


def render(reports: Iterable[Report], options: Options) -> Iterator[bytes]:
    """Yield the file in pieces."""
    table = Table()
    for report in reports:
        for piece in arrow.packed(report):
            yield from table.add(piece)
    yield from table.end()


class Table:
    """A Parquet file in the making."""

    def __init__(self) -> None:
        from pyarrow import parquet  # type: ignore[import-untyped,import-not-found,unused-ignore]

        self.stream = _Stream()
        self.file = parquet.ParquetWriter(self.stream, arrow.SCHEMA, compression="zstd", store_schema=True)
        self.waiting: list[Any] = []
        self.rows = 0

    def add(self, packed: bytes) -> Iterator[bytes]:
        """Add the rows that `arrow.packed` made; yield what is ready to be written."""
        if packed:
            batch = arrow.unpacked(packed)
            self.waiting.append(batch)
            self.rows += batch.num_rows
        while self.rows >= _GROUP:
            yield from self._group()

    def end(self) -> Iterator[bytes]:
        """Yield the rest of the file."""
        if self.rows:
            yield from self._group()
        self.file.close()
        yield self.stream.taken()

    def _group(self) -> Iterator[bytes]:
        import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]

        table = pa.Table.from_batches(self.waiting, arrow.SCHEMA)
        self.file.write_table(table.slice(0, _GROUP).combine_chunks(), row_group_size=_GROUP)
        rest = table.slice(_GROUP)
        self.waiting, self.rows = rest.to_batches(), rest.num_rows
        yield self.stream.taken()


class _Stream(io.RawIOBase):
    """Holds what the writer has written until it is taken."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.written = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.written

    def write(self, data: Any) -> int:
        part = bytes(data)
        self.parts.append(part)
        self.written += len(part)
        return len(part)

    def taken(self) -> bytes:
        """What has been written since the last call."""
        parts, self.parts = self.parts, []
        return b"".join(parts)
