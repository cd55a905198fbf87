//! `caselink.compare`: how alike are two values?

use std::borrow::Cow;

use caselink::{
    Error,
    compare::{self as core, TextMetric, metric as metrics},
};
use pyo3::{
    prelude::*,
    types::{PyMapping, PyType},
};

use crate::{
    control::{at_once, detached},
    convert::{Field, Whole, to_python},
    hashes::day,
};

/// One comparison level: how alike two values are.
///
/// Attributes:
///     code: Stable identifier, such as `"nickname"`.
///     label: What it means, such as `"one is a nickname of the other"`.
#[pyclass(frozen, eq, hash, get_all, module = "caselink.compare")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Level {
    code: Cow<'static, str>,
    label: Cow<'static, str>,
}

impl From<core::Level> for Level {
    fn from(level: core::Level) -> Self {
        Self {
            code: level.code.into(),
            label: level.label.into(),
        }
    }
}

#[pymethods]
impl Level {
    #[new]
    fn new(code: String, label: String) -> Self {
        Self {
            code: code.into(),
            label: label.into(),
        }
    }

    fn __repr__(&self) -> String {
        format!("Level(code={:?}, label={:?})", self.code, self.label)
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> (Bound<'py, PyType>, (Cow<'static, str>, Cow<'static, str>)) {
        (
            py.get_type::<Self>(),
            (self.code.clone(), self.label.clone()),
        )
    }
}

type Found = PyResult<Option<Level>>;

fn level(py: Python<'_>, compared: impl FnOnce() -> Option<core::Level>) -> Found {
    at_once(py, || Ok(compared().map(Level::from)))
}

/// Compares two names of persons, one field of each.
///
/// Args:
///     a: A name; `None` or an empty text is a missing one.
///     b: The other name.
///
/// Returns:
///     The strongest level that holds, or `None` when either is missing or a placeholder.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> compare.names("Robert", "Bob")
///     Level(code="nickname", label="one is a nickname of the other")
///     >>> compare.names("Smith", "unknown") is None
///     True
#[pyfunction]
pub(crate) fn names(py: Python<'_>, a: Field<'_>, b: Field<'_>) -> Found {
    level(py, || core::names(a.0, b.0).map(core::NameLevel::level))
}

/// Compares given name and surname of two persons, and notices when the two fields were exchanged.
///
/// Args:
///     a: `(given name, surname)` of one person; `None` or an empty text is a missing name.
///     b: The same of the other.
///
/// Returns:
///     The level of the given names and that of the surnames, each `None` when it is missing on
///     either side.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> given, surname = compare.full_names(("Thi Lan", "Nguyen"), ("Nguyen", "Thi Lan"))
///     >>> given.label
///     'the same name, in the other name field'
#[pyfunction]
pub(crate) fn full_names(
    py: Python<'_>,
    a: (Field<'_>, Field<'_>),
    b: (Field<'_>, Field<'_>),
) -> PyResult<(Option<Level>, Option<Level>)> {
    let [given, surname] = at_once(py, || {
        Ok(core::full_names((a.0.0, a.1.0), (b.0.0, b.1.0)).map(|l| l.map(|l| l.level().into())))
    })?;
    Ok((given, surname))
}

/// Compares two whole names of persons, each as one text in any script and order.
///
/// Args:
///     a: A name; `None` or an empty text is a missing one.
///     b: The other name.
///     frequencies: How often words occur in names, so that a rare one counts for more; without it, all count alike.
///
/// Returns:
///     The score from 0.0 to 1.0 and the parts that explain it, or `None` when either is missing or
///     a placeholder. From `PERSON_NAMES_LEAD` the two are worth a look as names of one person.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> found = compare.person_names("Сергей Лавров", "LAVROV, Sergei Viktorovich")
///     >>> found["score"] >= compare.PERSON_NAMES_LEAD
///     True
///     >>> [(part["left"], part["right"], part["level"]) for part in found["parts"]][0]
///     ('сергеи', 'sergei', 'spelling')
#[pyfunction]
#[pyo3(signature = (a, b, *, frequencies = None))]
pub(crate) fn person_names<'py>(
    py: Python<'py>,
    a: Field<'_>,
    b: Field<'_>,
    frequencies: Option<&NameFrequencies>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let prepared = |name: &str| match frequencies {
        Some(counts) => core::PersonName::weighed(name, &counts.0),
        None => core::PersonName::new(name),
    };
    let found = at_once(py, || {
        Ok(prepared(a.0).zip(prepared(b.0)).map(|(a, b)| a.compare(&b)))
    })?;
    found.map(|found| to_python(py, &found)).transpose()
}

/// How often words occur in names, so that `person_names` counts a rare word for more than a common one.
///
/// The factor of a word is its surprisal by the mean surprisal of all words, kept between 0.4 and 1.6: an ordinary word keeps
/// its weight. A word that never occurs counts as one that occurs once.
///
/// Args:
///     counts: Words or whole names, each with how often it occurs: a mapping, or pairs. Counts of one word add up.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///     OverflowError: A count is negative or above 2^64.
///
/// Example:
///     >>> from caselink import compare
///     >>> counts = compare.NameFrequencies({"Kim": 9_000, "Jong": 900, "Takahashi": 10})
///     >>> rare = compare.person_names("Kim Takahashi", "Takahashi", frequencies=counts)
///     >>> common = compare.person_names("Kim Takahashi", "Kim", frequencies=counts)
///     >>> rare["score"] > common["score"]
///     True
#[pyclass(frozen, module = "caselink.compare")]
pub(crate) struct NameFrequencies(core::NameFrequencies);

#[pymethods]
impl NameFrequencies {
    #[new]
    fn new(py: Python<'_>, counts: &Bound<'_, PyAny>) -> PyResult<Self> {
        let pairs = match counts.cast::<PyMapping>() {
            Ok(mapping) => mapping.items()?.into_any(),
            Err(_) => counts.clone(),
        };
        let mut owned: Vec<(String, u64)> = Vec::new();
        for pair in pairs.try_iter()? {
            let (name, count): (Bound<'_, PyAny>, u64) = pair?.extract()?;
            owned.push((name.extract::<Field<'_>>()?.0.to_owned(), count));
        }
        detached(py, || {
            let pairs = owned.iter().map(|(name, count)| (name.as_str(), *count));
            Ok(Self(core::NameFrequencies::new(pairs)))
        })
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.0)
    }
}

/// Compares two dates, each whole or partial (`YYYY-MM-DD`, `YYYYMMDD`, `YYYY-MM` or `YYYY`) or a range of years (`YYYY/YYYY`,
/// both included; `birth_years` makes one of an age).
///
/// Args:
///     a: A date as text.
///     b: The other date.
///
/// Returns:
///     The strongest level that holds, or `None` when either is missing, a placeholder such as
///     1900-01-01, or not written as a date.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> compare.dates("1971-06-05", "1971-05-06").code
///     'day_month_swapped'
#[pyfunction]
pub(crate) fn dates(py: Python<'_>, a: Field<'_>, b: Field<'_>) -> Found {
    level(py, || core::dates(a.0, b.0).map(core::DateLevel::level))
}

/// The years in which someone was born who was so old on a day, as a range that `dates` reads.
///
/// Args:
///     least: The least age in years.
///     most: The greatest age.
///     on: The day, as a `datetime.date` or ISO text.
///
/// Returns:
///     A text such as `"1985/1996"`, which a column of dates may hold as well.
///
/// Raises:
///     SettingsError: The least age is above the greatest, that above 130, or `on` is no day.
///
/// Example:
///     >>> from caselink import compare
///     >>> compare.birth_years(30, 40, "2026-03-02")
///     '1985/1996'
///     >>> compare.dates("1991-05-14", "1985/1996").code
///     'within_range'
#[pyfunction]
pub(crate) fn birth_years(
    py: Python<'_>,
    least: Whole,
    most: Whole,
    on: &Bound<'_, PyAny>,
) -> PyResult<String> {
    at_once(py, || {
        let years = |age: Whole| u8::try_from(age.0).unwrap_or(u8::MAX);
        let on = day(Some(on))?.unwrap_or_default();
        core::birth_years(years(least), years(most), on)
    })
}

/// Compares two pieces of free text: streets, towns, descriptions.
///
/// Args:
///     a: A text.
///     b: The other text.
///     metric: `"jaro_winkler"`, `"levenshtein"` or `"damerau_levenshtein"`.
///
/// Returns:
///     The strongest level that holds, or `None` when either is missing or a placeholder.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///     SettingsError: There is no such metric.
///
/// Example:
///     >>> from caselink import compare
///     >>> compare.texts("12 Stanley Street", "Stanley street 12").label
///     'the same words in another order'
#[pyfunction]
#[pyo3(signature = (a, b, *, metric = "jaro_winkler"))]
pub(crate) fn texts(py: Python<'_>, a: Field<'_>, b: Field<'_>, metric: &str) -> Found {
    at_once(py, || {
        let metric: TextMetric =
            serde_json::from_value(metric.into()).map_err(|_| Error::InvalidParameter {
                name: "metric",
                reason: "must be jaro_winkler, levenshtein or damerau_levenshtein".to_owned(),
            })?;
        Ok(core::texts(a.0, b.0, metric).map(|l| l.level().into()))
    })
}

/// Compares two numbers or codes of things: phone, licence, social security.
///
/// Args:
///     a: An identifier.
///     b: The other one.
///
/// Returns:
///     The strongest level that holds, or `None` when either is missing or filler such as 000-0000.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> compare.identifiers("530-4218", "5304281").code
///     'one_edit'
#[pyfunction]
pub(crate) fn identifiers(py: Python<'_>, a: Field<'_>, b: Field<'_>) -> Found {
    level(py, || {
        core::identifiers(a.0, b.0).map(core::IdentifierLevel::level)
    })
}

/// Compares two postcodes.
///
/// Args:
///     a: A postcode.
///     b: The other one.
///
/// Returns:
///     The strongest level that holds, or `None` when either is missing or filler such as 00000.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> compare.postcodes("98101", "98177").code
///     'same_area'
#[pyfunction]
pub(crate) fn postcodes(py: Python<'_>, a: Field<'_>, b: Field<'_>) -> Found {
    level(py, || {
        core::postcodes(a.0, b.0).map(core::PostcodeLevel::level)
    })
}

/// Compares two points by their great-circle distance.
///
/// Args:
///     a: `(latitude, longitude)` in degrees (WGS 84).
///     b: The other point.
///
/// Returns:
///     The nearest level that holds, or `None` when a coordinate is NaN or out of range.
///
/// Example:
///     >>> from caselink import compare
///     >>> compare.points((47.6062, -122.3321), (47.2529, -122.4443)).label
///     'within 50 kilometres'
#[pyfunction]
pub(crate) fn points(py: Python<'_>, a: (f64, f64), b: (f64, f64)) -> Found {
    level(py, || core::points(a, b).map(core::DistanceLevel::level))
}

/// Compares two codes that are the same or are not: sex, state, eye colour.
///
/// Args:
///     a: A code.
///     b: The other one.
///
/// Returns:
///     The level, or `None` when either is missing or a placeholder.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> compare.codes("NSW", "nsw").code
///     'same'
#[pyfunction]
pub(crate) fn codes(py: Python<'_>, a: Field<'_>, b: Field<'_>) -> Found {
    level(py, || core::codes(a.0, b.0).map(core::CodeLevel::level))
}

/// Compares two plates, each whole or in part.
///
/// Args:
///     a: A plate: `?` stands for one character that is not known, `*` for any number.
///     b: The other one.
///
/// Returns:
///     The level, or `None` when either is missing or a placeholder.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> compare.plates("ABC*", "ABC 1234").label
///     'what is known of one fits the other'
#[pyfunction]
pub(crate) fn plates(py: Python<'_>, a: Field<'_>, b: Field<'_>) -> Found {
    level(py, || core::plates(a.0, b.0).map(core::PlateLevel::level))
}

/// Compares two colours of vehicles, by name or NCIC code.
///
/// Args:
///     a: A colour.
///     b: The other one.
///
/// Returns:
///     The level, or `None` when either is missing or a placeholder.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> compare.vehicle_colors("SIL", "gray").code
///     'neighbour'
#[pyfunction]
pub(crate) fn vehicle_colors(py: Python<'_>, a: Field<'_>, b: Field<'_>) -> Found {
    level(py, || {
        core::vehicle_colors(a.0, b.0).map(core::ColorLevel::level)
    })
}

/// Jaro-Winkler similarity of two texts as they stand, from 0.0 to 1.0.
///
/// Args:
///     a: A text.
///     b: The other text.
///
/// Returns:
///     1.0 for equal texts, 0.0 for nothing in common.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> round(compare.jaro_winkler("martha", "marhta"), 3)
///     0.961
#[pyfunction]
pub(crate) fn jaro_winkler(py: Python<'_>, a: Field<'_>, b: Field<'_>) -> PyResult<f64> {
    at_once(py, || Ok(metrics::jaro_winkler(a.0, b.0)))
}

/// Many texts that are compared with one at a time, several times as fast as one pair after the other.
///
/// Args:
///     texts: The texts, each of at most 1,024 bytes.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> names = compare.TextList(["marhta", "george"])
///     >>> [round(similarity, 3) for similarity in names.jaro_winkler("martha")]
///     [0.961, 0.444]
///     >>> names.jaro_winkler("martha", at_least=0.85)[1]
///     0.0
#[pyclass(frozen, module = "caselink.compare")]
pub(crate) struct TextList(metrics::TextList);

#[pymethods]
impl TextList {
    #[new]
    fn new(py: Python<'_>, texts: Vec<Bound<'_, PyAny>>) -> PyResult<Self> {
        let own = |text: &Bound<'_, PyAny>| Ok(text.extract::<Field<'_>>()?.0.to_owned());
        let texts: Vec<String> = texts.iter().map(own).collect::<PyResult<_>>()?;
        detached(py, || Ok(Self(metrics::TextList::new(texts))))
    }

    /// The Jaro-Winkler similarity of a text to each, in the order of the list.
    ///
    /// Args:
    ///     text: A text.
    ///     at_least: What is below it is 0.0; a higher one saves work.
    ///
    /// Returns:
    ///     For each text of the list a number from 0.0 to 1.0.
    ///
    /// Raises:
    ///     InputError: The text holds a lone surrogate.
    ///     LimitError: The text is longer than 1,024 bytes.
    #[pyo3(signature = (text, *, at_least = 0.0))]
    fn jaro_winkler(&self, py: Python<'_>, text: Field<'_>, at_least: f64) -> PyResult<Vec<f64>> {
        let text = text.0.to_owned();
        detached(py, || Ok(self.0.jaro_winkler(&text, at_least)))
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.0)
    }
}

/// Levenshtein distance of two texts as they stand: insertions, deletions and substitutions.
///
/// Args:
///     a: A text.
///     b: The other text.
///
/// Returns:
///     How many edits turn one into the other.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> compare.levenshtein("kitten", "sitting")
///     3
#[pyfunction]
pub(crate) fn levenshtein(py: Python<'_>, a: Field<'_>, b: Field<'_>) -> PyResult<usize> {
    at_once(py, || Ok(metrics::levenshtein(a.0, b.0)))
}

/// Damerau-Levenshtein distance: as Levenshtein, and a swap of two neighbours counts once.
///
/// Args:
///     a: A text.
///     b: The other text.
///
/// Returns:
///     How many edits turn one into the other.
///
/// Raises:
///     InputError: A text holds a lone surrogate.
///     LimitError: A text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import compare
///     >>> compare.damerau_levenshtein("1971", "1917")
///     1
#[pyfunction]
pub(crate) fn damerau_levenshtein(py: Python<'_>, a: Field<'_>, b: Field<'_>) -> PyResult<usize> {
    at_once(py, || Ok(metrics::damerau_levenshtein(a.0, b.0)))
}
