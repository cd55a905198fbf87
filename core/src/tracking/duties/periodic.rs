//! Duties that come again: verifications.

use chrono::{Datelike, NaiveDate};

use super::{
    calendar::{DutyTerm, TermUnit},
    compile::{Condition, Family, InForce, Rule, Steps},
    facts::{StayUse, days_before},
    judge::{Case, Judged, Scratch},
    outcome::{Fact, Instance, Outcome},
    pack::ScheduleAnchor,
    policy::{EarlyRule, LateEffect, ScheduleBase},
    schedule::due,
    state::{DutyState, Missing},
    tiers::TierSource,
};

mod next;

use next::Next;

/// More days than any schedule of one person has: one each day of a long life.
const MOST_DAYS: u32 = 60_000;

/// Where a schedule stands.
struct Walk {
    place: u32,
    family: u16,
    end: Option<NaiveDate>,
    fact: Fact,
    listed_from: Option<NaiveDate>,
    /// What terms are counted from, and how many of them have gone.
    anchor: NaiveDate,
    number: u32,
    /// The term that they are.
    every: Option<DutyTerm>,
    /// Up to where it was gone through: the last day that was due, the start, or the day on which something changed.
    at: NaiveDate,
    /// The last day that was due, or the start: what is done after it counts for the next.
    after: NaiveDate,
    /// The last day on which it began anew because it was met, or the start.
    renewed: NaiveDate,
}

impl Case<'_> {
    pub(super) fn periodic(
        &self,
        place: u32,
        number: u16,
        family: &Family,
        work: &mut Scratch,
        out: &mut Outcome,
    ) {
        let Some(rule) = family.rules.first() else {
            return;
        };
        let missing = self.spans(place, rule.anchor, work);
        if missing {
            let judged = Judged::missing(Missing::RegistrationDate, true);
            out.instances.push(bare(place, number, 0, judged));
        }
        if work.spans.is_empty() {
            return;
        }
        // versions differ in dates more often than in what meets them
        let mut filled = None;
        let spans = std::mem::take(&mut work.spans);
        for (start, end, fact, listed_from) in &spans {
            let mut walk = Walk {
                place,
                family: number,
                end: *end,
                fact: *fact,
                listed_from: *listed_from,
                anchor: *start,
                number: 0,
                every: None,
                at: *start,
                after: *start,
                renewed: *start,
            };
            if self.brief {
                self.skip(family, &mut walk, work);
            }
            for _ in 0..MOST_DAYS {
                if !self.step(family, &mut walk, work, &mut filled, out) {
                    break;
                }
            }
        }
        work.spans = spans;
    }

    /// Goes past the days before the first that is on record: what was due then is not determined, and of no consequence now.
    fn skip(&self, family: &Family, walk: &mut Walk, work: &Scratch) {
        let ([rule], Some(to)) = (family.rules.as_slice(), walk.listed_from) else {
            return;
        };
        let next = work.tiers.next(walk.at).and_then(|step| step.from);
        let steady = rule.from.is_none() && rule.to.is_none() && next.is_none_or(|from| from > to);
        let Some(Steps::ByTier(every)) = rule.pattern.as_ref().filter(|_| steady) else {
            return;
        };
        let Some(pack) = self.pack(rule) else { return };
        let policy = &pack.calendar.policy;
        if policy.schedule != ScheduleBase::Anchored
            || policy.late != LateEffect::KeepsAnchor
            || policy.early == EarlyRule::AnyResets
        {
            return;
        }
        let tier = work
            .tiers
            .on(walk.at)
            .map(|step| step.tier)
            .or(pack.fallback);
        let term = tier.and_then(|tier| every.get(usize::from(tier)).copied().flatten());
        let Some(term) = term.filter(|term| term.unit == TermUnit::Months) else {
            return;
        };
        let months = (to.year() - walk.at.year()) * 12 + to.month() as i32 - walk.at.month() as i32;
        let terms = u32::try_from(months).ok().map(|months| months / term.count);
        // two terms less: for the days of the month, and for what may be counted early
        let Some(number) = terms
            .and_then(|terms| terms.checked_sub(2))
            .filter(|number| *number > 0)
        else {
            return;
        };
        if let Some(at) = due(&pack.calendar, walk.anchor, term, number) {
            (walk.at, walk.after, walk.number, walk.every) = (at, at, number, Some(term));
        }
    }

    /// The times over which a schedule runs. Whether one has no start.
    fn spans(&self, place: u32, anchor: ScheduleAnchor, work: &mut Scratch) -> bool {
        work.spans.clear();
        let mut missing = false;
        match anchor {
            ScheduleAnchor::Registration => {
                for one in work
                    .facts
                    .registrations
                    .iter()
                    .filter(|one| one.place == place)
                {
                    match one.start {
                        Some(start) => work.spans.push((
                            start,
                            one.end,
                            Fact::Registration(one.index),
                            one.listed_from,
                        )),
                        None => missing = true,
                    }
                }
            }
            ScheduleAnchor::TransientStay => {
                let transient = work.facts.stays.iter().filter(|stay| {
                    stay.kind == StayUse::Transient
                        && stay.place == Some(place)
                        && stay.start <= self.options.as_of
                });
                for stay in transient {
                    let end = stay.end.filter(|end| *end <= self.options.as_of);
                    work.spans.push((
                        stay.start,
                        end,
                        Fact::Stay(stay.index),
                        self.options.history_from,
                    ));
                }
            }
        }
        work.spans
            .sort_unstable_by_key(|(start, end, ..)| (*start, *end));
        // times that overlap or touch are one
        let mut kept = 0;
        for at in 1..work.spans.len() {
            let (Some(next), Some(last)) = (work.spans.get(at).copied(), work.spans.get_mut(kept))
            else {
                break;
            };
            if last.1.is_none_or(|end| end >= next.0) {
                last.1 = last.1.zip(next.1).map(|(a, b)| a.max(b));
                last.3 = last.3.max(next.3);
            } else {
                kept += 1;
                work.spans.swap(kept, at);
            }
        }
        work.spans.truncate(kept + 1);
        missing
    }

    /// Goes to the next day that is due. Whether there may be another.
    fn step(
        &self,
        family: &Family,
        walk: &mut Walk,
        work: &mut Scratch,
        filled: &mut Option<(usize, Option<NaiveDate>)>,
        out: &mut Outcome,
    ) -> bool {
        let (rule, version) = match family.at(walk.at) {
            (InForce::Rule(rule), version) => (rule, version),
            (InForce::Contradiction, version) => {
                let judged = Judged::missing(Missing::WhichRule, true);
                out.instances
                    .push(bare(walk.place, walk.family, version as u16, judged));
                return false;
            }
            (InForce::Nothing, _) => {
                let Some(from) = family.next_from(walk.at).filter(|from| *from <= self.until)
                else {
                    return false;
                };
                (walk.at, walk.after, walk.anchor, walk.number) = (from, from, from, 0);
                return walk.end.is_none_or(|end| from < end);
            }
        };
        let over = match *filled {
            Some((of, over)) if of == version => over,
            _ => {
                work.hits.fill(&work.facts, rule, walk.place);
                self.risk_levels(rule, walk.place, work, out);
                let over = out.over(walk.place, rule.pack);
                *filled = Some((version, over));
                over
            }
        };
        let (due, opens, every, base, tier, fallback, by) = match self.next(rule, walk, work) {
            Next::Due {
                due,
                opens,
                every,
                base,
                tier,
                fallback,
                by,
            } => (due, opens, every, base, tier, fallback, by),
            Next::Changed(from) => {
                (walk.at, walk.after) = (from, from);
                (walk.anchor, walk.number, walk.every) = (from, 0, None);
                return true;
            }
            Next::Decided(from, every) => {
                self.decided(rule, walk, from, every);
                return true;
            }
            Next::Missing(missing) => {
                let judged = Judged::missing(missing, true);
                out.instances
                    .push(bare(walk.place, walk.family, version as u16, judged));
                return false;
            }
            Next::Nothing => return false,
        };
        (walk.anchor, walk.number) = base;
        walk.every = every.or(walk.every);
        let is_over = |end: Option<NaiveDate>| end.is_some_and(|end| end <= due);
        // of whom days after the death are told, somebody has to say which is right: until then all is listed
        let dead = work.facts.death.filter(|_| !work.facts.seen_dead);
        let dead = dead.map(|(_, last)| last);
        if is_over(walk.end) || is_over(over) || dead.is_some_and(|last| last < walk.at) {
            return false;
        }
        let opens = self.opens(rule, walk, due, opens);
        let judged = self.periodic_judged(rule, walk, work, opens, due);
        if self.holds(rule, work, due) {
            out.instances.push(Instance {
                jurisdiction: walk.place,
                family: walk.family,
                rule: version as u16,
                state: judged.state,
                approximate: false,
                fallback,
                open: judged.open,
                anchor: Some(walk.after),
                anchor_fact: if walk.number == 0 && walk.after == walk.anchor {
                    if by == Fact::Nothing || self.starts(walk) {
                        walk.fact
                    } else {
                        by
                    }
                } else {
                    Fact::Schedule
                },
                base: every.map(|_| (walk.anchor, walk.number + 1)),
                tier,
                opens: Some(opens),
                due: Some(due),
                met_on: judged.met_on,
                evidence: judged.evidence,
            });
        }
        let is_done = judged.met_on.is_some();
        if due >= self.until && !is_done {
            return false;
        }
        self.advance(rule, walk, due, judged.met_on);
        true
    }

    /// The steps of the levels of risk, for a rule that goes by them.
    fn risk_levels(&self, rule: &Rule, place: u32, work: &mut Scratch, out: &mut Outcome) {
        let Some(Steps::ByRisk { scheme, levels, .. }) = &rule.pattern else {
            return;
        };
        let read = |word: &str| {
            let same = |(level, _): &(String, DutyTerm)| level.eq_ignore_ascii_case(word.trim());
            levels.iter().position(same).map(|at| at as u8)
        };
        let of = TierSource {
            offender: self.offender,
            facts: &work.facts,
            known: self.known,
            place,
        };
        work.risks.fill(of, scheme, read, &mut out.notes);
    }

    fn starts(&self, walk: &Walk) -> bool {
        match walk.fact {
            Fact::Registration(index) => self
                .offender
                .registrations
                .get(index as usize)
                .and_then(|one| one.span.expose().start())
                .is_some_and(|start| start == walk.after),
            _ => true,
        }
    }

    fn advance(&self, rule: &Rule, walk: &mut Walk, due: NaiveDate, met_on: Option<NaiveDate>) {
        let policy = self.calendar(rule).map(|calendar| &calendar.policy);
        let late = met_on.is_some_and(|on| on > due);
        let from_met = policy.is_some_and(|policy| {
            let chained = policy.schedule == ScheduleBase::Chained;
            let resets = policy.early == EarlyRule::AnyResets && !late;
            let re_anchors = late && policy.late == LateEffect::ReAnchors;
            chained || resets || re_anchors
        });
        match met_on {
            Some(on) if from_met && is_counted(rule) => {
                (walk.at, walk.anchor, walk.number) = (on, on, 0);
                walk.renewed = on;
            }
            _ if policy.is_some_and(|policy| policy.schedule == ScheduleBase::Chained) => {
                (walk.at, walk.anchor, walk.number) = (due, due, 0);
            }
            _ => (walk.at, walk.number) = (due, walk.number + 1),
        }
        walk.after = walk.at;
    }

    /// Goes on by the first tier that was decided. The schedule is counted from where it began, as it would be if the tier had always been
    /// known; only what falls due after the decision is asked for.
    fn decided(&self, rule: &Rule, walk: &mut Walk, from: NaiveDate, every: Option<DutyTerm>) {
        walk.at = from;
        let Some((every, calendar)) = every.zip(self.calendar(rule)) else {
            return;
        };
        let chained = calendar.policy.schedule == ScheduleBase::Chained;
        let mut anchor = if chained { walk.renewed } else { walk.anchor };
        let (mut number, mut after) = (0, anchor);
        for _ in 0..MOST_DAYS {
            let next = due(calendar, anchor, every, number + 1);
            let Some(next) = next.filter(|next| *next <= from && *next > after) else {
                break;
            };
            after = next;
            if chained {
                anchor = next;
            } else {
                number += 1;
            }
        }
        (walk.anchor, walk.number, walk.after, walk.every) = (anchor, number, after, Some(every));
    }

    /// The first day on which an appearance counts.
    fn opens(
        &self,
        rule: &Rule,
        walk: &Walk,
        due: NaiveDate,
        opens: Option<NaiveDate>,
    ) -> NaiveDate {
        let after_last = walk.after.succ_opt().unwrap_or(walk.after);
        let early = self.calendar(rule).map(|calendar| calendar.policy.early);
        let window = match (opens, early) {
            (Some(opens), _) => opens,
            (None, Some(EarlyRule::Window { days })) => days_before(due, days),
            (None, _) => after_last,
        };
        window.max(after_last)
    }

    fn periodic_judged(
        &self,
        rule: &Rule,
        walk: &Walk,
        work: &Scratch,
        opens: NaiveDate,
        due: NaiveDate,
    ) -> Judged {
        let judged = self.judge(&work.facts, &work.hits, rule, opens, due);
        let is_bad = matches!(
            judged.state,
            DutyState::MetLate { .. } | DutyState::Overdue { .. } | DutyState::Undetermined { .. }
        );
        if is_bad && walk.listed_from.is_some_and(|from| due < from) {
            return Judged {
                met_on: judged.met_on,
                ..Judged::missing(Missing::History, false)
            };
        }
        judged
    }

    /// Whether the conditions hold that depend on the day.
    fn holds(&self, rule: &Rule, work: &Scratch, due: NaiveDate) -> bool {
        rule.applies_if.iter().all(|condition| match condition {
            Condition::Transient(wanted) => work.facts.is_transient(due) == *wanted,
            Condition::Tier(tiers) => {
                let fallback = self.pack(rule).and_then(|pack| pack.fallback);
                let tier = work.tiers.on(due).map(|step| step.tier).or(fallback);
                tier.is_some_and(|tier| tiers & (1 << tier) != 0)
            }
            other => self.of_any_conviction(*other, work) != Some(false),
        })
    }
}

/// Whether days are counted from an anchor, and not from the calendar.
fn is_counted(rule: &Rule) -> bool {
    matches!(
        rule.pattern,
        Some(Steps::Every(_) | Steps::ByTier(_) | Steps::ByRisk { .. })
    )
}

/// A duty without a day.
pub(super) fn bare(place: u32, family: u16, rule: u16, judged: Judged) -> Instance {
    Instance {
        jurisdiction: place,
        family,
        rule,
        state: judged.state,
        approximate: false,
        fallback: false,
        open: judged.open,
        anchor: None,
        anchor_fact: Fact::Nothing,
        base: None,
        tier: None,
        opens: None,
        due: None,
        met_on: judged.met_on,
        evidence: judged.evidence,
    }
}
