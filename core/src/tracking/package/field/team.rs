//! The part of the sheet for one team: its route on a map, then whom to check, in order.

use std::collections::BTreeMap;

use super::super::{
    candidates::used,
    cited::Origin,
    process::{caution_items, is_out},
    words,
    writer::{Writer, cell, day_cell},
};
use crate::{
    documents::{
        Block, Datum, Drawing, Fact, Field, Map, MapLine, MapPoint, Row, Scalar, Section, Text,
        pieces::{column, count, fact, figure, general, not_listed, paragraph, section, table},
        words::code,
    },
    tracking::{LeadRegistrant, Route, RouteStop, SweepAddress, SweepTeam},
};

/// The most visits of a team that are on its map and in its table; further ones are counted.
const MOST_VISITS: usize = 200;

/// An address of the list and the registrant who is to be checked there.
#[derive(Clone, Copy)]
pub(super) struct Visit<'a> {
    pub(super) address: &'a SweepAddress,
    pub(super) file: &'a LeadRegistrant,
}

pub(super) type Visits<'a> = BTreeMap<&'a str, Visit<'a>>;

pub(super) fn team_section<'a>(
    w: &mut Writer<'a>,
    stops: &Visits<'a>,
    route: &'a Route,
    team: &'a SweepTeam,
) -> Section {
    let heading = format!("Team {}", route.team);
    if route.stops.is_empty() {
        return section(&heading, vec![paragraph("No address is on its route.")]);
    }
    let mut facts = vec![
        fact("Leaves", vec![general(clock(route.leave_minute))]),
        fact("Back", vec![general(clock(route.back_minute))]),
        fact("Addresses", vec![count(route.stops.len(), Vec::new())]),
        fact("On the way", vec![general(length(route.travel_minutes))]),
        fact("With visits", vec![general(length(route.service_minutes))]),
    ];
    if route.wait_minutes >= 0.5 {
        let waits = length(route.wait_minutes);
        facts.push(fact("Waiting", vec![general(waits)]));
    }
    facts.extend(cautions(w, stops, route));
    let mut blocks = vec![Block::Facts { facts }];
    let (points, numbers) = points(w, stops, route, team);
    if points.is_empty() {
        blocks.push(paragraph("No address has a position, so there is no map."));
    } else {
        let has_base = points.len() > numbers.iter().flatten().count();
        let (caption, line) = if has_base {
            (
                "The route: 1 is the base, the other numbers are those of the table; the line is the order of the visits, not the roads",
                MapLine::Round,
            )
        } else {
            (
                "The route: numbers as in the table; the line is the order of the visits, not the roads",
                MapLine::Open,
            )
        };
        blocks.push(figure(caption, Drawing::Map(Map { points, line })));
    }
    blocks.extend(visits(w, stops, route, &numbers));
    section(&heading, blocks)
}

/// What officers are to know of those on a route, by name.
fn cautions<'a>(w: &mut Writer<'a>, stops: &Visits<'a>, route: &'a Route) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    for visit in visits_of(stops, route) {
        let person = visit.address.person.expose().as_str();
        if told.contains(&person) {
            continue;
        }
        told.push(person);
        for mut caution in caution_items(w, visit.file) {
            caution.remove(0);
            let mut value: Text = vec![name(visit.file), general(": ")];
            value.append(&mut caution);
            facts.push(fact("OFFICER SAFETY", value));
        }
    }
    if facts.is_empty() {
        let none = "no caution on record for anybody on this route; that is no finding";
        facts.push(fact("Officer safety", vec![general(none)]));
    }
    facts
}

fn visits_of<'a>(stops: &Visits<'a>, route: &'a Route) -> impl Iterator<Item = Visit<'a>> {
    let visits = route.stops.iter().take(MOST_VISITS);
    visits.filter_map(|one| stops.get(one.stop.expose().as_str()).copied())
}

fn name(file: &LeadRegistrant) -> Datum {
    words::first_name(&file.records).map_or_else(
        || general("name not on record"),
        |name| Datum::new(Field::PersonName, name),
    )
}

/// The base, then the visits in their order; and the number that each visit has on the map.
fn points<'a>(
    w: &mut Writer<'a>,
    stops: &Visits<'a>,
    route: &'a Route,
    team: &SweepTeam,
) -> (Vec<MapPoint>, Vec<Option<usize>>) {
    let mut points: Vec<MapPoint> = Vec::new();
    let on_globe =
        |one: &(f64, f64)| (-90.0..=90.0).contains(&one.0) && (-180.0..=180.0).contains(&one.1);
    let base = team.latitude.zip(team.longitude).filter(on_globe);
    points.extend(base.map(|(latitude, longitude)| MapPoint {
        label: vec![general("base")],
        latitude,
        longitude,
        radius_m: None,
        field: Field::Position,
        cluster: None,
        sources: Vec::new(),
    }));
    let mut numbers = Vec::new();
    for visit in visits_of(stops, route) {
        let address = visit.address.place.address.as_ref();
        let position = address.and_then(words::position);
        numbers.push(position.map(|(latitude, longitude)| {
            let at = clock(arrival(route, visit));
            points.push(MapPoint {
                label: vec![Datum::new(Field::Evidence, at)],
                latitude,
                longitude,
                radius_m: None,
                field: Field::Position,
                cluster: None,
                sources: cite(w, visit),
            });
            points.len()
        }));
    }
    (points, numbers)
}

fn arrival(route: &Route, visit: Visit<'_>) -> f64 {
    let is_it = |one: &&RouteStop| one.stop == visit.address.stop.id;
    let stop = route.stops.iter().find(is_it);
    stop.map_or(0.0, |one| one.begin_minute)
}

/// The record that the address is of.
fn cite<'a>(w: &mut Writer<'a>, visit: Visit<'a>) -> Vec<String> {
    let place = visit.address;
    let located = visit
        .file
        .located
        .iter()
        .flat_map(|located| &located.places);
    let same = located.filter(|one| one.rank == place.rank);
    let mention = same.flat_map(|one| &one.mentions).next();
    match mention {
        Some(mention) => w.cited.part(Origin::fact(mention)),
        None => visit
            .file
            .records
            .first()
            .map_or_else(Vec::new, |record| w.cited.part(Origin::record(record))),
    }
}

fn visits<'a>(
    w: &mut Writer<'a>,
    stops: &Visits<'a>,
    route: &'a Route,
    numbers: &[Option<usize>],
) -> Vec<Block> {
    let mut rows: Vec<Row> = Vec::new();
    for (visit, (stop, number)) in visits_of(stops, route).zip(route.stops.iter().zip(numbers)) {
        let begin = clock(stop.begin_minute);
        let time = format!("{begin} to {}", clock(stop.leave_minute));
        let born = visit
            .file
            .records
            .iter()
            .find_map(|record| words::day(record.person.birth_date.as_ref()));
        rows.push(Row {
            cells: vec![
                number.map(|number| Scalar::from(number as i64)),
                cell(Some(time)),
                cell(words::first_name(&visit.file.records)),
                cell(born),
                cell(Some(shown(visit.address))),
                cell(Some(uses(visit.address))),
                cell(Some(visit.address.why.join("; "))),
                day_cell(visit.address.last_verified),
                day_cell(visit.address.last_denied),
                cell(Some(warrants(w, visit.file))),
            ],
            sources: cite(w, visit),
        });
    }
    let listed = table(
        "Visits, in their order",
        vec![
            column("No.", Field::General),
            column("Visit", Field::General),
            column("Person", Field::PersonName),
            column("Born", Field::BirthDate),
            column("Address", Field::Street),
            column("Is or was", Field::Evidence),
            column("Why", Field::Registration),
            column("Last confirmed", Field::EventDate),
            column("Last denied", Field::EventDate),
            column("Warrant", Field::LegalProcess),
        ],
        rows,
    );
    let mut blocks = vec![listed];
    blocks.extend(not_listed(route.stops.len(), MOST_VISITS));
    blocks.push(paragraph(
        "Write down of each visit the day and hour, who went, and what was found: there, not there, moved, no such address. A warrant is \
         to be confirmed on the day before anybody acts on it.",
    ));
    blocks
}

pub(super) fn shown(one: &SweepAddress) -> String {
    words::place(&one.place).unwrap_or_else(|| "a position without an address".to_owned())
}

fn uses(one: &SweepAddress) -> String {
    let uses = one.uses.iter().map(|one| used(*one));
    uses.collect::<Vec<_>>().join(", ")
}

fn warrants(w: &Writer<'_>, file: &LeadRegistrant) -> String {
    let all = file.records.iter().flat_map(|record| &record.warrants);
    let out = all.filter(|one| is_out(one, w.as_of));
    let kinds: Vec<String> = out.map(|one| code(one.kind.expose().as_str())).collect();
    if kinds.is_empty() {
        "none on record".to_owned()
    } else {
        kinds.join("; ")
    }
}

/// Minutes after midnight as a clock shows them.
fn clock(minute: f64) -> String {
    let minute = minute.round().max(0.0) as u32;
    let (day, minute) = (minute / 1_440, minute % 1_440);
    let time = format!("{:02}:{:02}", minute / 60, minute % 60);
    match day {
        0 => time,
        1 => format!("{time} the next day"),
        more => format!("{time}, {more} days on"),
    }
}

/// So many minutes, in hours and minutes.
pub(super) fn length(minutes: f64) -> String {
    let minutes = minutes.round().max(0.0) as u32;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
