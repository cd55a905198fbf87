//! Files as plain values, as hosts have them: one that cannot be read costs no other.

use chrono::NaiveDate;
use serde_json::Value;

use super::{
    FileFindings, HashList,
    read::{Hashes, shape_fault},
};
use crate::{
    Control, Error, Result, json,
    records::{Limits, MediaFile, Rejection, RejectionLog, Rejections, from_values},
};

/// Files that can be read, and the rows of those that cannot.
pub(crate) struct FileRows {
    pub(crate) files: Vec<MediaFile>,
    bad: Vec<Rejection>,
    pub(crate) rejected: Rejections,
}

impl FileRows {
    /// Reads files one by one.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] where none can be read: that is no odd row, but another shape.
    pub(crate) fn read(values: &[Value]) -> Result<Self> {
        let (mut log, limits) = (RejectionLog::default(), Limits::default());
        let (mut files, mut bad) = (Vec::with_capacity(values.len()), Vec::new());
        for (row, value) in values.iter().enumerate() {
            match one(value) {
                Ok(file) => files.push(file),
                Err((field, reason)) => {
                    log.push(row, &field, reason, &limits);
                    bad.push(Rejection {
                        row: row as u64,
                        field,
                        reason: reason.to_owned(),
                    });
                }
            }
        }
        if let (true, Some(first)) = (files.is_empty(), bad.first()) {
            from_values::<MediaFile>("files", &Value::Array(values.to_vec()))?;
            return Err(Error::InvalidParameter {
                name: "files",
                reason: format!("[{}].{}: {}", first.row, first.field, first.reason),
            });
        }
        Ok(Self {
            files,
            bad,
            rejected: log.finish(),
        })
    }
}

fn one(value: &Value) -> Result<MediaFile, (String, &'static str)> {
    let file: MediaFile = json::read(value).map_err(|wrong| shape_fault(&wrong))?;
    if file.other.is_empty() && file.digests.other.is_empty() {
        return Ok(file);
    }
    match Hashes::of(&file).misspelt {
        Some((field, reason)) => Err((field.to_owned(), reason)),
        None => Ok(file),
    }
}

impl HashList {
    /// As [`find_all`](Self::find_all), from plain values of the shape that the schema `media_file` states. One that has
    /// another is set aside, says so in its place ([`rejected`](FileFindings::rejected)), and the others are looked for.
    ///
    /// # Errors
    ///
    /// As [`find_all`](Self::find_all); [`Error::InvalidParameter`] where no file is of that shape.
    pub fn find_all_values(
        &self,
        files: &[Value],
        on: Option<NaiveDate>,
        control: &dyn Control,
    ) -> Result<Vec<FileFindings>> {
        let rows = FileRows::read(files)?;
        let mut found = self.find_all(&rows.files, on, control)?.into_iter();
        let mut bad = rows.bad.into_iter().peekable();
        let one = |row: u64| match bad.next_if(|one| one.row == row) {
            Some(rejected) => FileFindings {
                rejected: Some(rejected),
                ..FileFindings::default()
            },
            None => found.next().unwrap_or_default(),
        };
        Ok((0..files.len() as u64).map(one).collect())
    }
}
