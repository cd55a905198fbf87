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
    AbsconsionIndicators, AggregateDays, AggregatePeriod, AssessOptions, Assessment,
    CalendarPolicy, CheckManner, CleanRecord, CleanRecordRule, ClosedDay, CompiledPacks,
    Compliance, ConvictedBy, DayOfWeek, DayZero, Direction, DurationRule, DutyEvidence,
    DutyExplanation, DutyLine, DutyRule, DutyState, DutyTerm, EarlyRule, Everywhere, ExcuseReason,
    ExitMode, Holiday, HolidayRule, JurisdictionAssessment, LateEffect, LeapDay, LegalProcess,
    Length, Missing, MonthEnd, NoteCounts, OwnHoliday, PackNote, PackStatus, Pattern, PeriodEnd,
    PeriodFound, PeriodStart, Predicate, Proof, RegistryCount, RegistryCounts, ResidenceRule,
    RulePack, Schedule, ScheduleAnchor, ScheduleBase, TermUnit, TierRules, TolledPeriod, Trigger,
    Trust, UpcomingDuty, WhereaboutsFound, Within, assess, federal_holidays, period_end,
    registry_counts, residence_from, term_end, upcoming, verification_dates,
};
