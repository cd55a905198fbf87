use std::{cmp::Reverse, collections::BTreeMap};

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{HandOverRule, HandOverRules, language};
use crate::{
    Control, Result,
    control::checkpoint,
    records::{CallService, HandOverTo, Limits, Pii, Rejections, Tip, TipInformation, TipKind},
    tips::{RuleTrust, clock},
};

/// How many calls are looked at between two looks at a [`Control`].
const AT_ONCE: usize = 4_096;

/// Where a clock stands.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// Nobody has passed it on, and its time is over.
    Overdue,
    /// Nobody has passed it on yet.
    Waiting,
    /// Whether it must be passed on, or since when, cannot be said.
    Undetermined,
    /// It was passed on, and nobody wrote down when.
    DoneUndated,
    /// It was passed on too late.
    DoneLate,
    /// It was passed on in time.
    Done,
}

/// One clock of one call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallClock {
    /// The call.
    pub tip: Pii<String>,
    /// Its number among those that were given, from 0.
    pub at: u32,
    /// The rule.
    pub rule: String,
    /// To whom it must be passed on.
    pub to: HandOverTo,
    /// Where it stands.
    pub state: ClockState,
    /// By when, in the local time of the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDateTime>,
    /// Whole minutes from when the call came until it was passed on, or until now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
    /// Whole minutes beyond its time; below 0, so many are left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes_over: Option<i64>,
    /// What is not on record and decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Why it must be passed on.
    pub why: String,
    /// How far the rule can be relied on.
    pub trust: RuleTrust,
    /// How the time was reckoned.
    pub arithmetic: String,
}

/// How many calls ask for a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceCount {
    /// The service.
    pub service: CallService,
    /// Calls that ask for it.
    pub calls: u32,
    /// Those of them with a clock that runs or has run out.
    pub open: u32,
}

/// How many calls need a language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LanguageCount {
    /// Its code in ISO 639-3.
    pub language: String,
    /// Its name in English.
    pub name: String,
    /// Whether it is spoken at the desk.
    pub spoken: bool,
    /// Calls that need it.
    pub calls: u32,
    /// Those of them with a clock that runs or has run out.
    pub open: u32,
}

/// What waits for a receiver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReceiverCount {
    /// The receiver.
    pub to: HandOverTo,
    /// Clocks that run.
    pub waiting: u32,
    /// Clocks that have run out.
    pub overdue: u32,
    /// What was passed on in time.
    pub done: u32,
    /// What was passed on too late.
    pub done_late: u32,
    /// What was passed on, nobody knows when.
    pub done_undated: u32,
    /// Clocks of which nothing can be said.
    pub undetermined: u32,
    /// The longest that anything has waited that still waits, in minutes.
    pub longest_minutes: i64,
}

/// What waits at a time, for whom, and for how long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallsWaiting {
    /// The time, in the local time of the desk.
    pub as_of: NaiveDateTime,
    /// The rules.
    pub rules: String,
    /// Their version.
    pub version: String,
    /// Who checked them; nobody has, where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<String>,
    /// Clocks that run or have run out: first those that are over by most, then by when they are due, then by id.
    pub waiting: Vec<CallClock>,
    /// Clocks of which nothing can be said, in order of the calls, and what to ask for.
    pub undetermined: Vec<CallClock>,
    /// By receiver, in order of their names.
    pub receivers: Vec<ReceiverCount>,
    /// By what is asked for, in order of the names.
    pub services: Vec<ServiceCount>,
    /// By language, in order of the codes.
    pub languages: Vec<LanguageCount>,
    /// Calls that were looked at.
    pub calls: u32,
    /// Reports that are no calls.
    pub not_calls: u32,
    /// Calls that came after the time that is asked about. They are not looked at.
    pub later: u32,
    /// Calls that need a language whose code is none of ISO 639.
    pub language_not_known: u32,
    /// Calls that say nothing of the language.
    pub language_not_stated: u32,
    /// Records that were set aside, each with row, field and reason.
    #[serde(default)]
    pub rejected: Rejections,
}

/// Whether a condition holds, or the fact that is not on record.
type Holds = std::result::Result<bool, &'static str>;

/// The clocks of one call that run, have run out or were stopped, in the order of the rules.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for rules that cannot be used.
///
/// ```
/// use caselink::{records::Tip, tips::{ClockState, HandOverRules, call_clocks}};
///
/// let call: Tip = serde_json::from_value(serde_json::json!({
///     "id": "CALL-26-00817", "kind": "call", "received_at": "2026-03-02T17:05:00", "child_in_danger_now": false,
///     "call": { "services": ["travel_reunification"], "language_needed": "kjb",
///               "hand_overs": [{ "to": "interpreter", "at": "2026-03-02T17:08:00" }] },
/// }))?;
/// let found = call_clocks(&call, &HandOverRules::standard()?, "2026-03-02T18:05:00".parse()?)?;
/// assert_eq!((found[0].rule.as_str(), found[0].minutes_over), ("travel", Some(-180)));
/// assert_eq!((found[1].rule.as_str(), found[1].state), ("interpreter", ClockState::Done));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn call_clocks(
    call: &Tip,
    rules: &HandOverRules,
    as_of: NaiveDateTime,
) -> Result<Vec<CallClock>> {
    rules.check()?;
    Ok(Desk::of(rules, as_of)?.clocks(call, 0))
}

/// What waits at a time, for whom, and for how long.
///
/// Calls are records of which `kind` is `call` or `sighting`, and those with a `call`. Each rule that holds is a clock from when the call
/// came; the first hand-over to the receiver of the rule stops it. What was passed on before the call came, or after the time that is asked
/// about, stops nothing.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for rules that cannot be used, [`Error::LimitExceeded`](crate::Error::LimitExceeded), [`Error::Cancelled`](crate::Error::Cancelled).
///
/// ```
/// use caselink::{NoControl, records::{Limits, Tip}, tips::{HandOverRules, calls_waiting}};
/// use serde_json::{from_value, json};
///
/// let calls: Vec<Tip> = vec![
///     from_value(json!({ "id": "C-1", "kind": "call", "received_at": "2026-03-02T16:00:00", "child_in_danger_now": false,
///                        "call": { "services": ["lead"], "language_needed": "en" } }))?,
///     from_value(json!({ "id": "C-2", "kind": "call", "received_at": "2026-03-02T16:50:00", "child_in_danger_now": true,
///                        "call": { "services": ["lead"], "language_needed": "en" } }))?,
/// ];
/// let found = calls_waiting(&calls, &HandOverRules::standard()?, "2026-03-02T17:00:00".parse()?, &Limits::default(), &NoControl)?;
/// let first = &found.waiting[0];
/// assert_eq!((first.tip.expose().as_str(), first.rule.as_str(), first.minutes_over), ("C-2", "danger-now", Some(5)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn calls_waiting(
    calls: &[Tip],
    rules: &HandOverRules,
    as_of: NaiveDateTime,
    limits: &Limits,
    control: &dyn Control,
) -> Result<CallsWaiting> {
    rules.check()?;
    limits.check_rows(calls.len() as u64)?;
    let desk = Desk::of(rules, as_of)?;
    let mut found = CallsWaiting {
        as_of,
        rules: rules.rules.clone(),
        version: rules.version.clone(),
        verified_by: rules.verified_by.clone(),
        waiting: Vec::new(),
        undetermined: Vec::new(),
        receivers: Vec::new(),
        services: Vec::new(),
        languages: Vec::new(),
        calls: 0,
        not_calls: 0,
        later: 0,
        language_not_known: 0,
        language_not_stated: 0,
        rejected: Rejections::default(),
    };
    let mut counts = Counts::default();
    for (at, tip) in calls.iter().enumerate() {
        if at.is_multiple_of(AT_ONCE) {
            checkpoint(control, at as u64, calls.len() as u64)?;
        }
        if !is_call(tip) {
            found.not_calls += 1;
            continue;
        }
        if tip.received_at.is_some_and(|came| came > as_of) {
            found.later += 1;
            continue;
        }
        found.calls += 1;
        let clocks = desk.clocks(tip, at as u32);
        counts.add(tip, &clocks, &desk, &mut found);
        for clock in clocks {
            match clock.state {
                ClockState::Overdue | ClockState::Waiting => found.waiting.push(clock),
                ClockState::Undetermined => found.undetermined.push(clock),
                _ => {}
            }
        }
    }
    found.waiting.sort_by(|a, b| {
        let key = |one: &CallClock| (Reverse(one.minutes_over), one.due);
        (key(a), &a.tip, a.at, &a.rule).cmp(&(key(b), &b.tip, b.at, &b.rule))
    });
    found.receivers = counts.receivers.into_values().collect();
    found.services = counts.services.into_values().collect();
    found.languages = counts.languages.into_values().collect();
    checkpoint(control, calls.len() as u64, calls.len() as u64)?;
    Ok(found)
}

fn is_call(tip: &Tip) -> bool {
    tip.call.is_some() || matches!(tip.kind, TipKind::Call | TipKind::Sighting)
}

/// What a call asks for; a sighting is one whatever else was written down.
fn services(tip: &Tip) -> Vec<CallService> {
    let stated = tip.call.iter().flat_map(|call| &call.services);
    let mut all: Vec<CallService> = stated
        .filter(|service| **service != CallService::Unstated)
        .cloned()
        .collect();
    let is_sighting =
        tip.kind == TipKind::Sighting || tip.information == Some(TipInformation::Sighting);
    if is_sighting {
        all.push(CallService::Sighting);
    }
    all.sort();
    all.dedup();
    all
}

/// The rules at a time.
struct Desk<'a> {
    rules: &'a HandOverRules,
    zone: Option<Tz>,
    spoken: Vec<String>,
    as_of: NaiveDateTime,
}

impl<'a> Desk<'a> {
    fn of(rules: &'a HandOverRules, as_of: NaiveDateTime) -> Result<Self> {
        let spoken = rules.languages.iter().filter_map(|tag| language(tag));
        Ok(Self {
            rules,
            zone: rules.zone()?,
            spoken: spoken.map(|language| language.code).collect(),
            as_of,
        })
    }

    fn clocks(&self, tip: &Tip, at: u32) -> Vec<CallClock> {
        let services = services(tip);
        let rules = self.rules.hand_overs.iter();
        rules
            .filter_map(|rule| self.clock(rule, tip, &services, at))
            .collect()
    }

    fn clock(
        &self,
        rule: &HandOverRule,
        tip: &Tip,
        services: &[CallService],
        at: u32,
    ) -> Option<CallClock> {
        let mut missing = Vec::new();
        for holds in self.conditions(rule, tip, services) {
            match holds {
                Ok(true) => {}
                Ok(false) => return None,
                Err(fact) => missing.push(fact.to_owned()),
            }
        }
        let mut clock = CallClock {
            tip: tip.id.clone(),
            at,
            rule: rule.id.clone(),
            to: rule.to.clone(),
            state: ClockState::Undetermined,
            due: None,
            minutes: None,
            minutes_over: None,
            missing: Vec::new(),
            why: rule.why.clone(),
            trust: rule.trust,
            arithmetic: String::new(),
        };
        let within = i64::from(rule.within_minutes);
        let stopped = self.stopped(tip, &rule.to);
        if let (None, Some(None)) = (tip.received_at, stopped) {
            clock.state = ClockState::DoneUndated;
            "passed on, and neither that nor the call has a time".clone_into(&mut clock.arithmetic);
            return Some(clock);
        }
        let Some(came) = tip.received_at else {
            missing.push("received_at".to_owned());
            clock.missing = missing;
            "the call has no time".clone_into(&mut clock.arithmetic);
            return Some(clock);
        };
        clock.due = clock::after(came, within, self.zone);
        let due = clock.due.map_or_else(String::new, |due| due.to_string());
        let told = format!("came {came}, within {} by {due}", clock::in_words(within));
        clock.state = match stopped {
            Some(Some(done)) => {
                let minutes = clock::minutes_between(came, done, self.zone);
                (clock.minutes, clock.minutes_over) = (Some(minutes), Some(minutes - within));
                clock.arithmetic = format!(
                    "{told}; passed on {done}, after {}",
                    clock::in_words(minutes)
                );
                if minutes > within {
                    ClockState::DoneLate
                } else {
                    ClockState::Done
                }
            }
            Some(None) => {
                clock.arithmetic = format!("{told}; passed on, nobody wrote down when");
                ClockState::DoneUndated
            }
            None if !missing.is_empty() => {
                clock.arithmetic = told;
                ClockState::Undetermined
            }
            None => {
                let minutes = clock::minutes_between(came, self.as_of, self.zone);
                (clock.minutes, clock.minutes_over) = (Some(minutes), Some(minutes - within));
                clock.arithmetic = format!(
                    "{told}; waits for {} at {}",
                    clock::in_words(minutes),
                    self.as_of
                );
                if minutes > within {
                    ClockState::Overdue
                } else {
                    ClockState::Waiting
                }
            }
        };
        clock.missing = missing;
        Some(clock)
    }

    fn conditions(&self, rule: &HandOverRule, tip: &Tip, services: &[CallService]) -> [Holds; 4] {
        let asked = if rule.services.is_empty() {
            Ok(true)
        } else if services.is_empty() {
            Err("call.services")
        } else {
            Ok(rule.services.iter().any(|one| services.contains(one)))
        };
        let danger = rule.danger_now.map_or(Ok(true), |danger| {
            let said = tip.child_in_danger_now.ok_or("child_in_danger_now")?;
            Ok(said == danger)
        });
        let fresh = rule.seen_within_hours.map_or(Ok(true), |hours| {
            let seen = tip.observed.as_ref().ok_or("observed")?.expose();
            let came = tip.received_at.ok_or("received_at")?;
            // the sighting has a zone of its own, where the desk has one too
            let own = seen.time_zone.as_deref().and_then(clock::zone);
            let minutes = match (own, self.zone) {
                (Some(own), Some(desk)) => {
                    (clock::utc(came, desk).0 - clock::utc(seen.latest, own).1).num_minutes()
                }
                _ => clock::minutes_between(seen.latest, came, self.zone),
            };
            Ok(minutes as f64 <= hours * 60.0)
        });
        let spoken = if rule.language_not_spoken {
            let needed = needed(tip).ok_or("call.language_needed");
            needed.and_then(|tag| {
                let code = language(tag).ok_or("call.language_needed")?.code;
                Ok(!self.spoken.contains(&code))
            })
        } else {
            Ok(true)
        };
        [asked, danger, fresh, spoken]
    }

    /// The first time that it was passed on to such a receiver, once the call had come; `Some(None)` where nobody wrote down when.
    fn stopped(&self, tip: &Tip, to: &HandOverTo) -> Option<Option<NaiveDateTime>> {
        let all = tip.call.iter().flat_map(|call| &call.hand_overs);
        let mut undated = false;
        let mut first: Option<NaiveDateTime> = None;
        for one in all.filter(|one| one.to == *to) {
            match one.at {
                None => undated = true,
                Some(at) if at > self.as_of || tip.received_at.is_some_and(|came| at < came) => {}
                Some(at) => first = Some(first.map_or(at, |first| first.min(at))),
            }
        }
        match first {
            Some(first) => Some(Some(first)),
            None => undated.then_some(None),
        }
    }
}

/// The language that is needed: as the call says, else that in which it came.
fn needed(tip: &Tip) -> Option<&str> {
    let call = tip.call.as_ref();
    call.and_then(|call| call.language_needed.as_deref())
        .or(tip.language.as_deref())
}

#[derive(Default)]
struct Counts {
    receivers: BTreeMap<HandOverTo, ReceiverCount>,
    services: BTreeMap<CallService, ServiceCount>,
    languages: BTreeMap<String, LanguageCount>,
}

impl Counts {
    fn add(&mut self, tip: &Tip, clocks: &[CallClock], desk: &Desk<'_>, found: &mut CallsWaiting) {
        let is_open =
            |one: &CallClock| matches!(one.state, ClockState::Overdue | ClockState::Waiting);
        let open = u32::from(clocks.iter().any(is_open));
        for service in services(tip) {
            let count = self
                .services
                .entry(service.clone())
                .or_insert(ServiceCount {
                    service,
                    calls: 0,
                    open: 0,
                });
            count.calls += 1;
            count.open += open;
        }
        match needed(tip).map(language) {
            None => found.language_not_stated += 1,
            Some(None) => found.language_not_known += 1,
            Some(Some(known)) => {
                let count = self
                    .languages
                    .entry(known.code.clone())
                    .or_insert(LanguageCount {
                        spoken: desk.spoken.contains(&known.code),
                        language: known.code,
                        name: known.name,
                        calls: 0,
                        open: 0,
                    });
                count.calls += 1;
                count.open += open;
            }
        }
        for clock in clocks {
            let count = self
                .receivers
                .entry(clock.to.clone())
                .or_insert(ReceiverCount {
                    to: clock.to.clone(),
                    waiting: 0,
                    overdue: 0,
                    done: 0,
                    done_late: 0,
                    done_undated: 0,
                    undetermined: 0,
                    longest_minutes: 0,
                });
            match clock.state {
                ClockState::Overdue => count.overdue += 1,
                ClockState::Waiting => count.waiting += 1,
                ClockState::Undetermined => count.undetermined += 1,
                ClockState::DoneUndated => count.done_undated += 1,
                ClockState::DoneLate => count.done_late += 1,
                ClockState::Done => count.done += 1,
            }
            if is_open(clock) {
                count.longest_minutes = count.longest_minutes.max(clock.minutes.unwrap_or(0));
            }
        }
    }
}
