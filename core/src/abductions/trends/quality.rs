//! How much the incidents of a period leave open.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Counted, Share};
use crate::{
    abductions::facts::position,
    records::{Incident, Involved, PersonDescription, Pii, Place},
};

/// Shares of incidents that leave something open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DataQuality {
    /// Incidents of the period.
    pub incidents: u32,
    /// Without a position that can be used: none, 0, 0, swapped or out of range.
    pub no_position: Share,
    /// Of these, or of those with a position that may be 3 km off and more, the ones whose town is all that is known of
    /// the place.
    pub only_town: Share,
    /// With a time known no closer than a day, or none.
    pub long_time: Share,
    /// Without anything that describes a suspect.
    pub no_description: Share,
    /// Without a vehicle. There may have been none.
    pub no_vehicle: Share,
    /// Counted by the day of the report, since their own day is not known.
    pub by_report: Share,
    /// Counted by the middle of a time that reaches over an end of the period.
    pub over_the_edge: Share,
}

/// A place that may be so far off, in metres, is no closer than a town. Assumption.
const TOWN: f64 = 3_000.0;

pub(super) fn quality(incidents: &[Counted<'_>], (from, to): (i64, i64)) -> DataQuality {
    let of = |name: &str, is_in: &dyn Fn(&Counted<'_>) -> bool| {
        let those = incidents.iter().filter(|one| is_in(one));
        let ids: Vec<Pii<String>> = those.map(|one| one.incident.id.clone()).collect();
        Share::new(name.to_owned(), ids, incidents.len())
    };
    DataQuality {
        incidents: incidents.len() as u32,
        no_position: of("no_position", &|one| {
            position(one.incident.place.as_ref()).is_err()
        }),
        only_town: of("only_town", &|one| {
            is_only_town(one.incident.place.as_ref())
        }),
        long_time: of("long_time", &|one| {
            one.span.is_none_or(|(start, end)| end - start > 1.0)
        }),
        no_description: of("no_description", &|one| !is_described(one.incident)),
        no_vehicle: of("no_vehicle", &|one| one.incident.vehicles.is_empty()),
        by_report: of("by_report", &|one| one.span.is_none()),
        over_the_edge: of("over_the_edge", &|one| {
            one.span
                .is_some_and(|(start, end)| start < from as f64 || end > to as f64)
        }),
    }
}

fn is_only_town(place: Option<&Place>) -> bool {
    let Some(place) = place else {
        return false;
    };
    let address = place.address.as_ref();
    let has =
        |part: Option<&Pii<String>>| part.is_some_and(|part| !part.expose().trim().is_empty());
    let has_town = has(address.and_then(|address| address.locality.as_ref()));
    let has_street = has(address.and_then(|address| address.street.as_ref()));
    let radius = place.uncertainty_m.as_ref();
    let is_wide = radius.is_some_and(|radius| *radius.expose() >= TOWN);
    has_town && (position(Some(place)).is_err() && !has_street || is_wide)
}

fn is_described(incident: &Incident) -> bool {
    let none = PersonDescription::default();
    let says = |one: &Involved| {
        one.sex.is_some()
            || one.description.as_ref().is_some_and(|description| {
                let mut description = description.clone();
                (description.provenance, description.other) = (None, none.other.clone());
                description != none
            })
    };
    let is_suspect = |one: &&Involved| one.role.may_be_suspect();
    incident.suspects.iter().filter(is_suspect).any(says)
}
