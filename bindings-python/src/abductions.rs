//! `caselink.abductions`: which attempted abductions may be the work of one person, and why?

use std::sync::{Arc, Mutex};

use caselink::{
    Error, abductions as core,
    records::{Case, Incident, Limits, RecordsRead, from_values, from_values_each},
};
use pyo3::{prelude::*, types::PyList};
use serde_json::Value;

use crate::{
    arrow::Stream,
    control::{at_once, detached, enter, locked},
    convert::{Text, plain, to_python, whole},
    hashes::{day, items},
    patterns::settings,
};

/// One that cannot be read is set aside, and the answer says so.
fn incidents(values: &[Value]) -> caselink::Result<RecordsRead<Incident>> {
    from_values_each(values, &Limits::default())
}

/// The series among attempted abductions: incidents that may be the work of one person, with all that speaks for and against.
///
/// Args:
///     incidents: A list of dicts of the shape `incident`.
///     settings: A dict of the shape `series_settings`: `join_at` or `partners`, `same`, `different`, `solved`, `evidence` and others.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `series_found`. A series is a lead, and none says what happens next. Incidents that cannot be read
///     stand in `rejected`, with row, field and reason; the rest goes on.
///
/// Raises:
///     SettingsError: The settings are not of their shape.
///     LimitError: There are more pairs than the limits allow.
///
/// Example:
///     >>> from caselink import abductions
///     >>> abductions.series([])["series"]
///     []
#[pyfunction]
#[pyo3(signature = (incidents, settings = None, *, progress = None))]
pub(crate) fn series<'py>(
    py: Python<'py>,
    incidents: &Bound<'py, PyList>,
    settings: Option<&Bound<'py, PyAny>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (values, given) = (items(incidents), self::settings("settings", settings));
    let found = enter(py, progress, move |control| {
        let settings = core::SeriesSettings::from_value(&given?)?;
        core::series(
            &self::incidents(&values)?,
            &settings,
            &Limits::default(),
            control,
        )
    })?;
    to_python(py, &found)
}

/// What is going on in each region, as of a day: this window against its own past, hours and weekdays, near repeats, clusters
/// that are alive, and what the data leave open.
///
/// Args:
///     incidents: A list of dicts of the shape `incident`.
///     as_of: The day, as a `datetime.date` or ISO text; the window ends on the day before.
///     settings: A dict of the shape `trend_settings`.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `trends`. "Not enough data" is an answer, and each number leads to incident ids. Incidents that
///     cannot be read stand in `rejected`.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or a region is no state that there is or that an incident names.
///     LimitError: There are more incidents, places or replicates than the limits allow.
///
/// Example:
///     >>> from caselink import abductions
///     >>> abductions.trends([], "2026-06-01")["as_of"]
///     '2026-06-01'
#[pyfunction]
#[pyo3(signature = (incidents, as_of, settings = None, *, progress = None))]
pub(crate) fn trends<'py>(
    py: Python<'py>,
    incidents: &Bound<'py, PyList>,
    as_of: &Bound<'py, PyAny>,
    settings: Option<&Bound<'py, PyAny>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (values, given) = (items(incidents), self::settings("settings", settings));
    let as_of = at_once(py, || day(Some(as_of)))?;
    let found = enter(py, progress, move |control| {
        let settings = core::TrendSettings::from_value(&given?)?;
        let as_of = as_of.ok_or_else(|| Error::InvalidParameter {
            name: "as_of",
            reason: "must be a day".to_owned(),
        })?;
        core::trends(
            &self::incidents(&values)?,
            as_of,
            &settings,
            &Limits::default(),
            control,
        )
    })?;
    to_python(py, &found)
}

/// The periodic summary of a region, as a document for law enforcement or for everyone: it leaves through
/// `release.disseminate`.
///
/// Args:
///     incidents: A list of dicts of the shape `incident`.
///     found: What `series` gave for all of them.
///     cases: A list of dicts of the shape `case`: open cases that incidents are compared with.
///     settings: A dict of the shape `summary_settings`: `id`, `agency`, `as_of`, `region`, `edition` and others.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `document`.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///     LimitError: There are more incidents, places or replicates than the limits allow.
///
/// Example:
///     >>> from caselink import abductions
///     >>> settings = {
///     ...     "id": "AA-2026-22",
///     ...     "agency": "State Clearinghouse",
///     ...     "as_of": "2026-06-01",
///     ...     "region": {"kind": "state", "state": "IL"},
///     ... }
///     >>> abductions.summary([], abductions.series([]), [], settings)["id"]
///     'AA-2026-22'
#[pyfunction]
#[pyo3(signature = (incidents, found, cases, settings, *, progress = None))]
pub(crate) fn summary<'py>(
    py: Python<'py>,
    incidents: &Bound<'py, PyList>,
    found: &Bound<'py, PyAny>,
    cases: &Bound<'py, PyList>,
    settings: &Bound<'py, PyAny>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (values, cases) = (items(incidents), Value::Array(items(cases)));
    let (found, given) = (plain("found", found), plain("settings", settings));
    let document = enter(py, progress, move |control| {
        let settings = core::SummarySettings::from_value(&given?)?;
        let found = core::SeriesFound::from_value(&found?)?;
        let cases: Vec<Case> = from_values("cases", &cases)?;
        let incidents = self::incidents(&values)?;
        core::summary(
            &incidents,
            &found,
            &cases,
            &settings,
            &Limits::default(),
            control,
        )
    })?;
    to_python(py, &document)
}

/// A bulletin on one series, for law enforcement: what to look for, what contradicts itself, and why the incidents are
/// thought to belong together. It leaves through `release.disseminate`.
///
/// Args:
///     series: A dict of the shape `found_series`: one of those that `series` gave.
///     incidents: A list of dicts of the shape `incident`, those of the series among them.
///     settings: A dict of the shape `bulletin_settings`: `id`, `agency`, `as_of`, and `name` and `contact` as wanted.
///
/// Returns:
///     A dict of the shape `document`.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///     InputError: An incident of the series is not among those given.
///
/// Example:
///     >>> from caselink import abductions
///     >>> place = {"latitude": 39.78, "longitude": -89.65}
///     >>> van = {"style": "VN", "colors": ["SIL"], "plate": {"text": "7K?4*"}}
///     >>> times = [{"earliest": f"2026-03-{day}T15:00:00", "latest": f"2026-03-{day}T15:30:00"} for day in ("02", "05")]
///     >>> incidents = [
///     ...     {"id": name, "time": time, "place": {"address": place}, "approaches": ["animal"], "vehicles": [van]}
///     ...     for name, time in zip("AB", times)
///     ... ]
///     >>> (one,) = abductions.series(incidents)["series"]
///     >>> settings = {"id": "SB-2026-3", "agency": "State Clearinghouse", "as_of": "2026-03-06"}
///     >>> abductions.special_bulletin(one, incidents, settings)["id"]
///     'SB-2026-3'
#[pyfunction]
pub(crate) fn special_bulletin<'py>(
    py: Python<'py>,
    series: &Bound<'py, PyAny>,
    incidents: &Bound<'py, PyList>,
    settings: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let values = items(incidents);
    let document = at_once(py, || {
        let series = core::FoundSeries::from_value(&plain("series", series)?)?;
        let settings = core::BulletinSettings::from_value(&plain("settings", settings)?)?;
        core::special_bulletin(&series, &self::incidents(&values)?, &settings)
    })?;
    to_python(py, &document)
}

/// What comparisons are worth, learned from series whose offender is confirmed; judged on series that were held back.
///
/// Args:
///     incidents: A list of dicts of the shape `incident`.
///     solved: Dicts with `incident` and `offender`, the ids.
///     settings: A dict of the shape `training_settings`.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `trained`: `evidence` and `calibrated`, each settings for an index or for series, `partners` for
///     series, and how well they did on what they had not seen.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or there are too few series to learn from.
///     LimitError: There are more pairs than the limits allow.
///
/// Example:
///     >>> from caselink import abductions, synth
///     >>> world = synth.world(3, {"incidents": 1_500})
///     >>> solved = [
///     ...     {"incident": one["incident"], "offender": one["series"]}
///     ...     for one in world.truth("incident")
///     ...     if one["series"]
///     ... ]
///     >>> trained = abductions.train_evidence(world.records("incident"), solved)
///     >>> trained["partners"] > 1
///     True
#[pyfunction]
#[pyo3(signature = (incidents, solved, settings = None, *, progress = None))]
pub(crate) fn train_evidence<'py>(
    py: Python<'py>,
    incidents: &Bound<'py, PyList>,
    solved: &Bound<'py, PyList>,
    settings: Option<&Bound<'py, PyAny>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (values, given) = (items(incidents), self::settings("settings", settings));
    let solved = Value::Array(items(solved));
    let found = enter(py, progress, move |control| {
        let settings = core::TrainingSettings::from_value(&given?)?;
        let solved: Vec<core::Solved> =
            serde_json::from_value(solved).map_err(|_| Error::InvalidParameter {
                name: "solved",
                reason: "must be dicts with incident and offender".to_owned(),
            })?;
        core::train_evidence(
            &self::incidents(&values)?,
            &solved,
            &settings,
            &Limits::default(),
            control,
        )
    })?;
    to_python(py, &found)
}

/// Reads incidents from a flat table, one row for each, by a map of its columns: series of crimes as they are published.
///
/// Args:
///     table: Anything with `__arrow_c_stream__` (pandas, polars, pyarrow, duckdb), or a dict of lists.
///     columns: A dict of the shape `incident_columns`: `id`, `x`, `y`, `coordinates` (`degrees`, `metres`, `kilometres`, `feet`),
///         `earliest`, `latest`, `methods`, `offenders`, `fields` and others.
///     limits: Upper bounds; `rows` bounds the incidents.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `incident_table`: `incidents`, their `rows`, what was `rejected`, and `solved` as columns say.
///
/// Raises:
///     InputError: A column is missing, or of a type that cannot be read.
///     SettingsError: `columns` or `limits` are not of their shape, or places of a plane are too far apart.
///     LimitError: There are more rows than the limits allow.
///
/// Example:
///     >>> from caselink import abductions
///     >>> table = {"crime": ["C1", "C2"], "X": [4.1, 5.0], "Y": [9.0, 7.7], "on": ["2014-01-02 13:00:00", "soon"]}
///     >>> columns = {"id": "crime", "x": "X", "y": "Y", "coordinates": "kilometres", "earliest": "on"}
///     >>> read = abductions.read_table(table, columns)
///     >>> len(read["incidents"]), read["rejected"]["listed"][0]["field"]
///     (1, 'on')
#[pyfunction]
#[pyo3(signature = (table, columns, *, limits = None, progress = None))]
pub(crate) fn read_table<'py>(
    py: Python<'py>,
    table: Stream,
    columns: &Bound<'py, PyAny>,
    limits: Option<crate::convert::Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let given = plain("columns", columns);
    let limits = limits.map_or_else(Limits::default, |limits| limits.0);
    let read = enter(py, progress, move |control| {
        let columns = core::IncidentColumns::from_value(&given?)?;
        let (batches, schema) = table.batches(control)?;
        core::read_table(&batches, &schema, &columns, &limits, control)
    })?;
    to_python(py, &read)
}

/// Incidents that a new one is compared with at once.
///
/// Args:
///     settings: A dict of the shape `evidence_settings`: what comparisons are worth.
///     limits: Upper bounds; `rows` bounds the incidents.
///
/// Raises:
///     SettingsError: The settings or limits are not of their shape.
///
/// Example:
///     >>> from caselink import abductions
///     >>> index = abductions.SimilarIndex()
///     >>> index.add([{"id": "A-1", "event_type": "attempted_abduction"}])["total"]
///     0
///     >>> len(index)
///     1
#[pyclass(frozen, module = "caselink.abductions")]
pub(crate) struct SimilarIndex(Arc<Mutex<core::SimilarIndex>>);

#[pymethods]
impl SimilarIndex {
    #[new]
    #[pyo3(signature = (settings = None, *, limits = None))]
    fn new(
        py: Python<'_>,
        settings: Option<&Bound<'_, PyAny>>,
        limits: Option<crate::convert::Plain<Limits>>,
    ) -> PyResult<Self> {
        let limits = limits.map_or_else(Limits::default, |l| l.0);
        at_once(py, || {
            let settings =
                core::EvidenceSettings::from_value(&self::settings("settings", settings)?)?;
            let index = core::SimilarIndex::new(settings, limits)?;
            Ok(Self(Arc::new(Mutex::new(index))))
        })
    }

    /// Adds incidents, or puts each in the place of the one with its id.
    ///
    /// Args:
    ///     incidents: A list of dicts of the shape `incident`.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A dict of the shape `rejections`: those that were set aside, with row, field and reason.
    ///
    /// Raises:
    ///     LimitError: There are more incidents than the limits allow.
    #[pyo3(signature = (incidents, *, progress = None))]
    fn add<'py>(
        &self,
        py: Python<'py>,
        incidents: &Bound<'py, PyList>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (index, values) = (Arc::clone(&self.0), items(incidents));
        let rejected = enter(py, progress, move |control| {
            let incidents = self::incidents(&values)?;
            locked(&index, |index| index.add_all(&incidents, control))
        })?;
        to_python(py, &rejected)
    }

    /// Removes an incident.
    ///
    /// Args:
    ///     id: Its id.
    ///
    /// Returns:
    ///     Whether it was there.
    fn remove(&self, py: Python<'_>, id: Text<'_>) -> PyResult<bool> {
        detached(py, || locked(&self.0, |index| Ok(index.remove(id.0))))
    }

    /// The incidents that are most like one, the likeliest first, with all that speaks for and against.
    ///
    /// Args:
    ///     incident: A dict of the shape `incident`; it need not be in the index.
    ///     most: How many are listed.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A list of dicts of the shape `similar_incident`.
    ///
    /// Raises:
    ///     SettingsError: The incident is not of its shape.
    #[pyo3(signature = (incident, *, most = 10, progress = None))]
    fn find_similar<'py>(
        &self,
        py: Python<'py>,
        incident: &Bound<'py, PyAny>,
        most: i64,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let most: u32 = whole(py, most, "most")?;
        let (index, incident) = (Arc::clone(&self.0), plain("incident", incident));
        let found = enter(py, progress, move |control| {
            let one = Value::Array(vec![incident?]);
            let incidents: Vec<Incident> = from_values("incident", &one)?;
            locked(&index, |index| match incidents.first() {
                Some(incident) => index.find_similar(incident, most as usize, control),
                None => Ok(Vec::new()),
            })
        })?;
        to_python(py, &found)
    }

    /// What speaks for and against two incidents of the index being of one series.
    ///
    /// Args:
    ///     left: The id of one.
    ///     right: The id of the other.
    ///
    /// Returns:
    ///     A dict of the shape `pair_evidence`: terms that add up to the total, in thousandths of a bit.
    ///
    /// Raises:
    ///     InputError: One of them is not in the index.
    fn evidence<'py>(
        &self,
        py: Python<'py>,
        left: Text<'py>,
        right: Text<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let evidence = detached(py, || {
            locked(&self.0, |index| index.evidence(left.0, right.0))
        })?;
        to_python(py, &evidence)
    }

    /// What looks wrong in the incidents.
    ///
    /// Returns:
    ///     A list of dicts with `incident`, `field` and `problem`.
    fn flags<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let flags = detached(py, || locked(&self.0, |index| Ok(index.flags())))?;
        to_python(py, &flags)
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        detached(py, || locked(&self.0, |index| Ok(index.len())))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("SimilarIndex({} incidents)", self.__len__(py)?))
    }
}
