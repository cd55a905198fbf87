use std::{collections::BTreeMap, fmt};

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::{
    account::{Fault, Notes},
    dates::{day, is_ambiguous},
    digest::{DigestKind, EMPTY_FILE, first_hash, is_pdq, is_photodna, perceptual},
    keep::{Keep, Key, TOO_LONG, content, kept_name},
    plain::{AsPlain, Plain},
};
use crate::records::{
    DateProblem, FileCategory, MediaFile, OtherFields, PartialDate, Provenance, UnknownFields,
    is_content_text, list_may_hold_content, stated,
};

mod lists;

const ODD: &str = "is not of the kind that the field holds";
const EITHER: &str = "may be day first: it is read month first, as in the United States";
pub(super) const NOT_PHOTODNA: &str =
    "is not 144 bytes in base64, in hexadecimal, or as numbers with commas";
pub(super) const NO_TRUTH: &str = "is neither true nor false";
pub(super) const OTHER_HASH: &str = "holds another hash than the record";
pub(super) const NO_HASH: &str = "has no hash";

/// How the files of a VICS list are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct How<'a> {
    pub(super) scheme: &'a str,
    pub(super) field_bytes: u64,
    pub(super) unknown_fields: UnknownFields,
}

/// What a field of a VICS file is used for.
#[derive(Clone, Copy, Debug)]
enum Use {
    Id,
    Digest(DigestKind),
    PhotoDna,
    Alternatives,
    Size,
    MediaType,
    Category,
    Series,
    Truth,
    Path,
    Files,
    Updated,
    Kept,
}

const KNOWN: [(&str, Use); 23] = [
    ("MediaID", Use::Id),
    ("MD5", Use::Digest(DigestKind::Md5)),
    ("SHA1", Use::Digest(DigestKind::Sha1)),
    ("SHA256", Use::Digest(DigestKind::Sha256)),
    ("PhotoDNA", Use::PhotoDna),
    ("AlternativeHashes", Use::Alternatives),
    ("MediaSize", Use::Size),
    ("MimeType", Use::MediaType),
    ("Category", Use::Category),
    ("Series", Use::Series),
    ("VictimIdentified", Use::Truth),
    ("OffenderIdentified", Use::Truth),
    ("IsDistributed", Use::Truth),
    ("IsSuspected", Use::Truth),
    ("SelfGenerated", Use::Truth),
    ("IsPrecategorized", Use::Truth),
    ("RelativeFilePath", Use::Path),
    ("MediaFiles", Use::Files),
    ("DateUpdated", Use::Updated),
    ("PrecategorizationSource", Use::Kept),
    ("Tags", Use::Kept),
    ("Comments", Use::Kept),
    ("Exifs", Use::Kept),
];

/// A hash at the top of a record, under a name that the format does not have.
#[derive(Clone, Copy, Debug)]
enum Hash {
    Digest(DigestKind),
    Pdq,
}

/// What some tools write instead of `SHA1` and `SHA256`, and for PDQ.
fn other_spelling(key: &str) -> Option<(&'static str, Hash)> {
    const ALL: [(&str, &str, Hash); 4] = [
        ("md5", "MD5", Hash::Digest(DigestKind::Md5)),
        ("sha1", "SHA1", Hash::Digest(DigestKind::Sha1)),
        ("sha256", "SHA256", Hash::Digest(DigestKind::Sha256)),
        ("pdq", "PDQ", Hash::Pdq),
    ];
    let letters = key
        .bytes()
        .filter(|byte| !matches!(byte, b'-' | b'_' | b' '))
        .map(|byte| byte.to_ascii_lowercase());
    let is_it = |(plain, ..): &&(&str, &str, Hash)| {
        key.len() <= plain.len() + 2 && letters.clone().eq(plain.bytes())
    };
    ALL.iter().find(is_it).map(|(_, name, hash)| (*name, *hash))
}

/// Reads the object of one file; the first thing that is wrong with it sets it aside.
pub(super) fn read(bytes: &[u8], how: How<'_>, notes: &mut Notes) -> Result<MediaFile, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault("record", "is not UTF-8"))?;
    let mut from = serde_json::Deserializer::from_str(text);
    let mut draft = Draft {
        how,
        notes,
        file: MediaFile::default(),
        other: BTreeMap::new(),
        id: None,
        path: None,
        alternatives: None,
        files: None,
        fault: None,
        bad_hash: None,
        seen: 0,
    };
    from.deserialize_map(&mut draft)
        .and_then(|()| from.end())
        .map_err(|_| Fault("record", "is not JSON"))?;
    draft.finish()
}

struct Draft<'a> {
    how: How<'a>,
    notes: &'a mut Notes,
    file: MediaFile,
    other: BTreeMap<String, Value>,
    id: Option<String>,
    path: Option<String>,
    alternatives: Option<Value>,
    files: Option<Value>,
    fault: Option<Fault>,
    /// The first hash that cannot be read.
    bad_hash: Option<Fault>,
    /// A bit for each known field that stood there.
    seen: u32,
}

impl<'de> Visitor<'de> for &mut Draft<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Key)? {
            let known = KNOWN
                .iter()
                .enumerate()
                .find(|(_, (name, _))| name.eq_ignore_ascii_case(&key));
            let mut wrong = None;
            if known.is_none()
                && let Some((name, hash)) = other_spelling(&key)
            {
                let keep = Keep::new(self.how.field_bytes, &mut wrong, &mut self.notes.content);
                let value = map.next_value_seed(AsPlain(keep))?;
                self.other_spelling(name, hash, value);
            } else if let Some((at, (name, used))) = known {
                if self.seen & (1 << at) != 0 {
                    self.fail(name, "stands twice");
                }
                self.seen |= 1 << at;
                let mut keep = Keep::new(self.how.field_bytes, &mut wrong, &mut self.notes.content);
                // many hashes in base64 look like a picture: they are taken out of it first
                if matches!(used, Use::Alternatives) {
                    keep = keep.unjudged();
                }
                let value = map.next_value_seed(AsPlain(keep))?;
                match wrong {
                    Some(reason) => self.notes.left_out.push((name, reason)),
                    None => self.known(name, *used, value),
                }
            } else if list_may_hold_content(&key) {
                self.notes.content += content(&mut map)?;
            } else if self.how.unknown_fields == UnknownFields::Refuse {
                map.next_value::<IgnoredAny>()?;
                self.fail("other", "is a field that the format does not know");
            } else {
                let keep = Keep::new(self.how.field_bytes, &mut wrong, &mut self.notes.content);
                let value = map.next_value_seed(keep)?;
                self.unknown(&key, value, wrong);
            }
        }
        Ok(())
    }
}

impl Draft<'_> {
    fn fail(&mut self, field: &'static str, reason: &'static str) {
        self.fault.get_or_insert(Fault(field, reason));
    }

    fn unknown(&mut self, key: &str, value: Value, wrong: Option<&'static str>) {
        if key.len() as u64 > self.how.field_bytes {
            self.notes.left_out.push(("other", TOO_LONG));
        } else if let Some(reason) = wrong {
            self.notes.left_out.push(("other", reason));
        } else if self.other.insert(kept_name(key), value).is_some() {
            self.fail("other", "stands twice");
        }
    }

    fn known(&mut self, name: &'static str, used: Use, value: Plain<'_>) {
        if matches!(value, Plain::Missing) {
            return;
        }
        if let Use::Digest(kind) = used {
            match &value {
                Plain::Text(text) => self.digest(name, kind, text),
                _ => self.bad_hash(name, "is not text"),
            }
            return;
        }
        if matches!(&value, Plain::Text(text) if is_content_text(text)) {
            self.notes.content += 1;
            return;
        }
        if matches!(&value, Plain::Text(text) if text.len() as u64 > self.how.field_bytes) {
            self.notes.left_out.push((name, TOO_LONG));
            return;
        }
        let odd = match used {
            Use::Id => value.text().map(|id| self.id = Some(id)).err(),
            Use::PhotoDna => self.photodna(value),
            Use::Alternatives => {
                self.alternatives = Some(value.into_value());
                None
            }
            Use::Files => {
                self.files = Some(value.into_value());
                None
            }
            Use::Size => match value.count() {
                Some(size) => {
                    self.file.size_bytes = Some(size);
                    None
                }
                None => Some(value),
            },
            Use::MediaType => match value {
                Plain::Text(text) => {
                    self.file.media_type = Some(text.trim().to_owned());
                    None
                }
                other => Some(other),
            },
            Use::Category => self.category(value),
            Use::Series => value
                .text()
                .map(|series| self.file.series = stated(&series).map(str::to_owned))
                .err(),
            Use::Path => match value {
                Plain::Text(text) => {
                    self.path = Some(text.into_owned());
                    None
                }
                other => Some(other),
            },
            Use::Truth => {
                let truth = value.truth();
                if truth.is_none() {
                    self.notes.flags.push((name, NO_TRUTH));
                }
                let value = truth.map_or_else(|| value.into_value(), Value::from);
                self.other.insert(name.to_owned(), value);
                None
            }
            Use::Updated => self.updated(name, value),
            Use::Kept | Use::Digest(_) => {
                self.other.insert(name.to_owned(), value.into_value());
                None
            }
        };
        if let Some(value) = odd {
            self.notes.flags.push((name, ODD));
            self.other.insert(name.to_owned(), value.into_value());
        }
    }

    /// Takes a digest; one that cannot be read is left out, and the others of its record stay.
    fn digest(&mut self, name: &'static str, kind: DigestKind, text: &str) {
        match kind.read(text) {
            Err(reason) if reason == EMPTY_FILE => self.fail(name, reason),
            Err(reason) => self.bad_hash(name, reason),
            Ok(digest) => match kind.place(&mut self.file.digests) {
                Some(before) if *before != digest => {
                    self.notes.flags.push((name, OTHER_HASH));
                    self.other.insert(name.to_owned(), digest.into());
                }
                place => *place = Some(digest),
            },
        }
    }

    fn bad_hash(&mut self, name: &'static str, reason: &'static str) {
        self.notes.left_out.push((name, reason));
        self.bad_hash.get_or_insert(Fault(name, reason));
    }

    /// A hash under a name that some tools write otherwise.
    fn other_spelling(&mut self, name: &'static str, hash: Hash, value: Plain<'_>) {
        let text = match value {
            Plain::Missing => return,
            Plain::Text(text) => text,
            _ => return self.bad_hash(name, "is not text"),
        };
        match hash {
            Hash::Digest(kind) => self.digest(name, kind, &text),
            Hash::Pdq if is_pdq(text.trim()) => {
                let hash = perceptual("pdq", text.trim().to_owned());
                self.file.perceptual_hashes.push(hash);
            }
            Hash::Pdq => self.bad_hash(name, "is not 64 hex digits"),
        }
    }

    fn photodna<'v>(&mut self, value: Plain<'v>) -> Option<Plain<'v>> {
        match value {
            Plain::Text(text) if is_photodna(text.trim()) => {
                let hash = perceptual("photodna", text.trim().to_owned());
                self.file.perceptual_hashes.push(hash);
                None
            }
            Plain::Text(text) => {
                self.notes.flags.push(("PhotoDNA", NOT_PHOTODNA));
                self.other
                    .insert("PhotoDNA".to_owned(), text.into_owned().into());
                None
            }
            other => Some(other),
        }
    }

    fn category<'v>(&mut self, value: Plain<'v>) -> Option<Plain<'v>> {
        match value.text() {
            Ok(code) => {
                self.file.categories.push(FileCategory {
                    scheme: self.how.scheme.to_owned(),
                    code: code.trim().to_owned(),
                    ..FileCategory::default()
                });
                None
            }
            Err(other) => Some(other),
        }
    }

    /// The day; what stands there is kept as well where it says more than the day.
    fn updated<'v>(&mut self, name: &'static str, value: Plain<'v>) -> Option<Plain<'v>> {
        let Plain::Text(text) = &value else {
            return Some(value);
        };
        let Some(day) = day(text) else {
            self.notes
                .flags
                .push((name, "is not a date in a form that this format uses"));
            self.other.insert(name.to_owned(), value.into_value());
            return None;
        };
        match PartialDate::try_from(day) {
            Err(problem @ DateProblem::Placeholder) => {
                self.notes.left_out.push((name, problem.reason()));
                return None;
            }
            Err(problem) => self.notes.flags.push((name, problem.reason())),
            Ok(_) => {
                if is_ambiguous(text) {
                    self.notes.flags.push((name, EITHER));
                }
                self.file.provenance = Some(Provenance {
                    recorded_on: Some(day),
                    ..Provenance::default()
                });
                if text.trim().len() == "2023-04-05".len() && text.contains('-') {
                    return None;
                }
            }
        }
        self.other.insert(name.to_owned(), value.into_value());
        None
    }

    fn finish(mut self) -> Result<MediaFile, Fault> {
        if let Some(alternatives) = self.alternatives.take() {
            self.alternatives(alternatives);
        }
        let files = self.files.take();
        self.names(files.as_ref());
        if let Some(files) = files {
            self.other.insert("MediaFiles".to_owned(), files);
        }
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let id = match (self.id, first_hash(&self.file)) {
            (_, None) => return Err(self.bad_hash.unwrap_or(Fault("record", NO_HASH))),
            (Some(id), _) => id,
            (None, Some(hash)) => hash.to_owned(),
        };
        self.file.id = id.into();
        self.notes.precategorized_without = self.file.categories.is_empty()
            && self.other.get("IsPrecategorized") == Some(&Value::Bool(true));
        self.file.other = OtherFields::from(self.other);
        Ok(self.file)
    }
}
