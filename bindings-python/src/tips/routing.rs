//! Whose is a report, and which provider is behind an account?

use std::sync::Arc;

use caselink::{
    Error, Result,
    records::{Limits, Tip, from_value},
    tips as core,
};
use chrono::{DateTime, NaiveDate, Utc};
use pyo3::prelude::*;

use crate::{
    control::enter,
    convert::{Plain, plain, to_python, to_value},
    given::{Given, bounds, values},
    patterns::settings,
};

/// A moment with a zone; none where there is none.
fn moment(object: Option<&Bound<'_, PyAny>>) -> Result<Option<DateTime<Utc>>> {
    let Some(object) = object else {
        return Ok(None);
    };
    let text = to_value(object).and_then(|value| value.as_str().map(str::to_owned));
    let moment = text.and_then(|text| text.parse().ok());
    moment.map(Some).ok_or_else(|| Error::InvalidParameter {
        name: "now",
        reason: "must be a moment with a zone, such as 2026-03-02T16:00:00Z".to_owned(),
    })
}

fn day(name: &'static str, object: &Bound<'_, PyAny>) -> Result<NaiveDate> {
    let text = to_value(object).and_then(|value| value.as_str().map(str::to_owned));
    let day = text.and_then(|text| text.parse().ok());
    day.ok_or_else(|| Error::InvalidParameter {
        name,
        reason: "must be a day, such as 2026-03-02".to_owned(),
    })
}

/// A directory of agencies and of the areas in which they are competent, ready to route many reports.
///
/// Args:
///     agencies: Dicts of the shape `agency`.
///     jurisdictions: Dicts of the shape `jurisdiction`, with `part_of`, `fips` and `iso`.
///     inputs: A dict of the shape `route_inputs`, what the host knows of where things are: `shapes`, `networks`, `numbers`, `schools`,
///         `calling_code`.
///
/// Raises:
///     SettingsError: A record cannot be used, an id stands twice, or jurisdictions are parts of each other in a circle.
///
/// Example:
///     >>> from caselink import tips
///     >>> directory = tips.AgencyDirectory(
///     ...     [{"id": "ZZ0160000", "kind": "police", "jurisdictions": ["us-il-167"]}],
///     ...     [{"id": "us-il-167", "kind": "county", "fips": "17167"}],
///     ... )
///     >>> routing = directory.route({"id": "T-1", "place": {"county_fips": "17167"}})
///     >>> routing["to"][0]["agency"], routing["areas"][0]["reasons_for"][0]["words"]
///     ('ZZ0160000', 'the county that it names')
#[pyclass(frozen, module = "caselink.tips")]
pub(crate) struct AgencyDirectory(Arc<core::AgencyDirectory>);

#[pymethods]
impl AgencyDirectory {
    #[new]
    #[pyo3(signature = (agencies, jurisdictions, inputs = None))]
    fn new(
        py: Python<'_>,
        agencies: &Bound<'_, PyAny>,
        jurisdictions: &Bound<'_, PyAny>,
        inputs: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let agencies = values("agencies", agencies)?;
        let places = values("jurisdictions", jurisdictions)?;
        let inputs = settings("inputs", inputs);
        let directory = enter(py, None, move |_| {
            core::AgencyDirectory::from_values(&agencies, &places, &inputs?)
        })?;
        Ok(Self(Arc::new(directory)))
    }

    /// What cannot be used of the directory, and what it lacks: dicts of the shape `directory_note`.
    ///
    /// Returns:
    ///     A list, in order.
    fn notes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.notes())
    }

    /// Where a report belongs, with the evidence for and against each place, and to which agencies it goes; or why a person must decide.
    ///
    /// Args:
    ///     tip: A dict of the shape `tip`.
    ///     rules: A dict of the shape `routing_rules`; what it does not name has its default.
    ///     now: The moment, as a `datetime.datetime` with a zone or ISO text: it tells whether offices are open.
    ///
    /// Returns:
    ///     A dict of the shape `routing`.
    #[pyo3(signature = (tip, rules = None, now = None))]
    fn route<'py>(
        &self,
        py: Python<'py>,
        tip: &Bound<'py, PyAny>,
        rules: Option<&Bound<'py, PyAny>>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (tip, given, now) = (plain("tip", tip), settings("rules", rules), moment(now));
        let directory = self.0.clone();
        let routing = enter(py, None, move |_| {
            let rules = core::RoutingRules::from_value(&given?)?;
            let tip: Tip = from_value("tip", &tip?)?;
            Ok(directory.route(&tip, &rules, now?))
        })?;
        to_python(py, &routing)
    }

    /// The same for many, in their order; what cannot be read is set aside.
    ///
    /// Args:
    ///     tips: An iterable of dicts of the shape `tip`, or lines of JSON as bytes or text.
    ///     rules: A dict of the shape `routing_rules`.
    ///     now: The moment.
    ///     limits: Upper bounds; `rows` bounds the reports.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A dict of the shape `routed_tips`: `routed` and `rejected`.
    #[pyo3(signature = (tips, rules = None, now = None, *, limits = None, progress = None))]
    fn route_all<'py>(
        &self,
        py: Python<'py>,
        tips: &Bound<'py, PyAny>,
        rules: Option<&Bound<'py, PyAny>>,
        now: Option<&Bound<'py, PyAny>>,
        limits: Option<Plain<Limits>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let tips = Given::of("tips", tips)?.taken()?;
        let (given, now, limits) = (settings("rules", rules), moment(now), bounds(limits));
        let directory = self.0.clone();
        let routed = enter(py, progress, move |control| {
            let rules = core::RoutingRules::from_value(&given?)?;
            let read = tips.read::<Tip>(&limits, control)?;
            let routed = directory.route_all(&read.records, &rules, now?, &limits, control)?;
            Ok(core::RoutedTips {
                routed,
                rejected: read.rejected,
            })
        })?;
        to_python(py, &routed)
    }
}

/// Providers, by domain, service and form of account.
///
/// Args:
///     providers: Dicts of the shape `provider`.
///
/// Raises:
///     SettingsError: A record cannot be used, or an id stands twice.
///
/// Example:
///     >>> from caselink import tips
///     >>> directory = tips.ProviderDirectory([{"id": "example-chat", "domains": ["chat.example.com"], "retention_days": 90}])
///     >>> (found,) = directory.find("https://chat.example.com/u/7731", "2026-03-02", on="2026-01-05")
///     >>> found["provider"]["id"], found["kept_until"], found["still_there"]
///     ('example-chat', '2026-04-05', 'likely')
#[pyclass(frozen, module = "caselink.tips")]
pub(crate) struct ProviderDirectory(Arc<core::ProviderDirectory>);

#[pymethods]
impl ProviderDirectory {
    #[new]
    fn new(py: Python<'_>, providers: &Bound<'_, PyAny>) -> PyResult<Self> {
        let providers = values("providers", providers)?;
        let directory = enter(py, None, move |_| {
            core::ProviderDirectory::from_values(&providers)
        })?;
        Ok(Self(Arc::new(directory)))
    }

    /// Who is behind a page, a mail address, a domain, the name of a service or an account, whom to ask there, and whether it is likely to
    /// have still what happened on a day.
    ///
    /// Args:
    ///     text: What is looked for.
    ///     as_of: Today, as a `datetime.date` or ISO text.
    ///     on: The day of what is asked about.
    ///
    /// Returns:
    ///     A list of dicts of the shape `provider_found`, in order of the ids.
    #[pyo3(signature = (text, as_of, on = None))]
    fn find<'py>(
        &self,
        py: Python<'py>,
        text: String,
        as_of: &Bound<'py, PyAny>,
        on: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (as_of, on) = (day("as_of", as_of), on.map(|on| day("on", on)).transpose());
        let directory = self.0.clone();
        let found = enter(py, None, move |_| Ok(directory.find(&text, as_of?, on?)))?;
        to_python(py, &found)
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }
}
