//! What a witness says of a person and a vehicle: off, silent, mistaken, as witnesses are.

use super::{
    World,
    distinct::Distinct,
    draw::Draw,
    life::{Looks, TrueVehicle},
};
use crate::records::{
    Band, HairColor, PersonDescription, Pii, Plate, Vehicle, VehicleColor, VehicleMake,
};

impl World {
    /// What a witness says of a person.
    pub(super) fn seen(&self, looks: &Looks, age: f64, draw: &mut Draw) -> PersonDescription {
        let rates = self.rates;
        let silent = |draw: &mut Draw| draw.happens(rates.witness_silent);
        let around = |centre: f64, width: f64| {
            Some(
                Band {
                    least: Some((centre - width).max(0.0)),
                    most: Some(centre + width),
                    ..Band::default()
                }
                .into(),
            )
        };
        let guess = draw.about(age, rates.witness_age_years).round().max(15.0);
        let height = draw.about(looks.height_cm, rates.witness_height_cm).round();
        let hair = if draw.happens(0.15) {
            HairColor::Brown
        } else {
            looks.hair.clone()
        };
        let build = mistaken(&looks.build, &BUILDS, rates.witness_looks, draw);
        let facial_hair = looks.facial_hair.as_ref();
        let facial_hair =
            facial_hair.map(|hair| mistaken(hair, &FACIAL_HAIR, rates.witness_looks, draw));
        let told = |draw: &mut Draw| draw.happens(rates.witness_mark);
        let Distinct { mark, speech } = &looks.distinct;
        let marks = match mark {
            Some(mark) if told(draw) => vec![mark.recorded(draw.happens(0.6))],
            _ => Vec::new(),
        };
        PersonDescription {
            speech: speech
                .filter(|_| told(draw))
                .map(|way| way.to_owned().into()),
            marks,
            age: if silent(draw) {
                None
            } else {
                around(guess, 5.0)
            },
            height_cm: if silent(draw) {
                None
            } else {
                around(height, 5.0)
            },
            build: (!silent(draw)).then(|| build.into()),
            hair_color: (!silent(draw)).then(|| hair.into()),
            facial_hair: facial_hair.filter(|_| !silent(draw)).map(Pii::new),
            race: (!silent(draw)).then(|| looks.race.clone().into()),
            clothing: if silent(draw) {
                Vec::new()
            } else {
                vec![
                    draw.one(&[
                        "dark jacket",
                        "baseball cap",
                        "hooded sweatshirt",
                        "work clothes",
                        "sunglasses",
                    ])
                    .to_owned()
                    .into(),
                ]
            },
            ..PersonDescription::default()
        }
    }

    /// What a witness says of a vehicle.
    pub(super) fn seen_vehicle(&self, car: &TrueVehicle, draw: &mut Draw) -> Vehicle {
        let rates = &self.rates;
        let color = if draw.happens(rates.witness_color) {
            neighbour(&car.color, draw)
        } else {
            car.color.clone()
        };
        let knows_make = !draw.happens(rates.witness_silent);
        let plate = draw.happens(rates.witness_plate).then(|| {
            let kept = draw.between(2, 5) as usize;
            let read = car.plate.chars().enumerate().map(|(at, c)| match c {
                _ if at >= kept => '?',
                c if draw.happens(rates.witness_plate_character) => misread(c),
                c => c,
            });
            Plate {
                text: read.collect::<String>().into(),
                state: draw.happens(0.5).then(|| car.state.to_owned()),
                ..Plate::default()
            }
        });
        Vehicle {
            make: knows_make.then(|| VehicleMake::from(car.make)),
            model: (knows_make && draw.happens(0.4)).then(|| car.model.to_owned()),
            style: (!draw.happens(rates.witness_silent * 0.5)).then(|| car.style.clone()),
            colors: vec![color],
            features: car
                .feature
                .filter(|_| draw.happens(rates.witness_mark))
                .map(|feature| feature.to_owned().into())
                .into_iter()
                .collect(),
            plate,
            ..Vehicle::default()
        }
    }
}

/// Builds from small to large, and facial hair from little to much: witnesses take one for that next to it.
const BUILDS: [&str; 4] = ["slim", "medium", "heavy", "large"];
const FACIAL_HAIR: [&str; 4] = ["unshaven", "mustache", "goatee", "beard"];

/// What a witness takes a thing for: itself, or with this probability one of those next to it.
fn mistaken<T>(truth: &T, row: &[&str], probability: f64, draw: &mut Draw) -> T
where
    T: Clone + PartialEq + for<'a> From<&'a str>,
{
    let step = if draw.happens(0.5) { 1 } else { -1 };
    if !draw.happens(probability) {
        return truth.clone();
    }
    let at = row.iter().position(|word| T::from(word) == *truth);
    let last = row.len() as i64 - 1;
    at.and_then(|at| row.get((at as i64 + step).clamp(0, last) as usize))
        .map_or_else(|| truth.clone(), |word| T::from(word))
}

/// A colour that witnesses take for another.
fn neighbour(color: &VehicleColor, draw: &mut Draw) -> VehicleColor {
    use VehicleColor as C;
    const NEAR: [&[VehicleColor]; 4] = [
        &[C::Silver, C::Gray, C::White],
        &[C::Beige, C::Tan, C::Gold],
        &[C::Black, C::DarkBlue, C::DarkGreen],
        &[C::Maroon, C::Red, C::Purple],
    ];
    let near = NEAR.iter().find(|group| group.contains(color));
    near.map_or(C::Blue, |group| {
        group[draw.below(group.len() as u64) as usize].clone()
    })
}

fn misread(c: char) -> char {
    match c {
        '0' => 'O',
        '1' => 'I',
        '2' => 'Z',
        '5' => 'S',
        '6' => 'G',
        '8' => 'B',
        'Z' => '2',
        other => other,
    }
}
