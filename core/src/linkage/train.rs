//! Where m, u and the prior come from: the data alone, without labels.
//!
//! - **u** from seeded random pairs; that of full agreement from the frequencies of all values. Both are
//!   corrected for the few of them that are one person:
//!   `u = (observed − λ·m) / (1 − λ)`.
//! - **m** by expectation maximisation (Dempster, Laird and Rubin 1977; Winkler 1988) over counted
//!   comparison patterns, of the pairs of all blocking rules together. Each rule is one session with a share of links of
//!   its own; a comparison whose own column is a key of the rule, or that stands in a group with such a one, is left out
//!   of that session, since there all pairs agree on it.
//! - **λ**, the prior, as [`Prior`] says.

use super::{
    blocking::Blocks,
    comparison::Comparison,
    counts::{ComparisonCount, ComparisonCounts, STRICT},
    dependence::{draw_group_pairs, group_pairs},
    grader::{Grader, NO_LEVEL, SAME, level_of},
    model::{ComparisonModel, LevelModel, Model, TrainingReport, TrainingSession},
    prepared::Prepared,
    random_pairs::{RandomCounts, SameShare, draw_random_pairs, same_share},
    settings::{BlockingRule, Prior, Settings},
};
use crate::{Control, Error, Result, control::checkpoint, hash};

/// The weight, in pairs, of the default m-probabilities beside the data.
const SMOOTHING: f64 = 4.0;

/// Rounds of: correct u by the prior, estimate m, estimate the prior.
const OUTER_ROUNDS: usize = 3;

/// Trains a model on prepared tables, without labels.
///
/// Deterministic for a seed, whatever the order of the rows. Takes time in proportion to
/// the rows and to `training.random_pairs` and `training.block_pairs`.
///
/// # Errors
///
/// [`Error::InsufficientData`] when there is no pair to learn from, [`Error::LimitExceeded`] when the
/// blocking rules make too many pairs, [`Error::Cancelled`].
///
/// ```
/// use caselink::{NoControl, linkage::{Prepared, Settings, TableBuilder, train}, records::Limits};
///
/// let settings = Settings::from_json(r#"{
///     "id": "id",
///     "comparisons": [{"kind": "name", "column": "surname"}, {"kind": "date", "column": "born"}],
///     "blocking": [[{"column": "surname"}], [{"column": "born"}]]
/// }"#)?;
/// let mut table = TableBuilder::new(&settings, Limits::default())?;
/// table.integers("id", (0..4).map(Some))?;
/// table.texts("surname", ["Painter", "Painter", "Green", "Neumann"].map(Some))?;
/// table.texts("born", ["1971-06-24", "1971-06-24", "1948-09-30", "1915-11-11"].map(Some))?;
/// let people = Prepared::dedupe(table.build()?, &settings, Limits::default(), &NoControl)?;
/// let model = train(&people, &NoControl)?;
/// assert_eq!(model.comparisons().len(), 2);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn train(prepared: &Prepared, control: &dyn Control) -> Result<Model> {
    let settings = &prepared.settings;
    let possible = prepared.possible_pairs();
    check_possible(possible)?;
    let grader = prepared.grader()?;
    let steps = settings.blocking.len() as u64 + 2;
    let mut counts = ComparisonCounts::default();
    draw_random_pairs(prepared, &grader, &mut counts, (control, steps))?;
    prepared.blocks.check(&prepared.limits)?;
    for rule in 0..settings.blocking.len() {
        let tick = || checkpoint(control, rule as u64 + 1, steps);
        count_rule(prepared, &grader, rule, &mut counts, tick)?;
    }
    let shares = draw_group_pairs(prepared, &grader, &mut counts, (control, steps))?;
    count_strict(prepared, &mut counts, control)?;
    let same = settings.comparisons.iter().map(|c| same_share(prepared, c));
    let basis = Basis {
        settings,
        records: prepared.len as u64,
        possible,
        pairs_by_rule: &prepared.blocks.estimate.pairs_by_rule,
        same: same.collect::<Result<_>>()?,
        shares,
    };
    estimate(basis, &counts, control)
}

/// What training knows of all records, beside the patterns of some pairs.
pub(super) struct Basis<'a> {
    pub(super) settings: &'a Settings,
    pub(super) records: u64,
    /// Pairs that the mode allows.
    pub(super) possible: u64,
    pub(super) pairs_by_rule: &'a [u64],
    /// For each comparison the share of full agreement among all pairs, where it can be counted.
    pub(super) same: Vec<Option<SameShare>>,
    /// For each comparison the share of all pairs that have a value in common, where pairs were drawn among them.
    pub(super) shares: Vec<Option<f64>>,
}

pub(super) fn check_possible(pairs: u64) -> Result<()> {
    if pairs > 0 {
        return Ok(());
    }
    Err(Error::InsufficientData {
        reason: "training needs at least one pair of records".to_owned(),
    })
}

/// A model from counted patterns. It is the same whoever counted them.
pub(super) fn estimate(
    basis: Basis<'_>,
    counts: &ComparisonCounts,
    control: &dyn Control,
) -> Result<Model> {
    let Basis {
        settings,
        possible,
        records,
        ..
    } = basis;
    let steps = settings.blocking.len() as u64 + 2;
    let sessions: Vec<Session> = basis
        .pairs_by_rule
        .iter()
        .zip(&settings.blocking)
        .zip(0..)
        .map(|((all, rule), number)| Session::new(settings, rule, *all, &counts.of(number)))
        .collect();
    if sessions.iter().all(|s| s.pairs == 0.0) {
        return Err(Error::InsufficientData {
            reason: "no two records agree on all keys of any blocking rule".to_owned(),
        });
    }
    let random = RandomCounts::new(&settings.comparisons, counts, basis.same);
    let groups = group_pairs(settings, counts, &basis.shares);
    let known = known_prior(settings, counts, possible);

    let defaults: Vec<&[f64]> = settings
        .comparisons
        .iter()
        .map(Comparison::default_m)
        .collect();
    let mut m: Vec<Vec<f64>> = defaults.iter().map(|d| d.to_vec()).collect();
    let mut prior = known.unwrap_or_else(|| (1.0 / records as f64).min(0.5));
    let mut u = random.probabilities(&vec![0.0; m.len()], &m);
    let mut reports = Vec::new();
    let mut sums = Vec::new();
    // the share of each comparison's evidence that counts
    let mut counted = vec![1.0; m.len()];
    for group in &groups {
        group.fit(&m, &u, prior, &mut counted);
    }
    for outer in 0..OUTER_ROUNDS {
        let tick = || checkpoint(control, 1 + (outer as u64).min(steps - 2), steps);
        let rounds = settings.training.rounds;
        let start = prior * possible as f64;
        let fit = fit(
            &sessions,
            (&m, &u, &counted),
            &defaults,
            start,
            rounds,
            tick,
        )?;
        m = fit.m;
        sums = fit.sums;
        // of each comparison the expected links of the rules that do not fix it
        let mut links = vec![0.0; m.len()];
        reports.clear();
        for ((rule, session), expected) in sessions.iter().enumerate().zip(&fit.links) {
            reports.push(TrainingSession {
                rule: rule as u64,
                pairs: session.pairs as u64,
                expected_links: *expected,
                rounds: fit.rounds,
            });
            for &c in &session.free {
                links[c] += expected;
            }
        }
        for group in &groups {
            group.fit(&m, &u, prior, &mut counted);
        }
        if known.is_none() {
            prior = estimate_prior(&sessions, (&m, &u, &counted), prior, possible);
        }
        let priors = random.shares_of_links(prior * possible as f64, prior, &sums, &links);
        u = random.probabilities(&priors, &m);
    }
    checkpoint(control, steps, steps)?;
    for (c, comparison) in settings.comparisons.iter().enumerate() {
        let seen = |level: usize| {
            let among_links = sums.get(c).and_then(|of| of.get(level));
            among_links.is_some_and(|links| *links >= 0.5) || random.has(c, level)
        };
        unseen_as_assumed(&m[c], &mut u[c], comparison, seen);
    }
    for (m, u) in m.iter_mut().zip(&u) {
        none_below_different(m, u);
    }
    let report = TrainingReport {
        records,
        random_pairs: random.pairs,
        untrained: settings
            .comparisons
            .iter()
            .zip(&sums)
            .filter(|(_, sums)| sums.iter().sum::<f64>() < 1.0)
            .map(|(comparison, _)| comparison.name())
            .collect(),
        sessions: reports,
    };
    let comparisons = learned(&settings.comparisons, (&m, &u, &counted));
    Model::new(settings.clone(), prior, comparisons, report)
}

/// What was learned of each comparison.
fn learned(comparisons: &[Comparison], (m, u, counted): Evidence<'_>) -> Vec<ComparisonModel> {
    let shares = m.iter().zip(u).zip(counted);
    let each = comparisons.iter().zip(shares);
    each.map(|(comparison, ((m, u), counted))| {
        let levels = comparison.levels().iter().zip(m.iter().zip(u));
        ComparisonModel {
            name: comparison.name(),
            levels: levels
                .map(|(level, (m, u))| LevelModel {
                    level: level.code.to_owned(),
                    m: *m,
                    u: *u,
                })
                .collect(),
            counted: *counted,
        }
    })
    .collect()
}

/// Counts the pairs of the strict rules of the prior.
fn count_strict(
    prepared: &Prepared,
    counts: &mut ComparisonCounts,
    control: &dyn Control,
) -> Result<()> {
    let Prior::Deterministic { rules, .. } = &prepared.settings.prior else {
        return Ok(());
    };
    let strict = Blocks::new(prepared, rules, control)?;
    strict.check(&prepared.limits)?;
    for (rule, source) in (0..rules.len()).zip(STRICT..) {
        for unit in strict.units(rule) {
            checkpoint(control, 0, 1)?;
            strict.each_pair(rule, &unit, |a, b| {
                counts.add_pair(source, 0, !strict.is_of_lower_rule(rule, a, b));
            });
        }
    }
    Ok(())
}

/// The prior where the settings say it or how to count it; `None` where it is to be estimated.
fn known_prior(settings: &Settings, counts: &ComparisonCounts, possible: u64) -> Option<f64> {
    match &settings.prior {
        Prior::Deterministic { rules, recall } => {
            let sources = (STRICT..).take(rules.len());
            let pairs: u64 = sources.map(|source| counts.own_pairs(source)).sum();
            Some((pairs.max(1) as f64 / recall / possible as f64).min(0.5))
        }
        Prior::Given { probability } => Some(*probability),
        Prior::Estimated => None,
    }
}

/// Shares of counts, smoothed by default shares.
fn smoothed(counts: &[f64], defaults: &[f64]) -> Vec<f64> {
    let total: f64 = counts.iter().sum::<f64>() + SMOOTHING;
    let shares = counts
        .iter()
        .zip(defaults)
        .map(|(n, d)| (n + SMOOTHING * d) / total);
    shares.map(|p| p.clamp(1e-9, 1.0 - 1e-9)).collect()
}

/// Lets levels that the data do not show weigh what they weigh before any data: a table of whole dates says nothing of what an
/// age is worth that comes in later. `m` stays, and `u` follows, at the cost of the last level, `different`; where that has too
/// little, all stays.
fn unseen_as_assumed(
    m: &[f64],
    u: &mut [f64],
    comparison: &Comparison,
    seen: impl Fn(usize) -> bool,
) {
    let Some(last) = u.len().checked_sub(1) else {
        return;
    };
    let assumed = comparison.default_u().iter().zip(comparison.default_m());
    let unseen: Vec<(usize, f64)> = m
        .iter()
        .zip(assumed)
        .enumerate()
        .filter(|(level, _)| *level != SAME as usize && *level != last && !seen(*level))
        .map(|(level, (m, (default_u, default_m)))| (level, m * default_u / default_m))
        .collect();
    let more: f64 = unseen
        .iter()
        .map(|(level, assumed)| assumed - u[*level])
        .sum();
    if more > u[last] / 2.0 {
        return;
    }
    for (level, assumed) in unseen {
        u[level] = assumed;
    }
    u[last] -= more;
}

/// Lets no level of agreement weigh less than the last one, `different`.
///
/// A level that records of one person hardly ever show, such as a nickname where nobody uses one, would
/// count as stronger evidence against than no agreement at all. It is pooled with `different` instead:
/// their common weight is that of both taken together, and `m` still sums to 1. This is the smallest
/// change that keeps the order (isotonic regression by pooling adjacent violators; R. E. Barlow et al.,
/// "Statistical Inference under Order Restrictions", 1972).
fn none_below_different(m: &mut [f64], u: &[f64]) {
    let Some(last) = m.len().checked_sub(1) else {
        return;
    };
    let ratio = |level: usize| m[level] / u[level];
    let mut others: Vec<usize> = (0..last).collect();
    others.sort_by(|a, b| ratio(*a).total_cmp(&ratio(*b)));
    let (mut pooled, mut pooled_m, mut pooled_u) = (vec![last], m[last], u[last]);
    for level in others {
        if ratio(level) >= pooled_m / pooled_u {
            break;
        }
        pooled.push(level);
        pooled_m += m[level];
        pooled_u += u[level];
    }
    for level in pooled {
        m[level] = pooled_m * u[level] / pooled_u;
    }
}

/// The counted comparison patterns of one blocking rule.
struct Session {
    /// Pattern, and how many pairs show it, in order of pattern.
    patterns: Vec<(u64, f64)>,
    /// The same, of the pairs that no lower rule makes.
    own_patterns: Vec<(u64, f64)>,
    pairs: f64,
    /// Pairs of the rule for each one that was compared.
    scale: f64,
    /// Comparisons that the rule does not fix.
    free: Vec<usize>,
}

/// What all sessions learn.
struct Fit {
    m: Vec<Vec<f64>>,
    /// Expected number of links on each level of each comparison, over all sessions.
    sums: Vec<Vec<f64>>,
    /// Expected links of each session.
    links: Vec<f64>,
    rounds: u32,
}

/// The largest hash at which a pair is taken, so that about `wanted` of all are: all where they are not more.
pub(super) const fn share_taken(all: u64, wanted: u64) -> u64 {
    if all <= wanted {
        u64::MAX
    } else {
        (u64::MAX / all).saturating_mul(wanted)
    }
}

/// Counts pairs of a blocking rule: an even share of them, chosen by a hash of the pair.
fn count_rule(
    prepared: &Prepared,
    grader: &Grader<'_>,
    rule: usize,
    counts: &mut ComparisonCounts,
    tick: impl Fn() -> Result<()>,
) -> Result<()> {
    let (training, blocks) = (&prepared.settings.training, &prepared.blocks);
    let all = blocks.estimate.pairs_by_rule[rule];
    let mut share = share_taken(all, training.block_pairs);
    let seed = hash::combine(training.seed, rule as u64);
    let source = rule as u8;
    loop {
        for unit in blocks.units(rule) {
            tick()?;
            blocks.each_pair(rule, &unit, |a, b| {
                if hash::combine(seed, u64::from(a) << 32 | u64::from(b)) <= share {
                    let is_own = !blocks.is_of_lower_rule(rule, a, b);
                    counts.add_pair(source, grader.pattern(a, b), is_own);
                }
            });
        }
        if counts.has(source) || all == 0 || share == u64::MAX {
            return Ok(());
        }
        // so few were asked for that by chance there was none: then all of them
        share = u64::MAX;
    }
}

impl Session {
    /// Of a rule that makes `all` pairs, of which those of `counts` were compared.
    fn new(settings: &Settings, rule: &BlockingRule, all: u64, counts: &[ComparisonCount]) -> Self {
        let pairs: u64 = counts.iter().map(|count| count.pairs).sum();
        let is_fixed = |c: &Comparison| c.own_columns().iter().any(|o| is_key(rule, o));
        // what comes together with a key agrees in the block as the key does
        let fixed = settings.comparisons.iter().filter(|c| is_fixed(c));
        let fixed: Vec<String> = fixed.map(Comparison::name).collect();
        let groups = settings.groups.iter();
        let fixed_groups: Vec<&Vec<String>> = groups
            .filter(|group| group.iter().any(|name| fixed.contains(name)))
            .collect();
        let is_free = |c: &Comparison| {
            !is_fixed(c) && !fixed_groups.iter().any(|group| group.contains(&c.name()))
        };
        let patterns = |of: fn(&ComparisonCount) -> u64| {
            let counts = counts.iter();
            counts.map(|n| (n.pattern, of(n) as f64)).collect()
        };
        Self {
            patterns: patterns(|n| n.pairs),
            own_patterns: patterns(|n| n.own_pairs),
            scale: if pairs == 0 {
                0.0
            } else {
                all as f64 / pairs as f64
            },
            pairs: pairs as f64,
            free: (0..settings.comparisons.len())
                .filter(|&c| is_free(&settings.comparisons[c]))
                .collect(),
        }
    }

    /// Adds the expected links on each level of each free comparison, and gives the sum of all.
    fn expect(&self, evidence: Evidence<'_>, share: f64, sums: &mut [Vec<f64>]) -> f64 {
        let mut all = 0.0;
        for &(pattern, count) in &self.patterns {
            let links = posterior(pattern, &self.free, evidence, share) * count;
            all += links;
            for &c in &self.free {
                if let Some(sum) = sums[c].get_mut(level_of(pattern, c) as usize) {
                    *sum += links;
                }
            }
        }
        all
    }
}

/// Expectation maximisation over the pairs of all rules together: one m for each level, and for each rule the share of its
/// pairs that are links; u fixed. A rule whose pairs are nearly all of two persons cannot make a world of its own of them,
/// since the m that fits them must fit the pairs of the other rules.
fn fit(
    sessions: &[Session],
    (m, u, counted): Evidence<'_>,
    defaults: &[&[f64]],
    links: f64,
    rounds: u32,
    tick: impl Fn() -> Result<()>,
) -> Result<Fit> {
    let mut shares: Vec<f64> = sessions
        .iter()
        .map(|session| (0.5 * links / (session.pairs * session.scale).max(1.0)).clamp(1e-6, 0.9))
        .collect();
    let mut fit = Fit {
        m: m.to_vec(),
        sums: Vec::new(),
        links: vec![0.0; sessions.len()],
        rounds: 0,
    };
    while fit.rounds < rounds.max(1) {
        tick()?;
        fit.rounds += 1;
        fit.sums = m.iter().map(|levels| vec![0.0; levels.len()]).collect();
        let mut change = 0.0_f64;
        for ((session, share), links) in sessions.iter().zip(&mut shares).zip(&mut fit.links) {
            if session.pairs == 0.0 {
                continue;
            }
            *links = session.expect((&fit.m, u, counted), *share, &mut fit.sums);
            let next = (*links / session.pairs).clamp(1e-9, 0.999_999);
            change = change.max((next - *share).abs() / share.max(1e-9) * 0.1);
            *share = next;
        }
        for ((m, sums), defaults) in fit.m.iter_mut().zip(&fit.sums).zip(defaults) {
            let next = smoothed(sums, defaults);
            for (old, new) in m.iter().zip(&next) {
                change = change.max((old - new).abs());
            }
            *m = next;
        }
        if change < 1e-5 {
            break;
        }
    }
    Ok(fit)
}

/// m, u, and the share of each comparison that counts.
pub(super) type Evidence<'a> = (&'a [Vec<f64>], &'a [Vec<f64>], &'a [f64]);

/// The probability that a pattern is a link, from the named comparisons.
pub(super) fn posterior(
    pattern: u64,
    free: &[usize],
    (m, u, counted): Evidence<'_>,
    share: f64,
) -> f64 {
    let odds = free.iter().fold(share / (1.0 - share), |odds, &c| {
        match level_of(pattern, c) {
            NO_LEVEL => odds,
            level => {
                let ratio = m[c][level as usize] / u[c][level as usize];
                odds * if counted[c] >= 1.0 {
                    ratio
                } else {
                    libm::pow(ratio, counted[c])
                }
            }
        }
    });
    odds / (1.0 + odds)
}

/// The share of all possible pairs that the model takes for links, found among the pairs in blocks.
fn estimate_prior(
    sessions: &[Session],
    (m, u, counted): Evidence<'_>,
    start: f64,
    possible: u64,
) -> f64 {
    let every: Vec<usize> = (0..m.len()).collect();
    let mut prior = start;
    for _ in 0..50 {
        let links: f64 = sessions
            .iter()
            .map(|session| {
                let expected = session.own_patterns.iter().map(|(pattern, count)| {
                    posterior(*pattern, &every, (m, u, counted), prior) * count
                });
                expected.sum::<f64>() * session.scale
            })
            .sum();
        let next = (links.max(0.5) / possible as f64).min(0.5);
        let settled = (next - prior).abs() < 1e-4 * prior;
        prior = next;
        if settled {
            break;
        }
    }
    prior
}

fn is_key(rule: &BlockingRule, column: &str) -> bool {
    rule.keys
        .iter()
        .any(|key| key.column == column || key.swapped_with.as_deref() == Some(column))
}

#[cfg(test)]
mod tests {
    use super::none_below_different;

    #[test]
    fn a_level_below_different_is_pooled_with_it_and_no_other() {
        // ratios 80, 0.1, 3, 0.5: the second is below the last
        let (mut m, u) = (vec![0.8, 0.001, 0.03, 0.169], [0.01, 0.01, 0.01, 0.338]);
        none_below_different(&mut m, &u);
        let ratios: Vec<f64> = m.iter().zip(&u).map(|(m, u)| m / u).collect();
        assert_eq!((m[0], m[2]), (0.8, 0.03));
        assert!((ratios[1] - ratios[3]).abs() < 1e-12);
        assert!((ratios[3] - 0.170 / 0.348).abs() < 1e-12);
        assert!((m.iter().sum::<f64>() - 1.0).abs() < 1e-12);

        // nothing to mend, not a bit of change
        let (mut m, u) = (vec![0.9, 0.1], [0.1, 0.9]);
        none_below_different(&mut m, &u);
        assert_eq!(m, [0.9, 0.1]);
    }
}
