//! `caselink.clustering`: which things belong together?

use caselink::{Error, clustering as core, records::Limits};
use pyo3::prelude::*;

use crate::{
    control::enter,
    convert::{Plain, whole, whole_list},
};

/// The connected component of each of `count` things, as the least number in it.
///
/// Args:
///     count: How many things there are; they are numbered from 0.
///     left: For each pair the number of one thing.
///     right: For each pair the number of the other.
///     limits: Upper bounds; `rows` bounds `count` and `pairs` the pairs.
///
/// Returns:
///     For each thing the least number in its component; a thing in no pair has its own.
///
/// Raises:
///     InputError: `left` and `right` differ in length.
///     LimitError: There are more things or pairs than `limits` allow.
///     SettingsError: `limits` is not of its shape.
///
/// Example:
///     >>> from caselink import clustering
///     >>> clustering.components(6, [4, 5, 2], [1, 4, 3])
///     [0, 1, 2, 2, 1, 1]
#[pyfunction]
#[pyo3(signature = (count, left, right, *, limits = None))]
pub(crate) fn components(
    py: Python<'_>,
    count: i64,
    left: &Bound<'_, PyAny>,
    right: &Bound<'_, PyAny>,
    limits: Option<Plain<Limits>>,
) -> PyResult<Vec<u32>> {
    let limits = limits.map_or_else(Limits::default, |l| l.0);
    let count = whole(py, count, "count")?;
    let left = whole_list(left, limits.pairs, "left")?;
    let right = whole_list(right, limits.pairs, "right")?;
    enter(py, None, move |_| {
        if left.len() != right.len() {
            let (found, expected) = (right.len(), left.len());
            return Err(Error::LengthMismatch {
                column: "right".to_owned(),
                found,
                expected,
            });
        }
        core::components(count, left.into_iter().zip(right), &limits)
    })
}
