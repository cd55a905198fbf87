//! Reports in the form of the `CyberTipline`, and how they were seen.

use caselink::{Error, tips as core};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use super::tip;
use crate::{
    error::{ErrorCode, here},
    json,
    records::limits,
};

/// A report from the XML of the reporting form: bytes, its number, `CyberTipOptions` and `Limits` as JSON; gives `CyberTipRead` as JSON.
#[napi]
pub fn read_cybertip(
    xml: Uint8ArraySlice<'_>,
    id: String,
    options: String,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        let options = core::CyberTipOptions::from_value(&json::value(&options, "options")?)?;
        let limits = self::limits(limits)?;
        json::text(&core::read_cybertip(&xml, &id, &options, &limits)?)
    })
}

/// What is said of a file of a report: bytes, `CyberTipOptions` and `Limits` as JSON; gives `CyberTipFileRead` as JSON.
#[napi]
pub fn read_cybertip_file(
    xml: Uint8ArraySlice<'_>,
    options: String,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        let options = core::CyberTipOptions::from_value(&json::value(&options, "options")?)?;
        let limits = self::limits(limits)?;
        json::text(&core::read_cybertip_file(&xml, &options, &limits))
    })
}

/// A report as the form takes it: `Tip` and `CyberTipOptions` as JSON; gives `CyberTipWritten` as JSON.
#[napi]
pub fn write_cybertip(tip: String, options: String) -> Result<String, ErrorCode> {
    here(|| {
        let options = core::CyberTipOptions::from_value(&json::value(&options, "options")?)?;
        json::text(&core::write_cybertip(&self::tip("tip", &tip)?, &options))
    })
}

/// A report as it was seen at a time: `Tip`, a list of `TipView` as JSON, and the time; gives `TipSeen` as JSON.
#[napi]
pub fn view_tip(tip: String, views: String, as_of: String) -> Result<String, ErrorCode> {
    here(|| {
        let as_of = as_of.parse().map_err(|_| Error::InvalidParameter {
            name: "as_of",
            reason: "must be a time without zone, such as 2026-03-03T00:00:00".to_owned(),
        })?;
        let views = core::TipView::from_values(&json::value(&views, "views")?)?;
        json::text(&core::view_tip(&self::tip("tip", &tip)?, &views, as_of)?)
    })
}
