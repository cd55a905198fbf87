//! What two spellings of one place have in common.

use super::PlaceGrain;
use crate::{
    compare::normal,
    records::{Address, Pii, Place, address_note, is_placeholder},
    tracking::great_circle::{Unit, unit},
};

/// Words of streets that are written short or long. Source: USPS Publication 28, appendix C, those that are common.
const SHORT: [(&str, &str); 40] = [
    ("alley", "aly"),
    ("avenue", "ave"),
    ("av", "ave"),
    ("boulevard", "blvd"),
    ("bridge", "brg"),
    ("circle", "cir"),
    ("court", "ct"),
    ("cove", "cv"),
    ("crescent", "cres"),
    ("crossing", "xing"),
    ("drive", "dr"),
    ("estates", "ests"),
    ("expressway", "expy"),
    ("freeway", "fwy"),
    ("heights", "hts"),
    ("highway", "hwy"),
    ("hill", "hl"),
    ("landing", "lndg"),
    ("lane", "ln"),
    ("mount", "mt"),
    ("parkway", "pkwy"),
    ("place", "pl"),
    ("plaza", "plz"),
    ("point", "pt"),
    ("ridge", "rdg"),
    ("road", "rd"),
    ("route", "rte"),
    ("saint", "st"),
    ("square", "sq"),
    ("street", "st"),
    ("str", "st"),
    ("terrace", "ter"),
    ("trail", "trl"),
    ("turnpike", "tpke"),
    ("valley", "vly"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("rural", "r"),
];

/// Words that stand before the number of a flat.
const UNITS: [&str; 13] = [
    "apartment",
    "apt",
    "unit",
    "suite",
    "ste",
    "flat",
    "lot",
    "room",
    "rm",
    "trailer",
    "trlr",
    "floor",
    "fl",
];

/// A text is compared up to so many bytes; no address is longer.
const LONGEST: usize = 512;

/// What a place is told by.
#[derive(Clone, Debug, Default)]
pub(super) struct PlaceForm {
    /// Places that share one of these are one, flats aside.
    pub(super) keys: Vec<String>,
    /// The flat.
    pub(super) unit: String,
    pub(super) position: Option<Unit>,
    /// Kilometres within which the position may be off.
    pub(super) uncertainty_km: f64,
    pub(super) grain: Option<PlaceGrain>,
    /// Whether what stands for the street is a note, such as `homeless`.
    pub(super) is_note: bool,
    /// How many of its parts are given.
    pub(super) parts: u32,
}

fn present(value: Option<&Pii<String>>) -> Option<&str> {
    let text = value?.expose().as_str();
    (text.len() <= LONGEST && !is_placeholder(text)).then_some(text)
}

fn text(value: Option<&Pii<String>>) -> String {
    present(value).map(normal::text).unwrap_or_default()
}

impl PlaceForm {
    pub(super) fn of(place: &Place) -> Self {
        let none = Address::default();
        let address = place.address.as_ref().unwrap_or(&none);
        let mut form = Self::default();
        let (locality, state) = (text(address.locality.as_ref()), state_of(address));
        let postcode: String = present(address.postcode.as_ref())
            .map(normal::identifier)
            .unwrap_or_default()
            .chars()
            .take(5)
            .collect();
        let street = form.street(address);
        let name = text(place.name.as_ref());
        form.position = address
            .latitude
            .as_ref()
            .zip(address.longitude.as_ref())
            .and_then(|(latitude, longitude)| unit(*latitude.expose(), *longitude.expose()));
        form.uncertainty_km = place.uncertainty_m.as_ref().map_or(0.0, |metres| {
            (*metres.expose() / 1_000.0).clamp(0.0, 20_000.0)
        });
        let given = [&street, &locality, &state, &postcode, &name, &form.unit];
        form.parts = given.iter().filter(|part| !part.is_empty()).count() as u32
            + u32::from(form.position.is_some());
        if !street.is_empty() {
            form.grain = Some(PlaceGrain::Address);
            if !postcode.is_empty() {
                form.keys.push(format!("a|{street}|{postcode}"));
            }
            if !locality.is_empty() {
                form.keys.push(format!("a|{street}|{locality}|{state}"));
            }
            if form.keys.is_empty() {
                form.keys.push(format!("a|{street}||{state}"));
            }
        } else if form.position.is_some() {
            form.grain = Some(PlaceGrain::Position);
        } else if !name.is_empty() {
            form.grain = Some(PlaceGrain::Named);
            form.keys.push(format!("n|{name}|{locality}|{state}"));
        } else if !locality.is_empty() || !postcode.is_empty() {
            form.grain = Some(PlaceGrain::Locality);
            let town = if locality.is_empty() {
                &postcode
            } else {
                &locality
            };
            form.keys.push(format!("l|{town}|{state}"));
        } else {
            let country = text(address.country.as_ref());
            if !state.is_empty() || !country.is_empty() {
                form.grain = Some(PlaceGrain::Region);
                form.keys.push(format!("r|{state}|{country}"));
            }
        }
        form
    }

    /// Number and street in their short form; the flat goes where it belongs.
    fn street(&mut self, address: &Address) -> String {
        let written = present(address.street.as_ref()).unwrap_or_default();
        let number = present(address.street_number.as_ref()).unwrap_or_default();
        let is_note = |text: &str| address_note(text).is_some_and(|note| !note.is_address());
        if !written.is_empty() && is_note(written) || address.street.is_some() && written.is_empty()
        {
            self.is_note = true;
            return String::new();
        }
        let mut words: Vec<String> = normal::text(&format!("{number} {written}"))
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(short)
            .collect();
        // a number alone is no street
        if written.is_empty() {
            words.clear();
        }
        if let Some(at) = words
            .iter()
            .position(|word| UNITS.contains(&word.as_str()))
            .filter(|at| *at > 1 && at + 1 < words.len())
        {
            self.unit = unit_of(&words.split_off(at).join(" "));
        }
        if let Some(unit) = present(address.unit.as_ref()) {
            self.unit = unit_of(&normal::text(unit));
        }
        words.join(" ")
    }
}

fn short(word: &str) -> String {
    let found = SHORT.iter().find(|(long, _)| *long == word);
    found.map_or(word, |(_, short)| short).to_owned()
}

fn unit_of(words: &str) -> String {
    let kept = words.split(' ').filter(|word| !UNITS.contains(word));
    kept.collect()
}

/// The state as jurisdictions are coded: upper case, without a country before it.
pub(super) fn state_of(address: &Address) -> String {
    present(address.state.as_ref())
        .map(|state| bare(state.trim()).to_uppercase())
        .unwrap_or_default()
}

/// `us-il` and `IL` are one.
pub(super) fn bare(code: &str) -> &str {
    match code.as_bytes() {
        [b'u' | b'U', b's' | b'S', b'-', _, ..] => code.get(3..).unwrap_or(code),
        _ => code,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn form(value: &serde_json::Value) -> PlaceForm {
        let place = serde_json::from_value(json!({ "address": value })).unwrap();
        PlaceForm::of(&place)
    }

    #[test]
    fn spellings_of_an_address_share_a_key() {
        let one = form(
            &json!({ "street_number": "1180", "street": "North Linden Avenue",
            "unit": "Apt. 4-B", "locality": "Springfield", "state": "us-il", "postcode": "62704-1123" }),
        );
        let other = form(
            &json!({ "street": "1180 N. LINDEN AVE APT 4B", "locality": "springfield", "state": "IL" }),
        );
        assert!(
            one.keys.iter().any(|key| other.keys.contains(key)),
            "{one:?} {other:?}"
        );
        assert_eq!((one.unit.as_str(), other.unit.as_str()), ("4b", "4b"));
        let next_door = form(
            &json!({ "street": "1182 N Linden Ave", "locality": "Springfield", "state": "IL" }),
        );
        assert!(!one.keys.iter().any(|key| next_door.keys.contains(key)));
    }

    #[test]
    fn a_note_is_no_street_and_a_number_alone_is_none() {
        let note = form(&json!({ "street": "homeless", "locality": "Peoria", "state": "IL" }));
        assert!(note.is_note);
        assert_eq!(note.grain, Some(PlaceGrain::Locality));
        let number = form(&json!({ "street_number": "12", "locality": "Peoria", "state": "IL" }));
        assert_eq!(number.grain, Some(PlaceGrain::Locality));
        assert_eq!(form(&json!({})).grain, None);
        assert_eq!(
            form(&json!({ "latitude": 0.0, "longitude": 0.0 })).grain,
            None
        );
    }
}
