//! Which places are there, and which facts of them do the shipped tables hold? From `places.txt` and `parts.txt`, whose
//! headers name the sources.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::NaiveDate;

use super::names;

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

/// What is known of a country; each list is written with spaces between, see [`facts`].
pub(super) struct Country {
    pub(super) name: &'static str,
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

/// The lines of a file that are no remarks.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

/// A value in a list of a country: `EUR`, `EUR?` or `DEM<2002-02-28`.
pub(super) struct Fact {
    pub(super) value: &'static str,
    /// Its last day of use, where it is a thing of the past.
    pub(super) until: Option<NaiveDate>,
    /// Whether the source of its column has it, where the column has one.
    pub(super) confirmed: bool,
}

pub(super) fn facts(list: &'static str) -> impl Iterator<Item = Fact> {
    list.split_whitespace().map(|text| {
        let (value, until) = match text.split_once('<') {
            Some((value, day)) => (value, day.parse().ok()),
            None => (text, None),
        };
        let plain = value.strip_suffix('?');
        Fact {
            value: plain.unwrap_or(value),
            until,
            confirmed: plain.is_none(),
        }
    })
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

/// The code of a place that is given by its code, its name or a common other word (`UK`, `DEU`, `Germany`); `None` when
/// it is none, or could be two.
pub(super) fn read_place(text: &str) -> Option<String> {
    read_code(text).or_else(|| names::place(text).map(ToOwned::to_owned))
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
    fn what_a_file_marks_is_read() {
        let read: Vec<_> = facts("EUR? BGN<2026-01-31 BGL")
            .map(|fact| {
                (
                    fact.value,
                    fact.until.map(|day| day.to_string()),
                    fact.confirmed,
                )
            })
            .collect();
        let day = Some("2026-01-31".to_owned());
        assert_eq!(
            read,
            [
                ("EUR", None, false),
                ("BGN", day, true),
                ("BGL", None, true)
            ]
        );
        for country in countries().values() {
            let lists = [
                country.driving_side,
                country.sockets,
                country.currencies,
                country.languages,
                country.phone_codes,
                country.plate_signs,
            ];
            for list in lists {
                let is_plain = |value: &str| value.chars().all(char::is_alphanumeric);
                assert!(facts(list).all(|fact| is_plain(fact.value)));
                let days = list.matches('<').count();
                assert_eq!(
                    facts(list).filter(|fact| fact.until.is_some()).count(),
                    days
                );
            }
        }
    }

    #[test]
    fn places_are_read_by_other_words_too() {
        for (text, code) in [
            ("us-wi", "US-WI"),
            ("UK", "GB"),
            ("germany", "DE"),
            ("USA", "US"),
        ] {
            assert_eq!(read_place(text).as_deref(), Some(code));
        }
        assert_eq!(read_place("Georgia"), None);
        assert_eq!(read_place("GE").as_deref(), Some("GE"));
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
