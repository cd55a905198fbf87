"""Whose case is the child in these files, and where may an unidentified child be?"""

from caselink._native import (
    EvidenceGuide,
    check_submission,
    clue_document,
    clue_tables,
    combine_clues,
    recognise,
    recognition_report,
    route_clues,
)

__all__ = [
    "EvidenceGuide",
    "check_submission",
    "clue_document",
    "clue_tables",
    "combine_clues",
    "recognise",
    "recognition_report",
    "route_clues",
]
