use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    DeadlineBound, DeadlineEvent, DeadlineRule, DeadlineRules, DeadlineUnit, MissingChildSteps,
    rules::Asked,
};
use crate::{
    Result,
    records::{Case, Involved, PartialDate, Pii, Role, is_placeholder},
    tips::{RuleTrust, clock},
};

/// Where a deadline stands.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineState {
    /// It does not apply to the case.
    NotApplicable,
    /// It does not need to be done yet.
    NotYetDue,
    /// It is due since then, and nothing says until when.
    Due,
    /// It was done in time.
    Met,
    /// It was done too late.
    MetLate,
    /// It was not done, and its time is over.
    Overdue,
    /// The record was cancelled in NCIC before it was due.
    FellAway,
    /// A fact is missing that decides.
    Undetermined,
}

/// From when to when something may have been, local time: a day alone is from its first second to its last.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LocalTimes {
    /// The earliest.
    pub earliest: NaiveDateTime,
    /// The latest.
    pub latest: NaiveDateTime,
}

impl LocalTimes {
    const fn at(time: NaiveDateTime) -> Self {
        Self {
            earliest: time,
            latest: time,
        }
    }

    fn of_day(day: NaiveDate) -> Self {
        let start = day.and_time(NaiveTime::MIN);
        Self {
            earliest: start,
            latest: day.and_hms_opt(23, 59, 59).unwrap_or(start),
        }
    }

    fn words(self) -> String {
        if self.earliest == self.latest {
            self.earliest.to_string()
        } else {
            format!("between {} and {}", self.earliest, self.latest)
        }
    }
}

/// One deadline of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MissingChildDeadline {
    /// The entry of the table.
    pub rule: String,
    /// What must be done.
    pub duty: String,
    /// By whom.
    pub who: String,
    /// The law.
    pub citation: String,
    /// How far the entry can be relied on.
    pub trust: RuleTrust,
    /// What a reader must know of the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The number of the update that it is about, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<u32>,
    /// Where it stands.
    pub state: DeadlineState,
    /// From when on it is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<LocalTimes>,
    /// When it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<LocalTimes>,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<NaiveDateTime>,
    /// The facts that are missing and would decide.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// How it was reckoned.
    pub arithmetic: String,
}

/// All deadlines of a case as of a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MissingChildDeadlines {
    /// The case.
    pub case: Pii<String>,
    /// The time, local.
    pub as_of: NaiveDateTime,
    /// The table.
    pub rules: String,
    /// Its version.
    pub version: String,
    /// Who checked it; nobody has, where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<String>,
    /// The deadlines, in the order of the table; those of updates one for each.
    pub deadlines: Vec<MissingChildDeadline>,
    /// What an entry must have by 34 USC 41308(3) and the case does not.
    pub entry_lacks: Vec<String>,
    /// What does not go together in what was given.
    pub notes: Vec<String>,
}

/// Says for each deadline whether it applies to a case, when it is due, and whether it was met, as of a local time.
///
/// What happened after that time is left out and noted. A day without a time of day counts with both its ends, and where these decide
/// differently the deadline is undetermined.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for a table or steps that cannot be used.
///
/// ```
/// use caselink::{records::Case, tips::{DeadlineRules, DeadlineState, MissingChildSteps, missing_child_deadlines}};
/// use serde_json::{from_value, json};
///
/// let case: Case = from_value(json!({
///     "id": "NC-1187730", "category": "CA", "reported_on": "2026-02-27",
///     "people": [{ "role": "child", "birth_date": "2015-05-01" }],
/// }))?;
/// let steps = MissingChildSteps::from_value(&json!({
///     "time_zone": "America/Chicago", "reported_at": "2026-02-27T20:10:00", "ncic_entered_at": "2026-02-27T22:40:00",
/// }))?;
/// let found = missing_child_deadlines(&case, &steps, &DeadlineRules::us()?, "2026-03-03T00:00:00".parse()?)?;
/// let state = |id: &str| found.deadlines.iter().find(|one| one.rule == id).map(|one| one.state);
/// assert_eq!(state("ncic-entry"), Some(DeadlineState::MetLate)); // after two and a half hours
/// assert_eq!(state("namus-72-hours"), Some(DeadlineState::Overdue));
/// assert_eq!(state("namus-180-days"), Some(DeadlineState::NotApplicable));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn missing_child_deadlines(
    case: &Case,
    steps: &MissingChildSteps,
    rules: &DeadlineRules,
    as_of: NaiveDateTime,
) -> Result<MissingChildDeadlines> {
    rules.check()?;
    steps.check()?;
    let file = File {
        case,
        steps,
        rules,
        as_of,
        zone: steps.time_zone.as_deref().and_then(clock::zone),
        child: case.people.iter().find(|one| one.role == Role::Child),
    };
    let mut deadlines = Vec::new();
    for rule in &rules.deadlines {
        if rule.from == DeadlineEvent::UpdateMade {
            deadlines.extend(file.of_updates(rule));
        } else {
            let done = file.done(rule.done_by);
            deadlines.push(file.one(rule, file.from(rule.from), done, None));
        }
    }
    Ok(MissingChildDeadlines {
        case: case.id.clone(),
        as_of,
        rules: rules.rules.clone(),
        version: rules.version.clone(),
        verified_by: rules.verified_by.clone(),
        deadlines,
        entry_lacks: file.entry_lacks(),
        notes: file.notes(),
    })
}

struct File<'a> {
    case: &'a Case,
    steps: &'a MissingChildSteps,
    rules: &'a DeadlineRules,
    as_of: NaiveDateTime,
    zone: Option<Tz>,
    child: Option<&'a Involved>,
}

/// Whether an entry applies, or the facts that would say so.
type Applies = std::result::Result<bool, Vec<String>>;

impl File<'_> {
    fn known(&self, at: Option<NaiveDateTime>) -> Option<NaiveDateTime> {
        at.filter(|at| *at <= self.as_of)
    }

    fn from(&self, event: DeadlineEvent) -> Option<LocalTimes> {
        if event == DeadlineEvent::ReportReceived {
            let exact = self.known(self.steps.reported_at).map(LocalTimes::at);
            let day = self
                .case
                .reported_on
                .filter(|day| *day <= self.as_of.date());
            return exact.or_else(|| day.map(LocalTimes::of_day));
        }
        self.done(event).map(LocalTimes::at)
    }

    fn done(&self, event: DeadlineEvent) -> Option<NaiveDateTime> {
        match event {
            DeadlineEvent::ReportReceived => self.known(self.steps.reported_at),
            DeadlineEvent::NcicEntered => self.known(self.steps.ncic_entered_at),
            DeadlineEvent::NamusTransmitted => self.known(self.steps.namus_transmitted_at),
            DeadlineEvent::RecordVerified => {
                let entered = self.known(self.steps.ncic_entered_at);
                let all = self.steps.verified_at.iter().copied();
                all.filter(|at| *at <= self.as_of && entered.is_none_or(|entered| *at >= entered))
                    .min()
            }
            DeadlineEvent::UpdateMade | DeadlineEvent::UpdateTransmitted => None,
        }
    }

    fn of_updates(&self, rule: &DeadlineRule) -> Vec<MissingChildDeadline> {
        let transmitted = self.known(self.steps.namus_transmitted_at);
        let all = (0..).zip(&self.steps.updates);
        all.filter(|(_, update)| update.at <= self.as_of)
            .map(|(number, update)| {
                let from = LocalTimes::at(update.at);
                let done = self.known(update.transmitted_at);
                let mut one = self.one(rule, Some(from), done, Some(number));
                if transmitted.is_none_or(|sent| update.at < sent) {
                    one.state = DeadlineState::NotApplicable;
                    one.missing.clear();
                    "the record had not been transmitted to NamUs by then"
                        .clone_into(&mut one.arithmetic);
                }
                one
            })
            .collect()
    }

    fn one(
        &self,
        rule: &DeadlineRule,
        from: Option<LocalTimes>,
        done: Option<NaiveDateTime>,
        update: Option<u32>,
    ) -> MissingChildDeadline {
        let due = from.and_then(|from| self.due(rule, from));
        let mut one = MissingChildDeadline {
            rule: rule.id.clone(),
            duty: rule.duty.clone(),
            who: rule.who.clone(),
            citation: rule.citation.clone(),
            trust: rule.trust,
            note: rule.note.clone(),
            update,
            state: DeadlineState::Undetermined,
            from,
            due,
            done,
            missing: Vec::new(),
            arithmetic: String::new(),
        };
        let unit = match (rule.length.unit, rule.length.amount) {
            (DeadlineUnit::Hours, 1) => "hour",
            (DeadlineUnit::Hours, _) => "hours",
            (DeadlineUnit::Days, 1) => "day",
            (DeadlineUnit::Days, _) => "days",
        };
        let amount = rule.length.amount;
        let counted = match (from, due) {
            (Some(from), Some(due)) => {
                let bound = match rule.bound {
                    DeadlineBound::NotAfter => "due by",
                    DeadlineBound::NotBefore => "due from",
                };
                format!(
                    "{} {}; {amount} {unit} on, {bound} {}",
                    rule.from.words(),
                    from.words(),
                    due.words()
                )
            }
            _ => format!(
                "{amount} {unit} from when {}, which is not known",
                rule.from.words()
            ),
        };
        match self.applies(rule) {
            Ok(false) => {
                one.state = DeadlineState::NotApplicable;
                let asked: Vec<String> = rule.applies.iter().map(ToString::to_string).collect();
                one.arithmetic = format!("does not apply: {}", asked.join(", "));
                one.due = None;
                return one;
            }
            Ok(true) => {}
            Err(missing) => one.missing = missing,
        }
        let Some(due) = due else {
            one.missing.push(rule.from.fact().to_owned());
            one.arithmetic = counted;
            return one;
        };
        let (state, told) = self.stands(rule, due, done);
        one.arithmetic = format!("{counted}; {told}");
        if state == DeadlineState::Undetermined {
            one.missing.push(rule.from.fact().to_owned());
        }
        // what was done in time is met, whether or not it had to be done
        one.state = if one.missing.is_empty() || state == DeadlineState::Met {
            state
        } else {
            DeadlineState::Undetermined
        };
        one
    }

    /// Where a deadline stands that applies.
    fn stands(
        &self,
        rule: &DeadlineRule,
        due: LocalTimes,
        done: Option<NaiveDateTime>,
    ) -> (DeadlineState, String) {
        let cancelled = self.known(self.steps.ncic_cancelled_at);
        if let Some(done) = done {
            let told = format!("done {done}");
            let state = if rule.bound == DeadlineBound::NotBefore || done <= due.earliest {
                DeadlineState::Met
            } else if done > due.latest {
                DeadlineState::MetLate
            } else {
                DeadlineState::Undetermined
            };
            return (state, told);
        }
        if let Some(cancelled) = cancelled.filter(|at| *at <= due.earliest) {
            let told = format!("the record was cancelled {cancelled}, before that");
            return (DeadlineState::FellAway, told);
        }
        let now = self.as_of;
        let told = format!("not done at {now}");
        let state = match rule.bound {
            DeadlineBound::NotAfter if now > due.latest => DeadlineState::Overdue,
            DeadlineBound::NotBefore if now >= due.latest => DeadlineState::Due,
            DeadlineBound::NotAfter if now <= due.earliest => DeadlineState::NotYetDue,
            DeadlineBound::NotBefore if now < due.earliest => DeadlineState::NotYetDue,
            _ => DeadlineState::Undetermined,
        };
        (state, told)
    }

    fn due(&self, rule: &DeadlineRule, from: LocalTimes) -> Option<LocalTimes> {
        let amount = rule.length.amount;
        let add = |time: NaiveDateTime| match rule.length.unit {
            DeadlineUnit::Hours => clock::after(time, i64::from(amount) * 60, self.zone),
            DeadlineUnit::Days => {
                let day = time.date().checked_add_days(Days::new(u64::from(amount)))?;
                let of_day = LocalTimes::of_day(day);
                Some(match rule.bound {
                    DeadlineBound::NotAfter => of_day.latest,
                    DeadlineBound::NotBefore => of_day.earliest,
                })
            }
        };
        Some(LocalTimes {
            earliest: add(from.earliest)?,
            latest: add(from.latest)?,
        })
    }

    fn applies(&self, rule: &DeadlineRule) -> Applies {
        let mut missing = Vec::new();
        for condition in &rule.applies {
            let holds = match &condition.0 {
                Asked::Category(all) => match &self.case.category {
                    Some(category) => Ok(all.contains(category)),
                    None => Err(vec!["category".to_owned()]),
                },
                Asked::Entry(all) => match &self.steps.ncic_entry {
                    Some(entry) => Ok(all.contains(entry)),
                    None => Err(vec!["ncic_entry".to_owned()]),
                },
                Asked::ChildUnder(years) => self.is_under(*years),
                Asked::Otherwise => self.otherwise(rule),
            };
            match holds {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(facts) => missing.extend(facts),
            }
        }
        if missing.is_empty() {
            Ok(true)
        } else {
            Err(missing)
        }
    }

    /// Whether no other entry of the group applies.
    fn otherwise(&self, rule: &DeadlineRule) -> Applies {
        let mut missing = Vec::new();
        let is_otherwise =
            |one: &DeadlineRule| one.applies.iter().any(|asked| asked.0 == Asked::Otherwise);
        let others = self.rules.deadlines.iter();
        for other in others.filter(|one| one.group == rule.group && !is_otherwise(one)) {
            match self.applies(other) {
                Ok(true) => return Ok(false),
                Ok(false) => {}
                Err(facts) => missing.extend(facts),
            }
        }
        missing.sort();
        missing.dedup();
        if missing.is_empty() {
            Ok(true)
        } else {
            Err(missing)
        }
    }

    /// Whether whoever is missing was younger when the child was reported missing, or last seen.
    fn is_under(&self, years: u8) -> Applies {
        let last_seen = self.case.last_seen.as_ref();
        let on = self
            .steps
            .reported_at
            .map(|at| at.date())
            .or(self.case.reported_on)
            .or(last_seen.map(|range| range.expose().latest.date()));
        let birth = self.child.and_then(|child| child.birth_date.as_ref());
        if let (Some(on), Some(birth)) = (on, birth) {
            let (least, most) = age_on(*birth.expose(), on);
            let years = i32::from(years);
            if most < years {
                return Ok(true);
            }
            if least >= years {
                return Ok(false);
            }
            return Err(vec!["birth_date".to_owned()]);
        }
        let described = self.child.and_then(|child| child.description.as_ref());
        let band = described.and_then(|one| one.age.as_ref()).map(Pii::expose);
        let (least, most) = (
            band.and_then(|band| band.least),
            band.and_then(|band| band.most),
        );
        let years = f64::from(years);
        match (least, most) {
            (_, Some(most)) if most < years => Ok(true),
            (Some(least), _) if least >= years => Ok(false),
            _ if birth.is_none() => Err(vec!["birth_date".to_owned()]),
            _ => Err(vec!["reported_at".to_owned()]),
        }
    }

    /// What an entry must have, by 34 USC 41308(3), and the case does not say.
    fn entry_lacks(&self) -> Vec<String> {
        let child = self.child;
        let look = child.and_then(|child| child.description.as_ref());
        let stated = |text: &str| !is_placeholder(text) && text != "unstated";
        let named = child.is_some_and(|child| !child.names.is_empty());
        let place = self.case.last_seen_place.as_ref();
        let has = [
            ("name", named),
            (
                "date of birth",
                child.is_some_and(|child| child.birth_date.is_some()),
            ),
            (
                "sex",
                child
                    .and_then(|child| child.sex.as_ref())
                    .is_some_and(|sex| stated(sex.expose().as_str())),
            ),
            (
                "race",
                look.and_then(|look| look.race.as_ref())
                    .is_some_and(|race| stated(race.expose().as_str())),
            ),
            ("height", look.is_some_and(|look| look.height_cm.is_some())),
            ("weight", look.is_some_and(|look| look.weight_kg.is_some())),
            (
                "colour of the eyes",
                look.and_then(|look| look.eye_color.as_ref())
                    .is_some_and(|color| stated(color.expose().as_str())),
            ),
            (
                "colour of the hair",
                look.and_then(|look| look.hair_color.as_ref())
                    .is_some_and(|color| stated(color.expose().as_str())),
            ),
            (
                "date of the last known contact",
                self.case.last_seen.is_some(),
            ),
            ("place of the last known contact", place.is_some()),
            ("category", self.case.category.is_some()),
        ];
        has.into_iter()
            .filter(|(_, has)| !has)
            .map(|(what, _)| what.to_owned())
            .collect()
    }

    fn notes(&self) -> Vec<String> {
        let steps = self.steps;
        let later = |at: Option<NaiveDateTime>| at.is_some_and(|at| at > self.as_of);
        let before = |first: Option<NaiveDateTime>, second: Option<NaiveDateTime>| {
            first
                .zip(second)
                .is_some_and(|(first, second)| second < first)
        };
        let updates = steps.updates.iter();
        let any_later = [
            steps.reported_at,
            steps.ncic_entered_at,
            steps.ncic_cancelled_at,
            steps.namus_transmitted_at,
        ]
        .into_iter()
        .any(later)
            || steps.verified_at.iter().any(|at| later(Some(*at)))
            || updates
                .clone()
                .any(|one| later(Some(one.at)) || later(one.transmitted_at))
            || self
                .case
                .reported_on
                .is_some_and(|day| day > self.as_of.date());
        let alert_only = self.case.amber_alert == Some(true) && self.case.category.is_none();
        let notes = [
            (
                any_later,
                "what is dated after the time that is asked about was left out",
            ),
            (
                before(steps.reported_at, steps.ncic_entered_at),
                "the record was entered into NCIC before the report was received: one of the two times is wrong",
            ),
            (
                before(steps.ncic_entered_at, steps.namus_transmitted_at),
                "the record was transmitted to NamUs before it was entered into NCIC: one of the two times is wrong",
            ),
            (
                before(steps.ncic_entered_at, steps.ncic_cancelled_at),
                "the record was cancelled before it was entered into NCIC: one of the two times is wrong",
            ),
            (
                updates
                    .clone()
                    .any(|one| one.transmitted_at.is_some_and(|sent| sent < one.at)),
                "an update was transmitted before it was made: one of the two times is wrong",
            ),
            (
                alert_only,
                "an AMBER Alert was issued, and the category of the NCIC entry is not on record",
            ),
            (
                self.zone.is_none(),
                "the time zone is not on record: hours are those that the clocks show",
            ),
        ];
        notes
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, note)| note.to_owned())
            .collect()
    }
}

/// The least and the greatest age, in whole years, of someone born on a date that may be known in part.
fn age_on(birth: PartialDate, on: NaiveDate) -> (i32, i32) {
    let year = i32::from(birth.year());
    let first = |month: u32, day: u32| NaiveDate::from_ymd_opt(year, month, day);
    let (earliest, latest) = match (birth.month(), birth.to_date()) {
        (_, Some(day)) => (Some(day), Some(day)),
        (Some(month), None) => {
            let start = first(u32::from(month), 1);
            let end = start
                .and_then(|start| start.checked_add_months(chrono::Months::new(1)))
                .and_then(|next| next.pred_opt());
            (start, end)
        }
        (None, None) => (first(1, 1), first(12, 31)),
    };
    let age = |born: Option<NaiveDate>| {
        born.map_or(0, |born| {
            let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
            on.year() - born.year() - i32::from(!had_birthday)
        })
    };
    (age(latest), age(earliest))
}
