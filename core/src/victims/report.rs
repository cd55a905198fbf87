//! The written answer to whoever sent the hashes in.

mod files;
mod parts;
mod series;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::{
    files::may_contradict,
    parts::{column, count, fact, paragraph, section},
};
use super::{FileRecognition, Recognition, RecognitionOutcome, SeriesRecognition};
use crate::{
    Error, Result,
    documents::{Block, Datum, Document, Field, Row, Scalar, Section, Source, Table, Text},
    hashes::{FileHit, ListRole},
    json,
    records::{Pii, stated},
};

/// What a report says besides what was recognised.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportHeader {
    /// The number of the report.
    pub id: String,
    /// The agency that issues it, as its readers know it.
    pub agency: String,
    /// The day as of which it holds.
    pub as_of: NaiveDate,
    /// The number of the case in which the files were seized.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<Pii<String>>,
    /// Whom a reader calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Only the series whose case this agency holds, as their records name it; blanks around the name do not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_agency: Option<String>,
    /// The most files that each table lists; the others are counted.
    #[serde(default = "most_rows")]
    pub most_rows: u32,
}

const fn most_rows() -> u32 {
    1_000
}

impl ReportHeader {
    /// Reads it from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "header",
            reason,
        })
    }
}

/// The report on recognised children: for each identified child the agency that holds the case, its number and who
/// attests the age; known series of children nobody has identified; what is for a person to look at; and what was not
/// recognised. It never holds a child's name. It leaves through [`release`](crate::release) only.
///
/// # Errors
///
/// [`Error::InvalidParameter`] when the header has no id or agency, or names with `only_agency` one that holds the case of none of
/// these series: agencies are named as the records of series name them.
///
/// ```
/// use caselink::victims::{Recognition, ReportHeader, recognition_report};
///
/// let header = ReportHeader::from_value(&serde_json::json!({
///     "id": "R-2026-114", "agency": "Example State Clearinghouse", "as_of": "2026-06-01",
/// }))?;
/// let report = recognition_report(&Recognition::default(), &header)?;
/// assert!(report.marking.law_enforcement_sensitive);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn recognition_report(recognition: &Recognition, header: &ReportHeader) -> Result<Document> {
    // the same however it is spaced, as in all ids
    let wanted = header.only_agency.as_deref().map(str::trim);
    let of_agency = |one: &&SeriesRecognition| {
        let agency = one.agency.as_deref().and_then(stated);
        wanted.is_none_or(|wanted| agency == Some(wanted))
    };
    let series: Vec<_> = recognition.series.iter().filter(of_agency).collect();
    let to_review = recognition.review_series.iter();
    let to_review: Vec<_> = to_review.filter(of_agency).collect();
    let hidden = recognition.hidden_series.iter();
    let hidden: Vec<_> = hidden.filter(of_agency).collect();
    if wanted.is_some() && series.is_empty() && to_review.is_empty() && hidden.is_empty() {
        return Err(Error::InvalidParameter {
            name: "header",
            reason: "only_agency holds the case of no series here: name it as the records of the series do"
                .to_owned(),
        });
    }
    let of_agency: Vec<FileRecognition> = match header.only_agency {
        Some(_) => {
            let all = series.iter().chain(&to_review).chain(&hidden);
            only_in(&recognition.files, all.copied())
        }
        None => Vec::new(),
    };
    let files: Vec<&FileRecognition> = match header.only_agency {
        Some(_) => of_agency.iter().collect(),
        None => recognition.files.iter().collect(),
    };
    let mut report = Report {
        most: header.most_rows as usize,
        counts_more: header.only_agency.is_none(),
        cited: BTreeMap::new(),
    };
    let mut sections = vec![Report::summary(recognition, &series, &files, header)];
    let identified = |one: &&&SeriesRecognition| one.child_identified == Some(true);
    let known: Vec<_> = series.iter().filter(identified).copied().collect();
    let unknown: Vec<_> = series
        .iter()
        .filter(|one| !identified(one))
        .copied()
        .collect();
    sections.push(report.series(
        "Identified children",
        "No file belongs to a series of an identified child.",
        &known,
    ));
    sections.push(report.series(
        "Series of children who are not known to be identified",
        "No file belongs to another series.",
        &unknown,
    ));
    sections.push(report.files(
        "Recognised files",
        "No file was recognised.",
        RecognitionOutcome::Recognised,
        &files,
    ));
    let mut review = report.files(
        "For a person to look at",
        "No file is near enough to an entry to be worth a look.",
        RecognitionOutcome::Review,
        &files,
    );
    if !to_review.is_empty() {
        let caption = "Series of which no file was recognised, and that files may belong to";
        let table = report.other_series(caption, "Files to look at", &to_review, |one| &one.review);
        review.blocks.insert(0, table);
    }
    sections.push(review);
    let mut hits = report.files(
        "Hidden hits",
        "No hit is hidden.",
        RecognitionOutcome::Hidden,
        &files,
    );
    if !hidden.is_empty() {
        let caption = "Series of which all hits are hidden";
        let table = report.other_series(caption, "Files with hidden hits", &hidden, |one| {
            &one.hidden
        });
        hits.blocks.insert(0, table);
    }
    sections.push(hits);
    if header.only_agency.is_none() {
        sections.push(report.without_hits(&files));
    }
    sections.push(method(recognition));
    written(header, sections, report.cited)
}

/// The document of these sections.
fn written(
    header: &ReportHeader,
    sections: Vec<Section>,
    cited: BTreeMap<String, Text>,
) -> Result<Document> {
    let sources = cited.into_iter();
    let document = Document {
        id: header.id.clone(),
        title: vec![Datum::general("Recognition of known files")],
        agency: header.agency.clone(),
        as_of: header.as_of,
        marking: crate::documents::Marking::default(),
        contact: header
            .contact
            .iter()
            .map(|contact| Datum::new(Field::Officer, contact.clone()))
            .collect(),
        sections,
        sources: sources
            .map(|(id, description)| Source { id, description })
            .collect(),
        notice: crate::documents::LeadNotice,
    };
    if document.id.trim().is_empty() || document.agency.trim().is_empty() {
        return Err(Error::InvalidParameter {
            name: "header",
            reason: "id and agency must not be empty".to_owned(),
        });
    }
    Ok(document)
}

/// The files that are like an entry of these series, with those hits alone: what another agency holds is not for this one.
fn only_in<'a>(
    files: &[FileRecognition],
    series: impl Iterator<Item = &'a SeriesRecognition>,
) -> Vec<FileRecognition> {
    // what each file is to these series by all its hits, listed or not
    let mut outcomes: BTreeMap<&str, RecognitionOutcome> = BTreeMap::new();
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    for one in series {
        wanted.insert(&one.series);
        for (files, outcome) in [
            (&one.files, RecognitionOutcome::Recognised),
            (&one.review, RecognitionOutcome::Review),
            (&one.hidden, RecognitionOutcome::Hidden),
        ] {
            for file in files {
                let best = outcomes.entry(file.expose()).or_insert(outcome);
                *best = outcome.min(*best);
            }
        }
    }
    let is_wanted = |hit: &FileHit| hit.series.as_deref().is_some_and(|id| wanted.contains(id));
    let one = |file: &FileRecognition| {
        let hits = file.hits.iter().filter(|hit| is_wanted(hit)).cloned();
        let hits: Vec<FileHit> = hits.collect();
        let listed = hits.iter().map(|hit| (hit.weight(), hit.hidden.is_some()));
        let outcome = outcomes.get(&file.file.expose()[..]).copied();
        let outcome = outcome
            .into_iter()
            .chain(RecognitionOutcome::of(listed))
            .min()?;
        let stays = hits.iter().any(may_contradict);
        Some(FileRecognition {
            file: file.file.clone(),
            outcome,
            hits,
            more_hits: file.more_hits,
            also_suppressed_by: if stays {
                file.also_suppressed_by.clone()
            } else {
                Vec::new()
            },
            not_compared: file.not_compared.clone(),
            no_hash: file.no_hash,
        })
    };
    files.iter().filter_map(one).collect()
}

struct Report {
    most: usize,
    /// Whether it says how many hits of a file are not listed: how many another agency has is not for this one.
    counts_more: bool,
    /// The records that are cited, with what each is.
    cited: BTreeMap<String, Text>,
}

impl Report {
    fn summary(
        recognition: &Recognition,
        series: &[&SeriesRecognition],
        files: &[&FileRecognition],
        header: &ReportHeader,
    ) -> Section {
        let of = |outcome| files.iter().filter(|file| file.outcome == outcome).count() as u64;
        let identified = series
            .iter()
            .filter(|one| one.child_identified == Some(true));
        let mut facts = Vec::new();
        if let Some(number) = &header.case_number {
            let number = number.expose().clone();
            facts.push(fact("Case", vec![Datum::new(Field::RecordId, number)]));
        }
        if let Some(agency) = &header.only_agency {
            let agency = Datum::new(Field::Officer, agency.clone());
            facts.push(fact("Series of which the case is held by", vec![agency]));
        }
        facts.push(fact("Files looked for", count(recognition.counts.files)));
        if recognition.counts.rejected > 0 {
            facts.push(fact(
                "Set aside: not of the shape of a file",
                count(recognition.counts.rejected),
            ));
        }
        facts.push(fact(
            "Recognised",
            count(of(RecognitionOutcome::Recognised)),
        ));
        facts.push(fact(
            "Series with an identified child",
            count(identified.count() as u64),
        ));
        facts.push(fact(
            "For a person to look at",
            count(of(RecognitionOutcome::Review)),
        ));
        facts.push(fact("Hidden", count(of(RecognitionOutcome::Hidden))));
        if header.only_agency.is_none() {
            facts.push(fact(
                "Not recognised",
                count(of(RecognitionOutcome::NotRecognised)),
            ));
            facts.push(fact(
                "Not compared: no hash that could be",
                count(of(RecognitionOutcome::NotComparable)),
            ));
        }
        let lists = recognition.lists.iter().map(|list| Row {
            cells: vec![
                Some(list.id.clone().into()),
                Some(role(list.role).into()),
                list.agency.clone().map(Scalar::from),
                list.version.clone().map(Scalar::from),
                Some((list.entries as i64).into()),
            ],
            sources: Vec::new(),
        });
        let lists = Table {
            caption: vec![Datum::general("Lists in which files were looked for")],
            columns: vec![
                column("List", Field::General),
                column("Role", Field::General),
                column("Agency", Field::Officer),
                column("Version", Field::General),
                column("Entries", Field::Count),
            ],
            rows: lists.collect(),
        };
        section("Summary", vec![Block::Facts { facts }, Block::Table(lists)])
    }
}

const fn role(role: ListRole) -> &'static str {
    match role {
        ListRole::Known => "known files",
        ListRole::Suppression => "suppression",
        ListRole::Unknown => "not looked into",
    }
}

fn method(recognition: &Recognition) -> Section {
    let is_known = |role: &ListRole| *role == ListRole::Known;
    let known = recognition.lists.iter().map(|list| list.role);
    let known = known.filter(is_known).count();
    section(
        "How to read this",
        vec![
            paragraph(
                "Hashes were compared, and nothing else. Equal digests mean the same bytes in all likelihood; MD5 and \
                 SHA-1 can be forged, so a person looks where one is equal and a stronger digest differs. Near perceptual hashes mean that two pictures are alike, and a person must look \
                 before anyone acts. A category is the word of the agency that gave it, in its own scheme.",
            ),
            paragraph(
                "For each identified child, the agency named holds the case. Ask it for the age verification and the \
                 statement that a court needs. This report has no field for the name of a child; case numbers, contacts and who \
                 attests an age are given as their agencies wrote them.",
            ),
            paragraph(format!(
                "A file that is not recognised is like no entry of the {known} lists of known files in the state named above, as \
                 far as its hashes were compared; a hash of a kind that no list has says nothing. Later entries may know it."
            )),
        ],
    )
}
