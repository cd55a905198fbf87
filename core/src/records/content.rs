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
    let (mut all, mut even, mut turns) = (0, 0, 0);
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
        let pairs = text.bytes().zip(text.bytes().skip(1));
        turns += pairs
            .filter(|(a, b)| a.is_ascii_lowercase() && b.is_ascii_uppercase())
            .count();
    }
    // in base64 one sign of six is a small letter before a capital; in words one of hundreds is
    if turns * 12 > all { all } else { even }
}

fn in_text(text: &str) -> usize {
    let start = text.trim_start();
    let head = start.as_bytes().get(..5).unwrap_or_default();
    if head.eq_ignore_ascii_case(b"data:") {
        let about = start
            .split_once(',')
            .map_or(start, |(about, _)| about)
            .to_ascii_lowercase();
        if about.ends_with(";base64") || about.starts_with("data:image/") {
            return MOST + 1;
        }
    }
    if text.len() >= SHORTEST && is_base64(text) && !is_hash(text) {
        text.len()
    } else {
        0
    }
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
    }
}
