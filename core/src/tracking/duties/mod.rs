//! Duties of registrants: rules as data, dates as arithmetic that is shown, states that say what is missing.

mod calendar;
mod holidays;
mod policy;

pub use calendar::{Direction, Term, TermUnit, term_end};
pub use holidays::{DayOfWeek, Holiday, HolidayRule, OwnHoliday, federal_holidays};
pub use policy::{
    CalendarPolicy, ClosedDay, DayZero, EarlyRule, LateEffect, LeapDay, MonthEnd, PeriodEnd,
    ScheduleBase,
};
