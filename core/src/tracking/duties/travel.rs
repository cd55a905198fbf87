//! Notice of travel abroad.

use chrono::NaiveDate;

use super::{
    events::{Ask, Event},
    facts::days_before,
    judge::{Case, Hits, Judged, Scratch, days},
    outcome::{Fact, Outcome},
    state::{DutyState, Missing},
};
use crate::records::LifeEventKind;

impl Case<'_> {
    /// Leaving for another country: notice ahead.
    pub(super) fn travel(&self, ask: Ask<'_>, work: &Scratch, out: &mut Outcome) {
        let rule = ask.rule;
        let holds = self.any_conviction_holds(rule, work);
        let mut journeys: Vec<(NaiveDate, NaiveDate, u32)> = self
            .life_events(&LifeEventKind::ForeignTravel)
            .filter_map(|(index, one)| {
                let (first, last) = self.here(
                    ask.place,
                    one.jurisdiction.as_deref(),
                    *one.on.expose(),
                    out,
                )?;
                Some((first, last, index))
            })
            .collect();
        journeys.sort_unstable();
        // each notice is for the first journey that it can be for
        let mut next = 0;
        let count = journeys.len();
        for (at, (first, last, index)) in journeys.into_iter().enumerate() {
            if work.facts.since.is_none_or(|since| last <= since) {
                continue;
            }
            let Some(one) = self.offender.events.get(index as usize) else {
                continue;
            };
            let told = one
                .notice_on
                .as_ref()
                .map(|on| *on.expose())
                .filter(|on| *on <= self.options.as_of);
            let earliest = days_before(first, 365);
            while work
                .hits
                .certain
                .get(next)
                .is_some_and(|(on, _)| *on < earliest)
            {
                next += 1;
            }
            let mut reused = false;
            let notice = match (told, work.hits.certain.get(next)) {
                (Some(on), _) => Some((on, Fact::Event(index))),
                (None, Some(found)) if found.0 <= last || at + 1 == count => {
                    next += 1;
                    Some(*found)
                }
                // one that was taken for an earlier journey may have told of this one too
                _ => {
                    let last_taken = next.checked_sub(1).and_then(|at| work.hits.certain.get(at));
                    reused = last_taken.is_some_and(|(on, _)| *on >= earliest && *on <= last);
                    None
                }
            };
            let event = Event {
                first,
                last,
                fact: Fact::Event(index),
            };
            let accommodation = one.accommodation.is_some();
            self.list(ask, event, holds, out, |rule, on, due| {
                let late = notice.filter(|(told, _)| *told > due && *told <= on);
                if let Some((told, fact)) = late {
                    return Judged {
                        state: DutyState::ShortNotice {
                            days: days(on, told),
                            accommodation,
                        },
                        met_on: Some(told),
                        evidence: fact,
                        open: false,
                    };
                }
                let maybe = Hits::first(&work.hits.maybe, earliest)
                    .filter(|(told, _)| *told <= on && notice.is_none());
                let judged = self.weigh(&work.facts, rule, due, notice, maybe);
                if reused && matches!(judged.state, DutyState::Overdue { .. }) {
                    return Judged::missing(Missing::WhichTravel, false);
                }
                judged
            });
        }
    }
}
