//! Registrants and open cases.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use caselink::{
    Result,
    records::{Limits, from_values_each},
    tracking::{self as core, KnownFacts, LinkSettings, OpenCase},
};
use pyo3::{exceptions::PyTypeError, prelude::*};
use serde_json::Value;

use crate::{
    control::{at_once, detached, enter},
    convert::{Plain, Text, many_to_python, plain, to_python, whole},
    given::{Given, bounds, value, values},
    patterns::settings,
};

/// How many records are handed over at once: what Python holds of them is let go before the next.
const AT_ONCE: usize = 2_000;

/// Registrants, ready to be compared with open cases.
///
/// Nothing of the records is kept but what is compared, about half a kilobyte for each, so they need not all be in memory at once: hand
/// over a generator, or lines. What an answer depends on is the records and not their order. How rare a value is, is counted among
/// these registrants.
///
/// Args:
///     offenders: An iterable of dicts of the shape `offender`, or lines of JSON as bytes or text. One that cannot be used is set
///         aside; `rejected` tells.
///     known: A dict of the shape `known_facts`, what is known beside the records: `offenders`, each with `noncompliant_since`,
///         `places`, `sightings`, `approaches`; and `offices`, where registries see people in person.
///     limits: Upper bounds; `rows` bounds the records.
///     progress: Called with `(done, total)` about ten times a second: records, of lines their bytes.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or a registrant or a jurisdiction stands twice in `known`.
///     InputError: Something is known of a registrant who is not there, and none was set aside; or the bytes are not UTF-8 as a whole.
///     LimitError: There are more records than the limits allow.
///
/// Example:
///     >>> from caselink import tracking
///     >>> place = lambda latitude: {"address": {"latitude": latitude, "longitude": -89.65}}
///     >>> offender = {
///     ...     "id": "ZZ-0042917",
///     ...     "stays": [{"kind": "residence", "span": {"start": "2019-04-01"}, "place": place(39.78)}],
///     ...     "vehicles": [{"colors": ["SIL"], "plate": {"text": "ZZ12345"}, "span": {"start": "2020-01-01"}}],
///     ... }
///     >>> case = {
///     ...     "id": "NC-1187730", "case_type": "NFA", "reported_on": "2026-02-27", "last_seen_place": place(39.79),
///     ...     "last_seen": {"earliest": "2026-02-27T16:00:00", "latest": "2026-02-27T16:30:00"},
///     ...     "vehicles": [{"colors": ["GRY"], "plate": {"text": "ZZ123*"}}],
///     ... }
///     >>> index = tracking.OffenderIndex([offender])
///     >>> (link,) = index.find_offenders(case)["links"]
///     >>> link["offender"], sum(part["weight"] for part in link["components"]) == link["total"]
///     ('ZZ-0042917', True)
#[pyclass(frozen, module = "caselink.tracking")]
pub(crate) struct OffenderIndex(Arc<core::OffenderIndex>);

/// The settings of a call, with how many are to be listed.
fn link_settings(given: Option<&Bound<'_, PyAny>>, most: Option<u32>) -> Result<LinkSettings> {
    let mut value = settings("settings", given)?;
    if let (Some(fields), Some(most)) = (value.as_object_mut(), most) {
        fields.insert("most".to_owned(), most.into());
    }
    LinkSettings::from_value(&value)
}

#[pymethods]
impl OffenderIndex {
    #[new]
    #[pyo3(signature = (offenders, known = None, *, limits = None, progress = None))]
    fn new(
        py: Python<'_>,
        offenders: &Bound<'_, PyAny>,
        known: Option<&Bound<'_, PyAny>>,
        limits: Option<Plain<Limits>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let limits = bounds(limits);
        let mut builder = at_once(py, || {
            let known = KnownFacts::from_value(&settings("known", known)?)?;
            core::OffenderIndexBuilder::new(&known)
        })?;
        match Given::of("offenders", offenders)? {
            Given::Lines(data) => enter(py, progress, |control| {
                builder.add_lines(data.bytes(), &limits, control)?;
                Ok(())
            })?,
            Given::Each(object) => add_each(&mut builder, &object, &limits, progress)?,
        }
        let index = enter(py, None, move |_| builder.finish())?;
        Ok(Self(Arc::new(index)))
    }

    /// Registrants who are worth a look in an open case, and who is ruled out of it.
    ///
    /// Args:
    ///     case: A dict of the shape `open_case`, a case with its `incidents` and `tips`; or of the shape `case`.
    ///     settings: A dict of the shape `offender_link_settings`: every number, each with its source.
    ///     most: How many links are listed; otherwise as the settings say.
    ///
    /// Returns:
    ///     A dict of the shape `offender_findings`: links by rank, each with what speaks for and against, who is ruled out, and what
    ///     is missing. Leads to be checked, and no probability that somebody did it.
    ///
    /// Raises:
    ///     SettingsError: The case or the settings are not of their shape.
    #[pyo3(signature = (case, settings = None, *, most = None))]
    fn find_offenders<'py>(
        &self,
        py: Python<'py>,
        case: &Bound<'py, PyAny>,
        settings: Option<&Bound<'py, PyAny>>,
        most: Option<i64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let most = most.map(|most| whole(py, most, "most")).transpose()?;
        let (case, given) = (plain("case", case), link_settings(settings, most));
        let found = detached(py, || {
            self.0
                .find_offenders(&OpenCase::from_value(&case?)?, &given?)
        })?;
        to_python(py, &found)
    }

    /// The same for many cases. A case that cannot be used is set aside, and the rest goes on.
    ///
    /// Args:
    ///     cases: An iterable of dicts of the shape `open_case` or `case`.
    ///     settings: A dict of the shape `offender_link_settings`.
    ///     most: How many links are listed for each; otherwise as the settings say.
    ///     threads: How many threads; 0 takes one for each core.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A dict of the shape `cases_findings`: `findings`, in the order of the cases, and `rejected`, with row, field and reason.
    ///
    /// Raises:
    ///     SettingsError: The settings are not of their shape, or there are too many threads.
    #[pyo3(signature = (cases, settings = None, *, most = None, threads = 0, progress = None))]
    fn find_offenders_of<'py>(
        &self,
        py: Python<'py>,
        cases: &Bound<'py, PyAny>,
        settings: Option<&Bound<'py, PyAny>>,
        most: Option<i64>,
        threads: i64,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let most = most.map(|most| whole(py, most, "most")).transpose()?;
        let threads: u32 = whole(py, threads, "threads")?;
        let (cases, given) = (values("cases", cases)?, link_settings(settings, most));
        let found = enter(py, progress, |control| {
            let cases = OpenCase::from_values_each(&cases, &Limits::default())?;
            self.0.find_offenders_of(&cases, &given?, threads, control)
        })?;
        many_to_python(py, &found)
    }

    /// Cases that are worth a look for a registrant. A case that cannot be used is set aside, and the rest goes on.
    ///
    /// Args:
    ///     offender: The id of the registrant.
    ///     cases: An iterable of dicts of the shape `open_case` or `case`.
    ///     settings: A dict of the shape `offender_link_settings`.
    ///     most: How many links are listed; otherwise as the settings say.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A dict of the shape `case_findings`: links by rank, cases out of which the registrant is ruled, and `rejected`, with row,
    ///     field and reason.
    ///
    /// Raises:
    ///     InputError: No registrant has that id.
    ///     SettingsError: The settings are not of their shape.
    #[pyo3(signature = (offender, cases, settings = None, *, most = None, progress = None))]
    fn find_cases<'py>(
        &self,
        py: Python<'py>,
        offender: Text<'py>,
        cases: &Bound<'py, PyAny>,
        settings: Option<&Bound<'py, PyAny>>,
        most: Option<i64>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let most = most.map(|most| whole(py, most, "most")).transpose()?;
        let (cases, given) = (values("cases", cases)?, link_settings(settings, most));
        let found = enter(py, progress, |control| {
            let cases = OpenCase::from_values_each(&cases, &Limits::default())?;
            self.0.find_cases(offender.0, &cases, &given?, control)
        })?;
        to_python(py, &found)
    }

    /// One registrant and one case, taken apart, whatever they come to.
    ///
    /// Args:
    ///     offender: The id of the registrant.
    ///     case: A dict of the shape `open_case` or `case`.
    ///     settings: A dict of the shape `offender_link_settings`.
    ///
    /// Returns:
    ///     A dict of the shape `offender_link`: components whose weights, in thousandths of a bit, add up to the total exactly.
    ///
    /// Raises:
    ///     InputError: No registrant has that id.
    ///     SettingsError: The case or the settings are not of their shape.
    #[pyo3(signature = (offender, case, settings = None))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        offender: Text<'py>,
        case: &Bound<'py, PyAny>,
        settings: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (case, given) = (plain("case", case), link_settings(settings, None));
        let link = detached(py, || {
            self.0
                .explain(offender.0, &OpenCase::from_value(&case?)?, &given?)
        })?;
        to_python(py, &link)
    }

    /// How the links of a case move as settings do. Look at it before anything hangs on a rank.
    ///
    /// Args:
    ///     case: A dict of the shape `open_case` or `case`.
    ///     settings: A dict of the shape `offender_link_settings`: those that are used.
    ///     variations: Dicts of the shape `link_variation`, a `name` and the `settings` that are laid over; without them each number
    ///         is halved and doubled.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A dict of the shape `link_sensitivity`.
    ///
    /// Raises:
    ///     SettingsError: The case or the settings are not of their shape, those of a variation too.
    #[pyo3(signature = (case, settings = None, variations = None, *, progress = None))]
    fn sensitivity<'py>(
        &self,
        py: Python<'py>,
        case: &Bound<'py, PyAny>,
        settings: Option<&Bound<'py, PyAny>>,
        variations: Option<&Bound<'py, PyAny>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (case, given) = (plain("case", case), link_settings(settings, None));
        let variations = variations
            .map(|all| values("variations", all))
            .transpose()?;
        let variations = Value::Array(variations.unwrap_or_default());
        let found = enter(py, progress, |control| {
            let variations = core::Variation::from_values(&variations)?;
            let case = OpenCase::from_value(&case?)?;
            self.0.sensitivity(&case, &given?, &variations, control)
        })?;
        to_python(py, &found)
    }

    /// Records that were set aside as it was built: a dict of the shape `rejections`, with row, field and reason.
    #[getter]
    fn rejected<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.rejected())
    }

    /// The ids of registrants of whom something is known beside the records, and of whom no record could be used.
    #[getter]
    fn not_found<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.not_found())
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("OffenderIndex({} registrants)", self.0.len())
    }
}

/// Adds what an iterable yields, a few at a time.
fn add_each(
    builder: &mut core::OffenderIndexBuilder,
    object: &Bound<'_, PyAny>,
    limits: &Limits,
    progress: Option<Py<PyAny>>,
) -> PyResult<()> {
    let py = object.py();
    let progress = progress.map(|progress| progress.into_bound(py));
    if progress
        .as_ref()
        .is_some_and(|progress| !progress.is_callable())
    {
        return Err(PyTypeError::new_err(
            "progress must be callable, as progress(done, total)",
        ));
    }
    let total = object.len().ok();
    let mut items = object.try_iter()?;
    let (mut done, mut told, mut last) = (0, false, Instant::now());
    loop {
        let mut some = Vec::with_capacity(AT_ONCE);
        for item in items.by_ref().take(AT_ONCE) {
            some.push(value(&item?));
        }
        if some.is_empty() {
            break;
        }
        done += some.len();
        detached(py, || {
            let read = from_values_each(&some, limits)?;
            builder.add_all(&read, limits, &caselink::NoControl)
        })?;
        py.check_signals()?;
        if let Some(progress) = progress.as_ref().filter(|_| last.elapsed() >= EVERY) {
            progress.call1((done, total.unwrap_or(done).max(done)))?;
            (told, last) = (true, Instant::now());
        }
    }
    if let (true, Some(progress)) = (told, progress) {
        progress.call1((done, done))?;
    }
    Ok(())
}

const EVERY: Duration = Duration::from_millis(100);
