"""Names of persons, whole, against labelled pairs."""

import csv
import json
import resource
import statistics
import subprocess
import time
import unicodedata

import measure
from folder import data

from caselink import compare


def script(text: str) -> str:
    """The first script other than Latin."""
    words = (unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha())
    other = (word for word in words if word not in ("LATIN", "MODIFIER", ""))
    return next(other, "LATIN").title()


def f1(sums: list[int]) -> float | None:
    """Of true leads, false leads and missed ones; none where there is nothing to find."""
    both = 2 * sums[0] + sums[1] + sums[2]
    return round(2 * sums[0] / both, 4) if both else None


def names() -> dict[str, object]:
    """The F1 of the threshold that the library states, whole and by script."""
    with data("names/name_pairs.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["schema"] == "Person"]
    counts: dict[str, list[int]] = {}
    begun = time.process_time()
    scores = [compare.person_names(row["name1"], row["name2"]) for row in rows]
    spent = time.process_time() - begun
    for row, found in zip(rows, scores, strict=True):
        lead = found is not None and found["score"] >= compare.PERSON_NAMES_LEAD
        true = row["is_match"] == "true"
        for part in ("all", script(row["name1"] + row["name2"])):
            sums = counts.setdefault(part, [0, 0, 0, 0])
            sums[0] += lead and true
            sums[1] += lead and not true
            sums[2] += true and not lead
            sums[3] += 1
    whole = counts.pop("all")
    return {
        "f1": f1(whole),
        "threshold": compare.PERSON_NAMES_LEAD,
        "f1_by_script": {part: f1(sums) for part, sums in sorted(counts.items())},
        "pairs_by_script": {part: sums[3] for part, sums in sorted(counts.items())},
        "precision": round(whole[0] / (whole[0] + whole[1]), 4),
        "recall": round(whole[0] / (whole[0] + whole[2]), 4),
        "us": round(spent / len(rows) * 1e6, 2),
    }


def jaro_winkler() -> dict[str, object]:
    """500 names against 40,000, in Rust: pairs in a CPU second, start-up and reading included."""
    measure.prepare("people-1m")
    table = measure.read(measure.PEOPLE, ["first_name", "surname"]).read_all()
    names = {name for c in ["first_name", "surname"] for name in table[c].to_pylist()[:200_000]}
    names = sorted(name.lower() for name in names if name)[:40_000]
    file = measure.ROOT / "target/measure/names.txt"
    file.write_text("\n".join(names))
    package = ["-p", "caselink-benches", "--bin", "jaro_winkler"]
    build = ["cargo", "build", "-q", "--release", "--locked", *package]
    subprocess.run(build, check=True, cwd=measure.ROOT)
    done = {}
    for how in ["plain", "cutoff"]:
        runs = []
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            program = [measure.ROOT / "target/release/jaro_winkler", how, file]
            run = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True)
            found = json.loads(run.stdout)
            spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
            runs.append(found["pairs"] / spent)
        done[how] = (statistics.median(runs), found["alike"])
    assert done["plain"][1] == done["cutoff"][1]
    return {
        "pairs_cpu": round(done["plain"][0]),
        "pairs_cutoff_cpu": round(done["cutoff"][0]),
        "names": len(names),
    }


JOBS = {"jaro-winkler": jaro_winkler, "names": names}
