//! Candidates of a case, the links among them, and the other way round.

use std::cmp::Ordering;

use super::{
    CaseFindings, CasesFindings, ExcludedLink, Link, LinkOutcome, LinkSettings, OffenderFindings,
    OffenderIndex, OpenCase, OutcomeCounts,
    candidates::{Asked, Scratch, Weighed},
    case_facts::{CaseFacts, out_of_scope},
    score::{Candidate, Scored, Scorer},
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    records::{Incoming, Limits},
};

/// What a reader of every list must know.
pub(super) const NOTICE: &str = "These are leads to be checked, and not findings about anybody. A rank and a weight say how the evidence compares, not that somebody did it: in one or two of a hundred abductions by strangers a registrant was involved. Check what is missing and what would change each line before anything is done.";

impl OffenderIndex {
    /// Registrants who are worth a look in an open case, and who is ruled out of it.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when a setting is out of its range.
    ///
    /// ```
    /// use caselink::{NoControl, records::Offender, tracking::{KnownFacts, LinkSettings, OffenderIndex, OpenCase}};
    /// use serde_json::json;
    ///
    /// let offender: Offender = serde_json::from_value(json!({
    ///     "id": "ZZ-0042917",
    ///     "stays": [{ "kind": "residence", "span": { "start": "2019-04-01" },
    ///                 "place": { "address": { "latitude": 39.78, "longitude": -89.65 } } }],
    ///     "vehicles": [{ "make": "TOYT", "colors": ["SIL"], "plate": { "text": "ZZ12345" }, "span": { "start": "2020-01-01" } }],
    /// }))?;
    /// let index = OffenderIndex::build(&[offender], &KnownFacts::default(), &NoControl)?;
    /// let case: OpenCase = serde_json::from_value(json!({ "case": {
    ///     "id": "NC-1187730", "case_type": "NFA", "reported_on": "2026-02-27",
    ///     "last_seen": { "earliest": "2026-02-27T16:00:00", "latest": "2026-02-27T16:30:00" },
    ///     "last_seen_place": { "address": { "latitude": 39.79, "longitude": -89.64 } },
    ///     "vehicles": [{ "colors": ["GRY"], "plate": { "text": "ZZ123*" } }],
    /// }}))?;
    /// let found = index.find_offenders(&case, &LinkSettings::default())?;
    /// assert_eq!(found.links[0].offender.expose(), "ZZ-0042917");
    /// let parts: i32 = found.links[0].components.iter().map(|part| part.weight.0).sum();
    /// assert_eq!(found.links[0].total.0, parts);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn find_offenders(
        &self,
        open: &OpenCase,
        settings: &LinkSettings,
    ) -> Result<OffenderFindings> {
        settings.check()?;
        Ok(self.findings(open, settings, &mut Scratch::default()))
    }

    /// The same for many cases, on one thread or several: `threads` 0 takes one for each core. A case without an id, or with one that
    /// stands before it, is set aside.
    ///
    /// # Errors
    ///
    /// As [`find_offenders`](Self::find_offenders), and [`Error::Cancelled`].
    pub fn find_offenders_of<'a>(
        &self,
        cases: impl Into<Incoming<'a, OpenCase>>,
        settings: &LinkSettings,
        threads: u32,
        control: &dyn Control,
    ) -> Result<CasesFindings> {
        settings.check()?;
        let usable = cases
            .into()
            .those(false, &Limits::default(), OpenCase::id, |_| None)?;
        let cases = usable.records;
        let count = u32::try_from(cases.len()).map_err(|_| Error::LimitExceeded {
            limit: "rows",
            allowed: u64::from(u32::MAX),
            asked: cases.len() as u64,
        })?;
        let findings = crate::threads::map(count, threads, Scratch::default, |scratch, at| {
            if at % 16 == 0 {
                checkpoint(control, u64::from(at), u64::from(count))?;
            }
            let case = cases.get(at as usize).ok_or(Error::Internal)?;
            Ok(self.findings(case, settings, scratch))
        })?;
        Ok(CasesFindings {
            findings,
            rejected: usable.rejected,
        })
    }

    fn findings(
        &self,
        open: &OpenCase,
        settings: &LinkSettings,
        scratch: &mut Scratch,
    ) -> OffenderFindings {
        let mut found = OffenderFindings {
            case: open.case.id.clone(),
            not_looked_at: out_of_scope(&open.case, settings).map(str::to_owned),
            candidates: 0,
            feasible: 0,
            counts: OutcomeCounts::default(),
            prior: 0.0,
            links: Vec::new(),
            excluded: Vec::new(),
            missing: Vec::new(),
            common_keys: 0,
            notice: NOTICE.to_owned(),
        };
        if found.not_looked_at.is_some() {
            return found;
        }
        let case = CaseFacts::new(open, self, settings);
        let weighed = self.weigh(&case, settings, scratch, Asked::Telling);
        found.candidates = weighed.candidates;
        found.counts = weighed.counts;
        found.feasible = weighed.feasible;
        found.common_keys = weighed.common_keys;
        found.prior = weighed.prior();
        found.missing = case.missing.iter().map(|&one| one.to_owned()).collect();
        found.links = self
            .ranked(&weighed)
            .into_iter()
            .zip(1..)
            .map(|(scored, rank)| self.link(&weighed, scored, rank))
            .collect();
        let excluded = weighed.scored.iter().filter(|one| one.ruled.is_some());
        let mut excluded = self.one_each(&weighed.scale, excluded);
        self.keep_first(&mut excluded, settings.most_excluded);
        found.excluded = excluded
            .into_iter()
            .filter_map(|scored| self.excluded(&weighed, scored))
            .collect();
        found
    }

    /// Cases that are worth a look for a registrant, by all records of the same person. A case without an id, or with one that
    /// stands before it, is set aside.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when no registrant has that id; [`Error::InvalidParameter`] when a setting is out of its range;
    /// [`Error::Cancelled`].
    pub fn find_cases<'a>(
        &self,
        offender: &str,
        cases: impl Into<Incoming<'a, OpenCase>>,
        settings: &LinkSettings,
        control: &dyn Control,
    ) -> Result<CaseFindings> {
        settings.check()?;
        let number = self.number(offender)?;
        let usable = cases
            .into()
            .those(false, &Limits::default(), OpenCase::id, |_| None)?;
        let cases = usable.records;
        let others = if settings.by_person {
            self.same_person.get(number)
        } else {
            &[]
        };
        let mut found = CaseFindings {
            offender: offender.into(),
            cases: 0,
            not_looked_at: 0,
            counts: OutcomeCounts::default(),
            links: Vec::new(),
            excluded: Vec::new(),
            rejected: usable.rejected,
            notice: NOTICE.to_owned(),
        };
        let scratch = &mut Scratch::default();
        for (done, open) in cases.iter().copied().enumerate() {
            if done % 64 == 0 {
                checkpoint(control, done as u64, cases.len() as u64)?;
            }
            if out_of_scope(&open.case, settings).is_some() {
                found.not_looked_at += 1;
                continue;
            }
            found.cases += 1;
            let case = CaseFacts::new(open, self, settings);
            let mut records = std::iter::once(&number).chain(others);
            if !records.any(|one| self.may_be_candidate(*one, &case, settings)) {
                continue;
            }
            let weighed = self.weigh(&case, settings, scratch, Asked::One(number));
            // by whichever record of the person says most
            let scored = weighed.scored.iter();
            let Some(scored) = scored.min_by(|a, b| self.order(a, b)) else {
                continue;
            };
            found.counts.add(scored.outcome);
            if scored.outcome >= LinkOutcome::Weak {
                found.links.push(self.link(&weighed, scored, 0));
            }
            found.excluded.extend(self.excluded(&weighed, scored));
        }
        let order = |a: &Link, b: &Link| {
            b.outcome
                .cmp(&a.outcome)
                .then(b.total.cmp(&a.total))
                .then_with(|| a.case.cmp(&b.case))
        };
        found.links.sort_by(order);
        found.links.truncate(settings.most as usize);
        for (link, rank) in found.links.iter_mut().zip(1..) {
            link.rank = rank;
        }
        found.excluded.sort_by(|a, b| a.case.cmp(&b.case));
        found.excluded.truncate(settings.most_excluded as usize);
        Ok(found)
    }

    /// One registrant and one case, taken apart, whatever they come to.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when no registrant has that id; [`Error::InvalidParameter`] when a setting is out of its range.
    pub fn explain(
        &self,
        offender: &str,
        open: &OpenCase,
        settings: &LinkSettings,
    ) -> Result<Link> {
        settings.check()?;
        let number = self.number(offender)?;
        let case = CaseFacts::new(open, self, settings);
        let scratch = &mut Scratch::default();
        let weighed = self.weigh(&case, settings, scratch, Asked::One(number));
        let found = weighed
            .scored
            .iter()
            .find(|one| one.candidate.offender == number);
        if let Some(scored) = found {
            return Ok(self.link(&weighed, scored, 0));
        }
        // far away, and no key in common
        let mut candidate = Candidate {
            offender: number,
            nearest: f64::INFINITY,
            place: None,
            area: None,
        };
        self.far(&mut candidate, &case, &weighed.scale);
        let scored = weighed.scale.score(candidate);
        Ok(self.link(&weighed, &scored, 0))
    }

    pub(super) fn number(&self, offender: &str) -> Result<u32> {
        let by_id = &self.by_id;
        let at = by_id.binary_search_by(|row| self.columns.id(*row).cmp(offender));
        let row = at.ok().and_then(|at| by_id.get(at)).copied();
        row.ok_or(Error::UnknownRecord { name: "offender" })
    }

    /// By outcome, then by weight; where that is the same by what it is before the caps, then the nearer, then by id.
    fn order(&self, a: &Scored, b: &Scored) -> Ordering {
        let id = |one: &Scored| self.columns.id(one.candidate.offender);
        let raw = |one: &Scored| -> i64 {
            let counted = one.parts.iter().filter(|part| !part.is_dropped);
            counted.map(|part| i64::from(part.raw)).sum()
        };
        let km = |one: &Scored| one.candidate.place.map_or(f64::INFINITY, |place| place.km);
        b.outcome
            .cmp(&a.outcome)
            .then(b.total.cmp(&a.total))
            .then_with(|| raw(b).cmp(&raw(a)))
            .then_with(|| km(a).total_cmp(&km(b)))
            .then_with(|| id(a).cmp(id(b)))
    }

    fn keep_first(&self, all: &mut Vec<&Scored>, most: u32) {
        let most = most as usize;
        if all.len() > most && most > 0 {
            all.select_nth_unstable_by(most - 1, |a, b| self.order(a, b));
        }
        all.truncate(most);
        all.sort_unstable_by(|a, b| self.order(a, b));
    }

    /// Of each person the record that comes first.
    fn one_each<'s>(
        &self,
        scale: &Scorer<'_>,
        all: impl Iterator<Item = &'s Scored>,
    ) -> Vec<&'s Scored> {
        let person = |one: &Scored| scale.person(one.candidate.offender);
        let mut all: Vec<&Scored> = all.collect();
        all.sort_unstable_by(|a, b| person(a).cmp(&person(b)).then_with(|| self.order(a, b)));
        all.dedup_by_key(|one| person(one));
        all
    }

    pub(super) fn ranked<'s>(&self, weighed: &'s Weighed<'_>) -> Vec<&'s Scored> {
        let scored = weighed.scored.iter();
        let mut all = self.one_each(
            &weighed.scale,
            scored.filter(|one| one.outcome >= LinkOutcome::Weak),
        );
        self.keep_first(&mut all, weighed.scale.settings.most);
        all
    }
}

impl OffenderIndex {
    fn excluded(&self, weighed: &Weighed<'_>, scored: &Scored) -> Option<ExcludedLink> {
        Some(ExcludedLink {
            offender: self.columns.id(scored.candidate.offender).into(),
            same_person: self.same_person_ids(&weighed.scale, scored),
            case: weighed.scale.case.id.clone(),
            exclusion: self.exclusion(&weighed.scale, scored)?,
        })
    }
}
