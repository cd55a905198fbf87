//! Which duties hold in one jurisdiction, and when.

use chrono::NaiveDate;

use super::{Compiled, Condition, Rule, bare};
use crate::tracking::duties::pack::{DutyRule, Everywhere, RulePack, Trigger};

/// The duties of one jurisdiction.
#[derive(Debug, Default)]
pub(in crate::tracking::duties) struct Plan {
    pub(in crate::tracking::duties) families: Vec<Family>,
    /// The packs that are in force there at some time, the named ones first.
    pub(in crate::tracking::duties) packs: Vec<usize>,
    /// How many of them name the jurisdiction.
    pub(in crate::tracking::duties) named: usize,
}

/// A duty in all its versions.
#[derive(Debug, Default)]
pub(in crate::tracking::duties) struct Family {
    pub(in crate::tracking::duties) rules: Vec<Rule>,
    /// When two packs say different things of it.
    contradictions: Vec<(Option<NaiveDate>, Option<NaiveDate>)>,
    /// The family whose duties this one follows from.
    pub(in crate::tracking::duties) after: Option<usize>,
}

/// What a family says of a day.
pub(in crate::tracking::duties) enum InForce<'a> {
    Nothing,
    Rule(&'a Rule),
    Contradiction,
}

impl Plan {
    pub(super) fn new(packs: &[RulePack], compiled: &[Compiled], code: Option<&String>) -> Self {
        let is_of = |pack: &RulePack| {
            code.is_some_and(|code| {
                pack.jurisdictions
                    .iter()
                    .any(|one| bare(one).eq_ignore_ascii_case(code))
            })
        };
        // the same pack twice says nothing twice
        let distinct = packs
            .iter()
            .enumerate()
            .filter(|(number, pack)| !packs.iter().take(*number).any(|earlier| earlier == *pack));
        let (mut order, others): (Vec<usize>, Vec<usize>) = distinct
            .filter(|(_, pack)| is_of(pack) || pack.everywhere != Everywhere::No)
            .map(|(number, _)| number)
            .partition(|number| packs.get(*number).is_some_and(is_of));
        let named = order.len();
        order.extend(others);
        let mut plan = Self {
            named,
            ..Self::default()
        };
        // one family for each duty id; `ids` runs beside `families`
        let mut ids: Vec<&str> = Vec::new();
        let mut own: Vec<Covered> = Vec::new();
        for (place, &number) in order.iter().enumerate() {
            let (Some(pack), Some(ready)) = (packs.get(number), compiled.get(number)) else {
                continue;
            };
            for (at, duty) in pack.duties.iter().enumerate() {
                let mut rule = Rule::new(number, at, pack, duty, ready);
                rule.to = sooner(rule.to, superseded(packs, pack));
                let rules = if place < named {
                    own.extend(Covered::by(&rule));
                    vec![rule]
                } else if pack.everywhere == Everywhere::Always {
                    vec![rule]
                } else {
                    uncovered(rule, &own)
                };
                if !rules.is_empty() {
                    plan.add(&mut ids, duty, rules, packs);
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
        plan.packs = order;
        plan
    }

    fn add<'a>(
        &mut self,
        ids: &mut Vec<&'a str>,
        duty: &'a DutyRule,
        rules: Vec<Rule>,
        packs: &[RulePack],
    ) {
        let known = ids.iter().position(|id| *id == duty.id);
        let place = known.unwrap_or_else(|| {
            ids.push(&duty.id);
            self.families.push(Family::default());
            ids.len() - 1
        });
        if let Some(family) = self.families.get_mut(place) {
            for rule in rules {
                family.add(rule, packs);
            }
        }
    }
}

/// What a jurisdiction has a rule of its own on, and when.
struct Covered {
    matter: u8,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// Only for people without a home, or only for people with one.
    transient: Option<bool>,
}

impl Covered {
    fn by(rule: &Rule) -> Option<Self> {
        Some(Self {
            matter: matter(&rule.trigger)?,
            from: rule.from,
            to: rule.to,
            transient: transient(rule),
        })
    }
}

fn transient(rule: &Rule) -> Option<bool> {
    rule.applies_if
        .iter()
        .find_map(|condition| match condition {
            Condition::Transient(wanted) => Some(*wanted),
            _ => None,
        })
}

/// What a rule is about. To register for the first time is one matter, whatever a jurisdiction counts it from.
fn matter(trigger: &Trigger) -> Option<u8> {
    Some(match trigger {
        Trigger::Release
        | Trigger::Sentencing
        | Trigger::Entering
        | Trigger::Arriving
        | Trigger::Remaining => 0,
        Trigger::ResidenceChange => 1,
        Trigger::EmploymentChange => 2,
        Trigger::SchoolChange => 3,
        Trigger::NameChange => 4,
        Trigger::Departure => 5,
        Trigger::Lodging => 6,
        Trigger::IdentifierChange => 7,
        Trigger::VehicleChange => 8,
        Trigger::ForeignTravel => 9,
        Trigger::Periodic => 10,
        Trigger::AfterDuty(_) => return None,
    })
}

/// What is left of a rule where a jurisdiction has rules of its own: the days on which it has none on the matter, and the people for
/// whom it has none.
fn uncovered(rule: Rule, own: &[Covered]) -> Vec<Rule> {
    let about = matter(&rule.trigger);
    let mut left = vec![rule];
    for covered in own.iter().filter(|one| Some(one.matter) == about) {
        let mut next = Vec::new();
        for rule in left {
            let part = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
                let (from, to) = (rule.from.max(from), sooner(rule.to, to));
                let is_empty = from.zip(to).is_some_and(|(from, to)| to <= from);
                (!is_empty).then(|| Rule {
                    from,
                    to,
                    ..rule.clone()
                })
            };
            let before = covered.from.and_then(|from| part(None, Some(from)));
            let after = covered.to.and_then(|to| part(Some(to), None));
            let others = covered
                .transient
                .filter(|only| transient(&rule) != Some(*only));
            let within = others.and_then(|only| {
                let mut within = part(covered.from, covered.to)?;
                if transient(&within).is_none() {
                    within.applies_if.push(Condition::Transient(!only));
                }
                Some(within)
            });
            next.extend([before, within, after].into_iter().flatten());
        }
        left = next;
    }
    left
}

fn sooner(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Option<NaiveDate> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
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
    pub(in crate::tracking::duties) fn at(&self, day: NaiveDate) -> (InForce<'_>, usize) {
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
    pub(in crate::tracking::duties) fn next_from(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.rules
            .iter()
            .filter_map(|rule| rule.from)
            .filter(|from| *from > day)
            .min()
    }
}
