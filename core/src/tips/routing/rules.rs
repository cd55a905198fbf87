use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Error, Result, json, records::AgencyKind};

/// A kind of evidence of where somebody is.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RouteEvidence {
    /// The jurisdiction that the report itself names for a person, in `other` as `jurisdiction`.
    StatedJurisdiction,
    /// An address of a person in the report.
    StatedAddress,
    /// Where what is reported happened.
    Place,
    /// The school of a child.
    School,
    /// The area of a telephone number.
    Phone,
    /// Where an internet address is used, by the host's table.
    InternetAddress,
    /// The address of the one who reports, where the report says nothing of the others.
    ReporterAddress,
}

/// How evidence is weighed, and to whom a report goes. Data, with version; a desk has its own.
///
/// ```
/// use caselink::tips::{RouteEvidence, RoutingRules};
///
/// let rules = RoutingRules::from_value(&serde_json::json!({
///     "rules": "example", "version": "1", "points": { "phone": 10 },
/// }))?;
/// assert_eq!(rules.points_of(RouteEvidence::Phone), 10);
/// assert_eq!(rules.points_of(RouteEvidence::School), 50);
/// assert!(rules.verified_by.is_none());
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RoutingRules {
    /// What the rules are called.
    pub rules: String,
    /// Their version.
    pub version: String,
    /// What they are for, and where their numbers come from.
    pub about: String,
    /// Who checked them; nobody has, where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<String>,
    /// What each kind of evidence is worth, 0 to 1,000; kinds that are not named have their default.
    pub points: BTreeMap<RouteEvidence, i32>,
    /// So many pieces of one kind count for one place: ten uses of one address are not ten times the evidence.
    pub most_of_kind: u32,
    /// A place stands from so many points on.
    pub least_points: i32,
    /// And where it has so many more than any place beside it.
    pub least_lead: i32,
    /// Internet addresses that the host's table knew for more than so many days before or after they were used count nothing.
    pub address_days: u32,
    /// Kinds of agencies that get a report beside the first one of a place, in the place or in one that it is a part of.
    pub also: Vec<AgencyKind>,
    /// The hours in which an office is taken to be open, from and to, in its local time, Monday to Friday.
    pub office_hours: (u32, u32),
}

impl Default for RoutingRules {
    fn default() -> Self {
        Self {
            rules: "caselink-routing".to_owned(),
            version: "2026.1".to_owned(),
            about: "A starting point: every number is an assumption.".to_owned(),
            verified_by: None,
            points: BTreeMap::new(),
            most_of_kind: 3,
            least_points: 20,
            least_lead: 15,
            address_days: 90,
            also: vec![AgencyKind::TaskForce],
            office_hours: (8, 17),
        }
    }
}

impl RoutingRules {
    /// Reads rules from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &Value) -> Result<Self> {
        let rules: Self = json::read_over_default(value).map_err(wrong)?;
        rules.check()?;
        Ok(rules)
    }

    /// Whether every number is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that is not.
    pub fn check(&self) -> Result<()> {
        let mut all = self
            .points
            .values()
            .chain([&self.least_points, &self.least_lead]);
        if !all.all(|points| (0..=1_000).contains(points)) {
            return Err(wrong("points must be 0 to 1,000".to_owned()));
        }
        if !(1..=100).contains(&self.most_of_kind) {
            return Err(wrong("most_of_kind must be 1 to 100".to_owned()));
        }
        let (from, to) = self.office_hours;
        if from >= to || to > 24 {
            return Err(wrong("office_hours must rise, from 0 to 24".to_owned()));
        }
        Ok(())
    }

    /// What a kind of evidence is worth.
    pub fn points_of(&self, kind: RouteEvidence) -> i32 {
        let own = self.points.get(&kind).copied();
        own.unwrap_or(match kind {
            RouteEvidence::StatedJurisdiction => 60,
            RouteEvidence::StatedAddress | RouteEvidence::School => 50,
            RouteEvidence::Place => 40,
            RouteEvidence::InternetAddress => 30,
            RouteEvidence::Phone => 20,
            RouteEvidence::ReporterAddress => 10,
        })
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "rules",
        reason,
    }
}
