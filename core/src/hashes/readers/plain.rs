use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::keep::Keep;

/// A value as lists write it, of whatever kind it came.
#[derive(Debug)]
pub(super) enum Plain<'a> {
    /// `null`, or blank text.
    Missing,
    Truth(bool),
    Whole(i128),
    Number(f64),
    Text(Cow<'a, str>),
    /// A list or an object.
    Many(Value),
}

impl<'a> Plain<'a> {
    /// Text without anything around it, or nothing.
    pub(super) fn of_text(text: Cow<'a, str>) -> Self {
        if text.trim().is_empty() {
            Self::Missing
        } else {
            Self::Text(text)
        }
    }

    /// Text or a number as text.
    pub(super) fn text(self) -> Result<String, Self> {
        match self {
            Self::Text(text) => Ok(text.into_owned()),
            Self::Whole(number) => Ok(number.to_string()),
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                Ok((number as i64).to_string())
            }
            Self::Number(number) => Ok(number.to_string()),
            other => Err(other),
        }
    }

    /// `true`, `"True"`, `"yes"` and 1 are true; `"false"` is false, which a careless reader takes for true.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Truth(truth) => Some(*truth),
            Self::Whole(0) => Some(false),
            Self::Whole(1) => Some(true),
            Self::Text(text) => {
                let is = |words: [&str; 4]| {
                    words
                        .iter()
                        .any(|word| text.trim().eq_ignore_ascii_case(word))
                };
                if is(["true", "yes", "y", "1"]) {
                    Some(true)
                } else if is(["false", "no", "n", "0"]) {
                    Some(false)
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    /// A whole number that is not below 0.
    pub(super) fn count(&self) -> Option<u64> {
        match self {
            Self::Whole(number) => u64::try_from(*number).ok(),
            Self::Number(number) if number.fract() == 0.0 && (0.0..1e15).contains(number) => {
                Some(*number as u64)
            }
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    pub(super) fn into_value(self) -> Value {
        match self {
            Self::Missing => Value::Null,
            Self::Truth(truth) => truth.into(),
            Self::Whole(number) => u64::try_from(number).map_or_else(
                |_| i64::try_from(number).map_or(Value::Null, Value::from),
                Value::from,
            ),
            Self::Number(number) => number.into(),
            Self::Text(text) => text.into_owned().into(),
            Self::Many(value) => value,
        }
    }
}

/// Reads a value of a field that the format knows.
pub(super) struct AsPlain<'n>(pub(super) Keep<'n>);

impl<'de> DeserializeSeed<'de> for AsPlain<'_> {
    type Value = Plain<'de>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Plain<'de>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AsPlain<'_> {
    type Value = Plain<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Plain<'de>, E> {
        Ok(Plain::Missing)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Plain<'de>, E> {
        Ok(Plain::Truth(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Plain<'de>, E> {
        Ok(Plain::Whole(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Plain<'de>, E> {
        Ok(Plain::Whole(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Plain<'de>, E> {
        Ok(Plain::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Plain<'de>, E> {
        Ok(Plain::of_text(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Plain<'de>, E> {
        Ok(Plain::of_text(Cow::Borrowed(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Plain<'de>, A::Error> {
        self.0.visit_seq(list).map(Plain::Many)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Plain<'de>, A::Error> {
        self.0.visit_map(map).map(Plain::Many)
    }
}
