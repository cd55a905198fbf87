//! Which answer of a prevention library fits a question, and when should a person answer instead?
//!
//! Parents, teenagers and teachers ask in their own words. A [`Guidance`] holds questions with their answers by topic, audience
//! and language, each with its source, and [`Guidance::search`] finds those that fit a question best.
//!
//! - Words are compared by their stems (the Snowball stemmers) and by groups of words that mean much the same, which are data of
//!   the set and no part of the code. A word that is written wrong is taken for the nearest word of the set.
//! - Entries are ranked by BM25 (Robertson and Zaragoza 2009, doi:10.1561/1500000019) of these words. A score is the exact sum
//!   of its parts, and each part says which word of the question was found as which word of the entry, and how.
//! - Where little of a question is found, the answer says so, and hands over to a person ([`AskExpert`]).
//! - Words of a crisis put the way to immediate help first ([`ImmediateHelp`]). They are data of the set as well. A word is no
//!   diagnosis: nothing is concluded about who asks.
//!
//! It is assumed that words are separated, as they are in most scripts; a language that writes them together is found only by
//! whole phrases. Nothing of a question is kept.
//!
//! [`GuidanceSet::starter`] has 60 entries in English for the United States, written for this library in plain words from what
//! public agencies say. An agency adds its own, and checks the numbers it hands out.

mod answer;
mod check;
mod index;
mod language;
mod library;
mod parts;
mod set;
mod settings;
mod snippet;
mod urgent;
mod words;

#[cfg(test)]
mod tests;

pub use answer::{
    AskExpert, AskReason, FoundHow, GuidanceAnswer, GuidanceFound, GuidancePart, ImmediateHelp,
    Piece,
};
pub use library::Guidance;
pub use set::{
    CommonWords, Contact, Expert, GuidanceAudience, GuidanceEntry, GuidanceSet, GuidanceSource,
    SynonymGroup, UrgentRule,
};
pub use settings::{GuidanceOptions, GuidanceSettings};

use crate::Error;

fn wrong(name: &'static str, reason: impl Into<String>) -> Error {
    Error::InvalidParameter {
        name,
        reason: reason.into(),
    }
}
