//! How far can links be trusted, and for whom?
//!
//! | question | answer |
//! | --- | --- |
//! | does 0.9 come true in nine of ten cases? | [`Links::calibration`](super::Links::calibration) |
//! | which threshold? | [`Links::sweep`](super::Links::sweep) |
//! | which records say too little to be linked at all? | [`unlinkable`] |
//! | are some people's records linked worse than others'? | [`Links::error_rates`](super::Links::error_rates) |
//! | which pairs should somebody look at, and what follows from the answers? | [`Links::questions`](super::Links::questions), [`Links::recalibrated`](super::Links::recalibrated) |
//!
//! Each answer is data, and draws itself as SVG.

#[cfg(feature = "arrow")]
mod arrow;
mod calibration;
mod error_rates;
mod groups;
mod plot;
mod questions;
mod rates_chart;
mod recalibrate;
mod sweep;
mod unlinkable;

pub(super) use plot::{close, open};

pub use calibration::{Calibration, CalibrationBin, CalibrationScores};
pub use error_rates::{ErrorRate, ErrorRates, GroupErrors, RateGap};
pub use groups::Groups;
pub use questions::Question;
pub use recalibrate::{Judgement, Recalibration, ReviewAnswer};
pub use sweep::ThresholdSweep;
pub use unlinkable::{Unlinkable, UnlinkablePoint, UnlinkableRecord, unlinkable};
