//! Candidates of a case, the links among them, and the other way round.

use std::cmp::Ordering;

use serde_json::Value;

use super::{
    AnchorKind, CaseFindings, ExcludedLink, Link, LinkOutcome, LinkSettings, Moved,
    OffenderFindings, OffenderIndex, OpenCase, OutcomeCounts, Sensitivity, Variation,
    VariationResult,
    builder::bits,
    case_facts::{CaseFacts, out_of_scope, overlaps},
    columns::{NO_START, wide},
    kernel::Kernel,
    score::{Candidate, PlaceHit, Scored, Scorer},
};
use crate::{
    Control, Error, Result, control::checkpoint, linkage::MilliBits, tracking::great_circle::km,
};

/// What a reader of every list must know.
pub(super) const NOTICE: &str = "These are leads to be checked, and not findings about anybody. A rank and a weight say how the evidence compares, not that somebody did it: in one or two of a hundred abductions by strangers a registrant was involved. Check what is missing and what would change each line before anything is done.";

/// Work space, one for each thread.
#[derive(Default)]
pub(super) struct Scratch {
    /// For each registrant the round in which it was last seen, and the place among its candidates.
    seen: Vec<(u32, u32)>,
    round: u32,
    hits: Vec<Hit>,
    candidates: Vec<Candidate>,
}

/// A place of a registrant near a case.
#[derive(Clone, Copy)]
struct Hit {
    candidate: u32,
    anchor: u32,
    km: f32,
    is_valid: bool,
}

impl Scratch {
    fn begin(&mut self, offenders: usize) {
        if self.seen.len() != offenders || self.round == u32::MAX {
            self.seen = vec![(0, 0); offenders];
            self.round = 0;
        }
        self.round += 1;
        self.hits.clear();
        self.candidates.clear();
    }

    fn candidate(&mut self, offender: u32) -> u32 {
        let next = self.candidates.len() as u32;
        let Some(seen) = self.seen.get_mut(offender as usize) else {
            return next;
        };
        if seen.0 == self.round {
            return seen.1;
        }
        *seen = (self.round, next);
        self.candidates.push(Candidate {
            offender,
            nearest: f64::INFINITY,
            place: None,
            area: None,
        });
        next
    }
}

/// Everything that was found of one case, before it is put into words.
pub(super) struct Weighed<'a> {
    pub(super) scorer: Scorer<'a>,
    pub(super) scored: Vec<Scored>,
    pub(super) feasible: u32,
    common_keys: u32,
}

impl Weighed<'_> {
    pub(super) fn prior(&self) -> f64 {
        self.scorer.settings.registrant_share / f64::from(self.feasible.max(1))
    }
}

impl OffenderIndex {
    /// Registrants who are worth a look in an open case, and who is ruled out of it.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when a setting is out of its range.
    ///
    /// ```
    /// use caselink::{NoControl, records::Offender, tracking::{KnownFacts, LinkSettings, OffenderIndex, OpenCase}};
    /// use serde_json::json;
    ///
    /// let offender: Offender = serde_json::from_value(json!({
    ///     "id": "ZZ-0042917",
    ///     "stays": [{ "kind": "residence", "span": { "start": "2019-04-01" },
    ///                 "place": { "address": { "latitude": 39.78, "longitude": -89.65 } } }],
    ///     "vehicles": [{ "make": "TOYT", "colors": ["SIL"], "plate": { "text": "ZZ12345" }, "span": { "start": "2020-01-01" } }],
    /// }))?;
    /// let index = OffenderIndex::build(&[offender], &KnownFacts::default(), &NoControl)?;
    /// let case: OpenCase = serde_json::from_value(json!({ "case": {
    ///     "id": "NC-1187730", "case_type": "NFA", "reported_on": "2026-02-27",
    ///     "last_seen": { "earliest": "2026-02-27T16:00:00", "latest": "2026-02-27T16:30:00" },
    ///     "last_seen_place": { "address": { "latitude": 39.79, "longitude": -89.64 } },
    ///     "vehicles": [{ "colors": ["GRY"], "plate": { "text": "ZZ123*" } }],
    /// }}))?;
    /// let found = index.find_offenders(&case, &LinkSettings::default())?;
    /// assert_eq!(found.links[0].offender.expose(), "ZZ-0042917");
    /// let parts: i32 = found.links[0].components.iter().map(|part| part.weight.0).sum();
    /// assert_eq!(found.links[0].total.0, parts);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn find_offenders(
        &self,
        open: &OpenCase,
        settings: &LinkSettings,
    ) -> Result<OffenderFindings> {
        settings.check()?;
        Ok(self.findings(open, settings, &mut Scratch::default()))
    }

    /// The same for many cases, on one thread or several: `threads` 0 takes one for each core.
    ///
    /// # Errors
    ///
    /// As [`find_offenders`](Self::find_offenders), and [`Error::Cancelled`].
    pub fn find_offenders_of(
        &self,
        cases: &[OpenCase],
        settings: &LinkSettings,
        threads: u32,
        control: &dyn Control,
    ) -> Result<Vec<OffenderFindings>> {
        settings.check()?;
        let count = u32::try_from(cases.len()).map_err(|_| Error::LimitExceeded {
            limit: "rows",
            allowed: u64::from(u32::MAX),
            asked: cases.len() as u64,
        })?;
        crate::threads::map(count, threads, Scratch::default, |scratch, at| {
            if at % 16 == 0 {
                checkpoint(control, u64::from(at), u64::from(count))?;
            }
            let case = cases.get(at as usize).ok_or(Error::Internal)?;
            Ok(self.findings(case, settings, scratch))
        })
    }

    fn findings(
        &self,
        open: &OpenCase,
        settings: &LinkSettings,
        scratch: &mut Scratch,
    ) -> OffenderFindings {
        let mut found = OffenderFindings {
            case: open.case.id.clone(),
            not_looked_at: out_of_scope(&open.case, settings).map(str::to_owned),
            candidates: 0,
            feasible: 0,
            counts: OutcomeCounts::default(),
            prior: 0.0,
            links: Vec::new(),
            excluded: Vec::new(),
            missing: Vec::new(),
            common_keys: 0,
            notice: NOTICE.to_owned(),
        };
        if found.not_looked_at.is_some() {
            return found;
        }
        let case = CaseFacts::new(open, self, settings);
        let weighed = self.weigh(&case, settings, scratch, |_| true);
        found.candidates = weighed.scored.len() as u32;
        found.feasible = weighed.feasible;
        found.common_keys = weighed.common_keys;
        found.prior = weighed.prior();
        found.missing = case.missing.iter().map(|&one| one.to_owned()).collect();
        for one in &weighed.scored {
            found.counts.add(one.outcome);
        }
        found.links = self
            .ranked(&weighed.scored, settings)
            .into_iter()
            .zip(1..)
            .map(|(scored, rank)| self.link(&weighed, scored, rank))
            .collect();
        let mut excluded: Vec<&Scored> = weighed
            .scored
            .iter()
            .filter(|one| one.ruled.is_some())
            .collect();
        self.keep_first(&mut excluded, settings.most_excluded);
        found.excluded = excluded
            .into_iter()
            .filter_map(|scored| self.excluded(&weighed, scored))
            .collect();
        found
    }

    /// Cases that are worth a look for a registrant.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when no registrant has that id; [`Error::InvalidParameter`] when a setting is out of its range;
    /// [`Error::Cancelled`].
    pub fn find_cases(
        &self,
        offender: &str,
        cases: &[OpenCase],
        settings: &LinkSettings,
        control: &dyn Control,
    ) -> Result<CaseFindings> {
        settings.check()?;
        let number = self.number(offender)?;
        let mut found = CaseFindings {
            offender: offender.into(),
            cases: 0,
            not_looked_at: 0,
            counts: OutcomeCounts::default(),
            links: Vec::new(),
            excluded: Vec::new(),
            notice: NOTICE.to_owned(),
        };
        let scratch = &mut Scratch::default();
        for (done, open) in cases.iter().enumerate() {
            if done % 64 == 0 {
                checkpoint(control, done as u64, cases.len() as u64)?;
            }
            if out_of_scope(&open.case, settings).is_some() {
                found.not_looked_at += 1;
                continue;
            }
            found.cases += 1;
            let case = CaseFacts::new(open, self, settings);
            if !self.may_be_candidate(number, &case, settings) {
                continue;
            }
            let weighed = self.weigh(&case, settings, scratch, |one| one == number);
            let scored = weighed.scored.iter().find(|one| one.candidate.offender == number);
            let Some(scored) = scored else {
                continue;
            };
            found.counts.add(scored.outcome);
            if scored.outcome >= LinkOutcome::Weak {
                found.links.push(self.link(&weighed, scored, 0));
            }
            found.excluded.extend(self.excluded(&weighed, scored));
        }
        let order = |a: &Link, b: &Link| {
            b.outcome
                .cmp(&a.outcome)
                .then(b.total.cmp(&a.total))
                .then_with(|| a.case.cmp(&b.case))
        };
        found.links.sort_by(order);
        found.links.truncate(settings.most as usize);
        for (link, rank) in found.links.iter_mut().zip(1..) {
            link.rank = rank;
        }
        found.excluded.sort_by(|a, b| a.case.cmp(&b.case));
        found.excluded.truncate(settings.most_excluded as usize);
        Ok(found)
    }

    /// One registrant and one case, taken apart, whatever they come to.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when no registrant has that id; [`Error::InvalidParameter`] when a setting is out of its range.
    pub fn explain(&self, offender: &str, open: &OpenCase, settings: &LinkSettings) -> Result<Link> {
        settings.check()?;
        let number = self.number(offender)?;
        let case = CaseFacts::new(open, self, settings);
        let scratch = &mut Scratch::default();
        let weighed = self.weigh(&case, settings, scratch, |one| one == number);
        let found = weighed.scored.iter().find(|one| one.candidate.offender == number);
        if let Some(scored) = found {
            return Ok(self.link(&weighed, scored, 0));
        }
        // far away, and no key in common
        let mut candidate = Candidate {
            offender: number,
            nearest: f64::INFINITY,
            place: None,
            area: None,
        };
        self.far(&mut candidate, &case, &weighed.scorer);
        let scored = weighed.scorer.score(candidate);
        Ok(self.link(&weighed, &scored, 0))
    }

    /// How the links of a case move as settings do. Without variations each number is halved and doubled.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when a setting is out of its range, of a variation too.
    pub fn sensitivity(
        &self,
        open: &OpenCase,
        settings: &LinkSettings,
        variations: &[Variation],
    ) -> Result<Sensitivity> {
        settings.check()?;
        let scratch = &mut Scratch::default();
        let base = self.standing(open, settings, scratch);
        let own = if variations.is_empty() {
            usual_variations(settings)
        } else {
            variations.to_vec()
        };
        let mut results = Vec::new();
        for variation in own {
            let varied = vary(settings, &variation.settings)?;
            let now = self.standing(open, &varied, scratch);
            results.push(compare(variation.name, &base, &now));
        }
        Ok(Sensitivity {
            case: open.case.id.clone(),
            base,
            variations: results,
        })
    }

    /// The links of a case without their reasons.
    fn standing(
        &self,
        open: &OpenCase,
        settings: &LinkSettings,
        scratch: &mut Scratch,
    ) -> Vec<Moved> {
        if out_of_scope(&open.case, settings).is_some() {
            return Vec::new();
        }
        let case = CaseFacts::new(open, self, settings);
        let weighed = self.weigh(&case, settings, scratch, |_| true);
        self.ranked(&weighed.scored, settings)
            .into_iter()
            .zip(1..)
            .map(|(one, rank)| Moved {
                offender: self.columns.id(one.candidate.offender).into(),
                before: Some(rank),
                now: Some(rank),
                outcome: Some(one.outcome),
                total: Some(MilliBits(one.total)),
            })
            .collect()
    }

    pub(super) fn number(&self, offender: &str) -> Result<u32> {
        let by_id = &self.by_id;
        let at = by_id.binary_search_by(|row| self.columns.id(*row).cmp(offender));
        let row = at.ok().and_then(|at| by_id.get(at)).copied();
        row.ok_or(Error::UnknownRecord { name: "offender" })
    }

    /// By outcome, then by weight, then by id.
    fn order(&self, a: &Scored, b: &Scored) -> Ordering {
        let id = |one: &Scored| self.columns.id(one.candidate.offender);
        b.outcome
            .cmp(&a.outcome)
            .then(b.total.cmp(&a.total))
            .then_with(|| id(a).cmp(id(b)))
    }

    fn keep_first(&self, all: &mut Vec<&Scored>, most: u32) {
        let most = most as usize;
        if all.len() > most && most > 0 {
            all.select_nth_unstable_by(most - 1, |a, b| self.order(a, b));
        }
        all.truncate(most);
        all.sort_unstable_by(|a, b| self.order(a, b));
    }

    fn ranked<'s>(&self, scored: &'s [Scored], settings: &LinkSettings) -> Vec<&'s Scored> {
        let mut all: Vec<&Scored> = scored
            .iter()
            .filter(|one| one.outcome >= LinkOutcome::Weak)
            .collect();
        self.keep_first(&mut all, settings.most);
        all
    }

    /// Whether a registrant has a place in reach at that time, or a key in common.
    fn may_be_candidate(&self, offender: u32, case: &CaseFacts, settings: &LinkSettings) -> bool {
        let days = case.valid_days(settings);
        let is_near = case.place.is_some_and(|(centre, _)| {
            self.columns.anchors.get(offender).iter().any(|anchor| {
                overlaps(anchor.start, anchor.end, days)
                    && km(centre, wide(anchor.unit)) <= settings.radius_km + 0.001
            })
        });
        let mut is_hit = false;
        self.key_hits(case, settings, |one| is_hit |= one == offender);
        is_near || is_hit
    }

    /// Finds the candidates of a case and weighs those that are asked for.
    pub(super) fn weigh<'a>(
        &'a self,
        case: &'a CaseFacts,
        settings: &'a LinkSettings,
        scratch: &mut Scratch,
        is_asked: impl Fn(u32) -> bool,
    ) -> Weighed<'a> {
        scratch.begin(self.columns.len());
        let days = case.valid_days(settings);
        if let Some((centre, _)) = case.place {
            self.near(centre, days, settings, scratch);
        }
        for hit in &scratch.hits {
            let candidate = scratch.candidates.get_mut(hit.candidate as usize);
            if let Some(candidate) = candidate.filter(|_| hit.is_valid) {
                candidate.nearest = candidate.nearest.min(f64::from(hit.km));
            }
        }
        let nearest = scratch.candidates.iter().map(|one| one.nearest);
        let scorer = Scorer {
            index: self,
            case,
            settings,
            kernel: Kernel::new(nearest.filter(|km| km.is_finite()), settings),
            share_of: AnchorKind::ALL.map(|kind| {
                let share = settings.anchor_shares.iter().find(|one| one.kind == kind);
                share.map_or(kind.default_share(), |one| one.share)
            }),
        };
        self.best_places(&scorer, scratch);
        // who has only been near long ago is a candidate by no key
        scratch.candidates.retain(|one| one.nearest.is_finite());
        for (at, one) in (0u32..).zip(&scratch.candidates) {
            if let Some(seen) = scratch.seen.get_mut(one.offender as usize) {
                seen.1 = at;
            }
        }
        let near = scratch.candidates.len();
        let kept = |one: u32, scratch: &Scratch| {
            let seen = scratch.seen.get(one as usize);
            let at = seen.filter(|seen| seen.0 == scratch.round).map(|seen| seen.1);
            let found = at.and_then(|at| scratch.candidates.get(at as usize));
            found.is_some_and(|found| found.offender == one)
        };
        let mut keyed: Vec<u32> = Vec::new();
        let common_keys = self.key_hits(case, settings, |one| keyed.push(one));
        keyed.sort_unstable();
        keyed.dedup();
        keyed.retain(|one| !kept(*one, scratch));
        for offender in keyed {
            let mut candidate = Candidate {
                offender,
                nearest: f64::INFINITY,
                place: None,
                area: None,
            };
            self.far(&mut candidate, case, &scorer);
            scratch.candidates.push(candidate);
        }
        let mut feasible = 0;
        let mut scored = Vec::new();
        for (at, candidate) in scratch.candidates.iter().enumerate() {
            if is_asked(candidate.offender) {
                let one = scorer.score(*candidate);
                feasible += u32::from(at < near && one.ruled.is_none());
                scored.push(one);
            } else if at < near {
                let ruled = super::time::ruled_out(self, case, settings, candidate.offender);
                feasible += u32::from(ruled.is_none());
            }
        }
        Weighed {
            scorer,
            scored,
            feasible,
            common_keys,
        }
    }

    fn near(
        &self,
        centre: [f64; 3],
        days: (i32, i32),
        settings: &LinkSettings,
        scratch: &mut Scratch,
    ) {
        let reach = settings.radius_km.max(settings.area_km);
        self.grid.around(centre, reach, |anchors| {
            for anchor in anchors {
                let km = km(centre, wide(anchor.unit));
                let is_valid = km <= settings.radius_km && overlaps(anchor.start, anchor.end, days);
                // what comes after the case is no history
                let is_history = km <= settings.area_km && anchor.start <= days.1;
                if is_valid || is_history {
                    let candidate = scratch.candidate(anchor.offender);
                    scratch.hits.push(Hit {
                        candidate,
                        anchor: anchor.anchor,
                        km: km as f32,
                        is_valid,
                    });
                }
            }
        });
    }

    /// For each candidate the place that says most, and the best of the others within the area.
    fn best_places(&self, scorer: &Scorer<'_>, scratch: &mut Scratch) {
        let settings = scorer.settings;
        for hit in scratch.hits.iter().filter(|hit| hit.is_valid) {
            let Some(candidate) = scratch.candidates.get_mut(hit.candidate as usize) else {
                continue;
            };
            let km = f64::from(hit.km);
            let raw = scorer.place_raw(hit.anchor, km);
            candidate.place = Some(better_place(
                candidate.place,
                PlaceHit {
                    anchor: hit.anchor,
                    km,
                    raw,
                },
            ));
        }
        for hit in &scratch.hits {
            let Some(candidate) = scratch.candidates.get_mut(hit.candidate as usize) else {
                continue;
            };
            let km = f64::from(hit.km);
            if km > settings.area_km
                || candidate.place.is_some_and(|place| place.anchor == hit.anchor)
            {
                continue;
            }
            let raw = self.area_raw(hit.anchor, hit.is_valid, settings);
            if let Some(raw) = raw {
                let anchor = hit.anchor;
                candidate.area = Some(better_place(candidate.area, PlaceHit { anchor, km, raw }));
            }
        }
    }

    fn area_raw(&self, anchor: u32, is_valid: bool, settings: &LinkSettings) -> Option<i32> {
        let kind = self.columns.anchors.items().get(anchor as usize)?.kind;
        let ratio = match kind {
            AnchorKind::PriorOffence => settings.area_offence_ratio,
            AnchorKind::Associate => settings.area_family_ratio,
            // where somebody lives now counts by its distance
            _ if is_valid => return None,
            AnchorKind::VehicleSighting => return None,
            _ => settings.area_home_ratio,
        };
        Some(bits(ratio))
    }

    /// What is known of the place of a registrant who is a candidate by a key alone.
    pub(super) fn far(&self, candidate: &mut Candidate, case: &CaseFacts, scorer: &Scorer<'_>) {
        let Some((centre, _)) = case.place else {
            return;
        };
        let settings = scorer.settings;
        let days = case.valid_days(settings);
        let anchors = self.columns.anchors.get(candidate.offender);
        let Some(first) = self.columns.anchors.start(candidate.offender) else {
            return;
        };
        let mut history: Vec<(u32, f64, bool)> = Vec::new();
        for (at, anchor) in (first..).zip(anchors) {
            // as the grid has it, so that it is the same by either way
            let km = f64::from(km(centre, wide(anchor.unit)) as f32);
            let is_valid = overlaps(anchor.start, anchor.end, days);
            if is_valid {
                let raw = scorer.place_raw(at, km);
                let hit = PlaceHit {
                    anchor: at,
                    km,
                    raw,
                };
                candidate.place = Some(better_place(candidate.place, hit));
            }
            if km <= settings.area_km && (anchor.start <= days.1 || anchor.start == NO_START) {
                history.push((at, km, is_valid));
            }
        }
        for (anchor, km, is_valid) in history {
            if candidate.place.is_some_and(|place| place.anchor == anchor) {
                continue;
            }
            if let Some(raw) = self.area_raw(anchor, is_valid, settings) {
                candidate.area = Some(better_place(candidate.area, PlaceHit { anchor, km, raw }));
            }
        }
    }

    /// Registrants with a plate, a name, a number or a mark of the case, wherever they are; how many keys too many share.
    fn key_hits(
        &self,
        case: &CaseFacts,
        settings: &LinkSettings,
        mut give: impl FnMut(u32),
    ) -> u32 {
        let (mut common, mut common_plates) = (0, 0);
        let mut take = |found: &[(u64, u32)]| {
            if found.len() > settings.most_per_key as usize {
                common += 1;
                return;
            }
            for one in found {
                give(one.1);
            }
        };
        for vehicle in &case.vehicles {
            let Some(fits) = &vehicle.fits else {
                continue;
            };
            if fits.levels.len() > settings.most_per_key as usize {
                common_plates += 1;
                continue;
            }
            let mut plates: Vec<u32> = fits.levels.keys().copied().collect();
            plates.sort_unstable();
            for plate in plates {
                take(self.plates.get(u64::from(plate)));
            }
        }
        for name in &case.names {
            for one in name.same.iter().chain(&name.alike) {
                take(self.names.get(u64::from(*one)));
            }
            for number in &name.numbers {
                take(self.numbers.get(*number));
            }
        }
        for suspect in &case.suspects {
            for mark in suspect.marks.iter().filter_map(|mark| mark.whole) {
                take(self.marks.get(u64::from(mark)));
            }
        }
        for name in &case.names {
            let person = name.person.as_ref();
            if let Some(number) = person.and_then(|id| self.number(id.expose()).ok()) {
                take(&[(0, number)]);
            }
        }
        common + common_plates
    }
}

fn better_place(best: Option<PlaceHit>, other: PlaceHit) -> PlaceHit {
    match best {
        // the nearer one where both say the same, and then the first
        Some(best) if (best.raw, -best.km, other.anchor) >= (other.raw, -other.km, best.anchor) => {
            best
        }
        _ => other,
    }
}

fn compare(name: String, base: &[Moved], now: &[Moved]) -> VariationResult {
    let find = |all: &[Moved], offender: &Moved| {
        all.iter().find(|one| one.offender == offender.offender).cloned()
    };
    let mut moved = Vec::new();
    for before in base {
        let after = find(now, before);
        let is_same = after
            .as_ref()
            .is_some_and(|after| after.now == before.now && after.outcome == before.outcome);
        if !is_same {
            moved.push(Moved {
                offender: before.offender.clone(),
                before: before.now,
                now: after.as_ref().and_then(|one| one.now),
                outcome: after.as_ref().and_then(|one| one.outcome),
                total: after.and_then(|one| one.total),
            });
        }
    }
    let new = now.iter().filter(|one| find(base, one).is_none());
    moved.extend(new.map(|one| Moved {
        before: None,
        ..one.clone()
    }));
    let first = |all: &[Moved]| all.iter().take(10).cloned().collect::<Vec<_>>();
    let (base, now) = (first(base), first(now));
    VariationResult {
        name,
        moved,
        first_ten_kept: base.iter().filter(|one| find(&now, one).is_some()).count() as u32,
    }
}

fn vary(settings: &LinkSettings, over: &Value) -> Result<LinkSettings> {
    let wrong = |reason| Error::InvalidParameter {
        name: "variations",
        reason,
    };
    let mut all = serde_json::to_value(settings).map_err(|_| Error::Internal)?;
    crate::json::lay_over(&mut all, over);
    let varied: LinkSettings = crate::json::read(&all).map_err(wrong)?;
    varied.check()?;
    Ok(varied)
}

/// Each number that is above 0 halved and doubled, where it stays in its range.
fn usual_variations(settings: &LinkSettings) -> Vec<Variation> {
    const LEFT: [&str; 3] = ["most", "most_excluded", "most_per_key"];
    let Ok(Value::Object(all)) = serde_json::to_value(settings) else {
        return Vec::new();
    };
    let mut variations = Vec::new();
    for (name, value) in &all {
        if LEFT.contains(&name.as_str()) {
            continue;
        }
        for (word, times) in [("halved", 0.5), ("doubled", 2.0)] {
            let varied = match value {
                Value::Number(number) if number.is_f64() => {
                    number.as_f64().map(|one| Value::from(one * times))
                }
                Value::Number(number) => number
                    .as_i64()
                    .map(|one| Value::from((one as f64 * times).round() as i64)),
                _ => None,
            };
            let Some(varied) = varied.filter(|varied| varied != value) else {
                continue;
            };
            let one = serde_json::json!({ name.as_str(): varied });
            if vary(settings, &one).is_ok() {
                variations.push(Variation {
                    name: format!("{name} {word}"),
                    settings: one,
                });
            }
        }
        if let Value::Bool(is_on) = value {
            variations.push(Variation {
                name: format!("{name} {}", if *is_on { "off" } else { "on" }),
                settings: serde_json::json!({ name.as_str(): !is_on }),
            });
        }
    }
    variations
}

impl OffenderIndex {
    fn excluded(&self, weighed: &Weighed<'_>, scored: &Scored) -> Option<ExcludedLink> {
        Some(ExcludedLink {
            offender: self.columns.id(scored.candidate.offender).into(),
            case: weighed.scorer.case.id.clone(),
            exclusion: self.exclusion(&weighed.scorer, scored)?,
        })
    }
}
