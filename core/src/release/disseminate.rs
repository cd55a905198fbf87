use std::fmt;

use chrono::SecondsFormat;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Audience, AudienceKind, Ledger, Policy, Purpose, Request, TreeHash,
    canonical::canonical,
    commitment::hmac,
    nobody::{name_somebody, words_name_victim},
    redact::Redactor,
    request::refused,
    wording::gives_verdict,
};
use crate::{
    Error, Result,
    documents::{self, CsvTable, Document, Marking, Stamp, Tlp},
    escape,
    records::Limits,
};

/// The form of an [`Entry`].
const FORM: &str = "caselink-release-1";

/// What the ledger holds of one release: the written record that 28 CFR 23.20(g) asks for.
///
/// Its bytes are JSON in the one form of RFC 8785 and hold whole numbers and texts only. People stand in it as
/// [`commitment`](super::commitment)s under the key of the release.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// `caselink-release-1`.
    pub form: String,
    /// The agency's number of the document.
    pub document: String,
    /// The HMAC-SHA-256 of what left, under the key of the release, in hex. A plain hash would let anyone who has the
    /// ledger try out names.
    pub content_hmac: String,
    /// The marking line of what left, with its caveats as they are.
    pub marking: String,
    /// The circle of readers.
    pub audience: AudienceKind,
    /// Who released it.
    pub actor: EntryPerson,
    /// The role in which that person acted.
    pub role: String,
    /// To whom.
    pub recipients: Vec<EntryPerson>,
    /// What for.
    pub purpose: Purpose,
    /// Why they need to know it, as it is; a name that stands in the document is refused.
    pub need_to_know: String,
    /// By what authority they may know it.
    pub right_to_know: String,
    /// When, RFC 3339 to the second.
    pub released_at: String,
    /// The name of the policy.
    pub policy: String,
    /// Its version.
    pub policy_version: u32,
    /// The SHA-256 of the policy itself, in hex, so that a rule changed under an old version shows.
    pub policy_sha256: String,
    /// How many values and parts the reader does not get at all.
    pub withheld: u64,
    /// How many the reader gets less of.
    pub reduced: u64,
}

/// A person in an [`Entry`].
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryPerson {
    /// The agency or organisation.
    pub agency: String,
    /// The commitment to the actor's id or the recipient's name, in hex.
    pub person: String,
}

/// A document that left: redacted for its reader, stamped, and in the ledger.
///
/// There is no other way to make one than [`disseminate`], and no other way to render a document:
///
/// ```compile_fail,E0451
/// # fn forge(document: caselink::documents::Document) {
/// let released = caselink::release::Released { document };
/// # }
/// ```
///
/// ```compile_fail,E0599
/// # fn show(document: &caselink::documents::Document) {
/// document.json();
/// # }
/// ```
///
/// ```compile_fail,E0603
/// use caselink::documents::html;
/// ```
#[derive(Clone)]
pub struct Released {
    document: Document,
    stamp: Stamp,
    entry: Vec<u8>,
    content_hmac: TreeHash,
    reduced: u64,
}

/// Lets a document out: redacts it for its readers, writes the ledger, and gives what they get.
///
/// It is the only exit. `released.json()` and the other pages are of the redacted document; the whole one is
/// consumed. Every value goes through [`decide`](super::decide); sections with a marking that the readers may not
/// have are withheld whole. A page that shows what the public does not get is marked TLP:AMBER at least, and
/// AMBER+STRICT for agencies, whatever its author wrote. The host keeps [`Released::entry`] and adds nothing to it: its hash is in the ledger.
///
/// # Errors
///
/// Nothing is written then. [`Error::ReleaseRefused`] when
///
/// - the document's own marking does not allow the readers: TLP:RED is for named recipients, AMBER+STRICT for
///   agencies, AMBER for partners too, GREEN for neither family nor public, Law Enforcement Sensitive for law
///   enforcement;
/// - the purpose, the actor, the recipients or the key is missing, or, for law enforcement and named recipients,
///   the need or the right to know; a public release has texts and no recipients;
/// - the words of the document give a verdict; a caveat or other words that stand in the ledger hold a name or number
///   that stands in the document as such; or, outside law enforcement, words of the field `general` name a victim.
///
/// [`Error::InvalidParameter`] or [`Error::LimitExceeded`] when the document or the policy is not whole.
///
/// ```
/// use caselink::{documents::Document, release::{Ledger, Policy, ReleaseKey, Request, disseminate}};
/// use serde_json::json;
///
/// let document: Document = serde_json::from_value(json!({
///     "id": "B-2026-7", "title": [{ "value": "Attempt in May", "field": "general" }], "agency": "State Police",
///     "as_of": "2026-06-01", "marking": { "tlp": "TLP:CLEAR", "law_enforcement_sensitive": false },
///     "sections": [{ "heading": [{ "value": "What is known", "field": "general" }], "blocks": [{ "kind": "facts", "facts": [
///         { "label": "Vehicle", "value": [{ "value": "white van", "field": "vehicle" }] },
///         { "label": "Child", "value": [{ "value": "Jane Roe", "field": "victim_name" }] },
///     ] }] }],
/// }))?;
/// let request = Request::from_value(&json!({
///     "actor": { "id": "u-17", "agency": "State Police", "role": "analyst" },
///     "audience": { "kind": "public", "texts": {
///         "warning": "Do not act on this yourself.", "correction": "Write to records@example.org." } },
///     "purpose": "prevention", "released_at": "2026-06-02T09:30:00-05:00",
/// }), ReleaseKey::new(vec![7; 32])?)?;
///
/// let mut ledger = Ledger::default();
/// let released = disseminate(document, &request, &Policy::standard(), &mut ledger)?;
/// let page = released.json()?;
/// assert!(page.contains("white van") && !page.contains("Child") && !page.contains("Roe"));
/// assert_eq!((released.withheld(), released.entry_index(), ledger.len()), (1, 0, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn disseminate(
    document: Document,
    request: &Request,
    policy: &Policy,
    ledger: &mut Ledger,
) -> Result<Released> {
    policy.check()?;
    document.check(&Limits::default())?;
    request.check(&document.marking)?;
    if gives_verdict(&document) {
        return Err(refused(
            "the words of the document give a verdict, and it is a lead",
        ));
    }
    let (key, reader) = (request.key.bytes(), request.reader());
    let agencies = request.recipients.iter().map(|one| one.agency.as_str());
    let in_the_ledger = [
        &document.id,
        &request.need_to_know,
        &request.right_to_know,
        &request.actor.role,
        &request.actor.agency,
    ];
    let in_the_ledger = in_the_ledger.into_iter().map(String::as_str);
    if name_somebody(&document, in_the_ledger.chain(agencies)) {
        return Err(refused(
            "a caveat, the document's number, the need or right to know, a role or an agency holds a name or number of \
             somebody in the document: all of these stand in the ledger, and name nobody",
        ));
    }
    if !reader.is_law_enforcement() && words_name_victim(&document) {
        return Err(refused(
            "a heading, a name of a fact or other words of the field `general` hold the name of a victim, which never \
             leaves law enforcement: give them the field `victim_name`",
        ));
    }
    let mut redactor = Redactor::new(policy, &request.actor, &request.purpose, reader, key);
    let mut document = redactor.document(document);
    let (withheld, reduced) = (redactor.withheld, redactor.reduced);
    if redactor.shows_more_than_public() {
        let least = Marking {
            tlp: least_label(reader.audience),
            ..Marking::CLEAR
        };
        document.marking = document.marking.stricter(&least);
    }

    // the warning and the way to a correction are part of what the public gets
    let content = match &request.audience {
        Audience::Public { texts } => canonical_json(&(&document, texts))?,
        _ => canonical_json(&document)?,
    };
    let content_hmac = hmac(key, &content);
    let marking = document.effective_marking();
    let person = |agency: &str, person: &str| EntryPerson {
        agency: agency.to_owned(),
        person: hmac(key, person).to_string(),
    };
    let released_at = request
        .released_at
        .to_rfc3339_opts(SecondsFormat::Secs, false);
    let recipients = request.recipients.iter();
    let entry = Entry {
        form: FORM.to_owned(),
        document: document.id.clone(),
        content_hmac: content_hmac.to_string(),
        marking: marking.line(),
        audience: reader.audience,
        actor: person(&request.actor.agency, request.actor.id.expose()),
        role: request.actor.role.clone(),
        recipients: recipients
            .map(|one| person(&one.agency, one.name.expose()))
            .collect(),
        purpose: request.purpose.clone(),
        need_to_know: request.need_to_know.clone(),
        right_to_know: request.right_to_know.clone(),
        released_at: released_at.clone(),
        policy: policy.name.clone(),
        policy_version: policy.version,
        policy_sha256: sha256(&canonical_json(policy)?).to_string(),
        withheld,
        reduced,
    };
    let entry = canonical_json(&entry)?.into_bytes();
    let name = |one: &super::Recipient| format!("{}, {}", one.name.expose(), one.agency);
    let stamp = Stamp {
        marking,
        audience: reader.audience.as_str().to_owned(),
        recipients: request.recipients.iter().map(name).collect(),
        purpose: request.purpose.as_str().to_owned(),
        released_at,
        // nothing can fail from here on, so the ledger has what left and nothing else
        ledger_index: ledger.append(&entry),
        content_hmac: content_hmac.to_string(),
        withheld,
        public: match &request.audience {
            Audience::Public { texts } => Some(texts.clone()),
            _ => None,
        },
    };
    Ok(Released {
        document,
        stamp,
        entry,
        content_hmac,
        reduced,
    })
}

/// The widest label of a page that holds what the public does not get.
const fn least_label(audience: AudienceKind) -> Tlp {
    match audience {
        AudienceKind::Public => Tlp::Clear,
        AudienceKind::Family | AudienceKind::PartnerNgo => Tlp::Amber,
        AudienceKind::RegistryStaff
        | AudienceKind::LawEnforcement
        | AudienceKind::LawEnforcementIntel
        | AudienceKind::NamedRecipients => Tlp::AmberStrict,
    }
}

fn canonical_json(value: &impl Serialize) -> Result<String> {
    let value = serde_json::to_value(value).map_err(|_| Error::Internal)?;
    Ok(canonical(&value))
}

fn sha256(text: &str) -> TreeHash {
    TreeHash::from_bytes(Sha256::digest(text).into())
}

/// Shows where the entry is, and nothing of the document or its recipients.
impl fmt::Debug for Released {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Released")
            .field("entry_index", &self.entry_index())
            .field("content_hmac", &self.content_hmac)
            .finish_non_exhaustive()
    }
}

impl Released {
    /// The redacted document as one page of HTML, for the screen and for paper.
    ///
    /// It needs nothing else and runs nothing; the marking stands at its head and foot, and on every printed page.
    pub fn html(&self) -> String {
        documents::html(&self.document, &self.stamp)
    }

    /// The page of [`html`](Self::html) in a frame of its own, for a notebook.
    pub fn frame(&self) -> String {
        let mut out = String::from(
            "<iframe sandbox title=\"document\" style=\"width:100%;height:640px;border:1px solid #888\" srcdoc=\"",
        );
        escape::html(&self.html(), &mut out);
        out.push_str("\"></iframe>");
        out
    }

    /// The redacted document as Markdown: `CommonMark` with tables and footnotes.
    pub fn markdown(&self) -> String {
        documents::markdown(&self.document, &self.stamp)
    }

    /// Each table, list of facts and figure of the redacted document as CSV.
    ///
    /// # Errors
    ///
    /// None that a host can cause.
    pub fn csv(&self) -> Result<Vec<CsvTable>> {
        documents::csv(&self.document, &self.stamp)
    }

    /// The redacted document and its stamp as JSON.
    ///
    /// # Errors
    ///
    /// None that a host can cause.
    pub fn json(&self) -> Result<String> {
        documents::json(&self.document, &self.stamp)
    }

    /// The entry in the ledger, byte for byte; an [`Entry`] in JSON.
    pub fn entry(&self) -> &[u8] {
        &self.entry
    }

    /// The index of the entry.
    pub fn entry_index(&self) -> u64 {
        self.stamp.ledger_index
    }

    /// The HMAC-SHA-256, under the key of the release, of the redacted document as JSON in the one form of RFC 8785; of a
    /// public release, of a list of the document and its two texts.
    ///
    /// Who keeps the key can show what left. Without it the ledger confirms no guess about the content, and none at
    /// all once the key is destroyed.
    pub fn content_hmac(&self) -> TreeHash {
        self.content_hmac
    }

    /// How many values and parts the readers do not get at all.
    pub fn withheld(&self) -> u64 {
        self.stamp.withheld
    }

    /// How many they get less of.
    pub fn reduced(&self) -> u64 {
        self.reduced
    }

    /// The marking of what left.
    pub fn marking(&self) -> &Marking {
        &self.stamp.marking
    }
}
