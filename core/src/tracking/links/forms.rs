//! Values in the form in which they are compared.

use super::numbers::joined_hash;
use crate::{
    compare::{names::NameForm, normal, vehicles::normal_plate},
    records::{
        Approach, Band, HairColor, Identifier, Mark, PersonDescription, PersonName, Pii, Sex,
        Vehicle, VehicleColor, VehicleMake, VehicleStyle, Victim, is_placeholder,
    },
};

use super::columns::LOOKS;

/// Whether a word says something: none that stands where nothing is known.
pub(super) fn is_stated(word: &str) -> bool {
    !is_placeholder(word) && word != "unstated"
}

fn stated(word: &str) -> Option<String> {
    is_stated(word).then(|| word.trim().to_lowercase())
}

/// A vehicle in words.
pub(super) struct VehicleForm {
    pub(super) plate: Option<String>,
    pub(super) state: Option<String>,
    pub(super) make: Option<String>,
    pub(super) style: Option<String>,
    pub(super) colors: Vec<String>,
    /// 0 where it is not known.
    pub(super) year: u16,
}

pub(super) fn vehicle(vehicle: &Vehicle) -> VehicleForm {
    let plate = vehicle.plate.as_ref();
    let colors = vehicle.colors.iter().map(VehicleColor::as_str);
    VehicleForm {
        plate: plate
            .map(|plate| normal_plate(plate.text.expose()))
            .filter(|plate| !plate.is_empty()),
        state: plate.and_then(|plate| stated(plate.state.as_deref()?)),
        make: vehicle
            .make
            .as_ref()
            .map(VehicleMake::as_str)
            .and_then(stated),
        style: vehicle
            .style
            .as_ref()
            .map(VehicleStyle::as_str)
            .and_then(stated),
        colors: colors.filter_map(stated).collect(),
        year: vehicle.year.unwrap_or_default(),
    }
}

/// Looks in words.
pub(super) struct LooksForm {
    /// Sex, build, hair, facial hair, eyes.
    pub(super) values: [Option<String>; LOOKS],
    pub(super) race: Option<String>,
    pub(super) height: Option<f64>,
}

pub(super) fn looks(
    sex: Option<&Pii<Sex>>,
    description: Option<&PersonDescription>,
    is_hair: impl Fn(&HairColor) -> bool,
) -> LooksForm {
    let sex = sex.and_then(|sex| stated(sex.expose().as_str()));
    let Some(one) = description else {
        return LooksForm {
            values: [sex, None, None, None, None],
            race: None,
            height: None,
        };
    };
    let hair = one
        .hair_color
        .as_ref()
        .map(Pii::expose)
        .filter(|hair| is_hair(hair));
    LooksForm {
        values: [
            sex,
            one.build.as_ref().and_then(|v| stated(v.expose().as_str())),
            hair.and_then(|hair| stated(hair.as_str())),
            one.facial_hair
                .as_ref()
                .and_then(|v| stated(v.expose().as_str())),
            one.eye_color
                .as_ref()
                .and_then(|v| stated(v.expose().as_str())),
        ],
        race: one.race.as_ref().and_then(|v| stated(v.expose().as_str())),
        height: one
            .height_cm
            .as_ref()
            .and_then(|band| middle(band.expose()))
            .map(|one| one.0),
    }
}

/// The middle of a band and half its width; `None` where it is open on both sides, or wider than it says anything.
pub(super) fn middle(band: &Band) -> Option<(f64, f64)> {
    let (least, most) = match (band.least, band.most) {
        (Some(least), Some(most)) => (least, most),
        (Some(one), None) | (None, Some(one)) => (one, one),
        (None, None) => return None,
    };
    let half = (most - least) / 2.0;
    (half.is_finite() && (0.0..=20.0).contains(&half)).then(|| (f64::midpoint(least, most), half))
}

/// The groups by age: up to 5, 9, 13 and 17 years.
pub(super) fn age_group(age: f64) -> Option<usize> {
    match age {
        age if age < 0.0 => None,
        age if age < 6.0 => Some(0),
        age if age < 10.0 => Some(1),
        age if age < 14.0 => Some(2),
        age if age < 18.0 => Some(3),
        _ => None,
    }
}

/// Girls by age, then boys.
pub(super) fn child_cell(sex: Option<&Pii<Sex>>, age: Option<f64>) -> Option<usize> {
    let group = age_group(age?)?;
    match sex?.expose() {
        Sex::Female => Some(group),
        Sex::Male => Some(4 + group),
        _ => None,
    }
}

pub(super) fn victim_cell(victim: &Victim) -> Option<usize> {
    let age = victim.age.as_ref().and_then(|age| middle(age.expose()))?;
    child_cell(victim.sex.as_ref(), Some(age.0))
}

/// Words that say nothing of how it was done.
const EMPTY_WORDS: [&str; 60] = [
    "the",
    "and",
    "for",
    "with",
    "was",
    "were",
    "his",
    "her",
    "him",
    "she",
    "they",
    "them",
    "that",
    "this",
    "from",
    "had",
    "has",
    "have",
    "who",
    "but",
    "not",
    "into",
    "out",
    "off",
    "then",
    "when",
    "while",
    "after",
    "before",
    "about",
    "near",
    "told",
    "said",
    "asked",
    "victim",
    "child",
    "girl",
    "boy",
    "male",
    "female",
    "man",
    "woman",
    "subject",
    "suspect",
    "offender",
    "defendant",
    "old",
    "year",
    "years",
    "age",
    "aged",
    "approached",
    "person",
    "unknown",
    "there",
    "their",
    "been",
    "being",
    "which",
    "where",
];

/// The words of a text that may say how it was done.
pub(super) fn story_words(text: &str, words: &mut Vec<String>) {
    const MOST: usize = 200;
    let form = normal::text(text);
    let all = form.split_whitespace().filter(|word| {
        let is_number = word.chars().all(|c| c.is_ascii_digit());
        word.chars().count() >= 3 && !is_number && !EMPTY_WORDS.contains(word)
    });
    words.extend(all.take(MOST).map(str::to_owned));
}

/// An approach as a word of its own, which no text holds.
pub(super) fn approach_word(approach: &Approach) -> String {
    format!("approach:{}", approach.broad().as_str())
}

/// Kind, side and site of a mark, and the same with what it shows.
pub(super) fn mark_forms(mark: &Mark) -> Option<(String, Option<String>)> {
    let kind = mark.kind.as_str();
    let part = |part: Option<&str>| part.map(normal::text).unwrap_or_default();
    let site = part(mark.site.as_ref().map(|site| site.expose().as_str()));
    let text = part(mark.text.as_ref().map(|text| text.expose().as_str()));
    if !is_stated(kind) || site.is_empty() {
        return None;
    }
    let place = format!("{kind}, {site}");
    let whole = (!text.is_empty()).then(|| format!("{place}: {text}"));
    Some((place, whole))
}

/// A name as its words in order of the alphabet, so that it does not matter in which field they stand: once with and once without what
/// stands between the first and the last.
pub(super) fn name_forms(name: &PersonName) -> Vec<String> {
    let form = |part: Option<&Pii<String>>| {
        let part = part.filter(|part| !is_placeholder(part.expose()));
        part.map(|part| normal::name(part.expose()))
            .unwrap_or_default()
    };
    let sorted = |texts: &[&str]| {
        let mut words: Vec<&str> = texts.iter().flat_map(|text| text.split(' ')).collect();
        words.retain(|word| !word.is_empty());
        words.sort_unstable();
        // one word alone is shared by too many
        (words.len() >= 2).then(|| words.join(" "))
    };
    let (given, surname) = (form(name.given.as_ref()), form(name.surname.as_ref()));
    let mut all = Vec::new();
    all.extend(sorted(&[&given, &surname]));
    let full = form(name.full.as_ref());
    all.extend(sorted(&[&full]));
    let words: Vec<&str> = full.split(' ').collect();
    if let [first, _, .., last] = words.as_slice() {
        all.extend(sorted(&[first, last]));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// A key that names share which sound alike; 0 where there is none.
pub(super) fn sound_key(name: &str) -> u64 {
    let mut sounds: Vec<u64> = Vec::new();
    for word in name.split(' ') {
        match NameForm::new(word.to_owned()).sounds[0] {
            0 => return 0,
            sound => sounds.push(sound),
        }
    }
    sounds.sort_unstable();
    sounds.into_iter().fold(1, crate::hash::combine)
}

/// A key of a number or an account.
pub(super) fn number_key(identifier: &Identifier) -> Option<u64> {
    let value = identifier.value.expose();
    if is_placeholder(value) {
        return None;
    }
    let form = normal::identifier(value);
    (form.len() >= 5).then(|| joined_hash([identifier.kind.as_str(), &form]))
}
