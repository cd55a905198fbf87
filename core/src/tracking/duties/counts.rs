use std::collections::BTreeMap;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    assess::usable,
    assessment::{Compliance, LegalProcess, WhereaboutsFound},
    compile::CompiledPacks,
    options::AssessOptions,
    pack::RulePack,
    state::DutyState,
};
use crate::{
    Control, Error, Result,
    records::{Incoming, Limits, Offender, Record, Rejections},
};

/// Counts over registries: of people, not of rows, each with what it counts in words.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegistryCounts {
    /// As of which day.
    pub as_of: NaiveDate,
    /// Records that were assessed.
    pub records: u64,
    /// People: records with one key are one person.
    pub people: u64,
    /// Records that nobody gave a key for; each counts as a person of its own, so people may be fewer.
    pub records_without_person: u64,
    /// Ids that a key was given for, of which no record was assessed: it was set aside, or not given.
    pub keys_without_record: u64,
    /// Packs by which they were assessed.
    pub packs: Vec<String>,
    /// The numbers, by name.
    pub counts: BTreeMap<String, RegistryCount>,
    /// By duty: people with whom it is overdue now. Duties that no text confirms are left out unless the options count them, and so is what
    /// was missed with a registry where nothing is owed any more.
    pub overdue_by_duty: BTreeMap<String, u64>,
    /// Records that were set aside, each with row, field and reason. They are in no number.
    pub rejected: Rejections,
}

/// A number with its definition.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegistryCount {
    /// People.
    pub people: u64,
    /// What it counts.
    pub definition: String,
}

/// The names and definitions of the numbers, in the order of the bits of a person.
const NUMBERS: [(&str, &str); 18] = [
    (
        "compliant",
        "people with nothing overdue in any jurisdiction of their records",
    ),
    (
        "noncompliant_technical",
        "people with something overdue, whose place is known; the worst of their records counts",
    ),
    (
        "noncompliant_substantive",
        "people with something overdue, whose place is not known or is what was not told",
    ),
    (
        "non_registrant",
        "people with whom a duty to register began, who never did; only where records hold all registries",
    ),
    (
        "undetermined",
        "people of whom the records lack something that compliance depends on",
    ),
    (
        "no_duty",
        "people who owe nothing now: moved away, at the end of their period, or dead",
    ),
    (
        "fugitive",
        "people who are noncompliant and for whom a warrant is out",
    ),
    (
        "absconded",
        "people whom an agency declared absconded; never worked out",
    ),
    (
        "unlocated",
        "people whom an agency declared unlocated, and who were not seen since",
    ),
    (
        "transient",
        "people on record without a home; no failure by itself",
    ),
    ("in_custody", "people in custody or commitment on the day"),
    ("deceased", "people on record who are dead"),
    (
        "met_late",
        "people who did something late; they may be compliant now",
    ),
    (
        "short_notice",
        "people who gave notice of travel fewer days ahead than the rule asks; no violation by itself",
    ),
    (
        "tier_fallback",
        "people of whom a registry decided no tier, assessed by the one that the pack falls back on",
    ),
    ("due_soon", "people with whom something is due soon"),
    ("warrant", "people for whom a warrant is out"),
    (
        "several_registries",
        "people registered with more than one jurisdiction now",
    ),
];

/// What is counted of one person, from all of the records.
#[derive(Clone, Copy, Default)]
struct Tally {
    compliance: Option<Compliance>,
    bits: u32,
    warrant: bool,
    registries: u32,
}

/// Counts people over many records.
///
/// `people` gives the key of the person that a record is of, by the id of the record, for each record whose person is known, as linkage
/// found it. Of a person with several records, the worst compliance counts. A record that cannot be used is set aside, as by
/// [`assess_all`](super::assess_all), and the rest goes on.
///
/// ```
/// use caselink::{NoControl, records::Offender, tracking::{AssessOptions, RulePack, registry_counts}};
///
/// let record = |id: &str, state: &str| serde_json::from_value::<Offender>(serde_json::json!({
///     "id": id, "registrations": [{ "jurisdiction": state, "span": { "start": "2026-02-02" } }],
/// }));
/// let records = [record("A", "IL")?, record("B", "MO")?, record("C", "IL")?];
/// let as_of = chrono::NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
/// let people = [("A", "P-7"), ("B", "P-7")].map(|(id, key)| (id.to_owned(), key.to_owned())).into();
/// let options = AssessOptions::on(as_of);
/// let counts = registry_counts(&records, &[RulePack::federal()?], &options, &people, None, &NoControl)?;
/// assert_eq!((counts.records, counts.people, counts.records_without_person), (3, 2, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// As for [`assess`](super::assess); [`Error::LimitExceeded`] for more records than the limits allow rows; [`Error::Cancelled`].
pub fn registry_counts<'a>(
    offenders: impl Into<Incoming<'a, Offender>>,
    packs: &[RulePack],
    options: &AssessOptions,
    people: &BTreeMap<String, String>,
    limits: Option<&Limits>,
    control: &dyn Control,
) -> Result<RegistryCounts> {
    CompiledPacks::new(packs)?.registry_counts(offenders, options, people, limits, control)
}

impl CompiledPacks {
    /// The same as [`registry_counts`] with packs that are compiled once.
    ///
    /// # Errors
    ///
    /// As for [`registry_counts`].
    pub fn registry_counts<'a>(
        &self,
        offenders: impl Into<Incoming<'a, Offender>>,
        options: &AssessOptions,
        people: &BTreeMap<String, String>,
        limits: Option<&Limits>,
        control: &dyn Control,
    ) -> Result<RegistryCounts> {
        let usable = usable(offenders, limits)?;
        let Numbered {
            who,
            people: count,
            alone,
            unused,
        } = numbered(&usable.records, people);
        let mut tallies = vec![Tally::default(); count];
        let mut overdue: FxHashMap<(usize, usize), Vec<u32>> = FxHashMap::default();
        self.each(
            &usable.records,
            options,
            limits,
            options.as_of,
            control,
            |at, case, out| {
                let person = who.get(at).copied().unwrap_or(0);
                let Some(tally) = tallies.get_mut(person as usize) else {
                    return Err(Error::Internal);
                };
                tally.compliance = Some(
                    tally
                        .compliance
                        .map_or(out.compliance, |old| old.max(out.compliance)),
                );
                tally.warrant |= out.process == LegalProcess::WarrantIssued;
                let mut registries = 0;
                let mut set = |bit: u32, is_so: bool| tally.bits |= u32::from(is_so) << bit;
                set(
                    7,
                    matches!(out.whereabouts, WhereaboutsFound::Absconded { .. }),
                );
                set(
                    8,
                    matches!(out.whereabouts, WhereaboutsFound::Unlocated { .. }),
                );
                set(
                    9,
                    matches!(out.whereabouts, WhereaboutsFound::Transient { .. }),
                );
                set(
                    10,
                    matches!(
                        out.whereabouts,
                        WhereaboutsFound::InCustody { .. }
                            | WhereaboutsFound::CivillyCommitted { .. }
                    ),
                );
                set(11, out.whereabouts == WhereaboutsFound::Deceased);
                for place in &out.places {
                    set(14, place.tier_is_fallback && place.registered);
                    registries += u32::from(place.current);
                    set(12, place.late > 0);
                }
                for one in &out.instances {
                    set(13, matches!(one.state, DutyState::ShortNotice { .. }));
                    set(15, matches!(one.state, DutyState::DueSoon { .. }));
                    if !matches!(one.state, DutyState::Overdue { .. }) {
                        continue;
                    }
                    let place = out.places.get(one.jurisdiction as usize);
                    let rule = place.and_then(|place| {
                        case.packs
                            .rule(place.plan, usize::from(one.family), usize::from(one.rule))
                    });
                    // what decides nothing, and what was missed where nothing is owed any more, is overdue with nobody
                    let owed = one.open && out.owes(one.jurisdiction, options.all_registries);
                    let counted = rule.filter(|(rule, ..)| {
                        let over = out.over(one.jurisdiction, rule.pack);
                        owed && case.counts(rule) && over.is_none_or(|day| day > options.as_of)
                    });
                    if let Some((rule, ..)) = counted {
                        let all = overdue.entry((rule.pack, rule.duty)).or_default();
                        if all.last() != Some(&person) {
                            all.push(person);
                        }
                    }
                }
                tally.registries += registries;
                Ok(())
            },
        )?;
        Ok(RegistryCounts {
            as_of: options.as_of,
            records: usable.records.len() as u64,
            people: count as u64,
            records_without_person: alone,
            keys_without_record: unused,
            packs: self
                .packs()
                .iter()
                .map(|pack| format!("{} {}", pack.pack, pack.version))
                .collect(),
            counts: numbers(&tallies),
            overdue_by_duty: self.by_duty(overdue),
            rejected: usable.rejected,
        })
    }

    fn by_duty(&self, overdue: FxHashMap<(usize, usize), Vec<u32>>) -> BTreeMap<String, u64> {
        let mut by_duty: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for ((pack, duty), people) in overdue {
            let duty = self
                .source(pack)
                .and_then(|pack| Some(format!("{} {}", pack.pack, pack.duties.get(duty)?.id)));
            by_duty
                .entry(duty.unwrap_or_default())
                .or_default()
                .extend(people);
        }
        by_duty
            .into_iter()
            .map(|(duty, mut people)| {
                people.sort_unstable();
                people.dedup();
                (duty, people.len() as u64)
            })
            .collect()
    }
}

/// Records and the people that they are of.
pub(in crate::tracking) struct Numbered {
    /// The number of each record's person.
    pub(in crate::tracking) who: Vec<u32>,
    pub(in crate::tracking) people: usize,
    /// Records that nobody gave a key for.
    pub(in crate::tracking) alone: u64,
    /// Keys of records that are not there.
    pub(in crate::tracking) unused: u64,
}

pub(in crate::tracking) fn numbered(
    records: &[&Offender],
    people: &BTreeMap<String, String>,
) -> Numbered {
    let mut keys: FxHashMap<&str, u32> = FxHashMap::default();
    let mut count = 0;
    let mut alone = 0;
    let who: Vec<u32> = records
        .iter()
        .map(|record| {
            let next = count;
            let number = if let Some(key) = people.get(record.id()) {
                *keys.entry(key).or_insert(next)
            } else {
                alone += 1;
                next
            };
            count += u32::from(number == next);
            number
        })
        .collect();
    let used = records.len() as u64 - alone;
    Numbered {
        people: count as usize,
        alone,
        unused: (people.len() as u64).saturating_sub(used),
        who,
    }
}

fn numbers(tallies: &[Tally]) -> BTreeMap<String, RegistryCount> {
    let mut totals = [0_u64; NUMBERS.len()];
    for tally in tallies {
        let compliance = tally.compliance.unwrap_or_default();
        let is_bad = compliance.is_noncompliant();
        let place = match compliance {
            Compliance::Compliant => 0,
            Compliance::NoncompliantTechnical => 1,
            Compliance::NoncompliantSubstantive => 2,
            Compliance::NonRegistrant => 3,
            Compliance::Undetermined => 4,
            Compliance::NoDuty => 5,
        };
        let bits = tally.bits
            | 1 << place
            | u32::from(is_bad && tally.warrant) << 6
            | u32::from(tally.warrant) << 16
            | u32::from(tally.registries > 1) << 17;
        for (bit, total) in totals.iter_mut().enumerate() {
            *total += u64::from(bits >> bit & 1);
        }
    }
    NUMBERS
        .iter()
        .zip(totals)
        .map(|((name, definition), people)| {
            let count = RegistryCount {
                people,
                definition: (*definition).to_owned(),
            };
            ((*name).to_owned(), count)
        })
        .collect()
}
