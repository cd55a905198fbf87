"""Figures of the desk for attempted abductions."""

import json
import math
import random
import statistics
import time
from datetime import date, timedelta
from pathlib import Path

from caselink import abductions, synth

ROOT = Path(__file__).parents[1]
EDITION = {
    "id": "AA-2025-24",
    "agency": "Example State Clearinghouse",
    "as_of": "2025-12-04",
    "region": {"kind": "state", "state": "CA"},
}


# Series as serial sexual offences against strangers are known to be; what is not known is marked.
# - Five to a series: 565 rapes of 108 men (Warren 1998), 361 of 72 (Deslauriers-Varin 2014).
# - A year at most: pairs up to 365 days apart count as linked in Porter 2016. Some series are fast
#   and some take years (Woodhams 2021, 402 offenders). Days even within the year: an assumption.
# - 23 of 100 range wide: 25 of Warren's 108 went 20 miles or more. All over a state: assumption.
# - The others stay within about 15 km: 39 of 45 move about a base, in a region of 180 square miles
#   on average (Canter 1994).
# - 8 of 100 incidents in series: the default of `synth`, an assumption.
LIKE_PUBLISHED = {"series_size": 5.0, "series_days": 365.0, "series_travels": 0.23}

# How many incidents in three years, and the rates.
SERIES_WORLDS: dict[str, tuple[int, dict[str, float]]] = {
    # the rates of `synth`: series last six weeks
    "default": (4_000, {}),
    # what a clearinghouse is told of: 11,500 attempts to 2015, 14,500 to 2017 (NCMEC)
    "clearinghouse": (4_000, LIKE_PUBLISHED),
    # the non-family abductions that police know of (NISMART-2, 1999: 58,200 a year, 47 of 100);
    # place, time and approach alone are then about as hard as in published sets (below)
    "agencies": (82_000, LIKE_PUBLISHED),
}


def series() -> dict[str, object]:
    """Series among synthetic incidents: does the index find the true series of each?

    Published for place, time and behaviour alone: a true link first in 33 of 100 of the incidents
    of `crimelinkage`, and at rank 2 in the median of 10,918 stranger offences (Tonkin 2025).
    `hit_at_1_base` beside that says how hard a world is. Figures that stand under no name of a
    world are those of the agencies.
    """
    found = {name: series_in(*how) for name, how in SERIES_WORLDS.items()}
    return {**found.pop("agencies"), **found, "burst": bursts()}


def bursts() -> dict[str, float]:
    """Unrelated attempts reported in one town within weeks: how many are put into a series anyway?

    `joined` is the share of the attempts, `joined_pairs` that of all pairs of them; `worst` is the
    share in the worst kind of burst. Alone in a file, and in a file of the country.
    """
    joined, attempts, pairs, all_pairs, worst = 0, 0, 0, 0, 0.0
    for others in (0, 200, 1_000):
        for count in (12, 40, 100):
            for km, days in ((1.5, 10), (5.0, 30), (12.0, 60)):
                here = 0
                for seed in range(8 if count < 100 else 3):
                    incidents = burst(seed, count, others, km, days)
                    ids = {one["id"] for one in incidents[:count]}
                    found = abductions.series(incidents)
                    parts = [ids.intersection(one["incidents"]) for one in found["series"]]
                    here += sum(map(len, parts)) + len(found["duplicates"])
                    pairs += sum(len(part) * (len(part) - 1) // 2 for part in parts)
                    all_pairs += count * (count - 1) // 2
                of_kind = count * (8 if count < 100 else 3)
                joined, attempts = joined + here, attempts + of_kind
                worst = max(worst, here / of_kind)
    return {
        "joined": round(joined / attempts, 4),
        "joined_pairs": round(pairs / all_pairs, 5),
        "worst": round(worst, 3),
    }


def burst(seed: int, count: int, others: int, km: float, days: int) -> list[dict]:
    """The attempts of a burst, then others all over the country; no two of one person."""
    alone = {"in_series": 0.0, "in_coincidence": 0.0, "incident_by_registrant": 0.0}
    world = synth.world(100 + seed, {"incidents": count + others}, rates=alone)
    incidents = world.records("incident")
    chance = random.Random(seed)
    for one in incidents[:count]:
        away, turn = km * math.sqrt(chance.random()), math.tau * chance.random()
        address = one["place"]["address"]
        address["latitude"] = 39.78 + away * math.cos(turn) / 111.2
        address["longitude"] = -89.65 + away * math.sin(turn) / 85.5
        address["locality"], address["state"] = "Springfield", "IL"
        day = date(2025, 3, 1) + timedelta(days=chance.randrange(days))
        for end in ("earliest", "latest"):
            one["time"][end] = f"{day}{one['time'][end][10:]}"
        one["reported_on"], one["agency"] = str(day), "springfield-police-1"
    return incidents


def series_in(count: int, rates: dict[str, float]) -> dict[str, object]:
    """The figures of one world."""
    world = synth.world(13, {"incidents": count}, rates=rates)
    incidents = world.records("incident")
    series_of = {
        one["incident"]: one["series"]
        for one in world.truth("incident")
        if one.get("series") is not None
    }
    in_series = [one for one in incidents if one["id"] in series_of]
    asked = random.Random(5).sample(in_series, min(500, len(in_series)))

    def hits(settings) -> tuple[float, float]:
        index = abductions.SimilarIndex(settings)
        index.add(incidents)
        right = 0
        begun = time.process_time()
        for one in asked:
            for found in index.find_similar(one, most=5):
                if found.get("duplicate") is None:
                    right += series_of.get(found["incident"]) == series_of[one["id"]]
                    break
        cpu = time.process_time() - begun
        return round(right / len(asked), 3), len(asked) * len(incidents) / cpu

    # 320 series at most, and as many incidents that are alone
    known = set(sorted(set(series_of.values()))[:320])
    solved = [{"incident": one, "offender": of} for one, of in series_of.items() if of in known]
    others = [one["id"] for one in incidents if one["id"] not in series_of]
    alone = random.Random(6).sample(others, min(len(solved), len(others)))
    solved += [{"incident": one, "offender": f"alone-{one}"} for one in alone]
    trained = abductions.train_evidence(incidents, solved)
    held_out = {one["model"]: one for one in trained["held_out"]}["logistic"]
    (hit, pairs_cpu), (base, _) = hits(None), hits(place_time_approach())
    return {
        "hit_at_1": hit,
        "hit_at_1_base": base,
        "auc": round(held_out["auc"], 5),
        "average_precision": round(held_out["average_precision"], 5),
        "brier": round(held_out["brier"], 5),
        "brier_of_share": round(held_out["brier_of_share"], 5),
        "pairs_cpu": round(pairs_cpu),
    }


def place_time_approach() -> dict[str, object]:
    """Settings that compare place, time and approach alone."""
    shape = json.loads((ROOT / "docs/schemas/evidence_settings.json").read_text("utf-8"))
    kept = {"distance", "town", "days", "hours", "weekdays", "approach"}
    off: dict[str, object] = {"plate": {"on": False}}
    for group in ("bands", "values", "words"):
        kinds = shape["properties"][group]["default"]
        off[group] = {kind: {"on": False} for kind in kinds if kind not in kept}
    return off


def summary() -> dict[str, object]:
    """Both editions of one region among 5,000 incidents, from dicts, without replicates."""
    world = synth.world(7, {"incidents": 5_000, "cases": 200})
    incidents, cases = world.records("incident"), world.records("case")
    found = abductions.series(incidents)
    outcome: dict[str, object] = {"incidents": len(incidents), "series": len(found["series"])}
    for key, edition in (("cpu_ms", "law_enforcement"), ("cpu_ms_public", "public")):
        spent = []
        for _ in range(5):
            begun = time.process_time()
            abductions.summary(incidents, found, cases, {**EDITION, "edition": edition})
            spent.append(time.process_time() - begun)
        outcome[key] = round(1e3 * statistics.median(spent), 1)
    return outcome


JOBS = {"series": series, "summary": summary}
