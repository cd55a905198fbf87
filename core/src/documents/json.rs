use serde::Serialize;

use super::{Document, Stamp};
use crate::{Error, Result, escape::PlainJson};

/// The document and its stamp as JSON. What cannot be seen is written as `\uXXXX`.
pub(crate) fn json(document: &Document, stamp: &Stamp) -> Result<String> {
    #[derive(Serialize)]
    struct Page<'a> {
        document: &'a Document,
        stamp: &'a Stamp,
    }
    let mut bytes = Vec::with_capacity(16 << 10);
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, PlainJson);
    Page { document, stamp }
        .serialize(&mut writer)
        .map_err(|_| Error::Internal)?;
    String::from_utf8(bytes).map_err(|_| Error::Internal)
}
