//! Which answer of a prevention library fits a question?

use std::sync::Arc;

use caselink::{Error, guidance};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::{
    error::{ErrorCode, here},
    json,
};

/// The library behind the class of `guidance.js`.
#[napi]
pub struct NativeGuidance(Arc<guidance::Guidance>);

#[napi]
impl NativeGuidance {
    /// A library of a set: `GuidanceSet` and `GuidanceSettings` as JSON.
    #[napi(factory, writable = true)]
    pub fn of(set: String, settings: Option<String>) -> Result<Self, ErrorCode> {
        here(|| {
            let settings = match settings {
                Some(settings) => {
                    guidance::GuidanceSettings::from_value(&json::value(&settings, "settings")?)?
                }
                None => guidance::GuidanceSettings::default(),
            };
            let set = guidance::GuidanceSet::from_value(&json::value(&set, "set")?)?;
            Ok(Self(Arc::new(guidance::Guidance::new(set, &settings)?)))
        })
    }

    /// The library of the starter set.
    #[napi(factory, writable = true)]
    pub fn starter() -> Result<Self, ErrorCode> {
        here(|| Ok(Self(Arc::new(guidance::Guidance::starter()?))))
    }

    /// The entries that fit a question: `GuidanceOptions` as JSON; gives `GuidanceAnswer` as JSON.
    #[napi]
    pub fn search(&self, question: Utf16String, options: String) -> Result<String, ErrorCode> {
        here(|| {
            let options =
                guidance::GuidanceOptions::from_value(&json::value(&options, "options")?)?;
            // anything that somebody types is a question: half a surrogate pair is a replacement character
            let question = String::from_utf16_lossy(&question);
            json::text(&self.0.search(&question, &options)?)
        })
    }

    /// The entry with an id, as JSON.
    #[napi]
    pub fn entry(&self, id: String) -> Result<String, ErrorCode> {
        here(|| {
            let entry = self.0.entry(&id);
            json::text(entry.ok_or(Error::UnknownRecord { name: "id" })?)
        })
    }

    /// The topics of its entries.
    #[napi]
    pub fn topics(&self) -> Vec<String> {
        self.0.topics().into_iter().map(str::to_owned).collect()
    }

    /// What it consists of: `GuidanceSet` as JSON.
    #[napi]
    pub fn set(&self) -> Result<String, ErrorCode> {
        here(|| json::text(self.0.set()))
    }

    /// How many entries it has.
    #[napi(getter)]
    pub fn length(&self) -> f64 {
        self.0.set().entries.len() as f64
    }
}
