/// The US states, the District of Columbia, Puerto Rico, the Virgin Islands and the Marshall Islands, whose code is
/// the same to the post and to NCIC.
const SAME: [&str; 53] = [
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA",
    "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NV", "NH", "NJ", "NM", "NY",
    "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV",
    "WI", "WY", "PR", "VI", "MH",
];

/// Where the NCIC code (LIS) differs from the postal one: Nebraska, Guam, American Samoa, the Northern Mariana Islands,
/// Micronesia, Palau. NE is Nebraska to the post and the Netherlands to NCIC, MP is Madagascar to NCIC.
const DIFFERENT: [(&str, &str); 6] = [
    ("NB", "NE"),
    ("GM", "GU"),
    ("AM", "AS"),
    ("MK", "MP"),
    ("FS", "FM"),
    ("PD", "PW"),
];

/// The postal code of a US state, territory or freely associated state from its NCIC code, in any case. Anything else
/// gives `None`: `NE`, the Netherlands in NCIC, `MP`, Madagascar there, and any text that is no code.
///
/// ```
/// use caselink::records::{state_from_ncic, state_to_ncic};
///
/// assert_eq!(state_from_ncic("NB"), Some("NE"));
/// assert_eq!(state_from_ncic("IL"), Some("IL"));
/// assert_eq!(state_from_ncic("NE"), None);
/// assert_eq!(state_to_ncic("NE"), "NB");
/// ```
pub fn state_from_ncic(code: &str) -> Option<&'static str> {
    let code = code.trim();
    let different = DIFFERENT
        .iter()
        .find(|(ncic, _)| ncic.eq_ignore_ascii_case(code));
    different
        .map(|(_, postal)| *postal)
        .or_else(|| (SAME.iter().copied()).find(|same| same.eq_ignore_ascii_case(code)))
}

/// The NCIC code of a US state or territory from its postal code, in any case. Any other text comes back as it is.
pub fn state_to_ncic(code: &str) -> &str {
    let different = DIFFERENT
        .iter()
        .find(|(_, postal)| postal.eq_ignore_ascii_case(code.trim()));
    different.map_or(code, |(ncic, _)| ncic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn territories_and_nebraska_go_there_and_back() {
        for (ncic, postal) in [
            ("NB", "NE"),
            ("GM", "GU"),
            ("AM", "AS"),
            ("MK", "MP"),
            ("FS", "FM"),
            ("PD", "PW"),
            ("PR", "PR"),
            ("VI", "VI"),
            ("MH", "MH"),
            ("DC", "DC"),
        ] {
            assert_eq!(state_from_ncic(ncic), Some(postal));
            assert_eq!(state_to_ncic(postal), ncic);
            assert_eq!(state_from_ncic(&ncic.to_lowercase()), Some(postal));
        }
    }

    #[test]
    fn every_state_has_a_code_of_its_own_in_both() {
        let postal = SAME
            .iter()
            .chain(DIFFERENT.iter().map(|(_, postal)| postal));
        let mut all: Vec<&str> = postal.copied().collect();
        for code in &all {
            assert_eq!(state_from_ncic(state_to_ncic(code)), Some(*code));
        }
        all.sort_unstable();
        all.dedup();
        // 50 states, the District, five territories, three freely associated states
        assert_eq!(all.len(), 59);
    }

    #[test]
    fn what_is_no_state_to_ncic_is_none() {
        // the Netherlands, Madagascar, codes of the post alone, Ontario, no code
        for code in [
            "NE", "MP", "GU", "AS", "FM", "PW", "ON", "", "Jane Roe", "ILL",
        ] {
            assert_eq!(state_from_ncic(code), None, "{code}");
        }
    }
}
