use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ClueKind,
    places::{Country, countries, facts},
    plates,
};

/// Which values of one kind of clue belong to which places.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClueTable {
    /// Its name, as explanations give it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The kind of clue that it is for.
    pub kind: ClueKind,
    /// Where its facts are from.
    pub source: String,
    /// The licence of its source.
    pub licence: String,
    /// Whether its facts were confirmed from that source. Explanations say so when not.
    #[serde(default)]
    pub confirmed: bool,
    /// Whether its rows leave places out that have the value as well, as a list of the forms of plates does. Such a row
    /// is taken to name half of them: it speaks less for those that it names, and against none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Its rows; a value that stands twice belongs to the places of both.
    pub rows: Vec<ClueRow>,
}

impl ClueTable {
    /// Reads them from a JSON list.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states.
    pub fn all_from_value(value: &serde_json::Value) -> crate::Result<Vec<Self>> {
        crate::json::read(value).map_err(|reason| crate::Error::InvalidParameter {
            name: "tables",
            reason,
        })
    }
}

/// One value of a [`ClueTable`], and the places that have it.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClueRow {
    /// The value: `G`, `GBP`, `left`, `de`, `+44`.
    pub value: String,
    /// The places, as ISO 3166-1 or 3166-2 codes.
    pub places: Vec<String>,
    /// Those of the places that the source of the table does not have. They count as those of a table that is not
    /// confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unconfirmed: Vec<String>,
    /// Those of the places in which it is a thing of the past, with the last day of its use. Files are of any age, so
    /// this changes no weight; explanations say it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub until: BTreeMap<String, NaiveDate>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The tables that the library ships: sockets, currencies, driving sides, plates, languages and telephone codes of the
/// countries of ISO 3166-1 and Kosovo (`XK`).
///
/// Those of currencies, languages and telephone codes are facts from a named source, but for the places that a row lists
/// as [`unconfirmed`](ClueRow::unconfirmed). Those of sockets, driving sides and plates are general knowledge and marked
/// as not confirmed; explanations say so, and what they say counts less. A language stands in a country where it is
/// official, or one in ten speaks it, or it is at home in a part; the others are spoken there too, by few. What plates
/// look like is an [`open`](ClueTable::open) table.
///
/// ```
/// use caselink::victims::{ClueKind, clue_tables};
///
/// let tables = clue_tables();
/// let sockets = tables.iter().find(|table| table.kind == ClueKind::Socket).unwrap();
/// let british = sockets.rows.iter().find(|row| row.value == "G").unwrap();
/// assert!(british.places.contains(&"GB".to_owned()) && !sockets.confirmed);
/// ```
pub fn clue_tables() -> Vec<ClueTable> {
    let table = |name: &str, kind, source: &str, licence: &str, rows| ClueTable {
        name: name.to_owned(),
        version: "1".to_owned(),
        kind,
        source: source.to_owned(),
        licence: licence.to_owned(),
        confirmed: source != COMMON,
        open: false,
        rows,
    };
    let cldr = "Unicode CLDR, as in Babel 2.18.0";
    let phones = "libphonenumber, as in phonenumbers 9.0.43";
    let mut signs = rows(|country| country.plate_signs);
    signs.extend(plates::states());
    let mut languages = rows(|country| country.languages);
    for row in &mut languages {
        let about = LANGUAGE_NOTES.iter().find(|(code, _)| *code == row.value);
        row.note = about.map(|(_, note)| (*note).to_owned());
    }
    let mut codes = rows(|country| country.phone_codes);
    for row in &mut codes {
        row.value.insert(0, '+');
    }
    vec![
        table(
            "sockets",
            ClueKind::Socket,
            COMMON,
            "none",
            rows(|country| country.sockets),
        ),
        table(
            "currencies",
            ClueKind::Currency,
            cldr,
            "Unicode-3.0",
            rows(|country| country.currencies),
        ),
        table(
            "driving sides",
            ClueKind::DrivingSide,
            COMMON,
            "none",
            rows(|country| country.driving_side),
        ),
        table("plates", ClueKind::Plate, COMMON, "none", signs),
        ClueTable {
            open: true,
            ..table(
                "forms of plates",
                ClueKind::Plate,
                COMMON,
                "none",
                plates::forms(),
            )
        },
        table(
            "languages",
            ClueKind::Language,
            cldr,
            "Unicode-3.0",
            languages,
        ),
        table(
            "telephone codes",
            ClueKind::PhoneCode,
            phones,
            "Apache-2.0",
            codes,
        ),
    ]
}

/// Where in a large country a language is at home, and what else it is called. General knowledge.
const LANGUAGE_NOTES: [(&str, &str); 8] = [
    ("yue", "Cantonese; in China, Guangdong and Guangxi"),
    ("nan", "Min Nan, Hokkien; in China, Fujian and Guangdong"),
    ("hak", "Hakka; in China, Guangdong, Fujian and Jiangxi"),
    ("de", "in Italy, South Tyrol"),
    ("ku", "all Kurdish languages together"),
    ("kmr", "Northern Kurdish, Kurmanji"),
    ("ckb", "Central Kurdish, Sorani"),
    ("ber", "Berber languages together"),
];

/// The source of what nobody looked up.
const COMMON: &str = "general knowledge";

/// A row for each value that countries have in a field.
fn rows(field: impl Fn(&Country) -> &'static str) -> Vec<ClueRow> {
    let mut values: BTreeMap<&str, ClueRow> = BTreeMap::new();
    for (code, country) in countries() {
        for fact in facts(field(country)) {
            let row = values.entry(fact.value).or_insert_with(|| ClueRow {
                value: fact.value.to_owned(),
                ..ClueRow::default()
            });
            row.places.push((*code).to_owned());
            if !fact.confirmed {
                row.unconfirmed.push((*code).to_owned());
            }
            if let Some(day) = fact.until {
                row.until.insert((*code).to_owned(), day);
            }
        }
    }
    values.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::{super::places, *};

    fn values_of(place: &str, kind: &ClueKind) -> Vec<String> {
        let tables = clue_tables();
        let rows = tables.iter().filter(|table| table.kind == *kind);
        rows.flat_map(|table| &table.rows)
            .filter(|row| row.places.iter().any(|code| code == place))
            .map(|row| row.value.clone())
            .collect()
    }

    #[test]
    fn every_code_is_a_known_place_and_every_value_stands_once() {
        for table in clue_tables() {
            assert!(!table.rows.is_empty(), "{}", table.name);
            let mut keys = Vec::new();
            for row in &table.rows {
                assert!(!row.places.is_empty());
                for code in &row.places {
                    assert_eq!(places::read_code(code).as_ref(), Some(code), "{code}");
                    assert_ne!(places::name(code), code);
                }
                keys.push(table.kind.key(&row.value));
            }
            let count = keys.len();
            keys.sort();
            keys.dedup();
            assert_eq!(keys.len(), count, "{}", table.name);
        }
    }

    #[test]
    fn the_facts_of_well_known_countries_are_right() {
        for (place, kind, values) in [
            ("GB", ClueKind::DrivingSide, &["left"] as &[_]),
            ("GB", ClueKind::Socket, &["G"]),
            ("GB", ClueKind::Currency, &["GBP"]),
            ("GB", ClueKind::PhoneCode, &["+44"]),
            (
                "GB",
                ClueKind::Language,
                &["cy", "en", "ga", "gd", "kw", "sco"],
            ),
            (
                "IT",
                ClueKind::Language,
                &["de", "fr", "fur", "it", "lld", "sc", "sl", "vec"],
            ),
            ("HK", ClueKind::Language, &["en", "yue", "zh"]),
            ("MO", ClueKind::Language, &["nan", "pt", "yue", "zh"]),
            ("BG", ClueKind::Currency, &["BGL", "BGN", "EUR"]),
            (
                "MA",
                ClueKind::Language,
                &["ar", "ary", "ber", "fr", "rif", "shi", "tzm", "zgh"],
            ),
            ("US", ClueKind::DrivingSide, &["right"]),
            ("US", ClueKind::Socket, &["A", "B"]),
            ("DE", ClueKind::Socket, &["C", "F"]),
            ("DE", ClueKind::Currency, &["DEM", "EUR"]),
            ("JM", ClueKind::PhoneCode, &["+1", "+1658", "+1876"]),
            ("US-WI", ClueKind::Plate, &["Wisconsin"]),
        ] {
            assert_eq!(values_of(place, &kind), values, "{place} {kind:?}");
        }
    }

    #[test]
    fn every_inhabited_country_has_each_fact() {
        let empty = ["AQ", "BV", "GS", "HM", "IO", "TF", "UM"];
        for (code, country) in countries() {
            let facts = [
                country.driving_side,
                country.sockets,
                country.currencies,
                country.languages,
            ];
            let is_empty = empty.contains(code);
            assert!(
                facts.iter().all(|fact| fact.is_empty() == is_empty),
                "{code}"
            );
            let sides = ["left", "right", ""];
            assert!(sides.contains(&country.driving_side));
            // Pitcairn has no code of its own in the source
            assert_eq!(country.phone_codes.is_empty(), is_empty || *code == "PN");
        }
    }

    #[test]
    fn what_nobody_looked_up_is_marked() {
        let unconfirmed: Vec<String> = clue_tables()
            .into_iter()
            .filter(|table| !table.confirmed)
            .map(|table| table.name)
            .collect();
        let expected = ["sockets", "driving sides", "plates", "forms of plates"];
        assert_eq!(unconfirmed, expected);
        let open: Vec<bool> = clue_tables().iter().map(|table| table.open).collect();
        assert_eq!(open.iter().filter(|open| **open).count(), 1);
    }

    fn row(kind: &ClueKind, value: &str) -> ClueRow {
        let tables = clue_tables();
        let mut rows = tables.into_iter().filter(|table| table.kind == *kind);
        let found = rows.find_map(|table| table.rows.into_iter().find(|row| row.value == value));
        found.unwrap()
    }

    #[test]
    fn languages_stand_where_they_are_at_home() {
        for (language, places, unconfirmed) in [
            ("yue", "CN HK MO MY SG VN", "MY SG VN"),
            ("nan", "BN CN ID MO MY PH SG TW", "BN ID MY PH SG"),
            ("hak", "CN ID MY SG TW", "ID MY SG"),
            ("ku", "AM IQ IR LB SY TR", "IQ IR"),
            ("kmr", "AM IQ IR SY TR", "AM IQ IR SY TR"),
            ("ckb", "IQ IR", ""),
            ("gd", "GB", ""),
            ("kab", "DZ", ""),
            ("zgh", "DZ MA", "DZ"),
        ] {
            let row = row(&ClueKind::Language, language);
            assert_eq!(row.places.join(" "), places, "{language}");
            assert_eq!(row.unconfirmed.join(" "), unconfirmed, "{language}");
        }
        let note = row(&ClueKind::Language, "de").note;
        assert!(note.is_some_and(|note| note.contains("South Tyrol")));
    }

    #[test]
    fn a_currency_of_the_past_has_its_last_day() {
        let lev = row(&ClueKind::Currency, "BGN");
        assert_eq!(
            lev.until.get("BG").map(ToString::to_string).as_deref(),
            Some("2026-01-31")
        );
        let euro = row(&ClueKind::Currency, "EUR");
        assert!(euro.until.is_empty() && euro.places.len() > 30);
        assert_eq!(euro.unconfirmed, ["BG"]);
        let mark = row(&ClueKind::Currency, "DEM");
        assert_eq!(mark.places, ["DE", "ME", "XK"]);
        assert_eq!(mark.until.len(), 3);
    }
}
