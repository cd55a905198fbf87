//! Who is meant: names, dates of birth, looks, numbers.

use super::{
    LeadRegistrant,
    cited::Origin,
    words,
    writer::{Writer, add, cell},
};
use crate::{
    documents::{
        Block, Fact, Field, Row, Section,
        pieces::{column, fact, general, paragraph, section},
        words::code,
    },
    records::{Identifier, IdentifierKind, MarkKind, NameKind, Offender, PersonDescription, Pii},
};

type Described = fn(&PersonDescription) -> Option<String>;

const LOOKS: [(&str, Field, Described); 11] = [
    ("Race, as recorded", Field::Race, |of| {
        Some(code(of.race.as_ref()?.expose().as_str()))
    }),
    ("Ethnicity, as recorded", Field::Race, |of| {
        Some(code(of.ethnicity.as_ref()?.expose().as_str()))
    }),
    ("Height", Field::Description, |of| {
        words::height(of.height_cm.as_ref()?.expose())
    }),
    ("Weight", Field::Description, |of| {
        words::weight(of.weight_kg.as_ref()?.expose())
    }),
    ("Build", Field::Description, |of| {
        Some(code(of.build.as_ref()?.expose().as_str()))
    }),
    ("Hair", Field::Description, |of| {
        let parts = [
            of.hair_length.as_ref().map(|one| one.expose().as_str()),
            of.hair_color.as_ref().map(|one| one.expose().as_str()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().map(code).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }),
    ("Eyes", Field::Description, |of| {
        Some(code(of.eye_color.as_ref()?.expose().as_str()))
    }),
    ("Facial hair", Field::Description, |of| {
        Some(code(of.facial_hair.as_ref()?.expose().as_str()))
    }),
    ("Glasses", Field::Description, |of| {
        Some(code(of.eyewear.as_ref()?.expose().as_str()))
    }),
    ("Speech", Field::Description, |of| {
        Some(of.speech.as_ref()?.expose().clone())
    }),
    ("In words", Field::Narrative, |of| {
        Some(of.text.as_ref()?.expose().clone())
    }),
];

pub(super) fn identity<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Section {
    let mut blocks = names(w, &file.records);
    let mut facts = looks(w, &file.records);
    facts.extend(numbers(w, &file.records));
    facts.push(fact(
        "Photographs, fingerprints",
        vec![general("none in this package: ask the registry")],
    ));
    blocks.push(Block::Facts { facts });
    blocks.extend(marks(w, &file.records));
    section("Identity", blocks)
}

fn names<'a>(w: &mut Writer<'a>, records: &'a [Offender]) -> Vec<Block> {
    let mut rows: Vec<(bool, Row)> = Vec::new();
    for record in records {
        for one in &record.person.names {
            let origin = Origin::record(record).part(one.provenance.as_ref());
            let Some(name) = words::name(one).filter(|_| w.has(origin, None)) else {
                continue;
            };
            let sources = w.cited.part(origin);
            let cells = vec![
                cell(Some(name)),
                cell(words::known(one.kind.as_str())),
                cell(Some(origin.basis())),
            ];
            let same =
                |row: &Row| row.cells.first() == cells.first() && row.cells.get(1) == cells.get(1);
            match rows.iter_mut().find(|(_, row)| same(row)) {
                Some((_, row)) => add(&mut row.sources, sources),
                None => rows.push((one.kind != NameKind::Legal, Row { cells, sources })),
            }
        }
    }
    rows.sort_by_key(|(is_other, _)| *is_other);
    w.rows(
        "Names on record",
        vec![
            column("Name", Field::PersonName),
            column("Sort", Field::Evidence),
            column("Recorded, by, confidence", Field::Evidence),
        ],
        rows.into_iter().map(|(_, row)| row).collect(),
        "No name is on record.",
    )
}

fn looks<'a>(w: &mut Writer<'a>, records: &'a [Offender]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let born = records.iter().filter_map(|record| {
        let day = words::day(record.person.birth_date.as_ref())?;
        Some((day, Origin::record(record)))
    });
    let sexes = records.iter().filter_map(|record| {
        let sex = words::sex(record.person.sex.as_ref())?;
        Some((sex, Origin::record(record)))
    });
    for (label, text) in [
        ("Date of birth", w.said(&Field::BirthDate, born)),
        ("Sex", w.said(&Field::Sex, sexes)),
    ] {
        facts.push(fact(
            label,
            text.unwrap_or_else(|| vec![general("not on record")]),
        ));
    }
    for (label, field, read) in &LOOKS {
        let values = records.iter().filter_map(|record| {
            let of = record.description.as_ref()?;
            let origin = Origin::record(record).part(of.provenance.as_ref());
            Some((read(of)?, origin))
        });
        if let Some(text) = w.said(field, values) {
            facts.push(fact(label, text));
        }
    }
    facts
}

/// The numbers of some sorts, with what each is called on the page.
fn numbers<'a>(w: &mut Writer<'a>, records: &'a [Offender]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (kind, label, field) in [
        (
            IdentifierKind::SocialSecurity,
            "Social security number",
            Field::SocialSecurity,
        ),
        (
            IdentifierKind::DriverLicence,
            "Driving licence",
            Field::IdentityNumber,
        ),
        (
            IdentifierKind::StateId,
            "State identification",
            Field::IdentityNumber,
        ),
        (
            IdentifierKind::FbiNumber,
            "FBI number",
            Field::IdentityNumber,
        ),
        (
            IdentifierKind::Registry,
            "Number of a registry",
            Field::IdentityNumber,
        ),
        (IdentifierKind::Passport, "Passport", Field::TravelDocument),
    ] {
        let values = identifiers(records).filter(|(one, _)| one.kind == kind);
        let values = values.map(|(one, origin)| (number(one), origin));
        if let Some(text) = w.said(&field, values) {
            facts.push(fact(label, text));
        }
    }
    facts
}

/// A number with who issued it.
pub(super) fn number(one: &Identifier) -> String {
    match one.issuer.as_ref().map(|issuer| issuer.expose().trim()) {
        Some(issuer) if !issuer.is_empty() && one.kind != IdentifierKind::SocialSecurity => {
            format!("{} ({issuer})", one.value.expose())
        }
        _ => one.value.expose().clone(),
    }
}

/// All identifiers of the records, with where each is from.
pub(super) fn identifiers(records: &[Offender]) -> impl Iterator<Item = (&Identifier, Origin<'_>)> {
    records.iter().flat_map(|record| {
        let of_record = Origin::record(record);
        record
            .person
            .identifiers
            .iter()
            .map(move |one| (one, of_record.part(one.provenance.as_ref())))
    })
}

fn marks<'a>(w: &mut Writer<'a>, records: &'a [Offender]) -> Vec<Block> {
    let mut rows: Vec<Row> = Vec::new();
    for record in records {
        let Some(description) = &record.description else {
            continue;
        };
        let whole = Origin::record(record).part(description.provenance.as_ref());
        for one in &description.marks {
            let origin = whole.part(one.provenance.as_ref());
            if !w.has(origin, None) {
                continue;
            }
            let at = [
                one.side.as_ref().map(|side| code(side.expose().as_str())),
                one.site.as_ref().map(|site| site.expose().clone()),
            ];
            let at: Vec<String> = at.into_iter().flatten().collect();
            let kind = match one.kind {
                MarkKind::Unstated => "mark".to_owned(),
                _ => code(one.kind.as_str()),
            };
            let sources = w.cited.part(origin);
            let cells = vec![
                cell(Some(kind)),
                cell(Some(at.join(" "))),
                cell(one.text.as_ref().map(Pii::expose).cloned()),
            ];
            match rows.iter_mut().find(|row| row.cells == cells) {
                Some(row) => add(&mut row.sources, sources),
                None => rows.push(Row { cells, sources }),
            }
        }
    }
    if rows.is_empty() {
        return vec![paragraph("No scar, mark or tattoo is on record.")];
    }
    w.rows(
        "Scars, marks, tattoos",
        vec![
            column("What", Field::Description),
            column("Where", Field::Description),
            column("As recorded", Field::Description),
        ],
        rows,
        "",
    )
}
