//! Duties of registrants: rules as data, dates as arithmetic that is shown, states that say what is missing.
//!
//! `calendar`, `holidays`, `policy`, `period`, `schedule` and `residence` count days. `pack` is the rules as data, `compile` makes them
//! ready. `facts` and `tiers` read a record, `events`, `periodic` and `duration` find its duties (`initial`, `changes` and `travel` by event, `conditions` for whom), `judge` says where each stands, `axes`
//! what else there is to say of the person. All of that is numbers; `explain` makes words of it.

mod assess;
mod assessment;
mod axes;
mod calendar;
mod changes;
mod compile;
mod conditions;
mod counts;
mod duration;
mod events;
mod explain;
mod facts;
mod holidays;
mod initial;
mod judge;
mod options;
mod outcome;
mod pack;
mod period;
mod periodic;
mod policy;
mod residence;
mod schedule;
mod state;
mod sum_up;
mod tiers;
mod travel;
mod undecided;
mod upcoming;

pub(super) use assess::usable;
pub use assess::{Assessments, assess, assess_all};
pub use assessment::{
    AbsconsionIndicators, Assessment, CheckManner, CleanRecord, Compliance, DutyEvidence,
    DutyExplanation, DutyLine, JurisdictionAssessment, LegalProcess, NoteCounts, PackPeriod,
    PeriodExplanation, PeriodFound, Proof, WhereaboutsFound,
};
pub use calendar::{Direction, DutyTerm, TermUnit, term_end};
pub use compile::CompiledPacks;
pub(super) use counts::numbered;
pub use counts::{RegistryCount, RegistryCounts, registry_counts};
pub(super) use facts::bounds;
pub use holidays::{DayOfWeek, Holiday, HolidayRule, OwnHoliday, federal_holidays};
pub use options::AssessOptions;
pub use pack::{
    AggregateDays, AggregatePeriod, CleanRecordRule, ConvictedBy, DurationRule, DutyRule,
    Everywhere, ExitMode, Length, PackNote, PackStatus, PartTrust, Pattern, PeriodStart, Predicate,
    ResidenceRule, RulePack, RulePart, Schedule, ScheduleAnchor, TierRules, Trigger, Trust, Within,
};
pub use period::{TolledPeriod, period_end};
pub use policy::{
    CalendarPolicy, ClosedDay, DayZero, EarlyRule, LateEffect, LeapDay, MonthEnd, PeriodEnd,
    ScheduleBase,
};
pub use residence::residence_from;
pub use schedule::verification_dates;
pub use state::{DutyState, ExcuseReason, Missing};
pub use upcoming::{UpcomingDuties, UpcomingDuty, upcoming};
