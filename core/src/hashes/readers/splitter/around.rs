//! What stands around the lists of a VICS file, and what its objects are.

use std::ops::Range;

/// Fields that only a case has, and fields that only a file has.
const CASE: [&str; 4] = ["Media", "CaseID", "CaseNumber", "TotalMediaFiles"];
const FILE: [&str; 3] = ["MD5", "MediaID", "SHA1"];

/// An object around a list, or one that may turn out to be so.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// Its bytes up to the last list in it, with `null` in place of each list.
    pub(super) before: Vec<u8>,
    /// Where the last string at its own level begins and ends, counted from `start`.
    pub(super) string: Range<usize>,
    /// What the name before the value at hand promises.
    pub(super) awaits: Option<bool>,
    pub(super) has_files: bool,
    /// Whether the list at hand is one object without brackets around it.
    pub(super) holds_one: bool,
    pub(super) looks: Looks,
    pub(super) root: bool,
}

/// What an object is, by the names of its fields. Some files name their case, so what names a file has the last word.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Looks {
    #[default]
    Unclear,
    Case,
    File,
}

impl Around {
    /// A field begins: whether its value may be a list of files or cases.
    pub(super) fn field(&mut self, name: &[u8]) {
        let unescaped;
        let name = if name.contains(&b'\\') {
            // a name may be written with escapes, and is then the same name
            let quoted = [b"\"", name, b"\""].concat();
            unescaped = serde_json::from_slice::<String>(&quoted).unwrap_or_default();
            unescaped.as_bytes()
        } else {
            name
        };
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        self.awaits = if is("Media") {
            Some(false)
        } else if self.root && is("value") {
            Some(true)
        } else {
            None
        };
        let looks = if CASE.iter().any(|known| is(known)) {
            Looks::Case
        } else if FILE.iter().any(|known| is(known)) {
            Looks::File
        } else {
            Looks::Unclear
        };
        self.looks = self.looks.max(looks);
    }
}

/// The fields of an object so far, as an object.
pub(super) fn closed(mut fields: Vec<u8>) -> Vec<u8> {
    fields.push(b'}');
    fields
}
