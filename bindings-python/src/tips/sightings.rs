//! Sightings of a missing child, weighed; and the document on them.

use caselink::{
    records::{Case, Limits, Tip, from_value, from_values},
    tips as core,
};
use pyo3::prelude::*;
use serde_json::Value;

use crate::{
    control::enter,
    convert::{Plain, plain, to_python},
    given::{Given, bounds, values},
    patterns,
};

/// Says what speaks for a sighting being of the child of a case and what against, and whether the child can have been there at all.
///
/// What rules it out comes first, and rests on verified records alone. The rest are weights in groups with caps, each with the records that
/// it rests on and what would change it. A total is no probability.
///
/// Args:
///     sighting: A dict of the shape `tip`.
///     case: A dict of the shape `case`.
///     others: Further sightings of the same case, as dicts of the shape `tip`: verified ones can rule it out, those of other callers speak
///         for it.
///     settings: A dict of the shape `sighting_settings`; what it does not name has its default.
///
/// Returns:
///     A dict of the shape `sighting_weighed`.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///     LimitError: There are more than 1,000,000 others.
///
/// Example:
///     >>> from caselink import tips
///     >>> def at(time, latitude, longitude):
///     ...     return {
///     ...         "observed": {"earliest": time, "latest": time, "time_zone": "America/Chicago"},
///     ...         "place": {"address": {"latitude": latitude, "longitude": longitude}, "uncertainty_m": 100},
///     ...     }
///     >>> seen = at("2026-02-27T16:00:00", 42.2711, -89.0940)
///     >>> case = {
///     ...     "id": "NC-1", "last_seen": seen["observed"],
///     ...     "last_seen_place": {**seen["place"], "provenance": {"confidence": "confirmed"}},
///     ... }
///     >>> found = tips.weigh_sighting({"id": "S-1", **at("2026-02-27T17:40:00", 34.0522, -118.2437)}, case)
///     >>> found["outcome"], found["travel"][0]["finding"]
///     ('excluded', 'infeasible')
#[pyfunction]
#[pyo3(signature = (sighting, case, others = None, *, settings = None))]
pub(crate) fn weigh_sighting<'py>(
    py: Python<'py>,
    sighting: &Bound<'py, PyAny>,
    case: &Bound<'py, PyAny>,
    others: Option<&Bound<'py, PyAny>>,
    settings: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (sighting, case) = (plain("sighting", sighting), plain("case", case));
    let others = others.map_or_else(|| Ok(Vec::new()), |others| values("others", others))?;
    let settings = patterns::settings("settings", settings);
    let found = enter(py, None, move |_| {
        let settings = core::SightingSettings::from_value(&settings?)?;
        let sighting: Tip = from_value("sighting", &sighting?)?;
        let case: Case = from_value("case", &case?)?;
        let others: Vec<Tip> = from_values("others", &Value::Array(others))?;
        core::weigh_sighting(&sighting, &case, &others, &settings)
    })?;
    to_python(py, &found)
}

/// All sightings of a case, weighed with one another and put in order, with the timeline.
///
/// Args:
///     case: A dict of the shape `case`.
///     sightings: An iterable of dicts of the shape `tip`, or lines of JSON as bytes or text. Those count that name the case in `about`.
///     settings: As for `weigh_sighting`; `most` bounds those that are taken apart.
///     limits: Upper bounds; `rows` bounds the reports.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `case_sightings`: `ranked` with all in short, the first of them in `explained`, `timeline`, `counts`, `ask`, and
///     `rejected`.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///     LimitError: There are more reports than the limits allow.
///
/// Example:
///     >>> from caselink import tips
///     >>> found = tips.sightings_of({"id": "NC-1"}, [{"id": "S-1", "kind": "sighting", "about": ["NC-1"]}, {"id": 7}])
///     >>> found["ranked"][0]["outcome"], found["rejected"]["total"], found["ask"][0]
///     ('insufficient', 1, 'when the child was last seen')
#[pyfunction]
#[pyo3(signature = (case, sightings, *, settings = None, limits = None, progress = None))]
pub(crate) fn sightings_of<'py>(
    py: Python<'py>,
    case: &Bound<'py, PyAny>,
    sightings: &Bound<'py, PyAny>,
    settings: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (case, settings) = (
        plain("case", case),
        patterns::settings("settings", settings),
    );
    let tips = Given::of("sightings", sightings)?.taken()?;
    let limits = bounds(limits);
    let found = enter(py, progress, move |control| {
        let settings = core::SightingSettings::from_value(&settings?)?;
        let case: Case = from_value("case", &case?)?;
        let read = tips.read::<Tip>(&limits, control)?;
        let mut found = core::sightings_of(&case, &read.records, &settings, &limits, control)?;
        found.rejected = read.rejected;
        Ok(found)
    })?;
    to_python(py, &found)
}

/// Writes what is known of the sightings of a case, for law enforcement: in order, on a map, on a timeline, and the first of them taken apart.
///
/// No caller is named in it. It leaves through `release.disseminate`.
///
/// Args:
///     case: A dict of the shape `case`.
///     sightings: Dicts of the shape `tip`: all of them or none. Those count that name the case in `about`.
///     header: A dict of the shape `sightings_header`: `id`, `agency`, `as_of`, `contact`.
///     settings: As for `weigh_sighting`.
///     limits: Upper bounds; `rows` bounds the reports.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `document`.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///     LimitError: There are more reports than the limits allow.
///
/// Example:
///     >>> from caselink import tips
///     >>> header = {"id": "SG-1", "agency": "Example Clearinghouse", "as_of": "2026-03-09"}
///     >>> document = tips.sightings_document({"id": "NC-1"}, [], header)
///     >>> document["marking"]["law_enforcement_sensitive"]
///     True
#[pyfunction]
#[pyo3(signature = (case, sightings, header, *, settings = None, limits = None, progress = None))]
pub(crate) fn sightings_document<'py>(
    py: Python<'py>,
    case: &Bound<'py, PyAny>,
    sightings: &Bound<'py, PyAny>,
    header: &Bound<'py, PyAny>,
    settings: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (case, header) = (plain("case", case), plain("header", header));
    let (tips, settings) = (
        values("sightings", sightings)?,
        patterns::settings("settings", settings),
    );
    let limits = bounds(limits);
    let document = enter(py, progress, move |control| {
        let settings = core::SightingSettings::from_value(&settings?)?;
        let header = core::SightingsHeader::from_value(&header?)?;
        let case: Case = from_value("case", &case?)?;
        let tips: Vec<Tip> = from_values("sightings", &Value::Array(tips))?;
        core::sightings_document(&case, &tips, &settings, &header, &limits, control)
    })?;
    to_python(py, &document)
}
