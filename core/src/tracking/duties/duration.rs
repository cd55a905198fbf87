//! Until when a person stays registered in a jurisdiction.

use chrono::NaiveDate;

use super::{
    assessment::{CleanRecord, PeriodFound, Proof},
    compile::Compiled,
    facts::bounds,
    judge::{Case, Scratch},
    outcome::{Fact, PeriodOf},
    pack::{ExitMode, Length, PeriodStart},
    period::{TolledPeriod, tolled},
    state::Missing,
};
use crate::records::{Conviction, LifeEventKind, PartialDate, Pii};

impl Case<'_> {
    /// The period of one jurisdiction under one pack.
    pub(super) fn period(&self, place: u32, pack: usize, work: &mut Scratch) -> PeriodOf {
        let decided = work.tiers.on(self.options.as_of);
        let fallback = self.packs.pack(pack).and_then(|ready| ready.fallback);
        let tier = decided.map(|step| step.tier).or(fallback);
        PeriodOf {
            tier_fact: decided.map_or(Fact::Nothing, |step| step.fact),
            ..self.period_of_tier(place, pack, tier, work)
        }
    }

    /// The same by one tier: the longest that follows from any conviction.
    pub(super) fn period_of_tier(
        &self,
        place: u32,
        pack: usize,
        tier: Option<u8>,
        work: &mut Scratch,
    ) -> PeriodOf {
        let mut of = PeriodOf {
            place,
            pack,
            found: missing(Missing::RulePack),
            fact: Fact::Nothing,
            tier,
            tier_fact: Fact::Nothing,
            years: None,
        };
        let (Some(ready), Some(source)) = (self.packs.pack(pack), self.packs.source(pack)) else {
            return of;
        };
        let Some(rule) = &source.duration else {
            return of;
        };
        work.facts.custody_of(ready.tolled_by, &mut work.custody);
        let mut found: Option<(PeriodFound, Fact)> = None;
        let mut take = |one: PeriodFound, fact: Fact| {
            if found.is_none_or(|(old, _)| rank(&old) < rank(&one)) {
                found = Some((one, fact));
            }
        };
        match rule.starts {
            PeriodStart::Registration => {
                let here = work
                    .facts
                    .registrations
                    .iter()
                    .filter(|one| one.place == place);
                let first = here.filter_map(|one| Some((one.start?, one.index))).min();
                let start = first.map(|(start, _)| start);
                let fact = first.map_or(Fact::Nothing, |(_, index)| Fact::Registration(index));
                let why = Missing::RegistrationDate;
                take(
                    self.one_period(ready, work, of.tier, start, why, None),
                    fact,
                );
            }
            PeriodStart::ReleaseOrSentencing => {
                for (index, one) in self.offender.convictions.iter().enumerate() {
                    if !self.known.has(one.provenance.as_ref(), None) {
                        continue;
                    }
                    let (start, why) = Self::begins(one);
                    take(
                        self.one_period(ready, work, of.tier, start, why, Some(one)),
                        Fact::Conviction(index as u32),
                    );
                }
            }
        }
        let (found, fact) = found.unwrap_or_else(|| (missing(Missing::Conviction), Fact::Nothing));
        of.fact = fact;
        of.found = PeriodFound {
            exit: rule.exit,
            ..found
        };
        of.years = of
            .tier
            .and_then(|tier| ready.lengths.get(usize::from(tier)).copied().flatten())
            .and_then(|length| match length {
                Length::Years(years) => Some(years),
                Length::Life => None,
            });
        of
    }

    /// The day with which the period of a conviction begins, or what is missing. Of a day that is known in part, the last one that it
    /// can be decides nothing, so it counts as not known.
    fn begins(one: &Conviction) -> (Option<NaiveDate>, Missing) {
        let exact = |date: Option<&Pii<PartialDate>>| {
            let (first, last) = bounds(*date?.expose())?;
            (first == last).then_some(first)
        };
        if one.released_on.is_some() {
            return (exact(one.released_on.as_ref()), Missing::ReleaseDate);
        }
        if one.imprisoned == Some(false) {
            return (exact(one.sentenced_on.as_ref()), Missing::SentencingDate);
        }
        (None, Missing::ReleaseDate)
    }

    fn one_period(
        &self,
        ready: &Compiled,
        work: &Scratch,
        tier: Option<u8>,
        start: Option<NaiveDate>,
        why: Missing,
        conviction: Option<&Conviction>,
    ) -> PeriodFound {
        let Some(tier) = tier else {
            return PeriodFound {
                start,
                ..missing(Missing::Tier)
            };
        };
        let length = ready.lengths.get(usize::from(tier)).copied().flatten();
        let Some(length) = length else {
            return PeriodFound {
                start,
                ..missing(Missing::Tier)
            };
        };
        let length = match length {
            Length::Years(years) => Some(years),
            Length::Life => None,
        };
        let Some(start) = start else {
            return if length.is_none() {
                PeriodFound {
                    life: true,
                    ..PeriodFound::default()
                }
            } else {
                missing(why)
            };
        };
        let years = |years: u32| tolled(&ready.calendar, start, 12 * years, &work.custody);
        let clean = ready
            .clean
            .iter()
            .filter(|rule| rule.tier == tier)
            .find(|rule| {
                !rule.juvenile_only || conviction.is_some_and(|one| one.juvenile == Some(true))
            })
            .map(|rule| {
                let end = years(rule.clean_years).and_then(|period| period.end);
                (rule, self.clean_record(start, end, conviction))
            });
        let record = clean.map(|(_, record)| record);
        let months = match clean {
            Some((rule, record)) if record.reduced => Some(rule.then_years),
            _ => length,
        };
        let Some(months) = months else {
            return PeriodFound {
                start: Some(start),
                life: true,
                clean_record: record,
                ..PeriodFound::default()
            };
        };
        PeriodFound {
            start: Some(start),
            life: false,
            tolled: years(months).unwrap_or_default(),
            exit: ExitMode::Automatic,
            clean_record: record,
        }
    }

    /// The four proofs of a clean record over a period. A check of the history proves it if it was made after the period.
    fn clean_record(
        &self,
        start: NaiveDate,
        end: Option<NaiveDate>,
        of: Option<&Conviction>,
    ) -> CleanRecord {
        let proven = |kind: &LifeEventKind, from: Option<NaiveDate>| {
            let found = self.offender.events.iter().any(|one| {
                let days = bounds(*one.on.expose());
                one.kind == *kind
                    && self.known.has(one.provenance.as_ref(), None)
                    && days.is_some_and(|(first, last)| {
                        last <= self.options.as_of && from.is_some_and(|from| from <= first)
                    })
            });
            if found { Proof::Proven } else { Proof::Unknown }
        };
        // another conviction on record speaks for itself: all on a registry's record are of sex offences or of failures to register
        let later = self.offender.convictions.iter().filter(|one| {
            let days = one
                .convicted_on
                .as_ref()
                .and_then(|date| bounds(*date.expose()));
            !of.is_some_and(|of| std::ptr::eq(of, *one))
                && self.known.has(one.provenance.as_ref(), None)
                && days.is_some_and(|(first, last)| {
                    first >= start && end.is_none_or(|end| last < end) && last <= self.options.as_of
                })
        });
        let (mut felony, mut unclear, mut other) = (false, false, false);
        for one in later {
            let most = one.offence.maximum_imprisonment_days;
            felony |= most.is_some_and(|days| days > 366);
            // a year has 365 days or 366
            unclear |= most.is_none_or(|days| days == 366);
            other = true;
        }
        let no_felony = match proven(&LifeEventKind::NoFelonyFound, end) {
            _ if felony => Proof::Refuted,
            _ if unclear => Proof::Unknown,
            proof => proof,
        };
        let no_sex_offence = match proven(&LifeEventKind::NoSexOffenceFound, end) {
            // what sort of conviction it was, a person has to say
            _ if other => Proof::Unknown,
            proof => proof,
        };
        let supervision = proven(&LifeEventKind::SupervisionCompleted, Some(start));
        let treatment = proven(&LifeEventKind::TreatmentCompleted, Some(NaiveDate::MIN));
        let all = [no_felony, no_sex_offence, supervision, treatment];
        CleanRecord {
            no_felony,
            no_sex_offence,
            supervision,
            treatment,
            reduced: all.into_iter().all(|proof| proof == Proof::Proven)
                && end.is_some_and(|end| end <= self.options.as_of),
        }
    }
}

fn missing(missing: Missing) -> PeriodFound {
    PeriodFound {
        tolled: TolledPeriod {
            missing: Some(missing),
            ..TolledPeriod::default()
        },
        ..PeriodFound::default()
    }
}

/// Which of two periods lasts longer: for life, then one whose end nobody can say, then by its end.
fn rank(period: &PeriodFound) -> (u8, Option<NaiveDate>) {
    match period.tolled.end {
        _ if period.life => (2, None),
        None => (1, None),
        Some(end) => (0, Some(end)),
    }
}
