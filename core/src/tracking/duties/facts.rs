//! A record as what duties are worked out from: dates in order, by what was known.

use chrono::{Datelike, Days, NaiveDate};

use super::{
    assessment::NoteCounts,
    compile::bare,
    options::AssessOptions,
    outcome::{CodeAt, Fact, Outcome},
    period::{Interval, merge},
};
use crate::records::{Offender, PartialDate, Provenance};

mod load;

/// The first and the last day that a date can be.
pub(in crate::tracking) fn bounds(date: PartialDate) -> Option<(NaiveDate, NaiveDate)> {
    if let Some(day) = date.to_date() {
        return Some((day, day));
    }
    let year = i32::from(date.year());
    let first = date.month().map_or(1, u32::from);
    let last = date.month().map_or(12, u32::from);
    let after = if last == 12 {
        NaiveDate::from_ymd_opt(year + 1, 1, 1)
    } else {
        NaiveDate::from_ymd_opt(year, last + 1, 1)
    };
    Some((NaiveDate::from_ymd_opt(year, first, 1)?, after?.pred_opt()?))
}

/// An appearance, or the registration itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) on: NaiveDate,
    pub(super) purpose: u8,
    pub(super) manner: u16,
    pub(super) place: u32,
    pub(super) fact: Fact,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
    pub(super) kind: u8,
    pub(super) verified: bool,
    /// When it was recorded, where it says so itself.
    pub(super) recorded: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct StayAt {
    pub(super) start: NaiveDate,
    pub(super) end: Option<NaiveDate>,
    /// The jurisdiction, where the record says it.
    pub(super) place: Option<u32>,
    pub(super) kind: StayUse,
    pub(super) index: u32,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum StayUse {
    Home,
    Transient,
    Work,
    School,
    Lodging,
}

impl StayUse {
    pub(super) const fn bit(self) -> u8 {
        match self {
            Self::Home => 1,
            Self::Transient => 2,
            Self::Work => 4,
            Self::School => 8,
            Self::Lodging => 16,
        }
    }
}

/// A registration of a jurisdiction from its first day to its last.
#[derive(Clone, Copy, Debug)]
pub(super) struct RegisteredAt {
    pub(super) place: u32,
    pub(super) start: Option<NaiveDate>,
    pub(super) end: Option<NaiveDate>,
    pub(super) index: u32,
    /// Before this day its appearances may not be listed.
    pub(super) listed_from: Option<NaiveDate>,
}

/// Kept and filled again for the next person.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) seen: Vec<Seen>,
    pub(super) stays: Vec<StayAt>,
    pub(super) registrations: Vec<RegisteredAt>,
    pub(super) held: Vec<Held>,
    /// Times in custody with both ends, merged.
    pub(super) closed: Vec<Interval>,
    pub(super) death: Option<(NaiveDate, NaiveDate)>,
    /// Whether an appearance is on record for a day after the death.
    pub(super) seen_dead: bool,
    pub(super) deported: Option<NaiveDate>,
    /// Days on which somebody saw the person free: in person at an office, but to register, or at home. In order.
    pub(super) free: Vec<NaiveDate>,
    /// Whether the person was here after the deportation: was seen, or went into custody.
    pub(super) back: bool,
    /// The day from which the person was a registrant, as far as the record tells.
    pub(super) since: Option<NaiveDate>,
    pub(super) born: Option<PartialDate>,
    /// A bit for each use of a stay on record.
    pub(super) uses: u8,
    /// A bit for each sort of court that convicted; [`UNSAID`] where a conviction does not say.
    pub(super) convicted_by: u8,
    /// 1 where imprisonment was imposed, 2 where it was not, [`UNSAID`] where a conviction does not say.
    pub(super) imprisoned: u8,
}

/// That the record does not say it.
pub(super) const UNSAID: u8 = 128;

/// What was on record by the day that is asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) as_of: NaiveDate,
    pub(super) by: Option<NaiveDate>,
    pub(super) record: Option<NaiveDate>,
}

impl Known {
    pub(super) fn new(offender: &Offender, options: &AssessOptions) -> Self {
        Self {
            as_of: options.as_of,
            by: options.known_on,
            record: recorded(offender.person.provenance.as_ref(), None),
        }
    }

    /// Whether a fact was on record. `within` is when the part that holds it was recorded.
    pub(super) fn has(self, of: Option<&Provenance>, within: Option<NaiveDate>) -> bool {
        let Some(known_on) = self.by else {
            return true;
        };
        recorded(of, within.or(self.record)).is_none_or(|on| on <= known_on)
    }

    fn counts(
        self,
        of: Option<&Provenance>,
        within: Option<NaiveDate>,
        notes: &mut NoteCounts,
    ) -> bool {
        if self.by.is_none() {
            return true;
        }
        let has = self.has(of, within);
        notes.not_yet_known += u32::from(!has);
        notes.record_date_unknown += u32::from(recorded(of, within.or(self.record)).is_none());
        has
    }
}

/// When a fact was recorded; a part without a date of its own has that of what it is a part of.
pub(super) fn recorded(of: Option<&Provenance>, within: Option<NaiveDate>) -> Option<NaiveDate> {
    of.and_then(|of| of.recorded_on).or(within)
}

impl Facts {
    /// The times in custody of some sorts from a day on, merged.
    pub(super) fn custody_of(&self, kinds: u8, into: &mut Vec<Interval>) {
        into.clear();
        into.extend(
            self.held
                .iter()
                .filter(|one| one.kind & kinds != 0)
                .map(|one| (one.from, one.to)),
        );
        merge(into);
    }

    /// The first day after another on which somebody saw the person free.
    pub(super) fn free_after(&self, day: NaiveDate) -> Option<NaiveDate> {
        let at = self.free.partition_point(|seen| *seen <= day);
        self.free.get(at).copied()
    }

    /// Whether a time without a home covers a day.
    pub(super) fn is_transient(&self, day: NaiveDate) -> bool {
        self.stays
            .iter()
            .take_while(|stay| stay.start <= day)
            .any(|stay| stay.kind == StayUse::Transient && stay.end.is_none_or(|end| day < end))
    }
}

fn find(offender: &Offender, code: &str, out: &Outcome) -> Option<u32> {
    let found = out
        .places
        .iter()
        .position(|place| bare(code_of(offender, place.code)).eq_ignore_ascii_case(bare(code)));
    found.map(|at| at as u32)
}

/// The code as the record writes it.
pub(super) fn code_of(offender: &Offender, at: CodeAt) -> &str {
    match at {
        CodeAt::Registration(at) => offender
            .registrations
            .get(at as usize)
            .map(|one| one.jurisdiction.as_str()),
        CodeAt::Conviction(at) => offender
            .convictions
            .get(at as usize)
            .and_then(|one| one.jurisdiction.as_deref()),
        CodeAt::Stay(at) => offender.stays.get(at as usize).and_then(|one| {
            Some(
                one.place
                    .address
                    .as_ref()?
                    .state
                    .as_ref()?
                    .expose()
                    .as_str(),
            )
        }),
    }
    .unwrap_or_default()
}

/// A day so many days earlier.
pub(super) fn days_before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MIN)
}

/// The birthday in a year, by the calendar's rule for 29 February.
pub(super) fn birthday(
    calendar: &super::calendar::Calendar,
    born: NaiveDate,
    year: i32,
) -> Option<NaiveDate> {
    let years = u32::try_from(year - born.year()).ok()?;
    calendar.plus_months(born, years.checked_mul(12)?)
}
