//! From evidence to places, and from places to agencies.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Timelike, Utc, Weekday};

use super::{
    AgencyDirectory, AreaFound, RouteReason, RouteTo, Routing, RoutingRules, Unroutable,
    UnroutableReason, Whose,
    evidence::{Piece, gather},
};
use crate::{
    Control, Result,
    control::checkpoint,
    records::{Agency, AgencyKind, Limits, Tip},
};

/// Reports between two looks at whether somebody wants it to stop.
const AT_ONCE: usize = 1_024;

/// A place with its evidence, by the numbers of pieces.
struct Weighed {
    place: u32,
    points: i32,
    beside: i32,
    stands: bool,
}

impl AgencyDirectory {
    /// Says where a report belongs, with the evidence for and against each place, and to which agencies it goes; `now` tells whether their
    /// offices are open.
    pub fn route(&self, tip: &Tip, rules: &RoutingRules, now: Option<DateTime<Utc>>) -> Routing {
        let gathered = gather(tip, self, rules);
        let mut routing = Routing {
            tip: tip.id.clone(),
            areas: Vec::new(),
            to: Vec::new(),
            unroutable: Vec::new(),
            notes: gathered.notes,
            rules: match &rules.verified_by {
                Some(_) => format!("{} {}", rules.rules, rules.version),
                None => format!("{} {}, unverified", rules.rules, rules.version),
            },
        };
        if gathered.pieces.is_empty() {
            routing.unroutable.push(Unroutable {
                reason: UnroutableReason::NoEvidence,
                whose: None,
                jurisdictions: Vec::new(),
                words: "nothing in the report says where anybody is, as far as it can be read here"
                    .to_owned(),
            });
        }
        let mut to: BTreeMap<(u32, u32), (BTreeSet<Whose>, bool)> = BTreeMap::new();
        for whose in [Whose::Child, Whose::Suspect, Whose::Report] {
            let pieces: Vec<&Piece> = gathered
                .pieces
                .iter()
                .filter(|piece| piece.whose == whose)
                .collect();
            if !pieces.is_empty() {
                self.one_side(whose, &pieces, rules, &mut routing, &mut to);
            }
        }
        for ((agency, place), (whose, is_also)) in to {
            routing
                .to
                .extend(self.sent((agency, place), whose, is_also, tip, rules, now));
        }
        routing
    }

    /// The same for many, in their order.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`](crate::Error::LimitExceeded) for more reports than `limits.rows`;
    /// [`Error::Cancelled`](crate::Error::Cancelled).
    pub fn route_all(
        &self,
        tips: &[Tip],
        rules: &RoutingRules,
        now: Option<DateTime<Utc>>,
        limits: &Limits,
        control: &dyn Control,
    ) -> Result<Vec<Routing>> {
        limits.check_rows(tips.len() as u64)?;
        let mut all = Vec::with_capacity(tips.len());
        for some in tips.chunks(AT_ONCE) {
            checkpoint(control, all.len() as u64, tips.len() as u64)?;
            all.extend(some.iter().map(|tip| self.route(tip, rules, now)));
        }
        Ok(all)
    }

    fn one_side(
        &self,
        whose: Whose,
        pieces: &[&Piece],
        rules: &RoutingRules,
        routing: &mut Routing,
        to: &mut BTreeMap<(u32, u32), (BTreeSet<Whose>, bool)>,
    ) {
        let points = Self::points(pieces, rules);
        let weighed = self.weighed(pieces, &points, rules);
        for one in &weighed {
            routing.areas.push(self.area(whose, one, pieces, &points));
        }
        // the smallest that stand: none of them has a part that stands
        let standing: Vec<u32> = weighed
            .iter()
            .filter(|one| one.stands)
            .map(|one| one.place)
            .collect();
        let smallest: Vec<u32> = standing
            .iter()
            .copied()
            .filter(|place| {
                !standing
                    .iter()
                    .any(|other| other != place && self.is_in(*other, *place))
            })
            .collect();
        if smallest.is_empty() {
            routing
                .unroutable
                .push(self.undecided(whose, &weighed, rules));
        }
        for place in smallest {
            let Some((near, agencies)) = self.agencies_of(place) else {
                routing.unroutable.push(Unroutable {
                    reason: UnroutableReason::DirectoryGap,
                    whose: Some(whose),
                    jurisdictions: vec![self.id(place).to_owned()],
                    words: "the directory has no agency for it, nor for what it is a part of"
                        .to_owned(),
                });
                continue;
            };
            for agency in agencies {
                to.entry((agency, near)).or_default().0.insert(whose);
            }
            for (agency, at) in self.also(place, rules) {
                let new = || (BTreeSet::new(), true);
                let entry = to.entry((agency, at)).or_insert_with(new);
                entry.0.insert(whose);
            }
        }
    }

    /// What each piece is worth: beyond so many of one kind for one place, nothing.
    fn points(pieces: &[&Piece], rules: &RoutingRules) -> Vec<i32> {
        let mut times: BTreeMap<(u32, super::RouteEvidence), u32> = BTreeMap::new();
        let worth = |piece: &&Piece| {
            let times = times.entry((piece.place, piece.kind)).or_default();
            *times += 1;
            if *times > rules.most_of_kind {
                0
            } else {
                rules.points_of(piece.kind)
            }
        };
        pieces.iter().map(worth).collect()
    }

    /// The places that evidence names and those that they are parts of, those with the most points first.
    fn weighed(&self, pieces: &[&Piece], points: &[i32], rules: &RoutingRules) -> Vec<Weighed> {
        let mut sums: BTreeMap<u32, i32> = BTreeMap::new();
        for (piece, points) in pieces.iter().zip(points) {
            let above = self.parts_of.get(piece.place as usize);
            for place in std::iter::once(&piece.place).chain(above.into_iter().flatten()) {
                *sums.entry(*place).or_default() += points;
            }
        }
        let mut weighed: Vec<Weighed> = sums
            .iter()
            .map(|(place, points)| {
                let beside = sums
                    .iter()
                    .filter(|(other, _)| {
                        !self.is_in(**other, *place) && !self.is_in(*place, **other)
                    })
                    .map(|(_, points)| *points)
                    .max();
                let beside = beside.unwrap_or(0);
                Weighed {
                    place: *place,
                    points: *points,
                    beside,
                    stands: *points >= rules.least_points && points - beside >= rules.least_lead,
                }
            })
            .collect();
        let depth = |place: u32| self.parts_of.get(place as usize).map_or(0, Vec::len);
        weighed.sort_by_key(|one| {
            (
                std::cmp::Reverse(one.points),
                std::cmp::Reverse(depth(one.place)),
                one.place,
            )
        });
        weighed
    }

    fn area(&self, whose: Whose, one: &Weighed, pieces: &[&Piece], points: &[i32]) -> AreaFound {
        let (mut reasons_for, mut reasons_against) = (Vec::new(), Vec::new());
        for (piece, points) in pieces.iter().zip(points) {
            let reason = RouteReason {
                kind: piece.kind,
                field: piece.field.clone(),
                jurisdiction: self.id(piece.place).to_owned(),
                points: *points,
                words: piece.words.clone(),
            };
            if self.is_in(piece.place, one.place) {
                reasons_for.push(reason);
            } else if !self.is_in(one.place, piece.place) {
                reasons_against.push(reason);
            }
        }
        AreaFound {
            jurisdiction: self.id(one.place).to_owned(),
            whose,
            points: one.points,
            beside: one.beside,
            stands: one.stands,
            reasons_for,
            reasons_against,
        }
    }

    fn undecided(&self, whose: Whose, weighed: &[Weighed], rules: &RoutingRules) -> Unroutable {
        let enough: Vec<&Weighed> = weighed
            .iter()
            .filter(|one| one.points >= rules.least_points)
            .collect();
        let named = |all: &[&Weighed]| {
            all.iter()
                .map(|one| self.id(one.place).to_owned())
                .collect()
        };
        if enough.is_empty() {
            Unroutable {
                reason: UnroutableReason::TooLittle,
                whose: Some(whose),
                jurisdictions: named(&weighed.iter().collect::<Vec<_>>()),
                words: format!(
                    "the evidence is worth less than {} points",
                    rules.least_points
                ),
            }
        } else {
            Unroutable {
                reason: UnroutableReason::Contradicts,
                whose: Some(whose),
                jurisdictions: named(&enough),
                words: format!(
                    "evidence for places beside each other, none with {} points more than the other",
                    rules.least_lead
                ),
            }
        }
    }

    /// The first agencies of the nearest place that has some: of the first kind that is there.
    fn agencies_of(&self, place: u32) -> Option<(u32, Vec<u32>)> {
        let above = self.parts_of.get(place as usize)?;
        let mut all = std::iter::once(&place).chain(above);
        all.find_map(|at| {
            let competent = self.competent.get(*at as usize)?;
            let ranked = |number: &u32| {
                let agency = self.agencies.get(*number as usize)?;
                Some((rank(&agency.kind)?, *number))
            };
            let ranked: Vec<(u8, u32)> = competent.iter().filter_map(ranked).collect();
            let first = ranked.iter().map(|(rank, _)| *rank).min()?;
            let first = ranked.iter().filter(|(rank, _)| *rank == first);
            Some((*at, first.map(|(_, number)| *number).collect()))
        })
    }

    /// Agencies of the kinds that get it besides, in the place and in all that it is a part of.
    fn also(&self, place: u32, rules: &RoutingRules) -> Vec<(u32, u32)> {
        let above = self.parts_of.get(place as usize);
        let all = std::iter::once(&place).chain(above.into_iter().flatten());
        let mut found = Vec::new();
        for at in all {
            for number in self.competent.get(*at as usize).into_iter().flatten() {
                let agency = self.agencies.get(*number as usize);
                if agency.is_some_and(|agency| rules.also.contains(&agency.kind)) {
                    found.push((*number, *at));
                }
            }
        }
        found
    }

    fn sent(
        &self,
        (number, place): (u32, u32),
        whose: BTreeSet<Whose>,
        is_also: bool,
        tip: &Tip,
        rules: &RoutingRules,
        now: Option<DateTime<Utc>>,
    ) -> Option<RouteTo> {
        let agency = self.agencies.get(number as usize)?;
        let above = self.parts_of.get(place as usize)?;
        let mut zones = std::iter::once(&place).chain(above);
        let zone = zones.find_map(|at| self.zones.get(*at as usize).copied().flatten());
        let there = now.zip(zone).map(|(now, zone)| now.with_timezone(&zone));
        let after_hours = there.map(|there| {
            let (from, to) = rules.office_hours;
            let is_weekend = matches!(there.weekday(), Weekday::Sat | Weekday::Sun);
            is_weekend || !(from..to).contains(&there.hour())
        });
        let night = after_hours == Some(true) && !agency.after_hours_phones.is_empty();
        let competent = format!("competent for {}", self.id(place));
        Some(RouteTo {
            agency: agency.id.clone(),
            jurisdiction: self.id(place).to_owned(),
            whose: whose.into_iter().collect(),
            words: if is_also {
                format!("{competent}; gets such reports besides, by the rules")
            } else {
                competent
            },
            phones: if night {
                agency.after_hours_phones.clone()
            } else {
                agency.phones.clone()
            },
            emails: agency.emails.clone(),
            after_hours,
            local_time: there.map(|there| there.format("%a %H:%M %Z").to_string()),
            has_language: has_language(agency, tip),
        })
    }
}

/// Which kinds of agencies a report goes to first; none for those that investigate nothing.
const fn rank(of: &AgencyKind) -> Option<u8> {
    match of {
        AgencyKind::Tribal => Some(0),
        AgencyKind::Police => Some(1),
        AgencyKind::Sheriff => Some(2),
        AgencyKind::State => Some(3),
        AgencyKind::Federal => Some(4),
        AgencyKind::Foreign => Some(5),
        AgencyKind::TaskForce => Some(6),
        AgencyKind::Clearinghouse => Some(7),
        AgencyKind::Unstated => Some(8),
        _ => None,
    }
}

/// Whether an agency has the language of a report, by the language alone: `es` and `es-MX` are one.
fn has_language(agency: &Agency, tip: &Tip) -> Option<bool> {
    let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
    let needed = language(tip.language.as_deref()?);
    if agency.languages.is_empty() {
        return None;
    }
    Some(agency.languages.iter().any(|tag| language(tag) == needed))
}
