//! Training in parts: which pairs are taken is decided by the ids of their records alone, so that it is the same in every
//! partition.
//!
//! `train` draws pairs by the numbers of its records, which no part knows. Here records fall by a hash of their ids into
//! buckets, and the pairs within a bucket are taken: of all records, of those that have a column, and of those that share a value.
//! Every pair is as likely as any other, and their number is near what `train` draws.

use super::{
    super::{
        comparison::Comparison,
        counts::{ComparisonCounts, KNOWN, RANDOM, SHARED, STRICT, only},
        dependence::{DRAWS, group_members},
        forms::{FormColumn, column},
        grader::Grader,
        model::Model,
        prepared::Mode,
        random_pairs::{LEAST_SAMPLE, SameShare, pairs_of_all, wanted_pairs},
        settings::Settings,
        table::Table,
        train::{Basis, check_possible, estimate, share_taken},
    },
    check_side,
    keys::{BlockKeys, add_block_keys},
    plan::BlockPlan,
    rows::{BlockRows, OwnKeys},
    strict_rules,
    terms::TermCounts,
};
use crate::{
    Control, Result, control::checkpoint, hash, linkage::blocking::pairs_within, records::Limits,
};

/// How records are parted into buckets.
struct Buckets {
    source: u8,
    /// The comparison that the pairs are for; `None` for pairs of all records.
    comparison: Option<usize>,
    count: u64,
}

impl Buckets {
    /// So many that `pairs` make about `wanted` within them.
    fn new(source: u8, comparison: Option<usize>, pairs: f64, wanted: u64) -> Self {
        let count = libm::round(pairs / wanted.max(1) as f64);
        Self {
            source,
            comparison,
            count: (count as u64).max(1),
        }
    }

    /// The key of a record, from what its pairs must share.
    fn key(&self, seed: u64, id: u64, shared: u64) -> u64 {
        let seed = hash::combine(seed, u64::from(self.source));
        let bucket = hash::combine(seed, id) % self.count;
        hash::combine(hash::combine(seed, shared), bucket).max(1)
    }
}

/// All buckets that the settings need, from what is known of all records.
fn buckets(settings: &Settings, mode: Mode, terms: &TermCounts) -> Result<Vec<Buckets>> {
    let pairs = |[left, right]: [u64; 2]| pairs_within(mode, left, right) as f64;
    let all = terms.known(&settings.id)?;
    let wanted = wanted_pairs(&settings.training, all[0].saturating_add(all[1]));
    let random = Buckets::new(RANDOM, None, pairs(all), wanted);
    let per_pair = 1.0 / random.count as f64;
    let mut buckets = vec![random];
    for (c, comparison) in settings.comparisons.iter().enumerate() {
        let known = pairs(terms.known(comparison.columns()[0])?);
        if known * per_pair < LEAST_SAMPLE as f64 && per_pair < 1.0 {
            let source = KNOWN + c as u8;
            buckets.push(Buckets::new(source, Some(c), known, LEAST_SAMPLE));
        }
    }
    for member in group_members(settings).into_iter().flatten() {
        let sharing = sharing_pairs(settings, member, mode, terms);
        if sharing > 0.0 {
            let source = SHARED + member as u8;
            buckets.push(Buckets::new(source, Some(member), sharing, DRAWS as u64));
        }
    }
    Ok(buckets)
}

/// How many pairs share a value of a comparison.
fn sharing_pairs(settings: &Settings, comparison: usize, mode: Mode, terms: &TermCounts) -> f64 {
    let column = settings.comparisons[comparison].columns()[0];
    pairs_of_all(mode, terms.terms(column).map(|(_, records)| records))
}

/// The keys of each record for training: those of the blocking rules, of the strict rules of a prior that is counted, and of
/// buckets in which random pairs meet.
///
/// As [`block_keys`](super::block_keys) with a plan; the rows are brought together by rule, key and tile, and go to
/// [`comparison_counts`]. `terms` are the counts of all records.
///
/// # Errors
///
/// As [`block_keys`](super::block_keys); [`Error::InvalidParameter`](crate::Error::InvalidParameter) for terms of other settings.
pub fn training_keys<'a>(
    table: &'a Table,
    side: u8,
    settings: &Settings,
    plan: &BlockPlan,
    terms: &TermCounts,
    control: &dyn Control,
) -> Result<BlockKeys<'a>> {
    check_side(side)?;
    plan.check(settings, side)?;
    let columns = FormColumn::all(settings, std::slice::from_ref(table), control)?;
    let mut out = BlockKeys::new(table);
    let strict = strict_rules(settings);
    add_block_keys(
        &mut out,
        &columns,
        (side, settings, strict),
        Some(plan),
        control,
    )?;
    let seed = settings.training.seed;
    for buckets in buckets(settings, plan.mode(), terms)? {
        checkpoint(control, 0, 0)?;
        let column = buckets
            .comparison
            .map(|c| column(&columns, settings.comparisons[c].columns()[0]))
            .transpose()?;
        for record in 0..table.len() as u32 {
            let id = table.ids.hash(record);
            let mut add = |shared: u64| {
                let key = buckets.key(seed, id, shared);
                out.add(record, (side, buckets.source, key), None);
            };
            match column {
                None => add(0),
                Some(column) if buckets.source < SHARED => {
                    if !column.of(record).is_empty() {
                        add(0);
                    }
                }
                Some(column) => {
                    let forms = column.of(record).iter();
                    forms.for_each(|form| add(column.keys[*form as usize]));
                }
            }
        }
    }
    Ok(out)
}

/// Counts the comparison patterns of the pairs of one part.
///
/// The rows are those of [`training_keys`]. Counts of all parts are added up and go to [`train_from_counts`].
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) when plan and rows do not belong together,
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded) for more pairs than `limits.pairs` in one part,
/// [`Error::MissingColumn`](crate::Error::MissingColumn), [`Error::Cancelled`](crate::Error::Cancelled).
pub fn comparison_counts(
    rows: &BlockRows,
    settings: &Settings,
    plan: &BlockPlan,
    limits: &Limits,
    control: &dyn Control,
) -> Result<ComparisonCounts> {
    plan.check(settings, 0)?;
    let columns = FormColumn::all(settings, std::slice::from_ref(&rows.table), control)?;
    let grader = Grader::new(&settings.comparisons, &columns)?;
    let strict = strict_rules(settings);
    let own = OwnKeys::new(&columns, &settings.blocking, 0, plan, rows.len())?;
    let own_strict = OwnKeys::new(&columns, strict, STRICT, plan, rows.len())?;
    let blocking = settings.blocking.len() as u8;
    let blocks = rows.blocks(plan, |rule| rule < blocking || rule >= STRICT)?;
    let total = blocks.check(plan, |record, rule, key| {
        if rule < STRICT {
            own.has(record, rule, key)
        } else {
            rule >= RANDOM || own_strict.has(record, rule, key)
        }
    })?;
    limits.check_pairs(total)?;
    let training = &settings.training;
    let taken: Vec<u64> = plan
        .pairs_by_rule()
        .map(|all| share_taken(all, training.block_pairs))
        .collect();
    let ids: Vec<u64> = (0..rows.len() as u32)
        .map(|record| rows.table.ids.hash(record))
        .collect();
    let is_taken = |rule: u8, a: u32, b: u32| {
        let seed = hash::combine(training.seed, u64::from(rule));
        let of = |record: u32| ids[record as usize];
        let share = taken.get(usize::from(rule)).copied().unwrap_or(u64::MAX);
        hash::combine(hash::combine(seed, of(a)), of(b)) <= share
    };
    let mut counts = ComparisonCounts::default();
    let mut seen = 0;
    for unit in blocks.units() {
        checkpoint(control, seen, total.max(1))?;
        blocks.each_pair(&unit, |block, a, b| {
            seen += 1;
            let (rule, key) = (block.rule, block.key);
            if rule < STRICT {
                if own.is_least_of_rule(rule, key, a, b) && is_taken(rule, a, b) {
                    let is_own = own.is_least(rule, key, a, b);
                    counts.add_pair(rule, grader.pattern(a, b), is_own);
                }
            } else if rule < RANDOM {
                if own_strict.is_least(rule, key, a, b) {
                    counts.add_pair(rule, 0, true);
                }
            } else if (KNOWN..SHARED).contains(&rule) {
                let comparison = usize::from(rule - KNOWN);
                if comparison < settings.comparisons.len() {
                    let level = grader.level(comparison, a, b);
                    counts.add_pair(rule, only(comparison, level), true);
                }
            } else {
                counts.add_pair(rule, grader.pattern(a, b), true);
            }
        });
    }
    checkpoint(control, total.max(1), total.max(1))?;
    Ok(counts)
}

/// Trains a model on the counts of all parts, without labels.
///
/// The estimation is that of [`train`](super::super::train), and the model is the same for the same counts, however they were
/// spread. Which pairs are drawn at random differs from `train`, which draws by the numbers of its records.
///
/// # Errors
///
/// [`Error::InsufficientData`](crate::Error::InsufficientData) when there is no pair to learn from,
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) when plan and terms are of other settings,
/// [`Error::Cancelled`](crate::Error::Cancelled).
pub fn train_from_counts(
    counts: &ComparisonCounts,
    settings: &Settings,
    plan: &BlockPlan,
    terms: &TermCounts,
    control: &dyn Control,
) -> Result<Model> {
    plan.check(settings, 0)?;
    let mode = plan.mode();
    let [left, right] = terms.known(&settings.id)?;
    let possible = pairs_within(mode, left, right);
    check_possible(possible)?;
    let mut same = Vec::new();
    let mut shares = vec![None; settings.comparisons.len()];
    for comparison in &settings.comparisons {
        if matches!(comparison, Comparison::Point { .. }) {
            same.push(None);
            continue;
        }
        let column = comparison.columns()[0];
        let whole = terms.terms(column).filter(|(whole, _)| *whole);
        let whole = whole.map(|(_, records)| records);
        same.push(SameShare::of(mode, terms.known(column)?, whole));
    }
    for member in group_members(settings).into_iter().flatten() {
        let share = sharing_pairs(settings, member, mode, terms) / possible as f64;
        shares[member] = (share > 0.0).then_some(share);
    }
    let pairs_by_rule: Vec<u64> = plan.pairs_by_rule().take(settings.blocking.len()).collect();
    let basis = Basis {
        settings,
        records: left.saturating_add(right),
        possible,
        pairs_by_rule: &pairs_by_rule,
        same,
        shares,
    };
    estimate(basis, counts, control)
}
