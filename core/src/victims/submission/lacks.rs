//! What a submission and its files lack, and what cannot be so.

use super::{Submission, SubmissionFinding};
use crate::records::{Band, MediaFile, Pii, Series, stated};

pub(super) fn has_hash(file: &MediaFile) -> bool {
    let digests = &file.digests;
    let digest = digests.md5.is_some() || digests.sha1.is_some() || digests.sha256.is_some();
    digest || !file.perceptual_hashes.is_empty()
}

pub(super) fn findings(submission: &Submission) -> Vec<SubmissionFinding> {
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
            .and_then(|other| stated(other))
            .is_some_and(|other| other != series.id.expose().trim()),
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

pub(super) fn finding(blocks: bool, field: &str, reason: &str) -> SubmissionFinding {
    SubmissionFinding {
        field: field.to_owned(),
        reason: reason.to_owned(),
        blocks,
    }
}
