//! What all sections share: the day, the most rows, and the records that are cited.

use chrono::NaiveDate;

use super::cited::{Cited, Origin};
use crate::documents::{
    Block, Column, Datum, Field, Row, Scalar, Text,
    pieces::{general, not_listed, paragraph, table},
};

pub(super) struct Writer<'a> {
    pub(super) as_of: NaiveDate,
    pub(super) most: usize,
    pub(super) cited: Cited<'a>,
    /// Facts of later days, or that were recorded later.
    pub(super) left_out: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(as_of: NaiveDate, most: u32) -> Self {
        Self {
            as_of,
            most: most as usize,
            cited: Cited::default(),
            left_out: 0,
        }
    }

    /// Whether a fact was on record by the day of the package, and had happened; counted where not.
    pub(super) fn has(&mut self, origin: Origin<'a>, on: Option<NaiveDate>) -> bool {
        let later = |day: Option<NaiveDate>| day.is_some_and(|day| day > self.as_of);
        let is_later = later(origin.recorded_on()) || later(on);
        self.left_out += usize::from(is_later);
        !is_later
    }

    /// A table of the first rows, with how many more there are; a sentence where there is none.
    pub(super) fn rows(
        &self,
        caption: &str,
        columns: Vec<Column>,
        mut rows: Vec<Row>,
        none: &str,
    ) -> Vec<Block> {
        let all = rows.len();
        if all == 0 {
            return vec![paragraph(none)];
        }
        rows.truncate(self.most);
        let mut blocks = vec![table(caption, columns, rows)];
        blocks.extend(not_listed(all, self.most));
        blocks
    }

    /// Values that several records have, each once with all its sources, parted by semicolons.
    pub(super) fn said(
        &mut self,
        field: &Field,
        values: impl IntoIterator<Item = (String, Origin<'a>)>,
    ) -> Option<Text> {
        let mut all: Vec<(String, Vec<String>)> = Vec::new();
        for (value, origin) in values {
            if !self.has(origin, None) {
                continue;
            }
            let sources = self.cited.part(origin);
            let same = all
                .iter_mut()
                .find(|(old, _)| old.to_lowercase() == value.to_lowercase());
            match same {
                Some((_, old)) => add(old, sources),
                None => all.push((value, sources)),
            }
        }
        let mut text = Text::new();
        for (value, sources) in all {
            if !text.is_empty() {
                text.push(general("; "));
            }
            text.push(Datum::new(field.clone(), value).from_sources(sources));
        }
        (!text.is_empty()).then_some(text)
    }
}

/// Adds sources that are not there yet.
pub(super) fn add(to: &mut Vec<String>, sources: Vec<String>) {
    for source in sources {
        if !to.contains(&source) {
            to.push(source);
        }
    }
}

/// A cell with a text, or none.
pub(super) fn cell(text: Option<String>) -> Option<Scalar> {
    text.filter(|text| !text.is_empty()).map(Scalar::from)
}

/// A cell with a day, or none.
pub(super) fn day_cell(day: Option<NaiveDate>) -> Option<Scalar> {
    day.map(|day| day.to_string().into())
}
