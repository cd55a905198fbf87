//! States under one name: `Illinois`, ` il ` and `US-IL` are `IL`.

use crate::records::is_placeholder;

/// Names of states and territories with the codes of the United States Postal Service, in order of the names.
const STATES: [(&str, &str); 56] = [
    ("ALABAMA", "AL"),
    ("ALASKA", "AK"),
    ("AMERICAN SAMOA", "AS"),
    ("ARIZONA", "AZ"),
    ("ARKANSAS", "AR"),
    ("CALIFORNIA", "CA"),
    ("COLORADO", "CO"),
    ("CONNECTICUT", "CT"),
    ("DELAWARE", "DE"),
    ("DISTRICT OF COLUMBIA", "DC"),
    ("FLORIDA", "FL"),
    ("GEORGIA", "GA"),
    ("GUAM", "GU"),
    ("HAWAII", "HI"),
    ("IDAHO", "ID"),
    ("ILLINOIS", "IL"),
    ("INDIANA", "IN"),
    ("IOWA", "IA"),
    ("KANSAS", "KS"),
    ("KENTUCKY", "KY"),
    ("LOUISIANA", "LA"),
    ("MAINE", "ME"),
    ("MARYLAND", "MD"),
    ("MASSACHUSETTS", "MA"),
    ("MICHIGAN", "MI"),
    ("MINNESOTA", "MN"),
    ("MISSISSIPPI", "MS"),
    ("MISSOURI", "MO"),
    ("MONTANA", "MT"),
    ("NEBRASKA", "NE"),
    ("NEVADA", "NV"),
    ("NEW HAMPSHIRE", "NH"),
    ("NEW JERSEY", "NJ"),
    ("NEW MEXICO", "NM"),
    ("NEW YORK", "NY"),
    ("NORTH CAROLINA", "NC"),
    ("NORTH DAKOTA", "ND"),
    ("NORTHERN MARIANA ISLANDS", "MP"),
    ("OHIO", "OH"),
    ("OKLAHOMA", "OK"),
    ("OREGON", "OR"),
    ("PENNSYLVANIA", "PA"),
    ("PUERTO RICO", "PR"),
    ("RHODE ISLAND", "RI"),
    ("SOUTH CAROLINA", "SC"),
    ("SOUTH DAKOTA", "SD"),
    ("TENNESSEE", "TN"),
    ("TEXAS", "TX"),
    ("US VIRGIN ISLANDS", "VI"),
    ("UTAH", "UT"),
    ("VERMONT", "VT"),
    ("VIRGINIA", "VA"),
    ("WASHINGTON", "WA"),
    ("WEST VIRGINIA", "WV"),
    ("WISCONSIN", "WI"),
    ("WYOMING", "WY"),
];

/// The postal code of a state under its name or its code; any other text in capitals with single blanks. `None` where
/// nothing is named.
pub(super) fn state_code(state: &str) -> Option<String> {
    if is_placeholder(state) {
        return None;
    }
    let words: Vec<&str> = state
        .split(|c: char| c.is_whitespace() || c == '.' || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    let folded = words.join(" ").to_uppercase();
    let name = folded.strip_prefix("US-").unwrap_or(&folded);
    let found = STATES.binary_search_by(|one| one.0.cmp(name));
    let code = match found.ok().and_then(|at| STATES.get(at)) {
        Some((_, code)) => code,
        // the code of the National Crime Information Center for Nebraska
        None if name == "NB" => "NE",
        None => name,
    };
    Some(code.to_owned()).filter(|code| !code.is_empty())
}

/// Whether a code, as [`state_code`] gives it, is of a state or territory.
pub(super) fn is_state(code: &str) -> bool {
    STATES.iter().any(|one| one.1 == code)
}

/// How states are named: their codes, in order.
pub(super) fn state_names() -> String {
    let mut codes = STATES.map(|one| one.1);
    codes.sort_unstable();
    codes.join(", ")
}

/// The name of a state as it is written, by its name or its code.
pub(super) fn state_name(state: &str) -> Option<String> {
    let code = state_code(state)?;
    let (name, _) = STATES.iter().find(|one| one.1 == code)?;
    let word = |word: &str| match word {
        "OF" => "of".to_owned(),
        "US" => "US".to_owned(),
        word => {
            let (first, rest) = word.split_at(1);
            first.to_owned() + &rest.to_lowercase()
        }
    };
    Some(name.split(' ').map(word).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::{STATES, state_code};

    #[test]
    fn names_and_codes_are_one() {
        assert!(STATES.is_sorted_by_key(|one| one.0));
        for (name, code) in STATES {
            assert_eq!(state_code(name).as_deref(), Some(code));
            assert_eq!(state_code(&code.to_lowercase()).as_deref(), Some(code));
        }
        for text in [" il ", "Illinois", "US-IL", "ILLINOIS."] {
            assert_eq!(state_code(text).as_deref(), Some("IL"), "{text}");
        }
        assert_eq!(state_code("new  york").as_deref(), Some("NY"));
        assert_eq!(state_code("Ontario").as_deref(), Some("ONTARIO"));
        assert_eq!(state_code(" "), None);
        assert_eq!(state_code("unknown"), None);
    }
}
