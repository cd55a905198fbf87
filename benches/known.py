"""Searching perceptual hashes: whether all is found, how fast, and in how much memory."""

import time

import numpy as np
import pdq_data

from caselink.hashes import PerceptualIndex


def uniform(count: int) -> dict[str, object]:
    """Single queries against an index with tables."""
    stored, queries, truth = pdq_data.uniform(count)
    begun = time.process_time()
    index = PerceptualIndex(stored)
    built = time.process_time() - begun
    singles = [query.tobytes() for query in queries]
    speeds = []
    for _ in range(3):
        begun = time.process_time()
        found = [index.find(query, pdq_data.RADIUS) for query in singles]
        speeds.append(len(singles) / (time.process_time() - begun))
    return {
        **judged([[one["id"] for one in each] for each in found], truth),
        "qps_cpu": round(sorted(speeds)[1]),
        "bytes_per_hash": round(index.bytes / count, 1),
        "build_cpu_s": round(built, 2),
    }


def judged(found: list[list[int]], truth) -> dict[str, object]:
    """How much of the truth was found, and how much else."""
    planted = [number for number, row in enumerate(truth) if row >= 0]
    hits = sum(truth[number] in found[number] for number in planted)
    everything = sum(map(len, found))
    return {"recall": hits / len(planted), "false_positives": everything - hits}


def batch(count: int) -> dict[str, object]:
    """All queries at once, against an index that only scans."""
    stored, queries, truth = pdq_data.uniform(count)
    index = PerceptualIndex(stored, scanning=True)
    begun = time.process_time()
    found = index.find_all(queries, pdq_data.RADIUS)
    spent = time.process_time() - begun
    each: list[list[int]] = [[] for _ in queries]
    for query, row in zip(found["query"], found["id"], strict=True):
        each[query].append(row)
    return {
        **judged(each, truth),
        "qps_cpu": round(len(queries) / spent),
        "bytes_per_hash": round(index.bytes / count, 1),
    }


def update(count: int) -> dict[str, object]:
    """Inserting and removing one by one in a full index; what is inserted is found at once."""
    stored, queries, _ = pdq_data.uniform(count)
    index = PerceptualIndex(stored)
    chance = np.random.default_rng(3)
    more = [row.tobytes() for row in chance.integers(0, 256, (200_000, 32), np.uint8)]
    begun = time.process_time()
    numbers = [index.insert(hash_) for hash_ in more]
    inserted = time.process_time() - begun
    begun = time.process_time()
    removed = sum(map(index.remove, numbers[::2]))
    deleted = time.process_time() - begun
    seen = 0
    for query in queries[:500]:
        number = index.insert(query.tobytes())
        seen += {"id": number, "distance": 0} in index.find(query.tobytes())
        index.remove(number)
        seen += {"id": number, "distance": 0} not in index.find(query.tobytes())
    return {
        "insert_us": round(inserted / len(more) * 1e6, 3),
        "delete_us": round(deleted / removed * 1e6, 3),
        "seen_at_once": seen / 1_000,
    }


def skewed(count: int) -> dict[str, object]:
    """Crowded hashes: the answers of a scan, and the worst query beside a scan for the same."""
    stored, queries = pdq_data.skewed(count)
    index, scan = PerceptualIndex(stored), PerceptualIndex(stored, scanning=True)
    same, spent, scanned = 0, [], []
    for query in queries:
        query = query.tobytes()
        begun = time.process_time()
        found = index.find(query, pdq_data.RADIUS)
        middle = time.process_time()
        expected = scan.find(query, pdq_data.RADIUS)
        scanned.append(time.process_time() - middle)
        spent.append(middle - begun)
        same += found == expected
    return {
        "recall": same / len(queries),
        "qps_cpu": round(len(queries) / sum(spent)),
        "worst_over_scan": round(float(np.max(np.divide(spent, scanned))), 2),
        "bytes_per_hash": round(index.bytes / count, 1),
    }


JOBS = {
    "pdq-100k": lambda: uniform(100_000),
    "pdq-1m": lambda: uniform(1_000_000),
    "pdq-10m": lambda: uniform(10_000_000),
    "pdq-batch-10m": lambda: batch(10_000_000),
    "pdq-update": lambda: update(1_000_000),
    "pdq-skewed-1m": lambda: skewed(1_000_000),
}
