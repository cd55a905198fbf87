//! Whom to check where; addresses into field routes; and the sheet that teams carry.

use caselink::tracking as core;
use pyo3::prelude::*;
use serde_json::Value;

use super::settings_on;
use crate::{
    control::enter,
    convert::{plain, to_python},
    given::values,
    patterns::settings,
};

/// Makes the list of a sweep: whom to check at which address, and why.
///
/// On the list are people who have something overdue, or of whom the record does not say where they are, at the first places to check that
/// have a position. A rule that no text confirms puts nobody on it. Who is in custody, dead or elsewhere is left out, with the reason.
///
/// Args:
///     registrants: Dicts of the shape `lead_registrant`: `records` of one person, `assessments` and `located`.
///     as_of: The day of the assessments and places, as a `datetime.date` or ISO text.
///     settings: A dict of the shape `sweep_list_settings`: `places_each`, `uses`.
///
/// Returns:
///     A dict of the shape `sweep_list`: `addresses`, each with its `stop` for `verification_sweep`, and `left_out`.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or something was found as of another day.
///     InputError: An assessment or a place is of another record.
///
/// Example:
///     >>> from caselink import tracking
///     >>> record = {
///     ...     "id": "ZZ-1", "registrations": [{"jurisdiction": "IL", "span": {"start": "2020-01-31"}}],
///     ...     "declarations": [{"whereabouts": "unlocated", "on": "2025-11-03"}],
///     ...     "stays": [{"kind": "residence", "span": {"start": "2020-01-31"}, "place": {"address": {
///     ...         "street_number": "12", "street": "Elm St", "state": "IL", "latitude": 39.8, "longitude": -89.6}}}],
///     ... }
///     >>> day = "2026-03-09"
///     >>> found = {"assessments": [tracking.assess(record, day)], "located": tracking.locate([record], day)}
///     >>> listed = tracking.sweep_list([{"records": [record], **found}], day)
///     >>> listed["addresses"][0]["stop"]
///     {'id': 'ZZ-1', 'latitude': 39.8, 'longitude': -89.6}
#[pyfunction]
#[pyo3(signature = (registrants, as_of, settings = None))]
pub(crate) fn sweep_list<'py>(
    py: Python<'py>,
    registrants: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
    settings: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let registrants = Value::Array(values("registrants", registrants)?);
    let given = settings_on(settings, as_of);
    let list = enter(py, None, move |_| {
        let settings = core::SweepListSettings::from_value(&given?)?;
        core::sweep_list(&core::LeadRegistrant::from_values(&registrants)?, &settings)
    })?;
    to_python(py, &list)
}

/// Writes the sheet that field teams carry: for each team its route on a map, whom to check where and when, why, and what officers are to
/// know; then which addresses no team takes, and whom no team is sent to.
///
/// It is for law enforcement, and leaves through `release.disseminate`.
///
/// Args:
///     plan: A dict of the shape `field_plan`: `registrants`, `list` of `sweep_list`, `teams`, `routes` of `verification_sweep`, and `travel`
///         as it was given to it.
///     header: A dict of the shape `package_header`, as for `lead_package`.
///
/// Returns:
///     A dict of the shape `document`.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or something was found as of another day.
///     InputError: The list has a person who is not among the registrants, or the routes a stop or team that is not there.
///
/// Example:
///     >>> from caselink import tracking
///     >>> plan = {
///     ...     "registrants": [{"records": [{"id": "ZZ-1"}]}], "teams": [],
///     ...     "list": {"addresses": [], "left_out": [
///     ...         {"person": "ZZ-1", "reason": "not_assessed", "words": "duties were not assessed"}]},
///     ...     "routes": tracking.verification_sweep([], []),
///     ... }
///     >>> header = {
///     ...     "id": "FS-2026-3", "agency": "Example State Clearinghouse", "as_of": "2026-03-09",
///     ...     "requesting_agency": "Example County Sheriff", "authority": "34 USC 20941", "purpose": "to check addresses",
///     ... }
///     >>> tracking.sweep_sheet(plan, header)["marking"]["law_enforcement_sensitive"]
///     True
#[pyfunction]
pub(crate) fn sweep_sheet<'py>(
    py: Python<'py>,
    plan: &Bound<'py, PyAny>,
    header: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let (plan, header) = (plain("plan", plan), plain("header", header));
    let document = enter(py, None, move |_| {
        let header = core::PackageHeader::from_value(&header?)?;
        core::sweep_sheet(&core::FieldPlan::from_value(&plan?)?, &header)
    })?;
    to_python(py, &document)
}

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
