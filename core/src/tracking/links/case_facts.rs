//! A case as what is compared.

use chrono::{Days, NaiveDate, NaiveTime};

use super::{
    LinkSettings, OffenderIndex, OpenCase,
    columns::{LOOKS, NO_END, NO_START, Words},
    forms::{self, middle, name_forms, number_key, story_words},
    numbers::{bits, minute, position},
    plates::PlateFits,
    seen::{case_suspect, case_vehicle},
    weights::Weights,
};
use crate::records::{
    Case, CaseType, Confidence, Involved, MissingCategory, MissingCircumstance, Pii, Provenance,
    Reporter, Role, Vehicle, is_placeholder,
};

/// When it happened, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// Minutes of local time since the first day of the Common Era.
    pub(super) from: i64,
    pub(super) to: i64,
    /// The days of both.
    pub(super) first: i32,
    pub(super) last: i32,
    /// Whether the start is known: else nothing can be excluded.
    pub(super) is_known: bool,
}

/// Where something about a case is said.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// The id of the record: the case, an incident, a tip.
    pub(super) record: Pii<String>,
    /// The field in it.
    pub(super) field: String,
    /// The source that the record names, or the tip itself.
    pub(super) source: Option<Pii<String>>,
}

impl Said {
    /// Who answers for it. What a record says without naming its sources may all come from one, so it counts as one.
    pub(super) fn voice(&self) -> &Pii<String> {
        self.source.as_ref().unwrap_or(&self.record)
    }
}

/// A vehicle of a case, with what each value of a registrant's would weigh.
pub(super) struct CaseVehicle {
    pub(super) said: Said,
    pub(super) fits: Option<PlateFits>,
    pub(super) is_whole: bool,
    pub(super) state: Option<String>,
    pub(super) make: Weights,
    pub(super) style: Weights,
    pub(super) colors: Vec<Weights>,
    pub(super) year: u16,
    pub(super) shown: String,
}

/// Someone whom a witness described.
pub(super) struct CaseSuspect {
    pub(super) said: Said,
    pub(super) values: [Weights; LOOKS],
    pub(super) race: Option<u32>,
    pub(super) has_race: bool,
    /// Middle and half width.
    pub(super) age: Option<(f64, f64)>,
    pub(super) height: Option<(f64, f64)>,
    pub(super) marks: Vec<CaseMark>,
}

pub(super) struct CaseMark {
    pub(super) place: Option<u32>,
    pub(super) whole: Option<u32>,
    pub(super) shows: bool,
    pub(super) at: usize,
}

/// A name or a number that someone gave.
pub(super) struct CaseName {
    pub(super) said: Said,
    /// Numbers of names of registrants that are the same, or sound alike.
    pub(super) same: Vec<u32>,
    pub(super) alike: Vec<u32>,
    pub(super) numbers: Vec<u64>,
    pub(super) person: Option<Pii<String>>,
}

/// A case.
pub(super) struct CaseFacts {
    pub(super) id: Pii<String>,
    pub(super) window: Option<Window>,
    pub(super) place: Option<([f64; 3], f64)>,
    /// Whether somebody confirmed where and when the child was last seen.
    pub(super) is_confirmed: bool,
    /// What each cell of earlier victims weighs, where the child is known: the share of such children among those of such cases.
    pub(super) child: Option<(usize, f64)>,
    pub(super) vehicles: Vec<CaseVehicle>,
    pub(super) suspects: Vec<CaseSuspect>,
    pub(super) names: Vec<CaseName>,
    /// Words on how it was done, with what each weighs.
    pub(super) words: Vec<(u32, i32)>,
    /// Who tells how it was done, each once.
    pub(super) tellers: Vec<Pii<String>>,
    pub(super) missing: Vec<&'static str>,
}

/// Why a case is not looked at.
pub(super) fn out_of_scope(case: &Case, settings: &LinkSettings) -> Option<&'static str> {
    if settings.open_only && !case.status.may_be_open() {
        return Some("the case is not open: set open_only to false to look at it all the same");
    }
    if settings.case_types.contains(&case.case_type) {
        return None;
    }
    let is_voluntary = matches!(
        case.circumstance,
        Some(MissingCircumstance::Runaway | MissingCircumstance::AbductedByParent)
    );
    let is_involuntary = case.circumstance == Some(MissingCircumstance::AbductedByStranger)
        || matches!(
            case.category,
            Some(MissingCategory::ChildAbduction | MissingCategory::AmberAlert)
        )
        // the key of the NCIC message for the involuntary
        || case.category.as_ref().is_some_and(|one| one.as_str().eq_ignore_ascii_case("EMI"));
    let is_open_question = match case.case_type {
        CaseType::Unstated => is_involuntary || case.circumstance.is_none(),
        CaseType::LostInjuredMissing => is_involuntary,
        _ => false,
    };
    if settings.unknown_involuntary && !is_voluntary && is_open_question {
        return None;
    }
    Some("cases of this sort are not looked at unless an analyst asks: name the sort in case_types")
}

fn window(case: &Case, settings: &LinkSettings) -> Option<Window> {
    let whole = |date: NaiveDate| date.and_time(NaiveTime::MIN);
    let next = |date: NaiveDate, days: u32| date.checked_add_days(Days::new(u64::from(days)));
    let reported = case.reported_on;
    let found = case.found_on;
    let (from, mut to, is_known) = match (case.last_seen.as_ref().map(Pii::expose), reported) {
        (Some(seen), reported) => {
            // until it was reported, it can have happened at any time
            let reported = reported.filter(|date| *date >= seen.latest.date());
            let end = if let Some(date) = reported {
                whole(next(date, 1)?)
            } else {
                let days = Days::new(u64::from(settings.unreported_days));
                seen.latest.checked_add_days(days)?
            };
            (seen.earliest, end.max(seen.latest), true)
        }
        (None, Some(date)) => {
            let days = Days::new(u64::from(settings.unreported_days));
            (
                whole(date.checked_sub_days(days)?),
                whole(next(date, 1)?),
                false,
            )
        }
        (None, None) => return None,
    };
    if let Some(end) = found.and_then(|date| next(date, 1)).map(whole) {
        to = to.min(end).max(from);
    }
    // times that somebody wrote down in the wrong order are the same times
    let (from, to) = (minute(from.min(to)), minute(from.max(to)));
    // the end is not inside, unless it is the start
    let last = ((to - 1).max(from)).div_euclid(1_440) as i32;
    Some(Window {
        from,
        to,
        first: from.div_euclid(1_440) as i32,
        last,
        is_known,
    })
}

fn is_confirmed(case: &Case) -> bool {
    let place = case.last_seen_place.as_ref();
    let provenance = place
        .and_then(|place| place.provenance.as_ref())
        .or(case.provenance.as_ref());
    provenance.is_some_and(|one| {
        one.confidence == Some(Confidence::Confirmed) || one.reported_by == Some(Reporter::Officer)
    })
}

fn source(own: Option<&Provenance>, of_record: Option<&Provenance>) -> Option<Pii<String>> {
    let of = |one: Option<&Provenance>| {
        let source = one.and_then(|one| one.source.clone());
        source.filter(|source| !is_placeholder(source.expose()))
    };
    of(own).or_else(|| of(of_record))
}

/// The age of the child when last seen.
fn age_then(child: &Involved, window: Option<Window>) -> Option<f64> {
    let born = child
        .birth_date
        .and_then(|date| super::numbers::date_range(date.into_inner()));
    let by_birth = born.zip(window).map(|((first, last), window)| {
        f64::from(window.first - i32::midpoint(first, last)) / 365.25
    });
    by_birth.or_else(|| {
        let age = child.description.as_ref()?.age.as_ref()?;
        middle(age.expose()).map(|one| one.0)
    })
}

impl CaseFacts {
    pub(super) fn new(open: &OpenCase, index: &OffenderIndex, settings: &LinkSettings) -> Self {
        let case = &open.case;
        let window = window(case, settings);
        let place = case.last_seen_place.as_ref().and_then(position);
        let mut facts = Self {
            id: case.id.clone(),
            window,
            place,
            is_confirmed: is_confirmed(case),
            child: None,
            vehicles: Vec::new(),
            suspects: Vec::new(),
            names: Vec::new(),
            words: Vec::new(),
            tellers: Vec::new(),
            missing: Vec::new(),
        };
        facts.child = child(case, window, settings);
        let said = |record: &Pii<String>, field: String, source| Said {
            record: record.clone(),
            field,
            source,
        };
        let mut people: Vec<(Said, &Involved)> = Vec::new();
        let mut vehicles: Vec<(Said, &Vehicle)> = Vec::new();
        let mut story = Vec::new();
        for (at, one) in case.people.iter().enumerate() {
            let source = source(one.provenance.as_ref(), case.provenance.as_ref());
            people.push((said(&case.id, format!("people[{at}]"), source), one));
        }
        for (at, one) in case.vehicles.iter().enumerate() {
            let source = source(one.provenance.as_ref(), case.provenance.as_ref());
            vehicles.push((said(&case.id, format!("vehicles[{at}]"), source), one));
        }
        let mut tells = |record: &Pii<String>, of: Option<&Provenance>| {
            let teller = source(of, None).unwrap_or_else(|| record.clone());
            if !facts.tellers.contains(&teller) {
                facts.tellers.push(teller);
            }
        };
        if let Some(text) = &case.circumstances {
            story_words(text.expose(), &mut story);
            tells(&case.id, case.provenance.as_ref());
        }
        for incident in &open.incidents {
            let whole = incident.provenance.as_ref();
            for (at, one) in incident.suspects.iter().enumerate() {
                let source = source(one.provenance.as_ref(), whole);
                people.push((said(&incident.id, format!("suspects[{at}]"), source), one));
            }
            for (at, one) in incident.vehicles.iter().enumerate() {
                let source = source(one.provenance.as_ref(), whole);
                vehicles.push((said(&incident.id, format!("vehicles[{at}]"), source), one));
            }
            if let Some(text) = &incident.narrative {
                story_words(text.expose(), &mut story);
            }
            if incident.narrative.is_some() || !incident.approaches.is_empty() {
                tells(&incident.id, whole);
            }
            story.extend(incident.approaches.iter().map(forms::approach_word));
        }
        for tip in &open.tips {
            // all that one caller says comes from one caller
            for (at, one) in tip.people.iter().enumerate() {
                let source = source(one.provenance.as_ref(), None).or(Some(tip.id.clone()));
                people.push((said(&tip.id, format!("people[{at}]"), source), one));
            }
            for (at, one) in tip.vehicles.iter().enumerate() {
                let source = source(one.provenance.as_ref(), None).or(Some(tip.id.clone()));
                vehicles.push((said(&tip.id, format!("vehicles[{at}]"), source), one));
            }
        }
        for (said, vehicle) in vehicles {
            facts
                .vehicles
                .push(case_vehicle(said, vehicle, index, settings));
        }
        for (said, one) in people {
            if !may_have_done_it(&one.role) {
                continue;
            }
            facts.names.extend(case_name(said.clone(), one, index));
            facts
                .suspects
                .push(case_suspect(said, one, index, settings));
        }
        facts.words = weigh_words(story, &index.values.words, settings);
        facts.missing = facts.gaps();
        facts
    }

    fn gaps(&self) -> Vec<&'static str> {
        let mut all = Vec::new();
        let mut lacks = |is_missing: bool, what| {
            if is_missing {
                all.push(what);
            }
        };
        lacks(self.window.is_none_or(|one| !one.is_known), "last_seen");
        lacks(self.place.is_none(), "last_seen_place");
        lacks(self.child.is_none(), "age and sex of the child");
        lacks(self.vehicles.is_empty(), "a vehicle");
        lacks(self.suspects.is_empty(), "a description of a suspect");
        lacks(self.names.is_empty(), "a name or number of a suspect");
        lacks(self.words.is_empty(), "how it was done");
        all
    }

    /// The days within which a place must have been a registrant's.
    pub(super) fn valid_days(&self, settings: &LinkSettings) -> (i32, i32) {
        let slack = settings.slack_days as i32;
        self.window.map_or((NO_START + 1, NO_END - 1), |window| {
            (window.first - slack, window.last + slack)
        })
    }
}

fn may_have_done_it(role: &Role) -> bool {
    matches!(role, Role::Suspect | Role::Subject | Role::Companion)
}

fn child(case: &Case, window: Option<Window>, settings: &LinkSettings) -> Option<(usize, f64)> {
    let child = case.people.iter().find(|one| one.role == Role::Child)?;
    let cell = forms::child_cell(child.sex.as_ref(), age_then(child, window))?;
    let population = settings
        .case_population
        .get(case.case_type.as_str())
        .or_else(|| settings.case_population.get("other"))?;
    let sum: f64 = population.iter().sum();
    Some((cell, population.get(cell)? / sum))
}

/// Whether a witness said it, and no record was looked up.
pub(super) fn is_of_witness(one: &Involved) -> bool {
    let own = one
        .description
        .as_ref()
        .and_then(|one| one.provenance.as_ref());
    let by = own
        .or(one.provenance.as_ref())
        .and_then(|one| one.reported_by.as_ref());
    one.person_id.is_none()
        && by.is_none_or(|by| {
            matches!(
                by,
                Reporter::Unstated | Reporter::Witness | Reporter::Victim | Reporter::Public
            )
        })
}

fn case_name(said: Said, one: &Involved, index: &OffenderIndex) -> Option<CaseName> {
    let forms: Vec<String> = one.names.iter().flat_map(name_forms).collect();
    let names = &index.values.names;
    let mut same: Vec<u32> = forms.iter().filter_map(|form| names.number(form)).collect();
    same.sort_unstable();
    same.dedup();
    let mut alike: Vec<u32> = forms
        .iter()
        .map(|form| forms::sound_key(form))
        .filter(|key| *key != 0)
        .flat_map(|key| index.sounds.get(key).iter().map(|one| one.1))
        .filter(|number| same.binary_search(number).is_err())
        .collect();
    alike.sort_unstable();
    alike.dedup();
    let numbers: Vec<u64> = one.identifiers.iter().filter_map(number_key).collect();
    let is_something = !forms.is_empty() || !numbers.is_empty() || one.person_id.is_some();
    is_something.then(|| CaseName {
        said,
        same,
        alike,
        numbers,
        person: one.person_id.clone(),
    })
}

/// What each word of a case weighs that registrants' offences have too: by how rare it is among them.
fn weigh_words(mut story: Vec<String>, words: &Words, settings: &LinkSettings) -> Vec<(u32, i32)> {
    story.sort_unstable();
    story.dedup();
    let weigh = |word: &String| {
        let number = words.number(word)?;
        let share = words.share(Some(number), 0.05).clamp(1e-9, 0.999);
        let same = settings.word_same + (1.0 - settings.word_same) * share;
        Some((number, bits(same / share)))
    };
    let mut all: Vec<(u32, i32)> = story.iter().filter_map(weigh).collect();
    all.sort_unstable();
    all
}

/// A day as it is shown.
pub(super) fn date(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(number)
}

/// Whether two spans of days share one.
pub(super) fn overlaps(start: i32, end: i32, (first, last): (i32, i32)) -> bool {
    start <= last && end > first && start != end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracking::links::numbers::day;

    #[test]
    fn days_are_numbered_as_dates() {
        let one = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        assert_eq!(date(day(one)), Some(one));
        assert!(overlaps(NO_START, NO_END, (5, 5)));
        assert!(overlaps(5, 6, (5, 5)) && !overlaps(4, 5, (5, 5)) && !overlaps(6, 9, (5, 5)));
        assert!(!overlaps(5, 5, (5, 5)));
    }
}
