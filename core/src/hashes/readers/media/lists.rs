//! The lists in the object of a file: its other hashes, and where it was found.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Draft, NOT_PHOTODNA, ODD, OTHER_HASH};
use crate::{
    hashes::readers::digest::{DigestKind, EMPTY_FILE, is_pdq, is_photodna, perceptual},
    records::{Pii, is_content_value},
};

impl Draft<'_> {
    /// Hashes beside MD5 and SHA-1; what is not known stays as it came.
    pub(super) fn alternatives(&mut self, value: Value) {
        const NAME: &str = "AlternativeHashes";
        let Value::Array(items) = value else {
            if is_content_value(&value) {
                self.notes.content += 1;
                return;
            }
            self.notes.flags.push((NAME, ODD));
            self.other.insert(NAME.to_owned(), value);
            return;
        };
        let mut rest = Vec::new();
        // of one that was left out nothing is
        for item in items.into_iter().filter(|item| !item.is_null()) {
            let text = |field: &str| item.get(field).and_then(Value::as_str).map(str::trim);
            let name = text("HashName").unwrap_or_default();
            let value = text("HashValue").unwrap_or_default();
            let plain: String = name
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|c| c.to_ascii_lowercase())
                .collect();
            let taken = match plain.as_str() {
                _ if value.is_empty() => false,
                "md5" => self.alternative(DigestKind::Md5, value),
                "sha1" => self.alternative(DigestKind::Sha1, value),
                "sha256" => self.alternative(DigestKind::Sha256, value),
                "pdq" if is_pdq(value) => self.alike("pdq", value),
                "photodna" if is_photodna(value) => self.alike("photodna", value),
                "pdq" => {
                    self.notes
                        .flags
                        .push(("AlternativeHashes.HashValue", "is not 64 hex digits"));
                    false
                }
                "photodna" => {
                    self.notes
                        .flags
                        .push(("AlternativeHashes.HashValue", NOT_PHOTODNA));
                    false
                }
                _ => false,
            };
            let more = item.as_object().is_none_or(|fields| fields.len() > 2);
            if !taken || more {
                rest.push(item);
            }
        }
        let rest = Value::Array(rest);
        if is_content_value(&rest) {
            self.notes.content += 1;
        } else if rest != json!([]) {
            self.other.insert(NAME.to_owned(), rest);
        }
    }

    fn alternative(&mut self, kind: DigestKind, value: &str) -> bool {
        match kind.read(value) {
            Err(reason) if reason == EMPTY_FILE => self.fail("AlternativeHashes.HashValue", reason),
            Err(reason) => self.bad_hash("AlternativeHashes.HashValue", reason),
            Ok(digest) => match kind.place(&mut self.file.digests) {
                Some(before) if *before != digest => {
                    self.notes.flags.push(("AlternativeHashes", OTHER_HASH));
                    return false;
                }
                place => *place = Some(digest),
            },
        }
        true
    }

    fn alike(&mut self, algorithm: &str, value: &str) -> bool {
        let hash = perceptual(algorithm, value.to_owned());
        // among the first only, or a record that holds very many would take for ever
        if !self
            .file
            .perceptual_hashes
            .iter()
            .take(16)
            .any(|before| *before == hash)
        {
            self.file.perceptual_hashes.push(hash);
        }
        true
    }

    /// The names under which the file was found, each once, in the order in which they stand.
    pub(super) fn names(&mut self, files: Option<&Value>) {
        let (mut seen, mut names) = (BTreeSet::new(), Vec::new());
        let mut other_md5 = false;
        let path = self.path.take();
        let mut all: Vec<&str> = path.as_deref().into_iter().collect();
        match files {
            None => {}
            Some(Value::Array(items)) => {
                for item in items {
                    let text = |field: &str| item.get(field).and_then(Value::as_str);
                    all.extend(text("FileName"));
                    all.extend(text("FilePath"));
                    let own = self.file.digests.md5.as_deref();
                    other_md5 |= text("MD5").map(str::trim).is_some_and(|md5| {
                        !md5.is_empty() && own.is_some_and(|own| !own.eq_ignore_ascii_case(md5))
                    });
                }
            }
            Some(_) => self.notes.flags.push(("MediaFiles", ODD)),
        }
        for name in all {
            if !name.trim().is_empty() && seen.insert(name) {
                names.push(Pii::from(name));
            }
        }
        if other_md5 {
            self.notes
                .flags
                .push(("MediaFiles.MD5", "is another than that of the record"));
        }
        self.file.names = names;
    }
}
