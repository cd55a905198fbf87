//! Where may a person be, what is known of it, and what is to be checked next?
//!
//! From the records of one person with several registries, and what is known beside: a timeline with its gaps and conflicts, and places in
//! an order in which to check them, each with what speaks for and against it. Points put places in order. They say nothing about the
//! person: nobody here gets a score.

mod answer;
mod inputs;
mod reason;
mod settings;

pub use answer::{
    CandidatePlace, CheckKind, Conflict, ConflictKind, EntryState, FactSource, GapKind, KnownDate,
    KnownIdentifier, KnownIdentity, KnownName, KnownSex, LOCATE_NOTICE, LeftOut, LeftOutReason,
    Located, LocatedCounts, NextCheck, PlaceGrain, PlaceUse, PossibleRegistration, SearchDone,
    SourceKind, StayCheck, TimelineEntry, TimelineGap, TimelineKind,
};
pub use inputs::{
    LocateInputs, PossibleBasis, PossibleRecord, Search, SearchKind, SearchResult, SightingManner,
    VehicleSighting,
};
pub use reason::{PlaceReason, ReasonKind};
pub use settings::LocateSettings;
