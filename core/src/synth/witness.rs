//! What a witness says of a person and a vehicle: off, silent, mistaken, as witnesses are.

use super::{
    World,
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
        PersonDescription {
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
            build: (!silent(draw)).then(|| looks.build.clone().into()),
            hair_color: (!silent(draw)).then(|| hair.into()),
            facial_hair: looks
                .facial_hair
                .clone()
                .filter(|_| !silent(draw))
                .map(Pii::new),
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
            plate,
            ..Vehicle::default()
        }
    }
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
