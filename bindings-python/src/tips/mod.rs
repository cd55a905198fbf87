//! `caselink.tips`: what was reported, how pressing is it, has it been reported before, and which agency is it for?

mod alike;
mod calls;
mod formats;
mod routing;
mod sightings;
mod urgency;

pub(crate) use alike::TipIndex;
pub(crate) use calls::{
    call_clocks, calls_waiting, deadline_rules, hand_over_rules, language, missing_child_deadlines,
};
pub(crate) use formats::{read_cybertip, read_cybertip_file, view_tip, write_cybertip};
pub(crate) use routing::{AgencyDirectory, ProviderDirectory};
pub(crate) use sightings::{sightings_document, sightings_of, weigh_sighting};
pub(crate) use urgency::{CompiledTriage, tell_apart, triage, triage_all, triage_rules};
