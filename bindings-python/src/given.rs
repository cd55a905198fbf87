//! Records as a host hands them over: an iterable of dicts, or lines of JSON.

use caselink::{
    Control, Error, Result,
    records::{Limits, ReadOptions, Record, RecordsRead, Source, from_values_each, read},
};
use pyo3::{
    prelude::*,
    types::{PyBytes, PyMapping, PyString},
};
use serde_json::Value;

use crate::{
    convert::{Plain, to_value},
    error::to_py,
    records::Data,
};

/// Records as they come in.
pub(crate) enum Given<'py> {
    /// JSON texts, one on each line.
    Lines(Data),
    /// An iterable of dicts.
    Each(Bound<'py, PyAny>),
}

impl<'py> Given<'py> {
    pub(crate) fn of(name: &'static str, object: &Bound<'py, PyAny>) -> PyResult<Self> {
        if object.is_instance_of::<PyBytes>() || object.is_instance_of::<PyString>() {
            return Ok(Self::Lines(object.extract()?));
        }
        let is_list = object.cast::<PyMapping>().is_err() && object.try_iter().is_ok();
        if is_list {
            return Ok(Self::Each(object.clone()));
        }
        let reason = "must be an iterable of dicts, or lines of JSON as bytes or text".to_owned();
        let error = Error::InvalidParameter { name, reason };
        Err(to_py(object.py(), &error))
    }

    /// All of them, for a thread without the interpreter.
    pub(crate) fn taken(self) -> PyResult<Taken> {
        Ok(match self {
            Self::Lines(data) => Taken::Lines(data),
            Self::Each(object) => Taken::Values(
                object
                    .try_iter()?
                    .map(|item| Ok(value(&item?)))
                    .collect::<PyResult<_>>()?,
            ),
        })
    }
}

/// One that JSON cannot hold is null, and is set aside as such.
pub(crate) fn value(item: &Bound<'_, PyAny>) -> Value {
    to_value(item).unwrap_or(Value::Null)
}

/// Records that were taken from the interpreter.
pub(crate) enum Taken {
    Lines(Data),
    Values(Vec<Value>),
}

impl Taken {
    pub(crate) fn read<T: Record>(
        self,
        limits: &Limits,
        control: &dyn Control,
    ) -> Result<RecordsRead<T>> {
        match self {
            Self::Values(values) => from_values_each(&values, limits),
            Self::Lines(data) => {
                let options = ReadOptions {
                    limits: *limits,
                    ..ReadOptions::default()
                };
                read(Source::Ndjson(data.bytes()), &options, control)
            }
        }
    }
}

/// A list of dicts.
pub(crate) fn values(name: &'static str, object: &Bound<'_, PyAny>) -> PyResult<Vec<Value>> {
    match Given::of(name, object)?.taken()? {
        Taken::Values(values) => Ok(values),
        Taken::Lines(_) => {
            let reason = "must be an iterable of dicts".to_owned();
            Err(to_py(
                object.py(),
                &Error::InvalidParameter { name, reason },
            ))
        }
    }
}

pub(crate) fn bounds(limits: Option<Plain<Limits>>) -> Limits {
    limits.map_or_else(Limits::default, |limits| limits.0)
}
