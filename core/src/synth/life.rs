//! A registrant as the person truly is, before any registry writes anything down.

use chrono::{Datelike, Days, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    NameOrigin, World,
    distinct::{Distinct, feature},
    draw::{Draw, Topic},
    names::{Name, name},
    states::{STATES, STREET_KINDS, STREETS, State, TOWN_HEADS, TOWN_TAILS},
};
use crate::records::{
    Build, EyeColor, FacialHair, HairColor, Race, Span, VehicleColor, VehicleStyle,
};

/// Where a registrant truly is with the duties, at the date of the world.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrueStatus {
    /// Meets the duties.
    Compliant,
    /// Fled, as an agency has declared.
    Absconded,
    /// Nobody knows where the person is.
    Unlocated,
    /// Did not appear when due.
    FailedToComply,
    /// Has no address.
    Transient,
}

/// A stay at an address, in truth.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrueResidence {
    /// The state.
    pub state: String,
    /// The town.
    pub locality: String,
    /// Number and street.
    pub street: String,
    /// From when until when; without an end, still there.
    pub span: Span,
}

/// How someone looks.
pub(super) struct Looks {
    pub(super) height_cm: f64,
    pub(super) weight_kg: f64,
    pub(super) build: Build,
    pub(super) hair: HairColor,
    pub(super) eyes: EyeColor,
    pub(super) facial_hair: Option<FacialHair>,
    pub(super) race: Race,
    pub(super) distinct: Distinct,
}

/// A vehicle as it truly is.
pub(super) struct TrueVehicle {
    pub(super) year: u16,
    pub(super) make: &'static str,
    pub(super) model: &'static str,
    pub(super) style: VehicleStyle,
    pub(super) color: VehicleColor,
    pub(super) plate: String,
    pub(super) state: &'static str,
    pub(super) feature: Option<&'static str>,
}

pub(super) struct Home {
    pub(super) state: &'static State,
    pub(super) town: String,
    pub(super) number: String,
    pub(super) street: String,
    pub(super) zip: String,
    pub(super) position: (f64, f64),
    pub(super) from: NaiveDate,
    pub(super) until: Option<NaiveDate>,
}

/// A registrant.
pub(super) struct Life {
    pub(super) origin: NameOrigin,
    pub(super) name: Name,
    pub(super) is_woman: bool,
    pub(super) born: NaiveDate,
    pub(super) looks: Looks,
    pub(super) social_security: String,
    pub(super) phone: String,
    pub(super) convicted: NaiveDate,
    pub(super) convicted_in: &'static State,
    pub(super) released: Option<NaiveDate>,
    pub(super) tier: u8,
    pub(super) homes: Vec<Home>,
    /// In order; one may begin on the day on which the one before it ended.
    pub(super) custody: Vec<Held>,
    pub(super) status: TrueStatus,
    /// Since when the duties are not met.
    pub(super) lapsed: Option<NaiveDate>,
    pub(super) vehicle: Option<TrueVehicle>,
}

impl Life {
    /// Where the person lives on a day, where free on it and on so many days after.
    pub(super) fn free_at_home(&self, day: NaiveDate, days: i64) -> Option<&Home> {
        let last = days_after(day, days);
        let is_held = |(from, until): &Held| *from <= last && until.is_none_or(|until| until > day);
        if self.custody.iter().any(is_held) {
            return None;
        }
        let lives = |home: &&Home| home.from <= day && home.until.is_none_or(|until| until > last);
        self.homes.iter().find(lives)
    }
}

impl Life {
    /// The homes that a registry can know of: who has lapsed tells of no move.
    pub(super) fn told_homes(&self) -> impl Iterator<Item = &Home> {
        let told = |home: &&Home| self.lapsed.is_none_or(|lapsed| home.from <= lapsed);
        self.homes.iter().filter(told)
    }

    /// Until when the person lived in a home, as far as a registry knows.
    pub(super) fn told_until(&self, home: &Home) -> Option<NaiveDate> {
        home.until
            .filter(|until| self.lapsed.is_none_or(|lapsed| *until <= lapsed))
    }
}

/// When someone was in custody: from the first day to the day of release, which is free; without it, still.
pub(super) type Held = (NaiveDate, Option<NaiveDate>);

/// The first day from `day` on that is not spent in custody; `None` when there is none yet. The times in custody are in
/// order.
pub(super) fn first_free(custody: &[Held], day: NaiveDate) -> Option<NaiveDate> {
    custody.iter().try_fold(day, |day, (from, until)| {
        if *from <= day && until.is_none_or(|until| day < until) {
            *until
        } else {
            Some(day)
        }
    })
}

/// The last day up to `day` that is not spent in custody. The times in custody are in order.
pub(super) fn last_free(custody: &[Held], day: NaiveDate) -> NaiveDate {
    custody.iter().rev().fold(day, |day, (from, until)| {
        if *from <= day && until.is_none_or(|until| day < until) {
            days_before(*from, 1)
        } else {
            day
        }
    })
}

pub(super) fn eighteenth_birthday(born: NaiveDate) -> NaiveDate {
    let year = born.year() + 18;
    // who was born on 29 February is of age on 1 March
    born.with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
        .unwrap_or(born)
}

/// The most homes and the most stays in custody of one person.
const MOST_EVENTS: usize = 500;

/// `P-0000042`.
pub(super) fn person_id(index: u64) -> String {
    format!("P-{index:07}")
}

pub(super) fn days_before(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_sub_days(Days::new(days.max(0) as u64))
        .unwrap_or(day)
}

pub(super) fn days_after(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_days(Days::new(days.max(0) as u64))
        .unwrap_or(day)
}

pub(super) fn state(draw: &mut Draw) -> &'static State {
    &STATES[draw.weighted(STATES.iter().map(|state| f64::from(state.people)))]
}

pub(super) fn town(draw: &mut Draw) -> String {
    let head = draw.one(&TOWN_HEADS);
    format!("{head}{}", draw.one(&TOWN_TAILS))
}

pub(super) fn street(draw: &mut Draw) -> String {
    let name = draw.one(&STREETS);
    format!("{name} {}", draw.one(&STREET_KINDS))
}

/// 555-0100 to 555-0199, which are kept free for stories, in an area code that cannot be: none begins with 0 or 1.
pub(super) fn phone(draw: &mut Draw) -> String {
    format!(
        "({}{}) 555-01{}",
        draw.below(2),
        draw.digits(2),
        draw.digits(2)
    )
}

/// A place in the state: within a share of how far its land reaches, most in the middle.
pub(super) fn place_in(state: &State, share: f64, draw: &mut Draw) -> (f64, f64) {
    let round = |degrees: f64| (degrees * 10_000.0).round() / 10_000.0;
    // the draw ends three spreads from the middle
    let spread = state.reach * share / 3.0;
    (
        round(draw.about(state.inside.0, spread)),
        round(draw.about(state.inside.1, spread)),
    )
}

impl World {
    /// The registrant of this number.
    pub(super) fn life(&self, index: u64) -> Life {
        let draw = &mut Draw::new(self.seed, Topic::Person, index);
        let origin = NameOrigin::ALL[draw.weighted(self.rates.origins().into_iter())];
        let is_woman = draw.happens(self.rates.offender_is_woman);
        let name = name(origin, is_woman, draw);
        let age = draw.about(47.0, 11.0).clamp(20.0, 85.0);
        let born = days_before(self.as_of, (age * 365.25) as i64 + draw.between(0, 364));
        let mut looks = looks(origin, is_woman, age, draw);
        // none of these is a social security number, nor one of the tax numbers, whose middle digits are others
        let social_security = format!("9{}-4{}-{}", draw.digits(2), draw.digits(1), draw.digits(4));
        let phone = phone(draw);
        let adult_days = ((age - 18.0) * 365.25) as i64;
        let convicted = days_before(self.as_of, draw.between(30, adult_days.clamp(60, 11_000)))
            .max(eighteenth_birthday(born));
        let convicted_in = state(draw);
        let term = draw.between(0, 2_200);
        let released = Some(days_after(convicted, term)).filter(|day| *day < self.as_of);
        let tier = 1 + draw.weighted([0.45, 0.25, 0.30].into_iter()) as u8;
        // some go to another state on release
        let first = if draw.happens(self.rates.move_leaves_state) {
            state(draw)
        } else {
            convicted_in
        };
        let homes = released.map_or_else(Vec::new, |day| self.homes(day, first, draw));
        let mut custody = vec![(convicted, released)];
        if let Some(day) = released {
            self.later_custody(day, &mut custody, draw);
        }
        let (status, lapsed) = self.status(released, &custody, draw);
        let last_home = homes.last().map_or(convicted_in, |home| home.state);
        let mut vehicle = draw
            .happens(0.75)
            .then(|| vehicle(last_home, self.as_of, draw));
        looks.distinct = Distinct::new(&self.rates, draw);
        if let Some(vehicle) = &mut vehicle {
            vehicle.feature = feature(&self.rates, draw);
        }
        Life {
            origin,
            name,
            is_woman,
            born,
            looks,
            social_security,
            phone,
            convicted,
            convicted_in,
            released,
            tier,
            homes,
            custody,
            status,
            lapsed,
            vehicle,
        }
    }

    fn homes(&self, released: NaiveDate, first: &'static State, draw: &mut Draw) -> Vec<Home> {
        let mut homes: Vec<Home> = Vec::new();
        let (mut from, mut where_) = (released, first);
        loop {
            let moved = (self.rates.moves_a_year > 0.0)
                .then(|| days_after(from, draw.wait(self.rates.moves_a_year)));
            // the last one stays open
            let until = moved.filter(|day| *day < self.as_of && homes.len() < MOST_EVENTS);
            homes.push(Home {
                state: where_,
                town: town(draw),
                number: draw.between(1, 9_800).to_string(),
                street: street(draw),
                zip: format!("{}{}", where_.zip3, draw.digits(2)),
                position: place_in(where_, 1.0, draw),
                from,
                until,
            });
            let Some(until) = until else { return homes };
            from = until;
            if draw.happens(self.rates.move_leaves_state) {
                where_ = state(draw);
            }
        }
    }

    fn later_custody(&self, released: NaiveDate, custody: &mut Vec<Held>, draw: &mut Draw) {
        let mut from = released;
        while self.rates.custody_a_year > 0.0 && custody.len() < MOST_EVENTS {
            let start = days_after(from, draw.wait(self.rates.custody_a_year));
            let end = days_after(start, draw.between(1, 400));
            if start >= self.as_of {
                return;
            }
            custody.push((start, Some(end).filter(|day| *day < self.as_of)));
            from = end;
        }
    }

    /// Only who is free can fail to register.
    fn status(
        &self,
        released: Option<NaiveDate>,
        custody: &[Held],
        draw: &mut Draw,
    ) -> (TrueStatus, Option<NaiveDate>) {
        let rates = &self.rates;
        let parts = [
            rates.absconded,
            rates.unlocated,
            rates.failed_to_comply,
            rates.transient,
        ];
        let rest = (1.0 - parts.iter().sum::<f64>()).max(0.0);
        let chosen = draw.weighted(parts.into_iter().chain([rest]));
        let back = draw.between(10, 1_500);
        let Some(released) = released else {
            return (TrueStatus::Compliant, None);
        };
        // who is held is where the registry knows, and who was is found
        let Some(free) = custody.last().map_or(Some(released), |(_, until)| *until) else {
            return (TrueStatus::Compliant, None);
        };
        let lapsed = Some(days_before(self.as_of, back).max(free));
        match chosen {
            0 => (TrueStatus::Absconded, lapsed),
            1 => (TrueStatus::Unlocated, lapsed),
            2 => (TrueStatus::FailedToComply, lapsed),
            3 => (TrueStatus::Transient, None),
            _ => (TrueStatus::Compliant, None),
        }
    }
}

pub(super) fn looks(origin: NameOrigin, is_woman: bool, age: f64, draw: &mut Draw) -> Looks {
    let height_cm = draw
        .about(if is_woman { 163.0 } else { 177.0 }, 4.5)
        .round();
    let weight_kg = draw.about(if is_woman { 72.0 } else { 86.0 }, 11.0).round();
    let index = weight_kg / (height_cm / 100.0) / (height_cm / 100.0);
    let build = match index {
        low if low < 22.0 => Build::from("slim"),
        low if low < 27.0 => Build::from("medium"),
        _ => Build::from("heavy"),
    };
    let is_dark = !matches!(
        origin,
        NameOrigin::English | NameOrigin::Slavic | NameOrigin::Hungarian
    );
    let hair = if age > 60.0 && draw.happens(0.7) {
        HairColor::Gray
    } else if is_dark {
        HairColor::Black
    } else {
        [
            HairColor::Brown,
            HairColor::Black,
            HairColor::Blond,
            HairColor::Red,
        ][draw.weighted([0.5, 0.25, 0.2, 0.05].into_iter())]
        .clone()
    };
    let eyes = if is_dark {
        EyeColor::Brown
    } else {
        [
            EyeColor::Brown,
            EyeColor::Blue,
            EyeColor::Hazel,
            EyeColor::Green,
        ][draw.weighted([0.45, 0.3, 0.15, 0.1].into_iter())]
        .clone()
    };
    let race = match origin {
        NameOrigin::English if draw.happens(0.25) => Race::Black,
        NameOrigin::Vietnamese | NameOrigin::Chinese => Race::Asian,
        NameOrigin::Mononym => Race::Unknown,
        _ => Race::White,
    };
    let facial_hair = (!is_woman && draw.happens(0.4))
        .then(|| FacialHair::from(draw.one(&["beard", "mustache", "goatee"])));
    Looks {
        height_cm,
        weight_kg,
        build,
        hair,
        eyes,
        facial_hair,
        race,
        distinct: Distinct::default(),
    }
}

/// A vehicle of a model year before that of the day as of which it is known.
pub(super) fn vehicle(state: &'static State, as_of: NaiveDate, draw: &mut Draw) -> TrueVehicle {
    const MODELS: [(&str, &str, VehicleStyle); 16] = [
        ("FORD", "F-150", VehicleStyle::Pickup),
        ("CHEV", "Silverado", VehicleStyle::Pickup),
        ("TOYT", "Camry", VehicleStyle::Sedan),
        ("HOND", "Civic", VehicleStyle::Sedan),
        ("HOND", "Odyssey", VehicleStyle::Van),
        ("DODG", "Caravan", VehicleStyle::Van),
        ("FORD", "Transit", VehicleStyle::Van),
        ("NISS", "Altima", VehicleStyle::Sedan),
        ("TOYT", "RAV4", VehicleStyle::SportUtility),
        ("JEEP", "Cherokee", VehicleStyle::SportUtility),
        ("CHEV", "Tahoe", VehicleStyle::SportUtility),
        ("HYUN", "Elantra", VehicleStyle::Sedan),
        ("SUBA", "Outback", VehicleStyle::StationWagon),
        ("VOLK", "Golf", VehicleStyle::Hatchback),
        ("KIA", "Soul", VehicleStyle::Hatchback),
        ("GMC", "Savana", VehicleStyle::Van),
    ];
    const COLORS: [VehicleColor; 10] = [
        VehicleColor::White,
        VehicleColor::Black,
        VehicleColor::Gray,
        VehicleColor::Silver,
        VehicleColor::Blue,
        VehicleColor::Red,
        VehicleColor::Green,
        VehicleColor::Brown,
        VehicleColor::Tan,
        VehicleColor::Gold,
    ];
    let (make, model, style) = MODELS[draw.below(16) as usize].clone();
    let weights = [25.0, 22.0, 17.0, 13.0, 9.0, 7.0, 2.0, 2.0, 2.0, 1.0];
    TrueVehicle {
        year: (as_of.year() - 28) as u16 + draw.below(28) as u16,
        make,
        model,
        style,
        color: COLORS[draw.weighted(weights.into_iter())].clone(),
        plate: format!("ZZ{}", draw.digits(5)),
        state: state.postal,
        feature: None,
    }
}
