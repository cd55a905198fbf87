"""A made-up seizure: which files are known, whose case is each, and what the report says."""

from pathlib import Path

from caselink import hashes, release, synth, victims

# the state of a list is half of the world's files; the seizure holds some of both halves
WORLD = {"files": 600}
REQUEST = {
    "actor": {"id": "u-17", "agency": "Example State Clearinghouse", "role": "analyst"},
    "audience": {"kind": "law_enforcement"},
    "recipients": [
        {"name": "Dana Fields", "agency": "Example County Sheriff", "law_enforcement": True}
    ],
    "purpose": "victim_identification",
    "need_to_know": "holds the seizure of case 26-0042",
    "right_to_know": "sworn officer",
    "released_at": "2026-06-02T09:30:00-05:00",
}


def recognised() -> dict:
    """The files of the seizure, looked for in a list that knows half of the world."""
    world = synth.world(11, WORLD)
    files = world.records("media_file")
    known = hashes.HashList({"id": "national", "version": "2026-05", "agency": "Example National"})
    known.add([file for at, file in enumerate(files) if at % 2 == 0])
    seized = [{**file, "id": f"X-{at:03}"} for at, file in enumerate(files[100:140])]
    return victims.recognise(seized, [known], world.records("series"))


def write(folder: Path) -> Path:
    """Writes the report as law enforcement gets it."""
    header = {
        "id": "R-2026-114",
        "agency": "Example State Clearinghouse",
        "as_of": "2026-06-01",
        "case_number": "26-0042",
        "contact": "Duty desk, 555-0134",
    }
    report = victims.recognition_report(recognised(), header)
    # a host draws the key at random for each release; here the page is to be the same each time
    released = release.disseminate(report, REQUEST, ledger=release.Ledger(), key=bytes(range(32)))
    target = folder / "recognition.html"
    target.write_text(released.html(), encoding="utf-8")
    return target
