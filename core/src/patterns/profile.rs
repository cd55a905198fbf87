//! At which hours and on which weekdays did things happen, and how much of it on the way to and from school?
//!
//! Aoristic weights, folded into the 24 hours and the seven days of a local week. A time that is known as a span counts in
//! each hour with the share of real time that it spends there: an hour that the clocks skip gets nothing, one that they
//! repeat gets both. A span of a day or longer spreads its whole days evenly over the hours, and one of a week or longer its
//! whole weeks over the days; what is left counts where it lies.
//!
//! Times are local civil time with the name of its zone, as [`TimeRange`] holds them. A local time that the clocks skipped
//! is read by the offset before the change; one that occurred twice is the first as the earliest time and the second as the
//! latest. Without a zone, or with one that is not in the IANA database, local time is taken to run evenly.
//!
//! The same for any order of the times. Source: Ratcliffe 2000, IJGIS 14:669.

use chrono::{
    DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result, json,
    records::{Span, TimeRange},
};

const DAY: i64 = 86_400;
const WEEK: i64 = 7 * DAY;

/// What a profile is made by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ProfileSettings {
    /// Times shorter than `longest_span_hours` below which there is not enough data. Assumption.
    pub least_times: u32,
    /// A span of so many hours or more does not count towards the school run. Assumption.
    pub longest_span_hours: f64,
    /// The hours before school, on Monday to Friday. Assumption, after the hours that the National Center for Missing and
    /// Exploited Children names for attempts on school days: 7 to 9.
    pub before_school: DayWindow,
    /// The hours after school. Assumption, likewise: around 3 to 4.
    pub after_school: DayWindow,
    /// Days on which there was no school, such as holidays. Where none are given every weekday is a school day.
    pub no_school: Vec<Span>,
}

/// A stretch of the day, half-open.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayWindow {
    /// The first moment inside, local time.
    pub from: NaiveTime,
    /// The first moment no longer inside; later than `from`.
    pub to: NaiveTime,
}

impl DayWindow {
    fn hours(from: u32, to: u32) -> Self {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        Self {
            from: at(from),
            to: at(to),
        }
    }

    fn seconds(self) -> (i64, i64) {
        let second = |time: NaiveTime| i64::from(time.num_seconds_from_midnight());
        (second(self.from), second(self.to))
    }
}

impl Default for ProfileSettings {
    fn default() -> Self {
        Self {
            least_times: 10,
            longest_span_hours: 12.0,
            before_school: DayWindow::hours(7, 9),
            after_school: DayWindow::hours(14, 16),
            no_school: Vec::new(),
        }
    }
}

impl ProfileSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let settings: Self = json::read(value).map_err(wrong)?;
        settings.check()?;
        Ok(settings)
    }

    /// Whether every setting is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that is not.
    pub fn check(&self) -> Result<()> {
        if !(self.longest_span_hours > 0.0 && self.longest_span_hours <= 24.0) {
            return Err(wrong(
                "longest_span_hours must be above 0 and 24 at most".to_owned(),
            ));
        }
        for window in [self.before_school, self.after_school] {
            if window.to <= window.from {
                return Err(wrong("a window must end after it starts".to_owned()));
            }
        }
        if self.before_school.to > self.after_school.from {
            return Err(wrong(
                "after_school must not start before before_school ends".to_owned(),
            ));
        }
        Ok(())
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "settings",
        reason,
    }
}

/// Weights by hour and weekday, and the share of the school run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeProfile {
    /// Times that were counted; the sum of `hours`, and of `weekdays`.
    pub times: u32,
    /// Of these, times known well enough for the school run.
    pub informative: u32,
    /// Of these, times without a zone: local time was taken to run evenly.
    pub without_zone: u32,
    /// Of these, times with a zone that the IANA database does not have: likewise.
    pub unknown_zone: u32,
    /// Of these, times whose earliest or latest never was, as the clocks skipped it.
    pub skipped: u32,
    /// Times that end before they start: not counted.
    pub set_aside: u32,
    /// The weight of each hour of the day, from midnight.
    pub hours: Vec<f64>,
    /// The weight of each day of the week, from Monday.
    pub weekdays: Vec<f64>,
    /// How much of it was on the way to and from school.
    pub school_run: SchoolRun,
}

/// How much happened in the hours before and after school.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum SchoolRun {
    /// Fewer times are known well enough than the settings ask for.
    NotEnoughData {
        /// Times that are known well enough.
        informative: u32,
        /// Times that the settings ask for.
        needed: u32,
    },
    /// Shares of the weight of the informative times, from 0 to 1.
    Shares {
        /// In the hours before school.
        before: f64,
        /// In the hours after school.
        after: f64,
        /// What the two would have together if all hours of a week were alike and every weekday a school day.
        if_even: f64,
    },
}

/// The profile of times.
///
/// # Errors
///
/// [`Error::InvalidParameter`] when the settings are out of their range.
///
/// ```
/// use caselink::{patterns::{ProfileSettings, SchoolRun, time_profile}, records::TimeRange};
///
/// // a Monday
/// let time: TimeRange = serde_json::from_str(
///     r#"{"earliest": "2026-03-02T14:30:00", "latest": "2026-03-02T16:30:00", "time_zone": "America/Chicago"}"#,
/// )?;
/// let profile = time_profile([&time], &ProfileSettings { least_times: 1, ..ProfileSettings::default() })?;
/// assert_eq!(profile.hours[14..17], [0.25, 0.5, 0.25]);
/// assert_eq!(profile.weekdays[0], 1.0);
/// assert!(matches!(profile.school_run, SchoolRun::Shares { after, .. } if after == 0.75));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn time_profile<'a>(
    times: impl IntoIterator<Item = &'a TimeRange>,
    settings: &ProfileSettings,
) -> Result<TimeProfile> {
    settings.check()?;
    let mut times: Vec<&TimeRange> = times.into_iter().collect();
    // a sum of floats hangs on its order
    times.sort_unstable_by_key(|time| (time.earliest, time.latest, time.time_zone.as_deref()));
    let mut sums = Sums {
        settings,
        hours: [0.0; 24],
        weekdays: [0.0; 7],
        before: 0.0,
        after: 0.0,
    };
    let [
        mut counted,
        mut informative,
        mut without_zone,
        mut unknown_zone,
        mut skipped,
        mut set_aside,
    ] = [0_u32; 6];
    for time in times {
        if time.latest < time.earliest {
            set_aside += 1;
            continue;
        }
        counted += 1;
        let zone = zone_of(time);
        match zone {
            Some(zone) => skipped += u32::from(is_skipped(time, zone)),
            None if time.time_zone.is_some() => unknown_zone += 1,
            None => without_zone += 1,
        }
        let length = (time.latest - time.earliest).num_seconds();
        if length < DAY {
            let is_informative = (length as f64) < settings.longest_span_hours * 3_600.0;
            informative += u32::from(is_informative);
            sums.short(time, zone, is_informative);
        } else {
            sums.long(time.earliest, length);
        }
    }
    let school_run = if informative < settings.least_times.max(1) {
        SchoolRun::NotEnoughData {
            informative,
            needed: settings.least_times.max(1),
        }
    } else {
        let length = |window: DayWindow| (window.to - window.from).num_seconds();
        let open = length(settings.before_school) + length(settings.after_school);
        SchoolRun::Shares {
            before: sums.before / f64::from(informative),
            after: sums.after / f64::from(informative),
            if_even: 5.0 * open as f64 / WEEK as f64,
        }
    };
    Ok(TimeProfile {
        times: counted,
        informative,
        without_zone,
        unknown_zone,
        skipped,
        set_aside,
        hours: sums.hours.to_vec(),
        weekdays: sums.weekdays.to_vec(),
        school_run,
    })
}

fn zone_of(time: &TimeRange) -> Option<Tz> {
    time.time_zone.as_deref()?.parse().ok()
}

fn is_skipped(time: &TimeRange, zone: Tz) -> bool {
    let never_was = |local| matches!(zone.from_local_datetime(&local), MappedLocalTime::None);
    never_was(time.earliest) || never_was(time.latest)
}

struct Sums<'a> {
    settings: &'a ProfileSettings,
    hours: [f64; 24],
    weekdays: [f64; 7],
    before: f64,
    after: f64,
}

impl Sums<'_> {
    /// A span shorter than a day.
    fn short(&mut self, time: &TimeRange, zone: Option<Tz>, is_informative: bool) {
        let pieces = local_pieces(time, zone);
        let all: i64 = pieces.iter().map(|piece| piece.1).sum();
        for (start, length) in pieces {
            let weight = |length: i64| {
                if all == 0 {
                    1.0
                } else {
                    length as f64 / all as f64
                }
            };
            each_day(start, length, |date, from, to| {
                let day = date.weekday().num_days_from_monday() as usize;
                if let Some(sum) = self.weekdays.get_mut(day) {
                    *sum += weight(to - from);
                }
                self.add_hours(from, to, &weight);
                if is_informative && self.is_school_day(date) {
                    let overlap = |window: DayWindow| {
                        let (opens, closes) = window.seconds();
                        if all == 0 {
                            return f64::from(u8::from(opens <= from && from < closes));
                        }
                        weight((to.min(closes) - from.max(opens)).max(0))
                    };
                    self.before += overlap(self.settings.before_school);
                    self.after += overlap(self.settings.after_school);
                }
            });
        }
    }

    /// A span of a day or longer, in local civil time as it stands.
    fn long(&mut self, start: NaiveDateTime, length: i64) {
        let all = length as f64;
        let (days, weeks) = (length - length % DAY, length - length % WEEK);
        for hour in &mut self.hours {
            *hour += days as f64 / all / 24.0;
        }
        for day in &mut self.weekdays {
            *day += weeks as f64 / all / 7.0;
        }
        if length > days {
            each_day(start, length - days, |_, from, to| {
                self.add_hours(from, to, &|length| length as f64 / all);
            });
        }
        if length > weeks {
            each_day(start, length - weeks, |date, from, to| {
                let day = date.weekday().num_days_from_monday() as usize;
                if let Some(sum) = self.weekdays.get_mut(day) {
                    *sum += (to - from) as f64 / all;
                }
            });
        }
    }

    fn add_hours(&mut self, from: i64, to: i64, weight: &dyn Fn(i64) -> f64) {
        let first = (from / 3_600) as usize;
        for (hour, sum) in self.hours.iter_mut().enumerate().skip(first) {
            let (opens, closes) = (hour as i64 * 3_600, (hour as i64 + 1) * 3_600);
            if opens > from && opens >= to {
                break;
            }
            *sum += weight(to.min(closes) - from.max(opens));
        }
    }

    fn is_school_day(&self, date: NaiveDate) -> bool {
        date.weekday().num_days_from_monday() < 5
            && !self
                .settings
                .no_school
                .iter()
                .any(|span| span.contains(date))
    }
}

/// Calls `f` with each date that a stretch of local time touches, and the seconds of that day from which to which.
fn each_day(start: NaiveDateTime, length: i64, mut f: impl FnMut(NaiveDate, i64, i64)) {
    let mut date = start.date();
    let mut from = i64::from(start.num_seconds_from_midnight());
    let mut left = length;
    loop {
        let to = DAY.min(from + left);
        f(date, from, to);
        left -= to - from;
        let Some(next) = date.succ_opt().filter(|_| left > 0) else {
            return;
        };
        (date, from) = (next, 0);
    }
}

/// The stretches of local time that a span goes through, with the seconds of real time in each.
fn local_pieces(time: &TimeRange, zone: Option<Tz>) -> Vec<(NaiveDateTime, i64)> {
    let length = (time.latest - time.earliest).num_seconds();
    let Some(zone) = zone else {
        return vec![(time.earliest, length)];
    };
    let [from, to] = [
        instant(time.earliest, zone, MappedLocalTime::earliest),
        instant(time.latest, zone, MappedLocalTime::latest),
    ];
    let local = |moment: DateTime<Utc>| moment.with_timezone(&zone).naive_local();
    let all = (to - from).num_seconds();
    if length == 0 || all <= 0 {
        return vec![(local(from), 0)];
    }
    let offset = |moment: DateTime<Utc>| offset_seconds(zone, moment);
    if offset(from) == offset(to) {
        return vec![(local(from), all)];
    }
    // the second at which the clocks change
    let (mut before, mut after) = (0, all);
    while after - before > 1 {
        let middle = i64::midpoint(before, after);
        if offset(from + TimeDelta::seconds(middle)) == offset(from) {
            before = middle;
        } else {
            after = middle;
        }
    }
    let change = from + TimeDelta::seconds(after);
    vec![(local(from), after), (local(change), all - after)]
}

fn offset_seconds(zone: Tz, moment: DateTime<Utc>) -> i32 {
    let offset = zone.offset_from_utc_datetime(&moment.naive_utc());
    offset.fix().local_minus_utc()
}

/// The moment of a local time. One that the clocks skipped is read by the offset before the change.
fn instant(
    local: NaiveDateTime,
    zone: Tz,
    which: impl Fn(MappedLocalTime<DateTime<Tz>>) -> Option<DateTime<Tz>>,
) -> DateTime<Utc> {
    if let Some(moment) = which(zone.from_local_datetime(&local)) {
        return moment.with_timezone(&Utc);
    }
    // no change of clocks is longer than a day
    let day_before = local
        .checked_sub_signed(TimeDelta::days(1))
        .unwrap_or(local);
    let offset = offset_seconds(zone, day_before.and_utc());
    let shifted = local.checked_sub_signed(TimeDelta::seconds(offset.into()));
    shifted.unwrap_or(local).and_utc()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::records::OtherFields;

    fn range(earliest: &str, latest: &str, zone: Option<&str>) -> TimeRange {
        TimeRange {
            earliest: earliest.parse().unwrap(),
            latest: latest.parse().unwrap(),
            time_zone: zone.map(str::to_owned),
            other: OtherFields::default(),
        }
    }

    fn profile(times: &[TimeRange]) -> TimeProfile {
        let settings = ProfileSettings {
            least_times: 1,
            ..ProfileSettings::default()
        };
        time_profile(times, &settings).unwrap()
    }

    fn hours_of(earliest: &str, latest: &str) -> Vec<(usize, f64)> {
        let profile = profile(&[range(earliest, latest, Some("America/Chicago"))]);
        assert!((profile.hours.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((profile.weekdays.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let hours = profile.hours.iter().copied().enumerate();
        hours.filter(|(_, weight)| *weight > 0.0).collect()
    }

    #[test]
    fn an_hour_that_the_clocks_skip_gets_nothing() {
        // clocks went from 2 to 3 on 8 March 2026
        let hours = hours_of("2026-03-08T01:30:00", "2026-03-08T03:30:00");
        assert_eq!(hours, [(1, 0.5), (3, 0.5)]);
        // a time that was skipped, by the offset before the change
        assert_eq!(
            hours_of("2026-03-08T02:30:00", "2026-03-08T02:30:00"),
            [(3, 1.0)]
        );
        // a span whose latest time was skipped
        let hours = hours_of("2026-03-08T01:00:00", "2026-03-08T02:30:00");
        assert_eq!(hours, [(1, 2.0 / 3.0), (3, 1.0 / 3.0)]);
    }

    #[test]
    fn an_hour_that_the_clocks_repeat_gets_both() {
        // clocks went from 2 back to 1 on 1 November 2026
        let hours = hours_of("2026-11-01T00:00:00", "2026-11-01T03:00:00");
        assert_eq!(hours, [(0, 0.25), (1, 0.5), (2, 0.25)]);
        let hours = hours_of("2026-11-01T01:30:00", "2026-11-01T01:30:00");
        assert_eq!(hours, [(1, 1.0)]);
        // first 1:15 to second 1:45
        let hours = hours_of("2026-11-01T01:15:00", "2026-11-01T01:45:00");
        assert_eq!(hours, [(1, 1.0)]);
    }

    #[test]
    fn whole_days_and_weeks_are_spread_evenly() {
        let profile = profile(&[range("2026-03-02T06:00:00", "2026-03-03T12:00:00", None)]);
        for (hour, weight) in profile.hours.iter().enumerate() {
            let twice = (6..12).contains(&hour);
            let even = 1.0 / 30.0;
            assert!((weight - if twice { 2.0 * even } else { even }).abs() < 1e-12);
        }
        assert!((profile.weekdays[0] - 0.6).abs() < 1e-12);
        assert_eq!(profile.informative, 0);
        assert_eq!(
            profile.school_run,
            SchoolRun::NotEnoughData {
                informative: 0,
                needed: 1
            }
        );
        let year =
            super::tests::profile(&[range("2025-01-01T00:00:00", "2026-01-01T00:00:00", None)]);
        assert!(year.hours.iter().all(|w| (w - 1.0 / 24.0).abs() < 1e-12));
        for (day, weight) in year.weekdays.iter().enumerate() {
            // 52 weeks and a Wednesday
            let days = if day == 2 { 53.0 } else { 52.0 };
            assert!((weight - days / 365.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_school_run_is_on_school_days_only() {
        let at = |day: &str, time: &str| {
            let moment = format!("{day}T{time}");
            range(&moment, &moment, Some("America/New_York"))
        };
        let times = [
            at("2026-03-02", "07:00:00"),
            at("2026-03-02", "09:00:00"),
            at("2026-03-07", "08:00:00"),
            at("2026-03-09", "15:59:59"),
            at("2026-03-10", "15:00:00"),
        ];
        let mut settings = ProfileSettings {
            least_times: 5,
            ..ProfileSettings::default()
        };
        let shares =
            |settings: &ProfileSettings| match time_profile(&times, settings).unwrap().school_run {
                SchoolRun::Shares { before, after, .. } => (before, after),
                SchoolRun::NotEnoughData { .. } => (-1.0, -1.0),
            };
        assert_eq!(shares(&settings), (0.2, 0.4));
        let day = |d| NaiveDate::from_ymd_opt(2026, 3, d);
        settings.no_school = vec![Span::new(day(10), day(11)).unwrap()];
        assert_eq!(shares(&settings), (0.2, 0.2));
        settings.least_times = 6;
        assert_eq!(shares(&settings), (-1.0, -1.0));
    }

    #[test]
    fn times_that_end_before_they_start_and_unknown_zones_are_counted() {
        let profile = profile(&[
            range("2026-03-02T10:00:00", "2026-03-02T09:00:00", None),
            range(
                "2026-03-02T10:00:00",
                "2026-03-02T10:00:00",
                Some("Middle/Earth"),
            ),
            range("2026-03-02T11:00:00", "2026-03-02T11:00:00", None),
        ]);
        assert_eq!(
            (profile.times, profile.set_aside, profile.without_zone),
            (2, 1, 1)
        );
        assert_eq!((profile.unknown_zone, profile.skipped), (1, 0));
        let chicago = |at: &str| range(at, at, Some("America/Chicago"));
        let profile = super::tests::profile(&[
            chicago("2026-03-08T01:59:59"),
            chicago("2026-03-08T02:30:00"),
            chicago("2026-03-08T03:00:00"),
            range(
                "2026-03-08T01:00:00",
                "2026-03-08T02:00:00",
                Some("America/Chicago"),
            ),
            range("2026-03-08T02:30:00", "2026-03-08T02:30:00", None),
        ]);
        assert_eq!(
            (
                profile.times,
                profile.skipped,
                profile.without_zone,
                profile.unknown_zone
            ),
            (5, 2, 1, 0)
        );
        let none = super::tests::profile(&[]);
        assert_eq!(none.hours, [0.0; 24]);
    }

    #[test]
    fn settings_out_of_range_are_refused() {
        for bad in [
            serde_json::json!({"longest_span_hours": 25}),
            serde_json::json!({"before_school": {"from": "09:00:00", "to": "07:00:00"}}),
            serde_json::json!({"before_school": {"from": "07:00:00", "to": "15:00:00"}}),
            serde_json::json!({"after": 1}),
        ] {
            assert!(ProfileSettings::from_value(&bad).is_err());
        }
    }

    proptest! {
        /// Against minutes, walked one by one in real time.
        #[test]
        fn weights_are_those_of_walking_minute_by_minute(
            start in 0_i64..525_600, length in 0_i64..2_000, is_in_zone in any::<bool>()
        ) {
            let base: NaiveDateTime = "2026-01-01T00:00:00".parse().unwrap();
            let earliest = base + TimeDelta::minutes(start);
            let time = TimeRange {
                earliest,
                latest: earliest + TimeDelta::minutes(length),
                time_zone: is_in_zone.then(|| "America/Chicago".to_owned()),
                other: OtherFields::default(),
            };
            let zone = zone_of(&time).filter(|_| length < 1_440);
            let moments: Vec<NaiveDateTime> = match zone {
                None => (0..length.max(1)).map(|minute| earliest + TimeDelta::minutes(minute)).collect(),
                Some(zone) => {
                    let from = instant(time.earliest, zone, MappedLocalTime::earliest);
                    let to = instant(time.latest, zone, MappedLocalTime::latest);
                    let minutes = if length == 0 { 1 } else { (to - from).num_minutes() };
                    (0..minutes)
                        .map(|minute| (from + TimeDelta::minutes(minute)).with_timezone(&zone).naive_local())
                        .collect()
                }
            };
            let (mut hours, mut weekdays) = ([0.0; 24], [0.0; 7]);
            for moment in &moments {
                hours[moment.hour() as usize] += 1.0 / moments.len() as f64;
                weekdays[moment.weekday().num_days_from_monday() as usize] += 1.0 / moments.len() as f64;
            }
            let found = profile(&[time]);
            for (found, walked) in found.hours.iter().zip(&hours).chain(found.weekdays.iter().zip(&weekdays)) {
                prop_assert!((found - walked).abs() < 1e-9);
            }
        }
    }
}
