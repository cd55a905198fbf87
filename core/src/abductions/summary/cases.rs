//! Open cases near incidents of the window.

use super::{
    Writer, agree,
    pieces::{column, count, general, not_listed, paragraph, section, table},
    words,
};
use crate::{
    Control, Result,
    abductions::{facts::position, trends::metres},
    control::checkpoint,
    documents::{Block, Field, Row, Scalar, Section},
    records::{Case, Incident},
};

struct Near<'a> {
    incident: &'a Incident,
    case: &'a Case,
    metres: f64,
    /// Days from the case to the incident; below 0 where the incident came first.
    days: i64,
}

impl Writer<'_> {
    pub(super) fn cases(&mut self, cases: &[Case], control: &dyn Control) -> Result<Section> {
        let settings = self.settings;
        let is_asked = |case: &&Case| {
            case.status.may_be_open()
                && case.found_on.is_none()
                && settings.case_types.contains(&case.case_type)
        };
        let asked = cases.iter().filter(is_asked).count();
        let open: Vec<_> = cases
            .iter()
            .filter(is_asked)
            .filter_map(|case| {
                let place = position(case.last_seen_place.as_ref()).ok()?;
                let seen = case.last_seen.as_ref()?.expose();
                (seen.earliest <= seen.latest).then_some((case, place, seen.earliest.date()))
            })
            .collect();
        let mut near = Vec::new();
        let latest = self.fresh();
        for (done, incident) in (0..).zip(&latest) {
            checkpoint(control, done, latest.len() as u64)?;
            let Ok(place) = position(incident.place.as_ref()) else {
                continue;
            };
            let Some(day) = words::date_of(incident) else {
                continue;
            };
            // a degree of latitude is no less than 110 km
            let degrees = settings.case_km / 110.0;
            for (case, of_case, seen) in &open {
                let days = (day - *seen).num_days();
                if days.unsigned_abs() > u64::from(settings.case_days)
                    || (place.0 - of_case.0).abs() > degrees
                {
                    continue;
                }
                let metres = metres(place, *of_case);
                if metres <= settings.case_km * 1_000.0 {
                    near.push(Near {
                        incident,
                        case,
                        metres,
                        days,
                    });
                }
            }
        }
        near.sort_by(|a, b| {
            let order = a.metres.total_cmp(&b.metres);
            order.then_with(|| (&a.incident.id, &a.case.id).cmp(&(&b.incident.id, &b.case.id)))
        });
        let mut section = self.near_cases(&near);
        if open.len() < asked {
            section.blocks.push(Block::Paragraph {
                text: vec![
                    count(asked - open.len(), Vec::new()),
                    general(" open cases of these kinds have no position or no time and could not be compared."),
                ],
            });
        }
        Ok(section)
    }

    fn near_cases(&mut self, near: &[Near<'_>]) -> Section {
        let heading = "Open cases nearby";
        let within = format!(
            "within {} and {} days",
            words::miles(self.settings.case_km * 1_000.0),
            self.settings.case_days
        );
        if near.is_empty() {
            let words = format!(
                "No open case of the kinds asked for is {within} of an incident of this window."
            );
            return section(heading, vec![paragraph(words)]);
        }
        let most = self.settings.most_rows as usize;
        let mut rows = Vec::new();
        let text = |all: Vec<String>| {
            let words = all.join("; ");
            Some(words)
                .filter(|words| !words.is_empty())
                .map(Scalar::from)
        };
        for one in near.iter().take(most) {
            let days = match one.days {
                0 => "the same day".to_owned(),
                1.. => format!("{} days after", one.days),
                _ => format!("{} days before", -one.days),
            };
            let mut sources = self.sources.incident(one.incident);
            sources.extend(self.sources.case(one.case));
            let compared = agree::compared(one.incident, one.case);
            rows.push(Row {
                cells: vec![
                    Some(one.incident.id.expose().clone().into()),
                    Some(one.case.id.expose().clone().into()),
                    Some(words::code(one.case.case_type.as_str()).into()),
                    one.case.agency.clone().map(Scalar::from),
                    Some(words::miles(one.metres).into()),
                    Some(days.into()),
                    text(compared.agrees),
                    text(compared.differs),
                ],
                sources,
            });
        }
        let mut blocks = vec![
            paragraph(format!(
                "Open cases {within} of an incident of this window, and what the vehicles and the persons described in both \
                 have in common. It is a reason to read both files; nothing is concluded from it."
            )),
            table(
                "The nearest first",
                vec![
                    column("Incident", Field::RecordId),
                    column("Case", Field::RecordId),
                    column("Kind of case", Field::LegalProcess),
                    column("Agency of the case", Field::Officer),
                    column("Apart", Field::Evidence),
                    column("Incident happened", Field::EventDate),
                    column("Agrees", Field::Description),
                    column("Differs", Field::Description),
                ],
                rows,
            ),
        ];
        blocks.extend(not_listed(near.len(), most));
        section(heading, blocks)
    }
}
