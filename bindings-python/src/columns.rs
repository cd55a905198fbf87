//! A dict of columns as a table: for hosts without a library of data frames.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, Float64Array, Int64Array, LargeStringArray, RecordBatch,
    builder::{LargeListBuilder, LargeStringBuilder},
};
use arrow_schema::{ArrowError, Field, Schema};
use caselink::{Error, Result};
use pyo3::{
    buffer::PyBuffer,
    intern,
    prelude::*,
    types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple},
};

/// The columns of a dict, each a list or a buffer of floating-point numbers.
pub(crate) fn batch(columns: &Bound<'_, PyDict>) -> Result<RecordBatch> {
    let (mut fields, mut arrays) = (Vec::new(), Vec::<ArrayRef>::new());
    for (name, values) in columns {
        let name: String = name.extract().map_err(|_| Error::InvalidParameter {
            name: "table",
            reason: "has a column whose name is no text".to_owned(),
        })?;
        let array = column(&name, &values)?;
        if let Some(expected) = arrays.first().map(|first| first.len())
            && array.len() != expected
        {
            return Err(Error::LengthMismatch {
                column: name,
                found: array.len(),
                expected,
            });
        }
        fields.push(Field::new(name, array.data_type().clone(), true));
        arrays.push(array);
    }
    let schema = Arc::new(Schema::new(fields));
    let of_no_columns = |_: ArrowError| Error::InvalidParameter {
        name: "table",
        reason: "has no column".to_owned(),
    };
    RecordBatch::try_new(schema, arrays).map_err(of_no_columns)
}

fn column(name: &str, values: &Bound<'_, PyAny>) -> Result<ArrayRef> {
    let wrong = |found: &str| {
        Error::WrongColumnType {
        column: name.to_owned(),
        found: found.to_owned(),
        expected: "a list of texts, of lists of texts, of numbers or of dates, with None where nothing is known"
            .to_owned(),
    }
    };
    if values.cast::<PyString>().is_ok() {
        return Err(wrong("one text"));
    }
    if let Ok(buffer) = PyBuffer::<f64>::get(values)
        && buffer.dimensions() == 1
    {
        let numbers = buffer.to_vec(values.py());
        let numbers = numbers.map_err(|_| wrong("a buffer that cannot be read"))?;
        return Ok(Arc::new(Float64Array::from(numbers)));
    }
    let mut cells = Cells::Missing(0);
    for value in values.try_iter().map_err(|_| wrong("no list"))? {
        let value = value.map_err(|_| wrong("a list that cannot be read"))?;
        cells = cells
            .with(&value)
            .ok_or_else(|| wrong("values of several kinds, or of another"))?;
    }
    Ok(cells.into_array())
}

/// The cells of a column so far.
enum Cells {
    /// So many without a value.
    Missing(usize),
    Integers(Vec<Option<i64>>),
    Numbers(Vec<Option<f64>>),
    Texts(Vec<Option<String>>),
    /// Several texts in a row.
    Lists(Vec<Option<Vec<Option<String>>>>),
}

impl Cells {
    /// With one more cell; `None` when it is of another kind.
    fn with(mut self, value: &Bound<'_, PyAny>) -> Option<Self> {
        if value.is_none() {
            match &mut self {
                Self::Missing(many) => *many += 1,
                Self::Integers(all) => all.push(None),
                Self::Numbers(all) => all.push(None),
                Self::Texts(all) => all.push(None),
                Self::Lists(all) => all.push(None),
            }
            return Some(self);
        }
        if let Ok(text) = value.cast::<PyString>() {
            return self.with_text(text.to_str().ok()?.to_owned());
        }
        if value.cast::<PyBool>().is_ok() {
            return None;
        }
        if value.cast::<PyList>().is_ok() || value.cast::<PyTuple>().is_ok() {
            let texts: Vec<Option<String>> = value.extract().ok()?;
            return match self {
                Self::Missing(many) => Some(Self::Lists(after(many, texts))),
                Self::Lists(mut all) => {
                    all.push(Some(texts));
                    Some(Self::Lists(all))
                }
                _ => None,
            };
        }
        if value.cast::<PyInt>().is_ok() {
            let number: i64 = value.extract().ok()?;
            return match self {
                Self::Missing(many) => Some(Self::Integers(after(many, number))),
                Self::Integers(mut all) => {
                    all.push(Some(number));
                    Some(Self::Integers(all))
                }
                Self::Numbers(mut all) => {
                    all.push(Some(number as f64));
                    Some(Self::Numbers(all))
                }
                Self::Texts(_) | Self::Lists(_) => None,
            };
        }
        if value.cast::<PyFloat>().is_ok() || value.hasattr("__float__").ok()? {
            let number: f64 = value.extract().ok()?;
            return match self {
                Self::Missing(many) => Some(Self::Numbers(after(many, number))),
                Self::Integers(all) => {
                    let mut all: Vec<Option<f64>> = all
                        .into_iter()
                        .map(|one| one.map(|one| one as f64))
                        .collect();
                    all.push(Some(number));
                    Some(Self::Numbers(all))
                }
                Self::Numbers(mut all) => {
                    all.push(Some(number));
                    Some(Self::Numbers(all))
                }
                Self::Texts(_) | Self::Lists(_) => None,
            };
        }
        // dates and times
        let text: String = value
            .call_method0(intern!(value.py(), "isoformat"))
            .and_then(|text| text.extract())
            .ok()?;
        self.with_text(text)
    }

    fn with_text(self, text: String) -> Option<Self> {
        match self {
            Self::Missing(many) => Some(Self::Texts(after(many, text))),
            Self::Texts(mut all) => {
                all.push(Some(text));
                Some(Self::Texts(all))
            }
            Self::Integers(_) | Self::Numbers(_) | Self::Lists(_) => None,
        }
    }

    fn into_array(self) -> ArrayRef {
        match self {
            Self::Missing(many) => Arc::new(LargeStringArray::new_null(many)),
            Self::Integers(all) => Arc::new(Int64Array::from(all)),
            Self::Numbers(all) => Arc::new(Float64Array::from(all)),
            Self::Texts(all) => Arc::new(LargeStringArray::from(all)),
            Self::Lists(all) => {
                let mut builder = LargeListBuilder::new(LargeStringBuilder::new());
                for texts in all {
                    builder.append_option(texts);
                }
                Arc::new(builder.finish())
            }
        }
    }
}

/// The first value behind some that are missing.
fn after<T: Clone>(missing: usize, value: T) -> Vec<Option<T>> {
    let mut all = vec![None; missing];
    all.push(Some(value));
    all
}
