use std::collections::HashMap;

use chrono::{Days, Months, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result, json,
    records::{Pii, is_placeholder, iso_day},
};

/// The most rules of an agency's own, and the most holds of one item.
const MOST: usize = 1_000;
/// The most findings of one sweep, so that it ends in time.
const MOST_FINDINGS: u64 = 20_000_000;
/// The longest term, in months: two hundred years.
const MOST_MONTHS: u32 = 2_400;

/// Something that is kept: a record, a document, a report.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionItem {
    /// The host's key for it.
    pub id: Pii<String>,
    /// What sort of thing it is, in the agency's own word; its local rules are found by it.
    #[serde(default)]
    pub kind: String,
    /// The day on which it was entered.
    pub entered_on: NaiveDate,
    /// The day on which someone last reviewed it and held that it must be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validated_on: Option<NaiveDate>,
    /// Whether it is criminal intelligence in the sense of 28 CFR Part 23.
    #[serde(default)]
    pub intelligence: bool,
    /// The day from which a provider's report is to be preserved (18 USC 2258A).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preserved_from: Option<NaiveDate>,
    /// The day until which a statute has it kept; that day it need no longer be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statute_until: Option<NaiveDate>,
    /// The day on which a statute has it destroyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statute_purge_on: Option<NaiveDate>,
    /// Legal holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<LegalHold>,
}

/// An order to keep something, whatever any rule says.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LegalHold {
    /// The day from which it holds.
    pub from: NaiveDate,
    /// The day from which it no longer holds; without it, until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// How long what is kept. The order in which the rules win is fixed: see [`RetentionBasis`].
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionRules {
    /// Months for which a provider's report is preserved: 12 since the REPORT Act of 2024 (18 USC 2258A).
    pub preservation_months: u32,
    /// Months after which criminal intelligence that nobody validated anew must go: 60 (28 CFR 23.20(h); the
    /// five years are not confirmed at the primary source).
    pub intelligence_months: u32,
    /// Days before that day from which a review is due.
    pub review_notice_days: u32,
    /// The agency's own rules.
    pub local: Vec<LocalRule>,
}

impl Default for RetentionRules {
    fn default() -> Self {
        Self {
            preservation_months: 12,
            intelligence_months: 60,
            review_notice_days: 90,
            local: Vec::new(),
        }
    }
}

/// A rule of the agency's own.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalRule {
    /// What sort of item it is for.
    pub kind: String,
    /// Months from the day of entry, or of the last validation.
    pub months: u32,
    /// What is due then.
    pub action: RetentionAction,
}

/// What is to be done with an item.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RetentionAction {
    /// Keep it.
    Keep,
    /// Have a person review it.
    Review,
    /// Destroy it.
    Purge,
}

/// Which rule decides. An earlier one wins over a later one.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RetentionBasis {
    /// A legal hold.
    LegalHold,
    /// The preservation of a provider's report, 18 USC 2258A.
    Preservation,
    /// A statute.
    Statute,
    /// The review of criminal intelligence, 28 CFR Part 23.
    Intelligence,
    /// A rule of the agency's own.
    Local,
    /// No rule asks for anything.
    NoRule,
}

/// What one rule says of one item.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RetentionFinding {
    /// The rule.
    pub basis: RetentionBasis,
    /// What it asks for on the day of the sweep.
    pub action: RetentionAction,
    /// The day from which it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The day on which what it asks for changes; without it, never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// What is to be done with one item, and why.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RetentionDecision {
    /// The host's key for the item.
    pub id: Pii<String>,
    /// What is to be done.
    pub action: RetentionAction,
    /// The rule that decides.
    pub basis: RetentionBasis,
    /// What each rule says, the one that wins first.
    pub findings: Vec<RetentionFinding>,
    /// What does not fit together in the item, in words. Such an item is not destroyed before a person has looked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// What is due on a day. Nothing is done: the host acts on it, or does not.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RetentionSweep {
    /// The day.
    pub as_of: NaiveDate,
    /// How many are to be kept.
    pub keep: u64,
    /// How many are to be reviewed.
    pub review: u64,
    /// How many are to be destroyed.
    pub purge: u64,
    /// One decision for each item, in the order of the items.
    pub decisions: Vec<RetentionDecision>,
}

impl RetentionRules {
    /// Reads rules from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| wrong("rules", reason))
    }
}

impl RetentionSweep {
    /// Reads the day of a sweep, `YYYY-MM-DD`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for any other text.
    pub fn day(text: &str) -> Result<NaiveDate> {
        iso_day(text).map_err(|_| wrong("as_of", "must be a day as YYYY-MM-DD".to_owned()))
    }
}

impl RetentionItem {
    /// Reads items from a JSON list.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says which is not as the schema states.
    pub fn list_from_value(value: &serde_json::Value) -> Result<Vec<Self>> {
        json::read(value).map_err(|reason| wrong("items", reason))
    }
}

fn wrong(name: &'static str, reason: String) -> Error {
    Error::InvalidParameter { name, reason }
}

/// What must be kept, reviewed and destroyed as of a day. It is a dry run by nature.
///
/// The rules win in a fixed order: a legal hold over the preservation of a provider's report, that over a statute,
/// that over the five-year review of criminal intelligence, that over the agency's own rules; among these, the one that
/// destroys less. An item whose dates do not fit together is to be reviewed, unless a hold keeps it, and so is one that is
/// due to be destroyed while a hold or a preservation begins on a later day. A hold, a
/// preservation and a statute's term decide while they last; a review or term that is not due yet stands in the way of
/// no other rule. All findings are given, so that a person sees what
/// the losing rules would have asked for.
///
/// A term of months ends on the same day of the month, or on the last day of a shorter month: five years from
/// 29 February 2024 end on 28 February 2029. On that day the term is over.
///
/// # Errors
///
/// [`Error::DuplicateId`] for an id that stands twice; [`Error::InvalidParameter`] for a term of 0 or more than 2,400 months, for a hold that ends before it begins,
/// and for more than 1,000 local rules or holds of an item.
///
/// ```
/// use caselink::release::{RetentionAction, RetentionBasis, RetentionItem, RetentionRules, retention_sweep};
/// use serde_json::json;
///
/// let items = RetentionItem::list_from_value(&json!([
///     { "id": "INT-7", "entered_on": "2021-02-28", "intelligence": true },
///     { "id": "INT-8", "entered_on": "2021-02-28", "intelligence": true, "holds": [{ "from": "2025-06-01" }] },
/// ]))?;
/// let as_of = chrono::NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
/// let sweep = retention_sweep(&items, &RetentionRules::default(), as_of)?;
/// assert_eq!((sweep.purge, sweep.keep), (1, 1));
/// assert_eq!(sweep.decisions[1].basis, RetentionBasis::LegalHold);
/// assert_eq!(sweep.decisions[1].findings[1].action, RetentionAction::Purge);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn retention_sweep(
    items: &[RetentionItem],
    rules: &RetentionRules,
    as_of: NaiveDate,
) -> Result<RetentionSweep> {
    check(items, rules)?;
    let asked = items.len() as u64 * rules.local.len() as u64;
    if asked > MOST_FINDINGS {
        return Err(Error::LimitExceeded {
            limit: "items times local rules",
            allowed: MOST_FINDINGS,
            asked,
        });
    }
    let mut sweep = RetentionSweep {
        as_of,
        keep: 0,
        review: 0,
        purge: 0,
        decisions: Vec::with_capacity(items.len()),
    };
    for item in items {
        let findings = findings(item, rules, as_of)?;
        let mut notes = notes(item, as_of);
        let (mut action, basis) = findings
            .first()
            .map_or((RetentionAction::Keep, RetentionBasis::NoRule), |first| {
                (first.action, first.basis)
            });
        if action == RetentionAction::Purge {
            notes.extend(kept_soon(item, as_of));
        }
        // what was destroyed by a slip in a date does not come back
        let is_held = basis == RetentionBasis::LegalHold;
        if !notes.is_empty() && !is_held {
            action = RetentionAction::Review;
        }
        match action {
            RetentionAction::Keep => sweep.keep += 1,
            RetentionAction::Review => sweep.review += 1,
            RetentionAction::Purge => sweep.purge += 1,
        }
        sweep.decisions.push(RetentionDecision {
            id: item.id.clone(),
            action,
            basis,
            findings,
            notes,
        });
    }
    Ok(sweep)
}

/// What does not fit together in the dates of an item.
fn notes(item: &RetentionItem, as_of: NaiveDate) -> Vec<String> {
    let mut notes = Vec::new();
    let mut note = |is_so: bool, words: &str| {
        if is_so {
            notes.push(words.to_owned());
        }
    };
    let days = [
        Some(item.entered_on),
        item.validated_on,
        item.preserved_from,
        item.statute_until,
        item.statute_purge_on,
    ];
    note(
        days.into_iter()
            .flatten()
            .any(|day| is_placeholder(&day.to_string())),
        "a day of it is one that systems write when they do not know it",
    );
    note(
        item.entered_on > as_of,
        "entered_on is after the day of the sweep",
    );
    note(
        item.validated_on.is_some_and(|on| on > as_of),
        "validated_on is after the day of the sweep",
    );
    let before_entry = |on: Option<NaiveDate>| on.is_some_and(|on| on < item.entered_on);
    note(
        before_entry(item.validated_on),
        "validated_on is before entered_on",
    );
    note(
        before_entry(item.statute_purge_on),
        "statute_purge_on is before entered_on",
    );
    let contradicts = |until: NaiveDate| item.statute_purge_on.is_some_and(|on| on < until);
    note(
        item.statute_until.is_some_and(contradicts),
        "one statute has it destroyed before another has it kept no longer",
    );
    notes
}

/// What is to keep an item from a later day on that is destroyed before: whoever ordered it thought that it would be
/// there.
fn kept_soon(item: &RetentionItem, as_of: NaiveDate) -> Vec<String> {
    let mut notes = Vec::new();
    if item.preserved_from.is_some_and(|from| from > as_of) {
        notes.push("it is to be preserved from a day after that of the sweep".to_owned());
    }
    if item.holds.iter().any(|hold| hold.from > as_of) {
        notes.push("a hold begins after the day of the sweep".to_owned());
    }
    notes
}

fn check(items: &[RetentionItem], rules: &RetentionRules) -> Result<()> {
    let terms = [rules.preservation_months, rules.intelligence_months];
    let local = rules.local.iter().map(|rule| rule.months);
    if !terms
        .into_iter()
        .chain(local)
        .all(|months| (1..=MOST_MONTHS).contains(&months))
    {
        return Err(wrong(
            "rules",
            format!("a term is 1 to {MOST_MONTHS} months"),
        ));
    }
    if rules.local.len() > MOST {
        return Err(wrong(
            "rules",
            format!("{MOST} local rules at most are possible"),
        ));
    }
    let mut seen = HashMap::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        if let Some(first) = seen.insert(item.id.expose(), at) {
            // judged apart, one of them could be destroyed that a hold of the other keeps
            return Err(Error::DuplicateId {
                column: "id".to_owned(),
                first,
                second: at,
            });
        }
        if item.holds.len() > MOST {
            return Err(wrong(
                "items",
                format!("[{at}].holds: {MOST} at most are possible"),
            ));
        }
        if item
            .holds
            .iter()
            .any(|hold| hold.until.is_some_and(|until| until < hold.from))
        {
            return Err(wrong(
                "items",
                format!("[{at}].holds: a hold ends before it begins"),
            ));
        }
    }
    Ok(())
}

/// What each rule says, in the order in which they win. A rule that no longer has a say is not among them.
fn findings(
    item: &RetentionItem,
    rules: &RetentionRules,
    as_of: NaiveDate,
) -> Result<Vec<RetentionFinding>> {
    let mut found = Vec::new();
    let mut say = |basis, action, from, until| {
        found.push(RetentionFinding {
            basis,
            action,
            from,
            until,
        });
    };
    let holds =
        |hold: &&LegalHold| hold.from <= as_of && hold.until.is_none_or(|until| as_of < until);
    // the one that lasts longest; one without an end lasts for ever
    let longest = item
        .holds
        .iter()
        .filter(holds)
        .max_by_key(|hold| hold.until.unwrap_or(NaiveDate::MAX));
    if let Some(hold) = longest {
        say(
            RetentionBasis::LegalHold,
            RetentionAction::Keep,
            Some(hold.from),
            hold.until,
        );
    }
    if let Some(from) = item.preserved_from.filter(|from| *from <= as_of) {
        let until = after(from, rules.preservation_months)?;
        if as_of < until {
            say(
                RetentionBasis::Preservation,
                RetentionAction::Keep,
                Some(from),
                Some(until),
            );
        }
    }
    if let Some(until) = item.statute_until.filter(|until| as_of < *until) {
        say(
            RetentionBasis::Statute,
            RetentionAction::Keep,
            None,
            Some(until),
        );
    }
    // not while another statute has it kept
    if let Some(on) = item
        .statute_purge_on
        .filter(|on| *on <= as_of && item.statute_until.is_none_or(|until| until <= as_of))
    {
        say(
            RetentionBasis::Statute,
            RetentionAction::Purge,
            Some(on),
            None,
        );
    }
    let counted_from = item
        .validated_on
        .map_or(item.entered_on, |validated| validated.max(item.entered_on));
    if item.intelligence {
        let due = after(counted_from, rules.intelligence_months)?;
        let notice = due
            .checked_sub_days(Days::new(rules.review_notice_days.into()))
            .unwrap_or(NaiveDate::MIN);
        let (action, until) = if as_of >= due {
            (RetentionAction::Purge, None)
        } else if as_of >= notice {
            (RetentionAction::Review, Some(due))
        } else {
            (RetentionAction::Keep, Some(notice))
        };
        say(
            RetentionBasis::Intelligence,
            action,
            Some(counted_from),
            until,
        );
    }
    for rule in rules.local.iter().filter(|rule| rule.kind == item.kind) {
        let due = after(counted_from, rule.months)?;
        let (action, until) = if as_of >= due {
            (rule.action, None)
        } else {
            (RetentionAction::Keep, Some(due))
        };
        say(RetentionBasis::Local, action, Some(counted_from), until);
    }
    // a review that is not due yet asks for nothing; among the agency's own rules the one that destroys less wins, and one
    // that has it kept does so until its term is over
    let keeps = rules.local.iter().filter(|rule| rule.kind == item.kind);
    let keeps: Vec<NaiveDate> = keeps
        .filter(|rule| rule.action == RetentionAction::Keep)
        .map(|rule| after(counted_from, rule.months))
        .collect::<Result<_>>()?;
    let asks = |finding: &RetentionFinding| {
        finding.action != RetentionAction::Keep
            || finding.basis < RetentionBasis::Intelligence
            || finding.basis == RetentionBasis::Local
                && finding.until.is_some_and(|until| keeps.contains(&until))
    };
    found.sort_by_key(|finding| (!asks(finding), finding.basis, finding.action));
    Ok(found)
}

fn after(from: NaiveDate, months: u32) -> Result<NaiveDate> {
    from.checked_add_months(Months::new(months))
        .ok_or_else(|| wrong("items", "a term ends beyond the calendar".to_owned()))
}
