//! Is there a pattern in space and time?
//!
//! An engine that knows nothing of crime: it works on [`Events`](crate::events::Events) and on counts.

mod gap;
mod monte_carlo;

pub use gap::{expected_circular_gap, expected_gap, probability_within};
pub use monte_carlo::MonteCarlo;
