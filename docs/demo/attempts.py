"""Made-up attempted abductions: the summary of two weeks in two editions, and a bulletin on one series."""

from pathlib import Path

import beside

from caselink import abductions, synth

AS_OF = "2025-12-04"
AGENCY = "Example State Clearinghouse"
HEADER = {"agency": AGENCY, "as_of": AS_OF, "contact": "Duty desk, 555-0134"}
REGION = {"kind": "state", "state": "IL"}
ASKED = {
    "actor": {"id": "u-17", "agency": AGENCY, "role": "analyst"},
    "released_at": "2025-12-04T08:00:00-06:00",
}
POLICE = ASKED | {
    "audience": {"kind": "law_enforcement"},
    "recipients": [
        {"name": "Dana Fields", "agency": "Example County Sheriff", "law_enforcement": True}
    ],
    "purpose": "investigation",
    "need_to_know": "patrols in the region",
    "right_to_know": "sworn officer",
}
PUBLIC = ASKED | {
    "audience": {
        "kind": "public",
        "texts": {
            "warning": "Use this to keep children safe. Do not act against anybody on account of it.",
            "correction": "Something is wrong in it? Write to corrections@example.org.",
        },
    },
    "purpose": "prevention",
}


def documents() -> dict[str, dict]:
    """Both editions of the summary, and the bulletin on the newest series of the state."""
    world = synth.world(7, {"incidents": 1_500, "cases": 60, "offenders": 0})
    incidents = [one for one in world.records("incident") if one["time"]["latest"][:10] < AS_OF]
    found = abductions.series(incidents)
    in_state = {
        one["id"]
        for one in incidents
        if one.get("place", {}).get("address", {}).get("state") == REGION["state"]
    }
    newest = max(
        (one for one in found["series"] if in_state.issuperset(one["incidents"])),
        key=lambda one: one["last"],
    )
    written = {
        edition: abductions.summary(
            incidents,
            found,
            world.records("case"),
            {
                **HEADER,
                "id": f"AA-2025-24-{edition[0].upper()}",
                "region": REGION,
                "edition": edition,
                "trends": {"replicates": 99},
            },
        )
        for edition in ("law_enforcement", "public")
    }
    written["bulletin"] = abductions.special_bulletin(
        newest, incidents, {**HEADER, "id": "SB-2025-3", "name": "central Illinois"}
    )
    return written


def write(folder: Path) -> Path:
    """Writes each page, and one with all of them beside each other."""
    shown = [
        ("summary-police.html", "Summary, for law enforcement", "law_enforcement", POLICE),
        ("summary-public.html", "Summary, for everyone", "public", PUBLIC),
        ("bulletin.html", "Special bulletin on one series", "bulletin", POLICE),
    ]
    return beside.release_all(
        folder / "summary.html",
        "Attempted abductions in Illinois, as of 4 December 2025",
        documents(),
        shown,
    )
