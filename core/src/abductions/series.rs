//! Which incidents form series?

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    agglomerate::agglomerate,
    composite::{self, Composite},
    duplicates::{self, Duplicate, REACH},
    evidence::{PairEvidence, metres},
    facts::{Entry, Flag, date},
    settings::EvidenceSettings,
    similar::SimilarIndex,
};
use crate::{
    Control, Error, Result,
    clustering::components,
    control::checkpoint,
    json,
    linkage::{LEAD_NOTICE, MilliBits},
    records::{Incident, Limits, Pii},
    threads,
};

/// By what series are found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeriesSettings {
    /// What comparisons are worth.
    pub evidence: EvidenceSettings,
    /// Two groups of incidents are joined while the mean evidence between them is not below this. It stands for the prior
    /// odds: the more incidents there are beside a series, the higher it should be. Assumption.
    pub join_at: MilliBits,
    /// Pairs of incident ids that an investigator knows to be of one series.
    pub same: Vec<[Pii<String>; 2]>,
    /// Pairs that an investigator knows not to be.
    pub different: Vec<[Pii<String>; 2]>,
    /// Incidents whose offender is confirmed. Those of one offender are one series, those of two never are.
    pub solved: Vec<Solved>,
    /// Pairs with their evidence that are listed for one series, the strongest first.
    pub listed_pairs: u32,
    /// A group of more incidents that hang together is refused and listed: it would take too long, and nobody could read it.
    pub largest_group: u32,
    /// Worker threads; 0 takes one for each core. The outcome is the same for any number.
    pub threads: u32,
}

/// An incident with its confirmed offender.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Solved {
    /// The id of the incident.
    pub incident: Pii<String>,
    /// The id of the offender.
    pub offender: Pii<String>,
}

impl Default for SeriesSettings {
    fn default() -> Self {
        Self {
            evidence: EvidenceSettings::default(),
            join_at: MilliBits(12_000),
            same: Vec::new(),
            different: Vec::new(),
            solved: Vec::new(),
            listed_pairs: 200,
            largest_group: 2_000,
            threads: 1,
        }
    }
}

impl SeriesSettings {
    /// Reads settings from a JSON object; what it does not name has its default, inside the evidence too.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let mut value = value.clone();
        let evidence = value.as_object_mut().and_then(|all| all.remove("evidence"));
        let mut settings: Self = json::read(&value).map_err(|reason| wrong("settings", &reason))?;
        if let Some(evidence) = evidence {
            settings.evidence = EvidenceSettings::from_value(&evidence)?;
        }
        settings.check()?;
        Ok(settings)
    }

    /// Whether every setting is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that is not.
    pub fn check(&self) -> Result<()> {
        self.evidence.check()?;
        if !(1..=100_000).contains(&self.join_at.0) {
            return Err(wrong(
                "settings",
                "join_at must be above 0 and 100 bits at most",
            ));
        }
        if self.largest_group < 2 || self.largest_group > 10_000 {
            return Err(wrong("settings", "largest_group must be from 2 to 10,000"));
        }
        Ok(())
    }
}

fn wrong(name: &'static str, reason: &str) -> Error {
    Error::InvalidParameter {
        name,
        reason: reason.to_owned(),
    }
}

/// The series among incidents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeriesFound {
    /// Incidents that were looked at.
    pub incidents: u32,
    /// The series, those with most evidence first.
    pub series: Vec<FoundSeries>,
    /// Reports that seem to be of one attempt. They are no series.
    pub duplicates: Vec<Duplicate>,
    /// Incidents that their agency found did not happen: in no series.
    pub unfounded: Vec<Pii<String>>,
    /// Groups of incidents that were too many to be parted into series.
    pub refused: Vec<RefusedGroup>,
    /// What looks wrong in the incidents.
    pub flags: Vec<Flag>,
    /// What a series is and is not.
    pub notice: String,
}

impl SeriesFound {
    /// Reads what [`series`] gave and a host kept as a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "found",
            reason,
        })
    }
}

/// Incidents that may be the work of one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FoundSeries {
    /// Their ids, in order of time and then of id.
    pub incidents: Vec<Pii<String>>,
    /// The mean evidence between two of them.
    pub mean: MilliBits,
    /// The evidence of the weakest pair.
    pub weakest: MilliBits,
    /// Whether an investigator, or a confirmed offender, is what joins some of them.
    pub has_known: bool,
    /// The first day on which one of them can have happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<NaiveDate>,
    /// The last such day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<NaiveDate>,
    /// The greatest distance between two of them, in kilometres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widest_km: Option<f64>,
    /// The suspect, as all witnesses describe him or her together.
    pub suspect: Composite,
    /// The vehicle, likewise.
    pub vehicle: Composite,
    /// The evidence of the pairs, the strongest first; not more than the settings say.
    pub pairs: Vec<PairEvidence>,
    /// How many pairs there are.
    pub all_pairs: u32,
}

/// A group that was too large.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RefusedGroup {
    /// The ids of its incidents.
    pub incidents: Vec<Pii<String>>,
}

/// Finds the series among incidents.
///
/// Method: agglomerative clustering by mean evidence (average linkage), which never joins two incidents that are known not
/// to belong together. Reports of one attempt count once. Ties go to the least ids, so the order of the incidents changes
/// nothing. Time goes with the square of the number of incidents.
///
/// A series is a lead. It says nothing of a next attempt.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings out of their range, an incident without an id, or what an investigator knows
/// contradicting itself; [`Error::DuplicateId`]; [`Error::UnknownRecord`] when the settings name an incident that is not
/// there; [`Error::LimitExceeded`] for more rows or pairs than the limits; [`Error::Cancelled`].
pub fn series(
    incidents: &[Incident],
    settings: &SeriesSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<SeriesFound> {
    settings.check()?;
    let mut seen = FxHashMap::default();
    for (row, incident) in incidents.iter().enumerate() {
        if let Some(first) = seen.insert(incident.id.expose().as_str(), row) {
            return Err(Error::DuplicateId {
                column: "id".to_owned(),
                first,
                second: row,
            });
        }
    }
    let count = incidents.len() as u64;
    let asked = count * count.saturating_sub(1) / 2;
    if asked > limits.pairs {
        return Err(Error::LimitExceeded {
            limit: "pairs",
            allowed: limits.pairs,
            asked,
        });
    }
    let mut index = SimilarIndex::new(settings.evidence.clone(), *limits)?;
    index.add_all(incidents, control)?;
    Search {
        entries: index.sorted().collect(),
        index: &index,
        settings,
    }
    .run(control)
}

struct Search<'a> {
    /// In order of their ids.
    entries: Vec<&'a Entry>,
    index: &'a SimilarIndex,
    settings: &'a SeriesSettings,
}

/// What is known of pairs of attempts.
struct Known {
    same: Vec<(u32, u32)>,
    different: FxHashSet<(u32, u32)>,
    offenders: FxHashMap<u32, u32>,
}

impl Known {
    fn are_different(&self, a: u32, b: u32) -> bool {
        let offenders = self.offenders.get(&a).zip(self.offenders.get(&b));
        offenders.is_some_and(|(a, b)| a != b) || self.different.contains(&(a.min(b), a.max(b)))
    }
}

impl Search<'_> {
    fn run(&self, control: &dyn Control) -> Result<SeriesFound> {
        let known = self.known()?;
        let (kept, duplicates) = self.duplicates(&known, control)?;
        let attempts: Vec<u32> = (0..self.entries.len() as u32)
            .filter(|at| kept.get(at).is_none_or(|kept| kept == at))
            .filter(|at| !self.entry(*at).is_some_and(|entry| entry.is_unfounded))
            .collect();
        let mut pairs = self.pairs(&attempts, control)?;
        // what is known of a report is known of its attempt
        let of_attempt = |at: u32| kept.get(&at).copied().unwrap_or(at);
        let known = Known {
            same: known
                .same
                .iter()
                .map(|(a, b)| (of_attempt(*a), of_attempt(*b)))
                .filter(|(a, b)| a != b)
                .collect(),
            different: known
                .different
                .iter()
                .map(|(a, b)| {
                    let (a, b) = (of_attempt(*a), of_attempt(*b));
                    (a.min(b), a.max(b))
                })
                .collect(),
            offenders: known
                .offenders
                .iter()
                .map(|(at, offender)| (of_attempt(*at), *offender))
                .collect(),
        };
        pairs.extend(&known.same);
        let groups = components(self.entries.len(), pairs, self.index.limits())?;
        let mut members: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for at in attempts {
            if let Some(group) = groups.get(at as usize) {
                members.entry(*group).or_default().push(at);
            }
        }
        let mut members: Vec<Vec<u32>> = members.into_values().filter(|g| g.len() > 1).collect();
        members.sort_unstable();
        let (mut found, mut refused) = (Vec::new(), Vec::new());
        let total = members.len() as u64;
        for (done, group) in members.iter().enumerate() {
            checkpoint(control, done as u64, total)?;
            if group.len() > self.settings.largest_group as usize {
                let incidents = group.iter().filter_map(|at| self.entry(*at));
                refused.push(RefusedGroup {
                    incidents: incidents.map(|entry| entry.id.clone()).collect(),
                });
                continue;
            }
            self.part(group, &known, &mut found)?;
        }
        found.sort_by(|a: &FoundSeries, b| {
            // how much evidence a tree that joins them all would have
            let weight =
                |one: &FoundSeries| i64::from(one.mean.0) * (one.incidents.len() as i64 - 1);
            let order = weight(b).cmp(&weight(a));
            order.then_with(|| a.incidents.cmp(&b.incidents))
        });
        let unfounded = self.entries.iter().filter(|entry| entry.is_unfounded);
        Ok(SeriesFound {
            incidents: self.entries.len() as u32,
            series: found,
            duplicates,
            unfounded: unfounded.map(|entry| entry.id.clone()).collect(),
            refused,
            flags: self.index.flags(),
            notice: LEAD_NOTICE.to_owned(),
        })
    }

    fn entry(&self, at: u32) -> Option<&Entry> {
        self.entries.get(at as usize).copied()
    }

    fn known(&self) -> Result<Known> {
        let at = |name: &'static str, id: &Pii<String>| -> Result<u32> {
            let found = self
                .entries
                .binary_search_by(|entry| entry.id.expose().cmp(id.expose()));
            found
                .map(|at| at as u32)
                .map_err(|_| Error::UnknownRecord { name })
        };
        let pairs = |name, pairs: &[[Pii<String>; 2]]| -> Result<Vec<(u32, u32)>> {
            let of = |[a, b]: &[Pii<String>; 2]| {
                let (a, b) = (at(name, a)?, at(name, b)?);
                if a == b {
                    return Err(wrong(name, "a pair must be of two incidents"));
                }
                Ok((a.min(b), a.max(b)))
            };
            pairs.iter().map(of).collect()
        };
        let mut same = pairs("same", &self.settings.same)?;
        let different = pairs("different", &self.settings.different)?;
        let mut numbers: FxHashMap<&str, (u32, u32)> = FxHashMap::default();
        let mut offenders = FxHashMap::default();
        for solved in &self.settings.solved {
            let incident = at("solved", &solved.incident)?;
            let next = numbers.len() as u32;
            let id = solved.offender.expose().as_str();
            let (number, first) = *numbers.entry(id).or_insert((next, incident));
            if offenders
                .insert(incident, number)
                .is_some_and(|old| old != number)
            {
                return Err(wrong("solved", "an incident has two offenders"));
            }
            if first != incident {
                same.push((first.min(incident), first.max(incident)));
            }
        }
        let known = Known {
            same,
            different: different.into_iter().collect(),
            offenders,
        };
        self.check(&known)?;
        Ok(known)
    }

    /// Whether what is known to be the same holds nothing that is known to be different.
    fn check(&self, known: &Known) -> Result<()> {
        let groups = components(
            self.entries.len(),
            known.same.iter().copied(),
            self.index.limits(),
        )?;
        let group = |at: u32| groups.get(at as usize).copied();
        let mut offenders: FxHashMap<Option<u32>, u32> = FxHashMap::default();
        let two_offenders = known.offenders.iter().any(|(at, offender)| {
            let first = *offenders.entry(group(*at)).or_insert(*offender);
            first != *offender
        });
        if two_offenders || known.different.iter().any(|(a, b)| group(*a) == group(*b)) {
            return Err(wrong(
                "different",
                "contradicts what is given as the same, by itself or in a chain",
            ));
        }
        Ok(())
    }

    /// Which report stands for the attempt of another.
    fn duplicates(
        &self,
        known: &Known,
        control: &dyn Control,
    ) -> Result<(FxHashMap<u32, u32>, Vec<Duplicate>)> {
        let mut by_time: Vec<(f64, u32)> = (0..)
            .zip(&self.entries)
            .filter_map(|(at, entry)| Some((entry.facts.time?.0, at)))
            .collect();
        by_time.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let scorer = self.index.scorer();
        let mut reasons = FxHashMap::default();
        for (done, (start, a)) in by_time.iter().enumerate() {
            if done % 64 == 0 {
                checkpoint(control, done as u64, by_time.len() as u64)?;
            }
            let later = by_time.get(done + 1..).unwrap_or_default();
            for (_, b) in later.iter().take_while(|(time, _)| *time <= start + REACH) {
                let pair = (*a.min(b), *a.max(b));
                let Some((left, right)) = self.entry(pair.0).zip(self.entry(pair.1)) else {
                    continue;
                };
                if known.are_different(pair.0, pair.1) {
                    continue;
                }
                if let Some(reason) = duplicates::reason(left, right, scorer) {
                    reasons.insert(pair, reason);
                }
            }
        }
        let groups = components(
            self.entries.len(),
            reasons.keys().copied(),
            self.index.limits(),
        )?;
        let mut kept = FxHashMap::default();
        let mut found = Vec::new();
        let mut pairs: Vec<_> = reasons.into_iter().collect();
        pairs.sort_unstable();
        for ((a, b), reason) in pairs {
            // the report with the least id stands for the attempt
            let first = groups.get(a as usize).copied().unwrap_or(a);
            for at in [a, b] {
                let conflict = known.are_different(first, at);
                if at == first || conflict || kept.contains_key(&at) {
                    continue;
                }
                kept.insert(at, first);
                if let Some((entry, other)) = self.entry(first).zip(self.entry(at)) {
                    found.push(Duplicate {
                        kept: entry.id.clone(),
                        duplicate: other.id.clone(),
                        reason,
                    });
                }
            }
        }
        found.sort_by(|a, b| (&a.kept, &a.duplicate).cmp(&(&b.kept, &b.duplicate)));
        Ok((kept, found))
    }

    /// The pairs whose evidence is not below where groups are joined.
    fn pairs(&self, attempts: &[u32], control: &dyn Control) -> Result<Vec<(u32, u32)>> {
        let floor = self.settings.join_at.0;
        let total = attempts.len() as u64;
        let scorer = self.index.scorer();
        let of_row = |(): &mut (), row: u32| -> Result<Vec<(u32, u32)>> {
            let row = row as usize;
            if row.is_multiple_of(16) {
                checkpoint(control, row as u64, total)?;
            }
            let mut pairs = Vec::new();
            let Some((a, left)) = attempts.get(row).and_then(|a| Some((*a, self.entry(*a)?)))
            else {
                return Ok(pairs);
            };
            for b in attempts.get(row + 1..).unwrap_or_default() {
                let Some(right) = self.entry(*b) else {
                    continue;
                };
                if scorer
                    .total_from(floor, &left.facts, &right.facts)
                    .is_some()
                {
                    pairs.push((a, *b));
                }
            }
            Ok(pairs)
        };
        let rows = threads::map(attempts.len() as u32, self.settings.threads, || (), of_row)?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Parts incidents that hang together into series.
    fn part(&self, group: &[u32], known: &Known, found: &mut Vec<FoundSeries>) -> Result<()> {
        let scorer = self.index.scorer();
        let place: FxHashMap<u32, u32> = group.iter().copied().zip(0..).collect();
        let same: Vec<(u32, u32)> = known
            .same
            .iter()
            .filter_map(|(a, b)| Some((*place.get(a)?, *place.get(b)?)))
            .collect();
        let of = |at: usize| group.get(at).and_then(|at| Some((*at, self.entry(*at)?)));
        let evidence = |a: usize, b: usize| {
            let ((left, a), (right, b)) = of(a).zip(of(b))?;
            let total = scorer.total(&a.facts, &b.facts);
            (!known.are_different(left, right)).then_some(total)
        };
        let parts = agglomerate(group.len(), &same, self.settings.join_at.0, evidence)?;
        for part in parts.iter().filter(|part| part.len() > 1) {
            let entries: Vec<&Entry> = part.iter().filter_map(|at| Some(of(*at)?.1)).collect();
            let is_known = |at: &usize| {
                let mut pairs = same.iter();
                pairs.any(|(a, b)| *a as usize == *at || *b as usize == *at)
            };
            found.push(self.describe(entries, part.iter().any(is_known)));
        }
        Ok(())
    }

    fn describe(&self, mut entries: Vec<&Entry>, has_known: bool) -> FoundSeries {
        let scorer = self.index.scorer();
        let mut pairs = Vec::new();
        let (mut sum, mut weakest, mut widest) = (0_i64, i32::MAX, None::<f64>);
        for (at, left) in entries.iter().enumerate() {
            for right in entries.get(at + 1..).unwrap_or_default() {
                let total = scorer.total(&left.facts, &right.facts);
                sum += i64::from(total);
                weakest = weakest.min(total);
                if let Some(metres) = metres(&left.facts, &right.facts) {
                    widest = Some(widest.map_or(metres, |widest| widest.max(metres)));
                }
                pairs.push((total, *left, *right));
            }
        }
        pairs.sort_by(|a, b| {
            let order = b.0.cmp(&a.0);
            order.then_with(|| (&a.1.id, &a.2.id).cmp(&(&b.1.id, &b.2.id)))
        });
        let all_pairs = pairs.len();
        let listed = pairs.iter().take(self.settings.listed_pairs as usize);
        let pairs = listed
            .map(|(_, left, right)| self.index.explained(left, right))
            .collect();
        let dictionaries = scorer.dictionaries;
        let suspect = composite::suspect(&entries, dictionaries);
        let vehicle = composite::vehicle(&entries, dictionaries);
        let times = || entries.iter().filter_map(|entry| entry.facts.time);
        let first = times().map(|time| time.0).min_by(f64::total_cmp);
        let last = times().map(|time| time.1).max_by(f64::total_cmp);
        entries.sort_by(|a, b| {
            let start = |entry: &Entry| entry.facts.time.map_or(f64::INFINITY, |time| time.0);
            let order = start(a).total_cmp(&start(b));
            order.then_with(|| a.id.cmp(&b.id))
        });
        FoundSeries {
            incidents: entries.iter().map(|entry| entry.id.clone()).collect(),
            mean: MilliBits((sum / (all_pairs as i64).max(1)) as i32),
            weakest: MilliBits(weakest),
            has_known,
            first: first.and_then(date),
            last: last.and_then(date),
            widest_km: widest.map(|metres| metres / 1_000.0),
            suspect,
            vehicle,
            pairs,
            all_pairs: all_pairs as u32,
        }
    }
}
