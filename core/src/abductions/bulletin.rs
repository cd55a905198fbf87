//! The special bulletin: one series, for those who may know more of it.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    FoundSeries, TermKind,
    facts::position,
    summary::{
        pieces::{Sources, column, fact, general, map_point, paragraph, section, table},
        series, words,
    },
};
use crate::{
    Error, Result,
    documents::{
        Block, Datum, Document, Drawing, Field, LeadNotice, Marking, Row, Scalar, Section, Text,
        Timeline, TimelineRow, TimelineSpan, TimelineState, pieces::figure,
    },
    json,
    records::{Incident, Incoming, Limits, Outcome},
};

/// What a special bulletin says besides the series.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BulletinSettings {
    /// The number of the document.
    pub id: String,
    /// The agency that issues it, as its readers know it.
    pub agency: String,
    /// The day as of which it holds.
    pub as_of: NaiveDate,
    /// What readers call the series, such as a place. It stands in the title: name nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whom a reader calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

impl BulletinSettings {
    /// Reads settings from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let settings: Self = json::read(value).map_err(|reason| wrong("settings", &reason))?;
        settings.check()?;
        Ok(settings)
    }

    /// Whether they can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that cannot.
    pub fn check(&self) -> Result<()> {
        if self.id.trim().is_empty() || self.agency.trim().is_empty() {
            return Err(wrong("settings", "id and agency must not be empty"));
        }
        Ok(())
    }
}

fn wrong(name: &'static str, reason: &str) -> Error {
    Error::InvalidParameter {
        name,
        reason: reason.to_owned(),
    }
}

/// Incidents on the map and in the timeline.
const MOST: usize = 60;

/// Writes a bulletin on one series, for law enforcement: what to look for, what contradicts itself, map and timeline, why
/// the incidents are thought to belong together and what speaks against, and what would confirm it or rule it out.
///
/// It is a lead, and says nothing of a next attempt. It leaves through [`release`](crate::release).
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings that cannot be used, or a series without incidents; [`Error::UnknownRecord`] when an
/// incident of the series is not among `incidents`, or was set aside.
///
/// ```
/// use caselink::{
///     NoControl,
///     abductions::{BulletinSettings, SeriesSettings, series, special_bulletin},
///     records::{Incident, Limits},
/// };
/// use serde_json::{from_value, json};
///
/// let incident = |id: &str, day: &str, plate: &str| from_value::<Incident>(json!({
///     "id": id,
///     "time": { "earliest": format!("2026-03-{day}T15:00:00"), "latest": format!("2026-03-{day}T15:30:00") },
///     "place": { "address": { "latitude": 39.78, "longitude": -89.65 } },
///     "approaches": ["animal"],
///     "vehicles": [{ "style": "VN", "colors": ["SIL"], "plate": { "text": plate } }],
/// }));
/// let incidents = [incident("A", "02", "7K?4*")?, incident("B", "05", "7KX4*")?];
/// let found = series(&incidents, &SeriesSettings::default(), &Limits::default(), &NoControl)?;
/// let settings = BulletinSettings::from_value(&json!({
///     "id": "SB-2026-3", "agency": "Example State Clearinghouse", "as_of": "2026-03-06",
/// }))?;
/// let bulletin = special_bulletin(&found.series[0], &incidents, &settings)?;
/// assert_eq!(bulletin.sections.len(), 6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn special_bulletin<'a>(
    series: &FoundSeries,
    incidents: impl Into<Incoming<'a, Incident>>,
    settings: &BulletinSettings,
) -> Result<Document> {
    settings.check()?;
    let incidents = incidents.into().usable(false, &Limits::default())?.records;
    if series.incidents.is_empty() {
        return Err(wrong("series", "holds no incident"));
    }
    let by_id: BTreeMap<&str, &Incident> = incidents
        .iter()
        .map(|one| (one.id.expose().as_str(), *one))
        .collect();
    let of_series: Option<Vec<&Incident>> = series
        .incidents
        .iter()
        .map(|id| by_id.get(id.expose().as_str()).copied())
        .collect();
    let of_series = of_series.ok_or(Error::UnknownRecord { name: "series" })?;
    let open = of_series.iter();
    let open = open
        .filter_map(|one| in_question(one, settings.as_of))
        .collect();
    let mut sources = Sources::new(true, u32::MAX);
    let mut sections = vec![
        at_a_glance(series, open, &mut sources),
        where_and_when(&of_series, &mut sources),
    ];
    for (heading, what) in [("Suspect", &series.suspect), ("Vehicle", &series.vehicle)] {
        let block = series::composite(what, heading, &mut sources);
        let none = paragraph("No witness described it.");
        let heading = format!("{heading}, as all witnesses say together");
        sections.push(section(&heading, vec![block.unwrap_or(none)]));
    }
    let mut blocks = vec![paragraph(
        "Weights are in bits: each bit doubles the odds that two incidents belong together, from whatever odds one starts \
         with. Reports with more detail are easier to tie together, and witnesses err.",
    )];
    blocks.extend(series::why(series));
    sections.push(section(
        "Why they are thought to belong together, and what speaks against",
        blocks,
    ));
    sections.push(what_next(series));
    let name = settings.name.as_deref().map(str::trim);
    let name = name.filter(|name| !name.is_empty());
    let title = match name {
        Some(name) => format!("Special bulletin: possible series of attempted abductions, {name}"),
        None => "Special bulletin: possible series of attempted abductions".to_owned(),
    };
    let contact = settings.contact.iter();
    Ok(Document {
        id: settings.id.clone(),
        title: vec![general(title)],
        agency: settings.agency.clone(),
        as_of: settings.as_of,
        marking: Marking::default(),
        contact: contact
            .map(|contact| Datum::new(Field::Officer, contact.clone()))
            .collect(),
        sections,
        sources: sources.into_list(),
        notice: LeadNotice,
    })
}

fn at_a_glance(series: &FoundSeries, open: Vec<Text>, sources: &mut Sources) -> Section {
    let mut facts = series::facts(series, &[], "Series", sources);
    let cited = sources.number("Series incidents", &series.incidents);
    let all = series.incidents.len();
    let look_for = [
        ("Look for: vehicle", series::in_a_line(&series.vehicle, all)),
        ("Look for: person", series::in_a_line(&series.suspect, all)),
    ];
    let mut first = Vec::new();
    for (label, mut text) in look_for {
        if let Some(last) = text.last_mut() {
            last.sources.clone_from(&cited);
            first.push(fact(label, text));
        }
    }
    first.append(&mut facts);
    let mut blocks = vec![Block::Facts { facts: first }];
    if !open.is_empty() {
        blocks.push(Block::List { items: open });
    }
    blocks.push(paragraph(
        "Any of it may be mistaken. Being like it makes nobody a suspect; stop nobody on it alone.",
    ));
    section("At a glance", blocks)
}

/// What makes an incident one that should not be in a bulletin of this day.
fn in_question(incident: &Incident, as_of: NaiveDate) -> Option<Text> {
    let why = if incident.outcomes.contains(&Outcome::Unfounded) {
        ": its agency found that it did not happen. Find the series again without it."
    } else if words::date_of(incident).is_some_and(|day| day > as_of) {
        ": of a day later than that as of which this holds. Check its date."
    } else {
        return None;
    };
    let id = Datum::new(Field::RecordId, incident.id.expose().clone());
    Some(vec![general("Incident "), id, general(why)])
}

fn where_and_when(incidents: &[&Incident], sources: &mut Sources) -> Section {
    let (mut points, mut lines, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for incident in incidents {
        let id = || Datum::new(Field::RecordId, incident.id.expose().clone());
        let cited = sources.incident(incident);
        if let Ok(at) = position(incident.place.as_ref())
            && points.len() < MOST
        {
            points.push(map_point(incident, at, None, cited.clone()));
        }
        if let Some((start, end)) = days(incident)
            && lines.len() < MOST
        {
            lines.push(TimelineRow {
                label: vec![id()],
                spans: vec![TimelineSpan {
                    label: vec![Datum::new(Field::EventDate, start.to_string())],
                    start: Some(start),
                    end: Some(end),
                    state: TimelineState::default(),
                    sources: cited.clone(),
                }],
            });
        }
        let approaches = incident.approaches.iter();
        let approaches: Vec<String> = approaches
            .map(|one| words::approach(one.as_str()))
            .collect();
        let text = |text: String| Some(text).filter(|text| !text.is_empty()).map(Scalar::from);
        rows.push(Row {
            cells: vec![
                Some(incident.id.expose().clone().into()),
                words::time_of(incident).map(Scalar::from),
                words::locality(incident).map(Scalar::from),
                text(approaches.join(", ")),
                incident.agency.clone().map(Scalar::from),
                incident
                    .case_number
                    .as_ref()
                    .map(|number| number.expose().clone().into()),
            ],
            sources: cited,
        });
    }
    let mut blocks = vec![table(
        "The incidents, the earliest first; times are local",
        vec![
            column("Incident", Field::RecordId),
            column("When", Field::EventDate),
            column("Where", Field::Locality),
            column("Approach", Field::Narrative),
            column("Agency", Field::Officer),
            column("Case number", Field::RecordId),
        ],
        rows,
    )];
    if points.is_empty() {
        blocks.push(paragraph("None of them has a position that can be used."));
    } else {
        blocks.push(figure(
            "Where: a ring is how far the true place may be",
            Drawing::Map(points.into()),
        ));
    }
    if !lines.is_empty() {
        blocks.push(figure(
            "When: a stretch of days is a time that is known no closer",
            Drawing::Timeline(Timeline { rows: lines }),
        ));
    }
    section("Where and when", blocks)
}

/// The first day, and the first no longer inside.
fn days(incident: &Incident) -> Option<(NaiveDate, NaiveDate)> {
    let time = incident.time.as_ref()?.expose();
    let (start, end) = (time.earliest.date(), time.latest.date());
    let end = end.checked_add_signed(TimeDelta::days(1))?;
    (start < end).then_some((start, end))
}

/// What would confirm the series, and what would rule it out: questions for those who hold the cases.
fn what_next(series: &FoundSeries) -> Section {
    let has = |kind: TermKind| {
        let mut fields = series.vehicle.fields.iter().chain(&series.suspect.fields);
        fields.any(|field| field.kind == kind)
    };
    let mut confirm: Vec<&str> = Vec::new();
    if has(TermKind::Plate) {
        confirm.push(
            "Plate readers and cameras on the roads away from each place: one vehicle whose plate fits all that was read.",
        );
    } else {
        confirm.push("A plate, even a part of it, from any of the incidents: ask the witnesses and cameras again.");
    }
    confirm.push("One witness who saw two of the incidents, or one picture of the person at two of the places.");
    confirm.push(
        "A trace (fingerprint, DNA, shoe or tyre mark) from one place that is that of another.",
    );
    if has(TermKind::Features) || has(TermKind::Marks) {
        confirm.push("What tells the vehicle or the person apart, asked for openly in the other incidents: do not suggest it.");
    }
    let exclude = [
        "Proof that whoever did one of them was elsewhere at the time of another: custody, work, travel.",
        "An incident that turns out not to have happened, or to be of someone who is known and explained.",
        "A full plate, or a description by someone who knows the person, that contradicts one of the incidents.",
    ];
    let conflicts = series.suspect.fields.iter().chain(&series.vehicle.fields);
    let conflicts = conflicts.filter(|field| field.has_conflict);
    let open: Vec<Text> = conflicts
        .map(|field| {
            vec![general(format!(
                "{}: ask the witnesses again which it was; if both hold, these are two.",
                words::term(field.kind)
            ))]
        })
        .collect();
    let items = |all: &[&str]| -> Block {
        Block::List {
            items: all.iter().map(|one| vec![general(*one)]).collect(),
        }
    };
    let mut sections = vec![
        section("Would confirm it", vec![items(&confirm)]),
        section("Would rule it out, or a part of it", vec![items(&exclude)]),
    ];
    if !open.is_empty() {
        sections.push(section(
            "Contradictions to settle",
            vec![Block::List { items: open }],
        ));
    }
    Section {
        sections,
        ..section("What would confirm it, and what would rule it out", vec![])
    }
}
