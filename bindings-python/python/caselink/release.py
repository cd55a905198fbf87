"""What may leave, what did, and what must be kept? The ledger, and retention."""

from caselink._native import (
    Ledger,
    commitment,
    retention_sweep,
    verify_consistency,
    verify_inclusion,
)

__all__ = ["Ledger", "commitment", "retention_sweep", "verify_consistency", "verify_inclusion"]
