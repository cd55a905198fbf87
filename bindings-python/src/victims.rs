//! `caselink.victims`: whose case is the child in these files, and where may an unidentified child be?

use std::sync::Arc;

use caselink::{
    Error, hashes as core_hashes,
    records::{Agency, Jurisdiction, Series, from_values},
    victims as core,
};
use pyo3::{
    prelude::*,
    types::{PyAny, PyDict, PyList, PyString},
};
use serde_json::Value;

use crate::{
    control::{at_once, enter},
    convert::{Left, Text, counted, many_to_python, plain, to_python},
    hashes::{HashList, day, files, items},
    names::Names,
};

/// The lists of a call, each as it is now.
fn lists(lists: &Bound<'_, PyList>) -> PyResult<Vec<Arc<core_hashes::HashList>>> {
    lists
        .iter()
        .map(|list| list.cast::<HashList>()?.get().0.now(list.py()))
        .collect()
}

/// Looks for files in lists of known files, and says for each series which agency holds the case.
///
/// A file is recognised when a hash is equal to one of a known list, or near it; hits within the radius for review are for
/// a person to look at, and so is one whose MD5 or SHA-1 is equal and whose stronger digest differs. A hit that is only near
/// is hidden where an entry of a suppression list is as near to the same hash of the file or nearer, or has its bytes; what is
/// nearer, equal, or found by another hash stays, and the contradiction is shown.
///
/// Args:
///     files: A list of dicts of the shape `media_file`. One that is not is set aside and listed under `rejected`; a name with
///         bytes that are no text is read with replacement characters and counted.
///     lists: The `HashList`s to look in.
///     series: Dicts of the shape `series`, for the agency, the case and who attests the age.
///     on: The day for `flood_a_day`.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `recognition`: every file with what became of it, and the series. Never a child's name.
///
/// Raises:
///     SettingsError: No file is of its shape, a series is not, there are no lists, or two with one id.
///     InputError: Two files have one id.
///
/// Example:
///     >>> from caselink import hashes, victims
///     >>> known = hashes.HashList({"id": "national"})
///     >>> md5 = {"md5": "0123456789abcdef" * 2}
///     >>> known.add([{"id": "E-1", "digests": md5, "series": "V-17"}])["inserted"]
///     1
///     >>> found = victims.recognise([{"id": "F-9", "digests": md5}], [known])
///     >>> found["files"][0]["outcome"], found["series"][0]["missing"][0]
///     ('recognised', 'a record of the series')
#[pyfunction]
#[pyo3(signature = (files, lists, series = None, *, on = None, progress = None))]
pub(crate) fn recognise<'py>(
    py: Python<'py>,
    files: &Bound<'py, PyAny>,
    lists: &Bound<'py, PyList>,
    series: Option<&Bound<'py, PyList>>,
    on: Option<&Bound<'py, PyAny>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let files = self::files(files)?;
    let series = Value::Array(series.map(items).unwrap_or_default());
    let (lists, on) = (self::lists(lists)?, at_once(py, || day(on))?);
    let found = enter(py, progress, move |control| {
        let series: Vec<Series> = from_values("series", &series)?;
        let lists: Vec<&core_hashes::HashList> = lists.iter().map(|list| &**list).collect();
        core::recognise_values(&files, &lists, &series, on, control)
    })?;
    many_to_python(py, &found)
}

/// A recognition as it was given. It may be far larger than any other document, so its files are read one by one, and
/// no plain copy of all of them is made.
fn recognition(object: &Bound<'_, PyAny>) -> caselink::Result<core::Recognition> {
    let Ok(fields) = object.cast::<PyDict>() else {
        return core::Recognition::from_value(&plain("recognition", object)?);
    };
    let rest = fields.copy().map_err(|_| Error::Internal)?;
    let files = rest.get_item("files").ok().flatten();
    let Some(files) = files.and_then(|files| files.cast_into::<PyList>().ok()) else {
        return core::Recognition::from_value(&plain("recognition", object)?);
    };
    let none = PyList::empty(object.py());
    rest.set_item("files", none).map_err(|_| Error::Internal)?;
    let mut recognition = core::Recognition::from_value(&plain("recognition", rest.as_any())?)?;
    let mut left = Left::of(MOST_VALUES_OF_A_RECOGNITION);
    for (at, file) in files.iter().enumerate() {
        let value = counted(&file, &mut left);
        if left.is_used_up {
            return Err(Error::LimitExceeded {
                limit: "values of a recognition",
                allowed: MOST_VALUES_OF_A_RECOGNITION,
                asked: MOST_VALUES_OF_A_RECOGNITION + 1,
            });
        }
        let wrong = |reason: String| Error::InvalidParameter {
            name: "recognition",
            reason: format!("files[{at}]: {reason}"),
        };
        let value = value
            .ok_or_else(|| wrong("is not of plain dicts, lists, texts and numbers".to_owned()))?;
        recognition.add_file(&value).map_err(wrong)?;
    }
    Ok(recognition)
}

/// The most texts, numbers, lists and dicts of a recognition.
const MOST_VALUES_OF_A_RECOGNITION: u64 = 1_000_000_000;

/// The report on recognised children, as a document: it leaves through `release.disseminate`.
///
/// Args:
///     recognition: What `recognise` gave.
///     header: A dict with `id`, `agency`, `as_of`, and where they apply `case_number`, `contact`, `only_agency` (as the
///         records of series name it), `most_rows` (1,000).
///
/// Returns:
///     A dict of the shape `document`, for law enforcement.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or `only_agency` holds the case of no series.
///     LimitError: The recognition holds more than 1,000,000,000 values.
///
/// Example:
///     >>> from caselink import hashes, victims
///     >>> found = victims.recognise([], [hashes.HashList({"id": "national"})])
///     >>> header = {"id": "R-1", "agency": "State Clearinghouse", "as_of": "2026-06-01"}
///     >>> victims.recognition_report(found, header)["marking"]["tlp"]
///     'TLP:AMBER+STRICT'
#[pyfunction]
pub(crate) fn recognition_report<'py>(
    py: Python<'py>,
    recognition: &Bound<'py, PyAny>,
    header: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let recognition = at_once(py, || self::recognition(recognition))?;
    let header = plain("header", header);
    let document = enter(py, None, move |_| {
        core::recognition_report(&recognition, &core::ReportHeader::from_value(&header?)?)
    })?;
    to_python(py, &document)
}

/// Looks at the series of a newly identified child before it goes into a list: is it complete, is it known already, which
/// entries would go in?
///
/// Args:
///     submission: A dict with `series`, `files`, and where they apply `identified_on`, `contact`.
///     lists: The `HashList`s in which the same files are looked for.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `submission_check`.
///
/// Raises:
///     SettingsError: The submission is not of its shape.
///
/// Example:
///     >>> from caselink import victims
///     >>> check = victims.check_submission({"series": {"id": "V-31"}, "files": []}, [])
///     >>> check["is_complete"], check["findings"][0]["field"]
///     (False, 'series.child_identified')
#[pyfunction]
#[pyo3(signature = (submission, lists, *, progress = None))]
pub(crate) fn check_submission<'py>(
    py: Python<'py>,
    submission: &Bound<'py, PyAny>,
    lists: &Bound<'py, PyList>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (submission, lists) = (plain("submission", submission), self::lists(lists)?);
    let check = enter(py, progress, move |control| {
        let lists: Vec<&core_hashes::HashList> = lists.iter().map(|list| &**list).collect();
        core::check_submission(
            &core::Submission::from_value(&submission?)?,
            &lists,
            control,
        )
    })?;
    to_python(py, &check)
}

/// A guide from partial names of files to known series.
///
/// Both sides are brought to one form first: lower case, without accents, whatever stands between words as one space,
/// numbers without leading zeros. Partial names that are short or common are not looked for, and `refusals` lists them.
///
/// Args:
///     entries: A list of dicts with `series`, and where they apply `names`, `identifiers`, `description`.
///     settings: A dict with `least_length` (5), `least_letters` (3), `most_series` (3), `most_per_thousand` (20),
///         `common_words`.
///
/// Raises:
///     SettingsError: An entry or the settings are not of their shape.
///     LimitError: There are too many partial names, or one is too long.
///
/// Example:
///     >>> from caselink import victims
///     >>> guide = victims.EvidenceGuide([{"series": "V-17", "names": ["Blue_Tent-03", "img"]}])
///     >>> [(hit["series"], hit["whole_words"]) for hit in guide.find("my blue.tent (3).jpg")]
///     [('V-17', True)]
///     >>> guide.refusals()[0]["reason"]
///     'a word that cameras and programs put into names'
#[pyclass(frozen, module = "caselink.victims")]
pub(crate) struct EvidenceGuide(core::EvidenceGuide);

#[pymethods]
impl EvidenceGuide {
    #[new]
    #[pyo3(signature = (entries, settings = None))]
    fn new(
        py: Python<'_>,
        entries: &Bound<'_, PyList>,
        settings: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let entries = Value::Array(items(entries));
        let settings = settings
            .map(|settings| plain("settings", settings))
            .transpose();
        enter(py, None, move |_| {
            let settings = match settings? {
                Some(settings) => core::GuideSettings::from_value(&settings)?,
                None => core::GuideSettings::default(),
            };
            core::EvidenceGuide::new(&core::GuideEntry::all_from_value(&entries)?, &settings)
                .map(Self)
        })
    }

    /// Every partial name that stands in the name of a file.
    ///
    /// Args:
    ///     name: The name.
    ///
    /// Returns:
    ///     A list of dicts of the shape `guide_hit`.
    fn find<'py>(
        &self,
        py: Python<'py>,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let hits = at_once(py, || Ok(self.0.find(&name.to_string_lossy())))?;
        to_python(py, &hits)
    }

    /// The same for many names. What is common among them is counted and left out. What analysts wrote about a series that
    /// is hit comes with it, once.
    ///
    /// Args:
    ///     names: The names: a list, or an Arrow array or column of text, in which nothing is an empty name. Bytes that are no
    ///         text are read as replacement characters, and `odd_names` counts such names.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A dict with `hits`, `common`, and `descriptions` where there are any.
    ///
    /// Raises:
    ///     LimitError: There are too many names.
    ///     InputError: They are not text.
    #[pyo3(signature = (names, *, progress = None))]
    fn find_all<'py>(
        &self,
        py: Python<'py>,
        names: &Bound<'py, PyAny>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (guide, names) = (&self.0, Names::of(names)?);
        // lent, so that the names are let go where that is cheap
        let lent = &names;
        let found = enter(py, progress, move |control| match lent {
            Names::Texts(names) => guide.find_all(names, control),
            Names::Copies(names) => guide.find_all(names, control),
        })?;
        many_to_python(py, &found)
    }

    /// The partial names that are not looked for, and why.
    ///
    /// Returns:
    ///     A list of dicts with `series`, `place` and `reason`.
    fn refusals<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.refusals())
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("EvidenceGuide({} partial names)", self.0.len())
    }
}

/// The shipped tables: which socket, currency, language, driving side, telephone code and plate belongs to which places.
///
/// Returns:
///     A list of dicts of the shape `clue_table`. Those with `confirmed` False are general knowledge without a source.
///
/// Example:
///     >>> from caselink import victims
///     >>> sorted({table["kind"] for table in victims.clue_tables()})[:3]
///     ['currency', 'driving_side', 'language']
#[pyfunction]
pub(crate) fn clue_tables(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    to_python(py, &core::clue_tables())
}

/// Weighs what analysts noted in files of a series into countries and states where the child may be.
///
/// Each place has an exact sum of parts, for and against. It names no address, and when the clues say too little, the
/// outcome is `insufficient` with the reason.
///
/// Args:
///     clues: A list of dicts of the shape `clue`.
///     tables: Tables of your own and of `clue_tables`; the first with a value decides. The shipped ones by default.
///     settings: A dict of the shape `clue_settings`.
///
/// Returns:
///     A dict of the shape `clue_findings`.
///
/// Raises:
///     SettingsError: An argument is not of its shape, clues are of several series, or two have one id.
///
/// Example:
///     >>> from caselink import victims
///     >>> clue = dict(confidence="confirmed", series="V-9")
///     >>> found = victims.combine_clues([
///     ...     {"id": "C-1", "kind": "socket", "value": "G", **clue},
///     ...     {"id": "C-2", "kind": "currency", "value": "GBP", **clue},
///     ...     {"id": "C-3", "kind": "broadcast", "value": "evening news", "places": ["GB"], **clue},
///     ... ])
///     >>> found["places"][0]["place"], found["outcome"]["kind"]
///     ('GB', 'ranked')
#[pyfunction]
#[pyo3(signature = (clues, *, tables = None, settings = None))]
pub(crate) fn combine_clues<'py>(
    py: Python<'py>,
    clues: &Bound<'py, PyList>,
    tables: Option<&Bound<'py, PyList>>,
    settings: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let clues = Value::Array(items(clues));
    let tables = tables.map(|tables| Value::Array(items(tables)));
    let settings = settings
        .map(|settings| plain("settings", settings))
        .transpose();
    let findings = enter(py, None, move |_| {
        let tables = match tables {
            Some(tables) => core::ClueTable::all_from_value(&tables)?,
            None => core::clue_tables(),
        };
        let settings = match settings? {
            Some(settings) => core::ClueSettings::from_value(&settings)?,
            None => core::ClueSettings::default(),
        };
        core::combine_clues(&core::Clue::all_from_value(&clues)?, &tables, &settings)
    })?;
    to_python(py, &findings)
}

/// Which agency is competent in the places that lead.
///
/// Args:
///     findings: What `combine_clues` gave.
///     agencies: Dicts of the shape `agency`.
///     jurisdictions: Dicts of the shape `jurisdiction`, by whose ids agencies name their areas.
///
/// Returns:
///     A list of dicts of the shape `clue_route`; one without an agency goes to a person, and says why.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///
/// Example:
///     >>> from caselink import victims
///     >>> clues = [{"id": "C-1", "kind": "socket", "value": "G", "confidence": "confirmed"}]
///     >>> findings = victims.combine_clues(clues)
///     >>> [route.get("agency") for route in victims.route_clues(findings, [], [])]
///     [None]
#[pyfunction]
pub(crate) fn route_clues<'py>(
    py: Python<'py>,
    findings: &Bound<'py, PyAny>,
    agencies: &Bound<'py, PyList>,
    jurisdictions: &Bound<'py, PyList>,
) -> PyResult<Bound<'py, PyAny>> {
    let findings = plain("findings", findings);
    let (agencies, jurisdictions) = (
        Value::Array(items(agencies)),
        Value::Array(items(jurisdictions)),
    );
    let routes = enter(py, None, move |_| {
        let agencies: Vec<Agency> = from_values("agencies", &agencies)?;
        let jurisdictions: Vec<Jurisdiction> = from_values("jurisdictions", &jurisdictions)?;
        let findings = core::ClueFindings::from_value(&findings?)?;
        Ok(core::route_clues(&findings, &agencies, &jurisdictions))
    })?;
    to_python(py, &routes)
}

/// What the clues say, as a document: it leaves through `release.disseminate`.
///
/// A text of an analyst that reads like an address is left out, as far as that is recognised: see the Rust documentation.
///
/// Args:
///     findings: What `combine_clues` gave.
///     clues: The same clues.
///     id: The number of the document.
///     agency: The agency that issues it.
///     as_of: The day as of which it holds.
///     routes: What `route_clues` gave for them; without it, the document says nothing of agencies.
///
/// Returns:
///     A dict of the shape `document`, for law enforcement.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or a route is for a place that does not lead.
///
/// Example:
///     >>> from caselink import victims
///     >>> clues = [{"id": "C-1", "kind": "socket", "value": "G", "confidence": "confirmed"}]
///     >>> findings = victims.combine_clues(clues)
///     >>> how = dict(id="C-2026-7", agency="State Clearinghouse", as_of="2026-06-01")
///     >>> victims.clue_document(findings, clues, **how)["marking"]["tlp"]
///     'TLP:AMBER+STRICT'
#[pyfunction]
#[pyo3(signature = (findings, clues, *, id, agency, as_of, routes = None))]
pub(crate) fn clue_document<'py>(
    py: Python<'py>,
    findings: &Bound<'py, PyAny>,
    clues: &Bound<'py, PyList>,
    id: Text<'py>,
    agency: Text<'py>,
    as_of: &Bound<'py, PyAny>,
    routes: Option<&Bound<'py, PyList>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (findings, clues) = (plain("findings", findings), Value::Array(items(clues)));
    let routes = Value::Array(routes.map(items).unwrap_or_default());
    let as_of = at_once(py, || day(Some(as_of))?.ok_or(Error::Internal))?;
    let (id, agency) = (id.0, agency.0);
    let document = enter(py, None, move |_| {
        core::clue_document(
            &core::ClueFindings::from_value(&findings?)?,
            &core::Clue::all_from_value(&clues)?,
            &core::ClueRoute::all_from_value(&routes)?,
            id,
            agency,
            as_of,
        )
    })?;
    to_python(py, &document)
}
