//! How often each of some values is among incidents.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, Counted};
use crate::{
    abductions::facts::is_stated,
    records::{Approach, Incident, Outcome, Pii, VehicleStyle},
    wilson,
};

/// Values among incidents, the most frequent first. An incident can have several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shares {
    /// Incidents that say something.
    pub stated: u32,
    /// Incidents that say nothing.
    pub not_stated: u32,
    /// The values.
    pub values: Vec<Share>,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// The value.
    pub value: String,
    /// Its share of the incidents that say something, from 0 to 1.
    pub share: f64,
    /// The lower end of the interval that holds the share in 95 of 100 cases, as far as chance goes (Wilson 1927, JASA 22:209).
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The ids of the incidents.
    pub incidents: Vec<Pii<String>>,
}

impl Share {
    /// The share of some incidents among so many.
    pub(in crate::abductions) fn new(
        value: String,
        incidents: Vec<Pii<String>>,
        of: usize,
    ) -> Self {
        let share = if of == 0 {
            0.0
        } else {
            incidents.len() as f64 / of as f64
        };
        let (low, high) = interval(share, of);
        Self {
            value,
            share,
            low,
            high,
            incidents,
        }
    }
}

/// The interval of Wilson of a share of so many.
pub(in crate::abductions) fn interval(share: f64, of: usize) -> (f64, f64) {
    wilson::interval(share, of as u64)
}

/// The shares of the values that `of` gives for each incident.
pub(super) fn shares<'a>(
    incidents: &[Counted<'a>],
    least: u32,
    of: impl Fn(&'a Incident) -> Vec<&'a str>,
) -> Answer<Shares> {
    let mut values: BTreeMap<&str, Vec<Pii<String>>> = BTreeMap::new();
    let mut stated = 0;
    for one in incidents {
        let mut said = of(one.incident);
        said.retain(|value| is_stated(value));
        said.sort_unstable();
        said.dedup();
        stated += usize::from(!said.is_empty());
        for value in said {
            let of_value = values.entry(value).or_default();
            of_value.push(one.incident.id.clone());
        }
    }
    if stated < least as usize {
        return Answer::too_few(stated, least, "incidents say something");
    }
    let mut values: Vec<Share> = values
        .into_iter()
        .map(|(value, incidents)| Share::new(value.to_owned(), incidents, stated))
        .collect();
    // the sort keeps the order of the words among equals
    values.sort_by_key(|value| std::cmp::Reverse(value.incidents.len()));
    Answer::Found(Shares {
        stated: stated as u32,
        not_stated: (incidents.len() - stated) as u32,
        values,
    })
}

pub(super) fn approaches(incident: &Incident) -> Vec<&str> {
    incident.approaches.iter().map(Approach::as_str).collect()
}

pub(super) fn outcomes(incident: &Incident) -> Vec<&str> {
    incident.outcomes.iter().map(Outcome::as_str).collect()
}

pub(super) fn vehicle_types(incident: &Incident) -> Vec<&str> {
    let styles = incident.vehicles.iter();
    styles
        .filter_map(|vehicle| vehicle.style.as_ref().map(VehicleStyle::as_str))
        .collect()
}
