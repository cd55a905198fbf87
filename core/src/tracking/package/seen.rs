//! Where the person was last seen, what was searched, and journeys.

use chrono::NaiveDate;

use super::{
    LeadRegistrant,
    cited::Origin,
    process::newest_first,
    words,
    writer::{Writer, cell, day_cell},
};
use crate::{
    documents::{
        Field, Row, Section,
        pieces::{column, paragraph, section},
        words::code,
    },
    records::{LifeEventKind, Manner, Offender, Pii, Stay, VerificationOutcome},
    tracking::{Located, SearchKind, SearchResult, TimelineKind},
};

/// Rows of a kind that says one thing again and again.
const MOST_SEEN: usize = 15;

pub(super) fn seen<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Section {
    let mut rows: Vec<(NaiveDate, Row)> = Vec::new();
    for record in &file.records {
        for one in &record.stays {
            confirmed(w, record, one, &mut rows);
        }
        appearances(w, record, &mut rows);
    }
    if let Some(located) = &file.located {
        others(w, located, &mut rows);
    }
    for known in &file.known {
        for (at, one) in known.sightings.iter().enumerate() {
            let on = one.time.earliest.date();
            if on > w.as_of {
                continue;
            }
            let id = format!("sighting {} of {}", at + 1, known.offender.expose());
            let verified = if one.verified {
                "verified: this person"
            } else {
                "not verified"
            };
            let cells = cells(
                on,
                words::place(&one.place),
                "seen",
                verified.to_owned(),
                None,
            );
            let sources = w.cited.other(id, || {
                vec![crate::documents::pieces::general(
                    "a sighting that the issuing agency knows of beside the records; its day and confidence stand in the table",
                )]
            });
            rows.push((on, Row { cells, sources }));
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.0));
    let all = rows.len();
    rows.truncate(MOST_SEEN.min(w.most));
    let shown = rows.len();
    let mut blocks = w.rows(
        "Last seen at, the latest first",
        vec![
            column("On", Field::EventDate),
            column("Where", Field::Street),
            column("How", Field::Evidence),
            column("Who it was", Field::Evidence),
            column("Recorded, by, confidence", Field::Evidence),
        ],
        rows.into_iter().map(|(_, row)| row).collect(),
        "Nobody saw or checked the person, as far as the record tells.",
    );
    blocks.extend(crate::documents::pieces::not_listed(all, shown));
    section("Last seen at", blocks)
}

fn cells(
    on: NaiveDate,
    place: Option<String>,
    how: &str,
    who: String,
    origin: Option<Origin<'_>>,
) -> Vec<Option<crate::documents::Scalar>> {
    vec![
        day_cell(Some(on)),
        cell(Some(place.unwrap_or_else(|| "not stated".to_owned()))),
        cell(Some(how.to_owned())),
        cell(Some(who)),
        cell(origin.map(|origin| origin.basis())),
    ]
}

fn confirmed<'a>(
    w: &mut Writer<'a>,
    record: &'a Offender,
    stay: &'a Stay,
    rows: &mut Vec<(NaiveDate, Row)>,
) {
    let whole = Origin::record(record).part(stay.provenance.as_ref());
    for look in &stay.verifications {
        let origin = whole.part(look.provenance.as_ref());
        let on = *look.on.expose();
        if look.outcome != VerificationOutcome::Confirmed || !w.has(origin, Some(on)) {
            continue;
        }
        let how = words::known(look.manner.as_str());
        let how = how.map_or_else(|| "checked".to_owned(), |how| format!("checked, {how}"));
        // a look into a database or a letter that stays away sees nobody
        let who = match look.manner {
            Manner::HomeVisit | Manner::InPerson | Manner::Video => "found to be so",
            _ => "found to be so; the person was not seen",
        };
        let cells = cells(
            on,
            words::place(&stay.place),
            &how,
            who.to_owned(),
            Some(origin),
        );
        let sources = w.cited.part(origin);
        rows.push((on, Row { cells, sources }));
    }
}

fn appearances<'a>(w: &mut Writer<'a>, record: &'a Offender, rows: &mut Vec<(NaiveDate, Row)>) {
    for registration in &record.registrations {
        let whole = Origin::record(record).part(registration.provenance.as_ref());
        for one in &registration.appearances {
            let origin = whole.part(one.provenance.as_ref());
            let on = *one.on.expose();
            if !w.has(origin, Some(on)) {
                continue;
            }
            let place = match one.manner {
                Manner::InPerson => format!("a registry office of {}", registration.jurisdiction),
                Manner::HomeVisit => "at the home".to_owned(),
                _ => "not stated where".to_owned(),
            };
            let purpose = words::known(one.purpose.as_str());
            let manner = words::known(one.manner.as_str());
            let how = [Some("appeared".to_owned()), purpose, manner];
            let how: Vec<String> = how.into_iter().flatten().collect();
            let cells = cells(
                on,
                Some(place),
                &how.join(", "),
                "by the registry's record".to_owned(),
                Some(origin),
            );
            let sources = w.cited.part(origin);
            rows.push((on, Row { cells, sources }));
        }
    }
}

/// Vehicles seen and tips.
fn others<'a>(w: &mut Writer<'a>, located: &'a Located, rows: &mut Vec<(NaiveDate, Row)>) {
    for one in &located.timeline {
        let how = match one.kind {
            TimelineKind::VehicleSeen => "vehicle seen",
            TimelineKind::Tip => "named in a tip",
            _ => continue,
        };
        let (Some(on), Some(source)) = (one.from, one.sources.first()) else {
            continue;
        };
        let origin = Origin::fact(source);
        if !w.has(origin, Some(on)) {
            continue;
        }
        let place = one.place.as_ref().and_then(words::place);
        let cells = cells(on, place, how, one.words.clone(), Some(origin));
        let sources = w.cited.part(origin);
        rows.push((on, Row { cells, sources }));
    }
}

pub(super) fn checks<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Section {
    let mut rows = Vec::new();
    let searches = file.located.iter().flat_map(|located| &located.searches);
    for one in searches {
        let origin = Origin::fact(&one.source);
        let result = match &one.result {
            SearchResult::NothingFound => "NOTHING FOUND".to_owned(),
            other => words::known(other.as_str()).unwrap_or_else(|| "not stated".to_owned()),
        };
        let result = if one.old {
            format!("{result}; old: do it again")
        } else {
            result
        };
        rows.push(Row {
            cells: vec![
                cell(words::known(one.kind.as_str())),
                cell(one.scope.clone()),
                day_cell(Some(one.on)),
                cell(one.by.as_ref().map(Pii::expose).cloned()),
                cell(Some(result)),
                cell(one.detail.as_ref().map(Pii::expose).cloned()),
            ],
            sources: w.cited.part(origin),
        });
    }
    let mut blocks = w.rows(
        "Searches that were made, those that found nothing among them",
        vec![
            column("Searched", Field::Evidence),
            column("Where", Field::Evidence),
            column("On", Field::EventDate),
            column("By", Field::Officer),
            column("Result", Field::Evidence),
            column("What was found", Field::Narrative),
        ],
        rows,
        "No search is on record for this package.",
    );
    let made = |kinds: &[SearchKind]| {
        let mut searches = file.located.iter().flat_map(|located| &located.searches);
        searches.any(|one| kinds.contains(&one.kind))
    };
    let lacking = [
        (
            "custody",
            &[SearchKind::Custody, SearchKind::JailRoster][..],
        ),
        ("death", &[SearchKind::Death]),
        ("immigration", &[SearchKind::Immigration]),
    ];
    let lacking: Vec<&str> = lacking
        .into_iter()
        .filter(|(_, kinds)| !made(kinds))
        .map(|(name, _)| name)
        .collect();
    if !lacking.is_empty() {
        blocks.push(paragraph(format!(
            "NOT SEARCHED, as far as this package knows: {}. Nothing follows from that.",
            lacking.join(", ")
        )));
    }
    let dead = file.records.iter().filter_map(|record| {
        let day = words::day(record.died_on.as_ref())?;
        Some((day, Origin::record(record)))
    });
    let dead = w.said(&Field::EventDate, dead);
    blocks.push(match dead {
        Some(mut text) => {
            text.insert(
                0,
                crate::documents::pieces::general("A record has a day of death: "),
            );
            crate::documents::Block::Paragraph { text }
        }
        None => paragraph("No record has a day of death."),
    });
    section("Checks of custody, death and immigration", blocks)
}

pub(super) fn travel<'a>(w: &mut Writer<'a>, file: &'a LeadRegistrant) -> Section {
    let mut rows = Vec::new();
    for record in &file.records {
        for one in &record.events {
            if one.kind != LifeEventKind::ForeignTravel {
                continue;
            }
            let origin = Origin::record(record).part(one.provenance.as_ref());
            if !w.has(origin, None) {
                continue;
            }
            let on = *one.on.expose();
            let planned = on.to_date().is_some_and(|on| on > w.as_of);
            let leaves = if planned {
                format!("{on}, planned")
            } else {
                on.to_string()
            };
            let row = Row {
                cells: vec![
                    cell(Some(leaves)),
                    cell(one.notice_on.as_ref().map(|day| day.expose().to_string())),
                    cell(one.jurisdiction.clone()),
                    cell(one.detail.as_ref().map(Pii::expose).cloned()),
                    cell(one.accommodation.as_ref().map(|why| code(why.expose()))),
                    cell(Some(origin.basis())),
                ],
                sources: w.cited.part(origin),
            };
            rows.push((on, row));
        }
    }
    newest_first(&mut rows);
    let headings = [
        "Leaves",
        "Notice given",
        "To",
        "Where to, and what else",
        "Shorter notice accepted",
    ];
    let mut columns: Vec<_> = headings
        .into_iter()
        .map(|heading| column(heading, Field::Travel))
        .collect();
    columns.push(column("Recorded, by, confidence", Field::Evidence));
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    let blocks = w.rows(
        "Journeys abroad of which the record tells",
        columns,
        rows,
        "No journey abroad is on record.",
    );
    section("Travel history", blocks)
}
