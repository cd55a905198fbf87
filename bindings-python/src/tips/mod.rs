//! `caselink.tips`: what was reported, how pressing is it, has it been reported before, and which agency is it for?

mod alike;
mod urgency;

pub(crate) use alike::TipIndex;
pub(crate) use urgency::{CompiledTriage, tell_apart, triage, triage_all, triage_rules};
