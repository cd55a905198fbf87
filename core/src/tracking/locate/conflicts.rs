//! What cannot all be right.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

use chrono::NaiveDate;

use super::{
    Conflict, ConflictKind, EntryState, FactSource, KnownIdentity, LocateSettings, PlaceGrain,
    SourceKind, TimelineKind,
    events::dated,
    gather::{Cite, Entry, Gathered},
    words,
};
use crate::{
    records::{Offender, VerificationOutcome},
    tracking::duties::bounds,
};

/// Conflicts, the latest that fit, and all of them counted.
struct Found {
    most: usize,
    count: u64,
    all: Vec<Conflict>,
}

impl Found {
    fn add(
        &mut self,
        kind: ConflictKind,
        days: (Option<NaiveDate>, Option<NaiveDate>),
        words: impl Into<String>,
        facts: Vec<FactSource>,
    ) {
        self.count += 1;
        self.all.push(Conflict {
            kind,
            from: days.0,
            until: days.1,
            words: words.into(),
            facts,
        });
        // kept bounded, the latest
        if self.all.len() >= self.most.saturating_mul(2).max(1_000) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        let key = |one: &Conflict| (one.from, one.kind, one.until);
        self.all.sort_by(|a, b| {
            let order = key(a).cmp(&key(b));
            order.then_with(|| a.facts.cmp(&b.facts))
        });
        let beyond = self.all.len().saturating_sub(self.most);
        self.all.drain(..beyond);
    }
}

/// The last day that the person can have lived, as the record with the earliest death has it.
pub(super) fn death(
    entries: &[Entry],
    settings: &LocateSettings,
) -> Option<(NaiveDate, FactSource)> {
    use crate::records::Whereabouts;
    entries
        .iter()
        .filter_map(|entry| {
            let shown = &entry.shown;
            let from = shown.from.filter(|from| *from <= settings.as_of)?;
            let is_declared = shown.declared.as_ref().is_some_and(|declared| {
                *declared.expose() == Whereabouts::Deceased && shown.state == EntryState::Current
            });
            if shown.kind != TimelineKind::Death && !is_declared {
                return None;
            }
            let last = shown
                .until
                .and_then(|until| until.pred_opt())
                .filter(|_| shown.kind == TimelineKind::Death)
                .unwrap_or(from);
            Some((last, entry.source()))
        })
        .min()
}

/// The last day on which somebody confirmed of an entry that the person was at large.
pub(super) fn seen_on(entry: &Entry) -> Option<(NaiveDate, FactSource)> {
    let shown = &entry.shown;
    match shown.kind {
        TimelineKind::Appearance | TimelineKind::VehicleSeen if shown.verified == Some(true) => {
            Some((shown.from?, entry.source()))
        }
        kind if kind.is_home() || matches!(kind, TimelineKind::Work | TimelineKind::School) => {
            let checks = shown.checks.iter();
            checks
                .filter(|check| check.outcome == VerificationOutcome::Confirmed)
                .map(|check| (check.on, check.source.clone()))
                .max()
        }
        _ => None,
    }
}

impl Gathered<'_> {
    /// Conflicts, the latest that the settings allow; all are counted.
    pub(super) fn conflicts(
        &mut self,
        places: &[usize],
        known: &KnownIdentity,
        records: &[&Offender],
    ) -> Vec<Conflict> {
        let mut found = Found {
            most: self.settings.most_conflicts as usize,
            count: 0,
            all: Vec::new(),
        };
        self.two_homes(places, &mut found);
        self.two_places_one_day(places, &mut found);
        self.in_custody(&mut found);
        self.out_of_order(&mut found);
        self.convictions(records, &mut found);
        self.whole_life(known, &mut found);
        self.counts.conflicts = found.count;
        found.cut();
        found.all
    }

    /// The place of an entry, where it is known to the house.
    fn house(&self, entry: &Entry, places: &[usize]) -> Option<usize> {
        let mention = entry.mention?;
        let grain = self.mentions.get(mention)?.form.grain?;
        let is_fine = matches!(
            grain,
            PlaceGrain::Address | PlaceGrain::Position | PlaceGrain::Named
        );
        is_fine.then(|| places.get(mention).copied()).flatten()
    }

    /// Homes at different places at one time: counted for each pair, in the time that sorting takes.
    fn two_homes(&self, places: &[usize], found: &mut Found) {
        let now = self
            .settings
            .as_of
            .succ_opt()
            .unwrap_or(self.settings.as_of);
        let mut homes: Vec<(NaiveDate, NaiveDate, usize, &Entry)> = self
            .entries
            .iter()
            .filter(|entry| {
                matches!(
                    entry.shown.kind,
                    TimelineKind::Residence | TimelineKind::Transient
                )
            })
            .filter_map(|entry| {
                let from = entry.shown.from?;
                let until = entry.shown.until.unwrap_or(now).min(now);
                (from < until).then_some((from, until, self.house(entry, places)?, entry))
            })
            .collect();
        // entries are in order, and a stable order of starts keeps it
        homes.sort_by_key(|home| home.0);
        let mut ends: BinaryHeap<Reverse<(NaiveDate, usize)>> = BinaryHeap::new();
        let mut active: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let (mut open, mut count) = (0_usize, 0_u64);
        let mut listed: VecDeque<(usize, usize)> = VecDeque::new();
        let most = self.settings.most_conflicts as usize;
        for (at, (from, until, house, _)) in homes.iter().enumerate() {
            while let Some(Reverse((end, over))) = ends.peek().copied() {
                if end > *from {
                    break;
                }
                ends.pop();
                open -= 1;
                let of = homes.get(over).map_or(0, |home| home.2);
                if let Some(there) = active.get_mut(&of) {
                    there.remove(&over);
                    if there.is_empty() {
                        active.remove(&of);
                    }
                }
            }
            let here = active.get(house).map_or(0, BTreeSet::len);
            count += (open - here) as u64;
            let others = active
                .iter()
                .filter(|(of, _)| *of != house)
                .flat_map(|(_, there)| there.iter().rev());
            for other in others.take(most) {
                listed.push_back((*other, at));
                if listed.len() > most {
                    listed.pop_front();
                }
            }
            ends.push(Reverse((*until, at)));
            active.entry(*house).or_default().insert(at);
            open += 1;
        }
        for (one, other) in listed {
            let (Some(one), Some(other)) = (homes.get(one), homes.get(other)) else {
                continue;
            };
            let until = one.1.min(other.1);
            let days = u32::try_from((until - other.0).num_days()).unwrap_or(0);
            let is_open = one.3.shown.until.is_none();
            let open = if is_open {
                "; the earlier has no end on record"
            } else {
                ""
            };
            let words = format!("two homes at one time, for {}{open}", words::days(days));
            let facts = vec![one.3.source(), other.3.source()];
            let until = (until < now).then_some(until);
            found.add(ConflictKind::TwoHomes, (Some(other.0), until), words, facts);
            count -= 1;
        }
        // those that are not listed
        found.count += count;
    }

    fn two_places_one_day(&self, places: &[usize], found: &mut Found) {
        let mut by_day: BTreeMap<NaiveDate, Vec<(usize, FactSource)>> = BTreeMap::new();
        for entry in &self.entries {
            let is_home = matches!(
                entry.shown.kind,
                TimelineKind::Residence | TimelineKind::Transient
            );
            let Some(house) = self.house(entry, places).filter(|_| is_home) else {
                continue;
            };
            for check in &entry.shown.checks {
                if check.outcome == VerificationOutcome::Confirmed
                    && check.on <= self.settings.as_of
                {
                    by_day
                        .entry(check.on)
                        .or_default()
                        .push((house, check.source.clone()));
                }
            }
        }
        for (day, checks) in by_day {
            let houses: BTreeSet<usize> = checks.iter().map(|check| check.0).collect();
            if houses.len() > 1 {
                let words = format!(
                    "confirmed as the home at {} places on one day",
                    houses.len()
                );
                let facts = checks.into_iter().map(|check| check.1).collect();
                found.add(
                    ConflictKind::TwoPlacesOneDay,
                    (Some(day), None),
                    words,
                    facts,
                );
            }
        }
    }

    /// Seen at large while in custody, and custody without an end.
    fn in_custody(&self, found: &mut Found) {
        let mut closed: Vec<(NaiveDate, NaiveDate, &Entry)> = Vec::new();
        let mut seen: Vec<(NaiveDate, FactSource)> = Vec::new();
        for entry in &self.entries {
            let shown = &entry.shown;
            if shown.kind == TimelineKind::Custody {
                closed.extend(shown.from.zip(shown.until).map(|(a, b)| (a, b, entry)));
            }
            match shown.kind {
                TimelineKind::Appearance | TimelineKind::VehicleSeen => {
                    seen.extend(seen_on(entry));
                }
                _ => {
                    let is_confirmed = seen_on(entry).is_some();
                    let checks = shown.checks.iter().filter(|_| is_confirmed);
                    seen.extend(
                        checks
                            .filter(|check| check.outcome == VerificationOutcome::Confirmed)
                            .map(|check| (check.on, check.source.clone())),
                    );
                }
            }
        }
        seen.retain(|(on, _)| *on <= self.settings.as_of);
        seen.sort();
        closed.sort_by_key(|one| (one.0, one.1));
        let last = seen.last().cloned();
        let (mut next, mut longest) = (0, None::<&(NaiveDate, NaiveDate, &Entry)>);
        for (on, source) in seen {
            while let Some(one) = closed.get(next).filter(|one| one.0 < on) {
                if longest.is_none_or(|longest| one.1 > longest.1) {
                    longest = Some(one);
                }
                next += 1;
            }
            // on the first and the last day one can be at large for a part of it
            if let Some((.., entry)) = longest.filter(|one| on < one.1) {
                let confirmed = if entry.shown.verified == Some(true) {
                    "custody that the place of custody confirmed"
                } else {
                    "custody that nobody confirmed"
                };
                let words = format!("seen or confirmed at large during {confirmed}");
                let facts = vec![entry.source(), source];
                found.add(ConflictKind::WhileInCustody, (Some(on), None), words, facts);
            }
        }
        for entry in &self.entries {
            let shown = &entry.shown;
            let is_open = shown.kind == TimelineKind::Custody
                && shown.until.is_none()
                && shown.state != EntryState::Planned;
            let Some((on, source)) = last.clone().filter(|_| is_open) else {
                continue;
            };
            if shown.from.is_some_and(|from| on > from) {
                let words = "custody without an end on record, and seen or confirmed at large since it began";
                let facts = vec![entry.source(), source];
                found.add(
                    ConflictKind::CustodyWithoutEnd,
                    (shown.from, None),
                    words,
                    facts,
                );
            }
        }
    }

    fn out_of_order(&self, found: &mut Found) {
        let as_of = self.settings.as_of;
        for entry in &self.entries {
            let shown = &entry.shown;
            let own = entry.source();
            let mut add = |kind, on, words: &str, more: Option<&FactSource>| {
                let facts = more.into_iter().chain([&own]).cloned().collect();
                found.add(kind, (Some(on), None), words, facts);
            };
            for check in &shown.checks {
                let (on, source) = (check.on, Some(&check.source));
                if on > as_of {
                    let words =
                        "a check dated after the day that is asked about: a slip, or a plan";
                    add(ConflictKind::InTheFuture, on, words, source);
                } else if shown.from.is_some_and(|from| on < from) {
                    let words = "a check before the stay began, as recorded";
                    add(ConflictKind::OutOfOrder, on, words, source);
                } else if check.outcome == VerificationOutcome::Confirmed
                    && shown.until.is_some_and(|until| on > until)
                {
                    let words = "confirmed after the stay was over, as recorded";
                    add(ConflictKind::OutOfOrder, on, words, source);
                }
                if check.source.recorded_on.is_some_and(|day| day < on) {
                    let words = "a check recorded before the day on which it was made";
                    add(ConflictKind::OutOfOrder, on, words, source);
                }
            }
            let Some(from) = shown.from else {
                continue;
            };
            let is_event = matches!(
                shown.kind,
                TimelineKind::Appearance
                    | TimelineKind::Declaration
                    | TimelineKind::Conviction
                    | TimelineKind::Death
            );
            if is_event && from > as_of {
                let words = "dated after the day that is asked about: a slip, or a plan";
                add(ConflictKind::InTheFuture, from, words, None);
            }
            if is_event && own.recorded_on.is_some_and(|day| day < from) && from <= as_of {
                let words = "recorded before the day on which it happened";
                add(ConflictKind::OutOfOrder, from, words, None);
            }
            if shown.kind == TimelineKind::Declaration
                && shown.until.is_some_and(|until| until < from)
            {
                let words = "a declaration withdrawn before it was made";
                add(ConflictKind::OutOfOrder, from, words, None);
            }
        }
    }

    fn convictions(&self, records: &[&Offender], found: &mut Found) {
        for offender in records {
            let cite = Cite {
                record: &offender.person.id,
                kind: SourceKind::Offender,
                top: offender.person.provenance.as_ref(),
            };
            for (at, one) in offender.convictions.iter().enumerate() {
                let steps = [
                    ("offence.committed_on", &one.offence.committed_on),
                    ("convicted_on", &one.convicted_on),
                    ("sentenced_on", &one.sentenced_on),
                    ("released_on", &one.released_on),
                ];
                let dates = steps.iter().filter_map(|(field, date)| {
                    let (first, last) = bounds(*date.as_ref()?.expose())?;
                    Some((*field, first, last))
                });
                let dates: Vec<(&str, NaiveDate, NaiveDate)> = dates.collect();
                for pair in dates.windows(2) {
                    let [sooner, later] = pair else {
                        continue;
                    };
                    if later.2 >= sooner.1 {
                        continue;
                    }
                    let of = |field: &str| {
                        cite.of(
                            format!("convictions[{at}].{field}"),
                            &[one.provenance.as_ref()],
                        )
                    };
                    let facts = vec![of(later.0), of(sooner.0)];
                    if facts.iter().all(|fact| self.knows(fact)) {
                        let words = "the offence, the conviction, the sentence and the release are dated out of order";
                        let days = (Some(later.1), None);
                        found.add(ConflictKind::OutOfOrder, days, words, facts);
                    }
                }
            }
        }
    }

    /// What is dated after the death or before the birth.
    fn whole_life(&self, known: &KnownIdentity, found: &mut Found) {
        let death = death(&self.entries, self.settings);
        let born = known.birth_dates.iter().filter_map(|one| {
            let (first, ..) = dated(Some(&one.date));
            Some((first?, one.sources.first()?.clone()))
        });
        let born = born.min();
        for entry in &self.entries {
            let shown = &entry.shown;
            let own = entry.source();
            let outlives = matches!(
                shown.kind,
                TimelineKind::Death
                    | TimelineKind::Declaration
                    | TimelineKind::Registration
                    | TimelineKind::Tip
                    | TimelineKind::Event
            );
            let mut days: Vec<(NaiveDate, &FactSource)> = Vec::new();
            if !outlives {
                days.extend(shown.from.map(|from| (from, &own)));
            }
            let checks = shown.checks.iter();
            days.extend(
                checks
                    .filter(|check| check.outcome == VerificationOutcome::Confirmed)
                    .map(|check| (check.on, &check.source)),
            );
            for (on, source) in days {
                if let Some((last, of)) = death.as_ref().filter(|(last, _)| on > *last) {
                    let words = format!(
                        "dated {} after the death that a record has",
                        words::days(u32::try_from((on - *last).num_days()).unwrap_or(0))
                    );
                    let facts = vec![source.clone(), of.clone()];
                    found.add(ConflictKind::AfterDeath, (Some(on), None), words, facts);
                }
            }
            let ends = shown.until.or(shown.from);
            if let (Some((first, of)), Some(ends)) = (&born, ends)
                && ends < *first
            {
                let words = "dated before the birth that a record has";
                let facts = vec![own.clone(), of.clone()];
                found.add(ConflictKind::BeforeBirth, (shown.from, None), words, facts);
            }
        }
    }
}
