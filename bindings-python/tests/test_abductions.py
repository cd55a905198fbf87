"""Attempted abductions from Python: one answer in three languages."""

import hashlib
import json

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
    assert trained


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
        abductions.series([{"id": 7}])
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
