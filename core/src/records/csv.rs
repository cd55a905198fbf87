//! Tables in CSV: which column is which field of a record.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use ::csv::{ByteRecord, Reader, ReaderBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[cfg(feature = "arrow")]
use super::kind::{Record, Sealed};
use super::shape::{PathStep, Shape};
use super::{Limits, ReadOptions, UnknownFields};
use crate::{Error, Result, json};

/// The highest position in a list that a column may fill, such as `names[31]`.
const LAST_INDEX: usize = 31;

/// Which column of a table is which field of a record.
///
/// A path names a field and, in a list, its position: `names[0].given`. A column that `fields` does not name and
/// whose heading is itself the path of a field is that field; any other is a field that the schema does not
/// know, and is kept or refused as [`UnknownFields`] says. One whose heading is a list or an object of the schema, such
/// as `names`, is refused: a cell cannot be one. An empty cell is a missing field, and an object of which every cell is
/// empty is not there at all. A quote opens a cell only at its start: `5'10"` is a text like any other.
///
/// ```
/// use caselink::{NoControl, records::{CsvColumns, Person, ReadOptions, Source, read}};
/// use serde_json::json;
///
/// let columns = CsvColumns::from_value(&json!({
///     "fields": { "Reg No": "id", "First": "names[0].given", "Last": "names[0].surname", "Alias": "names[1].full" },
///     "constants": { "names[1].kind": "alias" },
/// }))?;
/// let table = b"Reg No,First,Last,Alias,Shoe\nA-1,Marcus,Okafor,,46\nA-2,Teo,Lind,Ted,\n";
/// let read = read::<Person>(Source::Csv(table, &columns), &ReadOptions::default(), &NoControl)?;
/// assert_eq!(read.records[0].names.len(), 1);
/// assert_eq!(read.records[0].other["Shoe"], "46");
/// assert_eq!(read.records[1].names[1].kind.as_str(), "alias");
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CsvColumns {
    /// For the heading of a column, the path of its field.
    pub fields: BTreeMap<String, String>,
    /// For the path of a field, the text that every record has there; in an object of a list, only where the
    /// object is there at all.
    pub constants: BTreeMap<String, String>,
    /// What stands between two cells: one ASCII character.
    pub delimiter: char,
}

impl Default for CsvColumns {
    fn default() -> Self {
        Self {
            fields: BTreeMap::new(),
            constants: BTreeMap::new(),
            delimiter: ',',
        }
    }
}

impl CsvColumns {
    /// Reads columns from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &Value) -> Result<Self> {
        json::read(value).map_err(wrong)
    }
}

/// Fields of a kind of records by their paths, for a table whose cells do not come as CSV.
#[cfg(feature = "arrow")]
pub(crate) struct TableFields {
    shape: &'static Shape,
    paths: Vec<Vec<PathStep>>,
}

#[cfg(feature = "arrow")]
impl TableFields {
    /// The fields at these paths, none of them twice.
    pub(crate) fn new<'p, T: Record>(paths: impl Iterator<Item = &'p str>) -> Result<Self> {
        let shape = T::shape(Sealed);
        let mut filled = HashSet::new();
        let mut all = Vec::new();
        for text in paths {
            let path = known_path(shape, text)?;
            if !filled.insert(path_text(&path)) {
                return Err(wrong(format!("two columns are the field {text:?}")));
            }
            all.push(path);
        }
        Ok(Self { shape, paths: all })
    }

    /// Puts a text into the field of this number, as the value that the schema has there.
    pub(crate) fn put(&self, at: usize, record: &mut Value, text: &str) {
        if let Some(path) = self.paths.get(at) {
            put(record, path, self.shape.typed(path, text));
        }
    }

    /// Takes the positions out of lists that nothing filled.
    pub(crate) fn close(record: &mut Value) {
        close_up(record);
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "columns",
        reason,
    }
}

/// A table at its first row.
pub(super) struct Table<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    reader: Reader<&'a [u8]>,
    shape: &'static Shape,
    /// For each column the path that it fills.
    paths: Vec<Vec<PathStep>>,
    constants: Vec<(Vec<PathStep>, Value)>,
    record: ByteRecord,
    /// Whether its last cell is quoted and never closed.
    open_quote: bool,
    /// The lines without a cell before the record that was read last, which are still to be told.
    blank: usize,
    /// Whether that record is still to be told.
    is_read: bool,
}

impl<'a> Table<'a> {
    /// Reads the header.
    pub(super) fn open(
        bytes: &'a [u8],
        columns: &CsvColumns,
        shape: &'static Shape,
        options: &ReadOptions,
    ) -> Result<Self> {
        let delimiter = u8::try_from(columns.delimiter)
            .ok()
            .filter(|byte| byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | b'"' | 0))
            .ok_or_else(|| wrong("delimiter is not one ASCII character".to_owned()))?;
        let mut reader = reader(bytes, delimiter);
        let header = reader
            .byte_headers()
            .map_err(|_| wrong("the table cannot be read".to_owned()))?
            .clone();
        let mut seen = HashSet::new();
        let mut filled = HashSet::new();
        let mut paths = Vec::with_capacity(header.len());
        for heading in &header {
            let heading = std::str::from_utf8(heading).map_err(|_| Error::InvalidUnicode {
                place: "csv".to_owned(),
                reason: "the header is not UTF-8: convert the table to UTF-8 first".to_owned(),
            })?;
            if !seen.insert(heading) {
                // by its number: in a table without a header this is somebody's value
                return Err(Error::DuplicateColumn {
                    column: format!("number {}", paths.len() + 1),
                });
            }
            let path = match columns.fields.get(heading) {
                Some(path) => known_path(shape, path)?,
                None => own_path(shape, heading, paths.len() + 1, options.unknown_fields)?,
            };
            if !filled.insert(path_text(&path)) {
                return Err(wrong(format!(
                    "two columns are the field {:?}",
                    path_text(&path)
                )));
            }
            paths.push(path);
        }
        if let Some(missing) = columns
            .fields
            .keys()
            .find(|column| !seen.contains(column.as_str()))
        {
            return Err(Error::MissingColumn {
                column: missing.clone(),
            });
        }
        let mut constants = Vec::new();
        for (path, text) in &columns.constants {
            let path = known_path(shape, path)?;
            if filled.contains(&path_text(&path)) {
                return Err(wrong(format!(
                    "a column and a constant are the field {:?}",
                    path_text(&path)
                )));
            }
            let value = shape.typed(&path, text);
            constants.push((path, value));
        }
        Ok(Self {
            bytes,
            delimiter,
            reader,
            shape,
            paths,
            constants,
            record: ByteRecord::new(),
            open_quote: ends_in_quotes(bytes, delimiter),
            blank: 0,
            is_read: false,
        })
    }

    /// How many rows there are, with the blank lines between them; more than the limit where there are more.
    pub(super) fn rows(&self, limits: &Limits) -> Result<usize> {
        // a line feed may stand in a cell, so rows cannot be counted without reading them
        let mut reader = reader(self.bytes, self.delimiter);
        let failed = |_| wrong("the table cannot be read".to_owned());
        reader.byte_headers().map_err(failed)?;
        let mut record = ByteRecord::new();
        let mut rows = 0_usize;
        while rows as u64 <= limits.rows {
            let blank = blank_lines(self.bytes, reader.position().byte());
            if !reader.read_byte_record(&mut record).map_err(failed)? {
                break;
            }
            rows = rows.saturating_add(blank + 1);
        }
        Ok(rows)
    }

    fn is_at_end(&self) -> bool {
        self.reader.position().byte() >= self.bytes.len() as u64
    }

    fn row(&self) -> Result<Value, &'static str> {
        if self.record.len() != self.paths.len() {
            return Err("has more or fewer cells than the header");
        }
        let mut record = Value::Object(serde_json::Map::new());
        for (cell, path) in self.record.iter().zip(&self.paths) {
            let text = std::str::from_utf8(cell).map_err(|_| "is not UTF-8")?;
            if !text.trim().is_empty() {
                put(&mut record, path, self.shape.typed(path, text));
            }
        }
        for (path, value) in &self.constants {
            let parent = path.split_last().map_or(&[][..], |(_, parent)| parent);
            let in_list = parent.iter().any(|step| matches!(step, PathStep::Index(_)));
            if !in_list || is_there(&record, parent) {
                put(&mut record, path, value.clone());
            }
        }
        close_up(&mut record);
        Ok(record)
    }
}

/// The rows of a table, each a record or what is wrong with it; `None` is a blank line before a record.
impl Iterator for Table<'_> {
    type Item = Option<Result<Value, &'static str>>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.is_read {
            self.blank = blank_lines(self.bytes, self.reader.position().byte());
            match self.reader.read_byte_record(&mut self.record) {
                Ok(true) => self.is_read = true,
                Ok(false) => return None,
                Err(_) => return Some(Some(Err("is not a row of the table"))),
            }
        }
        if let Some(rest) = self.blank.checked_sub(1) {
            self.blank = rest;
            return Some(None);
        }
        self.is_read = false;
        // the reader takes the end of the table for the end of the cell
        Some(Some(if self.open_quote && self.is_at_end() {
            Err("a quote is opened and not closed: rows may be lost in it")
        } else {
            self.row()
        }))
    }
}

/// How many lines without a cell stand at a place where a row has ended.
fn blank_lines(bytes: &[u8], at: u64) -> usize {
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    let mut rest = bytes.get(at..).unwrap_or_default();
    if before == Some(&b'\r') {
        // the other half of the end of that row
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    let mut lines = 0;
    while let Some(next) = (rest.strip_prefix(b"\r\n"))
        .or_else(|| rest.strip_prefix(b"\n"))
        .or_else(|| rest.strip_prefix(b"\r"))
    {
        rest = next;
        lines += 1;
    }
    lines
}

/// Whether a table ends within a quoted cell. A quote opens a cell at its start only, and two in it are one of its text.
fn ends_in_quotes(bytes: &[u8], delimiter: u8) -> bool {
    enum At {
        Start,
        Plain,
        Quoted,
        /// Behind a quote in a quoted cell: the end of it, or half of a quote in its text.
        Quote,
    }
    let mut at = At::Start;
    for &byte in bytes {
        let is_end = byte == delimiter || matches!(byte, b'\r' | b'\n');
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) | (At::Start | At::Quote, b'"') => At::Quoted,
            _ if is_end => At::Start,
            _ => At::Plain,
        };
    }
    matches!(at, At::Quoted)
}

fn reader(bytes: &[u8], delimiter: u8) -> Reader<&[u8]> {
    // rows of another length are set aside one by one
    ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(bytes)
}

/// A path that the caller wrote: it must lead to a field that the schema has.
fn known_path(shape: &Shape, text: &str) -> Result<Vec<PathStep>> {
    let path = parse_path(text).ok_or_else(|| {
        wrong(format!(
            "{text:?} is no path such as \"names[0].given\", with positions up to {LAST_INDEX}"
        ))
    })?;
    if shape.has_value_at(&path) {
        Ok(path)
    } else {
        Err(wrong(format!("the schema has no single value at {text:?}")))
    }
}

/// The path of a column that is not in the map.
fn own_path(
    shape: &Shape,
    heading: &str,
    number: usize,
    unknown: UnknownFields,
) -> Result<Vec<PathStep>> {
    if let Some(path) = parse_path(heading).filter(|path| shape.has_value_at(path)) {
        return Ok(path);
    }
    // under its own heading, a text would stand where a list or an object does, and take its place or lose its own
    if shape.has_field(heading) {
        return Err(wrong(format!(
            "column number {number} is called {heading:?}, which is a list or an object in the schema: \
             map it to a field in it or give it another heading"
        )));
    }
    match unknown {
        UnknownFields::Keep => Ok(vec![PathStep::Field(heading.to_owned())]),
        UnknownFields::Refuse => Err(wrong(format!(
            "column number {number} is no field that the schema knows: map it or leave it out"
        ))),
    }
}

fn parse_path(text: &str) -> Option<Vec<PathStep>> {
    let mut path = Vec::new();
    for part in text.split('.') {
        let (field, positions) = part
            .split_once('[')
            .map_or((part, ""), |(field, rest)| (field, rest));
        if field.is_empty() {
            return None;
        }
        path.push(PathStep::Field(field.to_owned()));
        if part.contains('[') {
            let index: usize = positions.strip_suffix(']')?.parse().ok()?;
            path.push(PathStep::Index(
                Some(index).filter(|index| *index <= LAST_INDEX)?,
            ));
        }
    }
    Some(path)
}

fn path_text(path: &[PathStep]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            PathStep::Field(field) if text.is_empty() => text.push_str(field),
            PathStep::Field(field) => text.extend([".", field]),
            PathStep::Index(index) => drop(write!(text, "[{index}]")),
        }
    }
    text
}

/// Puts a value at a path and makes what is missing on the way.
fn put(at: &mut Value, path: &[PathStep], value: Value) {
    let Some((step, rest)) = path.split_first() else {
        *at = value;
        return;
    };
    match step {
        PathStep::Field(field) => {
            if !at.is_object() {
                *at = Value::Object(serde_json::Map::new());
            }
            if let Value::Object(fields) = at {
                put(
                    fields.entry(field.clone()).or_insert(Value::Null),
                    rest,
                    value,
                );
            }
        }
        PathStep::Index(index) => {
            if !at.is_array() {
                *at = Value::Array(Vec::new());
            }
            if let Value::Array(items) = at {
                while items.len() <= *index {
                    items.push(Value::Null);
                }
                if let Some(item) = items.get_mut(*index) {
                    put(item, rest, value);
                }
            }
        }
    }
}

/// Whether there is an object at a path.
fn is_there(value: &Value, path: &[PathStep]) -> bool {
    path.iter()
        .try_fold(value, |at, step| match step {
            PathStep::Field(field) => at.get(field),
            PathStep::Index(index) => at.get(index),
        })
        .is_some_and(Value::is_object)
}

/// Takes the positions out of lists that no cell filled.
fn close_up(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.retain(|item| !item.is_null());
            items.iter_mut().for_each(close_up);
        }
        Value::Object(fields) => fields.values_mut().for_each(close_up),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        /// Against the reader itself: a row that is added is a row, unless a cell is open before it.
        #[test]
        fn open_quotes_are_those_of_the_reader(table in "[\",a\n\r]{0,12}") {
            let added = format!("{table}\nq\n");
            let mut reader = ReaderBuilder::new().flexible(true).has_headers(false).from_reader(added.as_bytes());
            let last = reader.byte_records().last().unwrap().unwrap();
            prop_assert_eq!(ends_in_quotes(table.as_bytes(), b','), last != vec!["q"]);
        }
    }
}
