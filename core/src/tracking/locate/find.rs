use super::{
    FactSource, LOCATE_NOTICE, LeftOutReason, LocateInputs, LocateSettings, Located, TimelineKind,
    address::PlaceForm, checks::Basis, conflicts::death, gather::Gathered, merge, naming::OwnMarks,
    timeline::gaps,
};
use crate::{
    Error, Result,
    records::{Limits, Offender, Vehicle},
};

/// Where may a person be, and what is to be checked next?
///
/// `records` are those of *one* person, as [`resolve_people`](super::super::resolve_people) and the judgements of people have it; `beside` is
/// what is known besides. Neither the order of the records nor that of the inputs matters. Time grows with the facts and their
/// logarithm.
///
/// ```
/// use caselink::tracking::{CheckKind, LocateInputs, LocateSettings, ReasonKind, locate};
///
/// let offender = serde_json::from_value(serde_json::json!({
///     "id": "ZZ-0042917",
///     "stays": [{
///         "kind": "residence",
///         "place": { "address": { "street": "1180 Linden Ave", "locality": "Springfield", "state": "IL" } },
///         "span": { "start": "2019-04-01" },
///         "verifications": [{ "on": "2025-06-12", "manner": "home_visit", "outcome": "confirmed" },
///                           { "on": "2026-01-20", "manner": "home_visit", "outcome": "not_there" }],
///     }],
///     "associates": [{ "role": "relative", "relation": "sister",
///         "addresses": [{ "street": "22 Oak Ct", "locality": "Peoria", "state": "IL" }] }],
/// }))?;
/// let found = locate(&[offender], &LocateInputs::default(), &LocateSettings::on("2026-03-09".parse()?), None)?;
/// // the sister's address comes first: at the home, nobody was found
/// assert_eq!(found.places[0].reasons_for[0].kind, ReasonKind::FamilyThere);
/// let home = &found.places[1];
/// assert_eq!(home.reasons_against[0].kind, ReasonKind::NotThere);
/// assert_eq!(home.reasons_against[0].source.field, "stays[0].verifications[1]");
/// let reasons = home.reasons_for.iter().chain(&home.reasons_against);
/// assert_eq!(home.points, reasons.map(|reason| reason.points).sum::<i32>());
/// assert_eq!(found.next_checks[0].kind, CheckKind::AskAtPlace);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Error::InvalidParameter`] without a record, for a record without an id, for one id that stands twice, and for settings out of their
/// range; [`Error::LimitExceeded`] for more records and inputs than the limits allow rows.
pub fn locate(
    records: &[Offender],
    beside: &LocateInputs,
    settings: &LocateSettings,
    limits: Option<&Limits>,
) -> Result<Located> {
    settings.check()?;
    let inputs = [
        records.len(),
        beside.tips.len(),
        beside.sightings.len(),
        beside.possible.len(),
        beside.searches.len(),
    ];
    let asked = inputs.iter().map(|many| *many as u64).sum();
    limits.copied().unwrap_or_default().check_rows(asked)?;
    let records = in_order(records)?;
    let mut all = Gathered::new(settings);
    for offender in &records {
        all.own(offender);
    }
    let mut identity = all.identity(&records);
    let vehicles: Vec<(Vehicle, FactSource)> = all
        .entries
        .iter()
        .filter(|entry| entry.shown.kind == TimelineKind::Vehicle)
        .filter_map(|entry| Some((entry.shown.vehicle.clone()?, entry.source())))
        .collect();
    let own = OwnMarks::new(&records, &identity, &vehicles);
    for tip in sorted(&beside.tips, |tip| tip.id.expose()) {
        all.tip(tip, &own);
    }
    for one in sorted(&beside.sightings, |one| one.id.expose()) {
        all.sighting(one, &vehicles);
    }
    let ids: Vec<&str> = records
        .iter()
        .map(|one| one.person.id.expose().as_str())
        .collect();
    let mut possible = Vec::new();
    for one in sorted(&beside.possible, |one| one.offender.person.id.expose()) {
        possible.extend(all.possible(one, &own, &ids));
    }
    let mut looked_up = all.searches(beside);

    let forms: Vec<PlaceForm> = all
        .mentions
        .iter()
        .map(|mention| mention.form.clone())
        .collect();
    let numbers = merge::places(&forms, settings.same_place_m);
    all.in_order(&numbers);
    let died = death(&all.entries, settings);
    let mut gaps = gaps(&all.entries, settings, died.as_ref().map(|(last, _)| *last));
    let mut conflicts = all.conflicts(&numbers, &identity, &records);
    let whole = all.whole(&numbers, &looked_up, died);
    let (places, ranks) = all.candidates(&numbers, &whole);
    let rank = |mention: Option<usize>| {
        let number = numbers.get(mention?)?;
        ranks.get(number).copied()
    };
    for entry in &mut all.entries {
        entry.shown.rank = rank(entry.mention);
    }
    for one in &mut looked_up {
        one.done.rank = rank(one.mention);
    }
    let searches: Vec<super::SearchDone> = looked_up.into_iter().map(|one| one.done).collect();
    let entry_ranks: Vec<Option<u32>> = all.entries.iter().map(|entry| entry.shown.rank).collect();
    let basis = Basis {
        settings,
        entries: &all.entries,
        identity: &identity,
        places: &places,
        possible: &possible,
        searches: &searches,
        conflicts: &conflicts,
        gaps: &gaps,
        ranks: &entry_ranks,
    };
    let mut next_checks = basis.all();

    let counts = &mut all.counts;
    counts.records = records.len() as u32;
    counts.entries = all.entries.len() as u32;
    let is_planned =
        |entry: &&super::gather::Entry| entry.shown.state == super::EntryState::Planned;
    counts.planned = all.entries.iter().filter(is_planned).count() as u32;
    counts.gaps = gaps.len() as u32;
    counts.mentions = all.mentions.len() as u32;
    counts.next_checks = next_checks.len() as u32;
    let beyond = counts.conflicts - conflicts.len() as u64;
    all.leave_out_many(LeftOutReason::BeyondTheMost, beyond, &[]);
    let mut timeline: Vec<super::TimelineEntry> = std::mem::take(&mut all.entries)
        .into_iter()
        .map(|entry| entry.shown)
        .collect();
    // the latest stay
    let over = |len: usize, most: u32| len.saturating_sub(most as usize);
    let old = over(timeline.len(), settings.most_entries);
    let cut: Vec<super::TimelineEntry> = timeline.drain(..old).collect();
    let cut: Vec<FactSource> = cut
        .iter()
        .filter_map(|one| one.sources.first().cloned())
        .collect();
    all.leave_out_many(LeftOutReason::BeyondTheMost, cut.len() as u64, &cut);
    let old = over(gaps.len(), settings.most_conflicts);
    gaps.drain(..old);
    all.leave_out_many(LeftOutReason::BeyondTheMost, old as u64, &[]);
    let late = over(next_checks.len(), settings.most_checks);
    next_checks.truncate(settings.most_checks as usize);
    all.leave_out_many(LeftOutReason::BeyondTheMost, late as u64, &[]);
    // named in order of their days, as everything else
    identity.contradictions.sort_by_key(|one| one.kind);
    conflicts.sort_by(|a, b| (a.from, a.kind, &a.facts).cmp(&(b.from, b.kind, &b.facts)));
    let ids: Vec<crate::records::Pii<String>> =
        records.iter().map(|one| one.person.id.clone()).collect();
    Ok(Located {
        id: ids.first().cloned().unwrap_or_default(),
        as_of: settings.as_of,
        known_on: settings.known_on,
        records: ids,
        identity,
        timeline,
        gaps,
        conflicts,
        places,
        possible,
        searches,
        next_checks,
        counts: all.counts,
        left_out: all.left_out(),
        notice: LOCATE_NOTICE.to_owned(),
    })
}

/// The records in order of their ids.
fn in_order(records: &[Offender]) -> Result<Vec<&Offender>> {
    let wrong = |reason: &str| Error::InvalidParameter {
        name: "records",
        reason: reason.to_owned(),
    };
    if records.is_empty() {
        return Err(wrong("need one record of the person or more"));
    }
    let mut all: Vec<&Offender> = records.iter().collect();
    all.sort_by(|a, b| a.person.id.cmp(&b.person.id));
    if all
        .iter()
        .any(|one| one.person.id.expose().trim().is_empty())
    {
        return Err(wrong(
            "a record has no id: what is found cites records by their ids",
        ));
    }
    let is_twice = all.windows(2).any(|pair| {
        pair.first().map(|one| &one.person.id) == pair.last().map(|one| &one.person.id)
    });
    if is_twice {
        return Err(wrong("an id stands twice: each record once"));
    }
    Ok(all)
}

/// Inputs in order of their ids; those of one id in order of all that they hold.
fn sorted<T: serde::Serialize>(inputs: &[T], id: impl Fn(&T) -> &String) -> Vec<&T> {
    let mut all: Vec<&T> = inputs.iter().collect();
    all.sort_by(|a, b| {
        let order = id(a).cmp(id(b));
        order.then_with(|| super::in_full(*a).cmp(&super::in_full(*b)))
    });
    all
}
