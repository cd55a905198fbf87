"""Which attempted abductions may be the work of one person, and why?"""

from caselink._native import SimilarIndex, series, train_evidence

__all__ = ["SimilarIndex", "series", "train_evidence"]
