//! `caselink.patterns`: is there a pattern in space and time?

pub(crate) mod counts;
pub(crate) mod events;
pub(crate) mod interaction;
pub(crate) mod scan;
pub(crate) mod times;

use caselink::{
    Control, Error, Result, events as core_events, patterns::MonteCarlo, records::Limits,
};
use pyo3::prelude::*;
use serde::Serialize;
use serde_json::Value;

use self::events::Events;
use crate::{
    control::enter,
    convert::{plain, to_python, whole},
};

/// How many replicates, from which seed, on how many threads, as Python gives them.
pub(crate) struct Chance {
    pub(crate) replicates: i64,
    pub(crate) seed: i64,
    pub(crate) threads: i64,
}

impl Chance {
    pub(crate) fn read(self, py: Python<'_>) -> PyResult<MonteCarlo> {
        Ok(MonteCarlo {
            replicates: whole(py, self.replicates, "replicates")?,
            seed: whole(py, self.seed, "seed")?,
            threads: whole(py, self.threads, "threads")?,
        })
    }
}

/// Settings that are given as a dict, or the defaults.
pub(crate) fn settings(
    name: &'static str,
    object: Option<&Bound<'_, PyAny>>,
) -> Result<Value, Error> {
    object.map_or_else(
        || Ok(Value::Object(serde_json::Map::new())),
        |object| plain(name, object),
    )
}

/// A test on events: settings in, the result as a dict out.
pub(crate) fn test<'py, S, R: Serialize + Send>(
    events: &Bound<'py, Events>,
    given: Option<&Bound<'py, PyAny>>,
    read: fn(&Value) -> Result<S>,
    progress: Option<Py<PyAny>>,
    run: impl FnOnce(&core_events::Events, &S, &Limits, &dyn Control) -> Result<R> + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let given = settings("settings", given);
    let inner = std::sync::Arc::clone(&events.get().inner);
    let found = enter(events.py(), progress, move |control| {
        let settings = read(&given?)?;
        run(&inner, &settings, &Limits::default(), control)
    })?;
    to_python(events.py(), &found)
}
