//! Is there a pattern in space and time?
//!
//! An engine that knows nothing of crime: it works on [`Events`](crate::events::Events) and on counts.

mod gap;
mod interaction;
mod knox;
mod monte_carlo;
mod poisson;
mod times;

pub use gap::{expected_circular_gap, expected_gap, probability_within};
pub use knox::{Draws, Knox, KnoxSettings, knox};
pub use monte_carlo::MonteCarlo;
pub use poisson::Ratio;
pub use times::Times;
