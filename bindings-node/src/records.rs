//! What do agencies record about people?

use caselink::{
    Control, Error, NoControl, Result as CoreResult,
    records::{self, CsvColumns, Limits, ReadOptions, RecordKind, Source},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde_json::{Map, Value};

use crate::{
    arguments::text,
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    json,
};

/// `Limits` from their JSON; the defaults where there is none.
pub(crate) fn limits(json: Option<String>) -> CoreResult<Limits> {
    let Some(json) = json else {
        return Ok(Limits::default());
    };
    let value = serde_json::from_str(&json).map_err(|_| Error::InvalidParameter {
        name: "limits",
        reason: "is not JSON".to_owned(),
    })?;
    Limits::from_value(&value)
}

fn options(json: Option<String>) -> CoreResult<ReadOptions> {
    let value = json.map_or(Ok(Value::Object(Map::new())), |json| {
        serde_json::from_str(&json).map_err(|_| Error::InvalidParameter {
            name: "options",
            reason: "is not JSON".to_owned(),
        })
    })?;
    ReadOptions::from_value(&value)
}

fn read_as_json(
    kind: &str,
    source: Source<'_>,
    options: Option<String>,
    control: &dyn Control,
) -> CoreResult<String> {
    let read = records::read_plain(
        RecordKind::from_name(kind)?,
        source,
        &self::options(options)?,
        control,
    )?;
    json::text(&read)
}

/// Checks records, each one as JSON; gives `RecordsRead` as JSON.
#[napi]
pub fn read_records(
    kind: String,
    records: Vec<String>,
    options_json: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        let values = json::items(&records);
        read_as_json(&kind, Source::Values(values), options_json, &NoControl)
    })
}

/// Reads records from bytes in the form `json`, `ndjson` or `csv`.
struct Bytes {
    kind: String,
    format: String,
    data: Vec<u8>,
    columns: Option<String>,
    options: Option<String>,
}

impl Bytes {
    fn read(self, control: &dyn Control) -> CoreResult<String> {
        let columns = match &self.columns {
            None => CsvColumns::default(),
            Some(json) => CsvColumns::from_value(&serde_json::from_str(json).unwrap_or_default())?,
        };
        let source = match self.format.as_str() {
            "json" => Source::Json(&self.data),
            "ndjson" => Source::Ndjson(&self.data),
            _ => Source::Csv(&self.data, &columns),
        };
        read_as_json(&self.kind, source, self.options, control)
    }
}

/// Reads records from bytes, on a worker thread; gives `RecordsRead` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn read_bytes(
    kind: String,
    format: String,
    data: Uint8ArraySlice<'_>,
    columns: Option<String>,
    options: Option<String>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let data = data.to_vec();
    let bytes = Bytes {
        kind,
        format,
        data,
        columns,
        options,
    };
    Job::start(token, progress, move |control| bytes.read(control))
}

/// As `readBytes`, on the calling thread.
#[napi]
pub fn read_bytes_sync(
    kind: String,
    format: String,
    data: Uint8ArraySlice<'_>,
    columns: Option<String>,
    options: Option<String>,
) -> Result<String, ErrorCode> {
    let data = data.to_vec();
    here(|| {
        Bytes {
            kind,
            format,
            data,
            columns,
            options,
        }
        .read(&NoControl)
    })
}

/// The JSON Schema of a kind of record, as JSON.
#[napi]
pub fn record_schema(kind: String) -> Result<String, ErrorCode> {
    here(|| Ok(records::record_schema(RecordKind::from_name(&kind)?).to_string()))
}

/// Checks a vehicle identification number: blanks, hyphens and case make no difference. The result is a flag
/// and never a reason to reject.
#[napi(ts_return_type = "'valid' | 'bad_check' | 'not_applicable'")]
pub fn check_vin(value: Utf16String) -> Result<&'static str, ErrorCode> {
    here(|| Ok(records::check_vin(Limits::default().field(&text(&value, "value")?)?).as_str()))
}

/// The postal code of a US state or territory from its NCIC code (`NB` gives `NE`); `null` for `NE`, which is the
/// Netherlands in NCIC, for the other codes that only the post has, and for any text that is no code of a state.
#[napi]
pub fn state_from_ncic(code: Utf16String) -> Result<Option<String>, ErrorCode> {
    here(|| {
        Ok(
            records::state_from_ncic(Limits::default().field(&text(&code, "code")?)?)
                .map(str::to_owned),
        )
    })
}

/// The NCIC code of a US state or territory from its postal code: `NE` gives `NB`.
#[napi]
pub fn state_to_ncic(code: Utf16String) -> Result<String, ErrorCode> {
    here(|| Ok(records::state_to_ncic(Limits::default().field(&text(&code, "code")?)?).to_owned()))
}

/// What a text in an address field means when it is no address, or not quite one: `"transient"`, `"unknown"`;
/// `null` for an address.
#[napi]
pub fn address_note(value: Utf16String) -> Result<Option<&'static str>, ErrorCode> {
    here(|| {
        let value = text(&value, "value")?;
        let note = records::address_note(Limits::default().field(&value)?);
        Ok(note.map(records::AddressNote::as_str))
    })
}

/// Whether a text stands for "no value": "unknown", "n/a", 1900-01-01.
#[napi]
pub fn is_placeholder(value: Utf16String) -> Result<bool, ErrorCode> {
    here(|| Ok(records::is_placeholder(&text(&value, "value")?)))
}
