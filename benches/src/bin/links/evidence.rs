//! What, of a true link, both records hold: told by the records and the truth, and by nothing that the library weighs.

use caselink::{
    records::{Address, Case, Mark, Offender, PersonDescription, Role, Vehicle},
    tracking::OpenCase,
};
use chrono::{Datelike, NaiveDate};

use super::planted::{Person, Planted};

/// A home within so many kilometres of the place of the case is near: the world plants a link within that of the true home.
const NEAR_KM: f64 = 25.0;
/// A plate of which fewer characters were read says little.
const LEAST_CHARACTERS: usize = 3;

/// By what a true link can be told from the records.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Evidence {
    /// Three or more characters of a plate, as on record; with the look of the vehicle or the person, or a place.
    Plate,
    /// A mark with what it shows, as on record.
    Mark,
    /// A place, the look of the vehicle and the look of the person.
    ThreeGroups,
    /// Two of these.
    TwoGroups,
    /// A home near the place of the case, as on record for that day, and nothing else.
    PlaceAlone,
    /// The look of the vehicle or of the person alone, or nothing.
    Little,
}

impl Evidence {
    pub(crate) const ALL: [Self; 6] = [
        Self::Plate,
        Self::Mark,
        Self::ThreeGroups,
        Self::TwoGroups,
        Self::PlaceAlone,
        Self::Little,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Plate => "plate",
            Self::Mark => "mark",
            Self::ThreeGroups => "three_groups",
            Self::TwoGroups => "two_groups",
            Self::PlaceAlone => "place_alone",
            Self::Little => "little",
        }
    }

    /// Whether evidence exists: something that few share, or two independent groups.
    pub(crate) const fn is_there(self) -> bool {
        !matches!(self, Self::PlaceAlone | Self::Little)
    }

    pub(crate) fn of(open: &OpenCase, person: &Person) -> Self {
        let told = Told::of(&open.case, &person.records);
        let groups = [told.near.is_some(), told.look, told.looks];
        if told.plate {
            return Self::Plate;
        }
        if told.mark {
            return Self::Mark;
        }
        match groups.iter().filter(|one| **one).count() {
            3 => Self::ThreeGroups,
            2 => Self::TwoGroups,
            _ if told.near.is_some() => Self::PlaceAlone,
            _ => Self::Little,
        }
    }
}

/// What of a person's records is as the case has it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one sort of evidence"
)]
pub(crate) struct Told {
    /// Kilometres to the nearest home of that day, where it is near.
    near: Option<f64>,
    plate: bool,
    mark: bool,
    look: bool,
    looks: bool,
}

impl Told {
    pub(crate) fn of(case: &Case, records: &[Offender]) -> Self {
        Self {
            near: nearest(case, records).filter(|km| *km <= NEAR_KM),
            plate: vehicles(case, records, plate_fits),
            mark: marks(case, records),
            look: vehicles(case, records, look_fits),
            looks: records.iter().any(|one| {
                let mut seen = suspects(case);
                seen.any(|seen| looks_fit(seen, one, case))
            }),
        }
    }

    /// Whether a home of that day is near.
    pub(crate) fn lives_near(&self) -> bool {
        self.near.is_some()
    }

    /// Whether nothing is as the case has it.
    pub(crate) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the records of another person are as the case has it in all of this, and as near or nearer.
    pub(crate) fn is_met_by(&self, case: &Case, records: &[Offender]) -> bool {
        let is_near = |km: f64| nearest(case, records).is_some_and(|other| other <= km);
        self.near.is_none_or(is_near)
            && (!self.plate || vehicles(case, records, plate_fits))
            && (!self.mark || marks(case, records))
            && (!self.look || vehicles(case, records, look_fits))
            && (!self.looks
                || records.iter().any(|one| {
                    let mut seen = suspects(case);
                    seen.any(|seen| looks_fit(seen, one, case))
                }))
    }
}

fn vehicles(case: &Case, records: &[Offender], fits: fn(&Vehicle, &Vehicle) -> bool) -> bool {
    let mut own = records.iter().flat_map(|record| &record.vehicles);
    own.any(|own| case.vehicles.iter().any(|seen| fits(seen, own)))
}

fn suspects(case: &Case) -> impl Iterator<Item = &PersonDescription> {
    let suspects = case.people.iter().filter(|one| one.role == Role::Suspect);
    suspects.filter_map(|one| one.description.as_ref())
}

fn marks(case: &Case, records: &[Offender]) -> bool {
    let own = records.iter().filter_map(|one| one.description.as_ref());
    let own = own.flat_map(|one| &one.marks);
    let mut own = own.filter(|own| own.text.is_some());
    own.any(|own| suspects(case).any(|seen| seen.marks.iter().any(|mark| is_same(mark, own))))
}

/// Kilometres to the nearest home on record for the day of a case.
fn nearest(case: &Case, records: &[Offender]) -> Option<f64> {
    let (scene, day) = scene(case).zip(first_day(case))?;
    let homes = records.iter().flat_map(|record| homes(record, day));
    // a degree of latitude is 111 km: most live far away
    let close = homes.filter(|home| (home.0 - scene.0).abs() < 0.25);
    close.map(|home| km(scene, home)).min_by(f64::total_cmp)
}

/// For each case with a planted link how many other people are as the case has it in all in which the one who did it is.
pub(crate) struct Doubles<'a>(Vec<(&'a Case, &'a Person, Told, u32)>);

impl<'a> Doubles<'a> {
    pub(crate) fn new(cases: &'a [OpenCase], planted: &'a [Planted]) -> Self {
        let both = cases.iter().zip(planted).filter_map(|(open, truth)| {
            let person = truth.link.as_ref()?;
            let told = Told::of(&open.case, &person.records);
            Some((&open.case, person, told, 0))
        });
        Self(both.collect())
    }

    pub(crate) fn note(&mut self, person: &str, records: &[Offender]) {
        for (case, own, told, many) in &mut self.0 {
            // ten are enough to know that there are too many
            let is_open = *many < 10 && !told.is_nothing() && own.id != person;
            *many += u32::from(is_open && told.is_met_by(case, records));
        }
    }

    /// Of each case in its order whether the person is among ten of whom all that is true, at most; none where no link is planted.
    pub(crate) fn is_one_of_ten(&self, cases: &[OpenCase]) -> Vec<Option<bool>> {
        let mut found = self.0.iter().peekable();
        let of = |open: &OpenCase| {
            let one = found.next_if(|one| one.0.id == open.case.id)?;
            Some(!one.2.is_nothing() && one.3 < 10)
        };
        cases.iter().map(of).collect()
    }
}

/// The day from which on the child may have been taken.
pub(crate) fn first_day(case: &Case) -> Option<NaiveDate> {
    Some(case.last_seen.as_ref()?.expose().earliest.date())
}

/// The last day on which.
pub(crate) fn last_day(case: &Case) -> Option<NaiveDate> {
    case.reported_on
}

fn point(address: &Address) -> Option<(f64, f64)> {
    let (latitude, longitude) = address.latitude.as_ref().zip(address.longitude.as_ref())?;
    Some((*latitude.expose(), *longitude.expose()))
}

/// Where a case happened.
pub(crate) fn scene(case: &Case) -> Option<(f64, f64)> {
    point(case.last_seen_place.as_ref()?.address.as_ref()?)
}

/// Kilometres by the haversine.
pub(crate) fn km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |a: f64, b: f64| ((a - b).to_radians() / 2.0).sin().powi(2);
    let across = a.0.to_radians().cos() * b.0.to_radians().cos() * half(a.1, b.1);
    2.0 * 6_371.0 * (half(a.0, b.0) + across).sqrt().asin()
}

/// Homes on record for a day.
pub(crate) fn homes(record: &Offender, day: NaiveDate) -> impl Iterator<Item = (f64, f64)> {
    record.stays.iter().filter_map(move |stay| {
        let span = stay.span.expose();
        let is_then =
            span.start().is_none_or(|start| start <= day) && span.end().is_none_or(|end| end > day);
        point(stay.place.address.as_ref()?).filter(|_| is_then)
    })
}

/// Every character that was read stands in its place.
fn plate_fits(seen: &Vehicle, own: &Vehicle) -> bool {
    let Some((seen, own)) = seen.plate.as_ref().zip(own.plate.as_ref()) else {
        return false;
    };
    let (seen, own) = (seen.text.expose(), own.text.expose());
    let read = seen.chars().filter(|c| *c != '?').count();
    let fits = |(a, b): (char, char)| a == '?' || a == b;
    read >= LEAST_CHARACTERS
        && seen.chars().count() == own.chars().count()
        && seen.chars().zip(own.chars()).all(fits)
}

/// Two or more of make, style and colour were seen, and all as on record.
fn look_fits(seen: &Vehicle, own: &Vehicle) -> bool {
    let color = seen.colors.first();
    let compared = [
        seen.make
            .as_ref()
            .map(|make| own.make.as_ref() == Some(make)),
        seen.style
            .as_ref()
            .map(|style| own.style.as_ref() == Some(style)),
        color.map(|color| own.colors.contains(color)),
    ];
    let compared: Vec<bool> = compared.into_iter().flatten().collect();
    compared.len() >= 2 && compared.into_iter().all(|one| one)
}

fn is_same(seen: &Mark, own: &Mark) -> bool {
    seen.kind == own.kind && seen.site == own.site && seen.text == own.text
}

/// Three or more of age, height, build, hair and hair on the face were said, and all as on record: the numbers within what the witness
/// said, and as much again.
fn looks_fit(seen: &PersonDescription, record: &Offender, case: &Case) -> bool {
    let Some(own) = record.description.as_ref() else {
        return false;
    };
    let within = |least: Option<f64>, most: Option<f64>, value: f64| {
        let (Some(least), Some(most)) = (least, most) else {
            return false;
        };
        let more = (most - least) / 2.0;
        (least - more..=most + more).contains(&value)
    };
    let age = seen.age.as_ref().map(|band| {
        let born = record.person.birth_date.map(|one| one.into_inner().year());
        let then = first_day(case).map(|day| day.year());
        let age = then
            .zip(born)
            .map(|(then, born)| f64::from(then - i32::from(born)));
        age.is_some_and(|age| within(band.expose().least, band.expose().most, age))
    });
    let height = seen.height_cm.as_ref().map(|band| {
        let own = own.height_cm.as_ref().and_then(|own| own.expose().least);
        own.is_some_and(|own| within(band.expose().least, band.expose().most, own))
    });
    let compared = [
        age,
        height,
        seen.build
            .as_ref()
            .map(|build| own.build.as_ref() == Some(build)),
        seen.hair_color
            .as_ref()
            .map(|hair| own.hair_color.as_ref() == Some(hair)),
        seen.facial_hair
            .as_ref()
            .map(|hair| own.facial_hair.as_ref() == Some(hair)),
    ];
    let compared: Vec<bool> = compared.into_iter().flatten().collect();
    compared.len() >= 3 && compared.into_iter().all(|one| one)
}
