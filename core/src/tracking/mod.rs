//! The desk for sex offender tracking: who owes what to which registry, since when is it not done, and what is not known.
//!
//! - [`assess`] goes through one registrant's duties under rule packs, which are data: what is met, due, overdue or excused, with the
//!   arithmetic and the evidence, as of any day and as it was known on any day.
//! - [`upcoming`] is the calendar of what falls due; [`registry_counts`] counts people, with the definition of each number.
//! - [`federal_holidays`], [`CalendarPolicy`] and [`term_end`] are the arithmetic by itself.
//!
//! Nothing here finds anybody guilty, and nobody gets a score. That somebody absconded is declared by an agency and never concluded.

mod duties;

pub use duties::{
    CalendarPolicy, ClosedDay, DayOfWeek, DayZero, Direction, EarlyRule, Holiday, HolidayRule,
    LateEffect, LeapDay, MonthEnd, OwnHoliday, PeriodEnd, ScheduleBase, Term, TermUnit,
    federal_holidays, term_end,
};
