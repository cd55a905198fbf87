"""One made-up bulletin for three audiences, side by side."""

import json
from pathlib import Path

import beside

from caselink import release

FILE = Path(__file__).with_name("specimen.json")


def released() -> tuple[list[release.Released], release.Ledger]:
    """The bulletin as each audience gets it, and the ledger that says so."""
    specimen, ledger = json.loads(FILE.read_text("utf-8")), release.Ledger()
    # a host draws the key at random for each release; here the pages are to be the same each time
    key = bytes(range(32))
    asked = [
        release.disseminate(specimen["document"], request, ledger=ledger, key=key)
        for request in specimen["requests"]
    ]
    return asked, ledger


def write(folder: Path) -> Path:
    """Writes each page, and one with all of them beside each other."""
    pages, ledger = released()
    shown = []
    for page in pages:
        audience = json.loads(page.entry)["audience"]
        note = f"{page.withheld} values or parts withheld, {page.reduced} shown in part"
        shown.append((f"specimen-{audience}.html", audience.replace("_", " "), note, page))
    return beside.write(
        folder / "specimen.html",
        "One bulletin, three audiences",
        "Nobody in it exists. Each release is in the ledger. "
        f"Ledger: {len(ledger)} entries, root {ledger.root().hex()}",
        shown,
    )
