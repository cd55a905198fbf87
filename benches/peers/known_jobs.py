"""Peers on known files: threatexchange's index of PDQ, and Aho-Corasick for Python."""

import importlib.metadata
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import lists_data
import pdq_data

COUNTS = {"pdq-100k": 100_000, "pdq-1m": 1_000_000}


def threatexchange(name: str) -> dict[str, object]:
    """Single queries against PDQIndex, for half a minute at most, and one more insert."""
    import faiss
    from threatexchange.signal_type.pdq.pdq_index import PDQIndex

    if name not in COUNTS:
        sys.exit(f"threatexchange is measured on {', '.join(COUNTS)}")
    faiss.omp_set_num_threads(1)
    stored, queries, truth = pdq_data.uniform(COUNTS[name])
    begun = time.process_time()
    index = PDQIndex()
    index.add_all([(row.tobytes().hex(), at) for at, row in enumerate(stored)])
    built = time.process_time() - begun
    begun, hits, others, planted, done = time.process_time(), 0, 0, 0, 0
    for query, row in zip(queries, truth, strict=True):
        found = [one.metadata for one in index.query(query.tobytes().hex())]
        done += 1
        planted += row >= 0
        hits += row >= 0 and row in found
        others += len(found) - (row >= 0 and row in found)
        if time.process_time() - begun > 30:
            break
    spent = time.process_time() - begun
    begun = time.process_time()
    index.add(queries[0].tobytes().hex(), -1)
    return {
        "name": name,
        "tool": f"threatexchange {importlib.metadata.version('threatexchange')}",
        "recall": hits / max(planted, 1),
        "false_positives": int(others),
        "qps_cpu": round(done / spent),
        "build_cpu_s": round(built, 2),
        "insert_us": round((time.process_time() - begun) * 1e6),
    }


def ahocorasick_rs(name: str) -> dict[str, object]:
    """The same names and partial names, in small letters; the package folds nothing itself."""
    import ahocorasick_rs as package

    if name != "filenames-1m":
        sys.exit("ahocorasick_rs is measured on filenames-1m")
    partials, names, planted = lists_data.file_names()
    begun = time.process_time()
    automaton = package.AhoCorasick(partials)
    built = time.process_time() - begun
    begun = time.process_time()
    found = sum(1 for one in names if automaton.find_matches_as_indexes(one.lower()))
    return {
        "name": name,
        "tool": f"ahocorasick_rs {importlib.metadata.version('ahocorasick_rs')}",
        "names_cpu": round(len(names) / (time.process_time() - begun)),
        "planted": planted,
        "names_found": found,
        "build_cpu_s": round(built, 2),
    }


JOBS = {"threatexchange": threatexchange, "ahocorasick_rs": ahocorasick_rs}
