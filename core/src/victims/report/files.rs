//! The files of the report, with the entries that each is like, and those without.

use std::collections::BTreeMap;

use super::{
    Report,
    parts::{column, paragraph, section},
};
use crate::{
    documents::{Block, Datum, Field, Row, Scalar, Section, Table},
    hashes::{FileHit, Hidden, HitKind},
    victims::{FileRecognition, RecognitionOutcome},
};

impl Report {
    pub(super) fn files(
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

    pub(super) fn without_hits(&self, files: &[&FileRecognition]) -> Section {
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
pub(super) fn may_contradict(hit: &FileHit) -> bool {
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
