//! Is there a pattern in space and time?
//!
//! An engine that knows nothing of crime: it works on [`Events`](crate::events::Events) and on counts.

mod aoristic;
mod cells;
mod geographic_profile;
mod interaction;
mod jacquez;
mod knox;
mod lanes;
mod mantel;
mod monte_carlo;
mod near_repeat;
mod places;
mod poisson;
mod profile;
mod scan;
mod space_time_k;
mod surveillance;
mod times;

pub use crate::events::gap::{expected_circular_gap, expected_gap, probability_within};
pub use aoristic::{aoristic_counts, aoristic_weights};
pub use geographic_profile::{
    GeographicProfile, GeographicProfileSettings, ProfileMethod, ProfileOutcome, ProfileSurface,
    geographic_profile,
};
pub use jacquez::{Jacquez, JacquezSettings, Ties, jacquez};
pub use knox::{Draws, Knox, KnoxSettings, knox};
pub use mantel::{Closeness, Mantel, MantelSettings, mantel};
pub use monte_carlo::MonteCarlo;
pub use near_repeat::{
    Cell, NearPair, NearRepeat, NearRepeatBand, NearRepeatSettings, Sides, near_repeat,
    near_repeat_pairs,
};
pub use places::Places;
pub use poisson::Ratio;
pub use profile::{DayWindow, ProfileSettings, SchoolRun, TimeProfile, time_profile};
pub use scan::{
    PlaceColumns, PopulationColumns, Scan, ScanCluster, ScanImputation, ScanModel, ScanOutcome,
    ScanPlace, ScanPlaces, ScanSettings, ScanTies, ScanTimes, ScanWindows, scan_bernoulli,
    scan_permutation, scan_poisson,
};
pub use space_time_k::{KCell, SpaceTimeK, SpaceTimeKSettings, space_time_k};
pub use surveillance::{
    CountAlarms, CusumMethod, CusumSettings, EarsMethod, EarsRule, EarsSettings, FarringtonFit,
    FarringtonMethod, FarringtonSettings, MonitoredPeriod, PredictiveSettings, RegionCounts,
    RegionFinding, RegionOutcome, UnusualCounts, benjamini_hochberg, cusum, ears, farrington,
    poisson_reference, unusual_counts,
};
pub use times::Times;
