//! Entries that are the same, and days of which nothing is known.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::{
    EntryState, FactSource, GapKind, LocateSettings, TimelineGap, TimelineKind,
    gather::{Entry, Gathered},
    words,
};
use crate::{
    compare::normal,
    records::{Pii, VerificationOutcome},
};

/// What makes two entries one.
type Same = (
    TimelineKind,
    Option<NaiveDate>,
    Option<NaiveDate>,
    Option<usize>,
    String,
    String,
);

impl Gathered<'_> {
    /// Makes one of entries that several records have alike, and puts all in order. `places` gives the place of each mention.
    pub(super) fn in_order(&mut self, places: &[usize]) {
        let mut all: Vec<Entry> = Vec::with_capacity(self.entries.len());
        let mut known: BTreeMap<Same, usize> = BTreeMap::new();
        for entry in std::mem::take(&mut self.entries) {
            let Some(same) = same(&entry, places) else {
                all.push(entry);
                continue;
            };
            if let Some(first) = known.get(&same).and_then(|at| all.get_mut(*at)) {
                join(first, entry);
            } else {
                known.insert(same, all.len());
                all.push(entry);
            }
        }
        all.sort_by(|a, b| {
            let key = |one: &Entry| (one.shown.from, one.shown.kind, one.shown.until);
            key(a)
                .cmp(&key(b))
                .then_with(|| a.shown.sources.cmp(&b.shown.sources))
        });
        self.entries = all;
    }
}

/// What an entry is the same by; none for what is always of its own, such as a tip.
fn same(entry: &Entry, places: &[usize]) -> Option<Same> {
    use TimelineKind::{
        Address, Custody, Death, Lodging, Registration, Residence, School, Transient, Travel, Work,
    };
    let shown = &entry.shown;
    let is_one = matches!(
        shown.kind,
        Residence
            | Transient
            | Lodging
            | Work
            | School
            | Address
            | Custody
            | Registration
            | Travel
            | Death
    );
    let place = entry.mention.and_then(|at| places.get(at).copied());
    let needs_place = matches!(
        shown.kind,
        Residence | Transient | Lodging | Work | School | Address
    );
    if !is_one || shown.from.is_none() || needs_place && place.is_none() {
        return None;
    }
    let text = |one: Option<&Pii<String>>| {
        one.map_or_else(String::new, |one| {
            normal::text(one.expose().get(..512).unwrap_or(one.expose()))
        })
    };
    // a place of custody that is over has no mention: its name stands for it
    let organisation = if shown.kind == Custody {
        text(shown.organisation.as_ref())
    } else {
        String::new()
    };
    let jurisdiction = shown.jurisdiction.clone().unwrap_or_default();
    let place = place.filter(|_| shown.kind != Custody);
    Some((
        shown.kind,
        shown.from,
        shown.until,
        place,
        organisation,
        jurisdiction,
    ))
}

fn join(first: &mut Entry, other: Entry) {
    let (one, two) = (&mut first.shown, other.shown);
    one.last_verified = one.last_verified.max(two.last_verified);
    one.checks.extend(two.checks);
    one.checks
        .sort_by(|a, b| (a.on, &a.source).cmp(&(b.on, &b.source)));
    one.sources.extend(two.sources);
    // custody that one of several records has confirmed is confirmed
    one.verified = match (one.verified, two.verified) {
        (Some(a), Some(b)) => Some(a || b),
        (a, b) => a.or(b),
    };
    one.organisation = one.organisation.take().or(two.organisation);
    first.mention = first.mention.or(other.mention);
}

/// Days of which nothing is known. `death` is the last day that the person can have lived.
pub(super) fn gaps(
    entries: &[Entry],
    settings: &LocateSettings,
    death: Option<NaiveDate>,
) -> Vec<TimelineGap> {
    let now = settings.as_of.succ_opt().unwrap_or(settings.as_of);
    let end = death
        .and_then(|day| day.succ_opt())
        .map_or(now, |day| day.min(now));
    let outside = last_outside(entries, settings);
    let mut all = of_homes(entries, settings, end, outside);
    all.extend(of_occupation(entries, settings, end, outside));
    all.extend(unconfirmed(entries, settings, end));
    all.sort_by_key(|gap| (gap.from, gap.kind, gap.until));
    all
}

/// The last day on which somebody confirmed that the person was at large.
pub(super) fn last_outside(entries: &[Entry], settings: &LocateSettings) -> Option<NaiveDate> {
    entries
        .iter()
        .filter_map(super::conflicts::seen_on)
        .map(|(on, _)| on)
        .filter(|on| *on <= settings.as_of)
        .max()
}

/// A stretch that covers days, and where it stands.
type Covered = (NaiveDate, NaiveDate, FactSource);

fn covered(
    entries: &[Entry],
    end: NaiveDate,
    outside: Option<NaiveDate>,
    does: impl Fn(TimelineKind) -> bool,
) -> Vec<Covered> {
    let mut all: Vec<Covered> = entries
        .iter()
        .filter(|entry| does(entry.shown.kind))
        .filter_map(|entry| {
            let from = entry.shown.from?;
            let mut until = entry.shown.until.unwrap_or(end).min(end);
            // custody without an end is over once the person was seen at large
            let is_open = entry.shown.kind == TimelineKind::Custody && entry.shown.until.is_none();
            if let Some(seen) = outside.filter(|seen| is_open && *seen > from) {
                until = until.min(seen);
            }
            (from < until).then(|| (from, until, entry.source()))
        })
        .collect();
    all.sort();
    all
}

/// What is not covered between two days.
fn between(
    covered: &[Covered],
    (start, start_source): (NaiveDate, Option<FactSource>),
    end: NaiveDate,
    settings: &LocateSettings,
    kind: GapKind,
    words: &str,
) -> Vec<TimelineGap> {
    let mut all = Vec::new();
    let (mut to, mut before) = (start, start_source);
    let mut add = |from: NaiveDate,
                   until: NaiveDate,
                   before: Option<FactSource>,
                   after: Option<FactSource>| {
        let days = u32::try_from((until - from).num_days()).unwrap_or(0);
        if days >= settings.gap_days {
            let is_open = after.is_none();
            all.push(TimelineGap {
                kind,
                from,
                until: (!is_open || end <= settings.as_of).then_some(until),
                days,
                words: format!("{words} for {}", words::days(days)),
                before,
                after,
            });
        }
    };
    for (from, until, source) in covered {
        if *from > to {
            add(to, *from, before.clone(), Some(source.clone()));
        }
        if *until > to || before.is_none() {
            (to, before) = ((*until).max(to), Some(source.clone()));
        }
    }
    if end > to {
        add(to, end, before, None);
    }
    all
}

const fn is_shelter(kind: TimelineKind) -> bool {
    kind.is_home() || matches!(kind, TimelineKind::Custody | TimelineKind::Address)
}

fn of_homes(
    entries: &[Entry],
    settings: &LocateSettings,
    end: NaiveDate,
    outside: Option<NaiveDate>,
) -> Vec<TimelineGap> {
    let begins = |entry: &&Entry| {
        is_shelter(entry.shown.kind)
            || matches!(
                entry.shown.kind,
                TimelineKind::Registration | TimelineKind::Release
            )
    };
    let first = entries.iter().filter(begins).filter_map(|entry| {
        let from = entry.shown.from.filter(|from| *from < end)?;
        Some((from, entry.source()))
    });
    let Some((start, source)) = first.min() else {
        return Vec::new();
    };
    let homes = covered(entries, end, outside, is_shelter);
    let words = "no home, lodging, area or custody is on record";
    between(
        &homes,
        (start, Some(source)),
        end,
        settings,
        GapKind::Residence,
        words,
    )
}

fn of_occupation(
    entries: &[Entry],
    settings: &LocateSettings,
    end: NaiveDate,
    outside: Option<NaiveDate>,
) -> Vec<TimelineGap> {
    let is_occupation = |kind| matches!(kind, TimelineKind::Work | TimelineKind::School);
    let at_work = covered(entries, end, outside, is_occupation);
    let Some((start, _, source)) = at_work.first().cloned() else {
        return Vec::new();
    };
    let held = |kind| is_occupation(kind) || kind == TimelineKind::Custody;
    let all = covered(entries, end, outside, held);
    let words = "no work and no school is on record, which is no fault,";
    between(
        &all,
        (start, Some(source)),
        end,
        settings,
        GapKind::Occupation,
        words,
    )
}

/// A home on record that nobody has confirmed for long.
fn unconfirmed(
    entries: &[Entry],
    settings: &LocateSettings,
    end: NaiveDate,
) -> Option<TimelineGap> {
    if end <= settings.as_of {
        return None;
    }
    let is_held = entries.iter().any(|entry| {
        entry.shown.kind == TimelineKind::Custody && entry.shown.state == EntryState::Current
    });
    let homes = || entries.iter().filter(|entry| entry.shown.kind.is_home());
    let current: Vec<&Entry> = homes()
        .filter(|entry| entry.shown.state == EntryState::Current)
        .collect();
    if is_held || current.is_empty() {
        return None;
    }
    let confirmed = homes()
        .flat_map(|entry| entry.shown.checks.iter())
        .filter(|check| check.outcome == VerificationOutcome::Confirmed)
        .filter(|check| check.on <= settings.as_of)
        .map(|check| (check.on, check.source.clone()))
        .max();
    let begun = || {
        let all = current.iter();
        all.filter_map(|entry| Some((entry.shown.from?, entry.source())))
            .min()
    };
    let (last, before) = confirmed.or_else(begun)?;
    let from = last.checked_add_days(Days::new(1))?;
    let days = u32::try_from((end - from).num_days()).ok()?;
    (days > settings.stale_after_days).then(|| TimelineGap {
        kind: GapKind::Unconfirmed,
        from,
        until: None,
        days,
        words: format!("nobody confirmed any home for {}", words::days(days)),
        before: Some(before),
        after: None,
    })
}
