use std::cmp::Reverse;

use super::{TipCondition, TipDifference, compile::ReadTip};

/// What the rules see in one of two reports and not in the other, the difference that counts most first.
pub(super) fn differences(one: &ReadTip<'_>, other: &ReadTip<'_>) -> Vec<TipDifference> {
    let mut found = Vec::new();
    for rule in &one.ready.rules.urgency {
        let holds = (one.rule_holds(rule), other.rule_holds(rule));
        if holds.0 != holds.1 {
            let conditions = rule.all.iter().chain(&rule.any).chain(&rule.none);
            found.push(TipDifference {
                rule: rule.id.clone(),
                fields: fields(conditions, one, other),
                of: if holds.0 { 1 } else { 2 },
                points: rule.points,
                is_urgency: true,
                what: rule.why.clone(),
            });
        }
    }
    for rule in &one.ready.rules.completeness {
        let holds = |read: &ReadTip<'_>| rule.any.iter().any(|condition| read.holds(condition));
        if holds(one) != holds(other) {
            found.push(TipDifference {
                rule: rule.id.clone(),
                fields: fields(rule.any.iter(), one, other),
                of: if holds(one) { 1 } else { 2 },
                points: i32::try_from(rule.points).unwrap_or(i32::MAX),
                is_urgency: false,
                what: rule.ask.clone(),
            });
        }
    }
    // the order of the rules where they count the same
    found.sort_by_key(|one| (Reverse(one.is_urgency), Reverse(one.points.unsigned_abs())));
    found
}

/// Where the conditions stand that hold in one report and not in the other.
fn fields<'a>(
    conditions: impl Iterator<Item = &'a TipCondition>,
    one: &ReadTip<'_>,
    other: &ReadTip<'_>,
) -> Vec<String> {
    let mut fields: Vec<String> = conditions
        .filter(|condition| one.holds(condition) != other.holds(condition))
        .map(|condition| ReadTip::field(condition).to_owned())
        .collect();
    fields.dedup();
    fields
}
