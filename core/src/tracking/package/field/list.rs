//! Whom to check at which address, and why; and who is not on the list, and why not.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::{check_file, duties::failed, header::wrong, words};
use crate::{
    Error, Result, json,
    records::{Pii, Place},
    tracking::{
        CandidatePlace, Compliance, LeadRegistrant, PlaceGrain, PlaceUse, SweepStop,
        WhereaboutsFound,
    },
};

/// The most places of one person on a list.
const MOST_EACH: u32 = 20;

/// Which addresses go on a list, and as of when.
///
/// ```
/// use caselink::tracking::{PlaceUse, SweepListSettings};
///
/// let settings = SweepListSettings::from_value(&serde_json::json!({ "as_of": "2026-03-09", "places_each": 2 }))?;
/// // nobody is asked for at work unless the agency says so
/// assert!(!settings.uses.contains(&PlaceUse::Work));
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepListSettings {
    /// The day: that of the assessments and of the places.
    pub as_of: NaiveDate,
    /// How many places of a person go on the list at most, the first to check first: 1 to 20.
    #[serde(default = "one")]
    pub places_each: u32,
    /// Which places: those that are or were one of these to the person. Without work and school unless they are named here, since a visit
    /// there tells others whom it is about.
    #[serde(default = "homes")]
    pub uses: Vec<PlaceUse>,
}

const fn one() -> u32 {
    1
}

fn homes() -> Vec<PlaceUse> {
    vec![
        PlaceUse::Residence,
        PlaceUse::Transient,
        PlaceUse::Lodging,
        PlaceUse::Address,
        PlaceUse::Family,
    ]
}

impl SweepListSettings {
    /// One home of each person, as of a day.
    pub fn on(as_of: NaiveDate) -> Self {
        Self {
            as_of,
            places_each: one(),
            uses: homes(),
        }
    }

    /// Reads it from a JSON object; what it does not name but the day has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &Value) -> Result<Self> {
        let settings: Self = json::read(value).map_err(|reason| wrong("settings", &reason))?;
        settings.check()?;
        Ok(settings)
    }

    /// Whether every setting is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that is not.
    pub fn check(&self) -> Result<()> {
        if !(1..=MOST_EACH).contains(&self.places_each) {
            return Err(wrong("settings", "places_each must be 1 to 20"));
        }
        if self.uses.is_empty() {
            return Err(wrong("settings", "uses must name what places may be"));
        }
        Ok(())
    }
}

/// Whom to check at which address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepList {
    /// The addresses, in order of their stops.
    pub addresses: Vec<SweepAddress>,
    /// Whom no team is sent to, or not to a place that would come first, and why; in order of the people.
    pub left_out: Vec<NotOnSweep>,
}

impl SweepList {
    /// The stops, as [`verification_sweep`](crate::tracking::verification_sweep) takes them.
    pub fn stops(&self) -> Vec<SweepStop> {
        let stops = self.addresses.iter().map(|one| one.stop.clone());
        stops.collect()
    }
}

/// An address where somebody is to be checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepAddress {
    /// The stop: the key of the person and, from the second place of a person on, the rank of the place behind a stroke.
    pub stop: SweepStop,
    /// The person, by the least id of the records.
    pub person: Pii<String>,
    /// The place.
    pub place: Place,
    /// How finely it is known.
    pub grain: PlaceGrain,
    /// What it is or was to the person.
    pub uses: Vec<PlaceUse>,
    /// Its rank among the places of the person, from 1.
    pub rank: u32,
    /// Why the person is to be checked: what is not done since when, or what is known of where the person is.
    pub why: Vec<String>,
    /// The last day on which somebody confirmed the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_verified: Option<NaiveDate>,
    /// The last day on which a check did not find the person there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_denied: Option<NaiveDate>,
}

/// Somebody to whom no team is sent, or a place to which none can be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotOnSweep {
    /// The person, by the least id of the records.
    pub person: Pii<String>,
    /// Why.
    pub reason: NotVisited,
    /// The place, where it is one place that is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What is known, in words.
    pub words: String,
}

/// Why no team is sent.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NotVisited {
    /// Nothing that decides is overdue, and the record says where the person is.
    NothingOverdue,
    /// Whether anything is overdue cannot be told.
    Undetermined,
    /// In custody or committed: ask there.
    InCustody,
    /// On record as dead.
    Deceased,
    /// Declared deported, or in another jurisdiction.
    Elsewhere,
    /// Duties were not assessed.
    NotAssessed,
    /// Places were not put in order.
    NotLocated,
    /// No place on record is of the kinds that are visited.
    NoAddress,
    /// The place is an address that has no position yet: it must be looked up first.
    NoPosition,
}

/// Makes the list of a sweep: of people who have something overdue, or of whom the record does not say where they are, the first places to
/// check that have a position.
///
/// A rule that no text confirms puts nobody on the list, and neither does what cannot be told. Who is in custody, dead or elsewhere is
/// left out, with the reason. Each registrant is on the list or left out, or both where one of several places has no position.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings out of their range, two registrants with one record, a registrant without a record, or
/// assessments and places of another day; [`Error::UnknownRecord`] when these are of a record that is not the registrant's.
///
/// ```
/// use caselink::tracking::{
///     AssessOptions, LeadRegistrant, LocateInputs, LocateSettings, RulePack, SweepListSettings, assess, locate, sweep_list,
/// };
/// use serde_json::{from_value, json};
///
/// let records = vec![from_value(json!({
///     "id": "ZZ-0042917",
///     "registrations": [{ "jurisdiction": "IL", "span": { "start": "2020-01-31" },
///                         "tiers": [{ "scheme": "sorna", "tier": "1", "effective_from": "2020-01-31" }] }],
///     "stays": [{ "kind": "residence", "span": { "start": "2020-01-31" }, "place": { "address": {
///         "street_number": "12", "street": "Elm St", "locality": "Springfield", "state": "IL", "latitude": 39.8, "longitude": -89.6 } } }],
/// }))?];
/// let as_of = "2022-02-09".parse()?;
/// let registrant = LeadRegistrant {
///     assessments: vec![assess(&records[0], &[RulePack::federal()?], &AssessOptions::on(as_of), None)?],
///     located: Some(locate(&records, &LocateInputs::default(), &LocateSettings::on(as_of), None)?),
///     records,
///     ..LeadRegistrant::default()
/// };
/// let list = sweep_list(&[registrant], &SweepListSettings::on(as_of))?;
/// assert_eq!(list.addresses.len() + list.left_out.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sweep_list(
    registrants: &[LeadRegistrant],
    settings: &SweepListSettings,
) -> Result<SweepList> {
    settings.check()?;
    let mut seen = BTreeSet::new();
    let mut list = SweepList::default();
    for file in registrants {
        check_file("registrants", file, settings.as_of)?;
        for record in &file.records {
            if !seen.insert(&record.person.id) {
                return Err(wrong("registrants", "two of them have one record"));
            }
        }
        add(&mut list, file, settings)?;
    }
    list.addresses.sort_by(|a, b| a.stop.id.cmp(&b.stop.id));
    list.left_out
        .sort_by(|a, b| (&a.person, a.reason).cmp(&(&b.person, b.reason)));
    Ok(list)
}

/// The key of a person: the least id of the records.
pub(super) fn key(file: &LeadRegistrant) -> Option<&Pii<String>> {
    file.records.iter().map(|record| &record.person.id).min()
}

fn add(list: &mut SweepList, file: &LeadRegistrant, settings: &SweepListSettings) -> Result<()> {
    let person = key(file).cloned().ok_or(Error::UnknownRecord {
        name: "registrants",
    })?;
    let leave = |reason, place: Option<&Place>, words: String| NotOnSweep {
        person: person.clone(),
        reason,
        place: place.cloned(),
        words,
    };
    let why = match reasons(file) {
        Ok(why) => why,
        Err((reason, words)) => {
            list.left_out.push(leave(reason, None, words));
            return Ok(());
        }
    };
    let Some(located) = &file.located else {
        let words = "places were not put in order".to_owned();
        list.left_out
            .push(leave(NotVisited::NotLocated, None, words));
        return Ok(());
    };
    let is_visited = |one: &&CandidatePlace| {
        matches!(one.grain, PlaceGrain::Address | PlaceGrain::Position)
            && one.uses.iter().any(|of| settings.uses.contains(of))
    };
    let places = located.places.iter().filter(is_visited);
    let mut taken = 0;
    let mut any = false;
    for one in places.take(MOST_EACH as usize) {
        if taken == settings.places_each {
            break;
        }
        any = true;
        let position = one.place.address.as_ref().and_then(words::position);
        let Some((latitude, longitude)) = position else {
            let words = "the address has no position".to_owned();
            let place = Some(&one.place);
            list.left_out
                .push(leave(NotVisited::NoPosition, place, words));
            continue;
        };
        taken += 1;
        let id = if taken == 1 {
            person.clone()
        } else {
            format!("{}/{}", person.expose(), one.rank).into()
        };
        list.addresses.push(SweepAddress {
            stop: SweepStop {
                id,
                latitude: Some(latitude.into()),
                longitude: Some(longitude.into()),
                ..SweepStop::default()
            },
            person: person.clone(),
            place: one.place.clone(),
            grain: one.grain,
            uses: one.uses.clone(),
            rank: one.rank,
            why: why.clone(),
            last_verified: one.last_verified,
            last_denied: one.last_denied,
        });
    }
    if !any {
        let words = "no place on record is of the kinds that are visited".to_owned();
        list.left_out
            .push(leave(NotVisited::NoAddress, None, words));
    }
    Ok(())
}

/// Why a person is to be checked or, where not, why not.
fn reasons(file: &LeadRegistrant) -> std::result::Result<Vec<String>, (NotVisited, String)> {
    use WhereaboutsFound as W;
    if file.assessments.is_empty() {
        return Err((
            NotVisited::NotAssessed,
            "duties were not assessed".to_owned(),
        ));
    }
    // what was not done while a duty ran is history once it has ended
    let owes = |record: &str| {
        let found = file.assessments.iter();
        found
            .filter(|one| one.compliance != Compliance::NoDuty)
            .any(|one| one.id.expose() == record)
    };
    let mut why: Vec<String> = Vec::new();
    let mut all = failed(file);
    all.retain(|one| owes(one.record));
    for one in all.iter().filter(|one| one.first.counts) {
        let since = one.first.due.and_then(|day| day.succ_opt());
        let since = since.map_or_else(String::new, |day| format!(" since {day}"));
        why.push(format!(
            "{} ({}): not done{since}",
            one.title(),
            one.jurisdiction
        ));
    }
    for one in &file.assessments {
        let words = words::whereabouts(one.whereabouts);
        let is_lost = match one.whereabouts {
            W::InCustody { .. } | W::CivillyCommitted { .. } => {
                return Err((NotVisited::InCustody, words));
            }
            W::Deceased => return Err((NotVisited::Deceased, words)),
            W::Deported { .. } | W::OutOfJurisdiction { .. } => {
                return Err((NotVisited::Elsewhere, words));
            }
            // where somebody is who owes nothing is nobody's business here
            W::Unlocated { .. } | W::Absconded { .. } | W::Stale { .. } | W::Unknown => {
                one.compliance != Compliance::NoDuty
            }
            W::Verified { .. } | W::Reported { .. } | W::Transient { .. } => false,
        };
        if is_lost {
            why.push(format!("whereabouts: {words}"));
        }
    }
    if !why.is_empty() {
        return Ok(why);
    }
    let compliance = file.assessments.iter().map(|one| one.compliance);
    if compliance
        .into_iter()
        .any(|one| one == Compliance::Undetermined)
    {
        let words = words::compliance(Compliance::Undetermined).to_owned();
        return Err((NotVisited::Undetermined, words));
    }
    let words = if all.is_empty() {
        "nothing is overdue".to_owned()
    } else {
        "nothing is overdue but by a rule that is UNCONFIRMED".to_owned()
    };
    Err((NotVisited::NothingOverdue, words))
}
