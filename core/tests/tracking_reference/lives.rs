//! Random lives, the comparison of both ways to assess them, and the published vectors.
#![allow(
    clippy::format_collect,
    clippy::too_many_lines,
    clippy::unused_self,
    clippy::semicolon_if_nothing_returned,
    unreachable_pub,
    reason = "written to be read beside the law, one rule after the other"
)]

use caselink::{
    records::{Offender, Span},
    tracking::{
        AssessOptions, CalendarPolicy, CompiledPacks, Direction, DutyState, DutyTerm, ScheduleBase,
        TermUnit, period_end, term_end, verification_dates,
    },
};
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::slow::{self, Line, Slow, plus};

/// `SplitMix64`.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((u128::from(z ^ (z >> 31)) * u128::from(n)) >> 64) as u64
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }
}

const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2012, 1, 1).unwrap();
/// Days over which a life goes.
const DAYS: u64 = 5_200;

fn at(days: u64) -> String {
    plus(FIRST, days as i64).to_string()
}

fn span(random: &mut Random, from: u64, longest: u64, open: u64) -> Value {
    if random.chance(open) {
        json!({ "start": at(from) })
    } else {
        json!({ "start": at(from), "end": at(from + random.below(longest)) })
    }
}

/// A random life: one to three registrations, moves, journeys, custody that overlaps and chains, tiers that change.
pub fn life(seed: u64) -> Value {
    let random = &mut Random::new(seed);
    let released = 200 + random.below(1_500);
    let convicted_in = random.pick(&["IL", "IL", "MO", "US", "MIL", "FOREIGN-FR"]);
    let mut life = json!({ "id": seed.to_string(), "convictions": [conviction(random, convicted_in, released)] });
    if random.chance(15) {
        let other = random.pick(&["IL", "MO"]);
        let later = released + random.below(2_000);
        let second = conviction(random, other, later);
        life["convictions"].as_array_mut().unwrap().push(second);
    }
    let mut registrations = Vec::new();
    for place in ["IL", "MO", "IL"] {
        let wanted = if registrations.is_empty() { 85 } else { 30 };
        if random.chance(wanted) {
            let start = match random.below(4) {
                0 => released,
                1 => released.saturating_sub(random.below(20)),
                2 => released + random.below(10),
                _ => released + random.below(2_500),
            };
            registrations.push(registration(random, place, start));
        }
    }
    life["registrations"] = json!(registrations);
    life["stays"] = json!(stays(random, released));
    let mut custody = Vec::new();
    let mut last = released;
    for _ in 0..random.below(5) {
        // chained to the one before, overlapping it, or anywhere
        let from = match random.below(3) {
            0 => last,
            1 => last.saturating_sub(random.below(60)),
            _ => random.below(DAYS),
        };
        let longest = if random.chance(70) { 90 } else { 700 };
        let length = random.below(longest);
        last = from + length;
        let kind = random.pick(&[
            "jail",
            "prison",
            "civil_commitment",
            "hospital",
            "immigration",
        ]);
        let when = if random.chance(8) {
            json!({ "start": at(from) })
        } else {
            json!({ "start": at(from), "end": at(last) })
        };
        let mut one = json!({ "kind": kind, "span": when, "verified": random.chance(50) });
        if random.chance(40) {
            one["provenance"] = json!({ "recorded_on": at(from + random.below(400)) });
        }
        custody.push(one);
    }
    life["custody"] = json!(custody);
    life["events"] = json!(events(random));
    life["vehicles"] = (0..random.below(3))
        .map(|_| {
            let from = random.below(DAYS);
            json!({ "span": span(random, from, 900, 50) })
        })
        .collect();
    if random.chance(12) {
        let on = at(1_000 + random.below(DAYS - 1_000));
        life["died_on"] = json!(if random.chance(20) {
            &on[..7]
        } else {
            on.as_str()
        });
    }
    if random.chance(6) {
        life["declarations"] =
            json!([{ "whereabouts": "deported", "on": at(1_000 + random.below(DAYS - 1_000)) }]);
    }
    life
}

fn conviction(random: &mut Random, place: &str, released: u64) -> Value {
    let mut one = json!({ "jurisdiction": place, "imprisoned": random.chance(75) });
    let sentenced = released.saturating_sub(random.below(199) + 1);
    one["sentenced_on"] = json!(at(sentenced));
    if one["imprisoned"] == true && random.chance(92) {
        let on = at(released);
        one["released_on"] = json!(if random.chance(10) {
            &on[..7]
        } else {
            on.as_str()
        });
        if random.chance(10) {
            // a sentence of that month would be a date out of order
            one["sentenced_on"] = json!(at(0));
        }
    }
    if one["released_on"].as_str().is_some_and(|on| on.len() == 7) {
        one["sentenced_on"] = json!(at(0));
    }
    one
}

fn registration(random: &mut Random, place: &str, start: u64) -> Value {
    let mut tiers = Vec::new();
    for number in 0..random.below(4) {
        let from = if number == 0 {
            start
        } else {
            start + random.below(2_500)
        };
        let mut decision = json!({ "scheme": "SORNA", "tier": random.pick(&["I", "II", "III"]), "effective_from": at(from) });
        if random.chance(40) {
            decision["provenance"] = json!({ "recorded_on": at(from + random.below(400)) });
        }
        tiers.push(decision);
    }
    let mut appearances = Vec::new();
    // most come when they must, by a schedule of their own
    let every = [91, 182, 365][random.below(3) as usize];
    let diligence = random.below(100);
    let mut on = start;
    while on < DAYS {
        if random.chance(diligence) {
            let late = random.below(40);
            appearances.push(appearance(
                random,
                "verification",
                (on + 5).saturating_sub(late),
            ));
        }
        on += every;
    }
    for _ in 0..random.below(8) {
        let purpose = random.pick(&["change", "change", "initial", "unstated", "travel"]);
        let on = random.below(DAYS);
        appearances.push(appearance(random, purpose, on));
    }
    let when = span(random, start, 3_000, 75);
    json!({ "jurisdiction": place, "span": when, "tiers": tiers, "appearances": appearances })
}

fn appearance(random: &mut Random, purpose: &str, on: u64) -> Value {
    let manner = random.pick(&[
        "in_person",
        "in_person",
        "in_person",
        "in_person",
        "home_visit",
        "video",
        "mail",
        "phone",
        "unstated",
    ]);
    json!({ "on": at(on), "purpose": purpose, "manner": manner })
}

fn stays(random: &mut Random, released: u64) -> Vec<Value> {
    let mut stays = Vec::new();
    let mut from = match random.below(3) {
        0 => released,
        1 => released.saturating_sub(100),
        _ => released + random.below(30),
    };
    for number in 0..random.below(9) {
        let kind = random.pick(&[
            "residence",
            "residence",
            "residence",
            "transient",
            "transient",
            "work",
            "school",
            "lodging",
        ]);
        if random.chance(30) {
            from = random.below(DAYS);
        }
        let longest = if kind == "lodging" {
            20
        } else if kind == "transient" {
            80
        } else {
            1_200
        };
        let when = span(random, from, longest, 20);
        // the next one is where this one ends, or after a while
        if let Some(end) = when["end"].as_str() {
            let end: NaiveDate = end.parse().unwrap();
            from = (end - FIRST).num_days() as u64
                + if random.chance(60) {
                    0
                } else {
                    random.below(60)
                };
        }
        let state = random.pick(&["IL", "IL", "MO", "WI", ""]);
        let street = if random.chance(10) { 0 } else { number };
        let mut one = json!({ "kind": kind, "span": when, "place": {} });
        if !state.is_empty() {
            one["place"] = json!({ "address": { "state": state, "street": street.to_string() } });
        }
        if random.chance(25) {
            let found = random.pick(&["confirmed", "confirmed", "no_answer"]);
            let manner = random.pick(&["home_visit", "in_person", "mail"]);
            let on = random.below(DAYS);
            one["verifications"] = json!([{ "on": at(on), "manner": manner, "outcome": found }]);
        }
        let told = ["self", "officer", "agency", ""][random.below(4) as usize];
        if !told.is_empty() {
            one["provenance"] = json!({ "reported_by": told });
            if random.chance(80) {
                let start: NaiveDate = one["span"]["start"].as_str().unwrap().parse().unwrap();
                one["provenance"]["recorded_on"] = json!(plus(start, random.below(20) as i64));
            }
        }
        stays.push(one);
    }
    stays
}

fn events(random: &mut Random) -> Vec<Value> {
    let mut events = Vec::new();
    for kind in [
        "name_change",
        "identifier_change",
        "identifier_change",
        "foreign_travel",
    ] {
        if !random.chance(35) {
            continue;
        }
        let on = random.below(DAYS);
        let text = at(on);
        let mut one = json!({ "kind": kind, "on": if random.chance(15) { &text[..7] } else { text.as_str() } });
        if random.chance(25) {
            one["notice_on"] = json!(at((on + 10).saturating_sub(random.below(50))));
        }
        if random.chance(20) {
            one["jurisdiction"] = json!("IL");
        }
        events.push(one);
    }
    events
}

/// What the library says.
pub fn fast(
    packs: &CompiledPacks,
    life: &Value,
    options: &AssessOptions,
) -> Result<Vec<Line>, String> {
    let offender: Offender =
        serde_json::from_value(life.clone()).map_err(|error| error.to_string())?;
    let found = packs
        .assess(&offender, options, None)
        .map_err(|error| error.to_string())?;
    let mut all = Vec::new();
    for place in &found.jurisdictions {
        for line in &place.duties {
            all.push((
                place.jurisdiction.clone(),
                line.duty.clone(),
                line.due,
                words(line.state)?,
            ));
        }
        let period = &place.period;
        let state = match (period.life, period.tolled.missing) {
            (true, _) => "life".to_owned(),
            (false, Some(missing)) => format!("undetermined {}", word(&missing)?),
            (false, None) => format!("ends {}", period.tolled.tolled_days),
        };
        all.push((
            place.jurisdiction.clone(),
            "D12".to_owned(),
            period.tolled.end,
            state,
        ));
    }
    all.sort();
    Ok(all)
}

fn word(value: &impl serde::Serialize) -> Result<String, String> {
    let value = serde_json::to_value(value).map_err(|error| error.to_string())?;
    value
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| "a word".to_owned())
}

fn words(state: DutyState) -> Result<String, String> {
    Ok(match state {
        DutyState::NotYetDue => "not_yet_due".to_owned(),
        DutyState::DueSoon { days } => format!("due_soon {days}"),
        DutyState::Met => "met".to_owned(),
        DutyState::MetLate { days } => format!("met_late {days}"),
        DutyState::Overdue { days } => format!("overdue {days}"),
        DutyState::Excused { reason } => format!("excused {}", word(&reason)?),
        DutyState::ShortNotice { days, .. } => format!("short_notice {days}"),
        DutyState::Undetermined { missing } => format!("undetermined {}", word(&missing)?),
    })
}

/// Compares both on one life and one day. How many lines agree, or where they do not.
pub fn compare(packs: &CompiledPacks, seed: u64) -> Result<usize, String> {
    let life = life(seed);
    let random = &mut Random::new(!seed);
    let as_of = plus(FIRST, random.below(DAYS + 400) as i64);
    let all_registries = random.chance(50);
    let options = AssessOptions {
        all_registries,
        explain: false,
        ..AssessOptions::on(as_of)
    };
    let fast = fast(packs, &life, &options)?;
    let slow = Slow::new(&life, as_of, all_registries).lines();
    if fast == slow {
        return Ok(fast.len());
    }
    let only = |a: &[Line], b: &[Line]| {
        a.iter()
            .filter(|line| !b.contains(line))
            .map(|line| format!("\n    {line:?}"))
            .collect::<String>()
    };
    Err(format!(
        "seed {seed} as of {as_of}, all registries {all_registries}: {life}\n  the library alone:{}\n  the reference alone:{}",
        only(&fast, &slow),
        only(&slow, &fast)
    ))
}

fn day(value: &Value) -> NaiveDate {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .expect("a day")
}

fn days(value: &Value) -> Vec<NaiveDate> {
    value.as_array().expect("days").iter().map(day).collect()
}

/// Every vector of the file, by the library and by the reference. How many, and those that came out otherwise.
pub fn vectors(text: &str) -> (usize, Vec<String>) {
    let all: Value = serde_json::from_str(text).expect("JSON");
    let list = |name: &str| all[name].as_array().expect("a list").clone();
    let policy = CalendarPolicy::default();
    let chained = CalendarPolicy {
        schedule: ScheduleBase::Chained,
        ..CalendarPolicy::default()
    };
    let mut count = 0;
    let mut wrong = Vec::new();
    let mut same = |what: &str, of: &Value, is_so: bool| {
        count += 1;
        if !is_so {
            wrong.push(format!("{what}: {of}"));
        }
    };
    for one in list("business_days") {
        let (event, due) = (day(&one["event"]), day(&one["due"]));
        let term = DutyTerm::new(3, TermUnit::BusinessDays);
        same(
            "library",
            &one,
            term_end(event, term, Direction::After, &policy) == Ok(due),
        );
        same(
            "reference",
            &one,
            slow::business_days_after(event, 3) == due,
        );
    }
    for one in list("verifications") {
        let (anchor, months) = (
            day(&one["anchor"]),
            one["months"].as_u64().expect("months") as u32,
        );
        let every = DutyTerm::new(months, TermUnit::Months);
        for (name, policy) in [("anchored", &policy), ("chained", &chained)] {
            let dues = days(&one[name]);
            same(
                name,
                &one,
                verification_dates(anchor, every, dues.len() as u32, policy).as_ref() == Ok(&dues),
            );
            let mut before = anchor;
            let slow: Vec<NaiveDate> = (1..=dues.len() as u32)
                .map(|number| {
                    before = if name == "chained" {
                        slow::months_after(before, months)
                    } else {
                        slow::months_after(anchor, number * months)
                    };
                    before
                })
                .collect();
            same("reference", &one, slow == dues);
        }
    }
    for one in list("durations") {
        let (start, years) = (
            day(&one["start"]),
            one["years"].as_u64().expect("years") as u32,
        );
        let (end, tolled) = (day(&one["end"]), one["tolled"].as_i64().expect("days"));
        let custody: Vec<(NaiveDate, NaiveDate)> = one["custody"]
            .as_array()
            .expect("custody")
            .iter()
            .map(|one| (day(&one[0]), day(&one[1])))
            .collect();
        let spans: Vec<Span> = custody
            .iter()
            .map(|(from, to)| Span::new(Some(*from), Some(*to)).expect("in order"))
            .collect();
        let found = period_end(start, years, &spans, &policy)
            .map(|found| (found.end, i64::from(found.tolled_days)));
        same("library", &one, found == Ok((Some(end), tolled)));
        let held: Vec<slow::Held> = custody
            .iter()
            .map(|(from, to)| slow::Held {
                from: *from,
                to: Some(*to),
                kind: "jail".into(),
                verified: true,
                recorded: None,
            })
            .collect();
        same(
            "reference",
            &one,
            slow::period(start, years, &held) == Ok((end, tolled)),
        );
    }
    for one in list("notice") {
        let (event, due) = (day(&one["departure"]), day(&one["due"]));
        let term = DutyTerm::new(21, TermUnit::CalendarDays);
        same(
            "library",
            &one,
            term_end(event, term, Direction::Before, &policy) == Ok(due),
        );
        same("reference", &one, plus(event, -21) == due);
    }
    for one in list("reviews") {
        let (from, due) = (day(&one["from"]), day(&one["due"]));
        let term = DutyTerm::new(5, TermUnit::Years);
        same(
            "library",
            &one,
            term_end(from, term, Direction::After, &policy) == Ok(due),
        );
        same("reference", &one, slow::months_after(from, 60) == due);
    }
    (count, wrong)
}
