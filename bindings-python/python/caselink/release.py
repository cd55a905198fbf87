"""What may leave, and what did? So far the ledger, in which no entry can be changed unseen."""

from caselink._native import Ledger, commitment, retention_sweep, verify_consistency, verify_inclusion

__all__ = ["Ledger", "commitment", "retention_sweep", "verify_consistency", "verify_inclusion"]
