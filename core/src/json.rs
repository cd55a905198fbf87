//! JSON from outside to types, and what is wrong with it: where, in plain words, and without the values.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads a value; the error says where and what is wrong.
pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let wrong = without_values(error.inner());
        match error.path().to_string().as_str() {
            "." => wrong,
            path => format!("{path}: {wrong}"),
        }
    })
}

/// Reads a text; the error says where and what is wrong.
pub(crate) fn read_text<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    // by way of a value, so that a text that is no JSON is told from one of another shape
    read(&serde_json::from_str(json).map_err(|error| without_values(&error))?)
}

/// What is wrong with a JSON text, without the values that serde quotes: they may come from a record
/// that was passed by mistake. Names of fields stay, since they are what has to be mended.
fn without_values(error: &serde_json::Error) -> String {
    let message = error.to_string();
    if message.starts_with("unknown field") || message.starts_with("missing field") {
        return message;
    }
    let mut out = String::new();
    let mut quote = None;
    let mut characters = message.char_indices();
    while let Some((at, c)) = characters.next() {
        match quote {
            // an escaped quote does not end the value
            Some('"') if c == '\\' => drop(characters.next()),
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if message[at..].starts_with("expected ") => {
                return plain(&out) + &expected(&message[at..]);
            }
            None if c == '"' || c == '`' => {
                quote = Some(c);
                out.push('…');
            }
            None => out.push(c),
        }
    }
    out
}

/// What was found, without the words that only a Rust programmer knows.
fn plain(found: &str) -> String {
    found
        .replace("type: sequence", "type: list")
        .replace("type: map", "type: object")
        .replace("unknown variant", "unknown word")
}

/// The same for what was expected.
fn expected(wanted: &str) -> String {
    let wanted = wanted.strip_prefix("expected ").unwrap_or(wanted);
    let wanted = match wanted.split(' ').next().unwrap_or_default() {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, not below 0 and not too large",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f64" => "a number",
        "struct" | "map" => "an object",
        "internally" | "adjacently" => "an object with a \"kind\"",
        _ => match wanted {
            "a sequence" => "a list",
            "a map" => "an object",
            other => other,
        },
    };
    format!("expected {wanted}")
}
