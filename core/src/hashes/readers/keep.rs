//! What is kept of a record as it came, and what is never taken out of it.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::account::Notes;
use crate::records::{is_content_text, is_content_value, is_named_content, list_may_hold_content};

/// How deep a value may be nested that is kept as it came; somewhat less than the records door takes.
const DEPTH: usize = 30;

/// The names of the fields of a record: a field of a list by such a name would stand twice beside them.
const OWN: [&str; 10] = [
    "id",
    "digests",
    "perceptual_hashes",
    "names",
    "size_bytes",
    "media_type",
    "categories",
    "series",
    "viewed_by_provider",
    "provenance",
];

/// Names that a list of known files takes for one of these, misspelt.
const NEARLY_OWN: [&str; 4] = ["category", "serie", "digest", "perceptual_hash"];

pub(super) const TOO_LONG: &str = "is longer than the limit field_bytes";
pub(super) const NOT_UTF_8: &str =
    "is not UTF-8: what cannot be read of it is replaced or left out";
const TOO_DEEP: &str = "is nested too deeply";
const TWICE: &str = "has a field twice";

/// The name under which a field is kept that the format does not know.
pub(super) fn kept_name(name: &str) -> String {
    if OWN.contains(&name) || NEARLY_OWN.contains(&name) {
        format!("list_{name}")
    } else {
        name.to_owned()
    }
}

/// Reads a value that is kept as it came, less what may hold a picture, which is counted.
///
/// What is too long or too deep is passed over, and `wrong` says so; the value is then no longer whole.
pub(super) struct Keep<'n> {
    field_bytes: u64,
    wrong: &'n mut Option<&'static str>,
    content: &'n mut u64,
    depth: usize,
    /// Whether all of it together may be a picture.
    judged: bool,
}

impl<'n> Keep<'n> {
    pub(super) fn new(
        field_bytes: u64,
        wrong: &'n mut Option<&'static str>,
        content: &'n mut u64,
    ) -> Self {
        Self {
            field_bytes,
            wrong,
            content,
            depth: DEPTH,
            judged: true,
        }
    }

    /// For a field of which something is taken out before what is left is judged.
    pub(super) fn unjudged(self) -> Self {
        Self {
            judged: false,
            ..self
        }
    }

    fn inner(&mut self) -> Option<Keep<'_>> {
        let Some(depth) = self.depth.checked_sub(1) else {
            *self.wrong = Some(TOO_DEEP);
            return None;
        };
        Some(Keep {
            field_bytes: self.field_bytes,
            wrong: self.wrong,
            content: self.content,
            depth,
            judged: self.judged,
        })
    }

    /// What has been read, unless all of it together may be a picture: bytes one by one, base64 in pieces.
    fn whole(self, value: Value) -> Value {
        if self.judged && self.depth == DEPTH && is_content_value(&value) {
            *self.content += 1;
            return Value::Null;
        }
        value
    }

    fn text(&mut self, text: &str) -> Value {
        if is_content_text(text) {
            *self.content += 1;
            return Value::Null;
        }
        if text.len() as u64 > self.field_bytes {
            *self.wrong = Some(TOO_LONG);
            return Value::Null;
        }
        text.into()
    }
}

impl<'de> DeserializeSeed<'de> for Keep<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keep<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(truth.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(mut self, text: &str) -> Result<Value, E> {
        Ok(self.text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(inner) = self.inner() {
            match list.next_element_seed(inner)? {
                Some(value) => values.push(value),
                None => return Ok(self.whole(values.into())),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Null)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = map.next_key_seed(Key)? {
            if list_may_hold_content(&key) {
                *self.content += content(&mut map)?;
                continue;
            }
            if key.len() as u64 > self.field_bytes {
                *self.wrong = Some(TOO_LONG);
            }
            let Some(inner) = self.inner() else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = map.next_value_seed(inner)?;
            if fields.insert(key.into_owned(), value).is_some() {
                *self.wrong = Some(TWICE);
            }
        }
        if is_named_content(&fields) {
            *self.content += 1;
            return Ok(Value::Null);
        }
        Ok(self.whole(fields.into()))
    }
}

/// Passes over a value that may hold a picture: 1 unless it is `null`.
pub(super) fn content<'de, A: MapAccess<'de>>(map: &mut A) -> Result<u64, A::Error> {
    Ok(u64::from(map.next_value::<Option<IgnoredAny>>()?.is_some()))
}

/// Reads the name of a field, without a copy where there is nothing to unescape.
pub(super) struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Cow<'de, str>, D::Error> {
        from.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(text))
    }
}

/// Reads an object field by field, as it stands around records; `None` where it is no JSON.
pub(super) fn object(
    bytes: &[u8],
    field_bytes: u64,
    place: &'static str,
    notes: &mut Notes,
) -> Option<BTreeMap<String, Value>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut from = serde_json::Deserializer::from_str(text);
    let fields = Around {
        field_bytes,
        place,
        notes,
    };
    let fields = from.deserialize_map(fields).ok()?;
    from.end().ok()?;
    Some(fields)
}

struct Around<'n> {
    field_bytes: u64,
    place: &'static str,
    notes: &'n mut Notes,
}

impl<'de> Visitor<'de> for Around<'_> {
    type Value = BTreeMap<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some(key) = map.next_key_seed(Key)? {
            if list_may_hold_content(&key) {
                self.notes.content += content(&mut map)?;
                continue;
            }
            let mut wrong = None;
            if key.len() as u64 > self.field_bytes {
                wrong = Some(TOO_LONG);
            } else if fields.contains_key(&*key) {
                wrong = Some(TWICE);
            }
            let keep = Keep::new(self.field_bytes, &mut wrong, &mut self.notes.content);
            let value = map.next_value_seed(keep)?;
            match wrong {
                Some(reason) => self.notes.left_out.push((self.place, reason)),
                None => drop(fields.insert(key.into_owned(), value)),
            }
        }
        Ok(fields)
    }
}
