//! Whose case is the child in these files, and where may an unidentified child be?

use std::sync::Arc;

use caselink::{
    Control, NoControl, Result as CoreResult, hashes,
    records::{Agency, Jurisdiction, Record, Series, from_values},
    victims,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde_json::Value;

use crate::{
    arguments::{day, text},
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    hashes::NativeHashList,
    json,
};

fn array(items: &[String]) -> Value {
    Value::Array(json::items(items))
}

fn records<T: Record>(name: &'static str, items: &[String]) -> CoreResult<Vec<T>> {
    from_values(name, &array(items))
}

/// What files are looked for in what lists.
struct Search {
    files: Vec<String>,
    lists: Vec<Arc<hashes::HashList>>,
    series: Vec<String>,
    on: Option<String>,
}

/// The lists of a call, each as it is now.
fn now(lists: &[ClassInstance<'_, NativeHashList>]) -> Vec<Arc<hashes::HashList>> {
    lists.iter().map(|list| list.0.now()).collect()
}

impl Search {
    fn run(&self, control: &dyn Control) -> CoreResult<String> {
        let on = self.on.as_deref().map(|on| day(on, "on")).transpose()?;
        let files = json::files(&self.files);
        let series: Vec<Series> = records("series", &self.series)?;
        let lists: Vec<&hashes::HashList> = self.lists.iter().map(Arc::as_ref).collect();
        json::text(&victims::recognise_values(
            &files, &lists, &series, on, control,
        )?)
    }
}

/// Looks for files in lists, on a worker thread: files and series each as JSON; gives `Recognition` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn recognise(
    files: Vec<String>,
    lists: Vec<ClassInstance<'_, NativeHashList>>,
    series: Vec<String>,
    on: Option<String>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let search = Search {
        files,
        lists: now(&lists),
        series,
        on,
    };
    Job::start(token, progress, move |control| search.run(control))
}

/// As `recognise`, on the calling thread.
#[napi]
pub fn recognise_sync(
    files: Vec<String>,
    lists: Vec<ClassInstance<'_, NativeHashList>>,
    series: Vec<String>,
    on: Option<String>,
) -> Result<String, ErrorCode> {
    let search = Search {
        files,
        lists: now(&lists),
        series,
        on,
    };
    here(|| search.run(&NoControl))
}

/// The report on recognised children: `Recognition` and `ReportHeader` as JSON; gives `Document` as JSON.
#[napi]
pub fn recognition_report(recognition: String, header: String) -> Result<String, ErrorCode> {
    here(|| written(&recognition, &header))
}

fn written(recognition: &str, header: &str) -> CoreResult<String> {
    let recognition = victims::Recognition::from_value(&json::value(recognition, "recognition")?)?;
    let header = victims::ReportHeader::from_value(&json::value(header, "header")?)?;
    json::text(&victims::recognition_report(&recognition, &header)?)
}

/// As `recognitionReport`, on a worker thread.
#[napi(ts_return_type = "Promise<string>")]
pub fn recognition_report_async(
    recognition: String,
    header: String,
    token: Option<&CancelToken>,
) -> AsyncTask<Job<String>> {
    Job::start(token, None, move |_| written(&recognition, &header))
}

/// Looks at a newly identified child's series: `Submission` as JSON; gives `SubmissionCheck` as JSON.
#[napi]
pub fn check_submission(
    submission: String,
    lists: Vec<ClassInstance<'_, NativeHashList>>,
) -> Result<String, ErrorCode> {
    let lists = now(&lists);
    here(|| {
        let submission = victims::Submission::from_value(&json::value(&submission, "submission")?)?;
        let lists: Vec<&hashes::HashList> = lists.iter().map(Arc::as_ref).collect();
        json::text(&victims::check_submission(&submission, &lists, &NoControl)?)
    })
}

/// The guide behind the class of `victims.js`.
#[napi]
pub struct NativeEvidenceGuide(Arc<victims::EvidenceGuide>);

fn find_all(
    guide: &victims::EvidenceGuide,
    names: &[Utf16String],
    control: &dyn Control,
) -> CoreResult<String> {
    // half a surrogate pair in a name is a replacement character: names from disks hold anything
    let names = names.iter().map(|name| String::from_utf16_lossy(name));
    let names: Vec<String> = names.collect();
    json::text(&guide.find_all(&names, control)?)
}

#[napi]
impl NativeEvidenceGuide {
    /// A guide of entries, each as JSON; `GuideSettings` as JSON.
    #[napi(factory, writable = true)]
    pub fn of(entries: Vec<String>, settings: Option<String>) -> Result<Self, ErrorCode> {
        here(|| {
            let settings = match settings {
                Some(settings) => {
                    victims::GuideSettings::from_value(&json::value(&settings, "settings")?)?
                }
                None => victims::GuideSettings::default(),
            };
            let entries = victims::GuideEntry::all_from_value(&array(&entries))?;
            let guide = victims::EvidenceGuide::new(&entries, &settings)?;
            Ok(Self(Arc::new(guide)))
        })
    }

    /// Every partial name that stands in a name, as JSON.
    #[napi]
    pub fn find(&self, name: Utf16String) -> Result<String, ErrorCode> {
        here(|| json::text(&self.0.find(&String::from_utf16_lossy(&name))))
    }

    /// The same for many names, on a worker thread; gives `GuideFindings` as JSON.
    #[napi(ts_return_type = "Promise<string>")]
    pub fn find_all(
        &self,
        names: Vec<Utf16String>,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<String>> {
        let guide = Arc::clone(&self.0);
        Job::start(token, progress, move |control| {
            find_all(&guide, &names, control)
        })
    }

    /// As `findAll`, on the calling thread.
    #[napi]
    pub fn find_all_sync(&self, names: Vec<Utf16String>) -> Result<String, ErrorCode> {
        here(|| find_all(&self.0, &names, &NoControl))
    }

    /// The partial names that are not looked for, as JSON.
    #[napi]
    pub fn refusals(&self) -> Result<String, ErrorCode> {
        here(|| json::text(&self.0.refusals()))
    }

    /// How many different partial names are looked for.
    #[napi(getter)]
    pub fn length(&self) -> f64 {
        self.0.len() as f64
    }
}

/// The shipped tables, as JSON.
#[napi]
pub fn clue_tables() -> Result<String, ErrorCode> {
    here(|| json::text(&victims::clue_tables()))
}

/// Weighs clues into places: clues and tables each as JSON, `ClueSettings` as JSON; gives `ClueFindings` as JSON.
#[napi]
pub fn combine_clues(
    clues: Vec<String>,
    tables: Option<Vec<String>>,
    settings: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        let tables = match tables {
            Some(tables) => victims::ClueTable::all_from_value(&array(&tables))?,
            None => victims::clue_tables(),
        };
        let settings = match settings {
            Some(settings) => {
                victims::ClueSettings::from_value(&json::value(&settings, "settings")?)?
            }
            None => victims::ClueSettings::default(),
        };
        let clues = victims::Clue::all_from_value(&array(&clues))?;
        json::text(&victims::combine_clues(&clues, &tables, &settings)?)
    })
}

/// Which agency is competent: `ClueFindings` as JSON, agencies and jurisdictions each as JSON; gives a list of
/// `ClueRoute` as JSON.
#[napi]
pub fn route_clues(
    findings: String,
    agencies: Vec<String>,
    jurisdictions: Vec<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        let findings = victims::ClueFindings::from_value(&json::value(&findings, "findings")?)?;
        let agencies: Vec<Agency> = records("agencies", &agencies)?;
        let jurisdictions: Vec<Jurisdiction> = records("jurisdictions", &jurisdictions)?;
        json::text(&victims::route_clues(&findings, &agencies, &jurisdictions))
    })
}

/// What the clues say: `ClueFindings` as JSON, the clues and the routes each as JSON; gives `Document` as JSON.
#[napi]
pub fn clue_document(
    findings: String,
    clues: Vec<String>,
    routes: Vec<String>,
    id: Utf16String,
    agency: Utf16String,
    as_of: String,
) -> Result<String, ErrorCode> {
    here(|| {
        let findings = victims::ClueFindings::from_value(&json::value(&findings, "findings")?)?;
        let clues = victims::Clue::all_from_value(&array(&clues))?;
        let (id, agency) = (text(&id, "id")?, text(&agency, "agency")?);
        let routes = victims::ClueRoute::all_from_value(&array(&routes))?;
        let as_of = day(&as_of, "as_of")?;
        let document = victims::clue_document(&findings, &clues, &routes, &id, &agency, as_of)?;
        json::text(&document)
    })
}
