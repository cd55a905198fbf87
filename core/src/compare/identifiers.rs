//! How alike are two numbers or codes: phone, licence, social security, postcode?

use super::{
    level::levels,
    metric::{self, Marked},
    normal,
};

levels! {
    /// How alike two identifiers are.
    IdentifierLevel {
        Same = "same", "the same";
        OneEdit = "one_edit", "one character typed wrong, missing, added or swapped";
        TwoEdits = "two_edits", "two characters typed wrong, missing, added or swapped";
        Different = "different", "different";
    }
}

/// Compares two identifiers after [`normal::identifier`]; `None` when either is empty or filler.
///
/// ```
/// use caselink::compare::{IdentifierLevel, identifiers};
///
/// assert_eq!(identifiers("530-4218", "5304281"), Some(IdentifierLevel::OneEdit));
/// assert_eq!(identifiers("530-4218", "0000000"), None);
/// ```
pub fn identifiers(a: &str, b: &str) -> Option<IdentifierLevel> {
    let a = super::present(a, normal::identifier)?;
    let b = super::present(b, normal::identifier)?;
    Some(level(Marked::new(&a), Marked::new(&b)))
}

/// Compares two normal forms.
pub(crate) fn level(a: Marked<'_>, b: Marked<'_>) -> IdentifierLevel {
    if a.is(b) {
        return IdentifierLevel::Same;
    }
    match metric::edits_up_to(a, b, 2) {
        Some(0 | 1) => IdentifierLevel::OneEdit,
        Some(2) => IdentifierLevel::TwoEdits,
        _ => IdentifierLevel::Different,
    }
}
