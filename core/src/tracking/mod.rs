//! Who is looked for, where might they be, and which open cases are worth a look?
//!
//! The desk of a tracking team. Everything that it finds is a lead for a person to check. It says nothing of how dangerous anybody
//! is, and a registrant who does not meet the duties is no likelier an abductor for that: the difference that the literature finds is
//! near to none, and the weight that it may carry here is capped as tightly.
//!
//! | question | answer |
//! | --- | --- |
//! | Which registrants are worth a look in an open case, and who can be ruled out? | [`OffenderIndex::find_offenders`] |
//! | Which open cases are worth a look for a registrant? | [`OffenderIndex::find_cases`] |
//! | How does the order depend on what was assumed? | [`OffenderIndex::sensitivity`] |
//! | Which team checks which address, in which order? | [`verification_sweep`] |

mod great_circle;
mod links;
mod sweep;

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
