use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::Groups;
use crate::{
    Error, Result,
    linkage::{Links, MilliBits, Mode, Truth, evaluate::TrueEntities, strings::MISSING},
    wilson,
};

/// How often links err for each group of people: is somebody's name linked worse than another's?
///
/// A pair counts in the group of each of its records, once in a group: a wrong link between people of two
/// groups is an error for both. Only judged pairs count, those of records whose person is known.
///
/// The definition of the pair's group is the "single fairness" of N. Shahbazi et al., "Through the Fairness
/// Lens: Experimental Analysis and Evaluation of Entity Matching", PVLDB 16 (2023),
/// doi:10.14778/3611479.3611525.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ErrorRates {
    /// Links from this probability counted.
    pub probability: f64,
    /// The same as a match weight, in thousandths of a bit.
    pub weight: MilliBits,
    /// The groups, in order of their names.
    pub groups: Vec<GroupErrors>,
    /// Between which groups the false-match rate differs most.
    pub false_match: RateGap,
    /// Between which groups the missed-match rate differs most.
    pub missed_match: RateGap,
    /// Between which groups the share of links that are false differs most.
    pub false_discovery: RateGap,
}

/// The errors of one group.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GroupErrors {
    /// Its name.
    pub group: String,
    /// Judged records of it.
    pub records: u64,
    /// False links by all pairs that are two persons, whether they were compared or not: one less specificity.
    pub false_match: ErrorRate,
    /// Pairs of one person that are no link, by all pairs of one person: one less recall.
    pub missed_match: ErrorRate,
    /// False links by all links: one less precision, which is what somebody sees who works through links.
    pub false_discovery: ErrorRate,
}

/// Errors among so many pairs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ErrorRate {
    /// Pairs that are an error.
    pub errors: u64,
    /// Pairs among which they are counted.
    pub pairs: u64,
    /// Their share; `None` when there is no pair.
    pub rate: Option<f64>,
    /// The lower end of the interval that holds the share in 95 of 100 cases (Wilson 1927).
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// How far a rate differs between groups.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum RateGap {
    /// The groups with the highest and the lowest rate, among those with so many pairs that 5 errors are to be
    /// expected at the rate of all groups together (W. G. Cochran, Biometrics 10 (1954)).
    Found {
        /// The group with the highest rate; of equal ones the first by name.
        highest: String,
        /// The group with the lowest rate.
        lowest: String,
        /// The highest by the lowest. When the lowest group has no error, half an error and half a pair are
        /// added to each, so that the ratio is not infinite (S. D. Walter, Biometrika 62 (1975)).
        ratio: f64,
        /// The lower end of an interval that holds the ratio of these two groups in 95 of 100 cases (D. Katz et
        /// al., Biometrics 34 (1978)). Below 1: chance may be all there is to it. It does not allow for the two
        /// having been picked from many.
        low: f64,
        /// Its upper end.
        high: f64,
    },
    /// Too little to compare.
    Insufficient {
        /// What is missing.
        reason: String,
    },
}

/// How many errors are to be expected of a group whose rate is compared with another's.
const LEAST_EXPECTED: f64 = 5.0;

/// What is counted of one group.
#[derive(Clone, Copy, Default)]
struct Count {
    /// Judged records in each table.
    records: [u64; 2],
    true_pairs: u64,
    links: u64,
    hits: u64,
}

impl Links {
    /// The errors of links from a probability on, for each group.
    ///
    /// Takes time in proportion to records, links and true pairs.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] unless the probability is above 0 and below 1 and the groups were made for
    /// the tables of these links.
    ///
    /// ```
    /// # use caselink::linkage::{Groups, Links, RateGap, Truth};
    /// # fn example(links: &Links, truth: &Truth, origins: &Groups) -> caselink::Result<()> {
    /// let rates = links.error_rates(truth, origins, 0.95)?;
    /// if let RateGap::Found { highest, lowest, ratio, low, .. } = rates.missed_match && low > 1.0 {
    ///     println!("pairs of {highest} are missed {ratio:.1} times as often as those of {lowest}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn error_rates(
        &self,
        truth: &Truth,
        groups: &Groups,
        probability: f64,
    ) -> Result<ErrorRates> {
        let invalid = |name, reason: &str| Error::InvalidParameter {
            name,
            reason: reason.to_owned(),
        };
        if !(probability > 0.0 && probability < 1.0) {
            return Err(invalid("probability", "must be above 0 and below 1"));
        }
        if groups.records() != self.prepared().len() {
            return Err(invalid(
                "groups",
                "must be made for the tables of these links",
            ));
        }
        let mut counts = vec![Count::default(); groups.names().len()];
        let all = self.count_records(truth, groups, &mut counts);
        self.count_true_pairs(truth, groups, &mut counts);
        for link in self.at_least(probability) {
            let Some(hit) = truth.judge(link) else {
                continue;
            };
            for group in groups.of_pair(link.left, link.right) {
                if let Some(count) = counts.get_mut(group) {
                    count.links += 1;
                    count.hits += u64::from(hit);
                }
            }
        }
        let groups: Vec<GroupErrors> = groups
            .names()
            .iter()
            .zip(&counts)
            .map(|(name, count)| {
                GroupErrors::new(name, count, touching(self.mode(), all, count.records))
            })
            .collect();
        Ok(ErrorRates {
            probability,
            weight: MilliBits::of_probability(probability),
            false_match: RateGap::of(&groups, |group| group.false_match),
            missed_match: RateGap::of(&groups, |group| group.missed_match),
            false_discovery: RateGap::of(&groups, |group| group.false_discovery),
            groups,
        })
    }

    /// Counts the judged records of each group, and of all, by table.
    fn count_records(&self, truth: &Truth, groups: &Groups, counts: &mut [Count]) -> [u64; 2] {
        let mut all = [0; 2];
        for record in 0..self.prepared().len() as u32 {
            let is_judged = match truth {
                Truth::Entities(entities) => label(entities, record).is_some(),
                Truth::Pairs(_) => true,
            };
            if is_judged {
                let table = self.prepared().place(record).0;
                add(&mut all, table);
                if let Some(count) = groups.of(record).and_then(|group| counts.get_mut(group)) {
                    add(&mut count.records, table);
                }
            }
        }
        all
    }

    /// Counts the pairs of one person that have a record of each group.
    fn count_true_pairs(&self, truth: &Truth, groups: &Groups, counts: &mut [Count]) {
        match truth {
            Truth::Pairs(pairs) => {
                for &(a, b) in &pairs.0 {
                    for group in groups.of_pair(a, b) {
                        if let Some(count) = counts.get_mut(group) {
                            count.true_pairs += 1;
                        }
                    }
                }
            }
            Truth::Entities(entities) => {
                let mut persons: FxHashMap<u32, [u64; 2]> = FxHashMap::default();
                let mut parts: FxHashMap<(u32, usize), [u64; 2]> = FxHashMap::default();
                for record in 0..self.prepared().len() as u32 {
                    let Some(person) = label(entities, record) else {
                        continue;
                    };
                    let table = self.prepared().place(record).0;
                    add(persons.entry(person).or_default(), table);
                    if let Some(group) = groups.of(record) {
                        add(parts.entry((person, group)).or_default(), table);
                    }
                }
                for ((person, group), part) in &parts {
                    let whole = persons.get(person).copied().unwrap_or_default();
                    if let Some(count) = counts.get_mut(*group) {
                        count.true_pairs += touching(self.mode(), whole, *part);
                    }
                }
            }
        }
    }
}

fn label(entities: &TrueEntities, record: u32) -> Option<u32> {
    let label = entities.labels.get(record as usize).copied();
    label.filter(|label| *label != MISSING)
}

fn add(sizes: &mut [u64; 2], table: usize) {
    if let Some(size) = sizes.get_mut(table) {
        *size += 1;
    }
}

/// The pairs that the mode allows among so many records of each table.
const fn pairs(mode: Mode, [a, b]: [u64; 2]) -> u64 {
    match mode {
        Mode::Link => a * b,
        Mode::Dedupe | Mode::LinkAndDedupe => (a + b) * (a + b).saturating_sub(1) / 2,
    }
}

/// Those of them that have at least one of the records of a part.
const fn touching(mode: Mode, whole: [u64; 2], part: [u64; 2]) -> u64 {
    let rest = [whole[0] - part[0], whole[1] - part[1]];
    pairs(mode, whole) - pairs(mode, rest)
}

impl GroupErrors {
    fn new(name: &str, count: &Count, pairs: u64) -> Self {
        let false_links = count.links - count.hits;
        Self {
            group: name.to_owned(),
            records: count.records.iter().sum(),
            false_match: ErrorRate::new(false_links, pairs.saturating_sub(count.true_pairs)),
            missed_match: ErrorRate::new(
                count.true_pairs.saturating_sub(count.hits),
                count.true_pairs,
            ),
            false_discovery: ErrorRate::new(false_links, count.links),
        }
    }
}

impl ErrorRate {
    pub(super) fn new(errors: u64, pairs: u64) -> Self {
        let rate = (pairs > 0).then(|| errors as f64 / pairs as f64);
        let (low, high) = wilson::interval(rate.unwrap_or(0.0), pairs);
        Self {
            errors,
            pairs,
            rate,
            low,
            high,
        }
    }

    /// The share with a part of an error and of a pair added, and the variance of its logarithm.
    fn adjusted(self, part: f64) -> (f64, f64) {
        let (errors, pairs) = (self.errors as f64 + part, self.pairs as f64 + part);
        (errors / pairs, 1.0 / errors - 1.0 / pairs)
    }
}

impl RateGap {
    fn of(groups: &[GroupErrors], rate: fn(&GroupErrors) -> ErrorRate) -> Self {
        let insufficient = |reason: String| Self::Insufficient { reason };
        let sum =
            |of: fn(ErrorRate) -> u64| groups.iter().map(|group| of(rate(group))).sum::<u64>();
        let (errors, pairs) = (sum(|rate| rate.errors), sum(|rate| rate.pairs));
        if errors == 0 {
            return insufficient("no group has an error".to_owned());
        }
        let expected = |rate: ErrorRate| rate.pairs as f64 * (errors as f64 / pairs as f64);
        let counted: Vec<(&str, ErrorRate, f64)> = groups
            .iter()
            .filter(|group| expected(rate(group)) >= LEAST_EXPECTED)
            .filter_map(|group| Some((group.group.as_str(), rate(group), rate(group).rate?)))
            .collect();
        if counted.len() < 2 {
            return insufficient(format!(
                "{} of {} groups have pairs enough that {LEAST_EXPECTED} errors are to be expected; it takes two",
                counted.len(),
                groups.len()
            ));
        }
        // of equal ones the first by name
        let highest = counted.iter().rev().max_by(|a, b| a.2.total_cmp(&b.2));
        let lowest = counted.iter().min_by(|a, b| a.2.total_cmp(&b.2));
        let (Some(highest), Some(lowest)) = (highest, lowest) else {
            return insufficient("there is no group".to_owned());
        };
        let part = if lowest.1.errors == 0 { 0.5 } else { 0.0 };
        let ((high, of_high), (low, of_low)) = (highest.1.adjusted(part), lowest.1.adjusted(part));
        let ratio = high / low;
        let half = 1.959_963_984_540_054 * (of_high + of_low).max(0.0).sqrt();
        Self::Found {
            highest: highest.0.to_owned(),
            lowest: lowest.0.to_owned(),
            ratio,
            low: ratio * libm::exp(-half),
            high: ratio * libm::exp(half),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_by_hand() {
        let group = |name: &str, errors, pairs| GroupErrors {
            group: name.to_owned(),
            records: pairs,
            false_match: ErrorRate::new(0, pairs),
            missed_match: ErrorRate::new(errors, pairs),
            false_discovery: ErrorRate::new(0, 0),
        };
        // 62 errors of 629 pairs in all: a group counts from 51 pairs on
        let mut groups = vec![
            group("a", 9, 100),
            group("b", 20, 400),
            group("few", 29, 29),
            group("c", 4, 100),
        ];
        let gap = |groups: &[GroupErrors]| match RateGap::of(groups, |g| g.missed_match) {
            RateGap::Found {
                highest,
                lowest,
                ratio,
                low,
                high,
            } => (highest + "/" + &lowest, ratio, low, high),
            RateGap::Insufficient { reason } => (reason, 0.0, 0.0, 0.0),
        };
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        let (names, ratio, low, high) = gap(&groups);
        let half = 1.959_963_984_540_054 * (1.0_f64 / 9.0 - 0.01 + 0.25 - 0.01).sqrt();
        assert_eq!(names, "a/c");
        assert!(
            near(ratio, 9.0 / 4.0)
                && near(low, ratio / half.exp())
                && near(high, ratio * half.exp())
        );

        // with no error in the lowest: (9.5 / 100.5) / (0.5 / 200.5)
        groups[1] = group("b", 0, 200);
        let (names, ratio, low, high) = gap(&groups);
        let half = 1.959_963_984_540_054 * (1.0_f64 / 9.5 - 1.0 / 100.5 + 2.0 - 1.0 / 200.5).sqrt();
        assert_eq!(names, "a/b");
        assert!(near(ratio, 37.905_472_636_815_92));
        assert!(near(low, ratio / half.exp()) && near(high, ratio * half.exp()));

        assert!(gap(&groups[3..]).0.starts_with("0 of 1 groups"));
        assert!(matches!(
            RateGap::of(&groups, |g| g.false_match),
            RateGap::Insufficient { reason } if reason == "no group has an error"
        ));
    }

    #[test]
    fn pairs_with_a_record_of_a_part_are_counted() {
        for mode in [Mode::Dedupe, Mode::Link, Mode::LinkAndDedupe] {
            let whole = if mode == Mode::Dedupe { [5, 0] } else { [4, 3] };
            for part in [[0, 0], [2, 0], [1, 0], [4, 0]] {
                let side = |n: u64| usize::from(n >= whole[0]);
                let is_of = |n: u64| side(n) == 0 && n < part[0];
                let mut count = 0;
                for a in 0..whole[0] + whole[1] {
                    for b in a + 1..whole[0] + whole[1] {
                        let is_allowed = mode != Mode::Link || side(a) != side(b);
                        count += u64::from(is_allowed && (is_of(a) || is_of(b)));
                    }
                }
                assert_eq!(touching(mode, whole, part), count, "{mode:?} {part:?}");
            }
        }
    }
}
