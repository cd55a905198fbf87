//! Is a file of exactly these bytes known?

use std::{fmt, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    keys::Keys,
    snapshot::{Reader, Writer},
};
use crate::{Control, Error, Result};

/// How a digest was made.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DigestKind {
    /// MD5, 16 bytes. Files can be made to share one, so equality is a lead.
    Md5,
    /// SHA-1, 20 bytes. The same holds.
    Sha1,
    /// SHA-256, 32 bytes.
    Sha256,
}

impl DigestKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Md5, Self::Sha1, Self::Sha256];

    /// The kind of a name: `md5`, `sha1`, `sha256`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for any other.
    pub fn from_name(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| wrong("kind", "is none of md5, sha1, sha256"))
    }

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
        }
    }

    /// How many bytes a digest has.
    pub const fn width(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }
}

/// The bytes that a text of hex digits stands for, of either case; `None` for another length or other signs.
pub(super) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |c: u8| char::from(c).to_digit(16).map(|digit| digit as u8);
    let mut bytes = [0; N];
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    for (to, pair) in bytes.iter_mut().zip(pairs) {
        *to = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

fn wrong(name: &'static str, reason: &str) -> Error {
    Error::InvalidParameter {
        name,
        reason: reason.to_owned(),
    }
}

/// Digests of one kind, of which only is asked whether they are there: such as a list of known good files.
///
/// Sorted rows, with a table of where each beginning starts: 16, 20 or 32 bytes for each digest and less than two more.
/// What is inserted or removed counts at once. Digests are handed over as bytes, one behind the other.
///
/// ```
/// use caselink::{NoControl, hashes::{DigestKind, DigestSet}};
///
/// let mut known = DigestSet::new(DigestKind::Md5);
/// assert_eq!(known.extend(&[7; 32], &NoControl)?, 1); // the same one twice
/// assert!(known.contains(&[7; 16])?);
/// assert!(known.remove(&[7; 16])?);
/// assert!(!known.contains(&[7; 16])?);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone)]
pub struct DigestSet(Rows);

#[derive(Clone)]
enum Rows {
    Md5(Keys<16>),
    Sha1(Keys<20>),
    Sha256(Keys<32>),
}

/// The same for each kind.
macro_rules! each {
    ($rows:expr, $keys:ident => $do:expr) => {
        match $rows {
            Rows::Md5($keys) => $do,
            Rows::Sha1($keys) => $do,
            Rows::Sha256($keys) => $do,
        }
    };
}

/// What a snapshot says of a set.
#[derive(Serialize, Deserialize)]
struct SetPlan {
    digests: DigestKind,
}

fn one<const N: usize>(digest: &[u8]) -> Result<&[u8; N]> {
    digest
        .try_into()
        .map_err(|_| wrong("digest", &format!("must be {N} bytes")))
}

fn many<const N: usize>(digests: &[u8]) -> Result<&[[u8; N]]> {
    let (whole, rest) = digests.as_chunks();
    if rest.is_empty() {
        Ok(whole)
    } else {
        Err(wrong(
            "digests",
            &format!("must be bytes that lie one behind the other, {N} for each digest"),
        ))
    }
}

impl DigestSet {
    /// An empty set of digests of a kind.
    pub fn new(kind: DigestKind) -> Self {
        Self(match kind {
            DigestKind::Md5 => Rows::Md5(Keys::default()),
            DigestKind::Sha1 => Rows::Sha1(Keys::default()),
            DigestKind::Sha256 => Rows::Sha256(Keys::default()),
        })
    }

    /// The kind of its digests.
    pub const fn kind(&self) -> DigestKind {
        match self.0 {
            Rows::Md5(_) => DigestKind::Md5,
            Rows::Sha1(_) => DigestKind::Sha1,
            Rows::Sha256(_) => DigestKind::Sha256,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        each!(&self.0, keys => keys.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of memory that it takes.
    pub fn bytes(&self) -> usize {
        each!(&self.0, keys => keys.bytes())
    }

    /// Stores a digest; `false` when it is there already.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for another length than that of the kind.
    pub fn insert(&mut self, digest: &[u8]) -> Result<bool> {
        each!(&mut self.0, keys => Ok(keys.insert(*one(digest)?)))
    }

    /// Stores many digests, one behind the other; says how many were not there yet.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert); [`Error::LimitExceeded`] above 4,294,967,295; [`Error::Cancelled`]. Then nothing is
    /// stored.
    pub fn extend(&mut self, digests: &[u8], control: &dyn Control) -> Result<usize> {
        let asked = self.len() + digests.len() / self.kind().width();
        if asked > u32::MAX as usize {
            return Err(Error::LimitExceeded {
                limit: "digests",
                allowed: u64::from(u32::MAX),
                asked: asked as u64,
            });
        }
        each!(&mut self.0, keys => keys.extend(many(digests)?, control))
    }

    /// Removes a digest; `false` when it is not there.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert).
    pub fn remove(&mut self, digest: &[u8]) -> Result<bool> {
        each!(&mut self.0, keys => Ok(keys.remove(one(digest)?)))
    }

    /// Whether a digest is there.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert).
    pub fn contains(&self, digest: &[u8]) -> Result<bool> {
        each!(&self.0, keys => Ok(keys.contains(one(digest)?)))
    }

    /// Whether each of many digests is there.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert); [`Error::Cancelled`].
    pub fn contains_all(&self, digests: &[u8], control: &dyn Control) -> Result<Vec<bool>> {
        each!(&self.0, keys => keys.contains_all(many(digests)?, control))
    }

    /// The set as one run of bytes, which [`open`](Self::open) reads where it lies.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] for a defect only.
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        let mut writer = Writer::default();
        writer.json(
            "set",
            &SetPlan {
                digests: self.kind(),
            },
        )?;
        each!(&self.0, keys => keys.write("", &mut writer))?;
        Ok(writer.finish())
    }

    /// Reads a snapshot where it lies; with `verified`, every byte is checked first.
    ///
    /// # Errors
    ///
    /// [`Error::CorruptSnapshot`]; [`Error::Cancelled`].
    pub fn open(
        bytes: Arc<dyn AsRef<[u8]> + Send + Sync>,
        verified: bool,
        control: &dyn Control,
    ) -> Result<Self> {
        let reader = Reader::open(bytes, verified, control)?;
        let plan: SetPlan = reader.json("set")?;
        Ok(Self(match plan.digests {
            DigestKind::Md5 => Rows::Md5(Keys::read("", &reader)?),
            DigestKind::Sha1 => Rows::Sha1(Keys::read("", &reader)?),
            DigestKind::Sha256 => Rows::Sha256(Keys::read("", &reader)?),
        }))
    }
}

impl fmt::Debug for DigestSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DigestSet")
            .field("kind", &self.kind())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::NoControl;

    #[derive(Clone, Debug)]
    enum Step {
        Insert([u8; 16]),
        Extend(Vec<[u8; 16]>),
        Remove([u8; 16]),
        Snapshot,
    }

    /// Few different digests, many of which begin alike.
    fn digest() -> impl Strategy<Value = [u8; 16]> {
        (0..3_u8, 0..40_u8).prop_map(|(first, last)| {
            let mut digest = [first; 16];
            digest[15] = last;
            digest
        })
    }

    proptest! {
        /// Whatever was stored, removed and read back: what is there is there, and nothing else.
        #[test]
        fn a_set_is_a_set(steps in prop::collection::vec(prop_oneof![
            4 => digest().prop_map(Step::Insert),
            2 => prop::collection::vec(digest(), 0..30).prop_map(Step::Extend),
            3 => digest().prop_map(Step::Remove),
            1 => Just(Step::Snapshot),
        ], 0..40)) {
            let mut set = DigestSet::new(DigestKind::Md5);
            let mut truth = BTreeSet::new();
            for step in steps {
                match step {
                    Step::Insert(one) => prop_assert_eq!(set.insert(&one).unwrap(), truth.insert(one)),
                    Step::Extend(all) => {
                        let before = truth.len();
                        truth.extend(all.iter().copied());
                        prop_assert_eq!(set.extend(&all.concat(), &NoControl).unwrap(), truth.len() - before);
                    }
                    Step::Remove(one) => prop_assert_eq!(set.remove(&one).unwrap(), truth.remove(&one)),
                    Step::Snapshot => {
                        let bytes = set.snapshot().unwrap();
                        prop_assert!(bytes == set.snapshot().unwrap());
                        set = DigestSet::open(Arc::new(bytes), true, &NoControl).unwrap();
                    }
                }
                prop_assert_eq!(set.len(), truth.len());
            }
            // however they came, the bytes are those of a set that got all at once
            let mut at_once = DigestSet::new(DigestKind::Md5);
            at_once.extend(&truth.iter().rev().copied().collect::<Vec<_>>().concat(), &NoControl).unwrap();
            prop_assert!(set.snapshot().unwrap() == at_once.snapshot().unwrap());
            let all: Vec<[u8; 16]> = (0..3).flat_map(|first| (0..40).map(move |last| {
                let mut one = [first; 16];
                one[15] = last;
                one
            })).collect();
            let expected: Vec<bool> = all.iter().map(|one| truth.contains(one)).collect();
            prop_assert_eq!(set.contains_all(&all.concat(), &NoControl).unwrap(), expected);
        }
    }

    #[test]
    fn lengths_are_those_of_the_kind() {
        for kind in DigestKind::ALL {
            let mut set = DigestSet::new(kind);
            assert!(set.insert(&vec![1; kind.width()]).unwrap());
            assert!(set.insert(&vec![1; kind.width() - 1]).is_err());
            assert!(set.extend(&vec![1; kind.width() + 1], &NoControl).is_err());
            assert_eq!(set.len(), 1);
            assert_eq!(DigestKind::from_name(kind.as_str()), Ok(kind));
        }
        assert!(DigestKind::from_name("crc32").is_err());
    }

    /// Bytes that do not begin where numbers may lie.
    struct Behind(Vec<u8>);

    impl AsRef<[u8]> for Behind {
        fn as_ref(&self) -> &[u8] {
            &self.0[1..]
        }
    }

    /// Any byte that is changed, and any that is cut off, is seen when the snapshot is verified.
    #[test]
    fn damage_is_seen() {
        let mut set = DigestSet::new(DigestKind::Sha1);
        set.extend(&(0..=255).collect::<Vec<u8>>().repeat(5), &NoControl)
            .unwrap();
        let bytes = set.snapshot().unwrap();
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 0x40;
            assert!(
                DigestSet::open(Arc::new(other), true, &NoControl).is_err(),
                "byte {at}"
            );
            let cut = DigestSet::open(Arc::new(bytes[..at].to_vec()), true, &NoControl);
            assert!(cut.is_err(), "cut at {at}");
        }
        // bytes that do not begin where numbers may lie are copied
        let mut shifted = vec![0; 1];
        shifted.extend_from_slice(&bytes);
        let again = DigestSet::open(Arc::new(Behind(shifted)), true, &NoControl).unwrap();
        assert!(again.snapshot().unwrap() == bytes);
    }
}
