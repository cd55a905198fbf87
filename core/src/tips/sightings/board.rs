//! All sightings of a case at once: what each weighs by itself, and which are near it.

use super::{
    SightingComponent, SightingGroup, SightingInput, SightingPart, SightingSettings, TravelAnchor,
    TravelCheck, TravelFinding,
    describe::Pair,
    facts::{Missing, Seen, Spot},
    prism::{Way, ruled_out},
    vehicle, words,
};
use crate::{
    linkage::MilliBits,
    records::{Case, Pii, Tip},
    tips::clock,
};

/// The most ways that are told.
const MOST_WAYS: usize = 12;

/// A case and its sightings.
pub(super) struct Board<'a> {
    pub(super) settings: &'a SightingSettings,
    pub(super) missing: Missing<'a>,
    pub(super) seen: Vec<Seen<'a>>,
    /// Numbers in `seen` of those with place and time, in order of time.
    in_time: Vec<u32>,
    /// For each of `seen` its place in `in_time`.
    place_in_time: Vec<Option<u32>>,
    /// Those of `in_time` that are verified, by their place in it.
    verified: Vec<u32>,
}

/// What a sighting weighs without other callers.
pub(super) struct Own<'a> {
    pub(super) child: Option<usize>,
    pub(super) components: Vec<SightingComponent>,
    /// The ways to where the child was last seen and to verified sightings, the nearest in time first.
    pub(super) ways: Vec<Other<'a>>,
    /// The records that rule it out, where some do.
    pub(super) ruled_out: Option<Vec<Pii<String>>>,
    pub(super) not_all: bool,
    /// Whether there was time for the way by air alone.
    pub(super) only_by_air: bool,
}

impl Own<'_> {
    pub(super) fn sum(&self) -> i32 {
        self.components.iter().map(|one| one.weight.0).sum()
    }
}

/// A way to another record.
pub(super) struct Other<'a> {
    way: Way,
    record: &'a Pii<String>,
    anchor: TravelAnchor,
    is_verified: bool,
}

impl Other<'_> {
    pub(super) fn told(&self, settings: &SightingSettings) -> TravelCheck {
        let record = self.record.clone();
        self.way
            .told(record, self.anchor, self.is_verified, settings)
    }
}

impl<'a> Board<'a> {
    pub(super) fn of(
        case: &'a Case,
        tips: impl IntoIterator<Item = (u32, &'a Tip)>,
        settings: &'a SightingSettings,
    ) -> Self {
        let seen: Vec<Seen<'a>> = tips
            .into_iter()
            .map(|(at, tip)| Seen::of(tip, at, settings))
            .collect();
        let mut board = Self {
            settings,
            missing: Missing::of(case, settings),
            in_time: Vec::new(),
            place_in_time: vec![None; seen.len()],
            verified: Vec::new(),
            seen,
        };
        let mut order: Vec<(chrono::NaiveDateTime, &str, u32)> = (0u32..)
            .zip(&board.seen)
            .filter_map(|(number, one)| {
                let spot = one.spot()?;
                Some((spot.when.from, one.tip.id.expose().as_str(), number))
            })
            .collect();
        order.sort_unstable();
        board.in_time = order.into_iter().map(|(_, _, number)| number).collect();
        for (place, number) in (0u32..).zip(&board.in_time) {
            if let Some(slot) = board.place_in_time.get_mut(*number as usize) {
                *slot = Some(place);
            }
            if board
                .seen
                .get(*number as usize)
                .is_some_and(|one| one.is_verified)
            {
                board.verified.push(place);
            }
        }
        board
    }

    /// What one weighs by itself: the child that is most like whom it describes, with marks, vehicle and the way there.
    pub(super) fn own(&self, number: usize) -> Option<Own<'a>> {
        let seen = self.seen.get(number)?;
        let case = self.missing.case;
        let mut own = Own {
            child: None,
            components: Vec::new(),
            ways: Vec::new(),
            ruled_out: None,
            not_all: false,
            only_by_air: false,
        };
        self.travel(number, seen, &mut own);
        let mut best: Option<(i32, usize, Vec<SightingComponent>)> = None;
        for child in &self.missing.children {
            for other in seen.children() {
                let pair = Pair {
                    settings: self.settings,
                    case: &case.id,
                    child: *child,
                    sighting: &seen.tip.id,
                    other,
                    described_on: self.missing.described_on,
                    seen_on: seen.when.map(|when| when.from.date()),
                };
                let (mut looks, marks) = (pair.components(), pair.marks());
                let sum = self.capped(SightingGroup::Description, &mut looks);
                let mut all = looks;
                let mut marks = marks;
                let sum = sum + self.capped(SightingGroup::Marks, &mut marks);
                all.append(&mut marks);
                if !all.is_empty() && best.as_ref().is_none_or(|best| sum > best.0) {
                    best = Some((sum, child.0, all));
                }
            }
        }
        if let Some((_, child, mut all)) = best {
            own.child = Some(child);
            own.components.append(&mut all);
        }
        let mut vehicles = vehicle::compare(
            (&case.id, &case.vehicles),
            (&seen.tip.id, &seen.tip.vehicles),
            self.settings,
        );
        self.capped(SightingGroup::Vehicle, &mut vehicles);
        own.components.append(&mut vehicles);
        Some(own)
    }

    /// Brings what a group comes to within its caps; the sum.
    pub(super) fn capped(&self, group: SightingGroup, all: &mut Vec<SightingComponent>) -> i32 {
        let sum: i64 = all.iter().map(|one| i64::from(one.weight.0)).sum();
        let caps = self.settings.caps(group);
        let within = sum.min(i64::from(caps.most.0)).max(i64::from(caps.least.0));
        if within != sum {
            all.push(SightingComponent {
                group,
                part: SightingPart::Cap,
                label: "what goes beyond the cap of all these together".to_owned(),
                weight: MilliBits((within - sum) as i32),
                left_percent: None,
                inputs: Vec::new(),
                would_change: "another cap in the settings".to_owned(),
            });
        }
        within as i32
    }

    /// The places in `in_time` around one, at most so many, the nearest first as they stand in the list.
    fn around(list: &[u32], place: u32, most: usize) -> impl Iterator<Item = u32> {
        let at = list.partition_point(|one| *one < place);
        let (before, after) = list.split_at(at);
        let after = after.iter().filter(move |one| **one != place);
        let half = most / 2;
        let sooner = before.iter().rev().take(half).copied();
        let later = after.take(half).copied();
        sooner.chain(later).collect::<Vec<_>>().into_iter()
    }

    fn spot_at(&self, place: u32) -> Option<(&Seen<'a>, Spot)> {
        let number = *self.in_time.get(place as usize)?;
        let seen = self.seen.get(number as usize)?;
        Some((seen, seen.spot()?))
    }

    /// The ways to where the child was last seen and to the verified sightings nearest in time, and what they say.
    fn travel(&self, number: usize, seen: &Seen<'a>, own: &mut Own<'a>) {
        let Some(spot) = seen.spot() else { return };
        let mut others: Vec<Other<'a>> = Vec::new();
        if let Some(last) = self.missing.spot() {
            others.push(Other {
                way: Way::between(spot, last, self.settings),
                record: &self.missing.case.id,
                anchor: TravelAnchor::LastSeen,
                is_verified: last.is_verified,
            });
        }
        let place = self.place_in_time.get(number).copied().flatten();
        let most = self.settings.most_neighbours as usize;
        if let Some(place) = place {
            own.not_all = self.verified.len() > most.max(1);
            for other in Self::around(&self.verified, place, most) {
                let Some((other, at)) = self.spot_at(other) else {
                    continue;
                };
                others.push(Other {
                    way: Way::between(spot, at, self.settings),
                    record: &other.tip.id,
                    anchor: TravelAnchor::Sighting,
                    is_verified: true,
                });
            }
        }
        let verified: Vec<(usize, Way)> = others
            .iter()
            .enumerate()
            .filter(|(_, other)| other.is_verified)
            .map(|(at, other)| (at, other.way))
            .collect();
        own.ruled_out = ruled_out(&verified).map(|by| {
            by.iter()
                .filter_map(|at| others.get(*at).map(|other| other.record.clone()))
                .collect()
        });
        own.only_by_air = own.ruled_out.is_none()
            && others.iter().any(|other| {
                other.way.by_air
                    && other.way.finding() != TravelFinding::Infeasible
                    && other.way.road > other.way.gap_most() as f64
            });
        self.weigh_travel(seen, &others, own);
        others.sort_by_key(|other| {
            let is_last_seen = other.anchor == TravelAnchor::LastSeen;
            (!is_last_seen, other.way.gap_least())
        });
        others.truncate(MOST_WAYS);
        own.ways = others;
    }

    /// Near where the child was, or too far from where it was last seen, as nobody verified that.
    fn weigh_travel(&self, seen: &Seen<'a>, others: &[Other<'a>], own: &mut Own<'a>) {
        let settings = self.settings;
        let component = |part, label: String, weight: i32, other: &Other<'a>, would: &str| {
            let input = |record: &Pii<String>, field: &str| SightingInput {
                record: record.clone(),
                field: field.to_owned(),
                value: None,
            };
            let field = match other.anchor {
                TravelAnchor::LastSeen => "last_seen_place, last_seen",
                TravelAnchor::Sighting => "place, observed",
            };
            SightingComponent {
                group: SightingGroup::Travel,
                part,
                label,
                weight: MilliBits(weight),
                left_percent: None,
                inputs: vec![
                    input(other.record, field),
                    input(&seen.tip.id, "place, observed"),
                ],
                would_change: would.to_owned(),
            }
        };
        let mut all = Vec::new();
        let far = others
            .iter()
            .find(|other| !other.is_verified && other.way.finding() == TravelFinding::Infeasible);
        if let Some(other) = far {
            let times = other.way.least / (other.way.gap_most() as f64).max(1.0);
            let doubled = f64::from(settings.far_doubled.0) * libm::log2(times.max(1.0));
            let raw = f64::from(settings.far.0) + doubled;
            let label = format!(
                "too far from where the child was last seen: the way takes {} at the least, and there were {} at the most",
                clock::in_words(other.way.least.ceil() as i64),
                clock::in_words(other.way.gap_most())
            );
            all.push(component(
                SightingPart::Far,
                label,
                raw.max(-100_000.0) as i32,
                other,
                "that the child was last seen elsewhere or earlier: nobody confirmed it",
            ));
        }
        let is_near = |other: &&Other<'a>| {
            let known = other.is_verified || other.anchor == TravelAnchor::LastSeen;
            known
                && other.way.km.0 <= settings.near_km
                && other.way.gap_least() as f64 <= settings.near_hours * 60.0
                && other.way.finding() != TravelFinding::Infeasible
        };
        let near = others
            .iter()
            .filter(is_near)
            .min_by(|a, b| a.way.km.0.total_cmp(&b.way.km.0));
        if let Some(other) = near {
            let place = match other.anchor {
                TravelAnchor::LastSeen => "where the child was last seen",
                TravelAnchor::Sighting => "a verified sighting",
            };
            let label = format!(
                "{} km from {place} at the least, {} apart",
                words::number((other.way.km.0 * 10.0).round() / 10.0),
                clock::in_words(other.way.gap_least())
            );
            all.push(component(
                SightingPart::Near,
                label,
                settings.near.0,
                other,
                "another time or place for either",
            ));
        }
        self.capped(SightingGroup::Travel, &mut all);
        own.components.append(&mut all);
    }

    /// Other callers who saw the child near there, about then: those nearest in time, each voice once; and the ways to those that cannot
    /// both be true.
    pub(super) fn voices(
        &self,
        number: usize,
        supports: &dyn Fn(usize) -> bool,
    ) -> (Vec<SightingComponent>, Vec<Other<'a>>, bool) {
        let (mut all, mut apart) = (Vec::new(), Vec::new());
        let found = self.seen.get(number).and_then(|seen| {
            let place = self.place_in_time.get(number).copied().flatten()?;
            Some((seen, seen.spot()?, place))
        });
        let Some((seen, spot, place)) = found else {
            return (all, apart, false);
        };
        let settings = self.settings;
        let half = (settings.most_neighbours / 2) as usize;
        let at = place as usize;
        let before = (at.saturating_sub(half)..at).rev();
        let after = (at + 1..self.in_time.len()).take(half);
        let not_all = self.in_time.len() > half * 2 + 1;
        let mut near: Vec<(i64, &str, usize, Way)> = Vec::new();
        for other in before.chain(after) {
            let Some((one, there)) = self.spot_at(other as u32) else {
                continue;
            };
            let way = Way::between(spot, there, settings);
            let Some(other) = self.in_time.get(other).map(|other| *other as usize) else {
                continue;
            };
            if way.finding() == TravelFinding::Infeasible {
                // the verified ones are told already
                if !one.is_verified && apart.len() < MOST_WAYS {
                    apart.push(Other {
                        way,
                        record: &one.tip.id,
                        anchor: TravelAnchor::Sighting,
                        is_verified: false,
                    });
                }
            } else if way.km.0 <= settings.near_km
                && way.gap_least() as f64 <= settings.near_hours * 60.0
            {
                near.push((way.gap_least(), one.tip.id.expose(), other, way));
            }
        }
        near.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let mut heard: Vec<String> = seen.voice.clone();
        for (minutes, id, other, way) in near {
            if all.len() >= settings.most_voices as usize {
                break;
            }
            let Some(one) = self.seen.get(other) else {
                continue;
            };
            if one.is_one_voice_with(&heard) || one.is_hearsay() || !supports(other) {
                continue;
            }
            heard.extend(one.voice.iter().cloned());
            let input = |record: &Pii<String>| SightingInput {
                record: record.clone(),
                field: "place, observed".to_owned(),
                value: None,
            };
            all.push(SightingComponent {
                group: SightingGroup::Corroboration,
                part: SightingPart::Voice,
                label: format!(
                    "another caller, {} km away at the least and {} apart",
                    words::number((way.km.0 * 10.0).round() / 10.0),
                    clock::in_words(minutes)
                ),
                weight: settings.voice,
                left_percent: None,
                inputs: vec![input(&Pii::new(id.to_owned())), input(&seen.tip.id)],
                would_change: "that both heard it from one source".to_owned(),
            });
        }
        self.capped(SightingGroup::Corroboration, &mut all);
        (all, apart, not_all)
    }
}
