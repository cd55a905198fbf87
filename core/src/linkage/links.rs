use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    blocking::{Blocks, RefusedBlock, Unit},
    grader::{Grader, NO_LEVEL, SAME},
    model::Model,
    prepared::{Mode, Prepared},
    settings::invalid,
    strings::MISSING,
    table::RecordId,
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
    if !(options.minimum_probability > 0.0 && options.minimum_probability < 1.0) {
        return Err(Error::InvalidParameter {
            name: "minimum_probability",
            reason: "must be above 0 and below 1".to_owned(),
        });
    }
    let scorer = Scorer::new(prepared, model)?;
    let floor = MilliBits::of_probability(options.minimum_probability).0;
    let blocks = &prepared.blocks;
    blocks.check(&prepared.limits)?;
    let units = work_units(blocks, model.settings().blocking.len());
    let total = blocks.estimate.pairs.max(1);
    let (done, compared) = (AtomicU64::new(0), AtomicU64::new(0));
    let kept = AtomicU64::new(0);
    let most = prepared.limits.rows;
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
        if all > most {
            // all links are held at once
            return Err(Error::LimitExceeded {
                limit: "rows",
                allowed: most,
                asked: all,
            });
        }
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

fn check_same_columns(prepared: &Prepared, model: &Model) -> Result<()> {
    let (a, b) = (&prepared.settings, model.settings());
    if a.id == b.id && a.comparisons == b.comparisons && a.blocking == b.blocking {
        return Ok(());
    }
    Err(invalid(
        "the tables were prepared for other settings than the model was trained with",
    ))
}

/// Adds up the weights of a pair.
pub(crate) struct Scorer<'a> {
    grader: Grader<'a>,
    prior: i32,
    /// Comparisons in the order in which they are made.
    steps: Vec<Step<'a>>,
}

struct Step<'a> {
    comparison: usize,
    weights: Vec<i32>,
    frequencies: Option<(&'a [u32], Vec<i32>)>,
    /// The most that this step and all later ones can add.
    most: i32,
}

impl<'a> Scorer<'a> {
    pub(crate) fn new(prepared: &'a Prepared, model: &Model) -> Result<Self> {
        let mut steps = Vec::new();
        for (c, (comparison, part)) in prepared
            .settings
            .comparisons
            .iter()
            .zip(model.comparisons())
            .enumerate()
        {
            let weights: Vec<i32> = part.levels.iter().map(|l| l.weight().0).collect();
            let frequencies = if comparison.term_frequency() {
                let column = prepared.column(comparison.columns()[0])?;
                let frequencies = Frequencies::new(column, part.levels[SAME as usize].u);
                Some((
                    column.codes.as_slice(),
                    column.counts.iter().map(|n| frequencies.of(*n)).collect(),
                ))
            } else {
                None
            };
            steps.push((
                comparison.cost(),
                Step {
                    comparison: c,
                    weights,
                    frequencies,
                    most: 0,
                },
            ));
        }
        steps.sort_by_key(|(cost, _)| *cost);
        let mut steps: Vec<Step<'_>> = steps.into_iter().map(|(_, step)| step).collect();
        let mut most = 0;
        for step in steps.iter_mut().rev() {
            let rarest = step
                .frequencies
                .as_ref()
                .and_then(|(_, f)| f.iter().copied().max());
            let same = step.weights[SAME as usize] + rarest.unwrap_or(0);
            most += step
                .weights
                .iter()
                .copied()
                .max()
                .unwrap_or(0)
                .max(same)
                .max(0);
            step.most = most;
        }
        Ok(Self {
            grader: Grader::new(prepared)?,
            prior: model.prior_weight().0,
            steps,
        })
    }

    /// The total weight of a pair if it is not below `floor`. Stops as soon as it cannot be.
    #[inline]
    fn weight_above(&self, a: u32, b: u32, floor: i32) -> Option<i32> {
        let mut total = self.prior;
        for step in &self.steps {
            if total + step.most < floor {
                return None;
            }
            let level = self.grader.level(step.comparison, a, b);
            if level == NO_LEVEL {
                continue;
            }
            total += step.weights[level as usize];
            if level == SAME
                && let Some((codes, frequencies)) = &step.frequencies
            {
                total += frequencies[codes[a as usize] as usize];
            }
        }
        (total >= floor).then_some(total)
    }

    /// What each comparison adds to the weight of a pair, the rarity of its value included. With the prior it makes
    /// the total.
    pub(crate) fn parts(&self, a: u32, b: u32) -> impl Iterator<Item = (usize, i32)> + '_ {
        self.steps.iter().map(move |step| {
            let level = self.grader.level(step.comparison, a, b);
            let weight = match level {
                NO_LEVEL => 0,
                level => step.weights[level as usize],
            };
            let rarity = match &step.frequencies {
                Some((codes, frequencies)) if level == SAME => {
                    frequencies[codes[a as usize] as usize]
                }
                _ => 0,
            };
            (step.comparison, weight + rarity)
        })
    }

    /// The total weight of a pair.
    pub(crate) fn total(&self, a: u32, b: u32) -> i32 {
        self.prior + self.parts(a, b).map(|(_, weight)| weight).sum::<i32>()
    }
}

/// What agreement on a value is worth beyond agreement on any value: `log2(u / share)`, where `share` is
/// how many of the *other* records have the value. The pair itself is left out: in a small file, two
/// records that alone share a value would otherwise make it look common. A share counted from few records
/// is drawn towards `u` by `1/u` records' worth of it (one chance agreement), at most as many as there are.
///
/// Source of the adjustment: W. E. Winkler, "Frequency-based matching in the Fellegi–Sunter model of record
/// linkage", US Census Bureau Research Report RR2000/06.
pub(crate) struct Frequencies {
    u: f64,
    /// Records that have a value.
    pub(crate) records: u32,
}

impl Frequencies {
    pub(crate) fn new(column: &super::prepared::FormColumn, u: f64) -> Self {
        let known = column.codes.iter().filter(|&&c| c != MISSING).count();
        Self {
            u,
            records: u32::try_from(known).unwrap_or(u32::MAX),
        }
    }

    /// The adjustment for a value that `count` records have, in thousandths of a bit.
    pub(crate) fn of(&self, count: u32) -> i32 {
        MilliBits::of_ratio(self.u / self.share(count)).0
    }

    /// The share of other records that have a value which `count` records have.
    pub(crate) fn share(&self, count: u32) -> f64 {
        let others = |n: u32| f64::from(n.saturating_sub(2));
        let drawn = (1.0 / self.u).min(f64::from(self.records));
        (others(count) + drawn * self.u) / (others(self.records) + drawn)
    }
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
        }
    }

    pub(crate) fn mode(&self) -> Mode {
        self.prepared.mode
    }
}
