//! Which clues are independent of each other?
//!
//! Two clues are taken as independent when no one circumstance makes both of them lead wrong. A household that came from
//! elsewhere brings its language, its programmes, its products and its team along, so these are one group, however many
//! of them there are. It does not bring the sockets in the walls, the money in the till or the cars in the street. An
//! assumption of the library, by kind and not by object: two clues of two groups count as independent though they were
//! seen in one file or noted by one analyst, and a journey makes all groups lead wrong together.
//!
//! | group | kinds | what makes them lead wrong together |
//! | --- | --- | --- |
//! | what people bring along | language, dialect, sign, broadcast, telephone code, product, team | a household or a parcel from elsewhere |
//! | mains | socket | a building wired by another standard; an adapter |
//! | money | currency | money kept from a journey |
//! | traffic | driving side, plate, vehicle | a car from elsewhere |
//! | school | school | a uniform that was handed on |
//! | buildings | architecture | a fashion |
//! | nature | vegetation, time cue | places of one latitude and climate |
//! | other | every other kind | not known, so these are one group |

use std::collections::{BTreeMap, BTreeSet};

use super::{ClueKind, CluePart, ClueSettings};
use crate::linkage::MilliBits;

/// What is independent of each other.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(super) enum Group {
    Brought,
    Mains,
    Money,
    Traffic,
    School,
    Buildings,
    Nature,
    Other,
}

impl Group {
    const ALL: [Self; 8] = [
        Self::Brought,
        Self::Mains,
        Self::Money,
        Self::Traffic,
        Self::School,
        Self::Buildings,
        Self::Nature,
        Self::Other,
    ];

    pub(super) fn of(kind: &ClueKind) -> Self {
        match kind {
            ClueKind::Language
            | ClueKind::Dialect
            | ClueKind::Sign
            | ClueKind::Broadcast
            | ClueKind::PhoneCode
            | ClueKind::Product
            | ClueKind::Team => Self::Brought,
            ClueKind::Socket => Self::Mains,
            ClueKind::Currency => Self::Money,
            ClueKind::DrivingSide | ClueKind::Plate | ClueKind::Vehicle => Self::Traffic,
            ClueKind::School => Self::School,
            ClueKind::Architecture => Self::Buildings,
            ClueKind::Vegetation | ClueKind::TimeCue => Self::Nature,
            ClueKind::Unstated | ClueKind::Other(_) => Self::Other,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Brought => "what people bring along (language, signs, broadcasts, products)",
            Self::Mains => "mains",
            Self::Money => "money",
            Self::Traffic => "traffic (driving side, plates, vehicles)",
            Self::School => "school",
            Self::Buildings => "buildings",
            Self::Nature => "nature (plants, daylight, season)",
            Self::Other => "other kinds",
        }
    }
}

/// What each group of clues weighs for one place, all that speaks against it taken off.
#[derive(Debug, Default)]
pub(super) struct GroupWeights(BTreeMap<Group, i32>);

impl GroupWeights {
    pub(super) fn of_parts(parts: &[CluePart]) -> Self {
        parts
            .iter()
            .map(|part| (&part.kind, part.weight.0))
            .collect()
    }

    /// The groups that weigh enough for the place.
    fn enough(&self, settings: &ClueSettings) -> BTreeSet<Group> {
        let least = i64::from(settings.least_group_millibits);
        let enough = |weight: i32| weight > 0 && i64::from(weight) >= least;
        let groups = self.0.iter().filter(|(_, weight)| enough(**weight));
        groups.map(|(group, _)| *group).collect()
    }

    pub(super) fn count_enough(&self, settings: &ClueSettings) -> usize {
        self.enough(settings).len()
    }

    /// Whether as many groups speak for the place as are asked for.
    pub(super) fn suffice(&self, settings: &ClueSettings) -> bool {
        self.count_enough(settings) >= settings.least_groups as usize
    }

    /// What is missing, in a sentence, where they do not.
    pub(super) fn missing(&self, settings: &ClueSettings) -> String {
        let enough = self.enough(settings);
        let list = |groups: Vec<String>| {
            if groups.is_empty() {
                "none".to_owned()
            } else {
                groups.join("; ")
            }
        };
        let there = enough.iter().map(|group| group.words().to_owned());
        let too_little = self
            .0
            .iter()
            .filter(|(group, weight)| **weight != 0 && !enough.contains(group))
            .map(|(group, weight)| format!("{}, {}", group.words(), MilliBits(*weight)));
        let others = Group::ALL
            .iter()
            .filter(|group| !enough.contains(group) && **group != Group::Other)
            .map(|group| group.words().to_owned());
        format!(
            "Independent groups of clues that weigh {} or more for the first place: {}. At least {} are asked for. \
             Enough: {}. Too little: {}. A surer or rarer clue of one of these would help: {}.",
            MilliBits(i32::try_from(settings.least_group_millibits).unwrap_or(i32::MAX)),
            enough.len(),
            settings.least_groups,
            list(there.collect()),
            list(too_little.collect()),
            list(others.collect()),
        )
    }
}

impl<'a> FromIterator<(&'a ClueKind, i32)> for GroupWeights {
    fn from_iter<I: IntoIterator<Item = (&'a ClueKind, i32)>>(weights: I) -> Self {
        let mut groups = BTreeMap::new();
        for (kind, weight) in weights {
            *groups.entry(Group::of(kind)).or_default() += weight;
        }
        Self(groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(of: &[(ClueKind, i32)]) -> GroupWeights {
        of.iter().map(|(kind, weight)| (kind, *weight)).collect()
    }

    #[test]
    fn what_a_household_brings_along_is_one_group() {
        let settings = ClueSettings::default();
        let brought = [
            (ClueKind::Language, 5_700),
            (ClueKind::Dialect, 2_850),
            (ClueKind::Sign, 5_700),
            (ClueKind::Broadcast, 2_000),
            (ClueKind::PhoneCode, 5_700),
            (ClueKind::Product, 5_700),
            (ClueKind::Team, 5_700),
        ];
        assert!(!weights(&brought).suffice(&settings));
        for other in [
            ClueKind::Socket,
            ClueKind::Currency,
            ClueKind::Plate,
            ClueKind::School,
            ClueKind::Architecture,
            ClueKind::Vegetation,
            ClueKind::Other("smell".to_owned()),
        ] {
            let both = [(ClueKind::Language, 5_700), (other.clone(), 1_000)];
            assert!(weights(&both).suffice(&settings), "{other:?}");
            let less = [(ClueKind::Language, 5_700), (other, 999)];
            assert!(!weights(&less).suffice(&settings));
        }
        let two_unknown = [
            (ClueKind::Unstated, 5_700),
            (ClueKind::Other("smell".to_owned()), 5_700),
        ];
        assert!(!weights(&two_unknown).suffice(&settings));
    }

    #[test]
    fn what_speaks_against_is_taken_off() {
        let settings = ClueSettings::default();
        let of = |against| {
            weights(&[
                (ClueKind::Currency, 5_700),
                (ClueKind::Plate, 1_500),
                (ClueKind::DrivingSide, against),
            ])
        };
        assert!(of(-500).suffice(&settings));
        let missing = of(-501);
        assert!(!missing.suffice(&settings));
        let words = missing.missing(&settings);
        for part in [
            "for the first place: 1. At least 2",
            "Enough: money.",
            "traffic (driving side, plates, vehicles), +0.999 bits",
            "mains; traffic",
        ] {
            assert!(words.contains(part), "{words}");
        }
        // nothing that weighs nothing is a group, whatever the settings ask for
        let none = ClueSettings {
            least_group_millibits: 0,
            ..settings
        };
        assert_eq!(weights(&[(ClueKind::Plate, 0)]).count_enough(&none), 0);
    }
}
