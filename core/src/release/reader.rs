use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::request::is_blank;
use crate::{
    Error, Result,
    documents::{Marking, Tlp},
    json,
    records::{Pii, coded},
};

/// Who asks for a release.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The host's key for the person who acts. The ledger holds only a commitment to it.
    pub id: Pii<String>,
    /// The agency that the person acts for.
    pub agency: String,
    /// The role in which the person acts, in the agency's own word.
    pub role: String,
}

impl Actor {
    /// Reads an actor from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "actor",
            reason,
        })
    }
}

coded! {
    /// What a release is for.
    pub enum Purpose {
        /// Nobody said. Nothing is released for it.
        #[default]
        Unspecified = "unspecified",
        /// The investigation of a crime.
        Investigation = "investigation",
        /// The prosecution of a crime.
        Prosecution = "prosecution",
        /// Finding out who and where a child in a file is.
        VictimIdentification = "victim_identification",
        /// The search for a missing child.
        MissingChild = "missing_child",
        /// A poster or alert that shows a missing child.
        MissingChildPoster = "missing_child_poster" | "poster",
        /// Averting imminent danger to someone (28 CFR 23.20(f)(2)).
        ImminentDanger = "imminent_danger",
        /// Keeping a sex offender register.
        Registration = "registration",
        /// Telling the public about registrants (34 USC 20920, 20923).
        PublicNotification = "public_notification",
        /// Crime analysis: series, patterns, trends.
        Analysis = "analysis",
        /// Advice on prevention.
        Prevention = "prevention",
        /// Figures about many people.
        Statistics = "statistics",
        /// Correcting what was released before.
        Correction = "correction",
    }
}

impl Purpose {
    /// Whether anybody said what it is.
    pub(super) fn is_stated(&self) -> bool {
        !matches!(self, Self::Unspecified) && !is_blank(self.as_str())
    }
}

/// The circles of readers that a policy tells apart.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AudienceKind {
    /// Anyone.
    Public,
    /// The family of a missing child.
    Family,
    /// A partner outside government.
    PartnerNgo,
    /// Those who keep a register.
    RegistryStaff,
    /// Law enforcement.
    LawEnforcement,
    /// Members of a criminal intelligence system under 28 CFR Part 23.
    LawEnforcementIntel,
    /// The people named as recipients, and nobody else.
    NamedRecipients,
}

impl AudienceKind {
    /// The word as it stands in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Family => "family",
            Self::PartnerNgo => "partner_ngo",
            Self::RegistryStaff => "registry_staff",
            Self::LawEnforcement => "law_enforcement",
            Self::LawEnforcementIntel => "law_enforcement_intel",
            Self::NamedRecipients => "named_recipients",
        }
    }
}

/// For whom a decision is asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reader {
    /// The circle.
    pub audience: AudienceKind,
    /// Whether every named recipient belongs to law enforcement. Counts for named recipients only.
    #[serde(default)]
    pub law_enforcement: bool,
    /// Whether need to know and right to know are both stated.
    #[serde(default)]
    pub need_and_right_to_know: bool,
}

impl Reader {
    /// Reads a reader from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "reader",
            reason,
        })
    }

    /// Whether everyone who reads belongs to law enforcement.
    pub(super) const fn is_law_enforcement(self) -> bool {
        match self.audience {
            AudienceKind::LawEnforcement | AudienceKind::LawEnforcementIntel => true,
            AudienceKind::NamedRecipients => self.law_enforcement,
            _ => false,
        }
    }

    /// Why something with this marking must not go to the reader, if it must not.
    ///
    /// RED is for named recipients, whoever they are; AMBER+STRICT for agencies, so for named recipients of law
    /// enforcement only; AMBER for partners too; GREEN for neither family nor public; Law Enforcement Sensitive for law enforcement. Register keepers are not all police,
    /// so they count as law enforcement only when they are named as such.
    pub(super) fn barred_by(self, marking: &Marking) -> Option<&'static str> {
        use AudienceKind as A;
        let within = match marking.tlp {
            Tlp::Clear => true,
            Tlp::Green | Tlp::Amber => !matches!(self.audience, A::Public | A::Family),
            Tlp::AmberStrict => match self.audience {
                A::Public | A::Family | A::PartnerNgo => false,
                // who is named may belong to any organisation: only law enforcement is known to be an agency
                A::NamedRecipients => self.law_enforcement,
                _ => true,
            },
            Tlp::Red => self.audience == A::NamedRecipients,
        };
        if !within {
            return Some("its Traffic Light Protocol label does not allow this audience");
        }
        if marking.law_enforcement_sensitive && !self.is_law_enforcement() {
            return Some(
                "it is Law Enforcement Sensitive, and this audience is not law enforcement",
            );
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each label, and how many of the eight readers it lets through.
    #[test]
    fn stricter_labels_let_fewer_through() {
        let readers = [
            (AudienceKind::Public, false),
            (AudienceKind::Family, false),
            (AudienceKind::PartnerNgo, false),
            (AudienceKind::RegistryStaff, false),
            (AudienceKind::LawEnforcement, false),
            (AudienceKind::LawEnforcementIntel, false),
            (AudienceKind::NamedRecipients, false),
            (AudienceKind::NamedRecipients, true),
        ];
        let through = |tlp, law_enforcement_sensitive| {
            let marking = Marking {
                tlp,
                law_enforcement_sensitive,
                caveats: Vec::new(),
            };
            let reads = |(audience, law_enforcement)| {
                Reader {
                    audience,
                    law_enforcement,
                    need_and_right_to_know: true,
                }
                .barred_by(&marking)
                .is_none()
            };
            readers.into_iter().filter(|reader| reads(*reader)).count()
        };
        let tlps = [
            Tlp::Clear,
            Tlp::Green,
            Tlp::Amber,
            Tlp::AmberStrict,
            Tlp::Red,
        ];
        assert_eq!(tlps.map(|tlp| through(tlp, false)), [8, 6, 6, 4, 2]);
        assert_eq!(tlps.map(|tlp| through(tlp, true)), [3, 3, 3, 3, 1]);
    }
}
