//! Which of these files are known, whose case is each, and what is not known?

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;

use super::{FileRecognition, ListUsed, Recognition, RecognitionOutcome, series::AllSeries};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    hashes::{
        FileFindings, FileHit, FileRows, HashList, HitKind, ListRole, Looked, NO_SUCH_KIND,
        NotCompared, Said, Silence,
    },
    records::{MediaFile, Pii, Series},
};

/// The most lists of one call.
const MOST_LISTS: usize = 1_000;

/// Looks for files in lists of known files.
///
/// A file is recognised when a hash is equal to one of a known list, or near it; hits within the radius for review are for a
/// person to look at, and so is one whose MD5 or SHA-1 is equal and whose stronger digest differs. A suppression list hides a hit that is only near where its own entry is as near to the same hash of the
/// file or nearer, or has the bytes of the file; what is nearer, equal, or found by another hash stays, and the
/// contradiction is shown. A video is hidden where that holds of each frame that it has in common with the file. Lists of role `unknown` are not looked into: to find which of one's own files a
/// new entry is like, look for the entries in that list ([`HashList::find_all`]).
///
/// Each list shows the nearest hits of a file and counts the others ([`most_hits`](crate::hashes::ListSettings::most_hits));
/// outcomes and series are decided from all.
///
/// For each series the record of that id gives the agency, the case and who attests the age; what nobody has said is listed as
/// missing. `on` is the day for floods.
///
/// # Errors
///
/// [`Error::InvalidParameter`] when there is no list of known files, two lists with one id, or two records of one series: which agency holds the
/// case must not depend on their order; or as [`HashList::find`]; [`Error::DuplicateId`] when two files have one id;
/// [`Error::LimitExceeded`] as [`HashList::find`]; [`Error::Cancelled`].
///
/// ```
/// use caselink::{
///     NoControl,
///     hashes::{HashList, ListSettings},
///     victims::{RecognitionOutcome, recognise},
/// };
/// use serde_json::json;
///
/// let mut list = HashList::new(ListSettings::from_value(&json!({ "id": "national" }))?)?;
/// let md5 = "0123456789abcdef0123456789abcdef";
/// let entry = serde_json::from_value(json!({ "id": "E-1", "digests": { "md5": md5 }, "series": "V-17" }))?;
/// list.add(vec![entry], &NoControl)?;
/// let series = serde_json::from_value(json!({ "id": "V-17", "child_identified": true, "agency": "ZZ0160000" }))?;
/// let file = serde_json::from_value(json!({ "id": "F-9", "digests": { "md5": md5 } }))?;
///
/// let found = recognise(&[file], &[&list], &[series], None, &NoControl)?;
/// assert_eq!(found.files[0].outcome, RecognitionOutcome::Recognised);
/// assert_eq!(found.series[0].agency.as_deref(), Some("ZZ0160000"));
/// assert!(found.series[0].missing.contains(&"who attests the age".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn recognise(
    files: &[MediaFile],
    lists: &[&HashList],
    series: &[Series],
    on: Option<NaiveDate>,
    control: &dyn Control,
) -> Result<Recognition> {
    check_lists(lists)?;
    check_series(series)?;
    check_files(files)?;
    let of_role = |role| {
        lists
            .iter()
            .filter(move |list| list.settings().role == role)
    };
    let mut done = 0..;
    let mut next = || {
        let done = done.next().unwrap_or_default();
        checkpoint(control, done, lists.len() as u64)
    };
    // what suppression lists have comes first: it decides what known lists may say
    let mut silences: Vec<Silence> = Vec::new();
    for list in of_role(ListRole::Suppression) {
        next()?;
        silences.resize_with(files.len(), Silence::default);
        let looked = list.look_for(files, &[], on, control)?;
        for (silence, mut one) in silences.iter_mut().zip(looked) {
            let said = one.said.iter().map(|said| (said.weight(), said.is_hidden));
            if RecognitionOutcome::of(said) == Some(RecognitionOutcome::Recognised) {
                one.silence.lists.push(list.settings().id.clone());
            }
            silence.merge(one.silence);
        }
    }
    let known: Vec<&HashList> = of_role(ListRole::Known).copied().collect();
    let mut findings: Vec<Vec<Looked>> = Vec::with_capacity(known.len());
    for list in &known {
        next()?;
        findings.push(list.look_for(files, &silences, on, control)?);
    }
    let mut out = Recognition {
        lists: lists.iter().map(|list| list_used(list)).collect(),
        ..Recognition::default()
    };
    let mut all_series = AllSeries::default();
    for (at, file) in files.iter().enumerate() {
        let of_file = known.iter().zip(&mut findings);
        let of_file = of_file.filter_map(|(list, findings)| {
            let Looked { findings, said, .. } = std::mem::take(findings.get_mut(at)?);
            Some(InList {
                list,
                findings,
                said,
            })
        });
        let suppressed_by = silences.get_mut(at).map(|of| std::mem::take(&mut of.lists));
        out.files.push(one_file(
            file,
            of_file.collect(),
            suppressed_by.unwrap_or_default(),
            &mut all_series,
        ));
    }
    for file in &out.files {
        let counts = &mut out.counts;
        counts.files += 1;
        match file.outcome {
            RecognitionOutcome::Recognised => counts.recognised += 1,
            RecognitionOutcome::Review => counts.review += 1,
            RecognitionOutcome::Hidden => counts.hidden += 1,
            RecognitionOutcome::NotRecognised => counts.not_recognised += 1,
            RecognitionOutcome::NotComparable => counts.not_comparable += 1,
        }
        counts.no_hash += u64::from(file.no_hash);
    }
    let is_odd = |name: &Pii<String>| name.expose().contains(char::REPLACEMENT_CHARACTER);
    let odd = files.iter().filter(|file| file.names.iter().any(is_odd));
    out.counts.odd_names = odd.count() as u64;
    all_series.finish(series, &mut out);
    Ok(out)
}

/// As [`recognise`], from files as plain values of the shape that the schema `media_file` states. One that has another is set
/// aside, counted and listed ([`rejected`](Recognition::rejected)), and the others are looked for.
///
/// # Errors
///
/// As [`recognise`]; [`Error::InvalidParameter`] where no file is of that shape.
///
/// ```
/// use caselink::{NoControl, hashes::{HashList, ListSettings}, victims::recognise_values};
/// use serde_json::json;
///
/// let list = HashList::new(ListSettings::from_value(&json!({ "id": "national" }))?)?;
/// let files = [json!({ "id": "F-1" }), json!({ "id": "F-2", "size_bytes": -1 })];
/// let found = recognise_values(&files, &[&list], &[], None, &NoControl)?;
/// assert_eq!((found.counts.files, found.counts.rejected), (1, 1));
/// let set_aside = &found.rejected.unwrap().listed[0];
/// assert_eq!((set_aside.row, &set_aside.field[..]), (1, "size_bytes"));
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn recognise_values(
    files: &[Value],
    lists: &[&HashList],
    series: &[Series],
    on: Option<NaiveDate>,
    control: &dyn Control,
) -> Result<Recognition> {
    let rows = FileRows::read(files)?;
    let mut found = recognise(&rows.files, lists, series, on, control)?;
    if rows.rejected.total > 0 {
        found.counts.rejected = rows.rejected.total;
        found.rejected = Some(rows.rejected);
    }
    Ok(found)
}

fn check_lists(lists: &[&HashList]) -> Result<()> {
    let ids: BTreeSet<&str> = lists.iter().map(|list| &list.settings().id[..]).collect();
    let is_known = |list: &&HashList| list.settings().role == ListRole::Known;
    let reason = if !lists.iter().any(is_known) {
        "at least one of known files is needed: nothing can be recognised without"
    } else if ids.len() < lists.len() {
        "two have the same id"
    } else if lists.len() > MOST_LISTS {
        "at most 1,000 at once"
    } else {
        return Ok(());
    };
    Err(Error::InvalidParameter {
        name: "lists",
        reason: reason.to_owned(),
    })
}

/// Which of two files of one id a line of the report means, nobody could tell.
fn check_files(files: &[MediaFile]) -> Result<()> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (second, file) in files.iter().enumerate() {
        if let Some(first) = seen.insert(file.id.expose(), second) {
            return Err(Error::DuplicateId {
                column: "id".to_owned(),
                first,
                second,
            });
        }
    }
    Ok(())
}

fn check_series(series: &[Series]) -> Result<()> {
    let ids: BTreeSet<&str> = series.iter().map(|one| one.id.expose().trim()).collect();
    if ids.len() == series.len() {
        return Ok(());
    }
    Err(Error::InvalidParameter {
        name: "series",
        reason: "two records have the same id: decide which one holds first".to_owned(),
    })
}

fn list_used(list: &HashList) -> ListUsed {
    let settings = list.settings();
    ListUsed {
        id: settings.id.clone(),
        role: settings.role,
        agency: settings.agency.clone(),
        version: settings.version.clone(),
        entries: list.len() as u64,
    }
}

/// What a list says of a file.
struct InList<'a> {
    list: &'a HashList,
    findings: FileFindings,
    /// All that entries say, listed or not.
    said: BTreeSet<Said>,
}

fn one_file<'a>(
    file: &MediaFile,
    known: Vec<InList<'a>>,
    suppressed_by: Vec<String>,
    all_series: &mut AllSeries<'a>,
) -> FileRecognition {
    let said = || {
        known
            .iter()
            .flat_map(|one| one.said.iter().map(|said| (one.list, *said)))
    };
    all_series.add(file, said());
    let outcome = RecognitionOutcome::of(said().map(|(_, said)| (said.weight(), said.is_hidden)));
    let stays = said().any(|(_, said)| said.kind == HitKind::Equal || !said.is_hidden);

    // what only a suppression list could compare was not looked for among known files
    let compared = known.iter().map(|one| one.findings.compared);
    let is_compared = compared.max().unwrap_or_default() > 0;
    let outcome = outcome.unwrap_or(if is_compared {
        RecognitionOutcome::NotRecognised
    } else {
        RecognitionOutcome::NotComparable
    });
    let not_compared = not_compared(&known, outcome);
    let no_hash = known.iter().any(|one| one.findings.no_hash);
    let more_hits = known.iter().map(|one| one.findings.more_hits).sum();
    let mut hits: Vec<FileHit> = known
        .into_iter()
        .flat_map(|one| one.findings.hits)
        .collect();
    hits.sort_by(|a, b| {
        let order = |hit: &FileHit| (hit.hidden.is_some(), hit.kind, hit.distance);
        order(a)
            .cmp(&order(b))
            .then_with(|| (&a.list, &a.entry, &a.algorithm).cmp(&(&b.list, &b.entry, &b.algorithm)))
    });
    FileRecognition {
        file: file.id.clone(),
        outcome,
        hits,
        more_hits,
        also_suppressed_by: if stays { suppressed_by } else { Vec::new() },
        not_compared,
        no_hash,
    }
}

/// What no list of known files could compare. Most lists say the same of a hash that cannot be read.
fn not_compared(known: &[InList<'_>], outcome: RecognitionOutcome) -> Vec<NotCompared> {
    let mut all: Vec<NotCompared> = Vec::new();
    let is_found = !matches!(
        outcome,
        RecognitionOutcome::NotRecognised | RecognitionOutcome::NotComparable
    );
    for one in known.iter().flat_map(|one| &one.findings.not_compared) {
        let is_of_list = one.reason == NO_SUCH_KIND;
        let has_other = || known.iter().any(|list| list.list.has_kind(&one.algorithm));
        if is_of_list && (is_found || has_other()) || all.contains(one) {
            continue;
        }
        all.push(one.clone());
    }
    for one in all.iter_mut().filter(|one| one.reason == NO_SUCH_KIND) {
        "no list of known files has a hash of this kind".clone_into(&mut one.reason);
    }
    all
}
