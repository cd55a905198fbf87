//! Vehicles and suspects as witnesses described them.

use super::{
    LinkSettings, OffenderIndex,
    case_facts::{CaseMark, CaseSuspect, CaseVehicle, Said, is_of_witness},
    forms::{self, mark_forms, middle},
    weights::{BUILDS, EYES, FACIAL_HAIR, HAIR, MAKES, STYLES, Weights, in_one_group},
};
use crate::{
    compare::{
        COLOR_NEIGHBOURS,
        vehicles::{is_whole, normal_color},
    },
    records::{Band, HairColor, Involved, Pii, Vehicle},
};

pub(super) fn case_vehicle(
    said: Said,
    vehicle: &Vehicle,
    index: &OffenderIndex,
    settings: &LinkSettings,
) -> CaseVehicle {
    let form = forms::vehicle(vehicle);
    let values = &index.values;
    let colors = form.colors.iter();
    let near_color = |a: &str, b: &str| {
        let (a, b) = (normal_color(a), normal_color(b));
        COLOR_NEIGHBOURS
            .iter()
            .any(|group| group.contains(&a.as_str()) && group.contains(&b.as_str()))
    };
    let fits = form
        .plate
        .as_ref()
        .map(|plate| index.plate_forms.fits(&values.plates, plate));
    let words = [form.make.as_ref(), form.style.as_ref()]
        .into_iter()
        .flatten();
    let words = form.colors.iter().chain(words).map(String::as_str);
    let mut shown: Vec<&str> = words.collect();
    shown.extend(form.plate.as_deref());
    CaseVehicle {
        said,
        fits,
        is_whole: form
            .plate
            .as_ref()
            .is_some_and(|plate| is_whole(plate.as_bytes())),
        make: Weights::new(
            &values.makes,
            form.make.as_deref(),
            &in_one_group(MAKES),
            settings.make,
        ),
        style: Weights::new(
            &values.styles,
            form.style.as_deref(),
            &in_one_group(STYLES),
            settings.style,
        ),
        colors: colors
            .take(2)
            .map(|color| {
                Weights::new(
                    &values.colors,
                    Some(color),
                    &near_color,
                    settings.vehicle_color,
                )
            })
            .collect(),
        year: form.year,
        shown: shown.join(" "),
        state: form.state,
    }
}

pub(super) fn case_suspect(
    said: Said,
    one: &Involved,
    index: &OffenderIndex,
    settings: &LinkSettings,
) -> CaseSuspect {
    let description = one.description.as_ref();
    let form = forms::looks(one.sex.as_ref(), description, |hair| {
        *hair != HairColor::UnknownOrBald
    });
    let [sex, build, hair, facial, eyes] = &form.values;
    let of = |at: usize, word: &Option<String>, groups, shares| {
        index
            .values
            .looks
            .get(at)
            .map_or_else(Weights::nothing, |words| {
                Weights::new(words, word.as_deref(), &in_one_group(groups), shares)
            })
    };
    let race = form.race.filter(|_| settings.race && is_of_witness(one));
    let band = |band: Option<&Pii<Band>>| band.and_then(|one| middle(one.expose()));
    let marks = description
        .iter()
        .flat_map(|one| one.marks.iter().enumerate());
    CaseSuspect {
        values: [
            of(0, sex, &[], settings.sex),
            of(1, build, BUILDS, settings.build),
            of(2, hair, HAIR, settings.hair),
            of(3, facial, FACIAL_HAIR, settings.facial_hair),
            of(4, eyes, EYES, settings.eyes),
        ],
        has_race: race.is_some(),
        race: race.and_then(|race| index.values.races.number(&race)),
        age: band(description.and_then(|one| one.age.as_ref())),
        height: band(description.and_then(|one| one.height_cm.as_ref())),
        marks: marks
            .filter_map(|(at, mark)| {
                let (place, whole) = mark_forms(mark)?;
                Some(CaseMark {
                    place: index.values.mark_places.number(&place),
                    shows: whole.is_some(),
                    whole: whole.and_then(|whole| index.values.marks.number(&whole)),
                    at,
                })
            })
            .collect(),
        said,
    }
}
