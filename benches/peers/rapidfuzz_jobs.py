"""RapidFuzz on the names of `jaro-winkler`, the same 500 against the same 40,000."""

import importlib.metadata
import statistics
import sys
import time
from pathlib import Path

NAMES = Path(__file__).parents[2] / "target/measure/names.txt"


def jaro_winkler(name: str) -> dict[str, object]:
    """Pairs in a CPU second, the similarities of all pairs kept as 32-bit numbers."""
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    if name != "jaro-winkler":
        sys.exit("rapidfuzz is measured on jaro-winkler")
    if not NAMES.exists():
        sys.exit(f"{NAMES} is missing: run `make measure NAME=jaro-winkler` first")
    names = NAMES.read_text().splitlines()
    some = names[:: max(len(names) // 500, 1)]
    figures = {}
    for key, cutoff in [("pairs_cpu", None), ("pairs_cutoff_cpu", 0.85)]:
        speeds = []
        for _ in range(5):
            begun = time.process_time()
            process.cdist(
                some,
                names,
                scorer=JaroWinkler.normalized_similarity,
                score_cutoff=cutoff,
                dtype=np.float32,
                workers=1,
            )
            speeds.append(len(some) * len(names) / (time.process_time() - begun))
        figures[key] = round(statistics.median(speeds))
    version = importlib.metadata.version("rapidfuzz")
    return {"name": name, "tool": f"rapidfuzz {version}", **figures, "names": len(names)}
