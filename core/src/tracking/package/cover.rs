//! The first page: who asked for it, and what a reader must know before the rest.

use super::{
    LeadRegistrant, PackageHeader,
    candidates::{first_place, ids},
    duties::failed,
    process::{caution_items, is_out},
    words,
    writer::Writer,
};
use crate::{
    documents::{
        Block, Datum, Fact, Field, Section, Text,
        pieces::{fact, general, paragraph, section},
        words::code,
    },
    records::WarrantStatus,
};

/// The words that no package is without.
pub(super) const CAVEAT: &str = "Investigative lead, not probable cause. Verify before action.";

pub(super) fn request(header: &PackageHeader) -> Section {
    let officer = |words: &str| vec![Datum::new(Field::Officer, words)];
    let facts = vec![
        fact("Asked for by", officer(&header.requesting_agency)),
        fact(
            "By authority of",
            vec![Datum::new(Field::Narrative, header.authority.clone())],
        ),
        fact(
            "For",
            vec![Datum::new(Field::Narrative, header.purpose.clone())],
        ),
        fact("As of", vec![general(header.as_of.to_string())]),
        fact(
            "Dissemination number",
            vec![general(
                "the ledger entry under Release, at the end of this page",
            )],
        ),
    ];
    section(
        "Request and handling",
        vec![
            Block::Facts { facts },
            paragraph(CAVEAT),
            paragraph(
                "For the agencies named under Release, who answer for what they do with it. What a small number leads to is listed under \
                 Records: the record, who recorded it and when, who said so, and how sure the agency is.",
            ),
        ],
    )
}

pub(super) fn at_a_glance<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Section {
    let facts = about(w, file);
    section(
        "At a glance",
        vec![Block::Facts { facts }, paragraph(CAVEAT)],
    )
}

/// What a reader must know of a registrant first.
pub(super) fn about<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    let name = words::first_name(&file.records);
    facts.push(fact(
        "Registrant",
        match name {
            Some(name) => vec![Datum::new(Field::PersonName, name)],
            None => vec![general("name not on record")],
        },
    ));
    let is_juvenile = file
        .records
        .iter()
        .flat_map(|record| &record.convictions)
        .any(|one| one.juvenile == Some(true));
    if is_juvenile {
        facts.push(fact(
            "Juvenile",
            vec![Datum::new(
                Field::Juvenile,
                "holds JUVENILE records: 18 USC 5038",
            )],
        ));
    }
    let cautions = caution_items(w, file);
    if cautions.is_empty() {
        facts.push(fact(
            "Officer safety",
            vec![general("no caution on record; that is no finding")],
        ));
    }
    for mut caution in cautions {
        caution.remove(0);
        facts.push(fact("OFFICER SAFETY", caution));
    }
    facts.push(fact("Warrant", warrant(w, file)));
    for one in &file.assessments {
        let place = Datum::new(Field::Registration, words::whereabouts(one.whereabouts));
        facts.push(fact("Whereabouts", vec![place]));
    }
    facts.push(fact("Not done", not_done(file)));
    if let Some((place, first)) = first_place(file) {
        facts.push(fact(
            "Look first",
            vec![
                Datum::new(Field::Street, place),
                general("; "),
                Datum::new(Field::Evidence, confirmed(first)),
            ],
        ));
    }
    facts.push(fact(
        "Records of the person",
        vec![Datum::new(Field::RecordId, ids(file))],
    ));
    // two records often say the same
    facts.dedup_by(|a, b| a.label == b.label && a.value == b.value);
    facts
}

fn confirmed(first: &crate::tracking::CandidatePlace) -> String {
    match (first.last_verified, first.last_denied) {
        (Some(on), None) => format!("confirmed last on {on}"),
        (Some(on), Some(off)) => format!("confirmed last on {on}, denied last on {off}"),
        (None, Some(off)) => format!("never confirmed, denied last on {off}"),
        (None, None) => "nobody has confirmed it".to_owned(),
    }
}

fn warrant(w: &Writer<'_>, file: &LeadRegistrant) -> Text {
    let all = file.records.iter().flat_map(|record| &record.warrants);
    let out = all.filter(|one| is_out(one, w.as_of));
    let mut text = Text::new();
    for one in out {
        if !text.is_empty() {
            text.push(general("; "));
        }
        let issued = one.issued_on.as_ref();
        let issued = issued.map_or_else(String::new, |day| format!(", issued {}", day.expose()));
        let by = one.jurisdiction.as_ref();
        let by = by.map_or_else(String::new, |by| format!(", {by}"));
        let kind = code(one.kind.expose().as_str());
        let later = one.status_on.as_ref().filter(|on| *on.expose() > w.as_of);
        let status = match later {
            // what it came to afterwards was not known then
            Some(_) => code(WarrantStatus::Active.as_str()),
            None => code(one.status.expose().as_str()),
        };
        text.push(Datum::new(
            Field::LegalProcess,
            format!("{kind}: {status}{issued}{by}"),
        ));
    }
    if text.is_empty() {
        return vec![Datum::new(Field::LegalProcess, "none on record")];
    }
    text.push(general(". Confirm it before anybody acts on it."));
    text
}

fn not_done(file: &LeadRegistrant) -> Text {
    if file.assessments.is_empty() {
        return vec![general("not assessed")];
    }
    let failed = failed(file);
    let counting: Vec<String> = failed
        .iter()
        .filter(|one| one.first.counts)
        .map(|one| {
            let since = one.first.due.and_then(|day| day.succ_opt());
            let since = since.map_or_else(String::new, |day| format!(", since {day}"));
            format!("{} ({}){since}", one.title(), one.jurisdiction)
        })
        .collect();
    let others = failed.len() - counting.len();
    let mut words = if counting.is_empty() {
        "nothing that decides about compliance".to_owned()
    } else {
        counting.join("; ")
    };
    if others > 0 {
        words = format!("{words}; and {others} by a rule that is UNCONFIRMED");
    }
    vec![Datum::new(Field::Registration, words)]
}
