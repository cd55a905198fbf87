"""Calls, deadlines and sightings from Python: one answer in three languages."""

import datetime
import json

import pytest
from conftest import VECTORS

from caselink import LimitError, SettingsError, release, tips

FILE = json.loads((VECTORS / "tips_calls.json").read_text("utf-8"))
EXPECTED = FILE["expected"]
TIPS = FILE["tips"]
GOOD = [one for one in TIPS if "kind" in one]
CASE, AS_OF, SETTINGS = FILE["case"], FILE["as_of"], FILE["settings"]


def plain(found):
    return json.loads(json.dumps(found))


def without_rejected(found):
    return {name: value for name, value in found.items() if name != "rejected"}


def test_calls_are_the_same_in_three_languages():
    found = tips.calls_waiting(TIPS, AS_OF)
    assert without_rejected(plain(found)) == without_rejected(EXPECTED["waiting"])
    assert [one["row"] for one in found["rejected"]["listed"]] == [6]
    assert plain(tips.call_clocks(GOOD[0], AS_OF)) == EXPECTED["clocks"]
    lines = "\n".join(json.dumps(one) for one in TIPS)
    assert tips.calls_waiting(lines, AS_OF)["waiting"] == found["waiting"]
    time = datetime.datetime.fromisoformat(AS_OF)
    assert tips.calls_waiting(GOOD, time)["waiting"] == found["waiting"]
    assert [tips.language(tag) for tag in ("es-MX", "kjb", "ht", "xx")] == EXPECTED["languages"]


def test_rules_are_data():
    rules = tips.hand_over_rules()
    rules["hand_overs"][0]["within_minutes"] = 1
    rules["version"] = "ours"
    found = tips.calls_waiting(GOOD, AS_OF, rules=rules)
    assert found["version"] == "ours"
    table = tips.deadline_rules()
    table["deadlines"] = table["deadlines"][:1]
    found = tips.missing_child_deadlines(CASE, FILE["steps"], AS_OF, rules=table)
    assert [one["rule"] for one in found["deadlines"]] == ["ncic-entry"]


def test_deadlines_are_the_same_in_three_languages():
    found = tips.missing_child_deadlines(CASE, FILE["steps"], AS_OF)
    assert plain(found) == EXPECTED["deadlines"]
    assert {one["trust"] for one in found["deadlines"]} == {"confirmed", "unconfirmed"}


def test_sightings_are_the_same_in_three_languages():
    weighed = tips.weigh_sighting(GOOD[0], CASE, GOOD, settings=SETTINGS)
    assert plain(weighed) == EXPECTED["weighed"]
    assert sum(one["weight"] for one in weighed["components"]) == weighed["total"]
    found = tips.sightings_of(CASE, TIPS, settings=SETTINGS)
    assert without_rejected(plain(found)) == without_rejected(EXPECTED["sightings"])
    assert found["rejected"]["total"] == 1
    assert [one["outcome"] for one in found["ranked"]][0::4] == ["strong", "excluded"]
    again = tips.sightings_of(CASE, reversed(GOOD), settings=SETTINGS)
    assert again["timeline"] == found["timeline"]


def test_the_document_leaves_through_release():
    document = tips.sightings_document(CASE, GOOD, FILE["header"], settings=SETTINGS)
    assert plain(document) == EXPECTED["document"]
    request = {
        "actor": {"id": "u-17", "agency": "IL0160000", "role": "analyst"},
        "audience": {"kind": "law_enforcement"},
        "recipients": [
            {"name": "Dana Fields", "agency": "WI0130000", "law_enforcement": True},
        ],
        "purpose": "investigation",
        "need_to_know": "open case 26-118",
        "right_to_know": "28 CFR 23.20(e)",
        "released_at": "2026-06-02T09:30:00-05:00",
    }
    ledger = release.Ledger()
    page = release.disseminate(document, request, ledger=ledger, key=bytes(range(32))).html()
    assert "there was no time" in page
    assert "Canarycaller" not in page


def test_progress_is_told_and_can_stop():
    class Stop(Exception):
        pass

    def stop(done, total):
        raise Stop

    many = [{**GOOD[1], "id": f"S-{number}"} for number in range(20_000)]
    with pytest.raises(Stop):
        tips.sightings_of(CASE, many, progress=stop)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: tips.calls_waiting(7, AS_OF), SettingsError),
        (lambda: tips.calls_waiting(GOOD, "yesterday"), SettingsError),
        (lambda: tips.calls_waiting(GOOD, AS_OF, rules={"rules": "x"}), SettingsError),
        (lambda: tips.calls_waiting(GOOD, AS_OF, limits={"rows": 1}), LimitError),
        (lambda: tips.call_clocks({"id": 7}, AS_OF), SettingsError),
        (lambda: tips.missing_child_deadlines({"id": 7}, {}, AS_OF), SettingsError),
        (lambda: tips.missing_child_deadlines(CASE, {"no_such": 1}, AS_OF), SettingsError),
        (lambda: tips.missing_child_deadlines(CASE, {}, 7), SettingsError),
        (lambda: tips.weigh_sighting(7, CASE), SettingsError),
        (lambda: tips.weigh_sighting(GOOD[0], CASE, [{"id": 7}]), SettingsError),
        (lambda: tips.weigh_sighting(GOOD[0], CASE, settings={"most": -1}), SettingsError),
        (lambda: tips.sightings_of(CASE, GOOD, settings={"road_factor": 0}), SettingsError),
        (lambda: tips.sightings_of(CASE, GOOD, limits={"rows": 1}), LimitError),
        (lambda: tips.sightings_of(CASE, GOOD, limits={"pairs": 1}), LimitError),
        (lambda: tips.sightings_document(CASE, GOOD, {"id": "x"}), SettingsError),
        (lambda: tips.sightings_document(CASE, TIPS, FILE["header"]), SettingsError),
    ],
)
def test_what_cannot_be_is_refused(call, error):
    with pytest.raises(error) as raised:
        call()
    assert "Canary" not in str(raised.value)
