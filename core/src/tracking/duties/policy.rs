use chrono::NaiveTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::holidays::{DayOfWeek, OwnHoliday};

/// How days are counted: what the statutes leave open, each as a field of its own, with its default.
///
/// None of the texts read for this library defines a business day or says what becomes of the 31st in a month of 30. A rule pack states
/// what its jurisdiction does, and each explanation prints what was used.
///
/// ```
/// use caselink::tracking::{CalendarPolicy, DayZero};
///
/// let policy: CalendarPolicy = serde_json::from_str(r#"{ "time_zone": "America/Los_Angeles" }"#)?;
/// assert_eq!(policy.day_zero, DayZero::NotCounted);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CalendarPolicy {
    /// Whether the day of the event is the first of the count.
    pub day_zero: DayZero,
    /// Whether federal holidays, as they are observed, are no business days.
    pub federal_holidays: bool,
    /// Holidays of the jurisdiction beside or in place of them.
    pub own_holidays: Vec<OwnHoliday>,
    /// The days of a working week, for terms in `working_days`. A business day is always Monday to Friday.
    pub working_week: Vec<DayOfWeek>,
    /// What becomes of a deadline in calendar days, months or years that falls on no business day.
    pub closed_day: ClosedDay,
    /// The hour of the last day at which the office closes, `HH:MM:SS`; without it, a deadline is the end of the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_closes: Option<NaiveTime>,
    /// The IANA name of the time zone of the registering jurisdiction. Without it deadlines are days, and no instants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// What a month later is, where that month has no such day.
    pub month_end: MonthEnd,
    /// The anniversary of 29 February in other years.
    pub leap_day: LeapDay,
    /// What the next verification is counted from.
    pub schedule: ScheduleBase,
    /// What a late verification does to the schedule.
    pub late: LateEffect,
    /// Which early verification counts.
    pub early: EarlyRule,
    /// When a period is over.
    pub period_end: PeriodEnd,
}

impl Default for CalendarPolicy {
    fn default() -> Self {
        use DayOfWeek::{Friday, Monday, Thursday, Tuesday, Wednesday};
        Self {
            day_zero: DayZero::default(),
            federal_holidays: true,
            own_holidays: Vec::new(),
            working_week: vec![Monday, Tuesday, Wednesday, Thursday, Friday],
            closed_day: ClosedDay::default(),
            office_closes: None,
            time_zone: None,
            month_end: MonthEnd::default(),
            leap_day: LeapDay::default(),
            schedule: ScheduleBase::default(),
            late: LateEffect::default(),
            early: EarlyRule::default(),
            period_end: PeriodEnd::default(),
        }
    }
}

/// Whether the day of the event counts.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayZero {
    /// The count begins on the day after.
    #[default]
    NotCounted,
    /// The day of the event is day 1, where it is a day that counts.
    Counted,
}

/// What becomes of a deadline on a day on which the office is closed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClosedDay {
    /// It stays.
    #[default]
    Keep,
    /// It is the next business day.
    NextBusinessDay,
}

/// A month after the 31st.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MonthEnd {
    /// The last day of the shorter month.
    #[default]
    Clamp,
    /// The first day of the month after it.
    Roll,
}

/// The anniversary of 29 February.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum LeapDay {
    /// 28 February.
    #[default]
    #[serde(rename = "february_28")]
    February28,
    /// 1 March.
    #[serde(rename = "march_1")]
    March1,
}

/// What verifications are counted from.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleBase {
    /// Each is so many terms from one anchor: no drift.
    #[default]
    Anchored,
    /// Each is one term from the one before.
    Chained,
}

/// What a late verification does.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LateEffect {
    /// The schedule stays as it was.
    #[default]
    KeepsAnchor,
    /// The next is counted from the day of the late one.
    ReAnchors,
}

/// Which early verification counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum EarlyRule {
    /// One within so many days before it is due.
    Window {
        /// Days before the due day.
        days: u32,
    },
    /// Any, and the next is counted from its day.
    AnyResets,
}

impl Default for EarlyRule {
    fn default() -> Self {
        Self::Window { days: 45 }
    }
}

/// When a period of years is over.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeriodEnd {
    /// As the computed day begins: the day before is the last day of duty.
    #[default]
    StartOfDay,
    /// As the computed day ends: it is the last day of duty.
    EndOfDay,
}
