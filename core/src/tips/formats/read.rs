use std::borrow::Cow;

use chrono::{DateTime, Utc};
use encoding_rs::Encoding;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    answer::{CyberTipFileRead, CyberTipRead, CyberTipWritten, FormFaultKind, SetAside},
    check::{Faults, check},
    element,
    kept::Loose,
    report::Mapping,
    sequence::{FILE_DETAILS, Form, REPORT},
    tree::{self, Tree},
    write::{order, write},
};
use crate::{
    Error, Result, json,
    records::{Limits, Tip},
};

/// How far into a document its own word on its encoding is looked for.
const DECLARED_WITHIN: usize = 200;

/// How a form is read and written.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CyberTipOptions {
    /// The moment after which nothing can have happened; without it, nothing is called future.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<DateTime<Utc>>,
}

impl CyberTipOptions {
    /// Reads them from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "options",
            reason,
        })
    }
}

/// Reads a report from the XML of the `CyberTipline` reporting form, leniently: elements in any order, incident types by any name that they
/// have had, elements that nobody knows. What is not as the form has it is listed with its path; what cannot be understood is set aside
/// with its place, its hash and the reason; the rest is read.
///
/// The form gives a report no number: that is `id`. No document type is followed, and no file has a place in it.
///
/// The sequence and the bounds are those of public libraries that send such reports. **They are not confirmed against the schema.**
///
/// # Errors
///
/// [`Error::InvalidParameter`] for an empty `id`.
///
/// ```
/// use caselink::{records::{Limits, TipIncidentType}, tips::{CyberTipOptions, read_cybertip}};
///
/// let xml = br#"<report>
///   <incidentSummary>
///     <incidentType>Online Enticement of Children for Sexual Acts</incidentType>
///     <incidentDateTime>2026-03-02T10:00:00-06:00</incidentDateTime>
///   </incidentSummary>
///   <reporter><reportingPerson><email>trust@example.com</email></reportingPerson></reporter>
///   <personOrUserReported><screenName>lindenfisher71</screenName></personOrUserReported>
/// </report>"#;
/// let read = read_cybertip(xml, "CT-26-1", &CyberTipOptions::default(), &Limits::default())?;
/// assert_eq!(read.tip.incident_type, Some(TipIncidentType::Enticement));
/// assert!(read.faults.is_empty() && read.set_aside.is_empty());
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn read_cybertip(
    bytes: &[u8],
    id: &str,
    options: &CyberTipOptions,
    limits: &Limits,
) -> Result<CyberTipRead> {
    if id.trim().is_empty() {
        return Err(Error::InvalidParameter {
            name: "id",
            reason: "the form gives a report no number: give it one".to_owned(),
        });
    }
    let (tip, mut faults, set_aside) = reading(bytes, &REPORT, options, limits, |mapping| {
        mapping.report(id)
    });
    let mut tip = tip.unwrap_or_else(|| Tip {
        id: id.to_owned().into(),
        ..Tip::default()
    });
    let all = tip.about.len();
    tip.about.retain(|about| about.expose() != id);
    if tip.about.len() < all {
        let path = "report/personOrUserReported/priorCTReports".to_owned();
        faults.add(path, FormFaultKind::NamesItself, "it is this report");
    }
    Ok(CyberTipRead {
        tip,
        faults: faults.listed,
        faults_in_all: faults.in_all,
        set_aside,
    })
}

/// Reads what is said of a file of a report: `fileDetails` of the reporting form. Hashes and metadata; a file itself has no place in it.
///
/// ```
/// use caselink::{records::Limits, tips::{CyberTipOptions, read_cybertip_file}};
///
/// let xml = br#"<fileDetails>
///   <reportId>4564654</reportId><fileId>b0754af766b426f2928a02c651ed4b99</fileId>
///   <fileViewedByEsp>true</fileViewedByEsp><industryClassification>A1</industryClassification>
///   <originalFileHash hashType="MD5">FAFA5EFEAF3CBE3B23B2748D13E629A1</originalFileHash>
/// </fileDetails>"#;
/// let read = read_cybertip_file(xml, &CyberTipOptions::default(), &Limits::default());
/// assert_eq!(read.report.as_deref(), Some("4564654"));
/// assert_eq!(read.file.viewed_by_provider, Some(true));
/// ```
pub fn read_cybertip_file(
    bytes: &[u8],
    options: &CyberTipOptions,
    limits: &Limits,
) -> CyberTipFileRead {
    let (found, faults, set_aside) = reading(bytes, &FILE_DETAILS, options, limits, |mapping| {
        mapping.file()
    });
    let (report, file) = found.unwrap_or_default();
    CyberTipFileRead {
        report,
        file,
        faults: faults.listed,
        faults_in_all: faults.in_all,
        set_aside,
    }
}

fn reading<T>(
    bytes: &[u8],
    of: &Form,
    options: &CyberTipOptions,
    limits: &Limits,
    take: impl FnOnce(&Mapping<'_, '_>) -> T,
) -> (Option<T>, Faults, Vec<SetAside>) {
    let (text, aside) = decoded(bytes);
    let (tree, mut set_aside) = tree::read(&text, of.is_content, limits);
    set_aside.extend(aside);
    let faults = check(&tree, &of.root, options.now);
    let is_it = tree
        .root()
        .and_then(|root| tree.get(root))
        .is_some_and(|root| root.name == of.root.name);
    if !is_it && set_aside.is_empty() {
        let reason = format!("the document is no {}", of.root.name);
        set_aside.push(SetAside::of(text.as_bytes(), 0, &reason));
    }
    let found = is_it.then(|| take(&Mapping { tree: &tree }));
    (found, faults, set_aside)
}

/// The document in UTF-8: by its byte order mark, by what it says of itself, or as it is. Bytes that are none of the encoding are set aside.
fn decoded(bytes: &[u8]) -> (Cow<'_, str>, Option<SetAside>) {
    let encoding = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = encoding
        .or_else(|| declared(bytes))
        .unwrap_or(encoding_rs::UTF_8);
    let (text, _, is_damaged) = encoding.decode(bytes);
    let aside = is_damaged.then(|| {
        let reason = format!(
            "bytes that are not {}: U+FFFD stands for each",
            encoding.name()
        );
        SetAside::of(bytes, 0, &reason)
    });
    (text, aside)
}

/// What a document says of its encoding, in its first line.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    // without a mark, UTF-16 begins with a zero byte on one side
    match bytes.get(..2)? {
        [0, b'<'] => return Some(encoding_rs::UTF_16BE),
        [b'<', 0] => return Some(encoding_rs::UTF_16LE),
        _ => {}
    }
    let start = bytes.get(..bytes.len().min(DECLARED_WITHIN))?;
    let start = String::from_utf8_lossy(start);
    let declaration = start.trim_start().strip_prefix("<?xml")?;
    let declaration = declaration.split("?>").next()?;
    let (_, after) = declaration.split_once("encoding")?;
    let quoted = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = quoted
        .chars()
        .next()
        .filter(|one| matches!(one, '"' | '\''))?;
    let name = quoted.get(1..)?.split(quote).next()?;
    let encoding = Encoding::for_label(name.as_bytes())?;
    // a document that can say so in single bytes is not in two
    let is_wide = encoding == encoding_rs::UTF_16BE || encoding == encoding_rs::UTF_16LE;
    (!is_wide).then_some(encoding)
}

/// Writes a report as the reporting form takes it: in its strict sequence, incident types by the names of today, moments in UTC. What the form
/// will not take is listed with its path, and nothing is cut off for it.
///
/// The type is the one that the record has: as first reported. What the form has no place for (other suspects than the first, kinds of
/// identifiers that it does not know) is left out of the document, and stays in the record.
///
/// ```
/// use caselink::{records::{Limits, Tip}, tips::{CyberTipOptions, read_cybertip, write_cybertip}};
///
/// let tip: Tip = serde_json::from_value(serde_json::json!({
///     "id": "CT-26-1", "incident_type": "enticement",
///     "observed": { "earliest": "2026-03-02T16:00:00", "latest": "2026-03-02T16:00:00", "time_zone": "UTC" },
///     "people": [{ "role": "reporter", "identifiers": [{ "kind": "email", "value": "trust@example.com" }] },
///                { "role": "suspect", "identifiers": [{ "kind": "handle", "value": "lindenfisher71" }] }],
/// }))?;
/// let options = CyberTipOptions::default();
/// let written = write_cybertip(&tip, &options);
/// assert!(written.report.contains("<incidentDateTime>2026-03-02T16:00:00Z</incidentDateTime>"));
/// assert!(written.faults.is_empty());
/// let again = read_cybertip(written.report.as_bytes(), "CT-26-1", &options, &Limits::default())?;
/// assert_eq!(write_cybertip(&again.tip, &options), written);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_cybertip(tip: &Tip, options: &CyberTipOptions) -> CyberTipWritten {
    let mut faults = Faults::default();
    let report = one(element::report(tip), &REPORT, options, &mut faults);
    let files = tip.files.iter().map(|file| {
        let document = element::file(file, tip.id.expose());
        one(document, &FILE_DETAILS, options, &mut faults)
    });
    let files = files.collect();
    CyberTipWritten {
        report,
        files,
        faults: faults.listed,
        faults_in_all: faults.in_all,
    }
}

/// One document, checked as it will be read.
fn one(mut root: Loose, of: &Form, options: &CyberTipOptions, faults: &mut Faults) -> String {
    order(&mut root, of.root.kind);
    let text = write(&root, faults);
    let unbounded = Limits {
        record_values: u64::MAX,
        prose_bytes: u64::MAX,
        field_bytes: u64::MAX,
        ..Limits::default()
    };
    let (tree, _): (Tree<'_>, _) = tree::read(&text, |_| false, &unbounded);
    faults.and(check(&tree, &of.root, options.now));
    text
}
