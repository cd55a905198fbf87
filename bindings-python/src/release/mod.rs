//! `caselink.release`: what may leave, to whom, and what did?

pub(crate) mod exit;

use std::sync::{Arc, Mutex};

use caselink::{Error, Result, release as core};
use pyo3::{
    prelude::*,
    types::{PyAny, PyBytes, PyDict, PyList},
};
use serde_json::Value;

use crate::{
    control::{at_once, detached, enter, locked},
    convert::{Pickled, Plain, Text, Whole, pickled, to_python, to_value},
};

fn hash(bytes: &[u8], name: &'static str) -> Result<core::TreeHash> {
    let bytes = bytes.try_into().map_err(|_| Error::InvalidParameter {
        name,
        reason: "must be 32 bytes, as a ledger gives them".to_owned(),
    })?;
    Ok(core::TreeHash::from_bytes(bytes))
}

/// A part of a proof that is no hash proves nothing.
fn hashes(proof: Vec<Vec<u8>>) -> Option<Vec<core::TreeHash>> {
    proof
        .into_iter()
        .map(|part| hash(&part, "proof").ok())
        .collect()
}

fn bytes<'py>(py: Python<'py>, hash: &core::TreeHash) -> Bound<'py, PyBytes> {
    PyBytes::new(py, hash.as_bytes())
}

fn proof<'py>(py: Python<'py>, hashes: &[core::TreeHash]) -> Vec<Bound<'py, PyBytes>> {
    hashes.iter().map(|hash| bytes(py, hash)).collect()
}

/// An append-only list of entries, kept as hashes, in which no entry can be changed, dropped, swapped or
/// cut off without being found out.
///
/// Method: the Merkle tree of RFC 9162, section 2.1, with SHA-256. The entries stay with the host, and so
/// do the hashes between runs: `leaf_hashes` gives them, `from_leaf_hashes` takes them, and a ledger
/// pickles. Tampering shows only against a root that the writer can no longer change: give the roots to a
/// second agency, or print them. Threads may share one ledger.
///
/// Example:
///     >>> from caselink import release
///     >>> ledger = release.Ledger()
///     >>> ledger.append(b"2026-03-02 package 17 to IL0160000")
///     0
///     >>> witnessed = len(ledger), ledger.root()
///     >>> ledger.append(b"2026-03-09 package 18 to WI0130000")
///     1
///     >>> proof = ledger.consistency_proof(witnessed[0])
///     >>> release.verify_consistency(*witnessed, len(ledger), ledger.root(), proof)
///     True
#[pyclass(module = "caselink.release", frozen)]
#[derive(Default)]
pub(crate) struct Ledger(Arc<Mutex<core::Ledger>>);

impl Ledger {
    /// Waits for the ledger without the interpreter, which the thread that has it may need.
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut core::Ledger) -> Result<T> + Send,
    ) -> PyResult<T> {
        detached(py, || locked(&self.0, work))
    }
}

#[pymethods]
impl Ledger {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// The ledger with these hashes of entries.
    ///
    /// Args:
    ///     hashes: What `leaf_hashes` gave: 32 bytes for each entry.
    ///
    /// Returns:
    ///     The ledger.
    ///
    /// Raises:
    ///     SettingsError: The length is not a multiple of 32.
    #[staticmethod]
    fn from_leaf_hashes(py: Python<'_>, hashes: &[u8]) -> PyResult<Self> {
        at_once(py, || {
            let hashes = hashes.chunks(32).map(|part| hash(part, "hashes"));
            let hashes = hashes.collect::<Result<Vec<_>>>()?;
            let ledger = core::Ledger::from_leaf_hashes(hashes);
            Ok(Self(Arc::new(Mutex::new(ledger))))
        })
    }

    /// Adds an entry.
    ///
    /// Args:
    ///     entry: The entry's bytes, written in one canonical way. Where it is about a person, put a
    ///         `commitment` in it in place of the name.
    ///
    /// Returns:
    ///     Its index, from 0.
    fn append(&self, py: Python<'_>, entry: &[u8]) -> PyResult<u64> {
        self.with(py, |ledger| Ok(ledger.append(entry)))
    }

    /// The ledger as it is now in three lines of text, in the form that witnesses of transparency logs read
    /// (C2SP `tlog-checkpoint`): the origin, the number of entries, the root in base64.
    ///
    /// Args:
    ///     origin: The name of the ledger, without blanks and plus signs.
    ///
    /// Returns:
    ///     The text, to be given to somebody outside; signatures are the host's to add.
    ///
    /// Raises:
    ///     SettingsError: The origin is empty, or holds a blank, a plus sign or a character that cannot be seen.
    fn checkpoint(&self, py: Python<'_>, origin: Text<'_>) -> PyResult<String> {
        let origin = origin.0;
        self.with(py, |ledger| ledger.checkpoint(origin))
    }

    /// The hash of each entry.
    ///
    /// Returns:
    ///     32 bytes for each, one behind the other.
    fn leaf_hashes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let all: Vec<u8> = self.with(py, |ledger| {
            let hashes = ledger.leaf_hashes().iter();
            Ok(hashes.flat_map(|h| *h.as_bytes()).collect())
        })?;
        Ok(PyBytes::new(py, &all))
    }

    /// The root: 32 bytes that stand for all entries.
    ///
    /// Args:
    ///     size: The root as it was when there were so many entries; all of them by default.
    ///
    /// Returns:
    ///     32 bytes.
    ///
    /// Raises:
    ///     SettingsError: There never were so many.
    #[pyo3(signature = (size = None))]
    fn root<'py>(&self, py: Python<'py>, size: Option<Whole>) -> PyResult<Bound<'py, PyBytes>> {
        let root = self.with(py, |ledger| {
            ledger.root_at(size.map_or(ledger.len(), |size| size.0))
        })?;
        Ok(bytes(py, &root))
    }

    /// The proof that an entry is in the ledger, for `verify_inclusion`.
    ///
    /// Args:
    ///     index: The entry's index.
    ///     size: The number of entries of the ledger that it is proven for; all of them by default.
    ///
    /// Returns:
    ///     A list of hashes of 32 bytes.
    ///
    /// Raises:
    ///     SettingsError: `index` is not below `size`, or there never were so many entries.
    #[pyo3(signature = (index, size = None))]
    fn inclusion_proof<'py>(
        &self,
        py: Python<'py>,
        index: Whole,
        size: Option<Whole>,
    ) -> PyResult<Vec<Bound<'py, PyBytes>>> {
        let hashes = self.with(py, |ledger| {
            ledger.inclusion_proof(index.0, size.map_or(ledger.len(), |size| size.0))
        })?;
        Ok(proof(py, &hashes))
    }

    /// The proof that a later ledger extends an earlier one, for `verify_consistency`.
    ///
    /// Args:
    ///     first: The number of entries of the earlier one, above 0.
    ///     second: That of the later one; all of them by default.
    ///
    /// Returns:
    ///     A list of hashes of 32 bytes.
    ///
    /// Raises:
    ///     SettingsError: `first` is 0 or above `second`, or there never were so many entries.
    #[pyo3(signature = (first, second = None))]
    fn consistency_proof<'py>(
        &self,
        py: Python<'py>,
        first: Whole,
        second: Option<Whole>,
    ) -> PyResult<Vec<Bound<'py, PyBytes>>> {
        let hashes = self.with(py, |ledger| {
            ledger.consistency_proof(first.0, second.map_or(ledger.len(), |second| second.0))
        })?;
        Ok(proof(py, &hashes))
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        self.with(py, |ledger| Ok(ledger.len() as usize))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |ledger| {
            Ok(format!(
                "Ledger({} entries, root {})",
                ledger.len(),
                ledger.root()
            ))
        })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled::<Self>(py, "from_leaf_hashes", self.leaf_hashes(py)?)
    }
}

/// Whether a proof shows that an entry is in a ledger.
///
/// Args:
///     entry: The entry's bytes.
///     index: Its index.
///     size: The number of entries of the ledger.
///     root: The root of the ledger.
///     proof: What `Ledger.inclusion_proof` gave.
///
/// Returns:
///     True when it does. What is no proof proves nothing.
///
/// Raises:
///     SettingsError: `root` is not of 32 bytes.
///
/// Example:
///     >>> from caselink import release
///     >>> ledger = release.Ledger()
///     >>> for entry in [b"package 17", b"package 18", b"package 19"]:
///     ...     _ = ledger.append(entry)
///     >>> proof = ledger.inclusion_proof(1)
///     >>> release.verify_inclusion(b"package 18", 1, 3, ledger.root(), proof)
///     True
///     >>> release.verify_inclusion(b"package 81", 1, 3, ledger.root(), proof)
///     False
#[pyfunction]
pub(crate) fn verify_inclusion(
    py: Python<'_>,
    entry: &[u8],
    index: Whole,
    size: Whole,
    root: &[u8],
    proof: Vec<Vec<u8>>,
) -> PyResult<bool> {
    at_once(py, || {
        let root = hash(root, "root")?;
        Ok(hashes(proof)
            .is_some_and(|proof| core::verify_inclusion(entry, index.0, size.0, &root, &proof)))
    })
}

/// Whether a proof shows that a later ledger extends an earlier one: all its entries, unchanged and in
/// the same order, and more behind them.
///
/// Args:
///     first: The number of entries of the earlier one.
///     first_root: Its root.
///     second: The number of entries of the later one.
///     second_root: Its root.
///     proof: What `Ledger.consistency_proof` gave.
///
/// Returns:
///     True when it does. What is no proof proves nothing.
///
/// Raises:
///     SettingsError: A root is not of 32 bytes.
///
/// Example:
///     >>> from caselink import release
///     >>> ledger = release.Ledger()
///     >>> _ = ledger.append(b"package 17")
///     >>> release.verify_consistency(1, ledger.root(), 1, ledger.root(), [])
///     True
#[pyfunction]
pub(crate) fn verify_consistency(
    py: Python<'_>,
    first: Whole,
    first_root: &[u8],
    second: Whole,
    second_root: &[u8],
    proof: Vec<Vec<u8>>,
) -> PyResult<bool> {
    at_once(py, || {
        let roots = [
            hash(first_root, "first_root")?,
            hash(second_root, "second_root")?,
        ];
        Ok(hashes(proof).is_some_and(|proof| {
            core::verify_consistency(first.0, &roots[0], second.0, &roots[1], &proof)
        }))
    })
}

/// A stand-in for a personal value in a ledger entry: HMAC-SHA-256 of the value under a key.
///
/// Who has the key can show that the entry is about this value; who has not cannot even guess. Use a key
/// for each record and keep it with the record: destroying the key erases the person from the ledger,
/// which stays whole.
///
/// Args:
///     key: At least 32 random bytes.
///     value: The value.
///
/// Returns:
///     32 bytes.
///
/// Raises:
///     SettingsError: The key has fewer than 32 bytes.
///
/// Example:
///     >>> from caselink import release
///     >>> release.commitment(bytes(range(32)), "Jane Roe").hex()[:16]
///     '6ee040969159c4dd'
#[pyfunction]
pub(crate) fn commitment<'py>(
    py: Python<'py>,
    key: &[u8],
    value: Text<'_>,
) -> PyResult<Bound<'py, PyBytes>> {
    let found = at_once(py, || core::commitment(key, value.0))?;
    Ok(bytes(py, &found))
}

/// What must be kept, reviewed and destroyed as of a day. Nothing is done: it is a dry run by nature.
///
/// The rules win in a fixed order: legal hold, preservation of a provider's report (18 USC 2258A), statute,
/// five-year review of criminal intelligence (28 CFR Part 23), the agency's own rules. All findings are given, so
/// that a person sees what the losing rules would have asked for.
///
/// Args:
///     items: A list of dicts with `id` and `entered_on`, and where they apply `kind`, `validated_on`,
///         `intelligence`, `preserved_from`, `statute_until`, `statute_purge_on` and `holds`.
///     as_of: The day, as a date or as `"YYYY-MM-DD"`.
///     rules: `preservation_months` (12), `intelligence_months` (60), `review_notice_days` (90) and `local`, a list
///         of `{"kind", "months", "action"}`.
///
/// Returns:
///     A dict with `as_of`, the counts `keep`, `review` and `purge`, and `decisions`, one for each item.
///
/// Raises:
///     SettingsError: An item, the day or a rule is not as it must be.
///
/// Example:
///     >>> from caselink import release
///     >>> items = [{"id": "INT-7", "entered_on": "2024-02-29", "intelligence": True}]
///     >>> release.retention_sweep(items, as_of="2029-02-28")["decisions"][0]["action"]
///     'purge'
#[pyfunction]
#[pyo3(signature = (items, *, as_of, rules = None))]
pub(crate) fn retention_sweep<'py>(
    py: Python<'py>,
    items: &Bound<'py, PyList>,
    as_of: &Bound<'py, PyAny>,
    rules: Option<Plain<core::RetentionRules>>,
) -> PyResult<Bound<'py, PyAny>> {
    let values = items
        .iter()
        .map(|item| to_value(&item).unwrap_or(Value::Null))
        .collect();
    let as_of = to_value(as_of);
    let sweep = enter(py, None, move |_| {
        let rules = rules.map_or_else(core::RetentionRules::default, |rules| rules.0);
        let items = core::RetentionItem::list_from_value(&Value::Array(values))?;
        core::retention_sweep(
            &items,
            &rules,
            core::RetentionSweep::day(as_of.as_ref().and_then(Value::as_str).unwrap_or_default())?,
        )
    })?;
    to_python(py, &sweep)
}

/// Reads a checkpoint. What stands behind the root, further lines and signatures, is for you to check.
///
/// Args:
///     text: What `Ledger.checkpoint` wrote.
///
/// Returns:
///     A dict with `origin`, `size` and `root` (32 bytes).
///
/// Raises:
///     SettingsError: The text is not a checkpoint.
///
/// Example:
///     >>> from caselink import release
///     >>> ledger = release.Ledger()
///     >>> ledger.append(b"2026-03-02 package 17 to IL0160000")
///     0
///     >>> then = release.parse_checkpoint(ledger.checkpoint("registry.example/ledger"))
///     >>> then["size"], then["root"] == ledger.root()
///     (1, True)
#[pyfunction]
pub(crate) fn parse_checkpoint<'py>(
    py: Python<'py>,
    text: Text<'_>,
) -> PyResult<Bound<'py, PyDict>> {
    let checkpoint = at_once(py, || core::parse_checkpoint(text.0))?;
    let read = PyDict::new(py);
    read.set_item("origin", checkpoint.origin)?;
    read.set_item("size", checkpoint.size)?;
    read.set_item("root", bytes(py, &checkpoint.root))?;
    Ok(read)
}
