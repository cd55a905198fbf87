use std::sync::Arc;

use caselink::{
    events as core,
    records::{Limits, Rejections},
};
use pyo3::prelude::*;

use super::settings;
use crate::{
    arrow::Stream,
    control::enter,
    convert::{Plain, to_python},
};

/// Events that have a place and a time, out of a table.
///
/// Rows without a place or a time are set aside and listed, and so are those at 0, 0, outside the range of degrees, or that
/// end before they start. Events are numbered from 0; `rows` leads back to the table, which is never changed.
///
/// Args:
///     table: Anything with `__arrow_c_stream__` (pandas, polars, pyarrow, duckdb), or a dict of lists.
///     settings: Which columns say where and when, such as `{"x": "lon", "y": "lat", "start": "day"}`, or
///         `{"geometry": "at"}` for a column of GeoArrow points. `metric` is `great_circle`, `euclidean` or `manhattan`.
///     limits: Upper bounds; `rows` bounds the events.
///
/// Raises:
///     InputError: A column is missing, or of a type that says no place or time.
///     LimitError: There are more rows than the limits allow.
///     SettingsError: `settings` or `limits` are not of their shape.
///
/// Example:
///     >>> from caselink import events
///     >>> table = {"x": [-87.6, 0.0], "y": [41.9, 0.0], "start": ["2026-05-29", "2026-05-30"]}
///     >>> attempts = events.Events(table)
///     >>> len(attempts), attempts.set_aside["counts"][0]["field"]
///     (1, 'place')
#[pyclass(frozen, module = "caselink.events")]
pub(crate) struct Events {
    pub(crate) inner: Arc<core::Events>,
    set_aside: Rejections,
}

#[pymethods]
impl Events {
    #[new]
    #[pyo3(signature = (table, settings = None, *, limits = None))]
    fn new(
        py: Python<'_>,
        table: Stream,
        settings: Option<&Bound<'_, PyAny>>,
        limits: Option<Plain<Limits>>,
    ) -> PyResult<Self> {
        let given = self::settings("settings", settings);
        let limits = limits.map_or_else(Limits::default, |l| l.0);
        let (inner, set_aside) = enter(py, None, move |control| {
            let settings = core::EventSettings::from_value(&given?)?;
            let (batches, schema) = table.batches(control)?;
            core::Events::from_batches(&batches, &schema, &settings, &limits)
        })?;
        Ok(Self {
            inner: Arc::new(inner),
            set_aside,
        })
    }

    /// The rows that were set aside: a dict of the shape `rejections`.
    #[getter]
    fn set_aside<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.set_aside)
    }

    /// The numbers of the events whose longitude and latitude are swapped, by the look of them. They are kept as they are: look
    /// at them, and mend the table.
    ///
    /// Returns:
    ///     A list of numbers of events, from 0.
    fn seem_swapped(&self) -> Vec<u32> {
        self.inner.seem_swapped().to_vec()
    }

    /// The row of the table that each event came from.
    ///
    /// Returns:
    ///     A list of row numbers, from 0.
    fn rows(&self) -> Vec<u32> {
        self.inner.rows().to_vec()
    }

    fn __len__(&self) -> usize {
        self.inner.len()
    }

    fn __repr__(&self) -> String {
        format!(
            "Events({}, {} set aside)",
            self.inner.len(),
            self.set_aside.total
        )
    }
}
