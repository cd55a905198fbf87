/// Where the NCIC code of a state differs from the postal one. NE is Nebraska to the post and the Netherlands
/// to NCIC.
const DIFFERENT: [(&str, &str); 3] = [("NB", "NE"), ("GM", "GU"), ("AM", "AS")];

/// The postal code of a US state or territory from its NCIC code. A code that is the same in both comes back as
/// it is; `NE`, the Netherlands in NCIC, is no state and gives `None`.
///
/// ```
/// use caselink::records::{state_from_ncic, state_to_ncic};
///
/// assert_eq!(state_from_ncic("NB"), Some("NE"));
/// assert_eq!(state_from_ncic("NE"), None);
/// assert_eq!(state_to_ncic("NE"), "NB");
/// ```
pub fn state_from_ncic(code: &str) -> Option<&str> {
    match DIFFERENT.iter().find(|(ncic, _)| *ncic == code) {
        Some((_, postal)) => Some(postal),
        None if DIFFERENT.iter().any(|(_, postal)| *postal == code) => None,
        None => Some(code),
    }
}

/// The NCIC code of a US state or territory from its postal code.
pub fn state_to_ncic(code: &str) -> &str {
    match DIFFERENT.iter().find(|(_, postal)| *postal == code) {
        Some((ncic, _)) => ncic,
        None => code,
    }
}
