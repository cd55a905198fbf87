//! How complete and how urgent is a report, has it been reported before, and what belongs together?
//!
//! The intake desk: online reports of the public and of providers, calls and sightings. Everything that it finds is a lead for a person
//! to check. What was reported first is kept as it came; each later view is a fact of its own. What cannot be understood is set aside with
//! its place and reason, and never dropped. Only hashes and metadata of files come in.
//!
//! | question | answer |
//! | --- | --- |
//! | What does a report say that came in the form of the `CyberTipline`, and how does it go out in it? | [`read_cybertip`], [`write_cybertip`] |
//! | How was it seen at a time, and how was it first given? | [`view_tip`] |
//! | Where does a report belong, by which evidence, and to which agencies does it go? | [`AgencyDirectory`] |
//! | Which provider is behind a domain or an account, and whom to ask there? | [`ProviderDirectory`] |
//! | How complete is a report, how urgent, is it enough to act on, and what to ask for first? | [`triage`] |
//! | In which order should many be read? | [`triage_all`] |
//! | Two reports look alike: where do they part? | [`tell_apart`] |
//! | What was asked for in calls, and what waits for whom and for how long? | [`calls_waiting`] |
//! | What does the law ask for the record of a missing child, by when, and was it done? | [`missing_child_deadlines`] |
//! | Was it the child that was seen, and can it have been there at all? | [`weigh_sighting`], [`sightings_of`] |
//! | Has it been reported before, and what else is about the same account, device or person? | [`TipIndex`] |

mod alike;
mod calls;
mod clock;
mod deadlines;
mod formats;
mod providers;
mod reading;
mod routing;
mod sightings;
mod triage;
mod trust;

pub use alike::{
    AlikeSettings, SharedGroup, SharedKey, TipCluster, TipClusters, TipHub, TipHubCount, TipIndex,
    TipJoin, TipJudgement, TipLink, TipLinkKind, TipLinkPart, TipsFound,
};
pub use formats::{
    CyberTipFileRead, CyberTipOptions, CyberTipRead, CyberTipWritten, FileSeen, FormFault,
    FormFaultKind, SetAside, TipSeen, TipView, TipViewOf, read_cybertip, read_cybertip_file,
    view_tip, write_cybertip,
};
pub use providers::{FoundBy, ProviderDirectory, ProviderFound, StillThere};
pub use routing::{
    AgencyDirectory, AreaFound, AreaShape, DirectoryNote, DirectoryNoteKind, IpArea, NumberArea,
    RouteEvidence, RouteInputs, RouteReason, RouteTo, RoutedTips, Routing, RoutingNote,
    RoutingRules, SchoolArea, Unroutable, UnroutableReason, Whose,
};
pub use triage::{
    Ask, CappedGroup, CompiledTriage, Completeness, CompletenessAxis, CompletenessPart,
    CompletenessRule, FileGate, PhraseGuard, PhraseList, Preservation, ReferralPart, TakenBack,
    TipCondition, TipDifference, TipFact, TipStanding, TipsApart, Triage, TriageContext,
    TriageNote, TriageRules, TriageScore, TriageTiers, TriagedTips, Urgency, UrgencyPart,
    UrgencyRule, WarrantGate, tell_apart, triage, triage_all,
};
pub use {
    calls::{
        CallClock, CallsWaiting, ClockState, HandOverRule, HandOverRules, Language, LanguageCount,
        ReceiverCount, ServiceCount, call_clocks, calls_waiting, language,
    },
    deadlines::{
        DeadlineBound, DeadlineCondition, DeadlineEvent, DeadlineLength, DeadlineRule,
        DeadlineRules, DeadlineState, DeadlineUnit, LocalTimes, MissingChildDeadline,
        MissingChildDeadlines, MissingChildSteps, NcicEntry, RecordUpdate, missing_child_deadlines,
    },
    sightings::{
        CaseSightings, SightingCaps, SightingComponent, SightingCounts, SightingExclusion,
        SightingGroup, SightingInput, SightingInsufficient, SightingNote, SightingOutcome,
        SightingPart, SightingScore, SightingSettings, SightingWeighed, SightingsHeader,
        TimelinePoint, TimelinePointKind, TravelAnchor, TravelCheck, TravelFinding, TravelOrder,
        ValueWeights, sightings_document, sightings_of, weigh_sighting,
    },
    trust::RuleTrust,
};
