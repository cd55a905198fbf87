"""Patterns in space and time: published numbers, and how fast.

Needs `spacetime`, `near-repeat`, `satscan` and `surveillance`, as their packages ship them.
"""

import csv
import datetime
import json
import random
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

from folder import data

from caselink import abductions, clustering, patterns, synth
from caselink.events import Events

ROOT = Path(__file__).parents[1]
EPOCH = datetime.date(1970, 1, 1)


def each_row(path: Path, **how) -> Iterator[list[str]]:
    """The cells of a table without its header and remarks."""
    with path.open(newline="", encoding="utf-8") as lines:
        kept = csv.reader((line for line in lines if not line.startswith("#")), **how)
        next(kept)
        yield from kept


def rows(path: Path, **how) -> list[list[str]]:
    """All of them at once."""
    return list(each_row(path, **how))


def spent(work):
    """What work gives, and the CPU seconds that it took."""
    begun = time.process_time()
    found = work()
    return found, time.process_time() - begun


def plane(x, y, start, **settings) -> Events:
    """Events in a plane."""
    return Events({"x": x, "y": y, "start": start}, {"metric": "euclidean", **settings})


def burkitt() -> dict[str, object]:
    """Knox, Mantel and Jacquez on the cases of Burkitt's lymphoma in West Nile."""
    import numpy as np

    cells = np.array(rows(ROOT / "core/tests/vectors/burkitt.csv"), float)
    events = plane(*cells.T)
    knox = patterns.knox(events, {"within_metres": 20, "within_days": 5})
    mantel = patterns.mantel(events)
    return {
        "x": knox["close_in_both"],
        "expected": round(knox["expected"], 5),
        "p": knox["p"],
        "mantel_r": round(mantel["r"], 7),
        "jacquez_3": patterns.jacquez(events, {"neighbours": 3, "ties": "rows"})["statistic"],
    }


def burglaries() -> tuple[array, array, array]:
    """Burglaries in Chicago, 2014 to 2017: metres and days."""
    x, y, days = array("d"), array("d"), array("d")
    for east, north, day in each_row(data("spacetime/chicago_burglary_2014_2017.csv")):
        x.append(float(east))
        y.append(float(north))
        days.append((datetime.datetime.strptime(day, "%d/%m/%Y").date() - EPOCH).days)
    return x, y, days


TABLES = [
    (
        [0, 0.1, 200, 400, 600],
        [0, 7, 14, 21],
        "right_closed",
        [342, 97, 62, 1892, 1514, 1362, 4145, 3643, 3592, 5805, 5143, 4919],
    ),
    (
        [0, 0.1, 200, 400, 600],
        [0, 7, 14, 21],
        "left_closed",
        [319, 106, 62, 1647, 1539, 1400, 3598, 3660, 3638, 5028, 5167, 4935],
    ),
    ([0, 1, 100, 200, 300], [0, 2, 4], "left_closed", [202, 51, 189, 143, 290, 343, 456, 526]),
    ([0, 1, 100, 200, 300], [0, 2, 4], "right_closed", [225, 50, 260, 142, 457, 341, 715, 567]),
]


def near_repeat() -> dict[str, object]:
    """The published tables of Chicago, to the unit."""
    import numpy as np

    x, y, days = map(np.array, burglaries())
    first, last = ((datetime.date(year, 1, 1) - EPOCH).days for year in (2016, 2017))
    of_2016 = (days >= first) & (days < last)
    events = plane(x[of_2016], y[of_2016], days[of_2016])
    checked, wrong = 0, 0
    for metres, times, sides, expected in TABLES:
        settings = {"metres": metres, "days": times, "sides": sides}
        found = patterns.near_repeat(events, settings, replicates=0)["cells"]
        checked += len(expected)
        wrong += sum(cell["observed"] != one for cell, one in zip(found, expected, strict=True))
    arson = rows(data("near-repeat/chicago_arson.csv"))
    day = [(datetime.date.fromisoformat(row[2]) - EPOCH).days for row in arson]
    events = Events(
        {
            "x": [float(row[0]) for row in arson],
            "y": [float(row[1]) for row in arson],
            "start": day,
        },
        {"metric": "manhattan"},
    )
    settings = {"metres": [0, 0.01, 200, 400, 600], "days": [0, 1, 2, 3], "sides": "left_closed"}
    expected = [0, 2, 0, 9, 1, 1, 4, 0, 0, 6, 0, 0]
    found = patterns.near_repeat(events, settings, replicates=0)["cells"]
    wrong += sum(cell["observed"] != one for cell, one in zip(found, expected, strict=True))
    return {"cells": checked + len(expected), "wrong": wrong}


def knox_45k() -> dict[str, object]:
    """A near-repeat table of 4 by 3 bands with 999 replicates."""
    events = plane(*burglaries())
    found, cpu = spent(lambda: patterns.near_repeat(events))
    return {
        "events": found["events"],
        "cells": len(found["cells"]),
        "least_p": min(cell["p"] for cell in found["cells"]),
        "test_cpu_s": round(cpu, 3),
    }


def cases(name: str, metric: str) -> Events:
    """Cases in the form of SaTScan, each row as often as it counts."""
    places = {
        row[0]: row[1:3] for row in (line.split() for line in data(f"satscan/{name}.geo").open())
    }
    x, y, start = [], [], []
    for line in data(f"satscan/{name}.cas").open():
        place, count, day = line.split()
        first, second = map(float, places[place])
        for _ in range(int(count)):
            # latitude stands first
            east, north = (second, first) if metric == "great_circle" else (first, second)
            x.append(east)
            y.append(north)
            start.append((datetime.datetime.strptime(day, "%Y/%m/%d").date() - EPOCH).days)
    return Events({"x": x, "y": y, "start": start}, {"metric": metric})


def scan(found, cpu: float) -> dict[str, object]:
    """The figures of a scan."""
    llr = [round(one["llr"], 6) for one in found["clusters"]] + [None] * 3
    best = found["clusters"][0]
    return {
        "llr": llr[0],
        "llr_2": llr[1],
        "llr_3": llr[2],
        "p": best["p"],
        "gumbel_p": best["gumbel_p"],
        "scan_cpu_s": round(cpu, 3),
    }


def scan_nyc() -> dict[str, object]:
    """Fever in New York: prospective space-time permutation scan, 3 km, 7 days."""
    day = lambda *of: (datetime.date(*of) - EPOCH).days  # noqa: E731
    settings = {
        "max_radius": 3_000,
        "max_days": 7,
        "study_start": day(2001, 11, 1),
        "study_end": day(2001, 11, 24),
    }
    events = cases("NYCfever", "great_circle")
    places = [line.split()[1:3] for line in data("satscan/NYCfever.geo").open()]
    further = {"x": [float(row[1]) for row in places], "y": [float(row[0]) for row in places]}
    return scan(*spent(lambda: patterns.scan_permutation(events, settings, places=further)))


def scan_555() -> dict[str, object]:
    """Burglaries of 2014 in Chicago on a grid of 1 km: 2 km, 28 days, ties split."""
    settings = {
        "max_radius": 2_000,
        "max_days": 28,
        "ties": "split",
        "study_start": (datetime.date(2014, 1, 1) - EPOCH).days,
        "study_end": (datetime.date(2014, 12, 31) - EPOCH).days,
    }
    events = cases("c1k", "euclidean")
    places = [line.split()[1:3] for line in data("satscan/c1k.geo").open()]
    further = {"x": [float(row[0]) for row in places], "y": [float(row[1]) for row in places]}
    return scan(*spent(lambda: patterns.scan_permutation(events, settings, places=further)))


def clusters(events: Events, settings: dict[str, object]) -> dict[str, object]:
    """The figures of ST-DBSCAN."""
    found, cpu = spent(lambda: clustering.st_dbscan(events, settings))
    return {
        "clusters": len(found["clusters"]),
        "noise": found["noise"],
        "cluster_cpu_s": round(cpu, 3),
    }


def stdbscan_45k() -> dict[str, object]:
    """Burglaries in Chicago, 200 m, 7 days, 3."""
    return clusters(plane(*burglaries()), {"eps_metres": 200, "eps_days": 7, "min_points": 3})


def stdbscan_1m() -> dict[str, object]:
    """A million made-up events in crowds, 200 m, 7 days, 3."""
    import numpy as np

    chance = np.random.default_rng(6)
    crowds = chance.integers(0, 20_000, 1_000_000)
    centres = chance.uniform(0, 100_000, (20_000, 2))
    at = centres[crowds] + chance.normal(0, 1_500, (1_000_000, 2))
    days = np.floor(chance.uniform(0, 1_461, 1_000_000))
    return clusters(
        plane(at[:, 0], at[:, 1], days), {"eps_metres": 200, "eps_days": 7, "min_points": 3}
    )


def null_size() -> dict[str, object]:
    """How often sets without a pattern come out at p <= .05."""
    import numpy as np

    chance = np.random.default_rng(8)
    knox = scans = 0
    for seed in range(1_000):
        at = chance.uniform(0, 10_000, (150, 2))
        days = np.floor(chance.uniform(0, 200, 150))
        events = plane(at[:, 0], at[:, 1], days)
        how = {"replicates": 199, "seed": seed}
        knox += (
            patterns.knox(events, {"within_metres": 1_500, "within_days": 14}, **how)["p"] <= 0.05
        )
        found = patterns.scan_permutation(events, {"max_radius": 3_000, "max_days": 28}, **how)
        scans += bool(found["clusters"]) and found["clusters"][0]["p"] <= 0.05
    return {"knox": knox / 1_000, "scan": scans / 1_000}


def ears() -> dict[str, object]:
    """The alarms of R's surveillance on salmonella Newport."""
    counts = [int(row[1]) for row in rows(data("surveillance/salmNewport_weekly.csv"))]
    wrong = checked = 0
    for method in ("C1", "C2", "C3"):
        oracle = [
            row
            for row in rows(data("surveillance/ears_oracle_salmNewport.csv"))
            if row[0] == method
        ]
        expected = [int(row[1]) - 1 for row in oracle if row[4] == "1"]
        settings = {"method": method, "rule": "upper_bound"}
        periods = patterns.ears(counts, settings)["periods"]
        found = [one["period"] for one in periods if one["alarm"]]
        checked += len(oracle)
        wrong += len(set(found) ^ set(expected))
    return {"weeks": checked, "wrong": wrong, **farrington(counts)}


def farrington(counts: list[int]) -> dict[str, float]:
    """Sums of the upper bounds of the last year where there are cases enough.

    R's package `surveillance` gives 457.2152 and 381.
    """
    sums = {}
    for method in ("original", "flexible"):
        settings = {"method": method, "years": 3, "half_window": 3, "alpha": 0.01, "last": 52}
        periods = patterns.farrington(counts, settings)["periods"]
        sums[method] = round(sum(one["upper"] for one in periods if one["fit"]["enough_cases"]), 4)
    return {f"farrington_{method}": sum_ for method, sum_ in sums.items()}


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
    # what agencies hold is between that and the 82,000 non-family abductions that police know of
    # (NISMART-2, 1999: 58,200 a year, 47 of 100). Taken, an assumption: as many as make place,
    # time and approach alone about as hard as in published sets (below)
    "agencies": (20_000, LIKE_PUBLISHED),
}


def series() -> dict[str, object]:
    """Series among synthetic incidents: does the index find the true series of each?

    Published for place, time and behaviour alone: a true link first in 33 of 100 of the incidents
    of `crimelinkage`, and at rank 2 in the median of 10,918 stranger offences (Tonkin 2025).
    `hit_at_1_base` beside that says how hard a world is. Figures that stand under no name of a
    world are those of the agencies.
    """
    found = {name: series_in(*how) for name, how in SERIES_WORLDS.items()}
    return {**found.pop("agencies"), **found}


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


JOBS = {
    "burkitt": burkitt,
    "near-repeat": near_repeat,
    "knox-45k": knox_45k,
    "scan-nyc": scan_nyc,
    "scan-555": scan_555,
    "stdbscan-45k": stdbscan_45k,
    "stdbscan-1m": stdbscan_1m,
    "null-size": null_size,
    "ears": ears,
    "series": series,
}
