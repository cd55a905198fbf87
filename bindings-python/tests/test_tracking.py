"""The tracking desk from Python: one answer in three languages."""

import datetime
import json

import pytest
from conftest import VECTORS

from caselink import CancelledError, InputError, LimitError, SettingsError, synth, tracking

FILE = json.loads((VECTORS / "tracking.json").read_text("utf-8"))
PRODUCTS = json.loads((VECTORS / "tracking_products.json").read_text("utf-8"))
WORLD = synth.world(FILE["seed"], FILE["size"], rates=FILE["rates"])
OFFENDERS = WORLD.records("offender")
CASES = WORLD.records("case")
PEOPLE = {record: one["person"] for one in WORLD.truth("offender") for record in one["records"]}
BAD = FILE["not_a_record"]
TIER_TWO = {
    "id": "T-1",
    "registrations": [
        {
            "jurisdiction": "IL",
            "span": {"start": "2020-01-31"},
            "tiers": [{"scheme": "SORNA", "tier": "II", "effective_from": "2020-01-31"}],
            "appearances": [
                {
                    "on": "2020-07-24",
                    "purpose": "verification",
                    "manner": "in_person",
                    "provenance": {"recorded_on": "2020-08-03"},
                }
            ],
        }
    ],
}


def plain(found):
    return json.loads(json.dumps(found))


def verifications(found):
    (illinois,) = found["jurisdictions"]
    return [line["state"] for line in illinois["duties"] if line["duty"] == "D11"]


def test_duties_are_the_same_in_three_languages():
    expected, as_of = FILE["duties"], FILE["as_of"]
    records = [OFFENDERS[0], BAD, *OFFENDERS[1:]]
    found = tracking.assess_all(records, as_of)
    assert found["assessments"][0] == expected["first"]
    assert [one["compliance"] for one in found["assessments"]] == expected["compliance"]
    assert found["rejected"] == expected["rejected"]
    assert found["rejected"]["listed"][0]["row"] == 1
    known = tracking.assess(
        OFFENDERS[0],
        datetime.date.fromisoformat(as_of),
        {"explain": False},
        known_on=FILE["known_on"],
    )
    assert known == expected["known"]
    coming = tracking.upcoming(records, as_of, FILE["horizon_days"])
    assert len(coming["duties"]) == expected["upcoming_count"]
    assert {**coming, "duties": coming["duties"][:5]} == expected["upcoming"]
    assert tracking.registry_counts(records, as_of, PEOPLE) == expected["counts"]
    packs = tracking.CompiledPacks()
    assert [pack["pack"] for pack in packs.packs] == expected["packs"]
    assert packs.packs == [tracking.federal_pack()]


def test_links_are_the_same_in_three_languages():
    expected, settings = FILE["links"], FILE["link_settings"]
    index = tracking.OffenderIndex(OFFENDERS, FILE["known"])
    assert len(index) == expected["length"]
    assert repr(index) == f"OffenderIndex({len(OFFENDERS)} registrants)"
    cases = [*CASES[:2], BAD, *CASES[2:]]
    found = index.find_offenders_of(cases, settings, threads=1)
    assert [one["counts"] for one in found["findings"]] == expected["counts"]
    assert found["rejected"] == expected["rejected"]
    assert index.find_offenders_of(iter(cases), settings, threads=2) == found
    first = expected["first"]
    (case,) = [case for case in CASES if case["id"] == first["case"]]
    assert plain(index.find_offenders(case, settings)) == first
    # a case in its envelope is the same, and `most` goes before the settings
    one = index.find_offenders({"case": case}, settings, most=1)
    assert plain(one["links"]) == first["links"][:1]
    offender = first["links"][0]["offender"]
    assert plain(index.find_cases(offender, cases, settings)) == expected["back"]
    explained = index.explain(offender, case, settings)
    assert plain(explained) == expected["explained"]
    assert sum(part["weight"] for part in explained["components"]) == explained["total"]
    moved = index.sensitivity(case, settings, FILE["variations"])
    assert plain(moved) == expected["sensitivity"]


def test_people_are_the_same_in_three_languages():
    expected, settings = FILE["people"], FILE["people_settings"]
    records = [OFFENDERS[0], BAD, *OFFENDERS[1:]]
    found = tracking.resolve_people(records, settings)
    assert len(found["people"]) == expected["count"]
    assert found["possible_in_all"] == expected["possible_in_all"]
    assert found["rejected"] == expected["rejected"]
    several = next(one for one in found["people"] if len(one["records"]) > 1)
    assert plain(several) == expected["several"]
    own = [one for one in OFFENDERS if one["id"] in several["records"]]
    located = tracking.locate(own, FILE["as_of"], FILE["beside"])
    assert plain(located) == expected["located"]
    assert tracking.locate(own[::-1], FILE["as_of"], FILE["beside"]) == located
    for place in located["places"]:
        reasons = [*place["reasons_for"], *place["reasons_against"]]
        assert sum(reason["points"] for reason in reasons) == place["points"]
    # what it gives is what the counts take
    counts = tracking.registry_counts(records, FILE["as_of"], found["keys"])
    assert (counts["people"], counts["records_without_person"]) == (expected["count"], 0)
    lines = WORLD.ndjson("offender")
    assert tracking.resolve_people(lines, settings)["people"] == found["people"]
    twice = tracking.resolve_people([TIER_TWO, TIER_TWO, {"id": ""}])
    assert [one["row"] for one in twice["rejected"]["listed"]] == [1, 2]


def registrant():
    ids, as_of = FILE["people"]["several"]["records"], FILE["as_of"]
    own = [one for one in OFFENDERS if one["id"] in ids]
    assessments = [tracking.assess(one, as_of) for one in own]
    located = tracking.locate(own, as_of, FILE["beside"])
    return {
        "kind": "registrant",
        "records": own,
        "assessments": assessments,
        "located": located,
    }


def test_products_are_the_same_in_three_languages():
    expected, header = PRODUCTS["products"], PRODUCTS["package_header"]
    assert plain(tracking.lead_package(registrant(), header)) == expected["registrant"]
    first = FILE["links"]["first"]
    linked = [one for one in OFFENDERS if one["id"] == first["links"][0]["offender"]]
    case = {
        "kind": "case",
        "case": {"case": next(one for one in CASES if one["id"] == first["case"])},
        "findings": first,
        "registrants": [{"records": linked}],
    }
    assert plain(tracking.lead_package(case, header)) == expected["case"]
    start, until = PRODUCTS["start"], PRODUCTS["until"]
    period = tracking.period_counts(OFFENDERS, start, until, PEOPLE)
    assert period == expected["period"]
    lines = WORLD.ndjson("offender")
    assert tracking.period_counts(lines, start, until, PEOPLE) == period
    counts = tracking.registry_counts(OFFENDERS, "2025-06-30", PEOPLE)
    for name, header in [("report", "report_header"), ("public_report", "public_header")]:
        report = tracking.registry_report(counts, period, PRODUCTS[header])
        assert plain(report) == expected[name]
    early = tracking.registry_counts(OFFENDERS, "2025-06-29", PEOPLE)
    with pytest.raises(SettingsError):
        tracking.registry_report(early, period, PRODUCTS["report_header"])


def test_the_sheet_of_field_teams_is_the_same_in_three_languages():
    day = FILE["as_of"]
    registrants = [
        {
            "records": [one],
            "assessments": [tracking.assess(one, day)],
            "located": tracking.locate([one], day),
        }
        for one in OFFENDERS[: PRODUCTS["first"]]
    ]
    listed = tracking.sweep_list(registrants, datetime.date.fromisoformat(day))
    assert plain(listed) == PRODUCTS["products"]["list"]
    people = {one["person"] for one in listed["addresses"] + listed["left_out"]}
    assert len(people) == PRODUCTS["first"]
    stops = [one["stop"] for one in listed["addresses"]]
    plan = {
        "registrants": registrants,
        "list": listed,
        "teams": PRODUCTS["teams"],
        "routes": tracking.verification_sweep(stops, PRODUCTS["teams"]),
    }
    sheet = tracking.sweep_sheet(plan, PRODUCTS["package_header"])
    assert plain(sheet) == PRODUCTS["products"]["sheet"]
    with pytest.raises(SettingsError, match="argument of its own"):
        tracking.sweep_list(registrants, day, {"as_of": day})
    with pytest.raises(SettingsError):
        tracking.sweep_list(registrants, day, {"places_each": 0})
    with pytest.raises(InputError):
        tracking.sweep_sheet({**plan, "registrants": []}, PRODUCTS["package_header"])


def test_a_package_leaves_for_law_enforcement_alone():
    package = tracking.lead_package(registrant(), PRODUCTS["package_header"])
    assert package["marking"]["law_enforcement_sensitive"] is True
    assert package["marking"]["tlp"] == "TLP:AMBER+STRICT"
    for nothing in ("authority", "purpose"):
        with pytest.raises(SettingsError):
            tracking.lead_package(registrant(), {**PRODUCTS["package_header"], nothing: " "})
    stranger = {**registrant(), "assessments": [tracking.assess(TIER_TWO, FILE["as_of"])]}
    with pytest.raises(InputError):
        tracking.lead_package(stranger, PRODUCTS["package_header"])


def test_routes_are_the_same_in_three_languages():
    asked = FILE["stops"], FILE["teams"], FILE["travel"], FILE["sweep_settings"]
    assert plain(tracking.verification_sweep(*asked)) == FILE["routes"]
    assert plain(tracking.verification_sweep(reversed(asked[0]), *asked[1:])) == FILE["routes"]


def test_days_are_the_same_in_three_languages():
    expected = FILE["days"]
    ends = [
        tracking.term_end(one["event"], one["term"], one["direction"], calendar=one["calendar"])
        for one in FILE["terms"]
    ]
    assert ends == expected["ends"]
    one = FILE["period"]
    period = tracking.period_end(
        one["start"], one["years"], one["custody"], calendar=one["calendar"]
    )
    assert period == expected["period"]
    one = FILE["verifications"]
    dates = tracking.verification_dates(
        one["anchor"], one["every"], one["count"], calendar=one["calendar"]
    )
    assert dates == expected["dates"]
    one = FILE["residence"]
    assert (
        tracking.residence_from(one["stays"], one["as_of"], one["rule"])
        == expected["residence_from"]
    )
    assert tracking.residence_from([], one["as_of"], one["rule"]) is None
    assert tracking.federal_holidays(2027) == expected["holidays"]


def test_an_assessment_is_of_a_day_and_of_what_was_known_then():
    now = tracking.assess(TIER_TWO, "2020-08-02")
    then = tracking.assess(TIER_TWO, "2020-08-02", known_on="2020-08-02")
    assert (verifications(now)[0], verifications(then)[0]) == ("met", "overdue")
    assert then == tracking.assess(TIER_TWO, "2020-08-02", {"known_on": "2020-08-02"})
    later = tracking.assess(TIER_TWO, datetime.date(2021, 2, 9))
    assert verifications(later)[:2] == ["met", "overdue"]
    assert later["as_of"] == "2021-02-09"


def test_packs_are_data():
    pack = tracking.federal_pack()
    (rule,) = [duty for duty in pack["duties"] if duty["id"] == "D11"]
    rule["schedule"]["pattern"]["by_tier"]["2"] = {"count": 3, "unit": "months"}
    pack["version"] = "changed"
    strict = tracking.assess(TIER_TWO, "2020-08-02", packs=[pack])
    assert verifications(strict) != verifications(tracking.assess(TIER_TWO, "2020-08-02"))
    ready = tracking.CompiledPacks([pack])
    assert tracking.assess(TIER_TWO, "2020-08-02", packs=ready) == strict
    assert (len(ready), repr(ready)) == (1, "CompiledPacks(us-federal-sorna changed)")
    # an empty list is no federal pack
    nobody = tracking.assess(TIER_TWO, "2020-08-02", packs=[])
    assert nobody["jurisdictions"][0]["missing"] == "rule_pack"
    rule["trigger"] = {"after_duty": "none"}
    with pytest.raises(SettingsError, match=r"\[1\]"):
        tracking.CompiledPacks([tracking.federal_pack(), pack])


def test_lines_and_generators_are_records_too():
    lines = WORLD.ndjson("offender")
    found = tracking.registry_counts(OFFENDERS, FILE["as_of"], PEOPLE)
    for offenders in (lines, lines.decode(), iter(OFFENDERS), tuple(OFFENDERS)):
        assert tracking.registry_counts(offenders, FILE["as_of"], PEOPLE) == found
    broken = lines.split(b"\n", 1)
    broken = broken[0] + b'\n\n{"id": \n' + broken[1]
    found = tracking.assess_all(broken, FILE["as_of"], {"explain": False})
    assert found["rejected"]["listed"] == [{"row": 2, "field": "record", "reason": "is not JSON"}]
    assert len(found["assessments"]) == len(OFFENDERS)
    index = tracking.OffenderIndex(OFFENDERS)
    (case,) = [case for case in CASES if case["id"] == FILE["links"]["first"]["case"]]
    answer = index.find_offenders(case, FILE["link_settings"])
    for offenders in (broken, iter(OFFENDERS), [*OFFENDERS, OFFENDERS[0], BAD]):
        again = tracking.OffenderIndex(offenders)
        assert again.find_offenders(case, FILE["link_settings"]) == answer
    assert [one["row"] for one in again.rejected["listed"]] == [
        len(OFFENDERS),
        len(OFFENDERS) + 1,
    ]


def test_one_bad_record_takes_nothing_with_it():
    records = [BAD, 7, None, {"id": float("nan")}, TIER_TWO, TIER_TWO, {"id": " "}]
    found = tracking.assess_all(records, "2021-02-09")
    assert found["assessments"] == [tracking.assess(TIER_TWO, "2021-02-09")]
    assert [one["row"] for one in found["rejected"]["listed"]] == [0, 1, 2, 3, 5, 6]
    assert tracking.upcoming(records, "2021-02-09")["rejected"] == found["rejected"]
    counts = tracking.registry_counts(records, "2021-02-09", {"T-1": 7, "BAD": 7})
    assert counts["rejected"] == found["rejected"]
    assert (counts["records"], counts["people"], counts["keys_without_record"]) == (1, 1, 1)
    known = {"offenders": [{"offender": "BAD"}, {"offender": "T-1"}]}
    index = tracking.OffenderIndex(records, known)
    assert (len(index), index.not_found) == (1, ["BAD"])
    assert index.rejected == found["rejected"]
    empty = tracking.registry_counts([], "2021-02-09")
    assert (empty["records"], empty["people"]) == (0, 0)
    assert tracking.upcoming([], "2021-02-09")["duties"] == []
    assert len(tracking.OffenderIndex([])) == 0


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: tracking.assess(BAD, "2021-02-09"), SettingsError),
        (lambda: tracking.assess(TIER_TWO, "a day"), SettingsError),
        (lambda: tracking.assess(TIER_TWO, None), SettingsError),
        (lambda: tracking.assess(TIER_TWO, "2021-02-09", {"as_of": "2021-02-09"}), SettingsError),
        (lambda: tracking.assess(TIER_TWO, "2021-02-09", {"due_soon": 3}), SettingsError),
        (lambda: tracking.assess(TIER_TWO, "2021-02-09", packs=[{"pack": "x"}]), SettingsError),
        (lambda: tracking.assess(TIER_TWO, "2021-02-09", limits={"record_values": 1}), LimitError),
        (lambda: tracking.assess_all({"id": "one"}, "2021-02-09"), SettingsError),
        (lambda: tracking.assess_all(b"\xff\xfe\n\x00", "2021-02-09"), InputError),
        (
            lambda: tracking.assess_all([TIER_TWO] * 3, "2021-02-09", limits={"rows": 2}),
            LimitError,
        ),
        (lambda: tracking.upcoming([TIER_TWO], "2021-02-09", 3_661), SettingsError),
        (lambda: tracking.upcoming([TIER_TWO], "2021-02-09", -1), SettingsError),
        (lambda: tracking.registry_counts([], "2021-02-09", {"T-1": 1.5}), SettingsError),
        (lambda: tracking.registry_counts([], "2021-02-09", {"T-1": None}), SettingsError),
        (lambda: tracking.OffenderIndex([], {"offenders": [{"offender": "X"}]}), InputError),
        (lambda: tracking.OffenderIndex([], {"offices": [{}]}), SettingsError),
        (lambda: tracking.OffenderIndex(iter([TIER_TWO] * 3), limits={"rows": 2}), LimitError),
        (lambda: tracking.OffenderIndex([TIER_TWO]).explain("X", CASES[0]), InputError),
        (lambda: tracking.OffenderIndex([TIER_TWO]).find_cases("X", []), InputError),
        (lambda: tracking.OffenderIndex([]).find_offenders(BAD), SettingsError),
        (
            lambda: tracking.OffenderIndex([]).find_offenders(CASES[0], {"radius": 1}),
            SettingsError,
        ),
        (lambda: tracking.OffenderIndex([]).find_offenders(CASES[0], most=-1), SettingsError),
        (
            lambda: tracking.OffenderIndex([]).sensitivity(
                CASES[0], variations=[{"name": "x", "settings": {"radius_km": -1}}]
            ),
            SettingsError,
        ),
        (lambda: tracking.resolve_people([], {"probability": 2.0}), SettingsError),
        (lambda: tracking.resolve_people([TIER_TWO] * 3, limits={"rows": 2}), LimitError),
        (lambda: tracking.locate([], "2021-02-09"), SettingsError),
        (lambda: tracking.locate([BAD], "2021-02-09"), SettingsError),
        (lambda: tracking.locate([TIER_TWO], "a day"), SettingsError),
        (lambda: tracking.locate([TIER_TWO], "2021-02-09", {"tip": []}), SettingsError),
        (
            lambda: tracking.locate([TIER_TWO], "2021-02-09", settings={"as_of": "2021-02-09"}),
            SettingsError,
        ),
        (lambda: tracking.verification_sweep([{"id": "A"}] * 2, []), SettingsError),
        (lambda: tracking.verification_sweep([], [], {"kind": "matrix"}), SettingsError),
        (lambda: tracking.federal_holidays(1), SettingsError),
        (lambda: tracking.federal_holidays(2**40), SettingsError),
        (lambda: tracking.term_end("2026-01-01", {"count": 3}), SettingsError),
        (
            lambda: tracking.term_end("2026-01-01", {"count": 3, "unit": "days"}),
            SettingsError,
        ),
        (lambda: tracking.period_end("2026-01-01", 501), SettingsError),
        (
            lambda: tracking.verification_dates(
                "2026-01-01", {"count": 1, "unit": "weeks"}, 2, calendar={"time_zone": "Mars"}
            ),
            SettingsError,
        ),
    ],
)
def test_what_cannot_be_is_refused(call, error):
    with pytest.raises(error) as caught:
        call()
    assert caught.value.code
    assert "T-1" not in str(caught.value)


def test_a_run_reports_and_can_be_stopped():
    many = [{**TIER_TWO, "id": f"T-{n}"} for n in range(60_000)]
    told = []
    tracking.OffenderIndex(many, progress=lambda done, total: told.append((done, total)))
    assert told
    assert told[-1] == (len(many), len(many))
    assert all(done <= total for done, total in told)

    class Enough(Exception):
        pass

    def stop(done, total):
        raise Enough

    with pytest.raises(Enough):
        tracking.OffenderIndex(many, progress=stop)
    with pytest.raises(TypeError):
        tracking.OffenderIndex([], progress=7)
    assert issubclass(CancelledError, Exception)
