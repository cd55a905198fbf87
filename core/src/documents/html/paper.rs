//! How a table goes onto a sheet of paper, of which it must not run off: as it is, in small type, or row by row.

use crate::documents::{
    Row, Scalar, Table,
    text::scalar,
    width::{shorten, width_of},
};

/// A table of more columns is set smaller.
const MANY_COLUMNS: usize = 6;
/// The points between the margins of the style sheet on A4, which is narrower than Letter.
const SHEET: f64 = 504.0;
/// The size of letters and the room beside each cell, in points, as the style sheet has them for print.
const NORMAL: (f64, f64) = (9.5, 14.4);
const SMALL: (f64, f64) = (8.0, 6.0);
/// How much wider bold letters are.
const BOLD: f64 = 1.12;
/// Bytes of the longest word that is kept whole in a column.
const LONG_WORD: usize = 16;
/// What a column needs in which longer words are broken, in the size of its letters.
const BROKEN: f64 = 11.0;
/// The longest label beside a value, in the size of its letters.
const LABEL: f64 = 40.0;

/// How a table is set.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Setting {
    /// As tables are.
    Normal,
    /// In small type.
    Small,
    /// On the screen in small type; on paper each row by itself, each value below the heading of its column.
    ByRow {
        /// Whether the headings are also printed by themselves, for nothing else shows them in full.
        with_head: bool,
    },
}

impl Setting {
    /// The setting in which every column of a table is on the sheet.
    pub(super) fn of(table: &Table, cited: bool) -> Self {
        let fits = |(size, room): (f64, f64)| {
            let records = if cited {
                width_of("Records") * BOLD
            } else {
                0.0
            };
            let letters: f64 = widest_words(table).iter().sum();
            let columns = table.columns.len() + usize::from(cited);
            (letters + records) * size + room * columns as f64 <= SHEET
        };
        if fits(NORMAL) && table.columns.len() <= MANY_COLUMNS {
            return Self::Normal;
        }
        if fits(SMALL) {
            return Self::Small;
        }
        let is_cut = |column: &crate::documents::Column| label(&column.heading) != column.heading;
        Self::ByRow {
            with_head: table.rows.is_empty() || table.columns.iter().any(is_cut),
        }
    }

    /// The classes of the table.
    pub(super) const fn classes(self) -> &'static str {
        match self {
            Self::Normal => "",
            Self::Small => " class=\"many\"",
            Self::ByRow { with_head: false } => " class=\"many rows\"",
            Self::ByRow { with_head: true } => " class=\"many rows heads\"",
        }
    }

    /// Whether each value needs the heading of its column beside it.
    pub(super) const fn is_labelled(self) -> bool {
        matches!(self, Self::ByRow { .. })
    }
}

/// A heading as it stands beside a value: it is repeated in each row, so it is not long.
pub(super) fn label(heading: &str) -> String {
    shorten(heading, LABEL)
}

/// Whether a word in it is too long for a column, so that it is to be broken anywhere.
pub(super) fn is_long(words: &str) -> bool {
    words
        .split(char::is_whitespace)
        .any(|word| word.len() > LONG_WORD)
}

/// For each column the width of the widest word in it, in the size of its letters: it cannot be narrower.
fn widest_words(table: &Table) -> Vec<f64> {
    let mut widest: Vec<f64> = (table.columns.iter())
        .map(|column| of_widest_word(&column.heading) * BOLD)
        .collect();
    for Row { cells, .. } in &table.rows {
        for (at, (cell, widest)) in cells.iter().zip(&mut widest).enumerate() {
            let width = match cell {
                None => 0.0,
                Some(Scalar::Text(words)) => of_widest_word(words),
                // a number is never broken
                Some(number) => width_of(&scalar(number)),
            };
            let is_bold = at == 0;
            *widest = widest.max(if is_bold { width * BOLD } else { width });
        }
    }
    widest
}

fn of_widest_word(words: &str) -> f64 {
    let width = |word: &str| {
        if word.len() > LONG_WORD {
            BROKEN
        } else {
            width_of(word)
        }
    };
    words.split_whitespace().map(width).fold(0.0, f64::max)
}
