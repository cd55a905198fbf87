//! Places in the order in which to check them, each with what speaks for and against it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    CandidatePlace, EntryState, FactSource, LeftOutReason, PlaceGrain, PlaceReason, PlaceUse,
    ReasonKind, TimelineKind,
    address::state_of,
    gather::{Draft, Entry, Gathered},
    weigh::{Reason, sum, weigh},
    whole::{Whole, of_others},
    words,
};

/// All that is of one place.
#[derive(Default)]
struct OnePlace<'a> {
    mentions: Vec<usize>,
    drafts: Vec<&'a Draft>,
    entries: Vec<&'a Entry>,
}

impl Gathered<'_> {
    /// Places in order, and the rank of each by its number.
    pub(super) fn candidates(
        &mut self,
        places: &[usize],
        whole: &Whole,
    ) -> (Vec<CandidatePlace>, BTreeMap<usize, u32>) {
        let mut all: Vec<(usize, CandidatePlace)> = {
            let mut by_place: BTreeMap<usize, OnePlace<'_>> = BTreeMap::new();
            for (mention, place) in places.iter().enumerate() {
                by_place.entry(*place).or_default().mentions.push(mention);
            }
            for draft in &self.drafts {
                if let Some(one) = places
                    .get(draft.mention)
                    .and_then(|place| by_place.get_mut(place))
                {
                    one.drafts.push(draft);
                }
            }
            for entry in &self.entries {
                let place = entry.mention.and_then(|at| places.get(at));
                if let Some(one) = place.and_then(|place| by_place.get_mut(place)) {
                    one.entries.push(entry);
                }
            }
            by_place
                .into_iter()
                .map(|(number, one)| (number, self.candidate(number, &one, whole)))
                .collect()
        };
        self.counts.places = all.len() as u32;
        all.sort_by(|(a_number, a), (b_number, b)| {
            let key = |one: &CandidatePlace| {
                (
                    std::cmp::Reverse(one.first),
                    std::cmp::Reverse(one.points),
                    std::cmp::Reverse(one.last_verified),
                )
            };
            key(a)
                .cmp(&key(b))
                .then_with(|| a.mentions.first().cmp(&b.mentions.first()))
                .then_with(|| a_number.cmp(b_number))
        });
        let most = self.settings.most_places as usize;
        if all.len() > most {
            let beyond: Vec<FactSource> = all
                .iter()
                .skip(most)
                .filter_map(|(_, one)| one.mentions.first().cloned())
                .collect();
            self.leave_out_many(LeftOutReason::BeyondTheMost, beyond.len() as u64, &beyond);
            all.truncate(most);
        }
        let mut ranks = BTreeMap::new();
        let mut out = Vec::with_capacity(all.len());
        for (rank, (number, mut one)) in (1_u32..).zip(all) {
            one.rank = rank;
            ranks.insert(number, rank);
            out.push(one);
        }
        (out, ranks)
    }

    fn candidate(&self, number: usize, one: &OnePlace<'_>, whole: &Whole) -> CandidatePlace {
        let as_of = self.settings.as_of;
        let of_kind = |kinds: &[ReasonKind]| {
            let drafts = one.drafts.iter();
            drafts
                .filter(|draft| kinds.contains(&draft.kind))
                .filter_map(|draft| draft.on)
                .max()
        };
        let confirmed = of_kind(&[ReasonKind::ConfirmedThere, ReasonKind::SeenDriving]);
        let last_verified = confirmed.max(of_kind(&[ReasonKind::InCustodyConfirmed]));
        let last_denied = of_kind(&[
            ReasonKind::NotThere,
            ReasonKind::MovedAway,
            ReasonKind::NoSuchAddress,
        ]);
        // since when it is, once more, on record as not over
        let restated = one
            .entries
            .iter()
            .filter(|entry| entry.shown.state == EntryState::Current)
            .filter_map(|entry| entry.shown.from)
            .max();
        let mut reasons: Vec<Reason> = one
            .drafts
            .iter()
            .map(|draft| undone(draft, confirmed, restated))
            .collect();
        let form = |at: &usize| self.mentions.get(*at);
        let uses: BTreeSet<PlaceUse> = one.mentions.iter().filter_map(form).map(|m| m.of).collect();
        let best = one.mentions.iter().filter_map(form).max_by_key(|mention| {
            let given = mention.form.parts;
            (given, std::cmp::Reverse(&mention.source))
        });
        let state = one.mentions.iter().filter_map(form).find_map(|mention| {
            let state = state_of(mention.place.address.as_ref()?);
            (!state.is_empty()).then_some(state)
        });
        let is_custody = uses.contains(&PlaceUse::Custody);
        let first = if is_custody {
            of_custody(one, whole, &mut reasons)
        } else {
            of_others(whole, state.as_deref(), confirmed, &mut reasons);
            false
        };
        self.of_homes(number, one, whole, (confirmed, restated), &mut reasons);
        if let Some((last, source)) = &whole.death {
            reasons.push(Reason {
                kind: ReasonKind::Died,
                on: Some(*last),
                words: "dead, as a record has it: have it confirmed".to_owned(),
                source: source.clone(),
                less: None,
            });
        }
        let weighed = weigh(reasons, self.settings);
        let (mut reasons_for, mut reasons_against): (Vec<PlaceReason>, Vec<PlaceReason>) =
            weighed.into_iter().partition(|one| one.kind.is_for());
        let points = sum(&reasons_for) + sum(&reasons_against);
        let most = self.settings.most_reasons as usize;
        super::weigh::cut(&mut reasons_for, most);
        super::weigh::cut(&mut reasons_against, most);
        let mut mentions: Vec<FactSource> = one
            .mentions
            .iter()
            .filter_map(form)
            .map(|mention| mention.source.clone())
            .collect();
        mentions.sort();
        mentions.truncate(most.max(1));
        let (first_known, last_known) = self.known(one, as_of);
        CandidatePlace {
            rank: 0,
            place: best
                .map(|mention| mention.place.clone())
                .unwrap_or_default(),
            grain: best
                .and_then(|mention| mention.form.grain)
                .unwrap_or(PlaceGrain::Unknown),
            first,
            uses: uses.into_iter().collect(),
            jurisdiction: state,
            first_known,
            last_known,
            last_verified,
            last_denied,
            points,
            reasons_for,
            reasons_against,
            mentions,
            mentions_in_all: one.mentions.len() as u32,
        }
    }

    /// The first and the last day for which a place is on record.
    fn known(
        &self,
        one: &OnePlace<'_>,
        as_of: NaiveDate,
    ) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let mentions = || one.mentions.iter().filter_map(|at| self.mentions.get(*at));
        let first = mentions().filter_map(|mention| mention.from).min();
        let last = mentions().filter_map(|mention| {
            let is_moment = matches!(
                mention.of,
                PlaceUse::Tip | PlaceUse::VehicleSeen | PlaceUse::Search
            );
            let until = mention.until.and_then(|until| until.pred_opt());
            let from = mention.from?;
            let last = match until {
                Some(until) => until,
                None if is_moment => from,
                None => as_of,
            };
            (from <= as_of).then(|| last.min(as_of).max(from))
        });
        (first, last.max())
    }

    /// Of a home: confirmed elsewhere later, and not confirmed for long.
    fn of_homes(
        &self,
        number: usize,
        one: &OnePlace<'_>,
        whole: &Whole,
        (confirmed, restated): (Option<NaiveDate>, Option<NaiveDate>),
        reasons: &mut Vec<Reason>,
    ) {
        let homes = || {
            one.entries
                .iter()
                .filter(|entry| entry.shown.kind.is_home())
        };
        if homes().next().is_none() {
            return;
        }
        let elsewhere = whole.confirmed.iter().find(|other| other.1 != number);
        if let Some((on, _, source)) = elsewhere
            && confirmed.max(restated).is_none_or(|here| *on > here)
        {
            reasons.push(Reason {
                kind: ReasonKind::ConfirmedElsewhere,
                on: Some(*on),
                words: "another home was confirmed later".to_owned(),
                source: source.clone(),
                less: None,
            });
        }
        let current = homes()
            .filter(|entry| entry.shown.state == EntryState::Current)
            .min_by_key(|entry| (entry.shown.from, entry.source()));
        let Some(current) = current else {
            return;
        };
        let since = confirmed.max(current.shown.from);
        let days = since.map(|since| (self.settings.as_of - since).num_days());
        if let Some(days) = days.filter(|days| *days > i64::from(self.settings.stale_after_days)) {
            reasons.push(Reason {
                kind: ReasonKind::LongUnconfirmed,
                on: since,
                words: format!(
                    "nobody confirmed it for {}",
                    words::days(u32::try_from(days).unwrap_or(0))
                ),
                source: current.source(),
                less: None,
            });
        }
    }
}

/// A reason as it was drafted; what speaks against a place counts nothing once somebody confirmed it, or put it on record once more.
fn undone(draft: &Draft, confirmed: Option<NaiveDate>, restated: Option<NaiveDate>) -> Reason {
    let on = draft.on;
    let is_denial = matches!(
        draft.kind,
        ReasonKind::NotThere
            | ReasonKind::MovedAway
            | ReasonKind::NoSuchAddress
            | ReasonKind::MailReturned
            | ReasonKind::NoAnswer
            | ReasonKind::SearchedInVain
            | ReasonKind::Ended
    );
    let went_on = draft.kind == ReasonKind::Ended && restated.is_some() && restated == on;
    let less = match is_denial && on.is_some() {
        true if confirmed > on => Some("somebody confirmed the place later"),
        true if restated > on => Some("it was put on record once more later"),
        true if went_on => Some("it went on"),
        _ => None,
    };
    Reason {
        kind: draft.kind,
        on,
        words: draft.words.clone(),
        source: draft.source.clone(),
        less: less.map(str::to_owned),
    }
}

/// Of a place where the person is in custody. Whether it is to be checked before all others.
fn of_custody(one: &OnePlace<'_>, whole: &Whole, reasons: &mut Vec<Reason>) -> bool {
    let began = one
        .entries
        .iter()
        .filter(|entry| entry.shown.kind == TimelineKind::Custody)
        .map(|entry| entry.shown.from)
        .max()
        .flatten();
    for (on, what, source) in &whole.in_vain {
        if began.is_none_or(|began| *on > began) {
            reasons.push(Reason {
                kind: ReasonKind::SearchedInVain,
                on: Some(*on),
                words: format!("a search of {what} since the custody began found nothing"),
                source: source.clone(),
                less: None,
            });
        }
    }
    let seen = whole.outside.as_ref();
    let seen = seen.filter(|(on, _)| began.is_some_and(|began| *on > began));
    if let Some((on, source)) = seen {
        reasons.push(Reason {
            kind: ReasonKind::SeenSinceCustody,
            on: Some(*on),
            words: "seen or confirmed at large since the custody began, as recorded".to_owned(),
            source: source.clone(),
            less: None,
        });
    }
    let is_now = reasons.iter().any(|reason| {
        matches!(
            reason.kind,
            ReasonKind::InCustodyConfirmed | ReasonKind::InCustodyRecorded
        )
    });
    is_now && seen.is_none()
}
