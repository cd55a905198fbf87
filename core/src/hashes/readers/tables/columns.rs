//! What each column of a table is used for, by its heading.

use std::collections::BTreeSet;

use csv::ByteRecord;

use super::{Tables, wrong};
use crate::{
    Error, Result,
    hashes::readers::{digest::DigestKind, keep::kept_name},
    records::{UnknownFields, list_may_hold_content},
};

/// What a column is used for.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Column {
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
pub(super) enum Digest {
    Md5,
    Sha1,
    Sha256,
}

impl Digest {
    pub(super) fn kind(self) -> (DigestKind, &'static str) {
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

impl Tables {
    pub(super) fn header(&self, bytes: &[u8]) -> Result<Vec<Column>> {
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
}

/// A heading in small letters and digits only.
pub(super) fn plain(heading: &str) -> String {
    heading
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The name of a column in the account: never one that the list made up.
pub(super) fn name(column: &Column) -> &'static str {
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
