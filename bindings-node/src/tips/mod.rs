//! `tips`: what was reported, how pressing is it, has it been reported before, and which agency is it for?

mod alike;
mod urgency;

use caselink::{
    Control, Result as CoreResult,
    records::{Limits, ReadOptions, RecordsRead, Source, Tip, from_value, from_values_each, read},
};
use napi::bindgen_prelude::*;

use crate::json;

/// Reports, each as JSON, or lines of JSON.
enum Given {
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
    fn read(&self, limits: &Limits, control: &dyn Control) -> CoreResult<RecordsRead<Tip>> {
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

fn tip(name: &'static str, text: &str) -> CoreResult<Tip> {
    from_value(name, &json::value(text, name)?)
}
