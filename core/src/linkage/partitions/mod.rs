//! Linkage in pieces, for engines that spread rows over many processes: Spark, `DuckDB`, Polars and others.
//!
//! Each function takes one batch of rows and gives one batch. It keeps nothing, and neither the order of the rows nor
//! where a batch ends changes what all batches give together. The pairs and their weights are those of
//! [`find_links`](super::find_links) on the whole, to the last thousandth of a bit.
//!
//! | step | where | what |
//! | --- | --- | --- |
//! | [`block_keys`] | each batch | a row for each key of each record |
//! | [`BlockSizes`] | summed by rule and key | how many records have each key |
//! | [`BlockPlan`] | once | which blocks are left out, and which are cut into tiles |
//! | [`TermCounts`] | each batch, summed | how many records have each value |
//! | [`block_keys`] with the plan | each batch | the rows to be brought together by rule, key and tile |
//! | [`pairs_in_blocks`] | each part | the pairs of its blocks, with their weights |
//!
//! A model is trained in the same way:
//!
//! | step | where | what |
//! | --- | --- | --- |
//! | [`training_keys`] with plan and terms | each batch | the rows to be brought together, random pairs among them |
//! | [`comparison_counts`] | each part, summed | how many pairs show each comparison pattern |
//! | [`train_from_counts`] | once | the model |
//!
//! A pair that several blocks hold belongs to the lowest rule, and of that to the least key, whose block is not left out. The
//! keys of both records are made anew from their values, so no part has to know of another.

#[cfg(feature = "arrow")]
mod arrow;
mod keys;
mod pairs;
mod plan;
mod rows;
mod sizes;
mod terms;
mod training;

pub use keys::{BlockKey, BlockKeys, block_keys};
pub use pairs::{BlockLink, BlockLinks, BlockReport, pairs_in_blocks};
pub use plan::BlockPlan;
pub use rows::BlockRows;
pub use sizes::{BlockSize, BlockSizes};
pub use terms::{TermCount, TermCounts};
pub use training::{comparison_counts, train_from_counts, training_keys};

use super::{
    counts::STRICT,
    settings::{BlockingRule, Prior, Settings},
};
use crate::{Error, Result};

/// The strict rules that a prior is counted by.
fn strict_rules(settings: &Settings) -> &[BlockingRule] {
    match &settings.prior {
        Prior::Deterministic { rules, .. } => rules,
        _ => &[],
    }
}

/// Blocking rules, then the strict rules of the prior, with their numbers.
fn numbered<'a>(
    blocking: &'a [BlockingRule],
    strict: &'a [BlockingRule],
) -> impl Iterator<Item = (u8, &'a BlockingRule)> {
    let strict = (STRICT..).zip(strict);
    (0..STRICT).zip(blocking).chain(strict)
}

fn check_side(table: u8) -> Result<()> {
    if table > 1 {
        return Err(Error::InvalidParameter {
            name: "table",
            reason: "must be 0 for the first table or 1 for the second".to_owned(),
        });
    }
    Ok(())
}
