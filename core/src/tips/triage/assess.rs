use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Ask, CappedGroup, CompiledTriage, Completeness, CompletenessPart, FileGate, Preservation,
    TakenBack, TipCondition, TipStanding, Triage, TriageNote, Urgency, UrgencyPart, UrgencyRule,
    WarrantGate, compile::ReadTip, condition::Asked, fact::Facts,
};
use crate::{
    Error, Result, json,
    records::{Tip, TipKind},
    tips::reading::address_of,
};

/// What is known beside a report when it is weighed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TriageContext {
    /// The day of asking; without it nothing is said of days that are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<NaiveDate>,
    /// Earlier reports about the same account.
    pub prior_reports: u32,
    /// Whether it was found to be one of many alike reports about a file that goes around.
    pub viral: bool,
}

impl TriageContext {
    /// Reads a context from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "context",
            reason,
        })
    }
}

/// Says how complete a report is, how urgent, whether it is enough to act on, what to ask for first, and what each of it rests on.
///
/// ```
/// use caselink::{records::Tip, tips::{CompiledTriage, TipStanding, TriageContext, WarrantGate, triage}};
/// use serde_json::json;
///
/// let report: Tip = serde_json::from_value(json!({
///     "id": "T-1", "kind": "online_report", "received_at": "2026-03-02T17:05:00", "incident_type": "enticement",
///     "accounts": [{ "kind": "handle", "value": "lindenfisher71" }],
///     "text": "He says he is on his way to meet her tonight at the motel.",
///     "files": [{ "id": "F-1", "viewed_by_provider": false }],
/// }))?;
/// let found = triage(&report, &CompiledTriage::standard()?, &TriageContext::default());
/// assert_eq!(found.urgency.tier, 1);
/// assert_eq!(found.standing, TipStanding::Informational); // there is no place to send it to
/// assert!(found.ask.is_some_and(|ask| ask.rule == "who-phone" && ask.makes_referral));
/// assert_eq!(found.files[0].gate, WarrantGate::NotViewed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn triage(tip: &Tip, rules: &CompiledTriage, context: &TriageContext) -> Triage {
    let read = ReadTip::of(tip, rules, context);
    let completeness = read.completeness();
    let lacks = read.lacks(|_| false);
    let standing = read.standing(&lacks);
    Triage {
        tip: tip.id.clone(),
        rules: rules.rules.rules.clone(),
        version: rules.rules.version.clone(),
        ask: read.ask(&completeness, standing),
        urgency: read.urgency(),
        completeness,
        standing,
        lacks,
        files: tip.files.iter().map(gate).collect(),
        preservation: preservation(tip, rules.rules.preservation_days, context.as_of),
        notes: notes(tip, context.as_of),
    }
}

impl<'a> ReadTip<'a> {
    pub(super) fn of(tip: &'a Tip, ready: &'a CompiledTriage, context: &TriageContext) -> Self {
        Self {
            facts: Facts::of(tip, context.prior_reports, context.viral),
            said: ready.phrases.said(
                [&tip.text, &tip.escalation]
                    .into_iter()
                    .flatten()
                    .map(|text| text.expose().as_str()),
            ),
            ready,
        }
    }

    fn completeness(&self) -> Completeness {
        let mut found = Completeness::default();
        for rule in &self.ready.rules.completeness {
            let held = rule.any.iter().find(|one| self.holds(one));
            let part = CompletenessPart {
                rule: rule.id.clone(),
                axis: rule.axis,
                points: rule.points,
                field: held.or(rule.any.first()).map_or("", Self::field).to_owned(),
            };
            found.of += rule.points;
            if held.is_some() {
                found.score += rule.points;
                found.parts.push(part);
            } else {
                found.missing.push(part);
            }
        }
        found
    }

    pub(super) fn completeness_score(&self) -> u32 {
        let rules = self.ready.rules.completeness.iter();
        let held = rules.filter(|rule| rule.any.iter().any(|one| self.holds(one)));
        held.map(|rule| rule.points).sum()
    }

    /// What a referral needs and this has not, if `beside` held too.
    pub(super) fn lacks(&self, beside: impl Fn(&TipCondition) -> bool) -> Vec<String> {
        let parts = self.ready.rules.referral.iter();
        parts
            .filter(|part| !part.any.iter().any(|one| self.holds(one) || beside(one)))
            .map(|part| part.needs.clone())
            .collect()
    }

    pub(super) fn standing(&self, lacks: &[String]) -> TipStanding {
        let informational = |name: &String| name.eq_ignore_ascii_case("informational");
        if lacks.is_empty() && !self.facts.tip.annotations.iter().any(informational) {
            TipStanding::Referral
        } else {
            TipStanding::Informational
        }
    }

    pub(super) fn rule_holds(&self, rule: &UrgencyRule) -> bool {
        rule.all.iter().all(|one| self.holds(one))
            && (rule.any.is_empty() || rule.any.iter().any(|one| self.holds(one)))
            && !rule.none.iter().any(|one| self.holds(one))
    }

    fn urgency(&self) -> Urgency {
        let mut found = Urgency::default();
        for rule in &self.ready.rules.urgency {
            if !self.rule_holds(rule) {
                continue;
            }
            let held: Vec<&TipCondition> = rule
                .all
                .iter()
                .chain(&rule.any)
                .filter(|one| self.holds(one))
                .collect();
            let mut fields: Vec<String> =
                held.iter().map(|one| Self::field(one).to_owned()).collect();
            fields.dedup();
            let phrase = |one: &&TipCondition| match &one.0 {
                Asked::Phrases(list) => self.phrase(list).map(|said| said.phrase.clone()),
                _ => None,
            };
            found.parts.push(UrgencyPart {
                rule: rule.id.clone(),
                group: rule.group.clone(),
                points: rule.points,
                why: rule.why.clone(),
                because: held.iter().map(ToString::to_string).collect(),
                phrases: held.iter().filter_map(phrase).collect(),
                fields,
            });
        }
        let parts = found
            .parts
            .iter()
            .map(|part| (part.group.as_str(), part.points));
        let capped = self.capped(parts);
        found.score = found.parts.iter().map(|part| part.points).sum::<i32>();
        found.score += capped.iter().map(|(_, points)| points).sum::<i32>();
        found.capped = capped
            .into_iter()
            .map(|(group, points)| CappedGroup {
                group: group.to_owned(),
                points,
            })
            .collect();
        found.tier = self.tier(found.score);
        let taken_back = self.said.iter().filter_map(|said| {
            let (guard, word) = said.taken_back.clone()?;
            Some(TakenBack {
                list: self.ready.phrases.name(said.list).to_owned(),
                phrase: said.phrase.clone(),
                guard,
                word,
            })
        });
        found.taken_back = taken_back.collect();
        found
    }

    /// What the caps take off, by group.
    fn capped<'g>(&self, parts: impl Iterator<Item = (&'g str, i32)>) -> Vec<(&'g str, i32)> {
        let mut sums: BTreeMap<&str, i32> = BTreeMap::new();
        for (group, points) in parts {
            *sums.entry(group).or_default() += points;
        }
        sums.into_iter()
            .filter_map(|(group, sum)| {
                let cap = i32::try_from(*self.ready.rules.caps.get(group)?).unwrap_or(i32::MAX);
                (sum > cap).then_some((group, cap - sum))
            })
            .collect()
    }

    pub(super) fn urgency_score(&self) -> i32 {
        let rules = self.ready.rules.urgency.iter();
        let held: Vec<(&str, i32)> = rules
            .filter(|rule| self.rule_holds(rule))
            .map(|rule| (rule.group.as_str(), rule.points))
            .collect();
        let sum: i32 = held.iter().map(|(_, points)| points).sum();
        sum + self
            .capped(held.into_iter())
            .iter()
            .map(|(_, points)| points)
            .sum::<i32>()
    }

    pub(super) fn tier(&self, score: i32) -> u8 {
        let tiers = self.ready.rules.tiers;
        match score {
            _ if score >= tiers.first => 1,
            _ if score >= tiers.second => 2,
            _ => 3,
        }
    }

    /// The missing thing that would make it a referral, else the one that counts most; ties in the order of the rules.
    fn ask(&self, completeness: &Completeness, standing: TipStanding) -> Option<Ask> {
        let missing = completeness.missing.iter().filter_map(|part| {
            let rule = self
                .ready
                .rules
                .completeness
                .iter()
                .find(|rule| rule.id == part.rule)?;
            let makes_referral = standing == TipStanding::Informational && {
                let lacks = self.lacks(|one| rule.any.contains(one));
                self.standing(&lacks) == TipStanding::Referral
            };
            Some((makes_referral, part, rule))
        });
        let best = missing.reduce(|best, one| {
            let better = (one.0, one.1.points) > (best.0, best.1.points);
            if better { one } else { best }
        });
        best.map(|(makes_referral, part, rule)| Ask {
            rule: part.rule.clone(),
            field: part.field.clone(),
            ask: rule.ask.clone(),
            points: part.points,
            makes_referral,
        })
    }
}

fn gate(file: &crate::records::MediaFile) -> FileGate {
    FileGate {
        file: file.id.clone(),
        gate: match file.viewed_by_provider {
            Some(true) => WarrantGate::Viewed,
            Some(false) => WarrantGate::NotViewed,
            None => WarrantGate::NotStated,
        },
        publicly_available: file
            .other
            .get("publicly_available")
            .and_then(Value::as_bool),
    }
}

fn preservation(tip: &Tip, days: u32, as_of: Option<NaiveDate>) -> Preservation {
    if tip.kind != TipKind::OnlineReport || tip.provider.is_none() {
        return Preservation::None;
    }
    let until = tip.received_at.and_then(|at| {
        at.date()
            .checked_add_signed(TimeDelta::days(i64::from(days)))
    });
    match (until, as_of) {
        (Some(until), Some(as_of)) if as_of <= until => Preservation::Running {
            until,
            days_left: (until - as_of).num_days(),
        },
        (Some(until), Some(_)) => Preservation::Over { until },
        _ => Preservation::Undetermined,
    }
}

fn notes(tip: &Tip, as_of: Option<NaiveDate>) -> Vec<TriageNote> {
    let received = tip.received_at;
    let later = received
        .zip(as_of)
        .is_some_and(|(received, as_of)| received.date() > as_of);
    let observed = tip.observed.as_ref().map(|range| range.expose().earliest);
    let before = received
        .zip(observed)
        .is_some_and(|(received, observed)| observed > received);
    let is_none = tip
        .ip_events
        .iter()
        .any(|event| address_of(event).is_none());
    [
        (later, TriageNote::ReceivedLater),
        (before, TriageNote::ObservedAfterReceived),
        (is_none, TriageNote::NotAnIpAddress),
    ]
    .into_iter()
    .filter_map(|(is, note)| is.then_some(note))
    .collect()
}
