//! Relatives, co-residents and associates, with their addresses.

use chrono::NaiveDate;

use super::{
    LeadRegistrant,
    cited::Origin,
    stays::{StayOf, StayUse},
    words,
    writer::{Writer, cell, day_cell},
};
use crate::{
    documents::{
        Field, Row, Section,
        pieces::{column, paragraph, section},
        words::code,
    },
    records::{IdentifierKind, Involved, Pii, Role, Span},
    tracking::duties::bounds,
};

pub(super) fn people<'a>(
    w: &mut Writer<'a>,
    file: &'a LeadRegistrant,
    stays: &[StayOf<'a>],
) -> Section {
    let (mut rows, as_of) = (Vec::new(), w.as_of);
    for record in &file.records {
        for one in &record.associates {
            let origin = Origin::record(record).part(one.provenance.as_ref());
            if !w.has(origin, None) {
                continue;
            }
            let sources = w.cited.part(origin);
            let mut addresses = one.addresses.iter().peekable();
            if addresses.peek().is_none() {
                rows.push(Row {
                    cells: cells(one, None, None, None, origin, as_of),
                    sources: sources.clone(),
                });
            }
            for address in addresses {
                let place = words::address(address);
                let same = place.as_ref().and_then(|place| shared(place, stays));
                let span = address.span.as_ref().map(Pii::expose);
                let origin = origin.part(address.provenance.as_ref());
                rows.push(Row {
                    cells: cells(one, place, span, same, origin, as_of),
                    sources: w.cited.part(origin),
                });
            }
        }
    }
    let mut blocks = w.rows(
        "Relatives, co-residents, associates",
        vec![
            column("Who", Field::PersonName),
            column("As", Field::PersonName),
            column("Born", Field::BirthDate),
            column("Address", Field::Street),
            column("From", Field::EventDate),
            column("Until", Field::EventDate),
            column("Telephone", Field::Phone),
            column("The person's own", Field::Evidence),
            column("Recorded, by, confidence", Field::Evidence),
        ],
        rows,
        "No relative, co-resident or associate is on record.",
    );
    blocks.push(paragraph(
        "They are under suspicion of nothing. Children among them are not named here.",
    ));
    section("Relatives, co-residents, associates", blocks)
}

/// As what the same address is the registrant's own.
fn shared(place: &str, stays: &[StayOf<'_>]) -> Option<StayUse> {
    let is_same = |stay: &&StayOf<'_>| {
        let words = stay.words.as_ref();
        words.is_some_and(|words| words.to_lowercase() == place.to_lowercase())
    };
    stays.iter().find(is_same).map(|stay| stay.kind)
}

/// Whether somebody is or may be a child on a day, by the role, the date of birth or the age; or is called a victim, who is not named
/// either.
fn is_child(one: &Involved, as_of: NaiveDate) -> bool {
    let role = one.role.as_str().to_lowercase();
    // where the day is not known, the last that it can be
    let born = one.birth_date.as_ref();
    let born = born.and_then(|born| Some(bounds(*born.expose())?.1));
    let may_be_under_age =
        born.is_some_and(|born| as_of.years_since(born).is_none_or(|years| years < 18));
    let age = one
        .description
        .as_ref()
        .and_then(|looks| looks.age.as_ref());
    let age = age.and_then(|age| age.expose().least.or(age.expose().most));
    one.role == Role::Child
        || role.contains("victim")
        || may_be_under_age
        || age.is_some_and(|years| years < 18.0)
}

fn cells(
    one: &Involved,
    place: Option<String>,
    span: Option<&Span>,
    same: Option<StayUse>,
    origin: Origin<'_>,
    as_of: NaiveDate,
) -> Vec<Option<crate::documents::Scalar>> {
    // a child near a registrant may be a victim
    let is_child = is_child(one, as_of);
    let name = if is_child {
        Some("a child".to_owned())
    } else {
        Some(words::name_of(one).unwrap_or_else(|| "name not stated".to_owned()))
    };
    let relation = one.relation.as_ref().map(|one| one.expose().trim());
    let relation = relation.filter(|words| !words.is_empty() && !is_child);
    let role = relation.map_or_else(
        || words::known(one.role.as_str()),
        |words| Some(code(words)),
    );
    let phones = one.identifiers.iter();
    let phones = phones.filter(|one| one.kind == IdentifierKind::Phone);
    let phones = phones.filter(|_| !is_child);
    let phones: Vec<&str> = phones.map(|one| one.value.expose().as_str()).collect();
    let born = words::day(one.birth_date.as_ref()).filter(|_| !is_child);
    vec![
        cell(name),
        cell(role),
        cell(born),
        cell(place),
        day_cell(span.and_then(Span::start)),
        day_cell(span.and_then(Span::end)),
        cell(Some(phones.join(", "))),
        cell(same.map(|kind| kind.words().to_owned())),
        cell(Some(origin.basis())),
    ]
}
