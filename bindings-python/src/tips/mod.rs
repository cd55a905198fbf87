//! `caselink.tips`: what was reported, how pressing is it, has it been reported before, and which agency is it for?

mod alike;
mod formats;
mod routing;
mod urgency;

pub(crate) use alike::TipIndex;
pub(crate) use formats::{read_cybertip, read_cybertip_file, view_tip, write_cybertip};
pub(crate) use routing::{AgencyDirectory, ProviderDirectory};
pub(crate) use urgency::{CompiledTriage, tell_apart, triage, triage_all, triage_rules};
