//! The hashes of a file as a list compares them, and what is wrong in how they came.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::store::EntryFacts;
use crate::{
    hashes::{Frame, Hash256, digests::from_hex},
    records::{MediaFile, OtherFields, PerceptualHash},
};

/// The bytes of a `PhotoDNA` hash.
const PHOTODNA: usize = 144;
/// The longest opaque hash, in bytes; larger ones belong into a file of their own.
const LONGEST: usize = 4_096;
/// The digests of a file of no bytes, which say nothing.
const EMPTY: [&str; 3] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];
pub(super) const NO_HASH: &str =
    "has no hash: they stand under digests (md5, sha1, sha256) and perceptual_hashes";
const KINDS: &str = "holds a digest of another kind: the kinds are md5, sha1 and sha256";
const NOT_PHOTODNA: &str =
    "is no PhotoDNA: 144 bytes as base64, as hex digits, or as numbers with commas";

/// The hashes of a file, read.
#[derive(Default)]
pub(super) struct Hashes {
    pub(super) md5: Option<[u8; 16]>,
    pub(super) sha1: Option<[u8; 20]>,
    pub(super) sha256: Option<[u8; 32]>,
    pub(super) pdq: Vec<(Hash256, Option<u8>)>,
    pub(super) frames: Vec<Frame>,
    /// Algorithm and bytes.
    pub(super) opaque: Vec<(String, Vec<u8>)>,
    /// What cannot be read.
    pub(super) wrong: Vec<Wrong>,
    /// A field that is meant to hold hashes, categories or the series, and has another name.
    pub(super) misspelt: Option<(&'static str, &'static str)>,
    /// Whether it has no hash, readable or not.
    pub(super) none: bool,
}

/// A hash that cannot be read.
pub(super) struct Wrong {
    pub(super) field: String,
    pub(super) algorithm: String,
    pub(super) reason: &'static str,
}

impl Hashes {
    pub(super) fn of(file: &MediaFile) -> Self {
        let mut hashes = Self::default();
        let digests = &file.digests;
        let wrong = &mut hashes.wrong;
        let [md5, sha1, sha256] =
            [&digests.md5, &digests.sha1, &digests.sha256].map(|text| text.as_deref());
        hashes.md5 = digest("md5", md5, "is not 32 hex digits", wrong);
        hashes.sha1 = digest("sha1", sha1, "is not 40 hex digits", wrong);
        hashes.sha256 = digest("sha256", sha256, "is not 64 hex digits", wrong);
        for (at, one) in file.perceptual_hashes.iter().enumerate() {
            hashes.perceptual(at, one);
        }
        hashes.none = hashes.is_empty() && hashes.wrong.is_empty();
        hashes.misspelt = misspelt(file, hashes.none);
        // a kind that nobody compares here is said, and not taken for one that was compared
        if hashes.misspelt.is_none() && !digests.other.is_empty() {
            hashes.wrong.push(Wrong {
                field: "digests".to_owned(),
                algorithm: "digests".to_owned(),
                reason: KINDS,
            });
        }
        hashes
    }

    /// What makes an entry doubtful: a digest of another kind beside others does not.
    pub(super) fn fault(&self) -> Option<(&str, &'static str)> {
        let wrong = self.wrong.iter().find(|one| one.reason != KINDS);
        self.misspelt
            .or_else(|| self.none.then_some(("digests", NO_HASH)))
            .or_else(|| wrong.map(|one| (&one.field[..], one.reason)))
            .or_else(|| self.is_empty().then_some(("digests", NO_HASH)))
    }

    fn perceptual(&mut self, at: usize, one: &PerceptualHash) {
        let mut fail = |reason| {
            self.wrong.push(Wrong {
                field: format!("perceptual_hashes[{at}].value"),
                algorithm: one.algorithm.to_lowercase(),
                reason,
            });
        };
        let is_frame = one.algorithm.eq_ignore_ascii_case("vpdq");
        if !is_frame && !one.algorithm.eq_ignore_ascii_case("pdq") {
            match opaque(one) {
                Ok(bytes) => self.opaque.push((one.algorithm.to_lowercase(), bytes)),
                Err(reason) => fail(reason),
            }
            return;
        }
        let Ok(hash) = Hash256::from_hex(one.value.trim()) else {
            fail(if is_frame {
                "is not 64 hex digits: a video is a hash for each frame, with its quality"
            } else {
                "is not 64 hex digits"
            });
            return;
        };
        if is_frame {
            // a frame without a quality is one that its maker did not judge
            let quality = one.quality.unwrap_or(100);
            self.frames.push(Frame { hash, quality });
        } else {
            self.pdq.push((hash, one.quality));
        }
    }

    /// A digest, by the name of its kind.
    pub(super) fn digest(&self, kind: &str) -> Option<&[u8]> {
        match kind {
            "md5" => self.md5.as_ref().map(|digest| &digest[..]),
            "sha1" => self.sha1.as_ref().map(|digest| &digest[..]),
            "sha256" => self.sha256.as_ref().map(|digest| &digest[..]),
            _ => None,
        }
    }

    fn is_empty(&self) -> bool {
        self.md5.is_none()
            && self.sha1.is_none()
            && self.sha256.is_none()
            && self.pdq.is_empty()
            && self.frames.is_empty()
            && self.opaque.is_empty()
    }

    /// A number that is the same for the same content, and by which of two contents the same one is always the greater.
    pub(super) fn content(&self, facts: &EntryFacts) -> u64 {
        let mut digest = Sha256::new();
        let mut part = |kind: &str, bytes: &[u8]| {
            digest.update((kind.len() as u64).to_le_bytes());
            digest.update(kind.as_bytes());
            digest.update((bytes.len() as u64).to_le_bytes());
            digest.update(bytes);
        };
        for kind in ["md5", "sha1", "sha256"] {
            part(kind, self.digest(kind).unwrap_or_default());
        }
        for (hash, quality) in &self.pdq {
            part("pdq", &hash.to_bytes());
            part("quality", &[quality.unwrap_or(u8::MAX)]);
        }
        for frame in &self.frames {
            part("vpdq", &frame.hash.to_bytes());
            part("quality", &[frame.quality]);
        }
        for (algorithm, bytes) in &self.opaque {
            part(algorithm, bytes);
        }
        let facts = serde_json::to_vec(facts).unwrap_or_default();
        part("facts", &facts);
        let all = digest.finalize();
        let first = all.first_chunk::<8>().copied();
        u64::from_be_bytes(first.unwrap_or_default())
    }
}

fn digest<const N: usize>(
    kind: &'static str,
    text: Option<&str>,
    no_digits: &'static str,
    wrong: &mut Vec<Wrong>,
) -> Option<[u8; N]> {
    let text = text?.trim();
    let mut fail = |reason| {
        wrong.push(Wrong {
            field: format!("digests.{kind}"),
            algorithm: kind.to_owned(),
            reason,
        });
    };
    let Some(bytes) = from_hex(text) else {
        fail(no_digits);
        return None;
    };
    if EMPTY.iter().any(|empty| empty.eq_ignore_ascii_case(text)) {
        fail("is that of an empty file");
        return None;
    }
    Some(bytes)
}

/// The bytes of an opaque hash. `PhotoDNA` comes as base64, hex, or numbers with commas; others are their text as it is
/// written, unless it says what it is with `hex:` or `base64:`.
fn opaque(one: &PerceptualHash) -> Result<Vec<u8>, &'static str> {
    let text = one.value.trim();
    let bytes = if one.algorithm.eq_ignore_ascii_case("photodna") {
        let hex = from_hex::<PHOTODNA>(text).map(|bytes| bytes.to_vec());
        hex.or_else(|| numbers(text))
            .or_else(|| STANDARD.decode(text).ok())
            .filter(|bytes| bytes.len() == PHOTODNA)
            .ok_or(NOT_PHOTODNA)?
    } else if let Some(digits) = text.strip_prefix("hex:") {
        any_hex(digits.trim()).ok_or("is not pairs of hex digits behind hex:")?
    } else if let Some(base64) = text.strip_prefix("base64:") {
        let bytes = STANDARD.decode(base64.trim());
        bytes.map_err(|_| "is not base64 behind base64:")?
    } else {
        text.as_bytes().to_vec()
    };
    if bytes.is_empty() {
        Err("is empty")
    } else if bytes.len() > LONGEST {
        Err("is longer than 4,096 bytes")
    } else {
        Ok(bytes)
    }
}

/// 144 numbers from 0 to 255 with commas between them, as some tools write `PhotoDNA`.
fn numbers(text: &str) -> Option<Vec<u8>> {
    let numbers = text.split(',').map(|number| number.trim().parse().ok());
    let bytes: Vec<u8> = numbers.collect::<Option<_>>()?;
    Some(bytes).filter(|bytes| bytes.len() == PHOTODNA)
}

fn any_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |c: u8| char::from(c).to_digit(16).map(|digit| digit as u8);
    let bytes = pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
    bytes.collect::<Option<_>>().filter(|_| rest.is_empty())
}

/// The field that stands under a name which is nearly that of one that a list keeps: it would be passed over in silence.
fn misspelt(file: &MediaFile, has_none: bool) -> Option<(&'static str, &'static str)> {
    let digests: [(&str, &str); 3] = [
        ("md5", "digests.md5 stands under another name"),
        ("sha1", "digests.sha1 stands under another name"),
        ("sha256", "digests.sha256 stands under another name"),
    ];
    let meant = |others: &OtherFields, name: &str| {
        let is_it = |other: &String| plain(other) == name;
        others.keys().any(is_it)
    };
    for (kind, reason) in digests {
        if meant(&file.digests.other, kind) {
            return Some(("digests", reason));
        }
    }
    if has_none && !file.digests.other.is_empty() {
        return Some(("digests", KINDS));
    }
    for (kind, _) in digests {
        if has_none && meant(&file.other, kind) {
            return Some((
                "digests",
                "a digest stands beside them: md5, sha1 and sha256 stand in digests",
            ));
        }
    }
    let kept: [(&str, &[&str], &str); 4] = [
        ("digests", &[], "stands under another name: call it digests"),
        (
            "perceptual_hashes",
            &["perceptual_hash", "perceptual", "perceptualhashes"],
            "stands under another name: call it perceptual_hashes",
        ),
        (
            "categories",
            &["category"],
            "stands under another name: call it categories",
        ),
        ("series", &[], "stands under another name: call it series"),
    ];
    let is_value = |value: &Value| !value.is_null();
    for (name, others, reason) in kept {
        let is_near = |other: &String| {
            // as VICS and ICSE have them: what their readers kept, and not a slip
            if ["Series", "Category"].contains(&&other[..]) {
                return false;
            }
            let other = other.trim().to_ascii_lowercase();
            others.contains(&&other[..]) || one_apart(&other, name)
        };
        let mut given = file.other.iter().filter(|(_, value)| is_value(value));
        if given.any(|(other, _)| is_near(other)) {
            return Some((name, reason));
        }
    }
    None
}

/// Small letters and digits only.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether one letter too many, too few or another makes one of two words the other, or nothing does.
fn one_apart(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let rest = |word: &[u8], from: usize| word.get(from..).unwrap_or_default().to_vec();
    let (a_rest, b_rest) = (rest(a, same), rest(b, same));
    let without = |word: &[u8]| rest(word, 1);
    a_rest == b_rest
        || without(&a_rest) == without(&b_rest)
        || without(&a_rest) == b_rest
        || a_rest == without(&b_rest)
}

/// What is wrong with an entry or a change that has not the shape of its schema: which field, and what is wanted. What came
/// may hold anything, and is not told.
pub(super) fn shape_fault(wrong: &str) -> (String, &'static str) {
    let is_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '[' | ']');
    let (field, message) = match wrong.split_once(": ") {
        Some((field, message)) if !field.is_empty() && field.chars().all(is_path) => {
            (field, message)
        }
        _ => ("record", wrong),
    };
    // the name of a missing field is that of the schema
    let missing = message.strip_prefix("missing field `");
    if let Some(name) = missing.and_then(|rest| rest.strip_suffix('`')) {
        let whole = match field {
            "record" => name.to_owned(),
            field => format!("{field}.{name}"),
        };
        return (whole, "is missing");
    }
    if message.starts_with("unknown field") {
        return (field.to_owned(), "has a field that no schema knows");
    }
    let reason = match message.rsplit_once("expected ").map(|(_, wanted)| wanted) {
        Some("a string") => "is not text",
        Some("a list") => "is not a list",
        Some("a boolean") => "is neither true nor false",
        Some(wanted) if wanted.starts_with("a whole number") => {
            "is not a whole number, or out of its range"
        }
        Some(wanted) if wanted.starts_with("a number") => "is not a number",
        Some(wanted) if wanted.starts_with("an object") => "is not an object",
        _ => "is not as the schema states",
    };
    (field.to_owned(), reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_nearly_right_are_told() {
        for (other, name, near) in [
            ("serie", "series", true),
            ("seriess", "series", true),
            ("sereis", "series", false),
            ("seried", "series", true),
            ("xseries", "series", true),
            ("series", "series", true),
            ("serial", "series", false),
            ("digest", "digests", true),
            ("", "a", true),
            ("", "ab", false),
        ] {
            assert_eq!(one_apart(other, name), near, "{other}");
            assert_eq!(one_apart(name, other), near, "{other}");
        }
    }

    #[test]
    fn photodna_is_read_in_each_form() {
        let of = |value: String| PerceptualHash {
            algorithm: "PhotoDNA".to_owned(),
            value,
            ..PerceptualHash::default()
        };
        let commas = vec!["7"; 144].join(", ");
        assert_eq!(opaque(&of(commas)), Ok(vec![7; 144]));
        assert_eq!(opaque(&of("07".repeat(144))), Ok(vec![7; 144]));
        assert_eq!(opaque(&of("BwcH".repeat(48))), Ok(vec![7; 144]));
        for wrong in [
            vec!["7"; 143].join(","),
            vec!["256"; 144].join(","),
            "!".to_owned(),
        ] {
            assert_eq!(opaque(&of(wrong)), Err(NOT_PHOTODNA));
        }
    }
}
