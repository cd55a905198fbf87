//! Tables in and out through the Arrow PyCapsule interface.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray};
use arrow_schema::{Field, SchemaRef};
use caselink::{
    Control, Error, Result,
    linkage::{Settings, Table},
    records::Limits,
};
use pyo3::{
    exceptions::{
        PyBaseException, PyException, PyImportError, PyMemoryError, PyTypeError,
        PyUnicodeEncodeError,
    },
    intern,
    prelude::*,
    types::{PyCapsule, PyDict},
};
use pyo3_arrow::{
    PyRecordBatchReader,
    ffi::{ArrayIterator, to_stream_pycapsule},
};

use crate::{columns, control::enter, error::to_py};

/// A table that a host hands over: anything that has `__arrow_c_stream__`, or a dict of columns.
///
/// It is read when the work begins, without the interpreter, since its producer may want that.
pub(crate) struct Stream(Box<dyn RecordBatchReader + Send>);

impl FromPyObject<'_, '_> for Stream {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let py = object.py();
        let no_table = || {
            PyTypeError::new_err(
                "a table is needed: anything with __arrow_c_stream__, such as a DataFrame of pandas \
                 or polars, a pyarrow Table or a duckdb relation; or a dict of columns",
            )
        };
        if let Ok(columns) = object.cast::<PyDict>() {
            let batch = columns::batch(&columns).map_err(|error| to_py(py, &error))?;
            let schema = batch.schema();
            return Ok(Self(Box::new(RecordBatchIterator::new(
                [Ok(batch)],
                schema,
            ))));
        }
        let method = object
            .getattr_opt(intern!(py, "__arrow_c_stream__"))?
            .ok_or_else(no_table)?;
        if let Some(table) = without_null_columns(&object)? {
            return table.extract();
        }
        let capsule = method.call0().map_err(|error| refused(&object, error))?;
        // a stream of single values, as a Series gives, is no table either
        PyRecordBatchReader::from_arrow_pycapsule(capsule.cast::<PyCapsule>()?)
            .and_then(PyRecordBatchReader::into_reader)
            .map(Self)
            .map_err(|_| no_table())
    }
}

impl Stream {
    /// Two tables, the first read before the second is opened: a producer such as a duckdb connection
    /// has one open result at a time.
    pub(crate) fn both(
        py: Python<'_>,
        left: Self,
        right: &Bound<'_, PyAny>,
    ) -> PyResult<[Self; 2]> {
        let (batches, schema) = enter(py, None, move |control| left.batches(control))?;
        let left = RecordBatchIterator::new(batches.into_iter().map(Ok), schema);
        Ok([Self(Box::new(left)), right.extract()?])
    }

    /// All batches and their schema.
    pub(crate) fn batches(self, control: &dyn Control) -> Result<(Vec<RecordBatch>, SchemaRef)> {
        let schema = self.0.schema();
        let mut batches = Vec::new();
        for batch in self.0 {
            if control.tick(0, 0).is_break() {
                return Err(Error::Cancelled);
            }
            // the producer's message may quote a value
            batches.push(batch.map_err(|_| unreadable(None))?);
        }
        Ok((batches, schema))
    }

    /// The columns that the settings name.
    pub(crate) fn table(
        self,
        settings: &Settings,
        limits: Limits,
        control: &dyn Control,
    ) -> Result<Table> {
        let schema = self.0.schema();
        // the producer's message may quote a value
        let batches = self.0.map(|batch| batch.map_err(|_| unreadable(None)));
        Table::from_stream(batches, &schema, settings, limits, control)
    }
}

/// A polars frame whose columns of type Null are made text; `None` for any other table.
///
/// polars hands such a column over with one buffer where the Arrow format has none, and the reader refuses
/// the whole table for it.
fn without_null_columns<'py>(table: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = table.py();
    if !table.get_type().module()?.to_cow()?.starts_with("polars") {
        return Ok(None);
    }
    let polars = py.import(intern!(py, "polars"))?;
    let (null, text) = (polars.getattr("Null")?, polars.getattr("String")?);
    let Some(types) = table.getattr_opt("dtypes")? else {
        return Ok(None);
    };
    if !types.contains(&null)? {
        return Ok(None);
    }
    let casts = PyDict::new(py);
    casts.set_item(null, text)?;
    table.call_method1("cast", (casts,)).map(Some)
}

/// What a producer says of a table that it cannot hand over may quote a value of it, as pandas does
/// of a column with two types; so only a column's name is taken from it.
fn refused(table: &Bound<'_, PyAny>, error: PyErr) -> PyErr {
    let py = table.py();
    // these say nothing about a value: a missing library, too little memory, Ctrl-C
    if !error.is_instance_of::<PyException>(py)
        || error.is_instance_of::<PyImportError>(py)
        || error.is_instance_of::<PyMemoryError>(py)
    {
        return error;
    }
    let error = if error.is_instance_of::<PyUnicodeEncodeError>(py) {
        Error::InvalidUnicode {
            place: "a column of the table".to_owned(),
            reason: "a text holds a lone surrogate".to_owned(),
        }
    } else if let Ok(Some(column)) = repeated_column(table) {
        Error::DuplicateColumn { column }
    } else {
        unreadable(blamed_column(error.value(py)).ok().flatten())
    };
    to_py(py, &error)
}

/// The first name that a data frame has twice.
fn repeated_column(table: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    let names = table.getattr("columns")?.try_iter()?;
    let names: Vec<String> = names.map(|name| name?.extract()).collect::<PyResult<_>>()?;
    let repeated = (1..names.len()).find(|&at| names[..at].contains(&names[at]));
    Ok(repeated.map(|at| names[at].clone()))
}

/// The column in the last argument of the error that pyarrow raises while it reads pandas.
fn blamed_column(error: &Bound<'_, PyBaseException>) -> PyResult<Option<String>> {
    let said: String = error.getattr("args")?.get_item(-1)?.extract()?;
    let column = said
        .split_once("Conversion failed for column ")
        .and_then(|(_, rest)| rest.rsplit_once(" with type "));
    Ok(column.map(|(column, _)| column.to_owned()))
}

fn unreadable(column: Option<String>) -> Error {
    Error::WrongColumnType {
        column: column.unwrap_or_else(|| "(not known)".to_owned()),
        found: "values that its library cannot hand over as one Arrow type".to_owned(),
        expected: "text, integers, floating-point numbers or dates, one type to a column"
            .to_owned(),
    }
}

/// A batch as the capsule of a stream that has nothing else.
pub(crate) fn capsule<'py>(
    py: Python<'py>,
    batch: RecordBatch,
    requested_schema: Option<Bound<'py, PyCapsule>>,
) -> PyResult<Bound<'py, PyCapsule>> {
    let field = Field::new_struct("", batch.schema().fields().clone(), false);
    let array: ArrayRef = Arc::new(StructArray::from(batch));
    let reader = ArrayIterator::new([Ok(array)], Arc::new(field));
    Ok(to_stream_pycapsule(py, Box::new(reader), requested_schema)?)
}
