//! What does the written product say, and what is each thing in it?
//!
//! A [`Document`] is plain data: a title, [`Section`]s of paragraphs, facts, tables and figures, and the
//! [`Source`]s that each fact leads back to. Every value in it carries the [`Field`] that it is, a name, a
//! street, a date of birth, so that [`release`](crate::release) can decide for each reader whether it is
//! shown, shown in part, or withheld. A value of which nobody said what it is counts as
//! [`Field::Narrative`], which no reader outside law enforcement is shown.
//!
//! A document by itself cannot be rendered. It leaves through [`release::disseminate`](crate::release::disseminate),
//! which redacts it for its reader, stamps it, writes the ledger entry, and only then gives HTML, Markdown, JSON
//! and CSV. Every document carries the [`LeadNotice`].

/// Nothing of what a document holds is printed by accident.
macro_rules! hidden {
    ($($name:ident),+) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), " [redacted]"))
            }
        })+
    };
}

mod check;
mod csv;
mod document;
mod field;
mod figure;
mod html;
mod json;
mod markdown;
mod marking;
mod notice;
pub(crate) mod pieces;
mod stamp;
pub(crate) mod text;
mod width;
pub(crate) mod words;

pub use csv::CsvTable;
pub use document::{
    Block, Column, Datum, Document, Fact, Row, Scalar, Section, Source, Table, Text, Weighs,
};
pub use field::Field;
pub use figure::{
    Bar, Bars, Drawing, Figure, Map, MapLine, MapPoint, Timeline, TimelineRow, TimelineSpan,
    TimelineState, Waterfall, WaterfallPart,
};
pub use marking::{Marking, Tlp};
pub use notice::LeadNotice;
pub use stamp::PublicTexts;
pub(crate) use {csv::csv, html::html, json::json, markdown::markdown, stamp::Stamp};
