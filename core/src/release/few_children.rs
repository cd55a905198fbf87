//! Counts of children that would tell who is meant.

use crate::documents::{Bars, Column, Field, Scalar, Table};

/// Whether a table counts children by what tells them apart, and holds a 1 or a 2: then all its counts must go from
/// who is not law enforcement, since one of them could be the others' total less the rest.
/// [`suppress`](super::suppress) takes out no more than it needs to, and leaves none behind.
pub(super) fn table_counts_few(table: &Table) -> bool {
    let counts = |column: &Column| column.field == Field::Count;
    let cells = || {
        table
            .rows
            .iter()
            .flat_map(|row| row.cells.iter().zip(&table.columns))
    };
    table
        .columns
        .iter()
        .any(|column| is_of_children(&column.field))
        && cells().any(|(cell, column)| counts(column) && cell.as_ref().is_some_and(is_small))
}

/// The same for bars.
pub(super) fn bars_count_few(bars: &Bars) -> bool {
    let labels = || bars.bars.iter().flat_map(|bar| &bar.label);
    bars.field == Field::Count
        && labels().any(|datum| is_of_children(&datum.field))
        && bars
            .bars
            .iter()
            .any(|bar| bar.value > 0.0 && bar.value < 3.0)
}

/// Whether a field tells something about a child.
fn is_of_children(field: &Field) -> bool {
    matches!(
        field,
        Field::ChildAge
            | Field::ChildSex
            | Field::ChildName
            | Field::VictimIdentity
            | Field::School
    )
}

/// Whether a count is above 0 and below 3.
fn is_small(count: &Scalar) -> bool {
    match count {
        Scalar::Integer(count) => (1..3).contains(count),
        Scalar::Number(count) => *count > 0.0 && *count < 3.0,
        Scalar::Text(count) => matches!(count.trim(), "1" | "2"),
    }
}
