//! Duties as section 1 of the rules' reference puts them, day by day: slow, and written from the text and from `docs/tracking.md` alone.
//!
//! It reads a record as JSON and shares nothing with the library but the civil calendar (which day of the week a date is, and which
//! date comes after it).
#![allow(
    clippy::format_collect,
    clippy::too_many_lines,
    clippy::unused_self,
    clippy::semicolon_if_nothing_returned,
    unreachable_pub,
    reason = "written to be read beside the law, one rule after the other"
)]

use chrono::{Datelike, NaiveDate, Weekday};
use serde_json::Value;

/// What one duty comes to: the jurisdiction, the duty, the last day in time, and the state with its days.
pub type Line = (String, String, Option<NaiveDate>, String);

pub fn plus(day: NaiveDate, days: i64) -> NaiveDate {
    day + chrono::TimeDelta::days(days)
}

fn between(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days()
}

fn day(value: &Value) -> Option<NaiveDate> {
    value.as_str()?.parse().ok()
}

/// The first and the last day that a date can be.
fn either(value: &Value) -> Option<(NaiveDate, NaiveDate)> {
    let text = value.as_str()?;
    let all: Vec<NaiveDate> = match text.len() {
        4 => (1..=12)
            .flat_map(|month| month_days(text.parse().ok(), month))
            .collect(),
        7 => month_days(text[..4].parse().ok(), text[5..].parse().ok()?).collect(),
        _ => vec![text.parse().ok()?],
    };
    Some((*all.first()?, *all.last()?))
}

fn month_days(year: Option<i32>, month: u32) -> impl Iterator<Item = NaiveDate> {
    (1..=31).filter_map(move |day| NaiveDate::from_ymd_opt(year?, month, day))
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// A holiday by law on its own date.
fn holiday(day: NaiveDate) -> bool {
    let (year, month, date) = (day.year(), day.month(), day.day());
    let nth = |weekday, n: u32| day.weekday() == weekday && (date - 1) / 7 + 1 == n;
    let last_monday = day.weekday() == Weekday::Mon && plus(day, 7).month() != month;
    let uniform = year >= 1971;
    match month {
        1 => date == 1 || year >= 1986 && nth(Weekday::Mon, 3),
        2 => {
            if uniform {
                nth(Weekday::Mon, 3)
            } else {
                date == 22
            }
        }
        5 => {
            if uniform {
                last_monday
            } else {
                date == 30
            }
        }
        6 => year >= 2021 && date == 19,
        7 => date == 4,
        9 => nth(Weekday::Mon, 1),
        10 => {
            let columbus = if uniform {
                nth(Weekday::Mon, 2)
            } else {
                date == 12
            };
            columbus || (1971..=1977).contains(&year) && nth(Weekday::Mon, 4)
        }
        11 => date == 11 && !(1971..=1977).contains(&year) || nth(Weekday::Thu, 4),
        12 => date == 25,
        _ => false,
    }
}

/// Whether an office that keeps federal holidays works on a day.
pub fn is_business_day(day: NaiveDate) -> bool {
    let kept = match day.weekday() {
        Weekday::Sat | Weekday::Sun => return false,
        Weekday::Fri => holiday(day) || holiday(plus(day, 1)),
        Weekday::Mon => holiday(day) || holiday(plus(day, -1)),
        _ => holiday(day),
    };
    !kept
}

/// So many business days after an event, which itself does not count.
pub fn business_days_after(event: NaiveDate, count: u32) -> NaiveDate {
    let mut at = event;
    let mut left = count;
    while left > 0 {
        at = plus(at, 1);
        left -= u32::from(is_business_day(at));
    }
    at
}

/// So many months later; the last day of a month stands for one that it lacks.
pub fn months_after(from: NaiveDate, months: u32) -> NaiveDate {
    let all = from.year() * 12 + from.month() as i32 - 1 + months as i32;
    let (year, month) = (all.div_euclid(12), all.rem_euclid(12) as u32 + 1);
    (1..=from.day())
        .rev()
        .find_map(|day| NaiveDate::from_ymd_opt(year, month, day))
        .expect("each month has a first day")
}

/// A period of years that days in custody do not use up. `Err` says what is missing.
pub fn period(
    start: NaiveDate,
    years: u32,
    held: &[Held],
) -> Result<(NaiveDate, i64), &'static str> {
    let mut left = between(start, months_after(start, 12 * years));
    let (mut at, mut tolled) = (start, 0);
    while left > 0 {
        let inside: Vec<&Held> = held.iter().filter(|one| one.covers(at)).collect();
        if inside.iter().any(|one| one.to.is_none()) {
            return Err("custody_end");
        }
        if inside.is_empty() {
            left -= 1;
        } else {
            tolled += 1;
        }
        at = plus(at, 1);
    }
    Ok((at, tolled))
}

/// A time in custody, without an end where it had none by the day of the assessment.
#[derive(Clone)]
pub struct Held {
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub kind: String,
    pub verified: bool,
    /// When it was recorded, where it says so itself.
    pub recorded: Option<NaiveDate>,
}

impl Held {
    fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// An appearance, or that the person was entered as registered.
#[derive(Clone)]
struct Seen {
    on: NaiveDate,
    purpose: String,
    manner: String,
    place: String,
}

struct Stay {
    kind: String,
    start: NaiveDate,
    end: Option<NaiveDate>,
    place: Option<String>,
    value: Value,
}

struct Registered {
    place: String,
    start: NaiveDate,
    end: Option<NaiveDate>,
}

/// Which appearances meet a duty.
#[derive(Clone, Copy)]
struct Meets {
    purposes: &'static [&'static str],
    perhaps: &'static [&'static str],
    in_person: bool,
    anywhere: bool,
}

const REGISTER: Meets = Meets {
    purposes: &["initial"],
    perhaps: &["unstated"],
    in_person: true,
    anywhere: false,
};
const CHANGE: Meets = Meets {
    purposes: &["change", "initial"],
    perhaps: &["unstated"],
    in_person: true,
    anywhere: true,
};
const TELL: Meets = Meets {
    purposes: &["change"],
    perhaps: &["unstated"],
    in_person: false,
    anywhere: false,
};
const LEAVE: Meets = Meets {
    purposes: &["change"],
    perhaps: &["unstated", "verification"],
    in_person: false,
    anywhere: false,
};
const TRAVEL: Meets = Meets {
    purposes: &["travel"],
    perhaps: &["unstated"],
    in_person: false,
    anywhere: false,
};
const VERIFY: Meets = Meets {
    purposes: &["verification", "initial"],
    perhaps: &["unstated"],
    in_person: true,
    anywhere: false,
};

/// A record by a day, under the federal rules.
pub struct Slow {
    as_of: NaiveDate,
    all_registries: bool,
    value: Value,
    seen: Vec<Seen>,
    stays: Vec<Stay>,
    registered: Vec<Registered>,
    held: Vec<Held>,
    death: Option<(NaiveDate, NaiveDate)>,
    deported: Option<NaiveDate>,
    /// Days on which somebody saw the person free: in person at an office, but to register, or at home.
    free: Vec<NaiveDate>,
    since: Option<NaiveDate>,
    places: Vec<String>,
}

fn is_state(code: &str) -> bool {
    ["IL", "MO", "WI"].contains(&code)
}

impl Slow {
    pub fn new(value: &Value, as_of: NaiveDate, all_registries: bool) -> Self {
        let mut slow = Self {
            as_of,
            all_registries,
            value: value.clone(),
            seen: vec![],
            stays: vec![],
            registered: vec![],
            held: vec![],
            death: None,
            deported: None,
            free: vec![],
            since: None,
            places: vec![],
        };
        slow.read();
        slow
    }

    fn read(&mut self) {
        let value = self.value.clone();
        let as_of = self.as_of;
        for one in list(&value, "registrations") {
            let place = one["jurisdiction"].as_str().unwrap_or_default().to_owned();
            let start = day(&one["span"]["start"]).expect("registrations have a start");
            if start > as_of {
                continue;
            }
            let seen = list(one, "appearances").iter().map(|seen| Seen {
                on: day(&seen["on"]).expect("appearances have a day"),
                purpose: seen["purpose"].as_str().unwrap_or("unstated").to_owned(),
                manner: seen["manner"].as_str().unwrap_or("unstated").to_owned(),
                place: place.clone(),
            });
            self.seen.extend(seen.filter(|seen| seen.on <= as_of));
            self.seen.push(Seen {
                on: start,
                purpose: "initial".into(),
                manner: "in_person".into(),
                place: place.clone(),
            });
            let end = day(&one["span"]["end"]).filter(|end| *end <= as_of);
            self.registered.push(Registered {
                place: place.clone(),
                start,
                end,
            });
            self.place(&place);
        }
        for one in list(&value, "convictions") {
            let begins = ["released_on", "sentenced_on", "convicted_on"]
                .iter()
                .find_map(|name| either(&one[*name]));
            if let Some((first, _)) = begins.filter(|(first, _)| *first <= as_of) {
                self.since = Some(self.since.map_or(first, |since| since.min(first)));
            }
            let code = one["jurisdiction"].as_str().unwrap_or_default();
            if is_state(code) {
                self.place(code);
            }
        }
        if self.since.is_none() {
            self.since = self.seen.iter().map(|one| one.on).min();
        }
        for one in list(&value, "stays") {
            let start = day(&one["span"]["start"]).expect("stays have a start");
            let kind = one["kind"].as_str().unwrap_or_default().to_owned();
            let place = one["place"]["address"]["state"].as_str().map(str::to_owned);
            if let Some(place) = place
                .as_ref()
                .filter(|_| start <= as_of && kind != "lodging")
            {
                self.place(place);
            }
            self.stays.push(Stay {
                kind,
                start,
                end: day(&one["span"]["end"]),
                place,
                value: one.clone(),
            });
        }
        self.stays.sort_by_key(|one| (one.start, one.end));
        for one in list(&value, "custody") {
            let from = day(&one["span"]["start"]).expect("custody has a start");
            let to = day(&one["span"]["end"]);
            if from <= as_of && to != Some(from) {
                self.held.push(Held {
                    from,
                    // a release that is still to come is a plan
                    to: to.filter(|to| *to <= as_of),
                    kind: one["kind"].as_str().unwrap_or_default().to_owned(),
                    verified: one["verified"] == true,
                    recorded: day(&one["provenance"]["recorded_on"]),
                });
            }
        }
        let seen_by_somebody = |one: &&Value| {
            ["in_person", "home_visit"].contains(&one["manner"].as_str().unwrap_or_default())
        };
        for one in list(&value, "registrations") {
            // what is to come was not seen, and who is about to be released registers inside
            let outside = list(one, "appearances").iter().filter(|seen| {
                ["verification", "change", "travel"]
                    .contains(&seen["purpose"].as_str().unwrap_or_default())
            });
            let began = day(&one["span"]["start"]).is_some_and(|start| start <= as_of);
            let days = outside
                .filter(seen_by_somebody)
                .filter_map(|seen| day(&seen["on"]));
            self.free.extend(days.filter(|_| began));
        }
        for one in list(&value, "stays") {
            let found = list(one, "verifications")
                .iter()
                .filter(|look| look["outcome"] == "confirmed");
            self.free.extend(
                found
                    .filter(seen_by_somebody)
                    .filter_map(|look| day(&look["on"])),
            );
        }
        self.free.retain(|on| *on <= as_of);
        self.death = either(&value["died_on"]).filter(|(first, _)| *first <= as_of);
        let declared = list(&value, "declarations")
            .iter()
            .filter(|one| one["whereabouts"] == "deported");
        self.deported = declared
            .filter_map(|one| day(&one["on"]))
            .filter(|on| *on <= as_of)
            .min();
    }

    fn place(&mut self, code: &str) {
        if !self.places.iter().any(|one| one == code) {
            self.places.push(code.to_owned());
        }
    }

    fn is_registered(&self, place: &str) -> bool {
        self.registered.iter().any(|one| one.place == place)
    }

    /// All lines, in order.
    pub fn lines(&self) -> Vec<Line> {
        let mut all = Vec::new();
        for place in &self.places {
            self.initial(place, &mut all);
            self.entering(place, &mut all);
            self.changes(place, &mut all);
            if self.is_registered(place) {
                self.events(place, &mut all);
                self.verifications(place, &mut all);
            }
            all.push(self.duration(place));
        }
        all.sort();
        all
    }

    /// Whether an appearance meets a duty: surely, perhaps, or not.
    fn meets(&self, seen: &Seen, meets: Meets, place: &str) -> Option<bool> {
        if !meets.anywhere && seen.place != place {
            return None;
        }
        let is_so = meets.purposes.contains(&seen.purpose.as_str());
        let may_be = is_so || meets.perhaps.contains(&seen.purpose.as_str());
        let right = !meets.in_person
            || ["in_person", "home_visit", "video"].contains(&seen.manner.as_str());
        let unsaid = seen.manner == "unstated";
        match (is_so && right, may_be && (right || unsaid)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    /// The first day from `from` on with an appearance that surely meets a duty, and with one that may.
    fn first(
        &self,
        meets: Meets,
        place: &str,
        from: NaiveDate,
    ) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let first = |sure: bool| {
            let found = self
                .seen
                .iter()
                .filter(|one| one.on >= from && self.meets(one, meets, place) == Some(sure));
            found.map(|one| one.on).min()
        };
        (first(true), first(false))
    }

    /// Where a duty stands that was done on `done`, or perhaps on `perhaps`.
    fn state(&self, due: NaiveDate, done: Option<NaiveDate>, perhaps: Option<NaiveDate>) -> String {
        if done.is_some_and(|on| on <= due) {
            return "met".into();
        }
        let perhaps = perhaps.filter(|on| done.is_none_or(|done| *on < done));
        if perhaps.is_some_and(|on| on <= due) {
            return "undetermined appearance".into();
        }
        if let Some(excused) = self.excused(due) {
            return excused;
        }
        if due >= self.as_of {
            let left = between(self.as_of, due);
            return if left <= 14 {
                format!("due_soon {left}")
            } else {
                "not_yet_due".into()
            };
        }
        match (done, perhaps) {
            (Some(done), perhaps) => format!("met_late {}", between(due, perhaps.unwrap_or(done))),
            (None, Some(_)) => "undetermined appearance".into(),
            (None, None) => format!("overdue {}", between(due, self.as_of)),
        }
    }

    fn excused(&self, due: NaiveDate) -> Option<String> {
        if let Some((first, last)) = self.death {
            if last <= due {
                let told = self.seen.iter().any(|one| one.on > last);
                return Some(
                    if told {
                        "undetermined death_before_events"
                    } else {
                        "excused deceased"
                    }
                    .into(),
                );
            }
            if first <= due {
                return Some("undetermined death_date".into());
            }
        }
        if due >= self.as_of {
            return None;
        }
        if let Some(on) = self.deported.filter(|on| *on <= due) {
            let seen = self.free.iter().any(|seen| *seen > on);
            let held = self.held.iter().any(|held| held.from > on);
            return Some(
                if seen || held {
                    "undetermined deportation_before_events"
                } else {
                    "excused deported"
                }
                .into(),
            );
        }
        let mut doubt = None;
        for one in self.held.iter().filter(|one| one.covers(due)) {
            // days after custody began on which the person was seen free
            let free: Vec<&NaiveDate> = self.free.iter().filter(|seen| **seen > one.from).collect();
            if one.to.is_some() {
                return Some("excused custody".into());
            }
            if free.iter().any(|seen| **seen <= due) {
                continue;
            }
            if one.verified && (free.is_empty() || one.recorded.is_some_and(|on| due <= on)) {
                return Some("excused custody".into());
            }
            doubt = Some("undetermined custody_end".into());
        }
        doubt
    }

    /// Nobody decided a tier: of a failure after the shortest period of all nobody can say whether it is one.
    fn whichever_tier(&self, place: &str, due: NaiveDate, state: String) -> String {
        let failed = state.starts_with("overdue") || state.starts_with("met_late");
        if !failed || self.tier(place, self.as_of).is_some() {
            return state;
        }
        let over = self.duration_by(place, Some(1)).2;
        if over.is_some_and(|over| over <= due) {
            "undetermined tier".into()
        } else {
            state
        }
    }

    /// A registry that is not in the record may have the person.
    fn elsewhere(&self, place: &str, state: String) -> String {
        let unsure = state.starts_with("overdue") || state.starts_with("undetermined");
        if unsure && !self.all_registries && !self.is_registered(place) {
            "undetermined other_registry".into()
        } else {
            state
        }
    }

    fn put(&self, place: &str, duty: &str, due: NaiveDate, state: String, all: &mut Vec<Line>) {
        let state = self.elsewhere(place, self.whichever_tier(place, due, state));
        all.push((place.to_owned(), duty.to_owned(), Some(due), state));
    }

    /// The same at both ends of what a date allows: if they differ in sort nobody can say, if in days the fewest count.
    fn put_either(
        &self,
        place: &str,
        duty: &str,
        ends: [(NaiveDate, String); 2],
        all: &mut Vec<Line>,
    ) {
        let [(_, first), (due, last)] = ends;
        let sort = |state: &str| state.split(' ').next().unwrap_or_default().to_owned();
        let days = |state: &str| {
            state
                .rsplit(' ')
                .next()
                .and_then(|days| days.parse::<i64>().ok())
        };
        let state = if first == last {
            last
        } else if sort(&first) == sort(&last)
            && !["undetermined", "excused"].contains(&sort(&first).as_str())
        {
            if days(&first) <= days(&last) {
                first
            } else {
                last
            }
        } else {
            "undetermined exact_date".into()
        };
        self.put(place, duty, due, state, all);
    }

    /// When the person was released from imprisonment for an offence.
    fn released(&self, conviction: &Value) -> Option<(NaiveDate, NaiveDate)> {
        either(&conviction["released_on"]).or_else(|| {
            let sentenced = day(&conviction["sentenced_on"])?;
            let prison = list(&self.value, "custody").iter().find(|one| {
                let span = &one["span"];
                ["prison", "jail"].contains(&one["kind"].as_str().unwrap_or_default())
                    && day(&span["start"]).is_none_or(|from| from <= sentenced)
                    && day(&span["end"]).is_none_or(|to| sentenced < to)
            })?;
            let out = day(&prison["span"]["end"])?;
            Some((out, out))
        })
    }

    /// Whether somebody was registered by a day.
    fn registered_by(
        &self,
        place: &str,
        event: NaiveDate,
        due: NaiveDate,
        from: NaiveDate,
    ) -> String {
        let holding = self.registered.iter().filter(|one| {
            one.place == place && one.start <= due && one.end.is_none_or(|end| end > event)
        });
        let holding = holding.map(|one| one.start).min();
        let (done, perhaps) = self.first(REGISTER, place, from);
        self.state(due, holding.or(done), perhaps)
    }

    /// D01, D02 and those of D03 who live on where they are.
    fn initial(&self, place: &str, all: &mut Vec<Line>) {
        for one in list(&self.value, "convictions") {
            let code = one["jurisdiction"].as_str().unwrap_or_default();
            let imprisoned = one["imprisoned"] == true;
            let (duty, lives_on) = match code {
                "US" | "MIL" => ("D03.remaining", true),
                code if is_state(code) => (if imprisoned { "D01" } else { "D02" }, false),
                _ => continue,
            };
            let here = code == place;
            let when = if imprisoned {
                self.released(one)
            } else {
                either(&one["sentenced_on"])
            };
            let Some((first, last)) = when else {
                let registered = self.is_registered(place);
                if here || registered {
                    let held = self.held.iter().any(|one| one.to.is_none() && one.verified);
                    let state = if held && !registered {
                        "not_yet_due"
                    } else {
                        "undetermined release_date"
                    };
                    all.push((place.to_owned(), duty.to_owned(), None, state.to_owned()));
                }
                continue;
            };
            // what is due before the release is due though the release is still to come
            if first > self.as_of && duty != "D01" {
                continue;
            }
            let lives = self.stays.iter().any(|stay| {
                stay.place.as_deref() == Some(place)
                    && ["residence", "transient"].contains(&stay.kind.as_str())
                    && if lives_on {
                        stay.start < first
                    } else {
                        stay.start <= last
                    }
                    && stay.end.is_none_or(|end| end > last)
            });
            if !(here || lives) {
                continue;
            }
            let end = |event: NaiveDate| {
                let (due, from) = if duty == "D01" {
                    (event, plus(event, -180))
                } else {
                    (business_days_after(event, 3), event)
                };
                (due, self.registered_by(place, event, due, from))
            };
            self.put_either(place, duty, [end(first), end(last)], all);
        }
    }

    /// D03 and D04: coming to live in a jurisdiction, after a foreign conviction to work or study too.
    fn entering(&self, place: &str, all: &mut Vec<Line>) {
        let by = |codes: &[&str]| {
            list(&self.value, "convictions")
                .iter()
                .any(|one| codes.contains(&one["jurisdiction"].as_str().unwrap_or_default()))
        };
        for (duty, codes, any_way) in [
            ("D03", ["US", "MIL"].as_slice(), false),
            ("D04", &["FOREIGN-FR"], true),
        ] {
            if !by(codes) {
                continue;
            }
            let here: Vec<(NaiveDate, Option<NaiveDate>, NaiveDate)> = self
                .stays
                .iter()
                .filter(|stay| stay.place.as_deref() == Some(place) && stay.start <= self.as_of)
                .filter_map(|stay| {
                    let from = match stay.kind.as_str() {
                        "residence" => stay.start,
                        "transient" | "lodging" => {
                            self.lives_from(stay, place, &["transient", "lodging"])?
                        }
                        _ if any_way => stay.start,
                        _ => return None,
                    };
                    Some((stay.start, stay.end, from))
                })
                .collect();
            for (at, (start, _, from)) in here.iter().enumerate() {
                // who was there before without a day's break does not come
                let was_there = here[..at]
                    .iter()
                    .any(|(_, end, _)| end.is_none_or(|end| end >= *start));
                if !was_there && self.since.is_some_and(|since| since <= *from) {
                    let due = business_days_after(*from, 3);
                    self.put(
                        place,
                        duty,
                        due,
                        self.registered_by(place, *from, due, *from),
                        all,
                    );
                }
            }
        }
    }

    /// The day from which somebody without a home lives where a stay is: the 31st on end.
    fn lives_from(&self, stay: &Stay, place: &str, kinds: &[&str]) -> Option<NaiveDate> {
        let covered = |day: NaiveDate| {
            self.stays.iter().any(|one| {
                one.place.as_deref() == Some(place)
                    && kinds.contains(&one.kind.as_str())
                    && one.start <= day
                    && one.end.is_none_or(|end| day < end)
            })
        };
        let mut at = stay.start;
        while at <= self.as_of && stay.end.is_none_or(|end| at < end) {
            if (0..31).all(|back| covered(plus(at, -back))) {
                return Some(at);
            }
            at = plus(at, 1);
        }
        None
    }

    /// Whether a stay is one of somebody who lives there from its first day: any but one without a home where the person is not registered.
    fn settled(&self, stay: &Stay, place: &str) -> bool {
        stay.kind != "transient"
            || stay.place.is_none()
            || self.registered.iter().any(|one| {
                one.place == place
                    && one.start <= stay.start
                    && one.end.is_none_or(|end| end > stay.start)
            })
    }

    /// D06 for homes, work and schools, D07, D09.
    fn changes(&self, place: &str, all: &mut Vec<Line>) {
        for (duty, kinds) in [
            ("D06.residence", ["residence", "transient"].as_slice()),
            ("D06.employment", &["work"]),
            ("D06.school", &["school"]),
            ("D09", &["lodging"]),
        ] {
            let stays: Vec<&Stay> = self
                .stays
                .iter()
                .filter(|stay| kinds.contains(&stay.kind.as_str()))
                .collect();
            for (at, stay) in stays.iter().enumerate() {
                // of a lodging the registries that have the person are told (National Guidelines VI), wherever it is
                let where_it_is = stay.place.as_ref().filter(|_| duty != "D09");
                let here =
                    where_it_is.map_or_else(|| self.is_registered(place), |found| found == place);
                let first = self.since.is_none_or(|since| stay.start <= since);
                let goes_on = at > 0 && stays[at - 1].end.is_none_or(|end| end >= stay.start) && {
                    let address = &stays[at - 1].value["place"]["address"];
                    address.is_object() && *address == stay.value["place"]["address"]
                };
                let short = duty == "D09"
                    && between(stay.start, stay.end.unwrap_or(self.as_of).max(stay.start)) < 7;
                if !here || first || goes_on || short || stay.start > self.as_of {
                    continue;
                }
                let from = if self.settled(stay, place) {
                    Some(stay.start)
                } else {
                    self.lives_from(stay, place, &["transient"])
                };
                let Some(from) = from else { continue };
                let due = business_days_after(from, 3);
                let (done, perhaps) =
                    self.first(if duty == "D09" { TELL } else { CHANGE }, place, from);
                let state = self.told(stay, due, self.state(due, done, perhaps));
                self.put(place, duty, due, state, all);
            }
        }
        for stay in &self.stays {
            let Some(end) = stay.end.filter(|_| stay.kind != "lodging") else {
                continue;
            };
            let lives =
                self.settled(stay, place) || self.lives_from(stay, place, &["transient"]).is_some();
            if !lives
                || stay.place.as_deref() != Some(place)
                || stay.start > self.as_of
                || self.since.is_none_or(|since| end <= since)
            {
                continue;
            }
            let (done, perhaps) = self.first(LEAVE, place, plus(end, -60).max(stay.start));
            self.put(place, "D07", end, self.state(end, done, perhaps), all);
        }
    }

    /// What the record of a stay says of who told it, and when.
    fn told(&self, stay: &Stay, due: NaiveDate, state: String) -> String {
        let doubt = state.starts_with("met_late")
            || state.starts_with("overdue")
            || state == "undetermined appearance";
        if !doubt {
            return state;
        }
        let of = &stay.value["provenance"];
        match of["reported_by"].as_str() {
            Some("self") if day(&of["recorded_on"]).is_some_and(|on| on <= due) => "met".into(),
            Some("self") if !state.starts_with("met_late") => "undetermined day_reported".into(),
            None if state.starts_with("overdue") => "undetermined who_reported".into(),
            _ => state,
        }
    }

    /// D06 for names, D08, D10.
    fn events(&self, place: &str, all: &mut Vec<Line>) {
        for one in list(&self.value, "events") {
            let Some((first, last)) = either(&one["on"]) else {
                continue;
            };
            let elsewhere = one["jurisdiction"]
                .as_str()
                .is_some_and(|code| code != place);
            if elsewhere || self.since.is_none_or(|since| last <= since) {
                continue;
            }
            let notice = day(&one["notice_on"]).filter(|on| *on <= self.as_of);
            let (duty, meets) = match one["kind"].as_str() {
                Some("name_change") => ("D06.name", CHANGE),
                Some("identifier_change") => ("D08.identifier", TELL),
                Some("foreign_travel") => {
                    let end = |event: NaiveDate| {
                        let due = plus(event, -21);
                        let (found, perhaps) = self.first(TRAVEL, place, plus(first, -365));
                        let done = notice.or(found);
                        let state = match done {
                            Some(on) if on > due && on <= event => {
                                format!("short_notice {}", between(on, event))
                            }
                            _ => self.state(
                                due,
                                done,
                                perhaps.filter(|on| *on <= event && done.is_none()),
                            ),
                        };
                        (due, state)
                    };
                    self.put_either(place, "D10", [end(first), end(last)], all);
                    continue;
                }
                _ => continue,
            };
            if first > self.as_of {
                continue;
            }
            let end = |event: NaiveDate| {
                let due = business_days_after(event, 3);
                let (done, perhaps) = self.first(meets, place, event);
                (due, self.state(due, notice.or(done), perhaps))
            };
            self.put_either(place, duty, [end(first), end(last)], all);
        }
        for one in list(&self.value, "vehicles") {
            let Some(start) = day(&one["span"]["start"]) else {
                continue;
            };
            if start > self.as_of || self.since.is_none_or(|since| start <= since) {
                continue;
            }
            let due = business_days_after(start, 3);
            let (done, perhaps) = self.first(TELL, place, start);
            self.put(
                place,
                "D08.vehicle",
                due,
                self.state(due, done, perhaps),
                all,
            );
        }
    }

    /// The tier that a registry goes by on a day: the last decision that has begun; the first and a stricter one not before they were recorded.
    fn tier(&self, place: &str, on: NaiveDate) -> Option<u32> {
        let number = |tier: &str| match tier {
            "I" => 1,
            "II" => 2,
            _ => 3,
        };
        let registrations = list(&self.value, "registrations").iter();
        let here = registrations.filter(|one| {
            one["jurisdiction"] == place
                && day(&one["span"]["start"]).is_some_and(|start| start <= self.as_of)
        });
        let mut decided: Vec<(NaiveDate, Option<NaiveDate>, u32)> = here
            .flat_map(|one| list(one, "tiers"))
            .filter_map(|one| {
                Some((
                    day(&one["effective_from"])?,
                    day(&one["provenance"]["recorded_on"]),
                    number(one["tier"].as_str()?),
                ))
            })
            .filter(|(from, ..)| *from <= self.as_of)
            .collect();
        decided.sort();
        let mut at = decided.iter().filter(|(from, ..)| *from <= on).count();
        while at > 0 {
            let (_, recorded, tier) = decided[at - 1];
            let stricter = at == 1 || decided[at - 2].2 < tier;
            if !stricter || recorded.is_none_or(|recorded| recorded <= on) {
                return Some(tier);
            }
            at -= 1;
        }
        None
    }

    /// The years of a place's tier; none for life. Nobody decided: the strictest.
    fn duration(&self, place: &str) -> Line {
        self.duration_by(place, self.tier(place, self.as_of))
    }

    fn duration_by(&self, place: &str, tier: Option<u32>) -> Line {
        let years = match tier {
            Some(1) => Some(15),
            Some(2) => Some(25),
            _ => None,
        };
        let held: Vec<Held> = self
            .held
            .iter()
            .filter(|one| ["prison", "jail", "civil_commitment"].contains(&one.kind.as_str()))
            .cloned()
            .collect();
        let line = |end, state: String| (place.to_owned(), "D12".to_owned(), end, state);
        let mut longest = None;
        for one in list(&self.value, "convictions") {
            let date = if one["released_on"].is_string() {
                &one["released_on"]
            } else if one["imprisoned"] == false {
                &one["sentenced_on"]
            } else {
                &Value::Null
            };
            let start = either(date)
                .filter(|(first, last)| first == last)
                .map(|(first, _)| first);
            let found = match (years, start) {
                (None, _) => (2, None, "life".to_owned()),
                (Some(_), None) => (1, None, "undetermined release_date".to_owned()),
                (Some(years), Some(start)) => match period(start, years, &held) {
                    Ok((end, tolled)) => (0, Some(end), format!("ends {tolled}")),
                    Err(missing) => (1, None, format!("undetermined {missing}")),
                },
            };
            let longer =
                longest
                    .as_ref()
                    .is_none_or(|(rank, end, _): &(i32, Option<NaiveDate>, String)| {
                        (*rank, *end) < (found.0, found.1)
                    });
            if longer {
                longest = Some(found);
            }
        }
        let (_, end, state) = longest.expect("a life has a conviction");
        line(end, state)
    }

    /// D11.
    fn verifications(&self, place: &str, all: &mut Vec<Line>) {
        let over = self.duration(place).2;
        let mut spans: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::new();
        let mut here: Vec<&Registered> = self
            .registered
            .iter()
            .filter(|one| one.place == place)
            .collect();
        here.sort_by_key(|one| (one.start, one.end));
        for one in here {
            match spans.last_mut() {
                Some(last) if last.1.is_none_or(|end| end >= one.start) => {
                    last.1 = last.1.zip(one.end).map(|(a, b)| a.max(b))
                }
                _ => spans.push((one.start, one.end)),
            }
        }
        let months = |tier: Option<u32>| match tier {
            Some(1) => 12,
            Some(2) => 6,
            _ => 3,
        };
        let told = self
            .death
            .is_some_and(|(_, died)| self.seen.iter().any(|one| one.on > died));
        let is_over = |end: Option<NaiveDate>, due: NaiveDate| {
            end.is_some_and(|end| end <= due) || over.is_some_and(|over| over <= due)
        };
        for (start, end) in spans {
            // by what the schedule is counted: its first day, and the tier that held then
            let (mut anchor, mut at) = (start, start);
            // the last day that was due
            let mut last = start;
            'due: loop {
                let tier = self.tier(place, at);
                let every = months(tier);
                let mut number = 1;
                while months_after(anchor, number * every) <= at {
                    number += 1;
                }
                let due = months_after(anchor, number * every);
                for days in 1..=between(at, due) {
                    let day = plus(at, days);
                    let now = self.tier(place, day);
                    if tier.is_none() && now.is_some() {
                        // known at last: as if it had always been known, from here on
                        let terms = (1..).map(|number| months_after(anchor, number * months(now)));
                        last = terms.take_while(|due| *due <= day).last().unwrap_or(anchor);
                        at = day;
                        continue 'due;
                    }
                    if months(now) != every {
                        // another tier: counted from its day
                        (anchor, at, last) = (day, day, day);
                        continue 'due;
                    }
                }
                if is_over(end, due) || !told && self.death.is_some_and(|(_, died)| died < at) {
                    break;
                }
                let opens = plus(due, -45).max(plus(last, 1));
                let (done, perhaps) = self.first(VERIFY, place, opens);
                let mut state = self.state(due, done, perhaps);
                let is_done =
                    ["met", "met_late"].contains(&state.split(' ').next().unwrap_or_default());
                let failed = state.starts_with("overdue") || state.starts_with("met_late");
                let yearly = (1..200).any(|years| months_after(anchor, 12 * years) == due);
                if tier.is_none() && failed && !yearly {
                    state = "undetermined tier".into();
                }
                self.put(place, "D11", due, state, all);
                if due >= self.as_of && !is_done {
                    break;
                }
                (at, last) = (due, due);
            }
        }
    }
}
