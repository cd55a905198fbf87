use std::collections::{BTreeMap, BTreeSet};

use csv::{ByteRecord, ReaderBuilder, Terminator};
use serde_json::Value;

use super::{
    ListFormat, ListReadOptions,
    account::{Account, Fault, Notes},
    digest::{DigestKind, first_hash, is_photodna, perceptual},
    keep::{TOO_LONG, kept_name},
    lines::{Lines, Row, lines_of},
    media::{NO_HASH, NO_TRUTH, NOT_PHOTODNA},
    plain::Plain,
};
use crate::{
    Error, Result,
    records::{
        FileCategory, Limits, MediaFile, OtherFields, UnknownFields, is_content_text,
        list_may_hold_content,
    },
};

/// The scheme of the column `Baseline` of ICSE, unless the options name one.
const BASELINE: &str = "icse-baseline";

/// What a column is used for.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Column {
    Digest(Digest),
    PhotoDna,
    Id,
    Name,
    Size,
    Series,
    MediaType,
    Category,
    /// True or false, kept under the name that VICS has for it.
    Truth(&'static str),
    /// It may hold a picture.
    Content,
    /// Kept under its heading.
    Other(String),
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Digest {
    Md5,
    Sha1,
    Sha256,
}

impl Digest {
    fn kind(self) -> (DigestKind, &'static str) {
        match self {
            Self::Md5 => (DigestKind::Md5, "MD5"),
            Self::Sha1 => (DigestKind::Sha1, "SHA1"),
            Self::Sha256 => (DigestKind::Sha256, "SHA256"),
        }
    }
}

/// The columns of each table, by their headings in small letters and digits only.
const NSRL: [(&str, Column); 9] = [
    ("md5", Column::Digest(Digest::Md5)),
    ("sha1", Column::Digest(Digest::Sha1)),
    ("sha256", Column::Digest(Digest::Sha256)),
    ("filename", Column::Name),
    ("filepath", Column::Name),
    ("path", Column::Name),
    ("filesize", Column::Size),
    ("bytes", Column::Size),
    ("size", Column::Size),
];
const ICSE: [(&str, Column); 11] = [
    ("md5", Column::Digest(Digest::Md5)),
    ("sha1", Column::Digest(Digest::Sha1)),
    ("sha256", Column::Digest(Digest::Sha256)),
    ("photodna", Column::PhotoDna),
    ("imageid", Column::Id),
    ("isdistributed", Column::Truth("IsDistributed")),
    ("victimidentified", Column::Truth("VictimIdentified")),
    ("offenderidentified", Column::Truth("OffenderIdentified")),
    ("seriesname", Column::Series),
    ("mediatype", Column::MediaType),
    ("baseline", Column::Category),
];

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

    fn header(&self, bytes: &[u8]) -> Result<Vec<Column>> {
        let mut record = ByteRecord::new();
        let read = self.reader(bytes).read_byte_record(&mut record);
        let headings: Vec<&str> = record
            .iter()
            .filter(|_| read.is_ok())
            .map(|heading| std::str::from_utf8(heading).map(str::trim))
            .collect::<Result<_, _>>()
            .map_err(|_| Error::InvalidUnicode {
                place: "list".to_owned(),
                reason: "the header is not UTF-8: convert the table to UTF-8 first".to_owned(),
            })?;
        // a table without a header begins with a row, and no value of a row may stand in an error
        let has_hash = headings.iter().any(|heading| {
            matches!(
                self.known(heading),
                Some(Column::Digest(_) | Column::PhotoDna)
            )
        });
        if !has_hash {
            if let Some(separator) = self.other_separator(bytes) {
                let own = if self.icse { "semicolons" } else { "commas" };
                return Err(wrong(format!(
                    "the columns of this format stand between {own}, and those of this header between {separator}: \
                     convert the table, or name the other format"
                )));
            }
            return Err(Error::MissingColumn {
                column: "MD5".to_owned(),
            });
        }
        let all: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
        let mut columns = Vec::with_capacity(headings.len());
        let mut seen = BTreeSet::new();
        for (at, heading) in headings.into_iter().enumerate() {
            if heading.len() as u64 > self.limits.field_bytes {
                return Err(wrong(
                    "a heading is longer than the limit field_bytes".to_owned(),
                ));
            }
            let is_there = |name: &str| all.iter().any(|other| other == name);
            let column = if heading.is_empty() {
                Column::Other(format!("column_{at}"))
            } else if self.icse && plain(heading) == "series" && !is_there("seriesname") {
                Column::Series
            } else if self.icse
                && self.told
                && plain(heading) == "category"
                && !is_there("baseline")
            {
                Column::Category
            } else {
                self.column(heading, at)?
            };
            let twice = match column {
                // a file may have several names, and what is dropped cannot stand twice
                Column::Name | Column::Content => false,
                _ => !seen.insert(column.clone()),
            };
            if twice {
                // a heading may be a value, where the header is no header
                return Err(Error::DuplicateColumn {
                    column: match column {
                        Column::Other(_) => format!("number {}", at + 1),
                        column => name(&column).to_owned(),
                    },
                });
            }
            columns.push(column);
        }
        Ok(columns)
    }

    /// What the columns of a header stand between, where it is not what the format says.
    fn other_separator(&self, header: &[u8]) -> Option<&'static str> {
        let all = [(b';', "semicolons"), (b',', "commas"), (b'\t', "tabs")];
        let has_hash = |delimiter: u8| {
            let text = String::from_utf8_lossy(header);
            text.split(char::from(delimiter)).any(|heading| {
                let heading = heading.trim().trim_matches('"');
                let known = self.known(heading);
                matches!(known, Some(Column::Digest(_) | Column::PhotoDna))
            })
        };
        let others = all.iter().filter(|(byte, _)| *byte != self.delimiter);
        let mut others = others.filter(|(byte, _)| has_hash(*byte));
        others.next().map(|(_, name)| *name)
    }

    /// A column that the format knows.
    fn known(&self, heading: &str) -> Option<Column> {
        let known: &[(&str, Column)] = if self.icse { &ICSE } else { &NSRL };
        let plain = plain(heading);
        let of = known.iter().find(|(name, _)| *name == plain);
        of.map(|(_, column)| column.clone())
    }

    fn column(&self, heading: &str, at: usize) -> Result<Column> {
        if let Some(column) = self.known(heading) {
            return Ok(column);
        }
        let plain = plain(heading);
        // these are of the format, and have no place of their own in a record
        let of_the_format =
            self.icse && ["numberofsubmissions", "fileavailable"].contains(&&*plain);
        if list_may_hold_content(heading) {
            Ok(Column::Content)
        } else if self.unknown_fields == UnknownFields::Refuse && !of_the_format {
            Err(wrong(format!(
                "column number {} is none that the format knows",
                at + 1
            )))
        } else {
            Ok(Column::Other(kept_name(heading)))
        }
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
        let mut id = None;
        for (cell, column) in record.iter().zip(columns) {
            let cell = std::str::from_utf8(cell).map_err(|_| Fault("record", "is not UTF-8"))?;
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            match column {
                Column::Digest(digest) => {
                    let (kind, name) = digest.kind();
                    let digest = kind.read(cell).map_err(|reason| Fault(name, reason))?;
                    *kind.place(&mut draft.file.digests) = Some(digest);
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
            (_, None) => return Err(Fault("record", NO_HASH)),
            (Some(id), _) => id.into(),
            (None, Some(hash)) => hash.to_owned().into(),
        };
        file.other = OtherFields::from(draft.other);
        Ok(file)
    }
}

/// A heading in small letters and digits only.
fn plain(heading: &str) -> String {
    heading
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
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

/// The name of a column in the account: never one that the list made up.
fn name(column: &Column) -> &'static str {
    match column {
        Column::Digest(digest) => digest.kind().1,
        Column::PhotoDna => "PhotoDNA",
        Column::Id => "Image ID",
        Column::Name => "FileName",
        Column::Size => "FileSize",
        Column::Series => "Series name",
        Column::MediaType => "Media Type",
        Column::Category => "Baseline",
        Column::Truth(name) => name,
        Column::Content => "content",
        Column::Other(_) => "other",
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "list",
        reason,
    }
}
