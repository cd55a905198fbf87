use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    holidays::{federal_holidays, observed},
    policy::{CalendarPolicy, ClosedDay, DayZero, LeapDay, MonthEnd},
};
use crate::{Error, Result};

/// The first and the last year of the table of working days. Outside of them days are counted one by one.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2100;
/// The longest term, in units of it. Two hundred years of days.
pub(super) const LONGEST: u32 = 73_000;

/// A length of time in which something is to be done: 3 business days, 6 months.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyTerm {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: TermUnit,
}

/// The unit of a [`DutyTerm`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TermUnit {
    /// Monday to Friday without the holidays of the calendar.
    BusinessDays,
    /// Days of the calendar's working week without its holidays.
    WorkingDays,
    /// Days.
    CalendarDays,
    /// Weeks of seven days.
    Weeks,
    /// Months.
    Months,
    /// Years.
    Years,
    /// Hours. Records know days, so they run from the end of the day of the event.
    Hours,
    /// On the day itself.
    Immediate,
}

impl DutyTerm {
    /// So many of a unit.
    pub const fn new(count: u32, unit: TermUnit) -> Self {
        Self { count, unit }
    }

    /// In words: `3 business days`.
    pub(super) fn words(self) -> String {
        let unit = match self.unit {
            TermUnit::BusinessDays => "business day",
            TermUnit::WorkingDays => "working day",
            TermUnit::CalendarDays => "calendar day",
            TermUnit::Weeks => "week",
            TermUnit::Months => "month",
            TermUnit::Years => "year",
            TermUnit::Hours => "hour",
            TermUnit::Immediate => return "the same day".to_owned(),
        };
        let s = if self.count == 1 { "" } else { "s" };
        format!("{} {unit}{s}", self.count)
    }
}

/// A calendar that is ready to count: working days of 1970 to 2100 as a table.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    pub(super) policy: CalendarPolicy,
    pub(super) zone: Option<Tz>,
    business: DayTable,
    working: DayTable,
}

/// Which days count, in order, and how many come before each day.
#[derive(Clone, Debug)]
struct DayTable {
    week: [bool; 7],
    /// The days that count, rising.
    days: Vec<NaiveDate>,
    /// For each day of the table, how many days that count come before it.
    before: Vec<u32>,
}

impl Calendar {
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a time zone that is none, a working week without days, or a holiday that never comes.
    pub(super) fn new(policy: &CalendarPolicy) -> Result<Self> {
        let zone = policy
            .time_zone
            .as_deref()
            .map(Tz::from_str)
            .transpose()
            .map_err(|_| {
                wrong("calendar.time_zone: is no IANA time zone; write one such as America/Chicago")
            })?;
        if policy.working_week.is_empty() {
            return Err(wrong("calendar.working_week: name at least one weekday"));
        }
        if let super::EarlyRule::Window { days } = policy.early
            && days > 366
        {
            return Err(wrong("calendar.early.window: 366 days at most"));
        }
        for holiday in &policy.own_holidays {
            let years = holiday.from_year.unwrap_or(1970)..=holiday.to_year.unwrap_or(2100);
            if years.end() - years.start() > 1_000
                || !years.clone().any(|year| holiday.on.in_year(year).is_some())
            {
                return Err(wrong(&format!(
                    "calendar.own_holidays: {:?} never comes; correct its rule or years",
                    holiday.name
                )));
            }
        }
        let closed = closed_days(policy);
        let mut week = [false; 7];
        for day in &policy.working_week {
            week[day.weekday().num_days_from_monday() as usize] = true;
        }
        Ok(Self {
            policy: policy.clone(),
            zone,
            business: DayTable::new([true, true, true, true, true, false, false], &closed),
            working: DayTable::new(week, &closed),
        })
    }

    /// Whether a day is a business day.
    #[cfg(test)]
    pub(super) fn is_business_day(&self, date: NaiveDate) -> bool {
        self.business.counts(date)
    }

    /// The last day on which something can be done in time that is due a term after an event.
    pub(super) fn after(&self, event: NaiveDate, term: DutyTerm) -> Option<NaiveDate> {
        let counted = u32::from(self.policy.day_zero == DayZero::Counted);
        let due = match term.unit {
            TermUnit::BusinessDays => return self.business.after(event, term.count, counted == 1),
            TermUnit::WorkingDays => return self.working.after(event, term.count, counted == 1),
            TermUnit::Immediate => return Some(event),
            TermUnit::Hours => {
                event.checked_add_days(Days::new(u64::from(term.count.div_ceil(24))))?
            }
            TermUnit::CalendarDays => {
                let days = term.count.saturating_sub(counted);
                event.checked_add_days(Days::new(u64::from(days)))?
            }
            TermUnit::Weeks => event.checked_add_days(Days::new(7 * u64::from(term.count)))?,
            TermUnit::Months => self.plus_months(event, term.count)?,
            TermUnit::Years => self.plus_months(event, term.count.checked_mul(12)?)?,
        };
        Some(self.open(due))
    }

    /// The last day on which something can be done in time that must be done a term before an event.
    pub(super) fn before(&self, event: NaiveDate, term: DutyTerm) -> Option<NaiveDate> {
        match term.unit {
            TermUnit::BusinessDays => self.business.before(event, term.count),
            TermUnit::WorkingDays => self.working.before(event, term.count),
            TermUnit::Immediate => Some(event),
            TermUnit::Hours => {
                event.checked_sub_days(Days::new(u64::from(term.count.div_ceil(24))))
            }
            TermUnit::CalendarDays => event.checked_sub_days(Days::new(u64::from(term.count))),
            TermUnit::Weeks => event.checked_sub_days(Days::new(7 * u64::from(term.count))),
            TermUnit::Months => event.checked_sub_months(Months::new(term.count)),
            TermUnit::Years => event.checked_sub_months(Months::new(term.count.checked_mul(12)?)),
        }
    }

    /// So many months later, by the policy for short months and leap days.
    pub(super) fn plus_months(&self, date: NaiveDate, months: u32) -> Option<NaiveDate> {
        let clamped = date.checked_add_months(Months::new(months))?;
        if clamped.day() == date.day() {
            return Some(clamped);
        }
        let anniversary = date.month() == 2 && date.day() == 29 && months.is_multiple_of(12);
        let rolls = if anniversary {
            self.policy.leap_day == LeapDay::March1
        } else {
            self.policy.month_end == MonthEnd::Roll
        };
        if rolls {
            clamped.succ_opt()
        } else {
            Some(clamped)
        }
    }

    /// A deadline in calendar units, moved where the policy moves it.
    fn open(&self, due: NaiveDate) -> NaiveDate {
        match self.policy.closed_day {
            ClosedDay::Keep => due,
            ClosedDay::NextBusinessDay if self.business.counts(due) => due,
            ClosedDay::NextBusinessDay => self.business.after(due, 1, false).unwrap_or(due),
        }
    }

    /// The instant at which the last day of a deadline is over in the zone of the jurisdiction: the first instant that is too late.
    pub(super) fn deadline(&self, due: NaiveDate) -> Option<DateTime<Utc>> {
        let zone = self.zone?;
        let local = match self.policy.office_closes {
            Some(hour) => due.and_time(hour),
            None => due.succ_opt()?.and_time(NaiveTime::MIN),
        };
        // where the clocks skip midnight, the day is over as they skip; where they go back, the person has the later one
        let found = zone.from_local_datetime(&local);
        found.latest().map(|at| at.with_timezone(&Utc)).or_else(|| {
            (1..=8_i64)
                .map(|quarter| local + chrono::TimeDelta::minutes(15 * quarter))
                .find_map(|later| zone.from_local_datetime(&later).earliest())
                .map(|at| at.with_timezone(&Utc))
        })
    }

    /// The local day of an instant in the zone of the jurisdiction.
    pub(super) fn local_day(&self, at: DateTime<Utc>) -> NaiveDate {
        self.zone.map_or_else(
            || at.date_naive(),
            |zone| at.with_timezone(&zone).date_naive(),
        )
    }
}

impl DayTable {
    fn new(week: [bool; 7], closed: &[NaiveDate]) -> Self {
        let first = NaiveDate::from_ymd_opt(*YEARS.start(), 1, 1).unwrap_or_default();
        let count = YEARS
            .map(|year| if is_leap(year) { 366 } else { 365 })
            .sum::<usize>();
        let (mut days, mut before) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut closed = closed.iter().peekable();
        for date in first.iter_days().take(count) {
            before.push(days.len() as u32);
            while closed.peek().is_some_and(|day| **day < date) {
                closed.next();
            }
            let is_closed = closed.peek().is_some_and(|day| **day == date);
            if !is_closed && in_week(week, date.weekday()) {
                days.push(date);
            }
        }
        Self { week, days, before }
    }

    fn rank(&self, date: NaiveDate) -> Option<usize> {
        let at = usize::try_from(date.num_days_from_ce() - FIRST_DAY).ok()?;
        self.before.get(at).map(|rank| *rank as usize)
    }

    fn counts(&self, date: NaiveDate) -> bool {
        match self.rank(date) {
            Some(rank) => self.days.get(rank) == Some(&date),
            // no holidays are known there
            None => in_week(self.week, date.weekday()),
        }
    }

    /// The `count`th day that counts after an event, or from it on.
    fn after(&self, event: NaiveDate, count: u32, counted: bool) -> Option<NaiveDate> {
        let event = if counted { event.pred_opt()? } else { event };
        let Some(last) = (count as usize).checked_sub(1) else {
            return Some(event);
        };
        let next = event.succ_opt()?;
        if let Some(found) = self.rank(next).and_then(|rank| self.days.get(rank + last)) {
            return Some(*found);
        }
        let mut days = next.iter_days().filter(|day| self.counts(*day));
        days.nth(last)
    }

    /// The `count`th day that counts before an event.
    fn before(&self, event: NaiveDate, count: u32) -> Option<NaiveDate> {
        let Some(last) = (count as usize).checked_sub(1) else {
            return Some(event);
        };
        if let Some(found) = self
            .rank(event)
            .and_then(|rank| self.days.get(rank.checked_sub(count as usize)?))
        {
            return Some(*found);
        }
        let days = std::iter::successors(event.pred_opt(), NaiveDate::pred_opt);
        days.filter(|day| self.counts(*day)).nth(last)
    }
}

/// The number of 1 January 1970 by the count of `chrono`.
const FIRST_DAY: i32 = 719_163;

const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn in_week(week: [bool; 7], day: Weekday) -> bool {
    week.get(day.num_days_from_monday() as usize) == Some(&true)
}

/// The days on which offices are closed, rising.
fn closed_days(policy: &CalendarPolicy) -> Vec<NaiveDate> {
    let mut closed = Vec::new();
    // a New Year on a Saturday closes the year before
    for year in *YEARS.start()..=*YEARS.end() + 1 {
        if policy.federal_holidays {
            closed.extend(federal_holidays(year).iter().map(|day| day.observed));
            closed.extend(federal_holidays(year).iter().map(|day| day.date));
        }
        for own in &policy.own_holidays {
            let kept = own.from_year.is_none_or(|from| from <= year)
                && own.to_year.is_none_or(|to| year <= to);
            if let Some(date) = own.on.in_year(year).filter(|_| kept) {
                closed.push(date);
                closed.extend(own.observed.then(|| observed(date)));
            }
        }
    }
    closed.sort_unstable();
    closed.dedup();
    closed
}

/// The last day on which something is in time that is due a term after an event, or before it.
///
/// ```
/// use caselink::tracking::{CalendarPolicy, Direction, DutyTerm, TermUnit, term_end};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let policy = CalendarPolicy::default();
/// let three = DutyTerm::new(3, TermUnit::BusinessDays);
/// assert_eq!(term_end(day("2027-12-29"), three, Direction::After, &policy)?, day("2028-01-04"));
/// let notice = DutyTerm::new(21, TermUnit::CalendarDays);
/// assert_eq!(term_end(day("2026-03-22"), notice, Direction::Before, &policy)?, day("2026-03-01"));
/// # Ok::<(), caselink::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::InvalidParameter`] for a policy that cannot be counted by, a term of more than 73,000, or a day outside of all calendars.
pub fn term_end(
    event: NaiveDate,
    term: DutyTerm,
    direction: Direction,
    policy: &CalendarPolicy,
) -> Result<NaiveDate> {
    if term.count > LONGEST {
        return Err(wrong("term: 73,000 units at most"));
    }
    let calendar = Calendar::new(policy)?;
    let end = match direction {
        Direction::After => calendar.after(event, term),
        Direction::Before => calendar.before(event, term),
    };
    end.ok_or_else(|| wrong("event: the day that follows from it is outside of the calendar"))
}

/// On which side of the event a term lies.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// After the event.
    #[default]
    After,
    /// Before the event.
    Before,
}

pub(super) fn wrong(reason: &str) -> Error {
    Error::InvalidParameter {
        name: "packs",
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests;
