"""Known files: whether all is found, how fast, and in how much memory."""

import json
import mmap
import resource
import subprocess
import tempfile
import time
from pathlib import Path

import lists_data
import numpy as np
import pdq_data

from caselink.hashes import DigestSet, HashList, ListReader, PerceptualIndex
from caselink.victims import EvidenceGuide


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
    begun = time.process_time()
    index = PerceptualIndex(stored, scanning=True)
    built = time.process_time() - begun
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
        "build_cpu_s": round(built, 2),
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
        **opening(10_000_000),
    }


def opening(count: int) -> dict[str, object]:
    """A snapshot in a mapped file: how long until it answers, and until every byte is checked."""
    stored, queries, truth = pdq_data.uniform(count)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "index"
        file.write_bytes(PerceptualIndex(stored).snapshot())
        del stored
        with file.open("rb") as handle:
            mapped = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        opened = []
        for _ in range(5):
            begun = time.perf_counter()
            index = PerceptualIndex.open(mapped, verify=False)
            first = index.find(queries[0].tobytes(), pdq_data.RADIUS)
            opened.append((time.perf_counter() - begun) * 1_000)
        found = [index.find(query.tobytes(), pdq_data.RADIUS) for query in queries[:200]]
        right = sum(
            [one["id"] for one in each] == [row] for each, row in zip(found, truth, strict=False)
        )
        begun = time.perf_counter()
        PerceptualIndex.open(mapped)
        verified = time.perf_counter() - begun
        del index
        return {
            "open_ms": round(sorted(opened)[2], 2),
            "open_finds": bool(first) and right == 200,
            "open_verified_ms": round(verified * 1_000),
            "snapshot_mb": round(file.stat().st_size / 1e6, 1),
        }


def skewed(count: int) -> dict[str, object]:
    """Crowded hashes: the answers of a scan, and the worst query beside a scan for the same."""
    stored, queries = pdq_data.skewed(count)
    begun = time.process_time()
    index = PerceptualIndex(stored)
    built = time.process_time() - begun
    scan = PerceptualIndex(stored, scanning=True)
    same, wrong, spent, scanned = 0, 0, [], []
    for query in queries:
        query = query.tobytes()
        begun = time.process_time()
        found = index.find(query, pdq_data.RADIUS)
        middle = time.process_time()
        expected = scan.find(query, pdq_data.RADIUS)
        scanned.append(time.process_time() - middle)
        spent.append(middle - begun)
        same += found == expected
        right = {one["id"] for one in expected}
        wrong += sum(one["id"] not in right for one in found)
    return {
        "recall": same / len(queries),
        "false_positives": wrong,
        "qps_cpu": round(len(queries) / sum(spent)),
        "worst_over_scan": round(float(np.max(np.divide(spent, scanned))), 2),
        "bytes_per_hash": round(index.bytes / count, 1),
        "build_cpu_s": round(built, 2),
    }


def digests(count: int) -> dict[str, object]:
    """Look-ups of MD5, half of them known, handed over as one run of bytes."""
    stored, queries = lists_data.digests(count)
    begun = time.process_time()
    known = DigestSet("md5", stored)
    built = time.process_time() - begun
    speeds = []
    for _ in range(3):
        begun = time.process_time()
        found = known.contains_all(queries)
        speeds.append(count / (time.process_time() - begun))
    right = np.frombuffer(found, bool) == (np.arange(count) % 2 == 0)
    return {
        "lookups_cpu": round(sorted(speeds)[1]),
        "bytes_per_hash": round(known.bytes / count, 2),
        "wrong": int((~right).sum()),
        "build_cpu_s": round(built, 2),
    }


def file_names() -> dict[str, object]:
    """Partial names in names of files."""
    partials, names, planted = lists_data.file_names()
    entries = [{"series": f"V-{at}", "names": [one]} for at, one in enumerate(partials)]
    begun = time.process_time()
    guide = EvidenceGuide(entries)
    built = time.process_time() - begun
    speeds = []
    for _ in range(3):
        begun = time.process_time()
        found = guide.find_all(names)
        speeds.append(len(names) / (time.process_time() - begun))
    hit = {one["name"] for one in found["hits"]}
    return {
        "names_cpu": round(sorted(speeds)[1]),
        "planted": planted,
        "planted_found": sum(at % 100 == 0 for at in hit),
        "other_names": sum(at % 100 != 0 for at in hit),
        "refused": len(guide.refusals()),
        "build_cpu_s": round(built, 2),
    }


def vics() -> dict[str, object]:
    """A gigabyte of VICS, 64 KiB at a time: read in Rust, and from Python into a list."""
    root = Path(__file__).parents[1]
    package = ["-p", "caselink-benches", "--bin", "vics"]
    subprocess.run(
        ["cargo", "build", "-q", "--release", "--locked", *package], check=True, cwd=root
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.json"
        with file.open("wb") as out:
            for piece in lists_data.vics(1_000_000_000):
                out.write(piece)
        size = file.stat().st_size / 1e6
        program = [root / "target/release/vics", file]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        read = json.loads(done.stdout)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        known, reader = HashList({"id": "list"}), ListReader({"format": "vics"})
        begun = time.process_time()
        with file.open("rb") as data:
            while piece := data.read(1 << 16):
                known.feed(reader, piece)
        known.feed(reader, None)
        listed = time.process_time() - begun
    return {
        "mb_cpu": round(size / spent, 1),
        **read,
        "megabytes": round(size),
        "into_list_mb_cpu": round(size / listed, 1),
        "listed": len(known),
        "list_mib": round(known.bytes / 2**20),
    }


JOBS = {
    "digest-10m": lambda: digests(10_000_000),
    "filenames-1m": file_names,
    "vics-1g": vics,
    "pdq-100k": lambda: uniform(100_000),
    "pdq-1m": lambda: uniform(1_000_000),
    "pdq-10m": lambda: uniform(10_000_000),
    "pdq-batch-10m": lambda: batch(10_000_000),
    "pdq-update": lambda: update(1_000_000),
    "pdq-skewed-1m": lambda: skewed(1_000_000),
}
