//! Living lists of known files.

use caselink::{
    Error, Result, hashes as core,
    records::{MediaFile, from_values},
};
use chrono::{DateTime, FixedOffset, NaiveDate};
use pyo3::{
    prelude::*,
    types::{PyAny, PyBytes, PyDict, PyList, PyString},
};
use serde_json::Value;

use super::{bytes::kept, reader::ListReader, shared::Shared};
use crate::{
    control::{PyControl, at_once, enter},
    convert::{Pickled, Text, many_to_python, pickled, plain, to_python, to_value},
    error::to_py,
};

/// The items of a list, each by itself: one that JSON cannot hold is set aside and not the others.
pub(crate) fn items(list: &Bound<'_, PyList>) -> Vec<Value> {
    let one = |item: Bound<'_, PyAny>| to_value(&item).unwrap_or(Value::Null);
    list.iter().map(one).collect()
}

/// Files, each by itself. A name from a disk may hold bytes that are no text: it is read with replacement characters.
pub(crate) fn files(list: &Bound<'_, PyAny>) -> PyResult<Vec<Value>> {
    let py = list.py();
    let Ok(list) = list.cast::<PyList>() else {
        let error = Error::InvalidParameter {
            name: "files",
            reason: "must be a list of dicts: of a table, hand over table.to_pylist() or df.to_dict(\"records\")"
                .to_owned(),
        };
        return Err(to_py(py, &error));
    };
    let one = |item: Bound<'_, PyAny>| {
        to_value(&item)
            .or_else(|| with_odd_names(&item))
            .unwrap_or(Value::Null)
    };
    Ok(list.iter().map(one).collect())
}

/// A file whose names hold lone surrogates, as Python writes bytes of names that are no text.
fn with_odd_names(file: &Bound<'_, PyAny>) -> Option<Value> {
    let file = file.cast::<PyDict>().ok()?.copy().ok()?;
    let names = file.get_item("names").ok().flatten()?;
    let names: Option<Vec<String>> = names
        .cast::<PyList>()
        .ok()?
        .iter()
        .map(|name| Some(name.cast::<PyString>().ok()?.to_string_lossy().into_owned()))
        .collect();
    file.set_item("names", names?).ok()?;
    to_value(file.as_any())
}

/// A day: a text `YYYY-MM-DD` or a date.
pub(crate) fn day(object: Option<&Bound<'_, PyAny>>) -> Result<Option<NaiveDate>> {
    let Some(object) = object else {
        return Ok(None);
    };
    let wrong = || Error::InvalidParameter {
        name: "on",
        reason: "must be a day as YYYY-MM-DD".to_owned(),
    };
    let text = to_value(object).and_then(|value| value.as_str().map(str::to_owned));
    text.and_then(|text| text.parse().ok())
        .map(Some)
        .ok_or_else(wrong)
}

/// A time: a text with its zone, or a datetime that has one.
fn time(object: Option<&Bound<'_, PyAny>>) -> Result<Option<DateTime<FixedOffset>>> {
    let Some(object) = object else {
        return Ok(None);
    };
    let text = to_value(object).and_then(|value| value.as_str().map(str::to_owned));
    let time = text.and_then(|text| text.parse().ok());
    time.map(Some).ok_or_else(|| Error::InvalidParameter {
        name: "at",
        reason: "must be a time with its zone, such as 2026-01-02T10:00:00Z".to_owned(),
    })
}

/// A list of known files that lives: entries are inserted, changed and deleted, and what happened counts at once.
///
/// An entry is the hashes, the categories and the series of a file; nothing else of it is kept. Digests are found when they
/// are equal, PDQ hashes within the radius of the list, videos by the rule of vPDQ, and hashes that nobody may look into,
/// such as PhotoDNA, when they are equal.
///
/// Args:
///     settings: A dict with `id`, and where they apply `role` (`"known"`, `"suppression"` or `"unknown"`), `agency`,
///         `version`, `scheme`, `radius` (31), `review_radius` (40), `least_quality` (50), `video`, `most_hits` (100),
///         `flood_a_day`, `hidden_when_denied_by`.
///
/// Raises:
///     SettingsError: The settings are not as they must be.
///
/// Example:
///     >>> from caselink import hashes
///     >>> known = hashes.HashList({"id": "national", "version": "2026-11"})
///     >>> entry = {"id": "E-1", "digests": {"md5": "0123456789abcdef" * 2}, "series": "V-17"}
///     >>> known.add([entry])["inserted"]
///     1
///     >>> found = known.find({"id": "F-9", "digests": {"md5": "0123456789ABCDEF" * 2}})
///     >>> [(hit["entry"], hit["kind"], hit["series"]) for hit in found["hits"]]
///     [('E-1', 'equal', 'V-17')]
#[pyclass(frozen, module = "caselink.hashes")]
pub(crate) struct HashList(pub(crate) Shared<core::HashList>);

#[pymethods]
impl HashList {
    #[new]
    fn new(py: Python<'_>, settings: &Bound<'_, PyAny>) -> PyResult<Self> {
        at_once(py, || {
            let settings = core::ListSettings::from_value(&plain("settings", settings)?)?;
            core::HashList::new(settings).map(|list| Self(Shared::new(list)))
        })
    }

    /// Inserts entries; one with the id of an older entry takes its place. Without `at` they have no time, and change nothing
    /// that has one: neither an entry that `apply` gave a time, nor one that it deleted. `without_time` counts those.
    ///
    /// Args:
    ///     files: A list of dicts of the shape `media_file`. One that cannot be read is set aside, and the rest goes on.
    ///     at: As of when the entries are so: a text such as `2026-01-02T10:00:00Z`, or a datetime with its zone.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A dict that counts what became of them, with `rejected` by row, field and reason.
    ///
    /// Raises:
    ///     LimitError: There is no room. What was stored before stays.
    ///     SettingsError: `at` is no time.
    #[pyo3(signature = (files, *, at = None, progress = None))]
    fn add<'py>(
        &self,
        py: Python<'py>,
        files: &Bound<'py, PyAny>,
        at: Option<&Bound<'py, PyAny>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let at = at_once(py, || time(at))?;
        let files = self::files(files)?;
        let add = |list: &mut core::HashList, control: &PyControl| {
            list.add_values_as_of(&files, at, control)
        };
        let intake = self.0.change_long(py, progress, add)?;
        to_python(py, &intake)
    }

    /// Applies changes by their time: an older one than what is stored is passed over, so that a poll can be applied
    /// again, and in any order.
    ///
    /// Args:
    ///     changes: A list of `{"kind": "upsert", "file": {...}, "at": ...}` and `{"kind": "delete", "id": ..., "at": ...}`,
    ///         with times such as `2026-01-02T10:00:00Z`. One that cannot be read is set aside.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A dict that counts what became of them, with `rejected` by row, field and reason.
    #[pyo3(signature = (changes, *, progress = None))]
    fn apply<'py>(
        &self,
        py: Python<'py>,
        changes: &Bound<'py, PyList>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let changes = items(changes);
        let apply =
            |list: &mut core::HashList, control: &PyControl| list.apply_values(&changes, control);
        let intake = self.0.change_long(py, progress, apply)?;
        to_python(py, &intake)
    }

    /// States which state of the list this is from now on: for after its changes were applied. Hits name the version at
    /// the time of the search, and snapshots keep it.
    ///
    /// Args:
    ///     version: As the owner numbers it; None where the owner states none.
    ///
    /// Returns:
    ///     Nothing.
    fn set_version(&self, py: Python<'_>, version: Option<Text<'_>>) -> PyResult<()> {
        let version = version.map(|version| version.0.to_owned());
        self.0.change(py, |list| {
            list.set_version(version);
            Ok(())
        })
    }

    /// Inserts what a reader makes of the next bytes of a list, without a Python object for each entry.
    ///
    /// Args:
    ///     reader: A `ListReader`.
    ///     data: The next bytes; None at the end.
    ///     at: As of when the list is so, as in `add`.
    ///
    /// Returns:
    ///     A dict that counts what became of the entries; with None, the reader's report under `report`.
    ///
    /// Raises:
    ///     InputError, LimitError: As `ListReader.feed`.
    #[pyo3(signature = (reader, data, *, at = None))]
    fn feed<'py>(
        &self,
        py: Python<'py>,
        reader: &Bound<'py, ListReader>,
        data: Option<&[u8]>,
        at: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let at = at_once(py, || time(at))?;
        let (reader, list) = (reader.get(), &self.0);
        let intake = enter(py, None, move |control| {
            let (files, report) = match data {
                Some(data) => (reader.next(data)?, None),
                None => reader.end().map(|(files, report)| (files, Some(report)))?,
            };
            let intake = list.changed(|list| list.add_as_of(files, at, control))?;
            let mut intake = serde_json::to_value(intake).map_err(|_| Error::Internal)?;
            if let (Some(report), Some(fields)) = (report, intake.as_object_mut()) {
                let report = serde_json::to_value(report).map_err(|_| Error::Internal)?;
                fields.insert("report".to_owned(), report);
            }
            Ok(intake)
        })?;
        to_python(py, &intake)
    }

    /// Every entry that a file is like.
    ///
    /// Args:
    ///     file: A dict of the shape `media_file`.
    ///     on: The day for `flood_a_day`; without it nothing is hidden as a flood.
    ///
    /// Returns:
    ///     A dict with `hits` (equal ones first, then by distance and id; at most `most_hits`), `more_hits`, `compared` and
    ///     `not_compared`.
    ///
    /// Raises:
    ///     SettingsError: The file is not of that shape.
    ///     LimitError: It is near more than 100,000,000 hashes.
    #[pyo3(signature = (file, *, on = None))]
    fn find<'py>(
        &self,
        py: Python<'py>,
        file: &Bound<'py, PyAny>,
        on: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (files, on) = at_once(py, || {
            let file = Value::Array(vec![plain("file", file)?]);
            let files: Vec<MediaFile> = from_values("file", &file)?;
            Ok((files, day(on)?))
        })?;
        let found = self.0.look(py, |list| {
            let mut found = list.find_all(&files, on, &caselink::NoControl)?;
            found.pop().ok_or(Error::Internal)
        })?;
        to_python(py, &found)
    }

    /// The same for many files.
    ///
    /// Args:
    ///     files: A list of dicts of the shape `media_file`.
    ///     on: The day for `flood_a_day`.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A list of dicts, one for each file in their order.
    ///
    /// Raises:
    ///     SettingsError: A file is not of that shape.
    #[pyo3(signature = (files, *, on = None, progress = None))]
    fn find_all<'py>(
        &self,
        py: Python<'py>,
        files: &Bound<'py, PyAny>,
        on: Option<&Bound<'py, PyAny>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (files, on) = (self::files(files)?, at_once(py, || day(on))?);
        let list = self.0.now(py)?;
        let found = enter(py, progress, move |control| {
            list.find_all_values(&files, on, control)
        })?;
        many_to_python(py, &found)
    }

    /// Entries whose opaque hash is near by a distance of your own, such as licensed code knows one for PhotoDNA.
    ///
    /// Args:
    ///     file: A dict of the shape `media_file`.
    ///     algorithm: The algorithm of its hash, such as `"photodna"`.
    ///     radius: The greatest distance.
    ///     distance: Called with two `bytes`, the wanted hash and a stored one; gives a number.
    ///
    /// Returns:
    ///     A list of `(distance, hit)`, nearest first.
    ///
    /// Raises:
    ///     SettingsError: The file has no such hash.
    #[pyo3(signature = (file, algorithm, radius, distance))]
    fn find_by_distance<'py>(
        &self,
        py: Python<'py>,
        file: &Bound<'py, PyAny>,
        algorithm: Text<'py>,
        radius: f64,
        distance: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut raised = None;
        let mut far = |a: &[u8], b: &[u8]| {
            let called = distance
                .call1((PyBytes::new(py, a), PyBytes::new(py, b)))
                .and_then(|number| number.extract::<f64>());
            called.map_err(|error| {
                raised = Some(error);
                Error::Cancelled
            })
        };
        let list = self.0.now(py)?;
        let found = at_once(py, || {
            let file = Value::Array(vec![plain("file", file)?]);
            let file = from_values::<MediaFile>("file", &file)?
                .pop()
                .ok_or(Error::Internal)?;
            list.find_by_distance(&file, algorithm.0, radius, &mut far, &caselink::NoControl)
        });
        match raised {
            Some(error) => Err(error),
            None => to_python(py, &found?),
        }
    }

    /// Keeps the word of a member on the content of an entry. Of one member the newest word counts, by `at` or `on`; of two of
    /// one time, and of two without one, the later call.
    ///
    /// Args:
    ///     feedback: A dict with `entry`, `kind` (`"confirmed"` or `"denied"`), `by`, and where they apply `on`, `at`, `reason`.
    ///
    /// Returns:
    ///     Nothing.
    ///
    /// Raises:
    ///     InputError: There is no such entry.
    ///     SettingsError: The dict is not of that shape.
    fn judge(&self, py: Python<'_>, feedback: &Bound<'_, PyAny>) -> PyResult<()> {
        let feedback = at_once(py, || {
            core::Feedback::from_value(&plain("feedback", feedback)?)
        })?;
        self.0.change(py, |list| list.judge(feedback))
    }

    /// Counts hits of entries on a day, for `flood_a_day`, by their content: entries of one content, which one file hits
    /// together, count as one. Each day counts by itself; the last 31 are kept.
    ///
    /// Args:
    ///     entries: The ids of the entries that were hit; one that is not there is passed over.
    ///     on: The day.
    ///
    /// Returns:
    ///     Nothing.
    #[pyo3(signature = (entries, *, on))]
    #[allow(
        clippy::needless_pass_by_value,
        reason = "pyo3 hands a list over by value"
    )]
    fn count_hits(
        &self,
        py: Python<'_>,
        entries: Vec<String>,
        on: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let on = at_once(py, || day(Some(on))?.ok_or(Error::Internal))?;
        self.0.change(py, |list| {
            list.count_hits(entries.iter().map(String::as_str), on);
            Ok(())
        })
    }

    /// An entry, with all that the list keeps of it.
    ///
    /// Args:
    ///     id: Its id.
    ///
    /// Returns:
    ///     A dict of the shape `list_entry`: its `file`, and `at` where it has a time. None when there is none.
    fn get<'py>(&self, py: Python<'py>, id: Text<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let entry = self.0.look(py, |list| Ok(list.get(id.0)))?;
        entry.map(|entry| to_python(py, &entry)).transpose()
    }

    /// The ids of all entries.
    ///
    /// Returns:
    ///     A list of texts, in the order in which the last state of each came.
    fn ids(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        let list = self.0.now(py)?;
        Ok(list.ids().map(str::to_owned).collect())
    }

    /// The list as one run of bytes, to be kept in a file.
    ///
    /// Returns:
    ///     Bytes that `open` reads. They depend on what the list holds alone, and not on how it came in batches.
    fn snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let list = self.0.now(py)?;
        let bytes = enter(py, None, move |_| list.snapshot())?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Reads a snapshot where it lies, without copying it.
    ///
    /// Args:
    ///     data: The bytes: `bytes`, a `memoryview` or an `mmap.mmap`. They must not change while the list lives.
    ///     verify: Whether every byte is checked first. Without it, damage beyond the header can hide entries and
    ///         change what they say.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     The list.
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
            core::HashList::open(bytes, verify, control).map(|list| Self(Shared::new(list)))
        })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled::<Self>(py, "open", self.snapshot(py)?)
    }

    /// Its settings.
    #[getter]
    fn settings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let settings = self.0.look(py, |list| Ok(list.settings().clone()))?;
        to_python(py, &settings)
    }

    /// The bytes of memory that it takes, without the words of members.
    #[getter]
    fn bytes(&self, py: Python<'_>) -> PyResult<usize> {
        self.0.look(py, |list| Ok(list.bytes()))
    }

    fn __contains__(&self, py: Python<'_>, id: Text<'_>) -> PyResult<bool> {
        self.0.look(py, |list| Ok(list.contains(id.0)))
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        self.0.look(py, |list| Ok(list.len()))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("HashList({} entries)", self.__len__(py)?))
    }
}
