"""Which records are the same person or thing?

The way of a linkage: `prepare` reads one or two tables and brings every value to its normal
form, `train` learns from them how much each kind of agreement is worth, `find_links` gives the
pairs that may be one person, and `Links.explain` says why. `dedupe`, `link` and `link_and_dedupe`
do all of it in one step. An `Index` does it for records that come and go, one by one. Tables are
anything that speaks Arrow, such as those of pandas, polars, pyarrow and duckdb; so are results.
"""

from caselink._native import (
    Calibration,
    ClusterExplanation,
    Clusters,
    ErrorRates,
    Explanation,
    Index,
    Links,
    Model,
    Prepared,
    Recalibration,
    ThresholdSweep,
    Unlinkable,
    dedupe,
    estimate_pairs,
    find_links,
    link,
    link_and_dedupe,
    prepare,
    train,
    unlinkable,
)

__all__ = [
    "Calibration",
    "ClusterExplanation",
    "Clusters",
    "ErrorRates",
    "Explanation",
    "Index",
    "Links",
    "Model",
    "Prepared",
    "Recalibration",
    "ThresholdSweep",
    "Unlinkable",
    "dedupe",
    "estimate_pairs",
    "find_links",
    "link",
    "link_and_dedupe",
    "prepare",
    "train",
    "unlinkable",
]
