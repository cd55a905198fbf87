//! Whether a rule pack holds together.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    DurationRule, DutyRule, Everywhere, Length, Pattern, Predicate, RulePack, Trigger, wrong,
};
use crate::{
    Result,
    tracking::duties::{
        calendar::{Calendar, DutyTerm, LONGEST},
        schedule::repeats,
    },
};

/// More duties than any law has.
const MOST_DUTIES: usize = 500;

pub(super) fn check(pack: &RulePack) -> Result<()> {
    let at = |reason: String| Err(wrong(format!("{}: {reason}", pack.pack)));
    if pack.pack.trim().is_empty() || pack.version.trim().is_empty() {
        return Err(wrong("pack and version must be named".to_owned()));
    }
    if pack.jurisdictions.is_empty() && pack.everywhere == Everywhere::No {
        return at("name the jurisdictions, or say where it holds with everywhere".to_owned());
    }
    if pack.jurisdictions.iter().any(|code| code.trim().is_empty()) {
        return at("jurisdictions: a code is empty".to_owned());
    }
    if pack.status.verified
        && (pack.status.verified_by.is_none() || pack.status.verified_on.is_none())
    {
        return at("status: a pack that is verified says by whom and when".to_owned());
    }
    if period_is_empty(pack.effective_from, pack.effective_to) {
        return at("effective_to must be after effective_from".to_owned());
    }
    Calendar::new(&pack.calendar)?;
    tiers(pack)?;
    if pack.duties.len() > MOST_DUTIES {
        return at(format!("{MOST_DUTIES} duties at most"));
    }
    for parts in pack
        .duties
        .iter()
        .map(|duty| &duty.parts)
        .chain(pack.duration.iter().map(|rule| &rule.parts))
        .chain(pack.residence.iter().map(|rule| &rule.parts))
    {
        let distinct: BTreeSet<_> = parts.iter().map(|one| one.part).collect();
        if distinct.len() != parts.len() {
            return at("parts: each part of a rule once".to_owned());
        }
    }
    let mut ids = BTreeSet::new();
    let clean = pack.duration.iter().flat_map(|rule| &rule.clean_record);
    let all = pack
        .duties
        .iter()
        .map(|duty| &duty.id)
        .chain(pack.duration.iter().map(|rule| &rule.id))
        .chain(clean.map(|rule| &rule.id))
        .chain(pack.information.iter().map(|note| &note.id));
    for id in all {
        if id.trim().is_empty() || !ids.insert(id.as_str()) {
            return at(format!("the id {id:?} stands twice or is empty"));
        }
    }
    for duty in &pack.duties {
        check_duty(pack, duty).or_else(|reason| at(format!("{}: {reason}", duty.id)))?;
    }
    cycles(pack).or_else(at)?;
    if let Some(duration) = &pack.duration {
        check_duration(pack, duration).or_else(at)?;
    }
    if let Some(rule) = &pack.residence {
        let days = [rule.consecutive_days, rule.aggregate.map(|rule| rule.days)];
        if days.iter().all(Option::is_none) || days.contains(&Some(0)) {
            return at("residence: name consecutive_days or aggregate, at least 1 day".to_owned());
        }
    }
    Ok(())
}

fn period_is_empty<T: PartialOrd>(from: Option<T>, to: Option<T>) -> bool {
    from.zip(to).is_some_and(|(from, to)| to <= from)
}

fn tiers(pack: &RulePack) -> Result<()> {
    let tiers = &pack.tiers;
    let known = |tier: &String| tiers.order.contains(tier);
    let unknown = tiers
        .words
        .values()
        .chain(&tiers.fallback)
        .find(|tier| !known(tier));
    if let Some(tier) = unknown {
        return Err(wrong(format!(
            "{}: tiers: {tier:?} is not in order",
            pack.pack
        )));
    }
    let distinct: BTreeSet<&String> = tiers.order.iter().collect();
    if distinct.len() != tiers.order.len() || tiers.order.len() > 20 {
        return Err(wrong(format!(
            "{}: tiers.order: each tier once, 20 at most",
            pack.pack
        )));
    }
    Ok(())
}

fn known_tiers<'a>(
    pack: &RulePack,
    tiers: impl IntoIterator<Item = &'a String>,
) -> Result<(), String> {
    match tiers
        .into_iter()
        .find(|tier| !pack.tiers.order.contains(tier))
    {
        Some(tier) => Err(format!("the tier {tier:?} is not in tiers.order")),
        None => Ok(()),
    }
}

fn check_duty(pack: &RulePack, duty: &DutyRule) -> Result<(), String> {
    if period_is_empty(duty.effective_from, duty.effective_to) {
        return Err("effective_to must be after effective_from".to_owned());
    }
    if duty.met_by.is_empty() {
        return Err("met_by: name at least one purpose of an appearance".to_owned());
    }
    for predicate in &duty.applies_if {
        match predicate {
            Predicate::Tier(tiers) if tiers.is_empty() => {
                return Err("applies_if.tier is empty".to_owned());
            }
            Predicate::Tier(tiers) => known_tiers(pack, tiers)?,
            Predicate::ConvictedBy(by) if by.is_empty() => {
                return Err("applies_if.convicted_by is empty".to_owned());
            }
            _ => {}
        }
    }
    match (&duty.trigger, &duty.schedule, &duty.within) {
        (Trigger::Periodic, None, _) => Err("a periodic duty needs a schedule".to_owned()),
        (Trigger::Periodic, Some(_), Some(_)) => {
            Err("a periodic duty has a schedule, and no within".to_owned())
        }
        (Trigger::Periodic, Some(schedule), None) => check_pattern(pack, &schedule.pattern),
        (_, Some(_), _) => Err("only a periodic duty has a schedule".to_owned()),
        (_, None, None) => Err("within: in what time is it to be done?".to_owned()),
        (_, None, Some(within)) if within.term.count > LONGEST => {
            Err("within: 73,000 units at most".to_owned())
        }
        (Trigger::AfterDuty(other), None, Some(_))
            if !pack.duties.iter().any(|duty| duty.id == *other) =>
        {
            Err(format!(
                "trigger.after_duty: the pack has no duty {other:?} to count from"
            ))
        }
        _ => Ok(()),
    }
}

fn check_pattern(pack: &RulePack, pattern: &Pattern) -> Result<(), String> {
    let terms = |terms: &BTreeMap<String, DutyTerm>| {
        if terms.is_empty() {
            Err("schedule.pattern: name a term for at least one tier".to_owned())
        } else if terms.values().copied().all(repeats) {
            Ok(())
        } else {
            Err(
                "schedule.pattern: a term must move on: 1 to 2,400 units, and not at once"
                    .to_owned(),
            )
        }
    };
    match pattern {
        Pattern::Every(term) => terms(&BTreeMap::from([(String::new(), *term)])),
        Pattern::ByTier(every) => terms(every).and_then(|()| known_tiers(pack, every.keys())),
        Pattern::ByRiskLevel {
            scheme,
            every,
            fallback,
        } => {
            terms(every)?;
            let known = fallback
                .as_ref()
                .is_none_or(|level| every.contains_key(level));
            if known && !scheme.trim().is_empty() {
                Ok(())
            } else {
                Err("schedule.pattern.by_risk_level: name the scheme, and a fallback that is a level".to_owned())
            }
        }
        Pattern::Birthday { before, after } if before.count > 180 || after.count > 180 => {
            Err("schedule.pattern.birthday: 180 units at most on either side".to_owned())
        }
        Pattern::AssignedMonth { month } if !(1..=12).contains(month) => {
            Err("schedule.pattern.assigned_month: 1 to 12".to_owned())
        }
        _ => Ok(()),
    }
}

/// That no duty follows from itself, however far around.
fn cycles(pack: &RulePack) -> Result<(), String> {
    let next: BTreeMap<&str, &str> = pack
        .duties
        .iter()
        .filter_map(|duty| match &duty.trigger {
            Trigger::AfterDuty(other) => Some((duty.id.as_str(), other.as_str())),
            _ => None,
        })
        .collect();
    for start in next.keys() {
        let mut seen = BTreeSet::from([*start]);
        let mut at = *start;
        while let Some(other) = next.get(at) {
            at = other;
            if !seen.insert(at) {
                return Err(format!(
                    "{start}: the duties follow from each other in a circle through {at:?}"
                ));
            }
        }
    }
    Ok(())
}

fn check_duration(pack: &RulePack, rule: &DurationRule) -> Result<(), String> {
    let at = |reason: &str| Err(format!("{}: {reason}", rule.id));
    if rule.by_tier.is_empty() {
        return at("by_tier: name how long it lasts for at least one tier");
    }
    known_tiers(pack, rule.by_tier.keys())?;
    known_tiers(pack, rule.clean_record.iter().map(|clean| &clean.tier))?;
    let is_long =
        |length: &Length| matches!(length, Length::Years(years) if *years == 0 || *years > 200);
    if rule.by_tier.values().any(is_long) {
        return at("by_tier: 1 to 200 years, or life");
    }
    for clean in &rule.clean_record {
        let years = clean.clean_years.max(clean.then_years);
        if clean.then_years < clean.clean_years || clean.clean_years == 0 || years > 200 {
            return at("clean_record: then_years must be clean_years or more, 1 to 200");
        }
    }
    Ok(())
}
