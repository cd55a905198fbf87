//! The child as described, grown older, and whom the witness describes.

use chrono::{Datelike, NaiveDate};

use super::{
    SightingComponent, SightingGroup, SightingInput, SightingPart, SightingSettings, words,
};
use crate::{
    compare::normal,
    linkage::MilliBits,
    records::{Band, Involved, PartialDate, Pii, is_placeholder},
};

/// Values that witnesses take for each other, as assumptions.
const HAIR: &[&[&str]] = &[
    &["black", "brown"],
    &["brown", "sandy"],
    &["sandy", "blond", "strawberry"],
    &["strawberry", "red", "auburn", "orange"],
    &["auburn", "brown"],
];
const HAIR_LENGTH: &[&[&str]] = &[&["short", "medium"], &["medium", "long"]];
const BUILD: &[&[&str]] = &[
    &["very_thin", "thin", "slim", "small"],
    &["slim", "medium", "average"],
    &["medium", "heavy"],
    &["muscular", "stocky"],
    &["stocky", "large", "heavy", "rotund", "pot_belly", "obese"],
];
const EYES: &[&[&str]] = &[
    &["blue", "gray", "green"],
    &["green", "hazel"],
    &["hazel", "brown"],
    &["brown", "black"],
];
/// Words of clothing that say nothing.
const PLAIN: [&str; 12] = [
    "with", "and", "the", "his", "her", "wearing", "wore", "dark", "light", "colored", "coloured",
    "some",
];

/// A child of the case and somebody in a sighting.
pub(super) struct Pair<'a> {
    pub(super) settings: &'a SightingSettings,
    pub(super) case: &'a Pii<String>,
    pub(super) child: (usize, &'a Involved),
    pub(super) sighting: &'a Pii<String>,
    pub(super) other: (usize, &'a Involved),
    /// The day on which the child was as the case describes it, and that of the sighting.
    pub(super) described_on: Option<NaiveDate>,
    pub(super) seen_on: Option<NaiveDate>,
}

impl Pair<'_> {
    /// Days since the child was described; none where one of the two is not known.
    fn days(&self) -> Option<f64> {
        let days = (self.seen_on? - self.described_on?).num_days();
        Some(days.max(0) as f64)
    }

    /// What is left of a weight after that time; all of it where the time is not known.
    fn left(&self, half_life: Option<f64>) -> f64 {
        let days = self.days().zip(half_life);
        days.map_or(1.0, |(days, half)| libm::exp2(-days / half))
    }

    fn inputs(&self, field: &str, own: Option<String>, said: Option<String>) -> Vec<SightingInput> {
        let input = |record: &Pii<String>, at: usize, value: Option<String>| SightingInput {
            record: record.clone(),
            field: format!("people[{at}].{field}"),
            value: value.map(Pii::new),
        };
        vec![
            input(self.case, self.child.0, own),
            input(self.sighting, self.other.0, said),
        ]
    }

    fn component(
        &self,
        part: SightingPart,
        label: String,
        (raw, half_life): (i32, Option<f64>),
        inputs: Vec<SightingInput>,
        would_change: &str,
    ) -> SightingComponent {
        let left = self.left(half_life);
        SightingComponent {
            group: SightingGroup::Description,
            part,
            label,
            weight: MilliBits(libm::round(f64::from(raw) * left) as i32),
            left_percent: (left < 1.0).then(|| (left * 100.0).round() as u32),
            inputs,
            would_change: would_change.to_owned(),
        }
    }

    /// All that is compared of the two, in a fixed order.
    pub(super) fn components(&self) -> Vec<SightingComponent> {
        let mut all: Vec<SightingComponent> = Vec::new();
        all.extend(self.age());
        let sex = |one: &Involved| one.sex.as_ref().map(|sex| sex.expose().as_str().to_owned());
        all.extend(self.value(
            SightingPart::Sex,
            "sex",
            sex(self.child.1),
            sex(self.other.1),
            &[],
        ));
        let looks = self.child.1.description.as_ref();
        if let Some((own, said)) = looks.zip(self.other.1.description.as_ref()) {
            /// The two words of a field, wherever both have it.
            macro_rules! listed {
                ($part:ident, $field:ident, $near:expr) => {
                    all.extend(self.value(
                        SightingPart::$part,
                        concat!("description.", stringify!($field)),
                        own.$field.as_ref().map(|v| v.expose().as_str().to_owned()),
                        said.$field.as_ref().map(|v| v.expose().as_str().to_owned()),
                        $near,
                    ))
                };
            }
            listed!(EyeColor, eye_color, EYES);
            all.extend(self.height());
            listed!(HairColor, hair_color, HAIR);
            listed!(HairLength, hair_length, HAIR_LENGTH);
            listed!(Build, build, BUILD);
            listed!(Eyewear, eyewear, &[]);
            if self.settings.race {
                listed!(Race, race, &[]);
            }
            all.extend(self.clothing(&own.clothing, &said.clothing));
        }
        all
    }

    fn value(
        &self,
        part: SightingPart,
        field: &str,
        own: Option<String>,
        said: Option<String>,
        near: &[&[&str]],
    ) -> Option<SightingComponent> {
        let stated = |word: &String| {
            !is_placeholder(word)
                && !["unstated", "unknown", "unknown_or_bald", "other"].contains(&word.as_str())
        };
        let (own, said) = (own.filter(stated)?, said.filter(stated)?);
        let weights = self.settings.values.get(&part)?;
        let together =
            |group: &&[&str]| group.contains(&own.as_str()) && group.contains(&said.as_str());
        let (found, raw) = if normal::text(&own) == normal::text(&said) {
            ("the same", weights.same)
        } else if near.iter().any(together) {
            ("one that is taken for it", weights.near)
        } else {
            ("another", weights.different)
        };
        let name = match part {
            SightingPart::Sex => "sex",
            SightingPart::EyeColor => "colour of the eyes",
            SightingPart::HairColor => "colour of the hair",
            SightingPart::HairLength => "length of the hair",
            SightingPart::Build => "build",
            SightingPart::Eyewear => "glasses",
            _ => "race as stated",
        };
        let would_change = match part {
            SightingPart::HairColor | SightingPart::HairLength => {
                "that the hair was dyed or cut, or a later picture of the child"
            }
            SightingPart::Build | SightingPart::Eyewear => "a later picture of the child",
            _ => "asking the witness again, without naming what is on record",
        };
        let label = if raw == weights.same {
            format!("{name}: {}, {found}", words::code(&said))
        } else {
            format!(
                "{name}: {}, on record {}: {found}",
                words::code(&said),
                words::code(&own)
            )
        };
        let inputs = self.inputs(field, Some(own), Some(said));
        Some(self.component(
            part,
            label,
            (raw.0, weights.half_life_days),
            inputs,
            would_change,
        ))
    }

    /// The least and the greatest age of the child on the day of the sighting, in years.
    fn age_then(&self) -> Option<(f64, f64)> {
        let on = self.seen_on.or(self.described_on)?;
        if let Some(birth) = &self.child.1.birth_date {
            return Some(years(*birth.expose(), on));
        }
        let described = self.child.1.description.as_ref()?;
        let (least, most) = ends(described.age.as_ref()?.expose())?;
        let since = self.days().unwrap_or(0.0) / 365.25;
        // whoever is 9 may be 10 tomorrow
        Some((least + since, most + 1.0 + since))
    }

    /// The evidence of a guess: whether it is right, by how much it is off, and how wide it is.
    fn guess(&self, gap: f64, width: f64, (sigma, right, spread): (f64, f64, f64)) -> i32 {
        let share = ((width + sigma / 2.0) / spread).clamp(0.01, 1.0);
        let inside = libm::log2(right / share);
        // a bell curve beyond the edges of the guess
        let off = (gap / sigma) * (gap / sigma) / 2.0 * std::f64::consts::LOG2_E;
        let raw = libm::round((inside - off) * 1_000.0).max(f64::from(self.settings.least_guess.0));
        // a guess that takes in everything is right by itself
        let raw = if gap > 0.0 && raw > 0.0 {
            raw.min(inside.max(0.0) * 1_000.0)
        } else {
            raw
        };
        raw as i32
    }

    fn age(&self) -> Option<SightingComponent> {
        let described = self.other.1.description.as_ref()?;
        let guessed = ends(described.age.as_ref()?.expose())?;
        let then = self.age_then()?;
        let gap = apart(guessed, then);
        let settings = self.settings;
        let raw = self.guess(
            gap,
            guessed.1 - guessed.0,
            (settings.age_sigma, settings.age_right, settings.age_spread),
        );
        let label = format!(
            "the child was {} years old then, guessed at {}{}",
            words::span(round_tenth(then.0), round_tenth(then.1)),
            words::span(guessed.0, guessed.1),
            if gap > 0.0 {
                format!(": {} years off", words::number(round_tenth(gap)))
            } else {
                String::new()
            }
        );
        let own = self.child.1.birth_date.as_ref();
        let own = own.map(|birth| birth.expose().to_string());
        let mut inputs = self.inputs(
            "description.age",
            None,
            Some(words::span(guessed.0, guessed.1)),
        );
        if let (Some(own), Some(first)) = (own, inputs.first_mut()) {
            first.field = format!("people[{}].birth_date", self.child.0);
            first.value = Some(own.into());
        }
        Some(self.component(
            SightingPart::Age,
            label,
            (raw, None),
            inputs,
            "an age-progressed picture shown to the witness among others",
        ))
    }

    fn height(&self) -> Option<SightingComponent> {
        let of = |one: &Involved| {
            let band = one
                .description
                .as_ref()?
                .height_cm
                .as_ref()?
                .expose()
                .clone();
            ends(&band)
        };
        let (own, said) = (of(self.child.1)?, of(self.other.1)?);
        let settings = self.settings;
        let since = self.days().unwrap_or(0.0) / 365.25;
        // only until the child is grown
        let growing = self.age_then().map_or((0.0, since), |(least, most)| {
            let left = |age: f64| (settings.grown_at - (age - since)).clamp(0.0, since);
            (left(most), left(least))
        });
        let then = (
            own.0 + growing.0 * settings.growth_cm.0,
            own.1 + growing.1 * settings.growth_cm.1,
        );
        let gap = apart(said, then);
        let raw = self.guess(
            gap,
            said.1 - said.0,
            (
                settings.height_sigma,
                settings.height_right,
                settings.height_spread,
            ),
        );
        let label = format!(
            "height {} cm, by the record and growth since {} cm{}",
            words::span(said.0, said.1),
            words::span(then.0.round(), then.1.round()),
            if gap > 0.0 {
                format!(": {} cm off", words::number(gap.round()))
            } else {
                String::new()
            }
        );
        let inputs = self.inputs(
            "description.height_cm",
            Some(words::span(own.0, own.1)),
            Some(words::span(said.0, said.1)),
        );
        Some(self.component(
            SightingPart::Height,
            label,
            (raw, Some(settings.height_half_life_days)),
            inputs,
            "a later measure of the child, or something beside the child that has a known height",
        ))
    }

    fn clothing(&self, own: &[Pii<String>], said: &[Pii<String>]) -> Option<SightingComponent> {
        let words = |all: &[Pii<String>]| -> Vec<String> {
            let texts = all.iter().map(|text| normal::text(text.expose()));
            let mut words: Vec<String> = texts
                .flat_map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>())
                .filter(|word| word.len() > 2 && !PLAIN.contains(&word.as_str()))
                .collect();
            words.sort_unstable();
            words.dedup();
            words
        };
        let (left, right) = (words(own), words(said));
        if left.is_empty() || right.is_empty() {
            return None;
        }
        let weights = self.settings.values.get(&SightingPart::Clothing)?;
        let shared: Vec<&str> = left
            .iter()
            .filter(|word| right.contains(word))
            .map(String::as_str)
            .collect();
        let (raw, label) = match shared.len() {
            0 => (weights.different, "clothing: no word in both".to_owned()),
            1 => (
                weights.near,
                format!("clothing: a word in both: {}", shared.join(", ")),
            ),
            _ => (
                weights.same,
                format!("clothing: words in both: {}", shared.join(", ")),
            ),
        };
        let joined = |all: &[Pii<String>]| {
            let texts: Vec<&str> = all.iter().map(|text| text.expose().as_str()).collect();
            Some(texts.join("; "))
        };
        let inputs = self.inputs("description.clothing", joined(own), joined(said));
        Some(self.component(
            SightingPart::Clothing,
            label,
            (raw.0, weights.half_life_days),
            inputs,
            "that the child had other clothes, or was given some",
        ))
    }
}

/// The two ends of a band that has at least one, and is a band.
fn ends(band: &Band) -> Option<(f64, f64)> {
    let (least, most) = (band.least.or(band.most)?, band.most.or(band.least)?);
    (least.is_finite() && most.is_finite() && least <= most).then_some((least, most))
}

/// How far two bands are apart; 0 where they meet.
fn apart(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.1).max(b.0 - a.1).max(0.0)
}

fn round_tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The least and the greatest age, in years, of someone born on a date that may be known in part.
fn years(birth: PartialDate, on: NaiveDate) -> (f64, f64) {
    let decimal = |day: NaiveDate| f64::from(day.year()) + f64::from(day.ordinal0()) / 365.25;
    let year = f64::from(birth.year());
    let (first, last) = match (birth.month(), birth.to_date()) {
        (_, Some(day)) => (decimal(day), decimal(day)),
        (Some(month), None) => (
            year + f64::from(month - 1) / 12.0,
            year + f64::from(month) / 12.0,
        ),
        (None, None) => (year, year + 1.0),
    };
    let on = decimal(on);
    ((on - last).max(0.0), (on - first).max(0.0))
}
