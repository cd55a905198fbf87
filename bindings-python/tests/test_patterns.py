"""Patterns in space and time from Python: one answer in three languages."""

import datetime
import json

import polars
import pyarrow
import pytest
from conftest import VECTORS

from caselink import CancelledError, InputError, LimitError, SettingsError, clustering, patterns
from caselink.events import Events

FILE = json.loads((VECTORS / "patterns.json").read_text("utf-8"))


def events(name):
    table = FILE["tables"][name]
    return Events(pyarrow.table(table["columns"]), table["settings"])


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["test"])
def test_on_events(case):
    on = events(case["columns"])
    assert on.set_aside == case["set_aside"]
    test = getattr(clustering if case["test"] == "st_dbscan" else patterns, case["test"])
    further, how = case.get("further", {}), {}
    if case["test"] not in ("near_repeat_pairs", "st_dbscan", "geographic_profile"):
        how = {"replicates": FILE["replicates"], "seed": FILE["seed"]}
    if case["test"] == "scan_poisson":
        found = test(on, further, case["settings"], **how)
    elif case["test"] == "scan_bernoulli":
        found = test(on, further["is_case"], case["settings"], **how)
    elif case["test"] == "scan_permutation":
        found = test(on, case["settings"], places=further or None, **how)
    else:
        found = test(on, case["settings"], **further, **how)
    assert found == case["found"]


@pytest.mark.parametrize("case", FILE["counts"], ids=lambda case: case["method"])
def test_counts(case):
    assert getattr(patterns, case["method"])(case["counts"], case["settings"]) == case["found"]


def test_tables_of_every_kind_and_dates():
    day = datetime.date(2026, 5, 29)
    columns = {"lon": [-87.6, -87.61], "lat": [41.8, 41.81], "on": [day, None]}
    named = {"x": "lon", "y": "lat", "start": "on"}
    for table in [polars.DataFrame(columns), pyarrow.table(columns)]:
        on = Events(table, named)
        assert (len(on), on.rows()) == (1, [0])
        assert on.set_aside["counts"] == [{"field": "time", "reason": "is missing", "count": 1}]
    assert repr(on) == "Events(1, 1 set aside)"
    moments = {
        **columns,
        "on": [datetime.datetime(2026, 5, 29, 6), datetime.datetime(2026, 5, 30)],
    }
    on = Events(polars.DataFrame(moments), named)
    assert patterns.aoristic_counts(on, [20_602, 20_602.5, 20_604]) == [1.0, 1.0]
    points = pyarrow.array([[-87.6, 41.8], [0.0, 0.0]], pyarrow.list_(pyarrow.float64(), 2))
    on = Events(pyarrow.table({"at": points, "start": [1.0, 2.0]}), {"geometry": "at"})
    assert on.rows() == [0]


def test_what_cannot_be_is_refused():
    table = pyarrow.table({"x": [1.0], "y": [1.0], "start": ["2026-05-29"]})
    for settings in [{"x": "lon"}, {"start": "x", "y": "start"}]:
        with pytest.raises(InputError):
            Events(table, settings)
    with pytest.raises(SettingsError):
        Events(table, {"metric": "furlongs"})
    with pytest.raises(LimitError):
        Events(table, limits={"rows": 0})
    on = Events(table)
    for settings in [{"within_metres": -1}, {"within": 1}]:
        with pytest.raises(SettingsError):
            patterns.knox(on, settings)
    with pytest.raises(SettingsError):
        patterns.near_repeat(on, {"metres": [300, 0]})
    with pytest.raises(LimitError):
        patterns.knox(on, replicates=2_000_000)
    assert patterns.knox(on, replicates=0)["p"] is None


def test_a_run_can_be_stopped():
    class Enough(Exception):
        pass

    def stop(done, total):
        raise Enough

    many = pyarrow.table(
        {name: [float(n * 7919 % 5000) for n in range(4000)] for name in ["x", "y", "start"]}
    )
    on = Events(many, {"metric": "euclidean"})
    with pytest.raises((Enough, CancelledError)):
        patterns.knox(on, {"within_metres": 5_000}, replicates=100_000, progress=stop)


def test_radii_and_spans_are_taken():
    table = {
        "x": [0.0, 10.0, 20.0, 5000.0, 5010.0, 9000.0],
        "y": [0.0] * 6,
        "start": [1.0, 2.0, 3.0, 40.0, 41.0, 80.0],
        "end": [1.0, 5.0, 3.0, 40.0, 44.0, 80.0],
        "radius": [0.0, 2000.0, 0.0, 2000.0, 0.0, 0.0],
    }
    on = Events(table, {"metric": "euclidean", "end": "end", "radius": "radius"})
    drawn = {"times": {"impute": {"draws": 5}}, "places": {"impute": {"draws": 9}}}
    for test in [patterns.knox, patterns.mantel, patterns.jacquez, patterns.space_time_k]:
        found = test(on, drawn, replicates=19)
        assert (found["rough_places"], found["draws"]["draws"]) == (2, 9)
    places = {"kind": "impute", "draws": 9}
    scan = patterns.scan_permutation(on, {"places": places, "times": places}, replicates=9)
    assert (scan["rough_places"], len(scan["imputation"]["p"])) == (2, 9)
    clusters = clustering.st_dbscan(on, {"places": {"impute": {"draws": 9}}})
    assert (clusters["rough_places"], len(clusters["in_cluster"])) == (2, 6)
    assert patterns.geographic_profile(on)["rough_places"] == 2


def test_no_events_swapped_degrees_and_ends_before_the_start():
    for none in [[], [None, None]]:
        on = Events({"x": none, "y": none, "start": none})
        assert (len(on), on.set_aside["total"]) == (0, len(none))
        assert patterns.knox(on)["p"] is not None
    on = Events({"x": [-87.63, 41.88], "y": [41.88, -87.63], "start": [1, 2]})
    assert (len(on), on.seem_swapped()) == (2, [1])
    days = {"x": [1.0], "y": [1.0], "start": ["2026-01-05"], "end": ["2026-01-04"]}
    on = Events(days, {"end": "end"})
    assert on.set_aside["listed"][0]["reason"] == "ends before it starts"


def test_errors_say_what_to_do():
    on = Events({"x": [1.0], "y": [1.0], "start": [1.0]})
    for bad in [float("nan"), float("inf")]:
        with pytest.raises(SettingsError, match=r"within_metres: .*NaN and infinity"):
            patterns.knox(on, {"within_metres": bad})
    for watch in [patterns.ears, patterns.cusum, patterns.farrington]:
        for bad in [-2, 0.5, "2", 2**40]:
            with pytest.raises(SettingsError, match="row 1: must be a whole number"):
                watch([1, bad])
    good = {"earliest": "2026-03-02T10:00:00", "latest": "2026-03-02T10:00:00"}
    for earliest in ["2026-03-02T10:00:00Z", "2026-03-02T10:00:00-06:00"]:
        with pytest.raises(SettingsError, match="row 1: earliest must be a local time"):
            patterns.time_profile([good, {**good, "earliest": earliest}])
    skipped = {**dict.fromkeys(good, "2026-03-08T02:30:00"), "time_zone": "America/Chicago"}
    found = patterns.time_profile([good, skipped, {**good, "time_zone": "Mars/Olympus"}])
    assert [found[name] for name in ["times", "without_zone", "unknown_zone", "skipped"]] == [
        3,
        1,
        1,
        1,
    ]
