//! In which country or state may the child in a series of files be?
//!
//! Analysts write down what is seen or heard in the files, as [`Clue`]s: a socket, a banknote, a language.
//! [`combine_clues`] weighs them into places, each with what speaks for and against it. It names countries and their
//! parts, and never an address. When the clues say too little, it says [`ClueOutcome::Insufficient`].
//!
//! | step | what it does |
//! | --- | --- |
//! | [`clue_tables`] | which socket, currency, language… belongs to which places; an agency may add its own |
//! | [`combine_clues`] → [`ClueFindings`] | sums the weights of the clues for each place |
//! | [`route_clues`] | which agency is competent there |
//! | [`clue_document`] | the findings as a document that can be released |

mod clue;
mod combine;
mod document;
mod findings;
mod frame;
mod group;
mod help;
mod lookup;
mod names;
mod places;
mod plates;
mod reading;
mod route;
mod scene;
mod settings;
mod spellings;
mod tables;
mod weigh;
mod weighed;

pub use clue::{Clue, ClueKind};
pub use combine::combine_clues;
pub use document::clue_document;
pub use findings::{
    ClueConflict, ClueFindings, ClueHelp, ClueOutcome, CluePart, PlaceFinding, UnusedClue,
};
pub use route::{ClueRoute, route_clues};
pub use settings::{ClueErrors, ClueSettings};
pub use tables::{ClueRow, ClueTable, clue_tables};
