//! Values as words.

use super::{Scalar, Text};

/// A value as every page writes it.
pub(super) fn scalar(value: &Scalar) -> String {
    match value {
        Scalar::Integer(number) => number.to_string(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Text(text) => text.clone(),
    }
}

/// All values of a text in a row.
pub(crate) fn plain(text: &Text) -> String {
    text.iter().map(|datum| scalar(&datum.value)).collect()
}
