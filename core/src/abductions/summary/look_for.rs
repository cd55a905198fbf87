//! What patrols look for, the map, and the window's incidents.

use super::{
    Writer, agree,
    headline::MAY_BELONG,
    pieces::{column, count, fact, general, map_point, not_listed, paragraph, section, table},
    series, words,
};
use crate::{
    abductions::{Answer, evidence::is_no_plate, facts::position},
    documents::{Block, Drawing, Field, Figure, MapPoint, Row, Scalar, Section},
    records::{Band, Incident, Involved, Pii, Vehicle},
};

/// Incidents on the map.
const MOST_POINTS: usize = 60;

impl Writer<'_> {
    pub(super) fn look_for(&mut self) -> Section {
        let mut facts = Vec::new();
        for shown in &self.series {
            let cited = self.sources.number(
                &format!("{} incidents", shown.name),
                &shown.series.incidents,
            );
            let all = shown.series.incidents.len();
            let vehicle = series::in_a_line(&shown.series.vehicle, all);
            let suspect = series::in_a_line(&shown.series.suspect, all);
            for (what, mut text) in [("vehicle", vehicle), ("person", suspect)] {
                if let Some(last) = text.last_mut() {
                    last.sources.clone_from(&cited);
                    facts.push(fact(&format!("{}: {what}", shown.name), text));
                }
            }
        }
        let mut blocks = vec![paragraph(
            "What witnesses described, series first. Any of it may be mistaken. Being like it makes nobody a suspect; stop \
             nobody on it alone.",
        )];
        if !facts.is_empty() {
            blocks.push(Block::Facts { facts });
        }
        let rows: Vec<Row> = self.notable();
        let (all, most) = (rows.len(), self.settings.most_rows as usize);
        if all > 0 {
            blocks.push(table(
                "Vehicles of this window of which more than colour and kind is known",
                vec![
                    column("Incident", Field::RecordId),
                    column("Vehicle", Field::Vehicle),
                    column("Plate (? one sign, * any)", Field::VehicleIdentifier),
                    column("What tells it apart", Field::Description),
                    column("Seen", Field::EventDate),
                    column("Where", Field::Locality),
                ],
                rows.into_iter().take(most).collect(),
            ));
            blocks.extend(not_listed(all, most));
        }
        blocks.extend(self.persons());
        if blocks.len() == 1 {
            blocks.push(paragraph(
                "No description of this window goes beyond colour and kind.",
            ));
        }
        section("Look for", blocks)
    }

    fn notable(&mut self) -> Vec<Row> {
        let mut rows = Vec::new();
        for incident in self.fresh() {
            for vehicle in incident.vehicles.iter().filter(|one| is_notable(one)) {
                let plate = vehicle.plate.as_ref();
                let plate = plate.filter(|plate| !is_no_plate(plate.text.expose()));
                let plate = plate.map(|plate| {
                    let text = plate.text.expose().trim().to_uppercase();
                    let state = plate.state.as_deref().map(str::trim).unwrap_or_default();
                    format!("{text} {state}").trim().to_owned()
                });
                let features: Vec<&str> = vehicle
                    .features
                    .iter()
                    .map(|one| one.expose().trim())
                    .collect();
                let apart = Some(features.join(", ")).filter(|all| !all.is_empty());
                rows.push(Row {
                    cells: vec![
                        Some(incident.id.expose().clone().into()),
                        words::vehicle(vehicle).map(Scalar::from),
                        plate.filter(|plate| !plate.is_empty()).map(Scalar::from),
                        apart.map(Scalar::from),
                        self.seen(incident).map(Scalar::from),
                        words::locality(incident).map(Scalar::from),
                    ],
                    sources: self.sources.incident(incident),
                });
            }
        }
        rows
    }

    /// Persons as witnesses of this window's incidents described them, but those of series, which stand above.
    fn persons(&mut self) -> Vec<Block> {
        let mut rows = Vec::new();
        for incident in self.fresh() {
            if self.series_of(incident.id.expose()).is_some() {
                continue;
            }
            for person in incident.suspects.iter().filter(|one| is_suspect(one)) {
                let Some([looks, marks, speech, clothing]) = agree::described(person) else {
                    continue;
                };
                let text = |text: String| Some(text).filter(|text| !text.is_empty());
                rows.push(Row {
                    cells: vec![
                        Some(incident.id.expose().clone().into()),
                        text(looks).map(Scalar::from),
                        text(marks).map(Scalar::from),
                        text(speech).map(Scalar::from),
                        text(clothing).map(Scalar::from),
                        self.seen(incident).map(Scalar::from),
                        words::locality(incident).map(Scalar::from),
                    ],
                    sources: self.sources.incident(incident),
                });
            }
        }
        let (all, most) = (rows.len(), self.settings.most_rows as usize);
        if all == 0 {
            return Vec::new();
        }
        rows.truncate(most);
        let mut blocks = vec![table(
            "Persons described in incidents of this window that are in no series",
            vec![
                column("Incident", Field::RecordId),
                column("Person", Field::Description),
                column("Marks", Field::Description),
                column("Speech", Field::Description),
                column("Clothing", Field::Description),
                column("Seen", Field::EventDate),
                column("Where", Field::Locality),
            ],
            rows,
        )];
        blocks.extend(not_listed(all, most));
        blocks
    }

    pub(super) fn map(&mut self) -> Section {
        let mut points = Vec::new();
        let mut without: Vec<Pii<String>> = Vec::new();
        let mut shown: Vec<(&Incident, Option<usize>)> = Vec::new();
        for (number, one) in self.series.iter().enumerate() {
            let incidents = super::ids(&one.series.incidents);
            let incidents = incidents.filter_map(|id| self.incident(id));
            shown.extend(incidents.map(|incident| (incident, Some(number))));
        }
        for incident in self.fresh() {
            if self.series_of(incident.id.expose()).is_none() {
                shown.push((incident, None));
            }
        }
        for (incident, series) in shown {
            let Ok(at) = position(incident.place.as_ref()) else {
                without.push(incident.id.clone());
                continue;
            };
            if points.len() < MOST_POINTS {
                let cited = self.sources.incident(incident);
                let series = series.map(|series| series as u32);
                let mut point = map_point(incident, at, series, cited);
                if self.is_late(incident) {
                    point.label.push(general(" (reported late)"));
                }
                points.push(point);
            }
        }
        if let Answer::Found(alive) = &self.trend.alive {
            for (number, one) in (1..).zip(&alive.clusters) {
                if one.p.is_some_and(|p| p <= 0.05) {
                    points.push(MapPoint {
                        label: vec![general(format!("Cluster that is alive {number}"))],
                        latitude: one.latitude,
                        longitude: one.longitude,
                        radius_m: Some(one.radius_m.round()),
                        field: Field::Position,
                        cluster: None,
                        sources: self
                            .sources
                            .number(&format!("incidents of cluster {number}"), &one.incidents),
                    });
                }
            }
        }
        let mut blocks = Vec::new();
        if points.is_empty() {
            blocks.push(paragraph("No incident of this window has a position."));
        } else {
            blocks.push(Block::Figure(Figure {
                caption: vec![general(
                    "Incidents of this window, those reported late in it, and earlier ones of the series shown. A letter is a series of this summary; \
                     a ring is how far the true place may be, or how far a cluster reaches.",
                )],
                drawing: Drawing::Map(points.into()),
            }));
        }
        if !without.is_empty() {
            let cited = self
                .sources
                .number("incidents without a position", &without);
            blocks.push(Block::Paragraph {
                text: vec![
                    count(without.len(), cited),
                    general(" have no position that can be used and are not on the map."),
                ],
            });
        }
        section("Map", blocks)
    }

    pub(super) fn incidents(&mut self) -> Section {
        let heading = "Incidents of this window";
        let (latest, late) = (self.latest(), self.late());
        let open = self.may_belong.all();
        let mut blocks = Vec::new();
        if latest.is_empty() {
            let silence = self.silence().map(paragraph);
            blocks.push(silence.unwrap_or_else(|| {
                paragraph("No incident is known to be of this region and window.")
            }));
            if !open.is_empty() {
                let cited = self.sources.number(MAY_BELONG, &open);
                blocks.push(Block::Paragraph {
                    text: vec![
                        count(open.len(), cited),
                        general(
                            " could not be placed or dated, or are known only to a longer time, and may belong here.",
                        ),
                    ],
                });
            }
        }
        blocks.extend(self.list("The latest first; times are local", &latest));
        let caption = "Reported in this window, happened before: in no count of this window";
        blocks.extend(self.list(caption, &late));
        section(heading, blocks)
    }

    fn list(&mut self, caption: &str, incidents: &[&Incident]) -> Vec<Block> {
        let most = self.settings.most_rows as usize;
        let mut rows = Vec::new();
        for incident in incidents.iter().take(most) {
            let id = incident.id.expose();
            let series = self.series_of(id).and_then(|at| self.series.get(at));
            let approaches = incident.approaches.iter();
            let approaches = approaches.map(|one| words::approach(one.as_str()));
            let outcomes = incident.outcomes.iter();
            let outcomes = outcomes.map(|one| words::code(one.as_str()));
            let vehicles = incident.vehicles.iter().filter_map(words::vehicle);
            let text = |words: Vec<String>, between: &str| {
                Some(words.join(between))
                    .filter(|all| !all.is_empty())
                    .map(Scalar::from)
            };
            rows.push(Row {
                cells: vec![
                    Some(id.clone().into()),
                    self.seen(incident).map(Scalar::from),
                    words::locality(incident).map(Scalar::from),
                    Some(words::code(incident.event_type.as_str()).into()),
                    text(approaches.collect(), ", "),
                    text(children(incident), "; "),
                    text(vehicles.collect(), ", "),
                    text(outcomes.collect(), ", "),
                    series.map(|one| one.name.replace("Series ", "").into()),
                ],
                sources: self.sources.incident(incident),
            });
        }
        if rows.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![table(
            caption,
            vec![
                column("Incident", Field::RecordId),
                column("When", Field::EventDate),
                column("Where", Field::Locality),
                column("Called", Field::Narrative),
                column("Approach", Field::Narrative),
                column("Child", Field::ChildAge),
                column("Vehicle", Field::Vehicle),
                column("Ended", Field::Narrative),
                column("Series", Field::Evidence),
            ],
            rows,
        )];
        blocks.extend(not_listed(incidents.len(), most));
        blocks
    }
}

pub(super) fn is_suspect(one: &Involved) -> bool {
    one.role.may_be_suspect()
}

fn is_notable(vehicle: &Vehicle) -> bool {
    let has_plate = vehicle.plate.as_ref();
    has_plate.is_some_and(|plate| !is_no_plate(plate.text.expose()))
        || !vehicle.features.is_empty()
        || vehicle.model.is_some() && !vehicle.colors.is_empty()
}

/// Age and sex of each child.
fn children(incident: &Incident) -> Vec<String> {
    let years = |number: String| match number.as_str() {
        "1" => "1 year".to_owned(),
        number => format!("{number} years"),
    };
    let band = |band: &Band| match (band.least, band.most) {
        (Some(least), Some(most)) if (most - least).abs() < 0.5 => years(format!("{least:.0}")),
        (Some(least), Some(most)) => years(format!("{least:.0} to {most:.0}")),
        (Some(least), None) => years(format!("{least:.0} or more")),
        (None, Some(most)) => years(format!("up to {most:.0}")),
        (None, None) => String::new(),
    };
    let one = |victim: &crate::records::Victim| {
        let age = victim.age.as_ref().map(Pii::expose).map(band);
        let sex = victim
            .sex
            .as_ref()
            .map(|sex| words::code(sex.expose().as_str()));
        let parts: Vec<String> = sex
            .into_iter()
            .chain(age)
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(", ")
    };
    incident
        .victims
        .iter()
        .map(one)
        .filter(|words| !words.is_empty())
        .collect()
}
