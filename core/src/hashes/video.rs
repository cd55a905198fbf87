//! Do two videos show the same?
//!
//! Method: vPDQ (`ThreatExchange`). A video is a bag of frames, each with a PDQ hash and a quality; order and times are not
//! used. Frames of low quality are left out on both sides, and equal frames count once. A frame is matched when some frame of
//! the other video is within a distance; the videos are near when enough of the frames of each are matched.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Hash256;
use crate::{Error, Result, json};

/// When two videos are near.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VideoRule {
    /// Frames differ in so many bits at most. vPDQ: 31.
    pub distance: u32,
    /// Frames of less quality are left out. vPDQ: 50.
    pub least_quality: u8,
    /// So many of a hundred frames of the known video must be matched. vPDQ: 80.
    pub compared_percent: u8,
    /// So many of a hundred frames of the video that is looked for must be matched. vPDQ: 0.
    pub query_percent: u8,
}

impl Default for VideoRule {
    fn default() -> Self {
        Self {
            distance: 31,
            least_quality: 50,
            compared_percent: 80,
            query_percent: 0,
        }
    }
}

impl VideoRule {
    /// Reads a rule from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let rule: Self = json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "rule",
            reason,
        })?;
        rule.check()?;
        Ok(rule)
    }

    pub(super) fn check(self) -> Result<()> {
        let percents = [
            self.compared_percent,
            self.query_percent,
            self.least_quality,
        ];
        if self.distance > 64 || percents.iter().any(|percent| *percent > 100) {
            return Err(Error::InvalidParameter {
                name: "video",
                reason: "the distance must be 0 to 64, quality and percents 0 to 100".to_owned(),
            });
        }
        Ok(())
    }
}

/// A frame of a video.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Frame {
    /// Its hash.
    pub hash: Hash256,
    /// Its quality, 0 to 100.
    pub quality: u8,
}

impl Frame {
    /// Reads frames from a JSON list of `{"hash": ..., "quality": ...}`, the hash in hex.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] under `name` says which is not of that form.
    pub fn all_from_value(name: &'static str, value: &serde_json::Value) -> Result<Vec<Self>> {
        #[derive(Deserialize)]
        struct Plain {
            hash: String,
            quality: u8,
        }
        let wrong = |reason| Error::InvalidParameter { name, reason };
        let frames: Vec<Plain> = json::read(value).map_err(wrong)?;
        let frames = frames.iter().enumerate().map(|(at, frame)| {
            let hash = Hash256::from_hex(&frame.hash)
                .map_err(|_| wrong(format!("[{at}].hash must be 64 hex digits")))?;
            Ok(Self {
                hash,
                quality: frame.quality,
            })
        });
        frames.collect()
    }
}

/// How many frames of two videos are matched.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VideoComparison {
    /// Different frames of enough quality in the video that is looked for.
    pub query_frames: u32,
    /// How many of them are matched.
    pub query_matched: u32,
    /// Different frames of enough quality in the known video.
    pub compared_frames: u32,
    /// How many of them are matched.
    pub compared_matched: u32,
}

impl VideoComparison {
    /// Whether the videos are near; `None` when one of them has no frame to compare.
    pub fn is_near(&self, rule: &VideoRule) -> Option<bool> {
        if self.query_frames == 0 || self.compared_frames == 0 {
            return None;
        }
        let enough = |matched: u32, all: u32, percent: u8| {
            u64::from(matched) * 100 >= u64::from(all) * u64::from(percent)
        };
        let is_near = enough(
            self.compared_matched,
            self.compared_frames,
            rule.compared_percent,
        ) && enough(self.query_matched, self.query_frames, rule.query_percent);
        // a share of nothing is reached by no match at all
        Some(is_near && self.compared_matched > 0)
    }
}

/// The different frames of enough quality.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "a settings struct goes by reference, whatever its size"
)]
pub(super) fn usable(frames: &[Frame], rule: &VideoRule) -> BTreeSet<Hash256> {
    let good = frames
        .iter()
        .filter(|frame| frame.quality >= rule.least_quality);
    good.map(|frame| frame.hash).collect()
}

/// Compares two videos, frame by frame. Takes time with the product of their frames.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for a rule out of its range; [`Error::LimitExceeded`] for more than a hundred million pairs
/// of frames.
///
/// ```
/// use caselink::hashes::{Frame, Hash256, VideoRule, compare_videos};
///
/// let frame = |byte| Frame { hash: Hash256::new([byte; 32]), quality: 90 };
/// let rule = VideoRule::default();
/// let compared = compare_videos(&[frame(1), frame(2), frame(9)], &[frame(1), frame(2)], &rule)?;
/// assert_eq!((compared.compared_matched, compared.query_matched), (2, 2));
/// assert_eq!(compared.is_near(&rule), Some(true)); // the clip is whole in the longer video
/// assert_eq!(compare_videos(&[], &[frame(1)], &rule)?.is_near(&rule), None);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn compare_videos(
    query: &[Frame],
    compared: &[Frame],
    rule: &VideoRule,
) -> Result<VideoComparison> {
    const MOST: u64 = 100_000_000;
    rule.check()?;
    let (query, compared) = (usable(query, rule), usable(compared, rule));
    let pairs = query.len() as u64 * compared.len() as u64;
    if pairs > MOST {
        return Err(Error::LimitExceeded {
            limit: "pairs of frames",
            allowed: MOST,
            asked: pairs,
        });
    }
    let matched = |these: &BTreeSet<Hash256>, those: &BTreeSet<Hash256>| {
        let is_matched = |this: &&Hash256| {
            those
                .iter()
                .any(|that| this.distance(*that) <= rule.distance)
        };
        these.iter().filter(is_matched).count() as u32
    };
    Ok(VideoComparison {
        query_frames: query.len() as u32,
        query_matched: matched(&query, &compared),
        compared_frames: compared.len() as u32,
        compared_matched: matched(&compared, &query),
    })
}
