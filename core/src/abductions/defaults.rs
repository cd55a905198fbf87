//! What comparisons are worth before anything was learned.
//!
//! No published study gives these shares for attempted abductions. What is an assumption says so; train on solved series
//! where there are some.

use std::collections::BTreeMap;

use super::settings::{BandSettings, Caps, PlateSettings, TermKind, ValueSettings, WordSettings};
use crate::{compare::COLOR_NEIGHBOURS, linkage::MilliBits};

const ASSUMPTION: &str = "Assumption";

/// Years by which a witness is off, as a standard deviation. Assumption.
const AGE_ERROR: f64 = 6.0;
/// Centimetres by which a witness is off, likewise. Assumption.
const HEIGHT_ERROR: f64 = 6.0;

fn band(upper: &[f64], linked: Vec<f64>, other: &[f64], caps: Caps, source: &str) -> BandSettings {
    BandSettings {
        upper: upper.to_vec(),
        linked,
        other: other.to_vec(),
        caps,
        on: true,
        source: source.to_owned(),
    }
}

/// Shares of the gap between two estimates of one number, each off by a normal error of this standard deviation.
fn of_error(upper: &[f64], error: f64) -> Vec<f64> {
    // the difference of two has twice the variance
    let below = |gap: f64| libm::erf(gap / (2.0 * error));
    let mut left = 0.0;
    let mut shares: Vec<f64> = upper
        .iter()
        .map(|edge| below(*edge) - std::mem::replace(&mut left, below(*edge)))
        .collect();
    shares.push(1.0 - left);
    shares
}

pub(super) fn bands() -> BTreeMap<TermKind, BandSettings> {
    let age = &[3.0, 6.0, 10.0, 15.0, 22.0];
    let height = &[3.0, 6.0, 10.0, 15.0];
    BTreeMap::from([
        (
            TermKind::Distance,
            band(
                &[0.5, 2.0, 5.0, 10.0, 25.0, 50.0, 100.0, 300.0],
                vec![0.09, 0.11, 0.18, 0.20, 0.22, 0.10, 0.05, 0.03, 0.02],
                &[
                    0.0002, 0.0003, 0.0005, 0.001, 0.003, 0.005, 0.01, 0.05, 0.93,
                ],
                Caps::bits(-6, 8),
                "Assumption, that most series stay within a metropolitan area; other pairs as spread over the United States",
            ),
        ),
        (
            TermKind::Days,
            band(
                &[1.0, 3.0, 7.0, 14.0, 30.0, 60.0, 120.0, 365.0],
                vec![0.033, 0.055, 0.081, 0.108, 0.15, 0.14, 0.165, 0.255, 0.013],
                &[0.002, 0.0035, 0.007, 0.013, 0.03, 0.05, 0.10, 0.35, 0.4445],
                Caps::bits(-5, 5),
                "Assumption, that half of the pairs of series are of series of weeks, and half of series of a year, evenly spread (pairs up to 365 days apart are linked in Porter 2016); other pairs as spread over three years",
            ),
        ),
        (
            TermKind::Hours,
            band(
                &[0.5, 1.0, 2.0, 4.0],
                vec![0.16, 0.12, 0.20, 0.27, 0.25],
                &[0.08, 0.08, 0.15, 0.25, 0.44],
                Caps::bits(-1, 1),
                ASSUMPTION,
            ),
        ),
        (
            TermKind::Weekdays,
            band(
                &[0.5, 1.5, 2.5],
                vec![0.19, 0.30, 0.27, 0.24],
                &[0.16, 0.29, 0.28, 0.27],
                Caps::bits(-1, 1),
                ASSUMPTION,
            ),
        ),
        (
            TermKind::VictimAge,
            band(
                &[1.0, 3.0, 6.0],
                vec![0.34, 0.30, 0.24, 0.12],
                &[0.22, 0.25, 0.30, 0.23],
                Caps::bits(-2, 1),
                "Assumption, that an offender keeps to an age more often than not",
            ),
        ),
        (
            TermKind::Age,
            band(
                age,
                of_error(age, AGE_ERROR),
                &[0.17, 0.16, 0.19, 0.19, 0.17, 0.12],
                Caps::bits(-4, 2),
                "Witnesses off by 6 years (standard deviation), an assumption",
            ),
        ),
        (
            TermKind::Height,
            band(
                height,
                of_error(height, HEIGHT_ERROR),
                &[0.22, 0.20, 0.22, 0.20, 0.16],
                Caps::bits(-3, 2),
                "Witnesses off by 6 cm (standard deviation), an assumption",
            ),
        ),
        (
            TermKind::ModelYear,
            band(
                &[1.0, 3.0, 6.0, 10.0],
                vec![0.40, 0.30, 0.18, 0.08, 0.04],
                &[0.12, 0.14, 0.20, 0.22, 0.32],
                Caps::bits(-3, 2),
                ASSUMPTION,
            ),
        ),
    ])
}

fn value(
    (same, near, typical): (f64, f64, f64),
    groups: &[&[&str]],
    (least, most): (i32, i32),
    source: &str,
) -> ValueSettings {
    let words = |group: &&[&str]| group.iter().map(|word| (*word).to_owned()).collect();
    ValueSettings {
        same,
        near,
        typical,
        groups: groups.iter().map(words).collect(),
        caps: Caps {
            least: MilliBits(least),
            most: MilliBits(most),
        },
        on: true,
        source: source.to_owned(),
    }
}

pub(super) fn values() -> BTreeMap<TermKind, ValueSettings> {
    let mut all = BTreeMap::from(incident_values());
    all.extend(suspect_values());
    all.extend(vehicle_values());
    all
}

fn incident_values() -> [(TermKind, ValueSettings); 4] {
    [
        (
            TermKind::Method,
            value(
                (0.6, 0.0, 0.1),
                &[],
                (-1_500, 4_000),
                "Assumption, that an offender keeps to a way of doing it more often than not",
            ),
        ),
        (
            TermKind::Town,
            value((0.6, 0.0, 0.002), &[], (0, 4_000), ASSUMPTION),
        ),
        (
            TermKind::Approach,
            value(
                (0.6, 0.12, 0.1),
                &[
                    &["candy", "money", "gift"],
                    &["animal", "help", "question"],
                    &["parent_sent_me", "authority"],
                    &["force", "threat"],
                ],
                (-1_500, 4_000),
                "Assumption, that an offender keeps to a way of approach more often than not",
            ),
        ),
        (
            TermKind::VictimSex,
            value((0.8, 0.0, 0.45), &[], (-1_500, 1_000), ASSUMPTION),
        ),
    ]
}

fn suspect_values() -> [(TermKind, ValueSettings); 8] {
    let [facial_hair, eye_color, eyewear] = face_values();
    [
        (
            TermKind::Sex,
            value((0.98, 0.0, 0.5), &[], (-4_000, 4_000), ASSUMPTION),
        ),
        (
            TermKind::Build,
            value(
                (0.6, 0.25, 0.25),
                &[
                    &["very_thin", "thin", "slim", "small"],
                    &["average", "medium"],
                    &["muscular", "stocky"],
                    &["stocky", "large", "heavy", "rotund", "pot_belly", "obese"],
                ],
                (-2_000, 3_000),
                ASSUMPTION,
            ),
        ),
        (
            TermKind::HairColor,
            value(
                (0.68, 0.17, 0.25),
                &[
                    &["black", "brown"],
                    &["brown", "sandy"],
                    &["sandy", "blond", "strawberry"],
                    &["gray", "white"],
                    &["strawberry", "red", "auburn", "orange"],
                    &["auburn", "brown"],
                ],
                (-2_500, 4_000),
                ASSUMPTION,
            ),
        ),
        (
            TermKind::HairLength,
            value(
                (0.65, 0.2, 0.3),
                &[
                    &["bald", "short"],
                    &["short", "medium"],
                    &["medium", "long"],
                ],
                (-2_000, 3_000),
                ASSUMPTION,
            ),
        ),
        facial_hair,
        eye_color,
        eyewear,
        (
            TermKind::Race,
            value(
                (0.85, 0.0, 0.4),
                &[],
                (-1_000, 1_000),
                "Assumption; only as a witness stated it, and capped so that it can never carry a link",
            ),
        ),
    ]
}

fn face_values() -> [(TermKind, ValueSettings); 3] {
    [
        (
            TermKind::FacialHair,
            value(
                (0.6, 0.22, 0.2),
                &[
                    &["clean_shaven", "unshaven", "needs_a_shave"],
                    &["unshaven", "needs_a_shave", "slight_beard"],
                    &[
                        "mustache",
                        "heavy_mustache",
                        "light_mustache",
                        "handlebar_mustache",
                        "fu_manchu",
                        "combo_beard-mustache",
                    ],
                    &[
                        "goatee",
                        "slight_beard",
                        "beard",
                        "full_beard",
                        "combo_beard-mustache",
                        "fu_manchu",
                    ],
                    &["sideburns", "long_sideburns", "mutton_chops"],
                ],
                (-1_500, 3_500),
                "Assumption; it can be shaved",
            ),
        ),
        (
            TermKind::EyeColor,
            value(
                (0.7, 0.15, 0.3),
                &[
                    &["blue", "gray", "green"],
                    &["green", "hazel"],
                    &["hazel", "brown"],
                    &["brown", "black"],
                ],
                (-2_000, 3_000),
                ASSUMPTION,
            ),
        ),
        (
            TermKind::Eyewear,
            value(
                (0.6, 0.1, 0.3),
                &[
                    &["glasses", "bifocals", "sunglasses"],
                    &["none", "contacts"],
                ],
                (-1_000, 2_000),
                "Assumption; it can be taken off",
            ),
        ),
    ]
}

fn vehicle_values() -> [(TermKind, ValueSettings); 5] {
    [
        (
            TermKind::VehicleStyle,
            value(
                (0.75, 0.13, 0.15),
                &[
                    &[
                        "sedan",
                        "four_door",
                        "four_door_hardtop",
                        "hardtop",
                        "limousine",
                    ],
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
                    &["van", "minivan", "van_camper", "motor_home", "ambulance"],
                    &["motorcycle", "scooter"],
                ],
                (-2_500, 4_000),
                ASSUMPTION,
            ),
        ),
        (
            TermKind::Make,
            value(
                (0.75, 0.07, 0.08),
                &[
                    &["chevrolet", "gmc"],
                    &["dodge", "chrysler", "plymouth", "ram"],
                    &["ford", "mercury", "lincoln"],
                    &["toyota", "lexus", "scion"],
                    &["honda", "acura"],
                    &["nissan", "infiniti", "datsun"],
                    &["hyundai", "kia"],
                    &["volkswagen", "audi"],
                ],
                (-2_500, 5_000),
                "Assumption; makes of one maker share bodies",
            ),
        ),
        (
            TermKind::Model,
            value((0.8, 0.0, 0.03), &[], (-2_000, 6_000), ASSUMPTION),
        ),
        (
            TermKind::VehicleColor,
            value(
                (0.72, 0.18, 0.12),
                COLOR_NEIGHBOURS,
                (-2_500, 4_000),
                "Assumption; the groups are colours that light and dusk make look alike",
            ),
        ),
        (
            TermKind::PlateState,
            value((0.9, 0.0, 0.1), &[], (-2_000, 3_000), ASSUMPTION),
        ),
    ]
}

pub(super) fn words() -> BTreeMap<TermKind, WordSettings> {
    let words = |same, most, source: &str| WordSettings {
        same,
        caps: Caps {
            least: MilliBits(0),
            most: MilliBits(most),
        },
        on: true,
        source: source.to_owned(),
    };
    BTreeMap::from([
        (
            TermKind::Clothing,
            words(0.15, 1_000, "Assumption; it is changed from day to day"),
        ),
        (TermKind::Speech, words(0.4, 4_000, ASSUMPTION)),
        (TermKind::Marks, words(0.4, 6_000, ASSUMPTION)),
        (TermKind::Features, words(0.35, 6_000, ASSUMPTION)),
    ])
}

pub(super) fn plate() -> PlateSettings {
    PlateSettings {
        same: 0.9,
        confused: 0.07,
        look_alike: ["0OQD", "1ILT", "2Z", "5S", "6G", "8B3", "4A", "7T", "UV", "MN", "CG", "EF", "PR", "KX", "VY"]
            .map(str::to_owned)
            .to_vec(),
        caps: Caps::bits(-6, 13),
        most_in_part: MilliBits(8_300),
        on: true,
        source: "Assumption; the groups are characters that people and plate readers take for each other".to_owned(),
    }
}
