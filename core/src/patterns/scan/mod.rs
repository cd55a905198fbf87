//! Are there more cases near each other in space and time than there should be?
//!
//! The scan statistic: of all cylinders, a circle of places round some place and a window of time, the one with the highest
//! likelihood ratio is the most likely cluster, and replicates under a null hypothesis say how likely such a one is by chance.
//! One test covers all cylinders, so nothing more has to be corrected for where or when was looked.
//!
//! Three models. [`scan_permutation`] needs cases only: places and times of cases have nothing to do with each other
//! (Kulldorff, Heffernan, Hartman, Assunção and Mostashari 2005, doi:10.1371/journal.pmed.0020059). [`scan_poisson`]: cases
//! are in proportion to a population and to time (Kulldorff 1997, doi:10.1080/03610929708831995). [`scan_bernoulli`]: cases
//! among controls (same source). Prospective scans look for clusters that are alive (Kulldorff 2001,
//! doi:10.1111/1467-985X.00186); p from a fitted Gumbel distribution is from Abrams, Kulldorff and Kleinman 2010
//! (doi:10.1186/1476-072X-9-61).
//!
//! What must hold: cases are independent but for the cluster. Reports of one event counted twice are a cluster. Under the
//! permutation model, a place where cases grow faster than elsewhere (more people, better reporting) is one too. A circle
//! finds clusters of other shapes less well, and its edge is not the edge of anything: the cluster is a lead.
//!
//! Times are in whole days, the floor of the event's time; distances in metres, on the globe along great circles. An
//! event with a radius is at its point, and counted as a guess, unless [`ScanPlaces::Impute`] is asked for. Places that are equally far from a centre enter its circles
//! together, unless [`ScanTies::Split`] is asked for. Of clusters that are equally likely, the one with fewer places comes
//! first, then the one whose centre lies farther west. Too little data is an outcome, [`Scan::outcome`].
//!
//! The outcome is the same for any number of threads and, with [`ScanTies::Together`], for any order of the rows, but for the
//! numbers of the events.
//!
//! For P places with up to N neighbours each, windows of up to W days and R replicates: prospective and spatial scans take
//! O(R·P·N·W) and keep O(P·(N + W)); others O(R·P·N·n·√n) for n cases in a circle.
//!
//! ```
//! use caselink::{
//!     NoControl,
//!     events::{EventColumns, Events, Metric},
//!     patterns::{MonteCarlo, PlaceColumns, ScanSettings, scan_permutation},
//!     records::Limits,
//! };
//!
//! // a case each day, in four towns by turns, and three more in the first of them in the last days
//! let (mut x, mut start) = (Vec::new(), Vec::new());
//! for day in 0..60_u32 {
//!     x.push(f64::from(day % 4) * 10_000.0);
//!     start.push(f64::from(day));
//! }
//! x.extend([0.0; 3]);
//! start.extend([58.0, 59.0, 59.5]);
//! let columns = EventColumns { x: &x, y: &[0.0; 63], start: &start, ..EventColumns::default() };
//! let (events, _) = Events::new(Metric::Euclidean, &columns, &Limits::default())?;
//!
//! let settings = ScanSettings { max_days: Some(7), ..ScanSettings::default() };
//! let scan = scan_permutation(
//!     &events,
//!     PlaceColumns::default(),
//!     &settings,
//!     MonteCarlo::default(),
//!     &Limits::default(),
//!     &NoControl,
//! )?;
//! let cluster = &scan.clusters[0];
//! assert_eq!((cluster.start_day, cluster.end_day, cluster.observed), (56, 59, 4));
//! assert_eq!(cluster.events, [56, 60, 61, 62]);
//! # Ok::<(), caselink::Error>(())
//! ```

mod alive;
mod any;
mod bernoulli;
mod calendar;
mod clusters;
mod cylinder;
mod null;
mod permutation;
mod places;
mod poisson;
mod replicate;
mod results;
mod run;
mod settings;
mod statistic;
mod study;

use super::MonteCarlo;
use crate::{Control, Error, Result, events::Events, records::Limits};
use study::{Against, Population, Subject};

pub use results::{Scan, ScanCluster, ScanImputation, ScanModel, ScanOutcome, ScanPlace};
pub use settings::{ScanPlaces, ScanSettings, ScanTies, ScanTimes, ScanWindows};

/// Where people live, one value for each row, for [`scan_poisson`].
#[derive(Clone, Copy, Debug, Default)]
pub struct PopulationColumns<'a> {
    /// Longitude in degrees, or metres to the east.
    pub x: &'a [f64],
    /// Latitude in degrees, or metres to the north.
    pub y: &'a [f64],
    /// How many people, or cases that are expected there.
    pub people: &'a [f64],
    /// For each row of the table that the events came from, the row of its place here; without it each event belongs to the
    /// nearest place with people.
    pub of: Option<&'a [u32]>,
}

/// Places, one value for each row.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlaceColumns<'a> {
    /// Longitude in degrees, or metres to the east.
    pub x: &'a [f64],
    /// Latitude in degrees, or metres to the north.
    pub y: &'a [f64],
}

/// Clusters of cases in space and time, from nothing but the cases.
///
/// Circles have their centres at the places of the cases and at `further` places, such as those from which cases could have
/// come; these stand in clusters as well, and before the others in the order of rows.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings that cannot be used, [`ScanWindows::Spatial`] among them, and for places that are
/// no numbers; [`Error::LengthMismatch`] for columns of different lengths; [`Error::LimitExceeded`] above [`Limits::rows`]
/// places, or places times steps of time in the longest window, or [`Limits::pairs`] pairs of places; [`Error::Cancelled`].
pub fn scan_permutation(
    events: &Events,
    further: PlaceColumns<'_>,
    settings: &ScanSettings,
    monte_carlo: MonteCarlo,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Scan> {
    settings.check()?;
    if settings.windows == ScanWindows::Spatial {
        return Err(Error::InvalidParameter {
            name: "windows",
            reason: "must not be spatial for the permutation model, which compares times"
                .to_owned(),
        });
    }
    check_places(further.x, further.y, limits)?;
    let further = further.x.iter().copied().zip(further.y.iter().copied());
    Subject {
        events,
        settings,
        against: Against::Themselves(further.collect()),
        limits,
        control,
    }
    .scan(monte_carlo)
}

/// Clusters of cases in space, or space and time, given how many people live where.
///
/// # Errors
///
/// As [`scan_permutation`]; [`Error::LengthMismatch`] for columns of different lengths; [`Error::InvalidParameter`] for a
/// population without people, for places or people that are no numbers, for events where nobody lives, and for
/// [`ScanSettings::weekday_strata`].
///
/// ```
/// use caselink::{
///     NoControl,
///     events::{EventColumns, Events, Metric},
///     patterns::{MonteCarlo, PopulationColumns, ScanSettings, ScanWindows, scan_poisson},
///     records::Limits,
/// };
///
/// let population = PopulationColumns {
///     x: &[0.0, 9_000.0, 18_000.0],
///     y: &[0.0, 0.0, 0.0],
///     people: &[200.0, 1_000.0, 1_200.0],
///     of: None,
/// };
/// let columns = EventColumns {
///     x: &[0.0, 100.0, 9_000.0, 0.0, 18_000.0],
///     y: &[0.0; 5],
///     start: &[1.0, 2.0, 3.0, 4.0, 5.0],
///     ..EventColumns::default()
/// };
/// let (events, _) = Events::new(Metric::Euclidean, &columns, &Limits::default())?;
/// let settings = ScanSettings { windows: ScanWindows::Spatial, ..ScanSettings::default() };
/// let limits = Limits::default();
/// let scan = scan_poisson(&events, &population, &settings, MonteCarlo::default(), &limits, &NoControl)?;
/// assert_eq!(scan.clusters[0].observed, 3);
/// assert_eq!(scan.clusters[0].population, Some(200.0));
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn scan_poisson(
    events: &Events,
    population: &PopulationColumns<'_>,
    settings: &ScanSettings,
    monte_carlo: MonteCarlo,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Scan> {
    settings.check()?;
    without_strata(settings)?;
    Subject {
        events,
        settings,
        against: Against::Population(Population::new(events, settings, population, limits)?),
        limits,
        control,
    }
    .scan(monte_carlo)
}

/// Clusters of cases among controls, in space, or space and time.
///
/// `is_case` has a value for each row of the table that the events came from.
///
/// # Errors
///
/// As [`scan_permutation`]; [`Error::LengthMismatch`] when `is_case` has too few values; [`Error::InvalidParameter`] for
/// [`ScanSettings::weekday_strata`].
///
/// ```
/// use caselink::{
///     NoControl,
///     events::{EventColumns, Events, Metric},
///     patterns::{MonteCarlo, ScanSettings, ScanWindows, scan_bernoulli},
///     records::Limits,
/// };
///
/// let columns = EventColumns {
///     x: &[0.0, 1.0, 2.0, 50.0, 51.0, 52.0, 53.0, 54.0],
///     y: &[0.0; 8],
///     start: &[0.0; 8],
///     ..EventColumns::default()
/// };
/// let is_case = [true, true, true, false, false, true, false, false];
/// let (events, _) = Events::new(Metric::Euclidean, &columns, &Limits::default())?;
/// let settings = ScanSettings { windows: ScanWindows::Spatial, ..ScanSettings::default() };
/// let limits = Limits::default();
/// let scan = scan_bernoulli(&events, &is_case, &settings, MonteCarlo::default(), &limits, &NoControl)?;
/// assert_eq!((scan.clusters[0].observed, scan.clusters[0].population), (3, Some(3.0)));
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn scan_bernoulli(
    events: &Events,
    is_case: &[bool],
    settings: &ScanSettings,
    monte_carlo: MonteCarlo,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Scan> {
    settings.check()?;
    without_strata(settings)?;
    let rows = events.rows().iter();
    let cases: Option<Vec<_>> = rows
        .map(|row| is_case.get(*row as usize).copied())
        .collect();
    let cases = cases.ok_or_else(|| Error::LengthMismatch {
        column: "is_case".to_owned(),
        found: is_case.len(),
        expected: events
            .rows()
            .iter()
            .max()
            .map_or(0, |row| *row as usize + 1),
    })?;
    Subject {
        events,
        settings,
        against: Against::Controls(cases),
        limits,
        control,
    }
    .scan(monte_carlo)
}

/// Whether two columns are places that can be taken.
fn check_places(x: &[f64], y: &[f64], limits: &Limits) -> Result<()> {
    if x.len() != y.len() {
        return Err(Error::LengthMismatch {
            column: "y".to_owned(),
            found: y.len(),
            expected: x.len(),
        });
    }
    let allowed = limits.rows.min(u64::from(u32::MAX >> 2));
    if x.len() as u64 > allowed {
        return Err(Error::LimitExceeded {
            limit: "rows",
            allowed,
            asked: x.len() as u64,
        });
    }
    if !x.iter().chain(y).all(|at| at.abs() <= 1e8) {
        return Err(Error::InvalidParameter {
            name: "places",
            reason: "must be numbers".to_owned(),
        });
    }
    Ok(())
}

fn without_strata(settings: &ScanSettings) -> Result<()> {
    if settings.weekday_strata {
        return Err(Error::InvalidParameter {
            name: "weekday_strata",
            reason: "is for the permutation model only".to_owned(),
        });
    }
    Ok(())
}
