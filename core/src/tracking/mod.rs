//! Who owes what to which registry, and since when is it not done? Which open cases are worth a look, and who is looked for where?
//!
//! The desk of a tracking team. Everything that it finds is a lead for a person to check. Nothing here finds anybody guilty, and nobody
//! gets a score. That somebody absconded is declared by an agency and never concluded. A registrant who does not meet the duties is no
//! likelier an abductor for that: the difference that the literature finds is near to none, and the weight that it may carry here is
//! capped as tightly.
//!
//! | question | answer |
//! | --- | --- |
//! | What does one registrant owe under rule packs, as of any day and as it was known on any day? | [`assess`] |
//! | What falls due from a day on? | [`upcoming`] |
//! | How many people are out of compliance, by which definition? | [`registry_counts`] |
//! | How are days, terms and periods counted? | [`term_end`], [`period_end`], [`verification_dates`], [`federal_holidays`] |
//! | Which registrants are worth a look in an open case, and who can be ruled out? | [`OffenderIndex::find_offenders`] |
//! | Which open cases are worth a look for a registrant? | [`OffenderIndex::find_cases`] |
//! | How does the order depend on what was assumed? | [`OffenderIndex::sensitivity`] |
//! | Which team checks which address, in which order? | [`verification_sweep`] |

mod duties;
mod great_circle;
mod links;
mod sweep;

pub use duties::{
    AbsconsionIndicators, AggregateDays, AggregatePeriod, AssessOptions, Assessment,
    CalendarPolicy, CheckManner, CleanRecord, CleanRecordRule, ClosedDay, CompiledPacks,
    Compliance, ConvictedBy, DayOfWeek, DayZero, Direction, DurationRule, DutyEvidence,
    DutyExplanation, DutyLine, DutyRule, DutyState, DutyTerm, EarlyRule, Everywhere, ExcuseReason,
    ExitMode, Holiday, HolidayRule, JurisdictionAssessment, LateEffect, LeapDay, LegalProcess,
    Length, Missing, MonthEnd, NoteCounts, OwnHoliday, PackNote, PackPeriod, PackStatus, PartTrust,
    Pattern, PeriodEnd, PeriodExplanation, PeriodFound, PeriodStart, Predicate, Proof,
    RegistryCount, RegistryCounts, ResidenceRule, RulePack, RulePart, Schedule, ScheduleAnchor,
    ScheduleBase, TermUnit, TierRules, TolledPeriod, Trigger, Trust, UpcomingDuty,
    WhereaboutsFound, Within, assess, federal_holidays, period_end, registry_counts,
    residence_from, term_end, upcoming, verification_dates,
};
pub use links::{
    AnchorKind, AnchorShare, CaseFindings, ExcludedLink, Exclusion, ExclusionReason,
    InsufficientReason, KnownFacts, KnownOffender, KnownPlace, Link, LinkCaps, LinkComponent,
    LinkGroup, LinkInput, LinkOutcome, LinkSettings, Moved, OffenderFindings, OffenderIndex,
    OffenderIndexBuilder, Office, OpenCase, OutcomeCounts, Sensitivity, Sighting, ValueShares,
    Variation, VariationResult,
};
pub use sweep::{
    Route, RouteStop, Routes, SweepSettings, SweepStop, SweepTeam, Travel, UnassignedReason,
    UnassignedStop, verification_sweep,
};
