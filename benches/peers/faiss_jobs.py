"""The exact searches of faiss on the same hashes: everything compared, or multi-index hashing."""

import sys
import time
from pathlib import Path

import faiss

sys.path.insert(0, str(Path(__file__).parents[1]))
import pdq_data

COUNTS = {"pdq-100k": 100_000, "pdq-1m": 1_000_000, "pdq-10m": 10_000_000}


def run(name: str, kind: str) -> dict[str, object]:
    """Single queries, as many as take half a minute at most."""
    if name not in COUNTS:
        sys.exit(f"faiss is measured on {', '.join(COUNTS)}")
    faiss.omp_set_num_threads(1)
    stored, queries, truth = pdq_data.uniform(COUNTS[name])
    begun = time.process_time()
    index = faiss.IndexBinaryFlat(256)
    if kind == "multihash":
        index = faiss.IndexBinaryMultiHash(256, 16, 16)
        index.nflip = 1  # the radius of each piece at which nothing within 31 bits is missed
    index.add(stored)
    built = time.process_time() - begun
    begun, hits, others, planted, done = time.process_time(), 0, 0, 0, 0
    for query, row in zip(queries, truth, strict=True):
        _, _, found = index.range_search(query[None], pdq_data.RADIUS + 1)
        done += 1
        planted += row >= 0
        hits += row >= 0 and row in found
        others += len(found) - (row >= 0 and row in found)
        if time.process_time() - begun > 30:
            break
    return {
        "name": name,
        "tool": f"faiss {faiss.__version__} {kind}",
        "recall": hits / max(planted, 1),
        "false_positives": int(others),
        "qps_cpu": round(done / (time.process_time() - begun)),
        "build_cpu_s": round(built, 2),
    }
