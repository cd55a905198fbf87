//! Living lists of known files.

use std::sync::Arc;

use caselink::{
    Control, Error, NoControl, Result as CoreResult,
    hashes::{self, ListIntake, ListReport, ListSettings},
    records::{MediaFile, from_values},
};
use chrono::{DateTime, FixedOffset};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde::Serialize;
use serde_json::Value;

use super::{Shared, reader::NativeListReader};
use crate::{
    arguments::{day, text},
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    json,
};

/// The list behind the class of `hashes.js`.
#[napi]
pub struct NativeHashList(pub(crate) Shared<hashes::HashList>);

/// What became of what was fed; at the end of the list, its report.
#[derive(Serialize)]
struct Fed {
    #[serde(flatten)]
    intake: ListIntake,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<ListReport>,
}

/// Entries by a distance of the host, nearest first.
#[napi(object)]
pub struct DistanceHits {
    /// How far each is.
    pub distance: Vec<f64>,
    /// The hits, as JSON.
    pub hits: String,
}

/// A time with its zone.
fn time(at: Option<&str>) -> CoreResult<Option<DateTime<FixedOffset>>> {
    let Some(at) = at else { return Ok(None) };
    at.parse().map(Some).map_err(|_| Error::InvalidParameter {
        name: "at",
        reason: "must be a time with its zone, such as 2026-01-02T10:00:00Z".to_owned(),
    })
}

fn one_file(text: &str) -> CoreResult<Vec<MediaFile>> {
    from_values("file", &Value::Array(vec![json::value(text, "file")?]))
}

fn find_all(
    list: &hashes::HashList,
    files: &[String],
    on: Option<&str>,
    control: &dyn Control,
) -> CoreResult<String> {
    let on = on.map(|on| day(on, "on")).transpose()?;
    json::text(&list.find_all_values(&json::files(files), on, control)?)
}

#[napi]
impl NativeHashList {
    /// An empty list: `ListSettings` as JSON.
    #[napi(factory, writable = true)]
    pub fn of(settings: String) -> Result<Self, ErrorCode> {
        here(|| {
            let settings = ListSettings::from_value(&json::value(&settings, "settings")?)?;
            Ok(Self(Shared::new(hashes::HashList::new(settings)?)))
        })
    }

    /// Reads a copy of a snapshot.
    #[napi(factory, writable = true)]
    pub fn open(snapshot: Uint8ArraySlice<'_>, verify: bool) -> Result<Self, ErrorCode> {
        here(|| {
            let bytes = Arc::new(snapshot.to_vec());
            let list = hashes::HashList::open(bytes, verify, &NoControl)?;
            Ok(Self(Shared::new(list)))
        })
    }

    /// Inserts entries, each as JSON, as of a time; gives `ListIntake` as JSON.
    #[napi]
    pub fn add(&self, files: Vec<String>, at: Option<String>) -> Result<String, ErrorCode> {
        here(|| {
            let (files, at) = (json::files(&files), time(at.as_deref())?);
            let intake = self
                .0
                .change(|list| list.add_values_as_of(&files, at, &NoControl))?;
            json::text(&intake)
        })
    }

    /// Applies changes, each as JSON; gives `ListIntake` as JSON.
    #[napi]
    pub fn apply(&self, changes: Vec<String>) -> Result<String, ErrorCode> {
        here(|| {
            let changes = json::items(&changes);
            let intake = self
                .0
                .change(|list| list.apply_values(&changes, &NoControl))?;
            json::text(&intake)
        })
    }

    /// States which state of the list this is from now on.
    #[napi]
    pub fn set_version(&self, version: Option<Utf16String>) -> Result<(), ErrorCode> {
        here(|| {
            let version = version.map(|version| text(&version, "version"));
            let version = version.transpose()?;
            self.0.change(|list| list.set_version(version));
            Ok(())
        })
    }

    /// Inserts what a reader makes of the next bytes, or of the end of its list; gives `ListIntake` as JSON, at the
    /// end with the report.
    #[napi]
    pub fn feed(
        &self,
        reader: &mut NativeListReader,
        data: Option<Uint8ArraySlice<'_>>,
        at: Option<String>,
    ) -> Result<String, ErrorCode> {
        here(|| {
            let at = time(at.as_deref())?;
            let (files, report) = reader.take(data.as_deref())?;
            let intake = self
                .0
                .change(|list| list.add_as_of(files, at, &NoControl))?;
            json::text(&Fed { intake, report })
        })
    }

    /// Every entry that a file is like: the file as JSON; gives `FileFindings` as JSON.
    #[napi]
    pub fn find(&self, file: String, on: Option<String>) -> Result<String, ErrorCode> {
        here(|| {
            let on = on.map(|on| day(&on, "on")).transpose()?;
            let mut found = self.0.now().find_all(&one_file(&file)?, on, &NoControl)?;
            json::text(&found.pop().ok_or(Error::Internal)?)
        })
    }

    /// The same for many files, each as JSON, on a worker thread; gives a list of `FileFindings` as JSON. It sees the
    /// list as it is now.
    #[napi(ts_return_type = "Promise<string>")]
    pub fn find_all(
        &self,
        files: Vec<String>,
        on: Option<String>,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<String>> {
        let list = self.0.now();
        Job::start(token, progress, move |control| {
            find_all(&list, &files, on.as_deref(), control)
        })
    }

    /// As `findAll`, on the calling thread.
    #[napi]
    pub fn find_all_sync(
        &self,
        files: Vec<String>,
        on: Option<String>,
    ) -> Result<String, ErrorCode> {
        here(|| find_all(&self.0.now(), &files, on.as_deref(), &NoControl))
    }

    /// Entries whose opaque hash is near by a distance of the host, a function that throws nothing and gives no number
    /// to stop.
    #[napi]
    pub fn find_by_distance(
        &self,
        env: Env,
        file: String,
        algorithm: Utf16String,
        radius: f64,
        #[napi(ts_arg_type = "(a: Uint8Array, b: Uint8Array) => number | undefined")]
        distance: Function<
            '_,
            FnArgs<(Uint8ArraySlice<'_>, Uint8ArraySlice<'_>)>,
            Option<f64>,
        >,
    ) -> Result<DistanceHits, ErrorCode> {
        // a scope for each call: what JavaScript made in it can go before the search ends
        let mut far = |a: &[u8], b: &[u8]| {
            let called = EscapableHandleScope::with(&env, distance.to_unknown(), |_scope, _| {
                let copy = |bytes: &[u8]| Uint8ArraySlice::copy_from(&env, bytes);
                distance.call((copy(a)?, copy(b)?).into())
            });
            called.map_err(|_| Error::Internal)?.ok_or(Error::Cancelled)
        };
        here(|| {
            let file = one_file(&file)?.pop().ok_or(Error::Internal)?;
            let algorithm = text(&algorithm, "algorithm")?;
            let list = self.0.now();
            let found = list.find_by_distance(&file, &algorithm, radius, &mut far, &NoControl)?;
            let (distance, hits): (Vec<f64>, Vec<_>) = found.into_iter().unzip();
            let hits = json::text(&hits)?;
            Ok(DistanceHits { distance, hits })
        })
    }

    /// Keeps the word of a member on an entry: `Feedback` as JSON.
    #[napi]
    pub fn judge(&self, feedback: String) -> Result<(), ErrorCode> {
        here(|| {
            let feedback = hashes::Feedback::from_value(&json::value(&feedback, "feedback")?)?;
            self.0.change(|list| list.judge(feedback))
        })
    }

    /// Counts hits of entries on a day.
    #[napi]
    pub fn count_hits(&self, entries: Vec<Utf16String>, on: String) -> Result<(), ErrorCode> {
        here(|| {
            let on = day(&on, "on")?;
            let entries = entries.iter().map(|entry| text(entry, "entries"));
            let entries = entries.collect::<CoreResult<Vec<String>>>()?;
            let entries = entries.iter().map(String::as_str);
            self.0.change(|list| list.count_hits(entries, on));
            Ok(())
        })
    }

    /// Whether there is an entry with an id.
    #[napi]
    pub fn has(&self, id: Utf16String) -> Result<bool, ErrorCode> {
        here(|| Ok(self.0.now().contains(&text(&id, "id")?)))
    }

    /// An entry by its id: `ListEntry` as JSON, or nothing.
    #[napi]
    pub fn get(&self, id: Utf16String) -> Result<Option<String>, ErrorCode> {
        here(|| {
            let entry = self.0.now().get(&text(&id, "id")?);
            entry.map(|entry| json::text(&entry)).transpose()
        })
    }

    /// The ids of all entries.
    #[napi]
    pub fn ids(&self) -> Vec<String> {
        self.0.now().ids().map(str::to_owned).collect()
    }

    /// The list as one run of bytes.
    #[napi]
    pub fn snapshot(&self) -> Result<Uint8Array, ErrorCode> {
        here(|| Ok(self.0.now().snapshot()?.into()))
    }

    /// Its settings, as JSON.
    #[napi(getter)]
    pub fn settings(&self) -> Result<String, ErrorCode> {
        here(|| json::text(self.0.now().settings()))
    }

    /// The bytes of memory that it takes, without the words of members.
    #[napi(getter)]
    pub fn bytes(&self) -> f64 {
        self.0.now().bytes() as f64
    }

    /// How many entries there are.
    #[napi(getter)]
    pub fn length(&self) -> f64 {
        self.0.now().len() as f64
    }
}
