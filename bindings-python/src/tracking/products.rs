//! What leaves the desk: lead packages, and the registry's report.

use caselink::{records::Limits, tracking as core};
use pyo3::prelude::*;

use super::{date, duties::Packs};
use crate::{
    control::enter,
    convert::{Plain, plain, to_python},
    given::{Given, bounds},
    patterns::settings,
};

/// Writes a lead package: what a team carries that goes out to look for a registrant, or what is known of registrants in an open case.
///
/// It is for law enforcement, and leaves through `release.disseminate`. Every fact stands with its source, day and confidence, evidence
/// against as well as for; links to open cases stand in an annex of their own.
///
/// Args:
///     subject: A dict of the shape `lead_subject`. With `"kind": "registrant"`: `records` of one person, and what `assess`, `locate` and
///         `OffenderIndex.find_cases` found: `assessments`, `located`, `cases`. With `"kind": "case"`: `case`, `findings` of
///         `OffenderIndex.find_offenders`, and `registrants`, one for each link that is to be written out.
///     header: A dict of the shape `package_header`: `id`, `agency`, `as_of`, `requesting_agency`, `authority`, `purpose`, and `contact` as
///         wanted.
///
/// Returns:
///     A dict of the shape `document`.
///
/// Raises:
///     SettingsError: An argument is not of its shape, there is no record, or authority or purpose is empty.
///     InputError: Findings are of another case, or an assessment of another record.
///
/// Example:
///     >>> from caselink import tracking
///     >>> record = {"id": "ZZ-0042917", "registrations": [{"jurisdiction": "IL", "span": {"start": "2020-01-31"}}]}
///     >>> subject = {
///     ...     "kind": "registrant", "records": [record],
///     ...     "assessments": [tracking.assess(record, "2026-03-09")], "located": tracking.locate([record], "2026-03-09"),
///     ... }
///     >>> header = {
///     ...     "id": "LP-2026-41", "agency": "Example State Clearinghouse", "as_of": "2026-03-09",
///     ...     "requesting_agency": "Example County Task Force", "authority": "34 USC 20941", "purpose": "to find the person",
///     ... }
///     >>> package = tracking.lead_package(subject, header)
///     >>> package["marking"]["law_enforcement_sensitive"]
///     True
#[pyfunction]
pub(crate) fn lead_package<'py>(
    py: Python<'py>,
    subject: &Bound<'py, PyAny>,
    header: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let (subject, header) = (plain("subject", subject), plain("header", header));
    let document = enter(py, None, move |_| {
        let header = core::PackageHeader::from_value(&header?)?;
        core::lead_package(&core::LeadSubject::from_value(&subject?)?, &header)
    })?;
    to_python(py, &document)
}

/// Counts what happened in a period: people, not rows, each number with its definition.
///
/// Args:
///     offenders: An iterable of dicts of the shape `offender`, or lines of JSON as bytes or text.
///     start: The first day, as a `datetime.date` or ISO text.
///     until: The first day no longer inside.
///     people: A dict from ids of records to the keys of persons, as for `registry_counts`.
///     limits: Upper bounds; `rows` bounds the records.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `period_counts`: `counts` by name, `located`, `warrant_issued` and `arrested` among them, and `rejected`.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or no day is inside.
///     InputError: The bytes are not UTF-8 as a whole.
///     LimitError: There are more records than the limits allow.
///
/// Example:
///     >>> from caselink import tracking
///     >>> record = {
///     ...     "id": "ZZ-1", "declarations": [{"whereabouts": "unlocated", "on": "2025-11-03"}],
///     ...     "custody": [{"kind": "jail", "span": {"start": "2026-02-10"}}],
///     ... }
///     >>> tracking.period_counts([record], "2026-01-01", "2026-04-01")["counts"]["located"]["people"]
///     1
#[pyfunction]
#[pyo3(signature = (offenders, start, until, people = None, *, limits = None, progress = None))]
pub(crate) fn period_counts<'py>(
    py: Python<'py>,
    offenders: &Bound<'py, PyAny>,
    start: &Bound<'py, PyAny>,
    until: &Bound<'py, PyAny>,
    people: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (people, limits) = (settings("people", people), bounds(limits));
    let (start, until) = (date("start", start), date("until", until));
    let offenders = Given::of("offenders", offenders)?.taken()?;
    let counts = enter(py, progress, move |control| {
        let people = core::people_from_value(&people?)?;
        let (start, until) = (start?, until?);
        let read = offenders.read(&limits, control)?;
        core::period_counts(&read, start, until, &people, Some(&limits))
    })?;
    to_python(py, &counts)
}

/// The report of a registry for a period: how many people were assessed, what is overdue by duty, who was located, warrants, arrests, each
/// number with its definition. It leaves through `release.disseminate`.
///
/// Args:
///     counts: A dict of the shape `registry_counts`, of the last day of the period.
///     period: A dict of the shape `period_counts`, of the same records and people.
///     header: A dict of the shape `registry_report_header`: `id`, `agency`, `contact`, `for_public`. For the public, small numbers are
///         taken out with those that would give them away.
///     packs: The rule packs of the counts: a list of dicts of the shape `rule_pack`, or `CompiledPacks`; without it, the federal pack.
///
/// Returns:
///     A dict of the shape `document`.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or the counts are not of the day, records and people of the period.
///
/// Example:
///     >>> from caselink import tracking
///     >>> records = [{"id": "A", "registrations": [{"jurisdiction": "IL", "span": {"start": "2026-02-02"}}]}]
///     >>> counts = tracking.registry_counts(records, "2026-03-31")
///     >>> period = tracking.period_counts(records, "2026-01-01", "2026-04-01")
///     >>> tracking.registry_report(counts, period, {"id": "RR-2026-1", "agency": "Example State Registry"})["id"]
///     'RR-2026-1'
#[pyfunction]
#[pyo3(signature = (counts, period, header, *, packs = None))]
pub(crate) fn registry_report<'py>(
    py: Python<'py>,
    counts: &Bound<'py, PyAny>,
    period: &Bound<'py, PyAny>,
    header: &Bound<'py, PyAny>,
    packs: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let packs = Packs::of(packs)?;
    let (counts, period) = (plain("counts", counts), plain("period", period));
    let header = plain("header", header);
    let document = enter(py, None, move |_| {
        let header = core::RegistryReportHeader::from_value(&header?)?;
        let counts = core::RegistryCounts::from_value(&counts?)?;
        let period = core::PeriodCounts::from_value(&period?)?;
        core::registry_report(&counts, &period, packs.ready()?.packs(), &header)
    })?;
    to_python(py, &document)
}
