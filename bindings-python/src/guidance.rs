//! `caselink.guidance`: which answer of a prevention library fits a question?

use caselink::{Error, guidance as core};
use pyo3::{
    prelude::*,
    types::{PyAny, PyString},
};
use serde_json::json;

use crate::{
    control::{at_once, enter},
    convert::{Text, plain, to_python},
};

/// A prevention library: questions with their answers by topic, audience and language.
///
/// Entries are ranked by BM25 of word stems and groups of synonyms, which are data of the set. A score is the exact sum of its
/// parts. Words of a crisis put the way to immediate help first, and a weak answer hands over to a person.
///
/// Args:
///     set: A dict of the shape `guidance_set`: `entries`, and where they apply `synonyms`, `common_words`, `contacts`, `urgent`,
///         `expert`.
///     settings: A dict of the shape `guidance_settings`.
///
/// Raises:
///     SettingsError: The set or the settings are not of their shape, a text is empty, or an id stands twice or is of nothing.
///     LimitError: The set is too large.
///
/// Example:
///     >>> from caselink.guidance import Guidance
///     >>> answer = Guidance.starter().search("my son plays with strangers on xbox")
///     >>> answer["found"][0]["id"], answer["weak"]
///     ('gaming-strangers', False)
#[pyclass(frozen, module = "caselink.guidance")]
pub(crate) struct Guidance(core::Guidance);

#[pymethods]
impl Guidance {
    #[new]
    #[pyo3(signature = (set, settings = None))]
    fn new(
        py: Python<'_>,
        set: &Bound<'_, PyAny>,
        settings: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let set = plain("set", set);
        let settings = settings
            .map(|settings| plain("settings", settings))
            .transpose();
        enter(py, None, move |_| {
            let settings = match settings? {
                Some(settings) => core::GuidanceSettings::from_value(&settings)?,
                None => core::GuidanceSettings::default(),
            };
            core::Guidance::new(core::GuidanceSet::from_value(&set?)?, &settings).map(Self)
        })
    }

    /// The library of the starter set: 60 entries in English for the United States.
    ///
    /// Returns:
    ///     A `Guidance`. Its texts and numbers are for the agency to check that hands them out.
    #[staticmethod]
    fn starter(py: Python<'_>) -> PyResult<Self> {
        at_once(py, || core::Guidance::starter().map(Self))
    }

    /// The entries that fit a question best, with what is said first and whom to ask.
    ///
    /// Any text is a question: one that is empty, of control signs, in another script or far too long has an answer that says so.
    ///
    /// Args:
    ///     question: The question, in anybody's words.
    ///     topic: Only entries of this topic.
    ///     audience: Only entries for this audience: `parents`, `teens`, `children`, `schools`, `police` or `survivors`.
    ///     language: Entries of this language, as a tag of BCP 47.
    ///     most: The most entries that are given, from 1 to 100.
    ///
    /// Returns:
    ///     A dict of the shape `guidance_answer`.
    ///
    /// Raises:
    ///     SettingsError: An option is not one that there is.
    #[pyo3(signature = (question, *, topic = None, audience = None, language = None, most = 3))]
    fn search<'py>(
        &self,
        py: Python<'py>,
        question: &Bound<'py, PyString>,
        topic: Option<Text<'py>>,
        audience: Option<Text<'py>>,
        language: Option<Text<'py>>,
        most: i64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let text = |text: Option<Text<'py>>| text.map(|text| text.0);
        let options = json!({
            "topic": text(topic), "audience": text(audience), "language": text(language), "most": most,
        });
        let question = question.to_string_lossy();
        let answer = at_once(py, || {
            let options = core::GuidanceOptions::from_value(&options)?;
            self.0.search(&question, &options)
        })?;
        to_python(py, &answer)
    }

    /// The entry with an id.
    ///
    /// Args:
    ///     id: The id.
    ///
    /// Returns:
    ///     A dict of the shape `guidance_entry`.
    ///
    /// Raises:
    ///     InputError: No entry has the id.
    fn entry<'py>(&self, py: Python<'py>, id: Text<'py>) -> PyResult<Bound<'py, PyAny>> {
        let entry = at_once(py, || {
            let entry = self.0.entry(id.0);
            entry.ok_or(Error::UnknownRecord { name: "id" })
        })?;
        to_python(py, entry)
    }

    /// The topics of its entries, each once, in the order in which they stand first.
    ///
    /// Returns:
    ///     A list of texts.
    fn topics(&self) -> Vec<&str> {
        self.0.topics()
    }

    /// What it consists of, to change and make another library of.
    ///
    /// Returns:
    ///     A dict of the shape `guidance_set`.
    fn set<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.set())
    }

    fn __len__(&self) -> usize {
        self.0.set().entries.len()
    }

    fn __repr__(&self) -> String {
        format!("Guidance({} entries)", self.0.set().entries.len())
    }
}
