"""What happened where and when? Places and times out of a table."""

from caselink._native import Events

__all__ = ["Events"]
