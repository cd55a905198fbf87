//! Pieces that documents are made of, for those who write them.

use super::{
    Block, Column, Datum, Drawing, Fact, Field, Figure, Row, Scalar, Section, Table, Text,
};

pub(crate) fn column(heading: &str, field: Field) -> Column {
    Column {
        heading: heading.to_owned(),
        field,
    }
}

pub(crate) fn fact(label: &str, value: Text) -> Fact {
    Fact {
        label: label.to_owned(),
        value,
        weighs: None,
    }
}

/// Words that concern no person.
pub(crate) fn general(words: impl Into<Scalar>) -> Datum {
    Datum::general(words)
}

pub(crate) fn count(number: usize, sources: Vec<String>) -> Datum {
    Datum::new(Field::Count, number as i64).from_sources(sources)
}

/// A paragraph of words that concern no person.
pub(crate) fn paragraph(words: impl Into<Scalar>) -> Block {
    Block::Paragraph {
        text: vec![general(words)],
    }
}

pub(crate) fn section(heading: &str, blocks: Vec<Block>) -> Section {
    Section {
        heading: vec![general(heading)],
        blocks,
        ..Section::default()
    }
}

pub(crate) fn table(caption: &str, columns: Vec<Column>, rows: Vec<Row>) -> Block {
    Block::Table(Table {
        caption: vec![general(caption)],
        columns,
        rows,
    })
}

pub(crate) fn figure(caption: &str, drawing: Drawing) -> Block {
    Block::Figure(Figure {
        caption: vec![general(caption)],
        drawing,
    })
}

/// A sentence on rows that are not listed, where there are any.
pub(crate) fn not_listed(all: usize, most: usize) -> Option<Block> {
    (all > most).then(|| Block::Paragraph {
        text: vec![
            Datum::new(Field::Count, (all - most) as i64),
            general(" more are not listed here."),
        ],
    })
}
