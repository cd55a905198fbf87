//! The sum of evidence between two incidents.

mod explain;
mod plate;
mod score;

pub use explain::{PairEvidence, Term};
pub(super) use plate::{PlateCounts, PlateFacts, PlateTable};
pub(super) use score::{Level, Score, Scorer, band_of, metres};
