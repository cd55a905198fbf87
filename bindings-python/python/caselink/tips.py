"""What was reported, how pressing is it, and has it been reported before?"""

from caselink._native import (
    CompiledTriage,
    TipIndex,
    tell_apart,
    triage,
    triage_all,
    triage_rules,
)

__all__ = [
    "CompiledTriage",
    "TipIndex",
    "tell_apart",
    "triage",
    "triage_all",
    "triage_rules",
]
