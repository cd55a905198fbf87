//! Pieces of documents, and the records that they lead back to.

use std::collections::BTreeSet;

use crate::{
    documents::{Datum, Field, MapPoint, Source, Text},
    records::{Case, Incident, Pii},
};

use super::{rough::FEW, words};

pub(in crate::abductions) use crate::documents::pieces::{
    column, count, fact, general, not_listed, paragraph, section, table,
};

/// An incident on a map, at its position.
pub(in crate::abductions) fn map_point(
    incident: &Incident,
    (latitude, longitude): (f64, f64),
    cluster: Option<u32>,
    sources: Vec<String>,
) -> MapPoint {
    let place = incident.place.as_ref();
    let radius = place.and_then(|place| place.uncertainty_m.as_ref());
    let radius = radius.map(|radius| *radius.expose());
    MapPoint {
        label: vec![Datum::new(Field::RecordId, incident.id.expose().clone())],
        latitude,
        longitude,
        radius_m: radius.filter(|radius| (0.0..=2.1e7).contains(radius)),
        field: Field::Position,
        cluster,
        sources,
    }
}

/// The records that a document cites, in the order in which it first does.
pub(in crate::abductions) struct Sources {
    /// Whether the readers may have numbers of records.
    has_ids: bool,
    most_ids: usize,
    seen: BTreeSet<String>,
    list: Vec<Source>,
}

impl Sources {
    pub(in crate::abductions) fn new(has_ids: bool, most_ids: u32) -> Self {
        Self {
            has_ids,
            most_ids: most_ids as usize,
            seen: BTreeSet::new(),
            list: Vec::new(),
        }
    }

    fn add(&mut self, id: String, description: impl FnOnce() -> Text) -> Vec<String> {
        if self.seen.insert(id.clone()) {
            self.list.push(Source {
                id: id.clone(),
                description: description(),
            });
        }
        vec![id]
    }

    /// One incident.
    pub(in crate::abductions) fn incident(&mut self, incident: &Incident) -> Vec<String> {
        let id = format!("incident {}", incident.id.expose());
        self.add(id, || {
            let mut text = Vec::new();
            if let Some(agency) = &incident.agency {
                text.push(Datum::new(Field::Officer, agency.clone()));
            }
            if let Some(number) = &incident.case_number {
                text.push(general(" case "));
                text.push(Datum::new(Field::RecordId, number.expose().clone()));
            }
            if let Some(day) = words::day_of(incident) {
                text.push(general(if text.is_empty() { "of " } else { ", " }));
                text.push(Datum::new(Field::EventDate, day));
            }
            text
        })
    }

    /// One case.
    pub(in crate::abductions) fn case(&mut self, case: &Case) -> Vec<String> {
        let id = format!("case {}", case.id.expose());
        self.add(id, || match &case.agency {
            Some(agency) => vec![Datum::new(Field::Officer, agency.clone())],
            None => Vec::new(),
        })
    }

    /// The incidents behind a number. `what` says what is counted, and names nobody.
    pub(in crate::abductions) fn number(&mut self, what: &str, ids: &[Pii<String>]) -> Vec<String> {
        // a footnote to "fewer than 3" would tell that it is not 0
        if ids.is_empty() || !self.has_ids && ids.len() < FEW {
            return Vec::new();
        }
        let (has_ids, most) = (self.has_ids, self.most_ids);
        self.add(format!("count: {what}"), || {
            if !has_ids {
                return vec![general(
                    "The issuing agency keeps the list of these records.",
                )];
            }
            let mut text = Vec::new();
            for id in ids.iter().take(most) {
                if !text.is_empty() {
                    text.push(general(", "));
                }
                text.push(Datum::new(Field::RecordId, id.expose().clone()));
            }
            if ids.len() > most {
                text.push(general(" and "));
                text.push(Datum::new(Field::Count, (ids.len() - most) as i64));
                text.push(general(
                    " more, which the trends of this day and region list",
                ));
            }
            text
        })
    }

    /// What was published.
    pub(in crate::abductions) fn published(&mut self, id: &str, words: &str) -> Vec<String> {
        self.add(id.to_owned(), || vec![general(words)])
    }

    pub(in crate::abductions) fn into_list(self) -> Vec<Source> {
        self.list
    }
}
