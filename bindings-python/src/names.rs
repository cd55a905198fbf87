//! Names of files, as Python and Arrow hold them.

use std::any::Any;

use arrow_array::{Array, LargeStringArray, StringArray, StringViewArray};
use caselink::{Error, Result};
use pyo3::{
    intern,
    prelude::*,
    pybacked::PyBackedStr,
    types::{PyList, PyString},
};
use pyo3_arrow::input::AnyArray;

use crate::error::to_py;

/// Names of files.
pub(crate) enum Names {
    /// As Python holds them.
    Texts(Vec<PyBackedStr>),
    /// Copies: from Arrow, or with replacement characters for what is no text.
    Copies(Vec<String>),
}

impl Names {
    /// A list of texts, or an Arrow array or column of them. What Python writes for bytes that are no text is a replacement
    /// character then.
    pub(crate) fn of(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = object.py();
        if let Ok(texts) = object.extract() {
            return Ok(Self::Texts(texts));
        }
        if let Ok(list) = object.cast::<PyList>() {
            let copies = list.iter().map(|name| {
                let name = name.cast::<PyString>()?;
                Ok(name.to_string_lossy().into_owned())
            });
            return copies.collect::<PyResult<_>>().map(Self::Copies);
        }
        let is_arrow = [
            intern!(py, "__arrow_c_array__"),
            intern!(py, "__arrow_c_stream__"),
        ]
        .iter()
        .any(|name| object.hasattr(name).unwrap_or(false));
        if !is_arrow {
            return object.extract().map(Self::Texts);
        }
        arrow(object)
            .map(Self::Copies)
            .map_err(|error| to_py(py, &error))
    }
}

/// The texts of an Arrow array; an empty name for each null.
fn arrow(object: &Bound<'_, PyAny>) -> Result<Vec<String>> {
    let wrong = || {
        Error::InvalidParameter {
        name: "names",
        reason: "must be a list of texts, or one column of texts: cast a dictionary to text, and choose one column of a table"
            .to_owned(),
    }
    };
    let values: AnyArray = object.extract().map_err(|_| wrong())?;
    let values = values.into_chunked_array().map_err(|_| wrong())?;
    let rows = values.chunks().iter().map(Array::len).sum();
    let mut all = Vec::with_capacity(rows);
    for chunk in values.chunks() {
        texts(chunk.as_any(), &mut all).ok_or_else(wrong)?;
    }
    Ok(all)
}

fn texts(values: &dyn Any, all: &mut Vec<String>) -> Option<()> {
    let own = |text: Option<&str>| text.unwrap_or_default().to_owned();
    if let Some(values) = values.downcast_ref::<StringArray>() {
        all.extend(values.iter().map(own));
    } else if let Some(values) = values.downcast_ref::<LargeStringArray>() {
        all.extend(values.iter().map(own));
    } else {
        let values = values.downcast_ref::<StringViewArray>()?;
        all.extend(values.iter().map(own));
    }
    Some(())
}
