//! The facts that a duty rests on, where they stand in the record, and since when they were known.

use chrono::NaiveDate;

use crate::{
    records::{PartialDate, Pii, Provenance},
    tracking::duties::{
        assessment::DutyEvidence,
        facts::recorded,
        judge::Case,
        outcome::{Fact, Instance, Outcome},
    },
};

/// What the agency could have known on the last day.
pub(super) fn knowable(case: &Case<'_>, one: &Instance) -> String {
    let Some(due) = one.due else {
        return "Without a day there is nothing that could have been known by it.".to_owned();
    };
    let Some((of, within)) = provenance(case, one.anchor_fact) else {
        return "It follows from the schedule, which was known.".to_owned();
    };
    match recorded(of, within) {
        None => "The record does not say when the event was recorded, so nobody can say what was known by then.".to_owned(),
        Some(on) if on <= due => format!("The event was on record since {on}: the agency could have known by {due}."),
        Some(on) => format!("The event was recorded on {on}, after {due}: the agency could not have known by then from this record."),
    }
}

/// The provenance of a fact, and when the part that holds it was recorded.
fn provenance<'a>(
    case: &Case<'a>,
    fact: Fact,
) -> Option<(Option<&'a Provenance>, Option<NaiveDate>)> {
    let record = case.known.record;
    let person = case.offender.person.provenance.as_ref();
    let whole = |of: Option<&'a Provenance>| Some((of.or(person), record));
    match fact {
        Fact::Nothing | Fact::Schedule | Fact::Duty(_) => None,
        Fact::Conviction(at) => whole(
            case.offender
                .convictions
                .get(at as usize)?
                .provenance
                .as_ref(),
        ),
        Fact::Registration(at) => whole(
            case.offender
                .registrations
                .get(at as usize)?
                .provenance
                .as_ref(),
        ),
        Fact::Stay(at) => whole(case.offender.stays.get(at as usize)?.provenance.as_ref()),
        Fact::Event(at) => whole(case.offender.events.get(at as usize)?.provenance.as_ref()),
        Fact::Vehicle(at) => whole(case.offender.vehicles.get(at as usize)?.provenance.as_ref()),
        Fact::Appearance(at, number) => {
            let registration = case.offender.registrations.get(at as usize)?;
            let of = registration
                .appearances
                .get(number as usize)?
                .provenance
                .as_ref();
            let parent = registration.provenance.as_ref();
            Some((of.or(parent).or(person), recorded(parent, record)))
        }
        Fact::RegistryTier(at, number) => {
            let registration = case.offender.registrations.get(at as usize)?;
            let of = registration.tiers.get(number as usize)?.provenance.as_ref();
            let parent = registration.provenance.as_ref();
            Some((of.or(parent).or(person), recorded(parent, record)))
        }
        Fact::ConvictionTier(at, number) => {
            let conviction = case.offender.convictions.get(at as usize)?;
            let of = conviction.tiers.get(number as usize)?.provenance.as_ref();
            let parent = conviction.provenance.as_ref();
            Some((of.or(parent).or(person), recorded(parent, record)))
        }
    }
}

pub(super) fn evidence(
    case: &Case<'_>,
    out: &Outcome,
    role: &str,
    fact: Fact,
) -> Option<DutyEvidence> {
    let offender = case.offender;
    let day = |day: NaiveDate| Some(Pii::new(day.to_string()));
    let partial =
        |date: Option<&Pii<PartialDate>>| date.map(|date| Pii::new(date.expose().to_string()));
    let (field, on) = match fact {
        Fact::Nothing | Fact::Schedule => return None,
        Fact::Conviction(at) => {
            let one = offender.convictions.get(at as usize)?;
            let date = one.released_on.as_ref().or(one.sentenced_on.as_ref());
            (format!("convictions[{at}]"), partial(date))
        }
        Fact::Registration(at) => {
            let one = offender.registrations.get(at as usize)?;
            (
                format!("registrations[{at}]"),
                one.span.expose().start().and_then(day),
            )
        }
        Fact::Appearance(at, number) => {
            let one = offender
                .registrations
                .get(at as usize)?
                .appearances
                .get(number as usize)?;
            (
                format!("registrations[{at}].appearances[{number}]"),
                day(*one.on.expose()),
            )
        }
        Fact::Stay(at) => {
            let one = offender.stays.get(at as usize)?;
            (
                format!("stays[{at}]"),
                one.span.expose().start().and_then(day),
            )
        }
        Fact::Event(at) => (
            format!("events[{at}]"),
            partial(Some(&offender.events.get(at as usize)?.on)),
        ),
        Fact::Vehicle(at) => {
            let one = offender.vehicles.get(at as usize)?;
            (
                format!("vehicles[{at}]"),
                one.span
                    .as_ref()
                    .and_then(|span| span.expose().start())
                    .and_then(day),
            )
        }
        Fact::RegistryTier(at, number) => {
            let one = offender
                .registrations
                .get(at as usize)?
                .tiers
                .get(number as usize)?;
            (
                format!("registrations[{at}].tiers[{number}]"),
                one.effective_from.and_then(day),
            )
        }
        Fact::ConvictionTier(at, number) => {
            let one = offender
                .convictions
                .get(at as usize)?
                .tiers
                .get(number as usize)?;
            (
                format!("convictions[{at}].tiers[{number}]"),
                one.effective_from.and_then(day),
            )
        }
        Fact::Duty(at) => {
            let base = out.instances.get(at as usize)?;
            return evidence(case, out, role, base.evidence);
        }
    };
    let (of, within) = provenance(case, fact)?;
    Some(DutyEvidence {
        role: role.to_owned(),
        field,
        on,
        recorded_on: recorded(of, within),
        source: of.and_then(|of| of.source.clone()),
    })
}
