use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    blocking::{Blocks, CommonBlocks, RefusedBlock, Unit},
    ids::RecordId,
    model::Model,
    prepared::{Mode, Prepared},
    scorer::Scorer,
    settings::invalid,
    weight::MilliBits,
};
use crate::{Control, Error, Result, control::checkpoint, threads};

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
    let floor = MilliBits::of_probability(options.minimum_probability).0;
    let blocks = &prepared.blocks;
    blocks.check(&prepared.limits)?;
    let units = work_units(blocks, model.settings().blocking.len());
    let total = blocks.estimate.pairs.max(1);
    let (done, compared) = (AtomicU64::new(0), AtomicU64::new(0));
    let kept = AtomicU64::new(0);
    let work = |number: u32| -> Result<Vec<Link>> {
        let Some((rule, unit)) = units.get(number as usize) else {
            return Ok(Vec::new());
        };
        checkpoint(control, done.load(Ordering::Relaxed), total)?;
        let mut found = Vec::new();
        let (mut seen, mut weighed) = (0, 0);
        blocks.each_pair(*rule, unit, |left, right| {
            seen += 1;
            if blocks.is_of_lower_rule(*rule, left, right) {
                return;
            }
            weighed += 1;
            if let Some(weight) = scorer.weight_above(left, right, floor) {
                found.push(Link {
                    left,
                    right,
                    weight: MilliBits(weight),
                    rule: *rule as u8,
                });
            }
        });
        done.fetch_add(seen, Ordering::Relaxed);
        compared.fetch_add(weighed, Ordering::Relaxed);
        let all = kept.fetch_add(found.len() as u64, Ordering::Relaxed) + found.len() as u64;
        // all links are held at once
        prepared.limits.check_links(all)?;
        Ok(found)
    };
    let parts = threads::map(
        units.len() as u32,
        options.threads,
        || (),
        |(), at| work(at),
    )?;
    let mut links = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    // each part is freed as soon as it has been taken over
    for part in parts {
        links.extend(part);
    }
    links.sort_unstable_by_key(|l| (std::cmp::Reverse(l.weight), l.left, l.right));
    checkpoint(control, total, total)?;
    Ok(Links {
        prepared: Arc::clone(prepared),
        model: Arc::new(model.clone()),
        pairs: Arc::new(links),
        floor: MilliBits(floor),
        compared: compared.into_inner(),
    })
}

fn work_units(blocks: &Blocks, rules: usize) -> Vec<RuleUnit> {
    (0..rules)
        .flat_map(|rule| blocks.units(rule).into_iter().map(move |unit| (rule, unit)))
        .collect()
}

/// A rule and a part of its work.
type RuleUnit = (usize, Unit);

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
