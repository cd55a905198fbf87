//! Dates, times, positions and likelihood ratios as the numbers that are compared.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

use super::columns::{NO_END, NO_START, Position};
use crate::{
    hash,
    linkage::MilliBits,
    records::{Address, PartialDate, Place, Provenance, Span},
};

pub(super) fn day(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

/// Minutes of local time since the first day of the Common Era.
pub(super) fn minute(time: NaiveDateTime) -> i64 {
    i64::from(day(time.date())) * 1_440 + i64::from(time.hour() * 60 + time.minute())
}

pub(super) fn days(span: &Span) -> (i32, i32) {
    (
        span.start().map_or(NO_START, day),
        span.end().map_or(NO_END, day),
    )
}

/// The position of a place and the kilometres within which it may be off.
pub(super) fn position(place: &Place) -> Option<([f64; 3], f64)> {
    let uncertainty = place
        .uncertainty_m
        .as_ref()
        .map_or(0.0, |one| *one.expose());
    let unit = of_address(place.address.as_ref()?)?;
    // who cannot say how far it is off cannot say where it is
    let within = (!uncertainty.is_nan()).then_some(uncertainty / 1_000.0)?;
    Some((unit, within.clamp(0.0, 20_000.0)))
}

pub(super) fn of_address(address: &Address) -> Option<[f64; 3]> {
    let (latitude, longitude) = address.latitude.as_ref().zip(address.longitude.as_ref())?;
    super::super::great_circle::unit(*latitude.expose(), *longitude.expose())
}

/// The first and the last day that a date may be.
pub(super) fn date_range(date: PartialDate) -> Option<(i32, i32)> {
    let year = i32::from(date.year());
    let ymd = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    Some(match (date.month(), date.day()) {
        (Some(month), Some(of_month)) => {
            let one = day(ymd(year, u32::from(month), u32::from(of_month))?);
            (one, one)
        }
        (Some(month), None) => {
            let first = ymd(year, u32::from(month), 1)?;
            let next = first.checked_add_months(chrono::Months::new(1))?;
            (day(first), day(next) - 1)
        }
        _ => (day(ymd(year, 1, 1)?), day(ymd(year, 12, 31)?)),
    })
}

pub(super) fn narrow(unit: [f64; 3], uncertainty_km: f64) -> Position {
    Position {
        unit: unit.map(|part| part as f32),
        uncertainty_km: uncertainty_km as f32,
    }
}

pub(super) fn recorded_on(provenance: Option<&Provenance>) -> Option<NaiveDate> {
    provenance.and_then(|one| one.recorded_on)
}

/// Thousandths of a bit of a likelihood ratio.
pub(super) fn bits(ratio: f64) -> i32 {
    MilliBits::of_ratio(ratio).0
}

/// A hash of parts, none of which can run into the next.
pub(super) fn joined_hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> u64 {
    parts
        .into_iter()
        .fold(0, |all, part| hash::combine(all, hash::text(part)))
}
