use caselink::{Error, patterns as core, records::Limits};
use pyo3::{prelude::*, types::PyList};

use super::settings;
use crate::{
    control::{at_once, enter},
    convert::{to_python, to_value},
};

/// Counts as Python has them: None where one is not known.
fn whole_counts(counts: &Bound<'_, PyAny>) -> Result<Vec<Option<u32>>, Error> {
    let wrong = |reason: String| Error::InvalidParameter {
        name: "counts",
        reason,
    };
    let all = counts
        .try_iter()
        .map_err(|_| wrong("must be a list of whole numbers".to_owned()))?;
    let read = |(number, count): (usize, PyResult<Bound<'_, PyAny>>)| {
        count
            .and_then(|count| count.extract())
            .map_err(|_| wrong(format!("row {number}: must be a whole number from 0 to 4294967295, or None where it is not known")))
    };
    all.enumerate().map(read).collect()
}

/// Watches a series of counts for a sudden rise: EARS C1, C2 and C3 (Hutwagner et al. 2003).
///
/// Args:
///     counts: A count for each period, in order; None where it is not known, which is not 0.
///     settings: A dict of the shape `ears_settings`.
///
/// Returns:
///     A dict of the shape `count_alarms`.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or cannot be worked with.
///
/// Example:
///     >>> from caselink import patterns
///     >>> found = patterns.ears([1, 0, 2, 1, 1, 0, 1, 9])
///     >>> [one["period"] for one in found["periods"] if one["alarm"]]
///     [7]
#[pyfunction]
#[pyo3(signature = (counts, settings = None))]
pub(crate) fn ears<'py>(
    py: Python<'py>,
    counts: &Bound<'py, PyAny>,
    settings: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (given, counts) = (self::settings("settings", settings), whole_counts(counts));
    let found = enter(py, None, move |_| {
        core::ears(
            &counts?,
            &core::EarsSettings::from_value(&given?)?,
            &Limits::default(),
        )
    })?;
    to_python(py, &found)
}

/// Watches a series of counts for a rise that lasts: the one-sided cumulative sum.
///
/// Args:
///     counts: A count for each period, in order; None where it is not known.
///     settings: A dict of the shape `cusum_settings`.
///
/// Returns:
///     A dict of the shape `count_alarms`.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or cannot be worked with.
///
/// Example:
///     >>> from caselink import patterns
///     >>> found = patterns.cusum([1, 0, 2, 1] * 15 + [6, 7, 8])
///     >>> [one["period"] for one in found["periods"] if one["alarm"]][0]
///     60
#[pyfunction]
#[pyo3(signature = (counts, settings = None))]
pub(crate) fn cusum<'py>(
    py: Python<'py>,
    counts: &Bound<'py, PyAny>,
    settings: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (given, counts) = (self::settings("settings", settings), whole_counts(counts));
    let found = enter(py, None, move |_| {
        core::cusum(
            &counts?,
            &core::CusumSettings::from_value(&given?)?,
            &Limits::default(),
        )
    })?;
    to_python(py, &found)
}

/// The reference value of a Poisson CUSUM between a usual and a raised mean.
///
/// Args:
///     usual: The usual mean.
///     raised: The mean that should be noticed.
///
/// Returns:
///     (raised - usual) / ln(raised / usual).
///
/// Raises:
///     SettingsError: A mean is not above 0, or the raised one not above the usual one.
///
/// Example:
///     >>> from caselink import patterns
///     >>> round(patterns.poisson_reference(1.0, 2.0), 3)
///     1.443
#[pyfunction]
pub(crate) fn poisson_reference(py: Python<'_>, usual: f64, raised: f64) -> PyResult<f64> {
    at_once(py, || core::poisson_reference(usual, raised))
}

/// Watches weekly counts against the same weeks of the years before (Farrington et al. 1996; Noufaily et al. 2013).
///
/// Args:
///     counts: A count for each week, in order; None where it is not known.
///     settings: A dict of the shape `farrington_settings`.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `count_alarms`.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or cannot be worked with.
///
/// Example:
///     >>> from caselink import patterns
///     >>> found = patterns.farrington([2, 1, 3, 2] * 100)
///     >>> any(one["alarm"] for one in found["periods"])
///     False
#[pyfunction]
#[pyo3(signature = (counts, settings = None, *, progress = None))]
pub(crate) fn farrington<'py>(
    py: Python<'py>,
    counts: &Bound<'py, PyAny>,
    settings: Option<&Bound<'py, PyAny>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (given, counts) = (self::settings("settings", settings), whole_counts(counts));
    let found = enter(py, progress, move |control| {
        let settings = core::FarringtonSettings::from_value(&given?)?;
        core::farrington(&counts?, &settings, &Limits::default(), control)
    })?;
    to_python(py, &found)
}

/// Which regions have more this period than their own past would give?
///
/// Args:
///     regions: For each region a dict with `now` and `history`, a list of the counts before.
///     settings: A dict of the shape `predictive_settings`.
///
/// Returns:
///     A dict of the shape `unusual_counts`: a tail probability for each region, and its false discovery rate.
///
/// Raises:
///     SettingsError: A region or the settings are not of their shape.
///
/// Example:
///     >>> from caselink import patterns
///     >>> found = patterns.unusual_counts([{"now": 6, "history": [0, 1, 0, 1, 0, 0, 1, 0]}])
///     >>> found["regions"][0]["p"] < 0.01
///     True
#[pyfunction]
#[pyo3(signature = (regions, settings = None))]
pub(crate) fn unusual_counts<'py>(
    py: Python<'py>,
    regions: &Bound<'py, PyList>,
    settings: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let given = self::settings("settings", settings);
    let regions: Vec<_> = regions.iter().map(|region| to_value(&region)).collect();
    let found = enter(py, None, move |_| {
        let region = |region: Option<serde_json::Value>| {
            region
                .and_then(|region| serde_json::from_value(region).ok())
                .ok_or_else(|| Error::InvalidParameter {
                    name: "regions",
                    reason: "must be dicts with now and history".to_owned(),
                })
        };
        let regions: Vec<core::RegionCounts> =
            regions.into_iter().map(region).collect::<Result<_, _>>()?;
        let settings = core::PredictiveSettings::from_value(&given?)?;
        core::unusual_counts(&regions, &settings, &Limits::default())
    })?;
    to_python(py, &found)
}

/// False discovery rates of many p-values (Benjamini and Hochberg 1995).
///
/// Args:
///     p_values: The p-values.
///
/// Returns:
///     A q-value for each.
///
/// Raises:
///     SettingsError: A value is not between 0 and 1.
///
/// Example:
///     >>> from caselink import patterns
///     >>> patterns.benjamini_hochberg([0.01, 0.5])
///     [0.02, 0.5]
#[pyfunction]
pub(crate) fn benjamini_hochberg(py: Python<'_>, p_values: Vec<f64>) -> PyResult<Vec<f64>> {
    at_once(py, || core::benjamini_hochberg(&p_values))
}
