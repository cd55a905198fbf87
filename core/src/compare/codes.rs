//! Are two codes the same: sex, state, eye colour?

use super::{level::levels, normal};

levels! {
    /// Whether two codes are the same.
    CodeLevel {
        Same = "same", "the same";
        Different = "different", "different";
    }
}

/// Compares two codes after [`normal::text`]; `None` when either is empty or a placeholder.
///
/// ```
/// use caselink::compare::{CodeLevel, codes};
///
/// assert_eq!(codes("NSW", "nsw"), Some(CodeLevel::Same));
/// assert_eq!(codes("NSW", "unk"), None);
/// ```
pub fn codes(a: &str, b: &str) -> Option<CodeLevel> {
    let (a, b) = (
        super::present(a, normal::text)?,
        super::present(b, normal::text)?,
    );
    Some(if a == b {
        CodeLevel::Same
    } else {
        CodeLevel::Different
    })
}
