"""Which things belong together? Works on numbered things and pairs of them."""

from caselink._native import components

__all__ = ["components"]
