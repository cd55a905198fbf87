//! What belongs to this window, and what only reaches into it or reached it late.

use rustc_hash::FxHashSet;

use super::{Counted, Study, TrendSettings, day_number, settings::wrong};
use crate::{
    Error, Result,
    abductions::facts::{date, time},
    records::{Incident, Pii},
};

/// The time of an incident in days since 1970. It ends with the day of its report, and before the day as of which all holds:
/// nothing is reported before it happened.
pub(in crate::abductions) fn span(incident: &Incident, as_of: Option<i64>) -> Option<(f64, f64)> {
    let (start, end) = time(incident).ok()?;
    let reported = incident.reported_on.map(|day| day_number(day) + 1);
    let ends = [reported, as_of]
        .into_iter()
        .flatten()
        .map(|day| day as f64);
    // a report of before the start is a mistake, and says nothing of the end
    let end = ends.filter(|one| *one > start).fold(end, f64::min);
    Some((start, end))
}

impl Counted<'_> {
    /// Whether its time is known no closer than to so many days.
    pub(super) fn is_longer_than(&self, days: u32) -> bool {
        self.span
            .is_some_and(|(start, end)| end - start > f64::from(days))
    }
}

fn ids(of: impl Iterator<Item = Pii<String>>) -> Vec<Pii<String>> {
    of.collect()
}

impl Study<'_> {
    fn window_from(&self) -> i64 {
        self.as_of - i64::from(self.settings.window_days)
    }

    fn is_late(&self, one: &Counted<'_>) -> bool {
        let reported = one.incident.reported_on.map(day_number);
        let from = self.window_from();
        one.day < from && reported.is_some_and(|day| (from..self.as_of).contains(&day))
    }

    /// Those that were reported in this window and happened before it.
    pub(super) fn late(&self, incidents: &[Counted<'_>]) -> Vec<Pii<String>> {
        let late = incidents.iter().filter(|one| self.is_late(one));
        ids(late.map(|one| one.incident.id.clone()))
    }

    /// Those whose time reaches into this window and is longer than it, but those that are late.
    pub(super) fn longer(&self, incidents: &[Counted<'_>]) -> Vec<Pii<String>> {
        let (from, to) = (self.window_from() as f64, self.as_of as f64);
        let reaches = |one: &&Counted<'_>| {
            one.span
                .is_some_and(|(start, end)| start < to && end > from)
        };
        let longer = incidents.iter().filter(|one| {
            one.is_longer_than(self.settings.window_days) && reaches(one) && !self.is_late(one)
        });
        ids(longer.map(|one| one.incident.id.clone()))
    }

    /// Whether all incidents of a period that starts on a day are known.
    pub(super) fn reaches(&self, from: i64) -> bool {
        self.data_from.is_some_and(|first| first <= from)
            && self.data_to.is_some_and(|last| last >= from)
    }

    /// Why nothing can be said of this window, where all reports are older.
    pub(in crate::abductions) fn stale(&self) -> Option<String> {
        let (last, from) = (self.data_to?, self.window_from());
        let day = date(last as f64)?;
        let days = from - last;
        (days > 0).then(|| {
            let days = if days == 1 {
                "1 day".to_owned()
            } else {
                format!("{days} days")
            };
            format!("the newest report is of {day}, {days} before this window")
        })
    }
}

/// Whether all that is to be left out is there, as far as that can be told.
pub(in crate::abductions) fn check_left_out(
    settings: &TrendSettings,
    incidents: &[&Incident],
    are_all: bool,
) -> Result<()> {
    if settings.left_out.is_empty() || !are_all {
        return Ok(());
    }
    let known: FxHashSet<&str> = incidents
        .iter()
        .map(|one| one.id.expose().as_str())
        .collect();
    let mut left_out = settings.left_out.iter();
    if left_out.all(|id| known.contains(id.expose().as_str())) {
        return Ok(());
    }
    Err(Error::UnknownRecord { name: "left_out" })
}

/// Whether the data can reach from the first to the last day that the settings name.
pub(super) fn check_reach(settings: &TrendSettings, as_of: i64) -> Result<()> {
    let Some(from) = settings.data_from.map(day_number) else {
        return Ok(());
    };
    if from > as_of {
        return Err(wrong(
            "data_from must not be later than as_of: no count would be known",
        ));
    }
    if settings.data_to.is_some_and(|to| day_number(to) < from) {
        return Err(wrong("data_to must not be before data_from"));
    }
    Ok(())
}
