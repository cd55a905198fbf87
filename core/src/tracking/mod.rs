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
//! | The same for many? | [`assess_all`] |
//! | What falls due from a day on? | [`upcoming`] |
//! | How many people are out of compliance, by which definition? | [`registry_counts`] |
//! | How are days, terms and periods counted? | [`term_end`], [`period_end`], [`verification_dates`], [`federal_holidays`] |
//! | Which registrants are worth a look in an open case, and who can be ruled out? | [`OffenderIndex::find_offenders`] |
//! | Which open cases are worth a look for a registrant? | [`OffenderIndex::find_cases`] |
//! | How does the order depend on what was assumed? | [`OffenderIndex::sensitivity`] |
//! | Which records of several registries are one person? | [`resolve_people`] |
//! | Where may a person be, and what is to be checked next? | [`locate`] |
//! | What does a team carry that goes out to look? | [`lead_package`] |
//! | What does an agency report for a quarter? | [`period_counts`], [`registry_report`] |
//! | Whom to check at which address, and why? | [`sweep_list`] |
//! | Which team checks which address, in which order? | [`verification_sweep`] |
//! | What do the teams carry? | [`sweep_sheet`] |

mod duties;
mod great_circle;
mod links;
mod locate;
mod package;
mod people;
mod read;
mod report;
mod sweep;

pub use duties::{
    AbsconsionIndicators, AggregateDays, AggregatePeriod, AssessOptions, Assessment, Assessments,
    CalendarPolicy, CheckManner, CleanRecord, CleanRecordRule, ClosedDay, CompiledPacks,
    Compliance, ConvictedBy, DayOfWeek, DayZero, Direction, DurationRule, DutyEvidence,
    DutyExplanation, DutyLine, DutyRule, DutyState, DutyTerm, EarlyRule, Everywhere, ExcuseReason,
    ExitMode, Holiday, HolidayRule, JurisdictionAssessment, LateEffect, LeapDay, LegalProcess,
    Length, Missing, MonthEnd, NoteCounts, OwnHoliday, PackNote, PackPeriod, PackStatus, PartTrust,
    Pattern, PeriodEnd, PeriodExplanation, PeriodFound, PeriodStart, Predicate, Proof,
    RegistryCount, RegistryCounts, ResidenceRule, RulePack, RulePart, Schedule, ScheduleAnchor,
    ScheduleBase, TermUnit, TierRules, TolledPeriod, Trigger, Trust, UpcomingDuties, UpcomingDuty,
    WhereaboutsFound, Within, assess, assess_all, federal_holidays, period_end, registry_counts,
    residence_from, term_end, upcoming, verification_dates,
};
pub use links::{
    AnchorKind, AnchorShare, CaseFindings, CasesFindings, ExcludedLink, Exclusion, ExclusionReason,
    InsufficientReason, KnownFacts, KnownOffender, KnownPlace, Link, LinkCaps, LinkComponent,
    LinkGroup, LinkInput, LinkOutcome, LinkSettings, Moved, OffenderFindings, OffenderIndex,
    OffenderIndexBuilder, Office, OpenCase, OutcomeCounts, PassedOver, Sensitivity, Sighting,
    ValueShares, Variation, VariationResult,
};
pub use locate::{
    CandidatePlace, CheckKind, Conflict, ConflictKind, EntryState, FactSource, GapKind, KnownDate,
    KnownIdentifier, KnownIdentity, KnownName, KnownSex, LOCATE_NOTICE, LeftOut, LeftOutReason,
    LocateInputs, LocateSettings, Located, LocatedCounts, NextCheck, PlaceGrain, PlaceReason,
    PlaceUse, PossibleBasis, PossibleRecord, PossibleRegistration, ReasonKind, Search, SearchDone,
    SearchKind, SearchResult, SightingManner, SourceKind, StayCheck, TimelineEntry, TimelineGap,
    TimelineKind, VehicleSighting, locate,
};
pub use package::{
    FieldPlan, LeadCase, LeadRegistrant, LeadSubject, NotOnSweep, NotVisited, PackageHeader,
    SweepAddress, SweepList, SweepListSettings, lead_package, sweep_list, sweep_sheet,
};
pub use people::{
    LinkPart, PeopleSettings, PersonJudgement, PersonLink, PossiblePerson, ResolvedPeople,
    ResolvedPerson, resolve_people,
};
pub use read::{people_from_value, spans_from_value};
pub use report::{PeriodCounts, RegistryReportHeader, period_counts, registry_report};
pub use sweep::{
    Route, RouteStop, Routes, SweepSettings, SweepStop, SweepTeam, Travel, UnassignedReason,
    UnassignedStop, verification_sweep,
};
