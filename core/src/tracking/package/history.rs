//! Convictions, and the ages and sexes of the victims: never who they are.

use super::{
    LeadRegistrant,
    cited::Origin,
    words,
    writer::{Writer, add, cell},
};
use crate::{
    documents::{
        Block, Datum, Field, Row, Scalar, Section,
        pieces::{column, general, paragraph, section, table},
    },
    records::{Band, Conviction, Pii, Sex, Victim},
};

const AGES: [(&str, f64, f64); 5] = [
    ("5 or younger", 0.0, 6.0),
    ("6 to 9", 6.0, 10.0),
    ("10 to 13", 10.0, 14.0),
    ("14 to 17", 14.0, 18.0),
    ("18 or older", 18.0, f64::INFINITY),
];

pub(super) fn history<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Vec<Section> {
    let (mut adult, mut juvenile) = (Vec::<Row>::new(), Vec::<Row>::new());
    let mut victims = Vec::new();
    for record in &file.records {
        for one in &record.convictions {
            let origin = Origin::record(record).part(one.provenance.as_ref());
            let on = one.convicted_on.as_ref().or(one.sentenced_on.as_ref());
            if !w.has(origin, on.and_then(|on| on.expose().to_date())) {
                continue;
            }
            let is_juvenile = one.juvenile == Some(true);
            let row = Row {
                cells: cells(one, origin),
                sources: w.cited.part(origin),
            };
            let rows = if is_juvenile {
                &mut juvenile
            } else {
                &mut adult
            };
            // the same conviction, as another registry has it
            if let Some(same) = rows.iter_mut().find(|old| is_same(old, &row)) {
                add(&mut same.sources, row.sources);
                continue;
            }
            rows.push(row);
            if !is_juvenile {
                victims.extend(&one.victims);
            }
        }
    }
    for rows in [&mut adult, &mut juvenile] {
        rows.sort_by_key(|row| {
            std::cmp::Reverse(row.cells.get(2).map(|cell| text_of(cell.as_ref())))
        });
    }
    let mut blocks = w.rows(
        "Convictions, the latest first",
        columns(None),
        adult,
        "No conviction is on record.",
    );
    blocks.push(profile(&victims));
    blocks.push(paragraph(
        "Who they were, how they knew the person and the account of what happened stay in the record: each can tell who a victim is.",
    ));
    let mut sections = vec![section("Criminal history", blocks)];
    if !juvenile.is_empty() {
        let mut blocks = vec![Block::Paragraph {
            text: vec![Datum::new(
                Field::Juvenile,
                "JUVENILE RECORD: 18 USC 5038 limits to whom it may be shown. Show it to nobody for a licence or a job.",
            )],
        }];
        let rows = w.rows("Findings", columns(Some(&Field::Juvenile)), juvenile, "");
        blocks.extend(rows.into_iter().map(hidden_caption));
        sections.push(Section {
            heading: vec![Datum::new(
                Field::Juvenile,
                "JUVENILE: findings of delinquency",
            )],
            blocks,
            ..Section::default()
        });
    }
    sections
}

/// Whether two rows tell of one conviction in the same words; by whom and when it was recorded may differ.
fn is_same(a: &Row, b: &Row) -> bool {
    let facts = |row: &Row| row.cells.split_last().map(|(_, facts)| facts.to_vec());
    facts(a) == facts(b)
}

/// That a table is of juvenile findings says as much as what is in it.
fn hidden_caption(block: Block) -> Block {
    match block {
        Block::Table(mut table) => {
            for datum in &mut table.caption {
                datum.field = Field::Juvenile;
            }
            Block::Table(table)
        }
        other => other,
    }
}

fn text_of(cell: Option<&Scalar>) -> String {
    match cell {
        Some(Scalar::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

fn columns(all: Option<&Field>) -> Vec<crate::documents::Column> {
    [
        ("Offence", Field::Conviction),
        ("Committed", Field::Conviction),
        ("Convicted", Field::Conviction),
        ("Sentence", Field::Conviction),
        ("Where", Field::Conviction),
        ("Tiers decided", Field::Conviction),
        ("Victims: sex, age then", Field::ChildAge),
        ("Recorded, by, confidence", Field::Evidence),
    ]
    .into_iter()
    .map(|(heading, field)| column(heading, all.cloned().unwrap_or(field)))
    .collect()
}

fn cells(one: &Conviction, origin: Origin<'_>) -> Vec<Option<Scalar>> {
    let offence = &one.offence;
    let part = |part: &Option<Pii<String>>| part.as_ref().map(|part| part.expose().clone());
    let comparable = part(&offence.comparable_to).map(|to| format!("found comparable to {to}"));
    let title = [part(&offence.title), part(&offence.statute), comparable];
    let title: Vec<String> = title.into_iter().flatten().collect();
    let title = if title.is_empty() {
        "not stated".to_owned()
    } else {
        title.join("; ")
    };
    let sentence = [
        words::day(one.sentenced_on.as_ref()).map(|day| format!("sentenced {day}")),
        one.imprisoned.map(|is_so| {
            if is_so {
                "imprisoned"
            } else {
                "not imprisoned"
            }
            .to_owned()
        }),
        words::day(one.released_on.as_ref()).map(|day| format!("released {day}")),
    ];
    let sentence: Vec<String> = sentence.into_iter().flatten().collect();
    let tiers = one.tiers.iter();
    let tiers: Vec<String> = tiers
        .map(|tier| format!("{} {}", tier.scheme, tier.tier))
        .collect();
    let victims: Vec<String> = one.victims.iter().map(victim).collect();
    vec![
        cell(Some(title)),
        cell(words::day(offence.committed_on.as_ref())),
        cell(words::day(one.convicted_on.as_ref())),
        cell(Some(sentence.join(", "))),
        cell(one.jurisdiction.clone()),
        cell(Some(tiers.join("; "))),
        cell(Some(victims.join("; "))),
        cell(Some(origin.basis())),
    ]
}

fn victim(one: &Victim) -> String {
    let sex = words::sex(one.sex.as_ref()).unwrap_or_else(|| "sex not stated".to_owned());
    let age = one.age.as_ref().and_then(|age| words::band(age.expose()));
    let age = age.unwrap_or_else(|| "age not stated".to_owned());
    format!("{sex}, {age}")
}

/// The middle of a band of ages.
fn middle(age: &Band) -> Option<f64> {
    match (age.least, age.most) {
        (Some(least), Some(most)) => Some(f64::midpoint(least, most)),
        (Some(one), None) | (None, Some(one)) => Some(one),
        (None, None) => None,
    }
}

fn profile(victims: &[&Victim]) -> Block {
    if victims.is_empty() {
        return paragraph("No age or sex of a victim is on record.");
    }
    let age = |one: &Victim| one.age.as_ref().and_then(|age| middle(age.expose()));
    let sex = |one: &Victim| one.sex.as_ref().map(|sex| sex.expose().clone());
    let row = |label: &str, of: &dyn Fn(&Victim) -> bool| {
        let count = |is: &dyn Fn(&Option<Sex>) -> bool| {
            let these = victims.iter().filter(|one| of(one) && is(&sex(one)));
            Some(Scalar::from(these.count() as i64))
        };
        Row {
            cells: vec![
                Some(label.into()),
                count(&|sex| *sex == Some(Sex::Female)),
                count(&|sex| *sex == Some(Sex::Male)),
                count(&|sex| !matches!(sex, Some(Sex::Female | Sex::Male))),
            ],
            sources: Vec::new(),
        }
    };
    let mut rows: Vec<Row> = AGES
        .iter()
        .map(|(label, from, to)| {
            row(label, &|one| {
                age(one).is_some_and(|age| (*from..*to).contains(&age))
            })
        })
        .collect();
    rows.push(row("not stated", &|one| age(one).is_none()));
    rows.retain(|row| {
        let counts = row.cells.iter().skip(1).flatten();
        counts
            .into_iter()
            .any(|count| !matches!(count, Scalar::Integer(0)))
    });
    let mut block = table(
        "Victims of these convictions by age at the time and sex; of an age that is known within bounds the middle counts",
        vec![
            column("Age in years", Field::ChildAge),
            column("Female", Field::Count),
            column("Male", Field::Count),
            column("Sex not stated", Field::Count),
        ],
        rows,
    );
    if let Block::Table(table) = &mut block {
        table.caption.push(general("."));
    }
    block
}
