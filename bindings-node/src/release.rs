//! What may leave, to whom, and what did?

use caselink::{
    Error, Result as CoreResult,
    documents::{Document, Field},
    release,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::{
    arguments::{text, whole},
    error::{ErrorCode, here},
    json,
};

fn hash(bytes: &[u8], name: &'static str) -> CoreResult<release::TreeHash> {
    let bytes = bytes.try_into().map_err(|_| Error::InvalidParameter {
        name,
        reason: "must be 32 bytes, as a ledger gives them".to_owned(),
    })?;
    Ok(release::TreeHash::from_bytes(bytes))
}

/// A part of a proof that is no hash proves nothing.
fn hashes(proof: &[Uint8Array]) -> Option<Vec<release::TreeHash>> {
    proof.iter().map(|part| hash(part, "proof").ok()).collect()
}

fn bytes(hash: &release::TreeHash) -> Uint8Array {
    hash.as_bytes().to_vec().into()
}

fn proof(hashes: &[release::TreeHash]) -> Vec<Uint8Array> {
    hashes.iter().map(bytes).collect()
}

/// An append-only list of entries, kept as hashes, in which no entry can be changed, dropped, swapped
/// or cut off without being found out: the Merkle tree of RFC 9162, section 2.1, with SHA-256.
///
/// The entries stay with the host, and so do the hashes between runs. Tampering shows only against a
/// root that the writer can no longer change: give the roots to a second agency, or print them.
#[napi]
#[derive(Default)]
pub struct Ledger(release::Ledger);

#[napi]
impl Ledger {
    /// A ledger without entries.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The ledger with these hashes of entries, 32 bytes for each: what `leafHashes` gave.
    #[napi(factory, writable = true)]
    pub fn from_leaf_hashes(hashes: Uint8ArraySlice<'_>) -> Result<Self, ErrorCode> {
        here(|| {
            let hashes = hashes.chunks(32).map(|part| hash(part, "hashes"));
            let hashes = hashes.collect::<CoreResult<Vec<_>>>()?;
            Ok(Self(release::Ledger::from_leaf_hashes(hashes)))
        })
    }

    /// Adds an entry and gives its index, from 0. Write its bytes in one canonical way.
    #[napi]
    pub fn append(&mut self, entry: Uint8ArraySlice<'_>) -> Result<f64, ErrorCode> {
        here(|| Ok(self.0.append(&entry) as f64))
    }

    /// The hash of each entry, 32 bytes for each, one behind the other.
    #[napi]
    pub fn leaf_hashes(&self) -> Uint8Array {
        let hashes = self.0.leaf_hashes().iter();
        hashes
            .flat_map(|h| *h.as_bytes())
            .collect::<Vec<u8>>()
            .into()
    }

    /// How many entries there are.
    #[napi(getter)]
    pub fn length(&self) -> f64 {
        self.0.len() as f64
    }

    /// The root, 32 bytes that stand for all entries; as it was when there were `size` entries, all of
    /// them by default.
    #[napi]
    pub fn root(&self, size: Option<f64>) -> Result<Uint8Array, ErrorCode> {
        here(|| Ok(bytes(&self.0.root_at(self.size(size, "size")?)?)))
    }

    /// The ledger as it is now in three lines of text, in the form that witnesses of transparency logs read (C2SP
    /// `tlog-checkpoint`): the origin, a name without blanks and plus signs, the number of entries, the root.
    #[napi]
    pub fn checkpoint(&self, origin: Utf16String) -> Result<String, ErrorCode> {
        here(|| self.0.checkpoint(&text(&origin, "origin")?))
    }

    /// The proof, for `verifyInclusion`, that the entry `index` is in the ledger of `size` entries.
    #[napi]
    pub fn inclusion_proof(
        &self,
        index: f64,
        size: Option<f64>,
    ) -> Result<Vec<Uint8Array>, ErrorCode> {
        here(|| {
            let index = u64::from(whole(index, "index")?);
            let found = self.0.inclusion_proof(index, self.size(size, "size")?)?;
            Ok(proof(&found))
        })
    }

    /// The proof, for `verifyConsistency`, that the ledger of `second` entries extends that of `first`.
    #[napi]
    pub fn consistency_proof(
        &self,
        first: f64,
        second: Option<f64>,
    ) -> Result<Vec<Uint8Array>, ErrorCode> {
        here(|| {
            let first = u64::from(whole(first, "first")?);
            let found = self
                .0
                .consistency_proof(first, self.size(second, "second")?)?;
            Ok(proof(&found))
        })
    }
}

impl Ledger {
    fn size(&self, size: Option<f64>, name: &'static str) -> CoreResult<u64> {
        size.map_or(Ok(self.0.len()), |size| whole(size, name).map(u64::from))
    }
}

/// Whether `proof` shows that `entry` stands at `index` in the ledger of `size` entries with this
/// `root`. What is no proof proves nothing; a root that is not of 32 bytes is an error.
#[napi]
pub fn verify_inclusion(
    entry: Uint8ArraySlice<'_>,
    index: f64,
    size: f64,
    root: Uint8ArraySlice<'_>,
    proof: Vec<Uint8Array>,
) -> Result<bool, ErrorCode> {
    here(|| {
        let (index, size) = (whole(index, "index")?.into(), whole(size, "size")?.into());
        let root = hash(&root, "root")?;
        Ok(hashes(&proof)
            .is_some_and(|proof| release::verify_inclusion(&entry, index, size, &root, &proof)))
    })
}

/// Whether `proof` shows that the ledger of `second` entries extends that of `first`: all its entries,
/// unchanged and in the same order, and more behind them. What is no proof proves nothing; a root that is not of 32
/// bytes is an error.
#[napi]
pub fn verify_consistency(
    first: f64,
    first_root: Uint8ArraySlice<'_>,
    second: f64,
    second_root: Uint8ArraySlice<'_>,
    proof: Vec<Uint8Array>,
) -> Result<bool, ErrorCode> {
    here(|| {
        let (first, second) = (
            whole(first, "first")?.into(),
            whole(second, "second")?.into(),
        );
        let roots = [
            hash(&first_root, "firstRoot")?,
            hash(&second_root, "secondRoot")?,
        ];
        Ok(hashes(&proof).is_some_and(|proof| {
            release::verify_consistency(first, &roots[0], second, &roots[1], &proof)
        }))
    })
}

/// A stand-in for a personal value in a ledger entry: HMAC-SHA-256 of the value under a key of at least
/// 32 random bytes; a shorter one is an error. Use a key for each record; destroying it erases the person from the ledger.
#[napi]
pub fn commitment(key: Uint8ArraySlice<'_>, value: Utf16String) -> Result<Uint8Array, ErrorCode> {
    here(|| Ok(bytes(&release::commitment(&key, &text(&value, "value")?)?)))
}

/// What must be kept, reviewed and destroyed as of a day: items and rules as JSON; gives `RetentionSweep` as JSON.
#[napi]
pub fn retention_sweep(items: String, as_of: String, rules: String) -> Result<String, ErrorCode> {
    here(|| {
        let items = release::RetentionItem::list_from_value(&json::value(&items, "items")?)?;
        let rules = release::RetentionRules::from_value(&json::value(&rules, "rules")?)?;
        let sweep =
            release::retention_sweep(&items, &rules, release::RetentionSweep::day(&as_of)?)?;
        json::text(&sweep)
    })
}

/// What a ledger was at a moment.
#[napi(object)]
pub struct Checkpoint {
    /// Which ledger it is of.
    pub origin: String,
    /// How many entries it had.
    pub size: f64,
    /// Its root, 32 bytes.
    pub root: Uint8Array,
}

/// Reads a checkpoint. What stands behind the root, further lines and signatures, is for you to check.
#[napi]
pub fn parse_checkpoint(checkpoint: Utf16String) -> Result<Checkpoint, ErrorCode> {
    here(|| {
        let read = release::parse_checkpoint(&text(&checkpoint, "checkpoint")?)?;
        Ok(Checkpoint {
            origin: read.origin,
            size: read.size as f64,
            root: bytes(&read.root),
        })
    })
}

/// The policy that the library ships, as JSON.
#[napi]
pub fn standard_policy() -> Result<String, ErrorCode> {
    here(|| json::text(&release::Policy::standard()))
}

/// What a reader may see of a field: policy, actor and reader as JSON; gives a `Decision` as JSON.
#[napi]
pub fn decide(
    policy: String,
    actor: String,
    purpose: Utf16String,
    field: Utf16String,
    reader: String,
) -> Result<String, ErrorCode> {
    here(|| {
        json::text(&release::decide(
            &release::Policy::from_value(&json::value(&policy, "policy")?)?,
            &release::Actor::from_value(&json::value(&actor, "actor")?)?,
            &release::Purpose::from(&text(&purpose, "purpose")?[..]),
            &Field::from(&text(&field, "field")?[..]),
            &release::Reader::from_value(&json::value(&reader, "reader")?)?,
        ))
    })
}

/// Lets a document out: document, request and policy as JSON. Without a policy, the standard one.
#[napi]
pub fn disseminate(
    document: String,
    request: String,
    ledger: &mut Ledger,
    key: Uint8ArraySlice<'_>,
    policy: Option<String>,
) -> Result<Released, ErrorCode> {
    here(|| {
        let policy = policy.map_or_else(
            || Ok(release::Policy::standard()),
            |policy| release::Policy::from_value(&json::value(&policy, "policy")?),
        )?;
        let key = release::ReleaseKey::new(key.to_vec())?;
        let request = release::Request::from_value(&json::value(&request, "request")?, key)?;
        let document = Document::from_value(&json::value(&document, "document")?)?;
        release::disseminate(document, &request, &policy, &mut ledger.0).map(Released)
    })
}

/// A document that left: redacted for its readers, stamped, and in the ledger. `disseminate` makes it, and nothing
/// else does.
#[napi]
pub struct Released(release::Released);

/// A table of a released document as CSV.
#[napi(object)]
pub struct CsvTable {
    /// `table-1`, `facts-2`, `figure-1`, by kind and in their order: good as the name of a file.
    pub name: String,
    /// What it shows.
    pub caption: String,
    /// UTF-8 with a head line, after RFC 4180. Text that a spreadsheet could take for a formula begins with an
    /// apostrophe.
    pub csv: String,
}

#[napi]
impl Released {
    /// One page of HTML for the screen and for paper. It needs nothing else and runs nothing; the marking stands at
    /// its head and foot, and on every printed page.
    #[napi]
    pub fn html(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.html()))
    }

    /// Markdown, with tables and footnotes.
    #[napi]
    pub fn markdown(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.markdown()))
    }

    /// The redacted document and its stamp as JSON, in which what cannot be seen is escaped.
    #[napi]
    pub fn json(&self) -> Result<String, ErrorCode> {
        here(|| self.0.json())
    }

    /// Each table, list of facts and figure as CSV.
    #[napi]
    pub fn csv(&self) -> Result<Vec<CsvTable>, ErrorCode> {
        let table = |table: caselink::documents::CsvTable| CsvTable {
            name: table.name,
            caption: table.caption,
            csv: table.csv,
        };
        here(|| Ok(self.0.csv()?.into_iter().map(table).collect()))
    }

    /// The entry in the ledger, byte for byte: JSON.
    #[napi(getter)]
    pub fn entry(&self) -> Uint8Array {
        self.0.entry().to_vec().into()
    }

    /// The index of the entry.
    #[napi(getter)]
    pub fn entry_index(&self) -> f64 {
        self.0.entry_index() as f64
    }

    /// The HMAC-SHA-256 of the redacted document as canonical JSON (RFC 8785), under the key of the release, 32 bytes.
    #[napi(getter)]
    pub fn content_hmac(&self) -> Uint8Array {
        bytes(&self.0.content_hmac())
    }

    /// How many values and parts the readers do not get at all.
    #[napi(getter)]
    pub fn withheld(&self) -> f64 {
        self.0.withheld() as f64
    }

    /// How many they get less of.
    #[napi(getter)]
    pub fn reduced(&self) -> f64 {
        self.0.reduced() as f64
    }

    /// The marking of what left, such as `TLP:AMBER // LAW ENFORCEMENT SENSITIVE`.
    #[napi(getter)]
    pub fn marking(&self) -> String {
        self.0.marking().line()
    }
}

/// Takes the small counts out of a table: rows of counts as JSON; gives `Suppressed` as JSON.
#[napi]
pub fn suppress(counts: String, threshold: f64) -> Result<String, ErrorCode> {
    here(|| {
        let counts: Vec<Vec<u64>> =
            serde_json::from_str(&counts).map_err(|_| Error::InvalidParameter {
                name: "counts",
                reason: "must be lists of whole numbers from 0".to_owned(),
            })?;
        json::text(&release::suppress(
            &counts,
            whole(threshold, "threshold")?.into(),
        )?)
    })
}
