use std::fmt;

use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Actor, AudienceKind, Purpose, Reader};
use crate::{
    Error, Result,
    documents::{Marking, PublicTexts},
    json,
    records::Pii,
};

/// The shortest key, in bytes.
const SHORTEST_KEY: usize = 32;
/// The most recipients of one release.
const MOST: usize = 1_000;
/// The longest text of a request, in bytes.
const LONGEST: usize = 4_096;

/// What is asked for when a document is to leave.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Who releases it.
    pub actor: Actor,
    /// For which circle of readers.
    pub audience: Audience,
    /// To whom. The public has none; every other circle at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<Recipient>,
    /// What for.
    pub purpose: Purpose,
    /// Why they need to know it. It stands in the ledger as it is: name nobody.
    #[serde(default)]
    pub need_to_know: String,
    /// By what authority they may know it. It stands in the ledger as it is: name nobody.
    #[serde(default)]
    pub right_to_know: String,
    /// When, as the host's clock says.
    pub released_at: DateTime<FixedOffset>,
    /// The key of this release, for pseudonyms and commitments. It is never written out; set it after reading.
    #[serde(skip)]
    pub key: ReleaseKey,
}

/// For which circle of readers a document is released.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Audience {
    /// Anyone, with the two texts that the law wants beside what is published.
    Public {
        /// The warning, and how to have something corrected.
        texts: PublicTexts,
    },
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

impl Audience {
    /// The circle, as policy knows it.
    pub const fn kind(&self) -> AudienceKind {
        match self {
            Self::Public { .. } => AudienceKind::Public,
            Self::Family => AudienceKind::Family,
            Self::PartnerNgo => AudienceKind::PartnerNgo,
            Self::RegistryStaff => AudienceKind::RegistryStaff,
            Self::LawEnforcement => AudienceKind::LawEnforcement,
            Self::LawEnforcementIntel => AudienceKind::LawEnforcementIntel,
            Self::NamedRecipients => AudienceKind::NamedRecipients,
        }
    }
}

/// Someone who gets a document.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The name of the person. The ledger holds only a commitment to it.
    pub name: Pii<String>,
    /// The agency or organisation.
    pub agency: String,
    /// Whether the person belongs to law enforcement; the actor answers for it.
    #[serde(default)]
    pub law_enforcement: bool,
}

/// A secret key of at least 32 random bytes. Use one for each release, and keep it with the record of it.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct ReleaseKey(Vec<u8>);

impl ReleaseKey {
    /// A key of these bytes.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for fewer than 32 bytes.
    ///
    /// ```
    /// use caselink::release::ReleaseKey;
    ///
    /// assert!(ReleaseKey::new(vec![7; 31]).is_err());
    /// assert_eq!(format!("{:?}", ReleaseKey::new(vec![7; 32])?), "[redacted]");
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn new(bytes: Vec<u8>) -> Result<Self> {
        check_key(&bytes)?;
        Ok(Self(bytes))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for ReleaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Request {
    /// Reads a request from a JSON object, and gives it its key.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value, key: ReleaseKey) -> Result<Self> {
        let request: Self = json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "request",
            reason,
        })?;
        Ok(Self { key, ..request })
    }

    /// For whom the policy is asked.
    pub fn reader(&self) -> Reader {
        let all = |recipients: &[Recipient]| {
            !recipients.is_empty() && recipients.iter().all(|one| one.law_enforcement)
        };
        Reader {
            audience: self.audience.kind(),
            law_enforcement: all(&self.recipients),
            need_and_right_to_know: !is_blank(&self.need_to_know) && !is_blank(&self.right_to_know),
        }
    }

    /// Whether it says all that must be known before a document with this marking leaves.
    pub(super) fn check(&self, marking: &Marking) -> Result<()> {
        let reader = self.reader();
        if let Some(reason) = reader.barred_by(marking) {
            return Err(refused(reason));
        }
        if self.key.0.is_empty() {
            return Err(refused("the request has no key"));
        }
        if [
            &self.actor.id.expose()[..],
            &self.actor.agency,
            &self.actor.role,
        ]
        .iter()
        .any(|text| is_blank(text))
        {
            return Err(refused("the actor's id, agency and role must be stated"));
        }
        if !self.purpose.is_stated() {
            return Err(refused("the purpose must be stated"));
        }
        let to_police =
            reader.is_law_enforcement() || reader.audience == AudienceKind::NamedRecipients;
        if to_police && !reader.need_and_right_to_know {
            return Err(refused("need to know and right to know must be stated"));
        }
        self.check_recipients()?;
        if let Audience::Public { texts } = &self.audience
            && (is_blank(&texts.warning) || is_blank(&texts.correction))
        {
            return Err(refused(
                "a public release needs the warning and the way to a correction",
            ));
        }
        self.check_lengths()
    }

    fn check_recipients(&self) -> Result<()> {
        if self.audience.kind() == AudienceKind::Public {
            return if self.recipients.is_empty() {
                Ok(())
            } else {
                Err(refused("a public release has no recipients"))
            };
        }
        if self.recipients.is_empty() {
            return Err(refused("the recipients must be stated"));
        }
        if self.recipients.len() > MOST {
            return Err(refused("there are more than 1,000 recipients"));
        }
        let unstated = |one: &Recipient| is_blank(one.name.expose()) || is_blank(&one.agency);
        if self.recipients.iter().any(unstated) {
            return Err(refused("each recipient must have a name and an agency"));
        }
        let to_police = matches!(
            self.audience,
            Audience::LawEnforcement | Audience::LawEnforcementIntel
        );
        if to_police && !self.recipients.iter().all(|one| one.law_enforcement) {
            return Err(refused(
                "each recipient of a law enforcement release must belong to law enforcement",
            ));
        }
        Ok(())
    }

    /// What goes into the ledger stays small.
    fn check_lengths(&self) -> Result<()> {
        let recipients = self
            .recipients
            .iter()
            .flat_map(|one| [one.name.expose(), &one.agency]);
        let longest = [
            self.actor.id.expose().len(),
            self.actor.agency.len(),
            self.actor.role.len(),
            self.purpose.as_str().len(),
            self.need_to_know.len(),
            self.right_to_know.len(),
        ]
        .into_iter()
        .chain(recipients.map(String::len))
        .max();
        if longest.is_some_and(|length| length > LONGEST) {
            return Err(refused("a text of the request is longer than 4,096 bytes"));
        }
        Ok(())
    }
}

/// Whether a key is long enough that nobody can try them all.
pub(super) fn check_key(key: &[u8]) -> Result<()> {
    if key.len() >= SHORTEST_KEY {
        return Ok(());
    }
    Err(Error::InvalidParameter {
        name: "key",
        reason: format!(
            "must have at least {SHORTEST_KEY} bytes: take random ones, and keep them with the record"
        ),
    })
}

/// Whether a text has no letter and no digit: a full stop or a sign that cannot be seen says nothing.
pub(super) fn is_blank(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

pub(super) fn refused(reason: &str) -> Error {
    Error::ReleaseRefused {
        reason: reason.to_owned(),
    }
}
