//! Places to check, in order, with what speaks for and against each; and the map.

use super::{
    LeadRegistrant,
    cited::Origin,
    stays::StayOf,
    words,
    writer::{Writer, cell, day_cell},
};
use crate::{
    documents::{
        Block, Datum, Drawing, Fact, Field, MapPoint, Row, Scalar, Section, Weighs,
        pieces::{column, figure, general, paragraph, section},
    },
    records::{Address, Place},
    tracking::{CandidatePlace, LOCATE_NOTICE, PlaceReason, PlaceUse},
};

/// Places on the map.
const MOST_POINTS: usize = 40;

pub(super) const fn used(of: PlaceUse) -> &'static str {
    match of {
        PlaceUse::Custody => "custody",
        PlaceUse::Residence => "home",
        PlaceUse::Transient => "area without a home",
        PlaceUse::Lodging => "lodging",
        PlaceUse::Work => "work",
        PlaceUse::School => "school",
        PlaceUse::Address => "address",
        PlaceUse::Family => "family",
        PlaceUse::Associate => "associate",
        PlaceUse::VehicleSeen => "vehicle seen",
        PlaceUse::Tip => "tip",
        PlaceUse::PossibleRegistration => "possible registration",
        PlaceUse::Search => "search",
    }
}

fn uses(one: &CandidatePlace) -> String {
    let uses: Vec<&str> = one.uses.iter().map(|one| used(*one)).collect();
    uses.join(", ")
}

/// A place in one line; its position where it has nothing else.
pub(super) fn shown(one: &CandidatePlace) -> String {
    words::place(&one.place).unwrap_or_else(|| "a position without an address".to_owned())
}

pub(super) fn candidates<'a>(
    w: &mut Writer<'a>,
    file: &'a LeadRegistrant,
    most_explained: u32,
) -> Section {
    let heading = "Where to look, in order";
    let Some(located) = &file.located else {
        let none = "Places were not put in order for this package.";
        return section(heading, vec![paragraph(none)]);
    };
    let mut rows = Vec::new();
    for one in &located.places {
        let mut sources = Vec::new();
        if let Some(first) = one.mentions.first() {
            sources = w.cited.part(Origin::fact(first));
        }
        rows.push(Row {
            cells: vec![
                Some(Scalar::from(i64::from(one.rank))),
                cell(Some(shown(one))),
                cell(Some(uses(one))),
                Some(Scalar::from(i64::from(one.points))),
                day_cell(one.last_known),
                day_cell(one.last_verified),
                day_cell(one.last_denied),
            ],
            sources,
        });
    }
    let mut blocks = vec![paragraph(LOCATE_NOTICE)];
    blocks.extend(w.rows(
        "Places to check; points put places in order and say nothing about the person",
        vec![
            column("Rank", Field::Evidence),
            column("Place", Field::Street),
            column("Is or was", Field::Evidence),
            column("Points", Field::Evidence),
            column("On record until", Field::EventDate),
            column("Last confirmed", Field::EventDate),
            column("Last denied", Field::EventDate),
        ],
        rows,
        "No place is on record that could be checked.",
    ));
    let explained = located.places.iter().take(most_explained as usize);
    let sections: Vec<Section> = explained.map(|one| reasons(w, one)).collect();
    blocks.extend(possible(w, file));
    Section {
        sections,
        ..section(heading, blocks)
    }
}

/// What speaks for and against one place, which adds up to its points.
fn reasons<'a>(w: &mut Writer<'a>, one: &'a CandidatePlace) -> Section {
    let mut facts: Vec<Fact> = Vec::new();
    let sides = [
        (Weighs::For, &one.reasons_for),
        (Weighs::Against, &one.reasons_against),
    ];
    for (weighs, reasons) in sides {
        for reason in reasons {
            facts.push(self::reason(w, reason, weighs));
        }
    }
    let sum = format!("{} points in all", one.points);
    let blocks = vec![
        if facts.is_empty() {
            paragraph("Nothing speaks for it or against it.")
        } else {
            Block::Facts { facts }
        },
        Block::Paragraph {
            text: vec![Datum::new(Field::Evidence, sum), general(".")],
        },
    ];
    Section {
        heading: vec![
            general(format!("{}. ", one.rank)),
            Datum::new(Field::Street, shown(one)),
        ],
        blocks,
        ..Section::default()
    }
}

fn reason<'a>(w: &mut Writer<'a>, one: &'a PlaceReason, weighs: Weighs) -> Fact {
    let sources = w.cited.part(Origin::fact(&one.source));
    let mut words = one.words.clone();
    if let Some(on) = one.on {
        words = format!("{words}, {on}");
    }
    if let Some(less) = &one.less {
        words = format!("{words} ({less})");
    }
    Fact {
        label: format!("{:+} points", one.points),
        value: vec![Datum::new(Field::Evidence, words).from_sources(sources)],
        weighs: Some(weighs),
    }
}

/// Registrations elsewhere that may be of this person.
fn possible<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Vec<Block> {
    let possible = file.located.iter().flat_map(|located| &located.possible);
    let rows: Vec<Row> = possible
        .map(|one| Row {
            cells: vec![
                cell(Some(one.record.expose().clone())),
                cell(Some(one.jurisdictions.join(", "))),
                cell(Some(one.agrees.join("; "))),
                cell(Some(one.differs.join("; "))),
                cell(Some(one.words.clone())),
            ],
            sources: Vec::new(),
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    w.rows(
        "Registrations elsewhere that may be of this person: for somebody to decide, and no part of what stands above",
        vec![
            column("Record", Field::RecordId),
            column("With", Field::Registration),
            column("Agrees", Field::Evidence),
            column("Differs", Field::Evidence),
            column("What it is", Field::Evidence),
        ],
        rows,
        "",
    )
}

/// The map: places to check with their rank, then homes, work, schools and people that are no candidates.
pub(super) fn map<'a>(
    w: &mut Writer<'a>,
    file: &'a LeadRegistrant,
    stays: &[StayOf<'a>],
) -> Section {
    let mut points: Vec<MapPoint> = Vec::new();
    let places = file.located.iter().flat_map(|located| &located.places);
    for one in places {
        let sources = one.mentions.first();
        let sources = sources.map_or_else(Vec::new, |of| w.cited.part(Origin::fact(of)));
        let label = format!("{}: {}", one.rank, uses(one));
        points.extend(point(&one.place, label, sources));
    }
    if points.is_empty() {
        for one in stays {
            points.extend(point(
                one.place,
                one.kind.words().to_owned(),
                one.sources.clone(),
            ));
        }
        for record in &file.records {
            for one in &record.associates {
                let origin = Origin::record(record).part(one.provenance.as_ref());
                for address in &one.addresses {
                    let role = words::known(one.role.as_str());
                    let role = role.unwrap_or_else(|| "associate".to_owned());
                    let sources = w.cited.part(origin);
                    points.extend(at(address, None, role, sources));
                }
            }
        }
    }
    let all = points.len();
    points.truncate(MOST_POINTS);
    if points.is_empty() {
        let none = "No place on record has a position, so there is no map.";
        return section("Map", vec![paragraph(none)]);
    }
    let mut blocks = vec![figure(
        "Places of the person: the number before the colon is the rank above; a ring is how far the true place may be",
        Drawing::Map(points.into()),
    )];
    blocks.extend(crate::documents::pieces::not_listed(all, MOST_POINTS));
    section("Map", blocks)
}

pub(super) fn point(place: &Place, label: String, sources: Vec<String>) -> Option<MapPoint> {
    let radius = place.uncertainty_m.as_ref().map(|radius| *radius.expose());
    at(place.address.as_ref()?, radius, label, sources)
}

fn at(
    address: &Address,
    radius: Option<f64>,
    label: String,
    sources: Vec<String>,
) -> Option<MapPoint> {
    let (latitude, longitude) = words::position(address)?;
    Some(MapPoint {
        label: vec![Datum::new(Field::Evidence, label)],
        latitude,
        longitude,
        radius_m: radius.filter(|radius| (0.0..=2.1e7).contains(radius)),
        field: Field::Position,
        cluster: None,
        sources,
    })
}

/// The first place to check, in a line.
pub(super) fn first_place(file: &LeadRegistrant) -> Option<(String, &CandidatePlace)> {
    let located = file.located.as_ref()?;
    let first = located.places.first()?;
    Some((shown(first), first))
}

/// The id of a person's records, for a fact.
pub(super) fn ids(file: &LeadRegistrant) -> String {
    let ids = file.records.iter().map(|record| record.person.id.expose());
    let ids: Vec<&str> = ids.map(String::as_str).collect();
    ids.join(", ")
}
