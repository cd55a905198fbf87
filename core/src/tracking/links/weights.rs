//! What each value weighs that a registrant may have, by how common it is.

use super::{
    ValueShares,
    columns::{NONE, Words},
    numbers::bits,
};

/// What each value weighs that a registrant may have.
pub(super) struct Weights {
    /// Of values that are the same or near, by number.
    listed: Vec<(u32, i32)>,
    /// Of any other.
    other: i32,
    /// Whether the case has a value.
    pub(super) is_given: bool,
}

impl Weights {
    pub(super) const fn nothing() -> Self {
        Self {
            listed: Vec::new(),
            other: 0,
            is_given: false,
        }
    }

    /// What agreement weighs by how common the value is among registrants.
    pub(super) fn new(
        words: &Words,
        given: Option<&str>,
        near: &dyn Fn(&str, &str) -> bool,
        shares: ValueShares,
    ) -> Self {
        /// A value that is never seen is taken to be had by so many, as if by twenty others.
        const TYPICAL: f64 = 0.1;
        let Some(given) = given else {
            return Self::nothing();
        };
        let own = words.number(given);
        let own_share = words.share(own, TYPICAL);
        let neighbours: Vec<u32> = words
            .iter()
            .filter(|(number, word)| Some(*number) != own && near(given, word))
            .map(|(number, _)| number)
            .collect();
        let of_one = |number: &u32| words.share(Some(*number), 0.0);
        let near_share: f64 = neighbours.iter().map(of_one).sum();
        let rest_share = (1.0 - own_share - near_share).max(0.01);
        let near_weight = bits(shares.near.max(0.005) / near_share.max(0.01));
        let mut listed: Vec<(u32, i32)> = neighbours
            .into_iter()
            .map(|number| (number, near_weight))
            .collect();
        listed.extend(own.map(|own| (own, bits(shares.same / own_share))));
        listed.sort_unstable();
        Self {
            listed,
            other: bits((1.0 - shares.same - shares.near) / rest_share),
            is_given: true,
        }
    }

    /// What a value weighs; `None` where one side has none.
    pub(super) fn of(&self, number: u32) -> Option<i32> {
        if !self.is_given || number == NONE {
            return None;
        }
        let at = self.listed.binary_search_by_key(&number, |one| one.0);
        let listed = at.ok().and_then(|at| self.listed.get(at));
        Some(listed.map_or(self.other, |one| one.1))
    }
}

/// Values that witnesses take for each other: they stand in one group of the lists, or next to each other.
pub(super) fn in_one_group(
    groups: &'static [&'static [&'static str]],
) -> impl Fn(&str, &str) -> bool {
    move |a: &str, b: &str| {
        groups
            .iter()
            .any(|group| group.contains(&a) && group.contains(&b))
    }
}

pub(super) const STYLES: &[&[&str]] = &[
    &["sedan", "four_door", "four_door_hardtop", "hardtop"],
    &[
        "two_door",
        "coupe",
        "two_door_hardtop",
        "hardtop",
        "convertible",
    ],
    &[
        "hatchback",
        "two_door_hatchback",
        "four_door_hatchback",
        "station_wagon",
    ],
    &["sport_utility", "carry_all", "station_wagon"],
    &["van", "minivan", "van_camper", "motor_home"],
    &["motorcycle", "scooter"],
];
pub(super) const MAKES: &[&[&str]] = &[
    &["chevrolet", "gmc"],
    &["dodge", "chrysler", "plymouth", "ram"],
    &["ford", "mercury", "lincoln"],
    &["toyota", "lexus", "scion"],
    &["honda", "acura"],
    &["nissan", "infiniti"],
    &["hyundai", "kia"],
    &["volkswagen", "audi"],
];
pub(super) const BUILDS: &[&[&str]] = &[
    &["very_thin", "thin", "slim", "small"],
    &["slim", "medium", "average"],
    &["average", "medium"],
    &["medium", "heavy"],
    &["muscular", "stocky"],
    &["stocky", "large", "heavy", "rotund", "pot_belly", "obese"],
];
pub(super) const HAIR: &[&[&str]] = &[
    &["black", "brown"],
    &["brown", "sandy"],
    &["sandy", "blond", "strawberry"],
    &["gray", "white"],
    &["strawberry", "red", "auburn", "orange"],
    &["auburn", "brown"],
];
pub(super) const FACIAL_HAIR: &[&[&str]] = &[
    &["clean_shaven", "unshaven"],
    &["unshaven", "slight_beard", "mustache"],
    &["mustache", "goatee"],
    &["goatee", "slight_beard", "beard", "full_beard"],
];
pub(super) const EYES: &[&[&str]] = &[
    &["blue", "gray", "green"],
    &["green", "hazel"],
    &["hazel", "brown"],
    &["brown", "black"],
];
