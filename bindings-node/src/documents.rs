//! The written product, as a plain object.

use caselink::documents::Document;
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::error::{ErrorCode, here};

/// Checks that a document, as JSON, is whole.
#[napi]
pub fn check_document(document: String) -> Result<(), ErrorCode> {
    here(|| Document::from_value(&serde_json::from_str(&document).unwrap_or_default()).map(drop))
}
