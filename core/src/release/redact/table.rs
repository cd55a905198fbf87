//! Tables: a column is of one field, and a row shows no more than its cells.

use super::{Redactor, WITHHELD, add_sentence};
use crate::{
    documents::{Column, Field, Row, Table},
    release::{Decision, Redaction, alike},
};

impl Redactor<'_> {
    pub(super) fn table(&mut self, mut table: Table) -> Table {
        let kept: Vec<bool> = (table.columns.iter())
            .map(|column| !self.is_unspoken(&column.field))
            .collect();
        let unspoken = kept.iter().filter(|kept| !**kept).count();
        if unspoken == kept.len() {
            // a table has a column: one without a name
            for column in &mut table.columns {
                WITHHELD.clone_into(&mut column.heading);
            }
        } else if unspoken > 0 {
            self.withheld += unspoken as u64 * table.rows.len().max(1) as u64;
            let mut keep = kept.iter();
            table
                .columns
                .retain(|_| keep.next().is_none_or(|kept| *kept));
            for row in &mut table.rows {
                let mut keep = kept.iter();
                row.cells.retain(|_| keep.next().is_none_or(|kept| *kept));
            }
        }
        let fields: Vec<Field> = table
            .columns
            .iter()
            .map(|column| column.field.clone())
            .collect();
        let less: Vec<usize> = (fields.iter().enumerate())
            .filter(|(_, field)| {
                alike::is_in_order(field) && self.decision(field) != Decision::Allow
            })
            .map(|(at, _)| at)
            .collect();
        let mut caption = self.text(table.caption);
        let rows = table.rows.into_iter().map(|row| self.row(row, &fields));
        let mut rows: Vec<Row> = rows.collect();
        if !less.is_empty() && alike::reorder(&mut rows, &less) {
            add_sentence(&mut caption, "Rows that became alike are in no order.");
        }
        Table {
            caption,
            rows,
            columns: (table.columns.into_iter())
                .map(|column| Column {
                    field: self.named(column.field),
                    ..column
                })
                .collect(),
        }
    }

    fn row(&mut self, row: Row, fields: &[Field]) -> Row {
        let mut shown = false;
        let cells = row.cells.into_iter().zip(fields).map(|(cell, field)| {
            let hidden = matches!(
                self.decision(field),
                Decision::Deny { .. } | Decision::Redact(Redaction::Drop)
            );
            let cell = match cell {
                // that there is none can say as much as a value: no arrest, no victim
                None if hidden => {
                    self.withheld += 1;
                    return Some(WITHHELD.into());
                }
                None => return None,
                Some(cell) => self.value(field, cell),
            };
            shown |= cell.is_some();
            Some(cell.unwrap_or_else(|| WITHHELD.into()))
        });
        let cells = cells.collect();
        Row {
            cells,
            sources: if shown {
                self.cited(&row.sources)
            } else {
                Vec::new()
            },
        }
    }
}
