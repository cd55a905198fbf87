//! Perceptual hashes within a radius.

use caselink::{Result, hashes as core};
use pyo3::{
    prelude::*,
    types::{PyAny, PyBytes, PyDict, PyList},
};

use super::{
    bytes::{Form, kept},
    shared::Shared,
};
use crate::{
    control::{PyControl, at_once, enter},
    convert::{Pickled, pickled, whole},
};

const HASH: Form = Form {
    one: "hash",
    many: "hashes",
    width: 32,
};

fn one(object: &Bound<'_, PyAny>) -> Result<core::Hash256> {
    let mut bytes = [0; 32];
    for (to, from) in bytes.iter_mut().zip(HASH.one(object)?) {
        *to = from;
    }
    Ok(core::Hash256::new(bytes))
}

fn many(object: &Bound<'_, PyAny>) -> Result<Vec<core::Hash256>> {
    let bytes = HASH.many(object)?;
    let (hashes, _) = bytes.as_chunks::<32>();
    Ok(hashes
        .iter()
        .map(|hash| core::Hash256::new(*hash))
        .collect())
}

/// Perceptual hashes of 256 bits, such as PDQ, found by how few bits differ: every one within the radius, never an
/// approximation.
///
/// Hashes are numbered from 0 in the order in which they came, and keep their numbers; keep what they belong to in a
/// list or table beside. What is inserted or removed counts at once. A search sees the index as it was when the
/// search began.
///
/// Method: multi-index hashing (Norouzi, Punjani and Fleet 2012) with exact radii for each piece; identical hashes
/// are kept once, and where tables would give more than a scan is worth, every hash is compared instead.
///
/// Args:
///     hashes: Hashes to begin with: a list of them (32 bytes or 64 hex digits each), or one run of bytes with 32
///         for each, such as a numpy array of shape (n, 32) and type uint8.
///     scanning: Whether to do without tables: 32 bytes for each hash, best for large batches of queries.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Raises:
///     SettingsError: What is no hash is among them.
///     LimitError: There are more than 4,294,967,294.
///
/// Example:
///     >>> from caselink import hashes
///     >>> index = hashes.PerceptualIndex([bytes(32), bytes([255]) * 32])
///     >>> index.find("0" * 63 + "7")
///     [{'id': 0, 'distance': 3}]
///     >>> index.remove(0)
///     True
///     >>> index.find("0" * 63 + "7"), len(index)
///     ([], 1)
#[pyclass(frozen, module = "caselink.hashes")]
pub(crate) struct PerceptualIndex(Shared<core::PerceptualIndex>);

#[pymethods]
impl PerceptualIndex {
    #[new]
    #[pyo3(signature = (hashes = None, *, scanning = false, progress = None))]
    fn new(
        py: Python<'_>,
        hashes: Option<&Bound<'_, PyAny>>,
        scanning: bool,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let index = if scanning {
            core::PerceptualIndex::scanning()
        } else {
            core::PerceptualIndex::default()
        };
        let index = Self(Shared::new(index));
        if let Some(hashes) = hashes {
            index.extend(py, hashes, progress)?;
        }
        Ok(index)
    }

    /// Stores a hash.
    ///
    /// Args:
    ///     hash: 32 bytes or 64 hex digits.
    ///
    /// Returns:
    ///     Its number.
    ///
    /// Raises:
    ///     SettingsError: It is no hash.
    ///     LimitError: The index is full.
    fn insert(&self, py: Python<'_>, hash: &Bound<'_, PyAny>) -> PyResult<u32> {
        let hash = at_once(py, || one(hash))?;
        self.0.change(py, |index| index.insert(hash))
    }

    /// Stores many hashes at once.
    ///
    /// Args:
    ///     hashes: A list of hashes, an Arrow array of binary values or of hex digits or base64, or one run of bytes with 32
    ///         for each.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     The number of the first; the others follow.
    ///
    /// Raises:
    ///     SettingsError: What is no hash is among them. Nothing is stored then.
    ///     LimitError: There is no room for all of them. Nothing is stored then.
    #[pyo3(signature = (hashes, *, progress = None))]
    fn extend(
        &self,
        py: Python<'_>,
        hashes: &Bound<'_, PyAny>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<u32> {
        let hashes = at_once(py, || many(hashes))?;
        let extend =
            |index: &mut core::PerceptualIndex, control: &PyControl| index.extend(&hashes, control);
        self.0.change_long(py, progress, extend)
    }

    /// Removes a hash.
    ///
    /// Args:
    ///     id: Its number.
    ///
    /// Returns:
    ///     Whether there was one.
    fn remove(&self, py: Python<'_>, id: i64) -> PyResult<bool> {
        let id = whole(py, id, "id")?;
        self.0.change(py, |index| Ok(index.remove(id)))
    }

    /// The hash with a number.
    ///
    /// Args:
    ///     id: Its number.
    ///
    /// Returns:
    ///     Its 32 bytes, or None when there is none.
    fn get<'py>(&self, py: Python<'py>, id: i64) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let id = whole(py, id, "id")?;
        let hash = self.0.look(py, |index| Ok(index.get(id)))?;
        Ok(hash.map(|hash| PyBytes::new(py, &hash.to_bytes())))
    }

    /// Every stored hash near one, nearest first.
    ///
    /// Args:
    ///     hash: 32 bytes or 64 hex digits.
    ///     radius: How many of the 256 bits may differ, 0 to 64. For PDQ, 31 is the usual choice.
    ///
    /// Returns:
    ///     A list of dicts with `id` and `distance`.
    ///
    /// Raises:
    ///     SettingsError: It is no hash, or the radius is not 0 to 64.
    ///     LimitError: There are more than 100,000,000 matches.
    #[pyo3(signature = (hash, radius = 31))]
    fn find<'py>(
        &self,
        py: Python<'py>,
        hash: &Bound<'py, PyAny>,
        radius: i64,
    ) -> PyResult<Bound<'py, PyList>> {
        let radius = whole(py, radius, "radius")?;
        let hash = at_once(py, || one(hash))?;
        let found = self.0.look(py, |index| index.find(hash, radius))?;
        let list = PyList::empty(py);
        for core::HashMatch { id, distance } in found {
            let one = PyDict::new(py);
            one.set_item("id", id)?;
            one.set_item("distance", distance)?;
            list.append(one)?;
        }
        Ok(list)
    }

    /// The same for many hashes, as columns that a table library takes.
    ///
    /// Args:
    ///     hashes: A list of hashes, an Arrow array of binary values or of hex digits or base64, or one run of bytes with 32
    ///         for each.
    ///     radius: How many of the 256 bits may differ, 0 to 64.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A dict of the lists `query` (the place among `hashes`, from 0), `id` and `distance`, by query, then
    ///     distance, then id.
    ///
    /// Raises:
    ///     SettingsError: What is no hash is among them, or the radius is not 0 to 64.
    ///     LimitError: There are more than 100,000,000 matches: look for fewer at once.
    #[pyo3(signature = (hashes, radius = 31, *, progress = None))]
    fn find_all<'py>(
        &self,
        py: Python<'py>,
        hashes: &Bound<'py, PyAny>,
        radius: i64,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let radius = whole(py, radius, "radius")?;
        let hashes = at_once(py, || many(hashes))?;
        let index = self.0.now(py)?;
        let (query, id, distance) = enter(py, progress, move |control| {
            let found = index.find_all(&hashes, radius, control)?;
            let all = (0_u64..)
                .zip(&found)
                .flat_map(|(query, found)| found.iter().map(move |one| (query, one)));
            let mut columns = (Vec::new(), Vec::new(), Vec::new());
            for (query, one) in all {
                columns.0.push(query);
                columns.1.push(one.id);
                columns.2.push(one.distance);
            }
            Ok(columns)
        })?;
        let columns = PyDict::new(py);
        columns.set_item("query", query)?;
        columns.set_item("id", id)?;
        columns.set_item("distance", distance)?;
        Ok(columns)
    }

    /// How a batch of queries is searched; all ways find the same.
    ///
    /// Args:
    ///     queries: How many there are.
    ///     radius: How many of the 256 bits may differ, 0 to 64.
    ///
    /// Returns:
    ///     `tables` when each query looks into tables of pieces, `scan` when every stored hash is compared.
    #[pyo3(signature = (queries = 1, radius = 31))]
    fn plan(&self, py: Python<'_>, queries: i64, radius: i64) -> PyResult<&'static str> {
        let queries: u32 = whole(py, queries, "queries")?;
        let radius = whole(py, radius, "radius")?;
        let plan = |index: &core::PerceptualIndex| Ok(index.plan(queries as usize, radius));
        Ok(match self.0.look(py, plan)? {
            core::SearchPlan::Tables => "tables",
            core::SearchPlan::Scan => "scan",
        })
    }

    /// The index as one run of bytes, to be kept in a file.
    ///
    /// Returns:
    ///     Bytes that `open` reads. They depend on the stored hashes and their numbers alone.
    fn snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let index = self.0.now(py)?;
        let bytes = enter(py, None, move |_| index.snapshot())?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Reads a snapshot where it lies, without copying it: a mapped file of any size is open at once.
    ///
    /// Args:
    ///     data: The bytes: `bytes`, a `memoryview` or an `mmap.mmap`. They must not change while the index lives.
    ///     verify: Whether every byte is checked first, which takes about a second for each gigabyte. Without it,
    ///         damage beyond the header can hide hashes and change them.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     The index.
    ///
    /// Raises:
    ///     ModelError: The bytes are damaged, cut off, or of something else.
    ///
    /// Example:
    ///     >>> from caselink import hashes
    ///     >>> saved = hashes.PerceptualIndex([bytes(32)]).snapshot()
    ///     >>> len(hashes.PerceptualIndex.open(saved))
    ///     1
    #[staticmethod]
    #[pyo3(signature = (data, *, verify = true, progress = None))]
    fn open(
        py: Python<'_>,
        data: &Bound<'_, PyAny>,
        verify: bool,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let bytes = at_once(py, || kept(data))?;
        enter(py, progress, move |control| {
            core::PerceptualIndex::open(bytes, verify, control)
                .map(|index| Self(Shared::new(index)))
        })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled::<Self>(py, "open", self.snapshot(py)?)
    }

    /// The bytes of memory that the index takes.
    #[getter]
    fn bytes(&self, py: Python<'_>) -> PyResult<usize> {
        self.0.look(py, |index| Ok(index.bytes()))
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        self.0.look(py, |index| Ok(index.len()))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("PerceptualIndex({} hashes)", self.__len__(py)?))
    }
}
