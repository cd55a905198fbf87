"""Who owes what to which registry, and which registrants and open cases are worth a look?"""

from caselink._native import (
    CompiledPacks,
    OffenderIndex,
    assess,
    assess_all,
    federal_holidays,
    federal_pack,
    period_end,
    registry_counts,
    residence_from,
    term_end,
    upcoming,
    verification_dates,
    verification_sweep,
)

__all__ = [
    "CompiledPacks",
    "OffenderIndex",
    "assess",
    "assess_all",
    "federal_holidays",
    "federal_pack",
    "period_end",
    "registry_counts",
    "residence_from",
    "term_end",
    "upcoming",
    "verification_dates",
    "verification_sweep",
]
