//! For whom a rule holds.

use super::{
    compile::{Condition, Rule, convicted_bit, convicted_by},
    facts::UNSAID,
    judge::{Case, Scratch},
};
use crate::records::Conviction;

impl Case<'_> {
    /// Whether the record as a whole leaves it possible that a rule holds of anybody in it: the quick way past most rules.
    pub(super) fn may_hold(rule: &Rule, work: &Scratch) -> bool {
        let facts = &work.facts;
        facts.convicted_by == 0
            || rule.applies_if.iter().all(|condition| match condition {
                Condition::ConvictedBy(by) => facts.convicted_by & (by | UNSAID) != 0,
                Condition::Imprisoned(true) => facts.imprisoned & (1 | UNSAID) != 0,
                Condition::Imprisoned(false) => facts.imprisoned & (2 | UNSAID) != 0,
                _ => true,
            })
    }

    /// Whether a rule's conditions hold of one conviction. `None`: the record does not say.
    pub(super) fn all_hold(
        &self,
        rule: &Rule,
        one: &Conviction,
        here: bool,
        work: &Scratch,
    ) -> Option<bool> {
        let mut all = Some(true);
        for condition in &rule.applies_if {
            let holds = match condition {
                Condition::ConvictedHere => Some(here),
                Condition::Tier(_) | Condition::Transient(_) => {
                    self.of_any_conviction(*condition, work)
                }
                other => self.of_conviction(*other, one),
            };
            match holds {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }

    pub(super) fn of_conviction(&self, condition: Condition, one: &Conviction) -> Option<bool> {
        match condition {
            Condition::Imprisoned(wanted) => {
                let released = self.released(one).map(|_| true);
                let is_so = one.imprisoned.or(released)?;
                Some(is_so == wanted)
            }
            Condition::ConvictedBy(by) => {
                Some(by & convicted_bit(convicted_by(one.jurisdiction.as_deref())?) != 0)
            }
            Condition::Juvenile(wanted) => Some(one.juvenile? == wanted),
            _ => None,
        }
    }

    /// Whether a condition holds of the person: of any conviction, or on the day of the assessment.
    pub(super) fn of_any_conviction(&self, condition: Condition, work: &Scratch) -> Option<bool> {
        match condition {
            Condition::Transient(wanted) => {
                Some(work.facts.is_transient(self.options.as_of) == wanted)
            }
            Condition::Tier(tiers) => {
                let tier = work.tiers.on(self.options.as_of)?.tier;
                Some(tiers & (1 << tier) != 0)
            }
            Condition::ConvictedHere => None,
            other => {
                let known = self
                    .offender
                    .convictions
                    .iter()
                    .filter(|one| self.known.has(one.provenance.as_ref(), None));
                let mut all = None;
                for one in known {
                    match self.of_conviction(other, one) {
                        Some(true) => return Some(true),
                        Some(false) if all.is_none() => all = Some(Some(false)),
                        Some(false) => {}
                        None => all = Some(None),
                    }
                }
                all.flatten()
            }
        }
    }

    pub(super) fn any_conviction_holds(&self, rule: &Rule, work: &Scratch) -> Option<bool> {
        let mut all = Some(true);
        for condition in &rule.applies_if {
            match self.of_any_conviction(*condition, work) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }
}
