use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    records::Offender,
    tracking::{Assessment, CaseFindings, KnownOffender, Located, OffenderFindings, OpenCase},
};

/// What a lead package is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LeadSubject {
    /// A registrant who is looked for, with links to open cases in an annex.
    Registrant(Box<LeadRegistrant>),
    /// An open case, with the registrants who may be worth a look, and those who are ruled out.
    Case(Box<LeadCase>),
}

impl From<LeadRegistrant> for LeadSubject {
    fn from(one: LeadRegistrant) -> Self {
        Self::Registrant(Box::new(one))
    }
}

impl From<LeadCase> for LeadSubject {
    fn from(one: LeadCase) -> Self {
        Self::Case(Box::new(one))
    }
}

/// A registrant, and what was found about the person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LeadRegistrant {
    /// The records that are held to be of this one person: at least one.
    pub records: Vec<Offender>,
    /// What [`assess`](crate::tracking::assess) found of each, as of the day of the package.
    pub assessments: Vec<Assessment>,
    /// Where the person may be, as [`locate`](crate::tracking::locate) found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub located: Option<Located>,
    /// Open cases, as [`find_cases`](crate::tracking::OffenderIndex::find_cases) found them, for the annex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cases: Option<CaseFindings>,
    /// What is known beside the records: sightings.
    pub known: Vec<KnownOffender>,
}

/// An open case, and what was found about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadCase {
    /// The case.
    pub case: OpenCase,
    /// Who may be worth a look and who is ruled out, as [`find_offenders`](crate::tracking::OffenderIndex::find_offenders) found.
    pub findings: OffenderFindings,
    /// The registrants of the links, for a short account of each; one who is not here stands as a number alone.
    #[serde(default)]
    pub registrants: Vec<LeadRegistrant>,
}
