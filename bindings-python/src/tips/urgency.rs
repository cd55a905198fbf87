//! How soon a report must be read, what it lacks, and whether it is enough to act on.

use caselink::{
    Result,
    records::{Limits, Tip, from_value},
    tips::{self as core, TriageContext, TriagedTips},
};
use pyo3::prelude::*;
use serde_json::Value;

use crate::{
    control::{at_once, detached, enter},
    convert::{Plain, plain, to_python, whole},
    given::{Given, bounds},
    patterns::settings,
};

/// Rules of the desk that are checked and made ready once, for many calls.
///
/// Args:
///     rules: A dict of the shape `triage_rules`; without it, those that come with the library.
///
/// Raises:
///     SettingsError: A rule is not of its shape, or asks for a list of phrases that is not there; the message says which.
///
/// Example:
///     >>> from caselink import tips
///     >>> tips.CompiledTriage()
///     CompiledTriage(caselink-triage 2026-12)
#[pyclass(frozen, module = "caselink.tips")]
pub(crate) struct CompiledTriage(core::CompiledTriage);

#[pymethods]
impl CompiledTriage {
    #[new]
    #[pyo3(signature = (rules = None))]
    fn new(py: Python<'_>, rules: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        Rules::of(rules).ready(py).map(Self)
    }

    /// The rules, as a dict of the shape `triage_rules`.
    #[getter]
    fn rules<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.rules())
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.0)
    }
}

/// The rules of a call.
enum Rules {
    Standard,
    Ready(core::CompiledTriage),
    Given(Result<Value>),
}

impl Rules {
    fn of(rules: Option<&Bound<'_, PyAny>>) -> Self {
        match rules {
            None => Self::Standard,
            Some(rules) => match rules.cast::<CompiledTriage>() {
                Ok(ready) => Self::Ready(ready.get().0.clone()),
                Err(_) => Self::Given(plain("rules", rules)),
            },
        }
    }

    fn ready(self, py: Python<'_>) -> PyResult<core::CompiledTriage> {
        detached(py, move || match self {
            Self::Standard => core::CompiledTriage::standard(),
            Self::Ready(ready) => Ok(ready),
            Self::Given(rules) => {
                core::CompiledTriage::new(core::TriageRules::from_value(&rules?)?)
            }
        })
    }
}

fn tip(name: &'static str, object: &Bound<'_, PyAny>) -> Result<Tip> {
    from_value(name, &plain(name, object)?)
}

/// The rules that come with the library: a starting point, which nobody has verified.
///
/// Returns:
///     A dict of the shape `triage_rules`, to read, to change, and to hand over as `rules`.
///
/// Example:
///     >>> from caselink import tips
///     >>> rules = tips.triage_rules()
///     >>> rules["preservation_days"], rules.get("verified_by")
///     (365, None)
#[pyfunction]
pub(crate) fn triage_rules(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let rules = at_once(py, core::TriageRules::standard)?;
    to_python(py, &rules)
}

/// Says how complete a report is, how urgent, whether it is enough to act on, what to ask for first, and what each of it rests on.
///
/// Completeness and urgency are two scores. Urgency is about when to read a report, never about how dangerous a person is.
///
/// Args:
///     tip: A dict of the shape `tip`.
///     context: A dict of the shape `triage_context`: `as_of`, `prior_reports`, `viral`.
///     rules: A `CompiledTriage`, or a dict of the shape `triage_rules`; without it, those that come with the library.
///
/// Returns:
///     A dict of the shape `triage`.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///
/// Example:
///     >>> from caselink import tips
///     >>> report = {
///     ...     "id": "T-1", "kind": "online_report", "accounts": [{"kind": "handle", "value": "lindenfisher71"}],
///     ...     "text": "He says he is on his way to meet her tonight at the motel.",
///     ... }
///     >>> found = tips.triage(report)
///     >>> found["urgency"]["tier"], found["standing"], found["ask"]["rule"]
///     (2, 'informational', 'who-phone')
#[pyfunction]
#[pyo3(signature = (tip, context = None, *, rules = None))]
pub(crate) fn triage<'py>(
    py: Python<'py>,
    tip: &Bound<'py, PyAny>,
    context: Option<&Bound<'py, PyAny>>,
    rules: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let rules = Rules::of(rules).ready(py)?;
    let (tip, context) = (self::tip("tip", tip), settings("context", context));
    let found = at_once(py, || {
        let context = TriageContext::from_value(&context?)?;
        Ok(core::triage(&tip?, &rules, &context))
    })?;
    to_python(py, &found)
}

/// Scores many reports and puts them in the order in which to read them: by urgency, then the earlier, then by id.
///
/// Args:
///     tips: An iterable of dicts of the shape `tip`, or lines of JSON as bytes or text.
///     context: A dict of the shape `triage_context`, for all of them.
///     rules: As for `triage`.
///     limits: Upper bounds; `rows` bounds the reports.
///     threads: Worker threads; 0 takes one for each core.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `triaged_tips`: `order`, and `rejected` with row and reason for what cannot be read.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///     LimitError: There are more reports than the limits allow.
///
/// Example:
///     >>> from caselink import tips
///     >>> reports = [{"id": "T-1", "text": "A picture."}, {"id": "T-2", "child_in_danger_now": True}, {"id": 7}]
///     >>> found = tips.triage_all(reports)
///     >>> [one["tip"] for one in found["order"]], found["rejected"]["total"]
///     (['T-2', 'T-1'], 1)
#[pyfunction]
#[pyo3(signature = (tips, context = None, *, rules = None, limits = None, threads = 1, progress = None))]
pub(crate) fn triage_all<'py>(
    py: Python<'py>,
    tips: &Bound<'py, PyAny>,
    context: Option<&Bound<'py, PyAny>>,
    rules: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
    threads: i64,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let rules = Rules::of(rules).ready(py)?;
    let (tips, context) = (
        Given::of("tips", tips)?.taken()?,
        settings("context", context),
    );
    let (limits, threads) = (bounds(limits), whole(py, threads, "threads")?);
    let found = enter(py, progress, move |control| {
        let context = [TriageContext::from_value(&context?)?];
        let read = tips.read::<Tip>(&limits, control)?;
        let order = core::triage_all(&read.records, &rules, &context, threads, &limits, control)?;
        Ok(TriagedTips {
            order,
            rejected: read.rejected,
        })
    })?;
    to_python(py, &found)
}

/// Says where two reports that look alike part, and which difference counts most.
///
/// Args:
///     first: A dict of the shape `tip`.
///     second: Another.
///     context: A dict of the shape `triage_context`, for both.
///     rules: As for `triage`.
///
/// Returns:
///     A dict of the shape `tips_apart`; without `decisive` where no rule sees a difference.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///
/// Example:
///     >>> from caselink import tips
///     >>> words = "He has pictures of children on his phone."
///     >>> found = tips.tell_apart({"id": "A", "text": words}, {"id": "B", "text": words, "child_in_danger_now": True})
///     >>> found["decisive"]["fields"], found["decisive"]["of"]
///     (['child_in_danger_now'], 2)
#[pyfunction]
#[pyo3(signature = (first, second, context = None, *, rules = None))]
pub(crate) fn tell_apart<'py>(
    py: Python<'py>,
    first: &Bound<'py, PyAny>,
    second: &Bound<'py, PyAny>,
    context: Option<&Bound<'py, PyAny>>,
    rules: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let rules = Rules::of(rules).ready(py)?;
    let (first, second) = (tip("first", first), tip("second", second));
    let context = settings("context", context);
    let found = at_once(py, || {
        let context = TriageContext::from_value(&context?)?;
        Ok(core::tell_apart(
            (&first?, &context),
            (&second?, &context),
            &rules,
        ))
    })?;
    to_python(py, &found)
}
