"""Which records are the same person or thing?

The way of a linkage: `prepare` reads one or two tables and brings every value to its normal
form, `train` learns from them how much each kind of agreement is worth, `find_links` gives the
pairs that may be one person, and `Links.explain` says why. `dedupe`, `link` and `link_and_dedupe`
do all of it in one step. An `Index` does it for records that come and go, one by one. Tables are
anything that speaks Arrow, such as those of pandas, polars, pyarrow and duckdb; so are results.

`block_keys`, `pairs_in_blocks` and their like do it in pieces, for engines that spread rows over
many processes; together the pieces give what the whole gives.
"""

from caselink._native import (
    BlockPlan,
    BlockTable,
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
    TermCounts,
    ThresholdSweep,
    Unlinkable,
    block_keys,
    block_sizes,
    comparison_counts,
    dedupe,
    estimate_pairs,
    find_links,
    link,
    link_and_dedupe,
    pairs_in_blocks,
    plan_blocks,
    prepare,
    term_counts,
    train,
    train_from_counts,
    training_keys,
    unlinkable,
)

__all__ = [
    "BlockPlan",
    "BlockTable",
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
    "TermCounts",
    "ThresholdSweep",
    "Unlinkable",
    "block_keys",
    "block_sizes",
    "comparison_counts",
    "dedupe",
    "estimate_pairs",
    "find_links",
    "link",
    "link_and_dedupe",
    "pairs_in_blocks",
    "plan_blocks",
    "prepare",
    "term_counts",
    "train",
    "train_from_counts",
    "training_keys",
    "unlinkable",
]
