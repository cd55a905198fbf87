//! The pieces of which the document of findings is made.

use super::{
    super::{Clue, ClueKind, PlaceFinding, places},
    address::reads_like_address,
};
use crate::{
    documents::{Block, Column, Datum, Field, Row, Scalar, Section, Table, Text},
    records::Confidence,
};

/// What a clue says and how sure it is, with the clue and its files as sources.
pub(super) fn said(clue: &Clue) -> Text {
    let confidence = match &clue.confidence {
        Confidence::Other(_) => Confidence::Unstated,
        known => known.clone(),
    };
    let ids =
        std::iter::once(clue.id.expose().as_str()).chain(clue.files.iter().map(String::as_str));
    vec![
        written(field(&clue.kind), clue.value.expose()).from_sources(ids),
        Datum::general(" ("),
        Datum::new(Field::Evidence, confidence.as_str()),
        Datum::general(")"),
    ]
}

/// What an analyst wrote, unless it reads like an address.
pub(super) fn written(field: Field, text: &str) -> Datum {
    if reads_like_address(text) {
        Datum::general("[left out: it reads like an address; it stands in the clue]")
    } else {
        Datum::new(field, text)
    }
}

/// What the value of a clue is, so that policy can decide on it.
pub(super) fn field(kind: &ClueKind) -> Field {
    match kind {
        ClueKind::School | ClueKind::Team => Field::VictimIdentity,
        ClueKind::PhoneCode => Field::Phone,
        ClueKind::Plate => Field::VehicleIdentifier,
        ClueKind::Vehicle => Field::Vehicle,
        ClueKind::Socket | ClueKind::Currency | ClueKind::DrivingSide | ClueKind::Language => {
            Field::Evidence
        }
        _ => Field::Narrative,
    }
}

/// The kind as a label: its first letter is a capital.
pub(super) fn label(kind: &ClueKind) -> String {
    let words = kind.words();
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

pub(super) fn state(code: &str) -> Datum {
    Datum::new(Field::State, places::name(code))
}

pub(super) fn table(caption: &str, places: &[PlaceFinding]) -> Option<Block> {
    let column = |heading: &str, field| Column {
        heading: heading.to_owned(),
        field,
    };
    let row = |place: &PlaceFinding| Row {
        cells: vec![
            Some(Scalar::from(place.name.as_str())),
            Some(Scalar::from(place.place.as_str())),
            Some(Scalar::from(place.weight.to_string())),
            place
                .lead_over_next
                .map(|lead| Scalar::from(lead.to_string())),
        ],
        sources: Vec::new(),
    };
    (!places.is_empty()).then(|| {
        Block::Table(Table {
            caption: vec![Datum::general(caption)],
            columns: vec![
                column("Place", Field::State),
                column("Code", Field::State),
                column("Weight", Field::Evidence),
                column("Lead over the next", Field::Evidence),
            ],
            rows: places.iter().map(row).collect(),
        })
    })
}

pub(super) fn method() -> Section {
    section(
        "How clues are weighed",
        vec![
            general(
                "A weight is the base-2 logarithm of how many times likelier a clue is in one place than in the average \
                 candidate place. Each bit doubles. It is no probability.",
            ),
            general(
                "How often clues lead wrong, what a group of related clues counts, and when places count as close are \
                 assumptions in the settings. A table that is not confirmed from a source counts less, and is named as \
                 such wherever it is used.",
            ),
        ],
    )
}

pub(super) fn section(heading: &str, blocks: Vec<Block>) -> Section {
    Section {
        heading: vec![Datum::general(heading)],
        blocks,
        ..Section::default()
    }
}

pub(super) fn paragraph(text: Text) -> Block {
    Block::Paragraph { text }
}

pub(super) fn general(words: &str) -> Block {
    paragraph(vec![Datum::general(words)])
}
