use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    assessment::{Assessment, NoteCounts},
    compile::{Compiled, CompiledPacks, Plan},
    events::Ask,
    explain,
    facts::Known,
    judge::{Case, Scratch, Today, clear},
    options::AssessOptions,
    outcome::{Fact, Outcome},
    pack::{RulePack, Trigger},
    state::Missing,
    tiers::TierSource,
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    records::{Fault, HostRecord, Incoming, Limits, Offender, Record, Rejections, Usable},
};

/// How many people are assessed between two looks at the [`Control`].
const STRIDE: usize = 256;

/// What many registrants owe, one by one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assessments {
    /// One for each record that could be used, in their order.
    pub assessments: Vec<Assessment>,
    /// Records that were set aside, each with row, field and reason.
    pub rejected: Rejections,
}

/// What one registrant owes under rule packs, as of a day.
///
/// Each duty comes to a state of its own; what is not known makes a duty undetermined and says what is missing, and never a failure. The
/// order of the lists in the record does not matter. Where packs are used for many people, [`CompiledPacks::assess`] saves compiling them
/// each time.
///
/// ```
/// use caselink::{records::Offender, tracking::{AssessOptions, Compliance, DutyState, RulePack, assess}};
///
/// let offender: Offender = serde_json::from_value(serde_json::json!({
///     "id": "ZZ-0042917",
///     "convictions": [{ "jurisdiction": "IL", "released_on": "2020-01-31", "sentenced_on": "2016-05-02", "imprisoned": true }],
///     "registrations": [{
///         "jurisdiction": "IL", "span": { "start": "2020-01-31" },
///         "tiers": [{ "scheme": "SORNA", "tier": "II", "effective_from": "2020-01-31" }],
///         "appearances": [{ "on": "2020-07-24", "purpose": "verification", "manner": "in_person" }],
///     }],
/// }))?;
/// let as_of = chrono::NaiveDate::from_ymd_opt(2021, 2, 9).unwrap();
/// let found = assess(&offender, &[RulePack::federal()?], &AssessOptions::on(as_of), None)?;
/// let illinois = &found.jurisdictions[0];
/// let late = illinois.duties.iter().find(|line| matches!(line.state, DutyState::Overdue { .. })).unwrap();
/// assert_eq!((late.duty.as_str(), late.due.unwrap().to_string()), ("D11", "2021-01-31".into()));
/// assert_eq!(late.state, DutyState::Overdue { days: 9 });
/// assert!(illinois.compliance.is_noncompliant());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Error::InvalidParameter`] for packs that do not hold together and options out of their range; [`Error::LimitExceeded`] for a record with more parts
/// than the limits allow one record to have.
pub fn assess(
    offender: &Offender,
    packs: &[RulePack],
    options: &AssessOptions,
    limits: Option<&Limits>,
) -> Result<Assessment> {
    CompiledPacks::new(packs)?.assess(offender, options, limits)
}

/// What each of many registrants owes. A record that cannot be used is set aside, and the rest goes on.
///
/// A record is set aside when its id is missing or stands in one before it, and when it has more parts than the limits allow one record to
/// have.
///
/// ```
/// use caselink::{NoControl, records::{Limits, Offender, from_values_each}, tracking::{AssessOptions, RulePack, assess_all}};
/// use serde_json::json;
///
/// let values = [json!({ "id": "ZZ-1" }), json!({ "id": "ZZ-2", "registrations": "none" })];
/// let read = from_values_each::<Offender>(&values, &Limits::default())?;
/// let as_of = chrono::NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
/// let found = assess_all(&read, &[RulePack::federal()?], &AssessOptions::on(as_of), None, &NoControl)?;
/// assert_eq!((found.assessments.len(), found.rejected.listed[0].row), (1, 1));
/// # Ok::<(), caselink::Error>(())
/// ```
///
/// # Errors
///
/// As for [`assess`]; [`Error::LimitExceeded`] for more records than the limits allow rows; [`Error::Cancelled`].
pub fn assess_all<'a>(
    offenders: impl Into<Incoming<'a, Offender>>,
    packs: &[RulePack],
    options: &AssessOptions,
    limits: Option<&Limits>,
    control: &dyn Control,
) -> Result<Assessments> {
    CompiledPacks::new(packs)?.assess_all(offenders, options, limits, control)
}

/// The records of a batch that can be assessed.
pub(in crate::tracking) fn usable<'a>(
    offenders: impl Into<Incoming<'a, Offender>>,
    limits: Option<&Limits>,
) -> Result<Usable<'a, Offender>> {
    let limits = limits.copied().unwrap_or_default();
    let fault = |offender: &'a Offender| -> Option<Fault> {
        let is_large = parts(offender) > limits.record_values;
        is_large.then_some(("record", HostRecord::TOO_MANY_VALUES))
    };
    offenders.into().those(false, &limits, Offender::id, fault)
}

impl CompiledPacks {
    /// The same as [`assess_all`] with packs that are compiled once.
    ///
    /// # Errors
    ///
    /// As for [`assess_all`].
    pub fn assess_all<'a>(
        &self,
        offenders: impl Into<Incoming<'a, Offender>>,
        options: &AssessOptions,
        limits: Option<&Limits>,
        control: &dyn Control,
    ) -> Result<Assessments> {
        let usable = usable(offenders, limits)?;
        let run = Run::new(self, options, limits, options.as_of)?;
        let mut work = Scratch::default();
        let mut out = Outcome::default();
        let total = usable.records.len();
        let mut assessments = Vec::with_capacity(total);
        for (at, offender) in usable.records.into_iter().enumerate() {
            if at % STRIDE == 0 {
                checkpoint(control, at as u64, total as u64)?;
            }
            let case = run.one(offender, &mut work, &mut out)?;
            assessments.push(explain::assessment(&case, &out));
        }
        Ok(Assessments {
            assessments,
            rejected: usable.rejected,
        })
    }

    /// The same as [`assess`] with packs that are compiled once.
    ///
    /// # Errors
    ///
    /// As for [`assess`].
    pub fn assess(
        &self,
        offender: &Offender,
        options: &AssessOptions,
        limits: Option<&Limits>,
    ) -> Result<Assessment> {
        let run = Run::new(self, options, limits, options.as_of)?;
        let mut work = Scratch::default();
        let mut out = Outcome::default();
        let case = run.one(offender, &mut work, &mut out)?;
        Ok(explain::assessment(&case, &out))
    }

    /// Assesses many, one after another, and gives each outcome away as numbers alone. For counts and calendars.
    pub(super) fn each(
        &self,
        offenders: &[&Offender],
        options: &AssessOptions,
        limits: Option<&Limits>,
        until: NaiveDate,
        control: &dyn Control,
        mut take: impl FnMut(usize, &Case<'_>, &Outcome) -> Result<()>,
    ) -> Result<()> {
        let run = Run {
            brief: true,
            ..Run::new(self, options, limits, until)?
        };
        let mut work = Scratch::default();
        let mut out = Outcome::default();
        for (at, offender) in offenders.iter().enumerate() {
            if at % STRIDE == 0 {
                checkpoint(control, at as u64, offenders.len() as u64)?;
            }
            let case = run.one(offender, &mut work, &mut out)?;
            take(at, &case, &out)?;
        }
        Ok(())
    }
}

/// What is the same for everybody.
struct Run<'a> {
    packs: &'a CompiledPacks,
    options: &'a AssessOptions,
    today: Vec<Today>,
    most_parts: u64,
    until: NaiveDate,
    brief: bool,
}

impl<'a> Run<'a> {
    fn new(
        packs: &'a CompiledPacks,
        options: &'a AssessOptions,
        limits: Option<&Limits>,
        until: NaiveDate,
    ) -> Result<Self> {
        options.check()?;
        let today = |pack: &Compiled| match options.at {
            None => Today {
                day: options.as_of,
                closed: false,
            },
            Some(at) => {
                let day = pack.calendar.local_day(at);
                let closed = pack.calendar.policy.office_closes.is_some()
                    && pack.calendar.deadline(day).is_some_and(|end| end <= at);
                Today { day, closed }
            }
        };
        Ok(Self {
            packs,
            options,
            today: packs.packs.iter().map(today).collect(),
            most_parts: limits.copied().unwrap_or_default().record_values,
            until,
            brief: false,
        })
    }

    fn one<'b>(
        &'b self,
        offender: &'b Offender,
        work: &mut Scratch,
        out: &mut Outcome,
    ) -> Result<Case<'b>> {
        self.check(offender)?;
        clear(out);
        work.facts.load(offender, self.packs, self.options, out);
        let case = Case {
            offender,
            packs: self.packs,
            options: self.options,
            today: &self.today,
            known: Known::new(offender, self.options),
            until: self.until,
            brief: self.brief,
        };
        for place in 0..out.places.len() {
            case.place(place as u32, work, out);
        }
        case.whole(work, out);
        Ok(case)
    }

    fn check(&self, offender: &Offender) -> Result<()> {
        let parts = parts(offender);
        if parts <= self.most_parts {
            return Ok(());
        }
        Err(Error::LimitExceeded {
            limit: "record_values",
            allowed: self.most_parts,
            asked: parts,
        })
    }
}

/// How many facts a record has that are gone through.
fn parts(offender: &Offender) -> u64 {
    let registrations = offender
        .registrations
        .iter()
        .map(|one| one.appearances.len() + one.tiers.len() + 1);
    let stays = offender.stays.iter().map(|one| one.verifications.len() + 1);
    let convictions = offender.convictions.iter().map(|one| one.tiers.len() + 1);
    let parts = registrations.chain(stays).chain(convictions).sum::<usize>()
        + offender.custody.len()
        + offender.events.len()
        + offender.vehicles.len()
        + offender.declarations.len()
        + offender.warrants.len();
    parts as u64
}

impl Case<'_> {
    /// All duties in one jurisdiction.
    fn place(&self, place: u32, work: &mut Scratch, out: &mut Outcome) {
        let Some(plan) = out
            .places
            .get(place as usize)
            .and_then(|place| self.packs.plan(place.plan))
        else {
            return;
        };
        let Some(main) = main_pack(self, plan) else {
            if let Some(place) = out.places.get_mut(place as usize) {
                out.notes.without_pack += u32::from(place.registered);
                place.period.tolled.missing = Some(Missing::RulePack);
            }
            return;
        };
        let mut tiers_of = None;
        work.noted.clear();
        let others = self.with_period(plan, main);
        for pack in std::iter::once(main).chain(others) {
            self.tiers(place, pack, &mut tiers_of, work, out);
            let period = self.period(place, pack, work);
            out.periods.push(period);
            if let Some(found) = out.places.get_mut(place as usize).filter(|_| pack == main) {
                found.period = period.found;
                found.tier = period.tier;
                found.tier_pack = Some(main);
                found.tier_is_fallback = period.tier_fact == Fact::Nothing && period.tier.is_some();
            }
        }
        let first = out.instances.len();
        for follows in [false, true] {
            for (number, family) in plan.families.iter().enumerate() {
                let Some(rule) = family.rules.first() else {
                    continue;
                };
                if matches!(rule.trigger, Trigger::AfterDuty(_)) != follows {
                    continue;
                }
                self.tiers(place, rule.pack, &mut tiers_of, work, out);
                if rule.trigger == Trigger::Periodic {
                    self.periodic(place, number as u16, family, work, out);
                } else {
                    for (version, rule) in family.rules.iter().enumerate() {
                        let ask = Ask {
                            place,
                            number: number as u16,
                            family,
                            version,
                            rule,
                        };
                        self.events(ask, work, out);
                    }
                }
            }
        }
        self.undecided(place, first, work, out);
        self.sum_up(place, first, work, out);
    }

    /// The packs beside the first that are in force on the day and have a period of their own.
    fn with_period<'b>(&'b self, plan: &'b Plan, main: usize) -> impl Iterator<Item = usize> + 'b {
        plan.packs.iter().copied().filter(move |number| {
            *number != main
                && self.packs.source(*number).is_some_and(|pack| {
                    pack.duration.is_some() && is_in_force(pack, self.options.as_of)
                })
        })
    }

    /// The tier steps by a pack's scheme, unless they are at hand.
    fn tiers(
        &self,
        place: u32,
        pack: usize,
        at_hand: &mut Option<usize>,
        work: &mut Scratch,
        out: &mut Outcome,
    ) {
        if *at_hand == Some(pack) {
            return;
        }
        let Some(ready) = self.packs.pack(pack) else {
            return;
        };
        let same = at_hand
            .and_then(|old| self.packs.pack(old))
            .is_some_and(|old| old.scheme == ready.scheme && old.tiers == ready.tiers);
        if !same {
            let read = |word: &str| ready.tier(word);
            let of = TierSource {
                offender: self.offender,
                facts: &work.facts,
                known: self.known,
                place,
            };
            // what cannot be read is counted once for each scheme
            let mut again = NoteCounts::default();
            let known = work.noted.iter().any(|old| {
                self.packs
                    .pack(*old)
                    .is_some_and(|old| old.scheme == ready.scheme)
            });
            let notes = if known { &mut again } else { &mut out.notes };
            work.tiers.fill(of, &ready.scheme, read, notes);
            work.noted.push(pack);
        }
        *at_hand = Some(pack);
    }
}

fn is_in_force(pack: &RulePack, day: NaiveDate) -> bool {
    pack.effective_from.is_none_or(|from| from <= day)
        && pack.effective_to.is_none_or(|to| day < to)
}

/// The pack whose tiers and period hold in a jurisdiction on the day: the newest that is in force and has a period, one that names the
/// jurisdiction before one that holds everywhere. In whatever order they were given.
fn main_pack(case: &Case<'_>, plan: &Plan) -> Option<usize> {
    if let [only] = plan.packs.as_slice() {
        return Some(*only);
    }
    plan.packs
        .iter()
        .enumerate()
        .filter_map(|(at, number)| Some((at, *number, case.packs.source(*number)?)))
        .max_by_key(|(at, _, pack)| {
            let in_force = is_in_force(pack, case.options.as_of);
            let has_period = in_force && pack.duration.is_some();
            let key = (&pack.pack, &pack.version);
            (
                has_period,
                in_force,
                *at < plan.named,
                pack.effective_from,
                key,
            )
        })
        .map(|(_, number, _)| number)
}
