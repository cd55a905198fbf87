//! May the series of a newly identified child go into a list?

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Control, Error, Result,
    hashes::{HashList, HitKind, ListRole, ListSettings, Looked, Said},
    json,
    records::{Band, FileCategory, MediaFile, PerceptualHash, Pii, Series},
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
        let entry = proposed(file, submission.series.id.expose());
        let intake = list.add(vec![entry.clone()], control)?;
        match intake.rejected.listed.first() {
            Some(wrong) => add(&format!(".{}", wrong.field), &wrong.reason),
            None => all.push(entry),
        }
    }
    Ok(all)
}

fn has_hash(file: &MediaFile) -> bool {
    let digests = &file.digests;
    let digest = digests.md5.is_some() || digests.sha1.is_some() || digests.sha256.is_some();
    digest || !file.perceptual_hashes.is_empty()
}

fn findings(submission: &Submission) -> Vec<SubmissionFinding> {
    let series = &submission.series;
    let mut all = Vec::new();
    let mut add = |is_wrong: bool, blocks: bool, field: &str, reason: &str| {
        if is_wrong {
            all.push(finding(blocks, field, reason));
        }
    };
    let is_blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    let pii =
        |text: &Option<Pii<String>>| is_blank(&text.as_ref().map(|text| text.expose().clone()));
    add(
        series.id.expose().trim().is_empty(),
        true,
        "series.id",
        "give the series an id",
    );
    add(
        series.child_identified != Some(true),
        true,
        "series.child_identified",
        "only series of identified children are submitted: say that this is one",
    );
    add(
        is_blank(&series.agency),
        true,
        "series.agency",
        "name the agency that holds the case",
    );
    add(
        pii(&series.case_number),
        true,
        "series.case_number",
        "give the number of the case",
    );
    let is_unbounded = |age: &Band| age.least.is_none() && age.most.is_none();
    add(
        series
            .age
            .as_ref()
            .is_none_or(|age| is_unbounded(age.expose())),
        true,
        "series.age",
        "give the age of the child at the time, in years",
    );
    if let Some(age) = &series.age {
        let (is_wrong, is_adult) = age_faults(age.expose());
        add(
            is_wrong,
            true,
            "series.age",
            "must be 0 to 120 years, and the least not above the most",
        );
        add(
            is_adult && !is_wrong,
            false,
            "series.age",
            "may be that of an adult, from 18 years on: check that it is the age at the time",
        );
    }
    add(
        pii(&series.age_attested_by),
        true,
        "series.age_attested_by",
        "name the office that attests the age",
    );
    add(
        pii(&submission.contact),
        false,
        "contact",
        "say whom to call about it",
    );
    add(
        submission.identified_on.is_none(),
        false,
        "identified_on",
        "say when the child was identified: the time to submit runs from there",
    );
    add(
        submission.files.is_empty(),
        true,
        "files",
        "a series without files cannot be recognised",
    );
    for (number, file) in submission.files.iter().enumerate() {
        file_findings(number, file, series, &mut all);
    }
    all
}

/// What one file lacks.
fn file_findings(
    number: usize,
    file: &MediaFile,
    series: &Series,
    all: &mut Vec<SubmissionFinding>,
) {
    let mut add = |is_wrong: bool, blocks: bool, field: &str, reason: &str| {
        if is_wrong {
            all.push(finding(blocks, field, reason));
        }
    };
    let field = |name: &str| format!("files[{number}]{name}");
    add(
        !has_hash(file),
        true,
        &field(""),
        "has no hash: it cannot be recognised",
    );
    let digests = &file.digests;
    let has_sha = digests.sha256.is_some() || digests.sha1.is_some();
    add(
        digests.md5.is_some() && !has_sha,
        false,
        &field(".digests"),
        "has no SHA-1 or SHA-256: MD5 alone can be forged",
    );
    add(
        has_hash(file) && digests.md5.is_none() && !has_sha,
        false,
        &field(".digests"),
        "has no digest: only files that look alike are found, and none is known to be the same",
    );
    add(
        file.categories.is_empty(),
        false,
        &field(".categories"),
        "has no category",
    );
    add(
        file.series
            .as_ref()
            .is_some_and(|other| other != series.id.expose()),
        true,
        &field(".series"),
        "belongs to another series",
    );
}

/// Whether an age cannot be one, and whether all or part of it is that of an adult.
fn age_faults(age: &Band) -> (bool, bool) {
    let given = || age.least.into_iter().chain(age.most);
    let is_wrong = given().any(|years| !(0.0..=120.0).contains(&years))
        || age
            .least
            .zip(age.most)
            .is_some_and(|(least, most)| least > most);
    // what is at least so old without a most is that of a child until somebody says more
    (is_wrong, given().any(|years| years >= 18.0))
}

fn finding(blocks: bool, field: &str, reason: &str) -> SubmissionFinding {
    SubmissionFinding {
        field: field.to_owned(),
        reason: reason.to_owned(),
        blocks,
    }
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
                let Some(series) = series.filter(|_| said.kind != HitKind::Review) else {
                    continue;
                };
                if series == submission.series.id.expose() {
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
                *found_in.entry((series.to_owned(), at)).or_default() |= said.is_digest;
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
