"""What both jobs share: 2,000 documents, the plain command's rows, and the comparison."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: E402
from pyarrow import parquet  # type: ignore[import-untyped,import-not-found,unused-ignore]  # noqa: E402

from jqreport.arrow import SCHEMA  # noqa: E402
from tests.benchmarks.command import COMMAND, environment, many  # noqa: E402

COUNT = 2000
BAD = {7: b"", 1003: b"\x00\x01\x02" * 50, 1500: b"%PDF-1.7 but no more"}


def documents(folder: Path) -> Path:
    """2,000 documents made from the samples; three of them cannot be read."""
    made = folder / "in"
    made.mkdir(parents=True, exist_ok=True)
    paths = many(made, COUNT, 500)
    for index, data in BAD.items():
        paths[index].write_bytes(data)
    return made


def plain(documents: Path, folder: Path) -> list[dict[str, Any]]:
    """The rows of the plain command, in a stable order."""
    out = folder / "plain.parquet"
    began = time.perf_counter()
    done = subprocess.run([*COMMAND, "extract", str(documents), "-o", str(out)], env=environment(), check=False)
    assert done.returncode == 2, done.returncode  # the three bad ones
    rows = ordered(parquet.read_table(out))
    print(f"plain command: {len(rows)} rows in {time.perf_counter() - began:.1f} s", flush=True)
    return rows


def ordered(table: pa.Table) -> list[dict[str, Any]]:
    """The rows as dicts, by document and place."""
    rows: list[dict[str, Any]] = table.cast(SCHEMA).to_pylist()
    return sorted(rows, key=lambda r: (r["file"], r["start"] or 0, r["end"] or 0, r["id"] or ""))


def compare(name: str, rows: list[dict[str, Any]], wanted: list[dict[str, Any]], seconds: float) -> None:
    """Say what differs, and exit 1 if anything does."""
    files = {r["file"] for r in rows}
    errors = sorted((os.path.basename(r["file"]), r["error_code"]) for r in rows if r["error_code"])
    print(f"{name}: {len(rows)} rows of {len(files)} documents in {seconds:.1f} s; errors {errors}", flush=True)
    if len(errors) != len(BAD):
        raise SystemExit(f"{name}: {len(errors)} errors where {len(BAD)} documents are bad")
    if rows != wanted:
        for a, b in zip(rows, wanted, strict=False):
            if a != b:
                print({k: (a[k], b[k]) for k in a if a[k] != b[k]})
                break
        raise SystemExit(f"{name}: the rows differ from the plain command's ({len(rows)} and {len(wanted)})")
    print(f"{name}: all {len(rows)} rows equal the plain command's, column by column", flush=True)
