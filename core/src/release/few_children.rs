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
    /// Of a section: what it and the sections in it tell of children, and the counts in its own heading and blocks.
    pub(super) fn of_section(section: &Section) -> Self {
        let mut found = Self {
            told_apart: (section.sections.iter()).any(|within| Self::of_section(within).told_apart),
            few: false,
        };
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
            }
            Piece::Cell(field, cell) => {
                value(field, cell.is_some_and(|count| !is_many_or_none(count)));
            }
            Piece::Drawn(field, number) => value(field, !is_safe(number)),
            Piece::Name(_) | Piece::Sources(_) => {}
        }
    }

    /// The same part under a heading, whose words hold for it.
    pub(super) fn under(mut self, heading: Self) -> Self {
        self.told_apart |= heading.told_apart;
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
