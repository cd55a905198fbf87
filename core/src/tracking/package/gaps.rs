//! What does not go together, what is not known, and what to do next.

use std::collections::BTreeMap;

use super::{
    LeadRegistrant,
    cited::Origin,
    duties::{lines, of_record},
    process::is_out,
    writer::{Writer, cell, day_cell},
};
use crate::{
    documents::{
        Block, Datum, Field, Row, Scalar, Section, Text,
        pieces::{column, general, paragraph, section},
    },
    tracking::{CheckKind, DutyState, Missing, NoteCounts, Trust},
};

pub(super) fn gaps<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Section {
    let mut blocks = Vec::new();
    if let Some(located) = &file.located {
        let all = located
            .identity
            .contradictions
            .iter()
            .chain(&located.conflicts);
        let rows: Vec<Row> = all
            .map(|one| {
                let mut sources = Vec::new();
                let fields = one.facts.iter().map(|fact| {
                    super::writer::add(&mut sources, w.cited.part(Origin::fact(fact)));
                    format!("{} {}", fact.record.expose(), fact.field)
                });
                let fields: Vec<String> = fields.collect();
                Row {
                    cells: vec![
                        cell(Some(one.words.clone())),
                        day_cell(one.from),
                        day_cell(one.until),
                        cell(Some(fields.join("; "))),
                    ],
                    sources,
                }
            })
            .collect();
        blocks.extend(w.rows(
            "What does not go together; nobody decides here which is right",
            vec![
                column("What", Field::Evidence),
                column("From", Field::EventDate),
                column("Until", Field::EventDate),
                column("Stands in", Field::Evidence),
            ],
            rows,
            "Nothing on record contradicts itself, as far as was looked.",
        ));
        let rows: Vec<Row> = located
            .gaps
            .iter()
            .map(|one| {
                let mut sources = Vec::new();
                for fact in one.before.iter().chain(&one.after) {
                    super::writer::add(&mut sources, w.cited.part(Origin::fact(fact)));
                }
                Row {
                    cells: vec![
                        cell(Some(one.words.clone())),
                        day_cell(Some(one.from)),
                        day_cell(one.until),
                        Some(Scalar::from(i64::from(one.days))),
                    ],
                    sources,
                }
            })
            .collect();
        blocks.extend(w.rows(
            "What is not known",
            vec![
                column("What", Field::Evidence),
                column("From", Field::EventDate),
                column("Until", Field::EventDate),
                column("Days", Field::Evidence),
            ],
            rows,
            "No days are without a place.",
        ));
    }
    let items = of_duties(w, file);
    if !items.is_empty() {
        blocks.push(paragraph("Of the record, and of what is owed:"));
        blocks.push(Block::List { items });
    }
    if w.left_out > 0 {
        blocks.push(Block::Paragraph {
            text: vec![
                Datum::new(Field::Count, w.left_out as i64),
                general(" times a fact was left out above, as it is of a later day than this package, or was recorded later."),
            ],
        });
    }
    section("Conflicts and gaps", blocks)
}

fn of_duties(w: &mut Writer<'_>, file: &LeadRegistrant) -> Vec<Text> {
    let mut items = Vec::new();
    for one in &file.assessments {
        let sources = of_record(w, file, one.id.expose());
        let notes = notes(&one.notes);
        if notes.is_empty() {
            continue;
        }
        let mut item = vec![general("Record ")];
        item.push(Datum::new(Field::RecordId, one.id.expose().clone()));
        item.push(general(": "));
        item.push(Datum::new(Field::Evidence, notes.join("; ")).from_sources(sources));
        items.push(item);
    }
    let mut missing: BTreeMap<Missing, usize> = BTreeMap::new();
    for (_, _, line) in lines(file) {
        if let DutyState::Undetermined { missing: what } = line.state {
            *missing.entry(what).or_insert(0) += 1;
        }
    }
    for (what, times) in missing {
        items.push(vec![Datum::new(
            Field::Evidence,
            format!(
                "{times} {} cannot be told: {}",
                if times == 1 { "duty" } else { "duties" },
                what.words()
            ),
        )]);
    }
    if file.assessments.len() > 1 {
        items.push(vec![general(
            "Each record was assessed by itself. A registry may have what another lacks: what is not done by one record may be done by another.",
        )]);
    }
    items
}

fn notes(of: &NoteCounts) -> Vec<String> {
    [
        (
            of.after_as_of,
            "entries of days after this package, which did not count",
        ),
        (
            of.not_yet_known,
            "entries recorded later, which did not count",
        ),
        (of.record_date_unknown, "entries without a day of recording"),
        (of.out_of_order, "pairs of dates that cannot both be right"),
        (of.after_death, "entries of days after the day of death"),
        (of.custody_open, "times in custody without an end"),
        (
            of.without_start,
            "stays, vehicles or registrations without a first day",
        ),
        (of.tiers_differ, "registries that decided different tiers"),
        (
            of.tier_not_read,
            "tiers in a word that the rules do not know",
        ),
        (
            of.other_registries,
            "jurisdictions that may have the person and are not in the record",
        ),
        (of.without_pack, "registrations that no rule pack covers"),
        (
            of.seen_after_absconding,
            "signs of the person after absconding was declared",
        ),
        (
            of.seen_after_deportation,
            "signs of the person after a declared deportation",
        ),
        (
            of.warrants_undated,
            "warrants without a day, which did not count",
        ),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, words)| format!("{words}: {number}"))
    .collect()
}

pub(super) fn next_checks<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Section {
    let mut rows: Vec<Row> = Vec::new();
    let own = |what: &str, why: &str| Row {
        cells: vec![
            cell(Some(what.to_owned())),
            cell(Some(why.to_owned())),
            None,
        ],
        sources: Vec::new(),
    };
    let warrants = file.records.iter().flat_map(|record| &record.warrants);
    let out = warrants.into_iter().any(|one| is_out(one, w.as_of));
    rows.push(if out {
        own(
            "Confirm each warrant with the agency that issued it",
            "a warrant that was recalled or served may still stand on record",
        )
    } else {
        own(
            "Ask the wanted-person files",
            "no warrant is on record here, which does not mean that there is none",
        )
    });
    let unconfirmed = super::duties::failed(file)
        .iter()
        .any(|one| one.first.trust == Trust::Memory);
    if unconfirmed {
        rows.push(own(
            "Read the law for each duty marked UNCONFIRMED",
            "no text that was read confirms the rule",
        ));
    }
    for one in file.located.iter().flat_map(|located| &located.next_checks) {
        let mut sources = Vec::new();
        for fact in &one.facts {
            super::writer::add(&mut sources, w.cited.part(Origin::fact(fact)));
        }
        // a conflict of many facts has them in its own table
        if one.kind == CheckKind::ResolveConflict {
            sources.truncate(4);
        }
        rows.push(Row {
            cells: vec![
                cell(Some(one.words.clone())),
                cell(Some(one.why.clone())),
                one.rank.map(|rank| Scalar::from(i64::from(rank))),
            ],
            sources,
        });
    }
    section(
        "Suggested next checks",
        w.rows(
            "The most urgent first; the rank is that of the place above",
            vec![
                column("What to do", Field::Evidence),
                column("Why", Field::Evidence),
                column("Place", Field::Evidence),
            ],
            rows,
            "",
        ),
    )
}
