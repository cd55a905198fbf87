"""What may leave, what did, and what must be kept? The ledger, and retention."""

from caselink._native import (
    Ledger,
    commitment,
    parse_checkpoint,
    retention_sweep,
    verify_consistency,
    verify_inclusion,
)

__all__ = [
    "Ledger",
    "commitment",
    "parse_checkpoint",
    "retention_sweep",
    "verify_consistency",
    "verify_inclusion",
]
