"""Draws `waterfall.svg` of linkage.md anew: `.venv/bin/python docs/images/waterfall.py`."""

import sys
from pathlib import Path

from caselink import linkage

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "demo"))
import febrl  # noqa: E402

links = linkage.link(febrl.read("dataset4a"), febrl.read("dataset4b"), febrl.settings())
pair = links.explain("rec-1289-org", "rec-1289-dup-0", show_values=True)
(HERE / "waterfall.svg").write_text(pair.to_svg() + "\n", encoding="utf-8")
