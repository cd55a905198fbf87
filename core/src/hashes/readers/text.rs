use std::{borrow::Cow, collections::BTreeMap};

use super::{
    ListReadOptions,
    account::{Account, Fault, Notes},
    digest::{DigestKind, first_hash, perceptual},
    keep::{NOT_UTF_8, TOO_LONG},
    lines::{Lines, Row},
};
use crate::{
    Result,
    records::{MediaFile, OtherFields, UnknownFields, is_content_text},
};

/// Under which name the rest of a line is kept.
const REST: &str = "text";

/// Reads one hash a line.
pub(super) struct Text {
    lines: Lines,
    pdq: bool,
    /// How many hashes have 64 digits, and how many others there are.
    long: u64,
    others: u64,
    field_bytes: u64,
    unknown_fields: UnknownFields,
}

impl Text {
    pub(super) fn new(options: &ListReadOptions) -> Self {
        Self {
            lines: Lines::new(None, options.record_bytes),
            pdq: options.text_is_pdq,
            long: 0,
            others: 0,
            field_bytes: options.limits.field_bytes,
            unknown_fields: options.unknown_fields,
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
            self.line(&row, account, files)?;
        }
        Ok(())
    }

    pub(super) fn finish(
        &mut self,
        account: &mut Account,
        files: &mut Vec<MediaFile>,
    ) -> Result<()> {
        if let Some(row) = self.lines.finish() {
            self.line(&row, account, files)?;
        }
        if self.long > 0 && self.others == 0 && !self.pdq {
            account.report().notes.push(
                "every hash has 64 digits and was taken for SHA-256: if they are PDQ, say text_is_pdq"
                    .to_owned(),
            );
        }
        Ok(())
    }

    fn line(&mut self, row: &Row, account: &mut Account, files: &mut Vec<MediaFile>) -> Result<()> {
        let line = self.lines.bytes(row).trim_ascii_start();
        if line.trim_ascii().is_empty() || line.starts_with(b"#") {
            return Ok(());
        }
        account.entry()?;
        let mut notes = Notes::default();
        let line = String::from_utf8_lossy(line);
        if matches!(line, Cow::Owned(_)) {
            notes.flags.push(("name", NOT_UTF_8));
        }
        let found = self.record(&line, &mut notes);
        match found.as_ref().map(|file| file.digests.sha256.is_some()) {
            Ok(true) => self.long += 1,
            Ok(false) => self.others += 1,
            Err(_) => {}
        }
        account.take(row.line, found, &notes, files);
        Ok(())
    }

    fn record(&self, line: &str, notes: &mut Notes) -> Result<MediaFile, Fault> {
        // md5sum begins a line so when it had to escape the name
        let escaped = line.strip_prefix('\\');
        let line = escaped.unwrap_or(line);
        let end = line
            .bytes()
            .position(|byte| !byte.is_ascii_alphanumeric())
            .unwrap_or(line.len());
        let (hash, rest) = line.split_at_checked(end).unwrap_or((line, ""));
        let mut file = MediaFile::default();
        match DigestKind::of_length(hash.len()) {
            Some(DigestKind::Sha256) if self.pdq => {
                DigestKind::Sha256
                    .read(hash)
                    .map_err(|reason| Fault("hash", reason))?;
                file.perceptual_hashes
                    .push(perceptual("pdq", hash.to_owned()));
            }
            Some(kind) => {
                let digest = kind.read(hash).map_err(|reason| Fault("hash", reason))?;
                *kind.place(&mut file.digests) = Some(digest);
            }
            None => {
                return Err(Fault(
                    "hash",
                    "the line does not begin with a hash of 32, 40 or 64 hex digits",
                ));
            }
        }
        file.id = first_hash(&file).unwrap_or_default().to_owned().into();
        // as the tools of PDQ write it: the hash, its quality, and what they hashed
        let is_alike = !file.perceptual_hashes.is_empty();
        let rest = match quality(rest).filter(|_| is_alike) {
            Some((quality, rest)) => {
                for hash in &mut file.perceptual_hashes {
                    hash.quality = Some(quality);
                }
                rest
            }
            None => rest,
        };
        self.rest(rest, escaped.is_some(), &mut file, notes)?;
        Ok(file)
    }

    /// What stands behind the hash: a name as `md5sum` writes it, or anything behind a comma.
    fn rest(
        &self,
        rest: &str,
        escaped: bool,
        file: &mut MediaFile,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        if rest.trim().is_empty() {
            return Ok(());
        }
        if let Some(name) = rest.strip_prefix(' ') {
            let name = name.strip_prefix([' ', '*']).unwrap_or(name);
            let name = if escaped {
                unescape(name)
            } else {
                name.to_owned()
            };
            if name.len() as u64 > self.field_bytes {
                notes.left_out.push(("name", TOO_LONG));
            } else if !name.trim().is_empty() {
                file.names.push(name.into());
            }
            return Ok(());
        }
        let Some(text) = rest.strip_prefix([',', ';', '\t']) else {
            return Err(Fault(
                "hash",
                "something else than a blank or a comma stands behind the hash",
            ));
        };
        if text.trim().is_empty() {
            return Ok(());
        }
        if self.unknown_fields == UnknownFields::Refuse {
            return Err(Fault(REST, "is a field that the format does not know"));
        }
        if is_content_text(text) {
            notes.content += 1;
        } else if text.len() as u64 > self.field_bytes {
            notes.left_out.push((REST, TOO_LONG));
        } else {
            file.other = OtherFields::from(BTreeMap::from([(REST.to_owned(), text.into())]));
        }
        Ok(())
    }
}

/// The quality of a hash, 0 to 100 in a column behind it, and what comes behind that.
fn quality(rest: &str) -> Option<(u8, &str)> {
    let is_border = |c: char| matches!(c, ',' | ';' | '\t');
    let column = rest.strip_prefix(is_border)?;
    let end = column.find(is_border).unwrap_or(column.len());
    let (number, rest) = column.split_at_checked(end)?;
    let is_digits = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
    let quality = Some(number.trim()).filter(is_digits)?.parse().ok()?;
    (quality <= 100).then_some((quality, rest))
}

/// A name as `md5sum` escapes it.
fn unescape(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out
}
