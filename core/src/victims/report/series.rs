//! The series of the report, and the agencies that hold their cases.

use super::{
    Report,
    parts::{column, paragraph, section},
};
use crate::{
    documents::{Block, Datum, Field, Row, Scalar, Section, Table},
    records::{Band, Pii},
    victims::SeriesRecognition,
};

impl Report {
    pub(super) fn series(
        &mut self,
        heading: &str,
        none: &str,
        series: &[&SeriesRecognition],
    ) -> Section {
        if series.is_empty() {
            return section(heading, vec![paragraph(none)]);
        }
        let mut rows = Vec::new();
        let mut missing = Vec::new();
        for one in series {
            let categories = one
                .categories
                .iter()
                .map(|category| format!("{} {}", category.scheme, category.code));
            let categories: Vec<String> = categories.collect();
            rows.push(Row {
                cells: vec![
                    Some(one.series.clone().into()),
                    Some((one.files.len() as i64).into()),
                    Some((one.equal as i64).into()),
                    one.agency.clone().map(Scalar::from),
                    contact(one),
                    one.case_number
                        .as_ref()
                        .map(|number| number.expose().clone().into()),
                    one.age.as_ref().and_then(|age| years(age.expose())),
                    one.age_attested_by
                        .as_ref()
                        .map(|name| name.expose().clone().into()),
                    Some(categories.join(", "))
                        .filter(|all| !all.is_empty())
                        .map(Scalar::from),
                ],
                sources: self.cite_series(one),
            });
            if !one.missing.is_empty() {
                missing.push(vec![
                    Datum::general("Series "),
                    Datum::new(Field::RecordId, one.series.clone()),
                    Datum::general(format!(": {}", one.missing.join(", "))),
                ]);
            }
        }
        let table = Table {
            caption: vec![Datum::general("Series of which files were recognised")],
            columns: vec![
                column("Series", Field::RecordId),
                column("Files", Field::Count),
                column("Equal in a digest", Field::Count),
                column("Agency that holds the case", Field::Officer),
                column("How to reach it", Field::Officer),
                column("Case number", Field::RecordId),
                column("Age at the time, years", Field::ChildAge),
                column("Age attested by", Field::Officer),
                column("Categories", Field::Evidence),
            ],
            rows,
        };
        let mut blocks = vec![Block::Table(table)];
        if !missing.is_empty() {
            blocks.push(paragraph("What nobody has said:"));
            blocks.push(Block::List { items: missing });
        }
        section(heading, blocks)
    }

    /// Series of which no file was recognised, with the files that they have all the same.
    pub(super) fn other_series(
        &mut self,
        caption: &str,
        heading: &str,
        series: &[&SeriesRecognition],
        files: impl Fn(&SeriesRecognition) -> &[Pii<String>],
    ) -> Block {
        let rows = series.iter().map(|one| Row {
            cells: vec![
                Some(one.series.clone().into()),
                Some((files(one).len() as i64).into()),
                one.agency.clone().map(Scalar::from),
                contact(one),
                one.case_number
                    .as_ref()
                    .map(|number| number.expose().clone().into()),
            ],
            sources: self.cite_series(one),
        });
        Block::Table(Table {
            caption: vec![Datum::general(caption)],
            rows: rows.collect(),
            columns: vec![
                column("Series", Field::RecordId),
                column(heading, Field::Count),
                column("Agency that holds the case", Field::Officer),
                column("How to reach it", Field::Officer),
                column("Case number", Field::RecordId),
            ],
        })
    }

    fn cite_series(&mut self, one: &SeriesRecognition) -> Vec<String> {
        let id = format!("series {}", one.series);
        let mut text = vec![
            Datum::general("Record of series "),
            Datum::new(Field::RecordId, one.series.clone()),
        ];
        if let Some(agency) = &one.agency {
            text.push(Datum::general(" of agency "));
            text.push(Datum::new(Field::Officer, agency.clone()));
        }
        self.cited.insert(id.clone(), text);
        vec![id]
    }
}

fn contact(one: &SeriesRecognition) -> Option<Scalar> {
    let contact = one.contact.as_ref();
    contact.map(|contact| contact.expose().clone().into())
}

fn years(age: &Band) -> Option<Scalar> {
    match (age.least, age.most) {
        (Some(least), Some(most)) if (least - most).abs() < 0.5 => Some(least.into()),
        (Some(least), Some(most)) => Some(format!("{least} to {most}").into()),
        (Some(least), None) => Some(format!("{least} or more").into()),
        (None, Some(most)) => Some(format!("up to {most}").into()),
        (None, None) => None,
    }
}
