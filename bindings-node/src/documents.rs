//! The written product, as a plain object.

use caselink::documents::Document;
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::{
    error::{ErrorCode, here},
    json,
};

/// Checks that a document, as JSON, is whole.
#[napi]
pub fn check_document(document: String) -> Result<(), ErrorCode> {
    here(|| Document::from_value(&json::value(&document, "document")?).map(drop))
}
