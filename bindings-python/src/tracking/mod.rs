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
pub(crate) use sweep::{sweep_list, sweep_sheet, verification_sweep};

use caselink::{Error, Result};
use chrono::NaiveDate;
use pyo3::prelude::*;
use serde_json::Value;

use crate::{convert::to_value, patterns::settings};

/// Settings, with the day that is an argument of its own.
fn settings_on(settings: Option<&Bound<'_, PyAny>>, as_of: &Bound<'_, PyAny>) -> Result<Value> {
    let mut given = self::settings("settings", settings)?;
    if let Some(fields) = given.as_object_mut()
        && fields
            .insert("as_of".to_owned(), to_value(as_of).unwrap_or_default())
            .is_some()
    {
        return Err(Error::InvalidParameter {
            name: "settings",
            reason: "as_of is an argument of its own".to_owned(),
        });
    }
    Ok(given)
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
