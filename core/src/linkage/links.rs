use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    blocking::{Blocks, CommonBlocks, RefusedBlock, Unit},
    ids::RecordId,
    model::Model,
    prepared::{Mode, Prepared},
    scorer::Scorer,
    settings::invalid,
    weigh::{Pairs, weigh},
    weight::MilliBits,
};
use crate::{Control, Error, Result};

/// How links are found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LinkOptions {
    /// Pairs below this probability are not kept; above 0 and below 1.
    pub minimum_probability: f64,
    /// Worker threads; 0 takes one for each core. The links are the same for any number.
    pub threads: u32,
}

impl Default for LinkOptions {
    fn default() -> Self {
        Self {
            minimum_probability: 0.01,
            threads: 1,
        }
    }
}

impl LinkOptions {
    /// The least weight that is kept.
    pub(super) fn floor(&self) -> MilliBits {
        MilliBits::of_probability(self.minimum_probability)
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.minimum_probability > 0.0 && self.minimum_probability < 1.0 {
            return Ok(());
        }
        Err(Error::InvalidParameter {
            name: "minimum_probability",
            reason: "must be above 0 and below 1".to_owned(),
        })
    }
}

/// A pair of records that may be one person: a lead, not a verdict.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Link {
    pub(crate) left: u32,
    pub(crate) right: u32,
    /// The sum of prior and evidence.
    pub weight: MilliBits,
    /// The lowest blocking rule that makes the pair, from 0.
    pub rule: u8,
}

/// Links, strongest first, ties in order of their ids.
#[derive(Clone)]
pub struct Links {
    pub(crate) prepared: Arc<Prepared>,
    pub(crate) model: Arc<Model>,
    pub(crate) pairs: Arc<Vec<Link>>,
    /// The least weight that was kept.
    pub(crate) floor: MilliBits,
    pub(crate) compared: u64,
}

/// What was done to find links, and what was left out.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LinkReport {
    /// Records in all tables.
    pub records: u64,
    /// Pairs that the mode allows, with no blocking.
    pub possible_pairs: u64,
    /// Pairs that were compared.
    pub compared_pairs: u64,
    /// Pairs that were kept.
    pub links: u64,
    /// Blocks that were too large to compare.
    pub refused_blocks: Vec<RefusedBlock>,
    /// Blocks of values that are too common for their rule (`most_rows`), counted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub common_blocks: Vec<CommonBlocks>,
}

impl std::fmt::Debug for Links {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Links({})", self.pairs.len())
    }
}

/// Finds the pairs of records that may be one person.
///
/// Every pair that agrees on all keys of at least one blocking rule is compared, and kept when its
/// probability reaches `options.minimum_probability`. Takes time in proportion to the compared pairs.
///
/// # Errors
///
/// [`Error::InvalidSettings`] when the tables were prepared for other settings than the model's,
/// [`Error::LimitExceeded`] when there are more pairs than `Limits::pairs`, or more links than `Limits::rows`,
/// [`Error::InvalidParameter`], [`Error::Cancelled`].
pub fn find_links(
    prepared: &Arc<Prepared>,
    model: &Model,
    options: &LinkOptions,
    control: &dyn Control,
) -> Result<Links> {
    check_same_columns(prepared, model)?;
    options.check()?;
    let scorer = Scorer::new(model, &prepared.columns)?;
    let blocks = &prepared.blocks;
    blocks.check(&prepared.limits)?;
    let units = work_units(blocks, model.settings().blocking.len());
    let work = (&units[..], blocks.estimate.pairs);
    let found = weigh(blocks, work, &scorer, options, &prepared.limits, control)?;
    Ok(Links {
        prepared: Arc::clone(prepared),
        model: Arc::new(model.clone()),
        pairs: Arc::new(found.links),
        floor: options.floor(),
        compared: found.compared,
    })
}

fn work_units(blocks: &Blocks, rules: usize) -> Vec<RuleUnit> {
    (0..rules)
        .flat_map(|rule| blocks.units(rule).into_iter().map(move |unit| (rule, unit)))
        .collect()
}

/// A rule and a part of its work.
type RuleUnit = (usize, Unit);

impl Pairs for Blocks {
    type Unit = RuleUnit;

    fn each(&self, (rule, unit): &RuleUnit, mut found: impl FnMut(u32, u32, u8, bool)) {
        self.each_pair(*rule, unit, |left, right| {
            let belongs = !self.is_of_lower_rule(*rule, left, right);
            found(left, right, *rule as u8, belongs);
        });
    }
}

pub(super) fn check_same_columns(prepared: &Prepared, model: &Model) -> Result<()> {
    let (a, b) = (&prepared.settings, model.settings());
    if a.id == b.id && a.comparisons == b.comparisons && a.blocking == b.blocking {
        return Ok(());
    }
    Err(invalid(
        "the tables were prepared for other settings than the model was trained with",
    ))
}

impl Links {
    /// The links, strongest first.
    pub fn as_slice(&self) -> &[Link] {
        &self.pairs
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The model that found them.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The tables that they are of.
    pub fn prepared(&self) -> &Arc<Prepared> {
        &self.prepared
    }

    /// The ids of a link's records.
    pub fn ids(&self, link: &Link) -> (RecordId, RecordId) {
        (self.prepared.id(link.left), self.prepared.id(link.right))
    }

    /// Which table (0 or 1) each record of a link is in.
    pub fn tables(&self, link: &Link) -> (usize, usize) {
        (
            self.prepared.place(link.left).0,
            self.prepared.place(link.right).0,
        )
    }

    /// The links that reach a probability; they stand first, so this is a part from the front.
    pub fn at_least(&self, probability: f64) -> &[Link] {
        let floor = MilliBits::of_probability(probability);
        &self.pairs[..self.pairs.partition_point(|l| l.weight >= floor)]
    }

    /// What was done and what was left out.
    pub fn report(&self) -> LinkReport {
        LinkReport {
            records: self.prepared.len as u64,
            possible_pairs: self.prepared.possible_pairs(),
            compared_pairs: self.compared,
            links: self.pairs.len() as u64,
            refused_blocks: self.prepared.estimate().refused.clone(),
            common_blocks: self.prepared.estimate().common.clone(),
        }
    }

    pub(crate) fn mode(&self) -> Mode {
        self.prepared.mode
    }
}
