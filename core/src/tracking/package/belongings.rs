//! Licences, vehicles, telephones, mailboxes and accounts.

use chrono::NaiveDate;

use super::{
    LeadRegistrant,
    cited::Origin,
    identity::{identifiers, number},
    writer::{Writer, add, cell, day_cell},
};
use crate::{
    documents::{
        Block, Field, Row, Section,
        pieces::{column, section},
        words::{code, vehicle},
    },
    records::{Identifier, IdentifierKind, Pii, Span, Vehicle},
};

/// What a section of identifiers is of.
type Sort = fn(&IdentifierKind) -> bool;

fn is_licence(kind: &IdentifierKind) -> bool {
    let IdentifierKind::Other(kind) = kind else {
        return false;
    };
    let kind = kind.to_lowercase();
    kind.contains("licence") || kind.contains("license")
}

const fn is_phone(kind: &IdentifierKind) -> bool {
    matches!(kind, IdentifierKind::Phone)
}

/// Whatever else reaches somebody or is theirs, and is no number of a document.
fn is_account(kind: &IdentifierKind) -> bool {
    match kind {
        IdentifierKind::Email | IdentifierKind::Unstated => true,
        IdentifierKind::Other(_) => !is_licence(kind),
        _ => false,
    }
}

pub(super) fn licences<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Vec<Block> {
    let rows = rows(w, file, is_licence);
    w.rows(
        "Professional licences",
        columns(&Field::IdentityNumber),
        rows,
        "No professional licence is on record.",
    )
}

pub(super) fn contacts<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Section {
    let phones = rows(w, file, is_phone);
    let mut blocks = w.rows(
        "Telephones",
        columns(&Field::Phone),
        phones,
        "No telephone is on record.",
    );
    let accounts = rows(w, file, is_account);
    blocks.extend(w.rows(
        "Email, handles, accounts and other numbers",
        columns(&Field::InternetIdentifier),
        accounts,
        "No email, handle or account is on record.",
    ));
    section("Phones, emails, handles", blocks)
}

fn columns(field: &Field) -> Vec<crate::documents::Column> {
    vec![
        column("Number or name", field.clone()),
        column("Sort", field.clone()),
        column("Recorded, by, confidence", Field::Evidence),
    ]
}

fn rows<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant, sort: Sort) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let these: Vec<(&'a Identifier, Origin<'a>)> = identifiers(&file.records)
        .filter(|(one, _)| sort(&one.kind))
        .collect();
    for (one, origin) in these {
        if !w.has(origin, None) {
            continue;
        }
        let kind = match one.kind {
            IdentifierKind::Unstated => "not stated".to_owned(),
            _ => code(one.kind.as_str()),
        };
        let row = Row {
            cells: vec![
                cell(Some(number(one))),
                cell(Some(kind)),
                cell(Some(origin.basis())),
            ],
            sources: w.cited.part(origin),
        };
        let same = rows.iter_mut().find(|old| {
            let first = |row: &Row| row.cells.first().cloned();
            first(old) == first(&row)
        });
        match same {
            Some(old) => add(&mut old.sources, row.sources),
            None => rows.push(row),
        }
    }
    rows
}

pub(super) fn vehicles<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Section {
    let mut rows: Vec<(bool, Option<NaiveDate>, Row)> = Vec::new();
    for record in &file.records {
        for one in &record.vehicles {
            let origin = Origin::record(record).part(one.provenance.as_ref());
            if !w.has(origin, None) {
                continue;
            }
            let row = Row {
                cells: cells(one, origin),
                sources: w.cited.part(origin),
            };
            let same = rows.iter_mut().find(|(.., old)| {
                let facts = |row: &Row| row.cells.split_last().map(|(_, facts)| facts.to_vec());
                facts(old) == facts(&row)
            });
            let span = one.span.as_ref().map(Pii::expose);
            match same {
                Some((.., old)) => add(&mut old.sources, row.sources),
                None => rows.push((
                    span.is_some_and(|span| span.end().is_some_and(|end| end <= w.as_of)),
                    span.and_then(Span::start),
                    row,
                )),
            }
        }
    }
    // in use first, then the newest
    rows.sort_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1)));
    let rows = rows.into_iter().map(|(.., row)| row).collect();
    section(
        "Vehicles and plates",
        w.rows(
            "Vehicles owned or used",
            vec![
                column("Vehicle", Field::Vehicle),
                column("Plate", Field::VehicleIdentifier),
                column("VIN", Field::VehicleIdentifier),
                column("From", Field::EventDate),
                column("Until", Field::EventDate),
                column("Tells it apart", Field::Description),
                column("Recorded, by, confidence", Field::Evidence),
            ],
            rows,
            "No vehicle is on record.",
        ),
    )
}

/// A plate with its state.
pub(super) fn plate(one: &Vehicle) -> Option<String> {
    let plate = one.plate.as_ref()?;
    let text = plate.text.expose().trim();
    let state = plate.state.as_deref().unwrap_or_default();
    let words = format!("{state} {text}");
    Some(words.trim().to_owned()).filter(|words| !words.is_empty())
}

fn cells(one: &Vehicle, origin: Origin<'_>) -> Vec<Option<crate::documents::Scalar>> {
    let span = one.span.as_ref().map(Pii::expose);
    let features: Vec<&str> = one
        .features
        .iter()
        .map(|one| one.expose().as_str())
        .collect();
    vec![
        cell(Some(
            vehicle(one).unwrap_or_else(|| "not described".to_owned()),
        )),
        cell(plate(one)),
        cell(one.vin.as_ref().map(Pii::expose).cloned()),
        day_cell(span.and_then(Span::start)),
        day_cell(span.and_then(Span::end)),
        cell(Some(features.join("; "))),
        cell(Some(origin.basis())),
    ]
}
