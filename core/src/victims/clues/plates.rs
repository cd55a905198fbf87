//! What do plates of vehicles look like, and what stands on them? Forms from `plates.txt`, whose header says where they
//! are from.

use std::collections::BTreeMap;

use super::{
    ClueKind, ClueRow,
    places::{self, country_of},
};

/// Plates that look alike, in words: value, places, what is meant. General knowledge, not confirmed from a source.
const LOOKS: [(&str, &str, &str); 4] = [
    (
        "eu_band",
        "AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
        "a blue band at the left with a ring of stars; in the United Kingdom until 2020",
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

/// How plates look, and the forms of what stands on them. Many countries have several, and no list is whole.
pub(super) fn forms() -> Vec<ClueRow> {
    let mut forms: BTreeMap<String, (&str, BTreeMap<&str, Vec<String>>)> = BTreeMap::new();
    for line in places::lines(include_str!("plates.txt")) {
        let mut fields = line.split('|');
        let mut next = || fields.next();
        let (Some(country), Some(form), Some(years)) = (next(), next(), next()) else {
            continue;
        };
        let remark = next()
            .map(|remark| format!(", {remark}"))
            .unwrap_or_default();
        let (_, countries) = forms
            .entry(ClueKind::Plate.key(form))
            .or_insert((form, BTreeMap::new()));
        countries
            .entry(country)
            .or_default()
            .push(format!("{country} {years}{remark}"));
    }
    let mut rows: Vec<ClueRow> = LOOKS
        .iter()
        .map(|(value, codes, note)| row(value, codes.split(' '), Some((*note).to_owned())))
        .collect();
    rows.extend(forms.into_values().map(|(form, countries)| {
        let years: Vec<String> = countries.values().flatten().cloned().collect();
        row(form, countries.keys().copied(), Some(years.join("; ")))
    }));
    rows
}

/// The names of states that stand on plates. Where a country has the same name, the word may mean it.
pub(super) fn states() -> Vec<ClueRow> {
    // the nations of the United Kingdom have no plates of their own
    let with_plates = places::parts()
        .iter()
        .filter(|(code, _)| country_of(code) != "GB");
    let states = with_plates.map(|(code, name)| {
        let same = places::countries()
            .iter()
            .filter(|(_, country)| country.name == *name)
            .map(|(code, _)| *code);
        row(name, same.chain([*code]), None)
    });
    states.collect()
}

fn row<'a>(value: &str, places: impl Iterator<Item = &'a str>, note: Option<String>) -> ClueRow {
    ClueRow {
        value: value.to_owned(),
        places: places.map(ToOwned::to_owned).collect(),
        note,
        ..ClueRow::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_has_forms_old_and_new_and_a_form_several_countries() {
        let forms = forms();
        let places = |form: &str| -> Vec<String> {
            let key = ClueKind::Plate.key(form);
            let row = forms
                .iter()
                .find(|row| ClueKind::Plate.key(&row.value) == key);
            row.map(|row| row.places.clone()).unwrap_or_default()
        };
        let letters_around = ["AL", "AR", "FR", "GE", "HR", "IT", "MK", "RS", "SK"];
        assert_eq!(places("AA-000-AA"), letters_around);
        assert_eq!(places("aa 00 aaa"), ["GB", "RO"]);
        assert!(places("AAA 000").contains(&"GE".to_owned()));
        assert!(places("A0").is_empty());
        let note = |form: &str| {
            forms
                .iter()
                .find(|row| row.value == form)
                .unwrap()
                .note
                .clone()
        };
        assert_eq!(note("AA00 AAA").unwrap(), "GB since 2001; RO since 1992");
        for row in &forms {
            let has_digit = row.value.contains('0');
            assert_eq!(
                has_digit,
                row.value == row.value.to_uppercase(),
                "{}",
                row.value
            );
        }
    }

    #[test]
    fn georgia_is_a_state_and_a_country() {
        let states = states();
        let row = states.iter().find(|row| row.value == "Georgia").unwrap();
        assert_eq!(row.places, ["GE", "US-GA"]);
        assert!(states.iter().filter(|row| row.places.len() > 1).count() == 1);
    }
}
