"""Which attempted abductions may be the work of one person, and why?"""

from caselink._native import (
    SimilarIndex,
    read_table,
    series,
    special_bulletin,
    summary,
    train_evidence,
    trends,
)

__all__ = [
    "SimilarIndex",
    "read_table",
    "series",
    "special_bulletin",
    "summary",
    "train_evidence",
    "trends",
]
