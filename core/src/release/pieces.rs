//! What a document holds, piece by piece: for all that looks through a document and changes nothing.

use crate::documents::{
    Block, Datum, Document, Drawing, Field, Figure, Row, Scalar, Section, Table, Text,
};

/// A piece of a document.
#[derive(Clone, Copy)]
pub(super) enum Piece<'a> {
    /// Words and values in a row.
    Text(&'a [Datum]),
    /// A name that whoever wrote the document gave: of a fact, a column, an axis.
    Name(&'a str),
    /// A cell of a table.
    Cell(&'a Field, Option<&'a Scalar>),
    /// A number that is drawn.
    Drawn(&'a Field, f64),
    /// The ids of sources beside no single value.
    Sources(&'a [String]),
}

/// Calls `look` with each piece of a document.
pub(super) fn each_of_document<'a>(document: &'a Document, look: &mut impl FnMut(Piece<'a>)) {
    look(Piece::Text(&document.title));
    look(Piece::Text(&document.contact));
    for source in &document.sources {
        look(Piece::Text(&source.description));
    }
    each_section(document, &mut |section| {
        look(Piece::Text(&section.heading));
        for block in &section.blocks {
            each_piece(block, look);
        }
    });
}

/// Calls `look` with each section, and those in it.
pub(super) fn each_section<'a>(document: &'a Document, look: &mut impl FnMut(&'a Section)) {
    let mut open: Vec<&Section> = document.sections.iter().collect();
    while let Some(section) = open.pop() {
        look(section);
        open.extend(&section.sections);
    }
}

/// Calls `look` with each piece of a block.
pub(super) fn each_piece<'a>(block: &'a Block, look: &mut impl FnMut(Piece<'a>)) {
    match block {
        Block::Paragraph { text } => look(Piece::Text(text)),
        Block::List { items } => each_text(items, look),
        Block::Facts { facts } => {
            for fact in facts {
                look(Piece::Name(&fact.label));
                look(Piece::Text(&fact.value));
            }
        }
        Block::Table(table) => of_table(table, look),
        Block::Figure(figure) => of_figure(figure, look),
    }
}

fn each_text<'a>(texts: impl IntoIterator<Item = &'a Text>, look: &mut impl FnMut(Piece<'a>)) {
    for text in texts {
        look(Piece::Text(text));
    }
}

fn of_table<'a>(table: &'a Table, look: &mut impl FnMut(Piece<'a>)) {
    look(Piece::Text(&table.caption));
    for column in &table.columns {
        look(Piece::Name(&column.heading));
    }
    for Row { cells, sources } in &table.rows {
        for (cell, column) in cells.iter().zip(&table.columns) {
            look(Piece::Cell(&column.field, cell.as_ref()));
        }
        look(Piece::Sources(sources));
    }
}

fn of_figure<'a>(figure: &'a Figure, look: &mut impl FnMut(Piece<'a>)) {
    look(Piece::Text(&figure.caption));
    match &figure.drawing {
        Drawing::Map(map) => {
            for point in &map.points {
                look(Piece::Text(&point.label));
                look(Piece::Sources(&point.sources));
            }
        }
        Drawing::Timeline(timeline) => {
            for row in &timeline.rows {
                look(Piece::Text(&row.label));
                for span in &row.spans {
                    look(Piece::Text(&span.label));
                    look(Piece::Sources(&span.sources));
                }
            }
        }
        Drawing::Bars(bars) => {
            look(Piece::Name(&bars.axis));
            for bar in &bars.bars {
                look(Piece::Text(&bar.label));
                look(Piece::Drawn(&bars.field, bar.value));
                if let Some((least, most)) = bar.expected {
                    look(Piece::Drawn(&bars.field, least));
                    look(Piece::Drawn(&bars.field, most));
                }
            }
        }
        Drawing::Waterfall(waterfall) => {
            look(Piece::Name(&waterfall.unit));
            for part in &waterfall.parts {
                look(Piece::Text(&part.label));
                // a part of any size stands for a number that nobody checked to be whole
                #[allow(clippy::cast_precision_loss)]
                look(Piece::Drawn(
                    &waterfall.field,
                    part.weight_milli as f64 / 1_000.0,
                ));
            }
        }
    }
}
