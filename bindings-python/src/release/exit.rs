//! Who may see what, and the one way out.

use std::sync::Arc;

use caselink::{
    Error,
    documents::{Document, Field},
    release as core,
};
use pyo3::{
    prelude::*,
    types::{PyAny, PyBytes, PyList},
};

use super::{Ledger, bytes};
use crate::{
    control::{at_once, enter, locked},
    convert::{Text, plain, to_python, to_value, whole},
};

/// The policy that the library ships: careful, and a start for an agency's own.
///
/// Law enforcement reads everything but whole social security numbers and, outside an intelligence system,
/// intelligence; victims, juveniles and reporters only for the purposes that need them. Register keepers read what
/// a register holds. Partners get names as pseudonyms, families what concerns their child, the public what a
/// poster, a register's notice or a bulletin needs.
///
/// Returns:
///     A dict with `name`, `version` and `rules`.
///
/// Example:
///     >>> from caselink import release
///     >>> release.standard_policy()["name"]
///     'caselink-standard'
#[pyfunction]
pub(crate) fn standard_policy(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    to_python(py, &core::Policy::standard())
}

/// What a reader may see of a field, for a purpose, when an actor releases it.
///
/// Denied by default; the most restrictive of all rules that match decides. No rule can open what must stay
/// closed: victims' identities and juvenile records stay within law enforcement, for example.
///
/// Args:
///     policy: The rules, as `standard_policy` gives them.
///     actor: A dict with `id`, `agency` and `role`.
///     purpose: What for, such as `"investigation"`.
///     field: What the value is, such as `"street"`.
///     reader: A dict with `audience`, such as `"public"`, and where they apply `law_enforcement` (of named
///         recipients) and `need_and_right_to_know`.
///
/// Returns:
///     `"allow"`, `{"redact": "drop" | "mask" | "generalise" | "pseudonymise"}` or `{"deny": {"reason": ...}}`.
///
/// Raises:
///     SettingsError: The policy, the actor or the reader is not as it must be.
///
/// Example:
///     >>> from caselink import release
///     >>> who = {"id": "u-17", "agency": "State Police", "role": "analyst"}
///     >>> ask = dict(actor=who, purpose="prevention", reader={"audience": "public"})
///     >>> release.decide(release.standard_policy(), field="vehicle", **ask)
///     'allow'
///     >>> release.decide(release.standard_policy(), field="victim_name", **ask)
///     {'deny': {'reason': 'the identity of a victim stays within law enforcement'}}
#[pyfunction]
#[pyo3(signature = (policy, *, actor, purpose, field, reader))]
pub(crate) fn decide<'py>(
    py: Python<'py>,
    policy: &Bound<'py, PyAny>,
    actor: &Bound<'py, PyAny>,
    purpose: Text<'py>,
    field: Text<'py>,
    reader: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let decision = at_once(py, || {
        Ok(core::decide(
            &core::Policy::from_value(&plain("policy", policy)?)?,
            &core::Actor::from_value(&plain("actor", actor)?)?,
            &core::Purpose::from(purpose.0),
            &Field::from(field.0),
            &core::Reader::from_value(&plain("reader", reader)?)?,
        ))
    })?;
    to_python(py, &decision)
}

/// Lets a document out: redacts it for its readers, writes the ledger, and gives what they get.
///
/// It is the only exit. Every value goes through `decide`; sections with a marking that the readers may not have
/// are withheld whole. Keep `Released.entry` and add nothing to it: its hash is in the ledger.
///
/// Args:
///     document: A dict of the shape of `Document` in the schemas.
///     request: A dict of the shape of `Request`: `actor`, `audience`, `recipients`, `purpose`, `need_to_know`,
///         `right_to_know`, `released_at`.
///     ledger: The ledger that gets the entry.
///     key: At least 32 secret random bytes, for the pseudonyms and the commitments of this release. Keep it with
///         the record of the release.
///     policy: The rules; `standard_policy()` by default.
///
/// Returns:
///     What the readers get.
///
/// Raises:
///     ReleaseError: The document must not leave: its marking does not allow the readers, something that must be
///         stated is missing, or its words give a verdict. Nothing is written then.
///     SettingsError: The document, the request or the policy is not as it must be.
///     LimitError: The document is too large.
///
/// Example:
///     >>> from caselink import release
///     >>> document = {
///     ...     "id": "B-2026-7", "title": [{"value": "Attempt in May", "field": "general"}],
///     ...     "agency": "State Police", "as_of": "2026-06-01",
///     ...     "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": False},
///     ...     "sections": [{"heading": [{"value": "What is known", "field": "general"}], "blocks": [
///     ...         {"kind": "facts", "facts": [
///     ...             {"label": "Vehicle", "value": [{"value": "white van", "field": "vehicle"}]},
///     ...             {"label": "Child", "value": [{"value": "Jane Roe", "field": "victim_name"}]},
///     ...         ]},
///     ...     ]}],
///     ... }
///     >>> request = {
///     ...     "actor": {"id": "u-17", "agency": "State Police", "role": "analyst"},
///     ...     "audience": {"kind": "public", "texts": {
///     ...         "warning": "Do not act on this yourself.", "correction": "Write to records@example.org."}},
///     ...     "purpose": "prevention", "released_at": "2026-06-02T09:30:00-05:00",
///     ... }
///     >>> ledger = release.Ledger()
///     >>> released = release.disseminate(document, request, ledger=ledger, key=bytes(32))
///     >>> "white van" in released.html(), "Jane Roe" in released.html(), released.withheld, len(ledger)
///     (True, False, 1, 1)
#[pyfunction]
#[pyo3(signature = (document, request, *, ledger, key, policy = None))]
pub(crate) fn disseminate(
    py: Python<'_>,
    document: &Bound<'_, PyAny>,
    request: &Bound<'_, PyAny>,
    ledger: &Ledger,
    key: &[u8],
    policy: Option<&Bound<'_, PyAny>>,
) -> PyResult<Released> {
    let values = at_once(py, || {
        let policy = policy.map(|policy| plain("policy", policy)).transpose()?;
        Ok((
            plain("document", document)?,
            plain("request", request)?,
            policy,
        ))
    })?;
    let (ledger, key) = (Arc::clone(&ledger.0), key.to_vec());
    enter(py, None, move |_| {
        let (document, request, policy) = values;
        let policy = policy.map_or_else(
            || Ok(core::Policy::standard()),
            |policy| core::Policy::from_value(&policy),
        )?;
        let request = core::Request::from_value(&request, core::ReleaseKey::new(key)?)?;
        let document = Document::from_value(&document)?;
        locked(&ledger, |ledger| {
            core::disseminate(document, &request, &policy, ledger)
        })
    })
    .map(Released)
}

/// A document that left: redacted for its readers, stamped, and in the ledger.
///
/// `disseminate` makes it, and nothing else does.
#[pyclass(module = "caselink.release", frozen)]
pub(crate) struct Released(core::Released);

#[pymethods]
impl Released {
    /// One page of HTML for the screen and for paper. It needs nothing else and runs nothing.
    ///
    /// Returns:
    ///     The page, with the marking at its head and foot and on every printed page.
    fn html(&self, py: Python<'_>) -> PyResult<String> {
        enter(py, None, |_| Ok(self.0.html()))
    }

    /// Markdown, with tables and footnotes.
    ///
    /// Returns:
    ///     The text.
    fn markdown(&self, py: Python<'_>) -> PyResult<String> {
        enter(py, None, |_| Ok(self.0.markdown()))
    }

    /// The redacted document and its stamp.
    ///
    /// Returns:
    ///     JSON, in which what cannot be seen is escaped.
    fn json(&self, py: Python<'_>) -> PyResult<String> {
        enter(py, None, |_| self.0.json())
    }

    /// Each table, list of facts and figure as CSV.
    ///
    /// Returns:
    ///     A list of dicts with `name`, `caption` and `csv`. Text that a spreadsheet could take for a formula
    ///     begins with an apostrophe.
    fn csv<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let tables = enter(py, None, |_| self.0.csv())?;
        to_python(py, &tables)
    }

    /// The entry in the ledger, byte for byte: JSON.
    #[getter]
    fn entry<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.entry())
    }

    /// The index of the entry.
    #[getter]
    fn entry_index(&self) -> u64 {
        self.0.entry_index()
    }

    /// The HMAC-SHA-256 of the redacted document as canonical JSON (RFC 8785), under the key of the release: 32 bytes.
    #[getter]
    fn content_hmac<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        bytes(py, &self.0.content_hmac())
    }

    /// How many values and parts the readers do not get at all.
    #[getter]
    fn withheld(&self) -> u64 {
        self.0.withheld()
    }

    /// How many they get less of.
    #[getter]
    fn reduced(&self) -> u64 {
        self.0.reduced()
    }

    /// The marking of what left, such as `"TLP:AMBER // LAW ENFORCEMENT SENSITIVE"`.
    #[getter]
    fn marking(&self) -> String {
        self.0.marking().line()
    }

    fn __repr__(&self) -> String {
        format!(
            "Released(entry {}, withheld {}, reduced {})",
            self.0.entry_index(),
            self.0.withheld(),
            self.0.reduced()
        )
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        enter(py, None, |_| Ok(self.0.frame()))
    }
}

/// Takes the small counts out of a table, and as many more as it needs so that none can be worked out.
///
/// A count or total above 0 and below `threshold` is small. More is suppressed until every small one could be at
/// least two numbers for a reader who has all that is published. It does not protect against other tables about
/// the same people.
///
/// Args:
///     counts: Rows of counts, all of one length.
///     threshold: The smallest count that may be shown, 3 to 1,000.
///
/// Returns:
///     A dict with `cells`, `row_totals`, `column_totals` and `total`, None where suppressed.
///
/// Raises:
///     SettingsError: The rows differ in length, a count is below 0, or the threshold is not 3 to 1,000.
///     LimitError: There are more than 10,000 cells, or 300 rows or columns.
///
/// Example:
///     >>> from caselink import release
///     >>> table = release.suppress([[12, 1, 18], [9, 14, 7], [8, 5, 20]])
///     >>> table["cells"][0], table["total"]
///     ([None, None, 18], 94)
#[pyfunction]
#[pyo3(signature = (counts, *, threshold = 3))]
pub(crate) fn suppress<'py>(
    py: Python<'py>,
    counts: &Bound<'py, PyList>,
    threshold: i64,
) -> PyResult<Bound<'py, PyAny>> {
    let threshold = whole(py, threshold, "threshold")?;
    let counts = to_value(counts).and_then(|counts| serde_json::from_value(counts).ok());
    let table = enter(py, None, move |_| {
        let counts: Vec<Vec<u64>> = counts.ok_or_else(|| Error::InvalidParameter {
            name: "counts",
            reason: "must be lists of whole numbers from 0".to_owned(),
        })?;
        core::suppress(&counts, threshold)
    })?;
    to_python(py, &table)
}
