//! Counts of children that would tell who is meant.

use super::pieces::{Piece, each_piece};
use crate::documents::{Block, Field, Row, Scalar, Section, Table};

/// What a part of a document says of children, as far as it bears on counts.
#[derive(Clone, Copy, Default)]
pub(super) struct Children {
    /// Whether anything in it tells children apart.
    told_apart: bool,
    /// Whether a count in it is small, or may be.
    few: bool,
}

impl Children {
    /// Of a section with the sections in it: what is a total here may have its parts there.
    pub(super) fn of_section(section: &Section) -> Self {
        let mut found = Self::default();
        for within in &section.sections {
            found = found.under(Self::of_section(within));
        }
        found.look(Piece::Text(&section.heading));
        for block in &section.blocks {
            each_piece(block, &mut |piece| found.look(piece));
            if let Block::Table(table) = block {
                found.few |= has_single_gap(table);
            }
        }
        found
    }

    /// Takes one more piece in.
    pub(super) fn look(&mut self, piece: Piece<'_>) {
        let mut value = |field: &Field, few: bool| {
            self.told_apart |= is_of_children(field);
            self.few |= *field == Field::Count && few;
        };
        match piece {
            Piece::Text(text) => {
                for datum in text {
                    value(&datum.field, !is_many_or_none(&datum.value));
                }
                let general = text.iter().filter(|datum| datum.field == Field::General);
                self.told_apart |= general
                    .filter_map(|datum| match &datum.value {
                        Scalar::Text(words) => Some(words),
                        _ => None,
                    })
                    .any(|words| names_children(words));
            }
            Piece::Cell(field, cell) => {
                value(field, cell.is_some_and(|count| !is_many_or_none(count)));
            }
            Piece::Drawn(field, number) => value(field, !is_safe(number)),
            Piece::Name(name) => self.told_apart |= names_children(name),
            Piece::Sources(_) => {}
        }
    }

    /// The same part with another around it, or beside it under one roof.
    pub(super) fn under(mut self, other: Self) -> Self {
        self.told_apart |= other.told_apart;
        self.few |= other.few;
        self
    }

    /// The same part, taken to tell children apart.
    pub(super) const fn told_apart(mut self) -> Self {
        self.told_apart = true;
        self
    }

    /// Whether its counts must go from who is not law enforcement. All of them: one of them could be the total of
    /// the others. [`suppress`](super::suppress) takes out no more of a table than it needs to.
    pub(super) fn too_few(self) -> bool {
        self.told_apart && self.few
    }
}

/// Whether a row or a column of counts lacks exactly one: who has the total has that one too.
fn has_single_gap(table: &Table) -> bool {
    let counts: Vec<usize> = (table.columns.iter().enumerate())
        .filter(|(_, column)| column.field == Field::Count)
        .map(|(at, _)| at)
        .collect();
    let is_gap = |row: &Row, at: usize| matches!(row.cells.get(at), Some(None));
    let in_a_row = |row: &Row| counts.iter().filter(|at| is_gap(row, **at)).count();
    let in_a_column = |at: usize| table.rows.iter().filter(|row| is_gap(row, at)).count();
    // a single column of counts has no totals beside it, only below
    counts.len() > 1 && table.rows.iter().any(|row| in_a_row(row) == 1)
        || counts.iter().any(|at| in_a_column(*at) == 1)
}

/// Words in which headings and names tell children apart: a column "Girls 5-9", a fact "Boys aged 7".
const CHILDREN: [&str; 18] = [
    "girl",
    "girls",
    "boy",
    "boys",
    "aged",
    "age",
    "ages",
    "toddler",
    "toddlers",
    "infant",
    "infants",
    "baby",
    "babies",
    "teen",
    "teens",
    "teenager",
    "teenagers",
    "schoolchildren",
];

/// Whether words tell children apart, for those who wrote them as words that concern no person.
fn names_children(words: &str) -> bool {
    words
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| CHILDREN.iter().any(|one| word.eq_ignore_ascii_case(one)))
}

/// Whether a field tells something about a child.
fn is_of_children(field: &Field) -> bool {
    matches!(
        field,
        Field::ChildAge
            | Field::ChildSex
            | Field::ChildName
            | Field::VictimName
            | Field::VictimIdentity
            | Field::School
    )
}

/// Whether a count is a whole number that is 0, or 3 and more. A text that is not plainly one is not.
fn is_many_or_none(count: &Scalar) -> bool {
    match count {
        Scalar::Integer(count) => *count == 0 || *count >= 3,
        Scalar::Number(count) => is_safe(*count),
        Scalar::Text(count) => {
            let digits = count.trim();
            let is_plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with("00");
            is_plain
                && digits
                    .parse::<u64>()
                    .is_ok_and(|count| count == 0 || count >= 3)
        }
    }
}

fn is_safe(count: f64) -> bool {
    count == 0.0 || count >= 3.0
}
