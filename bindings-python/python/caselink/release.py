"""What may leave, to whom, what did, and what must be kept?"""

from caselink._native import (
    Ledger,
    Released,
    commitment,
    decide,
    disseminate,
    parse_checkpoint,
    retention_sweep,
    standard_policy,
    suppress,
    verify_consistency,
    verify_inclusion,
)

__all__ = [
    "Ledger",
    "Released",
    "commitment",
    "decide",
    "disseminate",
    "parse_checkpoint",
    "retention_sweep",
    "standard_policy",
    "suppress",
    "verify_consistency",
    "verify_inclusion",
]
