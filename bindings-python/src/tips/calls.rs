//! Calls that wait, languages, and the deadlines of the record of a missing child.

use caselink::{
    Error, Result,
    records::{Case, Limits, Tip, from_value},
    tips as core,
};
use chrono::NaiveDateTime;
use pyo3::prelude::*;
use serde_json::Value;

use crate::{
    control::{at_once, enter},
    convert::{Plain, plain, to_python, to_value},
    given::{Given, bounds},
    patterns::settings,
};

/// A local time, as a `datetime` without zone or its text.
fn time(name: &'static str, object: &Bound<'_, PyAny>) -> Result<NaiveDateTime> {
    let text = to_value(object).and_then(|value| value.as_str().map(str::to_owned));
    text.and_then(|text| text.parse().ok())
        .ok_or_else(|| Error::InvalidParameter {
            name,
            reason: "must be a time without zone, such as 2026-03-03T00:00:00".to_owned(),
        })
}

/// Rules that are given as a dict; none where there are none.
fn rules(object: Option<&Bound<'_, PyAny>>) -> Option<Result<Value>> {
    object.map(|object| plain("rules", object))
}

fn hand_over(given: Option<Result<Value>>) -> Result<core::HandOverRules> {
    given.map_or_else(core::HandOverRules::standard, |given| {
        core::HandOverRules::from_value(&given?)
    })
}

/// The language of a BCP 47 tag, by its first part: two letters of ISO 639-1, or three of ISO 639-3.
///
/// Args:
///     tag: Such as `es`, `es-MX` or `kjb`.
///
/// Returns:
///     A dict of the shape `language`: `code`, `short` and `name`; None where it is no language of the standard.
///
/// Example:
///     >>> from caselink import tips
///     >>> tips.language("es-MX")
///     {'code': 'spa', 'short': 'es', 'name': 'Spanish'}
///     >>> tips.language("Spanish") is None
///     True
#[pyfunction]
pub(crate) fn language<'py>(py: Python<'py>, tag: &str) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &core::language(tag))
}

/// The rules that come with the library for passing calls on: a starting point, which nobody has verified.
///
/// Returns:
///     A dict of the shape `hand_over_rules`, to read, to change, and to hand over as `rules`.
///
/// Example:
///     >>> from caselink import tips
///     >>> rules = tips.hand_over_rules()
///     >>> rules["hand_overs"][0]["within_minutes"], rules["hand_overs"][0]["trust"], rules.get("verified_by")
///     (5, 'desk_choice', None)
#[pyfunction]
pub(crate) fn hand_over_rules(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let rules = at_once(py, core::HandOverRules::standard)?;
    to_python(py, &rules)
}

/// The clocks of one call that run, have run out or were stopped, in the order of the rules.
///
/// Args:
///     call: A dict of the shape `tip`, with its `call`.
///     as_of: The time, as a `datetime.datetime` without zone or ISO text, in the local time of the desk.
///     rules: A dict of the shape `hand_over_rules`; without it, those that come with the library.
///
/// Returns:
///     A list of dicts of the shape `call_clock`.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///
/// Example:
///     >>> from caselink import tips
///     >>> call = {
///     ...     "id": "C-1", "kind": "call", "received_at": "2026-03-02T16:00:00", "child_in_danger_now": False, "language": "en",
///     ...     "call": {"services": ["lead"]},
///     ... }
///     >>> [(clock["to"], clock["state"], clock["minutes_over"]) for clock in tips.call_clocks(call, "2026-03-02T21:00:00")]
///     [('case_manager', 'overdue', 60)]
#[pyfunction]
#[pyo3(signature = (call, as_of, *, rules = None))]
pub(crate) fn call_clocks<'py>(
    py: Python<'py>,
    call: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
    rules: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (call, as_of, rules) = (
        plain("call", call),
        time("as_of", as_of),
        self::rules(rules),
    );
    let found = at_once(py, || {
        let call: Tip = from_value("call", &call?)?;
        core::call_clocks(&call, &hand_over(rules)?, as_of?)
    })?;
    to_python(py, &found)
}

/// What waits at a time, for whom, and for how long.
///
/// Args:
///     calls: An iterable of dicts of the shape `tip`, or lines of JSON as bytes or text.
///     as_of: The time, as for `call_clocks`.
///     rules: As for `call_clocks`.
///     limits: Upper bounds; `rows` bounds the calls.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `calls_waiting`: `waiting`, those first that are over their time by most, `undetermined`, counts by receiver,
///     service and language, and `rejected`.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///     LimitError: There are more calls than the limits allow.
///
/// Example:
///     >>> from caselink import tips
///     >>> calls = [{"id": "C-1", "kind": "call", "received_at": "2026-03-02T16:00:00", "child_in_danger_now": True}]
///     >>> found = tips.calls_waiting(calls, "2026-03-02T16:03:00")
///     >>> found["waiting"][0]["to"], found["waiting"][0]["minutes_over"]
///     ('law_enforcement', -2)
#[pyfunction]
#[pyo3(signature = (calls, as_of, *, rules = None, limits = None, progress = None))]
pub(crate) fn calls_waiting<'py>(
    py: Python<'py>,
    calls: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
    rules: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let calls = Given::of("calls", calls)?.taken()?;
    let (as_of, rules, limits) = (time("as_of", as_of), self::rules(rules), bounds(limits));
    let found = enter(py, progress, move |control| {
        let (rules, as_of) = (hand_over(rules)?, as_of?);
        let read = calls.read::<Tip>(&limits, control)?;
        let mut found = core::calls_waiting(&read.records, &rules, as_of, &limits, control)?;
        found.rejected = read.rejected;
        Ok(found)
    })?;
    to_python(py, &found)
}

/// The table of deadlines of the United States for the record of a missing child. No lawyer has verified it.
///
/// Returns:
///     A dict of the shape `deadline_rules`, to read, to add to, and to hand over as `rules`.
///
/// Example:
///     >>> from caselink import tips
///     >>> [(rule["id"], rule["trust"]) for rule in tips.deadline_rules()["deadlines"]][1:3]
///     [('verify-60', 'confirmed'), ('verify-30', 'unconfirmed')]
#[pyfunction]
pub(crate) fn deadline_rules(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let rules = at_once(py, core::DeadlineRules::us)?;
    to_python(py, &rules)
}

/// Says for each deadline whether it applies to a case, when it is due, and whether it was met, as of a local time.
///
/// Args:
///     case: A dict of the shape `case`.
///     steps: A dict of the shape `missing_child_steps`: what was done about the record, and when.
///     as_of: The time, as a `datetime.datetime` without zone or ISO text, in the time zone of the steps.
///     rules: A dict of the shape `deadline_rules`; without it, that of the United States.
///
/// Returns:
///     A dict of the shape `missing_child_deadlines`: `deadlines` with `state`, `due` and `arithmetic`, `entry_lacks`, `notes`.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///
/// Example:
///     >>> from caselink import tips
///     >>> case = {"id": "NC-1", "category": "CA", "people": [{"role": "child", "birth_date": "2015-05-01"}]}
///     >>> steps = {"reported_at": "2026-02-27T20:10:00", "ncic_entered_at": "2026-02-27T22:40:00"}
///     >>> found = tips.missing_child_deadlines(case, steps, "2026-03-01T00:00:00")
///     >>> [(one["rule"], one["state"]) for one in found["deadlines"] if one["state"] != "not_applicable"][::3]
///     [('ncic-entry', 'met_late'), ('namus-72-hours', 'not_yet_due')]
#[pyfunction]
#[pyo3(signature = (case, steps, as_of, *, rules = None))]
pub(crate) fn missing_child_deadlines<'py>(
    py: Python<'py>,
    case: &Bound<'py, PyAny>,
    steps: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
    rules: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (case, steps) = (plain("case", case), settings("steps", Some(steps)));
    let (as_of, rules) = (time("as_of", as_of), self::rules(rules));
    let found = at_once(py, || {
        let case: Case = from_value("case", &case?)?;
        let steps = core::MissingChildSteps::from_value(&steps?)?;
        let rules = rules.map_or_else(core::DeadlineRules::us, |given| {
            core::DeadlineRules::from_value(&given?)
        })?;
        core::missing_child_deadlines(&case, &steps, &rules, as_of?)
    })?;
    to_python(py, &found)
}
