//! Who is one person, and where may that person be?

use caselink::{
    records::{Limits, Offender, from_value},
    tracking as core,
};
use pyo3::prelude::*;

use super::settings_on;
use crate::{
    control::enter,
    convert::{Plain, many_to_python, plain, to_python},
    given::{Given, bounds, values},
    patterns::settings,
};

/// Which records of several registries are one person?
///
/// Through `linkage`, with its model of offenders: names and aliases, date of birth, sex, colour of the eyes, numbers, the last known
/// address; never race. What analysts have decided always holds.
///
/// Args:
///     offenders: An iterable of dicts of the shape `offender`, or lines of JSON as bytes or text. One that cannot be used is set
///         aside, and the rest goes on.
///     settings: A dict of the shape `people_settings`: `probability`, `possible_probability`, `train_from`, `must_link`, `cannot_link` and
///         others.
///     limits: Upper bounds; `rows` bounds the records.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `resolved_people`: `people`, each with its records and the links that made it one; `possible`, pairs for
///     somebody to decide; `keys`, which `registry_counts` takes as `people`; and `rejected`, with row, field and reason.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or judgements contradict each other.
///     InputError: A judgement is of a record that is not there, a model is to be learned on too little, or the bytes are not UTF-8
///         as a whole.
///     LimitError: There are more records than the limits allow.
///
/// Example:
///     >>> from caselink import tracking
///     >>> record = lambda id, given, born: {
///     ...     "id": id, "birth_date": born, "sex": "M", "names": [{"given": given, "surname": "Okafor"}],
///     ...     "identifiers": [{"kind": "fbi_number", "value": "ZZ7731A4"}],
///     ... }
///     >>> found = tracking.resolve_people([record("MO-88", "Marcus", "1971-06-24"), record("IL-12", "Marcus", "1971-06-24")])
///     >>> found["keys"]
///     {'IL-12': 'IL-12', 'MO-88': 'IL-12'}
#[pyfunction]
#[pyo3(signature = (offenders, settings = None, *, limits = None, progress = None))]
pub(crate) fn resolve_people<'py>(
    py: Python<'py>,
    offenders: &Bound<'py, PyAny>,
    settings: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (given, limits) = (self::settings("settings", settings), bounds(limits));
    let offenders = Given::of("offenders", offenders)?.taken()?;
    let found = enter(py, progress, move |control| {
        let settings = core::PeopleSettings::from_value(&given?)?;
        let read = offenders.read(&limits, control)?;
        core::resolve_people(&read, &settings, Some(&limits), control)
    })?;
    many_to_python(py, &found)
}

/// Where may a person be, what is known, and what is to be checked next?
///
/// Points put places in order. They say nothing about the person: nobody gets a score.
///
/// Args:
///     records: The records of one person, dicts of the shape `offender`: all or none are read.
///     as_of: The day, as a `datetime.date` or ISO text.
///     beside: A dict of the shape `locate_inputs`: `tips`, `sightings` of vehicles, `possible` registrations elsewhere, `searches`.
///     settings: A dict of the shape `locate_settings` without `as_of`: `known_on`, `points` and others.
///     limits: Upper bounds; `rows` bounds the records and inputs.
///
/// Returns:
///     A dict of the shape `located`: `identity`, `timeline`, `gaps`, `conflicts`, `places` with reasons for and against whose points
///     add up, `searches`, `next_checks`, and what was left out.
///
/// Raises:
///     SettingsError: An argument is not of its shape, there is no record, or an id stands twice.
///     LimitError: There are more records and inputs than the limits allow.
///
/// Example:
///     >>> from caselink import tracking
///     >>> record = {
///     ...     "id": "ZZ-0042917",
///     ...     "stays": [{
///     ...         "kind": "residence", "span": {"start": "2019-04-01"},
///     ...         "place": {"address": {"street": "1180 Linden Ave", "locality": "Springfield", "state": "IL"}},
///     ...         "verifications": [{"on": "2026-01-20", "manner": "home_visit", "outcome": "not_there"}],
///     ...     }],
///     ... }
///     >>> (home,) = tracking.locate([record], "2026-03-09")["places"]
///     >>> [reason["kind"] for reason in home["reasons_against"]]
///     ['not_there', 'long_unconfirmed']
#[pyfunction]
#[pyo3(signature = (records, as_of, beside = None, settings = None, *, limits = None))]
pub(crate) fn locate<'py>(
    py: Python<'py>,
    records: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
    beside: Option<&Bound<'py, PyAny>>,
    settings: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (records, limits) = (values("records", records)?, bounds(limits));
    let beside = beside.map(|beside| plain("beside", beside));
    let given = settings_on(settings, as_of);
    let found = enter(py, None, move |_| {
        let settings = core::LocateSettings::from_value(&given?)?;
        let records = records
            .iter()
            .map(|one| from_value::<Offender>("records", one));
        let records = records.collect::<caselink::Result<Vec<_>>>()?;
        let beside = beside.transpose()?;
        let beside = beside.map(|beside| core::LocateInputs::from_value(&beside));
        let beside = beside.transpose()?.unwrap_or_default();
        core::locate(&records, &beside, &settings, Some(&limits))
    })?;
    to_python(py, &found)
}
