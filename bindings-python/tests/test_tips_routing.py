"""Routing and providers from Python: one answer in three languages."""

import datetime
import json

import pytest
from conftest import VECTORS

from caselink import CancelledError, SettingsError, tips

FILE = json.loads((VECTORS / "tips_routing.json").read_text("utf-8"))
EXPECTED = FILE["expected"]


def directory():
    return tips.AgencyDirectory(FILE["agencies"], FILE["jurisdictions"], FILE["inputs"])


def plain(found):
    return json.loads(json.dumps(found))


def test_routes_are_the_same_in_three_languages():
    agencies = directory()
    assert plain(agencies.notes()) == EXPECTED["notes"]
    routed = agencies.route_all(FILE["reports"], FILE["rules"], FILE["now"])
    assert plain(routed) == EXPECTED["routed"]
    lines = "\n".join(json.dumps(one) for one in FILE["reports"])
    now = datetime.datetime.fromisoformat(FILE["now"].replace("Z", "+00:00"))
    assert plain(agencies.route_all(lines, FILE["rules"], now)) == EXPECTED["routed"]
    first = agencies.route(FILE["reports"][0], FILE["rules"], now)
    assert plain(first) == EXPECTED["routed"]["routed"][0]


def test_providers_are_the_same_in_three_languages():
    providers = tips.ProviderDirectory(FILE["providers"])
    assert len(providers) == 2
    as_of = datetime.date.fromisoformat(FILE["as_of"])
    found = [providers.find(text, as_of, FILE["on"]) for text in FILE["looked_for"]]
    assert plain(found) == EXPECTED["found"]


def test_what_cannot_be_used_is_refused():
    with pytest.raises(SettingsError):
        tips.AgencyDirectory([{}], [])
    with pytest.raises(SettingsError, match="circle"):
        tips.AgencyDirectory([], [{"id": "a", "part_of": "b"}, {"id": "b", "part_of": "a"}])
    with pytest.raises(SettingsError):
        tips.ProviderDirectory([{"id": "a"}, {"id": "a"}])
    agencies = directory()
    with pytest.raises(SettingsError):
        agencies.route({"id": "T-1"}, {"points": {"danger": 5}})
    for moment in ("yesterday", "2026-03-02T10:00:00", 7):
        with pytest.raises(SettingsError):
            agencies.route({"id": "T-1"}, None, moment)
    with pytest.raises(SettingsError):
        tips.ProviderDirectory([]).find("example.com", "soon")


def test_it_can_be_stopped():
    def stop(done, total):
        raise CancelledError("enough")

    many = b'{"id": "T-1", "place": {"county_fips": "17167"}}\n' * 400_000
    with pytest.raises(CancelledError):
        directory().route_all(many, progress=stop)
