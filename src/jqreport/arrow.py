"""Figures as Arrow: the published SCHEMA, and extract_batch() for Ray Data, Spark and whatever else maps record batches.

One row is one figure; its changes are a list in it. No digit is lost: beside every number (`value`, a double, the nearest
there is) stand its very digits as text (`digits`: 12.10 stays 12.10, a fraction is 1/3). A decimal128 would need one scale
for the whole column, so that 12.10 became 12.1000000000, and has no thirds and no numerals of more than 38 digits. A
document that fails is one row with `error_code` and `error_message`; in the rows of figures both are null.

Needs pyarrow: pip install jqreport[arrow].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import isfinite
from typing import Any, NamedTuple, TypeVar

from jqreport.errors import InputError, JqreportError, UsageError
from jqreport.formats import numbers
from jqreport.model import Base, Change, Figure, Number, Period, Report, Scaled
from jqreport.output import encoded

try:
    import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]
except ImportError:
    raise UsageError(
        "this needs pyarrow; install it with pip install 'jqreport[arrow]'",
        "此功能需要 pyarrow；请运行 pip install 'jqreport[arrow]'",
    ) from None

T = TypeVar("T")
Batch = TypeVar("Batch")  # pyarrow.RecordBatch or pyarrow.Table

_STEP = 200  # documents in one batch of `extract_batches`


class _Row(NamedTuple):
    report: Report
    figure: Figure


class _Column(NamedTuple):
    name: str
    type: Any
    cell: Callable[[_Row], Any]


_TEXT, _DOUBLE, _INT, _LONG, _BOOL = pa.string(), pa.float64(), pa.int32(), pa.int64(), pa.bool_()

CHANGE = pa.struct(
    [
        *(("direction", _TEXT), ("value", _DOUBLE), ("digits", _TEXT), ("decimals", _INT)),
        *(("high", _DOUBLE), ("high_digits", _TEXT), ("unit", _TEXT), ("bound", _TEXT), ("basis", _TEXT), ("base", _TEXT)),
        *(("rule", _TEXT), ("page", _INT), ("line", _INT), ("column", _INT), ("start", _LONG), ("end", _LONG), ("text", _TEXT)),
    ]
)
BOX = pa.struct([("page", _INT), ("x0", _DOUBLE), ("top", _DOUBLE), ("x1", _DOUBLE), ("bottom", _DOUBLE)])
CELL = pa.struct([("table", _INT), ("row", _INT), ("column", _INT), ("head", _BOOL)])


def _double(value: Number | None) -> float | None:
    """The nearest double; none for a numeral beyond its range, whose digits stand beside it."""
    if value is None:
        return None
    try:
        near = float(value)
    except OverflowError:  # a Fraction; a Decimal becomes infinite
        return None
    return near if isfinite(near) else None


def _exact(value: Number | None) -> str | None:
    return None if value is None else numbers.plain(value)


def _change(c: Change) -> dict[str, Any]:
    s = c.source
    return {
        "direction": c.direction,
        "value": _double(c.value),
        "digits": numbers.printed(c.value, c.digits),
        "decimals": c.decimals,
        "high": _double(c.high),
        "high_digits": numbers.printed(c.high, c.high_digits),
        "unit": c.unit,
        "bound": c.bound,
        "basis": c.basis,
        "base": c.base,
        "rule": c.rule,
        **{"page": s.page, "line": s.line, "column": s.column, "start": s.start, "end": s.end, "text": s.text},
    }


def _cell(f: Figure) -> dict[str, Any] | None:
    c = f.source.cell
    return None if c is None else {"table": c.table, "row": c.row, "column": c.column, "head": c.head}


def _boxes(f: Figure) -> list[dict[str, Any]]:
    return [dict(zip(("page", "x0", "top", "x1", "bottom"), box, strict=True)) for box in f.source.boxes]


def _scaled(get: Callable[[Scaled], T]) -> Callable[[_Row], T | None]:
    return lambda r: None if r.figure.scaled is None else get(r.figure.scaled)


def _period(get: Callable[[Period], T]) -> Callable[[_Row], T | None]:
    return lambda r: None if r.figure.period is None else get(r.figure.period)


def _base(get: Callable[[Base], T]) -> Callable[[_Row], T | None]:
    return lambda r: None if r.figure.base is None else get(r.figure.base)


#: The columns in order. Words are those of -f json, with what is nested there written flat (scaled_unit, period_start).
COLUMNS: tuple[_Column, ...] = (
    _Column("file", _TEXT, lambda r: r.report.document.file),
    _Column("sha256", _TEXT, lambda r: r.report.document.sha256),
    _Column("format", _TEXT, lambda r: r.report.document.format),
    _Column("title", _TEXT, lambda r: r.report.header.title),
    _Column("place", _TEXT, lambda r: r.report.header.place),
    _Column("date", _TEXT, lambda r: r.report.header.date),
    _Column("id", _TEXT, lambda r: r.figure.id),
    _Column("name", _TEXT, lambda r: r.figure.name),
    _Column("canonical", _TEXT, lambda r: r.figure.canonical),
    _Column("value", _DOUBLE, lambda r: _double(r.figure.value)),
    _Column("digits", _TEXT, lambda r: numbers.value(r.figure)),
    _Column("decimals", _INT, lambda r: None if r.figure.value is None else r.figure.decimals),
    _Column("high", _DOUBLE, lambda r: _double(r.figure.high)),
    _Column("high_digits", _TEXT, lambda r: numbers.printed(r.figure.high, r.figure.high_digits)),
    _Column("unit", _TEXT, lambda r: r.figure.unit),
    _Column("bound", _TEXT, lambda r: r.figure.bound),
    _Column("scaled_value", _DOUBLE, _scaled(lambda s: _double(s.value))),
    _Column("scaled_digits", _TEXT, _scaled(lambda s: _exact(s.value))),
    _Column("scaled_high", _DOUBLE, _scaled(lambda s: _double(s.high))),
    _Column("scaled_high_digits", _TEXT, _scaled(lambda s: _exact(s.high))),
    _Column("scaled_unit", _TEXT, _scaled(lambda s: s.unit)),
    _Column("quantity", _TEXT, _scaled(lambda s: s.quantity)),
    _Column("status", _TEXT, lambda r: r.figure.status),
    _Column("period_text", _TEXT, _period(lambda p: p.text)),
    _Column("period_start", _TEXT, _period(lambda p: p.start)),
    _Column("period_end", _TEXT, _period(lambda p: p.end)),
    _Column("period_stated", _BOOL, _period(lambda p: p.stated)),
    _Column("from_value", _DOUBLE, _base(lambda b: _double(b.value))),
    _Column("from_digits", _TEXT, _base(lambda b: numbers.printed(b.value, b.digits))),
    _Column("from_decimals", _INT, _base(lambda b: b.decimals)),
    _Column("from_unit", _TEXT, _base(lambda b: b.unit)),
    _Column("from_text", _TEXT, _base(lambda b: b.source.text)),
    _Column("changes", pa.list_(CHANGE), lambda r: [_change(c) for c in r.figure.changes]),
    _Column("part_of", _TEXT, lambda r: r.figure.part_of),
    _Column("group", _TEXT, lambda r: r.figure.group),
    _Column("section", pa.list_(_TEXT), lambda r: list(r.figure.section)),
    _Column("sentence", _TEXT, lambda r: r.figure.sentence),
    _Column("rule", _TEXT, lambda r: r.figure.rule),
    _Column("page", _INT, lambda r: r.figure.source.page),
    _Column("line", _INT, lambda r: r.figure.source.line),
    _Column("column", _INT, lambda r: r.figure.source.column),
    _Column("end_line", _INT, lambda r: r.figure.source.end_line),
    _Column("end_column", _INT, lambda r: r.figure.source.end_column),
    _Column("start", _LONG, lambda r: r.figure.source.start),
    _Column("end", _LONG, lambda r: r.figure.source.end),
    _Column("text", _TEXT, lambda r: r.figure.source.text),
    _Column("prefix", _TEXT, lambda r: r.figure.source.prefix),
    _Column("suffix", _TEXT, lambda r: r.figure.source.suffix),
    _Column("boxes", pa.list_(BOX), lambda r: _boxes(r.figure)),
    _Column("cell", CELL, lambda r: _cell(r.figure)),
    _Column("ocr", _BOOL, lambda r: r.figure.ocr),
    _Column("confidence", _DOUBLE, lambda r: r.figure.confidence),
    _Column("error_code", _TEXT, lambda r: None),
    _Column("error_message", _TEXT, lambda r: None),
)

#: The schema of every batch that this module makes and of -f parquet. Columns may be added at the end; none changes.
SCHEMA = pa.schema([pa.field(c.name, c.type, c.name != "file") for c in COLUMNS], metadata={"jqreport": "1"})


def rows(report: Report) -> Any:
    """Return the figures of a report as a RecordBatch of SCHEMA, one row a figure; a report without figures has no rows."""
    found = [_Row(report, figure) for figure in report.figures]
    return _batch([[c.cell(row) for row in found] for c in COLUMNS])


def failure(file: str, error: JqreportError) -> Any:
    """Return the row of a document that failed: its name, the error's code and its sentence in English."""
    said = {"file": file, "error_code": error.code, "error_message": error.en}
    return _batch([[said.get(c.name)] for c in COLUMNS])


def extract_batch(batch: Batch) -> Batch:
    """Turn a batch of documents into the batch of their figures; a document that fails is a row with an error code.

    A column `path` (or `file`) names each document; a column `bytes` (or `content`) gives what is in it, and where that is
    missing or null the file of that name is read. Other columns are not looked at. Takes a RecordBatch or a Table and gives
    the same, in SCHEMA and in the order of the documents; an UsageError where there is no such column.
    """
    made = pa.Table.from_batches(list(_figures(batch)), SCHEMA)
    if isinstance(batch, pa.Table):
        return made  # type: ignore[no-any-return]
    return made.combine_chunks().to_batches()[0] if made.num_rows else _batch([[] for _ in COLUMNS])  # type: ignore[no-any-return]


def extract_batches(batches: Iterable[Any]) -> Iterator[Any]:
    """`extract_batch` for a stream of batches, as Spark's mapInArrow hands them over; memory holds 200 documents at most.

    Give Spark a column of paths: its binaryFile source leaves out empty files, so they would have neither rows nor errors.
    """
    for batch in batches:
        for i in range(0, batch.num_rows, _STEP):
            yield extract_batch(batch.slice(i, _STEP))


def packed(report: Report) -> Iterator[bytes]:
    """The rows of a report as bytes that `unpacked` reads; the schema is not among them."""
    if report.figures:
        yield rows(report).serialize().to_pybytes()


def packed_failure(file: str, error: JqreportError) -> bytes:
    """The row of a failure as bytes."""
    return bytes(failure(file, error).serialize().to_pybytes())


def unpacked(data: bytes) -> Any:
    """The RecordBatch that was packed."""
    return pa.ipc.read_record_batch(pa.py_buffer(data), SCHEMA)


def _figures(batch: Any) -> Iterator[Any]:
    from jqreport.pipeline import extract

    paths, contents = _picked(batch, ("path", "file")), _picked(batch, ("bytes", "content"))
    if paths is None and contents is None:
        raise UsageError(
            "extract_batch needs a column path (names of files) or bytes (what is in them)",
            "extract_batch 需要 path 列（文件名）或 bytes 列（文件内容）",
        )
    for i in range(batch.num_rows):
        path = None if paths is None else paths[i].as_py()
        data = None if contents is None else contents[i].as_py()
        name = _name(path, i)
        try:
            if path is None and data is None:
                raise InputError(f"row {i}: neither path nor bytes", f"第 {i} 行：既无 path 也无 bytes", code="missing")
            yield rows(extract(name, data=data))
        except JqreportError as error:
            yield failure(name, error)
        except Exception as error:
            what = f"{name}: internal error: {type(error).__name__}: {error}"
            yield failure(name, InputError(what, code="internal"))


def _picked(batch: Any, names: Sequence[str]) -> Any:
    return next((batch.column(name) for name in names if name in batch.schema.names), None)


def _name(path: str | None, row: int) -> str:
    """The document's name; engines write local paths as file: addresses."""
    if path is None:
        return f"row {row}"
    for start in ("file:///", "file:/"):
        if path.startswith(start):
            from urllib.parse import unquote

            return "/" + unquote(path[len(start) :])
    return path


def _batch(columns: Sequence[list[Any]]) -> Any:
    arrays = [pa.array(_clean(cells), c.type) for cells, c in zip(columns, COLUMNS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _clean(cells: list[Any]) -> list[Any]:
    """Text that has no UTF-8 (a lone surrogate) with U+FFFD in its place."""
    return [c if not isinstance(c, str) or c.isascii() else encoded(c).decode() for c in cells]
