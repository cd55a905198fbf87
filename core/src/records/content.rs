//! Whether a value may hold the content of a file, whatever it is called. This library never takes any.

use serde_json::{Map, Value};

/// Fields in which systems carry the content of a file, or a small picture of it.
pub(super) const NAMES: [&str; 14] = [
    "miniature",
    "thumbnail",
    "thumb",
    "preview",
    "image",
    "picture",
    "photo",
    "content",
    "contents",
    "data",
    "bytes",
    "base64",
    "blob",
    "body",
];

/// Names under which lists of files carry a picture, besides: elsewhere they may be words for something else, such as who
/// posted.
const OF_LISTS: [&str; 4] = ["icon", "poster", "imagedata", "mediadata"];
/// Parts of the names of small pictures in lists of files, whatever stands around them.
const PARTS: [&str; 2] = ["miniature", "thumbnail"];
/// Fields of an entry in a list of named values that say what its value is, as in `AlternativeHashes` and `Exifs` of VICS.
const SAYS_WHAT: [&str; 4] = ["hashname", "propertyname", "name", "key"];
/// What such a field calls a picture, besides names with one of the parts.
const SAID: [&str; 4] = ["thumb", "preview", "imagedata", "mediadata"];

/// Why a value is not taken.
pub(super) const REASON: &str = "may hold the content of a file, which this library never takes";
/// So many signs of base64, or so many bytes, in one field are a picture, and no number or hash.
const MOST: usize = 1_000;
/// The shortest text that is base64 by itself, and the longest hash.
const SHORTEST: usize = 32;
const LONGEST_HASH: usize = 128;
/// So many signs without a break are no word and no address of a page.
const LONG_RUN: usize = 512;
/// How far the head of an address that holds data is looked for.
const LONGEST_ADDRESS: usize = 200;
/// How deep a value is looked into; deeper ones are refused before.
const DEPTH: usize = 32;

/// Whether a field, by its name, may hold the content of a file.
pub(super) fn may_hold_content(field: &str) -> bool {
    is_one_of(field, &NAMES)
}

/// The same of a field in a list of files.
pub(crate) fn list_may_hold_content(field: &str) -> bool {
    may_hold_content(field) || is_one_of(field, &OF_LISTS) || names_small_picture(field)
}

/// Whether an object is a picture that is named by a field of it: `{"HashName": "Miniature", "HashValue": …}`.
pub(crate) fn is_named_content(object: &Map<String, Value>) -> bool {
    let says = object
        .iter()
        .filter(|(name, _)| is_one_of(name, &SAYS_WHAT));
    let mut said = says.filter_map(|(_, name)| name.as_str().map(str::trim));
    said.any(|name| is_one_of(name, &SAID) || names_small_picture(name))
}

fn names_small_picture(name: &str) -> bool {
    PARTS.iter().any(|part| {
        let mut windows = name.as_bytes().windows(part.len());
        windows.any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
    })
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|one| name.eq_ignore_ascii_case(one))
}

/// Whether a text by itself may be the content of a file: an address that holds data, or much base64, also in lines.
pub(crate) fn is_content_text(text: &str) -> bool {
    in_text(text) > MOST
}

/// The same of any value: its texts together, base64 in pieces, a list of bytes.
pub(crate) fn is_content(value: &Value) -> bool {
    signs(value, DEPTH) > MOST
}

/// How many signs or bytes of a value may be of a file.
fn signs(value: &Value, depth: usize) -> usize {
    let Some(depth) = depth.checked_sub(1) else {
        return 0;
    };
    match value {
        Value::String(text) => in_text(text),
        Value::Array(items) => in_parts(items.iter(), depth),
        Value::Object(fields) => in_parts(fields.values(), depth),
        _ => 0,
    }
}

fn in_parts<'a>(parts: impl Iterator<Item = &'a Value> + Clone, depth: usize) -> usize {
    let is_byte = |part: &Value| part.as_u64().is_some_and(|number| number <= 255);
    if parts.clone().all(is_byte) {
        return parts.count();
    }
    let all: usize = parts.clone().map(|part| signs(part, depth)).sum();
    all + in_pieces(parts)
}

/// Signs of base64 that was cut into lines which are each too short to be told from words.
fn in_pieces<'a>(parts: impl Iterator<Item = &'a Value>) -> usize {
    let (mut all, mut even, mut all_turns) = (0, 0, 0);
    let mut length = None;
    for text in parts.filter_map(Value::as_str) {
        if !is_base64(text) || is_hash(text) || text.len() >= SHORTEST {
            continue;
        }
        all += text.len();
        // encoders cut at one length, in groups of four
        if text.len() >= 16
            && text.len().is_multiple_of(4)
            && *length.get_or_insert(text.len()) == text.len()
        {
            even += text.len();
        }
        all_turns += turns(text);
    }
    if all_turns * 12 > all { all } else { even }
}

fn in_text(text: &str) -> usize {
    if holds_data_address(text) {
        return MOST + 1;
    }
    if text.len() < SHORTEST {
        0
    } else if is_base64(text) {
        if is_hash(text) { 0 } else { text.len() }
    } else {
        in_runs(text).max(in_hex(text))
    }
}

/// Whether an address that holds data stands anywhere in a text: `data:image/png;base64,…`.
fn holds_data_address(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|colon| {
        let (before, rest) = bytes.split_at(colon);
        let Some((before, scheme)) = before.split_last_chunk::<4>() else {
            return false;
        };
        let is_whole = before.last().is_none_or(|b| !b.is_ascii_alphanumeric());
        let rest = rest.get(..LONGEST_ADDRESS).unwrap_or(rest);
        let about = rest
            .iter()
            .position(|b| *b == b',')
            .and_then(|comma| rest.get(1..comma));
        is_whole
            && scheme.eq_ignore_ascii_case(b"data")
            && about.is_some_and(|about| {
                let about = about.to_ascii_lowercase();
                !about.iter().any(u8::is_ascii_whitespace)
                    && (about.ends_with(b";base64") || about.starts_with(b"image/"))
            })
    })
}

/// Signs of base64 in the midst of other words: in a message with its parts, behind a label, in lines.
fn in_runs(text: &str) -> usize {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_');
    // addresses of pages are long, and have capitals within
    let words = text
        .split_whitespace()
        .filter(|word| word.len() >= LONG_RUN || !word.contains("://"));
    let runs = words.flat_map(|word| word.split(|c| !is_sign(c)));
    let runs = runs.filter(|run| run.len() >= SHORTEST && !is_hash(run));
    runs.filter(|run| run.len() >= LONG_RUN || turns(run) * 12 > run.len())
        .map(str::len)
        .sum()
}

/// Digits of bytes that are written in hex with something between them: `FF D8 FF E0`, `0xff, 0xd8`.
fn in_hex(text: &str) -> usize {
    let (mut all, mut letters) = (0, 0);
    for part in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let digits = part.strip_prefix("0x").unwrap_or(part);
        let is_short = matches!(digits.len(), 2 | 4 | 8 | 16);
        if is_short && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            all += digits.len();
            letters += digits.bytes().filter(u8::is_ascii_alphabetic).count();
        } else if !digits.is_empty() {
            all = all.saturating_sub(digits.len());
        }
    }
    // three in eight digits of random bytes are letters; of years and times none is
    if letters * 8 > all { all } else { 0 }
}

/// How often a small letter stands before a capital: in base64 once in six signs, in words once in hundreds.
fn turns(text: &str) -> usize {
    let pairs = text.bytes().zip(text.bytes().skip(1));
    pairs
        .filter(|(a, b)| a.is_ascii_lowercase() && b.is_ascii_uppercase())
        .count()
}

/// Whether all of a text is base64, which may be broken into lines.
fn is_base64(text: &str) -> bool {
    let is_sign =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_');
    text.trim()
        .bytes()
        .all(|b| is_sign(b) || matches!(b, b'\r' | b'\n'))
}

/// Whether a text is a hash or a GUID.
fn is_hash(text: &str) -> bool {
    text.len() <= LONGEST_HASH && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn pieces(text: &str, length: usize) -> Vec<String> {
        let bytes = text.as_bytes().chunks(length);
        bytes
            .map(|piece| String::from_utf8(piece.to_vec()).unwrap())
            .collect()
    }

    #[test]
    fn pictures_have_names() {
        for name in ["Miniature", "MyThumbnail2", "ICON", "body", "MediaData"] {
            assert!(list_may_hold_content(name), "{name}");
        }
        for name in ["MD5", "posters", "Comments", "Thumbs up"] {
            assert!(!list_may_hold_content(name), "{name}");
        }
        assert!(!may_hold_content("poster"), "who posted, elsewhere");
        let named = |object: Value| is_named_content(object.as_object().unwrap());
        for field in ["HashName", "PropertyName", "name", "Key"] {
            assert!(named(json!({ field: " Miniature ", "x": "QUJD" })));
            assert!(named(json!({ "x": 1, field: "ThumbnailImage" })));
            assert!(!named(json!({ field: "PDQ", "x": "Miniature" })));
            assert!(!named(json!({ field: "Photo" })));
        }
    }

    #[test]
    fn content_in_any_dress() {
        let bytes = [137, 80, 78, 71].repeat(500);
        let lines = "A".repeat(76) + "\r\n";
        for value in [
            json!("data:image/png;base64,iVBO"),
            json!(" DATA:video/mp4;base64,AAAA"),
            json!(lines.repeat(60)),
            json!({"deep": [{"er": lines.repeat(60)}]}),
            json!(vec!["QUJD".repeat(7); 300]),
            json!(bytes),
            json!({"type": "Buffer", "data": bytes}),
            (0..2_000).map(|at| (at.to_string(), json!(7))).collect(),
            json!("Picture: data:image/jpeg;base64,/9j/4AAQ"),
            json!("<p>See <img src='DATA:image/png;base64,iVBO'></p>"),
            json!("FF D8 FF E0 00 10 4A 46 ".repeat(80)),
            json!("0xff, 0xd8, 0x1a, 0x46, ".repeat(150)),
        ] {
            assert!(is_content(&value), "{value}");
        }
    }

    #[test]
    fn what_is_written_down_is_no_content() {
        let names = [
            "Marcus",
            "Okafor",
            "Lindqvist",
            "McDonald",
            "DeShawn",
            "Ana-Sofia",
        ];
        let many = |of: &[&str]| -> Value { (0..400).map(|at| json!(of[at % of.len()])).collect() };
        for value in [
            many(&names),
            many(&["IL-0042917", "WI-17113", "A-1"]),
            many(&["1M8GDM9AXKP042788", "5YJSA1E14HF000337"]),
            many(&["+12175550134", "555-0100"]),
            (0..50).map(|n| json!(format!("{n:064x}"))).collect(),
            (0..900).map(|n| json!(n % 256)).collect(),
            (0..5_000).map(|n| json!(n)).collect(),
            json!("He drove a white van and said his dog was lost. ".repeat(400)),
            json!("data: see the sheet, then call"),
            json!("On metadata:image/jpeg he said, and he wrote it down. ".repeat(4)),
            json!(
                "https://example.org/a/VeryLongPath/ToTheNextPage/OfTheThread?id=IL0042917 "
                    .repeat(60)
            ),
            json!("2026-03-02 14:05, 14:10, 14:15; 217 555 0142; ".repeat(200)),
            json!(format!("{}; ", "ab".repeat(32)).repeat(60)),
        ] {
            assert!(!is_content(&value), "{value}");
        }
    }

    proptest! {
        /// Any file, in base64 of any length of line, is seen: as one text, in lines, in a list of lines.
        #[test]
        fn base64_of_any_bytes_is_seen(bytes in prop::collection::vec(any::<u8>(), 900..1_200), length in 4..200_usize) {
            let text = BASE64_STANDARD.encode(&bytes);
            let lines = pieces(&text, length);
            prop_assert!(is_content_text(&text));
            prop_assert!(is_content(&json!(lines.join("\r\n"))));
            prop_assert!(is_content(&json!(lines)));
        }

        /// The same in the midst of words, in lines of at least 40 signs.
        #[test]
        fn base64_among_words_is_seen(bytes in prop::collection::vec(any::<u8>(), 1_500..2_000), length in 40..200_usize) {
            let lines = pieces(&BASE64_STANDARD.encode(&bytes), length);
            let message = format!("Content-Type: image/jpeg\n\n{}\nSo he wrote.", lines.join("\n"));
            prop_assert!(is_content_text(&message));
            let labelled: Vec<String> = lines.iter().map(|line| format!("p: {line}")).collect();
            prop_assert!(is_content(&json!(labelled)));
        }
    }
}
