//! Days, terms and periods.

use caselink::{Error, Result as CoreResult, tracking};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde_json::Value;

use crate::{
    arguments::{day, whole},
    error::{ErrorCode, here},
    json,
};

fn calendar(given: &str) -> CoreResult<tracking::CalendarPolicy> {
    tracking::CalendarPolicy::from_value(&json::value(given, "calendar")?)
}

/// The federal holidays of a year; gives a list of `Holiday` as JSON.
#[napi]
pub fn federal_holidays(year: f64) -> Result<String, ErrorCode> {
    here(|| {
        let is_year = year.fract() == 0.0 && (1_850.0..=2_150.0).contains(&year);
        if !is_year {
            return Err(Error::InvalidParameter {
                name: "year",
                reason: "must be a year from 1850 to 2150".to_owned(),
            });
        }
        json::text(&tracking::federal_holidays(year as i32))
    })
}

/// The end of a term: `DutyTerm` and `CalendarPolicy` as JSON.
#[napi]
pub fn term_end(
    event: String,
    term: String,
    direction: String,
    calendar: String,
) -> Result<String, ErrorCode> {
    here(|| {
        let term = tracking::DutyTerm::from_value(&json::value(&term, "term")?)?;
        let direction = tracking::Direction::from_value(&Value::from(direction))?;
        let policy = self::calendar(&calendar)?;
        let end = tracking::term_end(day(&event, "event")?, term, direction, &policy)?;
        Ok(end.to_string())
    })
}

/// The end of a period: a list of `Span` and `CalendarPolicy` as JSON; gives `TolledPeriod` as JSON.
#[napi]
pub fn period_end(
    start: String,
    years: f64,
    custody: String,
    calendar: String,
) -> Result<String, ErrorCode> {
    here(|| {
        let custody = tracking::spans_from_value("custody", &json::value(&custody, "custody")?)?;
        let (start, years) = (day(&start, "start")?, whole(years, "years")?);
        json::text(&tracking::period_end(
            start,
            years,
            &custody,
            &self::calendar(&calendar)?,
        )?)
    })
}

/// Days on which verifications are due: `DutyTerm` and `CalendarPolicy` as JSON.
#[napi]
pub fn verification_dates(
    anchor: String,
    every: String,
    count: f64,
    calendar: String,
) -> Result<Vec<String>, ErrorCode> {
    here(|| {
        let every = tracking::DutyTerm::from_value(&json::value(&every, "every")?)?;
        let (anchor, count) = (day(&anchor, "anchor")?, whole(count, "count")?);
        let policy = self::calendar(&calendar)?;
        let days = tracking::verification_dates(anchor, every, count, &policy)?;
        Ok(days.iter().map(ToString::to_string).collect())
    })
}

/// The first day of living somewhere: a list of `Span` and `ResidenceRule` as JSON.
#[napi]
pub fn residence_from(
    stays: String,
    as_of: String,
    rule: String,
) -> Result<Option<String>, ErrorCode> {
    here(|| {
        let stays = tracking::spans_from_value("stays", &json::value(&stays, "stays")?)?;
        let rule = tracking::ResidenceRule::from_value(&json::value(&rule, "rule")?)?;
        let from = tracking::residence_from(&stays, day(&as_of, "asOf")?, &rule)?;
        Ok(from.map(|day| day.to_string()))
    })
}
