use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ClueKind,
    places::{self, Country, countries},
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
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Plates that look alike, in words: value, places, what is meant. General knowledge, not confirmed from a source.
const PLATE_FORMS: [(&str, &str, &str); 4] = [
    (
        "eu_band",
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
        "a blue band at the left with a ring of stars",
    ),
    (
        "mercosur_band",
        "AR BR PY UY",
        "a blue band at the top with the name of the country",
    ),
    (
        "white_front_yellow_rear",
        "CY GB GI HK IM KE LK UG",
        "a white plate at the front and a yellow one at the rear",
    ),
    (
        "yellow_both",
        "CO IL LU NL",
        "yellow plates at the front and the rear",
    ),
];

/// The tables that the library ships: sockets, currencies, driving sides, plates, languages and telephone codes of the
/// countries of ISO 3166-1 and Kosovo (`XK`).
///
/// Those of currencies, languages and telephone codes are facts from a named source. Those of sockets, driving sides
/// and plates are general knowledge and marked as not confirmed; explanations say so, and what they say counts less.
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
        rows,
    };
    let cldr = "Unicode CLDR, as in Babel 2.18.0";
    let phones = "libphonenumber, as in phonenumbers 9.0.43";
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
        table("plates", ClueKind::Plate, COMMON, "none", plates()),
        table(
            "languages",
            ClueKind::Language,
            cldr,
            "Unicode-3.0",
            rows(|country| country.languages),
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

/// The source of what nobody looked up.
const COMMON: &str = "general knowledge";

/// A row for each value that countries have in a field.
fn rows(field: impl Fn(&Country) -> &'static str) -> Vec<ClueRow> {
    let mut values: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (code, country) in countries() {
        for value in field(country).split_whitespace() {
            values.entry(value).or_default().push((*code).to_owned());
        }
    }
    let row = |(value, places): (&str, Vec<String>)| ClueRow {
        value: value.to_owned(),
        places,
        note: None,
    };
    values.into_iter().map(row).collect()
}

/// The signs of countries, plates that look alike, and the names of states that stand on plates.
fn plates() -> Vec<ClueRow> {
    let mut all = rows(|country| country.plate_signs);
    all.extend(PLATE_FORMS.map(|(value, codes, note)| ClueRow {
        value: value.to_owned(),
        places: codes.split(' ').map(ToOwned::to_owned).collect(),
        note: Some(note.to_owned()),
    }));
    // the nations of the United Kingdom have no plates of their own
    let with_plates = places::parts()
        .iter()
        .filter(|(code, _)| places::country_of(code) != "GB");
    all.extend(with_plates.map(|(code, name)| ClueRow {
        value: (*name).to_owned(),
        places: vec![(*code).to_owned()],
        note: None,
    }));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("GB", ClueKind::Language, &["cy", "en"]),
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
        assert_eq!(unconfirmed, ["sockets", "driving sides", "plates"]);
    }
}
