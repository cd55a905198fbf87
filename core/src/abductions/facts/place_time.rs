//! Where and when, with what looks wrong about it.

use chrono::{Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::FlagProblem;
use crate::{
    compare::places::{is_latitude, is_longitude},
    records::{Incident, Pii, Place},
};

pub(in crate::abductions) fn position(place: Option<&Place>) -> Result<(f64, f64), FlagProblem> {
    let address = place.and_then(|place| place.address.as_ref());
    let part = |part: Option<&Pii<f64>>| part.map(|v| *v.expose()).filter(|v| !v.is_nan());
    let position = address.and_then(|a| part(a.latitude.as_ref()).zip(part(a.longitude.as_ref())));
    let (latitude, longitude) = position.ok_or(FlagProblem::PlaceUnknown)?;
    if latitude == 0.0 && longitude == 0.0 {
        return Err(FlagProblem::PlaceZero);
    }
    let in_range = is_latitude(latitude) && is_longitude(longitude);
    let fits_swapped = is_latitude(longitude) && is_longitude(latitude);
    // nobody lives so far south
    if fits_swapped && (!in_range || latitude < -60.0) {
        return Err(FlagProblem::PlaceSwapped);
    }
    if in_range {
        Ok((latitude, longitude))
    } else {
        Err(FlagProblem::PlaceOutOfRange)
    }
}

pub(super) fn unit(latitude: f64, longitude: f64) -> [f64; 3] {
    let (north, east) = (latitude.to_radians(), longitude.to_radians());
    [
        libm::cos(north) * libm::cos(east),
        libm::cos(north) * libm::sin(east),
        libm::sin(north),
    ]
}

pub(in crate::abductions) fn time(incident: &Incident) -> Result<(f64, f64), FlagProblem> {
    let time = incident.time.as_ref().ok_or(FlagProblem::TimeUnknown)?;
    let time = time.expose();
    if time.latest < time.earliest {
        return Err(FlagProblem::TimeEndsBeforeStart);
    }
    Ok((days(time.earliest), days(time.latest)))
}

/// The days by which local time was ahead of UTC; `None` without a zone.
pub(super) fn ahead(incident: &Incident) -> Result<Option<f64>, FlagProblem> {
    let Some(time) = incident.time.as_ref().map(Pii::expose) else {
        return Ok(None);
    };
    let zone = time.time_zone.as_deref().map(str::trim);
    let Some(zone) = zone.filter(|zone| !zone.is_empty()) else {
        return Ok(None);
    };
    let zone: Tz = zone.parse().map_err(|_| FlagProblem::ZoneUnknown)?;
    match zone.offset_from_local_datetime(&time.earliest) {
        MappedLocalTime::Single(offset) | MappedLocalTime::Ambiguous(offset, _) => {
            Ok(Some(f64::from(offset.fix().local_minus_utc()) / 86_400.0))
        }
        MappedLocalTime::None => Err(FlagProblem::TimeSkipped),
    }
}

fn days(time: NaiveDateTime) -> f64 {
    time.and_utc().timestamp() as f64 / 86_400.0
}

/// The date of a number of days since 1970.
pub(in crate::abductions) fn date(days: f64) -> Option<NaiveDate> {
    let epoch = NaiveDate::default().num_days_from_ce();
    NaiveDate::from_num_days_from_ce_opt(epoch.checked_add(days.floor() as i32)?)
}
