//! JSON from outside to types, and what is wrong with it: where, in plain words, and without the values.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

/// A JSON value in which no object has a field twice: which of the two is meant, nobody can know.
pub(crate) struct Unique(pub(crate) Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Self)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without a field that stands twice")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let Unique(value) = fields.next_value()?;
            if all.insert(name, value).is_some() {
                return Err(A::Error::custom(TWICE));
            }
        }
        Ok(Value::Object(all))
    }
}

/// What is wrong with an object that has a field twice.
const TWICE: &str = "a field stands twice";

/// A record from its JSON text; the text of another error is dropped, since it may quote the value.
pub(crate) fn record(text: &str) -> Result<Value, &'static str> {
    match serde_json::from_str::<Unique>(text) {
        Ok(Unique(value)) => Ok(value),
        Err(error) if error.to_string().starts_with(TWICE) => Err("has a field twice"),
        Err(_) => Err("is not JSON"),
    }
}

/// Reads a value; the error says where and what is wrong.
pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    // following the path costs a third, and is needed only when something is wrong
    if let Ok(read) = T::deserialize(value) {
        return Ok(read);
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let wrong = without_values(error.inner());
        match error.path().to_string().as_str() {
            "." => wrong,
            path => format!("{path}: {wrong}"),
        }
    })
}

/// Reads what is laid over the default of a type: what the value does not name has its default, inside its parts too.
pub(crate) fn read_over_default<T>(value: &Value) -> Result<T, String>
where
    T: Default + Serialize + DeserializeOwned,
{
    let mut all = serde_json::to_value(T::default()).map_err(|_| "cannot be read".to_owned())?;
    lay_over(&mut all, value);
    read(&all)
}

/// Puts the fields of one JSON object over those of another, inside objects too.
pub(crate) fn lay_over(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                match under.get_mut(key) {
                    Some(old) => lay_over(old, value),
                    None => drop(under.insert(key.clone(), value.clone())),
                }
            }
        }
        (under, over) => *under = over.clone(),
    }
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
            None if message[at..].starts_with("expected f64") && out.ends_with("null, ") => {
                return out
                    + "expected a number: NaN and infinity are none, so give another, or leave it out";
            }
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
