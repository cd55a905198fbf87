//! The sum of evidence between two incidents.

mod explain;
mod found;
mod gaps;
mod plate;
mod score;

pub use explain::{PairEvidence, Term};
pub(super) use found::{Found, Input, Level, Score};
pub(super) use gaps::{bands_of, metres, times};
pub(super) use plate::{PlateCounts, PlateFacts, PlateTable, is_no_plate};
pub(super) use score::Scorer;
