use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result,
    records::{
        Incoming, LifeEventKind, Limits, Manner, Offender, PartialDate, Rejections, Span,
        VerificationOutcome, Whereabouts,
    },
    tracking::{
        RegistryCount,
        duties::{bounds, numbered, usable},
    },
};

/// What happened in a period, over registries: counts of people, each with what it counts in words.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodCounts {
    /// The first day.
    pub from: NaiveDate,
    /// The first day no longer inside.
    pub until: NaiveDate,
    /// Records that were looked through.
    pub records: u64,
    /// People: records with one key are one person.
    pub people: u64,
    /// Records that nobody gave a key for; each counts as a person of its own, so people may be fewer.
    pub records_without_person: u64,
    /// Ids that a key was given for, of which no record was looked through: it was set aside, or not given.
    pub keys_without_record: u64,
    /// The numbers, by name.
    pub counts: BTreeMap<String, RegistryCount>,
    /// Records that were set aside, each with row, field and reason. They are in no number.
    pub rejected: Rejections,
    /// Events known by month or year that may be of the period or not. They are not counted.
    pub dates_unclear: u64,
}

/// The names and definitions of the numbers, in the order of the bits of a person.
const NUMBERS: [(&str, &str); 11] = [
    (
        "registered",
        "people with a registration that began in the period",
    ),
    (
        "verified",
        "people whom somebody looked for in the period and found to be where the record says",
    ),
    (
        "appeared",
        "people who appeared before a registry, or wrote to it, in the period",
    ),
    (
        "declared_unlocated",
        "people whom an agency declared unlocated in the period",
    ),
    (
        "declared_absconded",
        "people whom an agency declared absconded in the period; never worked out",
    ),
    (
        "located",
        "people whom an agency had declared unlocated or absconded, and of whom the first sign after it is of the period: their place was \
         confirmed, they appeared in person, or a time in custody began; a declaration that was withdrawn before is none",
    ),
    (
        "referred",
        "people whose matter was handed to law enforcement in the period",
    ),
    (
        "warrant_issued",
        "people for whom a warrant was issued in the period, whatever became of it",
    ),
    (
        "arrested",
        "people who were arrested for a failure of a duty in the period; an arrest is no finding",
    ),
    (
        "charged",
        "people who were charged with a failure of a duty in the period; a charge is no finding",
    ),
    (
        "adjudicated",
        "people on whose failure of a duty a court decided in the period, whatever it decided",
    ),
];

/// What one person's records hold, gathered over all of them.
#[derive(Clone, Default)]
struct Gathered {
    bits: u32,
    /// Declared unlocated or absconded, and the day on which that no longer held.
    declared: Vec<(NaiveDate, Option<NaiveDate>)>,
    signs: Vec<NaiveDate>,
}

/// Counts what happened in a period, from its first day to the day before `until`.
///
/// `people` gives the key of the person that a record is of, by the id of the record, as for
/// [`registry_counts`](crate::tracking::registry_counts). A record that cannot be used is set aside, and the rest goes on. Nothing is worked
/// out but whether a day is inside: what was not recorded did not happen here.
///
/// ```
/// use std::collections::BTreeMap;
/// use caselink::{records::Offender, tracking::period_counts};
///
/// let record: Offender = serde_json::from_value(serde_json::json!({
///     "id": "ZZ-1",
///     "declarations": [{ "whereabouts": "unlocated", "on": "2025-11-03" }],
///     "custody": [{ "kind": "jail", "span": { "start": "2026-02-10" } }],
/// }))?;
/// let counts = period_counts(&[record], "2026-01-01".parse()?, "2026-04-01".parse()?, &BTreeMap::new(), None)?;
/// assert_eq!(counts.counts["located"].people, 1);
/// assert_eq!(counts.counts["arrested"].people, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Error::InvalidParameter`] for a period without a day inside; [`Error::LimitExceeded`] for more records than the limits allow rows.
pub fn period_counts<'a>(
    offenders: impl Into<Incoming<'a, Offender>>,
    from: NaiveDate,
    until: NaiveDate,
    people: &BTreeMap<String, String>,
    limits: Option<&Limits>,
) -> Result<PeriodCounts> {
    if until <= from {
        return Err(Error::InvalidParameter {
            name: "until",
            reason: "must be after from: it is the first day no longer inside".to_owned(),
        });
    }
    let usable = usable(offenders, limits)?;
    let numbered = numbered(&usable.records, people);
    let mut all = vec![Gathered::default(); numbered.people];
    let mut period = Period {
        from,
        until,
        unclear: 0,
    };
    for (offender, person) in usable.records.iter().zip(numbered.who) {
        let person = all.get_mut(person as usize).ok_or(Error::Internal)?;
        period.gather(offender, person);
    }
    let mut totals = [0_u64; NUMBERS.len()];
    for mut person in all {
        let is_located = period.is_located(&mut person);
        person.set(5, is_located);
        for (bit, total) in totals.iter_mut().enumerate() {
            *total += u64::from(person.bits >> bit & 1);
        }
    }
    let counts = NUMBERS.iter().zip(totals);
    let counts = counts.map(|((name, definition), people)| {
        let definition = (*definition).to_owned();
        ((*name).to_owned(), RegistryCount { people, definition })
    });
    Ok(PeriodCounts {
        from,
        until,
        records: usable.records.len() as u64,
        people: numbered.people as u64,
        records_without_person: numbered.alone,
        keys_without_record: numbered.unused,
        counts: counts.collect(),
        rejected: usable.rejected,
        dates_unclear: period.unclear,
    })
}

impl Gathered {
    fn set(&mut self, bit: u32, is_so: bool) {
        self.bits |= u32::from(is_so) << bit;
    }
}

struct Period {
    from: NaiveDate,
    until: NaiveDate,
    unclear: u64,
}

impl Period {
    fn has(&self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }

    /// Whether a day that may be known in part is of the period, whichever day it was.
    fn has_all_of(&mut self, date: PartialDate) -> bool {
        let Some((first, last)) = bounds(date) else {
            return false;
        };
        let inside = self.has(first) && self.has(last);
        let may_be = first < self.until && self.from <= last;
        self.unclear += u64::from(may_be && !inside);
        inside
    }

    fn gather(&mut self, of: &Offender, person: &mut Gathered) {
        for one in &of.registrations {
            let start = one.span.expose().start();
            person.set(0, start.is_some_and(|day| self.has(day)));
            for seen in &one.appearances {
                let on = *seen.on.expose();
                person.set(2, self.has(on));
                if matches!(seen.manner, Manner::InPerson | Manner::HomeVisit) {
                    person.signs.push(on);
                }
            }
        }
        for stay in &of.stays {
            for look in &stay.verifications {
                if look.outcome == VerificationOutcome::Confirmed {
                    let on = *look.on.expose();
                    person.set(1, self.has(on));
                    person.signs.push(on);
                }
            }
        }
        let custody = of.custody.iter().map(|one| one.span.expose());
        let custody = custody.filter(|span| !span.is_empty());
        person.signs.extend(custody.filter_map(Span::start));
        for one in &of.declarations {
            let on = *one.on.expose();
            let bit = match one.whereabouts.expose() {
                Whereabouts::Unlocated => 3,
                Whereabouts::Absconded => 4,
                _ => continue,
            };
            person.set(bit, self.has(on));
            let withdrawn = one.withdrawn_on.as_ref().map(|day| *day.expose());
            person.declared.push((on, withdrawn));
        }
        for one in &of.warrants {
            let issued = one.issued_on.as_ref().map(|day| *day.expose());
            person.set(7, issued.is_some_and(|day| self.has(day)));
        }
        for one in &of.events {
            let bit = match one.kind {
                LifeEventKind::Referred => 6,
                LifeEventKind::Arrested => 8,
                LifeEventKind::Charged => 9,
                LifeEventKind::Adjudicated => 10,
                _ => continue,
            };
            let inside = self.has_all_of(*one.on.expose());
            person.set(bit, inside);
        }
    }

    /// Whether, for any declaration, the first sign after it is of the period.
    fn is_located(&self, person: &mut Gathered) -> bool {
        person.signs.sort_unstable();
        person.declared.iter().any(|(on, withdrawn)| {
            let first = person.signs.partition_point(|sign| sign <= on);
            let first = person.signs.get(first).copied();
            first.is_some_and(|sign| {
                self.has(sign) && withdrawn.is_none_or(|withdrawn| sign <= withdrawn)
            })
        })
    }
}
