//! What registries have written down about a registrant, with the errors that registries make.

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    NameOrigin, TrueResidence, TrueStatus, World,
    draw::{Draw, Topic},
    life::{
        Home, Life, TrueVehicle, days_after, days_before, eighteenth_birthday, first_free,
        last_free, person_id,
    },
    slips::address,
    states::State,
};
use crate::records::{
    Appearance, AppearancePurpose, Band, Conviction, Custody, CustodyKind, Declaration, Manner,
    Offence, OffenceCode, Offender, PartialDate, Person, PersonDescription, Pii, Place, PlaceKind,
    Plate, Provenance, Registration, Reporter, Sex, Span, Stay, StayKind, TierDecision, Vehicle,
    VehicleMake, Verification, VerificationOutcome, Victim, Warrant, WarrantKind, WarrantStatus,
    Whereabouts,
};

/// The truth about a registrant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrueOffender {
    /// The person, who is nobody.
    pub person: String,
    /// The ids of the person's records, one for each registry.
    pub records: Vec<String>,
    /// What is wrong in each of them, in the same order.
    pub errors: Vec<Vec<String>>,
    /// The form of the name.
    pub name_origin: NameOrigin,
    /// The given name.
    pub given: String,
    /// The middle name or the father's name.
    pub middle: Option<String>,
    /// The surname or surnames.
    pub surname: Option<String>,
    /// The sex.
    pub sex: Sex,
    /// The date of birth.
    pub birth_date: NaiveDate,
    /// Where the person lived since the first release.
    pub residences: Vec<TrueResidence>,
    /// When the person was in custody.
    pub custody: Vec<Span>,
    /// Where the person is with the duties.
    pub status: TrueStatus,
    /// Since when they are not met.
    pub lapsed_on: Option<NaiveDate>,
}

/// A registry that lists a person, and the homes it may know.
struct Listing {
    state: &'static State,
    from: NaiveDate,
    until: Option<NaiveDate>,
    /// The number of the home that it has, where it has one.
    home: Option<usize>,
}

pub(super) fn day(day: NaiveDate) -> Option<PartialDate> {
    PartialDate::new(
        day.year() as i16,
        Some(day.month() as u8),
        Some(day.day() as u8),
    )
    .ok()
}

pub(super) fn span(from: NaiveDate, until: Option<NaiveDate>) -> Span {
    Span::new(Some(from), until.filter(|until| *until >= from)).unwrap_or_default()
}

impl World {
    /// The records of a registrant in all registries, with the truth.
    pub(super) fn registrant(&self, index: u64) -> (Vec<Offender>, TrueOffender) {
        let life = self.life(index);
        let draw = &mut Draw::new(self.seed, Topic::Registry, index);
        let (mut records, mut errors) = (Vec::new(), Vec::new());
        for listing in self.listings(&life, draw) {
            let mut wrong = Vec::new();
            records.push(self.record(&life, &listing, &mut wrong, draw));
            errors.push(wrong.into_iter().map(str::to_owned).collect());
        }
        let truth = TrueOffender {
            person: person_id(index),
            records: records
                .iter()
                .map(|record| record.person.id.expose().clone())
                .collect(),
            errors,
            name_origin: life.origin,
            given: life.name.given.clone(),
            middle: life.name.middle.clone(),
            surname: life.name.surname.clone(),
            sex: sex(&life),
            birth_date: life.born,
            residences: life
                .homes
                .iter()
                .map(|home| TrueResidence {
                    state: home.state.postal.to_owned(),
                    locality: home.town.clone(),
                    street: format!("{} {}", home.number, home.street),
                    span: span(home.from, home.until),
                })
                .collect(),
            custody: life
                .custody
                .iter()
                .map(|(from, until)| span(*from, *until))
                .collect(),
            status: life.status,
            lapsed_on: life.lapsed,
        };
        (records, truth)
    }

    /// The state of the conviction lists everyone who was released; each later state lists who lives there, and
    /// some go on listing who has left.
    fn listings(&self, life: &Life, draw: &mut Draw) -> Vec<Listing> {
        let Some(released) = life.released else {
            return vec![Listing {
                state: life.convicted_in,
                from: life.convicted,
                until: None,
                home: None,
            }];
        };
        let mut listings = vec![Listing {
            state: life.convicted_in,
            from: released,
            until: Some(released),
            home: None,
        }];
        for (number, home) in life.told_homes().enumerate() {
            let same = |listing: &&mut Listing| listing.state.postal == home.state.postal;
            let until = life.told_until(home);
            if let Some(listing) = listings.iter_mut().find(same) {
                (listing.until, listing.home) = (until, Some(number));
            } else {
                let from = if number == 0 { released } else { home.from };
                listings.push(Listing {
                    state: home.state,
                    from,
                    until,
                    home: Some(number),
                });
            }
        }
        listings.retain(|listing| {
            // who goes to another state on the day of the release was never listed here
            listing.until.is_none()
                || draw.happens(self.rates.listed_after_leaving)
                    && listing.until > Some(listing.from)
        });
        listings
    }

    fn record(
        &self,
        life: &Life,
        listing: &Listing,
        wrong: &mut Vec<&'static str>,
        draw: &mut Draw,
    ) -> Offender {
        let id = format!("{}-{}", listing.state.postal, draw.hex(12));
        let home = listing.home.and_then(|home| life.homes.get(home));
        let written = listing
            .until
            .unwrap_or_else(|| days_before(self.as_of, draw.between(1, 300)));
        let is_current = listing.until.is_none();
        let lapsed = life.lapsed.filter(|_| is_current);
        let mut record = Offender {
            person: Person {
                id: id.into(),
                names: self.names(life, wrong, draw),
                birth_date: self.birth_date(life, wrong, draw).map(Pii::new),
                sex: Some(sex(life).into()),
                addresses: self.address(life, home, wrong, draw).into_iter().collect(),
                identifiers: self.identifiers(life, wrong, draw),
                provenance: Some(Provenance {
                    agency: Some(format!("{}-registry", listing.state.postal)),
                    reported_by: Some(Reporter::SelfReported),
                    ..Provenance::default()
                }),
                ..Person::default()
            },
            convictions: vec![conviction(life, self.as_of, draw)],
            registrations: vec![self.registration(life, listing, draw)],
            stays: home
                .map(|home| self.stay(life, home, is_current, draw))
                .into_iter()
                .collect(),
            vehicles: life
                .vehicle
                .iter()
                .filter(|_| is_current)
                .map(listed_vehicle)
                .collect(),
            // who has moved away is not followed
            custody: life
                .custody
                .iter()
                .filter(|(from, _)| is_current || *from <= written)
                .map(|(from, until)| {
                    custody(*from, until.filter(|day| is_current || *day <= written))
                })
                .collect(),
            declarations: declarations(life, lapsed, self.as_of),
            warrants: lapsed
                .filter(|_| life.status == TrueStatus::Absconded && draw.happens(0.6))
                .map(|day| Warrant {
                    kind: WarrantKind::FelonyArrest.into(),
                    status: WarrantStatus::Active.into(),
                    issued_on: Some(days_after(day, 30).min(self.as_of).into()),
                    jurisdiction: Some(listing.state.postal.to_owned()),
                    charge: Some("failure to register".to_owned().into()),
                    ..Warrant::default()
                })
                .into_iter()
                .collect(),
            ..Offender::default()
        };
        // nothing is written down before it has happened
        let recorded = latest(&record).map_or(written, |day| day.max(written));
        record.description = Some(described(life, recorded));
        if let Some(provenance) = &mut record.person.provenance {
            provenance.recorded_on = Some(recorded);
        }
        record
    }

    fn registration(&self, life: &Life, listing: &Listing, draw: &mut Draw) -> Registration {
        let months = [365, 182, 91][usize::from(life.tier.clamp(1, 3)) - 1];
        // the day on which the span ends is not in it
        let until = listing.until.map(|until| days_before(until, 1));
        let last = until.or(life.lapsed).unwrap_or(self.as_of);
        // who is held cannot come: the registry sees them on the day of their release. Only who was never released is
        // registered where they are held, and has nothing to verify
        let seen = |on: NaiveDate| first_free(&life.custody, on).filter(|on| *on <= last);
        let initial = match life.released {
            None => Some(listing.from),
            Some(_) => seen(listing.from),
        };
        let initial = initial.map(|on| appearance(on, AppearancePurpose::Initial));
        let mut appearances: Vec<Appearance> = initial.into_iter().collect();
        let first = appearances.first();
        let mut before = first.map_or(listing.from, |first| *first.on.expose());
        let due = (last - listing.from).num_days() / months;
        // the last eight, as a registry shows them
        for number in (due - 7).max(1)..=due {
            let late = if draw.happens(self.rates.late_verification) {
                draw.between(1, 60)
            } else {
                -draw.between(0, 14)
            };
            let due = days_after(listing.from, number * months + late);
            // what fell due in one time of custody is done once
            if let Some(on) = seen(due).filter(|on| *on > before) {
                appearances.push(appearance(on, AppearancePurpose::Verification));
                before = on;
            }
        }
        let status = match life.status {
            _ if life.released.is_none() => "incarcerated",
            _ if listing.until.is_some() => "moved out of state",
            TrueStatus::Compliant => "compliant",
            TrueStatus::Absconded => "absconded",
            TrueStatus::Unlocated => "unlocated",
            TrueStatus::FailedToComply => "failed to comply",
            TrueStatus::Transient => "transient",
        };
        Registration {
            jurisdiction: listing.state.postal.to_owned(),
            number: Some(format!("{}{}", listing.state.fips, draw.digits(7)).into()),
            span: span(listing.from, listing.until).into(),
            status: Some(status.to_owned().into()),
            acknowledged_on: Some(listing.from.into()),
            tiers: vec![TierDecision {
                scheme: "SORNA".to_owned(),
                tier: ["I", "II", "III"][usize::from(life.tier.clamp(1, 3)) - 1].to_owned(),
                effective_from: Some(life.convicted),
                ..TierDecision::default()
            }],
            appearances,
            ..Registration::default()
        }
    }

    fn stay(&self, life: &Life, home: &Home, is_current: bool, draw: &mut Draw) -> Stay {
        let until = life.told_until(home);
        let last = until.unwrap_or(self.as_of);
        let asked = days_before(last, draw.between(0, 400)).max(home.from);
        // nobody is visited at home who is known to be held
        let on = Some(last_free(&life.custody, asked))
            .filter(|on| *on >= home.from)
            .or_else(|| first_free(&life.custody, asked).filter(|on| *on <= last));
        let has_left = matches!(life.status, TrueStatus::Absconded | TrueStatus::Unlocated);
        let is_gone =
            is_current && has_left && on.zip(life.lapsed).is_some_and(|(on, lapsed)| on >= lapsed);
        let outcome = if is_gone {
            VerificationOutcome::NotThere
        } else {
            VerificationOutcome::Confirmed
        };
        let kind = if life.status == TrueStatus::Transient {
            StayKind::Transient
        } else {
            StayKind::Residence
        };
        Stay {
            kind,
            place: Place {
                kind: Some(PlaceKind::Residence),
                address: (life.status != TrueStatus::Transient).then(|| address(home, until)),
                ..Place::default()
            },
            span: span(home.from, until).into(),
            verifications: on
                .map(|on| Verification {
                    on: on.into(),
                    manner: Manner::HomeVisit,
                    outcome,
                    by: None,
                    provenance: None,
                    other: crate::records::OtherFields::default(),
                })
                .into_iter()
                .collect(),
            ..Stay::default()
        }
    }
}

/// The last day of which a record tells.
fn latest(record: &Offender) -> Option<NaiveDate> {
    let ends = |span: &Span| [span.start(), span.end()];
    let appearances = record.registrations.iter().flat_map(|one| &one.appearances);
    let verifications = record.stays.iter().flat_map(|stay| &stay.verifications);
    let custody = record
        .custody
        .iter()
        .flat_map(|one| ends(one.span.expose()));
    let stays = record.stays.iter().flat_map(|one| ends(one.span.expose()));
    let warrants = record.warrants.iter();
    appearances
        .map(|one| *one.on.expose())
        .chain(verifications.map(|one| *one.on.expose()))
        .chain(custody.flatten())
        .chain(stays.flatten())
        .chain(record.declarations.iter().map(|one| *one.on.expose()))
        .chain(warrants.filter_map(|one| Some(*one.issued_on.as_ref()?.expose())))
        .max()
}

fn sex(life: &Life) -> Sex {
    if life.is_woman {
        Sex::Female
    } else {
        Sex::Male
    }
}

fn appearance(on: NaiveDate, purpose: AppearancePurpose) -> Appearance {
    Appearance {
        on: on.into(),
        purpose,
        manner: Manner::InPerson,
        provenance: None,
        other: crate::records::OtherFields::default(),
    }
}

fn custody(from: NaiveDate, until: Option<NaiveDate>) -> Custody {
    Custody {
        kind: CustodyKind::Prison,
        span: span(from, until).into(),
        verified: Some(true),
        ..Custody::default()
    }
}

/// Only an agency declares that somebody absconded, and the record says so.
fn declarations(life: &Life, lapsed: Option<NaiveDate>, as_of: NaiveDate) -> Vec<Declaration> {
    let whereabouts = match life.status {
        TrueStatus::Absconded => Whereabouts::Absconded,
        TrueStatus::Unlocated => Whereabouts::Unlocated,
        _ => return Vec::new(),
    };
    let declaration = lapsed.map(|day| Declaration {
        whereabouts: whereabouts.into(),
        on: days_after(day, 10).min(as_of).into(),
        by: Some("registry".to_owned().into()),
        criteria: None,
        withdrawn_on: None,
        provenance: None,
        other: crate::records::OtherFields::default(),
    });
    declaration.into_iter().collect()
}

fn conviction(life: &Life, as_of: NaiveDate, draw: &mut Draw) -> Conviction {
    let code = match life.tier {
        1 => OffenceCode::IndecentExposureToMinor,
        2 => OffenceCode::SexOffenceAgainstChild,
        _ => OffenceCode::MolestationOfMinor,
    };
    let served = life.released.unwrap_or(as_of) - life.convicted;
    let years = u32::try_from(served.num_days())
        .unwrap_or_default()
        .div_ceil(365);
    let age = draw.between(6, 16) as f64;
    // as an adult: what was done before is no part of this world
    let adult = (life.convicted - eighteenth_birthday(life.born)).num_days();
    let before = draw.between(60, 700) % (adult.max(0) + 1);
    Conviction {
        offence: Offence {
            code: Some(code.into()),
            committed_on: day(days_before(life.convicted, before)).map(Pii::new),
            maximum_imprisonment_days: Some(
                // nobody serves more than the law allows
                [364, 1_825, 7_300][usize::from(life.tier.clamp(1, 3)) - 1].max(years * 365),
            ),
            ..Offence::default()
        },
        convicted_on: day(life.convicted).map(Pii::new),
        sentenced_on: day(life.convicted).map(Pii::new),
        released_on: life.released.and_then(day).map(Pii::new),
        jurisdiction: Some(life.convicted_in.postal.to_owned()),
        juvenile: Some(false),
        victims: vec![Victim {
            age: Some(
                Band {
                    least: Some(age),
                    most: Some(age),
                    ..Band::default()
                }
                .into(),
            ),
            sex: Some(
                if draw.happens(0.8) {
                    Sex::Female
                } else {
                    Sex::Male
                }
                .into(),
            ),
            ..Victim::default()
        }],
        ..Conviction::default()
    }
}

fn described(life: &Life, as_of: NaiveDate) -> PersonDescription {
    let exactly = |value: f64| {
        Some(
            Band {
                least: Some(value),
                most: Some(value),
                ..Band::default()
            }
            .into(),
        )
    };
    let age = ((as_of - life.born).num_days() as f64 / 365.25).floor();
    PersonDescription {
        age: exactly(age),
        height_cm: exactly(life.looks.height_cm),
        weight_kg: exactly(life.looks.weight_kg),
        build: Some(life.looks.build.clone().into()),
        hair_color: Some(life.looks.hair.clone().into()),
        eye_color: Some(life.looks.eyes.clone().into()),
        facial_hair: life.looks.facial_hair.clone().map(Pii::new),
        race: Some(life.looks.race.clone().into()),
        marks: life
            .looks
            .distinct
            .mark
            .iter()
            .map(|mark| mark.recorded(true))
            .collect(),
        ..PersonDescription::default()
    }
}

fn listed_vehicle(vehicle: &TrueVehicle) -> Vehicle {
    Vehicle {
        year: Some(vehicle.year),
        make: Some(VehicleMake::from(vehicle.make)),
        model: Some(vehicle.model.to_owned()),
        style: Some(vehicle.style.clone()),
        colors: vec![vehicle.color.clone()],
        plate: Some(Plate {
            text: vehicle.plate.clone().into(),
            state: Some(vehicle.state.to_owned()),
            ..Plate::default()
        }),
        ..Vehicle::default()
    }
}
