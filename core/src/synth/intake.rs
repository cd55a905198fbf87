//! Tips, and the files that are known by their hashes.

use std::fmt::Write as _;

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    World,
    cases::case_id,
    draw::{Draw, Topic},
    life::{days_before, phone, place_in, state, street, town},
};
use crate::records::{
    Address, Band, Confidence, Digests, FileCategory, Identifier, IdentifierKind, IpEvent,
    MediaFile, PerceptualHash, Place, Series, Tip, TipIncidentType, TipInformation, TipKind,
};

/// The truth about a tip.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrueTip {
    /// The tip.
    pub tip: String,
    /// The first tip that says the same, where this one repeats it.
    pub repeats: Option<String>,
    /// The viral bundle that it belongs to.
    pub bundle: Option<String>,
    /// The case that it is about.
    pub case: Option<String>,
}

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

/// From when until when something can come.
type Window = (NaiveDateTime, NaiveDateTime);

pub(super) fn tip_id(index: u64) -> String {
    format!("T-{index:08}")
}

pub(super) fn file_id(index: u64) -> String {
    format!("F-{index:08}")
}

impl World {
    /// The tip of this number, with the truth.
    pub(super) fn tip(&self, index: u64) -> (Tip, TrueTip) {
        let mut draw = Draw::new(self.seed, Topic::Tip, index);
        let mut first = index;
        let mut is_viral = false;
        // a tip repeats an earlier one, which may repeat another; of a long row, the last one found is the first
        for _ in 0..32 {
            let draw = &mut Draw::new(self.seed, Topic::Tip, first);
            let rest = (1.0 - self.rates.tip_repeats - self.rates.tip_viral).max(0.0);
            let chosen =
                draw.weighted([self.rates.tip_repeats, self.rates.tip_viral, rest].into_iter());
            is_viral = chosen == 1;
            if chosen != 0 || first == 0 {
                break;
            }
            first -= 1 + draw.below(first.min(50));
        }
        let content = &mut Draw::new(self.seed ^ 0x71b, Topic::Tip, first);
        let (mut tip, mut truth, (begin, end)) = if is_viral {
            self.viral_tip(content)
        } else {
            self.new_tip(content)
        };
        let within = |begin: NaiveDateTime, end: NaiveDateTime, draw: &mut Draw| {
            begin + TimeDelta::seconds(draw.between(0, (end - begin).num_seconds().max(0)))
        };
        // who repeats a tip does so after it, within two weeks
        let mut received = within(begin, end, content);
        if first != index {
            received = within(received, end.min(received + TimeDelta::days(14)), &mut draw);
        }
        tip.id = tip_id(index).into();
        tip.received_at = Some(received);
        truth.tip = tip_id(index);
        truth.repeats = (first != index).then(|| tip_id(first));
        (tip, truth)
    }

    /// One of many about the same file that goes around.
    fn viral_tip(&self, draw: &mut Draw) -> (Tip, TrueTip, Window) {
        let share = self.size.tips as f64 * self.rates.tip_viral / self.rates.viral_size;
        let bundle = draw.below((share.round() as u64).max(1));
        let shared = &mut Draw::new(self.seed, Topic::Bundle, bundle);
        let mut tip = self.provider_report(shared, 1);
        let begin = days_before(self.as_of, shared.between(10, 60)).and_time(NaiveTime::MIN);
        // the account and the address on the network are each reporter's own
        tip.accounts = vec![account(draw)];
        tip.ip_events = vec![ip_event(draw)];
        tip.annotations = vec!["viral".to_owned()];
        (
            tip,
            TrueTip {
                tip: String::new(),
                repeats: None,
                bundle: Some(format!("B-{bundle:05}")),
                case: None,
            },
            (begin, begin + TimeDelta::days(10)),
        )
    }

    /// When a tip about a case can come: after the child was last seen, until the child is found. Without a case, in
    /// the last sixty days.
    fn window(&self, case: Option<u64>) -> Window {
        let today = self.as_of.and_time(NaiveTime::MIN);
        let case = case.map(|case| self.case(case).0);
        let found = case.as_ref().and_then(|case| case.found_on);
        let last_seen = case.and_then(|case| Some(case.last_seen?.expose().latest));
        (
            last_seen.unwrap_or(today - TimeDelta::days(60)),
            found.map_or(today, |day| {
                day.and_time(NaiveTime::MIN) + TimeDelta::hours(24)
            }),
        )
    }

    fn new_tip(&self, draw: &mut Draw) -> (Tip, TrueTip, Window) {
        let (call, sighting) = (self.rates.tip_is_call, self.rates.tip_is_sighting);
        let kind = draw.weighted([call, sighting, (1.0 - call - sighting).max(0.0)].into_iter());
        let case = (kind < 2 && self.size.cases > 0).then(|| draw.below(self.size.cases));
        let truth = TrueTip {
            tip: String::new(),
            repeats: None,
            bundle: None,
            case: case.map(case_id),
        };
        let window = self.window(case);
        if kind == 2 {
            return (self.provider_report(draw, 0), truth, window);
        }
        let place = state(draw);
        let (north, east) = place_in(place, 1.0, draw);
        let kinds = [TipKind::Call, TipKind::Sighting];
        let tip = Tip {
            kind: kinds[kind].clone(),
            information: Some(
                [TipInformation::Information, TipInformation::Sighting][kind].clone(),
            ),
            language: Some(if draw.happens(0.1) { "es" } else { "en" }.to_owned()),
            anonymous: Some(draw.happens(0.3)),
            about: case.map(|case| case_id(case).into()).into_iter().collect(),
            place: Some(Place {
                address: Some(Address {
                    street: Some(street(draw).into()),
                    locality: Some(town(draw).into()),
                    state: Some(place.postal.to_owned().into()),
                    latitude: Some(north.into()),
                    longitude: Some(east.into()),
                    ..Address::default()
                }),
                ..Place::default()
            }),
            first_hand: Some(draw.happens(0.7)),
            confidence: Some(
                [
                    Confidence::Probable,
                    Confidence::Possible,
                    Confidence::Doubtful,
                ][draw.below(3) as usize]
                    .clone(),
            ),
            text: Some(
                format!(
                    "Caller at {} saw someone like the child on the poster near {}.",
                    phone(draw),
                    street(draw)
                )
                .into(),
            ),
            ..Tip::default()
        };
        (tip, truth, window)
    }

    /// What an electronic service provider reports: an account, an address on the network, files by hash, so many at least.
    fn provider_report(&self, draw: &mut Draw, least_files: u64) -> Tip {
        let types = [
            TipIncidentType::AbuseMaterial,
            TipIncidentType::Enticement,
            TipIncidentType::UnsolicitedMaterial,
            TipIncidentType::Trafficking,
        ];
        let files = if self.size.files == 0 {
            0
        } else {
            least_files + draw.below(4 - least_files)
        };
        Tip {
            kind: TipKind::OnlineReport,
            incident_type: Some(types[draw.weighted([0.9, 0.06, 0.02, 0.02].into_iter())].clone()),
            provider: Some(format!("provider-{}", 1 + draw.below(PROVIDERS))),
            accounts: vec![account(draw)],
            ip_events: vec![ip_event(draw)],
            files: (0..files)
                .map(|_| self.file(draw.below(self.size.files)).0)
                .collect(),
            ..Tip::default()
        }
    }

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
        let digits = &mut Draw::new(self.seed ^ 0x5eed, own.topic, own.number);
        let series = content.number % (self.size.files / 40 + 1);
        let file = MediaFile {
            id: file_id(index).into(),
            digests: Digests {
                md5: Some(digits.hex(32)),
                sha1: Some(digits.hex(40)),
                sha256: Some(digits.hex(64)),
                ..Digests::default()
            },
            perceptual_hashes: vec![PerceptualHash {
                algorithm: "pdq".to_owned(),
                value: hex(&hash),
                quality: Some(digits.between(20, 100) as u8),
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
        };
        let truth = TrueFile {
            file: file_id(index),
            content: own.name(),
            near_duplicate_of: near.map(Content::name),
            bits: (bits > 0).then_some(flipped),
        };
        (file, truth)
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

/// How many providers there are.
pub(super) const PROVIDERS: u64 = 24;

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

fn account(draw: &mut Draw) -> Identifier {
    Identifier {
        kind: IdentifierKind::Email,
        value: format!("user{}@example.net", draw.digits(6)).into(),
        ..Identifier::default()
    }
}

/// In a range that is kept for documentation (RFC 5737).
fn ip_event(draw: &mut Draw) -> IpEvent {
    IpEvent {
        address: format!("203.0.113.{}", draw.below(256)).into(),
        port: Some(draw.between(1_024, 65_535) as u16),
        ..IpEvent::default()
    }
}
