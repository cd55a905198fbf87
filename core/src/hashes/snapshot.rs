//! One run of bytes that holds an index or a list, and is read where it lies.
//!
//! Layout, all numbers little-endian: `CASELINK`, the version of the format and the number of sections (32 bits each);
//! for each section its name (16 bytes, filled up with zeros), where it begins and how long it is (64 bits each) and
//! its SHA-256; then the SHA-256 of all that; then the sections, each from a multiple of 64 bytes on. The same content
//! gives the same bytes.

use std::{borrow::Cow, sync::Arc};

use bytemuck::Pod;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use super::slab::{Column, Shared, Slab};
use crate::{Control, Error, Result, control::checkpoint};

const MAGIC: &[u8; 8] = b"CASELINK";
const VERSION: u32 = 1;
const NAME: usize = 16;
const ENTRY: usize = NAME + 8 + 8 + 32;
const ALIGNED: usize = 64;
/// More sections than any list has.
const MOST_SECTIONS: usize = 100_000;
/// Bytes that are checked between two looks at the control.
const STRIDE: usize = 1 << 24;

fn corrupt(reason: &str) -> Error {
    Error::CorruptSnapshot {
        reason: reason.to_owned(),
    }
}

/// Collects sections, each in parts that follow each other.
#[derive(Default)]
pub(crate) struct Writer<'a> {
    sections: Vec<(String, Vec<Cow<'a, [u8]>>)>,
}

impl<'a> Writer<'a> {
    pub(crate) fn rows<T: Pod>(&mut self, name: &str, rows: &'a [T]) {
        let part = Cow::Borrowed(bytemuck::cast_slice(rows));
        self.sections.push((name.to_owned(), vec![part]));
    }

    pub(crate) fn made<T: Pod>(&mut self, name: &str, rows: &[T]) {
        let part = Cow::Owned(bytemuck::cast_slice(rows).to_vec());
        self.sections.push((name.to_owned(), vec![part]));
    }

    pub(crate) fn column<T: Pod>(&mut self, name: &str, column: &'a Column<T>) {
        let parts = column.parts().map(bytemuck::cast_slice::<T, u8>);
        self.sections
            .push((name.to_owned(), parts.map(Cow::Borrowed).into()));
    }

    pub(crate) fn json(&mut self, name: &str, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_vec(value).map_err(|_| Error::Internal)?;
        self.sections.push((name.to_owned(), vec![text.into()]));
        Ok(())
    }

    /// The bytes.
    pub(crate) fn finish(self) -> Vec<u8> {
        let head = MAGIC.len() + 8 + self.sections.len() * ENTRY + 32;
        let mut at = head.next_multiple_of(ALIGNED);
        let mut out = Vec::new();
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&(self.sections.len() as u32).to_le_bytes());
        for (name, parts) in &self.sections {
            let length: usize = parts.iter().map(|part| part.len()).sum();
            let mut digest = Sha256::new();
            for part in parts {
                digest.update(part);
            }
            let mut short = [0; NAME];
            for (to, from) in short.iter_mut().zip(name.bytes()) {
                *to = from;
            }
            out.extend_from_slice(&short);
            out.extend_from_slice(&(at as u64).to_le_bytes());
            out.extend_from_slice(&(length as u64).to_le_bytes());
            out.extend_from_slice(&digest.finalize());
            at = (at + length).next_multiple_of(ALIGNED);
        }
        let digest = Sha256::digest(&out);
        out.extend_from_slice(&digest);
        out.reserve_exact(at.saturating_sub(out.len()));
        for (_, parts) in self.sections {
            out.resize(out.len().next_multiple_of(ALIGNED), 0);
            for part in &parts {
                out.extend_from_slice(part);
            }
        }
        out
    }
}

struct Section {
    name: String,
    from: usize,
    to: usize,
    digest: [u8; 32],
}

/// Reads sections where they lie.
pub(crate) struct Reader {
    bytes: Shared,
    sections: Vec<Section>,
}

impl Reader {
    /// Reads and checks the header, and with `verified` every section too.
    pub(crate) fn open(bytes: Shared, verified: bool, control: &dyn Control) -> Result<Self> {
        let bytes = aligned(bytes);
        let sections = header((*bytes).as_ref())?;
        let reader = Self { bytes, sections };
        if verified {
            reader.verify(control)?;
        }
        Ok(reader)
    }

    /// Whether every section is as it was written.
    fn verify(&self, control: &dyn Control) -> Result<()> {
        let total: usize = self.sections.iter().map(|one| one.to - one.from).sum();
        let bytes = (*self.bytes).as_ref();
        let (mut done, mut end) = (0, MAGIC.len() + 8 + self.sections.len() * ENTRY + 32);
        for section in &self.sections {
            let between = bytes.get(end..section.from).unwrap_or_default();
            if between.iter().any(|byte| *byte != 0) {
                return Err(corrupt("there is something between its sections"));
            }
            end = section.to;
            let part = bytes.get(section.from..section.to).unwrap_or_default();
            let mut digest = Sha256::new();
            for piece in part.chunks(STRIDE) {
                checkpoint(control, done as u64, total as u64)?;
                digest.update(piece);
                done += piece.len();
            }
            if digest.finalize()[..] != section.digest {
                return Err(corrupt("a section is not what was written"));
            }
        }
        Ok(())
    }

    fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// The rows of a section; none where there is no such section.
    pub(crate) fn rows<T: Pod>(&self, name: &str) -> Result<Slab<T>> {
        match self.section(name) {
            Some(section) => Slab::shared(&self.bytes, section.from, section.to),
            None => Ok(Slab::default()),
        }
    }

    pub(crate) fn column<T: Pod>(&self, name: &str) -> Result<Column<T>> {
        Ok(self.rows(name)?.into())
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        let bytes = self.rows::<u8>(name)?;
        serde_json::from_slice(&bytes).map_err(|_| corrupt("a section is missing or no JSON"))
    }
}

/// The same bytes, from a multiple of eight on, as numbers must lie; copied where they do not.
fn aligned(bytes: Shared) -> Shared {
    struct Words(Vec<u64>, usize);
    impl AsRef<[u8]> for Words {
        fn as_ref(&self) -> &[u8] {
            bytemuck::cast_slice(&self.0)
                .get(..self.1)
                .unwrap_or_default()
        }
    }
    let part = (*bytes).as_ref();
    let (whole, length) = (part.len() / 8 * 8, part.len());
    if part
        .get(..whole)
        .is_some_and(|part| bytemuck::try_cast_slice::<u8, u64>(part).is_ok())
    {
        return bytes;
    }
    let words = part.chunks(8).map(|chunk| {
        let mut word = [0; 8];
        for (to, from) in word.iter_mut().zip(chunk) {
            *to = *from;
        }
        u64::from_ne_bytes(word)
    });
    Arc::new(Words(words.collect(), length))
}

fn header(bytes: &[u8]) -> Result<Vec<Section>> {
    if cfg!(target_endian = "big") {
        return Err(corrupt("this machine puts the high byte first"));
    }
    let (magic, rest) = bytes
        .split_first_chunk::<8>()
        .ok_or_else(|| corrupt("it is too short"))?;
    if magic != MAGIC {
        return Err(corrupt("it is no snapshot of caselink"));
    }
    let number = |rest: &[u8], at: usize| -> Option<u32> {
        let part: &[u8; 4] = rest.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(*part))
    };
    let (version, count) = (number(rest, 0), number(rest, 4));
    if version.is_some_and(|version| version > VERSION) {
        return Err(corrupt(
            "it was written by a newer version: update caselink",
        ));
    }
    let count = count.unwrap_or_default() as usize;
    let head = MAGIC.len() + 8 + count * ENTRY;
    let (Some(table), Some(digest)) = (bytes.get(..head), bytes.get(head..head + 32)) else {
        return Err(corrupt("it is too short"));
    };
    if count > MOST_SECTIONS || Sha256::digest(table)[..] != *digest {
        return Err(corrupt("its header is not what was written"));
    }
    let entries = table.get(MAGIC.len() + 8..).unwrap_or_default();
    let sections = entries
        .chunks_exact(ENTRY)
        .map(|entry| section(entry, bytes.len()));
    let sections: Vec<Section> = sections
        .collect::<Option<_>>()
        .ok_or_else(|| corrupt("it is too short"))?;
    match sections.last() {
        Some(last) if last.to == bytes.len() => Ok(sections),
        _ => Err(corrupt("it is longer than its header says, or empty")),
    }
}

fn section(entry: &[u8], length: usize) -> Option<Section> {
    let (name, rest) = entry.split_first_chunk::<NAME>()?;
    let (from, rest) = rest.split_first_chunk::<8>()?;
    let (long, digest) = rest.split_first_chunk::<8>()?;
    let from = usize::try_from(u64::from_le_bytes(*from)).ok()?;
    let to = from.checked_add(usize::try_from(u64::from_le_bytes(*long)).ok()?)?;
    let name = name.iter().take_while(|byte| **byte != 0);
    (to <= length).then_some(Section {
        name: name.map(|byte| char::from(*byte)).collect(),
        from,
        to,
        digest: digest.try_into().ok()?,
    })
}
