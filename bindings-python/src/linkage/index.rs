use std::sync::{Arc, Mutex};

use caselink::{
    linkage::{self as core, PairJudgement, Record, SearchOptions},
    records::Limits,
};
use pyo3::{
    prelude::*,
    types::{PyBytes, PyDict},
};
use serde_json::Value;

use super::{
    Clusters, Explanation, Model, Prepared,
    clusters::{self, kind_of},
};
use crate::{
    control::{detached, enter, locked},
    convert::{Id, Pickled, Plain, pickled, plain, to_python, whole},
};

/// A table that lives: records come and go, and what a record may be linked to is found at once.
///
/// A search gives what `find_links` would give for that record in a table of the index's records and the record itself, with
/// the same model: the frequencies of values follow every change, and nothing is ever rebuilt.
///
/// Args:
///     model: A trained `Model`; it stays as it is.
///     limits: Upper bounds, such as `{"block_rows": 500}`; each has a default.
///
/// Raises:
///     SettingsError: The limits are not what they may be.
///
/// Example:
///     >>> from caselink import linkage
///     >>> people = {
///     ...     "id": [1, 2, 3, 4],
///     ...     "surname": ["Painter", "Painter", "Green", "Neumann"],
///     ...     "born": ["1971-06-24", "1971-06-24", "1948-09-30", "1915-11-11"],
///     ... }
///     >>> settings = {
///     ...     "id": "id",
///     ...     "comparisons": [{"kind": "name", "column": "surname"}, {"kind": "date", "column": "born"}],
///     ...     "blocking": [[{"column": "surname"}], [{"column": "born"}]],
///     ... }
///     >>> prepared = linkage.prepare(people, settings=settings)
///     >>> index = linkage.Index.of(prepared, linkage.train(prepared))
///     >>> index.add({"id": 5, "surname": "Greene", "born": "1948-09-30"})["total"]
///     0
///     >>> [c["id"] for c in index.find({"id": "new", "surname": "Green", "born": "1948-09-30"})["candidates"]]
///     [3, 5]
///     >>> index.remove(3)
///     >>> len(index)
///     4
#[pyclass(frozen, module = "caselink.linkage")]
pub(crate) struct Index(Arc<Mutex<core::Index>>);

impl Index {
    fn new(index: core::Index) -> Self {
        Self(Arc::new(Mutex::new(index)))
    }

    fn on<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut core::Index) -> caselink::Result<T> + Send,
    ) -> PyResult<T> {
        let index = &self.0;
        detached(py, move || locked(index, work))
    }
}

fn record(value: caselink::Result<Value>, index: &core::Index) -> caselink::Result<Record> {
    Record::from_value(&value?, index.model().settings())
}

#[pymethods]
impl Index {
    #[new]
    #[pyo3(signature = (model, *, limits = None))]
    fn empty(
        py: Python<'_>,
        model: &Bound<'_, Model>,
        limits: Option<Plain<Limits>>,
    ) -> PyResult<Self> {
        let model = Arc::clone(&model.get().0);
        let limits = limits.map_or_else(Limits::default, |l| l.0);
        detached(py, move || core::Index::new(&model, limits)).map(Self::new)
    }

    /// An index of the records of a table.
    ///
    /// Args:
    ///     prepared: One table, made ready by `prepare`.
    ///     model: A model with the same settings.
    ///     limits: Upper bounds; each has a default.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     The index.
    ///
    /// Raises:
    ///     InputError: The table lacks a column that the model compares.
    ///     SettingsError: There are two tables.
    #[staticmethod]
    #[pyo3(signature = (prepared, model, *, limits = None, progress = None))]
    fn of(
        py: Python<'_>,
        prepared: &Bound<'_, Prepared>,
        model: &Bound<'_, Model>,
        limits: Option<Plain<Limits>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let (prepared, model) = (Arc::clone(&prepared.get().0), Arc::clone(&model.get().0));
        let limits = limits.map_or_else(Limits::default, |l| l.0);
        enter(py, progress, move |control| {
            core::Index::of_prepared(&prepared, &model, limits, control)
        })
        .map(Self::new)
    }

    /// Reads what `to_bytes` wrote.
    ///
    /// Args:
    ///     data: The bytes of an index.
    ///     limits: Upper bounds; each has a default.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     The same records and the same model.
    ///
    /// Raises:
    ///     ModelError: A byte is missing or changed, or a newer version wrote it.
    #[staticmethod]
    #[pyo3(signature = (data, *, limits = None, progress = None))]
    fn from_bytes(
        py: Python<'_>,
        data: &[u8],
        limits: Option<Plain<Limits>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let limits = limits.map_or_else(Limits::default, |l| l.0);
        enter(py, progress, move |control| {
            core::Index::from_bytes(data, limits, control)
        })
        .map(Self::new)
    }

    /// The index as one versioned run of bytes with a checksum. They hold what the records hold: keep them as you keep those.
    ///
    /// Args:
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     What `from_bytes` reads; the same records and model give the same bytes.
    #[pyo3(signature = (*, progress = None))]
    fn to_bytes<'py>(
        &self,
        py: Python<'py>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let index = Arc::clone(&self.0);
        let bytes = enter(py, progress, move |control| {
            locked(&index, |index| index.to_bytes(control))
        })?;
        Ok(PyBytes::new(py, &bytes))
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        self.on(py, |index| Ok(index.len()))
    }

    fn __contains__(&self, py: Python<'_>, id: Id) -> PyResult<bool> {
        self.on(py, move |index| Ok(index.contains(&id.0)))
    }

    /// The model that it links by.
    #[getter]
    fn model(&self, py: Python<'_>) -> PyResult<Model> {
        self.on(py, |index| Ok(index.model().clone()))
            .map(Model::new)
    }

    /// Adds a record, which is found from now on.
    ///
    /// Args:
    ///     record: A dict with the id and the columns of the settings: text, a number, or a list of texts. Other columns are
    ///         passed over.
    ///
    /// Returns:
    ///     The values that were set aside, a dict of the shape `rejections`.
    ///
    /// Raises:
    ///     SettingsError: A record with its id is there, or it is no record.
    ///     InputError: A column holds something nested.
    ///     LimitError: There are more records than the limits allow.
    fn add<'py>(
        &self,
        py: Python<'py>,
        record: &Bound<'py, PyDict>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let value = plain("record", record);
        let rejections = self.on(py, move |index| {
            let record = self::record(value, index)?;
            index.add(&record)
        })?;
        to_python(py, &rejections)
    }

    /// Puts a record in the place of the one with its id.
    ///
    /// Args:
    ///     record: As `add` takes it.
    ///
    /// Returns:
    ///     The values that were set aside.
    ///
    /// Raises:
    ///     InputError: No record has its id.
    ///     SettingsError: It is no record.
    fn replace<'py>(
        &self,
        py: Python<'py>,
        record: &Bound<'py, PyDict>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let value = plain("record", record);
        let rejections = self.on(py, move |index| {
            let record = self::record(value, index)?;
            index.replace(&record)
        })?;
        to_python(py, &rejections)
    }

    /// Removes a record, which is not found from now on.
    ///
    /// Args:
    ///     id: The record's id.
    ///
    /// Returns:
    ///     None.
    ///
    /// Raises:
    ///     InputError: No record has this id.
    fn remove(&self, py: Python<'_>, id: Id) -> PyResult<()> {
        self.on(py, move |index| index.remove(&id.0))
    }

    /// A record as it was given.
    ///
    /// Args:
    ///     id: The record's id.
    ///
    /// Returns:
    ///     A dict with the id and a list of texts for each column; None when there is no such record.
    fn record<'py>(&self, py: Python<'py>, id: Id) -> PyResult<Option<Bound<'py, PyAny>>> {
        let value = self.on(py, move |index| Ok(index.value(&id.0)))?;
        value.map(|value| to_python(py, &value)).transpose()
    }

    /// The records that a record may be linked to, strongest first, each explained: leads, not verdicts.
    ///
    /// The record need not be in the index; one with the same id is passed over.
    ///
    /// Args:
    ///     record: As `add` takes it.
    ///     minimum_probability: Records below it are no candidates; above 0 and below 1.
    ///     most: The most candidates that are given.
    ///     show_values: Whether values of the records stand in the explanations.
    ///
    /// Returns:
    ///     A dict of the shape `found`.
    ///
    /// Raises:
    ///     SettingsError: It is no record, or a parameter is out of range.
    #[pyo3(signature = (record, *, minimum_probability = 0.01, most = 20, show_values = false))]
    fn find<'py>(
        &self,
        py: Python<'py>,
        record: &Bound<'py, PyDict>,
        minimum_probability: f64,
        most: i64,
        show_values: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let options = SearchOptions {
            minimum_probability,
            most: whole(py, most, "most")?,
        };
        let value = plain("record", record);
        let found = self.on(py, move |index| {
            let record = self::record(value, index)?;
            index.find(&record, &options)
        })?;
        to_python(py, &shown(found, show_values))
    }

    /// The records that a record of the index may be linked to.
    ///
    /// Args:
    ///     id: The record's id.
    ///     minimum_probability: Records below it are no candidates; above 0 and below 1.
    ///     most: The most candidates that are given.
    ///     show_values: Whether values of the records stand in the explanations.
    ///
    /// Returns:
    ///     A dict of the shape `found`.
    ///
    /// Raises:
    ///     InputError: No record has this id.
    ///     SettingsError: A parameter is out of range.
    #[pyo3(signature = (id, *, minimum_probability = 0.01, most = 20, show_values = false))]
    fn neighbours<'py>(
        &self,
        py: Python<'py>,
        id: Id,
        minimum_probability: f64,
        most: i64,
        show_values: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let options = SearchOptions {
            minimum_probability,
            most: whole(py, most, "most")?,
        };
        let found = self.on(py, move |index| index.neighbours(&id.0, &options))?;
        to_python(py, &shown(found, show_values))
    }

    /// Explains any pair of its records, whether they share a block or not.
    ///
    /// Args:
    ///     left: The id of one record.
    ///     right: The id of the other.
    ///     show_values: Whether the values of the records stand in the explanation.
    ///
    /// Returns:
    ///     The explanation.
    ///
    /// Raises:
    ///     InputError: No record has one of the ids.
    ///     SettingsError: Both are one record.
    #[pyo3(signature = (left, right, *, show_values = false))]
    fn explain(
        &self,
        py: Python<'_>,
        left: Id,
        right: Id,
        show_values: bool,
    ) -> PyResult<Explanation> {
        let explanation = self.on(py, move |index| index.explain(&left.0, &right.0))?;
        Ok(Explanation::new(explanation, show_values))
    }

    /// Keeps what a person has judged of two records: from now on they are in one cluster, or never are.
    ///
    /// It stays until it is withdrawn, and is in the bytes of the index.
    ///
    /// Args:
    ///     kind: `"must_link"` (one person) or `"cannot_link"` (two persons).
    ///     judgement: A dict with `left`, `right`, `who`, `why` and `at`.
    ///
    /// Returns:
    ///     None.
    ///
    /// Raises:
    ///     InputError: No record has one of the ids.
    ///     SettingsError: The judgement lacks who, why or when, or contradicts others.
    fn judge(&self, py: Python<'_>, kind: &str, judgement: &Bound<'_, PyDict>) -> PyResult<()> {
        let (kind, value) = (kind_of(kind), plain("judgement", judgement));
        self.on(py, move |index| {
            index.judge(kind?, PairJudgement::from_value(&value?)?)
        })
    }

    /// Takes back what was judged of two records, in either order.
    ///
    /// Args:
    ///     kind: `"must_link"` or `"cannot_link"`.
    ///     left: The id of one record.
    ///     right: The id of the other.
    ///
    /// Returns:
    ///     The judgement that was taken back, as a dict.
    ///
    /// Raises:
    ///     SettingsError: Nothing of the kind was judged of them.
    fn withdraw<'py>(
        &self,
        py: Python<'py>,
        kind: &str,
        left: Id,
        right: Id,
    ) -> PyResult<Bound<'py, PyAny>> {
        let kind = kind_of(kind);
        let judgement = self.on(py, move |index| index.withdraw(kind?, &left.0, &right.0))?;
        to_python(py, &judgement)
    }

    /// What people have judged, in the order in which they did: dicts with `kind` and `judgement`.
    #[getter]
    fn judgements<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let kept = self.on(py, |index| Ok(index.judgements().to_vec()))?;
        to_python(py, &kept)
    }

    /// The clusters of all records that links, or judgements, connect to a record, as the index stands now.
    ///
    /// Nothing is kept and nothing rebuilt. `explain` of the result gives the account.
    ///
    /// Args:
    ///     id: The id of a record.
    ///     probability: Links from this probability count; above 0 and below 1.
    ///     linkage: `"single"`, `"average"` or `"complete"`, as in `Links.clusters`.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     The clusters.
    ///
    /// Raises:
    ///     InputError: No record has the id.
    ///     LimitError: The group has more than 5,000 records.
    ///     SettingsError: The probability is not above 0 and below 1.
    #[pyo3(signature = (id, *, probability = 0.95, linkage = "single", progress = None))]
    fn clusters_around(
        &self,
        py: Python<'_>,
        id: Id,
        probability: f64,
        linkage: &str,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Clusters> {
        let options = clusters::options(py, probability, linkage, [None, None], 50)?;
        let index = Arc::clone(&self.0);
        enter(py, progress, move |control| {
            locked(&index, |index| {
                index.clusters_around(&id.0, &options, control)
            })
        })
        .map(Clusters::new)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        self.on(py, |index| Ok(format!("{index:?}")))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled::<Self>(py, "from_bytes", self.to_bytes(py, None)?)
    }
}

fn shown(found: core::Found, show_values: bool) -> core::Found {
    if show_values {
        found.show_values()
    } else {
        found
    }
}
