"""Figures of the desk for attempted abductions."""

import statistics
import time

from caselink import abductions, synth

EDITION = {
    "id": "AA-2025-24",
    "agency": "Example State Clearinghouse",
    "as_of": "2025-12-04",
    "region": {"kind": "state", "state": "CA"},
}


def summary() -> dict[str, object]:
    """Both editions of one region among 5,000 incidents, from dicts, without replicates."""
    world = synth.world(7, {"incidents": 5_000, "cases": 200})
    incidents, cases = world.records("incident"), world.records("case")
    found = abductions.series(incidents)
    outcome: dict[str, object] = {"incidents": len(incidents), "series": len(found["series"])}
    for key, edition in (("cpu_ms", "law_enforcement"), ("cpu_ms_public", "public")):
        spent = []
        for _ in range(5):
            begun = time.process_time()
            abductions.summary(incidents, found, cases, {**EDITION, "edition": edition})
            spent.append(time.process_time() - begun)
        outcome[key] = round(1e3 * statistics.median(spent), 1)
    return outcome


JOBS = {"summary": summary}
