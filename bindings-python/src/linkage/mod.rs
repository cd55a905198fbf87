//! `caselink.linkage`: which records are the same person or thing?

mod clusters;
mod explanation;
mod find;
mod index;
mod judged;
mod links;
mod model;
mod partitions;
mod prepared;

pub(crate) use clusters::{ClusterExplanation, Clusters};
pub(crate) use explanation::Explanation;
pub(crate) use find::{dedupe, find_links, link, link_and_dedupe};
pub(crate) use index::Index;
pub(crate) use judged::{
    Calibration, ErrorRates, Recalibration, ThresholdSweep, Unlinkable, unlinkable,
};
pub(crate) use links::Links;
pub(crate) use model::{Model, train};
pub(crate) use partitions::{
    BlockPlan, BlockTable, TermCounts, block_keys, block_sizes, comparison_counts, pairs_in_blocks,
    plan_blocks, term_counts, train_from_counts, training_keys,
};
pub(crate) use prepared::{Prepared, estimate_pairs, prepare};
