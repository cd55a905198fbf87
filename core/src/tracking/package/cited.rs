//! The records that a package leads back to: one note for each source, day and confidence.

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use super::words::{confidence, reporter};
use crate::{
    documents::{Datum, Field, Source, Text, pieces::general},
    records::{Confidence, Offender, Pii, Provenance, Reporter},
    tracking::{FactSource, SourceKind},
};

/// Where a part of a record is from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    kind: SourceKind,
    record: &'a str,
    stated: Stated<'a>,
}

/// What is stated of it; a part without a provenance of its own has that of what it is a part of.
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
struct Stated<'a> {
    source: Option<&'a str>,
    agency: Option<&'a str>,
    recorded_on: Option<NaiveDate>,
    by: Option<&'a Reporter>,
    confidence: Option<&'a Confidence>,
}

impl<'a> Stated<'a> {
    fn of(one: &'a Provenance) -> Self {
        Self {
            source: one.source.as_ref().map(|source| source.expose().as_str()),
            agency: one.agency.as_deref(),
            recorded_on: one.recorded_on,
            by: one.reported_by.as_ref(),
            confidence: one.confidence.as_ref(),
        }
    }
}

impl<'a> Origin<'a> {
    /// A record as a whole.
    pub(super) fn record(of: &'a Offender) -> Self {
        let stated = of.person.provenance.as_ref().map(Stated::of);
        Self {
            kind: SourceKind::Offender,
            record: of.person.id.expose(),
            stated: stated.unwrap_or_default(),
        }
    }

    /// A fact that was found about where the person may be.
    pub(super) fn fact(of: &'a FactSource) -> Self {
        Self {
            kind: of.kind,
            record: of.record.expose(),
            stated: Stated {
                source: of.source.as_ref().map(|source| source.expose().as_str()),
                agency: of.agency.as_deref(),
                recorded_on: of.recorded_on,
                by: of.reported_by.as_ref(),
                confidence: of.confidence.as_ref(),
            },
        }
    }

    /// A part of it.
    pub(super) fn part(self, of: Option<&'a Provenance>) -> Self {
        let Some(own) = of.map(Stated::of) else {
            return self;
        };
        Self {
            stated: Stated {
                agency: own.agency.or(self.stated.agency),
                recorded_on: own.recorded_on.or(self.stated.recorded_on),
                ..own
            },
            ..self
        }
    }

    pub(super) const fn recorded_on(&self) -> Option<NaiveDate> {
        self.stated.recorded_on
    }

    /// The day on which it was recorded, who said so, and how sure the agency is, for a cell of a table.
    pub(super) fn basis(&self) -> String {
        let parts = [
            self.stated.recorded_on.map(|day| day.to_string()),
            self.stated.by.and_then(reporter),
            self.stated.confidence.and_then(confidence),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            "not stated".to_owned()
        } else {
            parts.join(", ")
        }
    }

    fn description(&self) -> Text {
        let stated = &self.stated;
        let mut text = Text::new();
        if let Some(source) = stated.source {
            text.push(Datum::new(Field::RecordId, source));
        }
        if let Some(agency) = stated.agency {
            separate(&mut text);
            text.push(Datum::new(Field::Officer, agency));
        }
        if let Some(day) = stated.recorded_on {
            separate(&mut text);
            text.push(general("recorded "));
            text.push(Datum::new(Field::EventDate, day.to_string()));
        } else {
            separate(&mut text);
            text.push(general("day of recording not stated"));
        }
        let by = stated.by.and_then(reporter);
        let by = by.map_or_else(
            || "who said so is not stated".to_owned(),
            |by| format!("said by: {by}"),
        );
        let sure = stated.confidence.and_then(confidence);
        let sure = sure.unwrap_or_else(|| "not stated".to_owned());
        text.push(general(", "));
        text.push(Datum::new(
            Field::Evidence,
            format!("{by}; confidence: {sure}"),
        ));
        text
    }
}

fn separate(text: &mut Text) {
    if !text.is_empty() {
        text.push(general(", "));
    }
}

/// The sources that were cited, in the order in which each first was.
#[derive(Default)]
pub(super) struct Cited<'a> {
    ids: FxHashMap<(SourceKind, &'a str, Stated<'a>), String>,
    of_record: FxHashMap<(&'static str, &'a str), usize>,
    seen: FxHashSet<String>,
    list: Vec<Source>,
}

impl<'a> Cited<'a> {
    /// A part of a registrant's record.
    pub(super) fn part(&mut self, origin: Origin<'a>) -> Vec<String> {
        let key = (origin.kind, origin.record, origin.stated);
        if let Some(id) = self.ids.get(&key) {
            return vec![id.clone()];
        }
        let kind = match origin.kind {
            SourceKind::Offender => "record",
            SourceKind::Possible => "possible record",
            SourceKind::Tip => "tip",
            SourceKind::Sighting => "sighting",
            SourceKind::Search => "search",
        };
        let number = self.of_record.entry((kind, origin.record)).or_insert(0);
        *number += 1;
        let id = match *number {
            1 => format!("{kind} {}", origin.record),
            more => format!("{kind} {}, {more}", origin.record),
        };
        self.ids.insert(key, id.clone());
        self.other(id, || origin.description())
    }

    /// Any other source, by an id of its own.
    pub(super) fn other(&mut self, id: String, description: impl FnOnce() -> Text) -> Vec<String> {
        if self.seen.insert(id.clone()) {
            self.list.push(Source {
                id: id.clone(),
                description: description(),
            });
        }
        vec![id]
    }

    /// A case.
    pub(super) fn case(&mut self, id: &Pii<String>, agency: Option<&str>) -> Vec<String> {
        self.other(format!("case {}", id.expose()), || {
            let agency = agency.map(|agency| Datum::new(Field::Officer, agency));
            let stated = agency.unwrap_or_else(|| general("the agency's record of the case"));
            vec![stated]
        })
    }

    pub(super) fn into_list(self) -> Vec<Source> {
        self.list
    }
}
