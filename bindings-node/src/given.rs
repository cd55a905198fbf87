//! Records as a host hands them over: objects, or lines of JSON.

use caselink::{
    Control, Result as CoreResult,
    records::{Limits, ReadOptions, Record, RecordsRead, Source, from_values_each, read},
};
use napi::bindgen_prelude::*;

use crate::json;

/// Records, each as JSON, or lines of JSON.
pub(crate) enum Given {
    Items(Vec<String>),
    Lines(Vec<u8>),
}

impl From<Either<Vec<String>, Uint8ArraySlice<'_>>> for Given {
    fn from(given: Either<Vec<String>, Uint8ArraySlice<'_>>) -> Self {
        match given {
            Either::A(items) => Self::Items(items),
            // JavaScript may write to its bytes while a worker reads
            Either::B(bytes) => Self::Lines(bytes.to_vec()),
        }
    }
}

impl Given {
    pub(crate) fn read<T: Record>(
        &self,
        limits: &Limits,
        control: &dyn Control,
    ) -> CoreResult<RecordsRead<T>> {
        match self {
            Self::Items(items) => from_values_each(&json::items(items), limits),
            Self::Lines(bytes) => {
                let options = ReadOptions {
                    limits: *limits,
                    ..ReadOptions::default()
                };
                read(Source::Ndjson(bytes), &options, control)
            }
        }
    }
}
