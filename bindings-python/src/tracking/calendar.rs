//! Days, terms and periods.

use caselink::{Error, tracking as core};
use pyo3::prelude::*;
use serde_json::Value;

use super::date;
use crate::{
    control::at_once,
    convert::{plain, to_python, whole},
    given::values,
    patterns::settings,
};

fn calendar(given: Option<&Bound<'_, PyAny>>) -> caselink::Result<core::CalendarPolicy> {
    core::CalendarPolicy::from_value(&settings("calendar", given)?)
}

/// The holidays that federal law gives for a year, by date.
///
/// They are dated: Juneteenth from 2021, the birthday of Martin Luther King Jr. from 1986, Mondays from 1971. Inauguration Day is left
/// out: it is kept in and around Washington alone.
///
/// Args:
///     year: The year, from 1850 to 2150.
///
/// Returns:
///     A list of dicts with `name`, `date` and `observed`, the day on which offices are closed for it; for a New Year on a Saturday
///     that lies in the year before.
///
/// Raises:
///     SettingsError: The year is another.
///
/// Example:
///     >>> from caselink import tracking
///     >>> tracking.federal_holidays(2028)[0]
///     {'name': "New Year's Day", 'date': '2028-01-01', 'observed': '2027-12-31'}
#[pyfunction]
pub(crate) fn federal_holidays(py: Python<'_>, year: i64) -> PyResult<Bound<'_, PyAny>> {
    let days = at_once(py, || {
        let year = i32::try_from(year)
            .ok()
            .filter(|year| (1850..=2150).contains(year));
        let year = year.ok_or_else(|| Error::InvalidParameter {
            name: "year",
            reason: "must be a year from 1850 to 2150".to_owned(),
        })?;
        Ok(core::federal_holidays(year))
    })?;
    to_python(py, &days)
}

/// The last day on which something is in time that is due a term after an event, or before it.
///
/// Args:
///     event: The day of the event, as a `datetime.date` or ISO text.
///     term: A dict with `count` and `unit`: `business_days`, `working_days`, `calendar_days`, `weeks`, `months`, `years`, `hours`,
///         `immediate`.
///     direction: `"after"` or `"before"` the event.
///     calendar: The conventions of counting, as `calendar` of a rule pack; each has a default.
///
/// Returns:
///     The day, as ISO text.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or the day is outside of the calendar.
///
/// Example:
///     >>> from caselink import tracking
///     >>> tracking.term_end("2026-07-01", {"count": 3, "unit": "business_days"})
///     '2026-07-07'
#[pyfunction]
#[pyo3(signature = (event, term, direction = "after", *, calendar = None))]
pub(crate) fn term_end(
    py: Python<'_>,
    event: &Bound<'_, PyAny>,
    term: &Bound<'_, PyAny>,
    direction: &str,
    calendar: Option<&Bound<'_, PyAny>>,
) -> PyResult<String> {
    at_once(py, || {
        let term = core::DutyTerm::from_value(&plain("term", term)?)?;
        let direction = core::Direction::from_value(&Value::from(direction))?;
        let policy = self::calendar(calendar)?;
        let end = core::term_end(date("event", event)?, term, direction, &policy)?;
        Ok(end.to_string())
    })
}

/// Where a period of years from a day ends, when times in custody do not count.
///
/// Args:
///     start: The first day, as a `datetime.date` or ISO text.
///     years: How many years, 500 at most.
///     custody: Dicts with `start` and `end`, half-open; those that overlap count once. Without an end nobody can say when the
///         period ends.
///     calendar: The conventions of counting, as `calendar` of a rule pack; each has a default.
///
/// Returns:
///     A dict of the shape `tolled_period`: `end`, `last_duty_day`, `tolled_days`, or what is `missing`.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or the day is outside of the calendar.
///
/// Example:
///     >>> from caselink import tracking
///     >>> custody = [{"start": "2014-01-10", "end": "2014-04-10"}, {"start": "2025-07-01", "end": "2025-09-01"}]
///     >>> tracking.period_end("2010-06-01", 15, custody)
///     {'end': '2025-10-31', 'last_duty_day': '2025-10-30', 'tolled_days': 152}
#[pyfunction]
#[pyo3(signature = (start, years, custody = None, *, calendar = None))]
pub(crate) fn period_end<'py>(
    py: Python<'py>,
    start: &Bound<'py, PyAny>,
    years: i64,
    custody: Option<&Bound<'py, PyAny>>,
    calendar: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let years: u32 = whole(py, years, "years")?;
    let custody = custody.map(|custody| values("custody", custody));
    let custody = Value::Array(custody.transpose()?.unwrap_or_default());
    let period = at_once(py, || {
        let custody = core::spans_from_value("custody", &custody)?;
        core::period_end(
            date("start", start)?,
            years,
            &custody,
            &self::calendar(calendar)?,
        )
    })?;
    to_python(py, &period)
}

/// The days on which verifications are due, each met on its day.
///
/// Args:
///     anchor: The day that they are counted from, as a `datetime.date` or ISO text.
///     every: A dict with `count` and `unit`, as for `term_end`.
///     count: How many days.
///     calendar: The conventions of counting, as `calendar` of a rule pack: `{"schedule": "chained"}` counts each from the one
///         before, so that the 31st drifts.
///
/// Returns:
///     A list of days, as ISO text.
///
/// Raises:
///     SettingsError: An argument is not of its shape, the term does not move on, or a day is outside of the calendar.
///
/// Example:
///     >>> from caselink import tracking
///     >>> tracking.verification_dates("2024-01-31", {"count": 3, "unit": "months"}, 3)
///     ['2024-04-30', '2024-07-31', '2024-10-31']
#[pyfunction]
#[pyo3(signature = (anchor, every, count, *, calendar = None))]
pub(crate) fn verification_dates(
    py: Python<'_>,
    anchor: &Bound<'_, PyAny>,
    every: &Bound<'_, PyAny>,
    count: i64,
    calendar: Option<&Bound<'_, PyAny>>,
) -> PyResult<Vec<String>> {
    let count: u32 = whole(py, count, "count")?;
    at_once(py, || {
        let every = core::DutyTerm::from_value(&plain("every", every)?)?;
        let anchor = date("anchor", anchor)?;
        let days = core::verification_dates(anchor, every, count, &self::calendar(calendar)?)?;
        Ok(days.iter().map(ToString::to_string).collect())
    })
}

/// The day on which someone first lives in a jurisdiction by its rule, when these are the days spent there.
///
/// Args:
///     stays: Dicts with `start` and `end`, half-open; each needs a start.
///     as_of: The day up to which stays without an end run, as a `datetime.date` or ISO text.
///     rule: The rule, as `residence` of a rule pack: `consecutive_days`, `aggregate`, with `cite` and `trust`.
///
/// Returns:
///     The day as ISO text, or None where it was not reached.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or a stay has no first day.
///
/// Example:
///     >>> from caselink import tracking
///     >>> rule = {"cite": "an example", "trust": "secondary", "aggregate": {"days": 10, "within": "calendar_month"}}
///     >>> stays = [{"start": "2026-03-01", "end": "2026-03-07"}, {"start": "2026-03-20"}]
///     >>> tracking.residence_from(stays, "2026-04-30", rule)
///     '2026-03-23'
#[pyfunction]
pub(crate) fn residence_from(
    py: Python<'_>,
    stays: &Bound<'_, PyAny>,
    as_of: &Bound<'_, PyAny>,
    rule: &Bound<'_, PyAny>,
) -> PyResult<Option<String>> {
    let stays = Value::Array(values("stays", stays)?);
    at_once(py, || {
        let stays = core::spans_from_value("stays", &stays)?;
        let rule = core::ResidenceRule::from_value(&plain("rule", rule)?)?;
        let from = core::residence_from(&stays, date("as_of", as_of)?, &rule)?;
        Ok(from.map(|day| day.to_string()))
    })
}
