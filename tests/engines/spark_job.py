"""Spark in local-cluster mode, two executors in processes of their own, one of which is killed when half is done.

The documents are a column of paths. Spark's own source for files, binaryFile, silently leaves out those of length 0: of 2,000
documents it hands over 1,999, and the empty one has neither figures nor an error. `lost` shows that it still is so.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.engines.common import ROOT, compare, documents, ordered, plain

import pyspark  # type: ignore[import-untyped,import-not-found,unused-ignore]  # isort: skip
from pyarrow import parquet  # type: ignore[import-untyped,import-not-found,unused-ignore]  # isort: skip
from pyspark.sql import SparkSession  # type: ignore[import-untyped,import-not-found,unused-ignore]  # isort: skip
from pyspark.sql.pandas.types import from_arrow_schema  # type: ignore[import-untyped,import-not-found,unused-ignore]  # isort: skip

from jqreport.arrow import SCHEMA, extract_batches

PARTS = 40


def executors(application: str) -> list[int]:
    """The process ids of the executors of our own application."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"--app-id" in command and application.encode() in command and command[0].endswith(b"java"):
                found.append(int(entry.name))
    return sorted(found)


def kill_one(session: Any, result: dict[str, int]) -> None:
    """Wait until half of the tasks are done, then kill one executor."""
    tracker = session.sparkContext.statusTracker()
    while "stop" not in result:
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            if info is not None and info.numTasks == PARTS and info.numCompletedTasks >= PARTS // 2:
                alive = executors(session.sparkContext.applicationId)
                os.kill(alive[0], signal.SIGKILL)
                result["killed"] = alive[0]
                print(f"killed executor {alive[0]} of {alive} after {info.numCompletedTasks} of {PARTS} tasks", flush=True)
                return
        time.sleep(0.05)


def main(folder: Path) -> None:
    """Run it and compare the rows."""
    made = documents(folder)
    wanted = plain(made, folder)
    os.environ |= {
        "SPARK_HOME": str(Path(pyspark.__file__).parent),
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("jqreport")
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "1g")
        .config("spark.executorEnv.PYTHONPATH", os.environ["PYTHONPATH"])
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    print(f"Spark {pyspark.__version__}: {session.sparkContext.master}", flush=True)
    out = folder / "spark.parquet"
    shutil.rmtree(out, ignore_errors=True)
    result: dict[str, int] = {}
    killer = threading.Thread(target=kill_one, args=(session, result))
    began = time.perf_counter()
    paths = [(str(path),) for path in sorted(made.iterdir())]
    data = session.createDataFrame(paths, "path string").repartition(PARTS)
    killer.start()
    data.mapInArrow(extract_batches, from_arrow_schema(SCHEMA)).write.parquet(str(out))
    seconds = time.perf_counter() - began
    result["stop"] = 1
    killer.join()
    lost = len(paths) - session.read.format("binaryFile").load(str(made)).count()
    print(f"Spark's binaryFile source would have lost {lost} of {len(paths)} documents", flush=True)
    print(f"executors at the end: {executors(session.sparkContext.applicationId)}", flush=True)
    session.stop()
    assert "killed" in result, "no executor was killed"
    rows = ordered(parquet.read_table(out).select(SCHEMA.names))
    compare("Spark", rows, wanted, seconds)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
