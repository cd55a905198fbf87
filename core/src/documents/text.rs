//! Values as words.

use super::{Datum, Scalar};

/// A value as every page writes it.
pub(crate) fn scalar(value: &Scalar) -> String {
    match value {
        Scalar::Integer(number) => number.to_string(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Text(text) => text.clone(),
    }
}

/// All values of a text in a row.
pub(crate) fn plain(text: &[Datum]) -> String {
    text.iter().map(|datum| scalar(&datum.value)).collect()
}
