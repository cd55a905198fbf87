"""Which things belong together? Works on numbered things and pairs of them."""

from caselink._native import components, st_dbscan

__all__ = ["components", "st_dbscan"]
