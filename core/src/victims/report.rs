//! The written answer to whoever sent the hashes in.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FileRecognition, Recognition, RecognitionOutcome, SeriesRecognition};
use crate::{
    Error, Result,
    documents::{
        Block, Column, Datum, Document, Fact, Field, Row, Scalar, Section, Source, Table, Text,
    },
    hashes::{FileHit, Hidden, HitKind, ListRole},
    json,
    records::{Band, Pii},
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
    /// Only the series whose case this agency holds, as their records name it.
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
    let of_agency =
        |one: &&SeriesRecognition| header.only_agency.is_none() || one.agency == header.only_agency;
    let series: Vec<_> = recognition.series.iter().filter(of_agency).collect();
    let to_review = recognition.review_series.iter();
    let to_review: Vec<_> = to_review.filter(of_agency).collect();
    if header.only_agency.is_some() && series.is_empty() && to_review.is_empty() {
        return Err(Error::InvalidParameter {
            name: "header",
            reason: "only_agency holds the case of no series here: name it as the records of the series do"
                .to_owned(),
        });
    }
    let of_agency: Vec<FileRecognition> = match header.only_agency {
        Some(_) => only_in(&recognition.files, series.iter().chain(&to_review).copied()),
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
        review.blocks.insert(0, report.review_series(&to_review));
    }
    sections.push(review);
    sections.push(report.files(
        "Hidden hits",
        "No hit is hidden.",
        RecognitionOutcome::Hidden,
        &files,
    ));
    if header.only_agency.is_none() {
        sections.push(report.without_hits(&files));
    }
    sections.push(method(recognition));
    let sources = report.cited.into_iter();
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
        let listed = hits.iter().map(|hit| (hit.kind, hit.hidden.is_some()));
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

fn column(heading: &str, field: Field) -> Column {
    Column {
        heading: heading.to_owned(),
        field,
    }
}

fn fact(label: &str, value: Text) -> Fact {
    Fact {
        label: label.to_owned(),
        value,
        weighs: None,
    }
}

fn count(number: u64) -> Text {
    vec![Datum::new(Field::Count, number as i64)]
}

fn paragraph(words: impl Into<Scalar>) -> Block {
    Block::Paragraph {
        text: vec![Datum::general(words)],
    }
}

fn section(heading: &str, blocks: Vec<Block>) -> Section {
    Section {
        heading: vec![Datum::general(heading)],
        blocks,
        ..Section::default()
    }
}

impl Report {
    fn cite_series(&mut self, one: &SeriesRecognition) -> Vec<String> {
        let id = format!("series {}", one.series);
        let mut text = vec![
            Datum::general("Record of series "),
            Datum::new(Field::RecordId, one.series.clone()),
        ];
        if let Some(agency) = &one.agency {
            text.push(Datum::general(" of agency "));
            text.push(Datum::new(Field::Officer, agency.clone()));
        }
        self.cited.insert(id.clone(), text);
        vec![id]
    }

    fn cite_hit(&mut self, hit: &FileHit) -> Vec<String> {
        let id = format!("{} {}", hit.list, hit.entry.expose());
        let text = vec![
            Datum::general("Entry "),
            Datum::new(Field::RecordId, hit.entry.expose().clone()),
            Datum::general(format!(
                " of list {}, version {}",
                hit.list,
                hit.version.as_deref().unwrap_or("not stated")
            )),
        ];
        self.cited.insert(id.clone(), text);
        vec![id]
    }

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

    fn series(&mut self, heading: &str, none: &str, series: &[&SeriesRecognition]) -> Section {
        if series.is_empty() {
            return section(heading, vec![paragraph(none)]);
        }
        let mut rows = Vec::new();
        let mut missing = Vec::new();
        for one in series {
            let categories = one
                .categories
                .iter()
                .map(|category| format!("{} {}", category.scheme, category.code));
            let categories: Vec<String> = categories.collect();
            rows.push(Row {
                cells: vec![
                    Some(one.series.clone().into()),
                    Some((one.files.len() as i64).into()),
                    Some((one.equal as i64).into()),
                    one.agency.clone().map(Scalar::from),
                    contact(one),
                    one.case_number
                        .as_ref()
                        .map(|number| number.expose().clone().into()),
                    one.age.as_ref().and_then(|age| years(age.expose())),
                    one.age_attested_by
                        .as_ref()
                        .map(|name| name.expose().clone().into()),
                    Some(categories.join(", "))
                        .filter(|all| !all.is_empty())
                        .map(Scalar::from),
                ],
                sources: self.cite_series(one),
            });
            if !one.missing.is_empty() {
                missing.push(vec![
                    Datum::general("Series "),
                    Datum::new(Field::RecordId, one.series.clone()),
                    Datum::general(format!(": {}", one.missing.join(", "))),
                ]);
            }
        }
        let table = Table {
            caption: vec![Datum::general("Series of which files were recognised")],
            columns: vec![
                column("Series", Field::RecordId),
                column("Files", Field::Count),
                column("Equal in a digest", Field::Count),
                column("Agency that holds the case", Field::Officer),
                column("How to reach it", Field::Officer),
                column("Case number", Field::RecordId),
                column("Age at the time, years", Field::ChildAge),
                column("Age attested by", Field::Officer),
                column("Categories", Field::Evidence),
            ],
            rows,
        };
        let mut blocks = vec![Block::Table(table)];
        if !missing.is_empty() {
            blocks.push(paragraph("What nobody has said:"));
            blocks.push(Block::List { items: missing });
        }
        section(heading, blocks)
    }

    fn files(
        &mut self,
        heading: &str,
        none: &str,
        outcome: RecognitionOutcome,
        files: &[&FileRecognition],
    ) -> Section {
        let these: Vec<_> = files
            .iter()
            .filter(|file| file.outcome == outcome)
            .collect();
        if these.is_empty() {
            return section(heading, vec![paragraph(none)]);
        }
        let mut rows = Vec::new();
        let mut listed = 0;
        for file in &these {
            let entries = by_entry(&file.hits);
            if !rows.is_empty() && rows.len() + entries.len() > self.most {
                break;
            }
            listed += 1;
            for hits in &entries {
                let Some(first) = hits.first() else { continue };
                let mut words: Vec<String> =
                    hits.iter().flat_map(|hit| remarks(file, hit)).collect();
                words.dedup();
                rows.push(Row {
                    cells: vec![
                        Some(file.file.expose().clone().into()),
                        Some(format!("{} {}", first.list, first.entry.expose()).into()),
                        first.series.clone().map(Scalar::from),
                        Some(how_alike(hits).into()),
                        Some(words.join("; "))
                            .filter(|all| !all.is_empty())
                            .map(Scalar::from),
                    ],
                    sources: self.cite_hit(first),
                });
            }
            rows.extend(self.more(file));
        }
        let table = Table {
            caption: vec![Datum::general("Each file, and the entries that it is like")],
            columns: vec![
                column("File", Field::RecordId),
                column("List and entry", Field::RecordId),
                column("Series", Field::RecordId),
                column("How alike", Field::Evidence),
                column("Remarks", Field::Evidence),
            ],
            rows,
        };
        let mut blocks = vec![Block::Table(table)];
        if listed < these.len() {
            let rest = these.len() - listed;
            blocks.push(Block::Paragraph {
                text: vec![
                    Datum::new(Field::Count, rest as i64),
                    Datum::general(" more files are counted above and not listed here."),
                ],
            });
        }
        section(heading, blocks)
    }

    /// A row for the hits of a file that are not listed.
    fn more(&self, file: &FileRecognition) -> Option<Row> {
        let words = match file.more_hits {
            0 => return None,
            more if self.counts_more => format!("{more} more hits are not listed"),
            _ => "further hits may not be listed".to_owned(),
        };
        Some(Row {
            cells: vec![
                Some(file.file.expose().clone().into()),
                None,
                None,
                None,
                Some(words.into()),
            ],
            sources: Vec::new(),
        })
    }

    /// The series that files are near only within the radius for review.
    fn review_series(&mut self, series: &[&SeriesRecognition]) -> Block {
        let rows = series.iter().map(|one| Row {
            cells: vec![
                Some(one.series.clone().into()),
                Some((one.review.len() as i64).into()),
                one.agency.clone().map(Scalar::from),
                contact(one),
                one.case_number
                    .as_ref()
                    .map(|number| number.expose().clone().into()),
            ],
            sources: self.cite_series(one),
        });
        Block::Table(Table {
            caption: vec![Datum::general(
                "Series of which no file was recognised, and that files may belong to",
            )],
            rows: rows.collect(),
            columns: vec![
                column("Series", Field::RecordId),
                column("Files to look at", Field::Count),
                column("Agency that holds the case", Field::Officer),
                column("How to reach it", Field::Officer),
                column("Case number", Field::RecordId),
            ],
        })
    }

    fn without_hits(&self, files: &[&FileRecognition]) -> Section {
        let mut blocks = vec![paragraph(
            "No list of known files knows these files by the hashes that were compared. Of those marked as not compared, \
             nothing was looked for. That is no finding about what they show.",
        )];
        let without: Vec<_> = files
            .iter()
            .filter(|file| {
                matches!(
                    file.outcome,
                    RecognitionOutcome::NotRecognised | RecognitionOutcome::NotComparable
                )
            })
            .collect();
        let rows = without.iter().take(self.most).map(|file| {
            let reasons = file.not_compared.iter().map(|one| {
                if file.no_hash {
                    one.reason.clone()
                } else {
                    format!("{}: {}", one.algorithm, one.reason)
                }
            });
            let reasons: Vec<String> = reasons.collect();
            Row {
                cells: vec![
                    Some(file.file.expose().clone().into()),
                    Some(
                        if file.outcome == RecognitionOutcome::NotComparable {
                            "not compared"
                        } else {
                            "not recognised"
                        }
                        .into(),
                    ),
                    Some(reasons.join("; "))
                        .filter(|all| !all.is_empty())
                        .map(Scalar::from),
                ],
                sources: Vec::new(),
            }
        });
        if without.is_empty() {
            blocks = vec![paragraph("Every file was like an entry of a list.")];
        } else {
            blocks.push(Block::Table(Table {
                caption: vec![Datum::general("Files without a hit")],
                columns: vec![
                    column("File", Field::RecordId),
                    column("Outcome", Field::Evidence),
                    column("What was not compared, and why", Field::Evidence),
                ],
                rows: rows.collect(),
            }));
        }
        if without.len() > self.most {
            blocks.push(Block::Paragraph {
                text: vec![
                    Datum::new(Field::Count, (without.len() - self.most) as i64),
                    Datum::general(" more are counted above and not listed here."),
                ],
            });
        }
        section("Not recognised", blocks)
    }
}

fn contact(one: &SeriesRecognition) -> Option<Scalar> {
    let contact = one.contact.as_ref();
    contact.map(|contact| contact.expose().clone().into())
}

const fn role(role: ListRole) -> &'static str {
    match role {
        ListRole::Known => "known files",
        ListRole::Suppression => "suppression",
        ListRole::Unknown => "not looked into",
    }
}

fn years(age: &Band) -> Option<Scalar> {
    match (age.least, age.most) {
        (Some(least), Some(most)) if (least - most).abs() < 0.5 => Some(least.into()),
        (Some(least), Some(most)) => Some(format!("{least} to {most}").into()),
        (Some(least), None) => Some(format!("{least} or more").into()),
        (None, Some(most)) => Some(format!("up to {most}").into()),
        (None, None) => None,
    }
}

/// The hits of a file, those on one entry together.
fn by_entry(hits: &[FileHit]) -> Vec<Vec<&FileHit>> {
    let mut all: Vec<Vec<&FileHit>> = Vec::new();
    let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for hit in hits {
        let next = all.len();
        let place = places.entry((&hit.list, hit.entry.expose()));
        match all.get_mut(*place.or_insert(next)) {
            Some(group) => group.push(hit),
            None => all.push(vec![hit]),
        }
    }
    all
}

/// How a file is like an entry by all its hashes, in words: the equal ones together.
fn how_alike(hits: &[&FileHit]) -> String {
    let is_equal = |hit: &&&FileHit| hit.kind == HitKind::Equal;
    let names = hits.iter().filter(is_equal);
    let names: Vec<String> = names.map(|hit| hit.algorithm.to_uppercase()).collect();
    let equal = (!names.is_empty()).then(|| format!("{} equal", names.join(", ")));
    let others = hits.iter().filter(|hit| !is_equal(hit)).map(|hit| how(hit));
    equal
        .into_iter()
        .chain(others)
        .collect::<Vec<_>>()
        .join("; ")
}

/// How a file is like an entry by one hash, in words.
fn how(hit: &FileHit) -> String {
    let name = hit.algorithm.to_uppercase();
    match (hit.kind, hit.distance, &hit.frames) {
        (_, Some(0), _) => format!("{name} the same"),
        (_, Some(1), _) => format!("{name}, 1 bit of 256 differs"),
        (_, Some(bits), _) => format!("{name}, {bits} bits of 256 differ"),
        (_, _, Some(frames)) => format!(
            "video, {} of {} frames of the entry and {} of {} of the file",
            frames.compared_matched,
            frames.compared_frames,
            frames.query_matched,
            frames.query_frames
        ),
        _ => format!("{name}, near"),
    }
}

/// Whether a suppression list that has the file too says something else than this hit.
fn may_contradict(hit: &FileHit) -> bool {
    hit.kind == HitKind::Equal || hit.hidden.is_none()
}

fn remarks(file: &FileRecognition, hit: &FileHit) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(quality) = hit.quality {
        all.push(format!("quality {quality}"));
    }
    if hit.confirmed_by > 0 {
        all.push(format!("confirmed by {}", hit.confirmed_by));
    }
    if hit.denied_by > 0 {
        all.push(format!("denied by {}", hit.denied_by));
    }
    if !hit.contradicted_by.is_empty() {
        let other = hit.contradicted_by.join(" and ");
        all.push(format!("but another {other}: not the same bytes"));
    }
    match &hit.hidden {
        Some(Hidden::Flood { times }) => {
            all.push(format!("hidden: hit {times} times on the day"));
        }
        Some(Hidden::Denied { by }) => all.push(format!("hidden: denied by {by}")),
        Some(Hidden::Suppressed { list, distance, .. }) => all.push(match distance {
            Some(0) => format!("hidden: list {list} has the same hash"),
            Some(1) => format!("hidden: list {list} has a hash that differs in 1 bit"),
            Some(bits) => format!("hidden: list {list} has a hash that differs in {bits} bits"),
            None => format!("hidden: list {list} has the same bytes"),
        }),
        None => {}
    }
    if may_contradict(hit) && !file.also_suppressed_by.is_empty() {
        let lists = file.also_suppressed_by.join(", ");
        all.push(format!("also in suppression list {lists}: look at both"));
    }
    all
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
                 SHA-1 can be forged. Near perceptual hashes mean that two pictures are alike, and a person must look \
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
