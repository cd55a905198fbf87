//! Local times as moments: hours that the clocks skip, and hours that they show twice.

use chrono::{LocalResult, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::{Error, Result};

/// The zone of that name; none where it is not an IANA name.
pub(super) fn zone(name: &str) -> Option<Tz> {
    name.trim().parse().ok()
}

/// The zone of a setting, which must be one.
pub(super) fn zone_of_setting(parameter: &'static str, name: Option<&str>) -> Result<Option<Tz>> {
    let Some(name) = name else { return Ok(None) };
    let found = zone(name).ok_or_else(|| Error::InvalidParameter {
        name: parameter,
        reason: "time_zone: is no IANA time zone; write one such as America/Chicago".to_owned(),
    })?;
    Ok(Some(found))
}

/// The first and the last moment, in UTC, that a local time can be: an hour that the clocks show twice is two, and one that they skip is
/// taken as if they had not been set.
pub(super) fn utc(local: NaiveDateTime, zone: Tz) -> (NaiveDateTime, NaiveDateTime) {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => (at.naive_utc(), at.naive_utc()),
        LocalResult::Ambiguous(first, last) => (first.naive_utc(), last.naive_utc()),
        LocalResult::None => {
            let before = local
                .checked_sub_signed(TimeDelta::hours(2))
                .and_then(|earlier| zone.from_local_datetime(&earlier).latest());
            let at = before.map_or(local, |at| {
                let utc = at.naive_utc();
                utc.checked_add_signed(TimeDelta::hours(2)).unwrap_or(utc)
            });
            (at, at)
        }
    }
}

/// So many minutes after a local time, as the clocks show it then.
pub(super) fn after(local: NaiveDateTime, minutes: i64, zone: Option<Tz>) -> Option<NaiveDateTime> {
    let length = TimeDelta::try_minutes(minutes)?;
    let Some(zone) = zone else {
        return local.checked_add_signed(length);
    };
    let at = utc(local, zone).0.checked_add_signed(length)?;
    Some(zone.from_utc_datetime(&at).naive_local())
}

/// Whole minutes from one local time to another; below 0 where the second is earlier.
pub(super) fn minutes_between(from: NaiveDateTime, to: NaiveDateTime, zone: Option<Tz>) -> i64 {
    let gap = match zone {
        None => to - from,
        Some(zone) => utc(to, zone).0 - utc(from, zone).0,
    };
    gap.num_minutes()
}

/// A stretch of time in words: `2 days 3 h`, `45 min`.
pub(super) fn in_words(minutes: i64) -> String {
    let size = minutes.unsigned_abs();
    let (days, hours, rest) = (size / 1_440, size / 60 % 24, size % 60);
    let days_word = if days == 1 { "day" } else { "days" };
    match (days, hours, rest) {
        (0, 0, rest) => format!("{rest} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, rest) => format!("{hours} h {rest} min"),
        (days, 0, _) => format!("{days} {days_word}"),
        (days, hours, _) => format!("{days} {days_word} {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn clocks_that_are_set_are_followed() {
        let chicago = zone("America/Chicago");
        // 8 March 2026, 02:00 becomes 03:00
        let late = at("2026-03-08T01:30:00");
        assert_eq!(after(late, 60, chicago), Some(at("2026-03-08T03:30:00")));
        assert_eq!(
            minutes_between(late, at("2026-03-08T03:30:00"), chicago),
            60
        );
        assert_eq!(minutes_between(late, at("2026-03-08T03:30:00"), None), 120);
        // 02:30 was not there that day
        let (first, last) = utc(at("2026-03-08T02:30:00"), chicago.unwrap());
        assert_eq!((first, last), (at("2026-03-08T08:30:00"), first));
        // and 01:30 was twice on 1 November
        let (first, last) = utc(at("2026-11-01T01:30:00"), chicago.unwrap());
        assert_eq!((last - first).num_minutes(), 60);
    }

    #[test]
    fn stretches_are_told_in_words() {
        for (minutes, words) in [
            (0, "0 min"),
            (-45, "45 min"),
            (120, "2 h"),
            (185, "3 h 5 min"),
            (1_440, "1 day"),
            (4_500, "3 days 3 h"),
        ] {
            assert_eq!(in_words(minutes), words);
        }
    }
}
