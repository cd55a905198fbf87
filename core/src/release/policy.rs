use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Actor, AudienceKind, Purpose, Reader, floor::floor};
use crate::{Error, Result, documents::Field, json};

/// The most rules of a policy.
const MOST: usize = 1_000;

/// Who may read what: rules as data. What no rule allows is denied.
///
/// Where several rules match, the most restrictive wins, whatever their order: deny before redact before allow.
/// Rules that ask for different redactions of one value cannot both be met, so the value is dropped. An added rule
/// can therefore open what was denied by default, and never what another rule denies.
///
/// Some things no rule can open, whatever it says: see [`decide`].
///
/// ```
/// use caselink::{documents::Field, release::{Actor, AudienceKind, Decision, Policy, Purpose, Reader, decide}};
/// use serde_json::json;
///
/// let policy = Policy::from_value(&json!({
///     "name": "county", "version": 1,
///     "rules": [
///         { "fields": ["vehicle", "victim_name"], "audiences": ["public"], "action": "allow", "reason": "appeal" },
///         { "fields": ["street"], "audiences": ["public"], "action": { "redact": "generalise" }, "reason": "block" },
///     ],
/// }))?;
/// let actor = Actor { id: "u-17".into(), agency: "IL0160000".into(), role: "analyst".into() };
/// let public = Reader { audience: AudienceKind::Public, law_enforcement: false, need_and_right_to_know: false };
/// let ask = |field| decide(&policy, &actor, &Purpose::Investigation, &field, &public);
/// assert_eq!(ask(Field::Vehicle), Decision::Allow);
/// assert!(matches!(ask(Field::Street), Decision::Redact(_)));
/// assert!(matches!(ask(Field::Phone), Decision::Deny { .. })); // no rule
/// assert!(matches!(ask(Field::VictimName), Decision::Deny { .. })); // no rule can
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its name; it stands in every entry of the ledger.
    pub name: String,
    /// Its version, likewise.
    pub version: u32,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// One rule of a [`Policy`].
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The fields that it is about.
    pub fields: Vec<Field>,
    /// The readers that it is about.
    pub audiences: Vec<AudienceKind>,
    /// The purposes for which it holds; without one, for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<Purpose>,
    /// The roles of the actor in which it holds; without one, in any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Whether it holds only where everyone who reads belongs to law enforcement.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub law_enforcement_only: bool,
    /// What it asks for.
    pub action: RuleAction,
    /// Why, in words for the people concerned.
    pub reason: String,
}

/// What a [`Rule`] asks for: `"allow"`, `{"redact": "mask"}` or `"deny"`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleAction {
    /// Show it.
    Allow,
    /// Show less of it.
    Redact(Redaction),
    /// Withhold it.
    Deny,
}

/// How less of a value is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Redaction {
    /// Nothing of it, only that something stood there.
    Drop,
    /// The last four characters of a long number.
    Mask,
    /// Something coarser: a block, three digits of a ZIP code, a month, an age band, a wide circle.
    Generalise,
    /// A made-up name that is the same wherever the value stands, under one key.
    Pseudonymise,
}

/// What [`decide`] answers.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Show it.
    Allow,
    /// Show less of it.
    Redact(Redaction),
    /// Withhold it.
    Deny {
        /// Why.
        reason: String,
    },
}

impl Policy {
    /// Reads a policy from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let policy: Self = json::read(value).map_err(wrong)?;
        policy.check()?;
        Ok(policy)
    }

    /// Whether it can be applied: it has a name, and no rule says nothing.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is missing.
    pub fn check(&self) -> Result<()> {
        if self.name.trim().is_empty() {
            return Err(wrong("the name must not be empty".to_owned()));
        }
        if self.rules.len() > MOST {
            return Err(wrong(format!("{MOST} rules at most are possible")));
        }
        for (at, rule) in self.rules.iter().enumerate() {
            if rule.fields.is_empty() || rule.audiences.is_empty() || rule.reason.trim().is_empty()
            {
                return Err(wrong(format!(
                    "rules[{at}]: fields, audiences and reason must not be empty"
                )));
            }
        }
        Ok(())
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "policy",
        reason,
    }
}

impl Rule {
    fn matches(&self, actor: &Actor, purpose: &Purpose, field: &Field, reader: Reader) -> bool {
        self.fields.contains(field)
            && self.audiences.contains(&reader.audience)
            && (self.purposes.is_empty() || self.purposes.contains(purpose))
            && (self.roles.is_empty() || self.roles.contains(&actor.role))
            && (!self.law_enforcement_only || reader.is_law_enforcement())
    }
}

/// What a reader may see of a field, for a purpose, when an actor releases it.
///
/// Denied by default; the most restrictive of all rules that match decides ([`Policy`]). Whatever the rules say:
///
/// - names and identities of victims, and juvenile records, stay within law enforcement;
/// - criminal intelligence goes to an intelligence system's members, or to named recipients in law enforcement
///   (others only to avert imminent danger), and always with need and right to know;
/// - social security numbers and the names of reporters stay within agencies;
/// - the public never gets numbers of documents, travel, internet identifiers, arrests without conviction, free
///   text, evidence, hashes, names of files or unknown fields, and the name of a child on a poster only;
/// - counts of children by age, sex or school leave law enforcement only where none of them is 1 or 2;
/// - without a purpose there is nothing but [`Field::General`].
///
/// Takes time in proportion to the number of rules.
pub fn decide(
    policy: &Policy,
    actor: &Actor,
    purpose: &Purpose,
    field: &Field,
    reader: &Reader,
) -> Decision {
    let deny = |reason: &str| Decision::Deny {
        reason: reason.to_owned(),
    };
    if let Some(reason) = floor(field, purpose, *reader) {
        return deny(reason);
    }
    let mut decision = None;
    for rule in &policy.rules {
        if !rule.matches(actor, purpose, field, *reader) {
            continue;
        }
        decision = Some(match (rule.action, decision) {
            (RuleAction::Deny, _) => return deny(&rule.reason),
            (RuleAction::Allow, before) => before.unwrap_or(Decision::Allow),
            (RuleAction::Redact(how), Some(Decision::Redact(other))) if how != other => {
                Decision::Redact(Redaction::Drop)
            }
            (RuleAction::Redact(how), _) => Decision::Redact(how),
        });
    }
    decision.unwrap_or_else(|| deny("no rule allows it"))
}
