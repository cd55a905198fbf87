//! What speaks for and against one registrant in one case: by groups, capped, and added up.

use super::{
    LinkGroup, LinkOutcome, LinkSettings, OffenderIndex,
    answer::InsufficientReason,
    case_facts::{CaseFacts, Said},
    columns::NONE,
    kernel::Kernel,
    numbers::bits,
    tables::{InPart, PlaceShares, victim_weight},
    time::{self, Ruled},
};
use crate::records::Pii;

/// What one group came to.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Part {
    pub(super) raw: i32,
    pub(super) weight: i32,
    /// Whether both sides had something to compare.
    pub(super) is_compared: bool,
    /// Whether it rests on what few people share.
    pub(super) is_individual: bool,
    /// Whether another group of the same source is counted instead.
    pub(super) is_dropped: bool,
    /// Which vehicle, suspect or name of the case.
    pub(super) case_at: u32,
    /// The row of the record that it rests on, and which anchor, vehicle, sighting in it.
    pub(super) row: u32,
    pub(super) own_at: u32,
    pub(super) level: LevelOf,
}

/// On which level a comparison fell.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum LevelOf {
    #[default]
    Nothing,
    PlateSame,
    PlateOtherState,
    PlateAlike,
    PlateSlip,
    PlatePart,
    PlateDiffers,
    Look,
    Away,
    SeenNear,
    SeenFar,
    Record,
    Number,
    Name,
    Sound,
}

/// The place of a candidate that says most, with its distance and what it says before the caps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PlaceHit {
    pub(super) anchor: u32,
    pub(super) km: f64,
    pub(super) raw: i32,
}

/// A registrant who may be looked at in a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) offender: u32,
    pub(super) nearest: f64,
    pub(super) place: Option<PlaceHit>,
    pub(super) area: Option<PlaceHit>,
}

/// A candidate, weighed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scored {
    pub(super) candidate: Candidate,
    pub(super) parts: [Part; 10],
    pub(super) total: i32,
    pub(super) outcome: LinkOutcome,
    pub(super) reason: Option<InsufficientReason>,
    /// What rules the person out, and in which row it stands.
    pub(super) ruled: Option<(u32, Ruled)>,
}

/// Weighs candidates of one case.
pub(super) struct Scorer<'a> {
    pub(super) index: &'a OffenderIndex,
    pub(super) case: &'a CaseFacts,
    pub(super) settings: &'a LinkSettings,
    pub(super) kernel: Kernel,
    pub(super) shares: PlaceShares,
    /// What is left of a weight of which nobody knows since when it holds.
    pub(super) undated: InPart,
    /// Of each suspect what the widths of the bell curves weigh: see [`logs`](super::person::logs).
    pub(super) age_logs: Vec<f64>,
    pub(super) height_logs: Vec<f64>,
    /// What one earlier victim weighs, by sex and age.
    pub(super) one_victim: [i32; 8],
    /// The most that the groups other than place, area, vehicle and victim can come to in this case.
    pub(super) most_of_others: i32,
}

impl Scorer<'_> {
    pub(super) fn score(&self, candidate: Candidate) -> Scored {
        let offender = candidate.offender;
        let ruled = self.ruled_out(offender);
        let mut parts = self.parts(&candidate);
        for other in self.others(offender) {
            self.add_record(&mut parts, *other);
        }
        for (part, group) in parts.iter_mut().zip(LinkGroup::ALL) {
            part.weight = self.settings.caps(group).clamp(part.raw);
        }
        self.count_once(&mut parts);
        let total = parts.iter().map(|part| part.weight).sum();
        let (outcome, reason) = if ruled.is_some() {
            (LinkOutcome::Excluded, None)
        } else {
            self.outcome(&parts, total)
        };
        Scored {
            candidate,
            parts,
            total,
            outcome,
            reason,
            ruled,
        }
    }

    /// Whether a candidate cannot come to a weak link, whatever the groups are worth that are dear to compare.
    pub(super) fn is_below_weak(&self, candidate: &Candidate) -> bool {
        let row = candidate.offender;
        let weight = |group, raw: i32| self.settings.caps(group).clamp(raw);
        let best = |of: &dyn Fn(u32) -> Part| {
            let others = self.others(row).iter();
            others.fold(of(row), |best, other| better(best, of(*other)))
        };
        let known = weight(LinkGroup::Place, place(candidate).raw)
            + weight(LinkGroup::Area, area(candidate).raw)
            + self.most_of_others;
        let victim = known + weight(LinkGroup::Victim, best(&|row| self.victim(row)).raw);
        let all = victim + weight(LinkGroup::Vehicle, best(&|row| self.vehicle(row)).raw);
        all < self.settings.weak_from.0
    }

    fn parts(&self, candidate: &Candidate) -> [Part; 10] {
        let row = candidate.offender;
        let mut parts = [
            place(candidate),
            time::part(self.index, self.case, self.settings, row),
            area(candidate),
            self.victim(row),
            self.approach(row),
            self.vehicle(row),
            self.description(row),
            self.marks(row),
            self.named(row),
            self.noncompliance(row),
        ];
        for part in &mut parts {
            part.row = row;
        }
        parts
    }

    /// What another record of the same person adds: of each group the one that says most, and of times what speaks against it most. Each
    /// record has its own places.
    fn add_record(&self, parts: &mut [Part; 10], row: u32) {
        let bare = Candidate {
            offender: row,
            nearest: f64::INFINITY,
            place: None,
            area: None,
        };
        let time = at(LinkGroup::Time);
        for (group, (part, other)) in parts.iter_mut().zip(self.parts(&bare)).enumerate() {
            *part = if group == time {
                time::stronger(*part, other)
            } else {
                better(*part, other)
            };
        }
    }

    /// What rules a person out, by the record or by another one of the same person.
    pub(super) fn ruled_out(&self, offender: u32) -> Option<(u32, Ruled)> {
        let window = self.case.window?;
        let gone = self.index.gone.get(offender as usize)?;
        // most are neither dead nor held so late, and nothing else need be looked at
        let may_be_gone = gone.died < window.first || gone.held_until > window.last;
        if !may_be_gone && !self.case.is_confirmed {
            return None;
        }
        let of = |row: u32| {
            let ruled = time::ruled_out(self.index, self.case, self.settings, row);
            ruled.map(|ruled| (row, ruled))
        };
        let others = self.others(offender).iter();
        of(offender).or_else(|| others.copied().find_map(of))
    }

    /// The other records of the same person, where people are ranked and not records.
    pub(super) fn others(&self, offender: u32) -> &[u32] {
        if self.settings.by_person {
            self.index.same_person.get(offender)
        } else {
            &[]
        }
    }

    /// The record that stands for a person.
    pub(super) fn person(&self, offender: u32) -> u32 {
        let first = self.others(offender).first().copied();
        first.map_or(offender, |first| first.min(offender))
    }

    /// Of a source that names somebody, only the part that says most counts: who names a man knows his car too.
    fn count_once(&self, parts: &mut [Part; 10]) {
        let named = at(LinkGroup::Named);
        let Some(source) = self.source(LinkGroup::Named, parts).cloned() else {
            return;
        };
        for group in [LinkGroup::Vehicle, LinkGroup::Description, LinkGroup::Marks] {
            if self.source(group, parts) != Some(&source) {
                continue;
            }
            let weight = |at: usize| parts.get(at).map_or(0, |part| part.weight);
            let lesser = if weight(at(group)) > weight(named) {
                named
            } else {
                at(group)
            };
            if let Some(part) = parts.get_mut(lesser).filter(|part| part.weight > 0) {
                (part.weight, part.is_dropped) = (0, true);
            }
        }
    }

    /// The source that a group rests on, where it speaks and the record names one.
    pub(super) fn source(&self, group: LinkGroup, parts: &[Part; 10]) -> Option<&Pii<String>> {
        self.said(group, parts)?.source.as_ref()
    }

    /// Where it is said what a group rests on, where it speaks and rests on one.
    fn said(&self, group: LinkGroup, parts: &[Part; 10]) -> Option<&Said> {
        let part = parts.get(at(group)).filter(|part| part.weight != 0)?;
        let from = part.case_at as usize;
        Some(match group {
            LinkGroup::Vehicle => &self.case.vehicles.get(from)?.said,
            LinkGroup::Description | LinkGroup::Marks => &self.case.suspects.get(from)?.said,
            LinkGroup::Named => &self.case.names.get(from)?.said,
            _ => return None,
        })
    }

    /// On how many voices the groups rest that speak: all that one source says is one, and so is all that a record says without naming
    /// its sources.
    fn voices(&self, parts: &[Part; 10]) -> usize {
        let mut heard: Vec<&Pii<String>> = Vec::new();
        let mut voices = 0;
        let speaks = |group: &LinkGroup| {
            let part = parts.get(at(*group));
            part.is_some_and(|part| part.weight >= self.settings.speaks_from.0)
        };
        for group in LinkGroup::ALL.into_iter().filter(speaks) {
            match (group, self.said(group, parts).map(Said::voice)) {
                (LinkGroup::Approach | LinkGroup::Noncompliance, _) => {}
                _ if group.is_place_or_time() => {}
                (_, Some(voice)) if heard.contains(&voice) => {}
                (_, voice) => {
                    heard.extend(voice);
                    voices += 1;
                }
            }
        }
        // how it was done is told by all together: a voice of its own where one of them was not heard yet
        let told = speaks(&LinkGroup::Approach);
        let is_new = self.case.tellers.iter().any(|one| !heard.contains(&one));
        voices + usize::from(told && is_new)
    }

    fn outcome(&self, parts: &[Part; 10], total: i32) -> (LinkOutcome, Option<InsufficientReason>) {
        let settings = self.settings;
        let beyond = || {
            let all = LinkGroup::ALL.into_iter().zip(parts);
            all.filter(|(group, _)| !group.is_place_or_time() && *group != LinkGroup::Noncompliance)
        };
        let is_near_known = LinkGroup::ALL
            .into_iter()
            .zip(parts)
            .any(|(group, part)| group.is_place_or_time() && part.weight != 0);
        let informative =
            usize::from(is_near_known) + beyond().filter(|(_, part)| part.weight != 0).count();
        if informative < 2 {
            return (
                LinkOutcome::Insufficient,
                Some(InsufficientReason::TooFewGroups),
            );
        }
        if total < settings.weak_from.0 {
            return (LinkOutcome::Insufficient, Some(InsufficientReason::TooWeak));
        }
        let speaking = self.voices(parts);
        let sum: i32 = beyond().map(|(_, part)| part.weight).sum();
        let is_individual = beyond()
            .any(|(_, part)| part.is_individual && part.weight >= settings.individual_from.0);
        let is_strong = total >= settings.strong_from.0
            && sum >= settings.strong_beyond_from.0
            && speaking >= 2
            && is_individual;
        let outcome = if is_strong {
            LinkOutcome::Strong
        } else if total >= settings.lead_from.0 && speaking >= 1 {
            LinkOutcome::Lead
        } else {
            LinkOutcome::Weak
        };
        (outcome, None)
    }

    /// Earlier victims against the child.
    fn victim(&self, offender: u32) -> Part {
        let victims = self.index.columns.victims.get(offender as usize);
        let Some((child, victims)) = self.case.child.zip(victims) else {
            return Part::default();
        };
        // most have one, and a logarithm is dear
        let only = match u64::from_le_bytes(*victims) {
            0 => return Part::default(),
            all if all.is_power_of_two() && all.trailing_zeros() % 8 == 0 => {
                self.one_victim.get((all.trailing_zeros() / 8) as usize)
            }
            _ => None,
        };
        Part {
            raw: only
                .copied()
                .unwrap_or_else(|| victim_weight(*victims, child, self.settings)),
            is_compared: true,
            ..Part::default()
        }
    }

    /// Words that both have, by how rare they are. What only one has counts nothing.
    fn approach(&self, offender: u32) -> Part {
        let own = self.index.columns.words.get(offender);
        if own.is_empty() || self.case.words.is_empty() {
            return Part::default();
        }
        let raw = own
            .iter()
            .filter_map(|word| {
                let at = self.case.words.binary_search_by_key(word, |one| one.0);
                at.ok().and_then(|at| self.case.words.get(at))
            })
            .map(|one| one.1)
            .sum();
        Part {
            raw,
            is_compared: true,
            ..Part::default()
        }
    }

    /// The name or number that says most.
    fn named(&self, offender: u32) -> Part {
        let mut best = Part::default();
        if self.case.names.is_empty() {
            return best;
        }
        let index = self.index;
        let (names, numbers) = (
            index.columns.names.get(offender),
            index.columns.numbers.get(offender),
        );
        let all = index.columns.len() as f64;
        let share = |many: usize| (many as f64 + 1.0) / (all + 1_000.0);
        for (case_at, one) in (0u32..).zip(&self.case.names) {
            let mut add = |raw: i32, level, is_individual: bool| {
                if raw > best.raw || best.level == LevelOf::Nothing {
                    best = Part {
                        raw,
                        is_compared: true,
                        is_individual,
                        case_at,
                        level,
                        ..Part::default()
                    };
                }
            };
            let right = self.settings.name_right;
            if one
                .person
                .as_ref()
                .is_some_and(|id| id.expose() == index.columns.id(offender))
            {
                add(100_000, LevelOf::Record, true);
            }
            if let Some(number) = one.numbers.iter().find(|number| numbers.contains(number)) {
                let many = index.numbers.get(*number).len();
                add(bits(right / share(many)), LevelOf::Number, true);
            }
            for name in names {
                let many = || index.names.get(u64::from(*name)).len();
                if one.same.binary_search(name).is_ok() {
                    add(bits(right / share(many())), LevelOf::Name, true);
                } else if one.alike.binary_search(name).is_ok() {
                    // more names sound alike than are the same
                    let alike: usize = one
                        .alike
                        .iter()
                        .map(|name| index.names.get(u64::from(*name)).len())
                        .sum();
                    let sounds = self.settings.name_sounds;
                    add(bits(sounds * right / share(alike)), LevelOf::Sound, false);
                }
            }
        }
        best
    }

    fn noncompliance(&self, offender: u32) -> Part {
        let since = self.index.columns.noncompliant.get(offender as usize);
        let is_then = since
            .zip(self.case.window)
            .is_some_and(|(since, window)| *since <= window.last);
        if !is_then {
            return Part::default();
        }
        Part {
            raw: bits(self.settings.noncompliance_ratio),
            is_compared: true,
            ..Part::default()
        }
    }

    /// What the distance of a place says, with what is left of it for the kind of place and where nobody knows since when.
    pub(super) fn place_raw(&self, anchor: u32, km: f64) -> i32 {
        let Some(anchor) = self.index.columns.anchors.items().get(anchor as usize) else {
            return 0;
        };
        let off = f64::from(anchor.uncertainty_km) + self.case.place.map_or(0.0, |place| place.1);
        let is_undated = anchor.start == super::columns::NO_START || self.case.window.is_none();
        let share = self.shares.of(anchor.kind, is_undated);
        if let Some(band) = self.kernel.one_band(km, off) {
            return self.shares.weight(anchor.kind, is_undated, band);
        }
        bits(share * self.kernel.ratio(km, off) + 1.0 - share)
    }
}

/// The place of a group in the list.
pub(super) fn at(group: LinkGroup) -> usize {
    LinkGroup::ALL
        .iter()
        .position(|one| *one == group)
        .unwrap_or_default()
}

fn place(candidate: &Candidate) -> Part {
    candidate.place.map_or_else(Part::default, |hit| Part {
        raw: hit.raw,
        is_compared: true,
        own_at: hit.anchor,
        ..Part::default()
    })
}

fn area(candidate: &Candidate) -> Part {
    candidate.area.map_or_else(Part::default, |hit| Part {
        raw: hit.raw,
        is_compared: true,
        own_at: hit.anchor,
        ..Part::default()
    })
}

impl Part {
    /// Which vehicle, suspect or name of the case it is about.
    pub(super) const fn with_case(mut self, case_at: u32) -> Self {
        self.case_at = case_at;
        self
    }

    /// Nothing to compare.
    pub(super) const fn is_nothing(&self) -> bool {
        !self.is_compared
    }
}

/// The better of two parts: one that was compared, and that says more.
pub(super) fn better(best: Part, other: Part) -> Part {
    if other.is_nothing() || (!best.is_nothing() && best.raw >= other.raw) {
        best
    } else {
        other
    }
}

pub(super) const fn is_number(number: u32) -> bool {
    number != NONE
}
