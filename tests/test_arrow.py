"""Arrow: no digit lost, the schema fixed, documents in and figures out in whatever batch, and -f parquet the same rows."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="pyarrow is in the arrow extra")
parquet = pytest.importorskip("pyarrow.parquet")

from jqreport import arrow, extract  # noqa: E402
from jqreport.errors import InputError, UsageError  # noqa: E402
from jqreport.formats import FORMATS, Options, render  # noqa: E402
from tests.test_formats import figure, report, rich_report  # noqa: E402

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.txt"))
TEXT = "2023年工作报告\n\n全年税收19.60亿元，同比增长48.2%。\n".encode()


def test_the_schema_stays_what_it_is() -> None:
    """Columns may be added at the end; none of these may change its name, place or type."""
    names = [
        *("file", "sha256", "format", "title", "place", "date", "id"),
        *("name", "canonical", "value", "digits", "decimals", "high", "high_digits"),
        *("unit", "bound", "scaled_value", "scaled_digits", "scaled_high", "scaled_high_digits", "scaled_unit"),
        *("quantity", "status", "period_text", "period_start", "period_end", "period_stated", "from_value"),
        *("from_digits", "from_decimals", "from_unit", "from_text", "changes", "part_of", "group"),
        *("section", "sentence", "rule", "page", "line", "column", "end_line"),
        *("end_column", "start", "end", "text", "prefix", "suffix", "boxes"),
        *("cell", "ocr", "confidence", "error_code", "error_message"),
    ]
    assert arrow.SCHEMA.names == names
    types = {str(arrow.SCHEMA.field(n).type) for n in ("value", "high", "scaled_value", "from_value", "confidence")}
    assert types == {"double"}
    assert {str(arrow.SCHEMA.field(n).type) for n in ("digits", "high_digits", "scaled_digits", "id", "period_start")} == {
        "string"
    }
    assert [f.name for f in arrow.SCHEMA.field("changes").type.value_type][:6] == [
        *("direction", "value", "digits", "decimals", "high", "high_digits")
    ]
    assert not arrow.SCHEMA.field("file").nullable


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
def test_rows_say_what_json_lines_say(sample: Path) -> None:
    result = extract(sample)
    text = "".join(map(str, render(FORMATS["jsonl"], [result], Options())))
    lines = [json.loads(line, parse_float=str, parse_int=str) for line in text.splitlines()]
    batch = arrow.rows(result)
    batch.validate(full=True)
    assert batch.schema.equals(arrow.SCHEMA, check_metadata=True)
    assert batch.num_rows == len(lines)
    for row, line in zip(batch.to_pylist(), lines, strict=True):
        for key in (
            "file",
            "id",
            "name",
            "canonical",
            "unit",
            "bound",
            "status",
            "part_of",
            "group",
            "section",
            "sentence",
            "rule",
        ):
            assert row[key] == line[key]
        for key in ("text", "prefix", "suffix"):
            assert row[key] == line["source"][key]
        for key in ("line", "column", "end_line", "end_column", "start", "end"):
            assert str(row[key]) == line["source"][key]
        assert (row["digits"], row["high_digits"]) == (line["value"], line["high"])
        assert row["value"] == (None if line["value"] is None else float(Fraction(line["value"])))
        scaled = line["scaled"] or {}
        assert (row["scaled_digits"], row["scaled_unit"], row["quantity"]) == tuple(
            map(scaled.get, ("value", "unit", "quantity"))
        )
        period = line["period"] or {}
        assert (row["period_start"], row["period_end"], row["period_text"]) == tuple(map(period.get, ("start", "end", "text")))
        assert [
            (c["direction"], c["digits"], c["unit"], c["basis"], c["base"], c["rule"], c["text"]) for c in row["changes"]
        ] == [
            (c["direction"], c["value"], c["unit"], c["basis"], c["base"], c["rule"], c["source"]["text"])
            for c in line["changes"]
        ]
        assert (row["error_code"], row["error_message"]) == (None, None)


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (Decimal("12.10"), "12.10", "12.10"),
        (Decimal("0.1"), "0.1", "0.1"),
        (Fraction(1, 3), "三分之一", "1/3"),
        (
            Decimal("12345678901234567890123456789012345678901234567890.1"),
            None,
            "12345678901234567890123456789012345678901234567890.1",
        ),
        (Decimal(10) ** 400, None, "1" + "0" * 400),
    ],
)
def test_no_digit_is_lost(value: Any, digits: str | None, shown: str) -> None:
    row = arrow.rows(report(figure()._replace(value=value, digits=digits))).to_pylist()[0]
    assert row["digits"] == shown
    assert Fraction(row["digits"]) == value
    assert row["value"] == (float(value) if value < 10**300 else None)


def test_rich_rows_and_none() -> None:
    rows = arrow.rows(rich_report()).to_pylist()
    assert rows[0]["name"] == "税收"
    assert any(row["cell"] == {"table": 1, "row": 2, "column": 3, "head": False} for row in rows)
    assert arrow.rows(report()).num_rows == 0


def batch(**columns: list[Any]) -> Any:
    """A batch of documents."""
    return pa.RecordBatch.from_pydict(columns)


def test_extract_batch_takes_bytes_or_paths_and_a_bad_document_is_a_row(tmp_path: Path) -> None:
    good = tmp_path / "a b.txt"
    good.write_bytes(TEXT)
    missing = str(tmp_path / "none.txt")
    made = arrow.extract_batch(
        batch(
            path=[str(good), "x.txt", "e.txt", missing, good.as_uri(), None],
            bytes=[None, TEXT, b"", None, None, None],
            more=[1] * 6,
        )
    )
    assert isinstance(made, pa.RecordBatch)
    rows = [(r["file"], r["digits"], r["error_code"]) for r in made.to_pylist()]
    assert rows == [
        *((str(good), "19.60", None), ("x.txt", "19.60", None), ("e.txt", None, "empty"), (missing, None, "missing")),
        *((str(good), "19.60", None), ("row 5", None, "missing")),
    ]
    assert made.to_pylist()[2]["error_message"].startswith("e.txt: the file is empty")
    spark = batch(path=["s.txt"], modificationTime=[0], length=[len(TEXT)], content=[TEXT])
    assert arrow.extract_batch(spark).to_pylist()[0]["name"] == "税收"
    assert arrow.extract_batch(batch(file=[str(good)])).num_rows == 1
    with pytest.raises(UsageError, match="needs a column path"):
        arrow.extract_batch(batch(name=["a"]))


def test_extract_batch_gives_the_kind_it_takes_and_always_the_schema() -> None:
    table = pa.table({"path": ["a.txt", "b.txt"], "bytes": [TEXT, TEXT]})
    made = arrow.extract_batch(table)
    assert isinstance(made, pa.Table)
    assert made.num_rows == 2
    none = pa.array([], pa.string())
    for empty in (pa.table({"path": none}), pa.RecordBatch.from_arrays([none], ["path"])):
        nothing = arrow.extract_batch(empty)
        assert (type(nothing), nothing.num_rows, nothing.schema) == (type(empty), 0, arrow.SCHEMA)
    plain = batch(path=["a.txt"], bytes=["没有数字的一句话。\n".encode()])
    assert arrow.extract_batch(plain).schema == arrow.SCHEMA
    stream = list(arrow.extract_batches(iter([batch(path=["a"] * 450, bytes=[TEXT] * 450)])))
    assert [b.num_rows for b in stream] == [200, 200, 50]


def test_a_bug_is_an_error_of_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jqreport.pipeline.extract", lambda *_, **__: 1 / 0)
    row = arrow.extract_batch(batch(path=["a"], bytes=[TEXT])).to_pylist()[0]
    assert (row["error_code"], row["error_message"]) == ("internal", "a: internal error: ZeroDivisionError: division by zero")


def test_a_name_without_utf_8_does_not_stop_a_batch() -> None:
    made = arrow.failure("a\udcff.txt", InputError("b\udcff"))
    assert made.to_pylist()[0]["file"] == "a\ufffd.txt"
    assert arrow.unpacked(arrow.packed_failure("x", InputError("y", code="z"))).to_pylist()[0]["error_code"] == "z"


def test_parquet_holds_the_same_rows_whatever_the_row_groups(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reports = [extract(sample) for sample in SAMPLES] + [report()]
    wanted = [row for one in reports for row in arrow.rows(one).to_pylist()]
    for size in (50_000, 100, 1):
        monkeypatch.setattr("jqreport.formats.parquet._GROUP", size)
        pieces = list(render(FORMATS["parquet"], reports, Options()))
        (tmp_path / "x.parquet").write_bytes(b"".join(pieces))  # type: ignore[arg-type]
        read = parquet.read_table(tmp_path / "x.parquet")
        assert read.to_pylist() == wanted
        assert read.schema.equals(arrow.SCHEMA)
        assert parquet.ParquetFile(tmp_path / "x.parquet").num_row_groups == -(-len(wanted) // size)
    assert parquet.read_schema(tmp_path / "x.parquet").metadata[b"jqreport"] == b"1"
    empty = b"".join(render(FORMATS["parquet"], [], Options()))  # type: ignore[arg-type]
    (tmp_path / "e.parquet").write_bytes(empty)
    assert parquet.read_table(tmp_path / "e.parquet").schema.equals(arrow.SCHEMA)
