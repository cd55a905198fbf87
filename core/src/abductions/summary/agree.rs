//! What an incident and an open case have in common: vehicles, plates, and persons as they were described.

use super::{look_for::is_suspect, words};
use crate::{
    abductions::{evidence::PlateFacts, facts::is_stated},
    records::{Band, Case, HairColor, Incident, Involved, Mark, PersonDescription, Pii, Vehicle},
};

/// What agrees between the two that are most alike, and what differs.
#[derive(Default)]
pub(super) struct Compared {
    pub(super) agrees: Vec<String>,
    pub(super) differs: Vec<String>,
}

impl Compared {
    fn value(&mut self, what: &str, left: Option<String>, right: Option<String>) {
        let Some((left, right)) = known(left).zip(known(right)) else {
            return;
        };
        if left.eq_ignore_ascii_case(&right) {
            self.agrees.push(format!("{what} {left}"));
        } else {
            self.differs.push(format!("{what} {left} / {right}"));
        }
    }

    fn band(&mut self, what: &str, left: Option<&Pii<Band>>, right: Option<&Pii<Band>>) {
        let ends = |band: &Pii<Band>| {
            let band = band.expose();
            let least = band.least.or(band.most)?;
            Some((least, band.most.unwrap_or(least)))
        };
        let Some((left, right)) = left.and_then(ends).zip(right.and_then(ends)) else {
            return;
        };
        let shown = |(least, most): (f64, f64)| {
            if most - least < 0.5 {
                format!("{least:.0}")
            } else {
                format!("{least:.0} to {most:.0}")
            }
        };
        let words = format!("{what} {} / {}", shown(left), shown(right));
        if left.0 <= right.1 && right.0 <= left.1 {
            self.agrees.push(words);
        } else {
            self.differs.push(words);
        }
    }
}

fn known(value: Option<String>) -> Option<String> {
    value.filter(|value| is_stated(value.trim()))
}

/// Vehicles and persons of an incident and a case, each by the two that are most alike.
pub(super) fn compared(incident: &Incident, case: &Case) -> Compared {
    let vehicle = most_alike(incident.vehicles.iter(), &case.vehicles.iter(), vehicles);
    let left = incident.suspects.iter().filter(|one| is_suspect(one));
    let right = case.people.iter().filter(|one| is_suspect(one));
    let person = most_alike(left, &right, persons);
    Compared {
        agrees: [vehicle.agrees, person.agrees].concat(),
        differs: [vehicle.differs, person.differs].concat(),
    }
}

/// The pair with most that agrees and least that differs; the first of several.
fn most_alike<'r, T: 'r>(
    left: impl Iterator<Item = &'r T>,
    right: &(impl Iterator<Item = &'r T> + Clone),
    compare: impl Fn(&T, &T) -> Compared,
) -> Compared {
    let mut best: Option<(i64, Compared)> = None;
    for a in left {
        for b in right.clone() {
            let compared = compare(a, b);
            let score = compared.agrees.len() as i64 - compared.differs.len() as i64;
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, compared));
            }
        }
    }
    best.map(|(_, compared)| compared).unwrap_or_default()
}

fn vehicles(a: &Vehicle, b: &Vehicle) -> Compared {
    let mut all = Compared::default();
    let plate = |one: &Vehicle| PlateFacts::new(one.plate.as_ref()?.text.expose());
    if let Some((left, right)) = plate(a).zip(plate(b)) {
        let (same, known) = left.agreement(&right);
        let words = format!("plate {same} of {known} signs that both know");
        if known > 0 && same == known && !PlateFacts::contradict(&[&left, &right]) {
            all.agrees.push(words);
        } else if known > 0 {
            all.differs.push(words);
        }
    }
    let make = |one: &Vehicle| one.make.as_ref().map(|make| words::capital(make.as_str()));
    all.value("make", make(a), make(b));
    let model = |one: &Vehicle| one.model.as_ref().map(|model| model.trim().to_lowercase());
    all.value("model", model(a), model(b));
    let style = |one: &Vehicle| one.style.as_ref().map(|style| words::code(style.as_str()));
    all.value("style", style(a), style(b));
    let common = a.colors.iter().find(|color| b.colors.contains(color));
    let color = |one: &Vehicle| {
        let color = common.or_else(|| one.colors.first());
        color.map(|color| words::code(color.as_str()))
    };
    all.value("color", color(a), color(b));
    all
}

fn persons(a: &Involved, b: &Involved) -> Compared {
    let mut all = Compared::default();
    let none = PersonDescription::default();
    let sex = |one: &Involved| {
        one.sex
            .as_ref()
            .map(|sex| words::code(sex.expose().as_str()))
    };
    all.value("sex", sex(a), sex(b));
    let left = a.description.as_ref().unwrap_or(&none);
    let right = b.description.as_ref().unwrap_or(&none);
    all.band("years", left.age.as_ref(), right.age.as_ref());
    all.band(
        "height in cm",
        left.height_cm.as_ref(),
        right.height_cm.as_ref(),
    );
    for (what, left, right) in [
        (
            "build",
            text(left.build.as_ref(), |v| v.as_str()),
            text(right.build.as_ref(), |v| v.as_str()),
        ),
        ("hair", hair(left), hair(right)),
        (
            "facial hair",
            text(left.facial_hair.as_ref(), |v| v.as_str()),
            text(right.facial_hair.as_ref(), |v| v.as_str()),
        ),
        (
            "eyes",
            text(left.eye_color.as_ref(), |v| v.as_str()),
            text(right.eye_color.as_ref(), |v| v.as_str()),
        ),
    ] {
        all.value(what, left, right);
    }
    all
}

fn text<T>(value: Option<&Pii<T>>, word: impl Fn(&T) -> &str) -> Option<String> {
    value.map(|value| words::code(word(value.expose())))
}

fn hair(description: &PersonDescription) -> Option<String> {
    let color = description.hair_color.as_ref().map(Pii::expose);
    let color = color.filter(|color| **color != HairColor::UnknownOrBald);
    color.map(|color| words::code(color.as_str()))
}

/// A person as a witness described him or her: looks, marks, speech, clothing. `None` where nothing but the sex was said.
pub(super) fn described(one: &Involved) -> Option<[String; 4]> {
    let description = one.description.as_ref()?;
    let mut looks: Vec<String> = Vec::new();
    let ends = |band: &Pii<Band>| {
        let band = band.expose();
        match (band.least, band.most) {
            (Some(least), Some(most)) if most - least >= 0.5 => {
                Some(format!("{least:.0} to {most:.0}"))
            }
            (Some(one), _) | (None, Some(one)) => Some(format!("{one:.0}")),
            (None, None) => None,
        }
    };
    let age = description.age.as_ref().and_then(ends);
    looks.extend(age.map(|age| format!("{age} years")));
    let height = description.height_cm.as_ref().and_then(ends);
    looks.extend(height.map(|height| words::height(&height)));
    for (what, value) in [
        ("build", text(description.build.as_ref(), |v| v.as_str())),
        ("hair", hair(description)),
        (
            "hair",
            text(description.hair_length.as_ref(), |v| v.as_str()),
        ),
        (
            "face",
            text(description.facial_hair.as_ref(), |v| v.as_str()),
        ),
        ("eyes", text(description.eye_color.as_ref(), |v| v.as_str())),
        (
            "eyewear",
            text(description.eyewear.as_ref(), |v| v.as_str()),
        ),
    ] {
        looks.extend(known(value).map(|value| format!("{what} {value}")));
    }
    let marks: Vec<String> = description.marks.iter().map(mark).collect();
    let speech = description
        .speech
        .as_ref()
        .map(|speech| speech.expose().trim().to_owned());
    let clothing: Vec<&str> = description
        .clothing
        .iter()
        .map(|one| one.expose().trim())
        .collect();
    let parts = [
        looks.join(", "),
        marks.join(", "),
        known(speech).unwrap_or_default(),
        clothing.join(", "),
    ];
    if parts.iter().all(String::is_empty) {
        return None;
    }
    let [looks, marks, speech, clothing] = parts;
    let sex = one
        .sex
        .as_ref()
        .map(|sex| words::code(sex.expose().as_str()));
    let looks: Vec<String> = known(sex)
        .into_iter()
        .chain([looks])
        .filter(|part| !part.is_empty())
        .collect();
    Some([looks.join(", "), marks, speech, clothing])
}

fn mark(one: &Mark) -> String {
    let place = one
        .site
        .as_ref()
        .map(|site| site.expose().trim().to_owned());
    let side = text(one.side.as_ref(), |side| side.as_str());
    let what = one
        .text
        .as_ref()
        .map(|text| text.expose().trim().to_owned());
    let kind = words::code(one.kind.as_str());
    let parts = [Some(kind), known(side), known(place), known(what)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
