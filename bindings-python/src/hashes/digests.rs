//! Digests of whole files.

use caselink::hashes as core;
use pyo3::{
    prelude::*,
    types::{PyAny, PyBytes},
};

use super::{
    bytes::{Form, kept},
    shared::Shared,
};
use crate::{
    control::{PyControl, at_once, enter},
    convert::{Pickled, Text, pickled},
};

/// Digests of one kind, of which only is asked whether they are there: such as a list of known good files.
///
/// Sorted rows with a table of where each beginning starts: 16, 20 or 32 bytes for each digest and less than two more.
/// What is inserted or removed counts at once.
///
/// Args:
///     kind: `"md5"`, `"sha1"` or `"sha256"`.
///     digests: Digests to begin with: a list of them (bytes or hex digits), an Arrow array of binary values or
///         of hex digits or base64, or one run of bytes, such as a numpy array of shape (n, 16) and type uint8.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Raises:
///     SettingsError: The kind is another, or what is no digest of it is among them.
///
/// Example:
///     >>> from caselink import hashes
///     >>> known = hashes.DigestSet("md5", ["d41d8cd98f00b204e9800998ecf8427f"])
///     >>> "D41D8CD98F00B204E9800998ECF8427F" in known, len(known)
///     (True, 1)
#[pyclass(frozen, module = "caselink.hashes")]
pub(crate) struct DigestSet {
    set: Shared<core::DigestSet>,
    of: core::DigestKind,
}

impl DigestSet {
    fn sharing(set: core::DigestSet) -> Self {
        let of = set.kind();
        let set = Shared::new(set);
        Self { set, of }
    }

    fn form(&self) -> Form {
        Form {
            one: "digest",
            many: "digests",
            width: self.of.width(),
        }
    }
}

#[pymethods]
impl DigestSet {
    #[new]
    #[pyo3(signature = (kind, digests = None, *, progress = None))]
    fn new(
        py: Python<'_>,
        kind: Text<'_>,
        digests: Option<&Bound<'_, PyAny>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let kind = at_once(py, || core::DigestKind::from_name(kind.0))?;
        let set = Self::sharing(core::DigestSet::new(kind));
        if let Some(digests) = digests {
            set.extend(py, digests, progress)?;
        }
        Ok(set)
    }

    /// Stores a digest.
    ///
    /// Args:
    ///     digest: Bytes or hex digits.
    ///
    /// Returns:
    ///     Whether it was not there yet.
    ///
    /// Raises:
    ///     SettingsError: It is no digest of the kind.
    fn insert(&self, py: Python<'_>, digest: &Bound<'_, PyAny>) -> PyResult<bool> {
        let digest = at_once(py, || self.form().one(digest))?;
        self.set.change(py, |set| set.insert(&digest))
    }

    /// Stores many digests at once.
    ///
    /// Args:
    ///     digests: A list of digests, an Arrow array of binary values or of hex digits or base64, or one run of bytes, read
    ///         where it lies: it must not change during the call.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     How many were not there yet.
    ///
    /// Raises:
    ///     SettingsError: What is no digest is among them. Nothing is stored then.
    ///     LimitError: There are more than 4,294,967,295. Nothing is stored then.
    #[pyo3(signature = (digests, *, progress = None))]
    fn extend(
        &self,
        py: Python<'_>,
        digests: &Bound<'_, PyAny>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<usize> {
        let bytes = at_once(py, || self.form().many(digests))?;
        let extend = |set: &mut core::DigestSet, control: &PyControl| set.extend(&bytes, control);
        self.set.change_long(py, progress, extend)
    }

    /// Removes a digest.
    ///
    /// Args:
    ///     digest: Bytes or hex digits.
    ///
    /// Returns:
    ///     Whether it was there.
    fn remove(&self, py: Python<'_>, digest: &Bound<'_, PyAny>) -> PyResult<bool> {
        let digest = at_once(py, || self.form().one(digest))?;
        self.set.change(py, |set| set.remove(&digest))
    }

    /// Whether each of many digests is there.
    ///
    /// Args:
    ///     digests: A list of digests, an Arrow array of binary values or of hex digits or base64, or one run of bytes, read
    ///         where it lies: it must not change during the call.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     Bytes, 1 for each digest that is there and 0 for the others: `numpy.frombuffer(found, dtype=bool)`.
    ///
    /// Raises:
    ///     SettingsError: What is no digest is among them.
    #[pyo3(signature = (digests, *, progress = None))]
    fn contains_all<'py>(
        &self,
        py: Python<'py>,
        digests: &Bound<'py, PyAny>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = at_once(py, || self.form().many(digests))?;
        let set = self.set.now(py)?;
        let found = enter(py, progress, move |control| {
            let found = set.contains_all(&bytes, control)?;
            Ok(found.into_iter().map(u8::from).collect::<Vec<u8>>())
        })?;
        Ok(PyBytes::new(py, &found))
    }

    /// The set as one run of bytes, to be kept in a file.
    ///
    /// Returns:
    ///     Bytes that `open` reads.
    fn snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let set = self.set.now(py)?;
        let bytes = enter(py, None, move |_| set.snapshot())?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Reads a snapshot where it lies, without copying it.
    ///
    /// Args:
    ///     data: The bytes: `bytes`, a `memoryview` or an `mmap.mmap`. They must not change while the set lives.
    ///     verify: Whether every byte is checked first.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     The set.
    ///
    /// Raises:
    ///     ModelError: The bytes are damaged, cut off, or of something else.
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
            core::DigestSet::open(bytes, verify, control).map(Self::sharing)
        })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled::<Self>(py, "open", self.snapshot(py)?)
    }

    /// The kind of its digests.
    #[getter]
    fn kind(&self) -> &'static str {
        self.of.as_str()
    }

    /// The bytes of memory that the set takes.
    #[getter]
    fn bytes(&self, py: Python<'_>) -> PyResult<usize> {
        self.set.look(py, |set| Ok(set.bytes()))
    }

    fn __contains__(&self, py: Python<'_>, digest: &Bound<'_, PyAny>) -> PyResult<bool> {
        let digest = at_once(py, || self.form().one(digest))?;
        self.set.look(py, |set| set.contains(&digest))
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        self.set.look(py, |set| Ok(set.len()))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("DigestSet({} {})", self.__len__(py)?, self.kind()))
    }
}
