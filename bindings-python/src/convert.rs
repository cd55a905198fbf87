//! Python objects to plain values and back. What is wrong with one is said without showing it.

use caselink::{
    Error,
    linkage::{RecordId, Settings},
    records::{CsvColumns, HostRecord, Limits},
    release::RetentionRules,
};
use pyo3::{
    PyTypeInfo,
    exceptions::PyOverflowError,
    intern,
    prelude::*,
    types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple},
};
use serde::Serialize;
use serde_json::{Map, Number, Value};

use crate::error::to_py;

/// Deeper or larger objects are refused: a Python object can hold itself, or one part many times.
const MOST_DEPTH: u32 = 64;
const MOST_VALUES: u64 = 100_000;
const MOST_VALUES_OF_A_DOCUMENT: u64 = 10_000_000;

/// What Python pickles of an object: the method of its class that makes it again, and the bytes for it.
pub(crate) type Pickled<'py> = (Bound<'py, PyAny>, (Bound<'py, PyBytes>,));

/// An object as Python pickles it.
pub(crate) fn pickled<'py, T: PyTypeInfo>(
    py: Python<'py>,
    again: &str,
    bytes: Bound<'py, PyBytes>,
) -> PyResult<Pickled<'py>> {
    Ok((py.get_type::<T>().getattr(again)?, (bytes,)))
}

/// A plain object as JSON; `None` when it holds anything that JSON cannot.
pub(crate) fn to_value(object: &Bound<'_, PyAny>) -> Option<Value> {
    value_within(object, MOST_DEPTH, &mut Left::of(MOST_VALUES))
}

/// A record as the core reads it. It is left to the core to say what is wrong with it.
pub(crate) fn to_record(object: &Bound<'_, PyAny>, limits: &Limits) -> HostRecord {
    let mut left = Left::of(limits.record_values);
    let value = value_within(object, MOST_DEPTH, &mut left);
    HostRecord {
        value: value.ok_or(if left.is_used_up {
            HostRecord::TOO_MANY_VALUES
        } else {
            HostRecord::NOT_PLAIN
        }),
        not_finite: left.has_not_finite,
    }
}

/// How many values may still come, and what came that JSON has no word for.
pub(crate) struct Left {
    values: u64,
    pub(crate) is_used_up: bool,
    has_not_finite: bool,
}

impl Left {
    pub(crate) const fn of(values: u64) -> Self {
        Self {
            values,
            is_used_up: false,
            has_not_finite: false,
        }
    }

    fn take_one(&mut self) -> Option<()> {
        let rest = self.values.checked_sub(1);
        self.is_used_up |= rest.is_none();
        self.values = rest?;
        Some(())
    }
}

fn value_within(object: &Bound<'_, PyAny>, depth: u32, left: &mut Left) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    left.take_one()?;
    if object.is_none() {
        Some(Value::Null)
    } else if let Ok(text) = object.cast::<PyString>() {
        text.to_str().ok().map(Value::from)
    } else if let Ok(truth) = object.cast::<PyBool>() {
        Some(Value::Bool(truth.is_true()))
    } else if let Ok(number) = object.cast::<PyFloat>() {
        // JSON has no NaN: it is a missing number
        let number = Number::from_f64(number.value());
        left.has_not_finite |= number.is_none();
        Some(number.map_or(Value::Null, Value::Number))
    } else if let Ok(list) = object.cast::<PyList>() {
        list.iter()
            .map(|item| value_within(&item, depth, left))
            .collect()
    } else if let Ok(tuple) = object.cast::<PyTuple>() {
        tuple
            .iter()
            .map(|item| value_within(&item, depth, left))
            .collect()
    } else if let Ok(fields) = object.cast::<PyDict>() {
        object_within(fields, depth, left)
    } else if let Ok(mapping) = object.cast::<PyMapping>() {
        let fields = PyDict::new(object.py());
        fields.update(mapping).ok()?;
        object_within(&fields, depth, left)
    } else if let Ok(number) = object.extract::<i64>() {
        Some(Value::from(number))
    } else if let Ok(date) = object.call_method0(intern!(object.py(), "isoformat")) {
        // the dates and times of Python and pandas
        date.extract().ok().map(Value::String)
    } else if let Ok(number) = object.extract::<u64>() {
        Some(Value::from(number))
    } else {
        // a greater one becomes the nearest that there is, as in a JSON text; whoever may not take it says so
        let number = object.cast::<PyInt>().ok()?.extract::<f64>().ok()?;
        Number::from_f64(number).map(Value::Number)
    }
}

fn object_within(fields: &Bound<'_, PyDict>, depth: u32, left: &mut Left) -> Option<Value> {
    let mut object = Map::with_capacity(fields.len());
    // a copy: what is asked of a field may change the dict
    for (key, field) in fields.copy().ok()? {
        let key = key.cast::<PyString>().ok()?.to_str().ok()?.to_owned();
        object.insert(key, value_within(&field, depth, left)?);
    }
    Some(Value::Object(object))
}

/// A plain dict as a value, or what is wrong with it.
pub(crate) fn plain(name: &'static str, object: &Bound<'_, PyAny>) -> caselink::Result<Value> {
    // a table of a document may have many cells
    let value = value_within(object, MOST_DEPTH, &mut Left::of(MOST_VALUES_OF_A_DOCUMENT));
    value
        .filter(Value::is_object)
        .ok_or_else(|| Error::InvalidParameter {
            name,
            reason: "must be a dict of plain dicts, lists, texts and numbers".to_owned(),
        })
}

/// A part of a larger object, which may have so many values left.
pub(crate) fn counted(object: &Bound<'_, PyAny>, left: &mut Left) -> Option<Value> {
    value_within(object, MOST_DEPTH, left)
}

/// A value of the core as plain dicts, lists, texts and numbers.
pub(crate) fn to_python<'py>(
    py: Python<'py>,
    value: &impl Serialize,
) -> PyResult<Bound<'py, PyAny>> {
    pythonize::pythonize(py, value).map_err(|_| to_py(py, &Error::Internal))
}

/// The same for what may hold very many values: by way of its text, which Python reads several times faster than it is
/// handed single values. For values without numbers that JSON does not have.
pub(crate) fn many_to_python<'py>(
    py: Python<'py>,
    value: &impl Serialize,
) -> PyResult<Bound<'py, PyAny>> {
    let text = serde_json::to_string(value).map_err(|_| to_py(py, &Error::Internal))?;
    let json = py.import(intern!(py, "json"))?;
    json.call_method1(intern!(py, "loads"), (text,))
}

/// An option that is given as a dict of the shape that its JSON Schema states.
pub(crate) struct Plain<T>(pub(crate) T);

/// An option that is given as a dict.
pub(crate) trait Described: Sized {
    fn invalid(reason: String) -> Error;

    fn from_value(value: Value) -> caselink::Result<Self>;
}

impl Described for Settings {
    fn invalid(reason: String) -> Error {
        Error::InvalidSettings { reason }
    }

    fn from_value(value: Value) -> caselink::Result<Self> {
        Self::from_value(&value)
    }
}

impl Described for Limits {
    fn invalid(reason: String) -> Error {
        Error::InvalidParameter {
            name: "limits",
            reason,
        }
    }

    fn from_value(value: Value) -> caselink::Result<Self> {
        Self::from_value(&value)
    }
}

impl Described for CsvColumns {
    fn invalid(reason: String) -> Error {
        Error::InvalidParameter {
            name: "columns",
            reason,
        }
    }

    fn from_value(value: Value) -> caselink::Result<Self> {
        Self::from_value(&value)
    }
}

impl Described for RetentionRules {
    fn invalid(reason: String) -> Error {
        Error::InvalidParameter {
            name: "rules",
            reason,
        }
    }

    fn from_value(value: Value) -> caselink::Result<Self> {
        Self::from_value(&value)
    }
}

impl<T: Described> FromPyObject<'_, '_> for Plain<T> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let read = || -> caselink::Result<T> {
            let value = to_value(&object).filter(Value::is_object).ok_or_else(|| {
                T::invalid("must be a dict of plain dicts, lists, texts and numbers".to_owned())
            })?;
            T::from_value(value)
        };
        read().map(Self).map_err(|error| to_py(object.py(), &error))
    }
}

/// A text of any length, or a clear error for one with lone surrogates.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl<'a> FromPyObject<'a, '_> for Text<'a> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, '_, PyAny>) -> PyResult<Self> {
        object.cast::<PyString>()?;
        object.extract::<&'a str>().map(Self).map_err(|_| {
            let error = Error::InvalidUnicode {
                place: "a text".to_owned(),
                reason: "it holds a lone surrogate".to_owned(),
            };
            to_py(object.py(), &error)
        })
    }
}

/// A text to compare: `None` is an empty one, and its length is bounded.
#[derive(Clone, Copy)]
pub(crate) struct Field<'a>(pub(crate) &'a str);

impl<'a> FromPyObject<'a, '_> for Field<'a> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, '_, PyAny>) -> PyResult<Self> {
        if object.is_none() {
            return Ok(Self(""));
        }
        let text = object.extract::<Text<'a>>()?.0;
        let bounded = Limits::default().field(text);
        bounded
            .map(Self)
            .map_err(|error| to_py(object.py(), &error))
    }
}

/// A whole number from 0 to 2^64 - 1, or the package's own error for one that is less or more.
#[derive(Clone, Copy)]
pub(crate) struct Whole(pub(crate) u64);

impl FromPyObject<'_, '_> for Whole {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        object.extract::<u64>().map(Self).map_err(|error| {
            if !error.is_instance_of::<PyOverflowError>(object.py()) {
                return error;
            }
            let error = Error::InvalidParameter {
                name: "number",
                reason: "must be a whole number from 0 to 2^64 - 1".to_owned(),
            };
            to_py(object.py(), &error)
        })
    }
}

/// A whole number from 0, as the core counts.
pub(crate) fn whole<T: TryFrom<i64>>(
    py: Python<'_>,
    value: i64,
    name: &'static str,
) -> PyResult<T> {
    T::try_from(value).map_err(|_| {
        let reason = "must be a whole number from 0".to_owned();
        to_py(py, &Error::InvalidParameter { name, reason })
    })
}

/// A list of whole numbers, refused before anything is made of it when it is longer than `most`.
pub(crate) fn whole_list(
    list: &Bound<'_, PyAny>,
    most: u64,
    name: &'static str,
) -> PyResult<Vec<u32>> {
    let asked = list.len()? as u64;
    if asked > most {
        let error = Error::LimitExceeded {
            limit: "pairs",
            allowed: most,
            asked,
        };
        return Err(to_py(list.py(), &error));
    }
    list.try_iter()?
        .map(|number| whole(list.py(), number?.extract()?, name))
        .collect()
}

/// A record's id: text or an integer.
pub(crate) struct Id(pub(crate) RecordId);

impl FromPyObject<'_, '_> for Id {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if object.is_instance_of::<PyString>() {
            return object
                .extract::<Text<'_>>()
                .map(|text| Self(RecordId::from(text.0)));
        }
        object.extract::<i64>().map(|id| Self(RecordId::from(id)))
    }
}

impl Id {
    /// The id as Python's `str` or `int`.
    pub(crate) fn to_python<'py>(py: Python<'py>, id: &RecordId) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, id)
    }
}
