//! A suspect and a vehicle as they were described.

use super::{SuspectFacts, VehicleFacts, code_of, is_stated, present, set, sorted};
use crate::{
    abductions::{
        dictionary::{
            COLOR, Codes, FEATURES, NONE, SUSPECT, SUSPECT_VALUES, VEHICLE, VEHICLE_VALUES,
        },
        evidence::PlateFacts,
        states::state_code,
    },
    compare::normal,
    records::{
        Band, HairColor, Involved, Mark, PersonDescription, Pii, Reporter, Vehicle, VehicleColor,
        VehicleMake, VehicleStyle,
    },
};

/// A witness who gives a wider band than this gives no age, or height.
const WIDEST: f32 = 30.0;

pub(super) fn suspect(one: &Involved, takes_race: bool, codes: &mut Codes<'_>) -> SuspectFacts {
    let none = PersonDescription::default();
    let description = one.description.as_ref().unwrap_or(&none);
    let text = |value: Option<&str>, field: usize, codes: &mut Codes<'_>| {
        code_of(SUSPECT + field, value, codes)
    };
    let hair = description.hair_color.as_ref().map(Pii::expose);
    let hair = hair.filter(|hair| **hair != HairColor::UnknownOrBald);
    let race = description
        .race
        .as_ref()
        .filter(|_| takes_race && is_of_witness(one, description));
    let words = [
        one.sex.as_ref().map(|sex| sex.expose().as_str()),
        description.build.as_ref().map(|v| v.expose().as_str()),
        hair.map(HairColor::as_str),
        description
            .hair_length
            .as_ref()
            .map(|v| v.expose().as_str()),
        description
            .facial_hair
            .as_ref()
            .map(|v| v.expose().as_str()),
        description.eye_color.as_ref().map(|v| v.expose().as_str()),
        description.eyewear.as_ref().map(|v| v.expose().as_str()),
        race.map(|v| v.expose().as_str()),
    ];
    let mut values = [NONE; SUSPECT_VALUES];
    for (field, (value, word)) in values.iter_mut().zip(words).enumerate() {
        *value = text(word, field, codes);
    }
    let mut clothing = Vec::new();
    for text in &description.clothing {
        codes.words(0, &normal::text(text.expose()), &mut clothing);
    }
    let mut speech = Vec::new();
    if let Some(text) = &description.speech {
        codes.words(1, &normal::text(text.expose()), &mut speech);
    }
    let mut marks = Vec::new();
    for mark in &description.marks {
        let kind = mark.kind.as_str();
        let part = |part: Option<&str>| part.map(normal::text).unwrap_or_default();
        let place = part(mark.site.as_ref().map(|site| site.expose().as_str()));
        let side = part(mark.side.as_ref().map(|side| side.expose().as_str()));
        // kind, side and site as one word: a tattoo here and a scar there are not alike
        let whole = format!("{kind} {side} {place}").replace(' ', "_");
        codes.words(2, &whole, &mut marks);
        if let Some(text) = &mark.text {
            codes.words(2, &normal::text(text.expose()), &mut marks);
        }
    }
    SuspectFacts {
        values,
        age: narrow(band(description.age.as_ref())),
        height: narrow(band(description.height_cm.as_ref())),
        words: [sorted(clothing), sorted(speech), sorted(marks)],
        phrases: [
            phrases(description.clothing.iter().map(|one| one.expose().as_str())),
            phrases(description.speech.iter().map(|one| one.expose().as_str())),
            phrases(description.marks.iter().map(mark)),
        ],
    }
}

/// A mark in words: kind, side, site, and what it shows.
fn mark(mark: &Mark) -> String {
    let parts = [
        Some(mark.kind.as_str()),
        mark.side.as_ref().map(|side| side.expose().as_str()),
        mark.site.as_ref().map(|site| site.expose().as_str()),
        mark.text.as_ref().map(|text| text.expose().as_str()),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

/// Texts with single blanks, but those that say nothing.
fn phrases(texts: impl Iterator<Item = impl AsRef<str>>) -> Box<[Box<str>]> {
    let said = texts.filter_map(|text| {
        let words: Vec<&str> = text.as_ref().split_whitespace().collect();
        let text = words.join(" ");
        is_stated(&text).then(|| text.into_boxed_str())
    });
    said.collect()
}

/// Whether a description is what a witness said, and not what a register holds of a known person.
fn is_of_witness(one: &Involved, description: &PersonDescription) -> bool {
    let provenance = description.provenance.as_ref().or(one.provenance.as_ref());
    let by = provenance.and_then(|provenance| provenance.reported_by.as_ref());
    one.person_id.is_none()
        && by.is_none_or(|by| {
            matches!(
                by,
                Reporter::Unstated | Reporter::Witness | Reporter::Victim | Reporter::Public
            )
        })
}

pub(super) fn vehicle(one: &Vehicle, codes: &mut Codes<'_>) -> VehicleFacts {
    let model = one
        .model
        .as_deref()
        .and_then(|model| present(model, normal::identifier));
    let state = one.plate.as_ref().and_then(|plate| plate.state.as_deref());
    let state = state.and_then(state_code);
    let words = [
        one.style.as_ref().map(VehicleStyle::as_str),
        one.make.as_ref().map(VehicleMake::as_str),
        model.as_deref(),
        state.as_deref(),
    ];
    let mut values = [NONE; VEHICLE_VALUES];
    for (field, (value, word)) in values.iter_mut().zip(words).enumerate() {
        *value = code_of(VEHICLE + field, word, codes);
    }
    let mut features = Vec::new();
    for text in &one.features {
        codes.words(FEATURES, &normal::text(text.expose()), &mut features);
    }
    VehicleFacts {
        values,
        colors: set(COLOR, one.colors.iter().map(VehicleColor::as_str), codes),
        year: one.year.map_or(f32::NAN, f32::from),
        plate: one
            .plate
            .as_ref()
            .and_then(|plate| PlateFacts::new(plate.text.expose())),
        words: sorted(features),
        phrases: phrases(one.features.iter().map(|one| one.expose().as_str())),
    }
}
/// Least and most; where one is missing it is the other.
pub(super) fn band(band: Option<&Pii<Band>>) -> (f32, f32) {
    let Some(band) = band.map(Pii::expose) else {
        return (f32::NAN, f32::NAN);
    };
    let least = band.least.or(band.most).unwrap_or(f64::NAN) as f32;
    let most = band.most.or(band.least).unwrap_or(f64::NAN) as f32;
    (least, most)
}

fn narrow(band: (f32, f32)) -> (f32, f32) {
    if band.1 - band.0 <= WIDEST && band.1 >= band.0 {
        band
    } else {
        (f32::NAN, f32::NAN)
    }
}
