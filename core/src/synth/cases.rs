//! Missing children.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    NameOrigin, World,
    draw::{Draw, Topic},
    life::{days_before, looks, person_id, state},
    names::name,
    places::scene,
    registry::day,
};
use crate::records::{
    Case, CaseStatus, CaseType, Involved, OtherFields, PersonDescription, PersonName, Pii, Role,
    Sex, TimeRange,
};

/// The truth about a case.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrueCase {
    /// The case.
    pub case: String,
    /// The registrant who took the child, where one did.
    pub person: Option<String>,
    /// The registrant who did not, near whose home it happened, and whom the one who did is like by chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coincidence: Option<String>,
}

impl World {
    /// The case of this number, with the truth.
    pub(super) fn case(&self, index: u64) -> (Case, TrueCase) {
        let draw = &mut Draw::new(self.seed, Topic::Case, index);
        let chosen = draw.weighted(self.rates.case_types().into_iter());
        let (case_type, ages) = [
            (CaseType::EndangeredRunaway, (12, 17)),
            (CaseType::FamilyAbduction, (1, 12)),
            (CaseType::CriticallyMissingYoungAdult, (18, 20)),
            (CaseType::NonFamilyAbduction, (4, 16)),
            (CaseType::LostInjuredMissing, (2, 17)),
        ][chosen]
            .clone();
        let reported = days_before(self.as_of, draw.between(1, 1_095));
        let resolved = draw.happens(self.rates.case_resolved);
        let found = resolved.then(|| {
            days_before(
                self.as_of,
                draw.between(0, (self.as_of - reported).num_days()),
            )
        });
        let abducted = case_type == CaseType::NonFamilyAbduction;
        let registrant = if abducted {
            self.registrant_or_not(self.rates.case_by_registrant, (reported, 1), draw)
        } else {
            None
        };
        // a stream of its own: what else is drawn does not change with this rate
        let chance = &mut Draw::new(self.seed, Topic::CaseCoincidence, index);
        let coincidence = if abducted && registrant.is_none() {
            self.registrant_or_not(self.rates.case_in_coincidence, (reported, 1), chance)
        } else {
            None
        };
        let around = self.around(registrant.or(coincidence), (reported, 1));
        let place = around
            .as_ref()
            .map_or_else(|| state(draw), |around| around.state);
        let mut people = vec![self.missing_child(index, ages, reported, draw)];
        let mut vehicles = Vec::new();
        if abducted {
            let stranger = self.size.incidents + index;
            let mut suspect = self.suspect(registrant, stranger, None, reported);
            if coincidence.is_some() {
                suspect = suspect.like(self.suspect(coincidence, stranger, None, reported));
            }
            people.push(Involved {
                role: Role::Suspect,
                description: Some(self.seen(&suspect.looks, suspect.age, draw)),
                ..Involved::default()
            });
            vehicles.push(self.seen_vehicle(&suspect.car, draw));
        }
        let earliest =
            reported.and_time(NaiveTime::MIN) + TimeDelta::minutes(draw.between(6 * 60, 20 * 60));
        let case = Case {
            id: case_id(index).into(),
            case_type,
            status: if resolved {
                CaseStatus::Resolved
            } else {
                CaseStatus::Open
            },
            last_seen: Some(
                TimeRange {
                    earliest,
                    latest: earliest + TimeDelta::minutes(15 * draw.between(0, 8)),
                    time_zone: Some(place.time_zone.to_owned()),
                    other: OtherFields::default(),
                }
                .into(),
            ),
            last_seen_place: Some(scene(around.as_ref(), place, draw)),
            reported_on: Some(reported),
            found_on: found.filter(|day| *day >= reported),
            people,
            vehicles,
            agency: Some(format!("{}-police-1", place.postal)),
            ..Case::default()
        };
        (
            case,
            TrueCase {
                case: case_id(index),
                person: registrant.map(person_id),
                coincidence: coincidence.map(person_id),
            },
        )
    }

    fn missing_child(
        &self,
        index: u64,
        ages: (i64, i64),
        reported: NaiveDate,
        draw: &mut Draw,
    ) -> Involved {
        let origin = NameOrigin::ALL[draw.weighted(self.rates.origins().into_iter())];
        let is_girl = draw.happens(0.58);
        let name = name(origin, is_girl, draw);
        let age = draw.between(ages.0, ages.1);
        let born = days_before(reported, age * 365 + age / 4 + draw.between(0, 364));
        let looks = looks(origin, is_girl, 15.0, draw);
        Involved {
            role: Role::Child,
            person_id: Some(format!("C-{index:07}").into()),
            names: vec![PersonName {
                given: Some(name.given.into()),
                middle: name.middle.map(Pii::new),
                surname: name.surname.map(Pii::new),
                ..PersonName::default()
            }],
            birth_date: day(born).map(Pii::new),
            sex: Some(if is_girl { Sex::Female } else { Sex::Male }.into()),
            description: Some(PersonDescription {
                hair_color: Some(looks.hair.into()),
                eye_color: Some(looks.eyes.into()),
                ..PersonDescription::default()
            }),
            ..Involved::default()
        }
    }
}

pub(super) fn case_id(index: u64) -> String {
    format!("M-{index:07}")
}
