//! Counts of children that would tell who is meant.

mod words;

use self::words::{SHARES, has_word, names_children, names_children_of, speaks_of_children};
use super::pieces::{Piece, each_piece};
use crate::documents::{Block, Datum, Drawing, Field, Row, Scalar, Section, Table, Text};

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
        found.told_apart |= general(&section.heading).any(names_children);
        for block in &section.blocks {
            each_piece(block, &mut |piece| found.look(piece));
            found.told_apart |= labels(block).any(|(label, of)| names_children_of(label, of));
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
                self.told_apart |= general(text).any(speaks_of_children);
            }
            Piece::Cell(field, cell) => {
                value(field, cell.is_some_and(|count| !is_many_or_none(count)));
            }
            Piece::Drawn(field, number) => value(field, !is_safe(number)),
            Piece::Name(name) => {
                self.told_apart |= names_children(name);
                // a share of few is as good as their number
                self.few |= name.contains('%') || has_word(name, &SHARES);
            }
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

/// The texts in a row that concern no person, as whoever wrote them says.
fn general(text: &[Datum]) -> impl Iterator<Item = &str> {
    let general = text.iter().filter(|datum| datum.field == Field::General);
    general.filter_map(|datum| match &datum.value {
        Scalar::Text(words) => Some(words.as_str()),
        _ => None,
    })
}

/// What stands beside counts to say what they count, each with what it is a label of: a heading, an axis.
fn labels(block: &Block) -> Box<dyn Iterator<Item = (&str, &str)> + '_> {
    match block {
        Block::Table(table) => {
            let cells = table
                .rows
                .iter()
                .flat_map(|row| row.cells.iter().zip(&table.columns));
            let labels = cells.filter_map(|(cell, column)| match cell {
                Some(Scalar::Text(words)) if column.field == Field::General => {
                    Some((words.as_str(), column.heading.as_str()))
                }
                _ => None,
            });
            Box::new(
                general(&table.caption)
                    .map(|words| (words, ""))
                    .chain(labels),
            )
        }
        Block::Figure(figure) => {
            let caption = general(&figure.caption).map(|words| (words, ""));
            let (axis, all): (&str, Vec<&Text>) = match &figure.drawing {
                Drawing::Bars(bars) => {
                    (&bars.axis, bars.bars.iter().map(|bar| &bar.label).collect())
                }
                Drawing::Waterfall(waterfall) => (
                    &waterfall.unit,
                    waterfall.parts.iter().map(|part| &part.label).collect(),
                ),
                Drawing::Map(_) | Drawing::Timeline(_) => ("", Vec::new()),
            };
            let labels = all
                .into_iter()
                .flat_map(move |label| general(label).map(move |words| (words, axis)));
            Box::new(caption.chain(labels))
        }
        Block::Paragraph { .. } | Block::List { .. } | Block::Facts { .. } => {
            Box::new(std::iter::empty())
        }
    }
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
        // what is no whole number is a mean or a share, and may be of few
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
    count == 0.0 || count >= 3.0 && count.fract() == 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_known_by_every_name() {
        for name in [
            "Percentage",
            "pct",
            "Proportion",
            "Rate",
            "ratio",
            "fraction",
            "Share",
        ] {
            let mut found = Children::default();
            found.look(Piece::Name(name));
            assert!(found.few, "{name}");
        }
    }
}
