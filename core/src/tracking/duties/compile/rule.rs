//! A duty of a pack, ready to be applied.

use chrono::NaiveDate;

use super::{Compiled, convicted_bit, manner_bit, purpose_bit};
use crate::{
    records::AppearancePurpose,
    tracking::duties::{
        calendar::{Direction, DutyTerm},
        pack::{DutyRule, Pattern, Predicate, RulePack, ScheduleAnchor, Trigger},
    },
};

#[derive(Clone, Debug)]
pub(in crate::tracking::duties) struct Rule {
    pub(in crate::tracking::duties) pack: usize,
    pub(in crate::tracking::duties) duty: usize,
    pub(in crate::tracking::duties) from: Option<NaiveDate>,
    pub(in crate::tracking::duties) to: Option<NaiveDate>,
    pub(in crate::tracking::duties) trigger: Trigger,
    pub(in crate::tracking::duties) within: Option<(DutyTerm, Direction)>,
    pub(in crate::tracking::duties) anchor: ScheduleAnchor,
    pub(in crate::tracking::duties) pattern: Option<Steps>,
    pub(in crate::tracking::duties) met_by: u8,
    pub(in crate::tracking::duties) may_be_met_by: u8,
    pub(in crate::tracking::duties) manners: u16,
    pub(in crate::tracking::duties) anywhere: bool,
    pub(in crate::tracking::duties) applies_if: Vec<Condition>,
    pub(in crate::tracking::duties) least_days: u32,
    pub(in crate::tracking::duties) counts: bool,
}

#[derive(Clone, Debug)]
pub(in crate::tracking::duties) enum Steps {
    Every(DutyTerm),
    ByTier(Vec<Option<DutyTerm>>),
    ByRisk {
        scheme: String,
        levels: Vec<(String, DutyTerm)>,
        fallback: Option<u8>,
    },
    BirthMonth,
    Birthday(DutyTerm, DutyTerm),
    Month(u32),
}

#[derive(Clone, Copy, Debug)]
pub(in crate::tracking::duties) enum Condition {
    /// A bit for each tier.
    Tier(u32),
    Transient(bool),
    Imprisoned(bool),
    ConvictedBy(u8),
    ConvictedHere,
    Juvenile(bool),
}

impl Rule {
    pub(super) fn new(
        pack: usize,
        at: usize,
        source: &RulePack,
        duty: &DutyRule,
        ready: &Compiled,
    ) -> Self {
        let tier = |name: &String| ready.tiers.iter().position(|one| one == name);
        let later = |a: Option<NaiveDate>, b: Option<NaiveDate>| a.max(b);
        let sooner = |a: Option<NaiveDate>, b: Option<NaiveDate>| match (a, b) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let pattern = duty
            .schedule
            .as_ref()
            .map(|schedule| match &schedule.pattern {
                Pattern::Every(term) => Steps::Every(*term),
                Pattern::ByTier(every) => Steps::ByTier(
                    ready
                        .tiers
                        .iter()
                        .map(|tier| every.get(tier).copied())
                        .collect(),
                ),
                Pattern::ByRiskLevel {
                    scheme,
                    every,
                    fallback,
                } => Steps::ByRisk {
                    scheme: scheme.clone(),
                    levels: every
                        .iter()
                        .map(|(level, term)| (level.clone(), *term))
                        .collect(),
                    fallback: fallback
                        .as_ref()
                        .and_then(|level| every.keys().position(|one| one == level))
                        .map(|at| at as u8),
                },
                Pattern::BirthMonth => Steps::BirthMonth,
                Pattern::Birthday { before, after } => Steps::Birthday(*before, *after),
                Pattern::AssignedMonth { month } => Steps::Month(*month),
            });
        let bits = |purposes: &[AppearancePurpose]| {
            purposes
                .iter()
                .map(purpose_bit)
                .fold(0, |all, bit| all | bit)
        };
        Self {
            pack,
            duty: at,
            from: later(source.effective_from, duty.effective_from),
            to: sooner(source.effective_to, duty.effective_to),
            trigger: duty.trigger.clone(),
            within: duty.within.map(|within| (within.term, within.direction)),
            anchor: duty
                .schedule
                .as_ref()
                .map(|schedule| schedule.anchor)
                .unwrap_or_default(),
            pattern,
            met_by: bits(&duty.met_by),
            may_be_met_by: bits(&duty.may_be_met_by),
            manners: duty
                .manners
                .iter()
                .map(manner_bit)
                .fold(0, |all, bit| all | bit),
            anywhere: duty.anywhere,
            applies_if: duty
                .applies_if
                .iter()
                .map(|predicate| match predicate {
                    Predicate::Tier(tiers) => Condition::Tier(
                        tiers
                            .iter()
                            .filter_map(tier)
                            .fold(0, |all, at| all | 1 << at),
                    ),
                    Predicate::Transient => Condition::Transient(true),
                    Predicate::NotTransient => Condition::Transient(false),
                    Predicate::Imprisoned => Condition::Imprisoned(true),
                    Predicate::NotImprisoned => Condition::Imprisoned(false),
                    Predicate::ConvictedBy(by) => Condition::ConvictedBy(
                        by.iter().fold(0, |all, by| all | convicted_bit(*by)),
                    ),
                    Predicate::ConvictedHere => Condition::ConvictedHere,
                    Predicate::Juvenile => Condition::Juvenile(true),
                    Predicate::Adult => Condition::Juvenile(false),
                })
                .collect(),
            least_days: duty.least_days.unwrap_or(0),
            counts: duty.trust.was_read(),
        }
    }
}
