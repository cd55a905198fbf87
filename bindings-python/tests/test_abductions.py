"""Attempted abductions from Python: one answer in three languages."""

import hashlib
import json
from datetime import datetime

import polars as pl
import pyarrow as pa
import pytest
from conftest import VECTORS

from caselink import InputError, SettingsError, abductions, release, synth

FILE = json.loads((VECTORS / "abductions.json").read_text("utf-8"))
INCIDENTS = synth.world(FILE["seed"], FILE["size"]).records("incident")


def test_series():
    assert abductions.series(INCIDENTS, FILE["settings"])["series"] == FILE["series"]


def test_the_index_lives():
    index = abductions.SimilarIndex()
    index.add(INCIDENTS)
    (one,) = [incident for incident in INCIDENTS if incident["id"] == FILE["similar_to"]]
    assert index.find_similar(one, most=3) == FILE["similar"]
    other = FILE["similar"][0]["incident"]
    evidence = index.evidence(one["id"], other)
    assert sum(term["weight"] for term in evidence["terms"]) == evidence["total"]
    assert index.remove(other)
    assert not index.remove(other)
    assert len(index) == len(INCIDENTS) - 1
    with pytest.raises(InputError):
        index.evidence(one["id"], other)
    assert repr(index) == f"SimilarIndex({len(INCIDENTS) - 1} incidents)"
    assert isinstance(index.flags(), list)


def test_training_is_judged_on_what_it_had_not_seen():
    truth = synth.world(3, {"incidents": 1_500})
    solved = [
        {"incident": one["incident"], "offender": str(one["series"])}
        for one in truth.truth("incident")
        if one.get("series") is not None
    ]
    trained = abductions.train_evidence(truth.records("incident"), solved)
    assert {one["model"] for one in trained["held_out"]} == {"assumed", "naive_bayes", "logistic"}
    # what it gives goes into series as it is
    settings = {"evidence": trained["calibrated"], "partners": trained["partners"]}
    assert abductions.series(truth.records("incident"), settings)["series"]


def test_what_is_written_is_the_same_in_three_languages():
    file = json.loads((VECTORS / "abductions_documents.json").read_text("utf-8"))
    world = synth.world(file["seed"], file["size"])
    incidents, cases = world.records("incident"), world.records("case")
    found = abductions.series(incidents)
    now = abductions.trends(incidents, file["as_of"], file["trend_settings"])
    assert json.loads(json.dumps(now)) == file["trends"]

    def page(document, request):
        released = release.disseminate(
            document, request, ledger=release.Ledger(), key=bytes(range(32))
        )
        return hashlib.sha256(released.html().encode()).hexdigest()

    for name, settings in file["summaries"].items():
        document = abductions.summary(incidents, found, cases, settings)
        assert page(document, file["requests"][name]) == file["pages"][name]
    bulletin = abductions.special_bulletin(found["series"][0], incidents, file["bulletin"])
    assert page(bulletin, file["requests"]["law_enforcement"]) == file["pages"]["bulletin"]
    with pytest.raises(InputError):
        abductions.special_bulletin(found["series"][0], [], file["bulletin"])


def test_what_cannot_be_is_refused():
    with pytest.raises(SettingsError):
        abductions.series([], {"join": 1})
    with pytest.raises(SettingsError):
        abductions.SimilarIndex({"values": {"race": {"on": 3}}})
    with pytest.raises(SettingsError):
        abductions.train_evidence(INCIDENTS, [{"incident": "x"}])
    with pytest.raises(SettingsError):
        abductions.special_bulletin({}, [], {})
    header = {"id": "S", "agency": "A", "as_of": "2026-06-01"}
    with pytest.raises(SettingsError, match="region"):
        abductions.summary([], abductions.series([]), [], header)
    with pytest.raises(SettingsError):
        abductions.trends([], "a day")
    region = {"kind": "state", "state": "Ilinois"}
    with pytest.raises(SettingsError, match="IL or Illinois"):
        abductions.trends(INCIDENTS, "2026-06-01", {"regions": [region]})


def test_one_bad_incident_is_set_aside():
    bad = [{"id": 7}, "no incident", {"id": "B", "time": "in May"}, {**INCIDENTS[0]}]
    found = abductions.series([*INCIDENTS, *bad], FILE["settings"])
    assert found["series"] == FILE["series"]
    rejected = found["rejected"]
    rows = [len(INCIDENTS) + n for n in range(4)]
    assert rejected["total"] == 4
    assert [one["row"] for one in rejected["listed"]] == rows
    assert [one["field"] for one in rejected["listed"]] == ["id", "record", "time", "id"]
    index = abductions.SimilarIndex()
    assert index.add([*INCIDENTS, *bad])["total"] == 3
    assert len(index) == len(INCIDENTS)
    now = abductions.trends([*INCIDENTS, *bad], "2026-06-01")
    assert now["rejected"] == rejected


def test_a_flat_table_as_series_are_published():
    table = {
        "crimeID": ["C:1", "C:2", "C:3", "C:4"],
        "X": [4.0, 7.0, None, 1.0],
        "Y": [9.0, 13.0, None, 1.0],
        "MO1": [3, 3, None, 5],
        "MO2": ["A", "NA", "B", "B"],
        "DT.FROM": ["1993-05-15 16:00:00", "1993-05-16", "NA", "soon"],
        "DT.TO": ["1993-05-15 18:00:00", None, None, None],
        "who": ["O:1", "O:1", None, "O:2"],
    }
    columns = {
        "id": "crimeID",
        "x": "X",
        "y": "Y",
        "coordinates": "kilometres",
        "earliest": "DT.FROM",
        "latest": "DT.TO",
        "methods": ["MO1", "MO2"],
        "offenders": ["who"],
    }
    read = abductions.read_table(pa.table(table), columns)
    assert read["rows"] == [0, 1, 2]
    assert [(one["row"], one["field"]) for one in read["rejected"]["listed"]] == [(3, "DT.FROM")]
    assert read["solved"] == [{"incident": id, "offender": "O:1"} for id in ("C:1", "C:2")]
    first, second, third = read["incidents"]
    assert first["methods"] == [{"scheme": "MO1", "code": "3"}, {"scheme": "MO2", "code": "A"}]
    assert first["time"]["latest"] == "1993-05-15T18:00:00"
    assert second["time"] == {"earliest": "1993-05-16T00:00:00", "latest": "1993-05-16T23:59:59"}
    assert not {"time", "place"}.intersection(third)
    index = abductions.SimilarIndex()
    index.add(read["incidents"])
    terms = {one["kind"]: one for one in index.evidence("C:1", "C:2")["terms"]}
    assert terms["distance"]["gap"] == pytest.approx(5.0, abs=1e-4)
    assert terms["method"]["left"] == "mo1: 3"
    # without a second time, of a dict, and of a data frame
    del columns["latest"]
    assert abductions.read_table(table, columns)["incidents"][0]["time"]["latest"].endswith(
        "16:00:00"
    )
    frame = pl.DataFrame(table).with_columns(pl.lit(datetime(2014, 1, 2, 13)).alias("DT.FROM"))
    assert abductions.read_table(frame, columns)["rejected"]["total"] == 0
    with pytest.raises(InputError):
        abductions.read_table(table, {"id": "nothing"})
    with pytest.raises(SettingsError):
        abductions.read_table(table, {"x": "X"})
