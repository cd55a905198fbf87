//! The package of an open case: what is known of it, who may be worth a look, and who is ruled out.

use super::{
    LeadCase, LeadRegistrant, PackageHeader,
    annex::{Other, excluded, explained, links, number, said},
    belongings::plate,
    candidates::{first_place, point},
    cover, duties,
    identity::number as identifier,
    words,
    writer::{Writer, cell},
};
use crate::{
    documents::{
        Block, Datum, Drawing, Fact, Field, Row, Section, Text,
        pieces::{column, fact, figure, general, paragraph, section},
        words::{code, vehicle},
    },
    records::{Case, Involved, Pii, Role, TimeRange},
    tracking::Link,
};

pub(super) fn sections<'a>(
    w: &mut Writer<'a>,
    subject: &'a LeadCase,
    header: &PackageHeader,
) -> Vec<Section> {
    vec![
        at_a_glance(w, subject),
        cover::request(header),
        facts_of_case(w, subject),
        worth_a_look(w, subject, header.most_explained),
        registrants(w, subject),
        ruled_out(w, subject),
        missing(subject),
        next_checks(w, subject),
    ]
}

fn at_a_glance(w: &mut Writer<'_>, subject: &LeadCase) -> Section {
    let found = &subject.findings;
    let case = &subject.case.case;
    let sources = w.cited.case(&case.id, case.agency.as_deref());
    let id = Datum::new(Field::RecordId, case.id.expose().clone()).from_sources(sources);
    let mut facts = vec![fact("Case", vec![id])];
    if let Some(why) = &found.not_looked_at {
        facts.push(fact("Not looked at", vec![general(why.clone())]));
    }
    let worth = found.counts.weak + found.counts.lead + found.counts.strong;
    facts.extend([
        number("Registrants compared", found.candidates),
        number("Of them in reach and not ruled out", found.feasible),
        number("Insufficient, the common answer", found.counts.insufficient),
        number("Worth a look", worth),
        number("Ruled out", found.counts.excluded),
    ]);
    section(
        "At a glance",
        vec![
            Block::Facts { facts },
            Block::Paragraph {
                text: vec![general(found.notice.clone())],
            },
            paragraph("Investigative lead, not probable cause. Verify before action."),
        ],
    )
}

fn time(of: &TimeRange) -> String {
    if of.earliest == of.latest {
        return of.earliest.format("%Y-%m-%d %H:%M").to_string();
    }
    format!(
        "{} to {}, local time",
        of.earliest.format("%Y-%m-%d %H:%M"),
        of.latest.format("%Y-%m-%d %H:%M")
    )
}

fn facts_of_case<'a>(w: &mut Writer<'a>, subject: &'a LeadCase) -> Section {
    let case = &subject.case.case;
    let sources = w.cited.case(&case.id, case.agency.as_deref());
    let with = |field: Field, words: String| -> Text {
        vec![Datum::new(field, words).from_sources(sources.clone())]
    };
    let mut facts: Vec<Fact> = Vec::new();
    facts.push(fact(
        "Sort",
        with(
            Field::Evidence,
            words::known(case.case_type.as_str()).unwrap_or_else(|| "not stated".to_owned()),
        ),
    ));
    if let Some(agency) = &case.agency {
        facts.push(fact("Agency", with(Field::Officer, agency.clone())));
    }
    if let Some(seen) = &case.last_seen {
        facts.push(fact(
            "Last seen",
            with(Field::EventDate, time(seen.expose())),
        ));
    }
    let place = case.last_seen_place.as_ref();
    if let Some(place) = place.and_then(words::place) {
        facts.push(fact("Last seen at", with(Field::Street, place)));
    }
    if let Some(day) = case.reported_on {
        facts.push(fact("Reported", with(Field::EventDate, day.to_string())));
    }
    let children = case.people.iter().filter(|one| one.role == Role::Child);
    for child in children {
        let age = child.description.as_ref().and_then(|of| of.age.as_ref());
        let age = age.and_then(|age| words::band(age.expose()));
        facts.push(fact(
            "Child: age",
            with(
                Field::ChildAge,
                age.unwrap_or_else(|| "not stated".to_owned()),
            ),
        ));
        let sex = words::sex(child.sex.as_ref());
        facts.push(fact(
            "Child: sex",
            with(
                Field::ChildSex,
                sex.unwrap_or_else(|| "not stated".to_owned()),
            ),
        ));
    }
    for suspect in suspects(case) {
        if let Some(words) = looks(suspect) {
            facts.push(fact("Described", with(Field::Description, words)));
        }
    }
    for one in &case.vehicles {
        let mut text = with(
            Field::Vehicle,
            vehicle(one).unwrap_or_else(|| "not described".to_owned()),
        );
        if let Some(plate) = plate(one) {
            text.push(general(", plate "));
            text.push(Datum::new(Field::VehicleIdentifier, plate));
        }
        facts.push(fact("Vehicle", text));
    }
    for (label, count) in [
        ("Incidents taken with it", subject.case.incidents.len()),
        ("Tips about it", subject.case.tips.len()),
    ] {
        facts.push(fact(label, vec![Datum::new(Field::Evidence, count as i64)]));
    }
    section(
        "The case",
        vec![
            Block::Facts { facts },
            paragraph(
                "Who the child is and the account of what happened stay in the case file: ask the agency that holds it.",
            ),
        ],
    )
}

fn suspects(case: &Case) -> impl Iterator<Item = &Involved> {
    case.people.iter().filter(|one| one.role.may_be_suspect())
}

/// How a witness described somebody, in a line. Race stays out: it is compared where a witness stated it, and makes nobody a candidate.
fn looks(one: &Involved) -> Option<String> {
    let of = one.description.as_ref()?;
    let parts = [
        words::sex(one.sex.as_ref()),
        of.age
            .as_ref()
            .and_then(|age| Some(format!("{} years", words::band(age.expose())?))),
        of.height_cm
            .as_ref()
            .and_then(|one| words::height(one.expose())),
        of.build.as_ref().map(|one| code(one.expose().as_str())),
        of.hair_color
            .as_ref()
            .map(|one| format!("hair {}", code(one.expose().as_str()))),
        of.eye_color
            .as_ref()
            .map(|one| format!("eyes {}", code(one.expose().as_str()))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn worth_a_look(w: &mut Writer<'_>, subject: &LeadCase, most_explained: u32) -> Section {
    let found = &subject.findings;
    let mut blocks = links(w, &found.links, Other::Registrant);
    blocks.extend(map(w, subject));
    Section {
        sections: explained(w, &found.links, Other::Registrant, most_explained),
        ..section("Registrants who may be worth a look", blocks)
    }
}

/// Where the child was last seen, and the first place of each registrant.
fn map(w: &mut Writer<'_>, subject: &LeadCase) -> Option<Block> {
    let case = &subject.case.case;
    let sources = w.cited.case(&case.id, case.agency.as_deref());
    let place = case.last_seen_place.as_ref()?;
    let mut points = vec![point(place, "last seen".to_owned(), sources)?];
    for link in subject.findings.links.iter().take(w.most) {
        let Some(file) = file_of(subject, link) else {
            continue;
        };
        let homes = file.records.iter().flat_map(|record| &record.stays);
        let home = homes
            .filter(|stay| stay.span.expose().contains(w.as_of))
            .find_map(|stay| point(&stay.place, format!("{}", link.rank), Vec::new()));
        points.extend(home);
    }
    Some(figure(
        "Where the child was last seen, and by rank a place on record of each registrant above on the day of this package, which need not be where the person was then",
        Drawing::Map(points.into()),
    ))
}

/// The account of a link's registrant, where there is one.
fn file_of<'a>(subject: &'a LeadCase, link: &Link) -> Option<&'a LeadRegistrant> {
    subject.registrants.iter().find(|file| {
        let mut records = file.records.iter();
        records.any(|record| record.person.id == link.offender)
    })
}

/// A short account of who is linked: identity, duties, where to look.
fn registrants<'a>(w: &mut Writer<'a>, subject: &'a LeadCase) -> Section {
    let mut sections = Vec::new();
    let mut without = 0_usize;
    for link in subject.findings.links.iter().take(w.most) {
        match file_of(subject, link) {
            Some(file) => sections.push(registrant(w, file, link)),
            None => without += 1,
        }
    }
    let mut blocks = Vec::new();
    if sections.is_empty() {
        blocks.push(paragraph(
            "No record of a linked registrant is in this package.",
        ));
    } else if without > 0 {
        blocks.push(Block::Paragraph {
            text: vec![
                Datum::new(Field::Count, without as i64),
                general(" linked registrants stand above as a number alone."),
            ],
        });
    }
    Section {
        sections,
        ..section("Who they are, in short", blocks)
    }
}

fn registrant<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant, link: &Link) -> Section {
    let mut facts = cover::about(w, file);
    let record = file
        .records
        .iter()
        .find(|record| record.person.id == link.offender);
    if let Some(record) = record {
        let born = words::day(record.person.birth_date.as_ref());
        if let Some(born) = born {
            facts.insert(
                1,
                fact("Date of birth", vec![Datum::new(Field::BirthDate, born)]),
            );
        }
        let registry = record.person.identifiers.iter();
        let registry = registry.filter(|one| one.kind == crate::records::IdentifierKind::Registry);
        for one in registry.take(1) {
            facts.push(fact(
                "Number of a registry",
                vec![Datum::new(Field::IdentityNumber, identifier(one))],
            ));
        }
        let now = record
            .stays
            .iter()
            .filter(|stay| stay.span.expose().contains(w.as_of));
        let now: Vec<String> = now.filter_map(|stay| words::place(&stay.place)).collect();
        if first_place(file).is_none() && !now.is_empty() {
            facts.push(fact(
                "Places on record now",
                vec![Datum::new(Field::Street, now.join("; "))],
            ));
        }
    }
    let failed = duties::failed(file).len();
    facts.push(fact(
        "Duties that are overdue",
        vec![Datum::new(Field::Evidence, failed as i64)],
    ));
    Section {
        heading: vec![
            general(format!("{}. ", link.rank)),
            Datum::new(Field::RecordId, link.offender.expose().clone()),
        ],
        blocks: vec![
            Block::Facts { facts },
            paragraph(
                "Not meeting the duties says next to nothing about a case: it does not predict one.",
            ),
        ],
        ..Section::default()
    }
}

fn ruled_out(w: &mut Writer<'_>, subject: &LeadCase) -> Section {
    let found = &subject.findings;
    let mut blocks = excluded(w, &found.excluded, Other::Registrant);
    if found.counts.excluded as usize > found.excluded.len() {
        blocks.push(Block::Paragraph {
            text: vec![
                Datum::new(
                    Field::Evidence,
                    i64::from(found.counts.excluded) - found.excluded.len() as i64,
                ),
                general(" more are ruled out and were not passed on to this package."),
            ],
        });
    }
    section("Who is ruled out", blocks)
}

fn missing(subject: &LeadCase) -> Section {
    let found = &subject.findings;
    let mut items: Vec<Text> = found
        .missing
        .iter()
        .map(|one| vec![Datum::new(Field::Evidence, format!("The case lacks {one}"))])
        .collect();
    if found.common_keys > 0 {
        items.push(vec![
            Datum::new(Field::Evidence, i64::from(found.common_keys)),
            general(" plates, names or marks of the case are shared by too many registrants to make candidates."),
        ]);
    }
    if items.is_empty() {
        return section(
            "Conflicts and gaps",
            vec![paragraph("The case lacks nothing of what was compared.")],
        );
    }
    section("Conflicts and gaps", vec![Block::List { items }])
}

/// Of each link, the checks that could show that it does not hold.
fn next_checks(w: &mut Writer<'_>, subject: &LeadCase) -> Section {
    let mut rows: Vec<Row> = Vec::new();
    for link in &subject.findings.links {
        for part in &link.components {
            // the weightiest parts first within a link
            if part.weight.0 < 1_000 {
                continue;
            }
            rows.push(Row {
                cells: vec![
                    cell(Some(part.would_change.clone())),
                    cell(Some(said(part).to_owned())),
                    cell(Some(Pii::expose(&link.offender).clone())),
                ],
                sources: w.cited.case(&link.case, None),
            });
        }
    }
    section(
        "Suggested next checks",
        w.rows(
            "For the links above, by rank: what could show that they do not hold",
            vec![
                column("What to do", Field::Evidence),
                column("What it is about", Field::Evidence),
                column("Registrant", Field::RecordId),
            ],
            rows,
            "There is no link to check.",
        ),
    )
}
