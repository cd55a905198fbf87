//! Lists of known files as others write them.

use caselink::{
    Control, Error, NoControl, Result as CoreResult,
    hashes::{self, ListReadOptions, ListReport},
    records::MediaFile,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde::Serialize;

use crate::{
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    json,
};

fn options(text: &str) -> CoreResult<ListReadOptions> {
    ListReadOptions::from_value(&json::value(text, "options")?)
}

/// The reader behind the class of `hashes.js`; none when its list has ended.
#[napi]
pub struct NativeListReader(Option<hashes::ListReader>);

/// A reader whose list has ended.
fn ended() -> Error {
    Error::InvalidParameter {
        name: "reader",
        reason: "the list has ended: make a new reader for the next one".to_owned(),
    }
}

impl NativeListReader {
    /// The records that are complete with the next bytes; at the end, with none, the report too.
    pub(super) fn take(
        &mut self,
        data: Option<&[u8]>,
    ) -> CoreResult<(Vec<MediaFile>, Option<ListReport>)> {
        if let Some(data) = data {
            return Ok((self.0.as_mut().ok_or_else(ended)?.feed(data)?, None));
        }
        let (files, report) = self.0.take().ok_or_else(ended)?.finish()?;
        Ok((files, Some(report)))
    }
}

/// What stood at the end of a list.
#[derive(Serialize)]
struct Last {
    files: Vec<MediaFile>,
    report: Option<ListReport>,
}

#[napi]
impl NativeListReader {
    /// A reader for one list: `ListReadOptions` as JSON.
    #[napi(factory, writable = true)]
    pub fn of(options: String) -> Result<Self, ErrorCode> {
        here(|| {
            let reader = hashes::ListReader::new(self::options(&options)?)?;
            Ok(Self(Some(reader)))
        })
    }

    /// Takes the next bytes; gives the records that are complete with them, as JSON.
    #[napi]
    pub fn feed(&mut self, data: Uint8ArraySlice<'_>) -> Result<String, ErrorCode> {
        here(|| json::text(&self.take(Some(&data))?.0))
    }

    /// Ends the list; gives its last records and the report, as JSON.
    #[napi]
    pub fn finish(&mut self) -> Result<String, ErrorCode> {
        here(|| {
            let (files, report) = self.take(None)?;
            json::text(&Last { files, report })
        })
    }

    /// Whether the list has ended.
    #[napi(getter)]
    pub fn ended(&self) -> bool {
        self.0.is_none()
    }
}

fn read(data: &[u8], options: &str, control: &dyn Control) -> CoreResult<String> {
    json::text(&hashes::read_list(data, self::options(options)?, control)?)
}

/// Reads a whole list, on a worker thread: `ListReadOptions` as JSON; gives `ListRead` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn read_list(
    data: Uint8ArraySlice<'_>,
    options: String,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let data = data.to_vec();
    Job::start(token, progress, move |control| {
        read(&data, &options, control)
    })
}

/// As `readList`, on the calling thread.
#[napi]
pub fn read_list_sync(data: Uint8ArraySlice<'_>, options: String) -> Result<String, ErrorCode> {
    here(|| read(&data, &options, &NoControl))
}
