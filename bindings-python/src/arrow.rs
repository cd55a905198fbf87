//! Tables in and out through the Arrow PyCapsule interface.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchReader, StructArray};
use arrow_schema::{Field, SchemaRef};
use caselink::{
    Error, Result,
    linkage::{Settings, Table},
    records::Limits,
};
use pyo3::{
    exceptions::{PyException, PyTypeError},
    intern,
    prelude::*,
    types::PyCapsule,
};
use pyo3_arrow::{
    PyRecordBatchReader,
    ffi::{ArrayIterator, to_stream_pycapsule},
};

use crate::error::to_py;

/// A table that a host hands over: anything that has `__arrow_c_stream__`.
///
/// It is read when the work begins, without the interpreter, since its producer may want that.
pub(crate) struct Stream(Box<dyn RecordBatchReader + Send>);

impl FromPyObject<'_, '_> for Stream {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let py = object.py();
        let method = object.getattr_opt(intern!(py, "__arrow_c_stream__"))?.ok_or_else(|| {
            PyTypeError::new_err(
                "a table is needed: anything with __arrow_c_stream__, such as a DataFrame of pandas \
                 or polars, a pyarrow Table or a duckdb relation",
            )
        })?;
        let capsule = method.call0().map_err(|error| refused(&object, error))?;
        PyRecordBatchReader::from_arrow_pycapsule(capsule.cast::<PyCapsule>()?)
            .and_then(PyRecordBatchReader::into_reader)
            .map(Self)
            .map_err(|error| refused(&object, error))
    }
}

impl Stream {
    /// All batches and their schema.
    pub(crate) fn batches(self) -> Result<(Vec<RecordBatch>, SchemaRef)> {
        let schema = self.0.schema();
        let batches: std::result::Result<_, _> = self.0.collect();
        // the producer's message may quote a value
        batches
            .map(|batches| (batches, schema))
            .map_err(|_| unreadable(None))
    }

    /// The columns that the settings name.
    pub(crate) fn table(self, settings: &Settings, limits: Limits) -> Result<Table> {
        let (batches, schema) = self.batches()?;
        Table::from_batches(&batches, &schema, settings, limits)
    }
}

/// What a producer says of a table that it cannot hand over may quote a value of it, as pandas does
/// of a column with two types; so only the column's name is taken from it.
fn refused(table: &Bound<'_, PyAny>, error: PyErr) -> PyErr {
    let py = table.py();
    if !error.is_instance_of::<PyException>(py) {
        return error;
    }
    let column = || -> Option<String> {
        let said = error
            .value(py)
            .getattr("args")
            .ok()?
            .get_item(-1)
            .ok()?
            .to_string();
        let (_, rest) = said.split_once("Conversion failed for column ")?;
        rest.rsplit_once(" with type ")
            .map(|(column, _)| column.to_owned())
    };
    let twice = || -> Option<String> {
        let names: Vec<String> = table
            .getattr("columns")
            .ok()?
            .try_iter()
            .ok()?
            .map(|name| name?.extract())
            .collect::<PyResult<_>>()
            .ok()?;
        let repeated = |(at, name): &(usize, &String)| names[..*at].contains(*name);
        names
            .iter()
            .enumerate()
            .find(repeated)
            .map(|(_, name)| name.clone())
    };
    let error = match twice() {
        Some(column) => Error::DuplicateColumn { column },
        None => unreadable(column()),
    };
    to_py(py, &error)
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
