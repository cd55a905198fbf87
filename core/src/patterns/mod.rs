//! Is there a pattern in space and time?
//!
//! An engine that knows nothing of crime: it works on [`Events`](crate::events::Events) and on counts.

mod monte_carlo;

pub use monte_carlo::MonteCarlo;
