"""What was reported, how pressing is it, and has it been reported before?"""

from caselink._native import (
    AgencyDirectory,
    CompiledTriage,
    ProviderDirectory,
    TipIndex,
    read_cybertip,
    read_cybertip_file,
    tell_apart,
    triage,
    triage_all,
    triage_rules,
    view_tip,
    write_cybertip,
)

__all__ = [
    "AgencyDirectory",
    "CompiledTriage",
    "ProviderDirectory",
    "TipIndex",
    "read_cybertip",
    "read_cybertip_file",
    "tell_apart",
    "triage",
    "triage_all",
    "triage_rules",
    "view_tip",
    "write_cybertip",
]
