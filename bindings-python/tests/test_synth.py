"""Synthetic worlds from Python."""

import datetime
import hashlib
import json

import pytest
from conftest import VECTORS

from caselink import LimitError, SettingsError, records, synth

SIZE = {"offenders": 300, "cases": 50, "incidents": 200, "tips": 100, "files": 100}
TRUTHS = ["offender", "case", "incident", "tip", "media_file"]
KINDS = [*TRUTHS, "series", "agency", "jurisdiction", "provider"]


@pytest.mark.parametrize("kind", KINDS)
def test_records_are_what_the_reader_reads(kind):
    world = synth.world(7, SIZE)
    read = records.read_ndjson(kind, world.ndjson(kind))
    assert read["rejected"]["total"] == 0
    made = world.records(kind)
    assert made == [json.loads(line) for line in world.ndjson(kind).splitlines()]
    # the reader writes codes and names in its own form, and keeps all of it
    assert [one["id"] for one in read["records"]] == [one["id"] for one in made]
    if kind != "offender":
        assert world.records(kind, start=1, stop=3) == made[1:3]


def test_bytes_are_those_of_rust():
    file = json.loads((VECTORS / "synth.json").read_text())
    world = synth.world(file["seed"], file["size"])
    text = b"".join(world.ndjson(kind) for kind in file["kinds"])
    assert hashlib.sha256(text).hexdigest() == file["sha256"]


def test_truth_names_the_records():
    world = synth.world(7, SIZE)
    for kind in TRUTHS:
        assert len(world.truth(kind)) == world.count(kind)
    listed = [record for person in world.truth("offender") for record in person["records"]]
    assert listed == [record["id"] for record in world.records("offender")]
    assert world.truth_ndjson("case").count(b"\n") == 50


def test_a_world_is_what_its_arguments_say():
    world, other = synth.world(7, SIZE), synth.world(8, SIZE)
    assert world.ndjson("tip") == synth.world(7, SIZE).ndjson("tip") != other.ndjson("tip")
    day = synth.world(7, SIZE, as_of=datetime.date(2020, 5, 1))
    assert day.ndjson("tip") == synth.world(7, SIZE, as_of="2020-05-01").ndjson("tip")
    assert max(case["reported_on"] for case in day.records("case")) < "2020-05-01"
    none = synth.world(7, SIZE, rates={"vehicle_involved": 0})
    assert not any(incident.get("vehicles") for incident in none.records("incident"))
    assert repr(world) == "World(seed 7, 300 offenders)"


def test_what_there_is_not_is_refused():
    world = synth.world(7, SIZE)
    for call in [
        lambda: world.records("person"),
        lambda: world.records("case", stop=51),
        lambda: world.truth("agency"),
        lambda: synth.world(7, {"offender": 1}),
        lambda: synth.world(7, [1]),
        lambda: synth.world(7, SIZE, rates={"english": 2}),
        lambda: synth.world(7, SIZE, as_of="soon"),
        lambda: synth.world(7, SIZE, as_of="0001-01-01"),
        lambda: synth.world(7, SIZE, as_of=datetime.date(2400, 1, 1)),
    ]:
        with pytest.raises(SettingsError):
            call()
    with pytest.raises(LimitError):
        synth.world(7, {"tips": 2_000_000}).ndjson("tip")


def test_a_run_can_be_stopped():
    class Stop(Exception):
        pass

    def stop(done, total):
        raise Stop

    world = synth.world(7, {"offenders": 500_000})
    with pytest.raises(Stop):
        world.ndjson("offender", progress=stop)


def test_negative_numbers_have_a_code():
    some = synth.world(7, {"offenders": 10})
    for call in [
        lambda: synth.world(-1, {"offenders": 10}),
        lambda: some.records("offender", start=-1),
        lambda: some.truth("offender", stop=-1),
        lambda: some.ndjson("offender", start=-1),
        lambda: some.truth_ndjson("offender", start=-1),
    ]:
        with pytest.raises(SettingsError, match="must be a whole number from 0"):
            call()
