//! Records, comparison, linkage and clustering for the agencies that protect children: exact,
//! reproducible and explained.
//!
//! caselink is pure logic. It opens no file, no socket and no database, and reads no clock and no
//! environment: the host brings the records, and the same code gives the same answer in a notebook, in a
//! Node case-management system and in a Rust service.
//!
//! # The corridor
//!
//! Data flows down; a module uses only modules above it.
//!
//! | module | the question it answers |
//! | --- | --- |
//! | [`records`] | What do agencies record? Persons, dates, addresses, limits, rejections. |
//! | [`compare`] | How alike are two values? Names, dates, places, numbers, as graded levels. |
//! | [`events`] | What happened where and when? Points and times as columns. |
//! | [`clustering`] | Which things belong together? |
//! | [`patterns`] | Is there a pattern in space and time? |
//! | [`linkage`] | Which records are the same person? |
//! | [`documents`] | What does the written product say, and what is each thing in it? |
//! | [`release`] | What may leave, to whom, what did, and what must be kept? |
//! | [`hashes`] | Is this file known? Digests, perceptual hashes within a radius (exactly), videos, living lists of them. |
//! | [`victims`] | Which files show children who are already identified, whose case is it, and where may an unidentified child be? |
//! | [`abductions`] | Which attempted abductions may be the work of one person, and why? |
//! | [`tips`] | How complete and how urgent is a report, has it been reported before, and what belongs together? |
//! | [`tracking`] | Which duties does a registrant owe, which are not met since when, and which open cases are worth a look? |
//! | [`guidance`] | Which answer of a prevention library fits a question, and when should a person answer instead? |
//! | `synth` (feature) | What would agencies hold, if none of these people existed, and what would be true? |
//!
//! # One example
//!
//! Two agencies hold lists of people. Which records are of one person, and why?
//!
//! ```
//! use std::sync::Arc;
//!
//! use caselink::{
//!     NoControl,
//!     linkage::{LinkOptions, Prepared, Settings, TableBuilder, find_links, train},
//!     records::Limits,
//! };
//!
//! // what is compared, and which pairs are looked at
//! let settings = Settings::from_json(
//!     r#"{
//!         "id": "id",
//!         "comparisons": [
//!             {"kind": "name", "column": "given", "swapped_with": "surname"},
//!             {"kind": "name", "column": "surname", "swapped_with": "given"},
//!             {"kind": "date", "column": "born"}
//!         ],
//!         "blocking": [[{"column": "born"}], [{"column": "given", "swapped_with": "surname"}]]
//!     }"#,
//! )?;
//! let table = |rows: &[[&str; 4]]| {
//!     let mut table = TableBuilder::new(&settings, Limits::default())?;
//!     for (column, name) in ["id", "given", "surname", "born"].into_iter().enumerate() {
//!         table.texts(name, rows.iter().map(|row| Some(row[column])))?;
//!     }
//!     table.build()
//! };
//! let state = table(&[
//!     ["S1", "Michaela", "Neumann", "1975-11-11"],
//!     ["S2", "Courtney", "Painter", "1976-12-14"],
//!     ["S3", "Charles", "Green", "1948-09-30"],
//! ])?;
//! let county = table(&[
//!     ["C1", "Neumann", "Michaela", "1975-11-11"],
//!     ["C2", "Cortney", "Painter", "1976-12-14"],
//!     ["C3", "Denise", "Okafor", "1981-02-03"],
//! ])?;
//!
//! let people = Arc::new(Prepared::link(state, county, &settings, Limits::default(), &NoControl)?);
//! let model = train(&people, &NoControl)?;
//! let links = find_links(&people, &model, &LinkOptions::default(), &NoControl)?;
//!
//! // every link is an exact sum of parts
//! let why = links.explain(&"S1".into(), &"C1".into())?;
//! assert_eq!(why.total.0, why.parts.iter().map(|part| part.weight.0).sum::<i32>());
//! assert_eq!(why.parts[1].label, "the same name, in the other name field");
//! # Ok::<(), caselink::Error>(())
//! ```
//!
//! # Promises
//!
//! - **Deterministic.** The same input, model and seed give the same bytes, for any order of the rows and
//!   any number of threads.
//! - **Bounded.** Every entry takes [`records::Limits`]; what is refused is counted and reported.
//! - **Nothing lost, nothing guessed.** A bad value is set aside with row, field and reason. A missing value
//!   is no evidence, neither for nor against.
//! - **Explained.** Weights are integers in thousandths of a bit; parts sum to the total exactly.
//! - **Leads, not verdicts.** "Insufficient" is an answer, and evidence against stands beside evidence for.
//! - **Quiet about people.** No error, `Debug` or log shows a personal value.
//! - **No unsafe code.** `#![forbid(unsafe_code)]`.

#![forbid(unsafe_code)]

pub mod abductions;
#[cfg(feature = "arrow")]
mod arrow;
pub mod clustering;
pub mod compare;
mod control;
pub mod documents;
mod earth;
mod error;
mod escape;
pub mod events;
pub mod guidance;
mod hash;
pub mod hashes;
mod json;
pub mod linkage;
pub mod patterns;
pub mod records;
pub mod release;
mod schemas;
#[cfg(feature = "synth")]
pub mod synth;
mod threads;
pub mod tips;
pub mod tracking;
pub mod victims;
mod wilson;

pub use control::{Control, NoControl};
pub use error::{Error, Result};
pub use schemas::schemas;
