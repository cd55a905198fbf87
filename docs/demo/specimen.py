"""One made-up bulletin for three audiences, side by side."""

import html
import json
from pathlib import Path

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
    frames = []
    for page in pages:
        audience = json.loads(page.entry)["audience"]
        name = f"specimen-{audience}.html"
        (folder / name).write_text(page.html(), encoding="utf-8")
        title = audience.replace("_", " ")
        note = f"{page.withheld} values or parts withheld, {page.reduced} shown in part"
        frames.append(
            f'<section><h2><a href="{name}">{html.escape(title)}</a></h2><p>{note}</p>'
            f'<iframe src="{name}" title="{html.escape(title)}"></iframe></section>'
        )
    root = f"Ledger: {len(ledger)} entries, root {ledger.root().hex()}"
    target = folder / "specimen.html"
    target.write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>One bulletin, three '
        "audiences</title><style>body{font:16px/1.5 system-ui,sans-serif;margin:1rem}"
        ".all{display:grid;grid-template-columns:repeat(3,1fr);gap:1rem}h2{margin:.2rem 0}"
        "p{margin:.2rem 0;color:#555}iframe{width:100%;height:80vh;border:1px solid #999}"
        "</style></head><body><h1>One bulletin, three audiences</h1><p>Nobody in it exists. Each "
        f"release is in the ledger. {root}</p><div class=all>{''.join(frames)}</div></body></html>\n",
        encoding="utf-8",
    )
    return target
