//! Who is looked at in a case: by places in reach at that time, or by a key wherever they are.

use super::{
    AnchorKind, LinkOutcome, LinkSettings, OffenderIndex, OutcomeCounts,
    case_facts::{CaseFacts, overlaps},
    columns::NO_START,
    grid::wide,
    kernel::Kernel,
    numbers::bits,
    person::logs,
    score::{Candidate, PlaceHit, Scored, Scorer},
    tables::{InPart, PlaceShares, most_of_others, one_victim},
};
use crate::tracking::great_circle::km;

/// Work space, one for each thread.
#[derive(Default)]
pub(super) struct Scratch {
    /// For each registrant the round in which it was last seen, and the place among its candidates.
    seen: Vec<(u32, u32)>,
    round: u32,
    /// For each person, by the record that stands for it, the round and the place among `people`.
    seen_people: Vec<(u32, u32)>,
    people: Vec<Standing>,
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

/// A person with more than one record among the candidates of a case.
#[derive(Clone, Copy)]
struct Standing {
    nearest: f64,
    /// The best of all records; none where nobody asked.
    outcome: Option<LinkOutcome>,
    is_feasible: bool,
    is_candidate: bool,
}

/// How many came to what.
#[derive(Default)]
struct Tally {
    candidates: u32,
    feasible: u32,
    counts: OutcomeCounts,
}

impl Tally {
    fn add(&mut self, outcome: Option<LinkOutcome>, is_feasible: bool) {
        self.candidates += 1;
        self.feasible += u32::from(is_feasible);
        if let Some(outcome) = outcome {
            self.counts.add(outcome);
        }
    }
}

impl Scratch {
    fn begin(&mut self, offenders: usize) {
        if self.seen.len() != offenders || self.round == u32::MAX {
            self.seen = vec![(0, 0); offenders];
            self.seen_people = self.seen.clone();
            self.round = 0;
        }
        self.round += 1;
        self.people.clear();
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

impl Scratch {
    /// The person for whom a record stands.
    fn person(&mut self, first: u32) -> Option<&mut Standing> {
        let seen = self.seen_people.get_mut(first as usize)?;
        if seen.0 != self.round {
            *seen = (self.round, self.people.len() as u32);
            self.people.push(Standing {
                nearest: f64::INFINITY,
                outcome: None,
                is_feasible: false,
                is_candidate: false,
            });
        }
        self.people.get_mut(seen.1 as usize)
    }
}

/// Everything that was found of one case, before it is put into words.
pub(super) struct Weighed<'a> {
    pub(super) scale: Scorer<'a>,
    pub(super) scored: Vec<Scored>,
    pub(super) candidates: u32,
    pub(super) counts: OutcomeCounts,
    pub(super) feasible: u32,
    pub(super) common_keys: u32,
}

/// Which candidates are weighed and kept.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Asked {
    /// All are weighed, and those kept that come to something.
    Telling,
    /// One of them, with the other records of the same person.
    One(u32),
    /// All.
    #[cfg(test)]
    All,
}

impl Asked {
    fn is_about(self, offender: u32, scale: &Scorer<'_>) -> bool {
        let Self::One(one) = self else {
            return true;
        };
        scale.person(one) == scale.person(offender)
    }
}

impl Weighed<'_> {
    pub(super) fn prior(&self) -> f64 {
        self.scale.settings.registrant_share / f64::from(self.feasible.max(1))
    }
}

impl OffenderIndex {
    /// Whether a registrant has a place in reach at that time, or a key in common.
    pub(super) fn may_be_candidate(
        &self,
        offender: u32,
        case: &CaseFacts,
        settings: &LinkSettings,
    ) -> bool {
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
        asked: Asked,
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
        let nearest = self.nearest(settings, scratch);
        let (age_logs, height_logs) = logs(case, self, settings);
        let kernel = Kernel::new(nearest.into_iter(), settings);
        let scale = Scorer {
            index: self,
            case,
            settings,
            shares: PlaceShares::new(&kernel, settings),
            undated: InPart::new(settings.undated_share),
            kernel,
            age_logs,
            height_logs,
            one_victim: one_victim(case.child, settings),
            most_of_others: most_of_others(case, settings),
        };
        self.best_places(&scale, scratch);
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
            let at = seen
                .filter(|seen| seen.0 == scratch.round)
                .map(|seen| seen.1);
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
            self.far(&mut candidate, case, &scale);
            scratch.candidates.push(candidate);
        }
        let mut tally = Tally::default();
        let mut scored = Vec::new();
        let candidates = std::mem::take(&mut scratch.candidates);
        for (at, candidate) in candidates.iter().enumerate() {
            let offender = candidate.offender;
            let (outcome, is_ruled) = if asked == Asked::Telling
                && scale.is_below_weak(candidate)
                && scale.ruled_out(offender).is_none()
            {
                (Some(LinkOutcome::Insufficient), false)
            } else if asked.is_about(offender, &scale) {
                let one = scale.score(*candidate);
                let both = (Some(one.outcome), one.ruled.is_some());
                if asked != Asked::Telling || one.outcome != LinkOutcome::Insufficient {
                    scored.push(one);
                }
                both
            } else {
                (None, at < near && scale.ruled_out(offender).is_some())
            };
            let is_feasible = at < near && !is_ruled;
            if scale.others(offender).is_empty() {
                tally.add(outcome, is_feasible);
            } else if let Some(person) = scratch.person(scale.person(offender)) {
                person.outcome = person.outcome.max(outcome);
                person.is_feasible |= is_feasible;
                person.is_candidate = true;
            }
        }
        scratch.candidates = candidates;
        for person in scratch.people.iter().filter(|one| one.is_candidate) {
            tally.add(person.outcome, person.is_feasible);
        }
        Weighed {
            scale,
            scored,
            candidates: tally.candidates,
            counts: tally.counts,
            feasible: tally.feasible,
            common_keys,
        }
    }

    /// How far the nearest place of each candidate lies; of a person the nearest of all records.
    fn nearest(&self, settings: &LinkSettings, scratch: &mut Scratch) -> Vec<f64> {
        let candidates = std::mem::take(&mut scratch.candidates);
        let mut all = Vec::with_capacity(candidates.len());
        for one in candidates.iter().filter(|one| one.nearest.is_finite()) {
            let others = self.same_person.get(one.offender);
            if !settings.by_person || others.is_empty() {
                all.push(one.nearest);
            } else if let Some(person) = scratch.person(self.first_of_person(one.offender)) {
                person.nearest = person.nearest.min(one.nearest);
            }
        }
        scratch.candidates = candidates;
        all.extend(scratch.people.iter().map(|one| one.nearest));
        all
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
    fn best_places(&self, scale: &Scorer<'_>, scratch: &mut Scratch) {
        let settings = scale.settings;
        for hit in scratch.hits.iter().filter(|hit| hit.is_valid) {
            let Some(candidate) = scratch.candidates.get_mut(hit.candidate as usize) else {
                continue;
            };
            let km = f64::from(hit.km);
            let raw = scale.place_raw(hit.anchor, km);
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
                || candidate
                    .place
                    .is_some_and(|place| place.anchor == hit.anchor)
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
    pub(super) fn far(&self, candidate: &mut Candidate, case: &CaseFacts, scale: &Scorer<'_>) {
        let Some((centre, _)) = case.place else {
            return;
        };
        let settings = scale.settings;
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
                let raw = scale.place_raw(at, km);
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
