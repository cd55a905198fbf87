//! Files that are known by their hashes, and the series that they belong to.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    World,
    draw::{Draw, Topic},
    life::state,
};
use crate::records::{Band, Digests, FileCategory, MediaFile, PerceptualHash, Series};

/// The truth about a file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrueFile {
    /// The file.
    pub file: String,
    /// The content: files with the same one are copies of each other.
    pub content: String,
    /// The content that this one is a near-duplicate of.
    pub near_duplicate_of: Option<String>,
    /// In how many bits their perceptual hashes differ.
    pub bits: Option<u32>,
}

pub(super) fn file_id(index: u64) -> String {
    format!("F-{index:08}")
}

impl World {
    /// Whether a file is the first of a content that is neither popular nor near another.
    fn has_own_content(&self, index: u64) -> bool {
        let rates = &self.rates;
        let rest = (1.0 - rates.file_popular - rates.file_near_duplicate).max(0.0);
        let draw = &mut Draw::new(self.seed, Topic::File, index);
        draw.weighted([rates.file_popular, rates.file_near_duplicate, rest].into_iter()) == 2
    }

    /// The file of this number, with the truth.
    pub(super) fn file(&self, index: u64) -> (MediaFile, TrueFile) {
        let rates = &self.rates;
        let draw = &mut Draw::new(self.seed, Topic::File, index);
        let rest = (1.0 - rates.file_popular - rates.file_near_duplicate).max(0.0);
        let chosen =
            draw.weighted([rates.file_popular, rates.file_near_duplicate, rest].into_iter());
        // a near-duplicate is near a content that a file before it has
        let like = if chosen == 1 && index > 0 {
            let before = draw.below(index);
            (0..=before)
                .rev()
                .take(FILES_BACK)
                .find(|file| self.has_own_content(*file))
        } else {
            None
        };
        // contents are numbered: popular ones from the end down, the others by their first file
        let popular = (self.size.files / 100).max(1);
        let skewed = draw
            .below(popular)
            .min(draw.below(popular))
            .min(draw.below(popular));
        let (content, bits) = match (chosen, like) {
            (0, _) => (
                Content {
                    topic: Topic::Popular,
                    number: skewed,
                },
                0,
            ),
            (_, Some(number)) => {
                let near = Content {
                    topic: Topic::File,
                    number,
                };
                (near, 1 + draw.below(rates.near_duplicate_bits as u64))
            }
            _ => (
                Content {
                    topic: Topic::File,
                    number: index,
                },
                0,
            ),
        };
        let mut hash = content.perceptual(self.seed);
        let flipped = flip(&mut hash, bits, draw);
        // a near-duplicate is a content of its own
        let (own, near) = if bits > 0 {
            (
                Content {
                    topic: Topic::FileSeries,
                    number: index,
                },
                Some(content),
            )
        } else {
            (content, None)
        };
        let series = content.number % (self.size.files / 40 + 1);
        let file = self.media_file(file_id(index), (own, &hash, 20), series, draw);
        let truth = TrueFile {
            file: file_id(index),
            content: own.name(),
            near_duplicate_of: near.map(Content::name),
            bits: (bits > 0).then_some(flipped),
        };
        (file, truth)
    }

    /// The file that goes around in a bundle. Some pass it on in another size: its digests are others then, and its look is nearly the same.
    pub(super) fn meme(
        &self,
        bundle: u64,
        number: u64,
        recoded: bool,
        draw: &mut Draw,
    ) -> MediaFile {
        let content = Content {
            topic: Topic::Bundle,
            number: bundle * 4 + number,
        };
        let mut hash = content.perceptual(self.seed);
        let own = if recoded {
            let bits = 1 + draw.below(self.rates.near_duplicate_bits as u64);
            flip(&mut hash, bits, draw);
            Content {
                topic: Topic::Recoded,
                number: draw.below(u64::MAX),
            }
        } else {
            content
        };
        let series = content.number % (self.size.files / 40 + 1);
        self.media_file(
            format!("B-{bundle:05}-{number}"),
            (own, &hash, 60),
            series,
            draw,
        )
    }

    /// A file with the hashes of what it holds, and of at least this quality.
    fn media_file(
        &self,
        id: String,
        (own, hash, quality): (Content, &[u8; 32], i64),
        series: u64,
        draw: &mut Draw,
    ) -> MediaFile {
        let digits = &mut Draw::new(self.seed ^ 0x5eed, own.topic, own.number);
        MediaFile {
            id: id.into(),
            digests: Digests {
                md5: Some(digits.hex(32)),
                sha1: Some(digits.hex(40)),
                sha256: Some(digits.hex(64)),
                ..Digests::default()
            },
            perceptual_hashes: vec![PerceptualHash {
                algorithm: "pdq".to_owned(),
                value: hex(hash),
                quality: Some(digits.between(quality, 100) as u8),
                ..PerceptualHash::default()
            }],
            names: vec![format!("IMG_{}.jpg", draw.digits(4)).into()],
            size_bytes: Some(digits.between(20_000, 4_000_000) as u64),
            media_type: Some("image/jpeg".to_owned()),
            categories: vec![FileCategory {
                scheme: "INTERPOL".to_owned(),
                code: if digits.happens(0.6) {
                    "baseline"
                } else {
                    "national"
                }
                .to_owned(),
                ..FileCategory::default()
            }],
            series: Some(format!("V-{series:06}")),
            viewed_by_provider: Some(draw.happens(0.5)),
            ..MediaFile::default()
        }
    }

    /// The series of this number.
    pub(super) fn file_series(&self, index: u64) -> Series {
        let draw = &mut Draw::new(self.seed, Topic::FileSeries, index);
        let identified = draw.happens(0.6);
        let age = draw.between(3, 16) as f64;
        Series {
            id: format!("V-{index:06}").into(),
            description: Some(
                format!(
                    "Room with {} curtains and a {} door.",
                    draw.one(&["blue", "striped", "white", "green"]),
                    draw.one(&["white", "brown", "glass"])
                )
                .into(),
            ),
            child_identified: Some(identified),
            age: identified.then(|| {
                Band {
                    least: Some(age),
                    most: Some(age),
                    ..Band::default()
                }
                .into()
            }),
            agency: identified.then(|| format!("{}-police-1", state(draw).postal)),
            case_number: identified.then(|| draw.digits(8).into()),
            age_attested_by: identified.then(|| "officer on the case".to_owned().into()),
            ..Series::default()
        }
    }
}

/// How many files before another are looked through for a content that it can be near.
const FILES_BACK: usize = 1_000;

/// What a file holds, as a number. There is no content, only hashes made from the number.
#[derive(Clone, Copy)]
struct Content {
    topic: Topic,
    number: u64,
}

impl Content {
    fn name(self) -> String {
        format!("{}-{}", self.topic as u8, self.number)
    }

    fn perceptual(self, seed: u64) -> [u8; 32] {
        let draw = &mut Draw::new(seed ^ 0x9d9, self.topic, self.number);
        std::array::from_fn(|_| draw.below(256) as u8)
    }
}

fn hex(hash: &[u8; 32]) -> String {
    hash.iter()
        .fold(String::with_capacity(64), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

/// Flips so many different bits, at most all; says how many.
fn flip(hash: &mut [u8; 32], bits: u64, draw: &mut Draw) -> u32 {
    let before = *hash;
    for _ in 0..bits.min(256) {
        // the next one that has not been turned yet
        let start = draw.below(256) as usize;
        let is_turned = |bit: &usize| (before[bit / 8] ^ hash[bit / 8]) >> (bit % 8) & 1 == 1;
        if let Some(bit) = (start..start + 256)
            .map(|bit| bit % 256)
            .find(|bit| !is_turned(bit))
        {
            hash[bit / 8] ^= 1 << (bit % 8);
        }
    }
    before
        .iter()
        .zip(*hash)
        .map(|(a, b)| (a ^ b).count_ones())
        .sum()
}
