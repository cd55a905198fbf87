//! An outcome in words: made when somebody reads it, and not before.

use super::{
    assessment::{Assessment, DutyExplanation, DutyLine, JurisdictionAssessment, PackPeriod},
    facts::code_of,
    judge::Case,
    outcome::{Instance, Outcome, Place},
    state::Missing,
};

mod arithmetic;
mod evidence;
mod period;
mod trust;

use arithmetic::arithmetic;
use evidence::{evidence, knowable};
use period::period_explanation;
use trust::confirmed;

/// The whole assessment, with explanations where the options ask for them.
pub(super) fn assessment(case: &Case<'_>, out: &Outcome) -> Assessment {
    let mut order: Vec<usize> = (0..out.places.len()).collect();
    let code = |at: &usize| {
        out.places
            .get(*at)
            .map(|place| code_of(case.offender, place.code))
    };
    order.sort_by_key(code);
    Assessment {
        id: case.offender.person.id.clone(),
        as_of: case.options.as_of,
        known_on: case.options.known_on,
        compliance: out.compliance,
        fugitive: out.fugitive,
        whereabouts: out.whereabouts,
        legal_process: out.process,
        indicators: out.indicators,
        jurisdictions: order
            .into_iter()
            .filter_map(|at| Some(jurisdiction(case, out, at as u32, out.places.get(at)?)))
            .collect(),
        notes: out.notes,
    }
}

fn jurisdiction(case: &Case<'_>, out: &Outcome, at: u32, place: &Place) -> JurisdictionAssessment {
    let mut duties: Vec<DutyLine> = out
        .instances
        .iter()
        .filter(|one| one.jurisdiction == at)
        .filter_map(|one| line(case, out, place, one))
        .collect();
    duties.sort_by(|a, b| {
        (a.due, &a.duty, a.anchor, &a.pack).cmp(&(b.due, &b.duty, b.anchor, &b.pack))
    });
    let pack = place.tier_pack.and_then(|pack| case.packs.source(pack));
    let missing = if pack.is_none() {
        Some(Missing::RulePack)
    } else if place.registered {
        None
    } else if case.options.all_registries {
        Some(Missing::RegistrationDate)
    } else {
        Some(Missing::OtherRegistry)
    };
    let periods = out.periods.iter().filter(|one| one.place == at);
    JurisdictionAssessment {
        jurisdiction: code_of(case.offender, place.code).to_owned(),
        registered: place.registered,
        compliance: place.compliance,
        tier: place
            .tier
            .and_then(|tier| pack?.tiers.order.get(usize::from(tier)).cloned()),
        tier_is_fallback: place.tier_is_fallback,
        period: place.period,
        period_explanation: periods
            .clone()
            .next()
            .and_then(|one| period_explanation(case, out, one)),
        other_periods: periods
            .skip(1)
            .filter_map(|one| {
                Some(PackPeriod {
                    pack: case.packs.source(one.pack)?.pack.clone(),
                    period: one.found,
                    explanation: period_explanation(case, out, one),
                })
            })
            .collect(),
        open: place.open,
        late: place.late,
        missing,
        duties,
    }
}

fn line(case: &Case<'_>, out: &Outcome, place: &Place, one: &Instance) -> Option<DutyLine> {
    let (rule, duty, pack) =
        case.packs
            .rule(place.plan, usize::from(one.family), usize::from(one.rule))?;
    let calendar = case.calendar(rule)?;
    Some(DutyLine {
        duty: duty.id.clone(),
        pack: pack.pack.clone(),
        version: pack.version.clone(),
        trust: duty.trust,
        counts: rule.counts || case.options.count_unconfirmed,
        state: one.state,
        at_least: one.approximate,
        open: one.open,
        anchor: one.anchor,
        opens: one.opens,
        due: one.due,
        deadline: one.due.and_then(|due| calendar.deadline(due)),
        met_on: one.met_on,
        explanation: case.options.explain.then(|| DutyExplanation {
            title: duty.title.clone(),
            cite: duty.cite.clone(),
            confirmed: confirmed(duty.trust, &duty.parts, pack),
            parts: duty.parts.clone(),
            arithmetic: arithmetic(case, out, rule, duty, pack, calendar, one),
            knowable: knowable(case, one),
            evidence: [("anchor", one.anchor_fact), ("met", one.evidence)]
                .into_iter()
                .filter_map(|(role, fact)| evidence(case, out, role, fact))
                .collect(),
        }),
    })
}
