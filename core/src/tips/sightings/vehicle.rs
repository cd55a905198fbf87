//! A vehicle of the case, and one that the witness saw.

use super::{
    SightingComponent, SightingGroup, SightingInput, SightingPart, SightingSettings, words,
};
use crate::{
    compare::{ColorLevel, PlateLevel, normal, plates, vehicle_colors},
    linkage::MilliBits,
    records::{Limits, Pii, Vehicle, is_placeholder},
};

/// The vehicles of two records that are most alike, compared.
pub(super) fn compare(
    (case, own): (&Pii<String>, &[Vehicle]),
    (sighting, said): (&Pii<String>, &[Vehicle]),
    settings: &SightingSettings,
) -> Vec<SightingComponent> {
    let mut best: Vec<SightingComponent> = Vec::new();
    let mut greatest = i32::MIN;
    for (i, left) in own.iter().enumerate() {
        for (j, right) in said.iter().enumerate() {
            let found = pair((case, i, left), (sighting, j, right), settings);
            let sum: i32 = found.iter().map(|one| one.weight.0).sum();
            if !found.is_empty() && sum > greatest {
                (greatest, best) = (sum, found);
            }
        }
    }
    best
}

type Side<'a> = (&'a Pii<String>, usize, &'a Vehicle);

fn pair(own: Side<'_>, said: Side<'_>, settings: &SightingSettings) -> Vec<SightingComponent> {
    let component = |part, label: String, weight: i32, field: &str, values: (String, String)| {
        let input = |side: Side<'_>, value: String| SightingInput {
            record: side.0.clone(),
            field: format!("vehicles[{}].{field}", side.1),
            value: Some(Pii::new(value)),
        };
        SightingComponent {
            group: SightingGroup::Vehicle,
            part,
            label,
            weight: MilliBits(weight),
            left_percent: None,
            inputs: vec![input(own, values.0), input(said, values.1)],
            would_change: "pictures of cameras and plate readers near the place at the time"
                .to_owned(),
        }
    };
    let mut all = Vec::new();
    let plate = |vehicle: &Vehicle| {
        let text = vehicle.plate.as_ref()?.text.expose().clone();
        // a text that is no plate is not compared
        Limits::default().field(&text).ok()?;
        Some(text)
    };
    if let Some((left, right)) = plate(own.2).zip(plate(said.2)) {
        let found = plates(&left, &right).and_then(|level| match level {
            PlateLevel::Same => Some((settings.plate_same, "the plate of the case")),
            PlateLevel::Confusable | PlateLevel::OneEdit => Some((
                settings.plate_near,
                "the plate of the case but for one slip",
            )),
            PlateLevel::Part => Some((
                settings.plate_near,
                "a part that fits the plate of the case",
            )),
            PlateLevel::Different => Some((settings.plate_different, "another plate")),
            PlateLevel::TooLittle => None,
        });
        if let Some((weight, label)) = found {
            let values = (left, right);
            all.push(component(
                SightingPart::Plate,
                label.to_owned(),
                weight.0,
                "plate",
                values,
            ));
        }
    }
    let mut look = 0;
    let mut looks = Vec::new();
    for (field, left, right) in fields(own.2, said.2) {
        let same = match field {
            "colour" => vehicle_colors(&left, &right).map(|level| level != ColorLevel::Different),
            _ => Some(normal::text(&left) == normal::text(&right)),
        };
        let Some(same) = same else { continue };
        look += if same {
            settings.look_same.0
        } else {
            settings.look_different.0
        };
        looks.push((field, same, left, right));
    }
    if !looks.is_empty() {
        let told: Vec<String> = looks
            .iter()
            .map(|(field, same, left, right)| {
                if *same {
                    format!("{field} {}", words::code(right))
                } else {
                    format!("{field} {}, not {}", words::code(right), words::code(left))
                }
            })
            .collect();
        let joined = |of_case: bool| {
            let values = looks
                .iter()
                .map(|one| if of_case { &one.2 } else { &one.3 });
            let values: Vec<&str> = values.map(String::as_str).collect();
            values.join(" ")
        };
        all.push(component(
            SightingPart::VehicleLook,
            format!("a vehicle beside that of the case: {}", told.join("; ")),
            look.min(settings.look_most.0),
            "make",
            (joined(true), joined(false)),
        ));
    }
    all
}

/// The words that both vehicles have, by what they are.
fn fields(own: &Vehicle, said: &Vehicle) -> Vec<(&'static str, String, String)> {
    let stated = |text: &str| !is_placeholder(text) && text != "unstated" && text != "unknown";
    let make = |one: &Vehicle| one.make.as_ref().map(|make| make.as_str().to_owned());
    let style = |one: &Vehicle| one.style.as_ref().map(|style| style.as_str().to_owned());
    let color = |one: &Vehicle| one.colors.first().map(|color| color.as_str().to_owned());
    let model = |one: &Vehicle| one.model.clone();
    let all: [(&'static str, Option<String>, Option<String>); 4] = [
        ("make", make(own), make(said)),
        ("model", model(own), model(said)),
        ("style", style(own), style(said)),
        ("colour", color(own), color(said)),
    ];
    all.into_iter()
        .filter_map(|(field, left, right)| Some((field, left?, right?)))
        .filter(|(_, left, right)| stated(left) && stated(right))
        .collect()
}
