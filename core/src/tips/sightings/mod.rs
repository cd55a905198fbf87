//! Was it the child? What speaks for a sighting and what against, and could the child have been there at all.
//!
//! What rules a sighting out comes first: a *space-time prism* (T. Hägerstrand 1970; H. J. Miller 1991). Between two places where the child
//! verifiably was, it can only have been where there was time to go and come. Places are discs and times are spans, and a sighting is ruled
//! out only where no place in the disc and no time in the span would do, by road or by air. Only what is verified rules out.
//!
//! The rest are log-likelihood ratios in groups with caps (I. J. Good 1950): description, marks, vehicle, nearness, and other callers. What
//! changes with time, height, hair, build, counts less the longer it was (a half-life each); marks, sex and eyes stay. One source is one
//! voice: several calls of one caller count once. Every number is an assumption that a desk can set, and no total is a probability.
//!
//! Not compared: skin, the name of the child (whoever calls has it from the poster), and speech.

mod answer;
mod batch;
mod board;
mod describe;
mod document;
mod facts;
mod header;
mod marks;
mod prism;
mod settings;
mod settings_check;
#[cfg(test)]
mod tests;
mod vehicle;
mod weigh;
mod words;

pub use answer::{
    CaseSightings, SightingComponent, SightingCounts, SightingExclusion, SightingInput,
    SightingInsufficient, SightingNote, SightingOutcome, SightingScore, SightingWeighed,
    TimelinePoint, TimelinePointKind, TravelAnchor, TravelCheck, TravelFinding, TravelOrder,
};
pub use batch::{sightings_of, weigh_sighting};
pub use document::sightings_document;
pub use header::SightingsHeader;
pub use settings::{SightingCaps, SightingGroup, SightingPart, SightingSettings, ValueWeights};
