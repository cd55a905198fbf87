"""Patterns in space and time: published numbers, and how fast.

Needs `spacetime`, `near-repeat`, `satscan` and `surveillance`, as their packages ship them.
"""

import csv
import datetime
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

from folder import data

from caselink import clustering, patterns
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
        "cpu_s": round(cpu, 3),
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
        "cpu_s": round(cpu, 3),
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
        "cpu_s": round(cpu, 3),
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
}
