//! The search for series: pairs, groups that hang together, and their parting.

use rustc_hash::FxHashMap;

use super::{
    FoundSeries, RefusedGroup, SeriesFound, SeriesSettings, known::Known, reports::Reports,
};
use crate::{
    Control, Result,
    abductions::{
        agglomerate::agglomerate,
        composite,
        evidence::{Scorer, metres},
        facts::{Entry, date},
        similar::SimilarIndex,
    },
    clustering::components,
    control::checkpoint,
    linkage::{LEAD_NOTICE, MilliBits},
    records::Rejections,
    threads,
};

/// Whether something beyond place and time speaks for two incidents being of one series.
fn says_more(scorer: Scorer<'_>, a: &Entry, b: &Entry) -> bool {
    scorer.beyond(&a.facts, &b.facts) > 0
}

pub(super) struct Search<'a> {
    /// In order of their ids.
    pub(super) entries: Vec<&'a Entry>,
    pub(super) index: &'a SimilarIndex,
    pub(super) settings: &'a SeriesSettings,
}

impl<'a> Search<'a> {
    pub(super) fn new(index: &'a SimilarIndex, settings: &'a SeriesSettings) -> Self {
        Self {
            entries: index.sorted().collect(),
            index,
            settings,
        }
    }

    pub(super) fn run(&self, reports: Reports, control: &dyn Control) -> Result<SeriesFound> {
        let kept = &reports.kept;
        let known = Known::new(&self.entries, self.settings, self.index.limits())?;
        let attempts: Vec<u32> = (0..self.entries.len() as u32)
            .filter(|at| kept.get(at).is_none_or(|kept| kept == at))
            .filter(|at| !self.entry(*at).is_some_and(|entry| entry.is_unfounded))
            .collect();
        let join_at = self.settings.join_at(attempts.len());
        let mut pairs = self.pairs(&attempts, join_at, control)?;
        let known = known.of_attempts(kept);
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
            self.part(group, &known, &reports.open, join_at, &mut found)?;
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
            join_at,
            series: found,
            duplicates: reports.duplicates,
            possible_duplicates: reports.possible,
            unfounded: unfounded.map(|entry| entry.id.clone()).collect(),
            refused,
            flags: self.index.flags(),
            rejected: Rejections::default(),
            not_found: Vec::new(),
            notice: LEAD_NOTICE.to_owned(),
        })
    }

    pub(super) fn entry(&self, at: u32) -> Option<&Entry> {
        self.entries.get(at as usize).copied()
    }

    /// The pairs whose evidence is not below where groups are joined.
    fn pairs(
        &self,
        attempts: &[u32],
        join_at: MilliBits,
        control: &dyn Control,
    ) -> Result<Vec<(u32, u32)>> {
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
                let total = scorer.total_from(join_at.0, &left.facts, &right.facts);
                if total.is_some() && says_more(scorer, left, right) {
                    pairs.push((a, *b));
                }
            }
            Ok(pairs)
        };
        let rows = threads::map(attempts.len() as u32, self.settings.threads, || (), of_row)?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Parts incidents that hang together into series.
    fn part(
        &self,
        group: &[u32],
        known: &Known,
        open: &FxHashMap<u32, Vec<u32>>,
        join_at: MilliBits,
        found: &mut Vec<FoundSeries>,
    ) -> Result<()> {
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
            // what is near and soon, and nothing else, ties no two together
            let total = if says_more(scorer, a, b) {
                total
            } else {
                total.min(0)
            };
            (!known.are_different(left, right)).then_some(total)
        };
        let parts = agglomerate(group.len(), &same, join_at.0, evidence)?;
        for part in parts.iter().filter(|part| part.len() > 1) {
            let entries: Vec<&Entry> = part.iter().filter_map(|at| Some(of(*at)?.1)).collect();
            let is_known = |at: &usize| {
                let mut pairs = same.iter();
                pairs.any(|(a, b)| *a as usize == *at || *b as usize == *at)
            };
            let has_known = part.iter().any(is_known);
            // reports that may all be of one attempt are no series of attempts
            let places = part.iter().filter_map(|at| group.get(*at)).copied();
            if has_known || !self.may_be_one(&places.collect::<Vec<_>>(), open)? {
                found.push(self.describe(entries, has_known));
            }
        }
        Ok(())
    }

    /// Whether all of these may be reports of one attempt.
    fn may_be_one(&self, attempts: &[u32], open: &FxHashMap<u32, Vec<u32>>) -> Result<bool> {
        let place: FxHashMap<u32, u32> = attempts.iter().copied().zip(0..).collect();
        let pairs = attempts.iter().filter_map(|a| Some((a, open.get(a)?)));
        let pairs = pairs.flat_map(|(a, others)| others.iter().map(move |b| (a, b)));
        let pairs = pairs.filter_map(|(a, b)| Some((*place.get(a)?, *place.get(b)?)));
        let parts = components(attempts.len(), pairs, self.index.limits())?;
        Ok(parts.iter().all(|part| Some(part) == parts.first()))
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
