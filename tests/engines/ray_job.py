"""Ray Data on a cluster of two worker nodes, one of which is killed (its raylet, with all its workers) when half is done."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from tests.engines.common import COUNT, ROOT, compare, documents, ordered, plain

import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]  # isort: skip
import ray  # type: ignore[import-untyped,import-not-found,unused-ignore]  # isort: skip
from ray.cluster_utils import Cluster  # type: ignore[import-untyped,import-not-found,unused-ignore]  # isort: skip

from jqreport.arrow import SCHEMA, extract_batch


def main(folder: Path) -> None:
    """Run it and compare the rows."""
    made = documents(folder)
    wanted = plain(made, folder)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    store = 200 * 2**20
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "object_store_memory": store})
    nodes = [cluster.add_node(num_cpus=1, object_store_memory=store) for _ in range(2)]
    ray.init(address=cluster.address, log_to_driver=False)
    cluster.wait_for_nodes()
    print(f"Ray {ray.__version__}: {len(ray.nodes())} nodes, {ray.cluster_resources().get('CPU')} processors", flush=True)

    began = time.perf_counter()
    data = ray.data.read_binary_files(str(made), include_paths=True, override_num_blocks=100)
    figures = data.map_batches(extract_batch, batch_format="pyarrow", batch_size=20)
    tables, seen, killed = [], set[str](), False
    for table in figures.iter_batches(batch_format="pyarrow", batch_size=None, prefetch_batches=0):
        tables.append(table)
        seen.update(table.column("file").to_pylist())
        if not killed and len(seen) >= COUNT / 2:
            killed = True
            cluster.remove_node(nodes[0], allow_graceful=False)
            print(f"killed one worker node after {len(seen)} documents", flush=True)
    seconds = time.perf_counter() - began
    alive = sum(node["Alive"] for node in ray.nodes())
    print(f"at the end {alive} nodes are alive, the head and one worker", flush=True)
    assert killed
    assert alive == 2
    rows = ordered(pa.concat_tables([t.cast(SCHEMA) for t in tables]))
    ray.shutdown()
    cluster.shutdown()
    compare("Ray Data", rows, wanted, seconds)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
