//! What happened where and when? Points and times as columns, for the engines that look for patterns in them.
//!
//! An event is a place and a time, either of which may be known only roughly: a time as the span in which it lies, a place
//! as a point with a radius. Nothing here knows what the events are.
//!
//! Times are in days, as real numbers, from any day that all of them count from; a whole number is a midnight. Use local
//! civil time where hours matter. Distances are in metres.
//!
//! ```
//! use caselink::{events::{EventColumns, Events, Metric}, records::Limits};
//!
//! let (events, set_aside) = Events::new(
//!     Metric::GreatCircle,
//!     &EventColumns {
//!         x: &[-87.63, -87.64, 0.0],
//!         y: &[41.88, 41.89, 0.0],
//!         start: &[19_000.0, 19_001.5, 19_002.0],
//!         ..EventColumns::default()
//!     },
//!     &Limits::default(),
//! )?;
//! assert_eq!(events.len(), 2);
//! assert_eq!(set_aside.listed[0].row, 2); // 0, 0 is what systems write for a place that they do not know
//! assert!((events.distance(0, 1) - 1_386.0).abs() < 1.0);
//! # Ok::<(), caselink::Error>(())
//! ```

#[cfg(feature = "arrow")]
mod arrow;
mod columns;
pub(crate) mod draw;
pub(crate) mod gap;
mod metric;
mod near;
mod settings;
mod swapped;

pub use columns::{EventColumns, Events};
pub use metric::Metric;
pub use near::Near;
pub use settings::EventSettings;
