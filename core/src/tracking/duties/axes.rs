//! Where the person is, what law enforcement and courts did, and what speaks for having left: each by itself.

use chrono::NaiveDate;

use super::{
    assessment::{AbsconsionIndicators, LegalProcess, NoteCounts, WhereaboutsFound},
    compile::custody_bit,
    facts::{StayUse, recorded},
    judge::{Case, Scratch, days},
};
use crate::records::{
    CustodyKind, LifeEventKind, VerificationOutcome, WarrantKind, WarrantStatus,
    Whereabouts as Declared,
};

/// Looks whether a stay is as recorded, up to the day of the assessment.
#[derive(Default)]
pub(super) struct Checks {
    confirmed: Option<(NaiveDate, usize, usize)>,
    failed: Option<NaiveDate>,
}

impl Case<'_> {
    pub(super) fn whereabouts(
        &self,
        work: &Scratch,
        checks: &Checks,
        notes: &mut NoteCounts,
    ) -> WhereaboutsFound {
        let as_of = self.options.as_of;
        if work.facts.death.is_some_and(|(_, last)| last <= as_of) {
            return if work.facts.seen_dead {
                WhereaboutsFound::Unknown
            } else {
                WhereaboutsFound::Deceased
            };
        }
        let inside = work.facts.held.iter().rev().find(|one| {
            // an end that nobody entered does not hold anybody for ever
            let free = one.from.and_then(|from| work.facts.free_after(from));
            let stays_in = one.verified || !Self::seen_since(work, one.from);
            let open = one.to.is_none() && free.is_none() && stays_in;
            open && one.from.is_none_or(|from| from <= as_of)
        });
        if let Some(one) = inside {
            let since = one.from;
            return if one.kind == custody_bit(&CustodyKind::CivilCommitment) {
                WhereaboutsFound::CivillyCommitted { since }
            } else {
                WhereaboutsFound::InCustody { since }
            };
        }
        let confirmed = checks.confirmed.map(|(on, ..)| on);
        let last_seen = confirmed.max(work.facts.seen.last().map(|one| one.on));
        let declared = self
            .offender
            .declarations
            .iter()
            .filter(|one| {
                let withdrawn = one
                    .withdrawn_on
                    .as_ref()
                    .is_some_and(|on| *on.expose() <= as_of);
                *one.on.expose() <= as_of
                    && !withdrawn
                    && self.known.has(one.provenance.as_ref(), None)
            })
            .max_by_key(|one| *one.on.expose());
        if let Some(declared) = declared {
            let on = *declared.on.expose();
            let seen_since = last_seen.is_some_and(|seen| seen > on);
            match declared.whereabouts.expose() {
                // only who declared it takes it back
                Declared::Absconded => {
                    notes.seen_after_absconding += u32::from(seen_since);
                    return WhereaboutsFound::Absconded { on };
                }
                Declared::Deported if !work.facts.back => {
                    return WhereaboutsFound::Deported { on };
                }
                Declared::Deceased => return WhereaboutsFound::Deceased,
                Declared::Unlocated if !seen_since => {
                    return WhereaboutsFound::Unlocated {
                        on,
                        attempts: self.failed_checks(None).0,
                    };
                }
                Declared::OutOfJurisdiction if !seen_since => {
                    return WhereaboutsFound::OutOfJurisdiction { on };
                }
                Declared::InCustody if !seen_since => {
                    return WhereaboutsFound::InCustody { since: Some(on) };
                }
                Declared::CivillyCommitted if !seen_since => {
                    return WhereaboutsFound::CivillyCommitted { since: Some(on) };
                }
                Declared::Transient if !seen_since => {
                    return WhereaboutsFound::Transient { since: Some(on) };
                }
                Declared::AtAddress if confirmed.is_none_or(|confirmed| confirmed <= on) => {
                    return WhereaboutsFound::Reported { since: Some(on) };
                }
                _ => {}
            }
        }
        self.at_stay(work, checks)
    }

    fn seen_since(work: &Scratch, from: Option<NaiveDate>) -> bool {
        from.is_none_or(|from| work.facts.seen.last().is_some_and(|one| one.on > from))
    }

    fn at_stay(&self, work: &Scratch, checks: &Checks) -> WhereaboutsFound {
        let as_of = self.options.as_of;
        let homes = work.facts.stays.iter().filter(|stay| {
            matches!(stay.kind, StayUse::Home | StayUse::Transient) && stay.start <= as_of
        });
        let (mut current, mut left) = (None, None::<NaiveDate>);
        for stay in homes {
            match stay.end.filter(|end| *end <= as_of) {
                None => current = Some(*stay),
                Some(end) => left = left.max(Some(end)),
            }
        }
        let Some(stay) = current else {
            return match left {
                Some(left) => WhereaboutsFound::Stale { since: Some(left) },
                None => WhereaboutsFound::Unknown,
            };
        };
        let here = checks.confirmed.filter(|(on, ..)| *on >= stay.start);
        if let Some(failed) = checks
            .failed
            .filter(|on| *on >= stay.start && here.is_none_or(|(seen, ..)| seen < *on))
        {
            return WhereaboutsFound::Stale {
                since: Some(failed),
            };
        }
        if stay.kind == StayUse::Transient {
            return WhereaboutsFound::Transient {
                since: Some(stay.start),
            };
        }
        match here {
            Some((on, ..)) if days(as_of, on) > self.options.stale_after_days => {
                WhereaboutsFound::Stale { since: Some(on) }
            }
            Some((on, stay, number)) => {
                let check = self
                    .offender
                    .stays
                    .get(stay)
                    .and_then(|stay| stay.verifications.get(number));
                match check {
                    Some(check) => WhereaboutsFound::Verified {
                        on,
                        manner: (&check.manner).into(),
                    },
                    None => WhereaboutsFound::Unknown,
                }
            }
            None => WhereaboutsFound::Reported {
                since: Some(stay.start),
            },
        }
    }

    /// The newest look that found it so, and the newest that found otherwise, at any home.
    pub(super) fn checks(&self) -> Checks {
        let mut checks = Checks::default();
        for (at, stay) in self.offender.stays.iter().enumerate() {
            if !self.known.has(stay.provenance.as_ref(), None) {
                continue;
            }
            let within = recorded(stay.provenance.as_ref(), self.known.record);
            for (number, one) in stay.verifications.iter().enumerate() {
                let on = *one.on.expose();
                if on > self.options.as_of || !self.known.has(one.provenance.as_ref(), within) {
                    continue;
                }
                match one.outcome {
                    VerificationOutcome::Confirmed
                        if checks.confirmed.is_none_or(|(last, ..)| last < on) =>
                    {
                        checks.confirmed = Some((on, at, number));
                    }
                    VerificationOutcome::NotThere
                    | VerificationOutcome::Moved
                    | VerificationOutcome::MailReturned
                    | VerificationOutcome::NoSuchAddress => {
                        checks.failed = checks.failed.max(Some(on));
                    }
                    // nobody at home says nothing of where home is
                    _ => {}
                }
            }
        }
        checks
    }

    /// Looks that failed after a day, and mail that came back.
    fn failed_checks(&self, after: Option<NaiveDate>) -> (u32, u32) {
        let (mut failed, mut mail) = (0, 0);
        for stay in &self.offender.stays {
            if !self.known.has(stay.provenance.as_ref(), None) {
                continue;
            }
            let within = recorded(stay.provenance.as_ref(), self.known.record);
            for one in &stay.verifications {
                let on = *one.on.expose();
                let counts = on <= self.options.as_of && after.is_none_or(|after| on > after);
                if !counts || !self.known.has(one.provenance.as_ref(), within) {
                    continue;
                }
                match one.outcome {
                    VerificationOutcome::NoAnswer
                    | VerificationOutcome::NotThere
                    | VerificationOutcome::Moved
                    | VerificationOutcome::NoSuchAddress => failed += 1,
                    VerificationOutcome::MailReturned => mail += 1,
                    _ => {}
                }
            }
        }
        (failed, mail)
    }

    pub(super) fn indicators(
        &self,
        work: &Scratch,
        checks: &Checks,
        missed: u32,
    ) -> AbsconsionIndicators {
        let confirmed = checks.confirmed.map(|(on, ..)| on);
        let last_contact = confirmed.max(work.facts.seen.last().map(|one| one.on));
        let (failed_checks, mail_returned) = self.failed_checks(last_contact);
        let as_of = self.options.as_of;
        let works =
            |stay: &&super::facts::StayAt| matches!(stay.kind, StayUse::Work | StayUse::School);
        let ended = |stay: &super::facts::StayAt| stay.end.filter(|end| *end <= as_of);
        let goes_on = work
            .facts
            .stays
            .iter()
            .filter(works)
            .any(|stay| stay.start <= as_of && ended(stay).is_none());
        let since_contact = work.facts.stays.iter().filter(works).filter(|stay| {
            ended(stay).is_some_and(|end| last_contact.is_none_or(|last| end > last))
        });
        AbsconsionIndicators {
            last_contact,
            verifications_missed: missed,
            failed_checks,
            mail_returned,
            work_ended: if goes_on {
                0
            } else {
                since_contact.count() as u32
            },
        }
    }

    /// The furthest step on record. A warrant that was served, recalled or returned is out no more.
    pub(super) fn process(&self, notes: &mut NoteCounts) -> (LegalProcess, bool) {
        let as_of = self.options.as_of;
        let mut furthest = LegalProcess::None;
        let mut warrant = false;
        for one in &self.offender.warrants {
            if !self.known.has(one.provenance.as_ref(), None) {
                continue;
            }
            let issued = one.issued_on.as_ref().map(|on| *on.expose());
            let Some(from) = issued.or_else(|| recorded(one.provenance.as_ref(), None)) else {
                notes.warrants_undated += 1;
                continue;
            };
            if from > as_of || !is_for_arrest(one.kind.expose()) {
                continue;
            }
            let status_on = one.status_on.as_ref().map(|on| *on.expose());
            // before the day of what it came to, it was out
            let step = match one.status.expose() {
                _ if status_on.is_some_and(|on| on > as_of) => LegalProcess::WarrantIssued,
                WarrantStatus::Active | WarrantStatus::Lodged => LegalProcess::WarrantIssued,
                WarrantStatus::Served => LegalProcess::Arrested,
                _ => LegalProcess::None,
            };
            warrant |= step == LegalProcess::WarrantIssued;
            furthest = furthest.max(step);
        }
        for one in &self.offender.events {
            let step = match one.kind {
                LifeEventKind::Referred => LegalProcess::Referred,
                LifeEventKind::Arrested => LegalProcess::Arrested,
                LifeEventKind::Charged => LegalProcess::Charged,
                LifeEventKind::Adjudicated => LegalProcess::Adjudicated,
                _ => continue,
            };
            let happened =
                super::facts::bounds(*one.on.expose()).is_some_and(|(_, last)| last <= as_of);
            if happened && self.known.has(one.provenance.as_ref(), None) {
                furthest = furthest.max(step);
            }
        }
        // a warrant that is out is what matters now, whatever an older matter came to
        (
            if warrant {
                LegalProcess::WarrantIssued
            } else {
                furthest
            },
            warrant,
        )
    }
}

/// Whether a warrant is one to arrest. One of which the record does not say what it is for is taken for one; a search warrant is none.
const fn is_for_arrest(kind: &WarrantKind) -> bool {
    !matches!(kind, WarrantKind::Other(_))
}
