//! Duties of registrants.

use caselink::{
    Error, Result,
    records::{Limits, Offender, from_value},
    tracking::{self as core, AssessOptions},
};
use pyo3::prelude::*;
use serde_json::Value;

use crate::{
    control::{at_once, detached, enter},
    convert::{Plain, many_to_python, plain, to_python, to_value, whole},
    given::{Given, bounds, values},
    patterns::settings,
};

/// Rule packs that are checked and made ready once, for many calls.
///
/// Args:
///     packs: A list of dicts of the shape `rule_pack`; without it, the federal pack that comes with the library. Several versions
///         of a pack may be given, and each holds while it is in force.
///
/// Raises:
///     SettingsError: A pack is not of its shape or does not hold together; the message says which, and where.
///
/// Example:
///     >>> from caselink import tracking
///     >>> packs = tracking.CompiledPacks([tracking.federal_pack()])
///     >>> packs
///     CompiledPacks(us-federal-sorna 2026-11)
///     >>> tracking.assess({"id": "ZZ-1"}, "2026-03-09", packs=packs)["compliance"]
///     'undetermined'
#[pyclass(frozen, module = "caselink.tracking")]
pub(crate) struct CompiledPacks(core::CompiledPacks);

#[pymethods]
impl CompiledPacks {
    #[new]
    #[pyo3(signature = (packs = None))]
    fn new(py: Python<'_>, packs: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let packs = Packs::of(packs)?;
        detached(py, move || packs.ready()).map(Self)
    }

    /// The packs, as dicts of the shape `rule_pack`, in the order in which they were given.
    #[getter]
    fn packs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.packs())
    }

    fn __len__(&self) -> usize {
        self.0.packs().len()
    }

    fn __repr__(&self) -> String {
        let names = self.0.packs().iter();
        let names: Vec<String> = names
            .map(|pack| format!("{} {}", pack.pack, pack.version))
            .collect();
        format!("CompiledPacks({})", names.join(", "))
    }
}

/// The rule packs of a call.
pub(super) enum Packs {
    Federal,
    Ready(core::CompiledPacks),
    Given(Vec<Value>),
}

impl Packs {
    pub(super) fn of(packs: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let Some(packs) = packs else {
            return Ok(Self::Federal);
        };
        if let Ok(ready) = packs.cast::<CompiledPacks>() {
            return Ok(Self::Ready(ready.get().0.clone()));
        }
        values("packs", packs).map(Self::Given)
    }

    pub(super) fn ready(self) -> Result<core::CompiledPacks> {
        match self {
            Self::Federal => core::CompiledPacks::federal(),
            Self::Ready(ready) => Ok(ready),
            Self::Given(packs) => core::CompiledPacks::from_values(&packs),
        }
    }
}

/// The options, with the days that are arguments of their own.
fn options(
    as_of: &Bound<'_, PyAny>,
    known_on: Option<&Bound<'_, PyAny>>,
    given: Option<&Bound<'_, PyAny>>,
) -> Result<AssessOptions> {
    let mut value = settings("options", given)?;
    for (name, day) in [("as_of", Some(as_of)), ("known_on", known_on)] {
        if let (Some(fields), Some(day)) = (value.as_object_mut(), day)
            && fields
                .insert(name.to_owned(), to_value(day).unwrap_or(Value::Null))
                .is_some()
        {
            return Err(Error::InvalidParameter {
                name: "options",
                reason: format!("{name} is an argument of its own"),
            });
        }
    }
    AssessOptions::from_value(&value)
}

/// The rule pack of the federal law (SORNA) that comes with the library.
///
/// Nobody with the authority to do so has signed it: `status` says so. Each rule carries its citation and how well it is known.
///
/// Returns:
///     A dict of the shape `rule_pack`, to read, to change, and to hand over as one of `packs`.
///
/// Example:
///     >>> from caselink import tracking
///     >>> pack = tracking.federal_pack()
///     >>> pack["pack"], pack["status"]["verified"]
///     ('us-federal-sorna', False)
#[pyfunction]
pub(crate) fn federal_pack(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let pack = at_once(py, core::RulePack::federal)?;
    to_python(py, &pack)
}

/// What one registrant owes under rule packs, as of a day.
///
/// Each duty comes to a state of its own. What is not known makes a duty undetermined and says what is missing, and never a failure.
///
/// Args:
///     offender: A dict of the shape `offender`.
///     as_of: The day, as a `datetime.date` or ISO text. What happened later does not count.
///     options: A dict of the shape `assess_options` without `as_of`: `due_soon_days`, `stale_after_days`, `history_from`,
///         `most_listed`, `count_unconfirmed`, `all_registries`, `explain`, `at`.
///     packs: A list of dicts of the shape `rule_pack`, or `CompiledPacks`; without it, the federal pack.
///     known_on: By what was on record on this day: facts that were recorded later are left out.
///     limits: Upper bounds; `record_values` bounds the facts of a record.
///
/// Returns:
///     A dict of the shape `assessment`: compliance, whereabouts, legal process, and each duty with its days, its arithmetic and the
///     fields that it rests on. It finds nobody guilty, and gives no score.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or a pack does not hold together.
///     LimitError: The record has more facts than the limits allow.
///
/// Example:
///     >>> from caselink import tracking
///     >>> offender = {
///     ...     "id": "ZZ-0042917",
///     ...     "registrations": [{
///     ...         "jurisdiction": "IL", "span": {"start": "2020-01-31"},
///     ...         "tiers": [{"scheme": "SORNA", "tier": "II", "effective_from": "2020-01-31"}],
///     ...         "appearances": [{"on": "2020-07-24", "purpose": "verification", "manner": "in_person"}],
///     ...     }],
///     ... }
///     >>> (illinois,) = tracking.assess(offender, "2021-02-09")["jurisdictions"]
///     >>> [(line["duty"], line["due"], line["days"]) for line in illinois["duties"] if line["state"] == "overdue"]
///     [('D11', '2021-01-31', 9)]
#[pyfunction]
#[pyo3(signature = (offender, as_of, options = None, *, packs = None, known_on = None, limits = None))]
pub(crate) fn assess<'py>(
    py: Python<'py>,
    offender: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
    options: Option<&Bound<'py, PyAny>>,
    packs: Option<&Bound<'py, PyAny>>,
    known_on: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (packs, limits) = (Packs::of(packs)?, bounds(limits));
    let (offender, options) = (
        plain("offender", offender),
        self::options(as_of, known_on, options),
    );
    let found = detached(py, move || {
        let offender: Offender = from_value("offender", &offender?)?;
        packs.ready()?.assess(&offender, &options?, Some(&limits))
    })?;
    to_python(py, &found)
}

/// What each of many registrants owes. A record that cannot be used is set aside, and the rest goes on.
///
/// Args:
///     offenders: An iterable of dicts of the shape `offender`, or lines of JSON as bytes or text.
///     as_of: The day, as a `datetime.date` or ISO text.
///     options: A dict of the shape `assess_options` without `as_of`. `{"explain": False}` leaves out the words.
///     packs: A list of dicts of the shape `rule_pack`, or `CompiledPacks`; without it, the federal pack.
///     known_on: By what was on record on this day.
///     limits: Upper bounds; `rows` bounds the records, `record_values` the facts of one.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `assessments`: `assessments`, in the order of the records, and `rejected`, with row, field and reason.
///
/// Raises:
///     SettingsError: The options are not of their shape, or a pack does not hold together.
///     InputError: The bytes are not UTF-8 as a whole.
///     LimitError: There are more records than the limits allow.
///
/// Example:
///     >>> from caselink import tracking
///     >>> found = tracking.assess_all([{"id": "ZZ-1"}, {"id": "ZZ-2", "stays": "none"}], "2026-03-09")
///     >>> len(found["assessments"]), found["rejected"]["listed"][0]["field"]
///     (1, 'stays')
#[pyfunction]
#[pyo3(signature = (offenders, as_of, options = None, *, packs = None, known_on = None, limits = None, progress = None))]
#[expect(clippy::too_many_arguments, reason = "as Python names them")]
pub(crate) fn assess_all<'py>(
    py: Python<'py>,
    offenders: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
    options: Option<&Bound<'py, PyAny>>,
    packs: Option<&Bound<'py, PyAny>>,
    known_on: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (packs, limits) = (Packs::of(packs)?, bounds(limits));
    let options = self::options(as_of, known_on, options);
    let offenders = Given::of("offenders", offenders)?.taken()?;
    let found = enter(py, progress, move |control| {
        let (packs, options) = (packs.ready()?, options?);
        let read = offenders.read(&limits, control)?;
        packs.assess_all(&read, &options, Some(&limits), control)
    })?;
    many_to_python(py, &found)
}

/// The calendar of what falls due from a day on: by date, then by person. What is overdue is no part of it.
///
/// Args:
///     offenders: An iterable of dicts of the shape `offender`, or lines of JSON as bytes or text.
///     as_of: The first day, as a `datetime.date` or ISO text.
///     horizon_days: So many days ahead, 3,660 at most.
///     options: A dict of the shape `assess_options` without `as_of`.
///     packs: A list of dicts of the shape `rule_pack`, or `CompiledPacks`; without it, the federal pack.
///     known_on: By what was on record on this day.
///     limits: Upper bounds; `rows` bounds the records, and what falls due.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `upcoming_duties`: `duties`, each with its day, record, jurisdiction and pack, and `rejected`, with row,
///     field and reason.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or a pack does not hold together.
///     InputError: The bytes are not UTF-8 as a whole.
///     LimitError: There are more records, or more falls due, than the limits allow.
///
/// Example:
///     >>> from caselink import tracking
///     >>> registration = {
///     ...     "jurisdiction": "IL", "span": {"start": "2024-01-31"},
///     ...     "tiers": [{"scheme": "sorna", "tier": "3", "effective_from": "2024-01-31"}],
///     ... }
///     >>> found = tracking.upcoming([{"id": "ZZ-1", "registrations": [registration]}], "2024-02-01", 200)
///     >>> [(one["due"], one["duty"]) for one in found["duties"]]
///     [('2024-04-30', 'D11'), ('2024-07-31', 'D11')]
#[pyfunction]
#[pyo3(signature = (
    offenders, as_of, horizon_days = 90, options = None, *, packs = None, known_on = None, limits = None, progress = None
))]
#[expect(clippy::too_many_arguments, reason = "as Python names them")]
pub(crate) fn upcoming<'py>(
    py: Python<'py>,
    offenders: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
    horizon_days: i64,
    options: Option<&Bound<'py, PyAny>>,
    packs: Option<&Bound<'py, PyAny>>,
    known_on: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (packs, limits) = (Packs::of(packs)?, bounds(limits));
    let options = self::options(as_of, known_on, options);
    let horizon: u32 = whole(py, horizon_days, "horizon_days")?;
    let offenders = Given::of("offenders", offenders)?.taken()?;
    let found = enter(py, progress, move |control| {
        let (packs, options) = (packs.ready()?, options?);
        let read = offenders.read(&limits, control)?;
        packs.upcoming(&read, &options, horizon, Some(&limits), control)
    })?;
    many_to_python(py, &found)
}

/// Counts people over many records, each number with its definition.
///
/// Args:
///     offenders: An iterable of dicts of the shape `offender`, or lines of JSON as bytes or text.
///     as_of: The day, as a `datetime.date` or ISO text.
///     people: A dict from ids of records to the keys of persons, texts or whole numbers: which records are of one person, as
///         linkage found it. Of a person with several records, the worst compliance counts. A record without a key is a person.
///     options: A dict of the shape `assess_options` without `as_of`.
///     packs: A list of dicts of the shape `rule_pack`, or `CompiledPacks`; without it, the federal pack.
///     known_on: By what was on record on this day.
///     limits: Upper bounds; `rows` bounds the records, `record_values` the facts of one.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `registry_counts`: `counts` by name, `overdue_by_duty`, and `rejected`, with row, field and reason: those
///     are in no number.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or a pack does not hold together.
///     InputError: The bytes are not UTF-8 as a whole.
///     LimitError: There are more records than the limits allow.
///
/// Example:
///     >>> from caselink import tracking
///     >>> registered = lambda state: [{"jurisdiction": state, "span": {"start": "2026-02-02"}}]
///     >>> offenders = [{"id": id, "registrations": registered(state)} for id, state in [("A", "IL"), ("B", "MO"), ("C", "IL")]]
///     >>> found = tracking.registry_counts(offenders, "2026-03-01", {"A": "P-7", "B": "P-7"})
///     >>> found["records"], found["people"], found["counts"]["several_registries"]["people"]
///     (3, 2, 1)
#[pyfunction]
#[pyo3(signature = (
    offenders, as_of, people = None, options = None, *, packs = None, known_on = None, limits = None, progress = None
))]
#[expect(clippy::too_many_arguments, reason = "as Python names them")]
pub(crate) fn registry_counts<'py>(
    py: Python<'py>,
    offenders: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
    people: Option<&Bound<'py, PyAny>>,
    options: Option<&Bound<'py, PyAny>>,
    packs: Option<&Bound<'py, PyAny>>,
    known_on: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (packs, limits) = (Packs::of(packs)?, bounds(limits));
    let (options, people) = (
        self::options(as_of, known_on, options),
        settings("people", people),
    );
    let offenders = Given::of("offenders", offenders)?.taken()?;
    let found = enter(py, progress, move |control| {
        let (packs, options) = (packs.ready()?, options?);
        let people = core::people_from_value(&people?)?;
        let read = offenders.read(&limits, control)?;
        packs.registry_counts(&read, &options, &people, Some(&limits), control)
    })?;
    to_python(py, &found)
}
