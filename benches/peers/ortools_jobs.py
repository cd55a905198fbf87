"""OR-tools on the instances of `sweep`: capacity, hours, windows of visits, the shortest ways."""

import importlib.metadata
import json
import os
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "target/measure"
LEFT_OUT = 10**8
# seconds for each instance
SECONDS = int(os.environ.get("SWEEP_SECONDS", "60"))


def solve(instance: dict) -> float | None:
    """Minutes of all ways, by guided local search; none where it found no plan."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    ways = [[round(way * 1000) for way in row] for row in instance["minutes"]]
    teams, stops = instance["teams"], len(ways) - instance["teams"]
    bases = list(range(stops, stops + teams))
    manager = pywrapcp.RoutingIndexManager(len(ways), teams, bases, bases)
    routing = pywrapcp.RoutingModel(manager)
    service = round(instance["service"] * 1000)

    visits = [[way + (service if at < stops else 0) for way in row] for at, row in enumerate(ways)]
    # as matrices, which it reads without a call into Python
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(ways))
    one_each = [int(at < stops) for at in range(len(ways))]
    count = routing.RegisterUnaryTransitVector(one_each)
    routing.AddDimension(count, 0, instance["capacity"], True, "stops")
    begin, end = (round(minute * 1000) for minute in instance["hours"])
    clock = routing.RegisterTransitMatrix(visits)
    routing.AddDimension(clock, end, end, False, "time")
    time_of = routing.GetDimensionOrDie("time")
    for team in range(teams):
        time_of.CumulVar(routing.Start(team)).SetMin(begin)
    for stop, window in enumerate(instance["windows"]):
        if window is not None:
            first, last = (round(minute * 1000) for minute in window)
            time_of.CumulVar(manager.NodeToIndex(stop)).SetRange(first, last)
    # a first plan may leave stops out, at a price above any way
    for stop in range(stops):
        routing.AddDisjunction([manager.NodeToIndex(stop)], LEFT_OUT)
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    asked.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    asked.time_limit.seconds = SECONDS
    found = routing.SolveWithParameters(asked)
    # a plan that leaves a stop out is none of those that are compared
    if found is None or found.ObjectiveValue() >= LEFT_OUT:
        return None
    return found.ObjectiveValue() / 1000


def run(name: str) -> dict[str, object]:
    """Solves every instance and leaves the shortest ever found for `sweep` to compare with."""
    if name != "sweep":
        sys.exit("ortools is measured on sweep")
    others = ("sweep-best", "sweep-too_many")  # every stop is made here
    files = sorted(file for file in FOLDER.glob("sweep-*.json") if file.stem not in others)
    if not files:
        sys.exit("no instances: run `make measure NAME=sweep` first")
    store = FOLDER / "sweep-best.json"
    best = json.loads(store.read_text()) if store.exists() else {}
    shown, begun = {}, time.process_time()
    for file in files:
        instance = json.loads(file.read_text())
        minutes = solve(instance)
        shown[instance["name"]] = minutes
        known = best.get(instance["name"], {})
        is_known = known.get("key") == instance["key"]
        if minutes is not None and not (is_known and known["minutes"] <= minutes):
            best[instance["name"]] = {"key": instance["key"], "minutes": minutes}
    store.write_text(json.dumps(best))
    return {
        "name": name,
        "tool": f"ortools {importlib.metadata.version('ortools')}",
        "cpu_s": round((time.process_time() - begun) / len(files), 2),
        "minutes": shown,
        "seconds_each": SECONDS,
    }
