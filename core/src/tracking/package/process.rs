//! Warrants, what law enforcement and courts did, what was declared, and what officers are to know.

use chrono::NaiveDate;

use super::{
    LeadRegistrant,
    cited::Origin,
    words,
    writer::{Writer, cell, day_cell},
};
use crate::{
    documents::{
        Block, Datum, Field, Row, Section, Text,
        pieces::{column, general, paragraph, section},
        words::code,
    },
    records::{LifeEventKind, PartialDate, Pii, Warrant, WarrantStatus},
};

pub(super) fn process<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Section {
    let mut blocks = vec![cautions(w, file)];
    blocks.extend(warrants(w, file));
    blocks.extend(steps(w, file));
    blocks.extend(declarations(w, file));
    section("Cautions, warrants, process", blocks)
}

/// Whether a warrant was out on a day, as far as the record says.
pub(super) fn is_out(one: &Warrant, day: NaiveDate) -> bool {
    let issued = one.issued_on.as_ref().map(|on| *on.expose());
    let later = one.status_on.as_ref().is_some_and(|on| *on.expose() > day);
    let stands = matches!(
        one.status.expose(),
        WarrantStatus::Active | WarrantStatus::Lodged
    );
    issued.is_none_or(|on| on <= day) && (later || stands)
}

fn cautions<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Block {
    let items = caution_items(w, file);
    if items.is_empty() {
        return paragraph(
            "Officer safety: no caution is on record. That is no finding that there is no danger.",
        );
    }
    Block::List { items }
}

/// Each caution as its agency recorded it.
pub(super) fn caution_items<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Vec<Text> {
    let mut items = Vec::new();
    for record in &file.records {
        for one in &record.cautions {
            let origin = Origin::record(record).part(one.provenance.as_ref());
            let on = one.on.as_ref().map(Pii::expose);
            if !w.has(origin, on.and_then(|on| on.to_date())) {
                continue;
            }
            let sources = w.cited.part(origin);
            let mut item = vec![
                general("Caution: "),
                Datum::new(Field::Narrative, one.text.expose().clone()).from_sources(sources),
            ];
            if let Some(on) = on {
                item.push(general(", of "));
                item.push(Datum::new(Field::EventDate, on.to_string()));
            }
            items.push(item);
        }
    }
    items
}

fn warrants<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Vec<Block> {
    let mut rows = Vec::new();
    for record in &file.records {
        for one in &record.warrants {
            let origin = Origin::record(record).part(one.provenance.as_ref());
            let issued = one.issued_on.as_ref().map(|day| *day.expose());
            if !w.has(origin, issued) {
                continue;
            }
            let row = Row {
                cells: vec![
                    cell(Some(code(one.kind.expose().as_str()))),
                    cell(Some(code(one.status.expose().as_str()))),
                    day_cell(one.status_on.as_ref().map(|day| *day.expose())),
                    day_cell(issued),
                    cell(one.jurisdiction.clone()),
                    cell(one.number.as_ref().map(Pii::expose).cloned()),
                    cell(one.charge.as_ref().map(Pii::expose).cloned()),
                    cell(one.extradition.clone()),
                    cell(Some(origin.basis())),
                ],
                sources: w.cited.part(origin),
            };
            rows.push((!is_out(one, w.as_of), issued, row));
        }
    }
    // what is out first, the newest first
    rows.sort_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1)));
    let headings = [
        "Warrant",
        "Stands",
        "Since",
        "Issued",
        "By",
        "Number",
        "For",
        "Would be fetched from",
    ];
    let mut columns: Vec<_> = headings
        .into_iter()
        .map(|heading| column(heading, Field::LegalProcess))
        .collect();
    columns.push(column("Recorded, by, confidence", Field::Evidence));
    let any = !rows.is_empty();
    let rows = rows.into_iter().map(|(.., row)| row).collect();
    let mut blocks = w.rows("Warrants", columns, rows, "No warrant is on record.");
    blocks.push(paragraph(if any {
        "Confirm with the agency that issued it, on the day, before anybody acts on a warrant."
    } else {
        "Ask the wanted-person files on the day: a record may be behind them."
    }));
    blocks
}

fn steps<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Vec<Block> {
    let mut rows = Vec::new();
    for record in &file.records {
        for one in &record.events {
            if !matches!(
                one.kind,
                LifeEventKind::Referred
                    | LifeEventKind::Arrested
                    | LifeEventKind::Charged
                    | LifeEventKind::Adjudicated
            ) {
                continue;
            }
            let origin = Origin::record(record).part(one.provenance.as_ref());
            let on = *one.on.expose();
            if !w.has(origin, on.to_date()) {
                continue;
            }
            let row = Row {
                cells: vec![
                    cell(Some(on.to_string())),
                    cell(Some(code(one.kind.as_str()))),
                    cell(one.jurisdiction.clone()),
                    cell(one.detail.as_ref().map(Pii::expose).cloned()),
                    cell(Some(origin.basis())),
                ],
                sources: w.cited.part(origin),
            };
            rows.push((on, row));
        }
    }
    newest_first(&mut rows);
    // whether an arrest led to a conviction is not known here
    let headings = ["When", "What", "Where", "Detail"];
    let mut columns: Vec<_> = headings
        .into_iter()
        .map(|heading| column(heading, Field::Arrest))
        .collect();
    columns.push(column("Recorded, by, confidence", Field::Evidence));
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    w.rows(
        "What law enforcement and courts did about the duties",
        columns,
        rows,
        "No referral, arrest, charge or decision about the duties is on record.",
    )
}

/// The newest first; of one day, in the order of the records.
pub(super) fn newest_first(rows: &mut [(PartialDate, Row)]) {
    rows.sort_by_key(|row| std::cmp::Reverse(row.0));
}

fn declarations<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Vec<Block> {
    let mut rows = Vec::new();
    for record in &file.records {
        for one in &record.declarations {
            let origin = Origin::record(record).part(one.provenance.as_ref());
            let on = *one.on.expose();
            if !w.has(origin, Some(on)) {
                continue;
            }
            let withdrawn = one.withdrawn_on.as_ref().map(|day| *day.expose());
            let row = Row {
                cells: vec![
                    cell(Some(words::declared(one.whereabouts.expose()))),
                    day_cell(Some(on)),
                    cell(one.by.as_ref().map(Pii::expose).cloned()),
                    cell(one.criteria.as_ref().map(Pii::expose).cloned()),
                    day_cell(withdrawn.filter(|day| *day <= w.as_of)),
                    cell(Some(origin.basis())),
                ],
                sources: w.cited.part(origin),
            };
            rows.push((on, row));
        }
    }
    if rows.is_empty() {
        return Vec::new();
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.0));
    w.rows(
        "What agencies declared about where the person is; nothing of it is inferred",
        vec![
            column("Declared", Field::LegalProcess),
            column("On", Field::LegalProcess),
            column("By", Field::LegalProcess),
            column("By which criteria", Field::Narrative),
            column("Withdrawn", Field::LegalProcess),
            column("Recorded, by, confidence", Field::Evidence),
        ],
        rows.into_iter().map(|(_, row)| row).collect(),
        "",
    )
}
