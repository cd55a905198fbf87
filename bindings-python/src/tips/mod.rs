//! `caselink.tips`: what was reported, how pressing is it, has it been reported before, and which agency is it for?

mod alike;
mod urgency;

pub(crate) use alike::TipIndex;
pub(crate) use urgency::{CompiledTriage, tell_apart, triage, triage_all, triage_rules};

use caselink::{
    Control, Error, Result,
    records::{Limits, ReadOptions, RecordsRead, Source, Tip, from_values_each, read},
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

/// Reports as they come in, taken from the interpreter.
enum Given {
    /// JSON texts, one on each line.
    Lines(Data),
    /// One that JSON cannot hold is null, and is set aside as such.
    Values(Vec<Value>),
}

impl Given {
    fn of(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        if object.is_instance_of::<PyBytes>() || object.is_instance_of::<PyString>() {
            return Ok(Self::Lines(object.extract()?));
        }
        if object.cast::<PyMapping>().is_ok() || object.try_iter().is_err() {
            let reason =
                "must be an iterable of dicts, or lines of JSON as bytes or text".to_owned();
            let name = "tips";
            return Err(to_py(
                object.py(),
                &Error::InvalidParameter { name, reason },
            ));
        }
        let value = |item: PyResult<Bound<'_, PyAny>>| -> PyResult<Value> {
            Ok(to_value(&item?).unwrap_or(Value::Null))
        };
        object
            .try_iter()?
            .map(value)
            .collect::<PyResult<_>>()
            .map(Self::Values)
    }

    fn read(self, limits: &Limits, control: &dyn Control) -> Result<RecordsRead<Tip>> {
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

fn bounds(limits: Option<Plain<Limits>>) -> Limits {
    limits.map_or_else(Limits::default, |limits| limits.0)
}
