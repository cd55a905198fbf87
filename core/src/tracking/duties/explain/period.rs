//! Until when somebody stays registered, in words.

use super::{
    arithmetic::{date, month_words},
    evidence::evidence,
    trust::confirmed,
};
use crate::tracking::duties::{
    assessment::{PeriodExplanation, PeriodFound},
    calendar::Calendar,
    judge::Case,
    outcome::{Fact, Outcome, PeriodOf},
    pack::{ExitMode, RulePack},
    policy::PeriodEnd,
};

/// The words on a period, where the options ask for them and the pack has a rule.
pub(super) fn period_explanation(
    case: &Case<'_>,
    out: &Outcome,
    of: &PeriodOf,
) -> Option<PeriodExplanation> {
    if !case.options.explain {
        return None;
    }
    let pack = case.packs.source(of.pack)?;
    let rule = pack.duration.as_ref()?;
    let calendar = &case.packs.pack(of.pack)?.calendar;
    Some(PeriodExplanation {
        rule: rule.id.clone(),
        pack: pack.pack.clone(),
        version: pack.version.clone(),
        cite: rule.cite.clone(),
        trust: rule.trust,
        parts: rule.parts.clone(),
        confirmed: confirmed(rule.trust, &rule.parts, pack),
        arithmetic: steps(of, pack, calendar),
        evidence: [("anchor", of.fact), ("tier", of.tier_fact)]
            .into_iter()
            .filter_map(|(role, fact)| evidence(case, out, role, fact))
            .collect(),
    })
}

fn steps(of: &PeriodOf, pack: &RulePack, calendar: &Calendar) -> Vec<String> {
    let mut steps = Vec::new();
    let found = &of.found;
    let tier = of
        .tier
        .and_then(|tier| pack.tiers.order.get(usize::from(tier)));
    if let Some(tier) = tier.filter(|_| of.tier_fact == Fact::Nothing) {
        steps.push(format!(
            "No tier of the scheme {} was decided: computed by tier {tier}, which the pack falls back on.",
            pack.tiers.scheme
        ));
    }
    clean_record(found, &mut steps);
    let tier = tier.map_or_else(String::new, |tier| format!("Tier {tier}: "));
    if found.life {
        let since = found
            .start
            .map_or_else(String::new, |start| format!(", from {}", date(start)));
        steps.push(format!("{tier}for life{since}."));
        return steps;
    }
    if let Some(start) = found.start {
        let reduced = found.clean_record.is_some_and(|record| record.reduced);
        let years = match (of.years, reduced) {
            (Some(years), false) => format!("{years} years"),
            _ => "the years".to_owned(),
        };
        steps.push(format!("{tier}{years} from {}.", date(start)));
    }
    let days = found.tolled.tolled_days;
    if days > 0 {
        steps.push(format!(
            "{days} days in custody do not count and move the end, each by one; times that overlap count once."
        ));
    }
    if let Some(missing) = found.tolled.missing {
        steps.push(format!("Not determined: {}.", missing.words()));
    }
    if let Some(end) = found.tolled.end {
        steps.push(month_words(calendar));
        steps.push(match calendar.policy.period_end {
            PeriodEnd::StartOfDay => format!("It is over as {} begins.", date(end)),
            PeriodEnd::EndOfDay => format!("It is over as {} ends.", date(end)),
        });
        steps.extend(match found.exit {
            ExitMode::Automatic => None,
            ExitMode::Petition => {
                Some("Nothing ends by itself: from then on the person may ask a court.".to_owned())
            }
            ExitMode::Board => {
                Some("Nothing ends by itself: from then on a board may decide.".to_owned())
            }
        });
    }
    steps
}

fn clean_record(found: &PeriodFound, steps: &mut Vec<String>) {
    if let Some(record) = found.clean_record {
        steps.push(if record.reduced {
            "The clean record is proven in all four parts and reduces the period.".to_owned()
        } else {
            "A clean record may reduce the period; it needs four proofs, and what is not on record proves nothing.".to_owned()
        });
    }
}
