//! What each group compared, in words.

use chrono::NaiveDate;

use super::{
    LinkInput, OffenderIndex,
    case_facts::{CaseFacts, Said, date, overlaps},
    columns::{Anchor, AwayKind, Field, NO_END, NO_START, NONE, Seen, SeenKind},
    score::{LevelOf, Part, PlaceHit, Scorer},
    time::apart,
};
use crate::records::Pii;

pub(super) fn day_or_none(day: i32) -> Option<NaiveDate> {
    (day != NO_START && day != NO_END)
        .then(|| date(day))
        .flatten()
}

impl OffenderIndex {
    pub(super) fn own(&self, offender: u32, field: String) -> LinkInput {
        LinkInput {
            record: self.columns.id(offender).into(),
            field,
            value: None,
            from: None,
            until: None,
            source: None,
        }
    }

    pub(super) fn anchor_input(&self, anchor: &Anchor) -> LinkInput {
        LinkInput {
            from: day_or_none(anchor.start),
            until: day_or_none(anchor.end),
            ..self.own(
                anchor.offender,
                format!("{}[{}]", anchor.field.name(), anchor.at),
            )
        }
    }

    pub(super) fn tell_place(&self, scale: &Scorer<'_>, hit: Option<PlaceHit>) -> Told {
        let anchor = hit.and_then(|hit| self.columns.anchors.items().get(hit.anchor as usize));
        let Some((hit, anchor)) = hit.zip(anchor) else {
            return Told::default();
        };
        let (from, to, linked, other) = scale.kernel.shown(hit.km);
        let percent = |share: f64| format!("{:.1} %", share * 100.0);
        let band = to.map_or_else(
            || format!("more than {from} km"),
            |to| format!("{from} to {to} km"),
        );
        let mut told = Told {
            label: format!(
                "{} {:.1} km away; {} of those who did it are taken to come from {band}, and {} of the candidates here live so near",
                anchor.kind.word(),
                hit.km,
                percent(linked),
                percent(other),
            ),
            inputs: vec![
                case_input(scale.case, "last_seen_place"),
                self.anchor_input(anchor),
            ],
            missing: Vec::new(),
        };
        if anchor.start == NO_START {
            told.missing
                .push("since when the place is the registrant's".to_owned());
        }
        if anchor.end == NO_END && anchor.start != NO_START {
            told.missing
                .push("an end of the stay: it is taken to go on".to_owned());
        }
        let days = scale.case.window.map(|window| (window.first, window.last));
        if days.is_some_and(|days| !overlaps(anchor.start, anchor.end, days)) {
            told.missing
                .push("a place on the very days: this one is near in time".to_owned());
        }
        told
    }

    pub(super) fn tell_area(&self, hit: Option<PlaceHit>) -> Told {
        let anchor = hit.and_then(|hit| self.columns.anchors.items().get(hit.anchor as usize));
        let Some((hit, anchor)) = hit.zip(anchor) else {
            return Told::default();
        };
        Told {
            label: format!(
                "{} {:.1} km away, at some earlier time",
                anchor.kind.word(),
                hit.km
            ),
            inputs: vec![self.anchor_input(anchor)],
            missing: Vec::new(),
        }
    }

    pub(super) fn seen_input(&self, offender: u32, seen: &Seen) -> LinkInput {
        let field = match seen.kind {
            SeenKind::Office => format!("{}[{}].appearances", Field::Registrations.name(), seen.at),
            SeenKind::Visit => format!("{}[{}].verifications", Field::Stays.name(), seen.at),
            SeenKind::Verified | SeenKind::Unverified => format!("known.sightings[{}]", seen.at),
        };
        let day = |minute: i64| date(minute.div_euclid(1_440) as i32);
        LinkInput {
            from: day(seen.from),
            until: day(seen.to),
            ..self.own(offender, field)
        }
    }

    pub(super) fn tell_time(&self, scale: &Scorer<'_>, offender: u32, part: &Part) -> Told {
        let at = part.own_at as usize;
        if part.level == LevelOf::Away {
            let away = self.columns.away.get(offender).get(at);
            return away.map_or_else(Told::default, |away| {
                let (field, label) = match away.kind {
                    AwayKind::Custody => (
                        Field::Custody,
                        "in custody over this time, and it is not certain that it was throughout",
                    ),
                    AwayKind::UnconfirmedCustody => (
                        Field::Custody,
                        "in custody over this time, which the place of custody has not confirmed",
                    ),
                    AwayKind::Declared => (
                        Field::Declarations,
                        "declared to be held, deported or dead at this time",
                    ),
                };
                Told {
                    label: label.to_owned(),
                    inputs: vec![LinkInput {
                        from: day_or_none(away.start),
                        until: day_or_none(away.end),
                        ..self.own(offender, format!("{}[{}]", field.name(), away.at))
                    }],
                    missing: vec!["a confirmation of the place of custody".to_owned()],
                }
            });
        }
        let Some(seen) = self.columns.seen.get(offender).get(at) else {
            return Told::default();
        };
        let km = apart(self, scale.case, seen).unwrap_or_default();
        let mut told = Told {
            label: if part.level == LevelOf::SeenNear {
                format!("seen {km:.0} km away about that time")
            } else {
                format!("seen {km:.0} km away, which is too far by road for the time between")
            },
            inputs: vec![
                case_input(scale.case, "last_seen"),
                self.seen_input(offender, seen),
            ],
            missing: Vec::new(),
        };
        if part.level == LevelOf::SeenFar && !scale.case.is_confirmed {
            told.missing
                .push("a confirmation of where and when the child was last seen".to_owned());
        }
        if seen.kind == SeenKind::Unverified {
            told.missing
                .push("a confirmation of the sighting".to_owned());
        }
        told
    }

    pub(super) fn tell_victim(&self, case: &CaseFacts, offender: u32) -> Told {
        let victims = self.columns.victims.get(offender as usize);
        let many: u32 = victims.map_or(0, |all| all.iter().map(|one| u32::from(*one)).sum());
        let cell = case.child.map_or(0, |child| child.0);
        let alike = victims
            .and_then(|all| all.get(cell))
            .copied()
            .unwrap_or_default();
        let ages = ["up to 5", "6 to 9", "10 to 13", "14 to 17"];
        let sex = if cell < 4 { "girls" } else { "boys" };
        let age = ages.get(cell % 4).copied().unwrap_or_default();
        Told {
            label: format!(
                "{alike} of {many} earlier victims were {sex} of {age} years, as this child is"
            ),
            inputs: vec![
                case_input(case, "people"),
                self.own(offender, "convictions.victims".to_owned()),
            ],
            missing: Vec::new(),
        }
    }

    pub(super) fn tell_approach(&self, case: &CaseFacts, offender: u32) -> Told {
        let own = self.columns.words.get(offender).iter();
        let both = own.filter(|word| case.words.binary_search_by_key(*word, |one| one.0).is_ok());
        let mut both: Vec<&str> = both
            .filter_map(|word| self.values.words.word(*word))
            .collect();
        both.sort_unstable();
        Told {
            label: if both.is_empty() {
                "no word on how it was done stands in both".to_owned()
            } else {
                format!("words on how it was done in both: {}", both.join(", "))
            },
            inputs: vec![
                case_input(case, "circumstances"),
                self.own(offender, "convictions.method".to_owned()),
            ],
            missing: Vec::new(),
        }
    }

    pub(super) fn tell_vehicle(&self, case: &CaseFacts, offender: u32, part: &Part) -> Told {
        let seen = case.vehicles.get(part.case_at as usize);
        let own = self
            .columns
            .vehicles
            .get(offender)
            .get(part.own_at as usize);
        let Some((seen, own)) = seen.zip(own) else {
            return Told::default();
        };
        let label = match part.level {
            LevelOf::PlateSame => "the same plate",
            LevelOf::PlateOtherState => "the same plate of another state",
            LevelOf::PlateAlike => "the same plate but for characters that look alike",
            LevelOf::PlateSlip => "the same plate but for one character",
            LevelOf::PlatePart => "what was read of the plate fits, with make, style and colour",
            LevelOf::PlateDiffers => "another plate",
            _ => "make, style, colour and year as common as they are",
        };
        let values = &self.values;
        let mut shown: Vec<&str> = own
            .colors
            .iter()
            .filter_map(|color| values.colors.word(*color))
            .collect();
        shown.extend(values.makes.word(own.make));
        shown.extend(values.styles.word(own.style));
        shown.extend(values.plates.word(own.plate));
        let mut told = Told {
            label: label.to_owned(),
            inputs: vec![
                said_input(&seen.said, Some(seen.shown.clone())),
                LinkInput {
                    value: Some(shown.join(" ").into()),
                    from: day_or_none(own.start),
                    until: day_or_none(own.end),
                    ..self.own(offender, format!("{}[{}]", Field::Vehicles.name(), own.at))
                },
            ],
            missing: Vec::new(),
        };
        if own.start == NO_START {
            told.missing
                .push("since when the registrant has the use of the vehicle".to_owned());
        }
        if seen.fits.is_none() || own.plate == NONE {
            told.missing.push("a plate on both sides".to_owned());
        }
        told
    }

    pub(super) fn tell_description(&self, scale: &Scorer<'_>, offender: u32, part: &Part) -> Told {
        let suspect = scale.case.suspects.get(part.case_at as usize);
        let own = self.columns.looks.get(offender as usize);
        let Some((suspect, own)) = suspect.zip(own) else {
            return Told::default();
        };
        let names = ["sex", "build", "hair", "facial hair", "eyes"];
        let mut compared = Vec::new();
        let mut missing = Vec::new();
        let mut sort = |name: &str, weight: Option<i32>, is_said: bool, is_known: bool| match weight
        {
            Some(weight) if weight > 0 => compared.push(format!("{name} agrees")),
            Some(weight) if weight < 0 => compared.push(format!("{name} differs")),
            Some(_) => compared.push(format!("{name} compared")),
            None if is_said && !is_known => missing.push(format!("{name} of the registrant")),
            None => missing.push(format!("{name} of the suspect")),
        };
        for ((name, weights), value) in names.iter().zip(&suspect.values).zip(&own.values) {
            sort(name, weights.of(*value), weights.is_given, *value != NONE);
        }
        let has_age = suspect.age.is_some() && own.born != NO_START && scale.case.window.is_some();
        let has_height = suspect.height.is_some() && own.height != 0;
        for (name, has_both, is_said, is_known) in [
            (
                "age then",
                has_age,
                suspect.age.is_some(),
                own.born != NO_START,
            ),
            (
                "height",
                has_height,
                suspect.height.is_some(),
                own.height != 0,
            ),
        ] {
            if has_both {
                sort(name, Some(0), true, true);
            } else {
                sort(name, None, is_said, is_known);
            }
        }
        if suspect.has_race && own.race != NONE {
            let agrees = suspect.race == Some(own.race);
            let word = if agrees { "agrees" } else { "differs" };
            compared.push(format!("race as the witness stated it {word}"));
        }
        Told {
            label: compared.join("; "),
            inputs: vec![
                said_input(&suspect.said, None),
                self.own(offender, "description".to_owned()),
            ],
            missing,
        }
    }

    pub(super) fn tell_marks(&self, case: &CaseFacts, offender: u32, part: &Part) -> Told {
        let Some(suspect) = case.suspects.get(part.case_at as usize) else {
            return Told::default();
        };
        let own = self.columns.marks.get(offender);
        let mut shared: Vec<&str> = Vec::new();
        for mark in &suspect.marks {
            let whole = own.iter().find(|own| mark.whole == Some(own.whole));
            let there = own
                .iter()
                .find(|own| mark.place == Some(own.place) && (!mark.shows || own.whole == NONE));
            if let Some(whole) = whole {
                shared.extend(self.values.marks.word(whole.whole));
            } else if let Some(there) = there {
                shared.extend(self.values.mark_places.word(there.place));
            }
        }
        let first = suspect.marks.first().map_or(0, |mark| mark.at);
        Told {
            label: if shared.is_empty() {
                "a mark that was seen is not on record; it may be new".to_owned()
            } else {
                format!("marks in both: {}", shared.join("; "))
            },
            inputs: vec![
                LinkInput {
                    field: format!("{}.description.marks[{first}]", suspect.said.field),
                    ..said_input(&suspect.said, None)
                },
                self.own(offender, format!("description.marks[{}]", part.own_at)),
            ],
            missing: Vec::new(),
        }
    }

    pub(super) fn tell_named(&self, case: &CaseFacts, offender: u32, part: &Part) -> Told {
        let Some(name) = case.names.get(part.case_at as usize) else {
            return Told::default();
        };
        let (label, field) = match part.level {
            LevelOf::Record => ("the record names this registrant by id", "id"),
            LevelOf::Number => (
                "a number or account that is on record for this registrant",
                "identifiers",
            ),
            LevelOf::Name => (
                "a name or alias that is on record for this registrant",
                "names",
            ),
            LevelOf::Sound => (
                "a name that sounds like one on record for this registrant",
                "names",
            ),
            _ => ("another name or number than those on record", "names"),
        };
        Told {
            label: label.to_owned(),
            inputs: vec![
                said_input(&name.said, None),
                self.own(offender, field.to_owned()),
            ],
            missing: Vec::new(),
        }
    }

    pub(super) fn tell_noncompliance(&self, offender: u32) -> Told {
        let since = self.columns.noncompliant.get(offender as usize).copied();
        Told {
            label: "the duties were not met at that time, which says next to nothing".to_owned(),
            inputs: vec![LinkInput {
                from: since.and_then(day_or_none),
                ..self.own(offender, "known.noncompliant_since".to_owned())
            }],
            missing: Vec::new(),
        }
    }
}

#[derive(Default)]
pub(super) struct Told {
    pub(super) label: String,
    pub(super) inputs: Vec<LinkInput>,
    pub(super) missing: Vec<String>,
}

pub(super) fn case_input(case: &CaseFacts, field: &str) -> LinkInput {
    let dates = case.window.filter(|_| field == "last_seen");
    LinkInput {
        record: case.id.clone(),
        field: field.to_owned(),
        value: None,
        from: dates.and_then(|window| date(window.first)),
        until: dates.and_then(|window| date(window.last)),
        source: None,
    }
}

fn said_input(said: &Said, value: Option<String>) -> LinkInput {
    LinkInput {
        record: said.record.clone(),
        field: said.field.clone(),
        value: value.map(Pii::new),
        from: None,
        until: None,
        source: said.source.clone(),
    }
}
