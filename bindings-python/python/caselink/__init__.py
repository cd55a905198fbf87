"""Records, comparison, linkage and clustering for the agencies that protect children.

caselink opens no file, no socket and no database: hand it tables or records, and it hands tables
or records back. Everything that it finds is a lead for a person to check.

Modules: `linkage` (which records are the same person?), `compare` (how alike are two values?),
`records` (what agencies record, as plain dicts), `clustering` (which things belong together?),
`events` (what happened where and when?), `patterns` (is there a pattern in space and time?),
`hashes` (is this file known?), `documents` (the written product), `release` (what may leave, to
whom, and what did?), `victims` (whose case is the child in these files?), `abductions` (which
attempts are one person's work?), `tips` (what was reported, and how pressing
is it?), `tracking` (who owes what to which registry?), `guidance` (which answer fits a
question?), `synth` (agencies whose people do not exist).
"""

from caselink import (
    abductions,
    clustering,
    compare,
    documents,
    events,
    guidance,
    hashes,
    linkage,
    patterns,
    records,
    release,
    synth,
    tips,
    tracking,
    victims,
)
from caselink._native import (
    CancelledError,
    CaselinkError,
    InputError,
    InternalError,
    LimitError,
    ModelError,
    ReleaseError,
    SettingsError,
    __version__,
)

__all__ = [
    "CancelledError",
    "CaselinkError",
    "InputError",
    "InternalError",
    "LimitError",
    "ModelError",
    "ReleaseError",
    "SettingsError",
    "__version__",
    "abductions",
    "clustering",
    "compare",
    "documents",
    "events",
    "guidance",
    "hashes",
    "linkage",
    "patterns",
    "records",
    "release",
    "synth",
    "tips",
    "tracking",
    "victims",
]
