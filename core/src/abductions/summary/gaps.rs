//! What the data leave open.

use super::{
    Writer,
    pieces::{column, not_listed, paragraph, section, table},
    words,
};
use crate::{
    abductions::{DataQuality, Duplicate, DuplicateReason, FlagProblem, Share},
    documents::{Block, Field, Row, Section},
};

impl Writer<'_> {
    pub(super) fn gaps(&mut self) -> Section {
        type Part = fn(&DataQuality) -> &Share;
        const PARTS: [(&str, Part); 7] = [
            ("No position that can be used", |one| &one.no_position),
            ("The place known no closer than a town", |one| {
                &one.only_town
            }),
            ("Time known no closer than a day, or not at all", |one| {
                &one.long_time
            }),
            ("Nothing that describes a suspect", |one| {
                &one.no_description
            }),
            ("No vehicle, or none described", |one| &one.no_vehicle),
            ("Counted by the day of the report", |one| &one.by_report),
            ("Time reaches over an end of the period", |one| {
                &one.over_the_edge
            }),
        ];
        let (window, long) = (
            self.trend.window.quality.clone(),
            self.trend.long.quality.clone(),
        );
        let mut rows = Vec::new();
        for (name, part) in PARTS {
            let (now, all) = (part(&window), part(&long));
            let mut sources = self
                .sources
                .number(&format!("window: {}", name.to_lowercase()), &now.incidents);
            sources.extend(self.sources.number(
                &format!("longer period: {}", name.to_lowercase()),
                &all.incidents,
            ));
            rows.push(Row {
                cells: vec![
                    Some(name.into()),
                    Some((now.incidents.len() as i64).into()),
                    Some(words::percent(now.share).into()),
                    Some((all.incidents.len() as i64).into()),
                    Some(words::percent(all.share).into()),
                ],
                sources,
            });
        }
        let mut blocks = self.not_placed();
        if long.incidents == 0 && window.incidents == 0 {
            blocks.push(paragraph(
                "No incident of this window or the longer period is in the data.",
            ));
            rows.clear();
        }
        let of_all = (!rows.is_empty()).then(|| {
            table(
                &format!(
                    "Of {} incidents of this window, and {} of the longer period",
                    window.incidents, long.incidents
                ),
                vec![
                    column("What is open", Field::General),
                    column("Window", Field::Count),
                    column("Share", Field::General),
                    column("Longer period", Field::Count),
                    column("Share", Field::General),
                ],
                rows,
            )
        });
        blocks.extend(of_all);
        blocks.extend(self.set_aside());
        blocks.extend(self.flags());
        blocks.extend(self.duplicates());
        section("What the data leave open", blocks)
    }

    /// Incidents that may belong here and are in no figure.
    fn not_placed(&mut self) -> Vec<Block> {
        let open = self.may_belong.clone();
        let parts = [
            ("Of this window, and not to be placed", open.not_placed),
            ("Not to be dated", open.not_dated),
            (
                "Of a time that is longer than the window and reaches into it",
                open.too_long,
            ),
        ];
        let mut rows = Vec::new();
        for (name, ids) in parts.iter().filter(|(_, ids)| !ids.is_empty()) {
            let listed = super::ids(ids).take(self.settings.most_ids as usize);
            let mut text = listed.collect::<Vec<_>>().join(", ");
            if ids.len() > self.settings.most_ids as usize {
                text.push_str(" and more");
            }
            rows.push(Row {
                cells: vec![
                    Some((*name).into()),
                    Some((ids.len() as i64).into()),
                    Some(text.into()),
                ],
                sources: self
                    .sources
                    .number(&format!("may belong here: {}", name.to_lowercase()), ids),
            });
        }
        if rows.is_empty() {
            return Vec::new();
        }
        vec![table(
            "Could not be placed or dated, or known only to a longer time: may belong here; in no count of this window",
            vec![
                column("What is open", Field::General),
                column("Incidents", Field::Count),
                column("Which", Field::RecordId),
            ],
            rows,
        )]
    }

    /// Rows that could not be read, of whatever region and day: they are in no figure.
    fn set_aside(&self) -> Vec<Block> {
        let rejected = &self.rejected;
        if rejected.total == 0 {
            return Vec::new();
        }
        let most = self.settings.most_rows as usize;
        let rows = rejected.listed.iter().take(most).map(|one| Row {
            cells: vec![
                Some((one.row as i64).into()),
                Some(one.field.clone().into()),
                Some(one.reason.clone().into()),
            ],
            sources: Vec::new(),
        });
        let mut blocks = vec![table(
            "Rows that were set aside, of whatever region and day; they are in no figure of this summary",
            vec![
                column("Row, from 0", Field::Count),
                column("Field", Field::General),
                column("Problem", Field::General),
            ],
            rows.collect(),
        )];
        let total = usize::try_from(rejected.total).unwrap_or(usize::MAX);
        blocks.extend(not_listed(total, most.min(rejected.listed.len())));
        blocks
    }

    fn flags(&mut self) -> Vec<Block> {
        let open = self.may_belong.all();
        let mut window: Vec<&str> = super::ids(&self.trend.counts.now.incidents).collect();
        window.extend(super::ids(&open));
        window.extend(super::ids(&self.trend.reported_late));
        window.sort_unstable();
        let flags = self.found.flags.iter().filter(|flag| {
            window
                .binary_search(&flag.incident.expose().as_str())
                .is_ok()
        });
        let flags: Vec<_> = flags.collect();
        if flags.is_empty() {
            return Vec::new();
        }
        let most = self.settings.most_rows as usize;
        let rows = flags.iter().take(most).map(|flag| Row {
            cells: vec![
                Some(flag.incident.expose().clone().into()),
                Some(flag.field.clone().into()),
                Some(problem(flag.problem).into()),
            ],
            sources: Vec::new(),
        });
        let rows = rows.collect();
        let mut blocks = vec![table(
            "What looks wrong in reports of this window: please correct it with the agency",
            vec![
                column("Incident", Field::RecordId),
                column("Field", Field::General),
                column("Problem", Field::General),
            ],
            rows,
        )];
        blocks.extend(not_listed(flags.len(), most));
        blocks
    }

    fn duplicates(&mut self) -> Vec<Block> {
        let from = self.trend.counts.now.from;
        let is_now = |id: &str| {
            let day = self.incident(id).and_then(words::date_of);
            day.is_some_and(|day| day >= from && day < self.settings.as_of)
        };
        let most = self.settings.most_rows as usize;
        let mut blocks = Vec::new();
        let mut list = |found: &[Duplicate], words: &str, caption: &str, names: [&str; 2]| {
            let is_now = |one: &&Duplicate| is_now(one.duplicate.expose());
            let found: Vec<&Duplicate> = found.iter().filter(is_now).collect();
            if found.is_empty() {
                return;
            }
            let rows = found.iter().take(most).map(|one| Row {
                cells: vec![
                    Some(one.duplicate.expose().clone().into()),
                    Some(one.kept.expose().clone().into()),
                    Some(why(one.reason).into()),
                ],
                sources: Vec::new(),
            });
            let columns = vec![
                column(names[0], Field::RecordId),
                column(names[1], Field::RecordId),
                column("Why", Field::Evidence),
            ];
            blocks.push(paragraph(words));
            blocks.push(table(caption, columns, rows.collect()));
            blocks.extend(not_listed(found.len(), most));
        };
        list(
            &self.found.duplicates,
            "Reports that seem to be of one incident; the first of each row is not counted.",
            "Second reports",
            ["Not counted", "Stands for both"],
        );
        list(
            &self.found.possible_duplicates,
            "Reports that may be of one incident, as of one place and time. Too little agrees to say so: both are counted. Please \
             check with the agency.",
            "Possible second reports",
            ["Counted", "Counted too"],
        );
        blocks
    }
}

const fn why(reason: DuplicateReason) -> &'static str {
    match reason {
        DuplicateReason::SameCase => "one case number",
        DuplicateReason::AlikeText => "narratives that are much alike",
        DuplicateReason::SameChild => "a like child, at one place and time",
        DuplicateReason::SamePlate => "one plate, at one place and time",
        DuplicateReason::PlaceAndTime => "one place and time",
    }
}

const fn problem(problem: FlagProblem) -> &'static str {
    match problem {
        FlagProblem::PlaceUnknown => "no position",
        FlagProblem::PlaceZero => "position 0, 0",
        FlagProblem::PlaceSwapped => "latitude and longitude seem swapped",
        FlagProblem::PlaceOutOfRange => "position is none on the Earth",
        FlagProblem::TimeUnknown => "no time",
        FlagProblem::TimeEndsBeforeStart => "ends before it starts",
        FlagProblem::TimeSpanLong => "known no closer than a month",
        FlagProblem::ZoneUnknown => "a time zone that is none",
        FlagProblem::TimeSkipped => "a time that the clocks skipped",
        FlagProblem::NotAllCompared => "more people or vehicles than are compared",
    }
}
