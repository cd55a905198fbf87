//! What an assessment finds, as numbers: no text is made until somebody reads it.

use chrono::NaiveDate;

use super::{
    assessment::{
        AbsconsionIndicators, Compliance, LegalProcess, NoteCounts, PeriodFound, WhereaboutsFound,
    },
    pack::ExitMode,
    state::DutyState,
};

/// A fact of a record, by its place there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fact {
    Nothing,
    Conviction(u32),
    Registration(u32),
    Appearance(u32, u32),
    Stay(u32),
    Event(u32),
    Vehicle(u32),
    /// A decision on a tier: of a registration, by its number, or of a conviction.
    RegistryTier(u32, u32),
    ConvictionTier(u32, u32),
    /// The duty before it in a schedule.
    Schedule,
    /// Another duty, by its place among those found.
    Duty(u32),
}

/// Where a code of a jurisdiction stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum CodeAt {
    Registration(u32),
    Conviction(u32),
    Stay(u32),
}

/// One duty of one person in one jurisdiction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instance {
    pub(super) jurisdiction: u32,
    pub(super) family: u16,
    pub(super) rule: u16,
    pub(super) state: DutyState,
    /// Days are the fewest that the record allows.
    pub(super) approximate: bool,
    /// Computed by the tier that the pack falls back on.
    pub(super) fallback: bool,
    /// It may not have been done yet.
    pub(super) open: bool,
    pub(super) anchor: Option<NaiveDate>,
    pub(super) anchor_fact: Fact,
    /// What the terms are counted from, where that is another day: of a schedule.
    pub(super) base: Option<(NaiveDate, u32)>,
    pub(super) tier: Option<u8>,
    pub(super) opens: Option<NaiveDate>,
    pub(super) due: Option<NaiveDate>,
    pub(super) met_on: Option<NaiveDate>,
    pub(super) evidence: Fact,
}

#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) code: CodeAt,
    pub(super) plan: usize,
    /// The record holds a registration with it.
    pub(super) registered: bool,
    /// A registration with it is in force.
    pub(super) current: bool,
    pub(super) compliance: Compliance,
    pub(super) period: PeriodFound,
    pub(super) tier: Option<u8>,
    pub(super) tier_pack: Option<usize>,
    pub(super) tier_is_fallback: bool,
    pub(super) open: u32,
    pub(super) late: u32,
}

/// The period of one jurisdiction under one pack.
#[derive(Clone, Copy, Debug)]
pub(super) struct PeriodOf {
    pub(super) place: u32,
    pub(super) pack: usize,
    pub(super) found: PeriodFound,
    /// What it begins with.
    pub(super) fact: Fact,
    pub(super) tier: Option<u8>,
    /// The decision that the tier follows from; none, where it is what the pack falls back on.
    pub(super) tier_fact: Fact,
    /// How long it is before anything is added.
    pub(super) years: Option<u32>,
}

impl PeriodOf {
    /// The first day on which it is over by itself.
    pub(super) fn over(&self) -> Option<NaiveDate> {
        if self.found.exit == ExitMode::Automatic {
            self.found
                .tolled
                .last_duty_day
                .and_then(|day| day.succ_opt())
        } else {
            None
        }
    }
}

/// What was found about one person. Kept and filled again for the next.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) places: Vec<Place>,
    pub(super) instances: Vec<Instance>,
    /// For each jurisdiction, that of the pack whose tiers hold there first.
    pub(super) periods: Vec<PeriodOf>,
    pub(super) compliance: Compliance,
    pub(super) whereabouts: WhereaboutsFound,
    pub(super) process: LegalProcess,
    pub(super) fugitive: bool,
    pub(super) indicators: AbsconsionIndicators,
    pub(super) notes: NoteCounts,
}

impl Outcome {
    /// The first day on which a pack's period in a jurisdiction is over; a pack without one goes by the first.
    pub(super) fn over(&self, place: u32, pack: usize) -> Option<NaiveDate> {
        let mut here = self.periods.iter().filter(|one| one.place == place);
        let first = here.clone().next();
        here.find(|one| one.pack == pack).or(first)?.over()
    }

    /// Whether anything is owed in a jurisdiction now, as far as the record tells: what was missed where nothing is, is no failure now.
    pub(super) fn owes(&self, place: u32, all_registries: bool) -> bool {
        self.places.get(place as usize).is_some_and(|place| {
            place.compliance != Compliance::NoDuty && (place.registered || all_registries)
        })
    }
}
