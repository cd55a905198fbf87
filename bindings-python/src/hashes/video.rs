//! Do two videos show the same?

use caselink::{Error, Result, hashes as core};
use pyo3::{prelude::*, types::PyAny};
use serde_json::Value;

use crate::{
    control::enter,
    convert::{to_python, to_value},
};

fn frames(name: &'static str, value: Option<Value>) -> Result<Vec<core::Frame>> {
    core::Frame::all_from_value(name, &value.unwrap_or(Value::Null))
}

/// Compares two videos, frame by frame, by the rule of vPDQ.
///
/// Args:
///     query: The frames of the video that is looked for: a list of dicts with `hash` (64 hex digits) and `quality`
///         (0 to 100).
///     compared: The frames of the known one.
///     rule: A dict with `distance` (31), `least_quality` (50), `compared_percent` (80), `query_percent` (0).
///
/// Returns:
///     A dict with `query_frames`, `query_matched`, `compared_frames`, `compared_matched`, and `is_near`: None when one of
///     the videos has no frame to compare.
///
/// Raises:
///     SettingsError: A frame is none, or the rule is out of its range.
///     LimitError: There are more than a hundred million pairs of frames.
///
/// Example:
///     >>> from caselink import hashes
///     >>> frame = {"hash": "00" * 32, "quality": 90}
///     >>> hashes.compare_videos([frame], [frame])["is_near"]
///     True
#[pyfunction]
#[pyo3(signature = (query, compared, *, rule = None))]
pub(crate) fn compare_videos<'py>(
    py: Python<'py>,
    query: &Bound<'py, PyAny>,
    compared: &Bound<'py, PyAny>,
    rule: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (query, compared) = (to_value(query), to_value(compared));
    let rule = rule.map(|rule| to_value(rule).unwrap_or(Value::Null));
    let result = enter(py, None, move |_| {
        let rule = match rule {
            Some(rule) => core::VideoRule::from_value(&rule)?,
            None => core::VideoRule::default(),
        };
        let compared = core::compare_videos(
            &frames("query", query)?,
            &frames("compared", compared)?,
            &rule,
        )?;
        let mut result = serde_json::to_value(compared).map_err(|_| Error::Internal)?;
        if let Some(fields) = result.as_object_mut() {
            let near = compared.is_near(&rule).map_or(Value::Null, Value::Bool);
            fields.insert("is_near".to_owned(), near);
        }
        Ok(result)
    })?;
    to_python(py, &result)
}
