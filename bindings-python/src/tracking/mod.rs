//! `caselink.tracking`: who owes what to which registry, which open cases are worth a look, and who is looked for where?

mod calendar;
mod duties;
mod links;
mod people;
mod products;
mod sweep;

pub(crate) use calendar::{
    federal_holidays, period_end, residence_from, term_end, verification_dates,
};
pub(crate) use duties::{
    CompiledPacks, assess, assess_all, federal_pack, registry_counts, upcoming,
};
pub(crate) use links::OffenderIndex;
pub(crate) use people::{locate, resolve_people};
pub(crate) use products::{lead_package, period_counts, registry_report};
pub(crate) use sweep::verification_sweep;

use caselink::{
    Control, Error, Result,
    records::{Limits, Offender, ReadOptions, RecordsRead, Source, from_values_each, read},
};
use chrono::NaiveDate;
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
enum Given<'py> {
    /// JSON texts, one on each line.
    Lines(Data),
    /// An iterable of dicts.
    Each(Bound<'py, PyAny>),
}

impl<'py> Given<'py> {
    fn of(name: &'static str, object: &Bound<'py, PyAny>) -> PyResult<Self> {
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
    fn taken(self) -> PyResult<Taken> {
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
fn value(item: &Bound<'_, PyAny>) -> Value {
    to_value(item).unwrap_or(Value::Null)
}

/// Records that were taken from the interpreter.
enum Taken {
    Lines(Data),
    Values(Vec<Value>),
}

impl Taken {
    fn offenders(self, limits: &Limits, control: &dyn Control) -> Result<RecordsRead<Offender>> {
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
fn values(name: &'static str, object: &Bound<'_, PyAny>) -> PyResult<Vec<Value>> {
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

fn bounds(limits: Option<Plain<Limits>>) -> Limits {
    limits.map_or_else(Limits::default, |limits| limits.0)
}

/// A day, as a date or its text.
fn date(name: &'static str, object: &Bound<'_, PyAny>) -> Result<NaiveDate> {
    let text = to_value(object).and_then(|value| value.as_str().map(str::to_owned));
    text.and_then(|text| text.parse().ok())
        .ok_or_else(|| Error::InvalidParameter {
            name,
            reason: "must be a day as YYYY-MM-DD".to_owned(),
        })
}
