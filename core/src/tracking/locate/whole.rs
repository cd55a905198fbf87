//! What is known of the person as a whole that speaks against places: custody, declarations, death, homes confirmed elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    EntryState, FactSource, ReasonKind, SearchKind, TimelineKind, beside::Searched,
    gather::Gathered, timeline::last_outside, weigh::Reason, words,
};
use crate::records::{Pii, VerificationOutcome, Whereabouts};

/// What is known of the person as a whole that speaks against places.
pub(super) struct Whole {
    pub(super) custody: Vec<(Option<NaiveDate>, bool, FactSource)>,
    /// The last day on which somebody confirmed the person at large.
    pub(super) outside: Option<(NaiveDate, FactSource)>,
    pub(super) declared: Vec<Declared>,
    pub(super) death: Option<(NaiveDate, FactSource)>,
    /// Of each place the last day on which it was confirmed as the home, the latest first.
    pub(super) confirmed: Vec<(NaiveDate, usize, FactSource)>,
    /// Searches of prisons and jails that found nothing.
    pub(super) in_vain: Vec<(NaiveDate, &'static str, FactSource)>,
}

pub(super) struct Declared {
    on: NaiveDate,
    whereabouts: Whereabouts,
    /// Jurisdictions of the record that has it.
    jurisdictions: BTreeSet<String>,
    source: FactSource,
}

impl Gathered<'_> {
    /// What is known of the person as a whole.
    pub(super) fn whole(
        &self,
        places: &[usize],
        searched: &[Searched],
        death: Option<(NaiveDate, FactSource)>,
    ) -> Whole {
        let mut custody = Vec::new();
        let mut declared = Vec::new();
        let mut confirmed: BTreeMap<usize, (NaiveDate, FactSource)> = BTreeMap::new();
        let mut registered: BTreeMap<Pii<String>, BTreeSet<String>> = BTreeMap::new();
        let last = last_outside(&self.entries, self.settings);
        let mut outside = None;
        for entry in &self.entries {
            let shown = &entry.shown;
            if let Some((on, source)) = super::conflicts::seen_on(entry)
                && Some(on) == last
                && outside.is_none()
            {
                outside = Some((on, source));
            }
            if let Some(code) = &shown.jurisdiction
                && shown.kind == TimelineKind::Registration
            {
                let code = super::address::bare(code.trim()).to_uppercase();
                for source in &shown.sources {
                    let codes = registered.entry(source.record.clone()).or_default();
                    codes.insert(code.clone());
                }
            }
            let is_now = matches!(shown.state, EntryState::Current | EntryState::Undated);
            if shown.kind == TimelineKind::Custody && is_now {
                custody.push((shown.from, shown.verified == Some(true), entry.source()));
            }
            if !shown.kind.is_home() {
                continue;
            }
            let Some(place) = entry.mention.and_then(|at| places.get(at).copied()) else {
                continue;
            };
            for check in &shown.checks {
                if check.outcome != VerificationOutcome::Confirmed || check.on > self.settings.as_of
                {
                    continue;
                }
                let found = (check.on, check.source.clone());
                let known = confirmed.entry(place).or_insert_with(|| found.clone());
                if found.0 > known.0 {
                    *known = found;
                }
            }
        }
        for entry in &self.entries {
            let shown = &entry.shown;
            if let (Some(on), Some(what), EntryState::Current) =
                (shown.from, &shown.declared, shown.state)
            {
                let source = entry.source();
                declared.push(Declared {
                    on,
                    whereabouts: what.expose().clone(),
                    jurisdictions: registered.get(&source.record).cloned().unwrap_or_default(),
                    source,
                });
            }
        }
        let mut confirmed: Vec<(NaiveDate, usize, FactSource)> = confirmed
            .into_iter()
            .map(|(place, (on, source))| (on, place, source))
            .collect();
        confirmed.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
        let in_vain = searched
            .iter()
            .filter(|one| {
                one.done.negative
                    && matches!(one.done.kind, SearchKind::Custody | SearchKind::JailRoster)
            })
            .map(|one| {
                (
                    one.done.on,
                    words::search(&one.done.kind),
                    one.done.source.clone(),
                )
            })
            .collect();
        Whole {
            custody,
            outside,
            declared,
            death,
            confirmed,
            in_vain,
        }
    }
}

/// What speaks against every place but that of custody.
pub(super) fn of_others(
    whole: &Whole,
    state: Option<&str>,
    confirmed: Option<NaiveDate>,
    reasons: &mut Vec<Reason>,
) {
    for (from, verified, source) in &whole.custody {
        let seen = whole.outside.as_ref();
        let is_seen = seen.is_some_and(|(on, _)| from.is_some_and(|from| *on > from));
        let words = if *verified {
            "in custody elsewhere, confirmed by the place of custody"
        } else {
            "in custody elsewhere, as recorded, unverified"
        };
        reasons.push(Reason {
            kind: ReasonKind::CustodyElsewhere,
            on: *from,
            words: words.to_owned(),
            source: source.clone(),
            less: is_seen.then(|| "seen or confirmed at large since it began".to_owned()),
        });
    }
    for one in &whole.declared {
        let is_held = matches!(
            one.whereabouts,
            Whereabouts::InCustody | Whereabouts::CivillyCommitted
        );
        let is_elsewhere = match one.whereabouts {
            Whereabouts::Deported => true,
            // the custody itself counts already
            Whereabouts::InCustody | Whereabouts::CivillyCommitted => whole.custody.is_empty(),
            Whereabouts::OutOfJurisdiction => {
                state.is_some_and(|state| one.jurisdictions.contains(state))
            }
            _ => false,
        };
        if !is_elsewhere {
            continue;
        }
        let is_seen = is_held && whole.outside.as_ref().is_some_and(|(on, _)| *on > one.on);
        let is_later = confirmed.is_some_and(|on| on > one.on) || is_seen;
        reasons.push(Reason {
            kind: ReasonKind::DeclaredElsewhere,
            on: Some(one.on),
            words: words::declared(&one.whereabouts).to_owned(),
            source: one.source.clone(),
            less: is_later.then(|| "seen or confirmed at large since".to_owned()),
        });
    }
}
