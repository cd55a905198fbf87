//! Do two videos show the same?

use caselink::hashes;
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde::Serialize;
use serde_json::Value;

use crate::{
    error::{ErrorCode, here},
    json,
};

#[derive(Serialize)]
struct Compared {
    #[serde(flatten)]
    frames: hashes::VideoComparison,
    is_near: Option<bool>,
}

/// Compares two videos, frame by frame: the frames of each as JSON, one by one, and the rule as JSON.
#[napi]
pub fn compare_videos(
    query: Vec<String>,
    compared: Vec<String>,
    rule: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        let rule = match rule {
            Some(rule) => hashes::VideoRule::from_value(&json::value(&rule, "rule")?)?,
            None => hashes::VideoRule::default(),
        };
        let frames = |name, frames: &[String]| {
            hashes::Frame::all_from_value(name, &Value::Array(json::items(frames)))
        };
        let (query, compared) = (frames("query", &query)?, frames("compared", &compared)?);
        let frames = hashes::compare_videos(&query, &compared, &rule)?;
        let is_near = frames.is_near(&rule);
        json::text(&Compared { frames, is_near })
    })
}
