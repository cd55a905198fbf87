//! Where one duty stands: what met it, whether there is still time, and what excuses.

use chrono::NaiveDate;

use super::{
    assessment::Compliance,
    calendar::Calendar,
    compile::{Compiled, CompiledPacks, MANNER_UNSTATED, Rule},
    facts::{Facts, Known},
    options::AssessOptions,
    outcome::{Fact, Outcome},
    period::Interval,
    state::{DutyState, ExcuseReason, Missing},
    tiers::TierSteps,
};
use crate::records::Offender;

/// The current day of each pack's jurisdiction, and whether its office has closed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Today {
    pub(super) day: NaiveDate,
    pub(super) closed: bool,
}

/// Appearances that meet a duty, or may have met it, by date.
#[derive(Debug, Default)]
pub(super) struct Hits {
    pub(super) certain: Vec<(NaiveDate, Fact)>,
    pub(super) maybe: Vec<(NaiveDate, Fact)>,
}

/// What one assessment goes through with. Kept and filled again for the next person.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) facts: Facts,
    pub(super) hits: Hits,
    pub(super) tiers: TierSteps,
    pub(super) risks: TierSteps,
    /// The packs whose tiers were read in the jurisdiction.
    pub(super) noted: Vec<usize>,
    pub(super) custody: Vec<Interval>,
    pub(super) spans: Vec<(NaiveDate, Option<NaiveDate>, Fact, Option<NaiveDate>)>,
}

/// One person under one set of rules.
pub(super) struct Case<'a> {
    pub(super) offender: &'a Offender,
    pub(super) packs: &'a CompiledPacks,
    pub(super) options: &'a AssessOptions,
    pub(super) today: &'a [Today],
    pub(super) known: Known,
    /// The last day for which duties are listed that are not due yet; the next one is listed in any case.
    pub(super) until: NaiveDate,
    /// Whether only what matters now is asked for, so that what is of no consequence need not be listed.
    pub(super) brief: bool,
}

/// A duty that has a day, judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    pub(super) state: DutyState,
    pub(super) met_on: Option<NaiveDate>,
    pub(super) evidence: Fact,
    pub(super) open: bool,
}

impl Judged {
    pub(super) const fn missing(missing: Missing, open: bool) -> Self {
        Self {
            state: DutyState::undetermined(missing),
            met_on: None,
            evidence: Fact::Nothing,
            open,
        }
    }
}

impl Hits {
    /// Fills them for a rule; `place` is the jurisdiction.
    pub(super) fn fill(&mut self, facts: &Facts, rule: &Rule, place: u32) {
        self.certain.clear();
        self.maybe.clear();
        let all = if rule.manners == 0 {
            u16::MAX
        } else {
            rule.manners
        };
        for seen in &facts.seen {
            if !rule.anywhere && seen.place != place {
                continue;
            }
            let is_so = seen.purpose & rule.met_by != 0;
            let may_be = is_so || seen.purpose & rule.may_be_met_by != 0;
            let right = seen.manner & all != 0;
            let unsaid = seen.manner & MANNER_UNSTATED != 0;
            if is_so && right {
                self.certain.push((seen.on, seen.fact));
            } else if may_be && (right || unsaid) {
                self.maybe.push((seen.on, seen.fact));
            }
        }
    }

    pub(super) fn first(of: &[(NaiveDate, Fact)], from: NaiveDate) -> Option<(NaiveDate, Fact)> {
        let at = of.partition_point(|(on, _)| *on < from);
        of.get(at).copied()
    }
}

pub(super) fn days(later: NaiveDate, sooner: NaiveDate) -> u32 {
    u32::try_from((later - sooner).num_days()).unwrap_or(0)
}

impl<'a> Case<'a> {
    pub(super) fn today(&self, rule: &Rule) -> Today {
        self.today.get(rule.pack).copied().unwrap_or(Today {
            day: self.options.as_of,
            closed: false,
        })
    }

    /// Whether a rule decides about compliance.
    pub(super) fn counts(&self, rule: &Rule) -> bool {
        rule.counts || self.options.count_unconfirmed
    }

    pub(super) fn calendar(&self, rule: &Rule) -> Option<&'a Calendar> {
        Some(&self.pack(rule)?.calendar)
    }

    pub(super) fn pack(&self, rule: &Rule) -> Option<&'a Compiled> {
        self.packs.pack(rule.pack)
    }

    /// Where a duty stands that is due by a day, when what is done from `from` on counts.
    pub(super) fn judge(
        &self,
        facts: &Facts,
        hits: &Hits,
        rule: &Rule,
        from: NaiveDate,
        due: NaiveDate,
    ) -> Judged {
        let certain = Hits::first(&hits.certain, from);
        let maybe = Hits::first(&hits.maybe, from)
            .filter(|(on, _)| certain.is_none_or(|(met, _)| *on < met));
        self.weigh(facts, rule, due, certain, maybe)
    }

    /// The same with the first thing that met it, and the first that may have.
    pub(super) fn weigh(
        &self,
        facts: &Facts,
        rule: &Rule,
        due: NaiveDate,
        certain: Option<(NaiveDate, Fact)>,
        maybe: Option<(NaiveDate, Fact)>,
    ) -> Judged {
        let done = |state, (on, fact): (NaiveDate, Fact)| Judged {
            state,
            met_on: Some(on),
            evidence: fact,
            open: false,
        };
        if let Some(met) = certain.filter(|(on, _)| *on <= due) {
            return done(DutyState::Met, met);
        }
        if let Some((_, fact)) = maybe.filter(|(on, _)| *on <= due) {
            return Judged {
                evidence: fact,
                ..Judged::missing(Missing::Appearance, certain.is_none())
            };
        }
        let today = self.today(rule);
        let passed = due < today.day || due == today.day && today.closed;
        let none = |state, open| Judged {
            state,
            met_on: None,
            evidence: Fact::Nothing,
            open,
        };
        if let Some(excuse) = Self::excuse(facts, due, passed) {
            return match excuse {
                Ok(reason) => none(DutyState::Excused { reason }, false),
                Err(missing) => Judged::missing(missing, certain.is_none()),
            };
        }
        if !passed {
            let left = days(due, today.day);
            return none(
                if left <= self.options.due_soon_days {
                    DutyState::DueSoon { days: left }
                } else {
                    DutyState::NotYetDue
                },
                false,
            );
        }
        match (certain, maybe) {
            (Some(met), maybe) => {
                let on = maybe.map_or(met.0, |(on, _)| on);
                done(
                    DutyState::MetLate {
                        days: days(on, due),
                    },
                    met,
                )
            }
            (None, Some((_, fact))) => Judged {
                evidence: fact,
                ..Judged::missing(Missing::Appearance, true)
            },
            (None, None) => none(
                DutyState::Overdue {
                    days: days(today.day, due),
                },
                true,
            ),
        }
    }

    /// What excuses that something was not done on a day, or what must be known first.
    fn excuse(
        facts: &Facts,
        due: NaiveDate,
        passed: bool,
    ) -> Option<Result<ExcuseReason, Missing>> {
        if let Some((first, last)) = facts.death {
            if last <= due {
                return Some(if facts.seen_dead {
                    Err(Missing::DeathBeforeEvents)
                } else {
                    Ok(ExcuseReason::Deceased)
                });
            }
            if first <= due {
                return Some(Err(Missing::DeathDate));
            }
        }
        if !passed {
            return None;
        }
        if facts.deported.is_some_and(|on| on <= due) {
            return Some(if facts.back {
                Err(Missing::DeportationBeforeEvents)
            } else {
                Ok(ExcuseReason::Deported)
            });
        }
        let at = facts
            .closed
            .partition_point(|(from, _)| from.is_some_and(|from| from <= due));
        let covers = at.checked_sub(1).and_then(|at| facts.closed.get(at));
        if covers.is_some_and(|(_, to)| to.is_some_and(|to| due < to)) {
            return Some(Ok(ExcuseReason::Custody));
        }
        if facts.closed.len() == facts.held.len() {
            return None;
        }
        let mut doubt = None;
        for one in &facts.held {
            match (one.from, one.to) {
                (Some(from), None) if from <= due => {
                    let free = facts.free_after(from);
                    // who was seen free was out by then, whether or not anybody entered it
                    if free.is_some_and(|seen| seen <= due) {
                        continue;
                    }
                    // the place of custody itself said so: of the days until then, where the person was seen free later
                    let holds = free.is_none() || one.recorded.is_some_and(|on| due <= on);
                    if one.verified && holds {
                        return Some(Ok(ExcuseReason::Custody));
                    }
                    doubt = Some(Err(Missing::CustodyEnd));
                }
                (None, Some(to)) if due < to => doubt = Some(Err(Missing::CustodyStart)),
                (None, None) => doubt = Some(Err(Missing::CustodyStart)),
                _ => {}
            }
        }
        doubt
    }
}

/// Joins what a duty is at the first and at the last day that its event can have.
pub(super) fn join(first: Judged, last: Judged) -> (Judged, bool) {
    if first.state == last.state {
        return (last, first.met_on != last.met_on);
    }
    if first.state.same_sort(last.state) {
        let fewest = |judged: &Judged| match judged.state {
            DutyState::MetLate { days }
            | DutyState::Overdue { days }
            | DutyState::DueSoon { days }
            | DutyState::ShortNotice { days, .. } => days,
            _ => 0,
        };
        let both_known = !matches!(
            first.state,
            DutyState::Undetermined { .. } | DutyState::Excused { .. }
        );
        if both_known {
            return (
                if fewest(&first) <= fewest(&last) {
                    first
                } else {
                    last
                },
                true,
            );
        }
    }
    let open = first.open || last.open;
    (Judged::missing(Missing::ExactDate, open), true)
}

/// The worst of two, with `NoDuty` as no word at all.
pub(super) fn worst(a: Compliance, b: Compliance) -> Compliance {
    a.max(b)
}

/// An empty outcome for the next person.
pub(super) fn clear(out: &mut Outcome) {
    out.places.clear();
    out.instances.clear();
    out.periods.clear();
    out.compliance = Compliance::NoDuty;
    out.whereabouts = super::assessment::WhereaboutsFound::Unknown;
    out.process = super::assessment::LegalProcess::None;
    out.fugitive = false;
    out.indicators = super::assessment::AbsconsionIndicators::default();
    out.notes = super::assessment::NoteCounts::default();
}
