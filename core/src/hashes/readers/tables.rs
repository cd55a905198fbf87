mod columns;

use std::collections::BTreeMap;

use csv::{ByteRecord, ReaderBuilder, Terminator};
use serde_json::Value;

use self::columns::{Column, name, plain};
use super::{
    ListFormat, ListReadOptions,
    account::{Account, Fault, Notes},
    digest::{EMPTY_FILE, first_hash, is_photodna, perceptual},
    keep::{NOT_UTF_8, TOO_LONG},
    lines::{Lines, Row, lines_of},
    media::{NO_HASH, NO_TRUTH, NOT_PHOTODNA},
    plain::Plain,
};
use crate::{
    Error, Result,
    records::{FileCategory, Limits, MediaFile, OtherFields, UnknownFields, is_content_text},
};

/// The scheme of the column `Baseline` of ICSE, unless the options name one.
const BASELINE: &str = "icse-baseline";

/// Reads a table.
pub(super) struct Tables {
    lines: Lines,
    icse: bool,
    delimiter: u8,
    scheme: String,
    limits: Limits,
    unknown_fields: UnknownFields,
    columns: Option<Vec<Column>>,
    /// Whether the options say whose categories the table has.
    told: bool,
    /// Rows that are complete, and where each begins and on which line.
    batch: Vec<u8>,
    rows: Vec<(u64, u64)>,
}

impl Tables {
    pub(super) fn new(options: &ListReadOptions, account: &mut Account) -> Self {
        let icse = options.format == ListFormat::IcseCsv;
        let delimiter = if icse { b';' } else { b',' };
        let scheme = options
            .category_scheme
            .clone()
            .unwrap_or_else(|| BASELINE.to_owned());
        if icse {
            account.report().scheme = Some(scheme.clone());
        }
        Self {
            lines: Lines::new(Some(delimiter), options.record_bytes),
            icse,
            delimiter,
            scheme,
            limits: options.limits,
            unknown_fields: options.unknown_fields,
            columns: None,
            told: options.category_scheme.is_some(),
            batch: Vec::new(),
            rows: Vec::new(),
        }
    }

    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        account: &mut Account,
        files: &mut Vec<MediaFile>,
    ) -> Result<()> {
        self.lines.push(bytes);
        while let Some(row) = self.lines.next()? {
            self.collect(&row, account, files)?;
        }
        self.read(account, files);
        Ok(())
    }

    pub(super) fn finish(
        &mut self,
        account: &mut Account,
        files: &mut Vec<MediaFile>,
    ) -> Result<()> {
        if let Some(row) = self.lines.finish() {
            self.collect(&row, account, files)?;
        }
        self.read(account, files);
        let is_other = |column: &&Column| match column {
            Column::Other(name) => {
                !["numberofsubmissions", "fileavailable"].contains(&&*plain(name))
            }
            _ => false,
        };
        let others = self.columns.iter().flatten().filter(is_other).count();
        if self.icse && others > 0 {
            account.report().notes.push(format!(
                "{others} columns are none that this format knows: they are kept as they came, and no list uses them"
            ));
        }
        if self.columns.is_none() {
            let notes = &mut account.report().notes;
            notes.push("the table is empty: it has no header".to_owned());
        }
        Ok(())
    }

    /// Takes the header, or puts a row with the others that wait.
    fn collect(
        &mut self,
        row: &Row,
        account: &mut Account,
        files: &mut Vec<MediaFile>,
    ) -> Result<()> {
        let bytes = self.lines.bytes(row);
        if bytes.trim_ascii().is_empty() {
            return Ok(());
        }
        let Some(columns) = &self.columns else {
            if row.open {
                return Err(wrong(
                    "a quotation mark in the header is not closed".to_owned(),
                ));
            }
            self.columns = Some(self.header(bytes)?);
            return Ok(());
        };
        // a mark that nobody closed draws the lines behind it into its cell: each is looked at by itself then
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let has_lines = bytes.trim_ascii_end().iter().any(is_end);
        if has_lines && (row.open || row.odd || self.cells(bytes) != columns.len()) {
            let bytes = bytes.to_vec();
            for (line, part) in (row.line..).zip(lines_of(&bytes)) {
                if !part.trim_ascii().is_empty() {
                    let is_open = Lines::is_open(part, self.delimiter);
                    let fault = is_open.then_some("a quotation mark is not closed on its line");
                    self.wait(part, line, fault, account, files)?;
                }
            }
            return Ok(());
        }
        if row.open {
            let reason = "the list ends inside a record";
            return self.wait(&[], row.line, Some(reason), account, files);
        }
        account.entry()?;
        self.rows.push((self.batch.len() as u64, row.line));
        self.batch.extend_from_slice(self.lines.bytes(row));
        self.batch.push(b'\n');
        Ok(())
    }

    /// Puts a row with the others that wait, or sets it aside, in the order in which they stand.
    fn wait(
        &mut self,
        bytes: &[u8],
        line: u64,
        fault: Option<&'static str>,
        account: &mut Account,
        files: &mut Vec<MediaFile>,
    ) -> Result<()> {
        account.entry()?;
        if let Some(reason) = fault {
            self.read(account, files);
            account.reject(line, Fault("record", reason));
            return Ok(());
        }
        self.rows.push((self.batch.len() as u64, line));
        self.batch.extend_from_slice(bytes);
        self.batch.push(b'\n');
        Ok(())
    }

    fn cells(&self, bytes: &[u8]) -> usize {
        let mut record = ByteRecord::new();
        let read = self.reader(bytes).read_byte_record(&mut record);
        read.map_or(0, |_| record.len())
    }

    /// Reads the rows that wait; one reader for all of them, since it is dear to set up.
    fn read(&mut self, account: &mut Account, files: &mut Vec<MediaFile>) {
        let Some(columns) = self.columns.as_ref().filter(|_| !self.rows.is_empty()) else {
            return;
        };
        let mut reader = self.reader(&self.batch);
        let mut record = ByteRecord::new();
        let mut rows = self.rows.iter().peekable();
        let mut line = 0;
        loop {
            let read = reader.read_byte_record(&mut record);
            if matches!(read, Ok(false)) {
                break;
            }
            // lines are found by where the row begins, whatever the reader of tables takes for a row
            let begins = record.position().map_or(0, csv::Position::byte);
            while let Some((_, on)) = rows.next_if(|(from, _)| *from <= begins) {
                line = *on;
            }
            let mut notes = Notes::default();
            let found = match read {
                Err(_) => Err(Fault("record", "is not a row of the table")),
                Ok(_) => self.record(columns, &record, &mut notes),
            };
            account.take(line, found, &notes, files);
        }
        self.batch.clear();
        self.rows.clear();
    }

    fn reader<'b>(&self, bytes: &'b [u8]) -> csv::Reader<&'b [u8]> {
        ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            // rows of another length are set aside one by one
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .from_reader(bytes)
    }

    fn record(
        &self,
        columns: &[Column],
        record: &ByteRecord,
        notes: &mut Notes,
    ) -> Result<MediaFile, Fault> {
        if record.len() != columns.len() {
            return Err(Fault("record", "has more or fewer cells than the header"));
        }
        let mut draft = Draft {
            file: MediaFile::default(),
            other: BTreeMap::new(),
            notes,
        };
        let (mut id, mut bad_hash) = (None, None);
        for (cell, column) in record.iter().zip(columns) {
            let is_text = std::str::from_utf8(cell).is_ok();
            let cell = String::from_utf8_lossy(cell);
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            // what a row is known by must be whole; a name with a sign that cannot be read is a name all the same
            if !is_text && !matches!(column, Column::Digest(_)) {
                if matches!(column, Column::Id | Column::Series | Column::Category) {
                    draft.notes.left_out.push((name(column), NOT_UTF_8));
                    continue;
                }
                draft.notes.flags.push((name(column), NOT_UTF_8));
            }
            match column {
                Column::Digest(digest) => {
                    let (kind, name) = digest.kind();
                    match kind.read(cell) {
                        Ok(digest) => *kind.place(&mut draft.file.digests) = Some(digest),
                        Err(reason) if reason == EMPTY_FILE => return Err(Fault(name, reason)),
                        Err(reason) => {
                            draft.notes.left_out.push((name, reason));
                            bad_hash.get_or_insert(Fault(name, reason));
                        }
                    }
                }
                Column::Content => draft.notes.content += 1,
                _ if is_content_text(cell) => draft.notes.content += 1,
                _ if cell.len() as u64 > self.limits.field_bytes => {
                    draft.notes.left_out.push((name(column), TOO_LONG));
                }
                Column::Id => id = Some(cell.to_owned()),
                column => draft.cell(column, cell, &self.scheme),
            }
        }
        let mut file = draft.file;
        file.id = match (id, first_hash(&file)) {
            (_, None) => return Err(bad_hash.unwrap_or(Fault("record", NO_HASH))),
            (Some(id), _) => id.into(),
            (None, Some(hash)) => hash.to_owned().into(),
        };
        file.other = OtherFields::from(draft.other);
        Ok(file)
    }
}

struct Draft<'n> {
    file: MediaFile,
    other: BTreeMap<String, Value>,
    notes: &'n mut Notes,
}

impl Draft<'_> {
    fn cell(&mut self, column: &Column, cell: &str, scheme: &str) {
        let plain = Plain::of_text(cell.into());
        let mut flagged = |name: &'static str, reason: &'static str| {
            self.notes.flags.push((name, reason));
            self.other.insert(name.to_owned(), cell.into());
        };
        match column {
            Column::PhotoDna if is_photodna(cell) => {
                let hash = perceptual("photodna", cell.to_owned());
                self.file.perceptual_hashes.push(hash);
            }
            Column::PhotoDna => flagged("PhotoDNA", NOT_PHOTODNA),
            Column::Name => self.file.names.push(cell.into()),
            Column::Size => match plain.count() {
                Some(size) => self.file.size_bytes = Some(size),
                None => flagged("FileSize", "is not a whole number"),
            },
            Column::Series => self.file.series = Some(cell.to_owned()),
            // words such as "image" are no media type
            Column::MediaType if cell.contains('/') => {
                self.file.media_type = Some(cell.to_owned());
            }
            Column::MediaType => drop(self.other.insert("Media Type".to_owned(), cell.into())),
            Column::Category => self.file.categories.push(FileCategory {
                scheme: scheme.to_owned(),
                code: cell.to_owned(),
                ..FileCategory::default()
            }),
            Column::Truth(name) => match plain.truth() {
                Some(truth) => drop(self.other.insert((*name).to_owned(), truth.into())),
                None => flagged(name, NO_TRUTH),
            },
            Column::Other(heading) => drop(self.other.insert(heading.clone(), cell.into())),
            // these were taken before
            Column::Digest(_) | Column::Id | Column::Content => {}
        }
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "list",
        reason,
    }
}
