//! Rule packs as what is looked up while many people are assessed.

use std::sync::{Arc, LazyLock};

use super::{
    calendar::Calendar,
    pack::{DutyRule, Length, RulePack},
};
use crate::{Error, Result};

mod codes;
mod plan;
mod rule;

pub(super) use codes::{
    INITIAL, MANNER_UNSTATED, convicted_bit, convicted_by, custody_bit, manner_bit, purpose_bit,
};
pub(super) use plan::{Family, InForce, Plan};
pub(super) use rule::{Condition, Rule, Steps};

/// Rule packs that are checked and ready: compile them once, assess many people.
///
/// ```
/// use caselink::tracking::{CompiledPacks, RulePack};
///
/// let packs = CompiledPacks::new(&[RulePack::federal()?])?;
/// assert_eq!(packs.packs().len(), 1);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct CompiledPacks {
    pub(super) packs: Arc<Vec<Compiled>>,
    sources: Arc<Vec<RulePack>>,
    /// The last is for jurisdictions that no pack names.
    plans: Arc<Vec<Plan>>,
    named: Arc<Vec<(String, usize)>>,
}

#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) calendar: Calendar,
    pub(super) scheme: String,
    pub(super) tiers: Vec<String>,
    words: Vec<(String, u8)>,
    pub(super) fallback: Option<u8>,
    /// By tier, where the pack says it.
    pub(super) lengths: Vec<Option<Length>>,
    pub(super) tolled_by: u8,
    pub(super) clean: Vec<CleanRule>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct CleanRule {
    pub(super) tier: u8,
    pub(super) juvenile_only: bool,
    pub(super) clean_years: u32,
    pub(super) then_years: u32,
}

impl CompiledPacks {
    /// Checks and compiles packs. Several versions of a pack may be given; each holds while it is in force.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a pack that does not hold together, and for more than 1,000 packs.
    pub fn new(packs: &[RulePack]) -> Result<Self> {
        if packs.len() > 1_000 {
            return Err(Error::InvalidParameter {
                name: "packs",
                reason: "1,000 packs at most".to_owned(),
            });
        }
        let compiled = packs
            .iter()
            .map(|pack| {
                pack.validate()?;
                Compiled::new(pack)
            })
            .collect::<Result<Vec<_>>>()?;
        let mut named: Vec<(String, usize)> = packs
            .iter()
            .flat_map(|pack| &pack.jurisdictions)
            .map(|code| (bare(code).to_ascii_lowercase(), 0))
            .collect();
        named.sort();
        named.dedup();
        let mut plans = Vec::new();
        for (code, plan) in &mut named {
            *plan = plans.len();
            plans.push(Plan::new(packs, &compiled, Some(code)));
        }
        plans.push(Plan::new(packs, &compiled, None));
        Ok(Self {
            packs: Arc::new(compiled),
            sources: Arc::new(packs.to_vec()),
            plans: Arc::new(plans),
            named: Arc::new(named),
        })
    }

    /// The federal pack that comes with the library, compiled once.
    ///
    /// # Errors
    ///
    /// As for [`RulePack::federal`].
    pub fn federal() -> Result<Self> {
        static FEDERAL: LazyLock<Result<CompiledPacks>> =
            LazyLock::new(|| CompiledPacks::new(&[RulePack::federal()?]));
        FEDERAL.clone()
    }

    /// Reads packs from JSON values, and compiles them.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new) and [`RulePack::from_value`], with the number of the pack, from 0.
    pub fn from_values(packs: &[serde_json::Value]) -> Result<Self> {
        let read = |(at, pack)| {
            RulePack::from_value(pack).map_err(|error| match error {
                Error::InvalidParameter { name, reason } => Error::InvalidParameter {
                    name,
                    reason: format!("[{at}] {reason}"),
                },
                other => other,
            })
        };
        Self::new(
            &packs
                .iter()
                .enumerate()
                .map(read)
                .collect::<Result<Vec<_>>>()?,
        )
    }

    /// The packs, in the order in which they were given.
    pub fn packs(&self) -> &[RulePack] {
        &self.sources
    }

    /// The plan of a jurisdiction, by its code as a record has it.
    pub(super) fn plan_of(&self, code: &str) -> usize {
        let code = bare(code);
        let found = self
            .named
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(code));
        found.map_or(self.plans.len().saturating_sub(1), |(_, plan)| *plan)
    }

    pub(super) fn plan(&self, number: usize) -> Option<&Plan> {
        self.plans.get(number)
    }

    pub(super) fn pack(&self, number: usize) -> Option<&Compiled> {
        self.packs.get(number)
    }

    pub(super) fn source(&self, number: usize) -> Option<&RulePack> {
        self.sources.get(number)
    }

    /// A rule by its place, with its duty and pack as they were written.
    pub(super) fn rule(
        &self,
        plan: usize,
        family: usize,
        rule: usize,
    ) -> Option<(&Rule, &DutyRule, &RulePack)> {
        let rule = self
            .plans
            .get(plan)?
            .families
            .get(family)?
            .rules
            .get(rule)?;
        let pack = self.sources.get(rule.pack)?;
        Some((rule, pack.duties.get(rule.duty)?, pack))
    }
}

/// A word without blanks around it, found quickly where there are none.
pub(super) fn trimmed(word: &str) -> &str {
    match word.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => word,
        _ => word.trim(),
    }
}

/// The code of a jurisdiction without the country: `WA` of `us-wa`.
pub(super) fn bare(code: &str) -> &str {
    let code = trimmed(code);
    match code.get(..3) {
        Some(prefix) if prefix.eq_ignore_ascii_case("us-") => code.get(3..).unwrap_or(code),
        _ => code,
    }
}

impl Compiled {
    fn new(pack: &RulePack) -> Result<Self> {
        let tiers = pack.tiers.order.clone();
        let index = |tier: &String| tiers.iter().position(|one| one == tier).map(|at| at as u8);
        let words = pack.tiers.words.iter();
        let duration = pack.duration.as_ref();
        Ok(Self {
            calendar: Calendar::new(&pack.calendar)?,
            scheme: pack.tiers.scheme.clone(),
            words: words
                .filter_map(|(word, tier)| Some((word.clone(), index(tier)?)))
                .collect(),
            fallback: pack.tiers.fallback.as_ref().and_then(index),
            lengths: tiers
                .iter()
                .map(|tier| duration?.by_tier.get(tier).copied())
                .collect(),
            tolled_by: duration.map_or(0, |rule| {
                rule.tolled_by
                    .iter()
                    .map(custody_bit)
                    .fold(0, |all, bit| all | bit)
            }),
            clean: duration
                .iter()
                .flat_map(|rule| &rule.clean_record)
                .filter_map(|rule| {
                    Some(CleanRule {
                        tier: index(&rule.tier)?,
                        juvenile_only: rule.juvenile_only,
                        clean_years: rule.clean_years,
                        then_years: rule.then_years,
                    })
                })
                .collect(),
            tiers,
        })
    }

    /// The number of a tier in the order of the pack.
    pub(super) fn tier(&self, word: &str) -> Option<u8> {
        let word = trimmed(word);
        let same = |name: &String| name.eq_ignore_ascii_case(word);
        let order = self.tiers.iter().position(same).map(|at| at as u8);
        order.or_else(|| {
            let found = self.words.iter().find(|(name, _)| same(name));
            found.map(|(_, tier)| *tier)
        })
    }
}
