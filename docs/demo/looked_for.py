"""Made-up registrants: a lead package, the sheet of two field teams, and the report of a registry in two editions."""

from pathlib import Path

import beside

from caselink import synth, tracking

AS_OF = "2025-12-01"
AGENCY = "Example State Clearinghouse"
PACKAGE = {
    "id": "LP-2025-41",
    "agency": AGENCY,
    "as_of": AS_OF,
    "requesting_agency": "Example County Task Force",
    "authority": "34 USC 20941; request 2025-118",
    "purpose": "to find a registrant whose home was not verified",
    "contact": "Duty desk, 555-0134",
}
ASKED = {
    "actor": {"id": "u-17", "agency": AGENCY, "role": "analyst"},
    "released_at": "2025-12-01T08:00:00-06:00",
}
POLICE = ASKED | {
    "audience": {"kind": "law_enforcement"},
    "recipients": [
        {"name": "Dana Fields", "agency": "Example County Task Force", "law_enforcement": True}
    ],
    "purpose": "investigation",
    "need_to_know": "goes to look for the person",
    "right_to_know": "sworn officer",
}
PUBLIC = ASKED | {
    "audience": {
        "kind": "public",
        "texts": {
            "warning": "Numbers of people, not of danger. Do not act against anybody on account of them.",
            "correction": "Something is wrong in it? Write to corrections@example.org.",
        },
    },
    "purpose": "accountability",
}


TEAMS = [
    {"id": "east", "latitude": 39.8, "longitude": -86.1, "capacity": 10, "hours": [420, 1320]},
    {"id": "west", "latitude": 40.1, "longitude": -89.4, "capacity": 10, "hours": [420, 1320]},
]


def sheet(registrants: list[dict]) -> dict:
    """Address checks of two teams in Illinois and Indiana."""
    looked_for = [
        {
            "records": [one],
            "assessments": [tracking.assess(one, AS_OF)],
            "located": tracking.locate([one], AS_OF),
        }
        for one in registrants
        if one["registrations"][0]["jurisdiction"] in ("IL", "IN")
    ]
    listed = tracking.sweep_list(looked_for, AS_OF)
    stops = [one["stop"] for one in listed["addresses"]]
    routes = tracking.verification_sweep(stops, TEAMS)
    plan = {"registrants": looked_for, "list": listed, "teams": TEAMS, "routes": routes}
    asked = {"id": "FS-2025-7", "purpose": "to check addresses that nobody has confirmed"}
    return tracking.sweep_sheet(plan, PACKAGE | asked)


def documents() -> dict[str, dict]:
    """The package on somebody whom several registries know and who is overdue, the sheet of field teams, and both reports of a quarter."""
    world = synth.world(7, {"offenders": 2_000, "cases": 600, "tips": 400})
    registrants = world.records("offender")
    found = tracking.resolve_people(registrants)
    index = tracking.OffenderIndex(registrants)
    by_id = {one["id"]: one for one in registrants}
    overdue = {
        one["id"]
        for one in tracking.assess_all(registrants, AS_OF, {"explain": False})["assessments"]
        if one["compliance"] == "noncompliant_substantive"
    }
    person = max(
        (one for one in found["people"] if overdue.intersection(one["records"])),
        key=lambda one: (len(one["records"]), one["id"]),
    )
    records = [by_id[record] for record in person["records"]]
    searches = [
        {"id": "S-19", "kind": "jail_roster", "on": "2025-11-20", "result": "nothing_found"},
        {"id": "S-20", "kind": "death", "on": "2025-11-20", "result": "nothing_found"},
    ]
    subject = {
        "kind": "registrant",
        "records": records,
        "assessments": [tracking.assess(one, AS_OF) for one in records],
        "located": tracking.locate(records, AS_OF, {"searches": searches}),
        "cases": index.find_cases(records[0]["id"], world.records("case")),
    }
    period = tracking.period_counts(registrants, "2025-09-01", AS_OF, found["keys"])
    counts = tracking.registry_counts(registrants, "2025-11-30", found["keys"])
    report = {"agency": "Example State Registry"}
    return {
        "package": tracking.lead_package(subject, PACKAGE),
        "sheet": sheet(registrants),
        "police": tracking.registry_report(counts, period, report | {"id": "RR-2025-4"}),
        "public": tracking.registry_report(
            counts, period, report | {"id": "RR-2025-4P", "for_public": True}
        ),
    }


def write(folder: Path) -> Path:
    """Writes each page, and one with all of them beside each other."""
    shown = [
        ("lead-package.html", "Lead package, for law enforcement", "package", POLICE),
        ("sweep-sheet.html", "Address checks of two field teams", "sheet", POLICE),
        ("registry-report.html", "Report of the registry", "police", POLICE),
        ("registry-public.html", "The same, for everyone", "public", PUBLIC),
    ]
    return beside.release_all(
        folder / "tracking.html",
        "A registrant who is looked for, and a registry's autumn, as of 1 December 2025",
        documents(),
        shown,
    )
