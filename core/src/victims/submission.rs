//! May the series of a newly identified child go into a list?

mod lacks;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::lacks::{finding, findings, has_hash};
use crate::{
    Control, Error, Result,
    hashes::{HashList, HitKind, ListRole, ListSettings, Looked, Said},
    json,
    records::{FileCategory, MediaFile, PerceptualHash, Pii, Series},
};

/// Working days from identification to submission.
///
/// Source: the FBI's Domestic Investigations policy guide, p. 37, as the reference of this project reports it; not
/// confirmed from the document itself.
const WORKING_DAYS: u32 = 10;

/// A newly identified child: the series, its files, and when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// The series: the agency, the case, the age and who attests it. Never the child's name.
    pub series: Series,
    /// Its files, as hashes.
    pub files: Vec<MediaFile>,
    /// When the child was identified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identified_on: Option<NaiveDate>,
    /// Whom to call about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Pii<String>>,
}

impl Submission {
    /// Reads it from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "submission",
            reason,
        })
    }
}

/// Something that a submission lacks, or that is wrong in it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SubmissionFinding {
    /// Which field.
    pub field: String,
    /// What is wrong, and what to do.
    pub reason: String,
    /// Whether the series must not go into a list before it is mended.
    pub blocks: bool,
}

/// A known series that may be the same.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SubmissionDuplicate {
    /// The known series.
    pub series: String,
    /// The lists that have it.
    pub lists: Vec<String>,
    /// The submitted files that are equal to one of its entries in a digest.
    pub equal: Vec<Pii<String>>,
    /// The submitted files that are near one of its entries only.
    pub near: Vec<Pii<String>>,
}

/// What became of a submission.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SubmissionCheck {
    /// Whether nothing stands in the way of a list: no finding blocks. A file that is equal to one of another series does,
    /// until somebody has looked.
    pub is_complete: bool,
    /// What is missing or wrong.
    pub findings: Vec<SubmissionFinding>,
    /// Known series with the same files: one child may be in both, so somebody must look before a new series is made. Those
    /// with most equal files first.
    pub duplicates: Vec<SubmissionDuplicate>,
    /// The entries that are proposed for a list: the hashes, categories and series of each file, and nothing else of it.
    pub proposed: Vec<MediaFile>,
    /// By when it is due: ten working days after identification, without holidays. Not confirmed from the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
}

/// Looks at a submission: is it complete, is the series known already, and which entries would go into a list?
///
/// # Errors
///
/// [`Error::Cancelled`].
///
/// ```
/// use caselink::{NoControl, victims::{Submission, check_submission}};
///
/// let submission = Submission::from_value(&serde_json::json!({
///     "series": { "id": "V-31", "child_identified": true, "agency": "ZZ0160000", "case_number": "26-1142" },
///     "files": [{ "id": "F-1", "digests": { "md5": "0123456789abcdef0123456789abcdef" } }],
///     "identified_on": "2026-05-29",
/// }))?;
/// let check = check_submission(&submission, &[], &NoControl)?;
/// assert!(!check.is_complete);
/// assert_eq!(check.findings[0].field, "series.age");
/// assert_eq!(check.due_on, "2026-06-12".parse().ok()); // ten working days
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn check_submission(
    submission: &Submission,
    lists: &[&HashList],
    control: &dyn Control,
) -> Result<SubmissionCheck> {
    let mut findings = findings(submission);
    let proposed = entries(submission, &mut findings, control)?;
    let duplicates = duplicates(submission, lists, &mut findings, control)?;
    if !lists
        .iter()
        .any(|list| list.settings().role == ListRole::Known)
    {
        let reason = "no list of known files was given: nothing was searched for duplicates";
        findings.push(finding(false, "lists", reason));
    }
    Ok(SubmissionCheck {
        is_complete: !findings.iter().any(|finding| finding.blocks),
        findings,
        duplicates,
        proposed,
        due_on: submission.identified_on.and_then(due),
    })
}

/// The entries that a list takes; why it would set others aside goes to the findings.
fn entries(
    submission: &Submission,
    findings: &mut Vec<SubmissionFinding>,
    control: &dyn Control,
) -> Result<Vec<MediaFile>> {
    let mut list = HashList::new(ListSettings {
        id: "submission".to_owned(),
        ..ListSettings::default()
    })?;
    let (mut ids, mut all) = (BTreeSet::new(), Vec::new());
    for (number, file) in submission.files.iter().enumerate() {
        let mut add = |field: &str, reason: &str| {
            findings.push(finding(true, &format!("files[{number}]{field}"), reason));
        };
        if !ids.insert(file.id.expose()) {
            add(
                ".id",
                "stands in a file before it: give each an id of its own",
            );
            continue;
        }
        if !has_hash(file) {
            continue;
        }
        let entry = proposed(file, submission.series.id.expose().trim());
        let intake = list.add(vec![entry.clone()], control)?;
        if let Some(wrong) = intake.rejected.listed.first() {
            add(&format!(".{}", wrong.field), &wrong.reason);
            continue;
        }
        let kept = list.get(file.id.expose());
        if !kept.is_some_and(|kept| has_hash(&kept.file)) {
            add(
                ".perceptual_hashes",
                "are all of a quality too low to be compared: nothing of it can be found, so add a digest",
            );
        }
        all.push(entry);
    }
    Ok(all)
}

fn duplicates(
    submission: &Submission,
    lists: &[&HashList],
    findings: &mut Vec<SubmissionFinding>,
    control: &dyn Control,
) -> Result<Vec<SubmissionDuplicate>> {
    let mut all: BTreeMap<String, SubmissionDuplicate> = BTreeMap::new();
    // by series and place among the files: whether it is equal in any list
    let mut found_in: BTreeMap<(String, usize), bool> = BTreeMap::new();
    for list in lists {
        let role = list.settings().role;
        if role == ListRole::Unknown {
            continue;
        }
        let found = list.look_for(&submission.files, &[], None, control)?;
        for (at, Looked { said, .. }) in found.into_iter().enumerate() {
            // what is contradicted is like it all the same: somebody must look
            let is_like = |said: &&Said| said.kind != HitKind::Review;
            let without_series = |said: &Said| list.facts_of(*said).1.is_none();
            let id = &list.settings().id;
            let mut mention = |what: &str| {
                let reason = format!("{what} list {id}: look at both");
                findings.push(finding(false, &format!("files[{at}]"), &reason));
            };
            if role == ListRole::Suppression {
                if said.iter().any(|said| is_like(&said)) {
                    mention("is, or is like, a file of suppression");
                }
                continue;
            }
            if said.iter().filter(is_like).any(without_series) {
                mention("is, or is like, an entry without a series in");
            }
            for said in said {
                let (_, series) = list.facts_of(said);
                let Some(series) = series.filter(|_| is_like(&&said)) else {
                    continue;
                };
                if series == submission.series.id.expose().trim() {
                    continue;
                }
                let one = all
                    .entry(series.to_owned())
                    .or_insert_with(|| SubmissionDuplicate {
                        series: series.to_owned(),
                        lists: Vec::new(),
                        equal: Vec::new(),
                        near: Vec::new(),
                    });
                let id = &list.settings().id;
                if !one.lists.contains(id) {
                    one.lists.push(id.clone());
                }
                *found_in.entry((series.to_owned(), at)).or_default() |= said.is_equal();
            }
        }
    }
    // one word for each file, whatever number of series it is in
    let mut of_file: BTreeMap<usize, bool> = BTreeMap::new();
    for ((_, at), is_equal) in &found_in {
        *of_file.entry(*at).or_default() |= is_equal;
    }
    for (at, is_equal) in of_file {
        let reason = if is_equal {
            "is equal to a file of another series, which duplicates names: look before a new series is made"
        } else {
            "is like a file of another series, which duplicates names: look before a new series is made"
        };
        findings.push(finding(is_equal, &format!("files[{at}]"), reason));
    }
    for ((series, at), is_equal) in found_in {
        if let (Some(one), Some(file)) = (all.get_mut(&series), submission.files.get(at)) {
            let ids = if is_equal {
                &mut one.equal
            } else {
                &mut one.near
            };
            ids.push(file.id.clone());
        }
    }
    let mut all: Vec<SubmissionDuplicate> = all.into_values().collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.equal.len(), one.near.len())));
    Ok(all)
}

/// What goes into a list of a file: no names, and no field that nobody asked for.
fn proposed(file: &MediaFile, series: &str) -> MediaFile {
    MediaFile {
        id: file.id.clone(),
        digests: crate::records::Digests {
            md5: file.digests.md5.clone(),
            sha1: file.digests.sha1.clone(),
            sha256: file.digests.sha256.clone(),
            ..crate::records::Digests::default()
        },
        perceptual_hashes: file
            .perceptual_hashes
            .iter()
            .map(|hash| PerceptualHash {
                algorithm: hash.algorithm.clone(),
                value: hash.value.clone(),
                quality: hash.quality,
                ..PerceptualHash::default()
            })
            .collect(),
        categories: file.categories.iter().map(FileCategory::bare).collect(),
        series: Some(series.to_owned()),
        ..MediaFile::default()
    }
}

/// So many working days later. Holidays of the agency are not known here.
fn due(from: NaiveDate) -> Option<NaiveDate> {
    let (mut day, mut left) = (from, WORKING_DAYS);
    while left > 0 {
        day = day.checked_add_days(Days::new(1))?;
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    Some(day)
}
