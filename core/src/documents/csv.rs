use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Block, Document, Fact, LeadNotice, Scalar, Section, Stamp, Table, Weighs, figure, text::plain,
};
use crate::{Error, Result, escape};

/// A table of a released document as CSV.
///
/// Every row carries the number and the marking of the document and the lead notice, since rows are copied out of
/// tables. A table without rows has one that carries these and nothing else. Text that a spreadsheet could take for a formula begins with an apostrophe; numbers do not.
#[derive(Clone, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CsvTable {
    /// `table-1`, `facts-2`, `figure-1`, by kind and in their order: good as the name of a file.
    pub name: String,
    /// What it shows.
    pub caption: String,
    /// UTF-8 with a head line, after RFC 4180.
    pub csv: String,
}

/// Every table, list of facts and figure of a document that left.
pub(crate) fn csv(document: &Document, stamp: &Stamp) -> Result<Vec<CsvTable>> {
    let mut tables = Tables {
        document,
        stamp,
        found: Vec::new(),
        counts: [0; 3],
    };
    tables.sections(&document.sections)?;
    Ok(tables.found)
}

struct Tables<'a> {
    document: &'a Document,
    stamp: &'a Stamp,
    found: Vec<CsvTable>,
    counts: [usize; 3],
}

impl Tables<'_> {
    fn sections(&mut self, sections: &[Section]) -> Result<()> {
        for section in sections {
            for block in &section.blocks {
                match block {
                    Block::Paragraph { .. } | Block::List { .. } => {}
                    Block::Table(table) => self.table(0, "table", table)?,
                    Block::Figure(figure) => self.table(1, "figure", &figure::data(figure))?,
                    Block::Facts { facts } => self.facts(&plain(&section.heading), facts)?,
                }
            }
            self.sections(&section.sections)?;
        }
        Ok(())
    }

    fn table(&mut self, kind: usize, name: &str, table: &Table) -> Result<()> {
        let head: Vec<&str> = table
            .columns
            .iter()
            .map(|column| &column.heading[..])
            .collect();
        let rows = table.rows.iter().map(|row| {
            let cells = row.cells.iter().map(|cell| match cell {
                None => String::new(),
                Some(Scalar::Text(text)) => escape::cell(text),
                Some(Scalar::Integer(number)) => number.to_string(),
                Some(Scalar::Number(number)) => number.to_string(),
            });
            (cells.collect(), &row.sources[..])
        });
        let rows: Vec<(Vec<String>, &[String])> = rows.collect();
        self.write(kind, name, plain(&table.caption), &head, &rows)
    }

    fn facts(&mut self, heading: &str, facts: &[Fact]) -> Result<()> {
        let sources: Vec<Vec<String>> = facts
            .iter()
            .map(|fact| {
                let mut ids: Vec<String> = fact
                    .value
                    .iter()
                    .flat_map(|datum| datum.sources.clone())
                    .collect();
                ids.dedup();
                ids
            })
            .collect();
        let rows = facts.iter().zip(&sources).map(|(fact, sources)| {
            let weighs = match fact.weighs {
                Some(Weighs::For) => "for",
                Some(Weighs::Against) => "against",
                None => "",
            };
            let value = match &fact.value[..] {
                [datum] if !matches!(datum.value, Scalar::Text(_)) => plain(&fact.value),
                value => escape::cell(&plain(value)),
            };
            (
                vec![escape::cell(&fact.label), value, weighs.to_owned()],
                &sources[..],
            )
        });
        let rows: Vec<(Vec<String>, &[String])> = rows.collect();
        self.write(
            2,
            "facts",
            heading.to_owned(),
            &["fact", "on record", "speaks"],
            &rows,
        )
    }

    fn write(
        &mut self,
        kind: usize,
        name: &str,
        caption: String,
        head: &[&str],
        rows: &[(Vec<String>, &[String])],
    ) -> Result<()> {
        let number = self.counts.get_mut(kind).ok_or(Error::Internal)?;
        *number += 1;
        let name = format!("{name}-{number}");
        let mut tail = vec![
            ("document", escape::cell(&self.document.id)),
            ("marking", escape::cell(&self.stamp.marking.line())),
            ("notice", LeadNotice::TEXT.to_owned()),
        ];
        if let Some(texts) = &self.stamp.public {
            tail.push(("warning", escape::cell(&texts.warning)));
            tail.push(("correction", escape::cell(&texts.correction)));
        }
        let mut writer = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::Always)
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        let width = head.len();
        let head = head.iter().map(|heading| escape::cell(heading));
        let names = tail.iter().map(|(name, _)| (*name).to_owned());
        let head = head.chain(["records".to_owned()]).chain(names);
        writer.write_record(head).map_err(|_| Error::Internal)?;
        let nothing: [(Vec<String>, &[String]); 1] = [(vec![String::new(); width], &[])];
        for (cells, sources) in if rows.is_empty() { &nothing[..] } else { rows } {
            let ends = tail.iter().map(|(_, text)| &text[..]);
            let records = escape::cell(&sources.join("; "));
            let row = cells
                .iter()
                .map(String::as_str)
                .chain([&records[..]])
                .chain(ends);
            writer.write_record(row).map_err(|_| Error::Internal)?;
        }
        let bytes = writer.into_inner().map_err(|_| Error::Internal)?;
        let csv = String::from_utf8(bytes).map_err(|_| Error::Internal)?;
        self.found.push(CsvTable { name, caption, csv });
        Ok(())
    }
}

hidden! { CsvTable }
