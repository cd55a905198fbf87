//! Which places are there, and which facts of them do the shipped tables hold? From `places.txt` and `parts.txt`, whose
//! headers name the sources.

use std::{collections::BTreeMap, sync::LazyLock};

static COUNTRIES: LazyLock<BTreeMap<&'static str, Country>> = LazyLock::new(|| {
    lines(include_str!("places.txt"))
        .filter_map(Country::read)
        .collect()
});

static PARTS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    lines(include_str!("parts.txt"))
        .filter_map(|line| line.split_once('|'))
        .collect()
});

/// What is known of a country; each list is written with spaces between.
pub(super) struct Country {
    name: &'static str,
    pub(super) driving_side: &'static str,
    pub(super) sockets: &'static str,
    pub(super) currencies: &'static str,
    pub(super) languages: &'static str,
    pub(super) phone_codes: &'static str,
    pub(super) plate_signs: &'static str,
}

impl Country {
    fn read(line: &'static str) -> Option<(&'static str, Self)> {
        let mut fields = line.split('|');
        let mut next = || fields.next();
        Some((
            next()?,
            Self {
                name: next()?,
                driving_side: next()?,
                sockets: next()?,
                currencies: next()?,
                languages: next()?,
                phone_codes: next()?,
                plate_signs: next()?,
            },
        ))
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

/// All countries, by code.
pub(super) fn countries() -> &'static BTreeMap<&'static str, Country> {
    &COUNTRIES
}

/// The parts of countries that the library knows, by code, with their names.
pub(super) fn parts() -> &'static BTreeMap<&'static str, &'static str> {
    &PARTS
}

/// The countries of which the library knows every part: another code of a part of them is none.
const WHOLLY_KNOWN: [&str; 3] = ["AU", "CA", "US"];
/// Parts of the United States that are listed as countries as well, and under these codes too.
const US_TERRITORIES: [&str; 6] = ["AS", "GU", "MP", "PR", "UM", "VI"];

/// The code of a place in the form of the standard; `None` when it is none, or of no country.
pub(super) fn read_code(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_uppercase();
    let (country, part) = match code.split_once('-') {
        Some((country, part)) => (country, Some(part)),
        None => (code.as_str(), None),
    };
    let is_part = |part: &str| {
        let is_known = !WHOLLY_KNOWN.contains(&country)
            || PARTS.contains_key(&code[..])
            || country == "US" && US_TERRITORIES.contains(&part);
        is_known && (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    (COUNTRIES.contains_key(country) && part.is_none_or(is_part)).then_some(code)
}

/// The country that a place is or lies in.
pub(super) fn country_of(code: &str) -> &str {
    code.split('-').next().unwrap_or(code)
}

/// The name of a place; its code when the library knows none.
pub(super) fn name(code: &str) -> &str {
    let country = || COUNTRIES.get(code).map(|country| country.name);
    PARTS.get(code).copied().or_else(country).unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_read_whole() {
        assert_eq!(countries().len(), 250);
        assert_eq!(
            parts()
                .keys()
                .filter(|code| country_of(code) == "US")
                .count(),
            51
        );
        for code in countries().keys().chain(parts().keys()) {
            assert_eq!(read_code(code).as_deref(), Some(*code));
            assert_ne!(name(code), *code);
        }
        let lines = lines(include_str!("places.txt")).chain(lines(include_str!("parts.txt")));
        assert_eq!(lines.count(), countries().len() + parts().len());
    }

    #[test]
    fn codes_are_read_in_any_case() {
        assert_eq!(read_code(" us-wi "), Some("US-WI".to_owned()));
        assert_eq!(name("US-WI"), "Wisconsin");
        assert_eq!(name("DE-BY"), "DE-BY");
        assert_eq!(read_code("us-pr"), Some("US-PR".to_owned()));
        for bad in [
            "", "ZZ", "USA", "US-", "US-WISC", "US-W!", "-", "Ü", "US-ZZ", "CA-WI", "AU-1",
        ] {
            assert_eq!(read_code(bad), None, "{bad}");
        }
    }
}
