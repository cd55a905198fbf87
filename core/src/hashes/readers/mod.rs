//! Lists of known files from other agencies and tools: bytes in, chunk by chunk, records out.
//!
//! The reader (`reader`) hands the bytes to one of three: VICS (`vics`, which cuts the JSON into records by `splitter`
//! and reads one by `media`), tables (`tables`) and plain texts (`text`), which both take lines from
//! `lines`. What they find goes to the account (`account`), which counts, flags and sets aside.

mod account;
mod dates;
mod digest;
mod identity;
mod keep;
mod lines;
mod media;
mod options;
mod plain;
mod reader;
mod report;
mod seen;
mod series;
mod splitter;
mod tables;
mod text;
mod vics;

pub use options::{ListFormat, ListReadOptions};
pub use reader::{ListReader, read_list};
pub use report::{ListRead, ListReport, VicsCase};
pub(crate) use vics::UNSTATED;

#[cfg(test)]
mod tests;
