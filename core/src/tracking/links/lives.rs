//! Where a registrant was, and was held, as a record has it.

use chrono::NaiveDate;
use rustc_hash::FxHashSet;

use super::{
    AnchorKind, KnownOffender,
    columns::{Anchor, Away, AwayKind, Field, NO_END, NO_START},
    numbers::{day, days, of_address, position, recorded_on},
    row::MOST_PARTS,
};
use crate::records::{Custody, Declaration, Offender, Pii, Span, StayKind, Whereabouts};

/// The places of a registrant, and how many more have no position.
pub(super) fn anchors(offender: &Offender, known: &KnownOffender) -> (Vec<Anchor>, u64) {
    let mut all: Vec<Anchor> = Vec::new();
    let mut there = FxHashSet::default();
    let mut lost = 0;
    let mut add = |unit: Option<([f64; 3], f64)>, span: (i32, i32), kind, field, at: usize| {
        let Some((unit, uncertainty_km)) = unit else {
            lost += 1;
            return;
        };
        let unit = unit.map(|part| part as f32);
        // the same place in the record of stays and among the addresses counts once
        let of_stays = |one: &Anchor| (one.unit.map(f32::to_bits), one.start, one.end);
        let key = (unit.map(f32::to_bits), span.0, span.1);
        if field == Field::Addresses && there.is_empty() {
            there.extend(all.iter().map(of_stays));
        }
        if field != Field::Addresses || there.insert(key) {
            all.push(Anchor {
                unit,
                uncertainty_km: uncertainty_km as f32,
                start: span.0,
                end: span.1,
                offender: 0,
                at: at as u16,
                kind,
                field,
            });
        }
    };
    for (at, stay) in offender.stays.iter().enumerate().take(MOST_PARTS) {
        let kind = match stay.kind {
            StayKind::Work => AnchorKind::Work,
            StayKind::School => AnchorKind::School,
            StayKind::Lodging => AnchorKind::Lodging,
            StayKind::Transient => AnchorKind::Transient,
            StayKind::Residence => AnchorKind::Residence,
            _ => AnchorKind::Address,
        };
        add(
            position(&stay.place),
            days(stay.span.expose()),
            kind,
            Field::Stays,
            at,
        );
    }
    let span_of =
        |span: Option<&Pii<Span>>| span.map_or((NO_START, NO_END), |span| days(span.expose()));
    for (at, address) in offender
        .person
        .addresses
        .iter()
        .enumerate()
        .take(MOST_PARTS)
    {
        let unit = of_address(address).map(|unit| (unit, 0.0));
        let span = span_of(address.span.as_ref());
        add(unit, span, AnchorKind::Address, Field::Addresses, at);
    }
    for (at, associate) in offender.associates.iter().enumerate().take(MOST_PARTS) {
        for address in &associate.addresses {
            let unit = of_address(address).map(|unit| (unit, 0.0));
            let span = span_of(address.span.as_ref());
            add(unit, span, AnchorKind::Associate, Field::Associates, at);
        }
    }
    for (at, one) in known.places.iter().enumerate().take(MOST_PARTS) {
        let (start, mut end) = days(one.span.expose());
        if one.kind == AnchorKind::PriorOffence {
            // who has offended somewhere knows the place from then on
            end = NO_END;
        }
        add(
            position(&one.place),
            (start, end),
            one.kind,
            Field::Known,
            at,
        );
    }
    (all, lost)
}

/// How many parts of a record are left out, as there are more than fit.
pub(super) fn beyond_limit(offender: &Offender) -> u64 {
    let marks = offender
        .description
        .as_ref()
        .map_or(0, |one| one.marks.len());
    [
        offender.stays.len(),
        offender.person.addresses.len(),
        offender.associates.len(),
        offender.custody.len(),
        offender.declarations.len(),
        offender.registrations.len(),
        offender.vehicles.len(),
        marks,
    ]
    .iter()
    .map(|many| many.saturating_sub(MOST_PARTS) as u64)
    .sum()
}

pub(super) fn away(offender: &Offender, recorded: Option<NaiveDate>) -> Vec<Away> {
    let mut all: Vec<Away> = Vec::new();
    for (at, custody) in offender.custody.iter().enumerate().take(MOST_PARTS) {
        all.push(held(custody, at, recorded));
    }
    // held in one place while held in another is held throughout; a release and an arrest on one day need not be
    all.sort_unstable_by_key(|one| (one.start, one.end, one.at));
    let mut merged: Vec<Away> = Vec::new();
    for one in all {
        let joined = merged.iter_mut().rev().find(|last| {
            let both = last.kind == AwayKind::Custody && one.kind == AwayKind::Custody;
            both && one.start != NO_START && one.start < last.sure_end
        });
        match joined {
            Some(last) => {
                last.end = last.end.max(one.end);
                last.sure_end = last.sure_end.max(one.sure_end);
            }
            None => merged.push(one),
        }
    }
    for (at, declaration) in offender.declarations.iter().enumerate().take(MOST_PARTS) {
        merged.extend(declared(declaration, at));
    }
    merged
}

fn held(custody: &Custody, at: usize, recorded: Option<NaiveDate>) -> Away {
    let (start, end) = days(custody.span.expose());
    let recorded = recorded_on(custody.provenance.as_ref()).or(recorded);
    Away {
        start,
        end,
        // custody that goes on is sure up to the day on which it was recorded
        sure_end: if end == NO_END {
            recorded.map_or(start, day)
        } else {
            end
        },
        at: at as u16,
        kind: if custody.verified == Some(true) {
            AwayKind::Custody
        } else {
            AwayKind::UnconfirmedCustody
        },
    }
}

fn declared(declaration: &Declaration, at: usize) -> Option<Away> {
    let is_away = matches!(
        declaration.whereabouts.expose(),
        Whereabouts::InCustody
            | Whereabouts::CivillyCommitted
            | Whereabouts::Deported
            | Whereabouts::Deceased
    );
    let end = declaration
        .withdrawn_on
        .map_or(NO_END, |on| day(*on.expose()));
    is_away.then(|| Away {
        start: day(*declaration.on.expose()),
        end,
        sure_end: end,
        at: at as u16,
        kind: AwayKind::Declared,
    })
}
