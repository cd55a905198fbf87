//! Which things belong together?

use caselink::{Error, clustering};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::{
    arguments::whole,
    error::{ErrorCode, here},
    records::limits,
};

/// The connected component of each of `count` things, as the least number in it; `left[i]` and
/// `right[i]` are one pair.
#[napi]
pub fn components(
    count: f64,
    left: Uint32ArraySlice<'_>,
    right: Uint32ArraySlice<'_>,
    limits_json: Option<String>,
) -> Result<Uint32Array, ErrorCode> {
    here(|| {
        if left.len() != right.len() {
            return Err(Error::LengthMismatch {
                column: "right".to_owned(),
                found: right.len(),
                expected: left.len(),
            });
        }
        let pairs = left.iter().copied().zip(right.iter().copied());
        let count = whole(count, "count")? as usize;
        clustering::components(count, pairs, &limits(limits_json)?).map(Into::into)
    })
}
