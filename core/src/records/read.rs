use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};

use super::kind::Sealed;
use super::shape::Walk;
use super::{CsvColumns, Limits, Record, RejectionLog, Rejections, csv};
use crate::{Control, Error, Result, control::checkpoint, json};

/// How many rows are read between two looks at the [`Control`].
const STRIDE: usize = 1_024;

/// How records are read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReadOptions {
    /// Upper bounds.
    pub limits: Limits,
    /// What becomes of fields that the schema does not know.
    pub unknown_fields: UnknownFields,
}

impl ReadOptions {
    /// Reads options from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "options",
            reason,
        })
    }
}

/// What becomes of fields that the schema does not know. They are never dropped in silence.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnknownFields {
    /// They are kept, and come back out.
    #[default]
    Keep,
    /// A record that has one is set aside.
    Refuse,
}

/// Where records come from. The host brings the bytes; nothing is opened here.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Source<'a> {
    /// Plain JSON values, one for each record.
    Values(Vec<Value>),
    /// What a host language made of its own objects, one for each record.
    Host(Vec<HostRecord>),
    /// A JSON text that is one array of records, in UTF-8.
    Json(&'a [u8]),
    /// A JSON text on each line, in UTF-8. Blank lines are passed over and count as rows.
    Ndjson(&'a [u8]),
    /// A table with a header, in UTF-8, and what its columns are. Blank lines between rows are passed over and count
    /// as rows.
    Csv(&'a [u8], &'a CsvColumns),
}

/// A record from an object of another language.
#[derive(Clone, Debug)]
pub struct HostRecord {
    /// The plain value, or why the object is none: the record is then set aside for that reason.
    pub value: Result<Value, &'static str>,
    /// Whether it held numbers that are not finite (NaN, infinity), which became `null`; the record is kept, and
    /// [`RecordsRead::left_out`] says so.
    pub not_finite: bool,
}

impl HostRecord {
    /// Why an object is set aside that plain JSON cannot hold.
    pub const NOT_PLAIN: &'static str = "is not an object of plain values";
    /// Why an object is set aside that has more values than [`Limits::record_values`].
    pub const TOO_MANY_VALUES: &'static str = "has more values than the limit record_values";
}

/// What [`read`] made of its input: the good records, and an account of the rest.
///
/// `records.len()` and `rejected.total` add up to the number of records that were passed in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "RecordsRead")]
pub struct RecordsRead<T> {
    /// The records that are valid, in the order of the input.
    pub records: Vec<T>,
    /// For each of `records`, its row number in the input, from 0: its place in a list, its line of NDJSON, its row
    /// below the header of a table. A blank line counts as a row; a row with line feeds in its cells is one.
    pub rows: Vec<u64>,
    /// The records that were set aside whole, each once, with the first thing that is wrong.
    pub rejected: Rejections,
    /// Values of accepted records that were left out: a date that stands for "not known" (1900-01-01), a field
    /// that may hold the content of a file.
    pub left_out: Rejections,
    /// Values of accepted records that look wrong and were kept: a VIN with a wrong check digit, a street that
    /// says "transient".
    pub flags: Rejections,
}

impl<T: Record> RecordsRead<T> {
    /// The same with each record as a plain JSON value.
    pub(super) fn into_plain(self) -> Result<RecordsRead<Value>> {
        let plain = |record| serde_json::to_value(record).map_err(|_| Error::Internal);
        Ok(RecordsRead {
            records: self.records.into_iter().map(plain).collect::<Result<_>>()?,
            rows: self.rows,
            rejected: self.rejected,
            left_out: self.left_out,
            flags: self.flags,
        })
    }
}

/// The records door: plain data in, checked records out.
///
/// Each record has the shape that [`record_schema`](super::record_schema) states. A `null` in place of a field
/// that the schema knows counts as a missing field. A record is set aside whole, and the rest goes on, when
///
/// - it is not an object, or a field in it is of the wrong kind;
/// - its `id` is missing, empty, or stands in an accepted record before it;
/// - a date does not exist, is not in the ISO form, or is of a year outside 1850 to 2150;
/// - two values contradict each other: a latitude without a longitude, a span that ends before it starts;
/// - a text, or the name of a field, is longer than [`Limits::field_bytes`], in the fields that the schema does
///   not know as well, or those are nested more than 32 deep; a narrative has [`Limits::prose_bytes`];
/// - a number is beyond 2^53, so that it could become another one in another language, or the record holds more
///   values than [`Limits::record_values`];
/// - it has a field twice, or is the row of a table in which a quote is opened and not closed;
/// - it has a field that the schema does not know, if [`UnknownFields::Refuse`] says so.
///
/// Each rejection gives the row from 0, the path of the field (`addresses[1].latitude`; `other` for a field that
/// the schema does not know; `record` for the record itself) and the reason. None holds a value, or a field name
/// that the caller made up.
///
/// A date or time such as 1900-01-01 or "unknown" is no error: it counts as missing, and `left_out` lists it; of a
/// range of times with such an end, all of it. In
/// names and other texts, placeholders stay as they were recorded; [`is_placeholder`](super::is_placeholder) and
/// [`address_note`](super::address_note) tell them.
///
/// Takes time linear in the size of the input.
///
/// # Errors
///
/// [`Error::LimitExceeded`] when there are more records than [`Limits::rows`]; [`Error::InvalidUnicode`] for bytes
/// that are not UTF-8 as a whole; [`Error::InvalidParameter`] for a JSON text that is not an array, and for
/// columns that do not fit the schema; [`Error::MissingColumn`] and [`Error::DuplicateColumn`] for the header of
/// a table; [`Error::Cancelled`].
///
/// ```
/// use caselink::{NoControl, records::{Person, ReadOptions, Source, read}};
///
/// let lines = br#"{"id": "IL-0042917", "names": [{"given": "Marcus", "surname": "Okafor"}]}
/// {"id": "IL-0042918", "birth_date": "1971-02-29"}
/// {"id": "IL-00"#;
/// let read = read::<Person>(Source::Ndjson(lines), &ReadOptions::default(), &NoControl)?;
/// assert_eq!((read.records.len(), read.rows), (1, vec![0]));
/// let bad = &read.rejected.listed;
/// assert_eq!((bad[0].row, bad[0].field.as_str()), (1, "birth_date"));
/// assert_eq!(bad[0].reason, "the date does not exist");
/// assert_eq!((bad[1].row, bad[1].field.as_str(), bad[1].reason.as_str()), (2, "record", "is not JSON"));
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn read<T: Record>(
    source: Source<'_>,
    options: &ReadOptions,
    control: &dyn Control,
) -> Result<RecordsRead<T>> {
    let reader = Reader {
        options,
        control,
        read: RecordsRead {
            records: Vec::new(),
            rows: Vec::new(),
            rejected: Rejections::default(),
            left_out: Rejections::default(),
            flags: Rejections::default(),
        },
        rejected: RejectionLog::default(),
        left_out: RejectionLog::default(),
        flags: RejectionLog::default(),
        ids: HashSet::new(),
        is_table: matches!(source, Source::Csv(..)),
        not_finite: Vec::new(),
    };
    match source {
        Source::Values(values) => {
            let total = values.len();
            reader.all(total, values.into_iter().map(|value| Some(Ok(value))))
        }
        Source::Host(records) => {
            let mut reader = reader;
            let not_finite = records.iter().map(|record| record.not_finite).collect();
            reader.not_finite = not_finite;
            let total = records.len();
            reader.all(total, records.into_iter().map(|record| Some(record.value)))
        }
        Source::Json(bytes) => {
            let items: Vec<&RawValue> =
                serde_json::from_str(utf8(bytes, "json")?).map_err(|error| {
                    Error::InvalidParameter {
                        name: "json",
                        reason: format!(
                            "is not an array of records: line {}, column {}",
                            error.line(),
                            error.column()
                        ),
                    }
                })?;
            reader.all(
                items.len(),
                items.into_iter().map(|item| Some(json::record(item.get()))),
            )
        }
        Source::Ndjson(bytes) => {
            let bytes = without_mark(bytes, "ndjson")?;
            let mut lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
            // the last line ends with its line feed
            if lines.last().is_some_and(|line| line.is_empty()) {
                lines.pop();
            }
            let total = lines.len();
            reader.all(
                total,
                lines
                    .into_iter()
                    .map(|line| match std::str::from_utf8(line) {
                        Err(_) => Some(Err("is not UTF-8")),
                        Ok(line) if line.trim().is_empty() => None,
                        Ok(line) => Some(json::record(line)),
                    }),
            )
        }
        Source::Csv(bytes, columns) => {
            let bytes = without_mark(bytes, "csv")?;
            let table = csv::Table::open(bytes, columns, T::shape(Sealed), options)?;
            let total = table.rows(&options.limits)?;
            reader.all(total, table)
        }
    }
}

/// The text of bytes in UTF-8, without its byte order mark.
fn utf8<'a>(bytes: &'a [u8], place: &'static str) -> Result<&'a str> {
    std::str::from_utf8(without_mark(bytes, place)?).map_err(|error| Error::InvalidUnicode {
        place: place.to_owned(),
        reason: format!(
            "byte {} is not UTF-8: convert the text to UTF-8 first",
            error.valid_up_to()
        ),
    })
}

/// Bytes without the byte order mark of UTF-8; that of UTF-16 is an error, for every row would be.
fn without_mark<'a>(bytes: &'a [u8], place: &'static str) -> Result<&'a [u8]> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Error::InvalidUnicode {
            place: place.to_owned(),
            reason: "it is in UTF-16: convert the text to UTF-8 first".to_owned(),
        });
    }
    Ok(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

struct Reader<'a, T> {
    options: &'a ReadOptions,
    control: &'a dyn Control,
    read: RecordsRead<T>,
    rejected: RejectionLog,
    left_out: RejectionLog,
    flags: RejectionLog,
    ids: HashSet<String>,
    is_table: bool,
    /// For each row, whether it held numbers that are not finite; empty where none can.
    not_finite: Vec<bool>,
}

/// Whether an object holds more values than that, it included.
fn has_more_values(fields: &serde_json::Map<String, Value>, most: u64) -> bool {
    fn count(value: &Value, left: &mut u64) -> bool {
        let Some(rest) = left.checked_sub(1) else {
            return false;
        };
        *left = rest;
        match value {
            Value::Array(items) => items.iter().all(|item| count(item, left)),
            Value::Object(fields) => fields.values().all(|item| count(item, left)),
            _ => true,
        }
    }
    let mut left = most.saturating_sub(1);
    !fields.values().all(|value| count(value, &mut left))
}

/// Whether a text in a value goes over several lines.
fn has_line_break(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().contains(['\n', '\r']),
        Value::Array(items) => items.iter().any(has_line_break),
        Value::Object(fields) => fields.values().any(has_line_break),
        _ => false,
    }
}

impl<T: Record> Reader<'_, T> {
    /// Reads all rows; `None` is a row without a record.
    fn all(
        mut self,
        total: usize,
        rows: impl Iterator<Item = Option<Result<Value, &'static str>>>,
    ) -> Result<RecordsRead<T>> {
        let limits = &self.options.limits;
        limits.check_rows(total as u64)?;
        for (row, value) in rows.enumerate() {
            if row.is_multiple_of(STRIDE) {
                checkpoint(self.control, row as u64, total as u64)?;
            }
            match value {
                None => {}
                Some(Ok(value)) => self.one(row, value),
                Some(Err(reason)) => self.rejected.push(row, "record", reason, limits),
            }
        }
        checkpoint(self.control, total as u64, total as u64)?;
        self.read.rejected = self.rejected.finish();
        self.read.left_out = self.left_out.finish();
        self.read.flags = self.flags.finish();
        Ok(self.read)
    }

    fn one(&mut self, row: usize, value: Value) {
        let limits = &self.options.limits;
        let Value::Object(mut fields) = value else {
            self.rejected
                .push(row, "record", HostRecord::NOT_PLAIN, limits);
            return;
        };
        if has_more_values(&fields, limits.record_values) {
            let reason = HostRecord::TOO_MANY_VALUES;
            self.rejected.push(row, "record", reason, limits);
            return;
        }
        let mut walk = Walk::new(limits, self.options.unknown_fields);
        if self.is_table && fields.values().any(has_line_break) {
            walk.flag(
                "record",
                "a cell goes over several lines: a quote may be missing",
            );
        }
        if self.not_finite.get(row) == Some(&true) {
            walk.leave_out(
                "record",
                "holds numbers that are not finite, which count as missing",
            );
        }
        if let Err(fault) = T::shape(Sealed).check(&mut fields, &mut walk) {
            self.rejected.push(row, &fault.field, fault.reason, limits);
            return;
        }
        if fields
            .get("id")
            .and_then(Value::as_str)
            .is_some_and(|id| id.trim().is_empty())
        {
            self.rejected.push(row, "id", "id is empty", limits);
            return;
        }
        let Ok(record) = serde_json::from_value::<T>(Value::Object(fields)) else {
            // a whole number out of the range of its field, and whatever else no schema says
            self.rejected.push(
                row,
                "record",
                "does not have the shape of the schema",
                limits,
            );
            return;
        };
        if !self.ids.insert(record.id().to_owned()) {
            self.rejected.push(row, "id", "id occurs twice", limits);
            return;
        }
        for (field, reason) in walk.left_out {
            self.left_out.push(row, &field, reason, limits);
        }
        for (field, reason) in walk.flags {
            self.flags.push(row, &field, reason, limits);
        }
        self.read.records.push(record);
        self.read.rows.push(row as u64);
    }
}

#[cfg(test)]
mod tests;
