use std::{fmt::Write as _, sync::Arc};

use caselink::{
    Error,
    linkage::{self as core, Groups, ReviewAnswer, Truth},
};
use pyo3::{prelude::*, types::PyCapsule};

use super::{
    Calibration, Clusters, ErrorRates, Explanation, Model, Recalibration, ThresholdSweep, clusters,
    prepared::intakes,
};
use crate::{
    arrow::{Stream, capsule},
    control::{detached, enter},
    convert::{Id, to_python, to_value, whole},
};

/// Pairs of records that may be one person, strongest first: leads, not verdicts.
///
/// Made by `find_links`, `dedupe`, `link` or `link_and_dedupe`. It speaks Arrow: hand it to
/// `polars.DataFrame`, `pyarrow.table`, `pandas.DataFrame.from_arrow` or duckdb. Columns: `id_left`,
/// `id_right`, `match_weight_millibits`, `match_probability`, `blocking_rule`; after `link_and_dedupe`
/// also `table_left` and `table_right`.
#[pyclass(frozen, module = "caselink.linkage")]
pub(crate) struct Links(pub(super) Arc<core::Links>);

impl Links {
    pub(super) fn new(links: core::Links) -> Self {
        Self(Arc::new(links))
    }
}

#[pymethods]
impl Links {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!(
            "Links({} links between {} records)",
            self.0.len(),
            self.0.prepared().len()
        )
    }

    fn _repr_html_(&self) -> String {
        let report = self.0.report();
        let refused = report.refused_blocks.len();
        let mut rows = vec![
            ("records".to_owned(), report.records),
            ("possible pairs".to_owned(), report.possible_pairs),
            ("compared pairs".to_owned(), report.compared_pairs),
            ("blocks too large to compare".to_owned(), refused as u64),
            ("links".to_owned(), report.links),
        ];
        for probability in [0.5, 0.95, 0.99] {
            let count = self.0.at_least(probability).len() as u64;
            rows.push((format!("links from probability {probability}"), count));
        }
        let mut out = "<table><caption>Links</caption><tbody>".to_owned();
        for (name, number) in rows {
            let _ = write!(out, "<tr><th>{name}</th><td>{number}</td></tr>");
        }
        let _ = write!(out, "</tbody></table><p>{}</p>", core::LEAD_NOTICE);
        out
    }

    /// The links as a stream of Arrow batches (PyCapsule interface).
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let links = Arc::clone(&self.0);
        let batch = enter(py, None, move |_| links.to_batch())?;
        capsule(py, batch, requested_schema)
    }

    /// The model that found them.
    #[getter]
    fn model(&self) -> Model {
        Model::new(self.0.model().clone())
    }

    /// What was done and what was left out, as a dict.
    #[getter]
    fn report<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.report())
    }

    /// For each table what arrived and what was set aside, with row, field and reason.
    #[getter]
    fn intake<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &intakes(self.0.prepared()))
    }

    /// How many links reach a probability; they are the first ones.
    ///
    /// Args:
    ///     probability: From 0 to 1.
    ///
    /// Returns:
    ///     Their number.
    fn at_least(&self, probability: f64) -> usize {
        self.0.at_least(probability).len()
    }

    /// Explains any pair of records, whether it is among the links or not.
    ///
    /// Args:
    ///     left: The id of a record; of linked tables, in the first.
    ///     right: The id of another; of linked tables, in the second.
    ///     show_values: Whether the records' values stand in the explanation.
    ///
    /// Returns:
    ///     An exact sum of named parts.
    ///
    /// Raises:
    ///     InputError: There is no record with an id.
    ///     SettingsError: Both ids are of one record, or one of two different ids stands in both tables.
    #[pyo3(signature = (left, right, *, show_values = false))]
    fn explain(
        &self,
        py: Python<'_>,
        left: Id,
        right: Id,
        show_values: bool,
    ) -> PyResult<Explanation> {
        let links = Arc::clone(&self.0);
        detached(py, move || links.explain(&left.0, &right.0))
            .map(|explanation| Explanation::new(explanation, show_values))
    }

    /// Explains a link by its place among the links.
    ///
    /// Args:
    ///     place: From 0, the strongest link first.
    ///     show_values: Whether the records' values stand in the explanation.
    ///
    /// Returns:
    ///     An exact sum of named parts.
    ///
    /// Raises:
    ///     SettingsError: There is no such link.
    #[pyo3(signature = (place, *, show_values = false))]
    fn explain_link(&self, py: Python<'_>, place: i64, show_values: bool) -> PyResult<Explanation> {
        let place = whole(py, place, "place")?;
        let links = Arc::clone(&self.0);
        detached(py, move || links.explain_link(place))
            .map(|explanation| Explanation::new(explanation, show_values))
    }

    /// Groups of records that links hold together, under what people have judged.
    ///
    /// Args:
    ///     probability: Links from this probability count; above 0 and below 1.
    ///     linkage: `"single"` (connected components), `"average"` or `"complete"`; average and complete need many links
    ///         between two groups, so that one wrong link does not join two people.
    ///     must_link: Judgements that two records are one person, each a dict with `left`, `right`, `who`, `why`
    ///         and `at`. They always hold.
    ///     cannot_link: Judgements that two records are two persons. They always hold: the weakest link on each
    ///         path between the two is left out.
    ///     giant_members: A cluster of so many records is reported as a giant; 2 or more.
    ///     progress: Called with `(done, total)` about ten times a second. What it raises stops the run
    ///         and comes out unchanged.
    ///
    /// Returns:
    ///     For each record the cluster it is in.
    ///
    /// Raises:
    ///     InputError: A judgement is of a record that is not there.
    ///     SettingsError: The probability is not above 0 and below 1, a judgement lacks who, why or when, or two
    ///         judgements contradict each other.
    #[pyo3(signature = (
        probability = 0.95, *, linkage = "single", must_link = None, cannot_link = None, giant_members = 50,
        progress = None
    ))]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn clusters(
        &self,
        py: Python<'_>,
        probability: f64,
        linkage: &str,
        must_link: Option<&Bound<'_, PyAny>>,
        cannot_link: Option<&Bound<'_, PyAny>>,
        giant_members: i64,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Clusters> {
        let judgements = [must_link, cannot_link];
        let options = clusters::options(py, probability, linkage, judgements, giant_members)?;
        let links = Arc::clone(&self.0);
        enter(py, progress, move |control| {
            links.clusters_with(&options, control)
        })
        .map(Clusters::new)
    }

    /// Judges the links by what is known to be true.
    ///
    /// Args:
    ///     truth: A table with the id column of the settings and a column `entity`, or with the columns
    ///         `id_left` and `id_right`.
    ///
    /// Returns:
    ///     A dict with `true_pairs`, `found`, the `best` threshold, and precision, recall and F1 at the
    ///     usual `thresholds`, for pairs and for clusters.
    ///
    /// Raises:
    ///     InputError: A column is missing or of a wrong type, or an id is of no record.
    fn evaluate<'py>(&self, py: Python<'py>, truth: Stream) -> PyResult<Bound<'py, PyAny>> {
        let links = Arc::clone(&self.0);
        let evaluation = enter(py, None, move |control| {
            let (batches, schema) = truth.batches(control)?;
            let truth = Truth::from_batches(links.prepared(), &batches, &schema)?;
            Ok(links.evaluate(&truth))
        })?;
        to_python(py, &evaluation)
    }

    /// Compares the probability of links with what is true.
    ///
    /// Args:
    ///     truth: What `evaluate` takes.
    ///     bins: Into how many bins of equal width the probabilities from 0 to 1 are sorted; 1 to 1,000.
    ///
    /// Returns:
    ///     For each bin the share that is one person, with a 95 % interval; Brier score and log loss.
    ///
    /// Raises:
    ///     InputError: As `evaluate`.
    ///     SettingsError: There are not 1 to 1,000 bins.
    #[pyo3(signature = (truth, bins = 10))]
    fn calibration(&self, py: Python<'_>, truth: Stream, bins: i64) -> PyResult<Calibration> {
        let bins = whole(py, bins, "bins")?;
        self.judge(py, truth, move |links, truth| {
            links.calibration(truth, bins).map(Calibration)
        })
    }

    /// Judges the links by the truth at every threshold.
    ///
    /// Args:
    ///     truth: What `evaluate` takes.
    ///
    /// Returns:
    ///     Precision, recall and F1 at each distinct weight, 200 of them at most, and the best.
    ///
    /// Raises:
    ///     InputError: As `evaluate`.
    fn sweep(&self, py: Python<'_>, truth: Stream) -> PyResult<ThresholdSweep> {
        self.judge(py, truth, |links, truth| {
            Ok(ThresholdSweep(links.sweep(truth)))
        })
    }

    /// The errors of links for each group of people.
    ///
    /// Args:
    ///     truth: What `evaluate` takes.
    ///     groups: A table with the id column of the settings and a column `group`. A record may be of none.
    ///     probability: Links from this probability count; above 0 and below 1.
    ///
    /// Returns:
    ///     For each group the rates of false matches, missed matches and false links, with 95 % intervals,
    ///     and between which groups each differs most.
    ///
    /// Raises:
    ///     InputError: A column is missing or of a wrong type, or an id is of no record.
    ///     SettingsError: A record has two groups, or the probability is not above 0 and below 1.
    #[pyo3(signature = (truth, groups, probability = 0.95))]
    fn error_rates(
        &self,
        py: Python<'_>,
        truth: Stream,
        groups: &Bound<'_, PyAny>,
        probability: f64,
    ) -> PyResult<ErrorRates> {
        let [truth, groups] = Stream::both(py, truth, groups)?;
        let links = Arc::clone(&self.0);
        enter(py, None, move |control| {
            let (batches, schema) = truth.batches(control)?;
            let truth = Truth::from_batches(links.prepared(), &batches, &schema)?;
            let (batches, schema) = groups.batches(control)?;
            let groups = Groups::from_batches(links.prepared(), &batches, &schema)?;
            links
                .error_rates(&truth, &groups, probability)
                .map(ErrorRates)
        })
    }

    /// The pairs whose answers would teach most, for somebody to look at.
    ///
    /// Near even odds first, spread over the ways in which records agree and differ, and drawn so that each
    /// stands for a known number of links.
    ///
    /// Args:
    ///     count: How many at most.
    ///     seed: The same links and seed give the same questions.
    ///
    /// Returns:
    ///     A list of dicts with `place` (for `explain_link`), `left`, `right`, `weight`, `probability` and
    ///     `represents`.
    ///
    /// Raises:
    ///     SettingsError: The count or the seed is below 0 or too large.
    #[pyo3(signature = (count, *, seed = 0))]
    fn questions<'py>(
        &self,
        py: Python<'py>,
        count: i64,
        seed: i64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let count = whole(py, count, "count")?;
        let seed: u32 = whole(py, seed, "seed")?;
        let links = Arc::clone(&self.0);
        let questions = enter(py, None, move |_| links.questions(count, u64::from(seed)))?;
        to_python(py, &questions)
    }

    /// Corrects the prior of the model by answers about pairs of records.
    ///
    /// Args:
    ///     answers: A list of dicts with `left`, `right`, `answer` (`"yes"`, `"no"` or `"unsure"`) and, from
    ///         its question, `represents`.
    ///
    /// Returns:
    ///     A model that differs in its prior alone, and how far the answers moved it.
    ///
    /// Raises:
    ///     InputError: There are fewer than 20 answers of yes or no, or fewer than 5 of either; or an id is
    ///         of no record.
    ///     SettingsError: The answers are not a list of such dicts, or one pair is answered twice.
    fn recalibrated(&self, py: Python<'_>, answers: &Bound<'_, PyAny>) -> PyResult<Recalibration> {
        let values = to_value(answers);
        let links = Arc::clone(&self.0);
        enter(py, None, move |_| {
            let values = values.ok_or_else(|| Error::InvalidParameter {
                name: "answers",
                reason: "must be a list of plain dicts".to_owned(),
            })?;
            let answers = ReviewAnswer::from_values(&values)?;
            links.recalibrated(&answers).map(Recalibration)
        })
    }
}
