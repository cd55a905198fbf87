//! Small parts of the report.

use crate::documents::{Block, Column, Datum, Fact, Field, Scalar, Section, Text};

pub(super) fn column(heading: &str, field: Field) -> Column {
    Column {
        heading: heading.to_owned(),
        field,
    }
}

pub(super) fn fact(label: &str, value: Text) -> Fact {
    Fact {
        label: label.to_owned(),
        value,
        weighs: None,
    }
}

pub(super) fn count(number: u64) -> Text {
    vec![Datum::new(Field::Count, number as i64)]
}

pub(super) fn paragraph(words: impl Into<Scalar>) -> Block {
    Block::Paragraph {
        text: vec![Datum::general(words)],
    }
}

pub(super) fn section(heading: &str, blocks: Vec<Block>) -> Section {
    Section {
        heading: vec![Datum::general(heading)],
        blocks,
        ..Section::default()
    }
}
