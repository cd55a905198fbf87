//! Where may a person be, what is known of it, and what is to be checked next?
//!
//! From the records of one person with several registries, and what is known beside: a timeline with its gaps and conflicts, and places in
//! an order in which to check them, each with what speaks for and against it. Points put places in order. They say nothing about the
//! person: nobody here gets a score.
//!
//! | step | file |
//! | --- | --- |
//! | facts of the records, each with where it stands | `own`, `events`, `gather` |
//! | tips, vehicles seen, registrations that may be theirs, searches | `naming`, `beside` |
//! | mentions of one place become one place | `address`, `merge` |
//! | who it is, and what contradicts itself | `identity` |
//! | the timeline, its gaps and conflicts | `timeline`, `conflicts` |
//! | reasons for and against each place, in whole points | `places`, `whole`, `weigh` |
//! | what to do next | `checks` |

mod address;
mod answer;
mod beside;
mod checks;
mod conflicts;
mod events;
mod find;
mod gather;
mod identity;
mod inputs;
mod life;
mod merge;
mod naming;
mod own;
mod places;
mod reason;
mod settings;
#[cfg(test)]
mod tests;
mod timeline;
mod weigh;
mod whole;
mod words;

pub use answer::{
    CandidatePlace, CheckKind, LOCATE_NOTICE, LeftOut, LeftOutReason, Located, LocatedCounts,
    NextCheck, PlaceGrain, PlaceUse, PossibleRegistration, SearchDone,
};
pub use find::locate;
pub use inputs::{
    LocateInputs, PossibleBasis, PossibleRecord, Search, SearchKind, SearchResult, SightingManner,
    VehicleSighting,
};
pub use life::{
    Conflict, ConflictKind, EntryState, FactSource, GapKind, KnownDate, KnownIdentifier,
    KnownIdentity, KnownName, KnownSex, SourceKind, StayCheck, TimelineEntry, TimelineGap,
    TimelineKind,
};
pub use reason::{PlaceReason, ReasonKind};
pub use settings::LocateSettings;

/// All that something holds, as one text: an order for what has the same id.
fn in_full<T: serde::Serialize>(one: &T) -> String {
    serde_json::to_string(one).unwrap_or_default()
}
