"""Is there a pattern in space and time?"""

from caselink._native import (
    Events,
    aoristic_counts,
    aoristic_weights,
    expected_circular_gap,
    expected_gap,
    jacquez,
    knox,
    mantel,
    near_repeat,
    near_repeat_pairs,
    probability_within,
    space_time_k,
    time_profile,
)

__all__ = [
    "Events",
    "aoristic_counts",
    "aoristic_weights",
    "expected_circular_gap",
    "expected_gap",
    "jacquez",
    "knox",
    "mantel",
    "near_repeat",
    "near_repeat_pairs",
    "probability_within",
    "space_time_k",
    "time_profile",
]
