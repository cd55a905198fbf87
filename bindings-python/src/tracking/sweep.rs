//! Addresses into field routes.

use caselink::tracking as core;
use pyo3::prelude::*;
use serde_json::Value;

use crate::{
    control::enter,
    convert::{plain, to_python},
    given::values,
    patterns::settings,
};

/// Groups addresses that are to be checked into a route for each team.
///
/// Each stop stands in one route or among those left out, with the reason. The same stops, teams, settings and seed give the same
/// routes, in whatever order they come.
///
/// Args:
///     stops: Dicts of the shape `sweep_stop`: `id`, `latitude`, `longitude` in degrees, `service_minutes`, `window`. 5,000 at most.
///     teams: Dicts of the shape `sweep_team`: `id`, `latitude`, `longitude` of the base, `capacity`, `hours` as minutes after
///         midnight. 500 at most.
///     travel: A dict of the shape `sweep_travel`: minutes as a square, the stops as they were given and then the teams, or the way
///         as the crow flies times a factor at a speed. Without it, 1.3 times at 50 km an hour.
///     settings: A dict of the shape `sweep_settings`: `service_minutes`, `balance`, `rounds`, `seed`.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `routes`. Times are minutes after midnight.
///
/// Raises:
///     SettingsError: An argument is not of its shape or out of its range, the square is none, or an id stands twice.
///     LimitError: There are too many stops or teams.
///
/// Example:
///     >>> from caselink import tracking
///     >>> stops = [{"id": id, "latitude": at, "longitude": -89.65} for id, at in [("C", 39.9), ("A", 39.81), ("B", 39.85)]]
///     >>> team = {"id": "north", "latitude": 39.8, "longitude": -89.65, "capacity": 10, "hours": [480, 960]}
///     >>> (route,) = tracking.verification_sweep(stops, [team])["routes"]
///     >>> [stop["stop"] for stop in route["stops"]], route["back_minute"] < 960
///     (['A', 'B', 'C'], True)
#[pyfunction]
#[pyo3(signature = (stops, teams, travel = None, settings = None, *, progress = None))]
pub(crate) fn verification_sweep<'py>(
    py: Python<'py>,
    stops: &Bound<'py, PyAny>,
    teams: &Bound<'py, PyAny>,
    travel: Option<&Bound<'py, PyAny>>,
    settings: Option<&Bound<'py, PyAny>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let stops = Value::Array(values("stops", stops)?);
    let teams = Value::Array(values("teams", teams)?);
    let travel = travel.map(|travel| plain("travel", travel));
    let given = self::settings("settings", settings);
    let routes = enter(py, progress, move |control| {
        let settings = core::SweepSettings::from_value(&given?)?;
        let travel = travel.transpose()?;
        let travel = travel.map(|travel| core::Travel::from_value(&travel));
        core::verification_sweep(
            &core::SweepStop::from_values(&stops)?,
            &core::SweepTeam::from_values(&teams)?,
            &travel.transpose()?.unwrap_or_default(),
            &settings,
            control,
        )
    })?;
    to_python(py, &routes)
}
