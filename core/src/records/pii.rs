use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

/// A personal value that does not show itself in logs, errors or panics.
///
/// [`Debug`](fmt::Debug) and [`Display`](fmt::Display) print `[redacted]`, whatever is inside.
/// To read the value, say so: [`expose`](Pii::expose) and [`into_inner`](Pii::into_inner) are
/// easy to find in a review.
///
/// Serialisation is transparent, for it is the records door: the host's own data going back to
/// the host. A serialised record therefore holds the value and belongs in no log.
///
/// ```
/// use caselink::records::Pii;
///
/// let surname = Pii::new("Okafor".to_owned());
/// assert_eq!(format!("{surname:?} {surname}"), "[redacted] [redacted]");
/// assert_eq!(surname.expose(), "Okafor");
/// assert_eq!(serde_json::to_string(&surname)?, r#""Okafor""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pii<T>(T);

impl<T> Pii<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. What is done with it from here on is the caller's responsibility.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Takes the value out of its wrapper.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T> fmt::Display for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T> From<T> for Pii<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Pii<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

/// The schema is that of the value: the wrapper leaves no trace in JSON.
impl<T: JsonSchema> JsonSchema for Pii<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_format_shows_the_value() {
        let value = Pii::new(vec!["canary-7731"]);
        for shown in [
            format!("{value}"),
            format!("{value:?}"),
            format!("{value:#?}"),
            format!("{:?}", Some(&value)),
            format!("{value:>40}"),
        ] {
            assert!(shown.contains("[redacted]"), "{shown}");
            assert!(!shown.contains("canary"), "{shown}");
        }
    }

    #[test]
    fn is_transparent_to_serde_and_schema() {
        let value: Pii<String> = serde_json::from_str(r#""Lindqvist""#).unwrap();
        assert_eq!(value.expose(), "Lindqvist");
        assert_eq!(serde_json::to_string(&value).unwrap(), r#""Lindqvist""#);
        assert_eq!(schemars::schema_for!(Pii<f64>), schemars::schema_for!(f64));
    }

    #[test]
    fn orders_and_compares_as_the_value_does() {
        assert!(Pii::new(1) < Pii::new(2));
        assert_eq!(Pii::<String>::from("Ruiz"), Pii::new("Ruiz".to_owned()));
        assert_eq!(Pii::<String>::default().into_inner(), "");
    }
}
