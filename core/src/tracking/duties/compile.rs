//! Rule packs as what is looked up while many people are assessed.

use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;

use super::{
    calendar::{Calendar, Direction, DutyTerm},
    pack::{
        ConvictedBy, DutyRule, Everywhere, Length, Pattern, Predicate, RulePack, ScheduleAnchor,
        Trigger, Trust,
    },
};
use crate::{
    Error, Result,
    records::{AppearancePurpose, CustodyKind, Manner},
};

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

/// The duties of one jurisdiction.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) families: Vec<Family>,
    /// The packs that are in force there at some time, the named ones first.
    pub(super) packs: Vec<usize>,
}

/// A duty in all its versions.
#[derive(Debug)]
pub(super) struct Family {
    pub(super) rules: Vec<Rule>,
    /// When two packs say different things of it.
    contradictions: Vec<(Option<NaiveDate>, Option<NaiveDate>)>,
    /// The family whose duties this one follows from.
    pub(super) after: Option<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) pack: usize,
    pub(super) duty: usize,
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
    pub(super) trigger: Trigger,
    pub(super) within: Option<(DutyTerm, Direction)>,
    pub(super) anchor: ScheduleAnchor,
    pub(super) pattern: Option<Steps>,
    pub(super) met_by: u8,
    pub(super) may_be_met_by: u8,
    pub(super) manners: u16,
    pub(super) anywhere: bool,
    pub(super) applies_if: Vec<Condition>,
    pub(super) least_days: u32,
    pub(super) counts: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Steps {
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
pub(super) enum Condition {
    /// A bit for each tier.
    Tier(u32),
    Transient(bool),
    Imprisoned(bool),
    ConvictedBy(u8),
    ConvictedHere,
    Juvenile(bool),
}

/// What a family says of a day.
pub(super) enum InForce<'a> {
    Nothing,
    Rule(&'a Rule),
    Contradiction,
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

/// The code of a jurisdiction without the country: `WA` of `us-wa`.
pub(super) fn bare(code: &str) -> &str {
    let code = code.trim();
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
        let word = word.trim();
        let same = |name: &String| name.eq_ignore_ascii_case(word);
        let order = self.tiers.iter().position(same).map(|at| at as u8);
        order.or_else(|| {
            let found = self.words.iter().find(|(name, _)| same(name));
            found.map(|(_, tier)| *tier)
        })
    }
}

impl Plan {
    fn new(packs: &[RulePack], compiled: &[Compiled], code: Option<&String>) -> Self {
        let names = |pack: &RulePack| {
            code.is_some_and(|code| {
                pack.jurisdictions
                    .iter()
                    .any(|one| bare(one).eq_ignore_ascii_case(code))
            })
        };
        let chosen = |pack: &RulePack| match pack.everywhere {
            Everywhere::No => false,
            Everywhere::WhereNoOther => code.is_none(),
            Everywhere::Always => true,
        };
        let mut plan = Self::default();
        for (number, pack) in packs.iter().enumerate() {
            // the same pack twice says nothing twice
            let again = packs.iter().take(number).any(|earlier| earlier == pack);
            if !again && (names(pack) || chosen(pack)) {
                plan.packs.push(number);
            }
        }
        // one family for each duty id; `ids` runs beside `families`
        let mut ids: Vec<&str> = Vec::new();
        for &number in &plan.packs {
            let (Some(pack), Some(ready)) = (packs.get(number), compiled.get(number)) else {
                continue;
            };
            for (at, duty) in pack.duties.iter().enumerate() {
                let mut rule = Rule::new(number, at, pack, duty, ready);
                rule.to = match (rule.to, superseded(packs, pack)) {
                    (Some(to), Some(next)) => Some(to.min(next)),
                    (to, next) => to.or(next),
                };
                let known = ids.iter().position(|id| *id == duty.id);
                let place = known.unwrap_or_else(|| {
                    ids.push(&duty.id);
                    plan.families.push(Family {
                        rules: Vec::new(),
                        contradictions: Vec::new(),
                        after: None,
                    });
                    ids.len() - 1
                });
                if let Some(family) = plan.families.get_mut(place) {
                    family.add(rule, packs);
                }
            }
        }
        for family in &mut plan.families {
            family.after = family.rules.first().and_then(|rule| match &rule.trigger {
                Trigger::AfterDuty(other) => ids.iter().position(|id| id == other),
                _ => None,
            });
            family.rules.sort_by_key(|rule| rule.from);
        }
        plan
    }
}

/// The day on which a later version of the same pack comes into force.
fn superseded(packs: &[RulePack], pack: &RulePack) -> Option<NaiveDate> {
    let later = packs.iter().filter(|other| other.pack == pack.pack);
    let later = later.filter_map(|other| other.effective_from);
    later.filter(|from| Some(*from) > pack.effective_from).min()
}

impl Family {
    fn add(&mut self, rule: Rule, packs: &[RulePack]) {
        let written = |rule: &Rule| {
            packs
                .get(rule.pack)
                .and_then(|pack| pack.duties.get(rule.duty).map(|duty| (pack, duty)))
        };
        let mut again = false;
        for other in &self.rules {
            let from = rule.from.max(other.from);
            let to = match (rule.to, other.to) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            if from.zip(to).is_some_and(|(from, to)| to <= from) {
                continue;
            }
            let same = written(&rule).zip(written(other)).is_some_and(
                |((pack, duty), (old_pack, old))| {
                    duty == old
                        && pack.calendar == old_pack.calendar
                        && pack.tiers == old_pack.tiers
                },
            );
            if same {
                again |= rule.from == other.from && rule.to == other.to;
            } else {
                self.contradictions.push((from, to));
            }
        }
        if !again {
            self.rules.push(rule);
        }
    }

    /// What is in force on a day, with the number of the rule.
    pub(super) fn at(&self, day: NaiveDate) -> (InForce<'_>, usize) {
        if let ([rule], true) = (self.rules.as_slice(), self.contradictions.is_empty())
            && rule.from.is_none()
            && rule.to.is_none()
        {
            return (InForce::Rule(rule), 0);
        }
        let holds = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
            from.is_none_or(|from| from <= day) && to.is_none_or(|to| day < to)
        };
        let found = self
            .rules
            .iter()
            .enumerate()
            .rfind(|(_, rule)| holds(rule.from, rule.to));
        let Some((number, rule)) = found else {
            return (InForce::Nothing, 0);
        };
        if self
            .contradictions
            .iter()
            .any(|(from, to)| holds(*from, *to))
        {
            return (InForce::Contradiction, number);
        }
        (InForce::Rule(rule), number)
    }

    /// The next day on which a rule comes into force.
    pub(super) fn next_from(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.rules
            .iter()
            .filter_map(|rule| rule.from)
            .filter(|from| *from > day)
            .min()
    }
}

impl Rule {
    fn new(pack: usize, at: usize, source: &RulePack, duty: &DutyRule, ready: &Compiled) -> Self {
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
            counts: duty.trust != Trust::Memory,
        }
    }
}

pub(super) const UNSTATED: u8 = 1;
pub(super) const INITIAL: u8 = 4;

pub(super) fn purpose_bit(purpose: &AppearancePurpose) -> u8 {
    match purpose {
        // a word that no rule knows may mean any of them
        AppearancePurpose::Unstated | AppearancePurpose::Other(_) => UNSTATED,
        AppearancePurpose::Verification => 2,
        AppearancePurpose::Initial => INITIAL,
        AppearancePurpose::Change => 8,
        AppearancePurpose::Travel => 16,
    }
}

/// The bit of a manner that the record does not say.
pub(super) const MANNER_UNSTATED: u16 = 1;

pub(super) fn manner_bit(manner: &Manner) -> u16 {
    match manner {
        Manner::Unstated | Manner::Other(_) => MANNER_UNSTATED,
        Manner::InPerson => 2,
        Manner::HomeVisit => 4,
        Manner::Video => 8,
        Manner::Phone => 16,
        Manner::Mail => 32,
        Manner::Online => 64,
        Manner::Database => 128,
    }
}

pub(super) fn custody_bit(kind: &CustodyKind) -> u8 {
    match kind {
        CustodyKind::Unstated | CustodyKind::Other(_) => 1,
        CustodyKind::Prison => 2,
        CustodyKind::Jail => 4,
        CustodyKind::CivilCommitment => 8,
        CustodyKind::Hospital => 16,
        CustodyKind::Immigration => 32,
    }
}

pub(super) const fn convicted_bit(by: ConvictedBy) -> u8 {
    match by {
        ConvictedBy::State => 1,
        ConvictedBy::Federal => 2,
        ConvictedBy::Military => 4,
        ConvictedBy::Foreign => 8,
    }
}

/// Who convicted, by the code of a conviction's jurisdiction; `None` where it does not tell.
pub(super) fn convicted_by(code: Option<&str>) -> Option<ConvictedBy> {
    let code = bare(code?);
    let is = |names: &[&str]| names.iter().any(|name| code.eq_ignore_ascii_case(name));
    if is_state(code) {
        Some(ConvictedBy::State)
    } else if is(&["US", "FED", "FEDERAL"]) {
        Some(ConvictedBy::Federal)
    } else if is(&["MIL", "MILITARY", "UCMJ"]) {
        Some(ConvictedBy::Military)
    } else if code
        .get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("foreign"))
    {
        Some(ConvictedBy::Foreign)
    } else {
        None
    }
}

/// The postal codes of states, the District of Columbia and territories.
const STATES: &[u8; 112] = b"ALAKAZARCACOCTDEDCFLGAHIIDILINIAKSKYLAMEMDMAMIMNMSMOMTNENVNHNJNMNYNCNDOHOKORPARISCSDTNTXUTVTVAWAWVWIWYASGUMPPRVI";

/// Which two letters are one of them.
const IS_STATE: [bool; 26 * 26] = {
    let mut table = [false; 26 * 26];
    let mut at = 0;
    while at < STATES.len() {
        table[(STATES[at] - b'A') as usize * 26 + (STATES[at + 1] - b'A') as usize] = true;
        at += 2;
    }
    table
};

fn is_state(code: &str) -> bool {
    let &[a, b] = code.as_bytes() else {
        return false;
    };
    let letter = |byte: u8| {
        byte.to_ascii_uppercase()
            .checked_sub(b'A')
            .filter(|at| *at < 26)
    };
    letter(a)
        .zip(letter(b))
        .and_then(|(a, b)| IS_STATE.get(usize::from(a) * 26 + usize::from(b)))
        .is_some_and(|is_state| *is_state)
}
