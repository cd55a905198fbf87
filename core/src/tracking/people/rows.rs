//! Records of registrants as rows of the model of offenders.

use crate::{
    Result,
    linkage::{Settings, Table, TableBuilder},
    records::{
        Address, IdentifierKind, Limits, NameKind, Offender, PersonName, Pii, Sex, StayKind,
        is_placeholder,
    },
};

/// Values of one record in a column; builders take 16 at most.
const MOST_VALUES: usize = 16;

/// Given, middle and surname of a name that came whole: `OKAFOR, MARCUS J` as agencies write it, else the first word, the last, and what
/// stands between.
fn parted(full: &str) -> [Option<String>; 3] {
    let word = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let (given, surname) = if let Some((surname, rest)) = full.split_once(',') {
        (rest.trim(), surname.trim())
    } else {
        let full = full.trim();
        full.rsplit_once(char::is_whitespace)
            .map_or(("", full), |(given, surname)| (given.trim(), surname))
    };
    let (first, middle) = given
        .split_once(char::is_whitespace)
        .map_or((given, ""), |(first, middle)| (first, middle.trim()));
    [word(first), word(middle), word(surname)]
}

/// Given, middle, surname and suffix of every name, legal ones first.
fn names(offender: &Offender) -> [Vec<String>; 4] {
    let mut all: [Vec<String>; 4] = Default::default();
    let order = |name: &&PersonName| name.kind != NameKind::Legal;
    let mut names: Vec<&PersonName> = offender.person.names.iter().collect();
    names.sort_by_key(order);
    for name in names {
        let text = |part: &Option<Pii<String>>| part.as_ref().map(|part| part.expose().clone());
        let mut parts = [&name.given, &name.middle, &name.surname].map(text);
        if parts.iter().all(Option::is_none) {
            parts = text(&name.full).map_or_else(Default::default, |full| parted(&full));
        }
        let [given, middle, surname] = parts;
        for (column, part) in all
            .iter_mut()
            .zip([given, middle, surname, text(&name.suffix)])
        {
            let part = part.filter(|part| !is_placeholder(part));
            column.extend(part);
        }
    }
    for column in &mut all {
        distinct(column);
    }
    all
}

fn distinct(values: &mut Vec<String>) {
    let mut seen: Vec<String> = Vec::new();
    values.retain(|value| {
        let is_new = !seen.contains(value) && seen.len() < MOST_VALUES;
        if is_new {
            seen.push(value.clone());
        }
        is_new
    });
}

fn numbers(offender: &Offender, kind: &IdentifierKind) -> Vec<String> {
    let all = offender.person.identifiers.iter();
    let all = all.filter(|one| one.kind == *kind);
    let mut values: Vec<String> = all.map(|one| one.value.expose().clone()).collect();
    distinct(&mut values);
    values
}

/// The last known address: that of the home that began last, else of the address that did.
fn last_address(offender: &Offender) -> Option<&Address> {
    let homes = offender.stays.iter();
    let homes = homes.filter(|stay| stay.kind == StayKind::Residence);
    let home = homes.filter_map(|stay| {
        let address = stay.place.address.as_ref()?;
        Some((stay.span.expose().start(), address))
    });
    // of those that began on one day, the last
    let home = home.max_by_key(|one| one.0).map(|one| one.1);
    let start = |address: &&Address| address.span.as_ref().and_then(|span| span.expose().start());
    home.or_else(|| offender.person.addresses.iter().max_by_key(start))
}

/// A column: its name, and how a record fills it.
type Column = (&'static str, fn(&Offender) -> Vec<String>);

fn of_address(offender: &Offender, part: fn(&Address) -> Option<&Pii<String>>) -> Vec<String> {
    let part = last_address(offender).and_then(part);
    part.map(|part| part.expose().clone()).into_iter().collect()
}

const COLUMNS: [Column; 14] = [
    ("given_name", |one| names(one)[0].clone()),
    ("middle_name", |one| names(one)[1].clone()),
    ("surname", |one| names(one)[2].clone()),
    ("name_suffix", |one| names(one)[3].clone()),
    ("date_of_birth", |one| {
        let date = one.person.birth_date.as_ref();
        date.map(|date| date.expose().to_string())
            .into_iter()
            .collect()
    }),
    ("sex", |one| {
        let sex = one.person.sex.as_ref().map(Pii::expose);
        let sex = sex.filter(|sex| matches!(sex, Sex::Female | Sex::Male));
        sex.map(|sex| sex.as_str().to_owned()).into_iter().collect()
    }),
    ("eye_color", |one| {
        let looks = one.description.as_ref();
        let eyes = looks.and_then(|looks| looks.eye_color.as_ref());
        eyes.map(|eyes| eyes.expose().as_str().to_owned())
            .into_iter()
            .collect()
    }),
    ("fbi_number", |one| numbers(one, &IdentifierKind::FbiNumber)),
    ("state_id", |one| numbers(one, &IdentifierKind::StateId)),
    ("national_id", |one| {
        numbers(one, &IdentifierKind::SocialSecurity)
    }),
    ("phone", |one| numbers(one, &IdentifierKind::Phone)),
    ("street", |one| {
        of_address(one, |address| address.street.as_ref())
    }),
    ("city", |one| {
        of_address(one, |address| address.locality.as_ref())
    }),
    ("postcode", |one| {
        of_address(one, |address| address.postcode.as_ref())
    }),
];

/// Whether a record can be cited.
pub(super) fn has_id(offender: &Offender) -> bool {
    let id = offender.person.id.expose();
    !id.trim().is_empty() && !is_placeholder(id)
}

/// The table of the records.
pub(super) fn table(rows: &[&Offender], settings: &Settings, limits: Limits) -> Result<Table> {
    let mut table = TableBuilder::new(settings, limits)?;
    let ids = rows.iter().map(|one| Some(one.person.id.expose().as_str()));
    table.texts(&settings.id, ids)?;
    for (name, values) in COLUMNS {
        if !table.wants(name) {
            continue;
        }
        let all: Vec<Vec<String>> = rows.iter().map(|one| values(one)).collect();
        // a model of other settings may read the column in another way
        let lists = all
            .iter()
            .map(|list| (!list.is_empty()).then(|| list.iter().map(|value| Some(value.as_str()))));
        table.lists(name, lists)?;
    }
    table.build()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_whole_name_is_parted_as_agencies_write_it() {
        let parts = |full: &str| parted(full).map(Option::unwrap_or_default);
        assert_eq!(parts("OKAFOR, MARCUS J"), ["MARCUS", "J", "OKAFOR"]);
        assert_eq!(
            parts("Marcus Jude van Okafor"),
            ["Marcus", "Jude van", "Okafor"]
        );
        assert_eq!(parts("Madonna"), ["", "", "Madonna"]);
        assert_eq!(parts(""), ["", "", ""]);
    }

    #[test]
    fn aliases_are_further_values_and_the_last_home_is_the_address() {
        let offender: Offender = serde_json::from_value(json!({
            "id": "A",
            "names": [{ "kind": "alias", "given": "Mark", "surname": "Okafor" },
                      { "kind": "legal", "given": "Marcus", "surname": "Okafor", "middle": "unknown" }],
            "stays": [
                { "kind": "residence", "span": { "start": "2020-01-01" }, "place": { "address": { "locality": "Peoria" } } },
                { "kind": "residence", "span": { "start": "2022-01-01" }, "place": { "address": { "locality": "Pekin" } } },
                { "kind": "work", "span": { "start": "2024-01-01" }, "place": { "address": { "locality": "Joliet" } } },
            ],
        }))
        .unwrap();
        let [given, middle, surname, suffix] = names(&offender);
        assert_eq!(given, ["Marcus", "Mark"]);
        assert_eq!(surname, ["Okafor"]);
        assert!(middle.is_empty() && suffix.is_empty());
        let city = last_address(&offender).and_then(|one| one.locality.clone());
        assert_eq!(city.map(Pii::into_inner).as_deref(), Some("Pekin"));
    }
}
